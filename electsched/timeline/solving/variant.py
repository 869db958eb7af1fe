"""One outcome of the decisions that the days of an election lead to: which dates are open, and what sets their ends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs

from electsched.law.calendar import WorkCalendar
from electsched.law.rules.compiled import BITS, NO_HOUR
from electsched.law.rules.expressions import ComparedTo, FallsOn
from electsched.law.rules.trace import ResolvedDate, Ruled
from electsched.law.statute import Limit
from electsched.timeline.dates import Dates
from electsched.timeline.solving.constraints import SIDES, Variable
from electsched.timeline.solving.course import Course, RangeEnd, UnrecordableError
from electsched.timeline.solving.fixed_dates import bounds_side
from electsched.timeline.solving.ranges import Ranges
from electsched.timeline.solving.recorder import Agreement, ChosenDate, Recorder
from electsched.timeline.stage import Stage

__all__ = ["StageSlots", "Variant"]


SlotPair = tuple[int | None, int | None]
"""The slots of a first and a last date; None if there is no such date."""


@attrs.frozen(kw_only=True, eq=False)
class StageSlots:
    """The slots of the dates of one stage.

    Attributes:
        values: The first and the last date, each also for the other if that is missing; None if it is undated.
        effective: The effective dates.
        computed: The dates that the law fixes.
        checks: The limits with the slots of their bound and of the official or given date.
        calendar: The working days of the stage.
        is_fixed: Whether its last day is not open.
        variable: The number of its last day among the variables of the ranges; None if it has no range.
        first_variable: The number of its first day among them, if that is open; None if it is not.
    """

    values: tuple[int, int] | None
    effective: SlotPair
    computed: SlotPair
    checks: tuple[tuple[Limit, int | None, int | None], ...]
    calendar: WorkCalendar
    is_fixed: bool
    variable: int | None
    first_variable: int | None


class Variant:
    """The decisions of a course, its open dates, and its stages, of which only the days differ in a repetition.

    Attributes:
        stages: The stages of the recorded course, with their traces.
        columns: The status and the citations of each stage, in columns.
        sources: The content of each slot.
        stage_slots: The slots of each stage.
        statute: The law.
        provisional: Whether counts may use estimated holidays.
    """

    def __init__(self, course: Course, numbers: Mapping[Variable, int], plan: tuple[object, ...]) -> None:
        """Compile the rules of the open dates and of the limits.

        Args:
            course: The course.
            numbers: The numbers of the variables of its ranges.
            plan: The plan of the fixed dates, which must be the same.

        Raises:
            UnrecordableError: The course cannot be repeated.
        """
        recorder = Recorder(course)
        if recorder.plan != plan:
            raise UnrecordableError
        fixed_rules = len(recorder.rules)
        self.stages = course.stages
        self.columns = {name: [getattr(stage, name) for stage in course.stages] for name in ("status", "_provisions")}
        self._ends = [
            (SIDES.index(side), numbers[key, part])
            for (key, part, side), resolved in course.open_dates.items()
            if resolved is not None and resolved is not course.ruled.get((key, part, side))
        ]
        for node, resolved in course.open_dates.items():
            if resolved is not None and resolved is not course.ruled.get(node):
                recorder.add_end_of_range(resolved)
        for stage in course.stages:
            _record(stage, recorder)
        self._agreements = tuple(_agreements(recorder, numbers))
        recorder.choices += _chosen_bounds(recorder)
        self._rules = recorder.rules[fixed_rules:]
        self._choices = recorder.choices
        self._hours = recorder.hours
        self.sources = tuple(recorder.sources)
        self.stage_slots = tuple([_stage_slots(recorder, stage, numbers) for stage in course.stages])
        self.statute, self.provisional = course.statute, course.provisional

    def values(self, fixed: list[int], ranges: Ranges | None) -> list[int] | None:
        """Return all dates, packed; None if a decision is another one.

        Raises:
            LookupError: A rule needs the evaluator.
            ValueError: A rule gives no date.
            OverflowError: A date lies outside the years 1 to 9999.
        """
        values = fixed.copy()
        if ranges is not None:
            values += [ranges.ends[end][number] << BITS | NO_HOUR for end, number in self._ends]
        for rule in self._rules:
            values.append(rule(values))
        for slot, is_day in self._hours:
            if (values[slot] & NO_HOUR == NO_HOUR) != is_day:
                return None
        for choice in self._choices:
            if not choice.is_same(values):
                return None
        if ranges is not None:
            for agreement in self._agreements:
                if not agreement.is_same(values, ranges):
                    return None
        return values


def _record(stage: Stage, recorder: Recorder) -> None:
    """Give slots to the open dates of a stage and to its limits."""
    for resolved in (stage.effective.first, stage.effective.last):
        if resolved is not None:
            recorder.slot(resolved, stage.key)
    for check in stage.limits:
        if check.ranges or not isinstance(check.limit.expr, ComparedTo | FallsOn):
            raise UnrecordableError
        if check.bound is not None:
            recorder.slot(check.bound, stage.key)


def _agreements(recorder: Recorder, numbers: Mapping[Variable, int]) -> Iterator[Agreement]:
    course = recorder.course
    for (key, part, side), resolved in course.ruled.items():
        slot = recorder.slot(resolved, key)
        day = course.ranges.day((key, part), side) if course.ranges else None
        if day is not None:
            yield Agreement(slot, SIDES.index(side), numbers[key, part], same=day == resolved.day)


def _chosen_bounds(recorder: Recorder) -> Iterator[ChosenDate]:
    for node, resolved in recorder.course.ruled.items():
        if isinstance(resolved.reason, Ruled) and resolved.reason.limit:
            yield _chosen_bound(recorder, node, resolved)


def _chosen_bound(recorder: Recorder, node: RangeEnd, resolved: ResolvedDate) -> ChosenDate:
    key, part, side = node
    checks = [check for check in recorder.stage(key).limits if bounds_side(check.limit, part, side)]
    bounds = [check.bound for check in checks if check.bound is not None]
    chosen = [number for number, bound in enumerate(bounds) if bound is resolved]
    if not chosen:
        raise UnrecordableError
    slots = tuple([recorder.slot(bound, key) for bound in bounds])
    return ChosenDate(slots, latest=side == "low", chosen=chosen[0])


def _stage_slots(recorder: Recorder, stage: Stage, numbers: Mapping[Variable, int]) -> StageSlots:
    def slots(dates: Dates) -> SlotPair:
        first, last = [
            recorder.slot(resolved, stage.key) if resolved else None for resolved in (dates.first, dates.last)
        ]
        return first, last

    effective = slots(stage.effective)
    first, last = effective[0] if effective[0] is not None else effective[1], effective[1]
    last = first if last is None else last
    checks = [
        (
            check.limit,
            recorder.slot(check.bound, stage.key) if check.bound else None,
            recorder.slot(check.actual, stage.key) if check.actual else None,
        )
        for check in stage.limits
    ]
    is_fixed = stage.effective.last is not None and stage.effective.last.origin != "limit"
    return StageSlots(
        values=(first, last) if first is not None and last is not None and not stage.missing else None,
        effective=effective,
        computed=slots(stage.computed),
        checks=tuple(checks),
        calendar=recorder.course.calendar(stage.key),
        is_fixed=is_fixed,
        variable=numbers.get((stage.key, "end")),
        first_variable=numbers.get((stage.key, "start")) if stage.earliest_start or stage.latest_start else None,
    )
