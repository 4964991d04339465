"""Notice, severance and collective redundancies as sentences a personnel officer can check with a calendar."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.calendar import Month
from planner.case.law import overridden, read_law
from planner.case.tables import ServiceBand
from planner.case.values import Figure
from planner.notice import (
    exit_day,
    first_month_saved,
    last_working_day,
    messages,
    most_in_window,
    notice_classes,
    notice_months,
    notice_thresholds,
    redundancies,
    redundancy_threshold,
    severance_months,
    steps_back,
    windows,
    working_day,
)
from tests.conftest import ROOT

LAW = read_law(ROOT / "data/law")[0]
DAY = date(2026, 8, 31)


def band(begins, ends, share=1.0, service="bånd", **where):
    said = where or {"assumption": "skøn"}
    return ServiceBand(service=service, from_months=begins, to_months=ends, share=share, **said)


MIX = (
    band(0, 6, 0.05, "under 6 mdr."), band(6, 36, 0.30, "6 mdr. til 3 år"), band(36, 72, 0.22, "3-6 år"),
    band(72, 108, 0.15, "6-9 år"), band(108, 144, 0.10, "9-12 år"), band(144, 204, 0.10, "12-17 år"),
    band(204, 420, 0.08, "over 17 år"),
)  # fmt: skip


# --- notice and exit --------------------------------------------------------------------------------------------

EXITS = [
    ("Ansat 4 måneder, opsagt 31. august 2026: 1 måneds varsel, sidste dag 30. september 2026, første sparede måned oktober 2026, ingen godtgørelse",
     4, "2026-08-31", 1, "2026-09-30", "2026-10", 0),
    ("Ansat 5 måneder, opsagt 31. august 2026: 3 måneders varsel, sidste dag 30. november 2026, første sparede måned december 2026, ingen godtgørelse",
     5, "2026-08-31", 3, "2026-11-30", "2026-12", 0),
    ("Ansat 2 år og 8 måneder, opsagt 31. august 2026: 3 måneders varsel, sidste dag 30. november 2026, første sparede måned december 2026, ingen godtgørelse",
     32, "2026-08-31", 3, "2026-11-30", "2026-12", 0),
    ("Ansat 2 år og 9 måneder, opsagt 31. august 2026: 4 måneders varsel, sidste dag 31. december 2026, første sparede måned januar 2027, ingen godtgørelse",
     33, "2026-08-31", 4, "2026-12-31", "2027-01", 0),
    ("Ansat 5 år og 7 måneder, opsagt 31. oktober 2026: 4 måneders varsel, sidste dag 28. februar 2027, første sparede måned marts 2027, ingen godtgørelse",
     67, "2026-10-31", 4, "2027-02-28", "2027-03", 0),
    ("Ansat 5 år og 8 måneder, opsagt 31. oktober 2026: 5 måneders varsel, sidste dag 31. marts 2027, første sparede måned april 2027, ingen godtgørelse",
     68, "2026-10-31", 5, "2027-03-31", "2027-04", 0),
    ("Ansat 8 år og 6 måneder, opsagt 31. marts 2026: 5 måneders varsel, sidste dag 31. august 2026, første sparede måned september 2026, ingen godtgørelse",
     102, "2026-03-31", 5, "2026-08-31", "2026-09", 0),
    ("Ansat 8 år og 7 måneder, opsagt 31. marts 2026: 6 måneders varsel, sidste dag 30. september 2026, første sparede måned oktober 2026, ingen godtgørelse",
     103, "2026-03-31", 6, "2026-09-30", "2026-10", 0),
    ("Ansat 11 år og 5 måneder, opsagt 31. august 2026: 6 måneders varsel, sidste dag 28. februar 2027, første sparede måned marts 2027, ingen godtgørelse (11 år og 11 måneder ved fratrædelsen)",
     137, "2026-08-31", 6, "2027-02-28", "2027-03", 0),
    ("Ansat 11 år og 6 måneder, opsagt 31. august 2026: 6 måneders varsel, sidste dag 28. februar 2027, første sparede måned marts 2027, 1 måneds løn i godtgørelse (12 år ved fratrædelsen)",
     138, "2026-08-31", 6, "2027-02-28", "2027-03", 1),
    ("Ansat 16 år og 5 måneder, opsagt 31. august 2027: 6 måneders varsel, sidste dag 29. februar 2028, første sparede måned marts 2028, 1 måneds løn i godtgørelse",
     197, "2027-08-31", 6, "2028-02-29", "2028-03", 1),
    ("Ansat 16 år og 6 måneder, opsagt 31. august 2027: 6 måneders varsel, sidste dag 29. februar 2028, første sparede måned marts 2028, 3 måneders løn i godtgørelse",
     198, "2027-08-31", 6, "2028-02-29", "2028-03", 3),
]  # fmt: skip


@pytest.mark.parametrize("case", EXITS, ids=[case[0] for case in EXITS])
def test_notice_exit_saving_and_severance(case):
    _, service, given_on, months, last, saved, severance = case
    given_on = date.fromisoformat(given_on)
    assert notice_months(LAW, service, given_on) == months
    assert exit_day(given_on, months) == date.fromisoformat(last)
    assert str(first_month_saved(given_on, months)) == saved
    assert severance_months(LAW, service + months, given_on) == severance


DAYS = [
    ("Opsagt 31. august 2026 med 3 måneders varsel: sidste dag 30. november 2026", "2026-08-31", 3, "2026-11-30"),
    ("Opsagt 1. september 2026, en dag for sent: sidste dag 31. december 2026", "2026-09-01", 3, "2026-12-31"),
    ("Opsagt 30. november 2027 med 3 måneders varsel: sidste dag skuddagen 29. februar 2028", "2027-11-30", 3, "2028-02-29"),
    ("Opsagt 28. februar 2027 med 6 måneders varsel: sidste dag 31. august 2027", "2027-02-28", 6, "2027-08-31"),
]  # fmt: skip


@pytest.mark.parametrize("case", DAYS, ids=[case[0] for case in DAYS])
def test_exit_day(case):
    _, given_on, months, last = case
    assert exit_day(date.fromisoformat(given_on), months) == date.fromisoformat(last)


def test_the_thresholds_at_notice_follow_from_the_scale():
    assert notice_thresholds(LAW, DAY) == (5, 33, 68, 103)
    longer, faults = overridden(LAW, {"notice_step_2": Figure(value=4, unit="måneder", assumption="hvad nu hvis")})
    assert faults == []
    assert notice_thresholds(longer, DAY) == (5, 32, 68, 103)
    assert notice_months(longer, 32, DAY) == 4


@given(st.floats(0, 600), st.floats(0, 600))
def test_notice_and_severance_never_shrink_with_service(one, other):
    low, high = sorted((one, other))
    few, many = notice_months(LAW, low, DAY), notice_months(LAW, high, DAY)
    assert few <= many
    assert severance_months(LAW, low + few, DAY) <= severance_months(LAW, high + many, DAY)


@given(st.floats(0, 600))
def test_nobody_leaves_with_less_notice_than_the_service_at_exit_gives_and_no_shorter_notice_would_do(service):
    def due(at_exit):
        return [months for begins, months in ((0, 1), (6, 3), (36, 4), (72, 5), (108, 6)) if at_exit >= begins][-1]

    given_ = notice_months(LAW, service, DAY)
    assert due(service + given_) <= given_
    assert all(due(service + shorter) > shorter for shorter in (1, 3, 4, 5, 6) if shorter < given_)


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)), st.integers(0, 12))
def test_an_exit_is_the_last_day_of_a_month_and_that_many_months_on(given_on, months):
    last = exit_day(given_on, months)
    assert Month.of(last + timedelta(days=1)).since(Month.of(given_on)) == months + 1
    assert (last + timedelta(days=1)).day == 1


# --- the mix ----------------------------------------------------------------------------------------------------


def test_a_mix_becomes_classes_cut_where_notice_or_severance_changes():
    classes = notice_classes(LAW, MIX, DAY)
    assert [(row.service, row.notice_months, row.severance_months) for row in classes] == [
        ("under 6 mdr.: under 5 mdr.", 1, 0),
        ("under 6 mdr.: fra 5 mdr.", 3, 0),
        ("6 mdr. til 3 år: under 2 år og 9 mdr.", 3, 0),
        ("6 mdr. til 3 år: fra 2 år og 9 mdr.", 4, 0),
        ("3-6 år: under 5 år og 8 mdr.", 4, 0),
        ("3-6 år: fra 5 år og 8 mdr.", 5, 0),
        ("6-9 år: under 8 år og 7 mdr.", 5, 0),
        ("6-9 år: fra 8 år og 7 mdr.", 6, 0),
        ("9-12 år: under 11 år og 6 mdr.", 6, 0),
        ("9-12 år: fra 11 år og 6 mdr.", 6, 1),
        ("12-17 år: under 16 år og 6 mdr.", 6, 1),
        ("12-17 år: fra 16 år og 6 mdr.", 6, 3),
        ("over 17 år", 6, 3),
    ]
    assert [row.share for row in classes[:4]] == pytest.approx([0.05 * 5 / 6, 0.05 / 6, 0.30 * 27 / 30, 0.30 * 3 / 30])


def test_a_band_over_several_steps_names_its_middle_parts_and_an_undivided_one_keeps_its_name():
    assert [row.service for row in notice_classes(LAW, [band(0, 40, service="alle")], DAY)] == [
        "alle: under 5 mdr.", "alle: fra 5 mdr. til under 2 år og 9 mdr.", "alle: fra 2 år og 9 mdr.",
    ]  # fmt: skip
    assert [row.service for row in notice_classes(LAW, [band(6, 12, service="nye")], DAY)] == ["nye"]


def test_every_class_carries_the_provenance_of_its_band():
    mix = [band(0, 40, 0.5, "unge", source="DK106"), band(40, 80, 0.5, "ældre", source="DK107", assumption="skøn")]
    said = {row.service.split(":")[0]: (row.source, row.assumption) for row in notice_classes(LAW, mix, DAY)}
    assert said == {"unge": ("DK106", ""), "ældre": ("DK107", "skøn")}


def test_a_hypothetical_severance_that_begins_under_a_short_notice_cuts_where_that_notice_reaches_it():
    earlier, _ = overridden(
        LAW, {"severance_step_1_from": Figure(value=24, unit="måneders ansættelse", assumption="hvad nu hvis")}
    )
    classes = notice_classes(earlier, [band(6, 36, service="bånd")], DAY)
    assert [(row.service, row.notice_months, row.severance_months) for row in classes] == [
        ("bånd: under 1 år og 9 mdr.", 3, 0),
        ("bånd: fra 1 år og 9 mdr. til under 2 år og 9 mdr.", 3, 1),
        ("bånd: fra 2 år og 9 mdr.", 4, 1),
    ]


@st.composite
def mixes(draw):
    """Bands end to end, with shares that sum to one."""
    edges = sorted(draw(st.sets(st.integers(0, 480), min_size=2, max_size=9)))
    weights = draw(st.lists(st.integers(1, 100), min_size=len(edges) - 1, max_size=len(edges) - 1))
    pairs = zip(edges, edges[1:], weights, strict=False)
    return [band(low, high, weight / sum(weights), f"{low}-{high}") for low, high, weight in pairs]


@given(mixes())
def test_the_shares_of_the_classes_sum_to_one_and_each_has_its_own_name(mix):
    classes = notice_classes(LAW, mix, DAY)
    assert sum(row.share for row in classes) == pytest.approx(1, abs=1e-9)
    assert len({row.service for row in classes}) == len(classes)


@settings(max_examples=40, deadline=None)
@given(mixes())
def test_the_expected_notice_and_severance_are_those_of_a_fine_grained_integration(mix):
    """Every tenth of a month of every band, asked one by one, against the few classes."""
    notice = severance = 0.0
    for row in mix:
        points = int((row.to_months - row.from_months) * 10)
        for point in range(points):
            service = row.from_months + (point + 0.5) / 10
            months = notice_months(LAW, service, DAY)
            notice += row.share / points * months
            severance += row.share / points * severance_months(LAW, service + months, DAY)
    classes = notice_classes(LAW, mix, DAY)
    assert sum(row.share * row.notice_months for row in classes) == pytest.approx(notice, abs=1e-6)
    assert sum(row.share * row.severance_months for row in classes) == pytest.approx(severance, abs=1e-6)


@given(mixes())
def test_neighbouring_classes_of_a_band_differ(mix):
    for row in mix:
        terms = [(c.notice_months, c.severance_months) for c in notice_classes(LAW, [row], DAY)]
        assert all(one != next_ for one, next_ in pairwise(terms))


# --- days -------------------------------------------------------------------------------------------------------

WORKING_DAYS = [
    ("Oktober 2026 slutter lørdag: opsigelsen afgives senest fredag 30. oktober", Month(2026, 10), date(2026, 10, 30)),
    ("Maj 2026 slutter søndag: opsigelsen afgives senest fredag 29. maj", Month(2026, 5), date(2026, 5, 29)),
    ("31. december 2026 er nytårsaften: opsigelsen afgives senest onsdag 30. december", Month(2026, 12), date(2026, 12, 30)),
    ("31. marts 2024 er påskedag: opsigelsen afgives senest onsdag 27. marts", Month(2024, 3), date(2024, 3, 27)),
]  # fmt: skip


@pytest.mark.parametrize("case", WORKING_DAYS, ids=[case[0] for case in WORKING_DAYS])
def test_the_last_working_day_of_a_month(case):
    assert last_working_day(case[1]) == case[2]


BACKWARDS = [
    ("Opsigelser 31. august 2026: høringsfrist 24. august, høringsbreve 10. august, kriterier i MED 27. juli, konsekvenser i MED 13. juli, bilag 29. juni",
     Month(2026, 8), "2026-08-31", "2026-08-24", "2026-08-10", "2026-07-27", "2026-07-13", "2026-06-29"),
    ("Opsigelser 30. december 2026: høringsfrist 23. december, høringsbreve 9. december, kriterier i MED 25. november, konsekvenser i MED 11. november, bilag 28. oktober",
     Month(2026, 12), "2026-12-30", "2026-12-23", "2026-12-09", "2026-11-25", "2026-11-11", "2026-10-28"),
    ("Opsigelser 30. april 2027: kriterier i MED ville falde langfredag 26. marts og flyttes til onsdag 24. marts, konsekvenser 10. marts, bilag 24. februar",
     Month(2027, 4), "2027-04-30", "2027-04-23", "2027-04-09", "2027-03-24", "2027-03-10", "2027-02-24"),
]  # fmt: skip


@pytest.mark.parametrize("case", BACKWARDS, ids=[case[0] for case in BACKWARDS])
def test_the_hearing_and_med_backwards_from_the_notice(case):
    steps = steps_back(LAW, case[1])
    names = ("notice_given", "hearing_deadline", "hearing_letters", "med_criteria", "med_consequences", "med_papers")
    assert [str(steps[name].day) for name in names] == list(case[2:])


@settings(deadline=None)
@given(st.integers(2020, 2035), st.integers(1, 12))
def test_no_step_falls_on_a_day_off_and_no_deadline_is_shorter_than_the_rule(year, month):
    days = [step.day for step in steps_back(LAW, Month(year, month)).values()]
    assert all(day == working_day(day) for day in days)
    gaps = [(late - early).days for late, early in pairwise(days)]
    assert all(gap >= least for gap, least in zip(gaps, (7, 14, 14, 14, 14), strict=True))


def test_the_second_message_waits_until_the_third_can_follow_with_the_notice_in_time():
    slow, _ = overridden(LAW, {"decision_days": Figure(value=28, unit="dage", assumption="hvad nu hvis")})
    steps = steps_back(slow, Month(2026, 8))
    assert str(steps["hearing_deadline"].day) == "2026-08-03"
    assert str(messages(slow, steps, False)["message_7"].day) == "2026-08-21"


def test_in_the_sharpened_case_the_first_message_is_at_least_21_days_before_the_second():
    short, _ = overridden(
        LAW,
        {
            name: Figure(value=1, unit="dage", assumption="hvad nu hvis")
            for name in ("hearing_days", "med_criteria_days")
        },
    )
    steps = steps_back(short, Month(2026, 8))
    plain, sharpened = (messages(short, steps, sharp) for sharp in (False, True))
    assert plain["message_7"].day == sharpened["message_7"].day == date(2026, 8, 24)
    assert (plain["message_6"].day, sharpened["message_6"].day) == (date(2026, 8, 6), date(2026, 8, 3))
    assert "sharpened_message_7" in sharpened["message_6"].rules


# --- collective redundancies ------------------------------------------------------------------------------------

THRESHOLDS = [
    ("20 ansatte: loven gælder ikke", 20, None),
    ("21 ansatte: fra 10 afskedigelser", 21, 10),
    ("99 ansatte: fra 10 afskedigelser", 99, 10),
    ("100 ansatte: 10 pct. er 10 afskedigelser", 100, 10),
    ("110 ansatte: 10 pct. er 11 afskedigelser", 110, 11),
    ("134 ansatte: 10 pct. er 13,4, altså fra 14 afskedigelser", 134, 14),
    ("299 ansatte: 10 pct. er 29,9, altså fra 30 afskedigelser", 299, 30),
    ("300 ansatte: fra 30 afskedigelser", 300, 30),
    ("4.500 ansatte: fra 30 afskedigelser", 4500, 30),
    ("20,5 ansatte er flere end 20: fra 10 afskedigelser", 20.5, 10),
]


@pytest.mark.parametrize("case", THRESHOLDS, ids=[case[0] for case in THRESHOLDS])
def test_the_threshold_by_employees(case):
    assert redundancy_threshold(LAW, case[1], DAY) == case[2]


def test_the_threshold_of_a_large_unit_is_a_number_of_its_own():
    law, _ = overridden(
        LAW, {"redundancy_large_dismissals": Figure(value=40, unit="afskedigelser", assumption="hvad nu hvis")}
    )
    assert [redundancy_threshold(law, employees, DAY) for employees in (299, 300)] == [30, 40]


HITS = [
    ("9 afskedigelser af 50 ansatte rammer ikke grænsen", 50, 9, 0, False, False),
    ("10 afskedigelser af 50 ansatte rammer grænsen", 50, 10, 0, True, False),
    ("13 afskedigelser af 134 ansatte rammer ikke grænsen", 134, 13, 0, False, False),
    ("14 afskedigelser af 134 ansatte rammer grænsen", 134, 14, 0, True, False),
    ("13,2 afskedigelser regnes som 14 og rammer grænsen", 134, 13.2, 0, True, False),
    ("29 afskedigelser af 300 ansatte rammer ikke grænsen", 300, 29, 0, False, False),
    ("30 afskedigelser af 300 ansatte rammer grænsen", 300, 30, 0, True, False),
    ("18 afskedigelser af 20 ansatte: loven gælder ikke", 20, 18, 0, False, False),
    ("66 afskedigelser af 134 ansatte er under halvdelen", 134, 66, 0, True, False),
    ("67 afskedigelser af 134 ansatte er halvdelen: skærpet varsling", 134, 67, 0, True, True),
    ("90 afskedigelser af 99 ansatte: for lille til skærpet varsling", 99, 90, 0, True, False),
    ("4 afskedigelser og 20 frivillige: de frivillige tæller ikke", 134, 4, 20, False, False),
    ("5 afskedigelser og 9 frivillige er 14: de frivillige tæller, og grænsen er ramt", 134, 5, 9, True, False),
    ("5 afskedigelser og 8 frivillige er 13: under grænsen", 134, 5, 8, False, False),
]


@pytest.mark.parametrize("case", HITS, ids=[case[0] for case in HITS])
def test_whether_the_act_is_hit(case):
    _, employees, dismissals, voluntary, hit, sharpened = case
    found = redundancies(LAW, employees, dismissals, voluntary, DAY)
    assert (found.hit, found.sharpened) == (hit, sharpened)


WINDOWS = [
    ("31. januar og 1. marts 2027 ligger inden for 30 dage", "2027-01-31", "2027-03-01", 14),
    ("31. januar og 2. marts 2027 ligger ikke inden for 30 dage", "2027-01-31", "2027-03-02", 7),
    ("28. februar og 31. marts 2027 ligger ikke inden for 30 dage", "2027-02-28", "2027-03-31", 7),
    ("29. januar og 26. februar 2027 (to måneders sidste arbejdsdag) ligger inden for 30 dage", "2027-01-29", "2027-02-26", 14),
]  # fmt: skip


@pytest.mark.parametrize("case", WINDOWS, ids=[case[0] for case in WINDOWS])
def test_two_waves_of_seven(case):
    assert most_in_window([(date.fromisoformat(day), 7) for day in case[1:3]]) == case[3]


def test_nothing_to_count_is_no_window():
    assert (windows([]), most_in_window([])) == ((), 0)


dated = st.lists(st.tuples(st.dates(date(2026, 1, 1), date(2026, 6, 30)), st.integers(0, 20)), max_size=12)


@given(dated, st.integers(1, 60))
def test_no_window_from_any_day_holds_more_than_the_largest(counts, days):
    start = date(2025, 10, 1)
    every_day = (start + timedelta(days=shift) for shift in range(300))
    slowly = max(sum(n for day, n in counts if first <= day < first + timedelta(days=days)) for first in every_day)
    assert most_in_window(counts, days) == slowly
