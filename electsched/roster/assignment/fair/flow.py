"""The cheapest assignment of officers to the places of one day, by shortest augmenting paths.

There are few kinds of places and many officers, so paths run over the kinds: a step from one kind to another is the
cheapest move of an officer who is there. All officers begin in the first kind, the day off, which has room for all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from heapq import heappop, heappush

__all__ = ["assign_places"]

_UNREACHED = 1 << 60

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
        self._cheapest: list[list[tuple[int, int] | None]] = [[None] * count for _ in range(count)]
        for officer in range(len(options)):
            self._offer(officer)
        for kind in range(count):
            self._refresh(kind)

    def _offer(self, officer: int) -> None:
        options, kind = self._options[officer], self.kinds[officer]
        kind_cost = options[kind]
        for target, cost in options.items():
            if target != kind:
                heappush(self._moves[kind][target], (cost - kind_cost, officer))

    def _refresh(self, kind: int) -> None:
        """Find the cheapest move from a kind to each other."""
        for target in range(1, self._count):
            moves = self._moves[kind][target]
            while moves and self.kinds[moves[0][1]] != kind:
                heappop(moves)
            self._cheapest[kind][target] = moves[0] if moves else None

    def augment(self, missing: Sequence[int]) -> int | None:
        """Fill one more place by the cheapest chain of moves; return its kind, or None if there is no chain."""
        distance, previous = self._distances()
        targets = [kind for kind in distance if missing[kind] > 0]
        if not targets:
            return None
        target = min(targets, key=lambda kind: (distance[kind], kind))
        chain, kind = [], target
        while kind:
            chain.append((previous[kind], kind))
            kind = previous[kind]
        officers = [move[1] for old_kind, new_kind in chain if (move := self._cheapest[old_kind][new_kind]) is not None]
        for officer, (_, new_kind) in zip(officers, chain, strict=True):
            self.kinds[officer] = new_kind
            self._offer(officer)
        for kind in {0, *(new_kind for _, new_kind in chain)}:
            self._refresh(kind)
        return target

    def _distances(self) -> tuple[dict[int, int], dict[int, int]]:
        """Return the cost of the cheapest chain to each kind that can be reached, and the kind before it."""
        distance, previous = {0: 0}, dict[int, int]()
        pending = [0]
        while pending:
            kind = pending.pop(0)
            cost_so_far = distance[kind]
            for successor, move in enumerate(self._cheapest[kind]):
                if move is not None and cost_so_far + move[0] < distance.get(successor, _UNREACHED):
                    distance[successor], previous[successor] = cost_so_far + move[0], kind
                    if successor not in pending:
                        pending.append(successor)
        return distance, previous
