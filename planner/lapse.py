"""What work lapses, by which rule and when, against what is saved at the same time: the task-lapse ledger.

Changes are taken in order of date, each on top of those before it, so that their lapses add up to the whole:
hours under all rules = hours at the start + demand - sum of the lapses. A negative lapse is extra work.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from planner.calendar import Month
from planner.case.schema import Case
from planner.case.tables import Change, TargetGroup
from planner.case.targets import due_mio_dkk
from planner.case.values import ACCOUNTS
from planner.case.work_references import EXITS
from planner.plan import Plan
from planner.workload import Workload, workload
from planner.workload.hours import net_hours
from planner.workload.need import done, total
from planner.workload.stocks import Series, Stocks, own_groups, stocks

DEMAND = "demand"
"""The lapse that no rule makes: unemployment, newcomers and other settings move the number of citizens."""


@dataclass(frozen=True)
class Lapses:
    """Hours a month that lapse for each group that citizens began in, by change; `work` is under all changes."""

    case: Case
    work: Workload
    hours: dict[tuple[str, str], Series]

    @cached_property
    def net_hours(self) -> float:
        """Hours of work that count as an FTE and year, as in the need: net hours times the factor on the limit."""
        return net_hours(self.case.settings.hours) * self.case.settings.caseload.limit_factor

    @cached_property
    def pay(self) -> dict[str, float]:
        """The mean pay a year of those who may serve each group, in DKK, weighted by today's posts."""
        rate = {row.profession: row.pay_dkk_per_year for row in self.case.professions}
        return {group: _mean([(rate[p], fte) for _, p, fte, _ in cells]) for group, cells in self._servers.items()}

    @cached_property
    def account_share(self) -> dict[tuple[str, str], float]:
        """The share of each group's staff on each account, by today's posts."""
        shares = {}
        for group, cells in self._servers.items():
            for account in ACCOUNTS:
                shares[group, account] = _mean([(float(account == a), fte) for *_, fte, a in cells])
        return shares

    @cached_property
    def _servers(self) -> dict[str, list[tuple[str, str, float, str]]]:
        """Who may serve each group: team, profession, FTE today, account."""
        posts = {(row.team, row.profession): row for row in self.case.staffing}
        servers: dict[str, list[tuple[str, str, float, str]]] = defaultdict(list)
        for row in self.case.competence:
            post = posts[row.team, row.profession]
            servers[row.target_group].append((row.team, row.profession, post.fte, post.account))
        return servers

    @cached_property
    def rows(self) -> list[tuple[str, str, str, float, float, float]]:
        """The rows of `ledger`."""
        found = []
        for (change, group), series in self.hours.items():
            for name, at in self.work.spans.items():
                hours = float(series[at].sum())
                if abs(hours) > 1e-9:
                    fte = hours / (self.net_hours * len(at) / 12)
                    found.append((name, group, change, hours, fte, hours / self.net_hours * self.pay[group]))
        return sorted(found)

    def share(self, group: str, team: str, profession: str) -> float:
        """The share of a group's staff, by today's posts, who are of a team and profession."""
        cells = self._servers.get(group, [])
        return _mean([(float((team, profession) == (u, p)), fte) for u, p, fte, _ in cells])

    def fte(self, group: str) -> Series:
        """FTE that lapse for a group, all changes and demand together."""
        hours = total((v for (_, g), v in self.hours.items() if g == group), len(self.work.stocks.months))
        return hours / (self.net_hours / 12)


def _mean(weighted: list[tuple[float, float]]) -> float:
    total = sum(weight for _, weight in weighted)
    return sum(v * w for v, w in weighted) / total if total else sum(v for v, _ in weighted) / max(1, len(weighted))


def lapses(case: Case, work: Workload | None = None) -> Lapses:
    """The lapse of each change, one after the other in order of date and name; `work` is under all of them, if known."""
    ordered = sorted(case.changes, key=lambda row: (row.date, row.change))
    groups = {group.target_group: group for group in own_groups(case)}
    there = stocks(case, ())
    hours = {name: _hours(case, group, (), there) for name, group in groups.items()}
    lapsed: dict[tuple[str, str], Series] = {(DEMAND, name): series[0] - series for name, series in hours.items()}
    for number, change in enumerate(ordered, 1):
        there = there if change.kind == "task" else stocks(case, ordered[:number])
        for name in _touched(case, change):
            after = _hours(case, groups[name], ordered[:number], there)
            lapsed[change.change, name], hours[name] = hours[name] - after, after
    some = {key: series for key, series in lapsed.items() if np.abs(series).max() > 1e-9}
    return Lapses(case, work or workload(case), some)


def _touched(case: Case, change: Change) -> list[str]:
    """The groups whose work a change moves: its own, and those that take the newcomers it turns away."""
    sent_to = {row.to_group for row in case.crosswalk if row.change == change.change} - set(EXITS)
    return sorted({*change.target_groups, *sent_to})


def _hours(case: Case, group: TargetGroup, changes: Sequence[Change], there: Stocks) -> Series:
    return total((one.hours for one in done(case, group, changes, there)), len(there.months))


def ledger(of: Lapses) -> pd.DataFrame:
    """One row per half-year, group and change: half_year, target_group, change, hours, fte, dkk (of the half-year)."""
    return pd.DataFrame(of.rows, columns=["half_year", "target_group", "change", "hours", "fte", "dkk"])


def funding(of: Lapses) -> pd.DataFrame:
    """What is due in each half-year and account, and how far lapsed work pays for it, in DKK.

    half_year, account, due_dkk, other_dkk (savings that are no posts, and what is saved already), lapsed_dkk,
    demand_dkk (more work than at the start), funded_dkk, unfunded_dkk.
    """
    case, rows = of.case, []
    paid: dict[tuple[str, str, bool], float] = defaultdict(float)
    for name, group, change, _, _, dkk in of.rows:
        for account in ACCOUNTS:
            paid[name, account, change == DEMAND] += dkk * of.account_share[group, account]
    for name, at in of.work.spans.items():
        year, part = int(name[:4]), len(at) / 12
        for account in ACCOUNTS:
            lapsed, demand = paid[name, account, False], 0.0 - paid[name, account, True]
            due = _due(case, account, year) * part
            other = min(due, _other(case, account, year) * part)
            funded = min(max(0.0, due - other), max(0.0, lapsed - demand))
            rows.append((name, account, due, other, lapsed, demand, funded, due - other - funded))
    columns = ["due_dkk", "other_dkk", "lapsed_dkk", "demand_dkk", "funded_dkk", "unfunded_dkk"]
    return pd.DataFrame(rows, columns=["half_year", "account", *columns])


def _due(case: Case, account: str, year: int) -> float:
    """The saving due in a year, in DKK, as the scenario sets it."""
    return 1e6 * due_mio_dkk(case).get((account, year), 0.0)


def _other(case: Case, account: str, year: int) -> float:
    """Savings of a year that are no posts, in DKK."""
    if _due(case, account, year) == 0:
        return 0.0
    given = sum(row.saving_mio_dkk for row in case.other_savings if (row.account, row.year) == (account, year))
    already = {str(key): value for key, value in case.settings.saving.already_saved_mio_dkk_per_year.items()}
    return 1e6 * (given + already[account])


def by_group(of: Lapses, plan: Plan) -> pd.DataFrame:
    """For each half-year and group: the FTE the plan takes from it, and how many of them have work that lapsed.

    half_year, target_group, taken_fte (fewer than those who served its citizens in the first half-year), lapsed_fte,
    funded_fte, unfunded_fte, unfunded_dkk (of the half-year).
    """
    served = {(h, g): float(v) for (h, g), v in plan.work.groupby(["half_year", "target_group"])["fte"].sum().items()}
    first = next(iter(of.work.spans))
    rows = []
    started = _started(of.work, first, served)
    lapsed = {origin: of.fte(origin) for origin in of.work.tasks}
    for name, at in of.work.spans.items():
        taken: dict[str, float] = defaultdict(float)
        gone: dict[str, float] = defaultdict(float)
        for origin, there in of.work.places.items():
            for place, share in there.items():
                taken[place] += started[origin] * float(share[at].mean())
                gone[place] += float((lapsed[origin] * share)[at].mean())
        for place in sorted(set(taken) & set(of.pay)):
            if max(abs(taken[place]), abs(gone[place])) > 1e-9:
                less = taken[place] - served.get((name, place), 0.0)
                funded = min(max(0.0, less), max(0.0, gone[place]))
                unfunded = max(0.0, less) - funded
                rows.append((name, place, less, gone[place], funded, unfunded, unfunded * of.pay[place] * len(at) / 12))
    columns = ["taken_fte", "lapsed_fte", "funded_fte", "unfunded_fte", "unfunded_dkk"]
    return pd.DataFrame(rows, columns=["half_year", "target_group", *columns])


def _started(work: Workload, first: str, served: dict[tuple[str, str], float]) -> dict[str, float]:
    """FTE who served in the first half-year, by the group that citizens began in: each its part of a group's need."""
    at, need = work.spans[first], work.placed(work.fte)
    started = dict.fromkeys(work.tasks, 0.0)
    for origin, there in work.places.items():
        for place, share in there.items():
            part, whole = float((work.fte[origin] * share)[at].mean()), float(need[place][at].mean())
            started[origin] += served.get((first, place), 0.0) * part / whole if whole else 0.0
    return started


def valley(of: Lapses, plan: Plan) -> pd.DataFrame:
    """Who has left against what has lapsed: month, account, left_fte, lapsed_fte, valley_fte, uncovered_fte.

    `left_fte`: fewer in service than at the start. `valley_fte`: they have left and the work lapses later in the plan,
    the transition valley. `uncovered_fte`: they have left and their work never lapses.
    """
    fte = plan.staff.groupby(["account", "month"])["fte"].sum()
    at = {month: t for t, month in enumerate(of.work.stocks.months)}
    rows = []
    for account in sorted(plan.staff["account"].unique()):
        parts = (of.fte(group) * of.account_share[group, account] for group in of.work.tasks)
        lapsed = total(parts, len(at))
        start = float(fte[account].iloc[0])
        for month, here in fte[account].items():
            t = at[Month.parse(month)]
            left, gone = start - float(here), float(lapsed[t])
            gap, later = max(0.0, left - max(0.0, gone)), max(0.0, float(lapsed[t:].max())) - max(0.0, gone)
            rows.append((month, account, left, gone, min(gap, later), gap - min(gap, later)))
    columns = ["left_fte", "lapsed_fte", "valley_fte", "uncovered_fte"]
    return pd.DataFrame(rows, columns=["month", "account", *columns])


NATIONAL = {
    "conversations": ("E1709b",),
    "first_conversation": ("E1709b",),
    "team_cases": ("E1713b",),
    "sick_from_work": ("E1716b",),
    "yearly_follow_up": ("E1711b",),
    "closed": ("E1702b", "E1703b"),
    "sanctions": ("E1722b",),
}
"""The expert report's national saving on operation in 2030, in million DKK at 2024 prices, by what a rule is about."""


def plausibility(of: Lapses) -> pd.DataFrame:
    """The last year's lapse by what the rules are about, against the expert report's national figures, scaled.

    what, local_dkk, national_dkk (times the municipality's share), facts. A look at the order of size, no truth: other
    prices, a proposal and not the law, and a share that is itself derived.
    """
    what = {change.change: change.what for change in of.case.changes}
    last = [name for name in of.work.spans if name[:4] == str(of.work.stocks.months[-1].year)]
    table = ledger(of)
    mine = table[table["half_year"].isin(last) & (table["change"] != DEMAND)]
    local = mine.groupby(mine["change"].map(what))["dkk"].sum()
    rows: dict[tuple[str, ...], list[object]] = {}
    for name, facts in NATIONAL.items():
        if not set(facts) <= set(of.case.facts):
            continue
        national = sum(float(of.case.facts[fact].value) for fact in facts) * 1e6 * of.case.settings.national_share.value
        row = rows.setdefault(facts, [name, 0.0, national, " ".join(facts)])
        row[1] = float(row[1]) + float(local.get(name, 0.0))  # type: ignore[arg-type]
    return pd.DataFrame(list(rows.values()), columns=["what", "local_dkk", "national_dkk", "facts"])
