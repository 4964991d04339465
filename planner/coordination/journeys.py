"""Typical histories walked through the organisation in force: who owns the citizen, what is handed over, where it waits.

A journey is walked month by month from a start; only months in which the citizen becomes of another type, or in which
something in the organisation begins or ends, can bring anything new. A month is as its first day.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cached_property, lru_cache
from typing import NamedTuple

import networkx as nx
import pandas as pd

from planner.calendar import Month
from planner.case.schema import Case
from planner.case.tables import CitizenType, Edge, JourneyStep, Unit
from planner.coordination.graph import PARTS, PASSES_ON, graph_on, holders

BEFORE, AFTER = Month(2026, 1), Month(2026, 7)
"""Starts with the rehabilitation team, and on the day it ends (fact DK129)."""
MEASURES = ("owner_changes", "handovers", "wait_days", "orphan_steps")


class Organisation:
    """The coordination graph in any month, also before and after the plan."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._graphs: dict[int, nx.MultiDiGraph] = {}
        self._eras: dict[Month, int] = {}
        self._wait = {row.unit: row.wait_days or 0.0 for row in case.units if row.kind == "forum"}

    @cached_property
    def turns(self) -> list[Month]:
        """The months from which something in the organisation has begun or ended, in order."""
        rows: tuple[Unit | CitizenType | Edge, ...] = (
            *self._case.units,
            *self._case.citizen_types,
            *self._case.decided_edges,
        )
        days = {row.valid_from for row in rows if row.valid_from}
        days |= {row.valid_to + timedelta(days=1) for row in rows if row.valid_to}
        return sorted({_first_whole(day) for day in days})

    def on(self, month: Month) -> nx.MultiDiGraph:
        """The units, citizen types and edges in force on the first day of a month."""
        if month not in self._eras:
            self._eras[month] = bisect_right(self.turns, month)
        era = self._eras[month]
        if era not in self._graphs:
            self._graphs[era] = graph_on(self._case, month.first_day)
        return self._graphs[era]

    def owners(self, citizen_type: str, month: Month) -> tuple[str, ...]:
        """Who answers for a citizen type, in order; nobody where the type itself does not exist."""
        graph = self.on(month)
        return holders(graph, citizen_type, "owns") if citizen_type in graph else ()

    def passages(self, citizen_type: str, month: Month) -> int:
        """How many units with a part in a type's cases the owner hands them over or refers them to."""
        return _passages(self.on(month), citizen_type)

    def wait_days(self, citizen_type: str, month: Month) -> float:
        """The longest mean wait for a forum that coordinates a type; forums are asked at the same time."""
        graph = self.on(month)
        forums = holders(graph, citizen_type, "coordinates") if citizen_type in graph else ()
        return max((self._wait.get(unit, 0.0) for unit in forums), default=0.0)


class Leg(NamedTuple):
    """A stretch of a journey with one type and one owner: `month` counts from the start; `change` of owner.

    `handovers` are the change, and passages of the case to units with a part in it; an `orphan` has no owner.
    """

    step: int
    month: int
    citizen_type: str
    owner: str
    change: bool
    handovers: int
    wait_days: float
    orphan: bool


def walk(organisation: Organisation, steps: Sequence[JourneyStep], start: Month) -> Iterator[Leg]:
    """One journey from a start: a leg for each step, and one for each other owner while the step lasts.

    Whoever has had no owner for a time changes owner when the next one is not the last one. The case is passed on and
    waits for a forum when the citizen becomes of another type, not when the organisation changes around it.
    """
    last, before = "", ""
    turns = [turn.since(start) for turn in organisation.turns]
    for number, step in enumerate(steps, 1):
        until = steps[number].month if number < len(steps) else step.month + 1
        here = None
        for month in (step.month, *(at for at in turns if step.month < at < until)):
            owner = " + ".join(organisation.owners(step.citizen_type, start.plus(month)))
            if owner == here:
                continue
            change, new = bool(last and owner and owner != last), here is None and step.citizen_type != before
            passages = organisation.passages(step.citizen_type, start.plus(month)) if new else 0
            wait = organisation.wait_days(step.citizen_type, start.plus(month)) if new else 0.0
            yield Leg(number, month, step.citizen_type, owner, change, change + passages, wait, not owner)
            here, last = owner, owner or last
        before = step.citizen_type


def by_journey(case: Case) -> dict[str, tuple[JourneyStep, ...]]:
    """The steps of each journey in order of month."""
    found: dict[str, list[JourneyStep]] = defaultdict(list)
    for row in sorted(case.journeys, key=lambda row: (row.journey, row.month)):
        found[row.journey].append(row)
    return {journey: tuple(steps) for journey, steps in found.items()}


def starts(case: Case) -> tuple[Month, ...]:
    """The first month of the plan in each half-year."""
    return tuple(case.months[at[0]] for at in case.half_years.values())


def journeys(case: Case, of: Sequence[Month]) -> pd.DataFrame:
    """Every leg of every journey from each start.

    journey, start, step, month, citizen_type, owner, change, handovers, wait_days, orphan.
    """
    organisation = Organisation(case)
    rows = [
        (journey, str(start), *leg)
        for journey, steps in by_journey(case).items()
        for start in of
        for leg in walk(organisation, steps, start)
    ]
    return pd.DataFrame(rows, columns=["journey", "start", *Leg._fields])


def totals(case: Case, of: Sequence[Month]) -> pd.DataFrame:
    """What a journey takes from each start, per citizen and for the citizens of a year.

    journey (empty: all together, only for a year), start, and owner_changes, handovers, wait_days, orphan_steps; the
    same with `_per_year` behind them, each step times the citizens who come to it in a year.
    """
    legs = journeys(case, of).rename(columns={"change": "owner_changes", "orphan": "orphan_steps"})
    citizens = {
        (j, n): row.citizens_per_year for j, steps in by_journey(case).items() for n, row in enumerate(steps, 1)
    }
    many = [citizens[journey, step] for journey, step in zip(legs["journey"], legs["step"], strict=True)]
    for name in MEASURES:
        legs[name] = legs[name].astype(float)
        legs[f"{name}_per_year"] = legs[name] * many
    a_year = [f"{name}_per_year" for name in MEASURES]
    one = legs.groupby(["journey", "start"], as_index=False)[[*MEASURES, *a_year]].sum()
    together = one.groupby("start", as_index=False)[a_year].sum().assign(journey="")
    return pd.concat([one, together], ignore_index=True)[["journey", "start", *MEASURES, *a_year]]


def side_by_side(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Two totals of one start each, journey by journey, each measure with `_before` and `_after` behind it.

    Of one case at `BEFORE` and `AFTER`: what the reform does. Of two cases at the same start: what the design does.
    """
    left, right = (table.drop(columns="start") for table in (before, after))
    return left.merge(right, on="journey", how="outer", suffixes=("_before", "_after"))


@lru_cache(maxsize=1 << 12)
def _passages(graph: nx.MultiDiGraph, citizen_type: str) -> int:
    owners = holders(graph, citizen_type, "owns") if citizen_type in graph else ()
    parts = {unit for unit, _, kind in _edges_to(graph, citizen_type) if kind in PARTS}
    passed = {(o, to) for o in owners for _, to, kind in graph.out_edges(o, keys=True) if kind in PASSES_ON}
    return sum(to in parts for _, to in passed)


def _edges_to(graph: nx.MultiDiGraph, citizen_type: str) -> Iterator[tuple[str, str, str]]:
    """The edges in force to a citizen type; none where it does not exist."""
    yield from graph.in_edges(citizen_type, keys=True) if citizen_type in graph else ()


def _first_whole(day: date) -> Month:
    """The first month whose first day is a given day or a later one."""
    return Month.of(day) if day.day == 1 else Month.of(day).plus(1)
