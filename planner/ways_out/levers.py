"""The levers that a scenario leaves unused: whether using them makes everything possible, and how much the plan then uses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from planner.case.schema import Case
from planner.case.settings import Lever, Settings
from planner.errors import NoPlanError
from planner.outcome import replanned
from planner.staffing.memory import Memory
from planner.ways_out.possible import applied
from planner.ways_out.values import Overrides, Progress

WAYS_OF = {
    "reduced_hours": "reduced_hours",
    "redeployment": "redeployed",
    "retraining": "retrained",
    "municipal_redeployment": "transfer",
    "voluntary": "voluntary",
    "hiring": "hired",
}
"""Each lever but dismissals, in the order of the ladder, and what the way it opens is called in the key figures."""


@dataclass(frozen=True)
class Opening:
    """What the scenario is with one or more of its unused levers in use, on the terms that it has for them.

    Attributes:
        levers: which.
        overrides: settings as `load_case` takes them.
        enough: whether there is a plan, and it meets every saving.
        fte: FTE that the plan then moves by each of the levers, in their order; empty where there is no plan.
        dismissals_fte: FTE that it dismisses.
        shortfall_dkk: what it misses of the savings of all budget years; None where there is no plan.
    """

    levers: tuple[str, ...]
    overrides: Overrides
    enough: bool
    fte: tuple[float, ...] = ()
    dismissals_fte: float = 0.0
    shortfall_dkk: float | None = None


def in_use(settings: Settings, lever: str) -> bool:
    """Whether a lever is switched on somewhere, and not capped at nothing."""
    if lever == "retraining":
        return any(map(on, settings.retraining))
    return on(getattr(settings, lever)) and _has_room(settings, lever)


def unused(case: Case) -> tuple[str, ...]:
    """The levers that are not in use, in the order of the ladder."""
    return tuple(lever for lever in WAYS_OF if not in_use(case.settings, lever))


def can_open(settings: Settings, lever: str) -> bool:
    """Whether the scenario has terms on which an unused lever could be used."""
    return bool(settings.retraining) if lever == "retraining" else _has_room(settings, lever)


def openings(case: Case, progress: Progress = lambda _: None, memory: Memory | None = None) -> Iterator[Opening]:
    """Each unused lever with terms alone, then all of them together, each with the plan that the scenario then has.

    Args:
        case: what `load_case` returns.
        progress: told each opening in a few words.
        memory: what a similar plan left; makes it faster.
    """
    levers = tuple(lever for lever in unused(case) if can_open(case.settings, lever))
    memory = memory or Memory()
    for some in [*((lever,) for lever in levers), *([levers] if len(levers) > 1 else [])]:
        progress(f"with {', '.join(some).replace('_', ' ')}")
        yield _opened(case, some, memory)


def _opened(case: Case, levers: tuple[str, ...], memory: Memory) -> Opening:
    """One opening, planned."""
    overrides = {lever: _opening(case.settings, lever) for lever in levers}
    try:
        plan = replanned(applied(case, overrides), memory=memory)
    except NoPlanError:
        return Opening(levers, overrides, enough=False)
    fte = tuple(plan.kpi[f"{WAYS_OF[lever]}_fte"] for lever in levers)
    short = plan.kpi["shortfall_dkk"]
    return Opening(levers, overrides, plan.status == "optimal", fte, plan.kpi["dismissals_fte"], short)


def _opening(settings: Settings, lever: str) -> object:
    """The settings that switch a lever on; a list is given whole."""
    if lever == "retraining":
        return [row.model_dump(mode="json") | {"active": True} for row in settings.retraining]
    return {"active": True}


def on(lever: Lever) -> bool:
    """Whether a lever is switched on for somebody."""
    return lever.active or any(line.active for line in lever.where)


def _has_room(settings: Settings, lever: str) -> bool:
    """Whether the cap of a lever is more than nothing."""
    if lever == "voluntary":
        return any(step.cap_share_per_team_year > 0 for step in settings.voluntary.take_up)
    if lever == "reduced_hours":
        return settings.reduced_hours.cap_share > 0
    return bool(getattr(settings, lever).cap_fte_per_team_year > 0)
