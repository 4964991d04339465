"""Legal and procedural rules as dated, sourced numbers: read from `data/law/*.yaml`, checked, and overridden.

Every number the calendar of a dismissal rests on is a rule with a date, a unit, a reference and a source. A scenario
may replace one to ask what would happen; the rule then says that it is hypothetical wherever it is shown.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from planner.case.reading import Path_, as_plain, dotted, explain, line_of, nearest, read_yaml, shown
from planner.case.tables import DatedValue, LegalValue, ServiceBand
from planner.case.values import Figure
from planner.errors import Fault

__all__ = ["RULES", "DatedValue", "Law", "LegalValue", "ServiceBand", "overridden", "read_law", "scale"]

Law = Mapping[str, LegalValue]
Steps = tuple[tuple[float, float], ...]
"""A scale: from how many months of service at exit, and how many months are given from there."""


@dataclass(frozen=True)
class Rule:
    """What the number of a rule must look like: its unit, its bounds (both included), and whether it is whole."""

    unit: str
    low: float
    high: float
    whole: bool = True

    def __str__(self) -> str:
        """The bounds as a fault names them."""
        return f"a {'whole ' if self.whole else ''}number from {self.low:g} to {self.high:g}"

    def allows(self, value: float) -> bool:
        """Whether a number is within the bounds, and whole where it must be."""
        return math.isfinite(value) and self.low <= value <= self.high and (not self.whole or value == int(value))


_MONTHS = Rule("måneder", 0, 12)
_SERVICE = Rule("måneders ansættelse", 1, 600)
_PAY = Rule("måneders løn", 0, 24, whole=False)
_DAYS = Rule("dage", 0, 365)
_EMPLOYEES = Rule("ansatte", 1, 1e6)
_DISMISSALS = Rule("afskedigelser", 1, 1e6)
_SHARE = Rule("andel af de ansatte", 0, 1, whole=False)

NOTICE_STEPS = (1, 2, 3, 4, 5)
SEVERANCE_STEPS = (1, 2)
RULES: dict[str, Rule] = {
    **{f"notice_step_{step}": _MONTHS for step in NOTICE_STEPS},
    **{f"notice_step_{step}_from": _SERVICE for step in NOTICE_STEPS[1:]},
    **{f"severance_step_{step}": _PAY for step in SEVERANCE_STEPS},
    **{f"severance_step_{step}_from": _SERVICE for step in SEVERANCE_STEPS},
    "civil_servant_notice": _MONTHS,
    "civil_servant_availability_pay": Rule("måneder", 0, 120),
    "redundancy_small_from": _EMPLOYEES,
    "redundancy_medium_from": _EMPLOYEES,
    "redundancy_large_from": _EMPLOYEES,
    "redundancy_small_dismissals": _DISMISSALS,
    "redundancy_medium_share": _SHARE,
    "redundancy_large_dismissals": _DISMISSALS,
    "redundancy_window": Rule("dage", 1, 365),
    "redundancy_voluntary_from": _DISMISSALS,
    "redundancy_effect": _DAYS,
    "redundancy_message_3": _DAYS,
    "sharpened_from": _EMPLOYEES,
    "sharpened_share": _SHARE,
    "sharpened_effect": _DAYS,
    "sharpened_message_7": _DAYS,
    "hearing_days": _DAYS,
    "decision_days": _DAYS,
    "med_criteria_days": _DAYS,
    "med_consequences_days": _DAYS,
    "med_papers_days": _DAYS,
}
"""Every rule the planner asks for. A rule set holds each of them once and nothing else."""

BACKWARDS = {
    "hearing_deadline": "decision_days",
    "hearing_letters": "hearing_days",
    "med_criteria": "med_criteria_days",
    "med_consequences": "med_consequences_days",
    "med_papers": "med_papers_days",
}
"""Each step before the notice, backwards, and the rule that says how many days it lies before the one after it."""
COUNTED_BY = (
    "redundancy_small_from", "redundancy_medium_from", "redundancy_large_from", "redundancy_small_dismissals",
    "redundancy_medium_share", "redundancy_large_dismissals", "redundancy_window", "redundancy_voluntary_from",
)  # fmt: skip
SHARPENED_BY = ("sharpened_from", "sharpened_share")
"""The rules that decide whether the act on collective redundancies holds, and whether in its sharpened form."""

_RISING: tuple[tuple[str, ...], ...] = (
    tuple(f"notice_step_{step}_from" for step in NOTICE_STEPS[1:]),
    tuple(f"severance_step_{step}_from" for step in SEVERANCE_STEPS),
    ("redundancy_small_from", "redundancy_medium_from", "redundancy_large_from"),
)
_NEVER_FALLING: tuple[tuple[str, ...], ...] = (
    tuple(f"notice_step_{step}" for step in NOTICE_STEPS),
    tuple(f"severance_step_{step}" for step in SEVERANCE_STEPS),
)


def read_law(folder: Path) -> tuple[dict[str, LegalValue], list[Fault]]:
    """All rules of a folder by name, in the order in which they stand, and every fault in them.

    A folder with a fault still returns the rules that could be read; the caller refuses the whole.
    """
    files = sorted(folder.iterdir()) if os.path.isdir(folder) else []
    if not files:
        return {}, [Fault("settings", "law", shown(folder.name), "a folder with at least one .yaml file")]
    law: dict[str, LegalValue] = {}
    faults: list[Fault] = []
    named: set[str] = set()
    unread = False
    for path in files:
        document, more = _document(path)
        unread |= bool(more)
        faults += more
        for number, entry in enumerate(as_plain(document) if not more else ()):
            named.add(str(entry.get("rule")) if isinstance(entry, dict) else "")
            faults += [_fault(path, document, (number, *at), said) for at, *said in _entry(entry, law)]
    missing = [] if unread else [name for name in RULES if name not in named]
    faults += [Fault(folder.name, name, "nothing", "each rule the planner asks for, once") for name in missing]
    return law, faults or list(_scale_faults(law, folder.name))


def _document(path: Path) -> tuple[Any, list[Fault]]:
    """One file of rules, which must be a list."""
    if path.suffix != ".yaml":
        return None, [Fault(path.name, "the file", "a file that is not read", "files that end in .yaml only")]
    document, faults = read_yaml(path, path.name)
    if not faults and not (isinstance(document, list) and document):
        faults = [Fault(path.name, "the file", "no rules", "a list of rules")]
    return document, faults


def _entry(entry: Any, law: dict[str, LegalValue]) -> Iterable[tuple[Path_, str, str, str]]:
    """One rule added to those before it, and what is wrong with it."""
    try:
        legal = LegalValue.model_validate(entry)
    except ValidationError as error:
        return explain(LegalValue, error)
    found = list(_entry_faults(legal, law))
    law.setdefault(legal.rule, legal)
    return found


def _fault(path: Path, document: Any, at: Path_, said: Sequence[str]) -> Fault:
    """A fault at the line on which the entry, or the part of it, stands."""
    return Fault(path.name, f"line {line_of(document, at)}, {dotted(at[1:])}", *said)


def _entry_faults(legal: LegalValue, law: Law) -> Iterator[tuple[Path_, str, str, str]]:
    """What is wrong with one rule beyond its form: its name, its unit, its numbers, its dates."""
    spec = RULES.get(legal.rule)
    if spec is None:
        yield ("rule",), f"unknown rule {shown(legal.rule)}", "a rule the planner asks for", nearest(legal.rule, RULES)
        return
    if legal.rule in law:
        yield ("rule",), f"{shown(legal.rule)} more than once", "each rule once", ""
    if legal.unit != spec.unit:
        yield ("unit",), shown(legal.unit), repr(spec.unit), ""
    if legal.hypothetical:
        yield ("hypothetical",), "true", "false; only a scenario's own value is hypothetical", ""
    for number, row in enumerate(legal.values):
        if not spec.allows(row.value):
            yield ("values", number, "value"), shown(row.value), str(spec), ""
        if number and row.valid_from <= legal.values[number - 1].valid_from:
            yield ("values", number, "valid_from"), str(row.valid_from), "dates that rise from value to value", ""


def _scale_faults(law: Law, file: str, own: Mapping[str, Figure] | None = None) -> Iterator[Fault]:
    """Scales that do not climb: a later step must not begin before an earlier one, nor give less.

    With a scenario's own values only the scales that they bend.
    """
    for names, strictly in (*((names, True) for names in _RISING), *((names, False) for names in _NEVER_FALLING)):
        for day in _days_of_change(law[name] for name in names):
            values = [law[name].on(day) for name in names]
            for pair, before, after in zip(pairwise(names), values, values[1:], strict=False):
                bent = pair if own is None else [f"law_values.{name}" for name in pair if name in own]
                if bent and (after < before or (strictly and after == before)):
                    allowed = f"{'more than' if strictly else 'at least'} {before:g}, the value of the step before"
                    yield Fault(
                        file, bent[-1], f"{pair[1]} {after:g} on {day}" if own else f"{after:g} on {day}", allowed
                    )


def _days_of_change(rules: Iterable[LegalValue]) -> list[date]:
    """The days from which all the rules have a value and one of them changes."""
    starts = [[row.valid_from for row in rule.values] for rule in rules]
    complete = max(dates[0] for dates in starts)
    return sorted({max(day, complete) for dates in starts for day in dates})


def scale(law: Law, name: str, day: date) -> Steps:
    """The scale `notice_step` or `severance_step` on a day; a first step without a beginning begins at 0 months."""
    numbers = NOTICE_STEPS if name == "notice_step" else SEVERANCE_STEPS
    starts = [law[f"{name}_{number}_from"].on(day) if f"{name}_{number}_from" in law else 0.0 for number in numbers]
    return tuple(zip(starts, (law[f"{name}_{number}"].on(day) for number in numbers), strict=True))


def overridden(law: Law, overrides: Mapping[str, Figure]) -> tuple[dict[str, LegalValue], list[Fault]]:
    """The rules with a scenario's own values in their place, on all dates, each marked as hypothetical.

    Args:
        law: the rules as read.
        overrides: a figure by the name of the rule it replaces, in the rule's own unit.

    Returns:
        The new rules, and every fault: an unknown rule, another unit, a number out of bounds, a scale that falls.
    """
    new, faults = dict(law), []
    for name, figure in overrides.items():
        found = list(_override_faults(name, figure))
        faults += [Fault("settings", f"law_values.{name}", *said) for said in found]
        if not found and name in law:
            always = {"valid_from": date.min, "value": figure.value}
            replaced = {"values": (always,), "hypothetical": True, "source": figure.source}
            new[name] = LegalValue.model_validate(law[name].model_dump() | replaced | {"assumption": figure.assumption})
    if all(name in new for name in RULES):
        faults += _scale_faults(new, "settings", overrides)
    return new, faults


def _override_faults(name: str, figure: Figure) -> Iterator[tuple[str, str, str]]:
    """What is wrong with one of a scenario's own values: found, allowed, what to do."""
    if name not in RULES:
        yield f"unknown rule {shown(name)}", "a rule in data/law", nearest(name, RULES)
        return
    if figure.unit != RULES[name].unit:
        yield f"unit {shown(figure.unit)}", repr(RULES[name].unit), ""
    if not RULES[name].allows(figure.value):
        yield shown(figure.value), str(RULES[name]), ""
