"""Scenario files to a `Case`: a complete base, overrides that hold only differences, and every fault at once."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from planner.case import reading, references
from planner.case.law import overridden, read_law
from planner.case.reading import Path_, dotted, explain, line_of, read_table, read_yaml, shown
from planner.case.schema import Case, Difference
from planner.case.settings import Settings
from planner.case.tables import (
    Budget,
    Change,
    CitizenType,
    Competence,
    Crosswalk,
    Document,
    Edge,
    Fact,
    KnownMovement,
    OtherSaving,
    Profession,
    SavingTarget,
    Staffing,
    TargetGroup,
    Team,
    Trap,
    Unit,
)
from planner.case.values import Strict
from planner.errors import Fault, InputError

TABLES: dict[str, type[Strict]] = {
    "teams": Team,
    "professions": Profession,
    "staffing": Staffing,
    "target_groups": TargetGroup,
    "crosswalk": Crosswalk,
    "competence": Competence,
    "saving_targets": SavingTarget,
    "other_savings": OtherSaving,
    "budgets": Budget,
    "known_movements": KnownMovement,
    "units": Unit,
    "citizen_types": CitizenType,
    "edges": Edge,
}
"""The tables of a municipality: `<tables>/<name>.csv`, one row class each."""

Named = TypeVar("Named", bound=Strict)
_MAX_EXTENDS = 10


class _Layer:
    """One scenario file on the way from base to override."""

    def __init__(self, path: Path, document: Any) -> None:
        self.path = path
        self.document = document
        self.values: dict[str, Any] = reading.as_plain(document)
        self.extends: str | None = self.values.pop("extends", None)


def load_case(path: str | os.PathLike[str], overrides: Mapping[str, Any] | None = None) -> Case:
    """Read a scenario file, all it extends and all its tables into a frozen Case.

    Args:
        path: a scenario file such as `scenarios/helsingor/base.yaml`.
        overrides: further differences as nested settings, last and strongest; what the app's sliders set.

    Raises:
        InputError: with every fault in every file; nothing is half-loaded.
    """
    layers, faults = _layers(Path(path))
    if faults:
        raise InputError(faults)
    base = _merged(layers[:1], faults)
    values = _merged(layers, faults, overrides)
    settings, setting_faults = _settings(values, layers)
    faults += setting_faults
    tables, table_faults = _tables(layers[0].path.parent, values)
    faults += table_faults
    law, law_faults = read_law(layers[0].path.parent / str(values.get("law", "")))
    faults += law_faults
    if not faults and settings is not None:
        law, law_faults = overridden(law, settings.law_values)
        faults += law_faults
    if not faults and settings is not None:
        shortened = os.path.relpath(path) if not os.path.relpath(path).startswith("..") else str(path)
        case = Case(path=shortened, settings=settings, law=law, differences=tuple(_differences(base, values)), **tables)
        faults += references.check(case)
        if not faults:
            return case
    raise InputError(faults)


def _layers(path: Path) -> tuple[list[_Layer], list[Fault]]:
    """The chain of files from the base to the given one."""
    chain: list[_Layer] = []
    here = path
    for _ in range(_MAX_EXTENDS):
        document, faults = read_yaml(here, here.name)
        if faults:
            return [], faults
        if not isinstance(document, Mapping):
            return [], [Fault(here.name, "the file", "no settings", "a list of `setting: value` lines")]
        layer = _Layer(here, document)
        chain.insert(0, layer)
        if layer.extends is None:
            return chain, []
        here = here.parent / f"{layer.extends}.yaml"
        if here in [known.path for known in chain]:
            break
    return [], [
        Fault(path.name, "extends", "a chain of scenarios without an end", "a chain that ends in a complete base")
    ]


def _is_figure(node: Any) -> bool:
    return isinstance(node, dict) and "value" in node and "unit" in node


def _merge(base: dict[str, Any], over: Mapping[str, Any], name: str, at: Path_, faults: list[Fault]) -> dict[str, Any]:
    """The base with one file's differences; a new value of a figure must bring its own provenance."""
    out = dict(base)
    for key, value in over.items():
        old = out.get(key)
        place = dotted((*at, key))
        if isinstance(old, dict) and _is_figure(old):
            if not isinstance(value, dict) or not ({"source", "assumption"} & set(value)):
                faults.append(
                    Fault(
                        name,
                        place,
                        shown(value),
                        "value with its own source or assumption",
                        "Write {value: ..., assumption: why}.",
                    )
                )
            else:
                out[key] = {"unit": old["unit"]} | value
        elif isinstance(old, dict) and isinstance(value, Mapping):
            out[key] = _merge(old, value, name, (*at, key), faults)
        elif isinstance(old, dict):
            faults.append(Fault(name, place, shown(value), "settings below this name"))
        else:
            out[key] = value
    return out


def _merged(layers: list[_Layer], faults: list[Fault], overrides: Mapping[str, Any] | None = None) -> dict[str, Any]:
    values = dict(layers[0].values)
    for layer in layers[1:]:
        values = _merge(values, layer.values, layer.path.name, (), faults)
    return _merge(values, overrides, "overrides", (), faults) if overrides else values


def _settings(values: dict[str, Any], layers: list[_Layer]) -> tuple[Settings | None, list[Fault]]:
    """The validated settings, or every fault with the file and line that set the value."""
    try:
        return Settings.model_validate(values), []
    except ValidationError as error:
        faults = []
        for path, found, allowed, todo in explain(Settings, error):
            file, place = _place(layers, path)
            faults.append(Fault(file, place, found, allowed, todo))
        return None, faults


def _place(layers: list[_Layer], path: Path_) -> tuple[str, str]:
    """The last file that sets a path, and its line there."""
    for layer in reversed(layers):
        node: Any = layer.values
        for part in path:
            node = node.get(part) if isinstance(node, dict) else None
            if node is None:
                break
        line = line_of(layer.document, path)
        if (node is not None or layer is layers[0]) and line is not None:
            return layer.path.name, f"line {line}, {dotted(path)}"
    return layers[-1].path.name, dotted(path)


def _tables(folder: Path, values: Mapping[str, Any]) -> tuple[dict[str, Any], list[Fault]]:
    """Every table and data file of the case, or every fault in them."""
    tables: dict[str, Any] = {}
    faults: list[Fault] = []
    place, data = folder / str(values.get("tables", "")), folder / str(values.get("data", ""))
    for name, model in TABLES.items():
        tables[name], more = read_table(place / f"{name}.csv", model)
        faults += more
    facts, more = read_table(data / "facts.csv", Fact)
    faults += more
    tables["facts"] = {fact.id: fact for fact in facts}
    for name, file, document in (("documents", "SOURCES.yaml", Document), ("traps", "traps.yaml", Trap)):
        tables[name], more = _read_named(data / file, document)
        faults += more
    tables["changes"], more = _read_changes(folder / str(values.get("rules", "")))
    return tables, faults + more


def _read_named(path: Path, model: type[Named]) -> tuple[dict[str, Named], list[Fault]]:
    """A YAML file of named entries."""
    document, faults = read_yaml(path, path.name)
    entries: dict[str, Named] = {}
    for key, value in reading.as_plain(document or {}).items():
        try:
            entries[key] = model.model_validate(value)
        except ValidationError as error:
            faults += [
                Fault(path.name, f"{key}.{dotted(at)}", found, allowed, todo)
                for at, found, allowed, todo in explain(model, error)
            ]
    return entries, faults


def _read_changes(folder: Path) -> tuple[tuple[Change, ...], list[Fault]]:
    """The dated changes of all rule files in a folder, in order of date and name."""
    changes: list[Change] = []
    files = sorted(folder.iterdir()) if folder.is_dir() else []
    faults = [] if files else [Fault("settings", "rules", shown(folder.name), "a folder with at least one .yaml file")]
    for path in files:
        if path.suffix != ".yaml":
            faults.append(Fault(path.name, "the file", "a file that is not read", "files that end in .yaml only"))
            continue
        document, more = read_yaml(path, path.name)
        faults += more
        if document is None and not more:
            faults.append(Fault(path.name, "the file", "nothing", "a list of changes; [] for none"))
        for number, value in enumerate(reading.as_plain(document or [])):
            try:
                changes.append(Change.model_validate(value))
            except ValidationError as error:
                for at, found, allowed, todo in explain(Change, error):
                    place = f"line {line_of(document, (number, *at))}, {dotted(at)}"
                    faults.append(Fault(path.name, place, found, allowed, todo))
    return tuple(sorted(changes, key=lambda change: (change.date, change.change))), faults


def _flat(node: Any, at: Path_ = ()) -> Iterable[tuple[str, str]]:
    if isinstance(node, dict) and not _is_figure(node):
        for key in sorted(node):
            yield from _flat(node[key], (*at, key))
    elif _is_figure(node):
        yield dotted(at), str(node["value"])
    else:
        yield dotted(at), "" if node is None else str(node)


def _differences(base: dict[str, Any], values: dict[str, Any]) -> Iterable[Difference]:
    """Every setting that differs from the base, apart from the scenario's own name and question."""
    before, after = dict(_flat(base)), dict(_flat(values))
    for setting in sorted(set(before) | set(after)):
        if setting not in ("name", "why") and before.get(setting) != after.get(setting):
            yield Difference(setting=setting, base=before.get(setting, ""), here=after.get(setting, ""))
