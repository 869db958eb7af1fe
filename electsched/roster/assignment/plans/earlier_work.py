"""The work of members before the first day of a roster: their last days as marks, and the totals that count on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, time, timedelta

import attrs

from electsched.operation.plan import Plan
from electsched.operation.shifts import OFF
from electsched.roster.assignment.cells import is_weekend
from electsched.roster.assignment.problem import AssignmentProblem, History, ShiftType
from electsched.roster.duty import Duty

__all__ = ["EarlierWork", "is_night"]

_NIGHT_MINUTES = (2 * 60, 26 * 60)
"""02:00 of the day of a shift, and of the day after it; a shift that includes one of them is a night."""
_DAYS = 28
"""The days before the first day that are kept as marks; no usual rule remembers more."""


def is_night(start: int, minutes: int) -> bool:
    """Return whether a shift is a night; ``start`` is in minutes from 00:00."""
    return any(start <= moment < start + minutes for moment in _NIGHT_MINUTES)


@attrs.frozen
class EarlierWork:
    """The earlier duties of each member, in order of time."""

    _duties: Mapping[str, Sequence[Duty]]

    @classmethod
    def of(cls, plan: Plan, duties: Iterable[Duty]) -> EarlierWork:
        """Return the work of the members of a plan; a duty that names nobody is that of its whole team."""
        listed: dict[str, list[str]] = {}
        for member in plan.members:
            listed.setdefault(member.team, []).append(member.key)
        done: dict[str, list[Duty]] = {}
        for duty in sorted(duties, key=lambda duty: duty.span.end.timestamp()):
            for key in duty.members or listed.get(duty.team, ()):
                done.setdefault(key, []).append(duty)
        return cls(done)

    def of_member(self, key: str) -> Sequence[Duty]:
        """Return the earlier duties of a member, in order of time."""
        return self._duties.get(key, ())

    def continued(self, problem: AssignmentProblem) -> AssignmentProblem:
        """Return a problem whose officers go on from their work before its first day.

        Officers without any, such as newcomers, begin with the averages of the others, so that they need not catch up.
        """
        first_day = problem.first_day
        done = {
            officer.key: [duty for duty in self.of_member(officer.key) if _day(duty) < first_day]
            for officer in problem.officers
        }
        totals = {key: _totals(duties) for key, duties in done.items() if duties}
        if not totals:
            return problem
        shifts = _with_earlier(problem.shifts, [duty for duties in done.values() for duty in duties])
        keys = {(shift.start, shift.minutes): shift.key for shift in reversed(shifts)}
        average = _average([*totals.values()])
        officers = [
            attrs.evolve(
                officer,
                history=totals.get(officer.key, average),
                before=tuple(_marks(done[officer.key], first_day, keys)),
            )
            for officer in problem.officers
        ]
        return attrs.evolve(problem, shifts=shifts, officers=tuple(officers))


def _with_earlier(shifts: tuple[ShiftType, ...], duties: Iterable[Duty]) -> tuple[ShiftType, ...]:
    """Return the shifts of a problem, and those of earlier duties with other hours, which nobody can be given."""
    hours = {(shift.start, shift.minutes) for shift in shifts}
    earlier = {shift.key: shift for shift in map(_shift, duties) if (shift.start, shift.minutes) not in hours}
    return (*shifts, *(earlier[key] for key in sorted(earlier)))


def _marks(duties: Iterable[Duty], first_day: date, keys: Mapping[tuple[time, int], str]) -> Iterator[str]:
    """Yield the marks of the last days of somebody; if several duties began on a day, that of the last."""
    last = {_day(duty): _shift(duty) for duty in duties}
    for number in range(_DAYS if last else 0, 0, -1):
        shift = last.get(first_day - timedelta(days=number))
        yield OFF if shift is None else keys[shift.start, shift.minutes]


def _day(duty: Duty) -> date:
    """Return the local day on which a duty begins; for a relief it may be later than the day of the duty."""
    return duty.span.start.date()


def _shift(duty: Duty) -> ShiftType:
    start, minutes = duty.span.start, round(duty.span.hours * 60)
    clock = start.time().replace(tzinfo=None)
    night = is_night(start.hour * 60 + start.minute, minutes)
    return ShiftType(key=f"earlier {clock:%H:%M}+{minutes}", start=clock, minutes=minutes, night=night)


def _totals(duties: Sequence[Duty]) -> History:
    shifts = [_shift(duty) for duty in duties]
    return History(
        duties=len(duties),
        minutes=sum(shift.minutes for shift in shifts),
        nights=sum(shift.night for shift in shifts),
        weekend_duties=sum(is_weekend(_day(duty)) for duty in duties),
    )


def _average(totals: Sequence[History]) -> History:
    columns = zip(*map(attrs.astuple, totals), strict=True)
    names = [field.name for field in attrs.fields(History)]
    return History(**{name: sum(column) // len(totals) for name, column in zip(names, columns, strict=True)})
