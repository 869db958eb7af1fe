"""The people of a team who are there for a duty: how many, and by name if the members of the team are known."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

import attrs

from electsched.operation.changes import Absence, Substitution
from electsched.operation.plan import Plan
from electsched.operation.teams import Member
from electsched.roster.duty import Duty
from electsched.roster.slots import PlannedDuty
from electsched.values import value_text

__all__ = ["People", "Presence"]

_Entry = TypeVar("_Entry")


@attrs.frozen
class People:
    """The people of a duty.

    Attributes:
        number: How many there are, at most as many as the duty needs.
        members: The keys of those who do it; empty if the whole team does, or if its members are not known.
        turn: The keys of the members whose turn it is if nobody is absent or replaced; empty if it is everybody's.
    """

    number: int
    members: tuple[str, ...] = ()
    turn: tuple[str, ...] = ()

    __repr__ = value_text


class Presence:
    """Who of each team is there, in the order of duties.

    Members take turns, which are level as if nobody were ever absent; those who are barred from a post have none there.
    In place of an absent member comes a free one with the fewest hours so far. The turns after it stay as they are: an
    absence changes no other duty, and nobody has to make up for days of leave. Members who stand in for others come in
    their place.
    """

    def __init__(self, plan: Plan) -> None:
        """Look up the members and the absences of each team."""
        self._plan = plan
        self._members: dict[str, list[Member]] = {}
        for member in plan.members:
            self._members.setdefault(member.team, []).append(member)
        self._barred = frozenset((member.key, post) for member in plan.members for post in member.barred_posts)
        self._team_of = team_of = {member.key: member.team for member in plan.members}
        self._absences = _by_team((entry.team or team_of.get(entry.member, ""), entry) for entry in plan.absences)
        self._substitutions = _by_team((team_of.get(entry.member, ""), entry) for entry in plan.substitutions)
        self._amended = {amendment.team for amendment in plan.amendments}
        self._seconds: dict[str, float] = dict.fromkeys(team_of, 0.0)
        self._turns: dict[str, float] = dict.fromkeys(team_of, 0.0)

    def people(self, planned: PlannedDuty) -> People:
        """Return the people of the team of a duty who do it."""
        team = planned.team
        absences = self._absences_at(planned)
        listed = self._members.get(team)
        barred = self._barred_from(planned)
        if not listed:
            present = self._plan.team_on(team, planned.slot.day).people
            if absences:
                present -= sum(1 if absence.member else absence.people for absence in absences)
            return People(max(0, min(planned.people, present)))
        standing_in = self._standing_in(planned)
        is_usual = not absences and not standing_in and not barred and team not in self._amended
        if is_usual and len(listed) <= planned.people:
            return People(len(listed))  # most duties
        most = self._most(planned)
        turn = self._turn(planned, most, barred)
        on_duty = self._crew(planned, turn, most, absences, standing_in)
        is_whole = len(on_duty) == len(listed) and not any(key in standing_in.values() for key in on_duty)
        return People(len(on_duty), () if is_whole else on_duty, turn)

    def permits(self, planned: PlannedDuty, members: tuple[str, ...]) -> bool:
        """Return whether these members, or the whole team if there are none, could be those who do the duty.

        They are there, or stand in for others; their hours so far do not count.
        """
        standing_in = self._standing_in(planned)
        listed = {member.key for member in self._members.get(planned.team, ())}
        away = {absence.member for absence in self._absences_at(planned)} | {*standing_in}
        away |= self._barred_from(planned)
        return (listed - away).union(standing_in.values()).issuperset(members or listed)

    def record(self, duty: Duty, turn: tuple[str, ...], seconds: float) -> None:
        """Count the seconds of a duty for the members who do it, and for those whose turn it is."""
        team = [member.key for member in self._members.get(duty.team, ())]
        for key in duty.members or team:
            self._seconds[key] = self._seconds.get(key, 0.0) + seconds
        for key in turn or team:
            self._turns[key] += seconds

    def _barred_from(self, planned: PlannedDuty) -> frozenset[str]:
        """Return the members of the team of a duty who do none at its post."""
        if not self._barred:
            return frozenset()
        listed = self._members.get(planned.team, ())
        return frozenset(member.key for member in listed if (member.key, planned.post.key) in self._barred)

    def _absences_at(self, planned: PlannedDuty) -> list[Absence]:
        of_team = self._absences.get(planned.team)
        return [absence for absence in of_team if self._applies(absence, planned)] if of_team else []

    def _most(self, planned: PlannedDuty) -> int:
        """Return the number of people of a duty, at most as many as its team has on the day after an amendment."""
        team = self._plan.team_on(planned.team, planned.slot.day)
        is_amended = team is not self._plan.team(planned.team)
        return min(planned.people, team.people) if is_amended else planned.people

    def _turn(self, planned: PlannedDuty, most: int, barred: frozenset[str]) -> tuple[str, ...]:
        """Return the members whose turn it is if nobody is absent or replaced."""
        listed, role = self._members[planned.team], planned.slot.shift.requires
        if barred:
            listed = [member for member in listed if member.key not in barred]
        elif most >= len(listed):
            return ()
        by_turn = sorted(listed, key=lambda member: self._turns[member.key])  # the list decides between equals
        return _first(by_turn, most, lambda member: role in member.roles)

    def _crew(
        self,
        planned: PlannedDuty,
        turn: tuple[str, ...],
        most: int,
        absences: list[Absence],
        standing_in: Mapping[str, str],
    ) -> tuple[str, ...]:
        """Return the members on a duty. Substitutes, who come last, have the places of those for whom they stand in."""
        # A member who is replaced has a place for the substitute, absent, barred or not.
        absent = {absence.member for absence in absences} | self._barred_from(planned)
        away = (absent | {*standing_in.values()}) - {*standing_in}
        present = [member for member in self._members[planned.team] if member.key not in away]
        unnamed = sum(absence.people for absence in absences if not absence.member)
        number, role = max(0, min(most, len(present) - unnamed)), planned.slot.shift.requires
        by_turn = sorted(present, key=lambda member: (bool(turn) and member.key not in turn, self._seconds[member.key]))
        first = _first(by_turn, number, lambda member: role in self._roles(standing_in.get(member.key, member.key)))
        chosen = [member.key for member in present if member.key in first]
        members = [key for key in chosen if key not in standing_in]
        substitutes = [standing_in[key] for key in chosen if standing_in.get(key, "") in self._team_of]
        return tuple(dict.fromkeys((*members, *substitutes)))

    def _applies(self, absence: Absence, planned: PlannedDuty) -> bool:
        slot = planned.slot
        return absence.covers(slot.day, slot.span) and not absence.is_refused(self._plan.postures.get(slot.day))

    def _standing_in(self, planned: PlannedDuty) -> Mapping[str, str]:
        """Return who stands in for each member who is replaced at a duty; a substitute may be replaced as well."""
        if not planned.stand_ins and planned.team not in self._substitutions:
            return {}
        standing_in: dict[str, str] = {}
        for member, substitute in planned.stand_ins:
            replaced = _replaced(standing_in, member)
            if replaced == substitute:  # exchanged back
                standing_in.pop(replaced, None)
            else:
                standing_in[replaced] = substitute
        substitutions = [(entry.member, entry.substitute) for entry in self._substitutions_at(planned, planned.team)]
        for member, substitute in substitutions:
            standing_in[_replaced(standing_in, member)] = substitute
        for replaced, first in [*standing_in.items()]:
            standing_in[replaced] = self._last_substitute(planned, replaced, first)
        return standing_in

    def _last_substitute(self, planned: PlannedDuty, replaced: str, first: str) -> str:
        """Follow the substitutes of a substitute of another team; two who stand in for each other are exchanged."""
        last, passed = first, {replaced, first}
        while (team := self._team_of.get(last, "")) != planned.team:
            entries = self._substitutions_at(planned, team)
            following = next((entry.substitute for entry in entries if entry.member == last), None)
            if following is None or following in passed:
                break
            passed.add(following)
            last = following
        return last

    def _substitutions_at(self, planned: PlannedDuty, team: str) -> Iterable[Substitution]:
        """Yield the substitutions for members of a team that concern a duty."""
        slot = planned.slot
        return (
            entry
            for entry in self._substitutions.get(team, ())
            if entry.covers(planned.post.key, slot.day, slot.shift.key)
        )

    def _roles(self, key: str) -> tuple[str, ...]:
        return self._plan.member(key).roles if key in self._team_of else ()


def _first(in_order: list[Member], number: int, fills_role: Callable[[Member], bool]) -> tuple[str, ...]:
    """Return the first members; the last of them gives way to one who fills the role if no other does."""
    first = in_order[:number]
    if first and not any(map(fills_role, first)):
        first[-1:] = [*filter(fills_role, in_order[number:])][:1] or first[-1:]
    return tuple(member.key for member in first)


def _replaced(standing_in: Mapping[str, str], member: str) -> str:
    """Return the member for whom a member stands in; the member if it is nobody."""
    return next((replaced for replaced, substitute in standing_in.items() if substitute == member), member)


def _by_team(entries: Iterable[tuple[str, _Entry]]) -> Mapping[str, list[_Entry]]:
    by_team: dict[str, list[_Entry]] = {}
    for team, entry in entries:
        by_team.setdefault(team, []).append(entry)
    return by_team
