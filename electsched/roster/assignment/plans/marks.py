"""The marks of duties in the rows of a plan: post, line and shift, and the hours if they differ from the usual ones.

A shift may be longer under a posture, or end with an event: rest is counted from the hours of its day.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, time

import attrs

from electsched.operation.shifts import OFF
from electsched.roster.assignment.plans.earlier_work import is_night
from electsched.roster.assignment.problem import ShiftType
from electsched.roster.duty import Duty
from electsched.roster.slots import PlannedDuty
from electsched.timespan import Span

__all__ = ["DutyMarks", "duty_name", "plain_mark", "planned_name"]

_BEFORE_HOURS = "@"
"""No key has it."""
_Hours = tuple[time, int]
"""The start by the local clock, and the minutes to the end by that clock."""


def planned_name(duty: PlannedDuty) -> str:
    """Return the post, line and shift of a planned duty."""
    return f"{duty.post.key}/{duty.line}/{duty.slot.shift.key}"


def duty_name(duty: Duty) -> str:
    """Return the post, line and shift of a duty."""
    return f"{duty.post}/{duty.line}/{duty.shift}"


def plain_mark(mark: str) -> str:
    """Return the post, line and shift of a mark; empty for a day off."""
    return "" if mark == OFF else mark.partition(_BEFORE_HOURS)[0]


@attrs.frozen
class DutyMarks:
    """The marks of the duties of some units.

    Attributes:
        by_duty: The mark of each duty, by its post, line and shift, and its day.
        shifts: The shift of each mark.
    """

    by_duty: Mapping[tuple[str, date], str]
    shifts: tuple[ShiftType, ...]

    @classmethod
    def of(
        cls, planned: Iterable[PlannedDuty], duties: Iterable[Duty] = (), *, kinds: Collection[str] = ()
    ) -> DutyMarks:
        """Return the marks of planned duties, and of duties of a roster that are not planned any more.

        ``kinds`` are the keys of shifts that are counted at all posts together.
        """
        usual: dict[str, _Hours] = {}
        by_duty: dict[tuple[str, date], str] = {}
        shifts: dict[str, ShiftType] = {}
        for name, day, (start, minutes) in (*_planned_hours(planned), *_roster_hours(duties)):
            if (name, day) in by_duty:
                continue
            is_usual = usual.setdefault(name, (start, minutes)) == (start, minutes)
            mark = by_duty[name, day] = name if is_usual else f"{name}{_BEFORE_HOURS}{start:%H:%M}+{minutes}"
            night = is_night(start.hour * 60 + start.minute, minutes)
            shift = name.rpartition("/")[2]
            kind = shift if shift in kinds else ""
            shifts.setdefault(mark, ShiftType(key=mark, start=start, minutes=minutes, night=night, kind=kind))
        return cls(by_duty, tuple(shifts.values()))

    def at_posts(self, posts: Collection[str]) -> tuple[str, ...]:
        """Return the marks of all duties at some posts."""
        if not posts:
            return ()
        return tuple(shift.key for shift in self.shifts if shift.key.partition("/")[0] in posts)

    def of_planned(self, duty: PlannedDuty) -> str:
        """Return the mark of a planned duty."""
        return self.by_duty[planned_name(duty), duty.slot.day]

    def of_duty(self, duty: Duty) -> str:
        """Return the mark of a duty of the roster."""
        return self.by_duty[duty_name(duty), duty.day]


def _planned_hours(planned: Iterable[PlannedDuty]) -> Iterator[tuple[str, date, _Hours]]:
    for duty in planned:
        slot = duty.slot
        hours = slot.shift.start, slot.shift.hours * 60
        has_ended = (slot.end - slot.start).total_seconds() != slot.shift.hours * 3600
        yield planned_name(duty), slot.day, _clock_hours(slot.span) if has_ended else hours


def _roster_hours(duties: Iterable[Duty]) -> Iterator[tuple[str, date, _Hours]]:
    for duty in duties:
        yield duty_name(duty), duty.day, _clock_hours(duty.span)


def _clock_hours(span: Span) -> _Hours:
    start, end = (moment.replace(tzinfo=None) for moment in (span.start, span.end))
    return start.time(), round((end - start).total_seconds() / 60)
