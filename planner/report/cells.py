"""One cell of a sheet: its value as a value, its number format, and what sets it off."""

from __future__ import annotations

import math
import re
from datetime import date
from functools import cache
from typing import Any

import pandas as pd

from planner.report import layout
from planner.report.columns import Column, written
from planner.text import Language

Look = dict[str, Any]
"""Properties of a format, in the writer's words."""
Value = str | float | date | None

BLUE, ORANGE, GREY, INPUT = "#005A8C", "#B34D00", "#9A9A9A", "#0000FF"
OVER: Look = {"bold": True, "font_color": ORANGE, "bg_color": "#FBE3CC"}
ALARM: Look = {"bold": True, "font_color": ORANGE}
ASSUMED: Look = {"bg_color": "#FFF6DD"}
MAY_CHANGE: Look = {"font_color": INPUT, "bg_color": "#E8F1F8", "locked": False}
_QUIET = {"font_color": "#767676"}
_SAMPLES: dict[str, Look] = {
    "input": MAY_CHANGE | {"locked": True},
    "over": OVER,
    "assumed": ASSUMED,
    "zero": _QUIET,
    "plain": {},
}
"""How the first sheet shows what the colours mean."""
_DATES = {"da": ("d.m.yyyy", "[$-406]mmm yyyy"), "en": ("d mmm yyyy", "[$-809]mmm yyyy")}
_QUIET_ZERO = ("fte", "part", "dkk")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_LINE: Look = {"bottom": 7, "bottom_color": GREY, "valign": "top", "text_wrap": True}
_LEFT: Look = {**_LINE, "align": "left", "indent": 1}
_RIGHT: Look = {**_LINE, "align": "right"}


class Formats:
    """The formats of a workbook: one for each look, however often it is asked for."""

    def __init__(self, book: Any) -> None:
        self._of = cache(lambda look: book.add_format({"font_name": "Calibri", "font_size": 10, **dict(look)}))
        self._over = cache(lambda look: book.add_format(dict(look)))

    def of(self, look: Look) -> Any:
        """The format with a look on top of the sheets' font."""
        return self._of(tuple(sorted(look.items())))

    def condition(self, look: Look) -> Any:
        """The format of a condition, which is laid over that of the cell and so names no font."""
        return self._over(tuple(sorted(look.items())))


def clean(text: str) -> str:
    """A text without the characters that no spreadsheet holds."""
    return _ILLEGAL.sub("", text)


def quoted(text: str) -> Look:
    """What makes a text stay a text when somebody edits the cell."""
    return {"quote_prefix": True} if text[:1] in ("=", "+", "-", "@") else {}


def cell(value: Any, kind: str, language: Language) -> tuple[Value, Look]:
    """One figure as it stands in the sheet, and how it looks by its kind."""
    if value is None or value == "" or (isinstance(value, float) and pd.isna(value)):
        return None, _LEFT
    if kind in ("date", "month"):
        day = value if kind == "date" else f"{value}-01"
        return date.fromisoformat(day), _RIGHT | {"num_format": _DATES[language][kind == "month"]}
    if kind == "year":
        year = str(value)
        return (float(year), _RIGHT | {"num_format": "0"}) if year.isdigit() else (year, _RIGHT)
    if isinstance(value, str) or kind == "text" or not math.isfinite(value):
        text = written(value, kind, language)
        return text, _LEFT
    scaled = float(value) / 1e6 if kind == "mio" else float(value)
    look = _RIGHT | {"num_format": layout.number_format(value, kind)}
    if abs(scaled) < 1e-9:
        return 0.0, look | (_QUIET if kind in _QUIET_ZERO else {})
    return scaled, look


def mark(column: Column, row: pd.Series) -> Look:
    """What sets off a cell that may be changed, or that is only assumed; a word beside it says the same."""
    if column.key == "colour":
        return _SAMPLES[row["look"]]
    may = MAY_CHANGE if column.change and row.get("change", True) else {}
    return may | (ASSUMED if layout.assumed(column, row) else {})
