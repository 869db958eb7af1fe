"""The removal of single days: fewer of them, and nothing else worse."""

from __future__ import annotations

from electsched.roster.assignment.automaton import automata_of
from electsched.roster.assignment.evaluation import evaluate, totals
from electsched.roster.assignment.fair.construction import construct
from electsched.roster.assignment.fair.exchange import Exchanges
from electsched.roster.assignment.fair.polish import polish
from electsched.roster.assignment.problem import AssignmentProblem, Rows
from tests.roster.assignment.station import station, violations


def _single_days(problem: AssignmentProblem, rows: Rows) -> int:
    counted = [totals(problem, officer, rows[officer.key]) for officer in problem.officers]
    return sum(row.single_duties + row.single_days_off for row in counted)


def _spreads(exchanges: Exchanges) -> list[int]:
    counts = [exchanges.totals(officer) for officer in range(len(exchanges.rows))]
    return [max(column) - min(column) for column in zip(*counts, strict=True)]


def test_single_days_are_fewer_and_nothing_else_is_worse() -> None:
    """The number that is returned is that of the rows; needs, rules, leave and spreads hold as before."""
    for problem in list(station(0.55, seed=3))[1:4]:
        automata = automata_of(problem)
        rows = construct(problem, automata, 0)
        assert rows is not None
        exchanges = Exchanges(problem, automata, rows)
        spreads = _spreads(exchanges)
        removed = polish(exchanges)
        polished = {officer.key: row for officer, row in zip(problem.officers, exchanges.rows, strict=True)}
        assert removed == _single_days(problem, rows) - _single_days(problem, polished) > 20
        assert all(after <= before for after, before in zip(_spreads(exchanges), spreads, strict=True))
        assert violations(problem, polished) == []
        assert evaluate(problem, polished).broken == ()
