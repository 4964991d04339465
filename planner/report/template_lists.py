"""The lists to choose from in the workbook that a municipality fills in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from planner.case.settings import Settings
from planner.own_data import sheets as spec
from planner.own_data.danish import kind_of
from planner.own_data.settings_rows import annotation_at, bare, inner
from planner.own_data.sheets import MODELS, SHEETS, Sheet
from planner.own_data.taken_over import KEY, REFERS
from planner.text import Language, catalogue

FIRST, LAST = 5, 1000
"""The rows of a sheet that are filled in."""


def words_sheet(book: Workbook, language: Language) -> dict[tuple[str, ...], str]:
    """The sheet with every list that can be chosen from; the range of each."""
    c, page = catalogue(language), book.create_sheet(spec.title("words", language))
    ranges: dict[tuple[str, ...], str] = {}
    page.append([c.t("template.note.words")])
    for words in [("true", "false"), *_choices()]:
        if words in ranges:
            continue
        shown = (
            [c.t("template.yes"), c.t("template.no")]
            if words[0] == "true"
            else [spec.word(word, language) for word in words]
        )
        at = len(ranges) + 1
        for number, word in enumerate(shown, 3):
            page.cell(number, at, word)
        letter = get_column_letter(at)
        page.column_dimensions[letter].width = 24
        ranges[words] = f"'{page.title}'!${letter}$3:${letter}${2 + len(shown)}"
    return ranges


def _choices() -> Iterator[tuple[str, ...]]:
    """The words of every column and setting that allows only some."""
    for sheet in SHEETS:
        if sheet.is_table:
            for column in sheet.columns:
                yield from (
                    [words] if (words := spec.options(MODELS[sheet.table].model_fields[column].annotation)) else []
                )
    for head in Settings.model_fields:
        yield from _words_below(head)


def _words_below(path: str) -> Iterator[tuple[str, ...]]:
    kept = bare(annotation_at(path))
    if hasattr(kept, "model_fields"):
        for name in kept.model_fields:
            yield from _words_below(f"{path}.{name}")
    elif (words := spec.options(kept)) and getattr(kept, "__origin__", None) is not tuple:
        yield words


def suggested_keys(book: Workbook, tables: Mapping[str, list[dict[str, str]]]) -> dict[tuple[str, str], str]:
    """The reference's keys of teams and professions on the sheet of lists; the range for each sheet and column."""
    page = book.worksheets[-1]
    where: dict[tuple[str, str], str] = {}
    for table, column in (("teams", "team"), ("professions", "profession")):
        letter = get_column_letter(page.max_column + 1)
        page.column_dimensions[letter].width = 24
        keys = [row[column] for row in tables[table]]
        for number, key in enumerate(keys, 3):
            page[f"{letter}{number}"].value = key
        where[table, column] = f"'{page.title}'!${letter}$3:${letter}${2 + len(keys)}"
    return where | {("staffing", "profession"): where["professions", "profession"]}


def table_lists(
    page: Worksheet, sheet: Sheet, ranges: Mapping[tuple[str, ...], str], keys: Mapping[tuple[str, str], str]
) -> None:
    """Columns in which something is chosen from a list; where that is a key, another may be written."""
    language: Language = "da" if page.parent.sheetnames[0] == spec.title("readme", "da") else "en"
    for number, column in enumerate(sheet.columns if sheet.is_table else (), 1):
        annotation = MODELS[sheet.table].model_fields[column].annotation
        words = spec.options(annotation) or (("true", "false") if kind_of(annotation) == "flag" else ())
        letter = get_column_letter(number)
        cells = f"{letter}{FIRST}:{letter}{LAST}"
        own_key = column == KEY.get(sheet.table) and sheet.name != "caseloads"
        if words in ranges:
            _listed(page, cells, ranges[words], strict=True)
        elif (sheet.name, column) in keys:
            _listed(page, cells, keys[sheet.name, column], strict=False)
        elif column in REFERS and not own_key and len(REFERS[column]) == 1:
            name = REFERS[column][0]
            at = get_column_letter(next(s for s in SHEETS if s.name == name).columns.index(KEY[name]) + 1)
            _listed(page, cells, f"'{spec.title(name, language)}'!${at}${FIRST}:${at}${LAST}", strict=False)


def setting_lists(page: Worksheet, sheet: Sheet, after: int, ranges: Mapping[tuple[str, ...], str]) -> None:
    """Settings that are chosen from a list."""
    at, named = sheet.columns.index("given") + 1, sheet.columns.index("setting") + 1
    by_range: dict[str, list[str]] = {}
    for row in range(FIRST, after):
        annotation = annotation_at(str(page.cell(row, named).value))
        tuples = inner(annotation, "1") is not None
        words = (
            ()
            if tuples
            else spec.options(bare(annotation)) or (("true", "false") if kind_of(annotation) == "flag" else ())
        )
        if words in ranges:
            by_range.setdefault(ranges[words], []).append(page.cell(row, at).coordinate)
    for where, cells in by_range.items():
        _listed(page, " ".join(cells), where, strict=True)


def _listed(page: Worksheet, cells: str, where: str, strict: bool) -> None:
    choice = DataValidation(type="list", formula1=f"={where}", allow_blank=True, showErrorMessage=True)
    choice.errorStyle = "stop" if strict else "warning"
    choice.sqref = type(choice.sqref)(cells)
    page.add_data_validation(choice)
