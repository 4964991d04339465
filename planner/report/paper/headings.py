"""The sections of a paper in order, and a file that gives them other headings or leaves them out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from planner.case.reading import as_plain, nearest, place_of, read_yaml
from planner.errors import Fault, InputError

SECTIONS = ("summary", "asked", "background", "tasks", "posts", "ways", "redeployment", "outside", "dates", "work",
            "ownership", "alternatives", "open", "about")  # fmt: skip
FRONT = ("summary", "asked")
"""What stands on the first page, before the list of contents."""
ALWAYS = ("about",)
"""What says how figures are hidden and what the paper was made from; it cannot be left out."""
_LONGEST = 120


def read_headings(path: Path) -> dict[str, str | None]:
    """Headings by section from a YAML file; an empty one (null) leaves its section out.

    Raises:
        InputError: every fault in the file.
    """
    document, faults = read_yaml(path, path.name)
    if faults:
        raise InputError(faults)
    if not isinstance(document, Mapping):
        raise InputError([Fault(path.name, "the file", "no `section: heading` lines", "a heading for each section")])
    headings = as_plain(document)
    found = [fault for key, value in headings.items() if (fault := _fault(path.name, document, key, value))]
    if found:
        raise InputError(found)
    return {key: value if value is None else " ".join(value.split()) for key, value in headings.items()}


def _fault(file: str, document: object, key: str, value: object) -> Fault | None:
    """What is wrong with a line, if anything."""
    place = place_of(document, (key,))
    if key not in SECTIONS:
        return Fault(file, place, f"no section {key!r}", ", ".join(SECTIONS), nearest(key, SECTIONS))
    if value is None:
        return Fault(file, place, "null", "a heading: this section must stay") if key in ALWAYS else None
    if not isinstance(value, str):
        return Fault(file, place, "no text", "a heading in words, or null to leave the section out")
    if not value.strip() or len(value) > _LONGEST:
        return Fault(file, place, "an empty or too long heading", f"1 to {_LONGEST} characters, or null")
    return None
