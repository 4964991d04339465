"""Page Team: one team's posts before and after, whom it serves, who comes and goes, and whose owner it is."""

import streamlit as st

from planner.app import parts, pins, sidebar
from planner.plan import Plan
from planner.report import team as reported
from planner.report.columns import kind_in, written
from planner.report.names import Names
from planner.text import Catalogue, Language, catalogue


def show() -> None:
    """Draw the page."""
    language = sidebar.language()
    c = catalogue(language)
    st.title(c.t("app.page.team"))
    plan = parts.asked_plan(language, c)
    if plan is None:
        return
    team = st.selectbox(
        c.t("column.team"),
        reported.teams_with_posts(plan),
        format_func=Names(plan.case, language).team,
        key="team",
        bind="query-params",
    )
    _figures(plan, team, language)
    for note in reported.team_notes(plan, team, language):
        st.warning(note)
    posts = reported.team_posts(plan, team, language)
    parts.chart(reported.team_chart(plan, team, language), posts, language, c)
    pins.size(plan, team, language, c)
    _tables(plan, team, language, c)


def _figures(plan: Plan, team: str, language: Language) -> None:
    """The team's figures on one row."""
    table = reported.team_figures(plan, team, language)
    for place, (_, row) in zip(st.columns(len(table.frame)), table.frame.iterrows(), strict=True):
        place.metric(row["figure"], written(row["value"], kind_in(table.columns[1], row), language) or "–", border=True)


def _tables(plan: Plan, team: str, language: Language, c: Catalogue) -> None:
    """What lies behind the picture, one tab each."""
    posts, groups, changes, owned = st.tabs(
        [c.t(f"app.team_tab.{name}") for name in ("posts", "groups", "changes", "owned")]
    )
    with posts:
        parts.table(reported.team_posts(plan, team, language), language)
    with groups:
        parts.table(reported.team_groups(plan, team, language), language)
    with changes:
        for table in reported.team_changes(plan, team, language):
            st.markdown(f"**{table.title}**")
            parts.table(table, language)
    with owned:
        parts.table(reported.team_owned(plan, team, language), language)


show()
