"""Editions: what did not change keeps every byte, what changed takes the next number."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import attrs
import icalendar

from electsched.calendars.event import Body, Event, identity
from electsched.calendars.ical import Revision
from electsched.calendars.revision import published_events, published_stamp, revise, select
from electsched.calendars.writer import EventWriter

FIRST = datetime(2023, 11, 20, 1, tzinfo=UTC)
LATER = datetime(2023, 12, 1, 1, tzinfo=UTC)
SOONER = datetime(2023, 1, 1, tzinfo=UTC)


def _event(name: str, day: int = 1) -> Event:
    start = date(2024, 1, day)
    return Event(uid=identity(name), start=start, end=date(2024, 1, day + 1), body=Body(summary=name))


A, B, C = (_event(name) for name in "abc")


def _published(*events: Event) -> dict[str, bytes]:
    return dict(revise({}, events, stamp=FIRST).written)


def test_the_first_edition() -> None:
    """What was never published takes the stamp and number 0."""
    edition = revise({}, [A, B, A], stamp=FIRST)
    assert edition.added == (A.uid, B.uid)
    assert edition.written[A.uid] == EventWriter().write(A, Revision(FIRST, 0))
    assert edition.stamps == {A.uid: FIRST, B.uid: FIRST}


def test_what_did_not_change_keeps_its_bytes() -> None:
    """The same events under a later stamp are the same bytes."""
    before = _published(A, B)
    edition = revise(before, [B, A], stamp=LATER)
    assert edition.written == before
    assert (edition.added, edition.changed, edition.withdrawn) == ((), (), ())
    assert set(edition.stamps.values()) == {FIRST}


def test_what_changed_takes_the_next_number() -> None:
    """A duty that moved keeps its identity, and raises SEQUENCE, DTSTAMP and LAST-MODIFIED; the others rest."""
    before = _published(A, B)
    moved = attrs.evolve(A, start=date(2024, 1, 5), end=date(2024, 1, 6))
    edition = revise(before, [moved, B], stamp=LATER)
    assert edition.changed == (A.uid,)
    assert edition.written[A.uid] == EventWriter().write(moved, Revision(LATER, 1))
    assert edition.written[B.uid] == before[B.uid]
    again = revise(edition.written, [A, B], stamp=LATER)
    assert again.written[A.uid] == EventWriter().write(A, Revision(LATER, 2))


def test_time_does_not_run_backwards() -> None:
    """A change under an older stamp keeps the later one, for clients keep the newest."""
    edition = revise(_published(A), [attrs.evolve(A, body=Body(summary="x"))], stamp=SOONER)
    assert edition.stamps[A.uid] == FIRST


def test_what_is_withdrawn_is_cancelled() -> None:
    """It keeps its identity and text, takes the next number, takes up no time and rings no more."""
    ringing = attrs.evolve(A, body=Body(summary="a", alarm=30))
    before = _published(ringing, B, C)
    edition = revise(before, [B], stamp=LATER)
    assert edition.withdrawn == (A.uid, C.uid)
    read = icalendar.Calendar.from_ical(
        b"BEGIN:VCALENDAR\r\n" + edition.cancelled[A.uid] + b"END:VCALENDAR\r\n"
    ).events[0]
    told = {key: str(read[key]) for key in ("UID", "SUMMARY", "STATUS", "TRANSP", "SEQUENCE")}
    wanted = {"UID": A.uid, "SUMMARY": "a", "STATUS": "CANCELLED", "TRANSP": "TRANSPARENT", "SEQUENCE": "1"}
    assert told == wanted
    assert (read.DTSTAMP, read.LAST_MODIFIED, read.start) == (LATER, LATER, A.start)
    assert read.alarms.times == []
    assert edition.last == LATER


def test_what_is_cancelled_is_retired_after_a_while() -> None:
    """It stays as it is for the stated time and then goes; who comes back takes the next number."""
    gone = revise(_published(A, B), [B], stamp=LATER)
    left = {**gone.written, **gone.cancelled}
    day = timedelta(days=1)
    still = revise(left, [B], stamp=LATER + 6 * day, retire=7 * day)
    assert (still.cancelled, still.withdrawn, still.retired) == ({A.uid: gone.cancelled[A.uid]}, (), ())
    over = revise(left, [B], stamp=LATER + 7 * day, retire=7 * day)
    assert (over.cancelled, over.withdrawn, over.retired) == ({}, (), (A.uid,))
    back = revise(left, [A, B], stamp=LATER + day)
    assert back.written[A.uid] == EventWriter().write(A, Revision(LATER + day, 2))
    assert [(change.kind, change.uid) for change in back.changes] == [("new", A.uid)]


def test_what_changed_is_listed() -> None:
    """New, moved, changed and cancelled, in the order of time; of a first publication there is nothing to tell."""
    moved = attrs.evolve(A, start=date(2024, 1, 5), end=date(2024, 1, 6))
    said = attrs.evolve(B, body=Body(summary="b, otherwise"))
    new = _event("new", day=9)
    found = revise(_published(A, B, C), [moved, said, new], stamp=LATER).changes
    assert [(change.kind, change.summary, change.was) for change in found if change.kind != "cancelled"] == [
        ("changed", "b, otherwise", None),
        ("moved", "a", (A.start, A.end)),
        ("new", "new", None),
    ]
    assert [change.uid for change in found if change.kind == "cancelled"] == [C.uid]
    assert revise({}, [A], stamp=LATER).changes == ()


def test_what_stands_in_one_calendar() -> None:
    """Who no longer has a duty sees it cancelled, under the number that it has where it stands now."""
    edition = revise(_published(A, B), [attrs.evolve(A, body=Body(summary="x")), B], stamp=LATER)
    mine = select(edition, _published(A), [B.uid], stamp=LATER)
    assert (mine.added, mine.withdrawn) == ((B.uid,), (A.uid,))
    assert b"\r\nSEQUENCE:1\r\n" in mine.cancelled[A.uid]
    assert b"\r\nSEQUENCE:1\r\n" in edition.written[A.uid]
    assert mine.written == {B.uid: edition.written[B.uid]}


def test_events_are_read_from_what_was_published() -> None:
    """The events of a calendar are found by their UID, byte for byte."""
    before = _published(A, B)
    data = b"BEGIN:VCALENDAR\r\n" + b"".join(before.values()) + b"END:VCALENDAR\r\n"
    assert published_events(data) == before
    assert published_events(b"") == {}
    assert published_events(b"BEGIN:VEVENT\r\nUID:someone else's\r\nEND:VEVENT\r\n") == {}


def test_what_cannot_be_read_is_new() -> None:
    """An event whose stamp or number was lost is published as if it were new."""
    sound = _published(A)[A.uid]
    for broken in (
        sound.replace(b"SEQUENCE:0", b"SEQUENCE:x"),
        sound.replace(b"DTSTAMP:20231120T010000Z", b"DTSTAMP:20231120T016100Z"),
        sound.replace(b"DTSTAMP", b"DTSTOMP"),
    ):
        edition = revise({A.uid: broken}, [A], stamp=LATER)
        assert edition.added == (A.uid,)
        assert edition.written[A.uid] == EventWriter().write(A, Revision(LATER, 0))


def test_the_stamp_of_a_calendar() -> None:
    """A calendar's own LAST-MODIFIED is read, and not that of an event in it."""
    head = b"BEGIN:VCALENDAR\r\nLAST-MODIFIED:20231120T010000Z\r\n"
    assert published_stamp(head) == FIRST
    assert published_stamp(b"BEGIN:VCALENDAR\r\n" + _published(A)[A.uid]) is None
    assert published_stamp(b"") is None
