"""What `icalendar` itself reads in the published calendars, with nothing forgiven."""

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
    from tests.clients.conftest import Seen


def _errors(component: Component) -> Iterable[object]:
    yield from component.errors
    for part in component.subcomponents:
        yield from _errors(part)


@pytest.fixture(scope="module")
def read(calendars: tuple[Path, ...]) -> dict[Path, icalendar.Calendar]:
    """Return what icalendar makes of each calendar, each file holding just one."""
    found: dict[Path, icalendar.Calendar] = {}
    for path in calendars:
        (calendar,) = icalendar.Calendar.from_ical(path.read_bytes(), multiple=True)
        assert isinstance(calendar, icalendar.Calendar)
        found[path] = calendar
    return found


def test_every_calendar_is_read_without_an_error(read: dict[Path, icalendar.Calendar]) -> None:
    """No property of any calendar is refused, and every zone that a time names is there."""
    for path, calendar in read.items():
        assert list(_errors(calendar)) == [], path.name
        assert calendar.get_missing_tzids() == set(), path.name


def test_every_event_is_whole(read: dict[Path, icalendar.Calendar]) -> None:
    """Each event has an identity of its own in its calendar, a stamp, a title, and an end after its start."""
    for path, calendar in read.items():
        events = calendar.events
        assert events, path.name
        assert len({event["UID"] for event in events}) == len(events), path.name
        for event in events:
            assert event.DTSTAMP
            assert event["SUMMARY"]
            assert event.start < event.end
            assert isinstance(event.start, datetime) == (path.parent.name != "public")


def test_lines_are_short_and_end_right(calendars: tuple[Path, ...]) -> None:
    """No line is longer than 75 octets and each ends with CR LF (RFC 5545, 3.1), which parsers do not check."""
    for path in calendars:
        data = path.read_bytes()
        assert data.endswith(b"\r\n")
        lines = data.split(b"\r\n")
        assert max(map(len, lines)) <= 75
        assert all(b"\n" not in line and b"\r" not in line for line in lines)
        for line in lines:
            line.decode()  # a line that is cut inside a character is no UTF-8


def test_the_duties_of_a_team(
    read: dict[Path, icalendar.Calendar],
    team_calendar: Path,
    check_duties: Callable[[list[Seen]], None],
    seen: Callable[..., Seen],
) -> None:
    """The first team of the warehouse finds its duties on their days."""
    events = read[team_calendar].events
    check_duties(
        [seen(str(event["SUMMARY"]), str(event.get("LOCATION", "")), event.start, event.end) for event in events]
    )


def test_the_stages_are_whole_days(read: dict[Path, icalendar.Calendar], site: Path) -> None:
    """The campaign stands in the calendar of stages from its first day to the day after its last (RFC 5545, 3.6.1)."""
    events = {str(event["SUMMARY"]): event for event in read[site / "public" / "stages.id.ics"].events}
    campaign = events["Masa kampanye"]
    assert (campaign.start, campaign.end) == (date(2023, 11, 28), date(2024, 2, 11))
