"""What the coordination checks say: a code, a severity, a title, and sentences in Danish and English."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from planner.coordination.graph import EdgeKind
from planner.findings import Severity


class Words(NamedTuple):
    """The same words in Danish and English."""

    da: str
    en: str


class Rule(NamedTuple):
    """A rule's severity and words; `lost` is the kind of edge whose end explains the breach."""

    severity: Severity
    title_da: str
    title_en: str
    message_da: str
    message_en: str
    mend_da: str
    mend_en: str
    lost: EdgeKind | None = None


# fmt: off
CATALOGUE: dict[str, Rule] = {
    "K01": Rule("error", "Borgertype uden ansvarlig", "Citizen type without an owner",
        "{subject}: ingen er ansvarlig {when}.{why}",
        "{subject}: nobody is the owner {when}.{why}",
        "Udpeg ét team som ansvarlig i hele perioden.",
        "Name one team as the owner for the whole period.", "owns"),
    "K02": Rule("error", "Flere ansvarlige på én gang", "Several owners at once",
        "{subject}: flere er ansvarlige på én gang {when}: {cause}.{why}",
        "{subject}: several are owners at once {when}: {cause}.{why}",
        "Lad ét team være ansvarlig ad gangen.",
        "Let one team be the owner at a time."),
    "K03": Rule("error", "Den ansvarlige har ingen stillinger", "The owner has no posts",
        "{subject}: {cause} er ansvarlig, men har ingen stillinger i planen {when}.",
        "{subject}: {cause} is the owner, but has no posts in the plan {when}.",
        "Flyt ansvaret til et team med stillinger, eller hæv teamets mindste bemanding.",
        "Move the ownership to a team with posts, or raise the team's minimum staffing."),
    "K04": Rule("error", "Den ansvarlige er ikke et team, der findes", "The owner is not a team that exists",
        "{subject}: {cause} står som ansvarlig {when}, men {why}.",
        "{subject}: {cause} is named as the owner {when}, but {why}.",
        "Udpeg et team, der findes i hele perioden.",
        "Name a team that exists for the whole period."),
    "K05": Rule("error", "Klinisk funktion mangler", "Health advice is missing",
        "{subject}: klinisk funktion rådgiver ikke {when}, men skal høres om fleksjob og førtidspension.",
        "{subject}: no clinical advice {when}, though it is a duty for flexible jobs and disability pension.",
        "Aftal rådgivning fra klinisk funktion i hele perioden.",
        "Agree on advice from the clinical unit for the whole period."),
    "K06": Rule("warning", "Ingen koordinerer på tværs", "Nobody coordinates across departments",
        "{subject}: intet forum og ingen forvaltning koordinerer {when}, men sagerne går på tværs.{why}",
        "{subject}: no forum or department coordinates {when}, though the cases cross departments.{why}",
        "Læg koordineringen hos et forum eller en forvaltning.",
        "Give the coordination to a forum or a department.", "coordinates"),
    "K07": Rule("warning", "Forum mangler en deltager", "Forum lacks a member",
        "{subject}: koordinerer {when} uden {cause}.",
        "{subject}: coordinates {when} without {cause}.",
        "Gør den, der mangler, til fast deltager i forummet.",
        "Make whoever is missing a member of the forum."),
    "K08": Rule("warning", "Opgaver hos en enhed, der ikke findes", "Tasks with a unit that does not exist",
        "{subject}: findes ikke {when}, men har stadig en rolle for {why}.",
        "{subject}: does not exist {when}, but still has a part in {why}.",
        "Afslut rollen, eller giv den til en enhed, der findes.",
        "End the part, or give it to a unit that exists."),
    "K09": Rule("note", "Enhed uden opgave", "Unit without a task",
        "{subject}: har ingen opgave i koordineringen {when}.",
        "{subject}: has no task in the coordination {when}.",
        "Giv enheden en opgave, eller slet den.",
        "Give the unit a task, or delete it."),
    "K10": Rule("warning", "Den ansvarlige har for få årsværk", "The owner has too few FTE",
        "{subject}: de borgere, som teamet er ansvarligt for, kræver op til {why} årsværk mere, end det har {when}.",
        "{subject}: the citizens that the team owns need up to {why} FTE more than it has {when}.",
        "Flyt årsværk til teamet, eller flyt ansvaret for nogle af borgerne.",
        "Move FTE to the team, or the ownership of some of the citizens to another one."),
    "K11": Rule("warning", "Kompetence uden for rækkevidde", "Competence out of reach",
        "{subject}: mangler {why} {when}.",
        "{subject}: lacks {why} {when}.",
        "Giv en, der har kompetencen, en del i sagerne, eller lad den ansvarlige henvise til den.",
        "Give somebody with the competence a part in the cases, or let the owner refer to it."),
    "K12": Rule("warning", "Forum har flere sager end mødetid", "Forum has more cases than meeting time",
        "{subject}: {why} {when}.",
        "{subject}: {why} {when}.",
        "Hold flere møder, brug kortere tid pr. sag, eller lad andre koordinere nogle af sagerne.",
        "Meet more often, take less time for each case, or let others coordinate some of the cases."),
    "K14": Rule("error", "Den ansvarlige må ikke afgøre sager", "The owner has no right to decide",
        "{subject}: {cause} er ansvarlig {when}, men må ikke afgøre sager.",
        "{subject}: {cause} is the owner {when}, but has no right to decide.",
        "Giv teamet ret til at afgøre, eller flyt ansvaret til et team, der har den.",
        "Give the team the right to decide, or move the ownership to a team that has it."),
    "K15": Rule("note", "Uafklaret hjemmel til at dele data", "Grounds for sharing data not settled",
        "{subject}: på tværs af forvaltninger er det uafklaret {when}, om data må deles med {why}.",
        "{subject}: across departments it is not settled {when} whether data may be shared with {why}.",
        "Afklar hjemlen, eller indhent samtykke, før data deles.",
        "Settle the legal basis, or obtain consent, before data are shared."),
    "K16": Rule("error", "Garanti uden én ansvarlig", "Guarantee without one owner",
        "{subject}: {why} {when}.",
        "{subject}: {why} {when}.",
        "Udpeg én enhed, der findes og har stillinger, til at svare for garantien i hele perioden.",
        "Name one unit that exists and has posts to answer for the guarantee for the whole period."),
    "K17": Rule("note", "Enhed uden borgere", "Unit without citizens",
        "{subject}: har kun med {cause} at gøre {when}; ingen borgertype eller garanti bruger den.",
        "{subject}: deals only with {cause} {when}; no citizen type or guarantee uses it.",
        "Giv enheden en del i sagerne om en borgertype, eller slet den.",
        "Give the unit a part in the cases of a citizen type, or delete it."),
}
# fmt: on
"""Code to words: `{subject}` and `{cause}` are labels, `{when}` the dates, `{why}` the reason. K13 is said in K01 and K02."""


COMPETENCES = {
    "beskaeftigelsesfaglig": Words("beskæftigelsesfaglig viden", "employment expertise"),
    "socialfaglig": Words("socialfaglig viden", "social work expertise"),
    "sundhedsfaglig": Words("sundhedsfaglig viden", "health expertise"),
    "uddannelsesvejledning": Words("uddannelsesvejledning", "educational guidance"),
    "integrationsfaglig": Words("integrationsfaglig viden", "integration expertise"),
    "virksomhedskendskab": Words("virksomhedskendskab", "knowledge of companies"),
    "ydelse": Words("viden om ydelser", "knowledge of benefits"),
    "psykiatri": Words("psykiatrisk viden", "psychiatric expertise"),
}
"""Competences in words; one of a municipality's own goes by its key."""


def codes() -> pd.DataFrame:
    """All rules as a table: code, severity, title_da, title_en, mend_da, mend_en."""
    columns = ["severity", "title_da", "title_en", "mend_da", "mend_en"]
    rows = [(code, *(getattr(rule, column) for column in columns)) for code, rule in CATALOGUE.items()]
    return pd.DataFrame(rows, columns=["code", *columns])
