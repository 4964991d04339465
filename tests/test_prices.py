"""Prices of limits: worked out by hand in the small case, and the difference of two plans everywhere."""

import pytest

from planner import make_plan
from planner.binding import Limit, binding, limits, more_cases, wider
from planner.outcome import FIGURES, differences, figures, replanned
from planner.pipeline import Memory
from planner.prices import MOST, price, prices
from planner.staffing.marginal import Marginal
from planner.staffing.solve import all_rows, solve, solved
from planner.workload import workload


def found(plan, kind, subject="", when=None):
    (one,) = [x for x in limits(plan) if (x.kind, x.subject) == (kind, subject) and when in (None, x.when)]
    return one


@pytest.fixture
def capped(small):
    """The small case with a cap on dismissals."""
    return lambda cap: make_plan(small({"dismissals": {"cap_fte": cap}}))


def changed(found_price):
    return {name: value for name, value in found_price.changes.items() if abs(value) > 1e-6}


# What binds


def test_the_small_case_is_held_by_its_savings_and_its_two_groups(small_plan):
    table = binding(small_plan)
    assert list(table.columns) == list(Limit._fields)
    assert set(zip(table["kind"], table["subject"], table["when"], strict=True)) == {
        ("saving", "HK5", "2027"), ("saving", "HK5", "lasting"), ("saving", "HK6", "2027"), ("saving", "HK6", "lasting"),
        ("caseload", "group_a", "2027H2"), ("caseload", "group_b", "2027H2"),
    }  # fmt: skip
    a, b = found(small_plan, "caseload", "group_a"), found(small_plan, "caseload", "group_b")
    assert (a.times, b.times) == (2, 3)
    assert (a.value, a.slack) == pytest.approx((40, 0))


def test_a_cap_on_dismissals_binds_when_it_is_used_up_and_not_before(capped):
    assert "dismissals" not in binding(capped(4.0))["kind"].tolist()
    assert limits(capped(3.0))[0][:5] == ("dismissals", "", "", 3.0, 1.0)


def test_a_saving_that_is_missed_has_negative_slack_and_comes_before_those_that_are_met(capped):
    kinds = [(x.kind, x.when, x.slack) for x in limits(capped(2.0)) if x.kind == "saving"]
    assert kinds[0] == ("saving", "lasting", pytest.approx(-600_000))
    assert kinds[1] == ("saving", "2027", pytest.approx(-150_000))
    assert all(slack == 0 for *_, slack in kinds[2:])


def test_a_group_below_its_limit_does_not_bind(small):
    easy = make_plan(small({"caseload": {"limit_factor": 1.2}}))
    assert "caseload" not in binding(easy)["kind"].tolist()


def test_every_kind_of_cap_of_the_ladder_is_found_and_can_be_widened(ladder_plan):
    for limit in limits(ladder_plan):
        assert wider(ladder_plan.case, limit) != ladder_plan.case or more_cases(limit)
    kinds = set(binding(ladder_plan)["kind"])
    assert {"hiring", "municipal_redeployment", "voluntary"} <= kinds


def test_a_cap_in_a_line_of_a_lever_binds_and_is_widened(small):
    line = {"team": "a", "year": 2026, "cap_fte": 1.0, "assumption": "prøve"}
    plan = make_plan(small({"dismissals": {"where": [line]}}))
    limit = found(plan, "line", "dismissals 0")
    assert (limit.value, limit.when) == (1.0, "2026")
    assert wider(plan.case, limit).settings.dismissals.where[0].cap_fte == 2.0


def test_minimum_staffing_binds_and_is_lowered(small, small_case):
    teams = tuple(t.model_copy(update={"minimum_fte": 4.0}) if t.team == "b" else t for t in small_case.teams)
    plan = make_plan(small(teams=teams))
    limit = found(plan, "minimum_staffing", "b")
    assert (limit.value, limit.when, limit.times) == (4.0, "2026-07", 18)
    assert {t.team: t.minimum_fte for t in wider(plan.case, limit).teams} == {"a": 1.0, "b": 3.0}


# Prices by hand


def test_a_mio_less_to_save_lastingly_keeps_three_quarters_of_a_post(small_plan):
    """0.8 mio. would take 1.33 FTE, but 2027 must still save 1.35 mio. = 27 FTE-months: 2.25 FTE for the whole year.

    So 2.25 are given notice in September 2026, y of them in team b, so that both groups are equally busy: half-year 2026H2 of
    group a has 6 - 0.25 (2.25 - y) FTE for 6, group b ends with 4 - y for 4. Equal at y = 2.25 / 7, load 112 / 103.
    """
    one = price(small_plan, found(small_plan, "saving", "HK6", "lasting"))
    assert one.changes["fte_end"] == pytest.approx(0.75)
    assert one.changes["dismissals_fte"] == pytest.approx(-0.75)
    assert one.changes["worst_load"] == pytest.approx(112 / 103 - 1)


def test_a_mio_less_to_save_in_2027_keeps_three_posts_twenty_fte_months_longer(small_plan):
    """1 mio. is 20 months of pay at 50,000; in the end the same 3 posts are gone."""
    one = price(small_plan, found(small_plan, "saving", "HK6", "2027"))
    assert changed(one) == {"fte_years": pytest.approx(20 / 12)}


def test_a_case_more_per_fte_frees_need_but_no_post_where_money_decides(small_plan):
    """120 cases at 41 instead of 40 a FTE: 3 - 2.927 FTE less; the posts that go are those that the saving takes."""
    one = price(small_plan, found(small_plan, "caseload", "group_a"))
    assert one.freed_fte == pytest.approx(3 - 120 / 41)
    assert changed(one) == {"need_fte": pytest.approx(120 / 41 - 3)}


def test_one_more_dismissal_is_worth_the_saving_that_was_missed(capped):
    """With 2 dismissed 2027 lacks 27 - 24 FTE-months, 150,000; the third brings them."""
    plan = capped(2.0)
    one = price(plan, found(plan, "dismissals"))
    assert one.changes["dismissals_fte"] == pytest.approx(1)
    assert one.changes["fte_end"] == pytest.approx(-1)
    assert one.changes["shortfall_dkk"] == pytest.approx(-150_000)


def test_a_limit_that_costs_nothing_says_so(capped):
    plan = capped(3.0)
    assert price(plan, found(plan, "dismissals")).nothing


# Prices are differences of plans


def test_prices_are_what_planning_again_with_the_changed_table_gives(small_plan, small_case):
    """The limit of group a at 41 in target_groups.csv, and the target of HK6 a mio. lower in saving_targets.csv."""
    groups = tuple(
        row.model_copy(update={"limit_mid": 41.0}) if row.target_group == "group_a" else row
        for row in small_case.target_groups
    )
    targets = tuple(
        row.model_copy(update={"target_mio_dkk": 0.8}) if (row.account, row.year) == ("HK6", "lasting") else row
        for row in small_case.saving_targets
    )
    for limit, table in (
        (found(small_plan, "caseload", "group_a"), {"target_groups": groups}),
        (found(small_plan, "saving", "HK6", "lasting"), {"saving_targets": targets}),
    ):
        again = make_plan(small_case.model_copy(update=table))
        expected = differences(figures(again), figures(small_plan))
        assert price(small_plan, limit).changes == pytest.approx(expected, abs=1e-6)


def test_where_hours_give_the_limit_a_case_more_per_fte_is_a_case_more_in_every_half_year(work_case):
    before = workload(work_case).need.set_index(["half_year", "target_group"])
    limit = Limit("caseload", "open", "2026H2", 37.5, 1.0, 0.0, 1)
    work = workload(work_case)
    after = type(work)(work.case, work.stocks, work.tasks, work.fte, more_cases(limit)).need
    after = after.set_index(["half_year", "target_group"])
    grown = (after["limit"] - before["limit"]).groupby(level="target_group").mean()
    assert grown.to_dict() == pytest.approx({"closing": 0, "new": 0, "open": 1})
    assert (after["need_fte"] * after["limit"]).tolist() == pytest.approx(after["cases"].tolist())


def test_a_plan_for_a_question_has_the_figures_of_the_whole_plan(small_case, small_plan):
    assert figures(replanned(small_case)) == pytest.approx(figures(small_plan), abs=1e-9)


def test_some_limits_are_priced_alone_and_in_the_order_asked_for(small_plan):
    some = limits(small_plan)[::-1][:2]
    said = []
    assert tuple(p.limit for p in prices(small_plan, said.append, chosen=some)) == some
    assert said == ["price 1 of 2", "price 2 of 2"]
    assert list(prices(small_plan, chosen=())) == []


# What the solver says


def test_nothing_changed_is_foreseen_as_the_plan_itself(solved_cases):
    s, solution = solved_cases["ladder"]
    goals = ("worst_load", "saving", "lowest_cost")
    marginal = Marginal(solved(s, goals)[0], all_rows(s, goals))
    same = marginal.foreseen(all_rows(s, goals))
    assert {key: same[key] for key in solution.values} == pytest.approx(solution.values, abs=1e-6)
    assert marginal.foreseen(all_rows(s, goals)[:-1]) is None


def test_helsingor_lasting_saving_of_hk6_has_a_price_from_the_solver(base_plan):
    """1 mio. is 1.709 FTE at 585,000; from the solver, so half a mio. is half of it. A case more frees 0.4 post, re-solved."""
    assert len(limits(base_plan)) > MOST
    memory = Memory()
    sick, lasting = found(base_plan, "caseload", "sygedagpenge"), found(base_plan, "saving", "HK6", "lasting")
    freed, one = prices(base_plan, memory=memory, chosen=[sick, lasting])
    assert (one.basis, freed.basis) == ("solver", "re-solved")
    assert one.changes["fte_end"] == pytest.approx(1e6 / 585_000, abs=1e-4)
    assert freed.freed_fte == pytest.approx(0.402, abs=5e-4)
    half = wider(base_plan.case, lasting._replace(unit=5e5))
    changes = differences(figures(replanned(half, memory=memory)), figures(base_plan))
    assert changes == pytest.approx({name: one.changes[name] / 2 for name in FIGURES}, abs=1e-3)


def test_a_price_of_helsingor_is_the_difference_of_two_verified_plans(base_plan):
    limit = found(base_plan, "saving", "HK5", "2026")
    rows = tuple(
        row.model_copy(update={"target_mio_dkk": row.target_mio_dkk - 1})
        if (row.account, row.year) == ("HK5", 2026)
        else row
        for row in base_plan.case.saving_targets
    )
    again = make_plan(base_plan.case.model_copy(update={"saving_targets": rows}))
    expected = differences(figures(again), figures(base_plan))
    assert price(base_plan, limit).changes == pytest.approx(expected, abs=1e-5)
    assert expected["dismissals_fte"] == pytest.approx(-0.469, abs=1e-3)


def test_the_plan_behind_the_prices_is_the_plan(small_symbols, small_case):
    goals = small_case.settings.goals
    assert solved(small_symbols, goals)[0].by_name() == pytest.approx(solve(small_symbols, goals).values)


def test_fewer_posts_at_the_end_of_a_wider_limit_are_dearer_ones_for_the_same_pay(base_plan):
    """A mio. less to save on HK5 in 2030: more FTE in the year, but the lasting saving holds the last month's pay."""
    limit = found(base_plan, "saving", "HK5", "2030")
    one, wide = price(base_plan, limit), replanned(wider(base_plan.case, limit))
    pay = {row.profession: row.pay_dkk_per_year for row in base_plan.case.professions}
    ends = [plan.staff[plan.staff["month"] == "2030-12"] for plan in (base_plan, wide)]
    before, after = (float((end["fte"] * end["profession"].map(pay)).sum()) for end in ends)
    fewer = ends[1]["fte"].sum() - ends[0]["fte"].sum()
    assert one.changes["fte_end"] == pytest.approx(fewer, abs=1e-6)
    assert fewer < -0.1
    assert one.changes["fte_years"] > 1.5
    assert after == pytest.approx(before, abs=500)
    assert one.paid_at_the_end_dkk == pytest.approx(after - before, abs=500)
    assert one.dearer


def test_posts_that_are_saved_are_not_called_dearer(small_plan):
    assert not any(one.dearer for one in prices(small_plan))
