"""The scripts in `examples/`, run as a user runs them, compared with official dates."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import icalendar
import pytest

EXAMPLES = Path(__file__).parents[1] / "examples"


def _run(script: str, *arguments: str, cwd: Path) -> str:
    process = subprocess.run(  # noqa: S603  # our own scripts
        [sys.executable, "-X", "utf8", "-W", "error", EXAMPLES / script, *arguments],
        cwd=cwd,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=600,
    )
    assert (process.returncode, process.stderr) == (0, "")
    return process.stdout


def test_each_script_has_a_test() -> None:
    """The folder has no other script than those tested here and in `test_nation`."""
    scripts = {path.name for path in EXAMPLES.glob("*.py")}
    assert scripts == {"window_of_an_election.py", "newsroom_stages.py", "duties_of_one_team.py", "nation.py"}


def test_window_of_the_campaign(tmp_path: Path) -> None:
    """The campaign of 2024 was from 28 November 2023 to 10 February 2024, 75 days (PKPU 15/2023)."""
    lines = _run("window_of_an_election.py", cwd=tmp_path).splitlines()
    assert lines[:2] == [
        "2023-11-28 to 2024-02-10, 75 days, Asia/Jakarta",
        "from 2023-11-28T00:00:00+07:00 up to 2024-02-11T00:00:00+07:00",
    ]
    assert "    the earliest of: campaign_legislative, campaign_presidential" in lines


def test_window_of_another_stage(tmp_path: Path) -> None:
    """The quiet period of 2024 was from 11 to 13 February (PKPU 3/2022)."""
    printed = _run("window_of_an_election.py", "id/general-2024", "quiet_period", cwd=tmp_path)
    assert printed.startswith("2024-02-11 to 2024-02-13, 3 days, Asia/Jakarta\n")


def test_newsroom_stages(tmp_path: Path) -> None:
    """The calendar has the campaign as an all-day event of 75 days, and polling on 14 February."""
    printed = _run("newsroom_stages.py", "stages.ics", cwd=tmp_path)
    calendar = icalendar.Calendar.from_ical((tmp_path / "stages.ics").read_bytes())
    assert printed == f"stages.ics: {len(calendar.events)} events\n"
    days = {str(event["summary"]): (event.start, event.end) for event in calendar.events}
    assert len(days) == len(calendar.events)
    assert days["Campaign"] == (date(2023, 11, 28), date(2024, 2, 10) + timedelta(days=1))
    assert days["Polling day"] == (date(2024, 2, 14), date(2024, 2, 15))
    assert days["Third debate"] == (date(2024, 1, 7), date(2024, 1, 8))
    assert days["President and Vice-President sworn in"] == (date(2024, 10, 20), date(2024, 10, 21))
    assert "Campaign, second round" not in days  # planned, but not held


def test_newsroom_stages_in_indonesian(tmp_path: Path) -> None:
    """With `id` the summaries are Indonesian."""
    _run("newsroom_stages.py", "tahapan.ics", "id", cwd=tmp_path)
    calendar = icalendar.Calendar.from_ical((tmp_path / "tahapan.ics").read_bytes())
    assert {"Masa kampanye", "Masa tenang", "Hari pemungutan suara"} <= {
        str(event["summary"]) for event in calendar.events
    }


def test_duties_of_one_team(tmp_path: Path) -> None:
    """The first team of the warehouse has a day, then the night of the next day."""
    days = [f"2023-11-{day}" for day in (28, 29, 30)]
    assert _run("duties_of_one_team.py", "gudang-1", *days, cwd=tmp_path).splitlines() == [
        "2023-11-28 07:00 to 2023-11-28 19:00  KPU logistics warehouse, day",
        "2023-11-29 19:00 to 2023-11-30 07:00  KPU logistics warehouse, night",
    ]


def test_notebook_runs_from_the_law_to_a_calendar(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each cell of the notebook runs after the ones before it, and the notebook is stored without its output."""
    monkeypatch.chdir(EXAMPLES)
    cells = json.loads((EXAMPLES / "election.ipynb").read_text(encoding="utf-8"))["cells"]
    programs = [cell for cell in cells if cell["cell_type"] == "code"]
    names: dict[str, object] = {}
    for cell in programs:
        exec("".join(cell["source"]), names)  # noqa: S102  # our own notebook
    printed = capsys.readouterr().out
    assert "Campaign: 2023-11-28 to 2024-02-10" in printed
    assert "7075 duties, 0 that no team can fill" in printed
    assert "BEGIN:VEVENT" in printed
    assert not [cell for cell in programs if cell["outputs"] or cell["execution_count"]]
