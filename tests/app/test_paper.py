"""The paper for MED on the page Bilag, without a browser: two buttons, alternatives, and no paper where there is no plan."""

from tests.app.test_pages import opened

PAGE = "planner/app/appendix_page.py"


def labels(app):
    return [button.proto.label for button in app.get("download_button")]


def test_the_paper_comes_in_two_versions_and_with_alternatives():
    app = opened(PAGE)
    assert {"Hent MED-papir, intern (Word)", "Hent MED-papir, offentlig (Word)"} <= set(labels(app))
    box = app.multiselect(key="papir_mod")
    assert "Helsingør: grundscenarie" not in box.options
    box.set_value(["Helsingør: uden afskedigelser"]).run()
    assert not app.exception
    assert not app.error
    assert "Hent MED-papir, offentlig (Word)" in labels(app)


def test_with_sliders_the_scenario_as_it_stands_is_an_alternative():
    app = opened(PAGE, afsked="5")
    assert "Helsingør: grundscenarie" in app.multiselect(key="papir_mod").options
