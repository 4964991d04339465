"""Uncertain assumptions at both ends, and the best load for each saving and cap on dismissals."""

from itertools import pairwise
from math import isfinite

import pytest

from planner import load_case, make_plan
from planner.outcome import FIGURES, differences, figures
from planner.pipeline import Memory
from planner.what_if import CAPS, SHARES, frontier, swings, uncertainties
from tests.conftest import BASE


def uncertain(value, low, high):
    return {"value": value, "low": low, "high": high, "unit": "andel", "assumption": "prøve"}


@pytest.fixture(scope="module")
def notice_plan(small_case):
    """The small case in which it is uncertain how much those under notice do, and what a digital conversation saves."""
    overrides = {
        "dismissals": {"productivity_under_notice": uncertain(0.5, 0.0, 1.0)},
        "drivers": {"digital": {"saved_share": uncertain(0.0, 0.0, 0.5)}},
    }
    return make_plan(load_case(small_case.path, overrides))


# One assumption at a time


def test_assumptions_with_a_low_and_a_high_are_listed_and_no_others(notice_plan, small_plan, base_case):
    assert uncertainties(small_plan.case).empty
    table = uncertainties(notice_plan.case).set_index("setting")
    assert table.loc["dismissals.productivity_under_notice", ["value", "low", "high"]].tolist() == [0.5, 0, 1]
    assert set(table.index) == {"dismissals.productivity_under_notice", "drivers.digital.saved_share"}
    assert len(uncertainties(base_case)) == 12
    assert (uncertainties(base_case)[["source", "assumption"]] != "").any(axis=1).all()


def test_a_path_between_professions_goes_by_its_name():
    case = load_case(BASE.with_name("full_ladder.yaml"))
    assert "retraining.administrativ_jobkonsulent.success_share" in set(uncertainties(case)["setting"])


def test_where_people_leave_as_the_work_does_it_is_all_one_what_they_do_under_notice(notice_plan):
    """Notice in December 2026 runs into 2027, when team a has 3 FTE for 3: whatever the others do, nobody is overloaded."""
    found = {(s.setting, s.side): s for s in swings(notice_plan)}
    low = found["dismissals.productivity_under_notice", "low"]
    assert (low.given, low.value, low.unit) == (0.5, 0.0, "andel")
    assert {name for name, value in low.changes.items() if abs(value) > 1e-6} == set()
    assert len(found) == 4


def test_an_assumption_that_the_model_does_not_see_changes_nothing(notice_plan):
    off = list(swings(notice_plan, chosen=["drivers.digital.saved_share"]))
    assert [s.side for s in off] == ["low", "high"]
    assert all(s.changes == dict.fromkeys(FIGURES, 0.0) for s in off)


def test_a_value_that_the_settings_refuse_has_no_figures(small_case):
    attrition = {
        "share_per_year": uncertain(0.05, 0.01, 0.1),
        "retirement_share_per_year": {"value": 0.03, "assumption": "prøve"},
    }
    plan = make_plan(load_case(small_case.path, {"attrition": attrition}))
    low, high = swings(plan)
    assert low.changes is None
    assert high.changes is not None


def test_where_no_plan_meets_a_hard_rule_there_are_no_figures(small_case):
    """Where half the staff leave in a year of their own will, nobody can keep the caseload limit."""
    overrides = {"hard_rules": ["caseload_limit"], "attrition": {"share_per_year": uncertain(0.0, 0.0, 0.5)}}
    low, high = swings(make_plan(load_case(small_case.path, overrides)))
    assert low.changes == dict.fromkeys(FIGURES, 0.0)
    assert high.changes is None


def test_a_swing_of_helsingor_is_the_difference_of_two_verified_plans(base_plan):
    said, memory = [], Memory()
    low, high = swings(base_plan, said.append, memory, ["attrition.share_per_year"])
    assert said == ["assumption 1 of 1"]
    ten = {"attrition": {"share_per_year": {"value": 0.10, "assumption": "prøve"}}}
    expected = differences(figures(make_plan(load_case(BASE, ten))), figures(base_plan))
    assert low.changes == pytest.approx(expected, abs=1e-5)
    assert low.changes["dismissals_fte"] == pytest.approx(2.475, abs=1e-3)
    assert high.changes["dismissals_fte"] == pytest.approx(-0.780, abs=1e-3)


# Saving, load and dismissals


@pytest.fixture(scope="module")
def small_frontier(small_case):
    return {(p.share, p.cap_fte): p for p in frontier(small_case)}


def test_every_pair_has_a_point(small_frontier):
    assert set(small_frontier) == {(share, cap) for share in SHARES for cap in CAPS}


def test_without_dismissals_nothing_is_saved_and_nobody_is_overloaded(small_frontier):
    point = small_frontier[1.0, 0.0]
    assert (point.worst_load, point.dismissals_fte) == pytest.approx((1, 0))
    assert point.shortfall_dkk == pytest.approx(1_350_000 + 1_800_000)


def test_two_dismissals_leave_what_a_third_would_have_saved(small_frontier):
    """Notice in September 2026, for the whole of 2027: 2 x 12 of 27 FTE-months, and 2 of 3 posts lastingly.

    Of the two y are in team b: 6 / (6 - 0.25 (2 - y)) = 4 / (4 - y) at y = 2 / 7: load 14 / 13.
    """
    point = small_frontier[1.0, 2.0]
    assert point.shortfall_dkk == pytest.approx(150_000 + 600_000)
    assert point.worst_load == pytest.approx(14 / 13)


def test_a_cap_that_is_not_used_up_is_no_cap(small_frontier):
    assert small_frontier[1.0, 5.0].dismissals_fte == pytest.approx(3)
    assert small_frontier[1.0, 5.0].worst_load == small_frontier[1.0, None].worst_load == pytest.approx(1)
    assert small_frontier[1.0, 5.0].saving_dkk == pytest.approx(1_800_000)


def test_a_narrower_cap_never_gives_a_better_plan(small_frontier):
    """Saving comes before load: less is missed under a wider cap, and with as much saved the load is no higher."""
    for share in SHARES:
        points = [small_frontier[share, cap] for cap in CAPS]
        for narrow, wide in pairwise(points):
            assert wide.shortfall_dkk <= narrow.shortfall_dkk + 1
            if wide.shortfall_dkk == pytest.approx(narrow.shortfall_dkk, abs=1):
                assert wide.worst_load <= narrow.worst_load + 1e-6


def test_where_a_hard_rule_cannot_be_met_there_is_no_point(small_case):
    hard = load_case(small_case.path, {"hard_rules": ["saving"]})
    said = []
    points = list(frontier(hard, said.append, shares=(1.0,)))
    assert [p.cap_fte for p in points] == [None, 5.0]
    assert said[-1] == "point 4 of 4"


def test_helsingor_pays_for_fewer_dismissals_with_load(base_case):
    none, capped, without = frontier(base_case, shares=(1.0,), caps=(0.0, 2.0, None))
    assert (none.cap_fte, capped.cap_fte, without.cap_fte) == (None, 2.0, 0.0)
    assert [p.worst_load for p in (none, capped)] == pytest.approx([0.998, 1.039], abs=1e-3)
    assert none.dismissals_fte == pytest.approx(8.36, abs=0.01)
    assert without.shortfall_dkk == pytest.approx(632_000, abs=500)
    assert all(isfinite(p.worst_load) for p in (none, capped, without))
