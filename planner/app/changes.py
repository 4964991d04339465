"""Changes on top of a scenario and the sliders: ways out that were taken, and pins. The address holds them."""

from __future__ import annotations

from typing import Any

import streamlit as st
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from planner.case.reading import merged
from planner.case.settings import Settings
from planner.errors import hidden
from planner.text import Catalogue, Language

KEY = "aendringer"
_ADDED = ("pins", "coordination.decided_owners")
"""The lists of settings to which a change adds rows; any other list is replaced."""


class Change(BaseModel):
    """What a change is called, and the settings that it sets, nested as in a scenario file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    da: str
    en: str
    overrides: dict[str, Any]

    def label(self, language: Language) -> str:
        """What it is called in a language; what looks like a personal number is not repeated."""
        return hidden(self.en if language == "en" else self.da)


_CHANGES = TypeAdapter(tuple[Change, ...])


def current() -> tuple[Change, ...]:
    """The changes that are in force; those of the address where the session has none yet."""
    if KEY not in st.session_state:
        try:
            st.session_state[KEY] = _CHANGES.validate_json(st.query_params.get(KEY, "[]"))
        except ValidationError:
            st.session_state[KEY] = ()
    found: tuple[Change, ...] = st.session_state[KEY]
    return found


def add(change: Change) -> None:
    """Take a change on top of those that are in force; pins add up, of anything else the last has its way."""
    _keep((*current(), change))


def remove(change: Change) -> None:
    """Take a change back."""
    _keep(tuple(one for one in current() if one != change))


def clear() -> None:
    """Take all changes back."""
    _keep(())


def give_way(overrides: dict[str, Any]) -> None:
    """Take back the changes that set something of what a slider sets."""
    mine = _paths(overrides)
    _keep(tuple(one for one in current() if not mine & _paths(one.overrides)))


def touches(overrides: dict[str, Any]) -> bool:
    """Whether some change sets something of what a slider sets."""
    return any(_paths(overrides) & _paths(one.overrides) for one in current())


def overrides(given: Settings) -> dict[str, Any]:
    """The settings of all changes, later ones on top; decisions are added to those `given` in the scenario."""
    found: dict[str, Any] = {}
    for one in current():
        found = merged(found, one.overrides)
    for name in _ADDED:
        rows = [row for one in current() for row in _at(one.overrides, name, [])]
        if rows:
            above, _, last = name.rpartition(".")
            mine = _at(given.model_dump(mode="json"), name, [])
            whole: dict[str, Any] = {last: [*mine, *rows]}
            found = merged(found, {above: whole} if above else whole)
    return found


def _at(settings: dict[str, Any], name: str, default: Any) -> Any:
    """What nested settings say under a dotted name."""
    here: Any = settings
    for part in name.split("."):
        here = here.get(part) if isinstance(here, dict) else None
    return default if here is None else here


def show(language: Language, c: Catalogue) -> None:
    """List the changes, each with a button that takes it back; going to another page empties the address, so it is written."""
    _keep(current())
    if not current():
        return
    st.markdown(f"**{c.t('app.changes')}**")
    for number, change in enumerate(current()):
        words, button = st.columns([4, 1], vertical_alignment="center")
        words.caption(change.label(language))
        button.button(
            "×",
            key=f"{KEY}_{number}",
            help=c.t("app.take_back", change=change.label(language)),
            on_click=remove,
            args=(change,),
        )


def _paths(settings: dict[str, Any], above: str = "") -> set[str]:
    """The dotted names of what nested settings set; a figure with its unit is one."""
    found = set()
    for key, value in settings.items():
        name = f"{above}{key}"
        nested = isinstance(value, dict) and value and "value" not in value
        found |= _paths(value, f"{name}.") if nested else {name}
    return found


def _keep(changes: tuple[Change, ...]) -> None:
    st.session_state[KEY] = changes
    if changes:
        st.query_params[KEY] = _CHANGES.dump_json(changes).decode()
    elif KEY in st.query_params:
        del st.query_params[KEY]
