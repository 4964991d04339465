"""Charts of a plan or a comparison for Altair. Colour never stands alone: a sign, a text or a place says the same."""

from __future__ import annotations

import altair as alt
import pandas as pd

from planner.case.schema import Case
from planner.compare import Comparison
from planner.plan import Plan
from planner.report import numbers
from planner.report.columns import Table
from planner.report.comparison import comparison_teams, comparison_years
from planner.report.limits import joint, source_words
from planner.report.names import Names
from planner.report.results import savings
from planner.report.staffing import OVER_LIMIT, cases_heat, load_heat
from planner.text import Catalogue, Language, catalogue

BLUE, ORANGE, GREEN, PURPLE, OCHRE, INK = "#005A8C", "#B34D00", "#2E7D32", "#6A4C93", "#8A6D00", "#1A1A1A"
SCENARIO_COLOURS = (BLUE, ORANGE, GREEN, PURPLE, OCHRE, INK)
_PALE, _LIMIT, _OVER = "#E3EEF5", "#FFFFFF", "#F2C79F"


def savings_chart(plan: Plan, language: Language = "da") -> alt.Chart:
    """Target and net saving side by side, year by year, one panel per account with equal axes."""
    c, table = catalogue(language), savings(plan, language).frame
    kinds = {"target_dkk": c.t("chart.target"), "net_dkk": c.t("chart.net")}
    long = table.melt(["account_name", "year_name"], list(kinds), "kind", "amount")
    long = long.assign(
        kind=long["kind"].map(kinds),
        amount=long["amount"] / 1e6,
        text=[numbers.mio(x, language) for x in long["amount"]],
    )
    base = alt.Chart(long).encode(
        x=alt.X("year_name:N", title=None, sort=None, axis=alt.Axis(labelAngle=0)),
        xOffset=alt.XOffset("kind:N", sort=list(kinds.values())),
        y=alt.Y("amount:Q", title=c.t("chart.mio"), axis=figure_axis(language)),
        tooltip=[alt.Tooltip("account_name", title=c.t("column.account")), alt.Tooltip("year_name", title=c.t("column.year")),
                 alt.Tooltip("kind", title=" "), alt.Tooltip("text", title=c.t("chart.mio"))],
    )  # fmt: skip
    colour = alt.Color(
        "kind:N",
        title=None,
        sort=None,
        scale=alt.Scale(domain=list(kinds.values()), range=["#9A9A9A", BLUE]),
        legend=alt.Legend(orient="top"),
    )
    bars = base.mark_bar().encode(color=colour)
    figures = base.mark_text(dy=-6, fontSize=10, color=INK).encode(text="text:N")
    panel = alt.layer(bars, figures).properties(width=330, height=200)
    header = alt.Header(title=None, labelFontSize=13, labelFontWeight="bold")
    return panel.facet(
        column=alt.Column("account_name:N", sort=list(dict.fromkeys(table["account_name"])), header=header),
        title=c.t("chart.savings"),
    )


def fte_chart(plan: Plan, language: Language = "da") -> alt.Chart:
    """FTE month by month, one small panel per team from zero and with equal axes, largest team first."""
    c, names = catalogue(language), Names(plan.case, language)
    long = plan.staff.groupby(["team", "month"], as_index=False)["fte"].sum()
    order = long[long["month"] == long["month"].min()].sort_values(["fte", "team"], ascending=[False, True])["team"]
    first, last = long.groupby("team")["fte"].first(), long.groupby("team")["fte"].last()
    titles = {
        key: c.t(
            "chart.from_to",
            team=names.team(key),
            first=numbers.fte(first[key], language),
            last=numbers.fte(last[key], language),
        )
        for key in order
    }
    long = long.assign(
        panel=long["team"].map(titles),
        date=long["month"] + "-01",
        when=[numbers.month(m, language) for m in long["month"]],
    )
    long["text"] = [numbers.fte(value, language) for value in long["fte"]]
    axis = alt.Axis(format="%Y", tickCount="year", labelAngle=0, grid=False)
    tips = [
        alt.Tooltip("panel", title=c.t("column.team")),
        alt.Tooltip("when", title=c.t("chart.month")),
        alt.Tooltip("text", title=c.t("column.fte")),
    ]
    encoding = {
        "x": alt.X("date:T", title=None, axis=axis),
        "y": alt.Y("fte:Q", title=None, axis=alt.Axis(tickCount=4)),
        "tooltip": tips,
    }
    area = (
        alt.Chart(long)
        .mark_area(color=BLUE, opacity=0.25, line={"color": BLUE})
        .encode(**encoding)
        .properties(width=172, height=80)
    )
    header = alt.Header(title=None, labelFontSize=12, labelAnchor="start", labelExpr="split(datum.label, ': ')")
    return area.facet(
        facet=alt.Facet("panel:N", sort=list(titles.values()), header=header), columns=4, title=c.t("chart.fte")
    )


def load_heat_map(plan: Plan, language: Language = "da") -> alt.Chart:
    """Cases per FTE by target group and half-year on a colour for the load; what is over the limit carries ▲."""
    c = catalogue(language)
    long = _cells(load_heat(plan, language), "load").merge(
        _cells(cases_heat(plan, language), "cases"), on=["group", "half_year"], how="left"
    )
    long["over"] = long["load"] > OVER_LIMIT
    signs = ["▲ " if over else "" for over in long["over"]]
    long["text"] = [
        sign + numbers.cases(value, language) if pd.notna(value) else "▲"
        for sign, value in zip(signs, long["cases"], strict=True)
    ]
    long["percent"] = [numbers.share(load, language) for load in long["load"]]
    long["when"] = [numbers.half_year(h, language) for h in long["half_year"]]
    long["colour"], long["short"] = (
        long["load"].clip(upper=1.5),
        [numbers.half_year_short(h) for h in long["half_year"]],
    )
    tips = [alt.Tooltip(key, title=title) for key, title in (("group", c.t("column.target_group")), ("when", c.t("column.half_year")),
            ("text", c.t("column.cases_per_fte")), ("percent", c.t("column.load")))]  # fmt: skip
    base = alt.Chart(long).encode(
        x=alt.X(
            "short:N",
            title=None,
            sort=None,
            axis=alt.Axis(labelAngle=0, orient="top", labelOverlap=False, labelFlush=False),
        ),
        y=alt.Y("group:N", title=None, sort=None, axis=alt.Axis(labelLimit=320, labelFlush=False)),
        tooltip=tips,
    )
    scale = alt.Scale(domain=[0.5, 1, 1.0001, 1.5], range=[_LIMIT, _PALE, "#FBE3CC", ORANGE])
    tiles = base.mark_rect(stroke="white").encode(color=alt.Color("colour:Q", scale=scale, legend=None))
    figures = base.mark_text(fontSize=11).encode(
        text="text:N",
        color=alt.condition("datum.load > 1.35", alt.value("white"), alt.value(INK)),
    )
    return alt.layer(tiles, figures).properties(
        width=62 * long["half_year"].nunique(),
        height=24 * long["group"].nunique(),
        title=c.t("chart.load_title", limit=_limits(plan, language)),
    )


def _limits(plan: Plan, language: Language) -> str:
    """Where the limits of all groups come from."""
    groups = plan.caseload["target_group"].unique()
    return source_words(plan.case, joint(plan.case, groups, list(plan.case.half_years)[-1]), language).split(" [")[0]


def _cells(table: Table, value: str) -> pd.DataFrame:
    """A wide heat table as one row per cell that has a figure."""
    middle = [column.key for column in table.columns[1:]]
    return (
        table.frame.melt("target_group", middle, "half_year", value).dropna().rename(columns={"target_group": "group"})
    )


def comparison_chart(comparison: Comparison, language: Language = "da") -> alt.Chart:
    """Net saving of every scenario by year, one panel per account with equal axes."""
    c, table = catalogue(language), comparison_years(comparison, language)
    long = _scenarios(comparison, table, ["account", "year_name"])
    long = long.assign(text=[numbers.mio(x, language) for x in long["amount"]], amount=long["amount"] / 1e6)
    across = {
        "x": alt.X("year_name:N", title=None, sort=None, axis=alt.Axis(labelAngle=0)),
        "xOffset": alt.XOffset("scenario:N", sort=None),
    }
    along = {"y": alt.Y("amount:Q", title=c.t("chart.mio"), axis=figure_axis(language))}
    bars = (
        alt.Chart(long).mark_bar().encode(**across, **along, **_told_apart(long, c)).properties(width=330, height=220)
    )
    header = alt.Header(title=None, labelFontSize=13, labelFontWeight="bold")
    column = alt.Column("account:N", sort=list(dict.fromkeys(long["account"])), header=header)
    return bars.facet(column=column, title=c.t("chart.comparison"))


def comparison_teams_chart(comparison: Comparison, language: Language = "da", case: Case | None = None) -> alt.Chart:
    """FTE by team in the last month of every scenario, on one axis from zero; team names come from `case`."""
    c, table = catalogue(language), comparison_teams(comparison, language, case)
    long = _scenarios(comparison, table, ["team"])
    long["text"] = [numbers.fte(value, language) for value in long["amount"]]
    across = {
        "y": alt.Y("team:N", title=None, sort=None, axis=alt.Axis(labelLimit=260)),
        "yOffset": alt.YOffset("scenario:N", sort=None),
    }
    along = {"x": alt.X("amount:Q", title=c.t("column.fte"), axis=figure_axis(language))}
    bars = alt.Chart(long).mark_bar().encode(**across, **along, **_told_apart(long, c))
    height = 16 * len(long) + 10 * long["team"].nunique()
    return bars.properties(width=620, height=height, title=c.t("chart.comparison_teams"))


def _scenarios(comparison: Comparison, table: Table, index: list[str]) -> pd.DataFrame:
    """A comparison table as one row per scenario, named in the order given."""
    names = {f"value_{i}": name for i, name in enumerate(comparison.names)}
    long = table.frame.melt(index, list(names), "scenario", "amount").dropna()
    return long.assign(scenario=long["scenario"].map(names))


def _told_apart(long: pd.DataFrame, c: Catalogue) -> dict[str, object]:
    """One colour and one tooltip per scenario; their place within each group, in the order given, says the same."""
    names = list(dict.fromkeys(long["scenario"]))
    scale = alt.Scale(domain=names, range=list(SCENARIO_COLOURS[: len(names)]))
    legend = alt.Legend(orient="top", labelLimit=400, columns=3)
    tips = [
        alt.Tooltip(key, title=title)
        for key, title in (("scenario", c.t("chart.scenario")), (long.columns[0], " "), ("text", c.t("column.value")))
    ]
    return {
        "color": alt.Color("scenario:N", title=c.t("chart.scenario"), sort=None, scale=scale, legend=legend),
        "tooltip": tips,
    }


def figure_axis(language: Language) -> alt.Axis:
    """A figure axis with the language's decimal mark."""
    return alt.Axis(labelExpr="replace(datum.label, '.', ',')") if language == "da" else alt.Axis()
