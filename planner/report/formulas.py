"""Which cells of the plan's workbook are formulas, each made of cells of the workbook.

A formula stands only where it comes to the plan's figure; elsewhere the figure itself does. `live.py` says which cells a
reader may change, the sheet *Kontrol* (`controls.py`) holds the sums against each other.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import NamedTuple

from planner.plan import MET_WITHIN_DKK
from planner.report.ladder import WAYS
from planner.report.live import COME, LEAVE
from planner.report.places import Place, Places, Row
from planner.report.spreadsheet import Expr, Word, count_over, either, largest, said, total
from planner.report.staffing import OVER_LIMIT
from planner.text import Catalogue

NEAR = 1e-6
"""How close a formula comes to the plan's figure, in the unit of the cell."""
RELIEF = "Lempelse"
_IN_MOVEMENTS = {"dropouts": "dropout", "dismissals": "notice"}
"""The kinds of movement that are called otherwise among the ways."""


class Formula(NamedTuple):
    """A formula for a cell; `row` is a row of the frame, or None for the row of totals."""

    place: Place
    row: int | None
    key: str
    made: Expr | Word


Rule = Callable[[Row], Expr]
_IN_ROW: dict[str, dict[str, Rule]] = {
    "savings": {
        "net_dkk": lambda row: row["gross_dkk"] - row["one_off_dkk"],
        "shortfall_dkk": lambda row: _short(row["target_dkk"], row["net_dkk"], MET_WITHIN_DKK / 1e6),
    },
    "posts_savings": {
        "net_posts_dkk": lambda row: row["net_dkk"] - row["cost_of_rounding_dkk"],
        "shortfall_posts_dkk": lambda row: _short(row["target_dkk"], row["net_posts_dkk"], MET_WITHIN_DKK / 1e6),
    },
    "limits": {
        "cases_per_fte": lambda row: row["cases"] / row["fte"],
        "load": lambda row: row["need_fte"] / row["fte"],
        "overload_fte": lambda row: largest([row["need_fte"] - row["fte"], 0.0]),
    },
    "cell_needs": {
        "need_fte": lambda row: row["cases"] / row["limit"],
        "cases_per_fte": lambda row: row["cases"] / row["fte"],
        "load": lambda row: row["need_fte"] / row["fte"],
    },
    "team_needs": {
        "cases_per_fte": lambda row: row["cases"] / row["fte"],
        "limit": lambda row: row["cases"] / row["need_fte"],
        "load": lambda row: row["need_fte"] / row["fte"],
    },
    "needs": {"need_change_fte": lambda row: row["need_now_fte"] - row["need_fte"]},
    "citizens": {
        "end": lambda row: row["start"] + row["newcomers"] + row["moved_in"] - row["leavers"] - row["moved_out"],
    },
    "funding": {"unfunded_dkk": lambda row: row["due_dkk"] - row["other_dkk"] - row["funded_dkk"]},
    "group_funding": {"unfunded_fte": lambda row: largest([row["taken_fte"], 0.0]) - row["funded_fte"]},
    "pay_basis": {"amount_dkk": lambda row: row["quantity"] * row["price_dkk"]},
    "economy": {"saving_on_posts_dkk": lambda row: row["pay_authorised_dkk"] - row["pay_in_service_dkk"]},
    "reconciliation": {
        "difference_dkk": lambda row: row["posts_dkk"] - row["budget_dkk"],
        "difference_share": lambda row: row["difference_dkk"] / row["budget_dkk"],
    },
    "flows": {"end_fte": lambda row: row["start_fte"] - row["left_fte"] + row["came_fte"] - row["hours_fte"]},
}
"""Columns that are made of others in the same row."""


def formulas(places: Places, c: Catalogue) -> Iterator[Formula]:
    """Every formula that comes to what the cell holds."""
    for made in _all(places, c):
        if _exact(made):
            yield made


def _all(at: Places, c: Catalogue) -> Iterator[Formula]:
    for name, rules in _IN_ROW.items():
        yield from _in_row(at, name, rules)
    for parts in (_teams, _needs, _team_needs, _money, _economy, _movements, _figures, _citizens_out, _counts):
        yield from parts(at)
    yield from _words(at, c)
    for place in at.values():
        for key in place.table.totals if place.total_row else ():
            yield Formula(place, None, key, total(place.down(key)))


def _exact(formula: Formula) -> bool:
    """Whether a formula comes to the figure or word in its cell."""
    place, row, key, made = formula
    at = place.total_row if row is None else place.rows[row]
    here, _ = place.page.cells[at or 0, place.columns[key]]
    if isinstance(made, Word):
        return made.value == (here or "")
    return isinstance(here, float) and math.isclose(made.value, here, rel_tol=1e-12, abs_tol=NEAR / 10)


def _in_row(at: Places, name: str, rules: dict[str, Rule]) -> Iterator[Formula]:
    if name not in at:
        return
    place = at[name]
    for key, rule in rules.items():
        for row in range(len(place.rows)) if key in place.columns else ():
            yield Formula(place, row, key, rule(Row(place, row)))


def _short(target: Expr, net: Expr, within: float) -> Expr:
    """What a saving lacks; so little that it counts as met is nothing."""
    return either(target - net > within, target - net, 0.0)


def _teams(at: Places) -> Iterator[Formula]:
    """Teams and professions as sums of the cells of both."""
    staff, teams = at["staffing"], at["teams"]
    for name, of in (("teams", "team_key"), ("professions", "profession_key")):
        place = at[name]
        for row, who in enumerate(place.table.frame["key"]):
            cells = staff.where(**{of: who})
            for key in place.columns:
                if key in staff.columns and key not in ("team", "profession"):
                    yield Formula(place, row, key, total(staff.down(key, cells)))
    last = [key for key in teams.columns if key[:2] == "20"][-1]
    for row, who in enumerate(teams.table.frame["key"]):
        cells = staff.where(team_key=who)
        vacant = total(staff.down("posts_fte", cells)) - total(staff.down("filled_fte", cells))
        yield Formula(teams, row, "vacant_fte", vacant)
        yield Formula(teams, row, "change_fte", teams.cell(row, last) - teams.cell(row, "posts_fte"))


def _needs(at: Places) -> Iterator[Formula]:
    """Need at the limits in the workbook, what it makes of each half-year, and the map of loads."""
    limits, heat, needs = at["limits"], at["load_heat"], at["needs"]
    relief = Expr(RELIEF, at["relief"].cell(0, "relief").value)
    for row in range(len(limits.rows)):
        limit = limits.cell(row, "limit") * (Expr("1", 1.0) + relief)
        yield Formula(limits, row, "need_fte", limits.cell(row, "cases") / limit)
    frame = limits.table.frame
    for row, (group, half) in enumerate(zip(frame["key"], frame["half_year"], strict=True)):
        (there,) = heat.where(key=group)
        yield Formula(heat, there, half, limits.cell(row, "load"))
    for row, half in enumerate(needs.table.frame["half_year"]):
        mine = limits.where(half_year=half)
        yield Formula(needs, row, "need_now_fte", total(limits.down("need_fte", mine)))
        for key in ("fte", "overload_fte"):
            yield Formula(needs, row, key, total(limits.down(key, mine)))
        yield Formula(needs, row, "load", largest(limits.down("load", mine)))
        column = heat.columns.get(half)
        over = count_over(heat.down(half), OVER_LIMIT) if column else Expr("0", 0.0)
        yield Formula(needs, row, "over_count", over)


def _team_needs(at: Places) -> Iterator[Formula]:
    """The limits of groups within teams, and teams as sums of their groups."""
    limits, cells, teams = at["limits"], at["cell_needs"], at["team_needs"]
    found = {(row.key, row.half_year): i for i, row in enumerate(limits.table.frame.itertuples())}
    mine: dict[tuple[str, str], list[int]] = {}
    for row, cell in enumerate(cells.table.frame.itertuples()):
        group = found[cell.group_key, cell.half_year]
        yield Formula(cells, row, "limit", limits.cell(group, "cases") / limits.cell(group, "need_fte"))
        mine.setdefault((cell.key, cell.half_year), []).append(row)
    for row, team in enumerate(teams.table.frame.itertuples()):
        for key in ("cases", "need_fte", "fte"):
            yield Formula(teams, row, key, total(cells.down(key, mine[team.key, team.half_year])))


def _money(at: Places) -> Iterator[Formula]:
    """From the ledger to the steps of each year, and from those to the overview and the whole posts."""
    years, ledger, savings = at["years"], at["economy"], at["savings"]
    for account, part in years.table.frame.groupby("account", sort=False):
        step = dict(zip(part["key"], part.index, strict=True))
        expenses = [
            key
            for key in step
            if key in ledger.columns and key not in ("pay_authorised_dkk", "pay_in_service_dkk", "one_off_dkk")
        ]
        for year in (key for key in years.columns if key.isdigit()):
            rows = ledger.where(account=account, year=year)
            here = {key: years.cell(row, year) for key, row in step.items()}
            for key in ("pay_authorised_dkk", "pay_in_service_dkk", *expenses):
                yield Formula(years, step[key], year, total(ledger.down(key, rows)))
            gross = here["pay_authorised_dkk"] - here["pay_in_service_dkk"] + here["other_dkk"]
            yield Formula(years, step["gross_dkk"], year, gross)
            one_off = [years.down(year, [step[key] for key in expenses])] if expenses else []
            yield Formula(years, step["one_off_dkk"], year, total(block for blocks in one_off for block in blocks))
            yield Formula(years, step["net_dkk"], year, here["gross_dkk"] - here["one_off_dkk"])
            short = _short(here["target_dkk"], here["net_dkk"], MET_WITHIN_DKK)
            yield Formula(years, step["shortfall_dkk"], year, short)
            for row in savings.where(account=account, year=year):
                for key in ("gross_dkk", "one_off_dkk", "full_year_dkk"):
                    yield Formula(savings, row, key, here[key] / 1e6)
                target = Expr(named(str(account), "maal", year), here["target_dkk"].value)
                yield Formula(savings, row, "target_dkk", target / 1e6)
    posts = at["posts_savings"]
    for row, line in enumerate(posts.table.frame.itertuples()):
        for there in savings.where(account=line.account, year=line.year):
            for key in ("target_dkk", "net_dkk"):
                yield Formula(posts, row, key, savings.cell(there, key))


def named(account: str, what: str, year: object) -> str:
    """The name of a cell with a target (`maal`) or net saving (`netto`)."""
    return f"{account}_{what}_{year}"


def _economy(at: Places) -> Iterator[Formula]:
    """The one-off expense of a row of the ledger as the sum of its kinds."""
    ledger = at["economy"]
    keys = list(ledger.columns)
    kinds = keys[keys.index("saving_on_posts_dkk") + 1 : keys.index("one_off_dkk")]
    for row in range(len(ledger.rows)) if kinds else ():
        yield Formula(ledger, row, "one_off_dkk", total([ledger.across(row, kinds)]))


def _movements(at: Places) -> Iterator[Formula]:
    """Who goes and who comes, team by team, from the movements of the years."""
    flows, moved = at["flows"], at["movements"]
    for row, team in enumerate(flows.table.frame["key"]):
        mine = moved.where(key=team)
        for key, kinds in (("left_fte", LEAVE), ("came_fte", COME)):
            there = [f"{kind}_fte" for kind in kinds if f"{kind}_fte" in moved.columns]
            yield Formula(flows, row, key, total(block for kind in there for block in moved.down(kind, mine)))


def _figures(at: Places) -> Iterator[Formula]:
    """Key figures and the ladder from the sheets where they are made."""
    figures, ladder, staff, teams, moved = (
        at[name] for name in ("key_figures", "ways_of_leaving", "staffing", "teams", "movements")
    )
    savings, sums = at["savings"], {}
    for key in moved.table.totals if moved.total_row else ():
        sums[key.removesuffix("_fte")] = moved.total(key)
    if teams.total_row:
        sums["vacancy"] = teams.total("vacant_fte")
    found = {f"{key}_fte": value for key, value in sums.items()}
    found |= {f"{way}_fte": sums[kind] for way, kind in _IN_MOVEMENTS.items() if kind in sums}
    if staff.total_row:
        found |= {"fte_start": at["flows"].total("start_fte"), "fte_end": at["flows"].total("end_fte")}
    loads = at["limits"].down("load")
    found["worst_overload_share"] = largest([largest(loads) - 1, 0.0]) if loads else Expr("0", 0.0)
    due = [row for row, year in enumerate(savings.table.frame["year"]) if year != "lasting"]
    found["shortfall_dkk"] = total(savings.down("shortfall_dkk", due))
    for row, key in enumerate(figures.table.frame["key"]):
        if key in found:
            yield Formula(figures, row, "value", found[key])
    effects = {way.key: way.effect for way in WAYS}
    for row, key in enumerate(ladder.table.frame["key"]):
        if f"{key}_fte" in found:
            yield Formula(ladder, row, "fte", found[f"{key}_fte"])
        fte = ladder.cell(row, "fte")
        yield Formula(ladder, row, "effect_fte", {1: fte, -1: -fte}.get(effects[key], fte * 0.0))


def _citizens_out(at: Places) -> Iterator[Formula]:
    out = at["citizens_out"]
    halves = [key for key in out.columns if key[:2] == "20"]
    for row in range(len(out.rows)):
        yield Formula(out, row, "total", total([out.across(row, halves)]))


def _counts(at: Places) -> Iterator[Formula]:
    counts = at["groundwork_counts"]
    for row in range(len(counts.rows)):
        yield Formula(counts, row, "all", total([counts.across(row, ["assumption", "choice", "source"])]))


def _words(at: Places, c: Catalogue) -> Iterator[Formula]:
    """Words that say whether a limit or a target is held."""
    for name in ("limits", "team_needs"):
        place = at[name]
        for row in range(len(place.rows)):
            yield Formula(place, row, "over", said(place.cell(row, "load") > OVER_LIMIT, c.t("cell.over"), ""))
    savings = at["savings"]
    for row, met in enumerate(savings.table.frame["met"]):
        early = met in (c.t("cell.overspent"), c.t("cell.nothing_due"))
        words = ("cell.overspent", "cell.nothing_due") if early else ("cell.missed", "cell.met")
        test = savings.cell(row, "shortfall_dkk") > 0.0
        yield Formula(savings, row, "met", said(test, *(c.t(word) for word in words)))


def comparison_formulas(at: Places, baseline: int) -> Iterator[Formula]:
    """Differences from the baseline, and the rows of totals, in a workbook of scenarios."""
    for place in at.values():
        keys = [key for key in place.columns if key.startswith("difference_")]
        found = [
            Formula(place, row, key, place.cell(row, f"value_{key[11:]}") - place.cell(row, f"value_{baseline}"))
            for key in keys
            for row in range(len(place.rows))
        ]
        found += [Formula(place, None, key, total(place.down(key))) for key in place.table.totals if place.total_row]
        yield from (each for each in found if _exact(each))
