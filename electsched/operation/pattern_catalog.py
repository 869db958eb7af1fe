"""Named rotating patterns: the plans by which teams take turns at shifts all over the world, ready for a plan file.

D is the day shift, S the one after it (swing, afternoon), N the night, T a tour of 24 hours, - a day without duty. What
a pattern gives is computed from its sequence, not copied from anywhere.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import time
from math import lcm

import attrs

from electsched.errors import Fault, UnknownNameError
from electsched.i18n.text import Text
from electsched.operation.shifts import OFF, Line, Pattern, Shift

__all__ = ["NAMED", "NamedPattern", "PatternFacts", "named_pattern", "pattern_facts", "pattern_names", "pattern_toml"]

WEEK = 7
HOURS_A_DAY = 24


@attrs.frozen(kw_only=True)
class NamedPattern:
    """A pattern that goes by a name.

    Attributes:
        key: Its name in the catalogue.
        name: Its name for people.
        cycle: What one team does day by day, a letter for each.
        behind: By how many days each team runs behind the first.
        shifts: When each shift begins and how many hours it lasts, by its letter.
        source: Where the sequence is published.
    """

    key: str
    name: Text
    cycle: str
    behind: tuple[int, ...]
    shifts: Mapping[str, tuple[time, int]]
    source: str


@attrs.frozen(kw_only=True)
class PatternFacts:
    """What a cycle gives to who goes through it; hours are real hours, clock changes apart.

    Attributes:
        days: The length of the cycle.
        hours: The hours of work in a cycle.
        hours_a_week: The hours of work in a week, on average.
        rest: The fewest hours between the end of a duty and the start of the next.
        run: The most days with duty in a row.
        nights: The most days in a row whose duty runs past midnight.
        off: The most days without duty in a row.
        weekends: The share of weekends on which no duty begins, for a cycle that begins on a Monday; over as many weeks
            as it takes until it does again.
    """

    days: int
    hours: int
    hours_a_week: float
    rest: int
    run: int
    nights: int
    off: int
    weekends: float


_EIGHT = {"D": (time(7), 8), "S": (time(15), 8), "N": (time(23), 8)}
_TWELVE = {"D": (time(7), 12), "N": (time(19), 12)}
_TOUR = {"T": (time(7), 24)}
_SHIFT_NAMES = {
    "D": ("day", Text({"id": "Pagi", "en": "Day"})),
    "S": ("swing", Text({"id": "Sore", "en": "Swing"})),
    "N": ("night", Text({"id": "Malam", "en": "Night"})),
    "T": ("tour", Text({"id": "Jaga 24 jam", "en": "24-hour tour"})),
}

_ALL = (
    NamedPattern(
        key="three-by-eight",
        name=Text({"id": "Tiga regu delapan jam", "en": "Three teams by 8 hours"}),
        cycle="DDDDDDDNNNNNNNSSSSSSS",
        behind=(0, 7, 14),
        shifts=_EIGHT,
        source="CiteHR, three watches, three shifts: a week of each, I, III, II https://www.citehr.com/amp.php?t=291283",
    ),
    NamedPattern(
        key="four-by-twelve",
        name=Text({"id": "Empat regu dua belas jam", "en": "Four teams by 12 hours"}),
        cycle="DN--",
        behind=(0, 1, 2, 3),
        shifts=_TWELVE,
        source="Wikipedia, Shift plan (DNOO) https://en.wikipedia.org/wiki/Shift_plan",
    ),
    NamedPattern(
        key="24-48",
        name=Text({"id": "24 jam dinas, 48 jam lepas", "en": "24 on, 48 off"}),
        cycle="T--",
        behind=(0, 1, 2),
        shifts=_TOUR,
        source="Climb the Ladder, the standard 24/48 schedule https://climbtheladder.com/how-long-is-a-shift-for-a-firefighter;"
        " 24 hours of duty relieved each day, as in Jombang (December 2018)",
    ),
    NamedPattern(
        key="continental",
        name=Text({"id": "Kontinental", "en": "Continental"}),
        cycle="DDSSSNN--DDDSSNN---DDSSNNN--",
        behind=(0, 7, 14, 21),
        shifts=_EIGHT,
        source="Snap Schedule C4TR08-1 https://www.bmscentral.com/learn-employee-scheduling/continental-shift-schedule/",
    ),
    NamedPattern(
        key="metropolitan",
        name=Text({"id": "Metropolitan", "en": "Metropolitan"}),
        cycle="DDSSNN--",
        behind=(0, 2, 4, 6),
        shifts=_EIGHT,
        source="Snap Schedule C4TR08-2 https://www.snapschedule.com/blog/category/shift-patterns/",
    ),
    NamedPattern(
        key="panama",
        name=Text({"id": "Panama", "en": "Panama"}),
        cycle="DD--DDD--DD---DD--DDD--DD---NN--NNN--NN---NN--NNN--NN---",
        behind=(0, 28, 7, 35),
        shifts=_TWELVE,
        source="PyShift, test of the Panama plan https://pypi.org/project/pyworkshift/",
    ),
    NamedPattern(
        key="pitman",
        name=Text({"id": "Pitman", "en": "Pitman"}),
        cycle="DD--DDD--DD---NN--NNN--NN---",
        behind=(0, 7, 14, 21),
        shifts=_TWELVE,
        source="Snap Schedule C4TF12-1, the fixed plan; here days and nights take turns every two weeks"
        " http://community.bmscentral.com/learnss/show.php/ZC/c4tf12-1",
    ),
    NamedPattern(
        key="dupont",
        name=Text({"id": "DuPont", "en": "DuPont"}),
        cycle="NNNN---DDD-NNN---DDDD-------",
        behind=(0, 7, 14, 21),
        shifts=_TWELVE,
        source="PyShift, test of the DuPont plan; Snap Schedule C4TR12-3 https://pypi.org/project/pyworkshift/",
    ),
    NamedPattern(
        key="ddnnoo",
        name=Text({"id": "DDNNOO", "en": "DDNNOO"}),
        cycle="DDNN--",
        behind=(0, 2, 4),
        shifts=_TWELVE,
        source="ClockIt, DDNNOO work schedule https://clockit.io/ddnnoo-work-schedule",
    ),
    NamedPattern(
        key="4-on-4-off",
        name=Text({"id": "4 hari dinas, 4 hari lepas", "en": "4 on, 4 off"}),
        cycle="DDDD----NNNN----",
        behind=(0, 4, 8, 12),
        shifts=_TWELVE,
        source="Papershift, 4-on 4-off https://www.papershift.com/en/lexicon/4on-4off-shift-pattern",
    ),
    NamedPattern(
        key="southern-swing",
        name=Text({"id": "Southern swing", "en": "Southern swing"}),
        cycle="DDDDDDD--SSSSSSS--NNNNNNN---",
        behind=(0, 7, 14, 21),
        shifts=_EIGHT,
        source="Seven on, two off, seven on, two off, seven on, three off http://everything2.com/title/rotating+shift+schedule",
    ),
)
NAMED: Mapping[str, NamedPattern] = {each.key: each for each in _ALL}
"""The named patterns by key. Two sessions and a controller is a pattern of two lines: see `named_pattern`."""


_TWO_LANES = "two-sessions-and-controller"


def pattern_names() -> tuple[str, ...]:
    """Return the name of every pattern that `named_pattern` knows."""
    return (*NAMED, _TWO_LANES)


def named_pattern(key: str, *, people: int = 1) -> Pattern:
    """Return a named pattern as a pattern of duty, each shift for so many people.

    ``two-sessions-and-controller`` has a line of four teams by twelve hours and one of three controllers by 24; its
    controllers are one at a time.

    Raises:
        UnknownNameError: There is no pattern of that name.
    """
    if key == _TWO_LANES:
        guard, control = named_pattern("four-by-twelve", people=people), named_pattern("24-48")
        controller = Text({"id": "Padal", "en": "Duty controller"})
        tour = attrs.evolve(control.shift[0], key="control", name=controller, role=controller)
        line = Line(key="control", cycle=("control", OFF, OFF))
        return Pattern(
            key=key,
            name=Text({"id": "Dua sesi dan satu padal", "en": "Two sessions and a controller"}),
            shift=(*guard.shift, tour),
            line=(*guard.line, line),
            note="Surabaya, November 2023: two shifts of six and a controller",
        )
    if key not in NAMED:
        raise UnknownNameError(Fault("", f"the pattern {key!r}", "one of " + ", ".join(pattern_names())))
    named = NAMED[key]
    shifts = tuple(
        Shift(key=_SHIFT_NAMES[mark][0], name=_SHIFT_NAMES[mark][1], start=start, hours=hours, people=people)
        for mark, (start, hours) in named.shifts.items()
        if mark in named.cycle
    )
    cycle = tuple(OFF if mark == OFF else _SHIFT_NAMES[mark][0] for mark in named.cycle)
    line = Line(key="guard", cycle=cycle, behind=named.behind)
    return Pattern(key=key, name=named.name, shift=shifts, line=(line,), note=named.source)


def pattern_toml(pattern: Pattern) -> str:
    """Return the pattern as a plan file has it, to be pasted there."""
    lines = ["[[pattern]]", f"key  = {_quoted(pattern.key)}", f"name = {_table(pattern.name)}"]
    if pattern.note:
        lines.append(f"note = {_quoted(pattern.note)}")
    for shift in pattern.shift:
        lines += [
            "",
            "  [[pattern.shift]]",
            f"  key    = {_quoted(shift.key)}",
            f"  name   = {_table(shift.name)}",
            f"  start  = {shift.start.isoformat()}",
            f"  hours  = {shift.hours}",
            f"  people = {shift.people}",
        ]
        if shift.role:
            lines.append(f"  role   = {_table(shift.role)}")
    for line in pattern.line:
        cycle = ", ".join(map(_quoted, line.cycle))
        lines += ["", "  [[pattern.line]]", f"  key    = {_quoted(line.key)}", f"  cycle  = [{cycle}]"]
        if line.behind:
            lines.append(f"  behind = {list(line.behind)}")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _table(text: Text) -> str:
    return "{ " + ", ".join(f"{language} = {_quoted(words)}" for language, words in text.words) + " }"


def pattern_facts(pattern: Pattern, line: int = 0) -> PatternFacts:
    """Return what the cycle of a line gives: hours, rest, days and nights in a row, weekends."""
    shifts = {shift.key: shift for shift in pattern.shift}
    cycle = [shifts.get(mark) for mark in pattern.line[line].cycle]
    length = len(cycle)
    hours = sum(shift.hours for shift in cycle if shift)
    mondays = range(WEEK, lcm(length, WEEK) + 1, WEEK)
    return PatternFacts(
        days=length,
        hours=hours,
        hours_a_week=hours * WEEK / length,
        rest=_rest(cycle),
        run=_longest([shift is not None for shift in cycle]),
        nights=_longest([shift is not None and _over_midnight(shift) for shift in cycle]),
        off=_longest([shift is None for shift in cycle]),
        weekends=sum(cycle[(day - 2) % length] is None and cycle[(day - 1) % length] is None for day in mondays)
        / len(mondays),
    )


def _over_midnight(shift: Shift) -> bool:
    return shift.minutes + shift.hours * 60 > HOURS_A_DAY * 60


def _rest(cycle: list[Shift | None]) -> int:
    """Return the fewest hours between the end of one duty and the start of the next, around the cycle."""
    starts = [(day, shift) for day, shift in enumerate(cycle) if shift is not None]
    if not starts:
        return len(cycle) * HOURS_A_DAY
    following = [*starts[1:], (starts[0][0] + len(cycle), starts[0][1])]
    gaps = [
        (after - day) * HOURS_A_DAY + (later.minutes - shift.minutes) // 60 - shift.hours
        for (day, shift), (after, later) in zip(starts, following, strict=True)
    ]
    return min(gaps)


def _longest(days: list[bool]) -> int:
    """Return the longest run of true days around the cycle."""
    if all(days):
        return len(days)
    longest = run = 0
    for day in days * 2:
        run = run + 1 if day else 0
        longest = max(longest, run)
    return longest
