"""Posts month by month: balances, attrition, training and moves, recomputed from the tables of movements."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from planner.case.settings import Retraining
from planner.plan import Plan
from planner.verification.common import (
    Cell,
    Deviations,
    cells,
    known,
    leaving_share,
    parsed,
    position,
    records,
    same,
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
    left, came = cells(plan.movements, *_LEAVE), cells(plan.movements, *_COME)
    away = known(plan, ("notice", "leave"))
    start = {(row.team, row.profession): row.fte - away[row.team, row.profession, 0] for row in plan.case.staffing}
    for cell, here in cells(plan.staff, "fte", "reduced_hours_fte").items():
        yield same(here[0], start[cell])
        for t in range(1, len(here)):
            yield same(here[t], here[t - 1] - left[cell][t - 1] + came[cell][t])


class _Service:
    """Who is in service in a cell, by kind: new, on a contract that ends, with a known end, and all others."""

    def __init__(self, plan: Plan) -> None:
        case = plan.case
        self.staying, self.known = staying(case), known(plan, ("fixed_term", "retirement"))
        self.length = {row.contract: row.months and spans(case, row.months) for row in case.settings.hiring.contracts}
        self.hires: dict[Cell, list[tuple[int, str, float]]] = defaultdict(list)
        for row in records(plan.hires):
            self.hires[row.team, row.profession].append((position(case, row.starts), row.contract, row.fte))
        self.all = cells(plan.staff, "fte", "reduced_hours_fte")

    def new(self, cell: Cell, t: int, within: int) -> float:
        """Permanent new staff who came within so many periods."""
        return sum(
            fte * self.staying[cell[1]][t - start]
            for start, contract, fte in self.hires[cell]
            if self.length[contract] is None and 0 <= t - start < within
        )

    def contracts(self, cell: Cell, t: int) -> list[tuple[int, int, float]]:
        """Staff on contracts that end: (age, length, FTE still there)."""
        return [
            (t - start, length, fte * self.staying[cell[1]][t - start])
            for start, contract, fte in self.hires[cell]
            if (length := self.length[contract]) and 0 <= t - start < length
        ]

    def stock(self, cell: Cell, t: int) -> float:
        """Everybody in service whom the plan may decide about."""
        return self.all[cell][t] - self.known[*cell, t] - sum(fte for _, _, fte in self.contracts(cell, t))


def attrition(plan: Plan) -> Deviations:
    """Attrition and retirement follow their rates; contracts and known ends run out when they are due."""
    case, service = plan.case, _Service(plan)
    old = leaving_share(case)
    young = leaving_share(case, case.settings.attrition.first_year_factor.value)
    year = 12 // case.settings.period_months
    part = case.settings.attrition
    retiring = part.retirement_share_per_year.value / part.share_per_year.value if part.share_per_year.value else 0.0
    found = {kind: cells(plan.movements, f"{kind}_fte") for kind in ("attrition", "retirement", "fixed_term")}
    retired, ended = known(plan, ("retirement",)), known(plan, ("fixed_term",))
    for cell in service.all:
        for t in range(len(case.months) - 1):
            new = service.new(cell, t, year)
            rate = old[cell[1]] * (service.stock(cell, t) - new) + young[cell[1]] * new
            ending = 0.0
            for age, length, fte in service.contracts(cell, t):
                ending += fte if age + 1 == length else 0.0
                rate += 0.0 if age + 1 == length else fte * (young if age < year else old)[cell[1]]
            now, then = (*cell, t), (*cell, t + 1)
            yield same(found["attrition"][cell][t], rate * (1 - retiring))
            yield same(found["retirement"][cell][t], rate * retiring + retired[now] - retired[then])
            yield same(found["fixed_term"][cell][t], ending + ended[now] - ended[then])


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
    out = cells(plan.movements, *_DECIDED)
    for cell in service.all:
        for t, going in enumerate(out[cell]):
            may = (1 - rate[cell[1]]) * (service.stock(cell, t) - service.new(cell, t, within))
            yield max(0.0, going - max(0.0, may))
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
    due: dict[tuple[str, str, int], dict[str, float]] = defaultdict(lambda: dict.fromkeys(_MOVED, 0.0))
    length = {row.path: spans(case, row.training_months) for row in case.settings.retraining}
    length["move"] = spans(case, case.settings.redeployment.training_months)
    training: dict[tuple[str, str, int], float] = defaultdict(float)
    for row in records(plan.moves):
        t, here = position(case, row.decided), (row.team, row.profession)
        due[*here, t]["moved_out_fte"] += row.out_fte
        due[*here, t]["moved_in_fte"] += row.in_fte
        due[*here, position(case, row.arrives)]["arrived_fte"] += row.arrived_fte
        due[*here, t + length[row.path]]["dropout_fte"] += row.dropout_fte
        for after in range(1, length[row.path] + 1):
            training[*here, t + after] += row.in_fte
    for row in records(plan.hires):
        due[row.team, row.profession, position(case, row.starts)]["hired_fte"] += row.fte
    for row in records(plan.movements):
        at = due[row.team, row.profession, position(case, row.month)]
        for kind in _MOVED:
            yield same(getattr(row, kind), at[kind])
    for row in records(plan.staff):
        yield same(row.in_training_fte, training[row.team, row.profession, position(case, row.month)])
