"""Every job to exactly one agent within the agents' capacities: the generalised assignment problem."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zlib import crc32

import highspy
import numpy as np

from planner.errors import SolverError
from planner.staffing.cells import Terms
from planner.staffing.equations import Row
from planner.staffing.modelling import SOLVER_OPTIONS, Model
from planner.staffing.variables import Variable

ByPair = Mapping[str, Mapping[str, float]]
"""A number for each job and agent."""
_OPTIONS = SOLVER_OPTIONS | {"mip_rel_gap": 0.0, "mip_abs_gap": 0.0}
_NOISE = 1e-6
_PEAK = "peak"
_Pairs = dict[tuple[str, str], str]


@dataclass(frozen=True)
class Assignment:
    """Who gets which job.

    Attributes:
        agents: the agent of each job that can be placed.
        unplaced: the jobs that no agent may have, or that are pinned to one that may not.
        costs: what each of the costs adds up to, in the same order.
        loads: each agent's load, in the unit of its capacity.
        excess: the agents with more than their capacity, and how much; empty when the capacities suffice.
        peak: the highest load over capacity, of the agents with a capacity.
    """

    agents: dict[str, str]
    unplaced: tuple[str, ...]
    costs: tuple[float, ...]
    loads: dict[str, float]
    excess: dict[str, float]
    peak: float

    @property
    def feasible(self) -> bool:
        """Whether every job is placed and no agent has too much."""
        return not self.unplaced and not self.excess


def assign(
    load: ByPair,
    capacity: Mapping[str, float],
    costs: Sequence[ByPair],
    pins: Mapping[str, str] | None = None,
    even: bool = False,
) -> Assignment:
    """The best assignment, proven: no other has less, at the first of these in which they differ.

    (1) The capacity that is exceeded, over all agents together; 0 wherever every job fits. (2) The costs in their
    order. (3) The highest load over capacity, where `even` is asked for. (4) Fixed weights from the names, so that of
    equally good assignments it is always the same one, whatever order the jobs come in.

    Args:
        load: what each job takes of each agent that may have it; a job may be nobody's, and is then unplaced.
        capacity: what each agent has.
        costs: first to last in priority; a pair without one has the cost 0. What there should be most of is negative.
        pins: the agent that some jobs must have.
        even: spread the load.

    Raises:
        SolverError: without a proof of optimality nothing is returned.

    >>> taken = {"a": {"x": 2.0, "y": 1.0}, "b": {"x": 2.0}}
    >>> assign(taken, {"x": 3.0, "y": 1.0}, [{"a": {"y": 5.0}}]).agents
    {'a': 'y', 'b': 'x'}
    """
    free = {job: sorted(load[job]) for job in sorted(load)}
    held = {job: [agent for agent in may if (pins or {}).get(job, agent) == agent] for job, may in free.items()}
    pairs = {(job, agent): f"z_{i}_{j}" for i, job in enumerate(held) for j, agent in enumerate(held[job])}
    chosen: dict[str, str] = {}
    if pairs:
        by_cost = [{z: cost.get(job, {}).get(agent, 0.0) for (job, agent), z in pairs.items()} for cost in costs]
        values = _solved(pairs, load, capacity, by_cost, even)
        chosen = {job: agent for (job, agent), z in pairs.items() if values[z] > 0.5}
    if sorted(chosen) != [job for job, may in held.items() if may]:
        raise SolverError("the solver gave a job to nobody")
    unplaced = tuple(job for job, may in held.items() if not may)
    sums = tuple(math.fsum(cost.get(job, {}).get(agent, 0.0) for job, agent in chosen.items()) for cost in costs)
    loads = {u: math.fsum(load[c][u] for c, agent in chosen.items() if agent == u) for u in sorted(capacity)}
    excess = {agent: loads[agent] - capacity[agent] for agent in loads if loads[agent] > capacity[agent] + _NOISE}
    peak = max((loads[agent] / capacity[agent] for agent in loads if capacity[agent] > 0), default=0.0)
    return Assignment(chosen, unplaced, sums, loads, excess, peak)


def _solved(
    pairs: _Pairs, load: ByPair, capacity: Mapping[str, float], costs: Sequence[Terms], even: bool
) -> dict[str, float]:
    """The variables' values when the goals are met strictly in order, each to a proven optimum."""
    over = {agent: f"over_{u}" for u, agent in enumerate(sorted(capacity))}
    weights = {z: 1.0 + crc32(f"{job} {agent}".encode()) / 2**32 for (job, agent), z in pairs.items()}
    peak = [_PEAK] if even and any(has > 0 for has in capacity.values()) else []
    goals: list[Terms] = [dict.fromkeys(over.values(), 1.0), *costs, *({key: 1.0} for key in peak), weights]
    variables = [Variable(z, 1.0, True) for z in pairs.values()]
    variables += [Variable(key, None) for key in (*over.values(), *peak)]
    highs, columns = Model(variables, [*_rows(pairs, load, capacity, over, even)]).to_highs(goals[0])
    best = highspy.HighsSolution()
    for terms in goals:
        used = np.array([columns[key] for key, value in terms.items() if value], dtype=np.int32)
        row = np.array([value for value in terms.values() if value])
        coefficients = np.zeros(len(columns))
        coefficients[used] = row
        highs.changeColsCost(len(columns), np.arange(len(columns), dtype=np.int32), coefficients)
        if len(best.col_value):
            highs.setSolution(best)
        _run(highs)
        best.col_value = highs.getSolution().col_value
        highs.addRow(-highspy.kHighsInf, float(coefficients @ best.col_value) + _NOISE, len(used), used, row)
    return {key: float(best.col_value[column]) for key, column in columns.items()}


def _rows(
    pairs: _Pairs, load: ByPair, capacity: Mapping[str, float], over: Mapping[str, str], even: bool
) -> Iterator[Row]:
    """One agent for each job; no agent beyond its capacity but for what is over; none above the peak."""
    by_job: dict[str, Terms] = {}
    by_agent: dict[str, Terms] = {agent: {} for agent in over}
    for (job, agent), z in pairs.items():
        by_job.setdefault(job, {})[z] = 1.0
        by_agent[agent][z] = load[job][agent]
    yield from (Row(f"job_{i}", terms, "==", 1.0) for i, terms in enumerate(by_job.values()))
    for agent, terms in by_agent.items():
        yield Row(f"capacity_{over[agent]}", terms | {over[agent]: -1.0}, "<=", capacity[agent])
        if even and capacity[agent] > 0:
            yield Row(f"even_{over[agent]}", terms | {_PEAK: -capacity[agent]}, "<=", 0.0)


def _run(highs: Any) -> None:
    for option, value in _OPTIONS.items():
        highs.setOptionValue(option, value)
    highs.run()
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise SolverError("the solver did not prove which assignment is best")
