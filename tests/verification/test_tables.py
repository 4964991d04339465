"""Citizens in exits, the lowest loads and the owners are recomputed, and what is off is found."""

import itertools
from datetime import date

import pandas as pd
import pytest

from planner import load_case, make_plan
from planner.calendar import Month
from planner.case.tables import Edge
from planner.coordination.graph import owners
from planner.verification import answer, citizens, tables
from tests.conftest import SMALL, replaced

GIVEN = {"assumption": "Til prøven"}


def sound(deviations):
    return all(deviation <= 1e-4 for deviation in deviations)


def test_citizens_of_the_shipped_case_are_counted(base_plan):
    assert base_plan.citizens_out["citizens"].max() > 0
    assert sound(citizens.flows(base_plan))
    left = base_plan.citizens_out.iloc[1:]
    assert not sound(citizens.flows(replaced(base_plan, citizens_out=left)))


@pytest.mark.parametrize("of", ["load_fte", "load_posts"])
def test_no_load_of_the_shipped_case_can_be_higher_or_lower(base_plan, of):
    assert sound(tables.loads(base_plan))
    for row, by in itertools.product(base_plan.posts_loads.index, (0.01, -0.01)):
        loads = base_plan.posts_loads.copy()
        loads.loc[row, of] += by
        assert not sound(tables.loads(replaced(base_plan, posts_loads=loads))), row


def test_loads_where_the_worst_off_could_be_served_better_are_found():
    """Everybody serves, and nobody more than there are; but of the two that only one cell can serve one has too little."""
    may = {("b", "p")}
    can, there = {"easy": {("a", "p"), *may}, "hard": may, "harder": may}, {("a", "p"): 6.0, ("b", "p"): 2.0}
    for serving, lowest in (((6.0, 1.0, 1.0), True), ((6.0, 1.1, 0.9), False), ((6.5, 0.75, 0.75), False)):
        rows = [(group, 4.0, 4.0 / fte) for group, fte in zip(can, serving, strict=True)]
        assert sound(tables._filled(rows, can, there)) is lowest


def test_owners_that_change_in_the_plan_are_recomputed(small_plan, small):
    last = {"kind": "owns", "to_node": "citizens_a", **GIVEN}
    edges = (
        Edge(from_node="a", valid_from=None, valid_to=date(2026, 12, 31), **last),
        Edge(from_node="b", valid_from=date(2026, 12, 1), valid_to=date(2027, 3, 31), **last),
        Edge(from_node="b", valid_from=date(2027, 4, 1), valid_to=date(2027, 6, 30), **last),
    )
    case = small(edges=edges)
    plan = replaced(small_plan, case=case, owners=owners(case))
    assert sound(answer.owners(plan))
    mine = plan.owners[plan.owners["citizen_type"] == "citizens_a"]
    assert list(zip(mine["from"], mine["to"], mine["owner"], strict=True)) == [
        ("2026-07-01", "2026-11-30", "a"),
        ("2026-12-01", "2026-12-31", "a + b"),
        ("2027-01-01", "2027-06-30", "b"),
        ("2027-07-01", "2027-12-31", ""),
    ]
    for row, column in itertools.product(plan.owners.index, ["from", "to", "owner"]):
        wrong = plan.owners.copy()
        wrong.loc[row, column] = {"owner": "c"}.get(column, "2027-02-02")
        assert not sound(answer.owners(replaced(plan, owners=wrong)))


def test_new_staff_who_start_at_another_time_than_they_can_are_found(ladder_plan):
    hires = ladder_plan.hires
    assert sound(tables.listed(ladder_plan))
    for column, by in (("decided", -1), ("decided", 1), ("starts", 1)):
        moved = hires.assign(**{column: [str(Month.parse(month).plus(by)) for month in hires[column]]})
        assert not sound(tables.listed(replaced(ladder_plan, hires=moved)))


def test_a_month_with_another_number_of_rows_is_found(small_plan):
    twice = pd.concat([small_plan.years, small_plan.years.iloc[-1:]], ignore_index=True)
    assert not sound(tables.listed(replaced(small_plan, years=twice)))


@pytest.mark.parametrize("months", [1, 3, 6, 12])
def test_plans_in_longer_periods_below_their_minimum_pass_every_check(months):
    case = load_case(SMALL, {"period_months": months, "first_month": "2026-01"})
    plan = make_plan(
        case.model_copy(update={"teams": tuple(t.model_copy(update={"minimum_fte": 9.0}) for t in case.teams)})
    )
    assert "B02" in set(plan.findings["code"])
    assert plan.checks["ok"].all()
    later = plan.findings.assign(**{"from": "2026-02-01"})
    assert not sound(answer.findings(replaced(plan, findings=later)))
