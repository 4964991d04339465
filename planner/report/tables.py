"""Everything that is shown as a table, under one roof. Each function is `(plan or comparison, language) -> Table`."""

from planner.report.assumptions import assumptions, basis_of, setting_label
from planner.report.columns import Column, Kind, Table, kind_in, shown, written
from planner.report.comparison import (
    comparison_assumptions,
    comparison_caseload,
    comparison_kpi,
    comparison_teams,
    comparison_years,
)
from planner.report.economy import account_years, economy, pay_basis
from planner.report.results import (
    checks,
    finding_counts,
    findings,
    key_figures,
    owners,
    savings,
    teams,
    ways_of_leaving,
)
from planner.report.sources import documents, sources, traps
from planner.report.staffing import cases_heat, exits, load_heat, movements, staffing, target_groups

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
    "key_figures",
    "kind_in",
    "load_heat",
    "movements",
    "owners",
    "pay_basis",
    "savings",
    "setting_label",
    "shown",
    "sources",
    "staffing",
    "target_groups",
    "teams",
    "traps",
    "ways_of_leaving",
    "written",
]
