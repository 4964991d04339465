"""Recomputes the plan from its tables and the case. Knows neither the model nor the solver, nor what they share.

Each check is a generator of (expected, found) pairs or of breaches (by how much a rule is broken); a check fails
when the largest deviation is above its tolerance. Money is compared in DKK, staff in FTE.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import pandas as pd

from planner.plan import Plan
from planner.verification import answer, decisions, money, posts, staff, work
from planner.verification.common import DKK, FTE, Deviations


class Check(NamedTuple):
    """One check: what it says, how much it may be off, and how it is recomputed."""

    code: str
    title_da: str
    title_en: str
    tolerance: float
    run: Callable[[Plan], Deviations]


def verify(plan: Plan) -> pd.DataFrame:
    """Every check with the number of comparisons, the largest deviation and whether it is within tolerance."""
    rows = []
    for check in CHECKS:
        deviations = list(check.run(plan))
        worst = math.nan if any(map(math.isnan, deviations)) else max(deviations, default=0.0)
        ok = bool(deviations or check.code in _MAY_BE_EMPTY) and worst <= check.tolerance  # NaN is never within
        rows.append((check.code, check.title_da, check.title_en, len(deviations), worst, check.tolerance, ok))
    columns = ["check", "title_da", "title_en", "compared", "deviation", "tolerance", "ok"]
    return pd.DataFrame(rows, columns=columns)


_MAY_BE_EMPTY = ("caps", "protected", "windows", "owners", "money")
CHECKS: tuple[Check, ...] = (
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
    Check("citizens", "Sager, behov og sagsloft genberegnet", "Cases, need and limits recomputed", FTE, work.citizens),
    Check("capacity", "Ingen betjener flere, end der er årsværk til", "Nobody serves more than there are FTE for", FTE, work.capacity),
    Check("competence", "Kun kompetente betjener en målgruppe", "Only the competent serve a group", FTE, work.competence),
    Check("caseload", "Sager pr. årsværk og belastning genberegnet", "Cases per FTE and load recomputed", FTE, work.caseload),
    Check("minimum", "Mindstebemanding og hårde regler", "Minimum staffing and hard rules", FTE, work.minimum),
    Check("key_figures", "Nøgletal er summer af tabellerne", "Key figures are the tables' sums", FTE, answer.key_figures),
    Check("goals", "Målene er nået som oplyst", "The goals are reached as stated", 0.01, answer.goals),
    Check("owners", "Ansvarlige stemmer med grafen", "Owners agree with the graph", 0.0, answer.owners),
    Check("posts", "Hele stillinger: hver celle og sum rundet, besparelser genberegnet", "Whole posts: every cell and total rounded, savings recomputed", posts.TOLERANCE, lambda plan: posts.posts(plan, posts.Whole.of(plan))),
)  # fmt: skip
