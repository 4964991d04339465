"""Tables of the organisation: the rules it is checked by, who cannot be served, what if one thing goes, and designs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from planner.case.schema import Case
from planner.coordination import capacity, resilience
from planner.coordination import journeys as walked
from planner.coordination.catalogue import CATALOGUE, COMPETENCES
from planner.coordination.checks import check
from planner.coordination.load import load
from planner.coordination.propose import propose
from planner.plan import Plan
from planner.report import numbers
from planner.report.columns import Column, Table, headed, made
from planner.report.names import Names
from planner.report.ownership import owners_then
from planner.text import Language, catalogue
from planner.workload import workload

_MOST_TYPES, _MOST_EXTRAS = 5, 10
_MINUTES = 60
_REFORM = date(2026, 7, 1)
"""The day on which the rehabilitation team is gone (fact DK129)."""


def replacement_day(case: Case) -> date:
    """The day that replaces the rehabilitation team, or the day of the plan nearest to it."""
    return min(max(_REFORM, case.months[0].first_day), case.months[-1].first_day)


def coordination_rules(plan: Plan, language: Language = "da") -> Table:
    """Every rule that the organisation is checked by, with its code and how often the plan breaches it."""
    c = catalogue(language)
    found = plan.findings["code"].value_counts()
    rows = [
        (code, c.t(f"severity.{rule.severity}"), getattr(rule, f"title_{language}"), int(found.get(code, 0)),
         getattr(rule, f"mend_{language}"))
        for code, rule in CATALOGUE.items()
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["code", "severity", "rule_title", "found", "mend"])
    return made(
        c, "coordination_rules", headed(c, "code:text severity:text rule_title:text found:count mend:text"), frame
    )


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


def extra_competences(plan: Plan, language: Language = "da") -> Table:
    """The single competences, one more for a team, that would lower the shortfalls of absences most."""
    c, names = catalogue(language), Names(plan.case, language)
    found = resilience.extra_competences(plan, workload(plan.case))[:_MOST_EXTRAS]
    rows = [
        (names.team(one.team), names.profession(one.profession), names.group(one.target_group), one.minutes / _MINUTES,
         c.t("cell.yes" if one.practised else "cell.no"))
        for one in found
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["team", "profession", "target_group", "gained_hours", "practised"])
    spec = "team:text profession:text target_group:text gained_hours:count practised:text"
    return made(c, "extra_competences", headed(c, spec), frame)


def proposed_owners(plan: Plan, language: Language = "da", day: date | None = None) -> Table:
    """One owner proposed for each citizen type on a day, without one that of the replacement, beside who answers then.

    Where nobody answers on the day, it says who did last, and until when.
    """
    c, names = catalogue(language), Names(plan.case, language)
    day = day or replacement_day(plan.case)
    frame = propose(plan.case, plan.staff, day).owners.rename(columns={"citizen_type": "key", "owner": "owner_key"})
    frame["citizen_type"] = [names.node(key) for key in frame["key"]]
    frame["proposed"] = [names.owner(key) for key in frame["owner_key"]]
    when = numbers.day(day.isoformat(), language)
    frame["owner_today"] = owners_then(plan, frame["key"], frame["today"], day, language)
    frame["load_part"] = frame["load_fte"]
    first, *others = headed(c, "citizen_type:text proposed:text load_part:part missing:count")
    now = Column("owner_today", c.t("column.owner_on", day=when), "text")
    return made(c, "proposed_owners", [first, now, *others], frame, day=when)


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


def designs(plan: Plan, others: Sequence[Case], language: Language = "da") -> Table:
    """The designs side by side, each with the plan's posts: what is found, and what it takes of citizens and of staff.

    `others` are the same scenario in each of its designs; journeys begin on the day of the replacement.
    """
    c = catalogue(language)
    labels = {row.design: getattr(row, f"label_{language}") for row in plan.case.designs}
    rows = []
    for case in others:
        found = check(case, plan.staff)
        many = {severity: sum(one.severity == severity for one in found) for severity in ("error", "warning")}
        hit = {one.subject for one in found if one.severity == "error"} & {
            row.citizen_type for row in case.citizen_types
        }
        together = walked.totals(case, [walked.AFTER]).set_index("journey").loc[""]
        hours = load(case)
        hours = 12 * hours.loc[hours["half_year"] == hours["half_year"].max(), "hours"].sum()
        chosen = c.t("cell.chosen_design") if case.settings.design == plan.case.settings.design else ""
        a_year = (float(together[f"{measure}_per_year"]) for measure in walked.MEASURES)
        rows.append(
            (case.settings.design, labels[case.settings.design], chosen, *many.values(), len(hit), *a_year, hours)
        )
    keys = ["key", "design", "chosen", "errors", "warnings", "types_hit", *walked.MEASURES, "coordination_hours"]
    frame = pd.DataFrame(rows, columns=keys)
    figures = " ".join(f"{key}:count" for key in keys[3:])
    return made(c, "designs", headed(c, f"design:text chosen:text {figures}"), frame)
