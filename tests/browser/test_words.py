"""Streamlit's own words are in the language of the page: menus of tables and charts, lists to choose from, fields, help."""

import re

import pytest

from planner.text import catalogue
from tests.browser.conftest import settled
from tests.browser.test_accessibility import opened, steady
from tests.browser.test_meeting import menu

pytestmark = pytest.mark.browser
ENGLISH = re.compile(
    r"\b(the|and|select|selected|search|download|fullscreen|show|hide|close|clear|copy|results?|options?|choose|upload|press|apply"
    r"|columns?|sort|pin|unpin|autosize|help for|link to|remove|collapse|expand|sidebar|skip|running|stop|available|statistics|empty"
    r"|values|distinct|length|matches|heading|main)\b",
    re.IGNORECASE,
)
ALLOWED = ("Sprog / Language", "Language", "Vega")
SAID = """() => {
    const said = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT);
    while (walk.nextNode()) {
        const box = walk.currentNode;
        if (box.closest('script, style, svg, canvas, noscript') || !box.checkVisibility()) continue;
        for (const name of ['aria-label', 'placeholder', 'title']) said.push(box.getAttribute(name) || '');
        for (const node of box.childNodes) if (node.nodeType === Node.TEXT_NODE) said.push(node.data.trim());
    }
    return [...new Set(said)].filter(text => text);
}"""
ICON = re.compile(r"[a-z]+(_[a-z]+)+|[a-z]+")
"""The names of pictures in Streamlit's font of icons, which nobody sees as letters."""


def english(page):
    """Every text and name on the page in which an English word stands."""
    page.wait_for_timeout(400)
    return [text for text in page.evaluate(SAID)
            if ENGLISH.search(text) and not ICON.fullmatch(text) and not any(word in text for word in ALLOWED)]  # fmt: skip


def toolbar(page, number):
    """A button of the small menu over the first table that is seen; 0 columns, 1 download, 2 search, 3 full screen."""
    table = page.locator("[data-testid=stDataFrame]:visible").first
    table.scroll_into_view_if_needed()
    table.hover()
    buttons = table.locator("xpath=ancestor::*[@data-testid='stFullScreenFrame'][1]").locator(
        "[data-testid=stElementToolbarButton] button"
    )
    return buttons.nth(number)


def test_no_page_has_an_english_word_when_everything_on_it_is_opened(page, address):
    found = {}
    for path in page.locator("[data-testid=stSidebarNavLink]").evaluate_all("all => all.map(link => link.pathname)"):
        page.goto(f"{address}{path}")
        steady(page)
        opened(page)
        found[path] = english(page)
    assert {path: texts for path, texts in found.items() if texts} == {}


def test_the_menus_of_a_table_are_danish(page):
    menu(page, "Data og kilder")
    for number in range(4):
        toolbar(page, number).hover()
        assert english(page) == []
    toolbar(page, 0).click()
    page.get_by_text("Vælg alle", exact=True).wait_for()
    assert english(page) == []
    page.keyboard.press("Escape")
    toolbar(page, 2).click()
    page.get_by_text("Skriv for at søge").first.wait_for(state="attached")
    page.keyboard.type("kommune", delay=50)
    page.get_by_text(re.compile(r"^\d+ resultat")).first.wait_for(state="attached")
    assert english(page) == []


def test_the_menu_of_a_column_is_danish(page):
    menu(page, "Data og kilder")
    steady(page)
    toolbar(page, 3).hover()
    page.wait_for_timeout(500)  # the table is now where it stays
    _header_menu(page)
    assert english(page) == []
    page.get_by_role("menuitem", name="Sortér stigende").wait_for()
    page.get_by_role("menuitem", name="Statistik").hover()
    page.get_by_text("Forskellige", exact=True).wait_for()
    assert english(page) == []


def _header_menu(page):
    """Open the menu of a column, whose button is drawn in its heading where the mouse is."""
    box = page.locator("[data-testid=stDataFrame]:visible").first.bounding_box()
    for right in range(30, 300, 6):
        page.mouse.move(box["x"] + right, box["y"] + 15)
        page.wait_for_timeout(100)  # the button is drawn once the mouse is there
        page.mouse.click(box["x"] + right, box["y"] + 15)
        page.wait_for_timeout(400)
        if page.get_by_role("menu").count():
            return
    pytest.fail("no menu opened")


def test_lists_and_fields_are_danish_and_say_their_limits(page):
    menu(page, "Sammenlign")
    box = page.get_by_role("combobox", name=re.compile("Scenarier"))
    box.click()
    page.get_by_text("Vælg alle", exact=True).wait_for()
    assert english(page) == []
    box.fill("findes ikke")
    page.get_by_text("Intet fundet").wait_for()
    assert english(page) == []
    page.keyboard.press("Escape")
    page.locator("h1").click()
    menu(page, "Bilag")
    page.get_by_label("Navn", exact=True).fill("Et navn")
    page.get_by_text("Tryk Enter for at bruge det").wait_for()
    assert english(page) == []


def test_the_words_follow_the_switch_of_the_language_both_ways(page):
    c = catalogue("en")
    named = "button[aria-label='{}']".format
    danish = page.locator(named(catalogue("da").t("app.streamlit.collapse_sidebar")))
    danish.wait_for(state="attached")
    page.get_by_text("English", exact=True).click()
    page.locator(named(c.t("app.streamlit.collapse_sidebar"))).wait_for(state="attached")
    settled(page)
    menu(page, c.t("app.page.comparison"))
    page.get_by_role("combobox", name=re.compile("Scenarios")).click()
    page.get_by_text("Select all", exact=True).wait_for()
    page.keyboard.press("Escape")
    page.locator("h1").click()
    page.get_by_text("Dansk", exact=True).click()
    danish.wait_for(state="attached")


def test_a_word_inside_the_app_s_own_text_is_left_alone(page):
    """Only a whole word in Streamlit's own places is changed, never a part of a name."""
    said = page.evaluate("""() => {
        const box = document.createElement('div');
        box.innerHTML = '<p>Search</p><input placeholder="Search for Open"><b aria-label="Open data"></b>';
        document.querySelector('[data-testid=stMain]').append(box);
        return new Promise(done => setTimeout(() => done(box.innerHTML), 500));
    }""")
    assert said == '<p>Search</p><input placeholder="Search for Open"><b aria-label="Open data"></b>'
