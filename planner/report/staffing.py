"""Posts and target groups over time, as tables."""

from __future__ import annotations

import pandas as pd

from planner.plan import Plan
from planner.report import numbers
from planner.report.columns import Column, Table, headed, made
from planner.report.limits import date_words, limit_of, source_words
from planner.report.names import Names
from planner.report.periods import half_year_ends, period
from planner.text import Language, catalogue

OVER_LIMIT = 1 + 1e-4


def staffing(plan: Plan, language: Language = "da") -> Table:
    """FTE in service by team and profession: posts, the first month, and the end of every half-year."""
    c, names = catalogue(language), Names(plan.case, language)
    ends = half_year_ends(plan.case)
    cells = ["team", "profession"]
    wide = plan.staff.pivot(index=cells, columns="month", values="fte")[ends]
    rows = [(row.team, row.profession, row.account, row.fte + row.vacant_fte, row.fte) for row in plan.case.staffing]
    frame = pd.DataFrame(rows, columns=["team_key", "profession_key", "account", "posts_fte", "filled_fte"])
    frame = frame.join(wide, on=["team_key", "profession_key"])
    frame["team"] = [names.team(key) for key in frame["team_key"]]
    frame["profession"] = [names.profession(key) for key in frame["profession_key"]]
    middle = [Column(month, period(plan.case, month, language), "fte") for month in ends]
    columns = (*headed(c, "team:text profession:text account:text posts_fte:fte filled_fte:fte"), *middle)
    table = made(c, "staffing", columns, frame)
    return Table(table.name, table.title, table.note, columns, frame, ("posts_fte", "filled_fte", *ends))


def target_groups(plan: Plan, language: Language = "da") -> Table:
    """Cases, FTE and cases per FTE against the limit by target group and half-year; each limit with its source and date."""
    c, names = catalogue(language), Names(plan.case, language)
    frame = _in_case_order(plan).rename(columns={"target_group": "key"})
    frame["target_group"] = [names.group(key) for key in frame["key"]]
    frame["over"] = [c.t("cell.over") if load > OVER_LIMIT else "" for load in frame["load"]]
    limits = [limit_of(plan.case, row.key, row.half_year) for row in frame.itertuples()]
    frame["limit_source"] = [source_words(plan.case, limit, language) for limit in limits]
    frame["limit_date"] = [date_words(limit, language) for limit in limits]
    frame["facts"] = [limit.facts for limit in limits]
    spec = (
        "target_group:text half_year:half_year cases:cases need_fte:fte fte:fte cases_per_fte:cases limit:cases "
        "load:share over:text limit_source:text limit_date:text"
    )
    return made(c, "target_groups", headed(c, spec), frame)


def load_heat(plan: Plan, language: Language = "da") -> Table:
    """Load (1 is the limit) by target group and half-year; empty where the group does not exist."""
    return _wide(plan, language, "load_heat", "load")


def cases_heat(plan: Plan, language: Language = "da") -> Table:
    """Cases per FTE by target group and half-year; empty where the group does not exist."""
    return _wide(plan, language, "cases_heat", "cases_per_fte")


def _wide(plan: Plan, language: Language, name: str, value: str) -> Table:
    c, names = catalogue(language), Names(plan.case, language)
    table = _in_case_order(plan)
    order = list(dict.fromkeys(table["target_group"]))
    half_years = sorted(table["half_year"].unique())
    frame = table.pivot(index="target_group", columns="half_year", values=value).reindex(order).reset_index(names="key")
    frame["target_group"] = [names.group(key) for key in frame["key"]]
    middle = [Column(h, numbers.half_year(h, language), "share" if value == "load" else "cases") for h in half_years]
    return made(c, name, [*headed(c, "target_group:text"), *middle], frame)


def _in_case_order(plan: Plan) -> pd.DataFrame:
    """The caseload with groups in the case's order and half-years rising."""
    order = {row.target_group: position for position, row in enumerate(plan.case.target_groups)}
    ranked = plan.caseload.assign(rank=plan.caseload["target_group"].map(order))
    return ranked.sort_values(["rank", "half_year"], kind="stable").drop(columns="rank").reset_index(drop=True)
