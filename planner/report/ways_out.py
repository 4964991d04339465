"""Impossible wishes in words: how far one can get, what excludes what, and a button and a sentence for each party."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from planner.case.schema import Case
from planner.case.values import LASTING
from planner.errors import Breach
from planner.report import numbers
from planner.report.levers import levers_object
from planner.report.names import Names
from planner.report.results import year_label
from planner.report.settings import line_name
from planner.staffing.wishes import Give
from planner.text import Language, catalogue
from planner.ways_out import Conflict, Opening, Way, WaysOut, rounded_up

_MONTH = re.compile(r"^(\d{4})_(\d\d)$")
_FEW = 3
"""So many amounts are listed; of more, the largest and how many there are."""


def headline(out: WaysOut, language: Language = "da") -> str:
    """One sentence on how far one can get."""
    c = catalogue(language)
    if out.reach:
        said = _Words(out.case, language)
        if {give.rule for give in out.reach} == {"saving"}:
            return c.t("ways.reach", parts=said.joined(said.reached(out.reach)))
        rules = list(dict.fromkeys(give.rule for give in out.reach))
        breaches = [said.giving([give for give in out.reach if give.rule == rule]) for rule in rules]
        return c.t("ways.least_breach", parts=said.joined(breaches))
    settings = out.case.settings
    asked = "saving" in (*settings.goals, *settings.hard_rules)
    return c.t("ways.nothing" if asked else "ways.not_asked")


def breach_sentences(case: Case, breaches: Sequence[Breach], language: Language = "da") -> tuple[str, ...]:
    """Each rule that no plan can keep with the others: whom it concerns, and how much it must give way."""
    c, names = catalogue(language), Names(case, language)
    said = []
    for breach in breaches:
        subject = names.subject(" ".join(_MONTH.sub(r"\1-\2", word) for word in breach.subject.split()))
        fte = numbers.number(numbers.enough(rounded_up(breach.amount)), language)
        said.append(c.t(f"breach.{breach.rule}", subject=subject or c.t("breach.whole"), amount=fte))
    return tuple(said)


def conflict_sentences(out: WaysOut, language: Language = "da") -> tuple[str, ...]:
    """One sentence for each conflict: what excludes what, and what may give way; each must be resolved."""
    return tuple(_conflict(out.case, conflict, language) for conflict in out.conflicts)


def _conflict(case: Case, conflict: Conflict, language: Language) -> str:
    c, said = catalogue(language), _Words(case, language)
    wishes = said.joined([said.wish(wish.rule, wish.account) for wish in conflict.wishes])
    ways = [said.giving(gives) for gives in conflict.alternatives]
    wishes = wishes[:1].upper() + wishes[1:]
    if conflict.after:
        goals = said.joined([f'"{c.t(f"goal.{goal}")}"' for goal in conflict.after])
        return c.t("ways.conflict_order", wishes=wishes, goals=goals, ways=said.joined(ways))
    if len(ways) == 1:
        return c.t("ways.conflict_alone", wishes=wishes, way=ways[0])
    either = c.t("ways.or").join(ways)
    return c.t("ways.conflict", wishes=wishes, ways=either)


def button(way: Way, language: Language = "da") -> str:
    """A few words for the button that applies a way; empty where the party has none."""
    if not way.possible:
        return ""
    c, amount = catalogue(language), abs(way.amount)
    if way.party == "saving":
        mio = sum(numbers.enough(part) for *_, part in way.parts)
        return c.t("ways.button.saving", amount=c.t("unit.amount_mio", amount=numbers.number(mio, language)))
    if way.party == "caseload":
        change = "more" if way.amount > 0 else "fewer"
        return c.t(f"ways.button.caseload_{change}", amount=numbers.fte(amount, language))
    if way.party == "dismissals":
        fte = sum(numbers.enough(part) for *_, part in way.parts)
        return c.t("ways.button.dismissals", amount=numbers.number(fte, language))
    return c.t("ways.button.time", months=_months(amount, language))


def sentence(way: Way, case: Case, language: Language = "da") -> str:
    """What a way changes, with its amounts; or how far the party could go without making everything possible."""
    c, said = catalogue(language), _Words(case, language)
    if not way.possible:
        return _no_way(way, language)
    if way.party == "saving":
        gives = [Give("saving", account, year, mio * 1e6, 0.0) for account, year, mio in way.parts]
        return c.t("ways.way.saving", parts=said.giving(gives, most=len(gives)))
    if way.party == "caseload":
        ((group, half_year, _),) = way.parts
        change = "more" if way.amount > 0 else "fewer"
        return c.t(
            f"ways.way.caseload_{change}",
            factor=numbers.number(way.to or 0.0, language),
            group=said.names.group(group),
            amount=numbers.fte(abs(way.amount), language),
            when=c.t("ways.in", when=numbers.half_year(half_year, language)),
        )
    if way.party == "dismissals":
        caps = [
            c.t("ways.cap", cap=said.cap(line), fte=numbers.number(numbers.enough(fte), language))
            for line, _, fte in way.parts
        ]
        return c.t("ways.way.dismissals", parts=said.joined(caps))
    accounts = said.joined([said.names.account(account) for account, *_ in way.parts])
    return c.t("ways.way.time", accounts=accounts, months=_months(way.amount, language))


def _no_way(way: Way, language: Language) -> str:
    """Why a party alone cannot help."""
    c = catalogue(language)
    if way.party == "dismissals" and way.tried is None:
        return c.t("ways.none.dismissals_free")
    if way.party == "time":
        return c.t(
            "ways.none.time" if way.tried else "ways.none.time_not_short", months=_months(way.tried or 0, language)
        )
    return c.t(f"ways.none.{way.party}", to=numbers.number(way.tried or 0.0, language))


def _months(months: float, language: Language) -> str:
    c, count = catalogue(language), round(months)
    return c.t("ways.month") if count == 1 else c.t("ways.months", count=count)


class _Words:
    """A case's wishes, and what gives way, in one language."""

    def __init__(self, case: Case, language: Language) -> None:
        self.case, self.language = case, language
        self.c, self.names = catalogue(language), Names(case, language)

    def joined(self, parts: Sequence[str]) -> str:
        """Parts in running text: a, b and c."""
        return self.c.t("answer.and").join(part for part in (", ".join(parts[:-1]), *parts[-1:]) if part)

    def wish(self, rule: str, account: str) -> str:
        """What is wished for."""
        key = "no_dismissals" if self._nobody(rule) else rule
        return self.c.t(f"ways.wish.{key}", account=self.names.account(account) if account else "")

    def _nobody(self, rule: str) -> bool:
        """Whether the wish is that nobody is dismissed."""
        return rule == "dismissal_cap" and not self.case.settings.dismissals.active

    def reached(self, gives: Sequence[Give]) -> list[str]:
        """How much of each saving is reached."""
        parts = []
        for account in dict.fromkeys(give.subject for give in gives):
            mine = [give for give in gives if give.subject == account]
            some = self._largest(mine, _FEW)
            years = [self._reached(give) for give in some]
            text = self.c.t("ways.account_reaches", account=self.names.account(account), years=self.joined(years))
            parts.append(text + self._rest(mine, some))
        return parts

    def _reached(self, give: Give) -> str:
        """How much of one saving is reached, of how much, and what is missing."""
        amounts = numbers.reached((give.now - give.amount) / 1e6, give.now / 1e6, self.language)
        reached, due, short = (self.c.t("unit.amount_mio", amount=amount) for amount in amounts)
        return self.c.t("ways.reached", reached=reached, due=due, when=self._when(give), short=short)

    def giving(self, gives: Sequence[Give], most: int = _FEW) -> str:
        """How one wish gives way; all that is named must do so together."""
        rule = gives[0].rule
        if rule == "saving":
            return self.joined(
                [self._lowered(account, gives, most) for account in dict.fromkeys(g.subject for g in gives)]
            )
        peaks: dict[str, Give] = {}
        for give in gives:
            peaks[give.subject] = max(peaks.get(give.subject, give), give, key=lambda g: g.amount)
        some = self._largest(list(peaks.values()), most)
        parts = [self._part(give) for give in some]
        key = "no_dismissals" if self._nobody(rule) else rule
        return self.c.t(f"ways.give.{key}", parts=self.joined(parts)) + self._rest(list(peaks.values()), some)

    def _part(self, give: Give) -> str:
        """An amount in FTE, whom it is about, and when."""
        amount = self.c.t("ways.part", fte=numbers.number(numbers.enough(rounded_up(give.amount)), self.language))
        return " ".join(part for part in (amount, self._subject(give), self._when(give)) if part)

    def cap(self, line: str) -> str:
        """The cap on all dismissals, or that of a line."""
        return self._line(line, self.case.settings.dismissals.where) if line else self.c.t("ways.wish.dismissal_cap")

    def _lowered(self, account: str, gives: Sequence[Give], most: int) -> str:
        mine = [give for give in gives if give.subject == account]
        some = self._largest(mine, most)
        years = [self.c.t("ways.year", amount=self._mio(give.amount), when=self._when(give)) for give in some]
        text = self.c.t("ways.give.saving", account=self.names.account(account), years=self.joined(years))
        return text + self._rest(mine, some)

    def _largest(self, gives: Sequence[Give], most: int) -> list[Give]:
        """The largest amounts, in the order given."""
        chosen = sorted(gives, key=lambda give: -give.amount)[:most]
        return [give for give in gives if give in chosen]

    def _rest(self, gives: Sequence[Give], some: Sequence[Give]) -> str:
        more = len(gives) - len(some)
        return self.c.t("cell.and_more", count=more) if more else ""

    def _mio(self, dkk: float) -> str:
        """An amount that must suffice, in mio. kr."""
        amount = numbers.enough(rounded_up(dkk / 1e6))
        return self.c.t("unit.amount_mio", amount=numbers.number(amount, self.language))

    def _when(self, give: Give) -> str:
        if give.when == LASTING:
            return self.c.t("ways.lasting")
        if not give.when:
            return ""
        if give.rule == "saving":
            return self.c.t("ways.in", when=year_label(self.c, int(give.when)))
        half = "H" in give.when or "-" not in give.when
        when = numbers.half_year(give.when, self.language) if half else numbers.month(give.when, self.language)
        return self.c.t("ways.in", when=when)

    def _subject(self, give: Give) -> str:
        """Whom an amount is about, with the word before it."""
        if give.rule == "caseload_limit":
            return self.c.t("ways.of", subject=self.names.group(give.subject))
        if give.subject.startswith("line_"):
            rule = self.case.settings.dismissals if give.rule == "dismissal_cap" else self.case.settings.overstaffing
            return f"({self._line(give.subject, rule.where)})"
        return self.c.t("ways.of", subject=self.names.subject(give.subject)) if give.subject else ""

    def _line(self, line: str, where: Sequence[Any]) -> str:
        return line_name(where[int(line.removeprefix("line_"))], self.names, self.c)


def ways_object(out: WaysOut, opened: Sequence[Opening] = ()) -> dict[str, Any]:
    """Ways out as one plain object for `--json`; with what the levers that are unused would do."""
    both: tuple[Language, ...] = ("da", "en")
    return {
        "scenario": out.case.path,
        "possible": out.possible,
        "reach": [give._asdict() for give in out.reach],
        **{f"headline_{language}": headline(out, language) for language in both},
        "conflicts": [
            {
                "wishes": [wish._asdict() for wish in conflict.wishes],
                "after": list(conflict.after),
                "either": [[give._asdict() for give in gives] for gives in conflict.alternatives],
            }
            | {f"sentence_{language}": _conflict(out.case, conflict, language) for language in both}
            for conflict in out.conflicts
        ],
        "ways": [
            vars(way)
            | {"possible": way.possible, "unit": way.unit}
            | {f"button_{language}": button(way, language) for language in both}
            | {f"sentence_{language}": sentence(way, out.case, language) for language in both}
            for way in out.ways
        ],
        "levers": levers_object(out.case, opened),
    }
