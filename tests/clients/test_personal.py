"""An officer subscribes, then a duty moves, one is cancelled and one added: what clients show after their next poll."""

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

pytestmark = pytest.mark.client

if TYPE_CHECKING:
    from tests.clients.conftest import Personal, Shown

HERE = Path(__file__).parent
ZONE = ZoneInfo("Asia/Jakarta")
THUNDERBIRD = shutil.which("thunderbird")
NODE = shutil.which("node")
CHROMIUM = shutil.which("chromium")
PATIENCE = timedelta(minutes=4)
CALENDAR = "11111111-1111-4111-8111-111111111111"

Order = Callable[[list["Shown"]], list["Shown"]]


def _run(*command: str, folder: Path) -> str:
    # FullCalendar reads local times as those of the browser, whatever their zone.
    environment = {**os.environ, "HOME": str(folder), "TZ": "Asia/Jakarta"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)  # noqa: S603  # installed programs
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout


# --- Thunderbird --------------------------------------------------------------------------------------------------


def _preferences(url: str) -> str:
    """Return the profile of someone who subscribed to the calendar and has it looked up every minute."""
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


def _stored(profile: Path, copy: Path, shown: Callable[..., Shown]) -> list[Shown]:
    """Return what Thunderbird keeps of the calendar; its database is locked, so a copy is read."""
    folder = profile / "calendar-data"
    for name in ("cache.sqlite", "cache.sqlite-wal"):
        if (folder / name).exists():
            shutil.copy(folder / name, copy / name)
    if not (copy / "cache.sqlite").exists():
        return []
    with sqlite3.connect(copy / "cache.sqlite") as database:
        try:
            rows = database.execute("select event_start, event_end, ical_status from cal_events").fetchall()
        except sqlite3.OperationalError:  # not made yet
            return []
    database.close()
    return [
        shown(
            datetime.fromtimestamp(start / 1e6, UTC),
            datetime.fromtimestamp(end / 1e6, UTC),
            status == "CANCELLED",
        )
        for start, end, status in rows
    ]


@pytest.mark.skipif(THUNDERBIRD is None, reason="Thunderbird is not installed: apt-get install thunderbird")
def test_thunderbird(personal: Personal, in_order: Order, shown: Callable[..., Shown], tmp_path: Path) -> None:
    """Headless Thunderbird finds the change at its next poll, without duplicates, the cancelled duty as cancelled."""
    profile, copy = tmp_path / "profile", tmp_path / "copy"
    profile.mkdir()
    copy.mkdir()
    (profile / "user.js").write_text(_preferences(personal.url))
    environment = {**os.environ, "HOME": str(tmp_path), "MOZ_HEADLESS": "1"}
    command = [str(THUNDERBIRD), "--headless", "--no-remote", "--profile", str(profile)]
    with subprocess.Popen(  # noqa: S603  # the installed Thunderbird
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment, start_new_session=True
    ) as program:

        def awaited(wanted: list[Shown]) -> list[Shown]:
            found: list[Shown] = []
            until = datetime.now(UTC) + PATIENCE
            while found != wanted and datetime.now(UTC) < until:
                time.sleep(1)
                found = in_order(_stored(profile, copy, shown))
            return found

        try:
            assert awaited(personal.before) == personal.before
            after = personal.change()
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


def test_vdirsyncer_and_khal(
    personal: Personal, in_order: Order, shown: Callable[..., Shown], khal_settings: str, tmp_path: Path
) -> None:
    """What vdirsyncer fetches, khal lists: first all duties, and after the next sync the change and nothing twice."""
    scripts = Path(sysconfig.get_path("scripts"))
    (tmp_path / "calendar").mkdir()
    (tmp_path / "vdirsyncer").write_text(VDIRSYNCER.format(folder=tmp_path, url=personal.url))
    (tmp_path / "khal").write_text(khal_settings.format(folder=tmp_path))
    sync = (str(scripts / "vdirsyncer"), "--config", str(tmp_path / "vdirsyncer"))

    def listed() -> list[Shown]:
        _run(*sync, "sync", folder=tmp_path)
        told = _run(
            *(str(scripts / "khal"), "-c", str(tmp_path / "khal"), "list", "--day-format", "", "--once"),
            *("--format", "{start-long}|{end-long}|{status}", "2023-11-01", "2024-04-01"),
            folder=tmp_path,
        )
        rows = [line.split("|") for line in told.splitlines() if line.count("|") == 2]
        return in_order([shown(_local(start), _local(end), "CANCELLED" in status) for start, end, status in rows])

    _run(*sync, "discover", folder=tmp_path)
    assert listed() == personal.before
    assert listed() == personal.before
    after = personal.change()
    assert listed() == after


def _local(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)


# --- FullCalendar -------------------------------------------------------------------------------------------------


@pytest.mark.skipif(
    NODE is None or CHROMIUM is None or not (HERE / "node_modules" / "@fullcalendar").is_dir(),
    reason="FullCalendar is shown by Chromium: install chromium and node, and `npm ci` in tests/clients",
)
def test_fullcalendar(personal: Personal, in_order: Order, shown: Callable[..., Shown], tmp_path: Path) -> None:
    """FullCalendar in Chromium shows the duties, and after the change what holds; it has no word for cancelled."""

    def seen() -> list[Shown]:
        command = (str(NODE), str(HERE / "browser.mjs"), "calendar", personal.url, "2023-06-01")
        found = json.loads(_run(*command, folder=tmp_path))
        moments = [(datetime.fromisoformat(event["start"]), datetime.fromisoformat(event["end"])) for event in found]
        return in_order([shown(start, end) for start, end in moments])

    assert seen() == personal.before
    after = in_order([shown(each.start, each.end) for each in personal.change()])
    assert seen() == after


# --- Home Assistant -----------------------------------------------------------------------------------------------


def test_home_assistants_parser(personal: Personal, in_order: Order, shown: Callable[..., Shown]) -> None:
    """The parser of Home Assistant, which gives up on a whole calendar for one bad line, reads both editions."""

    def read() -> list[Shown]:
        with urllib.request.urlopen(personal.url) as answer:  # noqa: S310  # a loopback address
            calendar = IcsCalendarStream.calendar_from_ics(answer.read().decode())
        return in_order([shown(event.dtstart, event.dtend, event.status == "CANCELLED") for event in calendar.events])

    assert read() == personal.before
    after = personal.change()
    assert read() == after
    assert len({each.start for each in after}) == len(after)


def test_a_client_that_asks_again_is_told_nothing_changed(personal: Personal) -> None:
    """A conditional request costs no body until the calendar changes."""
    with urllib.request.urlopen(personal.url) as answer:  # noqa: S310  # a loopback address
        tag = answer.headers["ETag"]
    request = urllib.request.Request(personal.url, headers={"If-None-Match": tag})  # noqa: S310  # as above
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(request)  # noqa: S310  # as above
    assert caught.value.code == 304
    caught.value.close()
    personal.change()
    with urllib.request.urlopen(request) as answer:  # noqa: S310  # as above
        assert answer.status == 200
