"""One cell of a workbook in the project's own writing, or why it cannot be read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from openpyxl.utils import get_column_letter

from planner.case.reading import nearest, shown
from planner.errors import PERSONAL
from planner.own_data.danish import Kind, ambiguous, from_danish
from planner.own_data.sheets import value_of, word
from planner.text import catalogue

_NONE = {catalogue("da").t("template.none"), catalogue("en").t("template.none"), "(ingen)", "(none)"}
_FLAGS = {
    "ja": "true", "yes": "true", "sand": "true", "true": "true", "nej": "false", "no": "false", "falsk": "false", "false": "false",
}  # fmt: skip
_LASTING = ("varig", "varigt", "lasting")
_ENGLISH_THOUSANDS = re.compile(r"-?\d{1,3}(,\d{3})+\.\d+|-?\d{1,3}(,\d{3}){2,}")
_EITHER_COMMA = re.compile(r"-?[1-9]\d{0,2},\d{3}")
_NUMBER_WITHIN = re.compile(r"-?\d+(?:[.,]\d+)?")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})[-/](\d{4})")
_NAMED_DAY = re.compile(r"(\d{1,2})\.? ([a-z]+) (\d{4})|([a-z]+) (\d{1,2}), (\d{4})")
_MONTHS = {
    name: number
    for number, names in enumerate(
        ["jan", "feb", "mar", "apr", "maj/may", "jun", "jul", "aug", "sep", "okt/oct", "nov", "dec"], 1
    )
    for name in names.split("/")
}
_FORMULA_TEXT = re.compile(r"[=+@\t\r]|-(?=[^\s\d.,])")
Said = tuple[str, str, str]
"""What was found, what is allowed, what to do."""


@dataclass(frozen=True)
class Cell:
    """A cell of a sheet: row and column from 1, its value, and whether that is missing behind a formula."""

    row: int
    column: int
    value: Any
    unsaved_formula: bool = False

    @property
    def at(self) -> str:
        """Its name: D4."""
        return f"{get_column_letter(self.column)}{self.row}"

    @property
    def empty(self) -> bool:
        """Whether nothing is in it."""
        return not self.unsaved_formula and (
            self.value is None or (isinstance(self.value, str) and not self.value.strip())
        )

    @property
    def personal(self) -> bool:
        """Whether it looks like a personal number."""
        return looks_personal(self.value)

    @property
    def none(self) -> bool:
        """Whether it says that there is none."""
        return isinstance(self.value, str) and self.value.strip().lower() in _NONE


def looks_personal(value: object) -> bool:
    """Whether a value looks like a personal number: in a text anywhere, as a number as a whole."""
    if isinstance(value, (bool, date | time)):
        return False
    if isinstance(value, int | float):
        whole = abs(value) < 1e12 and value == int(value)
        return whole and bool(PERSONAL.fullmatch(str(int(value))))
    return isinstance(value, str) and bool(PERSONAL.search(value))


def as_text(cell: Cell, kind: Kind, allowed: tuple[str, ...] = ()) -> tuple[str, Said | None]:
    """The cell as a CSV table of the project has it, and what is wrong with it.

    Args:
        cell: one that is not empty.
        kind: what its column holds.
        allowed: the words it may hold, where only some.
    """
    value = cell.value
    if cell.unsaved_formula:
        found = "a formula whose result is not stored"
        return "", (found, "a value", "Open and save the file in Excel, or paste the value.")
    if isinstance(value, str) and value.startswith("#") and value.rstrip("!?/0AN").isupper() and len(value) < 10:
        return "", (f"the error {value}", "a value", "Mend the formula, or write the value.")
    if isinstance(value, datetime | date | time):
        return _of_date(value, kind)
    if isinstance(value, bool):
        return ("true" if value else "false", None) if kind == "flag" else ("", (_yes_no(value), _wanted(kind), ""))
    if isinstance(value, int | float):
        return _of_number(value, kind)
    return _of_text(str(value), kind, allowed)


def _yes_no(value: bool) -> str:
    return "yes or no" if value else "no or yes"


def _wanted(kind: Kind) -> str:
    return {"number": "a number", "flag": "yes or no", "date": "a date", "month": "a month written as YYYY-MM"}.get(
        kind, "a text"
    )


def _of_date(value: datetime | date | time, kind: Kind) -> tuple[str, Said | None]:
    if isinstance(value, time) or (isinstance(value, datetime) and value.time() != time()):
        return "", ("a time of day", _wanted(kind), "")
    day = value.date() if isinstance(value, datetime) else value
    if kind == "date":
        return day.isoformat(), None
    if kind == "month" and day.day == 1:
        return f"{day:%Y-%m}", None
    todo = "Excel has made a date of it: format the cell as a number, or as text, and write it again."
    return "", (f"the date {day.isoformat()}", _wanted(kind), todo)


def _of_number(value: float, kind: Kind) -> tuple[str, Said | None]:
    text = str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(float(value))
    if kind in ("number", "text"):
        return text, None
    if kind == "flag" and value in (0, 1):
        return ("true" if value else "false"), None
    return "", (text, _wanted(kind), "")


def _of_text(text: str, kind: Kind, allowed: tuple[str, ...]) -> tuple[str, Said | None]:
    text = text if kind == "text" and not allowed else text.strip()
    if allowed:
        found = value_of(text, allowed)
        words = [word(value, "da") for value in allowed]
        hint = nearest(text.lower(), [*words, *allowed])
        return (found, None) if found else ("", (shown(text), ", ".join(words), hint))
    if kind == "number":
        return _number(text)
    if kind in ("date", "month"):
        return _day(text, kind)
    if kind == "flag":
        flag = _FLAGS.get(text.lower())
        return (flag, None) if flag else ("", (shown(text), "yes or no", ""))
    if kind == "text" and _FORMULA_TEXT.match(text):
        return "", ("a text that a spreadsheet would run", "a text that begins with a letter or a digit", "")
    return from_danish(text, kind), None


def _number(text: str) -> tuple[str, Said | None]:
    """A number written as text, Danish or English; where both would do, neither is guessed."""
    if text.lower() in _LASTING:
        return "lasting", None
    if _EITHER_COMMA.fullmatch(text) or ambiguous(text, "number"):
        digits = re.sub(r"[.,]", "", text)
        whole, _, rest = text.replace(".", ",").partition(",")
        return "", (
            shown(text),
            f"{digits} or {whole},{rest}",
            "The mark may mean either: format the cell as a number.",
        )
    said = text.replace(",", "") if _ENGLISH_THOUSANDS.fullmatch(text) else from_danish(text, "number")
    try:
        float(said)
    except ValueError:
        within = _NUMBER_WITHIN.findall(text)
        todo = f"Write {within[0]} if that is what is meant." if len(within) == 1 else ""
        return "", (shown(text), "a number", todo)
    if "_" in said or not said.isascii():
        return "", (shown(text), "a number", "")
    return said, None


def _day(text: str, kind: Kind) -> tuple[str, Said | None]:
    """A date or month written as text; 3/4/2026 may be either of two days and is asked for again."""
    lowered = text.lower()
    if kind == "date" and (slashed := _SLASHED.fullmatch(text)):
        one, two, year = (int(part) for part in slashed.groups())
        if one <= 12 and two <= 12 and one != two and "-" not in text:
            return "", (shown(text), "a date", f"Write {year}-{one:02}-{two:02} or {year}-{two:02}-{one:02}.")
        first, second = (one, two) if two <= 12 else (two, one)
        return f"{year}-{second:02}-{first:02}", None
    if kind == "date" and (named := _NAMED_DAY.fullmatch(lowered)):
        number, name, of = named.group(1, 2, 3) if named[1] else named.group(5, 4, 6)
        at = _MONTHS.get(name[:3])
        return (f"{of}-{at:02}-{int(number):02}", None) if at else ("", (shown(text), "a date", ""))
    return from_danish(text, kind), None
