"""The whole vocabulary of a case: frozen, strict, and readable in one sitting.

A number is one of three things, and says which: a *sourced* figure (`source` names rows of `data/facts.csv`),
an *assumption* (`assumption` gives the reasoning, in Danish because it travels to Danish screens and sheets),
or a *choice* that the user makes (a plain setting of the scenario).
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, model_validator

from planner.calendar import Month, half_years, months_from

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
    "lowest_cost",
]
HardRule = Literal["saving", "minimum_staffing", "caseload_limit"]
Guidance = Literal["low", "mid", "high"]

_CPR = re.compile(r"\b\d{6}[- ]?\d{4}\b")


def _no_personal_data(text: str) -> str:
    if _CPR.search(text):
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
Share = Annotated[float, Field(ge=0, le=1)]
NonNegative = Annotated[float, BeforeValidator(_no_bool), Field(ge=0, allow_inf_nan=False)]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]


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

    value: float
    unit: Text
    low: float | None = None
    high: float | None = None


def _between(low: float, high: float) -> AfterValidator:
    """A figure whose value lies between two bounds."""

    def check(figure: Figure) -> Figure:
        if not low <= figure.value <= high:
            raise ValueError(f"a value from {low:g} to {high:g}")
        return figure

    return AfterValidator(check)


ShareFigure = Annotated[Figure, _between(0, 1)]
AmountFigure = Annotated[Figure, _between(0, 1e9)]


# --- tables -------------------------------------------------------------------------------------------------


class Team(Sourced):
    """A team (team): a unit of the employment service that posts belong to."""

    team: Key
    label_da: Text
    label_en: Text
    minimum_fte: NonNegative


class Profession(Sourced):
    """A profession (faggruppe) and what one FTE of it costs a year."""

    profession: Key
    label_da: Text
    label_en: Text
    pay_dkk_per_year: Positive
    attrition_factor: NonNegative


class Staffing(Sourced):
    """The posts of one profession in one team on one account at the start of the first month."""

    team: Key
    profession: Key
    account: Account
    fte: NonNegative
    vacant_fte: NonNegative
    minimum_fte: NonNegative


class TargetGroup(Sourced):
    """A target group (målgruppe) or other kind of case, with its stock of cases before the dated rule changes.

    `cases` is empty for a group that receives its cases from the crosswalk when it begins. The three limits are
    cases per FTE by the guidance named in `source`; one figure may stand in all three.
    """

    target_group: Key
    label_da: Text
    label_en: Text
    cases: NonNegative | None
    limit_low: Positive | None
    limit_mid: Positive | None
    limit_high: Positive | None
    unemployment_factor: Share


class Crosswalk(Sourced):
    """The share of one target group's cases that goes to another group, or to a named exit, on a date.

    Source: the 13 target groups become five on 1 January 2027 (facts H003, H004, S020).
    """

    date: date
    from_group: Key
    to_group: Key
    share: Share
    basis: Literal["stated", "inferred", "absent"]


class Competence(Sourced):
    """A team and profession that may serve a target group."""

    team: Key
    profession: Key
    target_group: Key


class SavingTarget(Sourced):
    """The saving due on an account in a budget year, or lastingly after the last one (`lasting`)."""

    account: Literal["HK5", "HK6", "other"]
    year: int | Literal["lasting"]
    target_mio_dkk: float
    price_level: Text
    traps: Text = ""


class OtherSaving(Sourced):
    """A saving on an account that is not posts (purchases, rent, IT), entered by the municipality."""

    account: Account
    year: int | Literal["lasting"]
    saving_mio_dkk: float
    price_level: Text


class NoticeClass(Sourced):
    """Employer's notice for one class of length of service, and the severance that goes with it."""

    service: Text
    notice_months: int = Field(ge=1, le=12)
    severance_months: NonNegative
    share: Share


class Change(Sourced):
    """A dated rule change and what it does to the work of one target group.

    `closes`: no newcomers; the stock runs off linearly over `run_off_months` and those who would have come go
    to `divert` (shares of target groups and named exits, summing to 1). `cases`: the stock is multiplied by
    `factor`. `work`: the work per case is multiplied by `factor`, so one FTE carries more cases.
    """

    change: Key
    label_da: Text
    label_en: Text
    date: date
    target_group: Key
    kind: Literal["closes", "cases", "work"]
    factor: NonNegative | None = None
    run_off_months: Positive | None = None
    divert: dict[Key, Share] = Field(default_factory=dict)
    status: Literal["agreed", "proposal", "assumption"]

    @model_validator(mode="after")
    def _complete(self) -> Change:
        if self.kind == "closes":
            if self.run_off_months is None:
                raise ValueError("kind closes needs run_off_months")
            if abs(sum(self.divert.values()) - 1) > 1e-9:
                raise ValueError("the shares in divert must sum to 1, so that no citizen is lost")
        elif self.factor is None:
            raise ValueError(f"kind {self.kind} needs factor")
        elif self.kind == "work" and self.factor == 0:
            raise ValueError("work that is gone altogether is kind cases with factor 0")
        return self


class Unit(Sourced):
    """A node of the coordination graph: a team, forum, department or outside actor, with its lifetime."""

    unit: Key
    label_da: Text
    label_en: Text
    kind: Literal["team", "forum", "department", "outside"]
    valid_from: date | None
    valid_to: date | None


class CitizenType(Sourced):
    """A kind of citizen (borgertype) that must keep an owner as long as it exists.

    `needs_advice` says that health advice from klinisk funktion is a duty in its cases (digest rule R5);
    `needs_coordination` that several departments have a part in them (digest rule R6).
    """

    citizen_type: Key
    label_da: Text
    label_en: Text
    target_group: Text
    valid_from: date | None
    valid_to: date | None
    needs_advice: bool
    needs_coordination: bool


class Edge(Sourced):
    """Who does what for whom, and when: an edge of the coordination graph.

    `owns`: the unit in `from_node` answers for the citizen type in `to_node`. `advises` and `coordinates`: the unit
    in `from_node` has that part in the cases of the citizen type in `to_node`. `member`: the unit in `from_node`
    sits in the forum in `to_node`.
    """

    kind: Literal["owns", "advises", "coordinates", "member"]
    from_node: Key
    to_node: Key
    valid_from: date | None
    valid_to: date | None


# --- settings -----------------------------------------------------------------------------------------------


class Saving(Strict):
    """What must be saved, and what already is."""

    share_of_target: dict[Account, Annotated[float, Field(ge=0, le=2)]]
    job_premium_returned: bool
    job_premium_mio_dkk: AmountFigure
    already_saved_mio_dkk_per_year: dict[Account, NonNegative]

    @model_validator(mode="after")
    def _both_accounts(self) -> Saving:
        for field in (self.share_of_target, self.already_saved_mio_dkk_per_year):
            if set(field) != set(ACCOUNTS):
                raise ValueError("one value each for HK5 and HK6")
        return self


class Attrition(Strict):
    """Natural attrition: the share of the FTE in service who leave in a year by their own will."""

    share_per_year: Annotated[Figure, _between(0, 0.95)]


class Unemployment(Strict):
    """A change in unemployment from a month on, as a share of the cases of the groups it touches."""

    change_share: Annotated[float, Field(ge=-0.9, le=2)]
    first_month: MonthField


class Caseload(Strict):
    """Which of the three guidance limits counts, and a factor on it."""

    guidance: Guidance
    limit_factor: Annotated[float, Field(ge=0.2, le=5)]


class Lever(Strict):
    """A decision that may be taken from `first_month` on, every so many months."""

    first_month: MonthField
    every_months: Annotated[int, Field(ge=1, le=12)]


class Dismissals(Lever):
    """How many FTE may be given notice (empty: no cap), and on what notice."""

    cap_fte: NonNegative | None
    notice_mix: tuple[NoticeClass, ...]
    productivity_under_notice: ShareFigure

    @model_validator(mode="after")
    def _whole_mix(self) -> Dismissals:
        if abs(sum(row.share for row in self.notice_mix) - 1) > 1e-9:
            raise ValueError("the shares of the notice mix must sum to 1")
        if len({row.service for row in self.notice_mix}) < len(self.notice_mix):
            raise ValueError("each class of service once in the notice mix")
        return self


class Voluntary(Lever):
    """Voluntary leaving with a payment; the cap is a share of a team's FTE at the start, per calendar year."""

    cap_share_per_team_year: Share
    notice_months: Annotated[int, Field(ge=1, le=12)]
    payment_months: NonNegative


class Redeployment(Lever):
    """Moves between teams within a profession, capped per team and calendar year, out and in alike."""

    cap_fte_per_team_year: NonNegative
    cost_dkk_per_fte: AmountFigure


class Hiring(Lever):
    """New staff: from when, how long after the decision, how many per team and calendar year, at what cost."""

    lag_months: Annotated[int, Field(ge=0, le=12)]
    cap_fte_per_team_year: NonNegative
    cost_dkk_per_fte: AmountFigure


class NewStaff(Strict):
    """How much of a full caseload somebody new to a team carries, and for how long."""

    ramp_months: Annotated[Figure, _between(0, 24)]
    productivity: ShareFigure


class Settings(Strict):
    """A scenario's settings: `scenarios/<municipality>/base.yaml`, or the base with one file's differences."""

    name: Text
    why: Text
    municipality: Text
    data: Text
    rules: Text
    tables: Text
    first_month: MonthField
    last_month: MonthField
    price_level: Text
    saving: Saving
    attrition: Attrition
    unemployment: Unemployment
    caseload: Caseload
    dismissals: Dismissals
    voluntary: Voluntary
    redeployment: Redeployment
    hiring: Hiring
    new_staff: NewStaff
    goals: tuple[Goal, ...] = Field(min_length=1)
    hard_rules: tuple[HardRule, ...]

    @model_validator(mode="after")
    def _sensible(self) -> Settings:
        if not 11 <= self.last_month.since(self.first_month) <= 119:
            raise ValueError("the plan must cover between 12 and 120 months")
        if self.last_month.month != 12:
            raise ValueError("last_month must be a December, so that budget years are whole")
        for listed, name in ((self.goals, "goals"), (self.hard_rules, "hard_rules")):
            if len(set(listed)) != len(listed):
                raise ValueError(f"{name} names the same thing twice")
        return self


class Fact(Strict):
    """A figure somebody published, or a default to be verified: one row of `data/facts.csv`."""

    id: str
    topic: str
    subject: str
    value: str
    unit: str
    year: str
    price_level: str
    certainty: Literal["stated", "verified", "to_verify", "derived", "not_found"]
    document: str
    locator: str


class Document(Strict):
    """A document that facts are cited from: one entry of `data/SOURCES.yaml`."""

    title: str
    publisher: str
    date: str
    limits: str


class Trap(Strict):
    """A contradiction in the sources that the user must see: one entry of `data/traps.yaml`."""

    da: str
    en: str
    locator: str


class Difference(Strict):
    """One setting in which the scenario differs from the file that it extends."""

    setting: str
    base: str
    here: str


class Case(Strict):
    """Everything a plan is made from: settings, tables, dated changes, facts, and how it differs from its base."""

    path: str
    settings: Settings
    teams: tuple[Team, ...]
    professions: tuple[Profession, ...]
    staffing: tuple[Staffing, ...]
    target_groups: tuple[TargetGroup, ...]
    crosswalk: tuple[Crosswalk, ...]
    competence: tuple[Competence, ...]
    saving_targets: tuple[SavingTarget, ...]
    other_savings: tuple[OtherSaving, ...]
    changes: tuple[Change, ...]
    units: tuple[Unit, ...]
    citizen_types: tuple[CitizenType, ...]
    edges: tuple[Edge, ...]
    facts: dict[str, Fact]
    documents: dict[str, Document]
    traps: dict[str, Trap]
    differences: tuple[Difference, ...]

    @property
    def months(self) -> tuple[Month, ...]:
        """The months of the plan, in order."""
        return months_from(self.settings.first_month, self.settings.last_month)

    @property
    def half_years(self) -> dict[str, tuple[int, ...]]:
        """The positions of the plan's months in each half-year."""
        return half_years(self.months)

    @property
    def budget_years(self) -> tuple[int, ...]:
        """The calendar years in the plan that have a saving target."""
        due = {row.year for row in self.saving_targets if row.account in ACCOUNTS}
        return tuple(sorted({month.year for month in self.months} & {y for y in due if isinstance(y, int)}))
