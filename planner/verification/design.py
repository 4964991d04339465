"""The minutes of the coordination task, recomputed from the units, edges and journeys of the design, month by month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from planner.calendar import Month, months_from
from planner.case.schema import Case
from planner.case.tables import CitizenType, Edge, JourneyStep, Unit
from planner.verification.citizens import Work, times_done
from planner.verification.common import Deviations, Numbers, kept, same


def minutes(work: Work) -> Deviations:
    """The coordination task takes the time of the graph in the months in which it is done, if edges in force say theirs."""
    case, types = work.case, {row.citizen_type: row for row in work.case.citizen_types}
    tasks = [task for task in case.tasks if task.task == case.settings.coordination.task]
    times = sum((times_done(work, task)[-1] for task in tasks), np.zeros(len(work.months)))
    hours, stated = np.zeros(len(work.months)), np.zeros(len(work.months), dtype=bool)
    units = {row.unit: row for row in case.units}
    for edge in (row for row in case.edges if row.kind in ("coordinates", "advises", "contributes")):
        of, unit = types[edge.to_node], units[edge.from_node]
        if edge.minutes_per_case is not None and of.cases_per_year is not None:
            there = _lasting(work.months, edge, of, unit)
            stated |= there
            hours += there * _own_part(work, unit) * of.cases_per_year * edge.minutes_per_case / 720
    if (stated & (times > 0)).any():
        hours += _changing_owner(work) * case.settings.coordination.handover_minutes.value / 60
        for task in tasks:
            due = hours[times > 0].sum() * 60 / times.sum()
            yield same(task.minutes_meeting + task.minutes_other, float(due))


def _lasting(months: Sequence[Month], *rows: Edge | Unit | CitizenType) -> npt.NDArray[np.bool_]:
    """Whether all of some rows are in force on the first day of each month."""
    days = _days(months)
    there = np.ones(len(months), dtype=bool)
    for row in rows:
        there &= days >= row.valid_from.toordinal() if row.valid_from else True
        there &= days <= row.valid_to.toordinal() if row.valid_to else True
    return there


@kept
def _days(months: Sequence[Month]) -> npt.NDArray[np.int64]:
    """The first day of each month as a number."""
    return np.array([month.first_day.toordinal() for month in months])


def _own_part(work: Work, unit: Unit) -> Numbers | float:
    """How many from teams spend a unit's minutes, by month: each team that has a seat, where it is a forum."""
    if unit.kind != "forum":
        return float(unit.kind == "team")
    seats: dict[str, Numbers] = defaultdict(lambda: np.zeros(len(work.months)))
    teams = {other.unit: other for other in work.case.units if other.kind == "team"}
    for edge in (row for row in work.case.edges if (row.kind, row.to_node) == ("member", unit.unit)):
        if edge.from_node in teams:
            seats[edge.from_node] = np.maximum(
                seats[edge.from_node], _lasting(work.months, edge, teams[edge.from_node])
            )
    return sum(seats.values(), np.zeros(len(work.months)))


def _changing_owner(work: Work) -> Numbers:
    """Citizens who change owner in each month on the typical histories, of all who began then or earlier."""
    found: Numbers = np.zeros(len(work.months))
    histories: dict[str, list[JourneyStep]] = defaultdict(list)
    for row in sorted(work.case.journeys, key=lambda step: step.month):
        histories[row.journey].append(row)
    for steps in histories.values():
        longest = steps[-1].month
        months = months_from(work.months[0].plus(-longest), work.months[-1])
        owner = {step.citizen_type: _owner(work.case, step.citizen_type, months) for step in steps}
        held, moved = np.full(len(months), "", dtype=object), np.zeros(len(months))
        for age in range(steps[0].month, longest + 1):
            step = [step for step in steps if step.month <= age][-1]
            here, before = owner[step.citizen_type][age:], held[: len(months) - age]
            moved[age:] += ((here != "") & (before != "") & (here != before)) * step.citizens_per_year / 12
            held[: len(months) - age] = np.where(here != "", here, before)
        found += moved[longest:]
    return found


def _owner(case: Case, citizen_type: str, months: Sequence[Month]) -> npt.NDArray[np.object_]:
    """Who answers for a citizen type in each month: one name, several joined, or none."""
    units = {row.unit: row for row in case.units}
    lives = next(row for row in case.citizen_types if row.citizen_type == citizen_type)
    names: list[set[str]] = [set() for _ in months]
    for edge in (row for row in case.decided_edges if (row.kind, row.to_node) == ("owns", citizen_type)):
        for at in np.flatnonzero(_lasting(months, edge, lives, units[edge.from_node])):
            names[at].add(edge.from_node)
    return np.array([" + ".join(sorted(some)) for some in names], dtype=object)
