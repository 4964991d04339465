"""One sheet of a workbook, written from the top down, with the height and the page breaks that paper needs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import pandas as pd
from xlsxwriter.utility import quote_sheetname

from planner.report import layout
from planner.report.cells import ALARM, BLUE, OVER, Formats, Look, Value, cell, clean, mark, quoted
from planner.report.columns import Column, Table, kind_in
from planner.report.places import Place
from planner.report.staffing import OVER_LIMIT
from planner.text import Language, catalogue

TITLE: Look = {"font_size": 12, "bold": True, "font_color": BLUE}
WORD: Look = {"bold": True, "font_color": BLUE}
SLANTED: Look = {"italic": True}
_HEAD: Look = {"bold": True, "font_color": "#FFFFFF", "bg_color": BLUE, "text_wrap": True, "valign": "vcenter"}
_SUM: Look = {"bold": True, "top": 1, "bottom": 1, "valign": "top"}
_HEIGHT_OF_ONE_PAGE, _LOW = 800, 210
"""In points: what is shrunk to one page, and too little room to begin a long table."""
_BOLD, _ROOMY = 0.8, 0.6
_MISSED = ("missed", "overspent")
_LEAST = {"share": -0.9, "cases": 0.1, "dkk": 0.0}
"""The least that an input of each kind can be."""
_ALLOWED = {
    "objects": True,
    "scenarios": True,
    "format_columns": True,
    "format_rows": True,
    "sort": True,
    "autofilter": True,
}
"""What may be done in a sheet whose formulas are locked, without lifting the protection, which has no password."""

_NO_ERRORS = ("formula_differs", "formula_range", "number_stored_as_text")
"""What Excel would mark with a green corner, and what is meant here: neighbours are made of other cells, and years are words."""


class Page:
    """One sheet: rows and columns count from 1, as a reader sees them."""

    def __init__(self, sheet: Any, widths: Sequence[float], formats: Formats, language: Language) -> None:
        self.sheet, self.widths, self.formats, self.language = sheet, list(widths), formats, language
        self.printed = len(self.widths)
        self._words = catalogue(language)
        self.row, self.used = 1, 0.0
        self.breaks: list[int] = []
        self.heights: dict[int, float] = {}
        self.cells: dict[tuple[int, int], tuple[Value, Look]] = {}
        for position, width in enumerate(widths):
            sheet.set_column(position, position, width)

    @property
    def room(self) -> float:
        """The height of a printed page in points of the sheet, of which the first `printed` columns are printed."""
        return layout.height_of_a_page(self.widths[: self.printed])

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
        local = text.replace(f"{quote_sheetname(self.name)}!", "")
        self.sheet.write_formula(
            row - 1, column - 1, f"={local}", self.formats.of(look), "" if value is None else value
        )

    def link(self, row: int, column: int) -> None:
        """Let the name of a sheet lead there."""
        value, look = self.cells[row, column]
        style = self.formats.of(look | {"font_color": BLUE, "underline": 1})
        self.sheet.write_url(row - 1, column - 1, f"internal:{quote_sheetname(str(value))}!A1", style, str(value))

    def text(self, text: str, look: Look | None = None, column: int = 1) -> None:
        """A line of text that may run out to the right."""
        self.put(self.row, column, text, look or {})
        self._next()

    def paragraph(self, text: str, over: int, column: int = 1, look: Look | None = None) -> None:
        """Text wrapped over so many columns, in a row that is high enough for it."""
        last = max(column, min(column + over - 1, len(self.widths)))
        self._raise(self._height([(text, (column, last))]))
        self._spread((column, last), text, {"text_wrap": True, "valign": "top", **(look or {})})
        self._next()

    def table(self, table: Table, column: int = 1, spans: Sequence[int] = (), repeat_head: bool = False) -> Place:
        """Title, note, heading, rows and totals; returns where they stand. Without rows only title and note."""
        spans = spans or [1] * len(table.columns)
        places = layout.covered(column, spans)
        if column == 1 and self.row > 1:
            self._next()
        self.text(table.title, TITLE, column)
        if table.note:
            self.paragraph(table.note, sum(spans), column, SLANTED)
        starts = {shown.key: first for shown, (first, _) in zip(table.columns, places, strict=True)}
        if table.frame.empty:
            return Place(self, table, self.row - 1, (), starts)
        head = self.row
        rows: list[int] = []
        self._head(table, places)
        for _, row in table.frame.iterrows():
            height = self._height(zip(_texts(table, row), places, strict=True))
            sums = layout.LINE_HEIGHT if table.totals and len(rows) == len(table.frame) - 1 else 0
            if repeat_head and self.used + height + sums > self.room:
                self._turn()
                self._head(table, places)
            self._raise(height)
            rows.append(self.row)
            for place, shown in zip(places, table.columns, strict=True):
                value, look = cell(row[shown.key], kind_in(shown, row), self.language)
                self._spread(place, value, look | mark(shown, row))
            self._next()
        total = self._totals(table, places) if table.totals else None
        written = Place(self, table, head, tuple(rows), starts, total)
        self._watch(written)
        return written

    def make_room(self, table: Table, spans: Sequence[int]) -> None:
        """Begin a new page where a table that goes on one would run over, unless this one is hardly begun."""
        places = layout.covered(1, spans)
        needed: float = (5 + bool(table.totals)) * layout.LINE_HEIGHT
        needed += sum(self._height(zip(_texts(table, row), places, strict=True)) for _, row in table.frame.iterrows())
        least = _ROOMY * self.room if needed <= self.room else _LOW
        if self.used + needed > self.room and self.room - self.used < least:
            self._turn()

    def chart(self, chart: Any, column: int, height: float) -> None:
        """A native chart, over as many rows as its height in points takes."""
        self.sheet.insert_chart(self.row - 1, column - 1, chart, {"object_position": 1})
        end = self.used + height
        while self.used < end:
            self._next()

    def finish(self, last: int) -> None:
        """Set heights, page breaks and protection; rows up to `last` are printed, on one page where they fit."""
        for row, height in self.heights.items():
            self.sheet.set_row(row - 1, height)
        on_one = sum(self.heights.get(row, layout.LINE_HEIGHT) for row in range(1, last + 1)) <= _HEIGHT_OF_ONE_PAGE
        self.sheet.fit_to_pages(1, 1 if on_one else 0)
        if not on_one:
            self.sheet.set_h_pagebreaks([row for row in self.breaks if row < last])
        self.sheet.print_area(0, 0, last - 1, self.printed - 1)
        self.sheet.protect("", _ALLOWED)
        self.sheet.ignore_errors(dict.fromkeys(_NO_ERRORS, "A1:XFD1048576"))

    def _watch(self, place: Place) -> None:
        """Set off what is over, missed or off as the figures stand, and refuse what no input can be."""
        word = self._words.t
        looks = {"over": OVER | {"num_format": '"▲ "0%'}}
        for column in place.table.columns:
            at, kind = place.columns[column.key] - 1, layout.watched(column)
            look = self.formats.condition(looks.get(kind, ALARM))
            rules: dict[str, list[Look]] = {
                "over": [{"type": "cell", "criteria": ">", "value": OVER_LIMIT}],
                "word": [{"type": "no_blanks"}],
                "off": [{"type": "cell", "criteria": "!=", "value": f'"{word("cell.ok")}"'}],
                "missed": [
                    {"type": "cell", "criteria": "==", "value": f'"{word(f"cell.{said}")}"'} for said in _MISSED
                ],
            }
            for rule in rules.get(kind, []):
                self.sheet.conditional_format(place.rows[0] - 1, at, place.rows[-1] - 1, at, rule | {"format": look})
            if column.change:
                self._guard(place, column)

    def _guard(self, place: Place, column: Column) -> None:
        """Refuse what no input can be, and say what the cell is for."""
        at, word = place.columns[column.key] - 1, self._words.t
        said = {"input_title": word("book.input"), "input_message": word(f"book.input_{column.kind}")}
        rule = {"validate": "decimal", "criteria": ">=", "value": _LEAST[column.kind], **said}
        for row in (row for row in place.rows if not self.cells[row, at + 1][1].get("locked", True)):
            self.sheet.data_validation(row - 1, at, row - 1, at, rule)

    def _turn(self) -> None:
        self.breaks.append(self.row - 1)
        self.used = 0.0

    def _next(self) -> None:
        self.used += self.heights.get(self.row, layout.LINE_HEIGHT)
        self.row += 1

    def _head(self, table: Table, places: list[tuple[int, int]]) -> None:
        for place, column in zip(places, table.columns, strict=True):
            left = column.kind in layout.TEXT
            self._spread(place, column.narrow, _HEAD | ({"align": "left", "indent": 1} if left else {"align": "right"}))
        height = self._height(zip((column.narrow for column in table.columns), places, strict=True), _BOLD)
        self._raise(height)
        self._next()

    def _height(self, texts: Iterable[tuple[str, tuple[int, int]]], useful: float = 1) -> float:
        """How high a row must be for wrapped texts in the columns they cover, of which so much is useful."""
        lines = (layout.lines_of(text, useful * sum(self.widths[first - 1 : last])) for text, (first, last) in texts)
        return layout.LINE_HEIGHT * max(lines)

    def _raise(self, height: float) -> None:
        """Make the row this high; tables side by side share its height."""
        self.heights[self.row] = max(self.heights.get(self.row, 0), height)

    def _totals(self, table: Table, places: list[tuple[int, int]]) -> int:
        for place, column in zip(places, table.columns, strict=True):
            self._spread(place, *self._total(table, column))
        self._next()
        return self.row - 1

    def _total(self, table: Table, column: Column) -> tuple[Value, Look]:
        if column.key in table.totals:
            value, look = cell(float(table.frame[column.key].sum()), column.kind, self.language)
            return value, look | _SUM
        if column is table.columns[0]:
            return self._words.t("cell.total"), _SUM | {"align": "left", "indent": 1}
        return None, _SUM

    def _spread(self, place: tuple[int, int], value: Value, look: Look) -> None:
        """Write one value over the columns that it covers."""
        first, last = place
        if last > first:
            self.sheet.merge_range(self.row - 1, first - 1, self.row - 1, last - 1, "", self.formats.of(look))
        self.put(self.row, first, value, look)


def _texts(table: Table, row: pd.Series) -> list[str]:
    """The words of a row that may need several lines."""
    return [str(row[column.key]) if kind_in(column, row) == "text" else "" for column in table.columns]
