"""Whole posts, the last step: the plan's FTE as posts of a chosen size, in tables that still add up."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple
from zlib import crc32

import highspy
import numpy as np
import pandas as pd

from planner.case.tables import Competence
from planner.case.values import LASTING
from planner.errors import SolverError
from planner.plan import MET_WITHIN_DKK, Plan
from planner.staffing.cells import Cell, Terms, name
from planner.staffing.equations import Row
from planner.staffing.modelling import SOLVER_OPTIONS, Model
from planner.staffing.variables import Variable

SIZES = (0.1, 0.5, 1.0)
DUST_FTE = 1e-7  # a solver's 3.0000000001 FTE is three posts, never four
GIVES_WAY = {"profession": 1.0, "account": 1e3, "team": 1e6, "all": 1e9}  # what a step off such a total weighs
_A_HALF, _ONE_DKK, _NOISE = 0.5, 1e-3, 1e-6
_OPTIONS = SOLVER_OPTIONS | {"mip_rel_gap": 0.0, "mip_abs_gap": 0.0} | {
    # Each goal begins with the rounding of the one before: to look for a good one in smaller programmes is time lost.
    f"mip_heuristic_run_{way}": False for way in ("rins", "rens", "root_reduced_cost")
}  # fmt: skip


@dataclass(frozen=True)
class WholePosts:
    """The plan's FTE at the end of each budget year, as posts of one size.

    Every cell and total (team, profession, account, all) is its FTE rounded down or up to a multiple of the step:
    controlled rounding. Of all such roundings this has, strictly in order, (1) least shortfall of the savings and (2)
    least below minimum staffing, both beyond the FTE plan's, (3) most posts, (4) least sum of |posts - FTE|, (5) least
    sum of fixed weights from names.

    Where each team (or each profession) is on one account there always is one: two nested families of totals are a
    network, whose vertices are whole. Otherwise there may be none: in a 2 x 2 table of 0.5 whose accounts are its
    diagonals, teams and professions of 1 make a diagonal 0 or 2, never its 1. Then totals give way, professions'
    first, by as few steps as can be, and `relaxed` says which.

    Raising a saving target, FTE held fixed, never raises the number of posts in all while goals 1 and 2 keep their
    values: no rounding's shortfall falls when a target rises, so what has these values under the higher target is
    within them under the lower, and a part never has more posts at most than the whole. When goal 1 or 2 gets worse
    their order promises nothing: once the dear post of a minimum cannot be paid for, two cheap ones may be. And no
    rounding with exact totals is monotone cell by cell: of four cells of 0.5 two are posts; lower these two to 0, and
    the total of 1 makes a post of a cell that had none.

    Attributes:
        step: the size of a post in FTE: 0.1, 0.5 or 1.
        posts: year, month, team, profession, account, fte, posts.
        totals: year, kind (team, profession, account, all), key, fte, posts.
        savings: year (or `lasting`), account, target_dkk, net_dkk, net_posts_dkk, cost_of_rounding_dkk, shortfall_dkk,
            shortfall_posts_dkk. Rounding grows in a straight line between milestones, from 0 in the first period.
        limits: year, team, profession (empty for the team), minimum_fte, below_fte, below_posts, dismissals_fte.
        loads: year, half_year, target_group, need_fte, load_fte, load_posts: need over FTE when the milestone's FTE
            (posts) serve the worst off best, then the next worst, and so on. Infinite where nobody serves.
        relaxed: year, kind, key, fte, posts, steps: totals that are beyond their own floor or ceiling.
    """

    step: float
    posts: pd.DataFrame
    totals: pd.DataFrame
    savings: pd.DataFrame
    limits: pd.DataFrame
    loads: pd.DataFrame
    relaxed: pd.DataFrame


class Saving(NamedTuple):
    """A saving: what the FTE plan has beyond the target, and how many months of each milestone's rounding it pays."""

    year: object
    account: str
    room_dkk: float
    months: dict[int, float]


Positions = Any
"""Where the cells of a total or a minimum stand in the table: an array of numbers."""


@dataclass(frozen=True)
class Table:
    """What is rounded. `cells` by year, team, profession: account, fte, monthly_pay (DKK), minimum_fte; then posts."""

    step: float
    cells: pd.DataFrame
    team_minimum: dict[str, float]
    savings: tuple[Saving, ...]

    def of(self, column: str) -> Any:
        """A column of the cells as an array."""
        return self._columns[column]

    @cached_property
    def _columns(self) -> dict[str, Any]:
        return {str(column): self.cells[column].to_numpy() for column in self.cells}

    @cached_property
    def low(self) -> Any:
        """The floor of each cell, in steps."""
        return np.array([whole_steps(fte, self.step)[0] for fte in self.of("fte")])

    @cached_property
    def ups(self) -> list[str]:
        """The variable of each cell that says whether it is rounded up."""
        return [name("up", *post) for post in self.cells.index]

    def terms(self, at: Positions, factor: float = 1.0) -> Terms:
        """The steps by which some cells are rounded up, times a factor."""
        return {self.ups[i]: factor for i in at}

    @cached_property
    def margins(self) -> tuple[tuple[int, str, str, Positions], ...]:
        """Every total: year, kind, key and its cells."""
        found = []
        for kind in GIVES_WAY:
            parts = self.cells.assign(all="").groupby(["year", kind]).indices
            found += [(int(year), kind, str(key), at) for (year, key), at in sorted(parts.items())]
        return tuple(found)

    @cached_property
    def minima(self) -> tuple[tuple[tuple[int, str, str], float, Positions], ...]:
        """Every minimum: year, team, profession (empty for the team); its FTE; its cells."""
        teams = [
            ((year, key, ""), self.team_minimum.get(key, 0.0), at)
            for year, kind, key, at in self.margins
            if kind == "team"
        ]
        least = self.of("minimum_fte")
        posts = [(post, float(least[i]), np.array([i])) for i, post in enumerate(self.cells.index)]
        return tuple(row for row in (*teams, *posts) if row[1] > 0)


def whole_steps(fte: float, step: float) -> tuple[int, int]:
    """Steps in FTE, rounded down and up: a step that only dust is missing from, or that is only dust, is none."""
    low = math.floor((fte + DUST_FTE) / step)
    return low, max(low, math.ceil((fte - DUST_FTE) / step))


def whole_posts(plan: Plan, step: float) -> WholePosts:
    """The plan in posts of the given size (0.1, 0.5 or 1 FTE) at the end of each budget year.

    Raises:
        ValueError: another size.
        SolverError: the solver did not prove an optimum.
    """
    if step not in SIZES:
        raise ValueError("the size of a post must be 0.1, 0.5 or 1 FTE")
    table = rounded(table_of(plan, step))
    totals = _totals(table)
    return WholePosts(
        step=step,
        posts=table.cells.reset_index()[["year", "month", "team", "profession", "account", "fte", "posts"]],
        totals=totals.drop(columns="steps"),
        savings=_savings(plan, table),
        limits=_limits(plan, table),
        loads=_loads(plan, table.cells),
        relaxed=totals[totals["steps"] > 0].reset_index(drop=True),
    )


def table_of(plan: Plan, step: float) -> Table:
    """The plan's FTE in the last period of each budget year and of the plan, with what its rounding is judged by."""
    staff = plan.staff.assign(year=plan.staff["month"].str[:4].astype(int))
    due = {*plan.case.budget_years, int(staff["year"].max())}
    last = staff.groupby("year")["month"].transform("max")
    pay = {row.profession: row.pay_dkk_per_year / 12 for row in plan.case.professions}
    given = [(r.team, r.profession, pay[r.profession], r.minimum_fte) for r in plan.case.staffing]
    known = pd.DataFrame(given, columns=["team", "profession", "monthly_pay", "minimum_fte"])
    cells = staff[(staff["month"] == last) & staff["year"].isin(due)].merge(known, on=["team", "profession"])
    ramp = _ramp(sorted(set(staff["month"])), sorted(due))
    years = [(r.year, r.account, max(0.0, r.net_dkk - r.target_dkk), ramp[r.year]) for r in plan.years.itertuples()]
    cells = cells.set_index(["year", "team", "profession"]).sort_index()
    return Table(step, cells, {row.team: row.minimum_fte for row in plan.case.teams}, tuple(map(Saving._make, years)))


def _ramp(months: list[str], years: list[int]) -> dict[object, dict[int, float]]:
    """How many months of each milestone's rounding are paid in each year, when it grows in a straight line."""
    first, second = (int(month[:4]) * 12 + int(month[5:]) for month in months[:2])
    year_of = np.array([int(month[:4]) for month in months])
    ends = [int(np.flatnonzero(year_of == year)[-1]) for year in years]
    points = [min(0, ends[0] - 1), *ends]  # from 0, unless periods are years
    shares = [np.interp(range(len(months)), points, line) for line in np.eye(len(points))[1:]]
    paid = {y: [(second - first) * float(share[year_of == y].sum()) for share in shares] for y in set(year_of.tolist())}
    return {LASTING: {years[-1]: 12.0}} | {y: dict(zip(years, months, strict=True)) for y, months in paid.items()}


def rounded(table: Table) -> Table:
    """The table with the posts of every cell, in FTE, by the goals in their order."""
    high = [whole_steps(fte, table.step)[1] for fte in table.of("fte")]
    goals, top = _goals(table), dict(zip(table.ups, (high - table.low).astype(float).tolist(), strict=True))
    variables = [Variable(key, top.get(key), True) for key in sorted(top | goals[0][0])]
    variables += [Variable(key, None) for key in sorted(goals[1][0] | goals[2][0])]
    values = _solved(variables, [*_totals_kept(table), *_judged(table)], goals)
    posts = [round((low + round(values[key])) * table.step, 1) for key, low in zip(table.ups, table.low, strict=True)]
    return replace(table, cells=table.cells.assign(posts=posts))


def _totals_kept(table: Table) -> Iterator[Row]:
    """Every total at its floor or ceiling, in steps, or as far off as it must give way."""
    fte = table.of("fte")
    for year, kind, key, at in table.margins:
        low, up = (n - int(table.low[at].sum()) for n in whole_steps(float(fte[at].sum()), table.step))
        terms, label = table.terms(at), name(kind, year, key)
        yield Row(f"floor__{label}", terms | {f"under__{label}": 1.0}, ">=", low)
        yield Row(f"ceiling__{label}", terms | {f"over__{label}": -1.0}, "<=", up)


def _judged(table: Table) -> Iterator[Row]:
    """Shortfall in 1,000 DKK, and FTE below minimum, beyond what the FTE plan has."""
    fte, account, years = table.of("fte"), table.of("account"), [year for year, _, _ in table.cells.index]
    for row in table.savings:
        pay = table.of("monthly_pay") * (account == row.account) * [row.months.get(year, 0.0) / 1000 for year in years]
        lost = float((pay * (table.low * table.step - fte)).sum())
        extra = name("extra", row.account, row.year)
        terms = {table.ups[i]: -table.step * float(pay[i]) for i in np.flatnonzero(pay)}
        yield Row(f"saving__{extra}", terms | {extra: 1.0}, ">=", lost - row.room_dkk / 1000)
    for post, minimum, at in table.minima:
        due = min(minimum, float(fte[at].sum())) - table.step * int(table.low[at].sum())
        below = name("below", *post)
        yield Row(f"minimum__{below}", table.terms(at, table.step) | {below: 1.0}, ">=", due)


def _goals(table: Table) -> tuple[tuple[Terms, float], ...]:
    """What is minimised, in order, with the room it is kept with; before all others, that totals are kept."""
    margins = [(name(kind, year, key), GIVES_WAY[kind]) for year, kind, key, _ in table.margins]
    further = table.step - 2 * (table.of("fte") - table.low * table.step)
    return (
        ({f"{side}__{label}": weight for label, weight in margins for side in ("under", "over")}, _A_HALF),
        ({name("extra", row.account, row.year): 1.0 for row in table.savings}, _ONE_DKK),
        ({name("below", *post): 1.0 for post, _, _ in table.minima}, _NOISE),
        (dict.fromkeys(table.ups, -1.0), _A_HALF),
        (dict(zip(table.ups, further.tolist(), strict=True)), _NOISE),
        ({key: 1.0 + crc32(key.encode()) / 2**32 for key in table.ups}, _NOISE),
    )


def _solved(variables: list[Variable], rows: list[Row], goals: tuple[tuple[Terms, float], ...]) -> dict[str, float]:
    """The variables' values when the goals are met strictly in order, each to a proven optimum."""
    highs, columns = Model(variables, rows).to_highs(goals[0][0])
    best = highspy.HighsSolution()
    for terms, room in goals:
        costs = np.zeros(len(columns))
        costs[[columns[key] for key in terms]] = list(terms.values())
        highs.changeColsCost(len(costs), np.arange(len(costs), dtype=np.int32), costs)
        if len(best.col_value):
            highs.setSolution(best)
        _run(highs)
        best.col_value = highs.getSolution().col_value
        values, used = np.array(best.col_value), np.flatnonzero(costs).astype(np.int32)
        highs.addRow(-highspy.kHighsInf, float(costs @ values) + room, len(used), used, costs[used])
    return {key: float(values[column]) for key, column in columns.items()}


def _run(highs: Any) -> None:
    for option, value in _OPTIONS.items():
        highs.setOptionValue(option, value)
    highs.run()
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise SolverError("the solver did not prove which whole posts are best")


def _totals(table: Table) -> pd.DataFrame:
    """Totals of FTE and posts, and how many steps they are off."""
    rows = []
    for year, kind, key, at in table.margins:
        fte, posts = float(table.of("fte")[at].sum()), round(float(table.of("posts")[at].sum()), 1)
        (low, up), n = whole_steps(fte, table.step), round(posts / table.step)
        rows.append((year, kind, key, fte, posts, max(0, low - n, n - up)))
    return pd.DataFrame(rows, columns=["year", "kind", "key", "fte", "posts", "steps"])


def _savings(plan: Plan, table: Table) -> pd.DataFrame:
    """Savings with FTE and with posts, in DKK."""
    pay = (table.cells["posts"] - table.cells["fte"]) * table.cells["monthly_pay"]
    pay = pay.groupby([table.cells["account"], pay.index.get_level_values("year")]).sum()
    cost = [sum(n * pay.get((row.account, y), 0.0) for y, n in row.months.items()) for row in table.savings]
    net = plan.years["net_dkk"] - cost
    short = (plan.years["target_dkk"] - net).where(lambda dkk: dkk > MET_WITHIN_DKK, 0.0)
    years = plan.years.assign(net_posts_dkk=net, cost_of_rounding_dkk=cost, shortfall_posts_dkk=short)
    amounts = ["target_dkk", "net_dkk", "net_posts_dkk", "cost_of_rounding_dkk", "shortfall_dkk", "shortfall_posts_dkk"]
    return years[["year", "account", *amounts]].reset_index(drop=True)


def _limits(plan: Plan, table: Table) -> pd.DataFrame:
    """Minimum staffing at each milestone, with FTE and with posts."""
    year = plan.movements["month"].str[:4].astype(int)
    notice = plan.movements.groupby([year, "team", "profession"])["notice_fte"].sum().reindex(table.cells.index)
    rows = []
    for post, minimum, at in table.minima:
        below = (max(0.0, minimum - float(table.of(column)[at].sum())) for column in ("fte", "posts"))
        rows.append((*post, minimum, *below, float(notice.to_numpy()[at].sum())))
    columns = ["year", "team", "profession", "minimum_fte", "below_fte", "below_posts", "dismissals_fte"]
    return pd.DataFrame(rows, columns=columns)


def _loads(plan: Plan, cells: pd.DataFrame) -> pd.DataFrame:
    """Loads in the milestones' half-years with FTE and with posts, both served alike."""
    rows = []
    for year, part in cells.groupby(level="year"):
        half_year = max(half for half in plan.caseload["half_year"] if half.startswith(str(year)))
        need = plan.caseload[plan.caseload["half_year"] == half_year].set_index("target_group")["need_fte"].to_dict()
        can = [row for row in plan.case.competence if row.target_group in need]
        loads = [even_loads(need, part[of].droplevel("year").to_dict(), can) for of in ("fte", "posts")]
        rows += [(year, half_year, group, need[group], *(load[group] for load in loads)) for group in sorted(need)]
    return pd.DataFrame(rows, columns=["year", "half_year", "target_group", "need_fte", "load_fte", "load_posts"])


def even_loads(need: Terms, has: dict[Cell, float], can: Sequence[Competence]) -> Terms:
    """The load by group when the worst covered is covered best, then the next worst, and so on."""
    load = dict.fromkeys(set(need) - {row.target_group for row in can}, math.inf)
    rows = [*_served(need, has, can)]
    variables = [Variable(key, None) for key in sorted({key for row in rows for key in row.terms})]
    highs, columns = Model(variables, rows).to_highs({"coverage": -1.0})
    while len(load) < len(need):
        _run(highs)
        found, waiting = highs.getSolution(), [group for group in need if group not in load]
        coverage = found.col_value[columns["coverage"]]
        # FTE to spare have a price where no group can have more unless the worst covered has less.
        tight = [group for group in waiting if abs(found.col_dual[columns[f"spare__{group}"]]) > _NOISE] or waiting
        for group in tight:
            load[group] = 1 / coverage if coverage > _NOISE else math.inf
            highs.changeColBounds(columns[f"fte__{group}"], need[group] / load[group] - 1e-9, highspy.kHighsInf)
            highs.changeColBounds(columns[f"spare__{group}"], -highspy.kHighsInf, highspy.kHighsInf)
    return load


def _served(need: Terms, has: dict[Cell, float], can: Sequence[Competence]) -> Iterator[Row]:
    """No cell serves more than it has; each group's FTE are the common coverage of its need, and some to spare."""
    for u, p in sorted({(row.team, row.profession) for row in can}):
        terms = {name("q", u, p, r.target_group): 1.0 for r in can if (r.team, r.profession) == (u, p)}
        yield Row(name("capacity", u, p), terms, "<=", has.get(Cell(u, p), 0.0))
    for group in sorted({row.target_group for row in can}):
        terms = {name("q", r.team, r.profession, group): 1.0 for r in can if r.target_group == group}
        yield Row(f"served__{group}", terms | {f"fte__{group}": -1.0}, "==", 0.0)
        yield Row(
            f"worst__{group}", {f"fte__{group}": 1.0, "coverage": -need[group], f"spare__{group}": -1.0}, "==", 0.0
        )
