"""The published calendars read by ical.js, the parser of Thunderbird and of many web clients."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.clients.conftest import ClientEvent

HERE = Path(__file__).parent
NODE = shutil.which("node")

pytestmark = [
    pytest.mark.client,
    pytest.mark.skipif(
        NODE is None or not (HERE / "node_modules" / "ical.js-2").is_dir(),
        reason="ical.js is read by node: install node, and `npm ci` in tests/clients",
    ),
]


@pytest.fixture(scope="module")
def read(calendars: tuple[Path, ...]) -> dict[Path, Any]:
    """Return the calendars as ical.js reads them, by path."""
    command = [str(NODE), str(HERE / "read.mjs"), *map(str, calendars)]
    process = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  # our own script
    assert process.returncode == 0, process.stderr
    assert process.stderr == ""
    return {Path(calendar["path"]): calendar for calendar in map(json.loads, process.stdout.splitlines())}


def test_ical_js_reads_every_calendar(read: dict[Path, Any], calendars: tuple[Path, ...]) -> None:
    """Each calendar parses in strict mode, and each of its events has a start before its end in the right zone."""
    assert set(read) == set(calendars)
    for path, calendar in read.items():
        assert calendar["name"], path.name
        assert len(calendar["events"]) == path.read_bytes().count(b"BEGIN:VEVENT\r\n")
        for event in calendar["events"]:
            assert event["start"] < event["end"]
            assert event["allDay"] == (path.parent.name == "public")
            assert event["zone"] == ("floating" if event["allDay"] else "Asia/Jakarta")


def test_ical_js_shows_the_duties_of_a_team(
    read: dict[Path, Any],
    team_calendar: Path,
    check_duties: Callable[[list[ClientEvent]], None],
    client_event: Callable[..., ClientEvent],
) -> None:
    """The calendar of the first team of the warehouse has its duties on their days and no others."""
    check_duties(
        [
            client_event(
                event["summary"],
                event["location"] or "",
                datetime.fromisoformat(event["start"]),
                datetime.fromisoformat(event["end"]),
            )
            for event in read[team_calendar]["events"]
        ]
    )
