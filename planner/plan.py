"""The plan: what happens to every post and every target group, as tables. Knows no model and no solver."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from planner.case.schema import Case

MET_WITHIN_DKK = 500.0
"""A saving counts as met when it is this close; targets are stated in 100,000 DKK."""


@dataclass(frozen=True)
class GoalResult:
    """What a goal reached, in its own unit, and how long it took."""

    goal: str
    value: float
    seconds: float


def _empty() -> pd.DataFrame:
    return pd.DataFrame()


@dataclass(frozen=True)
class Plan:
    """What happens to every post and every target group.

    Money is in DKK at the case's price level, staff in FTE, months are written YYYY-MM, half-years YYYYH1/H2.

    Attributes:
        case: what the plan was made from.
        status: `optimal` (every saving is met) or `shortfall` (the best there is, and it misses).
        goals: what each goal reached, in the order in which they were met.
        kpi: the key figures; shares are 0-1.
        years: year, account, target_dkk, gross_dkk, one_off_dkk, net_dkk, shortfall_dkk; the row `lasting` is
            twelve times the last month.
        ledger: year, account, team and what makes up gross and one-off expense, in DKK.
        staff: month, team, profession, account, fte (in service), under_notice_fte (still paid).
        movements: month, team, profession and FTE by kind. Attrition leaves at the end of the month; notice,
            voluntary and moves are decided in the month and take effect the next; hired start in the month.
        exits: one row per decision and length of notice: decided, way, service, fte, last_paid_month.
        work: half_year, team, profession, target_group, fte (at a full caseload).
        caseload: half_year, target_group, cases, need_fte, fte, cases_per_fte, limit, load, overload_fte.
        citizens_out: half_year, exit, citizens without a target group.
        minimum: month, team, profession (empty for the team as a whole), minimum_fte, fte, below_fte.
        owners: citizen_type, from, to, owner.
        findings: code, severity, subject, from, to, message_da, message_en, mend_da, mend_en.
        checks: what the verification recomputed: check, title_da, title_en, compared, deviation, tolerance, ok.
    """

    case: Case
    status: str
    goals: tuple[GoalResult, ...]
    kpi: dict[str, float]
    years: pd.DataFrame
    ledger: pd.DataFrame
    staff: pd.DataFrame
    movements: pd.DataFrame
    exits: pd.DataFrame
    work: pd.DataFrame
    caseload: pd.DataFrame
    citizens_out: pd.DataFrame
    minimum: pd.DataFrame
    owners: pd.DataFrame = field(default_factory=_empty)
    findings: pd.DataFrame = field(default_factory=_empty)
    checks: pd.DataFrame = field(default_factory=_empty)
