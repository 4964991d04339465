"""The price of a limit: what the plan's figures would be with one unit more of it.

The goals of a plan come strictly in order, so no single dual is the price of a limit. Each price is therefore the difference
between two plans: the one there is, and the best one with the limit one unit wider. Beside it the solver's last basis says
what all figures would do in a straight line. Where the two agree in every figure the price is the solver's, and holds for
half a unit as for a whole one; where they do not, it is re-solved, and holds for that unit only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from planner.binding import Limit, binding, limits, more_cases, wider
from planner.case.values import LASTING
from planner.outcome import FIGURES, differences, figures, replanned, same
from planner.plan import MET_WITHIN_DKK, Plan
from planner.results import plan_from
from planner.staffing.marginal import Marginal
from planner.staffing.memory import Memory
from planner.staffing.solve import Solution, all_rows, beside_unpinned, solved
from planner.staffing.symbols import symbols
from planner.workload import workload

__all__ = ["MOST", "Limit", "Price", "binding", "limits", "price", "prices"]

MOST = 15
"""How many limits are priced unless more are asked for; each takes a plan."""
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Price:
    """What one unit more of a limit does.

    Attributes:
        limit: the limit, and what one unit of it is.
        changes: every figure of `outcome.FIGURES`: with the wider limit less as it is. FTE, shares or DKK.
        freed_fte: of a caseload limit: FTE that the group needs less in the limit's half-year; else 0.
        basis: `solver` or `re-solved`, see above.
        paid_at_the_end_dkk: how much more a whole year of the last month's posts costs; the lasting savings hold it.
    """

    limit: Limit
    changes: dict[str, float]
    freed_fte: float
    basis: Literal["solver", "re-solved"]
    paid_at_the_end_dkk: float = 0.0

    @property
    def nothing(self) -> bool:
        """Whether no figure changes: the limit binds, and costs nothing."""
        return all(same(name, change, 0.0) for name, change in self.changes.items())

    @property
    def dearer(self) -> bool:
        """Whether fewer FTE are left in the last month for no less pay: the posts that are kept are dearer ones."""
        fewer = self.changes["fte_end"] < 0 and not same("fte_end", self.changes["fte_end"], 0.0)
        return fewer and self.paid_at_the_end_dkk > -MET_WITHIN_DKK


class _Pricing:
    """A plan with the programme behind it."""

    def __init__(self, plan: Plan, memory: Memory) -> None:
        self.plan, self.memory = plan, memory
        self.work, self.figures = workload(plan.case), figures(plan)
        self.goals = plan.case.settings.goals
        live, s = solved(symbols(plan.case, self.work), self.goals, memory)
        self.marginal = Marginal(live, all_rows(s, self.goals))

    def price(self, limit: Limit, progress: Progress) -> Price:
        """The price of one limit."""
        case, work = wider(self.plan.case, limit), replace(self.work, more_cases=more_cases(limit))
        s = beside_unpinned(symbols(case, work), self.goals, (lambda _: None, self.memory))
        found = replanned(case, progress, self.memory, work)
        changes = differences(figures(found), self.figures)
        values = self.marginal.foreseen(all_rows(s, self.goals))
        basis: Literal["solver", "re-solved"] = "re-solved"
        if values is not None:
            line = differences(figures(plan_from(case, work, s, Solution(values, (), s.before))), self.figures)
            basis = "solver" if all(same(name, line[name], changes[name]) for name in FIGURES) else basis
        return Price(limit, changes, self._freed(limit, found), basis, _saved(self.plan) - _saved(found))

    def _freed(self, limit: Limit, found: Plan) -> float:
        """FTE that the group of a caseload limit needs less."""
        if limit.kind != "caseload":
            return 0.0
        before, after = (_need(plan, limit) for plan in (self.plan, found))
        return before - after


def _saved(plan: Plan) -> float:
    """What the last month's posts save in a whole year, in DKK."""
    return float(plan.years.loc[plan.years["year"] == LASTING, "full_year_dkk"].sum()) if len(plan.years) else 0.0


def _need(plan: Plan, limit: Limit) -> float:
    """FTE that a group needs in the half-year of its limit."""
    at = (plan.caseload["target_group"] == limit.subject) & (plan.caseload["half_year"] == limit.when)
    return float(plan.caseload.loc[at, "need_fte"].sum())


def price(plan: Plan, limit: Limit, progress: Progress = lambda _: None, memory: Memory | None = None) -> Price:
    """The price of one limit of a plan: one of `limits(plan)`, or of the rows of `binding(plan)`.

    Args:
        plan: what `make_plan` returns.
        limit: the limit; one that does not bind costs nothing.
        progress: told each stage in a few words.
        memory: what a plan like this left; makes it faster.
    """
    return _Pricing(plan, memory or Memory()).price(limit, progress)


def prices(
    plan: Plan,
    progress: Progress = lambda _: None,
    memory: Memory | None = None,
    chosen: Iterable[Limit] | None = None,
) -> Iterator[Price]:
    """The prices of the limits chosen, or of the first `MOST` of those that bind, one by one as they are found."""
    wanted = list(limits(plan)[:MOST] if chosen is None else chosen)
    pricing = _Pricing(plan, memory or Memory()) if wanted else None
    for number, limit in enumerate(wanted, 1):
        progress(f"price {number} of {len(wanted)}")
        if pricing:
            yield pricing.price(limit, lambda _: None)
