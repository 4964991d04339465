"""Everything that is shown as a table, under one roof. Each function is `(plan or comparison, language) -> Table`."""

from planner.report.assumptions import assumptions, basis_of
from planner.report.blocks import pay_basis
from planner.report.columns import Column, Kind, Table, kind_in, shown, written
from planner.report.comparison import (
    comparison_assumptions,
    comparison_caseload,
    comparison_kpi,
    comparison_teams,
    comparison_years,
)
from planner.report.economy import account_years, economy, reconciliation
from planner.report.ladder import exits, hires, movements, moves, ways_of_leaving
from planner.report.ranges import ranges
from planner.report.results import (
    checks,
    finding_counts,
    findings,
    key_figures,
    owners,
    savings,
    teams,
)
from planner.report.schedule import first_year_pay, thresholds, timetable
from planner.report.settings import setting_label
from planner.report.sources import documents, sources, traps
from planner.report.staffing import cases_heat, load_heat, staffing, target_groups
from planner.report.whole_posts import posts, posts_limits, posts_loads, posts_savings

__all__ = [
    "Column",
    "Kind",
    "Table",
    "account_years",
    "assumptions",
    "basis_of",
    "cases_heat",
    "checks",
    "comparison_assumptions",
    "comparison_caseload",
    "comparison_kpi",
    "comparison_teams",
    "comparison_years",
    "documents",
    "economy",
    "exits",
    "finding_counts",
    "findings",
    "first_year_pay",
    "hires",
    "key_figures",
    "kind_in",
    "load_heat",
    "movements",
    "moves",
    "owners",
    "pay_basis",
    "posts",
    "posts_limits",
    "posts_loads",
    "posts_savings",
    "ranges",
    "reconciliation",
    "savings",
    "setting_label",
    "shown",
    "sources",
    "staffing",
    "target_groups",
    "teams",
    "thresholds",
    "timetable",
    "traps",
    "ways_of_leaving",
    "written",
]
