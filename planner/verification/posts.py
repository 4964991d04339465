"""Recomputes whole posts from the plan's tables and the case. Knows neither the model nor the solver.

Deviations are in FTE; DKK count as 1/10,000, so that one tolerance, 1e-4, is a krone; what is missing or breaks a rule
counts as 1. That the rounding is the best there is, and that loads are the lowest there are, is not recomputed.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from itertools import chain

import numpy as np
import pandas as pd

from planner.plan import MET_WITHIN_DKK, Plan
from planner.verification.common import Deviations, parsed, records, same

TOLERANCE = 1e-4
_DKK = 1e-4
_DUST_FTE = 1e-7


@dataclass(frozen=True)
class Whole:
    """The plan in whole posts, as tables: year is that of the milestone, its last period. See `Plan`."""

    step: float
    posts: pd.DataFrame
    totals: pd.DataFrame
    savings: pd.DataFrame
    limits: pd.DataFrame
    loads: pd.DataFrame
    relaxed: pd.DataFrame

    @classmethod
    def of(cls, plan: Plan) -> Whole:
        """The whole posts of a plan."""
        step = plan.case.settings.posts_step
        tables = (plan.posts, plan.posts_totals, plan.posts_savings, plan.posts_limits, plan.posts_loads)
        return cls(step, *tables, plan.posts_relaxed)


def posts(plan: Plan, whole: Whole) -> Deviations:
    """By how much whole posts are off, in every cell, total, saving, minimum and load."""
    checks = (cells, totals, relaxed, savings, limits, loads)
    return chain.from_iterable(check(plan, whole) for check in checks)


def _differ(left: object, right: object) -> float:
    return float(left != right)


def _off(fte: float, count: float, step: float) -> float:
    """How far posts are outside the floor and the ceiling of their FTE, and from a multiple of the step."""
    if math.isnan(fte) or math.isnan(count):
        return math.nan
    low = math.floor((fte + _DUST_FTE) / step) * step
    high = max(low, math.ceil((fte - _DUST_FTE) / step) * step)
    return max(low - count, count - high, abs(count - round(count / step) * step), 0.0)


def _milestones(plan: Plan) -> dict[int, str]:
    """The last period of every year for which the case has a target, and of the plan."""
    months = sorted(set(plan.staff["month"].tolist()))
    due = {str(row.year) for row in plan.case.saving_targets if row.account != "other"} | {months[-1][:4]}
    return {int(month[:4]): month for month in months if month[:4] in due}


def cells(plan: Plan, whole: Whole) -> Deviations:
    """Every cell of every milestone is there once, with the plan's FTE, at their floor or ceiling."""
    at = _milestones(plan)
    due = {
        (row.month, row.team, row.profession): row for row in records(plan.staff[plan.staff["month"].isin(at.values())])
    }
    listed = [(row.month, row.team, row.profession) for row in records(whole.posts)]
    yield float(len(due.keys() ^ set(listed)) + len(listed) - len(set(listed)))
    yield _differ(whole.step in (0.1, 0.5, 1.0), True)
    for row in records(whole.posts):
        planned = due.get((row.month, row.team, row.profession))
        yield _differ(planned and (planned.account, int(row.month[:4])), (row.account, row.year))
        yield same(row.fte, planned.fte if planned else math.nan)
        yield _off(row.fte, row.posts, whole.step)


def _sums(whole: Whole) -> dict[tuple[int, str, str], tuple[float, float]]:
    """FTE and posts of every total, added up cell by cell."""
    sums: dict[tuple[int, str, str], tuple[float, float]] = defaultdict(lambda: (0.0, 0.0))
    for row in records(whole.posts):
        keys = (("team", row.team), ("profession", row.profession), ("account", row.account), ("all", ""))
        for kind, key in keys:
            fte, count = sums[row.year, kind, key]
            sums[row.year, kind, key] = fte + row.fte, count + row.posts
    return sums


def totals(_: Plan, whole: Whole) -> Deviations:
    """Every total is there once and is the sum of its cells; it is at its floor or ceiling, unless listed as relaxed."""
    sums = _sums(whole)
    listed = list(zip(whole.totals["year"], whole.totals["kind"], whole.totals["key"], strict=True))
    yield float(len(sums.keys() ^ set(listed)) + len(listed) - len(set(listed)))
    free = set(zip(whole.relaxed["year"], whole.relaxed["kind"], whole.relaxed["key"], strict=True))
    for key, row in zip(listed, records(whole.totals), strict=True):
        fte, count = sums.get(key, (math.nan, math.nan))
        yield same(row.fte, fte)
        yield same(row.posts, count)
        yield 0.0 if key in free else _off(fte, count, whole.step)


def relaxed(plan: Plan, whole: Whole) -> Deviations:
    """Totals that give way are listed with the steps they are off, and none need where one margin nests in accounts."""
    sums = _sums(whole)
    for row in records(whole.relaxed):
        fte, count = sums.get((row.year, row.kind, row.key), (math.nan, math.nan))
        yield same(row.fte, fte)
        yield same(row.posts, count)
        yield same(row.steps * whole.step, _off(fte, count, whole.step))
        yield _differ(row.steps > 0, True)
    nested = any((plan.staff.groupby(kind)["account"].nunique() == 1).all() for kind in ("team", "profession"))
    yield float(len(whole.relaxed)) if nested else 0.0


def _rounding_pay(plan: Plan, whole: Whole) -> dict[tuple[str, object], float]:
    """What rounding pays more, in DKK, by account and year: period by period, in a straight line to each milestone."""
    months = sorted(set(plan.staff["month"].tolist()))
    ends = {month: months.index(month) for month in _milestones(plan).values()}
    last = max(ends.values())
    length = parsed(months[1]).since(parsed(months[0]))
    pay = {row.profession: row.pay_dkk_per_year / 12 for row in plan.case.professions}
    unlisted = {0: 0.0} | dict.fromkeys(ends.values(), math.nan)  # nothing at the start, then what posts say
    change: dict[tuple[str, str, str], dict[int, float]] = defaultdict(unlisted.copy)
    for row in records(whole.posts):
        if row.month in ends:
            change[row.team, row.profession, row.account][ends[row.month]] = row.posts - row.fte
    paid: dict[tuple[str, object], float] = defaultdict(float)
    for (_, profession, account), known in change.items():
        line = np.interp(range(last + 1), list(known), list(known.values()))
        for month, more in zip(months[: last + 1], line.tolist(), strict=True):
            paid[account, int(month[:4])] += more * length * pay[profession]
        paid[account, "lasting"] += 12 * pay[profession] * known[last]
    return paid


def savings(plan: Plan, whole: Whole) -> Deviations:
    """Every saving of the plan, less what the rounding pays; targets and shortfalls follow."""
    paid = _rounding_pay(plan, whole)
    due = {(row.account, row.year): row for row in records(plan.years)}
    listed = list(zip(whole.savings["account"], whole.savings["year"], strict=True))
    yield float(len(due.keys() ^ set(listed)) + len(listed) - len(set(listed)))
    for key, row in zip(listed, records(whole.savings), strict=True):
        if key not in due:
            continue
        for column in ("target_dkk", "net_dkk", "shortfall_dkk"):
            yield _DKK * same(getattr(row, column), getattr(due[key], column))
        yield _DKK * same(row.cost_of_rounding_dkk, paid[key])
        yield _DKK * same(row.net_posts_dkk, due[key].net_dkk - paid[key])
        short = row.target_dkk - row.net_posts_dkk
        yield _DKK * same(row.shortfall_posts_dkk, short if short > MET_WITHIN_DKK else 0.0)


def limits(plan: Plan, whole: Whole) -> Deviations:
    """Minimum staffing is the case's, with what FTE and posts are below it; dismissals are the plan's."""
    minimum = {(row.team, row.profession): row.minimum_fte for row in plan.case.staffing}
    minimum |= {(row.team, ""): row.minimum_fte for row in plan.case.teams}
    due = {(year, *key) for year in _milestones(plan) for key, fte in minimum.items() if fte > 0}
    listed = list(zip(whole.limits["year"], whole.limits["team"], whole.limits["profession"], strict=True))
    yield float(len(due ^ set(listed)) + len(listed) - len(set(listed)))
    total: dict[tuple[str, int, str, str], float] = defaultdict(float)
    for post in records(whole.posts):
        for profession in ("", post.profession):
            total["fte", post.year, post.team, profession] += post.fte
            total["posts", post.year, post.team, profession] += post.posts
    for move in records(plan.movements[plan.movements["notice_fte"] != 0]):
        for profession in ("", move.profession):
            total["notice", int(move.month[:4]), move.team, profession] += move.notice_fte
    for row in records(whole.limits):
        least = minimum.get((row.team, row.profession), math.nan)
        yield same(row.minimum_fte, least)
        yield same(row.below_fte, max(0.0, least - total["fte", row.year, row.team, row.profession]))
        yield same(row.below_posts, max(0.0, least - total["posts", row.year, row.team, row.profession]))
        yield same(row.dismissals_fte, total["notice", row.year, row.team, row.profession])


def loads(plan: Plan, whole: Whole) -> Deviations:
    """Every target group of a milestone's half-year has its need, and no more serve than are there and competent."""
    need = {(row.half_year, row.target_group): row.need_fte for row in records(plan.caseload)}
    half = {year: max(h for h, _ in need if h.startswith(str(year))) for year in _milestones(plan)}
    due = {(year, *key) for year in half for key in need if key[0] == half[year]}
    listed = list(zip(whole.loads["year"], whole.loads["half_year"], whole.loads["target_group"], strict=True))
    yield float(len(due ^ set(listed)) + len(listed) - len(set(listed)))
    yield from (
        same(row.need_fte, need.get((row.half_year, row.target_group), math.nan)) for row in records(whole.loads)
    )
    for year in half:
        for of in ("fte", "posts"):
            yield from _served(plan, whole, year, of)


def _served(plan: Plan, whole: Whole, year: int, of: str) -> Deviations:
    """How many more serve a group, and all groups, than the FTE (posts) of those who may; none has a load of 0."""
    can: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for row in plan.case.competence:
        can[row.target_group].add((row.team, row.profession))
    now = (row for row in records(whole.posts) if row.year == year)
    there = {(row.team, row.profession): getattr(row, of) for row in now}
    serving: dict[str, float] = {}
    for row in (row for row in records(whole.loads) if row.year == year):
        load = getattr(row, f"load_{of}")
        serving[row.target_group] = row.need_fte / load if load > 0 else math.inf
    for groups in [*([group] for group in serving), list(serving)]:
        who = {cell for group in groups for cell in can[group]}
        yield max(sum(serving[group] for group in groups) - sum(there.get(cell, 0.0) for cell in who), 0.0)
