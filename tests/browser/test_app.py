"""The app in a real Chromium: what a manager does, from opening to download."""

import re
from urllib.parse import urlsplit

import openpyxl
import pytest
from PIL import Image

from tests.browser.conftest import settled
from tests.conftest import ROOT

pytestmark = pytest.mark.browser
PAGES = ("plan", "team", "maalgrupper", "ansvar", "sammenlign", "hvad-nu-hvis", "data", "bilag")
PICTURES = ROOT / "out/pictures"


def figure(page, label):
    return page.locator("[data-testid=stMetric]", has_text=label).locator("[data-testid=stMetricValue]").inner_text()


def moved(page, label, key, times):
    """Move a slider with the keyboard, as somebody without a mouse does, and wait for the new plan."""
    slider = page.get_by_role("slider", name=label)
    slider.focus()
    for _ in range(times):
        page.keyboard.press(key)
    page.wait_for_timeout(400)
    settled(page)


def test_a_slider_changes_the_plan_and_the_workbook_says_the_same(page, tmp_path):
    before = figure(page, "Årsværk til sidst")
    moved(page, "Del af HK6-kravet", "ArrowLeft", 4)
    page.wait_for_function(
        "before => ![...document.querySelectorAll('[data-testid=stMetricValue]')].some(e => e.innerText === before)",
        arg=before,
    )
    after = figure(page, "Årsværk til sidst")
    assert float(after.replace(",", ".")) > float(before.replace(",", ".")) + 1
    with page.expect_download(timeout=60_000) as caught:
        page.get_by_role("button", name="Hent bemandingsplanen (Excel)").click()
    path = tmp_path / "plan.xlsx"
    caught.value.save_as(path)
    sheet = openpyxl.load_workbook(path, read_only=True, data_only=True)["Overblik"]
    numbers = [cell for row in sheet.iter_rows(values_only=True) for cell in row if isinstance(cell, int | float)]
    assert any(f"{number:.1f}".replace(".", ",") == after for number in numbers)


def test_the_address_keeps_the_sliders_over_a_reload(page):
    moved(page, "Ændring i ledigheden", "ArrowRight", 2)
    assert "ledighed=10" in page.url
    page.reload()
    settled(page)
    assert page.get_by_role("slider", name="Ændring i ledigheden").get_attribute("aria-valuetext") == "10 %"


@pytest.mark.parametrize(
    ("link", "heading"),
    [("Målgrupper", "Målgrupper"), ("Ansvar og koordination", "Ansvar og koordination"), ("Sammenlign", "Sammenlign")],
)
def test_the_other_pages_open_from_the_menu(page, link, heading):
    page.get_by_role("link", name=link).click()
    page.wait_for_selector(f"h1:has-text('{heading}')")
    settled(page)
    assert not page.locator("[data-testid=stException]").count()


def test_the_graph_is_drawn_before_and_after(page):
    page.get_by_role("link", name="Ansvar og koordination").click()
    page.wait_for_selector("[data-testid=stGraphVizChart] svg g.node")
    charts = page.locator("[data-testid=stGraphVizChart]")
    assert charts.count() == 2
    assert "Rehabiliteringsteam" in charts.nth(0).inner_text()
    assert "visitationsforum" in charts.nth(1).inner_text()
    assert all(charts.nth(i).locator("g.node").count() <= 25 for i in (0, 1))


def test_the_page_of_the_groups_says_what_is_paid_for_and_opens_a_need_as_its_chain(page):
    page.get_by_role("link", name="Målgrupper").click()
    page.wait_for_selector("h1:has-text('Målgrupper')")
    settled(page)
    sentence = page.locator("[data-testid=stAlert]").first.inner_text()
    assert re.search(r"I 2030 bortfalder arbejde for \d+,\d årsværk", sentence)
    assert "bortfald" in sentence
    page.get_by_role("tab", name="Hvor kommer et tal fra?").click()
    chain = page.locator("[data-testid=stMarkdown]", has_text="nettotimer / 12").inner_text()
    hours, net, fte = re.search(r"; ([\d.,]+) / \(([\d.,]+) nettotimer / 12\) = ([\d.,]+) årsværk", chain).groups()
    hours, net, fte = (float(text.replace(".", "").replace(",", ".")) for text in (hours, net, fte))
    assert abs(hours / (net / 12) - fte) < 0.01
    page.get_by_text(re.compile("Kilder bag kæden")).click()
    assert page.get_by_role("grid").count() or page.locator("[data-testid=stDataFrame]").count()


def test_unemployment_can_rise_by_the_reports_55_per_cent(page):
    moved(page, "Ændring i ledigheden", "ArrowRight", 11)
    assert page.get_by_role("slider", name="Ændring i ledigheden").get_attribute("aria-valuetext") == "55 %"


def test_nothing_leaves_this_machine(page):
    hosts = {urlsplit(url).hostname for url in page.requests if re.match("https?:", url)}
    assert hosts == {"127.0.0.1"}


@pytest.mark.parametrize(
    ("path", "name"),
    [("", "plan"), *((name, name) for name in PAGES[1:])],
)
def test_every_page_stands_still_for_a_picture_with_nothing_cut(page, address, path, name):
    """Leaves out/pictures/*.png to be looked at; the README's picture is a copy of the first."""
    page.set_viewport_size({"width": 1366, "height": 1060})
    page.goto(f"{address}/{path}")
    settled(page)
    page.wait_for_timeout(1500)
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png")
    wider = page.evaluate(
        "() => { const m = document.querySelector('[data-testid=stMain]'); return m.scrollWidth - m.clientWidth }"
    )
    assert wider <= 0


def test_the_pictures_of_all_pages_stand_together():
    """Leaves out/pictures/pages.png, of which the README's picture is a copy; the test above has made the parts."""
    parts = [Image.open(PICTURES / f"{name}.png").convert("RGB") for name in PAGES]
    width, height = parts[0].width // 2, parts[0].height // 2
    together = Image.new("RGB", (2 * width, 4 * height), "white")
    for number, part in enumerate(parts):
        together.paste(part.resize((width, height)), (number % 2 * width, number // 2 * height))
    together.quantize(128).save(PICTURES / "pages.png", optimize=True)
    assert together.size == (1366, 2120)


def test_the_language_and_the_sliders_stay_over_a_reload(page):
    moved(page, "Højst antal afskedigelser", "Home", 1)
    page.get_by_text("English", exact=True).click()
    page.wait_for_selector("text=Download the staffing plan (Excel)")
    settled(page)
    page.reload()
    settled(page)
    assert page.get_by_role("slider", name="Most dismissals allowed").get_attribute("aria-valuetext") == "0"
    assert page.get_by_role("button", name="Download the staffing plan (Excel)").count() == 1


def test_what_the_data_decide_is_found_on_a_click_while_the_page_stays(page):
    moved(page, "Del af HK6-kravet", "ArrowRight", 1)  # a plan that was not made before
    page.get_by_role("tab", name="Hvad data afgør").click()
    page.get_by_role("button", name="Find ud af det").click()
    panel = page.get_by_role("tabpanel").filter(has=page.locator("[data-testid=stDataFrame]")).last
    panel.locator("[data-testid=stDataFrame]").wait_for(timeout=60_000)
    page.wait_for_timeout(1500)
    assert page.get_by_role("tab", name="Hvad data afgør").get_attribute("aria-selected") == "true"
    assert "lige så godt" in panel.inner_text()
    page.reload()
    settled(page)
    assert not page.get_by_role("button", name="Find ud af det").count()
