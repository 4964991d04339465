"""Sets and parameters of the model. Pandas ends here, plain floats begin; everything is in sorted order.

Money is in 1,000 DKK, staff in FTE, time in months counted from 0. Variables are known by name (`name`), so that
an equation is a plain table of coefficients that can be read and tested without a solver.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from planner.calendar import Month, years
from planner.case.schema import LASTING, Case, Lever, NoticeClass
from planner.workload import Workload

DKK_PER_UNIT = 1000.0


class Cell(NamedTuple):
    """A team and profession: what posts are planned by."""

    team: str
    profession: str


def name(kind: str, *index: object) -> str:
    """The name of a variable or row: `x__jobklar__leder__2026_07`. Keys never hold two underscores, so it is unique."""
    return "__".join((kind, *(str(part).replace("-", "_") for part in index)))


@dataclass(frozen=True)
class Symbols:
    """Everything the equations read. See MODEL.md for the symbol table with units."""

    months: tuple[Month, ...]
    half_years: dict[str, tuple[int, ...]]
    calendar_years: dict[int, tuple[int, ...]]
    budget_years: tuple[int, ...]
    cells: tuple[Cell, ...]
    teams: tuple[str, ...]
    professions: tuple[str, ...]
    account: dict[Cell, str]
    start_fte: dict[Cell, float]
    authorised_fte: dict[Cell, float]
    cell_minimum: dict[Cell, float]
    team_minimum: dict[str, float]
    monthly_pay: dict[Cell, float]
    monthly_attrition: dict[Cell, float]
    need: dict[tuple[str, str], float]
    competent: dict[tuple[str, str], tuple[Cell, ...]]
    target: dict[tuple[str, int | str], float]
    other_saving: dict[tuple[str, int | str], float]
    already_saved: dict[str, float]
    notice_mix: tuple[NoticeClass, ...]
    notice_productivity: float
    new_productivity: float
    ramp_months: int
    voluntary_notice: int
    voluntary_payment: float
    voluntary_cap: float
    move_cost: float
    move_cap: float
    hire_cost: float
    hire_cap: float
    hire_lag: int
    dismissal_cap: float | None
    dismissals: range
    voluntary: range
    moves: range
    hires: range
    hard_rules: frozenset[str]

    @property
    def periods(self) -> range:
        """The positions of the months."""
        return range(len(self.months))


def monthly_attrition(share_per_year: float) -> float:
    """The monthly share that gives the yearly one: 1 - (1 - a)^(1/12).

    >>> round(1 - (1 - monthly_attrition(0.12)) ** 12, 12)
    0.12
    """
    return float(1 - (1 - share_per_year) ** (1 / 12))


def symbols(case: Case, work: Workload) -> Symbols:
    """Sets and parameters from a case and its workload."""
    settings = case.settings
    staffing = {Cell(row.team, row.profession): row for row in case.staffing}
    cells = tuple(sorted(staffing))
    professions = {row.profession: row for row in case.professions}
    need = {(row.half_year, row.target_group): float(row.need_fte) for row in work.need.itertuples()}
    mix = settings.dismissals.notice_mix
    longest = max(row.notice_months for row in mix)
    hire_lag = max(1, settings.hiring.lag_months)
    return Symbols(
        months=case.months,
        half_years=case.half_years,
        calendar_years=years(case.months),
        budget_years=case.budget_years,
        cells=cells,
        teams=tuple(sorted({cell.team for cell in cells})),
        professions=tuple(sorted({cell.profession for cell in cells})),
        account={cell: staffing[cell].account for cell in cells},
        start_fte={cell: staffing[cell].fte for cell in cells},
        authorised_fte={cell: staffing[cell].fte + staffing[cell].vacant_fte for cell in cells},
        cell_minimum={cell: staffing[cell].minimum_fte for cell in cells if staffing[cell].minimum_fte > 0},
        team_minimum=dict(sorted((row.team, row.minimum_fte) for row in case.teams if row.minimum_fte > 0)),
        monthly_pay={cell: professions[cell.profession].pay_dkk_per_year / 12 / DKK_PER_UNIT for cell in cells},
        monthly_attrition={
            cell: monthly_attrition(
                min(0.95, settings.attrition.share_per_year.value * professions[cell.profession].attrition_factor)
            )
            for cell in cells
        },
        need=need,
        competent=_competent(case, need),
        target=_targets(case),
        other_saving=_other_savings(case),
        already_saved={a: m * DKK_PER_UNIT for a, m in settings.saving.already_saved_mio_dkk_per_year.items()},
        notice_mix=mix,
        notice_productivity=settings.dismissals.productivity_under_notice.value,
        new_productivity=settings.new_staff.productivity.value,
        ramp_months=round(settings.new_staff.ramp_months.value),
        voluntary_notice=settings.voluntary.notice_months,
        voluntary_payment=settings.voluntary.payment_months,
        voluntary_cap=settings.voluntary.cap_share_per_team_year,
        move_cost=settings.redeployment.cost_dkk_per_fte.value / DKK_PER_UNIT,
        move_cap=settings.redeployment.cap_fte_per_team_year,
        hire_cost=settings.hiring.cost_dkk_per_fte.value / DKK_PER_UNIT,
        hire_cap=settings.hiring.cap_fte_per_team_year,
        hire_lag=hire_lag,
        dismissal_cap=settings.dismissals.cap_fte,
        dismissals=_window(case, settings.dismissals, longest + 1),
        voluntary=_window(case, settings.voluntary, settings.voluntary.notice_months + 1),
        moves=_window(case, settings.redeployment, 1),
        hires=_window(case, settings.hiring, hire_lag),
        hard_rules=frozenset(settings.hard_rules),
    )


def _window(case: Case, lever: Lever, effect_after: int) -> range:
    """The months in which a lever may be pulled: none whose effect falls after the plan."""
    first = lever.first_month.since(case.months[0])
    if first < 0:
        first %= lever.every_months
    return range(first, len(case.months) - effect_after, lever.every_months)


def _competent(case: Case, need: dict[tuple[str, str], float]) -> dict[tuple[str, str], tuple[Cell, ...]]:
    """The cells that may serve each target group in each half-year in which it has cases."""
    may: dict[str, set[Cell]] = {}
    for row in case.competence:
        may.setdefault(row.target_group, set()).add(Cell(row.team, row.profession))
    return {key: tuple(sorted(may.get(key[1], ()))) for key in need}


def _targets(case: Case) -> dict[tuple[str, int | str], float]:
    """The saving due per account and year, after the scenario's share and the job premium, in 1,000 DKK."""
    saving = case.settings.saving
    due: dict[tuple[str, int | str], float] = {}
    for row in sorted(case.saving_targets, key=lambda row: (row.account, str(row.year))):
        if row.account != "other" and (row.year == LASTING or row.year in case.budget_years):
            premium = saving.job_premium_mio_dkk.value if saving.job_premium_returned and row.account == "HK6" else 0.0
            due[row.account, row.year] = (
                (row.target_mio_dkk - premium) * saving.share_of_target[row.account] * DKK_PER_UNIT
            )
    return due


def _other_savings(case: Case) -> dict[tuple[str, int | str], float]:
    """The entered savings that are not posts, in 1,000 DKK."""
    return {(row.account, row.year): row.saving_mio_dkk * DKK_PER_UNIT for row in case.other_savings}
