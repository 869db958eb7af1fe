"""The journal by itself: an entry is read as it was written, and by its own partition alone."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from electsched.calendars.event import Revision
from electsched.calendars.telling.event_counts import EventCounts
from electsched.publishing.sections import JournalEntry, journal_entry, journal_path
from electsched.stores.base import value_bytes
from electsched.stores.local import LocalStore

COUNTS = EventCounts(
    added=3,
    withdrawn=1,
    shared_added=frozenset({"m@x"}),
    left=frozenset({"a@x", "b@x"}),
)
DECISIONS = {("unit", "id"): {"d@x": Revision(datetime(2023, 12, 1, 1, tzinfo=UTC), 3)}, ("unit", "en"): {}}


NAMES = ("polsek-ngoro",)


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    """Return a folder without entries."""
    return LocalStore(tmp_path)


def _write(store: LocalStore) -> JournalEntry:
    entry = JournalEntry("content", tuple(DECISIONS.items()), COUNTS)
    store.write(journal_path(NAMES), value_bytes(entry))
    return entry


def test_journal_entry_is_read_as_it_was_written(store: LocalStore) -> None:
    """Decisions and report are equal after the file, and there is nothing before it."""
    assert journal_entry(store, NAMES, "content") is None
    entry = _write(store)
    assert journal_entry(store, NAMES, "content") == entry


def test_journal_entry_of_another_partition_or_content_is_not_read(store: LocalStore) -> None:
    """A partition that was decided for other content is decided again."""
    _write(store)
    assert journal_entry(store, ("polsek-gudo",), "content") is None
    assert journal_entry(store, NAMES, "other") is None
