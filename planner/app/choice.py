"""What the user has chosen: a scenario file, the settings that differ from it, and perhaps tables or a workbook of her own."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from planner.case.scenario import load_case
from planner.case.schema import Case
from planner.own_data import case_from_files

OWN, CHANGED = "egne tal", "ændret"
"""What is added to a scenario's name where it is not planned as it stands; names are Danish, whatever the language."""


@dataclass(frozen=True)
class Choice:
    """A scenario file, nested settings on top of it, and the user's own files by name: tables, or a workbook; they live in memory only."""

    path: Path
    overrides: dict[str, Any] = field(default_factory=dict)
    own: Mapping[str, bytes] = field(default_factory=dict)

    def case(self) -> Case:
        """The case that is chosen, whose name says where it is not the scenario as it stands; raises InputError with every fault."""
        read = (
            case_from_files(self.path, self.own, self.overrides) if self.own else load_case(self.path, self.overrides)
        )
        if not (self.own or self.overrides) or "name" in self.overrides:
            return read
        what = [*([OWN] if self.own else []), *([CHANGED] if self.overrides else [])]
        name = f"{read.settings.name} ({', '.join(what)})"
        return read.model_copy(update={"settings": read.settings.model_copy(update={"name": name})})

    def plain(self) -> Choice:
        """The same scenario and tables without the settings on top."""
        return Choice(self.path, {}, self.own)

    def with_settings(self, overrides: dict[str, Any]) -> Choice:
        """The same scenario and tables with these settings on top instead."""
        return Choice(self.path, overrides, self.own)

    def key(self) -> str:
        """A text that differs where anything of the choice does."""
        own = [(name, hashlib.sha256(content).hexdigest()) for name, content in sorted(self.own.items())]
        return json.dumps([str(self.path), own, self.overrides], sort_keys=True, default=str)
