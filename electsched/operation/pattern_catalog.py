"""Named patterns of shift work that are in use around the world, ready for a plan file.

In the cycles D is the day shift, S the swing shift (afternoon), N the night shift, T a tour of 24 hours, - a day off.
The facts about a pattern are computed from its cycle, not copied from a source.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from math import lcm

import attrs

from electsched.errors import unknown_name
from electsched.i18n.text import translated
from electsched.operation.shifts import OFF, Line, Pattern, Shift
from electsched.values import value_text

__all__ = ["NAMED", "NamedPattern", "PatternFacts", "named_pattern", "pattern_facts", "pattern_names"]

WEEK_DAYS = 7
DAY_HOURS = 24


@attrs.frozen(kw_only=True)
class NamedPattern:
    """A pattern of the catalogue.

    Attributes:
        key: Its key in the catalogue.
        cycle: The days of one team, a letter for each.
        behind: By how many days each team is behind the first.
        shifts: The start and the hours of each shift, by its letter.
        source: The publication of the cycle.
    """

    key: str
    cycle: str
    behind: tuple[int, ...]
    shifts: Mapping[str, tuple[time, int]]
    source: str

    __repr__ = value_text


@attrs.frozen(kw_only=True)
class PatternFacts:
    """The working time of a person in a cycle; hours are real hours, without clock changes.

    Attributes:
        days: The length of the cycle in days.
        hours: Hours of work in a cycle.
        hours_a_week: Average hours of work in a week.
        rest: The fewest hours between the end of a duty and the start of the next.
        run: The most days with duty in a row.
        nights: The most days in a row whose duty runs past midnight.
        off: The most days off in a row.
        weekends: The share of weekends on which no duty begins, from 0 to 1, if the cycle begins on a Monday; counted
            over the weeks until it begins on a Monday again.
    """

    days: int
    hours: int
    hours_a_week: float
    rest: int
    run: int
    nights: int
    off: int
    weekends: float

    __repr__ = value_text


_EIGHT = {"D": (time(7), 8), "S": (time(15), 8), "N": (time(23), 8)}
_TWELVE = {"D": (time(7), 12), "N": (time(19), 12)}
_TOUR = {"T": (time(7), 24)}
_SHIFT_KEYS = {"D": "day", "S": "swing", "N": "night", "T": "tour"}

_ALL = (
    NamedPattern(
        key="three-by-eight",
        cycle="DDDDDDDNNNNNNNSSSSSSS",
        behind=(0, 7, 14),
        shifts=_EIGHT,
        source="CiteHR, three watches, three shifts: a week of each, I, III, II https://www.citehr.com/amp.php?t=291283",
    ),
    NamedPattern(
        key="four-by-twelve",
        cycle="DN--",
        behind=(0, 1, 2, 3),
        shifts=_TWELVE,
        source="Wikipedia, Shift plan (DNOO) https://en.wikipedia.org/wiki/Shift_plan",
    ),
    NamedPattern(
        key="24-48",
        cycle="T--",
        behind=(0, 1, 2),
        shifts=_TOUR,
        source="Climb the Ladder, the standard 24/48 schedule https://climbtheladder.com/how-long-is-a-shift-for-a-firefighter;"
        " 24 hours of duty relieved each day, as in Jombang (December 2018)",
    ),
    NamedPattern(
        key="continental",
        cycle="DDSSSNN--DDDSSNN---DDSSNNN--",
        behind=(0, 7, 14, 21),
        shifts=_EIGHT,
        source="Snap Schedule C4TR08-1 https://www.bmscentral.com/learn-employee-scheduling/continental-shift-schedule/",
    ),
    NamedPattern(
        key="metropolitan",
        cycle="DDSSNN--",
        behind=(0, 2, 4, 6),
        shifts=_EIGHT,
        source="Snap Schedule C4TR08-2 https://www.snapschedule.com/blog/category/shift-patterns/",
    ),
    NamedPattern(
        key="panama",
        cycle="DD--DDD--DD---DD--DDD--DD---NN--NNN--NN---NN--NNN--NN---",
        behind=(0, 28, 7, 35),
        shifts=_TWELVE,
        source="PyShift, test of the Panama plan https://pypi.org/project/pyworkshift/",
    ),
    NamedPattern(
        key="pitman",
        cycle="DD--DDD--DD---NN--NNN--NN---",
        behind=(0, 7, 14, 21),
        shifts=_TWELVE,
        source="Snap Schedule C4TF12-1, the fixed plan; here days and nights take turns every two weeks"
        " http://community.bmscentral.com/learnss/show.php/ZC/c4tf12-1",
    ),
    NamedPattern(
        key="dupont",
        cycle="NNNN---DDD-NNN---DDDD-------",
        behind=(0, 7, 14, 21),
        shifts=_TWELVE,
        source="PyShift, test of the DuPont plan; Snap Schedule C4TR12-3 https://pypi.org/project/pyworkshift/",
    ),
    NamedPattern(
        key="ddnnoo",
        cycle="DDNN--",
        behind=(0, 2, 4),
        shifts=_TWELVE,
        source="ClockIt, DDNNOO work schedule https://clockit.io/ddnnoo-work-schedule",
    ),
    NamedPattern(
        key="4-on-4-off",
        cycle="DDDD----NNNN----",
        behind=(0, 4, 8, 12),
        shifts=_TWELVE,
        source="Papershift, 4-on 4-off https://www.papershift.com/en/lexicon/4on-4off-shift-pattern",
    ),
    NamedPattern(
        key="southern-swing",
        cycle="DDDDDDD--SSSSSSS--NNNNNNN---",
        behind=(0, 7, 14, 21),
        shifts=_EIGHT,
        source="Seven on, two off, seven on, two off, seven on, three off http://everything2.com/title/rotating+shift+schedule",
    ),
)
NAMED: Mapping[str, NamedPattern] = {pattern.key: pattern for pattern in _ALL}
"""The named patterns of one line, by key; `named_pattern` also makes one of two lines."""


_TWO_LINES = "two-sessions-and-controller"


def pattern_names() -> tuple[str, ...]:
    """Return the key of every pattern that `named_pattern` can make."""
    return (*NAMED, _TWO_LINES)


def named_pattern(key: str, *, people: int = 1) -> Pattern:
    """Return a pattern of the catalogue as a pattern of duty.

    ``two-sessions-and-controller`` has two lines: four teams by twelve hours, and three controllers by 24 hours,
    with one on duty at a time.

    Args:
        key: The key of the pattern; see `pattern_names`.
        people: How many people must be on duty in each shift.

    Raises:
        UnknownNameError: The catalogue has no such pattern.
    """
    if key == _TWO_LINES:
        return _two_sessions_and_controller(people)
    if key not in NAMED:
        raise unknown_name("pattern", key, pattern_names())
    entry = NAMED[key]
    shifts = tuple(
        Shift(
            key=_SHIFT_KEYS[mark],
            name=translated(f"shift.{_SHIFT_KEYS[mark]}"),
            start=start,
            hours=hours,
            people=people,
        )
        for mark, (start, hours) in entry.shifts.items()
        if mark in entry.cycle
    )
    cycle = tuple(OFF if mark == OFF else _SHIFT_KEYS[mark] for mark in entry.cycle)
    line = Line(key="guard", cycle=cycle, behind=entry.behind)
    name = translated(f"pattern.{key.replace('-', '_')}")
    return Pattern(key=key, name=name, shift=shifts, line=(line,), note=entry.source)


def _two_sessions_and_controller(people: int) -> Pattern:
    guard, control = named_pattern("four-by-twelve", people=people), named_pattern("24-48")
    controller = translated("shift.control")
    tour = attrs.evolve(control.shift[0], key="control", name=controller, role=controller)
    return Pattern(
        key=_TWO_LINES,
        name=translated("pattern.two_sessions_and_controller"),
        shift=(*guard.shift, tour),
        line=(*guard.line, Line(key="control", cycle=("control", OFF, OFF))),
        note="Surabaya, November 2023: two shifts of six and a controller",
    )


def pattern_facts(pattern: Pattern, line: int = 0) -> PatternFacts:
    """Return the working time of a person in a line: hours, rest, days and nights in a row, weekends.

    Args:
        pattern: The pattern.
        line: The number of the line, from 0.
    """
    shifts = {shift.key: shift for shift in pattern.shift}
    cycle = [shifts.get(mark) for mark in pattern.line[line].cycle]
    length = len(cycle)
    hours = sum(shift.hours for shift in cycle if shift)
    mondays = range(WEEK_DAYS, lcm(length, WEEK_DAYS) + 1, WEEK_DAYS)
    free_weekends = sum(cycle[(day - 2) % length] is None and cycle[(day - 1) % length] is None for day in mondays)
    return PatternFacts(
        days=length,
        hours=hours,
        hours_a_week=hours * WEEK_DAYS / length,
        rest=_rest(cycle),
        run=_longest([shift is not None for shift in cycle]),
        nights=_longest([shift is not None and _over_midnight(shift) for shift in cycle]),
        off=_longest([shift is None for shift in cycle]),
        weekends=free_weekends / len(mondays),
    )


def _over_midnight(shift: Shift) -> bool:
    return shift.minutes + shift.hours * 60 > DAY_HOURS * 60


def _rest(cycle: list[Shift | None]) -> int:
    """Return the fewest hours between the end of one duty and the start of the next; the cycle is a circle."""
    duties = [(day, shift) for day, shift in enumerate(cycle) if shift is not None]
    if not duties:
        return len(cycle) * DAY_HOURS
    following = [*duties[1:], (duties[0][0] + len(cycle), duties[0][1])]
    return min(
        (next_day - day) * DAY_HOURS + (next_shift.minutes - shift.minutes) // 60 - shift.hours
        for (day, shift), (next_day, next_shift) in zip(duties, following, strict=True)
    )


def _longest(days: list[bool]) -> int:
    """Return the length of the longest run of true days; the cycle is a circle."""
    if all(days):
        return len(days)
    longest = run = 0
    for day in days * 2:
        run = run + 1 if day else 0
        longest = max(longest, run)
    return longest
