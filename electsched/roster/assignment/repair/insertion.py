"""Repairs that only insert: officers who are off take the empty places, and nothing else changes.

Each of k places needs at least one change of another officer, so that a repair that fills all of them by insertions is
proven to have the fewest changes. Among these the fairest is found exactly: the one with the least sum of the squares
of duties, nights and weekend duties.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from heapq import nsmallest
from itertools import combinations

import attrs

from electsched.operation.shifts import OFF
from electsched.roster.assignment.cells import SATURDAY, is_weekend
from electsched.roster.assignment.problem import AssignmentProblem, Officer, Rows
from electsched.roster.assignment.repair.case import Place, RepairCase
from electsched.roster.assignment.repair.change import Gap

__all__ = ["FairCounts", "duty_counts", "duty_weight", "insert", "release"]

DAYS_OF_WEEK = 7
_GAPS_AT_ONCE = 8
"""The most places for which all sets of insertions are tried at once; more are filled in the order of their days."""
FairCounts = tuple[int, int, int]
"""Duties, nights and weekend duties."""


_Option = tuple[int, int, int]
"""The changes and the price of a set of gaps for an officer, and the set as bits, or the number of the officer."""
_Places = tuple[Sequence[Gap], Sequence[int], Sequence[FairCounts]]
"""Gaps, with their days and weights."""


@attrs.frozen
class _Insertion:
    """A set of gaps that officers take together.

    Attributes:
        changes: The cells that change by choice.
        price: The increase of the squares of duties, nights and weekend duties.
        steps: The officers, each with the gaps that the officer takes, as bits.
    """

    changes: int
    price: int
    steps: tuple[tuple[str, int], ...]


def insert(case: RepairCase, rows: Rows, gaps: Sequence[Gap], at_once: int = _GAPS_AT_ONCE) -> tuple[Rows, bool]:
    """Return the rows in which gaps are filled by insertions, and whether no insertions fill more.

    As many gaps as possible are filled, with the fewest changes, and as fairly as possible; of many gaps, so many
    ``at_once``, in the order of their days.
    """
    fitting: list[Gap] = []
    taken: Counter[Place] = Counter()
    for gap in gaps:  # a place that is full takes nobody, though a role is missing there
        place = (case.problem.index(gap.day), gap.shift)
        room = case.room_at(place, rows)
        if room is None or room > taken[place]:
            fitting.append(gap)
            taken[place] += 1
    for start in range(0, len(fitting), at_once):
        rows = _insert_at_once(case, rows, fitting[start : start + at_once])
    return rows, len(fitting) <= at_once


def release(case: RepairCase, rows: Rows) -> Rows:
    """Return the rows in which places with too many officers let some go, as far as they can."""
    for place, number in case.surpluses(rows).items():
        for _ in range(number):
            rows = _released(case, rows, place)
    return rows


def _released(case: RepairCase, rows: Rows, place: Place) -> Rows:
    """Return the rows in which one officer leaves a place, of those who can the one with the most duties."""
    day, shift = place
    present = [officer for officer in case.problem.officers if rows[officer.key][day] == shift]
    present.sort(key=lambda officer: -sum(duty_counts(case.problem, rows[officer.key])))
    for officer in present:
        row = rows[officer.key]
        freed = (*row[:day], OFF, *row[day + 1 :])
        new = {**rows, officer.key: freed}
        can_go = OFF in case.allowed[officer.key][day] and case.is_legal(officer, freed, (day,))
        if can_go and case.gap_at(place, new) is None:
            return new
    return rows


def _insert_at_once(case: RepairCase, rows: Rows, gaps: Sequence[Gap]) -> Rows:
    problem = case.problem
    days = [problem.index(gap.day) for gap in gaps]
    weights = [duty_weight(problem, gap.shift, day) for gap, day in zip(gaps, days, strict=True)]
    by_officer = _cheapest_options(case, rows, (gaps, days, weights))
    best: dict[int, _Insertion] = {0: _Insertion(0, 0, ())}
    for number in sorted(by_officer):
        following = dict(best)
        for changes, price, bits in by_officer[number]:
            for filled, insertion in best.items():
                if filled & bits:
                    continue
                key, total = filled | bits, (insertion.changes + changes, insertion.price + price)
                if key not in following or total < (following[key].changes, following[key].price):
                    following[key] = _Insertion(*total, (*insertion.steps, (problem.officers[number].key, bits)))
        best = following
    filled = min(best, key=lambda mask: (-mask.bit_count(), best[mask].changes, best[mask].price))
    new = dict(rows)
    for person, taken in best[filled].steps:
        marks = list(rows[person])
        for number, gap in enumerate(gaps):
            if taken >> number & 1:
                marks[days[number]] = gap.shift
        new[person] = tuple(marks)
    return new


def _cheapest_options(case: RepairCase, rows: Rows, places: _Places) -> dict[int, list[_Option]]:
    """Return the sets of gaps that each officer, by number, may take in the best insertion.

    As many officers as gaps at most take part: one who is not among as many cheapest for a set can be replaced.
    """
    options: dict[int, list[_Option]] = {}
    for number, officer in enumerate(case.problem.officers):
        for changes, price, bits in _options(case, officer, rows[officer.key], places):
            options.setdefault(bits, []).append((changes, price, number))
    by_officer: dict[int, list[_Option]] = {}
    for bits, of_set in options.items():
        for changes, price, number in nsmallest(len(places[0]), of_set):
            by_officer.setdefault(number, []).append((changes, price, bits))
    return by_officer


def _options(case: RepairCase, officer: Officer, row: tuple[str, ...], places: _Places) -> Iterator[_Option]:
    """Yield the sets of gaps, with their days and weights, that an officer can take together."""
    gaps, days, weights = places
    allowed = case.allowed[officer.key]
    free = [
        (number, day, gap.shift)
        for number, (gap, day) in enumerate(zip(gaps, days, strict=True))
        if row[day] == OFF and gap.shift in allowed[day] and (not gap.role or gap.role in officer.roles)
    ]
    if not free:
        return
    counts = duty_counts(case.problem, row)
    for chosen in _takeable(case, officer, row, free):
        bits = sum(1 << number for number in chosen)
        changes = sum(not case.is_void(officer.key, days[number]) for number in chosen)
        yield changes, _price(counts, [weights[number] for number in chosen]), bits


def duty_weight(problem: AssignmentProblem, shift: str, day: int) -> FairCounts:
    """Return how a duty counts: as a duty, as a night, and as a weekend duty."""
    return 1, int(problem.shift_types[shift].night), int(is_weekend(problem.day(day)))


def duty_counts(problem: AssignmentProblem, row: Sequence[str]) -> FairCounts:
    """Return the duties, nights and weekend duties of a row."""
    first = (SATURDAY - problem.first_day.weekday()) % DAYS_OF_WEEK
    weekends = [*row[first::DAYS_OF_WEEK], *row[(first + 1) % DAYS_OF_WEEK :: DAYS_OF_WEEK]]
    nights = sum(row.count(shift.key) for shift in problem.shifts if shift.night)
    return len(row) - row.count(OFF), nights, len(weekends) - weekends.count(OFF)


def _price(counts: FairCounts, weights: Sequence[FairCounts]) -> int:
    """Return the increase of the squares of the counts."""
    added = [sum(weight[axis] for weight in weights) for axis in range(len(counts))]
    return sum(more * (2 * count + more) for count, more in zip(counts, added, strict=True))


def _takeable(
    case: RepairCase, officer: Officer, row: tuple[str, ...], gaps: Sequence[tuple[int, int, str]]
) -> Iterator[tuple[int, ...]]:
    """Yield each set of gaps, as number, day and shift, that an officer can take together."""
    is_closed = not any(rule.key.endswith("-least") for rule in case.problem.rules_of(officer).values())
    for count in range(1, len(gaps) + 1):
        taken: set[tuple[int, int, str]] = set()
        for chosen in combinations(gaps, count):
            days = [day for _, day, _ in chosen]
            if count > 1 and len({*days}) < count:
                continue
            marks = list(row)
            for _, day, shift in chosen:
                marks[day] = shift
            if case.is_legal(officer, marks, sorted(days)):
                taken.update(chosen)
                yield tuple(number for number, _, _ in chosen)
        if is_closed:  # without least runs and totals, each part of a set that can be taken can be taken
            gaps = [gap for gap in gaps if gap in taken]
        if not gaps:
            return
