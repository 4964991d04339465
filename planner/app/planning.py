"""Plans for the app: cached by scenario and settings, with a progress bar while one is made."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

import streamlit as st

from planner.case.scenario import load_case
from planner.case.schema import Case
from planner.errors import InputError, NoPlanError, PlannerError
from planner.pipeline import Memory, make_plan
from planner.plan import Plan
from planner.text import Catalogue
from planner.undecided import with_ranges

_KEPT = 64
_STAGES, _RANGE_STAGES = 14, 34


class _Plans:
    """The plans made last, by scenario and settings; shared by all sessions."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._plans: OrderedDict[str, Plan] = OrderedDict()

    def get(self, key: str) -> Plan | None:
        with self._lock:
            return self._plans.get(key)

    def put(self, key: str, plan: Plan) -> None:
        with self._lock:
            self._plans[key] = plan
            while len(self._plans) > _KEPT:
                self._plans.popitem(last=False)

    def exchange(self, old: Plan, new: Plan) -> None:
        """Keep a plan with more tables in the place of the one it was made from."""
        with self._lock:
            for key in [key for key, plan in self._plans.items() if plan is old]:
                self._plans[key] = new


class _First:
    """What the first plan of a municipality left for those after it; one plan at a time may use it."""

    def __init__(self) -> None:
        self.lock, self.memory = Lock(), Memory()


@st.cache_resource(max_entries=8, show_spinner=False)
def _first(municipality: str) -> _First:
    return _First()


@st.cache_resource
def _plans() -> _Plans:
    return _Plans()


def _stamp(path: Path) -> float:
    """When anything that scenarios are made of last changed, so that an edited file is read again."""
    root = path.parents[2]
    files = [file for folder in ("scenarios", "data") for file in (root / folder).rglob("*") if file.is_file()]
    return max(file.stat().st_mtime for file in files)


@st.cache_resource(max_entries=32, show_spinner=False)
def _case(path: Path, stamp: float) -> Case:
    return load_case(path)


def case_of(path: Path) -> Case:
    """The case of a scenario file as it stands; faults are shown and end the page."""
    try:
        return _case(path, _stamp(path))
    except InputError as error:
        st.error("\n\n".join(str(fault) for fault in error.faults))
        st.stop()


def name_of(path: Path) -> str:
    """A scenario's own name, or its file's when it cannot be read."""
    try:
        return _case(path, _stamp(path)).settings.name
    except InputError:
        return f"{path.parent.name}/{path.stem}"


def plan_of(path: Path, overrides: Mapping[str, Any], c: Catalogue) -> Plan:
    """The plan of a scenario with the sliders' settings; at once when it was made before.

    Raises:
        PlannerError: there is no plan; the page says why.
    """
    key = json.dumps([str(path), _stamp(path), overrides], sort_keys=True)
    plan = _plans().get(key)
    if plan is None:
        plan = _made(load_case(path, overrides) if overrides else case_of(path), c)
        _plans().put(key, plan)
    return plan


def _made(case: Case, c: Catalogue) -> Plan:
    """A new plan, with a bar that moves at each stage."""
    first = _first(case.settings.municipality)
    with _bar(c.t("app.planning"), _STAGES) as progress, first.lock:
        return make_plan(case, progress, first.memory)


@contextmanager
def _bar(text: str, stages: int) -> Iterator[Callable[[str], None]]:
    """A bar that is there while something is made, and moves at each of about so many stages."""
    bar = st.progress(0.0, text)
    done = 0

    def progress(_: str) -> None:
        nonlocal done
        done += 1
        bar.progress(min(1.0, done / stages), text)

    try:
        yield progress
    finally:
        bar.empty()


def add_ranges(plan: Plan, c: Catalogue) -> bool:
    """Find which figures of a plan the data decide, and keep them with it; says so and returns False where it fails."""
    try:
        with _bar(c.t("app.ranging"), _RANGE_STAGES) as progress:
            found = with_ranges(plan, progress)
    except PlannerError as error:
        _say_why(error, c)
        return False
    _plans().exchange(plan, found)
    if st.session_state.get("last_plan") is plan:
        st.session_state["last_plan"] = found
    return True


def current_plan(path: Path, overrides: Mapping[str, Any], c: Catalogue) -> Plan | None:
    """The chosen plan, or None after saying why there is none; what was shown last is then shown greyed."""
    try:
        plan = plan_of(path, overrides, c)
    except PlannerError as error:
        _say_why(error, c)
        return None
    st.session_state["last_plan"] = plan
    return plan


def _say_why(error: PlannerError, c: Catalogue) -> None:
    if isinstance(error, NoPlanError):
        lines = "\n".join(f"- {breach}" for breach in error.breaches)
        st.error(f"{c.t('app.no_plan')}\n\n{lines}")
    elif isinstance(error, InputError):
        st.error("\n\n".join(str(fault) for fault in error.faults))
    else:
        st.error(c.t("app.failed"))
