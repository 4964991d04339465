"""Page Plan: is the saving met, how many posts go and how, what happens to the caseload, does everybody keep an owner."""

from collections.abc import Callable
from datetime import date

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from planner.app import parts, pins, planning, sidebar, ways_panel, why
from planner.plan import Plan
from planner.report import charts, tables
from planner.report.answer import answer
from planner.report.columns import Table, kind_in, written
from planner.report.schedule import overdue
from planner.text import Catalogue, Language, catalogue

_HEADLINE = ("shortfall_dkk", "fte_end", "dismissals_fte", "worst_overload_share", "orphans")


def show() -> None:
    """Draw the page."""
    language = sidebar.language()
    c = catalogue(language)
    chosen = sidebar.choice()
    place = st.container()
    plan = parts.made_plan(language, c)
    if plan is None:
        return
    with place:
        st.title(plan.case.settings.name)
        words = _answer(plan, language, c)
        ways = st.container()
    short = plan if plan.status == "shortfall" and plan is planning.kept(chosen, "plan") else None
    parts.plan_download(plan, language, c)
    if len(plan.years):
        parts.chart(charts.savings_chart(plan, language), tables.savings(plan, language), language, c)
    posts = _ways(plan, language, c)
    parts.chart(charts.load_heat_map(plan, language), tables.target_groups(plan, language), language, c)
    parts.chart(charts.fte_chart(plan, language), tables.staffing(plan, language), language, c)
    if short is not None:
        with ways:  # they take their time as well, so the plan is drawn before them
            ways_panel.show(chosen, short, language, c)
    with posts, st.spinner(c.t("app.rounding")):
        plan = planning.whole(plan, language)
        words.markdown(_said(plan, language))
        _several(plan, language, tables.posts, tables.posts_savings, tables.posts_loads, tables.posts_limits)
    _basis(plan, language, c)


def _answer(plan: Plan, language: Language, c: Catalogue) -> DeltaGenerator:
    """The question, the answer and its figures; what is said below them is returned, to be said again with whole posts."""
    st.markdown(f"**{plan.case.settings.why}**")
    (st.success if plan.status == "optimal" else st.warning)(answer(plan, language)[0])
    if late := overdue(plan, date.today(), language):
        st.warning(late)
    _figures(plan, language, c)
    words = st.empty()
    words.markdown(_said(plan, language))
    parts.basis(plan, language)
    return words


def _said(plan: Plan, language: Language) -> str:
    """The answer after its first sentence, point by point."""
    return "\n".join(f"- {sentence}" for sentence in answer(plan, language)[1:])


def _figures(plan: Plan, language: Language, c: Catalogue) -> None:
    """The key figures on one row."""
    table = tables.key_figures(plan, language)
    value = next(column for column in table.columns if column.key == "value")
    rows = table.frame.set_index("key").loc[list(_HEADLINE)]
    for place, (key, row) in zip(st.columns(len(rows)), rows.iterrows(), strict=True):
        figure = written(row["value"], kind_in(value, row), language)
        place.metric(c.t(f"app.figure.{key}"), figure, border=True, help=f"{row['figure']} ({row['unit']})")


def _ways(plan: Plan, language: Language, c: Catalogue) -> DeltaGenerator:
    """How posts change, by team, when steps are due, whole posts, the money, why, and what the data decide: one tab each.

    The tab of whole posts is returned empty: they come last, because they take their time.
    """
    names = ("ladder", "teams", "timetable", "posts", "ledger", "why", "pins", "ranges")
    ladder, teams, calendar, posts, ledger, why_, pinned, ranges = st.tabs([c.t(f"app.tab.{name}") for name in names])
    with ladder:
        parts.table(tables.ways_of_leaving(plan, language), language)
    with teams:
        _several(plan, language, tables.teams, tables.team_cases)
    with calendar:
        _several(plan, language, tables.timetable, tables.first_year_pay, tables.thresholds)
    with ledger:
        _several(plan, language, tables.account_years, tables.economy, tables.reconciliation)
    with why_:
        why.show(sidebar.choice(), plan, language, c)
    with pinned:
        pins.show(sidebar.choice(), plan, language, c)
    with ranges:
        parts.ranges(plan, language, c)
    return posts


def _several(plan: Plan, language: Language, *makers: Callable[[Plan, Language], Table]) -> None:
    """Tables below each other, the first under the tab's name, the others under their titles where there is anything."""
    first, *others = (maker(plan, language) for maker in makers)
    parts.table(first, language)
    for made in (table for table in others if len(first.frame) or len(table.frame)):
        st.markdown(f"**{made.title}**")
        parts.table(made, language)


def _basis(plan: Plan, language: Language, c: Catalogue) -> None:
    """What the figures rest on: contradictions in the sources, then every assumption."""
    st.subheader(c.t("app.basis"))
    for trap in tables.traps(plan, language).frame.itertuples():
        st.markdown(f"**{trap.trap}** {trap.trap_text} ({trap.locator})")
    for made in (tables.assumptions(plan, language), tables.checks(plan, language)):
        with st.expander(made.title):
            parts.table(made, language)


show()
