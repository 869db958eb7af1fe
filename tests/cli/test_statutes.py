"""The commands for those who write laws."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Run
from tests.timeline.checks.test_law_check import CASE, STATUTE


def test_law_check_of_a_sound_statute(run: Run, folder: Path) -> None:
    """A statute without a fault exits with 0; `check` of a statute is the same command."""
    (folder / "act.toml").write_text(STATUTE + CASE, encoding="utf-8")
    ran = run("law", "check", "act.toml")
    assert (ran.status, ran.out) == (0, "test/act: 2 stages, 1 limit, 1 case\nno fault\n")
    assert run("check", "act.toml") == ran
    assert run("check", "us/federal") == run("law", "check", "us/federal")


def test_law_check_of_a_statute_with_a_fault(run: Run, folder: Path) -> None:
    """A case with another date is a fault, and the status is 1."""
    (folder / "act.toml").write_text(STATUTE + CASE.replace("2024-01-15", "2024-01-16"), encoding="utf-8")
    ran = run("law", "check", "act.toml")
    assert ran.status == 1
    assert "fault: case[0].expected.campaign.start: found 2024-01-15; expected 2024-01-16" in ran.out
    assert [fault["found"] for fault in run("law", "check", "act.toml", "--json").data["faults"]] == ["2024-01-15"]


def test_law_check_of_a_file_that_cannot_be_read(run: Run, folder: Path) -> None:
    """A statute that does not load is bad input."""
    (folder / "act.toml").write_text(STATUTE.replace("30 days", "30 dayz"), encoding="utf-8")
    assert run("law", "check", "act.toml").status == 2


def test_law_holidays_of_a_known_year(run: Run) -> None:
    """The days not worked under the facts are listed, with the state of the year."""
    ran = run("law", "holidays", "gb/local", "2025", "--fact", "nation=wales")
    assert ran.status == 0
    assert ran.out.startswith("gb/local, 2025: known")
    assert "2025-12-26   Boxing Day" in ran.out
    assert "Saint Andrew" not in ran.out


def test_law_holidays_of_an_estimated_year(run: Run) -> None:
    """Holidays that depend on the moon are estimated years ahead."""
    data = run("law", "holidays", "id/general", "2029", "--json").data
    assert data["state"] == "estimated"
    assert {
        "day": "2029-02-15",
        "name": {"id": "Hari Raya Idul Fitri (perkiraan)", "en": "Eid al-Fitr (estimated)"},
    } in (data["holidays"])


def test_law_holidays_of_a_missing_year(run: Run) -> None:
    """A year of which no holidays are known is answered as missing, with status 1."""
    ran = run("law", "holidays", "gb/local", "2250", "--fact", "nation=wales")
    assert (ran.status, ran.out.partition(" (")[0]) == (1, "gb/local, 2250: missing")
