"""Keys of teams, groups and the like in a workbook: written as keys or as names, made from names where they are missing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from planner.case.reading import nearest, shown
from planner.case.work_references import EXITS
from planner.errors import Fault
from planner.own_data.table_sheets import Line
from planner.own_data.taken_over import KEY, REFERS, Reference

_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})


def _folded(text: str) -> str:
    """A key or a name as it is compared: small letters, single spaces."""
    return " ".join(text.replace("_", " ").lower().split())


def name_keys(own: Mapping[str, list[Line]], ref: Reference) -> list[Fault]:
    """Put keys in the place of names, and make those that are missing; every name that nothing has is a fault."""
    names = {table: _names(own[table], KEY[table], ref.tables.get(table, ())) for table in KEY}
    faults: list[Fault] = []
    for table, lines in own.items():
        for line in lines:
            if table in KEY:
                _own_key(line, KEY[table], names[table])
            for column, tables in REFERS.items():
                text = line.cells.get(column, "")
                if text and column != KEY.get(table):
                    faults += _named(
                        line, column, text, {key: value for name in tables for key, value in names[name].items()}
                    )
    return faults


def _names(lines: list[Line], key: str, theirs: Iterable[dict[str, str]]) -> dict[str, str]:
    """The key behind every key and name; a municipality's own names go before the reference's."""
    found: dict[str, str] = {}
    rows, lent = [line.cells for line in lines], list(theirs)
    theirs_by_name = {_folded(row.get("label_da", "")): row[key] for row in lent}
    for row in (*rows, *lent):
        name = row.get("label_da", "")
        made = row.get(key) or theirs_by_name.get(_folded(name)) or key_of(name)
        for text in (row.get(key, ""), row.get("label_da", ""), row.get("label_en", "")):
            if text:
                found.setdefault(_folded(text), made)
    return found


def _own_key(line: Line, column: str, names: Mapping[str, str]) -> None:
    """The key of the row itself: what is written, or what its name gives."""
    text = line.cells.get(column, "").strip()
    if re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)*", text):
        line.cells[column] = text
    elif text or line.cells.get("label_da"):
        line.cells[column] = names.get(_folded(text or line.cells["label_da"]), "") if not text else key_of(text)


def _named(line: Line, column: str, text: str, names: Mapping[str, str]) -> list[Fault]:
    """The key behind a name that a row uses."""
    found = names.get(_folded(text))
    if found or text.strip() in EXITS:
        line.cells[column] = found or text.strip()
        return []
    return [
        line.fault(
            column, f"unknown {shown(text)}", ", ".join(sorted(set(names.values()))), nearest(_folded(text), names)
        )
    ]


def key_of(name: str) -> str:
    """A key of small letters, digits and underscores.

    >>> key_of("Sygedagpenge & Job")
    'sygedagpenge_job'
    """
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFC", name).lower().translate(_LETTERS))
    words = re.findall(r"[a-z0-9]+", "".join(sign for sign in text if not unicodedata.combining(sign)))
    return "_".join(words)[:40].strip("_")
