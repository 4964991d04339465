"""The municipality's own workbook in a real Chromium: the template out, faults told by cell, the plan on own figures."""

import io

import openpyxl
import pytest

from tests.browser.conftest import settled
from tests.own_data import kalundborg

pytestmark = pytest.mark.browser


def upload(page, name, data):
    mime = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": mime, "buffer": data})
    page.wait_for_timeout(500)
    settled(page)
    page.get_by_role("button", name="Læs og planlæg med dem").click()
    settled(page)


def test_a_template_a_faulty_workbook_and_a_good_one(page, address, tmp_path):
    page.goto(f"{address}/data")
    settled(page)
    page.get_by_text("Egne tal", exact=True).click()
    with page.expect_download(timeout=60_000) as caught:
        page.get_by_role("button", name="Hent tom skabelon (Excel)").click()
    caught.value.save_as(tmp_path / "skabelon.xlsx")
    assert "Bemanding" in openpyxl.load_workbook(tmp_path / "skabelon.xlsx", read_only=True).sheetnames

    book = openpyxl.load_workbook(kalundborg.SHIPPED)
    book["Bemanding"]["D5"].value = "ca. 2"
    stream = io.BytesIO()
    book.save(stream)
    upload(page, "kalundborg.xlsx", stream.getvalue())
    page.get_by_text("(1)").first.wait_for(timeout=60_000)
    with page.expect_download(timeout=60_000) as caught:
        page.get_by_role("button", name="Hent kopi med fejlene mærket (Excel)").click()
    caught.value.save_as(tmp_path / "fejl.xlsx")
    assert "ca. 2" in openpyxl.load_workbook(tmp_path / "fejl.xlsx")["Bemanding"]["D5"].comment.text

    twice = page.get_by_text("Lagt op flere gange: kalundborg.xlsx. Den, der er lagt op sidst, tæller")
    assert not twice.count()
    upload(page, "kalundborg.xlsx", kalundborg.SHIPPED.read_bytes())
    twice.wait_for(timeout=60_000)
    page.get_by_text("Læst. Planen bygger nu på Kalundborgs egne tal.").wait_for(timeout=90_000)
    page.get_by_role("button", name="Gem som scenarie: scenarios/kalundborg").wait_for(timeout=60_000)
    assert "Bygger på egne tal: kalundborg.xlsx" in page.locator("[data-testid=stSidebar]").inner_text()
