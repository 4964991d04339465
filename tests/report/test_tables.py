"""Every table shows the Plan's own figures under names that people know."""

import dataclasses
from datetime import date

import pandas as pd
import pytest

from planner import compare, load_case, make_plan
from planner.case.values import Sourced, Strict
from planner.plan import EXPENSES
from planner.report import numbers, tables
from planner.report.answer import answer, public_answer
from planner.report.columns import Column, Table
from planner.report.schedule import months_saved, rule_text
from planner.report.whole_posts import posts_over_limit
from planner.text import catalogue

PLAN_TABLES = [
    "key_figures", "savings", "teams", "ways_of_leaving", "staffing", "target_groups", "load_heat", "cases_heat",
    "movements", "moves", "hires", "exits", "timetable", "first_year_pay", "thresholds", "ranges", "economy", "account_years", "pay_basis",
    "reconciliation", "posts", "posts_savings", "posts_loads", "posts_limits", "ownership", "ownership_by_half_year", "coordination_rules",
    "capacity_gaps", "absences", "extra_competences", "proposed_owners", "journeys", "findings", "finding_counts",
    "assumptions", "checks", "sources", "documents", "traps",
    "citizens", "citizens_out", "team_caseload", "team_cases", "cell_caseload", "rules", "drivers", "floors", "floors_by_half_year",
    "plausibility", "lapse", "lapse_ledger", "funding", "group_funding", "valley", "work_figures",
]  # fmt: skip
COMPARISON_TABLES = ["assumptions", "kpi", "years", "teams", "caseload", "coordination", "findings"]


def amounts(plan, *columns):
    return plan.years[plan.years["year"] != "lasting"].set_index(["account", "year"])[list(columns)]


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("name", PLAN_TABLES)
def test_every_table_can_be_shown(name, language, base_plan, small_plan, short_plan, ladder_plan, yearly_plan):
    for plan in (base_plan, small_plan, short_plan, ladder_plan, yearly_plan):
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
    for name in (
        "teams",
        "staffing",
        "target_groups",
        "movements",
        "moves",
        "hires",
        "posts",
        "economy",
        "pay_basis",
        "ownership",
    ):
        cells = set(tables.shown(getattr(tables, name)(base_plan)).to_numpy().ravel())
        assert not cells & (keys - names)


def test_savings_are_the_plans_with_the_lasting_one_last(base_plan):
    table = tables.savings(base_plan)
    shown = tables.shown(table)
    assert list(table.frame["account"].unique()) == ["HK6", "HK5"]
    assert list(shown.iloc[:7, 1]) == ["2025", "2026", "2027", "2028", "2029", "2030", "Varigt"]
    assert list(shown["Kravet er"].iloc[:2]) == ["intet krav", "nået"]
    plan = base_plan.years.set_index(["account", "year"])
    for row in table.frame.itertuples():
        assert row.net_dkk == plan.loc[(row.account, row.year), "net_dkk"]
        assert row.full_year_dkk == plan.loc[(row.account, row.year), "full_year_dkk"]


def test_missed_savings_say_so(short_plan):
    met = tables.shown(tables.savings(short_plan))["Kravet er"]
    assert set(met) >= {"ikke nået"}


def test_ways_of_leaving_add_up_to_the_change_in_posts(base_plan, ladder_plan, yearly_plan):
    for plan in (base_plan, ladder_plan, yearly_plan):
        table = tables.ways_of_leaving(plan)
        posts = sum(row.fte + row.vacant_fte for row in plan.case.staffing)
        assert posts + table.frame["effect_fte"].sum() == pytest.approx(plan.kpi["fte_end"])
        assert tables.teams(plan).frame["change_fte"].sum() == pytest.approx(plan.kpi["fte_end"] - posts)


def test_the_ladder_names_every_way_in_its_order(base_plan):
    frame = tables.ways_of_leaving(base_plan).frame
    ways = list(frame["way"])
    assert ways[0] == "Ubesatte stillinger"
    assert ways[-4:] == ["Frivillig fratrædelse", "Afskedigelse", "Nyansættelse", "Tilbage fra orlov"]
    assert len(ways) == 14


def test_a_way_that_is_switched_off_shows_no_figure(base_plan, short_plan):
    for plan, off in ((base_plan, "reduced_hours"), (base_plan, "transfer"), (short_plan, "dismissals")):
        row = tables.ways_of_leaving(plan).frame.set_index("key").loc[off]
        assert row["meaning"] == "ikke i brug i scenariet"
        assert pd.isna(row["fte"])
        assert not row["in_use"]
    assert (
        tables.ways_of_leaving(base_plan, "en").frame.set_index("key").loc["transfer", "meaning"].startswith("not used")
    )


def test_a_way_that_is_open_but_came_to_nothing_shows_nought(ladder_plan):
    row = tables.ways_of_leaving(ladder_plan).frame.set_index("key").loc["dismissals"]
    assert row["in_use"]
    assert row["fte"] == pytest.approx(0)


def test_staffing_ends_with_the_last_month(base_plan):
    table = tables.staffing(base_plan)
    assert table.frame[table.columns[-1].key].sum() == pytest.approx(base_plan.kpi["fte_end"])


def test_pay_basis_recomputes_the_ledger_amount_by_amount(
    base_plan, short_plan, ladder_plan, trained_plan, yearly_plan
):
    for plan in (base_plan, short_plan, ladder_plan, trained_plan, yearly_plan):
        blocks = tables.pay_basis(plan).frame
        assert (blocks["quantity"] * blocks["price_dkk"] - blocks["amount_dkk"]).abs().max() < 1e-6
        sums = blocks.groupby(["year", "account", "team_key", "kind"])["amount_dkk"].sum()
        for row in plan.ledger.to_dict("records"):
            for kind in ("pay_authorised", *EXPENSES):
                found = sums.get((row["year"], row["account"], row["team"], kind), 0.0)
                assert found == pytest.approx(row[f"{kind}_dkk"], abs=1), (kind, row["year"], row["team"])


def test_training_and_pay_protection_are_among_the_building_blocks(trained_plan):
    assert {"retraining", "pay_in_training", "pay_protection"} <= set(tables.pay_basis(trained_plan).frame["kind"])


def test_account_years_go_from_pay_to_net(base_plan):
    frame = tables.account_years(base_plan).frame.set_index(["account", "key"])
    for account in ("HK5", "HK6"):
        for year in map(str, (2025, *base_plan.case.budget_years)):
            part = frame.loc[account][year]
            assert part["net_dkk"] == pytest.approx(part["gross_dkk"] - part["one_off_dkk"], abs=1)
            gross = part["pay_authorised_dkk"] - part["pay_in_service_dkk"] + part["other_dkk"]
            assert part["gross_dkk"] == pytest.approx(gross, abs=1)
            assert part.reindex([f"{kind}_dkk" for kind in EXPENSES[1:]]).sum() == pytest.approx(
                part["one_off_dkk"], abs=1
            )


def test_a_year_before_the_target_says_that_nothing_is_due(base_plan):
    headings = [column.label for column in tables.account_years(base_plan).columns]
    assert headings[2:4] == ["2025 (intet krav)", "2026"]


def test_the_ledger_shows_what_occurs_and_names_what_does_not(base_plan, ladder_plan):
    table = tables.economy(base_plan)
    kinds = {column.key.removesuffix("_dkk") for column in table.columns} & set(EXPENSES)
    absent = {kind for kind in EXPENSES if base_plan.ledger[f"{kind}_dkk"].sum() == 0}
    assert kinds == set(EXPENSES) - absent
    assert "nedsat tid" in table.note
    assert "reduced_hours_dkk" in {column.key for column in tables.economy(ladder_plan).columns}


@pytest.mark.parametrize(
    "name", ["savings", "economy", "account_years", "pay_basis", "posts_savings", "reconciliation"]
)
def test_every_table_of_money_says_its_price_level(name, budget_plan):
    assert "2025-p/l" in getattr(tables, name)(budget_plan).note


def test_posts_times_pay_are_held_against_the_budget(budget_plan, base_plan):
    table = tables.reconciliation(budget_plan)
    assert list(table.frame["team"]) == ["hele kontoen"]
    assert table.frame.loc[0, "difference_dkk"] == budget_plan.reconciliation.loc[0, "difference_dkk"]
    assert tables.reconciliation(base_plan).note == "Der er ikke indtastet et lønbudget."


def test_exits_leave_out_only_what_is_tiny(base_plan):
    table = tables.exits(base_plan)
    assert (table.frame["fte"] >= 0.005).all()
    assert len(table.frame) == (base_plan.exits["fte"] >= 0.005).sum()


def rows_with_reasons(case):
    """Every row of the case that says where it comes from."""

    def within(node):
        for key in type(node).model_fields:
            value = getattr(node, key)
            rows = value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else (value,)
            for part in rows:
                if isinstance(part, Sourced):
                    yield part
                if isinstance(part, Strict):
                    yield from within(part)

    return list(within(case))


@pytest.mark.parametrize("which", ["base_plan", "ladder_plan"])
def test_every_assumption_of_the_case_is_listed_as_one(which, request):
    base_plan = request.getfixturevalue(which)
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
    of = frame[frame["where"] == "Koordination"].set_index("name")["value"]
    assert of["Opgaven, som koordineringen er"] == "Ny koordinering og samlet beskrivelse"
    assert of["Tid ved hvert skift af ansvarlig, begge team tilsammen"] == 90


def test_a_proposal_is_never_shown_as_law(small_plan, base_case):
    proposal = base_case.changes[0].model_copy(update={"status": "proposal", "assumption": ""})
    plan = dataclasses.replace(small_plan, case=base_case.model_copy(update={"changes": (proposal,)}))
    frame = tables.assumptions(plan).frame
    rows = frame[frame["where"] == "Regelændringer"]
    assert set(rows["status"]) == {"ekspertforslag, ikke lov"}
    assert set(rows["basis"]) == {"antagelse"}


def test_differences_from_the_base_are_marked(base_case, small_plan):
    case = load_case(base_case.path, {"unemployment": {"change_share": 0.2}, "dismissals": {"first_month": "2026-03"}})
    frame = tables.assumptions(dataclasses.replace(small_plan, case=case)).frame
    differs = frame[frame["differs"] != ""].set_index("name")["differs"]
    assert dict(differs) == {
        "Ændring i ledigheden": "ja (grundscenariet: 0\u00a0%)",
        "Tidligst fra": "ja (grundscenariet: nov. 2025)",
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


def test_a_comparison_names_levers_paths_and_what_a_scenario_lacks(small_plan, ladder_plan):
    cases = [small_plan.case, ladder_plan.case]
    frame = tables.comparison_assumptions(compare([small_plan, ladder_plan]), "da", cases).frame.set_index("name")
    assert frame.loc["Opkvalificering: Nedrykning, i brug", ["value_0", "value_1"]].tolist() == ["findes ikke", "ja"]
    assert frame.loc["Nedsat tid: i brug", ["value_0", "value_1"]].tolist() == ["nej", "ja"]
    assert frame.loc["Frivillig fratrædelse: tilbud 2, betaling", "value_1"] == "4"
    assert sum("Nedrykning" in str(name) for name in frame.index) == 1


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


def listed(plan, where):
    frame = tables.assumptions(plan).frame
    return frame[frame["where"] == where]


def test_the_ladder_s_lists_stand_among_the_assumptions_with_their_values(ladder_plan):
    dismissals, path = listed(ladder_plan, "Afskedigelser"), listed(ladder_plan, "Opkvalificering")
    line = dismissals[dismissals["name"].str.startswith("Vilkår for")].iloc[0]
    assert (line["value"], line["reasoning"]) == ("i brug: nej", "Først fra 2027")
    assert dismissals[dismissals["name"] == "Anciennitet: under 3 år"]["value"].item() == 0.5
    terms = path[path["name"].str.startswith("Vilkår for")]["value"].item()
    assert terms == "højst i alt: 0,4 årsværk; andel, der gennemfører: 70\u00a0%"
    assert {"Nedrykning, i brug", "Nedrykning, til faggruppe", "Nedrykning, løngaranti efter nedrykning"} <= set(
        path["name"]
    )
    offers = listed(ladder_plan, "Frivillig fratrædelse")
    assert "Tager imod 4 måneders løn, højst" in set(offers["name"])
    assert "Kontrakt: Vikar, 4 måneder" in set(listed(ladder_plan, "Ansættelse")["name"])


def test_known_movements_and_budgets_stand_among_the_assumptions(ladder_plan, budget_plan):
    assert len(listed(ladder_plan, "Kendte bevægelser")) >= len(ladder_plan.case.known_movements)
    assert listed(budget_plan, "Lønbudget")["value"].item() == budget_plan.case.budgets[0].pay_mio_dkk_per_year


def test_every_legal_value_stands_with_unit_reference_and_day(base_plan):
    rows = listed(base_plan, "Lov og frister")
    assert len(rows) == len(base_plan.case.law)
    hearing = rows[rows["name"] == "Frist for svar i partshøringen"].iloc[0]
    assert (hearing["value"], hearing["unit"], hearing["basis"]) == (14, "dage", "antagelse")
    assert "forvaltningsloven § 19" in hearing["reasoning"]
    assert "gennemgået 21.11.2026" in hearing["reasoning"]
    english = tables.assumptions(base_plan, "en").frame
    assert set(english[english["where"] == "Law and deadlines"]["unit"]) <= {
        "month", "months", "months of service", "month of pay", "months of pay", "days", "employees", "dismissals", "of the employees",
    }  # fmt: skip


def test_a_hypothetical_rule_is_marked_where_it_stands_and_where_it_is_used(small):
    figure = {"value": 21, "unit": "dage", "assumption": "Hvad nu, hvis høringen tager tre uger"}
    plan = make_plan(small({"law_values": {"hearing_days": figure}}))
    row = listed(plan, "Lov og frister").set_index("name").loc["Frist for svar i partshøringen"]
    assert (row["value"], row["status"], row["reasoning"].split(";")[0]) == (21, "TÆNKT REGEL", figure["assumption"])
    calendar = tables.timetable(plan)
    marked = calendar.frame.set_index("step_name")["hypothetical"]
    assert marked["Høringsbreve sendes"] == "TÆNKT REGEL"
    assert marked["Frist for høringssvar"] == ""
    assert [column.key for column in calendar.columns][-1] == "hypothetical"


def test_the_calendar_is_in_order_of_date_with_danish_days_and_rules(small_plan):
    table = tables.timetable(small_plan)
    assert list(table.frame["day"]) == sorted(table.frame["day"])
    shown = tables.shown(table)
    first, given = shown.iloc[0], shown[shown["Skridt"] == "Opsigelser afgives"].iloc[0]
    assert (first["Senest den"], first["Skridt"]) == ("28.10.2026", "Bilag sendes til MED")
    assert first["Regel"] == "Bilag til MED før drøftelsen: 14 dage"
    assert (given["Senest den"], given["Personer"]) == ("30.12.2026", "3")
    assert rule_text(small_plan.case.law["notice_step_1"], date(2026, 12, 30), "da").endswith(": 1 måned")
    assert set(shown[shown["Varsel (mdr.)"] != ""]["Personer"]) == {""}


@pytest.mark.parametrize(
    ("exit_day", "payment", "saved"),
    [
        (date(2026, 9, 30), 0, 3),  # October, November, December
        (date(2026, 9, 30), 1, 2),
        (date(2026, 11, 30), 3, -2),  # one month saved, three paid
        (date(2026, 12, 31), 1, -1),
        (date(2026, 12, 31), 0, 0),
        (date(2027, 1, 31), 0, 0),
        (date(2027, 2, 28), 3, 0),  # both the saving and the severance fall in the next year
    ],
)
def test_months_of_pay_saved_in_the_year_of_the_notice(exit_day, payment, saved):
    assert months_saved(2026, exit_day, payment) == saved


@pytest.mark.parametrize(
    ("language", "label"),
    [
        ("da", "Sparede månedslønninger i opsigelsesåret"),
        ("en", "Months of pay saved in the year of the notice"),
    ],
)
def test_the_calendar_shows_what_a_notice_saves_in_its_own_year(language, label, small_plan, short_plan):
    one = small_plan.exits.query("way == 'dismissal'").head(1).assign(decided="2026-03")
    early = pd.concat([one, one]).assign(notice_months=[3, 6], payment_months=[0.0, 1.0])
    exits = [{"wave": "2026-03", "step": "exit", "notice_months": n, "day": day}
             for n, day in ((3, "2026-06-30"), (6, "2026-09-30"))]  # fmt: skip
    plan = dataclasses.replace(small_plan, exits=early, timetable=pd.DataFrame(exits))
    assert tables.shown(tables.first_year_pay(plan, language), language)[label].tolist() == ["6", "2"]
    found = tables.first_year_pay(small_plan, language)
    assert found.frame["months_saved"].eq(0).all()
    dismissed = small_plan.exits[small_plan.exits["way"] == "dismissal"]
    assert found.frame["fte"].sum() == pytest.approx(dismissed["fte"].sum())
    assert tables.first_year_pay(short_plan, language).frame.empty


def test_the_ladder_says_whether_drop_outs_count_as_dismissals(ladder_plan, yearly_plan, base_plan):
    def meaning(plan, *counts, language="da"):
        paths = plan.case.settings.retraining
        if counts:
            paths = tuple(
                paths[0].model_copy(update={"dropouts_are_dismissals": count, "label_da": f"Vej {number}"})
                for number, count in enumerate(counts)
            )
        case = plan.case.model_copy(update={"settings": plan.case.settings.model_copy(update={"retraining": paths})})
        frame = tables.ways_of_leaving(dataclasses.replace(plan, case=case), language).frame
        return frame.set_index("key").loc["dropouts", "meaning"]

    assert meaning(ladder_plan).endswith("gennemfører ikke; tæller som afskedigelse")
    assert meaning(ladder_plan, True, False).endswith("tæller kun som afskedigelse ved Vej 0")
    assert meaning(ladder_plan, False).endswith("tæller ikke som afskedigelse")
    assert meaning(yearly_plan, language="en").endswith("do not count as dismissals")
    assert meaning(base_plan) == "ikke i brug i scenariet"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("da", ["Hvad data afgør", "ikke afgjort af data (5,6-11,4)", "afgjort", "Alle team, dec. 2030",
                "Nyansættelse, hele planen", "Nedsat tid, dec. 2030", "Ikke afgjort af data i dec. 2030: "]),
        ("en", ["What the data decide", "not decided by the data (5.6-11.4)", "decided", "All teams, Dec 2030",
                "Hire, whole plan", "Reduced hours, Dec 2030", "Not decided by the data in Dec 2030: "]),
    ],
)  # fmt: skip
def test_what_the_data_decide(language, words, ranged_plan, base_plan):
    table, names = tables.ranges(ranged_plan, language), list(ranged_plan.case.teams[:2])
    title, undecided, decided, everybody, hired, reduced, note = words
    texts = tables.shown(table, language).to_numpy().tolist()
    first, second = (getattr(row, f"label_{language}") for row in names)
    assert table.title == title
    assert [row[-1] for row in texts] == [undecided, decided, decided, decided, texts[-1][-1]]
    assert [row[0].startswith(name) for row, name in zip(texts, (first, second), strict=False)] == [True, True]
    assert [row[0] for row in texts[2:]] == [everybody, reduced, hired]
    comma = "," if language == "da" else "."
    assert texts[0][1:4] == [text.replace(".", comma) for text in ("8.0", "5.6", "11.4")]
    assert tables.teams(ranged_plan, language).note.endswith(f"{note}{first} ({undecided.split('(')[1]}.")
    assert note not in tables.teams(base_plan, language).note
    assert tables.ranges(base_plan, language).frame.empty


def test_both_units_are_held_against_the_act(small_plan, yearly_plan):
    shown = tables.shown(tables.thresholds(small_plan))
    assert list(shown["Enhed"]) == ["Centret", "Hele kommunen"]
    assert list(shown["Gælder loven?"]) == ["nej, for få ansatte", "nej"]
    assert "▲ ja" in set(tables.shown(tables.thresholds(yearly_plan))["Gælder loven?"])


def test_without_dismissals_the_calendar_is_one_sentence(short_plan):
    table = tables.timetable(short_plan)
    assert table.frame.empty
    assert table.note == "Ingen afskediges i planen, så der er intet forløb at planlægge."
    assert not any("første skridt" in text for text in answer(short_plan))


def test_the_answer_names_the_first_step_where_anybody_is_dismissed(small_plan):
    assert (
        "Opsigelserne kræver, at første skridt tages senest 28.10.2026 (Bilag sendes til MED). Se Tidsplan."
        in answer(small_plan)
    )


def test_posts_stand_beside_the_plan_s_fte_and_sum_to_the_totals(posted_plan):
    table = tables.posts(posted_plan)
    last = posted_plan.posts["year"].max()
    assert table.frame[f"fte_{last}"].sum() == pytest.approx(posted_plan.kpi["fte_end"])
    total = posted_plan.posts_totals.query("kind == 'all'").set_index("year")["posts"]
    for year, posts in total.items():
        assert table.frame[f"posts_{year}"].sum() == pytest.approx(posts)
    assert len(table.frame) == len(posted_plan.case.staffing)


def test_savings_and_loads_with_whole_posts_are_the_plan_s(posted_plan):
    savings = tables.posts_savings(posted_plan).frame
    assert savings["cost_of_rounding_dkk"].sum() == pytest.approx(
        posted_plan.posts_savings["cost_of_rounding_dkk"].sum()
    )
    loads = tables.posts_loads(posted_plan).frame
    assert list(loads["load_after"]) == list(posted_plan.posts_loads.groupby("year")["load_posts"].max())


@pytest.mark.parametrize("language", ["da", "en"])
def test_whole_posts_over_the_limit_are_said_with_group_month_and_per_cent(posted_plan, language):
    said = posts_over_limit(posted_plan, language)
    worst = posted_plan.posts_loads.loc[posted_plan.posts_loads["load_posts"].idxmax()]
    row = next(row for row in posted_plan.case.target_groups if row.target_group == worst["target_group"])
    assert getattr(row, f"label_{language}") in said
    assert numbers.month(f"{worst['year']}-12", language) in said
    assert numbers.share(worst["load_posts"], language) in said
    assert numbers.share(worst["load_fte"], language) in said
    assert said in answer(posted_plan, language)
    assert said not in public_answer(posted_plan, language)
    over = posted_plan.posts_loads.query("load_posts > 1.0001")["target_group"].nunique()
    assert f" {over} " in said


def test_whole_posts_that_keep_every_limit_say_nothing(posted_plan):
    within = posted_plan.posts_loads.assign(load_posts=1.0)
    assert posts_over_limit(dataclasses.replace(posted_plan, posts_loads=within)) == ""
    assert posts_over_limit(dataclasses.replace(posted_plan, posts_loads=pd.DataFrame())) == ""
    single = posted_plan.posts_loads.assign(load_posts=1.0)
    single.loc[single.index[0], "load_posts"] = 1.08
    said = posts_over_limit(dataclasses.replace(posted_plan, posts_loads=single))
    assert "målgrupper" not in said
    assert "108\xa0% af loftet" in said


@pytest.mark.parametrize("language", ["da", "en"])
def test_cases_per_fte_of_a_team_today_in_2027_and_at_the_end(base_plan, language):
    table = tables.team_cases(base_plan, language)
    assert [column.key for column in table.columns][1:4] == [f"cases_per_fte_{at}" for at in ("today", "reform", "end")]
    whole = tables.team_caseload(base_plan, language).frame.set_index(["key", "half_year"])
    for row in table.frame.itertuples():
        for at, half in (("today", "2025H2"), ("reform", "2027H2"), ("end", "2030H2")):
            assert getattr(row, f"cases_per_fte_{at}") == whole.loc[(row.key, half), "cases_per_fte"]
            assert getattr(row, f"load_{at}") == whole.loc[(row.key, half), "load"]
    assert numbers.half_year("2027H2", language) in table.note


def test_a_plan_that_ends_with_2027_has_no_column_for_it(small_plan):
    keys = [column.key for column in tables.team_cases(small_plan).columns]
    assert keys == ["team", "cases_per_fte_today", "cases_per_fte_end", "load_today", "load_end"]


def test_moves_and_hires_name_path_and_contract(trained_plan, ladder_plan):
    assert "Nedrykning" in set(tables.moves(trained_plan).frame["path"])
    assert {column.key for column in tables.moves(trained_plan).columns} >= {"arrives", "dropout_fte"}
    assert set(tables.hires(ladder_plan).frame["contract"]) <= {"Fast", "Vikar"}


def test_movements_show_the_kinds_that_occur(ladder_plan, base_plan):
    keys = {column.key for column in tables.movements(ladder_plan).columns}
    assert {"retirement_fte", "fixed_term_fte", "transfer_fte", "returned_fte"} <= keys
    assert "transfer_fte" not in {column.key for column in tables.movements(base_plan).columns}


def test_findings_speak_of_units_months_and_rules_by_name(yearly_plan):
    frame = tables.findings(yearly_plan).frame
    assert set(frame[frame["code"] == "P01"]["subject"]) == {"Centret", "Hele kommunen"}
    assert "dec. 2025" in set(frame[frame["code"] == "P04"]["subject"])
    assert not set(frame[frame["code"] == "P05"]["subject"]) & set(yearly_plan.case.law)


def test_a_plan_in_years_has_ends_of_years_and_no_half_years(yearly_plan):
    headings = [column.label for column in tables.staffing(yearly_plan).columns]
    assert headings[-4:] == ["dec. 2025", "dec. 2026", "dec. 2027", "dec. 2028"]
    assert [column.label for column in tables.load_heat(yearly_plan).columns][1:] == ["2025", "2026", "2027", "2028"]
    assert answer(yearly_plan)[0] == "Scenariet har intet besparelseskrav."


def test_scenarios_go_by_letters_where_there_is_little_room(comparison):
    table = tables.lettered(comparison, tables.comparison_teams(comparison))
    assert [column.heading for column in table.columns[1:]] == ["A", "B", "B - A"]
    assert table.frame.equals(tables.comparison_teams(comparison).frame)
    said = tables.legend(comparison)
    assert said.index(f"A: {comparison.names[0]} (") < said.index(f"B: {comparison.names[1]}")
    swapped = dataclasses.replace(comparison, baseline=1)
    assert [column.heading for column in tables.lettered(swapped, tables.comparison_teams(swapped)).columns[1:]] == [
        "A",
        "B",
        "A - B",
    ]


def test_every_code_of_a_finding_has_words(comparison):
    table = tables.comparison_findings(comparison)
    assert table.frame["rule_title"].ne("").all()
    for code in ("B01", "B02", "B03", "B04", "P01", "P02", "P03", "P04", "P05", "L01", "L02"):
        for language in ("da", "en"):
            assert catalogue(language).knows(f"finding_title.{code}")
