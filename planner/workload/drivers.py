"""What each setting besides the rules touches: groups, dates and FTE, with the setting against without it."""

from __future__ import annotations

from typing import Any

import pandas as pd

from planner.calendar import Month
from planner.case.schema import Case
from planner.case.work_references import EXITS
from planner.workload.need import TALKS, Workload, limit_source, may_be_exempt, workload


def drivers(case: Case, work: Workload) -> pd.DataFrame:
    """One row per driver: driver, value, first_month, groups (touched at full strength), fte (added at the end).

    The groups are those whose need would move if the driver were pulled, in the order of the case; the FTE are the last
    half-year's, against the same case without the driver.
    """
    settings, of = case.settings, case.settings.drivers
    calm = settings.unemployment.model_copy(update={"change_share": 0.0})
    rows: list[tuple[str, float, Month, list[str], dict[str, Any]]] = [
        ("unemployment", settings.unemployment.change_share, settings.unemployment.first_month,
         _touched(case, "unemployment"), {"unemployment": calm}),
    ]  # fmt: skip
    for name in ("exempt", "digital", "a_kasse_trial", "private_supplier"):
        driver = getattr(of, name)
        off = of.model_copy(update={name: driver.model_copy(update={"share": 0.0})})
        rows.append((name, driver.share, driver.first_month, _touched(case, name), {"drivers": off}))
    for row in of.inflow:
        others = of.model_copy(update={"inflow": tuple(other for other in of.inflow if other is not row)})
        rows.append(("inflow", row.change_share, row.first_month, [row.target_group], {"drivers": others}))
    found = []
    for name, value, first, groups, without in rows:
        calmed = case.model_copy(update={"settings": settings.model_copy(update=without)})
        added = _last(work) - _last(workload(calmed)) if value else 0.0
        found.append((name, value, str(first), " ".join(groups), added))
    return pd.DataFrame(found, columns=["driver", "value", "first_month", "groups", "fte"])


def _last(work: Workload) -> float:
    """FTE needed in the last half-year."""
    at = list(work.spans.values())[-1]
    return float(sum(series[at].mean() for place, series in work.placed(work.fte).items() if place not in EXITS))


def _touched(case: Case, name: str) -> list[str]:
    """The groups that a driver can move: their citizens, or their hours where the limit is what the hours allow."""
    own = {row.target_group: row for row in case.target_groups if row.cases is not None}
    trial = case.settings.drivers.a_kasse_trial.target_group
    if name == "unemployment":
        return [group for group, row in own.items() if row.unemployment_factor > 0]
    if name == "a_kasse_trial":
        return [group for group in own if group == trial]
    tasks = [task for task in case.tasks if limit_source(case, task.target_group) == "hours"]
    touched = {
        "exempt": {t.target_group for t in tasks if may_be_exempt(own[t.target_group], t)},
        "digital": {t.target_group for t in tasks if t.kind in TALKS},
        "private_supplier": {t.target_group for t in tasks if t.kind in (*TALKS, "activation")},
    }[name]
    return [group for group in own if group in touched]
