"""LibreOffice recomputes the whole file and comes to the planner's figures; what a reader changes, recomputes."""

import os
import re
import shutil
import subprocess
from functools import cache
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest

from planner.report import excel

SOFFICE = shutil.which("soffice")
pytestmark = pytest.mark.skipif(
    SOFFICE is None, reason="LibreOffice (soffice) is not installed, so nothing recalculates"
)
ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item></oor:items>"""
WRONG = 987654321.5
FORMULA = re.compile(r"(<c [^>]*>)(<f>.*?</f>)<v>([^<]*)</v>")


def spoilt(source, target):
    """A copy in which every formula claims to come to something else."""
    with ZipFile(source) as old, ZipFile(target, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name.startswith("xl/worksheets/sheet"):
                text = FORMULA.sub(rf"\1\2<v>{WRONG}</v>", data.decode())
                data = text.encode()
            new.writestr(name, data)
    return target


def recalculated(folder, *files):
    """The files as LibreOffice computes them, every formula again."""
    profile, out = folder / "profile", folder / "out"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(ALWAYS)
    command = [SOFFICE, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "xlsx"]
    done = subprocess.run(
        [*command, "--outdir", str(out), *map(str, files)], capture_output=True, text=True, timeout=180, check=False,
        env=os.environ | {"HOME": str(folder)},
    )  # fmt: skip
    found = [out / file.name for file in files]
    assert all(file.exists() for file in found), done.stderr
    return [openpyxl.load_workbook(file, data_only=True) for file in found]


@pytest.fixture(scope="module")
def files(plan_file, comparison, small_plan, short_plan, tmp_path_factory):
    folder = tmp_path_factory.mktemp("recalculation")
    plan, compared, changed = plan_file, folder / "compared.xlsx", folder / "changed.xlsx"
    excel.write_comparison(comparison, [small_plan, short_plan], compared)
    wrong = [spoilt(file, folder / f"{file.stem}-wrong.xlsx") for file in (plan, compared)]
    change(plan, changed)
    again = recalculated(folder, *wrong, changed)
    return {"plan": plan, "compared": compared, "wrong": wrong[0], "again": again}


@cache
def read(file, data_only=True):
    """A workbook as values, or as formulas; nothing here writes into it."""
    return openpyxl.load_workbook(file, data_only=data_only)


def address(book, name):
    return book.defined_names[name].attr_text.replace("'", "").replace("$", "").split("!")


def limits(book):
    """The rows of the table of limits: group, half-year, and then cells by heading."""
    sheet = book["Målgrupper"]
    heads = {}
    for row in sheet.iter_rows():
        values = [cell.value for cell in row]
        if not heads and values[0] == "Målgruppe" and "Planens behov" in values:
            heads = {cell.value: cell.column for cell in row if cell.value}
        elif heads and not values[0]:
            return
        elif heads:
            yield {name: sheet.cell(row[0].row, column) for name, column in heads.items()}


def change(source, target):
    """A copy as a reader leaves it who halves one limit, and asks for more of an account."""
    book = openpyxl.load_workbook(source)
    first = next(limits(book))
    first["Sagsloft"].value /= 2
    sheet, cell = address(book, "HK6_maal_2026")
    book[sheet][cell].value += 3_000_000
    book.save(target)


def formulas(file):
    """Each formula with the value that the file says it comes to."""
    texts, values = read(file, data_only=False), read(file)
    for sheet in texts:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    yield sheet.title, cell.coordinate, cell.value, values[sheet.title][cell.coordinate].value


def test_the_copy_that_is_recalculated_is_wrong_everywhere(files):
    with ZipFile(files["wrong"]) as book:
        sheets = [book.read(name).decode() for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
    values = [match[3] for text in sheets for match in FORMULA.finditer(text)]
    assert len(values) == sum(text.count("<f>") for text in sheets) == sum(1 for _ in formulas(files["plan"]))
    assert {float(value) for value in values} == {WRONG}


@pytest.mark.parametrize(("name", "position", "least"), [("plan", 0, 3500), ("compared", 1, 20)])
def test_every_formula_comes_to_the_planners_figure(files, name, position, least):
    book, off, count = files["again"][position], [], 0
    for sheet, cell, text, value in formulas(files[name]):
        count += 1
        found = book[sheet][cell].value
        same = abs(found - value) <= 1e-6 if isinstance(value, int | float) else (found or "") == (value or "")
        off += [] if same else [(sheet, cell, text, value, found)]
    assert off == []
    assert count > least


def test_a_limit_that_is_changed_changes_the_need_and_not_the_plan(files):
    before, after = read(files["plan"]), files["again"][2]
    (first, *others), (changed, *rest) = list(limits(before)), list(limits(after))
    assert changed["Behov (årsværk)"].value == pytest.approx(2 * first["Behov (årsværk)"].value)
    assert changed["Belastning"].value == pytest.approx(2 * first["Belastning"].value)
    missing = changed["Behov (årsværk)"].value - changed["Årsværk"].value
    assert changed["Mangler (årsværk)"].value == pytest.approx(missing)
    assert "over loftet" in changed["Over loftet?"].value
    for name in ("Årsværk", "Planens behov"):
        assert changed[name].value == pytest.approx(first[name].value, rel=1e-12)
    for row, same in zip(others, rest, strict=True):
        assert same["Behov (årsværk)"].value == pytest.approx(row["Behov (årsværk)"].value)


def test_a_target_that_is_changed_is_missed_and_the_checks_say_that_the_file_is_no_longer_the_plan(files):
    after = files["again"][2]
    sheet, cell = address(after, "Kontrol_afviger")
    assert after[sheet][cell].value > 0
    assert "ikke nået" in [cell.value for row in after["Overblik"].iter_rows() for cell in row]


def test_nothing_is_off_as_the_file_is_written(files):
    for book in (read(files["plan"]), files["again"][0]):
        sheet, cell = address(book, "Kontrol_afviger")
        assert book[sheet][cell].value == 0
        found = [row[3].value for row in book["Kontrol"].iter_rows(min_row=4) if row[3].value]
        assert len(found) > 100
        assert set(found) <= {"OK", "OK?"}
