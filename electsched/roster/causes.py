"""The change of a roster that caused a finding of its check."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import attrs

from electsched.law.date_arithmetic import day_of
from electsched.operation.plan import Plan
from electsched.roster.duty import Roster
from electsched.roster.findings import RosterFinding

__all__ = ["Causes"]

DAYS_OF_EFFECT = 7
"""A change of one duty may break a rule, such as that of the hours in seven days, so many days later."""


@attrs.frozen
class _Concern:
    """The duties that a record concerns.

    Attributes:
        change: The record, by its list and index in the plan file, such as ``swap[0]``.
        start: The first day.
        end: The last day, included; None without end.
        posts: The posts; empty for all.
        people: The teams and members who are concerned; empty for all at the posts.
    """

    change: str
    start: date
    end: date | None
    posts: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()

    def covers(self, post: str, day: date, people: frozenset[str]) -> bool:
        """Return whether it concerns a duty of these people."""
        in_time = self.start <= day and (self.end is None or day <= self.end)
        return in_time and (not self.posts or post in self.posts) and (not self.people or bool(people & self.people))

    def affects(self, day: date, people: frozenset[str]) -> bool:
        """Return whether it may be why people have too little rest on a later day."""
        last = self.end or self.start
        return bool(people & self.people) and self.start <= day <= last + timedelta(days=DAYS_OF_EFFECT)


class Causes:
    """The records of a plan, by the duties that they concern."""

    def __init__(self, roster: Roster, plan: Plan) -> None:
        """Look up the records of the plan, and the teams of the duties that they name."""
        self._team_of = {member.key: member.team for member in plan.members}
        self._teams: dict[tuple[str, date, str], set[str]] = {}
        if plan.has_changes:
            for duty in roster.duties:
                self._teams.setdefault((duty.post, duty.day, duty.shift), set()).update((duty.team, *duty.members))
        self._concerns = list(self._concerns_of(plan))

    def change(self, finding: RosterFinding) -> str:
        """Return the record that caused a finding, such as ``swap[0]``; empty if none did."""
        if not self._concerns:
            return ""
        people = {finding.team, finding.member, self._team_of.get(finding.member, "")} - {""}
        if not people or finding.code == "role":  # a role may be missing because of who stands in
            people |= self._teams.get((finding.post, finding.day, finding.shift), set())
        concerned = frozenset(people)
        # The last record that names the duty comes before one that names its people some days earlier.
        for concern in reversed(self._concerns):
            if concern.covers(finding.post, finding.day, concerned):
                return concern.change
        return next(
            (concern.change for concern in reversed(self._concerns) if concern.affects(finding.day, concerned)), ""
        )

    def _concerns_of(self, plan: Plan) -> Iterator[_Concern]:
        # A cancellation gives nobody a duty: any other record of that duty is more likely the cause.
        for number, record in enumerate(plan.cancellations):
            yield _Concern(f"cancellation[{number}]", record.day, record.day, frozenset({record.post}))
        for number, amendment in enumerate(plan.amendments):
            post = amendment.new_post.key if amendment.new_post else amendment.post
            posts, people = frozenset({post} - {""}), frozenset({amendment.team} - {""})
            # Other teams, or those of a new post, work longer at their other posts too.
            lines = (amendment.new_post.teams if amendment.new_post else amendment.teams) or ()
            if working := frozenset(key for line in lines for key in line):
                yield _Concern(f"amendment[{number}]", amendment.start, None, people=working)
            yield _Concern(f"amendment[{number}]", amendment.start, None, posts, people)
        for number, absence in enumerate(plan.absences):
            team = absence.team or self._team_of.get(absence.member, "")
            people = frozenset({absence.member or team, team})
            yield _Concern(f"absence[{number}]", day_of(absence.start), day_of(absence.end), people=people)
        for number, entry in enumerate(plan.substitutions):
            posts, people = frozenset({entry.post} - {""}), frozenset({entry.member, entry.substitute})
            yield _Concern(f"substitution[{number}]", entry.start, entry.end or entry.start, posts, people)
        for number, swap in enumerate(plan.swaps):
            names = (swap.first, swap.second)
            members = {name.member for name in names} - {""}
            teams = {person for name in names for person in self._teams.get((name.post, name.day, name.shift), ())}
            for name in names:
                people = frozenset(members or teams)
                yield _Concern(f"swap[{number}]", name.day, name.day, frozenset({name.post}), people)
        for number, addition in enumerate(plan.additions):
            people = frozenset({addition.team})
            yield _Concern(f"addition[{number}]", addition.day, addition.day, frozenset({addition.post}), people)
