"""Tables of one team: rows of that team only, figures that agree with the whole plan's, and what its leader must know."""

from datetime import date, timedelta

import pandas as pd
import pytest

from planner.report import numbers, preflight, tables
from planner.report import team as reported
from planner.report.columns import shown
from planner.report.schedule import first_step, overdue
from tests.conftest import replaced


def all_teams(plan):
    return reported.teams_with_posts(plan)


def test_the_teams_together_are_the_whole_plan(base_plan):
    found = pd.concat([reported.team_posts(base_plan, team).frame for team in all_teams(base_plan)])
    whole = tables.staffing(base_plan)
    assert len(found) == len(whole.frame)
    for key in whole.totals:
        assert found[key].sum() == pytest.approx(whole.frame[key].sum())
    moved = sum(len(reported.team_changes(base_plan, team)[0].frame) for team in all_teams(base_plan))
    assert moved == len(tables.moves(base_plan).frame)


@pytest.mark.parametrize("language", ["da", "en"])
def test_every_table_of_every_team_can_be_shown(base_plan, language):
    for team in all_teams(base_plan):
        made = [
            reported.team_figures(base_plan, team, language),
            reported.team_posts(base_plan, team, language),
            reported.team_groups(base_plan, team, language),
            reported.team_owned(base_plan, team, language),
            *reported.team_changes(base_plan, team, language),
        ]
        for table in made:
            assert not shown(table, language).isin(["nan", "None"]).any().any()
        reported.team_chart(base_plan, team, language).to_dict()


def test_figures_are_posts_today_and_what_is_left(base_plan):
    for team in all_teams(base_plan):
        figures = reported.team_figures(base_plan, team).frame.set_index("key")["value"]
        staff = base_plan.staff[base_plan.staff["team"] == team]
        last = staff.loc[staff["month"] == staff["month"].max(), "fte"].sum()
        assert figures["fte_end"] == pytest.approx(last)
        assert figures["change_fte"] == pytest.approx(last - figures["posts_fte"])


def test_owned_types_are_those_of_the_plan(base_plan):
    for team in all_teams(base_plan):
        mine = base_plan.owners.loc[[team in owner.split(" + ") for owner in base_plan.owners["owner"]], "citizen_type"]
        assert set(reported.team_owned(base_plan, team).frame["key"]) == set(mine)


def test_few_posts_are_said_and_many_are_not(base_plan):
    few = base_plan.staff.groupby(["team", "month"])["fte"].sum().groupby("team").min() < reported.FEW_POSTS_FTE
    for team in all_teams(base_plan):
        assert any("sårbart" in note for note in reported.team_notes(base_plan, team)) == few[team]
    assert few.any()
    assert not few.all()


def test_preflight_counts_what_stands_in_the_plan(base_plan, short_plan):
    rows = preflight.preflight(base_plan, date(2025, 9, 1)).frame.set_index("key")
    assert rows.loc["checks", "found"] == 0
    assert rows.loc["checks", "state"] == "OK"
    assert rows.loc["warnings", "found"] == (base_plan.findings["severity"] == "warning").sum()
    assert preflight.preflight(short_plan, date(2025, 9, 1)).frame.set_index("key").loc["savings", "found"] > 0
    broken = replaced(base_plan, checks=base_plan.checks.assign(ok=False))
    assert preflight.preflight(broken, date(2025, 9, 1)).frame.set_index("key").loc["checks", "state"] == "se på det"
    assert rows.loc["overdue", "found"] == 0


def test_a_deadline_that_is_past_is_said(base_plan):
    first = first_step(base_plan)[1]
    assert overdue(base_plan, first) == ""
    late = first + timedelta(days=1)
    assert numbers.day(first.isoformat()) in overdue(base_plan, late)
    assert "is past" in overdue(base_plan, late, "en")
    assert preflight.preflight(base_plan, late).frame.set_index("key").loc["overdue", "found"] == 1
