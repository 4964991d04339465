"""Deletions from the shipped graph: each that takes away the only row by which a duty is met is found and named.

What a row is there for is read from the tables here, day by day, without the graph and without the checks.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import pandas as pd
import pytest

from planner.case.scenario import load_case
from planner.case.schema import Case
from planner.case.tables import Edge, Unit, UnitCompetence
from planner.coordination.checks import check
from planner.coordination.cooperation import FORUM_DEPARTMENTS
from planner.coordination.graph import CLINICAL_UNIT, horizon, in_force, periods

CASE = load_case("scenarios/helsingor/base.yaml")
STAFF = pd.DataFrame(
    [(str(month), row.team, row.profession, row.fte) for month in CASE.months for row in CASE.staffing],
    columns=["month", "team", "profession", "fte"],
)
Row = Unit | Edge | UnitCompetence
KIND = {row.unit: row.kind for row in CASE.units}
TYPES = {row.citizen_type: row for row in CASE.citizen_types}
NODES = {**TYPES, **{row.unit: row for row in CASE.units}, **{row.guarantee: row for row in CASE.guarantees}}
NO_DUTY = {
    "owns": "only an end that comes after the citizen type's own: nobody is left to be owned",
    "hands_over": "who may pass cases on; each type keeps its owner, and whoever has a part in its cases is asked directly",
    "refers": "the same",
    "data": "sent as a service; no duty rests on it, and only a unit that it alone connects is left over (K09)",
    "contributes": "help in a case; another unit, or a referral, brings the owner to the same competence",
    "advises": "advice is a duty from klinisk funktion where the type needs it; other advice is help, as above",
    "coordinates": "one forum or department is enough, and only for types whose cases cross departments",
    "member": "a forum must have a team, social services and health; other seats are the forum's choice",
    "competence": "others within reach have it too; it is missed where the owner itself must have it, or nobody else has it",
    "outside": "an outside unit other than klinisk funktion: the municipality keeps the responsibility (digest rule R14)",
    "forum": "a forum without cases of its own (committee, works committee), or beside others that coordinate",
    "department": "another unit has the same part and the same competence",
    "team": "a team that owns nothing and alone has no competence that a type needs",
}
"""Kinds of rows whose deletion may take no duty away, with the reason; `competence` is a row of unit_competences.csv."""


@dataclass(frozen=True)
class Deletion:
    """A row that goes altogether, or that ends on a day."""

    row: Row
    last: date | None = None

    @property
    def kind(self) -> str:
        return "competence" if isinstance(self.row, UnitCompetence) else self.row.kind

    @property
    def names(self) -> set[str]:
        """What a finding about it may be about: the nodes at its ends, or the types that need a competence."""
        if isinstance(self.row, Edge):
            return {self.row.from_node, self.row.to_node}
        ends = {node for edge in CASE.edges for node in (edge.from_node, edge.to_node) if self.row.unit in _ends(edge)}
        had = {row.competence for row in CASE.unit_competences if row.unit == self.row.unit}
        had = {self.row.competence} if isinstance(self.row, UnitCompetence) else had
        needing = {need.citizen_type for need in CASE.type_needs if need.competence in had}
        return needing if isinstance(self.row, UnitCompetence) else needing | ends | {self.row.unit}

    def done(self) -> Case:
        """The case without the row; a unit takes its edges and competences along, unless it only ends."""
        rows = {name: getattr(CASE, name) for name in ("units", "edges", "unit_competences")}
        if self.last:
            ended = self.row.model_copy(update={"valid_to": self.last})
            rows = {name: tuple(ended if row is self.row else row for row in table) for name, table in rows.items()}
        else:
            rows = {name: tuple(row for row in table if not self._takes(row)) for name, table in rows.items()}
        return CASE.model_copy(update=rows)

    def _takes(self, row: Row) -> bool:
        if isinstance(self.row, Unit):
            return self.row.unit in (_ends(row) if isinstance(row, Edge) else (row.unit,))
        return row is self.row

    @property
    def carries_a_duty(self) -> bool:
        """Whether on some lost day the row is the only one by which a duty is met."""
        days = [day for day in _days() if self.last is None or day > self.last]
        return any(_needed(self.row, day) for day in days if _lives(self.row, day))


def _ends(edge: Edge) -> tuple[str, str]:
    return edge.from_node, edge.to_node


@cache
def _days() -> tuple[date, ...]:
    """A day of each stretch on which nothing begins or ends."""
    return tuple(period.last for period in periods(CASE))


def _lives(row: Row, day: date) -> bool:
    rows = (row, *(NODES[node] for node in _ends(row))) if isinstance(row, Edge) else (row,)
    return all(in_force(one.valid_from, one.valid_to, day) for one in rows)


@cache
def _edges(kind: str, day: date) -> tuple[Edge, ...]:
    return tuple(edge for edge in CASE.edges if edge.kind == kind and _lives(edge, day))


def _needed(row: Row, day: date) -> bool:
    if isinstance(row, Edge):
        return _edge_needed(row, day)
    if isinstance(row, UnitCompetence):
        return _competence_needed(row, day)
    edges = (edge for edge in CASE.edges if row.unit in _ends(edge) and edge.kind != "member" and _lives(edge, day))
    seats = (edge for edge in _edges("member", day) if edge.from_node == row.unit)
    has = (one for one in CASE.unit_competences if one.unit == row.unit and _lives(one, day))
    return any(_edge_needed(e, day) for e in (*edges, *seats)) or any(_competence_needed(one, day) for one in has)


def _edge_needed(edge: Edge, day: date) -> bool:
    unit, to = _ends(edge)
    if edge.kind == "owns":
        return True
    if edge.kind == "advises":
        return unit == CLINICAL_UNIT and TYPES[to].needs_advice
    if edge.kind == "coordinates":
        others = {other.from_node for other in _edges("coordinates", day) if other.to_node == to} - {unit}
        return TYPES[to].needs_coordination and not any(KIND[other] in ("forum", "department") for other in others)
    if edge.kind == "member":
        busy = any(other.from_node == to for other in _edges("coordinates", day))
        return KIND[to] == "forum" and busy and unit in FORUM_DEPARTMENTS
    return False


def _competence_needed(row: UnitCompetence, day: date) -> bool:
    """Whether an owner must have the competence itself, or nobody but the unit and its forums has what a type needs."""
    needs = [n for n in CASE.type_needs if n.competence == row.competence and in_force(n.valid_from, n.valid_to, day)]
    owned = {edge.to_node for edge in _edges("owns", day) if edge.from_node == row.unit}
    others = {one.unit for one in CASE.unit_competences if one.competence == row.competence and _lives(one, day)}
    alone = KIND[row.unit] != "forum" and not any(KIND[one] != "forum" for one in others - {row.unit})
    here = [n for n in needs if _lives(TYPES[n.citizen_type], day)]
    return bool(here) and (alone or any(n.within_handovers == 0 and n.citizen_type in owned for n in here))


def _all() -> Iterator[Deletion]:
    """Every row gone, and every row with an earlier end, chosen at random."""
    chance, (first, last) = random.Random(1), horizon(CASE)
    for row in (*CASE.units, *CASE.edges, *CASE.unit_competences):
        yield Deletion(row)
        begin, end = max(row.valid_from or first, first), min(row.valid_to or last, last)
        if begin < end:
            yield Deletion(row, begin + timedelta(days=chance.randrange((end - begin).days)))


DELETIONS = tuple(_all())
WITH_DUTY = [deletion for deletion in DELETIONS if deletion.carries_a_duty]
WITHOUT = [deletion for deletion in DELETIONS if not deletion.carries_a_duty]
SOME = random.Random(2026).sample(WITH_DUTY, 50)


@cache
def _shipped() -> frozenset[tuple[str, str, str, str]]:
    return frozenset(_told(CASE))


def _told(case: Case) -> set[tuple[str, str, str, str]]:
    return {(finding.code, finding.subject, finding.valid_from, finding.valid_to) for finding in check(case, STAFF)}


def _name(deletion: Deletion) -> str:
    row, gone = deletion.row, f"until {deletion.last}" if deletion.last else "gone"
    what = " ".join(_ends(row)) if isinstance(row, Edge) else f"{row.unit} {getattr(row, 'competence', '')}".strip()
    return f"{deletion.kind} {what} {gone}"


@pytest.mark.parametrize("deletion", SOME, ids=_name)
def test_a_deletion_that_takes_a_duty_away_is_found_and_named(deletion: Deletion) -> None:
    new = _told(deletion.done()) - _shipped()
    assert {subject for code, subject, *_ in new if code != "K15"} & deletion.names


def test_units_edges_competences_and_ends_of_dates_carry_duties() -> None:
    kinds = {(type(deletion.row).__name__, deletion.last is None) for deletion in WITH_DUTY}
    assert kinds == {(name, whole) for name in ("Unit", "Edge", "UnitCompetence") for whole in (True, False)}


def test_every_kind_of_deletion_that_may_carry_no_duty_is_listed_with_its_reason() -> None:
    assert {deletion.kind for deletion in WITHOUT} <= set(NO_DUTY)
    assert all(deletion.last for deletion in WITHOUT if deletion.kind == "owns")


@pytest.mark.parametrize("deletion", random.Random(7).sample(WITHOUT, 15), ids=_name)
def test_a_deletion_that_takes_no_duty_away_leaves_every_citizen_with_an_owner(deletion: Deletion) -> None:
    assert not [told for told in _told(deletion.done()) - _shipped() if told[0] in ("K01", "K02", "K05", "K06", "K16")]
