"""Where the sourced figures come from, and the contradictions in the sources that a reader must see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from planner.case.schema import Case
from planner.case.values import Sourced, Strict
from planner.plan import Plan
from planner.report import numbers
from planner.report.columns import Column, Table, headed, made
from planner.text import Language, catalogue

_TABLES = (
    "saving_targets", "other_savings", "budgets", "known_movements", "staffing", "teams", "professions", "target_groups", "crosswalk", "tasks",
    "queues", "floors", "changes", "competence", "units", "unit_competences", "citizen_types", "type_needs", "guarantees", "edges",
    "journeys", "designs",
)  # fmt: skip


def cited(case: Case) -> tuple[str, ...]:
    """The ids of all facts that the case rests on, in alphabetical order."""
    rows = [row for table in _TABLES for row in getattr(case, table)]
    return tuple(sorted({key for row in [*rows, *case.law.values(), *_in(case.settings)] for key in row.fact_ids}))


def _in(node: object) -> Iterator[Sourced]:
    """The sourced rows and figures among the settings, also those in lists and by name."""
    if isinstance(node, Sourced):
        yield node
    if isinstance(node, Strict):
        for key in type(node).model_fields:
            yield from _in(getattr(node, key))
    elif isinstance(node, (tuple, dict)):
        for part in node.values() if isinstance(node, dict) else node:
            yield from _in(part)


def sources(plan: Plan, language: Language = "da") -> Table:
    """Every fact that the case cites, with its document and place in it."""
    frame, columns = fact_rows(plan.case, cited(plan.case), language)
    return made(catalogue(language), "sources", columns, frame)


def fact_rows(case: Case, keys: Iterable[str], language: Language) -> tuple[pd.DataFrame, tuple[Column, ...]]:
    """Some facts row by row, each with its value, certainty, document and place; and the columns to show."""
    c = catalogue(language)
    rows = []
    for fact in (case.facts[key] for key in keys if key in case.facts):
        document = case.documents.get(fact.document)
        title = (
            f"{document.title} ({document.publisher}, {document.date})"
            if document
            else fact.document or c.t("cell.no_document")
        )
        level = numbers.price_level(fact.price_level, language)
        about = " · ".join(part for part in (fact.topic, fact.subject) if part)
        certainty = c.t(f"certainty.{fact.certainty}")
        value, kind = _figure(fact.value)
        unit = c.t(f"fact_unit.{fact.unit}") if c.knows(f"fact_unit.{fact.unit}") else fact.unit
        year = c.t(f"fact_year.{fact.year}") if c.knows(f"fact_year.{fact.year}") else fact.year
        rows.append((fact.id, about, value, unit, year, level, certainty, title, fact.locator, kind))
    spec = (
        "fact:text about:text fact_value:mixed unit:text fact_year:text price_level:text certainty:text "
        "document:text locator:text"
    )
    columns = headed(c, spec)
    return pd.DataFrame(rows, columns=[*(column.key for column in columns), "kind"]), columns


def _figure(text: str) -> tuple[float | str, str]:
    """A fact's value as a number where it is one, with its kind."""
    try:
        return float(text), "number"
    except ValueError:
        return text, "text"


def documents(plan: Plan, language: Language = "da") -> Table:
    """The documents behind the facts, and what they are not."""
    c, case = catalogue(language), plan.case
    used = {case.facts[key].document for key in cited(case) if key in case.facts}
    rows = [(key, d.title, d.publisher, d.date, d.limits) for key, d in case.documents.items() if key in used]
    keys = ["document_id", "document", "publisher", "document_date", "limits"]
    return made(c, "documents", headed(c, " ".join(f"{key}:text" for key in keys)), pd.DataFrame(rows, columns=keys))


def traps(plan: Plan, language: Language = "da") -> Table:
    """The contradictions in the sources, and what the plan does about each."""
    c = catalogue(language)
    rows = [(key, trap.da if language == "da" else trap.en, trap.locator) for key, trap in plan.case.traps.items()]
    frame = pd.DataFrame(rows, columns=["trap", "trap_text", "locator"])
    return made(c, "traps", headed(c, "trap:text trap_text:text locator:text"), frame)
