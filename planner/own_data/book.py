"""An uploaded workbook as cells: opened within limits, refused in a sentence where it cannot or must not be read."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from planner.errors import PERSONAL, Fault
from planner.own_data.cells import Cell, Said, looks_personal
from planner.own_data.uploads import KINDS, MAX_BYTES

MAX_UNPACKED = 150_000_000
"""The most that the parts of a workbook may hold, unpacked."""
MAX_ROWS, MAX_COLUMNS, MAX_SHEETS = 20_000, 200, 100
_FILE = "the workbook"
_XLSX = "an Excel workbook (.xlsx) of at most 20 MB"
_SAVE_AS = "In Excel: Save as, Excel workbook (.xlsx)."
_LOCKED = (
    "a workbook with a password",
    "a workbook without a password",
    "In Excel: File, Info, remove the password.",
)
_ENTITY = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)


@dataclass(frozen=True)
class Grid:
    """A sheet as it stands: its title, its cells that are not empty by row and column, and what of it is hidden or merged."""

    title: str
    rows: dict[int, dict[int, Cell]]
    hidden: bool
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: tuple[tuple[int, int, int, int], ...] = ()
    """First row and column, last row and column."""
    faults: tuple[Fault, ...] = field(default=())

    @property
    def file(self) -> str:
        """The sheet as a fault names it."""
        return sheet_name(self.title)

    def cells(self) -> Iterator[Cell]:
        """Every cell that is not empty."""
        for row in self.rows.values():
            yield from row.values()


def sheet_name(title: str) -> str:
    """A sheet as a fault names it, never a personal number."""
    return f"sheet «{'(not shown)' if PERSONAL.search(title) else title}»"


def opened(data: bytes) -> tuple[tuple[Grid, ...], list[Fault]]:
    """The sheets of a workbook; or none, and why it is refused. What looks like a person is named by its cell only."""
    refused = _refused(data)
    if refused:
        return (), [Fault(_FILE, "the file", *refused)]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(data), data_only=False, keep_links=False)
            results = load_workbook(io.BytesIO(data), data_only=True, keep_links=False) if _calculates(book) else book
        pairs = zip(book.worksheets[: MAX_SHEETS + 1], results.worksheets, strict=False)
        read = [_grid(one, two) for one, two in pairs]
    except Exception:  # whatever a broken file does to the reader, the user needs one sentence
        return (), [Fault(_FILE, "the file", "a workbook that cannot be read", _XLSX, _SAVE_AS)]
    if len(read) > MAX_SHEETS:
        return (), [Fault(_FILE, "the file", f"more than {MAX_SHEETS} sheets", f"at most {MAX_SHEETS} sheets")]
    grids = tuple(grid for grid, _ in read)
    persons = [fault for grid, comments in read for fault in _persons(grid, comments)]
    return ((), persons) if persons else (grids, [])


def _calculates(book: Any) -> bool:
    """Whether a sheet that is read holds a formula, so that its stored result must be looked up."""
    pages = [page for page in book.worksheets if page.max_row <= MAX_ROWS and page.max_column <= MAX_COLUMNS]
    return any(cell.data_type == "f" for page in pages for row in page.iter_rows() for cell in row)


def _refused(data: bytes) -> Said | None:
    """Why a file is not read at all: what was found, what is allowed, what to do."""
    if len(data) > MAX_BYTES or not data:
        found = f"more than {MAX_BYTES // 1_000_000} MB" if data else "nothing"
        return found, _XLSX, "Remove pictures and sheets that are not needed." if data else ""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        locked = "EncryptedPackage".encode("utf-16-le") in data
        return _LOCKED if locked else ("an old Excel workbook (.xls) or another Office document", _XLSX, _SAVE_AS)
    if not data.startswith(b"PK\x03\x04"):
        kind = next((kind for start, kind in KINDS if data.lstrip().startswith(start)), "no workbook")
        return kind, _XLSX, _SAVE_AS
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _refused_kind(archive) or _refused_parts(archive)
    except Exception:  # a broken zip has many ways of saying so
        return "a workbook that cannot be read", _XLSX, _SAVE_AS


def _refused_kind(archive: zipfile.ZipFile) -> Said | None:
    """Why a zip is not read for what it is: locked, no workbook, one that runs something, or one that leads elsewhere."""
    names = archive.namelist()
    runs = ("vbaproject.bin", "xl/workbook.bin")
    if any(entry.flag_bits & 1 for entry in archive.infolist()):
        return _LOCKED
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        return "a file that is no Excel workbook", _XLSX, _SAVE_AS
    if any(name.lower().endswith(runs) or "/macrosheets/" in name.lower() for name in names):
        return "a workbook with macros, or a binary one", "a workbook without macros (.xlsx)", _SAVE_AS
    if any(name.startswith("xl/externalLinks/") for name in names):
        todo = "In Excel: Data, Edit links, Break link; then save."
        return "a workbook with links to other workbooks", "a workbook without links to others", todo
    return None


def _refused_parts(archive: zipfile.ZipFile) -> Said | None:
    """Why the parts of a workbook are not read: too much once unpacked, whatever they say of themselves, or traps for readers."""
    left = MAX_UNPACKED
    for entry in archive.infolist():
        with archive.open(entry) as stream:
            part = stream.read(left + 1)
        left -= len(part)
        if left < 0:
            todo = "Remove pictures and sheets that are not needed."
            return "a workbook that unpacks to more than 150 MB", _XLSX, todo
        if _ENTITY.search(part.replace(b"\x00", b"")) and entry.filename.lower().endswith((".xml", ".rels", ".vml")):
            return "a workbook with definitions of its own", _XLSX, _SAVE_AS
    return None


def _grid(formulas: Worksheet, values: Worksheet) -> tuple[Grid, list[str]]:
    """A sheet as cells, and its comments as cell names where they look like a personal number."""
    title = str(formulas.title)
    hidden = formulas.sheet_state != "visible"
    if formulas.max_row > MAX_ROWS or formulas.max_column > MAX_COLUMNS:
        found = f"cells beyond row {MAX_ROWS} or column {MAX_COLUMNS}"
        allowed = f"at most {MAX_ROWS} rows and {MAX_COLUMNS} columns"
        fault = Fault(
            sheet_name(title), "the whole", found, allowed, "Delete the empty rows and columns below and beside."
        )
        return Grid(title, {}, hidden, faults=(fault,)), []
    rows: dict[int, dict[int, Cell]] = {}
    comments = []
    for line in formulas.iter_rows():
        for cell in line:
            if cell.comment and PERSONAL.search(str(cell.comment.text)):
                comments.append(cell.coordinate)
            made = _cell(cell, values)
            if not made.empty:
                rows.setdefault(made.row, {})[made.column] = made
    folds = formulas.column_dimensions
    hidden_columns = frozenset(
        number
        for dimension in folds.values()
        if dimension.hidden or dimension.width == 0
        for number in range(dimension.min or 1, min(dimension.max or 1, MAX_COLUMNS) + 1)
    )
    hidden_rows = frozenset(
        number for number, dimension in formulas.row_dimensions.items() if dimension.hidden or dimension.height == 0
    )
    merged = tuple((r.min_row, r.min_col, r.max_row, r.max_col) for r in formulas.merged_cells.ranges)
    return Grid(title, rows, hidden, hidden_rows, hidden_columns, merged), comments


def _cell(cell: Any, values: Worksheet) -> Cell:
    """A cell with the value that Excel stored for its formula."""
    if cell.data_type != "f":
        return Cell(cell.row, cell.column, cell.value)
    stored = values.cell(cell.row, cell.column).value
    return Cell(cell.row, cell.column, stored, unsaved_formula=stored is None)


def _persons(grid: Grid, comments: list[str]) -> Iterator[Fault]:
    """Every cell, comment or title that looks like a personal number, by its place only."""
    found, allowed = "(not shown: looks like a personal number)", "posts and teams only, never persons"
    todo = "The file has not been read. Remove personal data."
    if looks_personal(grid.title):
        yield Fault(grid.file, "the name of the sheet", found, allowed, todo)
    for cell in grid.cells():
        if cell.personal:
            yield Fault(grid.file, f"cell {cell.at}", found, allowed, todo)
    for at in comments:
        yield Fault(grid.file, f"cell {at}", found, allowed, todo)
