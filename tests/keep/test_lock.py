"""A locked scenario reopens to the same numbers, or says what changed."""

import random
import shutil
from datetime import date

import pytest

from planner import InputError, load_case, make_plan
from planner.case.scenario import TABLES
from planner.keep import Change, Lock, changed_since, content, content_hash, lock, lock_file, locked_in, with_lock
from planner.report.keep import change_lines, held_against, lock_line
from tests.conftest import BASE, LADDER, ROOT, SMALL, WORK

DAY = date(2026, 1, 15)


@pytest.fixture
def folder(tmp_path):
    """A copy of the small case that a test may change."""
    shutil.copytree(SMALL.parent, tmp_path / "small")
    base = tmp_path / "small/base.yaml"
    base.write_text(base.read_text().replace("../../../data", str(ROOT / "data")))
    return tmp_path / "small"


@pytest.fixture(scope="module")
def small_lock(small_case, small_plan):
    return lock(small_case, small_plan, DAY)


def edited(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def shuffled(case, seed):
    """The case with the rows of every table in another order."""
    mixed = random.Random(seed)
    tables = {name: tuple(mixed.sample(getattr(case, name), len(getattr(case, name)))) for name in (*TABLES, "changes")}
    named = {
        name: dict(mixed.sample(list(getattr(case, name).items()), len(getattr(case, name))))
        for name in ("facts", "law")
    }
    return case.model_copy(update=tables | named)


# --- the hash -----------------------------------------------------------------------------------------------------


def test_the_hash_knows_no_path_no_name_and_no_way_of_writing(folder, small_case):
    edited(folder / "tables/staffing.csv", "a,worker,HK6,6,", "a,worker,HK6,6.0,")
    edited(folder / "base.yaml", "limit_factor: 1.0", "limit_factor: 1")
    edited(folder / "base.yaml", '"Small case"', '"Another name"')
    (folder / "tables").rename(folder / "other")
    edited(folder / "base.yaml", "tables: tables", "tables: other")
    assert content_hash(load_case(folder / "base.yaml")) == content_hash(small_case)


@pytest.mark.parametrize("path", [SMALL, WORK, LADDER, BASE], ids=["small", "work", "ladder", "helsingor"])
def test_the_order_of_rows_is_not_in_the_hash(path):
    case = load_case(path)
    assert len({content_hash(shuffled(case, seed)) for seed in range(3)} | {content_hash(case)}) == 1


@pytest.mark.parametrize("path", [SMALL, WORK, LADDER], ids=["small", "work", "ladder"])
def test_and_it_does_not_change_the_plan(path):
    case = load_case(path)
    locked = lock(case, make_plan(case))
    assert changed_since(locked, shuffled(case, 7), make_plan(shuffled(case, 7))) == ()


def test_every_table_setting_rule_and_fact_used_is_in_the_hash(base_case):
    seen = {content_hash(base_case)}
    for name in (name for name in (*TABLES, "changes") if getattr(base_case, name)):
        rows = getattr(base_case, name)
        other = rows[-1].model_copy(update={"assumption": "Noget andet"})
        seen |= {content_hash(base_case.model_copy(update={name: rows[:-1]}))}
        seen |= {content_hash(base_case.model_copy(update={name: (*rows[:-1], other)}))}
    tables = sum(bool(getattr(base_case, name)) for name in (*TABLES, "changes"))
    law = base_case.law | {"hearing_days": base_case.law["hearing_days"].model_copy(update={"unit": "uger"})}
    facts = base_case.facts | {"H020": base_case.facts["H020"].model_copy(update={"value": "0"})}
    unused = base_case.facts | {"Z999": base_case.facts["H020"]}
    seen |= {
        content_hash(base_case.model_copy(update=update))
        for update in ({"law": law}, {"facts": facts}, {"facts": unused})
    }
    assert len(seen) == 1 + 2 * tables + 2


def test_each_setting_that_moves_moves_the_hash():
    overrides = [
        {"caseload": {"limit_factor": 1.1}},
        {"dismissals": {"cap_fte": 0.0}},
        {"goals": ["minimum_staffing", "saving"]},
        {"goals": ["saving", "minimum_staffing"]},
        {"attrition": {"share_per_year": {"value": 0.0, "assumption": "Andet"}}},
        {"coordination": {"pinned_owners": {"citizens_a": "b"}}},
        {"period_months": 3},
    ]
    assert len({content_hash(load_case(SMALL, over)) for over in ({}, *overrides)}) == len(overrides) + 1


# --- the lock -----------------------------------------------------------------------------------------------------


def test_a_locked_file_reads_back_and_is_the_same_scenario(folder, small_case, small_plan, small_lock):
    path = folder / "base.yaml"
    before = path.read_text()
    lock_file(path, small_lock)
    assert path.read_text().startswith(before.rstrip())
    assert locked_in(path) == small_lock
    assert changed_since(small_lock, load_case(path), small_plan) == ()
    lock_file(path, small_lock)
    assert path.read_text().count("locked:") == 1
    assert held_against(path, small_plan) == "Locked 15 Jan 2026: unchanged, and the numbers are the same."
    assert lock_line(small_lock, (), planned=False) == "Låst 15.1.2026: uændret."


def test_a_scenario_that_extends_a_locked_one_is_not_locked(folder, small_lock):
    lock_file(folder / "base.yaml", small_lock)
    (folder / "one.yaml").write_text("extends: base\nname: one\n")
    assert locked_in(folder / "one.yaml") is None
    assert content_hash(load_case(folder / "one.yaml")) == small_lock.content


def test_an_old_lock_gives_way_and_every_other_line_stays(small_lock):
    text = "extends: base\nlocked:\n  on: x\n\n  more: y\n# a remark\nwhy: z\n"
    made = with_lock(text, small_lock)
    assert made.startswith("extends: base\n# a remark\nwhy: z\nlocked:\n")


@pytest.mark.parametrize("text", ["[]\n", "{extends: base}\n", "\x00", "a: b: c\n"])
def test_a_file_that_cannot_take_a_lock_says_so(text, small_lock):
    with pytest.raises(InputError):
        with_lock(text, small_lock)


def test_what_changed_is_named_by_setting_row_and_number(folder, small_lock):
    edited(folder / "base.yaml", "limit_factor: 1.0", "limit_factor: 1.1")
    edited(folder / "base.yaml", "goals: [saving, minimum_staffing", "goals: [minimum_staffing, saving")
    edited(folder / "tables/staffing.csv", "a,worker,HK6,6,", "a,worker,HK6,7,")
    edited(folder / "tables/teams.csv", "Team A,1", "Hold A,1")
    case = load_case(folder / "base.yaml")
    changes = changed_since(small_lock, case, make_plan(case))
    went_in = [(change.where, change.key) for change in changes if not change.of_the_plan]
    assert went_in == [
        ("settings", "caseload.limit_factor"),
        ("settings", "goals"),
        ("teams", "a"),
        ("staffing", "a worker"),
    ]
    assert changes[0] == Change("settings", "caseload.limit_factor", 1.0, 1.1)
    assert (
        Change(
            "numbers.kpi",
            "fte_start",
            small_lock.numbers["kpi"]["fte_start"],
            small_lock.numbers["kpi"]["fte_start"] + 1,
        )
        in changes
    )
    line = lock_line(small_lock, changes, "da", planned=True)
    assert line.startswith("Låst 15.1.2026. Ændret siden: ")
    assert "1 → 1,1" in line
    assert "a worker" in line
    assert "Tallene er andre" in line
    assert "\n" not in line


def test_rows_that_come_and_go_are_told_apart(small_case, small_lock):
    renamed = small_case.teams[0].model_copy(update={"team": "new"})
    changes = changed_since(small_lock, small_case.model_copy(update={"teams": (renamed, *small_case.teams[1:])}))
    assert change_lines(changes, "en") == ("Teams: a (gone)", "Teams: new (new)")
    assert "same" not in lock_line(small_lock, changes, "en", planned=False)


def test_words_alone_leave_the_numbers_the_same(folder, small_lock, small_plan):
    edited(
        folder / "base.yaml",
        'share_per_year: &zero {value: 0.0, unit: andel, assumption: "Ingen"}',
        'share_per_year: &zero {value: 0.0, unit: andel, assumption: "Nul"}',
    )
    changes = changed_since(small_lock, load_case(folder / "base.yaml"), small_plan)
    line = lock_line(small_lock, changes, "en", planned=True)
    assert "(reasoning): Ingen → Nul" in line
    assert line.endswith("The numbers are the same.")


def test_another_version_of_the_planner_is_said(small_case, small_plan, small_lock):
    older = small_lock.model_copy(update={"planner": "0.1.0"})
    changes = changed_since(older, small_case, small_plan)
    assert [change.where for change in changes] == ["planner"]
    assert "0.1.0" in lock_line(older, changes, "da", planned=True)


def test_numbers_within_a_millionth_are_identical(small_case, small_plan, small_lock):
    kpi = small_lock.numbers["kpi"]
    for factor, count in ((1 + 1e-8, 0), (1 + 1e-4, 1)):
        moved = small_lock.model_copy(
            update={"numbers": small_lock.numbers | {"kpi": kpi | {"fte_start": kpi["fte_start"] * factor}}}
        )
        assert len(changed_since(moved, small_case, small_plan)) == count


def test_a_lock_that_was_tampered_with_is_a_fault_or_a_change(folder, small_lock):
    path = folder / "base.yaml"
    lock_file(path, small_lock)
    edited(path, f"content: {small_lock.content}", f"content: {small_lock.content[::-1]}")
    changes = changed_since(locked_in(path), load_case(path))
    assert [change.where for change in changes] == ["content"]
    edited(path, f"content: {small_lock.content[::-1]}", "content: 010190-1234")
    with pytest.raises(InputError) as caught:
        locked_in(path)
    assert "Lock the scenario again." in str(caught.value)
    assert "1234" not in str(caught.value)


def test_the_lock_holds_what_it_says(base_case, base_plan):
    locked = lock(base_case, base_plan, DAY)
    assert set(locked.numbers) == {"kpi", "net_dkk", "fte"}
    assert len(locked.numbers["fte"]) == 6 * len(base_case.teams)
    total = sum(value for key, value in locked.numbers["fte"].items() if key.endswith("2030-12"))
    assert total == pytest.approx(locked.numbers["kpi"]["fte_end"], abs=1e-4)
    assert locked.tables == content(base_case).tables
    assert Lock.model_validate(locked.model_dump(mode="json")) == locked


def test_a_case_and_the_case_of_its_plan_have_one_mark(base_case, base_plan):
    assert content_hash(base_case) == content_hash(base_plan.case)
