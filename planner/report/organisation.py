"""Tables of the organisation: who cannot be served, what if one thing goes, owners proposed, and typical histories."""

from __future__ import annotations

from datetime import date

import pandas as pd

from planner.coordination import capacity, resilience
from planner.coordination import journeys as walked
from planner.coordination.catalogue import COMPETENCES
from planner.coordination.propose import propose
from planner.plan import Plan
from planner.report import numbers
from planner.report.columns import Table, headed, made
from planner.report.names import Names
from planner.text import Language, catalogue
from planner.workload import workload

_MOST_TYPES = 5
_MINUTES = 60


def capacity_gaps(plan: Plan, language: Language = "da") -> Table:
    """The groups whose work the only teams that may serve them cannot do, by half-year, in hours."""
    c, names = catalogue(language), Names(plan.case, language)
    frame = capacity.table(capacity.coverage(plan, workload(plan.case)))
    frame = frame[frame["gap"] > 0].reset_index(drop=True)
    frame["short_groups"] = [", ".join(map(names.group, keys.split())) for keys in frame["target_groups"]]
    frame["only_teams"] = [", ".join(map(names.team, keys.split())) for keys in frame["teams"]]
    for hours, minutes in (("wanted_hours", "wanted"), ("there_hours", "there"), ("lacking_hours", "gap")):
        frame[hours] = frame[minutes] / _MINUTES
    spec = (
        "half_year:half_year short_groups:text only_teams:text wanted_hours:count there_hours:count lacking_hours:count"
    )
    return made(c, "capacity_gaps", headed(c, spec), frame)


def absences(plan: Plan, language: Language = "da") -> Table:
    """What if one goes (N-1): hours that nobody can take over, and citizen types that lose the last of something."""
    c, names = catalogue(language), Names(plan.case, language)
    frame = resilience.ranked(resilience.losses(plan, workload(plan.case)))
    frame = frame[frame["kind"] != "channel"].reset_index(drop=True)
    frame["gone"] = [_gone(row.kind, row.subject, names, language) for row in frame.itertuples()]
    frame["gone_kind"] = [c.t(f"gone_kind.{kind}") for kind in frame["kind"]]
    frame["gone_hours"] = frame["minutes"] / _MINUTES
    frame["worst_half"] = [numbers.half_year(half, language) if half else "" for half in frame["worst"]]
    frame["lost_types"] = [_types(lost, names, language) for lost in frame["lost"]]
    spec = "gone:text gone_kind:text gone_hours:count worst_half:text lost_types:text"
    return made(c, "absences", headed(c, spec), frame)


def _gone(kind: str, subject: str, names: Names, language: Language) -> str:
    if kind == "profession":
        return names.profession(subject)
    if kind == "competence" and subject in COMPETENCES:
        return str(getattr(COMPETENCES[subject], language))
    return names.node(subject)


def _types(lost: str, names: Names, language: Language) -> str:
    """The citizen types in a list of `type:what`, the rest of a long one as a number."""
    types = list(dict.fromkeys(names.node(item.split(":")[0]) for item in lost.split()))
    more = len(types) - _MOST_TYPES
    said = ", ".join(types[:_MOST_TYPES])
    return said + catalogue(language).t("cell.and_more", count=more) if more > 0 else said


def proposed_owners(plan: Plan, day: date, language: Language = "da") -> Table:
    """One owner proposed for each citizen type on a day, beside today's."""
    c, names = catalogue(language), Names(plan.case, language)
    frame = propose(plan.case, plan.staff, day).owners.rename(columns={"citizen_type": "key", "owner": "owner_key"})
    frame["citizen_type"] = [names.node(key) for key in frame["key"]]
    frame["proposed"] = [names.owner(key) for key in frame["owner_key"]]
    frame["owner_today"] = [names.owner(key) for key in frame["today"]]
    frame["load_part"] = frame["load_fte"]
    spec = "citizen_type:text proposed:text owner_today:text load_part:part missing:count"
    return made(c, "proposed_owners", headed(c, spec), frame)


def journeys(plan: Plan, language: Language = "da") -> Table:
    """What typical histories take of a citizen: before the reform's second step, and after it."""
    c, case = catalogue(language), plan.case
    starts = [month for month in (walked.BEFORE, walked.AFTER) if case.months[0] <= month <= case.months[-1]]
    frame = walked.totals(case, starts)
    labels = {row.journey: getattr(row, f"label_{language}") for row in case.journeys}
    frame = frame[frame["journey"] != ""].sort_values(["journey", "start"], ignore_index=True)
    frame["journey_name"] = [labels[key] for key in frame["journey"]]
    spec = "journey_name:text start_month:month owner_changes:count handovers:count wait_days:count orphan_steps:count"
    return made(c, "journeys", headed(c, spec), pd.DataFrame(frame).assign(start_month=frame["start"]))
