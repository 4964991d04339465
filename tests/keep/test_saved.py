"""Scenarios saved from the app are renamed and deleted without anything being lost; no other is touched."""

import shutil
from datetime import date

import pytest

from planner import InputError, load_case, make_plan
from planner.case.scenario import documents_of
from planner.keep import (
    changed_since,
    delete,
    extends,
    lock,
    locked_in,
    mark_saved,
    rename,
    require_deletable,
    restore,
    save_from_app,
    saved_on,
    scenario_text,
    with_lock,
)
from planner.report.faults import fault_sentence
from tests.conftest import ROOT, SMALL

DAY = date(2026, 11, 21)
SHIPPED = sorted(ROOT.glob("scenarios/*/*.yaml"))


@pytest.fixture
def folder(tmp_path):
    """A folder of scenarios with the small case in it, as the app's own."""
    shutil.copytree(SMALL.parent, tmp_path / "scenarios/small")
    base = tmp_path / "scenarios/small/base.yaml"
    base.write_text(base.read_text().replace("../../../data", str(ROOT / "data")))
    return tmp_path / "scenarios/small"


def saved(folder, name, origin="base", overrides=None):
    text = scenario_text(folder / f"{origin}.yaml", overrides or {}, name, "Hvorfor?")
    return save_from_app(text, folder, name, DAY)


def refused(action, *arguments):
    with pytest.raises(InputError) as caught:
        action(*arguments)
    assert "found" not in fault_sentence(caught.value.faults[0])
    return str(caught.value)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_scenario_is_neither_renamed_nor_deleted(path):
    before = path.read_text()
    assert saved_on(path) is None
    assert "the app did not save" in refused(rename, path, "Et andet navn")
    assert "the app did not save" in refused(delete, path)
    assert path.read_text() == before


def test_a_saved_scenario_says_on_which_day_and_plans_as_before(folder):
    path = saved(folder, "Højst to", overrides={"dismissals": {"cap_fte": 2.0}})
    assert path.name == "hoejst_to.yaml"
    assert saved_on(path) == DAY
    assert load_case(path).settings.dismissals.cap_fte == 2
    assert all("saved" not in document for document in documents_of(path).values())


def test_what_rests_on_a_saved_scenario_is_not_thereby_saved_from_the_app(folder):
    saved(folder, "Et")
    (folder / "by_hand.yaml").write_text("extends: et\nname: Ved hånden\nwhy: x\n")
    assert saved_on(folder / "by_hand.yaml") is None


def test_a_new_name_changes_one_line_and_the_lock_still_holds(folder):
    path = saved(folder, "Et")
    path.write_text(with_lock(path.read_text(), lock(load_case(path), make_plan(load_case(path)), DAY)))
    before = path.read_text()
    rename(path, "  To:  æøå ")
    assert load_case(path).settings.name == "To: æøå"
    assert path.read_text() == before.replace("name: Et\n", "name: 'To: æøå'\n")
    case = load_case(path)
    assert changed_since(locked_in(path), case, make_plan(case)) == ()


def test_whatever_extends_a_renamed_scenario_goes_on_working(folder):
    saved(folder, "Et", overrides={"dismissals": {"cap_fte": 2.0}})
    above = saved(folder, "To", "et")
    rename(folder / "et.yaml", "Noget helt andet")
    assert load_case(above).settings.dismissals.cap_fte == 2


@pytest.mark.parametrize("taken", ["Small case", "small  CASE!", "To"])
def test_the_name_of_another_scenario_is_refused(folder, taken):
    path, other = saved(folder, "Et"), saved(folder, "To")
    before = path.read_text()
    assert "name of another scenario" in refused(rename, path, taken)
    assert path.read_text() == before
    rename(other, "TO")
    assert load_case(other).settings.name == "TO"


def test_a_name_in_the_folder_of_another_municipality_is_taken_too(folder):
    shutil.copytree(folder, folder.with_name("other"))
    (folder / "base.yaml").write_text((folder / "base.yaml").read_text().replace("Small case", "Another"))
    assert "other/base.yaml" in refused(rename, saved(folder, "Et"), "Small case")


@pytest.mark.parametrize("name", ["", " ", "?", "sag 010190-1234"])
def test_no_name_and_a_personal_number_are_refused(folder, name):
    path = saved(folder, "Et")
    assert "1234" not in refused(rename, path, name)
    assert load_case(path).settings.name == "Et"


def test_a_renamed_scenario_keeps_its_file_and_saving_under_the_old_name_says_whose_it_is(folder):
    path = saved(folder, "Et")
    rename(path, "To")
    assert "the file of another scenario, «To»" in refused(saved, folder, "Et")
    assert "name of another scenario" in refused(saved, folder, "To")


def test_what_is_deleted_is_moved_and_can_be_had_back(folder):
    path = saved(folder, "Et")
    text = path.read_text()
    deleted = delete(path)
    assert not path.exists()
    assert deleted.now == folder / "deleted/et.yaml"
    assert deleted.now.read_text() == text
    restore(deleted)
    assert path.read_text() == text


def test_two_deleted_under_one_name_are_both_kept(folder):
    first = delete(saved(folder, "Et"))
    second = delete(saved(folder, "Et", overrides={"dismissals": {"cap_fte": 1.0}}))
    assert first.now.read_text() != second.now.read_text()
    assert sorted(each.name for each in (folder / "deleted").iterdir()) == ["et.yaml", "et_2.yaml"]


def test_nothing_is_restored_over_a_scenario_that_took_its_place(folder):
    deleted = delete(saved(folder, "Et"))
    path = saved(folder, "Et", overrides={"dismissals": {"cap_fte": 1.0}})
    assert "a scenario of that name" in refused(restore, deleted)
    assert load_case(path).settings.dismissals.cap_fte == 1
    assert deleted.now.exists()


def test_a_scenario_on_which_another_rests_stays_and_the_other_is_named(folder):
    path = saved(folder, "Et")
    saved(folder, "Det øverste", "et")
    assert extends(folder / "det_oeverste.yaml") == path
    said = refused(delete, path)
    assert "«Det øverste» (small/det_oeverste.yaml)" in said
    assert path.exists()
    delete(folder / "det_oeverste.yaml")
    delete(path)
    assert not path.exists()


def test_one_that_another_municipality_s_scenario_rests_on_stays(folder):
    path = saved(folder, "Et")
    (folder.with_name("other")).mkdir()
    (folder.with_name("other") / "two.yaml").write_text("extends: ../small/et\nname: To\n")
    assert "other/two.yaml" in refused(require_deletable, path)


def test_a_complete_scenario_goes_with_its_folder_when_it_is_alone_in_it(folder):
    for path in folder.glob("*.yaml"):
        if path.name != "base.yaml":
            path.unlink()
    saved(folder, "Et")
    mark_saved(folder / "base.yaml", DAY)
    before = load_case(folder / "base.yaml")
    assert "«Et»" in refused(delete, folder / "base.yaml")
    delete(folder / "et.yaml")
    deleted = delete(folder / "base.yaml")
    assert not folder.exists()
    assert (deleted.now / "tables/staffing.csv").exists()
    restore(deleted)
    assert load_case(folder / "base.yaml") == before
