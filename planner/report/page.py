"""One sheet of a workbook, written from the top down, with the height and the page breaks that paper needs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from planner.report import layout
from planner.report.cells import BLUE, MAY_CHANGE, Formats, Look, Value, cell, clean, mark, quoted
from planner.report.columns import Column, Table, kind_in
from planner.report.places import Place
from planner.text import Language, catalogue

TITLE: Look = {"font_size": 12, "bold": True, "font_color": BLUE}
WORD: Look = {"bold": True, "font_color": BLUE}
SLANTED: Look = {"italic": True}
_HEAD: Look = {"bold": True, "font_color": "#FFFFFF", "bg_color": BLUE, "text_wrap": True, "valign": "vcenter"}
_SUM: Look = {"bold": True, "top": 1, "bottom": 1}
_HEIGHT_OF_A_PAGE, _LINE_HEIGHT = 800, 14
_BOLD = 0.8


class Page:
    """One sheet: rows and columns count from 1, as a reader sees them."""

    def __init__(self, sheet: Any, widths: Sequence[float], formats: Formats, language: Language) -> None:
        self.sheet, self.widths, self.formats, self.language = sheet, list(widths), formats, language
        self.row = self.page_start = 1
        self.rows_a_page = layout.rows_a_page(widths)
        self.breaks: list[int] = []
        self.heights: dict[int, float] = {}
        self.cells: dict[tuple[int, int], tuple[Value, Look]] = {}
        for position, width in enumerate(widths):
            sheet.set_column(position, position, width)

    @property
    def name(self) -> str:
        """The sheet's name."""
        return str(self.sheet.get_name())

    def put(self, row: int, column: int, value: Value, look: Look) -> None:
        """Write one value; text is text, whatever it begins with."""
        self.cells[row, column] = value, look
        at, style = (row - 1, column - 1), self.formats.of
        if value is None:
            self.sheet.write_blank(*at, None, style(look))
        elif isinstance(value, str):
            self.sheet.write_string(*at, clean(value), style(look | quoted(value)))
        elif isinstance(value, date):
            self.sheet.write_datetime(*at, value, style(look))
        else:
            self.sheet.write_number(*at, value, style(look))

    def formula(self, row: int, column: int, text: str) -> None:
        """Put a formula over a value, which stays as what the formula came to."""
        value, look = self.cells[row, column]
        self.sheet.write_formula(row - 1, column - 1, f"={text}", self.formats.of(look), "" if value is None else value)

    def text(self, text: str, look: Look | None = None, column: int = 1) -> None:
        """A line of text that may run out to the right."""
        self.put(self.row, column, text, look or {})
        self.row += 1

    def paragraph(self, text: str, over: int, column: int = 1, look: Look | None = None) -> None:
        """Text wrapped over so many columns, in a row that is high enough for it."""
        last = max(column, min(column + over - 1, len(self.widths)))
        self._room_for([(text, (column, last))])
        self._spread((column, last), text, {"text_wrap": True, "valign": "top", **(look or {})})
        self.row += 1

    def table(self, table: Table, column: int = 1, spans: Sequence[int] = (), repeat_head: bool = False) -> Place:
        """Title, note, heading, rows and totals; returns where they stand. Without rows only title and note."""
        spans = spans or [1] * len(table.columns)
        places = layout.covered(column, spans)
        if column == 1 and self.row > 1:
            self.row += 1
        self.text(table.title, TITLE, column)
        if table.note:
            self.paragraph(table.note, sum(spans), column, SLANTED)
        starts = {shown.key: first for shown, (first, _) in zip(table.columns, places, strict=True)}
        if table.frame.empty:
            return Place(self, table, self.row - 1, (), starts)
        head, rows = self.row, []
        self._head(table, places)
        for _, row in table.frame.iterrows():
            if repeat_head and self.row - self.page_start >= self.rows_a_page:
                self._turn()
                self._head(table, places)
            rows.append(self.row)
            texts = []
            for place, shown in zip(places, table.columns, strict=True):
                kind = kind_in(shown, row)
                value, look = cell(row[shown.key], kind, self.language)
                self._spread(place, value, look | (MAY_CHANGE if shown.change else {}) | mark(shown, row))
                texts.append(str(row[shown.key]) if kind == "text" else "")
            self._room_for(zip(texts, places, strict=True))
            self.row += 1
        total = self._totals(table, places) if table.totals else None
        return Place(self, table, head, tuple(rows), starts, total)

    def make_room(self, table: Table) -> None:
        """Begin a new page where the table would otherwise begin low on this one and run over."""
        used = self.row - self.page_start
        if used > 8 and used + len(table.frame) + 5 > self.rows_a_page:
            self._turn()

    def chart(self, chart: Any, column: int, rows: int) -> None:
        """A native chart, in so many rows."""
        self.sheet.insert_chart(self.row - 1, column - 1, chart, {"object_position": 1})
        self.row += rows

    def finish(self, width: int, last_row: int | None = None) -> None:
        """Set heights, page breaks and what is printed: columns and rows up to these, on one page where they fit."""
        last = last_row or self.row - 1
        for row, height in self.heights.items():
            self.sheet.set_row(row - 1, height)
        on_one = sum(self.heights.get(row, _LINE_HEIGHT) for row in range(1, last + 1)) <= _HEIGHT_OF_A_PAGE
        self.sheet.fit_to_pages(1, 1 if on_one else 0)
        if not on_one:
            self.sheet.set_h_pagebreaks([row for row in self.breaks if row < last])
        self.sheet.print_area(0, 0, last - 1, width - 1)

    def columns(self, first: int, last: int) -> str:
        """The letters of some columns, as in A:C."""
        return f"{xl_col_to_name(first - 1)}:{xl_col_to_name(last - 1)}"

    def _turn(self) -> None:
        self.breaks.append(self.row - 1)
        self.page_start = self.row

    def _head(self, table: Table, places: list[tuple[int, int]]) -> None:
        for place, column in zip(places, table.columns, strict=True):
            left = column.kind in layout.TEXT
            self._spread(place, column.narrow, _HEAD | ({"align": "left", "indent": 1} if left else {"align": "right"}))
        self._room_for(zip((column.narrow for column in table.columns), places, strict=True), _BOLD)
        self.row += 1

    def _room_for(self, texts: Iterable[tuple[str, tuple[int, int]]], useful: float = 1) -> None:
        """Make the row high enough for wrapped texts in the columns they cover, of which so much is useful."""
        lines = max(layout.lines_of(text, useful * sum(self.widths[first - 1 : last])) for text, (first, last) in texts)
        self.heights[self.row] = max(self.heights.get(self.row, 0), _LINE_HEIGHT * lines)

    def _totals(self, table: Table, places: list[tuple[int, int]]) -> int:
        for place, column in zip(places, table.columns, strict=True):
            self._spread(place, *self._total(table, column))
        self.row += 1
        return self.row - 1

    def _total(self, table: Table, column: Column) -> tuple[Value, Look]:
        if column.key in table.totals:
            value, look = cell(float(table.frame[column.key].sum()), column.kind, self.language)
            return value, look | _SUM
        if column is table.columns[0]:
            return catalogue(self.language).t("cell.total"), _SUM | {"align": "left", "indent": 1}
        return None, _SUM

    def _spread(self, place: tuple[int, int], value: Value, look: Look) -> None:
        """Write one value over the columns that it covers."""
        first, last = place
        if last > first:
            self.sheet.merge_range(self.row - 1, first - 1, self.row - 1, last - 1, "", self.formats.of(look))
        self.put(self.row, first, value, look)
