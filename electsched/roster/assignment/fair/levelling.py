"""Levelling: exchanges between officers until no spread can be smaller, or no exchange helps."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from itertools import product

from electsched.roster.assignment.fair.bound import CRITERIA, Criterion
from electsched.roster.assignment.fair.chance import Noise
from electsched.roster.assignment.fair.exchange import Exchanges, TotalsChange

__all__ = ["level"]

_LARGEST_CHANGE = 5
_MOST_ROUNDS = 60
_PASSES = 6
"""Partners with whom an officer tries to pass an extreme total on."""


def level(exchanges: Exchanges, bounds: Mapping[Criterion, int], seed: int = 0) -> bool:
    """Level the totals of a roster; return whether all spreads are at their bounds.

    Each exchange lowers the sum of the squares of all totals, so that the levelling ends.
    """
    noise = Noise(seed)
    targets = [bounds[criterion] for criterion in CRITERIA]
    counts = [exchanges.totals(officer) for officer in range(len(exchanges.rows))]
    for _ in range(_MOST_ROUNDS):
        if _is_level(counts, targets):
            return True
        if not _level_once(exchanges, counts, targets) and not _pass_on(exchanges, counts, targets, noise):
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
            before = counts[first], counts[second]
            if before[0][axis] - before[1][axis] <= 1:
                continue
            difference = tuple(one - other for one, other in zip(*before, strict=True))
            change = exchanges.level(first, second, iter(_improving_changes(difference)))
            if change is not None:
                counts[first] = _sum(before[0], change, 1)
                counts[second] = _sum(before[1], change, -1)
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
                other = noise.below(len(counts))
                one, two = counts[officer], counts[other]
                if other == officer or one[axis] == two[axis]:
                    continue
                difference = (one[0] - two[0], one[1] - two[1], one[2] - two[2])
                changes = [change for change in _neutral_changes(difference) if change[axis]]
                change = exchanges.level(officer, other, iter(changes))
                if change is not None:
                    counts[officer], counts[other] = _sum(one, change, 1), _sum(two, change, -1)
                    changed = True
                    break
    return changed


def _sum(count: TotalsChange, change: TotalsChange, sign: int) -> TotalsChange:
    return (count[0] + sign * change[0], count[1] + sign * change[1], count[2] + sign * change[2])


@cache
def _improving_changes(difference: tuple[int, ...]) -> tuple[TotalsChange, ...]:
    """Return the changes that bring two officers closer, those that level most first."""
    return tuple(change for gain, change in _changes(difference) if gain < 0)


@cache
def _neutral_changes(difference: tuple[int, ...]) -> tuple[TotalsChange, ...]:
    """Return the changes that leave the sum of the squares as it is, or lower."""
    return tuple(change for gain, change in _changes(difference) if gain <= 0)


def _changes(difference: tuple[int, ...]) -> list[tuple[int, TotalsChange]]:
    """Return each change with its gain, the best first.

    If totals a and b become a + c and b - c, the sum of their squares changes by 2 c (a - b + c).
    """
    changes = []
    for one, two, three in product(range(-_LARGEST_CHANGE, _LARGEST_CHANGE + 1), repeat=len(CRITERIA)):
        change = (one, two, three)
        gain = sum(part * (gap + part) for part, gap in zip(change, difference, strict=True))
        changes.append((gain, sum(map(abs, change)), change))
    return [(gain, change) for gain, _, change in sorted(changes)]
