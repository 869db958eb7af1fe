"""What khal shows of the published calendars: a client that officers can run in a terminal."""

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
    from tests.clients.conftest import Seen

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
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  # the installed khal
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


def test_every_calendar_is_read(
    config: Path,
    calendars: tuple[Path, ...],
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Khal prints as many events of each calendar as stand in it, and complains of none."""
    settings = get_config(str(config))
    with caplog.at_level(logging.WARNING):
        for path in calendars:
            print_ics(settings, path.name, path.read_text(encoding="utf-8"), "{uid}")
            count = path.read_bytes().count(b"BEGIN:VEVENT\r\n")
            assert capsys.readouterr().out.count("\n") == count + 1, path.name
    assert caplog.messages == []


def test_the_duties_of_a_team(
    config: Path, team_calendar: Path, check_duties: Callable[[list[Seen]], None], seen: Callable[..., Seen]
) -> None:
    """The first team of the warehouse finds its duties on their days, once its calendar is imported."""
    _khal(config, "import", "--batch", "-a", "duties", str(team_calendar))
    shape = "|".join(f"{{{field}}}" for field in FIELDS)
    listed = _khal(config, "list", "--day-format", "", "--once", "--format", shape, "2023-11-01", "2024-04-01")
    zone = ZoneInfo("Asia/Jakarta")
    found: list[Seen] = []
    for line in listed.splitlines():
        if line.count("|") == len(FIELDS) - 1:
            start, end, title, location = line.split("|")
            moments = (datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=zone) for text in (start, end))
            found.append(seen(title, location, *moments))
    check_duties(found)
