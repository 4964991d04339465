"""Building blocks: every amount of the ledger as a number times a price, by team and profession."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd

from planner.calendar import Month
from planner.case.schema import Case
from planner.case.settings import Lever, Line, Retraining
from planner.plan import EXPENSES, Plan
from planner.report import numbers
from planner.report.columns import Table, headed, made
from planner.report.names import Names
from planner.report.results import ACCOUNT_ORDER
from planner.text import Language, catalogue
from planner.verification.common import leaving_share, spans, term

_VISIBLE_DKK = 0.5
_KINDS = ("pay_authorised", *EXPENSES)
_EXITS = {"dismissal": ("dismissals", "severance", "dismissal_cost"),
          "dropout": ("dismissals", "severance", "dismissal_cost"),
          "voluntary": ("voluntary", "voluntary_payment", "voluntary_payment"),
          "transfer": ("municipal_redeployment", "municipal_redeployment", "municipal_redeployment")}  # fmt: skip
"""The lever behind each way to leave, the kind of its payments, and the kind of its own cost."""


class Block(NamedTuple):
    """So many of something at a price: FTE-months (`months`), or FTE (`fte`)."""

    kind: str
    year: int
    team: str
    profession: str
    unit: str
    quantity: float
    price_dkk: float


def pay_basis(plan: Plan, language: Language = "da") -> Table:
    """Quantity times price for every amount, by year, account, team and profession; sums to the ledger."""
    c, names = catalogue(language), Names(plan.case, language)
    frame = blocks(plan).rename(columns={"team": "team_key", "profession": "profession_key", "unit": "unit_key"})
    frame["team"] = [names.team(key) for key in frame["team_key"]]
    frame["profession"] = [names.profession(key) for key in frame["profession_key"]]
    frame["expense"] = [c.t(f"expense.{kind}") for kind in frame["kind"]]
    frame["unit"] = [c.t(f"block_unit.{key}") for key in frame["unit_key"]]
    frame["year_name"] = frame["year"].astype(str)
    spec = (
        "account:text year_name:year team:text profession:text expense:text quantity:part unit:text price_dkk:dkk "
        "amount_dkk:dkk"
    )
    level = numbers.price_level(plan.case.settings.price_level, language)
    return made(c, "pay_basis", headed(c, spec), frame, level=level)


def blocks(plan: Plan) -> pd.DataFrame:
    """All blocks of a plan, added up where everything but the quantity is the same: kind, year, account ... amount."""
    found = [*_staff(plan), *_known(plan.case), *_exits(plan), *_moves(plan), *_hires(plan)]
    keys = ["kind", "year", "team", "profession", "unit", "price_dkk"]
    frame = pd.DataFrame(found, columns=list(Block._fields)).groupby(keys, as_index=False)["quantity"].sum()
    frame["amount_dkk"] = frame["quantity"] * frame["price_dkk"]
    frame = frame[frame["amount_dkk"].abs() > _VISIBLE_DKK]
    account = {(row.team, row.profession): row.account for row in plan.case.staffing}
    frame["account"] = [account[cell] for cell in zip(frame["team"], frame["profession"], strict=True)]
    ranks = {"account": list(ACCOUNT_ORDER), "kind": list(_KINDS), "team": [row.team for row in plan.case.teams]}
    order = ["account", "year", "team", "profession", "kind"]
    return frame.sort_values(
        order, key=lambda s: s.map(ranks[s.name].index) if s.name in ranks else s, kind="stable"
    ).reset_index(drop=True)


def _a_month(case: Case) -> dict[str, float]:
    """Pay of one FTE in a month, by profession."""
    return {row.profession: row.pay_dkk_per_year / 12 for row in case.professions}


def _price(lever: Lever, team: str, profession: str, year: int) -> float:
    """What a lever costs per FTE for a team, profession and year."""
    return _term(lever.where, team, profession, year, lever.cost_dkk_per_fte.value)


def _term(lines: tuple[Line, ...], team: str, profession: str, year: int, usual: float) -> float:
    return term(lines, (team, profession, year), "cost_dkk_per_fte", usual)


def _staff(plan: Plan) -> Iterator[Block]:
    """Posts, staff in service by the hours they are paid for, under notice, and on reduced hours."""
    case, hours = plan.case, plan.case.settings.reduced_hours
    pay, months = _a_month(case), case.settings.period_months
    posts = {(row.team, row.profession): row.fte + row.vacant_fte for row in case.staffing}
    for row in plan.staff.itertuples():
        at = (int(row.month[:4]), row.team, row.profession)
        reduced = row.reduced_hours_fte / hours.hours_share.value if row.reduced_hours_fte else 0.0
        paid = row.fte + row.reduced_hours_fte - reduced * hours.pay_share.value
        yearly = _price(hours, row.team, row.profession, at[0])
        for kind, fte in (
            ("pay_authorised", posts[at[1:]]),
            ("pay_in_service", paid),
            ("pay_under_notice", row.under_notice_fte),
        ):
            yield Block(kind, *at, "months", fte * months, pay[row.profession])
        yield Block("reduced_hours", *at, "months", reduced * months, yearly / 12)


def _known(case: Case) -> Iterator[Block]:
    """Payments to those whose leaving was decided before the plan."""
    for row in case.known_movements:
        months = row.fte * row.payment_months
        yield Block(
            "severance", row.last_month.year, row.team, row.profession, "months", months, _a_month(case)[row.profession]
        )


def _exits(plan: Plan) -> Iterator[Block]:
    """Severance and payments in the last paid month, the way's own cost in the period after the decision."""
    pay, step = _a_month(plan.case), plan.case.settings.period_months
    for row in plan.exits.itertuples():
        lever, payment, own = _EXITS[row.way]
        decided, who = Month.parse(row.decided), (row.team, row.profession)
        after = decided.plus(step)
        paid = max(Month.parse(row.last_paid_month), after).year
        price = _price(getattr(plan.case.settings, lever), *who, decided.year)
        yield Block(payment, paid, *who, "months", row.fte * row.payment_months, pay[row.paid_as])
        waits = range(1, spans(plan.case, row.notice_months) + 1) if row.paid_as != row.profession else ()
        for waited in waits:
            more = pay[row.paid_as] - pay[row.profession]  # the staff under notice are at the pay of their post
            yield Block("pay_under_notice", decided.plus(step * waited).year, *who, "months", row.fte * step, more)
        yield Block(own, after.year, *who, "fte", row.fte, price)


def _moves(plan: Plan) -> Iterator[Block]:
    """The cost of a move in the period after it, pay during the training, and pay protection from arrival."""
    case, pay, step = plan.case, _a_month(plan.case), plan.case.settings.period_months
    paths = {row.path: row for row in case.settings.retraining}
    for row in plan.moves[plan.moves["in_fte"] > 0].itertuples():
        between, decided, who = paths.get(row.path), Month.parse(row.decided), (row.team, row.profession)
        lever = between or case.settings.redeployment
        sending = between.from_profession if between else row.profession
        kind = "retraining" if between else "moves"
        yield Block(kind, decided.plus(step).year, *who, "fte", row.in_fte, _price(lever, *who, decided.year))
        for after in range(1, spans(case, lever.training_months) + 1):
            year = decided.plus(step * after).year
            yield Block("pay_in_training", year, *who, "months", row.in_fte * step, pay[sending])
        if between:
            yield from _protected(case, between, row)


def _protected(case: Case, path: Retraining, row: pd.Series) -> Iterator[Block]:
    """The difference in pay that goes on after arrival, for those who are still there."""
    pay, step = _a_month(case), case.settings.period_months
    more, stays = pay[path.from_profession] - pay[path.to_profession], 1 - leaving_share(case)[path.to_profession]
    for age in range(spans(case, path.pay_protection_months) if more > 0 else 0):
        month = Month.parse(row.arrives).plus(step * age)
        if month <= case.months[-1]:
            left = row.arrived_fte * stays**age * step
            yield Block("pay_protection", month.year, row.team, row.profession, "months", left, more)


def _hires(plan: Plan) -> Iterator[Block]:
    """What hiring costs, in the month in which new staff start."""
    hiring = plan.case.settings.hiring
    extra = {row.contract: row.cost_dkk_per_fte.value for row in hiring.contracts}
    for row in plan.hires.itertuples():
        price = _price(hiring, row.team, row.profession, int(row.decided[:4])) + extra[row.contract]
        yield Block("hires", int(row.starts[:4]), row.team, row.profession, "fte", row.decided_fte, price)
