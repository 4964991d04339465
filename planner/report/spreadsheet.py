"""Expressions of a spreadsheet: the text of a formula together with what it comes to.

>>> a, b = Expr("A1", 6.0), Expr("B1", 2.0)
>>> (a - b) / b
Expr(text='(A1-B1)/B1', value=2.0, binds=2)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_SUM, _PRODUCT, _WHOLE = 1, 2, 3


@dataclass(frozen=True)
class Expr:
    """A formula without its equals sign, in the file format's notation, and its value; `binds` says how tightly."""

    text: str
    value: float
    binds: int = _WHOLE

    def __add__(self, other: Expr | float) -> Expr:
        other = _expr(other)
        return Expr(f"{self.text}+{_within(other, _SUM)}", self.value + other.value, _SUM)

    def __sub__(self, other: Expr | float) -> Expr:
        other = _expr(other)
        return Expr(f"{self.text}-{_within(other, _PRODUCT)}", self.value - other.value, _SUM)

    def __mul__(self, other: Expr | float) -> Expr:
        other = _expr(other)
        return Expr(f"{_within(self, _PRODUCT)}*{_within(other, _PRODUCT)}", self.value * other.value, _PRODUCT)

    def __truediv__(self, other: Expr | float) -> Expr:
        other = _expr(other)
        value = self.value / other.value if other.value else float("nan")
        return Expr(f"{_within(self, _PRODUCT)}/{_within(other, _WHOLE)}", value, _PRODUCT)

    def __neg__(self) -> Expr:
        return Expr(f"-{_within(self, _WHOLE)}", -self.value, _PRODUCT)

    def __gt__(self, other: Expr | float) -> Test:
        other = _expr(other)
        return Test(f"{self.text}>{other.text}", self.value > other.value)


@dataclass(frozen=True)
class Test:
    """A condition, and whether it holds."""

    __test__ = False
    text: str
    holds: bool


@dataclass(frozen=True)
class Word:
    """A formula whose result is a word."""

    text: str
    value: str


@dataclass(frozen=True)
class Range:
    """A block of cells, and the figures in it; words count as nothing."""

    text: str
    values: Sequence[object]

    @property
    def figures(self) -> list[float]:
        """The figures, without words and empty cells."""
        return [value for value in self.values if isinstance(value, float)]


Block = Expr | Range


def total(blocks: Iterable[Block]) -> Expr:
    """The sum of cells and ranges; 0 where there are none."""
    some = list(blocks)
    if len(some) == 1 and isinstance(some[0], Expr):
        return some[0]
    texts = [each.text for each in some]
    return Expr(f"SUM({','.join(texts)})", sum(_figures(some))) if some else Expr("0", 0.0)


def largest(blocks: Iterable[Block | float]) -> Expr:
    """The largest of cells, ranges and numbers."""
    some = [each if isinstance(each, Range) else _expr(each) for each in blocks]
    return Expr(f"MAX({','.join(each.text for each in some)})", max(_figures(some), default=0.0))


def count_over(blocks: Iterable[Range], limit: float) -> Expr:
    """How many figures are above a limit."""
    some = list(blocks)
    count = float(sum(value > limit for value in _figures(some)))
    return Expr("+".join(f'COUNTIF({each.text},">{_number(limit)}")' for each in some), count, _SUM)


def count_word(blocks: Iterable[Range], word: str) -> Expr:
    """In how many cells a word stands."""
    some = list(blocks)
    count = float(sum(word in str(value) for each in some for value in each.values if value is not None))
    return Expr("+".join(f"COUNTIF({each.text},{_quoted(f'*{word}*')})" for each in some), count, _SUM)


def either(test: Test, yes: Expr | float, no: Expr | float) -> Expr:
    """One figure where the condition holds, otherwise the other."""
    yes, no = _expr(yes), _expr(no)
    return Expr(f"IF({test.text},{yes.text},{no.text})", yes.value if test.holds else no.value)


def said(test: Test, yes: str, no: str) -> Word:
    """One word where the condition holds, otherwise the other."""
    return Word(f"IF({test.text},{_quoted(yes)},{_quoted(no)})", yes if test.holds else no)


def absolute(expr: Expr) -> Expr:
    """The size of a figure without its sign."""
    return Expr(f"ABS({expr.text})", abs(expr.value))


def _figures(blocks: Iterable[Block]) -> list[float]:
    return [value for each in blocks for value in (each.figures if isinstance(each, Range) else [each.value])]


def _expr(value: Expr | float) -> Expr:
    return value if isinstance(value, Expr) else Expr(_number(value), value)


def _quoted(text: str) -> str:
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


def _number(value: float) -> str:
    return f"{value:.15g}"


def _within(expr: Expr, least: int) -> str:
    return expr.text if expr.binds >= least else f"({expr.text})"
