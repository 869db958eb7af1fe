"""Judge the duties of each member by what the plan says about the member: the posts from which the member is barred.

It shares nothing with the rules of rows by which duties are assigned.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import attrs

from electsched.operation.plan import Plan
from electsched.operation.teams import Member
from electsched.roster.findings import RosterFinding
from electsched.roster.timed_duty import TimedDuty, finding

__all__ = ["member_limit_findings"]


def member_limit_findings(timed: Iterable[TimedDuty], plan: Plan) -> Iterator[RosterFinding]:
    """Yield the findings about each member with a limit, in the order of the plan.

    A duty that names nobody is one of all members of its team.
    """
    limited = [member for member in plan.members if member.barred_posts]
    if not limited:
        return
    duties = _duties_of(limited, timed, plan)
    for member in limited:
        yield from _barred(member, duties[member.key])


def _duties_of(limited: Iterable[Member], timed: Iterable[TimedDuty], plan: Plan) -> Mapping[str, list[TimedDuty]]:
    duties: dict[str, list[TimedDuty]] = {member.key: [] for member in limited}
    teams: dict[str, list[str]] = {}
    for member in plan.members:
        if member.key in duties:
            teams.setdefault(member.team, []).append(member.key)
    for entry in timed:
        for key in dict.fromkeys(entry.duty.members or teams.get(entry.duty.team, ())):
            if key in duties:
                duties[key].append(entry)
    return duties


def _barred(member: Member, duties: Iterable[TimedDuty]) -> Iterator[RosterFinding]:
    for timed in duties:
        if timed.duty.post in member.barred_posts:
            yield attrs.evolve(finding("barred", timed.duty), member=member.key)
