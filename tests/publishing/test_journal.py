"""The journal by itself: an entry is read as it was written, and by its own partition alone."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import attrs
import pytest

from electsched.calendars.event import Revision
from electsched.calendars.telling.event_counts import EventCounts
from electsched.publishing.sections import Journal
from electsched.publishing.site_writer import SiteWriter
from electsched.stores.base import LEASE
from electsched.stores.local import LocalStore

COUNTS = EventCounts(
    added=3,
    withdrawn=1,
    shared_added=frozenset({"m@x"}),
    left=frozenset({"a@x", "b@x"}),
)
DECISIONS = {("unit", "id"): {"d@x": Revision(datetime(2023, 12, 1, 1, tzinfo=UTC), 3)}, ("unit", "en"): {}}


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    """Return the entry of a partition in a folder, under a lease."""
    store = LocalStore(tmp_path)
    store.write(
        LEASE,
        b'{"format": 2, "plan": "x", "fingerprint": "", "token": "t", "stamp": "2023-12-01T01:00:00Z",'
        b' "now": "2023-12-01T01:00:00Z"}',
    )
    return Journal(SiteWriter(store, "t"), ("polsek-ngoro",), "content")


def test_journal_entry_is_read_as_it_was_written(journal: Journal) -> None:
    """Decisions and report are equal after the file, and there is nothing before it."""
    assert journal.read() is None
    journal.write(DECISIONS, COUNTS)
    assert journal.read() == (DECISIONS, COUNTS)


def test_journal_entry_of_another_partition_or_content_is_not_read(journal: Journal) -> None:
    """A partition that was decided for other content is decided again."""
    journal.write(DECISIONS, COUNTS)
    assert attrs.evolve(journal, names=("polsek-gudo",)).read() is None
    assert attrs.evolve(journal, fingerprint="other").read() is None
