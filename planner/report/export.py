"""Plans, comparisons and errors as one plain object for `--json`: the interface that other programs read."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd

from planner.case.schema import Case
from planner.case.values import LASTING
from planner.compare import RESULTS, Comparison
from planner.coordination import capacity, journeys, resilience
from planner.coordination.propose import propose
from planner.errors import InputError, NoPlanError, PlannerError
from planner.plan import Plan
from planner.report import tables
from planner.report.limits import limit_of
from planner.report.rules import place, reference
from planner.report.trace import trace_sentence
from planner.report.work_answer import work_answer
from planner.workload import workload
from planner.workload.trace import Step

_YEARS = ["year", "account", "price_level", "target_dkk", "gross_dkk", "one_off_dkk", "net_dkk", "shortfall_dkk",
          "full_year_dkk"]  # fmt: skip
_CASELOAD = ["half_year", "target_group", "cases", "fte", "cases_per_fte", "limit"]
_KPI = ["fte_start", "fte_end", "attrition_fte", "vacancy_fte", "redeployed_fte", "voluntary_fte", "dismissals_fte",
        "hired_fte", "worst_overload_share", "shortfall_dkk", "orphans"]  # fmt: skip

_TEAM_CASELOAD = [
    "half_year",
    "team",
    "target_group",
    "cases",
    "fte",
    "cases_per_fte",
    "limit",
    "limit_source",
    "limit_date",
]
_RULES = ["rule", "date", "target_groups", "rule_name", "before", "after", "unit", "status", "reference"]
_OWNERSHIP = ["half_year", "key", "owner_key", "parts_key", "codes", "since_today"]
_LADDER = ["key", "way", "fte", "effect_fte", "in_use"]


def plan_object(plan: Plan) -> dict[str, Any]:
    """A plan as README's `--json` section describes it."""
    lasting = plan.years["year"] == LASTING
    return {
        "scenario": _scenario(plan.case),
        "status": plan.status,
        "kpi": {key: _plain(plan.kpi[key]) for key in _KPI},
        "years": _records(plan.years.loc[~lasting, _YEARS]),
        "lasting": _records(plan.years.loc[lasting, _YEARS[1:]]),
        "staff": _records(plan.staff[["month", "team", "profession", "fte"]]),
        "caseload": _caseload(plan),
        "team_caseload": _team_caseload(plan),
        "citizens": _records(plan.citizens),
        "citizens_out": _records(plan.citizens_out),
        "rules": _rules(plan),
        "lapse": _records(plan.lapse.assign(price_level=plan.case.settings.price_level)),
        "funding": _records(plan.funding.assign(price_level=plan.case.settings.price_level)),
        "group_funding": _records(plan.group_funding.assign(price_level=plan.case.settings.price_level)),
        "valley": _records(plan.valley),
        "floors": _floors(plan),
        "drivers": _drivers(plan),
        "plausibility": _records(plan.plausibility),
        "work": list(work_answer(plan, "en")),
        "ladder": _records(tables.ways_of_leaving(plan, "en").frame[_LADDER]),
        "exits": _records(plan.exits),
        "moves": _records(plan.moves),
        "hires": _records(plan.hires),
        "timetable": _records(plan.timetable),
        "thresholds": _records(plan.thresholds),
        "ledger": _records(plan.ledger),
        "posts": _records(plan.posts),
        "posts_totals": _records(plan.posts_totals),
        "posts_savings": _records(plan.posts_savings.assign(price_level=plan.case.settings.price_level)),
        "posts_limits": _records(plan.posts_limits),
        "posts_loads": _records(plan.posts_loads),
        "ranges": _records(plan.ranges),
        "reconciliation": _records(plan.reconciliation.assign(price_level=plan.case.settings.price_level)),
        "owners": _records(plan.owners),
        "ownership": _records(tables.ownership_by_half_year(plan, "en").frame[_OWNERSHIP]),
        "coordination": _coordination(plan),
        "findings": _findings(plan),
        "goals": [{"goal": goal.goal, "value": _plain(goal.value)} for goal in plan.goals],
        "verify": {"checks": len(plan.checks), "failed": int((~plan.checks["ok"]).sum())},
        "sources": _sources(plan),
    }


def case_object(case: Case) -> dict[str, Any]:
    """What a scenario holds, when nothing is wrong with it."""
    return {"scenario": _scenario(case), "status": "ok", "tables": sizes(case)}


def sizes(case: Case) -> dict[str, int]:
    """The number of rows in each table of a case."""
    names = (
        "teams",
        "professions",
        "staffing",
        "target_groups",
        "tasks",
        "floors",
        "changes",
        "citizen_types",
        "edges",
        "facts",
    )
    return {name: len(getattr(case, name)) for name in names}


def comparison_object(comparison: Comparison) -> dict[str, Any]:
    """A comparison: assumptions that differ first, then results and their differences from the baseline."""
    return {
        "scenarios": list(comparison.names),
        "baseline": comparison.names[comparison.baseline],
        "assumptions": _records(comparison.assumptions),
        "results": {name: _records(getattr(comparison, name)) for name in RESULTS},
        "differences": {name: _records(comparison.differences(name)) for name in RESULTS},
    }


def error_object(error: PlannerError) -> dict[str, Any]:
    """Why there is no plan: the faults in the input, or the smallest breaches of the hard rules."""
    if isinstance(error, InputError):
        return {"status": "bad_input", "faults": [vars(fault) for fault in error.faults]}
    if isinstance(error, NoPlanError):
        return {"status": "no_plan", "breaches": [vars(breach) | {"message": str(breach)} for breach in error.breaches]}
    return {"status": "error", "message": str(error)}


def _scenario(case: Case) -> dict[str, Any]:
    settings = case.settings
    return {
        "file": case.path,
        "name": settings.name,
        "why": settings.why,
        "municipality": settings.municipality,
        "first_month": str(settings.first_month),
        "last_month": str(settings.last_month),
        "price_level": settings.price_level,
        "differs_from_base": [difference.model_dump() for difference in case.differences],
    }


def trace_object(case: Case, half_year: str, group: str, steps: Sequence[Step]) -> dict[str, Any]:
    """The chain behind a need in FTE, each figure unrounded with what it is made of and where it comes from."""
    rows = [vars(step) | {"places": [place(case, key) for key in step.source.split()]} for step in steps]
    return {
        "scenario": _scenario(case),
        "half_year": half_year,
        "target_group": group,
        "need_fte": _plain(steps[0].value),
        "limit_cases_per_fte": _plain(steps[2].value),
        "in_words": trace_sentence(case, steps, half_year, "en"),
        "steps": [{key: _plain(value) for key, value in row.items()} for row in rows],
    }


def _caseload(plan: Plan) -> list[dict[str, Any]]:
    """Cases per FTE against the limit, each limit with its source, its date and the facts behind it."""
    limits = [limit_of(plan.case, row.target_group, row.half_year) for row in plan.caseload.itertuples()]
    named = {f"limit_{key}": [getattr(limit, key) for limit in limits] for key in ("source", "date", "facts")}
    return _records(plan.caseload[_CASELOAD].assign(**named))


def _team_caseload(plan: Plan) -> list[dict[str, Any]]:
    """The same by team; a group's cases are shared among its teams by their FTE."""
    frame = tables.cell_caseload(plan, "en").frame.assign(
        team=lambda f: f["key"], target_group=lambda f: f["group_key"]
    )
    return _records(frame[_TEAM_CASELOAD])


def _rules(plan: Plan) -> list[dict[str, Any]]:
    """Each dated rule with its numbers, how firm it is, and where it stands."""
    rows = tables.rules(plan, "en").frame.rename(columns={"key": "rule"})[_RULES].to_dict("records")
    numbers = {row.change: row for row in plan.case.changes}
    return [
        {str(key): value for key, value in row.items()}
        | {"before": numbers[row["rule"]].before, "after": numbers[row["rule"]].after}
        | {"reference": reference(plan.case, numbers[row["rule"]], "en", whole=True)}
        for row in rows
    ]


def _floors(plan: Plan) -> list[dict[str, Any]]:
    """Each floor in each half-year, with its reference."""
    references = {row.floor: reference(plan.case, row, "en", whole=True) for row in plan.case.floors}
    return _records(plan.floors.assign(reference=plan.floors["floor"].map(references)))


def _drivers(plan: Plan) -> list[dict[str, Any]]:
    """Each driver with the list of groups that it touches."""
    return [row | {"groups": row["groups"].split()} for row in _records(plan.drivers)]


def _findings(plan: Plan) -> list[dict[str, Any]]:
    columns = ["code", "severity", "subject", "from", "to", "message_en"]
    return _records(plan.findings[columns].rename(columns={"message_en": "message"}))


def _coordination(plan: Plan) -> dict[str, Any]:
    """Who cannot be served, what if one thing is missing, owners proposed for the replacement, and typical histories."""
    work, day = workload(plan.case), tables.replacement_day(plan.case)
    proposal = propose(plan.case, plan.staff, day)
    return {
        "capacity": _records(capacity.table(capacity.coverage(plan, work))),
        "absences": _records(resilience.ranked(resilience.losses(plan, work))),
        "proposal": {"on": day.isoformat(), "feasible": proposal.feasible, "owners": _records(proposal.owners)},
        "journeys": _records(journeys.totals(plan.case, journeys.starts(plan.case))),
    }


def _sources(plan: Plan) -> dict[str, Any]:
    return {
        "price_level": plan.case.settings.price_level,
        "traps": {name: trap.en for name, trap in plan.case.traps.items()},
        "assumptions": _records(tables.assumptions(plan, "en").frame),
        "facts": _records(tables.sources(plan, "en").frame),
    }


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(key): _plain(value) for key, value in row.items()} for row in frame.to_dict("records")]


def _plain(value: Any) -> Any:
    """A value that JSON has: no NaN, no infinity, no numpy types."""
    if value is pd.NA:
        return None
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
