"""The checks of who answers: K01-K04, K10, K14 for citizen types, K16 for guarantees.

A gap or an overlap between the dates of two owners (K13) is no finding of its own: K01 and K02 say it in a sentence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

import pandas as pd

from planner.calendar import Month, half_year
from planner.case.tables import CitizenType
from planner.case.work_references import EXITS
from planner.coordination.catalogue import Words
from planner.coordination.graph import (
    Period,
    Span,
    before_and_after,
    guarantees,
    holders,
    is_kind,
    owned,
)
from planner.coordination.view import CoordinationView, Why, counted, number, owners_where, types_where
from planner.findings import Finding
from planner.workload import Workload
from planner.workload.stocks import Series

_VISIBLE_FTE = 0.05
_DAY, _DAYS = Words("dag", "day"), Words("dage", "days")


def no_owner(view: CoordinationView) -> Iterator[Finding]:
    """K01: every citizen type has an owner that exists, every day; a gap between two owners is named (K13)."""

    def gap(span: Span) -> Words:
        until, (before, after) = view.until_then(span, "owns"), before_and_after(view.periods, span, "owns")
        if not (before and after):
            return until
        long, names = counted((span.last - span.first).days + 1, _DAY, _DAYS), view.names(after)
        da = f" Der er et hul på {long.da}, før {names.da} tager over."
        return Words(until.da + da, f"{until.en} There is a gap of {long.en} before {names.en} takes over.")

    return view.findings("K01", types_where(lambda p, key: not holders(p.graph, key, "owns")), gap)


def several_owners(view: CoordinationView) -> Iterator[Finding]:
    """K02: no citizen type has more than one owner on any day; an overlap between two owners is named (K13)."""

    def overlap(span: Span) -> Words:
        before, after = before_and_after(view.periods, span, "owns")
        came, leaves = ([unit for unit in span.cause if unit not in held] for held in (before, after))
        if not (before and after and came and leaves) or set(came) & set(leaves):
            return Words("", "")
        new, old = view.names(came), view.names(leaves)
        long = counted((span.last - span.first).days + 1, _DAY, _DAYS)
        da = f" {new.da} begynder {long.da}, før {old.da} slutter."
        return Words(da, f" {new.en} begins {long.en} before {old.en} ends.")

    return view.findings("K02", lambda p: ((key, owners) for key, owners in owned(p) if len(owners) > 1), overlap)


def owner_without_posts(view: CoordinationView) -> Iterator[Finding]:
    """K03: the owner's team has posts in the plan in every month in which it is the owner."""
    return view.findings("K03", owners_where(view.empty), cut=view.months)


def owner_not_a_team(view: CoordinationView) -> Iterator[Finding]:
    """K04: whoever is named as owner is a team, and exists as long as it is the owner."""
    other = owners_where(lambda period, unit: not is_kind(period.graph, unit, "team"))
    types = {row.citizen_type for row in view.case.citizen_types}
    only_teams = Words("kun et af kommunens team kan være ansvarlig", "only a team can be the owner")
    not_there = Words("findes ikke på det tidspunkt", "it does not exist then")
    yield from view.findings("K04", other, lambda _: only_teams)
    yield from view.findings("K04", lambda p: (row for row in _gone(p) if row[0] in types), lambda _: not_there)


def _gone(period: Period) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Whatever is owned by a unit that does not exist, and the unit."""
    for edge in period.edges:
        if edge.kind == "owns" and edge.to_node in period.graph and edge.from_node not in period.graph:
            yield edge.to_node, (edge.from_node,)


def owner_over_capacity(view: CoordinationView) -> Iterator[Finding]:
    """K10: a team has the FTE for its part of what the citizen types that it owns need, in every half-year."""
    lacking = _lacking(view)
    step = view.case.settings.period_months

    def name(period: Period) -> str:
        return half_year(Month.of(period.first), step)

    def over(period: Period) -> Iterator[tuple[str, tuple[str, ...]]]:
        return ((team, ()) for team, when in lacking if when == name(period) and team in period.graph)

    def most(span: Span) -> Words:
        here = {name(period) for period in view.months if span.first <= period.first <= span.last}
        return number(max(fte for (team, when), fte in lacking.items() if team == span.subject and when in here))

    return view.findings("K10", over, most, view.months)


def _lacking(view: CoordinationView) -> dict[tuple[str, str], float]:
    """FTE that teams lack for the citizen types that they own, by team and half-year, where they lack some.

    A type needs its share of what its target group needs in the month. Of that the owner does the part which the plan
    has it do in the groups where the citizens are. It has its posts, or what the plan has it do if that is more: people
    under notice do some work as well.
    """
    if view.work is None or view.done is None:
        return {}
    parts = _parts(view.done)
    owners = {str(Month.of(period.first)): dict(owned(period)) for period in view.months if period.first.day == 1}
    needs = _needs(view.case.citizen_types, view.work)
    does = view.done.groupby(["team", "half_year"])["fte"].sum().to_dict()
    months = [str(month) for month in view.work.stocks.months]
    found: dict[tuple[str, str], float] = {}
    for name, at in view.work.spans.items():
        takes: defaultdict[str, float] = defaultdict(float)
        for t in at:
            for key, units in owners[months[t]].items():
                for team in units:
                    need = sum(series[t] * parts.get((name, group, team), 0.0) for group, series in needs[key].items())
                    takes[team] += need / len(at)
        for team, fte in takes.items():
            posts = sum(view.fte.get((team, months[t]), 0.0) for t in at) / len(at)
            lack = fte - max(posts, float(does.get((team, name), 0.0)))
            if lack > _VISIBLE_FTE:
                found[team, name] = lack
    return found


def _parts(done: pd.DataFrame) -> dict[tuple[str, str, str], float]:
    """Each team's part of what the plan does for a target group in a half-year."""
    whole = done.groupby(["half_year", "target_group"])["fte"].sum()
    each = done.groupby(["half_year", "target_group", "team"])["fte"].sum()
    of = whole.to_dict()
    return {(h, g, team): fte / of[h, g] for (h, g, team), fte in each.to_dict().items() if of[h, g] > 0}


def _needs(types: tuple[CitizenType, ...], work: Workload) -> dict[str, dict[str, Series]]:
    """FTE that each citizen type needs by month, in the target groups where its citizens are.

    Types without a share have an even part of what the others in their target group leave.
    """
    received = work.placed(work.fte)
    found: dict[str, dict[str, Series]] = {}
    for row in types:
        group = row.target_group
        others = [other.share for other in types if other.target_group == group]
        left = max(0.0, 1 - sum(share for share in others if share is not None)) / max(1, others.count(None))
        share = left if row.share is None else row.share
        places: Mapping[str, Series | float] = work.places.get(group, {})
        found[row.citizen_type] = {
            place: work.fte[group] * part * share for place, part in places.items() if place not in EXITS
        }
        if group in received and group not in work.fte:
            found[row.citizen_type] = {group: received[group] * share}
    return found


def owner_may_not_decide(view: CoordinationView) -> Iterator[Finding]:
    """K14: the owner has the right to decide; an owner that is no team is K04."""
    mute = {unit.unit for unit in view.case.units if not unit.decides}
    return view.findings("K14", owners_where(lambda p, unit: unit in mute and is_kind(p.graph, unit, "team")))


def guarantee_unanswered(view: CoordinationView) -> Iterator[Finding]:
    """K16: one unit answers for every guarantee, every day; it exists, and a team has posts."""
    promised = {row.guarantee for row in view.case.guarantees}

    def gone(period: Period) -> Iterator[tuple[str, tuple[str, ...]]]:
        return ((key, units) for key, units in _gone(period) if key in promised)

    def nobody(period: Period) -> Iterator[tuple[str, tuple[str, ...]]]:
        named = {key for key, _ in gone(period)}
        return ((key, ()) for key, units in _answering(period) if not units and key not in named)

    def several(period: Period) -> Iterator[tuple[str, tuple[str, ...]]]:
        return ((key, units) for key, units in _answering(period) if len(units) > 1)

    def empty(period: Period) -> Iterator[tuple[str, tuple[str, ...]]]:
        return ((key, (unit,)) for key, units in _answering(period) for unit in units if view.empty(period, unit))

    def said(da: str, en: str) -> Why:
        def words(span: Span) -> Words:
            units = view.names(span.cause)
            return Words(da.format(units.da), en.format(units.en))

        return words

    no_posts = said("{} svarer for den, men har ingen stillinger", "{} answers for it, but has no posts")
    not_there = said("{} svarer for den, men findes ikke", "{} answers for it, but does not exist")
    yield from view.findings("K16", nobody, said("ingen svarer for den", "nobody answers for it"))
    yield from view.findings("K16", several, said("flere svarer for den ({})", "several answer for it ({})"))
    yield from view.findings("K16", gone, not_there)
    yield from view.findings("K16", empty, no_posts, view.months)


def _answering(period: Period) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each guarantee in force, with the units that answer for it."""
    return ((key, holders(period.graph, key, "owns")) for key in guarantees(period.graph))
