"""Each equation of MODEL.md: a golden row, met by the solved plan, broken by a plan that breaks it."""

import re
from pathlib import Path

import pytest

from planner.staffing import equations
from planner.staffing.equations import CONSTRAINTS

BROKEN = {
    "stock": ("x__", lambda v: v + 1),
    "leavers": ("notice__", lambda v: v + 50),
    "protected": ("notice__a", lambda v: v + 3),
    "moves": ("out__a", lambda v: v + 1),
    "caps": ("hire__", lambda v: v + 5),
    "saving": ("x__", lambda v: v + 5),
    "minimum_staffing": ("x__", lambda _: 0.0),
    "capacity": ("q__", lambda v: v + 5),
    "served": ("q__", lambda _: 0.0),
    "worst_load": ("coverage", lambda _: 9.0),
    "load_gaps": ("gap__", lambda v: v - 5),
}
GOLDEN = {
    "stock": ("stock__a__worker__2026_08", "==", 0.0, {
        "x__a__worker__2026_08": 1, "x__a__worker__2026_07": -1, "notice__a__worker__2026_07": 1,
        "voluntary__a__worker__2026_07": 1, "out__a__worker__2026_07": 1, "in__a__worker__2026_07": -1,
        "hire__a__worker__2026_07": -1}),
    "leavers": ("leavers__a__worker__2026_07", "<=", 0.0, {
        "notice__a__worker__2026_07": 1, "voluntary__a__worker__2026_07": 1, "out__a__worker__2026_07": 1,
        "x__a__worker__2026_07": -1}),
    "protected": ("protected__a__worker__2026_08", "<=", 4.0, {
        "notice__a__worker__2026_07": 1, "voluntary__a__worker__2026_07": 1, "out__a__worker__2026_07": 1,
        "notice__a__worker__2026_08": 1, "voluntary__a__worker__2026_08": 1, "out__a__worker__2026_08": 1,
        "in__a__worker__2026_07": -1, "hire__a__worker__2026_07": -1}),
    "moves": ("moves__worker__2026_07", "==", 0.0, {
        "out__a__worker__2026_07": 1, "in__a__worker__2026_07": -1, "out__b__worker__2026_07": 1, "in__b__worker__2026_07": -1}),
    "caps": ("cap__hire__a__2027", "<=", 0.0, {f"hire__a__worker__2027_{m:02d}": 1 for m in range(1, 12)}),
    # Twelve times the last month: 12 x 50,000 kr. x 10 posts are authorised, 1.8 mio. kr. are due.
    "saving": ("saving__HK6__lasting", ">=", 1800 - 12 * 50 * 10, {
        "x__a__worker__2027_12": -600, "x__b__worker__2027_12": -600, "shortfall__HK6__lasting": 1}),
    "minimum_staffing": ("minimum__a__2026_07", ">=", 1.0, {"x__a__worker__2026_07": 1, "below__a__2026_07": 1}),
    "served": ("served__group_a__2026H2", ">=", 6.0, {"q__a__worker__group_a__2026H2": 1, "overload__group_a__2026H2": 1}),
    "worst_load": ("worst__group_a__2026H2", ">=", 0.0, {"q__a__worker__group_a__2026H2": 1, "coverage": -6}),
    "load_gaps": ("gap_row__group_a__2026H2__4", ">=", 7.5, {"q__a__worker__group_a__2026H2": 1, "gap__group_a__2026H2__4": 1}),
}  # fmt: skip


def off_by(row, values):
    """By how much values break a row; zero when they meet it."""
    left = sum(factor * values[key] for key, factor in row.terms.items())
    return {"<=": max(0.0, left - row.rhs), ">=": max(0.0, row.rhs - left), "==": abs(left - row.rhs)}[row.sense]


@pytest.mark.parametrize("equation", CONSTRAINTS, ids=lambda e: e.__name__)
def test_the_solved_plan_meets_the_equation(equation, small_symbols, small_solution):
    rows = list(equation(small_symbols))
    assert rows
    assert max(off_by(row, small_solution.values) for row in rows) < 1e-5


@pytest.mark.parametrize("equation", CONSTRAINTS, ids=lambda e: e.__name__)
def test_a_plan_that_breaks_it_is_caught(equation, small_symbols, small_solution):
    prefix, change = BROKEN[equation.__name__]
    values = {key: change(v) if key.startswith(prefix) else v for key, v in small_solution.values.items()}
    values |= {
        key: 0.0
        for key in values
        if key.startswith(("overload", "below")) and equation.__name__ in ("served", "minimum_staffing")
    }
    assert max(off_by(row, values) for row in equation(small_symbols)) > 0.1


@pytest.mark.parametrize("equation", GOLDEN)
def test_golden_row(equation, small_symbols):
    name, sense, rhs, terms = GOLDEN[equation]
    row = next(row for row in getattr(equations, equation)(small_symbols) if row.name == name)
    assert (row.sense, row.rhs) == (sense, pytest.approx(rhs))
    assert {key: value for key, value in row.terms.items() if value} == pytest.approx(terms)


def test_golden_row_of_capacity(small_symbols):
    """Two months of ramp-up at half productivity; under notice half a caseload; means over the six months."""
    row = next(row for row in equations.capacity(small_symbols) if row.name == "capacity__a__worker__2027H1")
    assert row.terms["q__a__worker__group_a__2027H1"] == 1
    assert row.terms["x__a__worker__2027_03"] == pytest.approx(-1 / 6)
    assert row.terms["notice__a__worker__2026_12"] == pytest.approx(-3 * 0.5 / 6)
    assert row.terms["hire__a__worker__2026_12"] == pytest.approx(2 * 0.5 / 6)


def test_golden_expense(small_symbols):
    """March 2027: pay in service, and pay under notice for whoever was given notice in the three months before."""
    terms = equations.expense(small_symbols, small_symbols.cells[0], 8)
    assert terms["x__a__worker__2027_03"] == 50
    assert [terms.get(f"notice__a__worker__{m}") for m in ("2026_11", "2026_12", "2027_01", "2027_02", "2027_03")] == [
        None,
        50,
        50,
        50,
        None,
    ]
    # Voluntary: three months under notice, then three months' pay in the exit month.
    assert terms["voluntary__a__worker__2026_12"] == 50 + 150
    assert terms["in__a__worker__2027_02"] == 10
    assert terms["hire__a__worker__2027_02"] == 20


def test_no_decision_whose_effect_falls_after_the_plan(small_symbols):
    months = [str(month) for month in small_symbols.months]
    assert months[small_symbols.dismissals[-1]] == "2027-08"  # under notice Sep-Nov, saved in December
    assert months[small_symbols.hires[-1]] == "2027-11"
    assert months[small_symbols.moves[-1]] == "2027-11"


def test_model_md_numbers_every_equation_in_the_order_of_the_code():
    text = (Path(equations.__file__).parent / "MODEL.md").read_text(encoding="utf-8")
    documented = [match[1] for match in re.finditer(r"^\*\*\((?:\d+)\) `(\w+)`", text, re.MULTILINE)]
    assert [name for name in documented if name not in ("under_notice", "expense")] == [
        equation.__name__ for equation in CONSTRAINTS
    ]
