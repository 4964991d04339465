"""The workbooks of a plan and of a comparison: every figure as a value, live formulas over it, no macros, no links."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

from xlsxwriter import Workbook

from planner.compare import Comparison
from planner.plan import Plan
from planner.report import layout, numbers, tables
from planner.report.answer import answer, groundwork, provenance
from planner.report.archive import stable
from planner.report.cells import BLUE, GREY, Formats
from planner.report.page import SLANTED, TITLE, WORD, Page
from planner.report.places import Place
from planner.report.sheets import Sheet, comparison_sheets, plan_sheets
from planner.text import Language, catalogue

_TEXT_IS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_MARGIN = 0.4


def write_workbook(plan: Plan, path: Path, language: Language = "da") -> None:
    """Write a plan: overview, then the sheets of `sheets.py` with staffing, calendar, money and what all of it rests on."""
    book = _Book(plan.case.settings.name, language)
    book.overview(plan)
    for sheet in plan_sheets(plan, language):
        book.add(sheet)
    book.save(path)


def write_comparison(comparison: Comparison, plans: Sequence[Plan], path: Path, language: Language = "da") -> None:
    """Write plans side by side; `plans` are those that were compared, in the same order."""
    book = _Book(catalogue(language).t("workbook.comparison_title"), language)
    for sheet in comparison_sheets(comparison, plans, language):
        book.add(sheet)
    book.save(path)


class _Book:
    """A workbook whose sheets share footer, fonts and date."""

    def __init__(self, name: str, language: Language) -> None:
        self.name, self.language, self.c = name, language, catalogue(language)
        self.today, self.buffer = date.today(), BytesIO()
        self.book = Workbook(self.buffer, {"in_memory": True, **_TEXT_IS_TEXT})
        self.formats = Formats(self.book)

    def page(self, title: str, widths: Sequence[float]) -> Page:
        """A new sheet, set up for A4 landscape with the footer on every page."""
        sheet, day = self.book.add_worksheet(title), numbers.day(self.today.isoformat(), self.language)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(left=_MARGIN, right=_MARGIN, top=_MARGIN, bottom=0.7)
        left = self.c.t("workbook.footer", name=self.name.replace("&", "+")[:100])
        right = self.c.t("workbook.page", page="&P", pages="&N")
        sheet.set_footer(f"&L{left}&C{day}&R{right}", {"margin": 0.3})
        return Page(sheet, widths, self.formats, self.language)

    def add(self, content: Sheet) -> None:
        """A sheet of tables; the last one's heading is repeated on every page it runs over."""
        page = self.page(content.title, layout.column_widths(content, self.language))
        page.text(f"{content.title} · {self.name}", {"font_size": 14, "bold": True, "font_color": BLUE})
        for line in content.lines:
            page.paragraph(line, len(page.widths))
        *first, (last, last_spans) = content.tables
        for table, spans in first:
            page.make_room(table)
            page.table(table, spans=spans, repeat_head=True)
        page.make_room(last)
        place = page.table(last, spans=last_spans)
        page.finish(len(page.widths))
        if last.frame.empty:
            page.sheet.repeat_rows(0)
            page.sheet.freeze_panes(1, 1)
            return
        page.sheet.repeat_rows(place.head - 1)
        page.sheet.freeze_panes(1 if first or content.lines else place.head, 1)
        page.sheet.autofilter(place.head - 1, 0, place.rows[-1] - 1, layout.covered(1, last_spans)[-1][1] - 1)

    def overview(self, plan: Plan) -> None:
        """The first sheet: question, answer in words, and on one page what it rests on."""
        page, c = self.page(self.c.t("sheet.overview"), layout.OVERVIEW_WIDTHS), self.c
        page.text(c.t("workbook.title", name=self.name), {"font_size": 16, "bold": True, "font_color": BLUE})
        page.text(f"{c.t('workbook.draft')} · {provenance(plan, self.today, self.language)}", SLANTED)
        page.text(c.t("workbook.question"), WORD)
        page.paragraph(plan.case.settings.why, 17)
        page.text(c.t("workbook.answer"), WORD)
        for line in answer(plan, self.language):
            page.paragraph(line, 17)
        page.paragraph(groundwork(plan, self.language), 17)
        page.sheet.freeze_panes(2, 0)
        page.row += 1
        top, savings = page.row, tables.savings(plan, self.language)
        place = page.table(savings)
        page.table(tables.ways_of_leaving(plan, self.language), spans=(3, 1, 1, 4))
        page.table(tables.finding_counts(plan, self.language), spans=(1, 1, 7))
        bottom, page.row = page.row, top
        for account, rows in savings.frame.groupby("account_name", sort=False):
            self._bars(page, str(account), place, rows.index[0], rows.index[-1])
        page.table(tables.key_figures(plan, self.language), column=layout.BESIDE, spans=(4, 1, 2))
        page.finish(17, max(bottom, page.row))
        page.sheet.fit_to_pages(1, 1)

    def _bars(self, page: Page, title: str, place: Place, first: int, last: int) -> None:
        """Target and net saving of one account as native bars beside the table; all accounts on equal axes."""
        c, savings = self.c, place.table
        chart = self.book.add_chart({"type": "column"})
        ends = place.rows[first] - 1, place.rows[last] - 1
        for key, label, colour in (("target_dkk", "chart.target", GREY), ("net_dkk", "chart.net", BLUE)):
            at, years = place.columns[key] - 1, place.columns["year_name"] - 1
            chart.add_series(
                {
                    "name": c.t(label),
                    "categories": [page.name, ends[0], years, ends[1], years],
                    "values": [page.name, ends[0], at, ends[1], at],
                    "fill": {"color": colour},
                    "gap": 40,
                    "data_labels": {"value": True, "num_format": "0.0", "font": {"size": 7}},
                }
            )
        amounts = savings.frame[["target_dkk", "net_dkk"]].to_numpy() / 1e6
        low, high = layout.axis_range(amounts.min(), amounts.max())
        plain = {"size": 8, "bold": False}
        chart.set_y_axis({"min": low, "max": high, "num_format": "0", "name": c.t("chart.mio"), "name_font": plain,
                          "num_font": plain, "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}}})  # fmt: skip
        chart.set_x_axis({"num_font": plain, "label_position": "low"})
        chart.set_legend({"position": "bottom", "font": plain})
        chart.set_title({"none": True})
        chart.set_size({"width": 537, "height": 212})
        page.text(title, TITLE, layout.BESIDE)
        page.chart(chart, layout.BESIDE, 11)

    def save(self, path: Path) -> None:
        """Write the file; the same plan on the same day gives the same bytes."""
        created = datetime(self.today.year, self.today.month, self.today.day)
        self.book.set_properties({"title": self.name, "author": "bemandingsplan", "created": created})
        self.book.close()
        path.write_bytes(stable(self.buffer.getvalue(), self.today))
