"""Patterns by which teams rotate: sessions of a day, and lanes of teams that take turns at them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time

import attrs

from electsched.errors import Fault
from electsched.text import NO_WORDS, Text

__all__ = ["OFF", "Lane", "Pattern", "Session", "check_pattern"]

OFF = "-"
"""The mark of a day without duty in a cycle."""
MAX_HOURS = 72
DAY = 24 * 60


@attrs.frozen(kw_only=True)
class Session:
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
class Lane:
    """A line of teams that take turns.

    Attributes:
        key: Its name in the pattern and in the identity of its duties.
        cycle: What one team does day by day, over and over: the key of a session, or ``-`` for a day off.
        step: By how many days each team runs behind the one before it.
        behind: By how many days each team runs behind the first, instead of ``step``; one number for each team.
    """

    key: str
    cycle: tuple[str, ...]
    step: int = 1
    behind: tuple[int, ...] = ()

    def session(self, day: int, place: int) -> str:
        """Return what the team at that place does on that day, both counted from 0."""
        behind = self.behind[place] if place < len(self.behind) else place * self.step
        return self.cycle[(day - behind) % len(self.cycle)]

    def clash(self, teams: int) -> tuple[int, int] | None:
        """Return the places, from 0, of two teams that would take one session on the same day; None where none do."""
        for second in range(1, teams):
            for first in range(second):
                for day in range(len(self.cycle)):
                    mark = self.session(day, first)
                    if mark != OFF and mark == self.session(day, second):
                        return first, second
        return None


@attrs.frozen(kw_only=True)
class Pattern:
    """A way to man a post around the clock, or part of it.

    Attributes:
        key: Its name in the plan.
        name: Its name for people.
        session: The sessions of each day.
        lane: The lanes of teams that fill them.
        note: Where the pattern was seen, or that it is an illustration.
    """

    key: str
    name: Text
    session: tuple[Session, ...]
    lane: tuple[Lane, ...]
    note: str = ""


def check_pattern(pattern: Pattern, path: str) -> Iterator[Fault]:
    """Yield every fault of the pattern, with its key path."""
    for name, found in (("session", pattern.session), ("lane", pattern.lane)):
        if not found:
            yield Fault(f"{path}.{name}", "none", "at least one")
    yield from _sessions(pattern, path)
    yield from _lanes(pattern, path)


def _sessions(pattern: Pattern, path: str) -> Iterator[Fault]:
    keys = [session.key for session in pattern.session]
    filled = {key for lane in pattern.lane for key in lane.cycle}
    for index, session in enumerate(pattern.session):
        where = f"{path}.session[{index}]"
        if session.key == OFF or keys.index(session.key) != index:
            yield Fault(f"{where}.key", repr(session.key), f"a key of its own, not {OFF!r}")
        elif session.key not in filled:
            yield Fault(f"{where}.key", f"{session.key!r}, in no cycle", "a session that some lane fills")
        if session.start.second or session.start.microsecond or session.start.tzinfo is not None:
            yield Fault(f"{where}.start", session.start.isoformat(), "a local hour to the minute")
        if not 0 < session.hours <= MAX_HOURS:
            yield Fault(f"{where}.hours", str(session.hours), f"from 1 to {MAX_HOURS} hours")
        if session.people < 1:
            yield Fault(f"{where}.people", str(session.people), "at least 1")


def _lanes(pattern: Pattern, path: str) -> Iterator[Fault]:
    keys = [session.key for session in pattern.session]
    lanes = [lane.key for lane in pattern.lane]
    for index, lane in enumerate(pattern.lane):
        where = f"{path}.lane[{index}]"
        if lanes.index(lane.key) != index:
            yield Fault(f"{where}.key", f"{lane.key!r} a second time", "a key of its own")
        if not lane.cycle:
            yield Fault(f"{where}.cycle", "an empty cycle", "a session or '-' for each day")
        if lane.step < 1:
            yield Fault(f"{where}.step", str(lane.step), "at least 1 day")
        for number, key in enumerate(lane.cycle):
            if key != OFF and key not in keys:
                yield Fault(f"{where}.cycle[{number}]", repr(key), "one of " + ", ".join([*keys, OFF]))
        yield from _seams(lane, {session.key: session for session in pattern.session}, where)


def _seams(lane: Lane, sessions: dict[str, Session], where: str) -> Iterator[Fault]:
    """Yield each duty that begins while the one before it still lasts, also where the cycle closes on itself."""
    days = len(lane.cycle)
    for number, key in enumerate(lane.cycle):
        if key not in sessions or sessions[key].hours > MAX_HOURS:
            continue
        end = sessions[key].minutes + sessions[key].hours * 60
        for later in range(1, MAX_HOURS // 24 + 1):
            place = (number + later) % days
            following = sessions.get(lane.cycle[place])
            if following is not None and later * DAY + following.minutes < end:
                hours = (end - later * DAY - following.minutes) / 60
                found = f"{following.key!r}, which begins {hours:g} hours before {key!r} of cycle[{number}] has ended"
                yield Fault(f"{where}.cycle[{place}]", found, "a session that begins once the one before has ended")
