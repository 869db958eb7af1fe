"""VTIMEZONE, held against the time zone database by a reader that this project did not make."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import tzical

from electsched.calendars.vtimezone import vtimezone

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


@pytest.mark.parametrize("zone", ZONES)
def test_offsets_are_those_of_the_zone(zone: str) -> None:
    """At every third hour of three years dateutil reads the offset of the zone."""
    text = vtimezone(zone, 2022, 2024).to_ical().decode()
    read = tzical(io.StringIO(text)).get()
    known = ZoneInfo(zone)
    moment = datetime(2022, 1, 1, 12, tzinfo=UTC)
    while moment.year < 2025:
        local = moment.astimezone(known)
        wall = local.replace(tzinfo=None)
        # dateutil cannot tell the two passes of a repeated hour apart; both are right there.
        both = {local.replace(fold=fold).utcoffset() for fold in (0, 1)}
        assert wall.replace(tzinfo=read).utcoffset() in both, moment
        moment += timedelta(hours=3)


def test_onset_is_on_the_clock_before_the_change() -> None:
    """RFC 5545, 3.6.5: British summer time of 2024 begins at 01:00 and ends at 02:00 of the clock before the change."""
    parts = {part.name: part for part in vtimezone("Europe/London", 2024, 2024).subcomponents}
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


def test_equal_changes_share_one_component() -> None:
    """The same change of several years has one component, with the later onsets as RDATE."""
    lines = vtimezone("Europe/London", 2022, 2024).to_ical().decode().splitlines()
    assert lines.count("BEGIN:DAYLIGHT") == 1
    assert "RDATE:20230326T010000,20240331T010000" in lines
