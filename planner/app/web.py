"""What the page needs of the browser itself: the language of the document, the looks, and charts as pictures."""

from __future__ import annotations

import json
import re
from functools import cache
from html import escape
from importlib.resources import files

import streamlit as st

from planner.text import Catalogue, Language, catalogue

_WORDS = (
    "add_files", "application_menu", "autosize", "average_length", "choose_option", "choose_options", "clear_all", "clear_value", "close",
    "close_fullscreen", "close_search", "collapse_sidebar", "column_menu", "connecting", "copied", "copy_column", "copy_spec", "distinct",
    "download_csv", "download_png", "empty", "enter_apply", "enter_submit", "expand_sidebar", "file_too_large", "file_upload", "files_not_allowed",
    "fullscreen", "help", "help_for", "hide_column", "index", "link", "match", "maximum_length", "minimum_length", "most_options", "next_result",
    "no_data", "no_results", "one_option", "one_result", "open", "option_available", "options_available", "pages", "pin_column",
    "previous_result", "remove", "results", "running", "search", "select_all", "select_matches", "selected_values", "show_chart", "show_columns",
    "show_data", "sidebar", "skip", "sort_ascending", "sort_descending", "statistics", "stop", "top_values", "type_to_search", "unpin_column", "values",
)  # fmt: skip
"""What Streamlit says in English whatever the language, by its key in the catalogue (`app.streamlit.<key>`)."""


@cache
def _read(name: str) -> str:
    return files("planner.app").joinpath(name).read_text(encoding="utf-8")


def prepare(language: Language) -> None:
    """Say which language the document is in, and load the looks and the script; takes no room on the page.

    Streamlit always serves `<html lang="en">`; a screen reader reads with the voice of that language. Its own words are
    English only: those of its field for files are said by the looks instead, the others are changed by the script.
    """
    c, most = catalogue(language), st.get_option("server.maxUploadSize")
    words = {"choose": c.t("app.upload.choose"), "most": c.t("app.upload.most", mb=most)}
    said = "".join(f"--{name}: {json.dumps(word, ensure_ascii=False)};" for name, word in words.items())
    st.html(
        f"<style>{_read('page.css')}:root {{{said}}}</style>"
        f'<script>document.documentElement.lang = "{language}";</script><script>{_read("page.js")}</script>'
        f"<script>window.plannerSpeak({json.dumps(_spoken(language))});</script>",
        unsafe_allow_javascript=True,
    )


def _spoken(language: Language) -> list[tuple[str, str]]:
    """Streamlit's words in the other language, each with what it is in this one, for a page whose language is switched."""
    here, there = catalogue(language), catalogue("da" if language == "en" else "en")
    return [tuple(c.t(f"app.streamlit.{word}", rest="{}") for c in (there, here)) for word in _WORDS]  # type: ignore[misc]


def picture_buttons(title: str, c: Catalogue) -> None:
    """Buttons that save and copy the chart standing just above as a picture; `title` names the file."""
    file = re.sub(r"\W+", "-", title.lower()).strip("-")[:60]
    told = f'data-failed="{escape(c.t("app.picture.failed"))}"'
    st.html(
        '<div class="picture">'
        f'<button type="button" data-do="save" data-file="{escape(file)}.png" '
        f'data-done="{escape(c.t("app.picture.saved"))}" {told}>{escape(c.t("app.picture.save"))}</button>'
        f'<button type="button" data-do="copy" data-done="{escape(c.t("app.picture.copied"))}" {told}>'
        f"{escape(c.t('app.picture.copy'))}</button>"
        '<span role="status"></span></div>'
    )
