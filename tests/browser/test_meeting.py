"""What a manager and a committee do from opening to download, in a real Chromium, with a server that is killed in between."""

import re
import signal

import openpyxl
import pytest
from playwright.sync_api import expect

from planner import load_case
from planner.text import catalogue
from tests.browser.conftest import settled
from tests.browser.test_app import figure, moved
from tests.conftest import BASE

pytestmark = pytest.mark.browser


def menu(page, name):
    """Go to a page from the menu, and wait until it stands still."""
    page.get_by_role("link", name=name, exact=True).click()
    page.wait_for_timeout(500)
    settled(page)


def chosen(page, label, text):
    """Choose in a box by its label."""
    page.get_by_label(label, exact=False).first.click()
    page.get_by_role("option", name=text, exact=True).click()
    page.wait_for_timeout(400)
    settled(page)


def until(page, words):
    page.get_by_text(words).first.wait_for(timeout=60_000)
    settled(page)


def test_a_manager_asks_for_the_impossible_takes_a_way_out_and_keeps_the_scenario(page, tmp_path):
    moved(page, "Højst antal afskedigelser", "Home", 1)
    until(page, "Så langt kan man nå")
    assert "enten må" in page.locator("[data-testid=stMain]").inner_text()
    page.get_by_role("button", name=re.compile("^Tillad .* afskediget")).click()
    until(page, "Besparelsen nås i alle år")
    assert figure(page, "Afskedigelser") != "0,0"
    assert "aendringer=" in page.url
    menu(page, "Bilag")
    page.get_by_label("Navn", exact=True).fill("Mødet i november")
    page.keyboard.press("Enter")
    settled(page)
    with page.expect_download(timeout=60_000) as caught:
        page.get_by_role("button", name="Hent filen (YAML)").click()
    assert caught.value.suggested_filename == "moedet_i_november.yaml"
    kept = tmp_path / "kept.yaml"
    caught.value.save_as(kept)
    text = kept.read_text().replace("extends: base", f"extends: {BASE.with_suffix('')}")
    kept.write_text(text)
    assert load_case(kept).settings.dismissals.cap_fte > 0


def test_a_committee_compares_with_the_references_and_changes_the_baseline(page, tmp_path):
    menu(page, "Sammenlign")
    page.get_by_role("combobox", name=re.compile("Scenarier")).click()
    page.get_by_role("option", name="Reference: Ingen ændring").click()
    page.keyboard.press("Escape")
    until(page, "Reference: Ingen ændring")
    page.wait_for_timeout(1500)
    settled(page)
    assert not page.locator("[data-testid=stException]").count()
    main = page.locator("[data-testid=stMain]")
    assert main.inner_text().index("Forskelle i forudsætninger") < main.inner_text().index("Nøgletal")
    with page.expect_download(timeout=90_000) as caught:
        page.get_by_role("button", name="Hent sammenligningen (Excel)").click()
    path = tmp_path / "compare.xlsx"
    caught.value.save_as(path)
    book = openpyxl.load_workbook(path, read_only=True)
    cells = {cell for row in book["Sammenligning"].iter_rows(values_only=True) for cell in row if isinstance(cell, str)}
    assert any("Ingen ændring" in cell for cell in cells)


def test_a_manager_and_a_committee_do_the_same_in_english(page, tmp_path):
    c = catalogue("en")
    page.get_by_text("English", exact=True).click()
    until(page, c.t("app.slider.hk6"))
    settled(page)
    before = figure(page, c.t("app.figure.fte_end"))
    moved(page, c.t("app.slider.hk6"), "ArrowLeft", 4)
    expect(page.get_by_role("slider", name=c.t("app.slider.hk6"))).to_have_attribute("aria-valuetext", "80 %")
    metric = page.locator("[data-testid=stMetric]", has_text=c.t("app.figure.fte_end"))
    expect(metric.locator("[data-testid=stMetricValue]")).not_to_have_text(before, timeout=60_000)
    assert float(figure(page, c.t("app.figure.fte_end"))) > float(before)
    menu(page, c.t("app.page.comparison"))
    page.get_by_role("combobox", name=re.compile("Scenarios")).click()
    page.get_by_role("option", name=re.compile("^Reference: ")).first.click()
    page.keyboard.press("Escape")
    until(page, "Reference: ")
    page.wait_for_timeout(1500)
    settled(page)
    words = page.locator("[data-testid=stMain]").inner_text()
    assert words.index(c.t("table.comparison_assumptions.title")) < words.index(c.t("table.key_figures.title"))
    with page.expect_download(timeout=90_000) as caught:
        page.get_by_role("button", name=c.t("app.download_comparison")).click()
    path = tmp_path / "compare.xlsx"
    caught.value.save_as(path)
    assert c.t("sheet.comparison") in openpyxl.load_workbook(path, read_only=True).sheetnames


def test_ten_quick_moves_end_in_the_plan_of_the_last(page):
    slider = page.get_by_role("slider", name="Del af HK6-kravet")
    slider.focus()
    for _ in range(5):
        page.keyboard.press("ArrowLeft")
        page.wait_for_timeout(60)
    for _ in range(5):
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(60)
    page.wait_for_timeout(1500)
    settled(page)
    assert slider.get_attribute("aria-valuetext") == "100 %"
    assert figure(page, "Årsværk til sidst") == "97,8"


def test_a_killed_server_loses_nothing(browser, own_server):
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    page.goto(own_server.url)
    settled(page)
    moved(page, "Del af HK6-kravet", "ArrowLeft", 2)
    page.wait_for_function("() => location.search.includes('hk6')")
    page.wait_for_timeout(1500)
    settled(page)
    menu(page, "Team")
    page.get_by_text("Fasthold teamets størrelse").click()
    settled(page)
    page.get_by_role("button", name="Fasthold", exact=True).click()
    page.wait_for_function("() => location.search.includes('aendringer')", timeout=60_000)
    menu(page, "Bilag")
    page.wait_for_function("() => ['hk6', 'aendringer'].every(key => location.search.includes(key))", timeout=60_000)
    address = page.url
    own_server.stop(signal.SIGKILL)
    own_server.start()
    page.goto(address)
    settled(page)
    page.locator("[data-testid=stSidebar]").get_by_text("Ændringer oven i skyderne").wait_for(timeout=60_000)
    slider = page.get_by_role("slider", name="Del af HK6-kravet")
    expect(slider).to_have_attribute("aria-valuetext", "90 %", timeout=60_000)
    page.close()


def test_own_tables_with_a_name_column_are_refused_and_never_echoed(page, tmp_path):
    menu(page, "Data og kilder")
    rows = (BASE.parents[2] / "data/municipalities/helsingor/teams.csv").read_text().splitlines()
    wrong = tmp_path / "teams.csv"
    wrong.write_text("\n".join([rows[0] + ",navn", *(f"{row},Jytte Hansen 0101701234" for row in rows[1:])]))
    page.get_by_text("Egne tal", exact=True).first.click()
    expect(page.get_by_role("button", name="Vælg filer")).to_be_visible()
    page.locator("input[type=file]").first.set_input_files(str(wrong))
    page.wait_for_timeout(1500)
    page.get_by_role("button", name="Læs og planlæg med dem").click()
    page.get_by_text("Fejl i filerne").first.wait_for(timeout=60_000)
    words = page.locator("[data-testid=stMain]").inner_text()
    assert "Jytte" not in words
    assert "0101701234" not in words


def test_own_tables_are_planned_with_and_put_away_again(page, tmp_path):
    menu(page, "Data og kilder")
    table = tmp_path / "saving_targets.csv"
    table.write_bytes((BASE.parents[2] / "data/municipalities/helsingor/saving_targets.csv").read_bytes())
    page.get_by_text("Egne tal", exact=True).first.click()
    page.locator("input[type=file]").first.set_input_files(str(table))
    page.wait_for_timeout(1500)
    page.get_by_role("button", name="Læs og planlæg med dem").click()
    until(page, "Bygger på egne tal")
    menu(page, "Plan")
    assert figure(page, "Årsværk til sidst") == "97,8"
    page.get_by_role("button", name="Tilbage til kommunens tabeller").click()
    page.get_by_text("Bygger på egne tal").wait_for(state="detached", timeout=60_000)
