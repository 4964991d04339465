"""The scenarios of a paper side by side: what was assumed otherwise, then what comes out otherwise."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from planner.compare import Comparison, compare
from planner.plan import Plan
from planner.report import tables
from planner.report.columns import Column, Table
from planner.report.paper import pictures
from planner.report.paper import tables as own
from planner.report.paper.edition import Edition
from planner.report.paper.masking import HIDDEN, hidden_cells, kept
from planner.report.paper.model import Block, Bullets, Grid, grid

_CAPS = re.compile(r"cap_fte|cap_share|^pins\.|^retraining\.|take_up")
"""Settings that bound how many people may go by a way; in the public version none of them is shown."""
_FIGURES = ("shortfall_dkk", "worst_overload_share", "orphans")
"""Key figures that count nobody; FTE stand in a table of their own."""

Answer = Callable[[Edition, Plan], tuple[str, ...]]


def alternatives(edition: Edition, answer: Answer) -> list[Block]:
    """The blocks of the section; none without alternatives."""
    plans = [draft.plan for draft in edition.drafts]
    if len(plans) < 2:
        return []
    comparison, language, cases = compare(plans), edition.language, [plan.case for plan in plans]
    letters = tables.LETTERS[: len(plans)]
    said = [edition.say("this_plan"), *(" ".join(answer(edition, plan)) for plan in plans[1:])]
    told = [
        edition.say("alternative", letter=letter, name=name, answer=words)
        for letter, name, words in zip(letters, comparison.names, said, strict=True)
    ]
    blocks: list[Block] = [edition.text("alternatives"), Bullets(tuple(told))]
    assumed = _assumed(edition, _values(tables.comparison_assumptions(comparison, language, cases), comparison))
    blocks.append(edition.grid(assumed))
    blocks += [edition.grid(_values(table, comparison)) for table in _outcomes(edition, comparison)]
    blocks += [_ways(edition, plans), _teams(edition, comparison)]
    return [*blocks, pictures.comparison_picture(edition, comparison)]


def _outcomes(edition: Edition, comparison: Comparison) -> list[Table]:
    """Key figures, savings, and who is ever without an owner."""
    figures = tables.comparison_kpi(comparison, edition.language)
    kept = figures.frame["key"].isin(_FIGURES if edition.public else (*_FIGURES, "one_off_dkk"))
    figures = replace(figures, frame=figures.frame[kept].reset_index(drop=True), note="")
    lost = tables.comparison_outside(comparison, edition.language, edition.plan.case)
    years = replace(tables.comparison_years(comparison, edition.language), note=edition.say("in_mio"))
    return [figures, years, *([replace(lost, note="")] if len(lost.frame) else [])]


def _values(table: Table, comparison: Comparison) -> Table:
    """A table without its differences, its scenarios headed by the letters that the section gives them."""
    named = tables.lettered(comparison, table)
    columns = tuple(column for column in named.columns if not column.key.startswith("difference_"))
    shown = {column.key for column in columns}
    return replace(named, columns=columns, totals=tuple(key for key in table.totals if key in shown))


def _assumed(edition: Edition, table: Table) -> Table:
    """What is assumed otherwise; of the bounds on people in the public version only that they differ."""
    if not edition.public:
        return table
    frame = table.frame.copy()
    bounds = frame["setting"].str.contains(_CAPS)
    frame.loc[bounds, [column.key for column in table.columns if column.key != "name"]] = HIDDEN
    return replace(table, frame=frame)


def _ways(edition: Edition, plans: Sequence[Plan]) -> Grid:
    """FTE by way; each scenario hides its own."""
    table = own.ways_side_by_side(plans, tables.LETTERS[: len(plans)], edition.language)
    places = set()
    for i, plan in enumerate(plans):
        hidden = edition.ways(plan)
        for row, key in enumerate(table.frame["key"]):
            out = key != "end" if hidden is None else key in hidden
            if out:
                places.add((row, f"value_{i}"))
    note = edition.say("hidden_note", sign=HIDDEN) if edition.public else table.note
    return grid(table, edition.language, hidden=places, note=note)


def _teams(edition: Edition, comparison: Comparison) -> Grid:
    """FTE by team in the last month."""
    table = _values(tables.comparison_teams(comparison, edition.language, edition.plan.case), comparison)
    if not edition.public:
        return grid(table, edition.language, note="")
    columns: list[Column] = [column for column in table.columns if column.kind == "fte"]
    hidden = hidden_cells(table, [column.key for column in columns], kept(edition.plan, "team"))
    return grid(table, edition.language, hidden=hidden, note=edition.say("hidden_note", sign=HIDDEN))
