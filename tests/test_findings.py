"""The findings about a plan's posts and money: each found where it is and not found where it is not."""

import pytest

from planner import load_case, make_plan
from planner.findings import below_minimum, hired_while_dismissing, over_limit, saving_missed
from tests.conftest import replaced


@pytest.fixture(scope="module")
def short(small_case):
    return make_plan(load_case(small_case.path, {"dismissals": {"cap_fte": 2.0}}))


def test_a_met_saving_is_no_finding_and_a_missed_one_names_account_year_and_amount(small_plan, short):
    assert not list(saving_missed(small_plan))
    found = {finding.subject: finding for finding in saving_missed(short)}
    assert found["HK6 lasting"].message_da == "HK6 mangler 0,6 mio. kr. varigt."
    assert found["HK6 2027"].message_en == "HK6 is 0.2 mio. DKK short in 2027."
    assert (found["HK6 2027"].valid_from, found["HK6 2027"].valid_to) == ("2027-01-01", "2027-12-31")


def test_a_team_below_its_minimum_is_named_by_its_label(small_plan):
    assert not list(below_minimum(small_plan))
    low = small_plan.minimum.copy()
    low.loc[low["month"] == "2027-05", "below_fte"] = 0.4
    found = list(below_minimum(replaced(small_plan, minimum=low)))
    assert [f.message_da for f in found if f.subject == "a"] == [
        "Team A: op til 0,4 årsværk under den mindste bemanding."
    ]
    assert (found[0].valid_from, found[0].valid_to) == ("2027-05-01", "2027-05-31")
    assert any(f.message_da.startswith("Team A, medarbejder:") for f in found)


def test_a_group_over_its_limit_is_named_with_the_worst_half_year(small_plan):
    assert not list(over_limit(small_plan))
    over = small_plan.caseload.copy()
    over.loc[over["target_group"] == "group_b", ["load", "cases_per_fte"]] = [1.25, 50.0]
    (found,) = over_limit(replaced(small_plan, caseload=over))
    assert (
        found.message_da == "Gruppe b: op til 25 pct. over sagsloftet (50 sager pr. årsværk mod 40 i 2. halvår 2027)."
    )
    assert (found.valid_from, found.valid_to) == ("2026-07-01", "2027-12-31")


def test_a_group_that_nobody_serves_is_said_in_words(small_plan):
    gone = small_plan.caseload.copy()
    gone.loc[gone.index[0], ["fte", "cases_per_fte", "load"]] = [0.0, float("nan"), float("inf")]
    (found,) = over_limit(replaced(small_plan, caseload=gone))
    assert found.message_en == "Group a: nobody serves the group in H2 2026."


@pytest.mark.parametrize(("month", "found"), [("2026-11", 0), ("2026-12", 1), ("2027-03", 1), ("2027-04", 0)])
def test_hiring_while_others_in_the_profession_are_under_notice(small_plan, month, found):
    hired = small_plan.movements.copy()
    hired.loc[(hired["month"] == month) & (hired["team"] == "b"), "hired_fte"] = 0.5
    assert len(list(hired_while_dismissing(replaced(small_plan, movements=hired)))) == found


def test_every_finding_of_a_plan_stands_in_its_table_with_both_languages(short):
    assert set(short.findings["code"]) >= {"B01"}
    words = short.findings[["message_da", "message_en", "mend_da", "mend_en"]]
    assert not words.isin([""]).any(axis=None)
