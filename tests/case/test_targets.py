"""Targets that fall due later, or are lowered: by hand, and in a verified plan."""

import pytest

from planner import InputError, load_case, make_plan
from planner.case.targets import due_mio_dkk
from planner.verification.money import targets
from tests.conftest import BASE, SMALL


def due(**saving):
    return due_mio_dkk(load_case(BASE, {"saving": saving}))


def test_three_months_later_a_year_has_nine_months_of_its_own_target_and_three_of_the_year_before():
    found = due(delay_months={"HK5": 3})
    assert found["HK5", 2026] == pytest.approx(4.9 * 9 / 12)
    assert found["HK5", 2027] == pytest.approx((8.9 * 9 + 4.9 * 3) / 12)
    assert found["HK5", "lasting"] == 12.8
    assert found["HK6", 2026] == 4.9


def test_fourteen_months_are_a_year_and_two_months():
    found = due(delay_months={"HK5": 14})
    assert found["HK5", 2026] == 0
    assert found["HK5", 2027] == pytest.approx(4.9 * 10 / 12)
    assert found["HK5", 2028] == pytest.approx((8.9 * 10 + 4.9 * 2) / 12)


def test_a_target_is_lowered_after_the_delay_and_never_below_nothing():
    found = due(delay_months={"HK5": 3}, lowered_mio_dkk={"HK5": {2026: 1.0, "lasting": 20.0}})
    assert found["HK5", 2026] == pytest.approx(4.9 * 9 / 12 - 1)
    assert found["HK5", "lasting"] == 0


@pytest.mark.parametrize("months", [0, 1, 7, 12, 14, 30])
def test_the_verification_counts_the_same_month_by_month(months):
    saving = {"delay_months": {"HK5": months, "HK6": 2}, "lowered_mio_dkk": {"HK6": {2027: 0.5, "lasting": 1}}}
    case = load_case(BASE, {"saving": saving | {"job_premium_returned": True}})
    counted = {key: dkk / 1e6 for key, dkk in targets(case).items() if key[1] != 2025}
    assert counted == pytest.approx(due_mio_dkk(case))


def test_a_plan_with_later_and_lower_targets_is_verified():
    saving = {"delay_months": {"HK6": 4}, "lowered_mio_dkk": {"HK6": {2027: 0.2}}}
    plan = make_plan(load_case(SMALL, {"saving": saving}))
    row = plan.years.query("account == 'HK6' and year == 2027").iloc[0]
    assert row["target_dkk"] == pytest.approx(1_350_000 * 8 / 12 - 200_000)
    assert plan.checks["ok"].all()


def test_only_a_target_that_is_there_can_be_lowered():
    with pytest.raises(InputError, match="a year with a target on the account"):
        load_case(BASE, {"saving": {"lowered_mio_dkk": {"HK5": {2040: 1.0}}}})
