"""The least of groups of rows of a table, the slow step of the dynamic programme."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from electsched.roster.assignment.arrays import Floats

__all__ = ["GroupedMinimum"]

_LARGE = 6
"""Groups with more rows are reduced one by one; smaller ones all at once, a row of each at a time."""


class GroupedMinimum:
    """The least of groups of rows, the largest group first; `numpy.minimum.reduceat` takes four times as long."""

    def __init__(self, groups: Sequence[Sequence[int]], costs: Sequence[Sequence[float]] | None = None) -> None:
        """Keep the numbers of the rows of each group, sorted by size, and what is added to each row if anything is."""
        sizes = [len(group) for group in groups]
        if sizes != sorted(sizes, reverse=True) or not all(sizes):
            message = "groups must be sorted by size, and none may be empty"
            raise ValueError(message)
        self._large = sum(size > _LARGE for size in sizes)
        self._whole = [np.array(group) for group in groups[: self._large]]
        small = groups[self._large :]
        self._layers = [
            np.array([group[number] for group in small if len(group) > number])
            for number in range(len(small[0]) if small else 0)
        ]
        self._count = len(groups)
        added = costs if costs is not None and any(any(group) for group in costs) else None
        self._whole_costs = [np.array(group)[:, None] for group in added[: self._large]] if added else None
        self._layer_costs = (
            [
                np.array([group[number] for group in added[self._large :] if len(group) > number])[:, None]
                for number in range(len(self._layers))
            ]
            if added
            else None
        )

    def of(self, table: Floats) -> Floats:
        """Return the least of each group of rows of a table."""
        least = np.empty((self._count, table.shape[1]))
        for number, group in enumerate(self._whole):
            rows = table.take(group, axis=0)
            if self._whole_costs is not None:
                rows += self._whole_costs[number]
            rows.min(axis=0, out=least[number])
        small = least[self._large :]
        for number, layer in enumerate(self._layers):
            rows = table.take(layer, axis=0)
            if self._layer_costs is not None:
                rows += self._layer_costs[number]
            if number:
                np.minimum(small[: len(layer)], rows, out=small[: len(layer)])
            else:
                small[:] = rows
        return least
