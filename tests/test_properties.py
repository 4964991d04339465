"""What must hold for any input: scaling, relaxing, permuting; and the verification of random plans."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner import load_case, make_plan
from tests.conftest import BASE, SMALL

few = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
LEVERS = {
    "hiring": {"cap_fte_per_team_year": 1.0},
    "redeployment": {"cap_fte_per_team_year": 1.0},
    "voluntary": {"take_up": [{"cap_share_per_team_year": 0.1, "payment_months": 3}]},
}


def attrition(share):
    return {
        "attrition": {
            "share_per_year": {"value": share, "assumption": "prøve"},
            "retirement_share_per_year": {"value": share / 4, "assumption": "prøve"},
        }
    }


@given(factor=st.floats(0.2, 5))
@few
def test_all_money_scaled_scales_all_amounts_and_moves_nobody(small, small_plan, factor):
    case = small()
    targets = tuple(
        row.model_copy(update={"target_mio_dkk": row.target_mio_dkk * factor}) for row in case.saving_targets
    )
    pay = tuple(row.model_copy(update={"pay_dkk_per_year": row.pay_dkk_per_year * factor}) for row in case.professions)
    plan = make_plan(case.model_copy(update={"saving_targets": targets, "professions": pay}))
    assert plan.years["net_dkk"].tolist() == pytest.approx(
        (small_plan.years["net_dkk"] * factor).tolist(), abs=5 * factor
    )
    assert plan.staff["fte"].tolist() == pytest.approx(small_plan.staff["fte"].tolist(), abs=1e-3)


@given(share=st.floats(0.05, 0.9), caps=st.floats(0, 2))
@few
def test_relaxing_a_limit_is_never_worse(share, caps):
    tight = make_plan(load_case(SMALL, attrition(share * 0.3) | {"dismissals": {"cap_fte": caps}}))
    loose = make_plan(load_case(SMALL, attrition(share * 0.3) | {"dismissals": {"cap_fte": caps + 0.5}}))
    assert loose.kpi["shortfall_dkk"] <= tight.kpi["shortfall_dkk"] + 2
    assert loose.goals[0].value <= tight.goals[0].value + 2e-3


@given(share=st.floats(0, 0.4), target=st.floats(0, 2), unemployment=st.floats(-0.5, 1))
@few
def test_any_plan_with_all_levers_is_verified(share, target, unemployment):
    overrides = attrition(share) | LEVERS | {
        "saving": {"share_of_target": {"HK6": target}},
        "unemployment": {"change_share": unemployment},
    }  # fmt: skip
    plan = make_plan(load_case(SMALL, overrides))
    assert plan.checks["ok"].all()


@pytest.mark.parametrize("seed", range(8))
def test_the_order_of_rows_changes_nothing(small, small_plan, seed):
    order = random.Random(seed)
    case = small()
    tables = ("teams", "staffing", "target_groups", "competence", "saving_targets", "units", "citizen_types", "edges")
    shuffled = {name: tuple(order.sample(getattr(case, name), len(getattr(case, name)))) for name in tables}
    plan = make_plan(case.model_copy(update=shuffled))
    assert plan.staff.equals(small_plan.staff)
    assert plan.kpi == small_plan.kpi


def test_the_order_of_rows_changes_nothing_in_helsingor(base_case, base_plan):
    tables = (
        "teams",
        "professions",
        "staffing",
        "target_groups",
        "crosswalk",
        "competence",
        "saving_targets",
        "changes",
        "edges",
    )
    plan = make_plan(base_case.model_copy(update={name: getattr(base_case, name)[::-1] for name in tables}))
    assert plan.staff.equals(base_plan.staff)
    assert plan.kpi == base_plan.kpi


@pytest.mark.parametrize("premium", [True, False])
def test_the_job_premium_switch_changes_what_is_due_on_hk6_by_its_amount(small, premium):
    plan = make_plan(
        small({"saving": {"job_premium_returned": premium, "job_premium_mio_dkk": {"value": 0.3, "assumption": "x"}}})
    )
    due = plan.years.set_index(["account", "year"])["target_dkk"]
    assert due["HK6", 2027] == pytest.approx(1_350_000 - 300_000 * premium)
    assert due["HK5", 2027] == 0


@pytest.mark.parametrize("share", [0.0, 0.4, 0.7])
def test_helsingor_is_verified_at_the_ends_of_attrition(share):
    """At 40 per cent the newcomers in ramp-up once outweighed the others in a cell that serves nobody."""
    plan = make_plan(load_case(BASE, attrition(share)))
    assert plan.checks["ok"].all()
