"""A thousand made-up persons follow a plan's decisions, one by one and month by month, and end where the plan says.

The plan is a linear programme in FTE. Here each FTE is turned into persons who are hired, trained, moved, given notice,
paid and counted out by rules written from the planner's description of itself and not from its model: nothing is
imported but what anybody may use. So a month too many or too few between a decision, an exit and the last pay shows.

What is random is which persons are met, and how a fraction of a person is rounded: up or down, right on average. So
every simulated figure is right on average, if the plan is. The bound is `BOUND` standard errors of the mean over the
runs; the deviation of one run is taken to be at least that of one rounding, which is half a person (for money: what
half a person is paid in half a year). The seeds are fixed. No person here is real.
"""

import ast
import math
import random
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

import pytest

from planner import load_case, make_plan

ROOT = Path(__file__).parents[1]
PERSONS, RUNS, BOUND = 1000, {"ladder": 40, "helsingor": 30}, 4.0


@dataclass
class Person:
    """One employee: where, as what, since when, and what has been paid."""

    number: int
    cell: tuple[str, str]
    state: str = "service"  # service, notice, training, failed, away or gone
    kind: str = "stock"  # stock, contract, known
    hired: int | None = None  # the first month, for whoever comes while the plan runs
    came: int | None = None  # the same for who is new in the place: not for who has moved
    ends: int | None = None  # the last month of a contract, a known employment, a notice or a training
    way: str = ""  # how the person leaves, or is to leave
    due: float = 0.0  # months of pay that fall due in the last month
    paid_as: str | None = None  # the profession that pays in training, and under notice after it
    succeeds: bool = True
    dismissed: bool = True  # if not succeeding
    reduced: bool = False
    more: float = 0.0  # pay protection: how much more a month
    more_until: int = -1
    first: int = 0  # the first and the last month of employment within the plan
    last: int | None = None
    paid: int = 0  # months on the payroll


class Town:
    """The persons of a case, who do what a plan decides."""

    def __init__(self, plan, seed, scale):
        self.plan, self.case, self.rules = plan, plan.case, plan.case.settings
        assert self.rules.period_months == 1
        self.dice, self.scale = random.Random(seed), scale
        self.months = [str(month) for month in self.case.months]
        self.at = {month: t for t, month in enumerate(self.months)}
        self.pay = {row.profession: row.pay_dkk_per_year / 12 for row in self.case.professions}
        self.factor = {row.profession: row.attrition_factor for row in self.case.professions}
        self.account = {(row.team, row.profession): row.account for row in self.case.staffing}
        self.paths = {row.path: row for row in self.rules.retraining}
        self.people, self.coming, self.here = [], defaultdict(list), {}
        self.decided = {
            name: dict(iter(getattr(plan, name).groupby("decided"))) for name in ("exits", "moves", "hires")
        }
        self.staff, self.moved, self.money = defaultdict(float), defaultdict(float), defaultdict(float)
        self.missing = 0
        self._settle()
        for t in range(len(self.months)):
            self._begin(t)
            self._pay(t)
            if t + 1 < len(self.months):
                self._leave(t)
                self._decide(t)

    # --- small tools

    def _round(self, number):
        """A whole number of persons: up or down at random, and right on average."""
        whole = math.floor(number + 1e-9)
        return whole + (self.dice.random() < number - whole)

    def _split(self, people, parts):
        """Persons dealt out at random in these proportions, each part to the nearest person and right on average."""
        people, total = self.dice.sample(people, len(people)), sum(parts)
        shift, begin, upto, dealt = self.dice.random(), 0, 0.0, []
        for part in parts:
            upto += part / total * len(people)
            end = min(len(people), math.floor(upto + shift))
            dealt.append(people[begin:end])
            begin = end
        dealt[-1] += people[begin:]
        return dealt

    def _new(self, cell, **more):
        person = Person(len(self.people), cell, **more)
        self.people.append(person)
        return person

    def _spend(self, t, cell, kind, amount):
        self.money[int(self.months[t][:4]), self.account[cell], cell[0], kind] += amount

    def _count(self, t, kind, cell, number=1.0):
        self.moved[t, cell, kind] += number

    def _gone(self, t, person, way):
        """The person is employed to the end of a month, and not after."""
        person.state, person.way, person.last = "gone", way, t

    def _term(self, lever, cell, t, name):
        """A term of a lever: that of the last line that fits and has one, else the usual one."""
        value = getattr(lever, name, None)
        value = getattr(value, "value", value)
        for line in lever.where:
            fits = line.team in ("", cell[0]) and line.profession in ("", cell[1])
            if fits and line.year in (None, int(self.months[t][:4])) and getattr(line, name) is not None:
                value = getattr(line, name)
        return value

    def _monthly(self, cell, new):
        """How likely a person of a cell is to leave in a month, in the first year here or later."""
        rate = self.rules.attrition
        yearly = rate.share_per_year.value * self.factor[cell[1]] * (rate.first_year_factor.value if new else 1.0)
        return 1 - (1 - min(0.95, yearly)) ** (1 / 12)

    def _in_service(self):
        """Who is in service and not known to leave, by team and profession."""
        here = {cell: [] for cell in self.account}
        for person in self.people:
            if person.state == "service" and person.kind != "known":
                here[person.cell].append(person)
        return here

    # --- the months

    def _settle(self):
        """Everybody who is employed when the plan begins."""
        others = defaultdict(float)
        for row in self.case.known_movements:
            cell, last = (row.team, row.profession), self.at[str(row.last_month)]
            others[cell] += row.fte
            for _ in range(self._round(row.fte * self.scale)):
                if row.kind == "leave":
                    self._new(cell, state="away", ends=last)
                elif row.kind == "notice":
                    self._new(cell, state="notice", ends=last, way="before", due=row.payment_months)
                else:
                    self._new(cell, kind="known", ends=last, way=row.kind, due=row.payment_months)
        for row in self.case.staffing:
            cell = (row.team, row.profession)
            for _ in range(self._round((row.fte - others[cell]) * self.scale)):
                self._new(cell)

    def _begin(self, t):
        """Who begins: hired, back from leave, or arrived after training."""
        for cell, length, number, price, success in self.coming.pop(t, ()):
            self._spend(t, cell, "hires", price * number)
            there = self._round(number * success)  # the others do not come, but were paid for
            self._count(t, "hired", cell, there)
            for _ in range(there):
                person = self._new(cell, hired=t, came=t, first=t)
                if length is not None:
                    person.kind, person.way, person.ends = "contract", "fixed_term", t + length - 1
        for person in self.people:
            if person.state == "away" and person.ends == t - 1:
                person.state, person.ends, person.first = "service", None, t
                self._count(t, "returned", person.cell)
            if person.state == "training" and person.ends == t - 1:
                person.state, person.ends, person.paid_as = "service", None, None
                self._count(t, "arrived", person.cell)

    def _pay(self, t):
        """The payroll of a month, and who is there."""
        hours = self.rules.reduced_hours
        for person in self.people:
            pay = self.pay[person.paid_as or person.cell[1]]
            if person.state == "service":
                given_up = hours.hours_share.value if person.reduced else 0.0
                self.staff[t, person.cell, "fte"] += 1 - given_up
                self.staff[t, person.cell, "reduced_hours_fte"] += given_up
                self._spend(
                    t, person.cell, "pay_in_service", pay * (1 - (hours.pay_share.value if person.reduced else 0.0))
                )
                if person.reduced:
                    self._spend(
                        t, person.cell, "reduced_hours", self._term(hours, person.cell, t, "cost_dkk_per_fte") / 12
                    )
                if person.more and t <= person.more_until:
                    self._spend(t, person.cell, "pay_protection", person.more)
            elif person.state == "notice":
                self.staff[t, person.cell, "under_notice_fte"] += 1
                self._spend(t, person.cell, "pay_under_notice", pay)
            elif person.state == "training":
                self.staff[t, person.cell, "in_training_fte"] += 1
                self._spend(t, person.cell, "pay_in_training", pay)
            else:
                continue
            person.paid += 1

    def _leave(self, t):
        """The end of a month: notices, contracts, known ends and failed trainings run out; some leave by themselves."""
        paid = {"voluntary": "voluntary_payment", "transfer": "municipal_redeployment"}
        for person in self.people:
            if person.ends != t or person.state in ("away", "gone"):
                continue
            if person.state == "training" and person.succeeds:
                continue
            if person.due:
                amount = person.due * self.pay[person.paid_as or person.cell[1]]
                self._spend(t, person.cell, paid.get(person.way, "severance"), amount)
            if person.state == "training":
                self._fail(t, person)
                continue
            if person.state == "service":  # those under notice were counted when it was given
                self._count(t, person.way, person.cell)
            self._gone(t, person, person.way)
        retiring = self.rules.attrition.retirement_share_per_year.value / (
            self.rules.attrition.share_per_year.value or 1.0
        )
        for cell, people in self._in_service().items():
            for new in (False, True):
                here = [p for p in people if (p.came is not None and t - p.came < 12) is new]
                leavers = self.dice.sample(here, self._round(len(here) * self._monthly(cell, new)))
                retire, quit_ = self._split(leavers, (retiring, 1 - retiring))
                for way, some in (("retirement", retire), ("attrition", quit_)):
                    self._count(t, way, cell, len(some))
                    for person in some:
                        self._gone(t, person, way)

    def _fail(self, t, person):
        """Whoever fails a training leaves it; where that is a dismissal, notice is given now."""
        self._count(t, "dropout", person.cell)
        self._gone(t, person, "dropout")
        person.state = "failed" if person.dismissed else "gone"

    def _choose(self, t, cell, number):
        """Persons of a cell at random for a decision: nobody newly hired, on a contract or known to end.

        The plan does not say who leaves. It counts pay protection and reduced hours as running on, so whoever has
        neither is chosen first.
        """
        protected = self.rules.hiring.protected_months
        stock = (p for p in self.here[cell] if p.state == "service" and p.kind == "stock" and p.cell == cell)
        may = [p for p in stock if p.came is None or t - p.came >= protected]
        free = [p for p in may if not p.reduced and t >= p.more_until]
        first = self.dice.sample(free, min(number, len(free)))
        numbers = {p.number for p in first}
        rest = [p for p in may if p.number not in numbers]
        chosen = first + self.dice.sample(rest, min(number - len(first), len(rest)))
        self.missing += number - len(chosen)
        return chosen

    def _decide(self, t):
        self.here = self._in_service()
        self._moves(t)
        self._exits(t)
        self._hires(t)
        self._hours(t)

    def _exits(self, t):
        """Whoever is to leave is paid for so many months more; what is agreed beyond that falls due at the end."""
        levers = {
            "dismissal": (self.rules.dismissals, "dismissal_cost", "notice"),
            "dropout": (self.rules.dismissals, "dismissal_cost", None),
            "voluntary": (self.rules.voluntary, "voluntary_payment", "voluntary"),
            "transfer": (self.rules.municipal_redeployment, "municipal_redeployment", "transfer"),
        }
        if self.months[t] not in self.decided["exits"]:
            return
        for (team, profession, way), rows in self.decided["exits"][self.months[t]].groupby(
            ["team", "profession", "way"]
        ):
            cell, (lever, kind, column) = (team, profession), levers[way]
            if column is None:  # counted as they failed
                people = [p for p in self.people if p.state == "failed" and p.cell == cell]
            else:
                people = self._choose(t, cell, self._round(rows["fte"].sum() * self.scale))
                self._count(t, column, cell, len(people))
            classes = list(rows.itertuples())
            for row, some in zip(classes, self._split(people, [row.fte for row in classes]), strict=True):
                for person in some:
                    person.reduced, person.last = False, None
                    person.state, person.ends, person.way = "notice", t + row.notice_months, way
                    person.due = row.payment_months
                    self._spend(t + 1, person.cell, kind, self._term(lever, cell, t, "cost_dkk_per_fte"))
                    if row.notice_months == 0:
                        self._spend(t + 1, person.cell, kind, person.due * self.pay[person.paid_as or profession])
                        self._gone(t, person, way)

    def _moves(self, t):
        """Whoever moves is trained for so many months; who fails leaves at the end of them, the others arrive."""
        if self.months[t] not in self.decided["moves"]:
            return
        for path, rows in self.decided["moves"][self.months[t]].groupby("path"):
            lever = self.paths.get(path, self.rules.redeployment)
            ends = sorted({row.profession for row in rows.itertuples()}) if path == "move" else [None]
            for profession in ends:
                mine = [row for row in rows.itertuples() if profession in (None, row.profession)]
                self._along(t, path, lever, mine)

    def _along(self, t, path, lever, rows):
        people = []
        for row in (row for row in rows if row.out_fte > 0):
            chosen = self._choose(t, (row.team, row.profession), self._round(row.out_fte * self.scale))
            self._count(t, "moved_out", (row.team, row.profession), len(chosen))
            people += chosen
        into = [row for row in rows if row.in_fte > 0]
        for row, some in zip(into, self._split(people, [row.in_fte for row in into]), strict=True):
            cell = (row.team, row.profession)
            self._count(t, "moved_in", cell, len(some))
            successes = self._round(len(some) * self._term(lever, cell, t, "success_share"))
            for number, person in enumerate(some):
                person.paid_as, person.cell, person.reduced, person.came = person.cell[1], cell, False, None
                person.state, person.ends, person.succeeds = "training", t + lever.training_months, number < successes
                self._spend(
                    t + 1,
                    cell,
                    "moves" if path == "move" else "retraining",
                    self._term(lever, cell, t, "cost_dkk_per_fte"),
                )
                protection = getattr(lever, "pay_protection_months", 0)
                person.more = max(0.0, self.pay[person.paid_as] - self.pay[cell[1]])
                person.more_until = person.ends + protection if person.more else -1
                if not person.succeeds:
                    person.way, person.dismissed = "dropout", getattr(lever, "dropouts_are_dismissals", True)
                    if lever.training_months == 0:
                        self._fail(t, person)

    def _hires(self, t):
        """Whoever is hired begins after the lag, and not before the month after."""
        hiring = self.rules.hiring
        lengths = {row.contract: row for row in hiring.contracts}
        for row in self.decided["hires"].get(self.months[t], self.plan.hires.iloc[:0]).itertuples():
            cell, contract = (row.team, row.profession), lengths[row.contract]
            price = self._term(hiring, cell, t, "cost_dkk_per_fte") + contract.cost_dkk_per_fte.value
            number, success = self._round(row.decided_fte * self.scale), self._term(hiring, cell, t, "success_share")
            self.coming[t + max(1, hiring.lag_months)].append((cell, contract.months, number, price, success))

    def _hours(self, t):
        """Agreements on other hours from the next month: the plan's number less those who are left of this month's."""
        share = self.rules.reduced_hours.hours_share.value
        if not share:
            return
        for cell in self.account:
            now, then = (self.given_up(month, cell) / share for month in self.months[t : t + 2])
            more = (then - now * (1 - self._monthly(cell, new=False))) * self.scale
            stock = (p for p in self.here[cell] if p.state == "service" and p.kind == "stock")
            here = [p for p in stock if p.came is None or t - p.came >= 12]
            change = [p for p in here if p.reduced == (more < 0)]
            number = self._round(abs(more)) if abs(more) > 1e-6 else 0
            number = number if then else len(change)  # where nobody is to be on reduced hours, nobody is
            for person in self.dice.sample(change, min(number, len(change))):
                person.reduced = more > 0
            self.missing += max(0, number - len(change))

    def given_up(self, month, cell):
        """FTE of hours given up in the plan; it lists how many are on reduced hours, not who agrees when."""
        if not hasattr(self, "_given_up"):
            self._given_up = {
                (r.month, (r.team, r.profession)): r.reduced_hours_fte for r in self.plan.staff.itertuples()
            }
        return self._given_up[month, cell]


# --- the plans --------------------------------------------------------------------------------------------------


def told(value):
    return {"value": value, "assumption": "Til prøven"}


def ladder():
    """The small case with every lever, pressed until each is pulled: less work in one team, a larger saving."""
    case = load_case(
        ROOT / "tests/cases/small/ladder.yaml",
        {
            "attrition": {"share_per_year": told(0.12)},
            "dismissals": {"cap_fte": None},
            "reduced_hours": {"lasting": False},
            "goals": ["saving", "worst_load", "overload", "dismissals", "lowest_cost"],
        },
    )
    targets = tuple(r.model_copy(update={"target_mio_dkk": r.target_mio_dkk * 1.3}) for r in case.saving_targets)
    more = {"group_a": 0.5, "group_b": 1.5}
    groups = tuple(r.model_copy(update={"cases": r.cases * more[r.target_group]}) for r in case.target_groups)
    return case.model_copy(update={"saving_targets": targets, "target_groups": groups})


def helsingor():
    """The base scenario without moves between teams: they empty cells to the last fraction of a person."""
    return load_case(ROOT / "scenarios/helsingor/base.yaml", {"redeployment": {"active": False}})


CASES = {"ladder": ladder, "helsingor": helsingor}


@pytest.fixture(scope="module", params=CASES)
def followed(request):
    """A plan, and the towns that followed it."""
    plan = make_plan(CASES[request.param]())
    scale = PERSONS / sum(row.fte for row in plan.case.staffing)
    return plan, [Town(plan, seed, scale) for seed in range(RUNS[request.param])]


def deviations(towns, expected, of, floor):
    """Each figure and the mean over the towns, the worst first: (standard errors apart, what, planned, followed)."""
    scale, runs = towns[0].scale, len(towns)
    found, counted = [], [of(town) for town in towns]
    for key, value in expected.items():
        values = [count.get(key, 0.0) / scale for count in counted]
        mean = sum(values) / runs
        variance = sum((v - mean) ** 2 for v in values) / (runs - 1)
        error = max(math.sqrt(variance), floor / scale) / math.sqrt(runs)
        found.append((abs(mean - value) / error, key, value, mean))
    return sorted(found, reverse=True)


def within(found):
    worst = found[0]
    assert worst[0] <= BOUND, f"{worst[1]}: planned {worst[2]:.4f}, followed {worst[3]:.4f}"


def test_about_a_thousand_persons_are_there_at_the_start(followed):
    _, towns = followed
    for town in towns:
        assert sum(not was_hired(p) for p in town.people) == pytest.approx(PERSONS, abs=15)


def test_every_lever_is_pulled(followed):
    """A plan that leaves a lever alone would prove nothing about it."""
    plan, _ = followed
    ways = set(plan.exits["way"])
    if "ladder" in plan.case.path:
        assert ways == {"dismissal", "dropout", "voluntary", "transfer"}
        assert set(plan.moves["path"]) == {"move", "down"}
        assert set(plan.hires["contract"]) == {"permanent", "temporary"}
        assert (plan.ledger.select_dtypes("number").sum() > 0).all()
    else:
        assert {"dismissal", "voluntary"} <= ways


def test_the_decisions_could_be_followed(followed):
    """Now and then chance leaves a cell a person short of what is decided; more would bend the averages."""
    plan, towns = followed
    assert sum(town.missing for town in towns) / len(towns) < 0.002 * PERSONS
    assert plan.checks["ok"].all()


def test_the_staff_of_every_team_and_profession_month_by_month(followed):
    plan, towns = followed
    columns = ("fte", "under_notice_fte", "in_training_fte", "reduced_hours_fte")
    expected = {
        (towns[0].at[row.month], (row.team, row.profession), column): getattr(row, column)
        for row in plan.staff.itertuples()
        for column in columns
    }
    within(deviations(towns, expected, lambda town: town.staff, floor=0.5))


def test_every_kind_of_movement_in_every_team_and_profession(followed):
    plan, towns = followed
    kinds = [column.removesuffix("_fte") for column in plan.movements if column.endswith("_fte")]
    table = plan.movements.groupby(["team", "profession"])[[f"{kind}_fte" for kind in kinds]].sum()
    expected = {(cell, kind): table.loc[cell, f"{kind}_fte"] for cell in table.index for kind in kinds}

    def totals(town):
        total = Counter()
        for (_, cell, kind), number in town.moved.items():
            total[cell, kind] += number
        return total

    assert {kind for town in towns for _, _, kind in town.moved} <= set(kinds)
    within(deviations(towns, expected, totals, floor=0.5))


def test_every_amount_of_the_ledger(followed):
    plan, towns = followed
    kinds = {c.removesuffix("_dkk") for c in plan.ledger if c.endswith("_dkk")} - {
        "pay_authorised",
        "saving_on_posts",
        "one_off",
    }
    expected = {
        (row.year, row.account, row.team, kind): getattr(row, f"{kind}_dkk")
        for row in plan.ledger.itertuples()
        for kind in kinds
    }
    assert {key for town in towns for key in town.money} <= set(expected)
    half_a_year = max(towns[0].pay.values()) * 6
    within(deviations(towns, expected, lambda town: town.money, floor=0.5 * half_a_year))


def test_everybody_is_paid_for_exactly_the_months_of_employment(followed):
    """No month without pay, and none after the last: for every person, not on average."""
    _, towns = followed
    for town in towns:
        end = len(town.months) - 1
        for person in town.people:
            if person.state != "away":
                assert person.paid == (end if person.last is None else person.last) - person.first + 1, person


def test_the_plan_pays_as_many_months_as_the_persons_are_employed(followed):
    """The same for the plan as a whole: paid FTE-months in its tables against months of employment of persons."""
    plan, towns = followed
    paid = plan.staff[["fte", "reduced_hours_fte", "under_notice_fte", "in_training_fte"]].sum().sum()
    within(deviations(towns, {"paid": paid}, lambda town: {"paid": sum(p.paid for p in town.people)}, floor=0.5))


def test_people_in_are_people_out_and_people_there(followed):
    """Exactly, over everything: in each town, and in the plan."""
    plan, towns = followed
    for town in towns:
        states = Counter(person.state for person in town.people)
        came = sum(number for (_, _, kind), number in town.moved.items() if kind == "hired")
        before = sum(not was_hired(person) for person in town.people)
        assert before + came == sum(states.values())
        left = Counter(person.way for person in town.people if person.state == "gone")
        assert sum(left.values()) == states["gone"]
        counted = Counter()
        for (_, _, kind), number in town.moved.items():
            counted[{"notice": "dismissal"}.get(kind, kind)] += number
        under = Counter(person.way for person in town.people if person.state == "notice")
        for way in ("attrition", "retirement", "fixed_term", "dismissal", "voluntary", "transfer", "dropout"):
            assert left[way] + under[way] == counted[way]
    last = plan.staff[plan.staff["month"] == plan.staff["month"].max()]
    first = plan.staff[plan.staff["month"] == plan.staff["month"].min()]
    there = ["fte", "reduced_hours_fte", "under_notice_fte", "in_training_fte"]
    out = ["attrition", "retirement", "fixed_term", "notice", "voluntary", "transfer", "dropout"]
    before = first[there].sum().sum() - sum(r.fte for r in plan.case.known_movements if r.kind == "notice")
    come = plan.movements[["hired_fte", "returned_fte"]].sum().sum()
    gone = plan.movements[[f"{way}_fte" for way in out]].sum().sum()
    assert before + come == pytest.approx(gone + last[there].sum().sum(), abs=1e-6)


def was_hired(person):
    return person.hired is not None


def test_the_simulation_knows_nothing_of_the_model():
    tree = ast.parse(Path(__file__).read_text(encoding="utf-8"))
    imported = {n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    imported |= {alias.name for n in ast.walk(tree) if isinstance(n, ast.Import) for alias in n.names}
    assert {name for name in imported if re.match(r"planner\b", name)} == {"planner"}
