"""Bad input: every fault at once, with file, place, what was found, what is allowed, and the nearest match."""

import shutil

import pytest

from planner import InputError, load_case
from planner.case.scenario import TABLES
from tests.conftest import BASE, ROOT, SMALL


@pytest.fixture
def folder(tmp_path):
    """A copy of the small case that a test may spoil."""
    shutil.copytree(SMALL.parent, tmp_path / "small")
    base = tmp_path / "small/base.yaml"
    base.write_text(base.read_text().replace("../../../data", str(ROOT / "data")))
    return tmp_path / "small"


def spoil(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def faults(path, overrides=None):
    with pytest.raises(InputError) as caught:
        load_case(path, overrides)
    assert caught.value.exit_code == 2
    return caught.value.faults


def test_the_shipped_scenarios_load_and_say_how_they_differ():
    assert load_case(BASE).differences == ()
    differ = {
        name: load_case(BASE.with_name(f"{name}.yaml")).differences for name in ("no_dismissals", "unemployment_up")
    }
    assert [(d.setting, d.base, d.here) for d in differ["no_dismissals"]] == [("dismissals.cap_fte", "", "0.0")]
    assert [(d.setting, d.base, d.here) for d in differ["unemployment_up"]] == [
        ("unemployment.change_share", "0.0", "0.2")
    ]


def test_every_table_is_read(base_case):
    assert [name for name in TABLES if not getattr(base_case, name)] == ["budgets", "known_movements"]


@pytest.mark.parametrize(
    ("old", "new", "place", "found", "allowed", "suggestion"),
    [
        ("every_months: 1\n  cap_fte", "evry_months: 1\n  cap_fte", "line 39, dismissals.evry_months", "unknown key", "every_months", "Did you mean 'every_months'?"),
        ("limit_factor: 1.0", "limit_factor: much", "line 25, caseload.limit_factor", "'much'", "number", ""),
        ("limit_factor: 1.0", "limit_factor: -2", "line 25, caseload.limit_factor", "-2", "greater than or equal to 0.2", ""),
        ("limit_factor: 1.0", "limit_factor: .nan", "line 25, caseload.limit_factor", "nan", "", ""),
        ("guidance: mid", "guidance: middle", "line 25, caseload.guidance", "'middle'", "'low', 'mid' or 'high'", ""),
        ('last_month: "2027-12"', 'last_month: "2027-13"', "line 11, last_month", "'2027-13'", "YYYY-MM", ""),
        ('last_month: "2027-12"', 'last_month: "2027-11"', "line 1", "these together", "December", ""),
        ("share: 1.0", "share: 0.9", "line 36, dismissals", "these together", "sum to 1", ""),
        ("goals: [saving, ", "goals: [saving, saving, ", "line 1", "these together", "twice", ""),
        ("price_level: 2025-pl\n", "", "price_level", "nothing", "price_level", ""),
        ("attrition:", "name: again\nattrition:", "line 20", "duplicate key", "each key once", ""),
        ("attrition:", "\tattrition:", "line 20", "", "valid YAML", ""),
    ],
)  # fmt: skip
def test_a_fault_in_a_setting(folder, old, new, place, found, allowed, suggestion):
    spoil(folder / "base.yaml", old, new)
    listed = faults(folder / "base.yaml")
    assert {fault.file for fault in listed} == {"base.yaml"}
    assert any(
        (place in f.place or place == "line 1")
        and found in f.found
        and allowed in f.allowed
        and suggestion in f.suggestion
        for f in listed
    ), listed


@pytest.mark.parametrize(
    ("table", "old", "new", "place", "found", "allowed"),
    [
        ("staffing", "a,worker,HK6,6,", "a,worker,HK6,six,", "row 2, fte", "'six'", "number"),
        ("staffing", "a,worker,HK6,6,", "a,worker,HK6,,", "row 2, fte", "nothing", "number"),
        ("staffing", "a,worker,HK6,6,", "a,worker,HK6,-1,", "row 2, fte", "'-1'", "greater than or equal to 0"),
        ("staffing", "a,worker,HK6,6,", "a,worker,HK7,6,", "row 2, account", "'HK7'", "'HK5' or 'HK6'"),
        ("staffing", "b,worker,HK6", "bb,worker,HK6", "team", "unknown 'bb'", "a, b"),
        ("staffing", "b,worker,HK6", "a,worker,HK6", "a worker", "2 rows", "one row each"),
        ("staffing", ",fte,", ",ftes,", "header", "unknown column 'ftes'", "fte"),
        ("staffing", ",,Til prøven", ",,", "row 2", "these together", "neither source nor assumption"),
        ("staffing", ",,Til prøven", ",X999,Til prøven", "source", "unknown fact 'X999'", "data/facts.csv"),
        ("staffing", ",,Til prøven", ",DK097,", "assumption", "nothing", "DK097"),
        ("competence", "b,worker,group_b", "b,worker,group_c", "target_group", "unknown 'group_c'", "group_a, group_b"),
        ("competence", "b,worker,group_b", "b,worker,group_a", "group_b", "nobody", "at least one"),
        ("target_groups", "240,30,40,50", "240,30,,50", "group_a", "no caseload limit", "limit_mid"),
        ("target_groups", "240,30,40,50", "240,50,40,50", "group_a", "out of order", "limit_low"),
        ("target_groups", "240,30", '"240,5",30', "row 2, cases", "'240,5'", "number"),
        ("saving_targets", "HK5,2027,0", "HK5,2029,0", "HK5 2027", "no target", "one row"),
        ("saving_targets", "1.35,2025-pl", "1.35,2024-pl", "HK6 2027", "2024-pl", "2025-pl"),
        ("edges", "owns,b", "owns,c", "owns from_node", "unknown 'c'", "a, b"),
    ],
)  # fmt: skip
def test_a_fault_in_a_table(folder, table, old, new, place, found, allowed):
    spoil(folder / f"tables/{table}.csv", old, new)
    matching = [fault for fault in faults(folder / "base.yaml") if fault.file == f"{table}.csv"]
    assert any(place in f.place and found in f.found and allowed in f.allowed for f in matching), matching


def test_a_coordination_task_that_is_named_must_be_there():
    case = load_case(BASE, {"coordination": {"task": "rehabiliteringsteam"}})
    assert [(d.setting, d.base) for d in case.differences] == [("coordination.task", "ny_koordinering")]
    assert load_case(SMALL).tasks == (), "where nobody names one, there need be none"
    (fault,) = faults(BASE, {"coordination": {"task": "ny_kordinering"}})
    assert "coordination.task" in fault.place
    assert fault.found == "unknown 'ny_kordinering'"
    assert fault.suggestion == "Did you mean 'ny_koordinering'?"


def test_a_decimal_comma_is_pointed_out(folder):
    spoil(folder / "tables/target_groups.csv", "240,30", '"240,5",30')
    assert "point" in faults(folder / "base.yaml")[0].suggestion


def test_all_faults_come_at_once_from_all_files(folder):
    spoil(folder / "base.yaml", "limit_factor: 1.0", "limit_factor: much")
    spoil(folder / "base.yaml", "guidance: mid", "guidance: middle")
    spoil(folder / "tables/staffing.csv", "a,worker,HK6,6,", "a,worker,HK6,six,")
    spoil(folder / "tables/teams.csv", "Team A,1", "Team A,one")
    spoil(folder / "rules/rules.yaml", "after: 0.5", "after: half")
    assert sorted(fault.file for fault in faults(folder / "base.yaml")) == [
        "base.yaml",
        "base.yaml",
        "rules.yaml",
        "staffing.csv",
        "teams.csv",
    ]


def test_a_missing_table_and_a_missing_base_are_named_with_the_nearest_file(folder):
    (folder / "tables/teams.csv").rename(folder / "tables/team.csv")
    assert "'team.csv'" in faults(folder / "base.yaml")[0].suggestion
    (folder / "other.yaml").write_text("extends: bas\nname: x\n")
    assert "'base.yaml'" in faults(folder / "other.yaml")[0].suggestion
    assert faults(folder / "nowhere.yaml")[0].found == "no readable file"


def test_scenarios_may_extend_scenarios_but_not_in_a_circle(folder):
    (folder / "one.yaml").write_text("extends: base\nname: one\ncaseload:\n  limit_factor: 1.2\n")
    (folder / "two.yaml").write_text("extends: one\nname: two\ncaseload:\n  guidance: high\n")
    assert {d.setting for d in load_case(folder / "two.yaml").differences} == {
        "caseload.limit_factor",
        "caseload.guidance",
    }
    (folder / "one.yaml").write_text("extends: two\nname: one\n")
    assert "without an end" in faults(folder / "two.yaml")[0].found


def test_the_place_of_a_fault_in_an_override_is_in_the_override(folder):
    (folder / "one.yaml").write_text("extends: base\nname: one\ncaseload:\n  limit_factr: 1.2\n")
    fault = faults(folder / "one.yaml")[0]
    assert (fault.file, fault.place) == ("one.yaml", "line 4, caseload.limit_factr")
    assert fault.suggestion == "Did you mean 'limit_factor'?"


def test_a_new_figure_must_say_where_it_comes_from(folder):
    (folder / "one.yaml").write_text("extends: base\nattrition:\n  share_per_year: 0.1\n")
    assert "source or assumption" in faults(folder / "one.yaml")[0].allowed
    (folder / "one.yaml").write_text(
        "extends: base\nattrition:\n  share_per_year: {value: 0.1, assumption: Eget tal}\n"
    )
    figure = load_case(folder / "one.yaml").settings.attrition.share_per_year
    assert (figure.value, figure.unit, figure.assumption) == (0.1, "andel", "Eget tal")


@pytest.mark.parametrize("where", ["tables/teams.csv", "base.yaml"])
def test_what_looks_like_a_person_is_refused_and_never_echoed(folder, where):
    old, new = (
        ("Til prøven", "1111111118 til prøven") if where.endswith("csv") else ('"Small case"', '"Sag 111111-1118"')
    )
    spoil(folder / where, old, new)
    text = "\n".join(map(str, faults(folder / "base.yaml")))
    assert "personal number" in text
    assert "1118" not in text


def test_name_columns_are_refused(folder):
    spoil(folder / "tables/staffing.csv", "team,profession", "navn,team,profession")
    assert "unknown column" in faults(folder / "base.yaml")[0].found


@pytest.mark.parametrize("content", ["", "[]", "just words", "- a\n- b\n", "\x00", "a: &a [*a]\n"])
def test_files_that_are_no_scenario_are_faults_not_tracebacks(folder, content):
    (folder / "base.yaml").write_text(content)
    assert faults(folder / "base.yaml")


def test_overrides_from_a_program_are_checked_like_files():
    assert load_case(SMALL, {"caseload": {"limit_factor": 1.5}}).settings.caseload.limit_factor == 1.5
    assert faults(SMALL, {"caseload": {"limit_factr": 1.5}})[0].suggestion == "Did you mean 'limit_factor'?"
    assert faults(SMALL, {"caseload": 3})


@pytest.mark.parametrize(
    ("overrides", "place", "allowed"),
    [
        ({"attrition": {"share_per_year": {"value": 12, "assumption": "x"}}}, "share_per_year", "from 0 to 0.95"),
        ({"new_staff": {"productivity": {"value": 5, "assumption": "x"}}}, "productivity", "from 0 to 1"),
        ({"dismissals": {"cap_fte": False}}, "cap_fte", "a number"),
        ({"voluntary": {"notice_months": -1}}, "notice_months", "greater than or equal to 0"),
        (
            {"voluntary": {"take_up": [{"cap_share_per_team_year": 0.1, "payment_months": m} for m in (3, 1)]}},
            "voluntary",
            "must rise",
        ),
        ({"posts_step": 0.3}, "posts_step", "0.1, 0.5 or 1"),
        ({"period_months": 12}, "", "must begin a period"),
        (
            {"attrition": {"first_year_factor": {"value": 2, "assumption": "x"}}, "hiring": {"protected_months": 6}},
            "",
            "protected_months: 12",
        ),
        (
            {
                "attrition": {
                    "share_per_year": {"value": 0.1, "assumption": "x"},
                    "retirement_share_per_year": {"value": 0.2, "assumption": "x"},
                }
            },
            "attrition",
            "retirement is a part",
        ),
        (
            {"law_values": {"hearing_day": {"value": 21, "unit": "dage", "assumption": "x"}}},
            "hearing_day",
            "a rule in data/law",
        ),
        (
            {"dismissals": {"where": [{"team": "nowhere", "cap_fte": 1, "assumption": "x"}]}},
            "dismissals.where.0.team",
            "a, b",
        ),
        (
            {"overstaffing": {"where": [{"profession": "nobody", "assumption": "x"}]}},
            "overstaffing.where.0.profession",
            "worker",
        ),
        (
            {
                "hiring": {
                    "contracts": [
                        {
                            "contract": c,
                            "label_da": c,
                            "label_en": c,
                            "months": None,
                            "cost_dkk_per_fte": {"value": 0, "unit": "kr.", "assumption": "x"},
                        }
                        for c in ("one", "two")
                    ]
                }
            },
            "hiring",
            "one permanent contract",
        ),
        ({"dismissals": {"where": [{"team": "a", "assumption": "x"}]}}, "where.0", "active, cap_fte, cost_dkk_per_fte"),
        ({"dismissals": {"where": [{"year": 1999, "cap_fte": 1, "assumption": "x"}]}}, "year", "2026 to 2027"),
        ({"dismissals": {"where": [{"success_share": 0.5, "assumption": "x"}]}}, "success_share", "cap_fte"),
        (
            {
                "dismissals": {
                    "service_mix": [
                        {"service": s, "from_months": f, "to_months": t, "share": 0.5, "assumption": "x"}
                        for s, f, t in (("a", 0, 36), ("b", 24, 48))
                    ]
                }
            },
            "dismissals",
            "must not overlap",
        ),
        (
            {
                "dismissals": {
                    "service_mix": [
                        {"service": "a", "from_months": 0, "to_months": 7.25, "share": 1, "assumption": "x"}
                    ]
                }
            },
            "dismissals",
            "whole months",
        ),
        (
            {"reduced_hours": {"active": True, "pay_share": {"value": 0.1, "assumption": "x"}}},
            "reduced_hours",
            "at most hours_share",
        ),
        ({"reduced_hours": {"cap_share": True}}, "cap_share", "a number"),
        ({"new_staff": {"productivity": {"value": True, "assumption": "x"}}}, "productivity", "a number"),
    ],
)
def test_a_figure_out_of_its_bounds_is_refused(overrides, place, allowed):
    listed = faults(SMALL, overrides)
    assert any(place in f.place and allowed in f.allowed for f in listed), listed


def test_a_plan_may_not_begin_within_a_year_that_has_a_target():
    assert any(f.place == "first_month" and "a January" in f.allowed for f in faults(BASE, {"first_month": "2026-04"}))


def test_a_plan_must_reach_the_last_year_with_a_target_where_the_lasting_saving_begins():
    assert any(f.place == "last_month" for f in faults(BASE, {"last_month": "2026-12"}))


def test_a_rules_folder_that_is_missing_or_misnamed_or_empty_is_a_fault(folder):
    spoil(folder / "base.yaml", "rules: rules", "rules: rulez")
    assert any("rules" in f.place for f in faults(folder / "base.yaml"))
    spoil(folder / "base.yaml", "rules: rulez", "rules: rules")
    (folder / "rules/more.yml").write_text("[]")
    assert any(f.file == "more.yml" for f in faults(folder / "base.yaml"))
    (folder / "rules/more.yml").rename(folder / "rules/more.yaml")
    load_case(folder / "base.yaml")
    (folder / "rules/more.yaml").write_text("")
    assert any("[] for none" in f.allowed for f in faults(folder / "base.yaml"))


@pytest.mark.parametrize(
    ("rows", "place", "found"),
    [
        ("2027-01-01,group_a,group_b,1,absent,,x\n", "group_a to group_b", "cases of its own"),
        (
            "2027-01-01,group_a,exit_pension,1,absent,,x\n2027-07-01,group_a,exit_pension,1,absent,,x\n",
            "group_a",
            "2 dates",
        ),
        ("2027-01-01,group_a,exit_pension,0.5,absent,,x\n", "group_a on 2027-01-01", "sum to 0.5"),
    ],
)
def test_a_crosswalk_that_would_lose_or_double_citizens_is_refused(folder, rows, place, found):
    with (folder / "tables/crosswalk.csv").open("a") as table:
        table.write(rows)
    assert any(place == f.place and found in f.found for f in faults(folder / "base.yaml"))


@pytest.mark.parametrize("text", ["010190-1234", "010190_1234", "0101901234", "010190 1234"])
def test_no_fault_echoes_a_personal_number_wherever_it_stands(folder, text):
    for line in (
        f'"{text}": 1\n',
        f'"{text}": 1\n"{text}": 2\n',
        f'extends: "{text}"\n',
        f"name: *{text}\n",
        f"price_level: {text}\nwhy: {text}\n",
    ):
        (folder / "one.yaml").write_text("extends: base\n" * ("extends" not in line) + line)
        told = "\n".join(map(str, faults(folder / "one.yaml")))
        assert text not in told
        assert text.lstrip("0") not in told


@pytest.mark.parametrize(
    ("row", "found", "allowed"),
    [
        ("a,worker,retirement,2026-06,1,0,,x", "2026-06", "a month from 2026-07 to 2027-11"),
        ("a,worker,retirement,2026-09,7,0,,x", "7 FTE", "at most 6 FTE"),
        ("a,nobody,leave,2026-09,1,0,,x", "no such posts", "a row of staffing.csv"),
        ("a,worker,sick,2026-09,1,0,,x", "'sick'", "'fixed_term', 'retirement', 'notice' or 'leave'"),
        ("a,worker,leave,2026-09,1,0,,", "these together", "neither source nor assumption"),
    ],
)
def test_a_known_movement_that_cannot_be_is_refused(folder, row, found, allowed):
    table = folder / "tables/known_movements.csv"
    table.write_text(table.read_text(encoding="utf-8") + row + "\n", encoding="utf-8")
    assert any(found in f.found and allowed in f.allowed for f in faults(folder / "base.yaml"))


def test_a_budget_names_a_team_of_the_case_and_its_price_level(folder):
    table = folder / "tables/budgets.csv"
    rows = "HK6,nowhere,6,2024-pl,,x\nHK5,a,5,2025-pl,,x\n"
    table.write_text(table.read_text(encoding="utf-8") + rows, encoding="utf-8")
    listed = faults(folder / "base.yaml")
    assert {"unknown 'nowhere'", "price level 2024-pl", "no posts on this account"} <= {f.found for f in listed}


@pytest.mark.parametrize("number", ["010190-1234", "0101901234", "010190 - 1234", "010190–1234", "cpr0101901234"])
def test_a_personal_number_is_refused_however_it_is_written(folder, number):
    spoil(folder / "base.yaml", '"Small case"', f'"Sag {number}"')
    text = "\n".join(map(str, faults(folder / "base.yaml")))
    assert "personal number" in text
    assert "1234" not in text


def written(folder, text):
    (folder / "one.yaml").write_text("extends: base\n" + text, encoding="utf-8")
    return folder / "one.yaml"


@pytest.mark.parametrize(
    ("line", "place", "found"),
    [
        ("{team: a, cap_fte: much, assumption: x}", "line 5, dismissals.where.1.cap_fte", "'much'"),
        ("{team: a, cap_ft: 1, assumption: x}", "line 5, dismissals.where.1.cap_ft", "unknown key 'cap_ft'"),
        ("{team: a, cap_fte: 1}", "line 5, dismissals.where.1", "these together"),
        ("{team: a, assumption: x}", "line 5, dismissals.where.1", "no term"),
        ("{team: c, cap_fte: 1, assumption: x}", "line 5, dismissals.where.1.team", "unknown 'c'"),
        ("{year: 1999, cap_fte: 1, assumption: x}", "line 5, dismissals.where.1.year", "1999"),
        ("{team: a, cap_fte: 1, source: X1}", "line 5, dismissals.where.1.source", "unknown fact 'X1'"),
    ],
)
def test_a_fault_in_a_line_of_a_lever_stands_where_the_line_stands(folder, line, place, found):
    one = written(folder, f"dismissals:\n  where:\n    - {{team: a, cap_fte: 1, assumption: x}}\n    - {line}\n")
    assert ("one.yaml", place, found) in [(f.file, f.place, f.found) for f in faults(one)]


@pytest.mark.parametrize(
    ("text", "file", "place"),
    [
        ("attrition: {share_per_year: {assumption: x}}\n", "one.yaml", "line 2, attrition.share_per_year.value"),
        ("attrition:\n  share_per_year: 0.1\n", "one.yaml", "line 3, attrition.share_per_year"),
        ("law_values:\n  hearing_day: {value: 2, unit: dage, assumption: x}\n", "one.yaml", "line 3, law_values.hearing_day"),
        ("law_values:\n  notice_step_3: {value: 2, unit: måneder, assumption: x}\n", "one.yaml", "line 3, law_values.notice_step_3"),
        ("tables: nowhere\n", "one.yaml", "line 2, tables"),
        ("law: nowhere\n", "one.yaml", "line 2, law"),
    ],
)  # fmt: skip
def test_a_fault_in_a_setting_is_at_the_line_that_set_it(folder, text, file, place):
    assert (file, place) in [(fault.file, fault.place) for fault in faults(written(folder, text))]


def test_a_fault_in_the_base_and_one_set_by_a_program_are_not_laid_on_the_scenario(folder):
    spoil(folder / "base.yaml", "every_months: 1\n  cap_fte", "cap_fte")
    one = written(folder, "dismissals: {cap_fte: 1}\n")
    listed = {(f.file, f.place) for f in faults(one, {"caseload": {"limit_factor": "much"}})}
    assert listed == {("base.yaml", "line 36, dismissals.every_months"), ("overrides", "caseload.limit_factor")}


def test_no_fault_hides_another(folder):
    spoil(folder / "tables/competence.csv", "b,worker,group_b", "b,worker,group_c")
    spoil(folder / "tables/teams.csv", "Team A,1", "Team A,one")
    spoil(folder / "tables/saving_targets.csv", "HK5,2027,0", "HK5,2029,0")
    one = written(
        folder,
        "law_values: {hearing_day: {value: 2, unit: dage, assumption: x}}\ncaseload: {limit_factor: much}\n"
        "voluntary: {where: [{profession: nobody, cap_fte: 1, assumption: x}]}\n",
    )
    places = {fault.place for fault in faults(one)}
    assert {"line 2, law_values.hearing_day", "line 3, caseload.limit_factor"} <= places
    assert {"row 2, minimum_fte", "HK5 2027", "group_b", "line 4, voluntary.where.0.profession"} <= places


@pytest.mark.parametrize("text", [r"010190\n1234", r"010190\xa01234", r"010190\t1234"])
def test_a_personal_number_is_not_echoed_with_its_characters_written_out(folder, text):
    for line in (f'name: "{text}"\n', f'"{text}": 1\n', f'caseload: {{guidance: "{text}"}}\n', f'hiring: "{text}"\n'):
        assert "1234" not in "\n".join(map(str, faults(written(folder, line))))


def test_an_anchor_used_again_is_a_fault_with_its_line_and_not_a_warning(folder):
    (fault,) = faults(written(folder, "name: &010190-1234 a\nwhy: &010190-1234 b\n"))
    assert (fault.file, fault.place, fault.allowed) == ("one.yaml", "line 3", "each anchor once")


def test_a_file_named_like_a_person_is_refused(folder):
    shutil.copy(folder / "base.yaml", folder / "010190-1234.yaml")
    (fault,) = faults(folder / "010190-1234.yaml")
    assert "1234" not in str(fault)


@pytest.mark.parametrize("row", ["\n\n", '"two\nlines",,x\n'])
def test_rows_are_counted_as_a_spreadsheet_counts_them(folder, row):
    table = folder / "tables/teams.csv"
    rows = len(table.read_text(encoding="utf-8").splitlines()) + (2 if row == "\n\n" else 1)
    table.write_text(table.read_text(encoding="utf-8") + row + "c,C,C,one,,x\n", encoding="utf-8")
    assert f"row {rows + 1}, minimum_fte" in [fault.place for fault in faults(folder / "base.yaml")]


def test_an_open_quotation_mark_and_semicolons_are_faults_of_their_own(folder):
    table = folder / "tables/teams.csv"
    text = table.read_text(encoding="utf-8")
    table.write_text(text + '"c,C,C,1,,x\n', encoding="utf-8")
    (fault,) = faults(folder / "base.yaml")
    assert fault.place == f"row {len(text.splitlines()) + 1}"
    table.write_text(text.replace(",", ";"), encoding="utf-8")
    (fault,) = faults(folder / "base.yaml")
    assert (fault.place, fault.found) == ("header", "semicolons between the columns")


@pytest.mark.parametrize("text", ["a: 1\n", "3\n", "just words\n"])
def test_rules_that_are_no_list_are_one_fault(folder, text):
    (folder / "rules/rules.yaml").write_text(text)
    (fault,) = faults(folder / "base.yaml")
    assert (fault.file, fault.place) == ("rules.yaml", "the file")


@pytest.mark.parametrize(
    "text", ['extends: "a\\0b"\n', 'tables: "a\\0b"\n', f"tables: {'a' * 300}\n", "why: 2025-99-99\n"]
)
def test_names_that_no_file_can_have_are_faults_not_tracebacks(folder, text):
    (folder / "one.yaml").write_text(text if "extends" in text else "extends: base\n" + text)
    assert faults(folder / "one.yaml")
