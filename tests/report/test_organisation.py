"""Tables of the organisation: capacity, absences, owners proposed and journeys, in both languages."""

import io
from datetime import date

import pytest
from rich.console import Console

from planner import load_case, make_plan
from planner.report import organisation
from planner.report.columns import shown
from planner.report.coordination import coordination_answer, show_coordination
from tests.conftest import BASE

DAY = date(2026, 7, 1)
MAKERS = {
    "capacity_gaps": organisation.capacity_gaps,
    "absences": organisation.absences,
    "proposed_owners": organisation.proposed_owners,
    "journeys": organisation.journeys,
}


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("name", MAKERS)
def test_every_column_has_its_figures_and_heading_in_both_languages(base_plan, name, language):
    table = MAKERS[name](base_plan, language)
    assert len(table.frame) > 0
    assert {column.key for column in table.columns} <= set(table.frame.columns)
    assert all(column.label for column in table.columns)


def test_a_group_that_cannot_be_served_names_the_only_teams_that_may(base_plan):
    frame = organisation.capacity_gaps(base_plan).frame
    assert set(frame["short_groups"]) == {"Deltagere i egne tilbud og mentor"}
    assert set(frame["only_teams"]) == {"Egne tilbud og mentor"}
    lacking = frame["wanted_hours"] - frame["there_hours"]
    assert frame["lacking_hours"].to_numpy() == pytest.approx(lacking.to_numpy())


def test_the_dearest_absence_comes_first_and_nothing_is_named_by_its_key(base_plan):
    frame = organisation.absences(base_plan).frame
    assert frame["gone_hours"].is_monotonic_decreasing
    assert not frame["gone"].str.contains("_").any()
    assert not frame["lost_types"].str.contains("_").any()


def test_owners_are_proposed_for_every_citizen_type_in_force(base_plan):
    frame = organisation.proposed_owners(base_plan, day=DAY).frame
    there = base_plan.owners[(base_plan.owners["from"] <= str(DAY)) & (base_plan.owners["to"] >= str(DAY))]
    assert set(frame["key"]) == set(there["citizen_type"])
    assert (frame["proposed"] == frame["owner_today"]).all()


@pytest.fixture(scope="module")
def unreplaced_plan():
    """Nothing takes the rehabilitation team's place, so some citizen types are without an owner from then on."""
    return make_plan(load_case(BASE.with_name("design_uden_erstatning.yaml")), posts=False)


def test_where_nobody_answers_on_the_day_it_is_said_who_did_and_until_when(unreplaced_plan):
    table = shown(organisation.proposed_owners(unreplaced_plan, day=DAY))
    then = table.set_index("Borgertype")["Ansvarlig 1.7.2026"]
    assert then["Ressourceforløb under udløb"] == "INGEN (til 30.6.2026: Kontanthjælp og udvikling)"
    assert then["Sygemeldte fra job"] == "Sygedagpenge"
    before = shown(organisation.proposed_owners(unreplaced_plan, day=date(2026, 6, 30))).set_index("Borgertype")
    assert before.loc["Ressourceforløb under udløb", "Ansvarlig 30.6.2026"] == "Kontanthjælp og udvikling"


def test_the_command_line_says_the_same_of_the_day(unreplaced_plan):
    said = io.StringIO()
    show_coordination(coordination_answer(unreplaced_plan, DAY, proposed=True), Console(file=said, width=300))
    assert "owner on 2026-07-01" in said.getvalue()
    assert "NOBODY (until 30 Jun 2026: Cash benefit and development)" in said.getvalue()
