"""The ladder of levers: what may be decided for which posts and when, at what price, and what it leads to.

Every lever becomes decisions: variables `kind__team__profession__month` that exist only where the lever is active, in
its window, and early enough that its effect falls within the plan. Money is in 1,000 DKK, time in periods.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from planner.calendar import periods
from planner.case.schema import Case
from planner.case.settings import Contract, Lever, Line, Retraining, Transition
from planner.notice import notice_classes
from planner.staffing.cells import Cell, Terms, name

DKK_PER_UNIT = 1000.0
_NO_CAP = 1e6


@dataclass(frozen=True)
class Decision:
    """One kind of decision: its variables by cell and period, what each costs and what share of it succeeds."""

    kind: str
    lever: str
    at: dict[tuple[Cell, int], str]
    cost: dict[tuple[Cell, int], float] = field(default_factory=dict)
    success: dict[tuple[Cell, int], float] = field(default_factory=dict)

    def terms(self, cell: Cell, t: int, factor: float = 1.0) -> Terms:
        """FTE decided in a period times a factor, or nothing where there is no such decision."""
        key = self.at.get((cell, t))
        return {key: factor} if key else {}

    def arriving(self, cell: Cell, t: int, factor: float = 1.0) -> Terms:
        """The part of what is decided in a period that succeeds, times a factor."""
        return self.terms(cell, t, factor * self.success.get((cell, t), 1.0)) if (cell, t) in self.at else {}

    def priced(self, cell: Cell, t: int) -> Terms:
        """What is decided in a period times its cost."""
        return self.terms(cell, t, self.cost.get((cell, t), 0.0)) if (cell, t) in self.at else {}

    @cached_property
    def cells(self) -> frozenset[Cell]:
        """The cells for which there is such a decision in any period."""
        return frozenset(cell for cell, _ in self.at)

    def taken(self, values: dict[str, float]) -> Decision:
        """The decision with the variables that are not 0 in a solution."""
        return replace(self, at={key: variable for key, variable in self.at.items() if values.get(variable)})


class Wait(NamedTuple):
    """A share of those who leave by a decision: how long they are still paid, and what they are paid at the end."""

    service: str
    share: float
    months: int
    periods: int
    payment_months: float


@dataclass(frozen=True)
class Exit:
    """A way to leave by decision: dismissal, a step of voluntary leaving, or redeployment in the municipality.

    A `dropout` is decided with a move: who fails a training and is dismissed at its end, paid as a `paid_as` meanwhile.
    """

    way: str
    decision: Decision
    waits: tuple[Wait, ...]
    productivity: float
    paid_as: str = ""

    def terms(self, cell: Cell, t: int, factor: float = 1.0) -> Terms:
        """FTE who leave this way by a decision of period t, times a factor."""
        return self.decision.arriving(cell, t, factor)

    @cached_property
    def paid(self) -> tuple[tuple[int, float], ...]:
        """The share still paid so many periods after the decision."""
        longest = max(wait.periods for wait in self.waits)
        shares = {i: sum(wait.share for wait in self.waits if wait.periods >= i) for i in range(1, longest + 1)}
        return tuple(shares.items())

    @cached_property
    def due(self) -> tuple[tuple[int, float], ...]:
        """Months of pay that fall due so many periods after the decision, at the end of the wait."""
        months: dict[int, float] = {}
        for wait in self.waits:
            after = max(1, wait.periods)
            months[after] = months.get(after, 0.0) + wait.share * wait.payment_months
        return tuple((after, value) for after, value in months.items() if value)


@dataclass(frozen=True)
class Path:
    """A way from cell to cell, within a profession (`move`) or between two, with training on the way.

    Whoever starts in period t is in training in the `training` periods after it and arrives in period t + 1 + training.
    """

    key: str
    kind: str
    sending: str
    receiving: str
    out: Decision
    into: Decision
    training: int
    productivity: float
    protection: int
    dropouts_are_dismissals: bool
    place_caps: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class Hire:
    """A kind of contract: the decision to hire, the lag until the first period, and the length (None: permanent)."""

    contract: str
    decision: Decision
    lag: int
    length: int | None


@dataclass(frozen=True)
class Hours:
    """Reduced hours: agreements made and ended, the share of staff allowed, and what each gives up."""

    shorten: Decision
    lengthen: Decision
    cap_share: float
    hours: float
    pay: float
    cost: dict[tuple[Cell, int], float]
    caps: tuple[Line, ...]


class Cap(NamedTuple):
    """At most so many FTE over all the decisions named, and a share of others; `policy`: the rule that may give way."""

    name: str
    members: tuple[str, ...]
    limit: float
    policy: str = ""
    shares: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class Levers:
    """Everything that may be decided."""

    exits: tuple[Exit, ...]
    paths: tuple[Path, ...]
    hires: tuple[Hire, ...]
    hours: Hours | None
    caps: tuple[Cap, ...]

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """All decisions, in a fixed order; drop-outs are decided with their move."""
        hours = (self.hours.shorten, self.hours.lengthen) if self.hours else ()
        ways = [side for path in self.paths for side in (path.out, path.into)]
        exits = (e.decision for e in self.exits if e.way != "dropout")
        return (*exits, *ways, *(h.decision for h in self.hires), *hours)

    def taken(self, values: dict[str, float]) -> Levers:
        """The same ladder with no more than the decisions that are not 0 in a solution: nothing else adds to a sum."""
        exits = (replace(way, decision=way.decision.taken(values)) for way in self.exits)
        paths = (replace(path, out=path.out.taken(values), into=path.into.taken(values)) for path in self.paths)
        hires = (replace(hire, decision=hire.decision.taken(values)) for hire in self.hires)
        return replace(
            self,
            exits=tuple(way for way in exits if way.decision.at),
            paths=tuple(path for path in paths if path.out.at or path.into.at),
            hires=tuple(hire for hire in hires if hire.decision.at),
        )

    def of(self, cell: Cell) -> Levers:
        """The same ladder with no more than what is decided for a cell."""
        return replace(
            self,
            exits=tuple(way for way in self.exits if cell in way.decision.cells),
            paths=tuple(path for path in self.paths if cell in path.out.cells or cell in path.into.cells),
            hires=tuple(hire for hire in self.hires if cell in hire.decision.cells),
        )


class _Reader:
    """A case on the way to its levers."""

    def __init__(self, case: Case, cells: tuple[Cell, ...]) -> None:
        self.case, self.settings, self.months = case, case.settings, case.months
        self.cells = cells
        self.step = case.settings.period_months
        self.start = {Cell(row.team, row.profession): row.fte for row in case.staffing}

    @cached_property
    def notice(self) -> tuple[Wait, ...]:
        """Notice and severance by law, for the mix of lengths of service."""
        mix = notice_classes(self.case.law, self.settings.dismissals.service_mix, self.months[0].first_day)
        return tuple(
            Wait(row.service, row.share, row.notice_months, self.periods(row.notice_months), row.severance_months)
            for row in mix
        )

    def periods(self, months: int) -> int:
        return periods(months, self.step)

    def decision(self, kind: str, key: str, lever: Lever, effect: int, cells: Sequence[Cell]) -> Decision:
        """The variables of a decision whose effect falls so many periods after it."""
        at, cost, success = {}, {}, {}
        if lever.active or any(line.active for line in lever.where):
            usual = lever.success_share.value if hasattr(lever, "success_share") else 1.0
            for cell in cells:
                for year, months in groupby(self.window(lever, effect), lambda t: self.months[t].year):
                    if term(lever.where, cell, year, "active", lever.active):
                        price = term(lever.where, cell, year, "cost_dkk_per_fte", lever.cost_dkk_per_fte.value)
                        succeeds = term(lever.where, cell, year, "success_share", usual)
                        for post in ((cell, t) for t in months):
                            at[post] = name(kind, *cell, self.months[post[1]])
                            cost[post], success[post] = price / DKK_PER_UNIT, succeeds
        return Decision(kind, key, at, cost, success)

    def window(self, lever: Lever, effect: int) -> range:
        """The periods in which a lever may be pulled: none whose effect falls after the plan."""
        step = self.periods(lever.every_months)
        first = -(-lever.first_month.since(self.months[0]) // self.step)
        return range(first % step if first < 0 else first, len(self.months) - effect, step)

    def per_team_year(self, decisions: Sequence[Decision], tag: str, limit: Callable[[str], float]) -> Iterator[Cap]:
        """One cap for each team and calendar year over some decisions together."""
        members: dict[tuple[str, int], list[str]] = {}
        for decision in decisions:
            for (cell, t), variable in decision.at.items():
                members.setdefault((cell.team, self.months[t].year), []).append(variable)
        for team, year in sorted(members):
            yield Cap(name("cap", tag, team, year), tuple(members[team, year]), limit(team))

    def lines(self, decisions: Sequence[Decision], lines: Sequence[Line], side: str = "") -> Iterator[Cap]:
        """The caps in a lever's `where` lines, each for all that fits together in each calendar year."""
        tag = decisions[0].lever + side
        for number, line in enumerate(lines):
            members: dict[int, list[str]] = {}
            shares: dict[int, list[tuple[str, float]]] = {}
            for decision in decisions:
                for (cell, t), variable in decision.at.items():
                    year = self.months[t].year
                    if line.cap_fte is not None and fits(line, cell, year):
                        if decision.kind == "dropout":
                            shares.setdefault(year, []).append((variable, decision.success[cell, t]))
                        else:
                            members.setdefault(year, []).append(variable)
            for year in sorted(members.keys() | shares.keys()):
                label = name("cap", tag, f"line_{number}", year)
                yield Cap(label, tuple(members.get(year, ())), line.cap_fte or 0.0, "", tuple(shares.get(year, ())))


def levers(case: Case, cells: tuple[Cell, ...]) -> Levers:
    """The ladder of a case."""
    reader = _Reader(case, cells)
    paths, hires = tuple(_paths(reader)), tuple(_hires(reader))
    exits = (*_exits(reader), *_dropouts(reader, paths))
    return Levers(exits, paths, hires, _hours(reader), tuple(_caps(reader, exits, paths, hires)))


def fits(line: Line, cell: Cell, year: int) -> bool:
    """Whether a line of a lever is about a cell and calendar year."""
    return line.team in ("", cell.team) and line.profession in ("", cell.profession) and (line.year or year) == year


def term(lines: Sequence[Line], cell: Cell, year: int, term: str, usual: float) -> float:
    """A term of a lever for a cell and year: the last line that fits and names it, else the usual one."""
    named = [getattr(line, term) for line in lines if fits(line, cell, year) and getattr(line, term) is not None]
    return float(named[-1]) if named else float(usual)


def _exits(r: _Reader) -> Iterator[Exit]:
    """Dismissal, voluntary leaving by steps, redeployment in the municipality."""
    dismissals, voluntary, other = r.settings.dismissals, r.settings.voluntary, r.settings.municipal_redeployment
    effect = max(wait.periods for wait in r.notice) + 1
    decision = r.decision("notice", "dismissals", dismissals, effect, r.cells)
    yield Exit("dismissal", decision, r.notice, dismissals.productivity_under_notice.value)
    wait = r.periods(voluntary.notice_months)
    for number, step in enumerate(voluntary.take_up, 1):
        if step.cap_share_per_team_year > 0:
            agreed = (Wait("", 1.0, voluntary.notice_months, wait, step.payment_months),)
            decision = r.decision(f"voluntary_{number}", "voluntary", voluntary, wait + 1, r.cells)
            yield Exit("voluntary", decision, agreed, dismissals.productivity_under_notice.value)
    wait = r.periods(other.lag_months)
    decision = r.decision("transfer", "municipal_redeployment", other, wait + 1, r.cells)
    yield Exit("transfer", decision, (Wait("", 1.0, other.lag_months, wait, 0.0),), 1.0)


def _dropouts(r: _Reader, paths: tuple[Path, ...]) -> Iterator[Exit]:
    """Who fails a training that they had no say in is dismissed when it ends: under the same notice, at the same cost."""
    lever = r.settings.dismissals
    for path in (path for path in paths if path.dropouts_are_dismissals):
        at, cost, failing = {}, {}, {}
        for (cell, t), variable in path.into.at.items():
            if path.into.success[cell, t] < 1:
                ends = cell, t + path.training
                at[ends], failing[ends] = variable, 1 - path.into.success[cell, t]
                price = term(
                    lever.where, cell, r.months[ends[1]].year, "cost_dkk_per_fte", lever.cost_dkk_per_fte.value
                )
                cost[ends] = failing[ends] * price / DKK_PER_UNIT
        if at:
            decision = Decision("dropout", path.into.lever, at, cost, failing)
            yield Exit("dropout", decision, r.notice, lever.productivity_under_notice.value, path.sending)


def _paths(r: _Reader) -> Iterator[Path]:
    """Moves within each profession, then the paths between professions."""
    moves = r.settings.redeployment
    for profession in sorted({cell.profession for cell in r.cells}):
        yield _path(r, "move", moves, (profession, profession))
    for retraining in r.settings.retraining:
        yield _path(r, retraining.path, retraining, (retraining.from_profession, retraining.to_profession))


def _path(r: _Reader, key: str, lever: Transition, ends: tuple[str, str]) -> Path:
    training = r.periods(lever.training_months)
    between = lever if isinstance(lever, Retraining) else None
    dismissals = between.dropouts_are_dismissals if between else True
    fails = dismissals and min([lever.success_share.value, *(line.success_share or 1.0 for line in lever.where)]) < 1
    effect = training + 1 + (max(wait.periods for wait in r.notice) if fails else 0)
    sides = [
        r.decision(
            name(side, key),
            "redeployment" if key == "move" else f"path_{key}",
            lever,
            effect,
            [cell for cell in r.cells if cell.profession == end],
        )
        for side, end in zip(("out", "in"), ends, strict=True)
    ]
    return Path(
        key=key,
        kind=between.kind if between else "redeployment",
        sending=ends[0],
        receiving=ends[1],
        out=sides[0],
        into=sides[1],
        training=training,
        productivity=lever.productivity_in_training.value,
        protection=r.periods(between.pay_protection_months) if between else 0,
        dropouts_are_dismissals=dismissals,
        place_caps=tuple(_shares(between)) if between else (),
    )


def _shares(path: Retraining) -> Iterator[tuple[str, float]]:
    for side, share in (("receiving", path.share_of_receiving), ("sending", path.share_of_sending)):
        if share is not None:
            yield side, share


def _hires(r: _Reader) -> Iterator[Hire]:
    """One decision for each kind of contract; a contract's cost comes on top of the lever's."""
    hiring = r.settings.hiring
    lag = max(1, r.periods(hiring.lag_months))
    for contract in sorted(hiring.contracts, key=lambda row: row.contract):
        yield Hire(contract.contract, _hire(r, contract, lag), lag, contract.months and r.periods(contract.months))


def _hire(r: _Reader, contract: Contract, lag: int) -> Decision:
    decision = r.decision(name("hire", contract.contract), "hiring", r.settings.hiring, lag, r.cells)
    extra = contract.cost_dkk_per_fte.value / DKK_PER_UNIT
    return Decision(
        decision.kind, decision.lever, decision.at, {k: v + extra for k, v in decision.cost.items()}, decision.success
    )


def _hours(r: _Reader) -> Hours | None:
    """Reduced hours, where anybody may have them."""
    lever = r.settings.reduced_hours
    kept = {Cell(row.team, row.profession) for row in r.case.staffing if row.minimum_fte > 0}
    shorten = r.decision("shorten", "reduced_hours", lever, 1, [cell for cell in r.cells if cell not in kept])
    if not shorten.at or lever.cap_share <= 0:
        return None
    back = {} if lever.lasting else {key: name("lengthen", *key[0], r.months[key[1]]) for key in shorten.at}
    cost = {
        (cell, t): term(lever.where, cell, month.year, "cost_dkk_per_fte", lever.cost_dkk_per_fte.value)
        / DKK_PER_UNIT
        * r.step
        / 12
        for cell in r.cells
        for t, month in enumerate(r.months)
    }
    return Hours(
        shorten=Decision("shorten", "reduced_hours", shorten.at),
        lengthen=Decision("lengthen", "reduced_hours", back),
        cap_share=lever.cap_share,
        hours=lever.hours_share.value,
        pay=lever.pay_share.value,
        cost=cost,
        caps=tuple(line for line in lever.where if line.cap_fte is not None),
    )


def _caps(r: _Reader, exits: tuple[Exit, ...], paths: tuple[Path, ...], hires: tuple[Hire, ...]) -> Iterator[Cap]:
    """Every cap on how many may leave, move or be hired."""
    s = r.settings
    start: dict[str, float] = {}
    for cell, fte in r.start.items():
        start[cell.team] = start.get(cell.team, 0.0) + fte
    moves = [path for path in paths if path.key == "move"]
    for side, ways in (("out", [path.out for path in moves]), ("in", [path.into for path in moves])):
        yield from r.per_team_year(ways, side, lambda _: s.redeployment.cap_fte_per_team_year)
    yield from r.lines([path.into for path in moves], s.redeployment.where, "_in")
    yield from r.lines([path.out for path in moves], s.redeployment.where, "_out")
    yield from r.per_team_year([hire.decision for hire in hires], "hire", lambda _: s.hiring.cap_fte_per_team_year)
    yield from r.lines([hire.decision for hire in hires], s.hiring.where)
    by_way = {way: [e.decision for e in exits if e.way == way] for way in ("dismissal", "voluntary", "transfer")}
    for decision in by_way["voluntary"]:
        step = s.voluntary.take_up[int(decision.kind.rsplit("_", 1)[1]) - 1]
        share = step.cap_share_per_team_year
        yield from r.per_team_year([decision], decision.kind, lambda team, share=share: share * start[team])  # type: ignore[misc]
    limit = s.municipal_redeployment.cap_fte_per_team_year
    yield from r.per_team_year(by_way["transfer"], "transfer", lambda _: limit)
    for way, lines in (("voluntary", s.voluntary.where), ("transfer", s.municipal_redeployment.where)):
        if by_way[way]:
            yield from r.lines(by_way[way], lines)
    yield from _place_caps(r, paths)
    yield from _dismissal_caps(r, by_way["dismissal"], [e.decision for e in exits if e.way == "dropout"])


def _place_caps(r: _Reader, paths: tuple[Path, ...]) -> Iterator[Cap]:
    """Places a year on each path between professions."""
    for retraining in r.settings.retraining:
        path = next(path for path in paths if path.key == retraining.path)
        for year in sorted({month.year for month in r.months}):
            members = tuple(v for (_, t), v in path.into.at.items() if r.months[t].year == year)
            if members and retraining.places_per_year is not None:
                yield Cap(name("cap", f"path_{path.key}", year), members, retraining.places_per_year)
        yield from r.lines([path.into], retraining.where, "_in")
        yield from r.lines([path.out], retraining.where, "_out")


def _dismissal_caps(r: _Reader, decisions: list[Decision], dropouts: list[Decision]) -> Iterator[Cap]:
    """The cap on dismissals over the whole plan, and those of its lines; a policy that an explanation may relax.

    Drop-outs that count as dismissals count here too: nobody can be made to leave by a retraining that fails.

    Without a cap the row stands with a limit that nothing reaches, so that a cap does not change the programme's shape.
    """
    lever = r.settings.dismissals
    members = tuple(variable for decision in decisions for variable in decision.at.values())
    if members:
        limit = _NO_CAP if lever.cap_fte is None else lever.cap_fte
        lost = tuple((variable, lost.success[key]) for lost in dropouts for key, variable in lost.at.items())
        yield Cap("cap__notice", members, limit, "" if lever.cap_fte is None else "dismissal_cap", lost)
    for cap in r.lines([*decisions, *dropouts], lever.where):
        yield cap._replace(policy="dismissal_cap")
