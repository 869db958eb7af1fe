"""Levelling: exchanges between officers until no spread can be smaller, or no exchange helps."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from electsched.roster.assignment.fair.bound import CRITERIA, Criterion
from electsched.roster.assignment.fair.chance import Noise
from electsched.roster.assignment.fair.exchange import Exchanges, TotalsChange

__all__ = ["level"]

_LARGEST_CHANGE = 5
_MOST_FRUITLESS_ROUNDS = 8
"""Rounds in a row in which totals are passed on and nobody comes closer."""
_PASSES = 6
"""Partners with whom an officer tries to pass an extreme total on."""


def level(exchanges: Exchanges, bounds: Mapping[Criterion, int | None], seed: int = 0) -> bool:
    """Level the totals of a roster; return whether all spreads are at their bounds, or 0 if they have none.

    Each exchange lowers the sum of the squares of all totals, so that the levelling ends.
    """
    noise = Noise(seed)
    targets = [bounds[criterion] or 0 for criterion in CRITERIA]
    counts = [exchanges.totals(officer) for officer in range(len(exchanges.rows))]
    fruitless = 0
    while fruitless < _MOST_FRUITLESS_ROUNDS:
        if _is_level(counts, targets):
            return True
        if _level_once(exchanges, counts, targets):
            fruitless = 0
        elif _pass_on(exchanges, counts, targets, noise):
            fruitless += 1
        else:
            return False
    return _is_level(counts, targets)


def _is_level(counts: list[TotalsChange], targets: list[int]) -> bool:
    return all(
        max(column) - min(column) <= target for column, target in zip(zip(*counts, strict=True), targets, strict=True)
    )


def _level_once(exchanges: Exchanges, counts: list[TotalsChange], targets: list[int]) -> bool:
    """Try all pairs that differ too much, those that differ most first; return whether any exchange was made."""
    changed = False
    for axis in range(len(CRITERIA)):
        column = [count[axis] for count in counts]
        if max(column) - min(column) <= targets[axis]:
            continue
        pairs = [
            (column[second] - column[first], first, second)
            for first in range(len(column))
            for second in range(len(column))
            if column[first] - column[second] > 1
        ]
        for _, first, second in sorted(pairs):
            totals = counts[first], counts[second]
            if totals[0][axis] - totals[1][axis] <= 1:
                continue
            difference = tuple(first_total - second_total for first_total, second_total in zip(*totals, strict=True))
            change = exchanges.level(first, second, iter(_improving_changes(difference)))
            if change is not None:
                counts[first] = _sum(totals[0], change, 1)
                counts[second] = _sum(totals[1], change, -1)
                changed = True
    return changed


def _pass_on(exchanges: Exchanges, counts: list[TotalsChange], targets: list[int], noise: Noise) -> bool:
    """Let officers with extreme totals pass them on to others, so that other pairs can be levelled."""
    changed = False
    for axis in range(len(CRITERIA)):
        column = [count[axis] for count in counts]
        low, high = min(column), max(column)
        if high - low <= targets[axis]:
            continue
        for officer in [number for number, total in enumerate(column) if total in {low, high}]:
            for _ in range(_PASSES):
                colleague = noise.below(len(counts))
                first, second = counts[officer], counts[colleague]
                if colleague == officer or first[axis] == second[axis]:
                    continue
                difference = (first[0] - second[0], first[1] - second[1], first[2] - second[2])
                changes = [change for change in _neutral_changes(difference) if change[axis]]
                change = exchanges.level(officer, colleague, iter(changes))
                if change is not None:
                    counts[officer], counts[colleague] = _sum(first, change, 1), _sum(second, change, -1)
                    changed = True
                    break
    return changed


def _sum(count: TotalsChange, change: TotalsChange, sign: int) -> TotalsChange:
    return (count[0] + sign * change[0], count[1] + sign * change[1], count[2] + sign * change[2])


def _improving_changes(difference: tuple[int, ...]) -> tuple[TotalsChange, ...]:
    """Return the changes that bring two officers closer, those that level most first."""
    return tuple(change for gain, change in _changes(difference) if gain < 0)


def _neutral_changes(difference: tuple[int, ...]) -> tuple[TotalsChange, ...]:
    """Return the changes that leave the sum of the squares as it is, or lower, and do not just swap all totals."""
    swapped = tuple(-gap for gap in difference)
    return tuple(change for _, change in _changes(difference) if change != swapped)


@cache
def _changes(difference: tuple[int, ...]) -> tuple[tuple[int, TotalsChange], ...]:
    """Return each change that leaves the sum of the squares as it is, or lower, with its gain, the best first.

    If totals a and b become a + c and b - c, the sum of their squares changes by 2 c (a - b + c).
    """
    parts = range(-_LARGEST_CHANGE, _LARGEST_CHANGE + 1)
    duties, nights, weekends = ([(part * (gap + part), abs(part), part) for part in parts] for gap in difference)
    changes = [
        (duty[0] + night[0] + weekend[0], duty[1] + night[1] + weekend[1], (duty[2], night[2], weekend[2]))
        for duty in duties
        for night in nights
        for weekend in weekends
        if duty[0] + night[0] + weekend[0] <= 0
    ]
    return tuple((gain, change) for gain, _, change in sorted(changes))
