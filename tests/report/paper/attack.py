"""What an outsider can work out from the tables of a public paper: for every hidden figure its least and its most.

Everything that the published figures say about each other stands in one linear programme: sums of teams and of
professions, the ladder from posts today to posts at the end, figures that stand in several tables, what all
scenarios of a case share, and posts of which the paper says that they are kept. Published figures are known within their rounding; hidden ones are not negative.
"""

import math

import pulp

from planner.report.ladder import WAYS
from planner.report.paper.masking import HIDDEN

_ROUNDING = 0.05
_EFFECTS = {way.key: way.effect for way in WAYS if way.effect}


class Attack:
    """The programme of one paper, or of several papers about the same case laid side by side."""

    def __init__(self):
        self.problem, self.figures = pulp.LpProblem("attack"), {}
        self.hidden, self.parts, self.laddered = set(), {}, set()

    def figure(self, *key):
        """The unknown of a figure; the same figure in two tables is one unknown."""
        if (key[0] == "way" and key[2] == "vacancy") or key[2] == "posts_fte":
            key = (key[0], "shared", *key[2:])
        if key not in self.figures:
            self.figures[key] = self.problem.add_variable(f"x{len(self.figures)}", lowBound=0)
        return self.figures[key]

    def read(self, key, text, sign=1):
        """A cell as it is printed."""
        found = self.figure(*key)
        if text == HIDDEN:
            self.hidden.add(next(name for name, x in self.figures.items() if x is found))
        elif text:
            value = sign * float(text.replace(".", "").replace(",", "."))
            self.problem += found >= value - _ROUNDING
            self.problem += found <= value + _ROUNDING

    def sum(self, kind, scenario, when, keys):
        """That the parts of a column add up to posts in all."""
        for key in keys:
            self.parts.setdefault((kind, scenario, when), set()).add(key)

    def solve(self):
        """The least and the most of every hidden figure, by its name."""
        for (kind, scenario, when), keys in self.parts.items():
            total = pulp.lpSum(self.figure(kind, scenario, when, key) for key in keys)
            self.problem += total == self.figure("total", scenario, when)
        for scenario, last in self.laddered:
            change = pulp.lpSum(sign * self.figure("way", scenario, key) for key, sign in _EFFECTS.items())
            end = self.figure("total", scenario, last)
            self.problem += end == self.figure("total", scenario, "posts_fte") + change
        return {name: (self._end(name, pulp.LpMinimize), self._end(name, pulp.LpMaximize)) for name in self.hidden}

    def _end(self, name, sense):
        self.problem.sense = sense
        self.problem.setObjective(self.figures[name])
        status = self.problem.solve(pulp.HiGHS(msg=False))
        text = pulp.LpStatus[status]
        if text == "Optimal":
            return self.figures[name].value()
        assert text in ("Unbounded", "Undefined"), f"the published tables contradict each other: {text}"
        assert sense == pulp.LpMaximize
        return math.inf

    def keeps(self, what, scenario, when, kept):
        """That posts which the paper says are kept are there, at any time; what holds nothing else is nothing else."""
        for key, (fte, others) in kept.items():
            found = self.figure(what, scenario, when, key)
            self.problem += found >= fte - _ROUNDING
            if not others:
                self.problem += found <= fte + _ROUNDING

    def rates(self, scenario, attrition_per_retirement):
        """That attrition and retirement stand to each other as their rates, which are published."""
        retired = self.figure("way", scenario, "retirement")
        self.problem += self.figure("way", scenario, "attrition") == attrition_per_retirement * retired


def add_paper(attack, grids, scenarios, last, staffing=()):
    """Read the tables of a paper.

    Args:
        attack: what is known already.
        grids: the tables as they are printed.
        scenarios: the name of each scenario, in the paper's order.
        last: the column of the last month.
        staffing: the case's posts, of which those that are kept are known to everybody.
    """
    for kind in ("team", "profession") if staffing else ():
        for when in ("posts_fte", last):
            attack.keeps(kind, scenarios[0], when, _kept(staffing, kind))
    by_name = {grid.name: grid for grid in grids}
    for name, kind in (("teams", "team"), ("paper_professions", "profession")):
        grid = by_name[name]
        for at, column in enumerate(grid.columns[1:], 1):
            _column(attack, grid, at, (kind, scenarios[0], column.key))
    if "ways_of_leaving" in by_name:
        grid = by_name["ways_of_leaving"]
        columns = [column.key for column in grid.columns]
        for key, row in zip(grid.keys, grid.rows, strict=False):
            attack.read(("way", scenarios[0], key), row[columns.index("fte")])
            if _EFFECTS.get(key):
                attack.read(("way", scenarios[0], key), row[columns.index("effect_fte")], _EFFECTS[key])
        attack.laddered.add((scenarios[0], last))
        _unused(attack, scenarios[0], grid.keys)
    for at, scenario in enumerate(scenarios if len(scenarios) > 1 else (), 1):
        _column(attack, by_name["comparison_teams"], at, ("team", scenario, last))
        ways = by_name["paper_ways"]
        for key, row in zip(ways.keys, ways.rows, strict=True):
            attack.read(("total", scenario, last) if key == "end" else ("way", scenario, key), row[at])
        attack.laddered.add((scenario, last))
        _unused(attack, scenario, ways.keys)


def _kept(staffing, kind):
    """By team or profession: the FTE that are kept, and whether there are others."""
    found = {}
    for row in staffing:
        fixed = row.minimum_fte >= row.fte > 0
        fte, others = found.get(getattr(row, kind), (0.0, False))
        found[getattr(row, kind)] = fte + fixed * row.fte, others or not fixed
    return {key: value for key, value in found.items() if value[0]}


def _column(attack, grid, at, name):
    """A column of parts with their sum in the last row."""
    for key, row in zip(grid.keys, grid.rows, strict=False):
        attack.read((*name, key), row[at])
    attack.read(("total", *name[1:]), grid.rows[-1][at])
    attack.sum(*name, grid.keys)


def _unused(attack, scenario, keys):
    """What is not in the ladder is not used."""
    for key in set(_EFFECTS) - set(keys):
        attack.problem += attack.figure("way", scenario, key) == 0


def too_narrow(found, least=5.0):
    """The hidden figures that can be pinned to a range narrower than the rule allows."""
    return {name: ends for name, ends in found.items() if ends[1] - ends[0] < least - 2 * _ROUNDING}
