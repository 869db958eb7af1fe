"""The command `site changes`: the list in each form, for some people, since an edition, and marked as told."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.cli.conftest import Run

AT = ("--at", "2023-11-21T08:00+07:00")
PEOPLE = "key,team,name\np-1,team-1,Sari\np-2,team-1,Budi\np-3,team-2,Tono\n"


@pytest.fixture
def site(run: Run, starter: Path) -> str:
    """Return a site whose duties begin an hour earlier since its second edition, with the members of two teams."""
    Path("people.csv").write_text(PEOPLE, encoding="utf-8")
    publish = ("publish", starter, "site", "--members", "people.csv")
    assert run(*publish, "--at", "2023-11-20T08:00+07:00").status == 0
    text = starter.read_text(encoding="utf-8")
    starter.write_text(text.replace("start  = 07:00:00", "start  = 06:00:00"), encoding="utf-8")
    assert run(*publish, *AT).status == 0
    return "site"


def test_changes_are_kept_until_they_are_marked(run: Run, site: str) -> None:
    """The list stays the same from call to call, until it is marked as told; then nothing is left."""
    first = run("site", "changes", site, *AT)
    assert (first.status, first.err) == (0, "")
    assert first.out.count("Moved: Election office: 24-hour tour") == 75
    assert run("site", "changes", site, *AT).out == first.out
    marked = run("site", "changes", site, *AT, "--mark-told")
    assert marked.out == first.out
    assert marked.err == "Marked as told: the changes up to edition 2, for everybody.\n"
    assert run("site", "changes", site, *AT).out == "There is no change to tell.\n"
    assert run("site", "changes", site, *AT, "--since", "1").out == first.out
    assert run("site", "changes", site, "--history").out.startswith("Edition 2, 21 November 2023 at 08:00\nTeam 1")


def test_changes_name_people_of_a_list(run: Run, site: str) -> None:
    """Keys without the list, names with it, or with the plan and its list; in Indonesian as well."""
    assert "Team 1 (p-1, p-2)\n" in run("site", "changes", site, *AT).out
    named = run("site", "changes", site, *AT, "--members", "people.csv", "--language", "id").out
    assert "Regu 1 (Sari, Budi)\n  Dipindahkan: Kantor penyelenggara: Jaga 24 jam, Selasa, 28 November" in named
    by_plan = run("site", "changes", site, *AT, "--members", "people.csv", "--plan", "plan.toml")
    assert "Team 1 (Sari, Budi)\n" in by_plan.out


@pytest.mark.parametrize(
    ("scope", "teams"),
    [
        (("team", "team-2"), {"team-2"}),
        (("member", "p-1"), {"team-1"}),
        (("unit", "my-station"), {"team-1", "team-2", "team-3"}),
    ],
)
def test_changes_for_some_people(run: Run, site: str, scope: tuple[str, str], teams: set[str]) -> None:
    """Only the changes of a unit, a team or a member; marked for these people alone."""
    data = run("site", "changes", site, *AT, "--format", "json", "--for", *scope).data
    assert {change["team"] for change in data["changes"]} == teams
    marked = run("site", "changes", site, *AT, "--for", *scope, "--mark-told")
    assert marked.err.startswith("Marked as told: the changes up to edition 2, for the ")
    left = run("site", "changes", site, *AT, "--format", "json").data["changes"]
    assert not [change for change in left if change["team"] in teams and change["members"] != ["p-2"]]


def test_changes_as_csv_go_to_a_file(run: Run, site: str) -> None:
    """A row for each person, or for the team without a list."""
    ran = run("site", "changes", site, *AT, "--format", "csv", "--output", "told.csv")
    assert (ran.status, ran.out) == (0, "")
    rows = list(csv.DictReader(Path("told.csv").read_text(encoding="utf-8").splitlines()))
    assert len([row for row in rows if row["member"] == "p-1"]) == 25
    assert {row["team_key"] for row in rows if not row["member"]} == {"team-3"}


def test_changes_of_what_is_over_are_not_told(run: Run, site: str) -> None:
    """On the last day of the operation one duty is left."""
    data = run("site", "changes", site, "--at", "2024-02-10T12:00+07:00", "--format", "json").data
    assert [change["duty"] for change in data["changes"]] == ["election-office/guard/2024-02-10/tour"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--for", "team", "team-9"), "team: found 'team-9'; expected one of team-"),
        (("--for", "member", "p-9"), "member: found 'p-9'; expected one of p-"),
        (("--since", "7"), "edition: found 7; expected the number of an edition, from 1 to 2"),
        (("--members", "nobody.csv"), "nobody.csv"),
    ],
)
def test_bad_arguments_are_refused(run: Run, site: str, arguments: tuple[str, ...], message: str) -> None:
    """An unknown key or edition, or a list that is missing, is one error."""
    ran = run("site", "changes", site, *AT, *arguments)
    assert (ran.status, ran.out) == (2, "")
    assert message in ran.err


def test_folder_without_a_site_is_refused(run: Run, folder: Path) -> None:
    """A folder that has no site is bad input."""
    ran = run("site", "changes", folder)
    assert ran.status == 2
    assert "found no published duties; expected a site that `electsched publish` wrote" in ran.err


def test_publication_counts_the_changes_that_are_still_to_be_told(run: Run, site: str, starter: Path) -> None:
    """A change that is taken back before anybody was told is no change to tell; afterwards it is one again."""
    changed = starter.read_text(encoding="utf-8")
    publish = ("publish", starter, site, "--members", "people.csv", "--at")
    starter.write_text(changed.replace("start  = 06:00:00", "start  = 07:00:00"), encoding="utf-8")
    assert "to tell" not in run(*publish, "2023-11-21T09:00+07:00").out
    assert run("site", "changes", site, *AT).out == "There is no change to tell.\n"
    starter.write_text(changed, encoding="utf-8")
    assert "75 changes to tell; electsched site changes site lists them" in run(*publish, "2023-11-21T10:00+07:00").out
