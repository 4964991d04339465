"""A locked scenario: what it depended on, the planner's version and the key numbers; and what has changed since."""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field, PlainSerializer, ValidationError

from planner.case.reading import as_plain, explain, place_of, read_yaml
from planner.case.schema import Case
from planner.case.values import Strict
from planner.errors import Fault, InputError
from planner.keep.content import Content, Scalar, content
from planner.keep.files import LOCKED, replace_file, with_lock
from planner.plan import Plan

TOLERANCE = 1e-6
"""Numbers count as identical within this share of themselves, or this much where they are less than 1."""
_DIGITS = 6
_AGAIN = "Lock the scenario again."


def _read_rows(value: object) -> object:
    """The rows of a table from a text with a line for each: its mark, a space, its name."""
    if not isinstance(value, str):
        return value
    return {name: mark for mark, _, name in (line.partition(" ") for line in value.splitlines())}


def _write_rows(rows: Mapping[str, str]) -> str:
    return "".join(f"{mark} {name}\n" for name, mark in rows.items())


Rows = Annotated[dict[str, str], BeforeValidator(_read_rows), PlainSerializer(_write_rows)]
Hash = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class Lock(Strict):
    """The `locked:` block of a scenario file.

    Attributes:
        on: the day on which it was locked.
        planner: the version of the planner.
        content: SHA-256 of everything that the plan depends on.
        status: of the plan, `optimal` or `shortfall`.
        settings: every setting that was not empty, by dotted path.
        tables: by table and row, the row's mark.
        numbers: `kpi` by figure; `net_dkk` by account and year, DKK; `fte` by team and last month of a year, FTE.
    """

    on: date
    planner: str
    content: Hash
    status: str
    settings: dict[str, Scalar]
    tables: dict[str, Rows]
    numbers: dict[str, dict[str, float | None]]


@dataclass(frozen=True)
class Change:
    """One thing that is otherwise than when the scenario was locked.

    Attributes:
        where: `planner`, `settings`, a table, `numbers.kpi`, `numbers.net_dkk`, `numbers.fte`, or `status`.
        key: the setting, row or number.
        was: what it was, a row's mark for a row; None for what was not there.
        now: what it is; None for what is no longer there.
    """

    where: str
    key: str
    was: Scalar
    now: Scalar

    @property
    def of_the_plan(self) -> bool:
        """Whether it is in what came out, and not in what went in."""
        return self.where == "status" or self.where.startswith("numbers.")


def lock(case: Case, plan: Plan, on: date | None = None) -> Lock:
    """The lock of a scenario.

    Args:
        case: as `load_case` returned it (the plan's own case holds tasks that the planner derived).
        plan: what `make_plan` made of it.
        on: the day; today without it.
    """
    found = content(case)
    return Lock(
        on=on or date.today(),
        planner=planner_version(),
        content=found.hash,
        status=plan.status,
        settings=found.settings,
        tables=found.tables,
        numbers=key_numbers(plan),
    )


def planner_version() -> str:
    """The version of the planner that runs."""
    try:
        return version("bemandingsplan")
    except PackageNotFoundError:
        return "unknown"


def key_numbers(plan: Plan) -> dict[str, dict[str, float | None]]:
    """The numbers that a lock holds: key figures, net saving by account and year (DKK), FTE by team at year ends."""
    years = {f"{row.account} {row.year}": row.net_dkk for row in plan.years.itertuples()}
    months = sorted({str(month) for month in plan.staff["month"]})
    ends = {month[:4]: month for month in months}.values()
    staff = plan.staff[plan.staff["month"].isin(ends)].groupby(["team", "month"])["fte"].sum()
    fte = {f"{team} {month}": value for (team, month), value in staff.items()}
    return {
        part: {key: _number(value) for key, value in sorted(found.items())}
        for part, found in {"kpi": plan.kpi, "net_dkk": years, "fte": fte}.items()
    }


def lock_file(path: str | os.PathLike[str], locked: Lock) -> None:
    """Write a lock at the end of a scenario file, in the place of one that it had.

    Raises:
        InputError: the file cannot be read.
    """
    here = Path(path)
    try:
        text = here.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise InputError([Fault(here.name, "the file", "no readable file", "an existing file in UTF-8")]) from error
    replace_file(here, with_lock(text, locked))


def locked_in(path: str | os.PathLike[str]) -> Lock | None:
    """The lock that a scenario file holds itself; None where it holds none.

    Raises:
        InputError: the file cannot be read, or its lock is not as it was written.
    """
    name = Path(path).name
    document, faults = read_yaml(Path(path), name)
    if faults:
        raise InputError(faults)
    found = as_plain(document).get(LOCKED) if isinstance(document, Mapping) else None
    if found is None:
        return None
    try:
        return Lock.model_validate(found)
    except ValidationError as error:
        said = list(explain(Lock, error))
        raise InputError(
            [Fault(name, place_of(document, (LOCKED, *at)), found, allowed, _AGAIN) for at, found, allowed, _ in said]
        ) from error


def changed_since(locked: Lock, case: Case, plan: Plan | None = None) -> tuple[Change, ...]:
    """What is otherwise than when the scenario was locked; nothing where it is as it was.

    Args:
        locked: the lock.
        case: as `load_case` returns it now.
        plan: the plan of it now, whose numbers are then held against the lock's.
    """
    changes = list(_content_changes(locked, content(case)))
    if locked.planner != planner_version():
        changes.insert(0, Change("planner", "version", locked.planner, planner_version()))
    if plan is not None:
        if plan.status != locked.status:
            changes.append(Change("status", "status", locked.status, plan.status))
        changes += _number_changes(locked, key_numbers(plan))
    return tuple(changes)


def _content_changes(locked: Lock, now: Content) -> Iterator[Change]:
    """The settings and rows that differ; where none does and the whole still differs, the whole."""
    if locked.content == now.hash:
        return
    parts: list[tuple[str, Mapping[str, Scalar], Mapping[str, Scalar]]] = [("settings", locked.settings, now.settings)]
    parts += [(name, locked.tables.get(name, {}), now.tables.get(name, {})) for name in {**locked.tables, **now.tables}]
    changes = [Change(part, *each) for part, was, is_ in parts for each in _unlike(was, is_)]
    yield from changes or [Change("content", "hash", locked.content, now.hash)]


def _unlike(was: Mapping[str, Scalar], now: Mapping[str, Scalar]) -> Iterable[tuple[str, Scalar, Scalar]]:
    return [(key, was.get(key), now.get(key)) for key in sorted({*was, *now}) if was.get(key) != now.get(key)]


def _number_changes(locked: Lock, now: Mapping[str, Mapping[str, float | None]]) -> Iterator[Change]:
    for part in {**locked.numbers, **now}:
        for key, was, is_ in _unlike(locked.numbers.get(part, {}), now.get(part, {})):
            if not _same(was, is_):
                yield Change(f"numbers.{part}", key, was, is_)


def _same(was: Scalar, now: Scalar) -> bool:
    """Whether two numbers are identical for every purpose of a plan."""
    if not isinstance(was, float) or not isinstance(now, float):
        return was == now
    return math.isclose(was, now, rel_tol=TOLERANCE, abs_tol=TOLERANCE)


def _number(value: float) -> float | None:
    """A number as the lock holds it; None for one that is none."""
    return round(float(value), _DIGITS) + 0.0 if math.isfinite(value) else None
