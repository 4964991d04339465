"""Every job to exactly one agent: published optima, brute force, pins, and what happens when not everything fits.

Source of `tests/oracles/gap`: J. E. Beasley, OR-Library, generalised assignment problem, files gap1 to gap4 (c515-1 to
c530-5, 5 agents with 15 to 30 jobs; most value), MIT licence; the optima are those published with them.
"""

from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.staffing.assignment import assign

GAP = Path(__file__).parents[1] / "oracles/gap"
PUBLISHED = {
    "gap1": (336, 327, 339, 341, 326),
    "gap2": (434, 436, 420, 419, 428),
    "gap3": (580, 564, 573, 570, 564),
    "gap4": (656, 644, 673, 647, 664),
}
NUMBERS, COSTS = st.integers(0, 6).map(float), st.integers(-3, 6).map(float)


def read(path):
    """The problems of a file, by job and agent: the values as negative costs, what is taken, and the capacities."""
    numbers = map(int, path.read_text().split())
    for _ in range(next(numbers)):
        agents, jobs = next(numbers), next(numbers)
        value, load = ([[next(numbers) for _ in range(jobs)] for _ in range(agents)] for _ in range(2))
        capacity = {f"u{u}": float(next(numbers)) for u in range(agents)}
        cost = {f"c{c}": {f"u{u}": -float(value[u][c]) for u in range(agents)} for c in range(jobs)}
        takes = {f"c{c}": {f"u{u}": float(load[u][c]) for u in range(agents)} for c in range(jobs)}
        yield cost, takes, capacity
    assert not list(numbers)


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_optima(name):
    found = []
    for cost, load, capacity in read(GAP / f"{name}.txt"):
        best = assign(load, capacity, [cost])
        assert best.feasible
        for agent in capacity:
            assert sum(load[job][agent] for job, one in best.agents.items() if one == agent) <= capacity[agent]
        assert set(best.agents) == set(cost)
        assert sum(cost[job][agent] for job, agent in best.agents.items()) == best.costs[0]
        found.append(-best.costs[0])
    assert tuple(found) == PUBLISHED[name]


@st.composite
def problems(draw):
    agents = [f"u{u}" for u in range(draw(st.integers(1, 3)))]
    jobs = [f"c{c}" for c in range(draw(st.integers(1, 5)))]
    may = {job: draw(st.sets(st.sampled_from(agents))) for job in jobs}
    load = {job: {agent: draw(NUMBERS) for agent in sorted(may[job])} for job in jobs}
    costs = [{job: {agent: draw(COSTS) for agent in load[job]} for job in jobs} for _ in range(2)]
    capacity = {agent: draw(st.integers(0, 12).map(float)) for agent in agents}
    pins = draw(st.dictionaries(st.sampled_from(jobs), st.sampled_from(agents), max_size=2))
    return load, capacity, costs, pins, draw(st.booleans())


def judged(agents, load, capacity, costs, even):
    """What an assignment is worth, first to last; to 9 decimals, for what is divided."""
    loads = {u: sum(load[c][u] for c, agent in agents.items() if agent == u) for u in capacity}
    over = sum(max(0.0, loads[u] - capacity[u]) for u in capacity)
    sums = tuple(sum(cost[c][u] for c, u in agents.items()) for cost in costs)
    peak = max((loads[u] / capacity[u] for u in capacity if capacity[u] > 0), default=0.0)
    return over, *sums, round(peak, 9) if even else 0.0


@settings(max_examples=150, deadline=None)
@given(problems())
def test_as_brute_force(problem):
    load, capacity, costs, pins, even = problem
    best = assign(load, capacity, costs, pins, even)
    may = {job: [u for u in load[job] if pins.get(job, u) == u] for job in load}
    assert best.unplaced == tuple(sorted(job for job in may if not may[job]))
    placed = [job for job in may if may[job]]
    every = (dict(zip(placed, agents, strict=True)) for agents in product(*(may[job] for job in placed)))
    least = min(judged(agents, load, capacity, costs, even) for agents in every)
    assert set(best.agents) == set(placed)
    assert judged(best.agents, load, capacity, costs, even) == least
    assert all(best.agents.get(job) in (agent, None) for job, agent in pins.items())
    assert sum(best.excess.values()) == pytest.approx(least[0])
    assert best.feasible == (not best.unplaced and not best.excess)


@settings(max_examples=50, deadline=None)
@given(problems(), st.randoms())
def test_the_order_of_rows_does_not_matter(problem, random):
    def shuffled(table):
        keys = list(table)
        random.shuffle(keys)
        return {key: table[key] for key in keys}

    load, capacity, costs, pins, even = problem
    other = {job: shuffled(load[job]) for job in shuffled(load)}
    again = assign(other, shuffled(capacity), [shuffled(cost) for cost in costs], shuffled(pins), even)
    assert again == assign(load, capacity, costs, pins, even)


def test_equally_good_is_decided_by_names():
    load = {job: dict.fromkeys(("x", "y", "z"), 1.0) for job in "abcdef"}
    found = [assign(load, dict.fromkeys("xyz", 2.0), []).agents for _ in range(3)]
    assert found[0] == found[1] == found[2]
    assert sorted(found[0].values()) == list("xxyyzz")


def test_what_does_not_fit_is_named():
    load = {"a": {"x": 3.0}, "b": {"x": 2.0, "y": 2.0}, "c": {}}
    best = assign(load, {"x": 2.0, "y": 1.5}, [])
    assert not best.feasible
    assert best.unplaced == ("c",)
    assert best.agents == {"a": "x", "b": "y"}
    assert best.excess == {"x": 1.0, "y": 0.5}


def test_a_pin_to_one_that_may_not_is_unplaced():
    best = assign({"a": {"x": 1.0}}, {"x": 1.0, "y": 1.0}, [], {"a": "y"})
    assert (best.agents, best.unplaced, best.feasible) == ({}, ("a",), False)


def test_nothing_to_place():
    assert assign({}, {"x": 1.0}, [{}]).feasible
