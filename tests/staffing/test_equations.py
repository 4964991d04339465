"""Each equation of MODEL.md: a golden row, met by the solved plan, broken by a plan that breaks it."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from planner.staffing import equations, expressions
from planner.staffing.cells import CONSTANT
from planner.staffing.equations import CONSTRAINTS
from planner.staffing.expressions import expense, total

BROKEN = {
    "stock": ("x__", lambda v: v + 1),
    "leavers": ("notice__", lambda v: v + 50),
    "protected": ("notice__a", lambda v: v + 5),
    "moves": ("out__move__a", lambda v: v + 1),
    "caps": ("hire__", lambda v: v + 5),
    "shares": ("in__down__", lambda v: v + 5),
    "reduced_hours": ("reduced__", lambda v: v + 5),
    "saving": ("x__", lambda v: v + 5),
    "minimum_staffing": ("x__", lambda _: 0.0),
    "capacity": ("q__", lambda v: v + 5),
    "overstaffing": ("spare__", lambda v: v + 20),
    "served": ("q__", lambda _: 0.0),
    "worst_load": ("coverage", lambda _: 9.0),
    "load_gaps": ("gap__", lambda v: v - 5),
    "size_gaps": ("smaller__", lambda v: v - 5),
    "pins": ("x__b", lambda v: v + 1),
    "sizes": ("cut__", lambda v: v + 0.1),
    "changes": ("less__", lambda v: v - 5),
}
GOLDEN = {
    "stock": ("stock__a__worker__2026_08", "==", 0.0, {
        "x__a__worker__2026_08": 1, "x__a__worker__2026_07": -1, "notice__a__worker__2026_07": 1,
        "transfer__a__worker__2026_07": 1, "out__move__a__worker__2026_07": 1, "in__move__a__worker__2026_07": -1,
        "hire__permanent__a__worker__2026_07": -1}),
    "leavers": ("leavers__a__worker__2026_07", "<=", 0.0, {
        "notice__a__worker__2026_07": 1, "transfer__a__worker__2026_07": 1, "out__move__a__worker__2026_07": 1,
        "x__a__worker__2026_07": -1}),
    "protected": ("protected__a__worker__2026_08", "<=", 4.0, {
        "notice__a__worker__2026_07": 1, "transfer__a__worker__2026_07": 1, "out__move__a__worker__2026_07": 1,
        "notice__a__worker__2026_08": 1, "transfer__a__worker__2026_08": 1, "out__move__a__worker__2026_08": 1,
        "in__move__a__worker__2026_07": -1}),
    "moves": ("moves__move__worker__2026_07", "==", 0.0, {
        "out__move__a__worker__2026_07": 1, "in__move__a__worker__2026_07": -1, "out__move__b__worker__2026_07": 1,
        "in__move__b__worker__2026_07": -1}),
    "caps": ("cap__hire__a__2027", "<=", 0.0, {f"hire__permanent__a__worker__2027_{m:02d}": 1 for m in range(1, 12)}),
    # Twelve times the last month: 12 x 50,000 kr. x 10 posts are authorised, 1.8 mio. kr. are due.
    "saving": ("saving__HK6__lasting", ">=", 1800 - 12 * 50 * 10, {
        "x__a__worker__2027_12": -600, "x__b__worker__2027_12": -600, "shortfall__HK6__lasting": 1}),
    "minimum_staffing": ("minimum__a__2026_07", ">=", 1.0, {"x__a__worker__2026_07": 1, "below__a__2026_07": 1}),
    "served": ("served__group_a__2026H2", ">=", 6.0, {"q__a__worker__group_a__2026H2": 1, "overload__group_a__2026H2": 1}),
    "worst_load": ("worst__group_a__2026H2", ">=", 0.0, {"q__a__worker__group_a__2026H2": 1, "coverage": -6}),
    "size_gaps": ("smaller_row__a__worker__2027__1", ">=", 5.4, {"x__a__worker__2027_12": 1, "smaller__a__worker__2027__1": 1}),
    "load_gaps": ("gap_row__group_a__2026H2__4", ">=", 7.5, {"q__a__worker__group_a__2026H2": 1, "gap__group_a__2026H2__4": 1}),
}  # fmt: skip
# In the case with the whole ladder: two months of training, success 0.9, attrition of the first year twice the usual.
LADDER = {
    "stock": ("stock__a__worker__2026_12", {
        "out__down__a__worker__2026_11": 1, "voluntary_1__a__worker__2026_11": 1, "voluntary_2__a__worker__2026_11": 1,
        "in__move__a__worker__2026_09": -0.9, "hire__permanent__a__worker__2026_11": -0.95}),
    "moves": ("moves__down__worker__2026_09", {
        "out__down__a__worker__2026_09": 1, "in__down__a__officer__2026_09": -1, "in__down__b__officer__2026_09": -1}),
    "caps": ("cap__path_down__2027", {f"in__down__a__officer__2027_{m:02d}": 1 for m in range(1, 5)}),
    "shares": ("share__down__receiving__2027", {
        "in__down__a__officer__2026_11": 1, "in__down__a__officer__2027_04": 1, "x__a__officer__2027_05": -0.2 / 12,
        "x__b__officer__2027_12": -0.2 / 12}),
    "reduced_hours": ("reduced_row__b__worker__2027_05", {
        "reduced__b__worker__2027_05": 1, "shorten__b__worker__2027_04": -1}),
}  # fmt: skip


def off_by(row, values):
    """By how much values break a row; zero when they meet it."""
    left = sum(factor * values[key] for key, factor in row.terms.items())
    return {"<=": max(0.0, left - row.rhs), ">=": max(0.0, row.rhs - left), "==": abs(left - row.rhs)}[row.sense]


def worst(equation, s, values):
    return max((off_by(row, values) for row in equation(s)), default=0.0)


@pytest.mark.parametrize("equation", CONSTRAINTS, ids=lambda e: e.__name__)
@pytest.mark.parametrize("which", ["small", "ladder", "spare", "pinned"])
def test_the_solved_plan_meets_the_equation(equation, which, solved_cases):
    s, solution = solved_cases[which]
    assert worst(equation, s, solution.values) < 1e-5


@pytest.mark.parametrize("equation", CONSTRAINTS, ids=lambda e: e.__name__)
def test_a_plan_that_breaks_it_is_caught(equation, solved_cases):
    which = {"shares": "ladder", "reduced_hours": "ladder", "overstaffing": "spare"}.get(equation.__name__, "small")
    which = "pinned" if equation.__name__ in ("pins", "sizes", "changes") else which
    s, solution = solved_cases[which]
    prefix, change = BROKEN[equation.__name__]
    values = {key: change(v) if key.startswith(prefix) else v for key, v in solution.values.items()}
    if equation.__name__ in ("served", "minimum_staffing"):
        values |= {key: 0.0 for key in values if key.startswith(("overload", "below"))}
    assert worst(equation, s, values) > 0.1


@pytest.mark.parametrize("equation", GOLDEN)
def test_golden_row(equation, small_symbols):
    name, sense, rhs, terms = GOLDEN[equation]
    row = next(row for row in getattr(equations, equation)(small_symbols) if row.name == name)
    assert (row.sense, row.rhs) == (sense, pytest.approx(rhs))
    assert {key: value for key, value in row.terms.items() if value} == pytest.approx(terms)


@pytest.mark.parametrize("equation", LADDER)
def test_terms_of_the_ladder(equation, solved_cases):
    s, _ = solved_cases["ladder"]
    name, terms = LADDER[equation]
    row = next(row for row in getattr(equations, equation)(s) if row.name == name)
    assert {key: row.terms.get(key) for key in terms} == pytest.approx(terms)


PINNED = {
    "pins": ("pin__b__2027_01__least__2027_01", "==", 3.0, {f"x__b__worker__2027_{m:02d}": 1 / 6 for m in range(1, 7)}),
    # Two of the six in team a are protected, so a cut of 25 per cent takes one of four.
    "sizes": ("size__a__worker__most__2027_12", "==", 6.0, {"x__a__worker__2027_12": 1, "cut__HK6__2027": 4}),
    "changes": ("more_row__b__worker__2027_12", ">=", -4.0, {"x__b__worker__2027_12": -1, "more__b__worker__2027_12": 1}),
}  # fmt: skip


@pytest.mark.parametrize("equation", PINNED)
def test_golden_row_of_what_is_decided(equation, solved_cases):
    s, _ = solved_cases["pinned"]
    s = replace(s, before=dict.fromkeys(s.before, 4.0)) if equation == "changes" else s
    name, sense, rhs, terms = PINNED[equation]
    row = next(row for row in getattr(equations, equation)(s) if row.name == name)
    assert (row.sense, row.rhs) == (sense, pytest.approx(rhs))
    assert {key: value for key, value in row.terms.items() if value} == pytest.approx(terms)


def test_golden_row_of_capacity(small_symbols):
    """Two months of ramp-up at half productivity; under notice half a caseload; means over the six months."""
    row = next(row for row in equations.capacity(small_symbols) if row.name == "capacity__a__worker__2027H1")
    assert row.terms["q__a__worker__group_a__2027H1"] == 1
    assert row.terms["x__a__worker__2027_03"] == pytest.approx(-1 / 6)
    assert row.terms["notice__a__worker__2026_12"] == pytest.approx(-3 * 0.5 / 6)
    assert row.terms["hire__permanent__a__worker__2026_12"] == pytest.approx(2 * 0.5 / 6)


def test_golden_expense(small_symbols):
    """March 2027: pay in service, and pay under notice for whoever was given notice in the three months before."""
    terms = total(expense(small_symbols, small_symbols.cells[0], 8))
    assert terms["x__a__worker__2027_03"] == 50
    assert [terms.get(f"notice__a__worker__{m}") for m in ("2026_11", "2026_12", "2027_01", "2027_02")] == [
        None,
        50,
        50,
        50,
    ]
    assert terms["in__move__a__worker__2027_02"] == 10
    assert terms["hire__permanent__a__worker__2027_02"] == 20


def test_expense_of_the_ladder(solved_cases):
    """Two steps of voluntary leaving with one and four months' pay; pay protection is the difference of 10,000 kr."""
    s, _ = solved_cases["ladder"]
    officer, worker = s.cells[0], s.cells[1]
    parts = expense(s, worker, 8)
    assert parts["voluntary_payment"]["voluntary_1__a__worker__2026_12"] == pytest.approx(50)
    assert parts["voluntary_payment"]["voluntary_2__a__worker__2026_12"] == pytest.approx(4 * 50)
    assert parts["dismissal_cost"]["notice__a__worker__2027_02"] == pytest.approx(10)
    assert parts["municipal_redeployment"]["transfer__a__worker__2027_02"] == pytest.approx(5)
    assert parts["pay_in_training"] == pytest.approx(
        {"in__move__a__worker__2027_02": 50.0, "in__move__a__worker__2027_01": 50.0}
    )
    protection = expense(s, officer, 8)["pay_protection"]
    stays = 1 - s.attrition[officer]
    assert protection["in__down__a__officer__2027_01"] == pytest.approx(0.7 * 10)
    assert protection["in__down__a__officer__2026_11"] == pytest.approx(0.7 * 10 * stays**2)
    assert "in__down__a__officer__2026_10" not in protection
    assert expense(s, worker, 2)["severance"][CONSTANT] == pytest.approx(0.5 * 50)
    assert expressions.reduced(s, worker, 8) == {"reduced__a__worker__2027_03": 1.0}


def test_no_decision_whose_effect_falls_after_the_plan(small_symbols, solved_cases):
    months = [str(month) for month in small_symbols.months]

    def last(levers, kind):
        return max(t for d in levers.decisions if d.kind == kind for _, t in d.at)

    assert months[last(small_symbols.levers, "notice")] == "2027-08"  # under notice Sep-Nov, saved in December
    assert months[last(small_symbols.levers, "hire__permanent")] == "2027-11"
    assert months[last(small_symbols.levers, "out__move")] == "2027-11"
    assert (
        months[last(solved_cases["ladder"][0].levers, "out__move")] == "2027-03"
    )  # two months of training, and six of notice for who fails


def test_model_md_numbers_every_equation_in_the_order_of_the_code():
    text = (Path(equations.__file__).parent / "MODEL.md").read_text(encoding="utf-8")
    documented = [match[1] for match in re.finditer(r"^\*\*\((?:\d+)\) `(\w+)`", text, re.MULTILINE)]
    assert documented == [equation.__name__ for equation in CONSTRAINTS]


def test_model_md_names_every_expression():
    text = (Path(equations.__file__).parent / "MODEL.md").read_text(encoding="utf-8")
    for name in ("newcomers", "on_contract", "in_service", "leaving", "arriving", "under_notice", "in_training"):
        assert f"`{name}`" in text
