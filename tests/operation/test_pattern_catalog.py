"""The named patterns, against an independent implementation of shift schedules and against what was published."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path

import pytest
from PyShift.workschedule.work_schedule import WorkSchedule

import electsched
from electsched.cli.main import main as electsched_main
from electsched.errors import UnknownNameError
from electsched.i18n.text import Text
from electsched.loaders.plan import new_plan
from electsched.operation.operation import Post
from electsched.operation.pattern_catalog import NAMED, named_pattern, pattern_facts, pattern_names, pattern_toml
from electsched.operation.shifts import OFF, Pattern, check_pattern
from electsched.operation.teams import Team
from electsched.operation.windows import Window
from electsched.roster.rotation import rotate_posts

MONDAY = date(2024, 1, 1)


def segments(cycle: tuple[str, ...]) -> list[tuple[str, int, int]]:
    """Return a cycle as the segments of which PyShift makes rotations: shift, days on, days off after them."""
    found: list[tuple[str, int, int]] = []
    for mark, group in groupby(cycle):
        days = len(list(group))
        if mark == OFF:
            shift, on, _ = found.pop()
            found.append((shift, on, days))
        else:
            found.append((mark, days, 0))
    return found


def peer(pattern: Pattern, behind: tuple[int, ...]) -> WorkSchedule:
    """Return the pattern as PyShift knows it."""
    schedule = WorkSchedule(pattern.key, pattern.key)
    shifts = {
        shift.key: schedule.createShift(shift.key, shift.key, shift.start, timedelta(hours=shift.hours))
        for shift in pattern.shift
    }
    rotation = schedule.createRotation(pattern.key, pattern.key)
    for shift, on, off in segments(pattern.line[0].cycle):
        rotation.addSegment(shifts[shift], on, off)
    for number, days in enumerate(behind):
        schedule.createTeam(f"{number}", f"{number}", rotation, MONDAY + timedelta(days=days))
    return schedule


@pytest.mark.parametrize("key", NAMED)
def test_hours_length_and_sequence_agree_with_the_peer(key: str) -> None:
    """Length of the cycle, hours, hours a week; and each team's shift on each day of two cycles."""
    pattern, behind = named_pattern(key), NAMED[key].behind
    facts = pattern_facts(pattern)
    schedule = peer(pattern, behind)
    for number, team in enumerate(schedule.teams):
        assert team.rotation.getDuration() == timedelta(days=facts.days)
        assert team.rotation.getWorkingTime() == timedelta(hours=facts.hours)
        assert team.getAverageHoursWorkedPerWeek() == pytest.approx(facts.hours_a_week)
        assert int(team.name) == number
        line = pattern.line[0]
        # The peer knows no day before a team begins.
        for day in range(behind[number], behind[number] + 2 * facts.days):
            theirs = team.getShiftInstanceForDay(MONDAY + timedelta(days=day))
            ours = line.shift(day, number)
            assert (theirs.shift.name if theirs else OFF) == ours, (number, day)


@pytest.mark.parametrize(
    ("key", "cycle"),
    [
        # The plans of PyShift's own tests: segments of shift, days on, days off.
        ("dupont", [("night", 4, 3), ("day", 3, 1), ("night", 3, 3), ("day", 4, 7)]),
        (
            "panama",
            [("day", 2, 2), ("day", 3, 2), ("day", 2, 3)] * 2 + [("night", 2, 2), ("night", 3, 2), ("night", 2, 3)] * 2,
        ),
        # Published cycles: the sources stand with the patterns.
        ("metropolitan", [("day", 2, 0), ("swing", 2, 0), ("night", 2, 2)]),
        (
            "continental",
            [
                *[("day", 2, 0), ("swing", 3, 0), ("night", 2, 2)],
                *[("day", 3, 0), ("swing", 2, 0), ("night", 2, 3)],
                *[("day", 2, 0), ("swing", 2, 0), ("night", 3, 2)],
            ],
        ),
        (
            "pitman",
            [*[("day", 2, 2), ("day", 3, 2), ("day", 2, 3)], *[("night", 2, 2), ("night", 3, 2), ("night", 2, 3)]],
        ),
        ("three-by-eight", [("day", 7, 0), ("night", 7, 0), ("swing", 7, 0)]),
        ("southern-swing", [("day", 7, 2), ("swing", 7, 2), ("night", 7, 3)]),
        ("four-by-twelve", [("day", 1, 0), ("night", 1, 2)]),
        ("24-48", [("tour", 1, 2)]),
        ("ddnnoo", [("day", 2, 0), ("night", 2, 2)]),
        ("4-on-4-off", [("day", 4, 4), ("night", 4, 4)]),
    ],
)
def test_published_sequences(key: str, cycle: list[tuple[str, int, int]]) -> None:
    """The cycle is the published one."""
    assert segments(named_pattern(key).line[0].cycle) == cycle


def test_three_teams_by_eight_hours_as_published() -> None:
    """The published table: who has the first, second and third shift in each week."""
    published = {"day": "ABC", "swing": "BCA", "night": "CAB"}
    line = named_pattern("three-by-eight").line[0]
    weeks = {
        shift: "".join(
            next("ABC"[place] for place in range(3) if line.shift(7 * week, place) == shift) for week in range(3)
        )
        for shift in published
    }
    assert weeks == published


@pytest.mark.parametrize("key", NAMED)
def test_every_shift_of_every_day_has_one_team(key: str) -> None:
    """With its teams each pattern covers the day and the night, every day of its cycle."""
    pattern = named_pattern(key)
    line, teams = pattern.line[0], len(NAMED[key].behind)
    for day in range(len(line.cycle)):
        there = Counter(line.shift(day, place) for place in range(teams))
        assert {shift.key: there[shift.key] for shift in pattern.shift} == {shift.key: 1 for shift in pattern.shift}
    assert sum(shift.hours for shift in pattern.shift) == 24
    assert list(check_pattern(pattern, "pattern")) == []
    assert line.clash(teams) is None


def test_what_the_patterns_give() -> None:
    """Published: DuPont seven days off and 42 hours; Continental one weekend in four, seven days of work, 42 hours."""
    dupont = pattern_facts(named_pattern("dupont"))
    assert (dupont.off, dupont.hours_a_week, dupont.nights, dupont.rest) == (7, 42, 4, 12)
    continental = pattern_facts(named_pattern("continental"))
    assert (continental.weekends, continental.run, continental.hours_a_week) == (0.25, 7, 42)
    assert (continental.nights, continental.off, continental.rest) == (3, 3, 16)
    panama = pattern_facts(named_pattern("panama"))
    assert (panama.days, panama.weekends, panama.run) == (56, 0.5, 3)
    assert pattern_facts(named_pattern("three-by-eight")).rest == 8  # from the swing shift to the day shift after it
    tour = pattern_facts(named_pattern("24-48"))
    assert (tour.rest, tour.hours_a_week) == (48, 56)  # published: 56 hours a week
    assert pattern_facts(named_pattern("4-on-4-off")).hours_a_week == 42  # published: 42 hours a week


def test_two_shifts_and_a_controller() -> None:
    """Two lines: four teams by twelve hours, three controllers by 24; 13 a day with six in a shift."""
    pattern = named_pattern("two-sessions-and-controller", people=6)
    assert sum(shift.people for shift in pattern.shift) == 13
    assert [pattern_facts(pattern, line).hours_a_week for line in (0, 1)] == [42, 56]
    assert list(check_pattern(pattern, "pattern")) == []


def test_a_named_pattern_in_a_roster() -> None:
    """The roster that teams make of it has no gap, and no team stands twice."""
    pattern = named_pattern("dupont")
    window = Window(key="w", name=Text.same("w"), start=MONDAY, end=MONDAY + timedelta(days=55), zone="Asia/Jakarta")
    keys = tuple("abcd")
    post = Post(key="p", name=Text.same("p"), unit="u", kind="office", windows=("w",), pattern="dupont", teams=(keys,))
    teams = {key: Team(key=key, name=Text.same(key), unit="u", people=1) for key in keys}
    roster, shortfalls = rotate_posts([post], windows={"w": window}, patterns={"dupont": pattern}, teams=teams)
    assert shortfalls == ()
    assert len(roster.duties) == 56 * 2


def test_a_pattern_that_is_not() -> None:
    """The error names those that are."""
    with pytest.raises(UnknownNameError, match="dupont"):
        named_pattern("four-by-four")


@pytest.mark.parametrize("key", pattern_names())
def test_a_named_pattern_in_a_plan_file(key: str, tmp_path: Path) -> None:
    """What is written for a plan file is read from it as the same pattern."""
    assert new_plan(tmp_path / "plan.toml").exists()
    place = tmp_path / "plan.toml"
    pattern = named_pattern(key, people=5)
    place.write_text(place.read_text(encoding="utf-8") + "\n" + pattern_toml(pattern), encoding="utf-8")
    assert electsched.load_plan(place).patterns[-1] == pattern


def test_on_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    """The list says what each gives, in words and as data; a name that is none is refused."""

    def told(*arguments: str) -> tuple[object, str]:
        with pytest.raises(SystemExit) as left:
            electsched_main(["pattern", *arguments])
        return left.value.code, capsys.readouterr().out

    status, out = told()
    assert status == 0
    assert [name for name in pattern_names() if f" {name} " not in out] == []
    _, out = told("dupont", "--json")
    (found,) = json.loads(out)["patterns"]
    assert (found["teams"], found["hours_a_week"], found["off"], found["weekends"]) == (4, 42, 7, 0.5)
    assert told("24-48", "--people", "6") == (0, pattern_toml(named_pattern("24-48", people=6)))
    assert told("kelly")[0] == 2
