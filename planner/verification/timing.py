"""The calendar of dismissals and the act on collective redundancies, recomputed from exits, law and process.

Written from the rules themselves: days off are counted from Easter, and every count of persons is made anew.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from planner.calendar import Month
from planner.plan import Plan
from planner.verification.common import Deviations, kept
from planner.verification.tables import Row, differences

Said = tuple[str, str, str, str, str]
"""A finding without its words: code, severity, subject, from, to."""
_BEFORE = {
    "hearing_deadline": "decision_days",
    "hearing_letters": "hearing_days",
    "med_criteria": "med_criteria_days",
    "med_consequences": "med_consequences_days",
    "med_papers": "med_papers_days",
}
"""The steps before the notice, the last one first, each with the rule that says how many days before the one after it."""
_AFTER_THE_COUNT = ("redundancy_effect", "redundancy_message_3")
_WATCHED_DAYS, _DUST_FTE, _DUST_PERSONS = 90, 0.005, 1e-6


# --- days -------------------------------------------------------------------------------------------------------


def easter(year: int) -> date:
    """Easter Sunday, by the Gregorian computus.

    >>> easter(2026), easter(2027)
    (datetime.date(2026, 4, 5), datetime.date(2027, 3, 28))
    """
    century, golden = year // 100, year % 19
    epact = (century - century // 4 - (8 * century + 13) // 25 + 19 * golden + 15) % 30
    epact -= (epact > 28) or (epact == 28 and golden > 10)
    weekday = (year + year // 4 + epact + 2 - century + century // 4) % 7
    return date(year, 3, 28) + timedelta(days=epact - weekday)


@cache
def days_off(year: int) -> frozenset[date]:
    """Danish public holidays and the days on which offices close by custom; store bededag was abolished in 2024."""
    movable = (-3, -2, 0, 1, 39, 49, 50) if year >= 2024 else (-3, -2, 0, 1, 26, 39, 49, 50)
    fixed = ((1, 1), (5, 1), (6, 5), (12, 24), (12, 25), (12, 26), (12, 31))
    return frozenset({easter(year) + timedelta(days=n) for n in movable} | {date(year, *at) for at in fixed})


def open_day(day: date, step: int = -1) -> date:
    """The day itself where offices are open, else the nearest one before (after it: `step` 1) on which they are."""
    while day.weekday() > 4 or day in days_off(day.year):
        day += timedelta(days=step)
    return day


def _end(month: Month) -> date:
    return month.plus(1).first_day - timedelta(days=1)


def persons(number: float) -> int:
    """Whole persons, never too few."""
    return math.ceil(number - _DUST_PERSONS)


# --- what the calendar counts -----------------------------------------------------------------------------------


class _Left(NamedTuple):
    """FTE dismissed or leaving voluntarily in a month, with months of notice and of severance."""

    wave: str
    given: date
    dismissed: bool
    fte: float
    months: int
    severance: float


class _Window(NamedTuple):
    """A row of the table of thresholds."""

    unit: str
    first_day: str
    last_day: str
    waves: str
    employees: float
    threshold: int | None
    dismissals: int
    voluntary: int
    voluntary_counted: bool
    persons: int
    hit: bool
    sharpened: bool
    message_7: str
    earliest_effect: str
    split: bool = False
    persons_90_days: int = 0


def _left(plan: Plan) -> list[_Left]:
    """Who is dismissed (a drop-out is) or leaves voluntarily; notice is given at the end of the last month of a period."""
    step, found = plan.case.settings.period_months, []
    total: dict[tuple[str, bool], float] = defaultdict(float)
    names = ("decided", "way", "fte", "notice_months", "payment_months")
    for decided, way, fte, months, severance in zip(*(plan.exits[name] for name in names), strict=True):
        if way in ("dismissal", "dropout", "voluntary"):
            month = Month.parse(decided).plus(step - 1)
            found.append(_Left(str(month), open_day(_end(month)), way != "voluntary", fte, int(months), severance))
            total[found[-1].wave, found[-1].dismissed] += fte
    return [row for row in found if total[row.wave, row.dismissed] >= _DUST_FTE]


class Calendar:
    """The waves of a plan and the windows in which they are counted."""

    def __init__(self, plan: Plan) -> None:
        self.law, self.process = plan.case.law, plan.case.settings.process
        self.left = _left(plan)
        self.windows = [window for unit in ("centre", "municipality") for window in self._unit(unit)]

    def on(self, rule: str, day: date) -> float:
        """What a rule says on a day."""
        return self.law[rule].on(day)

    def back(self, given: date) -> dict[str, date]:
        """The latest day of each step up to a notice."""
        days, day = {"notice_given": given}, given
        for step, rule in _BEFORE.items():
            day = open_day(day - timedelta(days=self.on(rule, given)))
            days[step] = day
        return days

    def messages(self, given: date, sharpened: bool) -> tuple[date, date]:
        """When the messages of §§ 6 and 7 go out for a notice."""
        days = self.back(given)
        for_the_third = open_day(given - timedelta(days=self.on("redundancy_message_3", given)), 1)
        second = max(days["hearing_deadline"], for_the_third)
        apart = open_day(second - timedelta(days=self.on("sharpened_message_7", given)))
        begin = days["med_consequences"]
        return (min(begin, apart) if sharpened else begin), second

    def effect(self, message: date, sharpened: bool) -> date:
        """The earliest effect after the message of § 7."""
        rule = "sharpened_effect" if sharpened else "redundancy_effect"
        return message + timedelta(days=self.on(rule, message))

    def threshold(self, employees: int, day: date) -> int | None:
        """From how many dismissals the act holds for so many employees; None where it does not."""
        if employees >= self.on("redundancy_large_from", day):
            return int(self.on("redundancy_large_dismissals", day))
        if employees >= self.on("redundancy_medium_from", day):
            return persons(self.on("redundancy_medium_share", day) * employees)
        small = employees >= self.on("redundancy_small_from", day)
        return int(self.on("redundancy_small_dismissals", day)) if small else None

    def _unit(self, unit: str) -> Iterator[_Window]:
        """The windows of a unit from each day of notice that hold a dismissal."""
        days = sorted({row.given for row in self.left})
        short = int(self.on("redundancy_window", days[0])) if days else 0
        pairs = [(self._count(unit, day, short), self._count(unit, day, max(short, _WATCHED_DAYS))) for day in days]
        hits = [here.first_day for here, _ in pairs if here and here.hit]
        for here, wide in pairs:
            if here and wide:
                split = wide.hit and not any(wide.first_day <= hit <= wide.last_day for hit in hits)
                yield here._replace(split=split, persons_90_days=wide.persons)

    def _count(self, unit: str, first: date, length: int) -> _Window | None:
        """Who is counted from a day on, held against the act; nothing without a dismissal."""
        last, centre, of = first + timedelta(days=length - 1), unit == "centre", self.process
        inside = [row for row in self.left if first <= row.given <= last]
        dismissed = [row for row in inside if row.dismissed]
        if not dismissed:
            return None
        people = persons(sum(row.fte for row in dismissed) / of.fte_per_person.value)
        people = persons(people + (0 if centre else of.other_dismissals.value))
        leaving = persons(sum(row.fte for row in inside if not row.dismissed) / of.fte_per_person.value)
        counts = leaving > 0 and people >= self.on("redundancy_voluntary_from", first)
        counted = people + leaving * counts
        employees = (of.centre_employees if centre else of.municipality_employees).value
        limit = self.threshold(persons(employees), first)
        hit = limit is not None and counted >= limit
        large = persons(employees) >= self.on("sharpened_from", first)
        sharp = hit and large and counted >= self.on("sharpened_share", first) * persons(employees) - _DUST_PERSONS
        told = self.messages(min(row.given for row in dismissed), sharp)[1]
        days = (str(told), str(self.effect(told, sharp))) if hit else ("", "")
        waves = " ".join(sorted({row.wave for row in dismissed}))
        window = (unit, str(first), str(last), waves, employees)
        return _Window(*window, limit, people, leaving, counts, counted, hit, sharp, *days)

    def hits(self, wave: str) -> list[_Window]:
        """The windows over a threshold that hold a wave."""
        return [window for window in self.windows if window.hit and wave in window.waves.split()]

    def rows(self) -> dict[Row, Row]:
        """The timetable: (wave, step, months of notice) to (day, FTE, persons, rules, hypothetical)."""
        due: dict[Row, Row] = {}
        for given, wave in sorted({(row.given, row.wave) for row in self.left if row.dismissed}):
            due |= self._before(wave, given) | self._exits(wave, given)
        return due

    def _row(self, day: date, fte: float, people: int, rules: set[str]) -> Row:
        return str(day), fte, people, " ".join(sorted(rules)), any(self.law[rule].hypothetical for rule in rules)

    def _before(self, wave: str, given: date) -> dict[Row, Row]:
        """The steps of a wave up to the notice, each with the rules since the notice."""
        fte = sum(row.fte for row in self.left if row.dismissed and row.wave == wave)
        people = persons(fte / self.process.fte_per_person.value)
        days = self.back(given)
        chain = list(_BEFORE.values())
        rules = {step: set(chain[:number]) for number, step in enumerate(days)}
        hits = self.hits(wave)
        if hits:
            sharp = any(window.sharpened for window in hits)
            days["message_6"], days["message_7"] = self.messages(given, sharp)
            rules["message_6"] = rules["med_consequences"] | self.counting
            rules["message_6"] |= {r for r in self.law if r.startswith("sharpened") and "effect" not in r and sharp}
            rules["message_7"] = rules["hearing_deadline"] | self.counting | {"redundancy_message_3"}
        return {(wave, step, None): self._row(day, fte, people, rules[step]) for step, day in days.items()}

    @property
    def counting(self) -> set[str]:
        """The rules that decide whether the act holds."""
        return {rule for rule in self.law if rule.startswith("redundancy_") and rule not in _AFTER_THE_COUNT}

    def _exits(self, wave: str, given: date) -> dict[Row, Row]:
        """The last days of those with the same notice; their persons add up to those of the wave."""
        due: dict[Row, Row] = {}
        rows = [row for row in self.left if row.dismissed and row.wave == wave]
        total, told = 0.0, 0
        for months in sorted({row.months for row in rows}):
            fte = sum(row.fte for row in rows if row.months == months)
            total += fte
            people = persons(total / self.process.fte_per_person.value) - told
            told += people
            last = _end(Month.parse(wave).plus(months))
            days = {"last_working_day": open_day(last), "exit": last, "first_month_saved": last + timedelta(days=1)}
            paid = any(row.severance > 0 for row in rows if row.months == months)
            for step, day in days.items():
                due[wave, step, months] = self._row(day, fte, people, self._scale(given, months, paid))
        return due

    def _scale(self, given: date, months: int, paid: bool) -> set[str]:
        """The rules that give so many months of notice, and those of severance where it is paid."""
        fits = [n for n in range(1, 6) if self.on(f"notice_step_{n}", given) == months]
        names = {f"notice_step_{n}" for n in fits} | {f"notice_step_{n}_from" for m in fits for n in (m, m + 1)}
        return {rule for rule in self.law if rule in names or (paid and rule.startswith("severance_step"))}


_calendar = kept(Calendar)


# --- checks -----------------------------------------------------------------------------------------------------


def calendar(plan: Plan) -> Deviations:
    """Every step of every wave on its day, with who it is for and the rules that set it, in order of time."""
    table = plan.timetable.assign(rule=[" ".join(sorted(rules.split())) for rules in plan.timetable["rule"]])
    values = ["day", "fte", "persons", "rule", "hypothetical"]
    yield from differences(table, ["wave", "step", "notice_months"], values, _calendar(plan).rows())
    order = list(zip(table["wave"], table["notice_months"].fillna(0), table["day"], strict=True))
    yield float(order != sorted(order))


def thresholds(plan: Plan) -> Deviations:
    """Every window of the act on collective redundancies, in the centre and in the municipality."""
    key, values = _Window._fields[:2], _Window._fields[2:]
    yield from differences(plan.thresholds, key, values, {row[:2]: row[2:] for row in _calendar(plan).windows})


def findings(plan: Plan) -> Iterator[Said]:
    """P01-P05 that the calendar calls for; none begins before the plan, if it can."""
    begin, of = str(plan.case.months[0].first_day), _calendar(plan)
    days = {at: row[0] for at, row in of.rows().items()}
    for code, severity, subject, first, last in (*_hit(of), *_split(of), *_timed(of, days), *_supposed(of, days)):
        yield code, severity, subject, max(first, min(begin, last)), last


def _hit(of: Calendar) -> Iterator[Said]:
    """P01: a threshold is hit, said once for waves that are hit together."""
    told: dict[str, str] = {}
    for row in (window for window in of.windows if window.hit):
        newest = row.waves.split()[-1]
        if newest > told.get(row.unit, ""):
            told[row.unit] = newest
            yield "P01", "warning", row.unit, row.first_day, row.last_day


def _split(of: Calendar) -> Iterator[Said]:
    """P02: waves within 90 days would together hit a threshold that none of them hits."""
    told: dict[str, str] = {}
    for row in (window for window in of.windows if window.split):
        if row.first_day > told.get(row.unit, ""):
            told[row.unit] = str(date.fromisoformat(row.first_day) + timedelta(days=_WATCHED_DAYS - 1))
            yield "P02", "note", row.unit, row.first_day, told[row.unit]


def _timed(of: Calendar, days: dict[Row, object]) -> Iterator[Said]:
    """P03: a wave must begin before the first possible day. P04: an exit lies before the dismissals can take effect."""
    earliest = str(of.process.earliest_day)
    for wave in sorted({row.wave for row in of.left if row.dismissed}):
        begins = min(str(days[wave, step, None]) for step in ("med_papers", "message_6") if (wave, step, None) in days)
        if begins < earliest:
            yield "P03", "error", wave, begins, earliest
        hits = of.hits(wave)
        if hits:
            message = date.fromisoformat(str(days[wave, "message_7", None]))
            effect = str(of.effect(message, any(window.sharpened for window in hits)))
            exits = [str(day) for (of_wave, step, _), day in days.items() if (of_wave, step) == (wave, "exit")]
            yield from (("P04", "error", wave, day, effect) for day in exits if day < effect)


def _supposed(of: Calendar, days: dict[Row, object]) -> Iterator[Said]:
    """P05: a rule that the dismissals rest on is the scenario's own."""
    used = {*_BEFORE.values(), *of.counting} if days else set()
    if any(window.hit for window in of.windows):
        used |= {rule for rule in of.law if rule.startswith(("redundancy", "sharpened"))}
    for name, rule in of.law.items():
        if rule.hypothetical and days and (name in used or name.startswith(("notice_step", "severance_step"))):
            yield "P05", "note", name, min(map(str, days.values())), max(map(str, days.values()))
