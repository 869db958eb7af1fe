"""Members of teams from a plan file and from a list, and the plan_path of each fault."""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from pathlib import Path

import pytest

import electsched
from electsched.errors import InputError
from electsched.loaders.plan_files.members import load_members
from tests.sites import write_plan

EXAMPLE = Path(__file__).parents[3] / "examples" / "jombang.toml"
MEMBERS = EXAMPLE.with_name("jombang-members.csv")
DECISION = 'by = "karendalops"\ndecided = 2023-12-20\nreason = "Illustrative"\n'
HEAD = "key,team,name,roles,language,note\n"


def test_member_list_of_the_example_loads() -> None:
    """Each team has as many members as people; members have numbers for names, and the controllers have the role."""
    plan = electsched.load_plan(EXAMPLE, members=MEMBERS)
    with MEMBERS.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len(plan.members) == len(rows)
    counted = Counter(member.team for member in plan.members)
    assert counted == {team.key: team.people for team in plan.teams}
    assert {member.name.split()[0] for member in plan.members} == {"Personel"}
    controllers = {member.team for member in plan.members if "controller" in member.roles}
    assert controllers == {"padal-1", "padal-2", "padal-3"}


def test_members_of_plan_and_list_are_joined(tmp_path: Path) -> None:
    """Members of both are read; an empty cell has the same default as a missing key."""
    rows, text = tmp_path / "rows.csv", EXAMPLE.read_text(encoding="utf-8")
    plan_path = write_plan(tmp_path, text + '\n[[member]]\nkey = "p-1"\nteam = "padal-1"\nname = "Padal 1"\n')
    rows.write_text(HEAD + 'p-2,padal-2,"Padal, dua",controller driver,en,\n', encoding="utf-8")
    first, second = electsched.load_plan(plan_path, members=rows).members
    assert (first.key, first.roles, first.language) == ("p-1", (), "")
    assert (second.name, second.roles, second.language) == ("Padal, dua", ("controller", "driver"), "en")


@pytest.mark.parametrize(
    ("row", "path", "found"),
    [
        ("P 1,padal-1,A,,,", "rows.csv line 2: key", "'P 1'"),
        ("p-1,nobody,A,,,", "rows.csv line 2: team", "the team 'nobody'"),
        ("p-1,padal-1,,,,", "rows.csv line 2: name", "nothing"),
        ("p-1,padal-1,A,,fr,", "rows.csv line 2: language", "'fr'"),
        ("p-1,padal-1,A,,,\np-1,padal-1,B,,,", "rows.csv line 3: key", "'p-1' a second time"),
        ("p-1,padal-1,A\x07,,,", "rows.csv line 2: name", "U+0007"),
        ("p-1,padal-1,A\u202eB,,,", "rows.csv line 2: name", "U+202E"),
    ],
)
def test_fault_of_a_row_names_its_line(tmp_path: Path, row: str, path: str, found: str) -> None:
    """A fault names the line of the list, or the team with too few members listed."""
    rows = tmp_path / "rows.csv"
    rows.write_text(HEAD + row + "\n", encoding="utf-8")
    with pytest.raises(electsched.InputError) as caught:
        electsched.load_plan(EXAMPLE, members=rows)
    assert [(fault.path, found in fault.found) for fault in caught.value.faults] == [(path, True)]


def test_faults_of_all_rows_are_told_at_once(tmp_path: Path) -> None:
    """A cell that cannot be read hides no fault of another row; the row itself has only this fault."""
    rows = tmp_path / "rows.csv"
    lines = ("7.9E+07,nowhere,A,,,", "p-1,padal-1,A,,,", "p-1,nobody,B,,,", ",padal-1,C,,,")
    rows.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        electsched.load_plan(EXAMPLE, members=rows)
    places = {fault.path.removeprefix("rows.csv line ") for fault in caught.value.faults}
    assert places == {"2: key", "4: key", "4: team", "5: key"}
    assert len(caught.value.faults) == 4


def test_list_without_a_person_is_refused(tmp_path: Path) -> None:
    """An office that saved the headings alone is told so, and no plan goes on without its people."""
    (tmp_path / "list.csv").write_text("NRP,Nama,Regu\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"list\.csv: found headings without a person; expected a row for each person"):
        electsched.load_plan(EXAMPLE, members=tmp_path / "list.csv")


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"key,team\np-1,padal-1\n", "no column 'name'"),
        (b"key,team,name\np-1,padal-1,\x81\n", "byte 0x81 at offset 26, which is no text in CP1252"),
        (b'key,team,name\np-1,padal-1,"A\n', "text that is not CSV: unexpected end of data"),
        (b"", "no rows"),
        (b"key,team,name\np-1,padal-1,A,more\n", "'more' in column 4"),
    ],
)
def test_file_that_is_no_member_list_is_refused(tmp_path: Path, data: bytes, found: str) -> None:
    """The fault names the file; a missing file is reported the same way."""
    rows = tmp_path / "rows.csv"
    rows.write_bytes(data)
    with pytest.raises(electsched.InputError) as caught:
        electsched.load_plan(EXAMPLE, members=rows)
    assert (caught.value.faults[0].path.split()[0], caught.value.faults[0].found) == ("rows.csv", found)
    with pytest.raises(electsched.InputError, match=r"none\.csv: found no such file"):
        electsched.load_plan(EXAMPLE, members=tmp_path / "none.csv")


def test_error_of_a_list_begins_with_the_name_of_the_list(tmp_path: Path) -> None:
    """Faults of the list name the list and not the plan, and those of the plan beside them name the plan."""
    rows, plan = tmp_path / "rows.csv", tmp_path / EXAMPLE.name
    rows.write_text("key,team,name\np-1,nobody,A\n", encoding="utf-8")
    for beside in EXAMPLE.parent.glob("jombang*.csv"):
        shutil.copy(beside, tmp_path)
    text = EXAMPLE.read_text(encoding="utf-8").replace('pattern  = "tour-24"', 'pattern = "tour-25"', 1)
    plan.write_text(text, encoding="utf-8")
    with pytest.raises(electsched.InputError) as caught:
        electsched.load_plan(plan, members=rows)
    of_plan, of_list = str(caught.value).splitlines()
    assert of_plan.startswith(f"{plan}: post[0].pattern: found the pattern 'tour-25'")
    assert of_list.startswith("rows.csv line 2: team: found the team 'nobody'")


@pytest.mark.parametrize(
    ("line", "path", "found"),
    [
        ('member = "p-1"\npeople = 2', "absence[0].people", "2"),
        ('member = "p-1"\nteam = "padal-1"', "absence[0]", "a team and a member"),
        ("people = 1", "absence[0]", "nobody"),
    ],
)
def test_absence_of_a_member_is_checked(tmp_path: Path, line: str, path: str, found: str) -> None:
    """An absence names a member, who is one person, or a team."""
    text = EXAMPLE.read_text(encoding="utf-8")
    for key, team in (("p-1", "padal-1"), ("p-2", "padal-2")):
        text += f'\n[[member]]\nkey = "{key}"\nteam = "{team}"\nname = "A"\n'
    text += f"\n[[absence]]\nstart = 2024-01-01\nend = 2024-01-02\n{DECISION}{line}\n"
    plan_path = write_plan(tmp_path, text)
    with pytest.raises(electsched.InputError) as caught:
        electsched.load_plan(plan_path)
    assert (path, found) in [(fault.path, fault.found) for fault in caught.value.faults]


def test_names_of_members_are_not_in_the_repr() -> None:
    """A printed plan or member shows numbers, not names."""
    plan = electsched.load_plan(EXAMPLE, members=MEMBERS)
    assert "Personel" not in repr(plan)
    assert "Personel" not in repr(plan.members)


def test_list_is_read_without_its_plan(tmp_path: Path) -> None:
    """Keys, names and phone numbers as the list has them; a faulty row is named, with the file."""
    assert len(load_members(MEMBERS)) == len(electsched.load_plan(EXAMPLE, members=MEMBERS).members)
    rows = tmp_path / "rows.csv"
    rows.write_text("NRP;Nama;Regu;No. HP\n79010001;Sari;Regu 1;0812-3456-7890\n", encoding="utf-8")
    (member,) = load_members(rows)
    assert (member.key, member.name, member.phone) == ("79010001", "Sari", "0812-3456-7890")
    rows.write_text("key,team\np-1,a\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"rows\.csv"):
        load_members(rows)
