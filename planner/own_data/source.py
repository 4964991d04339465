"""A scenario as what its workbook shows: settings as rows, tables as texts, and its scenarios on top of the base."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from planner.case.scenario import documents_of, load_case
from planner.case.schema import Case
from planner.own_data.settings_rows import Leaf, flat
from planner.own_data.sheets import MODELS, NOT_IN_WORKBOOK, STATED_NONE, Sheet
from planner.own_data.taken_over import reference

_COMPUTED = ("name", "why", "process.centre_employees", "saving.job_premium_mio_dkk")
"""Settings for which the reference's own value does not stand in."""
_MAY_BE_NONE = ("cases", "duration_months", "limit_low", "limit_mid", "limit_high", "limit_local", "limit_date")


@dataclass(frozen=True)
class Source:
    """What a workbook is filled from.

    Attributes:
        case: the base of the scenario.
        documents: its settings and those of the scenarios on top of it, by file.
        tables: the texts of every table.
    """

    case: Case
    documents: Mapping[Path, dict[str, Any]]
    tables: Mapping[str, list[dict[str, str]]]

    @property
    def municipality(self) -> str:
        """Whose numbers these are."""
        return self.case.settings.municipality

    @property
    def assumed(self) -> Mapping[str, str]:
        """What is said of choices that are not the municipality's own, by dotted path."""
        return self.case.settings.taken_over

    def rows(self, sheet: Sheet) -> list[dict[str, str]]:
        """The rows of a sheet; of a target group, what it has none of is said."""
        rows = self.tables.get(sheet.table, [])
        return [_said(row) for row in rows] if sheet.table == "target_groups" else rows

    def example(self, sheet: Sheet) -> dict[str, str] | None:
        """A row to show how a sheet is filled in."""
        rows = self.rows(sheet) if sheet.is_table else []
        return rows[0] if rows else None

    def settings(self) -> Iterator[tuple[str, Leaf]]:
        """The settings of the base one by one, those it leaves to the default among them."""
        document = next(iter(self.documents.values()))
        own = dict(flat(document))
        whole = self.case.settings.model_dump()
        for head in [name for name in whole if name not in NOT_IN_WORKBOOK]:
            yield from ((path, leaf) for path, leaf in own.items() if path.split(".")[0] == head)
            for path, leaf in flat(whole[head], (head,)):
                if not any(path == one or path.startswith(f"{one}.") or one.startswith(f"{path}.") for one in own):
                    yield path, leaf

    def scenarios(self) -> Iterator[tuple[str, str, str, Leaf]]:
        """What the scenarios on top of the base set: the scenario, what it rests on, the setting and its value."""
        paths = list(self.documents)
        for below, path in itertools.pairwise(paths):
            above = "base" if below == paths[0] else below.stem
            for setting, leaf in flat(self.documents[path]):
                yield path.stem, above, setting, leaf

    def stands_in(self, path: str) -> str:
        """In words, what stands in for a setting instead of the reference's value; nothing where that does."""
        return "-" if path in _COMPUTED else ""


def source_of(scenario: str | os.PathLike[str]) -> Source:
    """A scenario as what its workbook shows; raises InputError when it cannot be read."""
    documents = documents_of(scenario)
    ref = reference(scenario)
    return Source(load_case(ref.path), documents, ref.tables)


def _said(row: Mapping[str, str]) -> dict[str, str]:
    """A target group with every column, and with a word where it has none of something."""
    made: dict[str, str] = {}
    for column, found in MODELS["target_groups"].model_fields.items():
        text = row.get(column, "")
        default = found.default if isinstance(found.default, str | bool) else ""
        none = column in _MAY_BE_NONE and (type(None) in get_args(found.annotation) or column == "limit_date")
        made[column] = text or (STATED_NONE if none else str(default))
    return made
