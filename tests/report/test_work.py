"""What lapses, who pays, what stays and where a figure comes from, in tables and sentences that add up."""

import dataclasses
import json

import pandas as pd
import pytest

from planner import load_case, make_plan
from planner.lapse import DEMAND
from planner.report import tables, work_charts
from planner.report.export import plan_object, trace_object
from planner.report.limits import limit_of, limit_words
from planner.report.trace import chain, trace_sentence, trace_sources, trace_table, traced_groups
from planner.report.work_answer import all_paid, paid_for, paid_for_in_short, valley_sentence, work_answer
from tests.conftest import SMALL

WORK = SMALL.with_name("work.yaml")


@pytest.fixture(scope="module")
def plan():
    """The small case with tasks, spells, a group that closes and one that is new."""
    return make_plan(load_case(WORK))


def with_rows(plan, name, **columns):
    return dataclasses.replace(plan, **{name: getattr(plan, name).assign(**columns)})


def test_no_citizen_is_lost_between_two_half_years(plan):
    frame = tables.citizens(plan).frame
    came = frame["start"] + frame["newcomers"] + frame["moved_in"]
    assert (came - frame["leavers"] - frame["moved_out"] - frame["end"]).abs().max() < 1e-9
    for _, rows in frame.groupby("key"):
        assert rows["start"].tolist()[1:] == pytest.approx(rows["end"].tolist()[:-1])


def test_the_exits_are_named_and_add_up_to_the_plans(plan):
    frame = tables.citizens_out(plan).frame.set_index("exit")
    assert frame.loc["Udgår: førtidspension", "total"] == pytest.approx(plan.citizens_out["citizens"].sum())


def test_the_teams_of_a_group_share_its_cases_and_no_case_is_counted_twice(plan, base_plan):
    for one in (plan, base_plan):
        shared = tables.cell_caseload(one).frame.groupby(["group_key", "half_year"])[["cases", "fte"]].sum()
        served = one.caseload[one.caseload["fte"] > 1e-6].set_index(["target_group", "half_year"])
        assert shared["cases"].to_dict() == pytest.approx(served["cases"].to_dict())
        assert shared["fte"].to_dict() == pytest.approx(served["fte"].to_dict(), abs=1e-4)
        teams = tables.team_caseload(one).frame
        assert teams["cases"].sum() == pytest.approx(served["cases"].sum())
        assert (teams["load"] - teams["cases_per_fte"] / teams["limit"]).abs().max() < 1e-9


@pytest.mark.parametrize("name", ["target_groups", "team_caseload", "cell_caseload"])
@pytest.mark.parametrize("language", ["da", "en"])
def test_every_limit_stands_with_its_source_and_its_date(name, language, plan, base_plan):
    for one in (plan, base_plan):
        frame = getattr(tables, name)(one, language).frame
        assert (frame["limit_source"] != "").all()
        assert (frame["limit_date"] != "").all()


def test_a_limit_of_hours_is_of_the_last_rule_in_force_and_guidance_of_its_own_date(plan):
    case = plan.case
    assert limit_of(case, "open", "2026H2") == ("hours", "2026-07-01", "")
    assert limit_of(case, "open", "2027H1").date == "2027-01-01"
    assert limit_words(case, "open", "2027H1", "da") == "opgavetimer, 1.1.2027"


def test_a_limit_of_guidance_has_its_own_date_and_only_the_facts_about_cases(base_case, plan):
    def by_guidance(case, **row):
        rows = tuple(one.model_copy(update=row) for one in case.target_groups)
        settings = case.settings.model_copy(
            update={"caseload": case.settings.caseload.model_copy(update={"limit": "guidance", "by_group": {}})}
        )
        return case.model_copy(update={"target_groups": rows, "settings": settings})

    guided = by_guidance(base_case)
    assert limit_of(guided, "sygedagpenge", "2026H1") == ("guidance", "DS, aktuel side", "DK053 DK067")
    assert limit_of(guided, "dagpenge", "2026H1") == ("estimate", "skøn (2024)", "DK063")
    small = by_guidance(plan.case, limit_date="2016")
    assert limit_of(small, "new", "2027H2") == ("estimate", "2016", "")
    assert limit_words(small, "open", "2027H2", "da") == "skøn (midt), 2016"


def test_the_lapse_by_rule_and_the_ledger_add_up_to_the_plans(plan, base_plan):
    for one in (plan, base_plan):
        table = tables.lapse(one)
        halves = [column.key for column in table.columns if column.key in one.case.half_years]
        assert table.frame[halves].to_numpy().sum() == pytest.approx(one.lapse["fte"].sum())
        shown = tables.lapse_ledger(one).frame
        left_out = one.lapse[one.lapse["fte"].abs() < 0.005]["hours"].sum()
        assert shown["hours"].sum() + left_out == pytest.approx(one.lapse["hours"].sum())


def test_a_rule_says_whether_it_is_law_and_where_it_stands(base_plan):
    frame = tables.rules(base_plan).frame
    assert len(frame) == len(base_plan.case.changes)
    assert (frame["reference"] != "").all()
    proposals = frame[frame["status_key"] == "proposal"]
    assert len(proposals)
    assert set(proposals["status"]) == {"ekspertforslag, ikke lov"}
    agreed = frame[frame["status_key"] == "agreed"]["status"]
    assert not agreed.str.contains("forslag").any()
    lapsing = tables.lapse(base_plan).frame.set_index("key")["status"]
    for row in proposals.itertuples():
        assert lapsing.get(row.key, "forslag, ikke lov") == "forslag, ikke lov"


def test_each_half_year_is_paid_by_other_savings_lapse_or_nothing(plan, base_plan):
    for one in (plan, base_plan):
        frame = tables.funding(one).frame
        parts = frame["other_dkk"] + frame["funded_dkk"] + frame["unfunded_dkk"]
        assert (frame["due_dkk"] - parts).abs().max() < 1e-3


def test_the_figures_of_the_sentence_are_those_of_the_last_year(base_plan):
    rows = base_plan.funding[base_plan.funding["half_year"].str.startswith("2030")]
    figures = tables.work_figures(base_plan).frame.set_index("key")["value"]
    assert figures["due"] == pytest.approx((rows["due_dkk"] - rows["other_dkk"]).sum())
    assert figures["funded"] + figures["unfunded"] == pytest.approx(figures["due"])
    assert figures["unfunded"] == pytest.approx(rows["unfunded_dkk"].sum())


def test_the_first_sentence_says_what_nothing_pays_for_only_where_there_is_something(plan):
    assert "betaler hele den besparelse" in paid_for(plan)
    assert all_paid(plan)
    unpaid = with_rows(plan, "funding", funded_dkk=0.0, unfunded_dkk=plan.funding["due_dkk"])
    assert "1,4 mio. kr. har intet bortfald bag sig." in paid_for(unpaid)
    assert "DKK 1.4 mio. of it has no lapse behind it." in paid_for(unpaid, "en")
    assert "1,4 mio. kr. har intet bortfald bag sig" in paid_for_in_short(unpaid)
    assert not all_paid(unpaid)


def test_the_first_sentence_knows_more_work_more_citizens_and_nothing_due(plan):
    more = with_rows(plan, "lapse", fte=-plan.lapse["fte"])
    assert "mere arbejde, ikke mindre (2,6 årsværk)" in paid_for(more)
    assert "Samtidig giver flere borgere nyt arbejde (1,5 mio. kr.)." in paid_for(
        with_rows(plan, "funding", demand_dkk=375_000.0)
    )
    none = with_rows(plan, "funding", due_dkk=0.0, other_dkk=0.0, funded_dkk=0.0, unfunded_dkk=0.0)
    assert "der skal intet spares" in paid_for(none)
    assert paid_for_in_short(none) == ""


def test_work_that_more_citizens_make_is_no_lapse_of_a_rule(plan):
    row = {"half_year": "2027H1", "target_group": "open", "change": DEMAND, "hours": -900.0, "fte": -1.2, "dkk": -1e6}
    demanding = dataclasses.replace(plan, lapse=pd.concat([plan.lapse, pd.DataFrame([row])], ignore_index=True))
    assert paid_for(demanding).split(".")[0] == paid_for(plan).split(".")[0]
    first = tables.lapse(demanding).frame.iloc[0]
    assert (first["rule_name"], first["status"]) == ("Flere eller færre borgere (ingen regel)", "ingen regel")


def test_the_valley_is_told_with_its_months_its_depth_and_whether_it_closes(plan):
    by_month = plan.valley.groupby("month")["valley_fte"].sum()
    said = valley_sentence(plan)
    assert said.startswith(f"Overgangsdal: i {(by_month > 0.5).sum()} måneder fra okt. 2026")
    assert "aldrig bortfalder" not in said
    assert "Ingen overgangsdal" in valley_sentence(with_rows(plan, "valley", valley_fte=0.0))
    assert "hvis arbejde aldrig bortfalder i planen: 1,0 i dec. 2027." in valley_sentence(
        with_rows(plan, "valley", uncovered_fte=1.0)
    )


def test_the_valley_has_a_row_a_month_and_four_columns_an_account(base_plan):
    table = tables.valley(base_plan)
    assert len(table.frame) == base_plan.valley["month"].nunique()
    assert [column.key for column in table.columns[1:4]] == ["left_fte_HK6", "lapsed_fte_HK6", "valley_fte_HK6"]
    assert table.frame.filter(like="valley_fte").to_numpy().sum() == pytest.approx(base_plan.valley["valley_fte"].sum())


def test_a_limit_that_is_no_sum_of_hours_is_said_to_free_nobody(plan):
    assert len(work_answer(plan)) == 3
    caseload = plan.case.settings.caseload.model_copy(update={"by_group": {"open": "guidance"}})
    settings = plan.case.settings.model_copy(update={"caseload": caseload})
    other = dataclasses.replace(plan, case=plan.case.model_copy(update={"settings": settings}))
    assert work_answer(other)[3].startswith("For 1 af 2 målgrupper kommer sagsloftet ikke fra opgavetimer")


def test_a_floor_that_is_broken_says_from_when_and_the_page_says_so_first(plan):
    assert list(tables.floors(plan).frame["result"]) == ["✓ holder", "✓ holder"]
    assert "alle 2 gulve holder" in work_answer(plan)[2]
    broken = plan.floors["ok"] & ~((plan.floors["floor"] == "team_b") & (plan.floors["half_year"] >= "2027H1"))
    row = tables.floors(with_rows(plan, "floors", ok=broken)).frame.iloc[0]
    assert row["result"] == "✗ brudt fra 1. halvår 2027"
    assert not row["ok"]
    assert "1 af 2 gulve brydes: Team b består." in work_answer(with_rows(plan, "floors", ok=broken))


def test_every_floor_of_the_case_has_a_row_with_its_reference(base_plan):
    frame = tables.floors(base_plan).frame
    assert list(frame["key"]) == [row.floor for row in base_plan.case.floors]
    assert (frame["reference"] != "").all()


def test_every_driver_names_the_groups_it_touches_and_its_month(base_plan):
    frame = tables.drivers(base_plan).frame.set_index("key")
    assert set(frame.index) >= {"unemployment", "exempt", "digital", "a_kasse_trial", "private_supplier"}
    assert "Dagpengemodtagere" in frame.loc["unemployment", "touched"]
    assert frame.loc["a_kasse_trial", "since"].count("20") == 2


def test_the_expert_reports_figures_are_called_a_proposal_and_no_truth(base_plan):
    table = tables.plausibility(base_plan)
    assert len(table.frame)
    assert "forslag, ikke lov" in table.note
    assert table.frame["reference"].str.contains("Ekspertgruppens afrapportering").all()


def test_every_need_of_every_group_and_half_year_opens_as_a_chain_that_ends_in_it(plan, base_plan):
    for one in (plan, base_plan):
        need = one.caseload.set_index(["half_year", "target_group"])["need_fte"]
        for half_year in one.case.half_years:
            for group in traced_groups(one, half_year):
                steps = one.trace(half_year, group)
                table = trace_table(one.case, steps, "en")
                assert table.frame["value"].iloc[0] == pytest.approx(need[half_year, group])
                assert (table.frame["step"] != "").all()
                assert trace_sentence(one.case, steps, half_year)


def test_a_chain_names_its_rules_with_date_and_status_and_indents_what_a_figure_is_made_of(plan):
    table = trace_table(plan.case, chain(plan.case, "2027H2", "new"))
    rows = table.frame.set_index(table.frame["step"].str.strip())
    assert rows.loc["Regel: Årlig opfølgning", "made"] == "fra 1.1.2027: 0 → 1 (ekspertforslag, ikke lov)"
    assert rows.loc["Opgave: Sagsarbejde", "step"].startswith("\u2003" * 3)
    assert rows.loc["Opgave: Sagsarbejde", "reference"] == "antagelse: Til prøven"


def test_the_sources_of_a_chain_are_exactly_those_that_it_cites(base_plan):
    steps = base_plan.trace("2026H2", "dagpenge")
    found = trace_sources(base_plan.case, steps).frame
    assert set(found["fact"]) == {key for step in steps for key in step.source.split()} & set(base_plan.case.facts)
    assert (found["document"] != "").all()


def test_the_new_tables_are_exported_whole_and_without_loss(base_plan):
    exported = json.loads(json.dumps(plan_object(base_plan), allow_nan=False))
    for name in ("citizens", "citizens_out", "lapse", "funding", "group_funding", "valley", "floors", "drivers",
                 "plausibility"):  # fmt: skip
        assert len(exported[name]) == len(getattr(base_plan, name))
    assert all(row["reference"] for row in exported["floors"])
    assert all(row["limit_source"] and row["limit_date"] for row in exported["caseload"])
    assert all(isinstance(row["groups"], list) for row in exported["drivers"])
    rules = {row["rule"]: row for row in exported["rules"]}
    for change in base_plan.case.changes:
        assert (rules[change.change]["before"], rules[change.change]["after"]) == (change.before, change.after)
    assert exported["work"] == list(work_answer(base_plan, "en"))
    for name in ("lapse", "funding", "group_funding"):
        assert {row["price_level"] for row in exported[name]} == {base_plan.case.settings.price_level}


def test_an_exported_chain_recomputes(plan):
    steps = plan.trace("2026H2", "open")
    found = json.loads(json.dumps(trace_object(plan.case, "2026H2", "open", steps), allow_nan=False))
    hours = sum(step["value"] for step in found["steps"] if step["kind"] == "task")
    assert hours / (1500 / 12) == pytest.approx(found["need_fte"])


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("chart", [work_charts.funding_chart, work_charts.valley_chart])
def test_the_charts_of_the_work_are_valid(chart, language, plan, base_plan):
    for one in (plan, base_plan):
        assert chart(one, language).to_dict()["datasets"]


def test_the_chart_of_the_funding_stacks_to_what_is_due_and_marks_what_nothing_pays_with_a_sign(base_plan):
    (data,) = work_charts.funding_chart(base_plan).to_dict()["datasets"].values()
    assert sum(row["amount"] for row in data) == pytest.approx(base_plan.funding["due_dkk"].sum() / 1e6)
    assert all(row["text"].startswith("▲") == (row["key"] == "unfunded_dkk") for row in data)


def test_the_gap_in_the_chart_of_the_valley_is_the_valley(base_plan):
    (data,) = work_charts.valley_chart(base_plan).to_dict()["datasets"].values()
    gaps = [row["fte"] - row["floor"] for row in data if row["kind"] == "Gået uden at arbejdet er bortfaldet"]
    assert sum(gaps) == pytest.approx(base_plan.valley[["valley_fte", "uncovered_fte"]].sum().sum())
