"""VTIMEZONE, held against the time zone database by a reader that this project did not make."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import vobject
from dateutil.tz import tzical
from icalendar.cal.component import Component

from electsched.calendars.ical import vtimezone

ZONES = [
    "Asia/Jakarta",
    "Asia/Makassar",
    "Asia/Jayapura",
    "Europe/London",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Sydney",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Africa/Nairobi",
]


IRREGULAR = ["Africa/Casablanca", "America/Sao_Paulo", "Europe/Istanbul", "Asia/Gaza", "America/Asuncion"]
"""Summer time by the moon, summer time that ended for good, and years without a rule."""
EVERY_THREE_HOURS = timedelta(hours=3)


def _offsets(zone: str, years: tuple[int, int], offset_of: Callable[[datetime], timedelta | None]) -> list[datetime]:
    """Return the moments of the years at which a reader's offset is none of the wall clock of the zone."""
    known, wrong = ZoneInfo(zone), []
    moment = datetime(years[0], 1, 1, 12, tzinfo=UTC)
    while moment.year <= years[1]:
        local = moment.astimezone(known)
        # Some readers cannot tell the two passes of a repeated hour apart; both are right there.
        both = {local.replace(fold=fold).utcoffset() for fold in (0, 1)}
        if offset_of(local.replace(tzinfo=None)) not in both:
            wrong.append(moment)
        moment += EVERY_THREE_HOURS
    return wrong


def _rule(part: Component) -> str:
    rule = part["RRULE"].to_ical()
    assert isinstance(rule, bytes)
    return rule.decode()


@pytest.mark.parametrize("zone", ZONES + IRREGULAR)
@pytest.mark.parametrize("years", [(2022, 2024), (2016, 2016), (2018, 2020)])
def test_dateutil_reads_the_offsets_of_the_zone(zone: str, years: tuple[int, int]) -> None:
    """At every third hour of the years dateutil reads the offset of the zone."""
    read = tzical(io.StringIO(vtimezone(zone, *years).to_ical().decode())).get()
    assert _offsets(zone, years, lambda wall: wall.replace(tzinfo=read).utcoffset()) == []


@pytest.mark.parametrize("zone", ZONES + IRREGULAR)
def test_vobject_reads_the_offsets_of_the_zone(zone: str) -> None:
    """Another reader, which read a third of the duties an hour off when onsets were listed as RDATE."""
    years = (2022, 2024)
    text = vtimezone(zone, *years).to_ical().decode()
    calendar = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{text}END:VCALENDAR\r\n"
    read = vobject.readOne(calendar).vtimezone.tzinfo
    assert _offsets(zone, years, lambda wall: wall.replace(tzinfo=read).utcoffset()) == []


@pytest.mark.parametrize(
    ("zone", "rules"),
    [
        ("Europe/London", {"FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3", "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10"}),
        ("America/New_York", {"FREQ=YEARLY;BYDAY=2SU;BYMONTH=3", "FREQ=YEARLY;BYDAY=1SU;BYMONTH=11"}),
        ("Australia/Lord_Howe", {"FREQ=YEARLY;BYDAY=1SU;BYMONTH=4", "FREQ=YEARLY;BYDAY=1SU;BYMONTH=10"}),
        (
            "Asia/Jerusalem",
            {
                "FREQ=YEARLY;BYDAY=FR;BYMONTHDAY=23,24,25,26,27,28,29;BYMONTH=3",
                "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10",
            },
        ),
    ],
)
@pytest.mark.parametrize("years", [(2023, 2023), (2022, 2024)])
def test_changes_have_the_rule_of_the_time_zone_database(zone: str, rules: set[str], years: tuple[int, int]) -> None:
    """The rules are those of the file of the tz project, however few years a calendar has; no onset is listed."""
    parts = vtimezone(zone, *years).subcomponents
    assert len(parts) == 2
    assert {_rule(part) for part in parts} == rules
    assert not any("RDATE" in part for part in parts)


def test_changes_without_a_rule_have_a_component_each() -> None:
    """In Morocco summer time is interrupted for Ramadan; there is no rule, and no reader needs to read RDATE."""
    parts = vtimezone("Africa/Casablanca", 2022, 2024).subcomponents
    assert not any("RRULE" in part or "RDATE" in part for part in parts)
    assert len(parts) == 1 + 2 * 4


def test_rule_that_ends_has_its_last_onset() -> None:
    """Brazil had summer time until February 2019."""
    parts = vtimezone("America/Sao_Paulo", 2016, 2020).subcomponents
    (until,) = {_rule(part).partition("UNTIL=")[2] for part in parts if part.name == "STANDARD" and "RRULE" in part}
    assert until.startswith("20190217T020000Z")


def test_onset_is_on_the_clock_before_the_change() -> None:
    """RFC 5545, 3.6.5: British summer time begins at 01:00 and ends at 02:00 of the clock before the change."""
    parts = {part.name: part for part in vtimezone("Europe/London", 2025, 2025).subcomponents}
    daylight = parts["DAYLIGHT"]
    assert daylight["DTSTART"].to_ical() == b"20240331T010000"
    assert (daylight["TZOFFSETFROM"].to_ical(), daylight["TZOFFSETTO"].to_ical()) == ("+0000", "+0100")
    assert parts["STANDARD"]["DTSTART"].to_ical() == b"20241027T020000"
    assert parts["STANDARD"]["TZNAME"] == "GMT"


def test_zone_without_changes_has_one_component() -> None:
    """Western Indonesian time was seven hours ahead of UTC throughout the operation."""
    (part,) = vtimezone("Asia/Jakarta", 2023, 2024).subcomponents
    assert part.name == "STANDARD"
    assert part["TZNAME"] == "WIB"
    assert part["TZOFFSETTO"].to_ical() == "+0700"
