"""What the checks share: columns by cell, and what the case says, read again from the case."""

from __future__ import annotations

import math
from collections import defaultdict, namedtuple
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, wraps
from itertools import accumulate
from operator import mul
from typing import Any, ParamSpec, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.calendar import Month
from planner.case.schema import Case
from planner.case.settings import Line
from planner.plan import Plan

FTE = 1e-4
DKK = 1.0
Deviations = Iterator[float]
Cell = tuple[str, str]
Numbers = npt.NDArray[np.float64]
Key = TypeVar("Key")
Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")
_read: ContextVar[dict[Any, Any] | None] = ContextVar("read", default=None)


@contextmanager
def reading_once() -> Iterator[None]:
    """While it lasts nothing changes, so what is `kept` is worked out once for all checks."""
    token = _read.set({})
    try:
        yield
    finally:
        _read.reset(token)


def kept(read: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
    """A function of one object, told by its identity, and of plain keys; its answer is kept while `reading_once`."""

    @wraps(read)
    def once(*asked: Asked.args, **others: Asked.kwargs) -> Answer:
        answers = _read.get()
        if answers is None:
            return read(*asked, **others)
        key = (read, id(asked[0]), asked[1:])
        if key not in answers:
            answers[key] = asked[0], read(*asked, **others)  # while the object is held its identity is its own
        answer: Answer = answers[key][1]
        return answer

    return once


@kept
def records(table: pd.DataFrame) -> list[Any]:
    """The rows of a table as named tuples: like `itertuples`, but each column is read at once, which is far faster."""
    return list(map(_record(tuple(table))._make, zip(*(column(table, name) for name in table), strict=True)))


@kept
def column(table: pd.DataFrame, name: str) -> list[Any]:
    """A column of a table."""
    values: list[Any] = table[name].tolist()
    return values


@cache
def _record(columns: tuple[str, ...]) -> Any:
    return namedtuple("Record", columns)


@kept
def series(table: pd.DataFrame, *values: str) -> dict[Cell, Numbers]:
    """A monthly column, or the sum of several, per team and profession, in order of month."""
    numbers = sum((table[name].to_numpy() for name in values), np.zeros(len(table)))
    return {cell: numbers[at] for cell, at in _places(table).items()}


@kept
def _places(table: pd.DataFrame) -> dict[Cell, list[int]]:
    """The rows of each team and profession, in order of month."""
    found: dict[Cell, list[int]] = defaultdict(list)
    months, teams, professions = (column(table, name) for name in ("month", "team", "profession"))
    for at in sorted(range(len(table)), key=months.__getitem__):
        found[teams[at], professions[at]].append(at)
    return dict(found)


@kept
def cells(table: pd.DataFrame, *values: str) -> dict[Cell, list[float]]:
    """The same as lists."""
    return {cell: numbers.tolist() for cell, numbers in series(table, *values).items()}


def apart(left: Any, right: Any) -> list[float]:
    """How far each number of a row is from one of another: what `same` says of each."""
    left, right = np.asarray(left, dtype=float), np.asarray(right, dtype=float)
    if left.shape != right.shape:
        raise ValueError("rows of different lengths")
    with np.errstate(invalid="ignore"):
        found: list[float] = np.where(left == right, 0.0, np.abs(left - right)).tolist()
    return found


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


@kept
def leaving_share(case: Case, factor: float = 1.0) -> dict[str, float]:
    """The share of each profession that leaves in a period by its own will."""
    yearly = case.settings.attrition.share_per_year.value * factor
    return {
        row.profession: 1 - math.pow(1 - min(0.95, yearly * row.attrition_factor), case.settings.period_months / 12)
        for row in case.professions
    }


@kept
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


def known_series(plan: Plan, kinds: tuple[str, ...]) -> dict[Cell, Numbers]:
    """FTE of known movements of some kinds per team and profession, period by period."""
    course: dict[Cell, Numbers] = defaultdict(lambda: np.zeros(len(plan.case.months)))
    for row in (row for row in plan.case.known_movements if row.kind in kinds):
        course[row.team, row.profession][: position(plan.case, str(row.last_month)) + 1] += row.fte
    return course


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
