"""The first sheet of a workbook: what it is, what its colours mean, what may be changed, and where its figures come from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import pandas as pd

from planner.compare import Comparison
from planner.keep import content_hash
from planner.keep.lock import planner_version
from planner.plan import Plan
from planner.report import numbers
from planner.report.columns import Table
from planner.report.formulas import RELIEF, named
from planner.report.live import columns, table
from planner.report.places import Places
from planner.report.sheets import Sheet, placed
from planner.text import Language, catalogue

OFF = "Kontrol_afviger"
_WIDTHS = (46, 114)
_COLOURS = ("input", "over", "assumed", "zero", "plain")


def file_facts(plan: Plan, day: date, language: Language) -> dict[str, str]:
    """What a plan's file says of itself: scenario, content, version, date and price level."""
    settings = plan.case.settings
    return {
        "scenario": settings.name,
        "municipality": settings.municipality,
        "months": f"{numbers.month(str(settings.first_month), language)} - {numbers.month(str(settings.last_month), language)}",
        "price_level": numbers.price_level(settings.price_level, language),
        "date": numbers.day(day.isoformat(), language),
        "version": planner_version(),
        "content": content_hash(plan.case),
        "file": str(plan.case.path),
    }


def read_me(said: Mapping[str, str], state: Table, at: Places, sheets: Sequence[Sheet], language: Language) -> Sheet:
    """The first sheet of a plan's workbook; `said` is what the file says of itself, `state` how its checks came out."""
    c = catalogue(language)
    lines = tuple(c.t(f"book.read.{key}") for key in ("draft", "order", "change", "recompute", "values", "print"))
    facts, names = _facts(said, language), _names(at, language)
    about = [(c.t("sheet.overview"), c.t("book.about.overview")), *((each.title, each.about) for each in sheets)]
    tables = (facts, state, _sheets(about, language), _colours(language), names)
    return Sheet("read_me", c.t("book.sheet.read_me"), lines, tuple(placed(each) for each in tables), widths=_WIDTHS)


def read_comparison(
    comparison: Comparison, plans: Sequence[Plan], day: date, sheets: Sequence[Sheet], language: Language
) -> Sheet:
    """The first sheet of a comparison's workbook: which plans, which of them is the baseline."""
    c = catalogue(language)
    baseline = comparison.names[comparison.baseline]
    lines = (c.t("book.read.draft"), c.t("book.read.baseline", name=baseline), c.t("book.read.values"))
    tables = [_sheets([(each.title, each.about) for each in sheets], language)]
    for name, plan in zip(comparison.names, plans, strict=True):
        facts = _facts(file_facts(plan, day, language) | {"scenario": name}, language)
        tables.append(replace(facts, title=f"{facts.title}: {name}"))
    return Sheet("read_me", c.t("book.sheet.read_me"), lines, tuple(placed(each) for each in tables), widths=_WIDTHS)


def defined_names(at: Places) -> dict[str, str]:
    """The names of cells with their addresses."""
    found = {"Prisniveau": at["facts"].pinned(at["facts"].where(key="price_level")[0], "said")} if "facts" in at else {}
    found |= {RELIEF: at["relief"].pinned(0, "relief")} | (
        {OFF: at["state"].pinned(1, "tests")} if "state" in at else {}
    )
    figures, steps = at["key_figures"], at["years"]
    for name, key in (("Aarsvaerk_foerst", "fte_start"), ("Aarsvaerk_sidst", "fte_end")):
        found[name] = figures.pinned(figures.where(key=key)[0], "value")
    for account in steps.table.frame["account"].unique() if steps.rows else ():
        for what, key in (("maal", "target_dkk"), ("netto", "net_dkk")):
            (row,) = steps.where(account=account, key=key)
            for year in (each for each in steps.columns if each.isdigit()):
                found[named(account, what, year)] = steps.pinned(row, year)
    return found


def _facts(said: Mapping[str, str], language: Language) -> Table:
    c = catalogue(language)
    rows = [(key, c.t(f"book.fact.{key}"), text) for key, text in said.items()]
    frame = pd.DataFrame(rows, columns=["key", "fact", "said"])
    return table(c, "facts", columns(c, "fact:text said:text"), frame)


def _sheets(about: Sequence[tuple[str, str]], language: Language) -> Table:
    c = catalogue(language)
    frame = pd.DataFrame(about, columns=["sheet", "holds"])
    return table(c, "sheets", columns(c, "sheet:text holds:text"), frame)


def _colours(language: Language) -> Table:
    c = catalogue(language)
    rows = [(c.t(f"book.colour.{key}"), c.t(f"book.colour_means.{key}"), key) for key in _COLOURS]
    frame = pd.DataFrame(rows, columns=["colour", "means", "look"])
    return table(c, "colours", columns(c, "colour:text means:text"), frame)


def _names(at: Places, language: Language) -> Table:
    """The names of cells; those of targets and net savings in one row for each account."""
    c, found = catalogue(language), [*defined_names(at)]
    rows = [
        (name, c.t(f"book.name.{name}")) for name in ("Prisniveau", RELIEF, "Aarsvaerk_foerst", "Aarsvaerk_sidst", OFF)
    ]
    for account in dict.fromkeys(name.split("_")[0] for name in found if "_maal_" in name):
        mine = [name for name in found if name.startswith(f"{account}_maal_")]
        ends = mine[0].rsplit("_", 1)[1], mine[-1].rsplit("_", 1)[1]
        words = {"account": account, "first": ends[0], "last": ends[1]}
        spans = (f"{named(account, what, ends[0])} ... {ends[1]}" for what in ("maal", "netto"))
        rows.append((", ".join(spans), c.t("book.name.years", **words)))
    frame = pd.DataFrame(rows, columns=["name", "stands_for"])
    return table(c, "names", columns(c, "name:text stands_for:text"), frame)
