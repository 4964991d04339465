"""Every page in the menu, in both languages: for a screen reader, a keyboard, a projector and a tablet.

The pages are read from the app's own menu, so a new page is checked from the day it is there.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

from planner.text import catalogue
from tests.browser.conftest import settled

pytestmark = pytest.mark.browser

LANGUAGES = {"da": "Dansk", "en": "English"}
SIZES = ((1366, 768), (1280, 720), (820, 1180))
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]},
    "resultTypes": ["violations"],
}
ALLOWED: set[tuple[str, str]] = set()
"""Findings that cannot be mended here, as (rule, selector), each with a reason beside it. There are none."""
STREAMLITS_OWN = (
    # Opened on another page than the first, Streamlit asks for its server below that page's address before the right one.
    re.compile(r"404 \(Not Found\) \S+/[^/]+/_stcore/(health|host-config)$"),
    # Streamlit's drawer of graphs asks for a worker that Streamlit does not ship, and then draws without it.
    re.compile(r'No script tag of type "javascript/worker" was found'),
)
CHARTS = "[data-testid=stVegaLiteChart], [data-testid=stGraphVizChart]"
STANDS_STILL = f"""() => {{
    const app = document.querySelector('[data-testid=stApp]');
    return app && app.dataset.testScriptState === 'notRunning' && document.querySelector('h1')
        && !document.querySelector('[data-testid=stSkeleton], [data-stale=true]')
        && [...document.querySelectorAll('{CHARTS}')].every(chart => chart.querySelector('svg'));
}}"""


def steady(page):
    """Wait until the script has run and every chart is drawn, and stays so."""
    for _ in range(2):
        page.wait_for_function(STANDS_STILL, timeout=90_000)
        page.wait_for_timeout(250)


TOO_WIDE = """() => ['html', '[data-testid=stMain]', '[data-testid=stSidebarContent]']
    .map(name => document.querySelector(name)).filter(box => box && box.scrollWidth > box.clientWidth)
    .map(box => 'too wide: ' + box.tagName + ' ' + box.dataset.testid)"""
CUT = """() => [...document.querySelectorAll('[data-testid=stMetric] *, [data-testid=stButton] *, h1, h2, h3')]
    .filter(box => box.scrollWidth > box.clientWidth + 1 && getComputedStyle(box).overflowX !== 'visible')
    .map(box => 'cut: ' + box.innerText)"""
OUT_OF_REACH = f"""() => [...document.querySelectorAll('{CHARTS}')]
    .map(chart => chart.closest('[data-testid=stElementContainer]'))
    .filter(box => box.scrollWidth > box.clientWidth + 1 && box.tabIndex !== 0)
    .map(() => 'a chart that is moved sideways, but not with the keyboard')"""
BESIDE = """all => all.map(chart => {
    const near = [];
    let box = chart.closest('[data-testid=stElementContainer]');
    while (near.length < 2 && (box = box.nextElementSibling)) near.push(box.innerText);
    return [chart.dataset.testid, ...near];
})"""


@dataclass
class Seen:
    """What one page showed in one language."""

    path: str
    language: str
    spoken: str
    title: str
    broken: int
    faults: list[str]
    squeezed: dict[str, list[str]]
    charts: list[list[str]]
    tables: int


@pytest.fixture(scope="module")
def walk(browser, address):
    """Every page of the menu in both languages, as it opens and with everything opened, at every size; what was said."""
    page = browser.new_page(viewport={"width": SIZES[0][0], "height": SIZES[0][1]})
    said, asked, seen = [], [], []
    page.on("console", lambda one: said.append((one.type, f"{one.text} {one.location.get('url', '')}")))
    page.on("pageerror", lambda one: said.append(("error", str(one))))
    page.on("request", lambda one: asked.append(one.url))
    page.on("websocket", lambda one: asked.append(one.url))
    page.goto(address)
    steady(page)
    paths = page.locator("[data-testid=stSidebarNavLink]").evaluate_all("all => all.map(link => link.pathname)")
    for language, chosen in LANGUAGES.items():
        for path in paths:
            page.goto(f"{address}{path}?sprog={chosen}")
            steady(page)
            seen.append(looked_at(page, path, language))
    page.close()
    return seen, said, asked


def looked_at(page, path, language):
    """One page: its sizes, its charts, and what axe finds with everything opened; in Danish also narrow and in every tab."""
    spoken, broken = page.evaluate("document.documentElement.lang"), page.locator("[data-testid=stException]").count()
    charts, tables = page.locator(CHARTS).evaluate_all(BESIDE), page.locator("[data-testid=stDataFrame]").count()
    faults: list[str] = []
    squeezed = {}
    for width, height in reversed(SIZES):
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(500)
        squeezed[f"{width}x{height}"] = [one for check in (TOO_WIDE, CUT, OUT_OF_REACH) for one in page.evaluate(check)]
        if width < 1000 and language == "da":
            faults += findings(page, f"{width} wide")
    opened(page)
    faults += findings(page, "opened")
    for tab in page.get_by_role("tab").all()[1:] if language == "da" else ():
        tab.click()
        opened(page)
        faults += findings(page, tab.inner_text(), "[data-testid=stTabs]")
    return Seen(path, language, spoken, page.title(), broken, faults, squeezed, charts, tables)


def findings(page, where, within=None):
    """What axe finds that is serious or critical, one line each; `within` a part of the page."""
    found = Axe().run(page, context=within, options=RULES).response["violations"]
    return [
        f"{where}: {one['id']} ({one['impact']}) {node['target']} {node['html'][:120]}"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
        if (one["id"], " ".join(map(str, node["target"]))) not in ALLOWED
    ]


def opened(page):
    """Open whatever opens on a click, and switch on what is switched on."""
    off = page.locator("[data-testid=stMain] [data-testid=stCheckbox]:not(:has(:checked)) label:visible")
    closed = page.locator("[data-testid=stExpander] details:not([open]) > summary:visible")
    changed = off.count() + closed.count()
    while off.count():
        off.first.click()
        steady(page)
    while closed.count():
        closed.first.click()
    if changed:
        steady(page)


def test_every_page_is_there_in_both_languages(walk):
    seen, *_ = walk
    assert len(seen) >= 2 * 4
    assert {one.path for one in seen if one.language == "da"} == {one.path for one in seen if one.language == "en"}
    assert [one.path for one in seen if one.broken] == []


def test_axe_finds_nothing_serious_on_any_page(walk):
    seen, *_ = walk
    assert [f"{one.language} {one.path} {fault}" for one in seen for fault in one.faults] == []


def test_the_document_says_its_language_and_what_page_it_is(walk):
    seen, *_ = walk
    assert [one.path for one in seen if one.spoken != one.language] == []
    assert [one.title for one in seen if not one.title.endswith(catalogue(one.language).t("app.name"))] == []
    for language in LANGUAGES:
        titles = [one.title for one in seen if one.language == language]
        assert len(set(titles)) == len(titles)


def test_the_language_of_the_document_follows_the_switch(page):
    for language in ("en", "da", "en"):
        page.get_by_text(LANGUAGES[language], exact=True).click()
        page.wait_for_function(f"document.documentElement.lang === '{language}'")
        steady(page)
        assert page.evaluate("document.documentElement.lang") == language
        page.get_by_role("link", name=catalogue(language).t("app.page.groups")).click()
        steady(page)
        assert page.evaluate("document.documentElement.lang") == language


def test_no_page_says_anything_to_the_console(walk):
    _, said, _ = walk
    heard = [text for kind, text in said if kind in ("error", "warning")]
    assert [text for text in heard if not any(own.search(text) for own in STREAMLITS_OWN)] == []


def test_no_page_asks_another_machine(walk):
    *_, asked = walk
    assert {urlsplit(url).hostname for url in asked if re.match("(https?|wss?):", url)} == {"127.0.0.1"}


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_nothing_is_wider_than_the_window_and_no_figure_is_cut(walk, size):
    seen, *_ = walk
    said = {f"{one.language} {one.path}": one.squeezed[f"{size[0]}x{size[1]}"] for one in seen}
    assert {page: faults for page, faults in said.items() if faults} == {}


def test_every_chart_has_its_table_and_its_picture_beside_it(walk):
    seen, *_ = walk
    assert sum(len(one.charts) for one in seen) >= 2 * 9
    for one in seen:
        c = catalogue(one.language)
        for kind, picture, after in one.charts:
            assert c.t("app.picture.save") in picture, (one.path, kind)
            assert c.t("app.as_table") in after if kind == "stVegaLiteChart" else one.tables, (one.path, kind)


def test_charts_and_graphs_are_saved_and_copied_as_pictures(page, address, tmp_path):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    for path, chart in (("", "[data-testid=stVegaLiteChart]"), ("/ansvar", "[data-testid=stGraphVizChart]")):
        page.goto(f"{address}{path}")
        steady(page)
        wide = page.locator(f"{chart} svg").first.bounding_box()["width"]
        with page.expect_download() as caught:
            page.get_by_role("button", name="Gem som billede").first.click()
        file = tmp_path / "picture.png"
        caught.value.save_as(file)
        assert caught.value.suggested_filename.endswith(".png")
        content = file.read_bytes()
        assert content.startswith(b"\x89PNG")
        assert int.from_bytes(content[16:20]) >= 2 * int(wide)
        page.get_by_role("button", name="Kopiér som billede").first.click()
        page.get_by_text("Kopieret.").wait_for()
        kinds = page.evaluate("navigator.clipboard.read().then(held => held[0].types)")
        assert kinds == ["image/png"]


def test_every_slider_is_reached_and_moved_with_the_keyboard(page):
    sidebar = page.locator("[data-testid=stSidebar]")
    summary = sidebar.locator("summary")
    summary.focus()
    page.keyboard.press("Enter")
    sidebar.locator("details[open]").wait_for()
    sidebar.get_by_role("slider").nth(8).wait_for()
    names = [slider.get_attribute("aria-label") for slider in sidebar.get_by_role("slider").all()]
    assert len(set(names)) >= 9
    assert all(names)
    page.locator("h1").click()
    page.get_by_role("radio", name="Dansk").focus()
    reached = []
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.getAttribute('aria-label')"))
    assert set(names) <= set(reached)
    for place in range(len(names)):
        slider = sidebar.get_by_role("slider").nth(place)
        before = slider.get_attribute("aria-valuetext")
        slider.focus()
        first, back = ("ArrowLeft", "ArrowRight") if before == "∞" else ("ArrowRight", "ArrowLeft")
        page.keyboard.press(first)
        assert slider.get_attribute("aria-valuetext") != before, names[place]
        page.keyboard.press(back)
        assert slider.get_attribute("aria-valuetext") == before, names[place]
    settled(page)
