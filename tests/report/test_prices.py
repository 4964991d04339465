"""Limits, prices and what-ifs in words, tables and charts; in both languages, and no figure that is not the engine's."""

from dataclasses import replace

import pytest

from planner import load_case, make_plan
from planner.binding import Limit, limits
from planner.outcome import FIGURES
from planner.prices import Price, price
from planner.report import prices as report
from planner.report import what_if
from planner.report.columns import shown
from planner.what_if import Point, Swing, uncertainties
from tests.conftest import LADDER

DA, EN = "da", "en"
NOTHING = dict.fromkeys(FIGURES, 0.0)


def found(kind, subject="", when="", value=1.0, unit=1.0, **changes):
    freed = changes.pop("freed", 0.0)
    return Price(Limit(kind, subject, when, value, unit, 0.0, 1), NOTHING | changes, freed, "re-solved")


@pytest.fixture(scope="module")
def lasting(small_plan):
    """A mio. kr. less to save lastingly: 0.75 posts, and a load of 112 / 103."""
    return price(small_plan, next(x for x in limits(small_plan) if (x.subject, x.when) == ("HK6", "lasting")))


def point(share, cap, load, dismissed=0.0, missing=0.0):
    return Point(share, cap, share * 10e6, load, dismissed, missing)


POINTS = [point(1.0, None, 0.9, 8), point(1.0, 2.0, 1.1, 2), point(1.0, 0.0, 1.3, 0, 1e6), point(0.8, None, 0.8, 4)]
SWINGS = [
    Swing("attrition.share_per_year", "low", 0.12, 0.1, "andel pr. år", NOTHING | {"dismissals_fte": 2.5}),
    Swing("attrition.share_per_year", "high", 0.12, 0.15, "andel pr. år", NOTHING | {"dismissals_fte": -0.75}),
    Swing("hiring.cost_dkk_per_fte", "low", 50000, 20000, "kr. pr. årsværk", NOTHING),
    Swing("hiring.cost_dkk_per_fte", "high", 50000, 100000, "kr. pr. årsværk", None),
]

# Prices


def test_a_price_in_words_danish_and_english(small_plan, lasting):
    assert report.price_sentence(small_plan, lasting) == (
        "1 mio. kr. mindre at spare varigt på HK6: 0,75 færre årsværk afskediges; den største belastning stiger med 8,7\xa0% "
        "af sagsloftet; der mangler 0,60 årsværk mere op til sagslofterne, lagt sammen over årene (planlagt igen; gælder "
        "netop denne ændring)."
    )
    assert report.price_sentence(small_plan, lasting, EN).startswith(
        "DKK 1 mio. less to save lastingly on HK6: 0.75 fewer FTE are dismissed; the worst load rises by 8.7% of"
    )


def test_one_more_case_per_fte_says_what_it_frees(base_plan):
    one = found("caseload", "sygedagpenge", "2026H1", 44.95, freed=0.402, need_fte=-0.402)
    assert report.price_sentence(base_plan, one) == (
        "Én sag mere pr. årsværk for Sygedagpengemodtagere (loft 45,0 sager pr. årsværk): frigør 0,40 årsværk i målgruppen "
        "i 1. halvår 2026 (planlagt igen; gælder netop denne ændring)."
    )


@pytest.mark.parametrize(
    ("language", "room", "why"),
    [
        (DA, "der bliver plads til 1,90 årsværk mere", "0,35 færre årsværk i dec. 2030, men ikke mindre løn"),
        (EN, "there is room for 1.90 more FTE", "0.35 fewer FTE in Dec 2030, but no less pay"),
    ],
)
def test_less_to_save_says_first_what_there_is_room_for_and_why_the_last_month_has_fewer(
    base_plan, language, room, why
):
    changes = {"fte_years": 1.9, "worst_load": -0.067, "overload_fte_years": -0.86, "fte_end": -0.35}
    one = found("saving", "HK5", "2030", 12.8e6, 1e6, **changes)
    said = report.price_sentence(base_plan, one, language)
    assert said.split(": ", 1)[1].startswith(room)
    assert why in said
    assert why not in report.price_sentence(base_plan, replace(one, paid_at_the_end_dkk=-1e6), language)


def test_a_limit_that_costs_nothing_and_one_that_costs_next_to_nothing_are_told_apart(small_plan):
    free, little = found("dismissals"), found("dismissals", fte_end=0.01)
    assert report.price_sentence(small_plan, free).endswith("intet af planens hovedtal ændrer sig.")
    assert "næsten ikke" in report.price_sentence(small_plan, little)


@pytest.mark.parametrize("language", [DA, EN])
def test_every_figure_up_and_down_and_every_kind_of_limit_has_words(language, ladder_plan):
    for sign in (1.0, -1.0):
        for name in FIGURES:
            change = sign * (2e6 if name.endswith("dkk") else 2.0)
            assert report.price_sentence(ladder_plan, found("dismissals", **{name: change}), language)
    kinds = [
        ("caseload", "group_a", "2027H1"), ("saving", "HK6", "2027"), ("saving", "HK6", "lasting"), ("dismissals", "", ""),
        ("redeployment", "", "2026"), ("hiring", "", "2026"), ("municipal_redeployment", "", "2026"), ("voluntary", "0", "2026"),
        ("retraining", "down", "2026"), ("line", "dismissals 0", "2026"), ("overstaffing", "", "2027H1"),
        ("minimum_staffing", "a", "2026-07"), ("minimum_staffing", "a worker", "2026-07"), ("rhythm", "hiring", "2026-07"),
    ]  # fmt: skip
    table = report.prices(ladder_plan, [found(*kind) for kind in kinds], language)
    text = shown(table, language)
    assert len(text) == len(kinds)
    assert not text.isin(["", "nan", "None"]).any().any()


@pytest.mark.parametrize("language", [DA, EN])
def test_the_limits_of_a_plan_stand_in_a_table(language, base_plan, small_plan, ladder_plan):
    for plan in (base_plan, small_plan, ladder_plan):
        text = shown(report.binding_limits(plan, language), language)
        assert len(text) == len(limits(plan))
        assert not text.isin(["", "nan"]).any().any()


def test_prices_stand_by_weight_and_show_the_engines_figures(small_plan, lasting):
    small = found("caseload", "group_a", "2027H2", 40.0, freed=0.0732, need_fte=-0.0732)
    table = report.prices(small_plan, [small, lasting])
    assert table.frame["fte_end"].tolist() == pytest.approx([0.75, 0])
    assert table.frame["freed_fte"].tolist() == pytest.approx([0, 0.0732])
    assert shown(table)["Regnet"].tolist() == ["planlagt igen"] * 2
    assert report.prices(small_plan, []).note == "Ingen grænse er prissat endnu."


def test_a_line_of_a_lever_goes_by_whom_it_is_for():
    plan = make_plan(load_case(LADDER))
    assert "Team B, 2026" in report.price_sentence(plan, found("line", "dismissals 0", "2026"))


# Assumptions at their ends


@pytest.mark.parametrize("language", [DA, EN])
def test_swings_stand_by_width_with_a_word_where_there_is_no_plan(base_plan, language):
    text = shown(what_if.swings(base_plan, SWINGS, language=language), language)
    assert text.iloc[0, 5] == {DA: "ingen plan", EN: "no plan"}[language]
    assert text.iloc[1, 2:6].str.replace("\xa0", "").tolist() == [
        text.iloc[1, 2].replace("\xa0", ""),
        {DA: "2,50", EN: "2.50"}[language],
        text.iloc[1, 4].replace("\xa0", ""),
        {DA: "-0,75", EN: "-0.75"}[language],
    ]


def test_every_uncertain_assumption_stands_with_its_ends_and_its_reason(base_plan):
    table = what_if.uncertain(base_plan)
    assert len(table.frame) >= 10
    assert table.frame["setting"].tolist() == uncertainties(base_plan.case)["setting"].tolist()
    assert shown(table).ne("").all(axis=None)


def test_the_widest_swing_is_said_as_an_assumption(base_plan):
    said = what_if.swing_sentence(base_plan, SWINGS)
    assert said.replace("\xa0", " ") == (
        "Afskedigelser, årsværk: mest flytter Naturlig afgang pr. år. Ved 10 % er ændringen +2,50, ved 15 % er den -0,75. "
        "Det er antagelser, ikke kendte tal."
    )
    assert what_if.swing_sentence(base_plan, SWINGS, "worst_load").endswith("ingen af antagelserne ændrer tallet.")


@pytest.mark.parametrize("language", [DA, EN])
@pytest.mark.parametrize("figure", FIGURES)
def test_the_tornado_is_valid_symmetrical_and_says_its_ends(base_plan, figure, language):
    for some in (SWINGS, SWINGS[:1], []):
        spec = what_if.swing_chart(base_plan, some, figure, language).to_dict()
        low, high = spec["layer"][0]["encoding"]["x"]["scale"]["domain"]
        assert low == -high < 0
    data = [row for rows in spec["datasets"].values() for row in rows if "text" in row]
    assert data == []


def test_the_tornado_shows_only_what_moves(base_plan):
    spec = what_if.swing_chart(base_plan, SWINGS).to_dict()
    rows = [row for rows in spec["datasets"].values() for row in rows if "text" in row]
    assert {row["end"]: row["change"] for row in rows if "afgang" in row["name"]} == {"Lav": 2.5, "Høj": -0.75}
    assert rows[0]["text"].endswith(": +2,50") or rows[1]["text"].endswith(": +2,50")


# Saving, load and dismissals


@pytest.mark.parametrize("language", [DA, EN])
def test_the_frontier_stands_by_saving_and_cap(language):
    table = what_if.frontier(POINTS, language)
    assert table.frame["best_load"].tolist() == [0.8, 1.3, 1.1, 0.9]
    text = shown(table, language)
    assert text.iloc[1, 2] == {DA: "højst 0 årsværk", EN: "at most 0 FTE"}[language]
    assert text.iloc[3, 2] == {DA: "intet loft", EN: "no cap"}[language]
    assert (
        text.iloc[:, -1].tolist()
        == [{DA: "nået", EN: "met"}[language], {DA: "ikke nået", EN: "missed"}[language]]
        + [{DA: "nået", EN: "met"}[language]] * 2
    )


def test_the_trade_between_load_and_dismissals_is_said():
    assert what_if.frontier_sentence(POINTS).replace("\xa0", " ") == (
        "Hele kravet: med 2,0 årsværk afskediget er den lavest mulige største belastning 110 % af sagsloftet. "
        "Går lav belastning forud for få afskedigelser, bliver den 90 %, men så afskediges 8,0 årsværk. "
        "Planen på siden Plan afskediger så få som muligt."
    )
    assert what_if.frontier_sentence([POINTS[0], POINTS[2]]).startswith("Kravet nås kun uden loft")
    assert what_if.frontier_sentence(POINTS[:1]) == ""


@pytest.mark.parametrize("language", [DA, EN])
def test_the_frontier_chart_has_a_line_for_each_cap_told_apart_by_more_than_colour(language):
    spec = what_if.frontier_chart([*POINTS, point(0.8, 0.0, float("inf"))], language).to_dict()
    rows = [row for rows in spec["datasets"].values() for row in rows if "cap" in row]
    assert len(rows) == len(POINTS)
    assert [row["cap"] for row in rows if row["missed"]] == [{DA: "højst 0 årsværk", EN: "at most 0 FTE"}[language]]
    lines = spec["layer"][1]["encoding"]
    assert (
        len(set(map(tuple, lines["strokeDash"]["scale"]["range"]))) == len(set(lines["color"]["scale"]["range"])) == 3
    )
    assert what_if.frontier_chart([], language).to_dict()
