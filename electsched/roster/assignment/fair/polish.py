"""Fewer single days: windows of days that two officers exchange, the totals of both staying within the spreads.

A window lies between two days on which both joined rows are legal. Inside it whole stretches change hands, so that only
its two ends make or remove single days of duty and single days off.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from electsched.operation.shifts import OFF
from electsched.roster.assignment.fair.exchange import Exchanges, PairTables, TotalsChange, change_of

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
            tables = exchanges.pair(first, second)
            gains = _end_gains(patterns[first], patterns[second], tables)
            for gain, swaps, change in _windows(tables, gains, (counts[first], counts[second]), bands):
                if exchanges.commit(first, second, swaps):
                    counts[first] = _sum(counts[first], change, 1)
                    counts[second] = _sum(counts[second], change, -1)
                    patterns[first], patterns[second] = (_patterns(exchanges.rows[one]) for one in (first, second))
                    removed -= gain
                    break
    return removed


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
    one, two, three, four = (pattern >> bit & 1 for bit in (3, 2, 1, 0))
    return int(one == three != two) + int(two == four != three)


def _joined(one: int, other: int) -> int:
    """Return the change of the number of single days if the first two days of two patterns are joined crosswise."""
    crossed = _singles(one & 12 | other & 3) + _singles(other & 12 | one & 3)
    return crossed - _singles(one) - _singles(other)


_GAINS = tuple(tuple(_joined(one, other) for other in range(16)) for one in range(16))


def _end_gains(ones: Sequence[int], others: Sequence[int], tables: PairTables) -> list[int | None]:
    """Return the change of the number of single days by a window that ends on each day; None if it is illegal."""
    gains: list[int | None] = [
        _GAINS[one][other] if joint else None for one, other, joint in zip(ones, others, tables.joints, strict=True)
    ]
    gains[0] = 0  # the rows are whole before the first day and after the last
    return [*gains, 0]


def _windows(
    tables: PairTables, gains: list[int | None], counts: tuple[TotalsChange, TotalsChange], bands: Bands
) -> Iterator[tuple[int, list[bool], TotalsChange]]:
    """Yield the windows that remove single days, those that remove most first, with their swaps and their change."""
    days = len(tables.joints)
    ends = [day for day, gain in enumerate(gains) if gain is not None]
    best = min(gains[day] or 0 for day in ends)
    starts = [day for day in ends if (gains[day] or 0) + best < 0 and day < days]
    sums, blocked = _sums_and_blocks(tables)
    windows: list[tuple[int, int, int, TotalsChange]] = []
    for start in starts:
        largest = -1 - (gains[start] or 0)
        last = min(blocked[start], start + _LONGEST)
        for end in ends[bisect_left(ends, start + _SHORTEST) : bisect_right(ends, last)]:
            gain = gains[end] or 0
            if gain <= largest:
                change = change_of(sums[end] - sums[start])
                if _within(counts, change, bands):
                    windows.append((gain - largest - 1, start, end, change))
    for gain, start, end, change in sorted(windows):
        yield gain, [start <= day < end for day in range(days)], change


def _sums_and_blocks(tables: PairTables) -> tuple[list[int], list[int]]:
    """Return the sum of the differences before each day, and the first day from each on that cannot be swapped."""
    sums = [0, *accumulate(tables.differences)]
    blocked = [len(tables.swappable)] * (len(tables.swappable) + 1)
    for day in range(len(tables.swappable) - 1, -1, -1):
        blocked[day] = blocked[day + 1] if tables.swappable[day] else day
    return sums, blocked


def _within(counts: tuple[TotalsChange, TotalsChange], change: TotalsChange, bands: Bands) -> bool:
    return all(
        low <= one + part <= high and low <= other - part <= high
        for one, other, part, (low, high) in zip(*counts, change, bands, strict=True)
    )
