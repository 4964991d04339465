"""Tables of ownership: the same owners as the plan's, others with a part, findings and changes since today."""

from datetime import date

import pandas as pd
import pytest

from planner import load_case
from planner.coordination.catalogue import CATALOGUE
from planner.coordination.checks import check
from planner.coordination.graph import owners
from planner.findings import added
from planner.report import picture, tables
from tests.conftest import BASE, replaced

NAIVE = BASE.parent / "design_uden_erstatning.yaml"


@pytest.fixture(scope="module")
def naive(base_plan):
    """The base plan's posts in an organisation that nothing replaces the rehabilitation team in."""
    case = load_case(NAIVE)
    return added(replaced(base_plan, case=case), owners(case), check(case, base_plan.staff))


def owners_of(frame, day):
    there = frame[(frame["from"] <= day) & (frame["to"] >= day)]
    return dict(zip(there["key"], there["owner_key"], strict=True))


@pytest.mark.parametrize("day", ["2025-10-01", "2026-06-30", "2026-07-01", "2030-12-31"])
def test_owners_are_those_of_the_plan_on_every_day(base_plan, day):
    planned = base_plan.owners.rename(columns={"citizen_type": "key", "owner": "owner_key"})
    assert owners_of(tables.ownership(base_plan).frame, day) == owners_of(planned, day)


def test_every_type_in_force_has_one_row_a_half_year(base_plan):
    frame = tables.ownership_by_half_year(base_plan).frame
    assert not frame.duplicated(["key", "half_year"]).any()
    always = [row.citizen_type for row in base_plan.case.citizen_types if not row.valid_from and not row.valid_to]
    assert (frame.groupby("key")["half_year"].nunique()[always] == len(base_plan.case.half_years)).all()


def test_the_forum_is_new_and_the_rehabilitation_team_gone(base_plan):
    frame = tables.ownership_by_half_year(base_plan).frame.set_index(["key", "half_year"])
    before, after = (frame.loc[("sygemeldt_fra_ledighed", half)] for half in ("2026H1", "2026H2"))
    assert before["since_today"] == ""
    assert "ny: Tværfagligt visitationsforum (koordinerer)" in after["since_today"]
    assert "ikke længere: Rehabiliteringsteam (koordinerer)" in after["since_today"]


def test_who_loses_the_owner_is_told_with_the_code(naive):
    frame = tables.ownership_by_half_year(naive).frame.set_index(["key", "half_year"])
    hit = naive.findings.loc[naive.findings["code"] == "K01", "subject"]
    assert len(hit) == 3
    for key in hit:
        there = frame.loc[(key, "2026H2")]
        assert "INGEN" in there["owner"]
        assert "K01" in there["codes"].split()
        assert there["since_today"].startswith("ansvarlig i dag:") or there["since_today"] == "findes ikke i dag"


def test_a_type_without_findings_has_no_codes(base_plan):
    frame = tables.ownership(base_plan).frame
    none = base_plan.findings[base_plan.findings["code"].str.startswith("K")]
    free = frame[~frame["key"].isin(none["subject"]) & ~frame["owner_key"].isin(none["subject"])]
    assert (free["codes"] == "").all()


def test_every_rule_is_in_the_catalogue_table_with_its_count(naive):
    frame = tables.coordination_rules(naive).frame.set_index("code")
    assert list(frame.index) == list(CATALOGUE)
    assert frame.loc["K01", "found"] == 3
    assert frame.loc["K02", "found"] == 0


@pytest.mark.parametrize("language", ["da", "en"])
def test_designs_stand_side_by_side_and_the_careless_one_is_red(base_plan, language):
    cases = [load_case(BASE, {"design": row.design}) for row in base_plan.case.designs]
    frame = tables.designs(base_plan, cases, language).frame.set_index("key")
    assert (frame["errors"] > 0).to_dict() == {key: key == "uden_erstatning" for key in frame.index}
    assert frame.loc["uden_erstatning", "types_hit"] == 3
    assert pd.to_numeric(frame["coordination_hours"]).notna().all()
    assert (frame["chosen"] != "").sum() == 1


@pytest.mark.parametrize(
    "focus", ["across", "sygedagpenge", "klinisk_funktion", "visitationsforum", "sygemeldt_fra_ledighed"]
)
@pytest.mark.parametrize("day", [date(2025, 10, 1), date(2026, 7, 1), date(2030, 12, 1)])
def test_a_picture_never_has_more_nodes_than_can_be_read_and_every_edge_has_its_word(base_case, focus, day):
    drawn = picture.picture(base_case, day, focus)
    lines = drawn.dot.splitlines()
    assert drawn.nodes == sum("shape=" in line for line in lines) <= picture.MOST_NODES
    edges = [line for line in lines if "->" in line]
    assert all('label="' in line and 'label=""' not in line for line in edges)
    assert ("peripheries=2" in drawn.dot) == (focus != "across" and drawn.nodes > 0)


def test_a_node_that_does_not_exist_on_the_day_has_no_picture(base_case):
    assert picture.picture(base_case, date(2026, 7, 1), "rehabiliteringsteam").nodes == 0
