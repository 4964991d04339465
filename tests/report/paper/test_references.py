"""Reference scenarios beside a plan: said to be no proposal, and in the public version without a figure of posts."""

import re
from itertools import pairwise

import pytest

from planner import load_case, make_plan
from planner.reference_scenarios import KEYS, reference_scenarios
from planner.report.paper import Draft, Edition, paper
from planner.report.paper.masking import HIDDEN
from tests.conftest import BASE
from tests.report.paper.attack import too_narrow
from tests.report.paper.conftest import DAY
from tests.report.paper.test_masking import attacked


@pytest.fixture(scope="module")
def references(base_case):
    found = []
    for one in reference_scenarios(base_case):
        case = load_case(BASE, one.overrides)
        found.append(Draft.of(case, make_plan(case, posts=False), one))
    return tuple(found)


@pytest.fixture(scope="module")
def beside(base_draft, references):
    """Internal and public, with the references alone."""
    return {public: paper(Edition((base_draft, *references), DAY, public=public)) for public in (False, True)}


def section(paper, key):
    return next(each for each in paper.sections if each.key == key)


def grid(paper, name):
    return next((each for each in paper.grids if each.name == name), None)


def test_each_is_called_a_reference_and_said_to_be_no_proposal_with_what_it_means(beside, references):
    assert [draft.reference.key for draft in references] == list(KEYS)
    for each in beside.values():
        lines = section(each, "alternatives").blocks[1].lines
        for letter, line, draft in zip("BCD", lines[1:], references, strict=True):
            assert line.startswith(f"{letter}: Reference: {draft.reference.name_da} (")
            assert "ikke et forslag" in line
            assert draft.reference.text_da in line
        assert "Reference: Grønthøster" in dict(each.facts)["Alternativer"]


def test_med_is_not_asked_to_choose_among_references(beside, base_draft, no_dismissals_draft, references):
    asked = "hvilket af alternativerne"
    assert not any(asked in line for line in beside[False].sentences)
    both = paper(Edition((base_draft, no_dismissals_draft, references[1]), DAY))
    assert any(asked in line for line in both.sentences)


def test_the_internal_paper_shows_posts_of_all_and_the_public_one_of_none_of_them(beside, references):
    ways, teams = grid(beside[False], "paper_ways"), grid(beside[False], "comparison_teams")
    assert [len(each.columns) for each in (ways, teams)] == [5, 5]
    assert teams.rows[-1][2] == "130,0"
    assert grid(beside[True], "paper_ways") is None
    assert grid(beside[True], "comparison_teams") is None
    said = " ".join(beside[True].sentences)
    assert "For referencerne vises ingen stillinger" in said
    ends = [f"{draft.plan.kpi['fte_end']:.1f}".replace(".", ",") for draft in references]
    assert not [end for end in ends if end in said]


def test_a_reference_adds_nothing_to_what_the_public_paper_tells_of_posts(base_draft, no_dismissals_draft, references):
    pair = (base_draft, no_dismissals_draft)
    without, with_one = (paper(Edition(drafts, DAY, public=True)) for drafts in (pair, (*pair, references[1])))
    for name in ("paper_ways", "comparison_teams"):
        assert grid(with_one, name).rows == grid(without, name).rows
        assert [column.label for column in grid(with_one, name).columns][1:] == ["A", "B"]
    assert too_narrow(attacked(with_one).solve()) == {}


def test_letters_stay_the_same_when_a_reference_stands_between(base_draft, no_dismissals_draft, references):
    mixed = paper(Edition((base_draft, references[1], no_dismissals_draft), DAY, public=True))
    assert [column.label for column in grid(mixed, "comparison_teams").columns][1:] == ["A", "C"]
    assert [column.label for column in grid(mixed, "paper_ways").columns][1:] == ["A", "C"]


@pytest.mark.parametrize("public", [False, True])
def test_what_is_assumed_otherwise_fits_a_page_and_what_is_left_out_is_said(beside, public):
    rows = grid(beside[public], "comparison_assumptions").rows
    assert len(rows) < 20
    assert any("samme andel skæres" in cell for row in rows for cell in row)
    assert any("mindste størrelser" in line for line in beside[public].sentences)
    assert not any(cell == HIDDEN for row in rows for cell in row) or public


def test_pins_of_the_plan_itself_are_still_listed(base_draft, references):
    pin = {"team": "ydelse", "first_month": "2027-01", "fte": 9.0, "why": "Aftalt"}
    case = load_case(BASE, {"pins": [pin]})
    pinned = Draft.of(case, make_plan(case, posts=False))
    rows = grid(paper(Edition((base_draft, pinned, references[2]), DAY)), "comparison_assumptions").rows
    assert any("Ydelse" in row[0] for row in rows)


def test_the_english_paper_says_it_in_english(base_draft, references):
    said = paper(Edition((base_draft, references[1]), DAY, "en")).sentences
    line = next(each for each in said if re.match("B: Reference: ", each))
    assert "not a proposal" in line
    assert references[1].reference.text_en in line


def test_the_order_is_that_in_which_they_are_given(beside):
    lines = section(beside[False], "alternatives").blocks[1].lines
    assert all(one[0] < other[0] for one, other in pairwise(lines))
