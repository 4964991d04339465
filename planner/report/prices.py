"""Why this plan: the limits that bind, what one unit more of each does, and that in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from planner.binding import Limit, limits
from planner.outcome import FIGURES
from planner.plan import Plan
from planner.prices import Price
from planner.report import numbers
from planner.report.columns import Column, Kind, Table, headed, made, written
from planner.report.names import Names
from planner.report.periods import period, year_ends
from planner.report.results import LASTING
from planner.report.settings import line_name
from planner.text import Catalogue, Language, catalogue

FIGURE_KINDS: dict[str, Kind] = {
    "need_fte": "part",
    "fte_end": "part",
    "fte_years": "part",
    "dismissals_fte": "part",
    "hired_fte": "part",
    "worst_load": "share",
    "overload_fte_years": "part",
    "shortfall_dkk": "mio",
}
"""How each figure of an answer is written."""
_SAID = ("shortfall_dkk", "dismissals_fte", "worst_load", "overload_fte_years", "fte_end", "fte_years")
"""The figures that a sentence names, in the order in which they weigh; `need_fte` and hires stand in the table."""
_SAID_OF_A_YEAR = ("shortfall_dkk", "dismissals_fte", "fte_years", "worst_load", "overload_fte_years", "fte_end")
"""The same of the saving of one year: what it pays for comes before what that does to the load."""
_LEAST = {"part": 0.005, "share": 0.0005, "mio": 500.0}
"""What is less than this is written as 0."""
_WORTH_SAYING = {"part": 0.05, "share": 0.0005, "mio": 500.0}
"""What is less than this a sentence leaves to the table."""
_MOST_SAID = 3
"""So many changes are said in a sentence; the table has them all."""


def figure_columns(c: Catalogue, names: Sequence[str] = FIGURES) -> list[Column]:
    """A column for each figure."""
    return [Column(name, c.t(f"figure.{name}"), FIGURE_KINDS[name]) for name in names]


def shows(name: str, change: float) -> bool:
    """Whether a change in a figure is more than nothing as it is written."""
    return abs(change) >= _LEAST[FIGURE_KINDS[name]]


def binding_limits(plan: Plan, language: Language = "da") -> Table:
    """The limits that bind in a plan, and in how many places; found without solving anything."""
    c, words = catalogue(language), _Words(plan, language)
    found = limits(plan)
    frame = pd.DataFrame(found, columns=Limit._fields)
    frame["limit_name"] = [words.name(limit) for limit in found]
    frame["limit_value"] = [words.value(limit, limit.value) for limit in found]
    frame["binds"] = [words.places(limit) for limit in found]
    return made(c, "binding_limits", headed(c, "limit_name:text limit_value:text binds:text"), frame)


def prices(plan: Plan, found: Sequence[Price], language: Language = "da") -> Table:
    """What one unit more of each limit does to every figure, what weighs most first."""
    c, words = catalogue(language), _Words(plan, language)
    rows = [
        {"limit_name": words.name(p.limit), "one_more": words.one_more(p.limit), "freed_fte": p.freed_fte,
         "price_basis": c.t(f"price_basis.{_key(p)}"), "basis_key": p.basis} | p.changes
        for p in by_weight(found)
    ]  # fmt: skip
    keys = ["limit_name", "one_more", "freed_fte", "price_basis", "basis_key", *FIGURES]
    some = [name for name in FIGURES if name != "need_fte"]
    columns = [*headed(c, "one_more:text freed_fte:part"), *figure_columns(c, some), *headed(c, "price_basis:text")]
    return made(c, "prices", columns, pd.DataFrame(rows, columns=keys))


def by_weight(found: Sequence[Price]) -> list[Price]:
    """Prices by what they change: first shortfall, then dismissals, worst load, overload and posts, the largest first."""
    return sorted(found, key=lambda p: tuple(-round(abs(p.changes[name]), 3) for name in _SAID))


def _key(one: Price) -> str:
    return "solver" if one.basis == "solver" else "resolved"


def price_sentence(plan: Plan, one: Price, language: Language = "da") -> str:
    """A price in words: what one unit more is, what it does, and whether that is the solver's or from planning again."""
    c, words = catalogue(language), _Words(plan, language)
    effects = dict(_effects(plan, one, c))
    first = list(effects)[:_MOST_SAID]
    said = "; ".join(text for name, text in effects.items() if name in first or (name == "fte_end" and one.dearer))
    if one.nothing and not effects:
        return c.t("price.free", one=words.one_more(one.limit))
    said = said or c.t("price.little")
    return c.t("price.sentence", one=words.one_more(one.limit), effects=said, basis=c.t(f"price.{_key(one)}"))


def _effects(plan: Plan, one: Price, c: Catalogue) -> Iterator[tuple[str, str]]:
    """What a price changes, by figure and in words; the table has the rest."""
    last = period(plan.case, year_ends(plan.case)[-1], c.language)
    if shows("need_fte", one.freed_fte):
        when = numbers.half_year(one.limit.when, c.language)
        yield "need_fte", c.t("price.freed", amount=numbers.part(one.freed_fte, c.language), when=when)
    for name in _SAID_OF_A_YEAR if one.limit.kind == "saving" and one.limit.when != LASTING else _SAID:
        change = one.changes[name]
        if abs(change) >= _WORTH_SAYING[FIGURE_KINDS[name]]:
            amount = written(abs(change), FIGURE_KINDS[name], c.language)
            key = f"price_more.{name}" if change > 0 else f"price_less.{name}"
            yield name, c.t("price.dearer" if name == "fte_end" and one.dearer else key, amount=amount, last=last)


class _Words:
    """Limits in the words of a case."""

    def __init__(self, plan: Plan, language: Language) -> None:
        self.c, self.names, self.plan = catalogue(language), Names(plan.case, language), plan
        self.paths = {row.path: getattr(row, f"label_{language}") for row in plan.case.settings.retraining}

    def name(self, limit: Limit) -> str:
        """What a limit is called."""
        return self.c.t(f"price_limit.{limit.kind}", **self._said(limit))

    def one_more(self, limit: Limit) -> str:
        """One unit more of a limit."""
        kind = "saving_lasting" if (limit.kind, limit.when) == ("saving", LASTING) else limit.kind
        return self.c.t(f"price_one.{kind}", **self._said(limit))

    def _said(self, limit: Limit) -> dict[str, str]:
        """What the words of a limit may name."""
        less = limit.kind in ("saving", "minimum_staffing", "rhythm")
        return {
            "subject": self._subject(limit),
            "when": self.c.t("price.lasting") if limit.when == LASTING else limit.when,
            "here": self.value(limit, limit.value),
            "then": self.value(limit, limit.value + (-limit.unit if less else limit.unit)),
            "unit": self.c.t("unit.amount_mio", amount=numbers.number(limit.unit / 1e6, self.c.language)),
        }

    def _subject(self, limit: Limit) -> str:
        """The group, account, team, path or lever that a limit is about."""
        if limit.kind == "saving":
            return limit.subject
        if limit.kind == "line":
            lever, number = limit.subject.split()
            line = getattr(self.plan.case.settings, lever).where[int(number)]
            return f"{self.c.t(f'where.{lever}')}, {line_name(line, self.names, self.c)}"
        if limit.kind == "rhythm":
            return self.c.t(f"where.{limit.subject}")
        if limit.kind == "voluntary":
            return str(int(limit.subject) + 1)
        if limit.kind == "minimum_staffing":
            team, *profession = limit.subject.split()
            return ", ".join([self.names.team(team), *map(self.names.profession, profession)])
        return self.paths.get(limit.subject) or self.names.group(limit.subject)

    def value(self, limit: Limit, value: float) -> str:
        """A limit's value with its unit."""
        language = self.c.language
        if limit.kind == "saving":
            return numbers.mio_kr(value, language)
        if limit.kind == "voluntary":
            return numbers.share(value, language)
        unit = {"caseload": "cases", "rhythm": "months"}.get(limit.kind, "fte")
        return self.c.t(f"price_unit.{unit}", value=numbers.fte(value, language) if unit != "months" else f"{value:g}")

    def places(self, limit: Limit) -> str:
        """Where and how often a limit binds."""
        if limit.when == LASTING:
            return self.c.t("price.lasting")
        when = limit.when
        if "H" in when:
            when = numbers.half_year(when, self.c.language)
        elif "-" in when:
            when = numbers.month(when, self.c.language)
        if limit.times > 1:
            unit = {"caseload": "half_years", "overstaffing": "half_years", "minimum_staffing": "months", "rhythm": "months",
                    "line": "years", "retraining": "years"}.get(limit.kind, "team_years")  # fmt: skip
            return self.c.t(f"price_places.{unit}", times=limit.times, when=when)
        return when or self.c.t("cell.always")
