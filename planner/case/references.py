"""Whether the parts of a case fit together: every name that is used exists, every total is whole."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from functools import partial

from planner.case import pin_references, work_references
from planner.case.reading import Path_, dotted, nearest
from planner.case.schema import Case
from planner.case.settings import Line, Priced, Settings
from planner.case.values import ACCOUNTS, LASTING, Sourced, Strict
from planner.errors import Fault

KEYS = {
    "teams": ("team",),
    "professions": ("profession",),
    "staffing": ("team", "profession"),
    "target_groups": ("target_group",),
    "competence": ("team", "profession", "target_group"),
    "saving_targets": ("account", "year"),
    "other_savings": ("account", "year", "what"),
    "budgets": ("account", "team"),
    "units": ("unit",),
    "citizen_types": ("citizen_type",),
    "guarantees": ("guarantee",),
    "designs": ("design",),
    "type_needs": ("citizen_type", "competence", "valid_from"),
    "unit_competences": ("unit", "competence", "valid_from"),
    "journeys": ("journey", "month"),
    "changes": ("change",),
    "tasks": ("target_group", "task"),
    "queues": ("queue",),
    "floors": ("floor",),
}
"""The columns that tell the rows of a table apart."""
_MAY_BE_EMPTY = (
    "saving_targets", "other_savings", "budgets", "changes", "tasks", "queues", "floors", "guarantees", "designs",
    "type_needs", "unit_competences", "journeys",
)  # fmt: skip
_SOURCED = (
    "teams", "professions", "staffing", "target_groups", "crosswalk", "tasks", "queues", "floors", "guarantees", "designs", "type_needs",
    "unit_competences", "journeys", "competence", "saving_targets", "other_savings",
    "budgets", "known_movements", "units", "citizen_types", "edges", "changes",
)  # fmt: skip
_LEVERS = (
    "dismissals",
    "voluntary",
    "municipal_redeployment",
    "reduced_hours",
    "redeployment",
    "hiring",
    "overstaffing",
)
_CERTAIN = ("dismissals", "voluntary", "municipal_redeployment", "reduced_hours", "overstaffing")


def check(case: Case) -> list[Fault]:
    """Every fault between the tables of a case; where a part could not be read, those that the other parts tell of."""
    whole = set(vars(case)) >= set(Case.model_fields) and set(vars(case.settings)) >= set(Settings.model_fields)
    faults: list[Fault] = []
    for one in _checks():
        try:
            for fault in one(case):
                faults.append(fault)
        except (AttributeError, IndexError):
            if whole:
                raise
    return faults


def _checks() -> Iterable[Callable[[Case], Iterable[Fault]]]:
    """The checks one by one, so that each needs no more parts than it reads."""
    yield from (partial(_unique, table=table) for table in KEYS)
    yield from (partial(_names, used=used) for used in (_posts_of, _served, _steps, _types, _units, _edges, _design))
    yield from (partial(_facts, part=part) for part in (*_SOURCED, "settings", "law"))
    yield from (partial(_lever, name=name) for name in _LEVERS)
    yield from (_retraining, _known, _budgets, _teams, _competence, _savings, _lowered, _other_savings)
    yield from work_references.CHECKS
    yield from pin_references.CHECKS


def _file(table: str) -> str:
    """The file, or the folder of rules, that a table is read from."""
    return "rules" if table == "changes" else f"{table}.csv"


def _unique(case: Case, table: str) -> Iterable[Fault]:
    """Each row of a table once."""
    names = [" ".join(str(getattr(row, key)) for key in KEYS[table]).strip() for row in getattr(case, table)]
    if not names and table not in _MAY_BE_EMPTY:
        yield Fault(_file(table), "the table", "no rows", "at least one row")
    for name, times in Counter(names).items():
        if times > 1:
            yield Fault(_file(table), name, f"{times} rows", "one row each")


Used = Iterable[tuple[str, str, str, Iterable[str]]]
"""Names that are used: in which file, at which place, the name, and those that are defined."""


def _names(case: Case, used: Callable[[Case], Used]) -> Iterable[Fault]:
    """Every team, profession, target group, unit and citizen type that is used is defined."""
    for file, place, name, allowed in sorted({(f, p, n, tuple(sorted(a))) for f, p, n, a in used(case)}):
        if name not in allowed:
            yield Fault(file, place, f"unknown {name!r}", ", ".join(a for a in allowed if a), nearest(name, allowed))


def _posts_of(case: Case) -> Used:
    teams, professions = {row.team for row in case.teams}, {row.profession for row in case.professions}
    for row in case.staffing:
        yield "staffing.csv", "team", row.team, teams
        yield "staffing.csv", "profession", row.profession, professions


def _served(case: Case) -> Used:
    teams, professions = {row.team for row in case.teams}, {row.profession for row in case.professions}
    groups = {row.target_group for row in case.target_groups}
    for row in case.competence:
        yield "competence.csv", "team", row.team, teams
        yield "competence.csv", "profession", row.profession, professions
        yield "competence.csv", "target_group", row.target_group, groups


def _steps(case: Case) -> Used:
    groups = {row.target_group for row in case.target_groups}
    for row in case.crosswalk:
        yield "crosswalk.csv", "from_group", row.from_group, groups
        yield "crosswalk.csv", "to_group", row.to_group, groups | set(work_references.EXITS)


def _types(case: Case) -> Used:
    groups = {row.target_group for row in case.target_groups}
    yield from (("citizen_types.csv", "target_group", row.target_group, groups | {""}) for row in case.citizen_types)


def _units(case: Case) -> Used:
    teams = {row.team for row in case.teams}
    yield from (("units.csv", "unit", row.unit, teams) for row in case.units if row.kind == "team")


def _edges(case: Case) -> Used:
    units, types = {row.unit for row in case.units}, {row.citizen_type for row in case.citizen_types}
    owned = types | {row.guarantee for row in case.guarantees}
    ends = {"owns": owned, "contributes": types, "advises": types, "coordinates": types}
    for edge in case.edges:
        yield "edges.csv", f"{edge.kind} from_node", edge.from_node, units
        yield "edges.csv", f"{edge.kind} to_node", edge.to_node, ends.get(edge.kind, units)


def _design(case: Case) -> Used:
    units, types = {row.unit for row in case.units}, {row.citizen_type for row in case.citizen_types}
    yield from (("unit_competences.csv", "unit", row.unit, units) for row in case.unit_competences)
    yield from (("type_needs.csv", "citizen_type", row.citizen_type, types) for row in case.type_needs)
    yield from (("journeys.csv", row.journey, row.citizen_type, types) for row in case.journeys)
    yield "settings", "design", case.settings.design, {row.design for row in case.designs} | {""}
    if "task" in case.settings.coordination.model_fields_set:
        yield "settings", "coordination.task", case.settings.coordination.task, {row.task for row in case.tasks}
    for citizen_type, unit in case.settings.coordination.pinned_owners.items():
        yield "settings", "coordination.pinned_owners", citizen_type, types
        yield "settings", f"coordination.pinned_owners.{citizen_type}", unit, units
    for number, row in enumerate(case.settings.coordination.decided_owners):
        yield "settings", f"coordination.decided_owners.{number}.citizen_type", row.citizen_type, types
        yield "settings", f"coordination.decided_owners.{number}.owner", row.owner, units


def _facts(case: Case, part: str) -> Iterable[Fault]:
    """Every fact id that is cited exists, and a fact that is only a default travels with an assumption."""
    file = part if part in ("settings", "law") else _file(part)
    for path, row in sourced(getattr(case, part), ()):
        at = f"{dotted(path)}." if part in ("settings", "law") else ""
        for fact in row.fact_ids:
            if fact not in case.facts:
                allowed = "an id in data/facts.csv"
                yield Fault(file, f"{at}source", f"unknown fact {fact!r}", allowed, nearest(fact, case.facts))
            elif case.facts[fact].certainty == "to_verify" and not row.assumption:
                allowed = f"the reasoning, because fact {fact} is a default to be verified"
                yield Fault(file, f"{at}assumption", "nothing", allowed)


def sourced(node: object, at: Path_ = ()) -> Iterable[tuple[Path_, Sourced]]:
    """Every figure and row within a part, and where it stands."""
    if isinstance(node, Sourced):
        yield at, node
    items: Iterable[tuple[str | int, object]] = ()
    if isinstance(node, Strict):
        items = node
    elif isinstance(node, dict):
        items = node.items()
    elif isinstance(node, tuple):
        items = enumerate(node)
    for key, item in items:
        yield from sourced(item, (*at, key))


def _lever(case: Case, name: str) -> Iterable[Fault]:
    """The lines of a lever."""
    yield from _where(case, name, name, getattr(case.settings, name))


def _retraining(case: Case) -> Iterable[Fault]:
    """The lines of each path, and that its professions exist."""
    for number, path in enumerate(case.settings.retraining):
        yield from _where(case, f"retraining.{number}", "retraining", path)
        for side in ("from_profession", "to_profession"):
            professions = {row.profession for row in case.professions}
            yield from _unknown(f"retraining.{number}.{side}", getattr(path, side), professions)


def _unknown(place: str, name: str, allowed: set[str]) -> Iterable[Fault]:
    """A name in the settings that nothing defines."""
    if name not in allowed:
        yield Fault("settings", place, f"unknown {name!r}", ", ".join(sorted(allowed)), nearest(name, allowed))


def _where(case: Case, place: str, lever: str, terms: Priced) -> Iterable[Fault]:
    """Every line of a lever changes something, for a team and a profession that exist."""
    for number, line in enumerate(terms.where):
        where = f"{place}.where.{number}"
        yield from _terms(where, lever, line)
        if line.team:
            yield from _unknown(f"{where}.team", line.team, {row.team for row in case.teams})
        if line.profession:
            yield from _unknown(f"{where}.profession", line.profession, {row.profession for row in case.professions})
        posts = [s for s in case.staffing if line.team in ("", s.team) and line.profession in ("", s.profession)]
        if not posts:
            yield Fault("settings", where, "no such posts", "a team and profession in staffing.csv")
        years = sorted({month.year for month in case.months})
        if line.year is not None and line.year not in years:
            yield Fault("settings", f"{where}.year", str(line.year), f"a year of the plan, {years[0]} to {years[-1]}")


def _terms(where: str, lever: str, line: Line) -> Iterable[Fault]:
    """A line names a term, and only such as its lever reads."""
    terms = {"active", "cap_fte", "cost_dkk_per_fte", "success_share"}
    read = terms - ({"success_share"} if lever in _CERTAIN else set())
    read -= {"active"} if lever == "overstaffing" else set()
    given = {term for term in terms if getattr(line, term) is not None}
    if not given:
        yield Fault("settings", where, "no term", ", ".join(sorted(read)))
    for term in sorted(given - read):
        yield Fault("settings", f"{where}.{term}", "a term that this lever does not read", ", ".join(sorted(read)))


def _known(case: Case) -> Iterable[Fault]:
    """Known movements concern posts that are there, within the plan."""
    fte = {(row.team, row.profession): row.fte for row in case.staffing}
    total: dict[tuple[str, str], float] = defaultdict(float)
    for row in case.known_movements:
        total[row.team, row.profession] += row.fte
        last = case.months[-1].plus(-1)
        if not case.months[0] <= row.last_month <= last:
            allowed = f"a month from {case.settings.first_month} to {last}, so that the last period shows what lasts"
            yield Fault("known_movements.csv", f"{row.team} {row.profession}", str(row.last_month), allowed)
    for (team, profession), leaving in total.items():
        there = fte.get((team, profession))
        if there is None:
            yield Fault("known_movements.csv", f"{team} {profession}", "no such posts", "a row of staffing.csv")
        elif leaving > there + 1e-9:
            yield Fault("known_movements.csv", f"{team} {profession}", f"{leaving:g} FTE", f"at most {there:g} FTE")


def _budgets(case: Case) -> Iterable[Fault]:
    """Budgets concern teams and accounts with posts, at the plan's price level."""
    teams = {row.team for row in case.teams}
    for budget in case.budgets:
        if budget.team not in teams | {""}:
            yield Fault("budgets.csv", "team", f"unknown {budget.team!r}", ", ".join(sorted(teams)))
        elif not any(s.account == budget.account and budget.team in ("", s.team) for s in case.staffing):
            yield Fault(
                "budgets.csv", f"{budget.account} {budget.team}", "no posts on this account", "an account with posts"
            )
        if budget.price_level != case.settings.price_level:
            found = f"price level {budget.price_level}"
            yield Fault("budgets.csv", f"{budget.account} {budget.team}", found, case.settings.price_level)


def _teams(case: Case) -> Iterable[Fault]:
    """Every team has posts."""
    for team in case.teams:
        if team.team not in {row.team for row in case.staffing}:
            yield Fault("teams.csv", team.team, "no posts", "at least one row in staffing.csv")


def _competence(case: Case) -> Iterable[Fault]:
    """Only posts that are there may serve a group."""
    staffed = {(row.team, row.profession) for row in case.staffing}
    for row in case.competence:
        if (row.team, row.profession) not in staffed:
            yield Fault(
                "competence.csv",
                f"{row.team} {row.profession}",
                "no such posts",
                "a team and profession in staffing.csv",
            )


def _savings(case: Case) -> Iterable[Fault]:
    """Both accounts have a target in every budget year, which the plan covers whole, at the plan's price level."""
    due = {(row.account, row.year) for row in case.saving_targets}
    first, last = case.months[0].year, case.months[-1].year
    listed = [year for _, year in due if isinstance(year, int) and first <= year <= last]
    for account in ACCOUNTS if due else ():
        for year in [*range(min(listed, default=first), last + 1), "lasting"]:
            if (account, year) not in due:
                yield Fault(
                    "saving_targets.csv",
                    f"{account} {year}",
                    "no target",
                    "one row for each account and year of the plan",
                )
    if listed and max(_years(case)) > last:
        found = f"a plan that ends in {last} and a target in {max(_years(case))}"
        yield Fault(
            "settings", "last_month", found, "December of the last year with a target, where the lasting saving begins"
        )
    if case.months[0].month != 1 and first in listed:
        found = f"{case.settings.first_month} and a target for the whole of {first}"
        yield Fault("settings", "first_month", found, "a January, or a month of a year without a target")
    for row in case.saving_targets:
        if row.price_level != case.settings.price_level:
            found = f"price level {row.price_level}"
            yield Fault("saving_targets.csv", f"{row.account} {row.year}", found, case.settings.price_level)


def _lowered(case: Case) -> Iterable[Fault]:
    """Only a target that is there can be lowered."""
    due = {(row.account, str(row.year)) for row in case.saving_targets}
    for account, years in case.settings.saving.lowered_mio_dkk.items():
        for year in years:
            if (account, year) not in due:
                yield Fault(
                    "settings", f"saving.lowered_mio_dkk.{account}", year, "a year with a target on the account"
                )


def _years(case: Case) -> list[int]:
    """The calendar years that have a target on an account of the plan."""
    return [row.year for row in case.saving_targets if row.account in ACCOUNTS and isinstance(row.year, int)]


def _other_savings(case: Case) -> Iterable[Fault]:
    """An account with other savings has them for every year of the plan and lastingly, at the plan's price level."""
    listed = {(row.account, row.year) for row in case.other_savings}
    for account in sorted({row.account for row in case.other_savings}):
        for year in (*case.budget_years, LASTING):
            if (account, year) not in listed:
                yield Fault(
                    "other_savings.csv",
                    f"{account} {year}",
                    "no row",
                    "a row for each year and lasting; 0 where there is none",
                )
    for row in case.other_savings:
        if row.price_level != case.settings.price_level:
            found = f"price level {row.price_level}"
            yield Fault("other_savings.csv", f"{row.account} {row.year}", found, case.settings.price_level)
