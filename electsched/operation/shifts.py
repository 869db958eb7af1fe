"""Patterns by which teams rotate: shifts of a day, and lines of teams that take turns at them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time

import attrs

from electsched.errors import Fault
from electsched.i18n.text import NO_WORDS, Text

__all__ = ["OFF", "Line", "Pattern", "Shift", "check_pattern"]

OFF = "-"
"""The mark of a day without duty in a cycle."""
MAX_HOURS = 72
DAY = 24 * 60


@attrs.frozen(kw_only=True)
class Shift:
    """A stretch of duty that begins on a local day.

    Attributes:
        key: Its name in the pattern and in the identity of its duties.
        name: Its name for people.
        start: When it begins, by the local clock, to the minute.
        hours: How long it lasts in real hours.
        people: How many must be there.
        role: What they are, where it matters, such as a controller.
        requires: The key of the role that a team must be able to fill; empty where any team will do.
        until: The event with which it ends, such as the hand-over of the ballot boxes; ``hours`` is then its latest
            planned end. Empty where it ends by the clock.
    """

    key: str
    name: Text
    start: time
    hours: int
    people: int
    role: Text = NO_WORDS
    requires: str = ""
    until: Text = NO_WORDS

    @property
    def minutes(self) -> int:
        """Minutes by the wall clock from 00:00 to its start."""
        return self.start.hour * 60 + self.start.minute


@attrs.frozen(kw_only=True)
class Line:
    """A line of teams that take turns.

    Attributes:
        key: Its name in the pattern and in the identity of its duties.
        cycle: What one team does day by day, over and over: the key of a shift, or ``-`` for a day off.
        step: By how many days each team runs behind the one before it.
        behind: By how many days each team runs behind the first, instead of ``step``; one number for each team.
    """

    key: str
    cycle: tuple[str, ...]
    step: int = 1
    behind: tuple[int, ...] = ()

    def shift(self, day: int, place: int) -> str:
        """Return what the team at that place does on that day, both counted from 0."""
        behind = self.behind[place] if place < len(self.behind) else place * self.step
        return self.cycle[(day - behind) % len(self.cycle)]

    def clash(self, teams: int) -> tuple[int, int] | None:
        """Return the places, from 0, of two teams that would take one shift on the same day; None where none do."""
        for second in range(1, teams):
            for first in range(second):
                for day in range(len(self.cycle)):
                    mark = self.shift(day, first)
                    if mark != OFF and mark == self.shift(day, second):
                        return first, second
        return None


@attrs.frozen(kw_only=True)
class Pattern:
    """A way to man a post around the clock, or part of it.

    Attributes:
        key: Its name in the plan.
        name: Its name for people.
        shift: The shifts of each day.
        line: The lines of teams that fill them.
        note: Where the pattern was seen, or that it is an illustration.
    """

    key: str
    name: Text
    shift: tuple[Shift, ...]
    line: tuple[Line, ...]
    note: str = ""


def check_pattern(pattern: Pattern, path: str) -> Iterator[Fault]:
    """Yield every fault of the pattern, with its key path."""
    for name, found in (("shift", pattern.shift), ("line", pattern.line)):
        if not found:
            yield Fault(f"{path}.{name}", "none", "at least one")
    yield from _shifts(pattern, path)
    yield from _lines(pattern, path)


def _shifts(pattern: Pattern, path: str) -> Iterator[Fault]:
    keys = [shift.key for shift in pattern.shift]
    filled = {key for line in pattern.line for key in line.cycle}
    for index, shift in enumerate(pattern.shift):
        where = f"{path}.shift[{index}]"
        if shift.key == OFF or keys.index(shift.key) != index:
            yield Fault(f"{where}.key", repr(shift.key), f"a key of its own, not {OFF!r}")
        elif shift.key not in filled:
            yield Fault(f"{where}.key", f"{shift.key!r}, in no cycle", "a shift that some line fills")
        if shift.start.second or shift.start.microsecond or shift.start.tzinfo is not None:
            yield Fault(f"{where}.start", shift.start.isoformat(), "a local hour to the minute")
        if not 0 < shift.hours <= MAX_HOURS:
            yield Fault(f"{where}.hours", str(shift.hours), f"from 1 to {MAX_HOURS} hours")
        if shift.people < 1:
            yield Fault(f"{where}.people", str(shift.people), "at least 1")


def _lines(pattern: Pattern, path: str) -> Iterator[Fault]:
    keys = [shift.key for shift in pattern.shift]
    lines = [line.key for line in pattern.line]
    for index, line in enumerate(pattern.line):
        where = f"{path}.line[{index}]"
        if lines.index(line.key) != index:
            yield Fault(f"{where}.key", f"{line.key!r} a second time", "a key of its own")
        if not line.cycle:
            yield Fault(f"{where}.cycle", "an empty cycle", "a shift or '-' for each day")
        if line.step < 1:
            yield Fault(f"{where}.step", str(line.step), "at least 1 day")
        for number, key in enumerate(line.cycle):
            if key != OFF and key not in keys:
                yield Fault(f"{where}.cycle[{number}]", repr(key), "one of " + ", ".join([*keys, OFF]))
        yield from _seams(line, {shift.key: shift for shift in pattern.shift}, where)


def _seams(line: Line, shifts: dict[str, Shift], where: str) -> Iterator[Fault]:
    """Yield each duty that begins while the one before it still lasts, also where the cycle closes on itself."""
    days = len(line.cycle)
    for number, key in enumerate(line.cycle):
        if key not in shifts or shifts[key].hours > MAX_HOURS:
            continue
        end = shifts[key].minutes + shifts[key].hours * 60
        for later in range(1, MAX_HOURS // 24 + 1):
            place = (number + later) % days
            following = shifts.get(line.cycle[place])
            if following is not None and later * DAY + following.minutes < end:
                hours = (end - later * DAY - following.minutes) / 60
                found = f"{following.key!r}, which begins {hours:g} hours before {key!r} of cycle[{number}] has ended"
                yield Fault(f"{where}.cycle[{place}]", found, "a shift that begins once the one before has ended")
