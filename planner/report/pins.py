"""Pinned decisions as people read them: what is decided, why, what it costs, and what it moves elsewhere."""

from __future__ import annotations

import pandas as pd

from planner.case.schema import Case
from planner.case.settings import DecidedOwner, Pin
from planner.pins import PRICES
from planner.plan import Plan
from planner.report import numbers
from planner.report.columns import Table, headed, made
from planner.report.names import Names
from planner.text import Language, catalogue

_VISIBLE = {"shortfall_dkk": 500.0, "dismissals_fte": 0.005, "worst_load": 0.0005, "fte_end": 0.05, "cost_dkk": 500.0}
"""Differences below are not named; of errors each one is."""
_VISIBLE_FTE = 0.05


def pin_name(pin: Pin, names: Names, language: Language) -> str:
    """Whose size is pinned, and from when."""
    who = ", ".join([names.team(pin.team)] + [names.profession(pin.profession)] * bool(pin.profession))
    return catalogue(language).t("cell.pin", who=who, month=numbers.month(str(pin.first_month), language))


def pin_size(pin: Pin, language: Language) -> str:
    """The size that is pinned, in words."""
    return catalogue(language).t(f"cell.pin_{pin.sense}", fte=numbers.number(pin.fte, language))


def owner_name(row: DecidedOwner, names: Names, language: Language) -> str:
    """For whom an owner is decided, and from when."""
    day = numbers.day(row.valid_from.isoformat(), language)
    return catalogue(language).t("cell.owner_pin", who=names.node(row.citizen_type), day=day)


def pins(case: Case, prices: pd.DataFrame | None = None, language: Language = "da") -> Table:
    """Each pin: what is decided, why, and its price in words, where `pin_prices` has computed it."""
    c, names, settings = catalogue(language), Names(case, language), case.settings
    rows = [("size", pin_name(pin, names, language), pin_size(pin, language), pin.why) for pin in settings.pins]
    rows += [
        ("owner", owner_name(row, names, language), names.node(row.owner), row.why)
        for row in settings.coordination.decided_owners
    ]
    frame = pd.DataFrame(rows, columns=["key", "pin", "pinned", "why"])
    frame["number"] = frame.groupby("key").cumcount() + 1
    known = {} if prices is None else {(row.kind, row.number): row for row in prices.itertuples()}
    keys = zip(frame["key"], frame["number"], strict=True)
    frame["pin_price"] = [
        price_in_words(known[at], language) if at in known else c.t("pin_price.unknown") for at in keys
    ]
    return made(c, "pins", headed(c, "pin:text pinned:text why:text pin_price:text"), frame)


def price_in_words(row: pd.Series, language: Language = "da") -> str:
    """A row of `pin_prices` as one sentence's worth of differences; that it costs nothing, where none is to be seen."""
    c, said = catalogue(language), []
    for key in PRICES:
        value = float(getattr(row, key))
        if abs(value) > _VISIBLE.get(key, 0.5):
            size = abs(value)
            written = {
                "amount": numbers.mio_kr(size, language),
                "fte": numbers.part(size, language),
                "points": numbers.number(round(100 * size, 1), language),
                "count": str(round(size)),
            }
            said.append(c.t(f"pin_price.{key}", **written) if value > 0 else c.t(f"pin_price_less.{key}", **written))
    return "; ".join(said) or c.t("pin_price.free")


def moved_by_pins(plan: Plan, language: Language = "da") -> Table:
    """What is of another size than in the plan without pins, at the end of each year."""
    c, names = catalogue(language), Names(plan.case, language)
    key = ["month", "team", "profession"]
    frame = plan.unpinned.rename(columns={"fte": "unpinned_fte"})
    frame = frame.merge(plan.staff[[*key, "fte"]].rename(columns={"fte": "now_fte"}), on=key)
    frame["moved_fte"] = frame["now_fte"] - frame["unpinned_fte"]
    frame = frame[frame["moved_fte"].abs() >= _VISIBLE_FTE].reset_index(drop=True)
    frame["team"] = [names.team(str(team)) for team in frame["team"]]
    frame["profession"] = [names.profession(str(profession)) for profession in frame["profession"]]
    spec = "team:text profession:text month:month unpinned_fte:fte now_fte:fte moved_fte:fte"
    return made(c, "moved_by_pins", headed(c, spec), frame)
