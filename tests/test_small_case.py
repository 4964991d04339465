"""The small case worked out by hand, figure by figure.

Two teams of one profession at 600,000 kr. a year (50,000 a month), no attrition, hiring or moves; notice is three months.
Team a (6 FTE) serves group a: 240 cases at 40 a FTE = 6 FTE; from 1 January 2027 half of them are gone = 3 FTE.
Team b (4 FTE) serves group b: 160 cases at 40 a FTE = 4 FTE, always.

- The lasting saving is 1.8 mio. kr. = 3 FTE, so at least 3 must go; no other way out exists, so 3 are dismissed, not more.
- Nobody may be overloaded if it can be avoided. Group b needs all 4 always, so the 3 come from team a. In 2026 group a needs all
  6 in service (under notice one carries half a caseload), so notice may take effect in January 2027 at the earliest: it is given
  in December 2026.
- 2027 must save 1.35 mio. kr. = 27 FTE-months. Notice in December is paid January to March; 3 FTE x 9 months = 27. A month later
  would save 24. So December it is: the plan is unique.
- Gross saving 2027: 3 FTE x 12 months x 50,000 = 1,800,000. One-off: 3 x 3 x 50,000 = 450,000. Net 1,350,000.
- First half of 2027: team a has 3 in service and on average 3 x 3/6 = 1.5 under notice at half a caseload: 3.75 FTE for 3 FTE of
  work, load 80 %, 120 / 3.75 = 32 cases per FTE. Second half: 3 FTE, 40 cases per FTE, load 100 %.
"""

import dataclasses

import pandas as pd
import pytest

from planner import make_plan, pipeline
from planner.errors import VerificationError
from planner.pipeline import with_posts


def test_three_are_given_notice_in_december_in_team_a(small_plan):
    (row,) = small_plan.exits.itertuples()
    assert (row.decided, row.team, row.way, row.last_paid_month) == ("2026-12", "a", "dismissal", "2027-03")
    assert row.fte == pytest.approx(3)


def test_the_money_of_2027(small_plan):
    year = small_plan.years.query("account == 'HK6' and year == 2027").iloc[0]
    assert [year[c] for c in ("gross_dkk", "one_off_dkk", "net_dkk", "shortfall_dkk")] == pytest.approx(
        [1_800_000, 450_000, 1_350_000, 0]
    )


def test_the_lasting_saving(small_plan):
    row = small_plan.years.query("account == 'HK6' and year == 'lasting'").iloc[0]
    assert row["net_dkk"] == pytest.approx(1_800_000)


def test_the_posts_by_month(small_plan):
    team_a = small_plan.staff.query("team == 'a'").set_index("month")
    assert team_a.loc["2026-12", "fte"] == pytest.approx(6)
    assert team_a.loc["2027-01", ["fte", "under_notice_fte"]].tolist() == pytest.approx([3, 3])
    assert team_a.loc["2027-04", ["fte", "under_notice_fte"]].tolist() == pytest.approx([3, 0])


@pytest.mark.parametrize(
    ("half_year", "group", "cases_per_fte", "load"),
    [
        ("2026H2", "group_a", 40, 1),
        ("2026H2", "group_b", 40, 1),
        ("2027H1", "group_a", 32, 0.8),
        ("2027H2", "group_a", 40, 1),
    ],
)
def test_cases_per_fte(small_plan, half_year, group, cases_per_fte, load):
    row = small_plan.caseload.query("half_year == @half_year and target_group == @group").iloc[0]
    assert row["cases_per_fte"] == pytest.approx(cases_per_fte, rel=1e-5)
    assert row["load"] == pytest.approx(load, rel=1e-5)


def test_nobody_is_without_an_owner(small_plan):
    assert small_plan.kpi["orphans"] == 0
    assert small_plan.owners["owner"].tolist() == ["a", "b"]


def test_whole_posts_that_are_made_later_are_the_same_and_verified_the_same(small_case, small_plan):
    bare = make_plan(small_case, posts=False)
    assert bare.posts.empty
    assert not set(bare.checks["check"]) & {"posts", "loads"}
    whole = with_posts(bare)
    for table in (
        "posts",
        "posts_totals",
        "posts_savings",
        "posts_limits",
        "posts_loads",
        "posts_relaxed",
        "staff",
        "findings",
    ):
        pd.testing.assert_frame_equal(getattr(whole, table), getattr(small_plan, table))
    assert set(whole.checks["check"]) == set(small_plan.checks["check"])
    assert with_posts(whole) is whole


def test_whole_posts_that_do_not_recompute_are_not_shown(small_case, monkeypatch):
    bare = make_plan(small_case, posts=False)
    made = pipeline.whole_posts(bare, bare.case.settings.posts_step)
    wrong = dataclasses.replace(made, posts=made.posts.assign(posts=made.posts["posts"] + 5))
    monkeypatch.setattr(pipeline, "whole_posts", lambda *_: wrong)
    with pytest.raises(VerificationError):
        with_posts(bare)
