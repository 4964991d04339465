"""Impossible wishes: how far one can get, which wishes exclude each other, and for each party the least change that helps."""

from __future__ import annotations

from planner.case.schema import Case
from planner.plan import Plan
from planner.staffing.programme import InfeasibleError
from planner.ways_out.asked import Asked
from planner.ways_out.levers import WAYS_OF, Opening, can_open, openings, unused
from planner.ways_out.parties import WAYS, rounded_up
from planner.ways_out.possible import applied, possible
from planner.ways_out.values import PARTIES, Conflict, Progress, Way, WaysOut

__all__ = [
    "PARTIES",
    "WAYS_OF",
    "Conflict",
    "Opening",
    "Way",
    "WaysOut",
    "applied",
    "can_open",
    "openings",
    "possible",
    "rounded_up",
    "unused",
    "ways_out",
]


def ways_out(case: Case, progress: Progress = lambda _: None, plan: Plan | None = None) -> WaysOut:
    """What to do when a case has no plan, or none that meets every saving.

    Args:
        case: what `load_case` returns.
        progress: told each stage in a few words.
        plan: the plan that falls short, if there is one; what it misses is then what is said.

    Returns:
        Empty where nothing is impossible, or where pinned decisions are what no plan can keep.

    Raises:
        SolverError: the solver did not prove an optimum.
    """
    progress("which wishes exclude each other")
    try:
        asked = Asked(case, plan)
        if not asked.conflicts:
            return WaysOut(case)
    except InfeasibleError:  # what is decided leaves no plan, whatever wish gives way
        return WaysOut(case)
    ways = []
    for party in PARTIES:
        progress(f"the least change: {party}")
        ways.append(WAYS[party](asked))
    return WaysOut(case, asked.reach, asked.conflicts, tuple(ways))
