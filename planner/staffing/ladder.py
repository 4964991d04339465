"""The ladder of levers of a case: what may be decided for which posts and when, at what price, and what it leads to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import groupby

from planner.calendar import periods
from planner.case.schema import Case
from planner.case.settings import Contract, Lever, Line, Retraining, Transition
from planner.notice import notice_classes
from planner.staffing.cells import Cell, name
from planner.staffing.levers import DKK_PER_UNIT, Cap, Decision, Exit, Hire, Hours, Levers, Path, Wait

_NO_CAP = 1e6


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
