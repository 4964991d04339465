"""Findings: what a reader must know about a plan, like a linter's list - with a code, a place and a way to mend it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from typing import Literal

import pandas as pd

from planner.calendar import Month
from planner.case.schema import LASTING
from planner.plan import Plan

Severity = Literal["error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")
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


def added(plan: Plan, owners: pd.DataFrame, coordination: Iterable[Finding]) -> Plan:
    """The plan with its owners, all findings, and the number of citizen types that are ever without one."""
    found = sorted(
        [*coordination, *_about(plan)], key=lambda f: (SEVERITIES.index(f.severity), f.code, f.subject, f.valid_from)
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
        short = row.shortfall_dkk / 1e6
        yield Finding(
            "B01", "error", f"{row.account} {row.year}", f"{year}-01-01", f"{year}-12-31",
            _kr(row.account, short, when_da),
            f"{row.account} is {short:.2f} mio. DKK short {when_en}.",
            "Tillad flere afskedigelser, en frivillig ordning eller en anden besparelse på kontoen.",
            "Allow more dismissals, a voluntary scheme, or enter another saving on the account.",
        )  # fmt: skip


def _kr(account: str, mio: float, when: str) -> str:
    amount = f"{mio:.2f}".replace(".", ",")
    return f"{account} mangler {amount} mio. kr. {when}."


def below_minimum(plan: Plan) -> Iterator[Finding]:
    """B02: a team or protected posts are below their minimum."""
    table = plan.minimum[plan.minimum["below_fte"] > 1e-4]
    for (team, profession), rows in table.groupby(["team", "profession"]):
        lack = f"{rows['below_fte'].max():.1f}"
        who = f"{team} {profession}".strip()
        yield Finding(
            "B02", "warning", who, *_span(rows["month"]),
            f"{who} er op til {lack.replace('.', ',')} årsværk under den mindste bemanding.",
            f"{who} is up to {lack} FTE below its minimum staffing.",
            "Sænk mindstebemandingen, eller tillad ansættelse eller flytning til teamet.",
            "Lower the minimum, or allow hiring or moves into the team.",
        )  # fmt: skip


def over_limit(plan: Plan) -> Iterator[Finding]:
    """B03: a target group's cases per FTE are over the caseload limit."""
    labels = {row.target_group: row for row in plan.case.target_groups}
    table = plan.caseload[plan.caseload["load"] > 1 + 1e-4]
    for group, rows in table.groupby("target_group"):
        worst = rows.loc[rows["load"].idxmax()]
        label, share = labels[str(group)], (worst["load"] - 1) * 100
        first, last = rows["half_year"].min(), rows["half_year"].max()
        yield Finding(
            "B03", "warning", str(group), _half_year_day(first, 0), _half_year_day(last, 1),
            f"{label.label_da}: op til {share:.0f} pct. over sagsloftet ({worst['cases_per_fte']:.0f} sager pr. årsværk mod {worst['limit']:.0f} i {worst['half_year']}).",
            f"{label.label_en}: up to {share:.0f} % over the caseload limit ({worst['cases_per_fte']:.0f} cases per FTE against {worst['limit']:.0f} in {worst['half_year']}).",
            "Flyt årsværk hertil, hæv loftet eller udskyd besparelsen.",
            "Move FTE here, raise the limit, or postpone the saving.",
        )  # fmt: skip


def hired_while_dismissing(plan: Plan) -> Iterator[Finding]:
    """B04: somebody is hired in a profession while others in it are under notice (duty to redeploy, fact DK027)."""
    hired = (
        plan.movements[plan.movements["hired_fte"] > 1e-4]
        .groupby(["profession", "month"], as_index=False)["hired_fte"]
        .sum()
    )
    dismissed = plan.exits[(plan.exits["way"] == "dismissal") & (plan.exits["fte"] > 1e-4)]
    for row in hired.itertuples():
        same = dismissed[dismissed["profession"] == row.profession]
        if ((same["decided"] <= row.month) & (same["last_paid_month"] >= row.month)).any():
            label = next(p for p in plan.case.professions if p.profession == row.profession)
            yield Finding(
                "B04", "warning", row.profession, f"{row.month}-01", _last_day(row.month),
                f"{label.label_da}: der ansættes, mens andre i faggruppen er opsagt; omplaceringspligten gælder hele kommunen.",
                f"{label.label_en}: hiring while others in the profession are under notice; the duty to redeploy covers the whole municipality.",
                "Vent med at ansætte, eller brug stillingen til omplacering.",
                "Postpone the hire, or use the post to redeploy.",
            )  # fmt: skip


def _last_day(month: str) -> str:
    return str(pd.Period(month, "M").end_time.date())


def _span(months: pd.Series) -> tuple[str, str]:
    return f"{months.min()}-01", _last_day(months.max())


def _half_year_day(half_year: str, end: int) -> str:
    year, half = int(half_year[:4]), int(half_year[-1])
    month = Month(year, 6 * half if end else 6 * half - 5)
    return _last_day(str(month)) if end else f"{month}-01"
