"""The numbered expressions of MODEL.md: what is not decided itself but follows from decisions. They are not rows."""

from __future__ import annotations

from collections.abc import Iterator

from planner.staffing.cells import CONSTANT, Cell, Terms, add, name
from planner.staffing.levers import Exit
from planner.staffing.symbols import Symbols


def x(s: Symbols, cell: Cell, t: int) -> Terms:
    """The stock the plan decides about: FTE in service, without those whose end is known or contracted."""
    return {name("x", *cell, s.months[t]): 1.0} if 0 <= t < len(s.months) else {}


def newcomers(s: Symbols, cell: Cell, t: int, within: int) -> Terms:
    """(a) FTE of permanent new staff in service who came within so many periods (the present one counts)."""
    terms: Terms = {}
    for hire in s.levers.hires:
        if hire.length is None and cell in hire.decision.cells:
            for age in range(within):
                add(terms, hire.decision.arriving(cell, t - hire.lag - age, s.survival(cell, age)))
    return terms


def on_contract(s: Symbols, cell: Cell, t: int) -> Terms:
    """(b) FTE of new staff on a contract that ends; no other decision touches them."""
    terms: Terms = {}
    for hire in s.levers.hires:
        for age in range(min(hire.length or 0, t + 1)):
            add(terms, hire.decision.arriving(cell, t - hire.lag - age, s.survival(cell, age)))
    return terms


def in_service(s: Symbols, cell: Cell, t: int) -> Terms:
    """(c) S[k,t]: FTE in service: the stock, staff on contracts, and those whose end is known."""
    terms = x(s, cell, t) | {CONSTANT: s.known.in_service.get((cell, t), 0.0)}
    return add(terms, on_contract(s, cell, t))


def leaving(s: Symbols, cell: Cell, t: int, factor: float = 1.0) -> Terms:
    """(d) FTE who leave the stock by a decision of period t: exits and moves away; drop-outs left it with their move."""
    terms: Terms = {}
    for way in (way for way in s.levers.exits if way.way != "dropout"):
        add(terms, way.terms(cell, t), factor)
    for path in s.levers.paths:
        add(terms, path.out.terms(cell, t), factor)
    return terms


def arriving(s: Symbols, cell: Cell, t: int, factor: float = 1.0) -> Terms:
    """(e) FTE who join the stock in period t: moved in after training, or newly hired for good."""
    terms = moved_in(s, cell, t)
    for hire in s.levers.hires:
        if hire.length is None:
            add(terms, hire.decision.arriving(cell, t - hire.lag))
    return {key: factor * value for key, value in terms.items()}


def moved_in(s: Symbols, cell: Cell, t: int) -> Terms:
    """FTE who arrive from another cell in period t: those who started before their training and succeeded."""
    terms: Terms = {}
    for path in s.levers.paths:
        add(terms, path.into.arriving(cell, t - 1 - path.training))
    return terms


def waiting(s: Symbols, cell: Cell, t: int) -> Iterator[tuple[Exit, Terms]]:
    """FTE who have left by a decision and are still paid, for each way: notice, agreement, lag of a redeployment."""
    for way in (way for way in s.levers.exits if cell in way.decision.cells):
        terms: Terms = {}
        for after, share in way.paid:
            add(terms, way.terms(cell, t - after, share))
        if terms:
            yield way, terms


def under_notice(s: Symbols, cell: Cell, t: int) -> Terms:
    """(f) n[k,t]: FTE who have left the stock and are still paid, with those whose notice runs already."""
    terms: Terms = {CONSTANT: s.known.under_notice.get((cell, t), 0.0)}
    for _, still_paid in waiting(s, cell, t):
        add(terms, still_paid)
    return terms


def in_training(s: Symbols, cell: Cell, t: int) -> Iterator[tuple[str, float, Terms]]:
    """(g) FTE in training for a cell: (profession that pays them, productivity, FTE) for each path with training."""
    for path in s.levers.paths:
        terms: Terms = {}
        for after in range(1, path.training + 1):
            add(terms, path.into.terms(cell, t - after))
        if terms:
            yield path.sending, path.productivity, terms


def reduced(s: Symbols, cell: Cell, t: int) -> Terms:
    """FTE in service who are on reduced hours."""
    return {name("reduced", *cell, s.months[t]): 1.0} if s.levers.hours else {}


def present(s: Symbols, cell: Cell, t: int) -> Terms:
    """FTE in service less the hours given up."""
    terms = in_service(s, cell, t)
    return add(terms, reduced(s, cell, t), -s.levers.hours.hours) if s.levers.hours else terms


def productive(s: Symbols, cell: Cell, t: int) -> Terms:
    """(h) FTE at a full caseload in a period: less under notice, in training, on reduced hours, in ramp-up or training others."""
    terms = present(s, cell, t)
    add(terms, {CONSTANT: s.known.under_notice.get((cell, t), 0.0)}, s.levers.exits[0].productivity)
    for way, still_paid in waiting(s, cell, t):
        add(terms, still_paid, way.productivity)
    for _, productivity, training in in_training(s, cell, t):
        add(terms, training, productivity)
    for age in range(s.ramp):
        add(terms, moved_in(s, cell, t - age), s.new_productivity - 1)
        for hire in s.levers.hires:
            if hire.length is None or age < hire.length:
                add(terms, hire.decision.arriving(cell, t - age - hire.lag), s.new_productivity - 1)
    if s.trainer_share:
        for hire in s.levers.hires:
            for before in range(hire.lag):
                add(terms, hire.decision.terms(cell, t - before), -s.trainer_share)
    return terms


LASTING_PARTS = ("pay_in_service", "reduced_hours")
"""What goes on after the plan; everything else in `expense` is over by then."""
_EXIT_EXPENSES = {
    "dismissal": ("severance", "dismissal_cost"),
    "dropout": ("severance", "dismissal_cost"),
    "voluntary": ("voluntary_payment", "voluntary_payment"),
    "transfer": ("municipal_redeployment", "municipal_redeployment"),
}
"""What is paid at the end of each way to leave, and what the decision itself costs."""


def expense(s: Symbols, cell: Cell, t: int) -> dict[str, Terms]:
    """(i) What a cell costs in a period, in 1,000 DKK, by kind.

    Payments at the end of a notice or agreement fall due in the last paid period, a decision's own cost in the period
    after it, a hire's in the first period. Pay protection runs from arrival. Drop-outs are paid as before their training.
    """
    pay = s.period_pay(cell)
    parts: dict[str, Terms] = {
        "pay_in_service": _times(paid_hours(s, cell, t), pay),
        "pay_under_notice": {CONSTANT: s.known.under_notice.get((cell, t), 0.0) * pay},
        "severance": {CONSTANT: s.known.payments.get((cell, t), 0.0) * pay / s.period_months},
    }
    for way, still_paid in waiting(s, cell, t):
        add(parts["pay_under_notice"], still_paid, s.pay[way.paid_as or cell.profession])
    for way in s.levers.exits:
        at_the_end, own = _EXIT_EXPENSES[way.way]
        month = s.pay[way.paid_as or cell.profession] / s.period_months
        for after, months in way.due:
            add(parts.setdefault(at_the_end, {}), way.terms(cell, t - after, months * month))
        add(parts.setdefault(own, {}), way.decision.priced(cell, t - 1))
    for path in s.levers.paths:
        kind = "moves" if path.key == "move" else "retraining"
        add(parts.setdefault(kind, {}), path.into.priced(cell, t - 1))
        more = max(0.0, s.pay[path.sending] - s.pay[path.receiving])
        for age in range(path.protection if more else 0):
            came = path.into.arriving(cell, t - 1 - path.training - age, s.survival_in_place(cell, age))
            add(parts.setdefault("pay_protection", {}), came, more)
    for profession, _, training in in_training(s, cell, t):
        add(parts.setdefault("pay_in_training", {}), training, s.pay[profession])
    for hire in s.levers.hires:
        add(parts.setdefault("hires", {}), hire.decision.priced(cell, t - hire.lag))
    if s.levers.hours:
        parts["reduced_hours"] = _times(reduced(s, cell, t), s.levers.hours.cost[cell, t])
    return parts


def paid_hours(s: Symbols, cell: Cell, t: int) -> Terms:
    """FTE in service less the pay given up by those on reduced hours."""
    terms = in_service(s, cell, t)
    return add(terms, reduced(s, cell, t), -s.levers.hours.pay) if s.levers.hours else terms


def _times(terms: Terms, factor: float) -> Terms:
    return {key: value * factor for key, value in terms.items()}


def total(parts: dict[str, Terms], only: tuple[str, ...] = ()) -> Terms:
    """The sum of an expense's parts, or of some of them."""
    terms: Terms = {}
    for kind, part in parts.items():
        if not only or kind in only:
            add(terms, part)
    return terms
