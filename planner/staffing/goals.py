"""The objectives. Each is a table of coefficients to be minimised; the scenario gives their order."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from zlib import crc32

from planner.case.values import LASTING
from planner.staffing.cells import Terms, add, name
from planner.staffing.expressions import expense, total
from planner.staffing.levers import Decision
from planner.staffing.symbols import Symbols
from planner.staffing.variables import LOAD_LEVELS, SIZE_LEVELS, shrinking

Objective = Callable[[Symbols], Terms]


def saving(s: Symbols) -> Terms:
    """Shortfall against the saving targets, in 1,000 DKK."""
    return {name("shortfall", *key): 1.0 for key in s.target}


def minimum_staffing(s: Symbols) -> Terms:
    """FTE-months below the minimum staffing."""
    teams = {name("below", team, month): 1.0 for team in s.team_minimum for month in s.months}
    return teams | {name("below", *cell, month): 1.0 for cell in s.cell_minimum for month in s.months}


def dismissals(s: Symbols) -> Terms:
    """FTE given notice, and those who do not get through a retraining that they had no say in."""
    terms = _all(way.decision for way in s.levers.exits if way.way == "dismissal")
    for lost in (way.decision for way in s.levers.exits if way.way == "dropout"):
        add(terms, {variable: lost.success[key] for key, variable in lost.at.items()})
    return terms


def _all(decisions: Iterable[Decision]) -> Terms:
    """Everything decided, FTE for FTE."""
    return {variable: 1.0 for decision in decisions for variable in decision.at.values()}


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
    if s.spare is not None:
        return {}
    return {name("gap", group, half_year, i): 1.0 for half_year, group in s.need for i in range(len(LOAD_LEVELS))}


def moves_and_hires(s: Symbols) -> Terms:
    """FTE that change team or profession, are hired, go to other hours, or leave by agreement."""
    ways = [way.decision for way in s.levers.exits if way.way in ("voluntary", "transfer")]
    hours = [s.levers.hours.shorten, s.levers.hours.lengthen] if s.levers.hours else []
    return _all([*ways, *(path.out for path in s.levers.paths), *(hire.decision for hire in s.levers.hires), *hours])


def like_today(s: Symbols) -> Terms:
    """What every cell lacks to each share of its size today, as a share of it: of equally good plans, the most like today.

    In shares, because in FTE any two cells between the same levels could be exchanged for each other.
    """
    return {
        name("smaller", *cell, year, i): 1.0 / s.start_fte[cell]
        for year, cell in shrinking(s)
        for i in range(len(SIZE_LEVELS))
    }


def like_before(s: Symbols) -> Terms:
    """FTE by which cells differ from the plan of the same scenario without its pins: the rest moves as little as needed."""
    return {name(side, *cell, s.months[t]): 1.0 for cell, t in s.before for side in ("less", "more")}


def lowest_cost(s: Symbols) -> Terms:
    """All pay and one-off expense over the whole plan, and the prices of over- and understaffing, in 1,000 DKK.

    A goal one may choose, not a default. What is given (the constant) is part of the value.
    """
    terms: Terms = {}
    for cell in s.cells:
        for t in s.periods:
            add(terms, total(expense(s, cell, t)))
    for half_year, positions in s.half_years.items():
        share_of_year = len(positions) * s.period_months / 12
        if s.spare is not None:
            year = s.months[positions[0]].year
            add(terms, {name("spare", *c, half_year): s.spare.price[c, year] * share_of_year for c in s.cells})
    for half_year, group in s.need:
        share_of_year = len(s.half_years[half_year]) * s.period_months / 12
        add(terms, {name("overload", group, half_year): s.understaffing_price * share_of_year})
    return terms


def tie_break(s: Symbols) -> Terms:
    """Fixed, distinct weights (1 to 2, from the variable's name): one plan among equals, always the same.

    Each dearer step of voluntary leaving weighs 2 more, so that the cheaper steps are taken first.
    """
    weights = {
        variable: 1.0 + crc32(variable.encode()) / 2**32 for d in s.levers.decisions for variable in d.at.values()
    }
    for rank, way in enumerate(way for way in s.levers.exits if way.way == "voluntary"):
        add(weights, dict.fromkeys(way.decision.at.values(), 2.0 * rank))
    work = [name("q", *cell, group, half) for (half, group), cells in s.competent.items() for cell in cells]
    return weights | {key: 1.0 + crc32(key.encode()) / 2**32 for key in work}


GOALS: dict[str, Objective] = {
    "saving": saving,
    "minimum_staffing": minimum_staffing,
    "dismissals": dismissals,
    "worst_load": worst_load,
    "overload": overload,
    "not_deeper": not_deeper,
    "even_load": even_load,
    "moves_and_hires": moves_and_hires,
    "like_today": like_today,
    "like_before": like_before,
    "lowest_cost": lowest_cost,
    "tie_break": tie_break,
}
