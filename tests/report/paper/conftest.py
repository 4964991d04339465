"""Drafts that the papers are made from, and the papers themselves; each is made once."""

from datetime import date

import pytest

from planner import load_case, make_plan
from planner.report.paper import Draft, Edition, paper
from tests.conftest import BASE

DAY = date(2025, 9, 1)


@pytest.fixture(scope="session")
def base_draft(base_case, base_plan):
    return Draft.of(base_case, base_plan)


@pytest.fixture(scope="session")
def no_dismissals_draft():
    case = load_case(BASE.with_name("no_dismissals.yaml"))
    return Draft.of(case, make_plan(case, posts=False))


@pytest.fixture(scope="session")
def editions(base_draft, no_dismissals_draft):
    """Internal and public, alone and with an alternative."""
    both = (base_draft, no_dismissals_draft)
    return {
        "internal": Edition((base_draft,), DAY),
        "public": Edition((base_draft,), DAY, public=True),
        "internal_both": Edition(both, DAY),
        "public_both": Edition(both, DAY, public=True),
    }


@pytest.fixture(scope="session")
def papers(editions):
    return {name: paper(edition) for name, edition in editions.items()}
