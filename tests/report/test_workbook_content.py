"""Every figure of the workbook is one of the plan's tables; formulas, inputs, names and pages are what the first sheet says."""

import math
import re
from zipfile import ZipFile

import openpyxl
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from planner.keep import content_hash
from planner.keep.lock import planner_version
from planner.report import excel, layout
from planner.report.cells import cell
from planner.report.columns import kind_in
from planner.report.sheets import plan_sheets
from planner.report.spreadsheet import Expr, Range, count_over, either, largest, total
from tests.conftest import replaced


@pytest.fixture
def file(plan_file):
    return plan_file


@pytest.fixture
def texts(plan_formulas):
    return plan_formulas


@pytest.fixture
def values(plan_values):
    return plan_values


def figures(sheet, title, columns, count):
    """The values under a table's title in the columns where it stands, without headings that are repeated."""
    rows = list(sheet.iter_rows(values_only=True))
    start = next(i for i, row in enumerate(rows) if row[0] == title)
    head = next(i for i in range(start + 1, len(rows)) if rows[i][0] == columns[0][0].narrow)
    picked = [[row[place - 1] for _, place in columns] for row in rows[head:] if row != rows[head]]
    return picked[:count]


def test_every_cell_of_every_table_is_the_plans(values, base_plan):
    compared = 0
    for content in plan_sheets(base_plan, "da"):
        for table, spans in content.all_tables:
            starts = [first for first, _ in layout.covered(1, spans)]
            columns = list(zip(table.columns, starts, strict=True))
            found = figures(values[content.title], table.title, columns, len(table.frame)) if len(table.frame) else []
            for got, (_, row) in zip(found, table.frame.iterrows(), strict=True):
                for (column, _), here in zip(columns, got, strict=True):
                    expected, _ = cell(row[column.key], kind_in(column, row), "da")
                    shown = here.date() if hasattr(here, "date") else here
                    if isinstance(expected, float):
                        assert shown == pytest.approx(expected, rel=1e-12, abs=1e-9), (table.name, column.key)
                    else:
                        assert (shown or "") == (expected or ""), (table.name, column.key)
                    compared += 1
    assert compared > 20000


def test_formulas_stand_where_figures_are_made_of_others(texts):
    count = {sheet.title: sum(c.data_type == "f" for row in sheet.iter_rows() for c in row) for sheet in texts}
    assert all(count[name] for name in ("Overblik", "Bemanding", "Målgrupper", "Bevægelser", "Økonomi", "Kontrol"))
    assert sum(count.values()) > 3500


def test_no_formula_reaches_out_of_the_file(texts, file):
    for sheet in texts:
        for row in sheet.iter_rows():
            assert not [c for c in row if c.data_type == "f" and re.search(r"\[|https?:|INDIRECT|WEBSERVICE", c.value)]
    assert not [name for name in ZipFile(file).namelist() if "external" in name.lower() or "vba" in name.lower()]


def test_only_limits_targets_and_other_savings_may_be_changed(texts, base_plan):
    unlocked = {}
    for sheet in texts:
        assert sheet.protection.sheet
        assert not sheet.protection.password
        assert not sheet.protection.autoFilter
        open_ = [c for row in sheet.iter_rows() for c in row if not c.protection.locked]
        unlocked[sheet.title] = len([c for c in open_ if c.value is not None])
        assert all(c.data_type != "f" and c.font.color.rgb == "FF0000FF" for c in open_ if c.value is not None)
    years = len(base_plan.years[base_plan.years["year"] != "lasting"])
    assert {name: count for name, count in unlocked.items() if count} == {
        "Målgrupper": 1 + len(base_plan.caseload),
        "Økonomi": 2 * years,
    }


def test_an_input_refuses_what_it_cannot_be(texts):
    rules = texts["Målgrupper"].data_validations.dataValidation
    assert {rule.type for rule in rules} == {"decimal"}
    assert {float(rule.formula1) for rule in rules} == {-0.9, 0.1}


def test_names_stand_for_the_plans_figures(values, base_plan):
    def of(name):
        sheet, at = values.defined_names[name].attr_text.replace("'", "").replace("$", "").split("!")
        return values[sheet][at].value

    years = base_plan.years.set_index(["account", "year"])
    for account, year in years.index:
        if year != "lasting":
            assert of(f"{account}_maal_{year}") == pytest.approx(years.at[(account, year), "target_dkk"])
            assert of(f"{account}_netto_{year}") == pytest.approx(years.at[(account, year), "net_dkk"])
    assert of("Aarsvaerk_foerst") == pytest.approx(base_plan.kpi["fte_start"])
    assert of("Aarsvaerk_sidst") == pytest.approx(base_plan.kpi["fte_end"])
    assert of("Lempelse") == 0
    assert of("Kontrol_afviger") == 0
    assert of("Prisniveau") == "2025-p/l"


def test_every_name_is_told_of_on_the_first_sheet(values):
    said = " ".join(str(c.value) for row in values["Læs mig"].iter_rows() for c in row if c.value)
    families = {re.sub(r"_\d{4}$", "", name) for name in values.defined_names if not name.startswith("_xlnm")}
    assert [name for name in families if name not in said] == []


def test_the_file_says_what_it_was_made_from(values, base_plan, file):
    facts = {row[0]: row[1] for row in values["Læs mig"].iter_rows(max_row=22, values_only=True) if row[0]}
    properties = {each.name: each.value for each in values.custom_doc_props.props}
    for said in (facts["Scenarie"], properties["scenario"]):
        assert said == base_plan.case.settings.name
    assert content_hash(base_plan.case) == properties["content"]
    assert content_hash(base_plan.case) in facts.values()
    assert properties["version"] == facts["Programmets version"] == planner_version()
    assert properties["price_level"] == facts["Prisniveau"] == "2025-p/l"
    assert properties["date"] == facts["Beregnet"]


def test_details_stand_below_what_is_printed_and_are_named_there(values, base_plan):
    for content in plan_sheets(base_plan, "da"):
        sheet = values[content.title]
        last = int(re.search(r"\$(\d+)'?$", sheet.print_area)[1])
        rows = {row[0].value: row[0].row for row in sheet.iter_rows() if row[0].value}
        named = next((text for text in rows if str(text).startswith("Kun på skærmen")), "")
        for table, _ in content.tables:
            assert rows[table.title] <= last
        for table, _ in content.details:
            assert rows[table.title] > last
            assert table.title in named
        assert bool(named) == bool(content.details)


def test_a_value_only_reader_sees_every_number(file):
    frames = pd.read_excel(file, sheet_name=None, header=None)
    assert frames["Målgrupper"].map(lambda v: isinstance(v, int | float) and not math.isnan(v)).sum().sum() > 3000
    assert not frames["Overblik"].isin(["#VALUE!", "#REF!", "#NAME?"]).any().any()


@pytest.mark.parametrize("language", ["da", "en"])
def test_a_comparison_names_the_baseline_and_computes_the_differences(
    comparison, small_plan, short_plan, tmp_path, language
):
    excel.write_comparison(comparison, [small_plan, short_plan], tmp_path / "c.xlsx", language)
    book = openpyxl.load_workbook(tmp_path / "c.xlsx")
    assert comparison.names[comparison.baseline] in " ".join(
        str(row[0]) for row in book.worksheets[0].iter_rows(values_only=True) if row[0]
    )
    net = book.worksheets[2]
    made = [c.value for row in net.iter_rows() for c in row if c.data_type == "f"]
    assert len(made) == len(comparison.years)
    assert all(re.fullmatch(r"=D\d+-C\d+", text) for text in made)


@pytest.mark.parametrize(
    "name", ["small_plan", "work_plan", "short_plan", "trained_plan", "yearly_plan", "budget_plan"]
)
def test_every_plan_holds_in_its_own_workbook(name, request, tmp_path):
    excel.write_workbook(request.getfixturevalue(name), tmp_path / "x.xlsx")
    book = openpyxl.load_workbook(tmp_path / "x.xlsx", data_only=True)
    found = [row[3].value for row in book["Kontrol"].iter_rows(min_row=4) if row[3].value]
    assert set(found) == {"OK", "OK?"}


def test_a_plan_that_does_not_add_up_is_told_so_by_its_workbook(small_plan, tmp_path):
    staff = small_plan.staff.copy()
    staff.loc[staff["month"] == staff["month"].iloc[-1], "fte"] += 1
    excel.write_workbook(replaced(small_plan, staff=staff), tmp_path / "x.xlsx")
    book = openpyxl.load_workbook(tmp_path / "x.xlsx", data_only=True)
    off = [row[0].value for row in book["Kontrol"].iter_rows(min_row=4) if row[3].value == "AFVIGER"]
    assert any("først - går + kommer = til sidst" in text for text in off)


HELD = {"A1": 3.0, "A2": -2.5, "A3": 0.75, "A4": 40.0}
HOW = {"+": Expr.__add__, "-": Expr.__sub__, "*": Expr.__mul__, "/": Expr.__truediv__, "minus": lambda a, _: -a}
TREES = st.recursive(
    st.sampled_from([Expr(name, value) for name, value in HELD.items()]),
    lambda part: st.builds(lambda how, a, b: HOW[how](a, b), st.sampled_from(sorted(HOW)), part, part),
    max_leaves=8,
)


@given(TREES)
def test_the_text_of_a_formula_means_what_its_value_says(tree):
    """Python reads the four operations and their brackets as a spreadsheet does."""
    assume(math.isfinite(tree.value) and abs(tree.value) < 1e9)
    try:
        found = eval(tree.text, {}, dict(HELD))
    except ZeroDivisionError:
        assume(False)
    assert found == pytest.approx(tree.value, rel=1e-6, abs=1e-6)


def test_ranges_are_summed_and_counted_without_words():
    column = Range("A1:A4", [1.0, "Team", None, 3.0])
    assert total([column, Expr("B1", 2.0)]) == Expr("SUM(A1:A4,B1)", 6.0)
    assert largest([column, 0.0]) == Expr("MAX(A1:A4,0)", 3.0)
    assert count_over([column], 1.5) == Expr('COUNTIF(A1:A4,">1.5")', 1.0, 1)
    assert either(Expr("A1", 2.0) > 1.0, Expr("B1", 5.0), 0.0) == Expr("IF(A1>1,B1,0)", 5.0)
