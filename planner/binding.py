"""Which limits hold a plan where it is, and the same case with one of them a unit wider."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pandas as pd

from planner.case.schema import Case
from planner.case.values import LASTING
from planner.plan import MET_WITHIN_DKK, Plan

NEAR = 1e-4
"""A limit binds when it is this close, in FTE or as a share of the caseload limit."""
_MIO, _POINT = 1e6, 0.01
_LEVERS = ("dismissals", "voluntary", "municipal_redeployment", "redeployment", "hiring")
_TEAM_YEAR = {
    "municipal_redeployment": "cap_fte_per_team_year",
    "redeployment": "cap_fte_per_team_year",
    "hiring": "cap_fte_per_team_year",
}


class Limit(NamedTuple):
    """A limit that binds.

    Attributes:
        kind: `caseload`, `saving`, `dismissals`, `redeployment`, `hiring`, `municipal_redeployment` (caps per team and
            year), `voluntary` (take-up), `retraining` (places a year), `line` (a cap in a lever's `where` lines),
            `overstaffing`, `minimum_staffing`, or `rhythm` (a lever is pulled only every so many months).
        subject: the target group, account, team, "team profession", path or lever; of a line the lever and its number.
        when: the half-year, year or month in which it binds hardest or first; empty where it holds for the whole plan.
        value: the limit: cases per FTE, DKK, FTE, a share of a team's FTE, or months.
        unit: what one unit wider is, in the same measure.
        slack: what is left of it, in FTE or DKK; 0 where it binds, negative where it is broken.
        times: in how many half-years, years, months or team-years it binds.
    """

    kind: str
    subject: str
    when: str
    value: float
    unit: float
    slack: float
    times: int


def binding(plan: Plan) -> pd.DataFrame:
    """Every limit that binds, one row each with the fields of `Limit`; what is likely to cost most comes first.

    The order: the cap on dismissals, savings that are missed, groups over their limit, savings that are met exactly, caps
    on the levers, groups at their limit by the FTE that one more case per FTE frees, minimum staffing, rhythm.
    """
    return pd.DataFrame(limits(plan), columns=Limit._fields)


def limits(plan: Plan) -> tuple[Limit, ...]:
    """The rows of `binding`."""
    found = [*_caseload(plan), *_savings(plan), *_caps(plan), *_minimum(plan), *_rhythm(plan)]
    return tuple(sorted(found, key=_rank))


def _rank(limit: Limit) -> tuple[int, float]:
    """Where a limit stands among the others; equals stay in the plan's order."""
    broken = limit.slack < -(MET_WITHIN_DKK if limit.kind == "saving" else NEAR)
    place = {"dismissals": 0, "saving": 3, "caseload": 5, "minimum_staffing": 6, "rhythm": 7}.get(limit.kind, 4)
    if limit.kind == "saving":
        return (1, limit.slack) if broken else (place, float(limit.when != LASTING))
    if limit.kind == "caseload":
        return (2, limit.slack) if broken else (place, 0.0)
    return place, 0.0


def _caseload(plan: Plan) -> Iterator[Limit]:
    """Target groups at or over their limit, each at the half-year in which it is highest; the last one of equals.

    What one more case per FTE frees is the order.
    """
    table = plan.caseload[plan.caseload["load"] >= 1 - NEAR]
    freed = (table["need_fte"] / (table["limit"] + 1)).groupby(table["target_group"]).max()
    order = freed.sort_values(ascending=False, kind="stable").index
    for group, rows in ((group, table[table["target_group"] == group]) for group in order):
        worst = rows[rows["load"] >= rows["load"].max() - NEAR].iloc[-1]
        slack = min(0.0, float(worst["fte"] - worst["need_fte"]))
        yield Limit("caseload", str(group), str(worst["half_year"]), float(worst["limit"]), 1.0, slack, len(rows))


def _savings(plan: Plan) -> Iterator[Limit]:
    """Savings that are met exactly or missed; those of years before the first target are no limit that anybody set."""
    entered = {(row.account, row.year) for row in plan.case.saving_targets}
    shares = plan.case.settings.saving.share_of_target
    for row in plan.years.itertuples():
        slack = float(row.net_dkk - row.target_dkk)
        if slack <= MET_WITHIN_DKK and (row.account, row.year) in entered and shares[row.account] > 0:
            met = abs(slack) <= MET_WITHIN_DKK
            yield Limit("saving", row.account, str(row.year), float(row.target_dkk), _MIO, 0.0 if met else slack, 1)


def _decided(plan: Plan) -> dict[str, list[pd.DataFrame]]:
    """What is decided by lever: team, profession, year, fte; moves out and in are two tables."""
    exits, moves = plan.exits, plan.moves[plan.moves["path"] == "move"]
    ways = {"dismissals": ["dismissal", "dropout"], "voluntary": ["voluntary"], "municipal_redeployment": ["transfer"]}
    tables = {lever: [exits[exits["way"].isin(kinds)]] for lever, kinds in ways.items()}
    tables["redeployment"] = [moves.assign(fte=moves["out_fte"]), moves.assign(fte=moves["in_fte"])]
    tables["hiring"] = [plan.hires.assign(fte=plan.hires["decided_fte"])]
    return {lever: [t.assign(year=t["decided"].str[:4].astype(int)) for t in found] for lever, found in tables.items()}


def _caps(plan: Plan) -> Iterator[Limit]:
    """Caps on decisions that are used in full."""
    settings, decided = plan.case.settings, _decided(plan)
    cap = settings.dismissals.cap_fte
    if settings.dismissals.active and cap is not None and decided["dismissals"][0]["fte"].sum() >= cap - NEAR:
        yield Limit("dismissals", "", "", cap, 1.0, 0.0, 1)
    for lever, field in _TEAM_YEAR.items():
        most, active = getattr(getattr(settings, lever), field), getattr(settings, lever).active
        full = [key for table in decided[lever] for key in _full(table, ["team", "year"], most)] if active else []
        if full:
            yield Limit(lever, "", str(min(year for _, year in full)), most, 1.0, 0.0, len(set(full)))
    yield from _take_up(plan, decided["voluntary"][0])
    yield from _places(plan)
    yield from _lines(plan, decided)
    spare = plan.spare.groupby("half_year")["fte"].sum() if len(plan.spare) else pd.Series(dtype=float)
    most = settings.overstaffing.cap_fte
    full = [str(half) for half, fte in spare.items() if most is not None and fte >= most - NEAR]
    if full:
        yield Limit("overstaffing", "", full[0], most or 0.0, 1.0, 0.0, len(full))


def _full(table: pd.DataFrame, by: list[str], most: float) -> list[Any]:
    """The groups of a table of decisions whose sum is at a cap above 0; a cap of 0 says that the lever is not there."""
    return [key for key, fte in table.groupby(by)["fte"].sum().items() if fte >= most - NEAR] if most > 0 else []


def _take_up(plan: Plan, left: pd.DataFrame) -> Iterator[Limit]:
    """Steps of voluntary leaving that as many take as may, in some team and year; steps are told apart by their payment."""
    lever = plan.case.settings.voluntary
    start = pd.Series([row.fte for row in plan.case.staffing], [row.team for row in plan.case.staffing])
    start = start.groupby(level=0).sum()
    for number, step in enumerate(lever.take_up):
        taken = left[left["payment_months"] == step.payment_months].groupby(["team", "year"])["fte"].sum()
        share = step.cap_share_per_team_year
        full = [year for (team, year), fte in taken.items() if share > 0 and fte >= share * start[team] - NEAR]
        if lever.active and full:
            yield Limit("voluntary", str(number), str(min(full)), share, _POINT, 0.0, len(full))


def _places(plan: Plan) -> Iterator[Limit]:
    """Paths between professions whose places are all taken in some year."""
    for path in plan.case.settings.retraining:
        begun = plan.moves[plan.moves["path"] == path.path]
        begun = begun.assign(year=begun["decided"].str[:4], fte=begun["in_fte"])
        full = _full(begun, ["year"], path.places_per_year) if path.places_per_year is not None else []
        if path.active and full:
            when = str(min(key[0] if isinstance(key, tuple) else key for key in full))
            yield Limit("retraining", path.path, when, path.places_per_year or 0.0, 1.0, 0.0, len(full))


def _lines(plan: Plan, decided: dict[str, list[pd.DataFrame]]) -> Iterator[Limit]:
    """Caps in the `where` lines of the levers that are used in full in some year."""
    for lever in _LEVERS:
        for number, line in enumerate(getattr(plan.case.settings, lever).where):
            if line.cap_fte is None:
                continue
            full: set[int] = set()
            for table in decided[lever]:
                fits = table["team"].isin([line.team]) | (line.team == "")
                fits &= table["profession"].isin([line.profession]) | (line.profession == "")
                fits &= (table["year"] == line.year) | (line.year is None)
                full |= {
                    year for year, fte in table[fits].groupby("year")["fte"].sum().items() if fte >= line.cap_fte - NEAR
                }
            if full:
                yield Limit("line", f"{lever} {number}", str(min(full)), line.cap_fte, 1.0, 0.0, len(full))


def _minimum(plan: Plan) -> Iterator[Limit]:
    """Teams and protected posts at their minimum or below it, each in the first month."""
    table = plan.minimum
    table = table[(table["fte"] <= table["minimum_fte"] + NEAR) & (table["minimum_fte"] > 0)]
    for (team, profession), rows in table.groupby(["team", "profession"], sort=False):
        least, first = float(rows["minimum_fte"].iloc[0]), rows.iloc[0]
        slack = -float(rows["below_fte"].max())
        subject = f"{team} {profession}".strip()
        yield Limit("minimum_staffing", subject, str(first["month"]), least, min(1.0, least), slack, len(rows))


def _rhythm(plan: Plan) -> Iterator[Limit]:
    """Levers that are used, and only every so many months."""
    step = plan.case.settings.period_months
    for lever, tables in _decided(plan).items():
        every = getattr(plan.case.settings, lever).every_months
        used = [str(month) for t in tables for month in t.loc[t["fte"] > NEAR, "decided"]]
        if every > step and used:
            yield Limit("rhythm", lever, min(used), float(every), float(every - step), 0.0, len(set(used)))


def wider(case: Case, limit: Limit) -> Case:
    """The case with a limit one unit wider; one of `caseload` is no setting, see `more_cases`.

    Raises:
        KeyError: no such kind of limit.
    """
    return _WIDER[limit.kind](case, limit)


def more_cases(limit: Limit) -> dict[str, float]:
    """By target group, so many cases more per FTE in every half-year: what wider means for a limit of `caseload`."""
    return {limit.subject: limit.unit} if limit.kind == "caseload" else {}


def _set(case: Case, name: str, **changed: Any) -> Case:
    """The case with some fields of one part of its settings changed."""
    part = getattr(case.settings, name).model_copy(update=changed)
    return case.model_copy(update={"settings": case.settings.model_copy(update={name: part})})


def _swap(rows: tuple[Any, ...], number: int, **changed: Any) -> tuple[Any, ...]:
    """Rows with some fields of one of them changed."""
    return tuple(row.model_copy(update=changed) if n == number else row for n, row in enumerate(rows))


def _less_saving(case: Case, limit: Limit) -> Case:
    rows = case.saving_targets
    number = [f"{row.account} {row.year}" for row in rows].index(f"{limit.subject} {limit.when}")
    less = limit.unit / _MIO / case.settings.saving.share_of_target[rows[number].account]  # type: ignore[index]
    changed = _swap(rows, number, target_mio_dkk=rows[number].target_mio_dkk - less)
    return case.model_copy(update={"saving_targets": changed})


def _higher_cap(case: Case, limit: Limit) -> Case:
    return _set(case, limit.kind, cap_fte=limit.value + limit.unit)


def _higher_cap_per_team(case: Case, limit: Limit) -> Case:
    return _set(case, limit.kind, **{_TEAM_YEAR[limit.kind]: limit.value + limit.unit})


def _more_take_up(case: Case, limit: Limit) -> Case:
    more = {"cap_share_per_team_year": limit.value + limit.unit}
    return _set(case, "voluntary", take_up=_swap(case.settings.voluntary.take_up, int(limit.subject), **more))


def _more_places(case: Case, limit: Limit) -> Case:
    paths = case.settings.retraining
    number = [path.path for path in paths].index(limit.subject)
    more = _swap(paths, number, places_per_year=limit.value + limit.unit)
    return case.model_copy(update={"settings": case.settings.model_copy(update={"retraining": more})})


def _wider_line(case: Case, limit: Limit) -> Case:
    lever, number = limit.subject.split()
    rows = getattr(case.settings, lever).where
    return _set(case, lever, where=_swap(rows, int(number), cap_fte=limit.value + limit.unit))


def _lower_minimum(case: Case, limit: Limit) -> Case:
    team, *profession = limit.subject.split()
    least = limit.value - limit.unit
    if profession:
        number = [(row.team, row.profession) for row in case.staffing].index((team, profession[0]))
        return case.model_copy(update={"staffing": _swap(case.staffing, number, minimum_fte=least)})
    number = [row.team for row in case.teams].index(team)
    return case.model_copy(update={"teams": _swap(case.teams, number, minimum_fte=least)})


def _faster(case: Case, limit: Limit) -> Case:
    return _set(case, limit.subject, every_months=int(limit.value - limit.unit))


_WIDER: dict[str, Callable[[Case, Limit], Case]] = {
    "caseload": lambda case, _: case,
    "saving": _less_saving,
    "dismissals": _higher_cap,
    "overstaffing": _higher_cap,
    "municipal_redeployment": _higher_cap_per_team,
    "redeployment": _higher_cap_per_team,
    "hiring": _higher_cap_per_team,
    "voluntary": _more_take_up,
    "retraining": _more_places,
    "line": _wider_line,
    "minimum_staffing": _lower_minimum,
    "rhythm": _faster,
}
