"""Who works with whom: competences in reach, meeting hours, borders between departments, and units without citizens."""

from datetime import date

import pytest

from tests.coordination.small import FIRST, LAST, UNITS, citizens, competence, edge, found, graph, need, unit, when

# --- K11 ----------------------------------------------------------------------------------------------------

BY_SOCIAL = {"unit_competences": (competence("social", "socialfaglig"),)}


def _missing(*edges: object, within: int = 1, **tables: tuple) -> list:
    return found("K11", graph(*edges, **{**BY_SOCIAL, "type_needs": (need("socialfaglig", within),), **tables}))


def test_k11_found_when_nobody_in_reach_has_the_competence() -> None:
    findings = _missing()
    assert when(findings) == [("type", FIRST, LAST)]
    assert findings[0].severity == "warning"
    assert findings[0].message_da == (
        "Type: mangler socialfaglig viden 1 overdragelse væk (ingen inden for rækkevidde) i hele planen."
    )


@pytest.mark.parametrize("kind", ["contributes", "advises", "coordinates"])
def test_k11_not_found_when_whoever_has_it_has_a_part_in_the_cases(kind: str) -> None:
    assert not _missing(edge(kind, "social", "type"))


@pytest.mark.parametrize("kind", ["hands_over", "refers"])
def test_k11_not_found_when_the_owner_passes_cases_on_to_it(kind: str) -> None:
    assert not _missing(edge(kind, "a", "social"))
    assert _missing(edge(kind, "social", "a")), "what comes in does not go out"


def test_k11_not_found_through_data_alone() -> None:
    assert _missing(edge("data", "a", "social"))


def test_k11_counts_the_hand_overs_on_the_way() -> None:
    way = (edge("refers", "a", "b"), edge("hands_over", "b", "social"))
    findings = _missing(*way)
    assert "(nærmeste: 2 overdragelser væk)" in findings[0].message_da
    assert not _missing(*way, within=2)


def test_k11_goes_through_a_forum_from_member_to_member() -> None:
    way = (edge("member", "a", "forum"), edge("member", "social", "forum"))
    assert _missing(*way)
    assert not _missing(*way, within=2)


def test_k11_a_forum_has_a_competence_while_a_member_brings_it() -> None:
    both = {"unit_competences": (competence("forum", "socialfaglig"), competence("social", "socialfaglig"))}
    meets = edge("coordinates", "forum", "type")
    assert not _missing(meets, edge("member", "social", "forum"), **both)
    left = _missing(meets, edge("member", "social", "forum", valid_to=date(2026, 12, 31)), **both)
    assert when(left) == [("type", "2027-01-01", LAST)]


def test_k11_found_with_the_owner_itself() -> None:
    findings = _missing(edge("contributes", "social", "type"), within=0)
    assert "socialfaglig viden hos den ansvarlige selv (nærmeste: 1 overdragelse væk)" in findings[0].message_da
    assert not _missing(within=0, unit_competences=(competence("a", "socialfaglig"),))


def test_k11_follows_the_dates_of_competences_and_needs() -> None:
    ends = {"unit_competences": (competence("a", "socialfaglig", end=date(2027, 3, 14)),)}
    assert when(_missing(within=0, **ends)) == [("type", "2027-03-15", LAST)]
    later = {"type_needs": (need("socialfaglig", 0, date(2027, 6, 1)),)}
    assert when(_missing(**later)) == [("type", "2027-06-01", LAST)]


def test_k11_leaves_a_type_without_an_owner_to_k01() -> None:
    assert not _missing(owned=())


# --- K12 ----------------------------------------------------------------------------------------------------


def _meets(cases: float | None, minutes: float | None, **more: object) -> list:
    types = (citizens(cases_per_year=cases), citizens("other", cases_per_year=120))
    parts = [edge("coordinates", "forum", key, minutes_per_case=minutes) for key in ("type", "other")]
    return found("K12", graph(*parts, citizen_types=types, **more))


def test_k12_found_when_the_cases_take_more_than_the_meetings() -> None:
    findings = _meets(150, 30)
    assert when(findings) == [("forum", FIRST, LAST)]
    assert findings[0].severity == "warning"
    assert "sagerne kræver op til 11,2 mødetimer om måneden mod 10,0" in findings[0].message_da


@pytest.mark.parametrize(("cases", "minutes"), [(120, 30), (None, 60), (1000, None)])
def test_k12_not_found_when_they_fit_or_nothing_is_said(cases: float | None, minutes: float | None) -> None:
    assert not _meets(cases, minutes)


def test_k12_not_found_for_a_forum_without_meeting_hours() -> None:
    assert not _meets(1000, 60, units=(*UNITS[:2], unit("forum", "forum")))


# --- K15 ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["data", "hands_over", "refers"])
def test_k15_found_between_units_of_two_departments(kind: str) -> None:
    findings = found("K15", graph(edge(kind, "a", "social", consent="unresolved")))
    assert when(findings) == [("social", FIRST, LAST)], "the unit that is no team is the one to settle it with"
    assert findings[0].severity == "note"
    assert findings[0].message_da.endswith("uafklaret i hele planen, om data må deles med A.")


def test_k15_found_between_a_unit_with_a_part_in_cases_and_their_owner() -> None:
    findings = found("K15", graph(edge("advises", "social", "type", consent="unresolved")))
    assert when(findings) == [("social", FIRST, LAST)]
    assert not found("K15", graph(edge("contributes", "b", "type", consent="unresolved")))


def test_k15_found_once_for_all_that_a_unit_shares() -> None:
    edges = [edge("refers", team, "social", consent="unresolved") for team in ("a", "b")]
    (finding,) = found("K15", graph(*edges, edge("advises", "social", "type", consent="unresolved")))
    assert finding.message_en.endswith("whether data may be shared with A and B.")


@pytest.mark.parametrize("kind", ["data", "hands_over"])
def test_k15_found_for_data_without_a_legal_basis_or_a_word_on_consent(kind: str) -> None:
    assert found("K15", graph(edge(kind, "social", "a")))
    assert not found("K15", graph(edge(kind, "social", "a", legal_basis="§ 1")))
    assert not found("K15", graph(edge(kind, "social", "a", consent="not_needed")))


def test_k15_not_found_within_a_department_or_where_none_is_known() -> None:
    assert not found("K15", graph(edge("data", "a", "b")))
    nowhere = (unit("a"), *UNITS[1:])
    assert not found("K15", graph(edge("data", "a", "social"), units=nowhere))
    assert not found("K15", graph(edge("refers", "a", "social"))), "only data and hand-overs must say it"


# --- K17 ----------------------------------------------------------------------------------------------------


def test_k17_found_for_units_that_only_deal_with_each_other() -> None:
    findings = found("K17", graph(edge("member", "social", "forum")))
    assert when(findings) == [("forum", FIRST, LAST), ("social", FIRST, LAST)]
    assert findings[0].severity == "note"
    assert findings[0].message_en == (
        "Forum: deals only with Social in the whole plan; no citizen type or guarantee uses it."
    )


def test_k17_not_found_when_a_path_leads_to_a_citizen_type() -> None:
    assert not found("K17", graph(edge("member", "social", "forum"), edge("member", "a", "forum")))


def test_k17_leaves_units_without_any_edge_to_k09() -> None:
    assert not found("K17", graph())
    assert [finding.subject for finding in found("K09", graph())] == ["b", "forum", "social"]
