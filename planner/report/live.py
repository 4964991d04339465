"""The tables that only the workbook has: inputs that may be tried there, what follows from them, and sums to check by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from planner.plan import Plan
from planner.report import numbers
from planner.report.assumptions import assumptions
from planner.report.columns import Column, Kind, Table
from planner.report.economy import account_years
from planner.report.groups import cell_caseload, team_caseload
from planner.report.names import Names
from planner.report.ownership import ownership_by_half_year
from planner.report.periods import period, year_ends
from planner.report.staffing import OVER_LIMIT, target_groups
from planner.text import Catalogue, Language, catalogue

LEAVE = ("attrition", "retirement", "fixed_term", "notice", "voluntary", "transfer", "moved_out")
COME = ("arrived", "hired", "returned")
"""Movements by which FTE in service go and come; who trains for another cell has gone and comes with `arrived`."""
MAY_CHANGE = ("target_dkk", "other_dkk")
"""The steps from pay to net saving that a reader of the workbook may change."""


def columns(c: Catalogue, spec: str) -> tuple[Column, ...]:
    """Columns from `key:kind` words, headed by the words of the workbook."""
    pairs = (word.split(":") for word in spec.split())
    return tuple(Column(key, c.t(f"book.column.{key}"), kind) for key, kind in pairs)  # type: ignore[arg-type]


def table(c: Catalogue, name: str, shown: Iterable[Column], frame: pd.DataFrame, **words: object) -> Table:
    """A table whose title and note are among the words of the workbook."""
    return Table(name, c.t(f"book.table.{name}.title"), c.t(f"book.table.{name}.note", **words), tuple(shown), frame)


def relief(plan: Plan, language: Language = "da") -> Table:
    """The one cell by which every limit of cases per FTE can be raised or lowered in the workbook; 0 is the plan's."""
    c = catalogue(language)
    frame = pd.DataFrame([(c.t("book.relief"), 0.0)], columns=["try", "relief"])
    try_, share = columns(c, "try:text relief:share")
    return table(c, "relief", (try_, replace(share, change=True)), frame)


def needs(plan: Plan, language: Language = "da") -> Table:
    """FTE needed in each half-year by the plan and at the limits that stand in the workbook, and what is missing."""
    c = catalogue(language)
    by = plan.caseload.groupby("half_year", as_index=False)
    frame = by[["need_fte", "fte", "overload_fte"]].sum()
    frame["need_now_fte"] = frame["need_fte"]
    frame["need_change_fte"] = 0.0
    frame["load"] = by["load"].max()["load"]
    frame["over_count"] = [(part["load"] > OVER_LIMIT).sum() for _, part in by]
    frame["over_count"] = frame["over_count"].astype(float)
    spec = "half_year:half_year need_fte:fte need_now_fte:fte need_change_fte:fte fte:fte overload_fte:fte load:share over_count:count"
    return table(c, "needs", columns(c, spec), frame)


def limits(plan: Plan, language: Language = "da") -> Table:
    """The caseload of the target groups with limits that may be changed, the plan's own need beside."""
    c, made = catalogue(language), target_groups(plan, language)
    frame = made.frame.assign(plan_need_fte=made.frame["need_fte"])
    shown = [replace(each, change=each.key == "limit") for each in made.columns]
    at = next(i for i, each in enumerate(shown) if each.key == "limit_source")
    shown[at:at] = columns(c, "overload_fte:fte plan_need_fte:fte")
    return replace(
        made, name="limits", columns=tuple(shown), frame=frame, note=f"{made.note} {c.t('book.limits_note')}"
    )


def team_needs(plan: Plan, language: Language = "da") -> Table:
    """The caseload of the teams with the need that it is made of."""
    return _with_need("team_needs", team_caseload(plan, language), language)


def cell_needs(plan: Plan, language: Language = "da") -> Table:
    """The caseload of target groups in teams with the need that it is made of."""
    return _with_need("cell_needs", cell_caseload(plan, language), language)


def _with_need(name: str, made: Table, language: Language) -> Table:
    shown = list(made.columns)
    at = next(i for i, each in enumerate(shown) if each.key == "fte")
    shown[at:at] = columns(catalogue(language), "need_fte:fte")
    return replace(made, name=name, columns=tuple(shown))


def years(plan: Plan, language: Language = "da") -> Table:
    """The steps from pay to net saving; targets and other savings may be changed in the workbook."""
    made = account_years(plan, language)
    shown = tuple(replace(each, change=each.kind == "dkk") for each in made.columns)
    return replace(
        made, name="years", columns=shown, frame=made.frame.assign(change=made.frame["key"].isin(MAY_CHANGE))
    )


def professions(plan: Plan, language: Language = "da") -> Table:
    """FTE in service by profession at the end of every year, all teams together."""
    c, names, ends = catalogue(language), Names(plan.case, language), year_ends(plan.case)
    rows = [(row.profession, row.fte + row.vacant_fte) for row in plan.case.staffing]
    frame = pd.DataFrame(rows, columns=["key", "posts_fte"]).groupby("key", sort=False).sum()
    frame = frame.join(plan.staff.groupby(["profession", "month"])["fte"].sum().unstack()[ends]).reset_index()
    frame["profession"] = [names.profession(key) for key in frame["key"]]
    middle = [Column(month, period(plan.case, month, language), "fte") for month in ends]
    shown = (*columns(c, "profession:text posts_fte:fte"), *middle)
    return replace(table(c, "professions", shown, frame), totals=("posts_fte", *ends))


def flows(plan: Plan, language: Language = "da") -> Table:
    """FTE in service by team at the start, who goes and who comes, hours given up, and FTE at the end."""
    c, names = catalogue(language), Names(plan.case, language)
    first, last = plan.staff["month"].iloc[0], plan.staff["month"].iloc[-1]
    by = plan.staff.groupby(["month", "team"])[["fte", "reduced_hours_fte"]].sum()
    moved = plan.movements.groupby("team")[[f"{kind}_fte" for kind in (*LEAVE, *COME)]].sum()
    frame = pd.DataFrame({"start_fte": by.loc[first, "fte"], "end_fte": by.loc[last, "fte"]})
    frame["left_fte"] = moved[[f"{kind}_fte" for kind in LEAVE]].sum(axis=1)
    frame["came_fte"] = moved[[f"{kind}_fte" for kind in COME]].sum(axis=1)
    frame["hours_fte"] = by.loc[last, "reduced_hours_fte"] - by.loc[first, "reduced_hours_fte"]
    frame = frame.reindex([row.team for row in plan.case.teams if row.team in frame.index]).reset_index(names="key")
    frame["team"] = [names.team(key) for key in frame["key"]]
    amounts = ("start_fte", "left_fte", "came_fte", "hours_fte", "end_fte")
    shown = columns(c, "team:text " + " ".join(f"{key}:fte" for key in amounts))
    return replace(table(c, "flows", shown, frame), totals=amounts)


def owners(plan: Plan, language: Language = "da") -> Table:
    """The owner of each citizen type, half-years side by side; empty where the type does not exist."""
    c = catalogue(language)
    frame = ownership_by_half_year(plan, language).frame
    halves = sorted(frame["half_year"].unique())
    wide = frame.pivot(index="citizen_type", columns="half_year", values="owner")[halves]
    wide = wide.reindex(frame["citizen_type"].drop_duplicates()).fillna("").reset_index()
    middle = [Column(half, numbers.half_year(half, language), "text") for half in halves]
    return table(c, "owners", [*columns(c, "citizen_type:text"), *middle], wide)


def groundwork_counts(plan: Plan, language: Language = "da") -> Table:
    """How many values of each sort rest on a source, a choice, or an assumption."""
    c = catalogue(language)
    rows = assumptions(plan, language).frame
    bases = {key: c.t(f"basis.{key}") for key in ("assumption", "choice", "source")}
    wide = pd.crosstab(rows["where"], rows["basis"]).reindex(columns=list(bases.values()), fill_value=0)
    frame = wide.rename(columns={label: key for key, label in bases.items()}).astype(float)
    frame = frame.reindex(rows["where"].drop_duplicates()).reset_index()
    frame["all"] = frame[list(bases)].sum(axis=1)
    kind: Kind = "count"
    middle = [Column(key, label, kind) for key, label in bases.items()]
    shown = [*columns(c, "where:text"), *middle, *columns(c, "all:count")]
    return replace(table(c, "groundwork_counts", shown, frame), totals=(*bases, "all"))


def differing(plan: Plan, language: Language = "da") -> Table:
    """The values that are otherwise than in the scenario that this one builds on."""
    c, made = catalogue(language), assumptions(plan, language)
    frame = made.frame[made.frame["differs"] != ""].reset_index(drop=True)
    keys = ("where", "name", "value", "unit", "basis", "reasoning", "differs")
    shown = [each for each in made.columns if each.key in keys]
    return table(c, "differing", shown, frame)
