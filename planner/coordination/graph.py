"""The coordination graph on a date, and the stretches of days on which it stays the same.

Nodes are units and citizen types by their keys; edges are the rows of `edges.csv`. Everything has a lifetime,
so the graph changes only on the days when something begins or ends. Those days cut the plan into periods, and
what holds on the first day of a period holds on all of it: no day is sampled, and none is missed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple

import networkx as nx
import pandas as pd

from planner.case.schema import Case
from planner.case.tables import CitizenType, Edge, Guarantee, TypeNeed, Unit, UnitCompetence
from planner.errors import Fault, InputError

EdgeKind = Literal["owns", "contributes", "advises", "coordinates", "member", "hands_over", "refers", "data"]
Graph = nx.MultiDiGraph
"""The graph on a day: an edge's key is its kind."""
CITIZEN_TYPE, GUARANTEE = "citizen_type", "guarantee"
"""The `kind` of a node that is a citizen type or a guarantee; a unit's `kind` is the one in `units.csv`."""
BETWEEN_UNITS = ("member", "hands_over", "refers", "data")
"""The kinds of edges that lead from a unit to a unit."""
PASSES_ON = ("hands_over", "refers")
"""Those of them by which a unit passes cases on."""
PARTS = ("coordinates", "advises", "contributes")
"""The kinds of edges by which a unit has a part in the cases of a citizen type without being its owner."""
CLINICAL_UNIT = "klinisk_funktion"
"""The unit whose health advice is a duty in cases of flexible jobs and disability pension (fact DK129); no other replaces it."""

COORDINATORS = ("forum", "department")
"""The kinds of units that can coordinate cases across departments (K06)."""
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """A stretch of days, both ends included, on which nothing in the graph changes.

    Attributes:
        first: the first day.
        last: the last day.
        graph: the units, citizen types and edges in force.
        edges: the edges in force by their own dates, also those that name a unit which is not.
    """

    first: date
    last: date
    graph: nx.MultiDiGraph
    edges: tuple[Edge, ...]


@dataclass(frozen=True, order=True)
class Span:
    """A stretch of days on which the same thing holds of a subject; `cause` names the other nodes in it."""

    subject: str
    first: date
    last: date
    cause: tuple[str, ...] = ()


class Drawing(NamedTuple):
    """What graphs are drawn from: cases for which it is equal have the same graph on every day."""

    units: tuple[Unit, ...]
    citizen_types: tuple[CitizenType, ...]
    guarantees: tuple[Guarantee, ...]
    edges: tuple[Edge, ...]

    @classmethod
    def of(cls, case: Case) -> Drawing:
        """What a case's graphs are drawn from; raises InputError when a citizen type has the same key as a unit."""
        _refuse_shared_keys(case)
        return cls(case.units, case.citizen_types, case.guarantees, case.decided_edges)

    def edges_on(self, day: date) -> tuple[Edge, ...]:
        """The edges in force on a day by their own dates, in an order that does not depend on the file's."""
        found = [edge for edge in self.edges if in_force(edge.valid_from, edge.valid_to, day)]
        return tuple(sorted(found, key=lambda edge: (edge.kind, edge.from_node, edge.to_node)))


Test = Callable[[Period], Iterable[tuple[str, tuple[str, ...]]]]
"""What to look for in one period: (subject, cause) for each place it is found."""


def in_force(valid_from: date | None, valid_to: date | None, day: date) -> bool:
    """Whether a lifetime holds the day; both ends count, and an empty end is open.

    >>> in_force(None, date(2026, 6, 30), date(2026, 6, 30))
    True
    >>> in_force(None, date(2026, 6, 30), date(2026, 7, 1))
    False
    """
    return (valid_from is None or valid_from <= day) and (valid_to is None or day <= valid_to)


def graph_on(case: Case, day: date) -> nx.MultiDiGraph:
    """The units, citizen types and edges in force on a day.

    An edge counts only when both its ends are in force too: nobody is served by a unit that no longer exists. Nobody can
    change the graph.

    Raises:
        InputError: when a citizen type has the same key as a unit, because the two would become one node.
    """
    return _graph(Drawing.of(case), day)


@lru_cache(maxsize=256)
def _graph(of: Drawing, day: date) -> nx.MultiDiGraph:
    graph = nx.MultiDiGraph()
    nodes: dict[str, tuple[str, Unit | CitizenType | Guarantee]] = {row.unit: (row.kind, row) for row in of.units}
    nodes |= {row.citizen_type: (CITIZEN_TYPE, row) for row in of.citizen_types}
    nodes |= {row.guarantee: (GUARANTEE, row) for row in of.guarantees}
    for key, (kind, row) in sorted(nodes.items(), key=lambda item: item[0]):
        if in_force(row.valid_from, row.valid_to, day):
            graph.add_node(key, label_da=row.label_da, label_en=row.label_en, kind=kind)
    for edge in of.edges_on(day):
        if edge.from_node in graph and edge.to_node in graph:
            graph.add_edge(edge.from_node, edge.to_node, key=edge.kind, kind=edge.kind)
    return nx.freeze(graph)


def periods(case: Case) -> tuple[Period, ...]:
    """The plan's days cut where anything in the graph begins or ends, in order and without gaps."""
    return _periods(Drawing.of(case), (*case.unit_competences, *case.type_needs), *horizon(case))


@lru_cache(maxsize=32)
def _periods(of: Drawing, others: tuple[UnitCompetence | TypeNeed, ...], first: date, last: date) -> tuple[Period, ...]:
    starts = {first}
    rows: tuple[Unit | UnitCompetence | CitizenType | TypeNeed | Guarantee | Edge, ...]
    rows = (*of.units, *others, *of.citizen_types, *of.guarantees, *of.edges)
    for row in rows:
        if row.valid_from is not None and first < row.valid_from <= last:
            starts.add(row.valid_from)
        if row.valid_to is not None and first <= row.valid_to < last:
            starts.add(row.valid_to + _DAY)
    bounds = [*sorted(starts), last + _DAY]
    return tuple(Period(a, b - _DAY, _graph(of, a), of.edges_on(a)) for a, b in pairwise(bounds))


def by_month(cut: Iterable[Period]) -> tuple[Period, ...]:
    """The same periods, cut at the first day of every month as well."""
    pieces = []
    for period in cut:
        rest = period
        while (start := _next_month(rest.first)) <= rest.last:
            pieces.append(replace(rest, last=start - _DAY))
            rest = replace(rest, first=start)
        pieces.append(rest)
    return tuple(pieces)


def spans(cut: Iterable[Period], test: Test) -> tuple[Span, ...]:
    """What a test finds, with neighbouring periods of the same subject and cause joined into one span."""
    runs: dict[tuple[str, tuple[str, ...]], list[Span]] = {}
    for period in cut:
        for subject, cause in test(period):
            run = runs.setdefault((subject, cause), [])
            if run and run[-1].last + _DAY == period.first:
                run[-1] = replace(run[-1], last=period.last)
            else:
                run.append(Span(subject, period.first, period.last, cause))
    return tuple(sorted(span for run in runs.values() for span in run))


def owners(case: Case) -> pd.DataFrame:
    """Who answers for each citizen type, and when.

    Returns:
        One row per stretch of days with the same owners, within the plan and the citizen type's own lifetime.
        Columns citizen_type, from, to (ISO dates, both included), owner: a unit's key, several joined by
        " + ", or "" when there is none. A unit that does not exist on the day is nobody's owner.
    """
    found = spans(periods(case), owned)
    rows = [(s.subject, s.first.isoformat(), s.last.isoformat(), " + ".join(s.cause)) for s in found]
    return pd.DataFrame(rows, columns=["citizen_type", "from", "to", "owner"], dtype="str")


def horizon(case: Case) -> tuple[date, date]:
    """The first and the last day of the plan."""
    return case.months[0].first_day, case.months[-1].plus(case.settings.period_months).first_day - _DAY


def citizen_types(graph: nx.MultiDiGraph) -> list[str]:
    """The citizen types in force, in order."""
    return [key for key, kind in graph.nodes(data="kind") if kind == CITIZEN_TYPE]


def guarantees(graph: nx.MultiDiGraph) -> list[str]:
    """The guarantees in force, in order."""
    return [key for key, kind in graph.nodes(data="kind") if kind == GUARANTEE]


def owned(period: Period) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each citizen type in force, with its owners in force."""
    yield from ((key, holders(period.graph, key, "owns")) for key in citizen_types(period.graph))


@lru_cache(maxsize=1 << 14)
def holders(graph: nx.MultiDiGraph, node: str, kind: EdgeKind) -> tuple[str, ...]:
    """The units with an edge of a kind to a node, in order."""
    return tuple(sorted(unit for unit, _, key in graph.in_edges(node, keys=True) if key == kind))


def is_kind(graph: nx.MultiDiGraph, unit: str, *kinds: str) -> bool:
    """Whether a node in force is of one of the kinds."""
    return str(graph.nodes[unit]["kind"]) in kinds


def held(cut: Sequence[Period], day: date, node: str, kind: EdgeKind) -> tuple[str, ...]:
    """The units with an edge of a kind to a node on a day; none where the node or the day is outside the plan."""
    graph = next((period.graph for period in cut if period.first <= day <= period.last), nx.MultiDiGraph())
    return holders(graph, node, kind) if node in graph else ()


def before_and_after(cut: Sequence[Period], span: Span, kind: EdgeKind) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The units with an edge of a kind to the span's subject on the day before the span, and on the day after it."""
    return held(cut, span.first - _DAY, span.subject, kind), held(cut, span.last + _DAY, span.subject, kind)


def absent(period: Period) -> dict[str, set[str]]:
    """The units with a part to play while they do not exist, and the nodes at the other end.

    Owners are left out: an owner that does not exist is worse, and a rule of its own.
    """
    found: dict[str, set[str]] = {}
    for edge in period.edges:
        ends = [(edge.from_node, edge.to_node)] if edge.kind != "owns" else []
        ends += [(edge.to_node, edge.from_node)] if edge.kind in BETWEEN_UNITS else []
        for unit, other in ends:
            if unit not in period.graph:
                found.setdefault(unit, set()).add(other)
    return found


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1)


def _refuse_shared_keys(case: Case) -> None:
    units = {row.unit for row in case.units}
    types = {row.citizen_type for row in case.citizen_types}
    found, allowed = "the key of a unit or citizen type", "a key of its own"
    faults = [Fault("citizen_types.csv", key, found, allowed) for key in sorted(units & types)]
    promised = {row.guarantee for row in case.guarantees} & (units | types)
    faults += [Fault("guarantees.csv", key, found, allowed) for key in sorted(promised)]
    if faults:
        raise InputError(faults)
