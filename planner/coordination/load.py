"""What coordination takes in hours, from the graph, and how the hours become work in the plan.

An edge takes cases a year x minutes a case. A forum's minutes are those of its meeting, and each team of the plan that
is a member sits through them; others' time is not counted. Each change of owner on a journey takes minutes on both sides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby

import networkx as nx
import numpy as np
import pandas as pd

from planner.calendar import Month, half_year
from planner.case.schema import Case
from planner.case.tables import Edge, JourneyStep, Task
from planner.case.values import Figure
from planner.coordination.graph import PARTS, Drawing, holders, in_force, is_kind
from planner.coordination.journeys import Organisation, by_journey, walk
from planner.workload.need import done
from planner.workload.stocks import Series, all_months, own_groups, stocks
from planner.workload.trace import FROM_DESIGN

OWNER_CHANGE = "owner_change"
"""The kind of a row about citizens who change owner; the other kinds are those of the edges."""

_COLUMNS = ["month", "kind", "unit", "citizen_type", "cases_per_year", "minutes_per_case", "own_staff"]
Part = tuple[str, str, str, float, float, int]
Row = tuple[str, str, str, str, float, float, int]


def monthly_load(case: Case) -> pd.DataFrame:
    """What each part in the cases of a citizen type takes, month by month.

    month, kind, unit, citizen_type, cases_per_year, minutes_per_case, own_staff (how many from teams of the plan
    spend them), hours (a month, of the plan's own teams). A part without minutes, or a type without cases a year, has no row. Of kind
    `owner_change`: who comes to the unit from another one.
    """
    table = pd.DataFrame(_rows(_Asked.of(case)), columns=_COLUMNS)
    hours = table["cases_per_year"] / 12 * table["minutes_per_case"] / 60 * table["own_staff"]
    return table.assign(hours=hours.astype(float))


@dataclass(frozen=True)
class _Asked:
    """A case, as far as its coordination's time is read from it: equal where that is."""

    drawing: Drawing
    edges: tuple[Edge, ...]
    journeys: tuple[JourneyStep, ...]
    handover: Figure
    months: tuple[Month, ...]
    case: Case = field(compare=False)

    @classmethod
    def of(cls, case: Case) -> _Asked:
        minutes = case.settings.coordination.handover_minutes
        return cls(Drawing.of(case), case.edges, case.journeys, minutes, all_months(case), case)


@lru_cache(maxsize=32)
def _rows(asked: _Asked) -> tuple[Row, ...]:
    """The rows of `monthly_load` without the hours."""
    case, months = asked.case, asked.months
    organisation = Organisation(case)
    changes = _owner_changes(case, organisation, months)
    rows: list[Row] = []
    for graph, some in groupby(months, organisation.on):
        parts: list[Part] | None = None
        for month in some:
            parts = list(_parts(case, graph, month)) if parts is None else parts  # the same until the graph changes
            rows += [(str(month), *part) for part in parts]
            rows += _changed(case, changes, month)
    return tuple(rows)


def load(case: Case) -> pd.DataFrame:
    """The same by half-year: half_year, kind, unit, citizen_type, hours (a month, mean over the half-year)."""
    table = monthly_load(case)
    months = all_months(case)
    name = {str(month): half_year(month, case.settings.period_months) for month in months}
    long = pd.Series(list(name.values())).value_counts()
    table = table.assign(half_year=table["month"].map(name))
    found = table.groupby(["half_year", "kind", "unit", "citizen_type"], as_index=False)["hours"].sum()
    return found.assign(hours=found["hours"] / found["half_year"].map(long).astype(float))


def with_coordination(case: Case) -> Case:
    """The case with the time of its coordination task from the graph; the case itself where the graph says no minutes.

    The hours of all months in which the task is done, spread over the times it is done in them: what forums take are
    its minutes in meetings, what units of their own and changes of owner take its other minutes.
    """
    tasks = [task for task in case.tasks if task.task == case.settings.coordination.task]
    if not tasks or not any(_takes_time(edge) for edge in case.edges):
        return case
    times = _times(case, tasks)
    table = monthly_load(case)
    table = table[table["month"].isin([str(m) for m, often in zip(all_months(case), times, strict=True) if often > 0])]
    if table["kind"].isin(PARTS).sum() == 0:
        return case
    forums = {row.unit for row in case.units if row.kind == "forum"}
    met = table["unit"].isin(forums) & (table["kind"] != OWNER_CHANGE)
    meeting, other = (60 * float(table.loc[of, "hours"].sum()) / float(times.sum()) for of in (met, ~met))
    rests_on = (*filter(_takes_time, case.edges), case.settings.coordination.handover_minutes)
    facts = sorted({fact for row in rests_on for fact in row.fact_ids})
    said = f"{FROM_DESIGN} {case.settings.design}".strip() + _HOW
    new = {"minutes_meeting": meeting, "minutes_other": other, "source": " ".join(facts), "assumption": said}
    return case.model_copy(update={"tasks": tuple(t.model_copy(update=new) if t in tasks else t for t in case.tasks)})


_HOW = ": sager om året x minutter pr. sag på kanterne i edges.csv, og skift af ansvarlig i journeys.csv x minutter pr. skift"


def _takes_time(edge: Edge) -> bool:
    return edge.kind in PARTS and edge.minutes_per_case is not None


def _times(case: Case, tasks: Sequence[Task]) -> Series:
    """How often some tasks are done in each month, all together."""
    there = stocks(case, case.changes)
    mine = {task.target_group for task in tasks}
    groups = (group for group in own_groups(case) if group.target_group in mine)
    each = (one for group in groups for one in done(case, group, case.changes, there))
    return sum((one.volume for one in each if one.task in tasks), np.zeros(len(there.months)))


def _parts(case: Case, graph: nx.MultiDiGraph, month: Month) -> Iterator[Part]:
    """The parts in force in a month that say what they take."""
    cases = {row.citizen_type: row.cases_per_year for row in case.citizen_types}
    for edge in filter(_takes_time, case.edges):
        there = edge.from_node in graph and edge.to_node in graph
        many = cases.get(edge.to_node)
        if there and many is not None and in_force(edge.valid_from, edge.valid_to, month.first_day):
            minutes, staff = edge.minutes_per_case or 0.0, own_staff(graph, edge.from_node)
            yield edge.kind, edge.from_node, edge.to_node, many, minutes, staff


def own_staff(graph: nx.MultiDiGraph, unit: str) -> int:
    """How many from teams of the plan spend the minutes of a unit's part: one of a team, one for each seat in a forum."""
    teams = holders(graph, unit, "member") if is_kind(graph, unit, "forum") else (unit,)
    return sum(is_kind(graph, team, "team") for team in teams)


Changes = dict[Month, dict[tuple[str, str], float]]
"""By month: citizens who come to an owner from another one, by owner and citizen type."""


def _owner_changes(case: Case, organisation: Organisation, months: Sequence[Month]) -> Changes:
    """Who changes owner in each month, with a twelfth of a year's citizens starting on each journey every month."""
    found: Changes = {month: defaultdict(float) for month in months}
    for steps in by_journey(case).values():
        for back in range(-steps[-1].month, len(months)):
            start = months[0].plus(back)
            for leg in walk(organisation, steps, start):
                if leg.change and (month := start.plus(leg.month)) in found:
                    found[month][leg.owner, leg.citizen_type] += steps[leg.step - 1].citizens_per_year / 12
    return found


def _changed(case: Case, changes: Changes, month: Month) -> Iterator[Row]:
    """What the changes of owner in a month take."""
    minutes = case.settings.coordination.handover_minutes.value
    for (owner, citizen_type), citizens in sorted(changes[month].items()):
        yield str(month), OWNER_CHANGE, owner, citizen_type, citizens * 12, minutes, 1
