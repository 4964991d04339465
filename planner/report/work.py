"""What work lapses and when, which saving it pays for, and where people leave before the work does."""

from __future__ import annotations

import pandas as pd

from planner.case.tables import Change
from planner.lapse import DEMAND
from planner.plan import Plan
from planner.report import numbers
from planner.report.case_rows import status_key
from planner.report.columns import Column, Table, headed, made
from planner.report.names import Names
from planner.report.results import by_account
from planner.text import Catalogue, Language, catalogue

SHOWN_FTE = 0.005
"""What is too little to be shown in FTE with two decimals."""


def lapse(plan: Plan, language: Language = "da") -> Table:
    """FTE of work that lapses, rule by rule and half-year by half-year, all groups together; extra work is negative."""
    c, names = catalogue(language), Names(plan.case, language)
    wide = plan.lapse.pivot_table(index="change", columns="half_year", values="fte", aggfunc="sum", fill_value=0.0)
    wide = wide.reindex(columns=list(plan.case.half_years), fill_value=0.0)
    rules = {row.change: row for row in plan.case.changes}
    order = [DEMAND, *sorted(rules, key=lambda key: (rules[key].date, key))]
    frame = wide.reindex([key for key in order if key in wide.index]).reset_index(names="key")
    frame["rule_name"] = [names.change(key) for key in frame["key"]]
    frame["date"] = [rules[key].date.isoformat() if key in rules else "" for key in frame["key"]]
    frame["status"] = [_status(c, rules.get(key)) for key in frame["key"]]
    middle = [Column(name, numbers.half_year_short(name), "fte") for name in wide.columns]
    table = made(c, "lapse", [*headed(c, "rule_name:text date:date"), *middle, *headed(c, "status:text")], frame)
    return Table(table.name, table.title, table.note, table.columns, frame, tuple(wide.columns))


def lapse_ledger(plan: Plan, language: Language = "da") -> Table:
    """The task-lapse ledger in full: hours, FTE and money by half-year, target group and rule."""
    c, names = catalogue(language), Names(plan.case, language)
    rules = {row.change: row for row in plan.case.changes}
    frame = plan.lapse[plan.lapse["fte"].abs() >= SHOWN_FTE]
    frame = frame.rename(columns={"target_group": "group_key", "change": "key"}).reset_index(drop=True)
    frame["target_group"] = [names.group(key) for key in frame["group_key"]]
    frame["rule_name"] = [names.change(key) for key in frame["key"]]
    frame["status"] = [_status(c, rules.get(key)) for key in frame["key"]]
    spec = "rule_name:text target_group:text half_year:half_year status:text hours:cases fte:part dkk:dkk"
    return made(c, "lapse_ledger", headed(c, spec), frame, level=_level(plan, language))


def _status(c: Catalogue, rule: Change | None) -> str:
    return c.t(f"rule_{status_key(rule)}" if rule else "cell.no_rule")


def funding(plan: Plan, language: Language = "da") -> Table:
    """The saving due in each half-year and account, and what pays for it: other savings, lapsed work, nothing."""
    c, names = catalogue(language), Names(plan.case, language)
    due = plan.funding[["due_dkk", "lapsed_dkk", "demand_dkk"]].abs().sum(axis=1) > 0
    frame = by_account(plan.funding[due])
    frame["account_name"] = [names.account(key) for key in frame["account"]]
    spec = "account_name:text half_year:half_year " + " ".join(
        f"{key}:mio" for key in ("due_dkk", "other_dkk", "lapsed_dkk", "demand_dkk", "funded_dkk", "unfunded_dkk")
    )
    table = made(c, "funding", headed(c, spec), frame, level=_level(plan, language))
    totals = ("due_dkk", "other_dkk", "funded_dkk", "unfunded_dkk")
    return Table(table.name, table.title, table.note, table.columns, frame, totals)


def group_funding(plan: Plan, language: Language = "da") -> Table:
    """For each target group and half-year: FTE that the plan takes, FTE of work that lapsed, and what has none behind it."""
    c, names = catalogue(language), Names(plan.case, language)
    order = {row.target_group: position for position, row in enumerate(plan.case.target_groups)}
    frame = plan.group_funding.assign(rank=plan.group_funding["target_group"].map(order))
    frame = frame[(frame[["taken_fte", "lapsed_fte"]].abs() >= SHOWN_FTE).any(axis=1)]
    frame = frame.sort_values(["rank", "half_year"], kind="stable").rename(columns={"target_group": "key"})
    frame = frame.reset_index(drop=True)
    frame["target_group"] = [names.group(key) for key in frame["key"]]
    spec = "target_group:text half_year:half_year taken_fte:fte lapsed_fte:fte funded_fte:fte unfunded_fte:fte "
    columns = headed(c, spec + "unfunded_dkk:mio")
    return made(c, "group_funding", columns, frame, level=_level(plan, language))


def valley(plan: Plan, language: Language = "da") -> Table:
    """The transition valley month by month, account beside account: who has left, what has lapsed, who left too early."""
    c, accounts = catalogue(language), list(dict.fromkeys(by_account(plan.valley)["account"]))
    keys = ("left_fte", "lapsed_fte", "valley_fte", "uncovered_fte")
    wide = plan.valley.pivot(index="month", columns="account", values=list(keys))
    pairs = [(account, key) for account in accounts for key in keys]
    frame = pd.DataFrame({f"{key}_{account}": wide[key, account].to_numpy() for account, key in pairs})
    frame.insert(0, "month", wide.index.to_numpy())
    columns = [Column(f"{key}_{account}", f"{account}: {c.t(f'column.{key}')}", "fte") for account, key in pairs]
    return made(c, "valley", [*headed(c, "month:month"), *columns], frame)


def _level(plan: Plan, language: Language) -> str:
    return numbers.price_level(plan.case.settings.price_level, language)
