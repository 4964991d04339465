"""A solution as a Plan: every figure in its tables is computed here, once."""

from __future__ import annotations

import pandas as pd

from planner.case.schema import LASTING, Case
from planner.plan import MET_WITHIN_DKK, Plan
from planner.staffing.equations import under_notice
from planner.staffing.solve import Solution
from planner.staffing.symbols import DKK_PER_UNIT, Cell, Symbols, name
from planner.workload import Workload


def plan_from(case: Case, work: Workload, s: Symbols, solution: Solution) -> Plan:
    """The tables of a solution, before owners, findings and verification are added."""
    tables = _Tables(s, solution.values)
    staff, movements, exits = tables.staff(), tables.movements(), tables.exits()
    ledger = tables.ledger(staff, movements, exits)
    years = tables.years(ledger, staff)
    allocation = tables.work()
    caseload = tables.caseload(work.need, allocation)
    shortfall = float(years["shortfall_dkk"].sum())
    return Plan(
        case=case,
        status="optimal" if shortfall == 0 else "shortfall",
        goals=solution.goals,
        kpi=_key_figures(case, staff, movements, caseload, years),
        years=years,
        ledger=ledger,
        staff=staff,
        movements=movements,
        exits=exits,
        work=allocation,
        caseload=caseload,
        citizens_out=work.exits,
        minimum=tables.minimum(staff),
    )


def _key_figures(
    case: Case, staff: pd.DataFrame, movements: pd.DataFrame, caseload: pd.DataFrame, years: pd.DataFrame
) -> dict[str, float]:
    by_month = staff.groupby("month")["fte"].sum()
    due = years[years["year"] != LASTING]
    return {
        "fte_start": float(by_month.iloc[0]),
        "fte_end": float(by_month.iloc[-1]),
        "vacancy_fte": float(sum(row.vacant_fte for row in case.staffing)),
        "attrition_fte": float(movements["attrition_fte"].sum()),
        "redeployed_fte": float(movements["moved_in_fte"].sum()),
        "voluntary_fte": float(movements["voluntary_fte"].sum()),
        "dismissals_fte": float(movements["notice_fte"].sum()),
        "hired_fte": float(movements["hired_fte"].sum()),
        "worst_load": float(caseload["load"].max()),
        "worst_overload_share": float(max(0.0, caseload["load"].max() - 1)),
        "shortfall_dkk": float(due["shortfall_dkk"].sum()),
    }


class _Tables:
    """The values of one solution, read into tables cell by cell and month by month."""

    def __init__(self, s: Symbols, values: dict[str, float]) -> None:
        self.s = s
        self.values = values

    def _value(self, kind: str, cell: Cell, t: int) -> float:
        if not 0 <= t < len(self.s.months):
            return 0.0
        return self.values.get(name(kind, *cell, self.s.months[t]), 0.0)

    def staff(self) -> pd.DataFrame:
        """FTE in service and under notice."""
        rows = []
        for t, month in enumerate(self.s.months):
            for cell in self.s.cells:
                notice = sum(self.values[key] * share for key, share in under_notice(self.s, cell, t).items())
                rows.append((str(month), *cell, self.s.account[cell], self._value("x", cell, t), notice))
        return pd.DataFrame(rows, columns=["month", "team", "profession", "account", "fte", "under_notice_fte"])

    def movements(self) -> pd.DataFrame:
        """Who leaves, moves and arrives, by month; nobody is counted as leaving after the plan's last month."""
        last = len(self.s.months) - 1
        rows = []
        for t, month in enumerate(self.s.months):
            for cell in self.s.cells:
                attrition = self.s.monthly_attrition[cell] * self._value("x", cell, t) if t < last else 0.0
                decided = [self._value(kind, cell, t) for kind in ("notice", "voluntary", "out", "in")]
                rows.append((str(month), *cell, attrition, *decided, self._value("hire", cell, t - self.s.hire_lag)))
        columns = ["notice_fte", "voluntary_fte", "moved_out_fte", "moved_in_fte", "hired_fte"]
        return pd.DataFrame(rows, columns=["month", "team", "profession", "attrition_fte", *columns])

    def exits(self) -> pd.DataFrame:
        """Decisions to leave, split by the mix of notice; posts, never persons."""
        rows = []
        for cell in self.s.cells:
            for t, month in enumerate(self.s.months):
                notice, voluntary = self._value("notice", cell, t), self._value("voluntary", cell, t)
                if notice > 0:
                    for row in self.s.notice_mix:
                        last = str(month.plus(row.notice_months))
                        rows.append(
                            (
                                str(month),
                                *cell,
                                "dismissal",
                                row.service,
                                notice * row.share,
                                row.notice_months,
                                row.severance_months,
                                last,
                            )
                        )
                if voluntary > 0:
                    wait = max(1, self.s.voluntary_notice)
                    rows.append(
                        (
                            str(month),
                            *cell,
                            "voluntary",
                            "",
                            voluntary,
                            self.s.voluntary_notice,
                            self.s.voluntary_payment,
                            str(month.plus(wait)),
                        )
                    )
        columns = [
            "decided",
            "team",
            "profession",
            "way",
            "service",
            "fte",
            "notice_months",
            "payment_months",
            "last_paid_month",
        ]
        return pd.DataFrame(rows, columns=columns)

    def ledger(self, staff: pd.DataFrame, movements: pd.DataFrame, exits: pd.DataFrame) -> pd.DataFrame:
        """What makes up the saving, by budget year, account and team."""
        s = self.s
        pay = pd.DataFrame([(*cell, s.account[cell], s.monthly_pay[cell] * DKK_PER_UNIT, s.authorised_fte[cell]) for cell in s.cells],
                           columns=["team", "profession", "account", "monthly_pay", "authorised_fte"])  # fmt: skip
        rows = (
            staff.drop(columns="account")
            .merge(pay, on=["team", "profession"])
            .merge(movements, on=["month", "team", "profession"])
        )
        rows["year"] = rows["month"].str[:4].astype(int)
        shifted = movements[["month", "team", "profession", "moved_in_fte"]].assign(
            month=[str(pd.Period(m, "M") + 1) for m in movements["month"]]
        )
        rows = (
            rows.drop(columns="moved_in_fte")
            .merge(shifted, on=["month", "team", "profession"], how="left")
            .fillna({"moved_in_fte": 0.0})
        )
        rows["pay_authorised_dkk"] = rows["authorised_fte"] * rows["monthly_pay"]
        rows["pay_in_service_dkk"] = rows["fte"] * rows["monthly_pay"]
        rows["pay_under_notice_dkk"] = rows["under_notice_fte"] * rows["monthly_pay"]
        rows["moves_dkk"] = rows["moved_in_fte"] * s.move_cost * DKK_PER_UNIT
        rows["hires_dkk"] = rows["hired_fte"] * s.hire_cost * DKK_PER_UNIT
        paid = (
            exits.merge(pay, on=["team", "profession"]).assign(month=exits["last_paid_month"]) if len(exits) else None
        )
        keys = ["year", "account", "team"]
        amounts = ["pay_authorised_dkk", "pay_in_service_dkk", "pay_under_notice_dkk", "moves_dkk", "hires_dkk"]
        ledger = rows.groupby(keys, as_index=False)[amounts].sum()
        for way, column in (("dismissal", "severance_dkk"), ("voluntary", "voluntary_payment_dkk")):
            ledger[column] = 0.0
            if paid is not None:
                due = paid[paid["way"] == way].assign(
                    year=lambda f: f["month"].str[:4].astype(int),
                    due=lambda f: f["fte"] * f["payment_months"] * f["monthly_pay"],
                )
                sums = due.groupby(keys)["due"].sum()
                ledger[column] = [float(sums.get(key, 0.0)) for key in ledger[keys].itertuples(index=False, name=None)]
        ledger["one_off_dkk"] = ledger[
            ["pay_under_notice_dkk", "severance_dkk", "voluntary_payment_dkk", "moves_dkk", "hires_dkk"]
        ].sum(axis=1)
        ledger["saving_on_posts_dkk"] = ledger["pay_authorised_dkk"] - ledger["pay_in_service_dkk"]
        return ledger[ledger["year"].isin(s.budget_years)].reset_index(drop=True)

    def years(self, ledger: pd.DataFrame, staff: pd.DataFrame) -> pd.DataFrame:
        """The saving by budget year and account against its target, and the lasting one."""
        s = self.s
        last = staff[staff["month"] == str(s.months[-1])]
        rows = []
        for account, year in sorted(s.target, key=lambda key: (key[0], str(key[1]))):
            if year == LASTING:
                cells = {Cell(row.team, row.profession): row.fte for row in last.itertuples() if row.account == account}
                posts = (
                    12
                    * DKK_PER_UNIT
                    * sum((s.authorised_fte[cell] - fte) * s.monthly_pay[cell] for cell, fte in cells.items())
                )
                one_off = 0.0
            else:
                part = ledger[(ledger["year"] == year) & (ledger["account"] == account)]
                posts, one_off = float(part["saving_on_posts_dkk"].sum()), float(part["one_off_dkk"].sum())
            other = (s.other_saving.get((account, year), 0.0) + s.already_saved[account]) * DKK_PER_UNIT
            target, net = s.target[account, year] * DKK_PER_UNIT, posts + other - one_off
            short = target - net
            rows.append(
                (
                    year,
                    account,
                    target,
                    posts,
                    other,
                    posts + other,
                    one_off,
                    net,
                    short if short > MET_WITHIN_DKK else 0.0,
                )
            )
        columns = [
            "year",
            "account",
            "target_dkk",
            "posts_dkk",
            "other_dkk",
            "gross_dkk",
            "one_off_dkk",
            "net_dkk",
            "shortfall_dkk",
        ]
        return pd.DataFrame(rows, columns=columns).astype({"year": object})

    def work(self) -> pd.DataFrame:
        """FTE by who serves whom."""
        rows = [
            (half_year, *cell, group, self.values[name("q", *cell, group, half_year)])
            for (half_year, group), cells in self.s.competent.items()
            for cell in cells
        ]
        return pd.DataFrame(rows, columns=["half_year", "team", "profession", "target_group", "fte"])

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
        teams["minimum_fte"] = teams["team"].map(self.s.team_minimum)
        cells = staff[["month", "team", "profession", "fte"]].copy()
        cells["minimum_fte"] = [
            self.s.cell_minimum.get(Cell(t, p)) for t, p in zip(cells["team"], cells["profession"], strict=True)
        ]
        table = pd.concat([teams, cells]).dropna(subset="minimum_fte").astype({"minimum_fte": float})
        table["below_fte"] = (table["minimum_fte"] - table["fte"]).clip(lower=0.0)
        return table[["month", "team", "profession", "minimum_fte", "fte", "below_fte"]].reset_index(drop=True)
