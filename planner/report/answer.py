"""The plan's answer in words: saving, posts, caseload limit, owners."""

from __future__ import annotations

from datetime import date

from planner.plan import Plan
from planner.report import numbers
from planner.report.assumptions import assumptions
from planner.report.ladder import posts_today
from planner.report.limits import limit_words
from planner.report.names import Names
from planner.report.results import ACCOUNT_ORDER, LASTING, year_label
from planner.report.schedule import first_step
from planner.report.staffing import OVER_LIMIT
from planner.report.whole_posts import posts_over_limit
from planner.report.work_answer import paid_for_in_short
from planner.text import Language, catalogue

_OTHER_WAYS = ("fixed_term", "reduced_hours", "dropouts", "transfer")
"""Ways that are named only where they are used."""
_VISIBLE_FTE = 0.05


def answer(plan: Plan, language: Language = "da") -> tuple[str, ...]:
    """Sentences, the most important first: saving, posts, professions, what pays, first step to dismissals, caseload, owners.

    Of the caseload also what whole posts do to it, where the plan has them.
    """
    parts = (_saving, _posts, _professions, paid_for_in_short, first_step_sentence, _caseload, posts_over_limit,
             _owners)  # fmt: skip
    return tuple(text for text in (part(plan, language) for part in parts) if text)


def public_answer(plan: Plan, language: Language = "da") -> tuple[str, ...]:
    """The same without any figure about few people: posts in all, and no way in which they go."""
    parts = (_saving, _posts_in_all, paid_for_in_short, first_step_sentence, _caseload, _owners)
    return tuple(text for text in (part(plan, language) for part in parts) if text)


def groundwork(plan: Plan, language: Language = "da") -> str:
    """One sentence on what the figures rest on: how many rows are assumptions, and where most of them stand."""
    rows = assumptions(plan, language).frame
    c = catalogue(language)
    assumed = rows[rows["basis"] == c.t("basis.assumption")]
    where = ", ".join(f"{name} ({count})" for name, count in assumed["where"].value_counts().head(5).items())
    counts = {key: int((rows["basis"] == c.t(f"basis.{key}")).sum()) for key in ("source", "choice")}
    return c.t("answer.groundwork", assumption=len(assumed), where=where, **counts)


def provenance(plan: Plan, day: date, language: Language = "da") -> str:
    """One line on what the plan covers, its price level, and when and from which scenario it was calculated."""
    settings = plan.case.settings
    return catalogue(language).t(
        "workbook.provenance",
        municipality=settings.municipality,
        first=numbers.month(str(settings.first_month), language),
        last=numbers.month(str(settings.last_month), language),
        level=numbers.price_level(settings.price_level, language),
        today=numbers.day(day.isoformat(), language),
        path=plan.case.path,
    )


def _saving(plan: Plan, language: Language) -> str:
    c, names = catalogue(language), Names(plan.case, language)
    if plan.years.empty:
        return c.t("answer.no_target")
    short = plan.years[plan.years["shortfall_dkk"] > 0]
    if short.empty:
        accounts = [key for key in ACCOUNT_ORDER if key in set(plan.years["account"])]
        return c.t("answer.saving_met", accounts=c.t("answer.and").join(accounts))
    due = short[short["year"] != LASTING]
    worst = (short if due.empty else due).sort_values("shortfall_dkk").iloc[-1]
    account, most = names.account(worst["account"]), numbers.mio_kr(worst["shortfall_dkk"], language)
    if due.empty:
        return c.t("answer.lasting_missed", short=most, account=account)
    total = numbers.mio_kr(plan.kpi["shortfall_dkk"], language)
    return c.t("answer.saving_missed", short=total, account=account, year=year_label(c, worst["year"]), most=most)


def _posts(plan: Plan, language: Language) -> str:
    c, kpi, posts = catalogue(language), plan.kpi, posts_today(plan)
    amounts = {
        key: numbers.fte(kpi[f"{key}_fte"], language)
        for key in ("vacancy", "dismissals", "voluntary", "attrition", "retirement", "hired")
    }
    end, change = numbers.fte(kpi["fte_end"], language), numbers.fte(kpi["fte_end"] - posts, language)
    last = numbers.month(str(plan.case.settings.last_month), language)
    others = [
        c.t(f"answer.ways.{key}", fte=numbers.fte(kpi[f"{key}_fte"], language))
        for key in _OTHER_WAYS
        if kpi[f"{key}_fte"] >= _VISIBLE_FTE
    ]
    also = c.t("answer.also", ways=", ".join(others)) if others else ""
    return c.t(
        "answer.posts", posts=numbers.fte(posts, language), end=end, change=change, last=last, others=also, **amounts
    )


def _professions(plan: Plan, language: Language) -> str:
    """Posts of each profession today and at the end: how the mix changes."""
    c, names, last = catalogue(language), Names(plan.case, language), str(plan.case.months[-1])
    at_the_end = plan.staff[plan.staff["month"] == last].groupby("profession")["fte"].sum()
    today: dict[str, float] = {}
    for row in plan.case.staffing:
        today[row.profession] = today.get(row.profession, 0.0) + row.fte + row.vacant_fte
    said = [
        f"{names.profession(key)} {numbers.fte(posts, language)} → {numbers.fte(float(at_the_end.get(key, 0.0)), language)}"
        for key, posts in today.items()
    ]
    return c.t("answer.professions", professions=", ".join(said)) if len(said) > 1 else ""


def _posts_in_all(plan: Plan, language: Language) -> str:
    """Posts today and at the end, whatever the ways."""
    posts, end = posts_today(plan), plan.kpi["fte_end"]
    said = {"posts": posts, "end": end, "change": end - posts}
    last = numbers.month(str(plan.case.settings.last_month), language)
    amounts = {key: numbers.fte(value, language) for key, value in said.items()}
    return catalogue(language).t("answer.posts_in_all", last=last, **amounts)


def first_step_sentence(plan: Plan, language: Language) -> str:
    """What must happen first for the dismissals to be in time; nothing where nobody is dismissed."""
    c, first = catalogue(language), first_step(plan)
    if first is None:
        return ""
    step, day = first
    text = c.t(f"timetable.{step}")
    return c.t("answer.first_step", day=numbers.day(day.isoformat(), language), step=text)


def _caseload(plan: Plan, language: Language) -> str:
    c, over = catalogue(language), plan.caseload[plan.caseload["load"] > OVER_LIMIT]
    if over.empty:
        return c.t("answer.limit_held")
    worst = over.sort_values("load", kind="stable").iloc[-1]
    group = Names(plan.case, language).group(worst["target_group"])
    share = numbers.share(worst["load"] - 1, language)
    when = numbers.half_year(worst["half_year"], language)
    said = {"group": group, "share": share, "when": when}
    said["limit"] = limit_words(plan.case, worst["target_group"], worst["half_year"], language)
    if over["target_group"].nunique() == 1:
        return c.t("answer.limit_broken_once", **said)
    return c.t("answer.limit_broken", count=over["target_group"].nunique(), **said)


def _owners(plan: Plan, language: Language) -> str:
    c, orphans = catalogue(language), int(plan.kpi["orphans"])
    return c.t("answer.orphans", count=orphans) if orphans else c.t("answer.owned")
