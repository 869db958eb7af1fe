"""Small problems for the tests, and a judge of rows that is written from the definitions of the rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, time, timedelta
from functools import partial
from itertools import groupby, pairwise, product

from hypothesis import assume
from hypothesis import strategies as st

from electsched.operation.shifts import OFF
from electsched.roster.assignment.faults import problem_faults
from electsched.roster.assignment.problem import (
    AssignmentProblem,
    Officer,
    Pin,
    Request,
    RowRule,
    Rows,
    ShiftNeed,
    ShiftType,
)

__all__ = [
    "LONG_SHIFTS",
    "SHIFTS",
    "THURSDAY",
    "a_problem",
    "all_rows",
    "cheapest",
    "roster_price",
    "row_price",
    "row_requests",
    "small_problems",
]

THURSDAY = date(2024, 2, 8)
SHIFTS = (
    ShiftType(key="P", start=time(7), minutes=480),
    ShiftType(key="S", start=time(15), minutes=480, forbidden_next=("P",)),
    ShiftType(key="N", start=time(23), minutes=480, night=True),
)
LONG_SHIFTS = (
    ShiftType(key="D", start=time(7), minutes=720),
    ShiftType(key="T", start=time(8), minutes=2880, night=True),
)
OF_ONE_KIND = (
    ShiftType(key="A", start=time(7), minutes=480, kind="day"),
    ShiftType(key="B", start=time(9), minutes=480, kind="day"),
)


def a_problem(
    *,
    officers: tuple[Officer, ...] | int = 4,
    days: int = 5,
    needs: tuple[ShiftNeed, ...] = (),
    rules: tuple[RowRule, ...] = (),
    requests: tuple[Request, ...] = (),
    pins: tuple[Pin, ...] = (),
    shifts: tuple[ShiftType, ...] = SHIFTS,
) -> AssignmentProblem:
    """Return a problem; without needs, each shift needs one officer a day."""
    if isinstance(officers, int):
        officers = tuple(Officer(key=f"o{number}") for number in range(officers))
    return AssignmentProblem(
        first_day=THURSDAY,
        days=days,
        shifts=shifts,
        officers=officers,
        needs=needs
        or tuple(
            ShiftNeed(day=THURSDAY + timedelta(days=day), shift=shift.key, least=1, most=1)
            for day in range(days)
            for shift in shifts
        ),
        rules=rules,
        requests=requests,
        pins=pins,
    )


# --- the price of a row by the definitions of the rules -----------------------------------------------------------


def row_price(problem: AssignmentProblem, officer: Officer, row: tuple[str, ...]) -> int | None:
    """Return the cost of a row under its rules, by the definition of each; None if it breaks one of severity error.

    Requests are not counted. Leave, pins, bars and caps forbid.
    """
    if _is_barred(problem, officer, row):
        return None
    price = 0
    for rule in problem.rules_of(officer).values():
        excess = sum(_excesses(problem, officer, rule, row))
        if excess and rule.severity == "error":
            return None
        price += excess * rule.weight if rule.severity == "weighted" else 0
    return price


def _is_barred(problem: AssignmentProblem, officer: Officer, row: tuple[str, ...]) -> bool:
    needed = {(need.day, need.shift) for need in problem.needs if need.most != 0 or need.over is not None}
    pins = {(pin.day): pin.shift for pin in problem.pins if pin.officer == officer.key}
    for number, mark in enumerate(row):
        day = problem.first_day + timedelta(days=number)
        if day in pins:
            if pins[day] != mark:
                return True
        elif mark != OFF and (day in officer.leave or mark in officer.barred or (day, mark) not in needed):
            return True
    before = _before(problem, officer, row)
    days, first = [*before, *row], len(before)
    for number in range(max(first, 1), len(days)):
        for earlier in range(max(0, number - 4), number):
            if OFF in {days[number], days[earlier]}:
                continue
            one, other = problem.shift_types[days[earlier]], problem.shift_types[days[number]]
            if number - earlier == 1 and other.key in one.forbidden_next:
                return True
            if _gap_minutes(one, other, number - earlier) < 0:
                return True
    types = [problem.shift_types[mark] for mark in row if mark != OFF]
    return any(sum(name in {each.key, each.kind} for each in types) > cap for name, cap in officer.caps.items())


def _before(problem: AssignmentProblem, officer: Officer, row: tuple[str, ...]) -> tuple[str, ...]:
    """Return the marks before the first day: those that are known, or the row again and again if it repeats itself."""
    return row * (1 + 12 // len(row)) if problem.cyclic else officer.before


def _gap_minutes(one: ShiftType, other: ShiftType, days: int) -> int:
    end = one.start.hour * 60 + one.start.minute + one.minutes
    return days * 1440 + other.start.hour * 60 + other.start.minute - end


def _excesses(problem: AssignmentProblem, officer: Officer, rule: RowRule, row: tuple[str, ...]) -> Iterator[int]:
    """Yield how far each occurrence in the row is beyond the limit of a rule."""
    shifts = problem.shift_types
    before = _before(problem, officer, row)
    days, first = [*before, *row], len(before)
    if rule.key == "rest":
        for number in range(first, len(days)):
            earlier = [day for day in range(number) if days[day] != OFF]
            if earlier and days[number] != OFF:
                gap = _gap_minutes(shifts[days[earlier[-1]]], shifts[days[number]], number - earlier[-1])
                yield max(0, -((gap - rule.limit * 60) // 60))
    elif rule.key == "week-hours":
        for number in range(first, len(days)):
            if days[number] != OFF:
                yield max(0, -(-_week_minutes(days, number, problem) // 60) - rule.limit)
    elif "-run-" in rule.key:
        yield from _run_excesses(rule, days, first, {shift.key for shift in problem.shifts if shift.night})
    else:
        yield _total_excess(problem, rule, [shifts[mark] for mark in row if mark != OFF], row)


def _total_excess(problem: AssignmentProblem, rule: RowRule, duties: list[ShiftType], row: tuple[str, ...]) -> int:
    dates = [problem.first_day + timedelta(days=number) for number, mark in enumerate(row) if mark != OFF]
    amounts = {
        "duties": len(duties),
        "minutes": sum(shift.minutes for shift in duties),
        "nights": sum(shift.night for shift in duties),
        "weekends": len({_saturday(problem, day) for day in dates if day.weekday() >= 5}),
    }
    amount, _, end = rule.key.rpartition("-")
    return max(0, amounts[amount] - rule.limit if end == "most" else rule.limit - amounts[amount])


def _saturday(problem: AssignmentProblem, day: date) -> int:
    """Return the number of the Saturday of a weekend; the Sunday on which a cycle begins belongs to its last day."""
    number = (day - problem.first_day).days - (day.weekday() - 5)
    return number % problem.days if problem.cyclic else number


def _week_minutes(days: list[str], number: int, problem: AssignmentProblem) -> int:
    """Return the minutes on duty in the 168 hours that end with a shift."""
    spans = []
    for day, mark in enumerate(days[: number + 1]):
        if mark != OFF:
            start = day * 1440 + problem.shift_types[mark].start.hour * 60
            spans.append((start, start + problem.shift_types[mark].minutes))
    end = spans[-1][1]
    return sum(max(0, finish - max(start, end - 7 * 1440)) for start, finish in spans)


def _run_excesses(rule: RowRule, days: list[str], first: int, nights: set[str]) -> Iterator[int]:
    kind, _, _ = rule.key.partition("-")

    def is_of_kind(mark: str) -> bool:
        return mark in nights if kind == "night" else (mark == OFF) == (kind == "off")

    start = 0
    for same, group in groupby(days, is_of_kind):
        length = len(list(group))
        end = start + length
        if same and rule.key.endswith("most"):
            yield max(0, length - max(rule.limit, min(length, first - start)))
        if same and rule.key.endswith("least") and start > 0 and first < end < len(days):
            yield max(0, rule.limit - length)
        if same and rule.key.endswith("least") and start > 0 and end == first and first < len(days):
            yield max(0, rule.limit - length)
        start = end


def all_rows(problem: AssignmentProblem, officer: Officer) -> Iterator[tuple[tuple[str, ...], int]]:
    """Yield every row that no rule forbids, with its price."""
    marks = (OFF, *(shift.key for shift in problem.shifts))
    for row in product(marks, repeat=problem.days):
        price = row_price(problem, officer, row)
        if price is not None:
            yield row, price


# --- the cheapest roster by enumeration ---------------------------------------------------------------------------


def cheapest(problem: AssignmentProblem) -> int | None:
    """Return the least cost of any roster, by a table of all counts that can be reached; None if there is none."""
    reached: dict[tuple[int, ...], int] = {(0,) * len(problem.needs): 0}
    for officer in problem.officers:
        rows = [
            (_counts(problem, officer, row), price + row_requests(problem, officer, row))
            for row, price in all_rows(problem, officer)
        ]
        best: dict[tuple[int, ...], int] = {}
        for counts, price in rows:
            best[counts] = min(price, best.get(counts, price))
        following: dict[tuple[int, ...], int] = {}
        for before, cost in reached.items():
            for counts, price in best.items():
                after = tuple(map(sum, zip(before, counts, strict=True)))
                following[after] = min(cost + price, following.get(after, cost + price))
        reached = following
    costs = [cost + need for counts, cost in reached.items() if (need := _need_costs(problem, counts)) is not None]
    return min(costs, default=None)


def roster_price(problem: AssignmentProblem, rows: Rows) -> int | None:
    """Return the cost of a roster by the definitions of rules, requests and needs; None if it may not be."""
    counts = [0] * len(problem.needs)
    total = 0
    for officer in problem.officers:
        row = rows[officer.key]
        price = row_price(problem, officer, row)
        if price is None:
            return None
        total += price + row_requests(problem, officer, row)
        counts = [*map(sum, zip(counts, _counts(problem, officer, row), strict=True))]
    needs = _need_costs(problem, counts)
    return None if needs is None else total + needs


def _counts(problem: AssignmentProblem, officer: Officer, row: tuple[str, ...]) -> tuple[int, ...]:
    return tuple(
        int(row[(need.day - problem.first_day).days] == need.shift and (not need.role or need.role in officer.roles))
        for need in problem.needs
    )


def row_requests(problem: AssignmentProblem, officer: Officer, row: tuple[str, ...]) -> int:
    """Return the cost of an officer's requests that a row does not grant."""
    return sum(
        request.weight
        for request in problem.requests
        if request.officer == officer.key
        and (request.shift in _names(problem, row[(request.day - problem.first_day).days])) != request.wanted
    )


def _names(problem: AssignmentProblem, mark: str) -> set[str]:
    """Return the names of a mark: its own, and that of its kind."""
    return {OFF} if mark == OFF else {mark, problem.shift_types[mark].kind}


def _need_costs(problem: AssignmentProblem, counts: Iterable[int]) -> int | None:
    total = 0
    for need, count in zip(problem.needs, counts, strict=True):
        missing = max(0, need.least - count)
        surplus = 0 if need.most is None else max(0, count - need.most)
        if (missing and need.under is None) or (surplus and need.over is None):
            return None
        total += missing * (need.under or 0) + surplus * (need.over or 0)
    return total


# --- random problems ----------------------------------------------------------------------------------------------

_LIMITS = {
    "rest": (0, 40),
    "week-hours": (8, 72),
    "duty-run-most": (1, 4),
    "duty-run-least": (1, 3),
    "night-run-most": (0, 2),
    "off-run-most": (1, 3),
    "off-run-least": (1, 3),
    "duties-most": (1, 4),
    "duties-least": (0, 3),
    "minutes-most": (480, 2000),
    "minutes-least": (0, 1000),
    "nights-most": (0, 2),
    "weekends-most": (0, 1),
}


@st.composite
def rules(draw: st.DrawFn) -> tuple[RowRule, ...]:
    """Return a few rules, some of them weighted."""
    keys = draw(st.lists(st.sampled_from(sorted(_LIMITS)), unique=True, max_size=4))
    chosen = []
    for key in keys:
        severity = draw(st.sampled_from(["error", "error", "weighted", "information"]))
        weight = draw(st.integers(1, 5)) if severity == "weighted" else 0
        limit = draw(st.integers(*_LIMITS[key]))
        chosen.append(RowRule(key=key, limit=limit, severity=severity, weight=weight))  # type: ignore[arg-type]
    return tuple(chosen)


def _has_no_overlap(shifts: tuple[ShiftType, ...], row: tuple[str, ...]) -> bool:
    by_key = {shift.key: shift for shift in shifts}
    duties = [(number, by_key[mark]) for number, mark in enumerate(row) if mark != OFF]
    return all(_gap_minutes(one, other, later - earlier) >= 0 for (earlier, one), (later, other) in pairwise(duties))


@st.composite
def small_problems(draw: st.DrawFn) -> AssignmentProblem:
    """Return a problem of two to four officers, with two shifts on four days, some of them longer than a day."""
    shifts = draw(st.sampled_from([SHIFTS[:2], SHIFTS[::2], LONG_SHIFTS, OF_ONE_KIND]))
    days = 4
    marks = [OFF, *(shift.key for shift in shifts)]
    dates = [THURSDAY + timedelta(days=day) for day in range(days)]
    keys = [f"o{number}" for number in range(draw(st.integers(2, 4)))]
    history = st.lists(st.sampled_from(marks), max_size=9).map(tuple).filter(partial(_has_no_overlap, shifts))
    roles = st.sampled_from([(), ("supervisor",)])
    leave = st.lists(st.sampled_from(dates), max_size=1).map(tuple)
    caps = st.dictionaries(st.sampled_from(shifts[0].names), st.integers(0, 3))
    officers = tuple(
        Officer(key=key, roles=draw(roles), before=draw(history), leave=draw(leave), caps=draw(caps)) for key in keys
    )
    weight = st.one_of(st.none(), st.integers(0, 9))
    needs = []
    for day, shift in product(dates, shifts):
        if draw(st.sampled_from([True, True, True, False])):
            least = draw(st.integers(0, 2))
            most = draw(st.one_of(st.none(), st.integers(least, 2)))
            needs.append(
                ShiftNeed(day=day, shift=shift.key, least=least, most=most, under=draw(weight), over=draw(weight))
            )
    if any(officer.roles for officer in officers):
        needs.append(ShiftNeed(day=dates[0], shift=shifts[0].key, least=1, role="supervisor", under=draw(weight)))
    request = st.builds(
        Request,
        officer=st.sampled_from(keys),
        day=st.sampled_from(dates),
        shift=st.sampled_from([*marks, *filter(None, {shift.kind for shift in shifts})]),
        weight=st.integers(0, 9),
        wanted=st.booleans(),
    )
    requests = tuple(draw(st.lists(request, max_size=4)))
    pin = st.builds(Pin, officer=st.sampled_from(keys), day=st.sampled_from(dates), shift=st.sampled_from(marks))
    problem = a_problem(
        officers=officers,
        days=days,
        needs=tuple(needs),
        rules=draw(rules()),
        requests=requests,
        shifts=shifts,
        pins=tuple(draw(st.lists(pin, max_size=1))),
    )
    assume(not any(problem_faults(problem)))  # a pin may be against a cap or on leave
    return problem
