"""Sheets of a workbook with one row for each setting: *Stamdata*, *Grænser* and *Scenarier*."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, get_args

from planner.case.reading import nearest, shown
from planner.case.settings import Settings
from planner.case.values import Figure
from planner.errors import Fault
from planner.own_data.book import Grid
from planner.own_data.cells import Cell, as_text
from planner.own_data.danish import Kind
from planner.own_data.settings_rows import Leaf, annotation_at, bare, empty_of, inner, kind_at
from planner.own_data.sheets import NOT_IN_WORKBOOK, Sheet, options
from planner.own_data.table_sheets import header_of, not_plain

_MORE: dict[str, tuple[str, Kind]] = {
    "unit": ("figure_unit", "text"),
    "low": ("low", "number"),
    "high": ("high", "number"),
    "source": ("source", "text"),
    "assumption": ("assumption", "text"),
}
"""The rest of a figure: its column, and what that holds."""
BASE = "base"


@dataclass
class SettingRows:
    """What the sheets of settings say.

    Attributes:
        leaves: by scenario (`base` is the base), the settings by dotted path.
        extends: by scenario, the one that it rests on.
        places: sheet and cell of each setting of a scenario; with a part of a figure after it, of that part.
        assumed: by dotted path, what the base says of choices that are not the municipality's own.
        faults: every fault.
    """

    assumed: dict[str, str] = field(default_factory=dict)
    leaves: dict[str, dict[str, Leaf]] = field(default_factory=lambda: {BASE: {}})
    extends: dict[str, str] = field(default_factory=dict)
    places: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def settings_of(grids: Iterator[tuple[Grid, Sheet]]) -> SettingRows:
    """The settings on all sheets that hold some."""
    out = SettingRows()
    for grid, sheet in grids:
        header, faults = header_of(grid, sheet)
        out.faults += [*grid.faults, *(faults if grid.rows else [])]
        if header is None:
            continue
        out.faults += not_plain(grid, header.row)
        for number in sorted(row for row in grid.rows if row > header.row):
            cells = {column: grid.rows[number].get(at) for at, column in header.columns.items()}
            given = {column: cell for column, cell in cells.items() if cell is not None}
            if set(given) - {"label", "otherwise"}:
                _read(out, grid, given, _Row(grid, header.columns, number))
    return out


@dataclass(frozen=True)
class _Row:
    """Where a row of a sheet of settings stands."""

    grid: Grid
    columns: dict[int, str]
    number: int

    def place(self, column: str) -> str:
        """A cell of it, as a fault names it."""
        at = next((at for at, name in self.columns.items() if name == column), None)
        return f"cell {Cell(self.number, at, None).at}" if at else f"row {self.number}"

    def fault(self, column: str, found: str, allowed: str, todo: str = "") -> Fault:
        """A fault of one of its cells."""
        return Fault(self.grid.file, self.place(column), found, allowed, todo)


def _read(out: SettingRows, grid: Grid, cells: dict[str, Cell], row: _Row) -> None:
    """One row: the setting it names, in the scenario it names."""
    path = str(cells["setting"].value).strip() if "setting" in cells else ""
    scenario = str(cells["scenario"].value).strip() if "scenario" in cells else BASE
    annotation = annotation_at(path) if path and path.split(".")[0] not in NOT_IN_WORKBOOK else None
    if annotation is None:
        known = [name for name in Settings.model_fields if name not in NOT_IN_WORKBOOK]
        todo = nearest(path, known) or "Copy the name from the template."
        out.faults.append(row.fault("setting", f"unknown setting {shown(path)}", "a setting of the template", todo))
        return
    if "scenario" in row.columns.values():
        if "scenario" not in cells:
            out.faults.append(row.fault("scenario", "nothing", "the name of a scenario"))
            return
        above = str(cells["extends"].value).strip() if "extends" in cells else BASE
        if out.extends.setdefault(scenario, above) != above:
            out.faults.append(row.fault("extends", shown(above), f"the same in all rows of {shown(scenario)}"))
    if (scenario, path) in out.places:
        out.faults.append(row.fault("setting", f"{shown(path)} more than once", "one row each"))
        return
    out.places[scenario, path] = grid.file, row.place("given")
    for part, (column, _) in _MORE.items():
        out.places[scenario, f"{path}.{part}"] = grid.file, row.place(column)
    leaf = _leaf(out, path, cells, row)
    if leaf is not None:
        _keep(out, scenario, path, leaf, cells)


def _keep(out: SettingRows, scenario: str, path: str, leaf: Leaf, cells: dict[str, Cell]) -> None:
    """Put down what a row says; what a choice says of itself is kept for the base."""
    out.leaves.setdefault(scenario, {})[path] = leaf
    if bare(annotation_at(path)) is not Figure and "assumption" in cells and scenario == BASE:
        out.assumed[path] = str(cells["assumption"].value)


def _leaf(out: SettingRows, path: str, cells: dict[str, Cell], row: _Row) -> Leaf | None:
    """What the row says; nothing where its value is empty."""
    annotation, kind = annotation_at(path), kind_at(path)
    figure = bare(annotation) is Figure
    more: dict[str, Any] = {}
    for part, (column, its_kind) in _MORE.items() if figure else ():
        if column in cells and not (cells[column].none and its_kind == "number"):
            text, said = as_text(cells[column], its_kind)
            out.faults += [row.fault(column, *said)] if said else []
            more[part] = _number(text) if its_kind == "number" and not said else text
    if "given" not in cells:
        if set(more) & {"source", "assumption", "low", "high"}:
            out.faults.append(row.fault("given", "nothing", "a value, where the row says more"))
        return None
    cell = cells["given"]
    plain_text = kind == "text" and not options(annotation) and bare(annotation) is str
    if cell.none and (not plain_text or str(cell.value).strip().startswith("(")):
        if not figure and (empty_of(annotation) is not None or type(None) in get_args(annotation)):
            return Leaf(None, none=True)
        out.faults.append(row.fault("given", shown(cell.value), "a value: this cannot be none"))
        return None
    value, faults = _value(annotation, kind, cell, row)
    out.faults += faults
    return None if faults else Leaf(value, more=more)


def _value(annotation: Any, kind: Kind, cell: Cell, row: _Row) -> tuple[Any, list[Fault]]:  # noqa: PLR0911
    """The value of a cell as a scenario file has it."""
    each = inner(annotation, "1")
    if (
        each is not None
        and getattr(bare(annotation), "__origin__", None) is tuple
        and not hasattr(bare(each), "model_fields")
    ):
        parts = [part.strip() for part in str(cell.value).replace(";", ",").split(",") if part.strip()]
        read = [as_text(Cell(cell.row, cell.column, part), kind, options(each)) for part in parts]
        return tuple(text for text, _ in read), [row.fault("given", *said) for _, said in read if said]
    words = options(annotation)
    if words and isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
        text, said = str(cell.value).removesuffix(".0"), None
        if text not in words:
            said = (text, ", ".join(words), "")
    else:
        text, said = as_text(cell, kind, words)
    if said:
        return None, [row.fault("given", *said)]
    if kind == "flag":
        return text == "true", []
    if kind == "number" or (words and all(word.isdigit() for word in words)):
        return _number(text), []
    if kind != "date":
        return text, []
    try:
        return date.fromisoformat(text), []
    except ValueError:
        return None, [row.fault("given", shown(text), "a date")]


def _number(text: str) -> Any:
    """A number as a scenario file has it: whole where it is written whole."""
    try:
        return int(text)
    except ValueError:
        try:
            return float(text)
        except ValueError:
            return text
