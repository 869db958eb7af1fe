"""The dates of a course as compiled rules, each with a slot for its value, and the choices among them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import attrs

from electsched.law.calendar import WorkCalendar
from electsched.law.date_arithmetic import MINUTES_PER_DAY
from electsched.law.rules.compiled import BITS, NO_HOUR, CompiledRule, Slots, compiled
from electsched.law.rules.expressions import ComparedTo, Expr
from electsched.law.rules.trace import AnchorStep, Covering, FactStep, Given, ResolvedDate, Ruled
from electsched.law.statute import PARTS, Statute
from electsched.timeline.solving.constraints import Variable
from electsched.timeline.solving.course import Course, UnrecordableError
from electsched.timeline.solving.ranges import Ranges
from electsched.timeline.stage import Stage

__all__ = ["Agreement", "ChosenDate", "Recorder", "SlotSource"]


@attrs.frozen
class ChosenDate:
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
        """Return whether the same date is chosen among packed values."""
        return self._number(values) == self.chosen

    def value(self, values: Sequence[int]) -> int:
        """Return the date that is chosen among packed values, whichever it is."""
        return values[self.slots[self._number(values)]]

    def _number(self, values: Sequence[int]) -> int:
        numbers = [self._sort_number(values[slot]) for slot in self.slots]
        return numbers.index((max if self.latest else min)(numbers))

    def _sort_number(self, packed: int) -> int:
        return packed if packed & NO_HOUR != NO_HOUR else packed - NO_HOUR + self.day_minutes


@attrs.frozen
class Agreement:
    """Whether a date is that end of the range of its variable."""

    slot: int
    end: int
    variable: int
    same: bool

    def is_same(self, values: Sequence[int], ranges: Ranges) -> bool:
        """Return whether packed values and ranges agree, or differ, as before."""
        return (values[self.slot] >> BITS == ranges.ends[self.end][self.variable]) == self.same


@attrs.frozen(eq=False)
class SlotSource:
    """The recorded date of a slot, and the slots and the rule from which its reason is made again.

    Attributes:
        recorded: The date with its reason.
        expr: The rule that gives it; None if its reason does not depend on the days.
        anchors: The slot of each date that the rule reads.
        calendar: The working days that the rule counts.
        members: The slots of the stages that it covers.
        chosen: The number of the covered stage that gives the date.
    """

    recorded: ResolvedDate
    expr: Expr | None = None
    anchors: Slots = attrs.field(factory=dict)
    calendar: WorkCalendar | None = None
    members: tuple[int, ...] = ()
    chosen: int = 0


class Recorder:
    """Gives each date of a course a slot, and compiles the rules that lead to it.

    Attributes:
        course: The course.
        sources: The content of each slot.
        rules: The compiled rules, in the order of their slots.
        choices: The choices among covered stages.
        hours: The slots of rules, and whether they have a day without an hour.
    """

    def __init__(self, course: Course) -> None:
        """Give slots to the given dates, then to the other fixed ones.

        Raises:
            UnrecordableError: The course cannot be repeated.
        """
        self.course = course
        self.sources: list[SlotSource] = []
        self.rules: list[CompiledRule] = []
        self.choices: list[ChosenDate] = []
        self.hours: list[tuple[int, bool]] = []
        self._slots: dict[int, int] = {}
        self._open = {id(resolved) for resolved in course.open_dates.values()}
        self._stages = {stage.key: stage for stage in course.stages}
        for key, pair in course.given.items():
            for part, value in zip(PARTS, pair, strict=True):
                self.add(SlotSource(course.fixed.get((key, part)) or ResolvedDate(value, "given", Given())))
        for law in course.statute.stages:
            for part in PARTS:
                if (law.key, part) in course.fixed:
                    self.slot(course.fixed[law.key, part], law.key)
        for stage in course.stages:
            for resolved in (stage.computed.first, stage.computed.last):
                if resolved is not None:
                    self.slot(resolved, stage.key)
        self._fixed_slots = len(self.sources)

    @property
    def plan(self) -> tuple[object, ...]:
        """All that the slots of fixed dates depend on."""
        sources = self.sources[: self._fixed_slots]
        return tuple([(source.expr, tuple(source.anchors.items()), source.members) for source in sources])

    def stage(self, key: str) -> Stage:
        """Return a stage of the course.

        Raises:
            UnrecordableError: The course has no such stage.
        """
        if key not in self._stages:
            raise UnrecordableError
        return self._stages[key]

    def add(self, source: SlotSource) -> int:
        """Give a date the next slot."""
        slot = self._slots[id(source.recorded)] = len(self.sources)
        self.sources.append(source)
        return slot

    def add_end_of_range(self, resolved: ResolvedDate) -> int:
        """Give the end of a range the next slot; its reason names the known dates from which it follows."""
        steps = resolved.reason.steps if isinstance(resolved.reason, Ruled) else ()
        anchors = {(step.key, step.part): self._read(step) for step in steps if isinstance(step, AnchorStep)}
        return self.add(SlotSource(resolved, anchors=anchors))

    def fixed_slot(self, variable: Variable) -> int | None:
        """Return the slot of a fixed date, None if it is open or not known."""
        resolved = self.course.fixed.get(variable)
        return None if resolved is None else self._slots[id(resolved)]

    def slot(self, resolved: ResolvedDate, key: str) -> int:
        """Return the slot of a date of a stage; its rule is compiled after those of the dates that it reads.

        Raises:
            UnrecordableError: The reason of the date does not state all that led to it.
        """
        if id(resolved) in self._slots:
            return self._slots[id(resolved)]
        source, rule = self._rule(resolved, key)
        slot = self.add(source)
        self.rules.append(rule)
        self.hours.append((slot, isinstance(resolved.value, date)))
        return slot

    def _read(self, anchor: AnchorStep) -> int:
        """Return the slot of a date that a rule reads."""
        if anchor.resolved.origin == "limit" and id(anchor.resolved) not in self._open:
            raise UnrecordableError  # of a circle of limits, or of a resolution without a given date
        return self.slot(anchor.resolved, anchor.key)

    def _rule(self, resolved: ResolvedDate, key: str) -> tuple[SlotSource, CompiledRule]:
        reason = resolved.reason
        if isinstance(reason, Covering):
            members = tuple([self._read(member) for member in reason.members])
            latest = reason.chosen.part == "end"
            chosen = next(number for number, member in enumerate(reason.members) if member is reason.chosen)
            minutes = MINUTES_PER_DAY if latest else 0  # a day without an hour begins at 00:00 and ends at 24:00
            choice = ChosenDate(members, latest=latest, chosen=chosen, day_minutes=minutes)
            self.choices.append(choice)
            return SlotSource(resolved, members=members, chosen=chosen), choice.value
        if not isinstance(reason, Ruled) or any(isinstance(step, FactStep) for step in reason.steps):
            raise UnrecordableError
        anchors = [step for step in reason.steps if isinstance(step, AnchorStep)]
        if not anchors:
            raise UnrecordableError
        course, expr = self.course, _expr(self.course.statute, key, reason)
        slots = {(step.key, step.part): self._read(step) for step in anchors}
        calendar, zone = course.calendar(key), course.statute.zone
        rule = compiled(expr, slots, calendar, zone, provisional=course.provisional)
        return SlotSource(resolved, expr, slots, calendar), rule


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
