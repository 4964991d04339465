"""The ledger of lapsed work, and what it pays for, recomputed as differences between total hours."""

from __future__ import annotations

import numpy as np

from planner.case.schema import Case
from planner.case.values import ACCOUNTS
from planner.plan import Plan
from planner.verification.citizens import Work, net_hours, recomputed, standing
from planner.verification.common import Deviations, Numbers, parsed, records, same, sums
from planner.verification.money import targets
from planner.verification.tables import Row, differences

_SECTIONS = {
    "1.1": "closed",
    "1.2": "closed",
    "2.1": "conversations first_conversation",
    "2.3": "yearly_follow_up",
    "2.5": "team_cases",
    "2.8": "sick_from_work",
    "3": "sanctions",
}
"""What a section of the expert report's table of savings is about, in the words of the rules."""


def lapse(plan: Plan) -> Deviations:
    """Each rule takes what the hours with it are less than those before it; all together, hours at the start less now."""
    case, work = plan.case, recomputed(plan.case)
    due: dict[Row, tuple[float, Row]] = {}
    of_fte = hours_of_fte(case)
    names = ["demand", *(rule.change for rule in work.rules)]
    whole = sums(((row.half_year, row.target_group), row.hours) for row in records(plan.lapse))
    for group in work.groups:
        hours, pay = work.hours_of(group), _pay(case, group)
        at_start = np.full((1, hours.shape[1]), hours[0, 0])
        less = -np.diff(np.concatenate([at_start, hours]), axis=0)
        by_half_year = np.add.reduceat(less, [at[0] for at in work.spans.values()], axis=1).T.tolist()
        for (half_year, at), all_less in zip(work.spans.items(), by_half_year, strict=True):
            a_year = 12 / len(at)
            for name, hours_less in zip(names, all_less, strict=True):
                fte = hours_less / of_fte * a_year
                row = (hours_less, fte, fte * pay / a_year)
                due[half_year, group, name] = (abs(hours_less), row)
            change = len(at) * float(hours[0, 0]) - float(hours[-1, at].sum())
            yield same(whole.get((half_year, group), 0.0), change)
    key = ["half_year", "target_group", "change"]
    yield from differences(plan.lapse, key, ["hours", "fte", "dkk"], standing(plan.lapse, key, due))


def hours_of_fte(case: Case) -> float:
    """Hours of work that count as an FTE and year: with a higher limit each carries more."""
    return net_hours(case) * case.settings.caseload.limit_factor


def _serving(case: Case, group: str) -> list[tuple[float, float, str]]:
    """The pay, FTE and account of the posts that may serve a group."""
    pay = {row.profession: row.pay_dkk_per_year for row in case.professions}
    may = {(row.team, row.profession) for row in case.competence if row.target_group == group}
    posts = (row for row in case.staffing if (row.team, row.profession) in may)
    return [(pay[row.profession], row.fte, row.account) for row in posts]


def _pay(case: Case, group: str) -> float:
    """What an FTE that may serve a group costs a year on average; where there are no such FTE, the mean of the posts."""
    posts = _serving(case, group)
    fte = sum(here for _, here, _ in posts)
    return sum(pay * (here / fte if fte else 1 / len(posts)) for pay, here, _ in posts)


def _share(case: Case, group: str, account: str) -> float:
    """The share of the FTE that may serve a group which are on an account; where there are none, of the posts."""
    posts = _serving(case, group)
    fte = sum(here for _, here, _ in posts)
    return sum(here / fte if fte else 1 / len(posts) for *_, here, its in posts if its == account)


def funding(plan: Plan) -> Deviations:
    """The saving due by half-year and account, and how far the ledger's lapses less demand pay for it."""
    case, work = plan.case, recomputed(plan.case)
    target = targets(case)
    already = {str(account): dkk for account, dkk in case.settings.saving.already_saved_mio_dkk_per_year.items()}
    shares = {(group, a): _share(case, group, a) for group in work.groups for a in ACCOUNTS}
    lapsed = sums(
        ((row.half_year, account, row.change == "demand"), row.dkk * shares[row.target_group, account])
        for row in records(plan.lapse)
        for account in ACCOUNTS
    )
    due: dict[Row, Row] = {}
    for name, at in work.spans.items():
        for account in ACCOUNTS:
            year, part = int(name[:4]), len(at) / 12
            saving = target.get((account, year), 0.0) * part
            rows = (row for row in case.other_savings if (row.account, row.year) == (account, year))
            given = sum(row.saving_mio_dkk for row in rows) + already[account]
            other = min(saving, given * part * 1e6) if saving else 0.0
            rules, demand = lapsed.get((name, account, False), 0.0), -lapsed.get((name, account, True), 0.0)
            funded = max(0.0, min(saving - other, rules - demand))
            due[name, account] = (saving, other, rules, demand, funded, saving - other - funded)
    columns = ["due_dkk", "other_dkk", "lapsed_dkk", "demand_dkk", "funded_dkk", "unfunded_dkk"]
    yield from differences(plan.funding, ["half_year", "account"], columns, due)


def _lapsed_fte(work: Work) -> dict[str, Numbers]:
    """FTE for each group that citizens began in: the hours at the start, without any rule, less those now."""
    hours = {group: work.hours_of(group) for group in work.groups}
    return {group: (h[0, 0] - h[-1]) * 12 / hours_of_fte(work.case) for group, h in hours.items()}


def group_funding(plan: Plan) -> Deviations:
    """The FTE that the plan takes from each group, split by whether the work of its citizens has lapsed."""
    case, work = plan.case, recomputed(plan.case)
    served = sums(((row.half_year, row.target_group), row.fte) for row in records(plan.work))
    lapsed, had = work.means(work.placed(_lapsed_fte(work))), work.means(work.placed(_served_first(work, served)))
    pay = {group: _pay(case, group) for group in had}
    due: dict[Row, tuple[float, Row]] = {}
    for name, at in work.spans.items():
        for group in had:
            before, gone = had[group][name], lapsed[group][name]
            taken = before - served.get((name, group), 0.0)
            funded = min(max(taken, 0.0), max(gone, 0.0))
            rest = max(taken, 0.0) - funded
            row = (taken, gone, funded, rest, rest * pay[group] * len(at) / 12)
            due[name, group] = (max(abs(before), abs(gone)), row)
    columns = ["taken_fte", "lapsed_fte", "funded_fte", "unfunded_fte", "unfunded_dkk"]
    key = ["half_year", "target_group"]
    yield from differences(plan.group_funding, key, columns, standing(plan.group_funding, key, due))


def _served_first(work: Work, served: dict[tuple[str, str], float]) -> dict[str, Numbers]:
    """FTE who served in the first half-year by the group that citizens began in: a part of a group's as it needs them."""
    name, at = next(iter(work.spans.items()))
    need = work.need()
    of = {place: float(numbers[at].mean()) for place, numbers in work.placed(need).items()}
    had = {}
    for group in work.groups:
        needed = {place: float((need[group] * share)[at].mean()) for place, share in work.shares(group).items()}
        parts = (served.get((name, place), 0.0) * fte / of[place] for place, fte in needed.items() if of.get(place))
        had[group] = np.full(len(work.months), sum(parts))
    return had


def valley(plan: Plan) -> Deviations:
    """By month and account: FTE fewer in service than in the first month, and how many of them still have their work."""
    case, work = plan.case, recomputed(plan.case)
    lapsed, first = _lapsed_fte(work), case.settings.first_month
    service = sums(((row.month, row.account), row.fte) for row in records(plan.staff))
    gone: dict[str, Numbers] = {
        account: np.sum([numbers * _share(case, group, account) for group, numbers in lapsed.items()], axis=0)
        for account in {account for _, account in service}
    }
    due: dict[Row, Row] = {}
    for (month, account), fte in service.items():
        t = parsed(month).since(first)
        left, less, most = service[str(first), account] - fte, float(gone[account][t]), float(max(gone[account][t:]))
        too_early = max(0.0, min(left, left - less))
        never = max(0.0, min(too_early, left - max(0.0, most)))
        due[month, account] = (left, less, too_early - never, never)
    columns = ["left_fte", "lapsed_fte", "valley_fte", "uncovered_fte"]
    yield from differences(plan.valley, ["month", "account"], columns, due)


def plausibility(plan: Plan) -> Deviations:
    """The ledger's last year by what the rules are about, and the expert report's figure for it times the share."""
    case, last = plan.case, str(plan.case.settings.last_month.year)
    about: dict[str, str] = {rule.change: rule.what for rule in case.changes}
    facts = {
        fact.subject.split()[0]: fact
        for fact in case.facts.values()
        if (fact.topic, fact.year, fact.unit) == ("savings_table_7_4", "2030", "mio. kr. (Drift)")
    }
    rules = (row for row in records(plan.lapse) if row.half_year[:4] == last and row.change in about)
    local = sums((about[row.change], row.dkk) for row in rules)
    due: dict[Row, Row] = {}
    for topics in dict.fromkeys(_SECTIONS.values()):
        mine = [facts[section] for section, of in _SECTIONS.items() if of == topics and section in facts]
        if len(mine) == list(_SECTIONS.values()).count(topics):
            national = sum(float(fact.value) for fact in mine) * 1e6 * case.settings.national_share.value
            here = sum(local.get(topic, 0.0) for topic in topics.split())
            due[topics.split()[0], " ".join(fact.id for fact in mine)] = (here, national)
    yield from differences(plan.plausibility, ["what", "facts"], ["local_dkk", "national_dkk"], due)
