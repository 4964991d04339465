"""A second municipality goes in through Excel and comes out as a plan and a comparison, without a line of YAML."""

import subprocess
import sys

import pytest

from planner import load_case, make_plan
from planner.report.tables import assumptions
from tests.conftest import ROOT
from tests.own_data import kalundborg


def run(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "planner", *map(str, arguments)], cwd=ROOT, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The scenario files that the command line makes of the shipped workbook."""
    target = tmp_path_factory.mktemp("scenarios") / "kalundborg"
    done = run("import", kalundborg.SHIPPED, "--to", target)
    assert done.returncode == 0, done.stderr
    assert "Opgaver: 98 rækker er overtaget fra Helsingør og mærket som antagelse." in done.stdout
    return target


@pytest.fixture(scope="module")
def plan(folder):
    return make_plan(load_case(folder / "base.yaml"))


def test_the_shipped_workbook_is_the_template_filled_in():
    assert kalundborg.cells(kalundborg.SHIPPED.read_bytes()) == kalundborg.cells(kalundborg.filled())
    assert kalundborg.SHIPPED.stat().st_size < 150_000


def test_the_sourced_saving_is_whole_and_the_rest_is_labelled(folder):
    case = load_case(folder / "base.yaml")
    lasting = [row for row in case.saving_targets if row.year == "lasting"]
    assert sum(row.target_mio_dkk for row in lasting) == pytest.approx(23.1)
    assert float(case.facts["K006"].value) == float(case.facts["K007"].value) + float(case.facts["K008"].value) == 23.1
    assert all(row.source == "K006 K007 K008" and row.assumption for row in case.saving_targets)
    own = {"teams", "staffing", "target_groups", "saving_targets", "other_savings"}
    for table in ("professions", "tasks", "crosswalk", "competence", "edges", "citizen_types", "units", "floors"):
        assert all("overtaget fra Helsingør" in row.assumption for row in getattr(case, table)), table
    assert all("overtaget" not in row.assumption for table in own - {"target_groups"} for row in getattr(case, table))
    only = load_case(folder / "kun_specificerede.yaml")
    assert only.settings.saving.share_of_target["HK6"] * 23.1 == pytest.approx(17.1, abs=0.01)


def test_it_becomes_a_plan_that_meets_the_saving_and_says_what_is_not_its_own(plan):
    reached = plan.years.query("year == 'lasting'")
    assert reached["target_dkk"].sum() == pytest.approx(23.1e6)
    assert plan.kpi["shortfall_dkk"] == pytest.approx(0, abs=1)
    assert plan.kpi["orphans"] == 0
    table = assumptions(plan).frame
    taken = table[table["reasoning"].str.contains("overtaget fra Helsingør, ikke kommunens egne tal")]
    assert (taken["basis_key"] == "assumption").all()
    assert len(taken) > 300
    choices = taken[taken["reasoning"] == "antagelse: overtaget fra Helsingør, ikke kommunens egne tal"]
    assert "Første måned" in set(choices["name"])


def test_the_command_line_compares_it(folder):
    done = run("compare", folder / "base.yaml", folder / "kun_specificerede.yaml", "--json")
    assert done.returncode == 0, done.stderr
    assert "Kalundborg: kun de specificerede 17,1 mio. kr." in done.stdout
    assert "Traceback" not in done.stderr


def test_the_command_line_says_all_faults_and_marks_them(tmp_path):
    template = tmp_path / "skabelon.xlsx"
    assert run("template", template).returncode == 0
    assert run("template", template).returncode == 2
    done = run("import", template, "--to", tmp_path / "x", "--marked", tmp_path / "fejl.xlsx")
    assert done.returncode == 2
    assert "Ark «Team», det hele: fundet intet" in done.stderr
    assert "Kopi med mærkede celler" in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["fejl.xlsx", "skabelon.xlsx"]
    assert run("import", tmp_path / "none.xlsx", "--to", tmp_path / "x").returncode == 2
