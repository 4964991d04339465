"""What stands in where a workbook says nothing: the reference municipality's rows and settings, each labelled so.

What is asked for, taken over and left empty is decided in `planner.own_data.sheets`.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from planner.case.scenario import documents_of, load_case, table_files
from planner.case.schema import Case
from planner.case.work_references import EXITS
from planner.errors import Fault
from planner.own_data.book import sheet_name
from planner.own_data.settings_rows import Leaf, flat, listed
from planner.own_data.sheets import ASKED_SETTINGS, LIMITS, MODELS, NOT_IN_WORKBOOK, SHEETS, title
from planner.own_data.table_sheets import Line

LABEL = "antagelse: overtaget fra {name}, ikke kommunens egne tal"
_LENT = ("label_da", "label_en", "unit", "duration_months", *LIMITS, "unemployment_factor", "close_to_market")
"""The columns of a target group that the reference lends where they are empty."""
REFERS: dict[str, tuple[str, ...]] = {
    "team": ("teams",),
    "profession": ("professions",),
    "target_group": ("target_groups",),
    "from_group": ("target_groups",),
    "to_group": ("target_groups",),
    "citizen_type": ("citizen_types",),
    "design": ("designs",),
    "change": ("changes",),
    "from_node": ("units",),
    "to_node": ("units", "citizen_types", "guarantees"),
}
"""The tables whose keys a column names."""
KEY = {
    "teams": "team", "professions": "profession", "target_groups": "target_group", "designs": "design", "changes": "change",
    "units": "unit", "citizen_types": "citizen_type", "guarantees": "guarantee", "tasks": "task", "queues": "queue", "floors": "floor",
}  # fmt: skip
"""The column that names the rows of a table that others refer to."""
_IN_ORDER = (
    "professions", "target_groups", "designs", "changes", "crosswalk", "tasks", "queues", "competence", "units", "unit_competences",
    "citizen_types", "type_needs", "guarantees", "edges", "journeys", "floors",
)  # fmt: skip


@dataclass(frozen=True)
class Reference:
    """The municipality whose values stand in: its base scenario, its settings as rows, its tables as lines of texts.

    `chosen` is the name of the scenario that was asked for.
    """

    path: Path
    chosen: str
    name: str
    leaves: Mapping[str, Leaf]
    tables: Mapping[str, list[dict[str, str]]]
    case: Case

    @property
    def label(self) -> str:
        """What every value that is taken over says."""
        return LABEL.format(name=self.name)

    def folder(self, setting: str) -> str:
        """Where its `data` or `law` lies."""
        return os.path.abspath(self.path.parent / str(getattr(self.case.settings, setting)))


def reference(path: str | os.PathLike[str]) -> Reference:
    """The municipality of a scenario; raises InputError when it cannot be read."""
    documents = documents_of(path)
    base = next(iter(documents))
    case = load_case(base)
    tables: dict[str, list[dict[str, str]]] = {name: _rows_of(file) for name, file in table_files(base).items()}
    tables["changes"] = [_texts(row.model_dump(mode="json")) for row in case.changes]
    leaves = {key: leaf for key, leaf in flat(documents[base]) if key.split(".")[0] not in NOT_IN_WORKBOOK}
    return Reference(base, Path(path).stem, case.settings.municipality, leaves, tables, case)


def _rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as source:
        return [dict(row) for row in csv.DictReader(source)]


def _texts(row: Mapping[str, Any]) -> dict[str, str]:
    return {
        key: ", ".join(value) if isinstance(value, list) else "" if value is None else str(value)
        for key, value in row.items()
    }


@dataclass
class Taken:
    """What was taken over: rows by table, rows left out by table, settings, and what had to be asked for instead."""

    rows: dict[str, int] = field(default_factory=dict)
    left_out: dict[str, int] = field(default_factory=dict)
    settings: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def with_tables(own: dict[str, list[Line]], stated_empty: set[str], ref: Reference) -> Taken:
    """Add the reference's rows where a table has none of its own, and lend to target groups what their rows leave empty."""
    taken = Taken()
    _asked(own, stated_empty, taken)
    _lend(own["target_groups"], ref, taken)
    groups_lent = not own["crosswalk"] and "crosswalk" not in stated_empty
    if groups_lent and own["target_groups"]:
        _groups_missing(own["target_groups"], ref, taken)
    for table in _IN_ORDER:
        if table in stated_empty or (own[table] and table not in ("professions", "target_groups")):
            continue
        if table == "target_groups" and not groups_lent:
            continue
        found = [dict(row) for row in ref.tables.get(table, ())]
        chosen, left = _chosen(table, found, own, ref)
        sheet = sheet_name(title(table, "da"))
        own[table] = own[table] + [Line(_labelled(row, table, ref), sheet) for row in chosen]
        taken.rows |= {table: len(chosen)} if chosen else {}
        taken.left_out |= {table: left} if left else {}
    return taken


def _asked(own: Mapping[str, list[Line]], stated_empty: set[str], taken: Taken) -> None:
    """Tables that nobody else's can stand in for."""
    for sheet in SHEETS:
        if sheet.without == "asked" and sheet.is_table and not own[sheet.table]:
            if sheet.table == "saving_targets" and sheet.table in stated_empty:
                continue  # a plan without any saving is a question of its own
            todo = "Another municipality's would be a wrong answer: fill in the sheet."
            taken.faults.append(
                Fault(sheet_name(title(sheet.name, "da")), "the whole", "nothing", "at least one row", todo)
            )


def _groups_missing(lines: Iterable[Line], ref: Reference, taken: Taken) -> None:
    """Where the crosswalk is taken over, every group with citizens that it starts from must say how many there are."""
    have = {line.cells.get("target_group", "") for line in lines}
    missing = [
        row["target_group"]
        for row in ref.tables["target_groups"]
        if row.get("cases") and row["target_group"] not in have
    ]
    if missing:
        allowed = "a row with the number of citizens or cases for each"
        sheet = sheet_name(title("target_groups", "da"))
        taken.faults.append(
            Fault(sheet, "the whole", f"no row for {', '.join(missing)}", allowed, "Write 0 where there are none.")
        )


def _lend(lines: Iterable[Line], ref: Reference, taken: Taken) -> None:
    """The reference's limits, lengths and names for target groups of the same key, and its name for whose they are."""
    theirs = {row["target_group"]: row for row in ref.tables.get("target_groups", ())}
    for line in lines:
        row = theirs.get(line.cells.get("target_group", ""))
        if row is None:
            continue
        if row.get("cases") and not line.cells.get("cases") and "cases" not in line.stated:
            todo = "Write 0 where there are none."
            taken.faults.append(line.fault("cases", "nothing", "the number of citizens or cases", todo))
        lent = {
            column: row[column]
            for column in _LENT
            if row.get(column) and not line.cells.get(column) and column not in line.stated
        }
        figures = set(lent) - {"label_da", "label_en", "unit"}
        if figures and (line.cells.get("assumption") or line.cells.get("source")):
            grounds = [line.cells.get("assumption", ""), f"Øvrige tal i rækken: {ref.label}"]
            line.cells["assumption"] = ". ".join(part.rstrip(".") for part in grounds if part)
        line.cells |= lent


def _chosen(
    table: str, rows: list[dict[str, str]], own: Mapping[str, list[Line]], ref: Reference
) -> tuple[list[dict[str, str]], int]:
    """The reference's rows that fit what the municipality has, and how many do not."""
    have = {name: {line.cells.get(column, "") for line in own[name]} for name, column in KEY.items()}
    if table == "professions":
        used = {line.cells.get("profession", "") for line in own["staffing"]}
        return [row for row in rows if row["profession"] in used - have["professions"]], 0
    if table == "target_groups":
        return [row for row in rows if not row.get("cases") and row["target_group"] not in have["target_groups"]], 0
    if table == "changes":
        return _changes(rows, have["target_groups"])
    fits = [row for row in rows if _fits(table, row, own, have)]
    return fits, len(rows) - len(fits)


def _changes(rows: list[dict[str, str]], groups: set[str]) -> tuple[list[dict[str, str]], int]:
    """The dated rules for the groups that there are."""
    kept = []
    for row in rows:
        those = [group for group in row["target_groups"].split(", ") if group in groups]
        kept += [row | {"target_groups": ", ".join(those)}] if those else []
    return kept, len(rows) - len(kept)


def _fits(table: str, row: Mapping[str, str], own: Mapping[str, list[Line]], have: Mapping[str, set[str]]) -> bool:
    """Whether everything that a row names is there."""
    if table == "competence":
        posts = {(line.cells.get("team"), line.cells.get("profession")) for line in own["staffing"]}
        return (row["team"], row["profession"]) in posts and row["target_group"] in have["target_groups"]
    if table == "units":
        return row["kind"] != "team" or row["unit"] in have["teams"]
    if table == "unit_competences":
        return row["unit"] in have["units"]
    if table == "floors":
        where = {"team_fte": "teams", "unit": "units", "task": "tasks"}[row["kind"]]
        return row["subject"] in have[where]
    exits = set(EXITS)
    return all(
        not row.get(column) or row[column] in exits or any(row[column] in have[name] for name in names)
        for column, names in REFERS.items()
        if column != KEY.get(table)
    )


def _labelled(row: dict[str, str], table: str, ref: Reference) -> dict[str, str]:
    """A row that says whose it is; a dated rule with a source alone is everybody's."""
    if "assumption" not in MODELS[table].model_fields or (table == "changes" and not row.get("assumption")):
        return row
    return row | {"assumption": said_after(ref.label, row.get("assumption", ""))}


def said_after(label: str, own: str) -> str:
    """The label, and after it the grounds that the reference had itself.

    >>> said_after("antagelse: overtaget fra X", "skøn")
    'antagelse: overtaget fra X. Dér: skøn'
    """
    return f"{label}. Dér: {own}" if own else label


def with_settings(
    own: dict[str, Leaf], ref: Reference, computed: Callable[[str], Leaf | None]
) -> tuple[list[str], list[str]]:
    """Add the reference's settings where there are none of its own.

    Args:
        own: settings by dotted path; added to.
        ref: the reference.
        computed: what stands in for a setting instead, where something does.

    Returns:
        The choices that were taken over, and the settings that must be asked for.
    """
    choices: list[str] = []
    asked = [path for path in ASKED_SETTINGS if path not in own]
    rows = {listed(path) for path in own}
    lists = {row[0] for row in rows if row}
    given = set(own)
    for path, leaf in ref.leaves.items():
        row = listed(path)
        if path in given or path in asked or any(path.startswith(f"{one}.") for one in given if own[one].none):
            continue
        if any(one.startswith(f"{path}.") for one in given):
            continue
        if row and ((row[0] in lists and row not in rows) or row[0] in given):
            continue
        if row and row in rows and path.rpartition(".")[2] in ("source", "assumption"):
            continue
        own[path] = computed(path) or _lent(leaf, path, ref)
        if not leaf.more and not row and not computed(path):
            choices.append(path)
    for path in given:
        leaf = own[path]
        unit = ref.leaves[path].more.get("unit") if path in ref.leaves else None
        if unit and not leaf.more.get("unit"):
            own[path] = Leaf(leaf.value, leaf.none, {**leaf.more, "unit": unit})
    return choices, asked


def _lent(leaf: Leaf, path: str, ref: Reference) -> Leaf:
    """A setting of the reference, labelled where it can be."""
    if leaf.more:
        more = dict(leaf.more)
        return Leaf(
            leaf.value, leaf.none, more | {"assumption": said_after(ref.label, str(more.get("assumption", "")))}
        )
    if listed(path) and path.endswith(".assumption"):
        return Leaf(said_after(ref.label, str(leaf.value or "")))
    return leaf
