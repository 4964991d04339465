"""One cell of a sheet: its value as a value, its number format, and what sets it off."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import pandas as pd
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from planner.report import layout
from planner.report.columns import Column, written
from planner.text import Language


def font(**look: Any) -> Font:
    """The sheets' font with its looks."""
    return Font(**{"name": "Calibri", "size": 10, **look})


BLUE, ORANGE, GREY = "005A8C", "B34D00", "9A9A9A"
_DATES = {"da": ("d.m.yyyy", "[$-406]mmm yyyy"), "en": ("d mmm yyyy", "[$-809]mmm yyyy")}
_QUIET_ZERO = ("fte", "part", "dkk")
_OVER, _ASSUMED = (PatternFill("solid", fgColor=colour) for colour in ("FBE3CC", "FFF6DD"))
_LINE = Border(bottom=Side("hair", GREY))


def put(cell: Cell, value: str) -> None:
    """Write text as text, whatever it begins with; a spreadsheet never reads it as a formula."""
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
    cell.data_type = "s"
    cell.quotePrefix = value[:1] in ("=", "+", "-", "@")


def fill(cell: Cell, value: Any, kind: str, language: Language) -> None:
    """Write one figure with the number format of its kind."""
    cell.font, cell.border = font(), _LINE
    cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal="left", indent=1)
    if value is None or value == "" or (isinstance(value, float) and pd.isna(value)):
        return
    if kind in ("date", "month"):
        day = value if kind == "date" else f"{value}-01"
        cell.value, cell.number_format = date.fromisoformat(day), _DATES[language][kind == "month"]
    elif kind == "year" and str(value).isdigit():
        cell.value, cell.number_format = int(value), "0"
    elif isinstance(value, str) or kind == "text" or not math.isfinite(value):
        put(cell, written(value, kind, language))
    else:
        scaled = float(value) / 1e6 if kind == "mio" else float(value)
        cell.value, cell.number_format = 0.0 if abs(scaled) < 1e-9 else scaled, layout.number_format(value, kind)
        if cell.value == 0 and kind in _QUIET_ZERO:
            cell.font = font(color="767676")
    if (kind not in layout.TEXT and not isinstance(cell.value, str)) or kind == "year":
        cell.alignment = Alignment(horizontal="right", vertical="top")


def mark(cell: Cell, column: Column, row: pd.Series) -> None:
    """Set off what is over the limit, missed or only assumed; a word or a sign in the cell says the same."""
    mark = layout.emphasis(column, row)
    if mark in ("over", "missed"):
        cell.font = font(bold=True, color=ORANGE)
    if mark == "over" and column.kind == "share":
        cell.fill, cell.number_format = _OVER, '"▲ "0%'
    if mark == "assumed":
        cell.fill = _ASSUMED
