"""Whether the parts of a case fit together: every name that is used exists, every total is whole."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from planner.case.reading import nearest
from planner.case.schema import Case
from planner.case.settings import Line, Priced
from planner.case.values import ACCOUNTS, LASTING, Sourced, Strict
from planner.errors import Fault

_MAY_BE_EMPTY = ("saving_targets.csv", "other_savings.csv", "budgets.csv", "known_movements.csv", "rules")
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
EXITS = ("exit_pension", "exit_no_benefit")
"""Where a citizen may go and need no target group: disability pension and the like, or no benefit at all."""


def check(case: Case) -> list[Fault]:
    """Every fault between the tables of a case."""
    return [
        *_unique(case),
        *_names(case),
        *_facts(case),
        *_levers(case),
        *_known(case),
        *_limits(case),
        *_crosswalk(case),
        *_closed(case),
        *_savings(case),
        *_other_savings(case),
    ]


def _unique(case: Case) -> Iterable[Fault]:
    """Each row of a table once."""
    keys = {
        "teams.csv": [row.team for row in case.teams],
        "professions.csv": [row.profession for row in case.professions],
        "staffing.csv": [f"{row.team} {row.profession}" for row in case.staffing],
        "target_groups.csv": [row.target_group for row in case.target_groups],
        "competence.csv": [f"{row.team} {row.profession} {row.target_group}" for row in case.competence],
        "saving_targets.csv": [f"{row.account} {row.year}" for row in case.saving_targets],
        "other_savings.csv": [f"{row.account} {row.year} {row.what}".strip() for row in case.other_savings],
        "budgets.csv": [f"{row.account} {row.team}".strip() for row in case.budgets],
        "units.csv": [row.unit for row in case.units],
        "citizen_types.csv": [row.citizen_type for row in case.citizen_types],
        "rules": [row.change for row in case.changes],
    }
    for file, names in keys.items():
        if not names and file not in _MAY_BE_EMPTY:
            yield Fault(file, "the table", "no rows", "at least one row")
        for name, times in Counter(names).items():
            if times > 1:
                yield Fault(file, name, f"{times} rows", "one row each")


def _names(case: Case) -> Iterable[Fault]:
    """Every team, profession, target group, unit and citizen type that is used is defined."""
    teams = {row.team for row in case.teams}
    professions = {row.profession for row in case.professions}
    groups = {row.target_group for row in case.target_groups}
    units = {row.unit for row in case.units}
    types = {row.citizen_type for row in case.citizen_types}
    used: list[tuple[str, str, str, set[str]]] = []
    for staffing in case.staffing:
        used += [
            ("staffing.csv", "team", staffing.team, teams),
            ("staffing.csv", "profession", staffing.profession, professions),
        ]
    for row in case.competence:
        used += [
            ("competence.csv", "team", row.team, teams),
            ("competence.csv", "profession", row.profession, professions),
            ("competence.csv", "target_group", row.target_group, groups),
        ]
    for step in case.crosswalk:
        used += [
            ("crosswalk.csv", "from_group", step.from_group, groups),
            ("crosswalk.csv", "to_group", step.to_group, groups | set(EXITS)),
        ]
    for change in case.changes:
        used += [("rules", f"{change.change}.target_group", change.target_group, groups)]
        used += [("rules", f"{change.change}.divert", name, groups | set(EXITS)) for name in change.divert]
    used += [("citizen_types.csv", "target_group", row.target_group, groups | {""}) for row in case.citizen_types]
    used += [("units.csv", "unit", row.unit, teams) for row in case.units if row.kind == "team"]
    for edge in case.edges:
        ends = units if edge.kind == "member" else types
        used += [
            ("edges.csv", f"{edge.kind} from_node", edge.from_node, units),
            ("edges.csv", f"{edge.kind} to_node", edge.to_node, ends),
        ]
    for file, place, name, allowed in sorted({(f, p, n, tuple(sorted(a))) for f, p, n, a in used}):
        if name not in allowed:
            yield Fault(file, place, f"unknown {name!r}", ", ".join(a for a in allowed if a), nearest(name, allowed))


def _facts(case: Case) -> Iterable[Fault]:
    """Every fact id that is cited exists, and a fact that is only a default travels with an assumption."""
    rows: list[tuple[str, Sourced]] = []
    for name in (
        "teams",
        "professions",
        "staffing",
        "target_groups",
        "crosswalk",
        "competence",
        "saving_targets",
        "other_savings",
        "budgets",
        "known_movements",
        "units",
        "citizen_types",
        "edges",
    ):
        rows += [(f"{name}.csv", row) for row in getattr(case, name)]
    rows += [("rules", row) for row in case.changes]
    rows += [("settings", row) for row in _sourced(case.settings)]
    rows += [("law", row) for row in case.law.values()]
    for file, row in rows:
        for fact in row.fact_ids:
            if fact not in case.facts:
                yield Fault(
                    file, "source", f"unknown fact {fact!r}", "an id in data/facts.csv", nearest(fact, case.facts)
                )
            elif case.facts[fact].certainty == "to_verify" and not row.assumption:
                yield Fault(
                    file, "assumption", "nothing", f"the reasoning, because fact {fact} is a default to be verified"
                )


def _sourced(node: object) -> Iterable[Sourced]:
    """Every figure and row within the settings."""
    if isinstance(node, Sourced):
        yield node
    if isinstance(node, Strict):
        for field in type(node).model_fields:
            yield from _sourced(getattr(node, field))
    elif isinstance(node, tuple | dict):
        for item in node.values() if isinstance(node, dict) else node:
            yield from _sourced(item)


def _levers(case: Case) -> Iterable[Fault]:
    """Every team and profession that a lever names exists."""
    teams, professions = {row.team for row in case.teams}, {row.profession for row in case.professions}
    settings = case.settings
    levers: dict[str, Priced] = {field: getattr(settings, field) for field in _LEVERS}
    levers |= {f"retraining {row.path}": row for row in settings.retraining}
    used = [(f"{row.path}.from_profession", row.from_profession, professions) for row in settings.retraining]
    used += [(f"{row.path}.to_profession", row.to_profession, professions) for row in settings.retraining]
    for lever, value in levers.items():
        for number, line in enumerate(value.where, 1):
            yield from _line(case, (f"{lever}.where line {number}", lever), line)
            used += [(f"{lever}.where team", line.team, teams | {""})]
            used += [(f"{lever}.where profession", line.profession, professions | {""})]
    for place, found, allowed in used:
        if found not in allowed:
            yield Fault("settings", place, f"unknown {found!r}", ", ".join(sorted(allowed)), nearest(found, allowed))


def _line(case: Case, place: tuple[str, str], line: Line) -> Iterable[Fault]:
    """A line of a lever changes something, in a year of the plan, for posts that there are."""
    where, lever = place
    terms = {"active", "cap_fte", "cost_dkk_per_fte", "success_share"}
    read = terms - ({"success_share"} if lever.split()[0] in _CERTAIN else set())
    read -= {"active"} if lever == "overstaffing" else set()
    given = {term for term in terms if getattr(line, term) is not None}
    if not given:
        yield Fault("settings", where, "no term", ", ".join(sorted(read)))
    for term in sorted(given - read):
        yield Fault("settings", f"{where}.{term}", "a term that this lever does not read", ", ".join(sorted(read)))
    years_ = sorted({month.year for month in case.months})
    if line.year is not None and line.year not in years_:
        yield Fault("settings", f"{where}.year", str(line.year), f"a year of the plan, {years_[0]} to {years_[-1]}")
    posts = [s for s in case.staffing if line.team in ("", s.team) and line.profession in ("", s.profession)]
    if not posts:
        yield Fault("settings", where, "no such posts", "a team and profession in staffing.csv")


def _known(case: Case) -> Iterable[Fault]:
    """Known movements concern posts that are there, within the plan; budgets concern teams and the price level."""
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


def _limits(case: Case) -> Iterable[Fault]:
    """A group that has cases of its own has a limit; one that has none receives them from the crosswalk."""
    receiving = {row.to_group for row in case.crosswalk}
    served = {row.target_group for row in case.competence}
    staffed = {(row.team, row.profession) for row in case.staffing}
    for group in case.target_groups:
        limits = (group.limit_low, group.limit_mid, group.limit_high)
        if group.cases is not None and None in limits:
            yield Fault(
                "target_groups.csv", group.target_group, "no caseload limit", "limit_low, limit_mid and limit_high"
            )
        if group.cases is None and group.target_group not in receiving:
            yield Fault(
                "target_groups.csv", group.target_group, "no cases", "a number, or rows in crosswalk.csv that lead here"
            )
        if group.target_group not in served:
            yield Fault(
                "competence.csv",
                group.target_group,
                "nobody who may serve the group",
                "at least one team and profession",
            )
        if None not in limits and not limits[0] <= limits[1] <= limits[2]:  # type: ignore[operator]
            yield Fault(
                "target_groups.csv", group.target_group, "limits out of order", "limit_low <= limit_mid <= limit_high"
            )
    for team in case.teams:
        if team.team not in {row.team for row in case.staffing}:
            yield Fault("teams.csv", team.team, "no posts", "at least one row in staffing.csv")
    for row in case.competence:
        if (row.team, row.profession) not in staffed:
            yield Fault(
                "competence.csv",
                f"{row.team} {row.profession}",
                "no such posts",
                "a team and profession in staffing.csv",
            )


def _crosswalk(case: Case) -> Iterable[Fault]:
    """The shares out of a group sum to one, so that no citizen is lost or made."""
    shares: dict[tuple[str, str], float] = defaultdict(float)
    for row in case.crosswalk:
        shares[row.from_group, str(row.date)] += row.share
    dates: dict[str, set[str]] = defaultdict(set)
    own = {row.target_group for row in case.target_groups if row.cases is not None}
    for row in case.crosswalk:
        dates[row.from_group].add(str(row.date))
        if row.from_group not in own:
            yield Fault(
                "crosswalk.csv", row.from_group, "a group without cases of its own", "from a group that has some"
            )
        if row.to_group in own:
            yield Fault(
                "crosswalk.csv",
                f"{row.from_group} to {row.to_group}",
                "a group with cases of its own",
                "a group that has none, or an exit",
            )
    for group, days in dates.items():
        if len(days) > 1:
            yield Fault("crosswalk.csv", group, f"{len(days)} dates", "one date a group")
    for (group, day), total in shares.items():
        if abs(total - 1) > 1e-9:
            yield Fault("crosswalk.csv", f"{group} on {day}", f"shares that sum to {total:g}", "shares that sum to 1")


def _closed(case: Case) -> Iterable[Fault]:
    """What a rule closes or diverts to has cases of its own, and nobody is diverted into what closes."""
    own = {row.target_group for row in case.target_groups if row.cases is not None}
    closing = {change.target_group for change in case.changes if change.kind == "closes"}
    for change in case.changes:
        if change.kind == "closes" and change.target_group not in own:
            yield Fault("rules", change.change, f"{change.target_group!r} closes", "a group that has cases of its own")
        for target in sorted(set(change.divert) - set(EXITS)):
            if target not in own or target in closing:
                allowed = "groups that have cases of their own and do not close, or exits"
                yield Fault("rules", f"{change.change}.divert", f"{target!r}", allowed)


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
