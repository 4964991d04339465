"""The rows of a workbook as the project has them, and every fault at the sheet and cell that it is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from planner.case.reading import explain, table_rows
from planner.case.references import KEYS
from planner.case.scenario import TABLES
from planner.case.tables import Change
from planner.case.values import Strict
from planner.errors import Fault
from planner.own_data.book import sheet_name
from planner.own_data.setting_sheets import BASE, SettingRows
from planner.own_data.settings_rows import listed
from planner.own_data.sheets import MODELS, SHEETS, title
from planner.own_data.table_sheets import Line

Rows = tuple[Strict, ...]
CELL = re.compile(r"cell \w+")
_UNSOURCED = "neither source nor assumption is given"
_FAULT_ROW = re.compile(r"row (\d+)(?:, (\w+))?")


def checked(table: str, lines: list[Line]) -> tuple[Rows, list[Fault]]:
    """The rows of a table as the project has them, or every fault at its cell."""
    model = MODELS[table]
    if table == "changes":
        return _changes(lines)
    header = list(model.model_fields)
    texts = [[filled(table, column, line) for column in header] for line in lines]
    rows, faults = table_rows(f"{table}.csv", [header, *texts], TABLES[table])
    return rows, [_at(fault, lines) for fault in faults]


def filled(table: str, column: str, line: Line) -> str:
    """The text of a cell; where it is empty, what the column has by default, and the Danish name for the English."""
    text = line.cells.get(column, "")
    if text:
        return text
    if column.endswith("_en"):
        return line.cells.get(f"{column[:-3]}_da", "")
    default = MODELS[table].model_fields[column].default
    return str(default) if isinstance(default, str | bool) else ""


def _changes(lines: list[Line]) -> tuple[Rows, list[Fault]]:
    """The dated rules, in order of date and name."""
    rows: list[Change] = []
    faults: list[Fault] = []
    for line in lines:
        cells: dict[str, Any] = {
            column: filled("changes", column, line) for column in Change.model_fields if column != "hypothetical"
        }
        cells["target_groups"] = [
            part.strip() for part in re.split(r"[,;]", str(cells["target_groups"])) if part.strip()
        ]
        try:
            rows.append(Change.model_validate(cells))
        except ValidationError as error:
            for path, found, allowed, todo in explain(Change, error):
                unsourced = allowed == _UNSOURCED
                column = "assumption" if unsourced else str(path[0]) if path else ""
                faults.append(line.fault(column, "nothing" if unsourced else found, allowed, todo))
    return tuple(sorted(rows, key=lambda change: (change.date, change.change))), faults


def _at(fault: Fault, lines: list[Line]) -> Fault:
    """A fault of a row, at the cell of the sheet."""
    match = _FAULT_ROW.match(fault.place)
    if not match:
        return fault
    line = lines[int(match[1]) - 2]
    if fault.allowed == _UNSOURCED:
        return line.fault("assumption", "nothing", _UNSOURCED)
    place = line.places.get(match[2] or "", line.place)
    todo = "" if "decimals" in fault.suggestion else fault.suggestion
    return replace(fault, file=line.file, place=place, suggestion=todo)


def located(fault: Fault, own: Mapping[str, list[Line]], rows: SettingRows) -> Fault:
    """A fault between the parts, at the sheet and cell of what it names."""
    table = "changes" if fault.file == "rules" else fault.file.removesuffix(".csv")
    if table in MODELS:
        places = next(_places(fault, table, own[table]), (sheet_name(title(table, "da")), fault.place))
        return replace(fault, file=places[0], place=places[1])
    scenario = fault.file.removesuffix(".yaml")
    path = _as_numbered(fault.place)
    while path:
        here = [
            at
            for (name, known), at in rows.places.items()
            if name in (scenario, BASE) and (known == path or known.startswith(f"{path}."))
        ]
        if here:
            return replace(
                fault, file=here[0][0], place=f"{here[0][1]} ({fault.place})" if "(" not in here[0][1] else here[0][1]
            )
        path = path.rpartition(".")[0]
    return replace(fault, file=sheet_name(title("limits" if SHEETS[-2].holds(fault.place) else "general", "da")))


def _as_numbered(place: str) -> str:
    """A dotted path with the rows of lists numbered from 1, as the workbook numbers them."""
    parts = place.split(".")
    for number, part in enumerate(parts):
        if part.isdigit():
            upto = ".".join([*parts[:number], "1"])
            parts[number] = str(int(part) + 1) if listed(upto) else part
    return ".".join(parts)


def _places(fault: Fault, table: str, lines: list[Line]) -> Iterator[tuple[str, str]]:
    """Where what a fault names stands: the cell with the value that it quotes, or the row with the key that it gives."""
    column = fault.place.rpartition(" ")[2]
    quoted = re.search(r"'(.*)'", fault.found)
    keys = KEYS.get(table, ())
    for line in lines:
        if quoted and line.cells.get(column, "").strip() in (quoted[1], *quoted[1].split()):
            yield line.file, line.places.get(column, line.place)
        named = " ".join(line.cells.get(key, "").strip() for key in keys).strip()
        if named and named in (fault.place, fault.place.rpartition(" ")[0]):
            yield line.file, line.places.get(column) or line.places.get(keys[0]) or line.place


def once_a_cell(faults: Iterable[Fault]) -> list[Fault]:
    """The first fault of each cell; what else is said of it follows from that."""
    out: dict[object, Fault] = {}
    for each in faults:
        other = re.search(r"\((sheet «.*»)\)$", each.place)
        fault = replace(each, file=other[1], place=each.place[: other.start()].rstrip()) if other else each
        cell = CELL.match(fault.place)
        out.setdefault((fault.file, cell[0]) if cell else str(fault), fault)
    return list(out.values())
