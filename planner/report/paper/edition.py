"""What a paper is made of: the plans, the day, the language, and whether it is the public version."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from planner.case.schema import Case
from planner.keep import content_hash
from planner.plan import Plan
from planner.reference_scenarios import Reference
from planner.report.columns import Table
from planner.report.names import Names
from planner.report.paper.masking import hidden_cells, hidden_ways, public_columns
from planner.report.paper.model import Grid, Picture, Text, grid
from planner.text import Catalogue, Language, catalogue


@dataclass(frozen=True)
class Draft:
    """A plan and the mark of what it was made from; a reference is held beside a plan and is no proposal."""

    plan: Plan
    content: str
    reference: Reference | None = None

    @property
    def name(self) -> str:
        """What the scenario is called, and whether it is a reference, which is the same word in both languages."""
        name = self.plan.case.settings.name
        return f"Reference: {name}" if self.reference else name

    @classmethod
    def of(cls, case: Case, plan: Plan, reference: Reference | None = None) -> Draft:
        """The draft of a case as `load_case` returned it and the plan of it."""
        return cls(plan, content_hash(case), reference)


@dataclass(frozen=True)
class Edition:
    """One version of a paper: the first draft is what it is about, the others are its alternatives.

    Attributes:
        drafts: one to four.
        day: on which it is made.
        language: of the text.
        public: whether figures about few people are hidden.
        headings: by section, instead of the usual ones; None leaves a section out.
    """

    drafts: tuple[Draft, ...]
    day: date
    language: Language = "da"
    public: bool = False
    headings: Mapping[str, str | None] = field(default_factory=dict)

    @property
    def plan(self) -> Plan:
        """The plan that the paper is about."""
        return self.drafts[0].plan

    @property
    def c(self) -> Catalogue:
        """The words."""
        return catalogue(self.language)

    @property
    def names(self) -> Names:
        """The case's own names."""
        return Names(self.plan.case, self.language)

    def say(self, key: str, /, **values: object) -> str:
        """A text of the paper."""
        return self.c.t(f"paper.{key}", **values)

    def text(self, key: str, /, style: str = "", **values: object) -> Text:
        """A paragraph of the paper's own."""
        return Text(self.say(key, **values), style)

    def grid(self, table: Table, only: Iterable[str] = (), note: str | None = None) -> Grid:
        """A table that says nothing of few people."""
        return grid(table, self.language, only, note=note)

    def posts(self, table: Table, known: Mapping[str, float], public_note: str = "") -> Grid:
        """A table of posts; in the public version only its sums that may be shown, with small figures hidden."""
        if not self.public:
            return grid(table, self.language)
        fte = public_columns(self.plan)
        words = tuple(column.key for column in table.columns if column.kind == "text")
        return grid(table, self.language, (*words, *fte), hidden_cells(table, fte, known), note=public_note)

    def ways(self, plan: Plan) -> frozenset[str] | None:
        """The ways whose FTE are hidden; none in the internal version, None where all of them are left out."""
        return hidden_ways(plan) if self.public else frozenset()

    def internal(self, *blocks: Grid | Picture | Text) -> list[Grid | Picture | Text]:
        """What stands in the internal version only."""
        return [] if self.public else list(blocks)
