"""A roster looked up: the duties of each unit, post and team, who is relieved by whom, who stands there, who should.

It is made once for a roster and shared by every calendar and page of it, in every language and for every audience.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import cached_property

import attrs

from electsched.operation.plan import Plan
from electsched.operation.teams import Member
from electsched.roster.duty import Duty, Roster
from electsched.staffing.demand import Need, demand

__all__ = ["RosterIndex"]

_Relief = Mapping[tuple[str, str], Mapping[datetime, str]]
_NOBODY: Mapping[datetime, str] = {}


@attrs.frozen
class RosterIndex:
    """A roster of a plan, looked up.

    Attributes:
        plan: The plan.
        roster: The roster.
    """

    plan: Plan
    roster: Roster

    @cached_property
    def _by(self) -> Mapping[str, Mapping[str, list[Duty]]]:
        posts: dict[str, list[Duty]] = {}
        teams: dict[str, list[Duty]] = {}
        units: dict[str, list[Duty]] = {}
        of_post = {post.key: post.unit for post in self.plan.posts}
        for duty in self.roster.duties:
            posts.setdefault(duty.post, []).append(duty)
            teams.setdefault(duty.team, []).append(duty)
            units.setdefault(of_post[duty.post], []).append(duty)
        return {"unit": units, "post": posts, "team": teams}

    def of(self, kind: str, key: str) -> list[Duty]:
        """Return the duties of a unit's own posts, of a post or of a team, in the order of the roster."""
        return self._by[kind].get(key, [])

    @cached_property
    def _ending(self) -> _Relief:
        found: dict[tuple[str, str], dict[datetime, str]] = {}
        for duty in self.roster.duties:
            found.setdefault((duty.post, duty.line), {})[duty.span.end] = duty.team
        return found

    @cached_property
    def _starting(self) -> _Relief:
        found: dict[tuple[str, str], dict[datetime, str]] = {}
        for duty in self.roster.duties:
            found.setdefault((duty.post, duty.line), {})[duty.span.start] = duty.team
        return found

    def before(self, duty: Duty) -> str:
        """Return the key of the team that the duty relieves; empty where it relieves none."""
        return self._ending.get((duty.post, duty.line), _NOBODY).get(duty.span.start, "")

    def after(self, duty: Duty) -> str:
        """Return the key of the team that relieves the duty; empty where none does."""
        return self._starting.get((duty.post, duty.line), _NOBODY).get(duty.span.end, "")

    @cached_property
    def people(self) -> Mapping[str, tuple[Member, ...]]:
        """The members of each team, by its key."""
        found: dict[str, list[Member]] = {}
        for member in self.plan.members:
            found.setdefault(member.team, []).append(member)
        return {team: tuple(members) for team, members in found.items()}

    @cached_property
    def _members(self) -> Mapping[str, Member]:
        return {member.key: member for member in self.plan.members}

    def who(self, duty: Duty) -> tuple[Member, ...]:
        """Return the people who do the duty, as far as they are known: those that it names, else all of the team."""
        if duty.members:
            return tuple(self._members[key] for key in duty.members if key in self._members)
        return self.people.get(duty.team, ())

    @cached_property
    def _naming(self) -> Mapping[str, list[Duty]]:
        found: dict[str, list[Duty]] = {}
        for duty in self.roster.duties:
            for key in duty.members:
                found.setdefault(key, []).append(duty)
        return found

    def naming(self, member: str) -> list[Duty]:
        """Return the duties that name the member, by the member's key."""
        return self._naming.get(member, [])

    @cached_property
    def _needs(self) -> Mapping[str, list[Need]]:
        found: dict[str, list[Need]] = {}
        for need in demand(self.plan).needs:
            found.setdefault(need.post, []).append(need)
        return found

    def needed(self, post: str) -> Mapping[date, int]:
        """Return how many people must be at the post, on each day on which it stands."""
        found: dict[date, int] = {}
        for need in self._needs.get(post, []):
            for day in need.days:
                found[day] = found.get(day, 0) + need.people
        return found
