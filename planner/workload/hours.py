"""Hours: what an FTE has of them in a year, what work takes, and how many FTE that is (WISN, Erlang C).

WISN is the World Health Organization's method of staffing by workload: available time from a stated chain, activities
times their unit time, and allowances for what belongs to no case. Erlang C is the queueing formula of call centres.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from planner.case.settings import Hours


def available_hours(gross: float, deductions: Iterable[float]) -> float:
    """Hours at work on cases or around them: gross hours less the deductions, each in hours a year.

    >>> round(available_hours(1872, [1872 * share for share in (0.10, 0.05, 0.037)]), 1)
    1521.9
    """
    return gross - sum(deductions)


def net_hours(hours: Hours) -> float:
    """Net hours per FTE and year for casework: available hours less the category allowance."""
    available = available_hours(hours.gross.value, (row.hours.value for row in hours.deductions))
    return available * (1 - hours.category_allowance_share.value)


def wisn_fte(
    workload_hours: float, available: float, category_share: float = 0.0, individual_hours: float = 0.0
) -> float:
    """FTE needed: hours of work over available hours, raised by the category allowance, plus the individual one.

    The category allowance is the share of everybody's time that belongs to no case; the individual allowance is hours a
    year that some of the staff spend on it.

    >>> round(wisn_fte(25.4, 8), 1)
    3.2
    """
    return workload_hours / available / (1 - category_share) + individual_hours / available


def erlang_c(load: float, agents: int) -> float:
    """The probability that a call has to wait, with a load in erlang and so many agents; 1 when they are too few."""
    if agents <= load:
        return 1.0
    blocked = 1.0
    for n in range(1, agents + 1):
        blocked = load * blocked / (n + load * blocked)
    return blocked / (1 - load / agents * (1 - blocked))


def answered_share(calls: float, handling_seconds: float, within_seconds: float, agents: int) -> float:
    """The share of calls answered in time, with so many calls in a half-hour."""
    load = calls * handling_seconds / 1800
    if agents <= load:
        return 0.0
    return 1 - erlang_c(load, agents) * math.exp(-(agents - load) * within_seconds / handling_seconds)


def agents_needed(calls: float, handling_seconds: float, answered: float, within_seconds: float) -> int:
    """The fewest who answer that share of the calls in time, all of them at the phone.

    >>> agents_needed(100, 180, 0.8, 20), math.ceil(agents_needed(100, 180, 0.8, 20) / (1 - 0.30))
    (14, 20)
    """
    agents = max(1, math.floor(calls * handling_seconds / 1800) + 1)
    while answered_share(calls, handling_seconds, within_seconds, agents) < answered:
        agents += 1
    return agents
