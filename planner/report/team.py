"""One team: its posts, whom it serves, who comes and goes, whose owner it is, and what its leader must know."""

from __future__ import annotations

from dataclasses import replace

import altair as alt
import pandas as pd

from planner.plan import Plan
from planner.report import numbers
from planner.report.charts import BLUE, GREEN, INK, OCHRE, ORANGE, PURPLE, figure_axis
from planner.report.columns import Table, headed, made
from planner.report.groups import cell_caseload
from planner.report.ladder import exits, hires, moves
from planner.report.names import Names
from planner.report.ownership import ownership
from planner.report.results import teams as all_teams
from planner.report.staffing import staffing
from planner.text import Language, catalogue

FEW_POSTS_FTE = 5.0
"""Below this a team hangs on few people, and figures about it say something about single persons."""
_COLOURS = (BLUE, ORANGE, GREEN, PURPLE, OCHRE, INK)


def teams_with_posts(plan: Plan) -> tuple[str, ...]:
    """The teams that have rows of staff, in the case's order."""
    there = set(plan.staff["team"])
    return tuple(row.team for row in plan.case.teams if row.team in there)


def team_figures(plan: Plan, team: str, language: Language = "da") -> Table:
    """Posts today, FTE at the end and the change; the highest load; and how many citizen types the team is the owner of."""
    c = catalogue(language)
    row = all_teams(plan, language).frame.set_index("key").loc[team]
    last = row["posts_fte"] + row["change_fte"]
    loads = team_groups(plan, team, language).frame["load"]
    figures = [
        ("posts_fte", row["posts_fte"], "fte"),
        ("fte_end", last, "fte"),
        ("change_fte", row["change_fte"], "fte"),
        ("load", float(loads.max()) if len(loads) else None, "share"),
        ("owned", team_owned(plan, team, language).frame["key"].nunique(), "count"),
    ]
    rows = [(key, c.t(f"team_figure.{key}"), value, kind) for key, value, kind in figures]
    frame = pd.DataFrame(rows, columns=["key", "figure", "value", "kind"])
    return made(c, "team_figures", headed(c, "figure:text value:mixed"), frame)


def team_posts(plan: Plan, team: str, language: Language = "da") -> Table:
    """The team's posts by profession, today and at the end of every half-year."""
    return _of(staffing(plan, language), "team_key", team)


def team_groups(plan: Plan, team: str, language: Language = "da") -> Table:
    """The target groups that the team serves: cases per FTE against the limit, half-year by half-year."""
    return _of(cell_caseload(plan, language), "key", team)


def team_changes(plan: Plan, team: str, language: Language = "da") -> tuple[Table, ...]:
    """Who moves in and out, who is hired, and who leaves by a decision."""
    return tuple(_of(maker(plan, language), "team_key", team) for maker in (moves, hires, exits))


def team_owned(plan: Plan, team: str, language: Language = "da") -> Table:
    """The citizen types that the team is the owner of, and when."""
    table = ownership(plan, language)
    mine = [team in owner.split(" + ") for owner in table.frame["owner_key"]]
    return replace(table, frame=table.frame[mine].reset_index(drop=True))


def _of(table: Table, key: str, team: str) -> Table:
    """A table's rows of one team, without the column that names it."""
    frame = table.frame[table.frame[key] == team].reset_index(drop=True)
    return replace(table, frame=frame, columns=tuple(column for column in table.columns if column.key != "team"))


def team_notes(plan: Plan, team: str, language: Language = "da") -> tuple[str, ...]:
    """Sentences that the team's leader must know: from when it has few posts, and what is found about it."""
    c, names = catalogue(language), Names(plan.case, language)
    monthly = plan.staff[plan.staff["team"] == team].groupby("month")["fte"].sum()
    notes, few = [], monthly[monthly < FEW_POSTS_FTE]
    if len(few):
        figures = {"fte": numbers.fte(float(few.min()), language), "month": numbers.month(few.index[0], language)}
        notes.append(
            c.t("team_note.few", team=names.team(team), posts=numbers.number(FEW_POSTS_FTE, language), **figures)
        )
    about = plan.findings[plan.findings["subject"].str.split().str[0] == team]
    return (*notes, *about[f"message_{language}"])


def team_chart(plan: Plan, team: str, language: Language = "da") -> alt.Chart:
    """The team's FTE by profession, month by month, from zero; the name of each profession stands in the legend and tip."""
    c, names = catalogue(language), Names(plan.case, language)
    long = plan.staff[plan.staff["team"] == team].groupby(["profession", "month"], as_index=False)["fte"].sum()
    order = long.groupby("profession")["fte"].sum().sort_values(ascending=False).index
    long = long.assign(
        rank=[list(order).index(key) for key in long["profession"]],
        who=[names.profession(key) for key in long["profession"]],
        date=long["month"] + "-01",
        when=[numbers.month(month, language) for month in long["month"]],
        text=[numbers.fte(value, language) for value in long["fte"]],
    )
    shown = [names.profession(key) for key in order]
    scale = alt.Scale(domain=shown, range=[_COLOURS[i % len(_COLOURS)] for i in range(len(shown))])
    tips = [("who", "column.profession"), ("when", "chart.month"), ("text", "column.fte")]
    return (
        alt.Chart(long)
        .mark_area(interpolate="step-after", opacity=0.75, stroke="white", strokeWidth=0.5)
        .encode(
            x=alt.X("date:T", title=None, axis=alt.Axis(format="%Y", tickCount="year", labelAngle=0, grid=False)),
            y=alt.Y("fte:Q", title=c.t("column.fte"), stack="zero", axis=figure_axis(language)),
            color=alt.Color("who:N", title=None, scale=scale, legend=alt.Legend(orient="top", labelLimit=300)),
            order=alt.Order("rank:Q"),
            tooltip=[alt.Tooltip(key, title=c.t(title)) for key, title in tips],
        )
        .properties(width="container", height=260, title=c.t("chart.team", team=names.team(team)))
    )
