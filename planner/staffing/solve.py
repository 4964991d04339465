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
from planner.staffing.cells import CONSTANT, Terms
from planner.staffing.equations import Row
from planner.staffing.goals import GOALS
from planner.staffing.modelling import SOLVER_OPTIONS, Model
from planner.staffing.symbols import Symbols

Progress = Callable[[str], None]
_NEVER_BELOW_ZERO = ("saving", "minimum_staffing", "dismissals", "overload", "not_deeper")
_NOISE, _NOTHING, _PRICE = 1e-6, 1e-12, 1e-7
_PROVEN, _INFEASIBLE = "proven", "infeasible"
_ELASTIC = {
    "saving": ("shortfall", "1,000 DKK"),
    "minimum_staffing": ("below", "FTE"),
    "caseload_limit": ("overload", "FTE"),
    "dismissal_cap": ("beyond", "FTE"),
}


@dataclass(frozen=True)
class Solution:
    """The value of every variable by name, and the goals in the order in which they were met."""

    values: dict[str, float]
    goals: tuple[GoalResult, ...]


class _Live:
    """One HiGHS object that is kept through all goals; only costs change, and what earlier goals have settled."""

    def __init__(self, model: Model, first: Terms) -> None:
        self.highs, self.columns = model.to_highs(first)
        for option, value in SOLVER_OPTIONS.items():
            self.highs.setOptionValue(option, value)
        self.values: np.ndarray[Any, np.dtype[np.float64]] | None = None
        self.kept: list[tuple[str, Terms, float]] = []

    def minimise(self, objective: Terms) -> None:
        """Run with the given costs; keeps the values of a proven optimum or raises.

        A run that ends without one is tried again by interior point, then by simplex from nothing.
        """
        costs = np.zeros(len(self.columns))
        for key, value in objective.items():
            if key != CONSTANT:
                costs[self.columns[key]] = value
        self.highs.changeColsCost(len(costs), np.arange(len(costs), dtype=np.int32), costs)
        for attempt in (self._warm, self._interior, self._cold):
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

    def settle(self, goal: str, objective: Terms, solved: bool) -> float:
        """Keep a goal at the value reached, exactly, and return that value.

        By complementary slackness the best plans for a goal are exactly those in which every variable with a reduced
        cost stays at its bound, and every row with a dual stays tight. So these are fixed: no room is given away, and the
        programme gets smaller. A goal at zero is held by taking its own variables out of play.
        """
        value = self.value(objective)
        if goal in _NEVER_BELOW_ZERO and value <= _NOTHING:
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


class _InfeasibleError(Exception):
    pass


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
    live, reached = _settled(s, goals, ("even_load", "tie_break"), progress)
    return Solution(live.by_name(), tuple(reached))


def ranges(
    s: Symbols, goals: tuple[str, ...], figures: dict[str, Terms], progress: Progress = lambda _: None
) -> dict[str, tuple[float, float]]:
    """The least and the most that each figure can be in a plan that meets all goals as well, before ties are broken.

    Raises as `solve` does.
    """
    live, _ = _settled(s, goals, ("even_load",), progress)
    found = {}
    for number, (figure, terms) in enumerate(figures.items(), 1):
        progress(f"range {number} of {len(figures)}")
        ends = []
        for sign in (1.0, -1.0):
            live.minimise({key: sign * value for key, value in terms.items()})
            ends.append(live.value(terms))
        found[figure] = (ends[0], ends[1])
    return found


def _settled(
    s: Symbols, goals: tuple[str, ...], closing: tuple[str, ...], progress: Progress
) -> tuple[_Live, list[GoalResult]]:
    """The programme with every goal met and kept, and what each reached; `closing` goals come last."""
    progress("building the programme")
    order = [(goal, GOALS[goal](s)) for goal in (*goals, *(goal for goal in closing if goal not in goals))]
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
            breaches = smallest_breaches(s)
            if not breaches:
                raise SolverError("the solver found no solution, though no rule is hard") from None
            raise NoPlanError(breaches) from None
        value = live.settle(goal, objective, solved=not known)
        reached.append(GoalResult(goal, value, perf_counter() - started))
    live.check_kept()
    return live, reached


def smallest_breaches(s: Symbols) -> list[Breach]:
    """For each policy, the least it must give way when it alone may; if none suffices alone, for all together."""
    policies = sorted(s.hard_rules | {cap.policy for cap in s.levers.caps if cap.policy})
    if not policies:
        return []
    breaches = [breach for rule in policies for breach in _breach(s, {rule})]
    return breaches or _breach(s, set(policies))


def _breach(s: Symbols, relaxed: set[str]) -> list[Breach]:
    """The breaches of the relaxed rules in the plan that breaches them least; empty when that is not enough."""
    freed = replace(s, hard_rules=s.hard_rules - relaxed, relaxed=frozenset(relaxed))
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
    return Breach(rule, " ".join(part for part in index if part not in ("cap", "notice")), value, unit)
