"""What hangs on one unit or channel alone: advice and coordination that are due, minutes of parts, competences at hand.

A forum, advice, a competence or a way to it is missed by the citizen types to whose cases nobody else brings it. Who owns
a type is left out: an owner is one by rule, and another can be named.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from planner.case.schema import Case
from planner.case.tables import Edge, TypeNeed
from planner.coordination.graph import CLINICAL_UNIT, COORDINATORS, PARTS, Period, holders, is_kind
from planner.coordination.reach import Arc, Reach

_DUTIES = (("advises", "needs_advice"), ("coordinates", "needs_coordination"))
_DAYS_A_YEAR = 365


class Gone(NamedTuple):
    """What goes: a unit (`kind` is the unit's own), a `profession`, a `competence`, or a `channel`: `from kind to`."""

    kind: str
    subject: str


class Lost(NamedTuple):
    """What nobody is left to give a citizen type: `casework`, `advises`, `coordinates` or a competence."""

    citizen_type: str
    what: str


Hanging = Iterator[tuple[Gone, Lost]]


def channel(edge: Edge) -> Gone:
    """The channel that an edge is; rows between the same two of the same kind are one."""
    return _channel((edge.from_node, edge.to_node, edge.kind))


def _channel(arc: Arc) -> Gone:
    unit, to, kind = arc
    return Gone("channel", f"{unit} {kind} {to}")


def hanging_on_one(days: Sequence[Days], first: date, last: date) -> tuple[dict[Gone, set[Lost]], dict[Gone, float]]:
    """What types lose with each thing on some day from `first` to `last`, and the minutes of parts only it has."""
    lost: dict[Gone, set[Lost]] = defaultdict(set)
    minutes: dict[Gone, float] = defaultdict(float)
    for stretch in days:
        long = (min(last, stretch.period.last) - max(first, stretch.period.first)).days + 1
        if long > 0:
            for gone, item in stretch.hanging:
                lost[gone].add(item)
            for gone, a_year in stretch.minutes:
                minutes[gone] += a_year * long / _DAYS_A_YEAR
    return lost, minutes


class Days:
    """What hangs on one in a period: `hanging`, and `minutes` a year of parts in cases."""

    def __init__(self, case: Case, period: Period) -> None:
        self.period, self.graph = period, period.graph
        self.types = {row.citizen_type: row for row in case.citizen_types if row.citizen_type in self.graph}
        self.units = [row.unit for row in case.units if row.unit in self.graph]
        self.edges = [edge for edge in period.edges if edge.from_node in self.graph and edge.to_node in self.graph]
        self.reach = Reach(case, self.graph, period.first)
        self.hanging, self.minutes = (*self._duties(), *self._needs()), tuple(self._minutes())

    def _duties(self) -> Hanging:
        """Clinical advice and coordination that are due, and that one unit alone gives."""
        for kind, due in _DUTIES:
            for key in (key for key, row in self.types.items() if getattr(row, due)):
                edges = [edge for edge in self.edges if (edge.to_node, edge.kind) == (key, kind)]
                edges = [edge for edge in edges if self._may(kind, edge.from_node)]
                if len({edge.from_node for edge in edges}) == 1:
                    yield from ((gone, Lost(key, kind)) for gone in (self._unit(edges[0].from_node), channel(edges[0])))

    def _may(self, kind: str, unit: str) -> bool:
        """Whether a unit counts where a duty is due: advice is klinisk funktion's, coordination a forum's or department's."""
        return unit == CLINICAL_UNIT if kind == "advises" else is_kind(self.graph, unit, *COORDINATORS)

    def _minutes(self) -> Iterator[tuple[Gone, float]]:
        """Minutes a year of parts in cases that one unit alone has, by all that they hang on."""
        parts: dict[tuple[str, str, str], list[Edge]] = defaultdict(list)
        for edge in self.edges:
            if edge.kind in PARTS:
                parts[edge.kind, edge.to_node, edge.competence].append(edge)
        for (_, key, competence), edges in parts.items():
            spent = sum(edge.minutes_per_case or 0.0 for edge in edges) * (self.types[key].cases_per_year or 0.0)
            if len({edge.from_node for edge in edges}) == 1 and spent:
                yield from ((gone, spent) for gone in (self._unit(edges[0].from_node), channel(edges[0])))
            if competence and spent:
                yield Gone("competence", competence), spent

    def _needs(self) -> Hanging:
        """Competences near enough to a type's owner that would not be without a unit, a channel, or the competence.

        Only what one way leads over can be what every way leads over.
        """
        for key in self.types:
            owners = holders(self.graph, key, "owns")
            for need in self.reach.needs.get(key, ()):
                way, item = self.reach.way(need, owners), Lost(key, need.competence)
                if way is None or way.handovers > need.within_handovers:
                    continue
                yield Gone("competence", need.competence), item
                for one in dict.fromkeys(way.over):
                    if not self._met_without(need, owners, one):
                        yield self._unit(one) if isinstance(one, str) else _channel(one), item

    def _met_without(self, need: TypeNeed, owners: Sequence[str], gone: str | Arc) -> bool:
        """Whether a need is met without something; where that was the only owner, any unit left can be named instead."""
        left = [unit for unit in owners if unit != gone] or [unit for unit in self.units if unit != gone]
        way = self.reach.way(need, left, gone)
        return way is not None and way.handovers <= need.within_handovers

    def _unit(self, key: str) -> Gone:
        return Gone(str(self.graph.nodes[key]["kind"]), key)
