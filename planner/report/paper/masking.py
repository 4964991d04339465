"""What a public paper hides, so that nobody can work out a small number of people. Pure functions on tables.

**What is about people:** FTE of posts - today and in the last month, of a team or a profession - and FTE of those who
leave, move or start by each way. Of these every figure above 0 and below 5 is hidden. Not about people are money, work
(tasks, hours, loads), citizen types and their owners, and dates.

**So that nothing hidden can be computed:** in each sum of which the total is published - a column of teams, a column of
professions, the ways from posts today to posts at the end - further figures are hidden, until at least two are hidden
and the hidden ones together are 5 or more above what everybody knows of them: posts that the plan keeps (one leader a
team) are `kept`, and never hide another. Each then lies anywhere in a range of at least 5 FTE. A further figure is the next in the table, whatever its size, so that its choice says nothing. All hidden figures
have the same sign, so that a reader does not see which were small. Attrition and
retirement are hidden together, because their rates stand among the assumptions; as one follows from the other, so much
more is hidden that the smaller of them keeps its range. Vacancies are the same in all scenarios of a case: they
are hidden in all or in none, and at least one other way is hidden beside them. What is hidden in a scenario depends on that scenario alone, so that papers
with and without alternatives never complement each other.

**What is left out altogether:** the years between today and the last (with the rates of attrition they give the vacancies by
team, and beside a paper about another scenario the dismissals), vacancies by team and filled posts (with posts today they
give the vacancies), moves and exits by team, persons in the calendar and in the windows of the act on collective redundancies,
one-off costs (price times people), differences between scenarios, the shares and caps of the levers, findings that count
posts, charts of posts, the load of teams and groups whose FTE are hidden or small, and every figure of posts of a reference
scenario, which follows from posts today by a rule that anybody can apply. Citizens are not counted in the paper
at all: with cases per FTE they would give the FTE of a small team.

**What is not hidden:** money. Who knows the pay of a post can reason from a gap between saving and target how many posts it stands for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from planner.errors import Fault, InputError
from planner.plan import Plan
from planner.report.columns import Table
from planner.report.ladder import WAYS, posts_today
from planner.report.periods import year_ends

SMALL_FTE = 5.0
"""Figures about people below this are hidden; also the least range that is left for a hidden figure."""
HIDDEN = "·"
LINKED = frozenset({"attrition", "retirement"})
"""Ways of which one follows from the other by rates that anybody can read."""
SHARED = frozenset({"vacancy"})
"""Ways that are the same in every scenario of a case."""
_NOTHING = 1e-6
_LEAST = SMALL_FTE - _NOTHING
_IN_THE_SUM = {way.key for way in WAYS if way.effect}

Place = tuple[int, str]
"""A cell: its row's position in the frame and its column's key."""


def small(value: float) -> bool:
    """Whether a figure about people may not be seen.

    >>> small(4.9), small(5.0), small(0.0)
    (True, False, False)
    """
    return _NOTHING < abs(value) < _LEAST


def public_columns(plan: Plan) -> tuple[str, str]:
    """The columns of posts that a public paper shows: posts today, and FTE in the last month."""
    return "posts_fte", year_ends(plan.case)[-1]


def kept(plan: Plan, what: str) -> dict[str, float]:
    """FTE that the plan keeps whatever comes, by `team` or `profession`: the paper says so, and everybody can count them."""
    found: dict[str, float] = {}
    for row in plan.case.staffing:
        if row.minimum_fte >= row.fte > 0:
            key = str(getattr(row, what))
            found[key] = found.get(key, 0.0) + row.fte
    return found


def hidden_of(amounts: Mapping[str, float], known: Mapping[str, float] | None = None) -> frozenset[str] | None:
    """Which of some amounts are hidden when their sum is published; None when hiding all of them is not enough.

    Args:
        amounts: by key in the table's order, FTE; nothing (0) is no secret and hides nothing.
        known: how much of an amount everybody knows (`kept`).

    >>> sorted(hidden_of({"a": 7.0, "b": 4.0, "c": 9.0, "d": 0.0}))
    ['a', 'b']
    >>> sorted(hidden_of({"a": 7.0, "b": 4.0, "c": 9.0}, {"a": 7.0}))
    ['b', 'c']
    >>> hidden_of({"a": 3.0}) is None
    True
    """
    unknown = {key: max(0.0, abs(value) - (known or {}).get(key, 0.0)) for key, value in amounts.items()}
    free = {key for key, value in unknown.items() if value > _NOTHING}

    def enough(hidden: set[str]) -> bool:
        return len(hidden & free) > 1 and sum(unknown[key] for key in hidden) >= _LEAST

    return _hidden(amounts, enough, amounts.keys() - free)


def _hidden(
    amounts: Mapping[str, float], enough: Callable[[set[str]], bool], useless: Iterable[str] = ()
) -> frozenset[str] | None:
    """The small amounts and further ones, the nearest in the table first, until they are enough; linked ones together."""
    some = {key: abs(value) for key, value in amounts.items() if abs(value) > _NOTHING}
    linked = LINKED if some.keys() >= LINKED else frozenset()
    hidden = {key for key, value in some.items() if small(value)}
    at = {key: place for place, key in enumerate(amounts)}
    start = min((at[key] for key in hidden), default=0)
    further_ones = some.keys() - SHARED - set(useless)
    order = sorted(further_ones, key=lambda key: (key in linked, abs(at[key] - start), at[key]))
    while True:
        hidden |= linked if hidden & linked else frozenset()
        if not hidden or enough(hidden):
            return frozenset(hidden)
        further = next((key for key in order if key not in hidden), None)
        if further is None:
            return None
        hidden.add(further)


def hidden_cells(table: Table, columns: Iterable[str], known: Mapping[str, float]) -> frozenset[Place]:
    """The cells to hide in columns of FTE whose sums are published; rows are told apart by the frame's `key`.

    `known` is what everybody knows of each row (`kept`).

    Raises:
        InputError: a column's sum is itself too small to be published.
    """
    places: set[Place] = set()
    for column in columns:
        amounts = dict(zip(table.frame["key"], table.frame[column].fillna(0.0), strict=True))
        hidden = hidden_of(amounts, known)
        if hidden is None:
            raise _too_few(column)
        places |= {(row, column) for row, key in enumerate(table.frame["key"]) if key in hidden}
    return frozenset(places)


def hidden_ways(plan: Plan) -> frozenset[str] | None:
    """The ways whose FTE are hidden; None when the ladder must be left out, because too few go or come in all.

    Ways that leave the number of posts as it is stand in no sum; of them only small figures are hidden.
    """
    fte = {way.key: plan.kpi[f"{way.key}_fte"] for way in WAYS}
    summed = {key: value for key, value in fte.items() if key in _IN_THE_SUM}
    hidden = _hidden(summed, lambda found: _ways_enough(found, summed))
    if hidden is None:
        return None
    return hidden | {key for key, value in fte.items() if key not in _IN_THE_SUM and small(value)}


def _ways_enough(hidden: set[str], fte: Mapping[str, float]) -> bool:
    """Whether every hidden way keeps a range of 5 FTE, whatever is published of other scenarios."""
    if not hidden >= LINKED:
        return len(hidden) > 1 and bool(hidden - SHARED) and sum(abs(fte[key]) for key in hidden) >= _LEAST
    pair = [abs(fte[key]) for key in LINKED]
    alone = sum(abs(fte[key]) for key in hidden - SHARED)
    return bool(hidden - SHARED - LINKED) and alone * min(pair) / sum(pair) >= _LEAST


def require_enough(plan: Plan) -> None:
    """Refuse a public paper about so few posts that even their sum says too much.

    Raises:
        InputError: fewer than 5 FTE in all at a time that the paper shows.
    """
    _, last = public_columns(plan)
    at_the_end = float(plan.staff.loc[plan.staff["month"] == last, "fte"].sum())
    for when, total in {"today": posts_today(plan), last: at_the_end}.items():
        if small(total):
            raise _too_few(when)


def _too_few(when: str) -> InputError:
    allowed = f"{SMALL_FTE:.0f} FTE or more in all in a public paper"
    fault = Fault("paper", when, f"fewer than {SMALL_FTE:.0f} FTE", allowed, "Make the internal version.")
    return InputError([fault])
