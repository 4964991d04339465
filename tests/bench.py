"""`make bench`: how long each stage takes, and make_plan against bare HiGHS on the same matrices. Not a test.

Ratios within one run hold from machine to machine; seconds do not. The synthetic sizes are Helsingør's teams, halved,
once, and five times over, with the savings scaled alike.
"""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from statistics import median
from time import perf_counter

import highspy

from planner import findings, load_case, make_plan
from planner.case import references
from planner.case.schema import Case
from planner.coordination.checks import check
from planner.coordination.graph import owners
from planner.results import plan_from
from planner.staffing import equations
from planner.staffing.goals import GOALS
from planner.staffing.modelling import Model
from planner.staffing.solve import _Live, rows, solve
from planner.staffing.symbols import Symbols, symbols
from planner.verification import verify
from planner.workload import workload
from tests.conftest import BASE

RUNS = 3
HALF = {"unge", "udvikling", "sygedagpenge", "ydelse", "stab", "aktivering"}


class _Ready(_Live):
    """A living HiGHS object made from ready matrices, without PuLP."""

    def __init__(self, live: _Live) -> None:
        self.columns, self.values, self.kept = live.columns, None, []
        self.highs = highspy.Highs()
        self.highs.setOptionValue("output_flag", False)
        self.highs.passModel(live.highs.getLp())
        for option in ("threads", "random_seed", "primal_feasibility_tolerance", "dual_feasibility_tolerance"):
            self.highs.setOptionValue(option, live.highs.getOptionValue(option)[1])


def halved(case: Case) -> Case:
    """About half of Helsingør: six of the eleven teams and what they serve."""
    competence = tuple(row for row in case.competence if row.team in HALF)
    groups = {row.target_group for row in competence}
    types = {edge.to_node for edge in case.edges if edge.kind == "owns" and edge.from_node in HALF}
    nodes = types | {row.unit for row in case.units if row.kind != "team" or row.unit in HALF}
    return _checked(case, {
        "teams": tuple(row for row in case.teams if row.team in HALF),
        "staffing": tuple(row for row in case.staffing if row.team in HALF),
        "competence": competence,
        "target_groups": tuple(row for row in case.target_groups if row.target_group in groups),
        "crosswalk": tuple(row for row in case.crosswalk if row.from_group in groups),
        "changes": tuple(row for row in case.changes if row.target_group in groups),
        "units": tuple(row for row in case.units if row.unit in nodes),
        "citizen_types": tuple(row.model_copy(update={"target_group": ""}) for row in case.citizen_types if row.citizen_type in types),
        "edges": tuple(row for row in case.edges if {row.from_node, row.to_node} <= nodes),
        "saving_targets": _scaled(case, 0.5),
    })  # fmt: skip


def times(case: Case, copies: int) -> Case:
    """So many Helsingørs side by side in one programme, with one purse."""
    renamed = {
        "teams": ("team",), "staffing": ("team",), "competence": ("team", "target_group"), "target_groups": ("target_group",),
        "crosswalk": ("from_group", "to_group"), "changes": ("change", "target_group"), "units": ("unit",),
        "citizen_types": ("citizen_type", "target_group"), "edges": ("from_node", "to_node"),
    }  # fmt: skip
    tables: dict[str, object] = {"saving_targets": _scaled(case, copies)}
    for table, keys in renamed.items():
        found = []
        for copy in range(copies):
            for row in getattr(case, table):
                change: dict[str, object] = {key: _tagged(getattr(row, key), copy) for key in keys}
                if getattr(row, "divert", None):
                    change["divert"] = {_tagged(key, copy): value for key, value in row.divert.items()}
                found.append(row.model_copy(update=change))
        tables[table] = tuple(found)
    return _checked(case, tables)


def _tagged(key: str, copy: int) -> str:
    return key if not key or key in references.EXITS else f"{key}_{copy}"


def _scaled(case: Case, factor: float) -> tuple[object, ...]:
    return tuple(row.model_copy(update={"target_mio_dkk": row.target_mio_dkk * factor}) for row in case.saving_targets)


def _checked(case: Case, tables: dict[str, object]) -> Case:
    made = case.model_copy(update=tables)
    faults = references.check(made)
    assert not faults, faults[:3]
    return made


def timed(run: Callable[[], object], runs: int) -> float:
    """Median seconds of so many runs."""
    seconds = []
    for _ in range(runs):
        started = perf_counter()
        run()
        seconds.append(perf_counter() - started)
    return median(seconds)


def bare(s: Symbols, goals: tuple[str, ...]) -> Callable[[], None]:
    """The same sequence of goals on the same matrices, from HiGHS alone."""
    order = [(goal, GOALS[goal](s)) for goal in (*goals, "tie_break")]
    built = _Live(Model(equations.variables(s), rows(s)), order[0][1])

    def run() -> None:
        live = _Ready(built)
        for goal, objective in order:
            if not (
                live.values is not None and goal not in ("worst_load", "lowest_cost") and live.value(objective) <= 1e-12
            ):
                live.minimise(objective)
            value = live.value(objective)
            live.hold_at_zero(objective) if 0 <= value <= 1e-12 else live.keep(objective, value)

    return run


def report(name: str, case: Case, runs: int = 1) -> None:
    """One line of stages and the ratio for one case."""
    goals = case.settings.goals
    work = workload(case)
    s = symbols(case, work)
    solution = solve(s, goals)
    plan = plan_from(case, work, s, solution)
    full = findings.added(plan, owners(case), check(case, plan.staff))
    built = Model(equations.variables(s), rows(s))
    stages = {
        "workload": timed(lambda: workload(case), runs),
        "rows and PuLP": timed(lambda: Model(equations.variables(s), rows(s)).to_highs({}), runs),
        "goals": sum(goal.seconds for goal in solution.goals),
        "tables": timed(lambda: plan_from(case, work, s, solution), runs),
        "owners": timed(lambda: (owners(case), check(case, plan.staff)), runs),
        "verify": timed(lambda: verify(full), runs),
    }
    total, limit = timed(lambda: make_plan(case), runs), timed(bare(s, goals), runs)
    size = f"{len(built.variables)} columns, {len(built.problem.constraints())} rows"
    print(f"{name}: {len(s.teams)} teams, {size}")
    print("  " + ", ".join(f"{stage} {seconds:.2f} s" for stage, seconds in stages.items()))
    print(f"  make_plan {total:.2f} s, bare HiGHS {limit:.2f} s, ratio {total / limit:.2f}", flush=True)


def memory(case: Case) -> float:
    """Peak of Python's own memory during one plan, in MB."""
    tracemalloc.start()
    make_plan(case)
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    return peak


def main() -> None:
    """Print the benchmark."""
    base = load_case(BASE)
    print(f"Shipped case: medians of {RUNS} runs; synthetic sizes: one run each. One thread.", flush=True)
    print(f"load_case: {timed(lambda: load_case(BASE), RUNS):.2f} s; peak memory of one plan: {memory(base):.0f} MB")
    report("Helsingør (shipped)", base, RUNS)
    report("synthetic 0.5x", halved(base))
    report("synthetic 1x", times(base, 1))
    report("synthetic 5x", times(base, 5))


if __name__ == "__main__":
    main()
