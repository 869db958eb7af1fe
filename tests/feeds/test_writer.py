"""What is written: byte for byte what icalendar writes, folded and escaped as RFC 5545 asks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from electsched.feeds.components import Header, Revision, calendar_component, event_component
from electsched.feeds.events import Body, Event, identity
from electsched.feeds.writer import EventWriter, write_calendar

ZONES = ["Asia/Jakarta", "Europe/London", "America/Argentina/ComodRivadavia", "Asia/Kathmandu"]
# What the reader of a plan lets through: no control characters but new lines and tabs, no marks that turn text around.
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
def test_the_same_bytes_as_icalendar(drawn: list[tuple[Event, Revision]]) -> None:
    """Whatever the text, the zone and the edition, the writer gives what icalendar gives, also from what it kept."""
    writer = EventWriter()
    for event, revision in [*drawn, *drawn]:
        assert writer.write(event, revision) == event_component(event, revision).to_ical()


@given(events())
def test_lines_fold_between_characters_and_escapes(event: Event) -> None:
    """RFC 5545, 3.1: no line is over 75 octets, none is cut inside a character or inside an escape."""
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
def test_what_is_read_back_is_what_was_written(event: Event) -> None:
    """Icalendar reads the text that was put in, with every comma, backslash and new line."""
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


@pytest.mark.parametrize("text", [r"RT 1\No. 5", r"C:\new", "a\\", 'A, b; c: "d"', "baris\nbaris", "a\\,b"])
def test_text_that_others_get_wrong(text: str) -> None:
    r"""A literal ``\N`` stays one, and is no new line; what an escape looks like is escaped itself."""
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
def test_a_calendar_is_the_bytes_of_icalendar(drawn: list[Event], name: str, zoned: bool) -> None:  # noqa: FBT001  # drawn
    """A calendar that is put together from written events is what icalendar writes of the whole."""
    header = _header(name=name, description=name, zone="Europe/London" if zoned else "")
    revision = Revision(datetime(2024, 1, 1, tzinfo=UTC), 3)
    whole = calendar_component(header)
    for event in drawn:
        whole.add_component(event_component(event, revision))
    writer = EventWriter()
    assert write_calendar(header, [writer.write(event, revision) for event in drawn]) == whole.to_ical()


def test_what_a_calendar_says_of_itself() -> None:
    """RFC 7986 and the X- twins: escaped names, and the VALUE of what is no text."""
    lines = write_calendar(_header(), []).decode().replace("\r\n ", "").splitlines()
    assert "NAME:Jadwal: Polsek Ngoro\\, regu 1\\; A" in lines
    assert "X-WR-CALNAME:Jadwal: Polsek Ngoro\\, regu 1\\; A" in lines
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT12H" in lines
    assert "X-PUBLISHED-TTL:PT12H" in lines
    assert "SOURCE;VALUE=URI:https://example.org/a.ics" in lines
    assert "COLOR:seagreen" in lines
    assert "X-WR-TIMEZONE:Europe/London" in lines
    assert "METHOD:PUBLISH" in lines
    assert lines.count("BEGIN:VTIMEZONE") == 1


@pytest.mark.parametrize("break_", ["\n", "\r\n", "\r"])
def test_a_name_injects_no_line(break_: str) -> None:
    """A new line of any kind in a name is written as one, escaped, and begins no property."""
    data = write_calendar(_header(name=f"a{break_}ATTACH:file:///etc/passwd"), [])
    assert b"\r\nATTACH" not in data
    assert rb"NAME:a\nATTACH:file" in data


def test_what_is_not_known_is_not_said() -> None:
    """A calendar that is not published has no address, and one without text no description."""
    data = write_calendar(_header(source="", url="", description="", zone=""), [])
    for name in (b"SOURCE", b"URL:", b"DESCRIPTION", b"VTIMEZONE", b"X-WR-TIMEZONE"):
        assert name not in data
