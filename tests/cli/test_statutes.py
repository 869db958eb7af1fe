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


def test_law_holidays_as_known_on_a_day(run: Run) -> None:
    """A holiday that was declared later is left out, and one that the caller adds is listed."""
    known = run("law", "holidays", "id/general", "2024", "--json").data["holidays"]
    earlier = run("law", "holidays", "id/general", "2024", "--as-of", "2023-01-01", "--json").data["holidays"]
    assert {entry["day"] for entry in known} - {entry["day"] for entry in earlier}
    added = run("law", "holidays", "id/general", "2024", "--holiday", "2024-06-20=Cuti tambahan")
    assert "2024-06-20   Cuti tambahan" in added.out


def test_law_new_and_check(run: Run, folder: Path) -> None:
    """A new statute is sound at once, and a second one does not replace it."""
    created = run("law", "new", "--country", "ID", "--zone", "Asia/Jakarta")
    assert (created.status, created.out) == (0, "law.toml: a statute to start from; electsched law check law.toml\n")
    checked = run("law", "check", "law.toml")
    assert (checked.status, checked.out.splitlines()[-1]) == (0, "no fault")
    again = run("law", "new")
    assert (again.status, again.err) == (
        2,
        "error: law.toml: found a file that exists; expected a new file in a folder that can be written\n",
    )
    assert 'country = "ID"' in (folder / "law.toml").read_text(encoding="utf-8")


def test_law_format(run: Run, folder: Path) -> None:
    """With --check the status is 1 and nothing is written; without it the file is laid out, once and for all."""
    path, untidy = folder / "act.toml", STATUTE.replace("\n[[stage]]", "\n\n\n[[stage]]") + CASE
    path.write_text(untidy, encoding="utf-8")
    checked = run("law", "format", "--check", "act.toml")
    assert checked.status == 1
    assert checked.out == "act.toml: not in the standard layout; electsched law format act.toml\n"
    assert path.read_text(encoding="utf-8") == untidy
    assert run("law", "format", "act.toml").out == "act.toml: brought into the standard layout\n"
    again = run("law", "format", "--check", "act.toml")
    assert (again.status, again.out) == (0, "act.toml: in the standard layout\n")
    assert run("law", "check", "act.toml").status == 0


def test_law_format_of_what_is_no_law(run: Run, starter: Path) -> None:
    """A plan, and a file that does not exist, are bad input."""
    assert run("law", "format", starter).status == 2
    assert run("law", "format", "missing.toml").err.startswith("error: missing.toml: found no such file")
