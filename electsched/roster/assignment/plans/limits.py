"""The limits of members as those of officers: barred posts, caps of shifts, and contract hours; and their requests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from math import ceil

import attrs

from electsched.errors import Fault
from electsched.operation.shifts import OFF
from electsched.operation.teams import Member
from electsched.phrases import phrase
from electsched.roster.assignment.evaluation import totals
from electsched.roster.assignment.plans.marks import DutyMarks
from electsched.roster.assignment.problem import AssignmentProblem, Officer, Request, RowRule, Rows
from electsched.roster.duty import Duty

__all__ = ["counted_shifts", "limited_officer", "requests_of", "unreachable_hours", "with_room"]


def counted_shifts(members: Iterable[Member]) -> frozenset[str]:
    """Return the keys of the shifts that members have caps of, or ask for, at whatever post."""
    members = tuple(members)
    capped = {shift for member in members for shift in member.caps}
    return frozenset(capped | {request.shift for member in members for request in member.requests} - {OFF})


def requests_of(members: Iterable[Member], marks: DutyMarks, first: date, last: date) -> Iterator[Request]:
    """Yield the requests of members for days that are assigned, the first and the last included.

    A request for a shift that there is not at all is left out: nothing can grant it, or everything does.
    """
    kinds = {OFF, *(shift.kind for shift in marks.shifts)}
    for member in members:
        for request in member.requests:
            if first <= request.day <= last and request.shift in kinds:
                yield Request(
                    officer=member.key,
                    day=request.day,
                    shift=request.shift,
                    weight=request.weight,
                    wanted=request.wanted,
                )


def limited_officer(officer: Officer, member: Member, marks: DutyMarks, begun_duties: Sequence[Duty] = ()) -> Officer:
    """Return an officer with the limits of a member, as far as duties that stay have not used them.

    Args:
        officer: The officer.
        member: The member.
        marks: The marks of the duties that are assigned.
        begun_duties: The duties of the member that stay, and count for the same period.
    """
    used, hours = Counter(duty.shift for duty in begun_duties), sum(duty.span.hours for duty in begun_duties)
    kinds = {shift.kind for shift in marks.shifts}
    rules = []
    if member.most_hours is not None:
        rules.append(RowRule(key="minutes-most", limit=max(0, int((member.most_hours - hours) * 60))))
    if member.least_hours is not None:
        rules.append(RowRule(key="minutes-least", limit=max(0, ceil((member.least_hours - hours) * 60))))
    return attrs.evolve(
        officer,
        barred=marks.at_posts(member.barred_posts),
        caps={name: max(0, cap - used[name]) for name, cap in member.caps.items() if name in kinds},
        rules=tuple(rules),
    )


def unreachable_hours(problem: AssignmentProblem) -> Iterator[Fault]:
    """Yield a fault for each officer whose least hours are more than those of the longest shift on each day."""
    reach = problem.days * max(shift.minutes for shift in problem.shifts)
    for officer in problem.officers:
        for rule in officer.rules:
            if rule.key == "minutes-least" and rule.limit > reach:
                yield Fault(
                    phrase("member {member!r}", member=officer.key),
                    phrase(
                        "least hours of which {hours} {hours:is|are} left on {days} {days:day|days}",
                        hours=rule.limit // 60,
                        days=problem.days,
                    ),
                    phrase("at most {hours}, the longest shift on each day", hours=reach // 60),
                )


def with_room(problem: AssignmentProblem, rows: Rows) -> AssignmentProblem:
    """Return a problem whose limits from above allow what each officer has in some rows, and nothing more."""

    def allowed(officer: Officer) -> Officer:
        if not officer.caps and not officer.rules:
            return officer
        row = totals(problem, officer, rows[officer.key])
        return attrs.evolve(
            officer,
            caps={name: max(cap, row.shifts[name]) for name, cap in officer.caps.items()},
            rules=tuple(attrs.evolve(rule, limit=max(rule.limit, row.minutes)) for rule in officer.rules),
        )

    return attrs.evolve(problem, officers=tuple(map(allowed, problem.officers)))
