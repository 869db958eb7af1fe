"""Judge the duties of each member by the member's limits, and say which requests they do not grant.

The limits are barred posts, caps of shifts, and contract hours.

It shares nothing with the rules of rows by which duties are assigned.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import accumulate

import attrs

from electsched.operation.plan import Plan
from electsched.operation.shifts import OFF
from electsched.operation.teams import Member
from electsched.roster.duty import Duty
from electsched.roster.findings import Code, RosterFinding
from electsched.roster.timed_duty import HOUR_SECONDS, TimedDuty, finding

__all__ = ["member_limit_findings"]


def member_limit_findings(timed: Iterable[TimedDuty], plan: Plan) -> Iterator[RosterFinding]:
    """Yield the findings about each member with a limit, in the order of the plan.

    A duty that names nobody is one of all members of its team.
    """
    limited = [member for member in plan.members if member.has_limits or member.requests]
    if not limited:
        return
    duties, last_day = _duties_of(limited, timed, plan), plan.operation.end
    for member in limited:
        member_duties = duties[member.key]
        limits = (
            *_barred(member, member_duties),
            *_beyond_caps(member, member_duties),
            *_hours(member, member_duties, last_day),
        )
        findings = (*limits, *_refused(member, member_duties))
        yield from (attrs.evolve(breach, member=member.key) for breach in findings)


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
    return {
        key: sorted(member_duties, key=lambda entry: (entry.start, entry.end)) for key, member_duties in duties.items()
    }


def _barred(member: Member, duties: Iterable[TimedDuty]) -> Iterator[RosterFinding]:
    for timed in duties:
        if timed.duty.post in member.barred_posts:
            yield finding("barred", timed.duty)


def _beyond_caps(member: Member, duties: list[TimedDuty]) -> Iterator[RosterFinding]:
    """Yield the first duty of each shift that is one too many, with the number of all of them."""
    for shift, cap in member.caps.items():
        of_shift = [timed.duty for timed in duties if timed.duty.shift == shift]
        if len(of_shift) > cap:
            yield finding("cap", of_shift[cap], found=len(of_shift), expected=cap)


def _hours(member: Member, duties: list[TimedDuty], last_day: date) -> Iterator[RosterFinding]:
    """Yield the duty with which the hours are beyond the most, or that they are below the least on the last day."""
    lengths = [(timed.end - timed.start) / HOUR_SECONDS for timed in duties]
    total, most, least = sum(lengths), member.most_hours, member.least_hours
    if most is not None and total > most:
        beyond = next(timed for timed, hours in zip(duties, accumulate(lengths), strict=True) if hours > most)
        yield finding("most-hours", beyond.duty, found=total, expected=most)
    if least is not None and total < least:
        yield RosterFinding(
            code="least-hours", severity="error", post="", day=last_day, shift="", found=total, expected=least
        )


def _refused(member: Member, duties: Iterable[TimedDuty]) -> Iterator[RosterFinding]:
    """Yield the requests that are not granted; ``found`` is the weight."""
    by_day: dict[date, list[Duty]] = {}
    for timed in duties:
        by_day.setdefault(timed.duty.day, []).append(timed.duty)
    for request in member.requests:
        of_day = by_day.get(request.day, [])
        if request.is_granted([duty.shift for duty in of_day]):
            continue
        code: Code = "duty-request" if request.is_for_duty else "free-request"
        refused = RosterFinding(
            code=code, severity="information", post="", day=request.day, shift="", found=request.weight
        )
        if request.is_for_duty:
            yield attrs.evolve(refused, shift=request.shift.replace(OFF, ""))
            continue
        duty = next(duty for duty in of_day if request.shift in {OFF, duty.shift})
        yield attrs.evolve(refused, post=duty.post, shift=duty.shift, team=duty.team)
