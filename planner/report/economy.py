"""The money, down to what a reader needs to recompute every saving by hand."""

from __future__ import annotations

import pandas as pd

from planner.calendar import Month
from planner.plan import Plan
from planner.report import numbers
from planner.report.columns import Column, Table, headed, made
from planner.report.names import Names
from planner.report.results import by_account, year_label
from planner.text import Language, catalogue

_LEDGER = (
    "pay_authorised_dkk", "pay_in_service_dkk", "saving_on_posts_dkk", "pay_under_notice_dkk", "severance_dkk",
    "voluntary_payment_dkk", "moves_dkk", "hires_dkk", "one_off_dkk",
)  # fmt: skip
_STEPS = (
    "pay_authorised_dkk", "pay_in_service_dkk", "other_dkk", "gross_dkk", "pay_under_notice_dkk", "severance_dkk",
    "voluntary_payment_dkk", "moves_dkk", "hires_dkk", "one_off_dkk", "net_dkk", "target_dkk", "shortfall_dkk",
)  # fmt: skip
_BASIS_FTE = (
    "authorised_months",
    "in_service_months",
    "under_notice_months",
    "severance_months",
    "voluntary_months",
    "moves_in_fte",
    "hires_fte",
)
_BASIS_DKK = (
    "pay_authorised_dkk",
    "pay_in_service_dkk",
    "pay_under_notice_dkk",
    "severance_dkk",
    "voluntary_payment_dkk",
    "moves_dkk",
    "hires_dkk",
)
_CELL = ["year", "team", "profession"]


def economy(plan: Plan, language: Language = "da") -> Table:
    """The ledger: what makes up saving and one-off expense, by year, account and team."""
    c, names = catalogue(language), Names(plan.case, language)
    frame = by_account(plan.ledger).rename(columns={"team": "key"})
    frame["team"] = [names.team(key) for key in frame["key"]]
    frame["year_name"] = frame["year"].astype(str)
    spec = "account:text year_name:year team:text " + " ".join(f"{part}:dkk" for part in _LEDGER)
    table = made(c, "economy", headed(c, spec), frame)
    return Table(table.name, table.title, table.note, table.columns, frame, _LEDGER)


def account_years(plan: Plan, language: Language = "da") -> Table:
    """Every step from authorised pay to net saving, by account and year: one column per year."""
    c = catalogue(language)
    sums = plan.ledger.groupby(["account", "year"])[[p for p in _LEDGER if p != "one_off_dkk"]].sum().reset_index()
    years = plan.years[plan.years["year"] != "lasting"].merge(sums, on=["account", "year"], how="left")
    rows = []
    for account in by_account(years)["account"].unique():
        mine = years[years["account"] == account]
        rows += [(account, step, c.t(f"step.{step}"), *mine[step]) for step in _STEPS]
    due = [str(year) for year in plan.case.budget_years]
    frame = pd.DataFrame(rows, columns=["account", "key", "step", *due])
    columns = (*headed(c, "account:text step:text"), *(Column(year, year_label(c, year), "dkk") for year in due))
    return made(c, "account_years", columns, frame)


def pay_basis(plan: Plan, language: Language = "da") -> Table:
    """FTE-months, pay per FTE-month and amounts by year, account, team and profession.

    Their sums by account and year recompute the plan: gross = authorised pay - pay in service (+ other savings),
    one-off = the five other amounts, net = gross - one-off.
    """
    c, names, settings = catalogue(language), Names(plan.case, language), plan.case.settings
    frame = _quantities(plan)
    pay = {row.profession: row.pay_dkk_per_year / 12 for row in plan.case.professions}
    frame["pay_per_month_dkk"] = frame["profession"].map(pay)
    for months, amount in zip(_BASIS_FTE[:5], _BASIS_DKK[:5], strict=True):
        frame[amount] = frame[months] * frame["pay_per_month_dkk"]
    frame["moves_dkk"] = frame["moves_in_fte"] * settings.redeployment.cost_dkk_per_fte.value
    frame["hires_dkk"] = frame["hires_fte"] * settings.hiring.cost_dkk_per_fte.value
    frame = frame.rename(columns={"team": "team_key", "profession": "profession_key"})
    frame["team"] = [names.team(key) for key in frame["team_key"]]
    frame["profession"] = [names.profession(key) for key in frame["profession_key"]]
    frame["year_name"] = frame["year"].astype(str)
    fte = " ".join(f"{key}:fte" for key in _BASIS_FTE)
    amounts = " ".join(f"{key}:dkk" for key in _BASIS_DKK)
    spec = f"account:text year_name:year team:text profession:text {fte} pay_per_month_dkk:dkk {amounts}"
    costs = (settings.redeployment.cost_dkk_per_fte.value, settings.hiring.cost_dkk_per_fte.value)
    move, hire = (numbers.dkk(cost, language) for cost in costs)
    table = made(c, "pay_basis", headed(c, spec), by_account(frame), move=move, hire=hire)
    return Table(table.name, table.title, table.note, table.columns, table.frame, (*_BASIS_FTE, *_BASIS_DKK))


def _quantities(plan: Plan) -> pd.DataFrame:
    """What is paid for, by budget year, account, team and profession, in FTE-months and FTE."""
    authorised = {(row.team, row.profession): row.fte + row.vacant_fte for row in plan.case.staffing}
    staff = plan.staff.assign(year=plan.staff["month"].str[:4].astype(int))
    staff["authorised_months"] = [authorised[cell] for cell in zip(staff["team"], staff["profession"], strict=True)]
    named = staff.rename(columns={"fte": "in_service_months", "under_notice_fte": "under_notice_months"})
    sums = (
        named.groupby(["account", *_CELL])[["authorised_months", "in_service_months", "under_notice_months"]]
        .sum()
        .reset_index()
    )
    paid = plan.exits.assign(
        year=plan.exits["last_paid_month"].str[:4].astype(int), months=plan.exits["fte"] * plan.exits["payment_months"]
    )
    effect = [Month.parse(month).plus(1).year for month in plan.movements["month"]]
    moved = plan.movements.assign(year=effect)
    hired = plan.movements.assign(year=plan.movements["month"].str[:4].astype(int))
    parts = {
        "severance_months": paid[paid["way"] == "dismissal"].groupby(_CELL)["months"].sum(),
        "voluntary_months": paid[paid["way"] == "voluntary"].groupby(_CELL)["months"].sum(),
        "moves_in_fte": moved.groupby(_CELL)["moved_in_fte"].sum(),
        "hires_fte": hired.groupby(_CELL)["hired_fte"].sum(),
    }
    for name, part in parts.items():
        sums = sums.join(part.rename(name).astype(float), on=_CELL)
    return sums[sums["year"].isin(plan.case.budget_years)].fillna(0.0).reset_index(drop=True)
