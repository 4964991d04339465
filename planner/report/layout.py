"""How wide, how high and in which number format: what a sheet of figures and words needs to be read on paper."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

import pandas as pd

from planner.report import numbers
from planner.report.columns import Column, shown
from planner.report.sheets import Sheet
from planner.text import Language

OVERVIEW_WIDTHS = (22, 9, *[10.5] * 7, 2, *[9.5] * 7)
BESIDE = 11
"""The column of the overview at which its right half begins."""
LINE_HEIGHT = 14
"""Points of a row with one line."""
_PAGE = (784, 516)
"""Width and height of the printed part of a page, in points."""
_POINTS_A_CHARACTER, _PADDING, _SAFE = 5.25, 3.75, 0.97
TEXT = ("text", "half_year", "mixed")
_WORDS = (*TEXT, "year")
_UNBROKEN = 0.8
"""How much of a line is used where a long address is broken inside."""
_OF_A_HALF_YEAR = 16
_FORMATS = {"fte": "#,##0.0", "part": "#,##0.00", "dkk": "#,##0", "cases": "#,##0", "count": "#,##0", "year": "0"}
_WRAPPED = {"where": 18, "name": 34, "value": 28, "unit": 15, "status": 15, "reasoning": 46, "facts": 12, "message": 48,
            "mend": 40, "title": 60, "figure": 44, "target_group": 38, "about": 24, "fact_value": 26, "fact_year": 12,
            "document": 34, "parts": 60, "since_today": 46, "codes": 10, "lost_types": 64, "rule_title": 40, "locator": 40, "profession": 22, "team": 27, "subject": 24, "test": 62}  # fmt: skip


def covered(column: int, spans: Sequence[int]) -> list[tuple[int, int]]:
    """The first and last column of the grid that each column of a table covers."""
    starts = [column + sum(spans[:i]) for i in range(len(spans))]
    return [(start, start + span - 1) for start, span in zip(starts, spans, strict=True)]


def lines_of(text: str, width: float) -> int:
    """How many lines a text takes when it is broken between words in a column of that width."""
    lines, used, room = 1, 0.0, max(1.0, 1.22 * width - 1.5)
    for word in re.sub("([-/?])", r"\1 ", text).split():
        if used + len(word) <= room:
            used += len(word) + 1
            continue
        broken = int(len(word) / (_UNBROKEN * room)) if len(word) > room else 0
        lines, used = lines + 1 + broken, len(word) + 1
    return lines


def column_widths(sheet: Sheet, language: Language) -> list[float]:
    """A width per column of the sheet that suits its tables: figures whole, words wrapped where they are long."""
    if sheet.widths:
        return list(sheet.widths)
    found: dict[int, float] = {}
    spread: list[tuple[int, int, float]] = []
    for table, spans in sheet.all_tables:
        texts = shown(table, language)
        for position, (column, (first, last)) in enumerate(zip(table.columns, covered(1, spans), strict=True)):
            longest = max((len(text) for text in texts.iloc[:, position]), default=0)
            wanted = min(longest + 2.0, _wrapped(column)) if column.kind in _WORDS else longest + 2.0
            word = max(len(part) for part in re.split(r"[ -]", column.narrow))
            alone = max(wanted, word + 2.5, min(18, len(column.narrow) / 2)) if first == last else 0
            for place in range(first, last + 1):
                found[place] = max(found.get(place, 6), alone)
            spread.append((first, last, wanted))
    for first, last, wanted in spread:
        lacking = wanted - sum(found[place] for place in range(first, last + 1))
        for place in range(first, last + 1):
            found[place] += max(0.0, lacking) / (last - first + 1)
    return [found[place] for place in sorted(found)]


def _wrapped(column: Column) -> float:
    """How wide a column of words may be before they are wrapped; half-years side by side are narrow."""
    return _OF_A_HALF_YEAR if column.key[:2] == "20" else _WRAPPED.get(column.key, 32)


def number_format(value: float, kind: str) -> str:
    """The number format of one figure; Excel shows it with the reader's own marks."""
    if kind == "mio":
        return "#,##0." + "0" * numbers.mio_decimals(value)
    if kind == "share":
        percent = numbers.rounded(value * 100, 1)
        return "0.0%" if abs(percent) < 10 and percent % 1 else "0%"
    return _FORMATS.get(kind, "#,##0" if numbers.rounded(value, 4) % 1 == 0 else "#,##0.0###")


def axis_range(lowest: float, highest: float) -> tuple[int, int]:
    """From where to where a figure axis runs, in whole fives, with zero on it and room above the highest.

    >>> axis_range(4.9, 13.7), axis_range(-2, 5)
    ((0, 15), (-5, 10))
    """
    return 5 * math.floor(min(0.0, lowest) / 5), 5 * math.ceil(max(1.0, highest * 1.05) / 5)


def height_of_a_page(widths: Sequence[float]) -> float:
    """How many points of height go on a landscape page when the sheet is shrunk to its width."""
    points = sum(_POINTS_A_CHARACTER * width + _PADDING for width in widths)
    return _SAFE * _PAGE[1] * max(1.0, points / _PAGE[0])


def watched(column: Column) -> str:
    """What the figures or words of a column may be set off for: `over` the limit, `word` of it, `missed`, `off`, or nothing."""
    if column.kind == "share" and (column.key[:2] == "20" or column.key == "load"):
        return "over"
    return {"over": "word", "met": "missed", "ok": "off"}.get(column.key, "")


def assumed(column: Column, row: pd.Series) -> bool:
    """Whether a cell says that a value is only assumed."""
    return column.key == "basis" and row.get("basis_key") == "assumption"
