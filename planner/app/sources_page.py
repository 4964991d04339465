"""Page Data og kilder: own figures in, every figure with its source or the label assumption, contradictions in the sources."""

import streamlit as st

from planner.app import parts, sidebar
from planner.app.choice import Choice
from planner.errors import InputError
from planner.own_data import example_zip
from planner.report import tables
from planner.report.faults import faults
from planner.text import Catalogue, Language, catalogue

_TABLES = (tables.assumptions, tables.sources, tables.documents)


def show() -> None:
    """Draw the page."""
    language = sidebar.language()
    c = catalogue(language)
    st.title(c.t("app.page.sources"))
    plan = parts.asked_plan(language, c)
    _own(language, c)
    if plan is None:
        return
    st.subheader(tables.traps(plan, language).title)
    for trap in tables.traps(plan, language).frame.itertuples():
        st.markdown(f"**{trap.trap}** {trap.trap_text} ({trap.locator})")
    made = [maker(plan, language) for maker in _TABLES]
    for tab, table in zip(st.tabs([table.title for table in made]), made, strict=True):
        with tab:
            parts.table(table, language)


def _own(language: Language, c: Catalogue) -> None:
    """Read own tables in the place of the municipality's, or say what is wrong with each cell."""
    chosen = sidebar.choice()
    with st.expander(c.t("app.own_title"), expanded=bool(chosen.own)):
        st.markdown(c.t("app.own_why"))
        st.download_button(
            c.t("app.own_example"),
            lambda: example_zip(chosen.path),
            file_name=c.t("app.own_example_file"),
            mime="application/zip",
            on_click="ignore",
        )
        uploaded = st.file_uploader(
            c.t("app.own_files"), type=["csv", "zip"], accept_multiple_files=True, key="egne_filer"
        )
        if not st.button(c.t("app.own_use"), disabled=not uploaded):
            return
        own = {file.name: file.getvalue() for file in uploaded}
        try:
            Choice(chosen.path, {}, own).case()
        except InputError as error:
            found = faults(error.faults, language)
            st.error(f"{found.title} ({len(error.faults)})")
            parts.table(found, language, whole=True)
            return
        st.session_state[sidebar.OWN] = own
        st.rerun()


show()
