"""Who is in the target groups, where they go, and how many cases there are per FTE, group by group and team by team."""

from __future__ import annotations

import pandas as pd

from planner.calendar import Month, half_year
from planner.plan import Plan
from planner.report import numbers
from planner.report.columns import Column, Kind, Table, headed, made
from planner.report.limits import date_words, joint, limit_of, source_words
from planner.report.names import Names
from planner.report.staffing import OVER_LIMIT
from planner.text import Language, catalogue

_FLOWS = ("newcomers", "moved_in", "leavers", "moved_out")
_TINY = 0.05
_REFORM = "2027"
"""The year in which the reform's last dated step is taken."""


def citizens(plan: Plan, language: Language = "da") -> Table:
    """Citizens by target group and half-year: those there at its start, who came, who went, and those there at its end."""
    c, names, step = catalogue(language), Names(plan.case, language), plan.case.settings.period_months
    when = [half_year(Month.parse(month), step) for month in plan.citizens["month"]]
    how = {"start": "first"} | dict.fromkeys(_FLOWS, "sum") | {"end": "last"}
    frame = plan.citizens.assign(half_year=when).groupby(["target_group", "half_year"], as_index=False).agg(how)
    frame = frame[(frame[[*how]].abs() > _TINY).any(axis=1)].rename(columns={"target_group": "key"})
    frame = _in_order(plan, frame)
    units = {row.target_group: c.t(f"group_unit.{row.unit}") for row in plan.case.target_groups}
    frame["target_group"] = [names.group(key) for key in frame["key"]]
    frame["group_unit"] = frame["key"].map(units)
    spec = "target_group:text half_year:half_year start:cases newcomers:cases moved_in:cases leavers:cases "
    return made(c, "citizens", headed(c, spec + "moved_out:cases end:cases group_unit:text"), frame)


def citizens_out(plan: Plan, language: Language = "da") -> Table:
    """How many go to each named exit, half-year by half-year."""
    c, names = catalogue(language), Names(plan.case, language)
    wide = plan.citizens_out.pivot_table(index="exit", columns="half_year", values="citizens", sort=False)
    frame = wide.reset_index(names="key").assign(total=wide.sum(axis=1).to_numpy())
    frame["exit"] = [names.group(key) for key in frame["key"]]
    middle = [Column(name, numbers.half_year(name, language), "cases") for name in wide.columns]
    return made(c, "citizens_out", [*headed(c, "exit:text"), *middle, *headed(c, "total:cases")], frame)


def team_caseload(plan: Plan, language: Language = "da") -> Table:
    """Cases per FTE against the limit, team by team and half-year by half-year, all of a team's groups together."""
    c, names = catalogue(language), Names(plan.case, language)
    cells = _shared(plan)
    frame = cells.groupby(["key", "half_year"], as_index=False)[["cases", "need_fte", "fte"]].sum()
    frame = _in_order(plan, _per_fte(frame))
    served = cells.groupby(["key", "half_year"])["group_key"].agg(list)
    limits = [joint(plan.case, served[row.key, row.half_year], row.half_year) for row in frame.itertuples()]
    frame["limit_source"] = [source_words(plan.case, limit, language) for limit in limits]
    frame["limit_date"] = [date_words(limit, language) for limit in limits]
    frame["team"] = [names.team(key) for key in frame["key"]]
    frame["over"] = [c.t("cell.over") if load > OVER_LIMIT else "" for load in frame["load"]]
    spec = (
        "team:text half_year:half_year cases:cases fte:fte cases_per_fte:cases limit:cases load:share over:text "
        "limit_source:text limit_date:text"
    )
    return made(c, "team_caseload", headed(c, spec), frame)


def team_cases(plan: Plan, language: Language = "da") -> Table:
    """Cases per FTE and load of each team today, when the reform's last step is taken, and at the end: what a leader asks."""
    c, names = catalogue(language), Names(plan.case, language)
    halves = list(plan.case.half_years)
    moments = {"today": halves[0], "end": halves[-1]}
    if halves[0][:4] < _REFORM < halves[-1][:4]:
        reform = max(half for half in halves if half.startswith(_REFORM))
        moments = {"today": halves[0], "reform": reform, "end": halves[-1]}
    cells = team_caseload(plan, language).frame
    kinds: dict[str, Kind] = {"cases_per_fte": "cases", "load": "share"}
    there = [row.team for row in plan.case.teams if row.team in set(cells["key"])]
    frame = pd.DataFrame({"key": there, "team": [names.team(key) for key in there]})
    for moment, half in moments.items():
        part = cells[cells["half_year"] == half].set_index("key")[list(kinds)]
        frame = frame.join(part.add_suffix(f"_{moment}"), on="key")
    columns = [
        Column(f"{key}_{moment}", c.t(f"team_cases.{key}_{moment}", year=_REFORM), kind)
        for key, kind in kinds.items()
        for moment in moments
    ]
    when = ", ".join(
        c.t(f"team_cases.when_{moment}", year=_REFORM, half=numbers.half_year(half, language))
        for moment, half in moments.items()
    )
    return made(c, "team_cases", [*headed(c, "team:text"), *columns], frame, when=when)


def cell_caseload(plan: Plan, language: Language = "da") -> Table:
    """Cases per FTE against the limit by team, target group and half-year, each limit with its source and date."""
    c, names, case = catalogue(language), Names(plan.case, language), plan.case
    frame = _in_order(plan, _per_fte(_shared(plan)))
    limits = [limit_of(case, row.group_key, row.half_year) for row in frame.itertuples()]
    frame["team"] = [names.team(key) for key in frame["key"]]
    frame["target_group"] = [names.group(key) for key in frame["group_key"]]
    frame["limit_source"] = [source_words(case, limit, language) for limit in limits]
    frame["limit_date"] = [date_words(limit, language) for limit in limits]
    spec = (
        "team:text target_group:text half_year:half_year cases:cases fte:fte cases_per_fte:cases limit:cases "
        "load:share limit_source:text limit_date:text"
    )
    return made(c, "cell_caseload", headed(c, spec), frame)


def _shared(plan: Plan) -> pd.DataFrame:
    """Each group's cases and need, shared among the teams that serve it by their FTE."""
    here = plan.work.groupby(["team", "target_group", "half_year"], as_index=False)["fte"].sum()
    here = here[here["fte"] > 1e-6]
    whole = plan.caseload.set_index(["target_group", "half_year"])
    found = here.join(whole[["cases", "need_fte"]], on=["target_group", "half_year"])
    share = found["fte"] / found.groupby(["target_group", "half_year"])["fte"].transform("sum")
    found["cases"], found["need_fte"] = found["cases"] * share, found["need_fte"] * share
    return found.rename(columns={"team": "key", "target_group": "group_key"})


def _per_fte(frame: pd.DataFrame) -> pd.DataFrame:
    """Cases per FTE, the limit that the need stands for, and the load."""
    return frame.assign(
        cases_per_fte=frame["cases"] / frame["fte"],
        limit=frame["cases"] / frame["need_fte"],
        load=frame["need_fte"] / frame["fte"],
    )


def _in_order(plan: Plan, frame: pd.DataFrame) -> pd.DataFrame:
    """Rows in the case's order of teams and groups, half-years rising."""
    keys = [row.team for row in plan.case.teams] + [row.target_group for row in plan.case.target_groups]
    rank = {key: position for position, key in enumerate(keys)}
    by = [name for name in ("key", "group_key", "half_year") if name in frame]
    ranks = frame[by].apply(lambda column: column if column.name == "half_year" else column.map(rank))
    return frame.loc[ranks.sort_values(by, kind="stable").index].reset_index(drop=True)
