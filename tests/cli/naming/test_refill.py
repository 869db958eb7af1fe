"""The command `roster refill`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from electsched.operation.shifts import OFF
from tests.cli.conftest import Run
from tests.roster.assignment.small_problems import a_problem


@pytest.fixture
def files(run: Run, tmp_path: Path) -> tuple[Path, Path]:
    """Return the files of a problem and of its roster."""
    problem, solution = tmp_path / "problem.json", tmp_path / "solution.json"
    problem.write_text(json.dumps(a_problem(officers=6).to_dict()), encoding="utf-8")
    assert run("roster", "solve", problem, "--output", solution).status == 0
    return problem, solution


def test_repair_shows_changes_with_notice_and_writes_the_roster(
    run: Run, files: tuple[Path, Path], tmp_path: Path
) -> None:
    """Each change has its day, officer and notice, and the new roster can be repaired again."""
    problem, solution = files
    rows = json.loads(solution.read_text(encoding="utf-8"))["rows"]
    repaired = tmp_path / "repaired.json"
    absence = ("o0", "2024-02-10", "2024-02-11")
    ran = run("roster", "refill", problem, solution, *absence, "--decided", "2024-02-08", "--output", repaired)
    assert ran.status == 0, ran.err
    count = sum(mark != OFF for mark in rows["o0"][2:4])
    assert f"{count} change{'s' * (count != 1)} of others: no repair changes fewer" in ran.out
    again = run("roster", "refill", problem, repaired, *absence, "--json")
    assert again.data["changes"] == []


def test_place_that_nobody_can_take_is_named(run: Run, tmp_path: Path) -> None:
    """The status is 1 if a place stays empty."""
    problem, solution = tmp_path / "problem.json", tmp_path / "solution.json"
    problem.write_text(json.dumps(a_problem(officers=3, days=1).to_dict()), encoding="utf-8")
    run("roster", "solve", problem, "--output", solution)
    ran = run("roster", "refill", problem, solution, "o0", "2024-02-08")
    assert ran.status == 1
    assert "2024-02-08: nobody for" in ran.out
    assert "0 changes of others: " in ran.out


def test_absence_in_the_wrong_order_is_refused(run: Run, files: tuple[Path, Path]) -> None:
    """The last day must not be before the first, and the officer must be in the problem."""
    ran = run("roster", "refill", *files, "o0", "2024-02-10", "2024-02-09")
    assert (ran.status, "before the first" in ran.err) == (2, True)
    assert run("roster", "refill", *files, "x", "2024-02-10").status == 2
