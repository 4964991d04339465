"""The commands as a user or a program calls them: what is printed where, and the exit codes."""

import json
import subprocess
import sys

import docx
import openpyxl
import pytest

from planner.reference_scenarios import KEYS
from tests.conftest import BASE, ROOT, SMALL

PLAN_KEYS = {
    "scenario", "status", "kpi", "years", "staff", "caseload", "owners", "findings", "verify", "sources",
    "team_caseload", "citizens", "citizens_out", "rules", "lapse", "funding", "group_funding", "valley", "floors",
    "drivers", "plausibility", "work", "ladder", "exits", "moves", "hires", "timetable", "thresholds", "ledger", "posts", "posts_savings", "reconciliation",
}  # fmt: skip
KPI_KEYS = {
    "fte_start", "fte_end", "attrition_fte", "vacancy_fte", "redeployed_fte", "voluntary_fte", "dismissals_fte", "hired_fte",
    "worst_overload_share", "shortfall_dkk", "orphans",
}  # fmt: skip


def planner(*arguments):
    command = [sys.executable, "-m", "planner", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)


def written(folder, text):
    """A scenario that extends the small case, in a copy of its folder's place."""
    path = SMALL.with_name(f"tmp_{folder.name}.yaml")
    path.write_text("extends: base\n" + text, encoding="utf-8")
    return path


@pytest.fixture
def override(tmp_path):
    made = []

    def make(text):
        made.append(written(tmp_path, text))
        return made[-1]

    yield make
    for path in made:
        path.unlink()


def test_plan_prints_one_json_object_on_stdout_and_progress_on_stderr():
    done = planner("plan", SMALL, "--json")
    assert done.returncode == 0
    plan = json.loads(done.stdout)
    assert set(plan) >= PLAN_KEYS
    assert set(plan["kpi"]) == KPI_KEYS
    assert set(plan["years"][0]) == {
        "year",
        "account",
        "price_level",
        "target_dkk",
        "gross_dkk",
        "one_off_dkk",
        "net_dkk",
        "shortfall_dkk",
        "full_year_dkk",
    }
    assert set(plan["staff"][0]) == {"month", "team", "profession", "fte"}
    assert set(plan["caseload"][0]) == {
        "half_year", "target_group", "cases", "fte", "cases_per_fte", "limit", "limit_source", "limit_date", "limit_facts",
    }  # fmt: skip
    assert set(plan["owners"][0]) == {"citizen_type", "from", "to", "owner"}
    assert plan["verify"]["checks"] >= 18
    assert plan["verify"]["failed"] == 0
    assert plan["kpi"]["dismissals_fte"] == pytest.approx(3)
    assert "goal 3" in done.stderr


def test_every_assumption_is_labelled_in_the_json(base_case):
    plan = json.loads(planner("plan", BASE, "--json").stdout)
    labelled = [row for row in plan["sources"]["assumptions"] if row["basis"] == "assumption"]
    assert len(labelled) >= len(base_case.staffing) + len(base_case.professions)
    assert "T1" in plan["sources"]["traps"]


def test_plan_writes_the_workbook_into_a_folder_that_it_makes(tmp_path):
    target = tmp_path / "new/plan.xlsx"
    done = planner("plan", SMALL, "--excel", target)
    assert done.returncode == 0
    assert "Overblik" in openpyxl.load_workbook(target).sheetnames
    assert "3.0" in done.stdout


def test_check_says_what_a_sound_scenario_holds_and_how_it_differs():
    done = planner("check", BASE.with_name("no_dismissals.yaml"))
    assert done.returncode == 0
    assert "no faults" in done.stdout
    assert "dismissals.cap_fte = 0.0" in done.stdout


def test_bad_input_is_two_with_every_fault_and_no_traceback(override):
    done = planner("plan", override("caseload: {limit_factr: 1, guidance: middle}\n"), "--json")
    assert done.returncode == 2
    assert json.loads(done.stdout)["status"] == "bad_input"
    assert done.stderr.count("found") == 2
    assert "Did you mean 'limit_factor'?" in done.stderr
    assert "Traceback" not in done.stderr


def test_no_plan_is_three_with_the_smallest_breach(override):
    done = planner("plan", override("hard_rules: [saving]\ndismissals: {cap_fte: 0.0}\n"), "--json")
    assert done.returncode == 3
    assert json.loads(done.stdout)["breaches"]
    assert "smallest breach" in done.stderr
    assert "planner ways SCENARIO says what each party can do about it" in done.stderr


def test_ways_says_what_each_party_can_do(override):
    path = override("hard_rules: [saving]\ndismissals: {cap_fte: 2.0}\n")
    done = planner("ways", path)
    assert done.returncode == 0
    assert "the cap on dismissals is raised by 1 FTE" in done.stdout
    assert '{"dismissals": {"cap_fte": 3.0}}' in done.stdout
    assert "the least change: time" in done.stderr
    said = json.loads(planner("ways", path, "--json").stdout)
    assert [way["possible"] for way in said["ways"]] == [True, False, True, False]
    assert planner("ways", SMALL).stdout.splitlines()[1] == "Everything the scenario wishes can be held."


@pytest.mark.parametrize(
    "arguments", [["plan"], ["plan", "nowhere.yaml"], ["nonsense"], ["plan", "x", "--wrong"], ["compare", SMALL]]
)
def test_wrong_calls_are_two(arguments):
    done = planner(*arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_compare_says_first_what_was_assumed_differently(override, tmp_path):
    other = override("name: Other\nsaving: {share_of_target: {HK6: 0.5}}\n")
    done = planner("compare", SMALL, other, "--excel", tmp_path / "compare.xlsx")
    assert done.returncode == 0
    assert done.stdout.index("Assumed differently") < done.stdout.index("Came out differently")
    assert "saving.share_of_target.HK6" in done.stdout
    assert openpyxl.load_workbook(tmp_path / "compare.xlsx").sheetnames
    both = json.loads(planner("compare", SMALL, other, "--json").stdout)
    assert both["assumptions"] == [{"setting": "saving.share_of_target.HK6", "Small case": "1.0", "Other": "0.5"}]


def test_a_locked_scenario_says_in_one_line_whether_it_is_as_it_was(override):
    path = override("name: Other\ncaseload: {limit_factor: 1.1}\n")
    assert planner("lock", path).stdout.startswith("Locked: ")
    assert planner("plan", path).stdout.splitlines()[-1].endswith("unchanged, and the numbers are the same.")
    path.write_text(path.read_text().replace("{limit_factor: 1.1}", "{limit_factor: 1.2}"))
    done = planner("plan", path, "--json")
    assert "1.1 → 1.2" in done.stderr.splitlines()[-1]
    json.loads(done.stdout)


WORK = SMALL.with_name("work.yaml")


def test_trace_prints_a_chain_that_ends_in_the_figure_it_begins_with():
    done = planner("trace", WORK, "--group", "open", "--half-year", "2026H2")
    text = " ".join(done.stdout.split())
    assert done.returncode == 0
    assert "241 cases make 826.9 hours a month; 826.9 / (1,500 net hours / 12) = 6.62 FTE" in text
    assert "Rule:" not in text  # not in force yet
    text = " ".join(planner("trace", WORK, "--group", "open", "--half-year", "2027H1").stdout.split())
    assert "Rule: Fewer conversations: 1 times = from 1 Jan 2027: 4 → 1 (agreed)" in text
    assert "assumption: Til prøven" in text


def test_trace_in_json_has_every_figure_unrounded():
    traced = json.loads(planner("trace", WORK, "--group", "new", "--half-year", "2027H2", "--json").stdout)
    steps = traced["steps"]
    hours = sum(step["value"] for step in steps if step["kind"] == "task")
    net = next(step["value"] for step in steps if step["kind"] == "net_hours")
    assert traced["need_fte"] == pytest.approx(hours / (net / 12))
    assert next(step["value"] for step in steps if step["kind"] == "cases") / traced["limit_cases_per_fte"] == (
        pytest.approx(traced["need_fte"])
    )


@pytest.mark.parametrize(
    ("group", "half_year", "said"),
    [
        ("opne", "2026H2", "group: found 'opne'; allowed: open, closing, new. Did you mean 'open'?"),
        ("open", "2026H3", "half-year: found '2026H3'; allowed: 2026H2, 2027H1, 2027H2. Did you mean '2026H2'?"),
        ("new", "2026H2", "group: found 'new', in which there is nobody in 2026H2; allowed: open, closing."),
    ],
)
def test_trace_says_what_there_is_where_a_group_or_half_year_is_not(group, half_year, said):
    done = planner("trace", WORK, "--group", group, "--half-year", half_year, "--json")
    assert done.returncode == 2
    assert said in done.stderr
    assert json.loads(done.stdout)["status"] == "bad_input"
    assert "Traceback" not in done.stderr


def test_help_lists_the_commands_and_the_exit_codes():
    done = planner("--help")
    assert done.returncode == 0
    assert all(word in done.stdout for word in ("plan", "ways", "trace", "check", "compare", "app", "Exit codes"))


def test_a_group_that_nobody_serves_is_said_in_words_on_the_screen_and_is_null_in_json(override):
    path = override(
        "goals: [saving, lowest_cost]\nsaving: {share_of_target: {HK6: 2.0}}\nhiring: {cap_fte_per_team_year: 0.0}\n"
    )
    done = planner("plan", path)
    assert done.returncode == 0
    assert "nan" not in done.stdout
    assert "inf" not in done.stdout
    json.loads(planner("plan", path, "--json").stdout)


def test_paper_writes_internal_and_public_in_word_and_names_every_fault(tmp_path):
    headings = tmp_path / "headings.yaml"
    headings.write_text('background: "Økonomi"\n', encoding="utf-8")
    options = ["--word", tmp_path / "new/paper.docx", "--public", "--headings", headings, "--language", "en"]
    done = planner("paper", BASE, *options)
    assert done.returncode == 0
    opened = docx.Document(tmp_path / "new/paper.docx")
    text = [paragraph.text for paragraph in opened.paragraphs]
    assert "Økonomi" in text
    assert "Public version - small figures are hidden" in opened.sections[0].header.paragraphs[0].text
    headings.write_text("backgrund: X\n", encoding="utf-8")
    done = planner("paper", BASE, "--word", tmp_path / "x.docx", "--headings", headings)
    assert done.returncode == 2
    assert "Did you mean 'background'?" in done.stderr
    done = planner("paper", *[BASE] * 5, "--word", tmp_path / "x.docx")
    assert done.returncode == 2
    assert "at most 3 alternatives" in done.stderr
    assert not (tmp_path / "x.docx").exists()


def test_paper_holds_a_plan_beside_references_and_counts_them_among_the_alternatives(tmp_path):
    done = planner("paper", SMALL, "--reference", "across_the_board", "--word", tmp_path / "paper.docx")
    assert done.returncode == 0
    text = [paragraph.text for paragraph in docx.Document(tmp_path / "paper.docx").paragraphs]
    assert any(line.startswith("B: Reference: Grønthøster (Small case)") and "ikke et forslag" in line for line in text)
    many = [part for key in KEYS for part in ("--reference", key)]
    done = planner("paper", SMALL, SMALL, *many, "--word", tmp_path / "x.docx")
    assert done.returncode == 2
    assert "at most 3 alternatives" in done.stderr
    done = planner("paper", SMALL, "--reference", "cut", "--word", tmp_path / "x.docx")
    assert done.returncode == 2
    assert "across_the_board" in done.stderr


# --- coordination -------------------------------------------------------------------------------------------------

NAIVE = BASE.with_name("design_uden_erstatning.yaml")


def test_coordination_names_the_three_windows_of_the_naive_design_and_stops_with_3():
    done = planner("coordination", NAIVE, "--on", "2026-07-01", "--json")
    answer = json.loads(done.stdout)
    assert done.returncode == 3
    assert answer["orphans"] == 3
    lost = {row["subject"]: row["from"] for row in answer["findings"] if row["code"] == "K01"}
    assert lost == dict.fromkeys(("ressourceforloeb_udloeb", "jobafklaringsforloeb", "uden_ydelse"), "2026-07-01")
    owners = {row["citizen_type"]: row["owner"] for row in answer["owners"]}
    assert {key for key, owner in owners.items() if not owner} == set(lost)


@pytest.mark.parametrize("design", ["base", "design_direkte_kanaler", "design_faelles_center"])
def test_coordination_is_whole_in_every_shipped_design(design):
    done = planner("coordination", BASE.with_name(f"{design}.yaml"), "--propose", "--json")
    answer = json.loads(done.stdout)
    assert done.returncode == 0
    assert {row["severity"] for row in answer["findings"]} <= {"note"}
    assert answer["proposal"]["feasible"]
    assert [row for row in answer["proposal"]["owners"] if row["changed"]] == []
    assert all(row["orphan_steps"] in (0, None) for row in answer["journeys"])


def test_coordination_says_what_goes_when_a_unit_goes():
    done = planner("coordination", BASE, "--without", "sygedagpenge")
    text = " ".join(done.stdout.split())
    assert done.returncode == 0
    assert "Sickness benefit (team)" in text
    assert "every citizen type keeps one owner with posts" in text


@pytest.mark.parametrize(
    ("option", "said"), [(("--without", "nobody"), "no such unit"), (("--on", "2035-01-01"), "a day outside the plan")]
)
def test_coordination_refuses_an_unknown_unit_or_day_in_words(option, said):
    done = planner("coordination", BASE, *option)
    assert done.returncode == 2
    assert said in done.stderr
