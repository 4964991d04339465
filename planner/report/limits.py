"""Where the limit of each target group comes from, and of when it is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from planner.calendar import Month, half_year
from planner.case.schema import Case
from planner.case.tables import TargetGroup
from planner.report import numbers
from planner.text import Language, catalogue
from planner.workload import limit_source

_ABOUT = ("sagstal", "caseload")
"""Words in the topic of a fact that is about cases per FTE."""


class Limit(NamedTuple):
    """A limit's origin, its date, and the facts behind it.

    The origin is `hours`, `guidance`, `estimate` (the level of a guidance that no source gives) or `local`; several are
    joined by +.
    """

    source: str
    date: str
    facts: str


def limit_of(case: Case, group: str, when: str) -> Limit:
    """What the limit of a group rests on in a half-year; of several groups that it got its citizens from, all."""
    return joint(case, [group], when)


def joint(case: Case, groups: Iterable[str], when: str) -> Limit:
    """What the limits of several groups rest on together."""
    rows = list({row.target_group: row for group in groups for row in _origins(case, group)}.values())
    kinds = [_kind(case, row) for row in rows]
    dates = [_dated(case, row, kind, when) for row, kind in zip(rows, kinds, strict=True)]
    facts = [_facts(case, row, kind) for row, kind in zip(rows, kinds, strict=True)]
    return Limit(
        "+".join(dict.fromkeys(kinds)),
        "; ".join(sorted({day for day in dates if day})),
        " ".join(dict.fromkeys(" ".join(facts).split())),
    )


def source_words(case: Case, limit: Limit, language: Language) -> str:
    """A limit's origin in words, with the numbers of the facts where it is no sum of hours."""
    c, level = catalogue(language), case.settings.caseload.guidance
    said = [c.t(f"limit_source.{kind}", level=c.t(f"guidance.{level}")) for kind in limit.source.split("+") if kind]
    facts = f" [{limit.facts}]" if limit.facts and "hours" not in limit.source else ""
    return c.t("answer.and").join(said) + facts


def limit_words(case: Case, group: str, when: str, language: Language) -> str:
    """Where the limit of a group comes from and of when it is, for running text."""
    limit = limit_of(case, group, when)
    return ", ".join(part for part in (source_words(case, limit, language), date_words(limit, language)) if part)


def date_words(limit: Limit, language: Language) -> str:
    """A limit's date as it is written; of several days the first and the last, words of the case as they stand."""
    parts = limit.date.split("; ")
    days = [part for part in parts if _is_day(part)]
    ends = [numbers.day(day, language) for day in dict.fromkeys((days[0], days[-1]))] if days else []
    return "; ".join([" - ".join(ends)] * bool(ends) + [part for part in parts if part and part not in days])


def _origins(case: Case, group: str) -> list[TargetGroup]:
    """The groups with cases of their own that a group's citizens began in."""
    rows = {row.target_group: row for row in case.target_groups}
    if rows[group].cases is not None:
        return [rows[group]]
    return [rows[step.from_group] for step in case.crosswalk if step.to_group == group and not step.change]


def _dated(case: Case, row: TargetGroup, kind: str, when: str) -> str:
    """The date of the guidance or ceiling; of a limit that hours allow, the last rule in force on the group's tasks."""
    if kind != "hours":
        return row.limit_date
    step = case.settings.period_months
    days = [
        change.date
        for change in case.changes
        if change.kind == "task" and row.target_group in change.target_groups
        and half_year(max(Month.of(change.date), case.settings.first_month), step) <= when
    ]  # fmt: skip
    return max([case.settings.first_month.first_day, *days]).isoformat()


def _kind(case: Case, row: TargetGroup) -> str:
    """Where a group's limit comes from; guidance that rests on no checked source is an estimate."""
    kind = limit_source(case, row.target_group)
    checked = [key for key in _about_cases(case, row) if case.facts[key].certainty in ("stated", "verified")]
    return "estimate" if kind == "guidance" and row.assumption and not checked else kind


def _facts(case: Case, row: TargetGroup, kind: str) -> str:
    """The ids of the facts behind a limit."""
    if kind != "hours":
        return " ".join(_about_cases(case, row))
    return " ".join(task.source for task in case.tasks if task.target_group == row.target_group)


def _about_cases(case: Case, row: TargetGroup) -> list[str]:
    """The facts of a group's row that are about cases per FTE; the others are about its citizens."""
    found = [key for key in row.fact_ids if key in case.facts]
    return [key for key in found if any(word in case.facts[key].topic.lower() for word in _ABOUT)]


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == 10
