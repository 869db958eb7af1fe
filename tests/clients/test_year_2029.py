"""The way of a plan for 2029 through the command line to a client: new, check, publish, serve, subscribe."""

from __future__ import annotations

import subprocess
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.client

SCRIPTS = Path(sysconfig.get_path("scripts"))
END = "\x1e"
"""The character after each event that khal lists."""
VDIRSYNCER = """
[general]
status_path = "{folder}/status"
[pair stages]
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


def _run(program: str, *arguments: str, folder: Path) -> str:
    command = [str(SCRIPTS / program), *arguments]
    run = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)  # noqa: S603  # installed programs
    assert run.returncode == 0, run.stderr
    return run.stdout


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """The address at which `electsched serve` shows the site of a plan for the poll of 14 February 2029."""
    _run("electsched", "new", "plan.toml", "--polling", "2029-02-14", folder=tmp_path)
    _run("electsched", "check", "plan.toml", folder=tmp_path)
    _run("electsched", "publish", "plan.toml", "site", folder=tmp_path)
    command = [str(SCRIPTS / "electsched"), "serve", "site", "--port", "0"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603  # our program
        assert process.stdout is not None
        yield process.stdout.readline().strip().removesuffix("/public/")
        process.terminate()


def _subscribed(url: str, khal_settings: str, folder: Path) -> list[list[str]]:
    """Return the events that khal lists after vdirsyncer has fetched a calendar: day, status, title and text."""
    folder.mkdir()
    (folder / "calendar").mkdir()
    (folder / "vdirsyncer").write_text(VDIRSYNCER.format(folder=folder, url=url), encoding="utf-8")
    (folder / "khal").write_text(khal_settings.format(folder=folder), encoding="utf-8")
    _run("vdirsyncer", "--config", "vdirsyncer", "discover", folder=folder)
    _run("vdirsyncer", "--config", "vdirsyncer", "sync", folder=folder)
    row = f"{{start-date}}|{{status}}|{{title}}|{{description}}{END}"
    span = ("--once", "--day-format", "", "--format", row, "2028-01-01", "2029-12-31")
    listed = _run("khal", "-c", "khal", "list", *span, folder=folder)
    return [event.strip().split("|", 3) for event in listed.split(END) if event.count("|") >= 3]


def test_client_of_2029_shows_that_dates_are_not_certain(server: str, khal_settings: str, tmp_path: Path) -> None:
    """The quiet period and the tours of a team arrive as tentative events whose text says that they may move."""
    stages = _subscribed(f"{server}/public/stages.en.ics", khal_settings, tmp_path / "stages")
    (quiet,) = [event for event in stages if event[2] == "Quiet period"]
    assert quiet[0] == "2029-02-11"
    assert "TENTATIVE" in quiet[1]
    assert "Not yet certain" in quiet[3]
    duties = _subscribed(f"{server}/internal/teams/team-1.en.ics", khal_settings, tmp_path / "duties")
    tours = [event for event in duties if "tour" in event[2].lower()]
    assert len(tours) == 25  # 75 days in three turns
    assert all("TENTATIVE" in event[1] and "Not yet certain" in event[3] for event in tours)
