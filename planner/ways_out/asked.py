"""A case whose wishes are impossible: what conflicts, how far one can get, and what the parties need to know of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property

from planner.case.schema import Case
from planner.plan import Plan
from planner.staffing.levers import DKK_PER_UNIT
from planner.staffing.wishes import WITHIN, Give, Wish, Wishes
from planner.ways_out.possible import applied, missing, model, need_of, possible, wished
from planner.ways_out.values import Conflict, Overrides, limits

LOOSEST, TIGHTEST = 5.0, 0.2
"""The ends of `caseload.limit_factor`."""
ORDER = ("saving", "minimum_staffing", "caseload_limit", "overstaffing_cap", "dismissal_cap")
"""The order in which wishes are named."""
HAIR = 4e-6
"""What the solver's tolerances may take from an amount."""


class Asked:
    """A case whose wishes are impossible, with what every party needs to know of it."""

    def __init__(self, case: Case, plan: Plan | None) -> None:
        self.case, self.plan, self.settings = case, plan, case.settings
        dismissals = case.settings.dismissals
        self.closed = not dismissals.active and not any(line.active for line in dismissals.where)
        self.opened = applied(case, {"dismissals": {"active": True, "cap_fte": 0.0}}) if self.closed else case
        self.s, self.work = model(self.opened)
        self.losing = self.closed and any(cap.policy and cap.shares for cap in self.s.levers.caps)
        if self.losing:  # who fails a training is then dismissed without a cap
            caps = tuple(cap._replace(shares=()) if cap.policy else cap for cap in self.s.levers.caps)
            self.s = replace(self.s, levers=replace(self.s.levers, caps=caps))
        self.loosest = need_of(model(applied(self.opened, limits(LOOSEST)))[1])
        self.wishes = Wishes(self.s, self.loosest, wished(case))

    @cached_property
    def before(self) -> tuple[str, ...]:
        """The goals that come before a saving that is no hard rule: the wishes are then not alone in one programme."""
        goals = self.settings.goals
        soft = "saving" in goals and "saving" not in self.settings.hard_rules
        return goals[: goals.index("saving")] if soft else ()

    @cached_property
    def after_them(self) -> tuple[Give, ...]:
        """What is missing to the savings once the goals before them are met."""
        short = (missing(self.opened) if self.before else None) or {}
        target = self.s.target
        gives = [Give("saving", a, str(y), short[a, y] * DKK_PER_UNIT, target[a, y] * DKK_PER_UNIT) for a, y in short]
        return tuple(give for give in gives if give.amount > 1) if sum(short.values()) > WITHIN else ()

    @cached_property
    def reach(self) -> tuple[Give, ...]:
        """What gives way least when only one kind of wish does: the first that suffices; else all of them."""
        if self.plan is not None and self.plan.status == "shortfall":
            missed = self.plan.years[self.plan.years["shortfall_dkk"] > 0]
            columns = zip(*(missed[c] for c in ("account", "year", "shortfall_dkk", "target_dkk")), strict=True)
            return tuple(Give("saving", account, str(year), short, due) for account, year, short, due in columns)
        if self.after_them:
            return self.after_them
        kinds = [self.kind(rule) for rule in ORDER]
        for giving in [*kinds, self.wishes.all]:
            found = self.wishes.least(giving, self.wishes.all - giving)
            if found is not None:
                return tuple(found)
        return ()

    def kind(self, rule: str) -> frozenset[Wish]:
        """The wishes of one rule."""
        return frozenset(wish for wish in self.wishes.all if wish.rule == rule)

    @cached_property
    def conflicts(self) -> tuple[Conflict, ...]:
        """Every conflict; where the wishes could be held but for the order of the goals, that one."""
        sets = self.wishes.conflicts()
        found = [self._conflict(members, sets) for members in sets]
        if not found and self.after_them:
            accounts = sorted({give.subject for give in self.after_them})
            found.append(Conflict(tuple(Wish("saving", a) for a in accounts), (self.after_them,), self.before))
        return tuple(found)

    def _conflict(self, members: frozenset[Wish], sets: list[frozenset[Wish]]) -> Conflict:
        """A conflict with how little each of its wishes must give: for everything, where it is part of every conflict."""
        named = sorted(members, key=lambda wish: (ORDER.index(wish.rule), wish.account))
        kept = {wish: (self.wishes.all if all(wish in each for each in sets) else members) - {wish} for wish in named}
        alone = [self.wishes.least([wish], kept[wish]) for wish in named]
        return Conflict(tuple(named), tuple(tuple(gives) for gives in alone if gives))

    @cached_property
    def short_accounts(self) -> list[str]:
        """The accounts whose saving is part of a conflict, or missed."""
        named = {wish.account for conflict in self.conflicts for wish in conflict.wishes if wish.account}
        return sorted(named | {give.subject for give in self.reach if give.rule == "saving"})

    def held(self, overrides: Overrides) -> bool:
        """Whether other settings make everything possible."""
        return possible(applied(self.case, overrides))

    def smallest(self, exact: float | None, most: float, over: Callable[[float], Overrides]) -> float | None:
        """The size that the programme found, where it holds what it promises; else what is found by trying."""
        if exact is None:
            return None
        sizes = (exact, exact * (1 + HAIR))
        return next((size for size in sizes if self.held(over(size))), None) or self.tried(most, over)

    def tried(self, most: float, over: Callable[[float], Overrides]) -> float | None:
        """The size, to 0.2 per cent, at which impossible becomes possible; None where it never does."""
        low, high = 0.0, most
        if not self.held(over(high)):
            return None
        while high - low > 0.002 * high:
            middle = (low + high) / 2 if low else high / 4
            low, high = (low, middle) if self.held(over(middle)) else (middle, high)
        return high
