"""Which published figures the data decide, and which could be otherwise in a plan that is just as good."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd

from planner.plan import Plan
from planner.staffing.cells import Terms, add, name
from planner.staffing.expressions import present
from planner.staffing.solve import ranges
from planner.staffing.symbols import Symbols, symbols
from planner.workload import workload

WIDE_FTE = 0.5
"""A range wider than this is shown: the figure is not decided by the data."""
COLUMNS = ["figure", "key", "planned_fte", "low_fte", "high_fte", "decided"]


def with_ranges(plan: Plan, progress: Callable[[str], None] = lambda _: None) -> Plan:
    """The plan with the ranges of its published figures."""
    return replace(plan, ranges=undecided(plan, progress))


def undecided(plan: Plan, progress: Callable[[str], None] = lambda _: None) -> pd.DataFrame:
    """The range of each published figure over all plans that meet every goal equally well, in FTE.

    Figures: `team` (in service in the last month, key: the team), `all` (the same over all teams, key: the year), and `way`
    (who leaves, moves or is hired over the whole plan, key: the way). On demand, because it solves some fifty
    programmes. `decided` says that the range is at most `WIDE_FTE` wide.

    Raises:
        SolverError: a range could not be proven.
    """
    s = symbols(plan.case, workload(plan.case))
    figures, planned = _figures(s), _planned(plan)
    found = ranges(s, plan.case.settings.goals, {f"{a} {b}": terms for (a, b), terms in figures.items()}, progress)
    rows = []
    for figure, key in figures:
        low, high = found[f"{figure} {key}"]
        rows.append((figure, key, planned[figure, key], low, high, high - low <= WIDE_FTE))
    return pd.DataFrame(rows, columns=COLUMNS)


def _figures(s: Symbols) -> dict[tuple[str, str], Terms]:
    """Each figure as an expression of the model."""
    found: dict[tuple[str, str], Terms] = {}
    for team in s.teams:
        found["team", team] = _sum([present(s, cell, s.periods[-1]) for cell in s.cells if cell.team == team])
    for year, positions in s.calendar_years.items():
        found["all", str(year)] = _sum([present(s, cell, positions[-1]) for cell in s.cells])
    for way, kind in (("dismissals", "dismissal"), ("voluntary", "voluntary"), ("transfer", "transfer")):
        decisions = [exit_.decision for exit_ in s.levers.exits if exit_.way == kind]
        found["way", way] = {variable: 1.0 for decision in decisions for variable in decision.at.values()}
    moves = [path.into for path in s.levers.paths if path.key == "move"]
    trained = [path.into for path in s.levers.paths if path.key != "move"]
    found["way", "redeployed"] = {variable: 1.0 for decision in moves for variable in decision.at.values()}
    found["way", "retrained"] = {variable: 1.0 for decision in trained for variable in decision.at.values()}
    found["way", "hired"] = {
        variable: hire.decision.success[at] for hire in s.levers.hires for at, variable in hire.decision.at.items()
    }
    if s.levers.hours:
        last = s.months[-1]
        found["way", "reduced_hours"] = {name("reduced", *cell, last): s.levers.hours.hours for cell in s.cells}
    return {key: terms for key, terms in found.items() if terms}


def _sum(parts: list[Terms]) -> Terms:
    total: Terms = {}
    for part in parts:
        add(total, part)
    return total


def _planned(plan: Plan) -> dict[tuple[str, str], float]:
    """The figures as the plan has them."""
    last = plan.staff[plan.staff["month"] == plan.staff["month"].max()]
    planned = {("team", str(team)): float(fte) for team, fte in last.groupby("team")["fte"].sum().items()}
    by_month = plan.staff.groupby("month")["fte"].sum()
    planned |= {("all", str(month)[:4]): float(fte) for month, fte in by_month.items()}
    ways = ("dismissals", "voluntary", "transfer", "redeployed", "retrained", "hired", "reduced_hours")
    return planned | {("way", way): plan.kpi[f"{way}_fte"] for way in ways}
