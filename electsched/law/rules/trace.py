"""The trace of a date: the values that a computation records, rendered elsewhere.

Each step names its start, so that the reason of a date leads through the reasons of its anchors to the dates that were
decreed or given.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

import attrs

from electsched.i18n.text import Text
from electsched.law.calendar import Skipped, YearState, worst_state
from electsched.law.citation import Citation, Source
from electsched.law.date_arithmetic import Moment, day_of, show

__all__ = [
    "AnchorStep",
    "ChoiceStep",
    "Citation",
    "CountStep",
    "Covering",
    "Decreed",
    "Direction",
    "Extreme",
    "FactStep",
    "Given",
    "HolidayStep",
    "HourStep",
    "MonthDayStep",
    "Origin",
    "Part",
    "Reason",
    "Relation",
    "ResolvedDate",
    "RollStep",
    "Ruled",
    "Source",
    "Step",
    "TimeUnit",
    "Value",
    "WeekdayStep",
    "ZoneStep",
    "holidays_state",
]

Value = date | Moment
"""A day, or a day with an hour."""
Part = Literal["start", "end"]
TimeUnit = Literal["hour", "day", "working day", "week", "month", "year"]
"""The unit of a count."""
Direction = Literal["forward", "back"]
"""To the next working day, or to the previous one."""
Relation = Literal["after", "from", "before", "until", "of", "nearest"]
Extreme = Literal["latest", "earliest"]
Origin = Literal["computed", "official", "given", "limit"]


@attrs.frozen
class ResolvedDate:
    """A date with its origin and its reason.

    Attributes:
        value: The day or moment.
        origin: ``computed`` by a rule, ``official`` (set by the authority), ``given`` by the caller, or ``limit``: the
            last lawful day, if the law only limits the date.
        reason: The reason for the date.
    """

    value: Value
    origin: Origin
    reason: Reason

    def __repr__(self) -> str:
        """Return the value and its origin, without the trace."""
        return f"<ResolvedDate {show(self.value)}, {self.origin}>"

    @property
    def day(self) -> date:
        """The local day."""
        return day_of(self.value)


@attrs.frozen
class AnchorStep:
    """The rule read the date of a stage.

    Attributes:
        key: Key of the stage.
        part: Its first or its last day.
        resolved: The date that was read.
    """

    key: str
    part: Part
    resolved: ResolvedDate


@attrs.frozen
class CountStep:
    """The rule counted from one day to another.

    Attributes:
        start: First day of the count.
        amount: Number of units, negative for backwards.
        unit: The unit, singular.
        inclusive: Whether the first day was counted.
        end: Last day of the count.
        skipped: The days left out.
        source: Origin of the holidays; empty if none were needed.
        holidays: The least certain state of the years that the count met.
        clear: Whether neither the first nor the last day was counted.
    """

    start: Value
    amount: int
    unit: TimeUnit
    inclusive: bool
    end: Value
    skipped: tuple[Skipped, ...] = attrs.field(default=(), repr=False)
    source: str = ""
    holidays: YearState = "known"
    clear: bool = False

    @property
    def provisional(self) -> bool:
        """Whether the count met a year whose holidays are not known."""
        return self.holidays != "known"


@attrs.frozen
class RollStep:
    """The rule moved a day to a working day, or kept it if it is one.

    Attributes:
        start: The day or moment before the move.
        direction: To the next (``forward``) or to the previous working day (``back``).
        end: The day or moment after the move; equal to the start if nothing moved.
        skipped: The days left out.
        source: Origin of the holidays.
        holidays: The least certain state of the years that the move met.
    """

    start: Value
    direction: Direction
    end: Value
    skipped: tuple[Skipped, ...] = attrs.field(repr=False)
    source: str
    holidays: YearState = "known"

    @property
    def provisional(self) -> bool:
        """Whether the move met a year whose holidays are not known."""
        return self.holidays != "known"


@attrs.frozen
class WeekdayStep:
    """The rule took the n-th weekday.

    Attributes:
        start: The day from which was counted.
        ordinal: Number of the weekday; -1 is the last of a month, -2 the last but one.
        weekday: The weekday, from 1 (Monday) to 7 (Sunday).
        relation: Position relative to the start.
        month: The month; 0 without a month.
        end: The resulting day.
    """

    start: Value
    ordinal: int
    weekday: int
    relation: Relation
    month: int
    end: date


@attrs.frozen
class MonthDayStep:
    """The rule took a day of a month in the year of the start."""

    start: Value
    end: date


@attrs.frozen
class HolidayStep:
    """The rule took a holiday of the year of the start.

    Attributes:
        start: The day that gives the year.
        name: The name of the holiday.
        end: The first day of that name in the year.
        source: Origin of the holidays; empty for Easter Sunday, which is computed.
        holidays: Whether the holidays of the year are known or estimated.
    """

    start: Value
    name: Text
    end: date
    source: str = ""
    holidays: YearState = "known"


@attrs.frozen
class HourStep:
    """The rule set an hour of the day."""

    value: Moment


@attrs.frozen
class ZoneStep:
    """The rule read a local hour on the clock of a stated zone.

    Attributes:
        start: The day and hour in that zone.
        zone: The zone.
        end: The same moment on the clock of the jurisdiction.
    """

    start: Moment
    zone: str
    end: Moment


@attrs.frozen
class ChoiceStep:
    """The rule chose the latest or the earliest of several dates."""

    which: Extreme
    values: tuple[Value, ...]
    value: Value


@attrs.frozen
class FactStep:
    """The law tested dates, and chose this version of the rule by the answer.

    Attributes:
        key: Key of the fact.
        name: Its name for people.
        value: The answer: yes or no.
        test: Text of the test.
        law: Its provision; None if the statute states none.
        steps: The steps of the test.
        holidays: The least certain state of the years that the test met.
    """

    key: str
    name: Text
    value: Literal["yes", "no"]
    test: str
    law: Citation | None
    steps: tuple[Step, ...] = attrs.field(repr=False)
    holidays: YearState = "known"


Step = (
    AnchorStep
    | FactStep
    | CountStep
    | RollStep
    | WeekdayStep
    | MonthDayStep
    | HolidayStep
    | HourStep
    | ZoneStep
    | ChoiceStep
)


@attrs.frozen
class Ruled:
    """The date follows from a rule or a limit.

    Attributes:
        rule: Text of the rule.
        law: Its provision.
        steps: The steps of the computation.
        limit: Whether the rule only limits the date.
    """

    rule: str
    law: Citation
    steps: tuple[Step, ...] = attrs.field(repr=False)
    limit: bool = False


@attrs.frozen
class Decreed:
    """The authority set the date.

    Attributes:
        by: The instrument that set it; empty if unknown.
        sources: The documents in which the date was read.
        confidence: Attestation, as in a citation.
        note: Further remarks for the reader.
    """

    by: str
    sources: tuple[Source, ...] = attrs.field(repr=False)
    confidence: str = ""
    note: str = attrs.field(default="", repr=False)


@attrs.frozen
class Given:
    """The caller gave the date."""


@attrs.frozen
class Covering:
    """The stage covers others, from the first of their days to the last.

    Attributes:
        members: The covered stages that have dates.
        chosen: The member that gave this date.
    """

    members: tuple[AnchorStep, ...] = attrs.field(repr=False)
    chosen: AnchorStep


Reason = Ruled | Decreed | Given | Covering


def holidays_state(*dates: ResolvedDate | None) -> YearState:
    """Return the least certain state of the years in which dates and their anchors were counted.

    A date that the authority set, or that the caller gave, rests on no count.
    """
    states: list[YearState] = []
    for resolved in dates:
        reason = resolved.reason if resolved else None
        if isinstance(reason, Covering):
            states.append(holidays_state(*(member.resolved for member in reason.members)))
        for step in reason.steps if isinstance(reason, Ruled) else ():
            if isinstance(step, AnchorStep):
                states.append(holidays_state(step.resolved))
            elif isinstance(step, CountStep | RollStep | HolidayStep | FactStep):
                states.append(step.holidays)
    return worst_state(*states)
