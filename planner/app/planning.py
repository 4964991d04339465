"""Plans for the app: cached by scenario and settings, with a progress bar while one is made."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path
from threading import Lock
from typing import Any

import streamlit as st

from planner.case.scenario import load_case
from planner.case.schema import Case
from planner.errors import InputError, NoPlanError, PlannerError
from planner.pipeline import make_plan
from planner.plan import Plan
from planner.text import Catalogue

_KEPT = 64
_STAGES = 14


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
    bar = st.progress(0.0, c.t("app.planning"))
    done = 0

    def progress(_: str) -> None:
        nonlocal done
        done += 1
        bar.progress(min(1.0, done / _STAGES), c.t("app.planning"))

    try:
        return make_plan(case, progress)
    finally:
        bar.empty()


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
