"""The plan's answer as tables: key figures, savings, teams, who answers for whom, what to know."""

from __future__ import annotations

import pandas as pd

from planner.plan import Plan
from planner.report import numbers
from planner.report.columns import Column, Kind, Table, headed, made
from planner.report.names import Names
from planner.report.periods import period, year_ends
from planner.report.ranges import open_teams
from planner.text import Catalogue, Language, catalogue

ACCOUNT_ORDER = ("HK6", "HK5")
LASTING = "lasting"
NOISE = 1e-6
_KEY_FIGURES = ("fte_start", "vacancy_fte", "fte_end", "dismissals_fte", "hired_fte", "worst_overload_share",
                "shortfall_dkk", "orphans")  # fmt: skip
"""What is shown as a key figure; the ways in which posts go have their own table."""
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
        (key, c.t(f"kpi.{key}"), plan.kpi[key], c.t(f"unit.{kpi_kind(key)}"), kpi_kind(key)) for key in _KEY_FIGURES
    ]
    frame = pd.DataFrame(rows, columns=["key", "figure", "value", "unit", "kind"])
    return made(c, "key_figures", headed(c, "figure:text value:mixed unit:text"), frame)


def due_years(plan: Plan) -> list[int]:
    """The calendar years in which something is due, and those before: nothing is due then, but nobody overspends."""
    return sorted({int(year) for year in plan.years["year"] if year != LASTING})


def target_label(plan: Plan, year: object, language: Language) -> str:
    """A year, and whether nothing is due in it yet; or the word for the saving after the last year."""
    c = catalogue(language)
    early = year != LASTING and int(str(year)) not in plan.case.budget_years
    return c.t("year.early", year=year) if early else year_label(c, year)


def savings(plan: Plan, language: Language = "da") -> Table:
    """The saving by account and year against its target, in the year and for a whole year, with the lasting one last."""
    c = catalogue(language)
    frame = by_account(plan.years)
    frame["account_name"] = [Names(plan.case, language).account(key) for key in frame["account"]]
    frame["year_name"] = [year_label(c, year) for year in frame["year"]]
    frame["met"] = [_met(plan, row, c) for row in frame.itertuples()]
    spec = (
        "account_name:text year_name:year target_dkk:mio gross_dkk:mio one_off_dkk:mio net_dkk:mio "
        "shortfall_dkk:mio full_year_dkk:mio met:text"
    )
    level = numbers.price_level(plan.case.settings.price_level, language)
    return made(c, "savings", headed(c, spec), frame, level=level)


def _met(plan: Plan, row: pd.Series, c: Catalogue) -> str:
    """Whether a target is met; before the first one, whether the account is kept."""
    early = row.year != LASTING and row.year not in plan.case.budget_years
    if row.shortfall_dkk > 0:
        return c.t("cell.overspent" if early else "cell.missed")
    return c.t("cell.nothing_due" if early else "cell.met")


def teams(plan: Plan, language: Language = "da") -> Table:
    """Each team's posts today, its FTE every December, and the change; with a note where the data do not decide it."""
    c, names = catalogue(language), Names(plan.case, language)
    rows = pd.DataFrame(
        [(row.team, row.fte + row.vacant_fte, row.vacant_fte) for row in plan.case.staffing],
        columns=["key", "posts_fte", "vacant_fte"],
    )
    frame = rows.groupby("key").sum()
    by_month = plan.staff.groupby(["team", "month"])["fte"].sum().unstack()
    decembers = year_ends(plan.case)
    frame = frame.join(by_month[decembers]).reindex([row.team for row in plan.case.teams if row.team in frame.index])
    frame["change_fte"] = frame[decembers[-1]] - frame["posts_fte"]
    frame = frame.reset_index()
    frame["team"] = [names.team(key) for key in frame["key"]]
    middle = [Column(month, period(plan.case, month, language), "fte") for month in decembers]
    table = made(
        c, "teams", [*headed(c, "team:text posts_fte:fte vacant_fte:fte"), *middle, *headed(c, "change_fte:fte")], frame
    )
    note = " ".join(text for text in (table.note, open_teams(plan, language)) if text)
    totals = ("posts_fte", "vacant_fte", *decembers, "change_fte")
    return Table(table.name, table.title, note, table.columns, frame, totals)


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
