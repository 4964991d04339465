"""Scenario files: only what differs from the scenario it started from, under a safe name, never over another silently."""

from __future__ import annotations

import io
import os
import re
import tempfile
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.scalarstring import LiteralScalarString

from planner.calendar import Month
from planner.case.reading import as_plain, line_of, parse_yaml
from planner.case.schema import Case
from planner.errors import PERSONAL, Fault, InputError

LOCKED = "locked"
"""The key under which a scenario file holds its lock; `load_case` passes it over."""
SAVED = "saved"
"""The key under which it holds the day on which the app saved it; `load_case` passes it over too."""
_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ß": "ss", "ð": "d", "þ": "th", "ł": "l", "đ": "d"})
_RESERVED = re.compile(r"con|prn|aux|nul|(com|lpt)\d")
_LONGEST = 60
_CHAIN = 20


def scenario_text(
    origin: str | os.PathLike[str] | Case,
    overrides: Mapping[str, Any],
    name: str,
    why: str,
    folder: str | os.PathLike[str] | None = None,
) -> str:
    """A scenario file that extends another and holds only the differences.

    `load_case` of it gives the case that `load_case(origin, overrides)` gives, but for its path, name and question.

    Args:
        origin: the scenario it started from, a file or a case that was read from one.
        overrides: nested settings as `load_case` takes them.
        name: what the scenario is called.
        why: the question that it asks.
        folder: where the file will stand; beside its origin without it.

    Raises:
        InputError: something that looks like a personal number, or that a file cannot hold.
    """
    path = Path(origin.path if isinstance(origin, Case) else origin)
    extends = os.path.relpath(path.resolve(), Path(folder or path.parent).resolve())
    document = {"extends": extends.replace(os.sep, "/").removesuffix(".yaml"), "name": name, "why": why}
    document |= {str(key): _plain(value) for key, value in overrides.items()}
    text = _dumped(document)
    read, faults = parse_yaml(text, "scenario")
    if faults or as_plain(read) != document:
        raise InputError([Fault("scenario", "the text", "a setting that a file cannot hold", "numbers, words, lists")])
    _refuse_persons(document, "scenario")
    return text


def save(text: str, folder: str | os.PathLike[str], name: str, replace: bool = False) -> Path:
    """Write a scenario file, whole or not at all.

    Args:
        text: what `scenario_text` or `with_lock` returns.
        folder: an existing folder, the one that the text was made for.
        name: what the file is called; Danish letters and spaces are rewritten.
        replace: write over a scenario of the same name; a complete base is never written over.

    Raises:
        InputError: a name without letters, a name that is taken, a text that is no scenario or holds a personal number.
    """
    target = Path(folder) / f"{slug(name)}.yaml"
    document, faults = parse_yaml(text, target.name)
    if not faults and not (isinstance(document, Mapping) and isinstance(document.get("extends"), str)):
        faults = [Fault(target.name, "the file", "no scenario that extends another", "a line `extends: base`")]
    if faults:
        raise InputError(faults)
    _refuse_persons(_without(document, LOCKED), target.name)
    if target.exists():
        _refuse_target(target, replace)
    if target.resolve() in _origins(target, document["extends"]):
        raise InputError([Fault(target.name, "extends", "the file itself", "another scenario", "Choose another name.")])
    _written(target, text, replace)
    return target


def slug(name: str) -> str:
    """A file name of small letters, digits and underscores.

    >>> slug("Helsingør: +55 pct. ledige, Åse & Ærø")
    'helsingoer_55_pct_ledige_aase_aeroe'

    Raises:
        InputError: nothing to name a file by, or something that looks like a personal number.
    """
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFC", name).lower().translate(_LETTERS))
    words = re.findall(r"[a-z0-9]+", "".join(sign for sign in plain if not unicodedata.combining(sign)))
    made = "_".join(words)[:_LONGEST].strip("_")
    if PERSONAL.search(name) or PERSONAL.search(made):
        raise InputError([Fault("scenario", "name", "a name like a personal number", "a name of teams or posts")])
    if not made:
        raise InputError([Fault("scenario", "name", "no letters", "a name with letters or digits")])
    return f"{made}_" if _RESERVED.fullmatch(made) else made


def with_lock(text: str, locked: BaseModel) -> str:
    """A scenario file's text with a lock at its end, in the place of one that it had; every other line as it was.

    Raises:
        InputError: the text is no YAML.
    """
    return _with(text, LOCKED, _literal(locked.model_dump(mode="json")), last=True)


def with_name(text: str, name: str) -> str:
    """A scenario file's text with another name; every other line as it was. Raises InputError as `with_lock` does."""
    _refuse_persons({"name": name}, "scenario")
    return _with(text, "name", name)


def with_day(text: str, day: date) -> str:
    """A scenario file's text that says on which day the app saved it, and so that the app may rename and delete it."""
    return _with(text, SAVED, day)


def _with(text: str, key: str, value: Any, last: bool = False) -> str:
    """The text with a setting in the place of what it had there, or at its end; every other line as it was."""
    document, faults = parse_yaml(text, "scenario")
    if faults:
        raise InputError(faults)
    lines = text.rstrip().split("\n")
    there = line_of(document, (key,)) if isinstance(document, Mapping) and key in document else None
    start = end = len(lines) if there is None else there - 1
    if there is not None:
        below = (n for n, line in enumerate(lines[there:], there) if line[:1] not in ("", " ", "\t", "\r"))
        end = next(below, len(lines))
    written = _dumped({key: value}).rstrip("\n").split("\n")
    made = [*lines[:start], *lines[end:], *written] if last else [*lines[:start], *written, *lines[end:]]
    result = "\n".join(made).rstrip() + "\n"
    if not isinstance(document, Mapping) or _without(parse_yaml(result, "scenario")[0], key) != _without(document, key):
        found, allowed = f"a form to which `{key}` cannot be added", "a block of `setting: value` lines"
        raise InputError([Fault("scenario", "the file", found, allowed)])
    return result


def _without(document: Any, left_out: str) -> dict[str, Any] | None:
    """The settings of a document without one of them; None where it has none."""
    plain = as_plain(document)
    return {key: value for key, value in plain.items() if key != left_out} if isinstance(plain, dict) else None


def replace_file(path: Path, text: str) -> None:
    """Write over a file, whole or not at all."""
    _written(path, text, replace=True)


def _literal(node: Any) -> Any:
    """Texts of several lines written line by line."""
    if isinstance(node, Mapping):
        return {key: _literal(value) for key, value in node.items()}
    return LiteralScalarString(node) if isinstance(node, str) and "\n" in node else node


def _plain(value: Any) -> Any:
    """A setting as YAML has it."""
    if isinstance(value, BaseModel):
        value = value.model_dump(mode="json")
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Month):
        return str(value)
    return value.item() if hasattr(value, "item") else value


def _dumped(document: Any) -> str:
    yaml = YAML()
    yaml.width, yaml.allow_unicode, yaml.default_flow_style = 10_000, True, False
    yaml.indent(mapping=2, sequence=4, offset=2)
    stream = io.StringIO()
    try:
        yaml.dump(document, stream)
        stream.getvalue().encode()
    except (YAMLError, ValueError) as error:
        found = "a setting that a file cannot hold"
        raise InputError([Fault("scenario", "the text", found, "numbers, words, lists")]) from error
    return stream.getvalue()


def _refuse_persons(node: Any, file: str) -> None:
    """No text of a scenario may look like a personal number."""
    faults = [
        Fault(file, at, "(not shown: looks like a personal number)", "posts and teams only, never persons")
        for at, text in _texts(node, "")
        if PERSONAL.search(text)
    ]
    if faults:
        raise InputError(faults)


def _texts(node: Any, at: str) -> Iterator[tuple[str, str]]:
    """Every text and name in nested settings, and where it stands."""
    if isinstance(node, Mapping):
        for key, value in node.items():
            yield at or "the whole", str(key)
            yield from _texts(value, f"{at}.{key}" if at else str(key))
    elif isinstance(node, list):
        for number, value in enumerate(node):
            yield from _texts(value, f"{at}.{number}")
    elif isinstance(node, str | int) and not isinstance(node, bool):
        yield at, str(node)


def _refuse_target(target: Path, replace: bool) -> None:
    """A file that is there is written over only when asked for, and a complete base never."""
    taken = Fault(
        target.name, "name", "a scenario of that name", "a name that is free", "Choose another name, or replace it."
    )
    if not replace:
        raise InputError([taken])
    if not any(line.startswith("extends:") for line in target.read_text(encoding="utf-8").splitlines()):
        allowed = "a scenario that extends another may be replaced, a complete one not"
        raise InputError([Fault(target.name, "name", "a complete scenario of that name", allowed)])


def _origins(target: Path, extends: str) -> Iterator[Path]:
    """The files that a scenario extends, one after the other, as far as they can be read."""
    here = target
    for _ in range(_CHAIN):
        here = (here.parent / f"{extends}.yaml").resolve()
        yield here
        try:
            document = as_plain(parse_yaml(here.read_text(encoding="utf-8"), here.name)[0])
        except (OSError, ValueError):
            return
        if not isinstance(document, dict) or "extends" not in document:
            return
        extends = str(document["extends"])


def _written(target: Path, text: str, replace: bool) -> None:
    """The text under its name, in one step: a reader sees the whole of it or what was there before."""
    if not replace:
        try:
            target.open("x").close()
        except FileExistsError as error:
            raise InputError([Fault(target.name, "name", "a scenario of that name", "a name that is free")]) from error
    handle, draft = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=".draft")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(draft, target.stat().st_mode if target.exists() else 0o644)
        os.replace(draft, target)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        if not replace:
            target.unlink(missing_ok=True)
        raise
