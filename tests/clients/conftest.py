"""The published site that each client is shown, and the duties that it must find there."""

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
from electsched.roster.duty import Roster
from electsched.serving.preview import preview_server
from electsched.timespan import Span

HERE = Path(__file__).parent
ZONE = ZoneInfo("Asia/Jakarta")


@attrs.frozen
class Seen:
    """A duty as a client shows it: its title and place, when it begins and when it ends."""

    summary: str
    location: str
    start: datetime
    end: datetime


def _seen(summary: str, location: str, start: str, end: str) -> Seen:
    moments = (datetime.fromisoformat(text).replace(tzinfo=ZONE) for text in (start, end))
    return Seen(summary, location, *moments)


WAREHOUSE = "GOR Merdeka, Jl KH Abdurrahman Wahid"
DAY = "Gudang logistik KPU: Sesi siang (Polres Jombang)"
NIGHT = "Gudang logistik KPU: Sesi malam (Polres Jombang)"

DUTIES = (
    # Four teams take turns: a day, the night after, two days off. The first team begins on 28 November 2023.
    _seen(DAY, WAREHOUSE, "2023-11-28 07:00", "2023-11-28 19:00"),
    _seen(NIGHT, WAREHOUSE, "2023-11-29 19:00", "2023-11-30 07:00"),
    _seen(DAY, WAREHOUSE, "2023-12-02 07:00", "2023-12-02 19:00"),
    # Across the end of the year, and the last turn that begins before the campaign ends on 10 February 2024.
    _seen(NIGHT, WAREHOUSE, "2023-12-31 19:00", "2024-01-01 07:00"),
    _seen(NIGHT, WAREHOUSE, "2024-02-09 19:00", "2024-02-10 07:00"),
)
"""What the first team of the warehouse does on some days, worked out by hand from the plan's cycle."""
FREE = ("2023-11-30", "2023-12-01", "2024-02-10")
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
    """Return the configuration of khal, in which the folder is yet to be named."""
    return KHAL


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the published example."""
    target = tmp_path_factory.mktemp("clients") / "site"
    electsched.publish(electsched.load_plan(HERE.parents[1] / "examples" / "jombang.toml"), target)
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
def seen() -> type[Seen]:
    """Return the class of what a client shows."""
    return Seen


@pytest.fixture(scope="session")
def check_duties() -> Callable[[list[Seen]], None]:
    """Return what holds the duties that a client found against those worked out by hand."""

    def check(found: list[Seen]) -> None:
        assert [duty for duty in DUTIES if duty not in found] == []
        duties = [event for event in found if event.location == WAREHOUSE]
        days = {duty.start.astimezone(ZONE).date().isoformat() for duty in duties}
        assert days.isdisjoint(FREE)
        # 75 days from 28 November 2023 are 18 turns of four days and the first three days of one more.
        assert len(duties) == 28 * 2 + 2  # 114 days are 28 turns of four days, and two days more

    return check


# --- an officer's own calendar, before and after a change -----------------------------------------------------------


@attrs.frozen
class Shown:
    """An event as a client shows it to an officer: when, and whether it is cancelled."""

    start: datetime
    end: datetime
    cancelled: bool = False


class Personal:
    """A personal calendar on a loopback server, whose duties change once."""

    def __init__(self, folder: Path) -> None:
        """Publish the calendar of an officer of the first team of one post, and serve it."""
        whole = electsched.load_plan(HERE.parents[1] / "examples" / "jombang.toml")
        member = Member(key="p-0001", team="kpu-1", name="Personel 0001")
        self._plan = attrs.evolve(
            whole,
            posts=tuple(post for post in whole.posts if post.key == "kpu"),
            units=tuple(unit for unit in whole.units if unit.key == "polres-jombang"),
            teams=tuple(team for team in whole.teams if team.key.startswith("kpu-")),
            members=(member,),
            musters=(),
        )
        self._site, self._ledger = folder / "site", folder / "ledger.json"
        electsched.new_ledger(self._ledger, self._plan)
        self._roster, _ = electsched.build_roster(self._plan)
        done = self._publish(self._roster, FIRST)
        (page,) = (each.url for each in done.announce if each.audience == "personal")
        path = page.removeprefix(self._plan.site.secret_url)
        self.server = preview_server(self._site, 0)
        self.base = f"http://127.0.0.1:{self.server.server_address[1]}/secret{path}"
        self.url = f"{self.base}duties.id.ics"
        own = [Shown(duty.span.start, duty.span.end) for duty in self._roster.of(team="kpu-1")]
        self.before = _sorted(own)

    def _publish(self, roster: Roster, stamp: datetime) -> electsched.Published:
        plan = attrs.evolve(self._plan, issued=stamp)
        return electsched.publish(plan, self._site, roster=roster, ledger=self._ledger, stamp=stamp)

    def change(self) -> list[Shown]:
        """Move the first duty by two hours, cancel the second, add one that another team had; return what is shown."""
        first, second, *others = self._roster.of(team="kpu-1")
        added = self._roster.of(team="kpu-2")[4]
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
                Shown(moved.span.start, moved.span.end),
                Shown(second.span.start, second.span.end, cancelled=True),
                Shown(added.span.start, added.span.end),
                *(Shown(duty.span.start, duty.span.end) for duty in others),
            ]
        )


FIRST, SECOND = datetime(2023, 11, 20, tzinfo=UTC), datetime(2023, 11, 21, tzinfo=UTC)


def _sorted(found: list[Shown]) -> list[Shown]:
    """Return them in UTC, in the order of time."""
    plain = [Shown(each.start.astimezone(UTC), each.end.astimezone(UTC), each.cancelled) for each in found]
    return sorted(plain, key=lambda each: (each.start, each.cancelled))


@pytest.fixture(scope="session")
def in_order() -> Callable[[list[Shown]], list[Shown]]:
    """Return what puts what a client shows in the order in which it is compared."""
    return _sorted


@pytest.fixture(scope="session")
def shown() -> type[Shown]:
    """Return the class of what a client shows to an officer."""
    return Shown


@pytest.fixture
def personal(tmp_path: Path) -> Iterator[Personal]:
    """Return a personal calendar on a loopback server."""
    found = Personal(tmp_path)
    thread = threading.Thread(target=found.server.serve_forever, daemon=True)
    thread.start()
    yield found
    found.server.shutdown()
    found.server.server_close()
    thread.join()
