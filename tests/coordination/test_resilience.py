"""What each absence costs, against hand cases and brute force; single points, gates and the best extra competence."""

from __future__ import annotations

import random
import time
from datetime import date

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.case.tables import CitizenType, Competence, Edge, TypeNeed, Unit, UnitCompetence
from planner.coordination.capacity import Network, demand
from planner.coordination.graph import graph_on
from planner.coordination.resilience import (
    Extra,
    extra_competences,
    flows,
    gates,
    losses,
    ranked,
    single_points,
)
from planner.workload import workload
from tests.conftest import replaced

DAY, PASSED = date(2027, 1, 1), ("hands_over", "refers")
_TEXT = {"label_da": "prøve", "label_en": "test", "assumption": "prøve"}
_ALWAYS = {"valid_from": None, "valid_to": None}


def _unit(key, kind="team", **more):
    return Unit.model_validate({"unit": key, "kind": kind, **_TEXT, **_ALWAYS, **more})


def _type(key, **more):
    row = {"citizen_type": key, "target_group": "", "needs_advice": False, "needs_coordination": False}
    return CitizenType.model_validate(row | _TEXT | _ALWAYS | more)


def _edge(one, kind, other, **more):
    row = {"kind": kind, "from_node": one, "to_node": other, "assumption": "prøve"}
    return Edge.model_validate(row | _ALWAYS | more)


def _need(key, competence, within):
    row = {"citizen_type": key, "competence": competence, "within_handovers": within, "assumption": "prøve"}
    return TypeNeed.model_validate(row | _ALWAYS)


def _has(unit, competence, **more):
    return UnitCompetence.model_validate(
        {"unit": unit, "competence": competence, "assumption": "prøve"} | _ALWAYS | more
    )


@pytest.fixture(scope="module")
def organised(base_plan):
    """The shipped plan with another organisation."""

    def losing(units, types, edges, needs=(), has=()):
        rows = {"units": units, "citizen_types": types, "edges": edges, "type_needs": needs, "unit_competences": has}
        case = base_plan.case.model_copy(update={name: tuple(of) for name, of in rows.items()})
        return losses(replaced(base_plan, case=case), workload(case))

    return losing


def _lost(table, half_year="2027H1"):
    here = table[(table["half_year"] == half_year) & (table["lost"] != "")]
    return {(row.kind, row.subject): row.lost.split() for row in here.itertuples()}


@pytest.fixture(scope="module")
def base_losses(base_plan):
    return losses(base_plan, workload(base_plan.case))


# --- casework ----------------------------------------------------------------------------------------------


def test_no_absence_helps_and_the_whole_is_the_same_in_every_row(base_plan, base_losses):
    whole = {name: network.coverage().lacking for name, network in flows(base_plan, workload(base_plan.case)).items()}
    assert (base_losses["added"] >= 0).all()
    assert (base_losses["shortfall"] - base_losses["added"] == base_losses["half_year"].map(whole)).all()


def test_a_team_that_alone_may_serve_its_groups_leaves_all_of_them(base_plan, base_losses):
    wanted = demand(workload(base_plan.case))
    gone = base_losses[base_losses["subject"] == "virksomhed"].set_index("half_year")
    for name, of in wanted.items():
        minutes = sum(value for key, value in of.items() if key.target_group == "virksomheder")
        assert gone.loc[name, "added"] == minutes
        assert "virksomheder:casework" in gone.loc[name, "lost"].split()


def test_types_lose_their_casework_where_the_last_competent_team_goes(base_losses):
    before, after = _lost(base_losses, "2026H2"), _lost(base_losses, "2027H1")
    assert "lang_ledighed:casework" not in before.get(("team", "jobklar"), [])
    assert "unge_uden_uddannelse:casework" in before["team", "unge"]
    assert "unge_uden_uddannelse:casework" not in after.get(("team", "unge"), [])
    assert "sygemeldt_fra_job:casework" in after["team", "sygedagpenge"]


def test_a_profession_goes_in_all_teams(base_plan, base_losses):
    network = flows(base_plan, workload(base_plan.case))["2026H1"]
    cells = [cell for cell in network.capacity if cell.profession == "administrativ"]
    row = base_losses[(base_losses["subject"] == "administrativ") & (base_losses["half_year"] == "2026H1")]
    assert row["kind"].item() == "profession"
    assert row["shortfall"].item() == network.coverage(cells).lacking > 0


@settings(max_examples=200, deadline=None)
@given(
    wanted=st.lists(st.integers(0, 9), min_size=1, max_size=4),
    there=st.lists(st.integers(0, 9), min_size=2, max_size=4),
    pairs=st.sets(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=8),
    extra=st.tuples(st.integers(0, 3), st.integers(0, 3)),
)
def test_an_absence_never_helps_and_a_competence_never_harms(wanted, there, pairs, extra):
    types, cells = dict(enumerate(wanted)), dict(enumerate(there))

    def network(of):
        return Network(types, cells, {key: [c for t, c in of if t == key and c in cells] for key in types})

    poor, rich = network(pairs), network(pairs | {extra})
    for gone in cells:
        assert poor.coverage([gone]).lacking >= poor.coverage().lacking
        assert rich.coverage([gone]).lacking <= poor.coverage([gone]).lacking


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_the_tables_changes_nothing(base_plan, base_losses, seed):
    chance, case = random.Random(seed), base_plan.case
    tables = ("units", "citizen_types", "competence", "edges", "crosswalk", "staffing")
    mixed = {name: tuple(chance.sample(getattr(case, name), len(getattr(case, name)))) for name in tables}
    other = case.model_copy(update=mixed)
    plan = replaced(base_plan, case=other, work=base_plan.work.sample(frac=1, random_state=seed))
    assert losses(plan, workload(other)).equals(base_losses)
    assert ranked(base_losses.sample(frac=1, random_state=seed)).equals(ranked(base_losses))


def test_the_dearest_absences_come_first_and_what_costs_nothing_is_left_out(base_losses):
    found = ranked(base_losses)
    assert list(found["minutes"]) == sorted(found["minutes"], reverse=True)
    assert not ((found["minutes"] == 0) & (found["lost"] == "")).any()
    teams = found[found["kind"] == "team"]
    assert teams["subject"].iloc[0] == "sygedagpenge"
    one = base_losses[base_losses["subject"] == "fleks"]
    row = teams[teams["subject"] == "fleks"].iloc[0]
    assert row["minutes"] == (one["added"] + one["coordination"]).sum()
    assert row["worst_minutes"] == (one["added"] + one["coordination"]).max()


def test_every_absence_in_every_half_year_takes_about_a_second_at_most(base_plan):
    work = workload(base_plan.case)
    start = time.process_time()
    table = losses(base_plan, work)
    assert time.process_time() - start < 2
    assert len(table["half_year"].unique()) * len(table[["kind", "subject"]].drop_duplicates()) == len(table)


# --- parts in cases ----------------------------------------------------------------------------------------


def test_the_forum_is_missed_by_those_whom_nobody_else_coordinates(base_losses):
    before, after = _lost(base_losses, "2026H1"), _lost(base_losses, "2026H2")
    assert "uden_ydelse:coordinates" in before["forum", "rehabiliteringsteam"]
    assert ("forum", "rehabiliteringsteam") not in after  # it ended the day before
    assert "uden_ydelse:coordinates" in after["forum", "visitationsforum"]
    assert "uden_ydelse:coordinates" in after["channel", "visitationsforum coordinates uden_ydelse"]
    assert "udsatte_voksne:coordinates" not in after["forum", "visitationsforum"]


def test_minutes_of_a_part_are_lost_with_the_only_unit_that_has_it(organised):
    units = [_unit("a"), _unit("forum", "forum"), _unit("doctor", "outside")]
    types = [_type("x", cases_per_year=365), _type("y", cases_per_year=10)]
    edges = [
        _edge("a", "owns", "x"),
        _edge("forum", "coordinates", "x", minutes_per_case=20),
        _edge("doctor", "advises", "x", minutes_per_case=6, competence="health"),
        _edge("a", "advises", "x", minutes_per_case=4, competence="health"),
        _edge("doctor", "contributes", "y"),
    ]
    table = organised(units, types, edges)
    here = table[table["half_year"] == "2027H1"].set_index(["kind", "subject"])["coordination"]
    assert here["forum", "forum"] == here["channel", "forum coordinates x"] == 20 * 181
    assert here["competence", "health"] == 10 * 181
    assert here["outside", "doctor"] == here["team", "a"] == 0
    best = ranked(table)
    assert best[best["subject"] == "forum"]["minutes"].item() == 20 * (92 + 365 * 5 + 1)


def test_a_duty_hangs_on_one_unit_only_as_long_as_there_is_one(organised):
    units = [_unit("a", "forum"), _unit("b", "forum", valid_from=date(2027, 3, 1))]
    types = [_type("x", needs_coordination=True), _type("y")]
    table = organised(units, types, [_edge(unit, "coordinates", key) for unit in "ab" for key in "xy"])
    lost = ["x:coordinates"]
    assert _lost(table, "2026H2") == {("forum", "a"): lost, ("channel", "a coordinates x"): lost}
    assert ("forum", "a") in _lost(table, "2027H1")
    assert _lost(table, "2027H2") == {}


def test_nobody_replaces_the_clinical_unit(organised):
    units = [_unit("klinisk_funktion", "outside"), _unit("doctor", "outside")]
    edges = [_edge(unit.unit, "advises", "x") for unit in units]
    lost = _lost(organised(units, [_type("x", needs_advice=True)], edges))
    assert set(lost) == {("outside", "klinisk_funktion"), ("channel", "klinisk_funktion advises x")}


# --- competences at hand -----------------------------------------------------------------------------------


def test_a_competence_at_the_end_of_a_chain_hangs_on_every_link(organised):
    units = [_unit(key) for key in "abc"]
    edges = [_edge("a", "owns", "x"), _edge("a", "hands_over", "b"), _edge("b", "refers", "c")]
    table = organised(units, [_type("x")], edges, [_need("x", "law", 2)], [_has("c", "law")])
    lost = ["x:law"]
    assert _lost(table) == {
        ("team", "b"): lost,
        ("team", "c"): lost,
        ("competence", "law"): lost,
        ("channel", "a hands_over b"): lost,
        ("channel", "b refers c"): lost,
    }


def test_a_chain_that_is_too_long_gives_nothing_that_could_be_lost(organised):
    units = [_unit(key) for key in "abc"]
    edges = [_edge("a", "owns", "x"), _edge("a", "hands_over", "b"), _edge("b", "refers", "c")]
    assert _lost(organised(units, [_type("x")], edges, [_need("x", "law", 1)], [_has("c", "law")])) == {}


def test_a_second_way_leaves_only_the_ends(organised):
    units = [_unit(key) for key in "abcd"]
    ways = [_edge("a", "hands_over", "b"), _edge("a", "hands_over", "c"), *(_edge(u, "refers", "d") for u in "bc")]
    edges = [_edge("a", "owns", "x"), *ways]
    found = _lost(organised(units, [_type("x")], edges, [_need("x", "law", 2)], [_has("d", "law")]))
    assert set(found) == {("team", "d"), ("competence", "law")}


def test_an_owner_who_has_the_competence_is_missed_only_where_nobody_else_has_it(organised):
    units, edges = [_unit("a"), _unit("b")], [_edge("a", "owns", "x")]
    needs = [_need("x", "law", 0)]
    alone = _lost(organised(units, [_type("x")], edges, needs, [_has("a", "law")]))
    assert set(alone) == {("team", "a"), ("competence", "law")}
    both = _lost(organised(units, [_type("x")], edges, needs, [_has("a", "law"), _has("b", "law")]))
    assert set(both) == {("competence", "law")}


# --- single points and gates -------------------------------------------------------------------------------


def _graph_case(case, units, edges, types=()):
    rows = {"units": units, "edges": edges, "citizen_types": types, "guarantees": ()}
    return case.model_copy(update={name: tuple(of) for name, of in rows.items()})


def test_single_points_are_the_units_that_hold_the_graph_together(base_case):
    units = [_unit(key) for key in "abcde"]
    edges = [_edge("a", "refers", "b"), _edge("b", "refers", "a"), _edge("b", "refers", "c"), _edge("c", "refers", "d")]
    case = _graph_case(base_case, units, [*edges, _edge("d", "owns", "x")], [_type("x")])
    assert single_points(case, DAY) == {"b": ("a",), "c": ("d", "x"), "d": ("x",)}
    closed = _graph_case(base_case, units, [*edges, _edge("d", "refers", "a")])
    assert single_points(closed, DAY) == {}


@pytest.mark.parametrize("day", [date(2026, 6, 30), DAY])
def test_single_points_of_the_shipped_case_are_those_whose_end_makes_more_parts(base_case, day):
    graph = nx.Graph(graph_on(base_case, day).to_undirected())
    found, parts = single_points(base_case, day), nx.number_connected_components(graph)
    for unit in sorted({row.unit for row in base_case.units} & set(graph)):
        left = graph.subgraph(set(graph) - {unit})
        assert (nx.number_connected_components(left) > parts) == (unit in found)
    for unit, cut in found.items():
        left = graph.subgraph(set(graph) - {unit})
        rest = set(nx.node_connected_component(graph, unit)) - {unit, *cut}
        assert not any(nx.has_path(left, one, other) for one in cut for other in rest)


def test_gates_are_what_no_way_leads_around(base_case):
    units = [_unit(key) for key in "abcdef"]
    ways = ("ab", "ac", "bd", "cd", "de", "df")
    case = _graph_case(base_case, units, [_edge(one, "hands_over", other) for one, other in ways])
    assert gates(case, DAY) == (("a", ("b", "c", "d", "e", "f"), True), ("d", ("e", "f"), True))
    assert [gate.unit for gate in gates(case, DAY, "a")] == ["a", "d"]
    around = _graph_case(base_case, units, [*case.edges, _edge("c", "refers", "f")])
    assert [(gate.unit, gate.behind, gate.everybody) for gate in gates(around, DAY)][1:] == [("d", ("e",), False)]


def test_with_two_intakes_only_what_both_pass_is_a_gate(base_case):
    units = [_unit(key) for key in "abcde"]
    ways = ("ac", "bc", "cd", "ae")
    case = _graph_case(base_case, units, [_edge(one, "refers", other) for one, other in ways])
    assert gates(case, DAY) == (("a", ("e",), False), ("c", ("d",), False))


def test_gates_of_the_shipped_case_are_what_cannot_be_reached_without_them(base_case):
    kinds = [(one, other) for one, other, kind in graph_on(base_case, DAY).edges(keys=True) if kind in PASSED]
    ways = nx.DiGraph(kinds)
    reached = nx.descendants(ways, "sygedagpenge")
    for gate in gates(base_case, DAY, "sygedagpenge"):
        left = ways.subgraph(set(ways) - {gate.unit})
        still = nx.descendants(left, "sygedagpenge") if "sygedagpenge" in left else set()
        assert set(gate.behind) == reached - {gate.unit, "sygedagpenge"} - still
    assert "sygedagpenge" in {gate.unit for gate in gates(base_case, DAY, "sygedagpenge")}


def test_there_are_no_gates_where_nobody_is_passed_on(base_case):
    alone = _graph_case(base_case, [_unit("a"), _unit("b")], [_edge("a", "data", "b")])
    assert gates(alone, DAY) == ()
    assert gates(alone, DAY, "a") == ()
    circle = _graph_case(base_case, [_unit("a"), _unit("b")], [_edge("a", "refers", "b"), _edge("b", "refers", "a")])
    assert gates(circle, DAY) == ()
    assert gates(circle, DAY, "a") == (("a", ("b",), False),)


# --- one more competence -----------------------------------------------------------------------------------


def _teams_gone(plan):
    """Minutes short without each team in turn, in all half-years."""
    networks = flows(plan, workload(plan.case)).values()
    gone = [(n, [c for c in n.capacity if c.team == team]) for n in networks for team in {c.team for c in n.capacity}]
    return sum(network.coverage(cells).lacking for network, cells in gone)


def _given(plan, extra):
    row = {"team": extra.team, "profession": extra.profession, "target_group": extra.target_group}
    added = Competence.model_validate({**row, "assumption": "prøve"})
    case = plan.case.model_copy(update={"competence": (*plan.case.competence, added)})
    return replaced(plan, case=case)


def test_the_best_extra_competence_against_trying_all_of_them(small_plan):
    found = {extra[:3]: extra.minutes for extra in extra_competences(small_plan, workload(small_plan.case))}
    assert found
    now = _teams_gone(small_plan)
    competent = {(row.team, row.profession, row.target_group) for row in small_plan.case.competence}
    cells = {row[:2] for row in competent}
    groups = {key for network in flows(small_plan, workload(small_plan.case)).values() for key in network.demand}
    for team, profession in sorted(cells):
        for group in sorted(groups):
            if (team, profession, group) not in competent:
                extra = Extra(team, profession, group, 0, False)
                assert now - _teams_gone(_given(small_plan, extra)) == found.get((team, profession, group), 0)


def test_the_best_extra_competence_of_the_shipped_case_does_what_it_says(base_plan):
    found = extra_competences(base_plan, workload(base_plan.case))
    best = found[0]
    assert best[:3] == ("sygedagpenge", "socialraadgiver", "jobhjaelpsindsats")
    assert best.practised
    assert [extra.minutes for extra in found] == sorted((extra.minutes for extra in found), reverse=True)
    for extra in (best, *found[5::100]):
        assert _teams_gone(base_plan) - _teams_gone(_given(base_plan, extra)) == extra.minutes
