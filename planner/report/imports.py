"""Template and import as the command line and the app say them: notes, faults, and the marked copy."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from planner.case.reading import near_file
from planner.errors import Fault, InputError
from planner.own_data.folder import write_scenario
from planner.own_data.intake import Note, imported
from planner.own_data.marked import marked as marked_workbook
from planner.own_data.sheets import title
from planner.report import template
from planner.report.faults import fault_sentence
from planner.text import Language, catalogue

REFERENCE = Path(__file__).parents[2] / "scenarios" / "helsingor" / "base.yaml"
"""The municipality whose values stand in where nothing else is said."""


def note_text(note: Note, language: Language = "da") -> str:
    """What the user should know, as a sentence."""
    values = dict(note.values)
    if "sheet" in values and note.key != "not_read":
        values["sheet"] = title(str(values["sheet"]), language)
    return catalogue(language).t(f"template.said.{note.key}", **values)


def write_template(file: Path, scenario: Path, example: bool, language: Language) -> str:
    """Write the workbook to fill in, or filled in with a scenario; returns what to say of it.

    Raises:
        InputError: the scenario cannot be read, or the file is there already.
    """
    if file.exists():
        raise InputError(
            [Fault(file.name, "the file", "a file of that name", "a name that is free", "Choose another name.")]
        )
    made = template.filled(scenario, language) if example else template.empty(scenario, language)
    file.write_bytes(made)
    return catalogue(language).t("template.said.template", file=file)


def marked_copy(data: bytes, faults: Iterable[Fault], language: Language = "da") -> bytes | None:
    """The workbook with its faults marked; None where there must be no copy of it."""
    return marked_workbook(data, faults, lambda fault: fault_sentence(fault, language), catalogue(language))


class ImportRefused(InputError):  # noqa: N818
    """A workbook with faults; says also what became of the marked copy."""

    def __init__(self, faults: Iterable[Fault], language: Language, more: str) -> None:
        super().__init__(list(faults))
        self.language, self.more = language, more

    def __str__(self) -> str:
        """Every fault in the reader's language, one a line, and then the marked copy."""
        lines = [fault_sentence(fault, self.language) for fault in self.faults]
        return "\n".join([*lines, *([self.more] if self.more else [])])


def import_workbook(  # noqa: PLR0913, PLR0917
    file: Path, to: Path, like: Path, marked: Path | None, replace: bool, language: Language
) -> list[str]:
    """Read a workbook and write its scenario files; returns what to say of it.

    Raises:
        ImportRefused: every fault, and the marked copy written where it was asked for and may be.
        InputError: a file that cannot be read, or a folder that cannot be written.
    """
    try:
        data = file.read_bytes()
    except OSError as error:
        fault = Fault(
            file.name,
            "the file",
            "no readable file",
            "an Excel workbook (.xlsx) of at most 20 MB",
            near_file(file, "*.xlsx"),
        )
        raise InputError([fault]) from error
    if marked and marked.resolve() == file.resolve():
        raise InputError([Fault(marked.name, "the file", "the same file", "another file")])
    c = catalogue(language)
    try:
        found = imported(data, like)
        scenario, files = write_scenario(found, to, replace)
    except InputError as error:
        more = ""
        if marked:
            copy = marked_copy(data, error.faults, language)
            more = c.t("template.said.not_marked") if copy is None else c.t("template.said.marked", file=marked)
            if copy is not None:
                marked.write_bytes(copy)
        raise ImportRefused(error.faults, language, more) from error
    said = [note_text(note, language) for note in found.notes]
    return [*said, c.t("template.said.written", folder=to, files=files, scenario=_shown(scenario))]


def _shown(path: Path) -> Path:
    """A path from here, where it lies below."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
