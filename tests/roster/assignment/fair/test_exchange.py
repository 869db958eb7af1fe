"""The exchange of two officers against all exchanges."""

from __future__ import annotations

import random
from datetime import timedelta
from itertools import product

import pytest

from electsched.operation.shifts import OFF
from electsched.roster.assignment.automaton import automata_of
from electsched.roster.assignment.fair.exchange import Exchanges, TotalsChange
from electsched.roster.assignment.problem import AssignmentProblem, Officer, RowRule
from tests.roster.assignment.small_problems import THURSDAY, a_problem, row_price

DAYS = 9
RULES = (RowRule(key="duty-run-most", limit=3), RowRule(key="night-run-most", limit=2), RowRule(key="rest", limit=10))


def _pair(seed: int) -> tuple[AssignmentProblem, dict[str, tuple[str, ...]]]:
    chance = random.Random(seed)  # noqa: S311  # rows for a test
    officers = tuple(
        Officer(key=f"o{number}", leave=(THURSDAY + timedelta(days=chance.randrange(DAYS)),)) for number in range(2)
    )
    problem = a_problem(officers=officers, days=DAYS, rules=RULES)
    rows = {}
    for officer in officers:
        row = tuple(chance.choice((OFF, "P", "S", "N")) for _ in range(DAYS))
        while row_price(problem, officer, row) is None:
            row = tuple(chance.choice((OFF, "P", "S", "N")) for _ in range(DAYS))
        rows[officer.key] = row
    return problem, rows


def _totals(row: tuple[str, ...]) -> TotalsChange:
    duties = [THURSDAY + timedelta(days=day) for day, mark in enumerate(row) if mark != OFF]
    return len(duties), row.count("N"), sum(day.weekday() >= 5 for day in duties)


@pytest.mark.parametrize("seed", range(30))
def test_exchange_reaches_the_changes_that_legal_exchanges_have(seed: int) -> None:
    """Each change of two legal rows that swaps at most once is reached, and what is reached and done is legal."""
    problem, rows = _pair(seed)
    one, other = rows["o0"], rows["o1"]
    before = _totals(one)
    legal: dict[TotalsChange, int] = {}
    for swaps in product((False, True), repeat=DAYS):
        first = tuple(b if swap else a for a, b, swap in zip(one, other, swaps, strict=True))
        second = tuple(a if swap else b for a, b, swap in zip(one, other, swaps, strict=True))
        if row_price(problem, problem.officers[0], first) is None:
            continue
        if row_price(problem, problem.officers[1], second) is None:
            continue
        after = _totals(first)
        change = (after[0] - before[0], after[1] - before[1], after[2] - before[2])
        joints = sum(now != then for now, then in zip((False, *swaps), swaps, strict=False))
        legal[change] = min(joints, legal.get(change, DAYS))
    for duties, nights, weekends in product(range(-3, 4), repeat=3):
        change = (duties, nights, weekends)
        exchanges = Exchanges(problem, automata_of(problem), rows)
        reached = exchanges.level(0, 1, iter([change]))
        if reached is not None:
            assert reached in legal
            assert tuple(map(sum, zip(before, reached, strict=True))) == _totals(exchanges.rows[0])
            for officer, row in zip(problem.officers, exchanges.rows, strict=True):
                assert row_price(problem, officer, row) is not None
        elif change in legal:
            assert legal[change] > 1, change


def test_only_supervisor_of_a_shift_stays() -> None:
    """An exchange never takes the last holder of a role from a shift that needs it."""
    problem = a_problem(officers=(Officer(key="o0", roles=("chief",)), Officer(key="o1")), days=2)
    needs = [need for need in problem.needs if need.shift == "P"]
    problem = a_problem(
        officers=problem.officers,
        days=2,
        needs=tuple(needs) + tuple(type(need)(day=need.day, shift="P", least=1, role="chief") for need in needs),
    )
    exchanges = Exchanges(problem, automata_of(problem), {"o0": ("P", "P"), "o1": (OFF, OFF)})
    assert exchanges.level(0, 1, iter([(-1, 0, 0), (-2, 0, 0)])) is None
