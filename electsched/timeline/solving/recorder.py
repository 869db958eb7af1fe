"""The dates of a course as compiled rules, each with a slot for its value, and the choices among them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import attrs

from electsched.law.date_arithmetic import MINUTES_PER_DAY
from electsched.law.rules.compiled import BITS, NO_HOUR, CompiledRule, compiled
from electsched.law.rules.expressions import ComparedTo, Expr
from electsched.law.rules.trace import AnchorStep, Covering, FactStep, ResolvedDate, Ruled
from electsched.law.statute import PARTS, Statute
from electsched.timeline.solving.constraints import Variable
from electsched.timeline.solving.course import Course, UnrecordableError
from electsched.timeline.solving.ranges import Ranges
from electsched.timeline.stage import Stage

__all__ = ["Agreement", "Choice", "Recorder"]


@attrs.frozen
class Choice:
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
        numbers = [self._sort_number(values[slot]) for slot in self.slots]
        return numbers.index((max if self.latest else min)(numbers)) == self.chosen

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


class Recorder:
    """Gives each date of a course a slot, and compiles the rules that lead to it."""

    def __init__(self, course: Course) -> None:
        """Give slots to the given dates, then to the other fixed ones.

        Raises:
            UnrecordableError: The course cannot be repeated.
        """
        self.course = course
        self.rules: list[CompiledRule] = []
        self.choices: list[Choice] = []
        self.hours: list[tuple[int, bool]] = []
        self._slots: dict[int, int] = {}
        self._stages = {stage.key: stage for stage in course.stages}
        for key in course.given:
            self.given(key)
        for stage in course.stages:
            for dates in (stage.effective, stage.computed):
                for resolved in (dates.first, dates.last):
                    if resolved is not None and resolved.origin != "limit":
                        self.slot(resolved, stage.key)

    def stage(self, key: str) -> Stage:
        """Return a stage of the course.

        Raises:
            UnrecordableError: The course has no such stage.
        """
        if key not in self._stages:
            raise UnrecordableError
        return self._stages[key]

    def given(self, key: str) -> None:
        """Give the two dates of a given stage the next slots."""
        for part in PARTS:
            resolved = self.stage(key).effective.of(part)
            if resolved is None:
                raise UnrecordableError
            self.add(resolved)

    def add(self, resolved: ResolvedDate) -> int:
        """Give a date the next slot."""
        return self._slots.setdefault(id(resolved), len(self._slots))

    def fixed_slot(self, variable: Variable) -> int | None:
        """Return the slot of a fixed date, None if it is open or not known."""
        stage = self._stages.get(variable[0])
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
            self.choices.append(Choice(tuple(slots), latest=latest, chosen=chosen, day_minutes=minutes))
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
