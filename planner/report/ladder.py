"""The ladder: every way in which posts go or come, in its order, and who moves, leaves and starts by which of them."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from planner.case.schema import Case
from planner.plan import MOVEMENTS, Plan
from planner.report import numbers
from planner.report.columns import Column, Table, headed, made
from planner.report.names import Names
from planner.text import Language, catalogue
from planner.ways_out import levers

SMALLEST_FTE = 0.005
_NOTHING = 1e-6
_SHOWN = tuple(f"{kind}_fte" for kind in MOVEMENTS if kind != "moved_in")


class _Way(NamedTuple):
    """A way with what it does to the number of posts, and whose word it is that it is not used."""

    key: str
    effect: int
    off: str = "lever"


WAYS = (
    _Way("vacancy", -1, "known"), _Way("away", -1, "known"), _Way("attrition", -1), _Way("retirement", -1),
    _Way("fixed_term", -1, "known"), _Way("reduced_hours", -1), _Way("redeployed", 0), _Way("retrained", 0),
    _Way("dropouts", -1), _Way("transfer", -1), _Way("voluntary", -1), _Way("dismissals", -1), _Way("hired", 1),
    _Way("returned", 1, "known"),
)  # fmt: skip
"""From what costs nobody anything to dismissal, then who comes; the effects sum to the change in posts."""


def ways_of_leaving(plan: Plan, language: Language = "da") -> Table:
    """The ladder: FTE by way and what each does to the number of posts; a way that is not used shows no figure."""
    c, used = catalogue(language), in_use(plan)
    rows = []
    for way in WAYS:
        fte = plan.kpi[f"{way.key}_fte"]
        note = _meaning(plan, way, language) if used[way.key] else c.t(f"way_off.{way.off}")
        shown = (fte, fte * way.effect) if used[way.key] else (None, None)
        rows.append((way.key, c.t(f"way.{way.key}"), *shown, note, used[way.key]))
    frame = pd.DataFrame(rows, columns=["key", "way", "fte", "effect_fte", "meaning", "in_use"])
    frame = frame.astype({"fte": float, "effect_fte": float})
    amounts = {"posts": posts_today(plan), "end": plan.kpi["fte_end"]}
    said = {key: numbers.fte(value, language) for key, value in amounts.items()}
    table = made(c, "ways_of_leaving", headed(c, "way:text fte:fte effect_fte:fte meaning:text"), frame, **said)
    return Table(table.name, table.title, table.note, table.columns, frame, ("effect_fte",))


def _meaning(plan: Plan, way: _Way, language: Language) -> str:
    """What a way means; of drop-outs also whether the scenario counts them as dismissals."""
    c = catalogue(language)
    note = c.t(f"way_note.{way.key}")
    return f"{note}; {_counted(plan, language)}" if way.key == "dropouts" else note


def _counted(plan: Plan, language: Language) -> str:
    """Whether drop-outs count as dismissals: as each path in use says, and always on moves between teams."""
    c, paths = catalogue(language), [path for path in plan.case.settings.retraining if levers.on(path)]
    counted = [getattr(path, f"label_{language}") for path in paths if path.dropouts_are_dismissals]
    free = len(paths) > len(counted)
    if (plan.moves.loc[plan.moves["path"] == "move", "dropout_fte"] > _NOTHING).any():
        counted.append(c.t("way.redeployed"))
    if not counted:
        return c.t("dropouts.none")
    return c.t("dropouts.some", paths=", ".join(counted)) if free else c.t("dropouts.every")


def posts_today(plan: Plan) -> float:
    """All posts at the start: those in service, the vacant ones, and those whose holder is away."""
    return plan.kpi["fte_start"] + plan.kpi["vacancy_fte"] + plan.kpi["away_fte"]


def in_use(plan: Plan) -> dict[str, bool]:
    """Whether each way is open in the scenario; what is closed is no outcome of the plan."""
    open_ways = _levers_open(plan.case) | _known(plan.case)
    return {way.key: open_ways[way.key] or abs(plan.kpi[f"{way.key}_fte"]) > _NOTHING for way in WAYS}


def _levers_open(case: Case) -> dict[str, bool]:
    """The ways that the scenario's levers open: switched on somewhere, and not capped at nothing."""
    s = case.settings
    found = {way: levers.in_use(s, lever) for lever, way in levers.WAYS_OF.items()}
    return found | {
        "attrition": s.attrition.share_per_year.value > 0,
        "retirement": s.attrition.retirement_share_per_year.value > 0,
        "dropouts": found["retrained"],
        "dismissals": levers.on(s.dismissals) and s.dismissals.cap_fte != 0,
    }


def _known(case: Case) -> dict[str, bool]:
    """The ways that were decided before the plan and entered as such."""
    kinds = {row.kind for row in case.known_movements}
    return {
        "vacancy": any(row.vacant_fte > 0 for row in case.staffing),
        "away": bool(kinds & {"notice", "leave"}),
        "fixed_term": "fixed_term" in kinds or any(row.months for row in case.settings.hiring.contracts),
        "returned": "leave" in kinds,
    }


def movements(plan: Plan, language: Language = "da") -> Table:
    """FTE by team and calendar year: who leaves, moves and arrives; kinds that never occur are left out."""
    c, names = catalogue(language), Names(plan.case, language)
    rows = plan.movements.assign(year=plan.movements["month"].str[:4])
    order = [row.team for row in plan.case.teams]
    frame = rows.groupby(["team", "year"], as_index=False)[list(_SHOWN)].sum().rename(columns={"team": "key"})
    frame = frame.sort_values("key", key=lambda s: s.map(order.index), kind="stable").reset_index(drop=True)
    frame["team"] = [names.team(key) for key in frame["key"]]
    kinds = tuple(kind for kind in _SHOWN if frame[kind].sum() > _NOTHING)
    spec = "team:text year:year " + " ".join(f"{kind}:fte" for kind in kinds)
    table = made(c, "movements", headed(c, spec), frame)
    return Table(table.name, table.title, table.note, table.columns, frame, kinds)


def exits(plan: Plan, language: Language = "da") -> Table:
    """Decisions to leave, with notice and last paid month; leaves out what is below 0.005 FTE."""
    c = catalogue(language)
    frame = _named(plan, plan.exits[plan.exits["fte"] >= SMALLEST_FTE], language).rename(columns={"way": "way_key"})
    frame = frame.sort_values(["decided", "way_key", "team_key", "last_paid_month"], kind="stable").reset_index(
        drop=True
    )
    frame["way"] = [c.t(f"exit_way.{key}") for key in frame["way_key"]]
    spec = (
        "team:text profession:text way:text decided:month fte:part notice_months:count payment_months:number "
        "last_paid_month:month service:text"
    )
    left_out = float(plan.exits["fte"].sum() - frame["fte"].sum())
    return made(c, "exits", headed(c, spec), frame, left_out=numbers.number(left_out, language))


def moves(plan: Plan, language: Language = "da") -> Table:
    """Moves between teams and between professions: who gives, who receives, when they start and who drops out."""
    c = catalogue(language)
    some = plan.moves[plan.moves[["out_fte", "in_fte"]].max(axis=1) >= SMALLEST_FTE]
    frame = _named(plan, some, language).rename(columns={"path": "path_key"})
    frame = frame.sort_values(["decided", "path_key", "profession_key"], kind="stable").reset_index(drop=True)
    labels = {row.path: getattr(row, f"label_{language}") for row in plan.case.settings.retraining}
    frame["path"] = [labels.get(key) or c.t("way.redeployed") for key in frame["path_key"]]
    spec = "team:text profession:text path:text decided:month out_fte:part in_fte:part arrives:month arrived_fte:part"
    columns = [*headed(c, spec)]
    if (frame["dropout_fte"] > _NOTHING).any():
        columns += headed(c, "dropout_fte:part")
    return made(c, "moves", columns, frame)


def hires(plan: Plan, language: Language = "da") -> Table:
    """New staff by contract: when it is decided, when they start, and how many are then there."""
    c = catalogue(language)
    some = plan.hires[plan.hires["decided_fte"] >= SMALLEST_FTE]
    frame = _named(plan, some, language).rename(columns={"contract": "contract_key"}).reset_index(drop=True)
    labels = {row.contract: getattr(row, f"label_{language}") for row in plan.case.settings.hiring.contracts}
    frame["contract"] = [labels.get(key, key) for key in frame["contract_key"]]
    spec = "team:text profession:text contract:text decided:month decided_fte:part fte:part starts:month"
    columns: tuple[Column, ...] = headed(c, spec)
    return made(c, "hires", columns, frame)


def _named(plan: Plan, rows: pd.DataFrame, language: Language) -> pd.DataFrame:
    """Rows with the names of team and profession beside their keys."""
    names = Names(plan.case, language)
    frame = rows.rename(columns={"team": "team_key", "profession": "profession_key"})
    frame["team"] = [names.team(key) for key in frame["team_key"]]
    frame["profession"] = [names.profession(key) for key in frame["profession_key"]]
    return frame
