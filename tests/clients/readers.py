"""Readers of calendars: parsers that read files, and clients that subscribe to a site and keep what they fetched.

Each returns, for every calendar, the times of the events that it shows as taking place and that have hours.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sysconfig
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import icalendar
import vobject
from ical.calendar_stream import IcsCalendarStream

from electsched.serving.preview import preview_server
from tests.clients.chromium import NODE, browser

__all__ = ["PARSERS", "FileReader", "FullCalendar", "IcalJs", "Khal", "Reader", "Shown", "Thunderbird", "served"]

Shown = Mapping[str, set[tuple[datetime, datetime]]]
"""The times of the events of each calendar, in UTC, by its path in the site."""
HERE = Path(__file__).parent
THUNDERBIRD = shutil.which("thunderbird")
SCRIPTS = Path(sysconfig.get_path("scripts"))
PATIENCE = timedelta(minutes=10)
WITHDRAWN = ("BATAL: ", "BUKAN LAGI TUGAS ANDA: ", "ALAMAT DICABUT")
"""How titles begin that say in Indonesian that the event does not take place for the reader."""
TIMES = "%Y-%m-%d %H:%M"


class Reader(Protocol):
    """A program that reads calendars of a site."""

    def read(self, expected: Shown) -> Shown:
        """Return the events of the calendars that are expected; a client that polls is awaited until it shows them."""


def _utc(events: Iterable[tuple[Any, Any, bool]]) -> set[tuple[datetime, datetime]]:
    """Return the times of the events that are not cancelled and have hours."""
    return {
        (start.astimezone(UTC), end.astimezone(UTC))
        for start, end, is_cancelled in events
        if isinstance(start, datetime) and not is_cancelled
    }


def _run(*command: str, folder: Path, zone: str = "UTC") -> str:
    environment = {**os.environ, "HOME": str(folder), "TZ": zone}
    process = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)  # noqa: S603  # installed programs
    assert process.returncode == 0, process.stderr + process.stdout
    return process.stdout


# --- parsers ------------------------------------------------------------------------------------------------------


def _by_icalendar(path: Path) -> set[tuple[datetime, datetime]]:
    events = icalendar.Calendar.from_ical(path.read_bytes()).events
    return _utc((event.start, event.end, event.get("STATUS") == "CANCELLED") for event in events)


def _by_vobject(path: Path) -> set[tuple[datetime, datetime]]:
    events = vobject.readOne(path.read_text(encoding="utf-8")).contents.get("vevent", [])
    return _utc((event.dtstart.value, event.dtend.value, _status(event) == "CANCELLED") for event in events)


def _status(event: Any) -> str:  # noqa: ANN401  # vobject has no types
    return str(event.status.value) if hasattr(event, "status") else ""


def _by_home_assistant(path: Path) -> set[tuple[datetime, datetime]]:
    events = IcsCalendarStream.calendar_from_ics(path.read_text(encoding="utf-8")).events
    return _utc((event.dtstart, event.dtend, str(event.status).endswith("CANCELLED")) for event in events)


PARSERS = (_by_icalendar, _by_vobject, _by_home_assistant)


class FileReader:
    """A parser as a reader of the files of a site."""

    def __init__(self, parse: Callable[[Path], set[tuple[datetime, datetime]]], site: Path) -> None:
        """Read files of a site."""
        self._parse, self._site = parse, site

    def read(self, expected: Shown) -> Shown:
        """Return the events of these calendars."""
        return {path: self._parse(self._site / path) for path in expected}


class IcalJs:
    """ical.js as a reader of the files of a site, all in one process."""

    def __init__(self, site: Path) -> None:
        """Read files of a site."""
        self._site = site

    def read(self, expected: Shown) -> Shown:
        """Return the events of these calendars."""
        files = (str(self._site / path) for path in expected)
        lines = _run(str(NODE), str(HERE / "read.mjs"), *files, folder=self._site).splitlines()
        return {path: _ical_js_times(json.loads(line)) for path, line in zip(expected, lines, strict=True)}


def _ical_js_times(calendar: Any) -> set[tuple[datetime, datetime]]:  # noqa: ANN401  # JSON
    return _utc(
        (*(datetime.fromisoformat(event[name]) for name in ("start", "end")), event["status"] == "CANCELLED")
        for event in calendar["events"]
        if not event["allDay"]
    )


@contextmanager
def served(site: Path) -> Iterator[str]:
    """Serve a site on the loopback interface, and yield its address."""
    server = preview_server(site, 0)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


# --- vdirsyncer and khal ------------------------------------------------------------------------------------------

PAIR = """
[pair c{number}]
a = "site{number}"
b = "here{number}"
collections = null
conflict_resolution = "a wins"
[storage site{number}]
type = "http"
url = "{url}"
[storage here{number}]
type = "filesystem"
path = "{folder}/c{number}"
fileext = ".ics"
"""
KHAL = """
[locale]
local_timezone = {zone}
default_timezone = {zone}
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[sqlite]
path = {folder}/khal.db
[calendars]
"""


class Khal:
    """Calendars that vdirsyncer syncs from a site to a folder, and that khal lists from its database."""

    def __init__(self, folder: Path, url: str, zone: str) -> None:
        """Subscribe to nothing yet."""
        self._folder, self._url, self._zone = folder, url, zone
        self._numbers: dict[str, int] = {}
        folder.mkdir()

    def read(self, expected: Shown) -> Shown:
        """Sync these calendars, and return the events that khal lists."""
        folder = self._folder
        new = [path for path in expected if path not in self._numbers]
        for path in new:
            self._numbers[path] = len(self._numbers)
            (folder / f"c{self._numbers[path]}").mkdir()
        numbers = {self._numbers[path]: path for path in expected}
        pairs = (
            PAIR.format(number=number, url=f"{self._url}/{path}", folder=folder) for number, path in numbers.items()
        )
        general = f'[general]\nstatus_path = "{folder}/status"\n'
        (folder / "vdirsyncer").write_text(general + "".join(pairs), encoding="utf-8")
        lists = (f"[[c{number}]]\npath = {folder}/c{number}\ntype = calendar\n" for number in numbers)
        khal = KHAL.format(zone=self._zone, folder=folder) + "".join(lists)
        (folder / "khal").write_text(khal, encoding="utf-8")
        sync = (str(SCRIPTS / "vdirsyncer"), "--config", str(folder / "vdirsyncer"))
        if new:
            _run(*sync, "discover", folder=folder)
        _run(*sync, "sync", folder=folder)
        listed = _run(
            *(str(SCRIPTS / "khal"), "-c", str(folder / "khal"), "list", "--day-format", ""),
            *("--format", "{calendar}|{start-long}|{end-long}|{status}|{all-day}", "2023-10-01", "2024-07-01"),
            folder=folder,
        )
        shown: dict[str, set[tuple[datetime, datetime]]] = {path: set() for path in expected}
        for line in listed.splitlines():
            if line.count("|") != 4:
                continue
            name, start, end, status, all_day = line.split("|")
            if all_day == "False" and "CANCELLED" not in status:
                shown[numbers[int(name[1:])]].add((self._moment(start), self._moment(end)))
        return shown

    def _moment(self, text: str) -> datetime:
        return datetime.strptime(text, TIMES).replace(tzinfo=ZoneInfo(self._zone)).astimezone(UTC)


# --- FullCalendar -------------------------------------------------------------------------------------------------


class FullCalendar:
    """FullCalendar in Chromium, which shows cancelled events by their titles alone."""

    def __init__(self, url: str, zone: str) -> None:
        """Read calendars at an address, in a browser with the clock of a zone, for FullCalendar reads local times."""
        self._url, self._zone = url, zone

    def read(self, expected: Shown) -> Shown:
        """Return the events whose titles do not say that they are withdrawn."""
        calendars = browser("calendars", "2023-10-01", self._zone, *(f"{self._url}/{path}" for path in expected))
        return {
            path: _utc(
                (
                    *(datetime.fromisoformat(event[name]) for name in ("start", "end")),
                    event["title"].startswith(WITHDRAWN),
                )
                for event in events
                if not event["allDay"]
            )
            for path, events in zip(expected, calendars, strict=True)
        }


# --- Thunderbird --------------------------------------------------------------------------------------------------


class Thunderbird:
    """A running Thunderbird that is subscribed to calendars and polls them every few seconds."""

    def __init__(self, folder: Path, url: str, paths: Iterable[str]) -> None:
        """Start it with a new profile."""
        self._ids = {path: f"{number:08d}-1111-4111-8111-111111111111" for number, path in enumerate(paths, start=1)}
        self._profile, self._copy = folder / "profile", folder / "copy"
        for place in (folder, self._profile, self._copy):
            place.mkdir()
        (self._profile / "user.js").write_text(self._preferences(url), encoding="utf-8")
        command = [str(THUNDERBIRD), "--headless", "--no-remote", "--profile", str(self._profile)]
        self._program = subprocess.Popen(  # noqa: S603  # the installed Thunderbird
            command,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "HOME": str(folder), "MOZ_HEADLESS": "1"},
            start_new_session=True,
        )

    def stop(self) -> None:
        """End the program and all its processes."""
        os.killpg(self._program.pid, 9)
        self._program.wait()

    def _preferences(self, url: str) -> str:
        lines: dict[str, object] = {"calendar.list.sortOrder": " ".join(self._ids.values())}
        for path, key in self._ids.items():
            registry = {
                "name": path,
                "type": "ics",
                "uri": f"{url}/{path}",
                "cache.enabled": True,
                "readOnly": True,
                "refreshInterval": "0.1",  # minutes
                "calendar-main-in-composite": True,
            }
            lines |= {f"calendar.registry.{key}.{name}": value for name, value in registry.items()}
        return "".join(f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in lines.items())

    def read(self, expected: Shown) -> Shown:
        """Return the events that it stores, once they are the expected ones, else after some minutes."""
        deadline = datetime.now(UTC) + PATIENCE
        shown = self._stored(expected)
        while shown != expected and datetime.now(UTC) < deadline:
            time.sleep(1)
            shown = self._stored(expected)
        return shown

    def _stored(self, expected: Shown) -> Shown:
        """Return the events in its database, which is locked, so a copy is read."""
        for name in ("cache.sqlite", "cache.sqlite-wal"):
            if (self._profile / "calendar-data" / name).exists():
                shutil.copy(self._profile / "calendar-data" / name, self._copy / name)
        shown: dict[str, set[tuple[datetime, datetime]]] = {path: set() for path in expected}
        if not (self._copy / "cache.sqlite").exists():
            return shown
        paths = {key: path for path, key in self._ids.items()}
        database = sqlite3.connect(self._copy / "cache.sqlite")
        try:
            query = "select cal_id, event_start, event_end, ical_status, event_start_tz from cal_events"
            rows = database.execute(query).fetchall()
        except sqlite3.OperationalError:  # Thunderbird has not created the table yet
            rows = []
        finally:
            database.close()
        for key, start, end, status, zone in rows:
            if paths[key] in shown and zone != "floating" and status != "CANCELLED":
                times = (datetime.fromtimestamp(moment / 1e6, UTC) for moment in (start, end))
                first, last = times
                shown[paths[key]].add((first, last))
        return shown
