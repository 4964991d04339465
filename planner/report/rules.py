"""The dated rules as they are written, how firm each is, and what the work rests on besides them."""

from __future__ import annotations

import re

import pandas as pd

from planner.case.schema import Case
from planner.case.values import Sourced
from planner.plan import Plan
from planner.report import numbers
from planner.report.case_rows import before_after, change_unit, status_key
from planner.report.columns import Table, headed, made
from planner.report.names import Names
from planner.text import Language, catalogue


def reference(case: Case, row: Sourced, language: Language, whole: bool = False) -> str:
    """Where a row comes from: each fact's number with its place (an address by its site), and an assumption's reasoning."""
    parts = [place(case, key) if whole else _short_place(case, key) for key in row.fact_ids]
    if row.assumption:
        parts.append(catalogue(language).t("cell.assumed", reasoning=row.assumption))
    return "; ".join(parts)


def _short_place(case: Case, key: str) -> str:
    """A fact's number with its place in the document; of an address only the site."""
    locator = case.facts[key].locator if key in case.facts else ""
    locator = re.sub(r"https?://(?:www\.)?([^/\s]+)\S*", r"\1", locator)
    return f"{key} ({locator})" if locator else key


def place(case: Case, key: str) -> str:
    """A fact's number, document and place in it."""
    fact = case.facts.get(key)
    if fact is None:
        return key
    document = case.documents.get(fact.document)
    said = (document.title if document else fact.document, fact.locator)
    return f"{key}: {', '.join(part for part in said if part)}"


def rules(plan: Plan, language: Language = "da") -> Table:
    """Each dated rule: when, for whom, what, the number before and after, how firm it is, and where it stands."""
    c, case = catalogue(language), plan.case
    names = Names(case, language)
    rows = []
    for row in sorted(case.changes, key=lambda row: (row.date, row.change)):
        before, after = before_after(row, language)
        who = ", ".join(names.group(group) for group in row.target_groups)
        status, told = c.t(status_key(row)), reference(case, row, language)
        rows.append((row.change, row.date.isoformat(), list(row.target_groups), getattr(row, f"label_{language}"), who,
                     before, after, change_unit(row, language), status, row.status, told))  # fmt: skip
    keys = ["key", "date", "target_groups", "rule_name", "who", "before", "after", "unit", "status", "status_key",
            "reference"]  # fmt: skip
    spec = "rule_name:text date:date before:text after:text unit:text status:text reference:text who:text"
    return made(c, "rules", headed(c, spec), pd.DataFrame(rows, columns=keys))


def drivers(plan: Plan, language: Language = "da") -> Table:
    """What moves the work besides the rules: its setting, from when, which groups it touches, and how many FTE it adds."""
    c, names = catalogue(language), Names(plan.case, language)
    frame = plan.drivers.rename(columns={"driver": "key", "fte": "added_fte"})
    frame["driver"] = [c.t(f"driver.{key}") for key in frame["key"]]
    frame["touched"] = [
        ", ".join(names.group(key) for key in groups.split()) or c.t("cell.none") for groups in frame["groups"]
    ]
    frame["since"] = [_until(plan, row, language) for row in frame.itertuples()]
    spec = "driver:text value:share since:text added_fte:fte touched:text"
    return made(c, "drivers", headed(c, spec), frame)


def _until(plan: Plan, row: pd.Series, language: Language) -> str:
    """From when a driver works, and until when where it ends."""
    first = numbers.month(row.first_month, language)
    if row.key != "a_kasse_trial":
        return first
    last = plan.case.settings.drivers.a_kasse_trial.last_month
    return f"{first} - {numbers.month(str(last), language)}"


def floors(plan: Plan, language: Language = "da") -> Table:
    """Each floor: what stays, how much of it, the least that the plan has, whether that is enough, and where it stands."""
    c, case = catalogue(language), plan.case
    names = Names(case, language)
    rows = []
    for floor in case.floors:
        found = plan.floors[plan.floors["floor"] == floor.floor]
        broken = found[~found["ok"].astype(bool)]
        least = found.loc[(found["found"] - found["required"]).idxmin()] if len(found) else None
        ok = broken.empty and least is not None
        first = numbers.half_year(broken["half_year"].min(), language) if len(broken) else ""
        result = c.t("cell.stays") if ok else c.t("cell.broken", when=first) if first else c.t("cell.not_due")
        where = names.subject(str(least["subject"])) if least is not None else names.subject(floor.subject)
        rows.append((floor.floor, getattr(floor, f"label_{language}"), where, floor.value,
                     least["found"] if least is not None else None, c.t(f"entry_unit.floor_{floor.kind}"),
                     floor.valid_from.isoformat() if floor.valid_from else "", result, ok,
                     reference(case, floor, language)))  # fmt: skip
    keys = ["key", "floor", "subject", "required", "least", "unit", "valid_from", "result", "ok", "reference"]
    spec = "floor:text result:text subject:text required:part least:part unit:text valid_from:date reference:text"
    return made(c, "floors", headed(c, spec), pd.DataFrame(rows, columns=keys))


def floors_by_half_year(plan: Plan, language: Language = "da") -> Table:
    """What each floor asks for and what the plan has, half-year by half-year and group by group."""
    c, names = catalogue(language), Names(plan.case, language)
    frame = plan.floors.rename(columns={"floor": "key", "subject": "subject_key", "ok": "passed"})
    frame["floor"] = [names.floors.get(key, key) for key in frame["key"]]
    frame["subject"] = [names.subject(key) for key in frame["subject_key"]]
    frame["result"] = [c.t("cell.ok") if ok else c.t("cell.failed") for ok in frame["passed"]]
    spec = "floor:text half_year:half_year subject:text required:part least:part result:text"
    return made(c, "floors_by_half_year", headed(c, spec), frame.rename(columns={"found": "least"}))


def plausibility(plan: Plan, language: Language = "da") -> Table:
    """What lapses in the last year, beside the expert report's national figures times the municipality's share."""
    c, case = catalogue(language), plan.case
    frame = plan.plausibility.rename(columns={"what": "key", "facts": "fact_keys"})
    frame["what"] = [c.t(f"what.{key}") for key in frame["key"]]
    frame["reference"] = ["; ".join(place(case, key) for key in keys.split()) for keys in frame["fact_keys"]]
    share = numbers.number(100 * case.settings.national_share.value, language)
    spec = "what:text local_dkk:mio national_dkk:mio reference:text"
    level = numbers.price_level(case.settings.price_level, language)
    return made(c, "plausibility", headed(c, spec), frame, share=share, level=level, year=str(case.months[-1].year))
