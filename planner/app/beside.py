"""What a plan can be held beside: the scenario files, and the reference scenarios of what is chosen."""

from __future__ import annotations

from planner.app import planning, sidebar
from planner.app.choice import Choice
from planner.case.reading import merged
from planner.reference_scenarios import Reference, reference_scenarios
from planner.text import Catalogue


def files() -> dict[str, Choice]:
    """Every scenario file as it stands, by what it is called."""
    return {label: Choice(sidebar.scenario_path(file)) for file, label in sidebar.scenario_labels().items()}


def references(chosen: Choice, c: Catalogue) -> dict[str, tuple[Choice, Reference]]:
    """The reference scenarios of a choice, by what they are called: that choice with what each of them sets on top."""
    found = reference_scenarios(planning.read_case(chosen, c.language))
    return {
        c.t("app.reference", name=getattr(one, f"name_{c.language}")): (
            chosen.with_settings(merged(chosen.overrides, one.overrides)),
            one,
        )
        for one in found
    }
