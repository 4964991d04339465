"""The charts of a paper with the words that stand for them, and how they become pictures."""

from __future__ import annotations

import json
from dataclasses import replace

import altair as alt
import vl_convert

from planner.compare import Comparison
from planner.report import numbers, tables
from planner.report.charts import INK, comparison_chart, fte_chart, load_heat_map, savings_chart
from planner.report.paper.edition import Edition
from planner.report.paper.masking import small
from planner.report.paper.model import Picture
from planner.report.staffing import OVER_LIMIT

_HALF_YEAR = 46
"""Pixels of a half-year in the coloured table: narrower than on a screen, so that its figures are larger on paper."""
SCALE = 2.0
"""Pixels of a picture for each of the chart."""


def png(chart: alt.Chart) -> bytes:
    """The chart as a PNG, sharp on paper; the same chart gives the same bytes."""
    dark = {"labelColor": INK, "titleColor": INK}
    looks = chart.configure_axis(**dark).configure_legend(**dark).configure_header(**dark).configure_view(stroke=None)
    drawn: bytes = vl_convert.vegalite_to_png(json.dumps(looks.to_dict()), scale=SCALE)
    return drawn


def savings_picture(edition: Edition) -> Picture:
    """Target and net saving by year and account."""
    rows = tables.savings(edition.plan, edition.language).frame
    said = [
        edition.say(
            "alt.saving",
            account=row.account_name,
            year=row.year_name,
            target=numbers.mio(row.target_dkk, edition.language),
            net=numbers.mio(row.net_dkk, edition.language),
        )
        for row in rows.itertuples()
    ]
    chart = savings_chart(edition.plan, edition.language)
    return Picture(edition.c.t("chart.savings"), edition.say("alt.savings", figures="; ".join(said)), chart)


def fte_picture(edition: Edition) -> Picture:
    """FTE by team over time; it shows every figure, so it belongs to the internal version."""
    by_team = edition.plan.staff.groupby(["team", "month"])["fte"].sum().unstack()
    said = [
        edition.c.t(
            "chart.from_to",
            team=edition.names.team(team),
            first=numbers.fte(fte.iloc[0], edition.language),
            last=numbers.fte(fte.iloc[-1], edition.language),
        )
        for team, fte in by_team.iterrows()
    ]
    chart = fte_chart(edition.plan, edition.language)
    return Picture(edition.c.t("chart.fte"), edition.say("alt.fte", figures="; ".join(said)), chart)


def load_picture(edition: Edition) -> Picture:
    """Cases per FTE by target group and half-year; in the public version without groups that few work for."""
    plan = edition.plan
    if edition.public:
        few = set(plan.caseload.loc[plan.caseload["fte"].map(small), "target_group"])
        plan = replace(plan, caseload=plan.caseload[~plan.caseload["target_group"].isin(few)])
    load = plan.caseload
    over = load[load["load"] > OVER_LIMIT]
    groups = ", ".join(dict.fromkeys(edition.names.group(key) for key in over["target_group"]))
    words = edition.say("alt.over", groups=groups) if groups else edition.c.t("answer.limit_held")
    chart = load_heat_map(plan, edition.language).properties(width=_HALF_YEAR * load["half_year"].nunique())
    return Picture(edition.say("alt.load_title"), edition.say("alt.load", words=words), chart)


def comparison_picture(edition: Edition, comparison: Comparison) -> Picture:
    """Net saving of every scenario by year and account."""
    rows = tables.comparison_years(comparison, edition.language).frame
    said = [
        edition.say(
            "alt.alternative",
            account=row["account"],
            year=row["year_name"],
            figures=", ".join(
                f"{name} {numbers.mio(row[f'value_{i}'], edition.language)}" for i, name in enumerate(comparison.names)
            ),
        )
        for _, row in rows.iterrows()
    ]
    chart = comparison_chart(comparison, edition.language)
    return Picture(edition.c.t("chart.comparison"), edition.say("alt.savings", figures="; ".join(said)), chart)
