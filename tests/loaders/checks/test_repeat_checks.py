"""Entries that a list of a plan, a statute or an election states twice."""

from __future__ import annotations

from pathlib import Path

import pytest

import electsched
from electsched.errors import InputError
from tests.sites import write_plan

EXAMPLE = Path(__file__).parents[3] / "examples" / "jombang.toml"
PLAN = EXAMPLE.read_text(encoding="utf-8")


def _faults(path: Path) -> list[tuple[str, str, str]]:
    with pytest.raises(InputError) as caught:
        electsched.load_plan(path)
    return [(str(fault.path), str(fault.found), str(fault.hint)) for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("old", "new", "path", "entry"),
    [
        ("task_forces = [", 'task_forces = ["X", "X", ', "operation.task_forces[1]", "X"),
        ('stages = ["campaign"]', 'stages = ["campaign", "campaign"]', "operation.window[2].stages[1]", "campaign"),
        ('languages = ["id", "en"]', 'languages = ["id", "en", "id"]', "languages[2]", "id"),
    ],
)  # fmt: skip
def test_entry_that_is_stated_twice_is_refused(tmp_path: Path, old: str, new: str, path: str, entry: str) -> None:
    """The fault has the place of the second entry and names that of the first."""
    assert old in PLAN
    ((place, found, hint),) = _faults(write_plan(tmp_path, PLAN.replace(old, new, 1)))
    assert (place, found) == (path, f"{entry!r} a second time")
    assert hint.startswith("The first is at ")


def test_roles_of_teams_and_of_people_are_stated_once(tmp_path: Path) -> None:
    """The roles of a team, of a member of the plan, and of a row of a list."""
    member = '\n[[member]]\nkey = "p-1"\nteam = "padal-1"\nname = "A"\nroles = ["controller", "controller"]\n'
    (fault,) = _faults(write_plan(tmp_path, PLAN + member))
    assert fault == (
        "member[0].roles[1]",
        "'controller' a second time",
        "The first is at member[0].roles[0].",
    )
    people = tmp_path / "list.csv"
    people.write_text("key,team,name,roles\np-1,padal-1,A,controller controller\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"list.csv line 2: roles: found 'controller' a second time"):
        electsched.load_plan(EXAMPLE, members=people)


def test_marks_of_a_cycle_and_values_of_a_table_may_come_again() -> None:
    """The cycle of the example has the mark of a day off twice, and postures share a pattern."""
    assert '"-", "-"' in PLAN
    assert electsched.load_plan(EXAMPLE).patterns


def test_entry_of_a_statute_is_stated_once(tmp_path: Path) -> None:
    """The lists of a law are checked as those of a plan."""
    path = tmp_path / "law.toml"
    path.write_text(
        'id = "x/y"\nname = "Y"\nzone = "UTC"\n\n[calendar]\nweekend = [6, 7]\n\n[[stage]]\nkey = "polling"\n'
        'name = "Polling"\nkind = "voting"\ncovers = ["a", "a"]\n',
        encoding="utf-8",
    )
    with pytest.raises(InputError, match=r"stage\[0\]\.covers\[1\]: found 'a' a second time"):
        electsched.load_statute(str(path))
