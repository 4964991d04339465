"""What if one thing goes (N-1): a unit, a profession, a competence or a channel; and where everything hangs on one.

Casework: the flow of `capacity.py` without the cells of what is gone. Everything else (a forum, advice, a competence, a
way to it): `hanging.py`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

import networkx as nx
import numpy as np
import pandas as pd

from planner.case.schema import Case
from planner.coordination.capacity import Cell, Network, capacity, competent, demand
from planner.coordination.graph import PASSES_ON, graph_on, in_force, periods
from planner.coordination.hanging import Days, Gone, Lost, channel, hanging_on_one
from planner.plan import Plan
from planner.workload import Workload

CASEWORK = "casework"
_DAY = timedelta(days=1)


class Gate(NamedTuple):
    """A unit, the units that citizens reach only through it, and whether every way that ends leads through it."""

    unit: str
    behind: tuple[str, ...]
    everybody: bool


class Extra(NamedTuple):
    """One more competence, and by how many minutes it lowers the shortfalls of all absences of teams together.

    `practised`: the profession serves the target group in some team already.
    """

    team: str
    profession: str
    target_group: str
    minutes: int
    practised: bool


def losses(plan: Plan, work: Workload) -> pd.DataFrame:
    """What every absence costs in every half-year.

    Columns kind, subject, half_year, shortfall (minutes of casework that cannot be served), added (of them, by the
    absence), coordination (minutes of parts in cases that nobody else has; a meeting's once, however many sit in it),
    lost (what citizen types lose the last of on some day, as `citizen_type:what` with a space between). A team's own
    coordination is also in its casework where a design makes it work of the plan.
    """
    rows = []
    types, days = _groups_of_types(work), [Days(plan.case, period) for period in periods(plan.case)]
    for name, network in flows(plan, work).items():
        whole = network.coverage().lacking
        lost, minutes = hanging_on_one(days, *_dates(work, name))
        for gone, cells in _absences(plan.case, network):
            short = network.coverage(cells).lacking if cells else whole
            what = lost[gone] | set(_without_casework(network, types[name], cells))
            said = " ".join(f"{one.citizen_type}:{one.what}" for one in sorted(what))
            rows.append((*gone, name, short, short - whole, round(minutes[gone]), said))
    return pd.DataFrame(rows, columns=["kind", "subject", "half_year", "shortfall", "added", "coordination", "lost"])


def ranked(table: pd.DataFrame) -> pd.DataFrame:
    """The absences that cost something, the dearest first.

    Columns kind, subject, minutes (added and coordination, all half-years), worst (the first half-year that costs most),
    worst_minutes, types (citizen types that lose the last of something), lost.
    """
    rows = []
    for gone, of in table.sort_values("half_year").groupby(["kind", "subject"], sort=True):
        minutes = (of["added"] + of["coordination"]).to_numpy()
        lost = sorted({item for said in of["lost"] for item in said.split()})
        if lost or minutes.sum():
            at = int(minutes.argmax())
            worst = (of["half_year"].iloc[at], int(minutes[at])) if minutes[at] else ("", 0)
            types = len({item.split(":")[0] for item in lost})
            rows.append((*gone, int(minutes.sum()), *worst, types, " ".join(lost)))
    rows.sort(key=lambda row: (-row[2], -row[5], row[:2]))
    return pd.DataFrame(rows, columns=["kind", "subject", "minutes", "worst", "worst_minutes", "types", "lost"])


def flows(plan: Plan, work: Workload) -> dict[str, Network[str, Cell]]:
    """Who can be served by half-year: as `coverage`, by target group, because types of a group have the same cells."""
    there, may = capacity(plan, work), competent(plan.case)
    found = {}
    for name, wanted in demand(work).items():
        groups: dict[str, int] = defaultdict(int)
        for key, minutes in wanted.items():
            groups[key.target_group] += minutes
        found[name] = Network(groups, there[name], may)
    return found


def extra_competences(plan: Plan, work: Workload) -> tuple[Extra, ...]:
    """Single competences that would lower the shortfalls without each team in turn, the best first.

    They are given to teams and professions that do casework already; of equals, practised ones come first. Whether a
    profession may do it by law is not known.
    """
    total: dict[tuple[str, Cell], int] = defaultdict(int)
    for network in flows(plan, work).values():
        for team in sorted({cell.team for cell in network.capacity}):
            network.coverage([cell for cell in network.capacity if cell.team == team])
            for pair, minutes in network.gains().items():
                total[pair] += minutes
    does = {(row.profession, row.target_group) for row in plan.case.competence}
    found = [
        Extra(*c, group, minutes, (c.profession, group) in does) for (group, c), minutes in total.items() if minutes
    ]
    return tuple(sorted(found, key=lambda extra: (-extra.minutes, not extra.practised, extra)))


def single_points(case: Case, day: date) -> dict[str, tuple[str, ...]]:
    """The units in force whose end would cut the graph apart, and the nodes cut off from the largest part left."""
    graph = nx.Graph(graph_on(case, day).to_undirected())
    points = set(nx.articulation_points(graph)) & {row.unit for row in case.units}
    found = {}
    for unit in sorted(points):
        there = nx.node_connected_component(graph, unit) - {unit}
        parts = [sorted(part) for part in nx.connected_components(graph.subgraph(there))]
        largest = min(parts, key=lambda part: (-len(part), part))
        found[unit] = tuple(sorted(there - set(largest)))
    return found


def gates(case: Case, day: date, intake: str = "") -> tuple[Gate, ...]:
    """The units that citizens must pass from an intake on their way by hand-overs and referrals; none without such.

    Without an intake they start at every unit that passes citizens on and is passed none.
    """
    ways = nx.DiGraph()
    ways.add_edges_from((one, other) for one, other, kind in graph_on(case, day).edges(keys=True) if kind in PASSES_ON)
    starts = [unit for unit in ([intake] if intake else sorted(ways)) if unit in ways]
    ways.add_edges_from(("", unit) for unit in starts if intake or not ways.in_degree(unit))
    if "" not in ways:
        return ()
    above = {unit: over for unit, over in nx.immediate_dominators(ways, "").items() if unit and over != unit}
    passed = {unit: set(_chain(above, unit)) for unit in sorted(above)}
    ends = [unit for unit in passed if not ways.out_degree(unit)]
    found = ((gate, tuple(unit for unit in passed if gate in passed[unit])) for gate in passed)
    return tuple(Gate(gate, behind, bool(ends) and set(ends) <= set(behind)) for gate, behind in found if behind)


def _chain(above: dict[str, str], unit: str) -> Iterator[str]:
    """The units that dominate a unit, the nearest first."""
    while above[unit]:
        unit = above[unit]
        yield unit


def _absences(case: Case, network: Network[str, Cell]) -> Iterator[tuple[Gone, list[Cell]]]:
    """Everything that can go, and the cells that go with it."""
    cells = list(network.capacity)
    kinds = {cell.team: "team" for cell in cells} | {row.unit: row.kind for row in case.units}
    for unit in sorted(kinds):
        yield Gone(kinds[unit], unit), [cell for cell in cells if cell.team == unit]
    for profession in sorted({cell.profession for cell in cells}):
        yield Gone("profession", profession), [cell for cell in cells if cell.profession == profession]
    competences = {row.competence for row in case.unit_competences} | {edge.competence for edge in case.edges}
    channels = {channel(edge) for edge in case.edges if edge.kind != "owns"}
    yield from ((Gone("competence", key), []) for key in sorted(competences - {""}))
    yield from ((channel, []) for channel in sorted(channels))


def _dates(work: Workload, name: str) -> tuple[date, date]:
    """The first and the last day of a half-year in the plan."""
    months = [work.stocks.months[t] for t in work.spans[name]]
    return months[0].first_day, months[-1].plus(1).first_day - _DAY


def _groups_of_types(work: Workload) -> dict[str, dict[str, set[str]]]:
    """By half-year: the target groups in which each citizen type is, in the months in which it is in force."""
    whole, found = np.ones(len(work.stocks.months)), {}
    for name, at in work.spans.items():
        groups: dict[str, set[str]] = {}
        for row in work.case.citizen_types:
            days = {t: work.stocks.months[t].first_day for t in at}
            months = [t for t, day in days.items() if in_force(row.valid_from, row.valid_to, day)]
            places = work.places.get(row.target_group, {row.target_group: whole})
            groups[row.citizen_type] = {place for place, part in places.items() if any(part[t] > 0 for t in months)}
        found[name] = groups
    return found


def _without_casework(network: Network[str, Cell], types: dict[str, set[str]], gone: Iterable[Cell]) -> Iterator[Lost]:
    """The types of whose groups one is served by those who go, and by nobody else."""
    left = {cell for cell, minutes in network.capacity.items() if minutes} - set(gone)
    now = {group for group, cells in network.may.items() if any(network.capacity[cell] for cell in cells)}
    alone = {group for group in now if not left & set(network.may[group])}
    yield from (Lost(citizen_type, CASEWORK) for citizen_type, groups in types.items() if groups & alone)
