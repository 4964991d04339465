"""Scenarios that the app saved: which they are, another name for one, and deleting one so that it can be had back.

A file keeps its own name when its scenario gets another, so that whatever extends it, opens it or links to it goes on
working. What is deleted is moved to a folder beside it and never written over.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from planner.case.reading import as_plain, read_yaml
from planner.errors import Fault, InputError
from planner.keep.files import SAVED, replace_file, save, slug, with_day, with_name

DELETED = "deleted"
"""The folder beside a scenario into which it is moved."""


@dataclass(frozen=True)
class Deleted:
    """A scenario that was deleted: the file or folder as it was called, and where it is now."""

    was: Path
    now: Path


def saved_on(path: str | os.PathLike[str]) -> date | None:
    """The day on which the app saved a scenario; None of one that was shipped or written by hand."""
    found = _document(Path(path)).get(SAVED)
    return found if isinstance(found, date) else None


def save_from_app(text: str, folder: str | os.PathLike[str], name: str, day: date) -> Path:
    """Save a scenario as one that the app may rename and delete.

    Args:
        text: what `scenario_text` or `with_lock` returns.
        folder: an existing folder, the one that the text was made for.
        name: what the file is called, and no other scenario.
        day: on which it is saved.

    Raises:
        InputError: as `save` does, and for the name of another scenario.
    """
    target = Path(os.path.abspath(folder)) / f"{slug(name)}.yaml"
    refuse_taken(name, target.parents[1])
    if target.exists():
        found, todo = f"the file of another scenario, {_title(target)}", "Choose another name."
        raise InputError([Fault(target.name, "name", found, "a name that is free", todo)])
    return save(with_day(text, day), folder, name)


def mark_saved(path: str | os.PathLike[str], day: date) -> None:
    """Say in a scenario file that the app saved it; raises InputError where the file cannot hold it."""
    here = Path(path)
    replace_file(here, with_day(here.read_text(encoding="utf-8"), day))


def refuse_taken(name: str, scenarios: str | os.PathLike[str], but: Path | None = None) -> None:
    """Refuse to call a scenario by the name of another one.

    Args:
        name: what it is to be called.
        scenarios: the folder with the folders of all scenarios.
        but: its own file, where it has one.

    Raises:
        InputError: the name of another scenario, a name without letters, a personal number.
    """
    wanted = slug(name)
    for other in _scenarios(Path(scenarios)):
        if other != but and wanted == _slug_of(other):
            found = f"the name of another scenario, {_title(other)}"
            raise InputError([Fault("scenario", "name", found, "a name that is free", "Choose another name.")])


def extends(path: str | os.PathLike[str]) -> Path | None:
    """The file that a scenario extends; None of a complete one."""
    here = Path(path)
    found = _document(here).get("extends")
    return Path(os.path.abspath(here.parent / f"{found}.yaml")) if isinstance(found, str) else None


def rename(path: str | os.PathLike[str], name: str) -> None:
    """Give a scenario another name; the file keeps its own, and a lock in it stays valid.

    Raises:
        InputError: a scenario that the app did not save, a name that another one has, no name, a personal number.
    """
    here = Path(os.path.abspath(path))
    _refuse_foreign(here)
    refuse_taken(name, here.parents[1], here)
    replace_file(here, with_name(here.read_text(encoding="utf-8"), " ".join(name.split())))


def require_deletable(path: str | os.PathLike[str]) -> None:
    """Refuse to delete a scenario that others need.

    Raises:
        InputError: a scenario that the app did not save, or on which others rest, each of them named.
    """
    here = Path(os.path.abspath(path))
    _refuse_foreign(here)
    above = [other for other in _scenarios(here.parents[1]) if other != here and _rests_on(other, here)]
    if above:
        found, allowed = (
            f"scenarios that rest on it: {'; '.join(map(_title, above))}",
            "a scenario on which no other rests",
        )
        raise InputError([Fault(here.name, "the file", found, allowed, "Delete those first.")])


def delete(path: str | os.PathLike[str]) -> Deleted:
    """Move a scenario to the folder for deleted ones beside it, a complete one with all of its folder.

    Raises:
        InputError: as `require_deletable` does.
    """
    require_deletable(path)
    here = Path(os.path.abspath(path))
    was = here if extends(here) else here.parent
    folder = was.parent / DELETED
    folder.mkdir(exist_ok=True)
    now = next(place for place in _places(folder, was) if not place.exists())
    was.rename(now)
    return Deleted(was, now)


def restore(deleted: Deleted) -> None:
    """Move a deleted scenario back to where it was.

    Raises:
        InputError: it is no longer there, or another one has its place.
    """
    file = deleted.was.name
    if deleted.was.exists():
        raise InputError([Fault(file, "name", "a scenario of that name", "a name that is free")])
    if not deleted.now.exists():
        raise InputError([Fault(file, "the file", "no readable file", "an existing file in UTF-8")])
    deleted.now.rename(deleted.was)


def _refuse_foreign(path: Path) -> None:
    if saved_on(path) is None:
        found, allowed = "a scenario that the app did not save", "a scenario that was saved from the app"
        raise InputError([Fault(path.name, "the file", found, allowed)])


def _scenarios(folder: Path) -> Iterator[Path]:
    """All scenario files in the folders of a folder."""
    yield from sorted(folder.glob("*/*.yaml"))


def _rests_on(other: Path, path: Path) -> bool:
    """Whether a scenario would be gone with another: it extends that one, or lies in the folder that goes with it."""
    return extends(other) == path or (other.parent == path.parent and extends(path) is None)


def _places(folder: Path, was: Path) -> Iterator[Path]:
    """Where a deleted scenario may be put, its own name first."""
    yield folder / was.name
    number = 2
    while True:
        yield folder / f"{was.stem}_{number}{was.suffix}"
        number += 1


def _document(path: Path) -> dict[str, Any]:
    """The settings of a scenario file as they stand in it; nothing where it cannot be read."""
    document, _ = read_yaml(path, path.name)
    return as_plain(document) if isinstance(document, Mapping) else {}


def _title(path: Path) -> str:
    """What a scenario is called, with its file."""
    return f"«{_document(path).get('name', path.stem)}» ({path.parent.name}/{path.name})"


def _slug_of(path: Path) -> str:
    """A scenario's own name as a file would have it; nothing where it has none."""
    try:
        return slug(str(_document(path).get("name", "")))
    except InputError:
        return ""
