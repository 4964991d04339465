"""The variables of the programme with their bounds, in a fixed order; nothing here knows a solver."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from planner.case.values import LASTING
from planner.staffing.cells import Cell, name
from planner.staffing.symbols import Symbols


class Variable(NamedTuple):
    """One non-negative variable; `upper` is None where it has no bound."""

    name: str
    upper: float | None
    integer: bool = False


LOAD_LEVELS = (1.5, 1.25, 1.1, 0.9, 0.8, 0.7, 0.6, 0.5)
"""Loads (need over staff) at which even_load counts the FTE that are missing to get below; 1 is overload itself."""


SIZE_LEVELS = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1)
"""Shares of today's FTE at which like_today counts the FTE that are missing to stay above."""


def year_ends(s: Symbols) -> Iterator[tuple[int, Cell, int]]:
    """The last period of each calendar year, for each cell: what like_before compares with the plan without pins."""
    yield from ((year, cell, positions[-1]) for year, positions in s.calendar_years.items() for cell in s.cells)


def shrinking(s: Symbols) -> Iterator[tuple[int, Cell]]:
    """The year ends and cells that like_today compares with today."""
    yield from ((year, cell) for year in s.calendar_years for cell in s.cells if s.start_fte[cell] > 0)


def variables(s: Symbols) -> Iterator[Variable]:
    """Every variable with its bound, in a fixed order, but those of `LATE`. A hard rule is a breach held at zero."""
    for cell in s.cells:
        yield from (Variable(name("x", *cell, s.months[t]), None) for t in s.periods)
        if s.levers.hours:
            yield from (Variable(name("reduced", *cell, s.months[t]), None) for t in s.periods)
    for decision in s.levers.decisions:
        yield from (Variable(key, None) for key in decision.at.values())
    for half_year, group in s.need:
        yield from (Variable(name("q", *cell, group, half_year), None) for cell in s.competent[half_year, group])
        yield Variable(name("overload", group, half_year), _breach(s, "caseload_limit"))
    for account, year in s.target:
        yield Variable(name("shortfall", account, year), _breach(s, "saving"))
        if year == LASTING:
            yield Variable(name("deeper", account), None)
    for t in s.periods:
        held = _breach(s, "minimum_staffing")
        yield from (Variable(name("below", team, s.months[t]), held) for team in s.team_minimum)
        yield from (Variable(name("below", *cell, s.months[t]), held) for cell in s.cell_minimum)
    for cap in s.levers.caps:
        if cap.policy in s.relaxed:
            yield Variable(name("beyond", cap.name), None)
    if "overstaffing_cap" in s.relaxed:
        yield from (Variable(key, None) for key in too_many(s))
    if s.spare is not None:
        yield from (Variable(name("spare", *cell, h), None) for h in s.half_years for cell in s.cells)
    yield from _of_decided_sizes(s)
    yield Variable("coverage", 10.0)


def too_many(s: Symbols) -> Iterator[str]:
    """The breaches of the caps on spare staff: over all, and of each line, by half-year."""
    if s.spare is not None:
        for half_year in s.half_years:
            yield from [name("too_many", half_year)] if s.spare.cap is not None else []
            yield from (name("too_many", "overstaffing", f"line_{i}", half_year) for i in s.spare.lines)


def _of_decided_sizes(s: Symbols) -> Iterator[Variable]:
    if "pins" in s.relaxed:
        yield from (Variable(name("off", *pin.label), None) for pin in s.pins)
    if "sizes" in s.relaxed:
        yield Variable("uneven", None)
    if s.sizes == "equal_cuts":
        yield from (Variable(name("cut", a, y), 1.0) for a in sorted({*s.account.values()}) for y in s.calendar_years)


def _breach(s: Symbols, rule: str) -> float | None:
    return 0.0 if rule in s.hard_rules else None
