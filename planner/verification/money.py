"""The ledger, recomputed amount by amount from FTE, exits, moves and hires; and the saving from the ledger's parts."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from planner.calendar import Month
from planner.case.schema import Case
from planner.plan import EXPENSES, MET_WITHIN_DKK, Plan
from planner.verification.common import (
    Deviations,
    kept,
    leaving_share,
    parsed,
    position,
    records,
    same,
    spans,
    sums,
    term,
)
from planner.verification.decisions import dismissed_if_failing, notice_mix

Amounts = dict[tuple[int, str, str, str], float]
"""DKK by calendar year, account, team and kind of expense."""
Accounts = dict[tuple[str, str], str]
"""The account by team and profession."""


def targets(case: Case) -> dict[tuple[str, object], float]:
    """What is due by account and year, in DKK; before the first target nobody may overspend: 0."""
    saving, planned = case.settings.saving, {month.year for month in case.months}
    premium = saving.job_premium_mio_dkk.value if saving.job_premium_returned else 0.0
    full: dict[tuple[str, object], float] = {
        (row.account, row.year): 1e6
        * (row.target_mio_dkk - (premium if row.account == "HK6" else 0.0))
        * saving.share_of_target[row.account]
        for row in case.saving_targets
        if row.account != "other"
    }
    due: dict[tuple[str, object], float] = {
        (account, year): _let_off(case, account, year, _delayed(case, full, account, year))
        for account, year in full
        if year == "lasting" or year in planned
    }
    first = min((year for _, year in due if isinstance(year, int)), default=0)
    return due | {(account, year): 0.0 for account in {a for a, _ in due} for year in planned if year < first}


def _delayed(case: Case, full: dict[tuple[str, object], float], account: str, year: object) -> float:
    """What falls due in a year when every month has the twelfth of the month that lies so many months before it."""
    wait = {str(key): months for key, months in case.settings.saving.delay_months.items()}.get(account, 0)
    if not isinstance(year, int) or not wait:
        return full[account, year]
    return sum(full.get((account, Month(year, month).plus(-wait).year), 0.0) / 12 for month in range(1, 13))


def _let_off(case: Case, account: str, year: object, due: float) -> float:
    """What is left of a target when the account is let off some of it."""
    lowered = {str(key): years for key, years in case.settings.saving.lowered_mio_dkk.items()}.get(account, {})
    return due - min(max(due, 0.0), 1e6 * lowered.get(str(year), 0.0))


def _given(case: Case, account: str, year: object) -> float:
    """Savings that the plan does not decide: entered other savings and what is already saved, in DKK."""
    first = min(
        (row.year for row in case.saving_targets if row.account == account and row.year != "lasting"), default=0
    )
    if year != "lasting" and int(str(year)) < int(first):
        return 0.0
    other = sum(row.saving_mio_dkk for row in case.other_savings if row.account == account and row.year == year)
    already = {str(key): value for key, value in case.settings.saving.already_saved_mio_dkk_per_year.items()}
    return 1e6 * (other + already[account])


@kept
def _expected(plan: Plan) -> Amounts:
    """Every amount of the ledger, from the other tables."""
    case, settings = plan.case, plan.case.settings
    months, hours = settings.period_months, settings.reduced_hours
    a_month = {row.profession: row.pay_dkk_per_year / 12 for row in case.professions}
    account: Accounts = {(row.team, row.profession): row.account for row in case.staffing}
    total: Amounts = defaultdict(float)
    for row in records(plan.staff):
        key = (int(row.month[:4]), account[row.team, row.profession], row.team)
        pay = a_month[row.profession] * months
        on_reduced = row.reduced_hours_fte / hours.hours_share.value if hours.hours_share.value else 0.0
        total[*key, "pay_in_service"] += pay * (row.fte + row.reduced_hours_fte - on_reduced * hours.pay_share.value)
        total[*key, "pay_under_notice"] += pay * row.under_notice_fte
        if on_reduced:
            at = (row.team, row.profession, key[0])
            yearly = term(hours.where, at, "cost_dkk_per_fte", hours.cost_dkk_per_fte.value)
            total[*key, "reduced_hours"] += on_reduced * yearly * months / 12
    for known in case.known_movements:
        year = case.months[position(case, str(known.last_month))].year
        team = (year, account[known.team, known.profession], known.team)
        total[*team, "severance"] += known.fte * known.payment_months * a_month[known.profession]
    _exits(plan, total, a_month, account)
    _moves(plan, total, a_month, account)
    for row in records(plan.hires):
        at = (row.team, row.profession, int(row.decided[:4]))
        contract = next(c for c in settings.hiring.contracts if c.contract == row.contract).cost_dkk_per_fte.value
        price = term(settings.hiring.where, at, "cost_dkk_per_fte", settings.hiring.cost_dkk_per_fte.value) + contract
        total[int(row.starts[:4]), account[row.team, row.profession], row.team, "hires"] += row.decided_fte * price
    return total


def _exits(plan: Plan, total: Amounts, a_month: dict[str, float], account: Accounts) -> None:
    """Payments in the last paid period, a decision's own cost in the period after it."""
    settings, step = plan.case.settings, plan.case.settings.period_months
    ways = {
        "dismissal": (settings.dismissals, "severance", "dismissal_cost"),
        "voluntary": (settings.voluntary, "voluntary_payment", "voluntary_payment"),
        "transfer": (settings.municipal_redeployment, "municipal_redeployment", "municipal_redeployment"),
    }
    for row in (row for row in records(plan.exits) if row.way != "dropout"):
        lever, payment, own = ways[row.way]
        decided = parsed(row.decided)
        after = decided.plus(step).year
        paid = after if row.notice_months == 0 else int(row.last_paid_month[:4])
        where = (account[row.team, row.profession], row.team)
        total[paid, *where, payment] += row.fte * row.payment_months * a_month[row.profession]
        at = (row.team, row.profession, decided.year)
        total[after, *where, own] += row.fte * term(lever.where, at, "cost_dkk_per_fte", lever.cost_dkk_per_fte.value)


def _moves(plan: Plan, total: Amounts, a_month: dict[str, float], account: Accounts) -> None:
    """The cost of a move the period after it, pay in training from whoever sends, pay protection from arrival.

    Whoever fails is dismissed at the end of the training, if the path says so, and paid as before until the notice ends.
    """
    case, settings, step = plan.case, plan.case.settings, plan.case.settings.period_months
    paths = {row.path: row for row in settings.retraining}
    stays = {profession: 1 - share for profession, share in leaving_share(case).items()}
    for row in (row for row in records(plan.moves) if row.in_fte > 0):
        where = (account[row.team, row.profession], row.team)
        between = paths.get(row.path)
        lever = between or settings.redeployment
        sending = between.from_profession if between else row.profession
        decided = parsed(row.decided)
        price = term(
            lever.where, (row.team, row.profession, decided.year), "cost_dkk_per_fte", lever.cost_dkk_per_fte.value
        )
        total[decided.plus(step).year, *where, "retraining" if between else "moves"] += row.in_fte * price
        for after in range(1, spans(case, lever.training_months) + 1):
            total[decided.plus(step * after).year, *where, "pay_in_training"] += row.in_fte * a_month[sending] * step
        more = max(0.0, a_month[sending] - a_month[row.profession])
        for age in range(spans(case, between.pay_protection_months) if between else 0):
            month = parsed(row.arrives).plus(step * age)
            if month <= case.months[-1]:
                left = row.arrived_fte * stays[row.profession] ** age
                total[month.year, *where, "pay_protection"] += left * more * step
        if row.dropout_fte > 0 and dismissed_if_failing(plan, row.path):
            _dropouts(plan, total, row, where, a_month[sending])


def _dropouts(plan: Plan, total: Amounts, row: Any, where: tuple[str, str], a_month: float) -> None:
    """What the dismissal of those who fail a training costs; pay under notice is so far that of the cell."""
    case, dismissals = plan.case, plan.case.settings.dismissals
    step, own = case.settings.period_months, next(p for p in case.professions if p.profession == row.profession)
    given = parsed(row.arrives).plus(-step)
    at = (row.team, row.profession, given.year)
    price = term(dismissals.where, at, "cost_dkk_per_fte", dismissals.cost_dkk_per_fte.value)
    total[given.plus(step).year, *where, "dismissal_cost"] += row.dropout_fte * price
    for (months, payment), share in notice_mix(plan).items():
        fte, wait = row.dropout_fte * share, spans(case, months)
        total[given.plus(step * max(1, wait)).year, *where, "severance"] += fte * payment * a_month
        for after in range(1, wait + 1):
            difference = (a_month - own.pay_dkk_per_year / 12) * step
            total[given.plus(step * after).year, *where, "pay_under_notice"] += fte * difference


def ledger(plan: Plan) -> Deviations:
    """Every amount of the ledger, by year, account, team and kind; its sums are what the years say, to the øre."""
    expected = _expected(plan)
    authorised: dict[tuple[int, str, str], float] = defaultdict(float)
    pay = {
        row.profession: row.pay_dkk_per_year / 12 * plan.case.settings.period_months for row in plan.case.professions
    }
    for month in plan.case.months:
        for row in plan.case.staffing:
            authorised[month.year, row.account, row.team] += (row.fte + row.vacant_fte) * pay[row.profession]
    listed = {(row.year, row.account, row.team) for row in records(plan.ledger)}
    yield float(len(listed ^ set(authorised)))
    for row in records(plan.ledger):
        key = (row.year, row.account, row.team)
        yield same(row.pay_authorised_dkk, authorised[key])
        for kind in EXPENSES:
            yield same(getattr(row, f"{kind}_dkk"), expected[*key, kind])
        yield same(row.one_off_dkk, sum(getattr(row, f"{kind}_dkk") for kind in EXPENSES[1:]))
        yield same(row.saving_on_posts_dkk, row.pay_authorised_dkk - row.pay_in_service_dkk)
        yield 0.0 if row.price_level == plan.case.settings.price_level else 10.0
    one_off = sums(((row.year, row.account), row.one_off_dkk) for row in records(plan.ledger))
    posts = sums(((row.year, row.account), row.saving_on_posts_dkk) for row in records(plan.ledger))
    for row in (row for row in records(plan.years) if row.year != "lasting"):
        yield same(one_off.get((row.year, row.account), 0.0), row.one_off_dkk)
        yield same(posts.get((row.year, row.account), 0.0), row.posts_dkk)


def money(plan: Plan) -> Deviations:
    """Net saving = authorised pay - everything paid + given savings; gross, one-off, target and shortfall tie."""
    case = plan.case
    expected, due, running = _expected(plan), targets(case), _running(plan)
    paid = sums(((year, account), dkk) for (year, account, *_), dkk in expected.items())
    pay = {row.profession: row.pay_dkk_per_year for row in case.professions}
    periods: dict[int, int] = defaultdict(int)
    for month in case.months:
        periods[month.year] += 1
    for row in records(plan.years):
        yield same(row.target_dkk, due[row.account, row.year])
        yield same(row.net_dkk, row.gross_dkk - row.one_off_dkk)
        yield same(row.gross_dkk, row.posts_dkk + row.other_dkk)
        short = row.target_dkk - row.net_dkk
        yield same(row.shortfall_dkk, short if short > MET_WITHIN_DKK else 0.0)
        yield 0.0 if row.price_level == case.settings.price_level else 10.0
        a_year = sum((s.fte + s.vacant_fte) * pay[s.profession] for s in case.staffing if s.account == row.account)
        given = _given(case, row.account, row.year)
        last = max(m for m in case.months if row.year in ("lasting", m.year))
        yield same(row.full_year_dkk, a_year - running[str(last), row.account] + given)
        if row.year == "lasting":
            yield same(row.net_dkk, row.full_year_dkk)
        else:
            authorised = a_year * periods[row.year] * case.settings.period_months / 12
            yield same(row.net_dkk, authorised - paid.get((row.year, row.account), 0.0) + given)


def _running(plan: Plan) -> dict[tuple[str, str], float]:
    """A whole year of what the last month of each year pays for staff in service and reduced hours, by account."""
    hours = plan.case.settings.reduced_hours
    total: dict[tuple[str, str], float] = defaultdict(float)
    pay = {row.profession: row.pay_dkk_per_year for row in plan.case.professions}
    ends = {month.year: str(month) for month in plan.case.months}
    for row in records(plan.staff[plan.staff["month"].isin(ends.values())]):
        on_reduced = row.reduced_hours_fte / hours.hours_share.value if hours.hours_share.value else 0.0
        at = (row.team, row.profession, int(row.month[:4]))
        yearly = term(hours.where, at, "cost_dkk_per_fte", hours.cost_dkk_per_fte.value)
        in_service = row.fte + row.reduced_hours_fte - on_reduced * hours.pay_share.value
        total[row.month, row.account] += pay[row.profession] * in_service + on_reduced * yearly
    return total


def targets_listed(plan: Plan) -> Deviations:
    """Every target of a year in the plan has its row, and no other."""
    yield float(len(set(targets(plan.case)) ^ set(zip(plan.years["account"], plan.years["year"], strict=True))))
