"""The workbooks of a plan and of a comparison. Values only: no formulas, no macros, no links."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.chart import BarChart, Reference, Series
from openpyxl.chart.data_source import AxDataSource, StrRef
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.text import RichText
from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.pagebreak import Break, RowBreak
from openpyxl.worksheet.properties import PageSetupProperties

from planner.compare import Comparison
from planner.plan import Plan
from planner.report import layout, numbers, tables
from planner.report.answer import answer, groundwork, provenance
from planner.report.archive import stable
from planner.report.cells import BLUE, GREY, fill, font, mark, put
from planner.report.columns import Table, kind_in
from planner.report.sheets import Sheet, comparison_sheets, plan_sheets
from planner.text import Language, catalogue

_HEAD = PatternFill("solid", fgColor=BLUE)
_TITLE, _WORD = font(size=12, bold=True, color=BLUE), font(bold=True, color=BLUE)
_RULE = Border(top=Side("thin"), bottom=Side("thin"))
_HEIGHT_OF_A_PAGE, _LINE_HEIGHT = 800, 14
_BOLD = 0.8
_LABEL = ParagraphProperties(defRPr=CharacterProperties(sz=700))
_SMALL = RichText(p=[Paragraph(pPr=_LABEL, endParaRPr=CharacterProperties())])


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
        self.today, self.book = date.today(), Workbook()
        self.book.remove(self.book.active)

    def page(self, title: str, widths: Sequence[float]) -> _Page:
        """A new sheet, set up for A4 landscape with the footer on every page."""
        sheet = self.book.create_sheet(title)
        for position, width in enumerate(widths, 1):
            sheet.column_dimensions[get_column_letter(position)].width = width
        sheet.sheet_view.showGridLines = False
        sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.page_margins.left = sheet.page_margins.right = 0.4
        sheet.page_margins.top, sheet.page_margins.bottom, sheet.page_margins.footer = 0.4, 0.7, 0.3
        sheet.oddFooter.left.text = self.c.t("workbook.footer", name=self.name.replace("&", "+")[:100])
        sheet.oddFooter.center.text = numbers.day(self.today.isoformat(), self.language)
        sheet.oddFooter.right.text = self.c.t("workbook.page", page="&P", pages="&N")
        return _Page(sheet, list(widths), self.language)

    def add(self, content: Sheet) -> None:
        """A sheet of tables; the last one's heading is repeated on every page it runs over."""
        page = self.page(content.title, layout.column_widths(content, self.language))
        page.text(f"{content.title} · {self.name}", font(size=14, bold=True, color=BLUE))
        for line in content.lines:
            page.paragraph(line, len(page.widths))
        *first, (last, last_spans) = content.tables
        for table, spans in first:
            page.make_room(table)
            page.table(table, spans=spans, repeat_head=True)
        page.make_room(last)
        head = page.table(last, spans=last_spans)
        if page.height() <= _HEIGHT_OF_A_PAGE:
            page.sheet.page_setup.fitToHeight, page.sheet.row_breaks = 1, RowBreak()
        if last.frame.empty:
            page.sheet.print_title_rows, page.sheet.freeze_panes = "1:1", "B2"
            return
        page.sheet.print_title_rows = f"{head}:{head}"
        page.sheet.freeze_panes = f"B{2 if first or content.lines else head + 1}"
        page.sheet.auto_filter.ref = f"A{head}:{get_column_letter(len(last.columns))}{head + len(last.frame)}"

    def overview(self, plan: Plan) -> None:
        """The first sheet: question, answer in words, and on one page what it rests on."""
        page, c = self.page(self.c.t("sheet.overview"), layout.OVERVIEW_WIDTHS), self.c
        page.sheet.page_setup.fitToHeight = 1
        page.text(c.t("workbook.title", name=self.name), font(size=16, bold=True, color=BLUE))
        page.text(f"{c.t('workbook.draft')} · {provenance(plan, self.today, self.language)}", font(italic=True))
        page.text(c.t("workbook.question"), _WORD)
        page.paragraph(plan.case.settings.why, 17)
        page.text(c.t("workbook.answer"), _WORD)
        for line in answer(plan, self.language):
            page.paragraph(line, 17)
        page.paragraph(groundwork(plan, self.language), 17)
        page.sheet.freeze_panes = "A3"
        page.row += 1
        top, savings = page.row, tables.savings(plan, self.language)
        head = page.table(savings)
        page.table(tables.ways_of_leaving(plan, self.language), spans=(3, 1, 1, 4))
        page.table(tables.finding_counts(plan, self.language), spans=(1, 1, 7))
        bottom, page.row = page.row, top
        for account, rows in savings.frame.groupby("account_name", sort=False):
            page.bars(str(account), head + 1 + rows.index[0], head + 1 + rows.index[-1], savings)
        page.table(tables.key_figures(plan, self.language), column=layout.BESIDE, spans=(4, 1, 2))
        page.sheet.print_area = f"A1:Q{max(bottom, page.row)}"

    def save(self, path: Path) -> None:
        """Write the file; the same plan on the same day gives the same bytes."""
        self.book.properties.created = datetime(self.today.year, self.today.month, self.today.day)
        self.book.properties.title = self.name
        self.book.properties.creator = "bemandingsplan"
        buffer = BytesIO()
        self.book.save(buffer)
        path.write_bytes(stable(buffer.getvalue(), self.today))


class _Page:
    """One sheet, written from the top down."""

    def __init__(self, sheet: Any, widths: list[float], language: Language) -> None:
        self.sheet, self.widths, self.language = sheet, widths, language
        self.row = self.page_start = 1
        self.rows_a_page = layout.rows_a_page(widths)

    def make_room(self, table: Table) -> None:
        """Begin a new page where the table would otherwise begin low on this one and run over."""
        used = self.row - self.page_start
        if used > 8 and used + len(table.frame) + 5 > self.rows_a_page:
            self._turn()

    def _turn(self) -> None:
        self.sheet.row_breaks.append(Break(id=self.row - 1))
        self.page_start = self.row

    def text(self, text: str, look: Font, column: int = 1) -> None:
        """A line of text that may run out to the right."""
        cell = self.sheet.cell(self.row, column)
        put(cell, text)
        cell.font = look
        self.row += 1

    def paragraph(self, text: str, over: int, column: int = 1, look: Font | None = None) -> None:
        """Text wrapped over so many columns, in a row that is high enough for it."""
        last = max(column, min(column + over - 1, len(self.widths)))
        self.sheet.merge_cells(start_row=self.row, end_row=self.row, start_column=column, end_column=last)
        self._room_for([(text, (column, last))])
        self.sheet.cell(self.row, column).alignment = Alignment(wrap_text=True, vertical="top")
        self.text(text, look or font(), column)

    def table(self, table: Table, column: int = 1, spans: Sequence[int] = (), repeat_head: bool = False) -> int:
        """Title, note, heading, rows and totals; returns the row of the heading. Without rows only title and note."""
        places = layout.covered(column, spans or [1] * len(table.columns))
        if column == 1 and self.row > 1:
            self.row += 1
        self.text(table.title, _TITLE, column)
        if table.note:
            self.paragraph(table.note, sum(spans) or len(table.columns), column, font(italic=True))
        if table.frame.empty:
            return self.row - 1
        self._head(table, places)
        head = self.row - 1
        for _, row in table.frame.iterrows():
            if repeat_head and self.row - self.page_start >= self.rows_a_page:
                self._turn()
                self._head(table, places)
            for place, shown_column in zip(places, table.columns, strict=True):
                cell = self._cell(place)
                fill(cell, row[shown_column.key], kind_in(shown_column, row), self.language)
                mark(cell, shown_column, row)
            texts = (str(row[c.key]) if kind_in(c, row) == "text" else "" for c in table.columns)
            self._room_for(zip(texts, places, strict=True))
            self.row += 1
        if table.totals and len(table.frame):
            self._totals(table, places)
        return head

    def _head(self, table: Table, places: list[tuple[int, int]]) -> None:
        for place, column in zip(places, table.columns, strict=True):
            cell = self._cell(place)
            put(cell, column.narrow)
            cell.font, cell.fill = font(bold=True, color="FFFFFF"), _HEAD
            sideways = "left" if column.kind in layout.TEXT else "right"
            cell.alignment = Alignment(
                wrap_text=True, vertical="center", horizontal=sideways, indent=sideways == "left"
            )
        self._room_for(zip((column.narrow for column in table.columns), places, strict=True), _BOLD)
        self.row += 1

    def height(self) -> float:
        """The height of all rows written so far, in points."""
        return sum(self.sheet.row_dimensions[row].height or _LINE_HEIGHT for row in range(1, self.row))

    def _room_for(self, texts: Iterable[tuple[str, tuple[int, int]]], useful: float = 1) -> None:
        """Make the row high enough for wrapped texts in the columns they cover, of which so much is useful."""
        lines = max(layout.lines_of(text, useful * sum(self.widths[first - 1 : last])) for text, (first, last) in texts)
        row = self.sheet.row_dimensions[self.row]
        row.height = max(row.height or 0, _LINE_HEIGHT * lines)

    def _totals(self, table: Table, places: list[tuple[int, int]]) -> None:
        for place, column in zip(places, table.columns, strict=True):
            cell = self._cell(place)
            if column.key in table.totals:
                fill(cell, float(table.frame[column.key].sum()), column.kind, self.language)
            elif column is table.columns[0]:
                put(cell, catalogue(self.language).t("cell.total"))
                cell.alignment = Alignment(horizontal="left", indent=1)
            cell.font, cell.border = font(bold=True), _RULE
        self.row += 1

    def _cell(self, place: tuple[int, int]) -> Cell:
        first, last = place
        if last > first:
            self.sheet.merge_cells(start_row=self.row, end_row=self.row, start_column=first, end_column=last)
        return self.sheet.cell(self.row, first)

    def bars(self, title: str, first: int, last: int, savings: Table) -> None:
        """Target and net saving of one account as native bars beside the table; all accounts on equal axes."""
        c, chart, name = catalogue(self.language), BarChart(), quote_sheetname(self.sheet.title)
        keys = [column.key for column in savings.columns]
        for key, label, colour in (("target_dkk", "chart.target", GREY), ("net_dkk", "chart.net", BLUE)):
            values = Reference(self.sheet, min_col=keys.index(key) + 1, min_row=first, max_row=last)
            series = Series(values, title=c.t(label))
            series.graphicalProperties.solidFill = colour
            series.cat = AxDataSource(strRef=StrRef(f=f"{name}!$B${first}:$B${last}"))
            chart.series.append(series)
        amounts = savings.frame[["target_dkk", "net_dkk"]].to_numpy() / 1e6
        chart.y_axis.scaling.min, chart.y_axis.scaling.max = layout.axis_range(amounts.min(), amounts.max())
        chart.y_axis.number_format, chart.y_axis.title = "0", c.t("chart.mio")
        chart.x_axis.delete = chart.y_axis.delete = False
        shows = {"showVal": True, "showSerName": False, "showCatName": False, "showLegendKey": False}
        chart.dataLabels = DataLabelList(numFmt="0.0", txPr=_SMALL, **shows)
        chart.legend.position, chart.gapWidth = "b", 40
        chart.width, chart.height = 14.2, 5.6
        self.text(title, _TITLE, layout.BESIDE)
        self.sheet.add_chart(chart, f"{get_column_letter(layout.BESIDE)}{self.row}")
        self.row += 11
