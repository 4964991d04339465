"""What was built from symbols, kept for other symbols that are alike wherever somebody looked to build it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields
from typing import Any, NamedTuple, TypeVar

from planner.staffing.levers import Levers
from planner.staffing.symbols import Symbols

Thing = TypeVar("Thing")
_Path = tuple[str, ...]
"""Where a value stands in the symbols: `("need",)`, `("levers", "caps")`."""


class _Built(NamedTuple):
    """A thing, every value that was read to build it, by where it stands, and what it shares with other things."""

    read: dict[_Path, Any]
    shared: dict[Callable[[Any], Any], Any]
    thing: Any


class Reuse:
    """The first and the last of each thing built: equations' rows, goals' costs. Nobody changes what is kept here.

    What a thing was built from is noted while it is built, so a thing is kept exactly for those symbols that have the
    same values wherever it looked.
    """

    def __init__(self) -> None:
        self._built: dict[Callable[[Symbols], Any], list[_Built]] = {}
        self._of: Symbols | None = None
        self._same: dict[tuple[_Path, int], bool] = {}

    def listed(self, build: Callable[[Symbols], Iterable[Thing]], s: Symbols) -> list[Thing]:
        """All that a function of the symbols yields."""
        things: list[Thing] = self._thing(build, s, list)
        return things

    def one(self, build: Callable[[Symbols], Thing], s: Symbols) -> Thing:
        """What a function of the symbols returns."""
        thing: Thing = self._thing(build, s, lambda built: built)
        return thing

    def _thing(self, build: Callable[[Symbols], Any], s: Symbols, whole: Callable[[Any], Any]) -> Any:
        if self._of is not s:
            self._of, self._same = s, {}
        known = self._built.setdefault(build, [])
        for built in known:
            same = all(self._alike(path, value) for path, value in built.read.items())
            if same and all(self.one(part, s) is there for part, there in built.shared.items()):
                return built.thing
        read: dict[_Path, Any] = {}
        shared: dict[Callable[[Any], Any], Any] = {}

        def one(part: Callable[[Any], Any]) -> Any:
            shared[part] = self.one(part, s)
            return shared[part]

        twin = _watched(s, read, ())
        twin.__dict__["shared"] = one
        built = _Built(read, shared, whole(build(twin)))
        known[1:] = [built]
        return built.thing

    def _alike(self, path: _Path, value: Any) -> bool:
        """Whether the symbols have a value there; each is compared once, and none that is kept goes away meanwhile."""
        key = path, id(value)
        if key not in self._same:
            here: Any = self._of
            for part in path:
                here = getattr(here, part)
            self._same[key] = bool(here == value)
        return self._same[key]


def _watched(of: Any, read: dict[_Path, Any], at: _Path) -> Any:
    """A twin of an object that notes what is read of it: it has nothing until it is asked."""
    kind = type(of)

    class Twin(kind):  # type: ignore[misc, valid-type]
        def __getattr__(self, part: str) -> Any:
            value = getattr(of, part)
            if isinstance(value, Levers):
                value = _watched(value, read, (*at, part))
            else:
                read[*at, part] = value
            self.__dict__[part] = value
            return value

    twin = object.__new__(Twin)
    for part in (field.name for field in fields(of) if hasattr(kind, field.name)):
        Twin.__getattr__(twin, part)  # a default would be found on the class, and the reading go unseen
    return twin
