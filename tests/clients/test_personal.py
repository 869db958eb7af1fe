"""The calendar of an officer in clients: a duty moves, one is cancelled and one is added between two polls."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sysconfig
import time
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from ical.calendar_stream import IcsCalendarStream

from tests.clients.chromium import MISSING, browser

pytestmark = pytest.mark.client

if TYPE_CHECKING:
    from tests.clients.conftest import OfficerCalendar, OfficerEvent

ZONE = ZoneInfo("Asia/Jakarta")
THUNDERBIRD = shutil.which("thunderbird")
PATIENCE = timedelta(minutes=10)
CALENDAR = "11111111-1111-4111-8111-111111111111"

Order = Callable[[list["OfficerEvent"]], list["OfficerEvent"]]


def _run(*command: str, folder: Path) -> str:
    environment = {**os.environ, "HOME": str(folder), "TZ": "Asia/Jakarta"}
    process = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)  # noqa: S603  # installed programs
    assert process.returncode == 0, process.stderr + process.stdout
    return process.stdout


# --- Thunderbird --------------------------------------------------------------------------------------------------


def _preferences(url: str) -> str:
    """Return the preferences of a profile that is subscribed to the calendar and polls it every minute."""
    registry = {
        "name": "duties",
        "type": "ics",
        "uri": url,
        "cache.enabled": True,
        "readOnly": True,
        "refreshInterval": "1",
        "calendar-main-in-composite": True,
    }
    lines = {f"calendar.registry.{CALENDAR}.{name}": value for name, value in registry.items()}
    lines |= {"calendar.list.sortOrder": CALENDAR, "calendar.timezone.local": "Asia/Jakarta"}
    return "".join(f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in lines.items())


def _stored(profile: Path, copy: Path, officer_event: Callable[..., OfficerEvent]) -> list[OfficerEvent]:
    """Return the events that Thunderbird stores; its database is locked, so a copy is read."""
    folder = profile / "calendar-data"
    for name in ("cache.sqlite", "cache.sqlite-wal"):
        if (folder / name).exists():
            shutil.copy(folder / name, copy / name)
    if not (copy / "cache.sqlite").exists():
        return []
    with sqlite3.connect(copy / "cache.sqlite") as database:
        try:
            rows = database.execute("select event_start, event_end, ical_status from cal_events").fetchall()
        except sqlite3.OperationalError:  # Thunderbird has not created the table yet
            return []
    database.close()
    return [
        officer_event(
            datetime.fromtimestamp(start / 1e6, UTC),
            datetime.fromtimestamp(end / 1e6, UTC),
            status == "CANCELLED",
        )
        for start, end, status in rows
    ]


@pytest.mark.skipif(THUNDERBIRD is None, reason="Thunderbird is not installed: apt-get install thunderbird")
def test_thunderbird_shows_changed_duties(
    officer_calendar: OfficerCalendar, in_order: Order, officer_event: Callable[..., OfficerEvent], tmp_path: Path
) -> None:
    """Headless Thunderbird shows the changes after its next poll, without duplicates, and the cancelled duty."""
    profile, copy = tmp_path / "profile", tmp_path / "copy"
    profile.mkdir()
    copy.mkdir()
    (profile / "user.js").write_text(_preferences(officer_calendar.url))
    environment = {**os.environ, "HOME": str(tmp_path), "MOZ_HEADLESS": "1"}
    command = [str(THUNDERBIRD), "--headless", "--no-remote", "--profile", str(profile)]
    with subprocess.Popen(  # noqa: S603  # the installed Thunderbird
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment, start_new_session=True
    ) as program:

        def awaited(expected: list[OfficerEvent]) -> list[OfficerEvent]:
            events: list[OfficerEvent] = []
            deadline = datetime.now(UTC) + PATIENCE
            while events != expected and datetime.now(UTC) < deadline:
                time.sleep(1)
                events = in_order(_stored(profile, copy, officer_event))
            return events

        try:
            assert awaited(officer_calendar.before) == officer_calendar.before
            after = officer_calendar.change()
            assert awaited(after) == after
        finally:
            os.killpg(program.pid, 9)


# --- vdirsyncer and khal ------------------------------------------------------------------------------------------

VDIRSYNCER = """
[general]
status_path = "{folder}/status"
[pair duties]
a = "site"
b = "here"
collections = null
conflict_resolution = "a wins"
[storage site]
type = "http"
url = "{url}"
[storage here]
type = "filesystem"
path = "{folder}/calendar"
fileext = ".ics"
"""


def test_vdirsyncer_and_khal_show_changed_duties(
    officer_calendar: OfficerCalendar,
    in_order: Order,
    officer_event: Callable[..., OfficerEvent],
    khal_settings: str,
    tmp_path: Path,
) -> None:
    """Khal lists the duties that vdirsyncer fetches, and after the next sync the changes without duplicates."""
    scripts = Path(sysconfig.get_path("scripts"))
    (tmp_path / "calendar").mkdir()
    (tmp_path / "vdirsyncer").write_text(VDIRSYNCER.format(folder=tmp_path, url=officer_calendar.url))
    (tmp_path / "khal").write_text(khal_settings.format(folder=tmp_path))
    sync = (str(scripts / "vdirsyncer"), "--config", str(tmp_path / "vdirsyncer"))

    def listed() -> list[OfficerEvent]:
        _run(*sync, "sync", folder=tmp_path)
        output = _run(
            *(str(scripts / "khal"), "-c", str(tmp_path / "khal"), "list", "--day-format", "", "--once"),
            *("--format", "{start-long}|{end-long}|{status}", "2023-11-01", "2024-04-01"),
            folder=tmp_path,
        )
        rows = [line.split("|") for line in output.splitlines() if line.count("|") == 2]
        return in_order(
            [officer_event(_local(start), _local(end), "CANCELLED" in status) for start, end, status in rows]
        )

    _run(*sync, "discover", folder=tmp_path)
    assert listed() == officer_calendar.before
    assert listed() == officer_calendar.before
    after = officer_calendar.change()
    assert listed() == after


def _local(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)


# --- FullCalendar -------------------------------------------------------------------------------------------------


@pytest.mark.skipif(
    MISSING,
    reason="FullCalendar is shown by Chromium: install chromium and node, and `npm ci` in tests/clients",
)
def test_fullcalendar_shows_changed_duties(
    officer_calendar: OfficerCalendar, in_order: Order, officer_event: Callable[..., OfficerEvent]
) -> None:
    """FullCalendar in Chromium shows the duties before and after the change; it does not mark cancelled events."""

    def displayed() -> list[OfficerEvent]:
        # FullCalendar reads local times as those of the browser, whatever their zone.
        (events,) = browser("calendars", "2023-06-01", "Asia/Jakarta", officer_calendar.url)
        moments = [(datetime.fromisoformat(event["start"]), datetime.fromisoformat(event["end"])) for event in events]
        return in_order([officer_event(start, end) for start, end in moments])

    assert displayed() == officer_calendar.before
    after = in_order([officer_event(event.start, event.end) for event in officer_calendar.change()])
    assert displayed() == after


# --- Home Assistant -----------------------------------------------------------------------------------------------


def test_home_assistant_parses_changed_duties(
    officer_calendar: OfficerCalendar, in_order: Order, officer_event: Callable[..., OfficerEvent]
) -> None:
    """The parser of Home Assistant, which rejects a calendar for one bad line, reads it before and after the change."""

    def read() -> list[OfficerEvent]:
        with urllib.request.urlopen(officer_calendar.url) as answer:  # noqa: S310  # a loopback address
            calendar = IcsCalendarStream.calendar_from_ics(answer.read().decode())
        return in_order(
            [officer_event(event.dtstart, event.dtend, event.status == "CANCELLED") for event in calendar.events]
        )

    assert read() == officer_calendar.before
    after = officer_calendar.change()
    assert read() == after
    assert len({event.start for event in after}) == len(after)


def test_conditional_request_gets_no_body_until_the_calendar_changes(officer_calendar: OfficerCalendar) -> None:
    """A request with the last ETag is answered with 304 until the calendar changes, and then with 200."""
    with urllib.request.urlopen(officer_calendar.url) as answer:  # noqa: S310  # a loopback address
        tag = answer.headers["ETag"]
    request = urllib.request.Request(officer_calendar.url, headers={"If-None-Match": tag})  # noqa: S310  # as above
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(request)  # noqa: S310  # as above
    assert caught.value.code == 304
    caught.value.close()
    officer_calendar.change()
    with urllib.request.urlopen(request) as answer:  # noqa: S310  # as above
        assert answer.status == 200
