"""Whether the target groups, the crosswalk, the tasks and the dated changes of a case fit together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from planner.case.schema import Case
from planner.case.tables import Change, TargetGroup
from planner.errors import Fault

EXITS = ("exit_pension", "exit_no_benefit", "exit_no_follow_up")
"""Where a citizen may go and need no target group: disability pension and the like, no benefit, no municipal follow-up."""
_LIMITS = {"guidance": "limit_low, limit_mid and limit_high", "local": "limit_local"}


def groups(case: Case) -> Iterable[Fault]:
    """A group with cases of its own has what its limit comes from; one without receives citizens from the crosswalk."""
    receiving = {row.to_group for row in case.crosswalk}
    served = {row.target_group for row in case.competence}
    worked = {row.target_group for row in case.tasks}
    for group in case.target_groups:
        name, limits = group.target_group, (group.limit_low, group.limit_mid, group.limit_high)
        if group.cases is None and name not in receiving:
            yield Fault("target_groups.csv", name, "no cases", "a number, or rows in crosswalk.csv that lead here")
        if group.cases is None and (name in worked or group.duration_months is not None):
            yield Fault(
                "target_groups.csv", name, "tasks or a duration without cases", "those of the group they come from"
            )
        if name not in served:
            yield Fault("competence.csv", name, "nobody who may serve the group", "at least one team and profession")
        if None not in limits and not limits[0] <= limits[1] <= limits[2]:  # type: ignore[operator]
            yield Fault("target_groups.csv", name, "limits out of order", "limit_low <= limit_mid <= limit_high")


def limits(case: Case) -> Iterable[Fault]:
    """The source of each group's limit is there."""
    worked = {row.target_group for row in case.tasks}
    for group in case.target_groups:
        yield from _limited(case, group, worked)


def _limited(case: Case, group: TargetGroup, worked: set[str]) -> Iterable[Fault]:
    source = case.settings.caseload.by_group.get(group.target_group, case.settings.caseload.limit)
    if group.cases is None:
        return
    if source == "hours" and group.target_group not in worked and group.cases > 0:
        yield Fault(
            "tasks.csv", group.target_group, "no tasks", "what is done for the group; or limit: guidance or local"
        )
    given = {"guidance": None not in (group.limit_low, group.limit_mid, group.limit_high)}
    given |= {"local": group.limit_local is not None}
    if not given.get(source, True):
        yield Fault("target_groups.csv", group.target_group, "no caseload limit", _LIMITS[source])


def by_group(case: Case) -> Iterable[Fault]:
    """Settings that name a group name one that has cases of its own."""
    own = {row.target_group for row in case.target_groups if row.cases is not None}
    drivers = case.settings.drivers
    named = [("caseload.by_group", name) for name in case.settings.caseload.by_group]
    named += [("drivers.inflow", row.target_group) for row in drivers.inflow]
    named += [("drivers.a_kasse_trial.target_group", drivers.a_kasse_trial.target_group)] * (
        drivers.a_kasse_trial.share > 0
    )
    for place, name in named:
        if name not in own:
            yield Fault(
                "settings", place, f"unknown {name!r}", "a group with cases of its own: " + ", ".join(sorted(own))
            )


def regrouping(case: Case) -> Iterable[Fault]:
    """Where everybody in a group moves, the shares sum to one on one date, so that no citizen is lost or made."""
    shares: dict[tuple[str, str], float] = defaultdict(float)
    dates: dict[str, set[str]] = defaultdict(set)
    own = {row.target_group for row in case.target_groups if row.cases is not None}
    for row in (row for row in case.crosswalk if not row.change):
        shares[row.from_group, str(row.date)] += row.share
        dates[row.from_group].add(str(row.date))
        place = f"{row.from_group} to {row.to_group}"
        if row.from_group not in own:
            yield Fault(
                "crosswalk.csv", row.from_group, "a group without cases of its own", "from a group that has some"
            )
        if row.to_group in own:
            yield Fault("crosswalk.csv", place, "a group with cases of its own", "a group that has none, or an exit")
    for group, days in dates.items():
        if len(days) > 1:
            yield Fault("crosswalk.csv", group, f"{len(days)} dates", "one date a group")
    for (group, day), total in shares.items():
        if abs(total - 1) > 1e-9:
            yield Fault("crosswalk.csv", f"{group} on {day}", f"shares that sum to {total:g}", "shares that sum to 1")


def turned_away(case: Case) -> Iterable[Fault]:
    """Every newcomer that a change turns away arrives somewhere that takes newcomers, or in an exit."""
    groups_ = {row.target_group: row for row in case.target_groups}
    changes = {row.change: row for row in case.changes if row.kind == "newcomers"}
    closed = {name for row in changes.values() if row.after == 0 for name in row.target_groups}
    shares: dict[tuple[str, str], float] = defaultdict(float)
    for row in (row for row in case.crosswalk if row.change):
        place = f"{row.from_group} to {row.to_group}"
        change = changes.get(row.change)
        if change is None or row.from_group not in change.target_groups or row.date != change.date:
            found = f"change {row.change!r} on {row.date}"
            yield Fault("crosswalk.csv", place, found, "a change of kind newcomers for this group, on its date")
            continue
        shares[row.change, row.from_group] += row.share
        to = groups_.get(row.to_group)
        if row.to_group not in EXITS and (to is None or to.duration_months is None or row.to_group in closed):
            yield Fault(
                "crosswalk.csv",
                place,
                f"{row.to_group!r}",
                "a group with duration_months that does not close, or an exit",
            )
    for change in changes.values():
        for name in change.target_groups:
            if name in groups_ and groups_[name].duration_months is None:
                yield Fault(
                    "rules",
                    f"{change.change}.target_groups",
                    f"{name!r} without newcomers",
                    "a group with duration_months",
                )
            gone = change.before - change.after
            if abs(shares[change.change, name] - gone) > 1e-9:
                found = f"shares that sum to {shares[change.change, name]:g}"
                yield Fault("crosswalk.csv", f"{change.change}, from {name}", found, f"shares that sum to {gone:g}")


def tasks(case: Case) -> Iterable[Fault]:
    """Tasks and queues belong to groups with cases of their own; per newcomer only where newcomers are counted."""
    own = {row.target_group: row for row in case.target_groups if row.cases is not None}
    for row in case.tasks:
        group = own.get(row.target_group)
        if group is None:
            yield Fault("tasks.csv", row.task, f"unknown {row.target_group!r}", "a group with cases of its own")
        elif row.basis in ("newcomer", "half_year") and group.duration_months is None:
            place = f"{row.target_group} {row.task}"
            yield Fault(
                "tasks.csv", place, "basis newcomer", "case_year or year, where the group has no duration_months"
            )
    for queue in case.queues:
        if queue.target_group not in own:
            yield Fault("queues.csv", queue.queue, f"unknown {queue.target_group!r}", "a group with cases of its own")


def changes(case: Case) -> Iterable[Fault]:
    """Each change begins where the task, the stock or the change before it left off."""
    number: dict[tuple[str, str], float] = {(row.target_group, row.task): row.number for row in case.tasks}
    own = {row.target_group: row for row in case.target_groups if row.cases is not None}
    for change in sorted(case.changes, key=lambda row: (row.date, row.change)):
        for name in change.target_groups:
            if name not in own:
                found = f"unknown {name!r}"
                yield Fault("rules", f"{change.change}.target_groups", found, "a group with cases of its own")
            elif change.kind == "task":
                yield from _continues(change, name, number)
                number[name, change.task] = change.after
            elif change.kind == "cases" and own[name].duration_months is not None:
                found = f"kind cases for {name!r}"
                yield Fault("rules", change.change, found, "kind newcomers, because the group has duration_months")


def _continues(change: Change, group: str, number: dict[tuple[str, str], float]) -> Iterable[Fault]:
    """The number before is the one in force until then."""
    before = number.get((group, change.task))
    if before is None:
        named = ", ".join(sorted(task for name, task in number if name == group)) or "a row of tasks.csv"
        yield Fault("rules", f"{change.change}.task", f"{change.task!r} for {group!r}", named)
    elif abs(before - change.before) > 1e-9:
        yield Fault(
            "rules", f"{change.change}.before", f"{change.before:g} for {group!r}", f"{before:g}, in force until then"
        )


def dates(case: Case) -> Iterable[Fault]:
    """The work is counted by the month, so rules and regroupings begin on the first of one."""
    for row in case.changes:
        if row.date.day != 1:
            yield Fault("rules", f"{row.change}.date", str(row.date), "the first of a month")
    for step in case.crosswalk:
        if step.date.day != 1:
            yield Fault(
                "crosswalk.csv", f"{step.from_group} to {step.to_group}", str(step.date), "the first of a month"
            )


def floors(case: Case) -> Iterable[Fault]:
    """Each floor is about a team, a task or a unit that there is."""
    known: dict[str, set[str]] = {
        "team_fte": {row.team for row in case.teams},
        "task": {row.task for row in case.tasks},
        "unit": {row.unit for row in case.units},
    }
    for row in case.floors:
        if row.subject not in known[row.kind]:
            yield Fault("floors.csv", row.floor, f"unknown {row.subject!r}", ", ".join(sorted(known[row.kind])))


CHECKS = (groups, limits, by_group, regrouping, turned_away, tasks, changes, dates, floors)
