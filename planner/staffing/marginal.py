"""Where a solution goes when its programme differs a little, by the solver's last basis: what duals say of every figure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from planner.staffing.equations import Row
from planner.staffing.memory import Vector
from planner.staffing.programme import Programme

_SMALL, _STEP = 1e-9, 1e-6
"""What counts as standing still, and the share of the difference that must be possible both ways."""


class Marginal:
    """A programme in which every goal is met, and its last basis.

    The basis is optimal for all goals in their order. So long as it stays feasible the solution moves in a straight line,
    dx = B^-1 (db - dA x), and so does every figure that is a sum of variables: this is what a dual is, for all figures at once.
    """

    def __init__(self, live: Programme, rows: Sequence[Row]) -> None:
        live.highs.run()
        lp, solution = live.highs.getLp(), live.highs.getSolution()
        self._highs, self._columns, self._rows = live.highs, live.columns, rows
        self._basic = np.array(live.highs.getBasicVariables()[1])
        self._x = np.array(solution.col_value)
        self._column = self._basic >= 0
        at = np.where(self._column, self._basic, -self._basic - 1)
        self._at = at
        r = np.array(solution.row_value)

        def of(columns: Any, rows: Any) -> Vector:
            """For each basic column or row, one of two vectors."""
            found: Vector = np.empty(len(at))
            found[self._column] = np.array(columns)[at[self._column]]
            found[~self._column] = np.array(rows)[at[~self._column]]
            return found

        value = of(self._x, r)
        self._below = np.maximum(0.0, value - of(lp.col_lower_, lp.row_lower_))
        self._above = np.maximum(0.0, of(lp.col_upper_, lp.row_upper_) - value)

    def foreseen(self, changed: Sequence[Row]) -> dict[str, float] | None:
        """Every variable if the rows were these, in a straight line; None where the line bends right here.

        Args:
            changed: the rows with other numbers, the late ones included; None too where they are not the same rows.
        """
        if [row.name for row in changed] != [row.name for row in self._rows]:
            return None
        pairs = [(n, old, new) for n, (old, new) in enumerate(zip(self._rows, changed, strict=True)) if old != new]
        if any(key not in self._columns for _, _, new in pairs for key in new.terms):
            return None
        difference = self._differences(pairs)
        basic_rows = self._at[~self._column]
        moving = difference.copy()
        moving[basic_rows] = 0.0
        step = np.array(self._highs.getBasisSolve(moving)[1])
        relative = step.copy()
        relative[~self._column] = -step[~self._column] - difference[basic_rows]
        down, up = relative < -_SMALL, relative > _SMALL
        room = [
            *(self._below[down] + _STEP * relative[down]), *(self._above[up] - _STEP * relative[up]),
            *(self._above[down] + _STEP * relative[down]), *(self._below[up] - _STEP * relative[up]),
        ]  # fmt: skip
        if room and min(room) < 0:
            return None
        values = self._x.copy()
        values[self._at[self._column]] += step[self._column]
        return {key: float(values[column]) for key, column in self._columns.items()}

    def _differences(self, pairs: Sequence[tuple[int, Row, Row]]) -> Vector:
        """By row: how much its right-hand side grows, less what its new numbers add at the present solution."""
        found = np.zeros(len(self._rows))
        for number, old, new in pairs:
            keys = old.terms.keys() | new.terms.keys()
            more = {key: new.terms.get(key, 0.0) - old.terms.get(key, 0.0) for key in keys}
            added = sum(factor * self._x[self._columns[key]] for key, factor in more.items() if factor)
            found[number] = new.rhs - old.rhs - added
        return found
