"""Page Ansvar og koordination: findings first, then the graph before and on a date, then the same as a table."""

from datetime import date

import streamlit as st

from planner.app import parts, planning, sidebar
from planner.plan import Plan
from planner.report import numbers, organisation, picture, tables
from planner.report.answer import groundwork
from planner.report.columns import shown
from planner.report.names import Names
from planner.text import Catalogue, Language, catalogue


def show() -> None:
    """Draw the page."""
    language = sidebar.language()
    c = catalogue(language)
    chosen = sidebar.choice()
    st.title(c.t("app.page.coordination"))
    plan = planning.current_plan(chosen.path, chosen.overrides, c) or parts.greyed(c)
    if plan is None:
        return
    st.caption(groundwork(plan, language))
    _findings(plan, language, c)
    _graph(plan, language, c)
    owners = tables.owners(plan, language)
    st.subheader(owners.title)
    parts.table(owners, language)
    _organisation(plan, language, c)


def _organisation(plan: Plan, language: Language, c: Catalogue) -> None:
    """Who cannot be served, what if one is missing, owners proposed and journeys, when asked for."""
    if not st.toggle(c.t("app.organisation"), help=c.t("app.organisation_help")):
        return
    day = min(max(date(2026, 7, 1), plan.case.months[0].first_day), plan.case.months[-1].first_day)
    made = (
        organisation.capacity_gaps(plan, language),
        organisation.absences(plan, language),
        organisation.proposed_owners(plan, day, language),
        organisation.journeys(plan, language),
    )
    for tab, table in zip(st.tabs([table.title for table in made]), made, strict=True):
        with tab:
            parts.table(table, language)


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
    rows = shown(found, language).to_dict("records")
    notes = [row for row, severity in zip(rows, plan.findings["severity"], strict=True) if severity == "note"]
    _told([row for row in rows if row not in notes])
    if notes:
        with st.expander(c.t("app.notes", count=len(notes))):
            _told(notes)


def _told(rows: list[dict[str, str]]) -> None:
    """Findings one by one, in words."""
    for row in rows:
        kind, code, subject, first, last, message, mend = row.values()
        st.markdown(f"**{kind} {code}** · {subject} · {first} – {last}  \n{message} *{mend}*")


def _graph(plan: Plan, language: Language, c: Catalogue) -> None:
    """The graph on the plan's first day and on a chosen day, one above the other, at the size it was drawn."""
    case, names = plan.case, Names(plan.case, language)
    days = picture.key_dates(case)
    reform = next((day for day in days if day >= date(2026, 7, 1)), days[-1])
    left, right = st.columns(2)
    focus = left.selectbox(
        c.t("app.focus"),
        picture.focuses(case),
        format_func=lambda key: c.t("app.across") if key == picture.ACROSS else names.team(key),
    )
    on = right.select_slider(
        c.t("app.date"), days, value=reform, format_func=lambda day: numbers.day(day.isoformat(), language)
    )
    for day, title in ((days[0], "app.before"), (on, "app.on")):
        heading = c.t(title, day=numbers.day(day.isoformat(), language))
        st.subheader(heading)
        st.graphviz_chart(picture.dot(case, day, focus, language), alt=heading)
    st.caption(c.t("app.legend"))


show()
