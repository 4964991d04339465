"""Everything the plan rests on, row by row: what is sourced, what is assumed, and what somebody chose."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pandas as pd

from planner.calendar import Month
from planner.case.schema import Case
from planner.case.settings import Contract, DecidedOwner, Deduction, Inflow, Line, Pin, TakeUp
from planner.case.tables import ServiceBand
from planner.case.values import ACCOUNTS, Figure, Sourced
from planner.plan import Plan
from planner.report import numbers
from planner.report.case_rows import Entry, entries
from planner.report.columns import Table, headed, made, written
from planner.report.names import Names
from planner.report.pins import owner_name, pin_name, pin_size
from planner.report.settings import line_name, line_terms, setting_label, walk
from planner.text import Catalogue, Language, catalogue

_UNVERIFIED = ("to_verify", "not_found")
_SWITCHES = ("active", "first_month", "every_months", "label_da", "label_en", "kind")
"""What says that and when a lever is used, and what it is called, but not on what terms."""
_MONTH = re.compile(r"\d{4}-\d{2}")


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


def terms(case: Case, lever: str, language: Language = "da") -> tuple[str, ...]:
    """The terms of a lever, whether it is in use or not, each with its unit and with what it rests on."""
    reader = _Settings(case, language)
    found = []
    for path, value in walk(case.settings):
        if path.split(".")[0] != lever or path.split(".")[-1] in _SWITCHES:
            continue
        row = reader.row(path, value)
        said = " ".join(part for part in (written(row["value"], row["kind"], language), _unit(row)) if part)
        found.append(reader.c.t("cell.term", name=row["name"], said=said, basis=row["basis"]))
    return tuple(found)


def _unit(row: dict[str, Any]) -> str:
    """The unit behind a figure; a share is written with its per cent."""
    return "" if row["kind"] in ("share", "text") else str(row["unit"])


def basis_of(row: Sourced, case: Case) -> str:
    """`assumption` where reasoning is given or a cited fact is not verified, otherwise `source`."""
    unsure = any(case.facts[key].certainty in _UNVERIFIED for key in row.fact_ids if key in case.facts)
    return "assumption" if row.assumption or unsure else "source"


def _settings(case: Case, language: Language) -> Iterator[dict[str, Any]]:
    """The settings as rows, each with what the base has in its place."""
    reader = _Settings(case, language)
    differs = {row.setting: row.base for row in case.differences}
    for path, value in sorted(walk(case.settings), key=lambda setting: "." in setting[0]):
        row = reader.row(path, value)
        old = next((base for key, base in differs.items() if key == path or path.startswith(f"{key}.")), None)
        if old is not None:
            row["differs"] = reader.c.t("cell.differs", base=_short(old, str(row["kind"]), language))
        yield row


def _short(text: str, kind: str, language: Language) -> str:
    """A value of the base as it is compared: figures in the reader's notation, lists only as such."""
    c = catalogue(language)
    if _MONTH.fullmatch(text):
        return numbers.month(text, language)
    if text[:1] in ("[", "(", "{"):
        return c.t("cell.other_rows")
    try:
        return written(float(text), "number" if kind == "text" else kind, language)
    except ValueError:
        words = {"True": "cell.yes", "False": "cell.no", "": "cell.no_cap"}
        return c.t(words[text]) if text in words else text


class _Settings:
    """Settings as rows: figures and rows of lists with their grounds, everything else as a choice."""

    def __init__(self, case: Case, language: Language) -> None:
        self.case, self.language = case, language
        self.c, self.names = catalogue(language), Names(case, language)
        self.paths = {row.path: getattr(row, f"label_{language}") for row in case.settings.retraining}
        self.paths |= self.names.groups

    def row(self, path: str, value: Any) -> dict[str, Any]:
        """One setting."""
        where = self.c.t(f"where.{path.split('.', maxsplit=1)[0] if '.' in path else 'plan'}")
        name = setting_label(self.c, path, self.paths)
        if name.startswith(f"{where}: "):
            name = name.removeprefix(f"{where}: ")
            name = name[:1].upper() + name[1:]
        if isinstance(value, Figure):
            kind = "share" if value.unit.startswith("andel") else "number"
            limits = {"unit": value.unit, "low": value.low, "high": value.high}
            return _row(self.c, where, name, value.value, kind) | limits | _grounds(self.case, value, self.c)
        listed = self._listed(where, value) or self._of_the_work(where, value) or self._decided(where, value)
        return listed if listed else self._choice(where, name, path, value)

    def _listed(self, where: str, value: Any) -> dict[str, Any] | None:
        """A row of one of the lists of a lever."""
        c, language = self.c, self.language
        if isinstance(value, ServiceBand):
            row = _row(c, where, c.t("cell.service_band", service=value.service), value.share, "share")
            return row | {"unit": c.t("setting_unit.service_mix")} | _grounds(self.case, value, c)
        if isinstance(value, Line):
            row = _row(c, where, line_name(value, self.names, c), line_terms(value, language), "text")
            return row | _grounds(self.case, value, c)
        if isinstance(value, TakeUp):
            name = c.t("cell.take_up", months=numbers.number(value.payment_months, language))
            row = _row(c, where, name, value.cap_share_per_team_year, "share")
            return row | {"unit": c.t("setting_unit.take_up")}
        if isinstance(value, Contract):
            length = c.t("cell.months", months=value.months) if value.months else c.t("cell.permanent")
            name = c.t("cell.contract", label=getattr(value, f"label_{language}"), length=length)
            cost = value.cost_dkk_per_fte
            row = _row(c, where, name, cost.value, "number") | {"low": cost.low, "high": cost.high}
            return row | {"unit": cost.unit} | _grounds(self.case, cost, c)
        return None

    def _of_the_work(self, where: str, value: Any) -> dict[str, Any] | None:
        """A row of one of the lists about the work: hours that are deducted, newcomers of one group."""
        c, language = self.c, self.language
        if isinstance(value, Deduction):
            row = _row(c, where, getattr(value, f"label_{language}"), value.hours.value, "number")
            return row | {"unit": c.t("setting_unit.hours")} | _grounds(self.case, value.hours, c)
        if isinstance(value, Inflow):
            month = numbers.month(str(value.first_month), language)
            name = c.t("cell.inflow", group=self.names.group(value.target_group), month=month)
            row = _row(c, where, name, value.change_share, "share") | {"unit": c.t("setting_unit.inflow")}
            return row | _grounds(self.case, value, c)
        return None

    def _decided(self, where: str, value: Any) -> dict[str, Any] | None:
        """A size or an owner that is pinned, with its reason."""
        c, names, language = self.c, self.names, self.language
        if isinstance(value, Pin):
            name, said = pin_name(value, names, language), pin_size(value, language)
        elif isinstance(value, DecidedOwner):
            name, said = owner_name(value, names, language), names.node(value.owner)
        else:
            return None
        return _row(c, where, name, said, "text") | {"reasoning": value.why}

    def _choice(self, where: str, name: str, path: str, value: Any) -> dict[str, Any]:
        """A setting that somebody chose."""
        parts = path.split(".")
        account = next((number for number, part in enumerate(parts) if part in ACCOUNTS), len(parts))
        leaf = parts[account - 1]
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return _row(self.c, where, name, self._words(leaf, value), "text") | self._taken_over(path)
        kind = "share" if "share" in leaf else "number"
        row = _row(self.c, where, name, value, kind) | {"unit": self.c.t(f"setting_unit.{leaf}")}
        return row | self._taken_over(path)

    def _taken_over(self, path: str) -> dict[str, str]:
        """A choice that is not the municipality's own is an assumption, and says whose it is."""
        reasoning = self.case.settings.taken_over.get(path)
        if reasoning is None:
            return {}
        return {"basis": self.c.t("basis.assumption"), "basis_key": "assumption", "reasoning": reasoning}

    def _words(self, leaf: str, value: Any) -> str:
        """A choice that is not a number, in words."""
        c, language = self.c, self.language
        if value is None or isinstance(value, bool):
            return c.t({None: "cell.no_cap", True: "cell.yes", False: "cell.no"}[value])
        if isinstance(value, Month):
            return numbers.month(str(value), language)
        if isinstance(value, date):
            return numbers.day(value.isoformat(), language)
        if isinstance(value, tuple):
            named = [c.t(f"goal.{item}") for item in value]
            return "; ".join(f"{number}. {text}" for number, text in enumerate(named, 1)) or c.t("cell.none")
        if leaf == "task":
            return self.names.tasks.get(str(value), str(value))
        known = self.names.professions.get(value) if leaf.endswith("_profession") else self.names.groups.get(value)
        chosen = c.t(f"choice.{value}") if c.knows(f"choice.{value}") else numbers.price_level(str(value), language)
        return known or chosen


def _row(c: Catalogue, where: str, name: str, value: Any, kind: str) -> dict[str, Any]:
    """A row as a choice; what a source or an assumption says comes on top."""
    empty = {"unit": "", "low": None, "high": None, "status": "", "reasoning": "", "facts": "", "differs": ""}
    basis = {"basis": c.t("basis.choice"), "basis_key": "choice"}
    return {"where": where, "name": name, "value": value, "kind": kind} | basis | empty


def _grounds(case: Case, row: Sourced, c: Catalogue) -> dict[str, str]:
    basis = basis_of(row, case)
    return {"basis": c.t(f"basis.{basis}"), "basis_key": basis, "reasoning": row.assumption, "facts": row.source}


def _table_row(case: Case, entry: Entry, language: Language) -> dict[str, Any]:
    """One entry of the case's tables as a row."""
    c = catalogue(language)
    row = _row(c, c.t(f"where.{entry.table}"), entry.name, entry.value, entry.kind) | _grounds(case, entry.row, c)
    unit = entry.unit_text or (c.t(f"entry_unit.{entry.unit}") if entry.unit else "")
    row |= {"unit": unit, "low": entry.low, "high": entry.high}
    row["status"] = c.t(entry.status) if entry.status else ""
    if entry.assumed:
        row |= {"basis": c.t("basis.assumption"), "basis_key": "assumption"}
    if entry.remark:
        row["reasoning"] = "; ".join(part for part in (row["reasoning"], entry.remark) if part)
    return row
