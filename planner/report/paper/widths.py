"""How wide the columns of a table are on a page in portrait, so that no figure and no word is cut."""

from __future__ import annotations

import re
from collections.abc import Sequence

from planner.report.paper.model import Grid

PAGE_TWIPS = 9640
"""The width between the margins, in twentieths of a point: A4 less 2 cm on each side."""
_PADDING, _TWIPS_PER_POINT = 170, 20
_WIDE = {**dict.fromkeys("mwMW%", 0.9), **dict.fromkeys("ijlftrI.,:;-|()'\u00ad ", 0.36)}
"""Widths of letters as parts of the size of the type, for Arial; any other is 0.56, a capital 0.7."""
_PIECES = re.compile(r"[ \u00ad]+|(?<=-)")


def width_of(text: str, points: float, bold: bool = False) -> float:
    """The width of a text on one line, in twips."""
    parts = sum(_WIDE.get(letter, 0.7 if letter.isupper() else 0.56) for letter in text)
    return parts * points * _TWIPS_PER_POINT * (1.08 if bold else 1.0)


def column_widths(grid: Grid, points: float) -> list[int]:
    """Widths in twips that fill the page: each column as wide as its longest word, and the rest where texts are long."""
    least, wished = [], []
    for at, column in enumerate(grid.columns):
        texts = [row[at] for row in grid.rows]
        words = [width_of(word, points, grid.total) for text in texts for word in _words(text, column.kind)]
        heads = [width_of(word + "-", points, True) for word in _PIECES.split(column.label)]
        least.append(max([*words, *heads], default=0.0) + _PADDING)
        long = [width_of(text, points) for text in texts]
        wished.append(max(least[-1], min(max(long, default=0.0), 2.2 * PAGE_TWIPS) + _PADDING))
    return _shared(least, wished)


def _words(text: str, kind: str) -> Sequence[str]:
    """What must stand on one line: a figure as a whole, a text word by word."""
    return _PIECES.split(text) if kind in ("text", "mixed") else [text]


def _shared(least: Sequence[float], wished: Sequence[float]) -> list[int]:
    """The page shared out: everybody's least, then what is left by how much more is wished for."""
    room = PAGE_TWIPS - sum(least)
    if room <= 0:
        return [int(PAGE_TWIPS * each / sum(least)) for each in least]
    more = [(want - need) ** 0.6 if want > need else 0.0 for need, want in zip(least, wished, strict=True)]
    if sum(wished) <= PAGE_TWIPS:
        spare = (PAGE_TWIPS - sum(wished)) / len(least)
        return [int(want + min(spare, 400)) for want in wished]
    return [int(need + room * extra / sum(more)) for need, extra in zip(least, more, strict=True)]
