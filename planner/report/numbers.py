"""Figures as they are written in Danish (or English) administration. Halves round away from zero.

One rule for each kind of figure, on the screen, in the workbook, in the paper and on the command line: whole numbers come
without decimals, FTE and mio. kr. with one. A smaller amount of money has as many more as it takes not to read as nothing,
what is reached as many as it takes not to read as its target, and what must suffice is rounded up. The unit stands in the
column's heading, so these functions return the bare number; `mio_kr` is for running text.
"""

from __future__ import annotations

import math
from datetime import date
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from functools import cache, lru_cache

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

from planner.text import Language, catalogue

_LOCALES = {"da": "da_DK", "en": "en_GB"}
_MOST_DECIMALS = 6
_ADDED = Decimal("0.05")
"""So much of an amount that must suffice may be added by rounding it up."""


@cache
def _locale(language: Language) -> Locale:
    return Locale.parse(_LOCALES[language])


def rounded(value: float, decimals: int) -> Decimal:
    """The value with so many decimals, halves away from zero, and never minus zero.

    >>> rounded(0.25, 1), rounded(-0.04, 1)
    (Decimal('0.3'), Decimal('0.0'))
    """
    exact = Decimal(str(round(value, 9)))
    return exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP) + 0


@lru_cache(maxsize=1 << 16)
def _decimal(value: float, decimals: int, language: Language) -> str:
    if not math.isfinite(value):
        return catalogue(language).t("cell.endless") if value > 0 else ""
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return str(format_decimal(rounded(value, decimals), format=pattern, locale=_locale(language)))


def fte(value: float, language: Language = "da") -> str:
    """FTE with one decimal.

    >>> fte(1234.56)
    '1.234,6'
    """
    return _decimal(value, 1, language)


def part(value: float, language: Language = "da") -> str:
    """A part of a post: FTE with two decimals.

    >>> part(0.0441)
    '0,04'
    """
    return _decimal(value, 2, language)


def mio(dkk_amount: float, language: Language = "da") -> str:
    """An amount in DKK as mio. kr. without the unit: one decimal, two or three where it would read as nothing.

    >>> mio(3_450_000), mio(12_000), mio(1_200), mio(40)
    ('3,5', '0,01', '0,001', '0,0')
    """
    return _decimal(dkk_amount / 1e6, mio_decimals(dkk_amount), language)


def mio_decimals(dkk_amount: float) -> int:
    """How many decimals an amount in DKK is given when it is written in mio. kr.; less than 500 kr. is nothing."""
    size = abs(dkk_amount)
    return 1 if size >= 50_000 or size < 500 else 2 if size >= 5_000 else 3


def reached(value: float, due: float, language: Language = "da") -> tuple[str, str, str]:
    """What is reached of what is due, what is due, and what is missing: with the decimals of what is due, one at least.

    There are more where what is reached would read as what is due.

    >>> reached(4.573, 4.9), reached(4.87, 4.9)
    (('4,6', '4,9', '0,3'), ('4,87', '4,9', '0,03'))
    """
    given = rounded(due, _MOST_DECIMALS).normalize()
    least = max(1, -int(given.as_tuple().exponent))
    decimals = next((n for n in range(least, _MOST_DECIMALS) if rounded(value, n) != rounded(due, n)), least)
    there = rounded(value, decimals)
    return (
        number(float(there), language),
        number(due, language),
        number(float(rounded(due, decimals) - there), language),
    )


def enough(value: float) -> float:
    """An amount that must suffice: rounded up to the fewest decimals, one at least, that add a twentieth at most.

    >>> enough(0.897), enough(0.327), enough(0.305), enough(2.0), enough(0.000327)
    (0.9, 0.33, 0.31, 2.0, 0.00033)
    """
    exact = Decimal(str(round(value, 9)))
    for decimals in range(1, 10):
        up = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_CEILING)
        if up <= exact * (1 + _ADDED):
            return float(up)
    return value


def mio_kr(dkk_amount: float, language: Language = "da") -> str:
    """An amount in DKK as mio. kr. with its unit, for running text.

    >>> mio_kr(3_500_000)
    '3,5 mio. kr.'
    """
    return catalogue(language).t("unit.amount_mio", amount=mio(dkk_amount, language))


def dkk(value: float, language: Language = "da") -> str:
    """An amount in whole kroner.

    >>> dkk(1234567.4)
    '1.234.567'
    """
    return _decimal(value, 0, language)


cases = count = dkk


@lru_cache(maxsize=1 << 16)
def number(value: float, language: Language = "da") -> str:
    """A figure with as many decimals as it has, at most four.

    >>> number(0.12), number(590000.0)
    ('0,12', '590.000')
    """
    if not math.isfinite(value):
        return _decimal(value, 0, language)
    return str(format_decimal(rounded(value, 4), format="#,##0.####", locale=_locale(language)))


@lru_cache(maxsize=1 << 16)
def share(value: float, language: Language = "da") -> str:
    r"""A share of 1 in percent; one decimal below 10 %, where it says something.

    >>> share(0.1), share(0.045), share(1.2)
    ('10\xa0%', '4,5\xa0%', '120\xa0%')
    """
    if not math.isfinite(value):
        return _decimal(value, 0, language)
    percent = rounded(value * 100, 1)
    small = abs(percent) < 10 and percent % 1 != 0
    exact = (percent if small else rounded(value * 100, 0)) / 100
    whole = _locale(language).percent_formats[None].pattern
    pattern = whole.replace("##0", "##0.0") if small else whole
    return str(format_percent(exact, format=pattern, locale=_locale(language)))


@lru_cache(maxsize=1 << 12)
def day(iso: str, language: Language = "da") -> str:
    """An ISO date as it is written in running text.

    >>> day("2026-07-01"), day("2026-07-01", "en")
    ('1.7.2026', '1 Jul 2026')
    """
    pattern = {"da": "d.M.yyyy", "en": "d MMM yyyy"}[language]
    return str(format_date(date.fromisoformat(iso), pattern, locale=_locale(language))) if iso else ""


@lru_cache(maxsize=1 << 12)
def month(text: str, language: Language = "da") -> str:
    """A month `YYYY-MM` with its short name.

    >>> month("2026-07"), month("2026-07", "en")
    ('jul. 2026', 'Jul 2026')
    """
    return str(format_date(date.fromisoformat(f"{text}-01"), "MMM yyyy", locale=_locale(language))) if text else ""


def half_year(text: str, language: Language = "da") -> str:
    """A half-year `2026H1` in words; a year stays as it is.

    >>> half_year("2026H1"), half_year("2026H1", "en"), half_year("2026")
    ('1. halvår 2026', 'H1 2026', '2026')
    """
    if "H" not in text:
        return text
    return catalogue(language).t("period.half_year", half=text[-1], year=text[:4])


def half_year_short(text: str) -> str:
    """A half-year in six characters, for narrow headings and axes; a year stays as it is.

    >>> half_year_short("2026H1"), half_year_short("2026")
    ('2026/1', '2026')
    """
    return text.replace("H", "/")


def price_level(text: str, language: Language = "da") -> str:
    """A price level as it is written in Danish administration.

    >>> price_level("2025-pl"), price_level("2025-pl", "en")
    ('2025-p/l', '2025 prices')
    """
    return text.replace("-pl", "-p/l") if language == "da" else text.replace("-pl", " prices")
