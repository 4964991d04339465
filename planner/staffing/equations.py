"""The numbered equations of MODEL.md, one function each, in the same order.

A row is a name, a table of coefficients by variable name, a sense and a right-hand side; nothing here knows a solver.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import NamedTuple

from planner import costs
from planner.case.schema import LASTING
from planner.staffing.symbols import Cell, Symbols, name

Terms = dict[str, float]


class Row(NamedTuple):
    """One row of the programme: sum of terms, sense (`<=`, `>=` or `==`), right-hand side."""

    name: str
    terms: Terms
    sense: str
    rhs: float


class Variable(NamedTuple):
    """One non-negative variable; `upper` is None where it has no bound."""

    name: str
    upper: float | None


Equation = Callable[[Symbols], Iterator[Row]]

DECISIONS = ("notice", "voluntary", "out", "in", "hire")
NEWLY_HIRED_MONTHS = 12
LOAD_LEVELS = (1.5, 1.25, 1.1, 0.9, 0.8, 0.7, 0.6, 0.5)
"""Loads (need over staff) at which even_load counts the FTE that are missing to get below; 1 is overload itself."""


def window(s: Symbols, kind: str) -> range:
    """The months in which a decision of a kind may be taken."""
    return {"notice": s.dismissals, "voluntary": s.voluntary, "out": s.moves, "in": s.moves, "hire": s.hires}[kind]


def variables(s: Symbols) -> Iterator[Variable]:
    """Every variable with its bound, in a fixed order. A hard rule is a breach variable held at zero."""
    for cell in s.cells:
        yield from (Variable(name("x", *cell, s.months[t]), None) for t in s.periods)
        for kind in DECISIONS:
            yield from (Variable(name(kind, *cell, s.months[t]), None) for t in window(s, kind))
    for half_year, group in s.need:
        yield from (Variable(name("q", *cell, group, half_year), None) for cell in s.competent[half_year, group])
        yield Variable(name("overload", group, half_year), 0.0 if "caseload_limit" in s.hard_rules else None)
        yield from (Variable(name("gap", group, half_year, level), None) for level in range(len(LOAD_LEVELS)))
    for account, year in s.target:
        yield Variable(name("shortfall", account, year), 0.0 if "saving" in s.hard_rules else None)
        if year == LASTING:
            yield Variable(name("deeper", account), None)
    for t in s.periods:
        held = 0.0 if "minimum_staffing" in s.hard_rules else None
        yield from (Variable(name("below", team, s.months[t]), held) for team in s.team_minimum)
        yield from (Variable(name("below", *cell, s.months[t]), held) for cell in s.cell_minimum)
    yield Variable("coverage", 10.0)


def _decided(s: Symbols, kind: str, cell: Cell, t: int, factor: float) -> Terms:
    """A decision of a kind in a month, or nothing outside its window."""
    return {name(kind, *cell, s.months[t]): factor} if t in window(s, kind) else {}


def _leaving(s: Symbols, cell: Cell, t: int, factor: float) -> Terms:
    """All who leave the cell in service by a decision of month t."""
    return {k: v for kind in ("notice", "voluntary", "out") for k, v in _decided(s, kind, cell, t, factor).items()}


def _add(total: Terms, more: Terms, factor: float = 1.0) -> None:
    for key, value in more.items():
        total[key] = total.get(key, 0.0) + factor * value


def stock(s: Symbols) -> Iterator[Row]:
    """(1) x[k,t] = (1 - a_k) x[k,t-1] - notice - voluntary - out + in (all of t-1) + hire[k,t-lag]; x[k,0] given."""
    for cell in s.cells:
        yield Row(name("stock", *cell, s.months[0]), {name("x", *cell, s.months[0]): 1.0}, "==", s.start_fte[cell])
        for t in s.periods[1:]:
            terms: Terms = {
                name("x", *cell, s.months[t]): 1.0,
                name("x", *cell, s.months[t - 1]): s.monthly_attrition[cell] - 1,
            }
            terms |= _leaving(s, cell, t - 1, 1.0)
            terms |= _decided(s, "in", cell, t - 1, -1.0)
            terms |= _decided(s, "hire", cell, t - s.hire_lag, -1.0)
            yield Row(name("stock", *cell, s.months[t]), terms, "==", 0.0)


def leavers(s: Symbols) -> Iterator[Row]:
    """(2) notice + voluntary + out <= (1 - a_k) x[k,t] - survivors of those hired within the last twelve months."""
    for cell in s.cells:
        stays = 1 - s.monthly_attrition[cell]
        for t in s.periods:
            terms = _leaving(s, cell, t, 1.0)
            if terms:
                terms[name("x", *cell, s.months[t])] = -stays
                for age in range(NEWLY_HIRED_MONTHS):
                    _add(terms, _decided(s, "hire", cell, t - s.hire_lag - age, stays ** (age + 1)))
                yield Row(name("leavers", *cell, s.months[t]), terms, "<=", 0.0)


def protected(s: Symbols) -> Iterator[Row]:
    """(3) sum up to t of (1 - a)^(t-s) (leaving - arrived)[s] <= max(0, (1 - a)^(t+1) x[k,0] - m_k).

    No decision touches protected posts, whatever the order of the goals; attrition may.
    """
    for cell, minimum in s.cell_minimum.items():
        stays = 1 - s.monthly_attrition[cell]
        terms: Terms = {}
        for t in s.periods:
            terms = {key: value * stays for key, value in terms.items()}
            _add(terms, _leaving(s, cell, t, 1.0))
            _add(terms, _decided(s, "in", cell, t - 1, -stays))
            _add(terms, _decided(s, "hire", cell, t - s.hire_lag, -stays))
            if _leaving(s, cell, t, 1.0):
                spare = max(0.0, stays ** (t + 1) * s.start_fte[cell] - minimum)
                yield Row(name("protected", *cell, s.months[t]), dict(terms), "<=", spare)


def moves(s: Symbols) -> Iterator[Row]:
    """(4) sum of out = sum of in, for each profession and month: a move changes the team, not the number."""
    for profession in s.professions:
        cells = [cell for cell in s.cells if cell.profession == profession]
        for t in s.moves:
            terms: Terms = {}
            for cell in cells:
                terms |= _decided(s, "out", cell, t, 1.0) | _decided(s, "in", cell, t, -1.0)
            yield Row(name("moves", profession, s.months[t]), terms, "==", 0.0)


def caps(s: Symbols) -> Iterator[Row]:
    """(5) Moves out, moves in, hires and voluntary leaving per team and calendar year; dismissals in all."""
    for team in s.teams:
        cells = [cell for cell in s.cells if cell.team == team]
        start = sum(s.start_fte[cell] for cell in cells)
        limits = {"out": s.move_cap, "in": s.move_cap, "hire": s.hire_cap, "voluntary": s.voluntary_cap * start}
        for year, positions in s.calendar_years.items():
            for kind, limit in limits.items():
                terms: Terms = {}
                for cell in cells:
                    for t in positions:
                        terms |= _decided(s, kind, cell, t, 1.0)
                if terms:
                    yield Row(name("cap", kind, team, year), terms, "<=", limit)
    if s.dismissal_cap is not None:
        every = {name("notice", *cell, s.months[t]): 1.0 for cell in s.cells for t in s.dismissals}
        yield Row("cap__notice", every, "<=", s.dismissal_cap)


def under_notice(s: Symbols, cell: Cell, t: int) -> Terms:
    """(6) n[k,t]: FTE under notice, still paid, after dismissal (by the notice mix) or voluntary agreement."""
    terms: Terms = {}
    for after in range(1, costs.longest_notice(s.notice_mix) + 1):
        _add(terms, _decided(s, "notice", cell, t - after, costs.share_under_notice(s.notice_mix, after)))
    for after in range(1, s.voluntary_notice + 1):
        _add(terms, _decided(s, "voluntary", cell, t - after, 1.0))
    return terms


def expense(s: Symbols, cell: Cell, t: int) -> Terms:
    """(7) What a cell costs in a month: pay in service and under notice, severance, payments, moves, hires.

    Severance falls due in the exit month, the voluntary payment likewise, a move or hire in its first month.
    """
    pay = s.monthly_pay[cell]
    terms: Terms = {name("x", *cell, s.months[t]): pay}
    _add(terms, under_notice(s, cell, t), pay)
    for after in range(1, costs.longest_notice(s.notice_mix) + 1):
        _add(terms, _decided(s, "notice", cell, t - after, pay * costs.severance_due(s.notice_mix, after)))
    _add(terms, _decided(s, "voluntary", cell, t - max(1, s.voluntary_notice), pay * s.voluntary_payment))
    _add(terms, _decided(s, "in", cell, t - 1, s.move_cost))
    _add(terms, _decided(s, "hire", cell, t - s.hire_lag, s.hire_cost))
    return terms


def saving(s: Symbols) -> Iterator[Row]:
    """(8) authorised pay - expense + other saving + already saved + shortfall >= target, by account and year.

    The lasting saving is twelve times the last month's; what it has beyond its target is `deeper`.
    """
    for account, year in s.target:
        positions = (s.periods[-1],) if year == LASTING else s.calendar_years[int(year)]
        scale = 12.0 if year == LASTING else 1.0
        terms: Terms = defaultdict(float)
        authorised = 0.0
        for cell in s.cells:
            if s.account[cell] != account:
                continue
            authorised += s.authorised_fte[cell] * s.monthly_pay[cell] * len(positions) * scale
            for t in positions:
                lasting = {name("x", *cell, s.months[t]): s.monthly_pay[cell]}
                _add(terms, lasting if year == LASTING else expense(s, cell, t), -scale)
        given = authorised + s.other_saving.get((account, year), 0.0) + s.already_saved[account]
        due = s.target[account, year] - given
        yield Row(name("saving", account, year), {**terms, name("shortfall", account, year): 1.0}, ">=", due)
        if year == LASTING:
            yield Row(name("deeper_row", account), {**terms, name("deeper", account): -1.0}, "<=", due)


def minimum_staffing(s: Symbols) -> Iterator[Row]:
    """(9) sum of x over a team + below >= team minimum; x + below >= minimum of a cell."""
    for t in s.periods:
        month = s.months[t]
        for team, minimum in s.team_minimum.items():
            terms = {name("x", *cell, month): 1.0 for cell in s.cells if cell.team == team}
            yield Row(name("minimum", team, month), terms | {name("below", team, month): 1.0}, ">=", minimum)
        for cell, minimum in s.cell_minimum.items():
            terms = {name("x", *cell, month): 1.0, name("below", *cell, month): 1.0}
            yield Row(name("minimum", *cell, month), terms, ">=", minimum)


def capacity(s: Symbols) -> Iterator[Row]:
    """(10) sum over groups of q <= mean over the half-year of x + f_n n - (1 - f_new) newcomers still in ramp-up."""
    serves: dict[tuple[str, Cell], list[str]] = defaultdict(list)
    for (half_year, group), cells in s.competent.items():
        for cell in cells:
            serves[half_year, cell].append(group)
    for half_year, positions in s.half_years.items():
        for cell in s.cells:
            groups = serves.get((half_year, cell))
            if not groups:
                continue
            terms: Terms = {name("q", *cell, group, half_year): 1.0 for group in groups}
            for t in positions:
                _add(terms, productive(s, cell, t), -1 / len(positions))
            yield Row(name("capacity", *cell, half_year), terms, "<=", 0.0)


def productive(s: Symbols, cell: Cell, t: int) -> Terms:
    """FTE at a full caseload that a cell has in a month (the right-hand side of equation 10)."""
    terms: Terms = {name("x", *cell, s.months[t]): 1.0}
    _add(terms, under_notice(s, cell, t), s.notice_productivity)
    for age in range(s.ramp_months):
        _add(terms, _decided(s, "in", cell, t - 1 - age, s.new_productivity - 1))
        _add(terms, _decided(s, "hire", cell, t - s.hire_lag - age, s.new_productivity - 1))
    return terms


def served(s: Symbols) -> Iterator[Row]:
    """(11) sum over competent cells of q + overload >= need, by target group and half-year."""
    for (half_year, group), need in s.need.items():
        terms = {name("q", *cell, group, half_year): 1.0 for cell in s.competent[half_year, group]}
        yield Row(name("served", group, half_year), terms | {name("overload", group, half_year): 1.0}, ">=", need)


def worst_load(s: Symbols) -> Iterator[Row]:
    """(12) sum over competent cells of q >= coverage x need: the worst load is 1 / coverage, exactly and linearly."""
    for (half_year, group), need in s.need.items():
        terms = {name("q", *cell, group, half_year): 1.0 for cell in s.competent[half_year, group]}
        yield Row(name("worst", group, half_year), terms | {"coverage": -need}, ">=", 0.0)


def load_gaps(s: Symbols) -> Iterator[Row]:
    """(13) sum over competent cells of q + gap >= need / level: FTE missing to bring the load down to a level."""
    for (half_year, group), need in s.need.items():
        terms = {name("q", *cell, group, half_year): 1.0 for cell in s.competent[half_year, group]}
        for i, level in enumerate(LOAD_LEVELS):
            row = terms | {name("gap", group, half_year, i): 1.0}
            yield Row(name("gap_row", group, half_year, i), row, ">=", need / level)


CONSTRAINTS: tuple[Equation, ...] = (
    stock,
    leavers,
    protected,
    moves,
    caps,
    saving,
    minimum_staffing,
    capacity,
    served,
    worst_load,
    load_gaps,
)
