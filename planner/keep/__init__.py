"""Scenarios kept as files: the YAML that the command line reads, with a lock that says whether anything changed since."""

from planner.keep.content import Content, content, content_hash
from planner.keep.files import save, scenario_text, slug, with_lock
from planner.keep.lock import Change, Lock, changed_since, lock, lock_file, locked_in
from planner.keep.saved import (
    Deleted,
    delete,
    extends,
    mark_saved,
    refuse_taken,
    rename,
    require_deletable,
    restore,
    save_from_app,
    saved_on,
)

__all__ = [
    "Change",
    "Content",
    "Deleted",
    "Lock",
    "changed_since",
    "content",
    "content_hash",
    "delete",
    "extends",
    "lock",
    "lock_file",
    "locked_in",
    "mark_saved",
    "refuse_taken",
    "rename",
    "require_deletable",
    "restore",
    "save",
    "save_from_app",
    "saved_on",
    "scenario_text",
    "slug",
    "with_lock",
]
