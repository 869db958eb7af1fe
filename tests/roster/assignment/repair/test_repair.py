"""Repairs after an absence against all rosters of small problems, and on a unit of a station."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import attrs
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from electsched.errors import InputError
from electsched.operation.shifts import OFF
from electsched.roster.assignment.assign import assign_problem
from electsched.roster.assignment.cells import SATURDAY
from electsched.roster.assignment.problem import AssignmentProblem, History, Officer, RowRule, Rows, ShiftNeed
from electsched.roster.assignment.repair.change import Repair
from electsched.roster.assignment.repair.repair import RepairSettings, repair_absence, repair_roster
from tests.roster.assignment.small_problems import SHIFTS, THURSDAY, a_problem, all_rows, row_price
from tests.roster.assignment.station import FIRST_DAY, station, violations

DAYS = 3


@st.composite
def _published(draw: st.DrawFn) -> tuple[AssignmentProblem, Rows]:
    officers = tuple(
        Officer(key=f"o{number}", roles=draw(st.sampled_from([(), ("chief",)])) if number else ("chief",))
        for number in range(4)
    )
    needs = [
        ShiftNeed(day=THURSDAY + timedelta(days=day), shift=shift, least=(least := draw(st.integers(0, 1))), most=least)
        for day in range(DAYS)
        for shift in ("P", "N")
    ]
    chiefs = [attrs.evolve(need, role="chief", most=None) for need in needs[:2]]
    rules = (RowRule(key="duty-run-most", limit=draw(st.integers(1, 2))), RowRule(key="rest", limit=10))
    problem = a_problem(officers=officers, days=DAYS, needs=(*needs, *chiefs), rules=rules)
    result = assign_problem(problem)
    assume(result.rows is not None)
    return problem, result.rows or {}


_Least = tuple[int, int, int]
"""The fewest gaps, the fewest changes with so many, and the least squares of totals with so many of both."""
_NIGHTS = {"N"}


def _squares(problem: AssignmentProblem, row: Sequence[str]) -> int:
    """Return the squares of the duties, the nights and the weekend duties of a row."""
    weekend = [mark for day, mark in enumerate(row) if problem.day(day).weekday() >= SATURDAY]
    marks = [*row]
    nights = sum(mark in _NIGHTS for mark in marks)
    return (len(marks) - marks.count(OFF)) ** 2 + nights**2 + (len(weekend) - weekend.count(OFF)) ** 2


def _least(problem: AssignmentProblem, rows: Rows, absent: set[tuple[str, date]]) -> _Least:
    """Return the fewest gaps and changes of all rosters, by a table of all counts that can be reached.

    A cell whose shift is not needed any more, or on which the officer is absent, changes by itself.
    """
    needed = {(need.day, need.shift) for need in problem.needs}
    reached: dict[tuple[int, ...], tuple[int, int]] = {(0,) * len(problem.needs): (0, 0)}
    for officer in problem.officers:
        days = [day for key, day in absent if key == officer.key]
        ill = attrs.evolve(officer, leave=(*officer.leave, *days))
        following: dict[tuple[int, ...], tuple[int, int]] = {}
        for row, _ in all_rows(problem, ill):
            changed = sum(
                old != new and day not in days and (old == OFF or (day, old) in needed)
                for day, old, new in zip(map(problem.day, range(problem.days)), rows[officer.key], row, strict=True)
            )
            counts = [
                row[problem.index(need.day)] == need.shift and (not need.role or need.role in officer.roles)
                for need in problem.needs
            ]
            squares = _squares(problem, row)
            for before, (cost, square) in reached.items():
                key, total = tuple(map(sum, zip(before, counts, strict=True))), (cost + changed, square + squares)
                following[key] = min(total, following.get(key, total))
        reached = following
    return min(
        (_gaps(problem, counts), *cost)
        for counts, cost in reached.items()
        if all(need.most is None or count <= need.most for need, count in zip(problem.needs, counts, strict=True))
    )


def _gaps(problem: AssignmentProblem, counts: Sequence[int]) -> int:
    """Return how many officers are missing at all places; one who has the role that is missing is enough for both."""
    missing: dict[tuple[date, str], int] = {}
    for need, count in zip(problem.needs, counts, strict=True):
        place = (need.day, need.shift)
        missing[place] = max(missing.get(place, 0), need.least - count)
    return sum(missing.values())


def _value(problem: AssignmentProblem, repair: Repair, absent: set[tuple[str, date]]) -> _Least:
    """Return the gaps and changes of a repair, counted from its rows, after its rows are judged."""
    for officer in problem.officers:
        days = tuple(day for key, day in absent if key == officer.key)
        ill = attrs.evolve(officer, leave=(*officer.leave, *days))
        assert row_price(problem, ill, repair.rows[officer.key]) is not None
    counts = [
        sum(
            repair.rows[officer.key][problem.index(need.day)] == need.shift
            for officer in problem.officers
            if not need.role or need.role in officer.roles
        )
        for need in problem.needs
    ]
    assert all(need.most is None or count <= need.most for need, count in zip(problem.needs, counts, strict=True))
    assert len(repair.gaps) == _gaps(problem, counts)
    return len(repair.gaps), len(repair.changes), sum(_squares(problem, row) for row in repair.rows.values())


def _changed_needs(problem: AssignmentProblem, change: tuple[int, int]) -> AssignmentProblem:
    """Return the problem with one need raised, lowered, or cancelled."""
    number, amount = change
    number %= sum(not need.role for need in problem.needs)
    need = problem.needs[number]
    count = max(0, need.least + amount)
    others = (*problem.needs[:number], *problem.needs[number + 1 :])
    if not count:
        others = tuple(other for other in others if (other.day, other.shift) != (need.day, need.shift))
        return attrs.evolve(problem, needs=others)
    return attrs.evolve(problem, needs=(attrs.evolve(need, least=count, most=count), *others))


_ABSENCES = st.sets(st.tuples(st.sampled_from(["o0", "o1"]), st.integers(0, DAYS - 1)), max_size=3)
_SETTINGS = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


@pytest.mark.extra
@given(_published(), _ABSENCES, st.tuples(st.integers(0, 5), st.integers(-2, 2)))
@_SETTINGS
def test_repair_has_the_fewest_gaps_and_then_the_fewest_changes_of_all_rosters(
    published: tuple[AssignmentProblem, Rows], ill: set[tuple[str, int]], change: tuple[int, int]
) -> None:
    """After absences and a change of needs, a repair is least among all rosters of a small problem, and proven so."""
    old, rows = published
    problem = _changed_needs(old, change)
    absent = {(key, THURSDAY + timedelta(days=day)) for key, day in ill}
    repair = repair_roster(problem, rows, sorted(absent))
    possible = {(need.day, need.shift) for need in problem.needs}
    by_choice = [
        each for each in repair.changes if each.before == OFF or (each.day, each.before) in possible
    ]  # the others are duties that do not take place any more
    least = _least(problem, rows, absent)
    assert _value(problem, attrs.evolve(repair, changes=tuple(by_choice)), absent) == least
    assert repair.proof == "least"


@given(_published(), _ABSENCES)
@_SETTINGS
def test_repair_without_a_solver_is_least_if_it_says_so(
    published: tuple[AssignmentProblem, Rows], ill: set[tuple[str, int]]
) -> None:
    """Insertions and chains of two keep all rules; only if a proof is claimed must there be none with less."""
    problem, rows = published
    absent = {(key, THURSDAY + timedelta(days=day)) for key, day in ill}
    repair = repair_roster(problem, rows, sorted(absent), settings=RepairSettings(solve=False))
    value = _value(problem, repair, absent)
    least = _least(problem, rows, absent)
    assert value[:2] == least[:2] if repair.proof else value >= least


def test_five_days_of_illness_at_a_station() -> None:
    """The places of an officer who is ill for five days are taken by others, one change each, with notice."""
    problem = list(station(0.5, seed=1))[4]
    rows = assign_problem(problem).rows
    assert rows is not None
    days = [FIRST_DAY + timedelta(days=day) for day in range(30, 35)]
    ill = problem.officers[-1].key
    decided = RepairSettings(decided=FIRST_DAY + timedelta(days=28))
    repair = repair_absence(problem, rows, ill, days, settings=decided)
    duties = sum(rows[ill][day] != OFF for day in range(30, 35))
    assert (repair.proof, len(repair.changes)) == ("least", duties)
    assert {change.notice for change in repair.changes} <= {1, 2, 3, 4, 5}
    assert violations(problem, dict(repair.rows)) == []
    assert repair.to_dict()["changes"][0]["before"] == OFF


@pytest.mark.extra
@pytest.mark.parametrize(
    ("place", "is_filled"),
    [
        ("repair.insert", False),
        ("repair.fill_by_chains", False),
        ("search.RepairWindow", False),
        ("search.RepairWindow.within", False),
        ("search.RepairWindow.fairest", True),
    ],
)
def test_interrupted_repair_is_the_best_so_far(monkeypatch: pytest.MonkeyPatch, place: str, *, is_filled: bool) -> None:
    """If the planner stops the search (Ctrl-C), the roster so far keeps all rules; a proof comes at the end."""
    problem = next(unit for number, unit in enumerate(station(0.7, seed=1)) if number == 1)
    rows = assign_problem(problem).rows
    assert rows is not None
    ill = problem.officers[0].key
    days = [FIRST_DAY + timedelta(days=day) for day in range(68, 73)]

    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(f"electsched.roster.assignment.repair.{place}", interrupt)
    repair = repair_absence(problem, rows, ill, days)
    assert (repair.interrupted, repair.repeatable) == (True, False)
    assert (repair.proof, repair.gaps == ()) == (("least", True) if is_filled else ("", False))
    assert all(broken.startswith("ShiftNeed") for broken in violations(problem, dict(repair.rows)))
    assert all(repair.rows[ill][day] == OFF for day in range(68, 73))


def test_only_a_holder_of_the_role_takes_the_place_of_a_supervisor() -> None:
    """If the only chief falls ill, another chief comes, or the place is a gap with its role."""
    officers = tuple(Officer(key=f"o{number}", roles=("chief",) * (number < 2)) for number in range(3))
    needs = (
        ShiftNeed(day=THURSDAY, shift="P", least=1, most=1),
        ShiftNeed(day=THURSDAY, shift="P", least=1, role="chief"),
    )
    problem = a_problem(officers=officers, days=1, needs=needs)
    rows = {"o0": ("P",), "o1": (OFF,), "o2": (OFF,)}
    assert repair_absence(problem, rows, "o0", [THURSDAY]).rows == {"o0": (OFF,), "o1": ("P",), "o2": (OFF,)}
    alone = attrs.evolve(problem, officers=(officers[0], officers[2]))
    repair = repair_absence(alone, {"o0": ("P",), "o2": (OFF,)}, "o0", [THURSDAY])
    assert [(gap.shift, gap.role) for gap in repair.gaps] == [("P", "chief")]


def test_days_up_to_the_decision_stay() -> None:
    """What has begun is not changed: only later days of the absence are repaired."""
    problem = a_problem(officers=5, days=3)
    rows = assign_problem(problem).rows
    assert rows is not None
    days = [THURSDAY + timedelta(days=day) for day in range(3)]
    repair = repair_absence(problem, rows, "o0", days, settings=RepairSettings(decided=THURSDAY))
    assert all(repair.rows[key][0] == row[0] for key, row in rows.items())
    assert all(change.day > THURSDAY for change in repair.changes)


@pytest.mark.parametrize("solve", [False, pytest.param(True, marks=pytest.mark.extra)])
def test_whoever_leaves_a_place_with_too_many_takes_another_of_that_day(*, solve: bool) -> None:
    """If a duty moves to another shift, one officer goes with it: one change, though others have worked less."""
    busy = History(duties=9)
    officers = tuple(Officer(key=f"o{number}", history=busy if number < 2 else History()) for number in range(4))
    needs = tuple(ShiftNeed(day=THURSDAY, shift=shift, least=1, most=1) for shift in ("P", "N"))
    problem = a_problem(officers=officers, days=1, needs=needs)
    rows = {"o0": ("P",), "o1": ("P",), "o2": (OFF,), "o3": (OFF,)}
    repair = repair_roster(problem, rows, settings=RepairSettings(solve=solve))
    assert (repair.proof, len(repair.changes)) == ("least", 1)
    assert sorted(mark for row in repair.rows.values() for mark in row) == [OFF, OFF, "N", "P"]


def test_place_with_all_chiefs_that_it_may_have_takes_others() -> None:
    """A limit on the holders of a role is none on the others: the place of an officer is taken by one without it."""
    officers = (
        Officer(key="o0", roles=("chief",)),
        Officer(key="o1", roles=("chief",)),
        *a_problem(officers=4).officers[2:],
    )
    needs = (
        ShiftNeed(day=THURSDAY, shift="P", least=2, most=2),
        ShiftNeed(day=THURSDAY, shift="P", least=1, most=1, role="chief"),
    )
    problem = a_problem(officers=officers, days=1, needs=needs)
    rows = {"o0": ("P",), "o1": (OFF,), "o2": ("P",), "o3": (OFF,)}
    for solve in (False, True):
        repair = repair_absence(problem, rows, "o2", [THURSDAY], settings=RepairSettings(solve=solve))
        assert repair.rows == {"o0": ("P",), "o1": (OFF,), "o2": (OFF,), "o3": ("P",)}
        assert repair.proof == "least"


@pytest.mark.parametrize("solve", [False, pytest.param(True, marks=pytest.mark.extra)])
def test_those_who_worked_less_before_the_first_day_come_first(*, solve: bool) -> None:
    """Duties of the roster before count for fairness: by an insertion, and among those who must move."""
    officers = a_problem(officers=4).officers
    before = (officers[0], *(attrs.evolve(each, history=History(duties=9)) for each in officers[1:3]), officers[3])
    problem = a_problem(officers=before, days=1, needs=(ShiftNeed(day=THURSDAY, shift="P", least=1, most=1),))
    rows = {"o0": ("P",), "o1": (OFF,), "o2": (OFF,), "o3": (OFF,)}
    assert repair_absence(problem, rows, "o0", [THURSDAY]).rows["o3"] == ("P",)
    busy, idle = (
        Officer(key=key, barred=("N",), history=History(duties=duties)) for key, duties in (("o3", 9), ("o4", 0))
    )
    needs = (ShiftNeed(day=THURSDAY, shift="P", least=2, most=2), ShiftNeed(day=THURSDAY, shift="N", least=1, most=1))
    problem = a_problem(officers=(*officers[:3], busy, idle), days=1, needs=needs)
    rows = {"o0": ("N",), "o1": ("P",), "o2": ("P",), "o3": (OFF,), "o4": (OFF,)}
    repair = repair_absence(problem, rows, "o0", [THURSDAY], settings=RepairSettings(solve=solve))
    assert (repair.rows["o3"], repair.rows["o4"]) == ((OFF,), ("P",))


def _every_day(problem: AssignmentProblem, rows: Rows) -> tuple[ShiftNeed, ...]:
    """Return needs as the rows fill them, with one shift a day."""
    counts = [sum(row[day] != OFF for row in rows.values()) for day in range(problem.days)]
    return tuple(
        ShiftNeed(day=problem.day(day), shift="P", least=count, most=count) for day, count in enumerate(counts) if count
    )


def test_officer_whose_days_off_became_too_many_takes_two_duties_together() -> None:
    """Two duties of an officer are cancelled; each duty more leaves too many days off, and both together do not."""
    problem = a_problem(officers=2, days=6, rules=(RowRule(key="off-run-most", limit=2),), shifts=SHIFTS[:1])
    rows = {"o0": ("P", OFF, "P", "P", OFF, "P"), "o1": (OFF, "P", OFF, OFF, "P", OFF)}
    needs = tuple(need for need in _every_day(problem, rows) if problem.index(need.day) not in {2, 3})
    absent = [("o1", problem.day(day)) for day in (1, 4)]
    repair = repair_roster(attrs.evolve(problem, needs=needs), rows, absent)
    assert repair.rows["o0"] == ("P", "P", OFF, OFF, "P", "P")
    assert (repair.gaps, repair.proof) == ((), "least")


@pytest.mark.extra
def test_surplus_that_nobody_can_leave_alone_is_repaired_by_moves_of_others() -> None:
    """A run of two may not be shortened, so that the shift that needs one less loses a whole run, and others move."""
    problem = a_problem(officers=3, days=4, rules=(RowRule(key="duty-run-least", limit=2),), shifts=SHIFTS[:1])
    rows = {"o0": (OFF, "P", "P", OFF), "o1": (OFF, "P", "P", OFF), "o2": (OFF, OFF, OFF, OFF)}
    first, second = _every_day(problem, rows)
    changed = attrs.evolve(problem, needs=(attrs.evolve(first, least=1, most=1), second))
    repair = repair_roster(changed, rows)
    assert sum(row[1] == "P" for row in repair.rows.values()) == 1
    assert (len(repair.gaps), repair.proof) == (_least(changed, rows, set())[0], "least")


@pytest.mark.extra
def test_surplus_that_cannot_be_helped_is_not_proven(capfd: pytest.CaptureFixture[str]) -> None:
    """If no roster keeps the needs and the rules, the rows stay, and nothing is said to be least."""
    problem = a_problem(officers=2, days=2, rules=(RowRule(key="duties-least", limit=2),), shifts=SHIFTS[:1])
    rows = {"o0": ("P", "P"), "o1": ("P", "P")}
    first, second = _every_day(problem, rows)
    repair = repair_roster(attrs.evolve(problem, needs=(first, attrs.evolve(second, least=1, most=1))), rows)
    assert (repair.rows, repair.proof, repair.window) == (rows, "", None)
    assert capfd.readouterr().err == ""  # the solver complains if it is asked for what it does not have


def test_absence_that_is_not_in_the_problem_is_refused() -> None:
    """The officer and the days must be those of the problem."""
    problem = a_problem()
    rows = {officer.key: (OFF,) * problem.days for officer in problem.officers}
    with pytest.raises(InputError) as raised:
        repair_absence(problem, rows, "x", [THURSDAY - timedelta(days=1)])
    assert [fault.path for fault in raised.value.faults] == ["officer", "day"]
