"""The cheapest assignment of officers to the places of one day, by shortest augmenting paths.

There are few kinds of places and many officers, so paths run over the kinds: a step from one kind to another is the
cheapest move of an officer who is there. All officers begin in the first kind, the day off, which has room for all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from heapq import heappop, heappush

__all__ = ["assign_places"]

Options = Mapping[int, int]
"""The cost of each kind of place that an officer can take."""


def assign_places(options: Sequence[Options], demand: Sequence[int]) -> list[int] | None:
    """Return the kind of place of each officer at the least cost, or None if not all places can be filled.

    Args:
        options: For each officer the cost of each kind; kind 0 is the day off, and everybody must have it.
        demand: How many places of each kind are to be filled; that of kind 0 is ignored.
    """
    places = _Places(options, len(demand))
    missing = [0, *demand[1:]]
    for _ in range(sum(missing)):
        target = places.augment(missing)
        if target is None:
            return None
        missing[target] -= 1
    return places.kinds


class _Places:
    def __init__(self, options: Sequence[Options], count: int) -> None:
        self.kinds = [0] * len(options)
        self._options = options
        self._count = count
        self._moves: list[list[list[tuple[int, int]]]] = [[[] for _ in range(count)] for _ in range(count)]
        for officer in range(len(options)):
            self._offer(officer)

    def _offer(self, officer: int) -> None:
        options, kind = self._options[officer], self.kinds[officer]
        own = options[kind]
        for other, cost in options.items():
            if other != kind:
                heappush(self._moves[kind][other], (cost - own, officer))

    def _cheapest_move(self, kind: int, other: int) -> tuple[int, int] | None:
        moves = self._moves[kind][other]
        while moves and self.kinds[moves[0][1]] != kind:
            heappop(moves)
        return moves[0] if moves else None

    def augment(self, missing: Sequence[int]) -> int | None:
        """Fill one more place by the cheapest chain of moves; return its kind, or None if there is no chain."""
        moves = {
            (kind, other): move
            for kind in range(self._count)
            for other in range(1, self._count)
            if kind != other and (move := self._cheapest_move(kind, other)) is not None
        }
        distance: dict[int, int] = {0: 0}
        previous: dict[int, int] = {}
        for _ in range(self._count):
            changed = False
            for (kind, other), (cost, _) in moves.items():
                if kind in distance and distance[kind] + cost < distance.get(other, 1 << 60):
                    distance[other], previous[other], changed = distance[kind] + cost, kind, True
            if not changed:
                break
        targets = [kind for kind in distance if missing[kind] > 0]
        if not targets:
            return None
        target = min(targets, key=lambda kind: (distance[kind], kind))
        chain, kind = [], target
        while kind:
            chain.append((previous[kind], kind))
            kind = previous[kind]
        for before, after in chain:
            officer = moves[before, after][1]
            self.kinds[officer] = after
            self._offer(officer)
        return target
