"""The eight traps of a staffing model, each with a test that fails when it is open.

They were met while the model was designed: a plan looks better than it is because somebody leaves without being
counted, is paid a month too few, is served by a team that measures itself fastest, and so on. The small case is worked
by hand: teams a (6 FTE) and b (4 FTE) of workers at 50,000 kr. a month, in which 6 and 4 are needed.
"""

import itertools
import random
from collections import defaultdict

import pytest

from planner import InputError, load_case, make_plan
from planner.calendar import Month
from planner.case.settings import Line
from planner.case.tables import Change, Competence, KnownMovement, Profession, Staffing, TargetGroup, Team
from planner.staffing.cells import CONSTANT
from planner.staffing.equations import CONSTRAINTS, worst_load
from planner.staffing.goals import GOALS
from planner.staffing.symbols import symbols
from planner.workload import workload
from tests.conftest import ALL_USED, LADDER, ROOT, SMALL

PAY = 50_000.0
NOBODY_LEAVES = {"dismissals": {"active": False}, "saving": {"share_of_target": {"HK6": 0.0}}}


def told(value, **unit):
    return {"value": value, "assumption": "Til prøven"} | unit


def rows(table, **update):
    """Every row of a table with other values."""
    return tuple(row.model_copy(update=update) for row in table)


def with_settings(case, **update):
    return case.model_copy(update={"settings": case.settings.model_copy(update=update)})


def year(plan, which, account="HK6"):
    return plan.years.query("account == @account and year == @which").iloc[0]


def goal(plan, name):
    return next(reached.value for reached in plan.goals if reached.goal == name)


# --- 1. Free exit by retraining -----------------------------------------------------------------------------------


OTHER_LEVERS = ("voluntary", "municipal_redeployment", "reduced_hours", "redeployment", "hiring")


def downgrading(**terms):
    """The ladder case where work is saved by dismissal or by downgrading workers, half of whom do not get through."""
    case = load_case(
        LADDER,
        {
            "attrition": {name: told(0.0) for name in ("share_per_year", "retirement_share_per_year")},
            "saving": {"share_of_target": {"HK6": 1.0}},
            "dismissals": {"cap_fte": None, "cost_dkk_per_fte": told(0.0), "where": []},
            "goals": ["saving", "dismissals", "lowest_cost"],
        }
        | {lever: {"active": False} for lever in OTHER_LEVERS},
    )  # fmt: skip
    path = case.settings.retraining[0]
    free = {"places_per_year": None, "share_of_receiving": None, "share_of_sending": None, "where": ()}
    half = path.success_share.model_copy(update={"value": 0.5})
    path = path.model_copy(update=free | {"success_share": half, "pay_protection_months": 0} | terms)
    return with_settings(case.model_copy(update={"known_movements": ()}), retraining=(path,))


@pytest.fixture(scope="module")
def honest():
    return make_plan(downgrading(dropouts_are_dismissals=True))


@pytest.fixture(scope="module")
def free():
    return make_plan(downgrading(dropouts_are_dismissals=False))


def test_1_whoever_does_not_get_through_is_an_exit_and_a_dismissal(honest, free):
    """The same saving seems to need no dismissal at all when drop-outs are not counted as such."""
    assert goal(free, "dismissals") == pytest.approx(0, abs=1e-6)
    assert free.kpi["dropouts_fte"] > 1
    assert goal(honest, "dismissals") > 1
    for plan in (honest, free):
        counted = plan.kpi["dropouts_fte"] if plan is honest else 0.0
        assert goal(plan, "dismissals") == pytest.approx(plan.kpi["dismissals_fte"] + counted, abs=1e-6)
        assert plan.kpi["shortfall_dkk"] == 0


def test_1_people_in_are_people_out_whatever_drop_outs_are_called(honest, free):
    for plan in (honest, free):
        gone = plan.kpi["dismissals_fte"] + plan.kpi["dropouts_fte"]
        assert plan.kpi["fte_start"] == pytest.approx(plan.kpi["fte_end"] + gone, abs=1e-6)
        moves = plan.moves
        assert moves["arrived_fte"].sum() == pytest.approx(0.5 * moves["in_fte"].sum())
        assert moves["out_fte"].sum() == pytest.approx(moves["arrived_fte"].sum() + plan.kpi["dropouts_fte"])


def test_1_whoever_does_not_get_through_has_notice_severance_and_a_wave_in_the_calendar(honest, free):
    """Given notice in the last month of the training, paid as before it until the notice runs out."""
    assert free.exits.empty
    assert free.ledger["pay_under_notice_dkk"].sum() == 0
    lost = honest.exits[honest.exits["way"] == "dropout"]
    trained = {row.decided: row.arrives for row in honest.moves.itertuples()}
    assert {str(Month.parse(month).plus(-1)) for month in trained.values()} == set(lost["decided"])
    assert set(lost["decided"]) <= set(honest.timetable["wave"])
    sender = {row.profession: row.pay_dkk_per_year / 12 for row in honest.case.professions}["worker"]
    paid = (honest.exits["fte"] * honest.exits["notice_months"]).sum() * sender
    assert honest.ledger["pay_under_notice_dkk"].sum() == pytest.approx(paid, abs=0.01)


@pytest.mark.parametrize("months", [0, 3, 12])
def test_1_a_lower_pay_saves_nothing_while_pay_is_protected(months):
    """Everybody gets through, at 10,000 kr. a month less. Nobody leaves, so all that is protected is paid."""
    all_ = downgrading().settings.retraining[0].success_share.model_copy(update={"value": 1.0})
    case = downgrading(success_share=all_, pay_protection_months=months, training_months=1)
    case = with_settings(case, dismissals=case.settings.dismissals.model_copy(update={"active": False}))
    plan = make_plan(case)
    at = {str(month): t for t, month in enumerate(case.months)}
    protected = sum(
        row.arrived_fte * 10_000 * min(months, len(at) - at[row.arrives])
        for row in plan.moves.itertuples()
        if row.in_fte > 0
    )
    assert plan.kpi["retrained_fte"] > 1
    assert plan.ledger["pay_protection_dkk"].sum() == pytest.approx(protected, abs=0.01)


def test_1_pay_protection_makes_a_saving_by_downgrading_smaller():
    """With a whole year of protection nothing of 2027's target can be met that way, without it something can."""
    saved = {}
    for months in (0, 24):
        all_ = downgrading().settings.retraining[0].success_share.model_copy(update={"value": 1.0})
        case = downgrading(success_share=all_, pay_protection_months=months)
        plan = make_plan(with_settings(case, dismissals=case.settings.dismissals.model_copy(update={"active": False})))
        saved[months] = year(plan, 2027)["net_dkk"]
    assert saved[0] > saved[24] + 100_000


# --- 2. Lag leakage -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def lagged():
    """The ladder without attrition and reduced hours, everybody at the same pay: every month of pay can be counted."""
    case = load_case(
        LADDER,
        {
            "attrition": {name: told(0.0) for name in ("share_per_year", "retirement_share_per_year")},
            "reduced_hours": {"active": False},
            "voluntary": {"notice_months": 2},
            "municipal_redeployment": {"lag_months": 2},
            "hiring": {"lag_months": 3},
            "dismissals": {"cap_fte": None},
            "goals": ALL_USED,
        },
    )
    groups = tuple(
        group.model_copy(update={"cases": group.cases * more})
        for group, more in zip(case.target_groups, (0.5, 1.6), strict=True)
    )
    professions = rows(case.professions, pay_dkk_per_year=12 * PAY)
    return make_plan(case.model_copy(update={"target_groups": groups, "professions": professions}))


def test_2_every_paid_month_is_a_month_of_employment(lagged):
    """Months of employment from who was there and what was decided, counted by hand; months of pay from the ledger."""
    case, months = lagged.case, [str(month) for month in lagged.case.months]
    at, end = {month: t for t, month in enumerate(months)}, len(months)
    assert set(lagged.exits["way"]) == {"dismissal", "dropout", "voluntary", "transfer"}
    assert set(lagged.moves["path"]) == {"move", "down"}
    assert set(lagged.hires["contract"]) == {"permanent", "temporary"}
    employed = sum(row.fte for row in case.staffing) * end
    for row in case.known_movements:
        last = at[str(row.last_month)]
        employed -= row.fte * ((last + 1) if row.kind == "leave" else end - 1 - last)
    for row in lagged.exits.itertuples():  # paid in the month of decision and so many after it
        employed -= row.fte * (end - 1 - at[row.decided] - row.notice_months)
    assert lagged.moves["dropout_fte"].sum() == pytest.approx(lagged.exits.query("way == 'dropout'")["fte"].sum())
    length = {row.contract: row.months or end for row in case.settings.hiring.contracts}
    for row in lagged.hires.itertuples():
        employed += row.fte * min(length[row.contract], end - at[row.decided] - 3)
    paid = lagged.ledger[["pay_in_service_dkk", "pay_under_notice_dkk", "pay_in_training_dkk"]].sum().sum() / PAY
    there = lagged.staff[["fte", "under_notice_fte", "in_training_fte"]].sum().sum()
    assert paid == pytest.approx(employed, abs=1e-5)
    assert there == pytest.approx(employed, abs=1e-5)


def test_2_a_notice_of_so_many_months_is_paid_for_so_many_months(small_plan):
    """Three given notice in December of three months' notice: January, February and March, at 50,000 kr. each."""
    paid = small_plan.ledger.groupby("year")["pay_under_notice_dkk"].sum()
    assert paid.to_dict() == pytest.approx({2026: 0, 2027: 3 * 3 * PAY}, abs=0.01)


# --- 3. Cherry-picked minutes -------------------------------------------------------------------------------------


def test_3_the_schema_knows_no_work_per_case_that_differs_by_who_does_it():
    """Work per case is cases per FTE of a target group, and nothing of a team, a profession or a pair of them."""
    said = {"source", "assumption"}
    assert set(Competence.model_fields) - said == {"team", "profession", "target_group"}
    assert set(Team.model_fields) - said == {"team", "label_da", "label_en", "minimum_fte"}
    assert set(Profession.model_fields) - said == {
        "profession",
        "label_da",
        "label_en",
        "pay_dkk_per_year",
        "attrition_factor",
    }
    assert set(Staffing.model_fields) - said == {
        "team",
        "profession",
        "account",
        "fte",
        "vacant_fte",
        "minimum_fte",
    }
    assert {"limit_low", "limit_mid", "limit_high"} <= set(TargetGroup.model_fields)
    assert not {"team", "profession"} & set(Change.model_fields)


def test_3_a_column_of_minutes_by_team_is_refused(tmp_path):
    source = ROOT / "tests/cases/small"
    for table in (source / "tables").glob("*.csv"):
        (tmp_path / table.name).write_bytes(table.read_bytes())
    (tmp_path / "competence.csv").write_text(
        "team,profession,target_group,minutes_per_case,source,assumption\na,worker,group_a,5,,x\n",
        encoding="utf-8",
    )
    with pytest.raises(InputError, match="minutes_per_case"):
        load_case(SMALL, {"tables": str(tmp_path)})


@pytest.mark.parametrize("share", [0.68, 0.9])
def test_3_what_is_missing_is_missing_whoever_serves_whom(small, share):
    """Everybody may serve everybody, and 68 per cent of the staff is there: 32 per cent of the need is not met."""
    case = small(NOBODY_LEAVES)
    everybody = tuple(
        row.model_copy(update={"target_group": group.target_group})
        for row in case.competence
        for group in case.target_groups
    )
    fewer = tuple(row.model_copy(update={"fte": row.fte * share, "minimum_fte": 0.0}) for row in case.staffing)
    plan = make_plan(case.model_copy(update={"competence": everybody, "staffing": fewer, "changes": ()}))
    by_period = plan.caseload.groupby("half_year")[["need_fte", "overload_fte", "fte"]].sum()
    assert by_period["need_fte"].tolist() == pytest.approx([10, 10, 10])
    assert by_period["overload_fte"].tolist() == pytest.approx([10 * (1 - share)] * 3, abs=1e-5)
    assert plan.kpi["worst_load"] == pytest.approx(1 / share, abs=1e-5)
    assert (plan.caseload["cases"] / plan.caseload["need_fte"]).tolist() == pytest.approx([40] * 6)


# --- 4. What is under way before the plan -------------------------------------------------------------------------


def movement(kind, last_month, payment_months=0.0):
    return KnownMovement.model_validate(
        {"team": "a", "profession": "worker", "kind": kind, "last_month": last_month, "fte": 1.0,
         "payment_months": payment_months, "assumption": "Til prøven"}
    )  # fmt: skip


# What 2026 (July to December) saves net of one-off expense, in months of one FTE's pay, and the load of group a in it.
UNDER_WAY = {
    "nothing": ((), 0, 0, 6 / 6),
    # Out of service from the start, paid to September and two months more; carries half a caseload until then.
    "notice": ((movement("notice", "2026-09", 2),), 0, 6 - 3 - 2, 6 / (5 + 0.5 * 3 / 6)),
    "leave": ((movement("leave", "2026-10"),), 0, 4, 6 / (5 + 2 / 6)),
    "fixed_term": ((movement("fixed_term", "2026-11"),), 0, 1, 6 / (5 + 5 / 6)),
    "retirement": ((movement("retirement", "2026-08", 1),), 0, 4 - 1, 6 / (5 + 2 / 6)),
    "vacancy": ((), 1, 6, 6 / 6),
}


def with_history(case, name):
    known, vacant, _, _ = UNDER_WAY[name]
    first, *others = case.staffing
    staffing = (first.model_copy(update={"vacant_fte": float(vacant)}), *others)
    return case.model_copy(update={"known_movements": known, "staffing": staffing})


@pytest.mark.parametrize("name", UNDER_WAY)
def test_4_what_is_under_way_is_in_the_first_year(name, small):
    _, _, saved, load = UNDER_WAY[name]
    plan = make_plan(with_history(small(NOBODY_LEAVES), name))
    assert year(plan, 2026)["net_dkk"] == pytest.approx(saved * PAY, abs=0.01)
    group = plan.caseload.query("half_year == '2026H2' and target_group == 'group_a'").iloc[0]
    assert group["load"] == pytest.approx(load, abs=1e-6)


@pytest.mark.parametrize(
    ("name", "dismissed"),
    [("nothing", 3), ("notice", 2), ("leave", 3), ("fixed_term", 2), ("retirement", 2), ("vacancy", 2)],
)
def test_4_whoever_goes_anyway_need_not_be_dismissed(name, dismissed, small):
    """Three posts are to be saved lastingly. Who is on leave comes back; the others are one of the three."""
    assert make_plan(with_history(small(), name)).kpi["dismissals_fte"] == pytest.approx(dismissed, abs=1e-5)


@pytest.mark.parametrize("name", [name for name in UNDER_WAY if name not in ("nothing", "vacancy")])
def test_4_who_is_known_to_leave_leaves_when_it_is_known_and_not_by_chance(name, small):
    """Attrition touches nobody whose end is known: one leaves on the day, and of the other nine a share."""
    attrition = {"attrition": {"share_per_year": told(0.2)}}
    plan = make_plan(with_history(small(NOBODY_LEAVES | attrition), name))
    (row,) = UNDER_WAY[name][0]
    team = plan.staff.query("team == 'a'").set_index("month")
    rest = 5 * 0.8 ** (row.last_month.since(plan.case.months[0]) / 12)
    here = 1.0 if name in ("fixed_term", "retirement") else 0.0
    assert team.loc[str(row.last_month), "fte"] == pytest.approx(rest + here, abs=1e-6)
    after = 1.0 if name == "leave" else 0.0
    assert team.loc[str(row.last_month.plus(1)), "fte"] == pytest.approx(rest * 0.8 ** (1 / 12) + after, abs=1e-6)


# --- 5. Months and years ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("months", [1, 3, 6, 12])
@pytest.mark.parametrize("share", [0.05, 0.12, 0.6])
def test_5_after_a_year_the_yearly_share_has_left_whatever_the_clock(months, share, small):
    clock = {"first_month": "2026-01", "last_month": "2027-12", "period_months": months}
    plan = make_plan(small(NOBODY_LEAVES | clock | {"attrition": {"share_per_year": told(share)}}))
    fte = plan.staff.query("team == 'a'").set_index("month")["fte"]
    assert fte["2026-01"] == pytest.approx(6)
    assert fte["2027-01"] == pytest.approx(6 * (1 - share), abs=1e-6)
    if months < 12:
        halfway = "2026-07"
        assert fte[halfway] == pytest.approx(6 * (1 - share) ** 0.5, abs=1e-6)


def test_5_new_staff_leave_at_the_rate_of_their_first_year_for_a_year(small):
    """Hired for August 2026: a year later twice the yearly share has left, half a year on the ordinary rate holds."""
    attrition = {"attrition": {"share_per_year": told(0.1), "first_year_factor": told(2.0)}}
    hiring = {"hiring": {"cap_fte_per_team_year": 2.0, "cost_dkk_per_fte": told(0.0), "first_month": "2026-07"}}
    case = small(NOBODY_LEAVES | attrition | hiring | {"goals": ["worst_load"], "last_month": "2027-12"})
    busy = tuple(g.model_copy(update={"cases": g.cases * 2}) for g in case.target_groups)
    plan = make_plan(case.model_copy(update={"target_groups": busy, "saving_targets": (), "changes": ()}))
    assert len(plan.hires)
    fte, left, old = defaultdict(float), 0.9 ** (1 / 12), 0.8 ** (1 / 12)
    for row in plan.hires.itertuples():
        for t, month in enumerate(plan.case.months):
            age = t - [str(m) for m in plan.case.months].index(row.starts)
            if age >= 0:
                fte[row.team, str(month)] += row.fte * old ** min(age, 12) * left ** max(0, age - 12)
    for row in plan.staff.itertuples():
        t = [str(m) for m in plan.case.months].index(row.month)
        before = {"a": 6, "b": 4}[row.team] * left**t
        assert row.fte == pytest.approx(before + fte[row.team, row.month], abs=1e-6)


# --- 6. The worst load --------------------------------------------------------------------------------------------


def worst_by_subsets(need, staff, may):
    """The least worst load when staff is shared out freely: the most pressed set of groups (Hall's condition)."""
    worst = 0.0
    for size in range(1, len(need) + 1):
        for groups in itertools.combinations(need, size):
            able = sum(fte for cell, fte in staff.items() if may[cell] & set(groups))
            worst = max(worst, sum(need[group] for group in groups) / able)
    return worst


def shared_out(seed, dismissals=0.0):
    """A case of four groups and four teams with random need, staff and competence; there is no notice."""
    dice = random.Random(seed)
    case = load_case(
        SMALL,
        NOBODY_LEAVES
        | {"goals": ["saving", "dismissals", "worst_load"]}
        | {"law_values": {f"notice_step_{step}": told(0, unit="måneder") for step in range(1, 6)}},
    )
    teams, groups = "abcd", ["g1", "g2", "g3", "g4"]
    staff = {team: dice.uniform(1, 6) for team in teams}
    need = {group: dice.uniform(1, 6) for group in groups}
    may = {team: set(dice.sample(groups, 2)) for team in teams}
    for group in groups:
        may[dice.choice(teams)].add(group)
    team, post, group = case.teams[0], case.staffing[0], case.target_groups[0]
    pair, unit, kind, edge = case.competence[0], case.units[0], case.citizen_types[0], case.edges[0]
    return (need, staff, may), case.model_copy(
        update={
            "teams": tuple(team.model_copy(update={"team": t, "minimum_fte": 0.0}) for t in teams),
            "units": tuple(unit.model_copy(update={"unit": t}) for t in teams),
            "staffing": tuple(post.model_copy(update={"team": t, "fte": staff[t], "minimum_fte": 0.0}) for t in teams),
            "target_groups": tuple(group.model_copy(update={"target_group": g, "cases": 40 * need[g]}) for g in groups),
            "competence": tuple(
                pair.model_copy(update={"team": t, "target_group": g}) for t in teams for g in sorted(may[t])
            ),
            "citizen_types": (kind.model_copy(update={"target_group": "g1"}),),
            "edges": (edge,),
            "changes": (),
        }
    )


@pytest.mark.parametrize("seed", range(12))
def test_6_the_worst_load_is_exact(seed):
    (need, staff, may), case = shared_out(seed)
    assert make_plan(case).kpi["worst_load"] == pytest.approx(worst_by_subsets(need, staff, may), abs=1e-6)


ONLY_2026 = Line.model_validate({"year": 2027, "active": False, "assumption": "Til prøven"})


@pytest.mark.parametrize("seed", range(4))
def test_6_the_worst_load_is_exact_when_the_staff_is_decided_too(seed):
    """Two FTE have to go, without notice. No way to spread them over the teams gives a lower worst load.

    A grid of tenths of an FTE brackets the optimum: every point of it is a possible plan, and none is better.
    """
    (need, staff, may), case = shared_out(seed)
    at_once = case.settings.dismissals.model_copy(update={"active": True, "every_months": 12, "where": (ONLY_2026,)})
    saving = case.settings.saving.model_copy(update={"share_of_target": {"HK5": 1.0, "HK6": 1.0}})
    case = with_settings(case, dismissals=at_once, saving=saving)
    plan = make_plan(case.model_copy(update={"saving_targets": targets(case, y2027=0.0, lasting=2 * 0.6)}))
    assert plan.kpi["dismissals_fte"] == pytest.approx(2, abs=1e-6)
    left = plan.staff[plan.staff["month"] == plan.staff["month"].max()].set_index("team")["fte"].to_dict()
    found = -1 / goal(plan, "worst_load")
    assert found == pytest.approx(worst_by_subsets(need, left, may), abs=1e-6)
    tenths = [(a, b, c, 20 - a - b - c) for a, b, c in itertools.product(range(21), repeat=3) if a + b + c <= 20]
    possible = [
        worst_by_subsets(need, {t: staff[t] - n / 10 for t, n in zip(staff, split, strict=True)}, may)
        for split in tenths
        if all(staff[t] >= n / 10 + 0.05 for t, n in zip(staff, split, strict=True))
    ]
    assert min(possible) - 0.1 <= found <= min(possible) + 1e-6


def test_6_the_worst_load_is_linear(small_case):
    """The load is need over staff; the row multiplies its inverse by the need, which nobody decides."""
    s = symbols(small_case, workload(small_case))
    found = list(worst_load(s))
    assert found
    for row in found:
        _, group, half_year = row.name.split("__")
        assert row.terms["coverage"] == -s.need[half_year, group]
        assert all(isinstance(value, float) for value in row.terms.values())


# --- 7. Budget years ----------------------------------------------------------------------------------------------


def targets(case, **due):
    """Saving targets in mio. kr. by year on HK6 (`lasting` among them), and none on HK5."""
    row = case.saving_targets[0]
    years = [int(key[1:]) if key.startswith("y") else key for key in due]
    return tuple(
        row.model_copy(update={"account": account, "year": y, "target_mio_dkk": value if account == "HK6" else 0.0})
        for account in ("HK5", "HK6")
        for y, value in zip(years, due.values(), strict=True)
    )


def test_7_what_is_saved_too_much_in_one_year_helps_no_other(small):
    """One dismissal in December 2026 saves nine months of 2027: 0.35 mio. more than it asks for. 2028 lacks 0.3 mio."""
    case = small({"dismissals": {"cap_fte": 1.0}})
    where = tuple(Line(year=y, active=False, assumption="Kun i 2026") for y in (2027, 2028))
    only_2026 = case.settings.dismissals.model_copy(update={"where": where})
    case = with_settings(case, last_month=Month(2028, 12), dismissals=only_2026)
    plan = make_plan(case.model_copy(update={"saving_targets": targets(case, y2027=0.1, y2028=0.9, lasting=0.6)}))
    assert year(plan, 2027)["net_dkk"] == pytest.approx(450_000, abs=1)
    assert year(plan, 2028)["net_dkk"] == pytest.approx(600_000, abs=1)
    assert year(plan, 2028)["shortfall_dkk"] == pytest.approx(300_000, abs=1)
    assert goal(plan, "saving") == pytest.approx(300, abs=1e-3)
    assert plan.status == "shortfall"


def test_7_what_is_saved_on_one_account_helps_not_the_other(small):
    """Team b is on HK5, where three posts are vacant and 5 mio. saved already. HK6 misses what it would miss anyway."""
    case = small({"dismissals": {"cap_fte": 1.0}})

    def planned(vacant, already):
        a, b = case.staffing
        saved = {"already_saved_mio_dkk_per_year": {"HK5": already, "HK6": 0.0}}
        other = with_settings(case, saving=case.settings.saving.model_copy(update=saved))
        return make_plan(
            other.model_copy(update={"staffing": (a, b.model_copy(update={"account": "HK5", "vacant_fte": vacant}))})
        )

    poor, rich = planned(0.0, 0.0), planned(3.0, 5.0)
    assert year(rich, 2027, "HK5")["net_dkk"] == pytest.approx(5e6 + 3 * 12 * PAY)
    # One post of three lastingly, and at most a whole year of it in 2027.
    assert poor.kpi["shortfall_dkk"] == pytest.approx(1_350_000 - 600_000, abs=1)
    for plan in (poor, rich):
        assert goal(plan, "saving") == pytest.approx((1_350 - 600) + (1_800 - 600), abs=1e-3)
        assert year(plan, 2027)["shortfall_dkk"] == pytest.approx(750_000, abs=1)


def test_7_every_account_and_year_has_its_own_target(base_plan):
    in_plan = {month.year for month in base_plan.case.months} | {"lasting"}
    assert set(zip(base_plan.years["account"], base_plan.years["year"], strict=True)) == {
        (account, y) for account in ("HK5", "HK6") for y in in_plan
    }


@pytest.mark.parametrize(("vacant", "hired"), [(0.0, 0.0), (1.0, 300 / 220)])
def test_7_a_year_before_the_first_target_may_not_be_overspent(vacant, hired, small):
    """A temporary hand from August to November 2026 would ease the load and cost no later year anything.

    Without a vacancy nothing pays for it. A vacant post saves 300,000 kr. from July to December; a hand costs 220,000.
    """
    overrides = {"hiring": {"cap_fte_per_team_year": 1.0, "every_months": 12}, "goals": ["saving", "worst_load"]}
    case = small(NOBODY_LEAVES | overrides)
    contract = case.settings.hiring.contracts[0].model_copy(update={"contract": "temporary", "months": 4})
    case = with_settings(case, hiring=case.settings.hiring.model_copy(update={"contracts": (contract,)}))
    first, *others = case.staffing
    staffing = (first.model_copy(update={"vacant_fte": vacant}), *others)
    busy = rows(case.target_groups, cases=480.0)
    plan = make_plan(case.model_copy(update={"target_groups": busy, "staffing": staffing}))
    assert plan.hires[plan.hires["starts"] < "2027"]["fte"].sum() == pytest.approx(hired, abs=1e-5)
    assert year(plan, 2026)["target_dkk"] == 0
    assert year(plan, 2026)["net_dkk"] == pytest.approx(0, abs=1)


# --- 8. Units and scaling -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["scenarios/helsingor/base.yaml", "tests/cases/small/ladder.yaml"])
def test_8_the_programme_is_well_scaled(path):
    """No coefficient of a row is beyond 1e-6 to 1e5, and none of a goal."""
    case = load_case(ROOT / path)
    s = symbols(case, workload(case))
    found = [abs(value) for equation in CONSTRAINTS for row in equation(s) for value in row.terms.values() if value]
    goals = [GOALS[name](s) for name in GOALS]
    found += [abs(value) for terms in goals for key, value in terms.items() if key != CONSTANT and value]
    assert min(found) >= 1e-6
    assert max(found) <= 1e5


@pytest.mark.parametrize("factor", [0.2, 5.0])
def test_8_money_in_another_unit_moves_nobody(factor):
    """Every pay, price and target times a factor: all amounts times the factor, the same FTE."""
    case = load_case(LADDER, {"goals": ["worst_load", "saving", "overload", "not_deeper", "lowest_cost"]})
    plan, other = make_plan(case), make_plan(times(case, factor))
    amounts = [column for column in plan.ledger if column.endswith("_dkk")]
    assert (other.ledger[amounts] / factor).to_numpy() == pytest.approx(plan.ledger[amounts].to_numpy(), abs=1.0)
    columns = ["fte", "under_notice_fte", "in_training_fte", "reduced_hours_fte"]
    assert other.staff[columns].to_numpy() == pytest.approx(plan.staff[columns].to_numpy(), abs=1e-4)
    assert goal(other, "lowest_cost") == pytest.approx(factor * goal(plan, "lowest_cost"), rel=1e-6)


def times(case, factor):
    """A case in which money has another unit."""

    def scaled(node):
        if isinstance(node, tuple):
            return tuple(scaled(item) for item in node)
        fields = getattr(type(node), "model_fields", {})
        update = {}
        for name in fields:
            value = getattr(node, name)
            if name == "cost_dkk_per_fte" and value is not None:
                figure = hasattr(value, "value")
                update[name] = value.model_copy(update={"value": value.value * factor}) if figure else value * factor
            elif isinstance(value, tuple) or hasattr(type(value), "model_fields"):
                update[name] = scaled(value)
        return node.model_copy(update=update) if update else node

    return case.model_copy(
        update={
            "settings": scaled(case.settings),
            "professions": tuple(
                row.model_copy(update={"pay_dkk_per_year": row.pay_dkk_per_year * factor}) for row in case.professions
            ),
            "saving_targets": tuple(
                row.model_copy(update={"target_mio_dkk": row.target_mio_dkk * factor}) for row in case.saving_targets
            ),
        }
    )
