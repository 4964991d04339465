"""Page Målgrupper: what lapses when, which saving it pays for, what nothing pays for, and where each figure comes from."""

from collections.abc import Callable

import streamlit as st

from planner.app import parts, sidebar
from planner.plan import Plan
from planner.report import numbers, tables, work_charts
from planner.report.columns import Table, kind_in, written
from planner.report.names import Names
from planner.report.trace import trace_sentence, trace_sources, trace_table, traced_groups
from planner.report.work_answer import all_paid, work_answer
from planner.text import Catalogue, Language, catalogue

Maker = Callable[[Plan, Language], Table]
# For each tab the tables that are shown at once, and those behind a click.
_TABS: dict[str, tuple[tuple[Maker, ...], tuple[Maker, ...]]] = {
    "lapse": ((tables.lapse,), (tables.lapse_ledger,)),
    "funding": ((tables.funding, tables.group_funding), (tables.valley,)),
    "groups": ((tables.target_groups, tables.team_caseload), (tables.cell_caseload,)),
    "citizens": ((tables.citizens, tables.citizens_out), ()),
    "rules": ((tables.rules,), ()),
    "floors": ((tables.floors,), (tables.floors_by_half_year,)),
    "drivers": ((tables.drivers,), ()),
    "plausibility": ((tables.plausibility,), ()),
}


def show() -> None:
    """Draw the page."""
    language = sidebar.language()
    c = catalogue(language)
    st.title(c.t("app.page.groups"))
    plan = parts.asked_plan(language, c)
    if plan is None:
        return
    _answer(plan, language, c)
    _charts(plan, language, c)
    _tables(plan, language, c)
    parts.plan_download(plan, language, c)


def _answer(plan: Plan, language: Language, c: Catalogue) -> None:
    """What lapses, what it pays for, what nothing pays for; then the valley and what stays."""
    first, *rest = work_answer(plan, language)
    (st.success if all_paid(plan) else st.warning)(first)
    _figures(plan, language, c)
    for line in rest:
        st.markdown(line)


def _figures(plan: Plan, language: Language, c: Catalogue) -> None:
    """The figures of the sentence on one row."""
    table = tables.work_figures(plan, language)
    value = next(column for column in table.columns if column.key == "value")
    for place, (_, row) in zip(st.columns(len(table.frame)), table.frame.iterrows(), strict=True):
        label = c.t("app.figure_unit", figure=c.t(f"app.work_figure.{row['key']}"), unit=row["unit"])
        figure = written(row["value"], kind_in(value, row), language)
        place.metric(label, figure, border=True, help=row["figure"])


def _charts(plan: Plan, language: Language, c: Catalogue) -> None:
    """What pays for the saving, and where people leave before the work."""
    if (plan.funding["due_dkk"] > 0).any():
        parts.chart(work_charts.funding_chart(plan, language), tables.funding(plan, language), language, c)
    if (plan.valley[["left_fte", "lapsed_fte"]].abs() > 0).any(axis=None):
        parts.chart(work_charts.valley_chart(plan, language), tables.valley(plan, language), language, c)


def _tables(plan: Plan, language: Language, c: Catalogue) -> None:
    """The tables behind it, one tab each; the long ones on a click."""
    *places, last = st.tabs([c.t(f"app.groups_tab.{name}") for name in (*_TABS, "trace")])
    with last:
        _trace(plan, language, c)
    for place, (at_once, on_a_click) in zip(places, _TABS.values(), strict=True):
        with place:
            for number, maker in enumerate(at_once):
                made = maker(plan, language)
                if number:
                    st.markdown(f"**{made.title}**")
                parts.table(made, language)
            for maker in on_a_click:
                made = maker(plan, language)
                with st.expander(c.t("app.full", title=made.title)):
                    parts.table(made, language)


@st.fragment
def _trace(plan: Plan, language: Language, c: Catalogue) -> None:
    """Any need in FTE as a chain that recomputes to it, with the rows of the sources on a click."""
    names = Names(plan.case, language)
    st.caption(c.t("app.trace_why"))
    left, right = st.columns(2)
    half_years = list(plan.case.half_years)
    when = right.selectbox(
        c.t("column.half_year"),
        half_years,
        index=len(half_years) - 1,
        format_func=lambda name: numbers.half_year(name, language),
        key="trace_half_year",
    )
    group = left.selectbox(
        c.t("column.target_group"), traced_groups(plan, when), format_func=names.group, key="trace_group"
    )
    if group is None:
        return
    steps = plan.trace(when, group)
    st.markdown(f"**{trace_sentence(plan.case, steps, when, language)}**")
    parts.table(trace_table(plan.case, steps, language), language, whole=True)
    found = trace_sources(plan.case, steps, language)
    with st.expander(c.t("app.trace_sources", count=len(found.frame))):
        parts.table(found, language)


show()
