"""The published site that each client is shown, and the duties that it must find there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import attrs
import pytest

import electsched

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
