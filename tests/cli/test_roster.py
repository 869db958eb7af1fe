"""The group `roster`: duties, people needed and present, patterns."""

from __future__ import annotations

import csv
import json
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import icalendar
import openpyxl
import pytest

from tests.cli.conftest import Run

EXAMPLES = Path(__file__).parents[2] / "examples"
JOMBANG = EXAMPLES / "jombang.toml"


@pytest.mark.parametrize("form", ["events", "json", "jcal", "ics"])
def test_show_in_each_format(run: Run, starter: Path, form: str) -> None:
    """The 25 duties of a team and its muster are the same events in each format."""
    ran = run("roster", "show", starter, "--team", "team-1", "--format", form)
    assert ran.status == 0
    match form:
        case "events":
            count = len(list(csv.DictReader(ran.out.splitlines())))
        case "json":
            count = len(ran.data["events"])
        case "jcal":
            count = sum(component[0] == "vevent" for component in json.loads(ran.out)[2])
        case _:
            count = len(icalendar.Calendar.from_ical(ran.out).events)
    assert count == 26


def test_show_the_load_of_each_team(run: Run, starter: Path) -> None:
    """Each team of the starting plan has a row; with an owner, or as events, the load is refused."""
    ran = run("roster", "show", starter, "--fairness", "--language", "en")
    rows = list(csv.DictReader(ran.out.splitlines()))
    assert [(row["Duties"], row["Hours"], row["Nights"]) for row in rows] == [("25", "600", "25")] * 3
    for more in (("--team", "team-1"), ("--grid",), ("--format", "json")):
        assert run("roster", "show", starter, "--fairness", *more).status == 2


def test_show_the_load_as_a_picture(run: Run, starter: Path) -> None:
    """The picture has a bar for each team and its numbers; a picture of duties does not exist."""
    ran = run("roster", "show", starter, "--fairness", "--format", "svg", "--language", "en")
    picture = ET.fromstring(ran.out)  # noqa: S314  # our own
    svg = "{http://www.w3.org/2000/svg}"
    assert [bar.get("width") for bar in picture.iter(f"{svg}rect") if bar.get("class") == "t"] == ["180.0"] * 3
    texts = [text.text for text in picture.iter(f"{svg}text")]
    assert texts.count("600") == 3
    assert "Nights" in texts
    assert run("roster", "show", starter, "--format", "svg").status == 2


def test_show_people_by_days_as_a_picture_and_a_page(run: Run, starter: Path) -> None:
    """A roster by name that was written is shown with a mark for each place; partners and grids are refused."""
    members = starter.parent / "members.csv"
    rows = [f"m{team}{number},team-{team},Person {team}{number}" for team in (1, 2, 3) for number in range(6)]
    members.write_text("key,team,name\n" + "\n".join(rows) + "\n", encoding="utf-8")
    people, grid = ("--members", members), starter.parent / "grid.csv"
    assert run("roster", "assign", starter, *people, "--output", grid).status == 0
    places = sum(
        cell != "" for row in list(csv.reader(grid.read_text(encoding="utf-8").splitlines()))[1:] for cell in row[4:]
    )
    ran = run("roster", "show", starter, *people, "--roster", grid, "--format", "heatmap", "--language", "en")
    assert ran.out.count('rx="2"') == places + 1  # and the key
    assert "Person 11" in ran.out
    page = run("roster", "show", starter, *people, "--roster", grid, "--format", "html", "--language", "en")
    assert page.out.count("<td class=t>") == places
    assert page.out.count('<i class="k') == 1  # the key
    for more in (("--grid",), ("--partner", "any"), ("--unit", "any", "--post", "any")):
        for form in ("heatmap", "html"):
            assert run("roster", "show", starter, *people, "--format", form, *more).status == 2


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
    assert (folder / "duties.csv").read_text(encoding="utf-8").startswith("Date,Day,Start,")


@pytest.mark.parametrize(
    ("output", "message"),
    [("missing/duties.csv", "the folder of 'missing/duties.csv' does not exist"), (".", "'.' is a directory")],
)
def test_bad_output_is_refused(run: Run, starter: Path, output: str, message: str) -> None:
    """A path to which nothing can be written is refused before the work begins."""
    ran = run("roster", "show", starter, "--team", "team-1", "--output", output)
    assert ran.status == 2
    assert message in ran.err


def test_show_of_the_whole_plan(run: Run, starter: Path, folder: Path) -> None:
    """Without a choice all duties are rows; with `--grid` they are teams by days, in CSV and as a workbook alike."""
    rows = list(csv.DictReader(run("roster", "show", starter).out.splitlines()))
    assert len(rows) == 75
    assert rows[0]["Date"] == "2023-11-28"
    grid = list(csv.reader(run("roster", "show", starter, "--grid").out.splitlines()))
    ran = run("roster", "show", starter, "--grid", "--format", "xlsx", "--output", "grid.xlsx")
    assert ran.status == 0
    sheet = openpyxl.load_workbook(folder / "grid.xlsx").worksheets[0]
    cells = [[_cell(value) for value in row] for row in sheet.iter_rows(values_only=True)]
    assert cells == grid
    assert len(grid) == 4


def _cell(value: object) -> str:
    return value.date().isoformat() if isinstance(value, datetime) else str(value or "")


def test_rows_of_a_partner_have_no_people(run: Run) -> None:
    """A partner's rows have headcounts, and a grid of people is refused."""
    members = ("--members", EXAMPLES / "jombang-members.csv")
    ran = run("roster", "show", JOMBANG, *members, "--partner", "bawaslu")
    assert "Personel" not in ran.out
    assert run("roster", "show", JOMBANG, *members, "--partner", "bawaslu", "--grid").status == 2


def test_rows_of_a_member_are_of_that_person(run: Run) -> None:
    """Colleagues on the same duties have no rows."""
    members = ("--members", EXAMPLES / "jombang-members.csv")
    ran = run("roster", "show", JOMBANG, *members, "--member", "p-0001", "--language", "id")
    assert {row["NRP"] for row in csv.DictReader(ran.out.splitlines())} == {"p-0001"}


def test_show_needs_one_audience(run: Run, starter: Path) -> None:
    """Events are those of one audience; rows of two are refused too."""
    ran = run("roster", "show", starter, "--format", "events")
    assert ran.status == 2
    assert "exactly one of unit, post, team, partner" in ran.err
    ran = run("roster", "show", starter, "--team", "team-1", "--unit", "station")
    assert ran.status == 2
    assert "Give at most one of --" in ran.err


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


def test_stand_ins_in_the_language_of_the_planner(run: Run) -> None:
    """The heads, the obstacles and the sums are in Indonesian."""
    duty = ("kpu", "2024-01-05", "tour", "--all", "--language", "id")
    ran = run("roster", "who-can", JOMBANG, *duty)
    assert ran.status == 0
    assert "jam sejauh ini" in ran.out
    assert "sedang bertugas" in ran.out
    assert "dapat menggantikan, " in ran.out
