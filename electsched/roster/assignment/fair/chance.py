"""Repeatable noise from a seed: the same numbers on every machine and in every version of Python."""

from __future__ import annotations

__all__ = ["Noise"]

_MASK = (1 << 64) - 1


class Noise:
    """A sequence of numbers from a seed (splitmix64)."""

    def __init__(self, seed: int) -> None:
        """Start the sequence of a seed."""
        self._state = seed & _MASK

    def below(self, limit: int) -> int:
        """Return the next number from 0 to ``limit`` - 1; 0 for a limit of 0."""
        self._state = (self._state + 0x9E3779B97F4A7C15) & _MASK
        mixed = self._state
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _MASK
        return (mixed ^ (mixed >> 31)) % limit if limit else 0
