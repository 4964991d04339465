"""What the data decide, and what could be otherwise in a plan that is just as good."""

import pytest

from planner import load_case, make_plan
from planner.undecided import COLUMNS, undecided, with_ranges
from planner.verification.common import FTE
from tests.conftest import ALL_USED, LADDER, ROOT


@pytest.fixture(scope="module")
def base_ranges(base_plan):
    return undecided(base_plan)


def test_every_planned_figure_lies_in_its_range(base_ranges):
    assert list(base_ranges.columns) == COLUMNS
    assert (base_ranges["planned_fte"] >= base_ranges["low_fte"] - FTE).all()
    assert (base_ranges["planned_fte"] <= base_ranges["high_fte"] + FTE).all()


def test_the_published_figures_of_helsingor_are_decided_by_the_data(base_ranges):
    assert base_ranges["decided"].all()
    assert (base_ranges["high_fte"] - base_ranges["low_fte"]).max() <= 0.5


def test_figures_cover_teams_years_and_ways(base_ranges, base_case):
    assert set(base_ranges.loc[base_ranges["figure"] == "team", "key"]) == {row.team for row in base_case.teams}
    assert set(base_ranges.loc[base_ranges["figure"] == "all", "key"]) == {str(year) for year in range(2025, 2031)}
    assert {"dismissals", "voluntary", "hired", "redeployed"} <= set(base_ranges["key"])


def test_williams_with_fewest_redundancies_as_the_only_goal_is_not_decided():
    """Published: the least number of redundancies alone leaves recruits and retraining open; with cost it is one plan."""
    path = ROOT / "tests/oracles/williams/base.yaml"
    alone = with_ranges(make_plan(load_case(path, {"goals": ["dismissals"]}))).ranges.set_index("key")
    assert not alone.loc[["hired", "retrained"], "decided"].any()
    assert alone.loc["dismissals", ["low_fte", "high_fte"]].tolist() == pytest.approx([841.796875] * 2)
    assert undecided(make_plan(load_case(path)))["decided"].all()


def test_goals_that_leave_one_plan_leave_no_range():
    plan = make_plan(load_case(LADDER, {"goals": [*ALL_USED, "moves_and_hires"]}))
    ranges = undecided(plan)
    assert (ranges["high_fte"] - ranges["low_fte"]).max() < 0.5
