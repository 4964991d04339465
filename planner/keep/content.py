"""What a plan depends on in one form, whatever files, folders, order of rows or way of writing a number it came from.

The order of rows does not matter, because the model takes every set in sorted order; the order of a list in the
settings (goals, lines, take-up) does. The name of a scenario, its question and its folders are no part of it, and
neither is a fact that nothing in the case rests on.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from planner.case.references import KEYS, sourced
from planner.case.scenario import TABLES
from planner.case.schema import Case
from planner.coordination.load import with_coordination
from planner.lapse import NATIONAL

Scalar = bool | float | str | None
"""A setting as a lock holds it."""
_NOT_PLANNED_WITH = ("name", "why", "data", "rules", "tables", "law")
_MORE_KEYS = {
    "crosswalk": ("from_group", "to_group", "date", "change"),
    "known_movements": ("team", "profession", "kind", "last_month"),
    "edges": ("kind", "from_node", "to_node", "valid_from", "design"),
}
"""The columns that name the rows of a table that may hold a row twice."""
_NAMED = ("facts", "documents", "traps", "law")


@dataclass(frozen=True)
class Content:
    """What a plan depends on.

    Attributes:
        settings: every setting that is not empty, by its dotted path; a figure's number stands at the figure's path.
        tables: by table and row, the mark of the row: the first eight hexadecimal digits of its SHA-256.
        hash: SHA-256 of all of it, 64 hexadecimal digits.
    """

    settings: dict[str, Scalar]
    tables: dict[str, dict[str, str]]
    hash: str


def content(case: Case) -> Content:
    """What a plan of a case depends on: settings after overrides, tables, dated changes, law and facts.

    The same for a case as it was read and for the case of its plan, in which coordination has its minutes.
    """
    case = with_coordination(case)
    settings = dict(sorted(_flat(_settings(case), "")))
    rows = {table: dict(sorted(_rows(case, table))) for table in (*TABLES, "changes", *_NAMED)}
    cited = _cited(case)
    rows["facts"] = {key: text for key, text in rows["facts"].items() if key in cited}
    whole = _written({"settings": settings, "tables": rows})
    marks = {table: {key: _sha(text)[:8] for key, text in found.items()} for table, found in rows.items()}
    return Content(settings, marks, _sha(whole))


def content_hash(case: Case) -> str:
    """SHA-256 of everything that a plan of the case depends on, as 64 hexadecimal digits."""
    return content(case).hash


def _settings(case: Case) -> dict[str, Any]:
    return case.settings.model_dump(mode="json", exclude=set(_NOT_PLANNED_WITH))


def _flat(node: Any, at: str) -> Iterator[tuple[str, Scalar]]:
    """Nested settings by dotted path, without those that are empty; lists of rows are numbered from 1."""
    if isinstance(node, Mapping):
        for key, value in node.items():
            own = key == "value" and "unit" in node
            yield from _flat(value, at if own else f"{at}.{key}" if at else str(key))
    elif isinstance(node, list) and node and isinstance(node[0], Mapping):
        for number, row in enumerate(node, 1):
            yield from _flat(row, f"{at}.{row.get('path', number)}")
    elif isinstance(node, list):
        yield from [(at, ", ".join(map(str, node)))] if node else []
    elif node not in (None, ""):
        yield at, _plain(node)


def _cited(case: Case) -> set[str]:
    """The facts that a row or figure rests on, or that the plan is held up against."""
    parts = (case.settings, case.law, *(getattr(case, table) for table in (*TABLES, "changes")))
    cited = {fact for part in parts for _, row in sourced(part) for fact in row.fact_ids}
    return cited | {fact for facts in NATIONAL.values() for fact in facts}


def _rows(case: Case, table: str) -> Iterator[tuple[str, str]]:
    """The rows of a table by name, each as text; rows of the same name are numbered in the order of their texts."""
    seen: dict[str, int] = {}
    for key, text in sorted(_named(case, table)):
        seen[key] = seen.get(key, 0) + 1
        yield (key if seen[key] == 1 else f"{key} ({seen[key]})"), text


def _named(case: Case, table: str) -> Iterable[tuple[str, str]]:
    found = getattr(case, table)
    if table in _NAMED:
        return [(name, _row(row)) for name, row in found.items()]
    columns = KEYS.get(table) or _MORE_KEYS[table]
    return [(_name(row, columns), _row(row)) for row in found]


def _name(row: BaseModel, columns: Iterable[str]) -> str:
    """What tells a row apart, on one line."""
    parts = [getattr(row, column) for column in columns]
    return " ".join(" ".join("" if part is None else str(part) for part in parts).split()) or "-"


def _row(row: BaseModel) -> str:
    """A row as text; what a column has by default is left out, so that a new optional column changes nothing."""
    return _written(row.model_dump(mode="json", exclude_defaults=True))


def _written(node: Any) -> str:
    return json.dumps(_numbers(node), sort_keys=True, ensure_ascii=True, separators=(",", ":"))


def _numbers(node: Any) -> Any:
    """The same with every number written in one way."""
    if isinstance(node, Mapping):
        return {key: _numbers(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_numbers(value) for value in node]
    return _plain(node)


def _plain(value: Any) -> Any:
    """One value; a number as a float of twelve digits, zero without a sign: the order of a sum is no difference."""
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return float(f"{float(value):.12g}") + 0.0 if number else value


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode("ascii")).hexdigest()
