"""Duties by name that the changes of a plan decide: those that members swap, and those of substitutes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from electsched.operation.changes import Substitution
from electsched.operation.plan import Plan
from electsched.operation.shifts import OFF
from electsched.roster.assignment.problem import Pin
from electsched.roster.slots import PlannedDuty

__all__ = ["fixed_duties", "mark_of", "replaced_duties"]


def mark_of(duty: PlannedDuty) -> str:
    """Return the mark of a planned duty in a row: its post, line and shift."""
    return f"{duty.post.key}/{duty.line}/{duty.slot.shift.key}"


def replaced_duties(substitution: Substitution, duties: Sequence[PlannedDuty]) -> list[PlannedDuty]:
    """Return the planned duties that a substitution concerns."""
    return [duty for duty in duties if substitution.covers(duty.post.key, duty.slot.day, duty.slot.shift.key)]


def fixed_duties(plan: Plan, duties: Sequence[PlannedDuty], leave: Mapping[str, set[date]]) -> tuple[Pin, ...]:
    """Return the days of members that swaps and substitutions decide; a later change replaces an earlier one.

    In a swap each of two members does the duty of the other one. A substitute does the duties of the substitution if it
    names their post and shift. An absence prevails.

    Args:
        plan: The plan.
        duties: The planned duties of the pool.
        leave: The days of absence of each member of the pool.
    """
    pins: dict[tuple[str, date], Pin] = {}
    for member, duty in _decided(plan, duties):
        day = duty.slot.day
        if member in leave and day not in leave[member]:
            pins[member, day] = Pin(officer=member, day=day, shift=mark_of(duty))
    for member, duty in _given_away(plan, duties):
        day = duty.slot.day
        if member in leave and day not in leave[member]:
            pins.setdefault((member, day), Pin(officer=member, day=day, shift=OFF))
    return tuple(pins.values())


def _decided(plan: Plan, duties: Sequence[PlannedDuty]) -> Iterator[tuple[str, PlannedDuty]]:
    """Yield each member who takes a duty over, with the duty."""
    for substitution in plan.substitutions:
        if substitution.post and substitution.shift:
            for duty in replaced_duties(substitution, duties):
                yield substitution.substitute, duty
    for swap in plan.swaps:
        for name, member in ((swap.first, swap.second.member), (swap.second, swap.first.member)):
            for duty in duties:
                if member and name.names(duty.post.key, duty.line, duty.slot.day, duty.slot.shift.key):
                    yield member, duty


def _given_away(plan: Plan, duties: Sequence[PlannedDuty]) -> Iterator[tuple[str, PlannedDuty]]:
    """Yield each member who gives a duty away in a swap, with the duty."""
    for swap in plan.swaps:
        for name in (swap.first, swap.second):
            for duty in duties:
                if name.member and name.names(duty.post.key, duty.line, duty.slot.day, duty.slot.shift.key):
                    yield name.member, duty
