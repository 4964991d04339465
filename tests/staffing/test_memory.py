"""A second plan starts where the first ended, and is the very plan that would have been found without."""

from random import Random

import numpy as np
import pytest

from planner import load_case, make_plan
from planner.staffing import equations, programme
from planner.staffing import memory as memory_module
from planner.staffing.goals import GOALS
from planner.staffing.memory import End, Memory
from planner.staffing.programme import Programme
from planner.staffing.solve import in_order, rows, solve, solved
from planner.staffing.symbols import symbols
from planner.staffing.variables import variables
from planner.workload import workload
from tests.conftest import BASE, LADDER


def figure(value):
    return {"value": value, "assumption": "prøve"}


SLIDERS = {
    "saving": {"saving": {"share_of_target": {"HK6": 0.9}}},
    "limit": {"caseload": {"limit_factor": 1.1}},
    "attrition": {"attrition": {"share_per_year": figure(0.1)}},
    "no dismissals": {"dismissals": {"cap_fte": 0.0}},
    "unemployment": {"unemployment": {"change_share": 0.2}},
    "everything at once": {
        "saving": {"share_of_target": {"HK6": 1.1}},
        "attrition": {"share_per_year": figure(0.15)},
        "dismissals": {"cap_fte": 2.0},
    },
}


@pytest.fixture(scope="module")
def remembered():
    memory = Memory()
    make_plan(load_case(BASE), memory=memory, posts=False)
    return memory


@pytest.mark.parametrize("slider", SLIDERS)
def test_the_plan_is_the_same_with_and_without_memory(slider, remembered):
    case = load_case(BASE, SLIDERS[slider])
    with_memory, without = (make_plan(case, memory=of, posts=False) for of in (remembered, None))
    assert np.abs(with_memory.staff["fte"] - without.staff["fte"]).max() < 1e-6
    assert with_memory.kpi == pytest.approx(without.kpi, abs=1e-5)


def test_going_back_gives_the_first_plan_again(remembered, base_plan):
    again = make_plan(load_case(BASE), memory=remembered, posts=False)
    assert np.abs(again.staff["fte"] - base_plan.staff["fte"]).max() < 1e-6


@pytest.mark.parametrize("steps", [0, 30, 300])
def test_where_the_first_plan_is_no_help_the_plan_is_the_same(steps, small_symbols, small_case, monkeypatch):
    """With too few steps to get from the first plan to the second, goals are solved as if there were none."""
    case = load_case(small_case.path, {"saving": {"share_of_target": {"HK6": 1.5}}, "caseload": {"limit_factor": 0.7}})
    memory, s = Memory(), symbols(case, workload(case))
    solve(small_symbols, case.settings.goals, memory=memory)
    monkeypatch.setattr(programme, "_FEW_STEPS", steps)
    alone, near = solve(s, case.settings.goals), solve(s, case.settings.goals, memory=memory)
    assert near.values == pytest.approx(alone.values, abs=1e-6)


def test_with_other_goals_it_starts_from_nothing(small_symbols, small_case):
    memory = Memory()
    solve(small_symbols, small_case.settings.goals, memory=memory)
    goals = ("worst_load", "saving")
    alone, near = (solve(small_symbols, goals, memory=of) for of in (None, memory))
    assert near.values == pytest.approx(alone.values, abs=1e-9)


@pytest.mark.parametrize(
    "overrides",
    [SLIDERS["saving"], {"attrition": {"share_per_year": figure(0.3)}}, {"caseload": {"limit_factor": 0.8}}, {}],
)
def test_a_matrix_with_other_numbers_is_the_matrix_built_anew(overrides):
    def of(changes):
        case = load_case(LADDER, changes)
        return symbols(case, workload(case))

    memory, s = Memory(), of({})
    memory.assembled(list(variables(s)), list(rows(s)))
    other = of(overrides)
    patched = memory.assembled(list(variables(other)), list(rows(other)))
    fresh = Memory().assembled(list(variables(other)), list(rows(other)))
    assert patched.columns == fresh.columns
    for left, right in zip(dense(patched.highs), dense(fresh.highs), strict=True):
        np.testing.assert_allclose(left, right, rtol=0, atol=1e-15)
    np.testing.assert_array_equal(patched.numbers, fresh.numbers)


def test_a_plan_begins_where_the_one_most_like_it_ended(small_case):
    """Of several plans the nearest is chosen, not the first and not the last; far from all of them the first comes first."""
    memory, ends = Memory(), {}
    for share in (1.0, 0.5, 0.9):
        case = load_case(small_case.path, {"saving": {"share_of_target": {"HK6": share}}})
        live, _ = solved(symbols(case, workload(case)), case.settings.goals, memory)
        goals = in_order(case.settings.goals, ("even_load", "like_today", "tie_break"), False)
        ends[share] = memory.end(goals, live.start, live.numbers)
        assert ends[share].far(live.numbers) == 0
    case = load_case(small_case.path, {"saving": {"share_of_target": {"HK6": 0.55}}})
    s = symbols(case, workload(case))
    made = memory.assembled(list(variables(s)), list(rows(s)))
    assert memory.end(goals, live.start, made.numbers) is ends[0.5]
    assert memory.end(("saving",), live.start, made.numbers) is None


def test_no_more_ends_are_remembered_than_there_is_room_for_and_the_first_stays(monkeypatch):
    monkeypatch.setattr(memory_module, "_ENDS", 7)
    memory = Memory()
    for number in range(20):
        memory.keep(lambda number=number: End((str(number),), (0, 0), None, *[np.zeros(0)] * 3))
        there = [n for n in range(20) if memory.end((str(n),), (0, 0), np.zeros(0))]
        assert there == [0, *range(max(1, number - 5), number + 1)][: number + 1]


def test_a_long_way_by_many_sliders_leads_to_the_plan_found_at_once():
    """A chain of plans, each beginning where one like it ended, ends in the very plan that is found from nothing."""
    memory, overrides, r = Memory(), {}, Random(1)
    for _ in range(12):
        overrides = overrides | r.choice(list(SLIDERS.values()))
        case = load_case(LADDER, overrides)
        s = symbols(case, workload(case))
        near, alone = (solve(s, case.settings.goals, memory=of) for of in (memory, None))
        assert near.values == pytest.approx(alone.values, abs=1e-6)


def dense(highs):
    """The whole matrix and the bounds of its rows; zeros that are stored do not count."""
    lp = highs.getLp()
    full = np.zeros((lp.num_row_, lp.num_col_))
    for row in range(lp.num_row_):
        _, index, value = highs.getRowEntries(row)
        full[row, index] = value
    return full, np.array(lp.row_lower_), np.array(lp.row_upper_)


def test_another_shape_is_built_anew(small_symbols, small_case):
    memory = Memory()
    solve(small_symbols, small_case.settings.goals, memory=memory)
    case = load_case(LADDER)
    s = symbols(case, workload(case))
    alone = solve(s, case.settings.goals)
    assert solve(s, case.settings.goals, memory=memory).values == pytest.approx(alone.values, abs=1e-6)


def test_a_goal_that_is_kept_is_kept_to_the_last_digit():
    """After every goal the value of each earlier one is what it was: nothing is given away for the next."""
    case = load_case(LADDER)
    s = symbols(case, workload(case))
    live = Programme(variables(s), rows(s), Memory())
    reached = []
    for goal in case.settings.goals:
        objective = GOALS[goal](s)
        if goal in equations.LATE:
            live.join(list(equations.LATE[goal](s)))
        live.minimise(goal, objective)
        reached.append((objective, live.settle(goal, objective, solved=True)))
        for earlier, value in reached:
            assert live.value(earlier) == pytest.approx(value, abs=1e-9, rel=1e-11)
