"""Own figures on page *Data og kilder*: templates out, files in, every fault by sheet and cell, and saving as a scenario."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import streamlit as st

from planner import keep
from planner.app import parts, planning, sidebar
from planner.app.choice import OWN, Choice
from planner.errors import Fault, InputError
from planner.own_data import example_zip, imported, workbook_in, write_scenario
from planner.report import template
from planner.report.faults import faults
from planner.report.imports import marked_copy, note_text
from planner.text import Catalogue, Language, catalogue

_SAID = "egne_tal_sagt"


@dataclass(frozen=True)
class _Said:
    """What became of the files that were read last: faults and the file they are in, or what to know of it; why they were not saved."""

    faults: tuple[Fault, ...] = ()
    workbook: bytes | None = None
    notes: tuple[str, ...] = ()
    done: str = ""
    saved: bool = False
    refused: InputError | None = None


def show(language: Language, c: Catalogue) -> None:
    """Draw templates, uploader, and what became of the files."""
    chosen, said = sidebar.choice(), st.session_state.get(_SAID, _Said())
    with st.expander(c.t("app.own_title"), expanded=bool(chosen.own or said.faults or said.saved)):
        st.markdown(c.t("app.own_why"))
        _templates(chosen, language, c)
        kinds = ["xlsx", "csv", "zip", "xls", "xlsm"]
        uploaded = st.file_uploader(c.t("app.own_files"), type=kinds, accept_multiple_files=True, key="egne_filer")
        files = {file.name: file.getvalue() for file in uploaded}
        twice = [name for name, times in Counter(file.name for file in uploaded).items() if times > 1]
        if twice:
            st.warning(c.t("app.own_twice", files=", ".join(twice)))
        st.button(c.t("app.own_use"), disabled=not files, on_click=_use, args=(chosen, files, language))
        if said.faults:
            _faults(said, language, c)
        elif said.done and (chosen.own or said.saved):
            st.success(said.done)
        if said.notes and chosen.own and not said.faults:
            st.markdown(
                "\n".join([c.t("template.app.notes", count=len(said.notes)) + ":", *(f"- {n}" for n in said.notes)])
            )
        if said.workbook and chosen.own and not said.faults:
            _saving(chosen, said.workbook, language, c)
            if said.refused:
                planning.say_why(said.refused, language)


def _templates(chosen: Choice, language: Language, c: Catalogue) -> None:
    """The empty template, the filled one, and the tables as they are."""
    made = (
        ("empty", lambda: template.empty(chosen.path, language)),
        ("filled", lambda: template.filled(chosen.path, language)),
    )
    for name, make in made:
        label, file = c.t(f"template.app.{name}"), c.t(f"template.app.{name}_file")
        st.download_button(label, make, file_name=file, mime=template.MIME, on_click="ignore")
    zipped = c.t("app.own_example_file")
    st.download_button(
        c.t("app.own_example"), lambda: example_zip(chosen.path), zipped, mime="application/zip", on_click="ignore"
    )


def _use(chosen: Choice, files: Mapping[str, bytes], language: Language) -> None:
    """Read the files; plan with them, or keep every fault for the page to show."""
    c, book = catalogue(language), None
    try:
        book = workbook_in(files)
        found = imported(book, chosen.path) if book is not None else None
        case = found.case if found else Choice(chosen.path, {}, files).case()
    except InputError as error:
        st.session_state[_SAID] = _Said(error.faults, book)
        return
    done = c.t("template.app.read", municipality=case.settings.municipality)
    st.session_state[_SAID] = _Said(
        (), book, tuple(note_text(note, language) for note in (found.notes if found else ())), done
    )
    st.session_state[sidebar.OWN] = dict(files)
    sidebar.reset()


def _faults(said: _Said, language: Language, c: Catalogue) -> None:
    """Every fault in a table, and the workbook with its cells marked."""
    found = faults(said.faults, language)
    st.error(f"{found.title} ({len(said.faults)})")
    parts.table(found, language, whole=True)
    if said.workbook is None:
        return
    copy = marked_copy(said.workbook, said.faults, language)
    if copy is None:
        st.info(c.t("template.app.no_copy"))
        return
    file = c.t("template.app.marked_file")
    st.download_button(c.t("template.app.marked"), copy, file_name=file, mime=template.MIME, on_click="ignore")


def _saving(chosen: Choice, book: bytes, language: Language, c: Catalogue) -> None:
    """A name, and a button that keeps the figures as scenario files: in the municipality's folder, or in one of that name."""
    read = planning.case_of(chosen.plain()).settings
    usual = read.name.removesuffix(f" ({OWN})")
    name = st.text_input(c.t("template.app.name"), usual, key="egne_navn", max_chars=80).strip()
    if not name:
        return
    try:
        folder = keep.slug(read.municipality if name == usual else name)
    except InputError as error:
        planning.say_why(error, language)
        return
    label = c.t("template.app.save", folder=f"scenarios/{folder}")
    st.button(label, on_click=_save, args=(chosen, book, folder, name, language), type="primary")


def _save(chosen: Choice, book: bytes, folder: str, name: str, language: Language) -> None:
    """Write the scenario files, and plan with them from now on."""
    c = catalogue(language)
    try:
        found = imported(book, chosen.path)
        keep.refuse_taken(name, sidebar.SCENARIOS)
        write_scenario(found, sidebar.SCENARIOS / folder, name=name)
        for path in (sidebar.SCENARIOS / folder).glob("*.yaml"):
            keep.mark_saved(path, date.today())
    except InputError as error:
        st.session_state[_SAID] = replace(st.session_state[_SAID], refused=error)
        return
    st.session_state.pop(sidebar.OWN, None)
    st.session_state[_SAID] = _Said(done=c.t("template.app.saved", folder=f"scenarios/{folder}", name=name), saved=True)
    sidebar.choose(f"{folder}/{found.chosen}")
