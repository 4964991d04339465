"""Nothing changed, everybody cut alike, only what lapses: each under the rules of the case it is held against."""

import pytest
from ruamel.yaml import YAML

from planner import compare, load_case, make_plan
from planner.reference_scenarios import reference_scenarios
from planner.report import tables
from tests.conftest import BASE, LADDER, SMALL, WORK


def planned(path, key):
    reference = {row.key: row for row in reference_scenarios(load_case(path))}[key]
    return make_plan(load_case(path, reference.overrides))


@pytest.fixture(scope="module")
def nothing():
    return planned(BASE, "do_nothing")


@pytest.fixture(scope="module")
def alike():
    return planned(BASE, "across_the_board")


@pytest.fixture(scope="module")
def lapsing():
    return planned(BASE, "only_lapses")


def shortfall(plan):
    return plan.years.set_index(["account", "year"])["shortfall_dkk"] / 1e6


def test_without_a_change_every_team_and_profession_has_today_s_fte_in_service_every_month(nothing, base_case):
    today = {(row.team, row.profession): row.fte for row in base_case.staffing}
    fte = nothing.staff.set_index(["team", "profession"])["fte"]
    assert all(fte.loc[cell].to_numpy() == pytest.approx(size, abs=1e-6) for cell, size in today.items())
    assert nothing.kpi["dismissals_fte"] + nothing.kpi["voluntary_fte"] + nothing.kpi["redeployed_fte"] == 0
    left = nothing.kpi["attrition_fte"] + nothing.kpi["retirement_fte"]
    assert nothing.kpi["hired_fte"] == pytest.approx(left)


def test_without_a_change_the_saving_is_missed_by_what_vacancies_do_not_save(nothing):
    """Four vacant posts save 2.3 mio. a year, new staff cost some of it, and HK5 has other savings of 4.3 mio."""
    assert nothing.status == "shortfall"
    assert nothing.kpi["shortfall_dkk"] == pytest.approx(81.7e6, abs=0.05e6)
    assert shortfall(nothing)["HK6", "lasting"] == pytest.approx(13.5 - 1.735, abs=1e-3)
    assert shortfall(nothing)["HK5", "lasting"] == pytest.approx(12.8 - 4.301 - 0.585, abs=1e-3)


def test_across_the_board_every_team_loses_the_same_share_and_the_saving_is_met(alike, base_case):
    assert alike.status == "optimal"
    posts = {(row.team, row.profession): row for row in base_case.staffing}
    for month, rows in alike.staff[alike.staff["month"].str.endswith("-12")].groupby("month"):
        for account, part in rows.groupby("account"):
            cells = [(row.fte, posts[row.team, row.profession]) for row in part.itertuples()]
            shares = [1 - fte / post.fte for fte, post in cells if post.minimum_fte == 0]
            assert max(shares) - min(shares) < 1e-6, (month, account)
            assert all(fte == pytest.approx(post.fte) for fte, post in cells if post.minimum_fte == post.fte)
    lasting = alike.years[alike.years["year"] == "lasting"]
    assert (lasting["net_dkk"] - lasting["target_dkk"]).abs().max() < 10


def test_across_the_board_the_worst_load_is_higher_than_in_the_plan(alike, base_plan):
    assert alike.kpi["worst_load"] > base_plan.kpi["worst_load"] + 0.02


def test_only_what_lapses_saves_what_the_ledger_says_has_lapsed(lapsing):
    """Beyond vacancies, posts save what the lapsed work was worth; a little later where attrition spares a dismissal."""
    ledger = lapsing.funding.assign(year=lapsing.funding["half_year"].str[:4].astype(int))
    lapsed = (
        ledger.groupby(["account", "year"])["lapsed_dkk"].sum()
        - ledger.groupby(["account", "year"])["demand_dkk"].sum()
    )
    saved = lapsing.years.set_index(["account", "year"])["posts_dkk"]
    vacant = {"HK5": 585_000.0, "HK6": 1_735_000.0}
    for account, year in lapsed.index:
        posts = saved[account, year] - vacant[account] * (0.25 if year == 2025 else 1)
        assert posts <= lapsed[account, year] * 1.001 + 10_000, (account, year)
        if year >= 2029:
            assert posts == pytest.approx(lapsed[account, year], rel=0.01), (account, year)
            assert shortfall(lapsing)[account, year] > 1
    assert lapsing.staff.groupby("month")["fte"].sum().max() < 130 + 1e-6


def test_only_what_lapses_takes_no_more_from_anybody_than_has_lapsed(lapsing):
    end = lapsing.staff[lapsing.staff["month"] == "2030-12"].set_index(["team", "profession"])["fte"]
    assert lapsing.kpi["shortfall_dkk"] == pytest.approx(31.4e6, abs=0.05e6)
    least = {(pin.team, pin.profession): pin.fte for pin in lapsing.case.settings.pins}
    assert end.to_numpy() == pytest.approx([least[cell] for cell in end.index], abs=1e-4)


def test_every_reference_recomputes_and_stands_beside_the_plan(nothing, alike, lapsing, base_plan):
    plans = [base_plan, nothing, alike, lapsing]
    assert all(plan.checks["ok"].all() for plan in plans)
    side_by_side = compare(plans)
    assert len(tables.comparison_assumptions(side_by_side, cases=[plan.case for plan in plans]).frame)
    assert {"sizes", "hiring.every_months", "dismissals.active"} <= set(side_by_side.assumptions["setting"])
    assert not {"goals", "hard_rules", "saving.share_of_target.HK6"} & set(side_by_side.assumptions["setting"])


@pytest.mark.parametrize("key", ["do_nothing", "across_the_board", "only_lapses"])
@pytest.mark.parametrize("path", [WORK, LADDER], ids=lambda path: path.stem)
def test_every_case_has_its_references(path, key):
    """The ladder has leave, a fixed-term contract and notice running."""
    assert planned(path, key).checks["ok"].all()


def test_on_the_small_case_nothing_lapses_in_hours_and_so_nobody_goes():
    plan = planned(SMALL, "only_lapses")
    assert plan.staff.groupby("month")["fte"].sum().to_numpy() == pytest.approx(10)
    assert shortfall(plan)["HK6", 2027] == pytest.approx(plan.funding["unfunded_dkk"].sum() / 1e6)


def test_on_the_small_case_the_cut_across_the_board_takes_as_many_from_both_teams():
    """Three of eight posts that are not protected: 37.5 per cent of four in team a, and of four in team b."""
    end = planned(SMALL, "across_the_board").staff.query("month == '2027-12'").set_index("team")["fte"]
    assert end.to_dict() == pytest.approx({"a": 4.5, "b": 2.5})


def test_a_reference_can_be_written_as_a_scenario_file(tmp_path, small_case):
    for row in reference_scenarios(small_case):
        path = tmp_path / f"{row.key}.yaml"
        base = load_case(SMALL).path
        with path.open("w", encoding="utf-8") as file:
            YAML().dump(row.overrides, file)
        written = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
        assert load_case(base, written).settings == load_case(base, row.overrides).settings
        assert row.text_da == written["why"]
        assert row.text_en
        assert row.name_en
