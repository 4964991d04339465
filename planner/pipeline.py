"""From a case to a verified plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from planner import findings
from planner.case.schema import Case
from planner.coordination.checks import check
from planner.coordination.graph import owners
from planner.errors import VerificationError
from planner.plan import Plan
from planner.results import plan_from
from planner.staffing.solve import solve
from planner.staffing.symbols import symbols
from planner.verify import verify
from planner.workload import workload


def make_plan(case: Case, progress: Callable[[str], None] = lambda _: None) -> Plan:
    """Plan a case, check who owns whom, and verify every number before anybody sees it.

    Args:
        case: what `load_case` returns.
        progress: told each stage in a few words.

    Raises:
        NoPlanError: no plan meets the hard rules.
        VerificationError: the plan does not recompute.
    """
    progress("citizens and rules to workload")
    work = workload(case)
    s = symbols(case, work)
    plan = plan_from(case, work, s, solve(s, case.settings.goals, progress))
    progress("owners and coordination")
    plan = findings.added(plan, owners(case), check(case, plan.staff))
    progress("verification")
    checks = verify(plan)
    failed = checks[~checks["ok"]]
    if len(failed):
        raise VerificationError("The plan does not recompute: " + "; ".join(failed["check"] + " " + failed["title_en"]))
    return replace(plan, checks=checks)
