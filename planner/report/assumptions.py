"""Everything the plan rests on, row by row: what is sourced, what is assumed, and what somebody chose."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pandas as pd

from planner.calendar import Month
from planner.case.schema import Case, Figure, NoticeClass, Sourced, Strict
from planner.plan import Plan
from planner.report import numbers
from planner.report.case_rows import Entry, entries
from planner.report.columns import Table, headed, made, written
from planner.text import Catalogue, Language, catalogue

_NOT_ASSUMPTIONS = ("name", "why", "municipality", "data", "tables", "rules")
_UNVERIFIED = ("to_verify", "not_found")
_ACCOUNTS = ("HK5", "HK6")
_MONTH = re.compile(r"\d{4}-\d{2}")


class _Setting(NamedTuple):
    """One setting of the scenario with its dotted path."""

    path: str
    value: Any


def assumptions(plan: Plan, language: Language = "da") -> Table:
    """Every figure and choice of the case: where, what, how much, why, and whether the base has it too."""
    c = catalogue(language)
    rows = [
        *_settings(plan.case, language),
        *(_table_row(plan.case, entry, language) for entry in entries(plan.case, language)),
    ]
    frame = pd.DataFrame(rows)
    spec = (
        "where:text name:text value:mixed unit:text low:mixed high:mixed basis:text status:text reasoning:text "
        "facts:text differs:text"
    )
    counts = frame["basis_key"].value_counts()
    note = {key: int(counts.get(key, 0)) for key in ("source", "assumption", "choice")}
    return made(c, "assumptions", headed(c, spec), frame, **note)


def basis_of(row: Sourced, case: Case) -> str:
    """`assumption` where reasoning is given or a cited fact is not verified, otherwise `source`."""
    unsure = any(case.facts[key].certainty in _UNVERIFIED for key in row.fact_ids if key in case.facts)
    return "assumption" if row.assumption or unsure else "source"


def setting_label(c: Catalogue, path: str) -> str:
    """What a setting (`voluntary.cap_share_per_team_year`) or a table (`staffing`) is called."""
    stem, _, last = path.rpartition(".")
    if last in _ACCOUNTS:
        return f"{c.t(f'setting.{stem}')}, {last}"
    if last in ("year", "month") and c.knows(f"setting.{stem}"):
        return f"{c.t(f'setting.{stem}')} ({c.t(f'period.{last}')})"
    return next((c.t(key) for key in (f"setting.{path}", f"where.{path}") if c.knows(key)), path)


def _settings(case: Case, language: Language) -> Iterator[dict[str, Any]]:
    differs = {row.setting: row.base for row in case.differences}
    for path, value in sorted(_walk(case.settings), key=lambda setting: "." in setting[0]):
        row = _setting_row(case, _Setting(path, value), language)
        old = next((base for key, base in differs.items() if key == path or path.startswith(f"{key}.")), None)
        row["differs"] = (
            "" if old is None else catalogue(language).t("cell.differs", base=_short(old, str(row["kind"]), language))
        )
        yield row


def _short(text: str, kind: str, language: Language) -> str:
    """A value of the base as it is compared: figures in the reader's notation, a long list cut off."""
    if _MONTH.fullmatch(text):
        return numbers.month(text, language)
    try:
        return written(float(text), "number" if kind == "text" else kind, language)
    except ValueError:
        return (text if len(text) <= 40 else text[:37] + "...") or catalogue(language).t("cell.no_cap")


def _walk(node: Strict, at: str = "") -> Iterator[tuple[str, Any]]:
    """The settings in the order of the schema; figures and notice classes are leaves."""
    for key in type(node).model_fields:
        value, path = getattr(node, key), f"{at}.{key}" if at else key
        if isinstance(value, Strict) and not isinstance(value, Figure):
            yield from _walk(value, path)
        elif isinstance(value, dict):
            yield from ((f"{path}.{name}", value[name]) for name in sorted(value, reverse=True))
        elif isinstance(value, tuple) and value and isinstance(value[0], NoticeClass):
            yield from ((path, row) for row in value)
        elif path not in _NOT_ASSUMPTIONS:
            yield path, value


def _setting_row(case: Case, setting: _Setting, language: Language) -> dict[str, Any]:
    """One setting as a row: a figure, a class of notice, or a choice."""
    c, (path, value) = catalogue(language), setting
    where = c.t(f"where.{path.split('.')[0] if '.' in path else 'plan'}")
    label = setting_label(c, path)
    if isinstance(value, Figure):
        kind = "share" if value.unit.startswith("andel") else "number"
        return (
            _row(c, where, label, value.value, kind)
            | {"unit": value.unit, "low": value.low, "high": value.high}
            | _grounds(case, value, c)
        )
    if isinstance(value, NoticeClass):
        text = c.t(
            "cell.notice_class", notice=value.notice_months, severance=numbers.number(value.severance_months, language)
        )
        named, unit = f"{label} {value.service}: {text}", c.t("setting_unit.notice_mix")
        return _row(c, where, named, value.share, "share") | {"unit": unit} | _grounds(case, value, c)
    leaf = path.rsplit(".", 2)[-2] if path.rsplit(".", 1)[-1] in _ACCOUNTS else path.rsplit(".", 1)[-1]
    kind = "share" if "share" in leaf else "number"
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return _row(c, where, label, _choice(value, language), "text")
    return _row(c, where, label, value, kind) | {"unit": c.t(f"setting_unit.{leaf}")}


def _choice(value: Any, language: Language) -> str:
    """A choice that is not a number, in words."""
    c = catalogue(language)
    if value is None:
        return c.t("cell.no_cap")
    if isinstance(value, bool):
        return c.t("cell.yes") if value else c.t("cell.no")
    if isinstance(value, Month):
        return numbers.month(str(value), language)
    if isinstance(value, tuple):
        named = [c.t(f"goal.{item}") for item in value]
        return "; ".join(f"{number}. {text}" for number, text in enumerate(named, 1)) or c.t("cell.none")
    return c.t(f"choice.{value}") if c.knows(f"choice.{value}") else numbers.price_level(str(value), language)


def _row(c: Catalogue, where: str, name: str, value: Any, kind: str) -> dict[str, Any]:
    """A row as a choice; what a source or an assumption says comes on top."""
    empty = {"unit": "", "low": None, "high": None, "status": "", "reasoning": "", "facts": "", "differs": ""}
    return {
        "where": where,
        "name": name,
        "value": value,
        "kind": kind,
        "basis": c.t("basis.choice"),
        "basis_key": "choice",
    } | empty


def _grounds(case: Case, row: Sourced, c: Catalogue) -> dict[str, str]:
    basis = basis_of(row, case)
    return {"basis": c.t(f"basis.{basis}"), "basis_key": basis, "reasoning": row.assumption, "facts": row.source}


def _table_row(case: Case, entry: Entry, language: Language) -> dict[str, Any]:
    """One entry of the case's tables as a row."""
    c = catalogue(language)
    row = _row(c, c.t(f"where.{entry.table}"), entry.name, entry.value, entry.kind) | _grounds(case, entry.row, c)
    row |= {"unit": c.t(f"entry_unit.{entry.unit}") if entry.unit else "", "low": entry.low, "high": entry.high}
    row["status"] = c.t(entry.status) if entry.status else ""
    if entry.assumed:
        row |= {"basis": c.t("basis.assumption"), "basis_key": "assumption"}
    if entry.remark:
        row["reasoning"] = "; ".join(part for part in (row["reasoning"], entry.remark) if part)
    return row
