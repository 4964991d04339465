"""Sheets of a workbook as the lines of tables: headings understood, every cell read or told of, nothing dropped unsaid."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import get_args

from openpyxl.utils import get_column_letter

from planner.case.reading import nearest, shown
from planner.errors import PERSONAL, Fault
from planner.own_data.book import Grid
from planner.own_data.cells import Cell, as_text
from planner.own_data.danish import kind_of
from planner.own_data.sheets import MODELS, Sheet, columns_by_label, label, options, plain
from planner.own_data.tables import PERSONS

_HEADER_WITHIN = 25
"""The header of a sheet stands in one of its first rows."""


@dataclass
class Line:
    """A row of a table: its cells in the project's writing by column, and where each of them stands.

    Attributes:
        cells: the text of each column that has one.
        file: the sheet, as a fault names it.
        row: its row there; 0 for a row that is on no sheet.
        places: the cell of each column, as a fault names it.
        stated: the columns that say that there is none.
    """

    cells: dict[str, str]
    file: str
    row: int = 0
    places: dict[str, str] = field(default_factory=dict)
    stated: set[str] = field(default_factory=set)

    def fault(self, column: str, found: str, allowed: str, todo: str = "") -> Fault:
        """A fault of one of its cells."""
        return Fault(self.file, self.places.get(column, self.place), found, allowed, todo)

    @property
    def place(self) -> str:
        """The row, as a fault names it."""
        return f"row {self.row}" if self.row else "a row that is taken over"


@dataclass
class Read:
    """What a sheet says: its lines, every fault in it, and whether it says that there is nothing."""

    lines: list[Line] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    stated_empty: bool = False


@dataclass(frozen=True)
class Header:
    """The row of headings: its number, and the column of the table behind each column of the sheet."""

    row: int
    columns: dict[int, str]


def header_of(grid: Grid, sheet: Sheet) -> tuple[Header | None, list[Fault]]:
    """The row with the headings, and every heading that is not understood."""
    known = columns_by_label(sheet)

    def fits(cells: Iterable[Cell]) -> int:
        return sum(plain(cell.value) in known for cell in cells if isinstance(cell.value, str))

    first = [number for number in sorted(grid.rows) if number <= _HEADER_WITHIN]
    row = max(first, key=lambda number: fits(grid.rows[number].values()), default=0)
    if not row or fits(grid.rows[row].values()) < min(2, len(sheet.columns)):
        allowed = ", ".join(label(sheet, column, "da") for column in sheet.columns)
        return None, [
            Fault(grid.file, "the headings", "no row of headings", allowed, "Copy the row from the template.")
        ]
    columns: dict[int, str] = {}
    faults: list[Fault] = []
    for number, cell in grid.rows[row].items():
        name = plain(cell.value)
        if name in known and known[name] not in columns.values():
            columns[number] = known[name]
        elif name in known:
            faults.append(
                Fault(grid.file, f"cell {cell.at}", f"column {shown(cell.value)} more than once", "each column once")
            )
        elif PERSONS.search(str(cell.value).lower()) or PERSONAL.search(str(cell.value)):
            found, todo = (
                "a column that can hold persons (not shown)",
                "The file has not been read. Remove personal data.",
            )
            faults.append(Fault(grid.file, f"cell {cell.at}", found, "posts and teams only, never persons", todo))
        else:
            names = [label(sheet, column, "da") for column in sheet.columns]
            todo = (
                nearest(str(cell.value), [*names, *sheet.columns])
                or "Delete the column, or move it to a sheet of your own."
            )
            faults.append(
                Fault(grid.file, f"cell {cell.at}", f"unknown column {shown(cell.value)}", ", ".join(names), todo)
            )
    return Header(row, columns), faults


def lines_of(grid: Grid, sheet: Sheet) -> Read:
    """The rows below the headings as lines of a table, every cell in the project's writing."""
    header, faults = header_of(grid, sheet)
    if header is None:
        return Read([], [*grid.faults, *faults] if grid.rows or grid.faults else [])
    read = Read([], [*grid.faults, *faults, *not_plain(grid, header.row)])
    headed = {cell.column for cell in grid.rows[header.row].values()}
    for number in sorted(row for row in grid.rows if row > header.row):
        cells = grid.rows[number]
        if len(cells) == 1 and not read.lines and next(iter(cells.values())).none:
            read.stated_empty = True
            continue
        read.faults += [
            Fault(grid.file, f"cell {cell.at}", "a cell without a heading", "cells below headings only")
            for cell in cells.values()
            if cell.column not in headed
        ]
        read.lines.append(_line(grid, sheet, header, number, read.faults))
    if read.stated_empty and read.lines:
        read.faults.append(
            Fault(grid.file, read.lines[0].place, "rows below a word that says there are none", "one or the other")
        )
    return read


def _line(grid: Grid, sheet: Sheet, header: Header, number: int, faults: list[Fault]) -> Line:
    """One row; its faults are added to those given."""
    model = MODELS[sheet.table]
    line = Line({}, grid.file, number)
    for at, column in header.columns.items():
        heading = str(grid.rows[header.row][at].value).replace("\u00ad", "")
        line.places[column] = f"cell {get_column_letter(at)}{number} ({heading})"
        cell = grid.rows[number].get(at)
        if cell is None:
            continue
        annotation = model.model_fields[column].annotation
        kind, words = kind_of(annotation), options(annotation)
        if not words and _says_none(cell, kind, type(None) in get_args(annotation)):
            line.stated.add(column)
            continue
        text, said = as_text(cell, "text" if column == "target_groups" else kind, words)
        if said:
            faults.append(line.fault(column, *said))
            line.cells[column] = _stand_in(kind, words)
        else:
            line.cells[column] = text
    return line


def _says_none(cell: Cell, kind: str, may_be_none: bool) -> bool:
    """Whether a cell says that there is none; in a text the word stands in brackets."""
    return cell.none and (str(cell.value).strip().startswith("(") if kind == "text" else may_be_none)


def _stand_in(kind: str, words: tuple[str, ...]) -> str:
    """A text that raises no second fault in the place of one that could not be read; the import stops anyway."""
    return (
        words[0] if words else {"number": "", "flag": "false", "date": "2026-01-01", "month": "2026-01"}.get(kind, "x")
    )


def not_plain(grid: Grid, header: int) -> list[Fault]:
    """What is hidden or merged among the cells that are read: neither used nor dropped, but asked about."""
    faults = []
    last = max(grid.rows, default=0)
    if grid.hidden:
        faults.append(
            Fault(grid.file, "the whole", "a hidden sheet", "sheets that can be seen", "Show it, or delete it.")
        )
    for number in sorted(grid.hidden_rows & set(grid.rows)):
        faults.append(
            Fault(grid.file, f"row {number}", "a hidden row", "rows that can be seen", "Show it, or delete it.")
        )
    used = {cell.column for cell in grid.cells()}
    for number in sorted(grid.hidden_columns & used):
        place = f"column {get_column_letter(number)}"
        faults.append(Fault(grid.file, place, "a hidden column", "columns that can be seen", "Show it, or delete it."))
    for top, left, bottom, right in grid.merged:
        if bottom >= header and top <= last:
            place = f"cell {get_column_letter(left)}{top}"
            found = f"merged cells {get_column_letter(left)}{top}:{get_column_letter(right)}{bottom}"
            faults.append(
                Fault(grid.file, place, found, "a cell for each value", "Unmerge them, and write in each cell.")
            )
    return faults
