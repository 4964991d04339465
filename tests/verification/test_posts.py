"""The verification of whole posts finds what is wrong: no figure can be changed and no row left out unnoticed."""

import ast
import dataclasses
from pathlib import Path

import pandas as pd
import pytest

from planner.staffing.whole_posts import whole_posts
from planner.verification import posts as module
from planner.verification.posts import TOLERANCE

TABLES = {
    "posts": ("cells", ["fte", "posts"]),
    "totals": ("totals", ["fte", "posts"]),
    "savings": (
        "savings",
        ["target_dkk", "net_dkk", "net_posts_dkk", "cost_of_rounding_dkk", "shortfall_dkk", "shortfall_posts_dkk"],
    ),
    "limits": ("limits", ["minimum_fte", "below_fte", "below_posts", "dismissals_fte"]),
    "loads": ("loads", ["need_fte"]),
}
FIGURES = [(table, column) for table, (_, columns) in TABLES.items() for column in columns]


@pytest.fixture(scope="module")
def base_whole(base_plan):
    return whole_posts(base_plan, 0.5)


def sound(deviations):
    """Whether every deviation is within tolerance; NaN never is."""
    return all(deviation <= TOLERANCE for deviation in deviations)


def changed(whole, table, column, row, plus):
    """Whole posts with one figure changed."""
    frame = getattr(whole, table).copy()
    frame[column] = frame[column].astype(float)
    frame.iloc[row, frame.columns.get_loc(column)] += plus
    return dataclasses.replace(whole, **{table: frame})


@pytest.mark.parametrize("step", [0.1, 0.5, 1.0])
def test_sound_whole_posts_pass(small_plan, step):
    assert sound(module.posts(small_plan, whole_posts(small_plan, step)))


@pytest.mark.parametrize("row", [0, -1])
@pytest.mark.parametrize(("table", "column"), FIGURES)
def test_no_figure_can_be_changed_unnoticed(base_plan, base_whole, table, column, row):
    check = getattr(module, TABLES[table][0])
    assert sound(check(base_plan, base_whole))
    plus = 10.0 if column.endswith("_dkk") else 0.01
    assert not sound(check(base_plan, changed(base_whole, table, column, row, plus)))
    assert not sound(check(base_plan, changed(base_whole, table, column, row, float("nan"))))


@pytest.mark.parametrize("table", TABLES)
def test_no_row_can_be_left_out_or_listed_twice(base_plan, base_whole, table):
    check, frame = getattr(module, TABLES[table][0]), getattr(base_whole, table)
    assert not sound(check(base_plan, dataclasses.replace(base_whole, **{table: frame.iloc[1:]})))
    assert not sound(check(base_plan, dataclasses.replace(base_whole, **{table: pd.concat([frame, frame.iloc[:1]])})))


def test_a_cell_beyond_its_ceiling_is_found(base_plan, base_whole):
    assert not sound(module.cells(base_plan, changed(base_whole, "posts", "posts", 0, 1.0)))


def test_a_total_beyond_its_ceiling_is_found_though_every_cell_is_rounded(base_plan, base_whole):
    posts = base_whole.posts.copy()
    up = posts["posts"] < posts["fte"] - 1e-6
    posts.loc[up, "posts"] += base_whole.step
    sums = [
        part.groupby("year")[["fte", "posts"]].sum()
        if kind == "all"
        else part.groupby(["year", kind])[["fte", "posts"]].sum()
        for kind, part in (("all", posts), *((kind, posts) for kind in ("team", "profession", "account")))
    ]
    totals = pd.concat(
        [
            table.reset_index().assign(kind=kind).rename(columns={kind: "key"})
            for kind, table in zip(("all", "team", "profession", "account"), sums, strict=True)
        ]
    )
    totals["key"] = totals["key"].fillna("")
    tampered = dataclasses.replace(base_whole, posts=posts, totals=totals)
    assert sound(module.cells(base_plan, tampered))
    assert not sound(module.totals(base_plan, tampered))


def test_posts_of_another_size_are_found(base_plan, base_whole):
    assert not sound(module.cells(base_plan, dataclasses.replace(base_whole, step=0.25)))
    assert not sound(module.posts(base_plan, dataclasses.replace(base_whole, step=1.0)))


@pytest.mark.parametrize("column", ["account", "month", "year"])
def test_a_cell_out_of_its_place_is_found(base_plan, base_whole, column):
    wrong = base_whole.posts.copy()
    wrong.loc[0, column] = {"account": "HK6", "month": "2027-06", "year": 2030}[column]
    assert not sound(module.cells(base_plan, dataclasses.replace(base_whole, posts=wrong)))


def test_a_total_may_not_give_way_where_it_need_not(base_plan, base_whole):
    excuse = base_whole.totals.iloc[:1].assign(steps=1)
    assert not sound(module.relaxed(base_plan, dataclasses.replace(base_whole, relaxed=excuse)))


@pytest.mark.parametrize("of", ["load_fte", "load_posts"])
@pytest.mark.parametrize("load", [0.0, 0.05, float("nan")])
def test_a_load_that_takes_more_than_there_are_is_found(base_plan, base_whole, of, load):
    loads = base_whole.loads.assign(**{of: load})
    assert not sound(module.loads(base_plan, dataclasses.replace(base_whole, loads=loads)))


def test_dismissals_other_than_the_plan_s_are_found(base_plan, base_whole):
    limits = base_whole.limits.assign(dismissals_fte=base_whole.limits["dismissals_fte"] + 1)
    assert not sound(module.limits(base_plan, dataclasses.replace(base_whole, limits=limits)))


def test_the_verification_imports_nothing_of_the_model():
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
    imported = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    imported |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert not [
        name for name in imported if any(part in name for part in ("staffing", "workload", "costs", "highspy", "pulp"))
    ]
