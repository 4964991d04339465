"""The numbered equations of MODEL.md, one function each, in the same order.

A row is a name, a table of coefficients by variable name, a sense and a right-hand side; nothing here knows a solver.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import product
from typing import NamedTuple

from planner.case.values import LASTING
from planner.staffing.cells import CONSTANT, Cell, Terms, add, name
from planner.staffing.expressions import (
    LASTING_PARTS,
    arriving,
    expense,
    in_service,
    leaving,
    moved_in,
    newcomers,
    present,
    productive,
    reduced,
    total,
    x,
)
from planner.staffing.ladder import fits
from planner.staffing.symbols import Symbols
from planner.staffing.variables import LOAD_LEVELS, SIZE_LEVELS, shrinking, year_ends


class Row(NamedTuple):
    """One row of the programme: sum of terms, sense (`<=`, `>=` or `==`), right-hand side."""

    name: str
    terms: Terms
    sense: str
    rhs: float


Equation = Callable[[Symbols], Iterator[Row]]

SAME_FTE = 1e-6
"""What like_before does not count: less than this tells two plans apart by the solver's tolerances only."""


def _row(label: str, terms: Terms, sense: str, rhs: float = 0.0) -> Row:
    """A row whose expressions may hold constants; they go to the right-hand side."""
    return Row(label, {k: v for k, v in terms.items() if k != CONSTANT}, sense, rhs - terms.get(CONSTANT, 0.0))


def stock(s: Symbols) -> Iterator[Row]:
    """(1) x[k,t] = (1-a) x[k,t-1] - (a1-a) newcomers[k,t-1] - leaving[k,t-1] + arriving[k,t] + returned[k,t]; x[k,0] given.

    `a1` is the attrition of the first year of service.
    """
    for cell in s.cells:
        yield _row(name("stock", *cell, s.months[0]), x(s, cell, 0), "==", s.start_fte[cell])
        extra = s.first_year_attrition[cell] - s.attrition[cell]
        for t in s.periods[1:]:
            terms = x(s, cell, t)
            add(terms, x(s, cell, t - 1), s.attrition[cell] - 1)
            if extra:
                add(terms, newcomers(s, cell, t - 1, s.first_year), extra)
            add(terms, leaving(s, cell, t - 1))
            add(terms, arriving(s, cell, t), -1.0)
            yield _row(name("stock", *cell, s.months[t]), terms, "==", s.known.returned.get((cell, t), 0.0))


def leavers(s: Symbols) -> Iterator[Row]:
    """(2) leaving[k,t] <= (1-a) (x[k,t] - newcomers[k,t]), new for so long as the scenario protects them."""
    for cell in s.cells:
        stays = 1 - s.attrition[cell]
        for t in s.periods:
            terms = leaving(s, cell, t)
            if terms:
                add(terms, x(s, cell, t), -stays)
                add(terms, newcomers(s, cell, t, s.protected), stays)
                yield _row(name("leavers", *cell, s.months[t]), terms, "<=")


def protected(s: Symbols) -> Iterator[Row]:
    """(3) sum up to t of (1-a)^(t-s) (leaving - arrived)[s] <= max(0, (1-a)^(t+1) x[k,0] - m_k).

    No decision touches protected posts, whatever the order of the goals; attrition may. Arrived are those moved in.
    """
    for cell, minimum in s.cell_minimum.items():
        stays = 1 - s.attrition[cell]
        terms: Terms = {}
        for t in s.periods:
            terms = {key: value * stays for key, value in terms.items()}
            add(terms, leaving(s, cell, t))
            add(terms, moved_in(s, cell, t), -stays)
            if leaving(s, cell, t):
                spare = max(0.0, stays ** (t + 1) * s.start_fte[cell] - minimum)
                yield _row(name("protected", *cell, s.months[t]), dict(terms), "<=", spare)


def moves(s: Symbols) -> Iterator[Row]:
    """(4) sum of out = sum of in, for each path and period: whoever leaves one cell begins the way to another."""
    for path in s.levers.paths:
        for t in s.periods:
            terms: Terms = {}
            for cell in s.cells:
                add(terms, path.out.terms(cell, t))
                add(terms, path.into.terms(cell, t), -1.0)
            if terms:
                yield _row(name("moves", path.key, path.sending, s.months[t]), terms, "==")


def caps(s: Symbols) -> Iterator[Row]:
    """(5) Sum of the decisions a cap names <= its limit (+ beyond, where an explanation relaxes the policy)."""
    for cap in s.levers.caps:
        terms = dict.fromkeys(cap.members, 1.0) | dict(cap.shares)
        if cap.policy in s.relaxed:
            terms[name("beyond", cap.name)] = -1.0
        yield Row(cap.name, terms, "<=", cap.limit)


def shares(s: Symbols) -> Iterator[Row]:
    """(6) Those who begin a path for a calendar year <= share x mean FTE of the receiving (or sending) profession then."""
    for path in s.levers.paths:
        for side, share in path.place_caps:
            profession = path.receiving if side == "receiving" else path.sending
            for year, positions in s.calendar_years.items():
                terms: Terms = {}
                for t in positions:
                    for cell in s.cells:
                        add(terms, path.into.terms(cell, t - 1 - path.training))
                if not terms:
                    continue
                for t in positions:
                    for cell in (cell for cell in s.cells if cell.profession == profession):
                        add(terms, in_service(s, cell, t), -share / len(positions))
                yield _row(name("share", path.key, side, year), terms, "<=")


def reduced_hours(s: Symbols) -> Iterator[Row]:
    """(7) reduced[k,t] = (1-a) reduced[k,t-1] + shorten[k,t-1] - lengthen[k,t-1]; reduced <= share x S; the lines' caps."""
    hours = s.levers.hours
    if hours is None:
        return
    for cell in s.cells:
        yield Row(name("reduced_row", *cell, s.months[0]), reduced(s, cell, 0), "==", 0.0)
        for t in s.periods[1:]:
            terms = reduced(s, cell, t)
            add(terms, reduced(s, cell, t - 1), s.attrition[cell] - 1)
            add(terms, hours.shorten.terms(cell, t - 1), -1.0)
            add(terms, hours.lengthen.terms(cell, t - 1))
            yield Row(name("reduced_row", *cell, s.months[t]), terms, "==", 0.0)
            most = reduced(s, cell, t)
            add(most, in_service(s, cell, t), -hours.cap_share)
            yield _row(name("reduced_cap", *cell, s.months[t]), most, "<=")
    for number, line in enumerate(hours.caps):
        for t in s.periods[1:]:
            terms = {}
            for cell in (cell for cell in s.cells if fits(line, cell, s.months[t].year)):
                add(terms, reduced(s, cell, t))
            if terms:
                yield Row(name("reduced_line", number, s.months[t]), terms, "<=", line.cap_fte or 0.0)


Spent = dict[tuple[str, int | str], tuple[Terms, float]]
"""By account and year: what is spent, and the pay of the authorised posts, in 1,000 DKK."""


def spent(s: Symbols) -> Spent:
    """Expense and authorised pay of each calendar year; and of what goes on after the last period, for a year."""
    found: Spent = {}
    for account in sorted({*s.account.values()}):
        cells = [cell for cell in s.cells if s.account[cell] == account]
        for year, positions in s.calendar_years.items():
            terms: Terms = {}
            for cell, t in product(cells, positions):
                add(terms, total(expense(s, cell, t)))
            found[account, year] = terms, sum(s.authorised_fte[c] * s.period_pay(c) * len(positions) for c in cells)
        terms, a_year = {}, 12 / s.period_months
        for cell in cells:
            add(terms, total(expense(s, cell, s.periods[-1]), LASTING_PARTS), a_year)
        found[account, LASTING] = terms, sum(s.authorised_fte[c] * s.period_pay(c) * a_year for c in cells)
    return found


def saving(s: Symbols) -> Iterator[Row]:
    """(8) authorised pay - expense + other saving + already saved + shortfall >= target, by account and year.

    The lasting saving is what goes on after the last period, for a year; what it has beyond its target is `deeper`.
    In a year before the first target only overspending is a shortfall.
    """
    for account, year in s.target:
        expenses, authorised = s.shared(spent).get((account, year), ({}, 0.0))
        terms = {key: -value for key, value in expenses.items()}
        given = 0.0 if year in s.early_years else s.other_saving.get((account, year), 0.0) + s.already_saved[account]
        due = s.target[account, year] - authorised - given
        yield _row(name("saving", account, year), terms | {name("shortfall", account, year): 1.0}, ">=", due)
        if year == LASTING:
            yield _row(name("deeper_row", account), terms | {name("deeper", account): -1.0}, "<=", due)


def minimum_staffing(s: Symbols) -> Iterator[Row]:
    """(9) sum of FTE present over a team + below >= team minimum; FTE present + below >= minimum of a cell."""
    for t in s.periods:
        month = s.months[t]
        for team, minimum in s.team_minimum.items():
            terms: Terms = {name("below", team, month): 1.0}
            for cell in (cell for cell in s.cells if cell.team == team):
                add(terms, present(s, cell, t))
            yield _row(name("minimum", team, month), terms, ">=", minimum)
        for cell, minimum in s.cell_minimum.items():
            terms = add({name("below", *cell, month): 1.0}, present(s, cell, t))
            yield _row(name("minimum", *cell, month), terms, ">=", minimum)


def capacity(s: Symbols) -> Iterator[Row]:
    """(10) sum over groups of q (+ spare) <= (=) mean over the half-year of productive FTE."""
    serves: dict[tuple[str, Cell], list[str]] = defaultdict(list)
    for (half_year, group), cells in s.competent.items():
        for cell in cells:
            serves[half_year, cell].append(group)
    for half_year, positions in s.half_years.items():
        for cell in s.cells:
            groups = serves.get((half_year, cell), [])
            if not groups and s.spare is None:
                continue
            terms: Terms = {name("q", *cell, group, half_year): 1.0 for group in groups}
            for t in positions:
                add(terms, productive(s, cell, t), -1 / len(positions))
            if s.spare is not None:
                terms[name("spare", *cell, half_year)] = 1.0
            yield _row(name("capacity", *cell, half_year), terms, "<=" if s.spare is None else "==")


def overstaffing(s: Symbols) -> Iterator[Row]:
    """(11) Where spare staff are counted: sum of q <= need for each group; sum of spare <= cap in each half-year."""
    if s.spare is None:
        return
    for (half_year, group), need in s.need.items():
        yield Row(name("no_more", group, half_year), _served(s, half_year, group), "<=", need)
    for half_year, positions in s.half_years.items():
        everyone = {name("spare", *cell, half_year): 1.0 for cell in s.cells}
        if s.spare.cap is not None:
            if "overstaffing_cap" in s.relaxed:
                everyone[name("too_many", half_year)] = -1.0
            yield Row(name("spare_cap", half_year), everyone, "<=", s.spare.cap)
        year = s.months[positions[0]].year
        for number, line in s.spare.lines.items():
            some = {name("spare", *cell, half_year): 1.0 for cell in s.cells if fits(line, cell, year)}
            if some:
                if "overstaffing_cap" in s.relaxed:
                    some[name("too_many", "overstaffing", f"line_{number}", half_year)] = -1.0
                yield Row(name("spare_line", number, half_year), some, "<=", line.cap_fte or 0.0)


def _served(s: Symbols, half_year: str, group: str) -> Terms:
    """FTE that serve a group in a half-year."""
    return {name("q", *cell, group, half_year): 1.0 for cell in s.competent[half_year, group]}


def served(s: Symbols) -> Iterator[Row]:
    """(12) sum over competent cells of q + overload >= need, by target group and half-year."""
    for (half_year, group), need in s.need.items():
        terms = _served(s, half_year, group) | {name("overload", group, half_year): 1.0}
        yield Row(name("served", group, half_year), terms, ">=", need)


def worst_load(s: Symbols) -> Iterator[Row]:
    """(13) sum over competent cells of q >= coverage x need: the worst load is 1 / coverage, exactly and linearly."""
    for (half_year, group), need in s.need.items():
        terms = _served(s, half_year, group) | {"coverage": -need}
        yield Row(name("worst", group, half_year), terms, ">=", 0.0)


def load_gaps(s: Symbols) -> Iterator[Row]:
    """(14) sum over competent cells of q + gap >= need / level: FTE missing to bring the load down to a level.

    Where spare staff are counted nobody works below the limit, and there is nothing to even out.
    """
    for (half_year, group), need in s.need.items() if s.spare is None else ():
        for i, level in enumerate(LOAD_LEVELS):
            row = _served(s, half_year, group) | {name("gap", group, half_year, i): 1.0}
            yield Row(name("gap_row", group, half_year, i), row, ">=", need / level)


def size_gaps(s: Symbols) -> Iterator[Row]:
    """(15) FTE present at the end of a year + smaller >= level x FTE at the start, for each cell and level."""
    for year, cell in shrinking(s):
        there = present(s, cell, s.calendar_years[year][-1])
        for i, level in enumerate(SIZE_LEVELS):
            terms = there | {name("smaller", *cell, year, i): 1.0}
            yield _row(name("smaller_row", *cell, year, i), terms, ">=", level * s.start_fte[cell])


def pins(s: Symbols) -> Iterator[Row]:
    """(16) mean over a span of the FTE present in the pinned cells = (>=, <=) the pin's (give or take `off`, where relaxed)."""
    relaxed = "pins" in s.relaxed
    for pin in s.pins:
        for sense in ("<=", ">=") if relaxed and pin.sense == "==" else (pin.sense,):
            off = {name("off", *pin.label): -1.0 if sense == "<=" else 1.0} if relaxed else {}
            for span in pin.spans:
                terms: Terms = dict(off)
                for cell, t in product(pin.cells, span):
                    add(terms, present(s, cell, t), 1 / len(span))
                side = "most" if sense == "<=" else "least"
                yield _row(name("pin", *pin.label, side, s.months[span[0]]), terms, sense, pin.fte)


def sizes(s: Symbols) -> Iterator[Row]:
    """(17) FTE present = (<=) today, in each period; or, for equal cuts, = today - cut[a,y] (today - m_k) at each year's end."""
    equal, relaxed = s.sizes == "equal_cuts", "sizes" in s.relaxed
    ends = set(year_ends(s)) if equal else set()
    every = ((s.months[t].year, cell, t) for t in s.periods[1:] for cell in s.cells)
    for year, cell, t in (at for at in every if s.sizes != "planned" and (at in ends or not equal)):
        today = s.today(cell, t)
        open_ = max(0.0, today - s.cell_minimum.get(cell, 0.0))
        terms = present(s, cell, t) | ({name("cut", s.account[cell], year): open_} if equal else {})
        sense = "<=" if s.sizes == "at_most_today" else "=="
        for side in ("<=", ">=") if relaxed and sense == "==" else (sense,):
            give = {"uneven": -1.0 if side == "<=" else 1.0} if relaxed else {}
            yield _row(name("size", *cell, "least" if side == ">=" else "most", s.months[t]), terms | give, side, today)


def changes(s: Symbols) -> Iterator[Row]:
    """(18) FTE present + less >= before - e; more - FTE present >= -before - e: for each cell and year end, with pins."""
    for (cell, t), fte in s.before.items():
        there = present(s, cell, t)
        yield _row(
            name("less_row", *cell, s.months[t]), there | {name("less", *cell, s.months[t]): 1.0}, ">=", fte - SAME_FTE
        )
        terms = {key: -factor for key, factor in there.items()} | {name("more", *cell, s.months[t]): 1.0}
        yield _row(name("more_row", *cell, s.months[t]), terms, ">=", -fte - SAME_FTE)


CONSTRAINTS: tuple[Equation, ...] = (
    stock,
    leavers,
    protected,
    moves,
    caps,
    shares,
    reduced_hours,
    saving,
    minimum_staffing,
    capacity,
    overstaffing,
    served,
    worst_load,
    load_gaps,
    size_gaps,
    pins,
    sizes,
    changes,
)
LATE: dict[str, Equation] = {"even_load": load_gaps, "like_today": size_gaps, "like_before": changes}
"""Equations that only measure something for one goal. Each row has its own breach variable, the last of its terms, so
they can join the programme when the goal comes up, and the goals before it are spared them."""
