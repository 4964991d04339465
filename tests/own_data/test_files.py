"""Uploaded files by name: one that is there twice is asked about, never chosen between."""

import pytest

from planner import InputError
from planner.own_data import once_each
from planner.report.faults import fault_sentence


def test_two_files_of_one_name_are_refused_and_named_even_when_they_are_alike():
    for second in (b"1", b"2"):
        with pytest.raises(InputError) as caught:
            once_each([("teams.csv", b"1"), ("staffing.csv", b"0"), ("teams.csv", second)])
        assert fault_sentence(caught.value.faults[0]).startswith("teams.csv, filen: fundet filen mere end én gang")


def test_files_of_different_names_all_count():
    assert once_each([("a.csv", b"1"), ("b.csv", b"1")]) == {"a.csv": b"1", "b.csv": b"1"}
