"""Ranges of days, with the derivation of their ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from electsched.timeline.solving.constraints import SIDES, Constraint, Ground, Side, Variable
from electsched.timeline.solving.network import HIGH, LOW

__all__ = ["LEAST", "MOST", "Ranges"]

LEAST, MOST = 400_000, 3_200_000
"""Ordinals of days (of the years 1096 and 8762) that stand for the absence of a bound."""
Tightening = tuple[int, int, int, tuple[int, ...]]
"""A move of a range's end: the end, its variable, the constraint, and the earlier moves that it rests on, by number."""


class Ranges:
    """The range of each variable, as ordinals of days, with the derivation of both ends.

    Attributes:
        ends: The earliest and the latest day of each variable, by its number.
        log: All moves of an end, in order.
    """

    def __init__(self, constraints: tuple[Constraint, ...], numbers: Mapping[Variable, int]) -> None:
        """Start without any bound."""
        self._constraints = constraints
        self._numbers = numbers
        self.ends = ([LEAST] * len(numbers), [MOST] * len(numbers))
        self.log: list[Tightening] = []
        self._moves = ([-1] * len(numbers), [-1] * len(numbers))

    def tightens(self, end: int, variable: int, day: int) -> bool:
        """Return whether a day moves an end inward."""
        if end == LOW:
            return self.ends[LOW][variable] < day < MOST
        return LEAST < day < self.ends[HIGH][variable]

    def tighten(self, end: int, variable: int, day: int, constraint: int, parents: tuple[int, ...]) -> None:
        """Move an end to a day, by a constraint and the moves of the ends that it read."""
        self.ends[end][variable] = day
        self._moves[end][variable] = len(self.log)
        self.log.append((end, variable, constraint, parents))

    def moves(self, end: int, variables: Iterable[int]) -> tuple[int, ...]:
        """Return the last moves of the same end of several ranges, if they are bounded."""
        moves = self._moves[end]
        return tuple([moves[variable] for variable in variables if moves[variable] >= 0])

    def all_moves(self, variables: Iterable[int]) -> tuple[int, ...]:
        """Return the last moves of both ends of several ranges, if they are bounded."""
        return tuple([move for variable in variables for end in (LOW, HIGH) for move in self.moves(end, (variable,))])

    def _end(self, variable: Variable, side: Side) -> tuple[int, int] | None:
        """Return the ordinal and the last move of an end, None if it is not bounded."""
        number, end = self._numbers.get(variable), SIDES.index(side)
        if number is None or self._moves[end][number] < 0:
            return None
        return self.ends[end][number], self._moves[end][number]

    def day(self, variable: Variable, side: Side) -> date | None:
        """Return an end as a day; None if it is not bounded."""
        end = self._end(variable, side)
        return date.fromordinal(end[0]) if end else None

    def nearest_ground(self, variable: Variable, side: Side) -> Ground | None:
        """Return the ground that sets an end at once; None if it is not bounded or if every stage has the bound."""
        end = self._end(variable, side)
        return self._constraints[self.log[end[1]][2]].ground if end else None

    def end(self, variable: Variable, side: Side) -> tuple[int, tuple[Ground, ...]] | None:
        """Return the ordinal of an end and its grounds; None if it is not bounded."""
        end = self._end(variable, side)
        return (end[0], self._grounds(end[1])) if end else None

    def known_dates(self, variable: Variable, side: Side) -> tuple[Variable, ...]:
        """Return the known dates from which an end follows, each once; none if it is not bounded."""
        end = self._end(variable, side)
        # A known date moves both ends of its range, and another end may follow from both moves.
        return tuple(dict.fromkeys(rule.left for rule in self._derivation(end[1]) if rule.is_constant)) if end else ()

    def _grounds(self, move: int) -> tuple[Ground, ...]:
        return tuple(dict.fromkeys(rule.ground for rule in self._derivation(move) if rule.ground is not None))

    def _derivation(self, move: int) -> Iterator[Constraint]:
        """Yield the constraints that led to a move, each move once, from the last to the first."""
        pending = [move]
        visited: set[int] = set()
        while pending:
            move = pending.pop()
            if move not in visited:
                visited.add(move)
                _, _, constraint, parents = self.log[move]
                yield self._constraints[constraint]
                pending.extend(reversed(parents))
