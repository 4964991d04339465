"""A solution as a Plan: every figure in its tables is computed here, once."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from planner.calendar import Month
from planner.case.schema import Case
from planner.case.values import LASTING
from planner.plan import EXPENSES, MET_WITHIN_DKK, MOVEMENTS, Plan
from planner.staffing import expressions
from planner.staffing.cells import CONSTANT, Cell, Terms, name
from planner.staffing.levers import DKK_PER_UNIT, Decision
from planner.staffing.solve import Solution
from planner.staffing.symbols import Symbols
from planner.workload import Workload

_CELL = ["month", "team", "profession"]
Saved = dict[tuple[str, int | str], tuple[float, float]]
"""DKK saved on posts, and one-off costs, by account and year."""
Movements = dict[str, defaultdict[tuple[Cell, int], float]]
"""FTE by kind of movement, and by cell and period."""


def plan_from(case: Case, work: Workload, s: Symbols, solution: Solution) -> Plan:
    """The tables of a solution, before owners, calendar, findings and verification are added."""
    tables = _Tables(case, s, solution.values)
    staff, ledger, allocation = tables.staff(), tables.ledger(), tables.work()
    years = tables.years(ledger)
    plan = Plan(
        case=case,
        status="optimal" if float(years["shortfall_dkk"].sum()) == 0 else "shortfall",
        goals=solution.goals,
        kpi={},
        years=years,
        ledger=ledger,
        staff=staff,
        movements=tables.movements(),
        moves=tables.moves(),
        hires=tables.hires(),
        exits=tables.exits(),
        work=allocation,
        caseload=tables.caseload(work.need, allocation),
        spare=tables.spare(),
        citizens_out=work.exits,
        minimum=tables.minimum(staff),
        unpinned=tables.unpinned(solution.before),
    )
    return replace(plan, kpi=_key_figures(plan))


def _key_figures(plan: Plan) -> dict[str, float]:
    """The key figures, each a sum of the tables."""
    by_month = plan.staff.groupby("month")[["fte", "reduced_hours_fte"]].sum()
    total = {kind: float(plan.movements[f"{kind}_fte"].sum()) for kind in MOVEMENTS}
    within, worst = plan.moves["path"] == "move", float(plan.caseload["load"].max())
    known = plan.case.known_movements
    return {
        "fte_start": float(by_month["fte"].iloc[0]),
        "fte_end": float(by_month["fte"].iloc[-1]),
        "vacancy_fte": float(sum(row.vacant_fte for row in plan.case.staffing)),
        "away_fte": float(sum(row.fte for row in known if row.kind in ("notice", "leave"))),
        "attrition_fte": total["attrition"],
        "retirement_fte": total["retirement"],
        "fixed_term_fte": total["fixed_term"],
        "reduced_hours_fte": float(by_month["reduced_hours_fte"].iloc[-1]),
        "redeployed_fte": float(plan.moves.loc[within, "in_fte"].sum()),
        "retrained_fte": float(plan.moves.loc[~within, "in_fte"].sum()),
        "dropouts_fte": total["dropout"],
        "transfer_fte": total["transfer"],
        "voluntary_fte": total["voluntary"],
        "dismissals_fte": total["notice"],
        "hired_fte": total["hired"],
        "returned_fte": total["returned"],
        "worst_load": worst,
        "worst_overload_share": max(0.0, worst - 1),
        "shortfall_dkk": float(plan.years.loc[plan.years["year"] != LASTING, "shortfall_dkk"].sum()),
    }


class _Tables:
    """The values of one solution, read into tables cell by cell and period by period."""

    def __init__(self, case: Case, s: Symbols, values: dict[str, float]) -> None:
        self.case, self.values = case, values | {CONSTANT: 1.0}
        self.s = replace(s, levers=s.levers.taken(values))
        self.of = {cell: replace(self.s, cells=(cell,), levers=self.s.levers.of(cell)) for cell in s.cells}
        """The symbols of one cell each, with the decisions that are taken for it: no other adds to its sums."""
        retiring, all_ = case.settings.attrition.retirement_share_per_year, case.settings.attrition.share_per_year
        self.retiring = retiring.value / all_.value if all_.value else 0.0

    def value(self, terms: Terms) -> float:
        """An expression at the solution."""
        return sum([factor * self.values.get(key, 0.0) for key, factor in terms.items()])

    def _decided(self, decision: Decision) -> Iterator[tuple[int, Cell, float, float]]:
        """What is decided by period and cell: FTE, and FTE that succeed."""
        for t, cell in sorted((t, cell) for cell, t in decision.at):
            yield t, cell, self.value(decision.terms(cell, t)), self.value(decision.arriving(cell, t))

    def staff(self) -> pd.DataFrame:
        """FTE in service, under notice, in training, and hours given up."""
        s, rows = self.s, []
        hours = s.levers.hours.hours if s.levers.hours else 0.0
        for t, month in enumerate(s.months):
            for cell in s.cells:
                here = self.of[cell]
                given_up = hours * self.value(expressions.reduced(here, cell, t))
                in_service = self.value(expressions.in_service(here, cell, t)) - given_up
                notice = self.value(expressions.under_notice(here, cell, t))
                training = sum(self.value(terms) for _, _, terms in expressions.in_training(here, cell, t))
                rows.append((str(month), *cell, s.account[cell], in_service, notice, training, given_up))
        columns = ["account", "fte", "under_notice_fte", "in_training_fte", "reduced_hours_fte"]
        return pd.DataFrame(rows, columns=[*_CELL, *columns])

    def movements(self) -> pd.DataFrame:
        """Who leaves, moves and arrives, by month; nobody is counted as leaving after the plan's last month."""
        s = self.s
        of: Movements = {kind: defaultdict(float) for kind in MOVEMENTS}
        self._known(of)
        self._decisions(of)
        for t in s.periods[:-1]:
            for cell in s.cells:
                by_rate, ending = self._natural(cell, t)
                of["attrition"][cell, t] += by_rate * (1 - self.retiring)
                of["retirement"][cell, t] += by_rate * self.retiring
                of["fixed_term"][cell, t] += ending
        kinds = [of[kind].get for kind in MOVEMENTS]
        rows = [
            (str(month), *cell, *[fte(at, 0.0) for fte in kinds])
            for t, month in enumerate(s.months)
            for cell in s.cells
            for at in [(cell, t)]
        ]
        return pd.DataFrame(rows, columns=[*_CELL, *(f"{kind}_fte" for kind in MOVEMENTS)])

    def _known(self, of: Movements) -> None:
        """Adds who is known to leave within the plan, and to return."""
        of["returned"] |= self.s.known.returned
        for row in (row for row in self.case.known_movements if row.kind in ("fixed_term", "retirement")):
            t = row.last_month.since(self.s.months[0]) // self.s.period_months
            if t in self.s.periods[:-1]:
                of[row.kind][Cell(row.team, row.profession), t] += row.fte

    def _natural(self, cell: Cell, t: int) -> tuple[float, float]:
        """FTE who leave at the end of a period by attrition, and as a contract ends."""
        s = self.of[cell]
        young = self.value(expressions.newcomers(s, cell, t, s.first_year))
        rate = s.attrition[cell] * self.value(expressions.x(s, cell, t))
        rate += (s.first_year_attrition[cell] - s.attrition[cell]) * young
        ending = 0.0
        for hire in s.levers.hires:
            for age in range(min(hire.length or 0, t + 1)):
                here = self.value(hire.decision.arriving(cell, t - hire.lag - age, s.survival(cell, age)))
                last = age + 1 == hire.length
                ending += here if last else 0.0
                rate += 0.0 if last else here * (1 - s.survival(cell, age + 1) / s.survival(cell, age))
        return rate, ending

    def _decisions(self, of: Movements) -> None:
        """Adds what is decided, drop-outs at the end of their training, and those who arrive or are hired."""
        for way in (way for way in self.s.levers.exits if way.way != "dropout"):
            for t, cell, fte, _ in self._decided(way.decision):
                of["notice" if way.way == "dismissal" else way.way][cell, t] += fte
        for path in self.s.levers.paths:
            for t, cell, fte, _ in self._decided(path.out):
                of["moved_out"][cell, t] += fte
            for t, cell, fte, there in self._decided(path.into):
                of["moved_in"][cell, t] += fte
                of["dropout"][cell, t + path.training] += fte - there
                of["arrived"][cell, t + path.training + 1] += there
        for hire in self.s.levers.hires:
            for t, cell, _, there in self._decided(hire.decision):
                of["hired"][cell, t + hire.lag] += there

    def moves(self) -> pd.DataFrame:
        """Every move that begins: out of one cell, into another, by path."""
        rows = []
        for path in self.s.levers.paths:
            for t, cell in sorted({(t, cell) for cell, t in (*path.out.at, *path.into.at)}):
                sides = path.out.terms(cell, t), path.into.terms(cell, t), path.into.arriving(cell, t)
                out, into, there = map(self.value, sides)
                decided, arrives = str(self._month(t)), str(self._month(t + 1 + path.training))
                rows.append((decided, path.key, *cell, out, into, arrives, there, into - there))
        columns = ["out_fte", "in_fte", "arrives", "arrived_fte", "dropout_fte"]
        return pd.DataFrame(rows, columns=["decided", "path", "team", "profession", *columns])

    def hires(self) -> pd.DataFrame:
        """New staff by contract, with the month in which they are decided and start."""
        rows = [
            (str(self._month(t)), hire.contract, *cell, str(self._month(t + hire.lag)), decided, there)
            for hire in self.s.levers.hires
            for t, cell, decided, there in self._decided(hire.decision)
        ]
        columns = ["decided", "contract", "team", "profession", "starts", "decided_fte", "fte"]
        return pd.DataFrame(rows, columns=columns)

    def _month(self, t: int) -> Month:
        return self.s.months[0].plus(t * self.s.period_months)

    def exits(self) -> pd.DataFrame:
        """Decisions to leave, split by the mix of notice; posts, never persons."""
        rows = []
        for cell in self.s.cells:
            for t, month in enumerate(self.s.months):
                for way in self.of[cell].levers.exits:
                    fte = self.value(way.terms(cell, t))
                    for wait in way.waits if fte > 0 else ():
                        last = str(self._month(t + wait.periods + 1).plus(-1))
                        paid_as = way.paid_as or cell.profession
                        pay = (wait.service, fte * wait.share, wait.months, wait.payment_months, last, paid_as)
                        rows.append((str(month), *cell, way.way, *pay))
        columns = ["way", "service", "fte", "notice_months", "payment_months", "last_paid_month", "paid_as"]
        return pd.DataFrame(rows, columns=["decided", "team", "profession", *columns])

    def ledger(self) -> pd.DataFrame:
        """What makes up the saving, by calendar year, account and team, in DKK."""
        s = self.s
        amounts: dict[tuple[int, str, str], dict[str, float]] = defaultdict(lambda: dict.fromkeys(EXPENSES, 0.0))
        authorised: dict[tuple[int, str, str], float] = defaultdict(float)
        for t, month in enumerate(s.months):
            for cell in s.cells:
                key = (month.year, s.account[cell], cell.team)
                authorised[key] += s.authorised_fte[cell] * s.period_pay(cell) * DKK_PER_UNIT
                for kind, terms in expressions.expense(self.of[cell], cell, t).items():
                    amounts[key][kind] += self.value(terms) * DKK_PER_UNIT if terms else 0.0
        level = self.case.settings.price_level
        rows = [(*key, level, authorised[key], *amounts[key].values()) for key in sorted(amounts)]
        columns = ["year", "account", "team", "price_level", "pay_authorised_dkk", *(f"{e}_dkk" for e in EXPENSES)]
        table = pd.DataFrame(rows, columns=columns)
        table["saving_on_posts_dkk"] = table["pay_authorised_dkk"] - table["pay_in_service_dkk"]
        table["one_off_dkk"] = table[[f"{kind}_dkk" for kind in EXPENSES[1:]]].sum(axis=1)
        return table

    def years(self, ledger: pd.DataFrame) -> pd.DataFrame:
        """The saving by year and account against its target, and the lasting one."""
        sums = ledger.groupby(["account", "year"])[["saving_on_posts_dkk", "one_off_dkk"]].sum()
        saved: Saved = sums.T.to_dict("list")
        rows = [
            (year, account, self.case.settings.price_level, *self._year(account, year, saved))
            for account, year in sorted(self.s.target, key=lambda key: (key[0], str(key[1])))
        ]
        amounts = ["target", "posts", "other", "gross", "one_off", "net", "shortfall", "full_year"]
        columns = ["year", "account", "price_level", *(f"{amount}_dkk" for amount in amounts)]
        return pd.DataFrame(rows, columns=columns).astype({"year": object})

    def _year(self, account: str, year: int | str, saved: Saved) -> tuple[float, ...]:
        s = self.s
        last = len(s.months) - 1 if year == LASTING else s.calendar_years[int(year)][-1]
        a_year = self._running(account, last)
        posts, one_off = a_year if year == LASTING else saved.get((account, year), (0.0, 0.0))
        early = year in s.early_years
        other = 0.0 if early else (s.other_saving.get((account, year), 0.0) + s.already_saved[account]) * DKK_PER_UNIT
        target = s.target[account, year] * DKK_PER_UNIT
        net = posts + other - one_off
        short = target - net if target - net > MET_WITHIN_DKK else 0.0
        return target, posts, other, posts + other, one_off, net, short, a_year[0] - a_year[1] + other

    def _running(self, account: str, t: int) -> tuple[float, float]:
        """What one period saves on posts, and costs in reduced hours, for a whole year, in DKK."""
        s, posts, cost = self.s, 0.0, 0.0
        a_year = 12 / s.period_months * DKK_PER_UNIT
        for cell in (cell for cell in s.cells if s.account[cell] == account):
            parts = expressions.expense(self.of[cell], cell, t)
            posts += a_year * (s.authorised_fte[cell] * s.period_pay(cell) - self.value(parts["pay_in_service"]))
            cost += a_year * self.value(parts.get("reduced_hours", {}))
        return posts, cost

    def work(self) -> pd.DataFrame:
        """FTE by who serves whom."""
        rows = [
            (half_year, *cell, group, self.values[name("q", *cell, group, half_year)])
            for (half_year, group), cells in self.s.competent.items()
            for cell in cells
        ]
        return pd.DataFrame(rows, columns=["half_year", "team", "profession", "target_group", "fte"])

    def unpinned(self, before: dict[tuple[Cell, int], float]) -> pd.DataFrame:
        """FTE at the end of each year in the plan without pins."""
        rows = [(str(self.s.months[t]), *cell, max(0.0, fte)) for (cell, t), fte in before.items()]
        return pd.DataFrame(rows, columns=[*_CELL, "fte"])

    def spare(self) -> pd.DataFrame:
        """FTE without work, where they are counted."""
        pairs = [(h, cell) for h in self.s.half_years for cell in self.s.cells] if self.s.spare is not None else []
        rows = [(h, *cell, self.values[name("spare", *cell, h)]) for h, cell in pairs]
        return pd.DataFrame(rows, columns=["half_year", "team", "profession", "fte"])

    def caseload(self, need: pd.DataFrame, work: pd.DataFrame) -> pd.DataFrame:
        """Cases per FTE against the limit; the load is need over FTE, 1 at the limit."""
        fte = work.groupby(["half_year", "target_group"], as_index=False)["fte"].sum()
        table = need.merge(fte, on=["half_year", "target_group"], how="left").fillna({"fte": 0.0})
        positive = table["fte"].where(table["fte"] > 1e-9)
        table["cases_per_fte"] = table["cases"] / positive
        table["load"] = (table["need_fte"] / positive).fillna(float("inf"))
        table["overload_fte"] = (table["need_fte"] - table["fte"]).clip(lower=0.0)
        return table

    def minimum(self, staff: pd.DataFrame) -> pd.DataFrame:
        """Minimum staffing against FTE in service, for teams and for protected cells."""
        teams = staff.groupby(["month", "team"], as_index=False)["fte"].sum().assign(profession="")
        cells = staff[["month", "team", "profession", "fte"]]
        table = pd.concat([teams, cells])
        least = {Cell(team, ""): fte for team, fte in self.s.team_minimum.items()} | self.s.cell_minimum
        at = map(Cell, table["team"].tolist(), table["profession"].tolist())
        table = table.assign(minimum_fte=[least.get(key, math.nan) for key in at]).dropna(subset="minimum_fte")
        table["below_fte"] = (table["minimum_fte"] - table["fte"]).clip(lower=0.0)
        return table[["month", "team", "profession", "minimum_fte", "fte", "below_fte"]].reset_index(drop=True)
