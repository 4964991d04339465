"""Every page drawn without a browser: what it shows, what a slider changes, what an error looks like."""

import dataclasses

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from planner import load_case
from planner.app import planning, sidebar
from planner.errors import SolverError
from planner.undecided import COLUMNS
from tests.conftest import BASE, ROOT

PAGES = ["planner/app/plan_page.py", "planner/app/coordination_page.py", "planner/app/comparison_page.py"]


def opened(page=None, **query):
    app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=60)
    for key, value in query.items():
        app.query_params[key] = value
    app.run()
    if page:
        app.switch_page(page).run()
    assert not app.exception
    return app


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("sprog", "words"), [("Dansk", "Højst antal afskedigelser (årsværk)"), ("English", "Most dismissals allowed (FTE)")]
)
def test_every_page_opens_in_both_languages(page, sprog, words):
    app = opened(page, sprog=sprog)
    assert app.title
    assert not app.error
    assert app.select_slider(key="afsked").label == words


def test_the_page_speaks_the_language_of_its_sidebar():
    app = opened(sprog="English")
    assert "The saving" in app.success[0].value
    assert "assumptions" in " ".join(caption.value for caption in app.caption)


def ranged(plan, progress):
    """A plan in which the data do not decide one team."""
    progress("range 1 of 1")
    team = plan.case.teams[0].team
    rows = [("team", team, 8.0, 5.6, 11.4, False), ("way", "hired", 3.0, 3.0, 3.0, True)]
    return dataclasses.replace(plan, ranges=pd.DataFrame(rows, columns=COLUMNS))


def figures(app):
    return {metric.label: metric.value for metric in app.metric}


def test_the_first_page_answers_the_question(base_plan):
    app = opened()
    assert app.title[0].value == base_plan.case.settings.name
    assert base_plan.case.settings.why in app.markdown[0].value
    assert "Besparelsen nås" in app.success[0].value
    assert "antagelser" in " ".join(caption.value for caption in app.caption)
    assert any("T1" in str(frame.value.to_string()) for frame in app.dataframe)


def test_a_slider_gives_a_new_plan_and_the_reset_takes_it_back():
    app = opened()
    before = figures(app)
    app.select_slider(key="hk6").set_value(150).run()
    assert not app.exception
    assert figures(app) != before
    next(button for button in app.button if button.label == "Tilbage til scenariet").click().run()
    assert figures(app) == before


def test_dismissals_can_be_ruled_out():
    app = opened()
    app.select_slider(key="afsked").set_value(0).run()
    assert not app.exception
    assert any("nås ikke" in warning.value for warning in app.warning)


def test_choosing_another_scenario_moves_the_sliders_to_it():
    app = opened()
    app.selectbox(key="scenarie").set_value("helsingor/unemployment_up").run()
    assert not app.exception
    assert app.select_slider(key="ledighed").value == 20
    assert app.title[0].value == "Helsingør: ledigheden stiger 20 pct."


def test_findings_come_before_the_graph_and_the_owners_stand_in_a_table():
    app = opened(PAGES[1])
    assert app.success
    assert any("Sygedagpenge" in frame.value.to_string() for frame in app.dataframe)


def test_the_comparison_names_what_was_assumed_differently():
    app = opened(PAGES[2])
    assert any("Højst antal afskedigelser" in frame.value.to_string() for frame in app.dataframe)
    app.multiselect[0].set_value(app.multiselect[0].options[:1]).run()
    assert app.info


def test_the_plan_page_has_a_tab_each_for_ladder_teams_calendar_posts_and_money():
    app = opened()
    assert [tab.label for tab in app.tabs] == [
        "Sådan ændres stillingerne",
        "Team",
        "Tidsplan",
        "Hele stillinger",
        "Økonomi",
        "Hvad data afgør",
    ]
    assert "Omplacering i kommunen" in app.tabs[0].dataframe[0].value.to_string()
    calendar = app.tabs[2]
    words = " ".join(
        [*(frame.value.to_string() for frame in calendar.dataframe), *(box.value for box in calendar.info)]
    )
    assert "Bilag sendes til MED" in words or "Ingen afskediges" in words
    assert "er nettobesparelsen" in app.tabs[4].dataframe[0].value.to_string()


@pytest.mark.parametrize("percent", [0, 1])
def test_no_position_of_the_attrition_slider_is_refused(percent):
    app = opened()
    app.select_slider(key="afgang").set_value(percent).run()
    assert not app.exception
    assert not app.error


def test_every_position_of_every_slider_makes_a_sound_case(base_case):
    for slider in sidebar.SLIDERS:
        for position in slider.positions:
            load_case(BASE, slider.write(position, "Sat i prøven", base_case.settings))


def test_retirement_follows_attrition_down_and_says_so(base_case):
    case = load_case(BASE, sidebar.SLIDERS[2].write(1, "Sat i prøven", base_case.settings))
    assert case.settings.attrition.retirement_share_per_year.value == 0.01
    assert case.settings.attrition.retirement_share_per_year.assumption == "Sat i prøven"
    case = load_case(BASE, sidebar.SLIDERS[2].write(15, "Sat i prøven", base_case.settings))
    assert case.settings.attrition.retirement_share_per_year == base_case.settings.attrition.retirement_share_per_year


@pytest.mark.parametrize(
    ("sprog", "button", "words", "note"),
    [
        ("Dansk", "Find ud af det", "ikke afgjort af data (", "Ikke afgjort af data i dec. 2030: "),
        ("English", "Find out", "not decided by the data (", "Not decided by the data in Dec 2030: "),
    ],
)
def test_what_the_data_decide_is_found_on_a_click_and_kept(sprog, button, words, note, monkeypatch):
    monkeypatch.setattr(planning, "with_ranges", ranged)
    planning._plans.clear()
    app = opened(sprog=sprog)
    assert not app.tabs[5].dataframe
    next(found for found in app.button if found.label == button).click().run()
    assert not app.exception
    assert words in app.tabs[5].dataframe[0].value.to_string()
    assert any(note in caption.value for caption in app.tabs[1].caption)
    monkeypatch.setattr(planning, "with_ranges", None)
    assert words in opened(sprog=sprog).tabs[5].dataframe[0].value.to_string()
    planning._plans.clear()


def test_a_range_that_cannot_be_proven_is_said_and_the_page_stays(monkeypatch):
    def failing(plan, progress):
        raise SolverError("no proof")

    monkeypatch.setattr(planning, "with_ranges", failing)
    app = opened()
    next(found for found in app.button if found.label == "Find ud af det").click().run()
    assert not app.exception
    assert "vises derfor ikke" in app.error[0].value
