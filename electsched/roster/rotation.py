"""The roster of a plan: the teams of each post take turns by its pattern over its windows.

A duty belongs to the local day on which it begins, and that day is in a window of the post. A tour that begins on the
last day runs past the window, until its relief. A shift that no team can do is returned as a shortfall.
"""

from __future__ import annotations

from datetime import UTC, datetime

import attrs

from electsched.errors import Fault, InputError
from electsched.i18n.text import translated
from electsched.operation.plan import Plan
from electsched.phrases import phrase, verbatim
from electsched.roster.duty import Duty, Roster, Shortfall
from electsched.roster.past.continuation import Continuation, Past, continue_given
from electsched.roster.past.record import RosterRecord
from electsched.roster.presence import Presence
from electsched.roster.slots import PlannedDuty, planned_duties
from electsched.roster.work_time import WorkTime
from electsched.timespan import Span, checked_moment
from electsched.values import checked_type, value_text

__all__ = ["build_roster", "continue_roster"]


def build_roster(
    plan: Plan, *, record: RosterRecord | None = None, now: datetime | None = None
) -> tuple[Roster, tuple[Shortfall, ...]]:
    """Return the duties of all posts, and the shifts that no team can do.

    With the ``record`` of a roster that was published, its duties that have begun ``now`` stay as they are, and the
    teams take turns after them: see `continue_roster`.

    If the file of the plan names a roster (``roster``), `electsched.build_roster` returns that one instead.

    A cycle begins on the first day of the post's first window, with the first team of each line. Under a posture for
    which the post has another pattern, its teams take turns by that one. A team does not do a duty

    - if it is still on duty elsewhere, or cannot fill the role that the shift requires;
    - if a working-time rule with the severity ``error`` would be broken and is not waived;
    - if all its people are absent. If some are, or the team is smaller than the shift needs, it does the duty with
      those it has, and the rest is a shortfall.

    If the members of a team are known, a duty names those who do it, unless the whole team does: those who are there,
    with substitutes for others, and first those who have had the fewest hours so far. Changes that were decided hold:
    no rule takes a duty away that a swap or an addition gives to a team, and `check_roster` judges it.

    A shift begins and ends by the clock of its post's unit, so that a clock change leaves no gap before its relief. If
    the pattern has fixed hours, the gap is a shortfall.

    A duty that ended with its event lasts to its actual end. If it ran past its latest planned end and a relief is
    named, the relief has the time after that.

    Raises:
        UndatedError: A stage of a window has no date.
        InputError: A window ends before it begins, there is a record without the moment, or the moment has no zone.
    """
    if record is not None:
        continuation = continue_roster(plan, record, now)
        return continuation.roster, continuation.shortfalls
    checked_moment("now", now)
    staffing = _Staffing(plan)
    duties: list[Duty] = []
    shortfalls: list[Shortfall] = []
    for planned in planned_duties(plan):
        staffing.add(planned, duties, shortfalls)
    return Roster(tuple(duties), plan), tuple(shortfalls)


def continue_roster(
    plan: Plan, record: RosterRecord | None, now: datetime | None, *, given: Roster | None = None
) -> Continuation:
    """Return the roster of a plan that continues a record, or the ``given`` roster that does; without a record anew.

    The duties that have begun ``now``, in any zone, are those of the record, though the plan no longer has their post,
    team or shift. The rest of a team and the hours of a member are counted from them. If the plan is the same, the
    roster at a later moment is the same.

    Raises:
        UndatedError: A stage of a window has no date.
        InputError: A window ends before it begins, there is a record without the moment, or the moment has no zone.
    """
    checked_moment("now", now)
    if record is None:
        roster, gaps = (given, ()) if given is not None else build_roster(plan)
        return Continuation(roster=roster, shortfalls=gaps)
    if now is None:
        raise InputError(Fault("now", verbatim("None"), phrase("the moment up to which the record holds")))
    checked_type("record", record, RosterRecord)
    if given is not None:
        return continue_given(given, plan, record, now)
    past, staffing = Past(plan, record, now), _Staffing(plan)
    duties: list[Duty] = []
    shortfalls: list[Shortfall] = []
    for step in past.steps((planned.identity, planned.slot.start, planned) for planned in planned_duties(plan)):
        if step.planned is not None and not step.begun:
            staffing.add(step.planned, duties, shortfalls)
            continue
        assignment = _Assignment() if step.planned is None else staffing.assignment(step.planned)
        expected = assignment.duty
        if step.planned is not None and staffing.may_have_been(step.planned, expected, step.recorded):
            expected = step.recorded
        duty = past.decide(step.recorded, expected)
        if duty is not None:
            staffing.record(duty, assignment.turn)
            duties.append(duty)
    return past.continuation(Roster(tuple(duties), plan), shortfalls)


# --- teams that do a duty, or do not ------------------------------------------------------------------------------


@attrs.frozen
class _Assignment:
    """The duty and the shortfall of a slot, None if there is none, and the members whose turn it is."""

    duty: Duty | None = None
    shortfall: Shortfall | None = None
    turn: tuple[str, ...] = ()

    __repr__ = value_text


class _Staffing:
    """Gives planned slots to their teams, in order of time, and remembers the duties of each team so far."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._work_time = WorkTime(plan.rules, plan.waivers, plan.zone)
        self._presence = Presence(plan)
        self._busy_until: dict[str, datetime] = {}

    def add(self, planned: PlannedDuty, duties: list[Duty], shortfalls: list[Shortfall]) -> None:
        """Add the duty of the slot and its shortfalls."""
        assignment = self.assignment(planned)
        if assignment.duty is not None:
            self._record(assignment.duty, planned.slot.start, planned.slot.end, assignment.turn)
            duties.append(assignment.duty)
        if assignment.shortfall is not None:
            shortfalls.append(assignment.shortfall)
        if planned.slot.uncovered is not None:
            shortfalls.append(_uncovered(planned, planned.slot.uncovered))

    def record(self, duty: Duty, turn: tuple[str, ...]) -> None:
        """Count a duty for the rest of its team and the hours of its members."""
        # Moments of pendulum become moments of the standard library.
        start, end = (datetime.fromtimestamp(moment.timestamp(), UTC) for moment in (duty.span.start, duty.span.end))
        self._record(duty, start, end, turn)

    def _record(self, duty: Duty, start: datetime, end: datetime, turn: tuple[str, ...]) -> None:
        self._work_time.record(duty.team, start, end, duty.span.start.tzinfo)
        # A duty that was decided may be within a longer one.
        self._busy_until[duty.team] = max(end, self._busy_until.get(duty.team, end))
        self._presence.record(duty, turn, (end - start).total_seconds())

    def may_have_been(self, planned: PlannedDuty, duty: Duty | None, recorded: Duty | None) -> bool:
        """Return whether the duty of the slot is the recorded one, but for other members who were there as well."""
        if duty is None or recorded is None or attrs.evolve(duty, members=recorded.members) != recorded:
            return False
        return self._presence.permits(planned, recorded.members)

    def assignment(self, planned: PlannedDuty) -> _Assignment:
        """Return the duty and the shortfall of the slot."""
        slot, team = planned.slot, planned.team
        reason = self._reason_against(planned) if team else "no_team"
        if reason:
            return _Assignment(shortfall=_shortfall(planned, planned.people, reason))
        people = self._presence.people(planned)
        if people.number < 1:
            return _Assignment(shortfall=_shortfall(planned, planned.people, "too_few"))
        duty = Duty(
            post=planned.post.key,
            line=planned.line,
            day=slot.day,
            shift=slot.shift.key,
            team=team,
            people=people.number,
            span=slot.span,
            members=people.members,
            relief=planned.relief,
        )
        missing = planned.people - people.number
        return _Assignment(duty, _shortfall(planned, missing, "too_few") if missing else None, people.turn)

    def _reason_against(self, planned: PlannedDuty) -> str:
        """Return the key of the reason why the team cannot do the duty; empty if it can."""
        if planned.decided:  # what was decided holds, and the check of the roster judges it
            return ""
        slot, team = planned.slot, planned.team
        requires = slot.shift.requires
        if requires and requires not in self._plan.team(team).roles:
            return "no_role"
        if slot.start < self._busy_until.get(team, slot.start):
            return "on_duty"
        return self._work_time.broken_rule(team, slot.day, slot.start, slot.end, slot.span.start.tzinfo)


def _shortfall(planned: PlannedDuty, missing: int, reason: str) -> Shortfall:
    slot = planned.slot
    return Shortfall(
        post=planned.post.key,
        line=planned.line,
        day=slot.day,
        shift=slot.shift.key,
        people=planned.people,
        missing=missing,
        span=slot.span,
        reason=translated(f"shortfall.{reason.replace('-', '_')}"),
        team=planned.team,
    )


def _uncovered(planned: PlannedDuty, span: Span) -> Shortfall:
    return attrs.evolve(_shortfall(planned, planned.people, "clock_change"), span=span)
