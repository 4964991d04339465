"""A municipality's own workbook on the pages: read, planned with, saved as a scenario, compared and on paper."""

import shutil

import pytest
from streamlit.testing.v1 import AppTest

from planner import load_case
from planner.app import sidebar
from planner.app.own_data import _SAID, _Said
from tests.conftest import ROOT
from tests.own_data import kalundborg


@pytest.fixture
def app(tmp_path, monkeypatch):
    """The app on folders of its own, with the workbook of Kalundborg read."""
    for folder in ("scenarios", "data"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    monkeypatch.setattr(sidebar, "SCENARIOS", tmp_path / "scenarios")
    opened = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=60)
    book = kalundborg.SHIPPED.read_bytes()
    opened.session_state[sidebar.OWN] = {kalundborg.SHIPPED.name: book}
    opened.session_state[_SAID] = _Said(workbook=book, done="Læst.")
    opened.run()
    assert not opened.exception
    return opened


def pressed(app, label):
    next(button for button in app.button if button.label.startswith(label)).click().run()
    assert not app.exception


def test_a_municipality_that_came_through_excel_is_saved_planned_and_compared(app, tmp_path):
    assert "97,8" not in app.metric[1].value
    own = app.metric[1].value
    app.switch_page("planner/app/sources_page.py").run()
    pressed(app, "Gem som scenarie: scenarios/kalundborg")
    assert load_case(tmp_path / "scenarios/kalundborg/base.yaml").settings.municipality == "Kalundborg"
    assert sidebar.OWN not in app.session_state
    assert app.selectbox(key="scenarie").value == "kalundborg/base"
    app.switch_page("planner/app/plan_page.py").run()
    assert app.metric[1].value == own
    app.switch_page("planner/app/comparison_page.py").run()
    assert not app.exception
    assert "Kalundborg" in " ".join(str(box.options) + str(box.value) for box in app.multiselect)
    app.switch_page("planner/app/appendix_page.py").run()
    assert not app.exception
    assert not app.error


def test_a_scenario_that_is_there_already_is_not_written_over(app, tmp_path):
    (tmp_path / "scenarios/kalundborg").mkdir()
    app.switch_page("planner/app/sources_page.py").run()
    pressed(app, "Gem som scenarie: scenarios/kalundborg")
    assert app.error
    assert not list((tmp_path / "scenarios/kalundborg").iterdir())


def test_the_name_given_on_saving_is_the_scenario_s_and_a_second_upload_stands_beside_the_first(app, tmp_path):
    book = app.session_state[sidebar.OWN]
    app.switch_page("planner/app/sources_page.py").run()
    pressed(app, "Gem som scenarie: scenarios/kalundborg")
    app.session_state[sidebar.OWN] = book
    app.session_state[_SAID] = _Said(workbook=next(iter(book.values())), done="Læst.")
    app.run()
    pressed(app, "Gem som scenarie: scenarios/kalundborg")
    assert "navnet på et andet scenarie, «Kalundborg: grundscenarie»" in app.error[0].value
    app.text_input(key="egne_navn").set_value("Kalundborg, tal fra november").run()
    pressed(app, "Gem som scenarie: scenarios/kalundborg_tal_fra_november")
    assert app.selectbox(key="scenarie").value == "kalundborg_tal_fra_november/base"
    assert "«Kalundborg, tal fra november»" in app.success[-1].value
    names = [load_case(tmp_path / f"scenarios/{folder}/base.yaml").settings.name
             for folder in ("kalundborg", "kalundborg_tal_fra_november")]  # fmt: skip
    assert names == ["Kalundborg: grundscenarie", "Kalundborg, tal fra november"]


def test_a_municipality_saved_from_the_app_is_deleted_with_its_folder_and_brought_back(app, tmp_path):
    app.switch_page("planner/app/sources_page.py").run()
    pressed(app, "Gem som scenarie: scenarios/kalundborg")
    before = load_case(tmp_path / "scenarios/kalundborg/base.yaml")
    pressed(app, "Slet scenariet")
    assert "kun de specificerede" in app.sidebar.error[0].value
    app.selectbox(key="scenarie").set_value("kalundborg/kun_specificerede").run()
    for label in ("Slet scenariet", "Ja, slet det", "Slet scenariet", "Ja, slet det"):
        pressed(app, label)
    assert not (tmp_path / "scenarios/kalundborg").exists()
    assert app.selectbox(key="scenarie").value == "helsingor/base"
    pressed(app, "Fortryd sletningen")
    assert load_case(tmp_path / "scenarios/kalundborg/base.yaml") == before
