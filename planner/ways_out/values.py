"""What is said of impossible wishes: conflicts, and a way out for each party."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from planner.case.schema import Case
from planner.staffing.wishes import Give, Wish

PARTIES = ("saving", "caseload", "dismissals", "time")
Overrides = dict[str, Any]
Progress = Callable[[str], None]
Parts = tuple[tuple[str, str, float], ...]


def limits(factor: float) -> Overrides:
    """The settings for another factor on the caseload limits."""
    return {"caseload": {"limit_factor": factor}}


@dataclass(frozen=True)
class Conflict:
    """Wishes that no plan holds together, though it could hold any part of them.

    Attributes:
        wishes: what excludes each other.
        after: the goals that come before the saving in the scenario's order, where they are what it conflicts with.
        alternatives: one for each wish that may give way alone, and by how little; all that it says must do so together. It is
            enough for every conflict that the wish is part of when it is part of all, else for this one.
    """

    wishes: tuple[Wish, ...]
    alternatives: tuple[tuple[Give, ...], ...]
    after: tuple[str, ...] = ()


@dataclass(frozen=True)
class Way:
    """The least single change of one party that makes everything possible; without overrides there is none.

    Attributes:
        party: `saving`, `caseload`, `dismissals` or `time`.
        amount: mio. DKK less to save over all years named; cases per FTE more for `parts[0]` (fewer when negative); FTE
            more that may be dismissed; months later.
        overrides: settings as `load_case` takes them.
        parts: what the amount is made of: account, year and mio. DKK; group, half-year and cases per FTE; `where` line
            (empty: the cap on all) and FTE; account and months.
        to: the new factor on the limits, or cap on all dismissals.
        tried: how far the party was let go in vain: the factor, FTE, months; empty where it has nothing to give.
    """

    party: str
    amount: float
    overrides: Overrides
    parts: Parts
    to: float | None = None
    tried: float | None = None

    @property
    def possible(self) -> bool:
        """Whether this party alone can make it possible."""
        return bool(self.overrides)

    @property
    def unit(self) -> str:
        """The unit of the amount."""
        units = {"saving": "mio_dkk", "caseload": "cases_per_fte", "dismissals": "fte", "time": "months"}
        return units[self.party]

    @classmethod
    def none(cls, party: str, tried: float | None = None) -> Way:
        """The word that a party alone cannot help, however far it goes."""
        return cls(party, 0.0, {}, (), None, tried)


@dataclass(frozen=True)
class WaysOut:
    """What to do when a scenario wishes the impossible; empty when it does not.

    Attributes:
        case: the scenario.
        reach: what a plan falls short of at least, where only the first kind of wish that suffices gives way.
        conflicts: what excludes each other.
        ways: one for each party.
    """

    case: Case
    reach: tuple[Give, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    ways: tuple[Way, ...] = ()

    @property
    def possible(self) -> bool:
        """Whether nothing excludes anything."""
        return not self.conflicts
