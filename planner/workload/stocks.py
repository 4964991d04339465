"""Citizens month by month: who is in which target group, who comes, who leaves, and where those go who may not come.

A group with a mean spell D begins in balance: S/D newcomers a month, and as many who leave. A change of the newcomers
then moves the stock over time. A change that turns newcomers away sends them where the crosswalk says; who is there
already stays to the end of the spell, so a closed group runs off. On the day of a regrouping everybody in a group
moves, and takes the work along.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from planner.calendar import Month, months_from
from planner.case.schema import Case
from planner.case.tables import Change, Crosswalk, TargetGroup
from planner.case.work_references import EXITS

Series = npt.NDArray[np.float64]
"""One number for each month of the plan."""


@dataclass(frozen=True)
class Stocks:
    """Citizens (or other cases) by the group they began in.

    Attributes:
        months: every month of the plan.
        there: those in the group in a month, at its beginning.
        newcomers: those who come in the month, from outside or turned away elsewhere.
        leavers: those who leave in the month by the end of their spell.
        turned_away: those who would have come to one group and go to another, or to an exit.
    """

    months: tuple[Month, ...]
    there: dict[str, Series]
    newcomers: dict[str, Series]
    leavers: dict[str, Series]
    turned_away: dict[tuple[str, str], Series]


def own_groups(case: Case) -> tuple[TargetGroup, ...]:
    """The groups that have cases of their own, in order of name."""
    own = (group for group in case.target_groups if group.cases is not None)
    return tuple(sorted(own, key=lambda group: group.target_group))


def all_months(case: Case) -> tuple[Month, ...]:
    """Every month of the plan, also where its periods are longer."""
    return months_from(case.settings.first_month, case.settings.last_month)


def stocks(case: Case, changes: Sequence[Change]) -> Stocks:
    """Every group's citizens under some of the dated changes.

    >>> # S[t+1] = S[t] + newcomers[t] - S[t] / D, or the stock at the start times the changes of its number
    """
    months = all_months(case)
    wanted = {group.target_group: _would_come(case, group, months) for group in own_groups(case)}
    keep = {name: _kept(changes, name, months) for name in wanted}
    newcomers = {name: series * keep[name] for name, series in wanted.items()}
    turned_away: dict[tuple[str, str], Series] = {}
    active = {change.change for change in changes}
    for row in _rows(case):
        if row.change in active:
            sent = wanted[row.from_group] * row.share * _since(row.date, months)
            turned_away[row.from_group, row.to_group] = turned_away.get((row.from_group, row.to_group), 0.0) + sent
            if row.to_group not in EXITS:
                newcomers[row.to_group] = newcomers[row.to_group] + sent
    there, leavers = {}, {}
    for group in own_groups(case):
        name = group.target_group
        if group.duration_months is None:
            there[name] = _by_changes(case, group, changes, months)
            step = np.diff(there[name], append=there[name][-1])
            newcomers[name], leavers[name] = newcomers[name] + np.maximum(step, 0), np.maximum(-step, 0)
        else:
            there[name] = _flowing(float(group.cases or 0), newcomers[name], group.duration_months)
            leavers[name] = there[name] / group.duration_months
    return Stocks(months, there, newcomers, leavers, turned_away)


def _rows(case: Case) -> list[Crosswalk]:
    """The rows of the crosswalk in an order of their own, so that sums do not depend on the file's."""
    return sorted(case.crosswalk, key=lambda row: (row.date, row.from_group, row.to_group, row.change))


def _since(day: date, months: Sequence[Month]) -> Series:
    """1 in the months that begin on or after a day, 0 before."""
    return np.array([1.0 if month.first_day >= day else 0.0 for month in months])


def _from(first: Month, months: Sequence[Month]) -> Series:
    return _since(first.first_day, months)


def _drivers(case: Case, group: TargetGroup, months: Sequence[Month]) -> Series:
    """What unemployment and the scenario's own changes make of the newcomers, as a factor by month."""
    unemployment = case.settings.unemployment
    more = unemployment.change_share * group.unemployment_factor
    factor = 1 + more * _from(unemployment.first_month, months)
    for row in case.settings.drivers.inflow:
        if row.target_group == group.target_group:
            factor = factor * (1 + row.change_share * _from(row.first_month, months))
    return factor


def _would_come(case: Case, group: TargetGroup, months: Sequence[Month]) -> Series:
    """Newcomers a month before any change turns them away; none in a group without spells."""
    if group.duration_months is None:
        return np.zeros(len(months))
    trial = case.settings.drivers.a_kasse_trial
    longer = np.zeros(len(months))
    if trial.target_group == group.target_group:
        in_it = _from(trial.first_month, months) * (1 - _from(trial.last_month.plus(1), months))
        longer = in_it * trial.share * min(1.0, trial.months.value / group.duration_months)
    return float(group.cases or 0) / group.duration_months * _drivers(case, group, months) * (1 - longer)


def _kept(changes: Sequence[Change], group: str, months: Sequence[Month]) -> Series:
    """The share of its newcomers that a group still takes."""
    kept = np.ones(len(months))
    for change in changes:
        if change.kind == "newcomers" and group in change.target_groups:
            kept = kept - (change.before - change.after) * _since(change.date, months)
    return kept


def _by_changes(case: Case, group: TargetGroup, changes: Sequence[Change], months: Sequence[Month]) -> Series:
    """The stock of a group without spells: as it was, times what dated changes and drivers make of it."""
    there = float(group.cases or 0) * _drivers(case, group, months)
    for change in changes:
        if change.kind == "cases" and group.target_group in change.target_groups:
            there = there * np.where(_since(change.date, months) > 0, change.after / change.before, 1.0)
    return there


def _flowing(start: float, newcomers: Series, duration: float) -> Series:
    """A stock whose spells last so many months on average."""
    there = np.empty(len(newcomers))
    for t in range(len(newcomers)):
        there[t] = start
        start += newcomers[t] - start / duration
    return there


def places(case: Case, months: Sequence[Month]) -> dict[str, dict[str, Series]]:
    """For each group with citizens of its own: the share of them in each group or exit, by month. Sums to 1."""
    rows: dict[str, list[Crosswalk]] = defaultdict(list)
    for row in _rows(case):
        if not row.change:
            rows[row.from_group].append(row)
    found: dict[str, dict[str, Series]] = {}
    for group in own_groups(case):
        moved = rows[group.target_group]
        stays = 1 - _since(moved[0].date, months) if moved else np.ones(len(months))
        found[group.target_group] = {group.target_group: stays}
        for row in moved:
            here = found[group.target_group].get(row.to_group, np.zeros(len(months)))
            found[group.target_group][row.to_group] = here + row.share * _since(row.date, months)
    return found
