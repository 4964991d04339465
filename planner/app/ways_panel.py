"""An impossible wish: how far one can get, what excludes what, each party's least change, and what levers that are unused would do."""

import streamlit as st

from planner.app import changes, planning
from planner.app.changes import Change
from planner.app.choice import Choice
from planner.errors import NoPlanError, PlannerError
from planner.plan import Plan
from planner.report.levers import can_be_tried, opening_button, opening_sentence, unused_sentences
from planner.report.ways_out import breach_sentences, button, conflict_sentences, headline, sentence
from planner.text import Catalogue, Language
from planner.ways_out import Opening, Way, WaysOut

_DECIDED = ("pins", "sizes")
"""Rules that no party can loosen: what is decided must be taken back."""


def impossible(chosen: Choice, error: NoPlanError, language: Language, c: Catalogue) -> None:
    """There is no plan: what is decided and cannot be kept, or the ways out of the wishes that exclude each other."""
    decided = [breach for breach in error.breaches if breach.rule in _DECIDED]
    if not decided:
        show(chosen, None, language, c)
        return
    st.error(c.t("app.pins_impossible"))
    for said in breach_sentences(planning.case_of(chosen), error.breaches, language):
        st.markdown(f"- {said}")


def show(chosen: Choice, plan: Plan | None, language: Language, c: Catalogue) -> None:
    """Draw it, where the plan falls short or there is none; `plan` is the one that falls short."""
    try:
        out = planning.ways_of(chosen, plan, c)
    except PlannerError as error:
        planning.say_why(error, language)
        return
    if plan is None:
        st.error(headline(out, language))
    else:
        st.markdown(f"**{headline(out, language)}**")
    for said in conflict_sentences(out, language):
        st.markdown(f"- {said}")
    _ways(out, language, c)
    if out.ways:
        _levers(chosen, language, c)


def _ways(out: WaysOut, language: Language, c: Catalogue) -> None:
    """Each party's least change, as a button where it helps, and what it means."""
    if not out.ways:
        return
    st.markdown(f"**{c.t('app.ways')}**")
    st.caption(c.t("app.ways_rounded"))
    for way in out.ways:
        words, place = st.columns([3, 2], vertical_alignment="center")
        words.markdown(sentence(way, out.case, language))
        if way.possible:
            place.button(
                button(way, language),
                key=f"vej_{way.party}",
                on_click=changes.add,
                args=(_change(way, out),),
                width="stretch",
            )


def _levers(chosen: Choice, language: Language, c: Catalogue) -> None:
    """What the scenario leaves unused, on what terms it could be used, and on a click whether that is enough."""
    case = planning.case_of(chosen)
    said = unused_sentences(case, language)
    if not said:
        return
    st.markdown(f"**{c.t('app.levers')}**")
    for text in said:
        st.markdown(f"- {text}")
    if can_be_tried(case):
        for opening in _tried(chosen, language, c):
            words, place = st.columns([3, 2], vertical_alignment="center")
            words.markdown(opening_sentence(opening, language))
            if label := opening_button(opening, language):
                change = Change(da=opening_button(opening, "da"), en=opening_button(opening, "en"), overrides=opening.overrides)  # fmt: skip
                key = f"greb_{'_'.join(opening.levers)}"
                place.button(label, key=key, on_click=changes.add, args=(change,), width="stretch")


def _tried(chosen: Choice, language: Language, c: Catalogue) -> list[Opening]:
    """Each opening with its plan; nothing until they are asked for."""
    found: list[Opening] | None = planning.kept(chosen, "openings")
    if found is None and st.button(c.t("app.levers_try"), key="greb"):
        try:
            found = planning.find_openings(chosen, c)
        except PlannerError as error:
            planning.say_why(error, language)
    return found or []


def _change(way: Way, out: WaysOut) -> Change:
    """What the button takes: the settings of the way, called as on the button."""
    return Change(da=button(way, "da"), en=button(way, "en"), overrides=way.overrides)
