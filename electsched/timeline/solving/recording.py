"""The course of a resolution, recorded from its traces, and repeated for other days.

The rules that apply, the dates that are open and the order of evaluation depend on the law, the facts and the stages
that have given dates, but seldom on the days. So a resolution is recorded as a list of compiled rules, with all
decisions that its days led to. A repetition evaluates the rules and compares the decisions: if all are the same, only
days differ.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from operator import eq

from electsched.law.rules.compiled import BITS, NO_HOUR, UncountedError
from electsched.law.rules.expressions import FallsOn
from electsched.law.statute import PARTS, Limit, RuleVersion
from electsched.timeline.solving.constraints import Variable
from electsched.timeline.solving.course import Course, UnrecordableError
from electsched.timeline.solving.network import Network
from electsched.timeline.solving.ranges import LEAST, MOST, Ranges
from electsched.timeline.solving.recorder import Recorder
from electsched.timeline.solving.repeated_stages import RepeatedStages
from electsched.timeline.solving.solver import solve
from electsched.timeline.solving.variant import Variant

__all__ = ["Recording"]


class Recording:
    """The fixed dates of a course as compiled rules, with the variants of its open dates that were met."""

    def __init__(self, course: Course) -> None:
        """Compile the rules of the fixed dates.

        Raises:
            UnrecordableError: The course cannot be repeated.
        """
        recorder = Recorder(course)
        self._plan = recorder.plan
        self._rules = tuple(recorder.rules)
        self._periods = tuple(_periods(recorder))
        self._known = tuple(_known(recorder))
        pairs = [tuple([recorder.fixed_slot((stage.key, part)) for part in PARTS]) for stage in course.stages]
        self._orders = [(first, last) for first, last in pairs if first is not None and last is not None]
        self._network: Network | None = None
        self._dates: list[int] = []
        self._hours: list[tuple[Variable, int]] = []
        self._rule_hours: Mapping[Variable, int] = {}
        self._variants: dict[object, list[Variant]] = {}
        if course.ranges is not None:
            calendars = {stage.key: course.calendar(stage.key) for stage in course.statute.stages}
            zone = course.statute.zone
            self._network = Network(course.ranges.constraints, calendars, zone, provisional=course.provisional)
            self._dates = [_required(recorder.fixed_slot(rule.left)) for rule in self._network.constants]
            self._rule_hours = course.ranges.hours
            variables = course.fixed if self._network.reads_hours else ()
            self._hours = [(variable, _required(recorder.fixed_slot(variable))) for variable in variables]

    def add(self, course: Course) -> None:
        """Record the decisions of a further course of the same fixed dates.

        Raises:
            UnrecordableError: The course cannot be repeated.
        """
        if (course.ranges is None) != (self._network is None):
            raise UnrecordableError
        numbers = self._network.numbers if self._network else {}
        variant = Variant(course, numbers, self._plan)
        self._variants.setdefault(_pattern(course.ranges.ranges if course.ranges else None), []).append(variant)

    def fixed_dates(self, given: Sequence[int]) -> list[int] | None:
        """Return the given and the other fixed dates, packed; None if another law applies, or if one needs a trace.

        Args:
            given: The packed first and last date of each given stage, in the order of the recorded ones.
        """
        fixed = list(given)
        for slot, first, last in self._periods:
            if slot < len(fixed) and not first <= fixed[slot] >> BITS <= last:
                return None
        try:
            for rule in self._rules:
                fixed.append(rule(fixed))
        except (LookupError, ValueError, OverflowError):
            return None  # the evaluator gives the date, or the error with its place
        return fixed if self._is_same(fixed) else None

    def repeat(self, fixed: list[int]) -> RepeatedStages | None:
        """Return the stages for packed fixed dates; None if a traced resolution is needed."""
        try:
            ranges = self._solved(fixed)
            for variant in self._variants.get(_pattern(ranges), ()):
                values = variant.values(fixed, ranges)
                if values is not None:
                    return RepeatedStages(variant, values, ranges)
        except (LookupError, ValueError, OverflowError):
            pass  # the evaluator gives the date, or the error with its place
        return None

    def _is_same(self, fixed: list[int]) -> bool:
        """Return whether the versions in force are the same, no date is too far, and no stage ends before it starts."""
        for slot, first, last in (*self._periods, *self._known):
            if not first <= fixed[slot] >> BITS <= last:
                return False
        for first, last in self._orders:
            if fixed[last] >> BITS < fixed[first] >> BITS:
                return False
        return not fixed or (min(fixed) >> BITS > LEAST and max(fixed) >> BITS < MOST)

    def _solved(self, fixed: list[int]) -> Ranges | None:
        network = self._network
        if network is None:
            return None
        hours = dict(self._rule_hours) if network.reads_hours else {}
        for variable, slot in self._hours:
            minutes = fixed[slot] & NO_HOUR
            if minutes == NO_HOUR:
                hours.pop(variable, None)
            else:
                hours[variable] = minutes
        ranges = solve(network, [fixed[slot] >> BITS for slot in self._dates], hours)
        if ranges is None:
            raise UncountedError
        return ranges


def _pattern(ranges: Ranges | None) -> object:
    """Return all decisions of a solution of ranges."""
    return (tuple(ranges.log), tuple(map(eq, *ranges.ends))) if ranges is not None else None


def _periods(recorder: Recorder) -> Iterator[tuple[int, int, int]]:
    """Yield the dates that decide which versions are in force, with the first and the last day of the period."""
    statute = recorder.course.statute
    dated: list[RuleVersion | Limit] = [*statute.limits]
    dated += [version for stage in statute.stages for version in (*stage.start, *stage.end)]
    days = {day for version in dated for day in (version.from_, version.until) if day}
    days |= {amendment.from_ for stage in statute.stages for amendment in stage.amended}
    changes = sorted(day.toordinal() for day in days)
    for key in dict.fromkeys(stage.in_force_at or "polling" for stage in statute.stages):
        for part in PARTS:
            slot, resolved = recorder.fixed_slot((key, part)), recorder.course.fixed.get((key, part))
            if slot is not None and resolved is not None:
                index = bisect_right(changes, resolved.day.toordinal())
                first = changes[index - 1] if index else LEAST
                yield slot, first, changes[index] - 1 if index < len(changes) else MOST


def _known(recorder: Recorder) -> Iterator[tuple[int, int, int]]:
    """Yield the dates that must lie in years whose holidays are known, with the first and the last day of these."""
    course = recorder.course
    polling = recorder.fixed_slot(("polling", "end"))
    if polling is not None:
        yield polling, *course.calendar("").known_working_days[:2]
    for stage in course.stages:
        for check in stage.limits:
            if isinstance(check.limit.expr, FallsOn) and check.actual is not None:
                slot = recorder.slot(check.actual, stage.key)
                yield slot, *course.calendar(stage.key).known_working_days[:2]


def _required(slot: int | None) -> int:
    if slot is None:
        raise UnrecordableError
    return slot
