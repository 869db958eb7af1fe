"""Timelines of one statute for many days: the law is traced once, and its course repeated.

A repeated timeline has its days at once. The evaluator gives the reason of a date when it is first read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import attrs

from electsched.law.date_arithmetic import Moment
from electsched.law.rules.compiled import pack
from electsched.law.rules.trace import Value
from electsched.law.statute import Facts, Statute
from electsched.timeline.assumptions import Assumptions
from electsched.timeline.solving.course import Course, UnrecordableError
from electsched.timeline.solving.recording import Recording
from electsched.timeline.solving.repeated_stages import RepeatedStages
from electsched.timeline.timeline import Timeline

__all__ = ["repeated_timeline"]

MAX_SHAPES = 1024
"""The most combinations of facts and given stages of a statute that are kept."""
MAX_COURSES = 128
"""The most recorded courses of a statute that are kept; one takes up to some 350 kB."""
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

    def record(self, course: Course, recording: Recording | None) -> bool:
        """Record a course, and return whether it is kept.

        Args:
            course: The course.
            recording: The recording with the same fixed dates, to which the course is added; None if there is none.
        """
        if not self.met or self.failures >= MAX_FAILURES or not course.is_repeatable:
            self.met = True
            return False
        try:
            target = recording or Recording(course)
            target.add(course)
        except UnrecordableError:
            self.failures += 1
            return False
        if recording is None:
            self.recordings.append(target)
        return True


@attrs.define
class _Repetitions:
    """All recordings of one statute; if there are too many, they are forgotten and made anew.

    Attributes:
        shapes: The recordings, by the facts and the given stages.
        courses: The number of recorded courses.
    """

    shapes: dict[object, _Recordings] = attrs.field(factory=dict)
    courses: int = 0

    def recordings(self, shape: object) -> _Recordings:
        """Return the recordings for the same facts and given stages."""
        if shape not in self.shapes:
            if len(self.shapes) >= MAX_SHAPES or self.courses >= MAX_COURSES:
                self.shapes.clear()
                self.courses = 0
            self.shapes[shape] = _Recordings()
        return self.shapes[shape]

    def record(self, shape: object, course: Course, recording: Recording | None) -> None:
        """Record a course, unless there are too many."""
        if self.courses < MAX_COURSES:
            self.courses += self.recordings(shape).record(course, recording)


def repeated_timeline(statute: Statute, assumptions: Assumptions, trace: Trace) -> Timeline:
    """Return the timeline of a statute, by a recorded course if one leads to the same decisions.

    Args:
        statute: The law.
        assumptions: The given dates and facts.
        trace: Function that resolves the statute with its traces; its errors are raised.
    """
    facts = assumptions.complete_facts(statute)
    given_dates = assumptions.dates(statute)
    repetitions = _repetitions(statute)
    shape = _shape(assumptions, facts, given_dates)
    values = [pack(value) for pair in given_dates.values() for value in pair]
    recording, repetition = _repetition(repetitions.recordings(shape).recordings, values)
    if repetition is None:
        course = trace(statute, assumptions)
        repetitions.record(shape, course, recording)
        return course.timeline
    return Timeline(
        id=statute.id,
        name=statute.name,
        statute=statute,
        zone=statute.zone,
        facts=facts,
        stages=repetition.stages(),
        assumptions=assumptions,
    )


def _repetitions(statute: Statute) -> _Repetitions:
    repetitions = statute.derived.get(_Repetitions)
    if not isinstance(repetitions, _Repetitions):
        repetitions = statute.derived[_Repetitions] = _Repetitions()
    return repetitions


def _repetition(recordings: list[Recording], values: list[int]) -> tuple[Recording | None, RepeatedStages | None]:
    """Return the recording of the law that applies to given dates, and the stages that follow from them."""
    for recording in recordings:
        fixed = recording.fixed_dates(values)
        if fixed is not None:
            return recording, recording.repeat(fixed)
    return None, None


def _shape(assumptions: Assumptions, facts: Facts, given_dates: Mapping[str, tuple[Value, Value]]) -> object:
    """Return all on which a course depends but for the days: facts, given stages, and which of these have an hour."""
    hours = [(key, isinstance(first, Moment), isinstance(last, Moment)) for key, (first, last) in given_dates.items()]
    return assumptions.provisional, assumptions.assume_latest, tuple(hours), frozenset(facts.items())
