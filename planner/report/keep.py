"""What a locked scenario says when it is opened again: unchanged, or what is otherwise than when it was locked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from planner.case.scenario import load_case
from planner.keep import Change, Lock, changed_since, locked_in
from planner.keep.content import Scalar
from planner.plan import Plan
from planner.report import numbers
from planner.report.settings import setting_label
from planner.text import Catalogue, Language, catalogue

_MOST = 5
"""How many changes of a kind one line names; the others are counted."""
_MONTH = re.compile(r"\d{4}-\d{2}")
_PARTS = ("unit", "source", "assumption", "low", "high")


def held_against(path: Path, plan: Plan, language: Language = "en") -> str:
    """The line of a plan of a scenario file against the lock in it; nothing where the file holds none."""
    locked = locked_in(path)
    return lock_line(locked, changed_since(locked, load_case(path), plan), language, planned=True) if locked else ""


def lock_line(locked: Lock, changes: Sequence[Change], language: Language = "da", *, planned: bool) -> str:
    """One line: unchanged since the day, or what is otherwise.

    Args:
        locked: the lock.
        changes: what `changed_since` found.
        language: of the line.
        planned: whether the numbers of a plan were held against the lock's.
    """
    c = catalogue(language)
    day = numbers.day(locked.on.isoformat(), language)
    before = [change for change in changes if not change.of_the_plan]
    after = change_lines([change for change in changes if change.of_the_plan], language)
    if not changes:
        return c.t("keep.same" if planned else "keep.unchanged", day=day)
    what = c.t("keep.changed", day=day, what="; ".join(_short(c, before)))
    line = what if before else c.t("keep.unchanged", day=day)
    if after:
        line += " " + c.t("keep.other_numbers", what=_listed(c, after, "; "))
    elif planned:
        line += " " + c.t("keep.same_numbers")
    return line


def change_lines(changes: Sequence[Change], language: Language = "da") -> tuple[str, ...]:
    """Each change as a phrase of its own: a setting or number before and after, a row by the table it is in."""
    c = catalogue(language)
    return tuple(
        _changed(c, change) if _has_values(change) else c.t("keep.table", table=_table(c, change), rows=_row(c, change))
        for change in changes
    )


def _short(c: Catalogue, changes: Sequence[Change]) -> Iterator[str]:
    """The changes of what goes into a plan, the rows of a table together."""
    for _, group in groupby(changes, key=lambda change: change.where):
        same = list(group)
        if _has_values(same[0]):
            yield _listed(c, [_changed(c, change) for change in same], "; ")
        else:
            yield c.t("keep.table", table=_table(c, same[0]), rows=_listed(c, [_row(c, each) for each in same], ", "))


def _listed(c: Catalogue, phrases: Sequence[str], between: str) -> str:
    """The first phrases, and how many more there are."""
    more = len(phrases) - _MOST
    return between.join(phrases[:_MOST]) + (c.t("cell.and_more", count=more) if more > 0 else "")


def _has_values(change: Change) -> bool:
    """Whether a change says what was and what is; of a row only its mark is known."""
    return change.of_the_plan or change.where in ("settings", "planner")


def _changed(c: Catalogue, change: Change) -> str:
    return c.t("keep.change", what=_name(c, change), was=_value(c, change.was), now=_value(c, change.now))


def _name(c: Catalogue, change: Change) -> str:
    """What a setting or number is called."""
    if change.where in ("planner", "status"):
        return c.t(f"keep.{change.where}")
    if change.where == "settings":
        above, _, last = change.key.rpartition(".")
        figure = last in _PARTS and setting_label(c, above) != above
        return c.t(f"keep.part.{last}", setting=setting_label(c, above)) if figure else setting_label(c, change.key)
    if change.where == "numbers.kpi":
        return c.t(f"kpi.{change.key}") if c.knows(f"kpi.{change.key}") else change.key
    return c.t(f"keep.{change.where.removeprefix('numbers.')}", key=change.key)


def _table(c: Catalogue, change: Change) -> str:
    return c.t("keep.content") if change.where == "content" else setting_label(c, change.where)


def _row(c: Catalogue, change: Change) -> str:
    if change.was is None or change.now is None:
        return c.t("keep.row_new" if change.was is None else "keep.row_gone", row=change.key)
    return change.key


def _value(c: Catalogue, value: Scalar) -> str:
    """A setting or number in words."""
    if value is None:
        return c.t("keep.nothing")
    if isinstance(value, bool):
        return c.t("cell.yes" if value else "cell.no")
    if isinstance(value, float):
        return numbers.number(value, c.language)
    return ", ".join(_word(c, part) for part in value.split(", "))


def _word(c: Catalogue, text: str) -> str:
    """A choice, a goal or a month as it is called; any other text as it stands."""
    if _MONTH.fullmatch(text):
        return numbers.month(text, c.language)
    return next((c.t(f"{kind}.{text}") for kind in ("choice", "goal") if c.knows(f"{kind}.{text}")), text)
