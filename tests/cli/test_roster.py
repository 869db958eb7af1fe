"""The group `roster`: duties, people needed and present, patterns."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import icalendar
import pytest

from tests.cli.conftest import Run

EXAMPLES = Path(__file__).parents[2] / "examples"
JOMBANG = EXAMPLES / "jombang.toml"


@pytest.mark.parametrize("form", ["csv", "json", "jcal", "ics"])
def test_show_in_each_format(run: Run, starter: Path, form: str) -> None:
    """The 25 duties of a team and its muster are the same events in each format."""
    ran = run("roster", "show", starter, "--team", "team-1", "--format", form)
    assert ran.status == 0
    match form:
        case "csv":
            count = len(list(csv.DictReader(ran.out.splitlines())))
        case "json":
            count = len(ran.data["events"])
        case "jcal":
            count = sum(component[0] == "vevent" for component in json.loads(ran.out)[2])
        case _:
            count = len(icalendar.Calendar.from_ical(ran.out).events)
    assert count == 26


def test_show_of_a_member(run: Run) -> None:
    """`--member` gives the duties of one person, with a list of members."""
    members = ("--members", EXAMPLES / "jombang-members.csv")
    ran = run("roster", "show", JOMBANG, *members, "--member", "p-0001", "--format", "json", "--language", "en")
    assert ran.status == 0
    assert ran.data["events"]


def test_show_writes_a_file(run: Run, starter: Path, folder: Path) -> None:
    """`--output` writes to a file and prints nothing."""
    ran = run("roster", "show", starter, "--team", "team-1", "--output", "duties.csv")
    assert (ran.status, ran.out) == (0, "")
    assert (folder / "duties.csv").read_text(encoding="utf-8").startswith("uid,start,end,")


@pytest.mark.parametrize(
    ("output", "message"),
    [("missing/duties.csv", "the folder of 'missing/duties.csv' does not exist"), (".", "'.' is a directory")],
)
def test_bad_output_is_refused(run: Run, starter: Path, output: str, message: str) -> None:
    """A path to which nothing can be written is refused before the work begins."""
    ran = run("roster", "show", starter, "--team", "team-1", "--output", output)
    assert ran.status == 2
    assert message in ran.err


def test_show_needs_one_audience(run: Run, starter: Path) -> None:
    """Without a unit, post, team, partner or member there is nothing to show."""
    ran = run("roster", "show", starter)
    assert ran.status == 2
    assert "exactly one of unit, post, team, partner" in ran.err


def test_demand(run: Run, tmp_path: Path) -> None:
    """The need of each unit is a row; `--picture` writes it as SVG, and `--json` as data."""
    picture = tmp_path / "demand.svg"
    ran = run("roster", "demand", JOMBANG, "--picture", picture)
    assert ran.status == 0
    assert "person-days" in ran.out
    assert picture.read_text(encoding="utf-8").startswith("<svg")
    assert run("roster", "demand", JOMBANG, "--json").data["phases"]


def test_readiness(run: Run, tmp_path: Path) -> None:
    """The example has enough people: status 0; `--page` writes the report as HTML."""
    page = tmp_path / "muster.html"
    ran = run("roster", "readiness", JOMBANG, "--page", page)
    assert ran.status == 0
    assert ran.out.splitlines()[-1] == "Every need is met."
    assert page.read_bytes().startswith(b"<!DOCTYPE html>")


def test_pattern(run: Run) -> None:
    """The list has each named pattern; a name prints it as TOML; an unknown name lists the nearest."""
    assert " dupont " in run("roster", "pattern").out
    assert run("roster", "pattern", "24-48", "--people", "6").out.startswith('[[pattern]]\nkey  = "24-48"')
    assert run("roster", "pattern", "--json").data["patterns"][0]["hours_a_week"]
    unknown = run("roster", "pattern", "dupond")
    assert unknown.status == 2
    assert "dupont" in unknown.err
