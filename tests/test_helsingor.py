"""The shipped scenarios: what their plans say. Golden figures, changed only on purpose and noted in CHANGELOG.md."""

import pytest

from planner import load_case, make_plan
from tests.conftest import BASE

GOLDEN = {
    "base": {
        "fte_start": 130.0,
        "fte_end": 97.77,
        "dismissals_fte": 0.90,
        "voluntary_fte": 2.55,
        "shortfall_dkk": 0,
        "orphans": 0,
    },
    "no_dismissals": {"fte_start": 130.0, "dismissals_fte": 0.0, "orphans": 0},
    "full_ladder": {"fte_start": 130.0, "dismissals_fte": 0.0, "shortfall_dkk": 0, "orphans": 0},
    "unemployment_55": {"fte_start": 130.0, "shortfall_dkk": 0, "orphans": 0},
    "unemployment_up": {"fte_start": 130.0, "dismissals_fte": 0.90, "shortfall_dkk": 0, "orphans": 0},
}


@pytest.fixture(scope="module", params=GOLDEN)
def shipped(request):
    return request.param, make_plan(load_case(BASE.with_name(f"{request.param}.yaml")))


def test_golden_key_figures(shipped):
    name, plan = shipped
    assert {key: plan.kpi[key] for key in GOLDEN[name]} == pytest.approx(GOLDEN[name], abs=0.01)


def test_the_targets_are_those_of_the_note(base_plan):
    due = base_plan.years.pivot(index="account", columns="year", values="target_dkk") / 1e6
    assert due.loc["HK6", [2026, 2027, 2028, 2029, 2030, "lasting"]].tolist() == [4.9, 11.4, 13, 13.4, 13.7, 13.5]
    assert due.loc["HK5", [2026, 2027, 2028, 2029, 2030, "lasting"]].tolist() == [4.9, 8.9, 11, 11.8, 12.8, 12.8]


def test_the_note_s_rows_sum_to_its_totals(base_case):
    totals = {2026: 11.4, 2027: 20, 2028: 24, 2029: 26, 2030: 29, "lasting": 29.1}
    for year, total in totals.items():
        assert sum(row.target_mio_dkk for row in base_case.saving_targets if row.year == year) == pytest.approx(total)
    for row in base_case.saving_targets:
        assert float(base_case.facts[row.fact_ids[0]].value) == row.target_mio_dkk
        assert "T2" in row.traps


def test_every_saving_is_met_and_the_lasting_one_is_not_exceeded(base_plan):
    assert base_plan.status == "optimal"
    lasting = base_plan.years[base_plan.years["year"] == "lasting"]
    assert (lasting["net_dkk"] - lasting["target_dkk"]).abs().max() < 10


def test_caps_are_what_the_scenario_says(base_plan):
    moved = (
        base_plan.movements.assign(year=base_plan.movements["month"].str[:4])
        .groupby(["team", "year"])[["moved_in_fte", "hired_fte"]]
        .sum()
    )
    assert moved["moved_in_fte"].max() <= 2 + 1e-6


def test_more_unemployment_means_more_cases_per_fte(base_plan):
    up = make_plan(load_case(BASE.with_name("unemployment_up.yaml")))
    loads = [plan.caseload.set_index(["half_year", "target_group"])["load"] for plan in (up, base_plan)]
    later = [load[load.index.get_level_values("half_year") >= "2026H2"].mean() for load in loads]
    assert later[0] > later[1] + 0.02


def test_a_municipality_that_starts_in_january_2027_enters_what_is_already_saved():
    late = {"first_month": "2027-01", "saving": {"already_saved_mio_dkk_per_year": {"HK5": 6.0, "HK6": 9.0}}}
    plan = make_plan(load_case(BASE, late))
    assert sorted({year for year in plan.years["year"] if year != "lasting"}) == [2027, 2028, 2029, 2030]
    assert plan.staff["month"].min() == "2027-01"
    year = plan.years.set_index(["account", "year"]).loc[("HK6", 2027)]
    assert year["other_dkk"] == pytest.approx(9_000_000)
    assert plan.checks["ok"].all()


def test_the_ladder_spares_the_dismissals(base_plan):
    """With reduced hours, redeployment in the municipality and a take-up curve nobody need be given notice."""
    ladder = make_plan(load_case(BASE.with_name("full_ladder.yaml")))
    assert ladder.kpi["dismissals_fte"] < base_plan.kpi["dismissals_fte"]
    assert ladder.kpi["transfer_fte"] + ladder.kpi["reduced_hours_fte"] > 0
    assert ladder.checks["ok"].all()
