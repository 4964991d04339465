"""What stays whatever is saved: for each half-year, what is asked for, what the plan has, and whether that is enough."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from planner.case.tables import Floor
from planner.case.work_references import EXITS
from planner.plan import Plan
from planner.workload import Workload
from planner.workload.hours import net_hours
from planner.workload.need import numbers, total

_WITHIN_FTE = 1e-6


def floors(work: Workload, plan: Plan) -> pd.DataFrame:
    """One row per floor, half-year and, for a task, group: floor, half_year, subject, required, found, ok.

    A team's FTE are the fewest of any month. A task counts how often a year it is done, and the FTE that serve the group
    must suffice for all such tasks together before any other work. A unit counts the posts of the team behind it (1 for
    a unit that is no team).
    """
    there = _There(work, plan)
    found = [row for floor in plan.case.floors for row in _KINDS[floor.kind](floor, there)]
    return pd.DataFrame(found, columns=["floor", "half_year", "subject", "required", "found", "ok"])


@dataclass(frozen=True)
class _There:
    """The work there is, the plan for it, and what they have for the floors."""

    work: Workload
    plan: Plan

    @cached_property
    def fte(self) -> dict[tuple[str, str], float]:
        """FTE by team and month."""
        return dict(self.plan.staff.groupby(["team", "month"])["fte"].sum().items())

    @cached_property
    def enough(self) -> dict[tuple[str, str], bool]:
        """For each half-year and group that citizens began in: whether its staff suffice for the tasks that are floors."""
        return _enough(self.work, self.plan)

    def least(self, team: str, months: list[int]) -> float:
        """The fewest FTE of a team in any of the months, by their positions; a month is like the period it lies in."""
        every, step = self.plan.case.months, self.plan.case.settings.period_months
        return min(float(self.fte.get((team, str(every[t])), 0.0)) for t in {t // step for t in months})


Row = tuple[str, str, str, float, float, bool]


def _due(floor: Floor, work: Workload) -> Iterator[tuple[str, list[int]]]:
    """The half-years in which a floor holds, with those of their months."""
    for name, at in work.spans.items():
        held = [t for t in at if floor.valid_from is None or work.stocks.months[t].first_day >= floor.valid_from]
        if held:
            yield name, held


def _team_fte(floor: Floor, there: _There) -> Iterator[Row]:
    for name, at in _due(floor, there.work):
        here = there.least(floor.subject, at)
        yield floor.floor, name, floor.subject, floor.value, here, here >= floor.value - _WITHIN_FTE


def _unit(floor: Floor, there: _There) -> Iterator[Row]:
    unit = next(row for row in there.plan.case.units if row.unit == floor.subject)
    required = max(floor.value, _WITHIN_FTE)
    for name, at in _due(floor, there.work):
        days = [there.work.stocks.months[t].first_day for t in at]
        exists = all((unit.valid_from or day) <= day <= (unit.valid_to or day) for day in days)
        posts = there.least(floor.subject, at) if unit.kind == "team" else 1.0
        here = posts if exists else 0.0
        yield floor.floor, name, floor.subject, floor.value, here, here >= required - _WITHIN_FTE


def _task(floor: Floor, there: _There) -> Iterator[Row]:
    """A task is done often enough, and first: those who serve the group have the hours for every such task of it."""
    work, case = there.work, there.plan.case
    for task in (row for row in case.tasks if row.task == floor.subject):
        often = numbers(task, case.changes, work.stocks.months)
        for name, at in _due(floor, work):
            if work.stocks.there[task.target_group][at].max() > 1e-9:
                here = float(often[at].min())
                ok = here >= floor.value - 1e-9 and there.enough[name, task.target_group]
                yield floor.floor, name, task.target_group, floor.value, here, ok


def _enough(work: Workload, plan: Plan) -> dict[tuple[str, str], bool]:
    """For each half-year and group that citizens began in: whether its staff suffice for the tasks that are floors."""
    first = {floor.subject for floor in plan.case.floors if floor.kind == "task"}
    hours = {
        group: total((done.hours for done in tasks if done.task.task in first), len(work.stocks.months))
        for group, tasks in work.tasks.items()
    }
    due = {place: series for place, series in work.placed(hours).items() if place not in EXITS}
    served = plan.work.groupby(["half_year", "target_group"])["fte"].sum()
    net = net_hours(plan.case.settings.hours)
    found = {}
    for name, at in work.spans.items():
        for group, there in work.places.items():
            held = [place for place, share in there.items() if share[at].max() > 0 and place in due]
            found[name, group] = all(
                float(served.get((name, place), 0.0)) * net / 12
                >= float(due[place][at].mean()) - _WITHIN_FTE * net / 12
                for place in held
            )
    return found


_KINDS = {"team_fte": _team_fte, "task": _task, "unit": _unit}
