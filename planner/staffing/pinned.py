"""What a scenario has decided about sizes: the pins, and whether a cut is the same everywhere."""

from __future__ import annotations

from itertools import groupby
from typing import NamedTuple

from planner.case.schema import Case
from planner.case.settings import Pin
from planner.staffing.cells import Cell

_SENSES = {"exactly": "==", "at_least": ">=", "at_most": "<="}


class Pinned(NamedTuple):
    """FTE that some cells have together on average over each span of periods: what the pin is called, and its sense."""

    label: tuple[object, ...]
    cells: tuple[Cell, ...]
    spans: tuple[tuple[int, ...], ...]
    sense: str
    fte: float


def pinned(case: Case, cells: tuple[Cell, ...]) -> tuple[Pinned, ...]:
    """The pins of a scenario, each from its month until a later one of the same posts and sense takes its place."""
    found = []
    ordered = sorted(case.settings.pins, key=lambda pin: (_about(pin), pin.first_month))
    for (team, profession, sense), same in groupby(ordered, key=_about):
        held = tuple(cell for cell in cells if cell.team == team and profession in ("", cell.profession))
        rows = list(same)
        begins = [_first_period(case, row) for row in rows]
        for row, begin, end in zip(rows, begins, [*begins[1:], len(case.months)], strict=True):
            which = [profession] * bool(profession) + [sense] * (sense != "exactly")
            label = (team, *which, row.first_month)
            found.append(Pinned(label, held, _spans(case, sense, range(begin, end)), _SENSES[sense], row.fte))
    return tuple(found)


def _spans(case: Case, sense: str, periods: range) -> tuple[tuple[int, ...], ...]:
    """An exact size is that of each half-year on average, because attrition never pauses; any other holds in each period."""
    if sense != "exactly":
        return tuple((t,) for t in periods)
    parts = (tuple(t for t in positions if t in periods) for positions in case.half_years.values())
    return tuple(part for part in parts if part)


def _about(pin: Pin) -> tuple[str, str, str]:
    return pin.team, pin.profession, pin.sense


def _first_period(case: Case, pin: Pin) -> int:
    """The first period that begins in the pin's month or later."""
    return -(-pin.first_month.since(case.months[0]) // case.settings.period_months)
