"""What was decided, against what may be: caps, windows, notice by law, and how long everybody is paid."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from statistics import fmean
from typing import NamedTuple

import numpy as np
import pandas as pd

from planner.case.settings import Lever, Line
from planner.case.tables import ServiceBand
from planner.plan import Plan
from planner.verification.common import (
    FTE,
    Cell,
    Deviations,
    Numbers,
    apart,
    column,
    fitting,
    kept,
    known_series,
    leaving_share,
    parsed,
    position,
    records,
    same,
    series,
    spans,
    sums,
    term,
)


class _Some(NamedTuple):
    """FTE of a team and profession in a month."""

    month: str
    team: str
    profession: str
    fte: float

    @property
    def year(self) -> int:
        return int(self.month[:4])


def _some(table: pd.DataFrame, month: str, fte: str) -> list[_Some]:
    return list(map(_Some, *(column(table, name) for name in (month, "team", "profession", fte))))


def _decided(plan: Plan) -> Iterator[tuple[Lever, str, list[_Some]]]:
    """Each lever with its name and everything decided by it."""
    settings = plan.case.settings
    ways: dict[str, Lever] = {
        "dismissal": settings.dismissals,
        "voluntary": settings.voluntary,
        "transfer": settings.municipal_redeployment,
        "dropout": settings.dismissals,
    }
    for way, lever in ways.items():
        yield lever, way, _some(plan.exits[plan.exits["way"] == way], "decided", "fte")
    yield settings.hiring, "hire", _some(plan.hires, "decided", "decided_fte")
    paths: dict[str, Lever] = {"move": settings.redeployment} | {row.path: row for row in settings.retraining}
    for path, lever in paths.items():
        moves = plan.moves[plan.moves["path"] == path]
        for side in ("out", "in"):
            some = _some(moves, "decided", f"{side}_fte")
            yield lever, f"{side} {path}", [row for row in some if row.fte > 0]


def caps(plan: Plan) -> Deviations:
    """Per team and year, per path and year, by the scenario's own lines, and dismissals in all."""
    settings = plan.case.settings
    start: dict[str, float] = defaultdict(float)
    for row in plan.case.staffing:
        start[row.team] += row.fte
    per_team = {
        "hire": settings.hiring.cap_fte_per_team_year,
        "transfer": settings.municipal_redeployment.cap_fte_per_team_year,
        "out move": settings.redeployment.cap_fte_per_team_year,
        "in move": settings.redeployment.cap_fte_per_team_year,
    }
    dismissed: list[_Some] = []
    for lever, kind, rows in _decided(plan):
        for (team, _), total in sums(((row.team, row.year), row.fte) for row in rows).items():
            yield max(0.0, total - per_team.get(kind, float("inf")))
            if kind == "voluntary":
                shares = sum(step.cap_share_per_team_year for step in settings.voluntary.take_up)
                yield max(0.0, total - shares * start[team])
        if lever is settings.dismissals:
            dismissed += rows
        else:
            yield from _lines(lever, rows)
    yield from _lines(settings.dismissals, dismissed)
    cap = settings.dismissals.cap_fte
    yield 0.0 if cap is None else max(0.0, sum(row.fte for row in dismissed) - cap)
    yield from _take_up(plan, start)
    yield from _places(plan)


def _lines(lever: Lever, rows: list[_Some]) -> Deviations:
    """The caps in a lever's lines, each for a calendar year."""
    for line in (line for line in lever.where if line.cap_fte is not None):
        for total in sums((row.year, row.fte) for row in _fitting(line, rows)).values():
            yield max(0.0, total - (line.cap_fte or 0.0))


def _fitting(line: Line, rows: Iterable[_Some]) -> Iterator[_Some]:
    """The rows that a line of a lever fits."""
    return (row for row in rows if fitting((line,), row.team, row.profession, row.year))


def _take_up(plan: Plan, start: dict[str, float]) -> Deviations:
    """Each step of the take-up curve, by its payment."""
    steps: dict[float, float] = defaultdict(float)
    for step in plan.case.settings.voluntary.take_up:
        steps[step.payment_months] += step.cap_share_per_team_year
    rows = [row for row in records(plan.exits) if row.way == "voluntary"]
    taken = sums(((row.team, row.decided[:4], row.payment_months), row.fte) for row in rows)
    for (team, _, payment), total in taken.items():
        yield max(0.0, total - steps[payment] * start[team])


def _places(plan: Plan) -> Deviations:
    """Places a year on each path, and its share of the staff it leads to or comes from."""
    staff = sums(((row.profession, row.month), row.fte + row.reduced_hours_fte) for row in records(plan.staff))
    for path in plan.case.settings.retraining:
        rows = [row for row in records(plan.moves) if row.path == path.path and row.in_fte > 0]
        if path.places_per_year is not None:
            for total in sums((row.decided[:4], row.in_fte) for row in rows).values():
                yield max(0.0, total - path.places_per_year)
        for share, profession in (
            (path.share_of_receiving, path.to_profession),
            (path.share_of_sending, path.from_profession),
        ):
            arriving = sums((row.arrives[:4], row.in_fte) for row in rows if share is not None)
            for year, total in arriving.items():
                mean = fmean(fte for (of, month), fte in staff.items() if (of, month[:4]) == (profession, year))
                yield max(0.0, total - float(share or 0.0) * mean)


def windows(plan: Plan) -> Deviations:
    """No decision by a lever that is off, before its first month, outside its rhythm, or with effect after the plan."""
    case = plan.case
    for lever, kind, rows in _decided(plan):
        if kind == "dropout":
            continue  # decided with their move
        first = -(-lever.first_month.since(case.months[0]) // case.settings.period_months)
        rhythm = spans(case, lever.every_months)
        for row in (row for row in rows if row.fte > FTE):
            t = position(case, row.month)
            active = term(lever.where, (row.team, row.profession, row.year), "active", lever.active)
            yield 0.0 if active and t >= max(0, first) and (t - first) % rhythm == 0 else 1.0
    end = len(case.months)
    yield from (1.0 if position(case, month) + 1 >= end else 0.0 for month in plan.exits["last_paid_month"])
    for table, month in ((plan.moves, "arrives"), (plan.hires, "starts")):
        yield from (1.0 if position(case, value) >= end else 0.0 for value in table[month])


def notice(plan: Plan) -> Deviations:
    """Notice and severance are the law's for the mix of lengths of service; everybody is paid until the last month."""
    case = plan.case
    due = known_series(plan, ("notice",))
    exits, mix = records(plan.exits), notice_mix(plan)
    decided: dict[tuple[str, str, str, str], dict[tuple[int, float], float]] = defaultdict(lambda: defaultdict(float))
    for row in exits:
        decided[row.way, row.decided, row.team, row.profession][row.notice_months, row.payment_months] += row.fte
    for (way, *_), parts in decided.items():
        whole = sum(parts.values()) or math.nan
        for key in parts.keys() | mix.keys() if way in ("dismissal", "dropout") else ():
            yield same(parts.get(key, 0.0) / whole, mix.get(key, 0.0))
    waits = {
        "voluntary": case.settings.voluntary.notice_months,
        "transfer": case.settings.municipal_redeployment.lag_months,
    }
    for row in exits:
        if row.way in waits:
            yield same(row.notice_months, waits[row.way])
        wait = spans(case, row.notice_months)
        yield same(position(case, row.last_paid_month) - position(case, row.decided), wait)
        after = position(case, row.decided) + 1
        due[row.team, row.profession][after : after + wait] += row.fte
    for cell, found in series(plan.staff, "under_notice_fte").items():
        yield from apart(found, due[cell])
    yield from _same_exits(plan)


def _same_exits(plan: Plan) -> Deviations:
    """The exits and the monthly movements say the same; the drop-outs are those of the moves, and paid as before them."""
    case = plan.case
    decided: dict[str, dict[Cell, Numbers]] = defaultdict(lambda: defaultdict(lambda: np.zeros(len(case.months))))
    for row in records(plan.exits):
        decided[row.way][row.team, row.profession][position(case, row.decided)] += row.fte
    sending = {row.path: row.from_profession for row in plan.case.settings.retraining}
    failed: dict[tuple[str, str, str, str], float] = defaultdict(float)
    for row in records(plan.moves):
        if dismissed_if_failing(plan, row.path):
            ends = parsed(row.arrives).plus(-plan.case.settings.period_months)
            paid_as = sending.get(row.path, row.profession)
            failed[str(ends), row.team, row.profession, paid_as] += row.dropout_fte
    lost = (row for row in records(plan.exits) if row.way == "dropout")
    listed = sums(((row.decided, row.team, row.profession, row.paid_as), row.fte) for row in lost)
    for key in failed.keys() | listed.keys():
        yield same(failed.get(key, 0.0), listed.get(key, 0.0))
    yield from (float(row.paid_as != row.profession) for row in records(plan.exits) if row.way != "dropout")
    for way, kind in (("dismissal", "notice_fte"), ("voluntary", "voluntary_fte"), ("transfer", "transfer_fte")):
        for cell, found in series(plan.movements, kind).items():
            yield from apart(found, decided[way][cell])


def dismissed_if_failing(plan: Plan, path: str) -> bool:
    """Whether whoever fails on a path is dismissed."""
    free = [row.path for row in plan.case.settings.retraining if not row.dropouts_are_dismissals]
    return path not in free


@kept
def notice_mix(plan: Plan) -> dict[tuple[int, float], float]:
    """Shares by months of notice and of severance, from slices of half a month of service: exact for whole months."""
    law, day = plan.case.law, plan.case.months[0].first_day
    steps = [1, 2, 3, 4, 5]
    scale = [(law[f"notice_step_{i}_from"].on(day) if i > 1 else 0.0, law[f"notice_step_{i}"].on(day)) for i in steps]
    pay = [(law[f"severance_step_{i}_from"].on(day), law[f"severance_step_{i}"].on(day)) for i in (1, 2)]
    shares: dict[tuple[int, float], float] = defaultdict(float)
    for band in plan.case.settings.dismissals.service_mix:
        for served, part in _slices(band):
            fits = [m for i, (_, m) in enumerate(scale) if i + 1 == len(scale) or served + m < scale[i + 1][0]]
            severance = max((amount for since, amount in pay if served + fits[0] >= since), default=0.0)
            shares[int(fits[0]), severance] += part
    return dict(shares)


def _slices(band: ServiceBand) -> Iterator[tuple[float, float]]:
    """A band in slices of at most half a month: (service in the middle, share)."""
    count = round(2 * (band.to_months - band.from_months)) or 1
    width = (band.to_months - band.from_months) / count
    yield from ((band.from_months + (i + 0.5) * width, band.share / count) for i in range(count))


def hours(plan: Plan) -> Deviations:
    """Reduced hours stay within their share and caps, and where they last nobody goes back but by leaving."""
    lever, case = plan.case.settings.reduced_hours, plan.case
    given, fte = series(plan.staff, "reduced_hours_fte"), series(plan.staff, "fte")
    rate, share, years = leaving_share(case), lever.hours_share.value or 1.0, [month.year for month in case.months]
    for cell, here in given.items():
        active = {year: bool(term(lever.where, (*cell, year), "active", lever.active)) for year in set(years)}
        may_begin = np.array([False, *(active[year] for year in years[:-1])])
        before = np.append(0.0, here[:-1] * (1 - rate[cell[1]]))
        yield from np.maximum(0.0, here / share - lever.cap_share * (fte[cell] + here)).tolist()
        yield from np.where(may_begin, 0.0, np.maximum(0.0, here - before)).tolist()
        yield from np.maximum(0.0, before - here).tolist() if lever.lasting else ()
    staff = _some(plan.staff, "month", "reduced_hours_fte")
    for line in (line for line in lever.where if line.cap_fte is not None):
        for total in sums((row.month, row.fte / share) for row in _fitting(line, staff)).values():
            yield max(0.0, total - (line.cap_fte or 0.0))
