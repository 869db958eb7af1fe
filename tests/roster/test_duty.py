"""A roster as a value: selection, iteration, and its forms as data, CSV and frame."""

from __future__ import annotations

import csv
import json
from datetime import date

import attrs
import pytest

import electsched
from electsched.errors import InputError, UnknownNameError
from electsched.operation.plan import Plan
from electsched.operation.teams import Member
from electsched.roster.duty import Roster
from tests.builders import FIRST_DAY, a_plan, a_post, a_window

DAYS = 75


def _plan() -> Plan:
    """Return a plan of two posts of two units, with two members of one team."""
    return a_plan(
        posts=[a_post("kpu", ["a", "b", "c"]), a_post("ppk", ["d", "e", "f"], unit="polsek")],
        members=tuple(Member(key=key, team="a", name=key) for key in ("a-1", "a-2")),
    )


def _roster() -> Roster:
    return electsched.build_roster(_plan())[0]


# --- selection ----------------------------------------------------------------------------------------------------


def test_roster_is_a_sequence_of_duties() -> None:
    """It has a length, an order and an index."""
    roster = _roster()
    assert len(roster) == len(roster.duties) == 2 * DAYS
    assert list(roster) == list(roster.duties)
    assert (roster[0], roster[-1], roster[:2]) == (roster.duties[0], roster.duties[-1], roster.duties[:2])


def test_select_by_post_team_unit_and_day() -> None:
    """Each argument narrows the selection; without any it has all duties."""
    roster = _roster()
    assert roster.select() == roster
    assert {duty.team for duty in roster.select(post="kpu")} == {"a", "b", "c"}
    assert len(roster.select(team="e")) == len(roster.select(post="ppk", team="e")) == DAYS // 3
    assert len(roster.select(post="kpu", team="e")) == 0
    assert {duty.post for duty in roster.select(unit="polsek")} == {"ppk"}
    assert [duty.post for duty in roster.select(day=FIRST_DAY)] == ["kpu", "ppk"]
    assert roster.select(unit="polsek").select(day=FIRST_DAY)[0].team == "d"


def test_select_by_member_has_named_duties_and_those_of_the_whole_team() -> None:
    """A duty that names other members of the team is not the member's; a duty of another team that names them is."""
    roster = _roster()
    of_team = roster.select(team="a").duties
    helping = attrs.evolve(roster.select(team="d")[0], members=("a-1",))
    without = attrs.evolve(of_team[0], members=("a-2",))
    changed = {id(of_team[0]): without, id(roster.select(team="d")[0]): helping}
    named = attrs.evolve(roster, duties=tuple(changed.get(id(duty), duty) for duty in roster))
    assert named.select(member="a-1").duties == (helping, *of_team[1:])
    assert named.select(member="a-2").duties == (without, *of_team[1:])


@pytest.mark.parametrize("kind", ["post", "team", "unit", "member"])
def test_select_refuses_unknown_keys(kind: str) -> None:
    """A key that the plan does not have is an error, never an empty selection."""
    with pytest.raises(UnknownNameError, match=f"{kind}: found 'nobody'"):
        _roster().select(**{kind: "nobody"})  # type: ignore[arg-type]  # each is a key


@pytest.mark.parametrize("kind", ["unit", "member"])
def test_select_by_unit_or_member_needs_the_plan(kind: str) -> None:
    """A roster put together from duties alone does not know units and members, and says so."""
    with pytest.raises(InputError, match="a roster with its plan"):
        Roster(_roster().duties).select(**{kind: "polres"})  # type: ignore[arg-type]  # each is a key


def test_rosters_with_equal_duties_are_equal() -> None:
    """The plan does not count."""
    assert Roster(_roster().duties) == _roster()


# --- other forms --------------------------------------------------------------------------------------------------


def test_reprs_fit_a_line() -> None:
    """Roster, duty and shortfall give their dates and keys."""
    roster, shortfalls = electsched.build_roster(a_plan(posts=[a_post("kpu", ["a", "b"])]))
    assert repr(roster) == "Roster(50 duties, 2023-11-28 to 2024-02-10)"
    assert repr(roster[0]) == "Duty('kpu', 2023-11-28 07:00 to 2023-11-29 07:00, 'tour', 'a')"
    assert repr(shortfalls[0]) == "Shortfall('kpu', 2023-11-30, 'tour', 6 of 6 missing)"
    assert repr(Roster(())) == "Roster(0 duties)"


def test_roster_as_data_has_moments_with_their_offset() -> None:
    """The data can be written as JSON; the end of a duty is exclusive."""
    data = json.loads(json.dumps(_roster().to_dict()))
    assert len(data["duties"]) == 2 * DAYS
    assert data["duties"][0] == {
        "post": "kpu",
        "line": "guard",
        "day": "2023-11-28",
        "shift": "tour",
        "team": "a",
        "people": 2,
        "start": "2023-11-28T07:00:00+07:00",
        "end": "2023-11-29T07:00:00+07:00",
        "members": [],
        "relief": False,
    }


def test_roster_csv_has_a_row_for_each_duty() -> None:
    """Members are separated by spaces."""
    roster = electsched.build_roster(a_plan(windows=[a_window(date(2024, 1, 1), days=2)]))[0]
    named = attrs.evolve(roster, duties=(attrs.evolve(roster[0], members=("m-1", "m-2")), roster[1]))
    rows = list(csv.DictReader(named.to_csv().splitlines()))
    assert [(row["day"], row["team"], row["members"]) for row in rows] == [
        ("2024-01-01", "kpu-1", "m-1 m-2"),
        ("2024-01-02", "kpu-2", ""),
    ]


@pytest.mark.extra
def test_roster_frame_has_its_moments_in_utc() -> None:
    """07:00 in Jakarta is midnight in UTC; an empty roster has the same columns."""
    frame = _roster().to_frame()
    assert len(frame) == 2 * DAYS
    assert frame["start"][0].isoformat() == "2023-11-28T00:00:00+00:00"
    assert list(Roster(()).to_frame().columns) == list(frame.columns)
