"""What the graph takes in hours, by hand; and that a dearer design costs FTE in the plan, and a cheaper one frees them."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner import make_plan
from planner.case.tables import Change, Task
from planner.coordination.load import load, monthly_load, with_coordination
from planner.verification import design
from planner.verification.citizens import work_of
from planner.workload import workload
from planner.workload.trace import FROM_DESIGN, trace
from tests.coordination.test_journeys import edge, history, kind_of_citizen, unit

COORDINATION_TASK = "ny_koordinering"
BEGINS = date(2026, 10, 1)
TASK = Task(target_group="open", task=COORDINATION_TASK, label_da="x", label_en="x", kind="team_case", basis="case_year",
            number=0, minutes_meeting=0, minutes_other=300, assumption="prøve")  # fmt: skip
RULE = Change(change="coordination", label_da="x", label_en="x", date=BEGINS, target_groups=("open",), what="team_cases",
              kind="task", task=COORDINATION_TASK, before=0, after=1, status="agreed", assumption="prøve")  # fmt: skip
UNITS = (unit("a"), unit("b"), unit("forum", "forum"), unit("social", "department"), unit("clinic", "outside"))
TYPES = (kind_of_citizen("citizens_a", cases=120), kind_of_citizen("citizens_b", cases=60))
OWNED = (edge("owns", "a", "citizens_a"), edge("owns", "b", "citizens_b"))
SEATS = tuple(edge("member", seat, "forum") for seat in ("a", "b", "social", "clinic"))


@pytest.fixture
def made(work_case):
    """The small case with the coordination task, and with minutes on some edges."""

    def vary(*edges, journeys=(), minutes=0.0, types=TYPES, units=UNITS, change=RULE):
        coordination = work_case.settings.coordination
        figure = coordination.handover_minutes.model_copy(update={"value": minutes})
        own = coordination.model_copy(update={"handover_minutes": figure})
        rows = {
            "tasks": (*work_case.tasks, TASK),
            "changes": tuple(sorted((*work_case.changes, change), key=lambda row: (row.date, row.change))),
            "units": units,
            "citizen_types": types,
            "edges": (*OWNED, *SEATS, *edges),
            "journeys": tuple(journeys),
            "settings": work_case.settings.model_copy(update={"coordination": own}),
        }
        return work_case.model_copy(update=rows)

    return vary


def forum(minutes, start=None, end=None):
    return edge("coordinates", "forum", "citizens_a", start, end, minutes)


def the_task(case):
    return next(task for task in case.tasks if task.task == COORDINATION_TASK)


def need(case, half_year="2027H1", group="open"):
    return workload(case).need.set_index(["half_year", "target_group"]).loc[(half_year, group), "need_fte"]


def hours_in(case, month="2027-01"):
    table = monthly_load(case)
    return table[table["month"] == month].set_index(["kind", "unit", "citizen_type"])["hours"].to_dict()


def test_hours_are_cases_times_minutes_and_in_a_forum_times_the_own_teams_that_sit_in_it(made):
    """120 cases a year are 10 a month; 10 x 60 minutes are 10 hours, and two of four seats are teams: 20."""
    case = made(
        forum(60),
        edge("advises", "b", "citizens_a", minutes=30),
        edge("contributes", "a", "citizens_b", minutes=60),
        edge("coordinates", "social", "citizens_a", minutes=600),
        edge("advises", "clinic", "citizens_a", minutes=600),
    )
    assert hours_in(case) == {
        ("coordinates", "forum", "citizens_a"): 20,
        ("advises", "b", "citizens_a"): 5,
        ("contributes", "a", "citizens_b"): 5,
        ("coordinates", "social", "citizens_a"): 0,
        ("advises", "clinic", "citizens_a"): 0,
    }


def test_a_part_without_minutes_and_a_type_without_cases_take_nothing_that_is_known(made):
    types = (kind_of_citizen("citizens_a"), TYPES[1])
    case = made(forum(60), edge("advises", "a", "citizens_b"), types=types)
    assert monthly_load(case).empty
    assert with_coordination(case) is case


def test_a_change_of_owner_takes_minutes_on_both_sides(made):
    """24 citizens a year go from a to b: two a month, at 90 minutes 3 hours, from the first month of the plan on."""
    case = made(journeys=history((0, "citizens_a"), (9, "citizens_b"), citizens=24), minutes=90)
    table = monthly_load(case)
    assert set(table["kind"]) == {"owner_change"}
    assert len(table) == 18
    assert table["hours"].to_numpy() == pytest.approx([3.0] * 18)


def test_when_an_owner_takes_over_on_a_day_everybody_on_the_way_changes_at_once(made):
    """Six months with the type, 2 who start each month: 12 are moved on the day, beside none who move on their own."""
    way = history((0, "citizens_a"), (6, "citizens_a"), citizens=24)
    case = made(journeys=way, minutes=60)
    moved = (*case.edges[1:], edge("owns", "a", "citizens_a", end=date(2026, 12, 31)))
    moved = (*moved, edge("owns", "b", "citizens_a", start=date(2027, 1, 1)))
    table = monthly_load(case.model_copy(update={"edges": moved}))
    assert list(table["month"]) == ["2027-01"]
    assert table["hours"].iloc[0] == pytest.approx(12)


def test_the_load_of_a_half_year_is_the_mean_of_its_months(made):
    table = load(made(forum(60, start=BEGINS))).set_index("half_year")["hours"]
    assert table.to_dict() == pytest.approx({"2026H2": 10, "2027H1": 20, "2027H2": 20})


def test_the_minutes_of_the_graph_take_the_place_of_the_tasks_own(made, work_case):
    """25 hours a month while the task is done; the hours of the plan are those of the graph."""
    case = made(forum(60), edge("advises", "b", "citizens_a", minutes=30))
    with_ = with_coordination(case)
    done = next(one for one in workload(with_).tasks["open"] if one.task.task == COORDINATION_TASK)
    assert done.hours[:3] == pytest.approx([0] * 3)
    assert done.hours.sum() == pytest.approx(25 * 15)
    assert the_task(with_).minutes_meeting == pytest.approx(4 * the_task(with_).minutes_other)
    assert with_.tasks[:-1] == case.tasks[:-1]
    assert with_coordination(with_) == with_


def test_the_task_that_takes_its_time_from_the_graph_is_a_setting(made):
    case = made(forum(60))
    own = case.settings.coordination.model_copy(update={"task": "meetings_across"})
    renamed = case.model_copy(update={"settings": case.settings.model_copy(update={"coordination": own})})
    assert with_coordination(renamed) is renamed  # no such task
    task, rule = (row.model_copy(update={"task": "meetings_across"}) for row in (TASK, RULE))
    rows = {"tasks": (*case.tasks[:-1], task), "changes": (*(row for row in case.changes if row != RULE), rule)}
    found = with_coordination(renamed.model_copy(update=rows))
    assert found.tasks[-1].minutes_meeting == the_task(with_coordination(case)).minutes_meeting > 0
    assert max(design.minutes(work_of(found))) < 1e-6
    wrong = task.model_copy(update={"minutes_other": 1.0})
    assert max(design.minutes(work_of(found.model_copy(update={"tasks": (*case.tasks[:-1], wrong)})))) > 1


def test_time_before_the_task_begins_belongs_to_what_was_there_before(made):
    early = edge("coordinates", "forum", "citizens_a", None, date(2026, 9, 30), 999)
    assert the_task(with_coordination(made(early, forum(60, BEGINS)))) == the_task(
        with_coordination(made(forum(60, BEGINS)))
    )
    assert with_coordination(made(early)) == made(early)


def test_where_no_edge_says_its_minutes_nothing_changes(made, work_case, base_case, small_case):
    for case in (work_case, small_case):
        assert with_coordination(case) is case
    bare = made(forum(None), journeys=history((0, "citizens_a"), (9, "citizens_b")), minutes=90)
    assert with_coordination(bare) is bare
    silent = tuple(row.model_copy(update={"minutes_per_case": None}) for row in base_case.edges)
    case = base_case.model_copy(update={"edges": silent})
    assert with_coordination(case) is case


def test_work_that_others_do_frees_the_task_of_its_minutes(made):
    case = with_coordination(made(edge("coordinates", "social", "citizens_a", minutes=240)))
    assert the_task(case).minutes_meeting + the_task(case).minutes_other == 0
    assert need(case) < need(made())


def test_the_chain_behind_the_need_says_that_the_minutes_are_from_the_design(made):
    case = with_coordination(made(forum(60)))
    steps = trace(case, "2027H1", "open")
    task = next(step for step in steps if (step.kind, step.subject) == ("task", COORDINATION_TASK))
    minutes = next(step for step in steps if (step.kind, step.subject) == ("minutes", COORDINATION_TASK))
    assert task.assumption.startswith(FROM_DESIGN)
    assert minutes.made == "from the design"
    assert minutes.value == pytest.approx(the_task(case).minutes_meeting)
    other = next(step for step in steps if (step.kind, step.subject) == ("minutes", "sagsarbejde"))
    assert other.made == "meeting + other, eased"


def test_a_dearer_design_needs_more_fte_in_the_plan_and_a_cheaper_one_fewer(made):
    """540 minutes more for 10 cases a month and two at the table are 180 hours a month; 125 are an FTE."""
    plans = {minutes: make_plan(made(forum(minutes))) for minutes in (60, 600)}
    fte = {
        minutes: plan.caseload.set_index(["half_year", "target_group"])["need_fte"] for minutes, plan in plans.items()
    }
    more = fte[600] - fte[60]
    for name in ("2027H1", "2027H2"):
        there = workload(plans[60].case).stocks.there["open"]
        spans = workload(plans[60].case).spans
        hours = 10 * 540 / 60 * 2 * 15 * there[spans[name]].mean() / there[3:].sum()
        assert more[(name, "open")] == pytest.approx(hours / 125)
        assert more[(name, "closing" if name == "2027H1" else "new")] == pytest.approx(0)
    assert all(plan.checks["ok"].all() for plan in plans.values())
    extra = {m: plan.lapse[plan.lapse["change"] == "coordination"]["fte"].sum() for m, plan in plans.items()}
    assert extra[600] == pytest.approx(10 * extra[60])
    assert extra[60] < 0  # work that the rule adds, in the ledger of what lapses


minutes = st.floats(0, 500)
days = st.sampled_from([None, date(2026, 5, 1), date(2026, 9, 1), date(2026, 12, 31), date(2027, 3, 15)])
citizen = st.sampled_from(["citizens_a", "citizens_b"])


@given(
    parts=st.lists(
        st.tuples(st.sampled_from(["forum", "a", "b", "social"]), citizen, minutes, days, days), min_size=1, max_size=6
    ),
    way=st.lists(citizen, min_size=1, max_size=5),
    handover=minutes,
    ends=days,
)
@settings(max_examples=40, deadline=None)
def test_the_verification_finds_the_same_minutes_on_a_way_of_its_own(work_case, parts, way, handover, ends):
    figure = work_case.settings.coordination.handover_minutes.model_copy(update={"value": handover})
    coordination = work_case.settings.coordination.model_copy(update={"handover_minutes": figure})
    edges = [edge("coordinates", one, other, start, end, much) for one, other, much, start, end in parts]
    edges += [edge("owns", "a", "citizens_a", end=ends), edge("owns", "b", "citizens_a", start=ends)]
    case = work_case.model_copy(
        update={
            "tasks": (*work_case.tasks, TASK),
            "changes": tuple(sorted((*work_case.changes, RULE), key=lambda row: (row.date, row.change))),
            "units": UNITS,
            "citizen_types": TYPES,
            "edges": (OWNED[1], *SEATS, *edges),
            "journeys": history(*((3 * number, of) for number, of in enumerate(way)), citizens=40),
            "settings": work_case.settings.model_copy(update={"coordination": coordination}),
        }
    )
    found = with_coordination(case)
    assert max(design.minutes(work_of(found)), default=0.0) < 1e-6
    if found is not case:
        wrong = the_task(found).model_copy(update={"minutes_other": the_task(found).minutes_other + 1})
        spoiled = found.model_copy(update={"tasks": (*found.tasks[:-1], wrong)})
        assert max(design.minutes(work_of(spoiled))) == pytest.approx(1)


def test_the_shipped_case_takes_the_minutes_of_its_design(base_case):
    case = with_coordination(base_case)
    assert the_task(case).assumption.startswith(f"{FROM_DESIGN} {base_case.settings.design}")
    assert set(the_task(case).fact_ids) <= set(base_case.facts)
    assert max(design.minutes(work_of(case))) < 1e-6
