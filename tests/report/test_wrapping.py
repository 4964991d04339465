"""The layout of a table on the screen: what fits stays on one line, sentences are wrapped, nothing gets too narrow for a word."""

import pandas as pd
import pytest

from planner.report import tables
from planner.report.columns import Column, Table, shown
from planner.report.wrapping import fit

SENTENCE = (
    "Standardværdi for ekstern afgang inkl. pension (10-15 pct.), ikke kontrolleret; brug egen personalestatistik"
)


def laid_out(*columns, rows=3):
    """The layout of columns of (heading, kind, the text in each row)."""
    frame = pd.DataFrame({heading: [text] * rows for heading, _, text in columns})
    table = Table("x", "x", "", tuple(Column(heading, heading, kind) for heading, kind, _ in columns), frame)
    return fit(table, shown(table))


def test_what_fits_is_left_to_the_screen():
    found = laid_out(("Team", "text", "Sygedagpenge"), ("Årsværk", "fte", 12.0))
    assert (found.widths, found.lines, found.row_height) == ((None, None), 1, None)


def test_a_text_below_the_rows_that_the_screen_looks_at_gets_its_width():
    frame = pd.DataFrame({"Regel": ["kort"] * 9 + [SENTENCE[:45]], "Tal": [1.0] * 10})
    table = Table("x", "x", "", (Column("Regel", "Regel", "text"), Column("Tal", "Tal", "fte")), frame)
    regel, number = fit(table, shown(table)).widths
    assert regel > 250
    assert number is None


def test_a_sentence_is_wrapped_on_the_page_and_figures_keep_one_line():
    found = laid_out(("Hvad", "text", "Naturlig afgang"), ("Hvorfor", "text", SENTENCE), ("Mere", "text", SENTENCE))
    assert found.lines >= 3
    assert found.row_height > 64
    assert sum(found.widths) <= 845
    assert min(found.widths) > 60


def test_a_table_of_figures_is_moved_sideways_and_not_wrapped():
    years = [(str(2020 + n), "dkk", 1234567.0) for n in range(12)]
    assert laid_out(("Regel", "text", SENTENCE), *years).lines == 1


def test_a_long_table_is_never_taller_than_three_lines():
    assert laid_out(*((f"Tekst {n}", "text", SENTENCE) for n in range(5)), rows=30).lines == 3


@pytest.mark.parametrize("name", ["timetable", "rules", "plausibility", "documents", "ownership", "assumptions"])
def test_tables_of_words_are_wrapped_and_no_column_is_narrower_than_its_heading(base_plan, name):
    table = getattr(tables, name)(base_plan)
    found = fit(table, shown(table))
    assert found.lines > 1
    assert all(width > 5 * len(column.heading) for width, column in zip(found.widths, table.columns, strict=True))


@pytest.mark.parametrize("name", ["teams", "team_cases", "savings", "ways_of_leaving", "posts_loads"])
def test_tables_that_fitted_are_left_as_they_are(base_plan, name):
    table = getattr(tables, name)(base_plan)
    assert fit(table, shown(table)).lines == 1
