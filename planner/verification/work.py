"""Who serves whom, cases per FTE against the limits, and minimum staffing, recomputed."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from planner.plan import Plan
from planner.verification.common import (
    Cell,
    Deviations,
    Numbers,
    half_year,
    known_series,
    position,
    records,
    same,
    series,
    spans,
    sums,
)


def capacity(plan: Plan) -> Deviations:
    """No team and profession serves more than it has (with notice, training, ramp-up, hours); spare staff are the rest."""
    case = plan.case
    used = sums(((row.half_year, row.team, row.profession), row.fte) for row in records(plan.work))
    spare = {(row.half_year, row.team, row.profession): row.fte for row in records(plan.spare)}
    positions: dict[str, list[int]] = defaultdict(list)
    for t, month in enumerate(case.months):
        positions[half_year(case, month)].append(t)
    for cell, productive in _productive(plan).items():
        for name, at in positions.items():
            has = float(productive[at].mean())
            uses = used.get((name, *cell), 0.0)
            yield same(uses + spare[name, *cell], has) if spare else max(0.0, uses - max(0.0, has))
    rule = case.settings.overstaffing
    for name in positions if spare else ():
        total = sum(fte for (when, *_), fte in spare.items() if when == name)
        yield max(0.0, total - (total if rule.cap_fte is None else rule.cap_fte))
        for line in (line for line in rule.where if line.cap_fte is not None and line.year in (None, int(name[:4]))):
            fits = [
                v for (w, t, p), v in spare.items() if w == name and line.team in ("", t) and line.profession in ("", p)
            ]
            yield max(0.0, sum(fits) - float(line.cap_fte or 0.0))
    if spare:
        yield max(0.0, float((plan.caseload["fte"] - plan.caseload["need_fte"]).max()))


def _productive(plan: Plan) -> dict[Cell, Numbers]:
    """FTE at a full caseload by team, profession and period."""
    case, settings = plan.case, plan.case.settings
    ramp, less = spans(case, round(settings.new_staff.ramp_months.value)), 1 - settings.new_staff.productivity.value
    half = settings.dismissals.productivity_under_notice.value
    fte, came = series(plan.staff, "fte"), series(plan.movements, "arrived_fte")
    waiting = known_series(plan, ("notice",))
    full: dict[Cell, Numbers] = defaultdict(lambda: np.zeros(len(case.months)))
    for row in records(plan.exits):
        wait, t = spans(case, row.notice_months), position(case, row.decided)
        full[row.team, row.profession][t + 1 : t + 1 + wait] += row.fte * (1.0 if row.way == "transfer" else half)
    paths = {row.path: row for row in settings.retraining}
    for row in records(plan.moves):
        lever, t = paths.get(row.path, settings.redeployment), position(case, row.decided)
        after = t + 1 + spans(case, lever.training_months)
        full[row.team, row.profession][t + 1 : after] += row.in_fte * lever.productivity_in_training.value
    for row in records(plan.hires):
        training = slice(position(case, row.decided), position(case, row.starts))
        full[row.team, row.profession][training] -= settings.hiring.trainer_share.value * row.decided_fte
    length = {row.contract: row.months and spans(case, row.months) for row in settings.hiring.contracts}
    for row in records(plan.hires):
        new = position(case, row.starts)
        full[row.team, row.profession][new : new + min(ramp, length[row.contract] or ramp)] -= less * row.fte
    return {
        cell: there + half * waiting[cell] + full[cell] - less * _lately(came[cell], ramp)
        for cell, there in fte.items()
    }


def _lately(came: Numbers, ramp: int) -> Numbers:
    """Who came in a period or in those just before it, so many in all."""
    total = np.append(np.zeros(max(1, ramp)), came.cumsum())
    return total[-len(came) :] - total[: len(came)] if ramp else np.zeros(len(came))


def competence(plan: Plan) -> Deviations:
    """Only competent teams and professions serve a group."""
    allowed = {(row.team, row.profession, row.target_group) for row in plan.case.competence}
    for row in records(plan.work):
        yield 0.0 if (row.team, row.profession, row.target_group) in allowed else row.fte


def caseload(plan: Plan) -> Deviations:
    """Cases per FTE, load and overload follow from cases, limit and the work table."""
    served = sums(((row.half_year, row.target_group), row.fte) for row in records(plan.work))
    for row in records(plan.caseload):
        fte = served.get((row.half_year, row.target_group), 0.0)
        yield same(row.fte, fte)
        yield same(row.overload_fte, max(0.0, row.need_fte - fte))
        if fte > 1e-9:
            yield same(row.cases_per_fte * fte, row.cases)
            yield same(row.load * row.limit, row.cases_per_fte)


def minimum(plan: Plan) -> Deviations:
    """Minimum staffing is the case's and what is below it is shown; hard rules are not broken at all."""
    teams = {(row.team, ""): row.minimum_fte for row in plan.case.teams}
    cells = {(row.team, row.profession): row.minimum_fte for row in plan.case.staffing}
    least, staff = teams | cells, records(plan.staff)
    there = sums(((row.month, row.team, row.profession), row.fte) for row in staff)
    there |= sums(((row.month, row.team, ""), row.fte) for row in staff)
    for row in records(plan.minimum):
        yield same(row.minimum_fte, least[row.team, row.profession])
        yield same(row.below_fte, max(0.0, row.minimum_fte - there[row.month, row.team, row.profession]))
    rows = sum(value > 0 for value in [*teams.values(), *cells.values()])
    yield float(len(plan.minimum) != rows * len(plan.case.months))
    hard = plan.case.settings.hard_rules
    yield float(plan.minimum["below_fte"].max()) if "minimum_staffing" in hard and len(plan.minimum) else 0.0
    yield float(plan.caseload["overload_fte"].max()) if "caseload_limit" in hard else 0.0
    yield float(plan.years["shortfall_dkk"].max()) / 1e6 if "saving" in hard else 0.0
