"""A scenario that was saved from the app, in the sidebar: another name for it, deleting it, and having it back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from planner import keep
from planner.app import planning
from planner.errors import InputError
from planner.report import numbers
from planner.text import Catalogue, Language

_OPEN, _ASKED, _DELETED, _REFUSED = "omdøb_åben", "slet_spurgt", "slettet", "gemt_afvist"
"""Where the session keeps the scenario that is worked on, the one that is asked about, the one deleted last with its name, and why
something was refused."""

Choose = Callable[[str], None]
"""Chooses another scenario by `municipality/name`; the first one where it is not there."""


def show(path: Path, choose: Choose, language: Language, c: Catalogue) -> None:
    """Draw what can be done with the chosen scenario, where the app saved it; above it the way back from the last deletion."""
    _undo(choose, c)
    refused: InputError | None = st.session_state.pop(_REFUSED, None)
    if refused:
        planning.say_why(refused, language)
    day = keep.saved_on(path)
    if day is None:
        return
    name, asked = planning.name_of(path), st.session_state.get(_ASKED) == path
    with st.expander(c.t("app.saved.title"), expanded=st.session_state.get(_OPEN) == path):
        said = numbers.day(day.isoformat(), language)
        st.caption(c.t("app.saved.where", day=said, file=f"{path.parent.name}/{path.name}"))
        if asked:
            st.warning(c.t("app.saved.sure", name=name))
            st.button(c.t("app.saved.yes"), on_click=_delete, args=(path, name, choose), width="stretch")
            st.button(c.t("app.saved.no"), on_click=_work_on, args=(path,), width="stretch")
            return
        key = f"nyt_navn_{path}"
        st.text_input(c.t("app.saved.name"), name, key=key, max_chars=80)
        st.button(c.t("app.saved.rename"), on_click=_rename, args=(path, key), width="stretch")
        st.button(c.t("app.saved.delete"), on_click=_ask, args=(path,), width="stretch")


def forget() -> None:
    """Neither ask about a deletion nor offer to undo one any longer."""
    for key in (_OPEN, _ASKED, _DELETED, _REFUSED):
        st.session_state.pop(key, None)


def _work_on(path: Path) -> None:
    """Keep what can be done with a scenario open, and forget what was asked before."""
    forget()
    st.session_state[_OPEN] = path


def _undo(choose: Choose, c: Catalogue) -> None:
    """That a scenario was deleted, with a button that brings it back."""
    if _DELETED in st.session_state:
        deleted, name, file = st.session_state[_DELETED]
        st.info(
            c.t("app.saved.deleted", name=name, folder=f"{deleted.now.parent.parent.name}/{deleted.now.parent.name}")
        )
        st.button(c.t("app.saved.undo"), on_click=_restore, args=(deleted, file, choose), width="stretch")


def _ask(path: Path) -> None:
    """Ask once before a scenario is deleted; where it cannot be, say so at once."""
    _work_on(path)
    try:
        keep.require_deletable(path)
    except InputError as error:
        st.session_state[_REFUSED] = error
        return
    st.session_state[_ASKED] = path


def _delete(path: Path, name: str, choose: Choose) -> None:
    """Delete a scenario, and choose the one that it started from."""
    forget()
    below = keep.extends(path)
    try:
        deleted = keep.delete(path)
    except InputError as error:
        st.session_state[_REFUSED] = error
        return
    st.session_state[_DELETED] = (deleted, name, _file(path))
    choose(_file(below) if below else "")


def _restore(deleted: keep.Deleted, file: str, choose: Choose) -> None:
    """Bring a deleted scenario back, and choose it."""
    forget()
    try:
        keep.restore(deleted)
    except InputError as error:
        st.session_state[_REFUSED] = error
        return
    choose(file)


def _rename(path: Path, key: str) -> None:
    """Give a scenario the name that stands in the field."""
    _work_on(path)
    try:
        keep.rename(path, st.session_state[key])
    except InputError as error:
        st.session_state[_REFUSED] = error


def _file(path: Path) -> str:
    """A scenario as the sidebar names it."""
    return f"{path.parent.name}/{path.stem}"
