"""Who could stand in at a duty: each obstacle, and the order of those without one."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import attrs
import pytest

import electsched
from electsched.errors import UnknownNameError
from electsched.operation.changes import Substitution
from electsched.operation.plan import Plan
from electsched.operation.teams import Member
from electsched.operation.work_rules import Waiver, WorkRule
from electsched.roster.candidates import Candidate, who_can
from electsched.roster.check import check_roster
from tests.builders import DECISION, a_line, a_pattern, a_plan, a_post, a_shift, a_team, a_window, an_absence

START = date(2024, 1, 1)


def _plan(*, listed: bool = True, requires: str = "", **fields: Any) -> Plan:  # noqa: ANN401
    """Return a plan of one post with tours of three teams of two, and a team of another post that is seldom on duty."""
    shift = attrs.evolve(a_shift("tour", 7, 24, 2), requires=requires)
    patterns = [
        a_pattern("tour", [shift], a_line("tour", "-", "-")),
        a_pattern("rare", [shift], a_line("tour", *"-----")),
    ]
    teams = [a_team(key, 2, roles=("controller",)) for key in ("kpu-1", "kpu-2", "kpu-3", "rare-1")]
    members = [
        Member(key=f"{team.key}-m{number}", team=team.key, name="x", roles=("controller",) if number == 1 else ())
        for team in teams
        for number in (1, 2)
    ]
    return a_plan(
        posts=[a_post("kpu", pattern="tour"), a_post("rare", ["rare-1"], pattern="rare")],
        patterns=patterns,
        teams=teams,
        members=tuple(members) if listed else (),
        windows=[a_window(START, days=9)],
        **fields,
    )


def _candidates(plan: Plan, day: int = 4) -> dict[str, Candidate]:
    roster, _ = electsched.build_roster(plan)
    found = who_can(plan, roster, post="kpu", day=START + timedelta(days=day), shift="tour")
    return {candidate.member or candidate.team: candidate for candidate in found}


def test_those_with_the_fewest_hours_come_first() -> None:
    """Those on the duty are not listed; the team of the other post has one tour so far, the others one or two."""
    found = _candidates(_plan())
    assert [(key, each.hours) for key, each in found.items()] == [
        ("kpu-3-m1", 24),
        ("kpu-3-m2", 24),
        ("rare-1-m1", 24),
        ("rare-1-m2", 24),
        ("kpu-1-m1", 48),
        ("kpu-1-m2", 48),
    ]
    assert not any(each.obstacles for each in found.values())


def test_hours_are_those_of_the_duties_of_each() -> None:
    """Members who stood in, or were replaced, have other hours than their teams; every member has the right ones."""
    entries = tuple(
        Substitution(member=member, substitute=substitute, start=START, end=START + timedelta(days=days), **DECISION)
        for member, substitute, days in (("kpu-1-m1", "kpu-2-m1", 0), ("kpu-2-m2", "rare-1-m1", 4))
    )
    plan = _plan(substitutions=entries)
    roster, _ = electsched.build_roster(plan)
    day = START + timedelta(days=8)
    (slot,) = roster.select(post="kpu", day=day)
    hours = {each.member: each.hours for each in who_can(plan, roster, post="kpu", day=day, shift="tour")}
    before = {key: [duty for duty in roster.select(member=key) if duty.span.start < slot.span.start] for key in hours}
    assert hours == {key: sum(duty.span.hours for duty in duties) for key, duties in before.items()}
    assert len(set(hours.values())) > 2


def test_teams_are_listed_if_their_members_are_not_known() -> None:
    """A team has the same hours as each of its members would have."""
    assert list(_candidates(_plan(listed=False))) == ["kpu-3", "rare-1", "kpu-1"]


def test_obstacles_are_the_rules_of_the_plan_and_what_the_check_finds() -> None:
    """Too short a rest, a role that is missing, an absence and a duty elsewhere."""
    rest = WorkRule(key="rest", limit=30, severity="warning")
    absent = an_absence(START + timedelta(days=6), member="rare-1-m1")
    found = _candidates(_plan(requires="controller", rules=(rest,), absences=(absent,)), day=6)
    assert found["rare-1-m1"].obstacles == ("absent",)
    assert found["rare-1-m2"].obstacles == ("role", "on-duty")
    assert found["kpu-3-m1"].obstacles == ("rest",)  # a day of rest before the next tour of the team, on the ninth day
    assert found["kpu-3-m2"].obstacles == ("role", "rest")


def test_stand_in_has_a_rest_before_and_after_the_duty() -> None:
    """Duties that touch are one stretch for the rule, but who comes from a tour, or goes to one, is not rested."""
    rest = WorkRule(key="rest", limit=8, severity="error")
    candidates = _candidates(_plan(rules=(rest,)))
    assert candidates["rare-1-m1"].obstacles == ()
    assert candidates["kpu-1-m1"].obstacles == ("rest",)  # its tour ends as this one begins
    assert candidates["kpu-3-m1"].obstacles == ("rest",)  # its tour begins as this one ends
    waived = _plan(rules=(rest,), waivers=(Waiver(rule="rest", by="head", reason="Exigency", team="kpu-1"),))
    assert _candidates(waived)["kpu-1-m1"].obstacles == ()


def test_candidate_without_obstacles_substitutes_without_a_finding() -> None:
    """Each candidate without an obstacle, put on the duty by a record, leaves the check without any finding."""
    rules = (WorkRule(key="rest", limit=20, severity="error"), WorkRule(key="hours", limit=60, severity="error"))
    plan = _plan(rules=rules)
    day = START + timedelta(days=4)
    (duty,) = electsched.build_roster(plan)[0].select(post="kpu", day=day)
    replaced = next(member.key for member in plan.members if member.team == duty.team)
    found = _candidates(plan)
    assert any(each.obstacles for each in found.values())
    for key, candidate in found.items():
        entry = Substitution(member=replaced, substitute=key, start=day, post="kpu", **DECISION)
        changed = attrs.evolve(plan, substitutions=(entry,))
        roster, _ = electsched.build_roster(changed)
        broken = [finding for finding in check_roster(roster, changed) if finding.member == key]
        assert bool(broken) == bool(candidate.obstacles), (key, broken)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ({"post": "kpo"}, "Perhaps 'kpu' is meant"),
        ({"shift": "night"}, "one of tour"),
        ({"day": START + timedelta(days=40)}, "a day from 2024-01-01 to 2024-01-09"),
    ],
)
def test_duty_that_does_not_exist_is_refused(name: dict[str, Any], expected: str) -> None:
    """The error names what exists."""
    plan = _plan()
    duty: dict[str, Any] = {"post": "kpu", "day": START, "shift": "tour"} | name
    with pytest.raises(UnknownNameError, match=expected):
        who_can(plan, electsched.build_roster(plan)[0], **duty)
