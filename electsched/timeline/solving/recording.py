"""The course of a resolution, recorded from its traces, and repeated for other days.

The rules that apply, the dates that are open and the order of evaluation depend on the law, the facts and the stages
that have given dates, but seldom on the days. So a resolution is recorded as a list of compiled rules, with all
decisions that its days led to. A repetition evaluates the rules and compares the decisions: if all are the same, only
days differ.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from operator import eq

import attrs

from electsched.law.calendar import WorkCalendar
from electsched.law.date_arithmetic import MINUTES_PER_DAY
from electsched.law.rules.compiled import BITS, NO_HOUR, CompiledRule, UncountedError, compiled
from electsched.law.rules.expressions import ComparedTo, Expr, FallsOn
from electsched.law.rules.trace import AnchorStep, Covering, FactStep, Part, ResolvedDate, Ruled, Value
from electsched.law.statute import PARTS, Statute
from electsched.timeline.solving.constraints import SIDES, Side, Variable
from electsched.timeline.solving.date_ranges import DateRanges
from electsched.timeline.solving.fixed_dates import bounds_side
from electsched.timeline.solving.network import Network
from electsched.timeline.solving.ranges import LEAST, MOST, Ranges, solve
from electsched.timeline.stage import Stage
from electsched.timeline.timeline import Timeline

__all__ = ["Course", "Recording", "UnrecordableError", "Variant"]

MAX_VARIANTS = 16
"""The most variants of one recording that are kept."""
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
        calendar: Function that returns the working days of a stage.
        provisional: Whether counts may use estimated holidays.
        ranges: The ranges of the open dates; None if there are none.
        open_dates: The ends of the ranges of open dates that were looked up.
        ruled: Of these, the dates that the rules or limits of the stage alone give.
        is_simple: Whether no count of an open date went beyond the known years.
    """

    timeline: Timeline
    given: Mapping[str, tuple[Value, Value]]
    calendar: Callable[[str], WorkCalendar]
    provisional: bool
    ranges: DateRanges | None
    open_dates: Mapping[RangeEnd, ResolvedDate | None]
    ruled: Mapping[RangeEnd, ResolvedDate]
    is_simple: bool

    @property
    def is_repeatable(self) -> bool:
        """Whether no date rests on holidays that are not known."""
        return self.is_simple and all(stage.holidays == "known" and not stage.provisional for stage in self.stages)

    @property
    def statute(self) -> Statute:
        """The law."""
        return self.timeline.statute

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The stages in the order of the law."""
        return self.timeline.stages


@attrs.frozen
class _Choice:
    """The number of the chosen one among several dates; of equal ones, the first is chosen.

    Attributes:
        slots: The dates.
        latest: Whether the latest is chosen, not the earliest.
        chosen: The number of the chosen one.
        day_minutes: The minute for which a day without an hour is taken.
    """

    slots: tuple[int, ...]
    latest: bool
    chosen: int
    day_minutes: int = MINUTES_PER_DAY

    def is_same(self, values: Sequence[int]) -> bool:
        numbers = [self._sort_number(values[slot]) for slot in self.slots]
        return numbers.index((max if self.latest else min)(numbers)) == self.chosen

    def _sort_number(self, packed: int) -> int:
        return packed if packed & NO_HOUR != NO_HOUR else packed - NO_HOUR + self.day_minutes


@attrs.frozen
class _Agreement:
    """Whether a date is that end of the range of its variable."""

    slot: int
    end: int
    variable: int
    same: bool

    def is_same(self, values: Sequence[int], ranges: Ranges) -> bool:
        return (values[self.slot] >> BITS == ranges.ends[self.end][self.variable]) == self.same


class _Recorder:
    """Gives each date of a course a slot, and compiles the rules that lead to it."""

    def __init__(self, course: Course) -> None:
        self.course = course
        self.rules: list[CompiledRule] = []
        self.choices: list[_Choice] = []
        self.hours: list[tuple[int, bool]] = []
        self._slots: dict[int, int] = {}
        self.stages = {stage.key: stage for stage in course.stages}
        for key in course.given:
            self.given(key)
        for stage in course.stages:
            for dates in (stage.effective, stage.computed):
                for resolved in (dates.first, dates.last):
                    if resolved is not None and resolved.origin != "limit":
                        self.slot(resolved, stage.key)

    def given(self, key: str) -> None:
        """Give the two dates of a given stage the next slots."""
        for part in PARTS:
            resolved = self.stages[key].effective.of(part)
            if resolved is None:
                raise UnrecordableError
            self.add(resolved)

    def add(self, resolved: ResolvedDate) -> int:
        """Give a date the next slot."""
        return self._slots.setdefault(id(resolved), len(self._slots))

    def fixed_slot(self, variable: Variable) -> int | None:
        """Return the slot of a fixed date, None if it is open or not known."""
        stage = self.stages.get(variable[0])
        resolved = stage.effective.of(variable[1]) if stage else None
        return None if resolved is None or resolved.origin == "limit" else self._slots[id(resolved)]

    def slot(self, resolved: ResolvedDate, key: str) -> int:
        """Return the slot of a date of a stage; its rule is compiled after those of the dates that it reads.

        Raises:
            UnrecordableError: The reason of the date does not state all that led to it.
        """
        if id(resolved) in self._slots:
            return self._slots[id(resolved)]
        rule = self._rule(resolved, key)
        slot = self.add(resolved)
        self.rules.append(rule)
        self.hours.append((slot, isinstance(resolved.value, date)))
        return slot

    def _rule(self, resolved: ResolvedDate, key: str) -> CompiledRule:
        reason = resolved.reason
        if isinstance(reason, Covering):
            slots = [self.slot(member.resolved, member.key) for member in reason.members]
            latest = reason.chosen.part == "end"
            chosen = next(number for number, member in enumerate(reason.members) if member is reason.chosen)
            minutes = MINUTES_PER_DAY if latest else 0  # a day without an hour begins at 00:00 and ends at 24:00
            self.choices.append(_Choice(tuple(slots), latest=latest, chosen=chosen, day_minutes=minutes))
            return _same_as(slots[chosen])
        if not isinstance(reason, Ruled) or any(isinstance(step, FactStep) for step in reason.steps):
            raise UnrecordableError
        anchors = [step for step in reason.steps if isinstance(step, AnchorStep)]
        if not anchors:
            raise UnrecordableError
        expr = _expr(self.course.statute, key, reason)
        slots_by_anchor = {(step.key, step.part): self.slot(step.resolved, step.key) for step in anchors}
        course = self.course
        calendar, zone = course.calendar(key), course.statute.zone
        return compiled(expr, slots_by_anchor, calendar, zone, provisional=course.provisional)


def _expr(statute: Statute, key: str, reason: Ruled) -> Expr:
    """Return the only rule or limit on a stage that has the text of a reason, and its provision."""
    if reason.limit:
        limits = [limit for limit in statute.limits_of(key) if (limit.rule, limit.law) == (reason.rule, reason.law)]
        exprs = {limit.expr.right for limit in limits if isinstance(limit.expr, ComparedTo)}
    else:
        versions = (*statute[key].start, *statute[key].end)
        rules = [version for version in versions if (version.rule, version.law) == (reason.rule, reason.law)]
        exprs = {version.expr for version in rules if version.expr is not None}
    if len(exprs) != 1:
        raise UnrecordableError
    return exprs.pop()


def _same_as(slot: int) -> CompiledRule:
    return lambda values: values[slot]


class Variant:
    """The decisions of a course, its open dates, and its stages, of which only the days differ in a repetition.

    Attributes:
        stages: The stages of the recorded course, with their traces.
        statuses: The status of each stage.
        dates: The slots of the first and the last date of each stage; None if the stage is undated.
    """

    def __init__(self, course: Course, network: Network | None, fixed_rules: int) -> None:
        """Compile the rules of the open dates and of the limits, after so many rules of fixed dates.

        Raises:
            UnrecordableError: The course cannot be repeated.
        """
        recorder = _Recorder(course)
        if len(recorder.rules) != fixed_rules:
            raise UnrecordableError
        self.stages = course.stages
        self.statuses = [stage.status for stage in course.stages]
        self._ends: list[tuple[int, int]] = []
        self._agreements: list[_Agreement] = []
        numbers = network.numbers if network else {}
        for node, resolved in course.open_dates.items():
            if resolved is not None and resolved is not course.ruled.get(node):
                key, part, side = node
                self._ends.append((SIDES.index(side), numbers[key, part]))
                recorder.add(resolved)
        for stage in course.stages:
            for resolved in (stage.effective.first, stage.effective.last):
                if resolved is not None:
                    recorder.slot(resolved, stage.key)
            for check in stage.limits:
                if not isinstance(check.limit.expr, ComparedTo | FallsOn):
                    raise UnrecordableError
                if check.bound is not None:
                    recorder.slot(check.bound, stage.key)
        for (key, part, side), resolved in course.ruled.items():
            slot = recorder.slot(resolved, key)
            day = course.ranges.day((key, part), side) if course.ranges else None
            if day is not None:
                end, number = SIDES.index(side), numbers[key, part]
                self._agreements.append(_Agreement(slot, end, number, same=day == resolved.day))
            if isinstance(resolved.reason, Ruled) and resolved.reason.limit:
                recorder.choices.append(_chosen_bound(recorder, (key, part, side), resolved))
        self._rules = recorder.rules[fixed_rules:]
        self._choices = recorder.choices
        self._hours = recorder.hours
        self.dates = tuple([_slots_of(recorder, stage) for stage in course.stages])

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
        for agreement in self._agreements if ranges is not None else ():
            if not agreement.is_same(values, ranges):
                return None
        return values


def _chosen_bound(recorder: _Recorder, node: RangeEnd, resolved: ResolvedDate) -> _Choice:
    key, part, side = node
    checks = [check for check in recorder.stages[key].limits if bounds_side(check.limit, part, side)]
    bounds = [check.bound for check in checks if check.bound is not None]
    chosen = [number for number, bound in enumerate(bounds) if bound is resolved]
    if not chosen:
        raise UnrecordableError
    slots = tuple([recorder.slot(bound, key) for bound in bounds])
    return _Choice(slots, latest=side == "low", chosen=chosen[0])


def _slots_of(recorder: _Recorder, stage: Stage) -> tuple[int, int] | None:
    first, last = stage.effective.first or stage.effective.last, stage.effective.last or stage.effective.first
    if first is None or last is None or stage.missing:
        return None
    return recorder.slot(first, stage.key), recorder.slot(last, stage.key)


class Recording:
    """The fixed dates of a course as compiled rules, with the variants of its open dates that were met."""

    def __init__(self, course: Course) -> None:
        """Compile the rules of the fixed dates.

        Raises:
            UnrecordableError: The course cannot be repeated.
        """
        if not course.is_repeatable:
            raise UnrecordableError
        recorder = _Recorder(course)
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
        self._variant_count = 0
        if course.ranges is not None:
            calendars = {stage.key: course.calendar(stage.key) for stage in course.statute.stages}
            zone = course.statute.zone
            self._network = Network(course.ranges.constraints, calendars, zone, provisional=course.provisional)
            self._dates = [_required(recorder.fixed_slot(rule.left)) for rule in self._network.constants]
            self._rule_hours = course.ranges.hours
            variables = (
                [(stage.key, part) for stage in course.stages for part in PARTS] if self._network.reads_hours else []
            )
            slots = [(variable, recorder.fixed_slot(variable)) for variable in variables]
            self._hours = [(variable, slot) for variable, slot in slots if slot is not None]

    def add(self, course: Course) -> None:
        """Record the decisions of a further course of the same fixed dates; only so many are kept.

        Raises:
            UnrecordableError: The course cannot be repeated.
        """
        if self._variant_count >= MAX_VARIANTS:
            return
        if (course.ranges is None) != (self._network is None) or not course.is_repeatable:
            raise UnrecordableError
        if course.ranges is not None and course.ranges.contradictory:
            raise UnrecordableError
        variant = Variant(course, self._network, len(self._rules))
        self._variants.setdefault(_pattern(course.ranges.ranges if course.ranges else None), []).append(variant)
        self._variant_count += 1

    def fixed_dates(self, given: Sequence[int]) -> list[int] | None:
        """Return the given and the other fixed dates, packed; None if another law applies, or if one needs a trace.

        Args:
            given: The packed first and last date of each given stage, in the order of the recorded ones.
        """
        fixed = list(given)
        try:
            for rule in self._rules:
                fixed.append(rule(fixed))
        except (LookupError, ValueError, OverflowError):
            return None  # the evaluator gives the date, or the error with its place
        return fixed if self._is_same(fixed) else None

    def repeat(self, fixed: list[int]) -> tuple[Variant, list[int]] | None:
        """Return the variant of the fixed dates and all dates, packed; None if a traced resolution is needed."""
        try:
            ranges = self._solved(fixed)
            for variant in self._variants.get(_pattern(ranges), ()):
                values = variant.values(fixed, ranges)
                if values is not None:
                    return variant, values
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
        return LEAST < min(fixed, default=MOST) >> BITS and max(fixed, default=0) >> BITS < MOST

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


def _periods(recorder: _Recorder) -> Iterator[tuple[int, int, int]]:
    """Yield the dates that decide which versions are in force, with the first and the last day of the period."""
    statute = recorder.course.statute
    dated = [*statute.limits, *(version for stage in statute.stages for version in (*stage.start, *stage.end))]
    days = {day for version in dated for day in (version.from_, version.until) if day}
    days |= {amendment.from_ for stage in statute.stages for amendment in stage.amended}
    changes = sorted(day.toordinal() for day in days)
    for key in dict.fromkeys(stage.in_force_at or "polling" for stage in statute.stages):
        for part in PARTS:
            slot = recorder.fixed_slot((key, part))
            if slot is not None:
                day = recorder.stages[key].effective.of(part)
                place = bisect_right(changes, day.day.toordinal()) if day else 0
                first = changes[place - 1] if place else LEAST
                yield slot, first, changes[place] - 1 if place < len(changes) else MOST


def _known(recorder: _Recorder) -> Iterator[tuple[int, int, int]]:
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
