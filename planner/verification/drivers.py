"""What each setting besides the rules touches and adds, recomputed with it and without it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from planner.calendar import Month
from planner.case.schema import Case
from planner.case.settings import Settings
from planner.case.tables import Task
from planner.case.work_references import EXITS
from planner.plan import Plan
from planner.verification.citizens import TALKS, Work, may_be_exempt, recomputed, work_of
from planner.verification.common import Deviations, records, same


def drivers(plan: Plan) -> Deviations:
    """Each driver with its value, first month, groups, and the FTE that it adds in the last half-year; none when off."""
    settings, with_it = plan.case.settings, _last_need(recomputed(plan.case))
    expected = list(_each(settings))
    yield float(len(expected) != len(plan.drivers))
    for row, (name, value, first, about, without) in zip(records(plan.drivers), expected, strict=False):
        case = plan.case.model_copy(update={"settings": settings.model_copy(update=without)})
        yield float((row.driver, row.first_month) != (name, str(first)))
        yield float(row.groups.split() != ([about] if about else _touched(plan.case, name)))
        yield same(row.value, value)
        yield same(row.fte, with_it - _last_need(work_of(case)) if value else 0.0)


def _each(settings: Settings) -> Iterator[tuple[str, float, Month, str, dict[str, Any]]]:
    """Each driver: its name, value and first month, the group it is about, and what differs in the settings without it."""
    calm = settings.unemployment.model_copy(update={"change_share": 0.0})
    yield (
        "unemployment",
        settings.unemployment.change_share,
        settings.unemployment.first_month,
        "",
        {"unemployment": calm},
    )
    of = settings.drivers
    for name in ("exempt", "digital", "a_kasse_trial", "private_supplier"):
        driver = getattr(of, name)
        off = of.model_copy(update={name: driver.model_copy(update={"share": 0.0})})
        yield name, driver.share, driver.first_month, "", {"drivers": off}
    for number, row in enumerate(of.inflow):
        rest = of.model_copy(update={"inflow": of.inflow[:number] + of.inflow[number + 1 :]})
        yield "inflow", row.change_share, row.first_month, row.target_group, {"drivers": rest}


def _last_need(work: Work) -> float:
    """FTE needed in the last half-year."""
    at = list(work.spans.values())[-1]
    return sum(float(need[at].mean()) for place, need in work.placed(work.need()).items() if place not in EXITS)


def _touched(case: Case, driver: str) -> list[str]:
    """The groups whose newcomers, stock or tasks a driver moves, in the order of the case."""
    groups = {group.target_group: group for group in case.target_groups if group.cases is not None}
    of = case.settings.drivers
    tasks: dict[str, Callable[[Task], bool]] = {
        "exempt": lambda task: may_be_exempt(groups[task.target_group], task),
        "digital": lambda task: task.kind in TALKS,
        "private_supplier": lambda task: task.kind in (*TALKS, "activation"),
    }
    named = {
        "unemployment": {name for name, group in groups.items() if group.unemployment_factor > 0},
        "a_kasse_trial": {of.a_kasse_trial.target_group},
    }
    if driver in tasks:
        chosen = case.settings.caseload
        by_hours = (task for task in case.tasks if chosen.by_group.get(task.target_group, chosen.limit) == "hours")
        named[driver] = {task.target_group for task in by_hours if tasks[driver](task)}
    return [name for name in groups if name in named[driver]]
