"""What the data decide: the range of each figure over all plans that are just as good."""

from __future__ import annotations

import pandas as pd

from planner.plan import Plan
from planner.report import numbers
from planner.report.columns import Table, headed, made
from planner.report.names import Names
from planner.report.periods import period, year_ends
from planner.text import Catalogue, Language, catalogue
from planner.undecided import COLUMNS, WIDE_FTE

_AT_THE_END = ("reduced_hours",)
"""Ways that are counted in the last month, not added up over the plan."""


def ranges(plan: Plan, language: Language = "da") -> Table:
    """Each figure with the least and the most it can be, and whether the data decide it; empty until asked for."""
    c = catalogue(language)
    frame = _in_case_order(plan).rename(columns={"figure": "kind_key", "decided": "decided_key"})
    frame["range_name"] = [_name(plan, row, c) for row in frame.itertuples()]
    frame["decided_word"] = [_verdict(row, c) for row in frame.itertuples()]
    spec = "range_name:text planned_fte:fte low_fte:fte high_fte:fte decided_word:text"
    return made(c, "ranges", headed(c, spec), frame, wide=numbers.number(WIDE_FTE, language))


def _in_case_order(plan: Plan) -> pd.DataFrame:
    """The ranges with the teams first, in the case's order; the others stand as they do."""
    order = {row.team: position for position, row in enumerate(plan.case.teams)}
    frame = plan.ranges.reindex(columns=COLUMNS)
    rank = [order.get(row.key, 0) if row.figure == "team" else len(order) for row in frame.itertuples()]
    return frame.assign(rank=rank).sort_values("rank", kind="stable").drop(columns="rank").reset_index(drop=True)


def _name(plan: Plan, row: pd.Series, c: Catalogue) -> str:
    """What a figure is, and when it is counted."""
    ends = {month[:4]: period(plan.case, month, c.language) for month in year_ends(plan.case)}
    last = list(ends.values())[-1]
    if row.kind_key == "team":
        return c.t("range.team", name=Names(plan.case, c.language).team(row.key), when=last)
    if row.kind_key == "all":
        return c.t("range.all", when=ends[row.key])
    if row.key in _AT_THE_END:
        return c.t("range.team", name=c.t(f"way.{row.key}"), when=last)
    return c.t("range.way", name=c.t(f"way.{row.key}"))


def _verdict(row: pd.Series, c: Catalogue) -> str:
    """Whether the data decide a figure, with its range where they do not."""
    return c.t("range.decided") if row.decided_key else c.t("range.open", span=_span(row, c.language))


def _span(row: pd.Series, language: Language) -> str:
    return f"{numbers.fte(row.low_fte, language)}-{numbers.fte(row.high_fte, language)}"


def open_figures(plan: Plan, language: Language = "da") -> list[str]:
    """The figures that the data do not decide, each with its range."""
    frame = ranges(plan, language).frame
    return [f"{row.range_name} ({_span(row, language)})" for row in frame.itertuples() if not row.decided_key]


def open_teams(plan: Plan, language: Language = "da") -> str:
    """A sentence on the teams whose FTE in the last month the data do not decide; empty where they do."""
    c, names = catalogue(language), Names(plan.case, language)
    rows = [row for row in _in_case_order(plan).itertuples() if row.figure == "team" and not row.decided]
    if not rows:
        return ""
    teams = ", ".join(f"{names.team(row.key)} ({_span(row, language)})" for row in rows)
    return c.t("range.teams", when=period(plan.case, year_ends(plan.case)[-1], language), teams=teams)
