"""The verification finds what is wrong: every check passes on a sound plan and fails on a plan that was tampered with."""

import pandas as pd
import pytest

from planner.plan import EXPENSES
from planner.verification import CHECKS, verify
from tests.conftest import replaced
from tests.verification.conftest import found


def scaled(table, column, row=0, by=2.0, plus=0.5):
    """The table with one cell changed."""
    changed = table.copy()
    changed[column] = changed[column].astype(float)
    changed.iloc[row, changed.columns.get_loc(column)] = changed.iloc[row, changed.columns.get_loc(column)] * by + plus
    return changed


TAMPERED = {
    "listed": lambda p: replaced(p, staff=p.staff.assign(account="HK5")),
    "stocks": lambda p: replaced(p, staff=scaled(p.staff, "fte", 5)),
    "attrition": lambda p: replaced(p, movements=scaled(p.movements, "attrition_fte", 1)),
    "people": lambda p: replaced(p, kpi=p.kpi | {"hired_fte": 7.0}),
    "leavers": lambda p: replaced(p, movements=scaled(p.movements, "notice_fte", 3, plus=100)),
    "protected": lambda p: replaced(p, movements=scaled(p.movements, "notice_fte", 1, plus=9)),
    "moves": lambda p: replaced(p, movements=scaled(p.movements, "moved_in_fte", 3)),
    "caps": lambda p: replaced(p, hires=scaled(p.hires, "decided_fte", plus=9)),
    "windows": lambda p: replaced(p, exits=p.exits.assign(last_paid_month="2027-12")),
    "notice": lambda p: replaced(p, staff=scaled(p.staff, "under_notice_fte", 14)),
    "hours": lambda p: replaced(p, staff=scaled(p.staff, "reduced_hours_fte", 20, plus=5)),
    "money": lambda p: replaced(p, years=p.years.assign(net_dkk=p.years["net_dkk"] + 2)),
    "targets": lambda p: replaced(p, years=p.years.iloc[1:]),
    "ledger": lambda p: replaced(p, ledger=scaled(p.ledger, "severance_dkk", 0, by=1.0, plus=0.02)),
    "citizens": lambda p: replaced(p, caseload=scaled(p.caseload, "cases", 0)),
    "capacity": lambda p: replaced(p, work=scaled(p.work, "fte", 0)),
    "competence": lambda p: replaced(p, work=p.work.assign(target_group="group_b")),
    "caseload": lambda p: replaced(p, caseload=scaled(p.caseload, "cases_per_fte", 0)),
    "minimum": lambda p: replaced(p, minimum=p.minimum.assign(minimum_fte=0.5)),
    "key_figures": lambda p: replaced(p, kpi=p.kpi | {"dismissals_fte": 0.0}),
    "goals": lambda p: replaced(p, status="shortfall"),
    "posts": lambda p: replaced(p, posts=scaled(p.posts, "posts", 0, by=1.0, plus=0.25)),
    "flows": lambda p: replaced(p, citizens_out=scaled(p.citizens_out, "citizens", 0)),
    "lapse": lambda p: replaced(p, lapse=scaled(p.lapse, "dkk", 0)),
    "funding": lambda p: replaced(p, funding=scaled(p.funding, "unfunded_dkk", 0)),
    "group_funding": lambda p: replaced(p, group_funding=scaled(p.group_funding, "taken_fte", 0)),
    "valley": lambda p: replaced(p, valley=scaled(p.valley, "valley_fte", 0)),
    "plausibility": lambda p: replaced(p, plausibility=scaled(p.plausibility, "national_dkk", 0)),
    "floors": lambda p: replaced(p, floors=p.floors.assign(ok=False)),
    "drivers": lambda p: replaced(p, drivers=scaled(p.drivers, "fte", 0)),
    "calendar": lambda p: replaced(p, timetable=p.timetable.iloc[1:]),
    "thresholds": lambda p: replaced(p, thresholds=p.thresholds.assign(persons=p.thresholds["persons"] + 1)),
    "reconciliation": lambda p: replaced(p, reconciliation=pd.DataFrame([("HK6", "", 1.0, 1.0, 0.0, 0.0)], columns=p.reconciliation.columns)),
    "findings": lambda p: replaced(p, findings=p.findings.iloc[1:]),
    "loads": lambda p: replaced(p, posts_loads=scaled(p.posts_loads, "load_posts", 0, by=1.0, plus=0.01)),
    "pins": lambda p: replaced(p, unpinned=p.staff.loc[:1, ["month", "team", "profession", "fte"]]),
    "owners": lambda p: replaced(p, owners=p.owners.iloc[1:]),
}  # fmt: skip


def test_a_sound_plan_passes_every_check(small_plan, base_plan):
    for plan in (small_plan, base_plan):
        assert plan.checks["ok"].all()
        assert (plan.checks["compared"] > 0).all()


def test_every_check_has_its_tampered_plan():
    assert set(TAMPERED) == {check.code for check in CHECKS}


@pytest.mark.parametrize("code", TAMPERED)
def test_the_check_finds_a_tampered_plan(code, small_plan, ladder_plan, work_plan):
    plan = ladder_plan if code in ("caps", "hours", "protected") else small_plan
    plan = work_plan if code in ("lapse", "floors") else plan
    checks = verify(TAMPERED[code](plan)).set_index("check")
    assert not checks.loc[code, "ok"]


@pytest.mark.parametrize("column", ["fte", "under_notice_fte"])
@pytest.mark.parametrize("row", [0, 40, 700, 1500])
def test_no_single_cell_of_the_staffing_can_be_changed_unnoticed(base_plan, column, row):
    assert found(replaced(base_plan, staff=scaled(base_plan.staff, column, row, by=1.0, plus=0.01)))


@pytest.mark.parametrize("column", ["net_dkk", "gross_dkk", "one_off_dkk", "target_dkk", "shortfall_dkk"])
def test_no_amount_can_be_changed_unnoticed(base_plan, column):
    for row in range(len(base_plan.years)):
        assert found(replaced(base_plan, years=scaled(base_plan.years, column, row, by=1.0, plus=10)))


def test_a_missing_number_is_a_failure_not_a_pass(small_plan):
    years = small_plan.years.assign(net_dkk=float("nan"))
    assert not verify(replaced(small_plan, years=years)).set_index("check").loc["money", "ok"]


def test_the_mix_of_notice_lengths_is_the_case_s(small_plan):
    exits = scaled(small_plan.exits, "fte", by=0.5, plus=0.0)
    other = exits.assign(service="alle", fte=exits["fte"])
    assert not verify(replaced(small_plan, exits=other)).set_index("check").loc["notice", "ok"]


def test_a_minimum_that_is_not_listed_is_missed(small_plan):
    checks = verify(replaced(small_plan, minimum=small_plan.minimum.iloc[:-1])).set_index("check")
    assert not checks.loc["minimum", "ok"]


LADDER_TABLES = {
    "movements": ["attrition_fte", "retirement_fte", "fixed_term_fte", "dropout_fte", "arrived_fte", "returned_fte", "transfer_fte"],
    "moves": ["out_fte", "in_fte", "arrived_fte", "dropout_fte"],
    "hires": ["decided_fte", "fte"],
    "exits": ["fte", "notice_months", "payment_months"],
    "staff": ["fte", "under_notice_fte", "in_training_fte", "reduced_hours_fte"],
    "work": ["fte"],
}  # fmt: skip


@pytest.mark.parametrize(("table", "column"), [(t, c) for t, columns in LADDER_TABLES.items() for c in columns])
def test_no_cell_of_the_ladder_can_be_changed_unnoticed(ladder_plan, table, column):
    """In the plan with every lever, ten rows of each table."""
    frame = getattr(ladder_plan, table)
    for row in range(0, len(frame), max(1, len(frame) // 10)):
        changed = replaced(ladder_plan, **{table: scaled(frame, column, row, by=1.0, plus=0.5)})
        assert found(changed), (table, column, row)


@pytest.mark.parametrize("column", [f"{kind}_dkk" for kind in EXPENSES])
def test_no_two_amounts_of_the_ledger_can_change_places(ladder_plan, column):
    """A sum that is right is not enough: the teams' amounts are recomputed one by one."""
    ledger = ladder_plan.ledger.copy()
    ledger[column] = ledger[column] + [1.0 if row % 2 else -1.0 for row in range(len(ledger))]
    assert not verify(replaced(ladder_plan, ledger=ledger)).set_index("check").loc["ledger", "ok"]


def test_the_ladder_is_all_in_the_plan(ladder_plan):
    """Every way of leaving and arriving is used, so that the tests above have something to find."""
    ways = (
        "attrition",
        "retirement",
        "fixed_term",
        "transfer",
        "hired",
        "returned",
        "reduced_hours",
        "dropouts",
        "away",
    )
    assert [way for way in ways if ladder_plan.kpi[f"{way}_fte"] < 0.01] == []
    assert ladder_plan.checks["ok"].all()
