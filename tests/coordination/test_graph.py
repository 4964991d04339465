"""The graph on a date, the periods it is cut into, and who owns whom when."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.case.scenario import load_case
from planner.case.schema import Case
from planner.case.tables import CitizenType, Edge, Unit
from planner.coordination.graph import by_month, graph_on, horizon, in_force, owners, periods
from planner.errors import InputError

CASE = load_case("scenarios/helsingor/base.yaml")
DAY = timedelta(days=1)
DAYS = st.dates(date(2025, 9, 1), date(2031, 2, 1))


def _type(key: str, valid_from: date | None = None, valid_to: date | None = None) -> CitizenType:
    return CitizenType(
        citizen_type=key,
        label_da=key,
        label_en=key,
        target_group="",
        valid_from=valid_from,
        valid_to=valid_to,
        needs_advice=False,
        needs_coordination=False,
        assumption="prøve",
    )


def _unit(key: str, valid_from: date | None = None, valid_to: date | None = None) -> Unit:
    return Unit(
        unit=key,
        label_da=key,
        label_en=key,
        kind="team",
        valid_from=valid_from,
        valid_to=valid_to,
        assumption="prøve",
    )


def _owns(unit: str, key: str, start: date | None = None, end: date | None = None) -> Edge:
    return Edge(
        kind="owns",
        from_node=unit,
        to_node=key,
        valid_from=start,
        valid_to=end,
        assumption="prøve",
    )


def _case(units: list[Unit], types: list[CitizenType], edges: list[Edge]) -> Case:
    tables = {"units": tuple(units), "citizen_types": tuple(types), "edges": tuple(edges)}
    tables |= dict.fromkeys(("guarantees", "unit_competences", "type_needs", "journeys"), ())
    return CASE.model_copy(update=tables)


def _rows(case: Case) -> list[tuple[str, str, str, str]]:
    return [tuple(row) for row in owners(case).itertuples(index=False)]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (None, None, True),
        (date(2026, 7, 1), None, True),
        (date(2026, 7, 2), None, False),
        (None, date(2026, 7, 1), True),
        (None, date(2026, 6, 30), False),
        (date(2026, 7, 2), date(2026, 6, 30), False),
    ],
)
def test_both_ends_of_a_lifetime_count(start: date | None, end: date | None, expected: bool) -> None:
    assert in_force(start, end, date(2026, 7, 1)) is expected


def test_nodes_carry_labels_and_kind() -> None:
    graph = graph_on(CASE, date(2026, 7, 1))
    assert graph.nodes["sygedagpenge"] == {
        "label_da": "Sygedagpenge",
        "label_en": "Sickness benefit",
        "kind": "team",
    }
    assert graph.nodes["jobafklaringsforloeb"]["kind"] == "citizen_type"
    assert graph.edges["sygedagpenge", "jobafklaringsforloeb", "owns"] == {"kind": "owns"}


def test_the_forum_takes_over_on_the_day_the_rehabilitation_team_is_gone() -> None:
    before, after = graph_on(CASE, date(2026, 6, 30)), graph_on(CASE, date(2026, 7, 1))
    assert "rehabiliteringsteam" in before
    assert "visitationsforum" not in before
    assert "rehabiliteringsteam" not in after
    assert "visitationsforum" in after


def test_an_edge_to_something_that_does_not_exist_is_left_out() -> None:
    case = _case([_unit("a", valid_to=date(2026, 6, 30))], [_type("x")], [_owns("a", "x")])
    assert list(graph_on(case, date(2026, 7, 1)).nodes) == ["x"]
    assert graph_on(case, date(2026, 7, 1)).number_of_edges() == 0
    assert graph_on(case, date(2026, 6, 30)).number_of_edges() == 1


def test_a_key_shared_by_a_unit_and_a_citizen_type_is_refused() -> None:
    with pytest.raises(InputError, match=r"citizen_types\.csv, a: found the key of a unit"):
        graph_on(_case([_unit("a")], [_type("a")], []), date(2026, 7, 1))


def test_nodes_and_edges_come_in_the_same_order_whatever_the_files_say() -> None:
    turned = CASE.model_copy(
        update={name: tuple(reversed(getattr(CASE, name))) for name in ("units", "citizen_types", "edges")}
    )
    one, other = graph_on(CASE, date(2026, 8, 1)), graph_on(turned, date(2026, 8, 1))
    assert list(one.nodes) == list(other.nodes)
    assert list(one.edges(keys=True)) == list(other.edges(keys=True))


def test_the_periods_tile_the_plan() -> None:
    cut = periods(CASE)
    assert (cut[0].first, cut[-1].last) == horizon(CASE) == (date(2025, 10, 1), date(2030, 12, 31))
    assert all(before.last + DAY == after.first for before, after in pairwise(cut))
    assert [period.first for period in cut[1:]] == [
        date(2026, 1, 1),
        date(2026, 2, 1),
        date(2026, 7, 1),
        date(2027, 1, 1),
        date(2028, 2, 1),
        date(2029, 1, 1),
        date(2030, 1, 1),
    ]


def test_by_month_cuts_at_every_first_of_a_month() -> None:
    cut = by_month(periods(CASE))
    assert len(cut) == len(CASE.months) == 63
    assert all(period.first.day == 1 and (period.last + DAY).day == 1 for period in cut)


def test_by_month_keeps_a_period_that_ends_on_the_first_of_a_month() -> None:
    cut = by_month(periods(_case([_unit("a", valid_to=date(2025, 11, 1))], [], [])))
    assert [(period.first, period.last) for period in cut[:3]] == [
        (date(2025, 10, 1), date(2025, 10, 31)),
        (date(2025, 11, 1), date(2025, 11, 1)),
        (date(2025, 11, 2), date(2025, 11, 30)),
    ]


def test_owners_of_the_shipped_case_are_one_each_within_the_lifetime() -> None:
    table = owners(CASE)
    assert list(table.columns) == ["citizen_type", "from", "to", "owner"]
    teams = {row.team for row in CASE.teams}
    assert set(table["citizen_type"]) == {row.citizen_type for row in CASE.citizen_types}
    assert set(table["owner"]) <= teams
    first, last = horizon(CASE)
    for row in CASE.citizen_types:
        own = table[table["citizen_type"] == row.citizen_type]
        assert own["from"].min() == max(row.valid_from or first, first).isoformat()
        assert own["to"].max() == min(row.valid_to or last, last).isoformat()


def test_owners_change_on_the_very_day() -> None:
    edges = [_owns("a", "x", end=date(2026, 3, 14)), _owns("b", "x", date(2026, 3, 17))]
    assert _rows(_case([_unit("a"), _unit("b")], [_type("x")], edges)) == [
        ("x", "2025-10-01", "2026-03-14", "a"),
        ("x", "2026-03-15", "2026-03-16", ""),
        ("x", "2026-03-17", "2030-12-31", "b"),
    ]


def test_owners_change_on_the_first_and_the_last_day_of_the_plan() -> None:
    edges = [_owns("a", "x", end=date(2025, 10, 1)), _owns("b", "x", date(2030, 12, 31))]
    assert _rows(_case([_unit("a"), _unit("b")], [_type("x")], edges)) == [
        ("x", "2025-10-01", "2025-10-01", "a"),
        ("x", "2025-10-02", "2030-12-30", ""),
        ("x", "2030-12-31", "2030-12-31", "b"),
    ]


def test_several_owners_are_joined() -> None:
    edges = [_owns("b", "x"), _owns("a", "x", date(2026, 1, 1), date(2026, 1, 31))]
    assert _rows(_case([_unit("a"), _unit("b")], [_type("x")], edges)) == [
        ("x", "2025-10-01", "2025-12-31", "b"),
        ("x", "2026-01-01", "2026-01-31", "a + b"),
        ("x", "2026-02-01", "2030-12-31", "b"),
    ]


def test_a_unit_that_is_gone_is_nobodys_owner() -> None:
    case = _case([_unit("a", valid_to=date(2026, 6, 30))], [_type("x", date(2026, 2, 1))], [_owns("a", "x")])
    assert _rows(case) == [("x", "2026-02-01", "2026-06-30", "a"), ("x", "2026-07-01", "2030-12-31", "")]


def test_lifetimes_beyond_the_plan_and_at_the_end_of_time_do_no_harm() -> None:
    unit = _unit("a", date(1, 1, 1), date(9999, 12, 31))
    types = [_type("x", date(2000, 1, 1), date(2099, 1, 1)), _type("past", None, date(2020, 1, 1))]
    assert _rows(_case([unit], types, [_owns("a", "x")])) == [("x", "2025-10-01", "2030-12-31", "a")]


def test_no_citizen_types_give_an_empty_table_of_text() -> None:
    table = owners(_case([_unit("a")], [], []))
    assert table.empty
    assert all(pd.api.types.is_string_dtype(table[column]) for column in table)


@settings(max_examples=60, deadline=None)
@given(
    life=st.tuples(st.none() | DAYS, st.none() | DAYS),
    edges=st.lists(st.tuples(st.sampled_from("ab"), st.none() | DAYS, st.none() | DAYS), max_size=4),
    day=DAYS,
)
def test_the_table_says_on_every_day_what_the_graph_says(
    life: tuple[date | None, date | None], edges: list[tuple[str, date | None, date | None]], day: date
) -> None:
    units = [_unit("a", valid_to=date(2027, 5, 17)), _unit("b", date(2026, 3, 3))]
    case = _case(units, [_type("x", *life)], [_owns(unit, "x", a, b) for unit, a, b in edges])
    table = owners(case)
    named = table[(table["from"] <= day.isoformat()) & (day.isoformat() <= table["to"])]["owner"].tolist()
    graph = graph_on(case, day)
    first, last = horizon(case)
    alive = first <= day <= last and "x" in graph
    assert named == ([" + ".join(sorted(graph.predecessors("x")))] if alive else [])
    same = table["owner"] == table["owner"].shift()
    adjacent = pd.to_datetime(table["from"]) == pd.to_datetime(table["to"].shift()) + pd.Timedelta(days=1)
    assert not (same & adjacent).any(), "neighbouring rows with the same owners are one row"
