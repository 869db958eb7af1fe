"""The check of a calendar's bytes: sound calendars pass, and each fault is reported."""

from __future__ import annotations

import pytest

import electsched
from electsched.loaders.plan_election import load_timeline
from tests.calendar_bytes import byte_faults
from tests.sites import jombang_part


@pytest.fixture(scope="module")
def sound() -> bytes:
    """Return a calendar with zoned hours, alarms and folded text."""
    plan = jombang_part("kpu")
    calendar = electsched.duty_calendar(plan, electsched.build_roster(plan)[0], unit="polres-jombang")
    return bytes(calendar.to_ical())


def test_sound_calendars_pass(sound: bytes) -> None:
    """Calendars of duties and of stages, written by icalendar, have no fault."""
    stages = electsched.stage_calendar(load_timeline("id/general-2024"))
    assert list(byte_faults(sound)) == list(byte_faults(stages.to_ical())) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (b"\r\nLOCATION", b"\nLOCATION", "CRLF"),
        (b"\r\n ", b"", "octets"),
        (b"SUMMARY:", b"SUMMARY:\xc3\r\n \xa9", "a character split"),
        (b"SUMMARY:", b"SUMMARY:\\\r\n ,", "an escape split"),
        (b"SUMMARY:", b"SUMMARY:a\\\\, b", "not escaped"),
        (b";VALUE=DURATION", b"", "REFRESH-INTERVAL"),
        (b"BEGIN:VTIMEZONE\r\nTZID:Asia", b"BEGIN:VTIMEZONE\r\nTZID:Esia", "no VTIMEZONE"),
        (b"END:VCALENDAR\r\n", b"", "not a whole"),
    ],
)
def test_each_fault_is_reported(sound: bytes, old: bytes, new: bytes, expected: str) -> None:
    """A calendar with one fault has it in the report."""
    assert old in sound
    assert any(expected in fault for fault in byte_faults(sound.replace(old, new, 1)))


def test_repeated_uid_is_reported(sound: bytes) -> None:
    """An event that occurs twice has the same UID twice."""
    first = sound.index(b"BEGIN:VEVENT")
    event = sound[first : sound.index(b"END:VEVENT\r\n") + len(b"END:VEVENT\r\n")]
    assert any("occurs twice" in fault for fault in byte_faults(sound[:first] + event + sound[first:]))
