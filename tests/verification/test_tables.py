"""Citizens in exits, the lowest loads and the owners are recomputed, and what is off is found."""

import itertools
from datetime import date

import pandas as pd
import pytest

from planner import load_case, make_plan
from planner.calendar import Month
from planner.case.tables import Change, Crosswalk, Edge
from planner.coordination.graph import owners
from planner.verification import answer, tables
from planner.workload import workload
from tests.conftest import SMALL, replaced

GIVEN = {"assumption": "Til prøven"}


def closes(group, day, months, **divert):
    """A group that takes no newcomers from a day on."""
    return Change(
        change=f"{group}_closes", label_da="x", label_en="x", date=day, target_group=group, kind="closes",
        run_off_months=months, divert=divert, status="assumption", **GIVEN,
    )  # fmt: skip


def sound(deviations):
    return all(deviation <= 1e-4 for deviation in deviations)


def out(plan, case):
    """The plan of another case, with the citizens that the planner counts out there."""
    return replaced(plan, case=case, citizens_out=workload(case).exits)


def test_citizens_of_a_closed_group_leave_month_by_month(small_plan, small):
    case = small(changes=(closes("group_a", date(2026, 7, 1), 12, exit_pension=0.25, group_b=0.75),))
    plan = out(small_plan, case)
    assert sound(tables.citizens_out(plan))
    table = plan.citizens_out.set_index(["half_year", "exit"])["citizens"]
    assert table["2026H2", "exit_pension"] == pytest.approx(240 * 0.25 * (1 + 2 + 3 + 4 + 5 + 6) / 6 / 12)
    assert table["2027H2", "exit_pension"] == pytest.approx(60)
    for row in range(len(plan.citizens_out)):
        wrong = plan.citizens_out.copy()
        wrong.loc[row, "citizens"] += 0.01
        assert not sound(tables.citizens_out(replaced(plan, citizens_out=wrong)))


def test_citizens_sent_on_to_a_group_that_closes_later_leave_with_it(small_plan, small):
    first = closes("group_a", date(2026, 7, 1), 1, group_b=1.0)
    case = small(changes=(first, closes("group_b", date(2027, 1, 1), 1, exit_no_benefit=0.5, exit_pension=0.5)))
    plan = out(small_plan, case)
    assert sound(tables.citizens_out(plan))
    table = plan.citizens_out.set_index(["half_year", "exit"])["citizens"]
    assert table["2026H2"].tolist() == [0.0, 0.0]
    assert table["2027H1"].tolist() == pytest.approx([200.0, 200.0])


def test_citizens_whom_the_crosswalk_sends_to_an_exit_are_counted(small_plan, small):
    rows = {"date": date(2027, 1, 1), "from_group": "group_a", "basis": "stated", **GIVEN}
    steps = (Crosswalk(to_group="exit_pension", share=0.1, **rows), Crosswalk(to_group="group_b", share=0.9, **rows))
    plan = out(small_plan, small(crosswalk=steps))
    assert sound(tables.citizens_out(plan))
    assert plan.citizens_out["citizens"].max() > 0


def test_citizens_of_the_shipped_case_are_counted(base_plan):
    assert base_plan.citizens_out["citizens"].max() > 0
    assert sound(tables.citizens_out(base_plan))
    left = base_plan.citizens_out.iloc[1:]
    assert not sound(tables.citizens_out(replaced(base_plan, citizens_out=left)))


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
