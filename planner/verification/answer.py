"""Key figures, goals, owners and findings: what people read first, recomputed from the tables and the case."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import zip_longest

from planner.calendar import Month
from planner.case.tables import Edge, Unit
from planner.plan import MOVEMENTS, Plan
from planner.verification import pins, timing
from planner.verification.common import DKK, FTE, Deviations, half_year, known, leaving_share, same, term
from planner.verification.tables import Row, differences

_DAY = timedelta(days=1)


def key_figures(plan: Plan) -> Deviations:
    """The key figures are the sums of the tables, and there are no others."""
    months = plan.staff.groupby("month")["fte"].sum()
    within = plan.moves["path"] == "move"
    named = {"dropout": "dropouts", "notice": "dismissals"}
    direct = set(MOVEMENTS) - {"moved_out", "moved_in", "arrived"}
    sums = {f"{named.get(kind, kind)}_fte": float(plan.movements[f"{kind}_fte"].sum()) for kind in direct}
    sums |= {"redeployed_fte": float(plan.moves.loc[within, "out_fte"].sum())}
    sums |= {"retrained_fte": float(plan.moves.loc[~within, "out_fte"].sum())}
    sums |= {"fte_start": float(months.iloc[0]), "fte_end": float(months.iloc[-1])}
    last = plan.staff["month"] == plan.staff["month"].max()
    sums |= {"reduced_hours_fte": float(plan.staff.loc[last, "reduced_hours_fte"].sum())}
    sums |= {"vacancy_fte": sum(row.vacant_fte for row in plan.case.staffing)}
    away = [row.fte for row in plan.case.known_movements if row.kind in ("notice", "leave")]
    sums |= {"away_fte": float(sum(away)), "worst_load": float(plan.caseload["load"].max())}
    sums |= {"worst_overload_share": max(0.0, float(plan.caseload["load"].max()) - 1)}
    orphans = plan.findings.loc[plan.findings["code"].isin(("K01", "K03", "K04")), "subject"].nunique()
    sums |= {"orphans": float(orphans)}
    yield from (same(value, plan.kpi[key]) for key, value in sums.items())
    short = float(plan.years.loc[plan.years["year"] != "lasting", "shortfall_dkk"].sum())
    yield same(short, plan.kpi["shortfall_dkk"]) * FTE / DKK
    yield float(len(plan.kpi.keys() ^ {*sums, "shortfall_dkk"}))


def goals(plan: Plan) -> Deviations:
    """What the goals say they reached is what the tables say, in their order; the status is that of the savings.

    Only the tie-break is taken as it is: its weights come from the names of the model's variables and mean nothing.
    """
    names = [goal.goal for goal in plan.goals]
    asked = plan.case.settings.goals
    order = [*asked, *(goal for goal in ("even_load", "like_today", "tie_break") if goal not in asked)]
    if plan.case.settings.pins:
        main = [place for place, goal in enumerate(order, 1) if goal not in _FINE]
        order.insert(max(main, default=0), "like_before")
        yield float("like_before" not in names)
    yield float(names != [goal for goal in order if goal in names])
    for goal in plan.goals:
        yield same(goal.value, _VALUES[goal.goal](plan)) if goal.goal != "tie_break" else 0.0
    yield float((plan.status == "optimal") != bool((plan.years["shortfall_dkk"] == 0).all()))


def _saving(plan: Plan) -> float:
    return float((plan.years["target_dkk"] - plan.years["net_dkk"]).clip(lower=0.0).sum()) / 1000


def _dismissals(plan: Plan) -> float:
    """FTE given notice, and drop-outs that count as dismissals."""
    free = [row.path for row in plan.case.settings.retraining if not row.dropouts_are_dismissals]
    dropouts = plan.moves.loc[~plan.moves["path"].isin(free), "dropout_fte"]
    return float(plan.movements["notice_fte"].sum() + dropouts.sum())


def _not_deeper(plan: Plan) -> float:
    lasting = plan.years[plan.years["year"] == "lasting"]
    return float((lasting["net_dkk"] - lasting["target_dkk"]).clip(lower=0.0).sum()) / 1000


def _even_load(plan: Plan) -> float:
    """FTE missing to bring every load down to each level."""
    need, fte = plan.caseload["need_fte"], plan.caseload["fte"]
    return float(sum((need / level - fte).clip(lower=0.0).sum() for level in _LOADS))


def _moves_and_hires(plan: Plan) -> float:
    """FTE moved, hired, gone by agreement, and put on other hours."""
    agreed = plan.exits.loc[plan.exits["way"].isin(("voluntary", "transfer")), "fte"].sum()
    return float(plan.moves["out_fte"].sum() + plan.hires["decided_fte"].sum() + agreed) + _other_hours(plan)


def _other_hours(plan: Plan) -> float:
    """FTE that begin or end reduced hours: what attrition does not explain of each change."""
    share = plan.case.settings.reduced_hours.hours_share.value
    if not share or not plan.staff["reduced_hours_fte"].any():
        return 0.0
    leaves = leaving_share(plan.case)
    given_up = plan.staff.pivot(index="month", columns=["team", "profession"], values="reduced_hours_fte") / share
    stays = [1 - leaves[profession] for _, profession in given_up.columns]
    return float((given_up - given_up.shift() * stays).abs().sum().sum())


def _like_today(plan: Plan) -> float:
    """What each cell lacks at the end of each year to each share of its size today, as a share of it."""
    away = known(plan, ("notice", "leave", "fixed_term", "retirement"))
    today = {(row.team, row.profession): row.fte - away[row.team, row.profession, 0] for row in plan.case.staffing}
    ends = {str(month)[:4]: str(month) for month in plan.case.months}.values()
    at_the_end = plan.staff[plan.staff["month"].isin(ends)]
    names = ("team", "profession", "fte")
    cells = [(today[team, who], fte) for team, who, fte in zip(*(at_the_end[name] for name in names), strict=True)]
    return float(sum(max(0.0, n / 10 - fte / size) for size, fte in cells if size > 0 for n in range(1, 11)))


def _lowest_cost(plan: Plan) -> float:
    """Everything paid, and the prices of over- and understaffing, in 1,000 DKK."""
    case, rule = plan.case, plan.case.settings.overstaffing
    lengths: dict[str, float] = {}
    for month in case.months:
        name = half_year(case, month)
        lengths[name] = lengths.get(name, 0.0) + case.settings.period_months / 12
    price = case.settings.caseload.understaffing_dkk_per_fte_year.value
    total = float(plan.ledger[["pay_in_service_dkk", "one_off_dkk"]].sum().sum())
    total += sum(row.overload_fte * price * lengths[row.half_year] for row in plan.caseload.itertuples())
    for row in plan.spare.itertuples():
        at = (row.team, row.profession, int(row.half_year[:4]))
        total += (
            row.fte * lengths[row.half_year] * term(rule.where, at, "cost_dkk_per_fte", rule.cost_dkk_per_fte.value)
        )
    return float(total) / 1000


_FINE = ("even_load", "moves_and_hires", "like_today", "tie_break")
"""Goals before which a plan with pins is made like the one without them."""
_LOADS = (1.5, 1.25, 1.1, 0.9, 0.8, 0.7, 0.6, 0.5)
_VALUES: dict[str, Callable[[Plan], float]] = {
    "saving": _saving,
    "minimum_staffing": lambda plan: float(plan.minimum["below_fte"].sum()),
    "dismissals": _dismissals,
    "worst_load": lambda plan: -1 / float(plan.caseload["load"].max()),
    "overload": lambda plan: float(plan.caseload["overload_fte"].sum()),
    "not_deeper": _not_deeper,
    "even_load": _even_load,
    "moves_and_hires": _moves_and_hires,
    "like_today": _like_today,
    "like_before": pins.moved,
    "lowest_cost": _lowest_cost,
}
"""What each goal reached, in its own unit, from the tables."""


def owners(plan: Plan) -> Deviations:
    """The table of owners says, for every citizen type on every day of its life in the plan, what the edges say."""
    first, last = _horizon(plan)
    units = {unit.unit: unit for unit in plan.case.units}
    owning: dict[str, list[Edge]] = defaultdict(list)
    for edge in plan.case.decided_edges:
        owning[edge.to_node] += [edge] if edge.kind == "owns" else []
    due: dict[Row, Row] = {}
    for row in plan.case.citizen_types:
        begin, end = max(row.valid_from or first, first), min(row.valid_to or last, last)
        edges = owning[row.citizen_type]
        lives: list[Edge | Unit] = [*edges, *(units[edge.from_node] for edge in edges)]
        starts = {life.valid_from for life in lives if life.valid_from}
        starts |= {life.valid_to + _DAY for life in lives if life.valid_to}
        cuts = [begin, *sorted(day for day in starts if begin < day <= end)] if begin <= end else []
        held = [
            sorted({e.from_node for e in edges if _lives(e, day) and _lives(units[e.from_node], day)}) for day in cuts
        ]
        new = [i for i in range(len(cuts)) if i == 0 or held[i] != held[i - 1]]
        for i, after in zip_longest(new, new[1:]):
            until = end if after is None else cuts[after] - _DAY
            due[row.citizen_type, str(cuts[i])] = (str(until), " + ".join(held[i]))
    yield from differences(plan.owners, ["citizen_type", "from"], ["to", "owner"], due)


def _lives(row: Edge | Unit, day: date) -> bool:
    return (row.valid_from or day) <= day <= (row.valid_to or day)


def _horizon(plan: Plan) -> tuple[date, date]:
    """The first and the last day of the plan."""
    return plan.case.months[0].first_day, _last_day(plan, str(plan.case.months[-1]))


def _last_day(plan: Plan, month: str) -> date:
    """The last day of the period that begins in a month."""
    return Month.parse(month).plus(plan.case.settings.period_months).first_day - _DAY


_SEVERITY = {
    **dict.fromkeys(("B01", "P03", "P04", "K01", "K02", "K03", "K04", "K05", "K14", "K16"), "error"),
    **dict.fromkeys(("B02", "B03", "B04", "P01", "L01", "K06", "K07", "K08", "K10", "K11", "K12"), "warning"),
    **dict.fromkeys(("P02", "P05", "L02", "K09", "K15", "K17"), "note"),
}
_TAKEN = ("B04", *(code for code in _SEVERITY if code.startswith("K") and code not in ("K01", "K02")))
"""Findings that are not recomputed: B04 is a hint, and the others read the whole graph of coordination."""
_VISIBLE_FTE, _VISIBLE_LOAD, _VISIBLE_SHARE = 0.05, 0.005, 0.005


def findings(plan: Plan) -> Deviations:
    """What a reader must know is said exactly when the tables call for it; every finding is well formed."""
    columns = ["code", "severity", "subject", "from", "to"]
    said = Counter(zip(*(plan.findings[name] for name in columns), strict=True))
    due = Counter([*_about(plan), *timing.findings(plan)])
    found = Counter({row: count for row, count in said.items() if row[0] not in _TAKEN})
    yield float(((due - found) + (found - due)).total())
    named = {row.citizen_type for row in plan.case.citizen_types} | {row.unit for row in plan.case.units}
    named |= {row.profession for row in plan.case.professions} | {row.guarantee for row in plan.case.guarantees}
    first, last = map(str, _horizon(plan))
    for code, severity, subject, begin, end in said:
        yield float(_SEVERITY.get(code) != severity)
        if code in _TAKEN:
            yield float(subject not in named or not first <= begin <= end <= last)
    yield float((plan.findings[["message_da", "message_en", "mend_da", "mend_en"]] == "").sum().sum())


def _about(plan: Plan) -> Iterator[timing.Said]:
    """B01-B03, K01, K02, L01 and L02."""
    for row in plan.years[plan.years["shortfall_dkk"] > 0].itertuples():
        year = plan.case.months[-1].year + 1 if row.year == "lasting" else row.year
        yield "B01", "error", f"{row.account} {row.year}", f"{year}-01-01", f"{year}-12-31"
    low = plan.minimum[plan.minimum["below_fte"] > _VISIBLE_FTE]
    for (team, profession), months in low.groupby(["team", "profession"])["month"]:
        subject, end = f"{team} {profession}".strip(), str(_last_day(plan, months.max()))
        yield "B02", "warning", subject, f"{months.min()}-01", end
    high = plan.caseload[plan.caseload["load"] > 1 + _VISIBLE_LOAD]
    for group, halves in high.groupby("target_group")["half_year"]:
        begins, ends = halves.min(), halves.max()
        begin = f"{begins[:4]}-{'07' if begins.endswith('H2') else '01'}-01"
        yield "B03", "warning", group, begin, f"{ends[:4]}-{'06-30' if ends.endswith('H1') else '12-31'}"
    columns = ("owner", "citizen_type", "from", "to")
    for owner, subject, begin, end in zip(*(plan.owners[name] for name in columns), strict=True):
        if not owner or " + " in owner:
            yield "K02" if owner else "K01", "error", subject, begin, end
    first, last = map(str, _horizon(plan))
    if not plan.case.budgets:
        yield "L02", "note", "budget", first, last
    for row in plan.reconciliation[plan.reconciliation["difference_share"].abs() > _VISIBLE_SHARE].itertuples():
        yield "L01", "warning", f"{row.account} {row.team}".strip(), first, last
