"""The levers that a scenario leaves unused, in words: on what terms they could be used, and what that would do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from planner.case.schema import Case
from planner.report import numbers
from planner.report.assumptions import terms
from planner.text import Language, catalogue
from planner.ways_out import WAYS_OF, Opening, can_open, unused

_VISIBLE_FTE = 0.05


def unused_sentences(case: Case, language: Language = "da") -> tuple[str, ...]:
    """One sentence for each lever that is not in use, with its terms and what each rests on; one for all without terms."""
    c, levers = catalogue(language), unused(case)
    said = [
        c.t("levers.terms", lever=c.t(f"way.{WAYS_OF[lever]}"), terms="; ".join(terms(case, lever, language)))
        for lever in levers
        if can_open(case.settings, lever)
    ]
    bare = [_name(lever, language) for lever in levers if not can_open(case.settings, lever)]
    named = _joined(bare, language)
    return (*said, *([c.t("levers.no_terms", levers=named[:1].upper() + named[1:])] if bare else []))


def can_be_tried(case: Case) -> bool:
    """Whether some unused lever has terms."""
    return any(can_open(case.settings, lever) for lever in unused(case))


def opening_sentence(opening: Opening, language: Language = "da") -> str:
    """Whether levers are enough, how many FTE the plan then moves by each, and what it still misses."""
    c = catalogue(language)
    said = {"levers": _names(opening, language)}
    if opening.shortfall_dkk is None:
        return c.t("levers.no_plan", **said)
    used = [
        c.t("levers.used", lever=_name(lever, language), fte=_written(fte, language))
        for lever, fte in zip(opening.levers, opening.fte, strict=True)
    ]
    said["used"] = _joined(used, language)
    said["dismissed"] = numbers.fte(opening.dismissals_fte, language)
    said["short"] = numbers.mio_kr(opening.shortfall_dkk, language)
    if opening.enough:
        return c.t("levers.enough", **said)
    return c.t("levers.not_enough" if opening.shortfall_dkk > 0 else "levers.not_lasting", **said)


def opening_button(opening: Opening, language: Language = "da") -> str:
    """A few words for the button that takes levers into use, also where they are only part of a way out; empty without a plan."""
    if opening.shortfall_dkk is None:
        return ""
    return catalogue(language).t(
        "levers.button", levers=_joined([_name(x, language) for x in opening.levers], language)
    )


def levers_object(case: Case, openings: Iterable[Opening]) -> dict[str, Any]:
    """The unused levers as one plain object for `--json`."""
    both: tuple[Language, ...] = ("da", "en")
    return {
        "unused": list(unused(case)),
        **{f"terms_{language}": list(unused_sentences(case, language)) for language in both},
        "openings": [
            vars(opening) | {f"sentence_{language}": opening_sentence(opening, language) for language in both}
            for opening in openings
        ],
    }


def _names(opening: Opening, language: Language) -> str:
    named = _joined([_name(lever, language) for lever in opening.levers], language)
    return named[:1].upper() + named[1:]


def _name(lever: str, language: Language) -> str:
    """A lever in running text."""
    return catalogue(language).t(f"way.{WAYS_OF[lever]}").lower()


def _written(fte: float, language: Language) -> str:
    """FTE with one decimal, two where one would read as nothing."""
    return numbers.fte(fte, language) if fte >= _VISIBLE_FTE else numbers.part(fte, language)


def _joined(parts: Sequence[str], language: Language) -> str:
    """Parts in running text: a, b and c."""
    and_ = catalogue(language).t("answer.and")
    return and_.join(part for part in (", ".join(parts[:-1]), *parts[-1:]) if part)
