"""The tables of a case, one class for each kind of row: the municipality's own, the reform's, the law's, and the facts."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from planner.case.values import Account, Key, MonthField, NonNegative, Positive, Share, Sourced, Strict, Text


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
    """A target group (målgruppe) or other kind of case, with its stock of cases before the dated changes.

    `cases` is empty for a group that receives its citizens from the crosswalk when it begins. `duration_months` is the
    mean length of a spell: the group then has newcomers and leavers, in balance to begin with; empty, its stock only
    moves with dated changes. `unit` says whether its cases are citizens, or work about citizens who are counted in
    other groups. The limits are cases per FTE: three levels of the guidance named in `source`, and a local ceiling.
    """

    target_group: Key
    label_da: Text
    label_en: Text
    unit: Literal["citizens", "cases"] = "citizens"
    cases: NonNegative | None
    duration_months: Annotated[float, Field(ge=1, le=600)] | None = None
    limit_low: Positive | None
    limit_mid: Positive | None
    limit_high: Positive | None
    limit_local: Positive | None = None
    limit_date: Text = ""
    unemployment_factor: Share
    close_to_market: bool = False


class Crosswalk(Sourced):
    """A share of one target group's citizens that goes to another group, or to a named exit, from a date on.

    With a `change`, the share is of the newcomers that the change turns away; without one, of everybody: the group ends
    and its citizens move. Source: the 13 target groups become five on 1 January 2027 (facts H003, H004, S020).
    """

    date: date
    from_group: Key
    to_group: Key
    share: Share
    change: Text = ""
    basis: Literal["stated", "inferred", "absent"]


class Task(Sourced):
    """Work that a target group gives: how often, and how long each time, meeting and everything around it.

    `basis`: the number is per newcomer (when the spell begins), for the first half-year of a spell (evenly, while the
    citizen is there), per case and year, or per year for the group as a whole. `kind` says which settings touch it.
    """

    target_group: Key
    task: Key
    label_da: Text
    label_en: Text
    kind: Literal[
        "first_conversation", "conversation", "follow_up", "activation", "team_case", "sanction", "company", "casework"
    ]
    basis: Literal["newcomer", "half_year", "case_year", "year"]
    number: NonNegative
    minutes_meeting: NonNegative
    minutes_other: NonNegative


class Queue(Sourced):
    """A phone or walk-in unit: calls in a half-hour, and how many must be answered how soon (Erlang C)."""

    queue: Key
    target_group: Key
    label_da: Text
    label_en: Text
    calls_per_half_hour: Positive
    handling_seconds: Positive
    answered_share: Annotated[float, Field(gt=0, lt=1)]
    within_seconds: NonNegative
    open_hours_per_week: Annotated[float, Field(gt=0, le=168)]


class Floor(Sourced):
    """Something that stays whatever is saved: a team of some size, a task, or a unit that exists.

    `team_fte`: the team in `subject` has at least `value` FTE. `task`: each group that has the task in `subject` does it
    at least `value` times a year, and its staff suffice for it. `unit`: the unit in `subject` exists and has posts.
    """

    floor: Key
    label_da: Text
    label_en: Text
    kind: Literal["team_fte", "task", "unit"]
    subject: Key
    value: NonNegative
    valid_from: date | None


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
    """A dated rule change and what it does to the work of some target groups: a number before, and one after.

    `task`: how often `task` is done. `newcomers`: the share of its newcomers that a group still takes (0: closed); the
    rows of the crosswalk that name the change say where the others go. `cases`: the stock of a group without newcomers.
    `what` is what the rule is about, in the words of the reform.
    """

    change: Key
    label_da: Text
    label_en: Text
    date: date
    target_groups: tuple[Key, ...] = Field(min_length=1)
    what: Literal[
        "conversations",
        "first_conversation",
        "activation_offer",
        "yearly_follow_up",
        "team_cases",
        "sanctions",
        "sick_from_work",
        "a_kasse_months",
        "closed",
        "courses",
        "other",
    ] = "other"
    kind: Literal["task", "newcomers", "cases"]
    task: Text = ""
    before: NonNegative
    after: NonNegative
    unit: Text = ""
    status: Literal["agreed", "proposal", "assumption"]

    @model_validator(mode="after")
    def _complete(self) -> Change:
        if (self.kind == "task") != bool(self.task):
            raise ValueError("task is named where kind is task, and nowhere else")
        if self.kind == "newcomers" and not self.after < self.before <= 1:
            raise ValueError("kind newcomers takes a share from before to a lower one after")
        if self.kind == "cases" and self.before == 0:
            raise ValueError("kind cases needs a number before")
        return self


class Unit(Sourced):
    """A node of the coordination graph: a team, forum, department or outside actor, with its lifetime.

    `department`: what it belongs to, in a word of the municipality's own; edges between two departments cross a border.
    `decides`: whether it has the right to decide in a case. A forum has meeting hours a month and a mean wait for the
    next meeting. A row with a `design` is there only in scenarios that choose that design.
    """

    unit: Key
    label_da: Text
    label_en: Text
    kind: Literal["team", "forum", "department", "outside"]
    department: Text = ""
    decides: bool = True
    meeting_hours_per_month: NonNegative | None = None
    wait_days: NonNegative | None = None
    valid_from: date | None
    valid_to: date | None
    design: Text = ""


class UnitCompetence(Sourced):
    """A competence that a unit has, and when."""

    unit: Key
    competence: Key
    valid_from: date | None
    valid_to: date | None
    design: Text = ""


class CitizenType(Sourced):
    """A kind of citizen (borgertype) that must keep an owner as long as it exists.

    `needs_advice` says that health advice from klinisk funktion is a duty in its cases (digest rule R5);
    `needs_coordination` that several departments have a part in them (digest rule R6). `share`: the part of its target
    group's citizens. `cases_per_year`: how many of its cases a year are taken across departments.
    """

    citizen_type: Key
    label_da: Text
    label_en: Text
    target_group: Text
    valid_from: date | None
    valid_to: date | None
    needs_advice: bool
    needs_coordination: bool
    share: Share | None = None
    cases_per_year: NonNegative | None = None


class TypeNeed(Sourced):
    """A competence that the cases of a citizen type need, at most so many hand-overs from their owner."""

    citizen_type: Key
    competence: Key
    within_handovers: Annotated[int, Field(ge=0, le=5)]
    valid_from: date | None
    valid_to: date | None


class Guarantee(Sourced):
    """Something that every citizen or company is promised, and that somebody must answer for: a node to be owned."""

    guarantee: Key
    label_da: Text
    label_en: Text
    valid_from: date | None
    valid_to: date | None


class Edge(Sourced):
    """Who does what for whom, and when: an edge of the coordination graph.

    `owns`: the unit in `from_node` answers for the citizen type or guarantee in `to_node`. `advises`, `coordinates` and
    `contributes`: it has that part in the cases of the citizen type. `member`: it sits in the forum in `to_node`.
    `hands_over` and `refers`: it passes cases on to the unit in `to_node`. `data`: it sends data there.
    `minutes_per_case` is what the part takes; `legal_basis` and `consent` say on what grounds data cross a border.
    """

    kind: Literal["owns", "contributes", "advises", "coordinates", "member", "hands_over", "refers", "data"]
    from_node: Key
    to_node: Key
    valid_from: date | None
    valid_to: date | None
    about: Text = ""
    competence: Text = ""
    minutes_per_case: NonNegative | None = None
    legal_basis: Text = ""
    consent: Literal["", "not_needed", "given", "unresolved"] = ""
    design: Text = ""


class JourneyStep(Sourced):
    """A step of a typical history: in so many months from its start the citizen is of a type."""

    journey: Key
    label_da: Text
    label_en: Text
    citizens_per_year: NonNegative
    month: Annotated[int, Field(ge=0, le=240)]
    citizen_type: Key
    event_da: Text
    event_en: Text


class Design(Sourced):
    """A way to organise what replaces the rehabilitation team: rows of units, competences and edges that name it."""

    design: Key
    label_da: Text
    label_en: Text
    text_da: Text
    text_en: Text


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
