"""Plans side by side as tables: what was assumed differently first, then what comes out differently."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from planner.case.schema import Case
from planner.compare import MISSING, Comparison
from planner.coordination.catalogue import CATALOGUE
from planner.report import numbers
from planner.report.columns import Column, Kind, Table, headed, kind_in, made, written
from planner.report.names import Names
from planner.report.results import by_account, kpi_kind, year_label
from planner.report.settings import setting_label
from planner.text import Language, catalogue

_ROWS = re.compile(r"(\d+) rows")
_NOTHING = 1e-6
ALWAYS = ("dismissals_fte", "shortfall_dkk", "orphans")
"""Key figures that are shown even where they are nothing in every scenario."""


def comparison_assumptions(comparison: Comparison, language: Language = "da", cases: Sequence[Case] = ()) -> Table:
    """The settings and tables that are not the same in all scenarios; rules and paths are named as in `cases`.

    Of a way between professions that some scenario does not have, only whether it is used is shown.
    """
    c = catalogue(language)
    names: dict[str, str] = {}
    for case in cases:
        names |= _own_names(case, language)
    keys = _value_keys(comparison)
    frame = comparison.assumptions.rename(columns=dict(zip(comparison.names, keys, strict=True)))
    lacking = frame["setting"].str.startswith("retraining.") & (frame[keys] == MISSING).any(axis=1)
    frame = frame[~lacking | frame["setting"].str.fullmatch(r"retraining\.\w+\.active")].reset_index(drop=True)
    frame["name"] = [setting_label(c, str(key), names) for key in frame["setting"]]
    for key in keys:
        pairs = zip(frame["setting"], frame[key], strict=True)
        frame[key] = [_setting_value(str(setting), str(value), language, names) for setting, value in pairs]
    columns = [*headed(c, "name:text"), *_value_columns(comparison, "text", language)]
    return made(c, "comparison_assumptions", columns, frame)


def _own_names(case: Case, language: Language) -> dict[str, str]:
    """What a case calls its legal rules, paths, teams, professions and contracts."""
    settings, label = case.settings, f"label_{language}"
    rows: list[tuple[str, Any]] = [(row.rule, row) for row in case.law.values()]
    rows += [(row.path, row) for row in settings.retraining] + [
        (row.contract, row) for row in settings.hiring.contracts
    ]
    rows += [(row.team, row) for row in case.teams] + [(row.profession, row) for row in case.professions]
    rows += [(row.target_group, row) for row in case.target_groups]
    return {key: getattr(row, label) for key, row in rows}


def comparison_kpi(comparison: Comparison, language: Language = "da") -> Table:
    """The key figures of each scenario, and their differences from the baseline."""
    c = catalogue(language)
    frame = _with_differences(comparison, "kpi", ["figure"]).rename(columns={"figure": "key"})
    values = frame[_value_keys(comparison)]
    somewhere = (values.abs() > _NOTHING).any(axis=1) | frame["key"].isin(ALWAYS)
    frame = frame[(frame["key"] != "worst_load") & somewhere].reset_index(drop=True)
    frame["figure"] = [c.t(f"kpi.{key}") for key in frame["key"]]
    frame["kind"] = [kpi_kind(str(key)) for key in frame["key"]]
    frame["unit"] = [c.t(f"unit.{kind}") for kind in frame["kind"]]
    return made(
        c, "comparison_kpi", [*headed(c, "figure:text unit:text"), *_columns(comparison, "mixed", language)], frame
    )


def comparison_years(comparison: Comparison, language: Language = "da") -> Table:
    """Net saving by account and year in each scenario."""
    c = catalogue(language)
    frame = by_account(_with_differences(comparison, "years", ["account", "year"]))
    frame["year_name"] = [year_label(c, year) for year in frame["year"]]
    return made(
        c,
        "comparison_years",
        [*headed(c, "account:text year_name:year"), *_columns(comparison, "mio", language)],
        frame,
    )


def comparison_teams(comparison: Comparison, language: Language = "da", case: Case | None = None) -> Table:
    """FTE by team in the last month; team names come from `case`, without it their keys are shown."""
    c = catalogue(language)
    frame = _with_differences(comparison, "teams", ["team"]).rename(columns={"team": "key"})
    frame["team"] = [Names(case, language).team(key) if case else str(key) for key in frame["key"]]
    table = made(c, "comparison_teams", [*headed(c, "team:text"), *_columns(comparison, "fte", language)], frame)
    totals = tuple(column.key for column in table.columns[1:])
    return Table(table.name, table.title, table.note, table.columns, frame, totals)


def comparison_caseload(comparison: Comparison, language: Language = "da", case: Case | None = None) -> Table:
    """Cases per FTE by target group and half-year in each scenario."""
    c = catalogue(language)
    frame = _with_differences(comparison, "caseload", ["half_year", "target_group"]).rename(
        columns={"target_group": "key"}
    )
    frame["target_group"] = [Names(case, language).group(key) if case else str(key) for key in frame["key"]]
    columns = [*headed(c, "target_group:text half_year:half_year"), *_columns(comparison, "cases", language)]
    return made(c, "comparison_caseload", columns, frame)


def comparison_coordination(comparison: Comparison, language: Language = "da") -> Table:
    """What the organisation takes of the citizens of a year, and of staff, in each scenario."""
    c = catalogue(language)
    frame = _with_differences(comparison, "coordination", ["figure"]).rename(columns={"figure": "key"})
    frame["figure"] = [c.t(f"column.{key}") for key in frame["key"]]
    return made(
        c, "comparison_coordination", [*headed(c, "figure:text"), *_columns(comparison, "count", language)], frame
    )


def comparison_outside(comparison: Comparison, language: Language = "da", case: Case | None = None) -> Table:
    """Days without an owner who can act, by citizen type; only those that some scenario leaves outside."""
    c = catalogue(language)
    frame = _with_differences(comparison, "outside", ["citizen_type"]).rename(columns={"citizen_type": "key"})
    frame["citizen_type"] = [Names(case, language).node(key) if case else str(key) for key in frame["key"]]
    return made(
        c, "comparison_outside", [*headed(c, "citizen_type:text"), *_columns(comparison, "count", language)], frame
    )


def comparison_findings(comparison: Comparison, language: Language = "da", cases: Sequence[Case] = ()) -> Table:
    """How many findings there are of each code about each subject; subjects are named as in the first case that knows them."""
    c = catalogue(language)
    frame = _with_differences(comparison, "findings", ["code", "subject"]).rename(columns={"subject": "key"})
    names = [Names(case, language) for case in cases]
    frame["subject"] = [
        next((said for each in names if (said := each.subject(key)) != key), str(key)) for key in frame["key"]
    ]
    frame["rule_title"] = [_title(str(code), language) for code in frame["code"]]
    columns = [*headed(c, "code:text rule_title:text subject:text"), *_columns(comparison, "count", language)]
    return made(c, "comparison_findings", columns, frame)


def _title(code: str, language: Language) -> str:
    """What a finding's code is about."""
    rule = CATALOGUE.get(code)
    return str(getattr(rule, f"title_{language}")) if rule else catalogue(language).t(f"finding_title.{code}")


LETTERS = "ABCDEF"
"""What scenarios are called in narrow columns."""


def lettered(comparison: Comparison, table: Table) -> Table:
    """A comparison's table with a letter for each scenario, for a screen with little room; `legend` says which is which."""
    base = LETTERS[comparison.baseline]
    names = dict(zip(_value_keys(comparison), LETTERS, strict=False))
    names |= {f"difference_{i}": f"{letter} - {base}" for i, letter in enumerate(LETTERS)}
    columns = (replace(column, label=names.get(column.key, column.label)) for column in table.columns)
    return replace(table, columns=tuple(columns))


def legend(comparison: Comparison, language: Language = "da") -> str:
    """Which letter is which scenario, and which of them is the baseline."""
    named = _value_columns(comparison, "text", language)
    return " · ".join(f"{letter}: {column.label}" for letter, column in zip(LETTERS, named, strict=False))


def only_differences(comparison: Comparison, table: Table) -> Table:
    """The rows of a comparison's table in which some scenario's figure is written otherwise than the baseline's."""
    columns = [column for column in table.columns if column.key in _value_keys(comparison)]
    rows = [[written(row[column.key], kind_in(column, row)) for column in columns] for _, row in table.frame.iterrows()]
    differ = [any(text != row[comparison.baseline] for text in row) for row in rows]
    return replace(table, frame=table.frame[differ].reset_index(drop=True), totals=())


def _value_keys(comparison: Comparison) -> list[str]:
    return [f"value_{i}" for i in range(len(comparison.names))]


def _with_differences(comparison: Comparison, table: str, index: list[str]) -> pd.DataFrame:
    """A table of the comparison with `value_0`... for the scenarios and `difference_0`... against the baseline."""
    names, keys = comparison.names, _value_keys(comparison)
    values = getattr(comparison, table).rename(columns=dict(zip(names, keys, strict=True)))
    other = comparison.differences(table).rename(columns={name: f"difference_{i}" for i, name in enumerate(names)})
    return pd.concat([values, other.drop(columns=index)], axis=1)


def _value_columns(comparison: Comparison, kind: Kind, language: Language) -> list[Column]:
    """One column per scenario, the baseline marked."""
    c = catalogue(language)
    labels = [
        c.t("cell.baseline", name=name) if i == comparison.baseline else name for i, name in enumerate(comparison.names)
    ]
    return [Column(key, label, kind) for key, label in zip(_value_keys(comparison), labels, strict=True)]


def _columns(comparison: Comparison, kind: Kind, language: Language) -> list[Column]:
    """One column per scenario, then one per difference from the baseline."""
    c, others = catalogue(language), [i for i in range(len(comparison.names)) if i != comparison.baseline]
    differences = [Column(f"difference_{i}", c.t("cell.difference", name=comparison.names[i]), kind) for i in others]
    return [*_value_columns(comparison, kind, language), *differences]


def _setting_value(setting: str, text: str, language: Language, names: Mapping[str, str]) -> str:
    """A setting's value as it is written: figures and months in the reader's notation, empty as no cap."""
    c = catalogue(language)
    if match := _ROWS.fullmatch(text):
        return c.t("cell.rows", count=match[1])
    if setting.endswith(".year"):
        return text
    if text.startswith("["):
        return "; ".join(c.t(f"goal.{item}") for item in re.findall(r"'(\w+)'", text)) or c.t("cell.none")
    if re.fullmatch(r"\d{4}-\d{2}", text):
        return numbers.month(text, language)
    try:
        return written(float(text), "share" if "share" in setting else "number", language)
    except ValueError:
        words = {"": "cell.no_cap", MISSING: "cell.missing", "True": "cell.yes", "False": "cell.no"}
        known = c.t(f"choice.{text}") if c.knows(f"choice.{text}") else text
        return c.t(words[text]) if text in words else names.get(text, known)
