"""The user's own tables or workbook in the place of a municipality's: read in memory, checked, planned with.

Nothing is stored unless `write_scenario` is asked to.
"""

from planner.own_data.files import case_from_files, workbook_in
from planner.own_data.folder import write_scenario
from planner.own_data.intake import Imported, Note, imported
from planner.own_data.tables import case_from_tables, example_zip

__all__ = [
    "Imported",
    "Note",
    "case_from_files",
    "case_from_tables",
    "example_zip",
    "imported",
    "workbook_in",
    "write_scenario",
]
