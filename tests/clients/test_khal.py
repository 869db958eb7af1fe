"""The published calendars in khal, a client for the terminal."""

from __future__ import annotations

import logging
import subprocess
import sysconfig
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from khal.controllers import print_ics
from khal.settings import get_config

pytestmark = pytest.mark.client

if TYPE_CHECKING:
    from tests.clients.conftest import ClientEvent

FIELDS = ("start-long", "end-long", "title", "location")


@pytest.fixture(scope="module")
def config(khal_settings: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a configuration of khal with one empty calendar."""
    folder = tmp_path_factory.mktemp("khal")
    (folder / "calendar").mkdir()
    (folder / "config").write_text(khal_settings.format(folder=folder))
    return folder / "config"


def _khal(config: Path, *arguments: str) -> str:
    program = Path(sysconfig.get_path("scripts")) / "khal"
    command = [str(program), "-c", str(config), *arguments]
    process = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  # the installed khal
    assert process.returncode == 0, process.stderr
    assert process.stderr == ""
    return process.stdout


def test_khal_prints_every_event(
    config: Path,
    calendars: tuple[Path, ...],
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Khal prints every event of each calendar, without a warning."""
    settings = get_config(str(config))
    with caplog.at_level(logging.WARNING):
        for path in calendars:
            print_ics(settings, path.name, path.read_text(encoding="utf-8"), "{uid}")
            count = path.read_bytes().count(b"BEGIN:VEVENT\r\n")
            assert capsys.readouterr().out.count("\n") == count + 1, path.name
    assert caplog.messages == []


def test_khal_shows_the_duties_of_a_team(
    config: Path,
    team_calendar: Path,
    check_duties: Callable[[list[ClientEvent]], None],
    client_event: Callable[..., ClientEvent],
) -> None:
    """The imported calendar of the first team of the warehouse has its duties on their days and no others."""
    _khal(config, "import", "--batch", "-a", "duties", str(team_calendar))
    row = "|".join(f"{{{field}}}" for field in FIELDS)
    listed = _khal(config, "list", "--day-format", "", "--once", "--format", row, "2023-11-01", "2024-04-01")
    zone = ZoneInfo("Asia/Jakarta")
    events: list[ClientEvent] = []
    for line in listed.splitlines():
        if line.count("|") == len(FIELDS) - 1:
            start, end, title, location = line.split("|")
            moments = (datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=zone) for text in (start, end))
            events.append(client_event(title, location, *moments))
    check_duties(events)
