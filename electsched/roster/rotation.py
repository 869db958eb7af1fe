"""The roster of a plan: the teams of each post take turns by its pattern over its windows.

A duty belongs to the local day on which it begins, and that day is in a window of the post. A tour that begins on the
last day runs past the window, until its relief. A shift that no team can do is returned as a shortfall.
"""

from __future__ import annotations

from datetime import datetime

import attrs

from electsched.i18n.text import translated
from electsched.operation.plan import Plan
from electsched.roster.duty import Duty, Roster, Shortfall
from electsched.roster.presence import Presence
from electsched.roster.slots import PlannedDuty, planned_duties
from electsched.roster.work_time import WorkTime
from electsched.timespan import Span

__all__ = ["build_roster"]


def build_roster(plan: Plan) -> tuple[Roster, tuple[Shortfall, ...]]:
    """Return the duties of all posts, and the shifts that no team can do.

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
        InputError: A window ends before it begins.
    """
    staffing = _Staffing(plan)
    duties: list[Duty] = []
    shortfalls: list[Shortfall] = []
    for planned in planned_duties(plan):
        duty, shortfall = staffing.assign(planned)
        if duty is not None:
            duties.append(duty)
        if shortfall is not None:
            shortfalls.append(shortfall)
        if planned.slot.uncovered is not None:
            shortfalls.append(_uncovered(planned, planned.slot.uncovered))
    return Roster(tuple(duties), plan), tuple(shortfalls)


# --- teams that do a duty, or do not ------------------------------------------------------------------------------


class _Staffing:
    """Gives planned slots to their teams, in order of time, and remembers the duties of each team so far."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._work_time = WorkTime(plan.rules, plan.waivers, plan.zone)
        self._presence = Presence(plan)
        self._busy_until: dict[str, datetime] = {}

    def assign(self, planned: PlannedDuty) -> tuple[Duty | None, Shortfall | None]:
        """Return the duty and the shortfall of the slot; each is None if there is none."""
        slot, team = planned.slot, planned.team
        reason = self._reason_against(planned) if team else "no_team"
        if reason:
            return None, _shortfall(planned, planned.people, reason)
        people = self._presence.people(planned)
        if people.number < 1:
            return None, _shortfall(planned, planned.people, "too_few")
        self._work_time.record(team, slot.start, slot.end, slot.span.start.tzinfo)
        self._busy_until[team] = slot.end
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
        return duty, _shortfall(planned, missing, "too_few") if missing else None

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
