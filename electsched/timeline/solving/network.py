"""Constraints with numbered variables, and the days that their rules give."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from electsched.errors import InputError
from electsched.law.calendar import WorkCalendar
from electsched.law.date_arithmetic import MINUTES_PER_DAY
from electsched.law.rules.compiled import BITS, NO_HOUR
from electsched.timeline.solving.constraints import SIDES, Constraint, Variable

__all__ = ["HIGH", "LOW", "Network", "NumberedConstraint"]

LOW, HIGH = 0, 1
"""The places of the two ends of a range."""
_UNKNOWN_HOUR = (0, MINUTES_PER_DAY)
"""An unknown hour is taken as the start or the end of the day."""


class NumberedConstraint:
    """A constraint between numbered variables.

    Attributes:
        number: Its own number.
        constraint: The constraint.
        left: The number of its variable.
        anchors: The numbers of the variables that its rule reads.
        calendar: The working days of its stage.
        shift: If the rule only moves its one anchor by days, their number; else None.
        strict: The days that a strict comparison adds to the earliest and to the latest day.
        shifts: The days that such a rule and a strict comparison together add to them.
        upper: Whether the variable is at most the rule.
        lower: Whether the variable is at least the rule.
        is_rule: Whether it is neither a known date nor a choice among allowed days.
        is_one_sided: Whether it is a rule that bounds its variable from one side.
        is_leaf: Whether it is such a rule, reads known dates alone, and no other constraint names its variable.
        options: The first and the last day of each of several allowed ranges.
    """

    __slots__ = (
        *(
            "anchors",
            "calendar",
            "constraint",
            "is_leaf",
            "is_one_sided",
            "is_rule",
            "left",
            "lower",
            "number",
            "options",
        ),
        *("shift", "shifts", "strict", "upper"),
    )

    def __init__(
        self, number: int, constraint: Constraint, numbers: Mapping[Variable, int], calendar: WorkCalendar
    ) -> None:
        """Look up the numbers of the variables."""
        self.number = number
        self.constraint = constraint
        self.left = numbers[constraint.left]
        self.anchors = tuple([numbers[anchor] for anchor in constraint.anchors])
        self.calendar = calendar
        # A calendar of short periods may count working days.
        self.shift = constraint.shift if calendar.short < constraint.shortest else None
        self.strict = (constraint.strict, -constraint.strict)
        self.shifts = (self.strict[LOW] + (self.shift or 0), self.strict[HIGH] + (self.shift or 0))
        self.upper, self.lower = constraint.upper, constraint.lower
        self.is_rule = not (constraint.is_constant or constraint.allows or constraint.options)
        self.is_one_sided = self.is_rule and self.upper != self.lower
        self.is_leaf = False
        self.options = tuple(
            [
                (
                    NumberedConstraint(number, first, numbers, calendar),
                    NumberedConstraint(number, last, numbers, calendar),
                )
                for first, last in constraint.options
            ]
        )


class Network:
    """Constraints that share variables.

    Attributes:
        constraints: The constraints, known dates among them.
        numbers: The number of each variable.
        links: The constraints between numbered variables.
        constants: The known dates.
        reads_hours: Whether a rule counts hours.
        links_on: For each variable, the numbers of the constraints that name it, without its known date.
    """

    def __init__(
        self,
        constraints: tuple[Constraint, ...],
        calendars: Mapping[str, WorkCalendar],
        zone: str,
        *,
        provisional: bool,
    ) -> None:
        """Number the variables, and note which constraints name each of them.

        Args:
            constraints: The constraints, known dates among them.
            calendars: The working days of each stage, by key.
            zone: The zone in which hours are counted.
            provisional: Whether counts may use estimated holidays.
        """
        self.constraints = constraints
        self.constants = tuple([constraint for constraint in constraints if constraint.is_constant])
        self.reads_hours = any(constraint.hours is not None for constraint in constraints)
        self._zone = zone
        self._provisional = provisional
        variables = dict.fromkeys([variable for rule in constraints for variable in (rule.left, *rule.anchors)])
        self.numbers = {variable: number for number, variable in enumerate(variables)}
        self.links = [
            NumberedConstraint(number, constraint, self.numbers, calendars[constraint.left[0]])
            for number, constraint in enumerate(constraints)
        ]
        self.links_on: list[dict[int, None]] = [{} for _ in self.numbers]
        for link in self.links:
            for variable in (link.left, *link.anchors) if not link.constraint.is_constant else ():
                self.links_on[variable][link.number] = None
        self._mark_leaves()

    def _mark_leaves(self) -> None:
        constants = {self.numbers[constraint.left] for constraint in self.constants}
        if not all(constraint.is_constant for constraint in self.constraints[: len(constants)]):
            return
        for link in self.links:
            is_alone = list(self.links_on[link.left]) == [link.number] and link.left not in constants
            link.is_leaf = link.is_one_sided and is_alone and constants.issuperset(link.anchors)

    def day(
        self, link: NumberedConstraint, end: int, days: tuple[int, ...], hours: Mapping[Variable, int] | None = None
    ) -> int | None:
        """Return the ordinal of the day that a rule gives, None if it is not known.

        Args:
            link: The constraint.
            end: The end of the ranges that is read and moved, ``LOW`` or ``HIGH``.
            days: The ordinals of the days of its anchors.
            hours: The known hours; by default, those of the constraint.
        """
        constraint, side = link.constraint, SIDES[end]
        if constraint.hours is None:
            values = [day << BITS | NO_HOUR for day in days]
        else:
            hours = constraint.hours if hours is None else hours
            unknown = _UNKNOWN_HOUR[end]
            pairs = zip(constraint.anchors, days, strict=True)
            values = [day << BITS | hours.get(anchor, unknown) for anchor, day in pairs]
        rule = constraint.compiled(side, link.calendar, self._zone, provisional=self._provisional)
        if rule is None:
            return None
        try:
            return rule(values) >> BITS
        except (LookupError, InputError, ValueError, OverflowError):
            if hours is not None and constraint.hours is not None:
                constraint = attrs.evolve(constraint, hours=hours)
            return constraint.day(days, side, link.calendar, self._zone, provisional=self._provisional)

    def nearest(self, link: NumberedConstraint, day: int, step: int) -> int | None:
        """Return the ordinal of the nearest allowed day in the direction of the step, None if none is known."""
        return link.constraint.nearest(day, step, link.calendar, provisional=self._provisional)
