"""What a scenario has decided, held against the plan: sizes, an equal cut, owners, and how far the rest moved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from statistics import fmean

from planner.case.settings import Pin
from planner.plan import Plan
from planner.verification.common import Cell, Deviations, cells, half_year, known, same
from planner.verification.tables import Row, differences

_SAME_FTE = 1e-6
"""Not counted as a difference."""


def decided(plan: Plan) -> Deviations:
    """Every pin and every rule on sizes is kept, decided owners answer, and the rest is as near as the goals say."""
    for pin in plan.case.settings.pins:
        yield from _kept(plan, pin)
    if plan.case.settings.sizes != "planned":
        yield from _sizes(plan)
    yield from _owners(plan)
    yield from _compared(plan)


def _kept(plan: Plan, pin: Pin) -> Deviations:
    """By how much a pin is not kept: on average over each half-year when it is exact, else in every period."""
    there = cells(plan.staff, "fte")
    held = [cell for cell in there if cell[0] == pin.team and pin.profession in ("", cell[1])]
    found: dict[str, list[float]] = defaultdict(list)
    for t, month in enumerate(plan.case.months):
        if month >= pin.first_month and _latest(plan, pin, str(month)) == pin:
            span = half_year(plan.case, month) if pin.sense == "exactly" else str(month)
            found[span].append(sum(there[cell][t] for cell in held))
    for values in found.values():
        over = fmean(values) - pin.fte
        yield {"exactly": abs(over), "at_least": max(0.0, -over), "at_most": max(0.0, over)}[pin.sense]


def _latest(plan: Plan, pin: Pin, month: str) -> Pin:
    """The pin of the same posts and sense that holds in a month."""
    about = (pin.team, pin.profession, pin.sense)
    begun = [row for row in plan.case.settings.pins if (row.team, row.profession, row.sense) == about]
    return max((row for row in begun if str(row.first_month) <= month), key=lambda row: row.first_month)


def _sizes(plan: Plan) -> Deviations:
    """Every cell is (at most) as today; or on each account all lose one share of what is not protected by a year's end."""
    there, rule = cells(plan.staff, "fte"), plan.case.settings.sizes
    account = {(row.team, row.profession): row.account for row in plan.case.staffing}
    protected = {(row.team, row.profession): row.minimum_fte for row in plan.case.staffing}
    for t in _year_ends(plan) if rule == "equal_cuts" else range(len(plan.case.months)):
        today = _today(plan, t)
        lost = {cell: today[cell] - there[cell][t] for cell in today}
        if rule != "equal_cuts":
            yield from (max(0.0, -less) if rule == "at_most_today" else abs(less) for less in lost.values())
            continue
        open_ = {cell: max(0.0, today[cell] - protected[cell]) for cell in today}
        for key in set(account.values()):
            mine = [cell for cell in today if account[cell] == key]
            whole = sum(open_[cell] for cell in mine)
            share = sum(lost[cell] for cell in mine) / whole if whole else 0.0
            yield from (same(lost[cell], share * open_[cell]) for cell in mine)
            yield max(0.0, -share, share - 1)


def _today(plan: Plan, t: int) -> dict[Cell, float]:
    """FTE in service at the start, with those who have returned from leave by a period."""
    away, on_leave = known(plan, ("notice", "leave")), known(plan, ("leave",))
    posts = {(row.team, row.profession): row.fte for row in plan.case.staffing}
    return {cell: fte - away[*cell, 0] + on_leave[*cell, 0] - on_leave[*cell, t] for cell, fte in posts.items()}


def _year_ends(plan: Plan) -> Iterator[int]:
    """The last period of each calendar year."""
    months = plan.case.months
    yield from (t for t, month in enumerate(months) if t + 1 == len(months) or months[t + 1].year != month.year)


def _owners(plan: Plan) -> Deviations:
    """From its day until the next decision a decided owner is the only one; nobody, while the unit does not exist."""
    units = {row.unit: row for row in plan.case.units}
    decisions = sorted(plan.case.settings.coordination.decided_owners, key=lambda row: row.valid_from)
    for number, row in enumerate(decisions):
        later = [next_.valid_from for next_ in decisions[number + 1 :] if next_.citizen_type == row.citizen_type]
        last = str(later[0] - timedelta(days=1)) if later else "9999-12-31"
        unit = units[row.owner]
        said = plan.owners[plan.owners["citizen_type"] == row.citizen_type]
        for begin, end, owner in zip(said["from"], said["to"], said["owner"], strict=True):
            first, until = max(begin, str(row.valid_from)), min(end, last)
            exists = (not unit.valid_from or str(unit.valid_from) <= first) and (
                not unit.valid_to or until <= str(unit.valid_to)
            )
            yield float(first <= until and owner != (row.owner if exists else ""))


def _compared(plan: Plan) -> Deviations:
    """The plan without pins is listed for each cell and year end, where there are pins; how far this one is from it."""
    months = [str(plan.case.months[t]) for t in _year_ends(plan)] if plan.case.settings.pins else []
    due: dict[Row, Row] = {(month, row.team, row.profession): () for month in months for row in plan.case.staffing}
    yield from differences(plan.unpinned, ["month", "team", "profession"], [], due)
    reached = [goal.value for goal in plan.goals if goal.goal == "like_before"]
    yield from (same(value, moved(plan)) for value in reached)


def moved(plan: Plan) -> float:
    """FTE by which cells differ at the ends of years from the plan without pins."""
    fte = plan.staff.set_index(["month", "team", "profession"])["fte"]
    before = plan.unpinned.set_index(["month", "team", "profession"])["fte"]
    return float(((fte.loc[before.index] - before).abs() - _SAME_FTE).clip(lower=0.0).sum()) if len(before) else 0.0
