"""Recomputes the plan from its tables and the case. Knows neither the model nor the solver, nor what they share.

Each check is a generator of (expected, found) pairs or of breaches (by how much a rule is broken); a check fails
when the largest deviation is above its tolerance. Money is compared in DKK, staff in FTE.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection
from itertools import chain
from typing import NamedTuple

import pandas as pd

from planner.plan import Plan
from planner.verification import (
    answer,
    citizens,
    decisions,
    design,
    drivers,
    floors,
    lapse,
    money,
    pins,
    posts,
    staff,
    tables,
    timing,
    work,
)
from planner.verification.common import DKK, FTE, Deviations, reading_once


class Result(NamedTuple):
    """What a check found: the number of comparisons, the largest deviation, and whether it is within tolerance."""

    compared: int
    deviation: float
    ok: bool


class Check(NamedTuple):
    """One check: what it says, how much it may be off, and how it is recomputed."""

    code: str
    title_da: str
    title_en: str
    tolerance: float
    run: Callable[[Plan], Deviations]

    def result(self, plan: Plan) -> Result:
        """What the check finds. What cannot be recomputed, as a team that the case does not know, fails as NaN."""
        try:
            deviations = list(self.run(plan))
        except (LookupError, RuntimeError, TypeError, ValueError):
            deviations = [math.nan]
        worst = math.nan if any(map(math.isnan, deviations)) else max(deviations, default=0.0)
        enough = bool(deviations) or self.code in _MAY_BE_EMPTY
        return Result(len(deviations), worst, enough and worst <= self.tolerance)  # NaN is never within


def verify(plan: Plan, leave_out: Collection[str] = ()) -> pd.DataFrame:
    """Every check but some, with the number of comparisons, the largest deviation and whether it is within tolerance."""
    with reading_once():
        found = [(check, check.result(plan)) for check in CHECKS if check.code not in leave_out]
    rows = [(c.code, c.title_da, c.title_en, r.compared, r.deviation, c.tolerance, r.ok) for c, r in found]
    columns = ["check", "title_da", "title_en", "compared", "deviation", "tolerance", "ok"]
    return pd.DataFrame(rows, columns=columns)


_MAY_BE_EMPTY = ("caps", "protected", "windows", "money", "pins")
CHECKS: tuple[Check, ...] = (
    Check("listed", "Hver celle står én gang pr. måned på sin konto; ansættelser begynder, når de kan", "Every cell has its row in every month on its account; hires start when they can", FTE, tables.listed),
    Check("stocks", "Årsværk går op måned for måned", "FTE balance month by month", FTE, staff.stocks),
    Check("attrition", "Naturlig afgang, pension og kontrakter følger satser og datoer", "Attrition, retirement and contracts follow rates and dates", FTE, staff.attrition),
    Check("people", "Ind = ud + tilbage over hele planen", "In = out + remaining over the whole plan", FTE, staff.people),
    Check("leavers", "Ingen forlader en stilling, der ikke er der", "Nobody leaves a post that is not there", FTE, staff.leavers),
    Check("protected", "Ingen beslutning rører beskyttede stillinger", "No decision touches protected posts", FTE, staff.protected),
    Check("moves", "Den, der flytter eller omskoles, kommer frem eller tælles ud", "Whoever moves or retrains arrives or is counted out", FTE, staff.moves),
    Check("caps", "Lofter over alle håndtag holdes", "Caps on all levers hold", FTE, decisions.caps),
    Check("windows", "Ingen beslutning uden for sin periode eller med virkning efter planen", "No decision outside its window or with effect after the plan", 0.0, decisions.windows),
    Check("notice", "Varsel efter loven; alle lønnes varslet ud", "Notice by law; everybody is paid until they leave", FTE, decisions.notice),
    Check("hours", "Nedsat tid holder sine grænser", "Reduced hours keep their limits", FTE, decisions.hours),
    Check("money", "Nettobesparelsen genberegnet pr. konto og år", "Net saving recomputed by account and year", DKK, money.money),
    Check("targets", "Alle mål er med", "Every target is listed", 0.0, money.targets_listed),
    Check("ledger", "Hvert beløb genberegnet pr. år, konto og team", "Every amount recomputed by year, account and team", 0.01, money.ledger),
    Check("citizens", "Sager, behov og sagsloft genberegnet", "Cases, need and limits recomputed", FTE, lambda plan: chain(design.minutes(citizens.recomputed(plan.case)), citizens.citizens(plan))),
    Check("flows", "Borgere ind = ud + tilbage måned for måned og over hele planen", "Citizens in = out + remaining month by month and over the whole plan", FTE, citizens.flows),
    Check("lapse", "Bortfaldne timer er timer ved start minus timer nu, regel for regel", "Lapsed hours are hours at the start less hours now, rule by rule", FTE, lapse.lapse),
    Check("funding", "Besparelsen dækket af bortfaldne opgaver genberegnet pr. konto og halvår", "Savings funded by lapsed work recomputed by account and half-year", 0.01, lapse.funding),
    Check("group_funding", "Årsværk taget fra hver målgruppe holdt mod dens bortfaldne opgaver", "FTE taken from each group held against its lapsed work", FTE, lapse.group_funding),
    Check("valley", "Overgangsdalen genberegnet: folk er gået, opgaverne ikke", "The transition valley recomputed: people have left, the work has not", FTE, lapse.valley),
    Check("plausibility", "Landstal gange kommunens andel stillet ved siden af planens", "National figures times the share beside the plan's own", 0.01, lapse.plausibility),
    Check("floors", "Det, der skal bestå, holdt mod bemanding og opgaver", "What must stay held against staff and tasks", FTE, floors.floors),
    Check("drivers", "Hver driver: hvem den berører, og hvad den lægger til", "Each driver: whom it touches and what it adds", FTE, drivers.drivers),
    Check("capacity", "Ingen betjener flere, end der er årsværk til", "Nobody serves more than there are FTE for", FTE, work.capacity),
    Check("competence", "Kun kompetente betjener en målgruppe", "Only the competent serve a group", FTE, work.competence),
    Check("caseload", "Sager pr. årsværk og belastning genberegnet", "Cases per FTE and load recomputed", FTE, work.caseload),
    Check("minimum", "Mindstebemanding og hårde regler", "Minimum staffing and hard rules", FTE, work.minimum),
    Check("key_figures", "Nøgletal er summer af tabellerne", "Key figures are the tables' sums", FTE, answer.key_figures),
    Check("goals", "Målene er nået som oplyst", "The goals are reached as stated", 0.01, answer.goals),
    Check("pins", "Det besluttede holder: størrelser og ansvarlige; resten er så tæt på planen uden som oplyst", "What is decided holds: sizes and owners; the rest is as near to the plan without as stated", FTE, pins.decided),
    Check("calendar", "Tidsplanen baglæns fra hver bølge genberegnet dag for dag", "The calendar backwards from each wave recomputed day by day", FTE, timing.calendar),
    Check("thresholds", "Større afskedigelser talt efter loven, i centret og i kommunen", "Collective redundancies counted by law, in the centre and the municipality", 0.0, timing.thresholds),
    Check("reconciliation", "Stillinger gange løn holdt mod budgettet", "Posts times pay held against the budget", 1e-4, tables.reconciliation),
    Check("findings", "Det, læseren skal vide, er sagt, netop når tabellerne giver anledning", "What a reader must know is said exactly when the tables call for it", 0.0, answer.findings),
    Check("owners", "Ansvarlige stemmer med grafen", "Owners agree with the graph", 0.0, answer.owners),
    Check("posts", "Hele stillinger: hver celle og sum rundet, besparelser genberegnet", "Whole posts: every cell and total rounded, savings recomputed", posts.TOLERANCE, lambda plan: posts.posts(plan, posts.Whole.of(plan))),
    Check("loads", "Belastning ved hele stillinger er den lavest mulige", "Loads in whole posts are the lowest there are", FTE, tables.loads),
)  # fmt: skip
