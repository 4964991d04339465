"""Tables of the organisation: capacity, absences, owners proposed and journeys, in both languages."""

from datetime import date

import pytest

from planner.report import organisation

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
