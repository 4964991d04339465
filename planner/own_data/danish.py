"""Cells as Danish Excel writes them, and as the project's tables have them."""

from __future__ import annotations

import re
import typing
from collections.abc import Iterator
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel

from planner.calendar import Month

Kind = Literal["number", "flag", "date", "month", "text"]
_MONTHS = {name: number for number, names in enumerate(
    ("jan", "feb", "mar", "apr", "maj may", "jun", "jul", "aug", "sep", "okt oct", "nov", "dec"), 1)
    for name in names.split()}  # fmt: skip
_FLAGS = {"sand": "true", "ja": "true", "falsk": "false", "nej": "false"}
_DAY = re.compile(r"(\d{1,2})[-./](\d{1,2})[-./](\d{4})")
_MONTH_NAME = re.compile(r"([a-z]{3})[a-z]*\.?[- ](\d{2}|\d{4})")
_MONTH_NUMBER = re.compile(r"(\d{1,2})[-./](\d{4})")
_SPACES = re.compile(r"(?<=\d)[ \u00a0\u202f](?=\d{3}(?!\d))")
_THOUSANDS = re.compile(r"-?\d{1,3}(\.\d{3})+(,\d+)?")
_DECIMAL = re.compile(r"-?\d*,\d+(e[-+]?\d+)?", re.IGNORECASE)
_EITHER = re.compile(r"-?[1-9]\d{0,2}\.\d{3}")


def kinds(model: type[BaseModel]) -> dict[str, Kind]:
    """What each column of a table holds."""
    return {name: kind_of(field.annotation) for name, field in model.model_fields.items()}


def kind_of(annotation: Any) -> Kind:
    """What a field holds."""
    types = set(_types(annotation))
    if bool in types:
        return "flag"
    if types & {float, int}:
        return "number"
    return "date" if date in types else "month" if Month in types else "text"


def _types(annotation: Any) -> Iterator[Any]:
    """Every type within an annotation, the values of a Literal left out."""
    if typing.get_origin(annotation) is typing.Literal:
        return
    inner = typing.get_args(annotation)
    for each in inner:
        yield from _types(each)
    if not inner:
        yield annotation


def ambiguous(cell: str, kind: Kind) -> bool:
    """Whether a number could be thousands as well as decimals: 1.234."""
    return kind == "number" and bool(_EITHER.fullmatch(cell.strip()))


def from_danish(cell: str, kind: Kind) -> str:
    """A cell of a Danish table as the project writes it; what is neither stays as it is.

    >>> from_danish("1.234,5", "number"), from_danish("SAND", "flag"), from_danish("jul-26", "month")
    ('1234.5', 'true', '2026-07')
    """
    text = cell.strip()
    if kind == "number":
        text = _SPACES.sub("", text)
        if _THOUSANDS.fullmatch(text) and not ambiguous(text, kind) and not text.startswith(("0", "-0")):
            text = text.replace(".", "")
        return text.replace(",", ".") if _DECIMAL.fullmatch(text) else text
    if kind == "flag":
        return _FLAGS.get(text.lower(), text)
    if kind == "date" and (day := _DAY.fullmatch(text)):
        return f"{day[3]}-{int(day[2]):02}-{int(day[1]):02}"
    if kind == "month":
        return _month(text)
    return cell


def _month(text: str) -> str:
    """YYYY-MM from what Excel makes of it."""
    if (named := _MONTH_NAME.fullmatch(text.lower())) and named[1] in _MONTHS:
        return f"{int(named[2]) + (2000 if len(named[2]) == 2 else 0)}-{_MONTHS[named[1]]:02}"
    if numbered := _MONTH_NUMBER.fullmatch(text):
        return f"{numbered[2]}-{int(numbered[1]):02}"
    return text


def to_danish(cell: str, kind: Kind) -> str:
    """A cell of the project as Danish Excel reads it; `from_danish` gives it back."""
    return cell.replace(".", ",") if kind == "number" else cell
