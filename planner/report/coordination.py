"""What the command `planner coordination` says: owners on a day, what falls out, what if a unit goes, owners proposed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from planner.coordination import capacity, journeys, resilience
from planner.coordination.catalogue import CATALOGUE
from planner.coordination.checks import CHECKS
from planner.coordination.graph import horizon
from planner.coordination.propose import Proposal, propose
from planner.errors import Fault, InputError
from planner.plan import Plan
from planner.report.names import Names
from planner.report.ownership import owners_then
from planner.workload import workload

_CODES = "K"


@dataclass(frozen=True)
class CoordinationAnswer:
    """What is asked about a plan's coordination on a day.

    Attributes:
        plan: the plan whose posts are looked at.
        day: the day.
        findings: the plan's findings about coordination.
        owners: citizen_type, from, to, owner: the rows of the plan in force on the day.
        capacity: who can be served, by half-year, and what lacks.
        losses: the absences that cost something, the dearest first; of one unit only, where one is asked about.
        single_points: units and channels on which the graph hangs on that day.
        journeys: what typical histories take, started in each half-year.
        proposal: owners proposed for the day, if asked for.
    """

    plan: Plan
    day: date
    findings: pd.DataFrame
    owners: pd.DataFrame
    capacity: pd.DataFrame
    losses: pd.DataFrame
    single_points: dict[str, tuple[str, ...]]
    journeys: pd.DataFrame
    proposal: Proposal | None

    @property
    def orphans(self) -> int:
        """Citizen types that lose their owner at some time."""
        return int(self.plan.kpi["orphans"])


def coordination_answer(plan: Plan, day: date | None, without: str = "", proposed: bool = False) -> CoordinationAnswer:
    """Answer about a plan's coordination; raises InputError for a day outside the plan or an unknown unit."""
    first, last = horizon(plan.case)
    units = sorted(row.unit for row in plan.case.units)
    if day is not None and not first <= day <= last:
        raise InputError([Fault("--on", str(day), "a day outside the plan", f"{first} to {last}")])
    if without and without not in units:
        raise InputError([Fault("--without", without, "no such unit", ", ".join(units))])
    work, at = workload(plan.case), day or first
    lost = resilience.ranked(resilience.losses(plan, work))
    in_force = (plan.owners["from"] <= at.isoformat()) & (plan.owners["to"] >= at.isoformat())
    return CoordinationAnswer(
        plan=plan,
        day=at,
        findings=plan.findings[plan.findings["code"].str.startswith(_CODES)].reset_index(drop=True),
        owners=plan.owners[in_force].reset_index(drop=True),
        capacity=capacity.table(capacity.coverage(plan, work)),
        losses=(lost[lost["subject"] == without] if without else lost).reset_index(drop=True),
        single_points=resilience.single_points(plan.case, at),
        journeys=journeys.totals(plan.case, journeys.starts(plan.case)),
        proposal=propose(plan.case, plan.staff, at) if proposed else None,
    )


def coordination_object(answer: CoordinationAnswer) -> dict[str, Any]:
    """The answer as one JSON object."""

    def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
        return frame.astype(object).where(frame.notna(), None).to_dict("records")  # type: ignore[no-any-return]

    found: dict[str, Any] = {
        "scenario": answer.plan.case.path,
        "design": answer.plan.case.settings.design,
        "on": answer.day.isoformat(),
        "orphans": answer.orphans,
        "checks": len(CHECKS),
        "findings": records(answer.findings),
        "owners": records(answer.owners),
        "capacity": records(answer.capacity),
        "losses": records(answer.losses),
        "single_points": {kind: list(points) for kind, points in answer.single_points.items()},
        "journeys": records(answer.journeys),
    }
    if answer.proposal:
        found["proposal"] = {"feasible": answer.proposal.feasible, "owners": records(answer.proposal.owners),
                             "teams": records(answer.proposal.teams)}  # fmt: skip
    return found


def show_coordination(answer: CoordinationAnswer, console: Console) -> None:
    """The answer on one screen, in English: what falls out first."""
    names, case = Names(answer.plan.case, "en"), answer.plan.case
    design = next((row.label_en for row in case.designs if row.design == case.settings.design), "")
    console.print(f"[bold]{case.settings.name}[/]{f' - {design}' if design else ''}, on {answer.day}")
    owned = (
        f"{answer.orphans} citizen types lose their owner"
        if answer.orphans
        else "every citizen type keeps one owner with posts"
    )
    console.print(f"{len(CHECKS)} rules: {owned}; {len(answer.findings)} findings")
    for row in answer.findings[answer.findings["severity"] != "note"].itertuples():
        console.print(f"  {row.severity} {row.code} {row.message_en} {row.mend_en}", soft_wrap=True)
    for code, many in answer.findings.loc[answer.findings["severity"] == "note", "code"].value_counts().items():
        console.print(f"  note {code} {CATALOGUE[str(code)].title_en}: {many} (each with --json)")
    short = answer.capacity[answer.capacity["gap"] > 0]
    if short.empty:
        console.print("Capacity: in every half-year the posts of the plan suffice for the work of all groups.")
    for row in short.itertuples():
        groups = ", ".join(names.group(key) for key in row.target_groups.split())
        teams = ", ".join(names.team(key) for key in row.teams.split())
        lacking = f"{row.wanted / 60:,.0f} hours wanted, {row.there / 60:,.0f} there, {row.gap / 60:,.0f} lacking"
        console.print(f"  {row.half_year}: {groups} - only {teams} may serve them: {lacking}", soft_wrap=True)
    console.print(_owners(answer, names))
    if len(answer.losses):
        console.print(_losses(answer, names))
    if answer.proposal:
        console.print(_proposal(answer, answer.proposal, names))
    console.print("Journeys, for the citizens of a year: " + _journeys(answer))


def _owners(answer: CoordinationAnswer, names: Names) -> Table:
    table = _table(f"Owners on {answer.day}", "citizen type", "owner")
    for row in answer.owners.itertuples():
        table.add_row(names.node(row.citizen_type), names.owner(row.owner))
    return table


def _losses(answer: CoordinationAnswer, names: Names) -> Table:
    """What goes when one thing goes, the ten dearest."""
    table = _table(
        "What if one goes (N-1), all half-years", "gone", "hours lacking", "types that lose the last of something"
    )
    for row in answer.losses.head(10).itertuples():
        said = " ".join(names.node(part) for part in row.subject.split())
        types = dict.fromkeys(names.node(item.split(":")[0]) for item in row.lost.split())
        table.add_row(
            f"{said} ({row.kind})",
            f"{row.minutes / 60:,.0f}",
            ", ".join(list(types)[:4]) + ("" if len(types) <= 4 else f" and {len(types) - 4} more"),
        )
    return table


def _proposal(answer: CoordinationAnswer, proposal: Proposal, names: Names) -> Table:
    title = "Owners proposed" + ("" if proposal.feasible else " (NOT feasible: too few posts, or nobody may)")
    table = _table(title, "citizen type", f"owner on {answer.day}", "proposed", "pinned", "out of reach")
    rows = proposal.owners
    then = owners_then(answer.plan, rows["citizen_type"], rows["today"], answer.day, "en")
    for row, now in zip(rows.itertuples(), then, strict=True):
        pinned = "yes" if row.pinned else ""
        table.add_row(names.node(row.citizen_type), now, names.owner(row.owner), pinned, str(row.missing))
    return table


def _journeys(answer: CoordinationAnswer) -> str:
    """The totals of the first and the last start."""
    together = answer.journeys[answer.journeys["journey"] == ""]
    said = [
        f"started {row.start}: {row.handovers_per_year:,.0f} hand-overs, {row.owner_changes_per_year:,.0f} changes of owner, "
        f"{row.wait_days_per_year:,.0f} days of waiting, {row.orphan_steps_per_year:,.0f} steps without an owner"
        for row in together.itertuples()
    ]
    return "; ".join([said[0], said[-1]]) if said else "none are entered"


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, box=SIMPLE, title_justify="left", title_style="bold")
    for column in columns:
        table.add_column(column)
    return table
