"""What a scenario wishes that may give way: which wishes exclude each other, and how little each would have to give.

One programme holds every wish with variables that say how far it gives way. It always has a solution; only costs and
bounds change from question to question, so each question takes a few steps from the answer before it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations
from typing import NamedTuple

import highspy

from planner.plan import MET_WITHIN_DKK
from planner.staffing import equations
from planner.staffing.cells import Terms, name
from planner.staffing.equations import Row
from planner.staffing.goals import GOALS
from planner.staffing.levers import DKK_PER_UNIT
from planner.staffing.memory import Memory
from planner.staffing.programme import InfeasibleError, Programme
from planner.staffing.solve import rows
from planner.staffing.symbols import Symbols
from planner.staffing.variables import Variable, too_many, variables

WITHIN = 0.98 * MET_WITHIN_DKK / DKK_PER_UNIT
"""What may be missing to all savings together, in 1,000 DKK, for each of them to count as met."""
_NOISE = 1e-6
_NEED = "need"
"""The share of what the work needs above what it needs at the loosest limits; 1 is the scenario."""
_FREE = float(highspy.kHighsInf)
Due = dict[tuple[str, int | str], float]
"""Savings in 1,000 DKK by account and year."""


class Wish(NamedTuple):
    """What the scenario wishes: a rule, and for a saving its account."""

    rule: str
    account: str = ""


class Give(NamedTuple):
    """How much a part of a wish gives way, and what it is now; in DKK for savings, otherwise in FTE.

    `subject` is an account, a team, a team and a profession, a target group, or `line_0` of a lever's `where`; `when`
    a year, a month or a half-year; each is empty where the part is the whole.
    """

    rule: str
    subject: str
    when: str
    amount: float
    now: float


class _Part(NamedTuple):
    """The variable behind a part of a wish."""

    variable: str
    subject: str
    when: str
    now: float


@dataclass(frozen=True)
class _Elastic:
    """A wish's parts, and the variables that cost something when it gives way."""

    parts: tuple[_Part, ...]
    cost: tuple[str, ...]


def shortfalls(s: Symbols, goals: tuple[str, ...]) -> Due | None:
    """What is missing to each saving when the goals are met in order up to `saving`; None when there is no plan."""
    order = goals[: goals.index("saving") + 1] if "saving" in goals else ("saving",)
    live = Programme(variables(s), rows(s), Memory())
    for goal in order:
        objective = GOALS[goal](s)
        if goal in equations.LATE:
            live.join(list(equations.LATE[goal](s)))
        if objective or goal == order[-1]:
            known = live.met(goal, objective)
            try:
                if not known:
                    live.minimise(goal, objective)
            except InfeasibleError:
                return None
            live.settle(goal, objective, solved=not known)
    values = live.by_name()
    return {key: values[name("shortfall", *key)] for key in s.target}


class Wishes:
    """Every wish of a scenario in one programme.

    Args:
        s: sets and parameters.
        loosest: need by half-year and target group at the loosest caseload limits.
        saving: whether the savings are wished for, as a goal or a hard rule.
    """

    def __init__(self, s: Symbols, loosest: dict[tuple[str, str], float], saving: bool) -> None:
        relaxed = frozenset({"dismissal_cap", "overstaffing_cap"})
        self.s, self.saving = s, saving
        self._loosest, self._freed = loosest, replace(s, hard_rules=frozenset(), relaxed=relaxed)
        self._elastic = {wish: elastic for wish, elastic in self._wished() if elastic.cost}
        self.all = frozenset(self._elastic)
        self._live = Programme(self._variables(), self._rows(), Memory())
        self._bound(_NEED, 1.0, 1.0)
        self.due(s.target)

    def _wished(self) -> Iterator[tuple[Wish, _Elastic]]:
        s = self.s
        for account in sorted({account for account, _ in s.target}) if self.saving else ():
            parts = [_Part(name("shortfall", a, y), a, str(y), due) for (a, y), due in s.target.items() if a == account]
            yield Wish("saving", account), _Elastic(tuple(parts), (name("waived", account),))
        minima: list[tuple[tuple[str, ...], float]] = [((team,), least) for team, least in s.team_minimum.items()]
        minima += [(tuple(cell), least) for cell, least in s.cell_minimum.items()]
        below = [_Part(name("below", *at, m), " ".join(at), str(m), least) for m in s.months for at, least in minima]
        over = [_Part(name("overload", group, half), group, half, need) for (half, group), need in s.need.items()]
        raised = {_raised(cap.name): cap.limit for cap in s.levers.caps if cap.policy}
        caps = [_Part(key, _line(key), "", limit) for key, limit in raised.items()]
        spare = [_Part(key, _line(key), key.rpartition("__")[2], self._spare_cap(key)) for key in too_many(s)]
        hard = {"minimum_staffing": below, "caseload_limit": over}
        for rule, parts in (hard | {"dismissal_cap": caps, "overstaffing_cap": spare}).items():
            if rule in s.hard_rules or rule not in hard:
                yield Wish(rule), _Elastic(tuple(parts), tuple(part.variable for part in parts))

    def _spare_cap(self, key: str) -> float:
        assert self.s.spare is not None
        line = _line(key)
        return (self.s.spare.lines[int(line.removeprefix("line_"))].cap_fte if line else self.s.spare.cap) or 0.0

    def _variables(self) -> Iterator[Variable]:
        yield from (v for v in variables(self._freed) if not v.name.startswith("beyond__"))
        yield from (Variable(key, None) for key in sorted({_raised(c.name) for c in self.s.levers.caps if c.policy}))
        yield Variable(_NEED, None)
        yield from (Variable(name("due", *key), None) for key in self.s.target)
        for account in sorted({account for account, _ in self.s.target}):
            yield Variable(name("waived", account), None)
            yield Variable(name("within", account), None)

    def _rows(self) -> Iterator[Row]:
        """The rows of the scenario in which what is due, what is needed and what is capped may move."""
        due = {name("saving", *key): name("due", *key) for key in self.s.target}
        need = {name(kind, g, h): (h, g) for h, g in self.s.need for kind in ("served", "no_more")}
        for row in rows(self._freed):
            if row.name in due:
                account, year = row.name.split("__")[1:]
                target = self.s.target[account, year if year == "lasting" else int(year)]
                yield row._replace(terms=row.terms | {due[row.name]: -1.0}, rhs=row.rhs - target)
            elif row.name in need:
                least = self._loosest[need[row.name]]
                yield row._replace(terms=row.terms | {_NEED: least - row.rhs}, rhs=least)
            else:
                yield row._replace(terms={_raised(key, "beyond__"): value for key, value in row.terms.items()})
        accounts = sorted({account for account, _ in self.s.target})
        for account in accounts:
            missing = {name("shortfall", a, y): 1.0 for a, y in self.s.target if a == account}
            yield Row(name("missing", account), missing | {name("waived", account): -1.0, name("within", account): -1.0}, "<=", 0.0)  # fmt: skip
        most = 0.0 if "saving" in self.s.hard_rules else WITHIN
        if accounts:
            yield Row("met", {name("within", account): 1.0 for account in accounts}, "<=", most)

    # --- questions ----------------------------------------------------------------------------------------------------

    def due(self, due: Due) -> None:
        """Have other savings due from now on."""
        for key, amount in due.items():
            self._bound(name("due", *key), amount, amount)

    def together(self, wishes: Collection[Wish]) -> bool:
        """Whether a plan can hold all these wishes, and let go of the others."""
        cost = {variable: 1.0 for wish in wishes for variable in self._elastic[wish].cost}
        if not cost:
            return True
        self._live.minimise("breach", cost)
        return self._live.value(cost) <= _NOISE

    def conflicts(self) -> list[frozenset[Wish]]:
        """Every set of wishes that no plan can hold together while any part of it can be held."""
        found: list[frozenset[Wish]] = []
        sound: list[frozenset[Wish]] = []
        if self.together(self.all):
            return []
        for size in range(1, len(self.all) + 1):
            for chosen in map(frozenset, combinations(sorted(self.all), size)):
                if any(known <= chosen for known in found) or any(chosen <= known for known in sound):
                    continue
                (sound if self.together(chosen) else found).append(chosen)
        return found

    def least(self, giving: Collection[Wish], kept: Collection[Wish]) -> list[Give] | None:
        """The least that some wishes give way in a plan that holds others; None when that is not enough."""
        if not giving or not self.together(kept):
            return None
        with_cost: Terms = {variable: 1.0 for wish in giving for variable in self._elastic[wish].cost}
        self._held(kept, lambda: self._live.minimise("breach", with_cost))
        values = self._live.by_name()
        parts = [(wish.rule, part) for wish in sorted(giving) for part in self._elastic[wish].parts]
        gives = [Give(rule, p.subject, p.when.replace("_", "-"), values[p.variable], p.now) for rule, p in parts]
        return [_in_dkk(give) for give in gives if give.amount > 10 * _NOISE]

    def nearest_need(self, low: float, high: float) -> float | None:
        """The share of the need between two bounds, nearest to 1, at which all wishes can be held; None without one."""
        self._bound(_NEED, low, high)
        found = None
        if self.together(self.all):
            self._held(self.all, lambda: self._live.minimise("breach", {_NEED: -1.0 if high <= 1 else 1.0}))
            found = self._live.value({_NEED: 1.0})
        self._bound(_NEED, 1.0, 1.0)
        return found

    def _held(self, wishes: Iterable[Wish], solve: Callable[[], None]) -> None:
        """Solve while some wishes cannot give way."""
        held = [variable for wish in wishes for variable in self._elastic[wish].cost]
        for variable in held:
            self._bound(variable, 0.0, _NOISE)
        try:
            solve()
        finally:
            for variable in held:
                self._bound(variable, 0.0, _FREE)

    def _bound(self, variable: str, low: float, high: float) -> None:
        self._live.bound(variable, low, high)


def _raised(cap: str, before: str = "") -> str:
    """The variable by which a cap on dismissals is raised, in all years alike; other names stay as they are."""
    if not cap.startswith(f"{before}cap__"):
        return cap
    line = _line(cap)
    return name("raised", line) if line else "raised"


def _line(key: str) -> str:
    """The `where` line that a name is about, or nothing."""
    return next((part for part in key.split("__") if part.startswith("line_")), "")


def _in_dkk(give: Give) -> Give:
    factor = DKK_PER_UNIT if give.rule == "saving" else 1.0
    return give._replace(amount=give.amount * factor, now=give.now * factor)
