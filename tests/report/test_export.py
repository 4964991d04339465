"""What other programs read: the ladder, the calendar, the ledger and the posts, complete and without loss."""

import json

import pytest

from planner.plan import EXPENSES
from planner.report.export import plan_object


@pytest.fixture(scope="module")
def exported(posted_plan):
    return json.loads(json.dumps(plan_object(posted_plan), allow_nan=False))


def test_the_ladder_adds_up_and_says_what_is_not_used(exported):
    posts = exported["kpi"]["fte_start"] + exported["kpi"]["vacancy_fte"]
    effects = sum(row["effect_fte"] for row in exported["ladder"] if row["in_use"])
    assert posts + effects == pytest.approx(exported["kpi"]["fte_end"])
    off = [row for row in exported["ladder"] if not row["in_use"]]
    assert off
    assert all(row["fte"] is None and row["effect_fte"] is None for row in off)


def test_every_amount_carries_its_price_level(exported):
    for name in ("years", "lasting", "ledger", "posts_savings"):
        assert {row["price_level"] for row in exported[name]} == {"2025-pl"}
    assert all(f"{kind}_dkk" in row for row in exported["ledger"] for kind in EXPENSES)
    assert all("full_year_dkk" in row for row in exported["years"])


def test_the_ledger_sums_to_the_years(exported):
    for year in exported["years"]:
        mine = [row for row in exported["ledger"] if (row["year"], row["account"]) == (year["year"], year["account"])]
        assert sum(row["one_off_dkk"] for row in mine) == pytest.approx(year["one_off_dkk"], abs=1)


@pytest.mark.parametrize("name", ["exits", "moves", "hires", "timetable", "thresholds", "posts", "posts_savings",
                                  "posts_totals", "posts_limits", "posts_loads"])  # fmt: skip
def test_every_table_is_there_row_by_row(name, exported, posted_plan):
    assert len(exported[name]) == len(getattr(posted_plan, name))


def test_the_calendar_has_iso_days_and_rules_by_name(exported, posted_plan):
    rules = {rule for row in exported["timetable"] for rule in row["rule"].split()}
    assert rules <= set(posted_plan.case.law)
    assert all(len(row["day"]) == 10 for row in exported["timetable"])


def test_a_plan_in_years_with_hypothetical_rules_is_exported(yearly_plan):
    plan = json.loads(json.dumps(plan_object(yearly_plan), allow_nan=False))
    assert any(row["hypothetical"] for row in plan["timetable"])
    assert plan["years"] == []


def test_ranges_are_there_when_they_were_asked_for(ranged_plan, base_plan):
    rows = json.loads(json.dumps(plan_object(ranged_plan)["ranges"], allow_nan=False))
    assert rows[1] == {
        "figure": "team",
        "key": ranged_plan.case.teams[0].team,
        "planned_fte": 8.04,
        "low_fte": 5.6,
        "high_fte": 11.4,
        "decided": False,
    }
    assert plan_object(base_plan)["ranges"] == []
