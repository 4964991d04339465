"""The least single change of each party: less to save, other limits, more dismissals, or more time."""

from __future__ import annotations

import math
from collections.abc import Callable

from planner.case.targets import due_mio_dkk
from planner.staffing.levers import DKK_PER_UNIT
from planner.staffing.wishes import WITHIN, Give
from planner.ways_out.asked import HAIR, LOOSEST, TIGHTEST, Asked
from planner.ways_out.possible import applied, model, need_of, possible
from planner.ways_out.values import Overrides, Parts, Way, limits

_ROUNDED_UP = 1.004
"""An amount is rounded up by so much at most, so that one per cent less is always too little."""


def _saving(of: Asked) -> Way:
    """Let the accounts off what is missing, year by year."""
    savings = of.kind("saving")
    least = of.wishes.least(savings, of.wishes.all - savings)
    if least is not None:
        for gives in (of.reach, tuple(least)):
            for factor in (1.0, 1 + HAIR):
                parts = _let_off(of, [give for give in gives if give.rule == "saving"], factor)
                changed = _lowered(of, parts)
                if parts and of.held(changed):
                    return Way("saving", round(sum(mio for *_, mio in parts), 9), changed, parts)
    return Way.none("saving")


def _let_off(of: Asked, gives: list[Give], factor: float) -> Parts:
    """What is missing by account and year, in mio. DKK; a saving counts as met when so little is missing."""
    slack = 0.0 if "saving" in of.settings.hard_rules else WITHIN * DKK_PER_UNIT
    most = max((give.amount for give in gives), default=0.0)
    less = [(give, give.amount - (slack if give.amount == most else 0.0)) for give in gives]
    return tuple((give.subject, give.when, rounded_up(dkk * factor / 1e6)) for give, dkk in less if dkk > 0)


def _lowered(of: Asked, parts: Parts) -> Overrides:
    """The settings that let the accounts off so much more."""
    before = {str(account): years for account, years in of.settings.saving.lowered_mio_dkk.items()}
    changed: dict[str, dict[str, float]] = {}
    for account, year, mio in parts:
        changed.setdefault(account, {})[year] = round(before.get(account, {}).get(year, 0.0) + mio, 9)
    return {"saving": {"lowered_mio_dkk": changed}}


def _caseload(of: Asked) -> Way:
    """Raise the limits; where that does not help, lower them, so that more staff are needed."""
    now = of.settings.caseload.limit_factor
    if now >= LOOSEST:
        return Way.none("caseload", now)
    need = of.wishes.nearest_need(0.0, 1.0)
    if need is None:
        need = of.wishes.nearest_need(1.0, _share(now, TIGHTEST))
    exact = None if need is None else _factor_at(now, need) - now
    sign = -1.0 if exact is not None and exact < 0 else 1.0
    most = LOOSEST - now if sign > 0 else now - TIGHTEST

    def over(size: float) -> Overrides:
        return limits(round(min(LOOSEST, max(TIGHTEST, now + sign * rounded_up(size))), 9))

    size = of.tried(most, over) if of.before else of.smallest(None if exact is None else abs(exact), most, over)
    if size is None:
        return Way.none("caseload", LOOSEST)
    changed = over(size)
    group, half_year, cases = _most_affected(of, changed)
    return Way("caseload", cases, changed, ((group, half_year, cases),), changed["caseload"]["limit_factor"])


def _most_affected(of: Asked, changed: Overrides) -> tuple[str, str, float]:
    """The group over its limit by the largest share (else the largest group), and how many cases per FTE it gets more."""
    over = of.wishes.least(of.kind("caseload_limit"), of.wishes.all - of.kind("caseload_limit")) or []
    if over:
        worst = max(over, key=lambda give: give.amount / give.now)
        group, half_year = worst.subject, worst.when
    else:
        half_year, group = max(of.s.need, key=lambda key: of.s.need[key])
    key = (half_year, group)
    rows = {(row.half_year, row.target_group): row.cases for row in of.work.need.itertuples()}
    then = need_of(model(applied(of.case, changed))[1])[key]
    return group, half_year, float(rows[key]) / then - float(rows[key]) / of.s.need[key]


def _dismissals(of: Asked) -> Way:
    """Raise the cap on dismissals, and those of its lines; allow dismissals where there are none."""
    caps, rule = of.kind("dismissal_cap"), of.settings.dismissals
    everybody = sum(row.fte for row in of.case.staffing)
    gives = of.wishes.least(caps, of.wishes.all - caps) if caps else None

    exact = sum(give.amount for give in gives) if gives else None
    capped = of.closed or rule.cap_fte is not None
    share = {give.subject: give.amount / exact for give in gives or () if exact} or ({"": 1.0} if capped else {})

    def rise(size: float) -> dict[str, float]:
        return {key: rounded_up(part * size) for key, part in share.items()}

    def over(size: float) -> Overrides:
        rises = rise(size)
        changed: Overrides = {"active": True} if of.closed else {}
        if "" in rises:
            changed["cap_fte"] = round((0.0 if of.closed else rule.cap_fte or 0.0) + rises[""], 9)
        if any(rises.keys() - {""}):
            lines = rule.model_dump(mode="json")["where"]
            for key in rises.keys() - {""}:
                line = lines[int(key.removeprefix("line_"))]
                line["cap_fte"] = round(line["cap_fte"] + rises[key], 9)
            changed["where"] = lines
        return {"dismissals": changed}

    by_trying = of.before or of.losing
    size = None if not share else of.tried(everybody, over) if by_trying else of.smallest(exact, everybody, over)
    if size is None:
        return Way.none("dismissals", everybody if caps else None)
    changed, parts = over(size), tuple((key, "", more) for key, more in rise(size).items())
    return Way("dismissals", sum(more for *_, more in parts), changed, parts, changed["dismissals"].get("cap_fte"))


def _time(of: Asked) -> Way:
    """Let the targets of the accounts that are short fall due later."""
    accounts, now = of.short_accounts, {str(a): months for a, months in of.settings.saving.delay_months.items()}
    most = min(len(of.case.months) * of.settings.period_months, 120 - max(now.values(), default=0))

    def over(months: int) -> Overrides:
        return {"saving": {"delay_months": {account: now.get(account, 0) + months for account in accounts}}}

    def held(months: int) -> bool:
        later = applied(of.case, over(months))
        if of.before:
            return possible(later)
        due = {key: mio * DKK_PER_UNIT for key, mio in due_mio_dkk(later).items() if key in of.s.target}
        of.wishes.due(due)
        return of.wishes.together(of.wishes.all)

    low, high = 0, most
    found = bool(accounts) and most > 0 and held(most)
    while found and high - low > 1:
        middle = (low + high) // 2 if low else min(high // 2, max(1, high // 8))
        low, high = (low, middle) if held(middle) else (middle, high)
    of.wishes.due(of.s.target)
    enough = next((months for months in (high, high + 1) if found and months <= most and of.held(over(months))), None)
    if enough is None:
        return Way.none("time", float(most) if accounts else None)
    parts = tuple((account, "", float(enough)) for account in accounts)
    return Way("time", float(enough), over(enough), parts)


WAYS: dict[str, Callable[[Asked], Way]] = {
    "saving": _saving,
    "caseload": _caseload,
    "dismissals": _dismissals,
    "time": _time,
}


def rounded_up(amount: float) -> float:
    """An amount rounded up to as few decimals as keep it within the room for rounding.

    >>> rounded_up(0.89637), rounded_up(632.04), rounded_up(0.0003271)
    (0.897, 633.0, 0.000328)
    """
    for decimals in range(12):
        rounded = math.ceil(amount * 10.0**decimals * (1 - HAIR / 4)) / 10.0**decimals
        if rounded <= amount * _ROUNDED_UP:
            return rounded
    return amount


def _share(now: float, factor: float) -> float:
    """What the work needs above the loosest limits at a factor, as a share of what it needs now: need is linear in 1/factor."""
    return (1 / factor - 1 / LOOSEST) / (1 / now - 1 / LOOSEST)


def _factor_at(now: float, share: float) -> float:
    """The factor at which the work needs that share."""
    return 1 / (1 / LOOSEST + share * (1 / now - 1 / LOOSEST))
