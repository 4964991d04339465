"""Page Sammenlign: two to six scenarios side by side, what was assumed differently before what comes out differently."""

import streamlit as st

from planner.app import beside, parts, planning, sidebar
from planner.app.choice import Choice
from planner.compare import Comparison, compare
from planner.errors import PlannerError
from planner.plan import Plan
from planner.report import charts, excel, tables
from planner.report.columns import Table
from planner.text import Catalogue, Language, catalogue

MOST = 6
_PICKED, _FIELD = "sammenlignede", "sammenlign_valg"
"""Where the session keeps what is compared, so that going to another page loses nothing, and what stands in the field."""


def show() -> None:
    """Draw the page."""
    language = sidebar.language()
    c = catalogue(language)
    st.title(c.t("app.page.comparison"))
    pinned = _pinned(c)
    names = list(pinned)
    lasting = {_lasting(name, choice): name for name, choice in pinned.items()}
    before = [lasting[key] for key in st.session_state.get(_PICKED, ()) if key in lasting]
    if not set(st.session_state.get(_FIELD, [""])) <= set(names):  # new on this page, or something has another name
        st.session_state[_FIELD] = before or _usual(names, pinned)
    picked = st.multiselect(c.t("app.pick"), names, key=_FIELD, max_selections=MOST, help=c.t("app.pick_help"))
    st.session_state[_PICKED] = [_lasting(name, pinned[name]) for name in picked]
    if len(picked) < 2:
        st.info(c.t("app.pick_two"))
        return
    baseline = st.selectbox(c.t("app.baseline"), picked)
    try:
        plans = [planning.plan_of(pinned[name], c) for name in picked]
    except PlannerError as error:
        planning.say_why(error, language)
        return
    _show(compare(plans, picked.index(baseline)), plans, language, c)


def _usual(names: list[str], pinned: dict[str, Choice]) -> list[str]:
    """What is compared at first: the scenario of the sidebar, and two beside it with the same organisation."""
    here = sidebar.choice().path
    found = [name for name in names if pinned[name] == Choice(here)]
    for name in names:
        choice = pinned[name]
        beside = name not in found and choice.path.parent == here.parent and not choice.overrides
        if beside and planning.design_of(choice) == planning.design_of(Choice(here)):
            found.append(name)
    return found[:3]


def _pinned(c: Catalogue) -> dict[str, Choice]:
    """The scenario files and the slider settings that the user pinned, by name."""
    mine: dict[str, Choice] = st.session_state.setdefault("pinned", {})
    chosen = sidebar.choice()
    if chosen.overrides and st.button(c.t("app.pin")):
        name = c.t("app.pin_name", number=len(mine) + 1, name=planning.case_of(chosen.plain()).settings.name)
        mine[name] = chosen.with_settings({**chosen.overrides, "name": name})
    if chosen.overrides and not any(_same(chosen, choice) for choice in mine.values()):
        st.info(c.t("app.pin_first"))
    there = {name: choice for name, choice in mine.items() if choice.path.exists()}
    references = {name: choice for name, (choice, _) in beside.references(chosen.plain(), c).items()}
    return beside.files() | references | there


def _same(chosen: Choice, pinned: Choice) -> bool:
    """Whether what was pinned is what is chosen; only its name is its own."""
    return chosen == pinned.with_settings({key: value for key, value in pinned.overrides.items() if key != "name"})


def _lasting(name: str, choice: Choice) -> str:
    """What tells a choice apart when the scenario in it gets another name: a file, or what it is called on this page."""
    return name if choice.overrides else str(choice.path)


def _show(comparison: Comparison, plans: list[Plan], language: Language, c: Catalogue) -> None:
    """The comparison, assumptions first, then what comes out, each with its picture where it has one."""
    case = plans[comparison.baseline].case
    assumptions = tables.comparison_assumptions(comparison, language, [plan.case for plan in plans])
    st.subheader(assumptions.title)
    if assumptions.frame.empty:
        st.info(c.t("app.nothing_differs"))
    else:
        st.caption(tables.legend(comparison, language))
        parts.table(tables.lettered(comparison, assumptions), language)
    only = st.toggle(c.t("app.only_differences"), value=True, key="forskelle")

    def shown(table: Table) -> Table:
        return tables.lettered(comparison, tables.only_differences(comparison, table) if only else table)

    st.caption(tables.legend(comparison, language))
    _told(shown(tables.comparison_kpi(comparison, language)), language, c)
    years = tables.comparison_years(comparison, language)
    parts.chart(charts.comparison_chart(comparison, language), tables.lettered(comparison, years), language, c)
    parts.chart(
        charts.comparison_teams_chart(comparison, language, case),
        tables.lettered(comparison, tables.comparison_teams(comparison, language, case)),
        language,
        c,
    )
    _told(shown(tables.comparison_caseload(comparison, language, case)), language, c)
    _told(shown(tables.comparison_coordination(comparison, language)), language, c)
    _told(tables.lettered(comparison, tables.comparison_outside(comparison, language, case)), language, c)
    _told(shown(tables.comparison_findings(comparison, language, [plan.case for plan in plans])), language, c)
    st.download_button(
        c.t("app.download_comparison"),
        lambda: parts.workbook(lambda path: excel.write_comparison(comparison, plans, path, language)),
        file_name=c.t("app.comparison_file"),
        mime=parts.XLSX,
        on_click="ignore",
    )


def _told(table: Table, language: Language, c: Catalogue) -> None:
    """A table under its title, or that nothing differs."""
    st.subheader(table.title)
    if table.frame.empty and table.name != "comparison_outside":
        st.info(c.t("app.no_difference"))
    else:
        parts.table(table, language)


show()
