"""Repairs with waivers, past days, barred marks and requests against all rosters, judged by the rules' own words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import get_args

import attrs
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from electsched.operation.shifts import OFF
from electsched.roster.assignment.problem import (
    AssignmentProblem,
    Officer,
    Request,
    RowRule,
    RowRuleKey,
    Rows,
    ShiftNeed,
)
from electsched.roster.assignment.repair.case import RepairCase, RosterCell
from electsched.roster.assignment.repair.repair import RepairSettings, repair_case
from tests.roster.assignment.small_problems import SHIFTS, a_problem

pytestmark = pytest.mark.extra

DAYS = 3
KEYS = ("P", "N")
LIMITS: Mapping[RowRuleKey, tuple[int, ...]] = {
    "rest": (10, 12, 24, 30),
    "duty-run-most": (1, 2),
    "night-run-most": (0, 1),
    "week-hours": (8, 16, 24),
}
"""The rules that a waiver may lift, with some limits."""
assert set(LIMITS) <= set(get_args(RowRuleKey))
Waived = Mapping[tuple[int, str], frozenset[str]]


@attrs.frozen(kw_only=True)
class _Change:
    """A published roster, with waivers, absences, marks that are barred since, and days that are past."""

    problem: AssignmentProblem
    rows: Rows
    waived: Waived
    absent: tuple[RosterCell, ...]
    barred: tuple[tuple[str, int, str], ...]
    past: int

    def marks(self, officer: Officer, day: int) -> tuple[str, ...]:
        """Return the marks that an officer may have on a day."""
        problem, key = self.problem, officer.key
        if day < self.past:
            return (self.rows[key][day],)
        if (key, day) in self.absent:
            return (OFF,)
        needed = {need.shift for need in problem.needs if problem.index(need.day) == day and need.most != 0}
        return (OFF, *(shift for shift in KEYS if shift in needed and (key, day, shift) not in self.barred))

    def breaks(self, row: tuple[str, ...]) -> bool:
        """Return whether a row breaks a rule at a place at which it is not waived."""
        return any(key not in self.waived.get((day, row[day]), ()) for day, key in _breaches(self.problem, row))


def _breaches(problem: AssignmentProblem, row: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """Yield the day and the rule of each breach; a duty that may not follow another breaks an empty rule."""
    limits = {rule.key: rule.limit for rule in problem.rules}
    shifts = {day: problem.shift_types[mark] for day, mark in enumerate(row) if mark != OFF}
    spans = {day: (start := day * 1440 + each.start_minute, start + each.minutes) for day, each in shifts.items()}
    for day, (start, end) in spans.items():
        gaps = [start - spans[earlier][1] for earlier in spans if earlier < day]
        if any(gap < 0 for gap in gaps) or (day - 1 in shifts and row[day] in shifts[day - 1].forbidden_next):
            yield day, ""
        if any(gap < limits.get("rest", 0) * 60 for gap in gaps):
            yield day, "rest"
        if sum(max(0, min(end, other) - max(first, end - 10080)) for first, other in spans.values()) > (
            limits.get("week-hours", 999) * 60
        ):
            yield day, "week-hours"
        for key, kind in (("duty-run-most", KEYS), ("night-run-most", ("N",))):
            length = next((back for back in range(day + 1) if row[day - back] not in kind), day + 1)
            if length > limits.get(key, 999):  # type: ignore[call-overload]  # a key of a rule
                yield day, key


@st.composite
def _changes(draw: st.DrawFn) -> _Change:
    officers = tuple(Officer(key=f"o{number}", roles=("chief",) * (number < 2)) for number in range(3))
    keys = draw(st.lists(st.sampled_from(sorted(LIMITS)), unique=True, max_size=3))
    rules = tuple(RowRule(key=key, limit=draw(st.sampled_from(LIMITS[key]))) for key in keys)
    problem = a_problem(officers=officers, days=DAYS, rules=rules, shifts=SHIFTS[::2])
    places = st.tuples(st.integers(0, DAYS - 1), st.sampled_from(KEYS))
    some_rules = st.frozensets(st.sampled_from(sorted(LIMITS)), min_size=1)
    waived = draw(st.dictionaries(places, some_rules, max_size=4))
    past = draw(st.integers(0, 1))
    change = _Change(problem=problem, rows={}, waived=waived, absent=(), barred=(), past=past)
    legal = [row for row in product((OFF, *KEYS), repeat=DAYS) if not change.breaks(row)]
    rows = {officer.key: draw(st.sampled_from(legal)) for officer in officers}
    counts = {place: sum(row[place[0]] == place[1] for row in rows.values()) for place in product(range(DAYS), KEYS)}
    wanted = {place: max(0, count + draw(st.sampled_from([-1, 0, 0, 0, 1]))) for place, count in counts.items()}
    needs = [
        ShiftNeed(day=problem.day(day), shift=shift, least=count, most=count, role=role)
        for (day, shift), count in wanted.items()
        if count
        for role in ("", "chief")[: draw(st.integers(1, 2))]
    ]
    needs = [attrs.evolve(need, least=1, most=None) if need.role else need for need in needs]
    request = st.builds(
        Request,
        officer=st.sampled_from(["o0", "o1", "o2"]),
        day=st.sampled_from([problem.day(day) for day in range(DAYS)]),
        shift=st.sampled_from((OFF, *KEYS)),
        weight=st.integers(1, 9),
        wanted=st.booleans(),
    )
    cells = st.tuples(st.sampled_from(["o0", "o1"]), st.integers(past, DAYS - 1))
    return _Change(
        problem=attrs.evolve(problem, needs=tuple(needs), requests=tuple(draw(st.lists(request, max_size=2)))),
        rows=rows,
        waived=waived,
        absent=tuple(sorted(draw(st.sets(cells, max_size=3)))),
        barred=tuple((key, day, draw(st.sampled_from(KEYS))) for key, day in draw(st.sets(cells, max_size=1))),
        past=past,
    )


def _least(change: _Change) -> tuple[int, int] | None:
    """Return the fewest gaps and changes of all rosters, by a table of all counts; None if there is none."""
    problem = change.problem
    reached: dict[tuple[int, ...], int] = {(0,) * len(problem.needs): 0}
    for officer in problem.officers:
        published = change.rows[officer.key]
        marks = [change.marks(officer, day) for day in range(DAYS)]
        following: dict[tuple[int, ...], int] = {}
        for row in product(*marks):
            if change.breaks(row):
                continue
            cost = sum(old in can and new != old for old, new, can in zip(published, row, marks, strict=True))
            counts = [
                row[problem.index(need.day)] == need.shift and (not need.role or need.role in officer.roles)
                for need in problem.needs
            ]
            for before, total in reached.items():
                key = tuple(map(sum, zip(before, counts, strict=True)))
                following[key] = min(total + cost, following.get(key, total + cost))
        reached = following
    return min(
        ((_gaps(change, counts), cost) for counts, cost in reached.items() if _fits(change, counts)), default=None
    )


def _fits(change: _Change, counts: tuple[int, ...]) -> bool:
    """Return whether no place has more than it may have, but for those who are there on a past day."""
    problem = change.problem
    return all(
        need.most is None or count <= need.most or problem.index(need.day) < change.past
        for need, count in zip(problem.needs, counts, strict=True)
    )


def _gaps(change: _Change, counts: tuple[int, ...]) -> int:
    missing: dict[object, int] = {}
    for need, count in zip(change.problem.needs, counts, strict=True):
        place = (need.day, need.shift)
        missing[place] = max(missing.get(place, 0), need.least - count)
    return sum(missing.values())


@given(_changes())
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
def test_repair_is_least_of_all_rosters_that_break_rules_only_by_waivers(change: _Change) -> None:
    """A repair has the fewest gaps and changes of all rosters, and is proven so; requests do not change it."""
    problem = change.problem
    assume(problem.needs)
    begun = {(key, day): row[day] for key, row in change.rows.items() for day in range(change.past)}
    case = RepairCase.of(problem, change.rows, absent=change.absent, barred=change.barred, begun=begun)
    case = attrs.evolve(case, waived=change.waived)
    repair = repair_case(case, change.absent, RepairSettings())
    for officer in problem.officers:
        row = repair.rows[officer.key]
        assert all(mark in change.marks(officer, day) for day, mark in enumerate(row))
        assert not change.breaks(row)
    assume(not any(change.breaks(case.kept[officer.key]) for officer in problem.officers))
    changed = sum(
        old != new and old in change.marks(officer, day)
        for officer in problem.officers
        for day, (old, new) in enumerate(zip(change.rows[officer.key], repair.rows[officer.key], strict=True))
    )
    assert (len(repair.gaps), changed) == _least(change)
    assert repair.proof == "least"
