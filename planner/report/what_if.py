"""What if, as tables and charts: assumptions at their ends, and saving against load and dismissals."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf, isfinite
from typing import Any

import altair as alt
import pandas as pd

from planner.plan import Plan
from planner.report import numbers
from planner.report.charts import BLUE, INK, ORANGE, SCENARIO_COLOURS, figure_axis
from planner.report.columns import Table, headed, made, written
from planner.report.prices import FIGURE_KINDS, shows
from planner.report.settings import setting_label
from planner.text import Catalogue, Language, catalogue
from planner.what_if import Point, Swing, uncertainties

_MISSED_DKK = 500.0
_ASSUMPTION = ("setting", "name", "value", "low", "high", "unit", "reasoning")
_DASHES = ([1, 0], [8, 3], [2, 2], [8, 3, 2, 3], [4, 4], [12, 2])


def uncertain(plan: Plan, language: Language = "da") -> Table:
    """The assumptions that have a low and a high, with their reasons, in the order of the scenario file."""
    c, given = catalogue(language), uncertainties(plan.case)
    frame = pd.DataFrame([_assumption(plan, row, c) for _, row in given.iterrows()], columns=list(_ASSUMPTION))
    return made(c, "uncertain", headed(c, "name:text value:text low:text high:text unit:text reasoning:text"), frame)


def swings(plan: Plan, found: Sequence[Swing], figure: str = "dismissals_fte", language: Language = "da") -> Table:
    """One figure with each assumption at its low and at its high, less the plan's; the widest first.

    An assumption whose ends do not change the figure stands last; one end that no plan goes with says so.
    """
    c = catalogue(language)
    given = {row["setting"]: row for _, row in uncertainties(plan.case).iterrows()}
    rows = []
    for setting in dict.fromkeys(swing.setting for swing in found):
        ends = {swing.side: swing for swing in found if swing.setting == setting}
        if set(ends) != {"low", "high"}:
            continue
        row = _assumption(plan, given[setting], c) | {"kind": FIGURE_KINDS[figure]}
        changes = {side: swing.changes[figure] if swing.changes else None for side, swing in ends.items()}
        row |= {f"{side}_change": c.t("what_if.no_plan") if x is None else x for side, x in changes.items()}
        row["width"] = max(inf if x is None else abs(x) for x in changes.values())
        row["moves"] = any(x is not None and isfinite(x) and shows(figure, x) for x in changes.values())
        rows.append(row)
    keys = [*_ASSUMPTION, "kind", "low_change", "high_change", "width", "moves"]
    frame = pd.DataFrame(rows, columns=keys).sort_values("width", ascending=False, kind="stable").reset_index(drop=True)
    spec = "name:text value:text low:text low_change:mixed high:text high_change:mixed unit:text reasoning:text"
    return made(c, "swings", headed(c, spec), frame, figure=c.t(f"figure.{figure}"))


def _assumption(plan: Plan, given: pd.Series, c: Catalogue) -> dict[str, Any]:
    """An uncertain assumption as it is written."""
    names = {row.path: getattr(row, f"label_{c.language}") for row in plan.case.settings.retraining}
    ends = {key: _written(given, key, c) for key in ("value", "low", "high")}
    name = setting_label(c, given["setting"], names)
    return {"setting": given["setting"], "name": name, **ends, "unit": given["unit"], "reasoning": given["assumption"]}


def _written(row: pd.Series, key: str, c: Catalogue) -> str:
    """A value of a setting as it is written."""
    kind = "share" if str(row["unit"]).startswith("andel") else "number"
    return written(float(row[key]), kind, c.language)


def swing_sentence(
    plan: Plan, found: Sequence[Swing], figure: str = "dismissals_fte", language: Language = "da"
) -> str:
    """Which assumption moves a figure most, and how far."""
    c, table = catalogue(language), swings(plan, found, figure, language).frame
    moved = [row for row in table.itertuples() if row.moves and isfinite(row.width)]
    if not moved:
        return c.t("what_if.nothing", figure=c.t(f"figure.{figure}"))
    row = moved[0]
    ends = {side: _signed(getattr(row, f"{side}_change"), figure, language) for side in ("low", "high")}
    return c.t("what_if.most", figure=c.t(f"figure.{figure}"), name=row.name, low=row.low, high=row.high,
               low_change=ends["low"], high_change=ends["high"])  # fmt: skip


def _signed(change: float, figure: str, language: Language) -> str:
    """A change with its sign."""
    return ("+" if change > 0 and shows(figure, change) else "") + written(change, FIGURE_KINDS[figure], language)


def swing_chart(
    plan: Plan, found: Sequence[Swing], figure: str = "dismissals_fte", language: Language = "da"
) -> alt.Chart:
    """A tornado: a bar to each side for each assumption that changes the figure, the widest at the top; ends named."""
    c, table = catalogue(language), swings(plan, found, figure, language).frame
    names = {"low": c.t("what_if.low"), "high": c.t("what_if.high")}
    rows = [
        {"name": row.name, "end": names[side], "change": change, "given": row.value, "at": getattr(row, side),
         "text": f"{getattr(row, side)}: {_signed(change, figure, language)}"}
        for row in table.itertuples() for side in ("low", "high")
        if row.moves and isinstance(change := getattr(row, f"{side}_change"), float) and isfinite(change)
    ]  # fmt: skip
    long = pd.DataFrame(rows, columns=["name", "end", "change", "given", "at", "text"])
    reach = 1.5 * float(long["change"].abs().max()) if len(long) else 1.0
    order = list(dict.fromkeys(long["name"]))
    axis = figure_axis(language)
    axis.format = "%" if FIGURE_KINDS[figure] == "share" else alt.Undefined
    across = alt.X("change:Q", title=c.t("what_if.change", figure=c.t(f"figure.{figure}")), axis=axis,
                   scale=alt.Scale(domain=[-reach, reach]))  # fmt: skip
    colour = alt.Color("end:N", title=None, sort=None, legend=alt.Legend(orient="top"),
                       scale=alt.Scale(domain=list(names.values()), range=[BLUE, ORANGE]))  # fmt: skip
    tips = [alt.Tooltip("name:N", title=c.t("column.name")), alt.Tooltip("end:N", title=" "), alt.Tooltip("text:N", title=c.t("column.value")),
            alt.Tooltip("given:N", title=c.t("what_if.given"))]  # fmt: skip
    base = alt.Chart(long).encode(
        y=alt.Y("name:N", title=None, sort=order, axis=alt.Axis(labelLimit=320, labelOverlap=False)),
        yOffset=alt.YOffset("end:N", sort=list(names.values())),
        tooltip=tips,
    )
    bars = base.mark_bar().encode(x=across, color=colour)
    right = (
        base.transform_filter("datum.change >= 0")
        .mark_text(align="left", dx=4, color=INK)
        .encode(x=across, text="text:N")
    )
    left = (
        base.transform_filter("datum.change < 0")
        .mark_text(align="right", dx=-4, color=INK)
        .encode(x=across, text="text:N")
    )
    zero = alt.Chart(pd.DataFrame({"change": [0.0]})).mark_rule(color=INK).encode(x=across)
    title = c.t("what_if.swing_title", figure=c.t(f"figure.{figure}"))
    return alt.layer(bars, right, left, zero).properties(width=560, height=165 + 40 * len(order), title=title)


def frontier(found: Sequence[Point], language: Language = "da") -> Table:
    """The best worst load for each saving and cap on dismissals, and whether the saving is met at all."""
    c = catalogue(language)
    rows = [
        (p.share, p.saving_dkk, _cap(p, c), p.worst_load, p.dismissals_fte, p.shortfall_dkk,
         c.t("cell.missed" if p.shortfall_dkk > _MISSED_DKK else "cell.met"), inf if p.cap_fte is None else p.cap_fte)
        for p in found
    ]  # fmt: skip
    keys = ["saving_share", "saving_dkk", "cap", "best_load", "used_fte", "missing_dkk", "met", "cap_fte"]
    frame = (
        pd.DataFrame(rows, columns=keys).sort_values(["saving_share", "cap_fte"], kind="stable").reset_index(drop=True)
    )
    spec = "saving_share:share saving_dkk:mio cap:text best_load:share used_fte:fte missing_dkk:mio met:text"
    return made(c, "frontier", headed(c, spec), frame)


def _cap(point: Point, c: Catalogue) -> str:
    """The cap on dismissals in words."""
    if point.cap_fte is None:
        return c.t("what_if.no_cap")
    return c.t("what_if.cap", cap=numbers.number(point.cap_fte, c.language))


def frontier_sentence(found: Sequence[Point], language: Language = "da") -> str:
    """What the fewest dismissals cost in load at the whole saving, against no cap; empty where that was not asked."""
    c = catalogue(language)
    whole = sorted((p for p in found if p.share == 1), key=lambda p: inf if p.cap_fte is None else p.cap_fte)
    if len(whole) < 2 or whole[-1].cap_fte is not None:
        return ""
    met = [p for p in whole if p.shortfall_dkk <= _MISSED_DKK]
    if not met or not isfinite(met[0].worst_load) or met[0] is whole[-1]:
        return c.t("what_if.only_free")
    least, free = met[0], whole[-1]
    return c.t(
        "what_if.trade",
        few=numbers.fte(least.dismissals_fte, language),
        load=numbers.share(least.worst_load, language),
        many=numbers.fte(free.dismissals_fte, language),
        better=numbers.share(free.worst_load, language),
    )


def frontier_chart(found: Sequence[Point], language: Language = "da") -> alt.Chart:
    """The best worst load against the saving, a line for each cap; ▲ where the cap does not allow the saving."""
    c, table = catalogue(language), frontier(found, language).frame
    long = table[table["best_load"].astype(float) < inf]
    missed = long["missing_dkk"] > _MISSED_DKK
    long = long.assign(
        saving=long["saving_dkk"] / 1e6,
        missed=missed,
        saving_text=[numbers.mio_kr(x, language) for x in long["saving_dkk"]],
        load_text=[numbers.share(x, language) for x in long["best_load"]],
        used_text=[numbers.fte(x, language) for x in long["used_fte"]],
    )
    order = list(dict.fromkeys(table.sort_values("cap_fte", kind="stable")["cap"]))
    colours, dashes = [*SCENARIO_COLOURS][: len(order)], [*_DASHES][: len(order)]
    tips = [alt.Tooltip(f"{key}:N", title=c.t(f"column.{name}")) for key, name in (
        ("cap", "cap"), ("saving_text", "saving_dkk"), ("load_text", "best_load"), ("used_text", "used_fte"), ("met", "met"))]  # fmt: skip
    few = figure_axis(language)
    few.tickCount = 6
    legend = alt.Legend(orient="top", labelLimit=300, symbolType="stroke", symbolSize=400)
    shared: dict[str, Any] = {"title": c.t("column.cap"), "sort": order, "legend": legend}
    base = alt.Chart(long).encode(
        x=alt.X("saving:Q", title=c.t("what_if.saving_axis"), axis=few, scale=alt.Scale(zero=False, padding=20)),
        y=alt.Y("best_load:Q", title=c.t("what_if.load_axis"), axis=alt.Axis(format="%"), scale=alt.Scale(zero=False)),
        color=alt.Color("cap:N", scale=alt.Scale(domain=order, range=colours), **shared),
        tooltip=tips,
    )  # fmt: skip
    dash = alt.StrokeDash("cap:N", scale=alt.Scale(domain=order, range=dashes), **shared)
    lines = base.mark_line(strokeWidth=2.5).encode(strokeDash=dash)
    points = base.transform_filter("!datum.missed").mark_circle(size=90, opacity=1)
    signs = base.transform_filter("datum.missed").mark_text(text="▲", fontSize=16)
    limit = (
        alt.Chart(pd.DataFrame({"best_load": [1.0]})).mark_rule(color=INK, strokeDash=[3, 3]).encode(y="best_load:Q")
    )
    return alt.layer(limit, lines, points, signs).properties(width=620, height=420, title=c.t("what_if.frontier_title"))
