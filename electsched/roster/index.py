"""A roster with look-ups: the duties of units, posts, teams and members, reliefs, and headcounts.

It is built once for a roster and shared by all its calendars and pages, in every language and for every audience.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property

import attrs

from electsched.errors import checked_choice
from electsched.operation.operation import Muster
from electsched.operation.plan import Plan
from electsched.operation.teams import Member
from electsched.roster.duty import Duty, Roster
from electsched.roster.musters import Excused, excused_from
from electsched.staffing.demand import Need, demand
from electsched.values import value_text

__all__ = ["RosterIndex"]

_TeamByMoment = Mapping[tuple[str, str, float], str]
"""The team of a duty by post, line, and its start or end in seconds since 1970."""


@attrs.frozen(eq=False)  # look-ups of equal rosters need not be compared, and are kept apart
class RosterIndex:
    """The look-ups of a roster.

    Attributes:
        plan: The plan.
        roster: The roster.
    """

    plan: Plan
    roster: Roster

    __repr__ = value_text

    @cached_property
    def _duties(self) -> Mapping[str, Mapping[str, list[Duty]]]:
        posts: dict[str, list[Duty]] = {}
        teams: dict[str, list[Duty]] = {}
        units: dict[str, list[Duty]] = {}
        for duty in self.roster.duties:
            posts.setdefault(duty.post, []).append(duty)
            teams.setdefault(duty.team, []).append(duty)
            units.setdefault(self.plan.post(duty.post).unit, []).append(duty)
        return {"unit": units, "post": posts, "team": teams}

    def duties_of(self, kind: str, key: str) -> list[Duty]:
        """Return the duties of a ``unit`` (at its posts), a ``post`` or a ``team``, in the order of the roster.

        Raises:
            UnknownNameError: There is no such kind.
        """
        return self._duties[checked_choice("owner", kind, self._duties)].get(key, [])

    @cached_property
    def _duties_by_member(self) -> Mapping[str, list[Duty]]:
        duties: dict[str, list[Duty]] = {}
        for duty in self.roster.duties:
            for key in duty.members:
                duties.setdefault(key, []).append(duty)
        return duties

    def duties_naming(self, member: str) -> list[Duty]:
        """Return the duties that name the member with that key, in the order of the roster."""
        return self._duties_by_member.get(member, [])

    def duties_of_member(self, member: Member) -> list[Duty]:
        """Return the duties of a member: those of the team that name nobody, then those that name the member."""
        of_team = [duty for duty in self.duties_of("team", member.team) if not duty.members]
        return [*of_team, *self.duties_naming(member.key)]

    def musters_of_member(self, member: Member) -> list[Muster]:
        """Return the musters to which a member must come, in the order of the plan."""
        unit = self.plan.team(member.team).unit
        called = (muster for muster in self.plan.musters if not muster.units or unit in muster.units)
        return [muster for muster in called if not self.is_excused(muster, member.team, member.key)]

    @cached_property
    def members_by_team(self) -> Mapping[str, tuple[Member, ...]]:
        """The members of each team, by the key of the team."""
        members: dict[str, list[Member]] = {}
        for member in self.plan.members:
            members.setdefault(member.team, []).append(member)
        return {team: tuple(team_members) for team, team_members in members.items()}

    @cached_property
    def _members(self) -> Mapping[str, Member]:
        return {member.key: member for member in self.plan.members}

    def members_of(self, duty: Duty) -> tuple[Member, ...]:
        """Return the members on a duty: those that it names, else all of the team; unknown keys are left out."""
        if duty.members:
            return tuple(self._members[key] for key in duty.members if key in self._members)
        return self.members_by_team.get(duty.team, ())

    def is_excused(self, muster: Muster, team: str, member: str = "") -> bool:
        """Return whether a team as a whole, or a member, need not come to a muster because of a duty."""
        excused = self._excused.get(muster.key)
        if excused is None:
            return False
        if member:
            return member in excused.members
        people = len(self.members_by_team.get(team, ())) or self.plan.team_on(team, muster.start.day).people
        return excused.people.get(team, 0) >= people

    @cached_property
    def _excused(self) -> Mapping[str, Excused]:
        musters = (muster for muster in self.plan.musters if muster.exempt != "nobody" or muster.exempt_posts)
        return {muster.key: excused_from(self.roster.duties, self.plan, muster) for muster in musters}

    @cached_property
    def _seconds(self) -> Mapping[int, tuple[float, float]]:
        # By identity: duties share their spans, which live as long as the roster.
        spans = {id(duty.span): duty.span for duty in self.roster.duties}
        return {key: (span.start.timestamp(), span.end.timestamp()) for key, span in spans.items()}

    def seconds_of(self, duty: Duty) -> tuple[float, float]:
        """Return the start and the end of a duty in seconds since 1970."""
        span = duty.span
        return self._seconds.get(id(span)) or (span.start.timestamp(), span.end.timestamp())

    @cached_property
    def _ending(self) -> _TeamByMoment:
        return {(duty.post, duty.line, self.seconds_of(duty)[1]): duty.team for duty in self.roster.duties}

    @cached_property
    def _starting(self) -> _TeamByMoment:
        return {(duty.post, duty.line, self.seconds_of(duty)[0]): duty.team for duty in self.roster.duties}

    def relieved_team(self, duty: Duty) -> str:
        """Return the key of the team that the duty relieves; empty if it relieves none."""
        return self._ending.get((duty.post, duty.line, self.seconds_of(duty)[0]), "")

    def relieving_team(self, duty: Duty) -> str:
        """Return the key of the team that relieves the duty; empty if none does."""
        return self._starting.get((duty.post, duty.line, self.seconds_of(duty)[1]), "")

    @cached_property
    def _needs(self) -> Mapping[str, list[Need]]:
        needs: dict[str, list[Need]] = {}
        for need in demand(self.plan).needs:
            needs.setdefault(need.post, []).append(need)
        return needs

    def people_needed(self, post: str) -> Mapping[tuple[date, str], int]:
        """Return the number of people needed at the post, for each day and the key of each shift."""
        people: dict[tuple[date, str], int] = {}
        for need in self._needs.get(post, []):
            for day in need.days:
                people[day, need.shift] = people.get((day, need.shift), 0) + need.headcount
        return people

    def headcount_needed(self, post: str) -> Mapping[date, int]:
        """Return the number of people needed at the post, for each day on which it is manned."""
        headcounts: dict[date, int] = {}
        for need in self._needs.get(post, []):
            for day in need.days:
                headcounts[day] = headcounts.get(day, 0) + need.headcount
        return headcounts
