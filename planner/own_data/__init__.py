"""The user's own tables in the place of a municipality's: read in memory, checked, planned with, never stored."""

from planner.own_data.tables import case_from_tables, example_zip

__all__ = ["case_from_tables", "example_zip"]
