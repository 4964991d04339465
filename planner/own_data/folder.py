"""An imported workbook as scenario files, the same that people write by hand: all of them, or none."""

from __future__ import annotations

import csv
import dataclasses
import io
import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from planner.case.scenario import TABLES, load_case
from planner.case.settings import Settings
from planner.case.tables import Change
from planner.errors import PERSONAL, Fault, InputError
from planner.own_data.intake import Imported
from planner.own_data.settings_rows import is_figure

_LINKS = ("data", "law")


def write_scenario(
    found: Imported, folder: str | os.PathLike[str], replace: bool = False, name: str = ""
) -> tuple[Path, int]:
    """Write the files of an imported workbook into a folder of their own: `base.yaml`, scenarios on top, tables and rules.

    They are written beside it first and read back; only when they give the same case do they take its place.

    Args:
        found: what `imported` returns.
        folder: such as `scenarios/kalundborg`; its parent must exist.
        replace: write over files of the same names there; other files in it stay.
        name: what the scenario to plan with is called instead of what the workbook calls it.

    Returns:
        The scenario to plan with, and how many files were written.

    Raises:
        InputError: a folder that is there already, that cannot be, or that is the reference municipality's own.
    """
    target, found = Path(os.path.abspath(folder)), _named(found, name) if name else found
    _refuse(target, found, replace)
    draft = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}-", suffix=".draft"))
    try:
        if target.exists():
            shutil.copytree(target, draft, dirs_exist_ok=True)
            for old in (*draft.glob("tables/*.csv"), *draft.glob("rules/*.yaml")):
                old.unlink()
        texts = _texts(found, target)
        for file, text in texts.items():
            path = draft / file
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        last = f"{found.chosen}.yaml"
        _same(found, draft / last)
        draft.chmod(0o755)
        _exchange(draft, target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return target / last, len(texts)


def _named(found: Imported, name: str) -> Imported:
    """The same with another name for the scenario to plan with."""
    settings = found.case.settings.model_copy(update={"name": name})
    documents = {**found.documents, found.chosen: {**found.documents[found.chosen], "name": name}}
    return dataclasses.replace(found, case=found.case.model_copy(update={"settings": settings}), documents=documents)


def _refuse(target: Path, found: Imported, replace: bool) -> None:
    """A folder that is there is written over only when asked for, and that of the reference never."""
    file, place = "the folder", "its name"
    if PERSONAL.search(str(target)):
        raise InputError([Fault(file, place, "a name like a personal number", "a name of teams or posts")])
    if not re.fullmatch(r"[^\W][\w -]{0,59}", target.name):
        raise InputError([Fault(file, place, "a name that no folder should have", "letters, digits and _")])
    if not target.parent.is_dir():
        raise InputError(
            [Fault(file, place, "a folder in a folder that is not there", "a folder such as scenarios/name")]
        )
    if target == Path(os.path.abspath(found.reference.path.parent)):
        allowed = "a folder of the municipality's own"
        raise InputError(
            [
                Fault(
                    file, place, "the folder of the municipality whose values stand in", allowed, "Choose another name."
                )
            ]
        )
    if target.exists() and not (replace and target.is_dir()):
        todo = "Choose another name, or replace it."
        raise InputError([Fault(file, place, "a scenario of that name", "a name that is free", todo)])


def _texts(found: Imported, target: Path) -> dict[str, str]:
    """Every file by its name within the folder."""
    texts: dict[str, str] = {}
    for name, document in found.documents.items():
        links = {key: os.path.relpath(document[key], target).replace(os.sep, "/") for key in _LINKS if key in document}
        ordered = [key for key in ("extends", *Settings.model_fields) if key in document]
        texts[f"{name}.yaml"] = _yaml({key: (document | links)[key] for key in ordered})
    for table, model in TABLES.items():
        texts[f"tables/{table}.csv"] = _csv(list(model.model_fields), found.lines[table])
    texts["rules/rules.yaml"] = _yaml([_rule(row) for row in found.case.changes])
    return texts


def _rule(row: Change) -> dict[str, Any]:
    """A dated rule as its file has it, without what it has by default."""
    dumped = row.model_dump(exclude_defaults=True)
    return {key: list(value) if isinstance(value, tuple) else value for key, value in dumped.items()}


def _yaml(document: Any) -> str:
    yaml = YAML()
    yaml.width, yaml.allow_unicode, yaml.default_flow_style = 10_000, True, False
    yaml.indent(mapping=2, sequence=4, offset=2)
    stream = io.StringIO()
    yaml.dump(_tidy(document), stream)
    return stream.getvalue()


def _tidy(node: Any) -> Any:
    """Figures in the order in which people write them, without what they do not say."""
    if is_figure(node):
        order = ("value", "low", "high", "unit", "source", "assumption")
        return {key: node[key] for key in order if key in node and node[key] not in (None, "")}
    if isinstance(node, Mapping):
        return {str(key): _tidy(value) for key, value in node.items()}
    return [_tidy(value) for value in node] if isinstance(node, list | tuple) else node


def _csv(header: list[str], lines: list[dict[str, str]]) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([line.get(column, "") for column in header] for line in lines)
    return stream.getvalue()


def _same(found: Imported, written: Path) -> None:
    """The files give the case that the workbook gives, but for where they lie."""
    case = load_case(written)
    folders = {key: getattr(found.case.settings, key) for key in ("data", "law")}
    settings = case.settings.model_copy(update=folders)
    if case.model_copy(update={"path": found.case.path, "settings": settings}) != found.case:
        raise InputError(
            [Fault("the workbook", "the whole", "something that a file cannot hold", "numbers, words, lists")]
        )


def _exchange(draft: Path, target: Path) -> None:
    """Put the draft in the place of the folder, or leave that as it was."""
    if not target.exists():
        draft.rename(target)
        return
    old = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}-", suffix=".old"))
    try:
        target.rename(old / target.name)
        try:
            draft.rename(target)
        except OSError:
            (old / target.name).rename(target)
            raise
    finally:
        shutil.rmtree(old, ignore_errors=True)
