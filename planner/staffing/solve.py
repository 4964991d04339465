"""Goals one after another, each kept while the next is improved; and, when there is no plan, why."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from time import perf_counter

from planner.errors import Breach, NoPlanError, SolverError
from planner.plan import GoalResult
from planner.staffing import equations
from planner.staffing.cells import CONSTANT, Terms
from planner.staffing.equations import Row
from planner.staffing.expressions import present
from planner.staffing.goals import GOALS
from planner.staffing.memory import Memory
from planner.staffing.programme import InfeasibleError, Programme
from planner.staffing.symbols import CellTime, Symbols
from planner.staffing.variables import too_many, variables, year_ends

Progress = Callable[[str], None]
_ELASTIC = {
    "saving": ("shortfall", "1,000 DKK"),
    "minimum_staffing": ("below", "FTE"),
    "caseload_limit": ("overload", "FTE"),
    "dismissal_cap": ("beyond", "FTE"),
    "overstaffing_cap": ("too_many", "FTE"),
    "pins": ("off", "FTE"),
    "sizes": ("uneven", "FTE"),
}
_FIRST = tuple(equation for equation in equations.CONSTRAINTS if equation not in equations.LATE.values())
"""The equations that are there from the start."""


_CLOSING = ("even_load", "like_today", "tie_break")
_FINE = ("even_load", "moves_and_hires", "like_today", "tie_break")
"""Goals that choose among plans whose savings, dismissals and loads are settled."""


@dataclass(frozen=True)
class Solution:
    """The value of every variable by name, the goals in the order in which they were met, and the plan without pins.

    Attributes:
        values: by variable.
        goals: in order.
        before: FTE present in the plan without pins, by cell and period; empty where there are no pins.
    """

    values: dict[str, float]
    goals: tuple[GoalResult, ...]
    before: dict[CellTime, float] = field(default_factory=dict)


def rows(s: Symbols) -> Iterator[Row]:
    """The rows of the programme from the start, in the order of MODEL.md: all but the late ones."""
    for equation in _FIRST:
        yield from equation(s)


def all_rows(s: Symbols, goals: tuple[str, ...]) -> list[Row]:
    """The rows of the programme at the end of a plan with these goals: the late ones last, as their goals came up."""
    names = in_order(goals, _CLOSING, bool(s.before))
    return [*rows(s), *(row for goal in names if goal in equations.LATE for row in equations.LATE[goal](s))]


def solve(
    s: Symbols, goals: tuple[str, ...], progress: Progress = lambda _: None, memory: Memory | None = None
) -> Solution:
    """The plan that meets the goals strictly in order, ties broken by fixed last goals.

    Args:
        s: sets and parameters.
        goals: their names, in order.
        progress: told each stage in a few words.
        memory: what the last plan left; makes a similar one faster, and never another.

    Raises:
        NoPlanError: no plan meets the hard rules; carries the smallest breach of each kind.
        SolverError: the solver did not prove an optimum.
    """
    means = progress, memory or Memory()
    s = beside_unpinned(s, goals, means)
    live, reached = _settled(s, goals, _CLOSING, means)
    return Solution(live.by_name(), tuple(reached), s.before)


def ranges(
    s: Symbols, goals: tuple[str, ...], figures: dict[str, Terms], progress: Progress = lambda _: None
) -> dict[str, tuple[float, float]]:
    """The least and the most that each figure can be in a plan that meets all goals as well, before ties are broken.

    Raises as `solve` does.
    """
    means = progress, Memory()
    live, _ = _settled(beside_unpinned(s, goals, means), goals, _CLOSING[:-1], means)
    found = {}
    for number, (figure, terms) in enumerate(figures.items(), 1):
        progress(f"range {number} of {len(figures)}")
        ends = []
        for sign in (1.0, -1.0):
            live.minimise("range", {key: sign * value for key, value in terms.items()})
            ends.append(live.value(terms))
        found[figure] = (ends[0], ends[1])
    return found


def reached(
    s: Symbols, goals: tuple[str, ...], progress: Progress = lambda _: None, memory: Memory | None = None
) -> tuple[GoalResult, ...]:
    """What some goals reach strictly in order, when none comes after them: as much of a plan as a question needs.

    Raises as `solve` does.
    """
    return tuple(_settled(s, goals, (), (progress, memory or Memory()))[1])


def solved(s: Symbols, goals: tuple[str, ...], memory: Memory | None = None) -> tuple[Programme, Symbols]:
    """The programme of a plan as `solve` leaves it, every goal met, in its last basis; and the symbols it stands for.

    Raises as `solve` does.
    """
    means: tuple[Progress, Memory] = (lambda _: None, memory or Memory())
    s = beside_unpinned(s, goals, means)
    return _settled(s, goals, _CLOSING, means)[0], s


def beside_unpinned(s: Symbols, goals: tuple[str, ...], means: tuple[Progress, Memory]) -> Symbols:
    """With pins: what the sizes are in the plan of the same scenario without them, for the goal `like_before`."""
    if not s.pins:
        return s
    means[0]("the plan without pins")
    free = replace(s, pins=())
    values = _settled(free, goals, _CLOSING, means)[0].by_name() | {CONSTANT: 1.0}
    sizes = {(cell, t): present(free, cell, t) for _, cell, t in year_ends(s)}
    return replace(s, before={at: sum(f * values[key] for key, f in terms.items()) for at, terms in sizes.items()})


def in_order(goals: tuple[str, ...], closing: tuple[str, ...], pinned: bool) -> tuple[str, ...]:
    """The scenario's goals and the closing ones; with pins, `like_before` after the last goal that is no fine-tuning.

    >>> in_order(("saving", "even_load"), ("even_load", "tie_break"), True)
    ('saving', 'like_before', 'even_load', 'tie_break')
    """
    names = (*goals, *(goal for goal in closing if goal not in goals))
    main = max((number for number, goal in enumerate(names, 1) if goal not in _FINE), default=0)
    return (*names[:main], "like_before", *names[main:]) if pinned else names


def _settled(
    s: Symbols, goals: tuple[str, ...], closing: tuple[str, ...], means: tuple[Progress, Memory]
) -> tuple[Programme, list[GoalResult]]:
    """The programme with every goal met and kept, and what each reached; `closing` goals come last."""
    progress, memory = means
    progress("building the programme")
    names = in_order(goals, closing, bool(s.before))
    order = [(goal, memory.reuse.one(GOALS[goal], s)) for goal in names]
    late = {goal: memory.reuse.listed(equations.LATE[goal], s) for goal in names if goal in equations.LATE}
    first = [row for equation in _FIRST for row in memory.reuse.listed(equation, s)]
    live = Programme(memory.reuse.listed(variables, s), first, memory)
    end = memory.end(names, live.start, live.numbers)
    if end:
        live.join([row for goal in late for row in late[goal]])
        live.begin_at(end)
    reached: list[GoalResult] = []
    for goal, objective in order:
        if not objective:
            continue
        started = perf_counter()
        if goal in late and not end:
            live.join(late[goal])
        progress(f"goal {len(reached) + 1} of {len(order)}: {goal.replace('_', ' ')}")
        known = live.met(goal, objective)
        try:
            if not known:
                live.minimise(goal, objective)
        except InfeasibleError:
            breaches = smallest_breaches(s)
            if not breaches:
                raise SolverError("the solver found no solution, though no rule is hard") from None
            raise NoPlanError(breaches) from None
        value = live.settle(goal, objective, solved=not known)
        reached.append(GoalResult(goal, value, perf_counter() - started))
    live.check_kept()
    memory.keep(partial(live.end, names))
    return live, reached


def smallest_breaches(s: Symbols) -> list[Breach]:
    """For each policy, the least it must give way when it alone may; if none suffices alone, for all together."""
    capped = {"overstaffing_cap"} if any(too_many(s)) else set()
    capped |= ({"pins"} if s.pins else set()) | ({"sizes"} if s.sizes != "planned" else set())
    policies = sorted(s.hard_rules | capped | {cap.policy for cap in s.levers.caps if cap.policy})
    if not policies:
        return []
    breaches = [breach for rule in policies for breach in _breach(s, {rule})]
    return breaches or _breach(s, set(policies))


def _breach(s: Symbols, relaxed: set[str]) -> list[Breach]:
    """The breaches of the relaxed rules in the plan that breaches them least; empty when that is not enough."""
    freed = replace(s, hard_rules=s.hard_rules - relaxed, relaxed=frozenset(relaxed))
    prefixes = {_ELASTIC[rule][0]: (rule, _ELASTIC[rule][1]) for rule in relaxed}
    elastic = {v.name: 1.0 for v in variables(freed) if v.name.split("__")[0] in prefixes}
    live = Programme(variables(freed), rows(freed), Memory())
    try:
        live.minimise("breach", elastic)
    except InfeasibleError:
        return []
    found = [(key, value) for key, value in sorted(live.by_name().items()) if key in elastic and value > 1e-6]
    return [_named(key, value, prefixes) for key, value in found]


def _named(key: str, value: float, prefixes: dict[str, tuple[str, str]]) -> Breach:
    kind, *index = key.split("__")
    rule, unit = prefixes[kind]
    return Breach(rule, " ".join(part for part in index if part not in ("cap", "notice")), value, unit)
