"""Every table shows the Plan's own figures under names that people know."""

import dataclasses

import pandas as pd
import pytest

from planner import load_case
from planner.case.schema import Sourced, Strict
from planner.report import tables
from planner.report.answer import answer
from planner.report.columns import Column, Table

PLAN_TABLES = [
    "key_figures", "savings", "teams", "ways_of_leaving", "staffing", "target_groups", "load_heat", "cases_heat",
    "movements", "exits", "economy", "account_years", "pay_basis", "owners", "findings", "finding_counts",
    "assumptions", "checks", "sources", "documents", "traps",
]  # fmt: skip
COMPARISON_TABLES = ["assumptions", "kpi", "years", "teams", "caseload"]


def amounts(plan, *columns):
    return plan.years[plan.years["year"] != "lasting"].set_index(["account", "year"])[list(columns)]


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("name", PLAN_TABLES)
def test_every_table_can_be_shown(name, language, base_plan, small_plan, short_plan):
    for plan in (base_plan, small_plan, short_plan):
        table = getattr(tables, name)(plan, language)
        assert table.name == name
        assert {column.key for column in table.columns} <= set(table.frame.columns)
        text = tables.shown(table, language)
        assert len(text) == len(table.frame) + bool(table.totals and len(table.frame))
        assert not text.isin(["nan", "None", "inf", "NaT"]).any().any()


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("name", COMPARISON_TABLES)
def test_every_comparison_table_can_be_shown(name, language, comparison):
    table = getattr(tables, f"comparison_{name}")(comparison, language)
    assert len(tables.shown(table, language)) >= len(table.frame) > 0


def test_tables_know_no_keys(base_plan):
    keys = {row.team for row in base_plan.case.teams} | {row.target_group for row in base_plan.case.target_groups}
    names = {row.label_da for table in (base_plan.case.teams, base_plan.case.target_groups) for row in table}
    for name in ("teams", "staffing", "target_groups", "movements", "economy", "pay_basis", "owners"):
        cells = set(tables.shown(getattr(tables, name)(base_plan)).to_numpy().ravel())
        assert not cells & (keys - names)


def test_savings_are_the_plans_with_the_lasting_one_last(base_plan):
    table = tables.savings(base_plan)
    shown = tables.shown(table)
    assert list(table.frame["account"].unique()) == ["HK6", "HK5"]
    assert list(shown.iloc[:6, 1]) == ["2026", "2027", "2028", "2029", "2030", "Varigt"]
    plan = base_plan.years.set_index(["account", "year"])
    for row in table.frame.itertuples():
        assert row.net_dkk == plan.loc[(row.account, row.year), "net_dkk"]


def test_missed_savings_say_so(short_plan):
    met = tables.shown(tables.savings(short_plan))["Kravet er"]
    assert set(met) >= {"ikke nået"}


def test_ways_of_leaving_add_up_to_the_change_in_posts(base_plan):
    table = tables.ways_of_leaving(base_plan)
    posts = sum(row.fte + row.vacant_fte for row in base_plan.case.staffing)
    assert table.frame["effect_fte"].sum() == pytest.approx(base_plan.kpi["fte_end"] - posts)
    assert tables.teams(base_plan).frame["change_fte"].sum() == pytest.approx(base_plan.kpi["fte_end"] - posts)


def test_staffing_ends_with_the_last_month(base_plan):
    table = tables.staffing(base_plan)
    assert table.frame[table.columns[-1].key].sum() == pytest.approx(base_plan.kpi["fte_end"])


def test_pay_basis_recomputes_every_saving(base_plan, short_plan):
    for plan in (base_plan, short_plan):
        sums = tables.pay_basis(plan).frame.groupby(["account", "year"]).sum(numeric_only=True)
        plan_years = amounts(plan, "gross_dkk", "other_dkk", "one_off_dkk", "net_dkk")
        for key, row in sums.iterrows():
            gross = row["pay_authorised_dkk"] - row["pay_in_service_dkk"] + plan_years.loc[key, "other_dkk"]
            once = row[
                ["pay_under_notice_dkk", "severance_dkk", "voluntary_payment_dkk", "moves_dkk", "hires_dkk"]
            ].sum()
            assert gross == pytest.approx(plan_years.loc[key, "gross_dkk"], abs=1)
            assert once == pytest.approx(plan_years.loc[key, "one_off_dkk"], abs=1)
            assert gross - once == pytest.approx(plan_years.loc[key, "net_dkk"], abs=1)


def test_account_years_go_from_pay_to_net(base_plan):
    frame = tables.account_years(base_plan).frame.set_index(["account", "key"])
    for account in ("HK5", "HK6"):
        for year in map(str, base_plan.case.budget_years):
            part = frame.loc[account][year]
            assert part["net_dkk"] == pytest.approx(part["gross_dkk"] - part["one_off_dkk"], abs=1)
            gross = part["pay_authorised_dkk"] - part["pay_in_service_dkk"] + part["other_dkk"]
            assert part["gross_dkk"] == pytest.approx(gross, abs=1)


def test_exits_leave_out_only_what_is_tiny(base_plan):
    table = tables.exits(base_plan)
    assert (table.frame["fte"] >= 0.005).all()
    assert len(table.frame) == (base_plan.exits["fte"] >= 0.005).sum()


def rows_with_reasons(case):
    """Every row of the case that says where it comes from."""

    def within(node):
        for key in type(node).model_fields:
            value = getattr(node, key)
            for part in value if isinstance(value, tuple) else (value,):
                if isinstance(part, Sourced):
                    yield part
                if isinstance(part, Strict):
                    yield from within(part)

    return list(within(case))


def test_every_assumption_of_the_case_is_listed_as_one(base_plan):
    frame = tables.assumptions(base_plan).frame
    listed = frame[frame["basis"] == "antagelse"]["reasoning"].tolist()
    missing = {row.assumption for row in rows_with_reasons(base_plan.case) if row.assumption} - {
        row.assumption for row in rows_with_reasons(base_plan.case) if any(row.assumption in text for text in listed)
    }
    assert missing == set()


def test_no_row_with_an_assumption_or_an_unverified_fact_is_called_sourced(base_plan):
    facts = base_plan.case.facts
    frame = tables.assumptions(base_plan).frame
    for row in frame[frame["basis"] == "kilde"].itertuples():
        assert not [key for key in row.facts.split() if facts[key].certainty in ("to_verify", "not_found")]
        assert row.facts


def test_every_setting_is_listed_once(base_plan):
    frame = tables.assumptions(base_plan).frame
    assert not frame.duplicated(["where", "name", "value", "reasoning", "facts"]).any()
    assert "Naturlig afgang pr. år" in set(frame["name"])
    assert (frame["basis"] == "valg").sum() > 20


def test_a_proposal_is_never_shown_as_law(small_plan, base_case):
    proposal = base_case.changes[0].model_copy(update={"status": "proposal", "assumption": ""})
    plan = dataclasses.replace(small_plan, case=base_case.model_copy(update={"changes": (proposal,)}))
    frame = tables.assumptions(plan).frame
    rows = frame[frame["where"] == "Regelændringer"]
    assert set(rows["status"]) == {"forslag, ikke lov"}
    assert set(rows["basis"]) == {"antagelse"}


def test_differences_from_the_base_are_marked(base_case, small_plan):
    case = load_case(base_case.path, {"unemployment": {"change_share": 0.2}, "dismissals": {"first_month": "2026-03"}})
    frame = tables.assumptions(dataclasses.replace(small_plan, case=case)).frame
    differs = frame[frame["differs"] != ""].set_index("name")["differs"]
    assert dict(differs) == {
        "Ændring i ledigheden": "ja (grundscenariet: 0\u00a0%)",
        "Afskedigelser tidligst fra": "ja (grundscenariet: nov. 2025)",
    }


def test_sources_are_exactly_the_cited_facts(base_plan):
    cited = {key for row in rows_with_reasons(base_plan.case) for key in row.fact_ids}
    assert set(tables.sources(base_plan).frame["fact"]) == cited


def test_traps_are_shown_in_full(base_plan):
    frame = tables.traps(base_plan).frame
    assert list(frame["trap_text"]) == [trap.da for trap in base_plan.case.traps.values()]
    assert {"T1", "T2", "T3"} <= set(frame["trap"])


def test_over_the_limit_carries_a_sign(base_plan):
    shown = tables.shown(tables.target_groups(base_plan))
    over = base_plan.caseload["load"] > 1 + 1e-4
    assert (shown["Over loftet?"].str.startswith("▲")).sum() == over.sum() > 0


def test_a_group_without_staff_is_shown_as_endless_load(base_plan):
    caseload = base_plan.caseload.copy()
    caseload.loc[0, ["fte", "cases_per_fte", "load"]] = [0.0, float("nan"), float("inf")]
    shown = tables.shown(tables.target_groups(dataclasses.replace(base_plan, caseload=caseload)))
    assert (shown["Belastning"] == "uendelig").sum() == 1


def test_comparison_shows_values_and_differences(comparison, small_plan, short_plan):
    frame = tables.comparison_kpi(comparison).frame.set_index("key")
    assert frame.loc["dismissals_fte", "value_0"] == small_plan.kpi["dismissals_fte"]
    change = short_plan.kpi["dismissals_fte"] - small_plan.kpi["dismissals_fte"]
    assert frame.loc["dismissals_fte", "difference_1"] == pytest.approx(change)
    named = tables.comparison_teams(comparison, "da", small_plan.case)
    assert set(named.frame["team"]) == {row.label_da for row in small_plan.case.teams}


def test_the_answer_says_whether_the_saving_is_met(small_plan, short_plan):
    assert answer(small_plan)[0].startswith("Besparelsen nås i alle år")
    assert answer(short_plan)[0].startswith("Besparelsen nås ikke")
    assert answer(short_plan, "en")[0].startswith("The saving is missed")


def test_totals_are_sums():
    table = Table(
        "x",
        "X",
        "",
        (Column("a", "A", "text"), Column("b", "B", "fte")),
        pd.DataFrame({"a": ["p", "q"], "b": [1.25, 2.0]}),
        ("b",),
    )
    assert tables.shown(table).to_numpy().tolist() == [["p", "1,3"], ["q", "2,0"], ["I alt", "3,3"]]
