"""The calendar of the dismissals: what must happen when before each wave, and the act on collective redundancies."""

from __future__ import annotations

from datetime import date

import pandas as pd

from planner.case.law import BACKWARDS, Law
from planner.case.tables import LegalValue
from planner.plan import Plan
from planner.report import numbers
from planner.report.columns import Table, headed, made
from planner.report.names import law_unit
from planner.text import Language, catalogue

_MESSAGES = ("redundancy_message_3", "sharpened_message_7")
_EXITS = ("last_working_day", "exit", "first_month_saved")


def timetable(plan: Plan, language: Language = "da") -> Table:
    """Each wave of dismissals, step by step in order of date, with the rule that sets each day."""
    c, law = catalogue(language), plan.case.law
    given = {row.wave: date.fromisoformat(row.day) for row in plan.timetable.itertuples() if row.step == "notice_given"}
    rows = [
        (row.wave, row.day, c.t(f"timetable.{row.step}"), row.fte, _persons(row), _figure(row.notice_months),
         _rules(row, given[row.wave], law, language), c.t("status.hypothetical") if row.hypothetical else "")
        for row in plan.timetable.itertuples()
    ]  # fmt: skip
    keys = ["wave", "day", "step_name", "fte", "persons", "notice_months", "rule", "hypothetical"]
    frame = pd.DataFrame(rows, columns=keys).sort_values(["wave", "day"], kind="stable").reset_index(drop=True)
    spec = "wave:month day:date step_name:text fte:part persons:count notice_months:count rule:text"
    if (frame["hypothetical"] != "").any():
        spec += " hypothetical:text"
    return made(c, "timetable", headed(c, spec), frame)


def _persons(row: pd.Series) -> float | None:
    """Persons of the whole wave; how they spread over lengths of notice is not known."""
    return None if row.step in _EXITS else _figure(row.persons)


def _figure(value: object) -> float | None:
    """A figure that may be absent."""
    return None if pd.isna(value) else float(str(value))


def _rules(row: pd.Series, given: date, law: Law, language: Language) -> str:
    """The rules that set the day of this step, as they are when notice is given; those of later steps stand there."""
    step, names = row.step, row.rule.split()
    own = [BACKWARDS[step]] if step in BACKWARDS else [name for name in names if name in _MESSAGES]
    if step == "exit":
        own = [name for name in names if not name.endswith("_from")]
    return "; ".join(rule_text(law[name], given, language) for name in own)


def rule_text(rule: LegalValue, day: date, language: Language) -> str:
    """A rule with its value on a day and its unit."""
    value = rule.on(day)
    unit = law_unit(rule.unit, language, value)
    return f"{getattr(rule, f'label_{language}')}: {numbers.number(value, language)} {unit}"


def first_year_pay(plan: Plan, language: Language = "da") -> Table:
    """What a notice saves in the calendar year in which it is given, by length of notice and severance."""
    c, keys = catalogue(language), ["wave", "notice_months"]
    ends = plan.timetable.loc[plan.timetable["step"] == "exit", [*keys, "day"]].astype({"notice_months": "Int64"})
    given = plan.exits[plan.exits["way"].isin(("dismissal", "dropout"))].rename(columns={"decided": "wave"})
    given = given.astype({"notice_months": "Int64"}).groupby([*keys, "payment_months"], as_index=False)["fte"].sum()
    frame = given.merge(ends, on=keys).rename(columns={"day": "exit_day"})
    frame["months_saved"] = [
        months_saved(int(row.wave[:4]), date.fromisoformat(row.exit_day), row.payment_months)
        for row in frame.itertuples()
    ]
    spec = "wave:month notice_months:count fte:part exit_day:date payment_months:number months_saved:number"
    return made(c, "first_year_pay", headed(c, spec), frame)


def months_saved(year: int, exit_day: date, payment_months: float) -> float:
    """Months of pay saved in the year of the notice, from the exit to December, less the severance paid in that year.

    >>> months_saved(2026, date(2026, 9, 30), 1), months_saved(2026, date(2027, 2, 28), 1)
    (2, 0.0)
    """
    return 12 - exit_day.month - payment_months if exit_day.year == year else 0.0


def thresholds(plan: Plan, language: Language = "da") -> Table:
    """Persons dismissed in each window of the act on collective redundancies against its threshold, in both units."""
    c = catalogue(language)
    frame = plan.thresholds.rename(columns={"unit": "unit_key", "hit": "hit_key", "threshold": "lowest"})
    frame["unit_name"] = [c.t(f"unit_of.{key}") for key in frame["unit_key"]]
    frame["threshold"] = [_figure(value) for value in frame["lowest"]]
    frame["hit"] = [_verdict(row, language) for row in frame.itertuples()]
    spec = (
        "unit_name:text first_day:date last_day:date employees:count dismissals:count voluntary:count persons:count "
        "threshold:count hit:text"
    )
    if frame["hit_key"].any():
        spec += " message_7:date earliest_effect:date"
    return made(c, "thresholds", headed(c, spec), frame)


def _verdict(row: pd.Series, language: Language) -> str:
    """Whether the act holds for a window, in words."""
    if pd.isna(row.lowest):
        key = "too_small"
    elif row.hit_key:
        key = "sharpened" if row.sharpened else "holds"
    else:
        key = "close" if row.split else "below"
    return catalogue(language).t(f"act.{key}")


def overdue(plan: Plan, day: date, language: Language = "da") -> str:
    """That the first step to the dismissals should have been taken before a day; nothing where it was not."""
    first = first_step(plan)
    if first is None or first[1] >= day:
        return ""
    return catalogue(language).t("answer.overdue", day=numbers.day(first[1].isoformat(), language))


def first_step(plan: Plan) -> tuple[str, date] | None:
    """The first step of the calendar and its day; nothing where nobody is dismissed."""
    if plan.timetable.empty:
        return None
    first = plan.timetable.sort_values("day", kind="stable").iloc[0]
    return str(first["step"]), date.fromisoformat(first["day"])
