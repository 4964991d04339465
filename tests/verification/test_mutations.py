"""No value of any table of a plan can be changed, and no row left out or doubled, without a check that fails."""

import ast
import dataclasses
from pathlib import Path

import pandas as pd
import pytest

from planner import load_case, make_plan
from planner.case.tables import Budget
from planner.plan import GoalResult
from planner.verification import timing as module
from tests.conftest import ALL_USED, LADDER, replaced
from tests.verification.conftest import found

LEFT_OUT = {
    "ranges": "asked for after the plan is verified",
    "checks": "what the verification itself says",
    "posts_relaxed": "empty where each team is on one account; test_posts tries it",
}
NOT_RECOMPUTED = {
    ("findings", "message_da"): "words; the tests of each finding hold its numbers against the tables",
    ("findings", "message_en"): "words",
    ("findings", "mend_da"): "words",
    ("findings", "mend_en"): "words",
}
COLUMNS = {
    "years": "year account price_level target_dkk posts_dkk other_dkk gross_dkk one_off_dkk net_dkk shortfall_dkk full_year_dkk",
    "ledger": "year account team price_level pay_authorised_dkk pay_in_service_dkk reduced_hours_dkk pay_under_notice_dkk "
    "pay_in_training_dkk severance_dkk voluntary_payment_dkk dismissal_cost_dkk municipal_redeployment_dkk moves_dkk "
    "retraining_dkk pay_protection_dkk hires_dkk saving_on_posts_dkk one_off_dkk",
    "staff": "month team profession account fte under_notice_fte in_training_fte reduced_hours_fte",
    "movements": "month team profession attrition_fte retirement_fte fixed_term_fte notice_fte voluntary_fte transfer_fte "
    "moved_out_fte moved_in_fte dropout_fte arrived_fte hired_fte returned_fte",
    "moves": "decided path team profession out_fte in_fte arrives arrived_fte dropout_fte",
    "hires": "decided contract team profession starts decided_fte fte",
    "exits": "decided team profession way service fte notice_months payment_months last_paid_month paid_as",
    "work": "half_year team profession target_group fte",
    "caseload": "half_year target_group cases need_fte limit fte cases_per_fte load overload_fte",
    "spare": "half_year team profession fte",
    "citizens_out": "half_year exit citizens total",
    "citizens": "month target_group start newcomers moved_in leavers moved_out end",
    "lapse": "half_year target_group change hours fte dkk",
    "funding": "half_year account due_dkk other_dkk lapsed_dkk demand_dkk funded_dkk unfunded_dkk",
    "group_funding": "half_year target_group taken_fte lapsed_fte funded_fte unfunded_fte unfunded_dkk",
    "valley": "month account left_fte lapsed_fte valley_fte uncovered_fte",
    "floors": "floor half_year subject required found ok",
    "drivers": "driver value first_month groups fte",
    "plausibility": "what local_dkk national_dkk facts",
    "minimum": "month team profession minimum_fte fte below_fte",
    "timetable": "wave step day fte persons notice_months rule hypothetical",
    "thresholds": "unit first_day last_day waves employees threshold dismissals voluntary voluntary_counted persons hit "
    "sharpened message_7 earliest_effect split persons_90_days",
    "posts": "year month team profession account fte posts",
    "posts_totals": "year kind key fte posts",
    "posts_savings": "year account target_dkk net_dkk net_posts_dkk cost_of_rounding_dkk shortfall_dkk shortfall_posts_dkk",
    "posts_limits": "year team profession minimum_fte below_fte below_posts dismissals_fte",
    "posts_loads": "year half_year target_group need_fte load_fte load_posts",
    "unpinned": "month team profession fte",
    "reconciliation": "account team posts_dkk budget_dkk difference_dkk difference_share",
    "owners": "citizen_type from to owner",
    "findings": "code severity subject from to message_da message_en mend_da mend_en",
}
TRIED = [(table, column) for table in COLUMNS for column in COLUMNS[table].split()]


@pytest.fixture(scope="module")
def plans(ladder_plan, work_plan):
    """The plan with every lever, one with tasks, and one with spare staff, a pin and a budget: together they fill every table."""
    pin = {"team": "a", "first_month": "2027-01", "sense": "at_least", "fte": 2.0, "why": "Til prøven"}
    case = load_case(LADDER, {"goals": ALL_USED, "overstaffing": {"cap_fte": 10.0}, "pins": [pin]})
    budget = Budget(account="HK6", team="a", pay_mio_dkk_per_year=5.0, price_level="2025-pl", assumption="Til prøven")
    return ladder_plan, work_plan, make_plan(case.model_copy(update={"budgets": (budget,)}))


def other(column, row):
    """Another value than that of a row: a number a little more, a text that stands elsewhere in the column if any does."""
    value = column.iloc[row]
    if pd.isna(value):
        return 1
    if column.dtype == bool:
        return not value
    if pd.api.types.is_number(value):
        return value + (2.0 if column.name.endswith("_dkk") else 1 if isinstance(value, int) else 0.01)
    return next((text for text in column if text != value), f"{value}x")


def changed(table, column, row):
    """The table with one value changed."""
    values = table[column].astype(object)
    values.iloc[row] = other(table[column], row)
    return table.assign(**{column: values.infer_objects()})


def test_every_table_and_column_is_tried_or_left_out_for_a_reason(plans):
    for plan in plans:
        tables = {f.name: getattr(plan, f.name) for f in dataclasses.fields(plan)}
        tables = {name: table for name, table in tables.items() if isinstance(table, pd.DataFrame)}
        assert {name: sorted(table) for name, table in tables.items() if name not in LEFT_OUT} == {
            name: sorted(columns.split()) for name, columns in COLUMNS.items()
        }
    assert [table for table in COLUMNS if not any(len(getattr(plan, table)) for plan in plans)] == []
    assert set(NOT_RECOMPUTED) <= set(TRIED)
    assert [found(plan) for plan in plans] == ["", "", ""]


@pytest.mark.parametrize(("table", "column"), [at for at in TRIED if at not in NOT_RECOMPUTED])
def test_no_value_can_be_changed_unnoticed(plans, table, column):
    plan = next(plan for plan in plans if len(getattr(plan, table)))
    frame = getattr(plan, table)
    for row in sorted({0, len(frame) // 2, len(frame) - 1}):
        assert found(replaced(plan, **{table: changed(frame, column, row)})), row


@pytest.mark.parametrize("table", COLUMNS)
def test_no_row_can_be_left_out_or_doubled_unnoticed(plans, table):
    plan = next(plan for plan in plans if len(getattr(plan, table)))
    frame = getattr(plan, table)
    assert found(replaced(plan, **{table: frame.iloc[:-1]}))
    assert found(replaced(plan, **{table: pd.concat([frame, frame.iloc[-1:]], ignore_index=True)}))


def test_no_goal_can_say_another_value_but_the_tie_break_whose_weights_mean_nothing(small_plan, ladder_plan, base_plan):
    tried = set()
    for plan in (small_plan, ladder_plan, base_plan):
        for number, goal in enumerate(plan.goals):
            tried.add(goal.goal)
            wrong = GoalResult(goal.goal, goal.value + 0.02, goal.seconds)
            goals = (*plan.goals[:number], wrong, *plan.goals[number + 1 :])
            assert found(replaced(plan, goals=goals)) == ("" if goal.goal == "tie_break" else "goals"), goal.goal
    assert tried == {
        "saving", "minimum_staffing", "dismissals", "worst_load", "overload", "not_deeper", "even_load",
        "moves_and_hires", "like_today", "lowest_cost", "tie_break",
    }  # fmt: skip


def test_goals_out_of_their_order_are_found(small_plan):
    assert found(replaced(small_plan, goals=small_plan.goals[::-1])) == "goals"


def test_the_hours_that_change_count_among_moves_and_hires():
    plan = make_plan(load_case(LADDER, {"goals": ["worst_load", "saving", "moves_and_hires"]}))
    assert plan.kpi["reduced_hours_fte"] > 0.01
    assert next(goal.value for goal in plan.goals if goal.goal == "moves_and_hires") > 0.1


def test_no_key_figure_can_be_changed_left_out_or_added(ladder_plan):
    for name, value in ladder_plan.kpi.items():
        more = 2.0 if name.endswith("_dkk") else 0.01
        assert found(replaced(ladder_plan, kpi=ladder_plan.kpi | {name: value + more})), name
        assert found(replaced(ladder_plan, kpi={key: kept for key, kept in ladder_plan.kpi.items() if key != name}))
    assert found(replaced(ladder_plan, kpi=ladder_plan.kpi | {"more_fte": 0.0}))


def test_the_verification_imports_only_the_case_the_calendar_of_months_and_the_plan():
    for path in Path(module.__file__).parent.glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        imported = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        imported |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
        ours = {name for name in imported if name.startswith("planner")}
        allowed = ("planner.calendar", "planner.case", "planner.plan", "planner.verification")
        assert [name for name in ours if not name.startswith(allowed)] == []
