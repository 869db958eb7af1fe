"""Duties by name that the changes of a plan decide: those that members swap, and those of substitutes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from electsched.operation.changes import Substitution
from electsched.operation.plan import Plan
from electsched.operation.shifts import OFF
from electsched.roster.assignment.plans.marks import DutyMarks
from electsched.roster.assignment.problem import Pin
from electsched.roster.slots import PlannedDuty

__all__ = ["fixed_duties", "replaced_duties"]


def replaced_duties(substitution: Substitution, duties: Sequence[PlannedDuty]) -> list[PlannedDuty]:
    """Return the planned duties that a substitution concerns."""
    return [duty for duty in duties if substitution.covers(duty.post.key, duty.slot.day, duty.slot.shift.key)]


def fixed_duties(
    plan: Plan, duties: Sequence[PlannedDuty], marks: DutyMarks, leave: Mapping[str, set[date]]
) -> dict[Pin, str]:
    """Return the days of members that swaps and substitutions decide, each with its record; a later one prevails.

    In a swap each of two members does the duty of the other one. A substitute does the duties of the substitution if it
    names their post and shift. An absence prevails.

    Args:
        plan: The plan.
        duties: The planned duties of the pool.
        marks: Their marks.
        leave: The days of absence of each member of the pool.
    """
    pins: dict[tuple[str, date], tuple[Pin, str]] = {}
    for member, duty, record in _decided(plan, duties):
        day = duty.slot.day
        if member in leave and day not in leave[member]:
            pins[member, day] = Pin(officer=member, day=day, shift=marks.of_planned(duty)), record
    for member, duty, record in _given_away(plan, duties):
        day = duty.slot.day
        if member in leave and day not in leave[member]:
            pins.setdefault((member, day), (Pin(officer=member, day=day, shift=OFF), record))
    return dict(pins.values())


def _decided(plan: Plan, duties: Sequence[PlannedDuty]) -> Iterator[tuple[str, PlannedDuty, str]]:
    """Yield each member who takes a duty over, with the duty and the record."""
    for number, substitution in enumerate(plan.substitutions):
        if substitution.post and substitution.shift:
            for duty in replaced_duties(substitution, duties):
                yield substitution.substitute, duty, f"substitution[{number}]"
    for number, swap in enumerate(plan.swaps):
        for name, member in ((swap.first, swap.second.member), (swap.second, swap.first.member)):
            for duty in duties:
                if member and name.names(duty.post.key, duty.line, duty.slot.day, duty.slot.shift.key):
                    yield member, duty, f"swap[{number}]"


def _given_away(plan: Plan, duties: Sequence[PlannedDuty]) -> Iterator[tuple[str, PlannedDuty, str]]:
    """Yield each member who gives a duty away in a swap, with the duty and the record."""
    for number, swap in enumerate(plan.swaps):
        for name in (swap.first, swap.second):
            for duty in duties:
                if name.member and name.names(duty.post.key, duty.line, duty.slot.day, duty.slot.shift.key):
                    yield name.member, duty, f"swap[{number}]"
