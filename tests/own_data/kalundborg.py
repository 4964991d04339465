"""Kalundborg as its economist would fill in the empty template: one sourced saving, everything else labelled.

What the sources say: gross reductions on operations and effort of 23.1 mio. DKK when fully phased in, 17.1 specified and
6.0 unspecified (K006-K008), no years, no accounts, no price level. So the years follow Helsingør's own phasing and the
accounts its lasting split; both are assumptions and say so. Staffing and citizens are assumptions too.
"""

import io

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from planner.own_data.sheets import SHEETS, label, plain, title
from planner.own_data.taken_over import reference
from planner.report.template import empty
from tests.conftest import BASE, ROOT

SHIPPED = ROOT / "data/examples/kalundborg.xlsx"
TEAMS = {
    "jobklar": "Job og dagpenge", "unge": "Ungeindsatsen", "udvikling": "Kontanthjælp", "sygedagpenge": "Sygedagpenge",
    "fleks": "Fleksjob", "integration": "Integration", "koordination": "Koordinering", "virksomhed": "Work in Kalundborg",
    "ydelse": "Ydelseskontoret", "stab": "Sekretariat", "aktivering": "Egne tilbud",
}  # fmt: skip
LASTING = {"HK6": 11.9, "HK5": 11.2}
"""Mio. DKK: 23.1 split as Helsingør's lasting saving is, 13.5 to 12.8."""
PHASING = {
    "HK6": {2026: 4.3, 2027: 10.0, 2028: 11.5, 2029: 11.8, 2030: 11.9},
    "HK5": {2026: 4.3, 2027: 7.8, 2028: 9.6, 2029: 10.3, 2030: 11.2},
}
"""The lasting saving times the share of its own that Helsingør has reached each year."""
POSTS, CITIZENS = 120 / 134, 0.81 / 1.07
SPLIT = (
    "Kilden nævner 23,1 mio. kr. varigt (17,1 specificerede og 6,0 uspecificerede), men hverken år, konto eller prisniveau; "
    "delt på konti og år som i Helsingør, regnet i 2025-pl"
)
STAFF = (
    "Skøn: 120 årsværk i rammen 90-180; flere end de 102 efter befolkning, fordi kommunen har hjemtaget opgaver. "
    "Fordelt på team og faggrupper som i Helsingør"
)
SOME = "Skøn: landstal 2024 (±15 pct.) gange Kalundborgs andel 0,81 pct.; aktuelle tal hentes på jobindsats.dk"


def half(number):
    return round(number * 2) / 2


def rows():
    """What is written on each sheet, by the keys of its columns."""
    tables = reference(BASE).tables
    teams = [
        {"team": row["team"], "label_da": TEAMS[row["team"]], "minimum_fte": half(float(row["minimum_fte"]) * POSTS),
         "assumption": "Team og mindste bemanding er et skøn"}
        for row in tables["teams"]
    ]  # fmt: skip
    staffing = [
        {"team": row["team"], "profession": row["profession"], "account": row["account"],
         "fte": max(0.5, half(float(row["fte"]) * POSTS)) if row["profession"] != "leder" else float(row["fte"]),
         "vacant_fte": 0, "minimum_fte": float(row["minimum_fte"]), "source": "DK090 DK093", "assumption": STAFF}
        for row in tables["staffing"]
    ]  # fmt: skip
    groups = [
        {"target_group": row["target_group"], "cases": round(float(row["cases"]) * CITIZENS, -1),
         "source": "DK145", "assumption": SOME}
        for row in tables["target_groups"] if row["cases"]
    ]  # fmt: skip
    targets = [
        {"account": account, "year": year, "target_mio_dkk": amount, "price_level": "2025-pl",
         "source": "K006 K007 K008", "assumption": SPLIT}
        for account in ("HK6", "HK5") for year, amount in [*PHASING[account].items(), ("varig", LASTING[account])]
    ]  # fmt: skip
    bought = [
        {"account": "HK5", "year": row["year"], "saving_mio_dkk": round(0.336 * row["target_mio_dkk"], 2), "price_level": "2025-pl",
         "what": "Køb hos private leverandører", "source": "E206", "assumption": "Skøn: 33,6 pct. af årets HK5-krav spares på køb, som i Helsingør"}
        for row in targets if row["account"] == "HK5"
    ]  # fmt: skip
    scenarios = [
        {"scenario": "kun_specificerede", "extends": "base", "setting": setting, "given": value}
        for setting, value in [
            ("name", "Kalundborg: kun de specificerede 17,1 mio. kr."),
            ("why", "Hvad kræver de 17,1 specificerede mio. kr. alene, altså 74 pct. af de 23,1?"),
            ("saving.share_of_target.HK5", 0.74), ("saving.share_of_target.HK6", 0.74),
        ]
    ]  # fmt: skip
    return {
        "teams": teams, "staffing": staffing, "target_groups": groups, "saving_targets": targets, "other_savings": bought,
        "scenarios": scenarios,
    }  # fmt: skip


SETTINGS = {
    "municipality": {"given": "Kalundborg"},
    "national_share": {"given": 0.0081, "source": "DK145", "assumption": "48.500 borgere af 5,98 mio. (antagelse)"},
}


def filled(language="da"):
    """The empty template, filled in cell by cell as a person would."""
    book = load_workbook(io.BytesIO(empty(BASE, language)))
    for name, found in rows().items():
        sheet = next(sheet for sheet in SHEETS if sheet.name == name)
        page = book[title(name, language)]
        at = {plain(cell.value): cell.column for cell in page[4]}
        column = {key: at[plain(label(sheet, key, language))] for key in sheet.columns}
        for number, row in enumerate(found, 5):
            for key, value in row.items():
                page.cell(number, column[key]).value = value
    page = book[title("general", language)]
    for number in range(5, page.max_row + 1):
        for key, value in SETTINGS.get(page.cell(number, 1).value, {}).items():
            page[f"{get_column_letter({'given': 3, 'source': 5, 'assumption': 6}[key])}{number}"].value = value
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def cells(data):
    """Every cell of a workbook, by sheet."""
    book = load_workbook(io.BytesIO(data))
    return {
        page.title: {cell.coordinate: cell.value for row in page for cell in row if cell.value is not None}
        for page in book
    }
