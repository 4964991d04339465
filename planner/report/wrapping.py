"""How a table fits the screen: how wide each column is, and whether its texts take several lines, so that none is cut."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from planner.report.columns import Table
from planner.report.paper.widths import width_of

_PAGE = 845
"""How many pixels wide a table is on a screen of 1366, with the menu open and a bar to scroll by."""
_LETTER, _PADDING, _BREAK = 14 * 0.9 / 20, 18, 6
"""Pixels of the letters, whose widths are known for one point of another type; around a text, and more where it is wrapped."""
_LINES, _SHORT = (3, 4, 5, 6), 20
"""In how many lines sentences are wrapped: the more only in tables of so few rows. Under three the screen wraps nothing."""
_SENTENCE, _WIDE, _WIDEST, _VALUE = 350, 300, 700, 200
"""From what width on a text is a sentence; the most for a wrapped column, for the longest of them, and for one of values."""
_FEW, _TRIED = 0.04, 30
"""The share of a column's texts for which it is not made wider, and how many of the longest others are looked at."""
_SAMPLED = 5
"""The screen finds widths itself, but looks at so many rows only."""
WORDS = ("text", "mixed", "date", "month", "half_year")
"""Kinds of columns that hold no figures."""
_BREAKABLE = ("text", "mixed")
_PLACES = re.compile(r"(?<=-)| ")


@dataclass(frozen=True)
class Fit:
    """How a table is laid out.

    Attributes:
        widths: pixels by column; None where the screen finds it itself.
        lines: in each row.
    """

    widths: tuple[int | None, ...]
    lines: int

    @property
    def row_height(self) -> int | None:
        """Pixels of a row whose texts are wrapped; None where they stand on one line."""
        return 10 + 20 * self.lines if self.lines > 1 else None


def fit(table: Table, texts: pd.DataFrame) -> Fit:
    """The layout of a table on the page: on one line where it fits, else with its sentences wrapped.

    Figures and headings stand on one line. A table of figures, and one that fits in no way, is moved sideways.

    Args:
        table: whose columns they are.
        texts: what `shown` makes of it.
    """
    columns = [(column.heading, texts.iloc[:, at].tolist()) for at, column in enumerate(table.columns)]
    breakable = [column.kind in _BREAKABLE for column in table.columns]
    alone = [_width(*column, 1) for column in columns]
    worded = 2 * sum(column.kind in WORDS for column in table.columns) >= len(columns)
    if sum(alone) <= _PAGE or not worded or not any(w > _SENTENCE and b for w, b in zip(alone, breakable, strict=True)):
        return Fit(tuple(_unseen(*column, width) for column, width in zip(columns, alone, strict=True)), 1)
    longest = alone.index(max(alone))

    def wrapped(at: int, lines: int) -> int:
        most = _WIDEST if at == longest else _VALUE if table.columns[at].kind == "mixed" else _WIDE
        return min(most, _width(*columns[at], lines)) if breakable[at] else alone[at]

    for lines in _LINES if len(texts) <= _SHORT else _LINES[:1]:
        only = [wrapped(at, lines) if at == longest else width for at, width in enumerate(alone)]
        every = [wrapped(at, lines) for at in range(len(columns))]
        widths = next((widths for widths in (only, every) if sum(widths) <= _PAGE), None)
        if widths:
            widths[longest] += _PAGE - sum(widths)
            return Fit(tuple(widths), lines)
    return Fit(tuple(wrapped(at, _LINES[0]) for at in range(len(columns))), _LINES[0])


def _unseen(heading: str, cells: Sequence[str], width: int) -> int | None:
    """The width of a column whose widest text stands below the rows that the screen looks at; else None."""
    return width if width > _width(heading, cells[:_SAMPLED], 1) else None


def _width(heading: str, cells: Sequence[str], lines: int) -> int:
    """The least width in pixels at which the cells take so many lines at most, and the heading one."""
    texts = sorted(set(cells), key=len, reverse=True)
    few = int(_FEW * len(texts))
    if lines == 1:
        return int(max(map(_pixels, [heading, *texts[few : few + _TRIED]]))) + _PADDING
    least = max(map(_pixels, {heading} | {piece for text in texts for piece in _PLACES.split(text)}))
    for text in texts[few : few + _TRIED]:
        pieces = [_pixels(f"{piece} ") for piece in _PLACES.split(text)]
        while _taken(pieces, least) > lines:
            least *= 1.05
    return int(least) + _PADDING + _BREAK


def _taken(pieces: Sequence[float], width: float) -> int:
    """How many lines pieces of text take in a width."""
    lines, room = 1, width
    for piece in pieces:
        if piece > room:
            lines, room = lines + 1, width
        room -= piece
    return lines


@lru_cache(maxsize=20_000)
def _pixels(text: str) -> float:
    return width_of(text, 1) * _LETTER
