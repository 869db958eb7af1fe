"""The part of an absence that can still be decided: what has begun stays as it is."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import attrs

from electsched.law.date_arithmetic import Moment
from electsched.operation.changes import Absence
from electsched.operation.plan import Plan
from electsched.roster.duty import Roster
from electsched.roster.repair.scope import crews_of
from electsched.values import value_text

__all__ = ["OpenAbsence", "open_absence"]


@attrs.frozen(kw_only=True)
class OpenAbsence:
    """An absence without the days whose duties have begun.

    Attributes:
        absence: The absence from the day after the last duty that has begun; None if nothing is left of it.
        begun: How many duties of the member in the absence have begun.
    """

    absence: Absence | None
    begun: int

    __repr__ = value_text


def open_absence(absence: Absence, plan: Plan, roster: Roster, now: datetime | None) -> OpenAbsence:
    """Return the part of the absence of a member that is ahead.

    If a further duty of the member begins on the day of the last one that has begun, the absence begins when that one
    ends.

    Args:
        absence: The absence, with the days of its start and its end.
        plan: The plan.
        roster: The roster that holds.
        now: The moment up to which duties have begun; None if none has.
    """
    crews = crews_of(plan, roster)
    member_duties = [
        duty for duty in roster if absence.member in crews[duty.identity] and absence.covers(duty.day, duty.span)
    ]
    begun_duties = [duty for duty in member_duties if now is not None and duty.span.start <= now]
    if not begun_duties:
        return OpenAbsence(absence=absence, begun=0)
    last = max(begun_duties, key=lambda duty: duty.span.start.timestamp())
    if any(duty.day == last.day and duty not in begun_duties for duty in member_duties):
        end = last.span.end
        start: Moment | date = Moment(end.date(), end.hour * 60 + end.minute)
    else:
        start = last.day + timedelta(days=1)
    is_left = isinstance(start, Moment) or not isinstance(absence.end, date) or start <= absence.end
    return OpenAbsence(absence=attrs.evolve(absence, start=start) if is_left else None, begun=len(begun_duties))
