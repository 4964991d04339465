"""Which tables stand on which sheet of the workbooks, in the order in which they are read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from planner.compare import Comparison
from planner.plan import Plan
from planner.report import live, tables
from planner.report.answer import answer, groundwork
from planner.report.columns import Table
from planner.report.work_answer import work_answer
from planner.text import Catalogue, Language, catalogue

Maker = Callable[[Plan, Language], Table]
_FIVE, _SIX = (1,) * 5, (1,) * 6
Makers = tuple[tuple[Maker, tuple[int, ...]], ...]
# Each table with the number of columns of the sheet that its first columns cover; the rest cover one each. First what is
# printed, then the details that stand below on the screen.
_PLAN_SHEETS: tuple[tuple[str, Makers, Makers], ...] = (
    ("staffing", ((tables.teams, (3,)), (live.professions, (3,)), (tables.ranges, (3, 1, 1, 1, 5)), (tables.staffing, ())), ()),
    ("posts", ((tables.posts_savings, ()), (tables.posts_loads, (1, 4, 1, 5)), (tables.posts_limits, (1, 4, 2)),
               (tables.posts, ())), ()),
    ("groups", ((tables.load_heat, ()), (tables.citizens_out, ()), (live.needs, ()), (live.relief, (4,)),
                (tables.drivers, (1, 1, 2, 2, 7))),
     ((live.limits, (1, 2, *_SIX, 1, 1, 1, 2, 3)), (live.team_needs, (1, 2, *_SIX, 1, 2, 3)),
      (tables.citizens, (1, 2, *_SIX, 4)), (live.cell_needs, (1, 3, 2, *_SIX, 2, 3)))),
    ("lapse", ((tables.work_figures, (1, 1, 2)), (tables.lapse, ()), (tables.funding, (1, 2)),
               (tables.floors, (1, 2, 3, 1, 1, 2, 1, 5)), (tables.rules, (1, 1, 1, 1, 1, 2, 6, 3)),
               (tables.plausibility, (1, 2, 2, 11))),
     ((tables.group_funding, (1, 2)), (tables.valley, ()), (tables.lapse_ledger, (1, 4, 2, 3, 1, 1, 2)))),
    ("movements", ((live.flows, (3,)), (tables.movements, (3,)), (tables.exits, ())), ((tables.moves, ()), (tables.hires, ()))),
    ("timetable", ((tables.timetable, (1, 1, 1, 1, 1, 1, 7)), (tables.first_year_pay, (1, 1, 1, 1, 2, 2)),
                   (tables.thresholds, (3,))), ()),
    ("economy", ((live.years, (1, 3)), (tables.reconciliation, (1, 2))), ((tables.economy, (1, 1, 2)), (tables.pay_basis, ()))),
    ("owners", ((tables.findings, (1, 1, 2, 1, 1, 3, 3)), (live.owners, ()), (tables.ownership, (1, 1, 2, 1, 1, 4, 2))),
     ((tables.ownership_by_half_year, (1, 1, 2, 1, 4, 3)),)),
    ("coordination", ((tables.capacity_gaps, ()), (tables.absences, ()), (tables.extra_competences, ()),
                      (tables.proposed_owners, ()), (tables.journeys, ()), (tables.coordination_rules, ())), ()),
    ("assumptions", ((lambda plan, language: tables.pins(plan.case, None, language), (2,)), (tables.moved_by_pins, (2,)),
                     (live.groundwork_counts, (2,)), (live.differing, ())), ((tables.assumptions, ()),)),
    ("controls", (), ()),
    ("checks", ((tables.checks, ()),), ()),
    ("sources", ((tables.traps, (1, 7)), (tables.documents, (1, 3, 3, 1))), ((tables.sources, ()),)),
)  # fmt: skip
_RESULTS = ("staffing", "posts", "groups", "lapse", "movements", "timetable", "economy", "owners", "coordination")
"""The sheets whose figures rest on assumptions and say so on top."""
_WHERE_ANY = ("ranges", "first_year_pay", "pins", "moved_by_pins", "differing")
"""Tables that stand on their sheet only where they have rows."""


Placed = tuple[Table, tuple[int, ...]]


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name, lines of words on top, its tables with how many columns each of theirs covers, and what it holds.

    The `details` stand below the tables and are not printed. Without `widths` the columns suit the tables.
    """

    key: str
    title: str
    lines: tuple[str, ...]
    tables: tuple[Placed, ...]
    details: tuple[Placed, ...] = ()
    about: str = ""
    widths: tuple[float, ...] = ()

    @property
    def all_tables(self) -> tuple[Placed, ...]:
        """Tables and details, from the top down."""
        return self.tables + self.details


def placed(table: Table, leading: tuple[int, ...] = ()) -> Placed:
    """A table with the columns it covers: those given for its first columns, one for each of the rest."""
    return table, (*leading, *[1] * (len(table.columns) - len(leading)))


def plan_sheets(plan: Plan, language: Language) -> list[Sheet]:
    """The sheets of a plan's workbook after the overview; *Kontrol* (`controls`) is filled when the others stand."""
    c = catalogue(language)
    note = (groundwork(plan, language),)
    lines = dict.fromkeys(_RESULTS, note) | {"lapse": (*work_answer(plan, language), *note)}

    def made(makers: Makers) -> tuple[Placed, ...]:
        pairs = [(maker(plan, language), spans) for maker, spans in makers]
        return tuple(placed(*pair) for pair in pairs if len(pair[0].frame) or pair[0].name not in _WHERE_ANY)

    return [
        Sheet(key, _title(key, c), lines.get(key, ()), made(printed), made(details), c.t(f"book.about.{key}"))
        for key, printed, details in _PLAN_SHEETS
    ]


def _title(key: str, c: Catalogue) -> str:
    return c.t({"controls": "sheet.checks", "checks": "book.sheet.checks"}.get(key, f"sheet.{key}"))


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
    made: tuple[tuple[str, tuple[str, ...], tuple[Placed, ...]], ...] = (
        ("comparison", lines, first),
        ("savings", (), (placed(tables.comparison_years(comparison, language)),)),
        ("teams", (), (placed(tables.comparison_teams(comparison, language, case)),)),
        ("caseload", (), (placed(tables.comparison_caseload(comparison, language, case)),)),
        (
            "owners",
            (),
            (
                placed(tables.comparison_coordination(comparison, language), (2,)),
                placed(tables.comparison_outside(comparison, language, case), (2,)),
                placed(tables.comparison_findings(comparison, language, [plan.case for plan in plans])),
            ),
        ),
    )
    return [
        Sheet(key, c.t(f"sheet.{key}"), said, shown, about=c.t(f"book.about.comparison_{key}"))
        for key, said, shown in made
    ]
