"""What a public paper hides, and that nobody can work it out: the attack finds nothing, and finds what is hidden badly."""

import re
from dataclasses import replace
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner import load_case
from planner.errors import InputError
from planner.report.ladder import WAYS
from planner.report.paper import Edition, masking, paper
from planner.report.paper.masking import HIDDEN, hidden_of, hidden_ways, small
from tests.conftest import BASE
from tests.report.paper.attack import Attack, add_paper, too_narrow
from tests.report.paper.conftest import DAY

LAST = "2030-12"
NAMES = ("base", "no dismissals")
RATE = 9.5 / 2.5
STAFFING = load_case(BASE).staffing


def attacked(*papers, names=NAMES, rates=True):
    """What an outsider finds who has all of these papers."""
    attack = Attack()
    for each in papers:
        alone = not any(grid.name == "paper_ways" for grid in each.grids)
        add_paper(attack, each.grids, names[:1] if alone else names, LAST, STAFFING)
    for name in names if rates else ():
        attack.rates(name, RATE)
    return attack


def test_the_attack_pins_nothing_hidden_not_even_with_both_papers(papers):
    found = attacked(papers["public"], papers["public_both"]).solve()
    assert len(found) >= 12
    assert too_narrow(found) == {}
    assert {kind for kind, *_ in found} == {"team", "profession", "way"}


def test_the_true_figures_are_within_what_the_attack_finds(papers, base_plan, no_dismissals_draft):
    found = attacked(papers["public_both"]).solve()
    plans = dict(zip(NAMES, (base_plan, no_dismissals_draft.plan), strict=True))
    for (kind, scenario, *rest), (low, high) in found.items():
        plan = plans.get(scenario, base_plan)
        if kind == "way":
            assert low <= plan.kpi[f"{rest[0]}_fte"] <= high
        elif rest[0] != "posts_fte":
            column = plan.staff[(plan.staff["month"] == rest[0]) & (plan.staff[kind] == rest[1])]
            assert low <= column["fte"].sum() <= high


def test_hiding_small_figures_alone_is_caught(editions, monkeypatch):
    primary = lambda amounts, *_: frozenset(key for key, value in amounts.items() if small(value))  # noqa: E731
    monkeypatch.setattr(masking, "_hidden", primary)
    caught = too_narrow(attacked(paper(editions["public"])).solve())
    assert ("profession", "shared", "posts_fte", "ac_konsulent") in caught


def test_hiding_a_post_that_everybody_can_count_is_caught(editions, monkeypatch):
    real = masking._hidden

    def leaders(amounts, *more):
        return frozenset(("ac_konsulent", "leder")) if "leder" in amounts else real(amounts, *more)

    monkeypatch.setattr(masking, "_hidden", leaders)
    caught = too_narrow(attacked(paper(editions["public"])).solve())
    assert ("profession", "shared", "posts_fte", "ac_konsulent") in caught


def test_papers_led_by_either_scenario_say_no_more_together(papers, base_draft, no_dismissals_draft):
    other = paper(Edition((no_dismissals_draft, base_draft), DAY, public=True))
    attack = attacked(papers["public"], papers["public_both"])
    add_paper(attack, other.grids, NAMES[::-1], LAST, STAFFING)
    assert too_narrow(attack.solve()) == {}
    for each in (papers["public"], other):
        columns = [column.key for grid in each.grids if grid.name in ("teams", "paper_professions") for column in grid.columns]  # fmt: skip
        assert {key for key in columns if key[:2] == "20"} == {LAST}


def test_no_load_is_said_of_a_team_or_group_whose_fte_are_hidden(papers, base_plan):
    by_name = {grid.name: grid for grid in papers["public"].grids}
    hidden = {key for key, row in zip(by_name["teams"].keys, by_name["teams"].rows, strict=False) if HIDDEN in row}
    loads = {key: row[1:] for key, row in zip(by_name["paper_before_after"].keys, by_name["paper_before_after"].rows, strict=True)}  # fmt: skip
    assert hidden & loads.keys()
    assert all((set(loads[key]) == {HIDDEN}) == (key in hidden) for key in loads)
    chart = next(block for section in papers["public"].sections for block in section.blocks if "pr. målgruppe" in getattr(block, "title", ""))  # fmt: skip
    drawn = str(chart.chart.to_dict())
    assert "Integration" not in drawn
    assert "Sygedagpenge" in drawn


def test_hiding_a_team_in_one_table_and_not_in_the_other_is_caught(papers):
    shown = papers["public_both"]
    sections = tuple(
        replace(section, blocks=tuple(_unhidden(block) for block in section.blocks)) for section in shown.sections
    )
    caught = too_narrow(attacked(replace(shown, sections=sections)).solve())
    assert ("team", "base", LAST, "stab") in caught


def _unhidden(block):
    """The table of teams side by side with one hidden figure printed after all."""
    if getattr(block, "name", "") != "comparison_teams":
        return block
    rows = [("Stab og ledelse", "4,0", "4,0") if row[0] == "Stab og ledelse" else row for row in block.rows]
    return replace(block, rows=tuple(rows))


def test_filled_posts_would_give_the_vacancies_away_so_they_are_left_out(papers, base_plan):
    attack = attacked(papers["public"], names=NAMES[:1])
    filled = attack.figure("total", "base", "posts_fte") - attack.figure("way", "base", "vacancy")
    attack.problem += filled == base_plan.kpi["fte_start"]
    assert ("way", "shared", "vacancy") in too_narrow(attack.solve())
    written = " ".join(cell for grid in papers["public"].grids for row in grid.rows for cell in row)
    assert "130,0" not in written
    assert "130,0" not in " ".join(papers["public"].sentences)


def test_a_difference_between_scenarios_would_give_a_hidden_figure_away(papers, base_plan):
    attack = attacked(papers["public_both"])
    less = attack.figure("way", "base", "voluntary") + attack.figure("way", "base", "dismissals")
    attack.problem += less == base_plan.kpi["voluntary_fte"] + base_plan.kpi["dismissals_fte"]
    assert too_narrow(attack.solve())
    headings = [heading for grid in papers["public_both"].grids for heading in grid.headings]
    assert not any("forskel" in heading.lower() for heading in headings)


def test_no_sentence_says_a_small_number_of_fte_and_no_picture_shows_posts(papers):
    for name in ("public", "public_both"):
        said = " ".join(papers[name].sentences)
        figures = [float(x.replace(".", "").replace(",", ".")) for x in re.findall(r"(\d[\d.]*,\d+) årsværk", said)]
        assert figures
        assert not [value for value in figures if small(value)]
        assert "person" not in re.sub(r"person(er|ale|oplysn)\w*", "", said)
        charts = {str(block.title) for section in papers[name].sections for block in section.blocks if hasattr(block, "chart")}  # fmt: skip
        assert "Årsværk pr. team" not in charts


def test_every_figure_of_posts_below_five_is_hidden(papers):
    for grid in papers["public_both"].grids:
        for row in grid.rows:
            for column, text in zip(grid.columns, row, strict=True):
                if column.kind in ("fte", "part") and text not in ("", HIDDEN):
                    assert not small(float(text.replace(".", "").replace(",", "."))), (grid.name, row)


def test_the_internal_paper_hides_nothing(papers):
    assert HIDDEN not in [cell for grid in papers["internal_both"].grids for row in grid.rows for cell in row]


def test_a_scenario_hides_the_same_with_and_without_company(papers):
    alone = {grid.name: grid for grid in papers["public"].grids}
    for grid in papers["public_both"].grids:
        if grid.name in ("teams", "paper_professions", "ways_of_leaving"):
            assert grid.rows == alone[grid.name].rows


def test_so_few_posts_have_no_public_paper(small_case, small_plan):
    few = small_plan.staff.assign(fte=small_plan.staff["fte"] * 0.2)
    with pytest.raises(InputError, match="fewer than 5 FTE"):
        masking.require_enough(replace(small_plan, staff=few))


def test_where_too_few_go_in_all_the_ladder_is_left_out(base_draft):
    kpi = dict.fromkeys((f"{way.key}_fte" for way in WAYS), 0.0) | {"dismissals_fte": 3.0}
    plan = replace(base_draft.plan, kpi=base_draft.plan.kpi | kpi)
    assert hidden_ways(plan) is None
    made = paper(Edition((replace(base_draft, plan=plan),), DAY, public=True))
    assert "ways_of_leaving" not in [grid.name for grid in made.grids]
    assert any("er udeladt i den offentlige udgave: i alt" in text for text in made.sentences)


amounts = st.one_of(st.just(0.0), st.floats(0.01, 12), st.floats(0.01, 60)).map(lambda x: round(x, 2))


@given(st.lists(amounts, min_size=1, max_size=12))
def test_in_every_sum_what_is_hidden_keeps_a_range_of_five(values):
    column = {f"k{i}": value for i, value in enumerate(values)}
    hidden = hidden_of(column)
    if hidden is None:
        assert sum(values) < 5 + 1e-6
        return
    assert hidden >= {key for key, value in column.items() if small(value)}
    assert not hidden or (len(hidden) > 1 and sum(column[key] for key in hidden) >= 5 - 1e-6)


@settings(max_examples=40, deadline=None)
@given(st.lists(amounts, min_size=4, max_size=4), st.lists(amounts, min_size=4, max_size=4), amounts)
def test_ladders_of_two_scenarios_that_share_their_vacancies_pin_nothing(one, other, vacancy):
    attack = Attack()
    for name, values in (("one", one), ("other", other)):
        retired, voluntary, dismissed, hired = values
        used = {"vacancy": vacancy, "attrition": RATE * retired, "retirement": retired, "voluntary": voluntary,
                "dismissals": dismissed, "hired": hired}  # fmt: skip
        kpi = {f"{way.key}_fte": used.get(way.key, 0.0) for way in WAYS}
        hidden = hidden_ways(SimpleNamespace(kpi=kpi))
        if hidden is None:
            continue
        for way in WAYS:
            value = kpi[f"{way.key}_fte"]
            x = attack.figure("way", name, way.key)
            if way.key in hidden:
                attack.read(("way", name, way.key), HIDDEN)
            else:
                attack.problem += x == value
        change = sum(way.effect * kpi[f"{way.key}_fte"] for way in WAYS)
        attack.problem += attack.figure("total", name, "posts_fte") == 500.0
        attack.problem += attack.figure("total", name, LAST) == 500.0 + change
        attack.laddered.add((name, LAST))
        attack.rates(name, RATE)
    assert too_narrow(attack.solve()) == {}
