"""A case with the user's own tables: all faults at once, each with file, row and cell; and an example to fill in."""

from __future__ import annotations

import csv
import io
import os
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from planner.case.reading import table_rows
from planner.case.references import KEYS
from planner.case.scenario import TABLES, Read, load_case, table_files
from planner.case.schema import Case
from planner.errors import PERSONAL, Fault, InputError
from planner.own_data.danish import ambiguous, from_danish, kinds, to_danish
from planner.own_data.uploads import texts

MAX_ROWS = 20_000
"""The most rows of one table."""
MAX_FAULTS = 500
PERSONS = re.compile(
    r"navn|name|cpr|personn|persnr|medarbejder|ansat|employee|person|mail|telefon|phone|tlf|mobil|adresse|address"
    r"|f(ø|oe|o)d(t|selsdag|selsdato)|birth|initial|l(ø|oe)nn(umme)?r|tjenestenu"
)
_FORMULA = re.compile(r"[=+@\t\r]|-(?=[^\s\d.,])")


def letter(column: int) -> str:
    """The name of a column of a spreadsheet, from 1.

    >>> letter(1), letter(26), letter(27), letter(703)
    ('A', 'Z', 'AA', 'AAA')
    """
    above, at = divmod(column - 1, 26)
    return (letter(above) if above else "") + chr(ord("A") + at)


@dataclass(frozen=True)
class _Sheet:
    """One uploaded table as cells.

    Attributes:
        file: its name.
        above: how many lines stand above the header (`sep=;`).
        danish: whether its cells are as Danish Excel writes them.
        columns: the column of each header cell on the sheet, from 1.
        lines: the header and the rows, without the columns that were refused.
    """

    file: str
    above: int
    danish: bool
    columns: tuple[int, ...]
    lines: list[list[str]]

    def cell(self, row: int, column: str) -> str:
        """Where a cell stands: row and column, and its name in a spreadsheet. The header is row 1."""
        at = letter(self.columns[self.lines[0].index(column)])
        return f"row {row + self.above}, {column} (cell {at}{row + self.above})"


def case_from_tables(
    base: str | os.PathLike[str], files: Mapping[str, bytes], overrides: Mapping[str, Any] | None = None
) -> Case:
    """The case of a scenario with the user's own tables in the place of its own. Nothing is stored.

    Args:
        base: a scenario file; what is not uploaded (settings, other tables, rules, law, facts) is taken from it.
        files: by file name, CSV files named as the tables (`teams.csv`), or a zip of them. As Danish Excel writes them
            (semicolons, decimal comma, UTF-8 or Windows-1252), or as the project does.
        overrides: nested settings as `load_case` takes them.

    Raises:
        InputError: every fault in every file, the first 500 of them; what looks like a person is never in it.
    """
    found, faults = texts(files)
    sheets: dict[str, _Sheet] = {}
    own: dict[str, Read] = {}
    for table, text in found.items():
        sheet, more = (None, [text]) if isinstance(text, Fault) else _sheet(f"{table}.csv", text)
        if sheet is None:
            own[table] = (), more
        else:
            sheets[table] = sheet
            rows, wrong = _rows(table, sheet)
            own[table] = rows, [*more, *wrong]
    faults += [] if found or faults else [Fault("the upload", "the files", "no tables", "at least one table")]
    try:
        case = load_case(base, overrides, own)
    except InputError as error:
        faults += [_located(fault, sheets) for fault in error.faults]
    if faults:
        raise InputError(not_too_many(list(dict.fromkeys(faults))))
    return case


def example_zip(path: str | os.PathLike[str]) -> bytes:
    """The tables of a scenario to fill in: a zip of CSV files as Danish Excel opens and saves them.

    `case_from_tables` of it gives the scenario's own case.
    """
    files = table_files(path)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for table, model in TABLES.items():
            lines = [list(model.model_fields)]
            if table in files:
                with files[table].open(encoding="utf-8-sig", newline="") as source:
                    lines = [line for line in csv.reader(source) if line]
            of = kinds(model)
            text = io.StringIO()
            writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
            writer.writerow(lines[0])
            for line in lines[1:]:
                writer.writerow(to_danish(cell, of[name]) for name, cell in zip(lines[0], line, strict=False))
            entry = zipfile.ZipInfo(f"{table}.csv", (2026, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, text.getvalue().encode("utf-8-sig"))
    return stream.getvalue()


def _sheet(file: str, text: str) -> tuple[_Sheet | None, list[Fault]]:
    """The cells of a table, with every column that can hold persons left out and named as a fault."""
    told = re.match(r"sep=(.)\r?\n", text, re.IGNORECASE)
    body = text[told.end() if told else 0 :].lstrip("\r\n")
    above = text[: len(text) - len(body)].count("\n")
    first = body.split("\n", 1)[0]
    comma = told[1] if told else max(",;\t", key=first.count)
    lines: list[list[str]] = []
    try:
        for line in csv.reader(io.StringIO(body, newline=""), delimiter=comma, strict=True):
            lines.append(line if any(cell.strip() for cell in line) else [])
            if len(lines) > MAX_ROWS:
                return None, [Fault(file, "the table", f"more than {MAX_ROWS} rows", f"at most {MAX_ROWS} rows")]
    except (csv.Error, TypeError, ValueError) as error:
        allowed = "texts with separators, line breaks or quotation marks within quotation marks"
        said = "another separator" if not isinstance(error, csv.Error) else str(error)
        return None, [Fault(file, f"row {len(lines) + 1 + above}", said, allowed)]
    header = [name.strip().lower() for name in lines[0]] if lines else []
    faults = [_person(file, number) for number, name in enumerate(header, 1) if _of_persons(file, name)]
    used = {number for line in lines[1:] for number, cell in enumerate(line) if cell.strip()}
    kept = [n for n, name in enumerate(header) if not _of_persons(file, name) and (name or n in used)]
    wide = [n for n in used if n >= len(header)]
    rows = [[line[n] if n < len(line) else "" for n in (*kept, *wide)] if line else [] for line in lines[1:]]
    columns = tuple(n + 1 for n in kept)
    return _Sheet(file, above, comma != ",", columns, [[header[n] for n in kept], *rows]), faults


def _of_persons(file: str, column: str) -> bool:
    """Whether a column that the table does not have could hold persons."""
    known = TABLES[file.removesuffix(".csv")].model_fields
    return column not in known and bool(PERSONS.search(column) or PERSONAL.search(column))


def _person(file: str, number: int) -> Fault:
    found, todo = "a column that can hold persons (not shown)", "Delete the column; a team's name is its label_da."
    return Fault(file, f"header (cell {letter(number)}1)", found, "posts and teams only, never persons", todo)


def _rows(table: str, sheet: _Sheet) -> Read:
    """The rows of a table in the project's form, and every fault by row and cell."""
    of, header = kinds(TABLES[table]), sheet.lines[0] if sheet.lines else []
    faults: dict[str, Fault] = {}
    lines = [header]
    for number, line in enumerate(sheet.lines[1:], 2):
        cells = []
        for column, cell in zip(header, line, strict=False):
            kind = of.get(column, "text")
            said = _refused(cell, kind == "number", sheet.danish and ambiguous(cell, kind))
            if said:
                faults[f"row {number}, {column}"] = Fault(sheet.file, sheet.cell(number, column), *said)
            cells.append(from_danish(cell, kind) if sheet.danish else cell if kind == "text" else cell.strip())
        lines.append([*cells, *(cell for cell in line[len(header) :] if cell.strip())])
    rows, more = table_rows(sheet.file, lines, TABLES[table])
    others = [_at_cell(fault, sheet) for fault in more if fault.place not in faults]
    return rows, _one_a_cell([*faults.values(), *others])


def _one_a_cell(faults: list[Fault]) -> list[Fault]:
    """The faults of a table; where a cell may hold one thing or another, one fault that allows both."""
    out: dict[str, Fault] = {}
    for fault in faults:
        key = fault.place if re.match(r"row \d+, .*\(cell ", fault.place) else str(fault)
        before = out.get(key)
        out[key] = replace(before, allowed=f"{before.allowed}, or {fault.allowed}") if before else fault
    return list(out.values())


def _refused(cell: str, numeric: bool, unclear: bool) -> tuple[str, ...]:
    """Why a cell is not read at all: what was found, what is allowed, what to do."""
    if PERSONAL.fullmatch(cell.strip()) if numeric else PERSONAL.search(cell):
        return "(not shown: looks like a personal number)", "posts and teams only, never persons"
    if unclear:
        digits = cell.strip()
        return digits, f"{digits.replace('.', '')} or {digits.replace('.', ',')}", "A point may mean either."
    if not numeric and _FORMULA.match(cell):
        return "a text that a spreadsheet would run", "a text that begins with a letter or a digit"
    return ()


def _at_cell(fault: Fault, sheet: _Sheet) -> Fault:
    """A fault with the cell that it is about, and with the row as it is numbered on the sheet."""
    match = re.match(r"row (\d+)(?:, (\w+))?", fault.place)
    if not match:
        named = re.search(r"column '(.*)'", fault.found)
        at = sheet.lines[0].index(named[1]) if named and named[1] in sheet.lines[0] else -1
        place = f"header (cell {letter(sheet.columns[at])}{1 + sheet.above})" if at >= 0 else fault.place
        return replace(fault, place=place)
    row = int(match[1])
    if match[2] in sheet.lines[0]:
        decimal = "number" in fault.allowed and sheet.danish
        todo = "Write decimals with a comma." if decimal and "point" in fault.suggestion else fault.suggestion
        return replace(fault, place=sheet.cell(row, match[2]), suggestion=todo)
    return replace(fault, place=f"row {row + sheet.above}")


def _located(fault: Fault, sheets: Mapping[str, _Sheet]) -> Fault:
    """A fault between tables, with the row and cell of what it names, where that is on a sheet of the user's."""
    sheet = sheets.get(fault.file.removesuffix(".csv"))
    if sheet is None or "(cell " in fault.place or not sheet.lines:
        return fault
    return next((replace(fault, place=place) for place in _places(fault, sheet)), fault)


def _places(fault: Fault, sheet: _Sheet) -> Iterator[str]:
    """Where what a fault names stands: the cell with the value that it quotes, or the row with the key it gives."""
    header, column = sheet.lines[0], fault.place.rpartition(" ")[2]
    quoted = re.search(r"'(.*)'", fault.found)
    keys = [header.index(key) for key in KEYS.get(fault.file.removesuffix(".csv"), ()) if key in header]
    for number, line in enumerate(sheet.lines[1:], 2):
        if (
            column in header
            and quoted
            and line
            and line[header.index(column)].strip() in (quoted[1], *quoted[1].split())
        ):
            yield sheet.cell(number, column)
        elif line and keys and " ".join(line[key].strip() for key in keys).strip() == fault.place:
            yield f"row {number + sheet.above}, {fault.place}"


def not_too_many(faults: list[Fault]) -> list[Fault]:
    """The first faults, and how many more there are."""
    more = len(faults) - MAX_FAULTS
    rest = [Fault("the upload", "the rest", f"{more} more faults", "none", "Mend these first.")] if more > 0 else []
    return faults[:MAX_FAULTS] + rest
