"""From a case to a verified plan."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pandas as pd

from planner import findings, lapse, reconciliation, timetable
from planner.calendar import Month
from planner.case.schema import Case
from planner.coordination.checks import check
from planner.coordination.graph import owners
from planner.coordination.load import with_coordination
from planner.errors import VerificationError
from planner.floors import floors
from planner.plan import Plan
from planner.results import plan_from
from planner.staffing.memory import Memory
from planner.staffing.solve import solve
from planner.staffing.symbols import symbols
from planner.staffing.whole_posts import whole_posts
from planner.verification import verify
from planner.workload import Workload, workload
from planner.workload.drivers import drivers

__all__ = ["Memory", "make_plan", "with_posts"]

_OF_POSTS = ("posts", "loads")
"""The checks of the plan in whole posts."""


@contextmanager
def _uncollected() -> Iterator[None]:
    """Meanwhile Python does not look for unused objects in circles: plans leave few, and looking takes a tenth of the time."""
    looked = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looked:
            gc.enable()


@_uncollected()
def make_plan(
    case: Case, progress: Callable[[str], None] = lambda _: None, memory: Memory | None = None, *, posts: bool = True
) -> Plan:
    """Plan a case, check who owns whom, and verify every number before anybody sees it.

    Args:
        case: what `load_case` returns.
        progress: told each stage in a few words.
        memory: what the plan before left; a similar plan is then found faster, and never another one.
        posts: also the plan in whole posts; without them the tables are empty until `with_posts`.

    Raises:
        NoPlanError: no plan meets the hard rules.
        VerificationError: the plan does not recompute.
    """
    progress("citizens and rules to workload")
    case = with_coordination(case)
    work = workload(case)
    s = symbols(case, work)
    plan = plan_from(case, work, s, solve(s, case.settings.goals, progress, memory))
    progress("lapse of work and floors")
    plan = _worked(plan, work)
    if posts:
        progress("whole posts")
        plan = _in_whole_posts(plan)
    progress("owners, calendar and coordination")
    plan = _scheduled(plan)
    found = [
        *check(case, plan.staff, work, plan.work),
        *timetable.said(plan.timetable, plan.thresholds, case.law, _process(case), case.months[0].first_day),
        *reconciliation.findings(case, plan.reconciliation),
    ]
    plan = findings.added(plan, owners(case), found)
    progress("verification")
    return _verified(plan, verify(plan, leave_out=() if posts else _OF_POSTS))


def with_posts(plan: Plan) -> Plan:
    """The plan with its whole posts, verified; itself where it has them.

    Raises:
        VerificationError: the whole posts do not recompute.
    """
    if len(plan.posts):
        return plan
    plan = _in_whole_posts(plan)
    others = tuple(code for code in plan.checks["check"] if code not in _OF_POSTS)
    return _verified(plan, pd.concat([plan.checks, verify(plan, leave_out=others)], ignore_index=True))


def _verified(plan: Plan, checks: pd.DataFrame) -> Plan:
    failed = checks[~checks["ok"]]
    if len(failed):
        raise VerificationError("The plan does not recompute: " + "; ".join(failed["check"] + " " + failed["title_en"]))
    return replace(plan, checks=checks)


def _worked(plan: Plan, work: Workload) -> Plan:
    """The plan with its citizens, with what work lapses against what is saved, and with what must stay."""
    lapsed = lapse.lapses(plan.case, work)
    return replace(
        plan,
        citizens=work.citizens,
        lapse=lapse.ledger(lapsed),
        funding=lapse.funding(lapsed),
        group_funding=lapse.by_group(lapsed, plan),
        valley=lapse.valley(lapsed, plan),
        plausibility=lapse.plausibility(lapsed),
        floors=floors(work, plan),
        drivers=drivers(plan.case, work),
    )


def _in_whole_posts(plan: Plan) -> Plan:
    """The plan with its posts of the scenario's size."""
    whole = whole_posts(plan, plan.case.settings.posts_step)
    return replace(
        plan,
        posts=whole.posts,
        posts_totals=whole.totals,
        posts_savings=whole.savings,
        posts_limits=whole.limits,
        posts_loads=whole.loads,
        posts_relaxed=whole.relaxed,
    )


def _process(case: Case) -> timetable.Process:
    """What the calendar must know of the place."""
    of = case.settings.process
    return timetable.Process(
        earliest_day=of.earliest_day,
        centre_employees=of.centre_employees.value,
        municipality_employees=of.municipality_employees.value,
        other_dismissals=of.other_dismissals.value,
        fte_per_person=of.fte_per_person.value,
    )


def _leaving(plan: Plan) -> pd.DataFrame:
    """The exits as the calendar counts them: by the last month of a period, in which notice is given."""
    step = plan.case.settings.period_months
    return plan.exits.assign(decided=[str(Month.parse(month).plus(step - 1)) for month in plan.exits["decided"]])


def _scheduled(plan: Plan) -> Plan:
    """The plan with the calendar of its dismissals, and with posts times pay against the budget."""
    case, process = plan.case, _process(plan.case)
    exits = _leaving(plan)
    counted = timetable.thresholds(exits, case.law, process)
    return replace(
        plan,
        timetable=timetable.by_thresholds(exits, counted, case.law, process),
        thresholds=counted,
        reconciliation=reconciliation.reconciliation(case),
    )
