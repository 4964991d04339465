"""Page Bilag: what to look at before anything is handed out, then the files: the plan, and the scenario itself."""

from datetime import date
from pathlib import Path

import streamlit as st

from planner.app import beside, parts, planning, sidebar
from planner.app.choice import Choice
from planner.errors import InputError, PlannerError
from planner.keep import lock, save_from_app, scenario_text, slug, with_lock
from planner.plan import Plan
from planner.reference_scenarios import Reference
from planner.report import paper, preflight, tables
from planner.text import Catalogue, Language, catalogue

_PICKED = "papir_valgt"
"""Where the session keeps the alternatives in the paper, so that going to another page loses nothing."""
_SAID = "gemt_sagt"
"""Where the session keeps what became of saving, until it is said."""
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
    offered: dict[str, tuple[Choice, Reference | None]] = {
        name: (Choice(choice.path, {}, chosen.own), None)
        for name, choice in beside.files().items()
        if choice.path != chosen.path or chosen.overrides
    }
    offered |= {c.t("app.paper_reference", name=name): both for name, both in beside.references(chosen, c).items()}
    if "papir_mod" not in st.session_state:  # new on this page: what was picked before is still picked
        st.session_state["papir_mod"] = [name for name in st.session_state.get(_PICKED, ()) if name in offered]
    picked = st.multiselect(
        c.t("app.paper_alternatives"),
        list(offered),
        key="papir_mod",
        max_selections=paper.MOST - 1,
        placeholder=c.t("app.paper_alone"),
    )
    st.session_state[_PICKED] = picked
    choices = [(chosen, None), *(offered[name] for name in picked)]
    try:
        drafts = tuple(
            paper.Draft.of(planning.case_of(choice), planning.plan_of(choice, c), reference)
            for choice, reference in choices
        )
    except PlannerError as error:
        planning.say_why(error, language)
        return
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
    name = _field(c.t("app.keep_name"), "gem_navn", case.settings.name, chosen.path, 80)
    why = _field(c.t("app.keep_question"), "gem_spoergsmaal", case.settings.why, chosen.path, 300)
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
    right.button(c.t("app.keep_save"), on_click=_save, args=(text, name, "app.keep_saved"))
    _say("app.keep_saved", language, c)


def _field(label: str, key: str, usual: str, scenario: Path, most: int) -> str:
    """What is written in a field: what stands in the scenario until something else is written, for this scenario only."""
    about, written = st.session_state.get(f"{key}_om", ((), ""))
    if key not in st.session_state or about != (scenario, usual):
        st.session_state[key] = written if about == (scenario, usual) else usual
    written = st.text_input(label, key=key, max_chars=most)
    st.session_state[f"{key}_om"] = (scenario, usual), written
    return written


def _open(language: Language, c: Catalogue) -> None:
    """A scenario file from elsewhere into the folder of scenarios."""
    with st.expander(c.t("app.keep_open")):
        file = st.file_uploader(c.t("app.keep_open_file"), type=["yaml", "yml"], key="scenariefil")
        if file is not None:
            text, name = file.getvalue().decode("utf-8", errors="replace"), Path(file.name).stem
            st.button(c.t("app.keep_open"), key="aabn", on_click=_save, args=(text, name, "app.keep_opened"))
        _say("app.keep_opened", language, c)


def _save(text: str, name: str, said: str) -> None:
    """Save a scenario beside the chosen one, before the list of them is drawn; what cannot be read at once is not kept."""
    try:
        path = save_from_app(text, sidebar.choice().path.parent, name, date.today())
        try:
            Choice(path).case()
        except InputError:
            path.unlink()
            raise
    except InputError as error:
        st.session_state[_SAID] = (said, error)
    else:
        st.session_state[_SAID] = (said, f"{path.parent.name}/{path.name}")


def _say(said: str, language: Language, c: Catalogue) -> None:
    """What became of saving, once, where it was asked for."""
    at, found = st.session_state.get(_SAID, ("", ""))
    if at != said:
        return
    del st.session_state[_SAID]
    if isinstance(found, InputError):
        planning.say_why(found, language)
    else:
        st.success(c.t(said, file=found))


show()
