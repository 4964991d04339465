"""Page Bilag: what to look at before anything is handed out, then the files: the plan, and the scenario itself."""

from datetime import date
from pathlib import Path

import streamlit as st

from planner.app import parts, planning, sidebar
from planner.app.choice import Choice
from planner.errors import InputError, PlannerError
from planner.keep import lock, save, scenario_text, slug, with_lock
from planner.plan import Plan
from planner.report import paper, preflight, tables
from planner.text import Catalogue, Language, catalogue

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def show() -> None:
    """Draw the page."""
    language = sidebar.language()
    c = catalogue(language)
    st.title(c.t("app.page.appendix"))
    plan = parts.asked_plan(language, c)
    if plan is not None:
        plan = planning.whole(plan, language)
        before = preflight.preflight(plan, date.today(), language)
        st.subheader(before.title)
        parts.table(before, language)
        parts.plan_download(plan, language, c)
        _paper(plan, language, c)
        with st.expander(tables.checks(plan, language).title):
            parts.table(tables.checks(plan, language), language)
    _keep(plan, language, c)
    _open(language, c)


def _paper(plan: Plan, language: Language, c: Catalogue) -> None:
    """The paper for MED in Word, internal and public, with or without alternatives; written when it is asked for."""
    chosen = sidebar.choice()
    if planning.kept(chosen, "plan") is not plan:
        return
    st.subheader(c.t("app.paper_title"))
    st.markdown(c.t("app.paper_why"))
    files = {label: sidebar.scenario_path(file) for file, label in sidebar.scenario_labels().items()}
    others = [name for name, path in files.items() if path != chosen.path or chosen.overrides]
    picked = st.multiselect(
        c.t("app.paper_alternatives"),
        others,
        key="papir_mod",
        max_selections=paper.MOST - 1,
        placeholder=c.t("app.paper_alone"),
    )
    choices = [Choice(files[name], {}, chosen.own) for name in picked]
    try:
        plans = [plan, *(planning.plan_of(choice, c) for choice in choices)]
    except PlannerError as error:
        planning.say_why(error, language)
        return
    cases = [planning.case_of(choice) for choice in (chosen, *choices)]
    drafts = tuple(paper.Draft.of(case, made) for case, made in zip(cases, plans, strict=True))
    left, right = st.columns(2)
    with left:
        _paper_button(paper.Edition(drafts, date.today(), language), "internal", c)
    with right:
        try:
            paper.require_public(drafts)
        except InputError as error:
            planning.say_why(error, language)
        else:
            _paper_button(paper.Edition(drafts, date.today(), language, public=True), "public", c)


def _paper_button(edition: paper.Edition, version: str, c: Catalogue) -> None:
    """A button that writes one version of the paper on a click."""
    st.download_button(
        c.t(f"app.paper_{version}"),
        lambda: paper.document(paper.paper(edition)),
        file_name=c.t(f"app.paper_file_{version}"),
        mime=_DOCX,
        key=f"papir_{version}",
        on_click="ignore",
    )


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
