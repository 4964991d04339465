"""Page Hvad nu hvis: each uncertain assumption at its ends, saving against load and dismissals, and equally good plans."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from planner.app import parts, planning, sidebar
from planner.app.choice import Choice
from planner.errors import PlannerError
from planner.plan import Plan
from planner.report import what_if as reported
from planner.report.prices import FIGURE_KINDS
from planner.text import Catalogue, Language, catalogue
from planner.what_if import Point, Swing

_FIGURES = ("dismissals_fte", "fte_end", "worst_load", "shortfall_dkk")


def show() -> None:
    """Draw the page."""
    language = sidebar.language()
    c = catalogue(language)
    st.title(c.t("app.page.what_if"))
    plan = parts.asked_plan(language, c)
    if plan is None:
        return
    chosen = sidebar.choice()
    uncertain, saving, equal = st.tabs([c.t(f"app.what_if_tab.{name}") for name in ("uncertain", "frontier", "equal")])
    with uncertain:
        _uncertain(chosen, plan, language, c)
    with saving:
        _frontier(chosen, plan, language, c)
    with equal:
        parts.ranges(plan, language, c)


@st.fragment
def _uncertain(chosen: Choice, plan: Plan, language: Language, c: Catalogue) -> None:
    """Which uncertain assumption moves a figure most, as a picture and a table; until it is found, the assumptions."""
    found: list[Swing] | None = _found(chosen, "swings", lambda: planning.find_swings(chosen, plan, c), c)
    if found is None:
        parts.table(reported.uncertain(plan, language), language)
        return
    figures = [figure for figure in _FIGURES if figure in FIGURE_KINDS]
    figure = st.selectbox(
        c.t("column.figure"), figures, format_func=lambda key: c.t(f"figure.{key}"), key="udsving_tal"
    )
    st.markdown(f"**{reported.swing_sentence(plan, found, figure, language)}**")
    parts.chart(
        reported.swing_chart(plan, found, figure, language), reported.swings(plan, found, figure, language), language, c
    )


@st.fragment
def _frontier(chosen: Choice, plan: Plan, language: Language, c: Catalogue) -> None:
    """The best load that each saving allows, for each cap on dismissals."""
    found: list[Point] | None = _found(chosen, "frontier", lambda: planning.find_frontier(chosen, plan, c), c)
    if found is not None:
        st.markdown(f"**{reported.frontier_sentence(found, language)}**")
        parts.chart(reported.frontier_chart(found, language), reported.frontier(found, language), language, c)


def _found(chosen: Choice, name: str, find: Callable[[], None], c: Catalogue) -> Any:
    """What was found out under a name; until it is, what it is about and a button that finds it."""
    found = planning.kept(chosen, name)
    if found is None:
        st.markdown(c.t(f"app.{name}_why"))
        if st.button(c.t("app.what_if_find"), key=f"find_{name}"):
            try:
                find()
            except PlannerError as error:
                planning.say_why(error, c.language)
            else:
                st.rerun()
    return found


show()
