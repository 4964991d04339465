"""Reading YAML and CSV so that every fault keeps its file, its place and its way out."""

from __future__ import annotations

import csv
import re
import types
import typing
import warnings
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import lru_cache
from io import StringIO
from itertools import zip_longest
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, ReusedAnchorWarning, YAMLError, YAMLWarning

from planner.errors import PERSONAL, Fault, hidden

Row = TypeVar("Row", bound=BaseModel)
Path_ = tuple[str | int, ...]


def shown(value: object) -> str:
    """A value as it may be echoed to the user: short, and never a personal number."""
    if isinstance(value, Mapping | list | tuple):
        return "these together"
    text = "nothing" if value in (None, "") else repr(value)
    if PERSONAL.search(text) or PERSONAL.search(str(value)):
        return "(not shown: looks like a personal number)"
    return text if len(text) <= 60 else text[:57] + "..."


def nearest(word: object, allowed: Iterable[str]) -> str:
    """`Did you mean ...?` for a misspelt word, or nothing."""
    match = get_close_matches(str(word), sorted(allowed), n=1, cutoff=0.5)
    return f"Did you mean {match[0]!r}?" if match else ""


def near_file(path: Path, pattern: str) -> str:
    """The nearest name beside a file that is not there, or nothing."""
    try:
        return nearest(path.name, (other.name for other in path.parent.glob(pattern)))
    except (OSError, ValueError):
        return ""


def read_yaml(path: Path, name: str) -> tuple[Any, list[Fault]]:
    """One YAML document with line numbers, or the fault that keeps it from being read."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return None, [
            Fault(name, "the file", "no readable file", "an existing file in UTF-8", near_file(path, "*.yaml"))
        ]
    document, faults = _document(text, name)
    return document, list(faults)


@lru_cache(maxsize=64)
def _document(text: str, name: str) -> tuple[Any, tuple[Fault, ...]]:
    """The document of a text, parsed once however often the file is read; nobody changes it."""
    document, faults = parse_yaml(text, name)
    return document, tuple(faults)


def parse_yaml(text: str, name: str) -> tuple[Any, list[Fault]]:
    """The text of one YAML document with line numbers, or the fault that keeps it from being read."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", YAMLWarning)
            return YAML(typ="rt").load(text), []
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        problem = " ".join((error.problem or "no valid YAML").partition(' with value "')[0].split())
        return None, [Fault(name, f"line {line}", problem, "valid YAML, each key once")]
    except ReusedAnchorWarning as warning:
        line = int(re.findall(r"line (\d+)", str(warning))[-1])
        return None, [Fault(name, f"line {line}", "an anchor with the name of another", "each anchor once")]
    except (YAMLError, YAMLWarning, ValueError, RecursionError):
        return None, [Fault(name, "the file", "no valid YAML", "valid YAML, each key once")]


def line_of(node: Any, path: Path_) -> int | None:
    """The line on which a path stands in a document read by `read_yaml`; None where it does not stand."""
    line: int | None = None
    for part in path:
        try:
            key = part if isinstance(part, int) else next(key for key in node if str(key) == part)
            at = node.lc.item(key) if isinstance(part, int) else node.lc.key(key)
            node, line = node[key], at[0] + 1
        except (AttributeError, KeyError, IndexError, StopIteration, TypeError):
            break
    return line


def place_of(document: Any, path: Path_) -> str:
    """Where a path stands in a document: its line, where it has one, and its name."""
    line = line_of(document, path)
    return f"line {line}, {dotted(path)}" if line else dotted(path)


def _model_at(model: type[BaseModel], path: Path_) -> type[BaseModel] | None:
    """The model whose keys are allowed at a path, as far as the annotations tell."""
    here: Any = model
    for part in path:
        if isinstance(here, type) and issubclass(here, BaseModel):
            field = here.model_fields.get(str(part))
            here = field.annotation if field else None
        elif typing.get_origin(here) in (tuple, dict):
            args = [arg for arg in typing.get_args(here) if arg is not Ellipsis]
            here = args[-1]
        if typing.get_origin(here) in (types.UnionType, typing.Union):
            here = next(arg for arg in typing.get_args(here) if arg is not type(None))
    return here if isinstance(here, type) and issubclass(here, BaseModel) else None


def explain(model: type[BaseModel], error: ValidationError) -> Iterable[tuple[Path_, str, str, str]]:
    """Each validation error as (path, what was found, what is allowed, what to do)."""
    for item in error.errors(include_url=False):
        path: Path_ = tuple(part for part in item["loc"] if part != "[key]")
        if item["type"] == "extra_forbidden":
            parent = _model_at(model, path[:-1])
            allowed = sorted(parent.model_fields) if parent else []
            yield path, f"unknown key {shown(path[-1])}", ", ".join(allowed), nearest(path[-1], allowed)
        elif item["type"] == "missing":
            yield path, "nothing", f"a value for {path[-1]!r}", ""
        else:
            message = item["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
            yield path, shown(item["input"]), message, ""


def dotted(path: Path_) -> str:
    """A path as people read it: `saving.share_of_target.HK6`."""
    return hidden(".".join(str(part) for part in path)) or "the whole"


def _blank(cell: str, annotation: Any) -> object:
    """An empty cell: None where that is allowed, otherwise the empty text (which a number refuses)."""
    return None if cell == "" and type(None) in typing.get_args(annotation) else cell


def read_table(path: Path, model: type[Row]) -> tuple[tuple[Row, ...], list[Fault]]:
    """The rows of one CSV table, or every fault in it by row and column. Comma-separated, point as decimal."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, ValueError):
        allowed = "an existing CSV file in UTF-8"
        return (), [Fault(path.name, "the file", "no readable table", allowed, near_file(path, "*.csv"))]
    rows, faults = _table(text, path.name, model)
    return rows, list(faults)


@lru_cache(maxsize=128)
def _table(text: str, name: str, model: type[Row]) -> tuple[tuple[Row, ...], tuple[Fault, ...]]:
    """The rows of a text, read once however often the file is."""
    lines: list[list[str]] = []
    try:
        lines.extend(csv.reader(StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        allowed = "texts with commas, line breaks or quotation marks within quotation marks"
        return (), (Fault(name, f"row {len(lines) + 1}", str(error), allowed),)
    rows, faults = table_rows(name, lines, model)
    return rows, tuple(faults)


def table_rows(file: str, lines: list[list[str]], model: type[Row]) -> tuple[tuple[Row, ...], list[Fault]]:
    """The rows of a table from its cells, the header first, or every fault in it; a line without cells is no row."""
    header = lines[0] if lines else []
    faults = list(_header_faults(file, header, model))
    rows: list[Row] = []
    for number, cells in enumerate(lines[1:], start=2) if not faults else ():
        if cells:
            row, more = _read_row(dict(zip_longest(header, cells)), model, f"{file}, row {number}")
            rows += [row] if row is not None else []
            faults += more
    return tuple(rows), faults


def _header_faults(file: str, header: list[str], model: type[BaseModel]) -> Iterable[Fault]:
    """Columns that are unknown, missing or named twice."""
    if len(header) == 1 and ";" in header[0]:
        yield Fault(file, "header", "semicolons between the columns", "commas, and a point in decimals")
        return
    for name in header:
        if name not in model.model_fields:
            allowed = ", ".join(model.model_fields)
            yield Fault(file, "header", f"unknown column {shown(name)}", allowed, nearest(name, model.model_fields))
        elif header.count(name) > 1:
            yield Fault(file, "header", f"column {name!r} more than once", "each column once")
    for name, field in model.model_fields.items():
        if field.is_required() and name not in header:
            yield Fault(file, "header", "nothing", f"a column {name!r}")


def _read_row(line: dict[str | None, Any], model: type[Row], where: str) -> tuple[Row | None, list[Fault]]:
    """One row of a table, or its faults; an empty cell is None where the field allows that."""
    file, _, place = where.partition(", ")
    if None in line:
        return None, [
            Fault(file, place, "more cells than columns", "one cell a column", "Quote texts that hold commas.")
        ]
    cells = {key: _blank(value or "", model.model_fields[key].annotation) for key, value in line.items() if key}
    try:
        return model.model_validate(cells), []
    except ValidationError as error:
        faults = []
        for at, found, allowed, todo in explain(model, error):
            decimal_comma = "number" in allowed and "," in str(cells.get(str(at[0]), "")) if at else False
            hint = "Write decimals with a point." if decimal_comma else todo
            faults.append(Fault(file, f"{place}, {dotted(at)}", found, allowed, hint))
        return None, faults


def merged(settings: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Two sets of nested settings as one, the second on top."""
    out = dict(settings)
    for key, value in over.items():
        old = out.get(key)
        out[key] = merged(old, value) if isinstance(old, dict) and isinstance(value, Mapping) else value
    return out


def as_plain(node: Any) -> Any:
    """A YAML document as plain dicts, lists and scalars."""
    if isinstance(node, Mapping):
        return {str(key): as_plain(value) for key, value in node.items()}
    if isinstance(node, list | tuple):
        return [as_plain(value) for value in node]
    return node
