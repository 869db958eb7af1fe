"""Lists of people in which a row above the members names their team, and other rows that offices write between."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import attrs
import openpyxl
import pytest

import electsched
from electsched.i18n.error_text import error_text
from electsched.loaders.plan_files.members import load_members

PLAN = Path(electsched.__file__).parent / "data" / "plans" / "starter.id.toml"
HEAD = ("No", "Nama", "Pangkat", "NRP", "Ket")
ANI, BUDI, CICI = (
    (1, "Ani", "AIPTU", "79010001", None),
    (2, "Budi", "BRIPKA", "79010002", "Danru"),
    (1, "Cici", "BRIPDA", "79010003", None),
)
TEAMS = [("79010001", "team-1"), ("79010002", "team-1"), ("79010003", "team-2")]
NONE = (None,) * 5


def _group(text: object) -> tuple[Any, ...]:
    return (text, None, None, None, None)


@attrs.frozen
class Office:
    """A list as an office has it: its rows, and the cells that are merged."""

    rows: tuple[tuple[Any, ...], ...]
    merged: tuple[str, ...] = ()


def _groups(first: object, second: object) -> tuple[tuple[Any, ...], ...]:
    return (HEAD, _group(first), ANI, BUDI, _group(second), CICI)


READ = {
    "group-rows": Office(_groups("REGU 1", "REGU 2")),
    "roman": Office(_groups("REGU I", "REGU II")),
    "lower-case": Office(_groups("regu 1", "regu 2")),
    "colon": Office(_groups("REGU 1 :", "REGU 2 :")),
    "lettered": Office(_groups("A. REGU 1", "B. REGU 2")),
    "roman-numbered": Office(_groups("I. Regu 1", "II. Regu 2")),
    "strength": Office(_groups("REGU 1 (2 orang)", "REGU 2 (1 orang)")),
    "leader": Office(_groups("REGU 1 (Danru: Budi)", "REGU 2: Danru Cici")),
    "zeros": Office(_groups("REGU 01", "REGU-02")),
    "key-of-the-plan": Office(_groups("team-1", "team-2")),
    "number-beside": Office(
        (HEAD, ("I", "REGU 1", None, None, None), ANI, BUDI, ("II.", "REGU 2", None, None, None), CICI)
    ),
    "strength-beside": Office(
        (HEAD, ("REGU 1", None, None, None, "2 orang"), ANI, BUDI, ("REGU 2", None, None, None, "1 org"), CICI)
    ),
    "merged": Office(_groups("REGU 1", "REGU 2"), ("A2:E2", "A5:E5")),
    "filled-to-the-right": Office((HEAD, ("REGU 1",) * 5, ANI, BUDI, ("REGU 2",) * 5, CICI)),
    "in-the-column-of-names": Office(
        (HEAD, (None, "REGU 1", None, None, None), ANI, BUDI, (None, "REGU 2", None, None, None), CICI)
    ),
    "title-above": Office((("DAFTAR PERSONEL",), ("POLRES JOMBANG",), (), *_groups("REGU 1", "REGU 2"))),
    "merged-title": Office((("DAFTAR PERSONEL", None), *_groups("REGU 1", "REGU 2")), ("A1:E1",)),
    "empty-rows-between": Office((HEAD, NONE, _group("REGU 1"), ANI, BUDI, NONE, NONE, _group("REGU 2"), CICI)),
    "headings-for-each-team": Office((_group("REGU 1"), HEAD, ANI, BUDI, NONE, _group("REGU 2"), HEAD, CICI)),
    "headings-again": Office((HEAD, _group("REGU 1"), ANI, BUDI, _group("REGU 2"), HEAD, CICI)),
    "column-numbers": Office((HEAD, (1, 2, 3, 4, 5), *_groups("REGU 1", "REGU 2")[1:])),
    "column-numbers-in-brackets": Office((HEAD, ("(1)", "(2)", "(3)", "(4)", "(5)"), *_groups("REGU 1", "REGU 2")[1:])),
    "headings-in-two-rows": Office(
        (
            ("No", "Identitas", None, None, "Ket"),
            (None, "Nama", "Pangkat", "NRP", None),
            *_groups("Regu 1", "Regu 2")[1:],
        ),
        ("A1:A2", "B1:D1", "E1:E2"),
    ),
    "column-of-teams-too": Office(
        (
            (*HEAD, "Regu"),
            _group("REGU 1"),
            (*ANI, "Regu 1"),
            (*BUDI, None),
            _group("REGU 2"),
            (*CICI, 2),
        )
    ),
    "column-of-teams-alone": Office(((*HEAD, "Regu"), (*ANI, "Regu 1"), (*BUDI, "1"), (*CICI, "REGU II"))),
    "numbers-start-again": Office((HEAD, _group("REGU 1"), ANI, BUDI, _group("REGU 2"), CICI)),
    "rank-and-number-in-one-cell": Office(
        (
            ("No", "Nama", "Pangkat/NRP"),
            ("REGU 1", None, None),
            (1, "Ani", "AIPTU/79010001"),
            (2, "Budi", "BRIPKA / 79010002"),
            ("REGU 2", None, None),
            (1, "Cici", "BRIPDA 79010003"),
        )
    ),
}
"""Lists that are read: three people in two teams."""
REFUSED = {
    "unknown-team": (Office(_groups("REGU 1", "REGU 9")), "row 5", "the team 'REGU 9'"),
    "reserve": (Office(_groups("REGU 1", "CADANGAN")), "row 5", "a row without NRP, Nama"),
    "unit-between": (Office(_groups("REGU 1", "POLSEK NGORO")), "row 5", "a row without NRP, Nama"),
    "people-above-the-first-team": (
        Office((HEAD, ANI, BUDI, _group("REGU 2"), CICI)), "row 2", "a row above the first team"
    ),
    "no-heading-above-the-numbers": (
        Office(((None, *HEAD[1:]), *_groups("REGU 1", "REGU 2")[1:])), "row 3", "'1' in column 1"
    ),
    "no-team-at-all": (Office((HEAD, ANI, BUDI, CICI)), "row 1", "no column 'team'"),
    "two-teams-in-a-row": (
        Office((HEAD, ("REGU 1", None, None, "REGU 2", None), ANI, BUDI)), "row 1", "no column 'team'"
    ),
    "column-contradicts": (
        Office(((*HEAD, "Regu"), _group("REGU 1"), (*ANI, "Regu 2"), (*BUDI, None))),
        "row 3: Regu", "the team 'Regu 2' below the row 'REGU 1'",
    ),
    "total": (Office((*_groups("REGU 1", "REGU 2"), ("Jumlah", 3, None, None, None))),
        "row 7", "a row of totals, 'Jumlah'"),
    "total-of-a-team": (
        Office((HEAD, _group("REGU 1"), ANI, BUDI, ("JUMLAH REGU 1", None, None, 2, None), _group("REGU 2"), CICI)),
        "row 5", "a row of totals, 'JUMLAH REGU 1'",
    ),
    "total-with-a-formula": (
        Office((*_groups("REGU 1", "REGU 2"), ("Jml", None, None, "=COUNTA(D3:D6)", None))),
        "row 7", "a row of totals, 'Jml'",
    ),
    "place-and-day": (
        Office((*_groups("REGU 1", "REGU 2"), NONE, (None, None, None, None, "Jombang, 20 November 2023"))),
        "row 8", "a row without NRP, Nama",
    ),
    "signature": (
        Office((*_groups("REGU 1", "REGU 2"), NONE, (None, None, None, "KABAG OPS", None))),
        "row 8", "a row without Nama",
    ),
    "person-without-a-number": (
        Office((*_groups("REGU 1", "REGU 2"), (2, "Dodi", "BRIPDA", None, None))), "row 7: NRP", "nothing",
    ),
    "same-number-twice": (Office((*_groups("REGU 1", "REGU 2"), BUDI)), "row 7: NRP", "'79010002' a second time"),
    "formula-as-a-team": (Office(_groups("REGU 1", '="REGU "&2')), "row 5", "a row without NRP, Nama"),
    "team-over-merged-rows": (
        Office(((*HEAD, "Regu"), (*ANI, "Regu 1"), (*BUDI, None)), ("F2:F3",)), "row 2: Regu", "a merged cell",
    ),
}  # fmt: skip
"""Lists that are refused, with the place and the cause of the first fault."""


def _written(path: Path, office: Office) -> Path:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    for row in office.rows:
        sheet.append(row)
    for cells in office.merged:
        sheet.merge_cells(cells)
    workbook.save(path)
    return path


@pytest.mark.parametrize("name", READ)
def test_list_with_rows_of_teams_is_read(tmp_path: Path, name: str) -> None:
    """Each person belongs to the team that the row above names; titles, numbers and headings again do no harm."""
    plan = electsched.load_plan(PLAN, members=_written(tmp_path / "list.xlsx", READ[name]))
    assert [(member.key, member.team) for member in plan.members] == TEAMS


@pytest.mark.parametrize("name", [name for name, office in READ.items() if not office.merged])
@pytest.mark.parametrize("separator", [",", ";"])
def test_list_with_rows_of_teams_is_read_as_text(tmp_path: Path, name: str, separator: str) -> None:
    """The same lists, saved as CSV."""
    path = tmp_path / "list.csv"
    lines = [separator.join("" if cell is None else str(cell) for cell in row) for row in READ[name].rows]
    path.write_text("\r\n".join(lines), encoding="utf-8")
    plan = electsched.load_plan(PLAN, members=path)
    assert [(member.key, member.team) for member in plan.members] == TEAMS


@pytest.mark.parametrize("name", REFUSED)
def test_list_that_is_not_clear_is_refused(tmp_path: Path, name: str) -> None:
    """The fault names the row and the cause in both languages; nobody is put in a team by guesswork."""
    office, place, found = REFUSED[name]
    with pytest.raises(electsched.InputError) as caught:
        electsched.load_plan(PLAN, members=_written(tmp_path / "list.xlsx", office))
    fault = caught.value.faults[0]
    assert fault.path == f"list.xlsx sheet 'Sheet' {place}"
    assert found in fault.found
    assert error_text(caught.value, "id") != str(caught.value)


def test_unknown_team_above_many_people_is_told_once(tmp_path: Path) -> None:
    """The fault stands at the row of the team, and names the teams of the plan."""
    with pytest.raises(electsched.InputError) as caught:
        electsched.load_plan(PLAN, members=_written(tmp_path / "list.xlsx", Office(_groups("REGU 7", "REGU 2"))))
    (fault,) = caught.value.faults
    assert (fault.path, fault.found) == ("list.xlsx sheet 'Sheet' row 2", "the team 'REGU 7'")
    assert "team-1" in fault.expected


def test_people_are_read_without_a_plan(tmp_path: Path) -> None:
    """Without a plan the team is the text of its row."""
    members = load_members(_written(tmp_path / "list.xlsx", READ["strength"]))
    assert [member.team for member in members] == ["REGU 1", "REGU 1", "REGU 2"]
