"""What each pin costs: the plan with all pins held against the best one without this pin, computed by solving again."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from planner.case.schema import Case
from planner.pipeline import make_plan
from planner.plan import Plan
from planner.staffing.memory import Memory

PRICES = ("shortfall_dkk", "dismissals_fte", "worst_load", "fte_end", "cost_dkk", "errors")
"""What a pin may cost: saving missed, dismissals, the worst load, FTE in the last month, all pay and one-off costs over the
plan, and findings that are errors (as nobody who answers)."""


def pin_prices(case: Case, progress: Callable[[str], None] = lambda _: None, plan: Plan | None = None) -> pd.DataFrame:
    """The price of each pin of a scenario, by making the plan again without that pin alone.

    Args:
        case: the case with its pins.
        progress: told each stage in a few words.
        plan: the plan of this case, where it is made already.

    Returns:
        One row per pin: kind (`size` or `owner`), number (its place in `pins` or `coordination.decided_owners`, from 1),
        and for each of `PRICES` the plan with all pins less the one without this pin: `shortfall_dkk` 400000 says that
        the pin makes the plan miss 400,000 DKK more.

    Raises:
        NoPlanError: the pins, or the rules without some of them, leave no plan.
    """
    pins = [("size", number) for number in range(len(case.settings.pins))]
    pins += [("owner", number) for number in range(len(case.settings.coordination.decided_owners))]
    memory, rows = Memory(), []
    held = _figures(plan or make_plan(case, progress, memory)) if pins else []
    for count, (kind, number) in enumerate(pins, 1):
        progress(f"price of pin {count} of {len(pins)}")
        free = _figures(make_plan(without(case, kind, number), memory=memory))
        rows.append((kind, number + 1, *(a - b for a, b in zip(held, free, strict=True))))
    return pd.DataFrame(rows, columns=["kind", "number", *PRICES])


def without(case: Case, kind: str, number: int) -> Case:
    """The case without one of its pins, counted from 0."""
    settings = case.settings
    if kind == "size":
        rest = settings.pins[:number] + settings.pins[number + 1 :]
        return case.model_copy(update={"settings": settings.model_copy(update={"pins": rest})})
    decided = settings.coordination.decided_owners
    coordination = settings.coordination.model_copy(update={"decided_owners": decided[:number] + decided[number + 1 :]})
    return case.model_copy(update={"settings": settings.model_copy(update={"coordination": coordination})})


def _figures(plan: Plan) -> list[float]:
    """The `PRICES` of a plan, in order."""
    cost = float(plan.ledger[["pay_in_service_dkk", "one_off_dkk"]].sum().sum())
    errors = float((plan.findings["severity"] == "error").sum())
    return [*(plan.kpi[key] for key in PRICES[:4]), cost, errors]
