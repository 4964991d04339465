"""The sections of a paper, one function each: what stands under which heading."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd

from planner.case.values import LASTING
from planner.plan import Plan
from planner.report import numbers, tables
from planner.report.answer import answer, first_step_sentence, groundwork, public_answer
from planner.report.ladder import posts_today
from planner.report.paper import pictures
from planner.report.paper import tables as own
from planner.report.paper.alternatives import alternatives
from planner.report.paper.edition import Edition
from planner.report.paper.headings import SECTIONS
from planner.report.paper.masking import HIDDEN, SMALL_FTE, hidden_cells, kept, public_columns, small
from planner.report.paper.model import Block, Bullets, Grid, Section, Text, grid
from planner.report.results import by_account
from planner.report.schedule import first_step, overdue
from planner.report.work_answer import floors_sentence, limits_sentence, paid_for, work_answer

_PUBLIC_FINDINGS = ("B01", "B03")
"""Codes whose findings count no posts; so do those of the coordination but one."""
_COUNTS_POSTS = ("K10",)
_LEVERS = ("dismissals", "voluntary", "municipal_redeployment", "redeployment", "reduced_hours", "retraining", "hiring",
           "overstaffing", "pins", "known_movements", "staffing")  # fmt: skip
"""Where figures bound or count people among the assumptions."""
_NOT_PUBLIC = ("where.process",)


def sections(edition: Edition) -> tuple[Section, ...]:
    """All sections that are wanted and have something to say, in order."""
    found = []
    for key in SECTIONS:
        heading = edition.headings.get(key, edition.say(f"heading.{key}"))
        blocks = _MAKERS[key](edition) if heading is not None else []
        if heading is not None and blocks:
            found.append(Section(key, heading, tuple(blocks)))
    return tuple(found)


def sentences(edition: Edition, plan: Plan) -> tuple[str, ...]:
    """A plan's answer in words, in the public version without figures about people."""
    return (public_answer if edition.public else answer)(plan, edition.language)


def _summary(edition: Edition) -> list[Block]:
    plan, language = edition.plan, edition.language
    last = plan.years[plan.years["year"] != LASTING]
    last = by_account(last[last["year"] == last["year"].max()])
    amounts = [
        edition.say(
            "amount", amount=numbers.mio_kr(row.target_dkk, language), account=edition.names.account(row.account)
        )
        for row in last.itertuples()
    ]
    about = {"municipality": plan.case.settings.municipality, "posts": numbers.fte(posts_today(plan), language)}
    if amounts:
        lead = edition.text("about_saving", "lead", amounts=edition.c.t("answer.and").join(amounts), year=last["year"].max(), **about)  # fmt: skip
    else:
        lead = edition.text("about_posts", "lead", **about)
    blocks: list[Block] = [lead, edition.text("question", why=plan.case.settings.why), edition.text("answer")]
    late, in_time = overdue(plan, edition.day, language), first_step_sentence(plan, language)
    blocks.append(Bullets(tuple(late if late and line == in_time else line for line in sentences(edition, plan))))
    if len(edition.drafts) > 1:
        names = "; ".join(draft.name for draft in edition.drafts[1:])
        blocks.append(edition.text("compared_with", names=names))
    return blocks


def _asked(edition: Edition) -> list[Block]:
    points = ["consequences", "tasks", "ways", "staying", "owners"]
    if len(edition.plan.timetable):
        points.insert(3, "criteria")
    if any(draft.reference is None for draft in edition.drafts[1:]):
        points.append("alternatives")
    points.append("overlooked")
    lines = tuple(edition.say(f"ask.{point}") for point in points)
    return [edition.text("asked"), Bullets(lines), edition.text("not_decided")]


def _background(edition: Edition) -> list[Block]:
    plan, language = edition.plan, edition.language
    table = tables.savings(plan, language)
    public = ("account_name", "year_name", "target_dkk", "net_dkk", "shortfall_dkk", "met")
    blocks: list[Block] = [edition.text("reason"), edition.grid(table, public if edition.public else ())]
    blocks = [*_changed(edition), *blocks]
    if edition.public:
        blocks.append(edition.text("no_one_off", "quiet"))
    return blocks if plan.years.empty else [*blocks, pictures.savings_picture(edition)]


def _changed(edition: Edition) -> list[Block]:
    """What the scenario, or a slider on top of it, says otherwise than the base; in public no bounds on people.

    Of a way between professions only whether it is used.
    """
    table = tables.assumptions(edition.plan, edition.language)
    found = table.frame[table.frame["differs"].fillna("") != ""]
    used = found["name"].str.lower().str.endswith(edition.c.t("lever.active").lower())
    found = found[(found["where"] != edition.c.t("where.retraining")) | used]
    bounds = found["where"].isin([edition.c.t(f"where.{lever}") for lever in _LEVERS])
    said = found[~bounds] if edition.public else found
    table = replace(table, frame=said.reset_index(drop=True), title=edition.say("changed_title"))
    blocks: list[Block] = []
    if len(said):
        only = ("where", "name", "value", "unit", "differs")
        blocks = [edition.text("changed"), edition.grid(table, only, "")]
    left_out = len(found) - len(said)
    return [*blocks, edition.text("changed_levers", "quiet", count=left_out)] if left_out else blocks


def _tasks(edition: Edition) -> list[Block]:
    plan, language = edition.plan, edition.language
    if plan.lapse.empty:
        return [edition.text("no_lapse")]
    table = tables.lapse(plan, language)
    said = [Text(line) for line in _work_sentences(edition)]
    if edition.public:
        listed = edition.grid(replace(table, totals=()), ("rule_name", "date", "status"), edition.say("lapse_note"))
        return [edition.text("lapse"), *said, listed]
    ends = list({name[:4]: name for name in plan.case.half_years}.values())
    return [edition.text("lapse"), *said, edition.grid(table, ("rule_name", "date", *ends, "status"))]


def _work_sentences(edition: Edition) -> tuple[str, ...]:
    """What the lapse pays for; in the public version without those who left before their work did."""
    plan, language = edition.plan, edition.language
    if not edition.public:
        return work_answer(plan, language)
    lapsed = tables.work_figures(plan, language).frame.set_index("key").loc["lapsed", "value"]
    paid = "" if small(float(lapsed)) else paid_for(plan, language)
    return tuple(filter(None, (paid, floors_sentence(plan, language), limits_sentence(plan, language))))


def _posts(edition: Edition) -> list[Block]:
    plan, language = edition.plan, edition.language
    blocks: list[Block] = [edition.text("posts")]
    note = edition.say("hidden_note", sign=HIDDEN)
    for table, what in ((tables.teams(plan, language), "team"), (own.professions(plan, language), "profession")):
        blocks.append(edition.posts(table, kept(plan, what), note))
    if edition.public:
        return [*blocks, edition.text("no_chart", "quiet")]
    return [*blocks, pictures.fte_picture(edition)]


def _ways(edition: Edition) -> list[Block]:
    plan, language = edition.plan, edition.language
    goals = "; ".join(edition.c.t(f"goal.{goal}") for goal in plan.case.settings.goals)
    blocks: list[Block] = [edition.text("order"), edition.text("goals", goals=goals)]
    hidden = edition.ways(plan)
    if hidden is None:
        return [*blocks, edition.text("no_ladder", "quiet")]
    table = tables.ways_of_leaving(plan, language)
    unused = table.frame.loc[~table.frame["in_use"], "way"]
    table = replace(table, frame=table.frame[table.frame["in_use"]].reset_index(drop=True))
    if len(unused):
        blocks.append(edition.text("unused", ways="; ".join(way[:1].lower() + way[1:] for way in unused)))
    rows = [row for row, key in enumerate(table.frame["key"]) if key in hidden]
    places = {(row, column) for row in rows for column in ("fte", "effect_fte")}
    note = " ".join([table.note, edition.say("hidden_note", sign=HIDDEN)]) if edition.public else table.note
    blocks.append(grid(table, language, hidden=places, note=note))
    if edition.public:
        return [*blocks, edition.text("no_flows", "quiet")]
    return [*blocks, edition.grid(own.flows(plan, language))]


def _redeployment(edition: Edition) -> list[Block]:
    plan = edition.plan
    hidden = edition.ways(plan)
    told = hidden is not None and "redeployed" not in hidden
    fte = numbers.fte(plan.kpi["redeployed_fte"], edition.language)
    blocks: list[Block] = [edition.text("redeployed", fte=fte)] if told else [edition.text("redeployed_hidden")]
    return [*blocks, Bullets(tuple(edition.say(f"redeploy.{point}") for point in ("duty", "search", "training", "meeting")))]  # fmt: skip


def _outside(edition: Edition) -> list[Block]:
    table = own.outside(edition.plan, edition.language)
    only = ("who", "team", "outside_of") if edition.public else ()
    found: list[Block] = [edition.grid(table, only)] if len(table.frame) else [edition.text("nobody_outside")]
    points = ("elected", "protected", "posts")
    return [edition.text("outside"), *found, Bullets(tuple(edition.say(f"protected.{point}") for point in points))]


def _dates(edition: Edition) -> list[Block]:
    plan, language = edition.plan, edition.language
    first = first_step(plan)
    if first is None:
        return [edition.text("nobody_dismissed"), edition.text("hearing")]
    waves, acts = own.waves(plan, language), tables.thresholds(plan, language)
    steps = tables.timetable(plan, language).frame
    rules = [rule for rule in dict.fromkeys(steps.loc[steps["notice_months"].isna(), "rule"]) if rule]
    blocks: list[Block] = [edition.text("dates")]
    if late := overdue(plan, edition.day, language):
        blocks.append(Text(late, "lead"))
    days = [column.key for column in waves.columns if column.key not in ("fte", "exit_first", "exit_last")]
    blocks.append(edition.grid(waves, days if edition.public else ()))
    act = [column.key for column in acts.columns if column.kind != "count" or column.key == "threshold"]
    blocks.append(
        edition.grid(acts, act if edition.public else (), edition.say("act_note") if edition.public else None)
    )
    return [*blocks, edition.text("hearing"), edition.text("deadlines"), Bullets(tuple(rules))]


def _work(edition: Edition) -> list[Block]:
    plan, language = edition.plan, edition.language
    blocks: list[Block] = [edition.text("work"), _before_after(edition)]
    if len(plan.caseload):
        blocks.append(pictures.load_picture(edition))
    blocks.append(edition.text("new_worker"))
    journeys = tables.journeys(plan, language)
    if len(journeys.frame):
        blocks.append(edition.grid(journeys))
    return [*blocks, Bullets(tuple(edition.say(f"staying.{point}") for point in ("priority", "risk", "follow")))]


def _before_after(edition: Edition) -> Grid:
    """Cases per FTE and load by team; in the public version not of teams whose FTE are hidden."""
    table = own.before_after(edition.plan, edition.language)
    if not edition.public:
        return edition.grid(table)
    teams = tables.teams(edition.plan, edition.language)
    cells = hidden_cells(teams, public_columns(edition.plan), kept(edition.plan, "team"))
    hidden = {teams.frame["key"][row] for row, _ in cells}
    figures = [column.key for column in table.columns if column.kind != "text"]
    places = {(row, key) for row, team in enumerate(table.frame["key"]) if team in hidden for key in figures}
    note = " ".join([table.note, edition.say("hidden_load", sign=HIDDEN)])
    return grid(table, edition.language, hidden=places, note=note)


def _ownership(edition: Edition) -> list[Block]:
    plan, language = edition.plan, edition.language
    blocks: list[Block] = [edition.text("ownership"), edition.grid(own.owners(plan, language))]
    found, notes = tables.findings(plan, language), own.notes_by_code(plan, language)
    heavy = found.frame[(found.frame["severity_key"] != "note") & _sayable(edition, found.frame["code"])]
    listed = notes.frame[_sayable(edition, notes.frame["code"])]
    if len(heavy):
        table = replace(found, frame=heavy.reset_index(drop=True), note="")
        blocks.append(edition.grid(table, ("severity", "code", "subject", "message", "mend")))
    if len(listed):
        blocks.append(edition.grid(replace(notes, frame=listed.reset_index(drop=True))))  # fmt: skip
    return blocks if len(heavy) or len(listed) else [*blocks, edition.text("no_findings")]


def _sayable(edition: Edition, codes: pd.Series) -> pd.Series:
    """Which findings may be said: in the public version none that counts posts."""
    coordination = codes.str.startswith("K") & ~codes.isin(_COUNTS_POSTS)
    return codes.notna() if not edition.public else coordination | codes.isin((*_PUBLIC_FINDINGS, "L02"))


def _open(edition: Edition) -> list[Block]:
    plan, language = edition.plan, edition.language
    blocks: list[Block] = [Text(groundwork(plan, language)), edition.text("assumed")]
    known = own.key_assumptions(plan, language)
    if edition.public:
        kept = ~known.frame["where"].isin([edition.c.t(key) for key in _NOT_PUBLIC])
        known = replace(known, frame=known.frame[kept].reset_index(drop=True))
    for table in (known, tables.traps(plan, language), tables.documents(plan, language)):
        if len(table.frame):
            blocks.append(edition.grid(table))
    return blocks


def _about(edition: Edition) -> list[Block]:
    checks = edition.plan.checks
    blocks: list[Block] = [edition.text("verified", checks=len(checks), failed=int((~checks["ok"]).sum()))]
    blocks.append(edition.text("traceable"))
    marks = (f"{draft.name}: {draft.content}" for draft in edition.drafts)
    blocks.append(Bullets(tuple(marks)))
    if not edition.public:
        return [*blocks, edition.text("internal_only")]
    limit = numbers.number(SMALL_FTE, edition.language)
    told = ("rule", "range", "left_out", "net")
    return [*blocks, *(edition.text(f"masking.{point}", sign=HIDDEN, limit=limit) for point in told)]


_MAKERS: dict[str, Callable[[Edition], list[Block]]] = {
    "summary": _summary,
    "asked": _asked,
    "background": _background,
    "tasks": _tasks,
    "posts": _posts,
    "ways": _ways,
    "redeployment": _redeployment,
    "outside": _outside,
    "dates": _dates,
    "work": _work,
    "ownership": _ownership,
    "alternatives": lambda edition: alternatives(edition, sentences),
    "open": _open,
    "about": _about,
}
