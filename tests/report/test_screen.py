"""The command line's answer: the ladder on it, the first step of the calendar, and room for it on one screen."""

import dataclasses
import io

import pytest
from rich.console import Console

from planner.report import screen

WIDTH, LINES = 80, 50


def printed(plan):
    out = io.StringIO()
    screen.show_plan(plan, Console(file=out, width=WIDTH, highlight=False))
    return out.getvalue()


@pytest.mark.parametrize("which", ["base_plan", "small_plan", "short_plan", "ladder_plan"])
def test_the_answer_fits_one_screen(which, request):
    lines = printed(request.getfixturevalue(which)).splitlines()
    findings = [
        line for line in lines if line[:4].strip() and line.startswith("  ") and line[2:5].strip()[:1].isalpha()
    ]
    assert len(lines) <= LINES
    assert max(len(line) for line in lines if line not in findings) <= WIDTH


def test_the_ladder_names_what_is_used_with_its_effect(base_plan, ladder_plan):
    text = " ".join(printed(base_plan).split())
    kpi = base_plan.kpi
    assert f"natural attrition -{kpi['attrition_fte']:.1f}, retirement -{kpi['retirement_fte']:.1f}" in text
    assert "The other ways are not used." in text
    assert "reduced hours" not in text.split("Basis of the figures")[0]
    assert "reduced hours" in " ".join(printed(ladder_plan).split())


def test_the_first_step_of_the_calendar_stands_where_anybody_is_dismissed(small_plan, short_plan):
    assert "First step of the calendar: 2026-10-28. Papers are sent to the MED committee." in printed(small_plan)
    assert "calendar" not in printed(short_plan)


def test_a_year_before_the_target_has_none_due(base_plan):
    assert "none due" in next(line for line in printed(base_plan).splitlines() if line.startswith("2025"))


def test_a_plan_without_targets_and_in_years_is_shown(yearly_plan):
    text = printed(yearly_plan)
    assert "the scenario has no saving target" in text
    assert "2028" in text


def test_what_the_data_decide_stands_only_when_asked_for(ranged_plan, base_plan):
    team = ranged_plan.case.teams[0].label_en
    decided = dataclasses.replace(ranged_plan, ranges=ranged_plan.ranges.query("decided"))
    said = " ".join(printed(ranged_plan).split())
    assert f"3 of 5 figures; not {team}, Dec 2030 (5.6-11.4), Hire, whole plan (30.0-40.0)." in said
    assert "What the data decide (FTE): all 3 figures." in printed(decided)
    assert "What the data decide" not in printed(base_plan)
