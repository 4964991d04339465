"""What a fault and a breach say."""

import pytest

from planner.errors import Breach, Fault, hidden


@pytest.mark.parametrize(
    ("breach", "line"),
    [
        (Breach("dismissal_cap", "", 1.0, "FTE"), "dismissal_cap, the whole plan: 1.00 FTE"),
        (Breach("dismissal_cap", "dismissals line_0 2026", 2.0, "FTE"), "dismissal_cap, dismissals.where.0 2026: 2.00 FTE"),
        (Breach("minimum_staffing", "a worker 2026_07", 0.5, "FTE"), "minimum_staffing, a worker 2026-07: 0.50 FTE"),
        (Breach("saving", "HK6 lasting", 600.0, "1,000 DKK"), "saving, HK6 lasting: 600.00 thousand DKK"),
    ],
)  # fmt: skip
def test_a_breach_says_what_and_how_much(breach, line):
    assert str(breach) == line


def test_no_part_of_a_fault_shows_a_personal_number():
    number = "010190-1234"
    assert "1234" not in str(Fault(number, number, number, number, number))
    assert hidden(f"writing {number}.xlsx") == "writing (not shown).xlsx"
