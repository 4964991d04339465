"""The savings that are due, as the scenario sets them: the table's, its share, its delay, and what a year is let off."""

from __future__ import annotations

from planner.case.schema import Case
from planner.case.values import LASTING

Due = dict[tuple[str, int | str], float]
"""An amount by account and year."""


def due_mio_dkk(case: Case) -> Due:
    """The saving due in each year of the table and lastingly, in mio. DKK, by account.

    With a delay of d months a year has (12 - d) / 12 of its own target and d / 12 of that of the year before, which is
    nothing before the first. The lasting saving is not delayed. `lowered_mio_dkk` comes off last, and
    never makes a target negative.
    """
    saving, full = case.settings.saving, _full(case)
    delay = {str(account): months for account, months in saving.delay_months.items()}
    let_off = {
        (str(account), year): mio for account, years in saving.lowered_mio_dkk.items() for year, mio in years.items()
    }
    due: Due = {}
    for account, year in full:
        years, months = divmod(0 if year == LASTING else delay.get(account, 0), 12)
        ago = [year if year == LASTING else int(year) - years - more for more in (0, 1)]
        now, before = (full.get((account, when), 0.0) for when in ago)
        in_time = now + (before - now) * months / 12
        lowered = let_off.get((account, str(year)), 0.0)
        due[account, year] = in_time - min(lowered, max(0.0, in_time))
    return due


def _full(case: Case) -> Due:
    """The targets of the table times the scenario's share, after the job premium."""
    saving = case.settings.saving
    premium = saving.job_premium_mio_dkk.value if saving.job_premium_returned else 0.0
    return {
        (row.account, row.year): (row.target_mio_dkk - (premium if row.account == "HK6" else 0.0))
        * saving.share_of_target[row.account]
        for row in case.saving_targets
        if row.account != "other"
    }
