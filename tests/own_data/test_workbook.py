"""The workbook a municipality fills in: it gives the same case, says every fault by cell, and never reads in silence."""

import io
import random
import zipfile
from datetime import date, datetime

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.utils import get_column_letter

from planner import InputError, load_case
from planner.own_data import book as own_book
from planner.own_data import imported, write_scenario
from planner.own_data.cells import Cell, as_text
from planner.own_data.sheets import MODELS, SHEETS, columns_by_label, label, plain, sheets_by_title, title
from planner.report.faults import fault_sentence
from planner.report.imports import marked_copy, note_text
from planner.report.template import empty, filled
from tests.conftest import BASE, LADDER, ROOT, SMALL, WORK

SHIPPED = sorted(ROOT.glob("scenarios/*/*.yaml"))
FOLDERS = ("data", "rules", "tables", "law")


def read(data, like=BASE):
    return imported(data, like)


def faults(data, like=BASE):
    with pytest.raises(InputError) as caught:
        imported(data, like)
    return caught.value.faults


def said(data, like=BASE):
    return [fault_sentence(fault) for fault in faults(data, like)]


def same(case, other, *, differences=True):
    """Two cases are equal, but for where they lie."""
    folders = {key: getattr(other.settings, key) for key in FOLDERS}
    moved = {"path": other.path, "settings": case.settings.model_copy(update=folders)}
    moved |= {} if differences else {"differences": other.differences}
    return case.model_copy(update=moved) == other


def changed(data, *cells):
    """A workbook with other values in some cells: (sheet's name, cell, value)."""
    book = load_workbook(io.BytesIO(data))
    for sheet, at, value in cells:
        book[title(sheet, "da")][at].value = value
    return saved(book)


def saved(book):
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def cell_of(data, sheet, column, row=0):
    """The name of a cell: of a table's column in a row of data, or of a setting's value."""
    spec = next(spec for spec in SHEETS if spec.name == sheet)
    return f"{get_column_letter(spec.columns.index(column) + 1)}{5 + row}"


@pytest.fixture(scope="module")
def small():
    return filled(SMALL)


@pytest.fixture(scope="module")
def example():
    return filled(BASE)


# --- the template -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["da", "en"])
def test_every_heading_and_title_is_understood_and_stands_for_one_thing(language):
    for sheet in SHEETS:
        headings = [plain(label(sheet, column, language)) for column in sheet.columns]
        assert len(set(headings)) == len(headings), sheet.name
        assert [columns_by_label(sheet)[heading] for heading in headings] == list(sheet.columns)
        assert sheets_by_title()[plain(title(sheet.name, language))] is sheet


def test_every_column_of_every_table_has_a_place():
    placed = {table: set() for table in MODELS}
    for sheet in SHEETS:
        if sheet.is_table:
            placed[sheet.table] |= set(sheet.columns)
    assert placed == {table: set(model.model_fields) for table, model in MODELS.items()}


def test_the_empty_template_holds_no_figure_that_is_asked_for():
    book = load_workbook(io.BytesIO(empty(BASE)))
    for name in ("teams", "staffing", "saving_targets"):
        assert book[title(name, "da")].max_row >= 5
        assert all(cell.value is None for row in book[title(name, "da")].iter_rows(min_row=5) for cell in row)
    cases = cell_of(None, "target_groups", "cases")[0]
    assert {cell.value for cell in book[title("target_groups", "da")][cases][4:]} == {None}


def test_what_is_asked_for_is_asked_for_by_cell_and_nothing_else_is():
    places = {(fault.file, fault.place.partition(" (")[0]) for fault in faults(empty(BASE))}
    sheets = {file for file, _ in places}
    assert sheets == {
        "sheet «Team»",
        "sheet «Bemanding»",
        "sheet «Besparelser»",
        "sheet «Målgrupper»",
        "sheet «Stamdata»",
    }
    assert {place for file, place in places if file == "sheet «Stamdata»"} == {"cell C7", "cell C63"}


# --- there and back -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [*SHIPPED, SMALL, WORK, LADDER], ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_the_workbook_of_a_scenario_gives_its_case(path):
    shipped = path in SHIPPED
    assert same(read(filled(path), path).case, load_case(path), differences=shipped)


def test_the_english_workbook_gives_it_too():
    assert same(read(filled(SMALL, "en"), SMALL).case, load_case(SMALL))


def test_raw_keys_are_read_as_headings_and_titles(small):
    book = load_workbook(io.BytesIO(small))
    for sheet in SHEETS:
        page = book[title(sheet.name, "da")]
        for number, column in enumerate(sheet.columns, 1):
            page.cell(4, number).value = column
        page.title = sheet.name
    assert same(read(saved(book), SMALL).case, load_case(SMALL))


@pytest.mark.parametrize("path", [BASE, BASE.with_name("full_ladder.yaml")], ids=lambda path: path.stem)
def test_the_files_that_are_written_give_the_case(path, tmp_path):
    found = read(filled(path), path)
    scenario, count = write_scenario(found, tmp_path / "kommune")
    assert same(load_case(scenario), load_case(path))
    assert scenario.name == path.name
    assert count == len([file for file in (tmp_path / "kommune").rglob("*") if file.is_file()])
    again = read(filled(scenario), scenario)
    assert same(again.case, load_case(path))


# --- what stands in -----------------------------------------------------------------------------------------------


def test_what_is_taken_over_is_labelled_and_what_does_not_fit_is_left_out_and_said(example):
    book = load_workbook(io.BytesIO(example))
    for name in (
        "tasks",
        "edges",
        "units",
        "unit_competences",
        "citizen_types",
        "type_needs",
        "guarantees",
        "journeys",
    ):
        book[title(name, "da")].delete_rows(5, 500)
    for page in (book[title("general", "da")], book[title("limits", "da")]):
        for row in page.iter_rows(min_row=5):
            if row[0].value in ("attrition.share_per_year", "dismissals.cap_fte", "dismissals.every_months"):
                for cell in row[2:]:
                    cell.value = None
    found = read(saved(book))
    label_of = "antagelse: overtaget fra Helsingør, ikke kommunens egne tal"
    assert all(row.assumption.startswith(label_of) for row in (*found.case.tasks, *found.case.edges, *found.case.units))
    assert found.case.settings.attrition.share_per_year.assumption.startswith(label_of)
    assert found.case.settings.taken_over == dict.fromkeys(("dismissals.every_months", "dismissals.cap_fte"), label_of)
    assert "Opgaver: 98 rækker er overtaget fra Helsingør" in " ".join(note_text(note) for note in found.notes)


def test_owners_of_teams_that_are_not_there_are_left_out_and_said():
    from tests.own_data.kalundborg import filled as kalundborg  # noqa: PLC0415

    book = load_workbook(io.BytesIO(kalundborg()))
    page = book["Team"]
    page["A15"].value = "egne_indsatser"
    for row in book["Bemanding"].iter_rows(min_row=5):
        row[0].value = "egne_indsatser" if row[0].value == "aktivering" else row[0].value
    text = "\n".join(said(saved(book)))
    assert "ingen, der må betjene gruppen" in text or "egne_tilbud" in text


def test_names_may_stand_in_the_place_of_keys(small):
    at = cell_of(small, "staffing", "team")
    assert same(read(changed(small, ("staffing", at, "Team A")), SMALL).case, load_case(SMALL))


# --- cells --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "kind", "made"),
    [
        (7.5, "number", "7.5"), (8, "number", "8"), ("7,5", "number", "7.5"), ("7.5", "number", "7.5"), ("1.234,5", "number", "1234.5"),
        ("1,234.5", "number", "1234.5"), ("1.234.567", "number", "1234567"), ("0,125", "number", "0.125"), ("varig", "number", "lasting"),
        ("1 234,5", "number", "1234.5"), (datetime(2026, 7, 1), "date", "2026-07-01"), (date(2026, 7, 1), "month", "2026-07"), ("1. juli 2026", "date", "2026-07-01"),
        ("July 1, 2026", "date", "2026-07-01"), ("31/7/2026", "date", "2026-07-31"), ("7/31/2026", "date", "2026-07-31"),
        ("01-07-2026", "date", "2026-07-01"), ("juli 2026", "month", "2026-07"), ("ja", "flag", "true"), ("No", "flag", "false"),
        (True, "flag", "true"), (2024, "text", "2024"),
    ],
)  # fmt: skip
def test_danish_and_english_cells_are_read_as_they_are_meant(value, kind, made):
    assert as_text(Cell(1, 1, value), kind) == (made, None)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("ca. 2", "number"), ("1.234", "number"), ("1,234", "number"), ("2-3", "number"), ("to", "number"), ("1_0", "number"), ("٣", "number"),
        (True, "number"), (datetime(2026, 5, 1), "number"), ("3/4/2026", "date"), (46204, "date"), (datetime(2026, 7, 1, 8), "date"),
        (datetime(2026, 7, 15), "month"), ("måske", "flag"), (2, "flag"), ("=1+1", "text"), ("#REF!", "number"), ("12 %", "number"),
    ],
)  # fmt: skip
def test_what_may_mean_several_things_is_asked_about(value, kind):
    assert as_text(Cell(1, 1, value), kind)[1] is not None


# --- twenty seeded faults -----------------------------------------------------------------------------------------


def seeded(example):
    """A workbook with faults of every kind, each in a cell of its own; and where they are."""
    at = {
        ("staffing", "D5"): "ca. 2", ("staffing", "E5"): -1, ("staffing", "A6"): "Jobklr", ("staffing", "C7"): "HK7",
        ("staffing", "B8"): "socialrådgver", ("teams", "D5"): "en", ("teams", "D6"): datetime(2026, 5, 1),
        ("professions", "D5"): "=A1", ("professions", "E6"): "1.234", ("target_groups", "E5"): "mange", ("target_groups", "G5"): 2,
        ("target_groups", "D6"): "mennesker", ("caseloads", "B5"): 0, ("caseloads", "A6"): "dagpnge", ("saving_targets", "B5"): "snart",
        ("saving_targets", "C6"): "#REF!", ("edges", "B5"): "jobklaar", ("edges", "D6"): "3/4/2026", ("citizen_types", "G5"): "måske",
        ("changes", "D5"): "31-31-2026", ("tasks", "F5"): "pr. uge", ("competence", "C5"): "sygedagpnge", ("general", "C10"): "snart",
        ("limits", "C5"): "timer",
    }  # fmt: skip
    return changed(example, *((sheet, cell, value) for (sheet, cell), value in at.items())), list(at)


@pytest.fixture(scope="module")
def faulty(example):
    return seeded(example)


def test_every_seeded_fault_is_told_at_its_cell_and_nothing_else(faulty):
    data, places = faulty
    found = faults(data)
    told = {(fault.file, fault.place.split()[1]) for fault in found}
    assert told == {(f"sheet «{title(sheet, 'da')}»", cell) for sheet, cell in places}
    assert len(found) == len(places) >= 20
    text = "\n".join(fault_sentence(fault) for fault in found)
    assert (
        "Ark «Bemanding», celle D5 (Årsværk i alt): fundet 'ca. 2'; tilladt: et tal. Skriv 2, hvis det er det, der menes."
        in text
    )
    assert "Mente du 'jobklar'?" in text
    assert "found" not in text


def test_the_marked_copy_has_a_comment_and_a_colour_in_each_faulty_cell(faulty):
    data, places = faulty
    book = load_workbook(io.BytesIO(marked_copy(data, faults(data))))
    for sheet, at in places:
        cell = book[title(sheet, "da")][at]
        assert cell.comment is not None, (sheet, at)
        assert cell.fill.start_color.rgb == "00F8B4A6"
    assert book.sheetnames[0] == "Fejl"
    assert book["Fejl"].max_row == len(places) + 1


def test_a_cell_between_sheets_is_found(small):
    at = cell_of(small, "saving_targets", "year", 1)
    assert any("Besparelser" in line for line in said(changed(small, ("saving_targets", at, 2031)), SMALL))


# --- what is hidden, merged, unknown ------------------------------------------------------------------------------


def spoilt(data, spoil):
    book = load_workbook(io.BytesIO(data))
    spoil(book)
    return saved(book)


def hide_row(book):
    book["Bemanding"].row_dimensions[6].hidden = True


def hide_column(book):
    book["Bemanding"].column_dimensions["D"].hidden = True


def hide_sheet(book):
    book["Bemanding"].sheet_state = "veryHidden"


def hide_notes(book):
    book.create_sheet("Hemmeligt").append(["noget"])
    book["Hemmeligt"].sheet_state = "hidden"


def merge(book):
    book["Bemanding"].merge_cells("A5:A6")


def formula(book):
    book["Bemanding"]["D5"].value = "=1+1"


def misspell(book):
    book["Bemanding"].title = "Bemandng"


def twice(book):
    book.copy_worksheet(book["Bemanding"]).title = "Staffing"


def extra_column(book):
    book["Bemanding"]["I4"].value = "Årsværkk"


def beside(book):
    book["Bemanding"]["L6"].value = 3


def no_header(book):
    book["Bemanding"].delete_rows(4)


def far_away(book):
    book["Bemanding"]["A30000"].value = "x"


def unknown_setting(book):
    book["Stamdata"]["A12"].value = "posts_stepp"


def same_setting(book):
    book["Stamdata"]["A12"].value = book["Stamdata"]["A11"].value


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (hide_row, "række 6: fundet en skjult række"), (hide_column, "kolonne D: fundet en skjult kolonne"), (hide_sheet, "et skjult ark"),
        (hide_notes, "Ark «Hemmeligt», det hele: fundet et skjult ark"), (merge, "flettede celler A5:A6"),
        (formula, "en formel uden gemt resultat"), (misspell, "Mente du 'Bemanding'?"), (twice, "arket mere end én gang"),
        (extra_column, "ukendt kolonne 'Årsværkk'"), (beside, "en celle uden overskrift"), (no_header, "ingen række med overskrifter"),
        (far_away, "celler efter række 20000"), (unknown_setting, "ukendt indstilling 'posts_stepp'"), (same_setting, "mere end én gang"),
    ],
)  # fmt: skip
def test_nothing_is_used_or_dropped_in_silence(small, spoil, words):
    assert words in "\n".join(said(spoilt(small, spoil), SMALL))


def test_a_sheet_of_one_s_own_is_passed_over_and_that_is_said(small):
    found = read(spoilt(small, lambda book: book.create_sheet("Regneark til frokost").append(["noget"])), SMALL)
    assert [note_text(note) for note in found.notes if note.key == "not_read"] == [
        "Arket «Regneark til frokost» hører ikke til skabelonen og er ikke læst."
    ]


def test_a_sheet_that_is_gone_is_said(small):
    found = read(spoilt(small, lambda book: book.remove(book["Lønbudget"])), SMALL)
    assert "Arket Lønbudget er ikke i filen og regnes som tomt." in [note_text(note) for note in found.notes]


# --- files that are no workbook, and persons ----------------------------------------------------------------------


def zipped(**files):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "."), data)
    return stream.getvalue()


def with_part(name, data=b"<x/>"):
    stream = io.BytesIO(saved(Workbook()))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr(name, data)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "fundet intet"), (b"\x89PNG\r\n\x1a\n", "et billede"), (b"%PDF-1.7", "et PDF-dokument"), (b"team;fte", "ingen projektmappe"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "en gammel Excel-projektmappe (.xls)"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "en projektmappe med adgangskode"),
        (b"PK\x03\x04 and nothing", "der ikke kan læses"), (zipped(teams__csv=b"a"), "en fil, der ikke er en Excel-projektmappe"),
        (b"0" * 20_000_001, "mere end 20 MB"), (with_part("xl/vbaProject.bin"), "makroer"),
        (with_part("xl/externalLinks/externalLink1.xml"), "kæder til andre"),
        (with_part("xl/more.xml", b"<!DOCTYPE x [<!ENTITY y 'z'>]><x/>"), "egne definitioner"),
        (saved(Workbook()), "Team"),
    ],
    ids=range(13),
)  # fmt: skip
def test_what_cannot_or_must_not_be_read_is_said_in_a_sentence(data, words):
    assert words in "\n".join(said(data))


def test_a_bomb_is_stopped_whatever_it_says_of_itself(monkeypatch):
    monkeypatch.setattr(own_book, "MAX_UNPACKED", 100_000)
    assert "udpakket" in said(with_part("xl/media/image1.png", b"0" * 200_000))[0]


@pytest.mark.parametrize("number", ["010190-1234", 101901234.0, 1012901234, "010190 1234", "x 0101901234 y"])
def test_personal_numbers_refuse_the_file_and_are_never_echoed(small, number):
    data = spoilt(small, lambda book: book.create_sheet("Noter").append([None, number]))
    found = said(data, SMALL)
    assert len(found) == 1
    assert "Ark «Noter», celle B1" in found[0]
    assert "1234" not in "".join(found)
    assert marked_copy(data, faults(data, SMALL)) is None


def test_a_comment_or_a_title_may_not_hold_one_either(small):
    def comment(book):
        book["Bemanding"]["A5"].comment = Comment("010190-1234", "x")

    def name(book):
        book.create_sheet("010190-1234").append(["x"])

    for spoil in (comment, name):
        found = "".join(said(spoilt(small, spoil), SMALL))
        assert "personnummer" in found
        assert "1234" not in found


@pytest.mark.parametrize("heading", ["Navn", "CPR", "Medarbejder", "E-mail", "Lønnr"])
def test_columns_of_persons_refuse_the_file(small, heading):
    def add(book):
        book["Bemanding"]["I4"].value, book["Bemanding"]["I5"].value = heading, "Jens Hansen"

    data = spoilt(small, add)
    found = "".join(said(data, SMALL))
    assert "celle I4" in found
    assert "kan rumme personer" in found
    assert "Jens" not in found
    assert marked_copy(data, faults(data, SMALL)) is None


# --- what is written ----------------------------------------------------------------------------------------------


def test_a_folder_is_written_over_only_when_asked_for_and_keeps_what_is_not_of_the_workbook(small, tmp_path):
    found = read(small, SMALL)
    target = tmp_path / "kommune"
    write_scenario(found, target)
    (target / "mine.yaml").write_text("extends: base\nname: mine\nwhy: x\n")
    with pytest.raises(InputError):
        write_scenario(found, target)
    write_scenario(found, target, replace=True)
    assert (target / "mine.yaml").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["kommune"]


def test_nothing_is_left_when_writing_fails(small, tmp_path, monkeypatch):
    found = read(small, SMALL)
    write_scenario(found, tmp_path / "kommune")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    def broken(*_):
        raise OSError("disk full")

    monkeypatch.setattr("planner.own_data.folder._texts", broken)
    for name, replace in (("kommune", True), ("anden", False)):
        with pytest.raises(OSError, match="disk full"):
            write_scenario(found, tmp_path / name, replace=replace)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["kommune"]


@pytest.mark.parametrize("name", ["010190-1234", ".", "a/b", "..", "?"])
def test_a_folder_that_cannot_be_is_refused(small, tmp_path, name):
    with pytest.raises(InputError):
        write_scenario(read(small, SMALL), tmp_path / name)


def test_the_folder_of_the_reference_is_never_written_over(small):
    with pytest.raises(InputError):
        write_scenario(read(small, BASE), BASE.parent, replace=True)


# --- fuzz ---------------------------------------------------------------------------------------------------------

SMALL_BOOK = filled(SMALL)
SMALL_CASE = load_case(SMALL)
QUICK = settings(
    max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate]
)
ODD = [
    None,
    "",
    " ",
    "ca. 2",
    "1.234",
    "1,234",
    "2,5",
    "2.5",
    "x",
    "ingen",
    True,
    0,
    -1,
    7,
    2.5,
    1e300,
    date(2026, 5, 1),
    "#N/A",
    "=1",
    "010190-1234",
    "\u0663",
]
MEANT = {"2,5": 2.5, "2.5": 2.5, 0: 0, -1: -1, 7: 7, 2.5: 2.5, 1e300: 1e300}
FIGURES = [
    (table, column, row)
    for table, columns in {"staffing": ("fte", "vacant_fte", "minimum_fte"), "teams": ("minimum_fte",), "saving_targets": ("target_mio_dkk",),
                           "professions": ("pay_dkk_per_year", "attrition_factor")}.items()
    for column in columns for row in range(len(getattr(SMALL_CASE, table)))
]  # fmt: skip


def outcome(data):
    """The case of a workbook, or what is said instead; nothing else may come of it."""
    try:
        return imported(data, SMALL).case, ""
    except InputError as error:
        return None, "\n".join(fault_sentence(fault) for fault in error.faults)


@QUICK
@given(st.sampled_from(FIGURES), st.sampled_from(ODD))
def test_a_figure_that_is_changed_is_refused_or_is_what_the_cell_says(where, value):
    table, column, row = where
    case, text = outcome(changed(SMALL_BOOK, (table, cell_of(None, table, column, row), value)))
    assert "010190" not in text
    if case is not None:
        assert value in MEANT, value
        rows = list(getattr(SMALL_CASE, table))
        rows[row] = rows[row].model_copy(update={column: float(MEANT[value])})
        assert same(case, SMALL_CASE.model_copy(update={table: tuple(rows)}))


@QUICK
@given(st.randoms(use_true_random=False))
def test_cells_that_are_mixed_up_give_a_case_or_sentences(mixed):
    book = load_workbook(io.BytesIO(SMALL_BOOK))
    for _ in range(mixed.randrange(1, 4)):
        page = mixed.choice(book.worksheets)
        cell, value = page.cell(mixed.randrange(3, 12), mixed.randrange(1, 12)), mixed.choice(ODD)
        if not isinstance(cell, MergedCell):  # which cannot be written to
            cell.value = value
    case, text = outcome(saved(book))
    assert case is not None or text
    assert "010190" not in text


@QUICK
@given(st.randoms(use_true_random=False), st.integers(1, 6))
def test_bytes_that_are_mixed_up_give_the_case_or_sentences(mixed, times):
    data = bytearray(SMALL_BOOK)
    for _ in range(times):
        at = mixed.randrange(len(data))
        data[at : at + 1] = mixed.randbytes(mixed.randrange(3))
    case, text = outcome(bytes(data))
    assert same(case, SMALL_CASE) if case is not None else text


def test_a_workbook_cut_anywhere_gives_sentences():
    for end in random.Random(3).sample(range(4, len(SMALL_BOOK)), 10):
        assert faults(SMALL_BOOK[:end], SMALL)
