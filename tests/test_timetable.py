"""The calendar of a plan: what is due when, when the act on collective redundancies is hit, and what is said of it."""

import dataclasses
from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.calendar import Month
from planner.case.law import overridden, read_law
from planner.case.values import Figure
from planner.findings import Finding
from planner.notice import exit_day, last_working_day
from planner.timetable import Process, findings, thresholds, timetable
from tests.conftest import ROOT

LAW = read_law(ROOT / "data/law")[0]
PLACE = Process(
    earliest_day=date(2025, 1, 1), centre_employees=134, municipality_employees=4500, other_dismissals=0, fte_per_person=1.0
)  # fmt: skip
COLUMNS = [
    "decided", "team", "profession", "way", "service", "fte", "notice_months", "payment_months", "last_paid_month",
]  # fmt: skip
FIRST_DAY = date(2025, 1, 1)


def exits(*rows):
    """Exits from (month, FTE) or (month, FTE, way, months of notice, months of severance)."""
    out = []
    for row in rows:
        month, fte, way, months, pay = (*row, *("dismissal", 3, 0.0)[len(row) - 2 :])
        out.append((month, "team", "faggruppe", way, "klasse", fte, months, pay, str(Month.parse(month).plus(months))))
    return pd.DataFrame(out, columns=COLUMNS)


def place(**other):
    return dataclasses.replace(PLACE, **other)


def hypothetical(**values):
    law, faults = overridden(
        LAW,
        {name: Figure(value=value, unit=LAW[name].unit, assumption="hvad nu hvis") for name, value in values.items()},
    )
    assert faults == []
    return law


def said(rows, law=LAW, where=PLACE, first_day=FIRST_DAY):
    return list(findings(rows, law, where, first_day))


def codes(*args, **kwargs):
    return [finding.code for finding in said(*args, **kwargs)]


# --- the timetable ----------------------------------------------------------------------------------------------


def test_one_wave_in_full():
    table = timetable(exits(("2026-08", 3.0, "dismissal", 1), ("2026-08", 5.0, "dismissal", 4)), LAW, PLACE)
    assert [(row.step, row.day, row.fte, row.persons) for row in table.itertuples()] == [
        ("med_papers", "2026-06-29", 8.0, 8),
        ("med_consequences", "2026-07-13", 8.0, 8),
        ("med_criteria", "2026-07-27", 8.0, 8),
        ("hearing_letters", "2026-08-10", 8.0, 8),
        ("hearing_deadline", "2026-08-24", 8.0, 8),
        ("notice_given", "2026-08-31", 8.0, 8),
        ("last_working_day", "2026-09-30", 3.0, 3),
        ("exit", "2026-09-30", 3.0, 3),
        ("first_month_saved", "2026-10-01", 3.0, 3),
        ("last_working_day", "2026-12-30", 5.0, 5),
        ("exit", "2026-12-31", 5.0, 5),
        ("first_month_saved", "2027-01-01", 5.0, 5),
    ]
    assert set(table["wave"]) == {"2026-08"}
    assert table["notice_months"].isna().sum() == 6
    assert not table["hypothetical"].any()


def test_each_step_names_the_rules_that_set_it():
    table = timetable(exits(("2026-08", 14.0, "dismissal", 6, 1.0)), LAW, PLACE).set_index("step")
    assert table.at["notice_given", "rule"] == ""
    assert table.at["hearing_letters", "rule"] == "decision_days hearing_days"
    assert table.at["message_7", "rule"].startswith("decision_days redundancy_message_3 ")
    assert table.at["exit", "rule"].split() == [
        "notice_step_5_from", "notice_step_5",
        "severance_step_1_from", "severance_step_1", "severance_step_2_from", "severance_step_2",
    ]  # fmt: skip
    assert {rule for rules in table["rule"] for rule in rules.split()} <= set(LAW)


def test_only_what_rests_on_a_hypothetical_rule_says_so():
    table = timetable(exits(("2026-08", 1.0)), hypothetical(hearing_days=10), PLACE).set_index("step")
    after = {"hearing_deadline", "notice_given", "exit", "last_working_day", "first_month_saved"}
    assert set(table.index[~table["hypothetical"]]) == after
    assert table.at["hearing_letters", "day"] == "2026-08-14"


def test_the_messages_are_there_only_where_a_threshold_is_hit():
    for fte, expected in ((13.0, set()), (14.0, {"message_6", "message_7"})):
        assert set(timetable(exits(("2026-08", fte)), LAW, PLACE)["step"]) & {"message_6", "message_7"} == expected


def test_two_waves_that_hit_the_threshold_together_both_have_messages():
    table = timetable(exits(("2027-01", 7.0), ("2027-02", 7.0)), LAW, PLACE)
    assert set(table.loc[table["step"] == "message_7", "wave"]) == {"2027-01", "2027-02"}


def test_persons_are_rounded_up_and_those_of_the_exits_add_up_to_the_wave():
    rows = exits(*(("2026-08", 0.4, "dismissal", months) for months in (1, 3, 4, 5, 6)))
    table = timetable(rows, LAW, place(fte_per_person=0.95))
    assert set(table.loc[table["step"] == "notice_given", "persons"]) == {3}
    assert table.loc[table["step"] == "exit", "persons"].tolist() == [1, 0, 1, 0, 1]


@given(st.integers(2025, 2032), st.integers(1, 12), st.integers(1, 6))
@settings(max_examples=60, deadline=None)
def test_the_exit_is_the_end_of_the_last_paid_month(year, month, months):
    rows = exits((f"{year}-{month:02d}", 2.0, "dismissal", months))
    table = timetable(rows, LAW, PLACE).set_index("step")
    assert table.at["exit", "day"][:7] == rows.at[0, "last_paid_month"]
    assert table.at["exit", "day"] == str(exit_day(last_working_day(Month(year, month)), months))
    assert table.at["last_working_day", "day"] <= table.at["exit", "day"] < table.at["first_month_saved", "day"]


def test_no_exits_is_an_empty_table_with_its_columns():
    for rows in (exits(), exits(("2026-08", 3.0, "voluntary")), exits(("2026-08", 20.0, "transfer"))):
        assert timetable(rows, LAW, PLACE).empty
        assert thresholds(rows, LAW, PLACE).empty
        assert "step" in timetable(rows, LAW, PLACE)
        assert codes(rows) == []


def test_what_is_left_of_adding_up_is_no_wave():
    assert timetable(exits(("2026-08", 1e-6), ("2026-08", 1e-6)), LAW, PLACE).empty


# --- the thresholds ---------------------------------------------------------------------------------------------


def hits(rows, where=PLACE, unit="centre"):
    table = thresholds(rows, LAW, where)
    return table.loc[table["unit"] == unit, "hit"].tolist()


WAVES = [
    ("9 af 50 ansatte", 50, [("2026-08", 9)], [False]),
    ("10 af 50 ansatte", 50, [("2026-08", 10)], [True]),
    ("13 af 134 ansatte", 134, [("2026-08", 13)], [False]),
    ("13,1 årsværk af 134 ansatte er 14 personer", 134, [("2026-08", 13.1)], [True]),
    ("29 af 300 ansatte", 300, [("2026-08", 29)], [False]),
    ("30 af 300 ansatte", 300, [("2026-08", 30)], [True]),
    ("30 af 20 ansatte: loven gælder ikke", 20, [("2026-08", 19)], [False]),
    ("7 den 29. januar og 7 den 26. februar 2027: sammen 14 inden for 30 dage", 134, [("2027-01", 7), ("2027-02", 7)], [True, False]),
    ("7 den 26. februar og 7 den 31. marts 2027: ikke inden for 30 dage", 134, [("2027-02", 7), ("2027-03", 7)], [False, False]),
    ("5 opsagt og 9 frivillige", 134, [("2026-08", 5), ("2026-08", 9, "voluntary")], [True]),
    ("4 opsagt og 20 frivillige", 134, [("2026-08", 4), ("2026-08", 20, "voluntary")], [False]),
    ("9 frivillige den 29. januar og 5 opsagt den 26. februar 2027", 134, [("2027-01", 9, "voluntary"), ("2027-02", 5)], [True, False]),
    ("10 opsagt og 10 virksomhedsoverdraget", 134, [("2026-08", 10), ("2026-08", 10, "transfer")], [False]),
]  # fmt: skip


@pytest.mark.parametrize("case", WAVES, ids=[case[0] for case in WAVES])
def test_which_windows_of_the_centre_are_hit(case):
    _, employees, rows, expected = case
    assert hits(exits(*rows), place(centre_employees=employees)) == expected


def test_both_units_are_tested_and_others_count_in_the_municipality_only():
    rows = exits(("2026-08", 20.0))
    assert (hits(rows), hits(rows, unit="municipality")) == ([True], [False])
    where = place(other_dismissals=10)
    counted = thresholds(rows, LAW, where).set_index("unit")
    assert counted["dismissals"].to_dict() == {"centre": 20, "municipality": 30}
    assert counted["hit"].to_dict() == {"centre": True, "municipality": True}


def test_part_time_makes_more_persons_of_the_same_fte():
    assert hits(exits(("2026-08", 13.0))) == [False]
    assert hits(exits(("2026-08", 13.0)), place(fte_per_person=0.9)) == [True]


def test_the_earliest_effect_is_30_days_after_the_message_and_8_weeks_when_half_of_the_centre_goes():
    for fte, sharpened, effect in ((14, False, "2026-09-23"), (67, True, "2026-10-19")):
        row = thresholds(exits(("2026-08", float(fte))), LAW, PLACE).iloc[0]
        assert (row["sharpened"], row["message_7"], row["earliest_effect"]) == (sharpened, "2026-08-24", effect)


def test_waves_that_only_together_reach_the_threshold_are_a_split():
    counted = thresholds(exits(("2027-02", 7.0), ("2027-03", 7.0)), LAW, PLACE)
    centre = counted[counted["unit"] == "centre"]
    assert centre["split"].tolist() == [True, False]
    assert centre["persons_90_days"].tolist() == [14, 7]
    assert not counted.loc[counted["unit"] == "municipality", "split"].any()


def test_waves_far_apart_and_waves_of_which_one_hits_are_no_split():
    for rows in ([("2027-02", 7.0), ("2027-07", 7.0)], [("2027-02", 7.0), ("2027-04", 14.0)]):
        assert not thresholds(exits(*rows), LAW, PLACE)["split"].any()


# --- the findings -----------------------------------------------------------------------------------------------


def test_a_plan_within_all_limits_has_no_findings():
    assert codes(exits(("2026-08", 5.0))) == []


def test_p01_names_unit_window_count_threshold_and_earliest_effect():
    assert said(exits(("2026-08", 14.0))) == [
        Finding(
            "P01", "warning", "centre", "2026-08-31", "2026-09-29",
            "Centret: 14 afskedigelser fra 31.8.2026 til 29.9.2026. Varslingslovens grænse er 14. Tidligste virkning er 23.9.2026.",
            "The centre: 14 dismissals from 31 Aug 2026 to 29 Sept 2026. The threshold of the act on collective redundancies is 14. "
            "The earliest effect is 23 Sept 2026.",
            "Forhandl med medarbejdernes repræsentanter, og send meddelelserne efter varslingslovens §§ 6 og 7.",
            "Negotiate with the staff's representatives, and send the messages of §§ 6 and 7 of the act.",
        )
    ]  # fmt: skip


def test_p01_says_how_many_of_those_counted_leave_voluntarily():
    finding = said(exits(("2026-08", 5.0), ("2026-08", 9.0, "voluntary")))[0]
    assert "14 afskedigelser (heraf 9 frivillige) fra" in finding.message_da
    assert "14 dismissals (9 of them voluntary) from" in finding.message_en


def test_p01_is_said_once_for_waves_that_are_hit_together_and_again_for_another_wave():
    assert codes(exits(("2027-01", 14.0), ("2027-02", 14.0))) == ["P01"]
    assert codes(exits(("2027-01", 14.0), ("2027-06", 14.0))) == ["P01", "P01"]
    assert codes(exits(("2026-08", 30.0))) == ["P01", "P01"]


def test_p02_is_a_note_that_accuses_nobody():
    found = said(exits(("2027-02", 7.0), ("2027-03", 7.0)))
    assert [(f.code, f.severity, f.subject) for f in found] == [("P02", "note", "centre")]
    assert (found[0].valid_from, found[0].valid_to) == ("2027-02-26", "2027-05-26")
    assert found[0].message_da == (
        "Centret: 14 afskedigelser fra 26.2.2027 til 26.5.2027, men under 14 i enhver periode, der tælles sammen. "
        "Tallet ligger tæt på varslingslovens grænse."
    )
    assert found[0].mend_en == "Have it assessed whether the dismissals must be counted together."


def test_p02_is_said_once_for_a_row_of_small_waves():
    assert codes(exits(*((f"2027-{month:02d}", 6.0) for month in (2, 3, 4)))) == ["P02"]


def test_p03_says_which_step_would_be_too_early_and_when_it_would_work():
    found = said(exits(("2026-08", 5.0)), where=place(earliest_day=date(2026, 6, 30)))
    assert [(f.code, f.severity, f.subject, f.valid_from, f.valid_to) for f in found] == [
        ("P03", "error", "2026-08", "2026-06-29", "2026-06-30")
    ]
    assert found[0].message_da == (
        "Opsigelser i august 2026 kræver bilag til MED senest 29.6.2026, men intet kan ske før 30.6.2026."
    )
    assert found[0].mend_da == "Vent med opsigelserne til september 2026, eller aftal kortere frister."
    assert found[0].mend_en == "Postpone the notice to September 2026, or agree on shorter deadlines."


def test_p03_is_not_said_on_the_first_possible_day_itself():
    assert codes(exits(("2026-08", 5.0)), where=place(earliest_day=date(2026, 6, 29))) == []


def test_p03_names_the_first_message_where_that_must_come_first():
    law = hypothetical(hearing_days=1, med_criteria_days=1, med_consequences_days=1, med_papers_days=0)
    found = said(exits(("2026-08", 67.0, "dismissal", 6)), law, place(earliest_day=date(2026, 8, 10)))
    p03 = next(f for f in found if f.code == "P03")
    assert "kræver første meddelelse efter varslingsloven senest 3.8.2026" in p03.message_da
    assert "september 2026" in p03.mend_da


def test_the_month_that_p03_proposes_works():
    where = place(earliest_day=date(2026, 11, 2))
    assert "januar 2027" in said(exits(("2026-08", 5.0)), where=where)[0].mend_da
    assert codes(exits(("2027-01", 5.0)), where=where) == []
    assert codes(exits(("2026-12", 5.0)), where=where) == ["P03"]


def test_p04_an_exit_before_the_dismissals_can_take_effect():
    rows = exits(("2026-08", 30.0, "dismissal", 1), ("2026-08", 40.0, "dismissal", 3))
    found = [f for f in said(rows) if f.code == "P04"]
    assert [(f.severity, f.subject, f.valid_from, f.valid_to) for f in found] == [
        ("error", "2026-08", "2026-09-30", "2026-10-19")
    ]
    assert found[0].message_da == (
        "Opsigelser i august 2026 med varsel på 1 md. fører til fratrædelse 30.9.2026, men kan efter varslingsloven "
        "tidligst få virkning 19.10.2026."
    )


def test_p04_is_not_said_where_the_notice_is_longer_than_the_deadline():
    assert "P04" not in codes(exits(("2026-08", 67.0, "dismissal", 3)))
    assert "P04" not in codes(exits(("2027-01", 14.0, "dismissal", 1)))


def test_p05_names_each_hypothetical_rule_with_its_value():
    found = said(exits(("2026-08", 5.0)), hypothetical(hearing_days=10, redundancy_medium_share=0.25))
    assert [(f.code, f.severity, f.subject) for f in found] == [
        ("P05", "note", "hearing_days"),
        ("P05", "note", "redundancy_medium_share"),
    ]
    assert found[0].message_da == (
        "Opsigelserne bygger på en tænkt regel: Frist for svar i partshøringen er sat til 10 (dage)."
    )
    assert "0,25 (andel af de ansatte)" in found[1].message_da
    assert "is set to 0.25." in found[1].message_en


def test_p05_is_silent_about_rules_that_no_dismissal_rests_on():
    law = hypothetical(sharpened_effect=70, redundancy_effect=40, civil_servant_notice=4)
    assert codes(exits(("2026-08", 5.0)), law) == []
    assert "P05" in codes(exits(("2026-08", 14.0)), law)
    assert codes(exits(), hypothetical(hearing_days=10)) == []


def test_no_finding_begins_before_the_plan_unless_it_ends_before_it():
    rows = exits(("2026-08", 14.0))
    assert said(rows, first_day=date(2026, 9, 1))[0].valid_from == "2026-09-01"
    late = said(rows, first_day=date(2027, 1, 1))[0]
    assert late.valid_from == late.valid_to == "2026-09-29"


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([f"2027-{month:02d}" for month in range(1, 13)]),
            st.floats(0, 40),
            st.sampled_from(["dismissal", "voluntary", "transfer"]),
            st.sampled_from([1, 3, 4, 5, 6]),
            st.sampled_from([0.0, 1.0, 3.0]),
        ),
        max_size=8,
    )
)
def test_whatever_the_waves_every_count_is_whole_and_every_finding_is_written_out(rows):
    frame = exits(*rows)
    counted, table = thresholds(frame, LAW, PLACE), timetable(frame, LAW, PLACE)
    assert (counted["persons"] >= counted["dismissals"]).all()
    assert not (counted["hit"] & counted["split"]).any()
    assert (counted["persons_90_days"] >= counted["persons"]).all()
    by_wave = table.groupby("wave")
    for _, wave in by_wave:
        total = wave.loc[wave["step"] == "notice_given", ["fte", "persons"]].iloc[0]
        leaving = wave.loc[wave["step"] == "exit", ["fte", "persons"]].sum()
        assert leaving["fte"] == pytest.approx(total["fte"])
        assert leaving["persons"] == total["persons"]
    for finding in said(frame):
        assert finding.valid_from <= finding.valid_to
        assert not any(mark in dataclasses.astuple(finding) for mark in ("", "nan", "None"))
        assert "{" not in "".join(dataclasses.astuple(finding))
