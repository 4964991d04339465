"""Who answers for each citizen type, who else has a part, what is found, and what is new since the plan's first day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

import pandas as pd

from planner.coordination.graph import EdgeKind, Graph, citizen_types, holders, horizon, periods, spans
from planner.plan import Plan
from planner.report import numbers
from planner.report.columns import Table, headed, made
from planner.report.names import Names
from planner.text import Language, catalogue

_OWNS: EdgeKind = "owns"
_ROLES: tuple[EdgeKind, ...] = ("owns", "coordinates", "advises", "contributes")
_AS = "citizen_type:text codes:text owner:text {when} parts:text since_today:text"

Roles = frozenset[tuple[str, str]]
"""Who is what in the cases of a citizen type: (kind of edge, unit)."""


class _Stretch(NamedTuple):
    """Days, both included and in ISO form, on which a citizen type has the same owners and parts."""

    citizen_type: str
    first: str
    last: str
    roles: Roles


def ownership(plan: Plan, language: Language = "da") -> Table:
    """A row for each stretch of days on which a citizen type has the same owner and the same others with a part.

    The frame has the keys beside: key, owner_key (several joined by +) and parts_key (`kind:unit`, a space between).
    """
    c = catalogue(language)
    stretches = _stretches(plan)
    rows = [_row(plan, [one], stretches, language) | {"from": one.first, "to": one.last} for one in stretches]
    frame = pd.DataFrame(rows, columns=["from", "to", *_COLUMNS])
    return made(c, "ownership", headed(c, _AS.format(when="from:date to:date")), frame)


def former_owner(plan: Plan, citizen_type: str, day: str) -> str:
    """The one who last answered for a citizen type before a day (ISO), by key; nothing where nobody or several did."""
    owners, _ = last_owned(plan, day).get(citizen_type, ([], ""))
    return owners[0] if len(owners) == 1 else ""


def last_owned(plan: Plan, day: str) -> dict[str, tuple[list[str], str]]:
    """Who last answered for each citizen type before a day (ISO), by key, and their last day; without who never had any."""
    before = sorted((one for one in _stretches(plan) if one.last < day), key=lambda one: one.last)
    return {one.citizen_type: (_units(one.roles, _OWNS), one.last) for one in before if _units(one.roles, _OWNS)}


def owners_then(plan: Plan, types: Iterable[str], owners: Iterable[str], day: date, language: Language) -> list[str]:
    """The names of those who answer for citizen types on a day; where nobody does, who did last, and until when."""
    c, names, before = catalogue(language), Names(plan.case, language), last_owned(plan, day.isoformat())
    said = []
    for key, owner in zip(types, owners, strict=True):
        former, last = before.get(key, ([], ""))
        gone = {"owner": names.owner(" + ".join(former)), "day": numbers.day(last, language)}
        said.append(c.t("cell.nobody_since", **gone) if former and not owner else names.owner(owner))
    return said


def ownership_by_half_year(plan: Plan, language: Language = "da") -> Table:
    """The same by citizen type and half-year; what follows one another within a half-year stands in that order."""
    c, case = catalogue(language), plan.case
    stretches = _stretches(plan)
    rows = []
    for name, positions in case.half_years.items():
        first = case.months[positions[0]].first_day.isoformat()
        end = case.months[positions[-1]].plus(case.settings.period_months).first_day.isoformat()
        within: dict[str, list[_Stretch]] = defaultdict(list)
        for one in stretches:
            if one.first < end and first <= one.last:
                within[one.citizen_type].append(one)
        rows += [
            _row(plan, there, stretches, language, (first, end)) | {"half_year": name} for there in within.values()
        ]
    frame = pd.DataFrame(rows, columns=["half_year", *_COLUMNS])
    frame = frame.sort_values(["place", "half_year"], kind="stable", ignore_index=True)
    return made(c, "ownership_by_half_year", headed(c, _AS.format(when="half_year:half_year")), frame)


_COLUMNS = ["place", "key", "citizen_type", "owner_key", "owner", "parts_key", "parts", "codes", "since_today"]


def _stretches(plan: Plan) -> list[_Stretch]:
    """All stretches of the plan, by citizen type in the case's order and then in time."""
    found = spans(
        periods(plan.case), lambda period: ((key, _roles(period.graph, key)) for key in citizen_types(period.graph))
    )
    order = {row.citizen_type: place for place, row in enumerate(plan.case.citizen_types)}
    rows = [
        _Stretch(one.subject, one.first.isoformat(), one.last.isoformat(), frozenset(_split(one.cause)))
        for one in found
    ]
    return sorted(rows, key=lambda row: (order[row.citizen_type], row.first))


def _roles(graph: Graph, key: str) -> tuple[str, ...]:
    """The roles in a citizen type's cases as `kind:unit`; of an owner only that it is one."""
    owners = holders(graph, key, _OWNS)
    others = ((kind, unit) for kind in _ROLES[1:] for unit in holders(graph, key, kind) if unit not in owners)
    return tuple(f"{kind}:{unit}" for kind, unit in (*((_OWNS, unit) for unit in owners), *others))


def _split(roles: Iterable[str]) -> Iterator[tuple[str, str]]:
    for role in roles:
        kind, unit = role.split(":", 1)
        yield kind, unit


def _row(
    plan: Plan,
    there: list[_Stretch],
    everything: list[_Stretch],
    language: Language,
    within: tuple[str, str] = ("", "~"),
) -> dict[str, object]:
    """What stands in a row for one or more stretches of a citizen type; findings of the days `within` (end excluded)."""
    names, c = Names(plan.case, language), catalogue(language)
    key, last = there[0].citizen_type, there[-1]
    owners = list(dict.fromkeys(" + ".join(_units(one.roles, _OWNS)) for one in there))
    today = [one for one in everything if one.citizen_type == key and one.first == str(horizon(plan.case)[0])]
    first = max(there[0].first, within[0])
    return {
        "place": [row.citizen_type for row in plan.case.citizen_types].index(key),
        "key": key,
        "citizen_type": names.node(key),
        "owner_key": owners[-1],
        "owner": " → ".join(names.owner(owner) for owner in owners),
        "parts_key": " ".join(f"{kind}:{unit}" for kind, unit in sorted(last.roles) if kind != _OWNS),
        "parts": _parts(last.roles, names, language),
        "codes": _codes(plan, {key, *_units(last.roles, _OWNS)}, first, min(last.last, within[1])),
        "since_today": _since(today[0].roles, last.roles, names, language) if today else c.t("cell.not_there_today"),
    }


def _units(roles: Roles, kind: str) -> list[str]:
    return sorted(unit for role, unit in roles if role == kind)


def _parts(roles: Roles, names: Names, language: Language) -> str:
    """Who else has a part, each with the words for all of its parts; what an owner does beside is left out."""
    c, said = catalogue(language), defaultdict(list)
    for kind in _ROLES[1:]:
        for unit in _units(roles, kind):
            said[unit].append(c.t(f"picture.{kind}"))
    return ", ".join(f"{names.node(unit)} ({', '.join(words)})" for unit, words in said.items())


def _codes(plan: Plan, subjects: set[str], first: str, last: str) -> str:
    """The codes of what is found about some subjects on some of the days from first to last."""
    found = plan.findings
    about = found["subject"].isin(subjects) & found["code"].str.startswith("K")
    days = (found["from"] <= last) & (found["to"] >= first)
    return " ".join(dict.fromkeys(found.loc[about & days, "code"]))


def _since(today: Roles, then: Roles, names: Names, language: Language) -> str:
    """What is otherwise than on the plan's first day: another owner, who is new, and who is gone."""
    c, said = catalogue(language), []
    was = " + ".join(_units(today, _OWNS))
    if was != " + ".join(_units(then, _OWNS)):
        said.append(c.t("cell.owner_before", owner=names.owner(was)))
    for key, roles in (("cell.part_new", then - today), ("cell.part_gone", today - then)):
        parts = _parts(roles, names, language)
        if parts:
            said.append(c.t(key, parts=parts))
    return "; ".join(said)
