"""The plan's answer as tables: key figures, savings, teams, ways of leaving, who answers for whom, what to know."""

from __future__ import annotations

import pandas as pd

from planner.plan import Plan
from planner.report import numbers
from planner.report.columns import Column, Kind, Table, headed, made
from planner.report.names import Names
from planner.text import Catalogue, Language, catalogue

ACCOUNT_ORDER = ("HK6", "HK5")
LASTING = "lasting"
NOISE = 1e-6
_WAYS = (("vacancy", -1), ("attrition", -1), ("redeployed", 0), ("voluntary", -1), ("dismissals", -1), ("hired", 1))
_KPI_KINDS: dict[str, Kind] = {"share": "share", "load": "share", "dkk": "mio", "fte": "fte"}


def year_label(c: Catalogue, year: object) -> str:
    """A budget year, or the word for the saving after the last one."""
    return c.t("year.lasting") if year == LASTING else str(year)


def kpi_kind(figure: str) -> Kind:
    """The kind of a key figure, from the unit in its name."""
    return next((kind for unit, kind in _KPI_KINDS.items() if unit in figure.split("_")), "count")


def by_account(table: pd.DataFrame) -> pd.DataFrame:
    """Rows with HK6 before HK5, otherwise in their order."""
    return table.sort_values("account", key=lambda s: s.map(ACCOUNT_ORDER.index), kind="stable").reset_index(drop=True)


def key_figures(plan: Plan, language: Language = "da") -> Table:
    """The plan's key figures, each with its unit."""
    c = catalogue(language)
    rows = [
        (key, c.t(f"kpi.{key}"), value, c.t(f"unit.{kpi_kind(key)}"), kpi_kind(key))
        for key, value in plan.kpi.items()
        if key != "worst_load"
    ]
    frame = pd.DataFrame(rows, columns=["key", "figure", "value", "unit", "kind"])
    return made(c, "key_figures", headed(c, "figure:text value:mixed unit:text"), frame)


def savings(plan: Plan, language: Language = "da") -> Table:
    """The saving by account and year against its target, with the lasting one last."""
    c = catalogue(language)
    frame = by_account(plan.years)
    frame["account_name"] = [Names(plan.case, language).account(key) for key in frame["account"]]
    frame["year_name"] = [year_label(c, year) for year in frame["year"]]
    frame["met"] = [c.t("cell.missed") if short > 0 else c.t("cell.met") for short in frame["shortfall_dkk"]]
    spec = (
        "account_name:text year_name:year target_dkk:mio gross_dkk:mio one_off_dkk:mio net_dkk:mio "
        "shortfall_dkk:mio met:text"
    )
    level = numbers.price_level(plan.case.settings.price_level, language)
    last = numbers.month(str(plan.case.settings.last_month), language)
    return made(c, "savings", headed(c, spec), frame, level=level, last=last)


def teams(plan: Plan, language: Language = "da") -> Table:
    """Each team's posts today, its FTE every December, and the change to the end."""
    c, names = catalogue(language), Names(plan.case, language)
    rows = pd.DataFrame(
        [(row.team, row.fte + row.vacant_fte, row.vacant_fte) for row in plan.case.staffing],
        columns=["key", "posts_fte", "vacant_fte"],
    )
    frame = rows.groupby("key").sum()
    by_month = plan.staff.groupby(["team", "month"])["fte"].sum().unstack()
    decembers = [month for month in by_month.columns if month.endswith("-12")]
    frame = frame.join(by_month[decembers]).reindex([row.team for row in plan.case.teams if row.team in frame.index])
    frame["change_fte"] = frame[decembers[-1]] - frame["posts_fte"]
    frame = frame.reset_index()
    frame["team"] = [names.team(key) for key in frame["key"]]
    middle = [Column(month, numbers.month(month, language), "fte") for month in decembers]
    table = made(
        c, "teams", [*headed(c, "team:text posts_fte:fte vacant_fte:fte"), *middle, *headed(c, "change_fte:fte")], frame
    )
    return Table(
        table.name, table.title, table.note, table.columns, frame, ("posts_fte", "vacant_fte", *decembers, "change_fte")
    )


def ways_of_leaving(plan: Plan, language: Language = "da") -> Table:
    """How posts go: FTE by way, and what each way does to the number of posts; the last column sums to the change."""
    c = catalogue(language)
    rows = [
        (way, c.t(f"way.{way}"), plan.kpi[f"{way}_fte"], plan.kpi[f"{way}_fte"] * sign, c.t(f"way_note.{way}"))
        for way, sign in _WAYS
    ]
    frame = pd.DataFrame(rows, columns=["key", "way", "fte", "effect_fte", "meaning"])
    posts = plan.kpi["fte_start"] + plan.kpi["vacancy_fte"]
    note = {"posts": numbers.fte(posts, language), "end": numbers.fte(plan.kpi["fte_end"], language)}
    table = made(c, "ways_of_leaving", headed(c, "way:text fte:fte effect_fte:fte meaning:text"), frame, **note)
    return Table(table.name, table.title, table.note, table.columns, frame, ("effect_fte",))


def owners(plan: Plan, language: Language = "da") -> Table:
    """Who answers for each citizen type, and when."""
    c, names = catalogue(language), Names(plan.case, language)
    frame = plan.owners.rename(columns={"citizen_type": "key", "owner": "owner_key"})
    order = list(names.citizens)
    frame = frame.sort_values("key", key=lambda s: s.map(order.index), kind="stable").reset_index(drop=True)
    frame["citizen_type"] = [names.node(key) for key in frame["key"]]
    frame["owner"] = [names.owner(key) for key in frame["owner_key"]]
    return made(c, "owners", headed(c, "citizen_type:text from:date to:date owner:text"), frame)


def findings(plan: Plan, language: Language = "da") -> Table:
    """What a reader must know, the gravest first, with a way to mend it."""
    c, names = catalogue(language), Names(plan.case, language)
    frame = plan.findings.rename(columns={"subject": "key", "severity": "severity_key"})
    frame["severity"] = [c.t(f"severity.{key}") for key in frame["severity_key"]]
    frame["subject"] = [names.subject(key) for key in frame["key"]]
    frame["message"], frame["mend"] = frame[f"message_{language}"], frame[f"mend_{language}"]
    return made(
        c, "findings", headed(c, "severity:text code:text subject:text from:date to:date message:text mend:text"), frame
    )


def finding_counts(plan: Plan, language: Language = "da") -> Table:
    """How many findings there are of each severity."""
    c = catalogue(language)
    found = plan.findings["severity"].value_counts()
    rows = [
        (key, c.t(f"severity.{key}"), int(found.get(key, 0)), c.t(f"severity_note.{key}"))
        for key in ("error", "warning", "note")
    ]
    frame = pd.DataFrame(rows, columns=["key", "severity", "found", "meaning"])
    return made(c, "finding_counts", headed(c, "severity:text found:count meaning:text"), frame)


def checks(plan: Plan, language: Language = "da") -> Table:
    """What the independent verification recomputed, and by how much it was off."""
    c = catalogue(language)
    frame = plan.checks.rename(columns={"ok": "passed"})
    frame["title"] = frame[f"title_{language}"]
    frame["ok"] = [c.t("cell.ok") if passed else c.t("cell.failed") for passed in frame["passed"]]
    frame["deviation"] = frame["deviation"].where(frame["deviation"].abs() >= NOISE, 0.0)
    return made(c, "checks", headed(c, "title:text compared:count deviation:number tolerance:number ok:text"), frame)
