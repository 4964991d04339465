"""Page Ansvar og koordination: findings first, each leads to its part of the graph, then the same as a table."""

from collections.abc import Hashable
from datetime import date
from typing import Any

import streamlit as st

from planner.app import parts, pins, sidebar, web
from planner.app.choice import Choice
from planner.case.reading import merged
from planner.case.schema import Case
from planner.plan import Plan
from planner.report import numbers, tables
from planner.report import picture as pictures
from planner.report.columns import shown
from planner.report.names import Names
from planner.text import Catalogue, Language, catalogue

_FINDING, _NOBODY = "fund", "K01"
Told = tuple[dict[str, str], dict[Hashable, Any]]
"""A finding as it is written, and as it is held."""


def show() -> None:
    """Draw the page."""
    language = sidebar.language()
    c = catalogue(language)
    chosen = sidebar.choice()
    st.title(c.t("app.page.coordination"))
    plan = parts.asked_plan(language, c)
    if plan is None:
        return
    _findings(plan, language, c)
    _graph(plan, language, c)
    owners = tables.ownership(plan, language)
    st.subheader(owners.title)
    parts.table(owners, language)
    pins.owner(plan, language, c)
    _organisation(plan, chosen, language, c)
    with st.expander(c.t("app.rules_page")):
        parts.table(tables.coordination_rules(plan, language), language)


def _findings(plan: Plan, language: Language, c: Catalogue) -> None:
    """The list of findings, or a sentence that there are none."""
    if plan.findings.empty:
        st.success(c.t("app.no_findings"))
        return
    (st.success if not plan.kpi["orphans"] else st.error)(
        c.t("app.owned" if not plan.kpi["orphans"] else "app.not_owned")
    )
    found = tables.findings(plan, language)
    st.subheader(found.title)
    told = list(zip(shown(found, language).to_dict("records"), found.frame.to_dict("records"), strict=True))
    notes = [one for one in told if one[1]["severity_key"] == "note"]
    _told(plan, [one for one in told if one not in notes], language, c)
    if notes:
        with st.expander(c.t("app.notes", count=len(notes))):
            _told(plan, notes, language, c)


def _told(plan: Plan, rows: list[Told], language: Language, c: Catalogue) -> None:
    """Findings one by one, in words; those about the graph show their part of it on a click, and hide it on another."""
    case = plan.case
    nodes = {row.unit for row in case.units} | {row.citizen_type for row in case.citizen_types}
    nodes |= {row.guarantee for row in case.guarantees}
    for texts, row in rows:
        kind, code, subject, first, last, message, mend = texts.values()
        words, button = st.columns([6, 1], vertical_alignment="center")
        words.markdown(f"**{kind} {code}** · {subject} · {first} – {last}  \n{message} *{mend}*")
        if row["key"] not in nodes:
            continue
        key = f"{code}_{row['key']}_{row['from']}"
        seen = st.session_state.get(_FINDING) == key
        label = c.t("app.hide_graph" if seen else "app.show_in_graph")
        button.button(
            label, key=f"{_FINDING}_{key}", on_click=_look_at, args=("" if seen else key,), help=f"{code} {subject}"
        )
        if code == _NOBODY:
            pins.goes_on(plan, row["key"], row["from"], language, c)
        if seen:
            with st.container(border=True):
                _before_and_on(case, date.fromisoformat(row["from"]), row["key"], language, c)


def _look_at(finding: str) -> None:
    """Show the part of the graph of one finding, or of none."""
    st.session_state[_FINDING] = finding


def _graph(plan: Plan, language: Language, c: Catalogue) -> None:
    """The graph on the plan's first day and on a chosen day."""
    case, names = plan.case, Names(plan.case, language)
    days = pictures.key_dates(case)
    reform = next((day for day in days if day >= tables.replacement_day(case)), days[-1])
    left, right = st.columns(2)
    focus = left.selectbox(
        c.t("app.focus"),
        pictures.focuses(case),
        format_func=lambda key: c.t("app.across") if key == pictures.ACROSS else names.team(key),
    )
    on = right.select_slider(
        c.t("app.date"), days, value=reform, format_func=lambda day: numbers.day(day.isoformat(), language)
    )
    _before_and_on(case, on, focus, language, c)


def _before_and_on(case: Case, on: date, focus: str, language: Language, c: Catalogue) -> None:
    """The picture on the plan's first day and on another, one above the other, at the size it was drawn."""
    names, first = Names(case, language), case.months[0].first_day
    for day, title in ((first, "app.before"), (on, "app.on")):
        heading = c.t(title, day=numbers.day(day.isoformat(), language))
        st.markdown(f"**{heading}**")
        drawn = pictures.picture(case, day, focus, language)
        if not drawn.nodes:
            st.caption(c.t("app.not_there", name=names.node(focus)))
            continue
        st.graphviz_chart(drawn.dot, alt=heading)
        web.picture_buttons(heading, c)
        if drawn.left_out:
            st.caption(c.t("app.left_out", count=drawn.left_out))
    st.caption(c.t("app.legend"))


def _organisation(plan: Plan, chosen: Choice, language: Language, c: Catalogue) -> None:
    """Who cannot be served, what if one is missing, owners proposed, journeys and designs, when asked for."""
    if not st.toggle(c.t("app.organisation"), help=c.t("app.organisation_help")):
        return
    designs = ({"design": row.design} for row in plan.case.designs)
    cases = [chosen.with_settings(merged(chosen.overrides, design)).case() for design in designs]
    made = (
        *([tables.designs(plan, cases, language)] if cases else []),
        tables.capacity_gaps(plan, language),
        tables.absences(plan, language),
        tables.extra_competences(plan, language),
        tables.proposed_owners(plan, language),
        tables.journeys(plan, language),
    )
    for tab, table in zip(st.tabs([table.title for table in made]), made, strict=True):
        with tab:
            parts.table(table, language)


show()
