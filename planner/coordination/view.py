"""What the coordination checks look at, and how what they find is put into words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pandas as pd

from planner.calendar import Month
from planner.case.schema import Case
from planner.case.tables import Unit
from planner.coordination.catalogue import CATALOGUE, Words
from planner.coordination.graph import (
    EdgeKind,
    Period,
    Span,
    Test,
    before_and_after,
    by_month,
    citizen_types,
    held,
    is_kind,
    owned,
    periods,
    spans,
)
from planner.findings import Finding
from planner.workload import Workload

NO_POSTS_BELOW_FTE = 0.05
ANY_TEAM = "any team"
_MOST_NAMES = 4

Why = Callable[[Span], Words]


@dataclass(frozen=True)
class CoordinationView:
    """What the checks look at: the graph in all its periods, FTE by team and month, and labels by key.

    `work` and `done` (the plan's work by half-year, team and target group) are there when the checks follow a plan.
    """

    case: Case
    periods: tuple[Period, ...]
    fte: Mapping[tuple[str, str], float]
    labels: Mapping[str, Words]
    work: Workload | None = None
    done: pd.DataFrame | None = None

    @classmethod
    def of(
        cls, case: Case, staff: pd.DataFrame, work: Workload | None = None, done: pd.DataFrame | None = None
    ) -> CoordinationView:
        """The view of a case and the plan's staff; raises ValueError on an FTE that is not a number."""
        fte: defaultdict[tuple[str, str], float] = defaultdict(float)
        columns = (staff[name].tolist() for name in ("team", "month", "fte"))
        lasts = {month: _months(month, case.settings.period_months) for month in staff["month"].unique()}
        for team, month, posts in zip(*columns, strict=True):
            if pd.isna(posts):
                raise ValueError(f"no number for the posts of {team} in {month}")
            for each in lasts[month]:
                fte[str(team), each] += float(posts)
        labels = {unit.unit: Words(unit.label_da, unit.label_en) for unit in case.units}
        labels |= {row.citizen_type: Words(row.label_da, row.label_en) for row in case.citizen_types}
        labels |= {row.guarantee: Words(row.label_da, row.label_en) for row in case.guarantees}
        labels[ANY_TEAM] = Words("et team fra beskæftigelsesområdet", "a team of the employment service")
        return cls(case, periods(case), dict(fte), labels, work, done)

    @cached_property
    def months(self) -> tuple[Period, ...]:
        """The periods, cut at the first day of every month as well."""
        return by_month(self.periods)

    @cached_property
    def units(self) -> dict[str, Unit]:
        """The units by their keys."""
        return {unit.unit: unit for unit in self.case.units}

    def empty(self, period: Period, unit: str) -> bool:
        """Whether a unit is a team without posts in the month in which a period begins."""
        fte = self.fte.get((unit, str(Month.of(period.first))), 0.0)
        return fte < NO_POSTS_BELOW_FTE and is_kind(period.graph, unit, "team")

    def findings(
        self, code: str, test: Test, why: Why | None = None, cut: tuple[Period, ...] | None = None
    ) -> Iterator[Finding]:
        """What a test finds, in the words of the catalogue; the reason is a lost edge, or what `why` says."""
        rule = CATALOGUE[code]
        for span in spans(cut or self.periods, test):
            subject, cause, when = self.names([span.subject]), self.names(span.cause), self._when(span)
            reason = why(span) if why else self.until_then(span, rule.lost)
            da = rule.message_da.format(subject=subject.da, cause=cause.da, when=when.da, why=reason.da)
            en = rule.message_en.format(subject=subject.en, cause=cause.en, when=when.en, why=reason.en)
            first, last = span.first.isoformat(), span.last.isoformat()
            yield Finding(code, rule.severity, span.subject, first, last, da, en, rule.mend_da, rule.mend_en)

    def names(self, keys: Iterable[str]) -> Words:
        """The labels of units, citizen types and guarantees as one list, the rest of a long one as a number."""
        labels = [self.labels.get(key, Words(key, key)) for key in keys]
        if len(labels) > _MOST_NAMES:
            rest = len(labels) - _MOST_NAMES
            labels = [*labels[:_MOST_NAMES], Words(f"{rest} til", f"{rest} more")]
        danish, english = [label.da for label in labels], [label.en for label in labels]
        return Words(_listed(danish, "og"), _listed(english, "and"))

    def within(self, span: Span) -> Iterator[Period]:
        """The periods of a span."""
        return (period for period in self.periods if span.first <= period.last and period.first <= span.last)

    def until_then(self, span: Span, kind: EdgeKind | None) -> Words:
        """Who had the part until the day before the span; nothing when nobody had."""
        if kind is None:
            return Words("", "")
        before, now = before_and_after(self.periods, span, kind)[0], held(self.periods, span.first, span.subject, kind)
        names = self.names(unit for unit in before if unit not in now)
        return Words(f" Indtil da: {names.da}.", f" Until then: {names.en}.") if names.da else names

    def _when(self, span: Span) -> Words:
        """The dates of a span, short where it runs to the end of the plan."""
        if span.last < self.periods[-1].last:
            da = f"fra {_date(span.first).da} til og med {_date(span.last).da}"
            return Words(da, f"from {_date(span.first).en} to {_date(span.last).en}")
        if span.first > self.periods[0].first:
            start = _date(span.first)
            return Words(f"fra {start.da} og resten af planen", f"from {start.en} to the end of the plan")
        return Words("i hele planen", "in the whole plan")


def _months(first: str, count: int) -> list[str]:
    """So many months from one on."""
    return [str(Month.parse(first).plus(later)) for later in range(count)]


def types_where(broken: Callable[[Period, str], bool]) -> Test:
    """A test of each citizen type in force."""
    return lambda p: ((key, ()) for key in citizen_types(p.graph) if broken(p, key))


def owners_where(broken: Callable[[Period, str], bool]) -> Test:
    """A test of each owner in force; the citizen type is the subject, the owner the cause."""
    return lambda p: ((key, (unit,)) for key, units in owned(p) for unit in units if broken(p, unit))


def number(value: float) -> Words:
    """A number with one decimal."""
    return Words(f"{value:.1f}".replace(".", ","), f"{value:.1f}")


def counted(many: int, one: Words, several: Words) -> Words:
    """A whole number of something.

    >>> counted(1, Words("dag", "day"), Words("dage", "days")).en
    '1 day'
    """
    what = one if many == 1 else several
    return Words(f"{many} {what.da}", f"{many} {what.en}")


def _listed(names: list[str], last: str) -> str:
    return f"{', '.join(names[:-1])} {last} {names[-1]}" if len(names) > 1 else "".join(names)


def _date(day: date) -> Words:
    month = "JanFebMarAprMayJunJulAugSepOctNovDec"[day.month * 3 - 3 : day.month * 3]
    return Words(f"{day.day}.{day.month}.{day.year}", f"{day.day} {month} {day.year}")
