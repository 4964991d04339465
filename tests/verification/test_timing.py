"""The calendar, the thresholds and what is said of them are recomputed alike from any exits, and a wrong day is found."""

import dataclasses
from datetime import date

import holidays
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner import load_case, make_plan, timetable
from planner.calendar import Month
from planner.findings import added
from planner.verification import CHECKS, timing
from tests.conftest import SMALL, replaced

COLUMNS = ["decided", "way", "fte", "notice_months", "payment_months"]
CHECKED = {check.code: check for check in CHECKS if check.code in ("calendar", "thresholds", "findings")}
MONTHS = [str(Month(2026, 7).plus(n)) for n in range(18)]


def figures(**values):
    """Settings of the process, each with its reason."""
    return {
        name: value if isinstance(value, date) else {"value": value, "assumption": "Til prøven"}
        for name, value in values.items()
    }


def law_values(**values):
    units = {"hearing_days": "dage", "redundancy_effect": "dage", "redundancy_small_dismissals": "afskedigelser"}
    return {name: {"value": value, "unit": units[name], "assumption": "Hvad nu hvis"} for name, value in values.items()}


def scheduled(plan, case, *rows):
    """A plan with other exits, and with the calendar and the findings that the planner gives them."""
    exits = pd.DataFrame(rows, columns=COLUMNS).assign(team="a", profession="worker", service="alle")
    step, of = case.settings.period_months, case.settings.process
    left = exits.assign(decided=[str(Month.parse(month).plus(step - 1)) for month in exits["decided"]])
    place = timetable.Process(
        earliest_day=of.earliest_day,
        centre_employees=of.centre_employees.value,
        municipality_employees=of.municipality_employees.value,
        other_dismissals=of.other_dismissals.value,
        fte_per_person=of.fte_per_person.value,
    )
    tables = {name: getattr(timetable, name)(left, case.law, place) for name in ("timetable", "thresholds")}
    said = timetable.findings(left, case.law, place, case.months[0].first_day)
    kept = replaced(plan, case=case, exits=exits, **tables)
    return added(kept, plan.owners, [*said, *budget(plan)])


def budget(plan):
    """The finding of the plan itself: no budget was entered."""
    rows = plan.findings[plan.findings["code"] == "L02"].rename(columns={"from": "valid_from", "to": "valid_to"})
    yield from (timetable.Finding(**row) for row in rows.to_dict("records"))


def wrong(plan):
    """The checks of the calendar that fail."""
    return [code for code, check in CHECKED.items() if not check.result(plan).ok]


def codes(plan):
    return sorted(code for code in plan.findings["code"] if code.startswith("P"))


@pytest.fixture(scope="module")
def hit():
    """A solved plan whose three dismissals hit the threshold of the act, too early and by a hypothetical rule."""
    process = figures(centre_employees=30, earliest_day=date(2026, 12, 1))
    rules = law_values(redundancy_small_dismissals=3, redundancy_effect=200)
    return make_plan(load_case(SMALL, {"process": process, "law_values": rules}))


@pytest.fixture
def split(small_plan):
    """Waves that only together reach the threshold."""
    case = load_case(SMALL, {"process": figures(centre_employees=134, municipality_employees=4500)})
    return scheduled(small_plan, case, ("2027-02", "dismissal", 7.0, 3, 0.0), ("2027-03", "dropout", 7.0, 3, 0.0))


def test_days_off_are_the_public_holidays_and_the_closing_days_by_custom():
    for year in range(2015, 2060):
        assert timing.days_off(year) == set(
            holidays.country_holidays("DK", years=year, categories=("public", "optional"))
        )


def test_the_calendar_of_one_wave_by_hand(small_plan):
    rows = [("2026-08", "dismissal", 3.0, 1, 0.0), ("2026-08", "dropout", 5.0, 4, 0.0)]
    due = timing.Calendar(scheduled(small_plan, load_case(SMALL), *rows)).rows()
    assert {(step, months): row[:3] for (_, step, months), row in due.items()} == {
        ("med_papers", None): ("2026-06-29", 8.0, 8),
        ("med_consequences", None): ("2026-07-13", 8.0, 8),
        ("med_criteria", None): ("2026-07-27", 8.0, 8),
        ("hearing_letters", None): ("2026-08-10", 8.0, 8),
        ("hearing_deadline", None): ("2026-08-24", 8.0, 8),
        ("notice_given", None): ("2026-08-31", 8.0, 8),
        ("last_working_day", 1): ("2026-09-30", 3.0, 3),
        ("exit", 1): ("2026-09-30", 3.0, 3),
        ("first_month_saved", 1): ("2026-10-01", 3.0, 3),
        ("last_working_day", 4): ("2026-12-30", 5.0, 5),
        ("exit", 4): ("2026-12-31", 5.0, 5),
        ("first_month_saved", 4): ("2027-01-01", 5.0, 5),
    }


@pytest.mark.parametrize(
    ("employees", "dismissed", "voluntary", "over"),
    [(20, 19, 0, False), (50, 9, 0, False), (50, 10, 0, True), (134, 13, 0, False), (134, 13.1, 0, True), (300, 29, 0, False), (300, 30, 0, True), (134, 5, 9, True), (134, 4, 20, False)],
)  # fmt: skip
def test_the_thresholds_of_the_act_by_hand(small_plan, employees, dismissed, voluntary, over):
    case = load_case(SMALL, {"process": figures(centre_employees=employees)})
    rows = [("2026-08", "dropout", dismissed, 3, 0.0), ("2026-08", "voluntary", voluntary, 3, 0.0)]
    plan = scheduled(small_plan, case, *rows)
    assert [row.hit for row in timing.Calendar(plan).windows if row.unit == "centre"] == [over]


@pytest.fixture(scope="module")
def places():
    """Cases of many sizes, with part time, others dismissed, a late beginning, longer periods and hypothetical rules."""
    process = [
        figures(centre_employees=15),
        figures(centre_employees=50, fte_per_person=0.9),
        figures(centre_employees=134, other_dismissals=4.5),
        figures(centre_employees=320, municipality_employees=4500, earliest_day=date(2026, 11, 2)),
    ]
    quarters = {"period_months": 3}
    hearing, effect = ({"law_values": law_values(**{rule: 100})} for rule in ("hearing_days", "redundancy_effect"))
    others = [{}, quarters, hearing, effect, effect | quarters]
    return [load_case(SMALL, {"process": of} | other) for of in process for other in others]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from(MONTHS[::3]) | st.sampled_from(MONTHS[:4]),
            st.sampled_from(["dismissal", "dropout", "voluntary", "transfer"]),
            st.sampled_from([0.001, 2.0, 7.0, 13.1, 30.0]) | st.floats(0.01, 60),
            st.sampled_from([1, 3, 4, 5, 6]),
            st.sampled_from([0.0, 1.0, 3.0]),
        ),
        max_size=8,
    ),
    number=st.integers(0, 19),
)
def test_the_planner_and_the_verification_agree_on_any_waves(small_plan, places, rows, number):
    plan = scheduled(small_plan, places[number], *rows)
    assert [code for code in wrong(plan) if code != "findings"] == []
    columns = ["code", "severity", "subject", "from", "to"]
    said = plan.findings[plan.findings["code"].str.startswith("P")]
    assert sorted(timing.findings(plan)) == sorted(zip(*(said[name] for name in columns), strict=True))


def test_findings_of_the_calendar_are_there_exactly_when_it_calls_for_them(small_plan, hit, split):
    assert (codes(small_plan), wrong(small_plan)) == ([], [])
    assert codes(hit) == ["P01", "P01", "P03", "P04", "P05", "P05"]
    assert wrong(hit) == []
    assert codes(split) == ["P02"]
    assert wrong(split) == []
    for plan in (hit, split):
        for row in plan.findings.index:
            assert wrong(replaced(plan, findings=plan.findings.drop(index=row))) == ["findings"]
    for code in sorted(set(codes(hit) + codes(split))):
        source = hit if code in codes(hit) else split
        more = source.findings[source.findings["code"] == code].iloc[:1]
        both = pd.concat([small_plan.findings, more], ignore_index=True)
        assert wrong(replaced(small_plan, findings=both)) == ["findings"], code


@pytest.mark.parametrize("column", ["code", "severity", "subject", "from", "to"])
def test_a_finding_that_says_something_else_is_found(hit, split, column):
    another = {"code": "P09", "severity": "hint", "subject": "2027-12", "from": "2026-07-02", "to": "2027-12-30"}
    for plan in (hit, split):
        for row in plan.findings.index:
            findings = plan.findings.copy()
            findings.loc[row, column] = another[column]
            assert wrong(replaced(plan, findings=findings)) == ["findings"]


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [("timetable", "day", "2026-12-31"), ("timetable", "persons", 9), ("timetable", "rule", "hearing_days"), ("thresholds", "persons", 9), ("thresholds", "message_7", "2026-12-31"), ("thresholds", "earliest_effect", "2026-12-31")],
)  # fmt: skip
def test_no_row_of_a_calendar_over_the_threshold_can_be_changed(hit, table, column, value):
    code = {"timetable": "calendar"}.get(table, table)
    for row in getattr(hit, table).index:
        changed = getattr(hit, table).copy()
        if changed.loc[row, column] != value:
            changed.loc[row, column] = value
            assert wrong(replaced(hit, **{table: changed})) == [code]


def test_rows_out_of_the_order_of_time_are_found(hit):
    assert wrong(replaced(hit, timetable=hit.timetable.iloc[::-1])) == ["calendar"]


def test_a_rule_of_the_case_that_the_calendar_did_not_follow_is_found(small_plan):
    rules = load_case(SMALL, {"law_values": law_values(hearing_days=21)}).law
    case = small_plan.case.model_copy(update={"law": rules})
    assert wrong(dataclasses.replace(small_plan, case=case)) == ["calendar", "findings"]
