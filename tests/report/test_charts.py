"""The charts are valid, show the Plan's figures, and never rely on colour alone."""

import pytest

from planner.report import charts


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("chart", [charts.savings_chart, charts.fte_chart, charts.load_heat_map])
def test_plan_charts_are_valid(chart, language, base_plan, short_plan):
    for plan in (base_plan, short_plan):
        assert chart(plan, language).to_dict()["datasets"]


@pytest.mark.parametrize("language", ["da", "en"])
def test_comparison_charts_are_valid(comparison, small_plan, language):
    assert charts.comparison_chart(comparison, language).to_dict()
    assert charts.comparison_teams_chart(comparison, language, small_plan.case).to_dict()


def rows(chart):
    spec = chart.to_dict()
    (only,) = spec["datasets"].values()
    return only


def test_savings_chart_shows_target_and_net_of_every_year(base_plan):
    data = rows(charts.savings_chart(base_plan))
    assert len(data) == 2 * len(base_plan.years)
    net = sum(row["amount"] for row in data if row["kind"] == "Nettobesparelse")
    assert net == pytest.approx(base_plan.years["net_dkk"].sum() / 1e6)


def test_heat_map_marks_what_is_over_the_limit_with_a_sign(base_plan):
    data = rows(charts.load_heat_map(base_plan))
    over = [row for row in data if row["over"]]
    assert len(over) == (base_plan.caseload["load"] > 1 + 1e-4).sum() > 0
    assert all(row["text"].startswith("▲") == row["over"] for row in data)


def test_fte_chart_has_a_panel_for_every_team(base_plan):
    data = rows(charts.fte_chart(base_plan))
    assert len({row["panel"] for row in data}) == len(base_plan.case.teams)
    assert len(data) == len(base_plan.case.teams) * len(base_plan.case.months)


def test_comparison_panels_share_their_axes(comparison):
    spec = charts.comparison_chart(comparison).to_dict()
    assert "resolve" not in spec
    assert rows(charts.comparison_chart(comparison))[0]["scenario"] == comparison.names[0]
