"""The work recomputed in closed form: sound plans pass, and no value of the tables of work can be changed unnoticed."""

import pandas as pd
import pytest

from planner import load_case, make_plan
from planner.case.tables import Queue
from planner.verification import CHECKS
from planner.verification.citizens import net_hours, recomputed, work_of
from tests.conftest import WORK, replaced
from tests.verification.test_mutations import changed

CHECK = {check.code: check for check in CHECKS}
TABLES = {
    "citizens": {"caseload": "half_year target_group cases need_fte limit"},
    "flows": {
        "citizens": "month target_group start newcomers moved_in leavers moved_out end",
        "citizens_out": "half_year exit citizens total",
    },
    "lapse": {"lapse": "half_year target_group change hours fte dkk"},
    "funding": {"funding": "half_year account due_dkk other_dkk lapsed_dkk demand_dkk funded_dkk unfunded_dkk"},
    "group_funding": {
        "group_funding": "half_year target_group taken_fte lapsed_fte funded_fte unfunded_fte unfunded_dkk"
    },
    "valley": {"valley": "month account left_fte lapsed_fte valley_fte uncovered_fte"},
    "plausibility": {"plausibility": "what local_dkk national_dkk facts"},
    "floors": {"floors": "floor half_year subject required found ok"},
    "drivers": {"drivers": "driver value first_month groups fte"},
}
PHONE = Queue(
    queue="phone", target_group="open", label_da="", label_en="", calls_per_half_hour=100, handling_seconds=180,
    answered_share=0.8, within_seconds=20, open_hours_per_week=20, assumption="Til prøven",
)  # fmt: skip
X = {"assumption": "Til prøven"}
EVERY_DRIVER = {
    "unemployment": {"change_share": 0.3, "first_month": "2026-11"},
    "drivers": {
        "exempt": {"share": 0.25, "first_month": "2026-10"},
        "digital": {"share": 0.5, "saved_share": {"value": 0.4, **X}},
        "a_kasse_trial": {"share": 0.6, "target_group": "open", "months": {"value": 1, **X}, "last_month": "2027-03"},
        "private_supplier": {"share": 0.5, "supervision_share": {"value": 0.2, **X}, "first_month": "2027-02"},
        "inflow": [{"target_group": "closing", "change_share": -0.1, "first_month": "2026-09", **X}],
    },
}


@pytest.fixture(scope="module")
def driven_plan():
    """The case with tasks, with every driver on and a phone."""
    case = load_case(WORK, EVERY_DRIVER)
    hours = [task.model_copy(update={"basis": "half_year"} if task.basis == "newcomer" else {}) for task in case.tasks]
    return make_plan(case.model_copy(update={"queues": (PHONE,), "tasks": tuple(hours)}))


def failing(plan):
    """The checks of the work that fail."""
    return [code for code in TABLES if not CHECK[code].result(plan).ok]


def test_a_sound_plan_passes_every_check_of_the_work(work_plan, driven_plan, base_plan):
    for plan in (work_plan, driven_plan, base_plan):
        assert failing(plan) == []
        assert all(CHECK[code].result(plan).compared > 10 for code in TABLES)


@pytest.mark.parametrize(
    "setting",
    [{"caseload": {"limit": "guidance"}}, {"caseload": {"by_group": {"open": "local"}, "limit_factor": 1.3}},
     {"period_months": 3}, {"period_months": 12, "first_month": "2026-01"}],
)  # fmt: skip
def test_it_does_so_whatever_the_limit_and_the_length_of_the_periods(setting):
    assert failing(make_plan(load_case(WORK, setting))) == []


def test_a_stock_without_spells_that_grows_at_once_is_counted_as_coming(small):
    case = small({"unemployment": {"change_share": 0.3, "first_month": "2026-11"}})
    felt = [group.model_copy(update={"unemployment_factor": 1.0}) for group in case.target_groups]
    plan = make_plan(case.model_copy(update={"target_groups": tuple(felt)}))
    assert plan.citizens["newcomers"].max() > 10
    assert failing(plan) == []


def test_a_share_of_a_group_that_is_regrouped_to_an_exit_is_counted_there(work_case):
    first, second, third = work_case.crosswalk
    some, rest = (
        third.model_copy(update={"share": 0.7}),
        third.model_copy(update={"share": 0.3, "to_group": "exit_no_follow_up"}),
    )
    plan = make_plan(work_case.model_copy(update={"crosswalk": (first, second, some, rest), "floors": ()}))
    assert plan.citizens_out.set_index(["half_year", "exit"]).loc[("2027H2", "exit_no_follow_up"), "citizens"] > 10
    assert failing(plan) == []


@pytest.mark.parametrize(
    ("code", "table", "column"),
    [(code, table, column) for code, of in TABLES.items() for table, columns in of.items() for column in columns.split()],
)  # fmt: skip
def test_no_value_of_the_work_can_be_changed_unnoticed(driven_plan, code, table, column):
    frame = getattr(driven_plan, table)
    for row in sorted({0, len(frame) // 3, len(frame) // 2, len(frame) - 1}):
        assert not CHECK[code].result(replaced(driven_plan, **{table: changed(frame, column, row)})).ok, row


@pytest.mark.parametrize(("code", "table"), [(code, table) for code, of in TABLES.items() for table in of])
def test_no_row_of_the_work_can_be_left_out_or_doubled_unnoticed(driven_plan, code, table):
    frame = getattr(driven_plan, table)
    for other in (frame.iloc[:-1], pd.concat([frame, frame.iloc[-1:]], ignore_index=True)):
        assert not CHECK[code].result(replaced(driven_plan, **{table: other})).ok


@pytest.mark.parametrize("number", range(3))
def test_a_plan_that_forgot_a_rule_is_found(work_plan, number):
    """The tables are those of the case without the rule, and so is nothing that the rule moves."""
    rules = work_plan.case.changes
    fewer = work_plan.case.model_copy(update={"changes": rules[:number] + rules[number + 1 :]})
    assert {"citizens", "lapse", "valley"} <= set(failing(replaced(work_plan, case=fewer)))


@pytest.mark.parametrize("share", [0.1, 0.9])
def test_newcomers_sent_elsewhere_than_the_crosswalk_says_are_found(work_plan, share):
    first, second, third = work_plan.case.crosswalk
    rows = (
        first.model_copy(update={"share": share}),
        second.model_copy(update={"share": 1 - share}),
        third,
    )
    assert "flows" in failing(replaced(work_plan, case=work_plan.case.model_copy(update={"crosswalk": rows})))


def test_the_closed_form_is_the_hand_sheet(work_case):
    """Closed on 1 October 2026; 3 a month more in the open group; 125 hours a month are an FTE."""
    work = recomputed(work_case)
    assert work.there["closing"][-1][4:] == pytest.approx([120 * (23 / 24) ** n for n in range(1, 15)])
    assert work.there["open"][-1][4:6] == pytest.approx([243, 243 + 23 - 243 / 12])
    assert work.hours_of("open")[-1][0] == pytest.approx(800)
    assert work.need()["closing"][0] == pytest.approx(3.84)
    assert net_hours(work_case) == 1500


def test_a_stage_of_the_rules_has_so_many_of_them(work_case):
    by_stage = work_of(work_case, every_stage=True).hours_of("open")[:, 6]
    assert by_stage[2] - by_stage[1] == pytest.approx(-3 * 23 * 4)
    assert by_stage[3] == pytest.approx(by_stage[2])


def test_fourteen_answer_a_hundred_calls_of_three_minutes_in_a_half_hour(work_case):
    """The textbook case: 80 per cent within 20 seconds."""
    work = recomputed(work_case.model_copy(update={"queues": (PHONE,)}))
    assert work.need()["open"][0] == pytest.approx(6.4 + 14 * 20 * 52 / 1500)
