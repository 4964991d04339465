"""Key figures, goals and owners: what people read first, recomputed from the tables and the case."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from planner.case.tables import Edge, Unit
from planner.plan import MOVEMENTS, Plan
from planner.verification.common import Deviations, half_year, same, term


def key_figures(plan: Plan) -> Deviations:
    """The key figures are the sums of the tables."""
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
    yield (
        same(float(plan.years.loc[plan.years["year"] != "lasting", "shortfall_dkk"].sum()), plan.kpi["shortfall_dkk"])
        / 1e6
    )


def _lives(row: Edge | Unit, day: date) -> bool:
    return (row.valid_from or day) <= day <= (row.valid_to or day)


def goals(plan: Plan) -> Deviations:
    """What the goals say they reached is what the tables say; the status is that of the savings."""
    reached = {goal.goal: goal.value for goal in plan.goals}
    short = (plan.years["target_dkk"] - plan.years["net_dkk"]).clip(lower=0.0).sum() / 1000
    tables = {
        "saving": float(short),
        "minimum_staffing": float(plan.minimum["below_fte"].sum()),
        "dismissals": float(plan.movements["notice_fte"].sum()) + _dropouts(plan),
        "worst_load": -1 / float(plan.caseload["load"].max()),
        "overload": float(plan.caseload["overload_fte"].sum()),
    }
    lasting = plan.years[plan.years["year"] == "lasting"]
    tables["not_deeper"] = float((lasting["net_dkk"] - lasting["target_dkk"]).clip(lower=0.0).sum()) / 1000
    if not plan.case.settings.reduced_hours.active:
        agreed = plan.exits.loc[plan.exits["way"] != "dismissal", "fte"].sum()
        tables["moves_and_hires"] = float(plan.moves["out_fte"].sum() + plan.hires["decided_fte"].sum() + agreed)
    if "lowest_cost" in reached:
        tables["lowest_cost"] = _cost(plan) / 1000
    yield from (same(reached[goal], value) for goal, value in tables.items() if goal in reached)
    yield float((plan.status == "optimal") != bool((plan.years["shortfall_dkk"] == 0).all()))


def _cost(plan: Plan) -> float:
    """Everything paid, and the prices of over- and understaffing, in DKK."""
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
    return float(total)


def _dropouts(plan: Plan) -> float:
    """Drop-outs that count as dismissals."""
    free = [row.path for row in plan.case.settings.retraining if not row.dropouts_are_dismissals]
    return float(plan.moves.loc[~plan.moves["path"].isin(free), "dropout_fte"].sum())


def owners(plan: Plan) -> Deviations:
    """The table of owners says, for every citizen type on the days that matter, what the edges say."""
    first = plan.case.months[0].first_day
    last = plan.case.months[-1].plus(plan.case.settings.period_months).first_day - timedelta(days=1)
    units = {unit.unit: unit for unit in plan.case.units}
    for row in plan.case.citizen_types:
        begin, end = max(row.valid_from or first, first), min(row.valid_to or last, last)
        edges = [edge for edge in plan.case.edges if edge.kind == "owns" and edge.to_node == row.citizen_type]
        lives: list[Edge | Unit] = [*edges, *(units[edge.from_node] for edge in edges)]
        ends = {life.valid_to + timedelta(days=1) for life in lives if life.valid_to}
        days = sorted({begin, *(life.valid_from for life in lives if life.valid_from), *ends, end + timedelta(days=1)})
        mine = plan.owners[plan.owners["citizen_type"] == row.citizen_type]
        for day, _ in pairwise(day for day in days if begin <= day <= end + timedelta(days=1)):
            due = sorted(e.from_node for e in edges if _lives(e, day) and _lives(units[e.from_node], day))
            listed = mine[(mine["from"] <= day.isoformat()) & (mine["to"] >= day.isoformat())]["owner"].tolist()
            yield 0.0 if listed == [" + ".join(due)] else 1.0
