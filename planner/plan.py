"""The plan: what happens to every post and every target group, as tables. Knows no model and no solver."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from planner.case.schema import Case
from planner.workload.trace import Step, trace

MET_WITHIN_DKK = 500.0
"""A saving counts as met when it is this close; targets are stated in 100,000 DKK."""
EXPENSES = (
    "pay_in_service",
    "reduced_hours",
    "pay_under_notice",
    "pay_in_training",
    "severance",
    "voluntary_payment",
    "dismissal_cost",
    "municipal_redeployment",
    "moves",
    "retraining",
    "pay_protection",
    "hires",
)
"""What a post costs, in the order of the ledger; all but the first are one-off or transitional."""
MOVEMENTS = (
    "attrition",
    "retirement",
    "fixed_term",
    "notice",
    "voluntary",
    "transfer",
    "moved_out",
    "moved_in",
    "dropout",
    "arrived",
    "hired",
    "returned",
)
"""The kinds of movement, as columns of `movements` with `_fte` behind them."""


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
        years: year, account, price_level, target_dkk, posts_dkk, other_dkk, gross_dkk, one_off_dkk, net_dkk,
            shortfall_dkk, full_year_dkk (a whole year of what the year's last month saves). The row `lasting` is what
            goes on after the plan. A year before the first target has the target 0: it must not overspend.
        ledger: year, account, team, price_level, pay_authorised_dkk, saving_on_posts_dkk, one_off_dkk and each of
            `EXPENSES` with `_dkk` behind it.
        staff: month, team, profession, account, fte (in service, less hours given up), under_notice_fte and
            in_training_fte (still paid), reduced_hours_fte (hours given up).
        movements: month, team, profession and FTE by kind. Attrition, retirement and fixed_term leave at the end of the
            month; notice, voluntary, transfer, moved_out and moved_in are decided in the month and take effect the next;
            dropout leave training for the cell at the end of the month; hired, arrived (moved in, after training)
            and returned (from leave) start in the month.
        moves: decided, path, team, profession, out_fte, in_fte, arrives, arrived_fte, dropout_fte.
        hires: decided, contract, team, profession, starts, decided_fte, fte (there at the start).
        exits: one row per decision and length of notice: decided, way, service, fte, last_paid_month, paid_as (the
            profession whose pay it is). A `dropout` fails a training that counts as a dismissal, is given notice in its
            last month, and is paid as before it.
        work: half_year, team, profession, target_group, fte (at a full caseload).
        caseload: half_year, target_group, cases, need_fte, fte, cases_per_fte, limit, load, overload_fte.
        spare: half_year, team, profession, fte without work; empty where the scenario does not count them.
        citizens_out: half_year, exit, citizens (who go there in it), total (since the plan began).
        citizens: month, target_group, start, newcomers, moved_in, leavers, moved_out, end: in = out + there.
        lapse: the task-lapse ledger: half_year, target_group, change, hours, fte, dkk; negative is extra work.
        funding: half_year, account, due_dkk, other_dkk, lapsed_dkk, demand_dkk, funded_dkk, unfunded_dkk.
        group_funding: half_year, target_group, taken_fte, lapsed_fte, funded_fte, unfunded_fte, unfunded_dkk.
        valley: month, account, left_fte, lapsed_fte, valley_fte (they have left, and the work lapses later),
            uncovered_fte (they have left, and the work never lapses).
        floors: floor, half_year, subject, required, found, ok.
        drivers: driver, value, first_month, groups, fte (added in the last half-year).
        plausibility: what, local_dkk, national_dkk, facts.
        minimum: month, team, profession (empty for the team as a whole), minimum_fte, fte, below_fte.
        timetable: the calendar backwards from each wave of dismissals: wave, step, day, fte, persons, rule.
        thresholds: collective redundancies: unit, window, persons counted, threshold, hit, earliest effect.
        posts, posts_totals, posts_savings, posts_limits, posts_loads, posts_relaxed: the plan in whole posts of the
            scenario's size, see `whole_posts`.
        reconciliation: account, team, posts_dkk, budget_dkk, difference_dkk, difference_share; empty without a budget.
        unpinned: month (the last of each year), team, profession, fte in the plan of the same scenario without its pins;
            empty where there are none.
        ranges: figure, key, planned_fte, low_fte, high_fte, decided; empty until `with_ranges` is asked for.
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
    moves: pd.DataFrame
    hires: pd.DataFrame
    exits: pd.DataFrame
    work: pd.DataFrame
    caseload: pd.DataFrame
    spare: pd.DataFrame
    citizens_out: pd.DataFrame
    minimum: pd.DataFrame
    timetable: pd.DataFrame = field(default_factory=_empty)
    thresholds: pd.DataFrame = field(default_factory=_empty)
    posts: pd.DataFrame = field(default_factory=_empty)
    posts_totals: pd.DataFrame = field(default_factory=_empty)
    posts_savings: pd.DataFrame = field(default_factory=_empty)
    posts_limits: pd.DataFrame = field(default_factory=_empty)
    posts_loads: pd.DataFrame = field(default_factory=_empty)
    posts_relaxed: pd.DataFrame = field(default_factory=_empty)
    citizens: pd.DataFrame = field(default_factory=_empty)
    lapse: pd.DataFrame = field(default_factory=_empty)
    funding: pd.DataFrame = field(default_factory=_empty)
    group_funding: pd.DataFrame = field(default_factory=_empty)
    valley: pd.DataFrame = field(default_factory=_empty)
    floors: pd.DataFrame = field(default_factory=_empty)
    drivers: pd.DataFrame = field(default_factory=_empty)
    plausibility: pd.DataFrame = field(default_factory=_empty)
    reconciliation: pd.DataFrame = field(default_factory=_empty)
    unpinned: pd.DataFrame = field(default_factory=_empty)
    ranges: pd.DataFrame = field(default_factory=_empty)
    owners: pd.DataFrame = field(default_factory=_empty)
    findings: pd.DataFrame = field(default_factory=_empty)
    checks: pd.DataFrame = field(default_factory=_empty)

    def trace(self, half_year: str, target_group: str) -> tuple[Step, ...]:
        """The chain behind the FTE that a target group needs in a half-year, down to the rows of the case."""
        return trace(self.case, half_year, target_group)
