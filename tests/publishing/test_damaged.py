"""A published calendar that somebody else changed is refused, or read: it ends in no traceback."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

import electsched
from electsched.calendars.content_lines import published_events
from electsched.calendars.feed import calendar_of
from electsched.calendars.published_event import damage
from electsched.calendars.revision import RevisionRules, revise
from electsched.calendars.stage_events import stage_feed

STAMP = datetime(2023, 12, 1, tzinfo=UTC)
FRAGMENTS = st.sampled_from([b"", b"\r\n", b":", b";", b"Z", b"T", b"99", b"\xff", b"BEGIN:VALARM\r\n", b"TZID=None"])


TIMELINE = electsched.resolve(electsched.load_election("id/general-2024"))
FEED = stage_feed(TIMELINE, language="id")
PUBLISHED: bytes = calendar_of(FEED, STAMP).to_ical()


@settings(max_examples=400, deadline=None)
@given(st.integers(0, len(PUBLISHED) - 1), st.integers(0, 12), FRAGMENTS)
def test_damaged_calendar_that_passes_the_check_is_published_over(place: int, length: int, fragment: bytes) -> None:
    """A few bytes are changed: a calendar that the check accepts is compared with the next, and can be cancelled."""
    damaged = PUBLISHED[:place] + fragment + PUBLISHED[place + length :]
    if list(damage(damaged)):
        return
    before = published_events(damaged)
    later = STAMP + timedelta(days=1)
    kept = revise(before, FEED.events, RevisionRules(stamp=later))
    assert {event.uid for event in FEED.events} <= set(kept.written)
    gone = revise(before, (), RevisionRules(stamp=later))
    assert set(gone.withdrawn) <= set(gone.cancelled)


def test_event_that_cannot_be_read_is_named() -> None:
    """Without a title, a time to begin at or a zone, the calendar is refused, and the error says which event."""
    (first, *_) = FEED.events
    start, no_zone = b"DTSTART;VALUE=DATE:2", b"DTSTART;TZID=Asia:20240214T070000\r\nX-WAS:2"
    for was, now in ((b"SUMMARY:", b"SUMMERY:"), (start, b"DTSTART;VALUE=DATE:x"), (start, no_zone)):
        assert [*damage(PUBLISHED.replace(was, now, 1))] == [f"an event that cannot be read, {first.uid}"]
