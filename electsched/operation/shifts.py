"""Patterns of duty: the shifts of a day, and the lines of teams that take turns at them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import time

import attrs

from electsched.errors import Fault, perhaps
from electsched.i18n.text import NO_WORDS, Text
from electsched.phrases import phrase, quoted, verbatim
from electsched.values import value_text

__all__ = ["OFF", "Line", "Pattern", "Shift", "check_pattern"]

OFF = "-"
"""The mark of a day off in a cycle."""
MAX_HOURS = 72
DAY_MINUTES = 24 * 60


@attrs.frozen(kw_only=True)
class Shift:
    """A stretch of duty that begins on a local day.

    Attributes:
        key: Its key in the pattern and in the identity of its duties.
        name: Its name for people.
        start: Its start by the local clock, to the minute.
        hours: Its length by the local clock: it ends when its relief comes, though a clock change makes it an hour
            longer or shorter. In a pattern of fixed hours, its length in real hours.
        people: How many people must be on duty.
        role: Their role, such as a controller; empty for an ordinary shift.
        requires: The key of a role that the team must be able to fill; empty if any team will do.
        until: The event that ends it, such as the hand-over of the ballot boxes; ``hours`` then gives its latest
            planned end. Empty if it ends by the clock.
        letter: Its mark in the months of pages and printouts, of up to three characters; if empty, the first letters of
            its name that no other shift has, and ``24`` for a whole day.
    """

    key: str
    name: Text = attrs.field(repr=False)
    start: time
    hours: int
    people: int
    role: Text = attrs.field(default=NO_WORDS, repr=False)
    requires: str = ""
    until: Text = attrs.field(default=NO_WORDS, repr=False)
    letter: Text = attrs.field(default=NO_WORDS, repr=False)

    __repr__ = value_text

    @property
    def minutes(self) -> int:
        """Minutes by the wall clock from 00:00 to its start."""
        return self.start.hour * 60 + self.start.minute


@attrs.frozen(kw_only=True)
class Line:
    """A line of teams that take turns.

    Attributes:
        key: Its key in the pattern and in the identity of its duties.
        cycle: The days of one team, repeated: the key of a shift, or ``-`` for a day off.
        step: By how many days each team is behind the team listed before it.
        behind: By how many days each team is behind the first, instead of ``step``; one number for each team.
    """

    key: str
    cycle: tuple[str, ...] = attrs.field(metadata={"may_repeat": True})
    step: int = 1
    behind: tuple[int, ...] = ()

    __repr__ = value_text

    def shift(self, day: int, team: int) -> str:
        """Return the mark of a team on a day, both counted from 0: the key of a shift, or ``-``."""
        days_behind = self.behind[team] if team < len(self.behind) else team * self.step
        return self.cycle[(day - days_behind) % len(self.cycle)]

    def clash(self, teams: int) -> tuple[int, int] | None:
        """Return the numbers, from 0, of the first two teams that have the same shift on the same day, or None."""
        for second in range(1, teams):
            for first in range(second):
                for day in range(len(self.cycle)):
                    mark = self.shift(day, first)
                    if mark != OFF and mark == self.shift(day, second):
                        return first, second
        return None


@attrs.frozen(kw_only=True, repr=False)
class Pattern:
    """The shifts of a post and the turns of its teams.

    Attributes:
        key: Its key in the plan.
        name: Its name for people.
        shift: The shifts of each day.
        line: The lines of teams that fill the shifts.
        fixed_hours: Whether shifts last real hours through a clock change, and not until their relief by the clock.
        note: The source of the pattern, or the remark that it is an illustration.
    """

    key: str
    name: Text
    shift: tuple[Shift, ...]
    line: tuple[Line, ...]
    fixed_hours: bool = False
    note: str = ""

    def has_relief(self, shift: Shift) -> bool:
        """Return whether a shift of the pattern begins, by the clock, when this one ends."""
        end = (shift.minutes + shift.hours * 60) % DAY_MINUTES
        return any(following.minutes == end for following in self.shift)

    def __repr__(self) -> str:
        """Return its key and the keys of its shifts and lines."""
        shifts, lines = (", ".join(part.key for part in parts) for parts in (self.shift, self.line))
        return f"Pattern({self.key!r}, shifts: {shifts}; lines: {lines})"

    def to_toml(self) -> str:
        """Return the pattern as TOML text to be pasted into a plan file."""
        return "\n".join(self._toml_lines()) + "\n"

    def _toml_lines(self) -> Iterator[str]:
        yield from ("[[pattern]]", f"key  = {_toml_string(self.key)}", f"name = {_toml_text(self.name)}")
        if self.fixed_hours:
            yield "fixed_hours = true"
        if self.note:
            yield f"note = {_toml_string(self.note)}"
        for shift in self.shift:
            yield from ("", "  [[pattern.shift]]")
            yield f"  key    = {_toml_string(shift.key)}"
            yield f"  name   = {_toml_text(shift.name)}"
            yield f"  start  = {shift.start.isoformat()}"
            yield f"  hours  = {shift.hours}"
            yield f"  people = {shift.people}"
            if shift.role:
                yield f"  role   = {_toml_text(shift.role)}"
            if shift.requires:
                yield f"  requires = {_toml_string(shift.requires)}"
            if shift.until:
                yield f"  until  = {_toml_text(shift.until)}"
        for line in self.line:
            yield from ("", "  [[pattern.line]]")
            yield f"  key    = {_toml_string(line.key)}"
            yield f"  cycle  = [{', '.join(map(_toml_string, line.cycle))}]"
            if line.step != 1:
                yield f"  step   = {line.step}"
            if line.behind:
                yield f"  behind = {list(line.behind)}"


def _toml_string(text: str) -> str:
    # A JSON string is a TOML basic string, but for DEL, which TOML wants escaped and a plan file may not have.
    return json.dumps(text, ensure_ascii=False)


def _toml_text(text: Text) -> str:
    return "{ " + ", ".join(f"{language} = {_toml_string(words)}" for language, words in text.words) + " }"


def check_pattern(pattern: Pattern, path: str) -> Iterator[Fault]:
    """Yield every fault of the pattern; ``path`` is its key path in the file."""
    for name, parts in (("shift", pattern.shift), ("line", pattern.line)):
        if not parts:
            yield Fault(f"{path}.{name}", phrase("none"), phrase("at least one"))
    yield from _shift_faults(pattern, path)
    yield from _line_faults(pattern, path)


def _shift_faults(pattern: Pattern, path: str) -> Iterator[Fault]:
    keys = [shift.key for shift in pattern.shift]
    filled = {mark for line in pattern.line for mark in line.cycle}
    for index, shift in enumerate(pattern.shift):
        shift_path = f"{path}.shift[{index}]"
        if shift.key == OFF or keys.index(shift.key) != index:
            yield Fault(f"{shift_path}.key", quoted(shift.key), phrase("a key of its own, not {off!r}", off=OFF))
        elif shift.key not in filled:
            yield Fault(
                f"{shift_path}.key",
                phrase("{key!r}, in no cycle", key=shift.key),
                phrase("a shift that some line fills"),
            )
        if shift.start.second or shift.start.microsecond or shift.start.tzinfo is not None:
            yield Fault(f"{shift_path}.start", verbatim(shift.start.isoformat()), phrase("a local hour to the minute"))
        if not 0 < shift.hours <= MAX_HOURS:
            yield Fault(f"{shift_path}.hours", verbatim(shift.hours), phrase("from 1 to {most} hours", most=MAX_HOURS))
        if shift.people < 1:
            yield Fault(f"{shift_path}.people", verbatim(shift.people), phrase("at least 1"))


def _line_faults(pattern: Pattern, path: str) -> Iterator[Fault]:
    shifts = {shift.key: shift for shift in pattern.shift}
    line_keys = [line.key for line in pattern.line]
    for index, line in enumerate(pattern.line):
        line_path = f"{path}.line[{index}]"
        if line_keys.index(line.key) != index:
            yield Fault(f"{line_path}.key", phrase("{key!r} a second time", key=line.key), phrase("a key of its own"))
        if not line.cycle:
            yield Fault(f"{line_path}.cycle", phrase("an empty cycle"), phrase("a shift or '-' for each day"))
        if line.step < 1:
            yield Fault(f"{line_path}.step", verbatim(line.step), phrase("at least 1 day"))
        for number, mark in enumerate(line.cycle):
            if mark != OFF and mark not in shifts:
                keys = [*(shift.key for shift in pattern.shift), OFF]
                expected = phrase("one of {names}", names=", ".join(keys))
                yield Fault(f"{line_path}.cycle[{number}]", quoted(mark), expected, hint=perhaps(mark, keys))
        yield from _overlap_faults(line, shifts, line_path)


def _overlap_faults(line: Line, shifts: Mapping[str, Shift], path: str) -> Iterator[Fault]:
    """Yield each shift of the cycle that begins before an earlier one has ended; the cycle is taken as a circle."""
    for number, mark in enumerate(line.cycle):
        if mark not in shifts or shifts[mark].hours > MAX_HOURS:
            continue
        end = shifts[mark].minutes + shifts[mark].hours * 60
        for days_later in range(1, MAX_HOURS // 24 + 1):
            index = (number + days_later) % len(line.cycle)
            following = shifts.get(line.cycle[index])
            if following is not None and days_later * DAY_MINUTES + following.minutes < end:
                hours = (end - days_later * DAY_MINUTES - following.minutes) / 60
                found = phrase(
                    "{key!r}, which begins {hours:g} {hours:hour|hours} before {mark!r} of cycle[{number}] has ended",
                    key=following.key,
                    hours=hours,
                    mark=mark,
                    number=number,
                )
                yield Fault(
                    f"{path}.cycle[{index}]", found, phrase("a shift that begins once the one before has ended")
                )
