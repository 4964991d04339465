"""The workbooks of a plan and of a comparison: every figure as a value, live formulas over it, no macros, no outer links.

XlsxWriter writes them, because it stores beside each formula what it comes to: who only reads values sees every figure,
and Excel computes anew. `places.py` knows where the figures stand, `formulas.py` and `controls.py` make formulas of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook

from planner.compare import Comparison
from planner.pipeline import with_posts
from planner.plan import Plan
from planner.report import layout, numbers
from planner.report.archive import stable
from planner.report.cells import BLUE, Formats
from planner.report.controls import control_formulas, controls, controls_table, state_table
from planner.report.formulas import Formula, comparison_formulas, formulas
from planner.report.overview import write_overview
from planner.report.page import SLANTED, Page
from planner.report.places import Place
from planner.report.read_me import defined_names, file_facts, read_comparison, read_me
from planner.report.sheets import Sheet, comparison_sheets, placed, plan_sheets
from planner.text import Catalogue, Language, catalogue

_TEXT_IS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_MARGIN, _LONGEST_PROPERTY = 0.4, 255


def write_workbook(plan: Plan, path: Path, language: Language = "da") -> None:
    """Write a plan: what the file is, the answer, the sheets of `sheets.py`, and formulas that recompute and check them."""
    book = _Book(plan.case.settings.name, language)
    sheets = plan_sheets(plan, language)
    first, overview, *rest = book.sheets([*_titles(book.c, "read_me", "overview"), *(each.title for each in sheets)])
    page = book.page(overview, layout.OVERVIEW_WIDTHS)
    book.places |= {place.table.name: place for place in write_overview(page, book.book, plan, book.today, language)}
    for sheet, content in zip(rest, sheets, strict=True):
        if content.key != "controls":
            book.add(sheet, content)
    tests = controls(plan, book.places, language)
    last = next(i for i, content in enumerate(sheets) if content.key == "controls")
    book.add(rest[last], replace(sheets[last], tables=(placed(controls_table(tests, language)),)))
    facts = file_facts(plan, book.today, language)
    book.add(first, read_me(facts, state_table(tests, language), book.places, sheets, language))
    book.link("sheets")
    for name, address in defined_names(book.places).items():
        book.book.define_name(name, f"={address}")
    book.calculate(formulas(book.places, book.c))
    book.calculate(control_formulas(tests, book.places, book.c))
    book.save(path, facts)


def write_comparison(comparison: Comparison, plans: Sequence[Plan], path: Path, language: Language = "da") -> None:
    """Write plans side by side; `plans` are those that were compared, in the same order."""
    book = _Book(catalogue(language).t("workbook.comparison_title"), language)
    plans = [with_posts(plan) for plan in plans]
    contents = comparison_sheets(comparison, plans, language)
    first, *rest = book.sheets([*_titles(book.c, "read_me"), *(each.title for each in contents)])
    for sheet, content in zip(rest, contents, strict=True):
        book.add(sheet, content)
    book.add(first, read_comparison(comparison, plans, book.today, contents, language))
    book.link("sheets")
    book.calculate(comparison_formulas(book.places, comparison.baseline))
    book.save(path, file_facts(plans[comparison.baseline], book.today, language))


def _titles(c: Catalogue, *keys: str) -> list[str]:
    return [c.t("book.sheet.read_me") if key == "read_me" else c.t(f"sheet.{key}") for key in keys]


class _Book:
    """A workbook whose sheets share footer, fonts and date; `places` says where each table stands."""

    def __init__(self, name: str, language: Language) -> None:
        self.name, self.language, self.c = name, language, catalogue(language)
        self.today, self.buffer = date.today(), BytesIO()
        self.book = Workbook(self.buffer, {"in_memory": True, **_TEXT_IS_TEXT})
        self.formats = Formats(self.book)
        self.places: dict[str, Place] = {}

    def sheets(self, titles: Iterable[str]) -> list[Any]:
        """Empty sheets in the order in which they stand."""
        return [self.book.add_worksheet(title) for title in titles]

    def page(self, sheet: Any, widths: Sequence[float]) -> Page:
        """A sheet set up for A4 landscape with the footer on every page."""
        day = numbers.day(self.today.isoformat(), self.language)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(left=_MARGIN, right=_MARGIN, top=_MARGIN, bottom=0.7)
        left = self.c.t("workbook.footer", name=self.name.replace("&", "+")[:100])
        right = self.c.t("workbook.page", page="&P", pages="&N")
        sheet.set_footer(f"&L{left}&C{day}&R{right}", {"margin": 0.3})
        return Page(sheet, widths, self.formats, self.language)

    def add(self, sheet: Any, content: Sheet) -> None:
        """A sheet of tables; the heading of the last printed one is repeated on every page it runs over."""
        page = self.page(sheet, layout.column_widths(content, self.language))
        page.printed = max(sum(spans) for _, spans in content.tables)
        page.text(f"{content.title} · {self.name}", {"font_size": 14, "bold": True, "font_color": BLUE})
        for line in content.lines:
            page.paragraph(line, page.printed)
        if content.details:
            titles = ", ".join(table.title for table, _ in content.details)
            page.paragraph(self.c.t("book.details", titles=titles), page.printed, look=SLANTED)
        *before, (last, last_spans) = content.tables
        for table, spans in before:
            page.make_room(table, spans)
            self._place(page.table(table, spans=spans, repeat_head=True))
        page.make_room(last, last_spans)
        place = self._place(page.table(last, spans=last_spans))
        printed = page.row - 1
        for table, spans in content.details:
            place = self._place(page.table(table, spans=spans))
        page.finish(printed)
        head = self.places[last.name]
        page.sheet.repeat_rows(head.head - 1 if head.rows else 0)
        alone = not (before or content.lines or content.details)
        page.sheet.freeze_panes(head.head if alone else 1, 1)
        if place.rows:
            page.sheet.autofilter(place.head - 1, 0, place.rows[-1] - 1, max(place.columns.values()) - 1)

    def _place(self, place: Place) -> Place:
        self.places[place.table.name] = place
        return place

    def link(self, table: str) -> None:
        """Let the names of sheets in the first column of a table lead there."""
        place = self.places[table]
        for row in place.rows:
            place.page.link(row, 1)

    def calculate(self, some: Iterable[Formula]) -> None:
        """Put formulas over the figures that they come to."""
        for place, row, key, made in list(some):
            at = place.total_row if row is None else place.rows[row]
            place.page.formula(at or 0, place.columns[key], made.text)

    def save(self, path: Path, facts: Mapping[str, str]) -> None:
        """Write the file, which says itself what it holds; the same plan on the same day gives the same bytes."""
        created = datetime(self.today.year, self.today.month, self.today.day)
        self.book.set_properties({"title": self.name, "author": "bemandingsplan", "created": created})
        for name, text in facts.items():
            self.book.set_custom_property(name, text[:_LONGEST_PROPERTY], "text")
        self.book.close()
        path.write_bytes(stable(self.buffer.getvalue(), self.today))
