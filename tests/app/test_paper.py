"""The paper for MED on the page Bilag, without a browser: two buttons, alternatives, and no paper where there is no plan."""

from planner.app import beside, planning
from planner.text import catalogue
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


def test_references_are_alternatives_that_are_said_to_be_no_proposal():
    app = opened(PAGE)
    offered = [name for name in app.multiselect(key="papir_mod").options if name.startswith("Reference: ")]
    assert offered == [f"Reference: {name} (ikke et forslag)"
                       for name in ("Ingen ændring", "Grønthøster", "Kun det, der bortfalder")]  # fmt: skip
    app.multiselect(key="papir_mod").set_value(offered).run()
    assert not app.exception
    assert not app.error
    assert {"Hent MED-papir, intern (Word)", "Hent MED-papir, offentlig (Word)"} <= set(labels(app))


def test_a_reference_on_the_page_is_the_one_that_is_compared_and_is_not_planned_again(monkeypatch):
    app = opened("planner/app/comparison_page.py")
    app.multiselect[0].set_value(["Helsingør: grundscenarie", "Reference: Grønthøster"]).run()
    monkeypatch.setattr(planning, "make_plan", None)
    app.switch_page(PAGE).run()
    app.multiselect(key="papir_mod").set_value(["Reference: Grønthøster (ikke et forslag)"]).run()
    assert not app.exception
    assert "Hent MED-papir, offentlig (Word)" in labels(app)


def test_with_sliders_the_reference_is_that_of_the_sliders():
    app = opened(PAGE, hk6="50 %")
    app.multiselect(key="papir_mod").set_value(["Reference: Ingen ændring (ikke et forslag)"]).run()
    assert not app.error
    chosen = app.session_state["choice"]
    choice, _ = next(iter(beside.references(chosen, catalogue("da")).values()))
    case = planning.case_of(choice)
    assert case.settings.saving.share_of_target["HK6"] == 0.5
    assert case.settings.sizes == "as_today"
    assert case.settings.name == "Ingen ændring (Helsingør: grundscenarie (ændret))"


def test_alternatives_that_were_picked_are_there_again_after_another_page():
    app = opened(PAGE)
    app.multiselect(key="papir_mod").set_value(["Helsingør: uden afskedigelser"]).run()
    app.switch_page("planner/app/plan_page.py").run()
    app.switch_page(PAGE).run()
    assert app.multiselect(key="papir_mod").value == ["Helsingør: uden afskedigelser"]
