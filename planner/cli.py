"""The command line: parse, call the library, print, set the exit code. No logic lives here."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

import click
from rich.console import Console

from planner import keep
from planner.case.scenario import load_case
from planner.compare import compare
from planner.errors import InputError, PlannerError, hidden
from planner.pipeline import make_plan
from planner.plan import Plan
from planner.reference_scenarios import KEYS as REFERENCES
from planner.reference_scenarios import Reference, reference_scenarios
from planner.report import excel, export, imports, paper, screen
from planner.report.coordination import coordination_answer, coordination_object, show_coordination
from planner.report.keep import held_against
from planner.report.trace import chain
from planner.report.ways_out import ways_object
from planner.text import Language
from planner.undecided import with_ranges
from planner.ways_out import openings, ways_out

_SCENARIO = click.Path(path_type=Path)
_EXCEL = click.option(
    "--excel", "workbook", type=click.Path(path_type=Path, dir_okay=False), help="Write this workbook."
)
_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object on stdout.")
_LANGUAGE = click.option(
    "--language", type=click.Choice(["da", "en"]), default="da", show_default=True, help="Language of the file."
)


def _progress() -> Callable[[str], None]:
    """Prints each stage with the time since the start, on stderr."""
    started = perf_counter()
    return lambda stage: click.echo(hidden(f"{perf_counter() - started:6.1f} s  {stage}"), err=True)


def _planned(path: Path, progress: Callable[[str], None]) -> Plan:
    progress(f"reading {path}")
    return make_plan(load_case(path), progress)


def _announce(workbook: Path, progress: Callable[[str], None]) -> None:
    """Say what is written, and make its folder."""
    progress(f"writing {workbook}")
    workbook.parent.mkdir(parents=True, exist_ok=True)


def _print_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False))


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Plan the posts of a municipality's employment service, month by month, and prove the plan.

    Exit codes: 0 ok, 2 bad input, 3 no plan meets the hard rules, 1 anything else.
    """


@cli.command()
@click.argument("scenario", type=_SCENARIO)
@_EXCEL
@_JSON
@_LANGUAGE
@click.option("--ranges", is_flag=True, help="Also find which figures could be otherwise in an equally good plan.")
def plan(scenario: Path, workbook: Path | None, as_json: bool, language: str, ranges: bool) -> None:
    """Plan SCENARIO and print the answer."""
    progress = _progress()
    made = _planned(scenario, progress)
    held = held_against(scenario, made)
    if ranges:
        made = with_ranges(made, progress)
    if workbook:
        _announce(workbook, progress)
        excel.write_workbook(made, workbook, "en" if language == "en" else "da")
    if as_json:
        _print_json(export.plan_object(made))
    else:
        screen.show_plan(made, Console(highlight=False))
    if held:
        click.echo(hidden(held), err=as_json)
    if workbook and not as_json:
        click.echo(hidden(f"Workbook: {workbook}"))


@cli.command()
@click.argument("scenario", type=_SCENARIO)
def lock(scenario: Path) -> None:
    """Plan SCENARIO and write into it what the plan depends on and its key numbers.

    `planner plan` of a locked scenario says whether anything has changed since.
    """
    case = load_case(scenario)
    keep.lock_file(scenario, keep.lock(case, make_plan(case, _progress())))
    click.echo(hidden(f"Locked: {scenario}"))


@cli.command()
@click.argument("scenario", type=_SCENARIO)
@_JSON
def ways(scenario: Path, as_json: bool) -> None:
    """Show why SCENARIO wishes the impossible, and for each party the least change that makes it possible."""
    progress = _progress()
    progress(f"reading {scenario}")
    out = ways_out(load_case(scenario), progress)
    opened = list(openings(out.case, progress)) if out.ways else []
    if as_json:
        _print_json(ways_object(out, opened))
    else:
        screen.show_ways(out, opened, Console(highlight=False))


@cli.command()
@click.argument("scenario", type=_SCENARIO)
@click.option("--group", required=True, help="The target group, by its key in target_groups.csv.")
@click.option("--half-year", "half_year", required=True, help="The half-year, such as 2026H2.")
@_JSON
def trace(scenario: Path, group: str, half_year: str, as_json: bool) -> None:
    """Show how many FTE a target group needs in a half-year as a chain that recomputes to it, with every source."""
    case = load_case(scenario)
    steps = chain(case, half_year, group)
    if as_json:
        _print_json(export.trace_object(case, half_year, group, steps))
    else:
        screen.show_trace(case, half_year, steps, Console(highlight=False))


@cli.command()
@click.argument("scenario", type=_SCENARIO)
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="The day to look at; the plan's first without it.")
@click.option("--without", default="", help="What if this unit goes, by its key in units.csv.")
@click.option("--propose", "proposed", is_flag=True, help="Propose one owner for each citizen type.")
@_JSON
def coordination(scenario: Path, day: datetime | None, without: str, proposed: bool, as_json: bool) -> None:
    """Show who owns whom, what falls out of the coordination, and what if something goes.

    Exit code 3 when a citizen type has no owner who can act.
    """
    made = _planned(scenario, _progress())
    answer = coordination_answer(made, day.date() if day else None, without, proposed)
    if as_json:
        _print_json(coordination_object(answer))
    else:
        show_coordination(answer, Console(highlight=False))
    if answer.orphans:
        sys.exit(3)


@cli.command()
@click.argument("scenario", type=_SCENARIO)
@_JSON
def check(scenario: Path, as_json: bool) -> None:
    """Check SCENARIO and its tables without planning: every fault at once, or what it holds."""
    case = load_case(scenario)
    if as_json:
        _print_json(export.case_object(case))
    else:
        screen.show_case(case, Console(highlight=False))


@cli.command(name="compare")
@click.argument("scenarios", type=_SCENARIO, nargs=-1, required=True)
@_EXCEL
@_JSON
@_LANGUAGE
def compare_command(scenarios: tuple[Path, ...], workbook: Path | None, as_json: bool, language: str) -> None:
    """Compare two to six SCENARIOS: what was assumed differently, then what came out differently."""
    progress = _progress()
    plans = [_planned(path, progress) for path in scenarios]
    comparison = compare(plans)
    if workbook:
        _announce(workbook, progress)
        excel.write_comparison(comparison, plans, workbook, "en" if language == "en" else "da")
    if as_json:
        _print_json(export.comparison_object(comparison))
    else:
        screen.show_comparison(comparison, Console(highlight=False))


@cli.command(name="paper")
@click.argument("scenarios", type=_SCENARIO, nargs=-1, required=True)
@click.option("--word", "file", type=click.Path(path_type=Path, dir_okay=False), required=True, help="Write this file.")
@click.option(
    "--reference",
    "references",
    type=click.Choice(REFERENCES),
    multiple=True,
    help="An alternative that is no proposal.",
)
@click.option("--public", is_flag=True, help="Hide figures about few people; without it the paper is internal.")
@click.option("--headings", type=click.Path(path_type=Path, dir_okay=False), help="YAML with section: heading or null.")
@_LANGUAGE
def paper_command(  # noqa: PLR0913, PLR0917
    scenarios: tuple[Path, ...],
    file: Path,
    references: tuple[str, ...],
    public: bool,
    headings: Path | None,
    language: str,
) -> None:
    """Write the paper for MED in Word about the first of SCENARIOS, with at most three alternatives, references included."""
    progress = _progress()
    wanted = paper.read_headings(headings) if headings else {}
    paper.require_few([*scenarios, *references])
    drafts = [_draft(path, progress) for path in scenarios]
    found = {one.key: one for one in reference_scenarios(load_case(scenarios[0]))} if references else {}
    drafts += [_draft(scenarios[0], progress, found[key]) for key in dict.fromkeys(references)]
    _announce(file, progress)
    words: Language = "en" if language == "en" else "da"
    paper.write_paper(paper.Edition(tuple(drafts), date.today(), words, public, wanted), file)
    click.echo(hidden(f"Paper: {file}"))


def _draft(path: Path, progress: Callable[[str], None], reference: Reference | None = None) -> paper.Draft:
    progress(f"reading {path}")
    case = load_case(path, reference.overrides if reference else None)
    return paper.Draft.of(case, make_plan(case, progress), reference)


@cli.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--example", is_flag=True, help="Fill it in with the scenario.")
@click.option("--from", "scenario", type=_SCENARIO, default=imports.REFERENCE, help="A scenario; Helsingør without it.")
@_LANGUAGE
def template(file: Path, example: bool, scenario: Path, language: str) -> None:
    """Write the workbook that a municipality fills in with its own figures."""
    click.echo(hidden(imports.write_template(file, scenario, example, "en" if language == "en" else "da")))


@cli.command(name="import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--to", required=True, type=click.Path(path_type=Path), help="The folder to write: scenarios/<name>/.")
@click.option(
    "--like", type=_SCENARIO, default=imports.REFERENCE, help="Whose values stand in; Helsingør's without it."
)
@click.option("--marked", type=click.Path(path_type=Path, dir_okay=False), help="Write a copy with the faults marked.")
@click.option("--replace", is_flag=True, help="Write over a scenario of that name.")
@_LANGUAGE
def import_command(file: Path, to: Path, like: Path, marked: Path | None, replace: bool, language: str) -> None:  # noqa: PLR0913, PLR0917
    """Read the workbook FILE and write its scenario files; nothing is written unless all is well."""
    for line in imports.import_workbook(file, to, like, marked, replace, "en" if language == "en" else "da"):
        click.echo(hidden(line))


@cli.command()
@click.option("--port", default=8501, show_default=True, help="Port on 127.0.0.1.")
@click.option("--headless", is_flag=True, help="Do not open a browser.")
def app(port: int, headless: bool) -> None:
    """Open the app in the browser, on this machine only."""
    page = Path(__file__).parents[1] / "streamlit_app.py"
    options = ["--server.address", "127.0.0.1", "--server.port", str(port), "--server.headless", str(headless).lower()]
    sys.exit(subprocess.call([sys.executable, "-m", "streamlit", "run", str(page), *options]))


def main() -> None:
    """Run the command; errors become sentences and exit codes, never tracebacks."""
    try:
        cli(standalone_mode=False)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.exceptions.Abort:
        sys.exit(1)
    except click.ClickException as error:
        said = io.StringIO()
        error.show(said)
        click.echo(hidden(said.getvalue()), err=True, nl=False)
        sys.exit(2)
    except PlannerError as error:
        _explain(error)
        sys.exit(error.exit_code)
    except OSError as error:
        click.echo(hidden(f"Error: {error.strerror or 'could not read or write'}: {error.filename}"), err=True)
        sys.exit(1)
    except Exception as error:
        click.echo(f"Error: the planner failed unexpectedly ({type(error).__name__}). Please report it.", err=True)
        sys.exit(1)


def _explain(error: PlannerError) -> None:
    """Faults one by one on stderr; with --json one object on stdout as well."""
    if "--json" in sys.argv:
        _print_json(export.error_object(error))
    if isinstance(error, InputError):
        click.echo(f"{len(error.faults)} fault(s) in the input; nothing was planned.", err=True)
    click.echo(str(error), err=True)
