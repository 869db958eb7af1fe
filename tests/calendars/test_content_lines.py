"""Published calendars are read by content lines: no text of an event is taken for a delimiter or a property."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from electsched.calendars.content_lines import (
    calendar_head,
    event_blocks,
    event_count,
    has_line,
    is_whole,
    published_events,
    unfolded,
)
from electsched.calendars.event import Body, Event, Header, Revision, identity
from electsched.calendars.ical import SafeCalendar, calendar_component, event_component
from electsched.calendars.months import calendar_of_months, split_by_month
from electsched.calendars.published_event import (
    cancelled_event,
    damage,
    event_start,
    event_times,
    is_cancelled,
    published_stamp,
    published_years,
    revision_of,
    stamp_of,
)
from electsched.timespan import zone_named

STAMP, LATER = Revision(datetime(2023, 11, 20, 1, tzinfo=UTC), 3), Revision(datetime(2023, 12, 1, tzinfo=UTC), 4)
START = datetime(2023, 12, 31, 23, tzinfo=zone_named("Asia/Jakarta"))
DELIMITERS = [
    *("BEGIN:VEVENT", "END:VEVENT", "BEGIN:VALARM", "END:VALARM", "BEGIN:VCALENDAR", "END:VCALENDAR"),
    *("STATUS:CANCELLED", "SEQUENCE:9", "DTSTAMP:20200101T000000Z", "LAST-MODIFIED:20200101T000000Z"),
    *("UID:00000000-0000-5000-8000-000000000000", "DTSTART:19990101T000000Z", "DTSTART;TZID=Asia/Tokyo:19990101T00"),
    *(
        "TRANSP:OPAQUE",
        "SOURCE;VALUE=URI:x",
        "NAME:x",
        "\r\n",
        "\n",
        "\r",
        "\r\n ",
        " ",
        "\t",
        "\\",
        ",",
        ";",
        ":",
        '"',
    ),
]
HOSTILE = st.builds(
    lambda padding, pieces: "x" * padding + "".join(pieces),
    st.integers(0, 80),
    st.lists(st.sampled_from(DELIMITERS) | st.text(st.characters(exclude_categories=["Cs"]), max_size=3), max_size=6),
)


def _header(name: str = "Jadwal", description: str = "", source: str = "") -> Header:
    return Header(
        name=name,
        description=description,
        source=source,
        color=("sienna", "#A0522D"),
        refresh=timedelta(hours=12),
        zone="Asia/Jakarta",
        years=(2023, 2024),
        stamp=STAMP.stamp,
    )


def _event(name: str, **texts: str) -> Event:
    body = Body(**{"summary": name, **texts}, geo=(-7.5, 112.2), alarm=60, categories=(name,))  # type: ignore[arg-type]  # texts alone
    return Event(uid=identity(name), start=START, end=START + timedelta(hours=8), body=body)


def _calendar(header: Header, events: list[Event]) -> bytes:
    """Return the calendar as icalendar writes it."""
    calendar: SafeCalendar = calendar_component(header)
    for event in events:
        calendar.add_component(event_component(event, STAMP))
    data: bytes = calendar.to_ical()
    return data


@given(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE)
def test_events_with_hostile_texts_are_read_whole(
    summary: str, description: str, location: str, place: str, calendar_name: str
) -> None:
    """Whatever the texts of a calendar and its events hold, each event is cut out as icalendar wrote it."""
    texts = {"summary": summary, "description": description, "location": location, "place": place}
    events = [_event("a"), _event("b", **texts), _event("c")]
    header = _header(name=calendar_name, description=description)
    data = _calendar(header, events)
    expected = {event.uid: event_component(event, STAMP).to_ical() for event in events}
    assert published_events(data) == expected
    assert list(event_blocks(data)) == list(expected.values())
    assert event_count(data) == len(events)
    assert is_whole(data)
    assert calendar_head(data) == _calendar(header, [])[: -len(b"END:VCALENDAR\r\n")]
    assert published_stamp(data) == STAMP.stamp
    assert published_years(expected.values()) == {2023, 2024}
    assert [*damage(data)] == []


def _lines(block: bytes) -> list[str]:
    """Return the lines of an event without an order: a text that is added stands beside the title."""
    return sorted(unfolded(block))


@given(HOSTILE, HOSTILE, HOSTILE, HOSTILE)
def test_event_with_hostile_texts_is_cancelled_and_read_again(
    summary: str, description: str, location: str, place: str
) -> None:
    """The words that say so, the status, the revision, the free time and the alarm alone are other than before."""
    event = _event("b", summary=summary, description=description, location=location, place=place)
    block: bytes = event_component(event, STAMP).to_ical()
    assert not is_cancelled(block)
    assert (revision_of(block), stamp_of(block)) == (STAMP, STAMP.stamp)
    assert event_times(block)[1:] == (event.start, event.end)
    assert event_start(block) == event.start
    cancelled = cancelled_event(block, LATER, language="en")
    assert is_cancelled(cancelled)
    assert revision_of(cancelled) == LATER
    body = Body(
        summary=f"CANCELLED: {summary}",
        description="\n".join(filter(None, ("This is cancelled and no longer applies.", description))),
        location=location,
        place=place or summary,
        geo=event.body.geo,
        categories=event.body.categories,
        status="CANCELLED",
        busy=False,
    )
    silent = Event(uid=event.uid, start=event.start, end=event.end, body=body)
    if place or summary:  # the point on the map keeps its name, which is the title if it has no other
        assert _lines(cancelled) == _lines(event_component(silent, LATER).to_ical())
    assert cancelled_event(cancelled, LATER, language="en") == cancelled
    renamed = cancelled_event(cancelled, LATER, language="en", uid=identity("other"))
    assert renamed == cancelled_event(block, LATER, language="en", uid=identity("other"))


@given(HOSTILE, HOSTILE, st.integers(0, 40))
def test_months_of_a_calendar_with_hostile_texts_are_the_calendar_again(name: str, description: str, days: int) -> None:
    """A calendar with delimiters in its texts is split by month and joined without loss."""
    path = "posts/kpu.id.ics"
    address = f"https://calendars.example.org/internal/{path}"
    events = [_event("a", description=description), _event("b", summary=name)]
    moved = Event(
        uid=events[1].uid, start=START + timedelta(days=days), end=START + timedelta(days=days + 1), body=events[1].body
    )
    data = _calendar(_header(name=name, description=description, source=address), [events[0], moved])
    files = dict(split_by_month(path, data, {}, language="id", most=100))
    assert published_events(calendar_of_months(path, files)) == published_events(data)
    assert dict(split_by_month(path, calendar_of_months(path, files), files, language="id", most=100)) == files


def test_incomplete_calendars_are_not_whole() -> None:
    """A calendar that is cut off is not whole, even if the last text in it ends as a calendar does."""
    data = _calendar(_header(), [_event("a", description="END:VCALENDAR")])
    assert is_whole(data)
    cut = data[: data.index(b"DESCRIPTION:END:VCALENDAR\r\n") + len(b"DESCRIPTION:END:VCALENDAR\r\n")]
    assert cut.endswith(b"END:VCALENDAR\r\n")
    assert not is_whole(cut)
    assert not is_whole(b"")
    assert not is_whole(b"BEGIN:VCALENDAR\r\n")


def test_events_without_an_end_or_a_uid_are_counted_and_not_returned() -> None:
    """An event that lost its last line is no block; one whose UID is not ours is no published event."""
    data = _calendar(_header(), [_event("a"), _event("b")])
    cut = data.replace(b"\r\nEND:VEVENT\r\n", b"\r\n", 1)
    assert event_count(cut) == 2
    assert list(published_events(cut)) == [identity("b")]
    stranger = data.replace(identity("a").encode(), b"someone else's")
    assert (event_count(stranger), list(published_events(stranger))) == (2, [identity("b")])
    assert published_events(b"") == {}


def test_calendar_without_events_has_a_head() -> None:
    """The head of a calendar without events is all but its last line."""
    data = _calendar(_header(), [])
    assert calendar_head(data) + b"END:VCALENDAR\r\n" == data


def test_stamp_of_a_calendar_is_not_that_of_an_event() -> None:
    """The LAST-MODIFIED of a calendar is in its head."""
    data = _calendar(_header(), [_event("a")])
    without = data.replace(b"LAST-MODIFIED:20231120T010000Z\r\n", b"", 1)
    assert published_stamp(data) == STAMP.stamp
    assert published_stamp(without) is None
    assert published_stamp(b"") is None


def test_lines_are_matched_whole() -> None:
    """A line is found only if it is exactly that line."""
    data = b"BEGIN:VEVENT\r\nSTATUS:CANCELLED\r\nSUMMARY:STATUS:TENTATIVE\r\n"
    assert has_line(data, b"STATUS:CANCELLED")
    assert not has_line(data, b"STATUS:TENTATIVE")
    assert not has_line(data, b"STATUS")


def test_lines_are_unfolded() -> None:
    """A line break with a space behind it is taken out (RFC 5545, 3.1); lines that are not UTF-8 are refused."""
    assert unfolded(b"NAME:a\r\n b\r\n  c\r\nCOLOR:red\r\n") == ["NAME:ab c", "COLOR:red"]
    with pytest.raises(UnicodeDecodeError):
        unfolded(b"NAME:\xff\r\n")
