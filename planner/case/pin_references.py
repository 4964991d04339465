"""Whether the pins of a scenario can be: posts that are there, a month or day of the plan, and each decision once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from planner.case.reading import nearest
from planner.case.schema import Case
from planner.errors import Fault


def sizes(case: Case) -> Iterable[Fault]:
    """Each pin is about posts that are there, from a month after the first: the first is as the staffing says."""
    of_team: dict[str, set[str]] = {}
    for row in case.staffing:
        of_team.setdefault(row.team, {""}).add(row.profession)
    first, last = case.months[0], case.months[-1]
    for number, pin in enumerate(case.settings.pins):
        at = f"pins.{number}"
        if pin.team not in of_team:
            allowed = ", ".join(sorted(of_team))
            yield Fault("settings", f"{at}.team", f"unknown {pin.team!r}", allowed, nearest(pin.team, of_team))
        elif pin.profession not in of_team[pin.team]:
            posts = of_team[pin.team] - {""}
            found, allowed = f"no {pin.profession!r} in {pin.team}", ", ".join(sorted(posts))
            yield Fault("settings", f"{at}.profession", found, allowed, nearest(pin.profession, posts))
        if not first < pin.first_month <= last:
            allowed = f"a month after {first}, in which the posts are as they are today, and up to {last}"
            yield Fault("settings", f"{at}.first_month", str(pin.first_month), allowed)


def once(case: Case) -> Iterable[Fault]:
    """No two pins of the same posts, sense and month, and no two owners of a citizen type from the same day."""
    pins = [(pin.team, pin.profession, pin.sense, str(pin.first_month)) for pin in case.settings.pins]
    owners = [(row.citizen_type, str(row.valid_from)) for row in case.settings.coordination.decided_owners]
    for place, listed in (("pins", pins), ("coordination.decided_owners", owners)):
        for key, times in Counter(listed).items():
            if times > 1:
                yield Fault("settings", place, f"{times} for {' '.join(part for part in key if part)}", "one")


def days(case: Case) -> Iterable[Fault]:
    """An owner is decided from a day of the plan, or before it."""
    last = case.months[-1].plus(case.settings.period_months)
    for number, row in enumerate(case.settings.coordination.decided_owners):
        if row.valid_from >= last.first_day:
            allowed = f"a day before {last.first_day}, when the plan is over"
            yield Fault("settings", f"coordination.decided_owners.{number}.valid_from", str(row.valid_from), allowed)


CHECKS = (sizes, once, days)
