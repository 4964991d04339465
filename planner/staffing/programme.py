"""One HiGHS object through all goals, and what a solved plan leaves for the next one."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import highspy
import numpy as np

from planner.errors import SolverError
from planner.staffing.cells import CONSTANT, Terms
from planner.staffing.equations import Row
from planner.staffing.memory import Assembled, End, Lines, Memory, Positions, Vector
from planner.staffing.modelling import SOLVER_OPTIONS
from planner.staffing.variables import Variable

NEVER_BELOW_ZERO = ("saving", "minimum_staffing", "dismissals", "overload", "not_deeper")
_FROM_NOTHING = ("saving", "minimum_staffing", "dismissals")
"""Goals that are often met in full: presolve sees it, and dual simplex from nothing is several times faster."""
_INTERIOR = ("worst_load", "like_before", "even_load", "lowest_cost")
"""Goals in which everything has a say: interior point with crossover is faster, the more so the larger the case."""
_NOISE, _NOTHING, _PRICE = 1e-6, 1e-12, 1e-7
_DUAL, _PRIMAL = 1, 4
_ANY_WEIGHTS, _DEVEX = -1, 1
"""How dual simplex weighs edges: exact weights for a basis that is not empty take longer to begin with than to go without."""
_FEW_STEPS = 2000
"""Of simplex, for a plan that begins where another ended; where they do not do, it is not near enough."""
_PULL = 100.0
"""The price of letting go what the last goal of the first plan held; twice as much for each goal before it."""
_PROVEN, _INFEASIBLE = "proven", "infeasible"


class InfeasibleError(Exception):
    """No solution, by the word of simplex from nothing."""


class Programme:
    """One HiGHS object that is kept through all goals; only costs change, and what earlier goals have settled."""

    def __init__(self, variables: Iterable[Variable], rows: Iterable[Row], memory: Memory) -> None:
        self._take(memory.assembled(list(variables), list(rows)))

    def _take(self, assembled: Assembled) -> None:
        """Begin with a HiGHS object and the column of each variable."""
        self.highs, self.columns, upper, lines = assembled
        self._lower, self._upper, self._lines = np.zeros(len(upper)), upper.copy(), lines.copy()
        for option, value in SOLVER_OPTIONS.items():
            self.highs.setOptionValue(option, value)
        self.values: Vector | None = None
        self.kept: list[tuple[str, Terms, float]] = []
        self.start, self.numbers = (len(self._upper), len(self._lines.least)), assembled.numbers
        self.held = np.zeros(self.start[0]), np.zeros(self.start[1])
        """How hard goals hold columns and rows where they are: each twice as hard as the one after it."""
        self.near = False

    def minimise(self, goal: str, objective: Terms) -> None:
        """Run with a goal's costs; keeps the values of a proven optimum or raises.

        By the method that was fastest for such a goal; a run that ends without a proven optimum is followed by another
        method, simplex from nothing being the last.
        """
        self._cost(self._vector(objective))
        for method in self._methods(goal):
            outcome = method()
            if outcome == _PROVEN:
                self.values = np.array(self.highs.getSolution().col_value)
                return
        if outcome == _INFEASIBLE and not self.kept:
            raise InfeasibleError
        raise SolverError(f"the solver stopped without a proven optimum: {outcome}")

    def _vector(self, objective: Terms) -> Vector:
        """An objective by column."""
        costs = np.zeros(len(self.columns))
        for key, value in objective.items():
            if key != CONSTANT:
                costs[self.columns[key]] = value
        return costs

    def _cost(self, costs: Vector) -> None:
        self.highs.changeColsCost(len(costs), np.arange(len(costs), dtype=np.int32), costs)

    def _methods(self, goal: str) -> tuple[Callable[[], str], ...]:
        """The methods to try for a goal, in order."""
        if self.near:
            return self._briefly, self._interior, self._cold
        if self.values is None or goal in _FROM_NOTHING:
            return self._cold, self._interior, self._cold
        if goal in _INTERIOR:
            return self._interior, self._cold
        return self._primal, self._interior, self._cold

    def begin_at(self, end: End) -> None:
        """Begin near the plan that ended there: with costs for which its basis is the best, were it not for other sides.

        What that plan's goals held, columns at their bounds and rows tight, has a price, the higher the earlier the goal;
        so it is let go only where this plan must. Dual simplex takes few steps from there, and the goals then find
        themselves met or nearly met.
        """
        self._cost(end.columns + self._lines.priced(end.rows, len(end.columns)))
        self.highs.setBasis(end.basis)
        self.highs.setOptionValue("primal_simplex_bound_perturbation_multiplier", 0.0)
        self.highs.setOptionValue("simplex_dual_edge_weight_strategy", _DEVEX)
        self.near = self._briefly(_DUAL) == _PROVEN
        self.highs.setOptionValue("simplex_dual_edge_weight_strategy", _ANY_WEIGHTS)
        if self.near:
            self.values = np.array(self.highs.getSolution().col_value)

    def end(self, goals: tuple[str, ...]) -> End:
        """Where this plan ended, for one that is like it."""
        solution, basic = self.highs.getSolution(), np.array(self.highs.getBasicVariables()[1])
        columns = _prices(basic[basic >= 0], self.held[0], np.array(solution.col_dual))
        rows = _prices(-1 - basic[basic < 0], self.held[1], np.array(solution.row_dual))
        return End(goals, self.start, self.highs.getBasis(), columns, rows, self.numbers)

    def _briefly(self, strategy: int = _PRIMAL) -> str:
        """By simplex from the basis that is there, for some steps only."""
        self.highs.setOptionValue("simplex_iteration_limit", _FEW_STEPS)
        self.highs.setOptionValue("solver", "simplex")
        self.highs.setOptionValue("simplex_strategy", strategy)
        outcome = self._run()
        self.highs.setOptionValue("simplex_iteration_limit", highspy.kHighsIInf)
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
        first_column, first_row = len(self._upper), len(self._lines.least)
        count, nothing = len(late), np.zeros(len(late))
        free = np.full(count, highspy.kHighsInf)
        empty = np.zeros(0, dtype=np.int32)
        self.highs.addCols(count, nothing, nothing, free, 0, np.zeros(count, dtype=np.int32), empty, np.zeros(0))
        for number, row in enumerate(late):
            self.columns[list(row.terms)[-1]] = first_column + number
        lines = Lines.of(late, self.columns)
        self.highs.addRows(count, lines.least, free, len(lines.index), lines.starts[:-1], lines.index, lines.value)
        self._lower, self._upper = np.concatenate([self._lower, nothing]), np.concatenate([self._upper, free])
        self._lines = self._lines.joined(lines)
        self.held = np.concatenate([self.held[0], nothing]), np.concatenate([self.held[1], nothing])
        if self.values is None:
            return
        self.values = np.concatenate([self.values, nothing])
        lacking = lines.least - lines.filled(self.values)
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
        columns, rows = 2.0 * self.held[0], 2.0 * self.held[1]
        if goal in NEVER_BELOW_ZERO and value <= _NOTHING:
            at = np.array([self.columns[key] for key in objective], dtype=np.int32)
            columns[at] += 1.0
            self._fix_columns(at)
        elif solved:
            solution, lines = self.highs.getSolution(), self._lines
            prices = [np.array(dual) for dual in (solution.col_dual, solution.row_dual)]
            by_column, by_row = (np.where(np.abs(price) > _PRICE, np.sign(price), 0.0) for price in prices)
            columns, rows = columns + by_column, rows + by_row
            self._fix_columns(np.flatnonzero(by_column).astype(np.int32))
            at = np.flatnonzero(by_row).astype(np.int32)
            tight = _nearest(np.array(solution.row_value)[at], lines.least[at], lines.most[at])
            self.highs.changeRowsBounds(len(at), at, tight, tight)
            lines.least[at] = lines.most[at] = tight
        self.held = columns, rows
        self.kept.append((goal, objective, value))
        return value

    def _fix_columns(self, at: Positions) -> None:
        """Hold columns at the bound where they are."""
        assert self.values is not None
        bound = _nearest(self.values[at], self._lower[at], self._upper[at])
        self.highs.changeColsBounds(len(at), at, bound, bound)
        self._lower[at] = self._upper[at] = bound

    def bound(self, variable: str, least: float, most: float) -> None:
        """Keep a variable between two values from now on."""
        column = self.columns[variable]
        self.highs.changeColBounds(column, least, most)
        self._lower[column], self._upper[column] = least, most

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


def _prices(basic: Positions, held: Vector, dual: Vector) -> Vector:
    """Prices of columns or rows with which a basis stays the best: of what is held, else the last goal's."""
    prices: Vector = np.where(held != 0, _PULL * held, dual)
    prices[basic] = 0.0
    return prices


def _nearest(values: Vector, lower: Vector, upper: Vector) -> Vector:
    """The bound that each value is at."""
    bound: Vector = np.where(np.abs(values - lower) <= np.abs(upper - values), lower, upper)
    return bound
