"""A paper from drafts: the first page's facts, the sections, and what the file says about itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from planner.errors import Fault, InputError
from planner.keep.lock import planner_version
from planner.pipeline import with_posts
from planner.report import numbers
from planner.report.paper.edition import Draft, Edition
from planner.report.paper.masking import hidden_cells, kept, public_columns, require_enough
from planner.report.paper.model import Paper
from planner.report.paper.sections import sections
from planner.report.paper.tables import professions
from planner.report.tables import teams

_MARK = 16
"""Digits of the mark on the first page; all of them stand in the last section and in the file's properties."""
MOST = 4
"""Scenarios in one paper: the one it is about and three alternatives."""


def paper(edition: Edition) -> Paper:
    """The paper of an edition.

    Raises:
        InputError: too many scenarios, or posts too few for a public version.
    """
    require_few(edition.drafts)
    edition = replace(edition, drafts=tuple(replace(draft, plan=with_posts(draft.plan)) for draft in edition.drafts))
    if edition.public:
        require_public(edition.drafts)
    settings, language = edition.plan.case.settings, edition.language
    level = numbers.price_level(settings.price_level, language)
    return Paper(
        title=edition.say("title", municipality=settings.municipality),
        stamp=edition.say("stamp"),
        label=edition.say("public" if edition.public else "internal"),
        facts=_facts(edition, level),
        sections=sections(edition),
        contents=edition.say("contents"),
        page=edition.say("page", page="{page}", pages="{pages}"),
        language=language,
        day=edition.day,
        scenario="; ".join(draft.name for draft in edition.drafts),
        content="; ".join(draft.content for draft in edition.drafts),
        version=planner_version(),
        level=level,
    )


def require_few(scenarios: Sequence[object]) -> None:
    """Refuse more scenarios than can be read side by side.

    Raises:
        InputError: none, or more than four.
    """
    if not 1 <= len(scenarios) <= MOST:
        found, allowed = f"{len(scenarios)} scenarios", f"one scenario and at most {MOST - 1} alternatives"
        raise InputError([Fault("paper", "scenarios", found, allowed)])


def require_public(drafts: Sequence[Draft]) -> None:
    """Refuse a public version that would say too much.

    Raises:
        InputError: posts so few that even their sum is a small figure.
    """
    for draft in drafts:
        require_enough(draft.plan)
    first = drafts[0].plan
    for table, what in ((teams(first), "team"), (professions(first), "profession")):
        hidden_cells(table, public_columns(first), kept(first, what))


def _facts(edition: Edition, level: str) -> tuple[tuple[str, str], ...]:
    """What the paper was made from, as it stands on the first page."""
    settings, language = edition.plan.case.settings, edition.language
    months = {
        "first": numbers.month(str(settings.first_month), language),
        "last": numbers.month(str(settings.last_month), language),
    }
    values = {"scenario": settings.name}
    if len(edition.drafts) > 1:
        values["alternatives"] = "; ".join(draft.name for draft in edition.drafts[1:])
    values |= {
        "period": edition.say("fact.periods", **months),
        "level": level,
        "day": numbers.day(edition.day.isoformat(), language),
        "version": edition.say("fact.program", version=planner_version()),
        "content": "; ".join(draft.content[:_MARK] for draft in edition.drafts),
    }
    return tuple((edition.say(f"fact.{key}"), value) for key, value in values.items())
