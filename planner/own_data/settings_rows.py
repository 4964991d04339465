"""Nested settings as rows, one for each value, and back.

A row names its setting by a dotted path. A figure is one row with its unit, grounds and range; the rows of a list are
numbered from 1 (`dismissals.service_mix.2.share`); a list of words is one row, the words between commas; what is there
and empty says so in a word (`ingen`).
"""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from planner.case.settings import Settings
from planner.case.values import Figure
from planner.own_data.danish import Kind, kind_of

FIGURE = ("value", "unit", "low", "high", "source", "assumption")
Path_ = tuple[str, ...]


@dataclass(frozen=True)
class Leaf:
    """What a workbook says of one setting: its value, or that there is none, and for a figure the rest of it."""

    value: Any = None
    none: bool = False
    more: Mapping[str, Any] = field(default_factory=dict)


def is_figure(node: Any) -> bool:
    """Whether nested settings are one figure."""
    return isinstance(node, Mapping) and "value" in node and set(node) <= set(FIGURE)


def flat(node: Any, at: Path_ = ()) -> Iterator[tuple[str, Leaf]]:
    """Nested settings as rows, in their order."""
    path = ".".join(at)
    if is_figure(node):
        more = {key: value for key, value in node.items() if key != "value"}
        yield path, Leaf(node["value"], node["value"] is None, more)
    elif isinstance(node, Mapping) and node:
        for key, value in node.items():
            yield from flat(value, (*at, str(key)))
    elif isinstance(node, list | tuple) and node and isinstance(node[0], Mapping):
        for number, value in enumerate(node, 1):
            yield from flat(value, (*at, str(number)))
    elif isinstance(node, list | tuple) and node:
        yield path, Leaf(tuple(node))
    else:
        empty = node in (None, "") or isinstance(node, Mapping | list | tuple)
        yield path, Leaf(None if empty else node, empty)


def nested(leaves: Mapping[str, Leaf]) -> dict[str, Any]:
    """Rows as nested settings, the rows of a list in the order of their numbers; the other way round of `flat`."""
    tree: dict[str, Any] = {}
    for path, leaf in leaves.items():
        *above, last = path.split(".")
        node = tree
        for part in above:
            below = node.setdefault(part, {})
            if not isinstance(below, dict):
                below = node[part] = {}
            node = below
        if not isinstance(node.get(last), dict):
            node[last] = leaf
    return {
        key: _made(node, Settings.model_fields[key].annotation if key in Settings.model_fields else None)
        for key, node in tree.items()
    }


def _made(node: Any, annotation: Any) -> Any:
    """A branch of the tree as settings: lists where the schema has lists, figures where it has figures."""
    if isinstance(node, Leaf):
        return _leaf(node, annotation)
    made = {part: _made(below, inner(annotation, part)) for part, below in node.items()}
    if _origin(annotation) is tuple and all(part.isdigit() for part in made):
        return [made[part] for part in sorted(made, key=int)]
    return made


def _leaf(leaf: Leaf, annotation: Any) -> Any:
    if leaf.more or annotation is Figure or bare(annotation) is Figure:
        return {"value": leaf.value} | dict(leaf.more)
    if leaf.none:
        return empty_of(annotation)
    return list(leaf.value) if isinstance(leaf.value, tuple) else leaf.value


def empty_of(annotation: Any) -> Any:
    """What a setting is when there is none: nothing, an empty list, no names, or no text."""
    if type(None) in typing.get_args(annotation):
        return None
    origin = _origin(annotation)
    if origin in (tuple, dict):
        return [] if origin is tuple else {}
    return "" if kind_of(annotation) == "text" else None


def annotation_at(path: str) -> Any:
    """What the schema says of a setting; None where it has no such setting."""
    here: Any = Settings
    for part in path.split("."):
        here = inner(here, part)
        if here is None:
            return None
    return here


def inner(annotation: Any, part: str) -> Any:
    """What the schema says below a setting under a name or a number; None where it has nothing there."""
    kept = bare(annotation)
    if isinstance(kept, type) and issubclass(kept, BaseModel):
        found = kept.model_fields.get(part)
        return found.rebuild_annotation() if found else None
    origin, args = typing.get_origin(kept), typing.get_args(kept)
    if origin is dict:
        return args[1]
    return args[0] if origin is tuple and part.isdigit() else None


def bare(annotation: Any) -> Any:
    """A type without its checks and without the possibility of nothing."""
    while True:
        if typing.get_origin(annotation) is typing.Annotated:
            annotation = typing.get_args(annotation)[0]
        elif typing.get_origin(annotation) in (types.UnionType, typing.Union):
            inside = [arg for arg in typing.get_args(annotation) if arg is not type(None)]
            if len(inside) != 1:
                return annotation
            annotation = inside[0]
        else:
            return annotation


def _origin(annotation: Any) -> Any:
    return typing.get_origin(bare(annotation))


def kind_at(path: str) -> Kind:
    """What a setting holds; for a figure, a number."""
    annotation = annotation_at(path)
    return "number" if bare(annotation) is Figure else kind_of(annotation)


def listed(path: str) -> tuple[str, str] | None:
    """The list that a setting stands in and its row there: `dismissals.service_mix` and `2`; None outside lists."""
    parts = path.split(".")
    for number, part in enumerate(parts):
        if number and part.isdigit() and _origin(annotation_at(".".join(parts[:number]))) is tuple:
            return ".".join(parts[:number]), part
    return None
