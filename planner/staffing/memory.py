"""What solved plans leave for those after them: the matrix of the first one, and where each ended."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import Any, NamedTuple

import highspy
import numpy as np

from planner.errors import SolverError
from planner.staffing.equations import Row
from planner.staffing.modelling import Model
from planner.staffing.reuse import Reuse
from planner.staffing.variables import Variable

Vector = np.ndarray[Any, np.dtype[np.float64]]
Positions = np.ndarray[Any, np.dtype[np.int32]]
_ENDS = 32
"""So many ends are remembered: the first, and the last ones."""


@dataclass(frozen=True)
class Lines:
    """Rows as arrays: the least and the most that each may be, and their coefficients one row after the other.

    Attributes:
        least: by row.
        most: by row.
        starts: where each row's coefficients start; one more than there are rows.
        index: the column of each coefficient.
        value: each coefficient.
    """

    least: Vector
    most: Vector
    starts: Positions
    index: Positions
    value: Vector

    @classmethod
    def of(cls, rows: Sequence[Row], columns: dict[str, int]) -> Lines:
        """The arrays of some rows, with the column of each variable by name."""
        starts = np.array([*accumulate((len(row.terms) for row in rows), initial=0)], dtype=np.int32)
        index = np.array([columns[key] for row in rows for key in row.terms], dtype=np.int32)
        value = np.array([factor for row in rows for factor in row.terms.values()], dtype=float)
        return cls(*_sides(rows), starts, index, value)

    def copy(self) -> Lines:
        """The same rows, with sides that may be changed."""
        return replace(self, least=self.least.copy(), most=self.most.copy())

    def joined(self, more: Lines) -> Lines:
        """These rows and more of them."""
        return Lines(
            np.concatenate([self.least, more.least]),
            np.concatenate([self.most, more.most]),
            np.concatenate([self.starts, self.starts[-1] + more.starts[1:]]),
            np.concatenate([self.index, more.index]),
            np.concatenate([self.value, more.value]),
        )

    def priced(self, prices: Vector, columns: int) -> Vector:
        """What one unit of each column costs when a unit of each row has a price."""
        costs: Vector = np.bincount(self.index, self.value * np.repeat(prices, np.diff(self.starts)), columns).astype(
            float
        )
        return costs

    def filled(self, values: Vector) -> Vector:
        """What each row comes to at some values of the columns."""
        rows = np.repeat(np.arange(len(self.least)), np.diff(self.starts))
        sums: Vector = np.bincount(rows, self.value * values[self.index], len(self.least)).astype(float)
        return sums

    def with_numbers(self, old: Sequence[Row], new: Sequence[Row], columns: dict[str, int]) -> Lines:
        """The arrays of new rows, where these are of old ones with the same names: only what differs is looked at."""
        value = self.value.copy()
        for number, (was, now) in enumerate(zip(old, new, strict=True)):
            if was is not now and was.terms != now.terms:
                if was.terms.keys() != now.terms.keys():
                    return Lines.of(new, columns)
                at = slice(self.starts[number], self.starts[number + 1])
                value[at] = [now.terms[key] for key in was.terms]
        return Lines(*_sides(new), self.starts, self.index, value)


def _sides(rows: Sequence[Row]) -> tuple[Vector, Vector]:
    """The least and the most that each row may be."""
    least = np.array([-highspy.kHighsInf if row.sense == "<=" else row.rhs for row in rows], dtype=float)
    most = np.array([highspy.kHighsInf if row.sense == ">=" else row.rhs for row in rows], dtype=float)
    return least, most


@dataclass(frozen=True)
class End:
    """The last basis of a plan, and prices that make it the best basis: letting go what a goal held is dear.

    Attributes:
        goals: the goals in their order.
        start: columns and rows before the late ones joined.
        basis: of the whole programme.
        columns: the price of each column, beside what its rows cost.
        rows: the price of each row.
        numbers: what tells this plan's programme from others of its shape.
    """

    goals: tuple[str, ...]
    start: tuple[int, int]
    basis: Any
    columns: Vector
    rows: Vector
    numbers: Vector

    def far(self, numbers: Vector) -> float:
        """How far another programme's numbers are from this one's."""
        return float((np.abs(numbers - self.numbers) / (1 + np.abs(self.numbers))).sum())


class Assembled(NamedTuple):
    """A HiGHS object, the column of each variable by name, the upper bounds of the columns, and the rows."""

    highs: Any
    columns: dict[str, int]
    upper: Vector
    lines: Lines

    @property
    def numbers(self) -> Vector:
        """Right-hand sides and coefficients, of each row in two numbers: equal for equal programmes of one shape."""
        weights = np.random.default_rng(0).uniform(1.0, 2.0, len(self.columns))
        sides = np.where(np.isfinite(self.lines.least), self.lines.least, self.lines.most)
        return np.concatenate([sides, self.lines.filled(weights)])


@dataclass(frozen=True)
class _Matrix:
    """Variables and rows as they were, as arrays."""

    variables: list[Variable]
    rows: list[Row]
    columns: dict[str, int]
    upper: Vector
    lines: Lines

    def with_numbers_of(self, rows: list[Row]) -> Assembled:
        """A new HiGHS object in which the rows that differ have their new numbers."""
        lines, count = self.lines.with_numbers(self.rows, rows, self.columns), len(self.columns)
        highs = highspy.Highs()
        highs.setOptionValue("output_flag", False)
        status = highs.passModel(
            count, len(rows), len(lines.value), int(highspy.MatrixFormat.kRowwise), int(highspy.ObjSense.kMinimize), 0.0,
            np.zeros(count), np.zeros(count), self.upper, lines.least, lines.most,
            lines.starts, lines.index, lines.value, np.zeros(count, dtype=np.int32),
        )  # fmt: skip
        if status == highspy.HighsStatus.kError:
            raise SolverError("the solver does not take the programme")
        return Assembled(highs, dict(self.columns), self.upper, lines)


@dataclass
class Memory:
    """The matrix of the first plan, and where plans ended: the next one starts where the plan most like it ended.

    It changes how long a plan takes, never the plan: the last goal leaves one plan only. Not for use by two threads at a
    time.
    """

    reuse: Reuse = field(default_factory=Reuse)
    _matrix: _Matrix | None = None
    _ends: list[End] = field(default_factory=list)

    def assembled(self, variables: list[Variable], rows: list[Row]) -> Assembled:
        """A HiGHS object with these variables and rows.

        Where the first plan has the same variables and rows, its matrix is taken, with the numbers that differ.
        """
        known = self._matrix
        if known and known.variables == variables and [r[::2] for r in known.rows] == [r[::2] for r in rows]:
            return known.with_numbers_of(rows)
        highs, columns = Model(variables, rows).to_highs({})
        upper = np.array([highs.getLp().col_upper_]).reshape(-1)
        lines = Lines.of(rows, columns)
        if self._matrix is None and _in_order(highs, lines):
            self._matrix = _Matrix(variables, rows, dict(columns), upper, lines)
        return Assembled(highs, columns, upper, lines)

    def end(self, goals: tuple[str, ...], start: tuple[int, int], numbers: Vector) -> End | None:
        """Where the plan ended that had these goals, as many columns and rows, and the numbers nearest to these."""
        alike = [end for end in self._ends if (end.goals, end.start) == (goals, start)]
        return min(alike, key=lambda end: end.far(numbers), default=None)

    def keep(self, end: Callable[[], End]) -> None:
        """Remember where a plan ended."""
        self._ends.append(end())
        self._ends[1:] = self._ends[1:][1 - _ENDS :]


def _in_order(highs: Any, lines: Lines) -> bool:
    """Whether the rows of a programme stand in the order in which they were given."""
    lp = highs.getLp()
    sides = (lp.row_lower_, lines.least), (lp.row_upper_, lines.most)
    return all(np.array_equal(np.array(here), given) for here, given in sides)
