"""Owners proposed for a day: brute force, pins and their price, the order of rows, and the shipped case."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import product

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.case.scenario import load_case
from planner.case.schema import Case
from planner.case.tables import CitizenType, Competence, Edge, TypeNeed, Unit, UnitCompetence
from planner.coordination.propose import PRICES, propose
from planner.workload import workload

CASE = load_case("scenarios/helsingor/base.yaml")
NEED = workload(CASE).need.set_index(["half_year", "target_group"])["need_fte"]
DAY, BEFORE, AFTER = date(2026, 8, 1), date(2026, 7, 31), date(2026, 8, 2)
LATER = date(2027, 3, 1)
GROUPS = ["", "dagpenge", "sygedagpenge", "virksomheder"]
TEAMS = ["jobklar", "sygedagpenge", "unge"]
TYPES = ["t1", "t2", "t3", "t4", "t5", "t6"]
WHY = {"assumption": "prøve"}
AFTERWARDS = {"valid_from": AFTER, "valid_to": None}
ENDED = {"valid_from": None, "valid_to": BEFORE}
ALWAYS = {"valid_from": None, "valid_to": None}
LIVES = st.sampled_from([*[ALWAYS] * 6, AFTERWARDS, ENDED])
KINDS, MOSTLY = st.sampled_from([*["team"] * 6, "forum"]), st.sampled_from([*[True] * 6, False])


def unit(key, life=ALWAYS, kind="team", decides=True):
    return Unit(unit=key, label_da=key, label_en=key, kind=kind, decides=decides, **life, **WHY)


def citizens(key, group="", life=ALWAYS, share=None):
    return CitizenType(
        citizen_type=key, label_da=key, label_en=key, target_group=group, share=share, needs_advice=False,
        needs_coordination=False, **life, **WHY,
    )  # fmt: skip


def edge(kind, start, end, life=ALWAYS):
    return Edge(kind=kind, from_node=start, to_node=end, **life, **WHY)


def serves(team, group):
    return Competence(team=team, profession="socialraadgiver", target_group=group, **WHY)


def needs(key, competence, within, life=ALWAYS):
    return TypeNeed(citizen_type=key, competence=competence, within_handovers=within, **life, **WHY)


def has(key, competence, life=ALWAYS):
    return UnitCompetence(unit=key, competence=competence, **life, **WHY)


def case_of(pins=None, **tables) -> Case:
    """The shipped case with other rows of coordination, and with owners pinned."""
    empty = dict.fromkeys(("edges", "type_needs", "unit_competences", "guarantees", "journeys"), ())
    coordination = CASE.settings.coordination.model_copy(update={"pinned_owners": pins or {}})
    chosen = CASE.settings.model_copy(update={"coordination": coordination})
    return CASE.model_copy(update=empty | {key: tuple(rows) for key, rows in tables.items()} | {"settings": chosen})


def posts(fte, day=DAY):
    rows = [(f"{day:%Y-%m}", team, n) for team, n in fte.items()]
    return pd.DataFrame(rows, columns=["month", "team", "fte"]).assign(profession="socialraadgiver")


@st.composite
def questions(draw):
    """A case of at most six citizen types and three teams, the posts, and the pins."""
    types = TYPES[: draw(st.integers(1, 6))]
    rows = {
        "units": [unit(u, draw(LIVES), draw(KINDS), draw(MOSTLY)) for u in TEAMS],
        "citizen_types": [
            citizens(c, draw(st.sampled_from(GROUPS)), draw(LIVES), draw(st.sampled_from([None, None, 0.25, 0.5])))
            for c in types
        ],
        "competence": [serves(u, g) for u in TEAMS for g in GROUPS[1:] if draw(st.integers(0, 3))],
        "edges": [edge("owns", draw(st.sampled_from(TEAMS)), c, draw(LIVES)) for c in types if draw(st.integers(0, 4))],
        "type_needs": [
            needs(c, what, draw(st.integers(0, 2)), draw(LIVES)) for c in types for what in "xy" if draw(st.booleans())
        ],
        "unit_competences": [has(u, what, draw(LIVES)) for u in TEAMS for what in "xy" if draw(st.booleans())],
    }  # fmt: skip
    for kind in ("hands_over", "refers", "data", "member", "contributes", "advises", "coordinates"):
        ends = TEAMS if kind in ("hands_over", "refers", "data", "member") else types
        pairs = [(a, b) for a in TEAMS for b in ends if a != b and not draw(st.integers(0, 5))]
        rows["edges"] += [edge(kind, a, b, draw(LIVES)) for a, b in pairs]
    fte = {u: draw(st.sampled_from([0.0, 0.04, 1.0, 2.5, 4.0, 12.0])) for u in TEAMS}
    pins = draw(st.dictionaries(st.sampled_from(types), st.sampled_from(TEAMS), max_size=3))
    return rows, fte, pins


def alive(row):
    return (row.valid_from is None or row.valid_from <= DAY) and (row.valid_to is None or row.valid_to >= DAY)


class Oracle:
    """The same question answered by trying everything, in code of its own."""

    def __init__(self, case, fte):
        self.case, self.units = case, {u.unit: u for u in case.units if alive(u)}
        self.types = {c.citizen_type: c for c in case.citizen_types if alive(c)}
        self.fte = {u: n for u, n in fte.items() if u in self.units and n >= 0.05}
        self.fte = {u: n for u, n in self.fte.items() if self.units[u].kind == "team" and self.units[u].decides}
        self.edges = [e for e in case.edges if alive(e) and e.from_node in self.units]

    def load(self, key):
        row = self.types[key]
        group = [c for c in self.types.values() if c.target_group == row.target_group]
        rest = max(0.0, 1 - sum(c.share for c in group if c.share is not None))
        share = row.share if row.share is not None else rest / sum(c.share is None for c in group)
        return NEED["2026H2", row.target_group] * share * 0.5 if row.target_group else 0.0

    def may(self, key):
        group = self.types[key].target_group
        return [
            u
            for u in sorted(self.fte)
            if not group or any((r.team, r.target_group) == (u, group) for r in self.case.competence)
        ]

    def today(self, key):
        return {e.from_node for e in self.edges if (e.kind, e.to_node) == ("owns", key)}

    def lacking(self, key, owner):
        ends = [(e.kind, e.from_node, e.to_node) for e in self.edges if e.to_node in {*self.units, key}]
        ways = {(a, b) for kind, a, b in ends if kind in ("hands_over", "refers", "member")}
        ways |= {(b, a) for kind, a, b in ends if kind == "member"}
        ways |= {(owner, a) for kind, a, b in ends if kind in ("contributes", "advises", "coordinates") and b == key}
        reach = [{owner}]
        for _ in range(5):
            reach.append(reach[-1] | {b for a, b in ways if a in reach[-1]})
        found = 0
        for need in (n for n in self.case.type_needs if n.citizen_type == key and alive(n)):
            there = {r.unit for r in self.case.unit_competences if r.competence == need.competence and alive(r)}
            there &= set(self.units)
            sit = {b for kind, a, b in ends if kind == "member" and a in there}
            there = {unit for unit in there if self.units[unit].kind != "forum" or unit in sit}
            found += not (reach[need.within_handovers] & there)
        return found

    def worth(self, owners):
        loads = Counter()
        for key, owner in owners.items():
            loads[owner] += self.load(key)
        over = sum(max(0.0, loads[u] - self.fte[u]) for u in self.fte)
        changed = sum(bool(self.today(key)) and owner not in self.today(key) for key, owner in owners.items())
        lacking = sum(self.lacking(key, owner) for key, owner in owners.items())
        return round(over, 6), changed, lacking, round(max((loads[u] / self.fte[u] for u in self.fte), default=0.0), 4)

    def best(self, pins):
        may = {key: [u for u in self.may(key) if pins.get(key, u) == u] for key in self.types}
        placed = sorted(key for key in may if may[key])
        every = (dict(zip(placed, some, strict=True)) for some in product(*(may[key] for key in placed)))
        return placed, min(self.worth(owners) for owners in every)


@settings(max_examples=120, deadline=None)
@given(questions())
def test_as_brute_force(question):
    rows, fte, pins = question
    case, found = case_of(pins, **rows), propose(case_of(pins, **rows), posts(fte), DAY)
    oracle = Oracle(case, fte)
    pins = {key: owner for key, owner in pins.items() if key in oracle.types}
    placed, least = oracle.best(pins)
    owners = dict(zip(found.owners["citizen_type"], found.owners["owner"], strict=True))
    assert list(owners) == sorted(oracle.types)
    assert sorted(key for key in owners if owners[key]) == placed
    assert oracle.worth({key: owners[key] for key in placed}) == pytest.approx(least, abs=2e-4)
    assert found.teams["overload_fte"].sum() == pytest.approx(least[0], abs=1e-5)
    for row in found.owners.itertuples(index=False):
        assert set(filter(None, row.today.split(" + "))) == oracle.today(row.citizen_type)
        assert row.pinned == pins.get(row.citizen_type, "")
        assert row.changed == bool(row.owner and row.today and row.owner not in oracle.today(row.citizen_type))
        if not row.owner:
            continue
        assert row.pinned in ("", row.owner)
        assert row.owner in oracle.may(row.citizen_type)
        assert row.missing == oracle.lacking(row.citizen_type, row.owner)
        assert row.load_fte == pytest.approx(oracle.load(row.citizen_type))
        if row.pinned:
            _, without = oracle.best({key: owner for key, owner in pins.items() if key != row.citizen_type})
            price = tuple(a - b for a, b in zip(least, without, strict=True))[:3]
            assert tuple(getattr(row, name) for name in PRICES) == pytest.approx(price, abs=1e-5)


@settings(max_examples=30, deadline=None)
@given(questions(), st.randoms())
def test_the_order_of_rows_does_not_matter(question, random):
    rows, fte, pins = question
    found = propose(case_of(pins, **rows), posts(fte), DAY)
    again = propose(
        case_of(
            dict(random.sample(list(pins.items()), len(pins))), **{k: random.sample(v, len(v)) for k, v in rows.items()}
        ),
        posts(dict(random.sample(list(fte.items()), len(fte)))),
        DAY,
    )
    pd.testing.assert_frame_equal(found.owners, again.owners)
    pd.testing.assert_frame_equal(found.teams, again.teams)


def two_types(pins=None, **more):
    """Two types of one group, which two teams may serve; all is `unge`'s today."""
    tables = {
        "units": [unit(team) for team in TEAMS],
        "citizen_types": [citizens("t1", "virksomheder"), citizens("t2", "virksomheder")],
        "competence": [serves("unge", "virksomheder"), serves("jobklar", "virksomheder")],
        "edges": [edge("owns", "unge", "t1"), edge("owns", "unge", "t2")],
    }
    return case_of(pins, **(tables | more))


def test_todays_owner_is_kept_where_its_posts_suffice():
    found = propose(two_types(), posts({"unge": 4.0, "jobklar": 90.0}), DAY)
    assert list(found.owners["owner"]) == ["unge", "unge"]
    assert found.feasible


def test_who_has_too_few_posts_gives_up_as_little_as_can_be():
    found = propose(two_types(), posts({"unge": 2.0, "jobklar": 2.0}), DAY)  # 6.92 / 2 x 0.5 = 1.73 FTE each
    assert sorted(found.owners["owner"]) == ["jobklar", "unge"]
    assert found.owners["changed"].sum() == 1
    assert found.feasible


def test_what_does_not_fit_is_told_in_fte():
    found = propose(two_types(), posts({"unge": 2.0}), DAY)
    assert list(found.owners["owner"]) == ["unge", "unge"]
    assert not found.feasible
    over = NEED["2026H2", "virksomheder"] * 0.5 - 2.0
    assert found.teams.set_index("team")["overload_fte"].to_dict() == pytest.approx({"unge": over})


def test_a_missing_competence_decides_between_new_owners_and_may_be_a_handover_away():
    new = {
        "edges": [],
        "type_needs": [needs("t1", "law", 0), needs("t2", "law", 1)],
        "unit_competences": [has("jobklar", "law")],
    }
    fte = {"unge": 90.0, "jobklar": 5.0}
    assert list(propose(two_types(**new), posts(fte), DAY).owners["owner"]) == ["jobklar", "jobklar"]
    near = propose(two_types(**new | {"edges": [edge("hands_over", "unge", "jobklar")]}), posts(fte), DAY)
    assert list(near.owners["owner"]) == ["jobklar", "unge"]
    assert list(near.owners["missing"]) == [0, 0]


def test_todays_owner_is_kept_though_another_has_the_competence():
    rows = {"type_needs": [needs("t1", "law", 0), needs("t1", "health", 0)]}
    rows["unit_competences"] = [has("jobklar", "law"), has("jobklar", "health")]
    found = propose(two_types(**rows), posts({"unge": 9.0, "jobklar": 9.0}), DAY).owners
    assert list(found["owner"]) == ["unge", "unge"]
    assert list(found["missing"]) == [2, 0]


def test_new_owners_share_the_load_evenly():
    found = propose(two_types(edges=[]), posts({"unge": 9.0, "jobklar": 9.0}), DAY).owners
    assert sorted(found["owner"]) == ["jobklar", "unge"]
    assert not found["changed"].any()


def test_a_pin_has_a_price_in_parts():
    lacks = {"type_needs": [needs("t1", "law", 0)], "unit_competences": [has("unge", "law")]}
    found = propose(two_types({"t1": "jobklar"}, **lacks), posts({"unge": 9.0, "jobklar": 1.0}), DAY).owners.set_index(
        "citizen_type"
    )
    assert list(found["owner"]) == ["jobklar", "unge"]
    over = NEED["2026H2", "virksomheder"] / 4 - 1.0
    assert tuple(found.loc["t1", list(PRICES)]) == pytest.approx((over, 1, 1))
    assert found.loc["t2", list(PRICES)].isna().all()


def test_a_pin_to_whom_is_the_owner_anyway_is_free():
    found = propose(two_types({"t1": "unge"}), posts({"unge": 9.0}), DAY).owners
    assert tuple(found.loc[0, list(PRICES)]) == (0, 0, 0)


@pytest.mark.parametrize("pinned", ["sygedagpenge", "nobody_here"])
def test_a_pin_to_whom_may_not_leaves_the_type_without_an_owner(pinned):
    found = propose(two_types({"t1": pinned}), posts({"unge": 9.0, "sygedagpenge": 9.0}), DAY)
    assert list(found.owners["owner"]) == ["", "unge"]
    assert list(found.owners["pinned"]) == [pinned, ""]
    assert not found.feasible


def test_citizens_take_their_work_along_when_target_groups_are_regrouped():
    """From 2027 60 per cent of `uddannelsesparat` are in one group and 40 in another; all of the work is still theirs."""
    fte = posts({"unge": 9.0, "jobklar": 9.0}, LATER)
    for group, expected in (("jobsoegningsindsats", "jobklar"), ("jobhjaelpsindsats", ""), ("uddannelsesparat", "")):
        tables = {"citizen_types": [citizens("t1", "uddannelsesparat")], "competence": [serves("jobklar", group)]}
        assert list(propose(two_types(**tables | {"edges": []}), fte, LATER).owners["owner"]) == [expected]
    direct = {"citizen_types": [citizens("t1", "dagpengeindsats")], "competence": [serves("unge", "dagpengeindsats")]}
    before = {"citizen_types": [citizens("t1", "dagpenge")], "competence": [serves("unge", "dagpengeindsats")]}
    loads = [propose(two_types(**rows | {"edges": []}), fte, LATER).owners["load_fte"][0] for rows in (direct, before)]
    assert loads == pytest.approx([NEED["2027H1", "dagpengeindsats"] / 2] * 2)


def test_posts_are_those_of_the_days_month():
    fte = pd.concat([posts({"unge": 9.0}, date(2026, 7, 1)), posts({"jobklar": 4.0}), posts({"jobklar": 5.0})])
    assert propose(two_types(), fte, DAY).teams[["team", "fte"]].to_numpy().tolist() == [["jobklar", 9.0]]
    years = CASE.settings.model_copy(update={"period_months": 12})
    yearly = two_types().model_copy(update={"settings": years})
    assert list(propose(yearly, posts({"unge": 9.0}, yearly.months[0].first_day), BEFORE).teams["team"]) == ["unge"]


def test_posts_without_a_number_are_refused():
    with pytest.raises(ValueError, match="no number"):
        propose(two_types(), posts({"unge": float("nan")}), DAY)


def test_a_day_outside_the_plan_is_refused():
    with pytest.raises(ValueError, match="outside the plan"):
        propose(CASE, posts({}), date(2031, 1, 1))


@pytest.mark.parametrize("day", [date(2025, 10, 1), date(2026, 7, 1), date(2027, 1, 1), date(2030, 12, 31)])
def test_the_shipped_case_keeps_most_of_its_owners(base_case, base_plan, day):
    found = propose(base_case, base_plan.staff, day)
    assert found.feasible
    assert found.owners["changed"].sum() <= len(found.owners) / 5
    in_force = [c.citizen_type for c in base_case.citizen_types
                if (c.valid_from or day) <= day <= (c.valid_to or day)]  # fmt: skip
    assert list(found.owners["citizen_type"]) == sorted(in_force)
