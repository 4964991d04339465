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
    "like_today",
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


def _step(value: float) -> float:
    if value not in (0.1, 0.5, 1):
        raise ValueError("0.1, 0.5 or 1")
    return value


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
    pay_dkk_per_year: NonNegative
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
    what: Text = ""


class Budget(Sourced):
    """The pay budget of an account, or of one team on it, before the saving; what posts x pay is held against."""

    account: Account
    team: Text
    pay_mio_dkk_per_year: NonNegative
    price_level: Text


class KnownMovement(Sourced):
    """Something already decided before the plan: who is known to leave, or to come back, and when.

    `fixed_term` and `retirement` work until the end of `last_month`. `notice` has been given notice before the plan and
    is paid until then. `leave` is away without pay until then and returns the month after. All of them are counted
    in the `fte` of `staffing.csv`. `payment_months` of pay fall due in `last_month`.
    """

    team: Key
    profession: Key
    kind: Literal["fixed_term", "retirement", "notice", "leave"]
    last_month: MonthField
    fte: NonNegative
    payment_months: NonNegative


class NoticeClass(Sourced):
    """Employer's notice for one class of length of service, and the severance that goes with it."""

    service: Text
    notice_months: int = Field(ge=0, le=12)
    severance_months: NonNegative
    share: Share


class ServiceBand(Sourced):
    """The share of the staff whose length of service lies in a band, evenly spread within it. Never a person."""

    service: Text
    from_months: NonNegative
    to_months: Positive
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
    """Natural attrition: the share of the FTE in service who leave in a year by their own will.

    `retirement_share_per_year` is the part of it that is retirement; the first year of service has
    `first_year_factor` times the share.
    """

    share_per_year: Annotated[Figure, _between(0, 0.95)]
    retirement_share_per_year: ShareFigure
    first_year_factor: Annotated[Figure, _between(0, 20)]

    @model_validator(mode="after")
    def _part_of_the_whole(self) -> Attrition:
        if self.share_per_year.value and self.retirement_share_per_year.value > self.share_per_year.value:
            raise ValueError("retirement is a part of share_per_year and cannot be more")
        return self


class Unemployment(Strict):
    """A change in unemployment from a month on, as a share of the cases of the groups it touches."""

    change_share: Annotated[float, Field(ge=-0.9, le=2)]
    first_month: MonthField


class Caseload(Strict):
    """Which of the three guidance limits counts, a factor on it, and what an FTE missing to the limit is priced at."""

    guidance: Guidance
    limit_factor: Annotated[float, Field(ge=0.2, le=5)]
    understaffing_dkk_per_fte_year: AmountFigure


class Line(Sourced):
    """Other terms for a lever where team, profession and calendar year fit; an empty selector fits all.

    Of several lines that fit, the last one that names a term holds. Each `cap_fte` holds for all that fits its line
    together, in each calendar year (for reduced hours: at any time).
    """

    team: Text = ""
    profession: Text = ""
    year: int | None = None
    active: bool | None = None
    cap_fte: NonNegative | None = None
    cost_dkk_per_fte: NonNegative | None = None
    success_share: Share | None = None


class Priced(Strict):
    """Something that has a price per FTE, with other terms for some teams, professions or years."""

    cost_dkk_per_fte: AmountFigure
    where: tuple[Line, ...]


class Lever(Priced):
    """A decision that may be taken from `first_month` on, every so many months, while the lever is `active`."""

    active: bool
    first_month: MonthField
    every_months: Annotated[int, Field(ge=1, le=12)]


class Dismissals(Lever):
    """How many FTE may be given notice (empty: no cap), and the mix of lengths of service that sets the notice."""

    cap_fte: NonNegative | None
    service_mix: tuple[ServiceBand, ...]
    productivity_under_notice: ShareFigure

    @model_validator(mode="after")
    def _whole_mix(self) -> Dismissals:
        if abs(sum(row.share for row in self.service_mix) - 1) > 1e-9:
            raise ValueError("the shares of the service mix must sum to 1")
        if len({row.service for row in self.service_mix}) < len(self.service_mix):
            raise ValueError("each length of service once in the service mix")
        if any(row.from_months >= row.to_months for row in self.service_mix):
            raise ValueError("from_months must be less than to_months")
        return self


class TakeUp(Strict):
    """One step of the take-up curve: how many accept, as a share of a team's FTE at the start per calendar year."""

    cap_share_per_team_year: Share
    payment_months: NonNegative


class Voluntary(Lever):
    """Voluntary leaving: the take-up curve, each step with its payment, dearer step by step."""

    notice_months: Annotated[int, Field(ge=0, le=12)]
    take_up: tuple[TakeUp, ...] = Field(min_length=1, max_length=9)

    @model_validator(mode="after")
    def _rising(self) -> Voluntary:
        payments = [step.payment_months for step in self.take_up]
        if payments != sorted(payments):
            raise ValueError("payment_months must rise from step to step")
        return self


class MunicipalRedeployment(Lever):
    """Redeployment to another department of the municipality: the post leaves the plan's accounts after a lag."""

    cap_fte_per_team_year: NonNegative
    lag_months: Annotated[int, Field(ge=0, le=12)]


class ReducedHours(Lever):
    """Reduced hours by agreement: how many of the FTE in service, what each gives up of hours and of pay.

    `cost_dkk_per_fte` is a yearly cost of each FTE on reduced hours. `lasting`: nobody goes back to full hours.
    """

    cap_share: Share
    hours_share: ShareFigure
    pay_share: ShareFigure
    lasting: bool


class Transition(Lever):
    """A move into another job: months in training, the share that succeeds, what they do and cost meanwhile."""

    training_months: Annotated[int, Field(ge=0, le=24)]
    success_share: ShareFigure
    productivity_in_training: ShareFigure


class Redeployment(Transition):
    """Moves between teams within a profession, capped per team and calendar year, out and in alike."""

    cap_fte_per_team_year: NonNegative


class Retraining(Transition):
    """A way from one profession to another: retraining upwards, or downgrading.

    Whoever does not succeed leaves at the end of the training and is counted as an exit; `dropouts_are_dismissals` says
    whether as a dismissal. Pay protection: the difference in pay goes on for so many months after arrival.
    """

    path: Key
    label_da: Text
    label_en: Text
    kind: Literal["retraining", "downgrading"]
    from_profession: Key
    to_profession: Key
    places_per_year: NonNegative | None
    share_of_receiving: Share | None
    share_of_sending: Share | None
    pay_protection_months: Annotated[int, Field(ge=0, le=60)]
    dropouts_are_dismissals: bool

    @model_validator(mode="after")
    def _two_professions(self) -> Retraining:
        if self.from_profession == self.to_profession:
            raise ValueError("from_profession and to_profession must differ; within a profession it is redeployment")
        return self


class Contract(Strict):
    """A kind of contract for new staff: permanent (no `months`), or ending after so many months."""

    contract: Key
    label_da: Text
    label_en: Text
    months: Annotated[int, Field(ge=1, le=60)] | None
    cost_dkk_per_fte: AmountFigure


class Hiring(Lever):
    """New staff: how long after the decision, how many per team and calendar year, on which contracts.

    `success_share` of those hired are there when they are first counted. Nobody is moved on or dismissed in their
    first `protected_months`, so that no team hires for another. A contract's cost comes on top of the lever's. Until
    the first month each new FTE takes `trainer_share` of an experienced colleague.
    """

    lag_months: Annotated[int, Field(ge=0, le=12)]
    cap_fte_per_team_year: NonNegative
    success_share: ShareFigure
    protected_months: Annotated[int, Field(ge=0, le=12)]
    trainer_share: ShareFigure
    contracts: tuple[Contract, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _one_permanent(self) -> Hiring:
        if len({row.contract for row in self.contracts}) < len(self.contracts):
            raise ValueError("each contract once")
        if sum(row.months is None for row in self.contracts) > 1:
            raise ValueError("one permanent contract at most")
        return self


class Overstaffing(Priced):
    """How many FTE in all may be there without work (empty: any number), and what each is priced at a year.

    Where it is capped or priced, nobody works below the caseload limit: staff are needed, or they are spare.
    """

    cap_fte: NonNegative | None

    @property
    def counted(self) -> bool:
        """Whether spare staff are counted at all."""
        return (
            self.cap_fte is not None
            or self.cost_dkk_per_fte.value > 0
            or any(line.cost_dkk_per_fte or line.cap_fte is not None for line in self.where)
        )


class Process(Strict):
    """What the calendar backwards from each wave of exits needs to know. `earliest_day`: no step can lie before it."""

    earliest_day: date
    centre_employees: AmountFigure
    municipality_employees: AmountFigure
    other_dismissals: AmountFigure
    fte_per_person: Annotated[Figure, _between(0.1, 1)]


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
    law: Text
    law_values: dict[Key, Figure]
    first_month: MonthField
    last_month: MonthField
    period_months: Literal[1, 3, 6, 12]
    price_level: Text
    posts_step: Annotated[float, AfterValidator(_step)]
    saving: Saving
    attrition: Attrition
    unemployment: Unemployment
    caseload: Caseload
    dismissals: Dismissals
    voluntary: Voluntary
    municipal_redeployment: MunicipalRedeployment
    reduced_hours: ReducedHours
    redeployment: Redeployment
    retraining: tuple[Retraining, ...]
    hiring: Hiring
    new_staff: NewStaff
    overstaffing: Overstaffing
    process: Process
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
        if self.attrition.first_year_factor.value != 1 and self.hiring.protected_months < 12:
            raise ValueError(
                "a first_year_factor other than 1 needs hiring.protected_months: 12; whoever may be moved on before "
                "the year is over can no longer be told from the others"
            )
        if self.first_month.month % self.period_months != 1 % self.period_months:
            raise ValueError("first_month must begin a period of period_months")
        if len({row.path for row in self.retraining}) < len(self.retraining) or "move" in {
            row.path for row in self.retraining
        }:
            raise ValueError("each path in retraining needs a name of its own, other than 'move'")
        return self


class DatedValue(Strict):
    """What a rule says from a day on."""

    valid_from: date
    value: NonNegative


class LegalValue(Sourced):
    """One number of a law, an agreement or a procedure, over time: an entry of `data/law/*.yaml`.

    `hypothetical` marks a value that a scenario has put in the place of the rule's own.
    """

    rule: Key
    label_da: Text
    label_en: Text
    unit: Text
    reference: Text
    checked_on: date
    values: tuple[DatedValue, ...] = Field(min_length=1)
    hypothetical: bool = False

    def on(self, day: date) -> float:
        """The value in force on a day; raises ValueError before the first one."""
        in_force = [row.value for row in sorted(self.values, key=lambda row: row.valid_from) if row.valid_from <= day]
        if not in_force:
            raise ValueError(f"{self.rule} has no value on {day}")
        return in_force[-1]


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
    budgets: tuple[Budget, ...]
    known_movements: tuple[KnownMovement, ...]
    changes: tuple[Change, ...]
    units: tuple[Unit, ...]
    citizen_types: tuple[CitizenType, ...]
    edges: tuple[Edge, ...]
    facts: dict[str, Fact]
    documents: dict[str, Document]
    traps: dict[str, Trap]
    law: dict[str, LegalValue]
    differences: tuple[Difference, ...]

    @property
    def months(self) -> tuple[Month, ...]:
        """The first months of the plan's periods, in order: every month, unless `period_months` is more than 1."""
        return months_from(self.settings.first_month, self.settings.last_month, self.settings.period_months)

    @property
    def half_years(self) -> dict[str, tuple[int, ...]]:
        """The positions of the plan's periods in each half-year (in each year, when periods are years)."""
        return half_years(self.months, self.settings.period_months)

    @property
    def budget_years(self) -> tuple[int, ...]:
        """The calendar years in the plan that have a saving target."""
        due = {row.year for row in self.saving_targets if row.account in ACCOUNTS}
        return tuple(sorted({month.year for month in self.months} & {y for y in due if isinstance(y, int)}))
