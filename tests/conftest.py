"""Cases and plans that many tests read; each is planned once per run."""

import dataclasses
from pathlib import Path

import pytest

from planner import load_case, make_plan
from planner.staffing.solve import solve
from planner.staffing.symbols import symbols
from planner.workload import workload

ROOT = Path(__file__).parents[1]
BASE = ROOT / "scenarios/helsingor/base.yaml"
SMALL = ROOT / "tests/cases/small/base.yaml"
WORK = ROOT / "tests/cases/small/work.yaml"
LADDER = ROOT / "tests/cases/small/ladder.yaml"
PIN_B = {"team": "b", "first_month": "2027-01", "fte": 3.0, "why": "Aftalt i MED"}
"""A size of team b of the small case, which would keep its 4 FTE."""
ALL_USED = ["worst_load", "saving", "lowest_cost"]
"""An order of goals in which the plan uses every lever of the ladder."""


@pytest.fixture(scope="session")
def base_case():
    return load_case(BASE)


@pytest.fixture(scope="session")
def base_plan(base_case):
    return make_plan(base_case)


@pytest.fixture(scope="session")
def small_case():
    return load_case(SMALL)


@pytest.fixture(scope="session")
def work_case():
    """The small case with tasks, spells, a group that closes and one that is new."""
    return load_case(WORK)


@pytest.fixture(scope="session")
def work_plan(work_case):
    return make_plan(work_case)


@pytest.fixture(scope="session")
def small_plan(small_case):
    return make_plan(small_case)


@pytest.fixture(scope="session")
def small_symbols(small_case):
    return symbols(small_case, workload(small_case))


@pytest.fixture(scope="session")
def small_solution(small_case, small_symbols):
    return solve(small_symbols, small_case.settings.goals)


@pytest.fixture(scope="session")
def ladder_plan():
    """The small case with every lever of the ladder."""
    return make_plan(load_case(LADDER, {"goals": ALL_USED}))


@pytest.fixture(scope="session")
def solved_cases(small_symbols, small_solution):
    """Symbols and solution of four cases: the small one, the whole ladder, with spare staff, and with sizes decided."""

    def both(overrides, path=LADDER):
        case = load_case(path, overrides)
        s = symbols(case, workload(case))
        solution = solve(s, case.settings.goals)
        return dataclasses.replace(s, before=solution.before), solution

    return {
        "small": (small_symbols, small_solution),
        "ladder": both({"goals": ALL_USED}),
        "spare": both({"overstaffing": {"cap_fte": 10.0}}),
        "pinned": both({"sizes": "equal_cuts", "pins": [PIN_B]}, SMALL),
    }


@pytest.fixture
def small():
    """The small case with other settings, or with other rows in a table."""

    def vary(overrides=None, **tables):
        return load_case(SMALL, overrides).model_copy(update=tables)

    return vary


def replaced(plan, **tables):
    """A plan with some of its tables exchanged."""
    return dataclasses.replace(plan, **tables)
