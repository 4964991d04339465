"""Tables that are small or given by the case, row by row; and the loads in whole posts, which must be the lowest there are."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import product

import pandas as pd

from planner.calendar import Month
from planner.case.references import EXITS
from planner.case.schema import Case
from planner.case.tables import Change
from planner.plan import Plan
from planner.verification.common import Cell, Deviations, half_year, position, same, spans, term

Row = tuple[object, ...]
_SAME_LOAD = 1e-6
_KEYS = {
    "years": ["year", "account"],
    "ledger": ["year", "account", "team"],
    "work": ["half_year", "team", "profession", "target_group"],
    "caseload": ["half_year", "target_group"],
    "spare": ["half_year", "team", "profession"],
}
"""What stands once in a table whose sums other checks read."""


def differences(table: pd.DataFrame, key: Sequence[str], values: Sequence[str], due: Mapping[Row, Row]) -> Deviations:
    """1 for each row that is missing, double or too many; else how far each value is off (1 where it is not a number)."""
    found = list(zip(_rows(table, key), _rows(table, values), strict=True))
    yield float(len(due.keys() ^ {at for at, _ in found}) + len(found) - len(dict(found)))
    for at, row in found:
        yield from map(_off, row, due.get(at, ()))


def _rows(table: pd.DataFrame, columns: Sequence[str]) -> list[Row]:
    """Some columns as rows; None for what is missing."""
    if not columns:
        return [()] * len(table)
    return list(zip(*(_values(table[name]) for name in columns), strict=True))


def _values(column: pd.Series) -> list[object]:
    return list(column.astype(object).where(column.notna(), None) if column.hasnans else column.tolist())


def _off(found: object, due: object) -> float:
    if isinstance(found, float | int) and isinstance(due, float | int):
        return same(found, due)
    return float(found != due)


def listed(plan: Plan) -> Deviations:
    """Every cell has its row in every month, on its account, and nothing stands twice; hires start when they can."""
    account = {(row.team, row.profession): row.account for row in plan.case.staffing}
    key, months = ["month", "team", "profession"], [str(month) for month in plan.case.months]
    due: dict[Row, Row] = {(month, *cell): (account[cell],) for month, cell in product(months, account)}
    yield from differences(plan.staff, key, ["account"], due)
    yield from differences(plan.movements, key, [], due)
    fte: dict[Row, float] = defaultdict(float)
    for month, team, profession, there in zip(*(plan.staff[name].tolist() for name in [*key, "fte"]), strict=True):
        fte[month, team, ""] += there
        fte[month, team, profession] += there
    minima = [(row.team, "") for row in plan.case.teams if row.minimum_fte > 0]
    minima += [(row.team, row.profession) for row in plan.case.staffing if row.minimum_fte > 0]
    due = {(month, *cell): (fte.get((month, *cell), math.nan),) for month, cell in product(months, minima)}
    yield from differences(plan.minimum, key, ["fte"], due)
    for name, columns in _KEYS.items():
        rows = _rows(getattr(plan, name), columns)
        yield float(len(rows) - len(set(rows)))
    yield from _hires(plan)
    yield from _service(plan)


def _hires(plan: Plan) -> Deviations:
    """New staff start after the lag, a period at least, and so many as succeed."""
    case, rule = plan.case, plan.case.settings.hiring
    lag = max(1, spans(case, rule.lag_months))
    for row in plan.hires.itertuples():
        at = (row.team, row.profession, Month.parse(row.decided).year)
        yield same(position(case, row.starts) - position(case, row.decided), lag)
        yield same(row.fte, row.decided_fte * term(rule.where, at, "success_share", rule.success_share.value))


def _service(plan: Plan) -> Deviations:
    """Those given notice are labelled by band of service, each band with its share; nobody else has a label."""
    bands = {row.service: row.share for row in plan.case.settings.dismissals.service_mix}
    by_law = plan.exits["way"].isin(("dismissal", "dropout"))
    yield float((plan.exits.loc[~by_law, "service"] != "").sum())
    for _, rows in plan.exits[by_law].groupby(["decided", "team", "profession", "way"]):
        labels, total = list(rows["service"]), float(rows["fte"].sum())
        yield float(len(set(Counter(labels).values())) != 1)
        found: dict[str, float] = defaultdict(float)
        for label, fte in zip(labels, rows["fte"], strict=True):
            found[label.partition(": ")[0] if label not in bands else label] += fte / total
        yield from (same(found.get(band, 0.0), bands.get(band, math.nan)) for band in {*found, *bands})


def citizens_out(plan: Plan) -> Deviations:
    """Citizens who have left for an exit, on average in each half-year."""
    case = plan.case
    months = Counter(half_year(case, month) for month in case.months)
    total = dict.fromkeys(product(months, EXITS), 0.0)
    for month in case.months:
        when = half_year(case, month)
        for exit_, citizens in _left(case, month):
            total[when, exit_] += citizens / months[when]
    due: dict[Row, Row] = {key: (value,) for key, value in total.items()}
    yield from differences(plan.citizens_out, ["half_year", "exit"], ["citizens"], due)


def _left(case: Case, month: Month) -> Iterator[tuple[str, float]]:
    """Citizens who are in an exit in a month: by the run-off of a closed group, or by the crosswalk."""
    day, rule = month.first_day, case.settings.unemployment
    closed = sorted((c for c in case.changes if c.kind == "closes" and c.date <= day), key=lambda c: (c.date, c.change))
    gone = [step for step in case.crosswalk if step.to_group in EXITS and step.date <= day]
    for origin in (group for group in case.target_groups if group.cases):
        fewer = (
            c for c in case.changes if (c.kind, c.target_group) == ("cases", origin.target_group) and c.date <= day
        )
        more = 1 + rule.change_share * origin.unemployment_factor if month >= rule.first_month else 1.0
        citizens = float(origin.cases or 0) * more * math.prod(c.factor or 0 for c in fewer)
        for place, here in _run_off(closed, origin.target_group, citizens, day):
            if place in EXITS:
                yield place, here
            yield from ((step.to_group, here * step.share) for step in gone if step.from_group == place)


def _run_off(closed: list[Change], place: str, citizens: float, day: date) -> Iterator[tuple[str, float]]:
    """Where the citizens of a group are after the closures that are left: each sends some on, who meet those after it."""
    for number, change in enumerate(closed):
        if change.target_group == place:
            months = (day.year - change.date.year) * 12 + day.month - change.date.month + 1
            gone = citizens * min(1.0, months / float(change.run_off_months or 1))
            citizens -= gone
            for target, share in change.divert.items():
                yield from _run_off(closed[number + 1 :], target, gone * share, day)
    yield place, citizens


def reconciliation(plan: Plan) -> Deviations:
    """Posts times pay beside each budget that was entered."""
    due: dict[Row, Row] = {}
    pay = {row.profession: row.pay_dkk_per_year for row in plan.case.professions}
    for budget in plan.case.budgets:
        mine = [row for row in plan.case.staffing if row.account == budget.account and budget.team in ("", row.team)]
        posts = sum((row.fte + row.vacant_fte) * pay[row.profession] for row in mine)
        entered = budget.pay_mio_dkk_per_year * 1e6
        share = posts / entered - 1 if entered else float(posts > 0)
        due[budget.account, budget.team] = (posts, entered, posts - entered, share)
    values = ["posts_dkk", "budget_dkk", "difference_dkk", "difference_share"]
    yield from differences(plan.reconciliation, ["account", "team"], values, due)


def loads(plan: Plan) -> Deviations:
    """The loads in FTE and in posts are the lowest there are, the worst first.

    They are if and only if, for every load, those who serve the groups with that load or a higher one are all who
    may serve any of them: then none of these groups can have more unless a worse one has less. Deviations in FTE.
    """
    can: dict[str, set[Cell]] = defaultdict(set)
    for row in plan.case.competence:
        can[row.target_group].add((row.team, row.profession))
    for year, table in plan.posts_loads.groupby("year"):
        posts = plan.posts[plan.posts["year"] == year]
        for of in ("fte", "posts"):
            there = dict(zip(zip(posts["team"], posts["profession"], strict=True), posts[of], strict=True))
            groups = list(zip(table["target_group"], table["need_fte"], table[f"load_{of}"], strict=True))
            yield from _filled(groups, can, there)


def _filled(
    groups: list[tuple[str, float, float]], can: Mapping[str, set[Cell]], there: Mapping[Cell, float]
) -> Deviations:
    """How far who serve the groups from each load upwards are from all who may, in FTE."""
    groups = sorted(groups, key=lambda group: -group[2])
    serving, who = 0.0, set[Cell]()
    for number, (group, need, load) in enumerate(groups):
        serving += need / load if load > 0 else math.nan
        who |= can.get(group, set())
        after = groups[number + 1][2] if number + 1 < len(groups) else 0.0
        if not after >= load * (1 - _SAME_LOAD):  # the next load is another one, or none
            yield same(serving, sum(there.get(cell, 0.0) for cell in who))
