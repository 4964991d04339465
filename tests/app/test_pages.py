"""Every page drawn without a browser: what it shows, what a slider changes, what an error looks like."""

import dataclasses
import json
import shutil

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from planner import load_case
from planner.app import planning, sidebar
from planner.app.changes import Change
from planner.case.reading import merged
from planner.case.settings import Inflow
from planner.coordination.catalogue import CATALOGUE
from planner.errors import SolverError
from planner.report import numbers, tables
from planner.report.trace import trace_sentence
from planner.report.work_answer import work_answer
from planner.text import catalogue
from planner.undecided import COLUMNS
from planner.workload import limit_source
from tests.conftest import BASE, ROOT

PAGES = ["planner/app/plan_page.py", "planner/app/coordination_page.py", "planner/app/comparison_page.py",
         "planner/app/groups_page.py", "planner/app/team_page.py", "planner/app/what_if_page.py", "planner/app/sources_page.py",
         "planner/app/appendix_page.py"]  # fmt: skip


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


def test_the_uncertain_assumptions_stand_on_the_page_before_anything_is_asked():
    app = opened("planner/app/what_if_page.py")
    listed = next(frame.value for frame in app.dataframe if "Begrundelse" in frame.value)
    assert "Naturlig afgang" in " ".join(listed.iloc[:, 0])
    assert all(listed["Begrundelse"])


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
    names = app.multiselect[0].options
    without = next(name for name in names if "uden afskedigelser" in name.lower())
    app.multiselect[0].set_value([names[0], without]).run()
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
        "Hvorfor denne plan",
        "Fastholdt",
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
    for slider in (*sidebar.SLIDERS, *sidebar.WORK):
        for position in slider.positions:
            load_case(BASE, slider.write(position, "Sat i prøven", base_case.settings))


def test_retirement_follows_attrition_down_and_says_so(base_case):
    slider = next(one for one in sidebar.SLIDERS if one.key == "afgang")
    case = load_case(BASE, slider.write(1, "Sat i prøven", base_case.settings))
    assert case.settings.attrition.retirement_share_per_year.value == 0.01
    assert case.settings.attrition.retirement_share_per_year.assumption == "Sat i prøven"
    case = load_case(BASE, slider.write(15, "Sat i prøven", base_case.settings))
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
    assert not app.tabs[-1].dataframe
    next(found for found in app.button if found.label == button).click().run()
    assert not app.exception
    assert words in app.tabs[-1].dataframe[0].value.to_string()
    assert any(note in caption.value for caption in app.tabs[1].caption)
    monkeypatch.setattr(planning, "with_ranges", None)
    assert words in opened(sprog=sprog).tabs[-1].dataframe[0].value.to_string()
    planning._plans.clear()


def test_a_range_that_cannot_be_proven_is_said_and_the_page_stays(monkeypatch):
    def failing(plan, progress):
        raise SolverError("no proof")

    monkeypatch.setattr(planning, "with_ranges", failing)
    app = opened()
    next(found for found in app.button if found.label == "Find ud af det").click().run()
    assert not app.exception
    assert "vises derfor ikke" in app.error[0].value


def tab(app, label):
    return next(found for found in app.tabs if found.label == label)


def test_the_page_of_the_groups_says_first_what_is_paid_for_and_what_is_not(base_plan):
    app = opened(PAGES[3])
    assert (app.warning or app.success)[0].value == work_answer(base_plan)[0]
    shown = figures(app)
    assert shown["Intet betaler, mio. kr."] == numbers.mio(tables.work_figures(base_plan).frame["value"].iloc[-1])
    assert "aftalt" in tab(app, "Regler").dataframe[0].value.to_string()
    assert "✓ holder" in tab(app, "Det, der skal blive").dataframe[0].value.to_string()


@pytest.mark.parametrize(
    ("sprog", "label"), [("Dansk", "Hvor kommer et tal fra?"), ("English", "Where does a figure come from?")]
)
def test_any_need_opens_as_its_chain_with_its_sources(sprog, label, base_plan):
    app = opened(PAGES[3], sprog=sprog)
    app.selectbox(key="trace_half_year").set_value("2026H1").run()
    app.selectbox(key="trace_group").set_value("dagpenge").run()
    assert not app.exception
    language = "en" if sprog == "English" else "da"
    steps = base_plan.trace("2026H1", "dagpenge")
    said = trace_sentence(base_plan.case, steps, "2026H1", language)
    place = tab(app, label)
    assert any(said in found.value for found in place.markdown)
    chain, sources = place.dataframe
    assert len(chain.value) == len(steps)
    assert set(sources.value.iloc[:, 0]) == {key for step in steps for key in step.source.split()} & set(
        base_plan.case.facts
    )


def test_the_drivers_of_the_work_move_the_plan_and_are_put_back():
    app = opened(PAGES[3])
    before = tab(app, "Drivkræfter").dataframe[0].value.to_string()
    app.select_slider(key="digital").set_value(50).run()
    app.select_slider(key="fritagelse").set_value(25).run()
    assert not app.exception
    assert not app.error
    after = tab(app, "Drivkræfter").dataframe[0].value
    assert list(after["Værdi"][1:3]) == ["25\u00a0%", "50\u00a0%"]
    assert all(value.startswith("-") for value in after.iloc[1:3, 3])
    next(button for button in app.button if button.label == "Tilbage til scenariet").click().run()
    assert tab(app, "Drivkræfter").dataframe[0].value.to_string() == before


def test_the_inflow_of_one_group_has_its_own_slider():
    app = opened(PAGES[3])
    app.multiselect(key="tilgang").set_value(["sygedagpenge"]).run()
    app.select_slider(key="tilgang_sygedagpenge").set_value(30).run()
    assert not app.exception
    assert "Sygedagpengemodtagere" in tab(app, "Drivkræfter").dataframe[0].value.iloc[-1].to_string()


@pytest.mark.parametrize("sprog", ["Dansk", "English"])
def test_the_address_keeps_the_source_of_the_limit_and_the_inflow_in_every_language(sprog):
    app = opened(PAGES[3], sprog=sprog, loftkilde="guidance", tilgang="sygedagpenge", tilgang_sygedagpenge="20 %")
    assert app.radio(key="loftkilde").value == "guidance"
    assert app.multiselect(key="tilgang").value == ["sygedagpenge"]
    assert app.select_slider(key="tilgang_sygedagpenge").value == 20
    assert app.query_params["loftkilde"] in ("guidance", ["guidance"])
    app.radio(key="loftkilde").set_value("hours").run()
    assert "loftkilde" not in app.query_params


@pytest.mark.parametrize(("source", "word"), [("guidance", "vejledning"), ("local", "lokalt loft")])
def test_another_source_of_the_limit_is_used_where_a_group_has_it(source, word, base_case):
    case = load_case(BASE, sidebar.limits(base_case, source))
    used = {limit_source(case, row.target_group) for row in case.target_groups if row.cases is not None}
    has = any((row.limit_mid if source == "guidance" else row.limit_local) is not None for row in case.target_groups)
    assert (source in used) == has
    assert word in choice_words("da")


def choice_words(language):
    return {catalogue(language).t(f"choice.{source}") for source in ("hours", "guidance", "local")}


def test_sliders_below_the_same_setting_do_not_push_each_other_out():
    one, other = {"drivers": {"digital": {"share": 0.5}}}, {"drivers": {"exempt": {"share": 0.1}}, "caseload": {}}
    assert merged(one, other) == {
        "drivers": {"digital": {"share": 0.5}, "exempt": {"share": 0.1}},
        "caseload": {},
    }


def test_the_inflow_of_a_scenario_stays_as_it_is_until_it_is_moved(base_case):
    row = Inflow(target_group="dagpenge", change_share=0.23, first_month="2026-03", assumption="Egen")
    own = base_case.settings.drivers.model_copy(update={"inflow": (row,)})
    case = base_case.model_copy(update={"settings": base_case.settings.model_copy(update={"drivers": own})})
    assert sidebar.inflow(case, {"dagpenge": 25}, "Skyder") == {}
    moved = sidebar.inflow(case, {"dagpenge": 40, "sygedagpenge": 0}, "Skyder")["drivers"]["inflow"]
    assert [(row["change_share"], row["first_month"], row["assumption"]) for row in moved] == [
        (0.4, "2026-03", "Skyder")
    ]
    assert sidebar.inflow(case, {}, "Skyder") == {"drivers": {"inflow": []}}


def test_a_finding_shows_its_part_of_the_graph_on_a_click_and_hides_it_on_another():
    app = opened("planner/app/coordination_page.py", scenarie="Helsingør: uden erstatning")
    button = next(button for button in app.button if button.key.startswith("fund_K01_jobafklaring"))
    assert button.label == "Vis i grafen"
    button.click().run()
    assert not app.exception
    assert [one.label for one in app.button if one.key == button.key] == ["Skjul"]
    assert sum("Ved planens start" in one.value for one in app.markdown) == 2
    next(one for one in app.button if one.key == button.key).click().run()
    assert sum("Ved planens start" in one.value for one in app.markdown) == 1


def test_whoever_answered_before_goes_on_at_one_click():
    app = opened("planner/app/coordination_page.py", scenarie="Helsingør: uden erstatning")
    waiting = [button for button in app.button if button.label.endswith("fortsætte")]
    assert len(waiting) == 3
    label = next(button for button in waiting if "jobafklaring" in button.key)
    assert label.label == "Lad Sygedagpenge fortsætte"
    label.click().run()
    assert not app.exception
    assert len([button for button in app.button if button.label.endswith("fortsætte")]) == 2
    assert len(app.session_state["aendringer"]) == 1


def test_the_organisation_is_shown_when_asked_for_and_every_rule_stands_on_the_page():
    app = opened("planner/app/coordination_page.py")
    assert not app.tabs
    app.toggle[0].set_value(True).run()
    assert not app.exception
    assert [tab.label for tab in app.tabs] == ["Organisationer side om side", "Hvem kan ikke betjenes", "Hvad hvis én mangler",
                                               "Én kompetence mere", "Forslag til ansvarlige", "Typiske forløb"]  # fmt: skip
    codes = [frame.value for frame in app.dataframe if "Hvad der kontrolleres" in frame.value.columns]
    assert list(codes[0]["Kode"]) == sorted(CATALOGUE)


def test_a_scenario_is_saved_as_a_file_reopened_locked_and_says_what_changed(tmp_path, monkeypatch):
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios")
    shutil.copytree(ROOT / "data", tmp_path / "data")
    monkeypatch.setattr(sidebar, "SCENARIOS", tmp_path / "scenarios")
    app = opened("planner/app/appendix_page.py", afsked="5")
    app.text_input(key="gem_navn").set_value("Højst fem")
    app.text_input(key="gem_spoergsmaal").set_value("Kan vi nøjes med fem?")
    app.toggle(key="gem_laas").set_value(True).run()
    next(button for button in app.button if button.label == "Gem i scenariemappen").click().run()
    assert not app.exception
    assert "hoejst_fem" in app.success[-1].value
    path = tmp_path / "scenarios/helsingor/hoejst_fem.yaml"
    assert load_case(path).settings.dismissals.cap_fte == 5
    again = opened(scenarie="Højst fem")
    assert any("uændret" in box.value.lower() for box in again.info)
    path.write_text(path.read_text().replace("cap_fte: 5.0", "cap_fte: 4.0", 1))
    changed = opened(scenarie="Højst fem")
    assert any("5" in box.value and "4" in box.value for box in changed.info)
    next(button for button in app.button if button.label == "Gem i scenariemappen").click().run()
    assert app.error


def test_changes_are_read_from_the_address_listed_and_taken_back():
    change = {"da": "Loftet hæves", "en": "Higher limit", "overrides": {"caseload": {"limit_factor": 1.137}}}
    app = opened(aendringer=json.dumps([change]))
    assert planning_choice(app).overrides == {"caseload": {"limit_factor": 1.137}}
    assert any(caption.value == "Loftet hæves" for caption in app.sidebar.caption)
    app.select_slider(key="loft").set_value(110).run()
    assert planning_choice(app).overrides == {"caseload": {"limit_factor": 1.1}}
    app = opened(aendringer=json.dumps([change]))
    app.button(key="aendringer_0").click().run()
    assert planning_choice(app).overrides == {}
    assert opened(aendringer="[{]").session_state["aendringer"] == ()


@pytest.mark.parametrize("party", ["saving", "dismissals", "time"])
def test_a_wish_that_cannot_be_met_names_what_would_and_each_button_makes_it_possible(party):
    app = opened(scenarie="Helsingør: uden afskedigelser")
    assert app.warning
    assert any("Så langt kan man nå" in text.value for text in app.markdown)
    assert any("enten må" in text.value for text in app.markdown)
    app.button(key=f"vej_{party}").click().run()
    assert not app.exception
    assert app.success
    assert not [button for button in app.button if (button.key or "").startswith("vej_")]
    assert len(app.session_state["aendringer"]) == 1
    app.button(key="aendringer_0").click().run()
    assert app.warning


def test_levers_that_are_not_in_use_are_named_and_tried_on_a_click():
    app = opened(scenarie="Helsingør: uden afskedigelser")
    said = " ".join(text.value for text in app.markdown)
    assert "Nedsat tid: ikke i brug" in said
    assert "(antagelse)" in said
    assert "ikke nok" not in said
    app.button(key="greb").click().run()
    assert not app.exception
    said = " ".join(text.value for text in app.markdown)
    assert "Nedsat tid og omplacering i kommunen: ikke nok" in said
    app.button(key="greb_reduced_hours_municipal_redeployment").click().run()
    assert not app.exception
    assert "Nedsat tid: ikke i brug" not in " ".join(text.value for text in app.markdown)


def test_hard_rules_that_exclude_each_other_leave_the_last_plan_under_the_ways_out(monkeypatch):
    hard = {"da": "hårdt", "en": "hard", "overrides": {"hard_rules": ["saving"], "dismissals": {"cap_fte": 0.0}}}
    app = opened()
    before = [metric.value for metric in app.metric]
    app.session_state["aendringer"] = (Change(**hard),)
    app.run()
    assert not app.exception
    assert app.error
    assert any("seneste mulige plan" in caption.value for caption in app.caption)
    assert [metric.value for metric in app.metric] == before
    assert any((button.key or "").startswith("vej_") for button in app.button)


def planning_choice(app):
    return app.session_state["choice"]


def test_a_pinned_size_is_kept_listed_priced_and_taken_back():
    app = opened("planner/app/team_page.py")
    app.selectbox(key="team").set_value("unge").run()
    form = {widget.label: widget for widget in (*app.selectbox, *app.select_slider)}
    form["Hvordan"].set_value("at_least")
    form["Årsværk"].set_value(11.0)
    form["Fra"].set_value("2027-01")
    next(button for button in app.button if button.label == "Fasthold").click().run()
    assert not app.exception
    assert not app.error
    plan = app.session_state["last_plan"]
    later = (
        plan.staff[(plan.staff["team"] == "unge") & (plan.staff["month"] >= "2027-01")].groupby("month")["fte"].sum()
    )
    assert later.min() >= 11.0 - 1e-6
    app.switch_page("planner/app/plan_page.py").run()
    tab = next(tab for tab in app.tabs if tab.label == "Fastholdt")
    assert any("aldrig under 11" in frame.value.to_string() for frame in tab.dataframe)
    app.button(key="aendringer_0").click().run()
    assert app.session_state["last_plan"].case.settings.pins == ()


def test_a_pinned_size_that_cannot_be_kept_is_said_with_what_must_give_way():
    pin = {"team": "jobklar", "first_month": "2025-11", "sense": "exactly", "fte": 11.0, "why": "Til prøven"}
    app = opened()
    app.session_state["aendringer"] = (Change(da="Fast", en="Fixed", overrides={"pins": [pin]}),)
    app.run()
    assert not app.exception
    assert "fastholdt" in app.error[0].value
    assert any("Den fastholdte størrelse" in text.value and "Jobklar" in text.value for text in app.markdown)
    assert "seneste mulige plan" in " ".join(caption.value for caption in app.caption)


def test_reference_scenarios_are_compared_at_one_click():
    app = opened("planner/app/comparison_page.py")
    names = app.multiselect[0].options
    assert [name for name in names if name.startswith("Reference: ")] == [
        "Reference: Ingen ændring", "Reference: Grønthøster", "Reference: Kun det, der bortfalder"]  # fmt: skip
    app.multiselect[0].set_value(["Helsingør: grundscenarie", "Reference: Ingen ændring"]).run()
    assert not app.exception
    assert not app.error
    assert any("130,0" in frame.value.to_string() for frame in app.dataframe)
