"""Fewer single days: windows of days that two officers exchange, the totals of both staying within the spreads.

A window lies between two days on which both joined rows are legal. Inside it whole stretches change hands, so that only
its two ends make or remove single days of duty and single days off.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate

from electsched.operation.shifts import OFF
from electsched.roster.assignment.fair.exchange import Exchanges, TotalsChange, change_of

__all__ = ["polish"]

_SHORTEST = 2
"""The shortest window in days; the ends of a shorter one are not independent."""
_LONGEST = 28
"""The longest window in days; longer ones take time and remove hardly more."""
Bands = Sequence[tuple[int, int]]
"""The fewest and the most of each total."""


def polish(exchanges: Exchanges) -> int:
    """Exchange windows of all pairs of officers with the same roles once; return how many single days are fewer.

    No spread grows, and no need is filled differently.
    """
    officers = range(len(exchanges.rows))
    counts = [exchanges.totals(officer) for officer in officers]
    bands = [(min(column), max(column)) for column in zip(*counts, strict=True)]
    patterns = [_patterns(row) for row in exchanges.rows]
    removed = 0
    for first in officers:
        for second in range(first + 1, len(exchanges.rows)):
            if not exchanges.have_same_roles(first, second):
                continue
            pair = _Pair(exchanges, first, second)
            gains = _end_gains(patterns[first], patterns[second])
            for gain, swaps, change in _windows(pair, gains, (counts[first], counts[second]), bands):
                if exchanges.commit(first, second, swaps):
                    counts[first] = _sum(counts[first], change, 1)
                    counts[second] = _sum(counts[second], change, -1)
                    patterns[first], patterns[second] = (
                        _patterns(exchanges.rows[officer]) for officer in (first, second)
                    )
                    removed -= gain
                    break
    return removed


class _Pair:
    """Two officers; their tables are made at first use, for most pairs have no window to exchange."""

    def __init__(self, exchanges: Exchanges, first: int, second: int) -> None:
        self._exchanges = exchanges
        self._officers = first, second

    def may_end(self, day: int) -> bool:
        """Return whether a window may begin or end on a day; rows are whole before the first and after the last."""
        return day in {0, self._exchanges.days} or self._exchanges.is_joint(*self._officers, day)

    @cached_property
    def sums(self) -> list[int]:
        """The sum of the differences before each day."""
        return [0, *accumulate(self._exchanges.differences(*self._officers))]

    @cached_property
    def blocked(self) -> list[int]:
        """The first day from each day on that cannot be swapped."""
        swappable = self._exchanges.swappable(*self._officers)
        blocked = [len(swappable)] * (len(swappable) + 1)
        for day in range(len(swappable) - 1, -1, -1):
            blocked[day] = blocked[day + 1] if swappable[day] else day
        return blocked


def _sum(count: TotalsChange, change: TotalsChange, sign: int) -> TotalsChange:
    return (count[0] + sign * change[0], count[1] + sign * change[1], count[2] + sign * change[2])


def _patterns(row: Sequence[str]) -> list[int]:
    """Return for each day whether the two days before it, it and the next are days of duty, as four bits."""
    on_duty = [int(mark != OFF) for mark in row]
    padded = [on_duty[0], on_duty[0], *on_duty, on_duty[-1]]  # a first or last day is no single day
    return [
        padded[day] << 3 | padded[day + 1] << 2 | padded[day + 2] << 1 | padded[day + 3] for day in range(len(on_duty))
    ]


def _singles(pattern: int) -> int:
    """Return how many of the two middle days of a pattern differ from both neighbours."""
    first, second, third, fourth = (pattern >> bit & 1 for bit in (3, 2, 1, 0))
    return int(first == third != second) + int(second == fourth != third)


def _joined(first: int, second: int) -> int:
    """Return the change of the number of single days if the first two days of two patterns are joined crosswise."""
    crossed = _singles(first & 12 | second & 3) + _singles(second & 12 | first & 3)
    return crossed - _singles(first) - _singles(second)


_GAINS = tuple(tuple(_joined(first, second) for second in range(16)) for first in range(16))


def _end_gains(first_patterns: Sequence[int], second_patterns: Sequence[int]) -> list[int]:
    """Return the change of the number of single days by a window that ends on each day, whether it may or not."""
    return [
        0,
        *(_GAINS[first][second] for first, second in zip(first_patterns[1:], second_patterns[1:], strict=True)),
        0,
    ]


def _windows(
    pair: _Pair, gains: list[int], counts: tuple[TotalsChange, TotalsChange], bands: Bands
) -> Iterator[tuple[int, list[bool], TotalsChange]]:
    """Yield the windows that remove single days, those that remove most first, with their swaps and their change."""
    days = len(gains) - 1
    ends = [day for day, gain in enumerate(gains) if gain < 0 and pair.may_end(day)]
    windows = {
        (gains[start] + gains[end], start, end)
        for day in ends
        for opposite in range(max(0, day - _LONGEST), min(days, day + _LONGEST) + 1)
        if gains[day] + gains[opposite] < 0 and abs(day - opposite) >= _SHORTEST
        for start, end in ((min(day, opposite), max(day, opposite)),)
    }
    for gain, start, end in sorted(windows):
        if pair.blocked[start] >= end and (change := _change(pair, start, end, counts, bands)) is not None:
            yield gain, [start <= day < end for day in range(days)], change


def _change(
    pair: _Pair, start: int, end: int, counts: tuple[TotalsChange, TotalsChange], bands: Bands
) -> TotalsChange | None:
    """Return the change of the first officer's totals by a window; None if it may not be exchanged."""
    change = change_of(pair.sums[end] - pair.sums[start])
    return change if _within(counts, change, bands) and pair.may_end(start) and pair.may_end(end) else None


def _within(counts: tuple[TotalsChange, TotalsChange], change: TotalsChange, bands: Bands) -> bool:
    return all(
        low <= first + part <= high and low <= second - part <= high
        for first, second, part, (low, high) in zip(*counts, change, bands, strict=True)
    )
