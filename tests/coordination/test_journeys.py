"""Typical histories by hand: who owns, what is handed over, how long it waits, and where nobody answers."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.calendar import Month
from planner.case.tables import CitizenType, Edge, JourneyStep, Unit
from planner.coordination.journeys import (
    AFTER,
    BEFORE,
    Organisation,
    by_journey,
    journeys,
    side_by_side,
    starts,
    totals,
    walk,
)

TYPES = ("jobless", "sick", "assessed")
FORUM_ENDS, FORUM_BEGINS = date(2026, 6, 30), date(2026, 7, 1)


def unit(key, kind="team", wait=None, start=None, end=None):
    return Unit(unit=key, label_da=key, label_en=key, kind=kind, wait_days=wait, valid_from=start, valid_to=end,
                assumption="prøve")  # fmt: skip


def edge(kind, one, other, start=None, end=None, minutes=None):
    return Edge(kind=kind, from_node=one, to_node=other, valid_from=start, valid_to=end, minutes_per_case=minutes,
                assumption="prøve")  # fmt: skip


def kind_of_citizen(key, start=None, end=None, cases=None):
    return CitizenType(citizen_type=key, label_da=key, label_en=key, target_group="", valid_from=start, valid_to=end,
                       needs_advice=False, needs_coordination=False, cases_per_year=cases, assumption="prøve")  # fmt: skip


def history(*steps, journey="long_way", citizens=12.0):
    """Steps as (month, citizen type)."""
    return tuple(
        JourneyStep(journey=journey, label_da="x", label_en="x", citizens_per_year=citizens, month=month,
                    citizen_type=of, event_da="x", event_en="x", assumption="prøve")
        for month, of in steps
    )  # fmt: skip


UNITS = (
    *(unit(key) for key in ("jobs", "health", "pension")),
    unit("old_forum", "forum", 42, end=FORUM_ENDS),
    unit("new_forum", "forum", 14, start=FORUM_BEGINS),
)
EDGES = (
    edge("owns", "jobs", "jobless"),
    edge("owns", "health", "sick"),
    edge("owns", "pension", "assessed"),
    edge("coordinates", "old_forum", "assessed", end=FORUM_ENDS),
    edge("coordinates", "new_forum", "assessed", start=FORUM_BEGINS),
    edge("refers", "pension", "old_forum", end=FORUM_ENDS),
    edge("hands_over", "jobs", "health"),
)
WAY = history((0, "jobless"), (2, "sick"), (4, "assessed"))


@pytest.fixture
def made(work_case):
    def vary(steps=WAY, edges=EDGES, units=UNITS, types=TYPES):
        rows = tuple(row if isinstance(row, CitizenType) else kind_of_citizen(row) for row in types)
        return work_case.model_copy(
            update={"units": units, "edges": edges, "citizen_types": rows, "journeys": tuple(steps), "guarantees": ()}
        )

    return vary


def legs(case, start):
    (steps,) = by_journey(case).values()
    return list(walk(Organisation(case), steps, start))


def test_a_way_through_three_teams_has_two_changes_and_waits_for_the_forum_in_force(made):
    """From January the old forum has the case in May: owner change and referral, 42 days; from July the new one."""
    before, after = legs(made(), BEFORE), legs(made(), AFTER)
    assert [(leg.month, leg.owner, leg.change) for leg in before] == [
        (0, "jobs", False),
        (2, "health", True),
        (4, "pension", True),
    ]
    assert [leg.handovers for leg in before] == [0, 1, 2]
    assert [leg.handovers for leg in after] == [0, 1, 1]  # nobody refers to the new forum
    assert [leg.wait_days for leg in before] == [0, 0, 42]
    assert [leg.wait_days for leg in after] == [0, 0, 14]
    assert not any(leg.orphan for leg in (*before, *after))


def test_totals_are_sums_over_the_legs_and_over_the_citizens_of_a_year(made):
    case = made((*WAY, *history((0, "sick"), (6, "sick"), journey="short", citizens=5)))
    table = totals(case, (BEFORE, AFTER)).set_index(["journey", "start"])
    long_way = table.loc[("long_way", "2026-01")]
    assert list(long_way[["owner_changes", "handovers", "wait_days", "orphan_steps"]]) == [2, 3, 42, 0]
    assert list(long_way[["owner_changes_per_year", "wait_days_per_year"]]) == [24, 504]
    assert table.loc[("short", "2026-01"), "handovers"] == 0
    assert table.loc[("", "2026-01"), "handovers_per_year"] == 36
    beside = side_by_side(totals(case, [BEFORE]), totals(case, [AFTER])).set_index("journey")
    assert list(beside.loc["long_way", ["wait_days_before", "wait_days_after"]]) == [42, 14]
    assert list(beside.loc["long_way", ["handovers_before", "handovers_after"]]) == [3, 2]


def test_fewer_who_come_to_a_step_weigh_less_in_a_year(made):
    case = made((*history((0, "jobless")), *history((2, "sick"), citizens=3)))
    assert totals(case, [AFTER]).set_index("journey").loc["long_way", "owner_changes_per_year"] == 3


def test_a_dated_change_of_owner_within_a_step_is_a_change_without_a_new_wait(made):
    moved = [row for row in EDGES if row.to_node != "assessed" or row.kind != "owns"]
    moved += [edge("owns", "pension", "assessed", end=date(2026, 8, 31))]
    moved += [edge("owns", "health", "assessed", start=date(2026, 9, 1))]
    case = made(history((0, "assessed"), (6, "assessed")), tuple(moved))
    found = legs(case, AFTER)
    assert [(leg.step, leg.month, leg.owner, leg.change) for leg in found] == [
        (1, 0, "pension", False),
        (1, 2, "health", True),
        (2, 6, "health", False),
    ]
    assert [leg.wait_days for leg in found] == [14, 0, 0]


def test_a_step_without_an_owner_is_an_orphan_and_a_change_only_when_another_takes_over(made):
    edges = tuple(row for row in EDGES if (row.kind, row.to_node) != ("owns", "sick"))
    found = legs(made(edges=edges), BEFORE)
    assert [leg.orphan for leg in found] == [False, True, False]
    assert [leg.change for leg in found] == [False, False, True]
    back = legs(made(history((0, "jobless"), (2, "sick"), (4, "jobless")), edges), BEFORE)
    assert [leg.change for leg in back] == [False, False, False]


def test_a_type_that_does_not_exist_then_has_no_owner(made):
    types = ("jobless", kind_of_citizen("sick", end=date(2026, 6, 30)), "assessed")
    assert [leg.orphan for leg in legs(made(types=types), BEFORE)] == [False, False, False]
    assert [leg.orphan for leg in legs(made(types=types), AFTER)] == [False, True, False]


def test_an_owner_that_has_ended_is_nobodys_owner_from_the_month_after(made):
    units = (*UNITS[:1], unit("health", end=date(2026, 3, 15)), *UNITS[2:])
    found = legs(made(history((0, "sick"), (12, "sick")), units=units), BEFORE)
    assert [(leg.month, leg.orphan) for leg in found] == [(0, False), (3, True), (12, True)]


def test_every_half_year_of_the_plan_is_a_start(made, base_case):
    case = made()
    assert [str(month) for month in starts(case)] == ["2026-07", "2027-01", "2027-07"]
    assert {BEFORE, AFTER} <= set(starts(base_case))
    table = journeys(case, starts(case))
    assert list(table.columns) == [
        "journey", "start", "step", "month", "citizen_type", "owner", "change", "handovers", "wait_days", "orphan",
    ]  # fmt: skip
    assert len(table) == 9


def test_a_case_without_journeys_has_empty_tables(work_case):
    assert journeys(work_case, starts(work_case)).empty
    assert totals(work_case, starts(work_case)).empty


def test_two_designs_stand_side_by_side(made):
    one_owner = tuple(row for row in EDGES if (row.kind, row.to_node) != ("owns", "assessed"))
    kept = made(edges=(*one_owner, edge("owns", "health", "assessed")))
    beside = side_by_side(totals(made(), [AFTER]), totals(kept, [AFTER])).set_index("journey")
    assert list(beside.loc["long_way", ["owner_changes_before", "owner_changes_after"]]) == [2, 1]


standing = st.lists(st.sampled_from(TYPES), min_size=1, max_size=7)


@given(way=standing, more=st.sampled_from(TYPES), at=st.integers(0, 7))
@settings(max_examples=60, deadline=None)
def test_another_type_on_the_way_never_lowers_changes_handovers_or_waits(work_case, way, more, at):
    longer = [*way[:at], more, *way[at:]]
    found = []
    for types in (way, longer):
        case = work_case.model_copy(
            update={"units": UNITS, "edges": EDGES, "citizen_types": tuple(map(kind_of_citizen, TYPES)), "journeys": ()}
        )
        steps = history(*((2 * number, of) for number, of in enumerate(types)))
        found.append(list(walk(Organisation(case), steps, Month(2027, 1))))
    for name in ("change", "handovers", "wait_days"):
        assert sum(getattr(leg, name) for leg in found[1]) >= sum(getattr(leg, name) for leg in found[0])


@given(way=standing)
@settings(max_examples=40, deadline=None)
def test_one_owner_of_everything_never_hands_over_to_another(work_case, way):
    edges = tuple(edge("owns", "jobs", of) for of in TYPES)
    case = work_case.model_copy(
        update={"units": UNITS, "edges": edges, "citizen_types": tuple(map(kind_of_citizen, TYPES))}
    )
    steps = history(*((number, of) for number, of in enumerate(way)))
    assert not any(leg.change or leg.handovers or leg.orphan for leg in walk(Organisation(case), steps, AFTER))
