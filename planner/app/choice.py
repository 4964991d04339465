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


@dataclass(frozen=True)
class Choice:
    """A scenario file, nested settings on top of it, and the user's own files by name: tables, or a workbook; they live in memory only."""

    path: Path
    overrides: dict[str, Any] = field(default_factory=dict)
    own: Mapping[str, bytes] = field(default_factory=dict)

    def case(self) -> Case:
        """The case that is chosen; raises InputError with every fault."""
        if self.own:
            return case_from_files(self.path, self.own, self.overrides)
        return load_case(self.path, self.overrides)

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
