"""Plans which posts remain in a municipality's employment service, month by month, and proves it."""

from planner.case.scenario import load_case
from planner.compare import Comparison, compare
from planner.errors import InputError, NoPlanError, PlannerError, VerificationError
from planner.pipeline import make_plan
from planner.plan import Plan

__all__ = [
    "Comparison",
    "InputError",
    "NoPlanError",
    "Plan",
    "PlannerError",
    "VerificationError",
    "compare",
    "load_case",
    "make_plan",
]
