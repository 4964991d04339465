"""Everything that is shown as a table, under one roof. Each function is `(plan or comparison, language) -> Table`."""

from planner.report.assumptions import assumptions, basis_of
from planner.report.blocks import pay_basis
from planner.report.columns import Column, Kind, Table, kind_in, shown, written
from planner.report.comparison import (
    LETTERS,
    comparison_assumptions,
    comparison_caseload,
    comparison_coordination,
    comparison_findings,
    comparison_kpi,
    comparison_outside,
    comparison_teams,
    comparison_years,
    legend,
    lettered,
    only_differences,
)
from planner.report.economy import account_years, economy, reconciliation
from planner.report.groups import cell_caseload, citizens, citizens_out, team_caseload, team_cases
from planner.report.ladder import exits, hires, movements, moves, ways_of_leaving
from planner.report.organisation import (
    absences,
    capacity_gaps,
    coordination_rules,
    designs,
    extra_competences,
    journeys,
    proposed_owners,
    replacement_day,
)
from planner.report.ownership import ownership, ownership_by_half_year
from planner.report.pins import moved_by_pins, pins
from planner.report.ranges import ranges
from planner.report.results import (
    checks,
    finding_counts,
    findings,
    key_figures,
    savings,
    teams,
)
from planner.report.rules import drivers, floors, floors_by_half_year, plausibility, rules
from planner.report.schedule import first_year_pay, thresholds, timetable
from planner.report.settings import setting_label
from planner.report.sources import documents, sources, traps
from planner.report.staffing import cases_heat, load_heat, staffing, target_groups
from planner.report.whole_posts import posts, posts_limits, posts_loads, posts_savings
from planner.report.work import funding, group_funding, lapse, lapse_ledger, valley
from planner.report.work_answer import work_figures

__all__ = [
    "LETTERS",
    "Column",
    "Kind",
    "Table",
    "absences",
    "account_years",
    "assumptions",
    "basis_of",
    "capacity_gaps",
    "cases_heat",
    "cell_caseload",
    "checks",
    "citizens",
    "citizens_out",
    "comparison_assumptions",
    "comparison_caseload",
    "comparison_coordination",
    "comparison_findings",
    "comparison_kpi",
    "comparison_outside",
    "comparison_teams",
    "comparison_years",
    "coordination_rules",
    "designs",
    "documents",
    "drivers",
    "economy",
    "exits",
    "extra_competences",
    "finding_counts",
    "findings",
    "first_year_pay",
    "floors",
    "floors_by_half_year",
    "funding",
    "group_funding",
    "hires",
    "journeys",
    "key_figures",
    "kind_in",
    "lapse",
    "lapse_ledger",
    "legend",
    "lettered",
    "load_heat",
    "moved_by_pins",
    "movements",
    "moves",
    "only_differences",
    "ownership",
    "ownership_by_half_year",
    "pay_basis",
    "pins",
    "plausibility",
    "posts",
    "posts_limits",
    "posts_loads",
    "posts_savings",
    "proposed_owners",
    "ranges",
    "reconciliation",
    "replacement_day",
    "rules",
    "savings",
    "setting_label",
    "shown",
    "sources",
    "staffing",
    "target_groups",
    "team_caseload",
    "team_cases",
    "teams",
    "thresholds",
    "timetable",
    "traps",
    "valley",
    "ways_of_leaving",
    "work_figures",
    "written",
]
