"""Figures as they are written in Danish and English, with halves away from zero."""

import math

import pytest

from planner.report import numbers

NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("value", "danish", "english"),
    [
        (1234.56, "1.234,6", "1,234.6"),
        (0.25, "0,3", "0.3"),
        (0.35, "0,4", "0.4"),
        (-0.04, "0,0", "0.0"),
        (-2.25, "-2,3", "-2.3"),
    ],
)
def test_fte_has_one_decimal(value, danish, english):
    assert numbers.fte(value) == danish
    assert numbers.fte(value, "en") == english


def test_mio_shows_dkk_in_millions():
    assert numbers.mio(3_450_000) == "3,5"
    assert numbers.mio_kr(3_500_000) == "3,5 mio. kr."
    assert numbers.mio_kr(3_500_000, "en") == "DKK 3.5 mio."


def test_a_small_amount_is_not_hidden_by_rounding():
    assert numbers.mio(49_999) == "0,05"
    assert numbers.mio(-30_000) == "-0,03"
    assert numbers.mio(4_999) == "0,005"
    assert numbers.mio(500) == "0,001"
    assert numbers.mio(49) == "0,0"


@pytest.mark.parametrize("short", [0.0005, 0.004, 0.0499, 0.05, 0.3, 4.9])
@pytest.mark.parametrize("due", [4.9, 1.35, 12.0])
def test_what_is_missed_never_reads_as_met(due, short):
    reached, of, missing = numbers.reached(due - short, due)
    assert reached != of
    assert missing not in ("0", "0,0")
    assert numbers.number(due) == of


def test_what_is_reached_is_written_as_its_target_is_and_the_three_figures_add_up():
    assert numbers.reached(4.573, 4.9) == ("4,6", "4,9", "0,3")
    assert numbers.reached(8.595, 8.9, "en") == ("8.6", "8.9", "0.3")
    assert numbers.reached(1.2, 1.35) == ("1,2", "1,35", "0,15")
    assert numbers.reached(4.8996, 4.9) == ("4,8996", "4,9", "0,0004")


@pytest.mark.parametrize("amount", [0.897, 0.327, 0.305, 1.0, 0.04, 632.04, 0.0003271, 2.1000000001])
def test_an_amount_that_must_suffice_is_never_written_smaller(amount):
    assert amount - 1e-9 <= numbers.enough(amount) <= amount * 1.05


def test_whole_kroner_cases_and_counts():
    assert numbers.dkk(1234567.5) == "1.234.568"
    assert numbers.cases(142.5) == "143"
    assert numbers.count(2300, "en") == "2,300"


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.1, "10"), (0.045, "4,5"), (0.05, "5"), (1.0449, "104"), (0.0996, "10"), (-0.034, "-3,4"), (12.0, "1.200")],
)
def test_share_has_a_decimal_only_below_ten(value, text):
    assert numbers.share(value) == f"{text}{NBSP}%"


def test_english_share():
    assert numbers.share(0.045, "en") == "4.5%"


def test_number_has_the_decimals_it_needs():
    assert [numbers.number(x) for x in (0.12, 590000.0, 1.646, 1 / 3)] == ["0,12", "590.000", "1,646", "0,3333"]


def test_dates_months_and_half_years():
    assert numbers.day("2026-07-01") == "1.7.2026"
    assert numbers.day("2026-07-01", "en") == "1 Jul 2026"
    assert numbers.day("") == ""
    assert numbers.month("2026-07") == "jul. 2026"
    assert numbers.half_year("2026H1") == "1. halvår 2026"
    assert numbers.half_year("2026H1", "en") == "H1 2026"
    assert numbers.half_year_short("2026H2") == "2026/2"
    assert numbers.half_year("2026") == numbers.half_year("2026", "en") == numbers.half_year_short("2026") == "2026"


def test_price_level():
    assert numbers.price_level("2025-pl") == "2025-p/l"
    assert numbers.price_level("2025-pl", "en") == "2025 prices"


def test_no_figure_is_no_text_and_endless_is_a_word():
    assert numbers.fte(math.nan) == ""
    assert numbers.share(math.inf) == "uendelig"
