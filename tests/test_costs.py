"""Notice and severance as sentences a personnel officer can check."""

import pytest

from planner import costs
from planner.case.schema import NoticeClass


def mix(*rows):
    return [
        NoticeClass(service=str(i), notice_months=n, severance_months=s, share=share, source="x")
        for i, (n, s, share) in enumerate(rows)
    ]


def test_notice_given_in_october_with_three_months_is_paid_until_january_and_saved_from_february():
    three = mix((3, 0, 1.0))
    october_to_march = [costs.share_under_notice(three, after) for after in range(6)]
    assert october_to_march == [0, 1, 1, 1, 0, 0]


def test_severance_falls_due_in_the_exit_month_and_only_then():
    long = mix((6, 3, 1.0))
    assert [costs.severance_due(long, after) for after in (5, 6, 7)] == [0, 3, 0]


def test_a_mix_leaves_in_steps():
    both = mix((1, 0, 0.4), (4, 1, 0.6))
    assert [costs.share_under_notice(both, after) for after in (1, 2, 4, 5)] == [1.0, 0.6, 0.6, 0]
    assert costs.pay_due(both, 4) == pytest.approx(0.6 + 0.6)
    assert costs.longest_notice(both) == 4


@pytest.mark.parametrize(
    ("notice_month", "notice_months", "severance", "saved"),
    [(1, 3, 0, 8), (6, 3, 0, 3), (9, 3, 0, 0), (12, 1, 0, 0), (1, 6, 3, 2), (6, 6, 3, -3), (7, 6, 3, 0)],
)
def test_months_saved_in_the_year_of_the_notice(notice_month, notice_months, severance, saved):
    assert costs.months_saved_in_year(mix((notice_months, severance, 1.0)), notice_month) == saved
