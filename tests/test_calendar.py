import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.calendar import Month, half_years, months_from, years

months = st.builds(Month, st.integers(1990, 2060), st.integers(1, 12))


@given(months, st.integers(-300, 300))
def test_plus_and_since_undo_each_other(month, steps):
    assert month.plus(steps).since(month) == steps


@given(months)
def test_a_month_reads_back_as_written(month):
    assert Month.parse(str(month)) == month


@pytest.mark.parametrize("text", ["2026", "2026-13", "2026-00", "26-01", "2026-1", "January 2026", ""])
def test_what_is_no_month_is_refused(text):
    with pytest.raises(ValueError, match="YYYY-MM"):
        Month.parse(text)


def test_half_years_and_years_cover_every_month_once():
    months = months_from(Month(2025, 10), Month(2030, 12))
    assert len(months) == 63
    assert list(half_years(months)) == ["2025H2", *(f"{y}H{h}" for y in range(2026, 2031) for h in (1, 2))]
    assert [t for positions in half_years(months).values() for t in positions] == list(range(63))
    assert [len(positions) for positions in years(months).values()] == [3, 12, 12, 12, 12, 12]
