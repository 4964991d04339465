"""Uploaded files, whatever they are: a workbook alone, or CSV tables and zips of them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from planner.case.schema import Case
from planner.errors import Fault, InputError
from planner.own_data.intake import case_from_workbook
from planner.own_data.tables import case_from_tables

WORKBOOKS = ("xlsx", "xlsm", "xlsb", "xls", "ods")
"""The endings that a workbook may have; all but the first are refused, each with its reason."""


def workbook_in(files: Mapping[str, bytes]) -> bytes | None:
    """The workbook among uploaded files, where there is one.

    Raises:
        InputError: a workbook and other files; which of them holds would be a guess.
    """
    found = [data for name, data in files.items() if name.lower().rpartition(".")[2] in WORKBOOKS]
    if found and len(files) > 1:
        allowed = "the workbook alone, or CSV files"
        raise InputError([Fault("the upload", "the files", "a workbook and other files", allowed)])
    return found[0] if found else None


def case_from_files(
    base: str | os.PathLike[str], files: Mapping[str, bytes], overrides: Mapping[str, Any] | None = None
) -> Case:
    """The case of uploaded files; raises InputError with every fault in them.

    Args:
        base: the scenario that lends what they do not hold.
        files: by name.
        overrides: nested settings on top, as `load_case` takes them.
    """
    book = workbook_in(files)
    return case_from_tables(base, files, overrides) if book is None else case_from_workbook(book, base, overrides)
