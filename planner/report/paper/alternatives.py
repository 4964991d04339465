"""The scenarios of a paper side by side: what was assumed otherwise, then what comes out otherwise."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from planner.compare import Comparison, compare
from planner.plan import Plan
from planner.report import tables
from planner.report.columns import Table
from planner.report.paper import pictures
from planner.report.paper import tables as own
from planner.report.paper.edition import Draft, Edition
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
    told = [
        _told(edition, draft, letter, name, answer)
        for draft, letter, name in zip(edition.drafts, tables.LETTERS, comparison.names, strict=False)
    ]
    blocks: list[Block] = [edition.text("alternatives"), Bullets(tuple(told))]
    blocks += _assumed(edition, _values(tables.comparison_assumptions(comparison, language, cases), comparison))
    blocks += [edition.grid(_values(table, comparison)) for table in _outcomes(edition, comparison)]
    blocks += [*_posts(edition, comparison), pictures.comparison_picture(edition, comparison)]
    return blocks


def _told(edition: Edition, draft: Draft, letter: str, name: str, answer: Answer) -> str:
    """What a scenario is: the plan itself, an alternative with its answer, or a reference with what it means."""
    if draft.reference is not None:
        what = getattr(draft.reference, f"text_{edition.language}")
        return edition.say("reference", letter=letter, name=name, what=what)
    said = edition.say("this_plan") if draft is edition.drafts[0] else " ".join(answer(edition, draft.plan))
    return edition.say("alternative", letter=letter, name=name, answer=said)


def _posts(edition: Edition, comparison: Comparison) -> list[Block]:
    """FTE by way and by team. In the public version not of references: they follow from today's posts, and would tell them."""
    shown = [at for at, draft in enumerate(edition.drafts) if draft.reference is None or not edition.public]
    left_out = len(shown) < len(edition.drafts)
    blocks: list[Block] = [_ways(edition, shown), _teams(edition, comparison, shown)] if len(shown) > 1 else []
    return [*blocks, *([edition.text("reference_posts", "quiet")] if left_out else [])]


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


def _assumed(edition: Edition, table: Table) -> list[Block]:
    """What is assumed otherwise; of the bounds on people in the public version only that they differ.

    The least sizes that a reference is made of are not listed: there is one for nearly every post.
    """
    frame = table.frame.copy()
    proposed = [f"value_{at}" for at, draft in enumerate(edition.drafts) if draft.reference is None]
    sizes = frame["setting"].str.startswith("pins.") & (frame[proposed].nunique(axis=1) == 1)
    frame = frame[~sizes].reset_index(drop=True)
    if edition.public:
        bounds = frame["setting"].str.contains(_CAPS)
        frame.loc[bounds, [column.key for column in table.columns if column.key != "name"]] = HIDDEN
    blocks: list[Block] = [edition.grid(replace(table, frame=frame))]
    return [*blocks, *([edition.text("reference_sizes", "quiet")] if sizes.any() else [])]


def _ways(edition: Edition, shown: Sequence[int]) -> Grid:
    """FTE by way; each scenario hides its own."""
    plans = [edition.drafts[at].plan for at in shown]
    table = own.ways_side_by_side(plans, [tables.LETTERS[at] for at in shown], edition.language)
    places = set()
    for i, plan in enumerate(plans):
        hidden = edition.ways(plan)
        for row, key in enumerate(table.frame["key"]):
            out = key != "end" if hidden is None else key in hidden
            if out:
                places.add((row, f"value_{i}"))
    note = edition.say("hidden_note", sign=HIDDEN) if edition.public else table.note
    return grid(table, edition.language, hidden=places, note=note)


def _teams(edition: Edition, comparison: Comparison, shown: Sequence[int]) -> Grid:
    """FTE by team in the last month."""
    table = _values(tables.comparison_teams(comparison, edition.language, edition.plan.case), comparison)
    only = ["team", *(f"value_{at}" for at in shown)]
    if not edition.public:
        return grid(table, edition.language, only, note="")
    fte = [column.key for column in table.columns if column.key in only and column.kind == "fte"]
    hidden = hidden_cells(table, fte, kept(edition.plan, "team"))
    return grid(table, edition.language, only, hidden, edition.say("hidden_note", sign=HIDDEN))
