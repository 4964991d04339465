"""Uploaded files to named texts: CSV files or a zip of them, within limits, and nothing else."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping

from planner.case.reading import nearest, shown
from planner.case.scenario import TABLES
from planner.errors import Fault

MAX_BYTES = 20_000_000
"""The most that all files together may hold, unpacked."""
MAX_FILES = 60
KINDS = (
    (b"PK\x03\x04", "a workbook, or a zip within a zip"),
    (b"%PDF", "a PDF document"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook or another Office document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"{\\rtf", "a text document"),
    (b"<!DOCTYPE", "a web page"),
    (b"<html", "a web page"),
    (b"\x1f\x8b", "a packed file"),
    (b"7z\xbc\xaf", "a packed file"),
    (b"Rar!", "a packed file"),
)
_CSV = "CSV files named as the tables, or one zip of them"
_SAVE = "In Excel: Save as, CSV UTF-8, one file for each sheet."


def texts(files: Mapping[str, bytes]) -> tuple[dict[str, str | Fault], list[Fault]]:
    """The text of each table by the table's name, or why it has none; and every fault in what is no table.

    Args:
        files: what was uploaded, by file name.
    """
    unpacked, faults = _unpacked(files)
    if not faults and not unpacked:
        faults = [Fault("the upload", "the files", "nothing", _CSV)]
    found: dict[str, str | Fault] = {}
    for path, data in unpacked:
        name = re.split(r"[/\\]", path)[-1]
        table = name.lower().removesuffix(".csv")
        if table not in TABLES or not name.lower().endswith(".csv"):
            known = [f"{known}.csv" for known in TABLES]
            faults.append(
                Fault(_file(name), "the file", "no table of that name", ", ".join(known), nearest(name, known))
            )
        elif table in found:
            faults.append(Fault(f"{table}.csv", "the file", "the table more than once", "each table once"))
        else:
            found[table] = _text(f"{table}.csv", data)
    return found, faults


def _file(name: str) -> str:
    """A file's name as it may be shown."""
    return shown(name).strip("'\"") if name else "the file"


def _unpacked(files: Mapping[str, bytes]) -> tuple[list[tuple[str, bytes]], list[Fault]]:
    """The files themselves, those within a zip in its place."""
    if sum(len(data) for data in files.values()) > MAX_BYTES or len(files) > MAX_FILES:
        return [], [_too_much("the upload")]
    out: list[tuple[str, bytes]] = []
    faults: list[Fault] = []
    for name, data in files.items():
        if not data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
            out.append((name, data))
            continue
        left = MAX_BYTES - sum(len(each) for _, each in out)
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                within, more = _within(_file(name), archive, left)
        except (zipfile.BadZipFile, zlib.error, struct.error, OSError, EOFError, RuntimeError, LookupError, ValueError):
            within, more = [], [Fault(_file(name), "the file", "a zip that cannot be read", _CSV)]
        out += within
        faults += more
    return out, faults


def _within(file: str, archive: zipfile.ZipFile, most: int) -> tuple[list[tuple[str, bytes]], list[Fault]]:
    """The files of a zip, never more than so many bytes of them, whatever the zip says of itself."""
    entries = [entry for entry in archive.infolist() if not _to_be_passed_over(entry)]
    if any(entry.filename == "[Content_Types].xml" for entry in entries):
        return [], [Fault(file, "the file", "an Excel workbook or another Office document", _CSV, _SAVE)]
    if len(entries) > MAX_FILES or sum(entry.file_size for entry in entries) > most:
        return [], [_too_much(file)]
    out: list[tuple[str, bytes]] = []
    for entry in entries:
        if entry.flag_bits & 1 or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            return [], [Fault(file, "the file", "a zip with a password or an unusual packing", "an ordinary zip")]
        with archive.open(entry) as stream:
            data = stream.read(most + 1)
        most -= len(data)
        if most < 0:
            return [], [_too_much(file)]
        out.append((entry.filename, data))
    return out, []


def _to_be_passed_over(entry: zipfile.ZipInfo) -> bool:
    """Folders, and what some computers put beside the files."""
    return entry.is_dir() or any(part.startswith((".", "__MACOSX")) for part in entry.filename.split("/"))


def _too_much(file: str) -> Fault:
    found = f"more than {MAX_BYTES // 1_000_000} MB or {MAX_FILES} files, unpacked"
    return Fault(file, "the files", found, f"at most {MAX_BYTES // 1_000_000} MB and {MAX_FILES} files in all")


def _text(file: str, data: bytes) -> str | Fault:
    """The text of a CSV file as Excel or anybody else writes it: UTF-8, UTF-16 with its mark, or Windows-1252."""
    for start, kind in KINDS:
        if data.lstrip().startswith(start):
            return Fault(file, "the file", kind, "a CSV file", _SAVE)
    for encoding in _encodings(data):
        try:
            text = data.decode(encoding)
        except UnicodeError:
            continue
        if "\x00" not in text:
            return text
    return Fault(file, "the file", "no text", "a CSV file in UTF-8 or as Danish Excel writes it", _SAVE)


def _encodings(data: bytes) -> Iterator[str]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        yield "utf-16"
    else:
        yield "utf-8-sig"
        yield "cp1252"
