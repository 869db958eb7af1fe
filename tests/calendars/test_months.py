"""Calendars that are too large for apps, split by month."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import icalendar
from hypothesis import given
from hypothesis import strategies as st

from electsched.calendars.content_lines import published_events
from electsched.calendars.event import Body, Event, Header, Revision, identity
from electsched.calendars.months import calendar_of_months, is_month, month_path, months_named, split_by_month
from electsched.calendars.revision import RevisionRules, revise
from electsched.calendars.writer import EventWriter, write_calendar
from electsched.timespan import zone_named
from tests.calendar_bytes import byte_faults

PATH = "posts/kpu.id.ics"
FIRST, LATER = datetime(2023, 11, 20, 1, tzinfo=UTC), datetime(2023, 12, 1, 1, tzinfo=UTC)
ZONE = zone_named("Asia/Jakarta")
LIMIT = 3000


def _header(stamp: datetime, address: str = "https://calendars.example.org/internal/posts/kpu.id.ics") -> Header:
    return Header(
        name="Jadwal tugas: Kantor KPU; ruang sidang, lantai dua, dan halaman belakang kantor",
        source=address,
        color=("sienna", "#A0522D"),
        refresh=timedelta(hours=12),
        zone="Asia/Jakarta",
        years=(2023, 2024),
        stamp=stamp,
    )


def _event(day: int, hour: int = 7, name: str = "Jaga") -> Event:
    start = datetime(2023, 11, 28, hour, tzinfo=ZONE) + timedelta(days=day)
    return Event(uid=identity(str(day)), start=start, end=start + timedelta(hours=12), body=Body(summary=name))


def _calendar(events: list[Event], stamp: datetime, before: bytes = b"") -> bytes:
    edition = revise(published_events(before), events, RevisionRules(stamp=stamp))
    return write_calendar(_header(stamp), [*edition.written.values(), *edition.cancelled.values()])


def _split(data: bytes, before: dict[str, bytes] | None = None) -> dict[str, bytes]:
    return dict(split_by_month(PATH, data, before or {}, language="id", most=LIMIT))


def _uids(data: bytes) -> Iterator[str]:
    yield from published_events(data)


def test_small_calendar_is_not_split() -> None:
    """A calendar up to the limit is one file."""
    data = _calendar([_event(0)], FIRST)
    assert _split(data) == {PATH: data}
    assert months_named(PATH, data) == ()
    assert (is_month(PATH), is_month(month_path(PATH, "2023-11"))) == (False, True)


def test_each_event_is_in_the_calendar_of_its_month() -> None:
    """Forty days give three months with titles of their own, and the file at the calendar's address comes last."""
    data = _calendar([_event(day) for day in range(40)], FIRST)
    files = _split(data)
    months = ["2023-11", "2023-12", "2024-01"]
    assert list(files) == [*(month_path(PATH, month) for month in months), PATH]
    assert next(iter(files)) == "posts/kpu.2023-11.id.ics"
    assert [len(published_events(data)) for data in files.values()] == [3, 31, 6, 3]
    parts = [uid for path, data in files.items() if path != PATH for uid in _uids(data)]
    assert sorted(parts) == sorted(_uids(data))
    assert [list(byte_faults(data)) for data in files.values()] == [[], [], [], []]
    assert months_named(PATH, files[PATH]) == tuple(months)
    read = icalendar.Calendar.from_ical(files["posts/kpu.2023-12.id.ics"])
    named = f"{_header(FIRST).name}, Desember 2023".replace(",", "\\,").replace(";", "\\;")
    lines = files["posts/kpu.2023-12.id.ics"].replace(b"\r\n ", b"").decode().split("\r\n")
    assert {f"NAME:{named}", f"X-WR-CALNAME:{named}"} <= set(lines)
    assert str(read["SOURCE"]) == "https://calendars.example.org/internal/posts/kpu.2023-12.id.ics"
    assert {event.start.month for event in read.events} == {12}


def test_address_of_a_split_calendar_has_an_event_for_each_month() -> None:
    """A subscriber gets an event for each month with the address of its calendar, and no duty."""
    data = _calendar([_event(day) for day in range(40)], FIRST)
    read = icalendar.Calendar.from_ical(_split(data)[PATH])
    assert [(event.start.isoformat(), event.end.isoformat()) for event in read.events] == [
        ("2023-11-01", "2023-12-01"),
        ("2023-12-01", "2024-01-01"),
        ("2024-01-01", "2024-02-01"),
    ]
    address = "https://calendars.example.org/internal/posts/kpu.2023-12.id.ics"
    event = read.events[1]
    assert str(event["SUMMARY"]) == "Desember 2023: kini kalender tersendiri"
    assert str(event["URL"]) == address
    assert str(event["DESCRIPTION"]).endswith(address)
    assert str(event["TRANSP"]) == "TRANSPARENT"
    assert set(_uids(_split(data)[PATH])).isdisjoint(_uids(data))


def test_months_of_a_calendar_at_a_secret_address_give_no_address() -> None:
    """Without an address in the calendar its notices lead to the page of the reader."""
    header = _header(FIRST, address="")
    files = _split(write_calendar(header, [EventWriter().write(_event(day), Revision(FIRST)) for day in range(40)]))
    assert b"calendars.example.org" not in b"".join(files.values())
    assert months_named(PATH, files[PATH]) == ("2023-11", "2023-12", "2024-01")
    event = icalendar.Calendar.from_ical(files[PATH]).events[0]
    assert "URL" not in event
    assert str(event["DESCRIPTION"]).endswith("Alamat tiap bulan ada di halaman Anda.")


@given(st.lists(st.integers(0, 400), min_size=12, max_size=60, unique=True), st.data())
def test_split_and_joined_calendar_is_the_same(days: list[int], data: st.DataObject) -> None:
    """Split and joined it has the same events, with cancelled ones too, and splitting again gives the same bytes."""
    whole = _calendar([_event(day) for day in sorted(days)], FIRST)
    left = sorted(data.draw(st.lists(st.sampled_from(days), unique=True)))
    changed = _calendar([_event(day) for day in left], LATER, whole)
    for each in (whole, changed):
        files = _split(each)
        joined = calendar_of_months(PATH, files)
        assert published_events(joined) == published_events(each)
        assert _split(joined, files) == files
        assert calendar_of_months(PATH, _split(joined, files)) == joined


def test_unchanged_months_keep_their_bytes() -> None:
    """A duty that moves within December leaves November and January unchanged."""
    events = [_event(day) for day in range(40)]
    before = _split(_calendar(events, FIRST))
    moved = [*events[:10], _event(10, hour=9), *events[11:]]
    files = _split(_calendar(moved, LATER, calendar_of_months(PATH, before)), before)
    assert {path for path in files if files[path] != before[path]} == {"posts/kpu.2023-12.id.ics", PATH}
    assert files[PATH].count(b"20231201T010000Z") == 1  # the calendar's own stamp; its events rest
    assert files["posts/kpu.2023-12.id.ics"].count(b"SEQUENCE:1\r\n") == 1


def test_event_that_moves_to_another_month_keeps_its_uid() -> None:
    """It is in the other month with the next SEQUENCE, and cancelled in none."""
    events = [_event(day) for day in range(40)]
    before = _split(_calendar(events, FIRST))
    later = Event(uid=events[0].uid, start=events[35].start, end=events[35].end, body=events[0].body)
    order = [*events[1:35], later, *events[35:]]
    files = _split(_calendar(order, LATER, calendar_of_months(PATH, before)), before)
    assert b"CANCELLED" not in b"".join(files.values())
    assert [path for path, data in files.items() if later.uid in _uids(data)] == ["posts/kpu.2024-01.id.ics"]
    assert published_events(files["posts/kpu.2024-01.id.ics"])[later.uid] == EventWriter().write(
        later, Revision(LATER, 1)
    )


def test_calendar_that_became_small_is_one_file_again() -> None:
    """The months are gone, each event keeps its lines, and the events for the months are gone."""
    events = [_event(day) for day in range(40)]
    before = _split(_calendar(events, FIRST))
    whole = calendar_of_months(PATH, before)
    again = dict(split_by_month(PATH, whole, before, language="id"))
    assert again == {PATH: whole}
    assert calendar_of_months(PATH, {**before, **again}) == whole
