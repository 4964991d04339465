"""A calendar backwards from each wave of exits, and what the act on collective redundancies makes of the waves.

A wave is all dismissals decided in one month; notice is given on the last working day of it. Every deadline that falls
on a weekend or a day off moves to the working day before, and the next one is counted from there. Summer holidays
are not considered. Days are the latest that the rules allow, and no legal advice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

import pandas as pd
from babel.dates import format_date

from planner import notice
from planner.calendar import Month
from planner.case.law import COUNTED_BY, Law
from planner.findings import Finding, Severity
from planner.notice import Step, Window

_COLUMNS = ["wave", "step", "day", "fte", "persons", "notice_months", "rule", "hypothetical"]
_WATCHED_DAYS = 90
"""Waves this close together are worth a look though each stays under the threshold. A choice, no rule of law."""
_NO_WAVE_FTE = 0.005  # less than this in a month is no wave, but what is left of adding up
_UNITS = {"centre": ("Centret", "The centre"), "municipality": ("Hele kommunen", "The whole municipality")}
"""Which of them the act counts is a legal question, so both are tested (fact DK041)."""
_FIRST_STEPS = {
    "med_papers": ("bilag til MED", "papers for MED"),
    "message_6": ("første meddelelse efter varslingsloven", "the first message of the act on collective redundancies"),
}


@dataclass(frozen=True)
class Process:
    """What the calendar must know of the place: the first possible day, employees in persons, and FTE per person.

    `other_dismissals` are those of others in the municipality within the same window, in persons.
    """

    earliest_day: date
    centre_employees: float
    municipality_employees: float
    other_dismissals: float
    fte_per_person: float


class _Dated(NamedTuple):
    """An exit as the act counts it, with the day of its notice."""

    day: date
    decided: str
    way: str
    fte: float


class Counted(NamedTuple):
    """One window in one unit: a row of `thresholds`. Days are ISO, both included; persons are whole."""

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


def timetable(exits: pd.DataFrame, law: Law, process: Process) -> pd.DataFrame:
    """One row per wave and step in order of time, then three rows per length of notice for the exits.

    Args:
        exits: decided (YYYY-MM), way, fte, notice_months, payment_months; one row per decision and length of notice.
        law: the rules by name.
        process: what is known of the place.

    Returns:
        wave, step, day (ISO), fte, persons (rounded up; those of the exits add up to those of the wave),
        notice_months (empty before the exits), rule (names, space separated), hypothetical.
    """
    return by_thresholds(exits, thresholds(exits, law, process), law, process)


def by_thresholds(exits: pd.DataFrame, counted: pd.DataFrame, law: Law, process: Process) -> pd.DataFrame:
    """The timetable, by the thresholds that were counted."""
    dismissals = _decided(exits, "dismissal")
    waves = dismissals.groupby("decided") if len(dismissals) else ()
    rows = [row for month, wave in waves for row in _wave(str(month), wave, counted, law, process)]
    return pd.DataFrame(rows, columns=_COLUMNS).astype({"notice_months": "Int64", "hypothetical": bool})


def _decided(exits: pd.DataFrame, *ways: str) -> pd.DataFrame:
    """The exits of some ways in months in which there are any; a drop-out is dismissed."""
    dated = exits.assign(way=exits["way"].replace("dropout", "dismissal"))
    some = dated[dated["way"].isin(ways)]
    return some[some.groupby(["decided", "way"])["fte"].transform("sum") >= _NO_WAVE_FTE]


def _holding(counted: pd.DataFrame, wave: str) -> pd.DataFrame:
    """The windows that hold a wave and hit a threshold."""
    return counted[counted["hit"] & counted["waves"].str.contains(wave, regex=False)]


def _wave(
    wave: str, exits: pd.DataFrame, counted: pd.DataFrame, law: Law, process: Process
) -> Iterator[tuple[object, ...]]:
    """The rows of one wave, in the order of the columns."""

    def row(name: str, step: Step, fte: float, people: int, months: int | None = None) -> tuple[object, ...]:
        hypothetical = any(law[rule].hypothetical for rule in step.rules)
        return wave, name, step.day.isoformat(), fte, people, months, " ".join(step.rules), hypothetical

    steps, hits = notice.steps_back(law, Month.parse(wave)), _holding(counted, wave)
    if len(hits):
        steps |= notice.messages(law, steps, bool(hits["sharpened"].any()))
    total, left, people = float(exits["fte"].sum()), 0.0, 0
    for name, step in sorted(steps.items(), key=lambda item: (item[1].day, item[0] == "notice_given")):
        yield row(name, step, total, notice.whole_persons(total / process.fte_per_person))
    for months, rows in exits.groupby("notice_months"):
        fte, before = float(rows["fte"].sum()), people
        left += fte
        people = notice.whole_persons(left / process.fte_per_person)
        paid = bool(rows["payment_months"].max() > 0)
        for name, step in notice.exit_steps(law, steps["notice_given"].day, int(months), paid).items():
            yield row(name, step, fte, people - before, int(months))


# --- collective redundancies ------------------------------------------------------------------------------------


def thresholds(exits: pd.DataFrame, law: Law, process: Process) -> pd.DataFrame:
    """Each rolling window from a day of notice on, in each unit, against the threshold of the act: rows of `Counted`.

    The FTE dismissed in a window become persons by `fte_per_person` and are rounded up once for the window, as are
    those who leave voluntarily; others dismissed in the municipality are added there. `earliest_effect` is by the
    message of the first wave. `split`: no window of 30 days hits, but what is decided within 90 days would.
    """
    some = _decided(exits, "dismissal", "voluntary")
    columns = (some[column].tolist() for column in ("decided", "way", "fte"))
    dated = [
        _Dated(notice.last_working_day(Month.parse(month)), month, way, fte)
        for month, way, fte in zip(*columns, strict=True)
    ]
    rows = [row for unit in _UNITS for row in _unit(unit, dated, law, process)] if dated else []
    return pd.DataFrame(rows, columns=list(Counted._fields)).astype({"threshold": "Int64", "hit": bool, "split": bool})


def _unit(unit: str, dated: Sequence[_Dated], law: Law, process: Process) -> Iterator[Counted]:
    """The windows of one unit that hold a dismissal of the plan."""
    dismissed = [(row.day, row.fte * (row.way == "dismissal")) for row in dated]
    days = int(law["redundancy_window"].on(min(row.day for row in dated)))
    pairs = zip(notice.windows(dismissed, days), notice.windows(dismissed, max(days, _WATCHED_DAYS)), strict=True)
    both = [[_count(unit, window, dated, law, process) for window in pair] for pair in pairs if pair[0].count]
    hits = [here.first_day for here, _ in both if here.hit]
    for here, wide in both:
        alone = not any(wide.first_day <= hit <= wide.last_day for hit in hits)
        yield here._replace(split=alone and wide.hit, persons_90_days=wide.persons)


def _count(unit: str, window: Window, dated: Sequence[_Dated], law: Law, process: Process) -> Counted:
    """Who is counted in a window that holds a dismissal."""
    rows = [row for row in dated if window.first <= row.day <= window.last]
    ways = ("dismissal", "voluntary")
    leaving, voluntary = (sum(row.fte for row in rows if row.way == way) / process.fte_per_person for way in ways)
    others = process.other_dismissals if unit == "municipality" else 0
    employees = process.centre_employees if unit == "centre" else process.municipality_employees
    dismissed = notice.whole_persons(leaving) + others
    found = notice.redundancies(law, employees, dismissed, voluntary, window.first)
    waves = sorted({row.decided for row in rows if row.way == "dismissal"})
    message = notice.messages(law, notice.steps_back(law, Month.parse(waves[0])), found.sharpened)["message_7"].day
    told = (message.isoformat(), _effect(law, message, found.sharpened)) if found.hit else ("", "")
    return Counted(unit, str(window.first), str(window.last), " ".join(waves), employees, *found, *told)


def _effect(law: Law, message: date, sharpened: bool) -> str:
    """The earliest effect of dismissals after the message of § 7, as an ISO day."""
    return (message + timedelta(days=notice.effect_days(law, sharpened, message))).isoformat()


# --- findings ---------------------------------------------------------------------------------------------------

_TEXTS: dict[str, tuple[Severity, str, str, str, str]] = {
    "P01": (
        "warning",
        "{unit}: {persons} afskedigelser{also} fra {first} til {last}. Varslingslovens grænse er {threshold}. Tidligste virkning er {effect}.",
        "{unit}: {persons} dismissals{also} from {first} to {last}. The threshold of the act on collective redundancies is {threshold}. The earliest effect is {effect}.",
        "Forhandl med medarbejdernes repræsentanter, og send meddelelserne efter varslingslovens §§ 6 og 7.",
        "Negotiate with the staff's representatives, and send the messages of §§ 6 and 7 of the act.",
    ),
    "P02": (
        "note",
        "{unit}: {persons} afskedigelser fra {first} til {last}, men under {threshold} i enhver periode, der tælles sammen. Tallet ligger tæt på varslingslovens grænse.",
        "{unit}: {persons} dismissals from {first} to {last}, but fewer than {threshold} in any period that is added up. The count is close to the threshold of the act on collective redundancies.",
        "Få vurderet, om afskedigelserne skal tælles sammen.",
        "Have it assessed whether the dismissals must be counted together.",
    ),
    "P03": (
        "error",
        "Opsigelser i {wave} kræver {step} senest {first}, men intet kan ske før {last}.",
        "Notice in {wave} needs {step} by {first}, but nothing can happen before {last}.",
        "Vent med opsigelserne til {later}, eller aftal kortere frister.",
        "Postpone the notice to {later}, or agree on shorter deadlines.",
    ),
    "P04": (
        "error",
        "Opsigelser i {wave} med varsel på {months} md. fører til fratrædelse {first}, men kan efter varslingsloven tidligst få virkning {last}.",
        "{months}-month notice in {wave} means exit on {first}; by the act on collective redundancies it takes effect on {last} at the earliest.",
        "Udskyd fratrædelsen til udgangen af den måned, hvor afskedigelserne kan få virkning.",
        "Postpone the exit to the end of the month in which the dismissals can take effect.",
    ),
    "P05": (
        "note",
        "Opsigelserne bygger på en tænkt regel: {rule} er sat til {value}.",
        "The dismissals rest on a hypothetical rule: {rule} is set to {value}.",
        "Fjern værdien under law_values for at regne med den gældende regel.",
        "Remove the value under law_values to plan by the rule in force.",
    ),
}


def findings(exits: pd.DataFrame, law: Law, process: Process, first_day: date) -> Iterator[Finding]:
    """What a reader must know about the calendar of a plan; nothing begins before the plan's `first_day` if it can.

    P01: a threshold of the act on collective redundancies is hit. P02: waves are close to it together. P03: a step lies
    before the first possible day. P04: an exit lies before the earliest effect. P05: a rule is hypothetical.
    """
    counted = thresholds(exits, law, process)
    yield from said(by_thresholds(exits, counted, law, process), counted, law, process, first_day)


def said(table: pd.DataFrame, counted: pd.DataFrame, law: Law, process: Process, first_day: date) -> Iterator[Finding]:
    """The same of a timetable and the thresholds that were counted."""
    for finding in (
        *_by_window("P01", counted[counted["hit"]]),
        *_by_window("P02", counted[counted["split"]]),
        *_too_early(table, law, process),
        *_before_effect(table, counted, law),
        *_hypothetical(table, counted, law),
    ):
        yield replace(finding, valid_from=max(finding.valid_from, min(first_day.isoformat(), finding.valid_to)))


def _said(code: str, subject: str, first: str, last: str, **values: object) -> Finding:
    """A finding in both languages: a pair is (Danish, English); days and months are written out."""
    severity, *texts = _TEXTS[code]
    values |= {"first": date.fromisoformat(first), "last": date.fromisoformat(last)}
    words = [{name: _written(value, english) for name, value in values.items()} for english in (False, True)]
    messages = [text.format(**words[number % 2]) for number, text in enumerate(texts)]
    return Finding(code, severity, subject, first, last, *messages)


def _written(value: object, english: bool) -> str:
    locale = "en_GB" if english else "da_DK"
    if isinstance(value, Month):
        return str(format_date(value.first_day, "MMMM yyyy", locale=locale))
    if isinstance(value, date):
        return str(format_date(value, "d MMM yyyy" if english else "d.M.yyyy", locale=locale))
    return str(value[english] if isinstance(value, tuple) else value)


def _by_window(code: str, rows: pd.DataFrame) -> Iterator[Finding]:
    """One finding per window; none where an earlier one of the unit already says it."""
    told: dict[str, str] = {}
    for row in rows.itertuples():
        last, persons, begins = row.last_day, row.persons, row.waves.split()[-1]
        if code == "P02":
            last = str(date.fromisoformat(row.first_day) + timedelta(days=_WATCHED_DAYS - 1))
            persons, begins = row.persons_90_days, row.first_day
        if begins > told.get(row.unit, ""):
            told[row.unit] = begins if code == "P01" else last
            both = (f" (heraf {row.voluntary} frivillige)", f" ({row.voluntary} of them voluntary)")
            effect = date.fromisoformat(row.earliest_effect) if row.hit else ""
            known = {"unit": _UNITS[row.unit], "persons": persons, "threshold": row.threshold, "effect": effect}
            yield _said(code, row.unit, row.first_day, last, also=both if row.voluntary_counted else "", **known)


def _too_early(table: pd.DataFrame, law: Law, process: Process) -> Iterator[Finding]:
    day = process.earliest_day
    for wave, rows in table[(table["day"] < day.isoformat()) & table["step"].isin(_FIRST_STEPS)].groupby("wave"):
        step = rows.iloc[0]
        month = later = Month.parse(str(wave))
        while _first_step(law, later, step["step"] == "message_6") < day:
            later = later.plus(1)
        yield _said(
            "P03", str(wave), step["day"], day.isoformat(), wave=month, step=_FIRST_STEPS[step["step"]], later=later
        )


def _first_step(law: Law, month: Month, sharpened: bool) -> date:
    """The day on which the work on a wave must begin at the latest."""
    steps = notice.steps_back(law, month)
    return min(steps["med_papers"].day, notice.messages(law, steps, sharpened)["message_6"].day)


def _before_effect(table: pd.DataFrame, counted: pd.DataFrame, law: Law) -> Iterator[Finding]:
    sent = table[table["step"] == "message_7"].set_index("wave")["day"]
    for row in table[(table["step"] == "exit") & table["wave"].isin(sent.index)].itertuples():
        sharpened = bool(_holding(counted, row.wave)["sharpened"].any())
        effect = _effect(law, date.fromisoformat(sent[row.wave]), sharpened)
        if row.day < effect:
            yield _said("P04", row.wave, row.day, effect, wave=Month.parse(row.wave), months=row.notice_months)


def _hypothetical(table: pd.DataFrame, counted: pd.DataFrame, law: Law) -> Iterator[Finding]:
    """P05, a rule each: those of the timetable, the scales, and the act where it counts or is hit."""
    used = {rule for rules in table["rule"] for rule in rules.split()} | set(COUNTED_BY)
    used |= {rule for rule in law if rule.startswith(("notice_step", "severance_step"))}
    used |= {rule for rule in law if rule.startswith(("redundancy", "sharpened"))} if counted["hit"].any() else set()
    for rule in (law[name] for name in sorted(used & law.keys()) if len(table)):
        if rule.hypothetical:
            text, label = f"{rule.values[-1].value:g}", (rule.label_da, rule.label_en)
            value = (f"{text.replace('.', ',')} ({rule.unit})", text)
            yield _said("P05", rule.rule, table["day"].min(), table["day"].max(), rule=label, value=value)
