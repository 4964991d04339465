"""Findings: what a reader must know about a plan, like a linter's list - with a code, a place and a way to mend it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from typing import Literal

import pandas as pd

from planner.calendar import Month
from planner.case.values import LASTING
from planner.plan import Plan

Severity = Literal["error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")
_VISIBLE_FTE, _VISIBLE_LOAD = 0.05, 0.005
ORPHAN_CODES = ("K01", "K03", "K04")
"""Findings that leave a citizen type without an owner who can act."""
_COLUMNS = ["code", "severity", "subject", "from", "to", "message_da", "message_en", "mend_da", "mend_en"]


@dataclass(frozen=True)
class Finding:
    """One finding; dates are ISO days, both included."""

    code: str
    severity: Severity
    subject: str
    valid_from: str
    valid_to: str
    message_da: str
    message_en: str
    mend_da: str
    mend_en: str


def added(plan: Plan, owners: pd.DataFrame, others: Iterable[Finding]) -> Plan:
    """The plan with its owners, all findings, and the number of citizen types that are ever without one."""
    found = sorted(
        [*others, *_about(plan)], key=lambda f: (SEVERITIES.index(f.severity), f.code, f.subject, f.valid_from)
    )
    rows = [{"from": f.valid_from, "to": f.valid_to, **asdict(f)} for f in found]
    table = pd.DataFrame(rows, columns=_COLUMNS)
    orphans = table.loc[table["code"].isin(ORPHAN_CODES), "subject"].nunique()
    return replace(plan, owners=owners, findings=table, kpi={**plan.kpi, "orphans": int(orphans)})


def _about(plan: Plan) -> Iterator[Finding]:
    yield from saving_missed(plan)
    yield from below_minimum(plan)
    yield from over_limit(plan)
    yield from hired_while_dismissing(plan)


def saving_missed(plan: Plan) -> Iterator[Finding]:
    """B01: an account's saving target is missed in a year."""
    for row in plan.years[plan.years["shortfall_dkk"] > 0].itertuples():
        year = plan.case.months[-1].year + 1 if row.year == LASTING else row.year
        when_da, when_en = ("varigt", "lastingly") if row.year == LASTING else (f"i {row.year}", f"in {row.year}")
        short = row.shortfall_dkk
        yield Finding(
            "B01", "error", f"{row.account} {row.year}", f"{year}-01-01", f"{year}-12-31",
            _kr(row.account, short, when_da),
            f"{row.account} is {_amount(short)} DKK short {when_en}.",
            "Tillad flere afskedigelser, en frivillig ordning eller en anden besparelse på kontoen.",
            "Allow more dismissals, a voluntary scheme, or enter another saving on the account.",
        )  # fmt: skip


def _amount(dkk: float) -> str:
    """An amount in English notation: mio. with one decimal, small ones to the krone, so that none reads as nothing."""
    mio = Decimal(str(round(dkk / 1e6, 6))).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{mio} mio." if dkk >= 50_000 else f"{dkk:,.0f}"


def _kr(account: str, dkk: float, when: str) -> str:
    amount = _amount(dkk).replace(".", ",", 1) if dkk >= 50_000 else _amount(dkk).replace(",", ".")
    return f"{account} mangler {amount} kr. {when}."


def below_minimum(plan: Plan) -> Iterator[Finding]:
    """B02: a team or protected posts are below their minimum."""
    teams = {row.team: row for row in plan.case.teams}
    professions = {row.profession: row for row in plan.case.professions}
    table = plan.minimum[plan.minimum["below_fte"] > _VISIBLE_FTE]
    for (team, profession), rows in table.groupby(["team", "profession"]):
        of = professions.get(profession)
        who_da = teams[team].label_da + (f", {of.label_da.lower()}" if of else "")
        who_en = teams[team].label_en + (f", {of.label_en.lower()}" if of else "")
        lack = f"{rows['below_fte'].max():.1f}"
        yield Finding(
            "B02",
            "warning",
            f"{team} {profession}".strip(),
            *_span(rows["month"], plan.case.settings.period_months),
            f"{who_da}: op til {lack.replace('.', ',')} årsværk under den mindste bemanding.",
            f"{who_en}: up to {lack} FTE below the minimum staffing.",
            "Sænk mindstebemandingen, eller tillad ansættelse eller flytning til teamet.",
            "Lower the minimum, or allow hiring or moves into the team.",
        )


def over_limit(plan: Plan) -> Iterator[Finding]:
    """B03: a target group's cases per FTE are over the caseload limit, or nobody serves it."""
    labels = {row.target_group: row for row in plan.case.target_groups}
    table = plan.caseload[plan.caseload["load"] > 1 + _VISIBLE_LOAD]
    for group, rows in table.groupby("target_group"):
        worst = rows.sort_values("load").iloc[-1]
        when_da, when_en = _when(worst["half_year"])
        da, en = f"ingen betjener gruppen i {when_da}", f"nobody serves the group in {when_en}"
        if worst["fte"] > 0:
            share, cases, limit = (worst["load"] - 1) * 100, worst["cases_per_fte"], worst["limit"]
            places = 1 if round(cases) == round(limit) else 0
            written = partial(_danish, places=places)
            da = f"op til {share:.0f} pct. over sagsloftet ({written(cases)} sager pr. årsværk mod {written(limit)} i {when_da})"
            en = f"up to {share:.0f} % over the caseload limit ({cases:.{places}f} cases per FTE against {limit:.{places}f} in {when_en})"
        yield Finding(
            "B03",
            "warning",
            str(group),
            _half_year_begins(rows["half_year"].min()),
            _half_year_ends(rows["half_year"].max()),
            f"{labels[str(group)].label_da}: {da}.",
            f"{labels[str(group)].label_en}: {en}.",
            "Flyt årsværk hertil, hæv loftet eller udskyd besparelsen.",
            "Move FTE here, raise the limit, or postpone the saving.",
        )


def hired_while_dismissing(plan: Plan) -> Iterator[Finding]:
    """B04: somebody is hired in a profession while others in it are under notice (duty to redeploy, fact DK027)."""
    hired = plan.movements[plan.movements["hired_fte"] > 0].groupby(["profession", "month"])["hired_fte"].sum()
    hired = hired[hired > _VISIBLE_FTE]
    if hired.empty:
        return
    dismissed = plan.exits[plan.exits["way"].isin(("dismissal", "dropout"))]
    columns = (dismissed[name].tolist() for name in ("profession", "decided", "last_paid_month", "fte"))
    notices = list(zip(*columns, strict=True))
    for profession in plan.case.professions:
        of = profession.profession
        months = [
            month
            for hiring, month in hired.index
            if hiring == of
            and sum(n for same, first, last, n in notices if same == of and first <= month <= last) > _VISIBLE_FTE
        ]
        if months:
            yield Finding(
                "B04",
                "warning",
                profession.profession,
                f"{min(months)}-01",
                _last_day(max(months), plan.case.settings.period_months),
                f"{profession.label_da}: der ansættes, mens andre i faggruppen er opsagt; omplaceringspligten gælder hele "
                "kommunen.",
                f"{profession.label_en}: hiring while others in the profession are under notice; the duty to redeploy "
                "covers the whole municipality.",
                "Vent med at ansætte, eller brug stillingen til omplacering.",
                "Postpone the hire, or use the post to redeploy.",
            )


def _danish(number: float, places: int) -> str:
    """A number with so many decimals, in Danish notation."""
    return f"{number:.{places}f}".replace(".", ",")


def _when(half_year: str) -> tuple[str, str]:
    """A half-year, or a year, in words."""
    year, _, half = half_year.partition("H")
    return (f"{half}. halvår {year}", f"H{half} {year}") if half else (year, year)


def _last_day(month: str, period_months: int) -> str:
    """The last day of a period that begins with a month."""
    return str(Month.parse(month).plus(period_months).first_day - timedelta(days=1))


def _span(months: pd.Series, period_months: int) -> tuple[str, str]:
    return f"{months.min()}-01", _last_day(months.max(), period_months)


def _half_year_begins(half_year: str) -> str:
    return f"{half_year[:4]}-{'07' if half_year.endswith('H2') else '01'}-01"


def _half_year_ends(half_year: str) -> str:
    return f"{half_year[:4]}-{'06-30' if half_year.endswith('H1') else '12-31'}"
