"""The checks on bytes find what they are to find, and what is written for one client alone passes them."""

from __future__ import annotations

from pathlib import Path

import pytest

import electsched
from electsched.loaders.plan import load_timeline
from tests.calendar_bytes import byte_faults

EXAMPLE = Path(__file__).parents[1] / "examples" / "jombang.toml"


@pytest.fixture(scope="module")
def sound() -> bytes:
    """Return a calendar with everything in it: hours of a zone, alarms, folded text."""
    plan = electsched.load_plan(EXAMPLE)
    calendar = electsched.duty_calendar(plan, electsched.build_roster(plan)[0], unit="polres-jombang")
    return bytes(calendar.to_ical())


def test_what_is_sound_passes(sound: bytes) -> None:
    """Calendars as values of icalendar pass as those of a site do."""
    stages = electsched.stage_calendar(load_timeline("id/general-2024"))
    assert list(byte_faults(sound)) == list(byte_faults(stages.to_ical())) == []


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        (b"\r\nSTATUS", b"\nSTATUS", "CRLF"),
        (b"\r\n ", b"", "octets"),
        (b"SUMMARY:", b"SUMMARY:\xc3\r\n \xa9", "a character split"),
        (b"SUMMARY:", b"SUMMARY:\\\r\n ,", "an escape split"),
        (b"SUMMARY:", b"SUMMARY:a\\\\, b", "not escaped"),
        (b";VALUE=DURATION", b"", "REFRESH-INTERVAL"),
        (b"BEGIN:VTIMEZONE\r\nTZID:Asia", b"BEGIN:VTIMEZONE\r\nTZID:Esia", "no VTIMEZONE"),
        (b"END:VCALENDAR\r\n", b"", "not a whole"),
    ],
)
def test_what_is_not_is_found(sound: bytes, old: bytes, new: bytes, found: str) -> None:
    """Each fault, planted once, is named."""
    assert old in sound
    assert any(found in fault for fault in byte_faults(sound.replace(old, new, 1)))


def test_an_event_that_stands_twice_is_found(sound: bytes) -> None:
    """A UID is there once."""
    first = sound.index(b"BEGIN:VEVENT")
    event = sound[first : sound.index(b"END:VEVENT\r\n") + len(b"END:VEVENT\r\n")]
    assert any("stands twice" in fault for fault in byte_faults(sound[:first] + event + sound[first:]))
