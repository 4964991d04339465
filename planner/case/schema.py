"""A case: everything a plan is made from, in one frozen object."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from planner.calendar import Month, half_years, months_from
from planner.case.settings import DecidedOwner, Settings
from planner.case.tables import (
    Budget,
    Change,
    CitizenType,
    Competence,
    Crosswalk,
    Design,
    Document,
    Edge,
    Fact,
    Floor,
    Guarantee,
    JourneyStep,
    KnownMovement,
    LegalValue,
    OtherSaving,
    Profession,
    Queue,
    SavingTarget,
    Staffing,
    TargetGroup,
    Task,
    Team,
    Trap,
    TypeNeed,
    Unit,
    UnitCompetence,
)
from planner.case.values import ACCOUNTS, Strict


class Difference(Strict):
    """One setting in which the scenario differs from the file that it extends."""

    setting: str
    base: str
    here: str


class Case(Strict):
    """Everything a plan is made from: settings, tables, dated changes, facts, and how it differs from its base."""

    path: str
    settings: Settings
    teams: tuple[Team, ...]
    professions: tuple[Profession, ...]
    staffing: tuple[Staffing, ...]
    target_groups: tuple[TargetGroup, ...]
    crosswalk: tuple[Crosswalk, ...]
    tasks: tuple[Task, ...]
    queues: tuple[Queue, ...]
    floors: tuple[Floor, ...]
    competence: tuple[Competence, ...]
    saving_targets: tuple[SavingTarget, ...]
    other_savings: tuple[OtherSaving, ...]
    budgets: tuple[Budget, ...]
    known_movements: tuple[KnownMovement, ...]
    changes: tuple[Change, ...]
    units: tuple[Unit, ...]
    unit_competences: tuple[UnitCompetence, ...]
    citizen_types: tuple[CitizenType, ...]
    type_needs: tuple[TypeNeed, ...]
    guarantees: tuple[Guarantee, ...]
    edges: tuple[Edge, ...]
    journeys: tuple[JourneyStep, ...]
    designs: tuple[Design, ...]
    facts: dict[str, Fact]
    documents: dict[str, Document]
    traps: dict[str, Trap]
    law: dict[str, LegalValue]
    differences: tuple[Difference, ...]

    @property
    def decided_edges(self) -> tuple[Edge, ...]:
        """The edges with the owners that the scenario decides: each ends whoever answered before, on the day before."""
        edges = self.edges
        for row in sorted(self.settings.coordination.decided_owners, key=lambda row: row.valid_from):
            edges = (*_without(edges, row.citizen_type, row.valid_from), _owning(row))
        return edges

    @property
    def months(self) -> tuple[Month, ...]:
        """The first months of the plan's periods, in order: every month, unless `period_months` is more than 1."""
        return months_from(self.settings.first_month, self.settings.last_month, self.settings.period_months)

    @property
    def half_years(self) -> dict[str, tuple[int, ...]]:
        """The positions of the plan's periods in each half-year (in each year, when periods are years)."""
        return half_years(self.months, self.settings.period_months)

    @property
    def budget_years(self) -> tuple[int, ...]:
        """The calendar years in the plan that have a saving target."""
        due = {row.year for row in self.saving_targets if row.account in ACCOUNTS}
        return tuple(sorted({month.year for month in self.months} & {y for y in due if isinstance(y, int)}))


def _without(edges: tuple[Edge, ...], citizen_type: str, day: date) -> Iterator[Edge]:
    """The edges, those that own a citizen type only until the day before."""
    for edge in edges:
        if (edge.kind, edge.to_node) != ("owns", citizen_type) or (edge.valid_to and edge.valid_to < day):
            yield edge
        elif edge.valid_from is None or edge.valid_from < day:
            yield edge.model_copy(update={"valid_to": day - timedelta(days=1)})


def _owning(row: DecidedOwner) -> Edge:
    ends = {"from_node": row.owner, "to_node": row.citizen_type}
    return Edge(kind="owns", **ends, valid_from=row.valid_from, valid_to=None, assumption=row.why)
