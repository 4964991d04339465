"""What the coordination checks say: a code, a severity, a title, and sentences in Danish and English."""

from __future__ import annotations

from typing import NamedTuple

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
        "{subject}: flere er ansvarlige på én gang {when}: {cause}.",
        "{subject}: several are owners at once {when}: {cause}.",
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
}
# fmt: on
"""Code to words: `{subject}` and `{cause}` are labels, `{when}` the dates, `{why}` the reason."""
