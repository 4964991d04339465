"""What every number and text of a case is made of: strict, frozen, and saying where it comes from.

A number is one of three things, and says which: a *sourced* figure (`source` names rows of `data/facts.csv`),
an *assumption* (`assumption` gives the reasoning, in Danish because it travels to Danish screens and sheets),
or a *choice* that the user makes (a plain setting of the scenario).
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, model_validator

from planner.calendar import Month
from planner.errors import PERSONAL

ACCOUNTS = ("HK5", "HK6")
LASTING = "lasting"
"""The year of a saving that is due every year after the last one named."""
Account = Literal["HK5", "HK6"]
Goal = Literal[
    "saving",
    "minimum_staffing",
    "dismissals",
    "worst_load",
    "overload",
    "not_deeper",
    "even_load",
    "moves_and_hires",
    "like_today",
    "lowest_cost",
]
HardRule = Literal["saving", "minimum_staffing", "caseload_limit"]
Guidance = Literal["low", "mid", "high"]
Sizes = Literal["planned", "as_today", "at_most_today", "equal_cuts"]
LimitSource = Literal["hours", "guidance", "local"]


def _no_personal_data(text: str) -> str:
    if PERSONAL.search(text):
        raise ValueError("looks like a personal number; posts and teams only, never persons")
    return text


def _month(value: object) -> object:
    return Month.parse(value) if isinstance(value, str) else value


Text = Annotated[str, AfterValidator(_no_personal_data)]


def _no_bool(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("a number")
    return value


Key = Annotated[Text, Field(pattern=r"^[a-z0-9]+(_[a-z0-9]+)*$", max_length=40)]
MonthField = Annotated[Month, BeforeValidator(_month), PlainSerializer(str)]
Share = Annotated[float, BeforeValidator(_no_bool), Field(ge=0, le=1)]
NonNegative = Annotated[float, BeforeValidator(_no_bool), Field(ge=0, allow_inf_nan=False)]
Positive = Annotated[float, BeforeValidator(_no_bool), Field(gt=0, allow_inf_nan=False)]


class Strict(BaseModel):
    """Unknown keys are errors, values never change, infinities and NaN never pass."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Sourced(Strict):
    """A row or figure that says where it comes from: fact ids, an assumption, or both."""

    source: Text = ""
    assumption: Text = ""

    @model_validator(mode="after")
    def _says_where_from(self) -> Sourced:
        if not self.source and not self.assumption:
            raise ValueError("neither source nor assumption is given")
        return self

    @property
    def fact_ids(self) -> tuple[str, ...]:
        """The rows of `data/facts.csv` this rests on."""
        return tuple(part for part in self.source.split() if part)


class Figure(Sourced):
    """One number with its unit, provenance and, where it is uncertain, its range."""

    value: Annotated[float, BeforeValidator(_no_bool)]
    unit: Text
    low: float | None = None
    high: float | None = None


def between(low: float, high: float) -> AfterValidator:
    """A figure whose value lies between two bounds."""

    def check(figure: Figure) -> Figure:
        if not low <= figure.value <= high:
            raise ValueError(f"a value from {low:g} to {high:g}")
        return figure

    return AfterValidator(check)


ShareFigure = Annotated[Figure, between(0, 1)]
AmountFigure = Annotated[Figure, between(0, 1e9)]
