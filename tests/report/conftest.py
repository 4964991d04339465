"""Plans that the reports are shown from: one that meets its targets, one that does not, and the two compared."""

import dataclasses

import openpyxl
import pandas as pd
import pytest

from planner import compare, load_case, make_plan
from planner.case.tables import Budget
from planner.report import excel
from planner.staffing.whole_posts import whole_posts
from planner.undecided import COLUMNS
from tests.conftest import ROOT, SMALL


@pytest.fixture(scope="session")
def plan_file(base_plan, tmp_path_factory):
    """The workbook of the base plan; nothing writes into it."""
    path = tmp_path_factory.mktemp("workbook") / "plan.xlsx"
    excel.write_workbook(base_plan, path)
    return path


@pytest.fixture(scope="session")
def plan_values(plan_file):
    """What a reader sees who does not calculate: the values, also where there is a formula."""
    return openpyxl.load_workbook(plan_file, data_only=True)


@pytest.fixture(scope="session")
def plan_formulas(plan_file):
    """The workbook of the base plan with its formulas."""
    return openpyxl.load_workbook(plan_file)


@pytest.fixture(scope="session")
def short_plan(small_case):
    """The small case without dismissals, so that no saving is met."""
    settings = small_case.settings
    dismissals = settings.dismissals.model_copy(update={"cap_fte": 0.0})
    changed = settings.model_copy(update={"name": "Uden & afskedigelser", "dismissals": dismissals})
    return make_plan(small_case.model_copy(update={"settings": changed}))


@pytest.fixture(scope="session")
def comparison(small_plan, short_plan):
    return compare([small_plan, short_plan])


@pytest.fixture(scope="session")
def ladder_plan():
    """Every lever of the ladder at once, with known movements."""
    return make_plan(load_case(SMALL.with_name("ladder.yaml")))


@pytest.fixture(scope="session")
def trained_plan():
    """Staff are retrained because there is no other way: training, drop-outs and pay protection occur."""
    off = {lever: {"active": False} for lever in ("voluntary", "municipal_redeployment", "reduced_hours", "hiring")}
    return make_plan(
        load_case(SMALL.with_name("ladder.yaml"), off | {"goals": ["saving", "worst_load", "lowest_cost"]})
    )


@pytest.fixture(scope="session")
def yearly_plan():
    """A plan in years without saving targets, with many dismissals and hypothetical rules."""
    return make_plan(load_case(ROOT / "tests/oracles/williams/base.yaml"))


@pytest.fixture(scope="session")
def posted_plan(base_plan):
    """The base plan with whole posts, also where the pipeline leaves them out."""
    if len(base_plan.posts):
        return base_plan
    whole = whole_posts(base_plan, base_plan.case.settings.posts_step)
    names = {"posts": "posts", "posts_totals": "totals", "posts_savings": "savings", "posts_limits": "limits"}
    tables = {name: getattr(whole, of) for name, of in (names | {"posts_loads": "loads"}).items()}
    return dataclasses.replace(base_plan, **tables)


@pytest.fixture(scope="session")
def ranged_plan(base_plan):
    """The base plan with ranges in which the data do not decide two of the figures."""
    first, second = (row.team for row in base_plan.case.teams[:2])
    rows = [("team", second, 7.0, 7.0, 7.2, True), ("team", first, 8.04, 5.6, 11.4, False),
            ("all", "2030", 97.8, 97.8, 97.8, True), ("way", "reduced_hours", 0.0, 0.0, 0.0, True),
            ("way", "hired", 35.0, 30.0, 40.0, False)]  # fmt: skip
    return dataclasses.replace(base_plan, ranges=pd.DataFrame(rows, columns=COLUMNS))


@pytest.fixture(scope="session")
def budget_plan(posted_plan):
    """A plan for which a pay budget is entered and differs from posts times pay."""
    budget = Budget(account="HK6", team="", pay_mio_dkk_per_year=60.0, price_level="2025-pl", assumption="Til prøven")
    case = posted_plan.case.model_copy(update={"budgets": (budget,)})
    row = ("HK6", "", 63e6, 60e6, 3e6, 0.05)
    columns = ["account", "team", "posts_dkk", "budget_dkk", "difference_dkk", "difference_share"]
    return dataclasses.replace(posted_plan, case=case, reconciliation=pd.DataFrame([row], columns=columns))
