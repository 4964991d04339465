"""Citizens are conserved, groups run off, newcomers go where the crosswalk says, and the five groups begin in 2027."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.case.work_references import EXITS
from planner.workload import workload
from planner.workload.stocks import stocks


def out(work, exit_):
    table = work.exits
    return float(table.loc[table["exit"] == exit_, "citizens"].sum())


def conserved(work):
    """In = out + there: for every group and month, and over everything."""
    table = work.citizens
    balance = table["start"] + table["newcomers"] + table["moved_in"] - table["leavers"] - table["moved_out"]
    assert balance.to_numpy() == pytest.approx(table["end"].to_numpy(), abs=1e-9)
    following = table.groupby("target_group")["start"].shift(-1)
    assert table.loc[following.notna(), "end"].to_numpy() == pytest.approx(following.dropna().to_numpy(), abs=1e-9)
    moved = table.groupby("month")[["moved_in", "moved_out"]].sum()
    by_regrouping = {row.from_group for row in work.case.crosswalk if not row.change and row.to_group in EXITS}
    if not by_regrouping:
        assert moved["moved_in"].to_numpy() == pytest.approx(moved["moved_out"].to_numpy(), abs=1e-9)


def test_a_group_left_alone_stays_as_it_is(work_case):
    there = stocks(work_case, ())
    assert there.there["open"] == pytest.approx(np.full(18, 240.0))
    assert there.newcomers["open"] == pytest.approx(np.full(18, 20.0))
    assert there.leavers["open"] == pytest.approx(np.full(18, 20.0))


def test_a_closed_group_runs_off_by_its_spells_and_sends_its_newcomers_on(work_case):
    """Closed on 1 October 2026: 120 x (23/24)^n after n months; 3 a month to the open group, 2 to pension."""
    work = workload(work_case)
    there = work.stocks.there["closing"]
    assert there[:4] == pytest.approx([120.0] * 4)
    assert there[4:] == pytest.approx([120 * (23 / 24) ** n for n in range(1, 15)])
    assert work.stocks.newcomers["open"][2:4] == pytest.approx([20, 23])
    assert work.stocks.there["open"][4] == pytest.approx(243)
    assert out(work, "exit_pension") == pytest.approx(15 * 2)
    conserved(work)


def test_on_the_day_of_the_regrouping_everybody_moves(work_case):
    need = workload(work_case).need.set_index(["half_year", "target_group"])["cases"]
    assert ("2027H1", "closing") in need
    assert ("2027H1", "new") not in need
    assert ("2027H2", "new") in need
    assert ("2027H2", "closing") not in need


def test_more_newcomers_fill_a_group_over_time_and_not_at_once(work_case):
    """A lasting rise of the newcomers by 20 % raises the stock by 1 - (11/12)^n of 20 % in n months."""
    change = work_case.settings.unemployment.model_copy(update={"change_share": 0.2})
    case = work_case.model_copy(update={"settings": work_case.settings.model_copy(update={"unemployment": change})})
    there = stocks(case, ()).there["open"]
    assert there == pytest.approx([240 * (1 + 0.2 * (1 - (11 / 12) ** n)) for n in range(18)])
    assert stocks(case, ()).there["closing"] == pytest.approx([120.0] * 18)  # does not feel unemployment


def test_the_five_groups_exist_from_2027_and_not_before_and_the_thirteen_until_then(base_case):
    need = workload(base_case).need
    five = {"dagpengeindsats", "jobsoegningsindsats", "jobhjaelpsindsats", "sygedagpengeindsats", "oevrige_borgere"}
    assert set(need.loc[need["target_group"].isin(five), "half_year"]) == {
        h for h in base_case.half_years if h >= "2027"
    }
    old = {row.from_group for row in base_case.crosswalk if not row.change}
    assert max(need.loc[need["target_group"].isin(old), "half_year"]) == "2026H2"
    conserved(workload(base_case))


def test_no_citizen_is_lost_in_the_shipped_case_either(base_case):
    """Citizens at the start and all who would come = those there at the end, those who left and those in exits."""
    work = workload(base_case)
    there, none = work.stocks, stocks(base_case, ())
    flowing = [g.target_group for g in base_case.target_groups if g.duration_months is not None]
    start = sum(there.there[g][0] for g in flowing)
    wanted = sum(none.newcomers[g].sum() for g in flowing)
    end = sum(there.there[g][-1] + there.newcomers[g][-1] - there.leavers[g][-1] for g in flowing)
    left = sum(there.leavers[g].sum() for g in flowing)
    away = sum(series.sum() for (_, to), series in there.turned_away.items() if to in EXITS)
    assert start + wanted == pytest.approx(end + left + away)


shares = st.floats(0, 1)


@given(to_open=shares, kept=shares, duration=st.floats(1, 200), regrouped=shares)
@settings(max_examples=40, deadline=None)
def test_no_crosswalk_that_passes_loses_or_makes_a_citizen(work_case, to_open, kept, duration, regrouped):
    gone = 1 - kept
    first, second, third = work_case.crosswalk
    rows = (
        first.model_copy(update={"share": gone * to_open}),
        second.model_copy(update={"share": gone * (1 - to_open)}),
        third.model_copy(update={"share": regrouped}),
        third.model_copy(update={"share": 1 - regrouped, "to_group": "exit_no_benefit"}),
    )
    closed = work_case.changes[0].model_copy(update={"after": kept})
    groups = [g.model_copy(update={"duration_months": duration} if g.cases else {}) for g in work_case.target_groups]
    case = work_case.model_copy(update={"crosswalk": rows, "changes": (closed,), "target_groups": tuple(groups)})
    work = workload(case)
    conserved(work)
    came = sum(series.sum() for series in work.stocks.newcomers.values())
    left = sum(series.sum() for series in work.stocks.leavers.values())
    turned = work.stocks.turned_away["closing", "exit_pension"].sum()
    end = sum(s[-1] + work.stocks.newcomers[g][-1] - work.stocks.leavers[g][-1] for g, s in work.stocks.there.items())
    assert 360 + came == pytest.approx(end + left)
    wanted = stocks(case, ()).newcomers["open"].sum() + stocks(case, ()).newcomers["closing"].sum()
    assert came + turned == pytest.approx(wanted)


def test_a_change_of_a_number_moves_a_group_without_spells(small_case):
    need = workload(small_case).need.set_index(["half_year", "target_group"])
    assert need.loc[("2026H2", "group_a"), "cases"] == 240
    assert need.loc[("2027H1", "group_a"), "cases"] == 120
    assert need.loc[("2027H1", "group_a"), "need_fte"] == pytest.approx(120 / 40)
    assert small_case.changes[0].date == date(2027, 1, 1)
    conserved(workload(small_case))
