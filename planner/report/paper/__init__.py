"""The paper for MED in Word: a matter for discussion, in an internal version and in a public one that hides small figures."""

from planner.report.paper.build import MOST, paper, require_few, require_public
from planner.report.paper.edition import Draft, Edition
from planner.report.paper.headings import SECTIONS, read_headings
from planner.report.paper.word import document, write_paper

__all__ = [
    "MOST",
    "SECTIONS",
    "Draft",
    "Edition",
    "document",
    "paper",
    "read_headings",
    "require_few",
    "require_public",
    "write_paper",
]
