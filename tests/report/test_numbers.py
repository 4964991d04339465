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
    assert numbers.mio(30_000) == "0,030"
    assert numbers.mio(-30_000) == "-0,030"
    assert numbers.mio(49) == "0,0"


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
