"""The one place that knows PuLP, whose interface differs between 3.3 (Python 3.11) and 4.x (Python 3.12+)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pulp

from planner.staffing.cells import CONSTANT, Terms
from planner.staffing.equations import Row
from planner.staffing.variables import Variable

SOLVER_OPTIONS: dict[str, object] = {
    "threads": 1,
    "random_seed": 0,
    "primal_feasibility_tolerance": 1e-8,
    "dual_feasibility_tolerance": 1e-8,
}


class Model:
    """A PuLP problem under construction, with its variables by name."""

    def __init__(self, variables: Iterable[Variable], rows: Iterable[Row]) -> None:
        self.problem = pulp.LpProblem("staffing", pulp.LpMinimize)
        self.variables = {
            v.name: self.problem.add_variable(v.name, 0.0, v.upper, "Integer" if v.integer else "Continuous")
            for v in variables
        }
        for row in rows:
            self.problem += self._compared(row), row.name

    def _sum(self, terms: Terms) -> Any:
        pairs = [(self.variables[key], value) for key, value in terms.items() if value and key != CONSTANT]
        if hasattr(pulp, "lpSum_vars_coefs"):
            return pulp.lpSum_vars_coefs(pairs)
        return pulp.LpAffineExpression(pairs)

    def _compared(self, row: Row) -> Any:
        left = self._sum(row.terms)
        if row.sense == "<=":
            return left <= row.rhs
        return left >= row.rhs if row.sense == ">=" else left == row.rhs

    def to_highs(self, objective: Terms) -> tuple[Any, dict[str, int]]:
        """The problem inside a HiGHS object, ready to run, and the column of each variable by name."""
        self.problem.setObjective(self._sum(objective))
        solver = pulp.HiGHS(msg=False)
        solver.createAndConfigureSolver(self.problem)
        solver.buildSolverModel(self.problem)
        if hasattr(self.problem, "exported_variables"):
            columns = {v.name: i for i, v in enumerate(self.problem.exported_variables())}
        else:
            columns = {v.name: v.index for v in self.problem.variables()}
        highs = self.problem.solverModel
        highs.setOptionValue("output_flag", False)
        return highs, columns
