"""The only module that runs a solver: goals one after another, each kept while the next is improved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Any

import highspy
import numpy as np

from planner.errors import Breach, NoPlanError, SolverError
from planner.plan import GoalResult
from planner.staffing import equations
from planner.staffing.equations import Row, Terms
from planner.staffing.goals import GOALS
from planner.staffing.modelling import SOLVER_OPTIONS, Model
from planner.staffing.symbols import Symbols

Progress = Callable[[str], None]
_NEVER_BELOW_ZERO = ("saving", "minimum_staffing", "dismissals", "overload", "not_deeper")
_NOISE, _NOTHING = 1e-6, 1e-12
_PROVEN, _INFEASIBLE = "proven", "infeasible"
_ELASTIC = {
    "saving": ("shortfall", "1,000 DKK"),
    "minimum_staffing": ("below", "FTE"),
    "caseload_limit": ("overload", "FTE"),
}


@dataclass(frozen=True)
class Solution:
    """The value of every variable by name, and the goals in the order in which they were met."""

    values: dict[str, float]
    goals: tuple[GoalResult, ...]


class _Live:
    """One HiGHS object that is kept through all goals; only costs and the rows of earlier goals change."""

    def __init__(self, model: Model, first: Terms) -> None:
        self.highs, self.columns = model.to_highs(first)
        for option, value in SOLVER_OPTIONS.items():
            self.highs.setOptionValue(option, value)
        self.values: np.ndarray[Any, np.dtype[np.float64]] | None = None
        self.kept: list[tuple[int, float]] = []

    def minimise(self, objective: Terms) -> None:
        """Run with the given costs; keeps the values of a proven optimum or raises.

        A run that ends without one is tried again from nothing, then with more room for the goals already kept.
        """
        costs = np.zeros(len(self.columns))
        for key, value in objective.items():
            costs[self.columns[key]] = value
        self.highs.changeColsCost(len(costs), np.arange(len(costs), dtype=np.int32), costs)
        for attempt in (self._warm, self._interior, self._cold, self._roomy):
            outcome = attempt()
            if outcome == _PROVEN:
                self.values = np.array(self.highs.getSolution().col_value)
                return
        if outcome == _INFEASIBLE and not self.kept:
            raise _InfeasibleError
        raise SolverError(f"the solver stopped without a proven optimum: {outcome}")

    def _warm(self) -> str:
        """By simplex: dual from nothing for the first goal, then primal from the last goal's basis."""
        if self.values is None:
            return self._cold()
        self.highs.setOptionValue("solver", "simplex")
        self.highs.setOptionValue("simplex_strategy", 4)
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
        self.highs.setOptionValue("simplex_strategy", 1)
        return self._run()

    def _roomy(self) -> str:
        """As cold, with ten times the room for each goal already kept; the last resort."""
        for row, value in self.kept:
            self.highs.changeRowBounds(row, -highspy.kHighsInf, value + 10 * _room(value))
        return self._cold()

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
        return float(sum(coefficient * self.values[self.columns[key]] for key, coefficient in objective.items()))

    def hold_at_zero(self, objective: Terms) -> None:
        """Keep a goal that reached zero by taking its variables out of play: exact, and the programme gets smaller."""
        columns = np.array([self.columns[key] for key in objective], dtype=np.int32)
        nothing = np.zeros(len(columns))
        self.highs.changeColsBounds(len(columns), columns, nothing, nothing)

    def keep(self, objective: Terms, value: float) -> None:
        """Add the row that keeps a goal at the value reached."""
        columns = np.array([self.columns[key] for key in objective], dtype=np.int32)
        coefficients = np.array(list(objective.values()))
        self.kept.append((self.highs.getNumRow(), value))
        self.highs.addRow(-highspy.kHighsInf, value + _room(value), len(columns), columns, coefficients)

    def by_name(self) -> dict[str, float]:
        """Every variable's value; what is below the room given to earlier goals is zero."""
        assert self.values is not None
        values = {key: float(self.values[column]) for key, column in self.columns.items()}
        return {key: value if value > _NOISE else 0.0 for key, value in values.items()}


class _InfeasibleError(Exception):
    pass


def _room(value: float) -> float:
    """How much a kept goal may lose to rounding in the goals after it."""
    return max(1e-6, 1e-7 * abs(value))


def rows(s: Symbols) -> Iterator[Row]:
    """All rows of the programme, in the order of MODEL.md."""
    for equation in equations.CONSTRAINTS:
        yield from equation(s)


def solve(s: Symbols, goals: tuple[str, ...], progress: Progress = lambda _: None) -> Solution:
    """The plan that meets the goals strictly in order, ties broken by a fixed last goal.

    Raises:
        NoPlanError: no plan meets the hard rules; carries the smallest breach of each kind.
        SolverError: the solver did not prove an optimum.
    """
    progress("building the programme")
    closing = [goal for goal in ("even_load", "tie_break") if goal not in goals]
    order = [(goal, GOALS[goal](s)) for goal in (*goals, *closing)]
    live = _Live(Model(equations.variables(s), rows(s)), order[0][1])
    reached: list[GoalResult] = []
    for goal, objective in order:
        if not objective:
            continue
        started = perf_counter()
        progress(f"goal {len(reached) + 1} of {len(order)}: {goal.replace('_', ' ')}")
        known = goal in _NEVER_BELOW_ZERO and live.values is not None and live.value(objective) <= _NOTHING
        try:
            if not known:
                live.minimise(objective)
        except _InfeasibleError:
            if not s.hard_rules:
                raise SolverError("the solver found no solution, though no rule is hard") from None
            raise NoPlanError(smallest_breaches(s)) from None
        value = live.value(objective)
        if goal in _NEVER_BELOW_ZERO and value <= _NOTHING:
            live.hold_at_zero(objective)
        else:
            live.keep(objective, value)
        reached.append(GoalResult(goal, value, perf_counter() - started))
    return Solution(live.by_name(), tuple(reached))


def smallest_breaches(s: Symbols) -> list[Breach]:
    """For each hard rule, the least it must give way when it alone may; if none suffices alone, for all together."""
    breaches = [breach for rule in sorted(s.hard_rules) for breach in _breach(s, {rule})]
    return breaches or _breach(s, set(s.hard_rules))


def _breach(s: Symbols, relaxed: set[str]) -> list[Breach]:
    """The breaches of the relaxed rules in the plan that breaches them least; empty when that is not enough."""
    freed = replace(s, hard_rules=s.hard_rules - relaxed)
    prefixes = {_ELASTIC[rule][0]: (rule, _ELASTIC[rule][1]) for rule in relaxed}
    elastic = {v.name: 1.0 for v in equations.variables(freed) if v.name.split("__")[0] in prefixes}
    live = _Live(Model(equations.variables(freed), rows(freed)), elastic)
    try:
        live.minimise(elastic)
    except _InfeasibleError:
        return []
    found = [(key, value) for key, value in sorted(live.by_name().items()) if key in elastic and value > 1e-6]
    return [_named(key, value, prefixes) for key, value in found]


def _named(key: str, value: float, prefixes: dict[str, tuple[str, str]]) -> Breach:
    kind, *index = key.split("__")
    rule, unit = prefixes[kind]
    return Breach(rule, " ".join(index), value, unit)
