"""Scenarios side by side: equal terms, signs that flip with the baseline, nothing where nothing differs."""

import dataclasses

import pandas as pd
import pytest

from planner import InputError, compare, load_case, make_plan
from planner.compare import MISSING, RESULTS
from planner.report import tables
from tests.conftest import SMALL


@pytest.fixture(scope="module")
def more(small_case):
    return make_plan(load_case(SMALL, {"name": "More", "saving": {"share_of_target": {"HK6": 1.5}}}))


def test_what_was_assumed_differently_comes_first_and_only_that(small_plan, more):
    comparison = compare([small_plan, more])
    assert comparison.assumptions.to_dict("records") == [
        {"setting": "saving.share_of_target.HK6", "Small case": "1.0", "More": "1.5"}
    ]


def test_tables_that_differ_are_named(small_plan, small):
    case = small(edges=())
    other = small_plan.__class__(**{**vars(small_plan), "case": case})
    assert compare([small_plan, other]).assumptions["setting"].tolist() == ["edges"]


def test_identical_scenarios_show_an_empty_difference(small_plan):
    comparison = compare([small_plan, small_plan])
    assert comparison.names == ("Small case (1)", "Small case (2)")
    assert comparison.assumptions.empty
    for table in RESULTS:
        assert (comparison.differences(table)[list(comparison.names)] == 0).all(axis=None)


def test_swapping_the_baseline_flips_the_signs(small_plan, more):
    first, second = (
        compare([small_plan, more], 0).differences("years"),
        compare([small_plan, more], 1).differences("years"),
    )
    assert (first["More"] + second["Small case"]).abs().max() < 1e-6
    assert first["More"].abs().max() > 1e5


def test_every_plan_keeps_its_own_figures(small_plan, more):
    comparison = compare([small_plan, more])
    kpi = comparison.kpi.set_index("figure")
    assert kpi.loc["dismissals_fte", "Small case"] == small_plan.kpi["dismissals_fte"]
    assert kpi.loc["dismissals_fte", "More"] == more.kpi["dismissals_fte"]


def test_a_scenario_may_be_named_like_a_column(small_plan, small):
    other = make_plan(small({"name": "team"}))
    assert compare([small_plan, other]).names == ("Small case", "team (1)")


@pytest.mark.parametrize(("count", "baseline"), [(1, 0), (7, 0), (2, 2), (2, -1)])
def test_two_to_six_scenarios_and_a_baseline_among_them(small_plan, count, baseline):
    with pytest.raises(InputError):
        compare([small_plan] * count, baseline)


def test_rows_of_a_list_are_compared_by_name_or_number_without_their_reasons(small_plan, small):
    line = {"team": "a", "cap_fte": 5.0, "assumption": "Til prøven"}
    contract = {"contract": "temporary", "label_da": "Vikar", "label_en": "Temporary", "months": 6}
    contracts = [contract | {"cost_dkk_per_fte": {"value": 0, "unit": "kr.", "assumption": "Ingen"}}]
    other = make_plan(small({"name": "Other", "dismissals": {"where": [line]}, "hiring": {"contracts": contracts}}))
    rows = compare([small_plan, other]).assumptions.set_index("setting")
    assert rows.loc["dismissals.where.1.cap_fte"].tolist() == [MISSING, "5.0"]
    assert rows.loc["hiring.contracts.temporary.months"].tolist() == [MISSING, "6"]
    assert not [setting for setting in rows.index if setting.endswith(("assumption", "source", "label_da"))]
    assert "dismissals.where" not in rows.index


def test_one_off_cost_and_hand_overs_are_compared(small_plan, more):
    comparison = compare([small_plan, more])
    lasting = more.years["year"] == "lasting"
    assert (
        comparison.kpi.set_index("figure").loc["one_off_dkk", "More"] == more.years.loc[~lasting, "one_off_dkk"].sum()
    )
    assert "handovers" in comparison.coordination["figure"].tolist()


def test_who_is_outside_is_counted_in_days_once_each(base_plan):
    row = {"code": "K01", "severity": "error", "subject": "unge", "from": "2026-07-01", "to": "2026-07-10"}
    again = row | {"code": "K03", "from": "2026-07-06", "to": "2026-07-12"}
    findings = pd.concat([base_plan.findings, pd.DataFrame([row, again])], ignore_index=True)
    lost = dataclasses.replace(base_plan, findings=findings)
    comparison = compare([base_plan, lost])
    assert comparison.outside.drop(columns="citizen_type").to_numpy().tolist() == [[0, 12]]
    assert compare([base_plan, base_plan]).outside.empty


def test_only_differences_leaves_out_what_is_the_same(small_plan, more):
    comparison = compare([small_plan, more])
    whole = tables.comparison_kpi(comparison)
    some = tables.only_differences(comparison, whole)
    assert 0 < len(some.frame) < len(whole.frame)
    assert (some.frame["difference_1"].abs() > 1e-6).all()
    same = compare([small_plan, small_plan])
    assert tables.only_differences(same, tables.comparison_kpi(same)).frame.empty
