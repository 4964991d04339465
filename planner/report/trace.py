"""The chain behind a need in FTE as an indented table, with the rows of the sources that it rests on."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pandas as pd

from planner.case.reading import nearest, shown
from planner.case.schema import Case
from planner.coordination.load import with_coordination
from planner.errors import Fault, InputError
from planner.plan import Plan
from planner.report import numbers
from planner.report.case_rows import before_after
from planner.report.columns import Kind, Table, headed, made
from planner.report.names import Names
from planner.report.sources import fact_rows
from planner.text import Catalogue, Language, catalogue
from planner.workload import workload
from planner.workload.trace import Step, trace

_INDENT = "\u2003"
_KINDS: dict[str, Kind] = {"fte": "part", "cases": "cases", "share": "share", "hours_month": "number",
                           "times_month": "number", "hours_year": "number"}  # fmt: skip
_GROUP = ("need", "cases", "limit", "need_of", "cases_of", "share", "limit_of", "hours")
_DECIMALS = 1


def traced_groups(plan: Plan, half_year: str) -> tuple[str, ...]:
    """The target groups that there is somebody in, in a half-year; in the case's order."""
    there = set(plan.caseload.loc[plan.caseload["half_year"] == half_year, "target_group"])
    return tuple(row.target_group for row in plan.case.target_groups if row.target_group in there)


def chain(case: Case, half_year: str, group: str) -> tuple[Step, ...]:
    """The chain behind a group's need in a half-year.

    Raises:
        InputError: no such half-year or group, or nobody is in the group then; says what there is.
    """
    case = with_coordination(case)
    work = workload(case)
    there = work.need.groupby("half_year")["target_group"].agg(list)
    halves, groups = list(work.spans), [row.target_group for row in case.target_groups]
    faults = []
    if half_year not in halves:
        faults.append(Fault("trace", "half-year", shown(half_year), ", ".join(halves), nearest(half_year, halves)))
    if group not in groups:
        faults.append(Fault("trace", "group", shown(group), ", ".join(groups), nearest(group, groups)))
    if not faults and group not in there[half_year]:
        here = [name for name in groups if name in there[half_year]]
        faults.append(
            Fault("trace", "group", f"{shown(group)}, in which there is nobody in {half_year}", ", ".join(here))
        )
    if faults:
        raise InputError(faults)
    return trace(case, half_year, group, work)


def trace_table(case: Case, steps: Sequence[Step], language: Language = "da") -> Table:
    """The chain, deepest steps indented most: what it is, its figure and unit, how it is made, and where it comes from."""
    c, names = catalogue(language), Names(case, language)
    deducted = {row.label_da: getattr(row, f"label_{language}") for row in case.settings.hours.deductions}
    rows = []
    for step in steps:
        said = _INDENT * step.level + _name(step, names, c, deducted)
        value, kind = _figure(step)
        unit = c.t(f"trace_unit.{step.unit}")
        told = (step.source, c.t("cell.assumed", reasoning=step.assumption) if step.assumption else "")
        source = "; ".join(part for part in told if part)
        rows.append((step.level, said, value, kind, unit, _made(step, case, c), source, step.source))
    keys = ["level", "step", "value", "kind", "unit", "made", "reference", "facts"]
    columns = headed(c, "step:text value:mixed unit:text made:text reference:text")
    return made(c, "trace", columns, pd.DataFrame(rows, columns=keys))


def trace_sentence(case: Case, steps: Sequence[Step], half_year: str, language: Language = "da") -> str:
    """The chain in one line: citizens, hours, net hours, FTE, cases per FTE; part by part where there are several."""
    c, names = catalogue(language), Names(case, language)
    need, cases, limit = steps[0], steps[1], steps[2]
    said = {
        "group": names.group(need.subject),
        "when": numbers.half_year(half_year, language),
        "cases": numbers.cases(cases.value, language),
        "fte": numbers.part(need.value, language),
        "limit": numbers.fte(limit.value, language),
    }
    parts = [step for step in steps if step.kind == "need_of"]
    if len(parts) > 1:
        how = " + ".join(f"{numbers.part(step.value, language)} ({names.group(step.subject)})" for step in parts)
        return c.t("trace.sum", parts=how, **said)
    of = {step.kind: step.value for step in steps if step.level == 2}
    if "hours" in of and "queue" not in of:
        net = numbers.number(round(of["net_hours"], _DECIMALS), language)
        factor = "" if of["limit_factor"] == 1 else f" / {numbers.number(of['limit_factor'], language)}"
        hours = numbers.number(round(of["hours"], _DECIMALS), language)
        return c.t("trace.hours", hours=hours, net=net, factor=factor, **said)
    return c.t("trace.limit" if "queue" not in of else "trace.queue", **said)


def trace_sources(case: Case, steps: Sequence[Step], language: Language = "da") -> Table:
    """The rows of the sources that a chain rests on, each with its document and place."""
    cited = dict.fromkeys(key for step in steps for key in step.source.split())
    frame, columns = fact_rows(case, cited, language)
    return made(catalogue(language), "trace_sources", columns, frame)


def _name(step: Step, names: Names, c: Catalogue, deducted: Mapping[str, str]) -> str:
    """What a step is, and of whom."""
    label = c.t(f"trace_kind.{step.kind}")
    if step.kind in _GROUP:
        return f"{label}: {names.group(step.subject)}"
    own = {"task": names.tasks, "rule": names.changes, "calls": names.queues, "deduction": deducted}
    subject = own.get(step.kind, {}).get(step.subject, "")
    return f"{label}: {subject}" if subject else label


def _figure(step: Step) -> tuple[float, str]:
    """A step's figure with as many decimals as say something."""
    kind = _KINDS.get(step.unit, "number")
    return (round(step.value, 2) if kind == "number" else step.value), kind


def _made(step: Step, case: Case, c: Catalogue) -> str:
    """How a step is made, in words."""
    if step.kind == "rule":
        change = next(row for row in case.changes if row.change == step.subject)
        before, after = before_after(change, c.language)
        day = numbers.day(change.date.isoformat(), c.language)
        status = c.t(f"status.{change.status}")
        return c.t("trace_made.rule", day=day, before=before, after=after, status=status)
    if step.kind == "volume":
        basis = re.sub("^number x ", "", step.made)
        return c.t(f"trace_made.volume_{basis}")
    if step.kind == "need_of":
        return c.t("trace_made.need_hours" if step.made.startswith("hours") else "trace_made.need_limit")
    return c.t(f"trace_made.{step.kind}") if c.knows(f"trace_made.{step.kind}") and step.made else ""
