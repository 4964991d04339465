"""Pieces that several pages show: a table of the report layer, a chart with its table, the last plan greyed."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import altair as alt
import streamlit as st

from planner.app import planning, sidebar, ways_panel, web
from planner.errors import NoPlanError
from planner.pipeline import with_posts
from planner.plan import Plan
from planner.report import excel, tables
from planner.report.answer import groundwork
from planner.report.charts import INK
from planner.report.columns import Table, shown
from planner.report.wrapping import fit
from planner.text import Catalogue, Language

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


_GREY = (
    "<style>"
    + ", ".join(
        f"[data-testid=stMain] [data-testid={kind}]"
        for kind in ("stMetric", "stVegaLiteChart", "stDataFrame", "stGraphVizChart")
    )
    + " {filter: grayscale(1); opacity: 0.6;}</style>"
)
"""What shows that figures are not those asked for, beside the sentence that says so."""
_WHOLE_UP_TO, _FITS = 20, 10
_WORDS = ("text", "date", "month", "half_year")
_TALL = 560
"""Pixels of a long table whose texts are wrapped."""


def table(made: Table, language: Language, whole: bool = False) -> None:
    """A table of the report layer as it is written in the workbook too: figures to the right, short ones whole.

    Of a table that is too wide for the page, the columns up to the team stay when it is moved sideways.
    `whole` shows a long one whole too.
    """
    if made.frame.empty and made.note:
        st.info(made.note)
        return
    keys = [column.key for column in made.columns]
    pinned = (keys.index("team") if "team" in keys else 0) if len(keys) > _FITS else -1
    words = {column.heading: column.kind in _WORDS for column in made.columns}
    texts = shown(made, language)
    laid_out = fit(made, texts)
    looks = {
        heading: st.column_config.TextColumn(
            alignment="left" if word else "right",
            pinned=position <= pinned,
            width=laid_out.widths[position],
        )
        for position, (heading, word) in enumerate(words.items())
    }
    long: Literal["auto"] | int = _TALL if laid_out.row_height else "auto"
    st.dataframe(
        texts,
        hide_index=True,
        height="content" if whole or len(made.frame) <= _WHOLE_UP_TO else long,
        row_height=laid_out.row_height,
        column_config=looks,
        alt=made.title,
    )
    if made.note:
        st.caption(made.note)


def chart(picture: alt.Chart, made: Table, language: Language, c: Catalogue) -> None:
    """A chart that can be saved and copied as a picture, and the same figures as a table on a click.

    Drawn as lines and letters and not as points: sharp at any size, also on paper.
    """
    dark = {"labelColor": INK, "titleColor": INK}
    looks = picture.configure_axis(**dark).configure_legend(**dark).configure_header(**dark)
    st.altair_chart(looks.properties(usermeta={"embedOptions": {"renderer": "svg"}}), alt=made.title)
    web.picture_buttons(made.title, c)
    with st.expander(c.t("app.as_table")):
        table(made, language)


@st.fragment
def ranges(plan: Plan, language: Language, c: Catalogue) -> None:
    """What the data decide, computed on a click while the rest of the page stays as it is."""
    if len(plan.ranges):
        table(tables.ranges(plan, language), language)
        return
    st.markdown(c.t("app.ranges_why"))
    if st.button(c.t("app.ranges_find"), key="ranges"):
        as_it_is = planning.kept(sidebar.choice(), "plan") or plan  # it may have its whole posts by now
        if planning.add_ranges(as_it_is, c):
            st.rerun()


def workbook(write: Callable[[Path], None]) -> bytes:
    """The bytes of a workbook that a writer of the report layer writes to a file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plan.xlsx"
        write(path)
        return path.read_bytes()


def asked_plan(language: Language, c: Catalogue) -> Plan | None:
    """The plan of the sidebar's scenario and sliders, or the last one greyed; under it what it rests on."""
    plan = made_plan(language, c)
    if plan is not None:
        basis(plan, language)
    return plan


def made_plan(language: Language, c: Catalogue) -> Plan | None:
    """The same without what it rests on. What is impossible comes with the ways out of it."""
    chosen = sidebar.choice()
    with st.container():  # the bar always has its place, so that what follows, the open tab too, stays when it is gone
        try:
            return planning.current_plan(chosen, c) or greyed(c)
        except NoPlanError as error:
            ways_panel.impossible(chosen, error, language, c)
            return greyed(c)


def basis(plan: Plan, language: Language) -> None:
    """What a plan rests on, and what a locked scenario says has changed."""
    locked = planning.lock_line(sidebar.choice(), plan, language)
    if locked:
        st.info(locked)
    st.caption(groundwork(plan, language))


def plan_download(plan: Plan, language: Language, c: Catalogue) -> None:
    """The staffing plan as a workbook."""
    st.download_button(
        c.t("app.download"),
        lambda: workbook(lambda path: excel.write_workbook(with_posts(plan), path, language)),
        file_name=c.t("app.file_name"),
        mime=XLSX,
        on_click="ignore",
    )


def greyed(c: Catalogue) -> Plan | None:
    """The plan shown last, under a sentence that says it is not the one asked for."""
    last: Plan | None = st.session_state.get("last_plan")
    if last is not None:
        st.html(_GREY)
        st.caption(c.t("app.last_plan", name=last.case.settings.name))
    return last
