"""The plans that any plan is held against: nothing is changed, everybody is cut alike, only work that lapses goes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from planner import lapse
from planner.case.schema import Case
from planner.coordination.load import with_coordination

KEYS = ("do_nothing", "across_the_board", "only_lapses")
"""What the reference scenarios are called in commands, in the order in which they are given."""
_LEAST_FTE = 5e-4
"""A size is a new one when it differs by this much; sizes are written with three decimals."""


@dataclass(frozen=True)
class Reference:
    """A scenario that differs from a case in a few settings, and is planned and verified under the same rules.

    Attributes:
        key: one of `KEYS`.
        name_da, name_en: what it is called.
        text_da, text_en: what it means, in a sentence.
        overrides: the differences as nested settings of plain values, with `name` and `why` in Danish; for `load_case`,
            or under `extends` in a scenario file. They come on top of whatever overrides the case itself was read with.
    """

    key: str
    name_da: str
    name_en: str
    text_da: str
    text_en: str
    overrides: dict[str, Any]


def reference_scenarios(case: Case) -> tuple[Reference, ...]:
    """The reference scenarios of a case; goals, rules, targets and prices stay those of the case.

    *No change*: in every month each team and profession has today's FTE in service (and whoever returns from leave). Nobody is
    dismissed, moved or put on other hours; posts that fall vacant, protected ones too, are filled by a hire from the next
    period on, at the case's price of a hire. *Equal cuts*: see `Settings.sizes`; the levers are the case's own, so the saving
    is met as far as they reach. *Only what lapses*: a team and profession may shrink by its part of the work that has
    lapsed in a half-year, as in `planner.lapse`, and never grows beyond today; what the saving asks for beyond that is
    missed. There, too, vacant posts may be filled at once, so that attrition takes no more than what lapsed.
    """
    refilled = {"hiring": _at_once(case)}
    return (
        _reference(
            case, "do_nothing", ("Ingen ændring", "No change"),
            ("Alle stillinger bliver, og den, der går, bliver erstattet: Hvor meget mangler der så?",
             "Every post stays and whoever leaves is replaced: how much is then missing?"),
            {"sizes": "as_today"} | refilled | _without_levers(case),
        ),
        _reference(
            case, "across_the_board", ("Grønthøster", "Across-the-board cut"),
            ("På hver konto mister alle team og faggrupper samme andel af de stillinger, der ikke er beskyttede.",
             "On each account every team and profession loses the same share of the posts that are not protected."),
            {"sizes": "equal_cuts"},
        ),
        _reference(
            case, "only_lapses", ("Kun det, der bortfalder", "Only what lapses"),
            ("Kun stillinger, hvis arbejde bortfalder, forsvinder: Hvor meget af besparelsen er der så dækning for?",
             "Only posts whose work lapses go: how much of the saving is then covered?"),
            {"sizes": "at_most_today", "pins": list(_still_needed(case))} | refilled,
        ),
    )  # fmt: skip


def _reference(
    case: Case, key: str, names: tuple[str, str], texts: tuple[str, str], overrides: dict[str, Any]
) -> Reference:
    said = {"name": f"{names[0]} ({case.settings.name})", "why": texts[0]}
    return Reference(key, *names, *texts, said | overrides)


def _at_once(case: Case) -> dict[str, Any]:
    """Hiring without limits: any number, in any period, there in the next one."""
    first = str(case.settings.first_month)
    posts = sum(row.fte for row in case.staffing)
    terms = {"active": True, "first_month": first, "every_months": 1, "lag_months": 0, "where": []}
    return terms | {"cap_fte_per_team_year": 10.0 * max(1.0, posts)}


def _without_levers(case: Case) -> dict[str, Any]:
    """Every other lever switched off."""
    levers = ("dismissals", "voluntary", "municipal_redeployment", "reduced_hours", "redeployment")
    return {lever: {"active": False, "where": []} for lever in levers} | {"retraining": []}


def _still_needed(case: Case) -> Iterator[dict[str, Any]]:
    """The least FTE of each team and profession in each half-year: today's less its part of the work that has lapsed.

    Each group's lapse falls on those who may serve it by their posts today, as its money does in the ledger.
    """
    of = lapse.lapses(with_coordination(case))
    months = of.work.stocks.months
    lapsed = {group: of.fte(group) for group in of.work.tasks}
    away = {(r.team, r.profession): 0.0 for r in case.staffing}
    for known in case.known_movements:
        away[known.team, known.profession] += known.fte if known.kind in ("notice", "leave") else 0.0
    for post in case.staffing:
        cell, last = (post.team, post.profession), -1.0
        parts = {group: of.share(group, *cell) for group in lapsed}
        for at in of.work.spans.values():
            gone = sum(float(lapsed[group][at].mean()) * share for group, share in parts.items())
            fte = round(max(0.0, post.fte - away[cell] - max(0.0, gone)), 3)
            first = max(str(months[at[0]]), str(case.months[1]))
            if abs(fte - last) > _LEAST_FTE:
                yield {"team": post.team, "profession": post.profession, "first_month": first, "sense": "at_least",
                       "fte": fte, "why": "Arbejdet er der stadig"}  # fmt: skip
            last = fte
