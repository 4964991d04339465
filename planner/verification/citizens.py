"""Citizens, hours, FTE and limits, recomputed in closed form; and the tables of cases and of citizens.

Who is there is who was there at the start and has not left, plus, for every month before, who came in it and has not
left. Under the rules, a number is looked up by how many of them are in force in a month, in order of date and name.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.calendar import Month, half_year, months_from
from planner.case.schema import Case
from planner.case.tables import Change, Queue, TargetGroup, Task
from planner.case.work_references import EXITS
from planner.plan import Plan
from planner.verification.common import Deviations, Numbers, apart, column, kept, same
from planner.verification.tables import Row, differences

_NOTHING = 1e-6
TALKS = ("first_conversation", "conversation")


@dataclass(frozen=True)
class Work:
    """The work of a case by stage of the rules (row) and month (column): each stage has so many of the first rules.

    Attributes:
        case: what it is computed from.
        months: every month of the plan.
        rules: the dated changes in order of date and name.
        spans: the positions of the months in each half-year (in each year, when periods are years).
        groups: the groups that have cases of their own.
        would: who would come to each group by month, if no rule turned anybody away.
        coming, there, leaving: citizens of each of these groups; who is there is counted as the month begins.
        often: how often a month each task of a group is due, per newcomer, case and year, or year, as its basis says.
        hours: hours a month of each task of a group.
    """

    case: Case
    months: tuple[Month, ...]
    rules: tuple[Change, ...]
    spans: dict[str, list[int]]
    groups: dict[str, TargetGroup]
    would: dict[str, Numbers]
    coming: dict[str, Numbers]
    there: dict[str, Numbers]
    leaving: dict[str, Numbers]
    often: dict[tuple[str, str], Numbers]
    hours: dict[tuple[str, str], Numbers]

    def hours_of(self, group: str, tasks: Callable[[str], bool] = lambda _: True) -> Numbers:
        """Hours a month for a group, of all its tasks or of some."""
        mine = (hours for (name, task), hours in self.hours.items() if name == group and tasks(task))
        return sum(mine, np.zeros_like(self.there[group]))

    def means(self, values: dict[str, Numbers]) -> dict[str, dict[str, float]]:
        """The mean of each series of months in each half-year."""
        begins, lengths = zip(*((at[0], len(at)) for at in self.spans.values()), strict=True)
        return {
            key: dict(zip(self.spans, (np.add.reduceat(numbers, begins) / lengths).tolist(), strict=True))
            for key, numbers in values.items()
        }

    def since(self, first: Month) -> npt.NDArray[np.bool_]:
        """Whether each month is a given one or a later one."""
        return _since(self.case, first, len(self.months))

    @kept
    def shares(self, group: str) -> dict[str, Numbers]:
        """The share of a group's citizens who are in each group or exit, by month."""
        rows = [row for row in self.case.crosswalk if row.from_group == group and not row.change]
        moved = np.array([bool(rows) and rows[0].date <= month.first_day for month in self.months])
        found: dict[str, Numbers] = defaultdict(lambda: np.zeros(len(self.months)))
        found[group] += 1.0 * ~moved
        for row in rows:
            found[row.to_group] += row.share * moved
        return found

    def placed(self, values: dict[str, Numbers]) -> dict[str, Numbers]:
        """Something of the groups that citizens began in, in the groups that they are in; what is in an exit is gone."""
        found: dict[str, Numbers] = defaultdict(lambda: np.zeros(len(self.months)))
        for group, numbers in values.items():
            for place, share in self.shares(group).items():
                if place not in EXITS:
                    found[place] += numbers * share
        return found

    def now(self, values: dict[str, Numbers]) -> dict[str, Numbers]:
        """Something of each group under all rules, month by month."""
        return {group: numbers[-1] for group, numbers in values.items()}

    @kept
    def need(self) -> dict[str, Numbers]:
        """FTE needed under all rules for each group that citizens began in, by month."""
        return {name: self._need(group) for name, group in self.groups.items()}

    def _need(self, group: TargetGroup) -> Numbers:
        chosen, there = self.case.settings.caseload, self.there[group.target_group][-1]
        source = chosen.by_group.get(group.target_group, chosen.limit)
        if source != "hours":
            limit = getattr(group, "limit_local" if source == "local" else f"limit_{chosen.guidance}")
            least: Numbers = there / (float(limit) * chosen.limit_factor)
            return least
        need: Numbers = self.hours_of(group.target_group)[-1] * 12 / net_hours(self.case) / chosen.limit_factor
        for queue in (row for row in self.case.queues if row.target_group == group.target_group):
            calls = queue.calls_per_half_hour * (there / there[0] if there[0] else there * 0)
            seats = np.array([_seats(round(float(number), 9), queue) for number in calls])
            need = need + seats * queue.open_hours_per_week * 52 / net_hours(self.case)
        return need


def net_hours(case: Case) -> float:
    """What is left of the paid hours of an FTE in a year for work on cases."""
    hours = case.settings.hours
    at_work = hours.gross.value - math.fsum(row.hours.value for row in hours.deductions)
    return at_work - at_work * hours.category_allowance_share.value


@lru_cache(maxsize=4096)
def _answered(load: float, handling: float, within: float, agents: int) -> float:
    """The share answered in time: Erlang C from its definition, with the Poisson probabilities of so many calls."""
    busy = [math.exp(n * math.log(load) - load - math.lgamma(n + 1)) for n in range(agents + 1)]
    queueing = busy[-1] * agents / (agents - load)
    return 1 - queueing / (math.fsum(busy[:-1]) + queueing) * math.exp(-(agents - load) * within / handling)


def _seats(calls: float, queue: Queue) -> int:
    """The fewest who answer enough of the calls in a half-hour in time; nobody, where nobody calls."""
    load, agents = calls * queue.handling_seconds / 1800, 0
    while calls > 0:
        agents += 1
        if (
            agents > load
            and _answered(load, queue.handling_seconds, queue.within_seconds, agents) >= queue.answered_share
        ):
            break
    return agents


_last: list[Work] = []


def recomputed(case: Case) -> Work:
    """The work at every stage of the rules; kept for the next check of the same case."""
    work = next((work for work in _last[:1] if work.case is case), None) or work_of(case, every_stage=True)
    _last[:] = [work]
    return work


def work_of(case: Case, every_stage: bool = False) -> Work:
    """The work without any rule and under all of them; on request also with the first one, the first two, and so on."""
    months = months_from(case.settings.first_month, case.settings.last_month)
    rules = tuple(sorted(case.changes, key=lambda rule: (rule.date, rule.change)))
    stages = np.arange(len(rules) + 1) if every_stage else np.array([0, len(rules)])
    in_force = np.array([sum(rule.date <= month.first_day for rule in rules) for month in months])
    state = np.minimum(stages[:, None], in_force)
    spans: dict[str, list[int]] = defaultdict(list)
    for t, month in enumerate(months):
        spans[half_year(month, case.settings.period_months)].append(t)
    groups = {group.target_group: group for group in case.target_groups if group.cases is not None}
    work = Work(case, months, rules, dict(spans), groups, {}, {}, {}, {}, {}, {})

    def ruled(start: float, step: Callable[[float, Change], float]) -> Numbers:
        """A number under the rules: what each rule makes of it, looked up by stage and month."""
        after: Numbers = np.array(list(accumulate(rules, step, initial=start)))
        looked_up: Numbers = after[state]
        return looked_up

    for name, group in groups.items():
        work.would[name] = _would_come(work, group)
        work.coming[name] = work.would[name] * ruled(1.0, _kept(name))
    for row in case.crosswalk:
        if row.change and row.to_group not in EXITS:
            sent = ruled(0.0, lambda share, rule, row=row: row.share if rule.change == row.change else share)  # type: ignore[misc]
            work.coming[row.to_group] = work.coming[row.to_group] + work.would[row.from_group] * sent
    for name, group in groups.items():
        if group.duration_months is None:
            work.there[name] = float(group.cases or 0) * _driven(work, group) * ruled(1.0, _stepped(name))
            step = np.diff(work.there[name], append=work.there[name][:, -1:])
            work.coming[name], work.leaving[name] = np.maximum(step, 0), np.maximum(-step, 0)
        else:
            work.there[name] = _remaining(float(group.cases or 0), work.coming[name], group.duration_months)
            work.leaving[name] = work.there[name] / group.duration_months
    for task in case.tasks:
        key = (task.target_group, task.task)
        work.often[key] = ruled(task.number, _asked(task))
        work.hours[key] = times_done(work, task) * (task.minutes_meeting + task.minutes_other) / 60
    return work


def _since(case: Case, first: Month, months: int) -> npt.NDArray[np.bool_]:
    return np.arange(months) >= first.since(case.settings.first_month)


def _kept(group: str) -> Callable[[float, Change], float]:
    """What a rule leaves of the share of newcomers that a group takes."""
    return lambda kept, rule: (
        kept - rule.before + rule.after if rule.kind == "newcomers" and group in rule.target_groups else kept
    )


def _stepped(group: str) -> Callable[[float, Change], float]:
    """What a rule makes of a stock that only rules move."""
    return lambda cases, rule: (
        cases * rule.after / rule.before if rule.kind == "cases" and group in rule.target_groups else cases
    )


def _asked(task: Task) -> Callable[[float, Change], float]:
    """How often a rule asks for a task."""
    key = ("task", task.task)
    return lambda number, rule: (
        rule.after if (rule.kind, rule.task) == key and task.target_group in rule.target_groups else number
    )


def _driven(work: Work, group: TargetGroup) -> Numbers:
    """What unemployment and the scenario's own changes make of a group's newcomers, or of its stock without spells."""
    settings, factor = work.case.settings, np.ones(len(work.months))
    factor[work.since(settings.unemployment.first_month)] += (
        settings.unemployment.change_share * group.unemployment_factor
    )
    for row in settings.drivers.inflow:
        if row.target_group == group.target_group:
            factor[work.since(row.first_month)] *= 1 + row.change_share
    return factor


def _would_come(work: Work, group: TargetGroup) -> Numbers:
    """Newcomers by month if no rule turned them away: as many as leave a stock in balance, moved by the drivers."""
    if group.duration_months is None:
        return np.zeros(len(work.months))
    trial = work.case.settings.drivers.a_kasse_trial
    would = float(group.cases or 0) / group.duration_months * _driven(work, group)
    if trial.target_group == group.target_group:
        in_trial = work.since(trial.first_month) & ~work.since(trial.last_month.plus(1))
        would[in_trial] *= 1 - trial.share * min(1.0, trial.months.value / group.duration_months)
    return would


def _remaining(start: float, coming: Numbers, duration: float) -> Numbers:
    """Those of the start and of every month's newcomers who have not left: a share of 1 / duration leaves each month."""
    months = np.arange(coming.shape[1])
    stays = 1 - 1 / duration
    since = months - 1 - months[:, None]  # from the month in which they came (row) to the one in which they are counted
    return start * stays**months + coming @ np.where(since < 0, 0.0, stays ** np.maximum(since, 0))


def times_done(work: Work, task: Task) -> Numbers:
    """How many times a month a task is done, in full time each."""
    times: Numbers = work.often[task.target_group, task.task] * _basis(work, task) * _left(work, task)
    return times


def _basis(work: Work, task: Task) -> Numbers | float:
    """What the number of a task is counted by, in a month."""
    if task.basis == "year":
        return 1 / 12
    if task.basis == "case_year":
        return work.there[task.target_group] / 12
    duration = work.groups[task.target_group].duration_months if task.basis == "half_year" else None
    if duration is None:
        return work.coming[task.target_group]
    stays = 1 - 1 / duration  # the mean of stays^0.5, stays^1.5 ... stays^5.5, as a geometric series
    return work.coming[task.target_group] * math.sqrt(stays) * (1 - stays**6) * duration / 6


def _left(work: Work, task: Task) -> Numbers:
    """What the settings leave of the time for a task."""
    drivers, left = work.case.settings.drivers, np.ones(len(work.months))
    if may_be_exempt(work.groups[task.target_group], task):
        left[work.since(drivers.exempt.first_month)] *= 1 - drivers.exempt.share
    if task.kind in TALKS:
        left[work.since(drivers.digital.first_month)] *= 1 - drivers.digital.share * drivers.digital.saved_share.value
    if task.kind in (*TALKS, "activation"):
        supplier = drivers.private_supplier
        left[work.since(supplier.first_month)] *= 1 - supplier.share + supplier.share * supplier.supervision_share.value
    return left


def may_be_exempt(group: TargetGroup, task: Task) -> bool:
    """Whether some citizens may be exempt from a task: near the labour market, in the first half-year of a spell."""
    early = task.basis in ("newcomer", "half_year") and task.kind in ("conversation", "activation")
    return early and group.close_to_market


def standing(table: pd.DataFrame, key: Sequence[str], due: Mapping[Row, tuple[float, Row]]) -> dict[Row, Row]:
    """The rows due in a table, each given with how much it is about; rows about nothing may stand there or not."""
    there = set(zip(*(table[name].tolist() for name in key), strict=True))
    return {at: row for at, (much, row) in due.items() if at in there or much > _NOTHING}


def citizens(plan: Plan) -> Deviations:
    """Cases, FTE needed and the limit of each group and half-year."""
    work = recomputed(plan.case)
    cases, need = work.means(work.placed(work.now(work.there))), work.means(work.placed(work.need()))
    due: dict[Row, tuple[float, Row]] = {}
    for name in work.spans:
        for group, there in cases.items():
            mean, fte = there[name], need[group][name]
            if fte > 0:
                due[name, group] = (mean, (mean, fte, mean / fte))
    key = ["half_year", "target_group"]
    yield from differences(plan.caseload, key, ["cases", "need_fte", "limit"], standing(plan.caseload, key, due))


def flows(plan: Plan) -> Deviations:
    """Citizens in = out + there, month by month and over the whole plan, with all who go to an exit."""
    work, table = recomputed(plan.case), plan.citizens
    start, came, left = (work.placed(work.now(of)) for of in (work.there, work.coming, work.leaving))
    due: dict[Row, Row] = {}
    for group, there in start.items():
        end = np.append(there[1:], there[-1] + came[group][-1] - left[group][-1])
        moved = end - there - came[group] + left[group]
        flow = (there, came[group], np.maximum(moved, 0), left[group], np.maximum(-moved, 0), end)
        for month, *numbers in zip(work.months, *(series.tolist() for series in flow), strict=True):
            due[str(month), group] = tuple(numbers)
    values = ["start", "newcomers", "moved_in", "leavers", "moved_out", "end"]
    yield from differences(plan.citizens, ["month", "target_group"], values, due)
    start_, new, moved_in, left_, moved_out, ends = (table[name].to_numpy() for name in values)
    yield from apart(start_ + new + moved_in, ends + left_ + moved_out)
    following = {str(month): str(after) for month, after in pairwise(work.months)}
    at = list(zip(column(table, "month"), column(table, "target_group"), strict=True))
    began = dict(zip(at, start_.tolist(), strict=True))
    after = [
        began.get((following.get(month), group), end) for (month, group), end in zip(at, ends.tolist(), strict=True)
    ]
    yield from apart(ends, after)
    exits, late = _exits(work)
    yield from differences(plan.citizens_out, ["half_year", "exit"], ["citizens", "total"], exits)
    first, last = str(work.months[0]), str(work.months[-1])
    steps = sum(
        float(work.coming[name][-1].sum()) for name, group in work.groups.items() if group.duration_months is None
    )
    would = steps + sum(float(numbers.sum()) for numbers in work.would.values())
    months = np.array(column(table, "month"), dtype=object)
    out = float(ends[months == last].sum() + left_.sum()) + sum(plan.citizens_out["citizens"])
    yield same(float(start_[months == first].sum()) + would, out + late)


def _exits(work: Work) -> tuple[dict[Row, Row], float]:
    """Who goes to each exit in a half-year, and since the plan began; and who would be there the month after the plan.

    Newcomers who are turned away go at once; of a group that is regrouped, a share goes on the day, and the same share of
    those who come later the month after they came.
    """
    gone = {place: np.zeros(len(work.months)) for place in EXITS}
    late = 0.0
    in_force = {rule.change: np.array([rule.date <= month.first_day for month in work.months]) for rule in work.rules}
    for row in (row for row in work.case.crosswalk if row.to_group in EXITS):
        if row.change:
            gone[row.to_group] += row.share * work.would[row.from_group] * in_force.get(row.change, 0.0)
            continue
        there, coming = work.there[row.from_group][-1], work.coming[row.from_group][-1]
        day = sum(month.first_day < row.date for month in work.months)
        if day < len(work.months):
            gone[row.to_group][day:] += row.share * np.append(there[day], coming[day:-1])
            late += row.share * float(coming[-1])
    total = {place: numbers.cumsum() for place, numbers in gone.items()}
    return {
        (name, place): (float(numbers[at].sum()), float(total[place][at[-1]]))
        for place, numbers in gone.items()
        for name, at in work.spans.items()
    }, late
