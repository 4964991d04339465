"""A kept scenario is the scenario: what is written is what was chosen, whoever reads it."""

from datetime import date

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from planner import InputError, load_case
from planner.app.sidebar import SLIDERS, WORK, merged
from planner.keep import save, scenario_text, slug
from tests.conftest import BASE, ROOT, SMALL

SHIPPED = sorted(ROOT.glob("scenarios/*/*.yaml"))
WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cn", "Co", "Zl", "Zp"]), min_size=1, max_size=30
).filter(lambda text: not any(sign.isdigit() for sign in text))
FIGURE = {
    "value": st.floats(0, 0.9),
    "assumption": WORDS.filter(bool),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("kept")


def but_for_its_name(case):
    same = {"name": "", "why": ""}
    return case.model_copy(update={"path": "", "settings": case.settings.model_copy(update=same)})


def reopened(path, overrides, folder):
    """The case that the written file gives, and the one that it was written from."""
    text = scenario_text(path, overrides, "Kopi: æøå", "Hvad nu?", folder)
    target = save(text, folder, "kopi", replace=True)
    case = load_case(target)
    assert (case.settings.name, case.settings.why) == ("Kopi: æøå", "Hvad nu?")
    return but_for_its_name(case), but_for_its_name(load_case(path, overrides))


def slid(settings_, positions):
    """What the sidebar makes of a position for each slider."""
    out = {}
    for slider in (*SLIDERS, *WORK):
        out = merged(out, slider.write(positions[slider.key], "Sat i appen", settings_))
    return out


POSITIONS = st.fixed_dictionaries({slider.key: st.sampled_from(slider.positions) for slider in (*SLIDERS, *WORK)})
SLOW = settings(
    max_examples=6, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate]
)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_scenario_is_kept_whole_without_a_difference(path, folder):
    kept, was = reopened(path, {}, folder)
    assert kept == was


@SLOW
@given(path=st.sampled_from(SHIPPED), positions=POSITIONS)
def test_the_sliders_survive_a_file(path, positions, folder):
    kept, was = reopened(path, slid(load_case(path).settings, positions), folder)
    assert kept == was


@SLOW
@given(
    share=st.fixed_dictionaries(FIGURE),
    cap=st.none() | st.floats(0, 1e6),
    order=st.permutations(["saving", "minimum_staffing", "dismissals", "worst_load"]),
    lines=st.lists(st.fixed_dictionaries({"team": st.sampled_from(["", "a", "b"]), "cap_fte": st.floats(0, 9), "assumption": WORDS}), max_size=3),
)  # fmt: skip
def test_figures_texts_lists_and_pins_survive_a_file(share, cap, order, lines, folder):
    overrides = {
        "hiring": {"success_share": share},
        "dismissals": {"cap_fte": cap, "where": lines},
        "goals": list(order),
        "process": {"earliest_day": date(2026, 1, 2)},
        "coordination": {"pinned_owners": {"citizens_a": "b"}},
    }
    kept, was = reopened(SMALL, overrides, folder)
    assert kept == was


def test_a_case_may_stand_for_the_file_it_was_read_from(folder):
    case = load_case(SMALL)
    assert scenario_text(case, {}, "x", "y", folder) == scenario_text(SMALL, {}, "x", "y", folder)


def test_a_file_beside_its_origin_names_it_in_one_word():
    assert scenario_text(BASE, {"design": "direkte_kanaler"}, "Navn", "Hvorfor?") == (
        "extends: base\nname: Navn\nwhy: Hvorfor?\ndesign: direkte_kanaler\n"
    )


# --- saving -------------------------------------------------------------------------------------------------------

TEXT = "extends: base\nname: x\nwhy: y\n"


def refused(*arguments, **more):
    with pytest.raises(InputError) as caught:
        save(*arguments, **more)
    return str(caught.value)


def test_nothing_is_written_over_silently(tmp_path):
    path = save(TEXT, tmp_path, "Mit forslag")
    assert path.name == "mit_forslag.yaml"
    assert "a scenario of that name" in refused(TEXT.replace("name: x", "name: z"), tmp_path, "mit  FORSLAG")
    assert path.read_text() == TEXT
    save(TEXT.replace("name: x", "name: z"), tmp_path, "Mit forslag", replace=True)
    assert "name: z" in path.read_text()
    assert [each.name for each in tmp_path.iterdir()] == ["mit_forslag.yaml"]


def test_a_complete_base_is_never_written_over(tmp_path):
    (tmp_path / "base.yaml").write_text("name: x\n")
    assert "complete" in refused(TEXT.replace("base", "other"), tmp_path, "base", replace=True)
    assert (tmp_path / "base.yaml").read_text() == "name: x\n"


def test_a_scenario_is_not_saved_over_one_that_it_rests_on(tmp_path):
    (tmp_path / "base.yaml").write_text("name: x\n")
    save(TEXT, tmp_path, "one")
    save(TEXT.replace("base", "one"), tmp_path, "two")
    assert "the file itself" in refused(TEXT.replace("base", "two"), tmp_path, "one", replace=True)
    assert "the file itself" in refused(TEXT.replace("base", "three"), tmp_path, "three")


@pytest.mark.parametrize("text", ["", "[]", "just words", "name: x\n", "extends: [a]\n", "a: &a [*a]\n", "\x00"])
def test_only_scenarios_are_saved(tmp_path, text):
    assert refused(text, tmp_path, "x")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", ["010190-1234", "0101901234", "010190 1234"])
def test_personal_numbers_are_neither_saved_nor_echoed(tmp_path, number):
    for text in (
        f"{TEXT}caseload: {{guidance: '{number}'}}\n",
        f"{TEXT}'{number}': 1\n",
        TEXT.replace("y", f'"{number}"'),
    ):
        assert "1234" not in refused(text, tmp_path, "x")
    assert "1234" not in refused(TEXT, tmp_path, f"sag {number}")
    with pytest.raises(InputError) as caught:
        scenario_text(SMALL, {}, number, "y")
    assert "1234" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("Ærø, Ølstykke & Ålborg", "aeroe_oelstykke_aalborg"),
        ("Ledighed +55 %", "ledighed_55"),
        ("../../etc/passwd", "etc_passwd"),
        ("con", "con_"),
        ("x" * 200, "x" * 60),
        ("Café", "cafe"),
    ],
)
def test_names_become_safe_file_names(name, made):
    assert slug(name) == made


@given(st.text(max_size=80))
def test_any_name_is_safe_or_refused(name):
    try:
        made = slug(name)
    except InputError:
        return
    assert made.replace("_", "").isascii()
    assert made.replace("_", "").isalnum()
    assert made == made.lower()


def test_what_a_file_cannot_hold_is_refused():
    with pytest.raises(InputError):
        scenario_text(SMALL, {"design": object()}, "x", "y")


def test_a_sign_that_a_file_cannot_hold_is_refused_and_never_lost(folder):
    figure = {"value": 0.5, "assumption": "Skøn\x85her"}
    with pytest.raises(InputError):
        scenario_text(SMALL, {"hiring": {"success_share": figure}}, "x", "y", folder)
