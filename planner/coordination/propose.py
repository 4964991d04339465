"""Who could answer for each citizen type on a day: one team each, within its posts, with few changes from today."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import networkx as nx
import pandas as pd

from planner.calendar import Month
from planner.case.schema import Case
from planner.case.tables import CitizenType
from planner.case.work_references import EXITS
from planner.coordination.checks import NO_POSTS_BELOW_FTE
from planner.coordination.graph import graph_on, holders, horizon, in_force
from planner.coordination.reach import Reach
from planner.staffing.assignment import Assignment, assign
from planner.workload import Workload, workload

OWNERS_SHARE = 0.5
"""The least share of a citizen type's work that its owner does itself; else it would be an owner in name only."""
PRICES = ("price_overload_fte", "price_changed", "price_missing")
"""What a pin costs: FTE beyond the teams' posts, owners changed from today's, competences out of reach."""
_DUST = 1e-9


@dataclass(frozen=True)
class Proposal:
    """Owners proposed for a day.

    Attributes:
        owners: citizen_type, owner, today (several joined by " + "), changed (not one of today's), pinned, load_fte
            (what the owner does itself), missing (competences that its cases cannot reach from the owner in time), and
            the price of the pin: `PRICES`, as the proposal with it less the best one without it, where all other pins
            hold. They are empty without a pin. `owner` is empty where no team may answer, or not the pinned one.
        teams: team, fte (in the plan), load_fte, overload_fte.
    """

    owners: pd.DataFrame
    teams: pd.DataFrame

    @property
    def feasible(self) -> bool:
        """Whether every citizen type has an owner and no team more than its posts."""
        return bool((self.owners["owner"] != "").all() and (self.teams["overload_fte"] == 0).all())


def propose(case: Case, staff: pd.DataFrame, day: date, share: float = OWNERS_SHARE) -> Proposal:
    """One owner for each citizen type in force on a day.

    A team may be the owner when it exists, has the right to decide, has posts in the plan, and may serve at least the
    owner's share of the type's citizens, in the target groups that they are in on the day; of a type without a target
    group any such team may. Best is, strictly in order: least work beyond the teams' posts, fewest owners changed,
    fewest competences out of reach, and least load on the team that is loaded most. Whoever is pinned stays pinned.

    Args:
        case: the case whose units, citizen types and edges are read.
        staff: the plan's posts, with columns month (`2026-07`), team and fte.
        day: a day in the plan; needs are means of its half-year, posts those of its month.
        share: the part of a type's work that its owner does itself, 0-1.

    Raises:
        ValueError: when the day lies outside the plan, or an FTE is not a number.
        SolverError: when no proposal was proved to be best.
    """
    first, last = horizon(case)
    if not first <= day <= last:
        raise ValueError(f"{day} lies outside the plan, {first} to {last}")
    return _Question(case, staff, day, share).proposal()


@dataclass(frozen=True)
class _Question:
    """What is asked: who may answer for which type, what that takes, and what it costs."""

    case: Case
    staff: pd.DataFrame
    day: date
    share: float

    def proposal(self) -> Proposal:
        """The best answer, and what each pin costs."""
        pins = {key: unit for key, unit in self.pinned.items() if key in self.types}
        best, rows = self.best(pins), []
        for key in self.types:
            owner = best.agents.get(key, "")
            prices = (math.nan,) * len(PRICES)
            if key in pins and owner:
                free = self.best({other: unit for other, unit in pins.items() if other != key})
                prices = tuple(round(a - b, 9) for a, b in zip(_parts(best), _parts(free), strict=True))
            parts = (self.load[key][owner], int(self.missing[key][owner])) if owner else (math.nan, 0)
            changed = bool(owner and self.changed[key][owner])
            rows.append((key, owner, " + ".join(self.today[key]), changed, pins.get(key, ""), *parts, *prices))
        columns = ["citizen_type", "owner", "today", "changed", "pinned", "load_fte", "missing", *PRICES]
        owners = pd.DataFrame(rows, columns=columns)
        teams = [(team, fte, best.loads[team], best.excess.get(team, 0.0)) for team, fte in self.fte.items()]
        return Proposal(owners, pd.DataFrame(teams, columns=["team", "fte", "load_fte", "overload_fte"]))

    @cached_property
    def pinned(self) -> dict[str, str]:
        """The owners that the scenario pins for proposals, and those that it has decided by the day."""
        of = self.case.settings.coordination
        decided = sorted(of.decided_owners, key=lambda row: row.valid_from)
        return of.pinned_owners | {row.citizen_type: row.owner for row in decided if row.valid_from <= self.day}

    def best(self, pins: Mapping[str, str]) -> Assignment:
        """The best owners under some of the pins."""
        return assign(self.load, self.fte, [self.changed, self.missing], pins, even=True)

    @cached_property
    def types(self) -> dict[str, CitizenType]:
        """The citizen types in force, in order."""
        rows = (row for row in self.case.citizen_types if in_force(row.valid_from, row.valid_to, self.day))
        return {row.citizen_type: row for row in sorted(rows, key=lambda row: row.citizen_type)}

    @cached_property
    def graph(self) -> nx.MultiDiGraph:
        """The coordination graph on the day."""
        return graph_on(self.case, self.day)

    @cached_property
    def fte(self) -> dict[str, float]:
        """The posts of each team that may decide, exists and has some."""
        month = max(month for month in self.case.months if month.first_day <= self.day)
        now = self.staff[self.staff["month"] == str(month)]
        if now["fte"].isna().any():
            raise ValueError(f"no number for some posts in {month}")
        posts = {str(team): round(math.fsum(fte), 9) for team, fte in now.groupby("team")["fte"]}
        teams = {row.unit for row in self.case.units if row.kind == "team" and row.decides and row.unit in self.graph}
        return {team: posts[team] for team in sorted(teams & set(posts)) if posts[team] >= NO_POSTS_BELOW_FTE}

    @cached_property
    def load(self) -> dict[str, dict[str, float]]:
        """FTE that each citizen type takes of each team that may be its owner."""
        work = workload(self.case)
        t = work.stocks.months.index(Month.of(self.day))
        span = next(at for at in work.spans.values() if t in at)
        shares, found = self._shares(), {}
        for key, row in self.types.items():
            places = _places(work, row.target_group, [t])
            need = _need_fte(work, row.target_group, span) * shares[key] * self.share
            found[key] = {team: need for team in self.fte if self._may_serve(team, places)}
        return found

    def _shares(self) -> dict[str, float]:
        """Each type's part of its target group: its own, else an even part of what the others leave."""
        found: dict[str, float] = {}
        for key, row in self.types.items():
            group = [other for other in self.types.values() if other.target_group == row.target_group]
            stated = [other.share for other in group if other.share is not None]
            open_ = len(group) - len(stated)
            found[key] = max(0.0, 1 - math.fsum(stated)) / open_ if row.share is None else row.share
        return found

    def _may_serve(self, team: str, places: Mapping[str, float]) -> bool:
        """Whether a team may serve enough of those who are in some target groups; all of nobody is enough."""
        may = {row.target_group for row in self.case.competence if row.team == team}
        served = math.fsum(part for place, part in places.items() if place in may)
        return served >= self.share * math.fsum(places.values()) - _DUST

    @cached_property
    def today(self) -> dict[str, tuple[str, ...]]:
        """Who answers for each citizen type on the day as the tables have it."""
        return {key: holders(self.graph, key, "owns") for key in self.types}

    @cached_property
    def changed(self) -> dict[str, dict[str, float]]:
        """1 where an owner is not today's; 0 for everybody where there is none today."""
        return {
            key: {team: float(bool(self.today[key]) and team not in self.today[key]) for team in self.load[key]}
            for key in self.types
        }

    @cached_property
    def missing(self) -> dict[str, dict[str, float]]:
        """How many of the competences that a type needs are more hand-overs away from an owner than they may be."""
        reach = Reach(self.case, self.graph, self.day)
        return {
            key: {team: float(len(list(reach.missing(key, [team])))) for team in self.load[key]} for key in self.types
        }


def _places(work: Workload, group: str, at: list[int]) -> dict[str, float]:
    """Where those are who began in a group, as shares in some months; who is in no group or at an exit is left out."""
    if group not in work.places:
        return {group: 1.0} if group else {}
    return {place: float(part[at].mean()) for place, part in work.places[group].items() if place not in EXITS}


def _need_fte(work: Workload, group: str, at: list[int]) -> float:
    """Mean FTE in some months for those who began in a group, or who are in one that others become; 0 without one."""
    if group in work.fte:
        return float(work.fte[group][at].mean()) * math.fsum(_places(work, group, at).values())
    received = work.placed(work.fte).get(group)
    return 0.0 if received is None else float(received[at].mean())


def _parts(found: Assignment) -> tuple[float, float, float]:
    """What prices are made of: overload in FTE, owners changed, competences out of reach."""
    changed, missing = found.costs
    return math.fsum(found.excess.values()), changed, missing
