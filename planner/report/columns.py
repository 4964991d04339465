"""Tables as people read them: what each column is called, what kind of figure it holds, and how that is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from planner.report import numbers
from planner.text import Catalogue, Language, catalogue

Kind = Literal[
    "text",
    "fte",
    "part",
    "dkk",
    "mio",
    "share",
    "cases",
    "count",
    "number",
    "year",
    "date",
    "month",
    "half_year",
    "mixed",
]

_SOFT = "\u00ad"
"""The soft hyphen: where a long Danish heading may be broken."""
_WRITERS: dict[str, Callable[[Any, Language], str]] = {
    "text": lambda value, _: str(value),
    "fte": numbers.fte,
    "part": numbers.part,
    "dkk": numbers.dkk,
    "mio": numbers.mio,
    "share": numbers.share,
    "cases": numbers.cases,
    "count": numbers.count,
    "number": numbers.number,
    "year": lambda value, _: str(value),
    "date": numbers.day,
    "month": numbers.month,
    "half_year": numbers.half_year,
}


@dataclass(frozen=True)
class Column:
    """A column: its key in the frame, its heading, and the kind of figure in it.

    Money stands in DKK in the frame also where `mio` says that it is shown in mio. kr.; a `share` is 0-1, a `part`
    is FTE with two decimals. In a
    `mixed` column each row has its own kind, named in the frame's column `kind`. `change` says that a reader of the
    workbook may change the figures.
    """

    key: str
    label: str
    kind: Kind
    change: bool = False

    @property
    def heading(self) -> str:
        """The label on one line, as a screen shows it."""
        return self.label.replace(_SOFT, "")

    @property
    def narrow(self) -> str:
        """The label with a hyphen wherever it may be broken, for the narrow columns of a sheet."""
        return self.label.replace(_SOFT, "-")


@dataclass(frozen=True)
class Table:
    """A table with its title and a note that says how to read it.

    Attributes:
        name: the function that made it.
        title: what it shows.
        note: how to read it; may be empty.
        columns: what is shown, in order.
        frame: the figures, unrounded; may hold further columns than those shown.
        totals: keys of the columns whose sum makes sense as a last row.
    """

    name: str
    title: str
    note: str
    columns: tuple[Column, ...]
    frame: pd.DataFrame
    totals: tuple[str, ...] = ()


def made(c: Catalogue, name: str, columns: Iterable[Column], frame: pd.DataFrame, **note: object) -> Table:
    """A table whose title and note stand in the catalogue under its name; without rows, a sentence says why."""
    shown = tuple(columns)
    empty = frame.empty and c.knows(f"table.{name}.empty")
    text = c.t(f"table.{name}.empty") if empty else c.t(f"table.{name}.note", **note)
    return Table(name, c.t(f"table.{name}.title"), text, shown, frame)


def headed(c: Catalogue, spec: str) -> tuple[Column, ...]:
    """Columns from `key:kind` words, headed by the catalogue: `headed(c, "team:text fte:fte")`."""
    pairs = (word.split(":") for word in spec.split())
    return tuple(Column(key, c.t(f"column.{key}"), kind) for key, kind in pairs)  # type: ignore[arg-type]


def kind_in(column: Column, row: pd.Series) -> str:
    """The kind of one cell: the column's, or in a mixed column the row's."""
    return str(row["kind"]) if column.kind == "mixed" else column.kind


def written(value: Any, kind: str, language: Language = "da") -> str:
    """One figure as text; nothing where there is no figure."""
    if value is None or value == "" or (isinstance(value, float) and pd.isna(value)):
        return ""
    if isinstance(value, str) and kind not in ("date", "month", "half_year"):
        return value
    return _WRITERS[kind](value, language)


def shown(table: Table, language: Language = "da") -> pd.DataFrame:
    """The table as text under its headings, as a screen or a paper shows it, with the row of totals."""
    frame, last = table.frame, bool(table.totals and len(table.frame))
    kinds = frame["kind"].tolist() if "kind" in frame else []
    columns = []
    for column in table.columns:
        of = kinds if column.kind == "mixed" else [column.kind] * len(frame)
        texts = [
            written(value, str(kind), language) for value, kind in zip(frame[column.key].tolist(), of, strict=True)
        ]
        columns.append(texts + ([_total(table, column, language)] if last else []))
    headings = [column.heading for column in table.columns]
    return pd.DataFrame(list(zip(*columns, strict=True)), columns=headings, dtype=str)


def _total(table: Table, column: Column, language: Language) -> str:
    if column.key in table.totals:
        return written(float(table.frame[column.key].sum()), column.kind, language)
    return catalogue(language).t("cell.total") if column is table.columns[0] else ""
