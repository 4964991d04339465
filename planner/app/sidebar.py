"""The sidebar of every page: language, scenario and sliders, all kept in the address so that a reload loses nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import streamlit as st

from planner.app import changes, planning, saved
from planner.app.choice import Choice
from planner.case.reading import merged
from planner.case.schema import Case
from planner.case.settings import Inflow, Settings
from planner.case.values import Account, LimitSource
from planner.errors import hidden
from planner.report.imports import REFERENCE
from planner.report.names import Names
from planner.text import Catalogue, Language, catalogue

SCENARIOS = Path(__file__).parents[2] / "scenarios"
NO_CAP = -1
OWN = "egne_tabeller"
CHOSEN, _GONE = "scenarie", "scenarie_væk"
"""Where the session keeps which scenario is chosen, and the one that was asked for and is not there."""


@dataclass(frozen=True)
class Slider:
    """One slider: where it stands for a scenario, and the settings that a position means."""

    key: str
    positions: tuple[int, ...]
    unit: str
    read: Callable[[Settings], int]
    write: Callable[[int, str, Settings], dict[str, Any]]


def _attrition(percent: int, why: str, settings: Settings) -> dict[str, Any]:
    """Natural attrition; retirement is a part of it and follows where it would be more than the whole."""
    share = percent / 100
    changed = {"share_per_year": {"value": share, "assumption": why}}
    if settings.attrition.retirement_share_per_year.value > share:
        changed["retirement_share_per_year"] = {"value": share, "assumption": why}
    return {"attrition": changed}


def _driver(name: str, percent: int) -> dict[str, Any]:
    return {"drivers": {name: {"share": percent / 100}}}


def _saving(key: str, account: Account) -> Slider:
    """The share of an account's targets that is to be saved, in per cent."""
    return Slider(
        key,
        tuple(range(0, 155, 5)),
        "percent",
        lambda s: round(100 * s.saving.share_of_target[account]),
        lambda p, *_: {"saving": {"share_of_target": {account: p / 100}}},
    )


SLIDERS = (
    _saving("hk6", "HK6"),
    _saving("hk5", "HK5"),
    Slider(
        "loft",
        tuple(range(70, 135, 5)),
        "percent",
        lambda s: round(100 * s.caseload.limit_factor),
        lambda p, *_: {"caseload": {"limit_factor": p / 100}},
    ),
    Slider(
        "afgang", tuple(range(0, 21)), "percent", lambda s: round(100 * s.attrition.share_per_year.value), _attrition
    ),
    Slider(
        "afsked",
        (0, 1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, NO_CAP),
        "fte",
        lambda s: NO_CAP if s.dismissals.cap_fte is None else round(s.dismissals.cap_fte),
        lambda p, *_: {"dismissals": {"cap_fte": None if p == NO_CAP else float(p)}},
    ),
    Slider(
        "ledighed",
        tuple(range(-20, 65, 5)),
        "percent",
        lambda s: round(100 * s.unemployment.change_share),
        lambda p, *_: {"unemployment": {"change_share": p / 100}},
    ),
)


def _share(key: str, driver: str, most: int, step: int) -> Slider:
    """The share of a driver of the work, in per cent from 0."""
    return Slider(
        key,
        tuple(range(0, most + 1, step)),
        "percent",
        lambda s: round(100 * getattr(s.drivers, driver).share),
        lambda p, *_: _driver(driver, p),
    )


WORK = (
    _share("fritagelse", "exempt", 25, 1),
    _share("digital", "digital", 100, 5),
    _share("akasse", "a_kasse_trial", 100, 5),
    _share("leverandoer", "private_supplier", 100, 5),
)
"""The sliders of what moves the work; unemployment stands among the others."""
INFLOW = tuple(range(-100, 205, 5))


def choose_language() -> Language:
    """Draw the language switch; before anything else, because every other word depends on it."""
    names = {"da": "Dansk", "en": "English"}
    with st.sidebar:
        asked = st.radio(
            "Sprog / Language",
            list(names),
            format_func=lambda code: names[code],
            horizontal=True,
            key="sprog",
            bind="query-params",
        )
    return "en" if asked == "en" else "da"


def language() -> Language:
    """The language chosen, for a page."""
    return "en" if st.session_state["sprog"] == "en" else "da"


def choice() -> Choice:
    """What `show` has put down for the page."""
    chosen: Choice = st.session_state["choice"]
    return chosen


def scenario_files() -> list[str]:
    """The shipped and saved scenarios as `municipality/name`, the reference municipality and the base scenarios first."""
    names = [f"{path.parent.name}/{path.stem}" for path in SCENARIOS.glob("*/*.yaml")]
    first = REFERENCE.parent.name
    return sorted(names, key=lambda name: (name.split("/")[0] != first, name.split("/")[0], not name.endswith("/base"), name))  # fmt: skip


def scenario_labels() -> dict[str, str]:
    """What each scenario is called, by `municipality/name`; of scenarios with the same name the later ones with where they are."""
    found: dict[str, str] = {}
    for file in scenario_files():
        name = planning.name_of(scenario_path(file))
        found[file] = f"{name} ({file})" if name in found.values() else name
    return found


def scenario_path(name: str) -> Path:
    """The file of a scenario named as in `scenario_files`."""
    return SCENARIOS / f"{name}.yaml"


def show() -> None:
    """Draw the sidebar and put down the choice."""
    c = catalogue(language())
    with st.sidebar:
        name = _scenario(c)
        plain = Choice(scenario_path(name), own=own_tables())
        case = planning.read_case(plain, language())
        st.caption(case.settings.why)
        saved.show(plain.path, choose, language(), c)
        overrides: dict[str, Any] = {}
        for slider in SLIDERS:
            overrides = merged(overrides, _shown(slider, case, c))
        with st.expander(c.t("app.work")):
            for slider in WORK:
                overrides = merged(overrides, _shown(slider, case, c))
            overrides = merged(overrides, _inflow(case, c))
            overrides = merged(overrides, _limit(case, c))
        changes.show(language(), c)
        overrides = merged(overrides, changes.overrides(case.settings))
        if overrides:
            st.button(c.t("app.reset"), on_click=reset, width="stretch")
        _own_tables(c)
    st.session_state["choice"] = plain.with_settings(overrides)


def _scenario(c: Catalogue) -> str:
    """Draw the choice of a scenario. The address holds its file, which stays when its name changes, or its name."""
    labels = scenario_labels()
    usual = next(iter(labels))
    if CHOSEN not in st.session_state:
        asked = st.query_params.get(CHOSEN, usual)
        found = [file for file, label in labels.items() if asked in (file, label)]
        st.session_state[CHOSEN] = found[0] if found else usual
        st.session_state[_GONE] = "" if found else hidden(asked)
    elif st.session_state[CHOSEN] not in labels:
        st.session_state[_GONE] = st.session_state[CHOSEN]
        choose(usual)
    st.session_state[CHOSEN] = st.session_state[
        CHOSEN
    ]  # the browser is told again, for it knows only what it is called
    name = st.selectbox(
        c.t("app.scenario"), list(labels), key=CHOSEN, on_change=_chosen, format_func=labels.__getitem__
    )
    _remember(CHOSEN, name, usual)
    if st.session_state.get(_GONE):
        st.warning(c.t("app.scenario_gone", name=st.session_state[_GONE], shown=labels[name]))
    return name


def _chosen() -> None:
    """Another scenario was chosen: what was said of the one before is no longer of interest."""
    file = st.session_state[CHOSEN]
    st.session_state[_GONE] = "" if file in scenario_files() else file
    saved.forget()
    choose(file)


def choose(file: str) -> None:
    """Choose a scenario named as in `scenario_files`; the first of them where it is not there."""
    files = scenario_files()
    st.session_state[CHOSEN] = file if file in files else files[0]
    reset()


def own_tables() -> dict[str, bytes]:
    """The files of own tables that the session plans with, by name; none where it plans with the municipality's."""
    found: dict[str, bytes] = st.session_state.get(OWN, {})
    return found


def _own_tables(c: Catalogue) -> None:
    """Say that the plan rests on own tables, with a button that goes back to the municipality's."""
    if own_tables():
        st.info(c.t("app.own_tables", files=", ".join(sorted(own_tables()))))
        st.button(c.t("app.own_forget"), on_click=lambda: st.session_state.pop(OWN, None), width="stretch")


def reset() -> None:
    """Put the sliders where the chosen scenario has them, and take all changes back."""
    changes.clear()
    case = planning.read_case(Choice(scenario_path(st.session_state[CHOSEN]), own=own_tables()), language())
    for slider in (*SLIDERS, *WORK):
        st.session_state[slider.key] = _position(slider, case)
    st.session_state["loftkilde"] = case.settings.caseload.limit
    given = {row.target_group: _percent(row) for row in case.settings.drivers.inflow}
    st.session_state["tilgang"] = list(given)
    for group, percent in given.items():
        st.session_state[f"tilgang_{group}"] = percent


def _position(slider: Slider, case: Case) -> int:
    """The slider's position that is nearest to the scenario's value."""
    return _nearest(slider.read(case.settings), slider.positions)


def _nearest(value: int, positions: tuple[int, ...]) -> int:
    return min(positions, key=lambda p: abs(p - value))


def inflow(case: Case, percents: dict[str, int], why: str) -> dict[str, Any]:
    """The settings for changes in the newcomers of some groups; a row of the scenario that is not moved stays as it is."""
    given = case.settings.drivers.inflow
    wanted = []
    for group, percent in percents.items():
        rows = [row for row in given if row.target_group == group]
        if rows and percent == _percent(rows[-1]):
            wanted += [row.model_dump(mode="json") for row in rows]
        elif percent:
            first = rows[-1].first_month if rows else case.settings.unemployment.first_month
            wanted.append({"target_group": group, "change_share": percent / 100, "first_month": str(first),
                           "assumption": why})  # fmt: skip
    if sorted(wanted, key=str) == sorted((row.model_dump(mode="json") for row in given), key=str):
        return {}
    return {"drivers": {"inflow": wanted}}


def _percent(row: Inflow) -> int:
    """Where a slider stands for a row of the scenario."""
    return _nearest(round(100 * row.change_share), INFLOW)


def limits(case: Case, source: str) -> dict[str, Any]:
    """The settings for another source of the limits; a group that has no such limit keeps its own source."""
    chosen = case.settings.caseload
    worked = {task.target_group for task in case.tasks}
    by_group = {}
    for row in (row for row in case.target_groups if row.cases is not None):
        has = {
            "hours": row.target_group in worked or not row.cases,
            "guidance": None not in (row.limit_low, row.limit_mid, row.limit_high),
            "local": row.limit_local is not None,
        }
        if not has[source] or row.target_group in chosen.by_group:
            own = chosen.by_group.get(row.target_group, chosen.limit)
            by_group[row.target_group] = source if has[source] else own
    return {"caseload": {"limit": source, "by_group": by_group}}


def _inflow(case: Case, c: Catalogue) -> dict[str, Any]:
    """Draw the choice of groups whose inflow changes, with a slider for each."""
    names = Names(case, language())
    groups = [row.target_group for row in case.target_groups if row.cases is not None]
    given = {row.target_group: _percent(row) for row in case.settings.drivers.inflow}
    if "tilgang" not in st.session_state:
        asked = [group for group in st.query_params.get_all("tilgang") if group in groups]
        st.session_state["tilgang"] = asked or list(given)
    chosen = st.multiselect(
        c.t("app.inflow_groups"),
        groups,
        key="tilgang",
        format_func=names.group,
        help=c.t("app.help.tilgang"),
        placeholder=c.t("app.choose"),
    )
    _remember("tilgang", chosen, list(given))
    percents = {}
    for group in chosen:
        key = f"tilgang_{group}"
        start: dict[str, Any] = {} if key in st.session_state else {"value": given.get(group, 0)}
        percents[group] = st.select_slider(
            c.t("app.inflow", group=names.group(group)),
            INFLOW,
            key=key,
            bind="query-params",
            format_func=lambda p: c.t("app.unit.percent", value=p),
            **start,
        )
    return inflow(case, percents, c.t("app.slider_reason"))


def _limit(case: Case, c: Catalogue) -> dict[str, Any]:
    """Draw the choice of where the limits come from."""
    sources = list(get_args(LimitSource))
    at = case.settings.caseload.limit
    if "loftkilde" not in st.session_state:
        asked = st.query_params.get("loftkilde")
        st.session_state["loftkilde"] = asked if asked in sources else at
    source = st.radio(
        c.t("app.limit_source"),
        sources,
        key="loftkilde",
        format_func=lambda name: c.t(f"choice.{name}"),
        help=c.t("app.help.loftkilde"),
    )
    _remember("loftkilde", source, at)
    return {} if source == at else limits(case, source)


def _shown(slider: Slider, case: Case, c: Catalogue) -> dict[str, Any]:
    """Draw one slider; the settings it changes, or nothing where it stands as the scenario does.

    The positions read the same in every language, because the address holds them as they read.
    """
    start = _position(slider, case)
    first: dict[str, Any] = {} if slider.key in st.session_state else {"value": start}
    position: int = st.select_slider(
        c.t(f"app.slider.{slider.key}"),
        slider.positions,
        key=slider.key,
        bind="query-params",
        format_func=lambda p: (
            c.t("app.no_cap") if p == NO_CAP and slider.unit == "fte" else c.t(f"app.unit.{slider.unit}", value=p)
        ),
        help=c.t(f"app.help.{slider.key}"),
        on_change=_moved,
        args=(slider, case),
        **first,
    )
    if changes.touches(slider.write(position, "", case.settings)):
        st.caption(c.t("app.changed_below"))
    return {} if position == start else slider.write(position, c.t("app.slider_reason"), case.settings)


def _moved(slider: Slider, case: Case) -> None:
    """A slider that is moved has the last word over the changes that were taken."""
    changes.give_way(slider.write(_position(slider, case), "", case.settings))


def _remember(key: str, value: Any, usual: Any) -> None:
    """Keep a choice in the address by its key, which reads the same in every language; nothing where it is the usual one."""
    if value != usual:
        st.query_params[key] = value
    elif key in st.query_params:
        del st.query_params[key]
