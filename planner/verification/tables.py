"""Tables that are small or given by the case, row by row; and the loads in whole posts, which must be the lowest there are."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import product

import pandas as pd

from planner.calendar import Month
from planner.plan import Plan
from planner.verification.common import Cell, Deviations, apart, column, kept, position, same, spans, term

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
    keys = _rows(table, key)
    there = set(keys)
    yield float(len(due.keys() ^ there) + len(keys) - len(there))
    places = [place for place, at in enumerate(keys) if at in due]
    expected = zip(*(due[keys[place]] for place in places), strict=True)
    for name, those in zip(values, expected, strict=False):
        every = _values(table, name)
        here = every if len(places) == len(every) else [every[place] for place in places]
        if {*map(type, here), *map(type, those)} == {float}:
            yield from apart(here, those)
        else:
            yield from map(_off, here, those)


def _rows(table: pd.DataFrame, columns: Sequence[str]) -> list[Row]:
    """Some columns as rows; None for what is missing."""
    if not columns:
        return [()] * len(table)
    return list(zip(*(_values(table, name) for name in columns), strict=True))


@kept
def _values(table: pd.DataFrame, name: str) -> list[object]:
    values = table[name]
    return list(values.astype(object).where(values.notna(), None)) if values.hasnans else column(table, name)


def _off(found: object, due: object) -> float:
    if isinstance(found, float | int) and isinstance(due, float | int):
        return same(found, due)
    return float(found != due)


def listed(plan: Plan) -> Deviations:
    """Every cell has its row in every month, on its account, and nothing stands twice; hires start when they can."""
    account = {(row.team, row.profession): row.account for row in plan.case.staffing}
    key, months = ["month", "team", "profession"], [str(month) for month in plan.case.months]
    due: dict[Row, Row] = {(month, *cell): (its,) for month, (cell, its) in product(months, account.items())}
    yield from differences(plan.staff, key, ["account"], due)
    yield from differences(plan.movements, key, [], due)
    fte: dict[Row, float] = defaultdict(float)
    for month, team, profession, there in zip(*(column(plan.staff, name) for name in [*key, "fte"]), strict=True):
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
