"""Months and half-years: the two clocks of the planner."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby

_PATTERN = re.compile(r"(\d{4})-(\d{2})")


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month.

    >>> Month.parse("2025-11").plus(3)
    Month(year=2026, month=2)
    """

    year: int
    month: int

    @classmethod
    def parse(cls, text: str) -> Month:
        """Read `YYYY-MM`; raises ValueError on anything else."""
        match = _PATTERN.fullmatch(text)
        if not match or not 1 <= int(match[2]) <= 12:
            raise ValueError("a month written as YYYY-MM")
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date) -> Month:
        """The month a date lies in."""
        return cls(day.year, day.month)

    def plus(self, months: int) -> Month:
        """The month that many months later (earlier when negative)."""
        return _month(self.year * 12 + self.month - 1 + months)

    def since(self, other: Month) -> int:
        """Whole months from `other` to this month."""
        return (self.year - other.year) * 12 + self.month - other.month

    @property
    def first_day(self) -> date:
        """The first day of the month."""
        return date(self.year, self.month, 1)

    @property
    def half_year(self) -> str:
        """The half-year the month lies in, such as `2026H1`."""
        return f"{self.year}H{1 if self.month <= 6 else 2}"

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02d}"


@lru_cache(maxsize=4096)
def _month(index: int) -> Month:
    """A month by its number from January of year 0."""
    return Month(index // 12, index % 12 + 1)


@lru_cache(maxsize=64)
def months_from(first: Month, last: Month, every: int = 1) -> tuple[Month, ...]:
    """All months from `first` to `last`, both included, or every so many of them."""
    return tuple(first.plus(i) for i in range(0, last.since(first) + 1, every))


def half_year(month: Month, period_months: int = 1) -> str:
    """The half-year a period lies in; the year, when periods are years.

    >>> half_year(Month(2026, 7)), half_year(Month(2026, 1), 12)
    ('2026H2', '2026')
    """
    return str(month.year) if period_months == 12 else month.half_year


def half_years(months: Sequence[Month], period_months: int = 1) -> dict[str, tuple[int, ...]]:
    """The positions of the given months in each half-year, in order."""
    positions = groupby(range(len(months)), key=lambda i: half_year(months[i], period_months))
    return {name: tuple(group) for name, group in positions}


def periods(months: int, period_months: int) -> int:
    """A number of months in whole periods, rounded up.

    >>> periods(3, 1), periods(3, 12), periods(0, 12)
    (3, 1, 0)
    """
    return -(-months // period_months)


def years(months: Sequence[Month]) -> dict[int, tuple[int, ...]]:
    """The positions of the given months in each calendar year, in order."""
    positions = groupby(range(len(months)), key=lambda i: months[i].year)
    return {year: tuple(group) for year, group in positions}
