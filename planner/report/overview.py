"""The sheet *Overblik*: question, answer in words, and on one page what it rests on, with native charts."""

from __future__ import annotations

from datetime import date
from typing import Any

from planner.plan import Plan
from planner.report import layout, tables
from planner.report.answer import answer, groundwork, provenance
from planner.report.cells import BLUE, GREY
from planner.report.page import SLANTED, TITLE, WORD, Page
from planner.report.places import Place
from planner.report.schedule import overdue
from planner.text import Language, catalogue

_CHART = (490, 205)
"""Width and height of a chart in pixels, of which four are three points."""
_PLAIN = {"size": 8, "bold": False}


def write_overview(page: Page, book: Any, plan: Plan, day: date, language: Language) -> list[Place]:
    """Write the sheet on a page of its own; returns where its tables stand."""
    c, width = catalogue(language), len(layout.OVERVIEW_WIDTHS)
    page.text(c.t("workbook.title", name=plan.case.settings.name), {"font_size": 16, "bold": True, "font_color": BLUE})
    page.text(f"{c.t('workbook.draft')} · {provenance(plan, day, language)}", SLANTED)
    page.text(c.t("workbook.question"), WORD)
    page.paragraph(plan.case.settings.why, width)
    page.text(c.t("workbook.answer"), WORD)
    for line in filter(None, (*answer(plan, language), overdue(plan, day, language), groundwork(plan, language))):
        page.paragraph(line, width)
    page.sheet.freeze_panes(2, 0)
    page.row += 1
    top = page.row
    savings = page.table(tables.savings(plan, language))
    ways = page.table(tables.ways_of_leaving(plan, language), spans=(3, 1, 1, 4))
    bottom, page.row = page.row, top
    for account, rows in savings.table.frame.groupby("account_name", sort=False):
        page.text(str(account), TITLE, layout.BESIDE)
        page.chart(
            _bars(book, savings, (rows.index[0], rows.index[-1]), language),
            layout.BESIDE,
            _CHART[1] * 0.75 + layout.LINE_HEIGHT,
        )
    figures = page.table(tables.key_figures(plan, language), column=layout.BESIDE, spans=(4, 1, 2))
    page.row += 1
    found = page.table(tables.finding_counts(plan, language), column=layout.BESIDE, spans=(2, 1, 4))
    page.finish(max(bottom, page.row))
    page.sheet.fit_to_pages(1, 1)
    return [savings, ways, found, figures]


def _bars(book: Any, place: Place, rows: tuple[int, int], language: Language) -> Any:
    """Target and net saving of one account as native bars; all accounts on equal axes."""
    c, chart = catalogue(language), book.add_chart({"type": "column"})
    ends = [place.rows[row] - 1 for row in rows]
    years = place.columns["year_name"] - 1
    for key, label, colour in (("target_dkk", "chart.target", GREY), ("net_dkk", "chart.net", BLUE)):
        at = place.columns[key] - 1
        series = {"name": c.t(label), "fill": {"color": colour}, "gap": 40, "overlap": -5}
        series["categories"] = [place.page.name, ends[0], years, ends[1], years]
        series["values"] = [place.page.name, ends[0], at, ends[1], at]
        series["data_labels"] = {"value": True, "num_format": "0.0", "font": {"size": 7}}
        chart.add_series(series)
    amounts = place.table.frame[["target_dkk", "net_dkk"]].to_numpy() / 1e6
    low, high = layout.axis_range(amounts.min(), amounts.max())
    axis = {
        "min": low,
        "max": high,
        "num_format": "0",
        "name": c.t("chart.mio"),
        "name_font": _PLAIN,
        "num_font": _PLAIN,
    }
    chart.set_y_axis(axis | {"major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}}})
    chart.set_x_axis({"num_font": _PLAIN, "label_position": "low"})
    chart.set_legend({"position": "bottom", "font": _PLAIN})
    chart.set_title({"none": True})
    chart.set_size({"width": _CHART[0], "height": _CHART[1]})
    return chart
