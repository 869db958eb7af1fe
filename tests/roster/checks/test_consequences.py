"""The findings that follow from a change: those of a check of the whole roster, found in the part that it touches."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import attrs
import pytest

import electsched
from electsched.operation.changes import (
    Absence,
    Addition,
    Amendment,
    Cancellation,
    Decision,
    DutyName,
    Substitution,
    Swap,
)
from electsched.operation.plan import Plan
from electsched.roster.check import check_roster
from electsched.roster.checks.consequences import new_findings
from electsched.roster.difference import roster_difference
from electsched.roster.duty import Duty
from electsched.roster.findings import RosterFinding
from tests.builders import DECISION
from tests.sites import three_districts


def _name(duty: Duty, member: str = "") -> DutyName:
    return DutyName(post=duty.post, day=duty.day, shift=duty.shift, line=duty.line, member=member)


def _record(chance: random.Random, plan: Plan, duties: tuple[Duty, ...]) -> tuple[str, Decision]:
    """Return a random record, and the list of the plan to which it belongs."""
    first, second = chance.choice(duties), chance.choice(duties)
    last = first.day + timedelta(days=chance.randrange(9))
    people = chance.randrange(1, 9)
    members = [
        chance.choice([member.key for member in plan.members if member.team == duty.team] or [""])
        for duty in (first, second)
    ]
    if not all(members):
        members = ["", ""]
    one, other = (chance.choice(plan.members).key for _ in range(2))
    duty: dict[str, Any] = {"post": first.post, "day": first.day, "shift": first.shift}
    records: list[tuple[str, Decision]] = [
        ("swaps", Swap(first=_name(first), second=_name(second), **DECISION)),
        ("swaps", Swap(first=_name(first, members[0]), second=_name(second, members[1]), **DECISION)),
        ("absences", Absence(team=first.team, start=first.day, end=last, kind="sick", **DECISION)),
        ("substitutions", Substitution(member=one, substitute=other, start=first.day, end=last, **DECISION)),
        ("cancellations", Cancellation(**duty, **DECISION)),
        ("additions", Addition(team=second.team, **duty, **DECISION)),
        ("amendments", Amendment(post=first.post, start=first.day, people=people, **DECISION)),
        ("amendments", Amendment(team=first.team, start=first.day, people=people, **DECISION)),
    ]
    return chance.choice(records)


def _text(findings: tuple[RosterFinding, ...]) -> list[str]:
    return sorted(map(repr, findings))


@pytest.mark.parametrize("seed", range(4))
def test_findings_are_those_of_the_whole_check(seed: int) -> None:
    """Also with the records that are there already, and with the record that caused each."""
    chance, plan = random.Random(seed), three_districts()  # noqa: S311  # the same records on every run
    duties = electsched.build_roster(plan)[0].duties
    for _ in range(5):
        name, record = _record(chance, plan, duties)
        fields: dict[str, Any] = {name: (*getattr(plan, name), record)}
        changed = attrs.evolve(plan, **fields)
        before, after = electsched.build_roster(plan)[0], electsched.build_roster(changed)[0]
        known = {attrs.evolve(finding, change="") for finding in check_roster(before, plan)}
        whole = tuple(each for each in check_roster(after, changed) if attrs.evolve(each, change="") not in known)
        part = new_findings((before, plan), (after, changed), roster_difference(before, after), record)
        assert _text(part) == _text(whole), record
        plan = changed
