"""Scenarios saved from the app, in the sidebar: another name, deleting, having back; and what refers to them goes on."""

import shutil

import pytest

from planner import load_case
from planner.app import sidebar
from planner.text import catalogue
from tests.app.test_pages import opened
from tests.conftest import ROOT

APPENDIX, COMPARISON = "planner/app/appendix_page.py", "planner/app/comparison_page.py"
C = catalogue("da")


@pytest.fixture
def scenarios(tmp_path, monkeypatch):
    """A folder of scenarios of the test's own, as the app's."""
    for folder in ("scenarios", "data"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    monkeypatch.setattr(sidebar, "SCENARIOS", tmp_path / "scenarios")
    return tmp_path / "scenarios/helsingor"


def pressed(app, key):
    next(button for button in app.button if button.label == C.t(key)).click().run()
    assert not app.exception


def labels(app):
    return [button.label for button in app.button]


def saved(name, **query):
    """The app on Bilag after saving what the address says as a scenario, which is then chosen."""
    app = opened(APPENDIX, **query)
    app.text_input(key="gem_navn").set_value(name).run()
    pressed(app, "app.keep_save")
    assert not app.error
    return app


def chosen(app, file):
    app.selectbox(key="scenarie").set_value(file).run()
    assert not app.exception
    return app


def renamed(app, name):
    next(box for box in app.sidebar.text_input if box.label == C.t("app.saved.name")).set_value(name).run()
    pressed(app, "app.saved.rename")


def test_a_shipped_scenario_offers_neither_another_name_nor_deletion(scenarios):
    app = opened()
    assert not {C.t("app.saved.rename"), C.t("app.saved.delete")} & set(labels(app))


def test_a_saved_scenario_gets_another_name_and_its_address_goes_on(scenarios):
    app = chosen(saved("Højst fem", afsked="5"), "helsingor/hoejst_fem")
    assert app.query_params["scenarie"] in ("helsingor/hoejst_fem", ["helsingor/hoejst_fem"])
    renamed(app, "Højst fem, forslag fra ledelsen")
    assert app.selectbox(key="scenarie").value == "helsingor/hoejst_fem"
    assert load_case(scenarios / "hoejst_fem.yaml").settings.name == "Højst fem, forslag fra ledelsen"
    assert opened(scenarie="helsingor/hoejst_fem").title[0].value == "Højst fem, forslag fra ledelsen"


def test_a_name_that_another_scenario_has_is_refused_in_a_sentence(scenarios):
    app = chosen(saved("Højst fem", afsked="5"), "helsingor/hoejst_fem")
    renamed(app, "Helsingør: grundscenarie")
    assert "navnet på et andet scenarie" in app.sidebar.error[0].value
    assert load_case(scenarios / "hoejst_fem.yaml").settings.name == "Højst fem"


def test_what_is_compared_stays_compared_under_its_new_name(scenarios):
    app = chosen(saved("Højst fem", afsked="5"), "helsingor/hoejst_fem")
    app.switch_page(COMPARISON).run()
    app.multiselect[0].set_value(["Helsingør: uden afskedigelser", "Højst fem"]).run()
    renamed(app, "Højst fem opsagt")
    assert not app.error
    assert list(app.multiselect[0].value) == ["Helsingør: uden afskedigelser", "Højst fem opsagt"]


def test_deleting_asks_once_moves_the_file_and_is_undone(scenarios):
    app = chosen(saved("Højst fem", afsked="5"), "helsingor/hoejst_fem")
    pressed(app, "app.saved.delete")
    assert (scenarios / "hoejst_fem.yaml").exists()
    pressed(app, "app.saved.no")
    pressed(app, "app.saved.delete")
    pressed(app, "app.saved.yes")
    assert not (scenarios / "hoejst_fem.yaml").exists()
    assert (scenarios / "deleted/hoejst_fem.yaml").exists()
    assert app.selectbox(key="scenarie").value == "helsingor/base"
    assert app.select_slider(key="afsked").value == sidebar.NO_CAP
    assert "Højst fem" not in app.selectbox(key="scenarie").options
    pressed(app, "app.saved.undo")
    assert app.selectbox(key="scenarie").value == "helsingor/hoejst_fem"
    assert app.select_slider(key="afsked").value == 5
    assert C.t("app.saved.undo") not in labels(app)


def test_what_was_compared_is_left_out_when_deleted_and_comes_back(scenarios):
    app = chosen(saved("Højst fem", afsked="5"), "helsingor/hoejst_fem")
    app.switch_page(COMPARISON).run()
    app.select_slider(key="loft").set_value(110).run()
    pressed(app, "app.pin")
    pin = app.multiselect[0].options[-1]
    app.multiselect[0].set_value(["Helsingør: grundscenarie", "Højst fem", pin]).run()
    pressed(app, "app.saved.delete")
    pressed(app, "app.saved.yes")
    assert not app.error
    assert list(app.multiselect[0].value) == ["Helsingør: grundscenarie"]
    pressed(app, "app.saved.undo")
    assert {"Højst fem", pin} <= set(app.multiselect[0].options)


def test_a_scenario_on_which_another_rests_is_not_deleted_and_the_other_is_named(scenarios):
    app = saved("Højst fem", afsked="5")
    chosen(app, "helsingor/hoejst_fem")
    app.select_slider(key="loft").set_value(110).run()
    app.text_input(key="gem_navn").set_value("Højst fem og højere loft").run()
    pressed(app, "app.keep_save")
    pressed(app, "app.saved.delete")
    assert "Højst fem og højere loft" in app.sidebar.error[0].value
    assert C.t("app.saved.yes") not in labels(app)
    assert (scenarios / "hoejst_fem.yaml").exists()


def test_an_address_of_a_scenario_that_is_gone_says_so(scenarios):
    app = opened(scenarie="Højst fem")
    assert "«Højst fem» findes ikke" in app.sidebar.warning[0].value
    assert "Helsingør: grundscenarie" in app.sidebar.warning[0].value
    chosen(app, "helsingor/no_dismissals")
    assert not app.sidebar.warning


def test_a_scenario_that_somebody_else_deletes_meanwhile_is_said_to_be_gone(scenarios):
    app = chosen(saved("Højst fem", afsked="5"), "helsingor/hoejst_fem")
    (scenarios / "hoejst_fem.yaml").unlink()
    app.run()
    assert not app.exception
    assert "findes ikke" in app.sidebar.warning[0].value
    assert app.select_slider(key="afsked").value == sidebar.NO_CAP


def test_a_name_that_somebody_else_gives_meanwhile_does_not_lose_the_alternative_of_the_paper(scenarios):
    app = saved("Højst fem", afsked="5")
    app.multiselect(key="papir_mod").set_value(["Højst fem"]).run()
    path = scenarios / "hoejst_fem.yaml"
    path.write_text(path.read_text().replace("name: Højst fem", "name: Noget andet"))
    app.run()
    assert not app.exception
    assert not app.error
    assert "Noget andet" in app.multiselect(key="papir_mod").options


def test_a_locked_scenario_stays_locked_under_its_new_name(scenarios):
    app = opened(APPENDIX, afsked="5")
    app.text_input(key="gem_navn").set_value("Højst fem").run()
    app.toggle(key="gem_laas").set_value(True).run()
    pressed(app, "app.keep_save")
    app = chosen(app, "helsingor/hoejst_fem")
    renamed(app, "Nyt navn")
    app.switch_page("planner/app/plan_page.py").run()
    assert any("uændret" in box.value for box in app.info)


def test_the_name_to_save_under_follows_the_scenario_and_what_is_written_stays_over_another_page(scenarios):
    app = opened(APPENDIX)
    usual = app.text_input(key="gem_navn").value
    app.text_input(key="gem_navn").set_value("Mødet i november").run()
    app.switch_page(COMPARISON).run()
    app.switch_page(APPENDIX).run()
    assert app.text_input(key="gem_navn").value == "Mødet i november"
    chosen(app, "helsingor/no_dismissals")
    assert app.text_input(key="gem_navn").value == "Helsingør: uden afskedigelser" != usual
    assert app.text_input(key="gem_spoergsmaal").value != ""


def test_the_comparison_says_that_sliders_are_not_in_it_until_they_are_pinned(scenarios):
    app = opened(COMPARISON, afsked="5")
    assert C.t("app.pin_first") in [box.value for box in app.info]
    pressed(app, "app.pin")
    assert C.t("app.pin_first") not in [box.value for box in app.info]
    app.select_slider(key="afsked").set_value(4).run()
    assert C.t("app.pin_first") in [box.value for box in app.info]
