"""A small graph to build cases of: two teams, a forum, a department and one citizen type, and findings of it."""

from datetime import date

import pandas as pd

from planner.case.scenario import load_case
from planner.case.schema import Case
from planner.case.tables import CitizenType, Edge, Guarantee, TypeNeed, Unit, UnitCompetence
from planner.coordination.checks import Finding, check

FRAME = load_case("tests/cases/small/base.yaml")
"""Months, labels and settings of the small case; its graph is replaced. It runs from July 2026 to December 2027."""
FIRST, LAST = "2026-07-01", "2027-12-31"
STAFF = pd.DataFrame(
    [(str(month), team, "worker", 5.0) for month in FRAME.months for team in ("a", "b")],
    columns=["month", "team", "profession", "fte"],
)
_WHY = {"source": "", "assumption": "prøve"}


def _life(key: str, name: str, **more: object) -> dict[str, object]:
    labels = {"label_da": name.capitalize(), "label_en": name.capitalize()}
    return {key: name, **labels, "valid_from": None, "valid_to": None, **_WHY, **more}


def unit(name: str, kind: str = "team", **more: object) -> Unit:
    return Unit.model_validate(_life("unit", name, kind=kind, **more))


def citizens(name: str = "type", **more: object) -> CitizenType:
    row = {"target_group": "", "needs_advice": False, "needs_coordination": False, **more}
    return CitizenType.model_validate(_life("citizen_type", name, **row))


def guarantee(name: str = "promise", **more: object) -> Guarantee:
    return Guarantee.model_validate(_life("guarantee", name, **more))


def edge(kind: str, unit: str, other: str, **more: object) -> Edge:
    row = {"kind": kind, "from_node": unit, "to_node": other, "valid_from": None, "valid_to": None, **_WHY, **more}
    return Edge.model_validate(row)


def competence(unit: str, name: str, start: date | None = None, end: date | None = None) -> UnitCompetence:
    row = {"unit": unit, "competence": name, "valid_from": start, "valid_to": end, **_WHY}
    return UnitCompetence.model_validate(row)


def need(name: str, within: int, start: date | None = None) -> TypeNeed:
    row = {
        "citizen_type": "type",
        "competence": name,
        "within_handovers": within,
        "valid_from": start,
        "valid_to": None,
    }
    return TypeNeed.model_validate({**row, **_WHY})


UNITS = (
    unit("a", department="work"),
    unit("b", department="work"),
    unit("forum", "forum", department="between", meeting_hours_per_month=10),
    unit("social", "department", department="social"),
)
OWNED = (edge("owns", "a", "type"),)


def graph(*edges: Edge, owned: tuple[Edge, ...] = OWNED, **tables: tuple[object, ...]) -> Case:
    """A case with these edges, one type owned by team a unless said otherwise, and other tables as given."""
    empty = {"unit_competences": (), "type_needs": (), "guarantees": ()}
    of = {"units": UNITS, "citizen_types": (citizens(),), **empty, **tables, "edges": (*owned, *edges)}
    return FRAME.model_copy(update=of)


def found(code: str, case: Case, staff: pd.DataFrame = STAFF, **plan: object) -> list[Finding]:
    return [finding for finding in check(case, staff, **plan) if finding.code == code]


def when(findings: list[Finding]) -> list[tuple[str, str, str]]:
    return [(finding.subject, finding.valid_from, finding.valid_to) for finding in findings]
