"""Own tables: read as Danish Excel writes them, every fault by cell, no persons, nothing kept."""

import io
import random
import zipfile

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from planner import InputError, load_case
from planner.case.scenario import TABLES
from planner.own_data import case_from_tables, example_zip, uploads
from planner.own_data import tables as own_tables
from planner.own_data.danish import from_danish, kinds, to_danish
from tests.conftest import BASE, LADDER, ROOT, SMALL, WORK

BASES = [*sorted(ROOT.glob("scenarios/*/base.yaml")), SMALL, WORK, LADDER]
STAFFING = "team;profession;account;fte;vacant_fte;minimum_fte;source;assumption\r\n"


def faults(files, base=SMALL):
    with pytest.raises(InputError) as caught:
        case_from_tables(base, files)
    return [str(fault) for fault in caught.value.faults]


def zipped(**files):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "."), data)
    return stream.getvalue()


def unzipped(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


# --- the example --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", BASES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_the_example_reads_back_as_the_case(path):
    example = example_zip(path)
    case = load_case(path)
    assert case_from_tables(path, {"min kommune.zip": example}) == case
    assert case_from_tables(path, unzipped(example)) == case
    assert sorted(unzipped(example)) == sorted(f"{name}.csv" for name in TABLES)
    assert example == example_zip(path)


def test_the_example_is_as_danish_excel_writes_it():
    text = unzipped(example_zip(BASE))["staffing.csv"]
    assert text.startswith("\ufeff".encode())
    assert b";7,5;0,5;0;" in text
    assert b"\r\n" in text


def test_the_project_s_own_files_are_read_as_they_are():
    files = {path.name: path.read_bytes() for path in (ROOT / "data/municipalities/helsingor").glob("*.csv")}
    assert case_from_tables(BASE, files) == load_case(BASE)


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig", "utf-16"])
def test_any_encoding_that_excel_writes(encoding):
    files = {
        name: data.decode("utf-8-sig").replace("±", "").replace("–", "-").encode(encoding)
        for name, data in unzipped(example_zip(SMALL)).items()
    }
    assert case_from_tables(SMALL, files) == load_case(SMALL)


def test_own_tables_and_overrides_stand_in_the_case_and_the_rest_is_the_base_s():
    text = STAFFING + "a;worker;HK6;7,5;0;2;;Eget tal\r\n;;;;;;;\r\nb;worker;HK6;4;0;0;;Eget tal\r\n"
    case = case_from_tables(SMALL, {"STAFFING.CSV": text.encode()}, {"caseload": {"limit_factor": 1.1}})
    assert [row.fte for row in case.staffing] == [7.5, 4]
    assert case.teams == load_case(SMALL).teams
    assert case.settings.caseload.limit_factor == 1.1


@pytest.mark.parametrize(
    ("cell", "kind", "made"),
    [
        ("1.234,5", "number", "1234.5"), ("7,5", "number", "7.5"), (",5", "number", ".5"), ("0.125", "number", "0.125"),
        ("1.234.567", "number", "1234567"), ("590 000", "number", "590000"), ("590\u00a0000,5", "number", "590000.5"),
        ("-3,5", "number", "-3.5"), ("lasting", "number", "lasting"), ("1,2,3", "number", "1,2,3"),
        ("SAND", "flag", "true"), ("FALSK", "flag", "false"), ("Ja", "flag", "true"), ("false", "flag", "false"),
        ("01-07-2026", "date", "2026-07-01"), ("1.7.2026", "date", "2026-07-01"), ("2026-07-01", "date", "2026-07-01"),
        ("jul-26", "month", "2026-07"), ("maj 2027", "month", "2027-05"), ("07-2026", "month", "2026-07"), ("2026-07", "month", "2026-07"),
        ("1,5 timer", "text", "1,5 timer"),
    ],
)  # fmt: skip
def test_what_excel_makes_of_a_cell_is_read_as_it_was_meant(cell, kind, made):
    assert from_danish(cell, kind) == made


@given(st.floats(-1e9, 1e9, allow_nan=False))
def test_every_number_survives_a_danish_sheet(number):
    assert float(from_danish(to_danish(repr(number), "number"), "number")) == number


def test_every_column_has_a_kind():
    assert kinds(TABLES["known_movements"])["last_month"] == "month"
    assert kinds(TABLES["citizen_types"])["needs_advice"] == "flag"
    assert kinds(TABLES["saving_targets"])["year"] == "number"
    assert kinds(TABLES["units"])["valid_from"] == "date"
    assert kinds(TABLES["staffing"])["account"] == "text"


# --- faults -------------------------------------------------------------------------------------------------------


def test_twenty_six_faults_give_twenty_six_messages_with_their_cells():
    spoilt = {
        "teams": [("Team A;1", "Team A;en")],
        "staffing": [("a;worker;HK6;6;0;2", "a;worker;HK7;seks;-1;to"), ("b;worker;HK6;4;0;0", "b;worker;HK6;1.234;010190-1234;=1")],
        "professions": [("worker;Medarbejder;Worker;600000;1", "Worker 1;Medarbejder;Worker;mange;få")],
        "target_groups": [(";240;", ";mange;"), (";30;40;50;", ";-30;0;halvtreds;")],
        "saving_targets": [("HK6;2027;1,35", "HK8;snart;lidt"), ("HK5;2027;0", "HK5;2027;nul")],
        "competence": [("a;worker;group_a;;Til", "a;worker;group_a;;@Til")],
        "units": [(";team;", ";hold;"), ("b;Team B;Team B;team;;", "b;Team B;Team B;hold;i går;")],
        "edges": [("owns;b", "ejer;B!")],
    }  # fmt: skip
    files = {}
    for table, changes in spoilt.items():
        text = unzipped(example_zip(SMALL))[f"{table}.csv"].decode("utf-8-sig")
        for old, new in changes:
            assert old in text, (table, old, text)
            text = text.replace(old, new, 1)
        files[f"{table}.csv"] = text.encode()
    files["teamz.csv"] = b""
    said = faults(files)
    assert len(said) == len(set(said))
    assert len(said) == 26, said
    assert all("(cell " in line for line in said if not line.startswith("teamz"))
    text = "\n".join(said)
    assert "staffing.csv, row 2, fte (cell D2): found 'seks'" in text
    assert "staffing.csv, row 3, fte (cell D3): found 1.234; allowed: 1234 or 1,234" in text
    assert "Did you mean 'teams.csv'?" in text
    assert "1234\n" not in text.replace("1.234", "").replace("1,234", "")
    assert "010190" not in text


def test_a_name_that_is_not_there_is_placed_at_its_cell():
    text = STAFFING + "a;worker;HK6;6;0;2;;x\r\nb;worker;HK6;4;0;0;;x\r\nbb;worker;HK6;4;0;0;;x\r\n"
    said = faults({"staffing.csv": text.encode()})
    assert "staffing.csv, row 4, team (cell A4): found unknown 'bb'; allowed: a, b. Did you mean 'b'?" in said


def test_rows_are_numbered_as_on_the_sheet():
    text = "sep=;\r\n" + STAFFING + "\r\na;worker;HK6;6;0;2;;x\r\nb;worker;HK6;fire;0;0;;x\r\n"
    assert "row 5, fte (cell D5)" in faults({"staffing.csv": text.encode()})[0]


def test_a_decimal_comma_is_asked_for_in_a_danish_file():
    text = STAFFING + "a;worker;HK6;6,,5;0;2;;x\r\nb;worker;HK6;4;0;0;;x\r\n"
    assert "with a comma" in faults({"staffing.csv": text.encode()})[0]


PERSONS = ["Navn", "fornavn", "Efternavn", "medarbejder", "CPR", "cpr-nr.", "E-mail", "telefon", "Adresse", "Fødselsdato", "Lønnr", "employee_name", "010190-1234"]  # fmt: skip


@pytest.mark.parametrize("column", PERSONS)
def test_columns_of_persons_are_refused_and_never_echoed(column):
    text = STAFFING.replace("team;", f"{column};team;") + "Jens Hansen;a;worker;HK6;x;0;2;;x\r\n"
    said = faults({"staffing.csv": text.encode()})
    assert "staffing.csv, header (cell A1): found a column that can hold persons" in said[0]
    assert "Jens" not in "".join(said)
    assert column not in "".join(said).replace("label_da", "")
    assert any("row 2, fte (cell E2)" in line for line in said)


@pytest.mark.parametrize("number", ["010190-1234", "0101901234", "010190 1234", "101901234", "010190–1234"])
def test_personal_numbers_are_refused_in_every_column_and_never_echoed(number):
    header, *_ = STAFFING.strip().split(";"), None
    for column in header:
        cells = dict(zip(header, ["a", "worker", "HK6", "6", "0", "2", "", "x"], strict=True)) | {column: number}
        said = faults({"staffing.csv": (STAFFING + ";".join(cells.values())).encode("utf-8")})
        assert any(f"{column} (cell" in line and "personal number" in line for line in said), said
        assert not any(part in "".join(said) for part in ("1234", "010190", "901234"))


def test_a_header_that_is_missing_or_unknown_is_placed():
    text = STAFFING.replace("fte;vacant", "årsværk;vacant")
    said = faults({"staffing.csv": text.encode()})
    assert any("header (cell D1): found unknown column 'årsværk'" in line for line in said)
    assert any("a column 'fte'" in line for line in said)


# --- files --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "found nothing"),
        ({"teams.xlsx": zipped(**{"[Content_Types]__xml": b"", "xl/workbook__xml": b""})}, "an Excel workbook"),
        ({"teams.csv": b"%PDF-1.7"}, "a PDF document"),
        ({"teams.csv": b"\x89PNG\r\n"}, "a picture"),
        ({"teams.csv": b"\x00\x01\x02"}, "no text"),
        ({"teams.csv": b""}, "a column 'team'"),
        ({"x.zip": b"PK\x03\x04 and nothing"}, "a zip that cannot be read"),
        ({"x.zip": zipped(teams__csv=zipped(teams__csv=b""))}, "a zip within a zip"),
        ({"x.zip": zipped(teams__csv=b"a", **{"more/teams__csv": b"a"})}, "more than once"),
        ({"x.zip": zipped()}, "found nothing"),
        ({"teams - Kopi.csv": b""}, "Did you mean 'teams.csv'?"),
        ({"people 010190-1234.csv": b""}, "no table of that name"),
        ({f"{n}.csv": b"" for n in range(100)}, "at most 20 MB and 60 files"),
        ({"x.zip": zipped(**{f"{n}__csv": b"" for n in range(100)})}, "at most 20 MB and 60 files"),
        ({"x.zip": zipped(teams__csv=b"0" * 21_000_000)}, "at most 20 MB and 60 files"),
        ({"teams.csv": b"team;x\n" * 25_000}, "more than 20000 rows"),
        ({"teams.csv": b'team;"x'}, "unexpected end of data"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_said_in_a_sentence(files, said):
    text = "\n".join(faults(files))
    assert said in text
    assert "1234" not in text


def test_a_zip_that_lies_about_its_size_is_stopped_all_the_same(monkeypatch):
    monkeypatch.setattr(uploads, "MAX_BYTES", 1000)
    data = zipped(teams__csv=b"0" * 5000).replace((5000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert faults({"x.zip": data})


def test_what_computers_put_beside_the_files_is_passed_over():
    example = unzipped(example_zip(SMALL))
    more = {"__MACOSX/._teams.csv": b"\x00", "own/.DS_Store": b"\x00"} | {
        f"own/{name}": data for name, data in example.items()
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in more.items():
            archive.writestr(name, data)
    assert case_from_tables(SMALL, {"x.zip": stream.getvalue()}) == load_case(SMALL)


def test_very_many_faults_are_counted(monkeypatch):
    monkeypatch.setattr(own_tables, "MAX_FAULTS", 10)
    said = faults({"staffing.csv": (STAFFING + "a;worker;HK6;x;0;2;;x\r\n" * 50).encode()})
    assert len(said) == 11
    assert "more faults" in said[-1]


def test_nothing_is_written(tmp_path, monkeypatch):
    example = example_zip(SMALL)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    case_from_tables(SMALL, {"x.zip": example})
    assert list(tmp_path.iterdir()) == []


# --- fuzz ---------------------------------------------------------------------------------------------------------

NUMBER = b"010190-1234"
EXAMPLE = example_zip(SMALL)
FILES = unzipped(EXAMPLE)
QUICK = settings(
    max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate]
)


def survives(files):
    """Whatever is uploaded, there is a case or sentences, and no personal number in them."""
    said = "none"
    try:
        case_from_tables(SMALL, files)
    except InputError as error:
        said = str(error)
    assert said
    assert "1234" not in said


@QUICK
@given(st.randoms(use_true_random=False), st.sampled_from(sorted(FILES)), st.integers(1, 8))
def test_bytes_that_are_mixed_up_give_sentences(mixed, name, times):
    data = bytearray(FILES[name])
    for _ in range(times):
        at = mixed.randrange(len(data) + 1)
        data[at : at + mixed.randrange(4)] = mixed.choice(
            [NUMBER, b'"', b";", b"\r\n", b"\x00", b"\xff", mixed.randbytes(3)]
        )
    survives({name: bytes(data)})


@QUICK
@given(st.randoms(use_true_random=False), st.integers(1, 5))
def test_zips_that_are_mixed_up_give_sentences(mixed, times):
    data = bytearray(EXAMPLE)
    for _ in range(times):
        near_the_end = mixed.random() < 0.5
        at = mixed.randrange(len(data) - 1500 if near_the_end else 0, len(data))
        data[at : at + 1] = mixed.randbytes(mixed.randrange(3))
    survives({"x.zip": bytes(data)})


@QUICK
@given(
    st.dictionaries(
        st.sampled_from([f"{name}.csv" for name in TABLES]),
        st.text(max_size=200).map(lambda t: t.encode("utf-8", "replace")),
        max_size=3,
    )
)
def test_any_text_gives_sentences(files):
    survives(files)


def test_the_directory_of_a_zip_cut_anywhere_gives_sentences():
    for end in random.Random(3).sample(range(4, len(EXAMPLE)), 25):
        survives({"x.zip": EXAMPLE[:end]})
