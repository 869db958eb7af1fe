"""Repairs that only insert: officers who are off take the empty places, and nothing else changes.

Each of k places needs at least one change of another officer, so that a repair that fills all of them by insertions is
proven to have the fewest changes. Among these the fairest is found exactly: the one with the least sum of the squares
of duties, nights and weekend duties.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import attrs

from electsched.operation.shifts import OFF
from electsched.roster.assignment.cells import SATURDAY, is_weekend
from electsched.roster.assignment.problem import AssignmentProblem, Officer, Rows
from electsched.roster.assignment.repair.case import RepairCase, ShiftPlace
from electsched.roster.assignment.repair.change import VacantPlace

__all__ = ["FairCounts", "duty_counts", "duty_weight", "insert", "release"]

DAYS_OF_WEEK = 7
_GAPS_AT_ONCE = 8
"""The most places for which all sets of insertions are tried at once; more are filled in the order of their days."""
FairCounts = tuple[int, int, int]
"""Duties, nights and weekend duties."""


_Option = tuple[int, int, int]
"""The changes and the price of a set of gaps for an officer, and the number of the officer, or the set as bits."""


@attrs.frozen
class _Opening:
    """A gap that may be filled.

    Attributes:
        day: The number of its day.
        gap: The gap.
        full: The roles of which the place cannot have more.
    """

    day: int
    gap: VacantPlace
    full: frozenset[str]

    def admits(self, officer: Officer) -> bool:
        """Return whether the roles of an officer fit."""
        has_role = not self.gap.role or self.gap.role in officer.roles
        return has_role and (not self.full or self.full.isdisjoint(officer.roles))


@attrs.frozen
class _Insertion:
    """A set of gaps that officers take together.

    Attributes:
        filled: The gaps, as bits.
        changes: The cells that change by choice.
        price: The increase of the squares of duties, nights and weekend duties.
        steps: The numbers of the officers, each with the gaps that the officer takes, as bits.
    """

    filled: int
    changes: int
    price: int
    steps: tuple[tuple[int, int], ...]


def insert(
    case: RepairCase, rows: Rows, gaps: Sequence[VacantPlace], at_once: int = _GAPS_AT_ONCE
) -> tuple[Rows, bool]:
    """Return the rows in which gaps are filled by insertions, and whether no insertions fill more.

    As many gaps as possible are filled, with the fewest changes, and as fairly as possible; of many gaps, so many
    ``at_once``, in the order of their days.
    """
    fitting: list[_Opening] = []
    taken: Counter[ShiftPlace] = Counter()
    rooms, is_most = case.rooms(rows), True
    for gap in gaps:
        place = (case.problem.index(gap.day), gap.shift)
        limits, others = rooms(place), taken[place]
        if limits.get("", others + 1) > others:  # a place that is full takes nobody, though a role is missing there
            full = frozenset(role for role, room in limits.items() if role and room <= others)
            is_most = is_most and not (others and full)  # holders of these roles may take the other gaps alone
            fitting.append(_Opening(place[0], gap, full))
            taken[place] += 1
    for start in range(0, len(fitting), at_once):
        rows = _insert_at_once(case, rows, fitting[start : start + at_once])
    return rows, is_most and len(fitting) <= at_once


def release(case: RepairCase, rows: Rows) -> Rows:
    """Return the rows in which places with too many officers let some go, as far as they can."""
    for place, number in case.surpluses(rows).items():
        for _ in range(number):
            rows = _released(case, rows, place)
    return rows


def _released(case: RepairCase, rows: Rows, place: ShiftPlace) -> Rows:
    """Return the rows in which one officer leaves a place, of those who can the one with the most duties."""
    day, shift = place
    present = [officer for officer in case.problem.officers if rows[officer.key][day] == shift]
    present.sort(key=lambda officer: -sum(duty_counts(case.problem, officer, rows[officer.key])))
    for officer in present:
        row = rows[officer.key]
        freed = (*row[:day], OFF, *row[day + 1 :])
        new = {**rows, officer.key: freed}
        can_go = OFF in case.allowed[officer.key][day] and case.is_legal(officer, freed, (day,))
        if can_go and case.gap_at(place, new) is None:
            return new
    return rows


def _insert_at_once(case: RepairCase, rows: Rows, openings: Sequence[_Opening]) -> Rows:
    best = _best_insertion(_Candidates(case, rows, openings))
    new = dict(rows)
    for number, taken in best.steps:
        officer = case.problem.officers[number].key
        marks = list(rows[officer])
        for index, opening in enumerate(openings):
            if taken >> index & 1:
                marks[opening.day] = opening.gap.shift
        new[officer] = tuple(marks)
    return new


def _best_insertion(candidates: _Candidates) -> _Insertion:
    """Return the insertion that fills the most gaps with the fewest changes, and then as fairly as possible.

    At first each officer takes one gap at most. If all gaps that anybody can take are filled so, a set of several gaps
    counts only if it costs less together with the cheapest candidates for the other gaps.
    """
    count = candidates.count
    single = {1 << number: candidates.cheapest(1 << number) for number in range(count)}
    best = _combined(single)
    sets = [bits for bits in range(1, 1 << count) if bits.bit_count() > 1]
    if not candidates.is_closed:
        least = {bits: candidates.least(bits) for bits in single}
    else:
        least = {bits: options[0][:2] for bits, options in single.items() if options}
        sets = [bits for bits in sets if not any(bits & bit and bit not in least for bit in single)]
    is_most = sum(least) == best.filled
    several: dict[int, list[_Option]] = {}
    for bits in sets:
        others = [cost for bit, cost in least.items() if not bit & bits]
        changes, price = (sum(cost[axis] for cost in others) for axis in (0, 1))
        below = (best.changes - changes, best.price - price) if is_most else None
        if options := candidates.cheapest(bits, below):
            several[bits] = options
    return _combined({**single, **several}) if several else best


def _combined(options: Mapping[int, Sequence[_Option]]) -> _Insertion:
    """Return the best insertion of some options of officers, of which each takes one."""
    by_officer: dict[int, list[_Option]] = {}
    for bits, of_set in options.items():
        for changes, price, number in of_set:
            by_officer.setdefault(number, []).append((changes, price, bits))
    best: dict[int, _Insertion] = {0: _Insertion(0, 0, 0, ())}
    for number in sorted(by_officer):
        following = dict(best)
        for changes, price, bits in by_officer[number]:
            for filled, insertion in best.items():
                if filled & bits:
                    continue
                key, total = filled | bits, (insertion.changes + changes, insertion.price + price)
                if key not in following or total < (following[key].changes, following[key].price):
                    following[key] = _Insertion(key, *total, (*insertion.steps, (number, bits)))
        best = following
    return min(best.values(), key=lambda insertion: (-insertion.filled.bit_count(), insertion.changes, insertion.price))


class _Candidates:
    """The officers who are off and may take gaps; those with the same totals cost the same.

    Attributes:
        count: The number of gaps.
        is_closed: Whether an officer who can take a set of gaps can take each part of it.
    """

    def __init__(self, case: RepairCase, rows: Rows, openings: Sequence[_Opening]) -> None:
        self.count = len(openings)
        self.is_closed = case.is_closed
        self._case, self._rows, self._openings = case, rows, openings
        self._weights = {
            1 << index: duty_weight(case.problem, opening.gap.shift, opening.day)
            for index, opening in enumerate(openings)
        }
        self._takes: dict[tuple[int, int], bool] = {}
        groups: dict[tuple[FairCounts, int], list[tuple[int, int]]] = {}
        for number, officer in enumerate(case.problem.officers):
            row, allowed, kept_row = rows[officer.key], case.allowed[officer.key], case.kept[officer.key]
            free = void = 0
            for index, opening in enumerate(openings):
                day = opening.day
                if row[day] == OFF and opening.gap.shift in allowed[day] and opening.admits(officer):
                    free |= 1 << index
                    # whoever has left another shift of the day has changed already
                    void |= (kept_row[day] != OFF or case.is_void(officer.key, day)) << index
            if free:
                groups.setdefault((duty_counts(case.problem, officer, row), void), []).append((number, free))
        self._groups = groups

    def cheapest(self, bits: int, below: tuple[int, int] | None = None) -> list[_Option]:
        """Return the cheapest officers who can take a set of gaps, at most as many as gaps, each with the costs.

        As many officers as gaps at most take part: one who is not among as many cheapest for a set can be replaced.

        Args:
            bits: The set of gaps.
            below: The officers cost less than these changes and this price; None for no limit.
        """
        days = [opening.day for opening in self._of(bits)]
        if len({*days}) < len(days):
            return []
        options: list[_Option] = []
        for changes, price, key in sorted((*self._cost(key, bits), key) for key in self._groups):
            if below is not None and (changes, price) >= below:
                break
            for number, free in self._groups[key]:
                if not bits & ~free and self._can_take(number, bits):
                    options.append((changes, price, number))
                    if len(options) == self.count:
                        return options
        return options

    def least(self, bits: int) -> tuple[int, int]:
        """Return the changes and the price below which nobody takes a gap, whatever the rules."""
        costs = [self._cost(key, bits) for key, group in self._groups.items() if any(bits & free for _, free in group)]
        return min((changes for changes, _ in costs), default=0), min((price for _, price in costs), default=0)

    def _cost(self, key: tuple[FairCounts, int], bits: int) -> tuple[int, int]:
        counts, void = key
        return (bits & ~void).bit_count(), _price(counts, self._weight(bits))

    def _weight(self, bits: int) -> FairCounts:
        """Return how a set of gaps counts together."""
        if bits not in self._weights:
            remainder, lowest = bits & (bits - 1), bits & -bits
            duties, nights, weekends = map(sum, zip(self._weight(remainder), self._weight(lowest), strict=True))
            self._weights[bits] = duties, nights, weekends
        return self._weights[bits]

    def _can_take(self, number: int, bits: int) -> bool:
        """Return whether the rules let an officer take a set of gaps together."""
        key = (number, bits)
        if key not in self._takes:
            parts = [bits & ~(1 << index) for index in range(self.count) if bits >> index & 1]
            is_possible = not self.is_closed or len(parts) == 1 or all(self._can_take(number, part) for part in parts)
            self._takes[key] = is_possible and self._is_legal(number, bits)
        return self._takes[key]

    def _is_legal(self, number: int, bits: int) -> bool:
        officer = self._case.problem.officers[number]
        marks = list(self._rows[officer.key])
        for opening in self._of(bits):
            marks[opening.day] = opening.gap.shift
        return self._case.is_legal(officer, marks, sorted(opening.day for opening in self._of(bits)))

    def _of(self, bits: int) -> list[_Opening]:
        return [opening for index, opening in enumerate(self._openings) if bits >> index & 1]


def duty_weight(problem: AssignmentProblem, shift: str, day: int) -> FairCounts:
    """Return how a duty counts: as a duty, as a night, and as a weekend duty."""
    return 1, int(problem.shift_types[shift].night), int(is_weekend(problem.day(day)))


def duty_counts(problem: AssignmentProblem, officer: Officer, row: tuple[str, ...]) -> FairCounts:
    """Return the duties, nights and weekend duties of an officer's row, and those before its first day."""
    history = officer.history
    first = (SATURDAY - problem.weekdays[0]) % DAYS_OF_WEEK
    weekends = row[first::DAYS_OF_WEEK] + row[(first + 1) % DAYS_OF_WEEK :: DAYS_OF_WEEK]
    nights = 0
    for shift in problem.shifts:
        if shift.night:
            nights += row.count(shift.key)
    return (
        history.duties + len(row) - row.count(OFF),
        history.nights + nights,
        history.weekend_duties + len(weekends) - weekends.count(OFF),
    )


def _price(counts: FairCounts, added: FairCounts) -> int:
    """Return the increase of the squares of the counts."""
    return sum([increase * (2 * count + increase) for count, increase in zip(counts, added, strict=True)])
