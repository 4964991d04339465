"""Why this plan: the limits that bind, and on a click what one unit more of each would do."""

import streamlit as st

from planner.app import parts, planning
from planner.app.choice import Choice
from planner.errors import PlannerError
from planner.plan import Plan
from planner.prices import Price
from planner.report import prices as reported
from planner.text import Catalogue, Language


@st.fragment
def show(chosen: Choice, plan: Plan, language: Language, c: Catalogue) -> None:
    """Draw it; the prices are found while the rest of the page stays as it is."""
    found: list[Price] | None = planning.kept(chosen, "prices")
    if found is None:
        parts.table(reported.binding_limits(plan, language), language)
        st.markdown(c.t("app.prices_why"))
        if st.button(c.t("app.prices_find"), key="priser") and _found(chosen, plan, language, c):
            st.rerun()
        return
    for one in reported.by_weight(found):
        st.markdown(f"- {reported.price_sentence(plan, one, language)}")
    parts.table(reported.prices(plan, found, language), language)


def _found(chosen: Choice, plan: Plan, language: Language, c: Catalogue) -> bool:
    """Find the prices and keep them; says why where it fails."""
    try:
        planning.find_prices(chosen, plan, c)
    except PlannerError as error:
        planning.say_why(error, language)
        return False
    return True
