"""The workbook a municipality fills in: which sheet holds what, what every sheet, column and choice is called.

What is not filled in is one of three things, and `Sheet.without` says which:

- *asked*: the municipality's name, its share of the country, teams, staffing, citizens per target group and saving
  targets. Another municipality's would be a wrong answer, so the import asks for them and makes nothing.
- *taken over*: professions and pay, caseload limits, durations, task minutes, the crosswalk, dated rules, floors, phone
  queues, competence, citizen types, owners and all that goes with them, and every setting that is not asked for. The
  reference municipality's values stand in, each labelled as an assumption that says whose it is. Rows that name a team,
  a profession or a group that the municipality does not have are left out, and the import says how many. Of the dated
  rules, those that rest on a source alone are the same for every municipality and are not labelled; the law itself
  (`data/law`) is everybody's and not in the workbook.
- *empty*: savings that are not posts, the pay budget, known movements and scenarios. Nothing stands in for them.

A setting that the reference cannot lend is computed or set to nothing instead (`planner.own_data.taken_over`): the number
of employees in the centre is that of the posts, and the job premium is 0.
"""

from __future__ import annotations

import types
import typing
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from pydantic import BaseModel

from planner.case.scenario import TABLES
from planner.case.tables import Change
from planner.text import Language, catalogue

Without = Literal["asked", "taken_over", "empty"]
LIMITS = (
    "limit_low",
    "limit_mid",
    "limit_high",
    "limit_local",
    "limit_date",
)
"""The columns of target groups that stand on a sheet of their own, *Sagstal*."""
SETTING_COLUMNS = ("setting", "label", "given", "figure_unit", "source", "assumption", "low", "high", "otherwise")
SCENARIO_COLUMNS = ("scenario", "extends", *SETTING_COLUMNS[:-1])
ASKED_SETTINGS = ("municipality", "national_share")
"""The settings that nobody else's can stand in for."""
NOT_IN_WORKBOOK = ("data", "rules", "tables", "law", "taken_over")
_LIMIT_SETTINGS = (
    "caseload", "goals", "hard_rules", "sizes", "pins", "dismissals", "voluntary", "municipal_redeployment",
    "reduced_hours", "redeployment", "retraining", "hiring", "overstaffing",
)  # fmt: skip
STATED_NONE = "\u2205"
"""The text of a cell that says that there is none, where an empty cell would be taken over."""
MODELS: dict[str, type[BaseModel]] = {**TABLES, "changes": Change}
"""The row class of each table of the workbook, the dated rules among them."""


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name in the catalogue, the table it holds (or `settings`, `scenarios`), its columns, and what if it is empty."""

    name: str
    table: str
    columns: tuple[str, ...]
    without: Without = "taken_over"

    @property
    def is_table(self) -> bool:
        """Whether each of its rows is a row of a table."""
        return self.table in MODELS

    def holds(self, path: str) -> bool:
        """Whether a setting has its place here."""
        head = path.split(".", maxsplit=1)[0]
        return self.table == "settings" and (self.name == "limits") == (head in _LIMIT_SETTINGS)


def _table(name: str, without: Without = "taken_over") -> Sheet:
    return Sheet(name, name, tuple(MODELS[name].model_fields), without)


def _ordered(columns: tuple[str, ...]) -> tuple[str, ...]:
    """The key, the names and what is filled in first, where it comes from last."""
    last = ("source", "assumption")
    return (*(column for column in columns if column not in last), *(column for column in last if column in columns))


def _sheets() -> tuple[Sheet, ...]:
    groups = MODELS["target_groups"].model_fields
    own = tuple(column for column in groups if column not in LIMITS)
    made = (
        Sheet("general", "settings", SETTING_COLUMNS),
        _table("teams", "asked"),
        _table("professions"),
        _table("staffing", "asked"),
        _table("known_movements", "empty"),
        _table("budgets", "empty"),
        Sheet("target_groups", "target_groups", own, "asked"),
        Sheet("caseloads", "target_groups", ("target_group", *LIMITS)),
        *map(_table, ("crosswalk", "tasks", "queues", "competence", "citizen_types", "type_needs", "edges", "units")),
        *map(_table, ("unit_competences", "guarantees", "journeys", "designs")),
        _table("saving_targets", "asked"),
        _table("other_savings", "empty"),
        *map(_table, ("changes", "floors")),
        Sheet("limits", "settings", SETTING_COLUMNS),
        Sheet("scenarios", "scenarios", SCENARIO_COLUMNS, "empty"),
    )
    ordered = (
        sheet if not sheet.is_table else Sheet(sheet.name, sheet.table, _ordered(sheet.columns), sheet.without)
        for sheet in made
    )
    return tuple(ordered)


SHEETS = _sheets()
TEXT_SHEETS = ("readme", "words")
"""The sheets that hold nothing to be read."""


def title(name: str, language: Language) -> str:
    """What a sheet is called."""
    return catalogue(language).t(f"template.sheet.{name}")


def label(sheet: Sheet, column: str, language: Language) -> str:
    """What a column is called, with its unit."""
    c = catalogue(language)
    special = (
        "template.column.task_of_change"
        if (sheet.name, column) == ("changes", "task")
        else f"template.column.{sheet.name}_{column}"
    )
    if sheet.name == "unit_competences" and column == "unit":
        special = "template.column.units_unit"
    return c.t(special if c.knows(special) else f"template.column.{column}")


def plain(text: object) -> str:
    """A heading or a word as it is compared: small letters, single spaces, without what is in brackets."""
    words = str(text).replace("\u00ad", "").lower().partition("(")[0]
    return " ".join(words.replace("_", " ").split())


@cache
def columns_by_label(sheet: Sheet) -> dict[str, str]:
    """The column behind every heading that is understood: Danish, English, or the key itself."""
    found: dict[str, str] = {}
    for column in sheet.columns:
        for text in (column, label(sheet, column, "da"), label(sheet, column, "en")):
            found.setdefault(plain(text), column)
    return found


@cache
def sheets_by_title() -> dict[str, Sheet | None]:
    """The sheet behind every title that is understood; None for those that hold nothing to be read."""
    found: dict[str, Sheet | None] = {}
    for name, sheet in [(sheet.name, sheet) for sheet in SHEETS] + [(name, None) for name in TEXT_SHEETS]:
        for text in (name, title(name, "da"), title(name, "en")):
            found.setdefault(plain(text), sheet)
    return found


def options(annotation: Any) -> tuple[str, ...]:
    """The words that a field allows where it allows only some (without the empty one); none where it takes any text."""
    if typing.get_origin(annotation) is Literal:
        return tuple(str(value) for value in typing.get_args(annotation) if value != "")
    inner = [arg for arg in typing.get_args(annotation) if arg is not type(None)]
    if typing.get_origin(annotation) in (types.UnionType, typing.Union) and len(inner) > 1:
        return ()
    return options(inner[0]) if inner else ()


def word(value: str, language: Language) -> str:
    """A choice in words; itself where there are none for it."""
    c = catalogue(language)
    for key in (f"template.word.{value}", f"goal.{value}", f"choice.{value}", f"pin_sense.{value}"):
        if c.knows(key):
            return c.t(key)
    return value


def value_of(text: str, allowed: tuple[str, ...]) -> str | None:
    """The choice that a word stands for, in either language or as its key; None where it is none of those allowed."""
    known = {plain(said): value for value in allowed for said in (word(value, "en"), word(value, "da"), value)}
    return known.get(plain(text))
