"""Pinned decisions: a team's size or an owner that is decided, what it moves elsewhere, and what it costs."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from planner.app import changes, parts, planning
from planner.app.changes import Change
from planner.app.choice import Choice
from planner.case.schema import Case
from planner.case.settings import DecidedOwner, Pin
from planner.errors import PlannerError
from planner.plan import Plan
from planner.report import numbers
from planner.report.names import Names
from planner.report.ownership import former_owner
from planner.report.pins import moved_by_pins, owner_name, pin_name, pin_size, pins
from planner.text import Catalogue, Language

_SENSES = ("at_least", "at_most", "exactly")
_STEP = 0.5
_LANGUAGES: tuple[Language, ...] = ("da", "en")


def size(plan: Plan, team: str, language: Language, c: Catalogue) -> None:
    """Decide the size of a team from a month on."""
    posts = sum(row.fte + row.vacant_fte for row in plan.case.staffing if row.team == team)
    sizes = [step * _STEP for step in range(int(posts * 1.5 / _STEP) + 1)]
    months = [str(month) for month in plan.case.months[1:]]
    here = plan.staff[plan.staff["team"] == team].groupby("month")["fte"].sum()
    usual = next((month for month in months[2:] if month.endswith("-01")), months[0])
    with st.expander(c.t("app.pin_size")), st.form(f"fasthold_{team}", border=False):
        st.caption(c.t("app.pin_why"))
        left, middle, right = st.columns(3)
        sense = left.selectbox(c.t("app.pin_sense"), _SENSES, format_func=lambda key: c.t(f"pin_sense.{key}"))
        fte = middle.select_slider(
            c.t("column.fte"),
            sizes,
            value=min(sizes, key=lambda one: abs(one - here[usual])),
            format_func=lambda one: numbers.fte(one, language),
        )
        month = right.selectbox(
            c.t("app.pin_from"), months, index=months.index(usual), format_func=lambda one: numbers.month(one, language)
        )
        why = st.text_input(c.t("column.why"), c.t("app.pin_reason"), max_chars=200)
        if st.form_submit_button(c.t("app.pin_take")):
            _take(plan, {"team": team, "first_month": month, "sense": sense, "fte": fte, "why": why.strip()})


def _take(plan: Plan, row: dict[str, Any]) -> None:
    pin = Pin.model_validate(row | {"why": row["why"] or "-"})
    da, en = (f"{pin_name(pin, Names(plan.case, lang), lang)}: {pin_size(pin, lang)}" for lang in _LANGUAGES)
    changes.add(Change(da=da, en=en, overrides={"pins": [row]}))
    st.rerun()


def owner(plan: Plan, language: Language, c: Catalogue) -> None:
    """Decide who answers for a citizen type from a day on."""
    case, names = plan.case, Names(plan.case, language)
    types = [row.citizen_type for row in case.citizen_types]
    teams = [row.unit for row in case.units if row.kind == "team" and row.decides]
    days = [month.first_day for month in case.months]
    with st.expander(c.t("app.pin_owner")), st.form("fasthold_ansvar", border=False):
        left, middle, right = st.columns(3)
        citizen_type = left.selectbox(c.t("column.citizen_type"), types, format_func=names.node)
        team = middle.selectbox(c.t("column.owner"), teams, format_func=names.node)
        day: date = right.selectbox(
            c.t("app.pin_from"), days, format_func=lambda one: numbers.day(one.isoformat(), language)
        )
        why = st.text_input(c.t("column.why"), c.t("app.pin_reason"), max_chars=200)
        if st.form_submit_button(c.t("app.pin_take")):
            _decide(case, citizen_type, team, day.isoformat(), why.strip())
            st.rerun()


def goes_on(plan: Plan, citizen_type: str, day: str, language: Language, c: Catalogue) -> None:
    """Where nobody answers from a day on: a button that lets the one who did go on."""
    case, team = plan.case, former_owner(plan, citizen_type, day)
    if team in {row.unit for row in case.units if row.kind == "team" and row.decides}:
        st.button(
            c.t("app.pin_goes_on", team=Names(case, language).node(team)),
            key=f"fortsaet_{citizen_type}_{day}",
            on_click=_decide,
            args=(case, citizen_type, team, day, c.t("app.pin_reason")),
        )


def _decide(case: Case, citizen_type: str, team: str, day: str, why: str) -> None:
    """Pin who answers for a citizen type from a day on."""
    row = {"citizen_type": citizen_type, "owner": team, "valid_from": day, "why": why}
    decided = DecidedOwner.model_validate(row)
    da, en = (f"{owner_name(decided, Names(case, lang), lang)}: {Names(case, lang).node(team)}" for lang in _LANGUAGES)
    changes.add(Change(da=da, en=en, overrides={"coordination": {"decided_owners": [row]}}))


@st.fragment
def show(chosen: Choice, plan: Plan, language: Language, c: Catalogue) -> None:
    """What is decided, what that moves elsewhere, and on a click what each decision costs."""
    found = planning.kept(chosen, "pins")
    table = pins(plan.case, found, language)
    if table.frame.empty:
        st.info(c.t("app.pins_none"))
        return
    parts.table(table, language)
    moved = moved_by_pins(plan, language)
    st.markdown(f"**{moved.title}**")
    parts.table(moved, language)
    if found is None and st.button(c.t("app.pin_prices"), key="fastholdt_pris"):
        try:
            planning.find_pin_prices(chosen, plan, c)
        except PlannerError as error:
            planning.say_why(error, language)
            return
        st.rerun()
