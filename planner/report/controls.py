"""The plan checked inside the workbook: what a figure should be, what the workbook's own cells come to, and whether it is.

Expected figures are the plan's own, written as values. What is found is a formula of the cells on the other sheets.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd

from planner.plan import MET_WITHIN_DKK, Plan
from planner.report import numbers
from planner.report.columns import Table
from planner.report.formulas import NEAR, Formula
from planner.report.live import columns, table
from planner.report.names import Names
from planner.report.periods import period, year_ends
from planner.report.places import Places
from planner.report.results import LASTING, by_account, year_label
from planner.report.spreadsheet import Expr, absolute, count_over, count_word, either, largest, said, total
from planner.report.staffing import OVER_LIMIT
from planner.text import Catalogue, Language, catalogue

_KRONE = 1.0
"""Amounts under half a krone are left out of quantity times price; so much may be missing in a sum."""


class Control(NamedTuple):
    """One test: what is compared, the plan's figure, the formula that finds it again, and how far off it may be."""

    test: str
    kind: str
    expected: float
    found: Expr
    tolerance: float = NEAR


def controls(plan: Plan, at: Places, language: Language) -> tuple[Control, ...]:
    """Every test of a plan's workbook: money, posts, caseload, owners, citizens, and the independent verification."""
    c = catalogue(language)
    parts = (_money(plan, at, c), _staff(plan, at, language), _loads(plan, at, language), _owners(at, language))
    return (*(control for part in parts for control in part), *_rest(plan, at, c))


def controls_table(some: tuple[Control, ...], language: Language) -> Table:
    """The tests as a table."""
    c = catalogue(language)
    rows = [
        (
            one.test,
            one.expected,
            one.found.value,
            c.t("cell.ok" if _holds(one) else "book.off"),
            one.kind,
        )
        for one in some
    ]
    frame = pd.DataFrame(rows, columns=["test", "expected", "found", "ok", "kind"])
    spec = "test:text expected:mixed found:mixed ok:text"
    return table(c, "controls", columns(c, spec), frame)


def state_table(some: tuple[Control, ...], language: Language) -> Table:
    """How many tests there are, and how many are off."""
    c = catalogue(language)
    rows = [(c.t("book.tests"), float(len(some))), (c.t("book.tests_off"), float(sum(not _holds(one) for one in some)))]
    return table(c, "state", columns(c, "fact:text tests:count"), pd.DataFrame(rows, columns=["fact", "tests"]))


def control_formulas(some: tuple[Control, ...], at: Places, c: Catalogue) -> Iterator[Formula]:
    """What is found, and whether it is what was expected."""
    place = at["controls"]
    for row, one in enumerate(some):
        yield Formula(place, row, "found", one.found)
        off = absolute(place.cell(row, "found") - place.cell(row, "expected")) > one.tolerance
        yield Formula(place, row, "ok", said(off, c.t("book.off"), c.t("cell.ok")))
    yield Formula(at["state"], 1, "tests", count_word(place.down("ok"), c.t("book.off")))


def _holds(one: Control) -> bool:
    return abs(one.found.value - one.expected) <= one.tolerance


def _money(plan: Plan, at: Places, c: Catalogue) -> Iterator[Control]:
    """Targets, the ledger, and quantity times price, by account and year."""
    steps, ledger, blocks, savings = at["years"], at["economy"], at["pay_basis"], at["savings"]
    for line in by_account(plan.years).itertuples():
        account, year = str(line.account), str(line.year)
        words = {"account": account, "year": year_label(c, line.year)}
        (row,) = savings.where(account=account, year=line.year)
        target, net = (savings.cell(row, key) * 1e6 for key in ("target_dkk", "net_dkk"))
        short = either(target - net > MET_WITHIN_DKK, target - net, 0.0)
        yield Control(c.t("book.control.shortfall", **words), "dkk", line.shortfall_dkk, short)
        if year == LASTING:
            continue
        (other,) = steps.where(account=account, key="other_dkk")
        posts = total(ledger.down("saving_on_posts_dkk", ledger.where(account=account, year=year)))
        gross = posts + steps.cell(other, year)
        yield Control(c.t("book.control.gross", **words), "dkk", line.gross_dkk, gross)
        amounts = {
            kind: total(blocks.down("amount_dkk", blocks.where(account=account, year=year, kind=kind)))
            for kind in blocks.table.frame["kind"].unique()
        }
        found = amounts.pop("pay_authorised", Expr("0", 0.0)) + steps.cell(other, year)
        for amount in (each for each in amounts.values() if each.text != "0"):
            found -= amount
        tolerance = _KRONE * max(1, len(amounts))
        yield Control(c.t("book.control.blocks", **words), "dkk", line.net_dkk, found, tolerance)


def _staff(plan: Plan, at: Places, language: Language) -> Iterator[Control]:
    """FTE by team, by profession and in all, at the end of each year; and from start to end of each team."""
    c, names = catalogue(language), Names(plan.case, language)
    by_month = plan.staff.groupby("month")["fte"].sum()
    for month in year_ends(plan.case):
        for name in ("teams", "professions"):
            words = {"month": period(plan.case, month, language)}
            found = total(at[name].down(month))
            yield Control(c.t(f"book.control.{name}", **words), "fte", float(by_month[month]), found)
    ends = plan.staff[plan.staff["month"] == plan.staff["month"].iloc[-1]].groupby("team")["fte"].sum()
    flows = at["flows"]
    for row, key in enumerate(flows.table.frame["key"]):
        amounts = {each: flows.cell(row, each) for each in ("start_fte", "left_fte", "came_fte", "hours_fte")}
        found = amounts["start_fte"] - amounts["left_fte"] + amounts["came_fte"] - amounts["hours_fte"]
        yield Control(c.t("book.control.flow", team=names.team(str(key))), "fte", float(ends[key]), found)


def _loads(plan: Plan, at: Places, language: Language) -> Iterator[Control]:
    """Need, worst load and groups over the limit in each half-year, from cases, limit and FTE."""
    c, limits, heat = catalogue(language), at["limits"], at["load_heat"]
    for half, part in plan.caseload.groupby("half_year"):
        words = {"half": numbers.half_year(str(half), language)}
        mine = limits.where(half_year=half)
        yield Control(c.t("book.control.need", **words), "fte", float(part["need_fte"].sum()), total(limits.down("need_fte", mine)))  # fmt: skip
        yield Control(c.t("book.control.load", **words), "share", float(part["load"].max()), largest(limits.down("load", mine)))  # fmt: skip
        over = float((part["load"] > OVER_LIMIT).sum())
        yield Control(c.t("book.control.over", **words), "count", over, count_over(heat.down(str(half)), OVER_LIMIT))


def _owners(at: Places, language: Language) -> Iterator[Control]:
    """Citizen types without an owner: none in any half-year."""
    c, owners = catalogue(language), at["owners"]
    for half in (key for key in owners.columns if key != "citizen_type"):
        test = c.t("book.control.owner", half=numbers.half_year(half, language))
        yield Control(test, "count", 0.0, count_word(owners.down(half), c.t("cell.nobody")))


def _rest(plan: Plan, at: Places, c: Catalogue) -> Iterator[Control]:
    """Citizens in and out, who is dismissed and hired, and the verification by other code."""
    citizens, moved, checks = at["citizens"], at["movements"], at["checks"]
    ins, outs = ("start", "newcomers", "moved_in"), ("leavers", "moved_out", "end")
    if citizens.rows:
        came, went = (total(block for key in keys for block in citizens.down(key)) for keys in (ins, outs))
        yield Control(c.t("book.control.citizens"), "count", 0.0, came - went)
    for key, kind in (("dismissals", "notice"), ("hired", "hired")):
        column = moved.down(f"{kind}_fte") if f"{kind}_fte" in moved.columns else []
        yield Control(c.t(f"book.control.{key}"), "part", plan.kpi[f"{key}_fte"], total(column))
    passed = count_word(checks.down("ok"), c.t("cell.ok"))
    yield Control(c.t("book.control.verified"), "count", float(len(plan.checks)), passed)
