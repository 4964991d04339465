"""Levers that a scenario leaves unused: which they are, and that what is said of using them is what a plan does."""

import pytest

from planner import load_case, make_plan
from planner.report.levers import can_be_tried, levers_object, opening_button, opening_sentence, unused_sentences
from planner.ways_out import WAYS_OF, applied, openings, unused
from tests.conftest import BASE, LADDER, SMALL

ROOM = {"dismissals": {"cap_fte": 2.0}, "municipal_redeployment": {"active": False, "cap_fte_per_team_year": 2.0}}


@pytest.fixture(scope="module")
def helsingor():
    """Helsingør without dismissals, and what its unused levers would do."""
    case = load_case(BASE.with_name("no_dismissals.yaml"))
    return case, list(openings(case))


def test_the_levers_that_are_not_in_use_are_named(helsingor):
    case, _ = helsingor
    assert unused(case) == ("reduced_hours", "retraining", "municipal_redeployment")
    assert unused(load_case(BASE.with_name("full_ladder.yaml"))) == ()
    assert unused(load_case(LADDER, {"voluntary": {"active": False}})) == ("voluntary",)


def test_a_lever_that_is_on_for_some_is_in_use():
    line = {"team": "a", "active": True, "assumption": "prøve"}
    some = {"municipal_redeployment": {"active": False, "cap_fte_per_team_year": 1.0, "where": [line]}}
    assert "municipal_redeployment" not in unused(load_case(SMALL, some))


def test_each_lever_is_tried_alone_and_then_all_together_and_each_is_a_plan(helsingor):
    case, found = helsingor
    assert [one.levers for one in found] == [
        ("reduced_hours",),
        ("municipal_redeployment",),
        ("reduced_hours", "municipal_redeployment"),
    ]
    for one in (found[0], found[-1]):
        plan = make_plan(applied(case, one.overrides), posts=False)
        assert one.enough == (plan.status == "optimal")
        assert one.shortfall_dkk == pytest.approx(plan.kpi["shortfall_dkk"], abs=1000)
        assert one.dismissals_fte == pytest.approx(plan.kpi["dismissals_fte"], abs=1e-4)
        kpi = [plan.kpi[f"{WAYS_OF[lever]}_fte"] for lever in one.levers]
        assert one.fte == pytest.approx(kpi, abs=0.05)


def test_on_the_base_s_own_terms_the_levers_of_helsingor_are_not_enough(helsingor):
    _, found = helsingor
    assert not any(one.enough for one in found)
    said = opening_sentence(found[-1])
    assert said.startswith("Nedsat tid og omplacering i kommunen: ikke nok.")
    assert "årsværk ved omplacering i kommunen" in said
    assert "der mangler stadig 0,01 mio. kr." in said


def test_a_lever_that_is_enough_is_said_with_its_fte_and_what_is_then_dismissed():
    case = load_case(SMALL, ROOM)
    (one,) = openings(case)
    assert one.enough
    assert make_plan(case, posts=False).status == "shortfall"
    plan = make_plan(applied(case, one.overrides))
    assert plan.status == "optimal"
    assert plan.kpi["transfer_fte"] == pytest.approx(one.fte[0], abs=1e-6)
    assert opening_sentence(one).startswith("Omplacering i kommunen: nok.")
    assert opening_button(one) == "Tag i brug: omplacering i kommunen"
    assert "every saving is met" in opening_sentence(one, "en")


def test_a_plan_that_hard_rules_forbid_is_not_called_enough():
    low = ROOM | {"hard_rules": ["caseload_limit"], "caseload": {"limit_factor": 0.5}}
    (one,) = openings(load_case(SMALL, low))
    assert (one.enough, one.fte, one.shortfall_dkk) == (False, (), None)
    assert "ingen plan" in opening_sentence(one)
    assert opening_button(one) == ""


@pytest.mark.parametrize(("language", "assumption"), [("da", "antagelse"), ("en", "assumption")])
def test_terms_are_the_case_s_and_say_what_they_rest_on(helsingor, language, assumption):
    hours, transfer, bare = unused_sentences(helsingor[0], language)
    assert f"({assumption})" in hours
    assert ("0,5 årsværk (valg)" if language == "da" else "0.5 FTE (choice)") in transfer
    assert ("ingen vilkår" if language == "da" else "no terms") in bare


def test_without_terms_there_is_nothing_to_try():
    case = load_case(SMALL, {"dismissals": {"cap_fte": 2.0}})
    assert not can_be_tried(case)
    assert list(openings(case)) == []
    assert len(unused_sentences(case)) == 1


def test_programs_get_the_same(helsingor):
    case, found = helsingor
    said = levers_object(case, found)
    assert said["unused"] == list(unused(case))
    assert [one["enough"] for one in said["openings"]] == [one.enough for one in found]
