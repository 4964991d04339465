"""The checks of who works with whom: advice, forums, competences, borders between departments, and unused units."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import networkx as nx

from planner.coordination.catalogue import COMPETENCES, Words
from planner.coordination.graph import (
    CITIZEN_TYPE,
    CLINICAL_UNIT,
    COORDINATORS,
    GUARANTEE,
    Period,
    Span,
    absent,
    holders,
    is_kind,
    owned,
)
from planner.coordination.reach import Reach
from planner.coordination.view import ANY_TEAM, CoordinationView, counted, number, types_where
from planner.findings import Finding

FORUM_DEPARTMENTS = ("socialforvaltning", "sundhedsforvaltning")
"""The departments that a coordination forum cannot do without, besides a team of the employment service."""
_SENDS = ("data", "hands_over")
_ROUNDING = 1e-9


def no_clinical_advice(view: CoordinationView) -> Iterator[Finding]:
    """K05: klinisk funktion advises on every citizen type in whose cases its advice is a duty."""
    due = {row.citizen_type for row in view.case.citizen_types if row.needs_advice}

    def unadvised(period: Period, key: str) -> bool:
        return key in due and CLINICAL_UNIT not in holders(period.graph, key, "advises")

    return view.findings("K05", types_where(unadvised))


def no_coordination(view: CoordinationView) -> Iterator[Finding]:
    """K06: a forum or department coordinates every citizen type whose cases cross departments."""
    due = {row.citizen_type for row in view.case.citizen_types if row.needs_coordination}

    def uncoordinated(period: Period, key: str) -> bool:
        units = holders(period.graph, key, "coordinates")
        return key in due and not any(is_kind(period.graph, unit, *COORDINATORS) for unit in units)

    return view.findings("K06", types_where(uncoordinated))


def forum_lacks_member(view: CoordinationView) -> Iterator[Finding]:
    """K07: a forum that coordinates has a team and the departments it cannot do without as members."""

    def found(period: Period) -> Iterator[tuple[str, tuple[str, ...]]]:
        busy = {unit for unit, _, kind in period.graph.edges(keys=True) if kind == "coordinates"}
        for forum in (unit for unit in busy if is_kind(period.graph, unit, "forum")):
            members = holders(period.graph, forum, "member")
            teams = [unit for unit in members if is_kind(period.graph, unit, "team")]
            lacking = [] if teams else [ANY_TEAM]
            lacking += [unit for unit in FORUM_DEPARTMENTS if unit not in members]
            if lacking:
                yield forum, tuple(lacking)

    return view.findings("K07", found)


def unit_outside_lifetime(view: CoordinationView) -> Iterator[Finding]:
    """K08: no unit has a part in anything while it does not exist; owners are K04 and K16."""

    def parts(span: Span) -> Words:
        return view.names(sorted(set().union(*(absent(period)[span.subject] for period in view.within(span)))))

    return view.findings("K08", lambda p: ((unit, ()) for unit in absent(p)), parts)


def unused_unit(view: CoordinationView) -> Iterator[Finding]:
    """K09: every unit in force has at least one edge."""

    def alone(period: Period) -> Iterator[tuple[str, tuple[str, ...]]]:
        graph = period.graph
        return ((node, ()) for node in nx.isolates(graph) if not is_kind(graph, node, CITIZEN_TYPE, GUARANTEE))

    return view.findings("K09", alone)


def competence_out_of_reach(view: CoordinationView) -> Iterator[Finding]:
    """K11: every competence that a citizen type needs is at most so many hand-overs from its owner as it says."""

    def found(period: Period) -> Iterator[tuple[str, tuple[str, ...]]]:
        reach = Reach(view.case, period.graph, period.first)
        for key, units in owned(period):
            for need, nearest in reach.missing(key, units) if units else ():
                how_far = "" if nearest is None else str(nearest)
                yield key, (need.competence, str(need.within_handovers), how_far)

    def lacks(span: Span) -> Words:
        competence, within, nearest = span.cause
        name = COMPETENCES.get(competence, Words(competence, competence))
        near = _steps(within, "hos den ansvarlige selv", "with the owner itself")
        if not nearest:
            return Words(f"{name.da} {near.da} (ingen inden for rækkevidde)", f"{name.en} {near.en} (nobody in reach)")
        far = _steps(nearest)
        return Words(f"{name.da} {near.da} (nærmeste: {far.da})", f"{name.en} {near.en} (nearest: {far.en})")

    return view.findings("K11", found, lacks)


def _steps(many: str, none_da: str = "", none_en: str = "") -> Words:
    """A number of hand-overs from the owner, or what 0 is called."""
    steps = counted(int(many), Words("overdragelse", "hand-over"), Words("overdragelser", "hand-overs"))
    return Words(none_da, none_en) if many == "0" else Words(f"{steps.da} væk", f"{steps.en} away")


def forum_over_its_hours(view: CoordinationView) -> Iterator[Finding]:
    """K12: a forum's meetings are long enough for the cases of the citizen types that it coordinates."""
    hours = {row.unit: row.meeting_hours_per_month for row in view.case.units if row.kind == "forum"}
    cases = {row.citizen_type: row.cases_per_year or 0.0 for row in view.case.citizen_types}

    def takes(period: Period) -> dict[str, float]:
        found: defaultdict[str, float] = defaultdict(float)
        for edge in period.edges:
            if edge.kind == "coordinates" and edge.from_node in period.graph and edge.to_node in period.graph:
                found[edge.from_node] += cases[edge.to_node] / 12 * (edge.minutes_per_case or 0.0) / 60
        return found

    def over(period: Period) -> Iterator[tuple[str, tuple[str, ...]]]:
        for unit, taken in takes(period).items():
            there = hours.get(unit)
            if there is not None and taken > there + _ROUNDING:
                yield unit, ()

    def most(span: Span) -> Words:
        taken = number(max(takes(period)[span.subject] for period in view.within(span)))
        there = number(hours[span.subject] or 0.0)
        da = f"sagerne kræver op til {taken.da} mødetimer om måneden mod {there.da}"
        return Words(da, f"the cases take up to {taken.en} hours of meetings a month against {there.en}")

    return view.findings("K12", over, most)


def unsettled_border(view: CoordinationView) -> Iterator[Finding]:
    """K15: on what grounds data cross the border between two departments is settled for every edge that does."""
    borders = {period.first: set(_open_borders(view, period)) for period in view.periods}

    def found(period: Period) -> Iterator[tuple[str, tuple[str, ...]]]:
        return ((unit, ()) for unit in sorted({unit for unit, _ in borders[period.first]}))

    def sharing(span: Span) -> Words:
        pairs = set().union(*(borders[period.first] for period in view.within(span)))
        return view.names(sorted(other for unit, other in pairs if unit == span.subject))

    return view.findings("K15", found, sharing)


def _open_borders(view: CoordinationView, period: Period) -> Iterator[tuple[str, str]]:
    """Units of two departments between which something unsettled is shared, one that is no team first.

    What is shared in the cases of a citizen type is shared with its owner.
    """
    for edge in period.edges:
        unsettled = edge.consent == "unresolved" or (edge.kind in _SENDS and not edge.legal_basis and not edge.consent)
        if unsettled and edge.from_node in period.graph and edge.to_node in period.graph:
            others = (edge.to_node,) if edge.to_node in view.units else holders(period.graph, edge.to_node, "owns")
            for one, other in ((view.units[edge.from_node], view.units[key]) for key in others):
                if one.department and other.department and one.department != other.department:
                    turned = one.kind == "team" != other.kind
                    yield (other.unit, one.unit) if turned else (one.unit, other.unit)


def unit_without_citizens(view: CoordinationView) -> Iterator[Finding]:
    """K17: from every unit with edges a path of edges, either way, leads to a citizen type or a guarantee."""

    def apart(period: Period) -> Iterator[tuple[str, tuple[str, ...]]]:
        for part in nx.weakly_connected_components(period.graph):
            if len(part) > 1 and not any(is_kind(period.graph, node, CITIZEN_TYPE, GUARANTEE) for node in part):
                yield from ((unit, tuple(sorted(part - {unit}))) for unit in part)

    return view.findings("K17", apart)
