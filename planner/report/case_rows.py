"""The tables of a case as a flat list of named values, each with the row that says where it comes from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

from planner.case.schema import Case
from planner.case.tables import Change
from planner.case.values import Sourced
from planner.report import numbers
from planner.report.names import Names, law_unit
from planner.text import Catalogue, Language, catalogue


class Entry(NamedTuple):
    """A value in a table of the case.

    Attributes:
        table: the table's key.
        name: what the value is, in words.
        value: the figure, or words.
        unit: a key of the catalogue's `entry_unit`, or empty.
        row: where it comes from.
        low: lower end of its range, if any.
        high: upper end of its range, if any.
        kind: how the figure is written.
        status: a key of the catalogue on how firm the rule behind it is, or empty.
        assumed: whether it counts as an assumption although the row gives only a source.
        remark: what else a reader must know.
        unit_text: the unit itself, where it is no key.
    """

    table: str
    name: str
    value: Any
    unit: str
    row: Sourced
    low: float | None = None
    high: float | None = None
    kind: str = "number"
    status: str = ""
    assumed: bool = False
    remark: str = ""
    unit_text: str = ""


class _Reader:
    """What every table needs to name its rows."""

    def __init__(self, case: Case, language: Language) -> None:
        self.case, self.language = case, language
        self.c: Catalogue = catalogue(language)
        self.names = Names(case, language)

    def t(self, key: str, **values: object) -> str:
        """A text of the catalogue's `entry` section."""
        return self.c.t(f"entry.{key}", **values)

    def day(self, day: date | None) -> str:
        return numbers.day(day.isoformat(), self.language) if day else ""

    def span(self, row: Any) -> str:
        """From when to when a row is in force; empty where it always is."""
        parts = [
            self.t("from", day=self.day(row.valid_from)) if row.valid_from else "",
            self.t("to", day=self.day(row.valid_to)) if row.valid_to else "",
        ]
        return " ".join(part for part in parts if part)


def entries(case: Case, language: Language) -> Iterator[Entry]:
    """Every value in the tables of the case, table by table."""
    reader = _Reader(case, language)
    for table in _TABLES:
        yield from table(reader)


def _saving_targets(r: _Reader) -> Iterator[Entry]:
    for row in r.case.saving_targets:
        year = r.c.t("year.lasting") if row.year == "lasting" else str(row.year)
        remark = r.t("traps", traps=row.traps) if row.traps else ""
        yield Entry(
            "saving_targets",
            f"{r.names.account(row.account)}, {year}",
            row.target_mio_dkk,
            "mio_dkk",
            row,
            remark=remark,
        )


def _other_savings(r: _Reader) -> Iterator[Entry]:
    for row in r.case.other_savings:
        year = r.c.t("year.lasting") if row.year == "lasting" else str(row.year)
        name = ", ".join(part for part in (r.names.account(row.account), year, row.what) if part)
        yield Entry("other_savings", name, row.saving_mio_dkk, "mio_dkk", row)


def _budgets(r: _Reader) -> Iterator[Entry]:
    for row in r.case.budgets:
        team = r.names.team(row.team) if row.team else r.c.t("cell.whole_account")
        name = r.t("budget", who=f"{r.names.account(row.account)}, {team}")
        yield Entry("budgets", name, row.pay_mio_dkk_per_year, "mio_dkk", row)


def _known_movements(r: _Reader) -> Iterator[Entry]:
    for row in r.case.known_movements:
        who = f"{r.names.team(row.team)}, {r.names.profession(row.profession)}"
        month = numbers.month(str(row.last_month), r.language)
        name = r.t(f"known_{row.kind}", who=who, month=month)
        yield Entry("known_movements", name, row.fte, "fte", row)
        if row.payment_months:
            yield Entry("known_movements", r.t("known_payment", name=name), row.payment_months, "pay_months", row)


def _law(r: _Reader) -> Iterator[Entry]:
    """Every legal value with its reference and the day on which its wording was checked."""
    for row in r.case.law.values():
        label, checked = getattr(row, f"label_{r.language}"), r.day(row.checked_on)
        for value in row.values:
            dated = f" {r.t('from', day=r.day(value.valid_from))}" if len(row.values) > 1 else ""
            yield Entry(
                "law",
                label + dated,
                value.value,
                "",
                row,
                kind="share" if row.unit.startswith("andel") else "number",
                status="status.hypothetical" if row.hypothetical else "",
                remark=r.t("law", reference=row.reference, day=checked),
                unit_text=law_unit(row.unit, r.language, value.value),
            )


def _staffing(r: _Reader) -> Iterator[Entry]:
    for row in r.case.staffing:
        who = f"{r.names.team(row.team)}, {r.names.profession(row.profession)} ({row.account})"
        yield Entry("staffing", r.t("filled", who=who), row.fte, "fte", row)
        if row.vacant_fte:
            yield Entry("staffing", r.t("vacant", who=who), row.vacant_fte, "fte", row)
        if row.minimum_fte:
            yield Entry("staffing", r.t("minimum", who=who), row.minimum_fte, "fte", row)


def _teams(r: _Reader) -> Iterator[Entry]:
    for row in r.case.teams:
        yield Entry("teams", r.t("minimum", who=r.names.team(row.team)), row.minimum_fte, "fte", row)


def _professions(r: _Reader) -> Iterator[Entry]:
    for row in r.case.professions:
        who = r.names.profession(row.profession)
        yield Entry("professions", r.t("pay", who=who), row.pay_dkk_per_year, "pay", row)
        yield Entry("professions", r.t("attrition_factor", who=who), row.attrition_factor, "factor", row)


def _target_groups(r: _Reader) -> Iterator[Entry]:
    guidance = r.case.settings.caseload.guidance
    for row in r.case.target_groups:
        who = r.names.group(row.target_group)
        begins = [step.date for step in r.case.crosswalk if step.to_group == row.target_group and not step.change]
        if begins:
            begun = r.t("from", day=r.day(min(begins)))
            yield Entry("target_groups", r.t("life", who=who), begun, "", row, kind="text")
        if row.cases is not None:
            unit = "citizens" if row.unit == "citizens" else "cases"
            yield Entry("target_groups", r.t("cases", who=who), row.cases, unit, row)
            yield Entry("target_groups", r.t("unemployment", who=who), row.unemployment_factor, "factor", row)
        if row.duration_months is not None:
            yield Entry("target_groups", r.t("duration", who=who), row.duration_months, "months", row)
        if row.close_to_market:
            yield Entry("target_groups", r.t("close", who=who), r.c.t("cell.yes"), "", row, kind="text")
        dated = r.t("limit_date", date=row.limit_date) if row.limit_date else ""
        if row.limit_mid is not None:
            limit = {"low": row.limit_low, "mid": row.limit_mid, "high": row.limit_high}[guidance]
            name = r.t("limit", who=who)
            yield Entry("target_groups", name, limit, "limit", row, row.limit_low, row.limit_high, remark=dated)
        if row.limit_local is not None:
            yield Entry("target_groups", r.t("limit_local", who=who), row.limit_local, "limit", row, remark=dated)


def _crosswalk(r: _Reader) -> Iterator[Entry]:
    labels = {row.change: getattr(row, f"label_{r.language}") for row in r.case.changes}
    for row in r.case.crosswalk:
        origin, to = r.names.group(row.from_group), r.names.group(row.to_group)
        name = r.t("crosswalk", origin=origin, to=to, day=r.day(row.date))
        if row.change:
            name = f"{name}: {labels.get(row.change, row.change)}"
        yield Entry(
            "crosswalk",
            name,
            row.share,
            "newcomers" if row.change else "cases_share",
            row,
            kind="share",
            status=f"crosswalk_basis.{row.basis}",
            assumed=row.basis != "stated",
        )


def _tasks(r: _Reader) -> Iterator[Entry]:
    """Each task in one line: how often, and minutes in the meeting and around it."""
    for row in r.case.tasks:
        label = getattr(row, f"label_{r.language}")
        often = r.c.t(f"task_basis.{row.basis}", number=numbers.number(row.number, r.language))
        meeting, other = (numbers.number(m, r.language) for m in (row.minutes_meeting, row.minutes_other))
        value = r.t("task", often=often, meeting=meeting, other=other)
        yield Entry("tasks", f"{r.names.group(row.target_group)}: {label}", value, "", row, kind="text")


def _queues(r: _Reader) -> Iterator[Entry]:
    for row in r.case.queues:
        figures = {
            "calls": row.calls_per_half_hour,
            "minutes": row.handling_seconds / 60,
            "within": row.within_seconds,
            "open": row.open_hours_per_week,
        }
        written = {key: numbers.number(value, r.language) for key, value in figures.items()}
        value = r.t("queue", answered=numbers.share(row.answered_share, r.language), **written)
        name = f"{r.names.group(row.target_group)}: {getattr(row, f'label_{r.language}')}"
        yield Entry("queues", name, value, "", row, kind="text")


def _floors(r: _Reader) -> Iterator[Entry]:
    for row in r.case.floors:
        dated = f" {r.t('from', day=r.day(row.valid_from))}" if row.valid_from else ""
        name = getattr(row, f"label_{r.language}") + dated
        yield Entry("floors", name, row.value, f"floor_{row.kind}", row)


def _changes(r: _Reader) -> Iterator[Entry]:
    """Each rule in one line: the number before and after, in whose unit, and how firm it is."""
    for row in r.case.changes:
        label = getattr(row, f"label_{r.language}")
        who = ", ".join(r.names.group(group) for group in row.target_groups)
        value = r.c.t("cell.before_after", **dict(zip(("before", "after"), before_after(row, r.language), strict=True)))
        yield Entry(
            "changes",
            r.t("change", label=label, day=r.day(row.date), who=who),
            value,
            "",
            row,
            kind="text",
            status=status_key(row),
            assumed=row.status != "agreed",
            unit_text=change_unit(row, r.language),
        )


def before_after(row: Change, language: Language) -> tuple[str, str]:
    """The numbers of a rule before and after its date; a share of newcomers in percent."""
    write = numbers.share if row.kind == "newcomers" else numbers.number
    return write(row.before, language), write(row.after, language)


def change_unit(row: Change, language: Language) -> str:
    """The unit of a rule's numbers: its own words, or what its kind says."""
    return row.unit or catalogue(language).t(f"change_kind.{row.kind}")


def status_key(row: Change) -> str:
    """How firm a rule is, as a key of the catalogue; the expert report's are never agreed."""
    return "status.agreed_effect" if row.status == "agreed" and row.assumption else f"status.{row.status}"


def _grouped(rows: Any, key: Callable[[Any], tuple[Any, ...]]) -> Iterator[tuple[Any, list[Any]]]:
    """Rows that say the same of several things, put together."""
    for _, same in groupby(sorted(rows, key=lambda row: tuple(str(part) for part in key(row))), key=key):
        group = list(same)
        yield group[0], group


def _competence(r: _Reader) -> Iterator[Entry]:
    for first, same in _grouped(r.case.competence, lambda row: (row.target_group, row.source, row.assumption)):
        who = dict.fromkeys(f"{r.names.team(row.team)}: {r.names.profession(row.profession)}" for row in same)
        yield Entry("competence", r.names.group(first.target_group), "; ".join(who), "", first, kind="text")


def _units(r: _Reader) -> Iterator[Entry]:
    for row in r.case.units:
        text = " ".join(part for part in (r.c.t(f"unit_kind.{row.kind}"), r.span(row)) if part)
        yield Entry("units", r.names.node(row.unit), text, "", row, kind="text")


def _citizen_types(r: _Reader) -> Iterator[Entry]:
    for row in r.case.citizen_types:
        duties = [r.names.group(row.target_group) if row.target_group else r.t("no_group"), r.span(row)]
        duties += [r.t("needs_advice")] * row.needs_advice + [r.t("needs_coordination")] * row.needs_coordination
        yield Entry(
            "citizen_types",
            r.names.node(row.citizen_type),
            "; ".join(part for part in duties if part),
            "",
            row,
            kind="text",
        )
        if row.share is not None:
            yield Entry(
                "citizen_types",
                r.t("share_of_group", who=r.names.node(row.citizen_type)),
                row.share,
                "",
                row,
                kind="share",
            )
        if row.cases_per_year is not None:
            yield Entry(
                "citizen_types",
                r.t("across_cases", who=r.names.node(row.citizen_type)),
                row.cases_per_year,
                "cases",
                row,
            )


def _edges(r: _Reader) -> Iterator[Entry]:
    for first, same in _grouped(
        r.case.edges, lambda e: (e.kind, e.from_node, e.valid_from, e.valid_to, e.source, e.assumption)
    ):
        span = f" ({r.span(first)})" if r.span(first) else ""
        name = f"{r.names.node(first.from_node)} {r.t(f'edge_{first.kind}')}{span}"
        yield Entry("edges", name, "; ".join(r.names.node(edge.to_node) for edge in same), "", first, kind="text")


def _organisation(r: _Reader) -> Iterator[Entry]:
    """The designs, what units can do, what citizen types need, what is promised, and typical histories."""
    for design in r.case.designs:
        label, text = (getattr(design, f"{name}_{r.language}") for name in ("label", "text"))
        yield Entry("designs", label, text, "", design, kind="text")
    for first, same in _grouped(r.case.unit_competences, lambda row: (row.unit, row.source, row.assumption)):
        known = ", ".join(dict.fromkeys(_plain(row.competence) for row in same))
        yield Entry("unit_competences", r.names.node(first.unit), known, "", first, kind="text")
    for need in r.case.type_needs:
        who, what = r.names.node(need.citizen_type), _plain(need.competence)
        name = r.t("need_of", who=who, competence=what, steps=need.within_handovers)
        yield Entry("type_needs", name, r.span(need) or r.c.t("cell.always"), "", need, kind="text")
    for promised in r.case.guarantees:
        label = getattr(promised, f"label_{r.language}")
        yield Entry("guarantees", label, r.span(promised) or r.c.t("cell.always"), "", promised, kind="text")
    for step in r.case.journeys:
        journey, event = (getattr(step, f"{name}_{r.language}") for name in ("label", "event"))
        name = r.t("journey", journey=journey, month=step.month, event=event)
        yield Entry("journeys", name, r.names.node(step.citizen_type), "", step, kind="text")


def _plain(key: str) -> str:
    """A key of the municipality's own as a word."""
    return key.replace("_", " ")


_TABLES: tuple[Callable[[_Reader], Iterator[Entry]], ...] = (
    _saving_targets, _other_savings, _budgets, _staffing, _known_movements, _teams, _professions, _target_groups, _crosswalk, _tasks,
    _queues, _floors, _changes, _competence, _units, _citizen_types, _organisation, _edges, _law,
)  # fmt: skip
