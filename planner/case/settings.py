"""The settings of a scenario: what is chosen, the ladder of levers, and on what terms."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from planner.case.tables import ServiceBand
from planner.case.values import (
    ACCOUNTS,
    Account,
    AmountFigure,
    Figure,
    Goal,
    Guidance,
    HardRule,
    Key,
    LimitSource,
    MonthField,
    NonNegative,
    Share,
    ShareFigure,
    Sizes,
    Sourced,
    Strict,
    Text,
    between,
)


def _step(value: object) -> object:
    if isinstance(value, bool) or value not in (0.1, 0.5, 1):
        raise ValueError("0.1, 0.5 or 1")
    return value


def _said(text: str) -> str:
    if not text.strip():
        raise ValueError("the reason, in words")
    return text


Reason = Annotated[Text, AfterValidator(_said)]


class Pin(Strict):
    """A size that is decided: FTE of a team, or of a profession in it, from a month on.

    What is counted is FTE in service less hours given up: `exactly` so many on average in each half-year, because
    attrition never pauses; never fewer than `at_least`, never more than `at_most`. Of several pins of the same posts and
    sense the latest that has begun holds. A team that closes is a pin of 0.
    """

    team: Text
    profession: Text = ""
    first_month: MonthField
    sense: Literal["exactly", "at_least", "at_most"] = "exactly"
    fte: NonNegative
    why: Reason


class DecidedOwner(Strict):
    """An owner that is decided: from a day on this unit, and nobody else, answers for a citizen type."""

    citizen_type: Key
    owner: Key
    valid_from: date
    why: Reason


class Saving(Strict):
    """What must be saved, and what already is.

    The targets of an account may fall due `delay_months` later, the money of a partial year pro rata, and an account may
    be let off so much in a year (or in `lasting`): `lowered_mio_dkk`. Neither is named where there is none.
    """

    share_of_target: dict[Account, Annotated[float, Field(ge=0, le=2)]]
    delay_months: dict[Account, Annotated[int, Field(ge=0, le=120)]] = Field(default_factory=dict)
    lowered_mio_dkk: dict[Account, dict[Annotated[str, Field(pattern=r"^(\d{4}|lasting)$")], NonNegative]] = Field(
        default_factory=dict
    )
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

    share_per_year: Annotated[Figure, between(0, 0.95)]
    retirement_share_per_year: ShareFigure
    first_year_factor: Annotated[Figure, between(0, 20)]

    @model_validator(mode="after")
    def _part_of_the_whole(self) -> Attrition:
        if self.share_per_year.value and self.retirement_share_per_year.value > self.share_per_year.value:
            raise ValueError("retirement is a part of share_per_year and cannot be more")
        return self


class Unemployment(Strict):
    """A change in unemployment from a month on, as a share of the newcomers (or cases) of the groups it touches."""

    change_share: Annotated[float, Field(ge=-0.9, le=2)]
    first_month: MonthField


class Caseload(Strict):
    """Where the limit of cases per FTE comes from, a factor on it, and what an FTE missing to it is priced at.

    `limit`: `hours` (what the tasks and net hours allow), `guidance` (its level: `guidance`) or `local` (the
    municipality's own ceiling); `by_group` names another for some groups.
    """

    limit: LimitSource
    by_group: dict[Key, LimitSource]
    guidance: Guidance
    limit_factor: Annotated[float, Field(ge=0.2, le=5)]
    understaffing_dkk_per_fte_year: AmountFigure


class Deduction(Strict):
    """Hours a year that an FTE is paid for and not at work on cases."""

    label_da: Text
    label_en: Text
    hours: AmountFigure


class Hours(Strict):
    """From paid hours to net hours per FTE and year: first the deductions, then a share for what belongs to no case.

    The shares of gross hours in a published chain are added up, never multiplied.
    """

    gross: Annotated[Figure, between(1, 3000)]
    deductions: tuple[Deduction, ...]
    category_allowance_share: Annotated[Figure, between(0, 0.9)]

    @model_validator(mode="after")
    def _something_left(self) -> Hours:
        if sum(row.hours.value for row in self.deductions) >= self.gross.value:
            raise ValueError("the deductions leave no hours")
        return self


class Exempt(Strict):
    """The share of citizens close to the labour market who are exempt from conversations (at most a quarter by law)."""

    share: Annotated[float, Field(ge=0, le=0.25)]
    first_month: MonthField


class Digital(Strict):
    """The share of conversations held by phone or screen, and the part of their time that this saves."""

    share: Share
    saved_share: ShareFigure
    first_month: MonthField


class Trial(Strict):
    """The share of newcomers on unemployment benefit in the trial with longer time in the unemployment fund."""

    share: Share
    target_group: Key
    months: Annotated[Figure, between(0, 12)]
    first_month: MonthField
    last_month: MonthField


class Supplier(Strict):
    """The share of conversations and courses done by a private supplier, and the part that stays as supervision."""

    share: Share
    supervision_share: ShareFigure
    first_month: MonthField


class Inflow(Sourced):
    """A change in the newcomers of one target group from a month on."""

    target_group: Key
    change_share: Annotated[float, Field(ge=-1, le=5)]
    first_month: MonthField


class Drivers(Strict):
    """What moves the work besides the rules: settings and sliders, each off at 0."""

    exempt: Exempt
    digital: Digital
    a_kasse_trial: Trial
    private_supplier: Supplier
    inflow: tuple[Inflow, ...]


class Coordination(Strict):
    """What coordination takes, owners that are pinned in proposals (citizen type to unit), and owners that are decided.

    `handover_minutes`: time on both sides each time a citizen changes owner. `task`: the task that stands for
    coordination; where edges say their minutes, it takes its time from the graph and not from `tasks.csv`.
    """

    task: Key = "ny_koordinering"
    handover_minutes: AmountFigure
    pinned_owners: dict[Key, Key]
    decided_owners: tuple[DecidedOwner, ...] = ()


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
        bands = sorted(self.service_mix, key=lambda row: row.from_months)
        if any(row.from_months >= row.to_months or row.to_months > 720 for row in bands):
            raise ValueError("from_months must be less than to_months, and to_months at most 720")
        if any(row.from_months % 1 or row.to_months % 1 for row in bands):
            raise ValueError("lengths of service are whole months")
        if any(a.to_months > b.from_months for a, b in pairwise(bands)):
            raise ValueError("the bands of length of service must not overlap")
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

    @model_validator(mode="after")
    def _pay_follows_hours(self) -> ReducedHours:
        if self.active and not 0 <= self.pay_share.value <= self.hours_share.value:
            raise ValueError("pay_share can be at most hours_share: nobody gives up more pay than hours")
        if self.active and self.hours_share.value == 0:
            raise ValueError("hours_share must be more than 0 where the lever is active")
        return self


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
    fte_per_person: Annotated[Figure, between(0.1, 1)]


class NewStaff(Strict):
    """How much of a full caseload somebody new to a team carries, and for how long."""

    ramp_months: Annotated[Figure, between(0, 24)]
    productivity: ShareFigure


class Settings(Strict):
    """A scenario's settings: `scenarios/<municipality>/base.yaml`, or the base with one file's differences.

    `sizes`: `planned` by the goals; `as_today` or `at_most_today` in every team and profession, month by month; or
    `equal_cuts`: on each account everybody loses the same share of the posts that are not protected, by each year's end.
    `taken_over`: choices that are not the municipality's own, by dotted path, with the words that say whose they are.
    """

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
    posts_step: Annotated[float, BeforeValidator(_step)]
    saving: Saving
    sizes: Sizes = "planned"
    pins: tuple[Pin, ...] = ()
    attrition: Attrition
    unemployment: Unemployment
    caseload: Caseload
    hours: Hours
    drivers: Drivers
    national_share: ShareFigure
    design: Text
    coordination: Coordination
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
    taken_over: dict[Text, Text] = Field(default_factory=dict)

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
