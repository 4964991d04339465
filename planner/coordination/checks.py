"""The rules of the coordination graph: what falls out, when and why, as findings with a code, like a linter.

A rule is an entry in `catalogue.py` (what is said) and a function in `CHECKS` (how it is found).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

import networkx as nx
import pandas as pd

from planner.calendar import Month
from planner.case.schema import Case
from planner.coordination.catalogue import CATALOGUE, Words
from planner.coordination.graph import (
    CITIZEN_TYPE,
    GUARANTEE,
    EdgeKind,
    Period,
    Span,
    Test,
    absent,
    by_month,
    citizen_types,
    gave_up,
    holders,
    is_kind,
    owned,
    periods,
    spans,
)
from planner.findings import SEVERITIES, Finding

CLINICAL_UNIT = "klinisk_funktion"
"""The unit whose health advice is a duty in cases of flexible jobs and disability pension (fact DK129)."""
FORUM_DEPARTMENTS = ("socialforvaltning", "sundhedsforvaltning")
"""The departments that a coordination forum cannot do without, besides a team of the employment service."""
NO_POSTS_BELOW_FTE = 0.05
_ANY_TEAM = "any team"
_MOST_NAMES = 4


Why = Callable[[Span], Words]


@dataclass(frozen=True)
class CoordinationView:
    """What the checks look at: the graph in all its periods, FTE by team and month, and labels by key."""

    case: Case
    periods: tuple[Period, ...]
    fte: Mapping[tuple[str, str], float]
    labels: Mapping[str, Words]

    @classmethod
    def of(cls, case: Case, staff: pd.DataFrame) -> CoordinationView:
        """The view of a case and the plan's staff; raises ValueError on an FTE that is not a number."""
        fte: defaultdict[tuple[str, str], float] = defaultdict(float)
        for team, month, posts in zip(staff["team"], staff["month"], staff["fte"], strict=True):
            if pd.isna(posts):
                raise ValueError(f"no number for the posts of {team} in {month}")
            for later in range(case.settings.period_months):
                fte[str(team), str(Month.parse(month).plus(later))] += float(posts)
        labels = {unit.unit: Words(unit.label_da, unit.label_en) for unit in case.units}
        labels |= {row.citizen_type: Words(row.label_da, row.label_en) for row in case.citizen_types}
        labels[_ANY_TEAM] = Words("et team fra beskæftigelsesområdet", "a team of the employment service")
        return cls(case, periods(case), dict(fte), labels)

    def findings(self, code: str, test: Test, why: Why | None = None) -> Iterator[Finding]:
        """What a test finds, in the words of the catalogue; the reason is a lost edge, or what `why` says."""
        rule = CATALOGUE[code]
        for span in spans(self.periods, test):
            subject, cause, when = self.names([span.subject]), self.names(span.cause), self._when(span)
            reason = why(span) if why else self._until_then(span, rule.lost)
            da = rule.message_da.format(subject=subject.da, cause=cause.da, when=when.da, why=reason.da)
            en = rule.message_en.format(subject=subject.en, cause=cause.en, when=when.en, why=reason.en)
            first, last = span.first.isoformat(), span.last.isoformat()
            yield Finding(code, rule.severity, span.subject, first, last, da, en, rule.mend_da, rule.mend_en)

    def names(self, keys: Iterable[str]) -> Words:
        """The labels of units and citizen types as one list, the rest of a long one as a number."""
        labels = [self.labels.get(key, Words(key, key)) for key in keys]
        if len(labels) > _MOST_NAMES:
            rest = len(labels) - _MOST_NAMES
            labels = [*labels[:_MOST_NAMES], Words(f"{rest} til", f"{rest} more")]
        danish, english = [label.da for label in labels], [label.en for label in labels]
        return Words(_listed(danish, "og"), _listed(english, "and"))

    def _when(self, span: Span) -> Words:
        """The dates of a span, short where it runs to the end of the plan."""
        if span.last < self.periods[-1].last:
            da = f"fra {_date(span.first).da} til og med {_date(span.last).da}"
            return Words(da, f"from {_date(span.first).en} to {_date(span.last).en}")
        if span.first > self.periods[0].first:
            start = _date(span.first)
            return Words(f"fra {start.da} og resten af planen", f"from {start.en} to the end of the plan")
        return Words("i hele planen", "in the whole plan")

    def _until_then(self, span: Span, kind: EdgeKind | None) -> Words:
        """Who had the part until the day before the span; nothing when nobody had."""
        names = self.names(gave_up(self.periods, span, kind)) if kind else Words("", "")
        return Words(f" Indtil da: {names.da}.", f" Until then: {names.en}.") if names.da else names


def no_owner(view: CoordinationView) -> Iterator[Finding]:
    """K01: every citizen type has an owner that exists, every day."""
    return view.findings("K01", _types(lambda p, key: not holders(p.graph, key, "owns")))


def several_owners(view: CoordinationView) -> Iterator[Finding]:
    """K02: no citizen type has more than one owner on any day."""
    return view.findings("K02", lambda p: ((key, owners) for key, owners in owned(p) if len(owners) > 1))


def owner_without_posts(view: CoordinationView) -> Iterator[Finding]:
    """K03: the owner's team has posts in the plan in every month in which it is the owner."""

    def empty(period: Period, unit: str) -> bool:
        fte = view.fte.get((unit, str(Month.of(period.first))), 0.0)
        return fte < NO_POSTS_BELOW_FTE and is_kind(period.graph, unit, "team")

    return replace(view, periods=by_month(view.periods)).findings("K03", _owners(empty))


def owner_not_a_team(view: CoordinationView) -> Iterator[Finding]:
    """K04: whoever is named as owner is a team, and exists as long as it is the owner."""

    def gone(period: Period) -> Iterator[tuple[str, tuple[str, ...]]]:
        for edge in period.edges:
            if edge.kind == "owns" and edge.to_node in period.graph and edge.from_node not in period.graph:
                yield edge.to_node, (edge.from_node,)

    other = _owners(lambda period, unit: not is_kind(period.graph, unit, "team"))
    only_teams = Words("kun et af kommunens team kan være ansvarlig", "only a team can be the owner")
    not_there = Words("findes ikke på det tidspunkt", "it does not exist then")
    yield from view.findings("K04", other, lambda _: only_teams)
    yield from view.findings("K04", gone, lambda _: not_there)


def no_clinical_advice(view: CoordinationView) -> Iterator[Finding]:
    """K05: klinisk funktion advises on every citizen type in whose cases its advice is a duty."""
    due = {row.citizen_type for row in view.case.citizen_types if row.needs_advice}

    def unadvised(period: Period, key: str) -> bool:
        return key in due and CLINICAL_UNIT not in holders(period.graph, key, "advises")

    return view.findings("K05", _types(unadvised))


def no_coordination(view: CoordinationView) -> Iterator[Finding]:
    """K06: a forum or department coordinates every citizen type whose cases cross departments."""
    due = {row.citizen_type for row in view.case.citizen_types if row.needs_coordination}

    def uncoordinated(period: Period, key: str) -> bool:
        units = holders(period.graph, key, "coordinates")
        return key in due and not any(is_kind(period.graph, unit, "forum", "department") for unit in units)

    return view.findings("K06", _types(uncoordinated))


def forum_lacks_member(view: CoordinationView) -> Iterator[Finding]:
    """K07: a forum that coordinates has a team and the departments it cannot do without as members."""

    def found(period: Period) -> Iterator[tuple[str, tuple[str, ...]]]:
        busy = {unit for unit, _, kind in period.graph.edges(keys=True) if kind == "coordinates"}
        for forum in (unit for unit in busy if is_kind(period.graph, unit, "forum")):
            members = holders(period.graph, forum, "member")
            teams = [unit for unit in members if is_kind(period.graph, unit, "team")]
            lacking = [] if teams else [_ANY_TEAM]
            lacking += [unit for unit in FORUM_DEPARTMENTS if unit not in members]
            if lacking:
                yield forum, tuple(lacking)

    return view.findings("K07", found)


def unit_outside_lifetime(view: CoordinationView) -> Iterator[Finding]:
    """K08: no unit advises, coordinates or takes part while it does not exist; owners are K04."""

    def parts(span: Span) -> Words:
        within = [period for period in view.periods if span.first <= period.first <= span.last]
        return view.names(sorted(set().union(*(absent(period)[span.subject] for period in within))))

    return view.findings("K08", lambda p: ((unit, ()) for unit in absent(p)), parts)


def unused_unit(view: CoordinationView) -> Iterator[Finding]:
    """K09: every unit in force has at least one edge."""

    def alone(period: Period) -> Iterator[tuple[str, tuple[str, ...]]]:
        graph = period.graph
        return ((node, ()) for node in nx.isolates(graph) if not is_kind(graph, node, CITIZEN_TYPE, GUARANTEE))

    return view.findings("K09", alone)


CHECKS = (
    no_owner,
    several_owners,
    owner_without_posts,
    owner_not_a_team,
    no_clinical_advice,
    no_coordination,
    forum_lacks_member,
    unit_outside_lifetime,
    unused_unit,
)
"""All rules, in the order of their codes."""


def check(case: Case, staff: pd.DataFrame) -> tuple[Finding, ...]:
    """Every breach of the rules of coordination on any day of the plan, errors first.

    Args:
        case: the case whose units, citizen types and edges are checked.
        staff: the plan's posts, with columns month (`2026-07`), team, profession, fte; a team without rows in
            a month has no posts then.

    Raises:
        ValueError: when an FTE is not a number.
        InputError: when a citizen type and a unit share a key.
    """
    view = CoordinationView.of(case, staff)
    return tuple(sorted((finding for rule in CHECKS for finding in rule(view)), key=_order))


def _order(finding: Finding) -> tuple[int, str, str, str, str]:
    rank = SEVERITIES.index(finding.severity)
    return rank, finding.code, finding.subject, finding.valid_from, finding.message_en


def _types(broken: Callable[[Period, str], bool]) -> Test:
    """A test of each citizen type in force."""
    return lambda p: ((key, ()) for key in citizen_types(p.graph) if broken(p, key))


def _owners(broken: Callable[[Period, str], bool]) -> Test:
    """A test of each owner in force; the citizen type is the subject, the owner the cause."""
    return lambda p: ((key, (unit,)) for key, units in owned(p) for unit in units if broken(p, unit))


def _listed(names: list[str], last: str) -> str:
    return f"{', '.join(names[:-1])} {last} {names[-1]}" if len(names) > 1 else "".join(names)


def _date(day: date) -> Words:
    month = "JanFebMarAprMayJunJulAugSepOctNovDec"[day.month * 3 - 3 : day.month * 3]
    return Words(f"{day.day}.{day.month}.{day.year}", f"{day.day} {month} {day.year}")
