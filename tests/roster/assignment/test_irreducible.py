"""Parts of a problem that cannot hold together, against enumeration of all rosters."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import attrs
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from electsched.roster.assignment.assign import assign_problem
from electsched.roster.assignment.conflict import ConflictPart
from electsched.roster.assignment.faults import problem_faults
from electsched.roster.assignment.problem import AssignmentProblem, Officer, Pin, RowRule, ShiftNeed
from tests.roster.assignment.small_problems import THURSDAY, a_problem, cheapest
from tests.roster.assignment.station import FIRST_DAY, station

DAYS = 3
DATES = [THURSDAY + timedelta(days=number) for number in range(DAYS)]


@st.composite
def tight_problems(draw: st.DrawFn) -> AssignmentProblem:
    """Return a problem of two or three officers and three days, with more needs than most can fill."""
    marks = st.sampled_from(["P", "S", "N"])
    officers = tuple(
        Officer(
            key=f"o{number}",
            roles=("chief",) * draw(st.integers(0, 1)),
            leave=tuple(draw(st.lists(st.sampled_from(DATES), max_size=1))),
            before=draw(st.sampled_from([(), ("N",), ("P", "P")])),
            barred=tuple(draw(st.lists(marks, max_size=1))),
            caps=draw(st.sampled_from([{}, {"P": 0}, {"N": 1}])),
            rules=draw(st.sampled_from([(), (RowRule(key="duties-most", limit=1),)])),
        )
        for number in range(draw(st.integers(2, 3)))
    )
    needs = [
        ShiftNeed(day=day, shift=shift, least=least, most=draw(st.sampled_from([least, None])))
        for day in DATES
        for shift in ("P", "S", "N")
        if (least := draw(st.sampled_from([0, 0, 1, 1, 2])))
    ]
    if any(officer.roles for officer in officers):
        needs += [ShiftNeed(day=day, shift="P", least=1, role="chief") for day in DATES[: draw(st.integers(0, 2))]]
    rules = draw(
        st.sampled_from(
            [
                (RowRule(key="rest", limit=11),),
                (RowRule(key="duty-run-most", limit=1),),
                (RowRule(key="rest", limit=24), RowRule(key="duties-least", limit=2)),
            ]
        )
    )
    pins = (Pin(officer="o0", day=DATES[0], shift="P"),) * draw(st.integers(0, 1))
    return a_problem(officers=officers, days=DAYS, needs=tuple(needs), rules=rules, pins=pins)


def _only(problem: AssignmentProblem, reasons: Iterable[ConflictPart]) -> AssignmentProblem:
    """Return a problem with those parts alone; shifts without a need that is kept may be done by anybody."""
    kept = {attrs.evolve(reason, enough=None) for reason in reasons}

    def of(kind: str, officer: Officer) -> bool:
        return ConflictPart(kind=kind, officer=officer.key) in kept  # type: ignore[arg-type]  # a kind

    def rules_in(rules: tuple[RowRule, ...], officer: str) -> tuple[RowRule, ...]:
        return tuple(
            rule
            for rule in rules
            if ConflictPart(kind="rule", officer=officer, rule=rule.key, limit=rule.limit) in kept
        )

    return attrs.evolve(
        problem,
        officers=tuple(
            attrs.evolve(
                officer,
                leave=officer.leave if of("leave", officer) else (),
                before=officer.before if of("history", officer) else (),
                barred=officer.barred if of("barred", officer) else (),
                caps=officer.caps if of("cap", officer) else {},
                rules=rules_in(officer.rules, officer.key),
            )
            for officer in problem.officers
        ),
        shifts=tuple(
            shift
            if ConflictPart(kind="succession", shift=shift.key) in kept
            else attrs.evolve(shift, forbidden_next=())
            for shift in problem.shifts
        ),
        needs=tuple(
            need
            if ConflictPart(kind="need", day=need.day, shift=need.shift, role=need.role) in kept
            else attrs.evolve(need, least=0, most=None)
            for need in problem.needs
        ),
        rules=rules_in(problem.rules, ""),
        pins=tuple(
            pin
            for pin in problem.pins
            if ConflictPart(kind="pin", officer=pin.officer, day=pin.day, shift=pin.shift) in kept
        ),
    )


@pytest.mark.extra
@given(tight_problems())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
def test_reasons_are_an_irreducible_set_by_enumeration(problem: AssignmentProblem) -> None:
    """The parts have no roster together and have one without any of them; relief of the whole is as it is said."""
    assume(not [*problem_faults(problem)])
    result = assign_problem(problem)
    assert (result.status == "infeasible") == (cheapest(problem) is None)
    if result.status != "infeasible":
        return
    conflict = result.conflict
    assert conflict is not None
    assert conflict.irreducible
    assert cheapest(_only(problem, conflict.reasons)) is None
    everything = _all_parts(problem)
    for reason in conflict.reasons:
        others = [other for other in conflict.reasons if other != reason]
        assert cheapest(_only(problem, others)) is not None
        rest = [part for part in everything if part != attrs.evolve(reason, enough=None)]
        assert reason.enough == (cheapest(_only(problem, rest)) is not None)


def _all_parts(problem: AssignmentProblem) -> list[ConflictPart]:
    officers = problem.officers
    kinds = ("leave", "history", "barred", "cap")
    return [
        *(ConflictPart(kind=kind, officer=officer.key) for kind in kinds for officer in officers),  # type: ignore[arg-type]
        *(ConflictPart(kind="succession", shift=shift.key) for shift in problem.shifts),
        *(ConflictPart(kind="rule", rule=rule.key, limit=rule.limit) for rule in problem.rules),
        *(
            ConflictPart(kind="rule", officer=one.key, rule=rule.key, limit=rule.limit)
            for one in officers
            for rule in one.rules
        ),
        *(ConflictPart(kind="need", day=need.day, shift=need.shift, role=need.role) for need in problem.needs),
        *(ConflictPart(kind="pin", officer=pin.officer, day=pin.day, shift=pin.shift) for pin in problem.pins),
    ]


@pytest.mark.extra
def test_rest_and_pins_are_named_with_the_officers() -> None:
    """Two nights that only one may do, and a rest that forbids them in a row: each part is named, also as data."""
    officers = (Officer(key="a"), Officer(key="b", barred=("N",)))
    needs = tuple(ShiftNeed(day=day, shift="N", least=1) for day in DATES[:2])
    result = assign_problem(a_problem(officers=officers, days=2, needs=needs, rules=(RowRule(key="rest", limit=24),)))
    assert result.conflict is not None
    assert [reason.to_dict() for reason in result.conflict.reasons] == [
        {"kind": "barred", "officer": "b", "enough": True},
        {"kind": "rule", "rule": "rest", "limit": 24, "enough": True},
        {"kind": "need", "day": "2024-02-08", "shift": "N", "enough": True},
        {"kind": "need", "day": "2024-02-09", "shift": "N", "enough": True},
    ]
    assert result.conflict.irreducible


def _of_a_month(rules: tuple[RowRule, ...], **fields: object) -> AssignmentProblem:
    """Return the problem of 20 officers and 28 days with five officers on each of two shifts, one of them a night."""
    days = [THURSDAY + timedelta(days=number) for number in range(28)]
    officers = tuple(Officer(key=f"o{number}", **fields) for number in range(20))  # type: ignore[arg-type]  # their fields
    needs = tuple(ShiftNeed(day=day, shift=shift, least=5, most=5) for day in days for shift in ("P", "N"))
    return a_problem(officers=officers, days=28, needs=needs, rules=(RowRule(key="duty-run-most", limit=6), *rules))


@pytest.mark.parametrize(
    ("rules", "fields", "missing", "reason"),
    [
        pytest.param(
            (RowRule(key="minutes-most", limit=13 * 480 + 479),),
            {},
            280 - 20 * 13,
            "minutes-most",
            marks=pytest.mark.long,
        ),
        pytest.param((RowRule(key="duties-most", limit=13),), {}, 280 - 20 * 13, "duties-most", marks=pytest.mark.long),
        ((RowRule(key="nights-most", limit=6),), {}, 140 - 20 * 6, "nights-most"),
        pytest.param((), {"caps": {"N": 6}}, 140 - 20 * 6, "", marks=pytest.mark.long),
    ],
)
def test_totals_that_are_too_small_for_all_needs_are_proven_by_counting(
    rules: tuple[RowRule, ...], fields: dict[str, object], missing: int, reason: str
) -> None:
    """The limit is named with as many needs as just exceed it, and a roster exists with the limit one duty larger."""
    problem = _of_a_month(rules, **fields)
    result = assign_problem(problem)
    assert (result.status, result.proved_by) == ("infeasible", "counting")
    conflict = result.conflict
    assert conflict is not None
    assert conflict.missing == missing
    if reason:  # caps can be exceeded with one of them left out, and the longest run in its place
        assert {part.rule for part in conflict.reasons if part.kind == "rule"} == {reason}
        places = 5 * sum(part.kind == "need" for part in conflict.reasons)
        assert places - 5 <= (140 if reason == "nights-most" else 280) - missing < places
    else:
        assert "cap" in {part.kind for part in conflict.reasons}
    more = tuple(attrs.evolve(rule, limit=rule.limit + (480 if "minutes" in rule.key else 1)) for rule in rules)
    wider = {"caps": {"N": 7}} if fields else {}
    assert assign_problem(_of_a_month(more, **wider)).status in {"optimal", "feasible"}


@pytest.mark.long
def test_each_part_of_a_large_set_is_asked_for_its_relief() -> None:
    """28 of 30 supervisors of a station are on leave on a day: three must stay, and any one who comes is enough."""
    unit = next(station(0.36, 1))
    day = FIRST_DAY + timedelta(days=30)
    supervisors = [officer for officer in unit.officers if officer.roles]
    away = {officer.key for officer in supervisors[2:]}
    officers = tuple(
        attrs.evolve(officer, leave=tuple(sorted({*officer.leave, day}))) if officer.key in away else officer
        for officer in unit.officers
    )
    problem = attrs.evolve(unit, officers=officers)
    conflict = assign_problem(problem).conflict
    assert conflict is not None
    on_leave = {part.officer: part.enough for part in conflict.reasons if part.kind == "leave"}
    assert on_leave.keys() == away
    for key in sorted(away)[:3]:
        assert on_leave[key] is True
        own = (attrs.evolve(officer, leave=()) if officer.key == key else officer for officer in officers)
        assert assign_problem(attrs.evolve(problem, officers=tuple(own))).rows is not None
