"""Both versions of the paper for MED, fetched from the page Bilag and opened as Word opens them."""

import docx
import pytest

from tests.browser.conftest import settled
from tests.browser.test_meeting import menu

pytestmark = pytest.mark.browser


def test_both_versions_of_the_paper_are_fetched_and_open(page, tmp_path):
    menu(page, "Bilag")
    page.get_by_role("button", name="Gem i scenariemappen").wait_for(timeout=60_000)  # the last thing that is drawn
    settled(page)
    box = page.get_by_role("combobox", name="Alternativer, der vises side om side")
    box.scroll_into_view_if_needed()
    page.wait_for_timeout(800)  # a list that opens while the page still moves closes again
    box.fill("uden afsk")
    page.get_by_role("option", name="Helsingør: uden afskedigelser").click()
    page.keyboard.press("Escape")
    page.wait_for_timeout(800)
    settled(page)
    for version, label in (("intern", "Intern - "), ("offentlig", "Offentlig udgave")):
        with page.expect_download(timeout=90_000) as caught:
            page.get_by_role("button", name=f"Hent MED-papir, {version} (Word)").click()
        path = tmp_path / f"{version}.docx"
        assert caught.value.suggested_filename == f"med-papir-{version}.docx"
        caught.value.save_as(path)
        opened = docx.Document(path)
        assert label in opened.sections[0].header.paragraphs[0].text
        assert "Alternativer" in [paragraph.text for paragraph in opened.paragraphs]
        hidden = any(cell.text == "·" for table in opened.tables for row in table.rows for cell in row.cells)
        assert hidden == (version == "offentlig")
