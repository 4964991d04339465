"""Which competences are within reach of whoever owns a citizen type: one rule for K11, for owners proposed, and for N-1."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

import networkx as nx

from planner.case.schema import Case
from planner.case.tables import TypeNeed
from planner.coordination.graph import PARTS, PASSES_ON, in_force, is_kind

Arc = tuple[str, str, str]
"""An edge: the node it is from, the one it is to, and its kind."""


class Way(NamedTuple):
    """A shortest way to a competence: how many hand-overs it takes, and the units and edges that it leads over."""

    handovers: int
    over: tuple[str | Arc, ...]


class Reach:
    """How many hand-overs away from an owner a competence is on a day, also without a unit or an edge.

    The owner itself is none away. One more is whoever has a part in the type's cases (from the owner), whoever a unit
    hands over or refers to, and from a member to its forum or back. Sending data hands nothing over. A forum has a
    competence only while a member of it has it as well.
    """

    def __init__(self, case: Case, graph: nx.MultiDiGraph, day: date) -> None:
        self.needs: defaultdict[str, list[TypeNeed]] = defaultdict(list)
        self._having: defaultdict[str, set[str]] = defaultdict(set)
        self._ways: defaultdict[str, list[tuple[Arc, str]]] = defaultdict(list)
        self._parts: defaultdict[str, list[tuple[Arc, str]]] = defaultdict(list)
        self._seats: dict[str, list[tuple[Arc, str]]] = {unit: [] for unit in graph if is_kind(graph, unit, "forum")}
        for need in case.type_needs:
            if need.citizen_type in graph and in_force(need.valid_from, need.valid_to, day):
                self.needs[need.citizen_type].append(need)
        for row in case.unit_competences:
            if row.unit in graph and in_force(row.valid_from, row.valid_to, day):
                self._having[row.competence].add(row.unit)
        for arc in sorted(graph.edges(keys=True)):
            unit, to, kind = arc
            if kind in PARTS:
                self._parts[to].append((arc, unit))
            elif kind in PASSES_ON:
                self._ways[unit].append((arc, to))
            elif kind == "member":
                self._ways[unit].append((arc, to))
                self._ways[to].append((arc, unit))
                self._seats.get(to, []).append((arc, unit))

    def missing(self, citizen_type: str, owners: Iterable[str]) -> Iterator[tuple[TypeNeed, int | None]]:
        """What a citizen type needs nearer to its owners than it is, and how near it is; None where nobody brings it."""
        owners = tuple(owners)
        for need in self.needs.get(citizen_type, ()):
            way = self.way(need, owners)
            if way is None or way.handovers > need.within_handovers:
                yield need, way and way.handovers

    def way(self, need: TypeNeed, owners: Iterable[str], gone: str | Arc | None = None) -> Way | None:
        """A shortest way from an owner to what a citizen type needs, without something; None where there is none."""
        here: dict[str, tuple[str | Arc, ...]] = {unit: (unit,) for unit in owners if unit != gone}
        seen, steps = set(here), 0
        parts = self._parts.get(need.citizen_type, ()) if here else ()
        while here:
            for unit, over in here.items():
                brings = self._brings(unit, need.competence, gone)
                if brings is not None:
                    return Way(steps, over + brings)
            steps += 1
            onward = {to: (*over, arc, to) for unit, over in here.items() for arc, to in self._left(unit, gone)}
            onward |= {unit: (arc, unit) for arc, unit in parts if gone not in (arc, unit)}
            here, parts = {unit: over for unit, over in onward.items() if unit not in seen}, ()
            seen |= here.keys()
        return None

    def _left(self, unit: str, gone: str | Arc | None) -> Iterator[tuple[Arc, str]]:
        """The edges by which a unit can take a case on, and where to."""
        return ((arc, to) for arc, to in self._ways.get(unit, ()) if gone not in (arc, to))

    def _brings(self, unit: str, competence: str, gone: str | Arc | None) -> tuple[str | Arc, ...] | None:
        """On what it hangs, besides a unit, that it has a competence; None where it has it not."""
        having = self._having.get(competence, set())
        if unit not in having or unit not in self._seats:
            return () if unit in having else None
        seats = ((arc, who) for arc, who in self._seats[unit] if who in having and gone not in (arc, who))
        return next(seats, None)
