"""What the tests of the verification share."""

from planner.verification import CHECKS

_FIRST = list(CHECKS)
"""The checks, those that found the last changes first: one that fails is enough, and most are not needed."""


def found(plan):
    """The code of a check that fails, or nothing."""
    for check in list(_FIRST):
        if not check.result(plan).ok:
            _FIRST.insert(0, _FIRST.pop(_FIRST.index(check)))
            return check.code
    return ""
