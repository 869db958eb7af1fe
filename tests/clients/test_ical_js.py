"""What ical.js reads in the published calendars: the parser behind Thunderbird and many web clients."""

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
    from tests.clients.conftest import Seen

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
    """Return what ical.js makes of each calendar."""
    command = [str(NODE), str(HERE / "read.mjs"), *map(str, calendars)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  # our own script
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return {Path(told["path"]): told for told in map(json.loads, done.stdout.splitlines())}


def test_every_calendar_is_read(read: dict[Path, Any], calendars: tuple[Path, ...]) -> None:
    """Each calendar parses with the strict design, and each of its events has its times."""
    assert set(read) == set(calendars)
    for path, told in read.items():
        assert told["name"], path.name
        assert len(told["events"]) == path.read_bytes().count(b"BEGIN:VEVENT\r\n")
        for event in told["events"]:
            assert event["start"] < event["end"]
            assert event["allDay"] == (path.parent.name == "public")
            assert event["zone"] == ("floating" if event["allDay"] else "Asia/Jakarta")


def test_the_duties_of_a_team(
    read: dict[Path, Any],
    team_calendar: Path,
    check_duties: Callable[[list[Seen]], None],
    seen: Callable[..., Seen],
) -> None:
    """The first team of the warehouse finds its duties on their days."""
    check_duties(
        [
            seen(
                event["summary"],
                event["location"] or "",
                datetime.fromisoformat(event["start"]),
                datetime.fromisoformat(event["end"]),
            )
            for event in read[team_calendar]["events"]
        ]
    )
