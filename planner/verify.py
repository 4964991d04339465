"""Recomputes the plan from its tables and the case. Knows neither the model nor the solver, nor what they share.

Each check is a generator of (expected, found) pairs or of breaches (by how much a rule is broken); a check fails
when the largest deviation is above its tolerance. Money is compared in DKK, staff in FTE.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

import pandas as pd

from planner.calendar import Month
from planner.case.schema import Case, Edge, Unit
from planner.plan import MET_WITHIN_DKK, Plan

FTE = 1e-4
DKK = 1.0
Deviations = Iterator[float]


class Check(NamedTuple):
    """One check: what it says, how much it may be off, and how it is recomputed."""

    code: str
    title_da: str
    title_en: str
    tolerance: float
    run: Callable[[Plan], Deviations]


def verify(plan: Plan) -> pd.DataFrame:
    """Every check with the number of comparisons, the largest deviation and whether it is within tolerance."""
    rows = []
    for check in CHECKS:
        deviations = list(check.run(plan))
        worst = math.nan if any(map(math.isnan, deviations)) else max(deviations, default=0.0)
        ok = bool(deviations or check.code in _MAY_BE_EMPTY) and worst <= check.tolerance  # NaN is never within
        rows.append((check.code, check.title_da, check.title_en, len(deviations), worst, check.tolerance, ok))
    columns = ["check", "title_da", "title_en", "compared", "deviation", "tolerance", "ok"]
    return pd.DataFrame(rows, columns=columns)


def _cells(table: pd.DataFrame, value: str) -> dict[tuple[str, str], list[float]]:
    """A monthly column per team and profession, in order of month."""
    ordered = table.sort_values("month")
    return {
        (str(team), str(profession)): list(rows[value])
        for (team, profession), rows in ordered.groupby(["team", "profession"])
    }


def _same(left: float, right: float) -> float:
    return 0.0 if left == right else abs(left - right)


def _attrition(case: Case) -> dict[str, float]:
    yearly = case.settings.attrition.share_per_year.value
    return {
        row.profession: 1 - math.pow(1 - min(0.95, yearly * row.attrition_factor), 1 / 12) for row in case.professions
    }


def stocks(plan: Plan) -> Deviations:
    """FTE in a month = FTE the month before, less who left, plus who came; and the start is the case's."""
    fte = _cells(plan.staff, "fte")
    move = {
        kind: _cells(plan.movements, f"{kind}_fte")
        for kind in ("attrition", "notice", "voluntary", "moved_out", "moved_in", "hired")
    }
    start = {(row.team, row.profession): row.fte for row in plan.case.staffing}
    for cell, series in fte.items():
        yield _same(series[0], start[cell])
        for t in range(1, len(series)):
            left = sum(move[kind][cell][t - 1] for kind in ("attrition", "notice", "voluntary", "moved_out"))
            yield _same(series[t], series[t - 1] - left + move["moved_in"][cell][t - 1] + move["hired"][cell][t])


def attrition(plan: Plan) -> Deviations:
    """Attrition is the profession's monthly share of the FTE in service."""
    rate = _attrition(plan.case)
    left, fte = _cells(plan.movements, "attrition_fte"), _cells(plan.staff, "fte")
    for cell, series in fte.items():
        yield from (_same(left[cell][t], rate[cell[1]] * series[t]) for t in range(len(series) - 1))


def people(plan: Plan) -> Deviations:
    """People at the start and hired = people at the end and all exits, over everything."""
    kpi = plan.kpi
    yield _same(
        kpi["fte_start"] + kpi["hired_fte"],
        kpi["fte_end"] + kpi["attrition_fte"] + kpi["dismissals_fte"] + kpi["voluntary_fte"],
    )


def leavers(plan: Plan) -> Deviations:
    """Nobody leaves by decision who is not there after attrition or was hired in the last year; nothing is negative."""
    rate = _attrition(plan.case)
    going = plan.movements.assign(going=plan.movements[["notice_fte", "voluntary_fte", "moved_out_fte"]].sum(axis=1))
    out, fte, hired = _cells(going, "going"), _cells(plan.staff, "fte"), _cells(plan.movements, "hired_fte")
    for cell, series in fte.items():
        stays = 1 - rate[cell[1]]
        for t in range(len(series)):
            recent = sum(hired[cell][t - age] * stays ** (age + 1) for age in range(12) if t >= age)
            yield max(0.0, out[cell][t] - max(0.0, stays * series[t] - recent))
    for table in (plan.staff, plan.movements, plan.work):
        yield max(0.0, -float(table.select_dtypes("number").min().min()))


def moves(plan: Plan) -> Deviations:
    """Moves out of a profession equal moves in, month by month."""
    for _, rows in plan.movements.groupby(["month", "profession"]):
        yield _same(float(rows["moved_out_fte"].sum()), float(rows["moved_in_fte"].sum()))


def caps(plan: Plan) -> Deviations:
    """Moves, voluntary leaving and hires (by the month they are decided) per team and year, and dismissals in all."""
    settings = plan.case.settings
    lag = max(1, settings.hiring.lag_months)
    table = plan.movements.assign(year=plan.movements["month"].str[:4])
    decided = [str(Month.parse(month).plus(-lag))[:4] for month in table["month"]]
    start: dict[str, float] = defaultdict(float)
    for row in plan.case.staffing:
        start[row.team] += row.fte
    for column, cap in (
        ("moved_out_fte", settings.redeployment.cap_fte_per_team_year),
        ("moved_in_fte", settings.redeployment.cap_fte_per_team_year),
    ):
        yield from (max(0.0, total - cap) for total in table.groupby(["team", "year"])[column].sum())
    yield from (
        max(0.0, total - settings.hiring.cap_fte_per_team_year)
        for total in table.assign(year=decided).groupby(["team", "year"])["hired_fte"].sum()
    )
    for (team, _), total in table.groupby(["team", "year"])["voluntary_fte"].sum().items():
        yield max(0.0, total - settings.voluntary.cap_share_per_team_year * start[team])
    if settings.dismissals.cap_fte is not None:
        yield max(0.0, float(table["notice_fte"].sum()) - settings.dismissals.cap_fte)


def windows(plan: Plan) -> Deviations:
    """No decision before its first month or outside its rhythm, and none whose effect falls after the plan."""
    settings = plan.case.settings
    lag = max(1, settings.hiring.lag_months)
    levers = (
        ("notice_fte", settings.dismissals, 0),
        ("voluntary_fte", settings.voluntary, 0),
        ("moved_out_fte", settings.redeployment, 0),
        ("hired_fte", settings.hiring, lag),
    )
    for column, lever, delay in levers:
        used = plan.movements[plan.movements[column] > FTE]
        for month in sorted(set(used["month"])):
            decided = Month.parse(month).plus(-delay)
            since = decided.since(lever.first_month)
            early = decided < max(lever.first_month, settings.first_month)
            yield 1.0 if early or since % lever.every_months else 0.0
    last = str(settings.last_month)
    yield from (1.0 if month >= last else 0.0 for month in plan.exits["last_paid_month"])


def notice(plan: Plan) -> Deviations:
    """Who is under notice in a month follows from the decisions and the notice mix; the shares are the case's."""
    mix = {row.service: row for row in plan.case.settings.dismissals.notice_mix}
    due: dict[tuple[str, str, str], float] = defaultdict(float)
    total = plan.exits.groupby(["way", "decided", "team", "profession"])["fte"].transform("sum")
    for whole, row in zip(total, plan.exits.itertuples(), strict=True):
        if row.way == "dismissal":
            yield _same(row.fte, whole * mix[row.service].share)
    for row in plan.exits.itertuples():
        wait = Month.parse(row.last_paid_month).since(Month.parse(row.decided))
        if row.way == "dismissal":
            yield _same(wait, mix[row.service].notice_months)
            yield _same(row.payment_months, mix[row.service].severance_months)
        else:
            yield _same(wait, max(1, plan.case.settings.voluntary.notice_months))
            yield _same(row.payment_months, plan.case.settings.voluntary.payment_months)
        for after in range(1, row.notice_months + 1):
            due[str(Month.parse(row.decided).plus(after)), row.team, row.profession] += row.fte
    for row in plan.staff.itertuples():
        yield _same(row.under_notice_fte, due[row.month, row.team, row.profession])
    decided = plan.exits.groupby(["way", "decided", "team", "profession"])["fte"].sum() if len(plan.exits) else {}
    for row in plan.movements.itertuples():
        yield _same(row.notice_fte, decided.get(("dismissal", row.month, row.team, row.profession), 0.0))
        yield _same(row.voluntary_fte, decided.get(("voluntary", row.month, row.team, row.profession), 0.0))


def _targets(case: Case) -> dict[tuple[str, object], float]:
    saving = case.settings.saving
    premium = saving.job_premium_mio_dkk.value if saving.job_premium_returned else 0.0
    return {
        (row.account, row.year): 1e6
        * (row.target_mio_dkk - (premium if row.account == "HK6" else 0.0))
        * saving.share_of_target[row.account]
        for row in case.saving_targets
        if row.account != "other"
    }


def _paid(plan: Plan) -> dict[tuple[str, int], float]:
    """Everything paid per account and calendar year, from FTE, exits, moves and hires, in DKK."""
    settings = plan.case.settings
    pay = {row.profession: row.pay_dkk_per_year / 12 for row in plan.case.professions}
    account = {(row.team, row.profession): row.account for row in plan.case.staffing}
    paid: dict[tuple[str, int], float] = defaultdict(float)
    for row in plan.staff.itertuples():
        paid[account[row.team, row.profession], int(row.month[:4])] += (row.fte + row.under_notice_fte) * pay[
            row.profession
        ]
    for row in plan.exits.itertuples():
        paid[account[row.team, row.profession], int(row.last_paid_month[:4])] += (
            row.fte * row.payment_months * pay[row.profession]
        )
    for row in plan.movements.itertuples():
        effect = Month.parse(row.month).plus(1).year
        paid[account[row.team, row.profession], effect] += (
            row.moved_in_fte * settings.redeployment.cost_dkk_per_fte.value
        )
        paid[account[row.team, row.profession], int(row.month[:4])] += (
            row.hired_fte * settings.hiring.cost_dkk_per_fte.value
        )
    return paid


def _given(case: Case, account: str, year: object) -> float:
    """Savings that are not decided by the plan: entered other savings and what is already saved, in DKK."""
    other = sum(row.saving_mio_dkk for row in case.other_savings if row.account == account and row.year == year)
    already = {str(key): value for key, value in case.settings.saving.already_saved_mio_dkk_per_year.items()}
    return 1e6 * (other + already[account])


def money(plan: Plan) -> Deviations:
    """Net saving = authorised pay - everything paid + given savings; gross, one-off, target and shortfall tie."""
    case = plan.case
    pay = {row.profession: row.pay_dkk_per_year / 12 for row in case.professions}
    paid, target = _paid(plan), _targets(case)
    months: dict[int, int] = defaultdict(int)
    for month in case.months:
        months[month.year] += 1
    for row in plan.years.itertuples():
        yield _same(row.target_dkk, target[row.account, row.year])
        yield _same(row.net_dkk, row.gross_dkk - row.one_off_dkk)
        yield _same(row.gross_dkk, row.posts_dkk + row.other_dkk)
        short = row.target_dkk - row.net_dkk
        yield _same(row.shortfall_dkk, short if short > MET_WITHIN_DKK else 0.0)
        authorised = sum((s.fte + s.vacant_fte) * pay[s.profession] for s in case.staffing if s.account == row.account)
        if row.year == "lasting":
            now = plan.staff[(plan.staff["month"] == str(case.months[-1])) & (plan.staff["account"] == row.account)]
            in_service = sum(fte * pay[p] for fte, p in zip(now["fte"], now["profession"], strict=True))
            yield _same(row.net_dkk, 12 * (authorised - in_service) + _given(case, row.account, row.year))
        else:
            yield _same(
                row.net_dkk,
                authorised * months[row.year] - paid[row.account, row.year] + _given(case, row.account, row.year),
            )


def targets_listed(plan: Plan) -> Deviations:
    """Every target of a budget year in the plan has its row, and no other."""
    years = {month.year for month in plan.case.months}
    due = {(account, year) for account, year in _targets(plan.case) if year == "lasting" or year in years}
    yield float(len(due ^ set(zip(plan.years["account"], plan.years["year"], strict=True))))


def ledger(plan: Plan) -> Deviations:
    """The ledger's teams sum to the accounts' years, to the øre."""
    parts = ["pay_under_notice_dkk", "severance_dkk", "voluntary_payment_dkk", "moves_dkk", "hires_dkk"]
    for row in plan.years[plan.years["year"] != "lasting"].itertuples():
        mine = plan.ledger[(plan.ledger["year"] == row.year) & (plan.ledger["account"] == row.account)]
        yield _same(float(mine[parts].sum().sum()), row.one_off_dkk)
        yield _same(float((mine["pay_authorised_dkk"] - mine["pay_in_service_dkk"]).sum()), row.posts_dkk)


def citizens(plan: Plan) -> Deviations:
    """Cases, FTE needed and limits recomputed month by month; citizens in = citizens there and in exits."""
    expected = _expected_cases(plan.case)
    found = {(row.half_year, row.target_group): row for row in plan.caseload.itertuples()}
    yield float(len({key for key, value in expected.items() if value[0] > 1e-9} ^ set(found)))
    for key, row in found.items():
        cases, need = expected.get(key, (0.0, 0.0))
        yield _same(row.cases, cases)
        yield _same(row.need_fte, need)
        yield _same(row.limit, row.cases / row.need_fte)


def _expected_cases(case: Case) -> dict[tuple[str, str], tuple[float, float]]:
    """Average cases and FTE needed per half-year and target group, one group's history at a time."""
    total: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0, 0.0])
    length: dict[str, int] = defaultdict(int)
    for month in case.months:
        length[month.half_year] += 1
    for month in case.months:
        for origin in (group for group in case.target_groups if group.cases is not None):
            for group, cases, need in _history(case, origin.target_group, month):
                total[month.half_year, group][0] += cases / length[month.half_year]
                total[month.half_year, group][1] += need / length[month.half_year]
    return {key: (cases, need) for key, (cases, need) in total.items()}


def _history(case: Case, origin: str, month: Month) -> Iterator[tuple[str, float, float]]:
    """Where the citizens who began in one group are in a month: (target group, cases, FTE needed)."""
    row = next(group for group in case.target_groups if group.target_group == origin)
    day, u = month.first_day, case.settings.unemployment
    own = float(row.cases or 0) * math.prod(
        c.factor or 0 for c in case.changes if c.kind == "cases" and c.target_group == origin and c.date <= day
    )
    if month >= u.first_month:
        own *= 1 + u.change_share * row.unemployment_factor
    places = {origin: own}
    for change in sorted(
        (c for c in case.changes if c.kind == "closes" and c.target_group == origin and c.date <= day),
        key=lambda c: c.date,
    ):
        gone = min(
            1.0,
            ((day.year - change.date.year) * 12 + day.month - change.date.month + 1)
            / float(change.run_off_months or 1),
        )
        before = places[origin]
        places[origin] = before * (1 - gone)
        for target, share in change.divert.items():
            places[target] = places.get(target, 0.0) + before * gone * share
    for place, cases in places.items():
        if not place.startswith("exit_"):
            yield from _after_crosswalk(case, place, cases, day)


def _after_crosswalk(case: Case, place: str, cases: float, day: date) -> Iterator[tuple[str, float, float]]:
    """A stock after the crosswalk and the relief in force, with the FTE it needs at the scenario's limit."""
    group = next(row for row in case.target_groups if row.target_group == place)
    limit = {"low": group.limit_low, "mid": group.limit_mid, "high": group.limit_high}[case.settings.caseload.guidance]
    relief = math.prod(
        c.factor or 0 for c in case.changes if c.kind == "work" and c.target_group == place and c.date <= day
    )
    need = cases * relief / (float(limit or 0) * case.settings.caseload.limit_factor)
    steps = [row for row in case.crosswalk if row.from_group == place and row.date <= day]
    if not steps:
        yield place, cases, need
    for step in steps:
        if step.to_group.startswith("exit_"):
            continue
        later = [c for c in case.changes if c.target_group == step.to_group and c.date <= day]
        fewer = math.prod(c.factor or 0 for c in later if c.kind == "cases")
        lighter = math.prod(c.factor or 0 for c in later if c.kind == "work")
        yield step.to_group, cases * step.share * fewer, need * step.share * fewer * lighter


def capacity(plan: Plan) -> Deviations:
    """No team and profession serves more than it has, counting notice and ramp-up; averages over the half-year."""
    settings = plan.case.settings
    ramp, less = round(settings.new_staff.ramp_months.value), 1 - settings.new_staff.productivity.value
    half = settings.dismissals.productivity_under_notice.value
    fte, notice_fte = _cells(plan.staff, "fte"), _cells(plan.staff, "under_notice_fte")
    came, hired = _cells(plan.movements, "moved_in_fte"), _cells(plan.movements, "hired_fte")
    used = plan.work.groupby(["half_year", "team", "profession"])["fte"].sum()
    months = plan.case.months
    for half_year in sorted({month.half_year for month in months}):
        positions = [t for t, month in enumerate(months) if month.half_year == half_year]
        for cell in fte:
            has = 0.0
            for t in positions:
                new = sum(came[cell][t - 1 - age] for age in range(ramp) if t - 1 - age >= 0)
                new += sum(hired[cell][t - age] for age in range(ramp) if t - age >= 0)
                has += (fte[cell][t] + half * notice_fte[cell][t] - less * new) / len(positions)
            yield max(0.0, float(used.get((half_year, *cell), 0.0)) - max(0.0, has))


def competence(plan: Plan) -> Deviations:
    """Only competent teams and professions serve a group."""
    allowed = {(row.team, row.profession, row.target_group) for row in plan.case.competence}
    for row in plan.work.itertuples():
        yield 0.0 if (row.team, row.profession, row.target_group) in allowed else row.fte


def caseload(plan: Plan) -> Deviations:
    """Cases per FTE, load and overload follow from cases, limit and the work table."""
    served = plan.work.groupby(["half_year", "target_group"])["fte"].sum()
    for row in plan.caseload.itertuples():
        fte = float(served.get((row.half_year, row.target_group), 0.0))
        yield _same(row.fte, fte)
        yield _same(row.overload_fte, max(0.0, row.need_fte - fte))
        if fte > 1e-9:
            yield _same(row.cases_per_fte * fte, row.cases)
            yield _same(row.load * row.limit, row.cases_per_fte)


def minimum(plan: Plan) -> Deviations:
    """Minimum staffing is the case's and what is below it is shown; hard rules are not broken at all."""
    teams = {(row.team, ""): row.minimum_fte for row in plan.case.teams}
    cells = {(row.team, row.profession): row.minimum_fte for row in plan.case.staffing}
    by_team = plan.staff.groupby(["month", "team"])["fte"].sum()
    by_cell = plan.staff.set_index(["month", "team", "profession"])["fte"]
    for row in plan.minimum.itertuples():
        fte = by_cell[row.month, row.team, row.profession] if row.profession else by_team[row.month, row.team]
        yield _same(row.minimum_fte, (teams | cells)[row.team, row.profession])
        yield _same(row.below_fte, max(0.0, row.minimum_fte - float(fte)))
    rows = sum(value > 0 for value in [*teams.values(), *cells.values()])
    yield float(len(plan.minimum) != rows * len(plan.case.months))
    hard = plan.case.settings.hard_rules
    yield float(plan.minimum["below_fte"].max()) if "minimum_staffing" in hard and len(plan.minimum) else 0.0
    yield float(plan.caseload["overload_fte"].max()) if "caseload_limit" in hard else 0.0
    yield float(plan.years["shortfall_dkk"].max()) / 1e6 if "saving" in hard else 0.0


def key_figures(plan: Plan) -> Deviations:
    """The key figures are the sums of the tables."""
    months = plan.staff.groupby("month")["fte"].sum()
    sums = {f"{kind}_fte": float(plan.movements[column].sum()) for kind, column in (
        ("attrition", "attrition_fte"), ("redeployed", "moved_out_fte"), ("voluntary", "voluntary_fte"), ("dismissals", "notice_fte"), ("hired", "hired_fte"))}  # fmt: skip
    sums |= {"fte_start": float(months.iloc[0]), "fte_end": float(months.iloc[-1])}
    sums |= {"vacancy_fte": sum(row.vacant_fte for row in plan.case.staffing)}
    sums |= {"worst_overload_share": max(0.0, float(plan.caseload["load"].max()) - 1)}
    yield from (_same(value, plan.kpi[key]) for key, value in sums.items())
    yield (
        _same(float(plan.years.loc[plan.years["year"] != "lasting", "shortfall_dkk"].sum()), plan.kpi["shortfall_dkk"])
        / 1e6
    )


def _lives(row: Edge | Unit, day: date) -> bool:
    return (row.valid_from or day) <= day <= (row.valid_to or day)


def goals(plan: Plan) -> Deviations:
    """What the goals say they reached is what the tables say; the status is that of the savings."""
    reached = {goal.goal: goal.value for goal in plan.goals}
    short = (plan.years["target_dkk"] - plan.years["net_dkk"]).clip(lower=0.0).sum() / 1000
    tables = {
        "saving": float(short),
        "minimum_staffing": float(plan.minimum["below_fte"].sum()),
        "dismissals": float(plan.movements["notice_fte"].sum()),
        "overload": float(plan.caseload["overload_fte"].sum()),
    }
    yield from (_same(reached[goal], value) for goal, value in tables.items() if goal in reached)
    yield float((plan.status == "optimal") != bool((plan.years["shortfall_dkk"] == 0).all()))


def owners(plan: Plan) -> Deviations:
    """The table of owners says, for every citizen type on the days that matter, what the edges say."""
    first = plan.case.months[0].first_day
    last = plan.case.months[-1].plus(1).first_day - timedelta(days=1)
    units = {unit.unit: unit for unit in plan.case.units}
    for row in plan.case.citizen_types:
        begin, end = max(row.valid_from or first, first), min(row.valid_to or last, last)
        edges = [edge for edge in plan.case.edges if edge.kind == "owns" and edge.to_node == row.citizen_type]
        lives: list[Edge | Unit] = [*edges, *(units[edge.from_node] for edge in edges)]
        ends = {life.valid_to + timedelta(days=1) for life in lives if life.valid_to}
        days = sorted({begin, *(life.valid_from for life in lives if life.valid_from), *ends, end + timedelta(days=1)})
        mine = plan.owners[plan.owners["citizen_type"] == row.citizen_type]
        for day, _ in pairwise(day for day in days if begin <= day <= end + timedelta(days=1)):
            due = sorted(e.from_node for e in edges if _lives(e, day) and _lives(units[e.from_node], day))
            listed = mine[(mine["from"] <= day.isoformat()) & (mine["to"] >= day.isoformat())]["owner"].tolist()
            yield 0.0 if listed == [" + ".join(due)] else 1.0


_MAY_BE_EMPTY = ("windows", "owners")
CHECKS: tuple[Check, ...] = (
    Check("stocks", "Årsværk går op måned for måned", "FTE balance month by month", FTE, stocks),
    Check("attrition", "Naturlig afgang følger satsen", "Attrition follows its rate", FTE, attrition),
    Check("people", "Ind = ud + tilbage over hele planen", "In = out + remaining over the whole plan", FTE, people),
    Check("leavers", "Ingen forlader en stilling, der ikke er der", "Nobody leaves a post that is not there", FTE, leavers),
    Check("moves", "Omplacering ændrer team, ikke antal", "Moves change the team, not the number", FTE, moves),
    Check("caps", "Lofter over flytning, ansættelse, frivillig og afsked holdes", "Caps on moves, hires, voluntary leaving and dismissals hold", FTE, caps),
    Check("windows", "Ingen beslutning uden for sin periode eller med virkning efter planen", "No decision outside its window or with effect after the plan", 0.0, windows),
    Check("notice", "Opsagte lønnes varslet ud", "Staff under notice are paid until they leave", FTE, notice),
    Check("money", "Nettobesparelsen genberegnet pr. konto og år", "Net saving recomputed by account and year", DKK, money),
    Check("targets", "Alle mål er med", "Every target is listed", 0.0, targets_listed),
    Check("ledger", "Teamenes beløb summer til kontoens", "The teams' amounts sum to the account's", 0.01, ledger),
    Check("citizens", "Sager, behov og sagsloft genberegnet", "Cases, need and limits recomputed", FTE, citizens),
    Check("capacity", "Ingen betjener flere, end der er årsværk til", "Nobody serves more than there are FTE for", FTE, capacity),
    Check("competence", "Kun kompetente betjener en målgruppe", "Only the competent serve a group", FTE, competence),
    Check("caseload", "Sager pr. årsværk og belastning genberegnet", "Cases per FTE and load recomputed", FTE, caseload),
    Check("minimum", "Mindstebemanding og hårde regler", "Minimum staffing and hard rules", FTE, minimum),
    Check("key_figures", "Nøgletal er summer af tabellerne", "Key figures are the tables' sums", FTE, key_figures),
    Check("goals", "Målene er nået som oplyst", "The goals are reached as stated", 0.01, goals),
    Check("owners", "Ansvarlige stemmer med grafen", "Owners agree with the graph", 0.0, owners),
)  # fmt: skip
