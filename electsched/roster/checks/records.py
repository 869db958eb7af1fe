"""Find the records of changes that name somebody who is not on the duty, or who is not a member of the plan.

The duties tell: if a member is exchanged or replaced, the other one is on the duty.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from electsched.law.date_arithmetic import day_of
from electsched.operation.changes import Substitution
from electsched.operation.plan import Plan
from electsched.roster.duty import Duty, Roster
from electsched.roster.findings import RosterFinding

__all__ = ["record_findings", "unlisted_members"]

_Crew = tuple[Duty, frozenset[str]]
"""A duty and the members on it."""


def unlisted_members(plan: Plan) -> Iterator[tuple[str, str, date]]:
    """Yield each record that names somebody who is not a member of the plan: its place, the key, and its first day.

    A list of members without a person who left does not stop a plan whose older records name that person.
    """
    members = {member.key for member in plan.members}
    references = [(f"absence[{index}]", entry.member, day_of(entry.start)) for index, entry in enumerate(plan.absences)]
    for index, entry in enumerate(plan.substitutions):
        references += [(f"substitution[{index}]", key, entry.start) for key in (entry.member, entry.substitute)]
    for index, swap in enumerate(plan.swaps):
        references += [(f"swap[{index}]", name.member, name.day) for name in (swap.first, swap.second)]
    yield from ((change, key, day) for change, key, day in references if key and key not in members)


def record_findings(roster: Roster, plan: Plan) -> Iterator[RosterFinding]:
    """Yield a finding for each record of a member that has no effect, and for each that names no member of the plan."""
    if not plan.members:
        return
    for change, key, day in unlisted_members(plan):
        yield RosterFinding(code="unknown", severity="warning", post="", day=day, shift="", member=key, change=change)
    if plan.substitutions or any(swap.first.member for swap in plan.swaps):
        crews = _crews(roster, plan)
        yield from _idle_swaps(crews, plan)
        yield from _idle_substitutions(crews, plan)


def _crews(roster: Roster, plan: Plan) -> list[_Crew]:
    listed: dict[str, set[str]] = {}
    for member in plan.members:
        listed.setdefault(member.team, set()).add(member.key)
    teams = {team: frozenset(keys) for team, keys in listed.items()}
    return [
        (duty, frozenset(duty.members) if duty.members else teams.get(duty.team, frozenset()))
        for duty in roster.duties
        if not duty.relief
    ]


def _idle_swaps(crews: Iterable[_Crew], plan: Plan) -> Iterator[RosterFinding]:
    """Yield each member who gives a duty in a swap without being on it: then the other member is not on it either."""
    by_shift: dict[tuple[str, date, str], list[_Crew]] = {}
    for duty, crew in crews:
        by_shift.setdefault((duty.post, duty.day, duty.shift), []).append((duty, crew))
    members = {member.key for member in plan.members}
    for (name, line), exchanges in _exchanges(plan).items():
        for duty, crew in by_shift.get(name, ()):
            if line not in {"", duty.line}:
                continue
            for giver, (taker, change) in exchanges.items():
                reached = {taker, *_chain(plan.substitutions, taker, duty)}
                if taker in members and giver in members and crew.isdisjoint(reached):
                    yield _not_on_duty(duty, giver, change)


def _exchanges(plan: Plan) -> Mapping[tuple[tuple[str, date, str], str], dict[str, tuple[str, str]]]:
    """Return who gives each duty to whom in the end, and by which swap; a duty that was given can be given again."""
    exchanges: dict[tuple[tuple[str, date, str], str], dict[str, tuple[str, str]]] = {}
    for index, swap in enumerate(plan.swaps):
        for name, counterpart in ((swap.first, swap.second), (swap.second, swap.first)):
            if not name.member or not counterpart.member:
                continue
            of_duty = exchanges.setdefault((name.slot, name.line), {})
            giver = next((first for first, (last, _) in of_duty.items() if last == name.member), name.member)
            of_duty.pop(giver, None)
            if giver != counterpart.member:
                of_duty[giver] = (counterpart.member, f"swap[{index}]")
    return exchanges


def _not_on_duty(duty: Duty, member: str, change: str) -> RosterFinding:
    return RosterFinding(
        code="not-on-duty",
        severity="error",
        post=duty.post,
        day=duty.day,
        shift=duty.shift,
        team=duty.team,
        member=member,
        change=change,
    )


def _idle_substitutions(crews: list[_Crew], plan: Plan) -> Iterator[RosterFinding]:
    """Yield each substitution at whose duties nobody comes for the member."""
    team_of = {member.key: member.team for member in plan.members}
    for index, entry in enumerate(plan.substitutions):
        if entry.member not in team_of or entry.substitute not in team_of:
            continue
        teams = {team_of[entry.member], *(team_of[key] for key in _places(plan, entry.member) if key in team_of)}
        concerned = ((duty, crew) for duty, crew in crews if entry.covers(duty.post, duty.day, duty.shift))
        if not any(duty.team in teams and _is_replaced(entry, duty, crew, plan) for duty, crew in concerned):
            yield RosterFinding(
                code="not-on-duty",
                severity="error",
                post=entry.post,
                day=entry.start,
                shift=entry.shift,
                member=entry.member,
                change=f"substitution[{index}]",
            )


def _places(plan: Plan, member: str) -> Iterator[str]:
    """Yield the members in whose place a member may be on a duty."""
    yield from (entry.member for entry in plan.substitutions if entry.substitute == member)
    for swap in plan.swaps:
        names = (swap.first.member, swap.second.member)
        if member in names:
            yield from names


def _is_replaced(entry: Substitution, duty: Duty, crew: frozenset[str], plan: Plan) -> bool:
    reached = {entry.substitute, *_chain(plan.substitutions, entry.substitute, duty)}
    return entry.member not in crew and not crew.isdisjoint(reached)


def _chain(substitutions: Iterable[Substitution], member: str, duty: Duty) -> frozenset[str]:
    """Return everybody who stands in at a duty for a member, or for one who stands in."""
    pairs = [
        (entry.member, entry.substitute) for entry in substitutions if entry.covers(duty.post, duty.day, duty.shift)
    ]
    reached = {member}
    while following := {substitute for replaced, substitute in pairs if replaced in reached} - reached:
        reached |= following
    return frozenset(reached - {member})
