"""One HiGHS object through all goals, and what a solved plan leaves for the next one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import highspy
import numpy as np

from planner.errors import SolverError
from planner.staffing.cells import CONSTANT, Terms
from planner.staffing.equations import Row, Variable
from planner.staffing.memory import Memory
from planner.staffing.modelling import SOLVER_OPTIONS

NEVER_BELOW_ZERO = ("saving", "minimum_staffing", "dismissals", "overload", "not_deeper")
_FROM_NOTHING = ("saving", "minimum_staffing", "dismissals")
"""Goals that are often met in full: presolve sees it, and dual simplex from nothing is several times faster."""
_INTERIOR = ("worst_load", "even_load", "lowest_cost")
"""Goals in which everything has a say: interior point with crossover is faster, the more so the larger the case."""
_NOISE, _NOTHING, _PRICE = 1e-6, 1e-12, 1e-7
_DUAL, _PRIMAL = 1, 4
_PROVEN, _INFEASIBLE = "proven", "infeasible"


class InfeasibleError(Exception):
    """No solution, by the word of simplex from nothing."""


class Programme:
    """One HiGHS object that is kept through all goals; only costs change, and what earlier goals have settled."""

    def __init__(self, variables: Iterable[Variable], rows: Iterable[Row], memory: Memory) -> None:
        self.highs, self.columns = memory.assembled(list(variables), list(rows))
        self.memory = memory
        for option, value in SOLVER_OPTIONS.items():
            self.highs.setOptionValue(option, value)
        self.values: np.ndarray[Any, np.dtype[np.float64]] | None = None
        self.kept: list[tuple[str, Terms, float]] = []

    def minimise(self, goal: str, objective: Terms) -> None:
        """Run with a goal's costs; keeps the values of a proven optimum or raises.

        Begins from the basis remembered for the goal. Otherwise by the method that was fastest for such a goal; a run
        that ends without a proven optimum is followed by another method, simplex from nothing being the last.
        """
        costs = np.zeros(len(self.columns))
        for key, value in objective.items():
            if key != CONSTANT:
                costs[self.columns[key]] = value
        self.highs.changeColsCost(len(costs), np.arange(len(costs), dtype=np.int32), costs)
        attempts: list[Callable[[], str]] = [partial(self._recalled, goal), *self._methods(goal)]
        for attempt in attempts:
            outcome = attempt()
            if outcome == _PROVEN:
                self.values = np.array(self.highs.getSolution().col_value)
                self.memory.keep(goal, self.highs)
                return
        if outcome == _INFEASIBLE and not self.kept:
            raise InfeasibleError
        raise SolverError(f"the solver stopped without a proven optimum: {outcome}")

    def _methods(self, goal: str) -> tuple[Callable[[], str], ...]:
        """The methods to try for a goal, in order."""
        if self.values is None or goal in _FROM_NOTHING:
            return self._cold, self._interior, self._cold
        if goal in _INTERIOR:
            return self._interior, self._cold
        return self._primal, self._interior, self._cold

    def _recalled(self, goal: str) -> str:
        """By simplex from the remembered basis, for some steps only: dual for the first goal, then primal."""
        before = self.highs.getBasis()
        steps = self.memory.recall(goal, self.highs)
        if not steps:
            return "nothing remembered"
        self.highs.setOptionValue("simplex_iteration_limit", steps)
        self.highs.setOptionValue("solver", "simplex")
        self.highs.setOptionValue("simplex_strategy", _DUAL if self.values is None else _PRIMAL)
        outcome = self._run()
        self.highs.setOptionValue("simplex_iteration_limit", highspy.kHighsIInf)
        if outcome != _PROVEN and self.values is not None:
            self.highs.setBasis(before)
        return outcome

    def _primal(self) -> str:
        """By primal simplex from the basis that is there."""
        self.highs.setOptionValue("solver", "simplex")
        self.highs.setOptionValue("simplex_strategy", _PRIMAL)
        return self._run()

    def _interior(self) -> str:
        """By interior point with crossover, forgetting everything."""
        self.highs.clearSolver()
        self.highs.setOptionValue("solver", "ipx")
        return self._run()

    def _cold(self) -> str:
        """By dual simplex from nothing: the only method whose word is taken that there is no solution."""
        self.highs.clearSolver()
        self.highs.setOptionValue("solver", "simplex")
        self.highs.setOptionValue("simplex_strategy", _DUAL)
        return self._run()

    def _run(self) -> str:
        """What the run ended with: proven, infeasible, or the solver's own word for anything else."""
        self.highs.run()
        status = self.highs.getModelStatus()
        if status in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible):
            return _INFEASIBLE
        if status != highspy.HighsModelStatus.kOptimal:
            return str(self.highs.modelStatusToString(status))
        info = self.highs.getInfo()
        sound = max(info.max_primal_infeasibility, info.max_dual_infeasibility) <= 1e-6
        return _PROVEN if sound else "its answer does not meet its own optimality conditions"

    def value(self, objective: Terms) -> float:
        """A goal's value at the present solution."""
        assert self.values is not None
        decided = sum(c * self.values[self.columns[key]] for key, c in objective.items() if key != CONSTANT)
        return float(decided) + objective.get(CONSTANT, 0.0)

    def join(self, late: list[Row]) -> None:
        """Add rows that measure breaches, each with its breach variable, keeping the present solution optimal so far.

        A breach that is there is basic and its row tight; one that is not is zero and its row slack.
        """
        first_column, first_row = self.highs.getNumCol(), self.highs.getNumRow()
        count, nothing = len(late), np.zeros(len(late))
        free = np.full(count, highspy.kHighsInf)
        empty = np.zeros(0, dtype=np.int32)
        self.highs.addCols(count, nothing, nothing, free, 0, np.zeros(count, dtype=np.int32), empty, np.zeros(0))
        for number, row in enumerate(late):
            self.columns[list(row.terms)[-1]] = first_column + number
        starts = np.cumsum([0, *(len(row.terms) for row in late)])[:-1].astype(np.int32)
        index = np.array([self.columns[key] for row in late for key in row.terms], dtype=np.int32)
        value = np.array([factor for row in late for factor in row.terms.values()])
        least = np.array([row.rhs for row in late])
        self.highs.addRows(count, least, free, len(index), starts, index, value)
        if self.values is None:
            return
        self.values = np.concatenate([self.values, nothing])
        lacking = np.array([row.rhs - self.value(row.terms) for row in late])
        self.values[first_column:] = np.maximum(lacking, 0.0)
        basis = self.highs.getBasis()
        columns, rows_ = list(basis.col_status), list(basis.row_status)
        for number in np.flatnonzero(lacking > 0).tolist():
            columns[first_column + number] = highspy.HighsBasisStatus.kBasic
            rows_[first_row + number] = highspy.HighsBasisStatus.kLower
        basis.col_status, basis.row_status = columns, rows_
        self.highs.setBasis(basis)

    def met(self, goal: str, objective: Terms) -> bool:
        """Whether a goal that cannot be below zero is at zero already, so that nothing need be solved."""
        return goal in NEVER_BELOW_ZERO and self.values is not None and self.value(objective) <= _NOTHING

    def settle(self, goal: str, objective: Terms, solved: bool) -> float:
        """Keep a goal at the value reached, exactly, and return that value.

        By complementary slackness the best plans for a goal are exactly those in which every variable with a reduced
        cost stays at its bound, and every row with a dual stays tight. So these are fixed: no room is given away, and the
        programme gets smaller. A goal at zero is held by taking its own variables out of play.
        """
        value = self.value(objective)
        if goal in NEVER_BELOW_ZERO and value <= _NOTHING:
            self._fix_columns(np.array([self.columns[key] for key in objective], dtype=np.int32))
        elif solved:
            solution, lp = self.highs.getSolution(), self.highs.getLp()
            self._fix_columns(np.flatnonzero(np.abs(solution.col_dual) > _PRICE).astype(np.int32))
            rows = np.flatnonzero(np.abs(solution.row_dual) > _PRICE).astype(np.int32)
            at = np.array(solution.row_value)[rows]
            low, high = np.array(lp.row_lower_)[rows], np.array(lp.row_upper_)[rows]
            tight = np.where(np.abs(at - low) <= np.abs(high - at), low, high)
            self.highs.changeRowsBounds(len(rows), rows, tight, tight)
        self.kept.append((goal, objective, value))
        return value

    def _fix_columns(self, columns: np.ndarray[Any, np.dtype[np.int32]]) -> None:
        """Hold columns at the bound where they are."""
        assert self.values is not None
        lp = self.highs.getLp()
        at, low, high = self.values[columns], np.array(lp.col_lower_)[columns], np.array(lp.col_upper_)[columns]
        bound = np.where(np.abs(at - low) <= np.abs(high - at), low, high)
        self.highs.changeColsBounds(len(columns), columns, bound, bound)

    def check_kept(self) -> None:
        """Raise SolverError if a goal has been given up for a later one."""
        for goal, objective, value in self.kept:
            now = self.value(objective)
            if now > value + 1e-5 * max(1.0, abs(value)):
                raise SolverError(f"goal {goal} slipped from {value:g} to {now:g}")

    def by_name(self) -> dict[str, float]:
        """Every variable's value; what is below the solver's tolerances is zero."""
        assert self.values is not None
        values = {key: float(self.values[column]) for key, column in self.columns.items()}
        return {key: value if value > _NOISE else 0.0 for key, value in values.items()}
