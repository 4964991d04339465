"""What everything in the model is indexed by, how variables are named, and how expressions in them add up."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

Terms = dict[str, float]
"""A linear expression: coefficients by variable name; what is constant stands under `CONSTANT`."""
CONSTANT = ""


class Cell(NamedTuple):
    """A team and profession: what posts are planned by."""

    team: str
    profession: str


@lru_cache(maxsize=1 << 16)
def name(kind: str, *index: object) -> str:
    """The name of a variable or row: `x__jobklar__leder__2026_07`. Keys never hold two underscores, so it is unique."""
    return "__".join((kind, *(str(part).replace("-", "_") for part in index)))


def add(total: Terms, more: Terms, factor: float = 1.0) -> Terms:
    """Add an expression to another, in place."""
    for key, value in more.items():
        total[key] = total.get(key, 0.0) + factor * value
    return total
