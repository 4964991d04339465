"""Plans that the reports are shown from: one that meets its targets, one that does not, and the two compared."""

import pytest

from planner import compare, make_plan


@pytest.fixture(scope="session")
def short_plan(small_case):
    """The small case without dismissals, so that no saving is met."""
    settings = small_case.settings
    dismissals = settings.dismissals.model_copy(update={"cap_fte": 0.0})
    changed = settings.model_copy(update={"name": "Uden & afskedigelser", "dismissals": dismissals})
    return make_plan(small_case.model_copy(update={"settings": changed}))


@pytest.fixture(scope="session")
def comparison(small_plan, short_plan):
    return compare([small_plan, short_plan])
