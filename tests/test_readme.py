"""The README cannot rot: its commands run, its layout exists, its figures are the plan's."""

import re
import shlex
import subprocess
import sys

import pytest

from planner import load_case, make_plan
from planner.report.export import plan_object
from tests.conftest import BASE, ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("line", re.findall(r"^planner .+$", README, re.MULTILINE))
def test_every_command_line_runs(line):
    command = [sys.executable, "-m", *shlex.split(line)]
    assert subprocess.run(command, cwd=ROOT, capture_output=True, check=False, timeout=120).returncode == 0


def test_every_file_and_folder_of_the_layout_exists():
    layout = re.search(r"## Layout\n\n```\n(.*?)```", README, re.DOTALL)[1]
    folder = ROOT
    for line in layout.splitlines():
        for name in re.findall(r"^ *((?:[\w.]+/?)(?: text/)?)", line)[0].split():
            top = not line.startswith(" ")
            assert (ROOT / name if top else folder / name).exists(), name
            folder = ROOT / name if top else folder


def test_every_make_target_that_is_named_exists():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"(?:^|`)make ([a-z]+)", README, re.MULTILINE)):
        assert f"\n{target}:" in makefile


def test_the_json_keys_are_those_of_the_plan(base_plan):
    named = re.search(r"its keys are (.*?)\. In Python", README, re.DOTALL)[1]
    assert re.findall(r"`(\w+)`", named) == list(plan_object(base_plan))


def test_the_worked_question_has_the_plan_s_figures(base_plan):
    without = make_plan(load_case(BASE.with_name("no_dismissals.yaml")))
    short = without.years.set_index(["account", "year"])["shortfall_dkk"] / 1e6
    text = " ".join(README.split())
    assert f"with {base_plan.kpi['dismissals_fte']:.1f} FTE dismissed" in text
    assert set(base_plan.exits.query("way == 'dismissal' and fte > 0.001")["decided"]) <= {
        "2025-10",
        "2025-11",
        "2025-12",
    }
    assert f"HK5 is {short['HK5', 2026]:.2f} mio. DKK short in 2026 and {short['HK5', 2027]:.2f} in 2027" in text
    assert short["HK6"].sum() == 0


def test_the_picture_is_there():
    assert all((ROOT / path).exists() for path in re.findall(r"!\[.*?\]\((.*?)\)", README))
