"""Net hours, WISN and Erlang C against published examples."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.workload.hours import agents_needed, answered_share, available_hours, erlang_c, net_hours, wisn_fte


def test_net_hours_of_a_published_chain_add_up_the_percentages_and_do_not_multiply_them():
    """Elkhuizen et al., BMC Health Services Research 2007, 7:196, table 1: of 1,872 hours 1,521.9 are left."""
    shares = {"holidays": 0.09, "extra over 45": 0.002, "public holidays": 0.035, "development": 0.02, "sickness": 0.04}
    assert available_hours(1872, [1872 * share for share in shares.values()]) == pytest.approx(1521.9, abs=0.05)
    assert 1872 * math.prod(1 - share for share in shares.values()) == pytest.approx(1543.5, abs=0.3)  # not this


def test_a_published_laboratory_needs_3_2_fte_for_25_4_hours_a_day():
    """Mayo Clinic Laboratories, "Applying the staffing-to-workload methodology", 27 April 2017: 8 hours a day per FTE."""
    assert round(wisn_fte(25.4, 8), 1) == 3.2


@pytest.mark.parametrize(
    ("nurses", "needed", "allocated", "over"),
    [((10, 0, 2, 1), 94, 95, 1), ((8, 1, 0, 0), 79, 71, -11), ((9, 1, 2, 0), 94, 90, -4)],
)
def test_a_published_ward_weighs_the_new_by_what_they_carry(nurses, needed, allocated, over):
    """van den Oetelaar et al., BMJ Open 2016, 6:e012148, table 2: eight hours a day, 100, 85, 70 and 45 per cent."""
    capacity = sum(n * share for n, share in zip(nurses, (1.0, 0.85, 0.70, 0.45), strict=True))
    assert round(capacity * 8) == allocated
    assert round(100 * (allocated - needed) / allocated) == over
    assert (wisn_fte(needed, 8) > capacity) == (over < 0)


def test_the_allowances_of_wisn_raise_the_need():
    """The category allowance is a share of everybody's time, the individual one hours of some."""
    assert wisn_fte(1000, 1000) == 1
    assert wisn_fte(1000, 1000, category_share=0.2) == pytest.approx(1.25)
    assert wisn_fte(1000, 1000, category_share=0.2, individual_hours=500) == pytest.approx(1.75)


def test_a_hundred_calls_a_half_hour_need_fourteen_at_the_phone_and_twenty_on_the_payroll():
    """100 calls in 30 minutes of 180 seconds, 80 % answered in 20 seconds: 10 erlang, 14 agents, 20 with 30 % away."""
    assert agents_needed(100, 180, 0.8, 20) == 14
    assert answered_share(100, 180, 20, 14) == pytest.approx(0.888, abs=0.001)
    assert answered_share(100, 180, 20, 13) < 0.8
    assert math.ceil(14 / (1 - 0.30)) == 20


def test_minutes_alone_understate_a_phone_and_two_small_phones_need_more_than_one_large():
    assert agents_needed(100, 180, 0.8, 20) > 100 * 180 / 1800
    assert 2 * agents_needed(50, 180, 0.8, 20) > agents_needed(100, 180, 0.8, 20)


@given(load=st.floats(0.1, 40), more=st.integers(1, 20))
def test_whoever_calls_waits_with_the_probability_of_the_textbook_sum(load, more):
    """Erlang C by its recursion against its definition with factorials."""
    agents = math.floor(load) + more
    top = load**agents / math.factorial(agents) * agents / (agents - load)
    below = sum(load**n / math.factorial(n) for n in range(agents))
    assert erlang_c(load, agents) == pytest.approx(top / (below + top), rel=1e-9)


def test_too_few_agents_answer_nobody_in_time():
    assert erlang_c(10, 10) == 1
    assert answered_share(100, 180, 20, 10) == 0


def test_the_shipped_chain_of_hours_ends_within_the_range_of_its_source(base_case):
    """DK115: 1,350 to 1,450 hours."""
    assert 1350 <= net_hours(base_case.settings.hours) <= 1450
