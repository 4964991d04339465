"""The task-lapse ledger against a sheet worked out by hand, and floors that hold and break."""

import pytest

from planner import load_case, make_plan
from planner.floors import floors
from planner.lapse import DEMAND, funding, lapses, ledger, plausibility
from planner.workload import workload
from tests.conftest import WORK, replaced


def lapse(table, half_year, group, change):
    rows = table[(table["half_year"] == half_year) & (table["target_group"] == group) & (table["change"] == change)]
    return rows.iloc[0] if len(rows) else None


def test_the_ledger_is_the_hand_sheet(work_case):
    """Of 2027's first half-year: fewer conversations, a group that runs off, more in the open group, a new follow-up."""
    table = ledger(lapses(work_case))
    row = lapse(table, "2027H1", "open", "fewer_conversations")
    assert (row["hours"], row["fte"]) == (pytest.approx(3 * 23 * 4 * 6), pytest.approx(2.208))
    assert row["dkk"] == pytest.approx(2.208 * 600_000 / 2)
    left = sum(120 * (23 / 24) ** n for n in range(3, 9))
    assert lapse(table, "2027H1", "closing", "closed")["hours"] == pytest.approx((720 - left) * 4)
    more = sum(36 * (1 - (11 / 12) ** n) for n in range(3, 9))  # 3 more a month who stay 12 months on average
    assert lapse(table, "2027H1", "open", "closed")["hours"] == pytest.approx(-(more * 2 + 3 * 4 * 4 * 6))
    assert lapse(table, "2027H1", "closing", "yearly_follow_up")["hours"] == pytest.approx(-left / 12 * 2)
    assert lapse(table, "2026H2", "open", "fewer_conversations") is None


def test_the_lapses_add_up_to_the_whole_change_of_hours():
    """Hours at the start + demand - all lapses = hours under all rules, also with more unemployment."""
    case = load_case(WORK, {"unemployment": {"change_share": 0.3}})
    of, before = lapses(case), workload(case, ())
    for group in before.tasks:
        lapsed = sum(series for (_, g), series in of.hours.items() if g == group)
        assert of.work.hours(group) == pytest.approx(before.hours(group)[0] - lapsed)
    assert (DEMAND, "open") in of.hours
    assert (DEMAND, "closing") not in of.hours


def test_saving_due_is_funded_as_far_as_work_lapses(work_case):
    """1.35 million is due in 2027; the work that lapses in each half-year is worth less or more than half of it."""
    table = funding(lapses(work_case)).set_index(["half_year", "account"])
    for half_year in ("2027H1", "2027H2"):
        row = table.loc[(half_year, "HK6")]
        assert row["due_dkk"] == pytest.approx(675_000)
        assert row["funded_dkk"] == pytest.approx(min(675_000, row["lapsed_dkk"]))
        assert row["due_dkk"] == pytest.approx(row["other_dkk"] + row["funded_dkk"] + row["unfunded_dkk"])
    assert table.loc[("2026H2", "HK6"), "due_dkk"] == 0


def test_a_saving_without_any_lapse_is_unfunded():
    case = load_case(WORK).model_copy(update={"changes": (), "crosswalk": load_case(WORK).crosswalk[2:]})
    table = funding(lapses(case)).set_index(["half_year", "account"])
    assert table.loc[("2027H1", "HK6"), "unfunded_dkk"] == pytest.approx(675_000)


def test_more_citizens_use_up_what_lapses():
    case = load_case(WORK, {"unemployment": {"change_share": 1.0}})
    row = funding(lapses(case)).set_index(["half_year", "account"]).loc[("2027H2", "HK6")]
    assert row["lapsed_dkk"] > 675_000
    assert row["funded_dkk"] == pytest.approx(row["lapsed_dkk"] - row["demand_dkk"])
    assert row["unfunded_dkk"] == pytest.approx(675_000 - row["funded_dkk"])
    assert row["unfunded_dkk"] > 0


def test_a_valley_is_where_people_have_left_and_the_work_has_not(work_plan):
    table = work_plan.valley
    staff = work_plan.staff.groupby("month")["fte"].sum()
    for row in table.itertuples():
        assert row.left_fte == pytest.approx(staff.iloc[0] - staff[row.month])
        gap = max(0.0, row.left_fte - max(0.0, row.lapsed_fte))
        assert row.valley_fte + row.uncovered_fte == pytest.approx(gap)
        later = table[(table["account"] == row.account) & (table["month"] >= row.month)]["lapsed_fte"].max()
        assert row.uncovered_fte == pytest.approx(min(gap, max(0.0, row.left_fte - max(0.0, later))))
    early = make_plan(load_case(WORK, {"caseload": {"limit_factor": 3.0}, "goals": ["saving", "lowest_cost"]}))
    assert early.valley[["valley_fte", "uncovered_fte"]].sum(axis=1).max() > 1


def test_what_is_taken_from_a_group_is_split_into_funded_and_unfunded(work_plan):
    for row in work_plan.group_funding.itertuples():
        assert row.funded_fte + row.unfunded_fte == pytest.approx(max(0.0, row.taken_fte))
        assert row.funded_fte <= max(0.0, row.lapsed_fte) + 1e-9


def test_a_share_of_the_national_figures_stands_beside_the_local_ones(base_case):
    table = plausibility(lapses(base_case)).set_index("what")
    assert {"team_cases", "conversations", "sick_from_work", "yearly_follow_up"} <= set(table.index)
    share = base_case.settings.national_share.value
    assert table.loc["team_cases", "national_dkk"] == pytest.approx(290e6 * share)
    assert table.loc["yearly_follow_up", "national_dkk"] == pytest.approx(-70e6 * share)


# --- what must stay -----------------------------------------------------------------------------------------------


def test_a_floor_holds_or_breaks_by_what_the_plan_has(work_plan):
    table = work_plan.floors.set_index(["floor", "half_year"])
    assert table.loc[("team_b", "2027H2"), "ok"]
    assert table.loc[("opfoelgning", "2027H1"), "required"] == 1
    assert ("opfoelgning", "2026H2") not in table.index  # not due yet
    assert table["ok"].all()
    work = workload(work_plan.case)
    gone = work_plan.staff.assign(fte=work_plan.staff["fte"].where(work_plan.staff["team"] != "b", 0.5))
    broken = floors(work, replaced(work_plan, staff=gone))
    assert set(broken.loc[~broken["ok"].astype(bool), "floor"]) == {"team_b"}
    nobody = work_plan.work.assign(fte=0.0)
    broken = floors(work, replaced(work_plan, work=nobody))
    assert set(broken.loc[~broken["ok"].astype(bool), "floor"]) == {"opfoelgning"}


def test_a_task_that_no_rule_asks_for_any_more_breaks_its_floor(work_plan):
    case = work_plan.case.model_copy(update={"changes": work_plan.case.changes[:2]})
    table = floors(workload(case), replaced(work_plan, case=case))
    assert not table.loc[table["floor"] == "opfoelgning", "ok"].any()
