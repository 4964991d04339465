"""What a solved plan leaves for the next one: its matrix, and the basis in which each goal was met."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np

from planner.staffing.equations import Row, Variable
from planner.staffing.modelling import Model

_FEWEST_STEPS = 100
_STEPS_OF_INTERIOR = 1500
"""About as many steps of simplex as an interior point run of Helsingør's size takes time."""


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

    def with_numbers_of(self, rows: list[Row]) -> Any:
        """A new HiGHS object in which the rows that differ have their new numbers."""
        highs = _copy(self.pristine.getLp())
        for number, (old, new) in enumerate(zip(self.rows, rows, strict=True)):
            if old != new:
                highs.changeRowBounds(number, *_bounds(new))
                for key in old.terms.keys() | new.terms.keys():
                    if old.terms.get(key, 0.0) != new.terms.get(key, 0.0):
                        highs.changeCoeff(number, self.columns[key], new.terms.get(key, 0.0))
        return highs


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
    """The matrix of the first plan and the basis in which each goal was met: a plan that differs a little starts there.

    It changes how long a plan takes, never the plan: the last goal leaves one plan only. Not for use by two threads
    at a time.
    """

    def __init__(self) -> None:
        self._bases: dict[tuple[str, int, int], Any] = {}
        self._steps: dict[tuple[str, int, int], int] = {}
        self._matrix: _Matrix | None = None

    def assembled(self, variables: list[Variable], rows: list[Row]) -> tuple[Any, dict[str, int]]:
        """A HiGHS object with these variables and rows, and the column of each variable by name.

        Where the matrix of the first plan has the same variables and rows, only the numbers that differ are changed.
        """
        known = self._matrix
        if known and known.variables == variables and [r.name for r in known.rows] == [r.name for r in rows]:
            return known.with_numbers_of(rows), dict(known.columns)
        highs, columns = Model(variables, rows).to_highs({})
        self._matrix = self._matrix or _Matrix.of(variables, rows, highs, columns)
        return highs, columns

    def recall(self, goal: str, highs: Any) -> int:
        """Put the programme in the basis remembered for a goal; returns after how many steps to give that up, or 0.

        That is half the steps that the goal took without: a basis that does not help costs little.
        """
        key = (goal, highs.getNumCol(), highs.getNumRow())
        if key not in self._bases or highs.setBasis(self._bases[key]) != highspy.HighsStatus.kOk:
            return 0
        return max(_FEWEST_STEPS, self._steps[key] // 2)

    def keep(self, goal: str, highs: Any) -> None:
        """Remember the basis in which a goal was met, and the steps it took, unless one is remembered already.

        The first plan stays: plans are looked at around it, and a chain of memories can lead astray.
        """
        key = (goal, highs.getNumCol(), highs.getNumRow())
        if key not in self._bases:
            self._bases[key] = highs.getBasis()
            info = highs.getInfo()
            by_interior = info.ipm_iteration_count > 0
            self._steps[key] = _STEPS_OF_INTERIOR if by_interior else int(info.simplex_iteration_count)
