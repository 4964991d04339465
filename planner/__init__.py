"""Plans which posts remain in a municipality's employment service, month by month, and proves it."""

import pandas as pd

from planner.case.scenario import load_case
from planner.compare import Comparison, compare
from planner.errors import InputError, NoPlanError, PlannerError, VerificationError
from planner.pipeline import make_plan
from planner.plan import Plan

pd.set_option("mode.string_storage", "python")
"""Texts as Python's own: small tables are read row by row here, which is slow from Arrow's memory."""

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
