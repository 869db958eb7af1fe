"""The faults of pins: duties that are decided and that cannot be, each in its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from electsched.errors import Fault
from electsched.operation.shifts import OFF
from electsched.phrases import phrase
from electsched.roster.assignment.problem import AssignmentProblem, Pin

__all__ = ["fixed_day_faults"]


def fixed_day_faults(problem: AssignmentProblem, places: Sequence[str] = ()) -> Iterator[Fault]:
    """Yield the faults of pins of known officers, shifts and days: twice a day, at a time, on leave, or too often.

    Args:
        problem: The problem.
        places: The place of each pin in the input; by default that in the JSON form of the problem.
    """
    names = places or [f"pins[{index}]" for index in range(len(problem.pins))]
    yield from _officer_day_faults(problem, names)
    yield from _overlap_faults(problem, names)
    yield from _place_faults(problem, names)


def _officer_day_faults(problem: AssignmentProblem, places: Sequence[str]) -> Iterator[Fault]:
    officers = {officer.key: officer for officer in reversed(problem.officers)}
    first: dict[tuple[str, date], int] = {}
    counts: Counter[tuple[str, str]] = Counter()
    for index, pin in enumerate(problem.pins):
        path, officer = places[index], officers.get(pin.officer)
        earlier = first.setdefault((pin.officer, pin.day), index)
        if earlier != index:
            found = phrase("the same officer and day as {other}", other=places[earlier])
            yield Fault(path, found, phrase("one pin for each officer and day"))
        if officer is None or pin.shift == OFF:
            continue
        if pin.day in officer.leave:
            yield Fault(path, phrase("{shift!r} on a day of leave", shift=pin.shift), phrase("a day without leave"))
        if pin.shift in officer.barred:
            found = phrase("{shift!r}, which is barred for the officer", shift=pin.shift)
            yield Fault(path, found, phrase("a shift that the officer may do"))
        shift = problem.shift_types.get(pin.shift)
        for name in () if shift is None else shift.names:
            counts[pin.officer, name] += 1
            cap = officer.caps.get(name)
            if cap is not None and counts[pin.officer, name] == cap + 1:
                found = phrase("{shift!r} more often than the cap of {cap}", shift=name, cap=cap)
                yield Fault(path, found, phrase("no more pins than the cap of the officer"))


def _overlap_faults(problem: AssignmentProblem, places: Sequence[str]) -> Iterator[Fault]:
    """Yield a fault for each pin that begins before another duty of the officer has ended."""
    pins: dict[str, list[tuple[int, Pin]]] = {}
    for index, pin in enumerate(problem.pins):
        if pin.shift in problem.shift_types:
            pins.setdefault(pin.officer, []).append((index, pin))
    for officer_pins in pins.values():
        in_order = sorted(officer_pins, key=lambda entry: (entry[1].day, entry[0]))
        for number, (index, pin) in enumerate(in_order):
            for earlier_index, earlier in in_order[max(0, number - 4) : number]:
                days = (pin.day - earlier.day).days
                shifts = problem.shift_types
                if days and shifts[earlier.shift].gap_minutes(shifts[pin.shift], days) < 0:
                    found = phrase("a duty that begins before that of {other} has ended", other=places[earlier_index])
                    yield Fault(places[index], found, phrase("duties that do not overlap"))


def _place_faults(problem: AssignmentProblem, places: Sequence[str]) -> Iterator[Fault]:
    """Yield a fault for the first pin that is one too many for its shift."""
    most = {
        (need.day, need.shift): need.most
        for need in problem.needs
        if not need.role and need.most is not None and need.over is None
    }
    counts: Counter[tuple[date, str]] = Counter()
    for index, pin in enumerate(problem.pins):
        place = (pin.day, pin.shift)
        counts[place] += 1
        if place in most and counts[place] == most[place] + 1:
            found = phrase("{shift!r} on {day} once more than it is needed", shift=pin.shift, day=pin.day)
            yield Fault(places[index], found, phrase("no more pins than places: {most}", most=most[place]))
