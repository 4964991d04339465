"""Who answers: an owner with too few FTE, gaps and overlaps, the right to decide, and guarantees, each on a small graph."""

from datetime import date

import pandas as pd
import pytest

from planner.workload import workload
from tests.coordination.small import (
    FIRST,
    FRAME,
    LAST,
    STAFF,
    UNITS,
    citizens,
    edge,
    found,
    graph,
    guarantee,
    unit,
    when,
)

WORK = workload(FRAME)
"""Group a needs 6 FTE in 2026 and 3 in 2027, group b 4 FTE throughout (worked out in test_small_case.py)."""
HALVES = ("2026H2", "2027H1", "2027H2")


def _done(**fte: float) -> pd.DataFrame:
    """The plan's work for group a by team, in every half-year."""
    rows = [(half, team, "worker", "group_a", many) for half in HALVES for team, many in fte.items()]
    return pd.DataFrame(rows, columns=["half_year", "team", "profession", "target_group", "fte"])


def _over(done: pd.DataFrame, share: float | None = None, **staff: pd.DataFrame) -> list:
    case = graph(citizen_types=(citizens(target_group="group_a", share=share),))
    return found("K10", case, work=WORK, done=done, **staff)


# --- K10 ----------------------------------------------------------------------------------------------------


def test_k10_found_when_the_owners_citizens_need_more_fte_than_it_has() -> None:
    findings = _over(_done(a=5))
    assert when(findings) == [("a", FIRST, "2026-12-31")]
    assert findings[0].message_da == (
        "A: de borgere, som teamet er ansvarligt for, kræver op til 1,0 årsværk mere, end det har fra 1.7.2026 til og "
        "med 31.12.2026."
    )
    assert findings[0].severity == "warning"


def test_k10_not_found_when_the_type_is_a_small_enough_part_of_its_group() -> None:
    assert not _over(_done(a=5), share=0.8)
    assert _over(_done(a=5), share=0.9)


def test_k10_counts_only_the_part_that_the_plan_has_the_owner_do() -> None:
    assert not _over(_done(a=3, b=3))
    assert not _over(_done(b=5)), "a team that does nothing for a group has nothing to do too much of"


def test_k10_lets_people_under_notice_count_for_what_they_do() -> None:
    assert not _over(_done(a=6))


def test_k10_counts_the_months_in_which_the_team_is_the_owner() -> None:
    case = graph(
        owned=(edge("owns", "a", "type", valid_to=date(2026, 9, 30)), edge("owns", "b", "type", valid_from=date(2026, 10, 1))),
        citizen_types=(citizens(target_group="group_a"),),
    )  # fmt: skip
    assert not found("K10", case, work=WORK, done=_done(a=5))


def test_k10_is_silent_without_a_plan() -> None:
    case = graph(citizen_types=(citizens(target_group="group_a"),))
    assert not found("K10", case, STAFF.assign(fte=1.0))


def test_k10_shares_what_is_left_among_types_without_a_share() -> None:
    types = (citizens(target_group="group_a"), citizens("other", target_group="group_a", share=0.8))
    case = graph(edge("owns", "b", "other"), citizen_types=types)
    staff = STAFF.assign(fte=1.0)
    half = [finding for finding in found("K10", case, staff, work=WORK, done=_done(a=1, b=1)) if finding.subject == "b"]
    assert when(half) == [("b", FIRST, LAST)]
    assert "op til 1,4 årsværk" in half[0].message_da, "0.8 of the type, half of it by team b: 2.4 FTE against 1"


# --- K13, said in K01 and K02 -------------------------------------------------------------------------------


def _two(until: date, start: date) -> tuple:
    return edge("owns", "a", "type", valid_to=until), edge("owns", "b", "type", valid_from=start)


def test_k13_found_as_a_gap_between_two_owners() -> None:
    (finding,) = found("K01", graph(owned=_two(date(2026, 12, 31), date(2027, 2, 1))))
    assert (finding.valid_from, finding.valid_to) == ("2027-01-01", "2027-01-31")
    assert finding.message_da.endswith("Indtil da: A. Der er et hul på 31 dage, før B tager over.")


def test_k13_found_as_an_overlap_of_two_owners() -> None:
    (finding,) = found("K02", graph(owned=_two(date(2027, 1, 31), date(2027, 1, 31))))
    assert (finding.valid_from, finding.valid_to) == ("2027-01-31", "2027-01-31")
    assert finding.message_da.endswith("A og B. B begynder 1 dag, før A slutter.")


@pytest.mark.parametrize("code", ["K01", "K02"])
def test_k13_not_found_when_the_next_owner_begins_the_day_after(code: str) -> None:
    assert not found(code, graph(owned=_two(date(2026, 12, 31), date(2027, 1, 1))))


def test_k13_is_not_said_of_a_second_owner_who_neither_takes_over_nor_is_relieved() -> None:
    beside = edge("owns", "b", "type", valid_from=date(2027, 1, 1), valid_to=date(2027, 1, 31))
    (finding,) = found("K02", graph(beside))
    assert finding.message_da.endswith("A og B.")


# --- K14 ----------------------------------------------------------------------------------------------------


def test_k14_found_when_the_owner_has_no_right_to_decide() -> None:
    findings = found("K14", graph(units=(unit("a", decides=False), *UNITS[1:])))
    assert when(findings) == [("type", FIRST, LAST)]
    assert findings[0].severity == "error"
    assert findings[0].message_en == "Type: A is the owner in the whole plan, but has no right to decide."


def test_k14_not_found_for_owners_that_decide_and_for_those_that_are_no_team() -> None:
    assert not found("K14", graph())
    forum = graph(owned=(edge("owns", "forum", "type"),), units=(unit("forum", "forum", decides=False), *UNITS[:2]))
    assert not found("K14", forum), "that it is no team is said already"
    assert found("K04", forum)


# --- K16 ----------------------------------------------------------------------------------------------------


def _promised(*edges: object, **more: object) -> list:
    return found("K16", graph(*edges, guarantees=(guarantee(**more),)))


def test_k16_found_for_a_guarantee_that_nobody_answers_for() -> None:
    findings = _promised(valid_from=date(2027, 1, 1))
    assert when(findings) == [("promise", "2027-01-01", LAST)]
    assert findings[0].message_da == "Promise: ingen svarer for den fra 1.1.2027 og resten af planen."
    assert findings[0].severity == "error"


def test_k16_found_while_several_answer() -> None:
    findings = _promised(edge("owns", "a", "promise"), edge("owns", "b", "promise", valid_to=date(2026, 9, 30)))
    assert when(findings) == [("promise", FIRST, "2026-09-30")]
    assert "flere svarer for den (A og B)" in findings[0].message_da


def test_k16_found_once_when_the_owner_does_not_exist() -> None:
    findings = _promised(edge("owns", "gone", "promise"))
    assert when(findings) == [("promise", FIRST, LAST)]
    assert "gone svarer for den, men findes ikke" in findings[0].message_da


def test_k16_found_in_the_months_in_which_the_owner_has_no_posts() -> None:
    case = graph(edge("owns", "b", "promise"), guarantees=(guarantee(),))
    empty = STAFF["month"].eq("2027-03") & STAFF["team"].eq("b")
    findings = found("K16", case, STAFF[~empty])
    assert when(findings) == [("promise", "2027-03-01", "2027-03-31")]
    assert "B svarer for den, men har ingen stillinger" in findings[0].message_da


def test_k16_not_found_for_a_guarantee_with_one_owner() -> None:
    assert not _promised(edge("owns", "a", "promise"))
    assert not _promised(edge("owns", "social", "promise")), "a department has no posts in the plan and may answer"
