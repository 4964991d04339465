"""What the page needs of the browser itself: the language of the document, the looks, and charts as pictures."""

from __future__ import annotations

import json
import re
from functools import cache
from html import escape
from importlib.resources import files

import streamlit as st

from planner.text import Catalogue, Language, catalogue


@cache
def _read(name: str) -> str:
    return files("planner.app").joinpath(name).read_text(encoding="utf-8")


def prepare(language: Language) -> None:
    """Say which language the document is in, and load the looks and the script; takes no room on the page.

    Streamlit always serves `<html lang="en">`; a screen reader reads with the voice of that language. The words of its
    field for files are English only, and are said by the looks instead.
    """
    c, most = catalogue(language), st.get_option("server.maxUploadSize")
    words = {"choose": c.t("app.upload.choose"), "most": c.t("app.upload.most", mb=most)}
    said = "".join(f"--{name}: {json.dumps(word, ensure_ascii=False)};" for name, word in words.items())
    st.html(
        f"<style>{_read('page.css')}:root {{{said}}}</style>"
        f'<script>document.documentElement.lang = "{language}";</script><script>{_read("page.js")}</script>',
        unsafe_allow_javascript=True,
    )


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
