"""Posts times pay against the budget that was entered: whether the plan starts from the same money as the accounts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pandas as pd

from planner.case.schema import Case
from planner.case.tables import Budget
from planner.findings import Finding

TOLERANCE = 0.005
"""A difference of more than half a per cent is said, with the row that is furthest off."""
COLUMNS = ["account", "team", "posts_dkk", "budget_dkk", "difference_dkk", "difference_share"]


def reconciliation(case: Case) -> pd.DataFrame:
    """One row per budget entered: authorised posts x pay, the budget, and the difference in DKK and as a share."""
    pay = {row.profession: row.pay_dkk_per_year for row in case.professions}
    rows = []
    for budget in case.budgets:
        posts = sum(
            (row.fte + row.vacant_fte) * pay[row.profession]
            for row in case.staffing
            if row.account == budget.account and budget.team in ("", row.team)
        )
        entered = budget.pay_mio_dkk_per_year * 1e6
        share = (posts - entered) / entered if entered else (1.0 if posts else 0.0)
        rows.append((budget.account, budget.team, posts, entered, posts - entered, share))
    return pd.DataFrame(rows, columns=COLUMNS)


def findings(case: Case, table: pd.DataFrame) -> Iterator[Finding]:
    """L01: posts x pay is off a budget by more than 0.5 %. L02: no budget is entered, so nothing is reconciled."""
    after = case.months[-1].plus(case.settings.period_months).first_day
    first, last = case.months[0].first_day.isoformat(), (after - timedelta(days=1)).isoformat()
    if table.empty:
        yield Finding(
            "L02", "note", "budget", first, last,
            "Stillinger gange løn er ikke afstemt med et budget, fordi der ikke er indtastet et.",
            "Posts times pay is not reconciled with a budget, because none is entered.",
            "Skriv lønbudgettet pr. konto eller team i tabellen over lønbudgetter.",
            "Enter the pay budget by account or team in the table of pay budgets.",
        )  # fmt: skip
    for row in table[table["difference_share"].abs() > TOLERANCE].itertuples():
        where = f"{row.account} {row.team}".strip()
        share, mio = row.difference_share * 100, row.difference_dkk / 1e6
        largest_da, largest_en = _largest(case, row)
        yield Finding(
            "L01", "warning", where, first, last,
            f"{where}: stillinger gange løn afviger {_da(mio)} mio. kr. ({_da(share, 1)} pct.) fra budgettet. "
            f"Den største post er {largest_da}.",
            f"{where}: posts times pay is {mio:+.2f} mio. DKK ({share:+.1f} %) off the budget. The largest row is {largest_en}.",
            "Ret lønnen eller bemandingen, til afvigelsen er under 0,5 pct.",
            "Correct pay or staffing until the difference is below 0.5 %.",
        )  # fmt: skip


def _da(value: float, decimals: int = 2) -> str:
    return f"{value:+.{decimals}f}".replace(".", ",")


def _largest(case: Case, row: Budget) -> tuple[str, str]:
    """The row of the staffing that weighs most in a budget, in both languages."""
    pay = {p.profession: p for p in case.professions}
    mine = [s for s in case.staffing if s.account == row.account and row.team in ("", s.team)]
    top = max(mine, key=lambda s: (s.fte + s.vacant_fte) * pay[s.profession].pay_dkk_per_year)
    team = next(t for t in case.teams if t.team == top.team)
    of = pay[top.profession]
    return f"{team.label_da}, {of.label_da.lower()}", f"{team.label_en}, {of.label_en.lower()}"
