"""The sidebar of every page: language, scenario and sliders, all kept in the address so that a reload loses nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import streamlit as st

from planner.app import planning
from planner.case.schema import Case
from planner.case.settings import Settings
from planner.text import Catalogue, Language, catalogue

SCENARIOS = Path(__file__).parents[2] / "scenarios"
NO_CAP = -1


@dataclass(frozen=True)
class Choice:
    """What the user has chosen: a scenario file and the settings in which the sliders differ from it."""

    path: Path
    overrides: dict[str, Any] = field(default_factory=dict)


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


SLIDERS = (
    Slider(
        "hk6",
        tuple(range(0, 155, 5)),
        "percent",
        lambda s: round(100 * s.saving.share_of_target["HK6"]),
        lambda p, *_: {"saving": {"share_of_target": {"HK6": p / 100}}},
    ),
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
    """The shipped and saved scenarios as `municipality/name`, the base scenarios first."""
    names = [f"{path.parent.name}/{path.stem}" for path in SCENARIOS.glob("*/*.yaml")]
    return sorted(names, key=lambda name: (name.split("/")[0], not name.endswith("/base"), name))


def scenario_path(name: str) -> Path:
    """The file of a scenario named as in `scenario_files`."""
    return SCENARIOS / f"{name}.yaml"


def show() -> None:
    """Draw the sidebar and put down the choice."""
    c = catalogue(language())
    with st.sidebar:
        files = scenario_files()
        name = st.selectbox(
            c.t("app.scenario"), files, key="scenarie", bind="query-params", on_change=_reset, format_func=_label
        )
        case = planning.case_of(scenario_path(name))
        st.caption(case.settings.why)
        overrides: dict[str, Any] = {}
        for slider in SLIDERS:
            overrides |= _shown(slider, case, c)
        if overrides:
            st.button(c.t("app.reset"), on_click=_reset, width="stretch")
    st.session_state["choice"] = Choice(scenario_path(name), overrides)


def _label(name: str) -> str:
    return planning.name_of(scenario_path(name))


def _reset() -> None:
    """Put the sliders where the chosen scenario has them."""
    case = planning.case_of(scenario_path(st.session_state["scenarie"]))
    for slider in SLIDERS:
        st.session_state[slider.key] = _position(slider, case)


def _position(slider: Slider, case: Case) -> int:
    """The slider's position that is nearest to the scenario's value."""
    value = slider.read(case.settings)
    return value if value in slider.positions else min(slider.positions, key=lambda p: abs(p - value))


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
        **first,
    )
    return {} if position == start else slider.write(position, c.t("app.slider_reason"), case.settings)
