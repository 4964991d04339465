"""The money: savings step by step, the ledger by team, and posts times pay against the budget."""

from __future__ import annotations

import pandas as pd

from planner.plan import EXPENSES, Plan
from planner.report import numbers
from planner.report.columns import Column, Table, headed, made
from planner.report.names import Names
from planner.report.results import by_account, due_years, target_label
from planner.text import Language, catalogue

_VISIBLE_DKK = 0.5


def occurring(plan: Plan) -> tuple[str, ...]:
    """The kinds of expense that occur in the plan, in the order of the ledger; pay in service always does."""
    return EXPENSES[:1] + tuple(e for e in EXPENSES[1:] if plan.ledger[f"{e}_dkk"].abs().sum() > _VISIBLE_DKK)


def economy(plan: Plan, language: Language = "da") -> Table:
    """The ledger: what makes up saving and one-off expense, by year, account and team."""
    c, names = catalogue(language), Names(plan.case, language)
    frame = by_account(plan.ledger).rename(columns={"team": "key"})
    frame["team"] = [names.team(key) for key in frame["key"]]
    frame["year_name"] = frame["year"].astype(str)
    first, *others = occurring(plan)
    parts = ["pay_authorised_dkk", f"{first}_dkk", "saving_on_posts_dkk", *(f"{e}_dkk" for e in others), "one_off_dkk"]
    spec = "account:text year_name:year team:text " + " ".join(f"{part}:dkk" for part in parts)
    level = numbers.price_level(plan.case.settings.price_level, language)
    table = made(c, "economy", headed(c, spec), frame, level=level, absent=_absent(plan, language))
    return Table(table.name, table.title, table.note, table.columns, frame, tuple(parts))


def _absent(plan: Plan, language: Language) -> str:
    """The kinds of expense without an amount, so that a missing column is no riddle."""
    c, there = catalogue(language), occurring(plan)
    absent = [c.t(f"expense.{kind}") for kind in EXPENSES if kind not in there]
    return c.t("cell.absent", kinds=", ".join(absent)) if absent else ""


def account_years(plan: Plan, language: Language = "da") -> Table:
    """Every step from authorised pay to net saving, by account and year: one column per year."""
    c, due = catalogue(language), due_years(plan)
    expenses = occurring(plan)[1:]
    parts = ["pay_authorised_dkk", "pay_in_service_dkk", *(f"{e}_dkk" for e in expenses)]
    sums = plan.ledger.groupby(["account", "year"])[parts].sum().reset_index()
    years = plan.years[plan.years["year"] != "lasting"].merge(sums, on=["account", "year"], how="left")
    steps = {
        key: c.t(f"step.{key}")
        for key in ("pay_authorised_dkk", "pay_in_service_dkk", "other_dkk", "gross_dkk", "one_off_dkk")
    }
    steps |= {f"{e}_dkk": c.t("step.of_which", expense=c.t(f"expense.{e}")) for e in expenses}
    steps |= {key: c.t(f"step.{key}") for key in ("net_dkk", "target_dkk", "shortfall_dkk", "full_year_dkk")}
    rows = []
    for account in by_account(years)["account"].unique():
        mine = years[years["account"] == account].set_index("year")
        rows += [(account, step, label, *(mine.at[year, step] for year in due)) for step, label in steps.items()]
    names = [str(year) for year in due]
    frame = pd.DataFrame(rows, columns=["account", "key", "step", *names])
    columns = (
        *headed(c, "account:text step:text"),
        *(Column(n, target_label(plan, n, language), "dkk") for n in names),
    )
    level = numbers.price_level(plan.case.settings.price_level, language)
    return made(c, "account_years", columns, frame, level=level)


def reconciliation(plan: Plan, language: Language = "da") -> Table:
    """Posts times pay against the budget that was entered; empty where none is."""
    c, names = catalogue(language), Names(plan.case, language)
    frame = plan.reconciliation.rename(columns={"team": "key"})
    frame["team"] = [names.team(key) if key else c.t("cell.whole_account") for key in frame["key"]]
    spec = "account:text team:text posts_dkk:dkk budget_dkk:dkk difference_dkk:dkk difference_share:share"
    level = numbers.price_level(plan.case.settings.price_level, language)
    return made(c, "reconciliation", headed(c, spec), frame, level=level)
