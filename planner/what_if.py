"""What if: each uncertain assumption at its low and its high, and the best load for each saving and cap on dismissals."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import pandas as pd

from planner.case.schema import Case
from planner.case.settings import Settings
from planner.case.values import LASTING
from planner.coordination.load import with_coordination
from planner.errors import NoPlanError
from planner.outcome import NOISE, differences, figures, replanned
from planner.plan import GoalResult, Plan
from planner.staffing.levers import DKK_PER_UNIT
from planner.staffing.memory import Memory
from planner.staffing.solve import reached
from planner.staffing.symbols import symbols
from planner.workload import Workload, workload

Progress = Callable[[str], None]
Path = tuple[str | int, ...]
SHARES = (0.8, 0.9, 1.0, 1.1)
"""The shares of the saving that the frontier is drawn for."""
CAPS: tuple[float | None, ...] = (0.0, 2.0, 5.0, None)
"""The caps on dismissals, in FTE; None is no cap."""
_FRONTIER = ("saving", "minimum_staffing", "worst_load", "dismissals")
_SIDES: tuple[Literal["low", "high"], ...] = ("low", "high")


@dataclass(frozen=True)
class Swing:
    """An assumption at one of its ends, and what that does.

    Attributes:
        setting: its dotted name; a row of a list goes by its path, or its number from 1.
        side: `low` or `high`.
        given: its value in the case.
        value: its value at this end.
        unit: of both.
        changes: every figure of `outcome.FIGURES`, with this value less with the given one; None where no plan meets
            the hard rules with it, or the settings do not allow it.
    """

    setting: str
    side: Literal["low", "high"]
    given: float
    value: float
    unit: str
    changes: dict[str, float] | None


@dataclass(frozen=True)
class Point:
    """The best worst load for a saving and a cap on dismissals.

    Attributes:
        share: of the saving in the case, on both accounts.
        cap_fte: the cap; None is no cap.
        saving_dkk: what is due in the end, a year, on both accounts.
        worst_load: the least that the highest load can be (1 is the limit); inf where a group has nobody.
        dismissals_fte: the fewest with which that load is reached.
        shortfall_dkk: what all years and the lasting saving lack together; where it is not 0 the cap does not allow the saving.
    """

    share: float
    cap_fte: float | None
    saving_dkk: float
    worst_load: float
    dismissals_fte: float
    shortfall_dkk: float


def uncertainties(case: Case) -> pd.DataFrame:
    """The settings whose figure is given with a low and a high: setting, value, low, high, unit, source, assumption."""
    fields = ["value", "low", "high", "unit", "source", "assumption"]
    rows = [(name, *(node[field] for field in fields)) for name, (_, node) in _uncertain(case).items()]
    return pd.DataFrame(rows, columns=["setting", *fields])


def _uncertain(case: Case) -> dict[str, tuple[Path, dict[str, Any]]]:
    """Every setting with a low and a high by its dotted name: the way to it in the nested settings, and its figure."""
    return dict(_figures(case.settings.model_dump()))


def _figures(node: Any, name: str = "", at: Path = ()) -> Iterator[tuple[str, tuple[Path, dict[str, Any]]]]:
    """Every figure with a low and a high below a node; a row of a list goes by its path, or by its number from 1."""
    if isinstance(node, dict) and "value" in node and node.get("low") is not None and node.get("high") is not None:
        yield name, (at, node)
    elif isinstance(node, dict):
        for key, value in node.items():
            yield from _figures(value, f"{name}.{key}".lstrip("."), (*at, key))
    elif isinstance(node, (list, tuple)):
        for number, row in enumerate(node):
            own = row.get("path") if isinstance(row, dict) else None
            yield from _figures(row, f"{name}.{own or number + 1}", (*at, number))


def swings(
    plan: Plan,
    progress: Progress = lambda _: None,
    memory: Memory | None = None,
    chosen: Sequence[str] | None = None,
) -> Iterator[Swing]:
    """Each uncertain assumption at its low and then at its high, one by one as they are found; all others as given.

    An assumption that the model does not see at present (a driver that is off, a figure of the calendar) changes nothing
    and takes no time.

    Args:
        plan: what `make_plan` returns.
        progress: told each stage in a few words.
        memory: what a plan like this left; makes it faster.
        chosen: the settings to try, of those in `uncertainties`; all where left out.
    """
    memory, before = memory or Memory(), figures(plan)
    known = symbols(plan.case, workload(plan.case))
    found = {name: at for name, at in _uncertain(plan.case).items() if chosen is None or name in chosen}
    for number, (name, (path, node)) in enumerate(found.items(), 1):
        progress(f"assumption {number} of {len(found)}")
        for side in _SIDES:
            case = _at(plan.case, path, node[side])
            changes: dict[str, float] | None = None
            if case is not None and symbols(case, workload(case)) == known:
                changes = differences(before, before)
            elif case is not None:
                changes = _changes(case, before, memory)
            yield Swing(name, side, node["value"], node[side], node["unit"], changes)


def _at(case: Case, path: Path, value: float) -> Case | None:
    """The case with one figure at another value; None where the settings do not allow it."""
    values = case.settings.model_dump()
    node: Any = values
    for part in path:
        node = node[part]
    node["value"] = value
    try:
        settings = Settings.model_validate(values)
    except ValueError:
        return None
    return with_coordination(case.model_copy(update={"settings": settings}))


def _changes(case: Case, before: dict[str, float], memory: Memory) -> dict[str, float] | None:
    """The figures of a case less those before; None where it has no plan."""
    try:
        return differences(figures(replanned(case, memory=memory)), before)
    except NoPlanError:
        return None


def frontier(
    case: Case,
    progress: Progress = lambda _: None,
    shares: Sequence[float] = SHARES,
    caps: Sequence[float | None] = CAPS,
) -> Iterator[Point]:
    """The best worst load for each cap on dismissals and each share of the saving, one by one as they are found.

    Only as much is solved as the question needs: least shortfall, minimum staffing, then the best load, then the fewest
    dismissals with which it is reached; in this order whatever the order of the case, so that a cap is used where it helps.
    The widest cap comes first for each share: where it takes no more dismissals than a narrower one allows, the narrower one
    has the same point, and nothing is solved. A pair for which no plan meets the hard rules has no point.
    """
    case, memory = with_coordination(case), Memory()
    work = workload(case)
    widest = sorted(caps, key=lambda cap: -(float("inf") if cap is None else cap))
    number = 0
    for share in sorted(shares, key=lambda share: abs(share - 1)):
        point: Point | None = None
        for cap in widest:
            number += 1
            progress(f"point {number} of {len(caps) * len(shares)}")
            if point and cap is not None and point.dismissals_fte <= cap + NOISE:
                point = replace(point, cap_fte=cap)
            else:
                point = _point(case, work, (cap, share), memory)
            if point:
                yield point


def _point(case: Case, work: Workload, at: tuple[float | None, float], memory: Memory) -> Point | None:
    """One point of the frontier, at a cap and a share."""
    s = symbols(_asked(case, *at), work)
    due = sum(amount for (_, year), amount in s.target.items() if year == LASTING) * DKK_PER_UNIT
    try:
        return Point(at[1], at[0], due, *_read(reached(s, _FRONTIER, memory=memory)))
    except NoPlanError:
        return None


def _asked(case: Case, cap: float | None, share: float) -> Case:
    """The case with a share of its saving and a cap on dismissals."""
    saving, dismissals = case.settings.saving, case.settings.dismissals
    shares = {account: share * own for account, own in saving.share_of_target.items()}
    update = {
        "saving": saving.model_copy(update={"share_of_target": shares}),
        "dismissals": dismissals.model_copy(update={"cap_fte": cap}),
    }
    return case.model_copy(update={"settings": case.settings.model_copy(update=update)})


def _read(goals: Sequence[GoalResult]) -> tuple[float, float, float]:
    """Worst load, dismissals in FTE and shortfall in DKK from what the goals reached; a goal without a value is 0."""
    value = {goal.goal: goal.value for goal in goals}
    coverage = -value.get("worst_load", 0.0)
    load = 1 / coverage if coverage > 0 else float("inf")
    return load, value.get("dismissals", 0.0), value.get("saving", 0.0) * DKK_PER_UNIT
