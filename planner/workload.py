"""Citizens and dated rule changes to cases, caseload limit and need in FTE per target group and half-year.

All stocks are kept by month and averaged over the half-year. The need is measured in FTE at a full caseload:
`need = cases / limit`, where a relief of the work per case raises the limit (one FTE carries more cases).
Citizens are conserved: whoever leaves a group arrives in another or in a named exit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pandas as pd

from planner.calendar import Month
from planner.case.references import EXITS
from planner.case.schema import Case
from planner.case.tables import Change, TargetGroup

Stocks = dict[str, float]


@dataclass(frozen=True)
class Workload:
    """What work there is.

    Attributes:
        need: one row per half-year and target group in force: `cases` (average stock), `need_fte` (FTE at a full
            caseload), `limit` (cases per FTE after relief). Columns half_year, target_group, cases, need_fte, limit.
        exits: the average number of citizens in each named exit by half-year: half_year, exit, citizens.
    """

    need: pd.DataFrame
    exits: pd.DataFrame


def workload(case: Case) -> Workload:
    """Cases and need per target group and half-year, from the stocks at the start and the dated changes."""
    monthly = [_month(case, month) for month in case.months]
    need, exits = [], []
    for name, positions in case.half_years.items():
        cases = _average([monthly[i][0] for i in positions])
        fte = _average([monthly[i][1] for i in positions])
        left = _average([monthly[i][2] for i in positions])
        for group in sorted(cases):
            if cases[group] > 0:
                need.append((name, group, cases[group], fte[group], cases[group] / fte[group]))
        exits += [(name, exit_, left.get(exit_, 0.0)) for exit_ in EXITS]
    return Workload(
        need=pd.DataFrame(need, columns=["half_year", "target_group", "cases", "need_fte", "limit"]),
        exits=pd.DataFrame(exits, columns=["half_year", "exit", "citizens"]),
    )


def base_limit(case: Case, group: TargetGroup) -> float:
    """The scenario's caseload limit for a group before any relief, in cases per FTE."""
    limits = {"low": group.limit_low, "mid": group.limit_mid, "high": group.limit_high}
    limit = limits[case.settings.caseload.guidance]
    if limit is None:
        raise ValueError(f"target group {group.target_group} has no limit of its own")
    return limit * case.settings.caseload.limit_factor


def _average(stocks: list[Stocks]) -> Stocks:
    total: Stocks = defaultdict(float)
    for stock in stocks:
        for key, value in stock.items():
            total[key] += value / len(stocks)
    return total


def _month(case: Case, month: Month) -> tuple[Stocks, Stocks, Stocks]:
    """Cases, need in FTE and citizens in exits in one month."""
    day = month.first_day
    groups = {group.target_group: group for group in case.target_groups}
    cases = _origin_cases(case, month)
    exits: Stocks = {name: cases.pop(name, 0.0) for name in EXITS}
    need = {
        name: stock * _factor(case, name, "work", day) / base_limit(case, groups[name]) for name, stock in cases.items()
    }
    cases, need = _crosswalked(case, cases, need, exits, day)
    received = {name for name, group in groups.items() if group.cases is None}
    for name in received & set(cases):
        relief = _factor(case, name, "cases", day)
        cases[name] *= relief
        need[name] *= relief * _factor(case, name, "work", day)
    return cases, need, exits


def _origin_cases(case: Case, month: Month) -> Stocks:
    """The stocks of the groups that have cases of their own, before any crosswalk."""
    day = month.first_day
    stock: Stocks = {}
    for group in case.target_groups:
        if group.cases is not None:
            stock[group.target_group] = (
                group.cases * _unemployment(case, group, month) * _factor(case, group.target_group, "cases", day)
            )
    for change in _changes(case, "closes", day):
        months = month.since(Month.of(change.date)) + 1
        left = max(0.0, 1 - months / (change.run_off_months or 1))
        diverted = stock[change.target_group] * (1 - left)
        stock[change.target_group] *= left
        for target, share in sorted(change.divert.items()):
            stock[target] = stock.get(target, 0.0) + diverted * share
    return stock


def _unemployment(case: Case, group: TargetGroup, month: Month) -> float:
    """The factor that a change in unemployment puts on a group's stock."""
    setting = case.settings.unemployment
    return 1 + setting.change_share * group.unemployment_factor if month >= setting.first_month else 1.0


def _changes(case: Case, kind: str, day: date) -> Iterator[Change]:
    """The changes of a kind that are in force on a day, in order of date and name."""
    found = [change for change in case.changes if change.kind == kind and change.date <= day]
    return iter(sorted(found, key=lambda change: (change.date, change.change)))


def _factor(case: Case, group: str, kind: str, day: date) -> float:
    """The product of the factors of a kind in force for a group on a day."""
    product = 1.0
    for change in _changes(case, kind, day):
        if change.target_group == group and change.factor is not None:
            product *= change.factor
    return product


def _crosswalked(case: Case, cases: Stocks, need: Stocks, exits: Stocks, day: date) -> tuple[Stocks, Stocks]:
    """Cases and need after the crosswalk rows in force; what goes to an exit is added there."""
    moves = sorted(
        (row for row in case.crosswalk if row.date <= day), key=lambda row: (row.date, row.from_group, row.to_group)
    )
    leaving = {row.from_group for row in moves}
    new_cases = {name: value for name, value in cases.items() if name not in leaving}
    new_need = {name: value for name, value in need.items() if name not in leaving}
    for row in moves:
        moved = cases.get(row.from_group, 0.0) * row.share
        if row.to_group in EXITS:
            exits[row.to_group] += moved
        else:
            new_cases[row.to_group] = new_cases.get(row.to_group, 0.0) + moved
            new_need[row.to_group] = new_need.get(row.to_group, 0.0) + need.get(row.from_group, 0.0) * row.share
    return new_cases, new_need
