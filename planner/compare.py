"""Plans side by side: first what was assumed differently, then what comes out differently."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from planner.case.schema import Case
from planner.case.values import LASTING
from planner.coordination.journeys import AFTER, MEASURES, totals
from planner.coordination.load import load
from planner.errors import Fault, InputError
from planner.findings import ORPHAN_CODES
from planner.plan import Plan

_TABLES = ("teams", "professions", "staffing", "target_groups", "crosswalk", "tasks", "queues", "floors", "competence",
           "saving_targets", "other_savings", "budgets", "known_movements", "changes", "units", "citizen_types",
           "edges")  # fmt: skip
_QUIET = ("name", "why")
_QUIET_IN_ROWS = ("source", "assumption", "label_da", "label_en", "path", "contract", "target_group")
MISSING = "-"
"""Stands where a scenario has no such row in one of its lists."""
_INDEX = (
    "setting",
    "figure",
    "account",
    "year",
    "team",
    "half_year",
    "target_group",
    "code",
    "subject",
    "citizen_type",
)
RESULTS = ("kpi", "years", "teams", "caseload", "coordination", "outside", "findings")
"""What comes out, in the order in which it is shown."""


@dataclass(frozen=True)
class Comparison:
    """Two or more plans on equal terms.

    Each table has the index columns named below and one column per scenario, in the order given.

    Attributes:
        names: the scenarios' names, made unique.
        baseline: the position of the plan that the others are measured against.
        assumptions: setting - only the settings and tables that differ.
        kpi: key figure, the plan's and the one-off cost of all years.
        years: account, year - net saving in DKK.
        teams: team - FTE in the last month.
        caseload: half_year, target_group - cases per FTE.
        coordination: figure - what journeys begun on the day of the replacement take of the citizens of a year, and the
            hours of coordination a year in the last half-year.
        outside: citizen_type - days of the plan without an owner who can act.
        findings: code, subject - how many findings.
    """

    names: tuple[str, ...]
    baseline: int
    assumptions: pd.DataFrame
    kpi: pd.DataFrame
    years: pd.DataFrame
    teams: pd.DataFrame
    caseload: pd.DataFrame
    coordination: pd.DataFrame
    outside: pd.DataFrame
    findings: pd.DataFrame

    def differences(self, table: str) -> pd.DataFrame:
        """A table of numbers as differences from the baseline; the baseline's own column is all zero."""
        frame: pd.DataFrame = getattr(self, table)
        index = [column for column in frame.columns if column not in self.names]
        values = frame.set_index(index)
        return values.sub(values[self.names[self.baseline]], axis=0).reset_index()


def compare(plans: Sequence[Plan], baseline: int = 0) -> Comparison:
    """Put two to six plans side by side.

    Raises:
        InputError: fewer than two or more than six plans, or no such baseline.
    """
    if not 2 <= len(plans) <= 6:
        raise InputError([Fault("compare", "scenarios", f"{len(plans)} scenarios", "two to six scenarios")])
    if not 0 <= baseline < len(plans):
        raise InputError([Fault("compare", "baseline", str(baseline), f"a number from 0 to {len(plans) - 1}")])
    names = _unique([plan.case.settings.name for plan in plans])
    return Comparison(
        names=names,
        baseline=baseline,
        assumptions=_assumptions([plan.case for plan in plans], names),
        kpi=_side_by_side([_figures(plan) for plan in plans], names, ["figure"]),
        years=_side_by_side(
            [plan.years.set_index(["account", "year"])["net_dkk"] for plan in plans], names, ["account", "year"]
        ),
        teams=_side_by_side([_last_month(plan) for plan in plans], names, ["team"]),
        caseload=_side_by_side(
            [plan.caseload.set_index(["half_year", "target_group"])["cases_per_fte"] for plan in plans],
            names,
            ["half_year", "target_group"],
        ),
        coordination=_side_by_side([_coordination(plan.case) for plan in plans], names, ["figure"]),
        outside=_side_by_side([_outside(plan) for plan in plans], names, ["citizen_type"]).fillna(0),
        findings=_side_by_side(
            [plan.findings.groupby(["code", "subject"]).size() for plan in plans], names, ["code", "subject"]
        ).fillna(0),
    )


def _unique(names: Sequence[str]) -> tuple[str, ...]:
    """The names, with a number behind those that stand twice or are the name of an index column."""
    twice = [names.count(name) > 1 or name in _INDEX for name in names]
    return tuple(
        f"{n} ({names[: i + 1].count(n)})" if again else n
        for i, (n, again) in enumerate(zip(names, twice, strict=True))
    )


def _figures(plan: Plan) -> pd.Series:
    """The plan's key figures, and its one-off cost."""
    cost = plan.years.loc[plan.years["year"] != LASTING, "one_off_dkk"].sum() if len(plan.years) else 0.0
    return pd.Series({**plan.kpi, "one_off_dkk": cost}, dtype=float)


def _coordination(case: Case) -> pd.Series:
    """What the organisation takes of citizens and of staff in a year."""
    journeys, hours = totals(case, [AFTER]), load(case)
    together = journeys[journeys["journey"] == ""]
    found = {measure: float(together[f"{measure}_per_year"].sum()) for measure in MEASURES}
    last = hours.loc[hours["half_year"] == hours["half_year"].max(), "hours"].sum()
    return pd.Series(found | {"coordination_hours": 12 * float(last)})


def _outside(plan: Plan) -> pd.Series:
    """Days on which citizen types have no owner who can act."""
    lost = plan.findings[plan.findings["code"].isin(ORPHAN_CODES)]
    days = {
        (row.subject, day)
        for row in lost.rename(columns={"from": "first", "to": "last"}).itertuples()
        for day in pd.date_range(row.first, row.last)
    }
    return pd.Series([key for key, _ in days], dtype="str").value_counts().sort_index()


def _last_month(plan: Plan) -> pd.Series:
    last = plan.staff[plan.staff["month"] == plan.staff["month"].max()]
    return last.groupby("team")["fte"].sum()


def _side_by_side(columns: Sequence[pd.Series], names: tuple[str, ...], index: list[str]) -> pd.DataFrame:
    """One column per plan on the union of their indexes, in the first plan's order."""
    frame = pd.concat(list(columns), axis=1, keys=names, sort=False)
    frame.index.names = index
    return frame.reset_index()


def _assumptions(cases: Sequence[Case], names: tuple[str, ...]) -> pd.DataFrame:
    """Every setting that is not the same in all scenarios, and every table that is not."""
    flat = [dict(_flat(case.settings.model_dump(mode="json"))) for case in cases]
    rows = []
    for setting in sorted({key for values in flat for key in values}):
        values = [each.get(setting, MISSING) for each in flat]
        if setting not in _QUIET and len(set(values)) > 1:
            rows.append((setting, *values))
    for table in _TABLES:
        versions = [getattr(case, table) for case in cases]
        if any(version != versions[0] for version in versions):
            rows.append((table, *(f"{len(version)} rows" for version in versions)))
    return pd.DataFrame(rows, columns=["setting", *names])


def _flat(node: Any, at: str = "") -> Iterator[tuple[str, str]]:
    """Nested settings as dotted names; a figure is its value, rows of a list go by their own name or number."""
    if isinstance(node, dict) and {"value", "unit"} <= set(node):
        yield at, str(node["value"])
    elif isinstance(node, dict):
        for key, value in node.items():
            yield from _flat(value, f"{at}.{key}" if at else str(key))
    elif at == "pins":
        for row in node:
            about = [row["team"], row["profession"], row["sense"], row["first_month"]]
            yield ".".join([at, *filter(None, about)]), str(row["fte"])
    elif isinstance(node, list) and (
        at.endswith("where") or at == "retraining" or (node and isinstance(node[0], dict))
    ):
        for number, row in enumerate(node, 1):
            unset = (None, "") if at.endswith("where") else ()
            values = {key: value for key, value in row.items() if key not in _QUIET_IN_ROWS and value not in unset}
            yield from _flat(
                values, f"{at}.{row.get('path') or row.get('contract') or row.get('target_group') or number}"
            )
    else:
        yield at, "" if node is None else str(node)
