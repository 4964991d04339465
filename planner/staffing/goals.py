"""The objectives. Each is a table of coefficients to be minimised; the scenario gives their order."""

from __future__ import annotations

from collections.abc import Callable
from zlib import crc32

from planner.case.schema import LASTING
from planner.staffing.equations import DECISIONS, LOAD_LEVELS, Terms, expense, window
from planner.staffing.symbols import Symbols, name

Objective = Callable[[Symbols], Terms]


def saving(s: Symbols) -> Terms:
    """Shortfall against the saving targets, in 1,000 DKK."""
    return {name("shortfall", *key): 1.0 for key in s.target}


def minimum_staffing(s: Symbols) -> Terms:
    """FTE-months below the minimum staffing."""
    teams = {name("below", team, month): 1.0 for team in s.team_minimum for month in s.months}
    return teams | {name("below", *cell, month): 1.0 for cell in s.cell_minimum for month in s.months}


def dismissals(s: Symbols) -> Terms:
    """FTE given notice."""
    return {name("notice", *cell, s.months[t]): 1.0 for cell in s.cells for t in s.dismissals}


def worst_load(s: Symbols) -> Terms:
    """Minus the coverage of the worst served group: the lower, the lower the worst load."""
    return {"coverage": -1.0}


def overload(s: Symbols) -> Terms:
    """FTE missing to keep the caseload limits, summed over groups and half-years."""
    return {name("overload", group, half_year): 1.0 for half_year, group in s.need}


def not_deeper(s: Symbols) -> Terms:
    """Lasting saving beyond its target, in 1,000 DKK: the saving is a target, not a maximum."""
    return {name("deeper", account): 1.0 for account, year in s.target if year == LASTING}


def even_load(s: Symbols) -> Terms:
    """FTE missing to bring every load down to each level: what money is left keeps posts where the load is highest."""
    return {name("gap", group, half_year, i): 1.0 for half_year, group in s.need for i in range(len(LOAD_LEVELS))}


def moves_and_hires(s: Symbols) -> Terms:
    """FTE that change team, are hired, or leave by agreement."""
    return {
        name(kind, *cell, s.months[t]): 1.0
        for kind in ("out", "hire", "voluntary")
        for cell in s.cells
        for t in window(s, kind)
    }


def lowest_cost(s: Symbols) -> Terms:
    """All pay and one-off expense over the whole plan, in 1,000 DKK. A goal one may choose, not a default."""
    terms: Terms = {}
    for cell in s.cells:
        for t in s.periods:
            for key, value in expense(s, cell, t).items():
                terms[key] = terms.get(key, 0.0) + value
    return terms


def tie_break(s: Symbols) -> Terms:
    """Fixed, distinct weights (1 to 2, from the variable's name): one plan among equals, always the same."""
    decided = [name(kind, *cell, s.months[t]) for kind in DECISIONS for cell in s.cells for t in window(s, kind)]
    work = [name("q", *cell, group, half) for (half, group), cells in s.competent.items() for cell in cells]
    return {key: 1.0 + crc32(key.encode()) / 2**32 for key in decided + work}


GOALS: dict[str, Objective] = {
    "saving": saving,
    "minimum_staffing": minimum_staffing,
    "dismissals": dismissals,
    "worst_load": worst_load,
    "overload": overload,
    "not_deeper": not_deeper,
    "even_load": even_load,
    "moves_and_hires": moves_and_hires,
    "lowest_cost": lowest_cost,
    "tie_break": tie_break,
}
