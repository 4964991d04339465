"""Each rule broken and kept, and the three windows in which the reform leaves citizens between two stools."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import date

import pandas as pd
import pytest

from planner.case.scenario import load_case
from planner.case.schema import Case
from planner.case.tables import Edge
from planner.coordination.catalogue import codes
from planner.coordination.checks import CATALOGUE, CHECKS, SEVERITIES, Finding, check

CASE = load_case("scenarios/helsingor/base.yaml")
STAFF = pd.DataFrame(
    [(str(month), row.team, row.profession, row.fte) for month in CASE.months for row in CASE.staffing],
    columns=["month", "team", "profession", "fte"],
)
TYPES = {row.citizen_type for row in CASE.citizen_types}
OWNER_EDGES = [edge for edge in CASE.edges if edge.kind == "owns" and edge.to_node in TYPES]
HELD_BY_THE_TEAM = {edge.to_node for edge in CASE.edges if edge.from_node == "rehabiliteringsteam"}
TEAM_GONE, LAST_DAY = "2026-07-01", "2030-12-31"


def _edge(kind: str, unit: str, other: str, start: date | None = None, end: date | None = None) -> Edge:
    row = {"from_node": unit, "to_node": other, "valid_from": start, "valid_to": end}
    return Edge.model_validate({"kind": kind, **row, "assumption": "prøve"})


def _case(edges: Iterable[Edge]) -> Case:
    return CASE.model_copy(update={"edges": tuple(edges)})


def _with(*edges: Edge, case: Case = CASE) -> Case:
    return _case((*case.edges, *edges))


def _without(kind: str, unit: str | None = None, other: str | None = None) -> Case:
    def goes(edge: Edge) -> bool:
        return edge.kind == kind and unit in (None, edge.from_node) and other in (None, edge.to_node)

    assert any(goes(edge) for edge in CASE.edges)
    return _case(edge for edge in CASE.edges if not goes(edge))


def _found(code: str, case: Case = CASE, staff: pd.DataFrame = STAFF) -> list[Finding]:
    return [finding for finding in check(case, staff) if finding.code == code]


def _when(findings: list[Finding]) -> list[tuple[str, str, str]]:
    return [(finding.subject, finding.valid_from, finding.valid_to) for finding in findings]


def _nothing_replaces_the_team() -> Case:
    """The naive design: the rehabilitation team's work is left with it, and no forum takes over."""
    edges = [edge for edge in CASE.edges if "visitationsforum" not in (edge.from_node, edge.to_node)]
    left = [edge.from_node == "rehabiliteringsteam" for edge in edges]
    still = {"valid_to": None}
    return _case(edge.model_copy(update=still) if at else edge for edge, at in zip(edges, left, strict=True))


def _owned_by_the_team(citizen_type: str) -> Case:
    """The naive design: the rehabilitation team answers for the citizens, and goes on doing so on paper."""
    on_paper = _edge("owns", "rehabiliteringsteam", citizen_type)
    return _with(on_paper, case=_without("owns", other=citizen_type))


# --- the shipped case ---------------------------------------------------------------------------------------


def test_nobody_falls_out_of_the_shipped_case() -> None:
    assert {finding.code for finding in check(CASE, STAFF)} <= {"K15"}, "sharing data is not settled, and nothing else"


@pytest.mark.parametrize("edge", OWNER_EDGES, ids=lambda edge: edge.to_node)
def test_every_owner_edge_is_missed_when_it_is_gone(edge: Edge) -> None:
    findings = _found("K01", _without("owns", edge.from_node, edge.to_node))
    label = next(row.label_da for row in CASE.citizen_types if row.citizen_type == edge.to_node)
    assert [finding.subject for finding in findings] == [edge.to_node]
    assert findings[0].message_da.startswith(f"{label}: ingen er ansvarlig")
    assert findings[0].severity == "error"


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_the_edge_rows_changes_nothing(seed: int) -> None:
    naive = _nothing_replaces_the_team()
    edges = list(naive.edges)
    random.Random(seed).shuffle(edges)
    assert check(_case(edges), STAFF) == check(naive, STAFF)


def test_the_owner_may_serve_the_target_group_of_the_citizen_type() -> None:
    competent = {(row.team, row.target_group) for row in CASE.competence}
    group = {row.citizen_type: row.target_group for row in CASE.citizen_types}
    amiss = [
        edge.to_node
        for edge in OWNER_EDGES
        if group[edge.to_node] and (edge.from_node, group[edge.to_node]) not in competent
    ]
    assert amiss == []


# --- the three windows of the reform (digest section 3.2) ---------------------------------------------------


def test_ressourceforloeb_run_off_keeps_owner_and_coordination_after_the_team_is_gone() -> None:
    assert not [finding for finding in check(CASE, STAFF) if finding.subject == "ressourceforloeb_udloeb"]
    window = ("ressourceforloeb_udloeb", TEAM_GONE, "2028-01-31")
    assert window in _when(_found("K06", _nothing_replaces_the_team()))
    assert _when(_found("K01", _owned_by_the_team("ressourceforloeb_udloeb"))) == [window]


def test_ressourceforloeb_closed_to_newcomers_still_needs_its_owner_from_february_2026() -> None:
    ends = _edge("owns", "udvikling", "ressourceforloeb_udloeb", end=date(2026, 1, 31))
    case = _with(ends, case=_without("owns", other="ressourceforloeb_udloeb"))
    assert _when(_found("K01", case)) == [("ressourceforloeb_udloeb", "2026-02-01", "2028-01-31")]


def test_jobafklaring_from_july_2026_and_through_its_run_off_keeps_owner_and_coordination() -> None:
    """July to December 2026: the group still exists and the team is gone; from 2027 running courses are finished."""
    assert not [finding for finding in check(CASE, STAFF) if finding.subject == "jobafklaringsforloeb"]
    window = ("jobafklaringsforloeb", TEAM_GONE, "2028-12-31")
    assert window in _when(_found("K06", _nothing_replaces_the_team()))
    findings = _found("K01", _owned_by_the_team("jobafklaringsforloeb"))
    assert _when(findings) == [window]
    assert findings[0].message_da == (
        "Jobafklaringsforløb (under udløb fra 2027): ingen er ansvarlig fra 1.7.2026 til og med 31.12.2028. "
        "Indtil da: Rehabiliteringsteam."
    )


def test_citizens_left_without_a_benefit_have_an_owner_though_they_have_no_target_group() -> None:
    kind = next(row for row in CASE.citizen_types if row.citizen_type == "uden_ydelse")
    assert kind.target_group == ""
    assert not [finding for finding in check(CASE, STAFF) if finding.subject == "uden_ydelse"]
    window = ("uden_ydelse", TEAM_GONE, LAST_DAY)
    nobody = _found("K01", _without("owns", other="uden_ydelse"))
    assert _when(nobody) == [("uden_ydelse", "2026-02-01", LAST_DAY)]
    assert window in _when(_found("K06", _nothing_replaces_the_team()))
    assert _when(_found("K01", _owned_by_the_team("uden_ydelse"))) == [window]


def test_all_that_the_team_held_is_seen_when_nothing_replaces_it() -> None:
    naive = _nothing_replaces_the_team()
    assert {finding.subject for finding in _found("K06", naive)} == HELD_BY_THE_TEAM
    assert _when(_found("K08", naive)) == [("rehabiliteringsteam", TEAM_GONE, LAST_DAY)]


# --- one rule at a time -------------------------------------------------------------------------------------


def test_k01_found_for_a_gap_between_two_owners_to_the_day() -> None:
    before = _edge("owns", "jobklar", "seniorer", end=date(2026, 3, 14))
    after = _edge("owns", "udvikling", "seniorer", start=date(2026, 3, 16))
    findings = _found("K01", _with(before, after, case=_without("owns", other="seniorer")))
    assert _when(findings) == [("seniorer", "2026-03-15", "2026-03-15")]
    assert findings[0].message_en.endswith(
        "Until then: Job-ready and unemployment benefit. There is a gap of 1 day before Cash benefit and development takes over."
    )


def test_k01_not_found_outside_the_lifetime_of_the_citizen_type() -> None:
    assert _when(_found("K01", _without("owns", other="akasseforsoeg"))) == [
        ("akasseforsoeg", "2027-01-01", "2029-12-31")
    ]


def test_k02_found_while_two_teams_are_owners() -> None:
    findings = _found("K02", _with(_edge("owns", "fleks", "seniorer", date(2027, 1, 1), date(2027, 6, 30))))
    assert _when(findings) == [("seniorer", "2027-01-01", "2027-06-30")]
    assert "Fleksjob og ledighedsydelse og Jobklar og dagpenge" in findings[0].message_da


def test_k02_not_found_when_the_same_owner_is_named_twice() -> None:
    assert not _found("K02", _with(_edge("owns", "jobklar", "seniorer")))


def test_k03_found_in_the_months_in_which_the_team_has_no_posts() -> None:
    empty = (STAFF["team"] == "integration") & STAFF["month"].isin(["2026-12", "2027-01", "2028-03"])
    findings = _found("K03", staff=STAFF[~empty])
    assert _when(findings) == [
        ("introduktionsprogram", "2026-12-01", "2027-01-31"),
        ("introduktionsprogram", "2028-03-01", "2028-03-31"),
    ]
    assert "Integration er ansvarlig, men har ingen stillinger i planen" in findings[0].message_da


def test_k03_found_only_while_the_citizen_type_exists() -> None:
    staff = STAFF[STAFF["team"] != "jobklar"]
    assert ("akasseforsoeg", "2027-01-01", "2029-12-31") in _when(_found("K03", staff=staff))


@pytest.mark.parametrize(("fte", "findings"), [(0.02, 1), (0.03, 0)])
def test_k03_counts_the_sum_of_the_teams_professions(fte: float, findings: int) -> None:
    small = STAFF.assign(fte=STAFF["fte"].where(STAFF["team"] != "integration", fte))
    assert len(_found("K03", staff=small)) == findings


def test_k03_refuses_a_staff_table_with_a_hole() -> None:
    holed = STAFF.assign(fte=STAFF["fte"].where(STAFF["month"] != "2026-07"))
    with pytest.raises(ValueError, match="no number for the posts of jobklar in 2026-07"):
        check(CASE, holed)


def test_k04_found_when_the_owner_is_not_a_team() -> None:
    case = _with(_edge("owns", "akasse", "seniorer"), case=_without("owns", other="seniorer"))
    findings = _found("K04", case)
    assert _when(findings) == [("seniorer", "2025-10-01", LAST_DAY)]
    assert "A-kasser står som ansvarlig i hele planen, men kun et af" in findings[0].message_da
    assert not _found("K03", case), "an owner that is no team has no posts to lack"


def test_k04_found_when_the_owner_no_longer_exists() -> None:
    closed = tuple(
        unit.model_copy(update={"valid_to": date(2028, 5, 31)}) if unit.unit == "integration" else unit
        for unit in CASE.units
    )
    findings = _found("K04", CASE.model_copy(update={"units": closed}))
    assert _when(findings) == [("introduktionsprogram", "2028-06-01", LAST_DAY)]
    assert "Integration står som ansvarlig fra 1.6.2028 og resten af planen" in findings[0].message_da


def test_k04_not_found_when_the_owner_hands_over_before_it_ends() -> None:
    assert not _found("K04")


def test_k04_found_only_while_the_citizen_type_exists() -> None:
    assert _when(_found("K04", _owned_by_the_team("akasseforsoeg"))) == [("akasseforsoeg", "2027-01-01", "2029-12-31")]


def test_k05_found_without_advice_from_klinisk_funktion() -> None:
    findings = _found("K05", _without("advises", "klinisk_funktion", "fleksjobvisiterede"))
    assert _when(findings) == [("fleksjobvisiterede", "2025-10-01", LAST_DAY)]


def test_k05_not_found_where_the_advice_is_no_duty() -> None:
    assert not _found("K05", _without("advises", "klinisk_funktion", "jobafklaringsforloeb"))


def test_k06_found_when_only_an_outside_unit_coordinates() -> None:
    alone = _edge("coordinates", "akasse", "sygemeldt_fra_ledighed")
    case = _with(alone, case=_without("coordinates", other="sygemeldt_fra_ledighed"))
    assert _when(_found("K06", case)) == [("sygemeldt_fra_ledighed", "2025-10-01", LAST_DAY)]


def test_k06_names_only_who_stopped_coordinating() -> None:
    stays = _edge("coordinates", "akasse", "jobafklaringsforloeb")
    case = _without("coordinates", "visitationsforum", "jobafklaringsforloeb")
    findings = _found("K06", _with(stays, case=case))
    assert findings[0].message_da.endswith("på tværs. Indtil da: Rehabiliteringsteam.")


def test_k06_not_found_when_a_department_coordinates() -> None:
    case = _without("coordinates", "visitationsforum", "udsatte_voksne")
    assert not _found("K06", case)


def test_k07_found_for_each_side_that_is_missing() -> None:
    findings = _found("K07", _without("member", "sundhedsforvaltning", "visitationsforum"))
    assert _when(findings) == [("visitationsforum", TEAM_GONE, LAST_DAY)]
    assert findings[0].message_da.endswith("uden Sundhedsforvaltningen.")
    alone = _found("K07", _without("member", other="rehabiliteringsteam"))
    assert alone[0].message_da.endswith(
        "uden et team fra beskæftigelsesområdet, Socialforvaltningen og Sundhedsforvaltningen."
    )
    assert _when(alone) == [("rehabiliteringsteam", "2025-10-01", "2026-06-30")]


def test_k07_not_found_for_a_forum_that_coordinates_nothing() -> None:
    quiet = [edge for edge in CASE.edges if "visitationsforum" not in (edge.from_node, edge.to_node)]
    assert not _found("K07", _case(quiet))
    assert not _found("K07", _with(_edge("advises", "visitationsforum", "seniorer"), case=_case(quiet)))


def test_k08_found_for_a_member_of_a_forum_that_is_gone() -> None:
    findings = _found("K08", _with(_edge("member", "fleks", "rehabiliteringsteam")))
    assert _when(findings) == [("rehabiliteringsteam", TEAM_GONE, LAST_DAY)]
    assert findings[0].message_da.endswith("men har stadig en rolle for Fleksjob og ledighedsydelse.")


def test_k08_found_before_the_unit_begins() -> None:
    findings = _found("K08", _with(_edge("coordinates", "visitationsforum", "seniorer", date(2026, 6, 1))))
    assert _when(findings) == [("visitationsforum", "2026-06-01", "2026-06-30")]


def test_k08_not_found_for_an_owner_because_that_is_k04() -> None:
    assert not _found("K08", _owned_by_the_team("jobafklaringsforloeb"))


def test_k09_found_for_a_unit_without_any_edge() -> None:
    findings = _found("K09", _without("contributes", "arbejdsgivere"))
    assert _when(findings) == [("arbejdsgivere", "2025-10-01", LAST_DAY)]
    assert findings[0].severity == "note"


def test_k09_not_found_for_a_citizen_type() -> None:
    case = _without("owns", other="nyuddannede")
    assert not _found("K09", case)
    assert _found("K01", case)


# --- the words ----------------------------------------------------------------------------------------------


def test_every_rule_has_a_function_that_names_it() -> None:
    assert [rule.__doc__[:3] for rule in CHECKS if rule.__doc__] == list(CATALOGUE) == list(codes()["code"])


def test_errors_come_first_and_the_sentences_are_whole() -> None:
    naive = _nothing_replaces_the_team()
    staff = STAFF[(STAFF["team"] != "fleks") | (STAFF["month"] < "2028-01")]
    findings = check(naive, staff)
    order = [(SEVERITIES.index(f.severity), f.code, f.subject, f.valid_from) for f in findings]
    assert order == sorted(order)
    assert {f.severity for f in findings} == set(SEVERITIES)
    for finding in findings:
        assert finding.valid_from <= finding.valid_to
        for text in (finding.message_da, finding.message_en, finding.mend_da, finding.mend_en):
            assert text.endswith(".")
            assert not set("{}") & set(text)
            assert "  " not in text
