"""What was decided, against what may be: caps, windows, notice by law, and how long everybody is paid."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pandas as pd

from planner.calendar import Month
from planner.case.settings import Lever, Line
from planner.case.tables import ServiceBand
from planner.plan import Plan
from planner.verification.common import (
    FTE,
    Deviations,
    cells,
    fitting,
    known,
    leaving_share,
    position,
    same,
    spans,
    term,
)


def _decided(plan: Plan) -> Iterator[tuple[Lever, str, pd.DataFrame]]:
    """Each lever with its name and everything decided by it: decided, team, profession, fte."""
    settings, exits = plan.case.settings, plan.exits
    columns = ["decided", "team", "profession", "fte"]
    ways: dict[str, Lever] = {
        "dismissal": settings.dismissals,
        "voluntary": settings.voluntary,
        "transfer": settings.municipal_redeployment,
    }
    for way, lever in ways.items():
        yield lever, way, exits.loc[exits["way"] == way, columns]
    yield settings.dismissals, "dropout", exits.loc[exits["way"] == "dropout", columns]
    hires = plan.hires.drop(columns="fte").rename(columns={"decided_fte": "fte"})
    yield settings.hiring, "hire", hires[columns]
    paths: dict[str, Lever] = {"move": settings.redeployment} | {row.path: row for row in settings.retraining}
    for path, lever in paths.items():
        for side in ("out", "in"):
            rows = plan.moves[(plan.moves["path"] == path) & (plan.moves[f"{side}_fte"] > 0)]
            yield lever, f"{side} {path}", rows.rename(columns={f"{side}_fte": "fte"})[columns]


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
    for lever, kind, rows in _decided(plan):
        years = rows["decided"].str[:4].astype(int)
        for (team, _), total in rows.groupby(["team", years])["fte"].sum().items():
            yield max(0.0, total - per_team.get(kind, float("inf")))
            if kind == "voluntary":
                shares = sum(step.cap_share_per_team_year for step in settings.voluntary.take_up)
                yield max(0.0, total - shares * start[team])
        if lever is not settings.dismissals:
            yield from _lines(lever, rows)
    dismissed = plan.exits[plan.exits["way"].isin(("dismissal", "dropout"))]
    yield from _lines(settings.dismissals, dismissed)
    cap = settings.dismissals.cap_fte
    yield 0.0 if cap is None else max(0.0, float(dismissed["fte"].sum()) - cap)
    yield from _take_up(plan, start)
    yield from _places(plan)


def _lines(lever: Lever, rows: pd.DataFrame) -> Deviations:
    """The caps in a lever's lines, each for a calendar year."""
    for line in (line for line in lever.where if line.cap_fte is not None):
        some = rows[_fits(rows, line, rows["decided"])]
        for total in some.groupby(some["decided"].str[:4])["fte"].sum():
            yield max(0.0, total - (line.cap_fte or 0.0))


def _fits(rows: pd.DataFrame, line: Line, months: pd.Series) -> pd.Series:
    """Which rows a line of a lever fits."""
    found = [
        bool(fitting((line,), team, profession, int(month[:4])))
        for team, profession, month in zip(rows["team"], rows["profession"], months, strict=True)
    ]
    return pd.Series(found, index=rows.index, dtype=bool)


def _take_up(plan: Plan, start: dict[str, float]) -> Deviations:
    """Each step of the take-up curve, by its payment."""
    steps: dict[float, float] = defaultdict(float)
    for step in plan.case.settings.voluntary.take_up:
        steps[step.payment_months] += step.cap_share_per_team_year
    rows = plan.exits[plan.exits["way"] == "voluntary"]
    for (team, _, payment), total in (
        rows.groupby(["team", rows["decided"].str[:4], "payment_months"])["fte"].sum().items()
    ):
        yield max(0.0, total - steps[payment] * start[team])


def _places(plan: Plan) -> Deviations:
    """Places a year on each path, and its share of the staff it leads to or comes from."""
    fte = plan.staff.assign(fte=plan.staff["fte"] + plan.staff["reduced_hours_fte"], year=plan.staff["month"].str[:4])
    mean = fte.groupby(["profession", "year", "month"])["fte"].sum().groupby(["profession", "year"]).mean()
    for path in plan.case.settings.retraining:
        rows = plan.moves[(plan.moves["path"] == path.path) & (plan.moves["in_fte"] > 0)]
        if path.places_per_year is not None:
            for total in rows.groupby(rows["decided"].str[:4])["in_fte"].sum():
                yield max(0.0, total - path.places_per_year)
        for share, profession in (
            (path.share_of_receiving, path.to_profession),
            (path.share_of_sending, path.from_profession),
        ):
            for year, total in (
                rows.groupby(rows["arrives"].str[:4])["in_fte"].sum().items() if share is not None else ()
            ):
                yield max(0.0, total - float(share or 0.0) * float(mean[profession, year]))


def windows(plan: Plan) -> Deviations:
    """No decision by a lever that is off, before its first month, outside its rhythm, or with effect after the plan."""
    case = plan.case
    for lever, kind, rows in _decided(plan):
        if kind == "dropout":
            continue  # decided with their move
        first = -(-lever.first_month.since(case.months[0]) // case.settings.period_months)
        rhythm = spans(case, lever.every_months)
        for row in rows[rows["fte"] > FTE].itertuples():
            t = position(case, row.decided)
            at = (row.team, row.profession, int(row.decided[:4]))
            active = term(lever.where, at, "active", lever.active)
            yield 0.0 if active and t >= max(0, first) and (t - first) % rhythm == 0 else 1.0
    end = len(case.months)
    yield from (1.0 if position(case, month) + 1 >= end else 0.0 for month in plan.exits["last_paid_month"])
    for table, month in ((plan.moves, "arrives"), (plan.hires, "starts")):
        yield from (1.0 if position(case, value) >= end else 0.0 for value in table[month])


def notice(plan: Plan) -> Deviations:
    """Notice and severance are the law's for the mix of lengths of service; everybody is paid until the last month."""
    case = plan.case
    due: dict[tuple[str, str, int], float] = known(plan, ("notice",))
    whole = plan.exits.groupby(["way", "decided", "team", "profession"])
    mix = notice_mix(plan)
    for (way, *_), rows in whole:
        if way in ("dismissal", "dropout"):
            found: dict[tuple[int, float], float] = defaultdict(float)
            for row in rows.itertuples():
                found[row.notice_months, row.payment_months] += row.fte / rows["fte"].sum()
            for key in set(found) | set(mix):
                yield same(found[key], mix.get(key, 0.0))
    waits = {
        "voluntary": case.settings.voluntary.notice_months,
        "transfer": case.settings.municipal_redeployment.lag_months,
    }
    for row in plan.exits.itertuples():
        if row.way in waits:
            yield same(row.notice_months, waits[row.way])
        wait = spans(case, row.notice_months)
        yield same(position(case, row.last_paid_month) - position(case, row.decided), wait)
        for after in range(1, wait + 1):
            due[row.team, row.profession, position(case, row.decided) + after] += row.fte
    for row in plan.staff.itertuples():
        yield same(row.under_notice_fte, due[row.team, row.profession, position(case, row.month)])
    yield from _same_exits(plan, whole)


def _same_exits(plan: Plan, whole: Any) -> Deviations:
    """The exits and the monthly movements say the same; the drop-outs are those of the moves."""
    decided = whole["fte"].sum().to_dict() if len(plan.exits) else {}
    failed: dict[tuple[str, str, str], float] = defaultdict(float)
    for row in plan.moves.itertuples():
        if dismissed_if_failing(plan, row.path):
            ends = Month.parse(row.arrives).plus(-plan.case.settings.period_months)
            failed[str(ends), row.team, row.profession] += row.dropout_fte
    listed = {key[1:]: fte for key, fte in decided.items() if key[0] == "dropout"}
    for key in failed.keys() | listed.keys():
        yield same(failed.get(key, 0.0), listed.get(key, 0.0))
    for row in plan.movements.itertuples():
        for way, fte in (
            ("dismissal", row.notice_fte),
            ("voluntary", row.voluntary_fte),
            ("transfer", row.transfer_fte),
        ):
            yield same(fte, decided.get((way, row.month, row.team, row.profession), 0.0))


def dismissed_if_failing(plan: Plan, path: str) -> bool:
    """Whether whoever fails on a path is dismissed."""
    free = [row.path for row in plan.case.settings.retraining if not row.dropouts_are_dismissals]
    return path not in free


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
    given, fte = cells(plan.staff, "reduced_hours_fte"), cells(plan.staff, "fte")
    rate = leaving_share(case)
    for cell, series in given.items():
        share = lever.hours_share.value or 1.0
        for t, hours_ in enumerate(series):
            active = term(lever.where, (*cell, case.months[max(0, t - 1)].year), "active", lever.active) or t == 0
            before = series[t - 1] * (1 - rate[cell[1]]) if t else 0.0
            yield max(0.0, hours_ / share - lever.cap_share * (fte[cell][t] + hours_))
            yield max(0.0, hours_ - before) if not active or t == 0 else 0.0
            yield max(0.0, before - hours_) if lever.lasting else 0.0
    staff = plan.staff.assign(on=plan.staff["reduced_hours_fte"] / (lever.hours_share.value or 1.0))
    for line in (line for line in lever.where if line.cap_fte is not None):
        for total in staff[_fits(staff, line, staff["month"])].groupby("month")["on"].sum():
            yield max(0.0, total - (line.cap_fte or 0.0))
