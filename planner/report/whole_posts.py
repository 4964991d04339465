"""The plan in whole posts: team by team, what rounding does to the savings, and to the load."""

from __future__ import annotations

import pandas as pd

from planner.plan import Plan
from planner.report import numbers
from planner.report.columns import Column, Table, headed, made
from planner.report.names import Names
from planner.report.results import by_account, year_label
from planner.report.staffing import OVER_LIMIT
from planner.text import Language, catalogue

_SAVINGS = ("target_dkk", "net_dkk", "cost_of_rounding_dkk", "net_posts_dkk", "shortfall_posts_dkk")


def posts(plan: Plan, language: Language = "da") -> Table:
    """FTE by the plan beside posts, by team and profession, at the end of every year with a saving."""
    c, names = catalogue(language), Names(plan.case, language)
    table, step = plan.posts, numbers.number(plan.case.settings.posts_step, language)
    years = [] if table.empty else sorted(table["year"].unique())
    order = [(row.team, row.profession, row.account) for row in plan.case.staffing] if years else []
    frame = pd.DataFrame(order, columns=["team_key", "profession_key", "account"])
    columns: list[Column] = []
    for year in years:
        part = table[table["year"] == year].set_index(["team", "profession"])[["fte", "posts"]]
        part.columns = pd.Index([f"fte_{year}", f"posts_{year}"])
        frame = frame.join(part, on=["team_key", "profession_key"])
        columns += [Column(f"fte_{year}", c.t("posts.fte", year=year), "part")]
        columns += [Column(f"posts_{year}", c.t("posts.posts", year=year), "fte")]
    frame["team"] = [names.team(key) for key in frame["team_key"]]
    frame["profession"] = [names.profession(key) for key in frame["profession_key"]]
    made_ = made(c, "posts", [*headed(c, "team:text profession:text account:text"), *columns], frame, step=step)
    return Table(made_.name, made_.title, made_.note, made_.columns, frame, tuple(column.key for column in columns))


def posts_savings(plan: Plan, language: Language = "da") -> Table:
    """The savings with whole posts beside those of the plan, and what the rounding costs."""
    c = catalogue(language)
    frame = (
        plan.posts_savings.copy() if len(plan.posts_savings) else pd.DataFrame(columns=["account", "year", *_SAVINGS])
    )
    frame = by_account(frame)
    frame["year_name"] = [year_label(c, year) for year in frame["year"]]
    level = numbers.price_level(plan.case.settings.price_level, language)
    spec = "account:text year_name:year " + " ".join(f"{key}:mio" for key in _SAVINGS)
    return made(c, "posts_savings", headed(c, spec), frame, level=level)


def posts_loads(plan: Plan, language: Language = "da") -> Table:
    """The worst load at the end of each year with the plan's FTE and with whole posts."""
    c, names = catalogue(language), Names(plan.case, language)
    rows = []
    for year, part in plan.posts_loads.groupby("year") if len(plan.posts_loads) else ():
        before = part.sort_values("load_fte", kind="stable").iloc[-1]
        after = part.sort_values("load_posts", kind="stable").iloc[-1]
        groups = names.group(before["target_group"]), names.group(after["target_group"])
        rows.append((str(year), groups[0], before["load_fte"], groups[1], after["load_posts"]))
    keys = ["year_name", "group_before", "load_before", "group_after", "load_after"]
    frame = pd.DataFrame(rows, columns=keys)
    spec = "year_name:text group_before:text load_before:share group_after:text load_after:share"
    return made(c, "posts_loads", headed(c, spec), frame)


def posts_over_limit(plan: Plan, language: Language = "da") -> str:
    """One sentence on who is over the caseload limit in whole posts, in the last month of a year; empty where nobody is."""
    c, loads = catalogue(language), plan.posts_loads
    over = loads[loads["load_posts"] > OVER_LIMIT] if len(loads) else loads
    if over.empty:
        return ""
    worst = over.sort_values("load_posts", kind="stable").iloc[-1]
    month = plan.posts.loc[plan.posts["year"] == worst["year"], "month"].iloc[0]
    groups = over["target_group"].nunique()
    return c.t(
        "posts_over.one" if groups == 1 else "posts_over.many",
        count=groups,
        group=Names(plan.case, language).group(worst["target_group"]),
        when=numbers.month(month, language),
        load=numbers.share(worst["load_posts"], language),
        before=numbers.share(worst["load_fte"], language),
    )


def posts_limits(plan: Plan, language: Language = "da") -> Table:
    """Where whole posts are below minimum staffing."""
    c, names = catalogue(language), Names(plan.case, language)
    keys = ["year", "team", "profession", "minimum_fte", "below_fte", "below_posts"]
    table = plan.posts_limits if len(plan.posts_limits) else pd.DataFrame(columns=keys)
    frame = table[table["below_posts"] > 0].rename(columns={"team": "team_key", "profession": "profession_key"})
    frame["team"] = [names.team(key) for key in frame["team_key"]]
    frame["profession"] = [names.profession(key) for key in frame["profession_key"]]
    frame["year_name"] = frame["year"].astype(str)
    spec = "year_name:text team:text profession:text minimum_fte:fte below_fte:part below_posts:part"
    return made(c, "posts_limits", headed(c, spec), frame.reset_index(drop=True))
