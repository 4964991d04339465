"""The most minutes that can be served against brute force over all sets of types; who wants how many minutes, and has."""

from __future__ import annotations

import random
from datetime import date
from itertools import chain, combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner import load_case, make_plan
from planner.case.tables import CitizenType
from planner.coordination.capacity import Cell, Gap, Network, Wants, capacity, coverage, demand, table
from planner.workload import workload
from planner.workload.hours import net_hours
from tests.conftest import SMALL, replaced

TYPES, CELLS = "abcdef", "uvwxy"


@st.composite
def networks(draw):
    """Up to six types and five cells, with few minutes, so that ties and empty cells are common."""
    types, cells = TYPES[: draw(st.integers(0, 6))], CELLS[: draw(st.integers(0, 5))]
    wanted = {key: draw(st.integers(0, 9)) for key in types}
    there = {cell: draw(st.integers(0, 12)) for cell in cells}
    may = {key: draw(st.lists(st.sampled_from(cells), unique=True)) if cells else [] for key in types}
    return wanted, there, may


def _shortfall(wanted, there, may):
    """Hall: the most by which a set of types wants more than all who may serve any of them have."""
    sets = chain.from_iterable(combinations(sorted(wanted), size) for size in range(len(wanted) + 1))
    return max(_excess(of, wanted, there, may) for of in sets)


def _excess(of, wanted, there, may):
    only = {cell for key in of for cell in may.get(key, ())}
    return sum(wanted[key] for key in of) - sum(there.get(cell, 0) for cell in only)


# --- the flow ----------------------------------------------------------------------------------------------


@settings(max_examples=400, deadline=None)
@given(networks())
def test_what_is_lacking_is_what_halls_condition_says(network):
    wanted, there, may = network
    found = Network(wanted, there, may).coverage()
    assert found.demand == sum(wanted.values())
    assert found.lacking == _shortfall(wanted, there, may)


@settings(max_examples=300, deadline=None)
@given(networks())
def test_every_gap_is_a_proof_and_they_add_up(network):
    wanted, there, may = network
    found = Network(wanted, there, may).coverage()
    for gap in found.gaps:
        assert set(gap.only) == {cell for key in gap.wanting for cell in may[key]}
        assert gap.lacking == _excess(gap.wanting, wanted, there, may) > 0
    assert sum(gap.lacking for gap in found.gaps) == found.lacking
    named = [key for gap in found.gaps for key in (*gap.wanting, *gap.only)]
    assert len(named) == len(set(named))


@settings(max_examples=200, deadline=None)
@given(networks(), st.randoms(use_true_random=False))
def test_absences_use_the_same_network_again_and_again(network, chance):
    wanted, there, may = network
    used = Network(wanted, there, may)
    for _ in range(3):
        gone = {cell for cell in there if chance.random() < 0.4}
        left = {cell: minutes for cell, minutes in there.items() if cell not in gone}
        found = used.coverage(gone)
        assert found.lacking == _shortfall(wanted, left, may)
        assert not gone & {cell for gap in found.gaps for cell in gap.only}
    assert used.coverage() == Network(wanted, there, may).coverage()


@settings(max_examples=200, deadline=None)
@given(networks(), st.sets(st.sampled_from(CELLS), max_size=2))
def test_one_more_competence_gains_what_it_gains_when_it_is_added(network, gone):
    wanted, there, may = network
    used = Network(wanted, there, may)
    before = used.coverage(gone).lacking
    gains = used.gains()
    for key in wanted:
        for cell in set(there) - set(may[key]):
            more = Network(wanted, there, may | {key: [*may[key], cell]}).coverage(gone).lacking
            assert before - more == gains.get((key, cell), 0) >= 0


@settings(max_examples=50, deadline=None)
@given(networks(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(network, chance):
    def mixed(of):
        return dict(chance.sample(sorted(of.items()), len(of)))

    wanted, there, may = network
    turned = {key: cells[::-1] for key, cells in mixed(may).items()}
    assert Network(mixed(wanted), mixed(there), turned).coverage() == Network(wanted, there, may).coverage()


def test_two_bottlenecks_are_two_gaps_and_whoever_has_time_left_is_in_none():
    wanted = {"a": 100, "b": 50, "c": 70, "d": 10}
    there = {"x": 90, "y": 20, "z": 500}
    found = Network(wanted, there, {"a": ["x"], "b": ["x"], "c": ["y"], "d": ["z"]}).coverage()
    assert (found.demand, found.served, found.lacking) == (230, 120, 110)
    assert found.gaps == (Gap(("a", "b"), ("x",), 150, 90), Gap(("c",), ("y",), 70, 20))


def test_help_along_a_chain_is_used_before_anything_is_lacking():
    may = {"a": ["x", "y"], "b": ["y", "z"], "c": ["z"]}
    assert not Network({"a": 20, "b": 10, "c": 10}, {"x": 10, "y": 10, "z": 20}, may).coverage().gaps
    found = Network({"a": 20, "b": 10, "c": 11}, {"x": 10, "y": 10, "z": 20}, may).coverage()
    assert found.gaps == (Gap(("a", "b", "c"), ("x", "y", "z"), 41, 40),)


def test_a_type_that_nobody_may_serve_is_a_gap_of_its_own():
    found = Network({"a": 5, "b": 3}, {"x": 9}, {"b": ["x"]}).coverage()
    assert found.gaps == (Gap(("a",), (), 5, 0),)
    nothing: dict[str, int] = {}
    assert Network(nothing, nothing, {}).coverage().demand == 0


def test_a_cell_that_may_serve_but_has_nobody_is_named():
    assert Network({"a": 5}, {}, {"a": ["x"]}).coverage().gaps == (Gap(("a",), ("x",), 5, 0),)


# --- minutes wanted and there ------------------------------------------------------------------------------


def _type(key, group, share, start=None, end=None):
    row = {"citizen_type": key, "label_da": key, "label_en": key, "target_group": group, "share": share}
    dates = {"valid_from": start, "valid_to": end}
    return CitizenType(**row, **dates, needs_advice=False, needs_coordination=False, assumption="prøve")


def _wanted(case, *types):
    return demand(workload(case.model_copy(update={"citizen_types": types})))


def test_the_whole_need_is_in_the_flow_also_of_groups_that_are_no_citizens(base_case):
    work = workload(base_case)
    for name, of in demand(work).items():
        need = work.need[work.need["half_year"] == name].set_index("target_group")["need_fte"]
        minutes = need * net_hours(base_case.settings.hours) * 60 / 12 * len(work.spans[name])
        assert {key.target_group for key in of} == set(minutes[minutes >= 1].index)
        assert sum(of.values()) == pytest.approx(minutes.sum(), abs=len(of))
    assert any(key.target_group == "ydelsessager" for key in demand(work)["2026H1"])


def test_types_take_their_share_and_the_rest_stays_with_the_group(base_case):
    found = _wanted(base_case, _type("kort", "dagpenge", 0.3), _type("lang", "dagpenge", 0.2))["2026H1"]
    whole = _wanted(base_case)["2026H1"][Wants("dagpenge", "")]
    assert found["dagpenge", "kort"] == pytest.approx(0.3 * whole, abs=1)
    assert found["dagpenge", "lang"] == pytest.approx(0.2 * whole, abs=1)
    assert found["dagpenge", ""] == pytest.approx(0.5 * whole, abs=1)


def test_a_type_without_a_share_or_a_group_wants_nothing_of_its_own(base_case):
    assert _wanted(base_case, _type("kort", "dagpenge", None), _type("alle", "", 0.5)) == _wanted(base_case)


def test_regrouped_citizens_keep_their_type_in_the_group_in_force(base_case):
    found = _wanted(base_case, _type("unge", "uddannelsesparat", 0.5), _type("ny", "jobhjaelpsindsats", 0.1))
    assert {key.target_group for key in found["2026H2"] if key.citizen_type} == {"uddannelsesparat"}
    groups = {key for key in found["2027H1"] if key.citizen_type == "unge"}
    assert groups == {("jobhjaelpsindsats", "unge"), ("jobsoegningsindsats", "unge")}
    new, whole = found["2027H1"], _wanted(base_case)["2027H1"][Wants("jobhjaelpsindsats", "")]
    assert new["jobhjaelpsindsats", "ny"] == pytest.approx(0.1 * whole, abs=1)
    assert sum(v for key, v in new.items() if key.target_group == "jobhjaelpsindsats") == pytest.approx(whole, abs=3)


def test_shares_of_more_than_a_whole_are_scaled_down_to_it(base_case):
    found = _wanted(base_case, _type("a", "dagpenge", 0.9), _type("b", "dagpenge", 0.6))["2026H1"]
    whole = _wanted(base_case)["2026H1"][Wants("dagpenge", "")]
    assert Wants("dagpenge", "") not in found
    assert found["dagpenge", "a"] == pytest.approx(whole * 0.6, abs=1)


def test_a_type_wants_nothing_in_months_in_which_it_is_not_there(base_case):
    case = base_case.model_copy(update={"changes": ()})
    found = _wanted(case, _type("a", "dagpenge", 0.5, date(2026, 3, 1), date(2026, 4, 30)))
    whole = _wanted(case)["2026H1"][Wants("dagpenge", "")]
    assert found["2026H1"]["dagpenge", "a"] == pytest.approx(whole * 0.5 * 2 / 6, rel=1e-3)
    assert Wants("dagpenge", "a") not in found["2025H2"]


def test_cells_have_the_minutes_of_their_work_and_of_spare_staff_where_they_are_counted():
    plan = make_plan(load_case(SMALL, {"overstaffing": {"cap_fte": 10.0}}))
    work = workload(plan.case)
    assert plan.spare["fte"].sum() > 0.5
    found = capacity(plan, work)
    serving = {Cell(row.team, row.profession) for row in plan.case.competence}
    for name, cells in found.items():
        assert set(cells) <= serving
        fte = 0.0
        for part in (plan.work, plan.spare):
            here = [Cell(t, p) in serving for t, p in zip(part["team"], part["profession"], strict=True)]
            fte += part[np.array(here, dtype=bool) & (part["half_year"] == name)]["fte"].sum()
        a_fte = net_hours(plan.case.settings.hours) * 60 / 12 * len(work.spans[name])
        assert sum(cells.values()) == pytest.approx(fte * a_fte, abs=len(cells))


# --- the shipped case --------------------------------------------------------------------------------------


def test_the_plan_lacks_what_its_own_caseloads_say(base_plan):
    """The plan keeps overload as small as it can, so the flow finds the same minutes, group by group."""
    work = workload(base_plan.case)
    found = coverage(base_plan, work)
    assert list(found) == list(work.spans)
    for name, of in found.items():
        rows = base_plan.caseload[base_plan.caseload["half_year"] == name]
        a_fte = net_hours(base_plan.case.settings.hours) * 60 / 12 * len(work.spans[name])
        assert of.lacking == pytest.approx(rows["overload_fte"].sum() * a_fte, abs=len(rows))
    assert {gap.wanting for of in found.values() for gap in of.gaps} == {(Wants("egne_tilbud", ""),)}


def test_the_table_has_a_row_for_every_half_year_and_gap(base_plan):
    work = workload(base_plan.case)
    found = coverage(base_plan, work)
    rows = table(found)
    assert list(rows["half_year"].unique()) == list(work.spans)
    assert (rows["demand"] - rows["served"] == rows["lacking"]).all()
    assert (rows["wanted"] - rows["there"] == rows["gap"]).all()
    assert (rows.groupby("half_year")["gap"].sum() == rows.groupby("half_year")["lacking"].first()).all()
    short = rows[rows["lacking"] > 0]
    assert set(short["teams"]) == {"aktivering"}
    assert set(short["target_groups"]) == {"egne_tilbud"}


def test_without_its_staff_a_team_has_nothing(base_plan):
    left = base_plan.work[base_plan.work["team"] != "virksomhed"]
    rows = table(coverage(replaced(base_plan, work=left), workload(base_plan.case)))
    gone = rows[rows["target_groups"] == "virksomheder"]
    assert len(gone) == len(base_plan.case.half_years)
    assert set(gone["teams"]) == {"virksomhed"}
    assert set(gone["there"]) == {0}


def test_the_order_of_the_tables_changes_nothing_in_the_case(base_plan):
    case, chance = base_plan.case, random.Random(7)
    types = tuple(row.model_copy(update={"share": 0.2}) for row in case.citizen_types)
    case = case.model_copy(update={"citizen_types": types})
    tables = ("citizen_types", "competence", "crosswalk")
    mixed = case.model_copy(update={t: tuple(chance.sample(getattr(case, t), len(getattr(case, t)))) for t in tables})
    work = base_plan.work.sample(frac=1, random_state=7)
    one = coverage(replaced(base_plan, case=case), workload(case))
    other = coverage(replaced(base_plan, case=mixed, work=work), workload(mixed))
    assert one == other
    assert any(key.citizen_type for key in demand(workload(case))["2027H1"])
