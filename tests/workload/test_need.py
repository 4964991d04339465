"""Hours, FTE and limits by hand, the settings that move them, and the chain behind each figure."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner import load_case
from planner.case.tables import Queue
from planner.workload import base_limit, workload
from planner.workload.drivers import drivers
from planner.workload.trace import trace
from tests.conftest import WORK


def need_of(work, half_year, group):
    return work.need.set_index(["half_year", "target_group"]).loc[(half_year, group)]


def vary(**overrides):
    return load_case(WORK, overrides)


def test_the_hand_sheet_of_the_first_months(work_case):
    """Before any rule: 320 + 480 hours a month for 240 open cases, 480 for 120 closing ones; 125 hours are an FTE."""
    work = workload(work_case)
    assert work.hours("open")[:3] == pytest.approx([800] * 3)
    assert work.fte["open"][:3] == pytest.approx([6.4] * 3)
    assert work.fte["closing"][:3] == pytest.approx([3.84] * 3)


def test_a_rule_about_a_task_takes_its_hours_from_its_date(work_case):
    """Three of four conversations of four hours each, for 23 newcomers a month: 276 hours, 2.208 FTE."""
    with_, without = workload(work_case), workload(work_case, work_case.changes[:1])
    less = without.hours("open") - with_.hours("open")
    assert less[:6] == pytest.approx([0] * 6)
    assert less[6:] == pytest.approx([3 * 23 * 4] * 12)


def test_the_limit_that_hours_allow_is_cases_over_need(work_case):
    row = need_of(workload(work_case), "2026H2", "open")
    assert row["limit"] == pytest.approx(row["cases"] / row["need_fte"])
    assert workload(work_case).fte["open"][0] == pytest.approx(240 / 37.5)


@pytest.mark.parametrize(("guidance", "limit"), [("low", 30), ("mid", 40), ("high", 50)])
def test_guidance_is_a_limit_that_no_rule_moves(guidance, limit):
    case = vary(caseload={"limit": "guidance", "guidance": guidance, "limit_factor": 1.1})
    assert base_limit(case, case.target_groups[0]) == pytest.approx(limit * 1.1)
    for half_year in ("2026H2", "2027H2"):
        assert need_of(workload(case), half_year, "open")["limit"] == pytest.approx(limit * 1.1)


def test_a_group_may_have_a_limit_of_its_own_kind():
    case = vary(caseload={"limit": "hours", "by_group": {"open": "local"}})
    assert need_of(workload(case), "2026H2", "open")["limit"] == pytest.approx(45)
    assert need_of(workload(case), "2026H2", "closing")["limit"] == pytest.approx(31.25, abs=0.01)


def test_the_factor_on_the_limit_works_whatever_the_limit_comes_from():
    for limit in ("hours", "guidance"):
        lower, higher = (vary(caseload={"limit": limit, "limit_factor": factor}) for factor in (1.0, 1.25))
        assert workload(lower).fte["open"] == pytest.approx(1.25 * workload(higher).fte["open"])


MOVED = {
    "exempt": ({"exempt": {"share": 0.25}}, "open", 0.25 * 320),
    "digital": ({"digital": {"share": 0.5, "saved_share": {"value": 0.4, "assumption": "x"}}}, "open", 0.2 * 320),
    "private_supplier": (
        {"private_supplier": {"share": 0.5, "supervision_share": {"value": 0.2, "assumption": "x"}}}, "open", 0.4 * 320,
    ),
    "a_kasse_trial": (
        {"a_kasse_trial": {"share": 0.6, "target_group": "open", "months": {"value": 1, "assumption": "x"},
                           "last_month": "2027-12"}},
        "open", 0.05 * 320,
    ),
    "inflow": (
        {"inflow": [{"target_group": "open", "change_share": -0.1, "first_month": "2026-07", "assumption": "x"}]},
        "open", 0.1 * 320,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MOVED)
def test_each_driver_takes_its_hours_in_the_first_month_and_says_whom_it_touches(work_case, name):
    setting, group, hours = MOVED[name]
    case = vary(drivers=setting)
    assert workload(work_case).hours(group)[0] - workload(case).hours(group)[0] == pytest.approx(hours)
    assert workload(work_case).hours("closing")[0] == pytest.approx(workload(case).hours("closing")[0])
    row = drivers(case, workload(case)).set_index("driver").loc[name]
    assert row["groups"] == "open"
    assert row["fte"] < 0
    off = drivers(work_case, workload(work_case)).set_index("driver")
    assert name not in off.index or off.loc[name, "fte"] == 0


def test_only_groups_close_to_the_labour_market_are_exempt():
    case = vary(drivers={"exempt": {"share": 0.25}})
    far = [g.model_copy(update={"close_to_market": False}) for g in case.target_groups]
    assert workload(case.model_copy(update={"target_groups": tuple(far)})).hours("open")[0] == pytest.approx(800)


def test_a_phone_needs_its_staff_whatever_the_minutes_say(work_case):
    queue = Queue(queue="phone", target_group="open", label_da="", label_en="", calls_per_half_hour=100,
                  handling_seconds=180, answered_share=0.8, within_seconds=20, open_hours_per_week=20,
                  assumption="x")  # fmt: skip
    case = work_case.model_copy(update={"queues": (queue,)})
    assert workload(case).fte["open"][0] == pytest.approx(6.4 + 14 * 20 * 52 / 1500)


def test_without_a_rule_the_need_is_never_lower_unless_the_rule_adds_work(base_case):
    whole = sum(workload(base_case).fte.values())
    for number, change in enumerate(base_case.changes):
        rest = base_case.changes[:number] + base_case.changes[number + 1 :]
        if change.kind == "task" and change.after > change.before:
            continue
        later = [c for c in rest if (c.kind, c.task) == (change.kind, change.task) and c.date >= change.date]
        if change.kind == "newcomers" or set(change.target_groups) & {g for c in later for g in c.target_groups}:
            continue  # newcomers turned away may be more work where they go
        without = sum(workload(base_case, rest).fte.values())
        assert (without - whole).min() > -1e-9, change.change


def test_the_order_of_groups_rows_and_changes_does_not_matter(base_case):
    mirrored = base_case.model_copy(
        update={name: getattr(base_case, name)[::-1] for name in ("target_groups", "crosswalk", "tasks", "queues")}
    )
    left, right = workload(base_case), workload(mirrored)
    assert left.need.equals(right.need) or np.allclose(left.need["need_fte"], right.need["need_fte"])
    assert left.exits["citizens"].to_numpy() == pytest.approx(right.exits["citizens"].to_numpy())


# --- the chain behind a figure ------------------------------------------------------------------------------------


def recomputed(steps):
    """The need of a chain from its leaves: citizens, minutes, volumes, net hours, limits and factors."""
    total, origin = 0.0, {}
    for step in steps:
        if step.kind == "need_of":
            total += _need(origin) if origin else 0.0
            origin = {}
        elif step.kind in ("cases_of", "net_hours", "limit_of", "limit_factor", "queue"):
            origin[step.kind] = step.value
        elif step.kind == "volume":
            origin["volume"] = step.value
        elif step.kind == "minutes":
            origin["hours"] = origin.get("hours", 0.0) + origin["volume"] * step.value / 60
        elif step.kind == "gross":
            origin["left"] = step.value
        elif step.kind == "deduction":
            origin["left"] -= step.value
        elif step.kind == "allowance":
            assert origin["left"] * (1 - step.value) == pytest.approx(origin["net_hours"])
    return total + _need(origin)


def _need(origin):
    if "limit_of" in origin:
        return origin["cases_of"] / origin["limit_of"] + origin.get("queue", 0.0)
    hours = origin.get("hours", 0.0) / (origin["net_hours"] / 12)
    return hours / origin["limit_factor"] + origin.get("queue", 0.0)


@pytest.mark.parametrize("limit", ["hours", "guidance"])
def test_every_need_of_the_shipped_case_opens_as_a_chain_that_recomputes_to_it(base_case, limit):
    settings_ = base_case.settings
    caseload = settings_.caseload.model_copy(update={"limit": limit})
    case = base_case.model_copy(update={"settings": settings_.model_copy(update={"caseload": caseload})})
    work = workload(case)
    for row in work.need.itertuples():
        steps = trace(case, row.half_year, row.target_group, work)
        assert steps[0].value == pytest.approx(row.need_fte, abs=1e-9)
        assert recomputed(steps) == pytest.approx(row.need_fte, abs=1e-9)
        assert steps[2].value == pytest.approx(row.limit)


def test_a_chain_names_the_rows_behind_it(base_plan):
    steps = base_plan.trace("2027H1", "jobhjaelpsindsats")
    leaves = [s for s in steps if s.kind in ("task", "need_of", "share", "gross", "deduction", "allowance", "rule")]
    assert len(leaves) > 20
    assert all(step.source or step.assumption for step in leaves)
    for step in leaves:
        assert set(step.source.split()) <= set(base_plan.case.facts)


def test_nobody_is_traced_who_is_not_there(work_case):
    with pytest.raises(KeyError):
        trace(work_case, "2026H2", "new")
    with pytest.raises(KeyError):
        trace(work_case, "2031H1", "open")


@given(number=st.floats(0, 10), minutes=st.floats(0, 500), gross=st.floats(500, 2500))
@settings(max_examples=30, deadline=None)
def test_hours_are_volume_times_minutes_and_fte_hours_over_net_hours(work_case, number, minutes, gross):
    first = work_case.tasks[0].model_copy(update={"number": number, "minutes_other": minutes})
    hours = work_case.settings.hours
    hours = hours.model_copy(update={"gross": hours.gross.model_copy(update={"value": gross})})
    case = work_case.model_copy(
        update={
            "tasks": (first, *work_case.tasks[1:]),
            "settings": work_case.settings.model_copy(update={"hours": hours}),
        }
    )
    work = workload(case, ())
    assert work.fte["open"][0] == pytest.approx((20 * number * (120 + minutes) / 60 + 480) / (gross / 12))
    assert dataclasses.is_dataclass(work)
