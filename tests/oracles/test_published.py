"""Published workforce problems besides Williams', each a scenario folder in the planner's own vocabulary.

The sources, and what is published or only computed, stand at the top of each `base.yaml`. A year of the plan stands
for a month of the problem, see `bare.yaml`.
"""

from fractions import Fraction
from pathlib import Path

import pytest

from planner import load_case, make_plan

HERE = Path(__file__).parent
DAVIS, CSL, SOUTH_CENTRAL = "davis", "csl", "south_central"
CSL_OPTIMUM = Fraction(4090526375, 6889)


def case(problem):
    return load_case(HERE / problem / "base.yaml")


@pytest.fixture(scope="module")
def plans():
    return {problem: make_plan(case(problem)) for problem in (DAVIS, CSL, SOUTH_CENTRAL)}


def cost(plan):
    """The cost in dollars; the goal is in thousands."""
    return 1000 * plan.goals[0].value


def hired(plan):
    """Hires by the year in which they are decided."""
    return plan.hires.groupby(plan.hires["decided"].str[:4].astype(int))["decided_fte"].sum().to_dict()


def test_davis_lowest_cost_as_published(plans):
    assert cost(plans[DAVIS]) == pytest.approx(313_525, abs=1e-3)


def test_davis_pays_for_contracts_and_training_only(plans):
    """Each hire is trained, and paid by its contract: the goal recomputed from the table of hires."""
    price = {"one": 2000 + 875, "two": 4800 + 875, "three": 7500 + 875}
    assert sum(row.decided_fte * price[row.contract] for row in plans[DAVIS].hires.itertuples()) == pytest.approx(
        313_525
    )


def test_davis_has_who_it_needs_from_month_to_month(plans):
    assert (plans[DAVIS].caseload["fte"] >= plans[DAVIS].caseload["need_fte"] - 1e-9).all()
    assert plans[DAVIS].caseload["need_fte"].tolist() == pytest.approx([10, 10, 23, 19, 26, 20, 14])


def test_davis_with_ten_permanent_employees():
    """The ten of December stay, so ten fewer are needed. Contracts then cost 146,025.

    This is computed from the published 313,175 for contracts and ten permanent employees, each trained for 875 and paid
    16.50 an hour for 160 hours a month.
    """
    plan = make_plan(case(DAVIS).model_copy(update={"known_movements": ()}))
    assert cost(plan) == pytest.approx(146_025, abs=1e-3)
    assert cost(plan) + 10 * (875 + 16.50 * 160 * 6) == pytest.approx(313_175, abs=1e-3)


def test_csl_lowest_cost_and_trainees(plans):
    assert cost(plans[CSL]) == pytest.approx(float(CSL_OPTIMUM), abs=1e-4)
    assert hired(plans[CSL]) == pytest.approx(
        {2027: 8.453168094063, 2028: 11.450137901002, 2029: 9.518072289157}, abs=1e-6
    )


def test_south_central_lowest_cost(plans):
    assert cost(plans[SOUTH_CENTRAL]) == pytest.approx(3_627_278.846153846, abs=1e-3)


@pytest.mark.parametrize(
    ("problem", "start", "hours", "training", "wage", "trainee", "needed"),
    [
        (CSL, 50, 160, 50, 2000, 1000, (6000, 7000, 8000, 9500, 11000)),
        (SOUTH_CENTRAL, 350, 130, 90, 2000, 900, (40000, 45000, 35000, 50000, 45000)),
    ],
)
def test_technicians_by_hand(plans, problem, start, hours, training, wage, trainee, needed):
    """The trainees of the plan, followed by the book's own equations, meet every month's hours at the plan's cost."""
    plan, trainees = plans[problem], hired(plans[problem])
    technicians, total = start, 0.0
    fte = plan.staff.sort_values("month")["fte"].tolist()
    for month, need in enumerate(needed):
        x = trainees.get(2026 + month, 0.0)
        assert fte[month] == pytest.approx(technicians, abs=1e-6)
        assert hours * technicians - training * x >= need - 1e-5
        total += wage * technicians + trainee * x
        technicians = 0.95 * technicians + x
    assert total == pytest.approx(cost(plan), abs=1e-3)


@pytest.mark.parametrize("problem", [DAVIS, CSL, SOUTH_CENTRAL])
def test_the_plans_are_verified(plans, problem):
    assert plans[problem].checks["ok"].all()
