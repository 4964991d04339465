"""The rules of law: complete, sourced, checked with file and line, and replaceable by a scenario."""

import shutil
from datetime import date

import pytest

from planner.case.law import RULES, LegalValue, overridden, read_law, scale
from planner.case.reading import read_table
from planner.case.tables import Fact
from planner.case.values import Figure
from tests.conftest import ROOT

LAW = ROOT / "data/law"
DAY = date(2026, 8, 31)


@pytest.fixture(scope="module")
def law():
    rules, faults = read_law(LAW)
    assert faults == []
    return rules


@pytest.fixture
def folder(tmp_path):
    """A copy of the rules that a test may spoil."""
    return shutil.copytree(LAW, tmp_path / "law")


def spoil(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def figure(value, unit, **where):
    return Figure(value=value, unit=unit, **(where or {"assumption": "hvad nu hvis"}))


def test_the_shipped_rules_are_exactly_those_the_planner_asks_for(law):
    assert set(law) == set(RULES)
    assert not any(rule.hypothetical for rule in law.values())


def test_every_shipped_rule_cites_facts_that_exist_and_says_so_where_one_is_to_be_verified(law):
    facts = {fact.id: fact for fact in read_table(ROOT / "data/facts.csv", Fact)[0]}
    for rule in law.values():
        assert set(rule.fact_ids) <= set(facts), rule.rule
        if not rule.fact_ids or any(facts[fact].certainty == "to_verify" for fact in rule.fact_ids):
            assert rule.assumption, rule.rule
    assert {rule.rule for rule in law.values() if rule.assumption} == {
        "redundancy_voluntary_from", "sharpened_message_7", "hearing_days", "decision_days",
        "med_criteria_days", "med_consequences_days", "med_papers_days",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "fact"),
    [
        ("notice_step_1", "DK001"), ("notice_step_2", "DK002"), ("notice_step_3", "DK003"), ("notice_step_4", "DK004"),
        ("notice_step_5", "DK005"), ("severance_step_1", "DK010"), ("severance_step_2", "DK011"),
        ("civil_servant_notice", "DK014"), ("hearing_days", "DK023"), ("redundancy_small_dismissals", "DK034"),
        ("redundancy_large_dismissals", "DK036"), ("redundancy_effect", "DK039"),
    ],
)  # fmt: skip
def test_the_number_of_a_rule_is_the_number_of_its_fact(law, rule, fact):
    facts = {row.id: row.value for row in read_table(ROOT / "data/facts.csv", Fact)[0]}
    assert fact in law[rule].fact_ids
    assert law[rule].on(DAY) == float(facts[fact])


def test_the_scales_in_full(law):
    assert scale(law, "notice_step", DAY) == ((0, 1), (6, 3), (36, 4), (72, 5), (108, 6))
    assert scale(law, "severance_step", DAY) == ((144, 1), (204, 3))


def test_a_rule_has_the_value_of_its_day_and_none_before_the_first():
    rule = LegalValue(
        rule="x", label_da="x", label_en="x", unit="dage", reference="x", checked_on=DAY, source="DK001",
        values=({"valid_from": "2015-02-01", "value": 3}, {"valid_from": "2026-07-01", "value": 4}),
    )  # fmt: skip
    assert [rule.on(date(2015, 2, 1)), rule.on(date(2026, 6, 30)), rule.on(date(2026, 7, 1))] == [3, 3, 4]
    with pytest.raises(ValueError, match="no value on 2015-01-31"):
        rule.on(date(2015, 1, 31))


@pytest.mark.parametrize(
    ("file", "old", "new", "place", "found", "allowed"),
    [
        ("notice", "rule: notice_step_1\n", "rule: notice_stp_1\n", "line 7, rule", "unknown rule 'notice_stp_1'", "Did you mean 'notice_step_1'?"),
        ("notice", "rule: notice_step_2\n", "rule: notice_step_1\n", "line 23, rule", "more than once", "each rule once"),
        ("notice", "unit: måneder\n", "unit: uger\n", "line 10, unit", "'uger'", "'måneder'"),
        ("notice", "value: 1}", "value: 1.5}", "line 14, values.0.value", "1.5", "a whole number from 0 to 12"),
        ("notice", "value: 1}", "value: -1}", "line 14, values.0.value", "-1", "greater than or equal to 0"),
        ("notice", "value: 1}", "value: one}", "line 14, values.0.value", "'one'", "number"),
        ("notice", "value: 1}", "value: 13}", "line 14, values.0.value", "13", "from 0 to 12"),
        ("notice", "2015-02-01, value: 1}]", "2015-02-01, value: 1}, {valid_from: 2014-01-01, value: 2}]", "line 14, values.1.valid_from", "2014-01-01", "dates that rise"),
        ("notice", 'source: "DK001 DK009"', "", "line 7", "these together", "neither source nor assumption"),
        ("notice", "checked_on: 2026-11-21", "checked: 2026-11-21", "line 12, checked", "unknown key 'checked'", "checked_on"),
        ("notice", "checked_on: 2026-11-21", "hypothetical: true\n  checked_on: 2026-11-21", "line 12, hypothetical", "true", "only a scenario"),
        ("collective_redundancies", "value: 0.10}", "value: 10}", "redundancy_medium_share", "", ""),
    ],
)  # fmt: skip
def test_a_spoiled_rule_is_named_with_file_line_and_a_way_out(folder, file, old, new, place, found, allowed):
    spoil(folder / f"{file}.yaml", old, new)
    faults = read_law(folder)[1]
    assert faults
    if file == "notice":
        told = next(fault for fault in faults if fault.place.startswith(place))
        assert (told.file, found in told.found) == ("notice.yaml", True)
        assert allowed in f"{told.allowed} {told.suggestion}"
    else:
        assert [str(fault.found) for fault in faults] == ["10.0"]
        assert faults[0].allowed == "a number from 0 to 1"


def test_every_fault_is_told_at_once(folder):
    spoil(folder / "notice.yaml", "value: 1}", "value: 99}")
    spoil(folder / "procedure.yaml", "unit: dage", "unit: uger")
    (folder / "more.yml").write_text("")
    (folder / "empty.yaml").write_text("")
    assert {fault.file for fault in read_law(folder)[1]} == {"notice.yaml", "procedure.yaml", "more.yml", "empty.yaml"}


def test_a_missing_rule_is_a_fault(folder):
    text = (folder / "procedure.yaml").read_text(encoding="utf-8")
    (folder / "procedure.yaml").write_text(text[: text.index("- rule: med_papers_days")], encoding="utf-8")
    assert [(fault.place, fault.found) for fault in read_law(folder)[1]] == [("med_papers_days", "nothing")]


def test_a_folder_that_is_empty_or_not_there_is_a_fault(tmp_path):
    for path in (tmp_path, tmp_path / "nowhere"):
        rules, faults = read_law(path)
        assert (rules, [fault.place for fault in faults]) == ({}, ["law"])


@pytest.mark.parametrize(
    ("old", "new", "place", "found"),
    [
        ("value: 72}", "value: 30}", "notice_step_4_from", "30 on 2015-02-01"),
        ("value: 72}", "value: 36}", "notice_step_4_from", "36 on 2015-02-01"),
        ("value: 5}", "value: 2}", "notice_step_4", "2 on 2015-02-01"),
        ("value: 5}", "value: 5}, {valid_from: 2027-01-01, value: 7}", "notice_step_5", "6 on 2027-01-01"),
    ],
)
def test_a_scale_that_falls_is_a_fault_on_every_day_it_does(folder, old, new, place, found):
    spoil(folder / "notice.yaml", old, new)
    faults = read_law(folder)[1]
    assert (place, found) in [(fault.place, fault.found) for fault in faults]


def test_a_scenario_replaces_a_rule_on_all_dates_and_the_rule_says_so(law):
    new, faults = overridden(law, {"hearing_days": figure(10, "dage", assumption="Lokal aftale")})
    rule = new["hearing_days"]
    assert faults == []
    assert [rule.on(date(1990, 1, 1)), rule.on(DAY)] == [10, 10]
    assert (rule.hypothetical, rule.assumption, rule.source) == (True, "Lokal aftale", "")
    assert (rule.reference, rule.label_da) == (law["hearing_days"].reference, law["hearing_days"].label_da)
    assert not law["hearing_days"].hypothetical
    assert [name for name in new if new[name] != law[name]] == ["hearing_days"]


@pytest.mark.parametrize(
    ("name", "value", "unit", "told"),
    [
        ("hearing_day", 10, "dage", "Did you mean 'hearing_days'?"),
        ("hearing_days", 2, "uger", "allowed: 'dage'"),
        ("hearing_days", -1, "dage", "found -1.0; allowed: a whole number from 0 to 365"),
        ("hearing_days", 7.5, "dage", "found 7.5"),
        ("redundancy_medium_share", 10, "andel af de ansatte", "allowed: a number from 0 to 1"),
        ("notice_step_3", 2, "måneder", "allowed: at least 3, the value of the step before"),
        ("redundancy_large_from", 50, "ansatte", "allowed: more than 100"),
    ],
)
def test_a_scenario_value_that_cannot_be_is_a_fault(law, name, value, unit, told):
    faults = overridden(law, {name: figure(value, unit)})[1]
    assert any(told in str(fault) for fault in faults)
    assert {fault.file for fault in faults} == {"settings"}


def test_a_later_change_of_a_rule_reads_as_two_values(folder):
    spoil(folder / "notice.yaml", "value: 6}]", "value: 6}, {valid_from: 2027-01-01, value: 9}]")
    rules, faults = read_law(folder)
    assert faults == []
    assert [rules["notice_step_2_from"].on(day) for day in (date(2026, 12, 31), date(2027, 1, 1))] == [6, 9]


def test_a_missing_rule_is_told_beside_other_faults(folder):
    spoil(folder / "notice.yaml", "value: 1}", "value: 99}")
    text = (folder / "procedure.yaml").read_text(encoding="utf-8")
    (folder / "procedure.yaml").write_text(text[: text.index("- rule: med_papers_days")], encoding="utf-8")
    assert {fault.place for fault in read_law(folder)[1]} == {"line 14, values.0.value", "med_papers_days"}


def test_rules_that_are_no_list_are_one_fault(folder):
    (folder / "notice.yaml").write_text("just words")
    (fault,) = read_law(folder)[1]
    assert (fault.file, fault.place, fault.found) == ("notice.yaml", "the file", "no rules")


def test_a_wrong_name_does_not_hide_a_scale_that_falls(law):
    own = {"hearing_day": figure(10, "dage"), "notice_step_3": figure(2, "måneder")}
    assert [f.place for f in overridden(law, own)[1]] == ["law_values.hearing_day", "law_values.notice_step_3"]
