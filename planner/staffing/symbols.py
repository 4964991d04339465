"""Sets and parameters of the model. Pandas ends here, plain floats begin; everything is in sorted order.

Money is in 1,000 DKK, staff in FTE, time in periods counted from 0 (months, unless the scenario says otherwise).
Variables are known by name (`name`), so that an equation is a plain table of coefficients that can be read and tested
without a solver.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from planner.calendar import Month, periods, years
from planner.case.schema import Case
from planner.case.settings import Line
from planner.case.tables import KnownMovement
from planner.case.targets import due_mio_dkk
from planner.case.values import LASTING
from planner.staffing.cells import Cell
from planner.staffing.ladder import levers, term
from planner.staffing.levers import DKK_PER_UNIT, Levers
from planner.staffing.pinned import Pinned, pinned
from planner.workload import Workload

CellTime = tuple[Cell, int]
Shared = TypeVar("Shared")


@dataclass(frozen=True)
class Known:
    """What is decided before the plan, in FTE by cell and period; `payments` in months of pay x FTE.

    `in_service` work until a known last month, `under_notice` are only paid until then, `returned` come back.
    """

    in_service: dict[CellTime, float]
    under_notice: dict[CellTime, float]
    returned: dict[CellTime, float]
    payments: dict[CellTime, float]


@dataclass(frozen=True)
class Spare:
    """Overstaffing: the cap over all, the yearly price of one FTE without work by cell and calendar year, lines with caps.

    A line goes by its number in the scenario.
    """

    cap: float | None
    price: dict[tuple[Cell, int], float]
    lines: dict[int, Line]


@dataclass(frozen=True)
class Symbols:
    """Everything the equations read. See MODEL.md for the symbol table with units."""

    months: tuple[Month, ...]
    period_months: int
    half_years: dict[str, tuple[int, ...]]
    calendar_years: dict[int, tuple[int, ...]]
    cells: tuple[Cell, ...]
    teams: tuple[str, ...]
    professions: tuple[str, ...]
    account: dict[Cell, str]
    start_fte: dict[Cell, float]
    authorised_fte: dict[Cell, float]
    cell_minimum: dict[Cell, float]
    team_minimum: dict[str, float]
    pay: dict[str, float]
    attrition: dict[Cell, float]
    first_year_attrition: dict[Cell, float]
    need: dict[tuple[str, str], float]
    competent: dict[tuple[str, str], tuple[Cell, ...]]
    target: dict[tuple[str, int | str], float]
    early_years: frozenset[int]
    other_saving: dict[tuple[str, int | str], float]
    already_saved: dict[str, float]
    levers: Levers
    known: Known
    new_productivity: float
    ramp: int
    protected: int
    trainer_share: float
    spare: Spare | None
    understaffing_price: float
    hard_rules: frozenset[str]
    relaxed: frozenset[str] = frozenset()
    pins: tuple[Pinned, ...] = ()
    sizes: str = "planned"
    before: dict[CellTime, float] = field(default_factory=dict)

    @property
    def periods(self) -> range:
        """The positions of the periods."""
        return range(len(self.months))

    @property
    def first_year(self) -> int:
        """The first year of service, in periods."""
        return 12 // self.period_months

    def shared(self, build: Callable[[Symbols], Shared]) -> Shared:
        """What a function of the symbols returns; while equations are kept for the next plan, it is kept beside them."""
        return build(self)

    def period_pay(self, cell: Cell) -> float:
        """Pay of one FTE in a period."""
        return self.pay[cell.profession]

    def today(self, cell: Cell, t: int) -> float:
        """FTE in service at the start, and those who have returned from leave by a period."""
        back = sum(fte for (of, when), fte in self.known.returned.items() if of == cell and when <= t)
        return self.start_fte[cell] + self.known.in_service.get((cell, 0), 0.0) + back

    def survival(self, cell: Cell, age: int) -> float:
        """The share of new staff still there after so many periods."""
        return self._survival[cell][age]

    @cached_property
    def _survival(self) -> dict[Cell, list[float]]:
        """The shares of `survival` by cell, for every age that the plan has time for."""
        table = {}
        for cell in self.cells:
            shares = [1.0]
            for age in range(max(len(self.months), self.first_year) + 1):
                leaves = self.first_year_attrition[cell] if age < self.first_year else self.attrition[cell]
                shares.append(shares[-1] * (1 - leaves))
            table[cell] = shares
        return table

    def survival_in_place(self, cell: Cell, age: int) -> float:
        """The share of staff who are not new still there after so many periods."""
        return float((1 - self.attrition[cell]) ** age)


def period_attrition(share_per_year: float, period_months: int = 1) -> float:
    """The share a period that gives the yearly one: 1 - (1 - a)^(months / 12).

    >>> round(1 - (1 - period_attrition(0.12)) ** 12, 12), round(period_attrition(0.12, 12), 12)
    (0.12, 0.12)
    """
    return float(1 - (1 - share_per_year) ** (period_months / 12))


def symbols(case: Case, work: Workload) -> Symbols:
    """Sets and parameters from a case and its workload."""
    settings, months, step = case.settings, case.months, case.settings.period_months
    staffing = {Cell(row.team, row.profession): row for row in case.staffing}
    cells = tuple(sorted(staffing))
    need = {(row.half_year, row.target_group): float(row.need_fte) for row in work.need.itertuples()}
    known = _known(case)
    first = settings.attrition.first_year_factor.value
    return Symbols(
        months=months,
        period_months=step,
        half_years=case.half_years,
        calendar_years=years(months),
        cells=cells,
        teams=tuple(sorted({cell.team for cell in cells})),
        professions=tuple(sorted({cell.profession for cell in cells})),
        account={cell: staffing[cell].account for cell in cells},
        start_fte={cell: staffing[cell].fte - _away(case, cell) for cell in cells},
        authorised_fte={cell: staffing[cell].fte + staffing[cell].vacant_fte for cell in cells},
        cell_minimum={cell: staffing[cell].minimum_fte for cell in cells if staffing[cell].minimum_fte > 0},
        team_minimum=dict(sorted((row.team, row.minimum_fte) for row in case.teams if row.minimum_fte > 0)),
        pay={row.profession: row.pay_dkk_per_year / 12 * step / DKK_PER_UNIT for row in case.professions},
        attrition=_attrition(case, cells),
        first_year_attrition=_attrition(case, cells, first),
        need=need,
        competent=_competent(case, need),
        target=_targets(case),
        early_years=frozenset(_early(case)),
        other_saving=_other_savings(case),
        already_saved={a: m * DKK_PER_UNIT for a, m in settings.saving.already_saved_mio_dkk_per_year.items()},
        levers=levers(case, cells),
        known=known,
        new_productivity=settings.new_staff.productivity.value,
        ramp=periods(round(settings.new_staff.ramp_months.value), step),
        protected=periods(settings.hiring.protected_months, step),
        trainer_share=settings.hiring.trainer_share.value,
        spare=_spare(case, cells),
        understaffing_price=settings.caseload.understaffing_dkk_per_fte_year.value / DKK_PER_UNIT,
        hard_rules=frozenset(settings.hard_rules),
        pins=pinned(case, cells),
        sizes=settings.sizes,
    )


def _attrition(case: Case, cells: tuple[Cell, ...], factor: float = 1.0) -> dict[Cell, float]:
    """The share of each cell that leaves in a period by its own will."""
    yearly = case.settings.attrition.share_per_year.value * factor
    of = {row.profession: row.attrition_factor for row in case.professions}
    step = case.settings.period_months
    return {cell: period_attrition(min(0.95, yearly * of[cell.profession]), step) for cell in cells}


def _away(case: Case, cell: Cell) -> float:
    """FTE counted in the staffing whose movement is already decided; they are kept apart from the plan's stock."""
    return sum(row.fte for row in case.known_movements if Cell(row.team, row.profession) == cell)


def _known(case: Case) -> Known:
    """The given course of everything decided before the plan."""
    known = Known(defaultdict(float), defaultdict(float), defaultdict(float), defaultdict(float))
    for row in case.known_movements:
        cell, last = Cell(row.team, row.profession), _position(case, row)
        course = {"notice": known.under_notice, "fixed_term": known.in_service, "retirement": known.in_service}
        for t in range(last + 1):
            if row.kind in course:
                course[row.kind][cell, t] += row.fte
        if row.kind == "leave":
            known.returned[cell, last + 1] += row.fte
        known.payments[cell, last] += row.fte * row.payment_months
    return known


def _position(case: Case, row: KnownMovement) -> int:
    """The period of a known movement's last month."""
    return row.last_month.since(case.months[0]) // case.settings.period_months


def _spare(case: Case, cells: tuple[Cell, ...]) -> Spare | None:
    """Overstaffing, where the scenario counts it."""
    rule = case.settings.overstaffing
    if not rule.counted:
        return None
    usual = rule.cost_dkk_per_fte.value
    price = {
        (cell, year): term(rule.where, cell, year, "cost_dkk_per_fte", usual) / DKK_PER_UNIT
        for cell in cells
        for year in years(case.months)
    }
    return Spare(rule.cap_fte, price, {i: line for i, line in enumerate(rule.where) if line.cap_fte is not None})


def _competent(case: Case, need: dict[tuple[str, str], float]) -> dict[tuple[str, str], tuple[Cell, ...]]:
    """The cells that may serve each target group in each half-year in which it has cases."""
    may: dict[str, set[Cell]] = {}
    for row in case.competence:
        may.setdefault(row.target_group, set()).add(Cell(row.team, row.profession))
    return {key: tuple(sorted(may.get(key[1], ()))) for key in need}


def _targets(case: Case) -> dict[tuple[str, int | str], float]:
    """The saving due per account and year of the plan, as the scenario sets it, in 1,000 DKK.

    In a year of the plan before the first target nothing is due, but nothing may be overspent either: the target is 0.
    """
    due = {
        (account, year): mio_dkk * DKK_PER_UNIT
        for (account, year), mio_dkk in sorted(due_mio_dkk(case).items(), key=lambda row: (row[0][0], str(row[0][1])))
        if year == LASTING or year in case.budget_years
    }
    return {(account, year): 0.0 for account in sorted({a for a, _ in due}) for year in _early(case)} | due


def _early(case: Case) -> list[int]:
    """The years of the plan before the first target."""
    return [year for year in years(case.months) if case.budget_years and year < case.budget_years[0]]


def _other_savings(case: Case) -> dict[tuple[str, int | str], float]:
    """The entered savings that are not posts, in 1,000 DKK."""
    total: dict[tuple[str, int | str], float] = defaultdict(float)
    for row in case.other_savings:
        total[row.account, row.year] += row.saving_mio_dkk * DKK_PER_UNIT
    return dict(total)
