"""The tables that only the paper has: made of the plan's figures and the report's other tables, for a page in portrait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from planner.coordination.catalogue import CATALOGUE
from planner.plan import Plan
from planner.report import numbers, tables
from planner.report.columns import Column, Table, headed, made
from planner.report.ladder import WAYS, in_use
from planner.report.names import Names
from planner.report.periods import period, year_ends
from planner.text import Language, catalogue

_NOTHING = 1e-6
_FLOWS = ("attrition", "retirement", "fixed_term", "voluntary", "notice", "transfer", "dropout", "moved_out", "arrived",
          "hired", "returned")  # fmt: skip
_STEPS = ("med_papers", "med_consequences", "med_criteria", "hearing_letters", "hearing_deadline", "notice_given")
_LEVERS = ("voluntary", "dismissals")


def professions(plan: Plan, language: Language = "da") -> Table:
    """Each profession's posts today, its FTE every December, and the change, all teams together."""
    c, names, decembers = catalogue(language), Names(plan.case, language), year_ends(plan.case)
    rows = pd.DataFrame([(row.profession, row.fte + row.vacant_fte) for row in plan.case.staffing], columns=["key", "posts_fte"])  # fmt: skip
    frame = (
        rows.groupby("key").sum().join(plan.staff.groupby(["profession", "month"])["fte"].sum().unstack()[decembers])
    )
    frame = frame.reindex([row.profession for row in plan.case.professions if row.profession in frame.index])
    frame["change_fte"] = frame[decembers[-1]] - frame["posts_fte"]
    frame = frame.reset_index(names="key")
    frame["profession"] = [names.profession(key) for key in frame["key"]]
    middle = [Column(month, period(plan.case, month, language), "fte") for month in decembers]
    columns = [*headed(c, "profession:text posts_fte:fte"), *middle, *headed(c, "change_fte:fte")]
    table = made(c, "paper_professions", columns, frame)
    return replace(table, totals=("posts_fte", *decembers, "change_fte"))


def flows(plan: Plan, language: Language = "da") -> Table:
    """FTE by team in the whole plan: who leaves, moves and arrives; kinds that never occur are left out."""
    c, names = catalogue(language), Names(plan.case, language)
    keys = [f"{kind}_fte" for kind in _FLOWS]
    kinds = [key for key in keys if plan.movements[key].sum() > _NOTHING]
    frame = plan.movements.groupby("team")[kinds].sum()
    frame = frame.reindex([row.team for row in plan.case.teams if row.team in frame.index]).reset_index(names="key")
    frame["team"] = [names.team(key) for key in frame["key"]]
    table = made(c, "paper_flows", headed(c, "team:text " + " ".join(f"{kind}:fte" for kind in kinds)), frame)
    return replace(table, totals=tuple(kinds))


def before_after(plan: Plan, language: Language = "da") -> Table:
    """Cases per FTE and load by team in the first half-year and the last, and the limit of the last."""
    c, cells = catalogue(language), tables.team_caseload(plan, language).frame
    first, last = (next(iter(plan.case.half_years)), list(plan.case.half_years)[-1])
    keys = ["cases_per_fte", "load", "limit"]
    by_team = {
        at: cells[cells["half_year"] == when].set_index("key")[keys] for at, when in (("first", first), ("last", last))
    }
    frame = pd.concat([part.add_suffix(f"_{at}") for at, part in by_team.items()], axis=1)
    order = [row.team for row in plan.case.teams if row.team in frame.index]
    frame = frame.reindex(order).reset_index(names="key")
    frame["team"] = [Names(plan.case, language).team(key) for key in frame["key"]]
    said = {"first": numbers.half_year(first, language), "last": numbers.half_year(last, language)}
    labels: list[tuple[str, str]] = [("cases_per_fte", "cases"), ("load", "share")]
    columns = [*headed(c, "team:text")]
    for key, kind in labels:
        columns += [Column(f"{key}_{at}", f"{c.t(f'column.{key}')} {when}", kind) for at, when in said.items()]  # type: ignore[arg-type]
    columns.append(Column("limit_last", f"{c.t('column.limit')} {said['last']}", "cases"))
    return made(c, "paper_before_after", columns, frame, **said)


def owners(plan: Plan, language: Language = "da") -> Table:
    """Who answers for each citizen type on the first day and on the last, since when, and what is found."""
    c, stretches = catalogue(language), tables.ownership(plan, language).frame
    rows = []
    for key, mine in stretches.groupby("key", sort=False):
        ordered = mine.sort_values("from")
        first, last = ordered.iloc[0], ordered.iloc[-1]
        there = first["from"] == stretches["from"].min()
        changed = ordered.loc[ordered["owner_key"] != first["owner_key"], "from"]
        codes = " ".join(dict.fromkeys(" ".join(ordered["codes"]).split()))
        before = first["owner"] if there else c.t("cell.not_there_today")
        since = changed.iloc[0] if len(changed) else "" if there else first["from"]
        rows.append((key, first["citizen_type"], before, last["owner"], since, codes))
    keys = ["key", "citizen_type", "owner_first", "owner_last", "since", "codes"]
    frame = pd.DataFrame(rows, columns=keys)
    spec = "citizen_type:text owner_first:text owner_last:text since:date"
    columns = headed(c, f"{spec} codes:text" if frame["codes"].any() else spec)
    return made(c, "paper_owners", columns, frame)


def notes_by_code(plan: Plan, language: Language = "da") -> Table:
    """How many notes there are of each code, with what it is about."""
    c, some = catalogue(language), plan.findings[plan.findings["severity"] == "note"]
    rows = []
    for code, mine in some.groupby("code", sort=True):
        rule = CATALOGUE.get(str(code))
        about = getattr(rule, f"title_{language}") if rule else mine.iloc[0][f"message_{language}"]
        rows.append((code, code, about, len(mine), mine.iloc[0][f"mend_{language}"]))
    frame = pd.DataFrame(rows, columns=["key", "code", "rule_title", "found", "mend"])
    return made(c, "paper_notes", headed(c, "code:text rule_title:text found:count mend:text"), frame)


def waves(plan: Plan, language: Language = "da") -> Table:
    """A row per wave of dismissals: the latest day of each step, the first and the last exit, and FTE."""
    c, rows = catalogue(language), []
    for wave, steps in plan.timetable.groupby("wave", sort=True):
        day = {row.step: row.day for row in steps.itertuples() if row.step in _STEPS}
        exits = sorted(steps.loc[steps["step"] == "exit", "day"])
        given = steps[steps["step"] == "notice_given"].iloc[0]
        rows.append((wave, *(day.get(step, "") for step in _STEPS), exits[0], exits[-1], given["fte"]))
    keys = ["wave", *_STEPS, "exit_first", "exit_last", "fte"]
    frame = pd.DataFrame(rows, columns=keys)
    days = [Column(step, c.t(f"paper_step.{step}"), "date") for step in (*_STEPS, "exit_first", "exit_last")]
    return made(c, "paper_waves", [*headed(c, "wave:month"), *days, *headed(c, "fte:fte")], frame)


def outside(plan: Plan, language: Language = "da") -> Table:
    """Posts that the plan keeps and levers that are closed to somebody, each with the reason given."""
    c, names, case = catalogue(language), Names(plan.case, language), plan.case
    kept: dict[tuple[str, str], list[str]] = {}
    for row in case.staffing:
        if row.fte > 0 and row.minimum_fte >= row.fte:
            kept.setdefault((row.profession, row.assumption or row.source), []).append(names.team(row.team))
    rows = [(names.profession(of), ", ".join(teams), c.t("paper.kept"), why) for (of, why), teams in kept.items()]
    for lever in _LEVERS:
        for line in getattr(case.settings, lever).where:
            if line.active is False:
                who = names.profession(line.profession) if line.profession else c.t("paper.everybody")
                team = names.team(line.team) if line.team else c.t("paper.all_teams")
                what = c.t(f"where.{lever}") + (f" {line.year}" if line.year else "")
                rows.append((who, team, what, line.assumption or line.source))
    frame = pd.DataFrame(rows, columns=["who", "team", "outside_of", "why"])
    return made(c, "paper_outside", headed(c, "who:text team:text outside_of:text why:text"), frame)


def key_assumptions(plan: Plan, language: Language = "da") -> Table:
    """The assumptions of which a range is given, without those of single target groups: value, range, reason, source."""
    c, table = catalogue(language), tables.assumptions(plan, language)
    frame = table.frame
    wanted = (frame["basis_key"] == "assumption") & frame["low"].notna() & (frame["low"] != "")
    frame = frame[wanted & (frame["where"] != c.t("where.target_groups"))].reset_index(drop=True)
    return made(c, "paper_assumptions", headed(c, "where:text name:text value:mixed low:mixed high:mixed unit:text reasoning:text facts:text"), frame)  # fmt: skip


def ways_side_by_side(plans: Sequence[Plan], names: Sequence[str], language: Language = "da") -> Table:
    """FTE by way in each scenario, with posts at the end; a way that no scenario uses is left out."""
    c, used = catalogue(language), [in_use(plan) for plan in plans]
    rows = [
        (way.key, c.t(f"way.{way.key}"), *(plan.kpi[f"{way.key}_fte"] for plan in plans))
        for way in WAYS
        if any(each[way.key] for each in used)
    ]
    rows.append(("end", c.t("kpi.fte_end"), *(plan.kpi["fte_end"] for plan in plans)))
    keys = [f"value_{i}" for i in range(len(plans))]
    frame = pd.DataFrame(rows, columns=["key", "way", *keys])
    columns = [Column(key, name, "fte") for key, name in zip(keys, names, strict=True)]
    return made(c, "paper_ways", [*headed(c, "way:text"), *columns], frame)
