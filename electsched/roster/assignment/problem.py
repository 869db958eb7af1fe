"""The problem of a roster by name: officers, days, shifts, needs, and the rules of one officer's row.

A row is the marks of one officer from the first day to the last: each is the key of a shift, or ``-`` for a day off.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time, timedelta
from functools import cached_property
from typing import Any, ClassVar, Literal

import attrs

from electsched.operation.shifts import DAY_MINUTES
from electsched.values import value_text

__all__ = [
    "AssignmentProblem",
    "History",
    "Officer",
    "Pin",
    "Request",
    "RowRule",
    "RowRuleKey",
    "Rows",
    "ShiftNeed",
    "ShiftType",
]

RowRuleKey = Literal[
    "rest",
    "week-hours",
    "duty-run-most",
    "duty-run-least",
    "night-run-most",
    "off-run-most",
    "off-run-least",
    "duties-most",
    "duties-least",
    "minutes-most",
    "minutes-least",
    "nights-most",
    "weekends-most",
]
"""The quantity that a rule of one row limits.

- ``rest``: the fewest hours between the end of a shift and the start of the next.
- ``week-hours``: the most hours on duty in the seven days of 24 hours that end with a shift.
- ``duty-run-most``, ``duty-run-least``: days of duty in a row; a run that touches the first or the last day may be
  shorter.
- ``night-run-most``: nights in a row.
- ``off-run-most``, ``off-run-least``: days off in a row; likewise.
- ``duties-most``, ``duties-least``, ``minutes-most``, ``minutes-least``, ``nights-most``: totals of the row.
- ``weekends-most``: weekends with a duty on the Saturday or on the Sunday; a Sunday on the first day that follows a
  duty belongs to the weekend before it.
"""

Rows = Mapping[str, tuple[str, ...]]
"""The row of each officer, by key."""


@attrs.frozen(kw_only=True)
class RowRule:
    """A rule of one officer's row.

    Attributes:
        key: The quantity that it limits.
        limit: The limit, included: hours, days, duties, minutes, nights or weekends.
        severity: ``error`` if no roster may break it; ``weighted`` if each unit beyond the limit costs ``weight``;
            ``information`` if it is counted alone.
        weight: The cost of each unit beyond the limit, if the rule is weighted.
    """

    key: RowRuleKey
    limit: int
    severity: Literal["error", "weighted", "information"] = "error"
    weight: int = 0

    __repr__ = value_text


@attrs.frozen(kw_only=True)
class ShiftType:
    """A shift that recurs.

    Attributes:
        key: Its key, which is its mark in a row.
        start: Its start by the local clock.
        minutes: Its length in minutes.
        night: Whether it counts as a night.
        forbidden_next: The keys of the shifts that may not follow on the next day.
        kind: A name that several shifts share: a cap counts them together, and a request means any; empty for none.
    """

    key: str
    minutes: int
    start: time = time(0)
    night: bool = False
    forbidden_next: tuple[str, ...] = ()
    kind: str = ""

    __repr__ = value_text

    @property
    def names(self) -> tuple[str, ...]:
        """The names by which caps and requests mean it: its key, and its kind."""
        return (self.key, self.kind) if self.kind not in {"", self.key} else (self.key,)

    @property
    def start_minute(self) -> int:
        """Minutes from 00:00 to its start."""
        return self.start.hour * 60 + self.start.minute

    def gap_minutes(self, following: ShiftType, days: int) -> int:
        """Return the minutes from its end to the start of a shift that begins so many days later."""
        return days * DAY_MINUTES + following.start_minute - self.start_minute - self.minutes


@attrs.frozen(kw_only=True)
class History:
    """The totals of an officer's work before the first day, which fairness adds to those of the row.

    Rules of totals, such as ``duties-most``, limit the row alone. The defaults are those of nobody having worked.

    Attributes:
        duties: Days of duty.
        minutes: Minutes on duty.
        nights: Nights.
        weekend_duties: Duties on Saturdays and Sundays.
    """

    duties: int = 0
    minutes: int = 0
    nights: int = 0
    weekend_duties: int = 0

    __repr__ = value_text


@attrs.frozen(kw_only=True)
class Officer:
    """An officer who can be assigned.

    Attributes:
        key: The key of the officer.
        roles: The keys of the roles that the officer can fill, such as ``supervisor``.
        leave: The days without duty.
        before: The marks of the days before the first day, in order; empty if unknown. Rest, succession and runs go on
            from them.
        history: The totals before the first day, those of ``before`` included, as far as fairness is to count them.
        barred: The keys of the shifts that the officer may not do, such as those of a post with a conflict of interest.
        caps: The most duties of a shift, by its key, or of all shifts of a kind.
        rules: The officer's own rules; a rule replaces the common one with the same key.
    """

    key: str
    roles: tuple[str, ...] = ()
    leave: tuple[date, ...] = ()
    before: tuple[str, ...] = ()
    history: History = History()
    barred: tuple[str, ...] = ()
    caps: Mapping[str, int] = attrs.field(factory=dict)
    rules: tuple[RowRule, ...] = ()

    __repr__ = value_text


@attrs.frozen(kw_only=True)
class ShiftNeed:
    """The officers that a shift needs on a day.

    Attributes:
        day: The day on which the shift begins.
        shift: The key of the shift.
        least: The least number of officers.
        most: The largest number, included; None for no limit.
        role: Only officers with this role count; empty for all.
        under: The cost of each officer below ``least``; None if none may be missing.
        over: The cost of each officer above ``most``; None if there may be none.
    """

    day: date
    shift: str
    least: int
    most: int | None = None
    role: str = ""
    under: int | None = None
    over: int | None = None

    __repr__ = value_text


@attrs.frozen(kw_only=True)
class Request:
    """A wish of an officer for a day.

    Attributes:
        officer: The key of the officer.
        day: The day.
        shift: The key of the shift, or of a kind of shifts, or ``-`` for the day off.
        weight: The cost if it is not granted.
        wanted: Whether the officer wants the shift; false to be spared it.
    """

    DATA: ClassVar = ("officer", "day", "shift", "weight", "wanted")

    officer: str
    day: date
    shift: str
    weight: int
    wanted: bool = True

    __repr__ = value_text


@attrs.frozen(kw_only=True)
class Pin:
    """A day of an officer that is decided, such as a fixed duty.

    Attributes:
        officer: The key of the officer.
        day: The day.
        shift: The key of the shift, or ``-`` for a day off.
    """

    officer: str
    day: date
    shift: str

    __repr__ = value_text


@attrs.frozen(kw_only=True, repr=False)
class AssignmentProblem:
    """The problem of a roster by name.

    Attributes:
        first_day: The first day.
        days: The number of days.
        shifts: The shifts.
        officers: The officers.
        needs: The officers that each shift needs on each day; a shift without a need on a day is for pins alone.
        rules: The rules of each row, unless the officer has another with the same key.
        requests: The wishes of officers.
        pins: The days that are decided.
        cyclic: Whether the roster repeats itself: the last day precedes the first, and no run may be short there.
    """

    first_day: date
    days: int
    shifts: tuple[ShiftType, ...]
    officers: tuple[Officer, ...]
    needs: tuple[ShiftNeed, ...]
    rules: tuple[RowRule, ...] = ()
    requests: tuple[Request, ...] = ()
    pins: tuple[Pin, ...] = ()
    cyclic: bool = False

    def __repr__(self) -> str:
        """Return its size."""
        return (
            f"AssignmentProblem({len(self.officers)} officers, {self.days} days from {self.first_day}, "
            f"{len(self.shifts)} shifts)"
        )

    @cached_property
    def shift_types(self) -> Mapping[str, ShiftType]:
        """The shifts by key."""
        return {shift.key: shift for shift in self.shifts}

    @cached_property
    def shifts_by_name(self) -> Mapping[str, tuple[str, ...]]:
        """The keys of the shifts that a cap or a request means by a name: a shift, or a kind of shifts."""
        names: dict[str, tuple[str, ...]] = {}
        for shift in self.shifts:
            for name in shift.names:
                names[name] = (*names.get(name, ()), shift.key)
        return names

    @cached_property
    def needs_by_place(self) -> Mapping[tuple[int, str], tuple[ShiftNeed, ...]]:
        """The needs of each shift and day, by the number of the day and the key of the shift, in order."""
        places: dict[tuple[int, str], list[ShiftNeed]] = {}
        for need in self.needs:
            places.setdefault((self.index(need.day), need.shift), []).append(need)
        return {place: tuple(places[place]) for place in sorted(places)}

    def to_dict(self) -> dict[str, Any]:
        """Return the problem as plain data for JSON; keys with their default value are left out."""
        data: dict[str, Any] = _plain(self)
        return data

    @cached_property
    def weekdays(self) -> tuple[int, ...]:
        """The weekday of each day, 0 for Monday."""
        return tuple(self.day(index).weekday() for index in range(self.days))

    def index(self, day: date) -> int:
        """Return the number of a day, counted from 0."""
        return (day - self.first_day).days

    def day(self, index: int) -> date:
        """Return the day with a number, counted from 0."""
        return self.first_day + timedelta(days=index)

    def rules_of(self, officer: Officer) -> Mapping[str, RowRule]:
        """Return the rules of an officer's row, by key."""
        return {rule.key: rule for rule in (*self.rules, *officer.rules)}

    @cached_property
    def has_requests_alone(self) -> bool:
        """Whether requests are all that a roster costs."""
        return bool(self.requests) and not attrs.evolve(self, requests=()).has_weights

    @cached_property
    def has_weights(self) -> bool:
        """Whether a roster has a cost: requests, weighted rules, or needs that may be missed."""
        rules = (*self.rules, *(rule for officer in self.officers for rule in officer.rules))
        soft_needs = any(need.under is not None or need.over is not None for need in self.needs)
        return soft_needs or bool(self.requests) or any(rule.severity == "weighted" for rule in rules)


def _plain(value: Any) -> Any:  # noqa: ANN401  # any value of a problem
    if attrs.has(type(value)):
        fields = attrs.fields(type(value))
        return {field.name: _plain(inner) for field in fields if (inner := getattr(value, field.name)) != _unset(field)}
    if isinstance(value, tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, Mapping):
        return dict(value)
    return value.isoformat() if isinstance(value, date | time) else value


def _unset(field: attrs.Attribute[Any]) -> object:
    return {} if isinstance(field.default, attrs.Factory) else field.default  # type: ignore[arg-type]  # a function in the stubs
