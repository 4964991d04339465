"""Scenario files to a `Case`: a complete base, overrides that hold only differences, and every fault at once."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from planner.case import reading, references
from planner.case.law import overridden, read_law
from planner.case.reading import Path_, dotted, explain, line_of, place_of, read_table, read_yaml, shown
from planner.case.schema import Case, Difference
from planner.case.settings import Settings
from planner.case.tables import (
    Budget,
    Change,
    CitizenType,
    Competence,
    Crosswalk,
    Design,
    Document,
    Edge,
    Fact,
    Floor,
    Guarantee,
    JourneyStep,
    KnownMovement,
    OtherSaving,
    Profession,
    Queue,
    SavingTarget,
    Staffing,
    TargetGroup,
    Task,
    Team,
    Trap,
    TypeNeed,
    Unit,
    UnitCompetence,
)
from planner.case.values import Strict
from planner.errors import PERSONAL, Fault, InputError

TABLES: dict[str, type[Strict]] = {
    "teams": Team,
    "professions": Profession,
    "staffing": Staffing,
    "target_groups": TargetGroup,
    "crosswalk": Crosswalk,
    "tasks": Task,
    "queues": Queue,
    "floors": Floor,
    "competence": Competence,
    "saving_targets": SavingTarget,
    "other_savings": OtherSaving,
    "budgets": Budget,
    "known_movements": KnownMovement,
    "units": Unit,
    "unit_competences": UnitCompetence,
    "citizen_types": CitizenType,
    "type_needs": TypeNeed,
    "guarantees": Guarantee,
    "edges": Edge,
    "journeys": JourneyStep,
    "designs": Design,
}
"""The tables of a municipality: `<tables>/<name>.csv`, one row class each."""

_MAY_BE_MISSING = (
    "tasks", "queues", "floors", "unit_competences", "type_needs", "guarantees", "journeys", "designs",
)  # fmt: skip
_DESIGNED = ("units", "unit_competences", "edges")
"""The tables with rows of a design, which only those scenarios see that choose it."""

Read = tuple[tuple[Strict, ...], list[Fault]]
"""The rows of a table, and what is wrong with it."""
Named = TypeVar("Named", bound=Strict)
_MAX_EXTENDS = 10
_FOLDERS = ("tables", "rules", "law", "data")


class _Layer:
    """What one file sets, or a program, on the way from base to override."""

    def __init__(self, path: Path, document: Any) -> None:
        self.path = path
        self.document = document
        self.values: dict[str, Any] = reading.as_plain(document)


class _Merged:
    """The settings of several layers, the last one strongest; what was wrong in putting them together; who set what."""

    def __init__(self, layers: list[_Layer]) -> None:
        self.layers = layers
        self.faults: list[Fault] = []
        self._set_by: dict[Path_, _Layer] = {}
        self.values = layers[0].values
        for layer in layers[1:]:
            self.values = self._over(self.values, layer.values, layer, ())

    def _over(self, base: dict[str, Any], over: dict[str, Any], layer: _Layer, at: Path_) -> dict[str, Any]:
        """The base with one layer's differences; a new value of a figure must bring its own provenance."""
        out = dict(base)
        for key, value in over.items():
            old, path = out.get(key), (*at, key)
            file, place = layer.path.name, place_of(layer.document, path)
            if isinstance(old, dict) and _is_figure(old):
                if isinstance(value, dict) and {"source", "assumption"} & set(value):
                    out[key] = {"unit": old["unit"]} | value
                    self._set_by[path] = layer
                else:
                    allowed, todo = "value with its own source or assumption", "Write {value: ..., assumption: why}."
                    self.faults.append(Fault(file, place, shown(value), allowed, todo))
            elif isinstance(old, dict) and isinstance(value, dict):
                out[key] = self._over(old, value, layer, path)
            elif isinstance(old, dict):
                self.faults.append(Fault(file, place, shown(value), "settings below this name"))
            else:
                out[key] = value
                self._set_by[path] = layer
        return out

    def place(self, path: Path_) -> tuple[str, str]:
        """The file that last set what stands at a path or below it, and the line there."""
        below = [layer for at, layer in self._set_by.items() if at[: len(path)] == path]
        above = [self._set_by[path[:n]] for n in range(len(path) - 1, 0, -1) if path[:n] in self._set_by]
        layer = max(below, key=self.layers.index) if below else (above or self.layers)[0]
        return layer.path.name, place_of(layer.document, path)

    def placed(self, fault: Fault) -> Fault:
        """A fault of the settings as a whole, at the file and line that set the value."""
        if fault.file != "settings":
            return fault
        file, place = self.place(tuple(int(part) if part.isdigit() else part for part in fault.place.split(".")))
        return replace(fault, file=file, place=place)


def load_case(
    path: str | os.PathLike[str], overrides: Mapping[str, Any] | None = None, own: Mapping[str, Read] | None = None
) -> Case:
    """Read a scenario file, all it extends and all its tables into a frozen Case.

    Args:
        path: a scenario file such as `scenarios/helsingor/base.yaml`.
        overrides: further differences as nested settings, last and strongest; what the app's sliders set.
        own: tables that stand in the place of those of the same name in the folder, each with the faults found in it.

    Raises:
        InputError: with every fault in every file; nothing is half-loaded.
    """
    layers, faults = _layers(Path(path))
    if faults:
        raise InputError(faults)
    shortened = os.path.relpath(path) if not os.path.relpath(path).startswith("..") else str(path)
    return _case(shortened, [*layers, *_overriding(overrides)], own or {})


def case_from_documents(
    documents: Mapping[str, Mapping[str, Any]],
    own: Mapping[str, Read],
    overrides: Mapping[str, Any] | None = None,
) -> Case:
    """The case that scenario files would give if they were written; nothing is.

    Args:
        documents: the settings of each file by its path, the complete base first, each of the others on top of it.
        own: its tables, and with `changes` its dated rules, each with the faults found in it.
        overrides: further differences, last and strongest.

    Raises:
        InputError: with every fault; of a setting, the place is its dotted path.
    """
    layers = [_Layer(Path(path), document) for path, document in documents.items()]
    return _case(str(layers[-1].path), [*layers, *_overriding(overrides)], own)


def _overriding(overrides: Mapping[str, Any] | None) -> list[_Layer]:
    return [_Layer(Path("overrides"), overrides)] if overrides else []


def _case(path: str, layers: list[_Layer], own: Mapping[str, Read]) -> Case:
    """The case of layers of settings, the base first, with the tables that they name or those given."""
    folder, base = layers[0].path.parent, layers[0].values
    merged = _Merged(layers)
    values = merged.values
    settings, setting_faults = _settings(merged)
    tables, table_faults = _tables(folder, values, own)
    law, law_faults = read_law(_folder(folder, values, "law"))
    law, own_faults = overridden(law, getattr(settings, "law_values", {}))
    faults = [*merged.faults, *setting_faults, *table_faults, *law_faults, *own_faults]
    made = Case.model_construct if faults else Case
    differences = tuple(_differences(base, values))
    case = made(path=path, settings=settings, law=law, differences=differences, **tables)
    faults += references.check(case)
    if faults:
        raise InputError([merged.placed(fault) for fault in faults])
    return case


def documents_of(path: str | os.PathLike[str]) -> dict[Path, dict[str, Any]]:
    """The settings of a scenario file and of all it extends, the complete base first, each as it stands in its file.

    The base is the last file that names a folder of tables, rules, law or facts, with all that it extends.

    Raises:
        InputError: the scenario cannot be read.
    """
    layers, faults = _layers(Path(path))
    if faults:
        raise InputError(faults)
    last = max(number for number, layer in enumerate(layers) if number == 0 or set(_FOLDERS) & set(layer.values))
    base = _Merged(layers[: last + 1]).values
    return {layers[last].path: base} | {layer.path: layer.values for layer in layers[last + 1 :]}


def table_files(path: str | os.PathLike[str]) -> dict[str, Path]:
    """The files of the tables that a scenario is made from, by name, as far as they are there.

    Raises:
        InputError: the scenario cannot be read.
    """
    layers, faults = _layers(Path(path))
    if faults:
        raise InputError(faults)
    folder = _folder(layers[0].path.parent, _Merged(layers).values, "tables")
    return {name: folder / f"{name}.csv" for name in TABLES if (folder / f"{name}.csv").exists()}


def _layers(path: Path) -> tuple[list[_Layer], list[Fault]]:
    """The chain of files from the base to the given one."""
    chain: list[_Layer] = []
    here = path
    for _ in range(_MAX_EXTENDS):
        if PERSONAL.search(here.name):
            return [], [Fault(here.name, "the file", "a name like a personal number", "a name of teams or posts")]
        document, faults = read_yaml(here, here.name)
        if faults:
            return [], faults
        if not isinstance(document, Mapping):
            return [], [Fault(here.name, "the file", "no settings", "a list of `setting: value` lines")]
        layer = _Layer(here, document)
        chain.insert(0, layer)
        extends = layer.values.pop("extends", None)
        for key in ("locked", "saved"):  # what planner.keep wrote there, for planner.keep to read
            layer.values.pop(key, None)
        if extends is None:
            return chain, []
        here = here.parent / f"{extends}.yaml"
        if here in [known.path for known in chain]:
            break
    return [], [
        Fault(path.name, "extends", "a chain of scenarios without an end", "a chain that ends in a complete base")
    ]


def _is_figure(node: Any) -> bool:
    return isinstance(node, dict) and "value" in node and "unit" in node


def _settings(merged: _Merged) -> tuple[Settings, list[Fault]]:
    """The validated settings; or those of them that are valid, and every fault with the file and line that set it."""
    try:
        return Settings.model_validate(merged.values), []
    except ValidationError as error:
        said = list(explain(Settings, error))
    spoiled = {path[0] if path else "" for path, *_ in said}
    spoiled |= {"first_month", "last_month", "period_months"} if "" in spoiled else set()
    valid = {
        name: TypeAdapter(field.rebuild_annotation()).validate_python(merged.values[name])
        for name, field in Settings.model_fields.items()
        if name in merged.values and name not in spoiled
    }
    faults = [Fault(*merged.place(path), found, allowed, todo) for path, found, allowed, todo in said]
    return Settings.model_construct(**valid), faults


def _folder(base: Path, values: Mapping[str, Any], setting: str) -> Path:
    """The folder that a setting names; one that is not there where it names none."""
    return base / str(values.get(setting) or "nothing")


def _tables(folder: Path, values: Mapping[str, Any], own: Mapping[str, Read]) -> tuple[dict[str, Any], list[Fault]]:
    """Every table and data file of the case that could be read, and every fault in the others."""
    read: dict[str, tuple[Any, list[Fault]]] = {}
    place, data = _folder(folder, values, "tables"), _folder(folder, values, "data")
    wanted = (("tables", place), ("data", data)) if set(TABLES) - set(own) else (("data", data),)
    missing = [setting for setting, path in wanted if not os.path.isdir(path)]
    if "tables" not in missing and set(TABLES) - set(own):
        there = [name for name in TABLES if name not in _MAY_BE_MISSING or (place / f"{name}.csv").exists()]
        read |= dict.fromkeys(_MAY_BE_MISSING, ((), []))
        read |= {name: read_table(place / f"{name}.csv", TABLES[name]) for name in there if name not in own}
    read |= own
    if "data" not in missing:
        read["facts"] = read_table(data / "facts.csv", Fact)
        read["documents"] = _read_named(data / "SOURCES.yaml", Document)
        read["traps"] = _read_named(data / "traps.yaml", Trap)
    if "changes" not in own:
        read["changes"] = _read_changes(_folder(folder, values, "rules"))
    faults = [Fault("settings", setting, shown(values.get(setting)), "a folder") for setting in missing]
    faults += [fault for _, found in read.values() for fault in found]
    tables = {name: rows for name, (rows, found) in read.items() if not found}
    chosen = ("", str(values.get("design", "")))
    for name in set(_DESIGNED) & set(tables):
        tables[name] = tuple(row for row in tables[name] if row.design in chosen)
    if "facts" in tables:
        tables["facts"] = {fact.id: fact for fact in tables["facts"]}
    return tables, faults


def _read_named(path: Path, model: type[Named]) -> tuple[dict[str, Named], list[Fault]]:
    """A YAML file of named entries."""
    document, faults = read_yaml(path, path.name)
    if not faults and not isinstance(document, Mapping):
        faults = [Fault(path.name, "the file", shown(document), "named entries")]
    entries: dict[str, Named] = {}
    for key, value in reading.as_plain(document).items() if not faults else ():
        try:
            entries[key] = model.model_validate(value)
        except ValidationError as error:
            for at, found, allowed, todo in explain(model, error):
                faults.append(Fault(path.name, place_of(document, (key, *at)), found, allowed, todo))
    return entries, faults


def _read_changes(folder: Path) -> tuple[tuple[Change, ...], list[Fault]]:
    """The dated changes of all rule files in a folder, in order of date and name."""
    changes: list[Change] = []
    files = sorted(folder.iterdir()) if os.path.isdir(folder) else []
    faults = [] if files else [Fault("settings", "rules", shown(folder.name), "a folder with at least one .yaml file")]
    for path in files:
        if path.suffix != ".yaml":
            faults.append(Fault(path.name, "the file", "a file that is not read", "files that end in .yaml only"))
            continue
        document, more = read_yaml(path, path.name)
        if not more and not isinstance(document, list):
            more = [Fault(path.name, "the file", shown(document), "a list of changes; [] for none")]
        faults += more
        for number, value in enumerate(reading.as_plain(document)) if not more else ():
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
        yield dotted(at), _written(node["value"])
    else:
        yield dotted(at), _written(node)


def _written(node: Any) -> str:
    """A setting as text; the same text in whatever order the file has it, and with or without a decimal."""
    return "" if node is None else str(_in_order(node))


def _in_order(node: Any) -> Any:
    """Nested settings with their names in order, and every number with its decimals."""
    if isinstance(node, dict):
        return {key: _in_order(node[key]) for key in sorted(node)}
    if isinstance(node, list):
        return [_in_order(value) for value in node]
    return float(node) if isinstance(node, int) and not isinstance(node, bool) else node


def _differences(base: dict[str, Any], values: dict[str, Any]) -> Iterable[Difference]:
    """Every setting that differs from the base, apart from the scenario's own name and question."""
    before, after = dict(_flat(base)), dict(_flat(values))
    for setting in sorted(set(before) | set(after)):
        if setting not in ("name", "why") and before.get(setting) != after.get(setting):
            yield Difference(setting=setting, base=before.get(setting, ""), here=after.get(setting, ""))
