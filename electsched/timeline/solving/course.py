"""The course of a resolution: its timeline with traces, and its intermediate results."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import attrs

from electsched.law.calendar import WorkCalendar
from electsched.law.rules.trace import Part, ResolvedDate, Value
from electsched.law.statute import Statute
from electsched.timeline.solving.constraints import Side, Variable
from electsched.timeline.solving.date_ranges import DateRanges
from electsched.timeline.stage import Stage
from electsched.timeline.timeline import Timeline
from electsched.values import value_text

__all__ = ["Course", "RangeEnd", "UnrecordableError"]

RangeEnd = tuple[str, Part, Side]
"""A stage, its first or last day, and the earliest (``low``) or latest (``high``) of its lawful days."""


class UnrecordableError(Exception):
    """A date was found in a way that cannot be repeated by its reason alone."""


@attrs.frozen(kw_only=True)
class Course:
    """A resolution of a statute with its traces, and with the intermediate results that no stage has.

    Attributes:
        timeline: The timeline, whose stages have their traces.
        given: The given first and last day or moment, by key of the stage.
        fixed: The effective dates that are fixed, those of named parts of rules included.
        calendar: Function that returns the working days of a stage.
        provisional: Whether counts may use estimated holidays.
        ranges: The ranges of the open dates; None if there are none.
        open_dates: The ends of the ranges of open dates that were looked up.
        ruled: Of these, the dates that the rules or limits of the stage alone give.
        is_simple: Whether no open date was resolved without a given date or in a circle of limits, and no count of one
            went beyond the known years.
    """

    timeline: Timeline
    given: Mapping[str, tuple[Value, Value]]
    fixed: Mapping[Variable, ResolvedDate]
    calendar: Callable[[str], WorkCalendar]
    provisional: bool
    ranges: DateRanges | None
    open_dates: Mapping[RangeEnd, ResolvedDate | None]
    ruled: Mapping[RangeEnd, ResolvedDate]
    is_simple: bool

    __repr__ = value_text

    @property
    def is_repeatable(self) -> bool:
        """Whether no date rests on holidays that are not known, and no provision contradicts another or a date."""
        if self.ranges is not None and self.ranges.contradictory:
            return False
        return self.is_simple and all(stage.holidays == "known" and not stage.provisional for stage in self.stages)

    @property
    def statute(self) -> Statute:
        """The law."""
        return self.timeline.statute

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The stages in the order of the law."""
        return self.timeline.stages
