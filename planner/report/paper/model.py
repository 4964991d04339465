"""What stands in a paper, as data: sections of sentences, lists, tables and pictures. Knows no Word."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import altair as alt

from planner.report.columns import Column, Table, shown
from planner.report.paper.masking import HIDDEN, Place
from planner.text import Language


@dataclass(frozen=True)
class Text:
    """A paragraph; a `lead` one stands out, a `quiet` one is a remark."""

    text: str
    style: str = ""


@dataclass(frozen=True)
class Bullets:
    """A list of sentences."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class Grid:
    """A table as it is printed.

    Attributes:
        name: the table of the report layer that it comes from, or of the paper's own.
        title: what it shows.
        note: how to read it; may be empty.
        columns: what is shown, in order.
        rows: the cells as text.
        keys: what tells the rows apart in the table that it comes from; empty where the table has no keys.
        total: whether the last row is the sum.
    """

    name: str
    title: str
    note: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    keys: tuple[str, ...] = ()
    total: bool = False

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings on one line each."""
        return tuple(column.heading for column in self.columns)


@dataclass(frozen=True)
class Picture:
    """A chart with its title and the words that stand for it where it cannot be seen."""

    title: str
    words: str
    chart: alt.Chart


Block = Text | Bullets | Grid | Picture


@dataclass(frozen=True)
class Section:
    """A heading with what stands below it."""

    key: str
    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Paper:
    """A paper.

    Attributes:
        title: what it is about.
        stamp: that it is a draft; on the first page and on top of each page.
        label: which version it is; beside the stamp.
        facts: name and value of what the paper was made from, on the first page.
        sections: in order; the first stands before the list of contents.
        contents: the heading of the list of contents.
        page: the words for the page number, with `{page}` and `{pages}`.
        language: of the text.
        day: the day on which it was made.
        scenario: names of the scenarios.
        content: what identifies them, see `planner.keep.content_hash`.
        version: of the planner.
        level: the price level.
    """

    title: str
    stamp: str
    label: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    contents: str
    page: str
    language: Language
    day: date
    scenario: str
    content: str
    version: str
    level: str

    @property
    def grids(self) -> tuple[Grid, ...]:
        """All tables, in order."""
        return tuple(block for section in self.sections for block in section.blocks if isinstance(block, Grid))

    @property
    def sentences(self) -> tuple[str, ...]:
        """Every word that is in no table."""
        found = [self.title, self.stamp, self.label, *(text for fact in self.facts for text in fact)]
        for section in self.sections:
            found.append(section.heading)
            for block in section.blocks:
                found += _words(block)
        return tuple(found)


def _words(block: Block) -> list[str]:
    if isinstance(block, Text):
        return [block.text]
    if isinstance(block, Bullets):
        return list(block.lines)
    return [block.title, block.note] if isinstance(block, Grid) else [block.title, block.words]


def grid(
    table: Table, language: Language, only: Iterable[str] = (), hidden: Iterable[Place] = (), note: str | None = None
) -> Grid:
    """A table of the report layer as it is printed.

    Args:
        table: the table.
        language: of the figures.
        only: keys of the columns to print; all without it.
        hidden: cells whose figure is not printed.
        note: instead of the table's own.
    """
    wanted = tuple(only) or tuple(column.key for column in table.columns)
    places = [at for at, column in enumerate(table.columns) if column.key in wanted]
    texts = shown(table, language).to_numpy(dtype=str).tolist()
    keys = [column.key for column in table.columns]
    for row, key in hidden:
        texts[row][keys.index(key)] = HIDDEN
    rows = tuple(tuple(row[at] for at in places) for row in texts)
    named = tuple(map(str, table.frame["key"])) if "key" in table.frame else ()
    columns = tuple(table.columns[at] for at in places)
    said = table.note if note is None else note
    return Grid(table.name, table.title, said, columns, rows, named, len(texts) > len(table.frame))
