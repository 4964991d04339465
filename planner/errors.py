"""What can go wrong, and what the user is told about it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

PERSONAL = re.compile(r"(?<!\d)\d{6}[\W_]{0,3}\d{4}(?!\d)|(?<!\d)\d{9,10}(?!\d)")
"""What looks like a personal number: ten digits, or six and four with little between them; nine, where Excel drops a zero."""


def hidden(text: str) -> str:
    """A text as it may be shown to the user: without anything that looks like a personal number."""
    return PERSONAL.sub("(not shown)", text)


@dataclass(frozen=True)
class Fault:
    """One fault in what the user gave us: where, what was found, what is allowed, what to do."""

    file: str
    place: str
    found: str
    allowed: str
    suggestion: str = ""

    def __post_init__(self) -> None:
        for name in ("file", "place", "found", "allowed", "suggestion"):
            object.__setattr__(self, name, hidden(getattr(self, name)))

    def __str__(self) -> str:
        """The fault as one sentence a person can act on."""
        tail = f" {self.suggestion}" if self.suggestion else ""
        return f"{self.file}, {self.place}: found {self.found}; allowed: {self.allowed}.{tail}"


class PlannerError(Exception):
    """Anything the planner refuses to do, with the exit code of the command line."""

    exit_code = 1


class InputError(PlannerError):
    """The scenario or its tables cannot be used; carries every fault, not just the first."""

    exit_code = 2

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


@dataclass(frozen=True)
class Breach:
    """How far one hard rule must give way when only the rules of its kind may do so."""

    rule: str
    subject: str
    amount: float
    unit: str

    def __str__(self) -> str:
        """The breach as one line: the rule, what it concerns, and how much it must give way."""
        subject = re.sub(r"^(\w+) line_(\d+)", r"\1.where.\2", self.subject) or "the whole plan"
        subject = re.sub(r"(\d{4})_(\d\d)$", r"\1-\2", subject)
        return f"{self.rule}, {subject}: {self.amount:,.2f} {self.unit.replace('1,000', 'thousand')}"


class NoPlanError(PlannerError):
    """No plan meets the hard rules; carries the smallest breaches that would make one possible."""

    exit_code = 3

    def __init__(self, breaches: Sequence[Breach]) -> None:
        self.breaches = tuple(breaches)
        lines = "\n".join(f"  {breach}" for breach in self.breaches)
        super().__init__(
            f"No plan meets the hard rules. The smallest breach that would be needed:\n{lines}\nplanner ways SCENARIO says what each party can do about it."
        )


class SolverError(PlannerError):
    """The solver stopped without a proven optimum; the plan is not shown."""


class VerificationError(PlannerError):
    """The plan does not recompute; it is neither shown nor written."""
