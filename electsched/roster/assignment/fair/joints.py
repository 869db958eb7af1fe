"""The days on which one row may go on with the marks of another, looked up once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from electsched.roster.assignment.automaton import RowAutomaton

__all__ = ["RUN_RULES", "Joints", "days_ahead"]

RUN_RULES = ("duty-run-most", "duty-run-least", "off-run-most", "off-run-least", "night-run-most")


class Joints(dict[tuple[int, int], bool]):
    """Whether a row may go on from a state with the marks of some days, each by its number; found at first use."""

    def __init__(self) -> None:
        """Begin without any."""
        super().__init__()
        self._numbers: dict[Any, int] = {}
        self._values: list[Any] = []

    def number(self, value: tuple[Any, ...]) -> int:
        """Return the number of an automaton with a state, or of marks."""
        number = self._numbers.setdefault(value, len(self._values))
        if number == len(self._values):
            self._values.append(value)
        return number

    def __missing__(self, key: tuple[int, int]) -> bool:  # noqa: D105  # documented by the class
        automaton, state = self._values[key[0]]
        is_legal = True
        for mark in self._values[key[1]]:
            step = automaton.step(state, mark)
            if step is None:
                is_legal = False
                break
            state = step.state
        self[key] = is_legal
        return is_legal


def days_ahead(automata: Sequence[RowAutomaton]) -> int:
    """Return after how many days no rule of days in a row remembers the days before."""
    rules = [rule for automaton in automata for key in RUN_RULES if (rule := automaton.rule(key)) is not None]
    return max([4, *(rule.limit + 1 for rule in rules), *(automaton.week_days for automaton in automata)])
