"""Faults as sentences in the reader's language.

The code says a fault in English, where it is found. A phrase book has the Danish of each phrase; one that is not in it
is shown as it is, so that a fault is never lost for want of a word.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import pandas as pd
from ruamel.yaml import YAML

from planner.errors import Fault
from planner.report.columns import Table, headed, made
from planner.text import Language, catalogue

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
Phrase = tuple[re.Pattern[str], str]


def fault_sentence(fault: Fault, language: Language = "da") -> str:
    """One fault: where, what was found, what is allowed, what to do.

    >>> fault_sentence(Fault("teams.csv", "row 2, minimum_fte (cell D2)", "'en'", "a number"))
    "teams.csv, række 2, minimum_fte (celle D2): fundet 'en'; tilladt: et tal."
    """
    if language == "en":
        return str(fault)
    file, place, found, allowed, todo = map(
        in_danish, (fault.file, fault.place, fault.found, fault.allowed, fault.suggestion)
    )
    return f"{file}, {place}: fundet {found}; tilladt: {allowed}.{f' {todo}' if todo else ''}"


def faults(found: Sequence[Fault], language: Language = "da") -> Table:
    """Faults of the input one by one: file and cell, what was found, what is allowed, what to do."""
    parts = ("file", "place", "found_text", "suggestion", "allowed")
    texts = [[fault.file, fault.place, fault.found, fault.suggestion, fault.allowed] for fault in found]
    rows = [[in_danish(text) for text in row] if language == "da" else row for row in texts]
    c, spec = catalogue(language), " ".join(f"{part}:text" for part in parts)
    return made(c, "faults", headed(c, spec), pd.DataFrame(rows, columns=list(parts)))


def in_danish(phrase: str) -> str:
    """A phrase of a fault in Danish; itself where the phrase book has nothing that fits.

    >>> in_danish("unknown column 'fete'"), in_danish("a, b")
    ("ukendt kolonne 'fete'", 'a, b')
    """
    for pattern, danish in _book():
        if match := pattern.fullmatch(phrase):
            parts = {
                name: in_danish(text) if name.startswith("part") else text for name, text in match.groupdict().items()
            }
            return _PLACEHOLDER.sub(lambda of: parts[of[1]], danish)  # noqa: B023
    return phrase


@cache
def _book() -> tuple[Phrase, ...]:
    """The phrases as patterns, those with most words of their own first."""
    text = files("planner.text").joinpath("faults.yaml").read_text(encoding="utf-8")
    phrases: dict[str, str] = YAML(typ="safe", pure=True).load(text)
    ordered = sorted(phrases, key=lambda english: -len(_PLACEHOLDER.sub("", english)))
    return tuple((_pattern(english), phrases[english]) for english in ordered)


def _pattern(english: str) -> re.Pattern[str]:
    """A phrase with its names as groups."""
    parts = _PLACEHOLDER.split(english)
    made = [f"(?P<{part}>.+)" if number % 2 else re.escape(part) for number, part in enumerate(parts)]
    return re.compile("".join(made), re.DOTALL)
