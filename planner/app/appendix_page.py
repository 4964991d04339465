"""Page Bilag: what to look at before anything is handed out, then the files."""

import streamlit as st

from planner.app import parts, sidebar
from planner.report import preflight, tables
from planner.text import catalogue


def show() -> None:
    """Draw the page."""
    language = sidebar.language()
    c = catalogue(language)
    st.title(c.t("app.page.appendix"))
    plan = parts.asked_plan(language, c)
    if plan is None:
        return
    st.subheader(preflight.preflight(plan, language).title)
    parts.table(preflight.preflight(plan, language), language)
    parts.plan_download(plan, language, c)
    with st.expander(tables.checks(plan, language).title):
        parts.table(tables.checks(plan, language), language)


show()
