"""One rule of what is within reach: K11, owners proposed and what is lost with one thing never say different things."""

import random
from datetime import date
from functools import cache

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.case.scenario import load_case
from planner.case.schema import Case
from planner.coordination.cooperation import competence_out_of_reach
from planner.coordination.graph import graph_on, owned, periods
from planner.coordination.hanging import Days, Gone, channel
from planner.coordination.propose import propose
from planner.coordination.reach import Reach
from planner.coordination.view import CoordinationView
from tests.coordination.small import citizens, competence, edge, graph, need, unit

DESIGNS = ("visitationsforum", "direkte_kanaler", "faelles_center", "uden_erstatning")
TABLES = ("units", "edges", "unit_competences")
NOBODY = pd.DataFrame(columns=["team", "month", "fte"])
Missing = dict[date, set[tuple[str, str]]]
"""By day: citizen types and the competences out of their reach."""


@cache
def shipped(design: str) -> Case:
    return load_case("scenarios/helsingor/base.yaml", {"design": design})


class InPeriods(CoordinationView):
    """What a check finds in each period, before it is put into words."""

    def findings(self, code, test, why=None, cut=None):
        return ((period, subject, cause[0]) for period in self.periods for subject, cause in test(period))


def staff(case: Case) -> pd.DataFrame:
    """A hundred times the posts, so that no owner has too few."""
    rows = [(str(month), row.team, row.profession, 100 * row.fte) for month in case.months for row in case.staffing]
    return pd.DataFrame(rows, columns=["month", "team", "profession", "fte"])


def k11(case: Case, days: list[date]) -> Missing:
    found = list(competence_out_of_reach(InPeriods.of(case, NOBODY)))
    return {day: {(key, what) for p, key, what in found if p.first <= day <= p.last} for day in days}


def k11_in_words(case: Case, day: date) -> set[str]:
    found = competence_out_of_reach(CoordinationView.of(case, NOBODY))
    return {finding.subject for finding in found if finding.valid_from <= day.isoformat() <= finding.valid_to}


# --- owners proposed ---------------------------------------------------------------------------------------


def agrees(case: Case, day: date) -> int:
    """How many of today's owners are kept and compared; where one lacks a competence, K11 says so, and nowhere else."""
    rows = propose(case, staff(case), day).owners
    rows = rows[(rows["owner"] != "") & (rows["owner"] == rows["today"])]
    assert set(rows["citizen_type"][rows["missing"] > 0]) == k11_in_words(case, day) & set(rows["citizen_type"])
    lacking = k11(case, [day])[day]
    assert [sum(key == name for name, _ in lacking) for key in rows["citizen_type"]] == list(rows["missing"])
    return len(rows)


@pytest.mark.parametrize("design", [*DESIGNS, ""])
def test_todays_owners_lack_what_k11_says_on_every_day_on_which_the_graph_changes(design):
    case = shipped(design)
    for period in periods(case):
        assert agrees(case, period.first) == sum(len(owners) == 1 for _, owners in owned(period))


@pytest.mark.parametrize("seed", range(12))
def test_and_after_a_tenth_of_the_rows_is_gone(seed):
    chance = random.Random(seed)
    case = shipped(chance.choice(DESIGNS))
    rows = {name: tuple(row for row in getattr(case, name) if chance.random() > 0.1) for name in TABLES}
    fewer = case.model_copy(update=rows)
    for period in chance.sample(periods(fewer), 2):
        assert agrees(fewer, period.first)


# --- what is lost ------------------------------------------------------------------------------------------


def without(case: Case, gone: Gone) -> Case:
    """The case without a unit and all that names it, without a channel, or with nobody who has a competence."""
    keep = {
        "units": lambda row: row.unit != gone.subject,
        "edges": lambda row: gone.subject not in (row.from_node, row.to_node) and channel(row) != gone,
        "unit_competences": lambda row: gone.subject not in (row.unit, row.competence),
    }
    return case.model_copy(update={name: tuple(filter(kept, getattr(case, name))) for name, kept in keep.items()})


def lost_with(case: Case, gone: Gone) -> Missing:
    """What K11 finds without it and not with it; where the only owner goes, whoever is named in its place."""
    cut, rest = periods(case), without(case, gone)
    days = [period.first for period in cut]
    before, after = k11(case, days), k11(rest, days)
    alone = {p.first: {key for key, owners in owned(p) if owners == (gone.subject,)} for p in cut}
    if any(alone.values()):
        left = [row.unit for row in case.units if row.unit != gone.subject]
        of = [row for row in case.edges if (row.kind, row.from_node) == ("owns", gone.subject)]
        named = {u: tuple(row.model_copy(update={"from_node": u}) for row in of) for u in left}
        instead = {u: k11(rest.model_copy(update={"edges": (*rest.edges, *named[u])}), days) for u in left}
        for day in days:
            found = [instead[u][day] for u in left if u in graph_on(rest, day)]
            after[day] |= {item for item in set.intersection(*found) if item[0] in alone[day]}
    return {day: after[day] - before[day] for day in days}


def told(case: Case) -> dict[Gone, Missing]:
    """The competences that are said to be lost with each thing that can go."""
    cut = periods(case)
    found = {gone: {period.first: set() for period in cut} for several in all_that_can_go(case) for gone in several}
    for period in cut:
        for gone, item in Days(case, period).hanging:
            if item.what not in ("advises", "coordinates"):
                found[gone][period.first].add((*item,))
    return found


def all_that_can_go(case: Case) -> tuple[list[Gone], list[Gone], list[Gone]]:
    competences = sorted({row.competence for row in case.unit_competences})
    channels = sorted({channel(row) for row in case.edges if row.kind != "owns"})
    units = [Gone(row.kind, row.unit) for row in case.units]
    return units, [Gone("competence", key) for key in competences], channels


@pytest.mark.parametrize("design", DESIGNS)
def test_a_loss_is_what_k11_finds_when_the_thing_is_deleted(design):
    case, chance = shipped(design), random.Random(design)
    found = told(case)
    units, competences, channels = all_that_can_go(case)
    owning = {edge.from_node for edge in case.edges if edge.kind == "owns"}
    costly = [one for one in units if one.subject in owning]  # each is tried with everybody named in its place
    others = [one for one in units if one not in costly]
    alone = [one for one in channels if any(found[one].values())]
    seats = [one for one in channels if " member " in one.subject]
    some = (
        *chance.sample(costly, 2),
        *others,
        *competences,
        *alone,
        *chance.sample(seats, 4),
        *chance.sample(channels, 16),
    )
    for gone in some:
        assert found[gone] == lost_with(case, gone), gone


NAMES = ("a", "b", "c", "forum", "board")
SMALL = tuple(unit(name, "forum" if name in NAMES[3:] else "team") for name in NAMES)
PAIRS = st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)).filter(lambda pair: pair[0] != pair[1])
BETWEEN = st.sets(st.tuples(st.sampled_from(("hands_over", "refers", "member", "data")), PAIRS), max_size=9)
PARTS = st.sets(st.tuples(st.sampled_from(("contributes", "coordinates")), st.sampled_from(NAMES)), max_size=2)


@settings(max_examples=150, deadline=None)
@given(
    st.sets(st.sampled_from(NAMES), max_size=2), BETWEEN, PARTS, st.sets(st.sampled_from(NAMES), max_size=3),
    st.integers(0, 2),
)  # fmt: skip
def test_in_any_small_graph_a_loss_is_what_k11_finds(owners, between, parts, having, within):
    case = graph(
        *(edge(kind, one, other) for kind, (one, other) in sorted(between)),
        *(edge(kind, one, "type") for kind, one in sorted(parts)),
        owned=tuple(edge("owns", one, "type") for one in sorted(owners)),
        units=SMALL,
        citizen_types=(citizens(),),
        type_needs=(need("law", within),),
        unit_competences=tuple(competence(one, "law") for one in sorted(having)),
    )
    for gone, lost in told(case).items():
        assert lost == lost_with(case, gone), gone


def test_a_way_names_the_seat_and_the_member_that_bring_a_competence_to_a_forum():
    case = graph(
        edge("coordinates", "forum", "type"), edge("member", "social", "forum"),
        type_needs=(need("law", 1),), unit_competences=(competence("forum", "law"), competence("social", "law")),
    )  # fmt: skip
    (period,) = periods(case)
    reach = Reach(case, period.graph, period.first)
    (law,) = reach.needs["type"]
    way = reach.way(law, ["a"])
    assert way == (1, (("forum", "type", "coordinates"), "forum", ("social", "forum", "member"), "social"))
    hanging = {gone.subject for gone, _ in Days(case, period).hanging}
    assert hanging == {"law", "forum", "forum coordinates type", "social", "social member forum"}
    assert reach.way(law, ["a"], "social") is None
