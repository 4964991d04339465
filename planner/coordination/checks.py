"""The rules of the coordination graph: what falls out, when and why, as findings with a code, like a linter.

A rule is an entry in `catalogue.py` (what is said) and a function in `CHECKS` (how it is found), which stands in
`ownership.py` (who answers) or `cooperation.py` (who works with whom).
"""

from __future__ import annotations

import pandas as pd

from planner.case.schema import Case
from planner.coordination.catalogue import CATALOGUE
from planner.coordination.cooperation import (
    competence_out_of_reach,
    forum_lacks_member,
    forum_over_its_hours,
    no_clinical_advice,
    no_coordination,
    unit_outside_lifetime,
    unit_without_citizens,
    unsettled_border,
    unused_unit,
)
from planner.coordination.ownership import (
    guarantee_unanswered,
    no_owner,
    owner_may_not_decide,
    owner_not_a_team,
    owner_over_capacity,
    owner_without_posts,
    several_owners,
)
from planner.coordination.view import NO_POSTS_BELOW_FTE, CoordinationView
from planner.findings import SEVERITIES, Finding
from planner.workload import Workload

__all__ = ["CATALOGUE", "CHECKS", "NO_POSTS_BELOW_FTE", "SEVERITIES", "CoordinationView", "Finding", "check"]

CHECKS = (
    no_owner,
    several_owners,
    owner_without_posts,
    owner_not_a_team,
    no_clinical_advice,
    no_coordination,
    forum_lacks_member,
    unit_outside_lifetime,
    unused_unit,
    owner_over_capacity,
    competence_out_of_reach,
    forum_over_its_hours,
    owner_may_not_decide,
    unsettled_border,
    guarantee_unanswered,
    unit_without_citizens,
)
"""All rules, in the order of their codes."""


def check(
    case: Case, staff: pd.DataFrame, work: Workload | None = None, done: pd.DataFrame | None = None
) -> tuple[Finding, ...]:
    """Every breach of the rules of coordination on any day of the plan, errors first.

    Args:
        case: the case whose units, citizen types and edges are checked.
        staff: the plan's posts, with columns month (`2026-07`), team, profession, fte; a team without rows in
            a month has no posts then.
        work: what the case's target groups need.
        done: the plan's work, with columns half_year, team, target_group, fte. Without it and `work` nobody can be said
            to own more than it has the staff for (K10).

    Raises:
        ValueError: when an FTE is not a number.
        InputError: when a citizen type and a unit share a key.
    """
    view = CoordinationView.of(case, staff, work, done)
    return tuple(sorted((finding for rule in CHECKS for finding in rule(view)), key=_order))


def _order(finding: Finding) -> tuple[int, str, str, str, str]:
    rank = SEVERITIES.index(finding.severity)
    return rank, finding.code, finding.subject, finding.valid_from, finding.message_en
