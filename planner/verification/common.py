"""What the checks share: columns by cell, and what the case says, read again from the case."""

from __future__ import annotations

import math
from collections import defaultdict, namedtuple
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import accumulate
from operator import itemgetter, mul
from typing import Any, TypeVar

import pandas as pd

from planner.calendar import Month
from planner.case.schema import Case
from planner.case.settings import Line
from planner.plan import Plan

FTE = 1e-4
DKK = 1.0
Deviations = Iterator[float]
Cell = tuple[str, str]
Key = TypeVar("Key")


def records(table: pd.DataFrame) -> Iterator[Any]:
    """The rows of a table as named tuples: like `itertuples`, but each column is read at once, which is far faster."""
    return map(_record(tuple(table))._make, _rows(table, list(table)))


@cache
def _record(columns: tuple[str, ...]) -> Any:
    return namedtuple("Record", columns)


def _rows(table: pd.DataFrame, columns: list[str]) -> Iterator[tuple[Any, ...]]:
    return zip(*(table[column].tolist() for column in columns), strict=True)


def cells(table: pd.DataFrame, *values: str) -> dict[Cell, list[float]]:
    """A monthly column, or the sum of several, per team and profession, in order of month."""
    found: dict[Cell, list[float]] = defaultdict(list)
    numbers = map(sum, _rows(table, list(values)))
    rows = zip(_rows(table, ["month"]), _rows(table, ["team", "profession"]), numbers, strict=True)
    for _, cell, number in sorted(rows, key=itemgetter(0)):
        found[cell].append(float(number))
    return dict(found)


def sums(amounts: Iterable[tuple[Key, float]]) -> dict[Key, float]:
    """Amounts added up by key."""
    total: dict[Key, float] = defaultdict(float)
    for key, amount in amounts:
        total[key] += amount
    return dict(total)


def same(left: float, right: float) -> float:
    """How far two numbers are apart; NaN stays NaN and is never within a tolerance."""
    return 0.0 if left == right else abs(left - right)


def spans(case: Case, months: int) -> int:
    """A number of months in periods of the plan, rounded up."""
    return math.ceil(months / case.settings.period_months)


parsed = cache(Month.parse)
"""A month of a table, read once."""


def position(case: Case, month: str) -> int:
    """The period of a month, counted from 0."""
    return parsed(month).since(case.settings.first_month) // case.settings.period_months


def leaving_share(case: Case, factor: float = 1.0) -> dict[str, float]:
    """The share of each profession that leaves in a period by its own will."""
    yearly = case.settings.attrition.share_per_year.value * factor
    return {
        row.profession: 1 - math.pow(1 - min(0.95, yearly * row.attrition_factor), case.settings.period_months / 12)
        for row in case.professions
    }


def staying(case: Case) -> dict[str, list[float]]:
    """The share of new staff of each profession who are still there after 0, 1, 2 ... periods."""
    new, old = leaving_share(case, case.settings.attrition.first_year_factor.value), leaving_share(case)
    year, ages = 12 // case.settings.period_months, range(len(case.months))
    stays = {profession: [1 - (new if age < year else old)[profession] for age in ages] for profession in old}
    return {profession: list(accumulate(shares, mul, initial=1.0)) for profession, shares in stays.items()}


def fitting(lines: tuple[Line, ...], team: str, profession: str, year: int) -> list[Line]:
    """The lines of a lever that fit a team, profession and year."""
    return [
        line
        for line in lines
        if line.team in ("", team) and line.profession in ("", profession) and line.year in (None, year)
    ]


def term(lines: tuple[Line, ...], at: tuple[str, str, int], name: str, usual: float) -> float:
    """A term of a lever: that of the last line that fits and names it, else the usual one."""
    value = usual
    for line in fitting(lines, *at):
        value = getattr(line, name) if getattr(line, name) is not None else value
    return float(value)


def known(plan: Plan, kinds: tuple[str, ...]) -> dict[tuple[str, str, int], float]:
    """FTE of known movements of some kinds by team, profession and period, up to and with their last month."""
    course: dict[tuple[str, str, int], float] = defaultdict(float)
    for row in plan.case.known_movements:
        for t in range(position(plan.case, str(row.last_month)) + 1):
            course[row.team, row.profession, t] += row.fte if row.kind in kinds else 0.0
    return course


def half_year(case: Case, month: Month) -> str:
    """The half-year a period lies in (the year, when periods are years)."""
    return str(month.year) if case.settings.period_months == 12 else month.half_year
