"""The named patterns, compared with an independent implementation of shift schedules and with publications."""

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
from electsched.loaders.plan import new_plan
from electsched.operation.pattern_catalog import NAMED, named_pattern, pattern_facts, pattern_names
from electsched.operation.shifts import OFF, Pattern, check_pattern
from tests.builders import a_plan, a_post, a_window

MONDAY = date(2024, 1, 1)


def segments(cycle: tuple[str, ...]) -> list[tuple[str, int, int]]:
    """Return a cycle as segments of PyShift: the shift, days on, and days off after them."""
    runs: list[tuple[str, int, int]] = []
    for mark, group in groupby(cycle):
        days = len(list(group))
        if mark == OFF:
            shift, on, _ = runs.pop()
            runs.append((shift, on, days))
        else:
            runs.append((mark, days, 0))
    return runs


def peer(pattern: Pattern, behind: tuple[int, ...]) -> WorkSchedule:
    """Return the pattern as a schedule of PyShift."""
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
def test_pattern_agrees_with_pyshift(key: str) -> None:
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
        # PyShift has no day before a team begins.
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
def test_cycle_is_the_published_one(key: str, cycle: list[tuple[str, int, int]]) -> None:
    """The cycle is that of the source of the pattern."""
    assert segments(named_pattern(key).line[0].cycle) == cycle


def test_three_by_eight_has_the_published_weeks() -> None:
    """The published table gives the team of the first, second and third shift in each week."""
    published = {"day": "ABC", "swing": "BCA", "night": "CAB"}
    line = named_pattern("three-by-eight").line[0]
    weeks = {
        shift: "".join(
            next("ABC"[team] for team in range(3) if line.shift(7 * week, team) == shift) for week in range(3)
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
        counts = Counter(line.shift(day, team) for team in range(teams))
        assert {shift.key: counts[shift.key] for shift in pattern.shift} == {shift.key: 1 for shift in pattern.shift}
    assert sum(shift.hours for shift in pattern.shift) == 24
    assert list(check_pattern(pattern, "pattern")) == []
    assert line.clash(teams) is None


def test_facts_of_patterns_are_the_published_ones() -> None:
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


def test_two_sessions_and_controller_has_two_lines() -> None:
    """Two lines: four teams by twelve hours, three controllers by 24; 13 a day with six in a shift."""
    pattern = named_pattern("two-sessions-and-controller", people=6)
    assert sum(shift.people for shift in pattern.shift) == 13
    assert [pattern_facts(pattern, line).hours_a_week for line in (0, 1)] == [42, 56]
    assert list(check_pattern(pattern, "pattern")) == []


def test_named_pattern_fills_a_roster() -> None:
    """Four teams fill each shift of the 56 days of two cycles."""
    plan = a_plan(
        patterns=[named_pattern("dupont")],
        posts=[a_post("gate", "abcd", pattern="dupont")],
        windows=[a_window(MONDAY, days=56)],
    )
    roster, shortfalls = electsched.build_roster(plan)
    assert shortfalls == ()
    assert len(roster) == 56 * 2


def test_unknown_pattern_is_refused_with_the_nearest_names() -> None:
    """The error names the nearest patterns of the catalogue."""
    with pytest.raises(UnknownNameError, match=r"pattern: found 'du-pont'.* Perhaps 'dupont' is meant"):
        named_pattern("du-pont")


@pytest.mark.parametrize("key", pattern_names())
def test_toml_of_a_named_pattern_is_read_back(key: str, tmp_path: Path) -> None:
    """The text for a plan file is read from it as the same pattern."""
    path = new_plan(tmp_path / "plan.toml")
    pattern = named_pattern(key, people=5)
    path.write_text(path.read_text(encoding="utf-8") + "\n" + pattern.to_toml(), encoding="utf-8")
    assert electsched.load_plan(path).patterns[-1] == pattern


def test_pattern_command_lists_and_writes_patterns(capsys: pytest.CaptureFixture[str]) -> None:
    """The list has the facts of each pattern, in text and JSON; an unknown name is an error."""

    def run(*arguments: str) -> tuple[object, str]:
        with pytest.raises(SystemExit) as exited:
            electsched_main(["roster", "pattern", *arguments])
        return exited.value.code, capsys.readouterr().out

    status, output = run()
    assert status == 0
    assert [name for name in pattern_names() if f" {name} " not in output] == []
    _, output = run("dupont", "--json")
    (pattern,) = json.loads(output)["patterns"]
    assert (pattern["teams"], pattern["hours_a_week"], pattern["off"], pattern["weekends"]) == (4, 42, 7, 0.5)
    assert run("24-48", "--people", "6") == (0, named_pattern("24-48", people=6).to_toml())
    assert run("kelly")[0] == 2
