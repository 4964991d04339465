"""Whether everybody can be served: in each half-year the most minutes of work that the plan's staff may do, as a flow.

Minutes run from each citizen type to the cells (team and profession) that may serve its target group, and no further
than the minutes those cells have. Where the most that can run is less than what is demanded, the minimum cut is the
proof (Hall's condition with capacities): some types want W minutes, the only cells that may serve them have H, and
W - H minutes are lacking, however the work is dealt out.
"""

from __future__ import annotations

import math
from collections import defaultdict, deque
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

import networkx as nx
import numpy as np
import pandas as pd
from networkx.algorithms.flow import build_residual_network, shortest_augmenting_path

from planner.case.schema import Case
from planner.case.work_references import EXITS
from planner.coordination.graph import in_force
from planner.plan import Plan
from planner.workload import Workload
from planner.workload.hours import net_hours
from planner.workload.stocks import Series

_ROUNDING = 0.01
SOURCE, SINK = ("from", ""), ("to", "")


class Ordered(Hashable, Protocol):
    """A key with an order, so that nothing depends on the order of rows."""

    def __lt__(self, other: Any, /) -> bool:
        """Whether it comes first."""


D = TypeVar("D", bound=Ordered)
C = TypeVar("C", bound=Ordered)


class Wants(NamedTuple):
    """Who wants work done: a citizen type in the target group in force; `citizen_type` is "" for the rest of the group."""

    target_group: str
    citizen_type: str


class Cell(NamedTuple):
    """Who does it: a team and profession."""

    team: str
    profession: str


@dataclass(frozen=True)
class Gap(Generic[D, C]):
    """A proof that minutes are lacking.

    Attributes:
        wanting: who goes short.
        only: everybody who may serve any of them.
        wanted: minutes demanded by `wanting`.
        there: minutes of `only`; what is wanted beyond them is lacking.
    """

    wanting: tuple[D, ...]
    only: tuple[C, ...]
    wanted: int
    there: int

    @property
    def lacking(self) -> int:
        """Minutes."""
        return self.wanted - self.there


@dataclass(frozen=True)
class Coverage(Generic[D, C]):
    """Minutes demanded, the most of them that can be served, and the gaps, which add up to what is lacking."""

    demand: int
    served: int
    gaps: tuple[Gap[D, C], ...]

    @property
    def lacking(self) -> int:
        """Minutes that nobody who may do them has."""
        return self.demand - self.served


class Network(Generic[D, C]):
    """Who wants how many minutes, who has how many, and who may serve whom; built once, solved for many absences.

    >>> Network({"a": 60, "b": 30}, {"x": 50, "y": 100}, {"a": ["x"], "b": ["x", "y"]}).coverage().gaps
    (Gap(wanting=('a',), only=('x',), wanted=60, there=50),)
    """

    def __init__(self, demand: Mapping[D, int], capacity: Mapping[C, int], may: Mapping[D, Iterable[C]]) -> None:
        self.demand = {key: demand[key] for key in sorted(demand)}
        self.may = {key: tuple(sorted(set(may.get(key, ())))) for key in self.demand}
        cells = set(capacity).union(*self.may.values())
        self.capacity = {cell: capacity.get(cell, 0) for cell in sorted(cells)}
        graph = nx.DiGraph()
        graph.add_nodes_from((SOURCE, SINK))
        for key, minutes in self.demand.items():
            graph.add_edge(SOURCE, ("wants", key), capacity=minutes)
            graph.add_edges_from((("wants", key), ("has", cell)) for cell in self.may[key])
        for cell, minutes in self.capacity.items():
            graph.add_edge(("has", cell), SINK, capacity=max(1, minutes))  # an arc without capacity would be left out
        self.graph, self.residual = graph, build_residual_network(graph, "capacity")

    def coverage(self, gone: Collection[C] = ()) -> Coverage[D, C]:
        """The most that can be served without some cells; the gaps are the smallest sets that prove it."""
        for cell, minutes in self.capacity.items():
            self.residual["has", cell][SINK]["capacity"] = 0 if cell in gone else minutes
        shortest_augmenting_path(self.graph, SOURCE, SINK, residual=self.residual)
        gaps = tuple(sorted(self._gaps(gone), key=lambda gap: gap.wanting))
        return Coverage(sum(self.demand.values()), self.residual.graph["flow_value"], gaps)

    def _gaps(self, gone: Collection[C]) -> Iterator[Gap[D, C]]:
        """The types that more could still reach, with all who may serve them, apart where they share nobody."""
        short = self.reached()
        cut = self.graph.subgraph(short - {SOURCE}).to_undirected()
        for part in nx.connected_components(cut):
            wanting = tuple(key for key in self.demand if ("wants", key) in part)
            only = tuple(cell for cell in self.capacity if ("has", cell) in part and cell not in gone)
            wanted, there = sum(self.demand[key] for key in wanting), sum(self.capacity[cell] for cell in only)
            yield Gap(wanting, only, wanted, there)

    def reached(self, backwards: bool = False) -> set[Hashable]:
        """The nodes to which more can run from the source in the last flow, or from which it can run to the sink."""
        start = SINK if backwards else SOURCE
        found: set[Hashable] = {start}
        waiting: deque[Hashable] = deque(found)
        while waiting:
            here = waiting.popleft()
            for other in self.residual[here]:
                arc = self.residual[other][here] if backwards else self.residual[here][other]
                if other not in found and arc["flow"] < arc["capacity"]:
                    found.add(other)
                    waiting.append(other)
        return found

    def gains(self) -> dict[tuple[D, C], int]:
        """What one more competence alone would add to the last flow, in minutes, where it adds anything.

        More can run through a new arc only from what the source still reaches to what still reaches the sink. The two
        have no node in common, so it is the lesser of the two flows that are left.
        """
        short, free = self.reached(), self.reached(backwards=True)
        left = nx.DiGraph()
        for one, other, arc in self.residual.edges(data=True):
            if arc["flow"] < arc["capacity"]:
                left.add_edge(one, other, capacity=arc["capacity"] - arc["flow"])
        before, behind = left.subgraph(short), left.subgraph(free)
        wanted = {key: _most(before, SOURCE, ("wants", key)) for key in self.demand if ("wants", key) in short}
        enough = max(wanted.values(), default=0)
        spare = {c: _most(behind, ("has", c), SINK, enough) for c in self.capacity if wanted and ("has", c) in free}
        return {(key, cell): min(wanted[key], spare[cell]) for key in wanted for cell in spare}


def _most(graph: nx.DiGraph, start: Hashable, end: Hashable, enough: float = math.inf) -> int:
    """The most that can run; where one arc is enough, that arc."""
    direct = int(graph.get_edge_data(start, end, {}).get("capacity", 0))
    if direct >= enough:
        return direct
    return int(nx.maximum_flow_value(graph, start, end, flow_func=shortest_augmenting_path))


def coverage(plan: Plan, work: Workload) -> dict[str, Coverage[Wants, Cell]]:
    """Who can be served by the plan's staff, by half-year."""
    wanted, there = demand(work), capacity(plan, work)
    may = competent(plan.case)
    return {
        name: Network(minutes, there[name], {key: may.get(key.target_group, ()) for key in minutes}).coverage()
        for name, minutes in wanted.items()
    }


def table(found: Mapping[str, Coverage[Wants, Cell]]) -> pd.DataFrame:
    """One row per half-year and gap, or one with nothing lacking; the last columns are those of the gap.

    Columns half_year, demand, served, lacking (minutes in the half-year), target_groups, citizen_types, teams (keys with
    a space between), wanted, there, gap (minutes).
    """
    columns = ["half_year", "demand", "served", "lacking"]
    columns += ["target_groups", "citizen_types", "teams", "wanted", "there", "gap"]
    rows: list[tuple[str | int, ...]] = []
    for name, of in found.items():
        whole = (name, of.demand, of.served, of.lacking)
        for gap in of.gaps:
            groups, types = ({key[i] for key in gap.wanting} - {""} for i in (0, 1))
            names = (" ".join(sorted(keys)) for keys in (groups, types, {cell.team for cell in gap.only}))
            rows.append((*whole, *names, gap.wanted, gap.there, gap.lacking))
        if not of.gaps:
            rows.append((*whole, "", "", "", 0, 0, 0))
    return pd.DataFrame(rows, columns=columns)


def competent(case: Case) -> dict[str, tuple[Cell, ...]]:
    """The cells that may serve each target group."""
    may: dict[str, set[Cell]] = {}
    for row in case.competence:
        may.setdefault(row.target_group, set()).add(Cell(row.team, row.profession))
    return {group: tuple(sorted(may[group])) for group in sorted(may)}


def demand(work: Workload) -> dict[str, dict[Wants, int]]:
    """Minutes wanted by half-year: need in FTE x net minutes, by citizen type, and the rest of each target group.

    A type keeps its share of the citizens it comes from when they are regrouped, and wants it in the group in force. It
    wants nothing in months on whose first day it is not in force. Shares of more than a whole are scaled down to it.
    """
    minutes: dict[Wants, Series] = defaultdict(lambda: np.zeros(len(work.stocks.months)))
    for origin, places in sorted(work.places.items()):
        for place, part in sorted(places.items()):
            if place not in EXITS:
                for citizen_type, share in _shares(work, (origin, place)):
                    minutes[Wants(place, citizen_type)] += work.fte[origin] * part * share * _monthly_minutes(work.case)
    sums = {name: {key: float(minutes[key][at].sum()) for key in sorted(minutes)} for name, at in work.spans.items()}
    whole = {name: {key: math.floor(value + _ROUNDING) for key, value in of.items()} for name, of in sums.items()}
    return {name: {key: value for key, value in of.items() if value > 0} for name, of in whole.items()}


def _shares(work: Workload, groups: Collection[str]) -> Iterator[tuple[str, Series]]:
    """The share of each type of some groups, by month, and of those who are of no type with a share; 1 in all."""
    days = [month.first_day for month in work.stocks.months]
    found = {
        row.citizen_type: np.array([row.share * in_force(row.valid_from, row.valid_to, day) for day in days])
        for row in sorted(work.case.citizen_types, key=lambda row: row.citizen_type)
        if row.target_group in groups and row.share
    }
    total = sum(found.values(), np.zeros(len(days)))
    for citizen_type, share in found.items():
        yield citizen_type, share / np.maximum(1.0, total)
    yield "", np.maximum(0.0, 1.0 - total)


def capacity(plan: Plan, work: Workload) -> dict[str, dict[Cell, int]]:
    """Minutes there by half-year and cell that may serve somebody, rounded up (and what is wanted, down).

    They are the FTE in `plan.work`, and in `plan.spare` where that is counted. That is what is there at a full caseload:
    `plan.staff` also counts who is under notice, in training or new at a full caseload, and those with no casework.
    """
    fte = pd.concat([plan.work, plan.spare]).groupby(["half_year", "team", "profession"], sort=True)["fte"].sum()
    cells = {cell for several in competent(plan.case).values() for cell in several}
    minutes: dict[str, dict[Cell, int]] = {name: {} for name in work.spans}
    for (name, team, profession), value in fte.items():
        cell, a_fte = Cell(str(team), str(profession)), len(work.spans[str(name)]) * _monthly_minutes(plan.case)
        if cell in cells:
            minutes[str(name)][cell] = max(0, math.ceil(float(value) * a_fte - _ROUNDING))
    return minutes


def _monthly_minutes(case: Case) -> float:
    """Net minutes of an FTE in a month."""
    return net_hours(case.settings.hours) * 60 / 12
