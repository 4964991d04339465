"""The settings of a scenario as a flat list of paths and values, and what each path is called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from planner.case.settings import Line, Retraining
from planner.case.values import ACCOUNTS, LASTING, Figure, Strict
from planner.report import numbers
from planner.report.names import Names
from planner.text import Catalogue, Language, catalogue

FOLDERS = ("name", "why", "municipality", "data", "tables", "rules", "law", "law_values", "taken_over")
"""What is no assumption, or (the law's values) is listed with the rule that it replaces."""
_NAMED_ELSEWHERE = ("path", "label_da", "label_en")


def walk(node: Strict, at: str = "") -> Iterator[tuple[str, Any]]:
    """The settings in the order of the schema, whether a lever is used first. Figures and the rows of a list are leaves, numbered from 1."""
    for key in sorted(type(node).model_fields, key=lambda key: key != "active"):
        value, path = getattr(node, key), f"{at}.{key}" if at else key
        if path in FOLDERS or key in _NAMED_ELSEWHERE:
            continue
        if isinstance(value, Strict) and not isinstance(value, Figure):
            yield from walk(value, path)
        elif isinstance(value, Mapping):
            yield from _mapped(value, path)
        elif isinstance(value, tuple) and value and isinstance(value[0], Strict):
            yield from _rows(value, path)
        elif key != "where":
            yield path, value


def _mapped(values: Mapping[str, Any], path: str) -> Iterator[tuple[str, Any]]:
    """The values under an account, a key, or an account and a year."""
    for name in sorted(values, reverse=True):
        value = values[name]
        yield from _mapped(value, f"{path}.{name}") if isinstance(value, Mapping) else [(f"{path}.{name}", value)]


def _rows(rows: tuple[Any, ...], path: str) -> Iterator[tuple[str, Any]]:
    """The rows of a list: a path of retraining field by field, any other row whole."""
    for number, row in enumerate(rows, 1):
        if isinstance(row, Retraining):
            yield from walk(row, f"{path}.{row.path}")
        else:
            yield f"{path}.{number}", row


def setting_label(c: Catalogue, path: str, names: Mapping[str, str] | None = None) -> str:
    """What a setting (`voluntary.take_up.1.payment_months`) or a table (`staffing`) is called.

    Args:
        c: the catalogue.
        path: the dotted path, as a scenario file nests it.
        names: names of legal rules and of paths of retraining, by key.
    """
    for key in (f"setting.{path}", f"where.{path}"):
        if c.knows(key):
            return c.t(key)
    head, *rest = path.split(".")
    if rest and (rest[-1] in ACCOUNTS or rest[:-1][-1:] in ([account] for account in ACCOUNTS)):
        last = c.t(f"year.{LASTING}") if rest[-1] == LASTING else rest[-1]
        return f"{setting_label(c, path.rpartition('.')[0])}, {last}"
    if not rest or not c.knows(f"where.{head}"):
        return path
    return f"{c.t(f'where.{head}')}: {_words(c, rest, names or {})}"


def _words(c: Catalogue, parts: list[str], names: Mapping[str, str]) -> str:
    """The parts of a path below a lever: terms of the lever with their numbers, and names of rules and paths."""
    words: list[str] = []
    for part in parts:
        word = c.t(f"lever.{part}") if c.knows(f"lever.{part}") else names.get(part, part)
        if part.isdigit() and words:
            words[-1] += f" {part}"
        else:
            words.append(word)
    return ", ".join(words)


def line_name(line: Line, names: Names, c: Catalogue) -> str:
    """For whom a line of other terms holds."""
    who = [names.team(line.team) if line.team else "", names.profession(line.profession) if line.profession else ""]
    who.append(str(line.year) if line.year else "")
    return c.t("cell.line", who=", ".join(part for part in who if part) or c.t("cell.everybody"))


def line_terms(line: Line, language: Language) -> str:
    """What a line says otherwise than its lever."""
    c = catalogue(language)
    terms = []
    if line.active is not None:
        terms.append(f"{c.t('lever.active')}: {c.t('cell.yes' if line.active else 'cell.no')}")
    if line.cap_fte is not None:
        terms.append(f"{c.t('lever.cap_fte')}: {numbers.number(line.cap_fte, language)} {c.t('unit.fte')}")
    if line.cost_dkk_per_fte is not None:
        terms.append(f"{c.t('lever.cost_dkk_per_fte')}: {numbers.dkk(line.cost_dkk_per_fte, language)}")
    if line.success_share is not None:
        terms.append(f"{c.t('lever.success_share')}: {numbers.share(line.success_share, language)}")
    return "; ".join(terms) or c.t("cell.none")
