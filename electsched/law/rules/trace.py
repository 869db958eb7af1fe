"""The trace of a date: the values that a computation records, rendered elsewhere.

Each step names its start, so that the reason of a date leads through the reasons of its anchors to the dates that were
decreed or given.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Literal

import attrs

from electsched.i18n.text import NO_NOTE, Note, Text
from electsched.law.calendar import YearState, worst_state
from electsched.law.citation import Citation, Source
from electsched.law.date_arithmetic import day_of, show
from electsched.law.rules.steps import (
    ChoiceStep,
    CountStep,
    HolidayStep,
    HourStep,
    MonthDayStep,
    Part,
    RollStep,
    SystemDayStep,
    Value,
    WeekdayStep,
    ZoneStep,
)
from electsched.values import value_text

__all__ = [
    "AnchorStep",
    "Covering",
    "Decreed",
    "FactStep",
    "Given",
    "Origin",
    "Part",
    "Reason",
    "ResolvedDate",
    "Ruled",
    "Step",
    "Value",
    "holidays_state",
    "rests_on",
]

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

    __repr__ = value_text


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
        is_given: Whether the caller gave the answer, and the dates were not tested.
    """

    key: str
    name: Text
    value: Literal["yes", "no"]
    test: str
    law: Citation | None
    steps: tuple[Step, ...] = attrs.field(repr=False)
    holidays: YearState = "known"
    is_given: bool = False

    __repr__ = value_text


Step = (
    AnchorStep
    | FactStep
    | CountStep
    | RollStep
    | WeekdayStep
    | MonthDayStep
    | SystemDayStep
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

    __repr__ = value_text


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
    note: Note = attrs.field(default=NO_NOTE, converter=Note, repr=False)

    __repr__ = value_text


@attrs.frozen
class Given:
    """The caller gave the date.

    Attributes:
        year: Whether a year was given, whose first day stands for it.
    """

    year: bool = False

    __repr__ = value_text


@attrs.frozen
class Covering:
    """The stage covers others, from the first of their days to the last.

    Attributes:
        members: The covered stages that have dates.
        chosen: The member that gave this date.
    """

    members: tuple[AnchorStep, ...] = attrs.field(repr=False)
    chosen: AnchorStep

    __repr__ = value_text


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


def rests_on(keys: Collection[str], *dates: ResolvedDate | None) -> bool:
    """Return whether a date was counted from that of one of the stages; an official date rests on none."""
    return any(_read(keys, _steps_of(resolved)) for resolved in dates)


def _steps_of(resolved: ResolvedDate | None) -> tuple[Step, ...]:
    reason = resolved.reason if resolved else None
    return (reason.chosen,) if isinstance(reason, Covering) else reason.steps if isinstance(reason, Ruled) else ()


def _read(keys: Collection[str], steps: tuple[Step, ...]) -> bool:
    for step in steps:
        if isinstance(step, AnchorStep):
            is_read = step.resolved.origin != "official" and (step.key in keys or rests_on(keys, step.resolved))
        else:
            is_read = isinstance(step, FactStep) and _read(keys, step.steps)
        if is_read:
            return True
    return False
