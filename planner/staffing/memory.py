"""What a solved plan leaves for the next one: its matrix, and where it ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import highspy
import numpy as np

from planner.staffing.equations import Row, Variable
from planner.staffing.modelling import Model
from planner.staffing.reuse import Reuse

Vector = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class End:
    """The last basis of a plan, and costs that make it the best basis: letting go what a goal held is dear.

    Attributes:
        goals: the goals in their order.
        start: columns and rows before the late ones joined.
        basis: of the whole programme.
        costs: by column, with which the basis is the best in the matrix as it was.
        rows: the price of each row then: what a coefficient in it adds to the cost of its column.
    """

    goals: tuple[str, ...]
    start: tuple[int, int]
    basis: Any
    costs: Vector
    rows: Vector


class Coefficient(NamedTuple):
    """A coefficient that differs from the first plan's: where it stands, and by how much."""

    row: int
    column: int
    more: float


class Assembled(NamedTuple):
    """A HiGHS object, the column of each variable by name, and what differs from the first plan's matrix."""

    highs: Any
    columns: dict[str, int]
    differs: tuple[Coefficient, ...] = ()


@dataclass(frozen=True)
class _Matrix:
    """Variables and rows as they were, and a HiGHS object with them that nobody runs."""

    variables: list[Variable]
    rows: list[Row]
    columns: dict[str, int]
    pristine: Any

    @classmethod
    def of(cls, variables: list[Variable], rows: list[Row], highs: Any, columns: dict[str, int]) -> _Matrix | None:
        """The matrix of a programme just built; None when its rows are not in the order given."""
        lp = highs.getLp()
        bounds = np.array([_bounds(row) for row in rows]).reshape(-1, 2)
        same = lp.num_row_ == len(rows) and np.array_equal(bounds, np.array([lp.row_lower_, lp.row_upper_]).T)
        return cls(variables, rows, dict(columns), _copy(lp)) if same else None

    def with_numbers_of(self, rows: list[Row]) -> Assembled:
        """A new HiGHS object in which the rows that differ have their new numbers."""
        highs, differs = _copy(self.pristine.getLp()), []
        for number, (old, new) in enumerate(zip(self.rows, rows, strict=True)):
            if old != new:
                highs.changeRowBounds(number, *_bounds(new))
                for key in old.terms | new.terms:
                    was, value = old.terms.get(key, 0.0), new.terms.get(key, 0.0)
                    if was != value:
                        highs.changeCoeff(number, self.columns[key], value)
                        differs.append(Coefficient(number, self.columns[key], value - was))
        return Assembled(highs, dict(self.columns), tuple(differs))


def _bounds(row: Row) -> tuple[float, float]:
    """The least and the most that a row may be."""
    return (
        -highspy.kHighsInf if row.sense == "<=" else row.rhs,
        highspy.kHighsInf if row.sense == ">=" else row.rhs,
    )


def _copy(lp: Any) -> Any:
    """A silent HiGHS object of its own with a programme."""
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.passModel(lp)
    return highs


class Memory:
    """The matrix of the first plan and where that plan ended: a plan that differs a little starts there.

    It changes how long a plan takes, never the plan: the last goal leaves one plan only. The first plan stays: plans
    are looked at around it, and a chain of memories can lead astray. Not for use by two threads at a time.
    """

    def __init__(self) -> None:
        self.reuse = Reuse()
        self._matrix: _Matrix | None = None
        self._end: End | None = None

    def assembled(self, variables: list[Variable], rows: list[Row]) -> Assembled:
        """A HiGHS object with these variables and rows.

        Where the matrix of the first plan has the same variables and rows, only the numbers that differ are changed.
        """
        known = self._matrix
        if known and known.variables == variables and [r.name for r in known.rows] == [r.name for r in rows]:
            return known.with_numbers_of(rows)
        highs, columns = Model(variables, rows).to_highs({})
        self._matrix = self._matrix or _Matrix.of(variables, rows, highs, columns)
        return Assembled(highs, columns)

    def end(self, goals: tuple[str, ...], start: tuple[int, int]) -> End | None:
        """Where the first plan ended, if it had these goals and as many columns and rows."""
        return self._end if self._end and (self._end.goals, self._end.start) == (goals, start) else None

    def keep(self, end: Callable[[], End]) -> None:
        """Remember where a plan ended, unless one is remembered already."""
        self._end = self._end or end()
