"""The workbook a municipality fills in: empty, or filled with a scenario so that importing it gives the same case.

Written with openpyxl, the library that reads it back and marks its faults: it holds no formulas, so nothing needs the
stored results for which the plan's workbook uses another writer.
"""

from __future__ import annotations

import io
import os
import textwrap
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from planner.own_data import sheets as spec
from planner.own_data.danish import kind_of
from planner.own_data.settings_rows import Leaf, annotation_at, bare
from planner.own_data.sheets import MODELS, SHEETS, Sheet
from planner.own_data.source import Source, source_of
from planner.report.settings import setting_label
from planner.report.template_lists import FIRST, setting_lists, suggested_keys, table_lists, words_sheet
from planner.text import Catalogue, Language, catalogue

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TITLE_ROW, _NOTE_ROW, _EXAMPLE_ROW, _HEADER_ROW = 1, 2, 3, 4
_SPARE = {True: 50, False: 12}
"""Empty rows that are coloured for filling in, in an empty template and in a filled one."""
_FONT = "Calibri"
_BLUE, _WHITE = "005A8C", "FFFFFF"
_HEADED = PatternFill("solid", start_color=_BLUE)
_INPUT = PatternFill("solid", start_color="FFF7D6")
_MUST = PatternFill("solid", start_color="FBE0D3")
_GREY = Font(name=_FONT, color="5F5F5F", italic=True)
_WRAP = Alignment(wrap_text=True, vertical="top")
_WIDE = {
    "label": 46,
    "given": 26,
    "assumption": 60,
    "label_da": 34,
    "label_en": 34,
    "otherwise": 30,
    "setting": 38,
    "text_da": 50,
    "text_en": 50,
    "what": 34,
}
_MUST_COLUMNS = {("target_groups", "cases"), ("target_groups", "target_group")}


def filled(scenario: str | os.PathLike[str], language: Language = "da") -> bytes:
    """The workbook of a scenario, complete: importing it gives the scenario's own case.

    Raises:
        InputError: the scenario cannot be read.
    """
    return _workbook(source_of(scenario), language, empty=False)


def empty(like: str | os.PathLike[str], language: Language = "da") -> bytes:
    """The workbook to fill in, with what stands in for empty cells beside them.

    Args:
        like: a scenario of the municipality whose values are taken over where nothing is written.
        language: that of sheets, headings and words.
    """
    return _workbook(source_of(like), language, empty=True)


def _workbook(source: Source, language: Language, empty: bool) -> bytes:
    c, book = catalogue(language), Workbook()
    _read_me(book.active, c, source.municipality, empty)
    ranges = words_sheet(book, language)
    keys = suggested_keys(book, source.tables) if empty else {}
    for number, sheet in enumerate(SHEETS, 1):
        page = book.create_sheet(spec.title(sheet.name, language), number)
        _head(page, sheet, c, source, empty)
        rows = _rows(sheet, source, language, empty)
        for at, row in enumerate(rows, FIRST):
            for column, value in enumerate(row, 1):
                _put(page, at, column, value)
            page.row_dimensions[at].height = _height(page, row)
        _dress(page, sheet, FIRST + len(rows), empty, ranges)
        table_lists(page, sheet, ranges, keys)
    stream = io.BytesIO()
    book.properties.creator, book.properties.created = "Bemandingsplan", datetime(2026, 1, 1)
    book.save(stream)
    return stream.getvalue()


def _read_me(page: Worksheet, c: Catalogue, reference: str, empty: bool) -> None:
    """What the workbook is for, how it is filled in, and what happens to what is not."""
    page.title = spec.title("readme", c.language)
    for letter, width in (("A", 24), ("B", 46), ("C", 100)):
        page.column_dimensions[letter].width = width
    page.append([c.t("template.read_me.title")])
    page["A1"].font = Font(name=_FONT, bold=True, size=16, color=_BLUE)
    lines = (
        "what",
        "how",
        "colours",
        "none",
        "where_from",
        "persons",
        "hidden",
        "back",
        "filled" if not empty else "empty",
    )
    for line in lines:
        page.append([c.t(f"template.read_me.{line}", reference=reference)])
        page.merge_cells(start_row=page.max_row, end_row=page.max_row, start_column=1, end_column=3)
        page.cell(page.max_row, 1).alignment = _WRAP
        page.row_dimensions[page.max_row].height = 32
    page.append([])
    page.append([c.t(f"template.read_me.{column}") for column in ("sheet", "if_empty", "holds")])
    for cell in page[page.max_row]:
        cell.font, cell.fill = Font(name=_FONT, bold=True, color=_WHITE), _HEADED
    for sheet in SHEETS:
        note = c.t(f"template.note.{sheet.name}", reference=reference)
        page.append(
            [spec.title(sheet.name, c.language), c.t(f"template.without.{sheet.without}", reference=reference), note]
        )
        for cell in page[page.max_row]:
            cell.alignment = _WRAP
        page.row_dimensions[page.max_row].height = 15.0 * -(-len(note) // 95)
        page.cell(page.max_row, 1).hyperlink = f"#'{spec.title(sheet.name, c.language)}'!A1"
        page.cell(page.max_row, 1).font = Font(name=_FONT, color=_BLUE, underline="single")
    _paper(page)


def _head(page: Worksheet, sheet: Sheet, c: Catalogue, source: Source, empty: bool) -> None:
    """Title, how to fill in, an example, and the headings."""
    page.cell(_TITLE_ROW, 1, page.title).font = Font(name=_FONT, bold=True, size=14, color=_BLUE)
    note = c.t(f"template.note.{sheet.name}", reference=source.municipality)
    page.cell(_NOTE_ROW, 1, note).alignment = _WRAP
    page.merge_cells(start_row=_NOTE_ROW, end_row=_NOTE_ROW, start_column=1, end_column=min(8, len(sheet.columns)))
    page.row_dimensions[_NOTE_ROW].height = 48
    for number, column in enumerate(sheet.columns, 1):
        cell = page.cell(_HEADER_ROW, number, spec.label(sheet, column, c.language))
        cell.font, cell.fill = Font(name=_FONT, bold=True, color=_WHITE), _HEADED
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        page.column_dimensions[get_column_letter(number)].width = _WIDE.get(column, 20)
    page.row_dimensions[_HEADER_ROW].height = 48
    example = source.example(sheet) if empty else None
    for number, column in enumerate(sheet.columns, 1) if example else ():
        value = _cell_value(sheet, column, example.get(column, ""), c.language) if example else None
        short = textwrap.shorten(value, 26, placeholder=" ...") if isinstance(value, str) else value
        _put(page, _EXAMPLE_ROW, number, f"{c.t('template.example')} {short}" if number == 1 else short)
        page.cell(_EXAMPLE_ROW, number).font = _GREY
        page.cell(_EXAMPLE_ROW, number).alignment = Alignment(wrap_text=False)


def _rows(sheet: Sheet, source: Source, language: Language, empty: bool) -> list[list[Any]]:
    """The rows of a sheet, cell by cell."""
    if sheet.table == "settings":
        return [_setting(path, leaf, source, language, empty) for path, leaf in source.settings() if sheet.holds(path)]
    if sheet.table == "scenarios":
        return [] if empty else [_of_scenario(row, source, language) for row in source.scenarios()]
    if empty:
        return _to_fill_in(sheet, source, language)
    rows = source.rows(sheet)
    if not rows and (sheet.without == "taken_over" or sheet.name == "saving_targets"):
        return [[catalogue(language).t("template.none")]]
    return [[_cell_value(sheet, column, row.get(column, ""), language) for column in sheet.columns] for row in rows]


def _to_fill_in(sheet: Sheet, source: Source, language: Language) -> list[list[Any]]:
    """The rows of an empty template: the names of the target groups, so that only their numbers are missing."""
    if sheet.table != "target_groups":
        return []
    kept = ("target_group", "label_da", "label_en", "unit") if sheet.name == "target_groups" else ("target_group",)
    rows = [row for row in source.rows(sheet) if row.get("cases") != spec.STATED_NONE]
    return [
        [_cell_value(sheet, column, row[column], language) if column in kept else None for column in sheet.columns]
        for row in rows
    ]


def _cell_value(sheet: Sheet, column: str, text: str, language: Language) -> Any:
    """The text of a table as a cell: numbers, dates, words to choose from."""
    c = catalogue(language)
    if text == spec.STATED_NONE:
        none = c.t("template.none")
        return f"({none})" if kind_of(MODELS[sheet.table].model_fields[column].annotation) == "text" else none
    if text == "":
        return None
    annotation = MODELS[sheet.table].model_fields[column].annotation
    kind = kind_of(annotation)
    if spec.options(annotation):
        return spec.word(text, language)
    if kind == "flag":
        return c.t("template.yes" if text.lower() == "true" else "template.no")
    if kind == "number":
        return c.t("template.word.lasting") if text == "lasting" else _number(float(text))
    return date.fromisoformat(text) if kind == "date" else text


def _number(value: float) -> int | float | str:
    """A number as a cell; as a text where a cell would lose its last digit."""
    if value == int(value) and abs(value) < 1e15:
        return int(value)
    return value if float(f"{value:.15g}") == value else repr(value)


def _setting(path: str, leaf: Leaf, source: Source, language: Language, empty: bool) -> list[Any]:
    """A setting as a row of the sheets of settings."""
    c = catalogue(language)
    said, more = leaf_value(path, leaf, language), leaf.more
    name = setting_label(c, path)
    if path in spec.ASKED_SETTINGS:
        name = f"{name} *"
    if empty:
        stands_in = c.t("template.asked") if path in spec.ASKED_SETTINGS else source.stands_in(path) or said
        return [path, name, None, more.get("unit"), None, None, None, None, stands_in]
    grounds = more.get("assumption") or source.assumed.get(path)
    return [
        path,
        name,
        said,
        more.get("unit"),
        more.get("source"),
        grounds,
        _plain(more.get("low")),
        _plain(more.get("high")),
        None,
    ]


def _of_scenario(row: tuple[str, str, str, Leaf], source: Source, language: Language) -> list[Any]:
    scenario, extends, path, leaf = row
    return [scenario, extends, *_setting(path, leaf, source, language, empty=False)[:-1]]


def leaf_value(path: str, leaf: Leaf, language: Language) -> Any:
    """The value of a setting as a cell."""
    c, annotation = catalogue(language), annotation_at(path)
    if leaf.none:
        none = c.t("template.none")
        return f"({none})" if bare(annotation) is str else none
    value = leaf.value
    if isinstance(value, tuple):
        return ", ".join(spec.word(str(one), language) for one in value)
    if isinstance(value, bool):
        return c.t("template.yes" if value else "template.no")
    if isinstance(value, str) and spec.options(annotation):
        return spec.word(value, language)
    return _plain(value)


def _plain(value: Any) -> Any:
    """A number or date of a scenario file as a cell."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float):
        return _number(float(value))
    return value if isinstance(value, date) else str(value)


def _put(page: Worksheet, row: int, column: int, value: Any) -> None:
    """A value in a cell; a text is never a formula, and a month never becomes a date."""
    if value is None or value == "":
        return
    cell = page.cell(row, column)
    cell.value = value
    if isinstance(value, str):
        cell.data_type, cell.number_format = "s", "@"
    elif isinstance(value, date):
        cell.number_format = "dd-mm-yyyy"
    cell.alignment = _WRAP


def _height(page: Worksheet, row: list[Any]) -> float:
    """As many lines as the longest of its texts needs in its column."""
    lines = [
        -(-len(value) // int(page.column_dimensions[get_column_letter(number)].width))
        for number, value in enumerate(row, 1)
        if isinstance(value, str)
    ]
    return 15.0 * max([1, *lines])


def _dress(page: Worksheet, sheet: Sheet, after: int, empty: bool, ranges: Mapping[tuple[str, ...], str]) -> None:
    """Colours, lists to choose from, and the sheet on paper."""
    last = after if sheet.table == "settings" else after + _SPARE[empty]
    must = empty and sheet.without == "asked"
    for row in range(FIRST, last):
        for number, column in enumerate(sheet.columns, 1):
            cell = page.cell(row, number)
            if column in ("setting", "label", "otherwise"):
                cell.font = _GREY
                cell.alignment = _WRAP
                continue
            asked = (
                must
                and column not in ("source", "label_en")
                and (sheet.name != "target_groups" or (sheet.name, column) in _MUST_COLUMNS)
            )
            asked = asked or (empty and column == "given" and page.cell(row, 1).value in spec.ASKED_SETTINGS)
            cell.fill = _MUST if asked else _INPUT
            cell.protection = Protection(locked=False)
    if not sheet.is_table:
        setting_lists(page, sheet, after, ranges)
    page.freeze_panes = page.cell(FIRST, 2 if sheet.is_table else 3)
    page.print_title_rows = f"{_HEADER_ROW}:{_HEADER_ROW}"
    _paper(page)


def _paper(page: Worksheet) -> None:
    """A4 across, as wide as the page."""
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", page.PAPERSIZE_A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.sheet_view.showGridLines = False
