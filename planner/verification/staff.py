"""Posts month by month: balances, attrition, training and moves, recomputed from the tables of movements."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np

from planner.case.settings import Retraining
from planner.plan import Plan
from planner.verification.common import (
    Cell,
    Deviations,
    Numbers,
    apart,
    cells,
    known,
    known_series,
    leaving_share,
    parsed,
    position,
    records,
    same,
    series,
    spans,
    staying,
    term,
)

_DECIDED = ("notice_fte", "voluntary_fte", "transfer_fte", "moved_out_fte")
_LEAVE = ("attrition_fte", "retirement_fte", "fixed_term_fte", *_DECIDED)
_COME = ("arrived_fte", "hired_fte", "returned_fte")
_MOVED = ("moved_out_fte", "moved_in_fte", "arrived_fte", "dropout_fte", "hired_fte")


def stocks(plan: Plan) -> Deviations:
    """In service = in service before, less who left, plus who came; the start is the case's."""
    left, came = series(plan.movements, *_LEAVE), series(plan.movements, *_COME)
    away = known(plan, ("notice", "leave"))
    start = {(row.team, row.profession): row.fte - away[row.team, row.profession, 0] for row in plan.case.staffing}
    for cell, here in series(plan.staff, "fte", "reduced_hours_fte").items():
        yield same(here[0], start[cell])
        yield from apart(here[1:], here[:-1] - left[cell][:-1] + came[cell][1:])


class _Service:
    """Who is in service in a cell, by kind: new, on a contract that ends, with a known end, and all others."""

    def __init__(self, plan: Plan) -> None:
        case = plan.case
        self.periods, self.known = len(case.months), known_series(plan, ("fixed_term", "retirement"))
        length = {row.contract: row.months and spans(case, row.months) for row in case.settings.hiring.contracts}
        stays = {profession: np.array(shares) for profession, shares in staying(case).items()}
        self.hires: dict[Cell, list[tuple[int, int | None, Numbers]]] = defaultdict(list)
        for row in records(plan.hires):
            start = position(case, row.starts)
            there = row.fte * stays[row.profession][: max(0, self.periods - start)]
            self.hires[row.team, row.profession].append((start, length[row.contract], there))
        self.all = series(plan.staff, "fte", "reduced_hours_fte")

    def new(self, cell: Cell, within: int) -> Numbers:
        """Permanent new staff who came within so many periods, by period."""
        found = np.zeros(self.periods)
        for start, length, there in self.hires[cell]:
            if length is None:
                found[start : start + within] += there[:within]
        return found

    def contracts(self, cell: Cell) -> list[tuple[int, int, Numbers]]:
        """Staff on contracts that end: (period they start, length, FTE still there by age)."""
        return [(start, length, there[:length]) for start, length, there in self.hires[cell] if length]

    def stock(self, cell: Cell) -> Numbers:
        """Everybody in service whom the plan may decide about, by period."""
        found: Numbers = self.all[cell] - self.known[cell]
        for start, length, there in self.contracts(cell):
            found[start : start + length] -= there
        return found


def attrition(plan: Plan) -> Deviations:
    """Attrition and retirement follow their rates; contracts and known ends run out when they are due."""
    case, service = plan.case, _Service(plan)
    old = leaving_share(case)
    young = leaving_share(case, case.settings.attrition.first_year_factor.value)
    year = 12 // case.settings.period_months
    part = case.settings.attrition
    retiring = part.retirement_share_per_year.value / part.share_per_year.value if part.share_per_year.value else 0.0
    found = {kind: series(plan.movements, f"{kind}_fte") for kind in ("attrition", "retirement", "fixed_term")}
    retired, ended = known_series(plan, ("retirement",)), known_series(plan, ("fixed_term",))
    ages = np.arange(len(case.months))
    for cell in service.all:
        new = service.new(cell, year)
        rate = old[cell[1]] * (service.stock(cell) - new) + young[cell[1]] * new
        ending = np.zeros(len(case.months))
        for start, length, there in service.contracts(cell):
            going_on, share = there[: length - 1], np.where(ages < year, young[cell[1]], old[cell[1]])
            rate[start : start + length - 1] += going_on * share[: len(going_on)]
            ending[start + length - 1 : start + length] += there[length - 1 :]
        yield from apart(found["attrition"][cell][:-1], rate[:-1] * (1 - retiring))
        yield from apart(found["retirement"][cell][:-1], rate[:-1] * retiring - np.diff(retired[cell]))
        yield from apart(found["fixed_term"][cell][:-1], ending[:-1] - np.diff(ended[cell]))


def people(plan: Plan) -> Deviations:
    """People at the start, hired and returned = people at the end and all exits, over everything."""
    kpi = plan.kpi
    ways = ("attrition", "retirement", "fixed_term", "dropouts", "transfer", "voluntary", "dismissals", "reduced_hours")
    yield same(
        kpi["fte_start"] + kpi["hired_fte"] + kpi["returned_fte"],
        kpi["fte_end"] + sum(kpi[f"{way}_fte"] for way in ways),
    )


def leavers(plan: Plan) -> Deviations:
    """Nobody leaves by decision who is not there after attrition or is new and protected; nothing is negative."""
    case, service = plan.case, _Service(plan)
    rate, within = leaving_share(case), spans(case, case.settings.hiring.protected_months)
    out = series(plan.movements, *_DECIDED)
    for cell in service.all:
        may = (1 - rate[cell[1]]) * (service.stock(cell) - service.new(cell, within))
        yield from np.maximum(0.0, out[cell] - np.maximum(0.0, may)).tolist()
    for table in (plan.staff, plan.movements, plan.work, plan.moves, plan.hires, plan.exits, plan.spare):
        numbers = table.select_dtypes("number")
        yield max(0.0, -float(numbers.min().min())) if len(table) else 0.0


def protected(plan: Plan) -> Deviations:
    """What decisions take from a cell with protected posts is what attrition leaves above them, and who moved in."""
    rate = leaving_share(plan.case)
    out = cells(plan.movements, *_DECIDED)
    came, given_up = cells(plan.movements, "arrived_fte"), cells(plan.staff, "reduced_hours_fte")
    away = known(plan, ("notice", "leave", "fixed_term", "retirement"))
    for row in (row for row in plan.case.staffing if row.minimum_fte > 0):
        cell, taken, stays = (row.team, row.profession), 0.0, 1 - rate[row.profession]
        for t, going in enumerate(out[cell]):
            taken = stays * (taken - came[cell][t]) + going
            spare = max(0.0, stays ** (t + 1) * (row.fte - away[*cell, 0]) - row.minimum_fte)
            yield max(0.0, taken - spare) if going > 0 else 0.0
            yield given_up[cell][t]


def moves(plan: Plan) -> Deviations:
    """On each path as many set out as begin; they arrive after the training, and those who fail are counted out."""
    case = plan.case
    paths = {row.path: row for row in case.settings.retraining}
    inside = case.settings.redeployment
    begun: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for row in records(plan.moves):
        begun[row.path, row.decided].append(row)
    for (path, decided), rows in begun.items():
        lever = paths.get(path, inside)
        for sending, receiving in _ends(rows, path, paths):
            out = sum(row.out_fte for row in rows if row.profession == sending)
            yield same(out, sum(row.in_fte for row in rows if row.profession == receiving))
        for row in rows:
            at = (row.team, row.profession, parsed(decided).year)
            success = term(lever.where, at, "success_share", lever.success_share.value)
            yield same(position(case, row.arrives), position(case, decided) + 1 + spans(case, lever.training_months))
            yield same(row.arrived_fte, row.in_fte * success)
            yield same(row.dropout_fte, row.in_fte - row.arrived_fte)
            yield 0.0 if path == "move" or row.profession == paths[path].to_profession else row.in_fte
            yield 0.0 if path == "move" or row.profession == paths[path].from_profession else row.out_fte
    yield from _agree(plan)


def _ends(rows: list[Any], path: str, paths: dict[str, Retraining]) -> list[tuple[str, str]]:
    """The professions that send and receive on a path; each its own within a profession."""
    if path == "move":
        return [(profession, profession) for profession in {row.profession for row in rows}]
    return [(paths[path].from_profession, paths[path].to_profession)]


def _agree(plan: Plan) -> Deviations:
    """The table of moves and the monthly movements, and those in training, say the same."""
    case = plan.case
    due: dict[str, dict[Cell, Numbers]] = defaultdict(lambda: defaultdict(lambda: np.zeros(len(case.months))))
    length = {row.path: spans(case, row.training_months) for row in case.settings.retraining}
    length["move"] = spans(case, case.settings.redeployment.training_months)
    training: dict[Cell, Numbers] = defaultdict(lambda: np.zeros(len(case.months)))
    for row in records(plan.moves):
        t, here = position(case, row.decided), (row.team, row.profession)
        due["moved_out_fte"][here][t] += row.out_fte
        due["moved_in_fte"][here][t] += row.in_fte
        due["arrived_fte"][here][position(case, row.arrives)] += row.arrived_fte
        due["dropout_fte"][here][t + length[row.path]] += row.dropout_fte
        training[here][t + 1 : t + length[row.path] + 1] += row.in_fte
    for row in records(plan.hires):
        due["hired_fte"][row.team, row.profession][position(case, row.starts)] += row.fte
    for kind in _MOVED:
        for cell, found in series(plan.movements, kind).items():
            yield from apart(found, due[kind][cell])
    for cell, found in series(plan.staff, "in_training_fte").items():
        yield from apart(found, training[cell])
