"""The user's workbook with each faulty cell coloured and commented, and all faults on a sheet of their own."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Callable, Iterable

from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill

from planner.errors import Fault
from planner.own_data.book import opened
from planner.text import Catalogue

_RED = PatternFill("solid", start_color="F8B4A6")
_SHEET = re.compile(r"sheet «(.*)»")
_CELL = re.compile(r"cell ([A-Z]{1,3}\d+)")
_ROW, _COLUMN = re.compile(r"row (\d+)"), re.compile(r"column ([A-Z]{1,3})")


def marked(data: bytes, faults: Iterable[Fault], say: Callable[[Fault], str], c: Catalogue) -> bytes | None:
    """A copy of the workbook with its faults in it; None where it cannot be opened or holds what looks like a person.

    Args:
        data: the workbook.
        faults: what is wrong with it.
        say: a fault as a sentence.
        c: the reader's words.
    """
    found = list(faults)
    if opened(data)[1] or any("hold persons" in fault.found or "personal number" in fault.found for fault in found):
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = load_workbook(io.BytesIO(data))
    said: dict[tuple[str, str], list[str]] = {}
    for fault in found:
        sheet, at = _SHEET.fullmatch(fault.file), _at(fault.place)
        if sheet and at and sheet[1] in book.sheetnames:
            said.setdefault((sheet[1], at), []).append(say(fault))
    for (name, at), sentences in said.items():
        cell = book[name][at]
        if type(cell).__name__ == "MergedCell":
            continue
        cell.fill = _RED
        cell.comment = Comment("\n".join(sentences), "Bemandingsplan", height=140, width=340)
    page = book.create_sheet(_free(c.t("template.marked_sheet"), book.sheetnames), 0)
    page.append([c.t("template.said.faults", count=len(found))])
    page["A1"].font = Font(bold=True, size=14)
    page.column_dimensions["A"].width = 140
    for fault in found:
        page.append([say(fault)])
        cell = page.cell(page.max_row, 1)
        cell.data_type, cell.alignment = "s", Alignment(wrap_text=True, vertical="top")
    book.active = 0
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _at(place: str) -> str:
    """The cell that a fault is about; the first of its row or column where it is about all of it."""
    if cell := _CELL.match(place):
        return cell[1]
    if row := _ROW.match(place):
        return f"A{row[1]}"
    return f"{column[1]}1" if (column := _COLUMN.match(place)) else ""


def _free(name: str, taken: list[str]) -> str:
    return name if name not in taken else _free(f"{name} 2", taken)
