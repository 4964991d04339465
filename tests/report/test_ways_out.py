"""The words for impossible wishes, in both languages."""

import json

import pytest

from planner import load_case
from planner.report.ways_out import button, conflict_sentences, headline, sentence, ways_object
from planner.ways_out import ways_out
from tests.conftest import SMALL
from tests.test_ways_out import IMPOSSIBLE, SPARE, TWO

LANGUAGES = pytest.mark.parametrize("language", ["da", "en"])


@pytest.fixture(scope="module")
def asked():
    """Ways out by name, each asked for once."""
    return {name: ways_out(load_case(SMALL, overrides)) for name, overrides in IMPOSSIBLE.items()}


@pytest.fixture(scope="module")
def two(asked):
    return asked["two dismissals are not enough"]


def test_the_headline_says_how_far_one_can_get(two):
    assert headline(two) == (
        "Så langt kan man nå: HK6 (servicedrift) sparer 1,2 mio. kr. af 1,35 mio. kr. i 2027 (mangler 0,15 mio. kr.) og "
        "1,2 mio. kr. af 1,8 mio. kr. varigt (mangler 0,6 mio. kr.)."
    )
    assert "This is how far one can get: HK6 (service) saves DKK 1.2 mio. of DKK 1.35 mio. in 2027" in headline(
        two, "en"
    )


def test_a_conflict_says_what_excludes_what_and_either_or(two):
    (text,) = conflict_sentences(two)
    assert text == (
        "Kravet på HK6 (servicedrift) og loftet over afskedigelser kan ikke holdes på samme tid: enten må kravet på HK6 "
        "(servicedrift) lempes med 0,15 mio. kr. i 2027 og 0,6 mio. kr. varigt, eller loftet over afskedigelser hæves med "
        "1 årsværk."
    )


def test_buttons_name_the_amount_and_sentences_the_rest(two):
    ways = {way.party: way for way in two.ways}
    assert button(ways["saving"]) == "Lemp kravet med 0,75 mio. kr."
    assert button(ways["dismissals"]) == "Tillad 1 årsværk mere afskediget"
    assert sentence(ways["dismissals"], two.case) == "Afskedigelser: loftet over afskedigelser hæves med 1 årsværk."
    assert button(ways["time"]) == ""
    assert "heller ikke 18 måneder" in sentence(ways["time"], two.case)


def test_more_time_is_said_in_whole_months(asked):
    out = asked["dismissals begin late"]
    way = next(way for way in out.ways if way.party == "time")
    assert button(way) == "Udskyd kravet 3 måneder"
    assert "3 months later; the lasting target is not postponed" in sentence(way, out.case, "en")


def test_a_limit_that_is_raised_is_said_in_cases_and_as_a_factor(asked):
    out = asked["limits that are too low"]
    way = next(way for way in out.ways if way.party == "caseload")
    assert button(way) == "Hæv sagsloftet med 4,0 sager"
    assert sentence(way, out.case).startswith(
        "Sagsloft: faktoren hæves til 1, for Gruppe b 4,0 flere sager pr. årsværk i"
    )
    assert headline(out).startswith(
        "Ingen plan holder alle hårde regler; det mindste brud er, at sagsloftet brydes med"
    )


def test_a_limit_that_is_lowered_and_a_line_that_caps_spare_staff_are_named(asked):
    out = asked["a line caps spare staff"]
    way = next(way for way in out.ways if way.party == "caseload")
    assert button(way).startswith("Sænk sagsloftet med")
    (text,) = conflict_sentences(out)
    assert "loftet over overbemanding hæves med 2,8 årsværk (Vilkår for Team A)" in text


def test_that_nobody_is_dismissed_is_a_wish(asked):
    (text,) = conflict_sentences(asked["nobody is dismissed"])
    assert "at ingen afskediges" in text
    assert "der afskediges 3 årsværk" in text


def test_goals_that_come_first_are_named(asked):
    (text,) = conflict_sentences(asked["the load comes first"])
    assert 'når "lavest mulig største belastning" kommer først' in text


def test_two_conflicts_are_two_sentences(small):
    case = small(SPARE | {"hard_rules": ["minimum_staffing"]})
    teams = tuple(row.model_copy(update={"minimum_fte": 4.5 if row.team == "b" else 1.0}) for row in case.teams)
    texts = conflict_sentences(ways_out(case.model_copy(update={"teams": teams})))
    assert len(texts) == 2
    assert any("mindstebemandingen sænkes med 0,5 årsværk for Team B" in text for text in texts)


@LANGUAGES
@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_every_way_has_a_sentence_and_only_a_possible_one_a_button(asked, name, language):
    out = asked[name]
    said = [headline(out, language), *conflict_sentences(out, language)]
    said += [sentence(way, out.case, language) for way in out.ways]
    assert all(text.endswith(".") and "  " not in text and "{" not in text for text in said), said
    assert [bool(button(way, language)) for way in out.ways] == [way.possible for way in out.ways]


def test_nothing_to_say(small_case):
    assert headline(ways_out(small_case)) == "Alt, hvad scenariet ønsker, kan holdes."
    unasked = ways_out(load_case(SMALL, TWO | {"goals": ["worst_load"]}))
    assert "neither a goal nor a hard rule" in headline(unasked, "en")


def test_the_object_for_programs(two):
    said = json.loads(json.dumps(ways_object(two), allow_nan=False))
    assert said["possible"] is False
    assert [way["party"] for way in said["ways"]] == ["saving", "caseload", "dismissals", "time"]
    assert [way["unit"] for way in said["ways"]] == ["mio_dkk", "cases_per_fte", "fte", "months"]
    assert load_case(SMALL, said["ways"][2]["overrides"]).settings.dismissals.cap_fte == 3.0
    assert len(said["conflicts"][0]["either"]) == 2
