"""A roster as people by days, and back."""

from __future__ import annotations

from datetime import date

import attrs
import pytest

import electsched
from electsched.operation.changes import Addition
from electsched.operation.plan import Plan
from electsched.roster.duty import Roster
from electsched.roster.index import RosterIndex
from electsched.roster.sheets.grid import GridCell, duty_grid, grid_roster
from tests.builders import DECISION
from tests.sites import jombang, two_posts

DAY = date(2023, 11, 28)


def _cells(plan: Plan, roster: Roster) -> list[GridCell]:
    """Return the cells of the grid of a roster; the names of its teams are unique."""
    table = duty_grid(RosterIndex(plan, roster), roster.duties, "id")
    teams = {team.name["id"]: team.key for team in plan.teams}
    return [
        GridCell(place="", day=day, duties=str(text), team=teams[str(row[3])], member=str(row[0]))
        for row in table.rows
        for day, text in zip(table.columns[4:], row[4:], strict=True)
        if text and isinstance(day, date)
    ]


@pytest.mark.parametrize("named", [True, False])
def test_grid_of_a_roster_is_the_roster(*, named: bool) -> None:
    """The grid of Polres Jombang, with its people and without, gives the same 7,075 duties."""
    plan = jombang() if named else attrs.evolve(jombang(), members=())
    roster, _ = electsched.build_roster(plan)
    again = grid_roster(plan, _cells(plan, roster))
    assert again == roster
    assert electsched.check_roster(again, plan) == ()


def test_exchange_in_a_grid_is_an_exchange_of_people() -> None:
    """If two people of different teams change places, the duties name the people as the grid has them."""
    plan = jombang()
    roster, _ = electsched.build_roster(plan)
    other = {"p-0001": ("p-0007", "kpu-2"), "p-0007": ("p-0001", "kpu-1")}
    cells = []
    for cell in _cells(plan, roster):
        member, team = other.get(cell.member, (cell.member, cell.team))
        cells.append(attrs.evolve(cell, member=member, team=team))
    first = grid_roster(plan, cells).select(post="kpu", day=DAY)[0]
    assert first.team == "kpu-1"
    assert set(first.members) == {"p-0007", "p-0002", "p-0003", "p-0004", "p-0005", "p-0006"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("kpu/noon", "a duty of that day: kpu/tour"),
        ("kpu", "a duty of that day: kpu/tour"),
        ("nowhere/tour", "a duty of that day: "),
    ],
)
def test_unknown_duty_is_refused(text: str, expected: str) -> None:
    """The fault has the place of the cell, and the duties that there are."""
    cell = GridCell(place="grid.csv line 2: 2023-11-28", day=DAY, duties=text, team="kpu-1", member="p-0001")
    with pytest.raises(electsched.InputError) as caught:
        grid_roster(jombang(), [cell])
    fault = caught.value.faults[0]
    assert (fault.path, fault.found) == ("grid.csv line 2: 2023-11-28", repr(text))
    assert fault.expected.startswith(expected)


def test_line_is_named_if_the_shift_has_several() -> None:
    """A further duty in the same shift is told apart by its line; a cell without it is refused, with both lines."""
    addition = Addition(post="kpu", day=DAY, shift="tour", team="kpu-3", people=2, **DECISION)
    plan = attrs.evolve(jombang(), members=(), additions=(addition,))
    roster, _ = electsched.build_roster(plan)
    cells = _cells(plan, roster)
    assert {cell.duties for cell in cells if cell.day == DAY and cell.team == "kpu-3"} == {"kpu/tour/extra"}
    assert grid_roster(plan, cells) == roster
    cell = GridCell(place="line 2", day=DAY, duties="kpu/tour", team="kpu-1")
    with pytest.raises(electsched.InputError, match=r"expected kpu/tour/[a-z]+ or kpu/tour/extra"):
        grid_roster(plan, [cell])


def test_two_teams_at_one_duty_are_refused() -> None:
    """A duty has one team, unless its people are named."""
    plan = attrs.evolve(two_posts(), members=())
    cells = [GridCell(place="line 2", day=DAY, duties="kpu/tour", team=team) for team in ("kpu-1", "kpu-2")]
    with pytest.raises(electsched.InputError, match="in more than one row of teams"):
        grid_roster(plan, cells)
