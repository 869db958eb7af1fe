"""The bytes of calendars: those of icalendar, folded and escaped as RFC 5545 requires."""

from __future__ import annotations

import pickle
import uuid
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import icalendar
import pendulum
import pytest
from dateutil import tz
from hypothesis import given, settings
from hypothesis import strategies as st

from electsched.calendars.event import Body, Event, Header, Revision, identity
from electsched.calendars.ical import SafeEvent, SafeText, calendar_component, event_component
from electsched.calendars.writer import MAX_BODIES, MAX_TIMES, EventWriter, text_line, write_calendar

ZONES = ["Asia/Jakarta", "Europe/London", "America/Argentina/ComodRivadavia", "Asia/Kathmandu"]
# The characters that loaders accept: no control characters but line breaks and tabs, no bidi marks.
HOSTILE = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\u200e\u200f\u2028\u2029\ufeff")
    | st.sampled_from('\n\t\\;,:"NnÅé漢🗳️ '),
    max_size=160,
)
STAMPS = st.datetimes(datetime(2000, 1, 1), datetime(2199, 1, 1)).map(  # noqa: DTZ001  # given their zone here
    lambda moment: moment.replace(microsecond=0, tzinfo=UTC)
)
DAYS = st.dates(date(1970, 1, 1), date(2199, 1, 1))


@st.composite
def bodies(draw: st.DrawFn) -> Body:
    """Draw a text of any kind."""
    return Body(
        summary=draw(HOSTILE),
        description=draw(HOSTILE),
        location=draw(HOSTILE),
        geo=draw(st.none() | st.just((-7.53699, 112.22123))),
        categories=tuple(draw(st.lists(HOSTILE.filter(bool), max_size=2))),
        url=draw(st.sampled_from(["", "https://example.org/a,b;c"])),
        status=draw(st.sampled_from(["CONFIRMED", "TENTATIVE"])),
        busy=draw(st.booleans()),
        place=draw(HOSTILE),
        color=draw(st.sampled_from(["", "firebrick"])),
        alarm=draw(st.sampled_from([0, 15, 1440])),
    )


@st.composite
def events(draw: st.DrawFn) -> Event:
    """Draw an event of whole days, or of hours in some zone."""
    day, length = draw(DAYS), timedelta(days=draw(st.integers(1, 90)))
    uid = identity("test", draw(st.text(max_size=5)))
    if draw(st.booleans()):
        return Event(uid=uid, start=day, end=day + length, body=draw(bodies()))
    zone = draw(st.sampled_from([UTC, *map(ZoneInfo, ZONES)]))
    start = datetime(day.year, day.month, day.day, draw(st.integers(0, 23)), tzinfo=zone)
    return Event(uid=uid, start=start, end=start + length, body=draw(bodies()))


@given(st.lists(st.tuples(events(), st.builds(Revision, STAMPS, st.integers(0, 10**6))), min_size=1, max_size=4))
def test_events_are_the_bytes_of_icalendar(drawn: list[tuple[Event, Revision]]) -> None:
    """For every text, zone and revision the writer gives the bytes of icalendar, from kept texts too."""
    writer = EventWriter()
    for event, revision in [*drawn, *drawn]:
        assert writer.write(event, revision) == event_component(event, revision).to_ical()


# All that a text can hold but half a surrogate pair, and much of what is cut, escaped or quoted wrongly.
WILD = st.lists(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
    | st.sampled_from(
        ["\\", "\\N", "\\n", "\r", "\r\n", "\n", '"', ";", ",", ":", "^", "^n", "\u2019", "\u202e", "\x00", "~"]
    )
    | st.sampled_from(["~summary~", "00010203T040506", "987654321", "12.0625;-98.03125", "🗳️", "é", "漢", "\u2028"])
    | st.builds(
        lambda text, times: text * times, st.sampled_from(["a", "\\", ",", "é", "漢", "🗳", "a\\"]), st.integers(1, 160)
    ),
    max_size=6,
).map("".join)
WILD_STATUS: st.SearchStrategy[Any] = st.sampled_from(["CONFIRMED", "TENTATIVE", "CANCELLED"]) | WILD
POINTS = st.none() | st.tuples(st.floats(-90, 90), st.floats(-180, 180)) | st.sampled_from([(0.0, -0.0), (-0.0, 0.0)])
WILD_ZONES = [
    *(
        None,
        UTC,
        timezone(timedelta(hours=7)),
        timezone(timedelta(hours=-3), "X; Y"),
        ZoneInfo("UTC"),
        ZoneInfo("Zulu"),
    ),
    *(pendulum.timezone("Asia/Jayapura"), pendulum.UTC, tz.gettz("Europe/London"), *map(ZoneInfo, ZONES)),
]


@st.composite
def wild_events(draw: st.DrawFn) -> Event:
    """Draw an event of which nothing is as it should be, but its types."""
    body = Body(
        summary=draw(WILD),
        description=draw(WILD),
        location=draw(WILD),
        geo=draw(POINTS),
        place=draw(WILD),
        categories=tuple(draw(st.lists(WILD, max_size=4))),
        url=draw(st.just("") | WILD),
        status=draw(WILD_STATUS),
        busy=draw(st.booleans()),
        color=draw(st.sampled_from(["", "firebrick"]) | WILD),
        alarm=draw(st.integers(-3000, 3000)),
    )
    moments = st.dates() | st.datetimes(timezones=st.sampled_from(WILD_ZONES))
    return Event(uid=draw(WILD | st.uuids().map(str)), start=draw(moments), end=draw(moments), body=body)


@settings(max_examples=200)
@given(
    st.lists(
        st.tuples(wild_events(), st.datetimes(timezones=st.sampled_from(WILD_ZONES)), st.integers(-9, 2**32)),
        max_size=3,
    )
)
def test_invalid_values_are_the_bytes_of_icalendar(drawn: list[tuple[Event, datetime, int]]) -> None:
    """Values that no plan contains are written as icalendar writes them, a second time too, or refused by both."""
    writer = EventWriter()
    for event, stamp, sequence in [*drawn, *drawn]:
        revision = Revision(stamp, sequence)
        try:
            expected = event_component(event, revision).to_ical()
        except (ValueError, OverflowError):
            with pytest.raises((ValueError, OverflowError)):
                writer.write(event, revision)
        else:
            assert writer.write(event, revision) == expected


@given(WILD, st.integers(0, 80))
def test_text_line_is_that_of_icalendar(text: str, before: int) -> None:
    """Escaped and folded at any offset, a text gives the line of the component."""
    name = "X" * before + "X"
    component = SafeEvent()
    component[name] = SafeText(text)
    expected = component.to_ical().removeprefix(b"BEGIN:VEVENT\r\n").removesuffix(b"END:VEVENT\r\n")
    assert text_line(f"{name}:".encode(), text) == expected


def test_equal_points_with_different_bytes_are_told_apart() -> None:
    """Points such as 0.0 and -0.0, or 7 and 7.0, are equal and are not written the same."""
    writer, revision = EventWriter(), Revision(datetime(2024, 1, 1, tzinfo=UTC))
    for geo in [(0.0, 7.0), (-0.0, 7.0), (0, 7), (1.0, 7.0), (1, 7), (True, 7.0)]:
        body = Body(summary="a", geo=geo)
        event = Event(uid="x", start=date(2024, 1, 1), end=date(2024, 1, 2), body=body)
        assert writer.write(event, revision) == event_component(event, revision).to_ical()


def test_writer_keeps_a_limited_number_of_bodies() -> None:
    """A forgotten body is written with the same bytes again."""
    writer, revision = EventWriter(), Revision(datetime(2024, 1, 1, tzinfo=UTC))

    def event(number: int) -> Event:
        body = Body(summary=f"{number}", location=f"{number}", categories=(f"{number}",), color=f"c{number % 300}")
        return Event(uid=f"{number}", start=date(2024, 1, 1), end=date(2024, 1, 2), body=body)

    first = writer.write(event(0), revision)
    for number in range(3 * MAX_BODIES):
        writer.write(event(number), revision)
    assert len(writer) <= MAX_BODIES
    assert writer.write(event(0), revision) == first


def test_writer_keeps_a_limited_number_of_times() -> None:
    """Duties share their times by identity; the memory does not grow with the days of a roster."""
    writer, revision, body = EventWriter(), Revision(datetime(2024, 1, 1, tzinfo=UTC)), Body(summary="a")
    days = [date(2024, 1, 1) + timedelta(days=number) for number in range(MAX_TIMES + 100)]
    for day, end in pairwise(days):
        event = Event(uid="x", start=day, end=end, body=body)
        assert writer.write(event, revision) == EventWriter().write(event, revision)
    assert len(writer._times) <= MAX_TIMES  # noqa: SLF001  # nothing else shows it


def test_writer_can_be_pickled_without_its_texts() -> None:
    """A writer in another process begins without texts, and writes the same bytes."""
    event = Event(uid="x", start=date(2024, 1, 1), end=date(2024, 1, 2), body=Body(summary="a"))
    writer, revision = EventWriter(), Revision(datetime(2024, 1, 1, tzinfo=UTC))
    data = writer.write(event, revision)
    copy = pickle.loads(pickle.dumps(writer))  # noqa: S301  # our own
    assert len(copy) == 0
    assert copy.write(event, revision) == data


@given(events())
def test_lines_are_folded_between_characters_and_escapes(event: Event) -> None:
    """RFC 5545, 3.1: no line is over 75 octets, and none is cut inside a character or inside an escape."""
    lines = EventWriter().write(event, Revision(datetime(2024, 1, 1, tzinfo=UTC))).split(b"\r\n")
    assert lines.pop() == b""
    for number, line in enumerate(lines):
        assert len(line) <= 75
        text = line.decode()
        following = lines[number + 1] if number + 1 < len(lines) else b""
        if following.startswith(b" "):
            # An odd number of backslashes at the end is an escape whose second half stands on the next line.
            assert (len(text) - len(text.rstrip("\\"))) % 2 == 0


def _wall(value: date) -> date:
    """Return a day, or a moment by the wall clock: which zones a reader knows, and for how long, is its own affair."""
    return value.replace(tzinfo=None) if isinstance(value, datetime) else value


@given(events())
def test_icalendar_reads_back_the_written_values(event: Event) -> None:
    """Icalendar reads the text with every comma, backslash and line break."""
    data = EventWriter().write(event, Revision(datetime(2024, 1, 1, tzinfo=UTC)))
    read = icalendar.Event.from_ical(data)
    assert isinstance(read, icalendar.Event)
    assert read["UID"] == event.uid
    body = event.body
    assert str(read["SUMMARY"]) == body.summary
    assert str(read.get("DESCRIPTION", "")) == body.description
    assert str(read.get("LOCATION", "")) == body.location
    assert read.categories == list(body.categories)
    assert (_wall(read.start), _wall(read.end)) == (_wall(event.start), _wall(event.end))
    if isinstance(event.start, datetime) and event.start.tzinfo is not UTC:
        assert f"DTSTART;TZID={event.start.tzinfo}:".encode() in data


def test_a_category_keeps_its_backslash() -> None:
    r"""A literal ``\N`` in a category is no new line; icalendar alone would make it one."""
    body = Body(summary="a", categories=(r"RT 1\No. 5",))
    event = Event(uid=identity("x"), start=date(2024, 1, 1), end=date(2024, 1, 2), body=body)
    data = EventWriter().write(event, Revision(datetime(2024, 1, 1, tzinfo=UTC)))
    assert rb"CATEGORIES:RT 1\\No. 5" in data


@pytest.mark.parametrize("text", [r"RT 1\No. 5", r"C:\new", "a\\", 'A, b; c: "d"', "baris\nbaris", "a\\,b"])
def test_text_with_an_escape_in_it_is_read_back(text: str) -> None:
    r"""A literal ``\N`` is no line break, and the characters of an escape are escaped."""
    event = Event(uid=identity("x"), start=date(2024, 1, 1), end=date(2024, 1, 2), body=Body(summary=text))
    read = icalendar.Event.from_ical(EventWriter().write(event, Revision(datetime(2024, 1, 1, tzinfo=UTC))))
    assert str(read["SUMMARY"]) == text


# --- calendars ----------------------------------------------------------------------------------------------------


def _header(**more: object) -> Header:
    given_values: dict[str, object] = {
        "name": "Jadwal: Polsek Ngoro, regu 1; A",
        "description": "x",
        "source": "https://example.org/a.ics",
        "url": "https://example.org/",
        "color": ("seagreen", "#2E8B57"),
        "refresh": timedelta(hours=12),
        "zone": "Europe/London",
        "years": (2023, 2024),
        "stamp": datetime(2023, 11, 20, 1, tzinfo=UTC),
    }
    return Header(**(given_values | more))  # type: ignore[arg-type]  # as each case states it


@given(st.lists(events(), max_size=3), HOSTILE.filter(bool), st.booleans())
def test_calendar_is_the_bytes_of_icalendar(drawn: list[Event], name: str, zoned: bool) -> None:  # noqa: FBT001  # drawn
    """A calendar of written events is what icalendar writes of the whole."""
    header = _header(name=name, description=name, zone="Europe/London" if zoned else "")
    revision = Revision(datetime(2024, 1, 1, tzinfo=UTC), 3)
    whole = calendar_component(header)
    for event in drawn:
        whole.add_component(event_component(event, revision))
    writer = EventWriter()
    assert write_calendar(header, [writer.write(event, revision) for event in drawn]) == whole.to_ical()


@given(
    *(WILD, WILD, WILD, WILD),
    st.sampled_from([("seagreen", "#2E8B57")]) | st.tuples(WILD, WILD),
    st.timedeltas(timedelta(hours=1), timedelta(days=90)),
)
def test_head_of_a_calendar_is_the_bytes_of_icalendar(  # what a head says
    name: str, description: str, source: str, url: str, color: tuple[str, str], refresh: timedelta
) -> None:
    """Every property of a calendar is written as icalendar writes it, or refused by both."""
    header = _header(name=name, description=description, source=source, url=url, color=color, refresh=refresh, zone="")
    if {"\r", "\n"} & {*source, *url}:
        with pytest.raises(ValueError, match="may not contain CR or LF"):
            write_calendar(header, [])
    else:
        assert write_calendar(header, []) == calendar_component(header).to_ical()


def test_every_zone_is_the_bytes_of_icalendar() -> None:
    """Each zone of Python: an event in either half of the year, and a calendar of that zone."""
    writer, revision = EventWriter(), Revision(datetime(2024, 1, 1, tzinfo=UTC), 1)
    zones = sorted(available_timezones() - {"Factory", "localtime"})  # no time zones: plans may not name them
    assert len(zones) > 400
    for zone in zones:
        header = _header(zone=zone)
        whole = calendar_component(header)
        blocks: list[bytes] = []
        for month in (1, 7):
            start = datetime(2024, month, 1, 7, tzinfo=ZoneInfo(zone))
            event = Event(
                uid=str(uuid.UUID(int=month)), start=start, end=start + timedelta(hours=8), body=Body(summary="a")
            )
            blocks.append(writer.write(event, revision))
            whole.add_component(event_component(event, revision))
        assert write_calendar(header, blocks) == whole.to_ical(), zone


def test_calendar_of_several_zones_is_the_bytes_of_icalendar() -> None:
    """A calendar of three zones has a VTIMEZONE for each, in their order."""
    header = _header(zone="", zones=("Asia/Makassar", "Asia/Jakarta", "Asia/Jayapura"))
    assert write_calendar(header, []) == calendar_component(header).to_ical()
    assert write_calendar(header, []).count(b"BEGIN:VTIMEZONE") == len(header.zones)


def test_head_of_a_calendar_has_its_properties() -> None:
    """RFC 7986 and the X- equivalents: escaped titles, and the VALUE of other types than TEXT."""
    lines = write_calendar(_header(), []).decode().replace("\r\n ", "").splitlines()
    assert "NAME:Jadwal: Polsek Ngoro\\, regu 1\\; A" in lines
    assert "X-WR-CALNAME:Jadwal: Polsek Ngoro\\, regu 1\\; A" in lines
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT12H" in lines
    assert "X-PUBLISHED-TTL:PT12H" in lines
    assert "SOURCE;VALUE=URI:https://example.org/a.ics" in lines
    assert "COLOR:seagreen" in lines
    assert "X-WR-TIMEZONE:Europe/London" in lines
    assert not any(line.startswith("METHOD") for line in lines)  # RFC 5546, 1.4: it would be a message
    assert lines.count("BEGIN:VTIMEZONE") == 1


@pytest.mark.parametrize("break_", ["\n", "\r\n", "\r"])
def test_title_with_a_line_break_adds_no_property(break_: str) -> None:
    """Each kind of line break in a title is written as an escape."""
    data = write_calendar(_header(name=f"a{break_}ATTACH:file:///etc/passwd"), [])
    assert b"\r\nATTACH" not in data
    assert rb"NAME:a\nATTACH:file" in data


def test_empty_properties_are_not_written() -> None:
    """A calendar that is not published has no address, and one without text no description."""
    data = write_calendar(_header(source="", url="", description="", zone=""), [])
    for name in (b"SOURCE", b"URL:", b"DESCRIPTION", b"VTIMEZONE", b"X-WR-TIMEZONE"):
        assert name not in data
