"""A workbook to a case: every sheet read, what is missing taken over or asked for, everything checked as CSV tables are.

Nothing is written here and nothing is kept; `planner.own_data.folder` writes what this gives.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from planner.case.reading import nearest, shown
from planner.case.scenario import case_from_documents
from planner.case.schema import Case
from planner.case.settings import Coordination
from planner.errors import Fault, InputError
from planner.own_data.book import Grid, opened, sheet_name
from planner.own_data.checking import CELL, Rows, checked, filled, located, once_a_cell
from planner.own_data.keys import name_keys
from planner.own_data.setting_sheets import BASE, SettingRows, settings_of
from planner.own_data.settings_rows import Leaf, nested
from planner.own_data.sheets import MODELS, SHEETS, Sheet, plain, sheets_by_title, title
from planner.own_data.table_sheets import Line, lines_of
from planner.own_data.tables import not_too_many
from planner.own_data.taken_over import Reference, Taken, reference, with_settings, with_tables

_WRONG = "Another municipality's would be a wrong answer."


@dataclass(frozen=True)
class Note:
    """Something the user should know that is no fault: its key in the catalogue (`template.said.<key>`) and its words."""

    key: str
    values: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class Imported:
    """A workbook that is whole.

    Attributes:
        case: the case it gives: its base, or the scenario of the sheet *Scenarier* that has the name of the one chosen.
        chosen: the name of that scenario; `base` for the base.
        documents: the settings of each scenario file by its name, the base first.
        lines: the rows of each table as texts by column, the dated rules among them.
        notes: what was taken over, left out or not read.
        reference: the municipality whose values stand in.
    """

    case: Case
    chosen: str
    documents: dict[str, dict[str, Any]]
    lines: dict[str, list[dict[str, str]]]
    notes: tuple[Note, ...]
    reference: Reference


def imported(data: bytes, like: str | os.PathLike[str], overrides: Mapping[str, Any] | None = None) -> Imported:
    """A workbook as a case, with everything that goes into its files.

    Args:
        data: the workbook.
        like: a scenario of the municipality whose values stand in for what may be taken over.
        overrides: nested settings on top, as `load_case` takes them.

    Raises:
        InputError: every fault by sheet and cell, the first 500 of them; what looks like a person is never in it.
    """
    grids, faults = opened(data)
    if faults:
        raise InputError(not_too_many(faults))
    ref = reference(like)
    found, notes, faults = _found(grids)
    persons = [fault for fault in _persons(found) if fault]
    if persons:
        raise InputError(not_too_many(persons))
    own, stated, more = _tables(found)
    faults += more
    rows = settings_of((grid, sheet) for grid, sheet in found if not sheet.is_table)
    faults += [*rows.faults, *name_keys(own, ref)]
    taken = with_tables(own, stated, ref)
    faults += taken.faults
    documents, chosen, asked = _documents(rows, own, ref)
    faults += asked
    notes += _notes(taken, chosen, ref)
    tables = {table: checked(table, lines) for table, lines in own.items()}
    faults += [fault for _, wrong in tables.values() for fault in wrong]
    planned = ref.chosen if ref.chosen in documents else BASE
    read = {name: (found_rows, list(wrong)) for name, (found_rows, wrong) in tables.items()}
    cases, more = _cases(documents, read, overrides, planned)
    found_at = [located(fault, own, rows) for fault in more]
    faults += [fault for fault in found_at if not faults or (fault.allowed and CELL.match(fault.place))]
    if faults:
        raise InputError(not_too_many(once_a_cell(faults)))
    if len(documents) > 1:
        others = ", ".join(name for name in documents if name != BASE)
        notes.append(Note("scenarios", {"scenarios": others, "planned": cases[planned].settings.name}))
    texts = {
        table: [{column: filled(table, column, line) for column in MODELS[table].model_fields} for line in lines]
        for table, lines in own.items()
    }
    return Imported(cases[planned], planned, documents, texts, tuple(notes), ref)


def case_from_workbook(data: bytes, like: str | os.PathLike[str], overrides: Mapping[str, Any] | None = None) -> Case:
    """The case of a workbook, in memory only; raises InputError with every fault."""
    return imported(data, like, overrides).case


def _found(grids: Iterable[Grid]) -> tuple[list[tuple[Grid, Sheet]], list[Note], list[Fault]]:
    """The sheets that are read, what is said of those that are not, and every fault in that."""
    known = sheets_by_title()
    found: list[tuple[Grid, Sheet]] = []
    notes: list[Note] = []
    faults: list[Fault] = []
    others: list[Grid] = []
    for grid in grids:
        name = plain(grid.title)
        sheet = known.get(name)
        if name not in known:
            others.append(grid)
        elif sheet is not None and any(sheet is other for _, other in found):
            faults.append(Fault(grid.file, "the name of the sheet", "the sheet more than once", "each sheet once"))
        elif sheet is not None:
            found.append((grid, sheet))
    missing = [title(sheet.name, "da") for sheet in SHEETS if not any(sheet is other for _, other in found)]
    for grid in others:
        hint = nearest(grid.title.capitalize(), missing)
        if hint and grid.rows:
            faults.append(
                Fault(grid.file, "the name of the sheet", "a sheet that is not known", ", ".join(missing), hint)
            )
        elif grid.rows and grid.hidden:
            faults.append(
                Fault(grid.file, "the whole", "a hidden sheet", "sheets that can be seen", "Show it, or delete it.")
            )
        elif grid.rows or grid.faults:
            notes.append(Note("not_read", {"sheet": grid.title}))
    gone = [sheet for sheet in SHEETS if sheet.without == "empty" and title(sheet.name, "da") in missing]
    notes += [Note("missing", {"sheet": sheet.name}) for sheet in gone]
    return found, notes, faults


def _persons(found: Iterable[tuple[Grid, Sheet]]) -> Iterator[Fault | None]:
    """Headings of columns that can hold persons."""
    for grid, sheet in found:
        if sheet.is_table:
            yield from (fault for fault in lines_of(grid, sheet).faults if "hold persons" in fault.found)


def _tables(found: Iterable[tuple[Grid, Sheet]]) -> tuple[dict[str, list[Line]], set[str], list[Fault]]:
    """The lines of every table, the tables that say they are empty, and every fault."""
    own: dict[str, list[Line]] = {table: [] for table in MODELS}
    limits: list[Line] = []
    stated: set[str] = set()
    faults: list[Fault] = []
    for grid, sheet in found:
        if not sheet.is_table:
            continue
        read = lines_of(grid, sheet)
        faults += read.faults
        if sheet.name == "caseloads":
            limits = read.lines
        else:
            own[sheet.table] = read.lines
        stated |= {sheet.table} if read.stated_empty else set()
    return own, stated, faults + _joined(own["target_groups"], limits)


def _joined(groups: list[Line], limits: Iterable[Line]) -> list[Fault]:
    """Put the limits of *Sagstal* into the rows of *Målgrupper*."""
    rows = {
        plain(text): line
        for line in groups
        for key in ("target_group", "label_da", "label_en")
        if (text := line.cells.get(key))
    }
    seen: set[str] = set()
    faults = []
    for limit in limits:
        if not set(limit.cells) - {"target_group"} and not limit.stated:
            continue
        name = plain(limit.cells.get("target_group", ""))
        line = rows.get(name)
        if line is None or name in seen:
            said = "more than one row" if line else f"unknown {shown(limit.cells.get('target_group', ''))}"
            allowed = "one row each" if line else "a group of the sheet Målgrupper"
            faults.append(limit.fault("target_group", said, allowed, nearest(name, rows)))
            continue
        seen.add(name)
        line.cells |= {column: text for column, text in limit.cells.items() if column != "target_group"}
        line.stated |= limit.stated
        line.places |= {
            column: f"{place} ({limit.file})" for column, place in limit.places.items() if column != "target_group"
        }
    return faults


def _documents(
    rows: SettingRows, own: Mapping[str, list[Line]], ref: Reference
) -> tuple[dict[str, dict[str, Any]], list[str], list[Fault]]:
    """The settings of each scenario as its file has them, the choices taken over, and what must be asked for."""
    base = dict(rows.leaves[BASE])
    whose = str(base["municipality"].value) if "municipality" in base else ""

    def computed(path: str) -> Leaf | None:
        return _computed(path, whose, own, ref)

    chosen, asked = with_settings(base, ref, computed)
    general = sheet_name(title("general", "da"))
    faults = [
        Fault(*rows.places.get((BASE, path), (general, path)), "nothing", "the municipality's own value", _WRONG)
        for path in asked
    ]
    tasks = {line.cells.get("task") for line in own["tasks"]}
    if "coordination.task" in base and base["coordination.task"].value not in tasks:
        default = Coordination.model_fields["task"].default
        base |= {} if base["coordination.task"].value != default else {"coordination.task": Leaf()}
    document = nested({path: leaf for path, leaf in base.items() if leaf != Leaf()})
    document |= {"data": ref.folder("data"), "law": ref.folder("law"), "tables": "tables", "rules": "rules"}
    if chosen or rows.assumed:
        document["taken_over"] = rows.assumed | dict.fromkeys(chosen, ref.label)
    documents = {BASE: document}
    for name, leaves in rows.leaves.items():
        if name != BASE:
            above = rows.extends.get(name, BASE)
            if above not in documents:
                faults.append(
                    Fault(
                        sheet_name(title("scenarios", "da")),
                        shown(name),
                        f"unknown {shown(above)}",
                        ", ".join(documents),
                    )
                )
                above = BASE
            if not re.fullmatch(r"[a-z0-9][a-z0-9_]{0,59}", name):
                faults.append(
                    Fault(
                        sheet_name(title("scenarios", "da")),
                        shown(name),
                        "a name that no file can have",
                        "small letters, digits and _",
                    )
                )
            documents[name] = {"extends": above} | nested(leaves)
    return documents, chosen, faults


def _computed(path: str, whose: str, own: Mapping[str, list[Line]], ref: Reference) -> Leaf | None:
    """What stands in for a setting that the reference cannot lend."""
    if path == "name":
        return Leaf(f"{whose}: grundscenarie")
    if path == "why":
        return Leaf(f"Kan besparelsen nås i {whose}, hvornår går stillinger, og hvad sker der med sagstallet?")
    if path == "process.centre_employees":
        posts = sum(_float(line.cells.get("fte", "")) for line in own["staffing"])
        grounds = "Antal ansatte er ikke oplyst; sat lig antal stillinger på arket Bemanding"
        return Leaf(
            float(round(posts)), more={"unit": ref.leaves[path].more.get("unit", "ansatte"), "assumption": grounds}
        )
    if path == "saving.job_premium_mio_dkk":
        return Leaf(
            0,
            more={
                "unit": ref.leaves[path].more.get("unit", "mio. kr. om året"),
                "assumption": "Ikke oplyst; regnet som 0",
            },
        )
    return None


def _float(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def _notes(taken: Taken, chosen: list[str], ref: Reference) -> list[Note]:
    """What was taken over, and what was left out of it."""
    notes = [
        Note("taken_over", {"sheet": table, "count": count, "reference": ref.name})
        for table, count in taken.rows.items()
    ]
    notes += [
        Note("left_out", {"sheet": table, "count": count, "reference": ref.name})
        for table, count in taken.left_out.items()
    ]
    return [*notes, Note("choices", {"count": len(chosen), "reference": ref.name})] if chosen else notes


def _cases(
    documents: Mapping[str, Mapping[str, Any]],
    own: Mapping[str, tuple[Rows, list[Fault]]],
    overrides: Mapping[str, Any] | None,
    chosen: str,
) -> tuple[dict[str, Case], list[Fault]]:
    """The case of every scenario, the chosen one with the overrides; or what is wrong between their parts.

    Faults of rows are known already and not told again.
    """
    known = {fault for _, wrong in own.values() for fault in wrong}
    cases: dict[str, Case] = {}
    faults: list[Fault] = []
    for name in documents:
        chain = {
            f"{each}.yaml": {key: value for key, value in documents[each].items() if key != "extends"}
            for each in _chain(name, documents)
        }
        try:
            cases[name] = case_from_documents(chain, dict(own), overrides if name == chosen else None)
        except InputError as error:
            faults += [fault for fault in error.faults if fault not in known]
    return cases, list(dict.fromkeys(faults))


def _chain(name: str, documents: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """The base, what a scenario extends, and the scenario."""
    chain = [name]
    while "extends" in documents[chain[0]] and len(chain) <= len(documents):
        chain.insert(0, str(documents[chain[0]]["extends"]))
    return chain
