"""The cost of a roster by name, and the needs and rules that it breaks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import ClassVar, TypeVar

import attrs

from electsched.operation.shifts import OFF
from electsched.roster.assignment.automaton import automata_of, automaton_of, days_before
from electsched.roster.assignment.cells import SATURDAY, allowed_marks, request_costs
from electsched.roster.assignment.problem import (
    AssignmentProblem,
    Officer,
    Pin,
    Request,
    RowRule,
    RowRuleKey,
    Rows,
    ShiftNeed,
    ShiftType,
)

__all__ = [
    "Cover",
    "Evaluation",
    "Excess",
    "Totals",
    "cover",
    "evaluate",
    "excesses",
    "need_cost",
    "priced_row",
    "rule_costs",
    "totals",
]


@attrs.frozen(kw_only=True)
class Totals:
    """The totals of a row.

    Attributes:
        duties: Days of duty.
        minutes: Minutes on duty.
        nights: Nights.
        weekend_duties: Duties on Saturdays and Sundays.
        weekends: Weekends with a duty.
        single_duties: Single days of duty between two days off.
        single_days_off: Single days off between two days of duty.
        shifts: The duties of each shift, by its key.
    """

    duties: int
    minutes: int
    nights: int
    weekend_duties: int
    weekends: int
    single_duties: int
    single_days_off: int
    shifts: Counter[str]


@attrs.frozen(kw_only=True)
class Evaluation:
    """The cost of a roster, and what it breaks.

    Attributes:
        objective: The cost of requests, weighted rules and needs.
        broken: A sentence for each rule or need that may not be broken and is, with day, shift and officer.
    """

    objective: int
    broken: tuple[str, ...]


def totals(problem: AssignmentProblem, officer: Officer, row: tuple[str, ...]) -> Totals:
    """Return the totals of an officer's row."""
    shifts, counts = problem.shift_types, Counter(mark for mark in row if mark != OFF)
    on_duty = [mark != OFF for mark in row]
    previous_mark = row[-1:] if problem.cyclic else officer.before[-1:]
    duty_before = (previous_mark not in {(), (OFF,)}, *on_duty)
    weekend = [day for day, weekday in enumerate(problem.weekdays) if weekday >= SATURDAY and on_duty[day]]
    threes = list(zip(on_duty, on_duty[1:], on_duty[2:], strict=False))
    return Totals(
        duties=counts.total(),
        minutes=sum(shifts[mark].minutes * count for mark, count in counts.items()),
        nights=sum(count for mark, count in counts.items() if shifts[mark].night),
        weekend_duties=len(weekend),
        weekends=sum(problem.weekdays[day] == SATURDAY or not duty_before[day] for day in weekend),
        single_duties=threes.count((False, True, False)),
        single_days_off=threes.count((True, False, True)),
        shifts=_with_kinds(counts, shifts),
    )


def _with_kinds(counts: Counter[str], shifts: Mapping[str, ShiftType]) -> Counter[str]:
    """Return the counts of shifts with those of their kinds."""
    kinds: Counter[str] = Counter()
    for mark, count in counts.items():
        for name in shifts[mark].names[1:]:
            kinds[name] += count
    return counts + kinds if kinds else counts


def rule_costs(rule: RowRule, row_totals: Totals) -> int | None:
    """Return the excess of a total beyond its rule, times its weight if it is weighted; None if it is forbidden."""
    amounts = {
        "duties-most": row_totals.duties,
        "duties-least": row_totals.duties,
        "minutes-most": row_totals.minutes,
        "minutes-least": row_totals.minutes,
        "nights-most": row_totals.nights,
        "weekends-most": row_totals.weekends,
    }
    if rule.key not in amounts or rule.severity == "information":
        return 0
    difference = amounts[rule.key] - rule.limit
    excess = max(0, -difference if rule.key.endswith("least") else difference)
    if excess and rule.severity == "error":
        return None
    return excess * rule.weight


def need_cost(need: ShiftNeed, officers: int) -> int | None:
    """Return the cost of a need with so many officers; None if so many or so few may not be."""
    missing = max(0, need.least - officers)
    surplus = max(0, officers - need.most) if need.most is not None else 0
    if (missing and need.under is None) or (surplus and need.over is None):
        return None
    return missing * (need.under or 0) + surplus * (need.over or 0)


@attrs.frozen(kw_only=True)
class Cover:
    """The places of a roster, those for a role counted beside those for anybody.

    Attributes:
        needed: The places of all needs.
        filled: Those of them that are filled.
    """

    DATA: ClassVar = ("needed", "filled")

    needed: int
    filled: int


def cover(problem: AssignmentProblem, rows: Rows) -> Cover:
    """Return how many of the places that are needed are filled."""
    present: Counter[tuple[int, str, str]] = Counter()
    for officer in problem.officers:
        for day, mark in enumerate(rows[officer.key]):
            for role in ("", *officer.roles):
                present[day, mark, role] += 1
    places = [(need.least, present[problem.index(need.day), need.shift, need.role]) for need in problem.needs]
    return Cover(needed=sum(least for least, _ in places), filled=sum(min(pair) for pair in places))


@attrs.frozen(kw_only=True)
class Excess:
    """A rule that may be broken, and how far the row of an officer is beyond its limit.

    Attributes:
        officer: The key of the officer.
        rule: The key of the rule.
        limit: The limit.
        units: The units beyond the limit: hours, days, duties, minutes, nights or weekends.
        cost: Their cost; 0 if the rule is for information.
    """

    DATA: ClassVar = ("officer", "rule", "limit", "units", "cost")

    officer: str
    rule: RowRuleKey
    limit: int
    units: int
    cost: int


def excesses(problem: AssignmentProblem, rows: Rows) -> tuple[Excess, ...]:
    """Return how far rows are beyond the limits of rules that are weighted or for information, by officer."""
    beyond = []
    for officer in problem.officers:
        row = rows[officer.key]
        row_totals = totals(problem, officer, row)
        for rule in problem.rules_of(officer).values():
            if rule.severity != "error":
                counted = attrs.evolve(rule, severity="weighted", weight=1)
                alone = attrs.evolve(problem, rules=(counted,))
                automaton = automaton_of(alone, attrs.evolve(officer, rules=()))
                days = automaton.row_cost(days_before(problem, officer, row), row) or 0
                if units := days + (rule_costs(counted, row_totals) or 0):
                    key, limit, cost = rule.key, rule.limit, units * rule.weight
                    beyond.append(Excess(officer=officer.key, rule=key, limit=limit, units=units, cost=cost))
    return tuple(beyond)


def evaluate(problem: AssignmentProblem, rows: Rows) -> Evaluation:
    """Return the cost of the roster, and every need and rule that it breaks."""
    parts = [*_need_parts(problem, rows), *_row_parts(problem, rows)]
    return Evaluation(
        objective=sum(part for part in parts if isinstance(part, int)),
        broken=tuple(part for part in parts if isinstance(part, str)),
    )


def _need_parts(problem: AssignmentProblem, rows: Rows) -> Iterator[int | str]:
    roles = {officer.key: officer.roles for officer in problem.officers}
    for need in problem.needs:
        index = problem.index(need.day)
        present = sum(
            row[index] == need.shift and (not need.role or need.role in roles[key]) for key, row in rows.items()
        )
        cost = need_cost(need, present)
        role = f" with role {need.role!r}" if need.role else ""
        yield f"{need.day}, {need.shift!r}: {present} officers{role}" if cost is None else cost


def priced_row(problem: AssignmentProblem, officer: Officer, row: tuple[str, ...]) -> int | None:
    """Return the cost of a row under its requests and rules; None if it breaks what may not be broken."""
    alone = attrs.evolve(
        problem, officers=(officer,), requests=_of(officer, problem.requests), pins=_of(officer, problem.pins)
    )
    parts = [*_row_parts(alone, {officer.key: row})]
    costs = [part for part in parts if isinstance(part, int)]
    return sum(costs) if len(costs) == len(parts) else None


_OfOfficer = TypeVar("_OfOfficer", Pin, Request)


def _of(officer: Officer, entries: tuple[_OfOfficer, ...]) -> tuple[_OfOfficer, ...]:
    return tuple(entry for entry in entries if entry.officer == officer.key)


def _row_parts(problem: AssignmentProblem, rows: Rows) -> Iterator[int | str]:
    allowed, requested = allowed_marks(problem), request_costs(problem)
    automata = automata_of(problem)
    for officer in problem.officers:
        row = rows[officer.key]
        for index, mark in enumerate(row):
            if mark not in allowed[officer.key][index]:
                yield f"officer {officer.key!r}, {problem.day(index)}: {mark!r} is not allowed"
            yield requested[officer.key][index].get(mark, 0)
        row_totals = totals(problem, officer, row)
        for shift, cap in officer.caps.items():
            if row_totals.shifts[shift] > cap:
                yield f"officer {officer.key!r}: {row_totals.shifts[shift]} duties of {shift!r}"
        for rule in problem.rules_of(officer).values():
            cost = rule_costs(rule, row_totals)
            yield f"officer {officer.key!r}: the rule {rule.key!r}" if cost is None else cost
        days_cost = automata[officer.key].row_cost(days_before(problem, officer, row), row)
        yield f"officer {officer.key!r}: a rule of days in a row" if days_cost is None else days_cost
