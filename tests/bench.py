"""`make bench`: how long each stage takes, and make_plan against bare HiGHS on the same matrices. Not a test.

`python -m tests.bench sliders` moves the sliders only, `growth` lets the case grow.

Ratios within one run hold from machine to machine; seconds do not. The synthetic sizes are Helsingør's teams, halved,
once, and five times over, with the savings scaled alike.
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Callable
from random import Random
from statistics import median
from time import perf_counter, process_time

import highspy

from planner import load_case, make_plan
from planner.case import references, work_references
from planner.case.schema import Case
from planner.coordination.checks import CoordinationView, check
from planner.coordination.graph import owners
from planner.coordination.resilience import losses
from planner.pipeline import with_posts
from planner.results import plan_from
from planner.staffing import equations
from planner.staffing.goals import GOALS
from planner.staffing.memory import Assembled, Memory
from planner.staffing.modelling import Model
from planner.staffing.programme import Programme
from planner.staffing.solve import rows, solve
from planner.staffing.symbols import Symbols, symbols
from planner.staffing.variables import variables
from planner.staffing.whole_posts import whole_posts
from planner.verification import verify
from planner.workload import workload
from tests.conftest import BASE

RUNS = 3
HALF = {"unge", "udvikling", "sygedagpenge", "ydelse", "stab", "aktivering"}


class _Ready(Programme):
    """A living HiGHS object made from ready matrices, without PuLP."""

    def __init__(self, made: Assembled) -> None:
        highs = highspy.Highs()
        highs.setOptionValue("output_flag", False)
        highs.passModel(made.highs.getLp())
        self._take(made._replace(highs=highs, columns=dict(made.columns)))


def halved(case: Case) -> Case:
    """About half of Helsingør: six of the eleven teams and what they serve."""
    competence = tuple(row for row in case.competence if row.team in HALF)
    groups = {row.target_group for row in competence}
    types = {edge.to_node for edge in case.edges if edge.kind == "owns" and edge.from_node in HALF}
    named = ((row, tuple(group for group in row.target_groups if group in groups)) for row in case.changes)
    changes = [
        row.model_copy(update={"target_groups": some}) for row, some in named if some and row.kind != "newcomers"
    ]
    nodes = types | {row.unit for row in case.units if row.kind != "team" or row.unit in HALF}
    return _checked(case, {
        "teams": tuple(row for row in case.teams if row.team in HALF),
        "staffing": tuple(row for row in case.staffing if row.team in HALF),
        "competence": competence,
        "target_groups": tuple(row for row in case.target_groups if row.target_group in groups),
        "crosswalk": tuple(row for row in case.crosswalk if row.from_group in groups and not row.change),
        "changes": tuple(changes),
        "tasks": tuple(row for row in case.tasks if row.target_group in groups),
        "queues": tuple(row for row in case.queues if row.target_group in groups),
        "floors": (),
        "units": tuple(row for row in case.units if row.unit in nodes),
        "citizen_types": tuple(row.model_copy(update={"target_group": ""}) for row in case.citizen_types if row.citizen_type in types),
        "edges": tuple(row for row in case.edges if {row.from_node, row.to_node} <= nodes),
        "saving_targets": _scaled(case, 0.5),
    })  # fmt: skip


def times(case: Case, copies: int) -> Case:
    """So many Helsingørs side by side in one programme, with one purse."""
    renamed = {
        "teams": ("team",), "staffing": ("team",), "competence": ("team", "target_group"), "target_groups": ("target_group",),
        "crosswalk": ("from_group", "to_group", "change"), "changes": ("change",), "units": ("unit",),
        "tasks": ("target_group",), "queues": ("queue", "target_group"),
        "citizen_types": ("citizen_type", "target_group"), "edges": ("from_node", "to_node"),
    }  # fmt: skip
    tables: dict[str, object] = {"saving_targets": _scaled(case, copies), "floors": ()}
    for table, keys in renamed.items():
        found = []
        for copy in range(copies):
            for row in getattr(case, table):
                change: dict[str, object] = {key: _tagged(getattr(row, key), copy) for key in keys}
                if table == "changes":
                    change["target_groups"] = tuple(_tagged(group, copy) for group in row.target_groups)
                found.append(row.model_copy(update=change))
        tables[table] = tuple(found)
    return _checked(case, tables)


def _tagged(key: str, copy: int) -> str:
    return key if not key or key in work_references.EXITS else f"{key}_{copy}"


def _scaled(case: Case, factor: float) -> tuple[object, ...]:
    return tuple(row.model_copy(update={"target_mio_dkk": row.target_mio_dkk * factor}) for row in case.saving_targets)


def _checked(case: Case, tables: dict[str, object]) -> Case:
    made = case.model_copy(update=tables)
    faults = references.check(made)
    assert not faults, faults[:3]
    return made


def timed(run: Callable[[], object], runs: int, clock: Callable[[], float] = perf_counter) -> float:
    """Median seconds of so many runs."""
    seconds = []
    for _ in range(runs):
        started = clock()
        run()
        seconds.append(clock() - started)
    return median(seconds)


def bare(s: Symbols, goals: tuple[str, ...]) -> Callable[[], None]:
    """The same sequence of goals on the same matrices, from HiGHS alone; rows and costs are ready."""
    closing = [goal for goal in ("even_load", "like_today", "tie_break") if goal not in goals]
    order = [(goal, GOALS[goal](s)) for goal in (*goals, *closing)]
    late = {goal: list(equation(s)) for goal, equation in equations.LATE.items()}
    made = Memory().assembled(list(variables(s)), list(rows(s)))

    def run() -> None:
        live = _Ready(made)
        for goal, objective in order:
            if goal in late:
                live.join(late[goal])
            known = live.met(goal, objective)
            if not known:
                live.minimise(goal, objective)
            live.settle(goal, objective, solved=not known)

    return run


SLIDERS: dict[str, Callable[[Random], dict[str, object]]] = {
    "saving": lambda r: {"saving": {"share_of_target": {"HK6": r.randrange(80, 125, 5) / 100}}},
    "limit": lambda r: {"caseload": {"limit_factor": r.randrange(85, 120, 5) / 100}},
    "attrition": lambda r: _attrition(r.randrange(8, 17) / 100),
    "dismissals": lambda r: {"dismissals": {"cap_fte": float(r.randrange(0, 9))}},
    "unemployment": lambda r: {"unemployment": {"change_share": r.randrange(-10, 35, 5) / 100}},
}


def _attrition(share: float) -> dict[str, object]:
    return {"attrition": {"share_per_year": {"value": share, "assumption": "bench"}}}


def second_plans(moves: int = 50) -> None:
    """Random slider moves from the shipped case, from override to verified plan, against the bare solve of the same run.

    Without whole posts, as the app shows it first, and whole posts apart. In seconds of the processor, because others
    may be at work on the machine. A move made before is planned again, which the app would not do; so those that were
    never made are told apart. What helps a move is the memory of the plans before it.
    """
    base, memory, r, later, rounding, new = load_case(BASE), Memory(), Random(0), [], [], {}
    s = symbols(base, workload(base))
    limit = timed(bare(s, base.settings.goals), RUNS, process_time)
    first = timed(lambda: make_plan(load_case(BASE), memory=Memory()), RUNS, process_time)
    make_plan(base, memory=memory)
    for number in range(moves):
        overrides = SLIDERS[sorted(SLIDERS)[number % len(SLIDERS)]](r)
        started = process_time()
        plan = make_plan(load_case(BASE, overrides), memory=memory, posts=False)
        later.append(process_time() - started)
        new.setdefault(str(overrides), later[-1])
        rounding.append(timed(lambda plan=plan: with_posts(plan), 1, process_time))  # type: ignore[misc]
    for of, seconds in (("bare solve", limit), ("first plan", first)):
        shares = [one / seconds for one in later]
        print(f"  of a {of} ({seconds:.2f} s): median {median(shares):.2f}, worst {max(shares):.2f}")
    for what, seconds in ((f"{moves} slider moves", later), (f"the {len(new)} made for the first time", list(new.values())),
                          ("then whole posts", rounding)):  # fmt: skip
        print(f"second plans, {what}: median {median(seconds):.2f} s, worst {max(seconds):.2f} s", flush=True)


def report(name: str, case: Case, runs: int = 1) -> None:
    """One line of stages and the ratio for one case."""
    goals = case.settings.goals
    work = workload(case)
    s = symbols(case, work)
    solution = solve(s, goals)
    plan = plan_from(case, work, s, solution)
    full = make_plan(case)
    built = Model(variables(s), rows(s))
    stages = {
        "workload": timed(lambda: workload(case), runs),
        "rows and PuLP": timed(lambda: Model(variables(s), rows(s)).to_highs({}), runs),
        "goals": sum(goal.seconds for goal in solution.goals),
        "tables": timed(lambda: plan_from(case, work, s, solution), runs),
        "whole posts": timed(lambda: whole_posts(plan, case.settings.posts_step), runs),
        "owners": timed(lambda: (owners(case), check(case, plan.staff)), runs),
        "verify": timed(lambda: verify(full), runs),
    }
    total, limit = timed(lambda: make_plan(case), runs), timed(bare(s, goals), runs)
    size = f"{len(built.variables)} columns, {len(built.problem.constraints())} rows"
    print(f"{name}: {len(s.teams)} teams, {size}")
    print("  " + ", ".join(f"{stage} {seconds:.2f} s" for stage, seconds in stages.items()))
    print(f"  make_plan {total:.2f} s, bare HiGHS {limit:.2f} s, ratio {total / limit:.2f}", flush=True)


def longer(case: Case, years: int) -> Case:
    """The same municipality with so many more years, each due what is due lastingly."""
    last = case.settings.last_month
    more = range(last.year + 1, last.year + years + 1)
    repeated = {
        table: tuple(
            row.model_copy(update={"year": year})
            for row in getattr(case, table)
            if row.year == "lasting"
            for year in more
        )
        for table in ("saving_targets", "other_savings")
    }
    settings = case.settings.model_copy(update={"last_month": last.plus(12 * years)})
    tables = {table: (*getattr(case, table), *rows_) for table, rows_ in repeated.items()}
    return _checked(case, tables | {"settings": settings})


def split(case: Case, parts: int) -> Case:
    """The same municipality with every profession split in so many, each with its part of the posts."""

    def of(row: object, table: str, part: int) -> object:
        change: dict[str, object] = {"profession": f"{row.profession}_{part}"}  # type: ignore[attr-defined]
        if table == "staffing":
            change |= {key: getattr(row, key) / parts for key in ("fte", "vacant_fte", "minimum_fte")}
        return row.model_copy(update=change)  # type: ignore[attr-defined]

    return _checked(case, {
        table: tuple(of(row, table, part) for part in range(parts) for row in getattr(case, table))
        for table in ("professions", "staffing", "competence")
    })  # fmt: skip


def peak_mb() -> float:
    """The most memory that this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def growth() -> None:
    """One run each of growing cases: `python -m tests.bench growth`. The largest take long."""
    base = load_case(BASE)
    cases = {
        "0.5x": lambda: halved(base), "1x": lambda: base, "10 years": lambda: longer(base, 5),
        "professions x 2": lambda: split(base, 2), "professions x 4": lambda: split(base, 4),
        "2x": lambda: times(base, 2), "5x": lambda: times(base, 5), "10x": lambda: times(base, 10), "20x": lambda: times(base, 20),
    }  # fmt: skip
    for name, make in cases.items():
        case = make()
        s = symbols(case, workload(case))
        started = perf_counter()
        make_plan(case)
        seconds = perf_counter() - started
        columns = sum(1 for _ in variables(s))
        print(f"{name}: {len(s.cells)} cells, {len(s.months)} months, {columns} columns: {seconds:.1f} s, "
              f"at most {peak_mb():.0f} MB so far", flush=True)  # fmt: skip


MUNICIPALITIES = 98


def coordination(base: Case) -> None:
    """Checks and N-1 as shares of make_plan; then the graphs of all municipalities, each with its own posts, held at once."""
    plan = make_plan(base)
    total, work = timed(lambda: make_plan(base), RUNS), workload(base)
    checks = timed(lambda: check(base, plan.staff, work, plan.work), RUNS)
    absences = timed(lambda: losses(plan, work), RUNS)
    print(f"coordination: all checks of all days {checks:.2f} s ({checks / total:.2f} of make_plan), "
          f"N-1 {absences:.2f} s ({absences / total:.2f} of make_plan)")  # fmt: skip
    before, r = peak_mb(), Random(0)
    kept = []

    def every() -> None:
        for _ in range(MUNICIPALITIES):
            case, size = load_case(BASE), r.uniform(0.3, 3.0)
            view = CoordinationView.of(case, plan.staff.assign(fte=plan.staff["fte"] * size))
            kept.append((view, check(case, plan.staff.assign(fte=plan.staff["fte"] * size))))

    seconds = timed(every, 1)
    print(f"  {MUNICIPALITIES} municipalities read, their graphs of all periods built, checked and held: {seconds:.1f} s, "
          f"{peak_mb() - before:.0f} MB more at the peak", flush=True)  # fmt: skip


def main() -> None:
    """Print the benchmark."""
    if sys.argv[1:] == ["growth"]:
        growth()
        return
    if sys.argv[1:] == ["sliders"]:
        second_plans()
        return
    base = load_case(BASE)
    print(f"Shipped case: medians of {RUNS} runs; synthetic sizes: one run each. One thread.", flush=True)
    print(f"load_case: {timed(lambda: load_case(BASE), RUNS):.2f} s")
    report("Helsingør (shipped)", base, RUNS)
    second_plans()
    coordination(base)
    report("synthetic 0.5x", halved(base))
    report("synthetic 2x", times(base, 2))
    print(f"peak memory: {peak_mb():.0f} MB")


if __name__ == "__main__":
    main()
