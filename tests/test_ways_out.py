"""Impossible wishes: every change offered makes everything possible, one per cent less does not, every conflict is named."""

import copy

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from planner import NoPlanError, load_case, make_plan
from planner.staffing.wishes import Wish
from planner.ways_out import applied, possible, ways_out
from tests.conftest import BASE, LADDER, SMALL

NO_DISMISSALS = BASE.with_name("no_dismissals.yaml")
TWO = {"dismissals": {"cap_fte": 2.0}}
LATE = {"dismissals": {"first_month": "2027-02", "cap_fte": 3.0}}
ONLY_WORKERS = [{"profession": "worker", "cap_fte": 1.0, "assumption": "x"}]
SPARE = {"overstaffing": {"where": [{"team": "a", "cap_fte": 0.2, "assumption": "x"}]}, "dismissals": {"cap_fte": 0.0},
         "saving": {"share_of_target": {"HK6": 0.0}}}  # fmt: skip
IMPOSSIBLE = {
    "two dismissals are not enough": TWO,
    "the saving is a hard rule": TWO | {"hard_rules": ["saving"]},
    "nobody is dismissed": {"dismissals": {"active": False}},
    "a line caps dismissals": {"dismissals": {"where": ONLY_WORKERS}},
    "a line and the whole": {"dismissals": {"cap_fte": 1.0, "where": ONLY_WORKERS}},
    "dismissals begin late": LATE,
    "late, and the saving is hard": LATE | {"hard_rules": ["saving"]},
    "limits that are too low": {"hard_rules": ["caseload_limit"], "caseload": {"limit_factor": 0.9}},
    "more to save than the limits allow": {"hard_rules": ["caseload_limit"], "saving": {"share_of_target": {"HK6": 1.4}}},
    "a line caps spare staff": SPARE,
    "spare staff are capped": SPARE | {"overstaffing": {"cap_fte": 0.5}},
    "the load comes first": {"goals": ["worst_load", "saving"], "saving": {"share_of_target": {"HK6": 1.5}}},
    "the load comes first, and two": TWO | {"goals": ["minimum_staffing", "saving"]},
}  # fmt: skip


def works(case):
    """Whether there is a plan, and it meets every saving."""
    try:
        return make_plan(case).status == "optimal"
    except NoPlanError:
        return False


def less(way, case):
    """The settings of a way with one per cent less of its change; of whole months, one month less."""
    over, now = copy.deepcopy(way.overrides), case.settings
    if way.party == "saving":
        for account, years in over["saving"]["lowered_mio_dkk"].items():
            before = now.saving.lowered_mio_dkk.get(account, {})
            for year, mio in years.items():
                years[year] = before.get(year, 0.0) + 0.99 * (mio - before.get(year, 0.0))
    elif way.party == "caseload":
        factor = now.caseload.limit_factor
        over["caseload"]["limit_factor"] = factor + 0.99 * (over["caseload"]["limit_factor"] - factor)
    elif way.party == "dismissals":
        cap, changed = (now.dismissals.active and now.dismissals.cap_fte) or 0.0, over["dismissals"]
        if "cap_fte" in changed:
            changed["cap_fte"] = cap + 0.99 * (changed["cap_fte"] - cap)
        for line, before in zip(changed.get("where", ()), now.dismissals.where, strict=False):
            if line["cap_fte"] is not None:
                line["cap_fte"] = before.cap_fte + 0.99 * (line["cap_fte"] - before.cap_fte)
    else:
        before = now.saving.delay_months
        for account, months in over["saving"]["delay_months"].items():
            over["saving"]["delay_months"][account] = max(before.get(account, 0), months - 1)
    return over


def ways_of(out):
    return {way.party: way for way in out.ways}


def offered(out):
    return [way for way in out.ways if way.possible]


def named(out):
    return {frozenset(f"{wish.rule} {wish.account}".strip() for wish in conflict.wishes) for conflict in out.conflicts}


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_every_change_offered_makes_it_possible_and_one_per_cent_less_does_not(name):
    case = load_case(SMALL, IMPOSSIBLE[name])
    assert not works(case)
    out = ways_out(case)
    assert out.conflicts
    assert out.reach
    assert offered(out)
    for way in offered(out):
        assert works(applied(case, way.overrides)), way
        assert not works(applied(case, less(way, case))), way


def test_the_settings_of_a_way_are_overrides_of_a_scenario():
    way = ways_of(ways_out(load_case(SMALL, TWO)))["dismissals"]
    assert way.overrides == {"dismissals": {"cap_fte": 3.0}}
    assert load_case(SMALL, way.overrides).settings.dismissals.cap_fte == 3.0


def test_by_hand_one_dismissal_more_or_what_two_do_not_save():
    """2 x 600,000 a year are 600,000 short of 1.8 mio. lastingly; 2 x 12 months of 2027 less notice, 150,000 of 1.35 mio."""
    out = ways_out(load_case(SMALL, TWO))
    assert named(out) == {frozenset({"saving HK6", "dismissal_cap"})}
    assert {(give.when, round(give.amount, -2)) for give in out.reach} == {("2027", 150_000), ("lasting", 600_000)}
    ways = ways_of(out)
    assert ways["saving"].amount == pytest.approx(0.75, abs=1e-3)
    assert ways["dismissals"].amount == pytest.approx(1.0, abs=1e-3)
    assert (ways["caseload"].possible, ways["caseload"].tried) == (False, 5.0)
    assert (ways["time"].possible, ways["time"].tried) == (False, 18.0)


def test_by_hand_dismissals_from_february_need_three_months_more():
    """Notice in February is paid to May, and 3 x 7 months are saved: 1.05 of 1.35 mio. kr.

    Two months later 1.35 x 10/12 = 1.125 mio. are due in 2027, three months later 1.0125.
    """
    ways = ways_of(ways_out(load_case(SMALL, LATE)))
    assert ways["saving"].overrides["saving"]["lowered_mio_dkk"]["HK6"]["2027"] == pytest.approx(0.3, abs=1e-3)
    assert ways["time"].overrides == {"saving": {"delay_months": {"HK6": 3}}}


def test_a_plan_s_own_figures_are_what_is_said():
    plan = make_plan(load_case(SMALL, TWO))
    out = ways_out(plan.case, plan=plan)
    missed = plan.years[plan.years["shortfall_dkk"] > 0]
    assert [give.amount for give in out.reach] == missed["shortfall_dkk"].tolist()
    assert works(applied(plan.case, ways_of(out)["saving"].overrides))


def test_a_scenario_that_wishes_nothing_impossible_is_told_so(small_case):
    out = ways_out(small_case)
    assert (out.possible, out.reach, out.conflicts, out.ways) == (True, (), (), ())


def test_savings_that_are_neither_goal_nor_rule_are_no_wish():
    assert ways_out(load_case(SMALL, TWO | {"goals": ["worst_load"]})).possible


def test_two_accounts_that_cannot_be_met_are_both_named(small):
    """Team b on HK5 with a target of its own: each account excludes the cap on dismissals, independently of the other."""
    case = small({"dismissals": {"cap_fte": 0.0}, "goals": ["saving"]})
    staffing = tuple(row.model_copy(update={"account": "HK5" if row.team == "b" else "HK6"}) for row in case.staffing)
    targets = tuple(row.model_copy(update={"target_mio_dkk": 0.6}) for row in case.saving_targets)
    case = case.model_copy(update={"staffing": staffing, "saving_targets": targets})
    out = ways_out(case)
    assert named(out) == {frozenset({"saving HK5", "dismissal_cap"}), frozenset({"saving HK6", "dismissal_cap"})}
    assert {give.subject for give in out.reach} == {"HK5", "HK6"}
    for way in offered(out):
        assert works(applied(case, way.overrides))
        assert not works(applied(case, less(way, case)))


def test_two_independent_conflicts_of_hard_rules_are_both_named(small):
    """Team a has spare staff it may not have and may not dismiss; team b has a minimum above its posts."""
    case = small(SPARE | {"hard_rules": ["minimum_staffing"]})
    teams = tuple(row.model_copy(update={"minimum_fte": 4.5 if row.team == "b" else 1.0}) for row in case.teams)
    out = ways_out(case.model_copy(update={"teams": teams}))
    assert named(out) == {frozenset({"minimum_staffing"}), frozenset({"overstaffing_cap", "dismissal_cap"})}
    assert offered(out) == []
    gives = {give.rule: give for conflict in out.conflicts for gives in conflict.alternatives for give in gives}
    assert (gives["minimum_staffing"].subject, gives["minimum_staffing"].amount) == ("b", pytest.approx(0.5, abs=1e-4))
    assert (gives["overstaffing_cap"].subject, gives["overstaffing_cap"].amount) == (
        "line_0",
        pytest.approx(2.8, abs=1e-4),
    )


def test_a_wish_in_every_conflict_gives_enough_for_all(small):
    """What a conflict says a shared cap must give is what the way of that party gives."""
    out = ways_out(load_case(NO_DISMISSALS, {"saving": {"share_of_target": {"HK6": 1.3}}}))
    assert named(out) == {frozenset({"saving HK5", "dismissal_cap"})}
    (conflict,) = out.conflicts
    cap = next(gives[0] for gives in conflict.alternatives if gives[0].rule == "dismissal_cap")
    assert ways_of(out)["dismissals"].amount == pytest.approx(cap.amount, rel=0.005)


def test_in_the_order_of_the_goals_the_conflict_is_with_the_goals_before():
    out = ways_out(load_case(SMALL, IMPOSSIBLE["the load comes first"]))
    (conflict,) = out.conflicts
    assert conflict.after == ("worst_load",)
    assert conflict.wishes == (Wish("saving", "HK6"),)


def test_helsingor_without_dismissals():
    """HK5 is short in 2026 and 2027; each way out gives a verified plan with every saving met."""
    case, said = load_case(NO_DISMISSALS), []
    out = ways_out(case, said.append)
    assert len(said) >= 5
    assert named(out) == {frozenset({"saving HK5", "dismissal_cap"})}
    assert [(give.subject, give.when) for give in out.reach] == [("HK5", "2026"), ("HK5", "2027")]
    assert [give.amount / 1e6 for give in out.reach] == pytest.approx([0.33, 0.30], abs=0.01)
    ways = ways_of(out)
    assert [way.party for way in offered(out)] == ["saving", "dismissals", "time"]
    assert ways["saving"].amount == pytest.approx(0.632, abs=0.002)
    assert ways["dismissals"].amount == pytest.approx(0.897, abs=0.003)
    assert ways["time"].amount == 1
    for way in offered(out):
        assert possible(applied(case, way.overrides))
        assert not possible(applied(case, less(way, case)))
    assert works(load_case(NO_DISMISSALS, ways["saving"].overrides))


few = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


@given(
    cap=st.floats(0, 2.5),
    target=st.floats(0.3, 1.5),
    factor=st.floats(0.85, 1.2),
    hard=st.sets(st.sampled_from(["saving", "minimum_staffing", "caseload_limit"])),
    ladder=st.booleans(),
)
@few
def test_whatever_is_wished_every_change_offered_is_exact(cap, target, factor, hard, ladder):
    overrides = {
        "dismissals": {"cap_fte": cap},
        "saving": {"share_of_target": {"HK6": target}},
        "caseload": {"limit_factor": factor},
        "hard_rules": sorted(hard),
    }
    case = load_case(LADDER if ladder else SMALL, overrides)
    out = ways_out(case)
    assert out.possible == possible(case)
    assume(not out.possible)
    assume(sum(give.amount for give in out.reach if give.rule == "saving") > 100_000 or out.reach[0].rule != "saving")
    for way in offered(out):
        assert possible(applied(case, way.overrides)), way
        assert not possible(applied(case, less(way, case))), way
