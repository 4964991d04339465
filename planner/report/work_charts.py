"""Charts of the work: what pays for the saving, and where people leave before the work does."""

from __future__ import annotations

import altair as alt
import pandas as pd

from planner.plan import Plan
from planner.report import numbers
from planner.report.charts import BLUE, INK, ORANGE, figure_axis
from planner.report.names import Names
from planner.report.results import by_account
from planner.report.work import funding
from planner.text import Language, catalogue

_WIDTH, _GREY = 700, "#6E6E6E"
_SMALL_SHARE = 0.1
"""What part of the highest bar a piece must have for its figure to fit in it."""


def funding_chart(plan: Plan, language: Language = "da") -> alt.Chart:
    """The saving due in each half-year as a bar of what pays for it; a line across says how far lapsed work reaches."""
    c, table = catalogue(language), funding(plan, language).frame
    table = table[table["due_dkk"] > 0]
    kinds = {f"{key}_dkk": c.t(f"chart.{key}") for key in ("other", "funded", "unfunded")}
    lapsed = c.t("chart.lapsed")
    reach = table["other_dkk"] + (table["lapsed_dkk"] - table["demand_dkk"]).clip(lower=0.0)
    long = table.assign(reach=reach / 1e6).melt(["account_name", "half_year", "reach"], list(kinds), "key", "amount")
    long = long.assign(kind=long["key"].map(kinds), rank=long["key"].map(list(kinds).index), lapsed_name=lapsed)
    long["short"] = [numbers.half_year_short(name) for name in long["half_year"]]
    long["when"] = [numbers.half_year(name, language) for name in long["half_year"]]
    long["amount"] = long["amount"] / 1e6
    signs = ["▲ " if key == "unfunded_dkk" else "" for key in long["key"]]
    long["text"] = [sign + numbers.mio(1e6 * x, language) for sign, x in zip(signs, long["amount"], strict=True)]
    long["label"] = long["text"].where(long["amount"] >= _SMALL_SHARE * table["due_dkk"].max() / 1e6, "")
    before = long.sort_values("rank").groupby(["account_name", "half_year"])["amount"].cumsum()
    long["middle"] = before - long["amount"] / 2
    scale = alt.Scale(domain=[*kinds.values(), lapsed], range=[_GREY, BLUE, ORANGE, INK])
    legend = alt.Legend(orient="top", labelLimit=300)
    tips = [alt.Tooltip("when", title=c.t("column.half_year")), alt.Tooltip("kind", title=" "),
            alt.Tooltip("text", title=c.t("chart.mio"))]  # fmt: skip
    base = alt.Chart(long).encode(
        x=alt.X("short:N", title=None, sort=None, axis=alt.Axis(labelAngle=0, labelOverlap=False)), tooltip=tips
    )
    mio = alt.Y("amount:Q", title=c.t("chart.mio"), axis=figure_axis(language))
    colour = alt.Color("kind:N", title=None, sort=None, scale=scale, legend=legend)
    bars = base.mark_bar().encode(y=mio, color=colour, order=alt.Order("rank:Q"))
    figures = base.mark_text(fontSize=11, color="white", fontWeight="bold").encode(y="middle:Q", text="label:N")
    across = base.mark_tick(thickness=3, size=40).encode(y="reach:Q", color=alt.Color("lapsed_name:N", scale=scale))
    return _by_account(alt.layer(bars, figures, across), long, c.t("chart.funding"))


def valley_chart(plan: Plan, language: Language = "da") -> alt.Chart:
    """FTE that have left and FTE of work that has lapsed, month by month, with the gap between them filled."""
    c, names, table = catalogue(language), Names(plan.case, language), by_account(plan.valley)
    table["account_name"] = [names.account(key) for key in table["account"]]
    moving = table.groupby("account")[["left_fte", "lapsed_fte"]].transform(lambda part: part.abs().max()).max(axis=1)
    table = table[moving > 0.05]
    kinds = {key: c.t(f"chart.{key}") for key in ("left_fte", "lapsed_fte")}
    gap = c.t("chart.gap")
    order = [*kinds.values(), gap]
    wide = table.assign(
        date=table["month"] + "-01",
        gap=gap,
        floor=table["left_fte"] - table["valley_fte"] - table["uncovered_fte"],
        when=[numbers.month(month, language) for month in table["month"]],
    )
    keys = ("left_fte", "lapsed_fte", "valley_fte", "uncovered_fte")
    for key in keys:
        wide[f"{key}_text"] = [numbers.fte(value, language) for value in wide[key]]
    long = wide.melt([*(name for name in wide.columns if name not in kinds)], list(kinds), "key", "fte")
    long["kind"] = long["key"].map(kinds)
    wide = wide.assign(kind=gap, fte=wide["left_fte"])
    rows = pd.concat([long, wide])
    scale = alt.Scale(domain=order, range=[INK, BLUE, ORANGE])
    tips = [alt.Tooltip("when", title=c.t("chart.month"))] + [
        alt.Tooltip(f"{key}_text", title=c.t(f"column.{key}")) for key in keys if f"{key}_text" in rows
    ]  # fmt: skip
    axis = alt.Axis(format="%Y", tickCount="year", labelAngle=0, grid=False)
    base = alt.Chart(rows).encode(x=alt.X("date:T", title=None, axis=axis), tooltip=tips)
    fte = alt.Y("fte:Q", title=c.t("chart.fte_axis"), axis=figure_axis(language))
    looks = {"symbolType": "stroke", "symbolSize": 400, "symbolStrokeWidth": 3, "symbolOpacity": 1}
    legend = alt.Legend(orient="top", labelLimit=300, **looks)
    colour = alt.Color("kind:N", title=None, sort=None, scale=scale, legend=legend)
    area = base.transform_filter(alt.datum.kind == gap).mark_area(opacity=0.45, interpolate="step-after")
    lines = base.transform_filter(alt.datum.kind != gap).mark_line(interpolate="step-after", strokeWidth=2.5)
    dash = alt.StrokeDash(
        "kind:N", title=None, sort=None, scale=alt.Scale(domain=order, range=[[1, 0], [6, 3], [1, 0]]), legend=legend
    )
    layers = alt.layer(
        area.encode(y=fte, y2="floor:Q", color=colour), lines.encode(y=fte, color=colour, strokeDash=dash)
    )
    return _by_account(layers, rows, c.t("chart.valley"))


def _by_account(layers: alt.LayerChart, rows: pd.DataFrame, title: str) -> alt.Chart:
    """One wide panel per account, below each other on equal axes."""
    header = alt.Header(title=None, labelFontSize=13, labelFontWeight="bold", labelOrient="top", labelAnchor="start")
    order = list(dict.fromkeys(rows["account_name"]))
    panel = layers.properties(width=_WIDTH, height=150)
    return panel.facet(row=alt.Row("account_name:N", sort=order, header=header), title=title)
