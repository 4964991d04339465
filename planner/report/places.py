"""Where the figures of a table stand in a workbook, so that a formula can be made of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.report.columns import Table

if TYPE_CHECKING:
    from planner.report.page import Page


@dataclass(frozen=True)
class Place:
    """A table on a sheet: the row of its heading, of each row of its frame and of its totals, the column of each key."""

    page: Page
    table: Table
    head: int
    rows: tuple[int, ...]
    columns: Mapping[str, int]
    total: int | None = None
