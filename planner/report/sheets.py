"""Which tables stand on which sheet of the workbooks, in the order in which they are read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from planner.compare import Comparison
from planner.plan import Plan
from planner.report import tables
from planner.report.answer import answer, groundwork
from planner.report.columns import Table
from planner.report.work_answer import work_answer
from planner.text import Language, catalogue

Maker = Callable[[Plan, Language], Table]
_FIVE, _SIX = (1,) * 5, (1,) * 6
# Each table with the number of columns of the sheet that its first columns cover; the rest cover one each.
_PLAN_SHEETS: tuple[tuple[str, tuple[tuple[Maker, tuple[int, ...]], ...]], ...] = (
    ("staffing", ((tables.teams, (3,)), (tables.ranges, (3, 1, 1, 1, 5)), (tables.staffing, ()))),
    ("posts", ((tables.posts_savings, ()), (tables.posts_loads, (1, 4, 1, 5)), (tables.posts_limits, (1, 4, 2)),
               (tables.posts, ()))),
    ("groups", ((tables.load_heat, ()), (tables.citizens_out, ()), (tables.drivers, (1, 1, 2, 2, 7)),
                (tables.target_groups, (1, 2, *_SIX, 1, 2, 3)), (tables.team_caseload, (1, 2, *_FIVE, 1, 2, 3)),
                (tables.citizens, (1, 2, *_SIX, 4)), (tables.cell_caseload, (1, 3, 2, *_FIVE, 2, 3)))),
    ("lapse", ((tables.work_figures, (1, 1, 2)), (tables.lapse, ()), (tables.funding, (1, 2)),
               (tables.floors, (1, 2, 3, 1, 1, 2, 1, 5)), (tables.rules, (1, 1, 1, 1, 2, 2, 4, 4)),
               (tables.plausibility, (1, 2, 2, 11)), (tables.group_funding, (1, 2)), (tables.valley, ()),
               (tables.lapse_ledger, (1, 4, 2, 3, 1, 1, 2)))),
    ("movements", ((tables.movements, (3,)), (tables.moves, ()), (tables.hires, ()), (tables.exits, ()))),
    ("timetable", ((tables.timetable, (1, 1, 1, 1, 1, 1, 7)), (tables.first_year_pay, (1, 1, 1, 1, 2, 2)),
                   (tables.thresholds, (3,)))),
    ("economy", ((tables.account_years, (1, 3)), (tables.reconciliation, (1, 2)), (tables.economy, (1, 1, 2)),
                 (tables.pay_basis, ()))),
    ("owners", ((tables.findings, ()), (tables.ownership, ()), (tables.ownership_by_half_year, (1, 1, 1, 2)))),
    ("coordination", ((tables.capacity_gaps, ()), (tables.absences, ()), (tables.extra_competences, ()),
                      (tables.proposed_owners, ()), (tables.journeys, ()), (tables.coordination_rules, ()))),
    ("assumptions", ((lambda plan, language: tables.pins(plan.case, None, language), (2,)), (tables.moved_by_pins, (2,)),
                     (tables.assumptions, ()))),
    ("checks", ((tables.checks, ()),)),
    ("sources", ((tables.traps, (1, 7)), (tables.documents, (1, 3, 3, 1)), (tables.sources, ()))),
)  # fmt: skip
_RESULTS = ("staffing", "posts", "groups", "lapse", "movements", "timetable", "economy", "owners", "coordination")
"""The sheets whose figures rest on assumptions and say so on top."""
_WHERE_ANY = ("ranges", "first_year_pay", "pins", "moved_by_pins")
"""Tables that stand on their sheet only where they have rows."""


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name, lines of words on top, and its tables with how many columns each of theirs covers."""

    title: str
    lines: tuple[str, ...]
    tables: tuple[tuple[Table, tuple[int, ...]], ...]


def placed(table: Table, leading: tuple[int, ...] = ()) -> tuple[Table, tuple[int, ...]]:
    """A table with the columns it covers: those given for its first columns, one for each of the rest."""
    return table, (*leading, *[1] * (len(table.columns) - len(leading)))


def plan_sheets(plan: Plan, language: Language) -> list[Sheet]:
    """The sheets of a plan's workbook after the overview."""
    c = catalogue(language)
    note = (groundwork(plan, language),)
    lines = dict.fromkeys(_RESULTS, note) | {"lapse": (*work_answer(plan, language), *note)}
    sheets = []
    for key, makers in _PLAN_SHEETS:
        made = [(maker(plan, language), spans) for maker, spans in makers]
        some = tuple(placed(*pair) for pair in made if len(pair[0].frame) or pair[0].name not in _WHERE_ANY)
        sheets.append(Sheet(c.t(f"sheet.{key}"), lines.get(key, ()), some))
    return sheets


def comparison_sheets(comparison: Comparison, plans: Sequence[Plan], language: Language) -> list[Sheet]:
    """The sheets of a comparison's workbook: what was assumed differently first, then what comes out differently."""
    c, case = catalogue(language), plans[comparison.baseline].case
    pairs = zip(comparison.names, plans, strict=True)
    lines = tuple(
        c.t("workbook.comparison_answer", name=name, answer=" ".join(answer(plan, language))) for name, plan in pairs
    )
    first = (
        placed(tables.comparison_assumptions(comparison, language, [plan.case for plan in plans]), (2,)),
        placed(tables.comparison_kpi(comparison, language)),
    )
    return [
        Sheet(c.t("sheet.comparison"), lines, first),
        Sheet(c.t("sheet.savings"), (), (placed(tables.comparison_years(comparison, language)),)),
        Sheet(c.t("sheet.teams"), (), (placed(tables.comparison_teams(comparison, language, case)),)),
        Sheet(c.t("sheet.caseload"), (), (placed(tables.comparison_caseload(comparison, language, case)),)),
        Sheet(
            c.t("sheet.owners"),
            (),
            (
                placed(tables.comparison_coordination(comparison, language), (2,)),
                placed(tables.comparison_outside(comparison, language, case), (2,)),
                placed(tables.comparison_findings(comparison, language, [plan.case for plan in plans])),
            ),
        ),
    ]
