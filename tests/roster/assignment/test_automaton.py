"""The automaton of a row against the definitions of the rules, on random rules and on all rows."""

from __future__ import annotations

from itertools import product

from hypothesis import HealthCheck, given, settings

from electsched.operation.shifts import OFF
from electsched.roster.assignment.automaton import automaton_of
from electsched.roster.assignment.cells import allowed_marks
from electsched.roster.assignment.evaluation import rule_costs, totals
from electsched.roster.assignment.problem import AssignmentProblem, Officer, RowRule
from tests.roster.assignment.small_problems import LONG_SHIFTS, SHIFTS, a_problem, all_rows, small_problems


@given(small_problems())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_rows_and_their_costs_are_those_of_the_definitions(problem: AssignmentProblem) -> None:
    """The automaton and the totals allow exactly the rows that the definitions allow, at the same cost."""
    for officer in problem.officers[:2]:
        prices = dict(all_rows(problem, officer))
        for row in product((OFF, *problem.shift_types), repeat=problem.days):
            assert _price(problem, officer, row) == prices.get(row), row


def _price(problem: AssignmentProblem, officer: Officer, row: tuple[str, ...]) -> int | None:
    """Return the cost of a row by the automaton, the cells and the totals; None if one of them forbids it."""
    allowed = allowed_marks(problem)[officer.key]
    row_totals = totals(problem, officer, row)
    parts = [rule_costs(rule, row_totals) for rule in problem.rules_of(officer).values()]
    parts.append(automaton_of(problem, officer).row_cost(officer.before, row))
    is_allowed = all(mark in marks for mark, marks in zip(row, allowed, strict=True))
    costs = [part for part in parts if part is not None]
    within_caps = all(row_totals.shifts[shift] <= cap for shift, cap in officer.caps.items())
    return sum(costs) if is_allowed and within_caps and len(costs) == len(parts) else None


def test_run_that_touches_the_first_or_last_day_may_be_short() -> None:
    """A least run holds for runs between other days only."""
    rules = (RowRule(key="duty-run-least", limit=2), RowRule(key="off-run-least", limit=2))
    problem = a_problem(rules=rules)
    automaton = automaton_of(problem, problem.officers[0])
    assert automaton.row_cost((), ("P", OFF, OFF, "P", "P")) == 0
    assert automaton.row_cost((), (OFF, "P", "P", OFF, OFF)) == 0
    assert automaton.row_cost((), (OFF, "P", OFF, OFF, OFF)) is None
    assert automaton.row_cost((OFF, "P"), (OFF, OFF, OFF, OFF, OFF)) is None


def test_long_shift_forbids_days_after_the_next() -> None:
    """A rest that reaches beyond the next day is kept while days off pass."""
    problem = a_problem(rules=(RowRule(key="rest", limit=40),))
    automaton = automaton_of(problem, problem.officers[0])
    assert automaton.row_cost((), ("S", OFF, "P", OFF, OFF)) is None  # 23:00 to 07:00 two days later: 32 hours
    assert automaton.row_cost((), ("S", OFF, "S", OFF, OFF)) == 0


def test_shifts_with_the_same_rules_share_states() -> None:
    """Shifts that may be followed by the same shifts are one state, so that many shifts need few states."""
    problem = a_problem(rules=(RowRule(key="duty-run-most", limit=3),))
    states = {state.mark for state, _, _ in automaton_of(problem, Officer(key="o")).graph()}
    assert states == {"", OFF, "P", "S"}  # P and N may be followed by all


def test_long_shift_of_more_than_a_week_before_counts_for_the_hours_of_seven_days() -> None:
    """48 hours that began eight days before end within the seven days: 9 of them and 8 hours are 17."""
    row, before = ("S", OFF), ("T", *[OFF] * 7)
    for limit, cost in ((17, 0), (16, None)):
        problem = a_problem(days=2, shifts=(*SHIFTS, *LONG_SHIFTS), rules=(RowRule(key="week-hours", limit=limit),))
        assert automaton_of(problem, problem.officers[0]).row_cost(before, row) == cost


def test_hours_of_seven_days_need_few_states() -> None:
    """Days whose hours cannot matter any more are not remembered: not a tenth of all sequences of marks."""
    limits = {"week-hours": 48, "duty-run-most": 5, "rest": 11}
    problem = a_problem(rules=tuple(RowRule(key=key, limit=limit) for key, limit in limits.items()))  # type: ignore[arg-type]
    assert len({state for state, _, _ in automaton_of(problem, Officer(key="o")).graph()}) < 500
