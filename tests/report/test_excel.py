"""The workbooks open, hold the Plan's figures as values, also under formulas, and can be printed and recomputed by hand."""

import dataclasses
from zipfile import ZipFile

import openpyxl
import pytest

from planner.report import excel, tables
from planner.report.layout import lines_of
from planner.report.sheets import plan_sheets
from planner.report.work_answer import work_answer

SHEETS = [
    "Læs mig",
    "Overblik",
    "Bemanding",
    "Stillinger",
    "Målgrupper",
    "Opgavebortfald",
    "Bevægelser",
    "Tidsplan",
    "Økonomi",
    "Ansvar",
    "Koordination",
    "Forudsætninger",
    "Kontrol",
    "Efterregning",
    "Kilder",
]


@pytest.fixture
def file(plan_file):
    return plan_file


@pytest.fixture
def book(plan_values):
    return plan_values


def cells(sheet):
    return [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]


def under(sheet, heading):
    """The rows under the heading whose first cells are these words, as lists of values, up to an empty row."""
    for row in sheet.iter_rows():
        values = [cell.value for cell in row]
        if values[: len(heading)] == heading:
            found = []
            for below in sheet.iter_rows(min_row=row[0].row + 1, values_only=True):
                if below[0] is None:
                    break
                found.append(list(below))
            return found
    raise AssertionError(f"no heading {heading} on {sheet.title}")


def test_all_sheets_are_there(book):
    assert book.sheetnames == SHEETS


def test_english_sheets(small_plan, tmp_path):
    excel.write_workbook(small_plan, tmp_path / "en.xlsx", "en")
    names = openpyxl.load_workbook(tmp_path / "en.xlsx").sheetnames
    assert names[:2] == ["Read me", "Overview"]
    assert len(names) == len(SHEETS)


def test_every_cell_shows_a_value_and_no_error(book):
    for sheet in book:
        for cell in cells(sheet):
            assert cell.data_type not in ("f", "e")
            assert not str(cell.value).startswith("#")
            assert str(cell.value) not in ("nan", "inf", "None", "NaT")


def test_no_macros_and_no_links(file):
    names = ZipFile(file).namelist()
    assert not [name for name in names if "vba" in name.lower() or "externalLink" in name]


def test_overview_savings_are_the_plans(book, base_plan):
    rows = under(book["Overblik"], ["Konto", "År"])[: len(base_plan.years)]
    expected = tables.savings(base_plan).frame
    for row, plan in zip(rows, expected.itertuples(), strict=True):
        assert str(row[1]) == plan.year_name
        for found, dkk in zip(
            row[2:7], (plan.target_dkk, plan.gross_dkk, plan.one_off_dkk, plan.net_dkk, plan.shortfall_dkk), strict=True
        ):
            assert found * 1e6 == pytest.approx(dkk, abs=0.01)


def test_overview_answers_the_question(book, base_plan):
    text = " ".join(str(cell.value) for cell in cells(book["Overblik"]))
    assert base_plan.case.settings.why in text
    assert "Udkast til drøftelse" in text
    assert "Besparelsen nås i alle år" in text


def test_overview_has_a_native_chart_for_each_account(book):
    charts = book["Overblik"]._charts
    assert [len(chart.series) for chart in charts] == [2, 2]
    assert len({(chart.y_axis.scaling.min, chart.y_axis.scaling.max) for chart in charts}) == 1


def test_economy_recomputes_the_saving_by_hand(book, base_plan):
    heading = ["Konto", "År", "Team", "Faggruppe"]
    sheet = book["Økonomi"]
    rows = [row for row in under(sheet, heading) if row[0] in ("HK5", "HK6")]
    for plan in base_plan.years[base_plan.years["year"] != "lasting"].itertuples():
        mine = [row for row in rows if row[0] == plan.account and row[1] == plan.year]
        amounts = {what: 0.0 for *_, what in [row[:5] for row in mine]}
        for row in mine:
            assert row[5] * row[7] == pytest.approx(row[8], abs=1e-3)
            amounts[row[4]] += row[5] * row[7]
        gross = amounts.pop("løn til alle stillinger") - amounts.pop("løn til ansatte") + plan.other_dkk
        assert gross == pytest.approx(plan.gross_dkk, abs=1)
        assert sum(amounts.values()) == pytest.approx(plan.one_off_dkk, abs=1)
        assert gross - sum(amounts.values()) == pytest.approx(plan.net_dkk, abs=1)


def test_economy_states_the_formulas_in_words(book):
    text = " ".join(str(cell.value) for cell in cells(book["Økonomi"]))
    assert "Netto = brutto − engangsudgift" in text


def test_totals_are_written_as_numbers(book):
    sheet = book["Bemanding"]
    (first, *_), *_ = [row for row in sheet.iter_rows() if row[0].value == "I alt"]
    assert first.row > 5
    rows = under(sheet, ["Team", None, None, "Stillinger i dag"])
    assert rows[-1][3] == pytest.approx(sum(row[3] for row in rows[:-1]))


def test_every_assumption_stands_with_its_word(book, base_plan):
    rows = under(book["Forudsætninger"], ["Hvor", "Hvad"])
    assumed = " ".join(str(row[8]) for row in rows if row[6] == "antagelse")
    case = base_plan.case
    tables_of_case = (
        case.teams,
        case.professions,
        case.staffing,
        case.target_groups,
        case.crosswalk,
        case.changes,
        case.competence,
    )
    for row in (each for table in tables_of_case for each in table):
        assert row.assumption in assumed


def test_traps_stand_on_the_sources_sheet(book, base_plan):
    text = " ".join(str(cell.value) for cell in cells(book["Kilder"]))
    for key in ("T1", "T2", "T3"):
        assert key in text
        assert base_plan.case.traps[key].da in text


def test_the_sheet_of_the_lapse_says_first_what_is_paid_and_then_shows_it(book, base_plan):
    sheet = book["Opgavebortfald"]
    words = [str(cell.value) for cell in cells(sheet)]
    assert words[1:3] == list(work_answer(base_plan)[:2])
    rows = [row for row in under(sheet, ["Konto", "Halvår"]) if row[0] != "I alt"]
    assert sum(row[-1] or 0 for row in [[v for v in row if v is not None] for row in rows]) * 1e6 == pytest.approx(
        base_plan.funding["unfunded_dkk"].sum(), abs=1
    )
    for title in ("Arbejde, der bortfalder, regel for regel", "Det, der skal blive", "Er størrelsen rimelig?",
                  "Overgangsdalen måned for måned"):  # fmt: skip
        assert title in words


def test_every_limit_on_the_sheet_of_the_groups_stands_with_its_source_and_date(book, base_plan):
    rows = under(book["Målgrupper"], ["Målgruppe", "Halvår", None, "Sager", "Behov (årsværk)"])
    rows = [row for row in rows if row[0] != "Målgruppe"]
    assert len(rows) == len(base_plan.caseload)
    assert all(sum(value is not None for value in row) >= 10 for row in rows)
    assert all(any("opgavetimer" in str(value) or "vejledning" in str(value) for value in row) for row in rows)


def test_tasks_and_rules_stand_on_the_sheet_of_assumptions(book, base_plan):
    where = [row[0] for row in under(book["Forudsætninger"], ["Hvor", "Hvad"])]
    assert where.count("Opgaver") == len(base_plan.case.tasks)
    assert where.count("Regelændringer") == len(base_plan.case.changes)
    assert where.count("Det, der skal blive") == len(base_plan.case.floors)


def test_footers_and_page_setup(book):
    for sheet in book:
        assert sheet.oddFooter.left.text.startswith("Udkast til drøftelse - Helsingør")
        assert sheet.oddFooter.center.text
        assert sheet.oddFooter.right.text == "Side &P af &N"
        assert sheet.page_setup.orientation == "landscape"
        assert int(sheet.page_setup.paperSize) == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth or 1) == 1  # 1 is what the format says where nothing is written
        assert sheet.freeze_panes
        assert sheet.title == "Overblik" or sheet.print_title_rows


def test_the_same_plan_gives_the_same_bytes(base_plan, file, tmp_path):
    excel.write_workbook(base_plan, tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == file.read_bytes()


@pytest.mark.parametrize("text", ["=1+1", "+45 12", "-x", "@SUM(A1)", '=HYPERLINK("http://x")'])
def test_text_is_never_a_formula(small_plan, tmp_path, text):
    settings = small_plan.case.settings.model_copy(update={"why": text, "name": f"a & b {text}"})
    plan = dataclasses.replace(small_plan, case=small_plan.case.model_copy(update={"settings": settings}))
    excel.write_workbook(plan, tmp_path / "x.xlsx")
    found = [cell for cell in cells(openpyxl.load_workbook(tmp_path / "x.xlsx")["Overblik"]) if cell.value == text]
    assert [cell.data_type for cell in found] == ["s"]
    assert found[0].quotePrefix


def test_a_group_without_staff_gives_no_broken_cell(small_plan, tmp_path):
    caseload = small_plan.caseload.copy()
    caseload.loc[0, ["fte", "cases_per_fte", "load"]] = [0.0, float("nan"), float("inf")]
    excel.write_workbook(dataclasses.replace(small_plan, caseload=caseload), tmp_path / "x.xlsx")
    text = [cell.value for cell in cells(openpyxl.load_workbook(tmp_path / "x.xlsx")["Målgrupper"])]
    assert "uendelig" in text


def test_comparison_workbook(comparison, small_plan, short_plan, tmp_path):
    excel.write_comparison(comparison, [small_plan, short_plan], tmp_path / "c.xlsx")
    book = openpyxl.load_workbook(tmp_path / "c.xlsx", data_only=True)
    assert book.sheetnames == ["Læs mig", "Sammenligning", "Besparelse", "Team", "Sagstal", "Ansvar"]
    rows = under(book["Besparelse"], ["Konto", "År"])
    plan = small_plan.years.set_index(["account", "year"])["net_dkk"]
    for account, year, first, *_ in rows:
        assert first * 1e6 == pytest.approx(plan[account, "lasting" if year == "Varigt" else year], abs=0.01)


@pytest.mark.parametrize(
    ("language", "sheet", "title"), [("da", "Bemanding", "Hvad data afgør"), ("en", "Staffing", "What the data decide")]
)
def test_what_the_data_decide_stands_with_the_teams_when_asked_for(
    language, sheet, title, ranged_plan, base_plan, tmp_path
):
    def words(plan):
        excel.write_workbook(plan, tmp_path / "plan.xlsx", language)
        rows = openpyxl.load_workbook(tmp_path / "plan.xlsx")[sheet].iter_rows(values_only=True)
        return [cell for row in rows for cell in row if cell is not None]

    asked = words(ranged_plan)
    assert title in asked
    assert any("(5,6-11,4)" in str(cell) or "(5.6-11.4)" in str(cell) for cell in asked)
    assert title not in words(base_plan)


def test_a_calendar_without_dismissals_has_no_table_of_what_they_save(short_plan, base_plan):
    def names(plan):
        return [table.name for sheet in plan_sheets(plan, "da") for table, _ in sheet.tables]

    assert "first_year_pay" in names(base_plan)
    assert "first_year_pay" not in names(short_plan)


def test_a_heading_may_be_broken_on_a_sheet_and_stands_whole_on_a_screen(book, base_plan):
    head = [cell for row in book["Overblik"].iter_rows(values_only=True) for cell in row]
    assert "Netto-besparelse" in head
    assert "Nettobesparelse" in tables.shown(tables.savings(base_plan)).columns
    assert not any("\u00ad" in str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)


def test_a_long_address_is_given_room_where_it_is_broken():
    assert lines_of("https://www.x.dk/" + "a" * 82, 40) >= 4
    assert lines_of("kort", 40) == 1
