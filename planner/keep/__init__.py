"""Scenarios kept as files: the YAML that the command line reads, with a lock that says whether anything changed since."""

from planner.keep.content import Content, content, content_hash
from planner.keep.files import save, scenario_text, slug, with_lock
from planner.keep.lock import Change, Lock, changed_since, lock, lock_file, locked_in

__all__ = [
    "Change",
    "Content",
    "Lock",
    "changed_since",
    "content",
    "content_hash",
    "lock",
    "lock_file",
    "locked_in",
    "save",
    "scenario_text",
    "slug",
    "with_lock",
]
