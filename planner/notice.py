"""Notice, severance, the steps before them and collective redundancies: pure functions on posts, never on persons.

Notice runs to the end of a calendar month and is given at the end of one (fact DK008). Length of service is in
months; a rule's number comes from `planner.case.law`, so a scenario can ask what another number would do.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import holidays

from planner.calendar import Month
from planner.case.law import BACKWARDS, COUNTED_BY, NOTICE_STEPS, SEVERANCE_STEPS, SHARPENED_BY, Law, scale
from planner.case.tables import NoticeClass, ServiceBand

_ROUNDING = 1e-6
"""Less than this is no person: it is what is left when FTE are added up."""


def notice_months(law: Law, service_months: float, day: date) -> int:
    """Months of notice for so many months of service when notice is given at the end of a month.

    The service that counts is the one at the end of the notice: who would pass into the next step before leaving has
    that step already. Exactly at the limit the longer notice is taken, which never dismisses anybody too early.
    """
    steps = scale(law, "notice_step", day)
    for (_, months), (next_from, _) in pairwise(steps):
        if service_months + months < next_from:
            return int(months)
    return int(steps[-1][1])


def severance_months(law: Law, service_months_at_exit: float, day: date) -> float:
    """Months of pay in severance for so many months of service on the day of exit, by the rule on a day (DK012)."""
    due = [months for begins, months in scale(law, "severance_step", day) if service_months_at_exit >= begins]
    return due[-1] if due else 0.0


def notice_thresholds(law: Law, day: date) -> tuple[float, ...]:
    """The service at notice from which each next step of notice holds; 5, 33, 68 and 103 months today."""
    return tuple(next_from - months for (_, months), (next_from, _) in pairwise(scale(law, "notice_step", day)))


def exit_day(notice_given: date, months: int) -> date:
    """The last day of employment: the end of the calendar month that many months after the notice.

    >>> exit_day(date(2026, 8, 31), 3), exit_day(date(2026, 9, 1), 3)
    (datetime.date(2026, 11, 30), datetime.date(2026, 12, 31))
    """
    return first_month_saved(notice_given, months).first_day - timedelta(days=1)


def first_month_saved(notice_given: date, months: int) -> Month:
    """The first month without pay: the one after the exit.

    >>> str(first_month_saved(date(2026, 8, 31), 4))
    '2027-01'
    """
    return Month.of(notice_given).plus(months + 1)


@cache
def _days_off(year: int) -> frozenset[date]:
    """Public holidays, and the days on which offices close by custom: 1 May, 5 June, 24 and 31 December."""
    return frozenset(holidays.country_holidays("DK", years=year, categories=("public", "optional")))


def working_day(day: date, step: int = -1) -> date:
    """The day itself when offices are open, otherwise the nearest working day before it (after it: `step` 1).

    Days off by custom count as closed: a notice that is a day late costs a month, one that is a day early nothing.

    >>> working_day(date(2026, 12, 31)), working_day(date(2026, 4, 3), 1)
    (datetime.date(2026, 12, 30), datetime.date(2026, 4, 7))
    """
    while day.weekday() >= 5 or day in _days_off(day.year):
        day += timedelta(days=step)
    return day


def last_working_day(month: Month) -> date:
    """The last working day of a month: the latest day on which notice can still be given in it."""
    return working_day(month.plus(1).first_day - timedelta(days=1))


class Step(NamedTuple):
    """The day of a step and the rules that set it."""

    day: date
    rules: tuple[str, ...] = ()


def steps_back(law: Law, month: Month) -> dict[str, Step]:
    """The latest day of each step up to the notice, for notice on the last working day of a month."""
    given = last_working_day(month)
    steps = {"notice_given": Step(given)}
    day, rules = steps["notice_given"]
    for step, rule in BACKWARDS.items():
        day, rules = working_day(day - timedelta(days=law[rule].on(given))), (*rules, rule)
        steps[step] = Step(day, rules)
    return steps


def messages(law: Law, steps: Mapping[str, Step], sharpened: bool) -> dict[str, Step]:
    """When the messages of §§ 6 and 7 are sent: when negotiations begin, and when the hearing is over.

    The second one waits until the third, which says who is affected, can follow in time with the notice (DK038).
    """
    given, deadline, begin = (steps[name] for name in ("notice_given", "hearing_deadline", "med_consequences"))
    in_time = working_day(given.day - timedelta(days=law["redundancy_message_3"].on(given.day)), 1)
    second = Step(max(deadline.day, in_time), (*deadline.rules, "redundancy_message_3", *COUNTED_BY))
    first = Step(begin.day, begin.rules + COUNTED_BY)
    if sharpened:
        latest = working_day(second.day - timedelta(days=law["sharpened_message_7"].on(given.day)))
        first = Step(min(begin.day, latest), (*first.rules, "sharpened_message_7", *SHARPENED_BY))
    return {"message_6": first, "message_7": second}


def exit_steps(law: Law, given: date, months: int, paid: bool) -> dict[str, Step]:
    """The days of those who leave after so many months, with severance or not; no rule for a notice off the scale."""
    last, saved = exit_day(given, months), first_month_saved(given, months).first_day
    steps = [step for step in NOTICE_STEPS if law[f"notice_step_{step}"].on(given) == months]
    names = [f"notice_step_{step}{more}" for step in steps for more in ("_from", "")]
    names += [f"notice_step_{step + 1}_from" for step in steps if step + 1 not in steps]
    if paid:
        names += [f"severance_step_{step}{more}" for step in SEVERANCE_STEPS for more in ("_from", "")]
    rules = tuple(name for name in names if name in law)
    days = {"last_working_day": working_day(last), "exit": last, "first_month_saved": saved}
    return {name: Step(day, rules) for name, day in days.items()}


# --- the mix of lengths of service ------------------------------------------------------------------------------


def notice_classes(law: Law, mix: Sequence[ServiceBand], day: date) -> tuple[NoticeClass, ...]:
    """The classes of notice and severance in a mix of lengths of service, given notice at the end of a month.

    Each band is cut where notice or severance changes, and its share is spread evenly over its months. Shares sum to
    what those of the bands sum to; every class carries the provenance of its band.
    """
    return tuple(row for band in mix for row in _classes(law, band, day))


def _classes(law: Law, band: ServiceBand, day: date) -> Iterator[NoticeClass]:
    pieces = list(_pieces(law, band, day))
    for begins, ends, months, severance in pieces:
        yield NoticeClass(
            service=_label(band, begins, ends),
            notice_months=months,
            severance_months=severance,
            share=band.share * (ends - begins) / (band.to_months - band.from_months),
            source=band.source,
            assumption=band.assumption,
        )


def _pieces(law: Law, band: ServiceBand, day: date) -> Iterator[tuple[float, float, int, float]]:
    """A band in pieces of one notice and one severance: from, to, months of notice, months of severance."""
    given = {months for _, months in scale(law, "notice_step", day)}
    cuts = {
        *notice_thresholds(law, day),
        *(at - months for at, _ in scale(law, "severance_step", day) for months in given),
    }
    inside = sorted(cut for cut in cuts if band.from_months < cut < band.to_months)
    here: tuple[float, float, int, float] | None = None
    for begins, ends in pairwise([band.from_months, *inside, band.to_months]):
        middle = (begins + ends) / 2
        months = notice_months(law, middle, day)
        severance = severance_months(law, middle + months, day)
        if here and here[2:] == (months, severance):
            here = (here[0], ends, months, severance)
            continue
        if here:
            yield here
        here = (begins, ends, months, severance)
    if here:
        yield here


def _label(band: ServiceBand, begins: float, ends: float) -> str:
    """The band's own label, and which part of it, where it is divided. Danish: it travels to screens and sheets."""
    first, last = begins == band.from_months, ends == band.to_months
    if first and last:
        return band.service
    if first:
        return f"{band.service}: under {service_da(ends)}"
    if last:
        return f"{band.service}: fra {service_da(begins)}"
    return f"{band.service}: fra {service_da(begins)} til under {service_da(ends)}"


def service_da(months: float) -> str:
    """A length of service in Danish.

    >>> service_da(33), service_da(5), service_da(144)
    ('2 år og 9 mdr.', '5 mdr.', '12 år')
    """
    years, rest = divmod(months, 12)
    parts = (f"{years:g} år" if years else "", f"{rest:g}".replace(".", ",") + " mdr." if rest else "")
    return " og ".join(part for part in parts if part) or "0 mdr."


# --- collective redundancies ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Window:
    """How many are counted from one day to another, both included."""

    first: date
    last: date
    count: float


def whole_persons(number: float) -> int:
    """A number of persons rounded up, so that it is never understated."""
    return math.ceil(number - _ROUNDING)


def redundancy_threshold(law: Law, employees: float, day: date) -> int | None:
    """From how many dismissals within the window the act on collective redundancies holds; None in a small unit.

    A share is rounded up: 10 per cent of 134 employees are 14 dismissals. Facts DK034-DK036.
    """
    employed = whole_persons(employees)
    if employed < law["redundancy_small_from"].on(day):
        return None
    if employed < law["redundancy_medium_from"].on(day):
        return int(law["redundancy_small_dismissals"].on(day))
    if employed < law["redundancy_large_from"].on(day):
        return whole_persons(law["redundancy_medium_share"].on(day) * employed)
    return int(law["redundancy_large_dismissals"].on(day))


class Redundancies(NamedTuple):
    """What the act on collective redundancies makes of the dismissals in one window; whole persons."""

    threshold: int | None
    dismissals: int
    voluntary: int
    voluntary_counted: bool
    persons: int
    hit: bool
    sharpened: bool


def redundancies(law: Law, employees: float, dismissals: float, voluntary: float, day: date) -> Redundancies:
    """Hold the persons dismissed in a window, and those who leave voluntarily, against the act.

    Both are rounded up. Voluntary leaving counts from a number of dismissals on (DK042). Sharpened: so large a part of
    so large a workplace goes that longer deadlines hold (DK040).
    """
    dismissed, leaving = whole_persons(dismissals), whole_persons(voluntary)
    counts = leaving > 0 and dismissed >= law["redundancy_voluntary_from"].on(day)
    persons = dismissed + (leaving if counts else 0)
    threshold = redundancy_threshold(law, employees, day)
    hit = threshold is not None and persons >= threshold
    large = whole_persons(employees) >= law["sharpened_from"].on(day)
    most = persons >= law["sharpened_share"].on(day) * whole_persons(employees) - _ROUNDING
    return Redundancies(threshold, dismissed, leaving, counts, persons, hit, hit and large and most)


def effect_days(law: Law, sharpened: bool, day: date) -> int:
    """Days from the message of § 7 to the earliest effect of the dismissals. Facts DK039 and DK040."""
    return int(law["sharpened_effect" if sharpened else "redundancy_effect"].on(day))


def windows(dated: Iterable[tuple[date, float]], days: int = 30) -> tuple[Window, ...]:
    """What is counted in each window of so many days, both included; one window from each day that has a count.

    No other window of that length holds more than the largest of these: one that begins between two days holds
    nothing that the one from the next day does not.

    >>> [row.count for row in windows([(date(2027, 1, 31), 6), (date(2027, 3, 1), 5)])]
    [11, 5]
    """
    counts = sorted(dated)
    lasts = {first: first + timedelta(days=days - 1) for first, _ in counts}
    return tuple(
        Window(first, last, sum(count for day, count in counts if first <= day <= last))
        for first, last in lasts.items()
    )


def most_in_window(dated: Iterable[tuple[date, float]], days: int = 30) -> float:
    """The largest number in any rolling window of so many days; 0 where there is nothing to count."""
    return max((window.count for window in windows(dated, days)), default=0.0)
