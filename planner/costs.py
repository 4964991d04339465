"""Pure functions from notice and severance to months of pay. All are per FTE that is given notice in a month.

Notice given in month 0 runs from month 1; who has L months leaves at the end of month L and the saving starts
in month L + 1 (employers' notice runs to the end of a calendar month, fact DK008).
"""

from __future__ import annotations

from collections.abc import Sequence

from planner.case.schema import NoticeClass


def longest_notice(mix: Sequence[NoticeClass]) -> int:
    """The longest notice in the mix, in months."""
    return max(row.notice_months for row in mix)


def share_under_notice(mix: Sequence[NoticeClass], months_after: int) -> float:
    """The share of the FTE given notice that is still under notice, and paid, that many months after.

    >>> mix = [NoticeClass(service="a", notice_months=3, severance_months=0, share=1, source="x")]
    >>> [share_under_notice(mix, month) for month in (0, 1, 3, 4)]
    [0.0, 1.0, 1.0, 0.0]
    """
    if months_after < 1:
        return 0.0
    return sum((row.share for row in mix if row.notice_months >= months_after), 0.0)


def severance_due(mix: Sequence[NoticeClass], months_after: int) -> float:
    """Months of pay in severance that fall due, per FTE given notice, that many months after (in the exit month)."""
    return sum(row.share * row.severance_months for row in mix if row.notice_months == months_after)


def pay_due(mix: Sequence[NoticeClass], months_after: int) -> float:
    """Months of pay due in all that many months after notice: pay under notice and severance."""
    return share_under_notice(mix, months_after) + severance_due(mix, months_after)


def months_saved_in_year(mix: Sequence[NoticeClass], notice_month: int) -> float:
    """Months of pay saved in the calendar year of the notice, net of severance, per FTE; may be negative.

    `notice_month` is 1 for January to 12 for December. Explains most misses of a first year's target.

    >>> mix = [NoticeClass(service="a", notice_months=3, severance_months=0, share=1, source="x")]
    >>> months_saved_in_year(mix, 1), months_saved_in_year(mix, 9)
    (8.0, 0.0)
    """
    return float(sum(1 - pay_due(mix, after) for after in range(1, 13 - notice_month)))
