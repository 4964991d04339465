"""The ends of years and half-years among a plan's periods, whatever their length, and what they are called."""

from __future__ import annotations

from planner.calendar import Month
from planner.case.schema import Case
from planner.report import numbers
from planner.text import Language


def year_ends(case: Case) -> list[str]:
    """The last period of each calendar year, as it stands in the plan's tables."""
    return list({month.year: str(month) for month in case.months}.values())


def half_year_ends(case: Case) -> list[str]:
    """The last period of each half-year (of each year, when periods are years)."""
    return [str(case.months[positions[-1]]) for positions in case.half_years.values()]


def period(case: Case, month: str, language: Language) -> str:
    """A period by the month in which it ends: December, where periods are years or the month is one."""
    return numbers.month(str(Month.parse(month).plus(case.settings.period_months - 1)), language)
