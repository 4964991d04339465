"""Any need in FTE as a chain that recomputes to it: citizens x how often x minutes / net hours, with the rows behind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from planner.case.schema import Case
from planner.case.tables import Task
from planner.case.values import Sourced
from planner.workload.hours import net_hours
from planner.workload.need import Workload, base_limit, limit_source, queue_fte, workload
from planner.workload.stocks import Series

FROM_DESIGN = "Fra designet"
"""How the assumption of a task begins whose minutes come from the way coordination is organised, not from `tasks.csv`."""


@dataclass(frozen=True)
class Step:
    """One figure of a chain: what it is, of whom, its value and unit, how it is made, and where it comes from.

    `level` says how deep it stands; the steps one level deeper, just after it, are what it is made from.
    """

    level: int
    kind: str
    subject: str
    value: float
    unit: str
    made: str = ""
    source: str = ""
    assumption: str = ""


def trace(case: Case, half_year: str, group: str, work: Workload | None = None) -> tuple[Step, ...]:
    """The chain behind the FTE that a target group needs in a half-year; figures are means over its months.

    Raises:
        KeyError: no such half-year, or nobody is in the group in it.
    """
    work = work or workload(case)
    at = work.spans[half_year]
    origins = [o for o, there in work.places.items() if group in there and float(there[group][at].max()) > 0]
    if not origins:
        raise KeyError(group)
    parts = [tuple(_origin(case, work, origin, group, at)) for origin in origins]
    total = sum(part[0].value for part in parts)
    cases = sum(float((work.stocks.there[o] * work.places[o][group])[at].mean()) for o in origins)
    limit = Step(1, "limit", group, cases / total if total else 0.0, "cases_per_fte", "cases / need")
    return (
        Step(0, "need", group, total, "fte", " + ".join(f"need[{o}]" for o in origins)),
        Step(1, "cases", group, cases, "cases", " + ".join(f"cases[{o}]" for o in origins)),
        limit,
        *(step for part in parts for step in part),
    )


def _origin(case: Case, work: Workload, origin: str, group: str, at: list[int]) -> Iterator[Step]:
    """The part of the need that comes with those who began in one group."""
    row = next(row for row in case.target_groups if row.target_group == origin)
    share = work.places[origin][group]
    citizens, need = work.stocks.there[origin], work.fte[origin]
    factor = case.settings.caseload.limit_factor
    queue = queue_fte(case, origin, citizens)
    source = limit_source(case, origin)
    yield Step(1, "need_of", origin, float((need * share)[at].mean()), "fte", _MADE[source], *_said(row))
    yield Step(2, "cases_of", origin, float((citizens * share)[at].mean()), "cases", "stock x share", *_said(row))
    if origin != group:
        move = next(r for r in case.crosswalk if not r.change and (r.from_group, r.to_group) == (origin, group))
        yield Step(3, "share", origin, float(share[at].mean()), "share", "", *_said(move))
    if source == "hours":
        hours = work.hours(origin)
        yield Step(2, "hours", origin, float((hours * share)[at].mean()), "hours_month", "sum of volume x minutes / 60")
        for done in work.tasks[origin]:
            if float(done.hours[at].max()) > 0:
                last = work.stocks.months[at[-1]].first_day
                yield from _task(case, done.task, (done.volume * share)[at], (done.hours * share)[at], last)
        yield from _net_hours(case)
        yield Step(2, "limit_factor", origin, factor, "factor")
    else:
        yield Step(2, "limit_of", origin, base_limit(case, row), "cases_per_fte", f"{source} x factor", *_said(row))
    if source == "hours" and float(queue[at].max()) > 0:
        yield Step(2, "queue", origin, float((queue * share)[at].mean()), "fte", "agents x open hours x 52 / net hours")
        for line in (line for line in case.queues if line.target_group == origin):
            yield Step(3, "calls", line.queue, line.calls_per_half_hour, "calls_half_hour", "", *_said(line))


_MADE = {
    "hours": "hours / (net hours / 12) / factor + queue",
    "guidance": "cases / limit",
    "local": "cases / limit",
}


def _task(case: Case, task: Task, volume: Series, hours: Series, last: date) -> Iterator[Step]:
    """One task: how often a month, minutes each time, and the rules in force by the last month that changed how often."""
    often, spent = float(volume.mean()), float(hours.mean())
    yield Step(3, "task", task.task, spent, "hours_month", "volume x minutes / 60", *_said(task))
    yield Step(4, "volume", task.task, often, "times_month", f"number x {task.basis}")
    made = "from the design" if task.assumption.startswith(FROM_DESIGN) else "meeting + other, eased"
    yield Step(4, "minutes", task.task, spent * 60 / often if often else 0.0, "minutes", made)
    for change in (change for change in case.changes if change.date <= last):
        if change.kind == "task" and change.task == task.task and task.target_group in change.target_groups:
            yield Step(4, "rule", change.change, change.after, "times", f"before {change.before:g}", *_said(change))


def _net_hours(case: Case) -> Iterator[Step]:
    """From paid hours to net hours."""
    hours = case.settings.hours
    made = "(gross - deductions) x (1 - allowance)"
    yield Step(2, "net_hours", "", net_hours(hours), "hours_year", made)
    yield Step(3, "gross", "", hours.gross.value, "hours_year", "", *_said(hours.gross))
    for row in hours.deductions:
        yield Step(3, "deduction", row.label_da, row.hours.value, "hours_year", "", *_said(row.hours))
    allowance = hours.category_allowance_share
    yield Step(3, "allowance", "", allowance.value, "share", "", *_said(allowance))


def _said(row: Sourced) -> tuple[str, str]:
    return row.source, row.assumption
