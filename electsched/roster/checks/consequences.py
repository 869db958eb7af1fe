"""Find what the check says after a change of a roster and did not say before.

Only the posts, teams and members that the change can touch are checked: all findings of the others are as they were.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs

from electsched.operation.changes import Decision, Swap
from electsched.operation.plan import Plan
from electsched.roster.causes import Causes
from electsched.roster.check import check_roster
from electsched.roster.difference import DutyDifference
from electsched.roster.duty import Roster
from electsched.roster.findings import RosterFinding

__all__ = ["new_findings"]


def new_findings(
    before: tuple[Roster, Plan], after: tuple[Roster, Plan], differences: Iterable[DutyDifference], record: Decision
) -> tuple[RosterFinding, ...]:
    """Return the findings of a roster that another one had not, as a check of both would.

    Args:
        before: The roster before the change, and its plan.
        after: The roster after the change, and its plan.
        differences: The duties that differ.
        record: The record of the change.
    """
    touched = _Touched.of(after[1], tuple(differences), record)
    old_findings = {attrs.evolve(finding, change="") for finding in touched.findings(*before)}
    findings = [finding for finding in touched.findings(*after) if attrs.evolve(finding, change="") not in old_findings]
    if not findings:
        return ()
    causes = Causes(*after)  # of the whole roster: a record may name a duty that is left out
    return tuple(
        finding if _is_of_record(finding) else attrs.evolve(finding, change=causes.change(finding))
        for finding in findings
    )


def _is_of_record(finding: RosterFinding) -> bool:
    """Return whether a finding is about a record, which it names, and not about a duty that a record caused."""
    return finding.code == "not-on-duty" or (finding.code == "unknown" and not finding.post)


@attrs.frozen
class _Touched:
    """The posts that a change touches, and the teams with all the members whom it touches."""

    posts: frozenset[str]
    teams: frozenset[str]

    @classmethod
    def of(cls, plan: Plan, differences: tuple[DutyDifference, ...], record: Decision) -> _Touched:
        """Return those of the duties that differ, and those that the record names."""
        team_of = {member.key: member.team for member in plan.members}
        duties = [duty for pair in differences for duty in (pair.before, pair.after) if duty is not None]
        posts = {duty.post for duty in duties} | set(_posts_of(record))
        people = {key for duty in duties for key in (duty.team, *duty.members)} | set(_people_of(record))
        return cls(frozenset(posts), frozenset(team_of.get(key, key) for key in people))

    def findings(self, roster: Roster, plan: Plan) -> Iterator[RosterFinding]:
        """Yield the findings about what is touched."""
        members = {member.key for member in plan.members if member.team in self.teams}
        duties = tuple(
            duty
            for duty in roster.duties
            if duty.post in self.posts or duty.team in self.teams or not members.isdisjoint(duty.members)
        )
        part = attrs.evolve(plan, posts=tuple(post for post in plan.posts if post.key in self.posts))
        for finding in check_roster(Roster(duties), part):
            # The other duties of the people are at posts that are left out.
            if finding.code != "unknown" or not finding.post or finding.post in self.posts:
                yield finding


def _posts_of(record: Decision) -> Iterator[str]:
    if isinstance(record, Swap):
        yield from (record.first.post, record.second.post)
    new_post = getattr(record, "new_post", None)
    yield new_post.key if new_post else getattr(record, "post", "")


def _people_of(record: Decision) -> Iterator[str]:
    yield from (getattr(record, name, "") for name in ("team", "member", "substitute"))
    new_post = getattr(record, "new_post", None)
    for line in (new_post.teams if new_post else getattr(record, "teams", None)) or ():
        yield from line
