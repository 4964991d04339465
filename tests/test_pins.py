"""Pins: kept to the letter, nothing else moved without need, removed without a trace, and priced by planning again."""

from datetime import date

import pytest

from planner import InputError, NoPlanError, load_case, make_plan
from planner.pins import PRICES, pin_prices, without
from planner.report import tables
from planner.staffing.memory import Memory
from planner.staffing.solve import solve
from planner.staffing.symbols import symbols
from planner.verification import CHECKS
from planner.workload import workload
from tests.conftest import BASE, LADDER, PIN_B, SMALL, replaced
from tests.verification.conftest import found

DECIDED = {"citizen_type": "citizens_b", "owner": "a", "valid_from": "2027-03-01", "why": "Aftalt i ledelsen"}


def pinned(*pins, path=SMALL, **more):
    return load_case(path, {"pins": list(pins), **more})


@pytest.fixture(scope="module")
def plan_b():
    """Team b is 3 FTE from January 2027, and not 4 as in the plan without pins."""
    return make_plan(pinned(PIN_B, coordination={"decided_owners": [DECIDED]}))


def at_year_ends(plan):
    ends = plan.staff[plan.staff["month"].str.endswith("-12")]
    return ends.pivot(index="month", columns="team", values="fte")


def test_a_pin_is_kept_and_the_saving_too(plan_b):
    """The saving still asks for three FTE: one goes in team b, so one less in team a, and none is dismissed beyond that."""
    assert at_year_ends(plan_b).loc["2027-12"].to_dict() == pytest.approx({"a": 4, "b": 3})
    assert plan_b.kpi["dismissals_fte"] == pytest.approx(3)
    assert plan_b.status == "optimal"
    assert plan_b.checks["ok"].all()


def test_the_plan_without_pins_stands_beside_it(plan_b, small_plan):
    before = plan_b.unpinned.pivot(index="month", columns="team", values="fte")
    assert before.to_numpy() == pytest.approx(at_year_ends(small_plan).to_numpy(), abs=1e-6)
    assert next(goal.value for goal in plan_b.goals if goal.goal == "like_before") == pytest.approx(2)
    moved = tables.moved_by_pins(plan_b).frame.set_index(["team", "month"])["moved_fte"]
    assert moved.to_dict() == pytest.approx({("Team A", "2027-12"): 1, ("Team B", "2027-12"): -1})


@pytest.mark.parametrize(
    "pin",
    [
        {"team": "b", "first_month": "2026-08", "fte": 4.0},
        {"team": "a", "profession": "worker", "first_month": "2026-08", "fte": 3.0, "sense": "at_least"},
        {"team": "a", "first_month": "2027-01", "fte": 3.0, "sense": "at_most"},
    ],
)
def test_a_pin_that_holds_anyway_changes_nothing(pin, small_plan):
    plan = make_plan(pinned(pin | {"why": "Sådan er det"}))
    assert plan.staff["fte"].to_numpy() == pytest.approx(small_plan.staff["fte"].to_numpy(), abs=1e-6)
    assert plan.kpi == pytest.approx(small_plan.kpi, abs=1e-6)


def test_in_helsingor_a_pin_that_holds_anyway_changes_nothing_and_another_moves_little(base_plan):
    memory = Memory()
    team = base_plan.staff[base_plan.staff["team"] == "ydelse"].groupby("month")["fte"].sum()
    least = {"team": "ydelse", "first_month": "2026-02", "fte": float(team.iloc[4:].min()) - 0.01, "sense": "at_least"}
    same = make_plan(pinned(least | {"why": "Som planen"}, path=BASE), memory=memory)
    assert same.staff["fte"].to_numpy() == pytest.approx(base_plan.staff["fte"].to_numpy(), abs=1e-4)
    assert same.kpi == pytest.approx(base_plan.kpi, abs=1e-3)
    nine = make_plan(pinned(PIN_B | {"team": "ydelse", "fte": 9.0}, path=BASE), memory=memory)
    moved = nine.unpinned.merge(nine.staff, on=["month", "team", "profession"])
    moved = (moved["fte_y"] - moved["fte_x"]).abs()[moved["team"] != "ydelse"]
    assert nine.unpinned["fte"].sum() == pytest.approx(same.unpinned["fte"].sum(), abs=1e-3)
    assert moved.sum() < 10  # over six year ends and thirty teams and professions


def test_a_pin_removed_gives_the_plan_without_it_again(small_plan, plan_b):
    free = without(plan_b.case, "owner", 0)
    plan = make_plan(without(free, "size", 0))
    assert plan.staff.equals(small_plan.staff)
    assert plan.owners.equals(small_plan.owners)
    assert plan.kpi == small_plan.kpi


def test_a_later_pin_of_the_same_posts_takes_its_place():
    later = PIN_B | {"first_month": "2027-07", "fte": 2.0}
    plan = make_plan(pinned(PIN_B, later))
    team = plan.staff[plan.staff["team"] == "b"].set_index("month")["fte"]
    assert team.loc["2027-01":"2027-06"].mean() == pytest.approx(3)
    assert team.loc["2027-07":].mean() == pytest.approx(2)


def test_a_team_that_closes_is_empty_in_every_month_from_then_on():
    plan = make_plan(pinned(PIN_B | {"fte": 0.0}))
    assert plan.staff.query("team == 'b' and month >= '2027-01'")["fte"].max() == pytest.approx(0, abs=1e-6)


def test_pins_that_leave_no_plan_are_named_with_the_fte_by_which_they_must_give_way():
    """With half a dismissal allowed team b can go down to 3.5 and no further."""
    with pytest.raises(NoPlanError) as caught:
        make_plan(pinned(PIN_B, dismissals={"cap_fte": 0.5}))
    assert {str(breach) for breach in caught.value.breaches} == {
        "pins, b 2027-01: 0.50 FTE",
        "dismissal_cap, the whole plan: 0.50 FTE",
    }


def test_two_pins_against_each_other_are_both_named():
    most = {"team": "b", "profession": "worker", "first_month": "2027-01", "sense": "at_most", "fte": 2.0, "why": "x"}
    with pytest.raises(NoPlanError) as caught:
        make_plan(pinned(PIN_B, most))
    assert sum(breach.amount for breach in caught.value.breaches) == pytest.approx(1)


def test_every_fault_in_the_pins_comes_at_once_with_its_place():
    wrong = [
        PIN_B | {"team": "bb"},
        PIN_B | {"profession": "workr"},
        PIN_B | {"first_month": "2026-07"},
        PIN_B | {"first_month": "2028-01", "sense": "at_most"},
    ]
    owners = [DECIDED | {"citizen_type": "citizens_c"}, DECIDED, DECIDED, DECIDED | {"valid_from": "2028-01-01"}]
    with pytest.raises(InputError) as caught:
        pinned(*wrong, PIN_B, PIN_B, coordination={"decided_owners": [*owners, DECIDED | {"owner": "aa"}]})
    places = {fault.place for fault in caught.value.faults}
    assert {"pins.0.team", "pins.1.profession", "pins.2.first_month", "pins.3.first_month", "pins"} <= places
    decided = "coordination.decided_owners"
    assert {decided, f"{decided}.0.citizen_type", f"{decided}.3.valid_from", f"{decided}.4.owner"} <= places
    assert "Did you mean 'worker'?" in str(caught.value)


@pytest.mark.parametrize(("field", "text"), [("why", "010190-1234 bliver"), ("why", "  "), ("team", "0101901234")])
def test_a_pin_names_posts_and_gives_a_reason_and_never_a_person(field, text):
    with pytest.raises(InputError) as caught:
        pinned(PIN_B | {field: text})
    assert "0101" not in str(caught.value)


def test_a_decided_owner_answers_from_its_day_and_who_answered_before_until_then(plan_b):
    rows = plan_b.owners[plan_b.owners["citizen_type"] == "citizens_b"][["from", "to", "owner"]]
    assert rows.to_numpy().tolist() == [["2026-07-01", "2027-02-28", "b"], ["2027-03-01", "2027-12-31", "a"]]
    assert plan_b.case.edges == load_case(SMALL).edges


def test_a_second_decision_about_an_owner_follows_the_first():
    back = DECIDED | {"owner": "b", "valid_from": date(2027, 6, 1)}
    case = pinned(coordination={"decided_owners": [back, DECIDED]})
    assert make_plan(case).owners["owner"].tolist() == ["a", "b", "a", "b"]


@pytest.mark.parametrize("sizes", ["as_today", "at_most_today", "equal_cuts"])
def test_a_rule_on_sizes_is_found_broken(sizes, small_plan):
    """The small plan cuts team a alone; under a rule on sizes that is a fault, and the same rule is met by its own plan."""
    plan = make_plan(pinned(sizes=sizes))
    assert found(plan) == ""
    grown = small_plan.staff.assign(fte=small_plan.staff["fte"] + 1)
    staff = grown if sizes == "at_most_today" else small_plan.staff
    (check,) = [check for check in CHECKS if check.code == "pins"]
    assert not check.result(replaced(plan, staff=staff)).ok


@pytest.mark.parametrize(
    ("column", "change"), [("fte", lambda fte: fte - 0.01), ("fte", lambda fte: fte * 0), ("month", lambda m: m + "x")]
)
def test_another_plan_without_pins_is_found(column, change, plan_b):
    assert found(plan_b) == ""
    assert found(replaced(plan_b, unpinned=plan_b.unpinned.assign(**{column: change(plan_b.unpinned[column])})))


def test_a_pin_and_an_owner_that_do_not_hold_are_found(plan_b, small_plan):
    (check,) = [check for check in CHECKS if check.code == "pins"]
    assert check.result(plan_b).ok
    assert check.result(replaced(plan_b, staff=small_plan.staff)).deviation >= 1 - 1e-6
    assert not check.result(replaced(plan_b, owners=small_plan.owners)).ok


def test_a_rule_on_sizes_that_cannot_be_kept_is_named():
    case = pinned(sizes="as_today", attrition={"share_per_year": {"value": 0.1, "assumption": "Til prøven"}})
    s = symbols(case, workload(case))
    with pytest.raises(NoPlanError) as caught:
        solve(s, case.settings.goals)
    assert [breach.rule for breach in caught.value.breaches] == ["sizes"]


@pytest.fixture(scope="module")
def prices(plan_b):
    return pin_prices(plan_b.case, plan=plan_b)


def test_the_price_of_a_pin_is_the_plan_with_it_less_the_plan_without_it(prices, plan_b, small_plan):
    size, owner = prices.itertuples()
    assert (size.kind, size.number, owner.kind, owner.number) == ("size", 1, "owner", 1)
    assert size.worst_load == pytest.approx(plan_b.kpi["worst_load"] - small_plan.kpi["worst_load"])
    assert [getattr(owner, key) for key in PRICES[:5]] == pytest.approx([0] * 5, abs=1e-3)


def test_the_table_of_pins_says_what_why_and_the_price(prices, plan_b):
    shown = tables.shown(tables.pins(plan_b.case, prices))
    assert shown.to_numpy().tolist()[0][:3] == [
        "Team B fra jan. 2027",
        "3 årsværk i snit i hvert halvår",
        "Aftalt i MED",
    ]
    assert shown.iloc[0, 3] == "33,3 procentpoint højere værste belastning"
    english = tables.shown(tables.pins(plan_b.case, None, "en"), "en")
    assert english.iloc[1].tolist() == [
        "Owner of Citizens of b from 1 Mar 2027",
        "Team A",
        "Aftalt i ledelsen",
        "not computed",
    ]


@pytest.mark.parametrize("language", ["da", "en"])
def test_pins_stand_among_what_the_plan_rests_on(language, plan_b):
    frame = tables.assumptions(plan_b, language).frame
    assert {"Aftalt i MED", "Aftalt i ledelsen"} <= set(frame["reasoning"])


def test_the_ladder_with_a_pin_is_verified_whole():
    pin = {"team": "a", "profession": "officer", "first_month": "2027-02", "sense": "at_most", "fte": 1.0, "why": "x"}
    assert make_plan(pinned(pin, path=LADDER)).checks["ok"].all()
