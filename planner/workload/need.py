"""Tasks times citizens to hours, hours to FTE, and the limit of cases per FTE that follows or is chosen.

For a group g in a month m: hours = sum over tasks of volume x minutes / 60. Need in FTE = hours / (net hours / 12) /
factor, plus the staff of a queue, where the limit is what the hours allow; citizens / (limit x factor), where it is
guidance or a local ceiling. Whoever is regrouped takes the need along.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.calendar import Month, half_year
from planner.case.schema import Case
from planner.case.tables import Change, TargetGroup, Task
from planner.case.work_references import EXITS
from planner.workload.hours import agents_needed, net_hours
from planner.workload.stocks import Series, Stocks, own_groups, places, stocks

WEEKS = 52
TALKS = ("first_conversation", "conversation")


@dataclass(frozen=True)
class Done:
    """One task of one group month by month: how often, minutes each time, and hours."""

    task: Task
    volume: Series
    minutes: Series

    @property
    def hours(self) -> Series:
        """Hours a month."""
        return self.volume * self.minutes / 60


@dataclass(frozen=True)
class Workload:
    """What work there is under some dated changes.

    Attributes:
        case: what it is computed from.
        stocks: citizens by the group they began in.
        tasks: what is done for each of these groups, month by month.
        fte: FTE needed for each of these groups, month by month.
        more_cases: for a question only: so many cases more per FTE than the limit, by the group citizens are in.
    """

    case: Case
    stocks: Stocks
    tasks: dict[str, tuple[Done, ...]]
    fte: dict[str, Series]
    more_cases: dict[str, float] = field(default_factory=dict)

    @cached_property
    def places(self) -> dict[str, dict[str, Series]]:
        """The share of each group's citizens in each group or exit, by month."""
        return places(self.case, self.stocks.months)

    @cached_property
    def spans(self) -> dict[str, list[int]]:
        """The positions of the months in each half-year (in each year, when periods are years)."""
        spans: dict[str, list[int]] = defaultdict(list)
        for t, month in enumerate(self.stocks.months):
            spans[half_year(month, self.case.settings.period_months)].append(t)
        return dict(spans)

    def hours(self, group: str) -> Series:
        """Hours a month for those who began in a group."""
        return total((done.hours for done in self.tasks[group]), len(self.stocks.months))

    def placed(self, values: dict[str, Series]) -> dict[str, Series]:
        """Something of the groups that citizens began in, in the groups that they are in."""
        found: dict[str, Series] = {}
        for origin, series in values.items():
            for place, share in self.places[origin].items():
                found[place] = found.get(place, np.zeros(len(series))) + series * share
        return found

    @cached_property
    def need(self) -> pd.DataFrame:
        """Average cases, need and limit: half_year, target_group, cases, need_fte, limit (cases per FTE).

        A group that gives no work has no row.
        """
        cases, need = self.placed(self.stocks.there), self.placed(self.fte)
        rows = []
        for name, at in self.spans.items():
            for group in sorted(set(cases) - set(EXITS)):
                mean, fte = float(cases[group][at].mean()), float(need[group][at].mean())
                if fte > 0:
                    more = self.more_cases.get(group, 0.0)
                    limit = mean / fte + more
                    rows.append((name, group, mean, mean / limit if more else fte, limit))
        return pd.DataFrame(rows, columns=["half_year", "target_group", "cases", "need_fte", "limit"])

    @cached_property
    def citizens(self) -> pd.DataFrame:
        """Citizens in = there + out: month, target_group, start, newcomers, moved_in, leavers, moved_out, end.

        `newcomers` come from outside or from a group that turned them away; `moved_in` and `moved_out` are regrouped.
        """
        start = self.placed(self.stocks.there)
        came, left = self.placed(self.stocks.newcomers), self.placed(self.stocks.leavers)
        rows = []
        for group in sorted(set(start) - set(EXITS)):
            end = [float(v) for v in start[group][1:]]
            for t, month in enumerate(self.stocks.months):
                here, new, gone = (float(series[group][t]) for series in (start, came, left))
                after = here + new - gone
                last = end[t] if t < len(end) else after
                moved = last - after
                rows.append((str(month), group, here, new, max(0.0, moved), gone, max(0.0, -moved), last))
        columns = ["month", "target_group", "start", "newcomers", "moved_in", "leavers", "moved_out", "end"]
        return pd.DataFrame(rows, columns=columns)

    @cached_property
    def exits(self) -> pd.DataFrame:
        """Who has gone to a named exit: half_year, exit, citizens (in it), total (since the plan began)."""
        sums = {name: np.zeros(len(self.stocks.months)) for name in EXITS}
        for (_, to), series in self.stocks.turned_away.items():
            if to in sums:
                sums[to] = sums[to] + series
        for origin, there in self.stocks.there.items():
            for place, share in self.places[origin].items():
                if place in sums:
                    sums[place] = sums[place] + _arriving(there * share, self.stocks.leavers[origin] * share)
        rows = []
        for name, at in self.spans.items():
            for exit_, series in sums.items():
                rows.append((name, exit_, float(series[at].sum()), float(series[: at[-1] + 1].sum())))
        return pd.DataFrame(rows, columns=["half_year", "exit", "citizens", "total"])


def total(series: Iterable[Series], months: int) -> Series:
    """The sum of some series, 0 where there are none."""
    found = np.zeros(months)
    for one in series:
        found = found + one
    return found


def _arriving(there: Series, leaving: Series) -> Series:
    """Who comes to a place in each month, from who is there and who leaves it."""
    before = np.concatenate([[0.0], there[:-1] - leaving[:-1]])
    came: Series = (there - before).clip(min=0.0)
    return came


def workload(case: Case, changes: Sequence[Change] | None = None) -> Workload:
    """The work of a case under all its dated changes, or under some of them."""
    some = tuple(case.changes if changes is None else changes)
    there = stocks(case, some)
    groups = own_groups(case)
    tasks = {group.target_group: tuple(done(case, group, some, there)) for group in groups}
    fte = {group.target_group: _need(case, group, tasks[group.target_group], there) for group in groups}
    return Workload(case, there, tasks, fte)


def done(case: Case, group: TargetGroup, changes: Sequence[Change], there: Stocks) -> Iterator[Done]:
    """What is done for a group under some of the dated changes, task by task in order of name."""
    mine = (task for task in case.tasks if task.target_group == group.target_group)
    for task in sorted(mine, key=lambda row: row.task):
        yield _done(case, group, task, changes, there)


def limit_source(case: Case, group: str) -> str:
    """Where a group's limit comes from: hours, guidance or local."""
    return case.settings.caseload.by_group.get(group, case.settings.caseload.limit)


def base_limit(case: Case, group: TargetGroup) -> float:
    """The chosen limit of a group in cases per FTE, where it is guidance or a local ceiling."""
    limits = {"low": group.limit_low, "mid": group.limit_mid, "high": group.limit_high}
    local = limit_source(case, group.target_group) == "local"
    limit = group.limit_local if local else limits[case.settings.caseload.guidance]
    if limit is None:
        raise ValueError(f"target group {group.target_group} has no limit of its own")
    return limit * case.settings.caseload.limit_factor


def _need(case: Case, group: TargetGroup, tasks: Sequence[Done], there: Stocks) -> Series:
    """FTE needed for a group by month."""
    citizens = there.there[group.target_group]
    if limit_source(case, group.target_group) == "hours":
        hours = total((done.hours for done in tasks), len(citizens))
        need = hours / (net_hours(case.settings.hours) / 12) / case.settings.caseload.limit_factor
        return need + queue_fte(case, group.target_group, citizens)
    return citizens / base_limit(case, group)


def queue_fte(case: Case, group: str, citizens: Series) -> Series:
    """FTE for a group's phones and counters: those who must be there, over the hours that an FTE has; calls as citizens."""
    total = np.zeros(len(citizens))
    for queue in (row for row in case.queues if row.target_group == group):
        calls = queue.calls_per_half_hour * citizens / citizens[0] if citizens[0] else citizens * 0
        seats = [
            agents_needed(float(c), queue.handling_seconds, queue.answered_share, queue.within_seconds) if c > 0 else 0
            for c in calls
        ]
        total = total + np.array(seats) * queue.open_hours_per_week * WEEKS / net_hours(case.settings.hours)
    return total


def _done(case: Case, group: TargetGroup, task: Task, changes: Sequence[Change], there: Stocks) -> Done:
    """How often a task is done, and how long it takes, month by month."""
    times = numbers(task, changes, there.months) * _exempt(case, group, task, there.months)
    newcomers = there.newcomers[group.target_group]
    per = {
        "newcomer": newcomers,
        "half_year": newcomers * (presence(group.duration_months) if group.duration_months else 0.0),
        "case_year": there.there[group.target_group] / 12,
        "year": np.full(len(there.months), 1 / 12),
    }
    minutes = (task.minutes_meeting + task.minutes_other) * _eased(case, task, there.months)
    return Done(task, times * per[task.basis], minutes)


def presence(duration_months: float) -> float:
    """The share of the first six months that a newcomer is there on average, by the middle of each month.

    >>> round(presence(5), 2), round(presence(1e9), 2)
    (0.55, 1.0)
    """
    stays = 1 - 1 / duration_months
    return float(sum(stays ** (month + 0.5) for month in range(6))) / 6


def numbers(task: Task, changes: Sequence[Change], months: Sequence[Month]) -> Series:
    """How often a task is done per newcomer, case and year, or year: the last change in force, else the task's own."""
    found = np.full(len(months), task.number)
    for change in sorted(changes, key=lambda row: (row.date, row.change)):
        if change.kind == "task" and change.task == task.task and task.target_group in change.target_groups:
            found = np.where(_in_force(months, Month.of(change.date)), change.after, found)
    return found


def _in_force(months: Sequence[Month], first: Month) -> npt.NDArray[np.bool_]:
    return np.arange(len(months)) >= first.since(months[0])


def _exempt(case: Case, group: TargetGroup, task: Task, months: Sequence[Month]) -> Series:
    """What is done of conversations and offers in the first half-year, from which some close to the market are exempt.

    Nobody is exempt from the first conversation (facts DK123 and DK124).
    """
    rule = case.settings.drivers.exempt
    touched = may_be_exempt(group, task)
    return np.where(_in_force(months, rule.first_month), 1 - rule.share * touched, 1.0)


def may_be_exempt(group: TargetGroup, task: Task) -> bool:
    """Whether some citizens may be exempt from a task."""
    early = task.basis in ("newcomer", "half_year") and task.kind in ("conversation", "activation")
    return early and group.close_to_market


def _eased(case: Case, task: Task, months: Sequence[Month]) -> Series:
    """What is left of the time for a task: less by phone or screen, and less where a private supplier does it."""
    digital, supplier = case.settings.drivers.digital, case.settings.drivers.private_supplier
    by_screen = digital.share * digital.saved_share.value * (task.kind in TALKS)
    bought = supplier.share * (1 - supplier.supervision_share.value) * (task.kind in (*TALKS, "activation"))
    left = np.where(_in_force(months, digital.first_month), 1 - by_screen, 1.0)
    return left * np.where(_in_force(months, supplier.first_month), 1 - bought, 1.0)
