"""Whether a case is possible: the hard rules and the savings, solved up to the saving; and a case with other settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from planner.case.reading import merged
from planner.case.schema import Case
from planner.case.settings import Settings
from planner.coordination.load import with_coordination
from planner.plan import MET_WITHIN_DKK
from planner.staffing.levers import DKK_PER_UNIT
from planner.staffing.symbols import Symbols, symbols
from planner.staffing.wishes import Due, shortfalls
from planner.workload import Workload, workload

_HARD_WITHIN = 1e-3
"""What the solver's tolerances may leave missing, in 1,000 DKK, to savings that are a hard rule."""


def applied(case: Case, overrides: Mapping[str, Any]) -> Case:
    """The case with other settings, as `load_case` would read it with these overrides."""
    values = merged(case.settings.model_dump(mode="json"), overrides)
    return case.model_copy(update={"settings": Settings.model_validate(values)})


def wished(case: Case) -> bool:
    """Whether the savings are wished for: a goal, or a hard rule."""
    return "saving" in (*case.settings.goals, *case.settings.hard_rules)


def possible(case: Case) -> bool:
    """Whether a plan meets the hard rules and, where savings are wished for, every saving."""
    short = missing(case)
    within = _HARD_WITHIN if "saving" in case.settings.hard_rules else MET_WITHIN_DKK / DKK_PER_UNIT
    return short is not None and (not wished(case) or sum(short.values()) <= within)


def missing(case: Case) -> Due | None:
    """What is missing to each saving in 1,000 DKK, the goals before it met first; None when there is no plan."""
    return shortfalls(model(case)[0], case.settings.goals)


def model(case: Case) -> tuple[Symbols, Workload]:
    """Sets and parameters of a case, and its work with what coordination takes."""
    case = with_coordination(case)
    work = workload(case)
    return symbols(case, work), work


def need_of(work: Workload) -> dict[tuple[str, str], float]:
    """FTE needed by half-year and target group."""
    return {(row.half_year, row.target_group): float(row.need_fte) for row in work.need.itertuples()}
