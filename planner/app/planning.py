"""Plans for the app: cached by scenario and settings, with a progress bar while one is made."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from threading import Lock
from typing import Any, Generic, TypeVar

import streamlit as st

from planner.app.choice import Choice
from planner.case.schema import Case
from planner.errors import InputError, NoPlanError, PlannerError
from planner.pins import pin_prices
from planner.pipeline import Memory, make_plan, with_posts
from planner.plan import Plan
from planner.prices import MOST as MOST_PRICES
from planner.prices import limits, prices
from planner.report.faults import fault_sentence
from planner.report.keep import held_against
from planner.text import Catalogue, Language, catalogue
from planner.undecided import with_ranges
from planner.ways_out import Opening, WaysOut, openings, unused, ways_out
from planner.what_if import CAPS, SHARES, frontier, swings, uncertainties

_KEPT = 64
_STAGES, _RANGE_STAGES, _WAYS_STAGES = 14, 34, 5
T = TypeVar("T")


class _Last(Generic[T]):
    """What was made last, by scenario and settings; shared by all sessions."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._made: OrderedDict[str, T] = OrderedDict()

    def get(self, key: str) -> T | None:
        with self._lock:
            return self._made.get(key)

    def put(self, key: str, made: T) -> None:
        with self._lock:
            self._made[key] = made
            while len(self._made) > _KEPT:
                self._made.popitem(last=False)

    def exchange(self, old: T, new: T) -> None:
        """Keep one in the place of another."""
        with self._lock:
            for key in [key for key, made in self._made.items() if made is old]:
                self._made[key] = new


class _First:
    """What the first plan of a municipality left for those after it; one plan at a time may use it."""

    def __init__(self) -> None:
        self.lock, self.memory = Lock(), Memory()


@st.cache_resource(max_entries=8, show_spinner=False)
def _first(municipality: str) -> _First:
    return _First()


@st.cache_resource
def _plans() -> _Last[Plan]:
    return _Last()


@st.cache_resource
def _found_out() -> _Last[Any]:
    return _Last()


def _stamp(path: Path) -> float:
    """When anything that scenarios are made of last changed, so that an edited file is read again."""
    root = path.parents[2]
    files = [file for folder in ("scenarios", "data") for file in (root / folder).rglob("*") if file.is_file()]
    return max(file.stat().st_mtime for file in files)


@st.cache_resource(max_entries=32, show_spinner=False)
def _case(_choice: Choice, key: str, stamp: float) -> Case:
    return _choice.case()


def case_of(choice: Choice) -> Case:
    """The case that is chosen, read again when a file changed; raises InputError with every fault."""
    return _case(choice, choice.key(), _stamp(choice.path))


def read_case(choice: Choice, language: Language) -> Case:
    """The same for a page that cannot do without: faults are shown and end the page."""
    try:
        return case_of(choice)
    except InputError as error:
        say_why(error, language)
        st.stop()


def name_of(path: Path) -> str:
    """A scenario's own name, or its file's when it cannot be read."""
    try:
        return case_of(Choice(path)).settings.name
    except InputError:
        return f"{path.parent.name}/{path.stem}"


def design_of(choice: Choice) -> str | None:
    """The organisation that a scenario chooses; None when it cannot be read."""
    try:
        return case_of(choice).settings.design
    except InputError:
        return None


def lock_line(choice: Choice, plan: Plan, language: Language) -> str:
    """What a locked scenario says of its plan; nothing where it is not locked, or not planned as it stands."""
    return "" if choice.overrides or choice.own else _lock_line(choice.path, _stamp(choice.path), language, plan)


@st.cache_resource(max_entries=32, show_spinner=False)
def _lock_line(path: Path, stamp: float, language: Language, _plan: Plan) -> str:
    return held_against(path, _plan, language)


def plan_of(choice: Choice, c: Catalogue) -> Plan:
    """The plan of what is chosen; at once when it was made before.

    Raises:
        PlannerError: there is no plan; the page says why.
    """
    key = _key(choice, "plan")
    plan = _plans().get(key)
    if plan is None:
        plan = _made(case_of(choice), c)
        _plans().put(key, plan)
    return plan


def memory_of(case: Case) -> AbstractContextManager[Memory]:
    """What the first plan of a municipality left, for one user at a time."""
    first = _first(case.settings.municipality)

    @contextmanager
    def held() -> Iterator[Memory]:
        with first.lock:
            yield first.memory

    return held()


def _made(case: Case, c: Catalogue) -> Plan:
    """A new plan, with a bar that moves at each stage."""
    with bar(c.t("app.planning"), _STAGES) as progress, memory_of(case) as memory:
        return make_plan(case, progress, memory, posts=False)


def whole(plan: Plan, language: Language) -> Plan:
    """The plan with its whole posts, which take their time and are therefore made when they are asked for."""
    try:
        found = with_posts(plan)
    except PlannerError as error:
        say_why(error, language)
        st.stop()
    _exchanged(plan, found)
    return found


@contextmanager
def bar(text: str, stages: int) -> Iterator[Callable[[str], None]]:
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


def kept(choice: Choice, name: str) -> Any:
    """What was found out about a choice under a name (`plan`: its plan), or None."""
    return (_plans() if name == "plan" else _found_out()).get(_key(choice, name))


def ways_of(choice: Choice, plan: Plan | None, c: Catalogue) -> WaysOut:
    """The ways out of an impossible wish; at once when they were found before."""
    found = kept(choice, "ways")
    if found is None:
        with bar(c.t("app.finding_ways"), _WAYS_STAGES) as progress:
            found = ways_out(case_of(choice), progress, plan)
        _found_out().put(_key(choice, "ways"), found)
    return found  # type: ignore[no-any-return]


def find_openings(choice: Choice, c: Catalogue) -> list[Opening]:
    """Find what the levers that a choice leaves unused would do, and keep it."""
    case = case_of(choice)
    with bar(c.t("app.finding_levers"), len(unused(case)) + 1) as progress, memory_of(case) as memory:
        found = list(openings(case, progress, memory))
    _found_out().put(_key(choice, "openings"), found)
    return found


def find_prices(choice: Choice, plan: Plan, c: Catalogue) -> None:
    """Find what one unit more of each limit that binds would do, and keep it."""
    with bar(c.t("app.pricing"), len(limits(plan)[:MOST_PRICES])) as progress, memory_of(plan.case) as memory:
        _found_out().put(_key(choice, "prices"), list(prices(plan, progress, memory)))


def find_swings(choice: Choice, plan: Plan, c: Catalogue) -> None:
    """Find what each uncertain assumption does at its ends, and keep it."""
    with bar(c.t("app.swinging"), len(uncertainties(plan.case))) as progress, memory_of(plan.case) as memory:
        _found_out().put(_key(choice, "swings"), list(swings(plan, progress, memory)))


def find_frontier(choice: Choice, plan: Plan, c: Catalogue) -> None:
    """Find the best load for shares of the saving and caps on dismissals, and keep it."""
    with bar(c.t("app.frontier"), len(SHARES) * len(CAPS)) as progress:
        _found_out().put(_key(choice, "frontier"), list(frontier(case_of(choice), progress)))


def find_pin_prices(choice: Choice, plan: Plan, c: Catalogue) -> None:
    """Find what each pinned decision costs, and keep it."""
    settings = plan.case.settings
    many = 1 + len(settings.pins) + len(settings.coordination.decided_owners)
    with bar(c.t("app.pricing"), many) as progress:
        _found_out().put(_key(choice, "pins"), pin_prices(plan.case, progress, plan))


def _key(choice: Choice, name: str) -> str:
    return json.dumps([name, choice.key(), _stamp(choice.path)])


def add_ranges(plan: Plan, c: Catalogue) -> bool:
    """Find which figures of a plan the data decide, and keep them with it; says so and returns False where it fails."""
    try:
        with bar(c.t("app.ranging"), _RANGE_STAGES) as progress:
            found = with_ranges(plan, progress)
    except PlannerError as error:
        say_why(error, c.language)
        return False
    _exchanged(plan, found)
    return True


def _exchanged(plan: Plan, found: Plan) -> None:
    """Keep a plan with more tables in the place of the one it was made from."""
    _plans().exchange(plan, found)
    if st.session_state.get("last_plan") is plan:
        st.session_state["last_plan"] = found


def current_plan(choice: Choice, c: Catalogue) -> Plan | None:
    """The chosen plan; None after saying what is wrong with the input. What was shown last is then shown greyed.

    Raises:
        NoPlanError: what is asked for is impossible; the page says what would make it possible.
    """
    try:
        plan = plan_of(choice, c)
    except NoPlanError:
        raise
    except PlannerError as error:
        say_why(error, c.language)
        return None
    st.session_state["last_plan"] = plan
    return plan


def say_why(error: PlannerError, language: Language) -> None:
    """What is wrong, in the reader's language: every fault, or every breach of the rules that cannot be kept."""
    c = catalogue(language)
    if isinstance(error, InputError):
        st.error("\n\n".join(fault_sentence(fault, language) for fault in error.faults))
    elif isinstance(error, NoPlanError):
        st.error(c.t("app.no_plan"))
    else:
        st.error(c.t("app.failed"))
