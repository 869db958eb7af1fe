"""Patterns of duty: the turns of a line, teams with the same shift, and the faults of a pattern."""

from __future__ import annotations

from datetime import UTC, time
from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import electsched
from electsched.errors import Fault
from electsched.i18n.text import Text
from electsched.loaders.plan import new_plan
from electsched.operation.shifts import OFF, Line, Pattern, Shift, check_pattern


def _shift(key: str, start: time = time(7, 0), hours: int = 12, people: int = 6) -> Shift:
    return Shift(key=key, name=Text.same(key), start=start, hours=hours, people=people)


DAY, NIGHT = _shift("day"), _shift("night", time(19, 0))
GUARD = Line(key="guard", cycle=("day", "night", OFF, OFF))
SOUND = Pattern(key="two-turns", name=Text.same("Two turns"), shift=(DAY, NIGHT), line=(GUARD,))


def _faults(pattern: Pattern) -> list[tuple[str, str, str]]:
    return [(fault.path, fault.found, fault.expected) for fault in check_pattern(pattern, "pattern[2]")]


# --- shifts and lines -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("start", "minutes"), [(time(0, 0), 0), (time(7, 0), 420), (time(23, 59), 1439)])
def test_shift_minutes_count_from_midnight(start: time, minutes: int) -> None:
    """They are the minute of the local day at which the shift begins."""
    assert _shift("tour", start).minutes == minutes


def test_each_team_is_one_day_behind_the_previous_team() -> None:
    """In a cycle of four the second team has each shift one day after the first, and so on; the cycle repeats."""
    rows = [[GUARD.shift(day, team) for day in range(5)] for team in range(4)]
    assert rows == [
        ["day", "night", OFF, OFF, "day"],
        [OFF, "day", "night", OFF, OFF],
        [OFF, OFF, "day", "night", OFF],
        ["night", OFF, OFF, "day", "night"],
    ]


def test_step_of_two_days_keeps_teams_two_days_apart() -> None:
    """With a step of two days a team is two days behind the previous team."""
    cycle = ("morning", "morning", "night", "night", OFF, OFF)
    line = Line(key="guard", cycle=cycle, step=2)
    assert [line.shift(0, team) for team in range(3)] == ["morning", OFF, "night"]
    assert line.shift(2, 1) == "morning"


@pytest.mark.parametrize(
    ("cycle", "step", "teams", "clash"),
    [
        pytest.param(("tour", OFF, OFF), 1, 3, None, id="three teams in a cycle of three"),
        pytest.param(("tour", OFF, OFF), 1, 4, (0, 3), id="the fourth meets the first"),
        pytest.param(("tour", "tour"), 1, 2, (0, 1), id="no day off"),
        pytest.param(("tour", "tour", OFF), 1, 2, (0, 1), id="two days on end, one day behind"),
        pytest.param(("tour", "tour", OFF, OFF), 2, 2, None, id="two days on end, two days behind"),
        pytest.param(("tour", OFF), 2, 2, (0, 1), id="a step of the whole cycle"),
        pytest.param(("day", "night"), 1, 2, None, id="each does what the other does not"),
        pytest.param((OFF, OFF), 1, 9, None, id="days off never clash"),
        pytest.param(("tour",), 1, 1, None, id="one team alone"),
        pytest.param(("tour",), 1, 0, None, id="no team"),
    ],
)
def test_clash_names_the_first_two_teams_with_the_same_shift(
    cycle: tuple[str, ...], step: int, teams: int, clash: tuple[int, int] | None
) -> None:
    """Two teams of a line clash if both have the same shift on the same day; the first such pair is returned."""
    assert Line(key="guard", cycle=cycle, step=step).clash(teams) == clash


@given(
    cycle=st.lists(st.sampled_from(("day", "night", OFF)), min_size=1, max_size=9).map(tuple),
    step=st.integers(min_value=1, max_value=12),
    teams=st.integers(min_value=0, max_value=6),
)
def test_clash_exists_if_some_shift_of_some_day_has_two_teams(cycle: tuple[str, ...], step: int, teams: int) -> None:
    """The search for a clash agrees with a count of the teams of each shift on each day."""
    line = Line(key="guard", cycle=cycle, step=step)
    doubled = False
    for day in range(len(cycle)):
        marks = [line.shift(day, team) for team in range(teams)]
        doubled |= any(marks.count(mark) > 1 for mark in ("day", "night"))
    clash = line.clash(teams)
    assert (clash is not None) == doubled
    if clash is not None:
        first, second = clash
        assert 0 <= first < second < teams
        assert any(line.shift(day, first) == line.shift(day, second) != OFF for day in range(len(cycle)))


# --- faults of a pattern ------------------------------------------------------------------------------------------


def test_sound_pattern_has_no_faults() -> None:
    """A sound pattern has no fault."""
    assert list(check_pattern(SOUND, "pattern[0]")) == []


def test_pattern_without_shifts_and_lines_has_two_faults() -> None:
    """A pattern needs a shift and a line."""
    assert _faults(attrs.evolve(SOUND, shift=(), line=())) == [
        ("pattern[2].shift", "none", "at least one"),
        ("pattern[2].line", "none", "at least one"),
    ]


@pytest.mark.parametrize(
    ("shift", "fault"),
    [
        pytest.param(
            attrs.evolve(DAY, hours=0), ("pattern[2].shift[0].hours", "0", "from 1 to 72 hours"), id="no hours"
        ),
        pytest.param(
            attrs.evolve(DAY, hours=73), ("pattern[2].shift[0].hours", "73", "from 1 to 72 hours"), id="73 hours"
        ),
        pytest.param(
            attrs.evolve(DAY, people=0), ("pattern[2].shift[0].people", "0", "at least 1"), id="nobody is needed"
        ),
        pytest.param(
            attrs.evolve(DAY, start=time(7, 0, 30)),
            ("pattern[2].shift[0].start", "07:00:30", "a local hour to the minute"),
            id="a start to the second",
        ),
        pytest.param(
            attrs.evolve(DAY, start=time(7, 0, 0, 5)),
            ("pattern[2].shift[0].start", "07:00:00.000005", "a local hour to the minute"),
            id="a start to the microsecond",
        ),
        pytest.param(
            attrs.evolve(DAY, start=time(7, 0, tzinfo=UTC)),
            ("pattern[2].shift[0].start", "07:00:00+00:00", "a local hour to the minute"),
            id="a start with an offset",
        ),
    ],
)
def test_fault_of_a_shift_has_its_path(shift: Shift, fault: tuple[str, str, str]) -> None:
    """Each fault of a shift is reported with its path."""
    assert _faults(attrs.evolve(SOUND, shift=(shift, NIGHT))) == [fault]


@pytest.mark.parametrize("hours", [1, 72])
def test_shift_may_last_one_to_72_hours(hours: int) -> None:
    """The shortest and the longest shift are allowed if the cycle has room for them."""
    line = attrs.evolve(GUARD, cycle=("day", OFF, OFF))
    assert _faults(attrs.evolve(SOUND, shift=(attrs.evolve(DAY, hours=hours),), line=(line,))) == []


def test_two_shifts_with_one_key_are_a_fault() -> None:
    """The fault is that of the second."""
    assert _faults(attrs.evolve(SOUND, shift=(DAY, NIGHT, DAY))) == [
        ("pattern[2].shift[2].key", "'day'", "a key of its own, not '-'"),
    ]


def test_shift_with_the_mark_of_a_day_off_is_a_fault() -> None:
    """The mark of a day off is no key of a shift."""
    assert _faults(attrs.evolve(SOUND, shift=(DAY, NIGHT, _shift(OFF)))) == [
        ("pattern[2].shift[2].key", "'-'", "a key of its own, not '-'"),
    ]


def test_shift_in_no_cycle_is_a_fault() -> None:
    """No team would ever do it, and no shortfall would be reported."""
    assert _faults(attrs.evolve(SOUND, shift=(DAY, NIGHT, _shift("dawn")))) == [
        ("pattern[2].shift[2].key", "'dawn', in no cycle", "a shift that some line fills"),
    ]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        pytest.param(
            Line(key="guard", cycle=("day",)),
            ("pattern[2].line[1].key", "'guard' a second time", "a key of its own"),
            id="a key twice",
        ),
        pytest.param(
            Line(key="more", cycle=()),
            ("pattern[2].line[1].cycle", "an empty cycle", "a shift or '-' for each day"),
            id="an empty cycle",
        ),
        pytest.param(
            Line(key="more", cycle=("day",), step=0), ("pattern[2].line[1].step", "0", "at least 1 day"), id="no step"
        ),
        pytest.param(
            Line(key="more", cycle=("day",), step=-1),
            ("pattern[2].line[1].step", "-1", "at least 1 day"),
            id="a step backwards",
        ),
        pytest.param(
            Line(key="more", cycle=("day", OFF, "dawn")),
            ("pattern[2].line[1].cycle[2]", "'dawn'", "one of day, night, -"),
            id="an unknown shift",
        ),
    ],
)
def test_fault_of_a_line_has_its_path(line: Line, fault: tuple[str, str, str]) -> None:
    """Each fault of a line is reported with its path."""
    assert _faults(attrs.evolve(SOUND, line=(GUARD, line))) == [fault]


def test_all_faults_are_reported_at_once() -> None:
    """No fault hides another."""
    shift = _shift("dawn", time(4, 0, 1), hours=-1, people=-3)
    line = Line(key="guard", cycle=("dusk",), step=0)
    faults: list[Fault] = list(check_pattern(attrs.evolve(SOUND, shift=(shift,), line=(GUARD, line)), "p"))
    assert [fault.path for fault in faults] == [
        "p.shift[0].key",
        "p.shift[0].start",
        "p.shift[0].hours",
        "p.shift[0].people",
        "p.line[0].cycle[0]",
        "p.line[0].cycle[1]",
        "p.line[1].key",
        "p.line[1].step",
        "p.line[1].cycle[0]",
    ]


@pytest.mark.parametrize(
    ("cycle", "index"),
    [
        (("long", "early", "-", "-"), 1),
        # No shift overlaps the next one, but the last overlaps the first.
        (("early", "-", "long"), 0),
        (("long",), 0),
        (("long", "-", "early", "-"), None),
        (("early", "early"), None),
    ],
)
def test_shift_that_begins_before_the_previous_one_ends_is_a_fault(cycle: tuple[str, ...], index: int | None) -> None:
    """The cycle is a circle: its last shifts run into its first."""
    shifts = tuple(
        Shift(key=key, name=Text.same(key), start=time(hour), hours=hours, people=1)
        for key, hour, hours in (("early", 5, 24), ("long", 20, 30))
    )
    pattern = Pattern(key="p", name=Text.same("p"), shift=shifts, line=(Line(key="l", cycle=cycle),))
    paths = [fault.path for fault in check_pattern(pattern, "pattern[0]") if "cycle" in fault.path]
    assert paths == ([] if index is None else [f"pattern[0].line[0].cycle[{index}]"])


# --- other forms --------------------------------------------------------------------------------------------------


def test_pattern_toml_is_read_back_as_the_same_pattern(tmp_path: Path) -> None:
    """Every field of shifts and lines survives the way through a plan file."""
    tour = attrs.evolve(
        DAY, role=Text({"id": "padal", "en": "controller"}), requires="controller", until=Text.same('the "end"')
    )
    pattern = attrs.evolve(
        SOUND,
        shift=(tour, NIGHT),
        line=(attrs.evolve(GUARD, step=2), Line(key="control", cycle=("day", OFF), behind=(0, 1))),
        note="a note",
    )
    path = new_plan(tmp_path / "plan.toml")
    path.write_text(path.read_text(encoding="utf-8") + "\n" + pattern.to_toml(), encoding="utf-8")
    assert electsched.load_plan(path).patterns[-1] == pattern


def test_pattern_repr_fits_a_line() -> None:
    """It gives the keys of the shifts and lines."""
    assert repr(SOUND) == "Pattern('two-turns', shifts: day, night; lines: guard)"
