"""The published calendars read by `icalendar`, without any error."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import icalendar
import pytest
from icalendar.cal.component import Component

pytestmark = pytest.mark.client

if TYPE_CHECKING:
    from tests.clients.conftest import ClientEvent


def _errors(component: Component) -> Iterable[object]:
    yield from component.errors
    for subcomponent in component.subcomponents:
        yield from _errors(subcomponent)


@pytest.fixture(scope="module")
def read(calendars: tuple[Path, ...]) -> dict[Path, icalendar.Calendar]:
    """Return the calendars as icalendar reads them, by path; each file has exactly one."""
    calendars_read: dict[Path, icalendar.Calendar] = {}
    for path in calendars:
        (calendar,) = icalendar.Calendar.from_ical(path.read_bytes(), multiple=True)
        assert isinstance(calendar, icalendar.Calendar)
        calendars_read[path] = calendar
    return calendars_read


def test_icalendar_reads_every_calendar_without_errors(read: dict[Path, icalendar.Calendar]) -> None:
    """No property of a calendar is an error, and every zone of a time is defined in the calendar."""
    for path, calendar in read.items():
        assert list(_errors(calendar)) == [], path.name
        assert calendar.get_missing_tzids() == set(), path.name


def test_every_event_has_its_required_properties(read: dict[Path, icalendar.Calendar]) -> None:
    """Each event has a UID that is unique in its calendar, a stamp, a title, and an end after its start."""
    for path, calendar in read.items():
        events = calendar.events
        assert events, path.name
        assert len({event["UID"] for event in events}) == len(events), path.name
        for event in events:
            assert event.DTSTAMP
            assert event["SUMMARY"]
            assert event.start < event.end
            assert isinstance(event.start, datetime) == (path.parent.name != "public")


def test_content_lines_are_folded_and_end_with_crlf(calendars: tuple[Path, ...]) -> None:
    """Lines have at most 75 octets and end with CR LF (RFC 5545, 3.1), which parsers do not check."""
    for path in calendars:
        data = path.read_bytes()
        assert data.endswith(b"\r\n")
        lines = data.split(b"\r\n")
        assert max(map(len, lines)) <= 75
        assert all(b"\n" not in line and b"\r" not in line for line in lines)
        for line in lines:
            line.decode()  # fails if a character is cut in two


def test_icalendar_shows_the_duties_of_a_team(
    read: dict[Path, icalendar.Calendar],
    team_calendar: Path,
    check_duties: Callable[[list[ClientEvent]], None],
    client_event: Callable[..., ClientEvent],
) -> None:
    """The calendar of the first team of the warehouse has its duties on their days and no others."""
    events = read[team_calendar].events
    check_duties(
        [
            client_event(str(event["SUMMARY"]), str(event.get("LOCATION", "")), event.start, event.end)
            for event in events
        ]
    )


def test_stages_are_all_day_events(read: dict[Path, icalendar.Calendar], site: Path) -> None:
    """The campaign begins on its first day and ends on the day after its last (RFC 5545, 3.6.1)."""
    events = {str(event["SUMMARY"]): event for event in read[site / "public" / "stages.id.ics"].events}
    campaign = events["Masa kampanye"]
    assert (campaign.start, campaign.end) == (date(2023, 11, 28), date(2024, 2, 11))
