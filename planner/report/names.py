"""The case's own names for its teams, professions, groups and citizens, in one language."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from planner.case.schema import Case
from planner.lapse import DEMAND
from planner.report import numbers
from planner.text import Language, catalogue

_MONTH = re.compile(r"\d{4}-\d{2}")


class Names:
    """Labels by key. A key without a label stands as it is, so that nothing is ever left out for want of a name."""

    def __init__(self, case: Case, language: Language) -> None:
        def labels(rows: Iterable[Any], key: str) -> dict[str, str]:
            return {getattr(row, key): getattr(row, f"label_{language}") for row in rows}

        self.teams = labels(case.teams, "team")
        self.professions = labels(case.professions, "profession")
        self.groups = labels(case.target_groups, "target_group")
        self.citizens = labels(case.citizen_types, "citizen_type")
        self.units = labels(case.units, "unit")
        self.guarantees = labels(case.guarantees, "guarantee")
        self.rules = labels(case.law.values(), "rule")
        self.changes = labels(case.changes, "change")
        self.tasks = labels(case.tasks, "task")
        self.queues = labels(case.queues, "queue")
        self.floors = labels(case.floors, "floor")
        self._texts = catalogue(language)

    def team(self, key: str) -> str:
        """A team's name."""
        return self.teams.get(key, key)

    def profession(self, key: str) -> str:
        """A profession's name."""
        return self.professions.get(key, key)

    def group(self, key: str) -> str:
        """A target group's name, or that of the exit citizens leave by."""
        if key.startswith("exit_") and key not in self.groups:
            known = self._texts.knows(f"exit.{key}")
            return self._texts.t(f"exit.{key}") if known else key.removeprefix("exit_").replace("_", " ")
        return self.groups.get(key, key)

    def change(self, key: str) -> str:
        """A dated rule's name, or the word for what no rule makes."""
        return self._texts.t("cell.demand") if key == DEMAND else self.changes.get(key, key)

    def node(self, key: str) -> str:
        """The name of a unit, a citizen type or a guarantee."""
        return self.units.get(key) or self.citizens.get(key) or self.guarantees.get(key, key)

    def owner(self, text: str) -> str:
        """One or more units joined by +, or that nobody is."""
        return " + ".join(self.node(key) for key in text.split(" + ")) if text else self._texts.t("cell.nobody")

    def subject(self, text: str) -> str:
        """What a finding is about: its keys replaced by names, word by word."""
        words = [self._word(word) for word in text.split()]
        return " · ".join(words) if len(words) > 1 and text.split(maxsplit=1)[0] in self.teams else " ".join(words)

    def _word(self, word: str) -> str:
        """A key, a month or a legal rule by its name; any other word as it stands."""
        if _MONTH.fullmatch(word):
            return numbers.month(word, self._texts.language)
        if word in self.rules:
            return self.rules[word]
        if self._texts.knows(f"subject.{word}"):
            return self._texts.t(f"subject.{word}")
        known = self.teams | self.professions | self.groups | self.units | self.citizens | self.floors
        return known.get(word, word)

    def account(self, key: str) -> str:
        """An account with what it pays for."""
        return self._texts.t(f"account.{key}")


def law_unit(unit: str, language: Language, value: float = 0) -> str:
    """The unit of a rule in the reader's language, in the singular for exactly one."""
    c, key = catalogue(language), unit.replace(" ", "_")
    if value == 1 and c.knows(f"law_one.{key}"):
        return c.t(f"law_one.{key}")
    return c.t(f"law_unit.{key}") if c.knows(f"law_unit.{key}") else unit
