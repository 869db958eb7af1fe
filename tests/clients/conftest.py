"""The published site that clients read, and the duties that they must show."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import attrs
import pytest

import electsched
from electsched.operation.teams import Member
from electsched.publishing.completion import Published
from electsched.roster.duty import Roster
from electsched.serving.preview import preview_server
from electsched.timespan import Span
from tests.sites import jombang_part, jombang_without_members

ZONE = ZoneInfo("Asia/Jakarta")


@attrs.frozen
class ClientEvent:
    """An event as a client shows it: title, location, start and end."""

    summary: str
    location: str
    start: datetime
    end: datetime


def _event(summary: str, location: str, start: str, end: str) -> ClientEvent:
    moments = (datetime.fromisoformat(text).replace(tzinfo=ZONE) for text in (start, end))
    return ClientEvent(summary, location, *moments)


WAREHOUSE = "GOR Merdeka, Jl KH Abdurrahman Wahid"
DAY = "Gudang logistik KPU: Sesi siang"
NIGHT = "Gudang logistik KPU: Sesi malam"

DUTIES = (
    # Four teams take turns: a day, the night after, two days off. The first team begins on 28 November 2023.
    _event(DAY, WAREHOUSE, "2023-11-28 07:00", "2023-11-28 19:00"),
    _event(NIGHT, WAREHOUSE, "2023-11-29 19:00", "2023-11-30 07:00"),
    _event(DAY, WAREHOUSE, "2023-12-02 07:00", "2023-12-02 19:00"),
    # Across the end of the year, and the last turn that begins before the campaign ends on 10 February 2024.
    _event(NIGHT, WAREHOUSE, "2023-12-31 19:00", "2024-01-01 07:00"),
    _event(NIGHT, WAREHOUSE, "2024-02-09 19:00", "2024-02-10 07:00"),
)
"""Some duties of the first team of the warehouse, worked out by hand from the cycle of the plan."""
DAYS_OFF = ("2023-11-30", "2023-12-01", "2024-02-10")
"""Days on which no duty of that team begins."""


KHAL = """
[calendars]
[[duties]]
path = {folder}/calendar
type = calendar
[locale]
local_timezone = Asia/Jakarta
default_timezone = Asia/Jakarta
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[sqlite]
path = {folder}/khal.db
"""
"""A configuration of khal with one calendar in a folder."""


@pytest.fixture(scope="session")
def khal_settings() -> str:
    """Return a configuration of khal with a placeholder for its folder."""
    return KHAL


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the published example."""
    target = tmp_path_factory.mktemp("clients") / "site"
    electsched.publish(jombang_without_members(), target)
    return target


@pytest.fixture(scope="session")
def calendars(site: Path) -> tuple[Path, ...]:
    """Return every calendar of the site."""
    return tuple(sorted(site.rglob("*.ics")))


@pytest.fixture(scope="session")
def team_calendar(site: Path) -> Path:
    """Return the calendar of the first team of the warehouse."""
    return site / "internal" / "teams" / "gudang-1.id.ics"


@pytest.fixture(scope="session")
def client_event() -> type[ClientEvent]:
    """Return the class of the events that clients show."""
    return ClientEvent


@pytest.fixture(scope="session")
def check_duties() -> Callable[[list[ClientEvent]], None]:
    """Return a function that compares the events of a client with the duties worked out by hand."""

    def check(events: list[ClientEvent]) -> None:
        assert [duty for duty in DUTIES if duty not in events] == []
        duties = [event for event in events if event.location == WAREHOUSE]
        days = {duty.start.astimezone(ZONE).date().isoformat() for duty in duties}
        assert days.isdisjoint(DAYS_OFF)
        assert len(duties) == 28 * 2 + 2  # 114 days are 28 cycles of four days and two more days

    return check


# --- the calendar of one officer, before and after a change -----------------------------------------------------------


@attrs.frozen
class OfficerEvent:
    """An event as a client shows it to an officer: start, end, and whether it is cancelled."""

    start: datetime
    end: datetime
    cancelled: bool = False


class OfficerCalendar:
    """The calendar of an officer on a loopback server, whose duties change once."""

    def __init__(self, folder: Path) -> None:
        """Publish the calendar of an officer of the first team of one post, and serve it."""
        member = Member(key="p-0001", team="kpu-1", name="Personel 0001")
        self._plan = attrs.evolve(jombang_part("kpu"), members=(member,), musters=())
        self._site, self._links = folder / "site", folder / "links.db"
        electsched.LinkRegistry.create(self._links, self._plan).close()
        self._roster, _ = electsched.build_roster(self._plan)
        result = self._publish(self._roster, FIRST)
        (page,) = (link.url for link in result.announce if link.audience == "personal")
        path = page.removeprefix(self._plan.site.secret_url)
        self.server = preview_server(self._site, 0)
        self.base = f"http://127.0.0.1:{self.server.server_address[1]}/secret{path}"
        self.url = f"{self.base}duties.id.ics"
        events = [OfficerEvent(duty.span.start, duty.span.end) for duty in self._roster.select(team="kpu-1")]
        self.before = _sorted(events)

    def _publish(self, roster: Roster, stamp: datetime) -> Published:
        plan = attrs.evolve(self._plan, issued=stamp)
        return electsched.publish(plan, self._site, roster=roster, links=self._links, stamp=stamp)

    def change(self) -> list[OfficerEvent]:
        """Move the first duty by two hours, cancel the second, add one of another team; return the expected events."""
        first, second, *others = self._roster.select(team="kpu-1")
        added = self._roster.select(team="kpu-2")[4]
        two = timedelta(hours=2)
        moved = attrs.evolve(first, span=Span(first.span.start + two, first.span.end + two))
        next_roster = [
            moved if duty is first else attrs.evolve(duty, team="kpu-1") if duty is added else duty
            for duty in self._roster.duties
            if duty is not second
        ]
        self._publish(Roster(tuple(next_roster)), SECOND)
        return _sorted(
            [
                OfficerEvent(moved.span.start, moved.span.end),
                OfficerEvent(second.span.start, second.span.end, cancelled=True),
                OfficerEvent(added.span.start, added.span.end),
                *(OfficerEvent(duty.span.start, duty.span.end) for duty in others),
            ]
        )


FIRST, SECOND = datetime(2023, 11, 20, tzinfo=UTC), datetime(2023, 11, 21, tzinfo=UTC)


def _sorted(events: list[OfficerEvent]) -> list[OfficerEvent]:
    """Return the events in UTC, in order of time."""
    in_utc = [OfficerEvent(event.start.astimezone(UTC), event.end.astimezone(UTC), event.cancelled) for event in events]
    return sorted(in_utc, key=lambda event: (event.start, event.cancelled))


@pytest.fixture(scope="session")
def in_order() -> Callable[[list[OfficerEvent]], list[OfficerEvent]]:
    """Return a function that sorts the events of a client for a comparison."""
    return _sorted


@pytest.fixture(scope="session")
def officer_event() -> type[OfficerEvent]:
    """Return the class of the events that clients show to an officer."""
    return OfficerEvent


@pytest.fixture
def officer_calendar(tmp_path: Path) -> Iterator[OfficerCalendar]:
    """Return the calendar of an officer on a loopback server."""
    calendar = OfficerCalendar(tmp_path)
    thread = threading.Thread(target=calendar.server.serve_forever, daemon=True)
    thread.start()
    yield calendar
    calendar.server.shutdown()
    calendar.server.server_close()
    thread.join()
