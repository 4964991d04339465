"""Page Bilag: what to look at before anything is handed out, then the files: the plan, and the scenario itself."""

from pathlib import Path

import streamlit as st

from planner.app import parts, planning, sidebar
from planner.app.choice import Choice
from planner.errors import InputError
from planner.keep import lock, save, scenario_text, slug, with_lock
from planner.plan import Plan
from planner.report import preflight, tables
from planner.text import Catalogue, Language, catalogue


def show() -> None:
    """Draw the page."""
    language = sidebar.language()
    c = catalogue(language)
    st.title(c.t("app.page.appendix"))
    plan = parts.asked_plan(language, c)
    if plan is not None:
        plan = planning.whole(plan, language)
        st.subheader(preflight.preflight(plan, language).title)
        parts.table(preflight.preflight(plan, language), language)
        parts.plan_download(plan, language, c)
        with st.expander(tables.checks(plan, language).title):
            parts.table(tables.checks(plan, language), language)
    _keep(plan, language, c)
    _open(language, c)


def _keep(plan: Plan | None, language: Language, c: Catalogue) -> None:
    """The chosen scenario with sliders, changes and pins as the file that the command line reads, locked or not."""
    chosen = sidebar.choice()
    case = planning.read_case(chosen.plain(), language)
    st.subheader(c.t("app.keep_title"))
    st.markdown(c.t("app.keep_why"))
    if chosen.own:
        st.warning(c.t("app.keep_own"))
    name = st.text_input(c.t("app.keep_name"), case.settings.name, key="gem_navn", max_chars=80)
    why = st.text_input(c.t("app.keep_question"), case.settings.why, key="gem_spoergsmaal", max_chars=300)
    locked = st.toggle(c.t("app.keep_lock"), key="gem_laas", disabled=plan is None)
    if not name.strip() or not why.strip():
        return
    try:
        text = scenario_text(chosen.path, chosen.overrides, name.strip(), why.strip())
        if locked and plan is not None:
            text = with_lock(text, lock(planning.case_of(chosen), plan))
    except InputError as error:
        planning.say_why(error, language)
        return
    left, right = st.columns(2)
    left.download_button(
        c.t("app.keep_download"), text, file_name=f"{slug(name)}.yaml", mime="application/yaml", on_click="ignore"
    )
    if right.button(c.t("app.keep_save")):
        _saved(text, name, "app.keep_saved", language, c)


def _open(language: Language, c: Catalogue) -> None:
    """A scenario file from elsewhere into the folder of scenarios."""
    with st.expander(c.t("app.keep_open")):
        file = st.file_uploader(c.t("app.keep_open_file"), type=["yaml", "yml"], key="scenariefil")
        if file is not None and st.button(c.t("app.keep_open"), key="aabn"):
            text = file.getvalue().decode("utf-8", errors="replace")
            _saved(text, Path(file.name).stem, "app.keep_opened", language, c)


def _saved(text: str, name: str, said: str, language: Language, c: Catalogue) -> None:
    """Save a scenario beside the chosen one, and read it at once: what cannot be read is not kept."""
    try:
        path = save(text, sidebar.choice().path.parent, name)
    except InputError as error:
        planning.say_why(error, language)
        return
    try:
        Choice(path).case()
    except InputError as error:
        path.unlink()
        planning.say_why(error, language)
        return
    st.success(c.t(said, file=f"{path.parent.name}/{path.name}"))


show()
