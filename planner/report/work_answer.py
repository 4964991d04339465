"""What lapses, what it pays for and what it does not, in sentences."""

from __future__ import annotations

import pandas as pd

from planner.lapse import DEMAND
from planner.plan import Plan
from planner.report import numbers
from planner.report.columns import Table, headed, made
from planner.report.names import Names
from planner.text import Language, catalogue
from planner.workload import limit_source

_VISIBLE_DKK, _VISIBLE_FTE = 500.0, 0.05
_VALLEY_FTE = 0.5  # less than half a post is no valley


def work_answer(plan: Plan, language: Language = "da") -> tuple[str, ...]:
    """Sentences, the most important first: what lapses and pays, the transition valley, what stays, and whether lapse frees FTE."""
    makers = (paid_for, valley_sentence, floors_sentence, limits_sentence)
    parts = (maker(plan, language) for maker in makers)
    return tuple(text for text in parts if text)


def paid_for(plan: Plan, language: Language = "da") -> str:
    """What lapses in the last year, which part of that year's saving it pays for, and which part nothing pays for."""
    c, year = catalogue(language), str(plan.case.months[-1].year)
    mine = plan.lapse[plan.lapse["half_year"].str.startswith(year) & (plan.lapse["change"] != DEMAND)]
    fte = _lapsed_fte(plan, year)
    due, funded, unfunded, demand = _amounts(plan, year)
    said = {
        "year": year,
        "fte": numbers.fte(abs(fte), language),
        "lapsed": numbers.mio_kr(float(mine["dkk"].sum()), language),
        "due": numbers.mio_kr(due, language),
        "funded": numbers.mio_kr(funded, language),
        "unfunded": numbers.mio_kr(unfunded, language),
        "accounts": _unpaid_accounts(plan, year, language),
        "demand": c.t("work.demand", amount=numbers.mio_kr(demand, language)) if demand > _VISIBLE_DKK else "",
    }
    if fte < -_VISIBLE_FTE:
        return c.t("work.more", **said)
    if due <= _VISIBLE_DKK:
        return c.t("work.nothing_due", **said)
    return c.t("work.unpaid" if unfunded > _VISIBLE_DKK else "work.paid", **said)


def work_figures(plan: Plan, language: Language = "da") -> Table:
    """The figures of the sentence: what lapses in the last year, what is due, what is paid for and what is not."""
    c, year = catalogue(language), str(plan.case.months[-1].year)
    due, funded, unfunded, _ = _amounts(plan, year)
    rows = [("lapsed", _lapsed_fte(plan, year), "fte"), ("due", due, "mio"), ("funded", funded, "mio")]
    rows += [("unfunded", unfunded, "mio")]
    found = [(key, c.t(f"work_figure.{key}", year=year), value, c.t(f"unit.{kind}"), kind) for key, value, kind in rows]
    frame = pd.DataFrame(found, columns=["key", "figure", "value", "unit", "kind"])
    return made(c, "work_figures", headed(c, "figure:text value:mixed unit:text"), frame)


def _lapsed_fte(plan: Plan, year: str) -> float:
    """FTE of work that lapses by rules in a year, on average."""
    mine = plan.lapse[plan.lapse["half_year"].str.startswith(year) & (plan.lapse["change"] != DEMAND)]
    return float(mine["fte"].sum()) / max(1, sum(name.startswith(year) for name in plan.case.half_years))


def paid_for_in_short(plan: Plan, language: Language = "da") -> str:
    """The same in half a line, for an answer that has more to say; empty where nothing is due or no task is known."""
    year = str(plan.case.months[-1].year)
    due, funded, unfunded, _ = _amounts(plan, year)
    if due <= _VISIBLE_DKK or not plan.case.tasks:
        return ""
    amounts = {"due": due, "funded": funded, "unfunded": unfunded}
    written = {key: numbers.mio_kr(amount, language) for key, amount in amounts.items()}
    return catalogue(language).t("work.short", year=year, **written)


def all_paid(plan: Plan) -> bool:
    """Whether lapsed work pays for all that is to be saved on posts in the last year, and every floor holds."""
    unfunded = _amounts(plan, str(plan.case.months[-1].year))[2]
    return unfunded <= _VISIBLE_DKK and (plan.floors.empty or bool(plan.floors["ok"].all()))


def _amounts(plan: Plan, year: str) -> tuple[float, float, float, float]:
    """Of a year, in DKK: due on posts, paid for by lapsed work, not paid for, and new work for more citizens."""
    rows = plan.funding[plan.funding["half_year"].str.startswith(year)]
    due, other, funded, unfunded, demand = (
        float(rows[f"{key}_dkk"].sum()) for key in ("due", "other", "funded", "unfunded", "demand")
    )
    return due - other, funded, unfunded, demand


def _unpaid_accounts(plan: Plan, year: str, language: Language) -> str:
    """How the unfunded saving is spread on the accounts; empty where only one account has a saving."""
    rows = plan.funding[plan.funding["half_year"].str.startswith(year)].groupby("account")["unfunded_dkk"].sum()
    found = [
        f"{key} {numbers.mio_kr(float(amount), language)}"
        for key, amount in rows.sort_values(ascending=False).items()
        if amount > _VISIBLE_DKK
    ]
    return f" ({', '.join(found)})" if len(found) > 1 else ""


def valley_sentence(plan: Plan, language: Language = "da") -> str:
    """From when to when people have left before the work lapses, the worst month, and for whom it never does."""
    c = catalogue(language)
    if plan.valley.empty:
        return ""
    by_month = plan.valley.groupby("month")["valley_fte"].sum()
    deep = by_month[by_month > _VALLEY_FTE]
    end = float(plan.valley.groupby("month")["uncovered_fte"].sum().iloc[-1])
    last = numbers.month(str(by_month.index[-1]), language)
    still = c.t("work.uncovered", month=last, fte=numbers.fte(end, language)) if end > _VISIBLE_FTE else ""
    if deep.empty:
        return c.t("work.no_valley") + still
    worst = str(deep.idxmax())
    return c.t(
        "work.valley",
        count=len(deep),
        first=numbers.month(str(deep.index[0]), language),
        last=numbers.month(str(deep.index[-1]), language),
        worst=numbers.month(worst, language),
        most=numbers.fte(float(deep.max()), language),
        total=numbers.fte(float(deep.sum()), language),
        open=still,
    )


def floors_sentence(plan: Plan, language: Language = "da") -> str:
    """How many floors hold, and which do not; empty where the case has none."""
    c, floors = catalogue(language), plan.case.floors
    if not floors or plan.floors.empty:
        return ""
    failed = set(plan.floors.loc[~plan.floors["ok"].astype(bool), "floor"])
    if not failed:
        return c.t("work.floors_hold", count=len(floors))
    names = Names(plan.case, language).floors
    broken = "; ".join(names[row.floor] for row in floors if row.floor in failed)
    return c.t("work.floors_broken", count=len(failed), of=len(floors), floors=broken)


def limits_sentence(plan: Plan, language: Language = "da") -> str:
    """That lapsed hours free no FTE where the limit is not what the hours allow; empty where all limits are hours."""
    case, own = plan.case, [row.target_group for row in plan.case.target_groups if row.cases is not None]
    others = sum(limit_source(case, group) != "hours" for group in own)
    return catalogue(language).t("work.limits", count=others, of=len(own)) if others and case.tasks else ""
