"""What is reused is what would have been built: only for symbols that are alike wherever it looked."""

from dataclasses import replace

import pytest

from planner import load_case
from planner.staffing import equations
from planner.staffing.goals import GOALS
from planner.staffing.levers import Levers
from planner.staffing.reuse import Reuse
from planner.staffing.symbols import symbols
from planner.staffing.variables import variables
from planner.workload import workload
from tests.conftest import LADDER

BUILDERS = (variables, *equations.CONSTRAINTS)
OVERRIDES = (
    {"saving": {"share_of_target": {"HK6": 0.9}}},
    {"caseload": {"limit_factor": 0.8}},
    {"attrition": {"share_per_year": {"value": 0.3, "assumption": "prøve"}}},
    {"dismissals": {"cap_fte": 0.5}},
    {"hard_rules": ["saving"]},
    {"redeployment": {"active": False}},
    {},
)


def of(overrides):
    case = load_case(LADDER, overrides)
    return symbols(case, workload(case))


def test_whatever_changes_the_rows_and_goals_are_those_built_anew():
    reuse = Reuse()
    for overrides in ({}, *OVERRIDES):
        s = of(overrides)
        for build in BUILDERS:
            assert reuse.listed(build, s) == list(build(s)), (build.__name__, overrides)
        for goal in GOALS.values():
            assert reuse.one(goal, s) == goal(s), (goal.__name__, overrides)


def test_nothing_is_built_twice_for_symbols_that_are_alike():
    reuse, first, again = Reuse(), of({}), of({})
    for build in BUILDERS:
        assert reuse.listed(build, first) is reuse.listed(build, again)


def test_the_first_is_kept_and_so_is_the_last():
    reuse, few, some, many = Reuse(), *(of({"caseload": {"limit_factor": factor}}) for factor in (1.0, 1.1, 1.2))
    first, second = (reuse.listed(equations.served, s) for s in (few, some))
    assert reuse.listed(equations.served, few) is first
    assert reuse.listed(equations.served, some) is second
    reuse.listed(equations.served, many)
    assert reuse.listed(equations.served, few) is first
    assert reuse.listed(equations.served, some) is not second
    assert reuse.listed(equations.served, some) == second


@pytest.mark.parametrize("part", ["relaxed", "months", "known", "levers"])
def test_every_way_of_reading_is_seen(part):
    """A field with a default, one that a property reads, one that is read deep within, one that is read in part."""
    looks = {
        "relaxed": lambda s: s.relaxed,
        "months": lambda s: list(s.periods),
        "known": lambda s: s.known.returned.get("x"),
        "levers": lambda s: [decision.kind for decision in s.levers.decisions],
    }
    s, other = of({}), {"relaxed": frozenset({"x"}), "levers": None}
    other["months"], other["known"] = s.months[:-1], replace(s.known, returned={"x": 1.0})
    other["levers"] = Levers(s.levers.exits[:1], (), (), None, ())
    reuse, changed = Reuse(), replace(s, **{part: other[part]})
    assert reuse.one(looks[part], s) == looks[part](s)
    assert reuse.one(looks[part], changed) == looks[part](changed) != looks[part](s)


def test_another_lever_s_cap_does_not_touch_what_reads_no_caps():
    reuse, s, capped = Reuse(), of({}), of({"dismissals": {"cap_fte": 0.5}})
    assert reuse.listed(equations.stock, s) is reuse.listed(equations.stock, capped)
    assert reuse.listed(equations.caps, s) is not reuse.listed(equations.caps, capped)


def test_what_equations_share_is_built_once_and_seen_to_change():
    def pay(s):
        return dict(s.pay)

    def due(s):
        return [s.shared(pay), dict(s.target)]

    reuse, s = Reuse(), of({})
    cheaper, easier = (replace(s, **{part: dict.fromkeys(getattr(s, part), 1.0)}) for part in ("pay", "target"))
    first = reuse.one(due, s)
    assert reuse.one(due, of({})) is first
    assert reuse.one(due, easier)[0] is first[0]
    assert reuse.one(due, easier)[1] == easier.target
    assert reuse.one(due, cheaper)[0] == cheaper.pay
    assert due(s) == first


def test_another_target_does_not_add_up_the_expenses_anew():
    reuse, s, eased = Reuse(), of({}), of({"saving": {"share_of_target": {"HK6": 0.9}}})
    reuse.listed(equations.saving, s)
    there = reuse.one(equations.spent, s)
    assert reuse.listed(equations.saving, eased) == list(equations.saving(eased))
    assert reuse.one(equations.spent, eased) is there
