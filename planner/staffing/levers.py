"""What may be decided: ways to leave, ways from cell to cell, hires, reduced hours, and the caps on them.

Every lever becomes decisions: variables `kind__team__profession__month` that exist only where the lever is active, in
its window, and early enough that its effect falls within the plan. Money is in 1,000 DKK, time in periods.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

from planner.case.settings import Line
from planner.staffing.cells import Cell, Terms

DKK_PER_UNIT = 1000.0


@dataclass(frozen=True)
class Decision:
    """One kind of decision: its variables by cell and period, what each costs and what share of it succeeds."""

    kind: str
    lever: str
    at: dict[tuple[Cell, int], str]
    cost: dict[tuple[Cell, int], float] = field(default_factory=dict)
    success: dict[tuple[Cell, int], float] = field(default_factory=dict)

    def terms(self, cell: Cell, t: int, factor: float = 1.0) -> Terms:
        """FTE decided in a period times a factor, or nothing where there is no such decision."""
        key = self.at.get((cell, t))
        return {key: factor} if key else {}

    def arriving(self, cell: Cell, t: int, factor: float = 1.0) -> Terms:
        """The part of what is decided in a period that succeeds, times a factor."""
        return self.terms(cell, t, factor * self.success.get((cell, t), 1.0)) if (cell, t) in self.at else {}

    def priced(self, cell: Cell, t: int) -> Terms:
        """What is decided in a period times its cost."""
        return self.terms(cell, t, self.cost.get((cell, t), 0.0)) if (cell, t) in self.at else {}

    @cached_property
    def cells(self) -> frozenset[Cell]:
        """The cells for which there is such a decision in any period."""
        return frozenset(cell for cell, _ in self.at)

    def taken(self, values: dict[str, float]) -> Decision:
        """The decision with the variables that are not 0 in a solution."""
        return replace(self, at={key: variable for key, variable in self.at.items() if values.get(variable)})


class Wait(NamedTuple):
    """A share of those who leave by a decision: how long they are still paid, and what they are paid at the end."""

    service: str
    share: float
    months: int
    periods: int
    payment_months: float


@dataclass(frozen=True)
class Exit:
    """A way to leave by decision: dismissal, a step of voluntary leaving, or redeployment in the municipality.

    A `dropout` is decided with a move: who fails a training and is dismissed at its end, paid as a `paid_as` meanwhile.
    """

    way: str
    decision: Decision
    waits: tuple[Wait, ...]
    productivity: float
    paid_as: str = ""

    def terms(self, cell: Cell, t: int, factor: float = 1.0) -> Terms:
        """FTE who leave this way by a decision of period t, times a factor."""
        return self.decision.arriving(cell, t, factor)

    @cached_property
    def paid(self) -> tuple[tuple[int, float], ...]:
        """The share still paid so many periods after the decision."""
        longest = max(wait.periods for wait in self.waits)
        shares = {i: sum(wait.share for wait in self.waits if wait.periods >= i) for i in range(1, longest + 1)}
        return tuple(shares.items())

    @cached_property
    def due(self) -> tuple[tuple[int, float], ...]:
        """Months of pay that fall due so many periods after the decision, at the end of the wait."""
        months: dict[int, float] = {}
        for wait in self.waits:
            after = max(1, wait.periods)
            months[after] = months.get(after, 0.0) + wait.share * wait.payment_months
        return tuple((after, value) for after, value in months.items() if value)


@dataclass(frozen=True)
class Path:
    """A way from cell to cell, within a profession (`move`) or between two, with training on the way.

    Whoever starts in period t is in training in the `training` periods after it and arrives in period t + 1 + training.
    """

    key: str
    kind: str
    sending: str
    receiving: str
    out: Decision
    into: Decision
    training: int
    productivity: float
    protection: int
    dropouts_are_dismissals: bool
    place_caps: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class Hire:
    """A kind of contract: the decision to hire, the lag until the first period, and the length (None: permanent)."""

    contract: str
    decision: Decision
    lag: int
    length: int | None


@dataclass(frozen=True)
class Hours:
    """Reduced hours: agreements made and ended, the share of staff allowed, and what each gives up."""

    shorten: Decision
    lengthen: Decision
    cap_share: float
    hours: float
    pay: float
    cost: dict[tuple[Cell, int], float]
    caps: tuple[Line, ...]


class Cap(NamedTuple):
    """At most so many FTE over all the decisions named, and a share of others; `policy`: the rule that may give way."""

    name: str
    members: tuple[str, ...]
    limit: float
    policy: str = ""
    shares: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class Levers:
    """Everything that may be decided."""

    exits: tuple[Exit, ...]
    paths: tuple[Path, ...]
    hires: tuple[Hire, ...]
    hours: Hours | None
    caps: tuple[Cap, ...]

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """All decisions, in a fixed order; drop-outs are decided with their move."""
        hours = (self.hours.shorten, self.hours.lengthen) if self.hours else ()
        ways = [side for path in self.paths for side in (path.out, path.into)]
        exits = (e.decision for e in self.exits if e.way != "dropout")
        return (*exits, *ways, *(h.decision for h in self.hires), *hours)

    def taken(self, values: dict[str, float]) -> Levers:
        """The same ladder with no more than the decisions that are not 0 in a solution: nothing else adds to a sum."""
        exits = (replace(way, decision=way.decision.taken(values)) for way in self.exits)
        paths = (replace(path, out=path.out.taken(values), into=path.into.taken(values)) for path in self.paths)
        hires = (replace(hire, decision=hire.decision.taken(values)) for hire in self.hires)
        return replace(
            self,
            exits=tuple(way for way in exits if way.decision.at),
            paths=tuple(path for path in paths if path.out.at or path.into.at),
            hires=tuple(hire for hire in hires if hire.decision.at),
        )

    def of(self, cell: Cell) -> Levers:
        """The same ladder with no more than what is decided for a cell."""
        return replace(
            self,
            exits=tuple(way for way in self.exits if cell in way.decision.cells),
            paths=tuple(path for path in self.paths if cell in path.out.cells or cell in path.into.cells),
            hires=tuple(hire for hire in self.hires if cell in hire.decision.cells),
        )
