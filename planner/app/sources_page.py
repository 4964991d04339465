"""Page Data og kilder: own figures in, every figure with its source or the label assumption, contradictions in the sources."""

import streamlit as st

from planner.app import own_data, parts, sidebar
from planner.report import tables
from planner.text import catalogue

_TABLES = (tables.assumptions, tables.sources, tables.documents)


def show() -> None:
    """Draw the page."""
    language = sidebar.language()
    c = catalogue(language)
    st.title(c.t("app.page.sources"))
    plan = parts.asked_plan(language, c)
    own_data.show(language, c)
    if plan is None:
        return
    st.subheader(tables.traps(plan, language).title)
    for trap in tables.traps(plan, language).frame.itertuples():
        st.markdown(f"**{trap.trap}** {trap.trap_text} ({trap.locator})")
    made = [maker(plan, language) for maker in _TABLES]
    for tab, table in zip(st.tabs([table.title for table in made]), made, strict=True):
        with tab:
            parts.table(table, language)


show()
