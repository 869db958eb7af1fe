"""Repairs that only insert: officers who are off take the places of those who are absent, and nothing else changes.

Each of k places needs at least one change of another officer, so that a repair that fills all of them by insertions is
proven to have the fewest changes. Among these the fairest is found exactly.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from electsched.operation.shifts import OFF
from electsched.roster.assignment.automaton import RowAutomaton
from electsched.roster.assignment.cells import allowed_marks
from electsched.roster.assignment.evaluation import rule_costs, totals
from electsched.roster.assignment.fair.construction import automata_of
from electsched.roster.assignment.problem import AssignmentProblem, Officer, Rows
from electsched.roster.assignment.repair.change import Gap

__all__ = ["MOST_GAPS", "insert"]

MOST_GAPS = 12
"""The most places for which all sets of insertions are tried."""


def insert(problem: AssignmentProblem, rows: Rows, gaps: Sequence[Gap]) -> tuple[Rows, tuple[Gap, ...]]:
    """Return the rows in which as many gaps as possible are filled by insertions, the fairest, and the gaps left."""
    allowed, automata = allowed_marks(problem), automata_of(problem)
    best: dict[int, tuple[int, tuple[tuple[str, int], ...]]] = {0: (0, ())}
    for officer in problem.officers:
        free = [
            number
            for number, gap in enumerate(gaps)
            if rows[officer.key][problem.index(gap.day)] == OFF
            and gap.shift in allowed[officer.key][problem.index(gap.day)]
            and (not gap.role or gap.role in officer.roles)
        ]
        duties = sum(mark != OFF for mark in rows[officer.key])
        following = dict(best)
        for chosen in _takeable(
            problem, officer, automata[officer.key], rows[officer.key], [(n, gaps[n]) for n in free]
        ):
            bits = sum(1 << number for number in chosen)
            cost = len(chosen) * (2 * duties + len(chosen))  # the increase of the square of the duties
            for filled, (price, steps) in best.items():
                if not filled & bits:
                    key = filled | bits
                    if key not in following or price + cost < following[key][0]:
                        following[key] = (price + cost, (*steps, (officer.key, bits)))
        best = following
    filled = max(best, key=lambda mask: (mask.bit_count(), -best[mask][0]))
    new = {key: list(row) for key, row in rows.items()}
    for person, taken in best[filled][1]:
        for number, gap in enumerate(gaps):
            if taken >> number & 1:
                new[person][problem.index(gap.day)] = gap.shift
    left = tuple(gap for number, gap in enumerate(gaps) if not filled >> number & 1)
    return {key: tuple(row) for key, row in new.items()}, left


def _takeable(
    problem: AssignmentProblem,
    officer: Officer,
    automaton: RowAutomaton,
    row: tuple[str, ...],
    gaps: Sequence[tuple[int, Gap]],
) -> Iterator[tuple[int, ...]]:
    """Yield each set of gaps that an officer can take together."""
    for count in range(1, len(gaps) + 1):
        some = False
        for chosen in combinations(gaps, count):
            if len({gap.day for _, gap in chosen}) < count:
                continue
            marks = list(row)
            for _, gap in chosen:
                marks[problem.index(gap.day)] = gap.shift
            if is_legal(problem, officer, automaton, tuple(marks)):
                some = True
                yield tuple(number for number, _ in chosen)
        if not some and count > 2:  # noqa: PLR2004  # a shortest run may need two at once
            return


def is_legal(problem: AssignmentProblem, officer: Officer, automaton: RowAutomaton, row: tuple[str, ...]) -> bool:
    """Return whether a row keeps all rules with the severity error."""
    if automaton.row_cost(officer.before, row) is None:
        return False
    row_totals = totals(problem, officer, row)
    if any(row_totals.shifts[shift] > cap for shift, cap in officer.caps.items()):
        return False
    return all(rule_costs(rule, row_totals) is not None for rule in problem.rules_of(officer).values())
