"""The command line's answers, in English, each on one screen."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pandas as pd
from rich.box import SIMPLE
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from planner.case.schema import Case
from planner.compare import Comparison
from planner.plan import Plan
from planner.report import export, numbers, tables
from planner.report.ladder import posts_today
from planner.report.levers import opening_sentence, unused_sentences
from planner.report.limits import limit_words
from planner.report.periods import year_ends
from planner.report.ranges import open_figures
from planner.report.rules import place
from planner.report.schedule import first_step
from planner.report.trace import trace_sentence, trace_table
from planner.report.ways_out import conflict_sentences, headline, sentence
from planner.report.whole_posts import posts_over_limit
from planner.report.work_answer import paid_for_in_short
from planner.text import catalogue
from planner.ways_out import Opening, WaysOut
from planner.workload.trace import Step

_MOST_PLACES = 9


def show_plan(plan: Plan, console: Console) -> None:
    """The answer: saving, posts, ways of leaving, worst caseload, findings, assumptions."""
    settings = plan.case.settings
    console.print(
        f"[bold]{settings.name}[/]  ({settings.first_month} to {settings.last_month}, {settings.price_level})"
    )
    met = "every saving target is met" if plan.status == "optimal" else "the saving targets are NOT all met"
    met = met if plan.status == "optimal" else f"{met}, planner ways says what would do it"
    met = met if len(plan.years) else "the scenario has no saving target"
    console.print(f"{met}; {len(plan.checks)} independent checks passed, 0 failed\n")
    if len(plan.years):
        console.print(_saving(plan))
    console.print(_teams(plan))
    console.print(_ladder(plan))
    if paid := paid_for_in_short(plan, "en"):
        console.print(paid.removesuffix(" See Lapse of tasks."))
    if first := first_step(plan):
        step, day = first
        console.print(f"First step of the calendar: {day}. {catalogue('en').t(f'timetable.{step}')}.")
    if len(plan.ranges):
        console.print(_ranges(plan))
    over = posts_over_limit(plan, "en")
    console.print(_worst(plan, 2 if over else 3))
    if over:
        console.print(over)
    _findings(plan, console)
    _basis(plan, console)


def _saving(plan: Plan) -> Table:
    """A row a year, a column an account: net saving against its target."""
    accounts = sorted(plan.years["account"].unique())
    table = _table("Saving, mio. DKK: net / target", "year", *accounts)
    for year, rows in plan.years.groupby("year", sort=False):
        cells = list(rows.set_index("account").loc[accounts].itertuples())
        early = year != "lasting" and year not in plan.case.budget_years
        due = ["none due" if early else f"{row.target_dkk / 1e6:.1f}" for row in cells]
        texts = [
            f"{row.net_dkk / 1e6:.1f} / {target}{_miss(row.shortfall_dkk)}"
            for row, target in zip(cells, due, strict=True)
        ]
        table.add_row(str(year), *texts)
    return table


def _miss(shortfall: float) -> str:
    return f" [bold red]({numbers.mio(shortfall, 'en')} short)[/]" if shortfall > 0 else ""


def _teams(plan: Plan) -> Table:
    """Posts today (with the vacant ones) and FTE in each December, per team."""
    months = year_ends(plan.case)
    table = _table("Posts today, FTE each December", "team", "today", *(month[:4] for month in months))
    posts = pd.Series({row.team: 0.0 for row in plan.case.teams})
    for row in plan.case.staffing:
        posts[row.team] += row.fte + row.vacant_fte
    by_month = plan.staff.groupby(["team", "month"])["fte"].sum().unstack()
    for team in plan.case.teams:
        fte = (f"{by_month.loc[team.team, month]:.1f}" for month in months)
        table.add_row(team.label_en, f"{posts[team.team]:.1f}", *fte)
    table.add_section()
    table.add_row("All", f"{posts.sum():.1f}", *(f"{by_month[month].sum():.1f}" for month in months))
    return table


def _ladder(plan: Plan) -> str:
    """Every way that is used, with its effect on posts, in the order of the ladder."""
    rows = tables.ways_of_leaving(plan, "en").frame
    used = [
        f"{row.way.lower()} {row.effect_fte:+.1f}" if row.effect_fte else f"{row.way.lower()} {row.fte:.1f}"
        for row in rows[rows["in_use"]].itertuples()
    ]
    others = "" if rows["in_use"].all() else " The other ways are not used."
    return f"How posts change, {posts_today(plan):.1f} to {plan.kpi['fte_end']:.1f} (FTE): {', '.join(used)}.{others}"


def _ranges(plan: Plan) -> str:
    """How many figures the data decide, and which they do not."""
    found, figures = open_figures(plan, "en"), len(plan.ranges)
    if not found:
        return f"What the data decide (FTE): all {figures} figures."
    return f"What the data decide (FTE): {figures - len(found)} of {figures} figures; not {', '.join(found)}."


def _worst(plan: Plan, most: int) -> str:
    """The groups with most cases per FTE against the limit, each in its worst half-year."""
    labels = {row.target_group: row.label_en for row in plan.case.target_groups}
    ordered = plan.caseload.sort_values("load", ascending=False)
    worst = ordered.drop_duplicates("target_group").head(most)
    parts = []
    for row in worst.itertuples():
        limit = f"limit {row.limit:.0f}, {limit_words(plan.case, row.target_group, row.half_year, 'en')}"
        load = f"{row.cases_per_fte:.0f} ({row.load:.0%}; {limit})" if row.fte > 0 else "nobody serves the group"
        parts.append(f"  {labels[row.target_group]}, {row.half_year}: {load}")
    return "Worst cases per FTE against the limit:\n" + "\n".join(parts)


def _findings(plan: Plan, console: Console) -> None:
    counts = plan.findings["severity"].value_counts()
    owned = (
        "every citizen type keeps exactly one owner with posts"
        if not plan.kpi["orphans"]
        else f"{plan.kpi['orphans']} citizen types lose their owner"
    )
    console.print(
        f"Owners: {owned}. Findings: " + ", ".join(f"{counts.get(s, 0)} {s}s" for s in ("error", "warning", "note"))
    )
    for row in plan.findings[plan.findings["severity"] != "note"].head(6).itertuples():
        console.print(f"  {row.code} {row.message_en}", soft_wrap=True)


def _basis(plan: Plan, console: Console) -> None:
    """How many figures have a source, and where the others stand."""
    rows = tables.assumptions(plan, "en").frame
    counts = ", ".join(f"{count} {name}" for name, count in rows["basis"].value_counts().items())
    console.print(f"Basis of the figures: {counts}. No source gives these; they are assumptions (antagelser):")
    where = rows.loc[rows["basis"] == "assumption", "where"].value_counts()
    most = [f"{name} {count}" for name, count in where.head(_MOST_PLACES).items()]
    rest = int(where.iloc[_MOST_PLACES:].sum())
    console.print("  " + ", ".join(most) + (f", others {rest}" if rest else ""))


def show_case(case: Case, console: Console) -> None:
    """What a sound scenario holds."""
    counts = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in export.sizes(case).items())
    console.print(f"[bold]{escape(case.settings.name)}[/]: no faults. {counts}.")
    for difference in case.differences:
        console.print(
            f"  differs from base: {difference.setting} = {difference.here or 'none'} (base {difference.base or 'none'})"
        )


def show_trace(case: Case, half_year: str, steps: Sequence[Step], console: Console) -> None:
    """A chain: the answer in one line, then what each figure is made of, and the documents behind it."""
    console.print(f"[bold]{escape(trace_sentence(case, steps, half_year, 'en'))}[/]\n")
    for row in tables.shown(trace_table(case, steps, "en"), "en").itertuples(index=False):
        step, value, unit, made, source = row
        how = f" = {made}" if made else ""
        console.print(escape(f"{step.replace(chr(8195), '  ')}: {value} {unit}{how}"), soft_wrap=True)
        if source:
            margin = " " * (2 * (len(step) - len(step.lstrip())) + 4)
            console.print(f"[dim]{margin}{escape(source)}[/]", soft_wrap=True)
    cited = dict.fromkeys(key for step in steps for key in step.source.split())
    console.print("\n[bold]Sources[/]")
    for key in cited:
        console.print(escape(f"  {place(case, key)}"), soft_wrap=True)


def show_ways(out: WaysOut, opened: Sequence[Opening], console: Console) -> None:
    """How far one can get, what excludes what, what each party can do about it, and what the unused levers would do."""
    console.print(f"[bold]{escape(out.case.settings.name)}[/]")
    console.print(escape(headline(out, "en")), soft_wrap=True)
    for text in conflict_sentences(out, "en"):
        console.print(escape(f"  {text}"), soft_wrap=True)
    for way in out.ways:
        console.print(escape(f"- {sentence(way, out.case, 'en')}"), soft_wrap=True)
        if way.possible:
            console.print(escape(f"    {json.dumps(way.overrides, ensure_ascii=False)}"), soft_wrap=True)
    if not out.ways:
        return
    for text in unused_sentences(out.case, "en"):
        console.print(escape(f"  {text}"), soft_wrap=True)
    for opening in opened:
        console.print(escape(f"- {opening_sentence(opening, 'en')}"), soft_wrap=True)
        console.print(escape(f"    {json.dumps(opening.overrides, ensure_ascii=False)}"), soft_wrap=True)


def show_comparison(comparison: Comparison, console: Console) -> None:
    """What was assumed differently, then what came out differently."""
    console.print("[bold]Assumed differently[/]")
    if comparison.assumptions.empty:
        console.print("  nothing")
    else:
        console.print(_plain_table(comparison.assumptions.astype(str)))
    console.print("[bold]Came out differently[/]")
    shown = [_changed(comparison, name) for name in ("kpi", "years", "teams", "coordination", "outside")]
    if all(frame.empty for frame in shown):
        console.print("  nothing")
    for frame in shown:
        if not frame.empty:
            console.print(_plain_table(frame))


def _changed(comparison: Comparison, name: str) -> pd.DataFrame:
    """The rows of a table in which some scenario differs from the baseline by more than rounding."""
    frame: pd.DataFrame = getattr(comparison, name)
    names = list(comparison.names)
    one_sided = frame[names].isna().any(axis=1) & frame[names].notna().any(axis=1)
    differ = (comparison.differences(name)[names].abs() > 0.005).any(axis=1) | one_sided
    rows = frame[differ].copy()
    for column in comparison.names:
        rows[column] = [
            f"{value / 1e6:.2f} mio." if name == "years" or abs(value) > 1e5 else f"{value:.2f}"
            for value in rows[column]
        ]
    return rows


def _table(title: str, first: str, *others: str) -> Table:
    """A narrow table: it must fit eighty columns."""
    table = Table(title=title, title_justify="left", box=SIMPLE, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column(first, no_wrap=True, max_width=30)
    for other in others:
        table.add_column(other, justify="right", no_wrap=True, min_width=5)
    return table


def _plain_table(frame: pd.DataFrame) -> Table:
    table = Table()
    for column in frame.columns:
        table.add_column(escape(str(column)))
    for row in frame.itertuples(index=False):
        table.add_row(*(escape(str(value)) for value in row))
    return table
