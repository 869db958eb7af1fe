"""Fair rosters, their proofs, and the proof that there is none, against enumeration and on units of a station."""

from __future__ import annotations

from collections import Counter
from datetime import time, timedelta
from itertools import product

import attrs
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from electsched.errors import InputError
from electsched.operation.shifts import OFF
from electsched.roster.assignment import assign
from electsched.roster.assignment.assign import AssignSettings, assign_problem
from electsched.roster.assignment.budget import Budget, WorkMeter
from electsched.roster.assignment.conflict import counted_conflict
from electsched.roster.assignment.fair.bound import spreads
from electsched.roster.assignment.faults import problem_faults
from electsched.roster.assignment.problem import (
    AssignmentProblem,
    History,
    Officer,
    Pin,
    Request,
    RowRule,
    Rows,
    ShiftNeed,
    ShiftType,
)
from tests.roster.assignment.small_problems import THURSDAY, a_problem, cheapest, row_price, small_problems
from tests.roster.assignment.station import station, violations

DAYS = 3


@st.composite
def fair_problems(draw: st.DrawFn) -> AssignmentProblem:
    """Return a problem without weights: three or four officers, three days, exact needs, one role, and fixed duties.

    Some shifts need nobody, or the role alone.
    """
    count = draw(st.integers(3, 4))
    dates = [THURSDAY + timedelta(days=day + 1) for day in range(DAYS)]
    officers = tuple(
        Officer(
            key=f"o{number}",
            roles=draw(st.sampled_from([(), ("chief",)])) if number else ("chief",),
            leave=tuple(draw(st.lists(st.sampled_from(dates[:-1]), max_size=1))),
        )
        for number in range(count)
    )
    needs = [
        ShiftNeed(day=THURSDAY + timedelta(days=day), shift=shift, least=(least := draw(st.integers(0, 2))), most=least)
        for day in range(DAYS)
        for shift in draw(st.sampled_from(["PN", "PN", "N"]))
    ]
    needs.append(ShiftNeed(day=dates[0], shift="P", least=draw(st.integers(0, 1)), role="chief"))
    free = [officer.key for officer in officers if not officer.leave]
    fixed = st.builds(Pin, officer=st.sampled_from(free), day=st.just(THURSDAY), shift=st.sampled_from(["P", OFF]))
    pins = tuple(draw(st.lists(fixed, max_size=1))) if free else ()
    limit = draw(st.integers(1, 3))
    hours = draw(st.sampled_from([8, 12, 16, 48]))
    rules = (
        RowRule(key="duty-run-most", limit=limit),
        RowRule(key="rest", limit=10),
        RowRule(key="week-hours", limit=hours),
    )
    problem = a_problem(officers=officers, days=DAYS, needs=tuple(needs), rules=rules, pins=pins)
    assume(not [*problem_faults(problem)])
    return problem


def _all_rosters(problem: AssignmentProblem) -> list[dict[str, tuple[str, ...]]]:
    rows = [
        [row for row in product((OFF, "P", "N"), repeat=DAYS) if row_price(problem, officer, row) is not None]
        for officer in problem.officers
    ]
    keys = [officer.key for officer in problem.officers]
    rosters = (dict(zip(keys, roster, strict=True)) for roster in product(*rows))
    return [roster for roster in rosters if _fills(problem, roster)]


def _fills(problem: AssignmentProblem, rows: Rows) -> bool:
    roles = {officer.key: officer.roles for officer in problem.officers}
    present = Counter((day, mark) for row in rows.values() for day, mark in enumerate(row))
    for need in problem.needs:
        day = (need.day - THURSDAY).days
        count = present[day, need.shift]
        if need.role:
            count = sum(row[day] == need.shift and need.role in roles[key] for key, row in rows.items())
        if count < need.least or (need.most is not None and count > need.most):
            return False
    return True


def _spreads(rows: Rows) -> tuple[int, int, int]:
    weekend = [(THURSDAY + timedelta(days=day)).weekday() >= 5 for day in range(DAYS)]
    duties = [sum(mark != OFF for mark in row) for row in rows.values()]
    nights = [row.count("N") for row in rows.values()]
    weekends = [sum(mark != OFF and is_in for mark, is_in in zip(row, weekend, strict=True)) for row in rows.values()]
    return max(duties) - min(duties), max(nights) - min(nights), max(weekends) - min(weekends)


def _is_fairer(one: tuple[int, int, int], other: tuple[int, int, int]) -> bool:
    """Return whether spreads are smaller by one criterion, and not larger by any."""
    return one != other and all(left <= right for left, right in zip(one, other, strict=True))


@pytest.mark.extra
@given(fair_problems())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_answers_are_those_of_all_rosters(problem: AssignmentProblem) -> None:
    """A roster is found if there is any, none is fairer by one criterion alone, and bounds and "infeasible" hold."""
    rosters = _all_rosters(problem)
    result = assign_problem(problem)
    assert (result.status == "infeasible") == (not rosters)
    if result.rows is None:
        assert not rosters
        return
    assert dict(result.rows) in rosters
    all_spreads = {_spreads(roster) for roster in rosters}
    least = [min(column) for column in zip(*all_spreads, strict=True)]
    filled = {(need.day, need.shift) for need in problem.needs if not need.role}
    is_open = any((need.day, need.shift) not in filled for need in problem.needs)  # only a role is needed there
    for spread, reached, smallest in zip(result.spreads, _spreads(result.rows), least, strict=True):
        assert spread.most - spread.fewest == reached
        assert is_open if spread.bound is None else spread.bound == smallest
    assert result.status == "optimal" if result.is_fairest or not is_open else result.status == "feasible"
    assert is_open or not any(_is_fairer(other, _spreads(result.rows)) for other in all_spreads)
    assert counted_conflict(problem) is None


@pytest.mark.parametrize("load", [0.45, 0.7])
def test_units_of_a_station_are_at_the_bound_without_a_solver(load: float) -> None:
    """Units are rostered without a breach, and no roster is fairer by duties, nights or weekends."""
    for problem in list(station(load, seed=1))[1:5]:
        result = assign_problem(problem)
        assert (result.status, result.proved_by, result.solver) == ("optimal", "counting", "electsched")
        assert result.rows is not None
        assert violations(problem, dict(result.rows)) == []
        assert all(spread.most - spread.fewest == spread.bound for spread in result.spreads)


def test_same_seed_gives_the_same_roster_and_another_a_different_one() -> None:
    """The roster depends on problem and seed alone, and a run goes on from a roster."""
    problem = list(station(0.5, seed=2))[3]
    first = assign_problem(problem)
    assert assign_problem(problem) == first
    assert assign_problem(problem, AssignSettings(seed=5)).rows != first.rows
    resumed = assign_problem(problem, AssignSettings(start=first.rows))
    assert resumed.is_fairest
    for single in ("single_duties", "single_days_off"):
        assert sum(load[single] for load in resumed.loads()) <= sum(load[single] for load in first.loads())


def test_pins_history_and_bars_hold() -> None:
    """Decided days stay, a run goes on from the days before, and a barred shift is never given."""
    officers = tuple(
        Officer(key=f"o{number}", before=("P", "P"), barred=("N",) if number < 2 else ()) for number in range(6)
    )
    pins = (Pin(officer="o3", day=THURSDAY, shift="N"), Pin(officer="o0", day=THURSDAY, shift=OFF))
    problem = a_problem(officers=officers, days=6, rules=(RowRule(key="duty-run-most", limit=3),), pins=pins)
    result = assign_problem(problem)
    assert result.rows is not None
    assert (result.rows["o3"][0], result.rows["o0"][0]) == ("N", OFF)
    assert "N" not in result.rows["o0"] + result.rows["o1"]
    assert all(OFF in row[:2] for row in result.rows.values())


def test_second_half_levels_what_the_first_half_left() -> None:
    """Work before the first day counts for fairness, and rules hold across the seam of two halves."""
    whole = list(station(0.5, seed=3))[2]
    days, seam = whole.days, 38
    start = whole.day(seam)
    parts = [tuple(need for need in whole.needs if (need.day < start) == is_first) for is_first in (True, False)]
    pairs = [
        [tuple(day for day in officer.leave if (day < start) == is_first) for officer in whole.officers]
        for is_first in (True, False)
    ]
    officers = tuple(
        attrs.evolve(officer, leave=leave) for officer, leave in zip(whole.officers, pairs[0], strict=True)
    )
    first = assign_problem(attrs.evolve(whole, days=seam, needs=parts[0], officers=officers))
    assert first.rows is not None
    loads = {load["officer"]: load for load in first.loads()}
    names = [field.name for field in attrs.fields(History)]
    later = tuple(
        attrs.evolve(
            officer,
            leave=leave,
            before=first.rows[officer.key][-14:],
            history=History(**{name: loads[officer.key][name] for name in names}),
        )
        for officer, leave in zip(whole.officers, pairs[1], strict=True)
    )
    second = assign_problem(attrs.evolve(whole, first_day=start, days=days - seam, needs=parts[1], officers=later))
    assert second.rows is not None
    joined = {key: first.rows[key] + second.rows[key] for key in first.rows}
    assert violations(whole, joined) == []
    assert second.is_fairest
    for spread, bound in zip(second.spreads, spreads(whole, joined), strict=True):
        assert (spread.fewest, spread.most) == (bound.fewest, bound.most)
        assert (spread.bound or 0) >= (bound.bound or 0)


def test_officer_far_ahead_is_off_until_the_others_are_level() -> None:
    """Whoever carried ten duties more has none, and the bound says that the difference cannot be less."""
    officers = tuple(Officer(key=f"o{number}", history=History(duties=10 * (number == 0))) for number in range(4))
    result = assign_problem(a_problem(officers=officers, days=4, rules=(RowRule(key="rest", limit=7),)))
    assert result.rows is not None
    assert result.rows["o0"] == (OFF,) * 4
    assert (result.spreads[0].fewest, result.spreads[0].most, result.spreads[0].bound) == (4, 10, 6)


def test_too_few_supervisors_are_named_with_their_leave() -> None:
    """Two of five supervisors on leave leave three for four places: the day, the places and the remedy are named."""
    officers = tuple(
        Officer(
            key=f"o{number}",
            roles=("chief",) if number < 5 else (),
            leave=(THURSDAY + timedelta(days=1),) if number < 2 else (),
        )
        for number in range(9)
    )
    day = THURSDAY + timedelta(days=1)
    needs = (*a_problem(days=3).needs, ShiftNeed(day=day, shift="P", least=2, role="chief"))
    needs = tuple(attrs.evolve(need, least=2, most=2) if need.shift == "P" else need for need in needs)
    needs += tuple(ShiftNeed(day=day, shift=shift, least=1, role="chief") for shift in ("S", "N"))
    result = assign_problem(a_problem(officers=officers, days=3, needs=needs))
    assert (result.status, result.proved_by, result.rows) == ("infeasible", "counting", None)
    assert result.conflict is not None
    assert {(need.day, need.shift, need.role) for need in result.conflict.needs} == {
        (day, shift, "chief") for shift in ("P", "S", "N")
    }
    assert (result.conflict.leave, result.conflict.remedies, result.conflict.missing) == (("o0", "o1"), ("o0", "o1"), 1)
    assert result.to_dict()["conflict"]["needs"][0] == {"day": "2024-02-09", "shift": "P", "role": "chief", "least": 2}


def test_hours_of_seven_days_are_counted_without_a_solver(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two officers with 36 hours in seven days cannot do seven duties of twelve: one more hour each is not enough."""
    monkeypatch.setattr(assign, "_solver_answer", lambda *_: None)
    monkeypatch.setattr(assign, "_cheapest", None)
    shifts = (ShiftType(key="D", start=time(7), minutes=720),)
    days = [THURSDAY + timedelta(days=number) for number in range(9)]
    needs = tuple(ShiftNeed(day=day, shift="D", least=1, most=1) for day in days[:7])
    for limit in (36, 37, 48):
        rules = (RowRule(key="week-hours", limit=limit),)
        result = assign_problem(a_problem(officers=2, days=9, shifts=shifts, needs=needs, rules=rules))
        assert (result.status, result.proved_by) == ("optimal" if limit == 48 else "infeasible", "counting")
        if result.conflict is not None:
            assert result.conflict.missing == 1
            assert {reason.rule for reason in result.conflict.reasons} == {"", "week-hours"}
            assert result.conflict.irreducible


@pytest.mark.extra
def test_conflict_that_counting_misses_is_irreducible() -> None:
    """Needs that only the succession of shifts forbids are proven by the solver; without any one of them they hold."""
    officers = tuple(Officer(key=f"o{number}", roles=("chief",) * (number == 0)) for number in range(5))
    needs = tuple(
        ShiftNeed(day=THURSDAY + timedelta(days=day), shift=shift, least=1, most=1)
        for day in range(4)
        for shift in ("P", "S")
    )
    chiefs = (
        ShiftNeed(day=THURSDAY + timedelta(days=1), shift="S", least=1, role="chief"),
        ShiftNeed(day=THURSDAY + timedelta(days=2), shift="P", least=1, role="chief"),
        ShiftNeed(day=THURSDAY + timedelta(days=3), shift="S", least=1, role="chief"),
    )
    problem = a_problem(officers=officers, days=4, needs=needs + chiefs)
    result = assign_problem(problem)
    assert (result.status, result.proved_by) == ("infeasible", "constraint programming")
    assert result.conflict is not None
    assert result.conflict.needs == chiefs[:2]
    for chief in result.conflict.needs:
        kept = tuple(need for need in problem.needs if need != chief)
        assert assign_problem(attrs.evolve(problem, needs=kept)).rows is not None


@pytest.mark.extra
def test_weighted_problem_is_solved_with_its_bound() -> None:
    """Requests make the cheapest roster, with objective, bound, gap and solver."""
    spared = Request(officer="o1", day=THURSDAY, shift="P", weight=3, wanted=False)
    days_off = (Request(officer=f"o{number}", day=THURSDAY, shift=OFF, weight=2) for number in range(4))
    requests = (spared, *days_off)
    result = assign_problem(a_problem(requests=requests))
    assert (result.status, result.objective, result.bound, result.gap) == ("optimal", 6, 6, 0)
    assert result.solver.startswith("ortools ")
    assert repr(result) == "AssignmentResult(optimal, objective 6, bound 6)"


@pytest.mark.extra
@given(small_problems())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_cheapest_rosters_are_levelled_without_costing_more(problem: AssignmentProblem) -> None:
    """The cost is the least of all rosters; the levelling lowers the sum of squares of totals, or leaves it."""
    assume(not [*problem_faults(problem)])
    from electsched.roster.assignment.weighted.search import search_weighted  # noqa: PLC0415  # it needs ortools

    optimum = cheapest(problem)
    result = assign_problem(problem)
    assert (result.objective, result.status == "infeasible") == (optimum, optimum is None)
    if result.rows is not None and problem.has_weights:
        answer = search_weighted(problem, WorkMeter(Budget()))
        assert answer.rows is not None
        assert _squares(problem, result.rows) <= _squares(problem, answer.rows)


def _squares(problem: AssignmentProblem, rows: Rows) -> int:
    weekend = [problem.day(day).weekday() >= 5 for day in range(problem.days)]
    total = 0
    for row in rows.values():
        on_duty = [mark != OFF for mark in row]
        total += sum(on_duty) ** 2 + row.count("N") ** 2
        total += sum(is_on and is_in for is_on, is_in in zip(on_duty, weekend, strict=True)) ** 2
    return total


@pytest.mark.extra
def test_spreads_of_a_cheapest_roster_reach_their_bounds() -> None:
    """With a wish that costs nobody anything the roster is as fair as one without; open needs have no bound but 0."""
    wish = (Request(officer="o1", day=THURSDAY, shift="P", weight=1),)
    result = assign_problem(a_problem(officers=5, requests=wish))
    assert (result.objective, result.is_fairest) == (0, True)
    needs = tuple(attrs.evolve(need, under=5, over=5) for need in a_problem().needs)
    result = assign_problem(a_problem(officers=5, requests=wish, needs=needs))
    assert [spread.bound for spread in result.spreads] == [
        None if spread.most > spread.fewest else 0 for spread in result.spreads
    ]
    assert result.spreads[2].bound is None
    assert not result.is_fairest


def test_rules_that_may_be_broken_are_counted() -> None:
    """A rule for information costs nothing and forbids nothing; the result says how far each officer is beyond it."""
    rules = (
        RowRule(key="duty-run-most", limit=2, severity="information"),
        RowRule(key="duties-most", limit=3, severity="information"),
    )
    result = assign_problem(a_problem(officers=3, days=4, rules=rules))
    assert result.rows is not None
    assert (result.status, result.objective) == ("optimal", 0)
    assert {row.count(OFF) for row in result.rows.values()} == {0}
    assert [(one.rule, one.units, one.cost) for one in result.excesses[:2]] == [
        ("duty-run-most", 2, 0),
        ("duties-most", 1, 0),
    ]
    assert len(result.excesses) == 6


@pytest.mark.extra
def test_excesses_of_weighted_rules_are_their_part_of_the_cost() -> None:
    """The cost of weighted rules, officer by officer, adds up to that of a roster without other costs."""
    rules = (RowRule(key="duties-most", limit=3, severity="weighted", weight=4),)
    result = assign_problem(a_problem(officers=3, days=4, rules=rules))
    assert sum(excess.cost for excess in result.excesses) == result.objective == 12


def test_loads_are_a_table() -> None:
    """Each officer's totals are rows of a table and of CSV."""
    result = assign_problem(a_problem(officers=5))
    assert sum(load["duties"] for load in result.loads()) == 15
    lines = result.loads_csv().splitlines()
    assert lines[0] == "officer,duties,minutes,nights,weekend_duties,single_duties,single_days_off"
    assert len(lines) == 6
    assert set(result.to_dict()["rows"]) == {f"o{number}" for number in range(5)}


@pytest.mark.extra
def test_load_frame_has_a_row_for_each_officer() -> None:
    """The frame has the totals of `loads`; without a roster it has the same columns and no row."""
    result = assign_problem(a_problem(officers=5))
    frame = result.to_frame()
    assert frame.reset_index().to_dict("records") == result.loads()
    assert frame["minutes"].sum() == 15 * 480
    empty = attrs.evolve(result, rows=None).to_frame()
    assert (list(empty.columns), len(empty)) == (list(frame.columns), 0)


def test_faults_are_raised_before_any_search() -> None:
    """A problem, or a roster to start from, with faults is refused."""
    with pytest.raises(InputError, match=r"officers\[1\].key"):
        assign_problem(a_problem(officers=(Officer(key="a"), Officer(key="a"))))
    with pytest.raises(InputError, match=r"rows.o3"):
        assign_problem(a_problem(), AssignSettings(start={"o0": (OFF,) * 5}))
