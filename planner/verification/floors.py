"""What must stay, recomputed: teams, tasks and units against the plan's staff and the work of the case."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from planner.case.tables import Floor
from planner.case.work_references import EXITS
from planner.plan import Plan
from planner.verification.citizens import Work, net_hours, recomputed
from planner.verification.common import Deviations, records, series, sums
from planner.verification.tables import Row, differences

_WITHIN = 1e-6
Found = tuple[str, str, float, bool]
"""Half-year, subject, what there is, and whether it is enough."""


def floors(plan: Plan) -> Deviations:
    """Each floor in each half-year in which it holds: what is asked for, what there is, and whether that is enough."""
    work = recomputed(plan.case)
    spare = _spare_hours(work, plan)
    due: dict[Row, Row] = {}
    for floor in plan.case.floors:
        found = _task(floor, work, spare) if floor.kind == "task" else _staffed(floor, work, plan)
        for half_year, subject, here, enough in found:
            due[floor.floor, half_year, subject] = (floor.value, here, enough)
    yield from differences(plan.floors, ["floor", "half_year", "subject"], ["required", "found", "ok"], due)


def _due(floor: Floor, work: Work) -> Iterator[tuple[str, list[int]]]:
    """The months of each half-year in which a floor holds."""
    for name, at in work.spans.items():
        held = [t for t in at if floor.valid_from is None or floor.valid_from <= work.months[t].first_day]
        if held:
            yield name, held


def _staffed(floor: Floor, work: Work, plan: Plan) -> Iterator[Found]:
    """The fewest posts of a team in any month; for a unit, none unless it exists in all of them."""
    mine = (fte for (team, _), fte in series(plan.staff, "fte").items() if team == floor.subject)
    team: list[float] = sum(mine, np.zeros(len(plan.case.months))).tolist()
    unit = next((row for row in plan.case.units if row.unit == floor.subject), None)
    least = floor.value
    for name, at in _due(floor, work):
        here = min(team[t // plan.case.settings.period_months] for t in at)
        if floor.kind == "unit" and unit is not None:
            days = [work.months[t].first_day for t in (at[0], at[-1])]
            exists = not (unit.valid_from and days[0] < unit.valid_from) and not (
                unit.valid_to and unit.valid_to < days[1]
            )
            here = float(exists) * (here if unit.kind == "team" else 1.0)
            least = max(floor.value, _WITHIN)
        yield name, floor.subject, here, here >= least - _WITHIN


def _task(floor: Floor, work: Work, spare: dict[tuple[str, str], float]) -> Iterator[Found]:
    """How often a task is due at least, and whether those who serve the group have the hours for all such tasks."""
    for group in (row.target_group for row in work.case.tasks if row.task == floor.subject):
        shares, often = work.shares(group), work.often[group, floor.subject][-1]
        for name, at in _due(floor, work):
            if work.there[group][-1, at].max() > 1e-9:
                span, here = work.spans[name], float(often[at].min())
                there = (place for place, share in shares.items() if share[span].max() > 0 and place not in EXITS)
                least = min((spare.get((name, place), 0.0) for place in there), default=0.0)
                yield name, group, here, here >= floor.value - 1e-9 and least >= -_WITHIN * net_hours(work.case) / 12


def _spare_hours(work: Work, plan: Plan) -> dict[tuple[str, str], float]:
    """Hours a month of those who serve a group, less those of all tasks that are floors; in an exit there are no tasks."""
    kept = {row.subject for row in plan.case.floors if row.kind == "task"}
    served = sums(((row.half_year, row.target_group), row.fte) for row in records(plan.work))
    due = work.placed({group: work.hours_of(group, kept.__contains__)[-1] for group in work.groups})
    a_month = net_hours(plan.case) / 12
    return {
        (name, group): served.get((name, group), 0.0) * a_month - mean
        for group, means in work.means(due).items()
        for name, mean in means.items()
    }
