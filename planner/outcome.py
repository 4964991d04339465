"""The figures of a plan that a question about it is answered in, and a plan made only as far as those figures.

A question such as "what would one more case per FTE do?" takes a plan of its own. It needs the model and the tables, but
no owners, calendar, whole posts or verification; so `replanned` stops before them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import isfinite

from planner.case.schema import Case
from planner.coordination.load import with_coordination
from planner.plan import Plan
from planner.results import plan_from
from planner.staffing.memory import Memory
from planner.staffing.solve import solve
from planner.staffing.symbols import symbols
from planner.workload import Workload, workload

FIGURES = (
    "need_fte",
    "fte_end",
    "fte_years",
    "dismissals_fte",
    "hired_fte",
    "worst_load",
    "overload_fte_years",
    "shortfall_dkk",
)
"""The figures, in the order in which they are shown.

`need_fte` is needed in the last half-year to keep every limit; `fte_end` is in service in the last month; `fte_years` is the
FTE in service over the whole plan, and `overload_fte_years` what is missing to the limits, both in FTE for a year.
"""
NOISE = 1e-4
"""A difference smaller than this, in FTE or in shares, is none; money is compared in 1,000 DKK."""


def figures(plan: Plan) -> dict[str, float]:
    """The figures of a plan, by name."""
    load, step = plan.caseload, plan.case.settings.period_months
    weight = load["half_year"].map({half: len(at) * step / 12 for half, at in plan.case.half_years.items()})
    more = {
        "need_fte": float(load.loc[load["half_year"] == list(plan.case.half_years)[-1], "need_fte"].sum()),
        "fte_years": float(plan.staff["fte"].sum()) * step / 12,
        "overload_fte_years": float((load["overload_fte"] * weight).sum()),
    }
    return {name: float(more[name] if name in more else plan.kpi[name]) for name in FIGURES}


def differences(new: Mapping[str, float], old: Mapping[str, float]) -> dict[str, float]:
    """Each figure of one plan less that of another; the same figure, also without end, is no difference."""
    return {name: 0.0 if new[name] == old[name] else new[name] - old[name] for name in FIGURES}


def same(name: str, one: float, other: float) -> bool:
    """Whether two values of a figure are the same but for the solver's tolerances."""
    if not (isfinite(one) and isfinite(other)):
        return one == other
    return abs(one - other) / (1000 if name.endswith("dkk") else 1) <= NOISE


def replanned(
    case: Case,
    progress: Callable[[str], None] = lambda _: None,
    memory: Memory | None = None,
    work: Workload | None = None,
) -> Plan:
    """The plan of a case as tables only, not verified: what `figures` reads.

    Args:
        case: as `make_plan` takes it.
        progress: told each stage in a few words.
        memory: what a similar plan left.
        work: the work to plan for, where it is not simply that of the case.

    Raises:
        NoPlanError: no plan meets the hard rules.
    """
    case = case if work else with_coordination(case)
    work = work or workload(case)
    s = symbols(case, work)
    return plan_from(case, work, s, solve(s, case.settings.goals, progress, memory))
