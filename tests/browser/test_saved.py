"""A scenario that is saved, renamed, deleted and brought back in a real Chromium, on a copy of the app of its own."""

import shutil

import pytest
from playwright.sync_api import expect

from planner import load_case
from planner.text import catalogue
from tests.browser.conftest import Server, settled
from tests.browser.test_meeting import chosen, menu
from tests.conftest import ROOT

pytestmark = pytest.mark.browser
C = catalogue("da")


@pytest.fixture
def copied(tmp_path):
    """The app with folders of its own, in which a test may save."""
    for folder in ("planner", "scenarios", "data", ".streamlit"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "streamlit_app.py", tmp_path)
    server = Server(tmp_path, tmp_path).start()
    yield server
    server.stop()


def pressed(page, key):
    page.get_by_role("button", name=C.t(key), exact=True).click()
    page.wait_for_timeout(800)
    settled(page)


def test_a_saved_scenario_is_renamed_deleted_and_brought_back_and_its_address_works(browser, copied, tmp_path):
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    page.goto(f"{copied.url}/bilag?afsked=5")
    settled(page)
    page.get_by_label(C.t("app.keep_name"), exact=True).fill("Højst fem")
    page.keyboard.press("Enter")
    page.wait_for_timeout(800)
    pressed(page, "app.keep_save")
    page.get_by_text("Gemt som helsingor/hoejst_fem.yaml").wait_for()
    menu(page, C.t("app.page.plan"))
    chosen(page, C.t("app.scenario"), "Højst fem")
    expect(page.locator("h1")).to_have_text("Højst fem")
    address = page.url

    page.get_by_text(C.t("app.saved.title")).click()
    page.get_by_label(C.t("app.saved.name")).fill("Højst fem opsagt")
    page.keyboard.press("Tab")
    page.wait_for_timeout(800)
    pressed(page, "app.saved.rename")
    expect(page.locator("h1")).to_have_text("Højst fem opsagt", timeout=60_000)
    assert load_case(tmp_path / "scenarios/helsingor/hoejst_fem.yaml").settings.name == "Højst fem opsagt"

    pressed(page, "app.saved.delete")
    pressed(page, "app.saved.yes")
    expect(page.locator("h1")).to_have_text("Helsingør: grundscenarie", timeout=60_000)
    assert not (tmp_path / "scenarios/helsingor/hoejst_fem.yaml").exists()
    pressed(page, "app.saved.undo")
    expect(page.locator("h1")).to_have_text("Højst fem opsagt", timeout=60_000)
    page.goto(address)
    settled(page)
    expect(page.locator("h1")).to_have_text("Højst fem opsagt", timeout=60_000)
    page.close()
