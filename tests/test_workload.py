"""Citizens are conserved, rules act from their date, and the need is cases over limit."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.case.tables import Change, Crosswalk, TargetGroup
from planner.workload import base_limit, workload


def of(table, half_year, group):
    rows = table[(table["half_year"] == half_year) & (table["target_group"] == group)]
    return rows.iloc[0] if len(rows) else None


def test_half_of_the_group_leaves_on_the_date_of_the_rule_and_not_before(small_case):
    need = workload(small_case).need
    assert of(need, "2026H2", "group_a")["cases"] == 240
    assert of(need, "2027H1", "group_a")["cases"] == 120
    assert of(need, "2027H1", "group_a")["need_fte"] == pytest.approx(120 / 40)


def test_a_lighter_case_raises_the_limit_and_leaves_the_cases(small):
    lighter = Change(change="lighter", label_da="", label_en="", date=date(2027, 7, 1), target_group="group_b",
                     kind="work", factor=0.8, status="assumption", assumption="x")  # fmt: skip
    need = workload(small(changes=(lighter,))).need
    assert of(need, "2027H1", "group_b")["limit"] == pytest.approx(40)
    assert of(need, "2027H2", "group_b")["limit"] == pytest.approx(50)
    assert of(need, "2027H2", "group_b")["cases"] == 160


def test_a_closed_group_runs_off_and_newcomers_go_where_the_rule_says(small):
    closed = Change(change="closed", label_da="", label_en="", date=date(2026, 7, 1), target_group="group_a", kind="closes",
                    run_off_months=12, divert={"group_b": 0.5, "exit_no_benefit": 0.1, "exit_pension": 0.4},
                    status="agreed", assumption="x")  # fmt: skip
    work = workload(small(changes=(closed,)))
    # July 2026 is month 1 of 12: 11/12 of 240 are left, ..., December 6/12; the average share gone is 3.5/12.
    assert of(work.need, "2026H2", "group_a")["cases"] == pytest.approx(240 * (1 - 3.5 / 12))
    assert of(work.need, "2026H2", "group_b")["cases"] == pytest.approx(160 + 240 * 3.5 / 12 * 0.5)
    assert of(work.need, "2027H2", "group_a") is None
    exits = work.exits.set_index(["half_year", "exit"])["citizens"]
    assert exits["2027H2", "exit_no_benefit"] == pytest.approx(24)
    assert exits["2027H2", "exit_pension"] == pytest.approx(96)


def test_unemployment_touches_only_the_groups_that_feel_it_and_only_from_its_month(small):
    case = small({"unemployment": {"change_share": 0.2, "first_month": "2027-01"}}, changes=())
    need = workload(case).need
    assert of(need, "2026H2", "group_a")["cases"] == 240
    assert of(need, "2027H1", "group_a")["cases"] == pytest.approx(288)
    assert of(need, "2027H1", "group_b")["cases"] == 160


@pytest.mark.parametrize(("guidance", "limit"), [("low", 30), ("mid", 40), ("high", 50)])
def test_the_scenario_chooses_the_limit_and_a_factor_on_it(small, guidance, limit):
    case = small({"caseload": {"guidance": guidance, "limit_factor": 1.1}})
    assert base_limit(case, case.target_groups[0]) == pytest.approx(limit * 1.1)


def test_the_five_groups_exist_from_2027_and_not_before_and_the_thirteen_until_then(base_case):
    need = workload(base_case).need
    five = {"dagpengeindsats", "jobsoegningsindsats", "jobhjaelpsindsats", "sygedagpengeindsats", "oevrige_borgere"}
    assert set(need.loc[need["target_group"].isin(five), "half_year"]) == {
        h for h in base_case.half_years if h >= "2027"
    }
    old = {row.from_group for row in base_case.crosswalk}
    assert max(need.loc[need["target_group"].isin(old), "half_year"]) == "2026H2"


@given(share=st.floats(0, 1), exit_share=st.floats(0, 1), run_off=st.floats(1, 40))
@settings(max_examples=25, deadline=None)
def test_no_citizen_is_lost_or_made(base_case, share, exit_share, run_off):
    rest = 1 - exit_share
    new = TargetGroup(target_group="new", label_da="", label_en="", cases=None, limit_low=None,
                      limit_mid=None, limit_high=None, unemployment_factor=0, assumption="x")  # fmt: skip
    old = base_case.target_groups[:2]
    steps = tuple(
        Crosswalk(
            date=date(2027, 1, 1),
            from_group=old[0].target_group,
            to_group=to,
            share=part,
            basis="absent",
            assumption="x",
        )
        for to, part in (("new", share), ("exit_no_benefit", 1 - share))
    )
    closed = Change(change="c", label_da="", label_en="", date=date(2026, 2, 1), target_group=old[1].target_group, kind="closes",
                    run_off_months=run_off, divert={old[0].target_group: rest, "exit_pension": exit_share},
                    status="agreed", assumption="x")  # fmt: skip
    case = base_case.model_copy(update={"target_groups": (*old, new), "crosswalk": steps, "changes": (closed,)})
    work = workload(case)
    there = (
        work.need.groupby("half_year")["cases"]
        .sum()
        .add(work.exits.groupby("half_year")["citizens"].sum(), fill_value=0)
    )
    start = sum(group.cases for group in old)
    assert there.tolist() == pytest.approx([start] * len(there))


def test_the_order_of_groups_and_changes_does_not_matter(base_case):
    mirrored = base_case.model_copy(
        update={"target_groups": base_case.target_groups[::-1], "crosswalk": base_case.crosswalk[::-1]}
    )
    left, right = workload(base_case).need, workload(mirrored).need
    assert left.set_index(["half_year", "target_group"])["need_fte"].to_dict() == pytest.approx(
        right.set_index(["half_year", "target_group"])["need_fte"].to_dict()
    )
