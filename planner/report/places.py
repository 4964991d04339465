"""Where the figures of a table stand in a workbook, so that formulas can be made of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

import pandas as pd
from xlsxwriter.utility import quote_sheetname, xl_rowcol_to_cell

from planner.report.columns import Table
from planner.report.spreadsheet import Expr, Range

if TYPE_CHECKING:
    from planner.report.page import Page


@dataclass(frozen=True)
class Place:
    """A table on a sheet: the row of its heading, of each row of its frame and of its totals, the column of each key."""

    page: Page
    table: Table
    head: int
    rows: tuple[int, ...]
    columns: Mapping[str, int]
    total_row: int | None = None

    def cell(self, row: int, key: str) -> Expr:
        """The figure in a row of the frame; 0 where the cell is empty.

        Raises:
            KeyError: the column is not shown.
        """
        return self._at(self.rows[row], key)

    def total(self, key: str) -> Expr:
        """The figure in the row of totals."""
        if self.total_row is None or key not in self.table.totals:
            raise KeyError(key)
        return self._at(self.total_row, key)

    def down(self, key: str, some: Sequence[int] | None = None) -> list[Range]:
        """A column, or some rows of it, as few blocks."""
        rows = self.rows if some is None else [self.rows[row] for row in some]
        return [self._block((first, self.columns[key]), (last, self.columns[key])) for first, last in _runs(rows)]

    def across(self, row: int, keys: Sequence[str]) -> Range:
        """Neighbouring columns of a row of the frame."""
        at = [self.columns[key] for key in keys]
        return self._block((self.rows[row], min(at)), (self.rows[row], max(at)))

    def where(self, **is_: object) -> list[int]:
        """The rows of the frame in which the columns named hold these values; year 2026 is also the text 2026."""
        frame = self.table.frame
        holds = pd.Series(True, index=frame.index)
        for key, value in is_.items():
            holds &= frame[key].astype(str) == str(value)
        return [int(i) for i in frame.index[holds]]

    def pinned(self, row: int, key: str) -> str:
        """The address of a cell that a name stands for."""
        return self._address(self.rows[row], self.columns[key], fixed=True)

    def _at(self, row: int, key: str) -> Expr:
        column = self.columns[key]
        value, _ = self.page.cells[row, column]
        return Expr(self._address(row, column), value if isinstance(value, float) else 0.0)

    def _block(self, first: tuple[int, int], last: tuple[int, int]) -> Range:
        cells = self.page.cells
        spots = [(r, c) for r in range(first[0], last[0] + 1) for c in range(first[1], last[1] + 1)]
        end = xl_rowcol_to_cell(last[0] - 1, last[1] - 1)
        text = self._address(*first) + (f":{end}" if last != first else "")
        return Range(text, [cells[spot][0] for spot in spots if spot in cells])

    def _address(self, row: int, column: int, fixed: bool = False) -> str:
        cell = xl_rowcol_to_cell(row - 1, column - 1, row_abs=fixed, col_abs=fixed)
        return f"{quote_sheetname(self.page.name)}!{cell}"


@dataclass(frozen=True)
class Row:
    """One row of a table, whose figures are asked for by their keys."""

    place: Place
    row: int

    def __getitem__(self, key: str) -> Expr:
        return self.place.cell(self.row, key)


Places = Mapping[str, Place]
"""Every table of a workbook by the name of the function that made it."""
RowRule = Callable[[Row], Expr]


def _runs(rows: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First and last of each run of neighbouring rows."""
    for _, run in groupby(enumerate(sorted(rows)), key=lambda pair: pair[1] - pair[0]):
        found = [row for _, row in run]
        yield found[0], found[-1]
