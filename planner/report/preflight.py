"""The list to go through before a plan is handed out: what is proved, what is found, what is assumed."""

from __future__ import annotations

from datetime import date

import pandas as pd

from planner.plan import Plan
from planner.report.assumptions import assumptions
from planner.report.columns import Table, headed, made
from planner.report.results import savings
from planner.report.schedule import overdue
from planner.report.team import FEW_POSTS_FTE
from planner.text import Language, catalogue


def preflight(plan: Plan, day: date, language: Language = "da") -> Table:
    """Each question with how many, whether it may go out on a day as it is, and what to do if not."""
    c = catalogue(language)
    failed = int((~plan.checks["ok"]).sum())
    missed = int((savings(plan, language).frame["shortfall_dkk"] > 0).sum())
    severities = plan.findings["severity"].value_counts()
    rows_ = assumptions(plan, language).frame
    assumed = int((rows_["basis"] == c.t("basis.assumption")).sum())
    few = plan.staff.groupby(["team", "month"])["fte"].sum()
    small = few[few < FEW_POSTS_FTE].index.get_level_values("team").nunique()
    counted = {
        "checks": failed,
        "orphans": int(plan.kpi["orphans"]),
        "errors": int(severities.get("error", 0)),
        "savings": missed,
        "overdue": int(bool(overdue(plan, day, language))),
        "warnings": int(severities.get("warning", 0)),
        "assumptions": assumed,
        "small_teams": small,
    }
    rows = [(key, c.t(f"preflight.{key}"), many, c.t("cell.ok" if not many else "cell.look"), c.t(f"preflight_do.{key}") if many else "")
            for key, many in counted.items()]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["key", "question", "found", "state", "to_do"])
    return made(c, "preflight", headed(c, "question:text found:count state:text to_do:text"), frame)
