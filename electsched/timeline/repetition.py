"""Timelines of one statute for many days: the law is traced once, and its course repeated.

A repeated timeline has its days at once. Its traces are made by the evaluator when they are first read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import attrs

from electsched.law.date_arithmetic import MINUTES_PER_DAY, Moment
from electsched.law.rules.compiled import BITS, NO_HOUR, pack, unpack
from electsched.law.rules.trace import Value
from electsched.law.statute import Facts, Statute
from electsched.timeline.assumptions import Assumptions
from electsched.timeline.solving.course import Course, UnrecordableError
from electsched.timeline.solving.recording import Recording
from electsched.timeline.solving.variant import Variant
from electsched.timeline.stage import Stage
from electsched.timeline.timeline import Timeline

__all__ = ["repeated_timeline"]

MAX_RECORDINGS = 64
"""The most recordings of one statute that are kept."""
REPEATED = frozenset(
    [
        *("key", "kind", "name", "zone", "clock", "branch", "note"),
        *("status", "holidays", "provisional", "missing", "undated_rules", "_provisions"),
        *("official", "planned", "changes", "alternatives"),
    ]
)
"""The fields of a stage that do not depend on the days if all decisions are the same; the others are traced."""
MAX_FAILURES = 16
"""The number of courses that could not be recorded after which no further one is tried."""

Trace = Callable[[Statute, Assumptions], Course]
"""Resolves a statute with its traces."""


@attrs.define
class _Recordings:
    """The recordings of one statute for the same facts and the same given stages.

    Attributes:
        recordings: One for each period of the law that was met.
        met: Whether a timeline was asked for before: the first alone is not worth a recording.
        failures: The number of courses that could not be recorded.
    """

    recordings: list[Recording] = attrs.field(factory=list)
    met: bool = False
    failures: int = 0

    def record(self, course: Course, recording: Recording | None) -> None:
        """Record a course: as a variant of a recording with the same fixed dates, if there is one."""
        if not self.met or self.failures >= MAX_FAILURES or len(self.recordings) >= MAX_RECORDINGS:
            self.met = True
            return
        try:
            target = recording or Recording(course)
            target.add(course)
        except UnrecordableError:
            self.failures += 1
        else:
            if recording is None:
                self.recordings.append(target)


def repeated_timeline(statute: Statute, assumptions: Assumptions, trace: Trace) -> Timeline:
    """Return the timeline of a statute, by a recorded course if one leads to the same decisions.

    Args:
        statute: The law.
        assumptions: The given dates and facts.
        trace: Function that resolves the statute with its traces; its errors are raised.
    """
    facts = assumptions.complete_facts(statute)
    given = assumptions.dates(statute)
    kept = _recordings(statute, assumptions, facts, given)
    values = [pack(value) for pair in given.values() for value in pair]
    recording, repetition = _repetition(kept.recordings, values)
    if repetition is None:
        course = trace(statute, assumptions)
        kept.record(course, recording)
        return course.timeline
    own = attrs.evolve(assumptions, polling=None, given=given, facts=facts, nation=None)
    source = _RepeatedStages(*repetition, lambda: trace(statute, own).timeline.stages)
    return Timeline(
        id=statute.id,
        name=statute.name,
        statute=statute,
        zone=statute.zone,
        facts=facts,
        stages=source.stages(),
        assumptions=assumptions,
    )


def _repetition(
    recordings: list[Recording], values: list[int]
) -> tuple[Recording | None, tuple[Variant, list[int]] | None]:
    """Return the recording of the law that applies to given dates, and the variant with the dates that follow."""
    for recording in recordings:
        fixed = recording.fixed_dates(values)
        if fixed is not None:
            return recording, recording.repeat(fixed)
    return None, None


def _recordings(
    statute: Statute, assumptions: Assumptions, facts: Facts, given: Mapping[str, tuple[Value, Value]]
) -> _Recordings:
    """Return the recordings for these facts and given stages, whatever their days."""
    hours = [(key, isinstance(first, Moment), isinstance(last, Moment)) for key, (first, last) in given.items()]
    shape = (_Recordings, assumptions.provisional, assumptions.assume_latest, tuple(hours), frozenset(facts.items()))
    kept = statute.derived.get(shape)
    if not isinstance(kept, _Recordings):
        kept = statute.derived[shape] = _Recordings()
    return kept


class _RepeatedStages:
    """The fields of the stages of a repeated course."""

    __slots__ = ("_trace", "_traced", "_values", "_variant")

    def __init__(self, variant: Variant, values: list[int], trace: Callable[[], tuple[Stage, ...]]) -> None:
        self._variant = variant
        self._values = values
        self._trace = trace
        self._traced: tuple[Stage, ...] | None = None

    def stages(self) -> tuple[Stage, ...]:
        """Return the stages, whose days, status and citations are known at once."""
        variant = self._variant
        return Stage.of_source(self, len(variant.stages), {**variant.columns, "_period": self._periods()})

    def field(self, number: int, name: str) -> object:
        """Return a field, or a derived field, of the stage of that number."""
        if name == "_values":
            return self._pair(number)
        if name in REPEATED:
            return getattr(self._variant.stages[number], name)
        if self._traced is None:
            self._traced = self._trace()
        return getattr(self._traced[number], name)

    def _pair(self, number: int) -> tuple[Value, Value] | None:
        slots = self._variant.dates[number]
        if slots is None:
            return None
        last = unpack(self._values[slots[1]])
        return (last if slots[0] == slots[1] else unpack(self._values[slots[0]])), last

    def _periods(self) -> list[tuple[date, date] | None]:
        values, periods = self._values, list[tuple[date, date] | None]()
        day_of = date.fromordinal
        for slots in self._variant.dates:
            if slots is None:
                periods.append(None)
                continue
            first, last = values[slots[0]], values[slots[1]]
            start, end = first >> BITS, last >> BITS
            if first & NO_HOUR == MINUTES_PER_DAY and start < end:
                start += 1  # a start at 24:00 belongs to the next day
            last_day = day_of(end)
            periods.append((last_day if start == end else day_of(start), last_day))
        return periods
