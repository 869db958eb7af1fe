"""The continuation of a recorded roster: duties that have begun stay as they were published, and the plan goes on.

A duty has begun if it was published with a start up to the moment of the continuation. It is changed only by the actual
end of a duty, or by a change that says that it corrects the past, once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Generic, TypeVar

import attrs

from electsched.errors import Fault
from electsched.operation.changes import Amendment
from electsched.operation.plan import Plan
from electsched.phrases import phrase
from electsched.roster.difference import DutyDifference
from electsched.roster.duty import Duty, Roster, Shortfall
from electsched.roster.past.concerns import change_digest, is_correction, names_duty, plan_changes
from electsched.roster.past.record import RosterRecord, listed_members
from electsched.roster.slots import PlannedDuty
from electsched.values import value_text

__all__ = ["Continuation", "DutyStep", "Past", "continue_given", "past_faults"]

DUTIES_SHOWN = 3
_Planned = TypeVar("_Planned", Duty, PlannedDuty)
_Identity = tuple[str, str, date, str, bool]


@attrs.frozen(kw_only=True)
class Continuation:
    """A roster that continues a record.

    Attributes:
        roster: The duties: those that have begun as they were recorded, and the others as the plan says.
        shortfalls: The shifts that have not begun and that no team can do.
        differences: The duties that have begun and that the plan says otherwise, before as they were recorded and stay,
            after as the plan says.
        corrected: The duties that have begun and were corrected, before as they were recorded.
    """

    roster: Roster
    shortfalls: tuple[Shortfall, ...] = ()
    differences: tuple[DutyDifference, ...] = ()
    corrected: tuple[DutyDifference, ...] = ()

    __repr__ = value_text

    @property
    def corrected_duties(self) -> Iterator[Duty]:
        """The duties that were corrected, as they were and as they are."""
        return (duty for pair in self.corrected for duty in (pair.before, pair.after) if duty is not None)


@attrs.frozen
class DutyStep(Generic[_Planned]):
    """A duty in order of time.

    Attributes:
        start: The moment at which it begins, in UTC.
        post: The key of its post.
        planned: The duty of the plan; None if the plan does not have it.
        recorded: The duty as it was recorded, if it has begun and stays; None if it was not recorded.
        begun: Whether the record decides it.
    """

    start: datetime
    post: str
    planned: _Planned | None
    recorded: Duty | None = None
    begun: bool = False

    __repr__ = value_text


class Past:
    """The past of a plan: its recorded duties that have begun, and the changes that may correct them."""

    def __init__(self, plan: Plan, record: RosterRecord, now: datetime) -> None:
        """Look up the recorded duties, and the changes that the record does not contain."""
        self._now = now.astimezone(UTC)
        crews = listed_members(plan)
        self._duties = {duty.identity: _with_members(duty, record.crews, crews) for duty in record.duties}
        self._record, self._units = record, _post_units(plan, record)
        self._corrections = [
            (change_digest(change), change) for _, change in plan_changes(plan) if is_correction(change)
        ]
        self._team_of = {member.key: member.team for member in plan.members}
        self._post_numbers = {post.key: number for number, post in enumerate(plan.posts)}
        self._differences: list[DutyDifference] = []
        self._corrected: list[DutyDifference] = []

    def steps(self, planned: Iterable[tuple[_Identity, datetime, _Planned]]) -> list[DutyStep[_Planned]]:
        """Return the planned and the recorded duties in order of time.

        Each planned duty has its identity and its start in UTC. If it would have begun, it is decided by its record,
        even if that begins later: a duty that was not published does not take place in the past.
        """
        steps: list[DutyStep[_Planned]] = []
        remaining = dict(self._duties)
        for identity, start, duty in planned:
            recorded = remaining.pop(identity, None)
            recorded_start = None if recorded is None else recorded.span.start.astimezone(UTC)
            if start <= self._now or (recorded_start is not None and recorded_start <= self._now):
                steps.append(DutyStep(recorded_start or start, identity[0], duty, recorded, begun=True))
            else:
                steps.append(DutyStep(start, identity[0], duty))
        for recorded in remaining.values():
            start = recorded.span.start.astimezone(UTC)
            if start <= self._now:
                steps.append(DutyStep(start, recorded.post, None, recorded, begun=True))
        return sorted(steps, key=lambda step: (step.start, self._post_numbers.get(step.post, len(self._post_numbers))))

    def decide(self, recorded: Duty | None, planned: Duty | None) -> Duty | None:
        """Return the recorded duty, unless a change that the record does not contain corrects it."""
        if recorded == planned:
            return recorded
        difference = DutyDifference(recorded, planned)
        corrected = any(
            names_duty(change, duty, self._team_of) and not self._record.contains(digest, self._units[duty.post])
            for duty in (recorded, planned)
            if duty is not None
            for digest, change in self._corrections
        )
        (self._corrected if corrected else self._differences).append(difference)
        return planned if corrected else recorded

    def continuation(self, roster: Roster, shortfalls: Iterable[Shortfall] = ()) -> Continuation:
        """Return the roster with the differences so far."""
        return Continuation(
            roster=roster,
            shortfalls=tuple(shortfalls),
            differences=tuple(self._differences),
            corrected=tuple(self._corrected),
        )


def _with_members(duty: Duty, then: Mapping[str, tuple[str, ...]], crews: Mapping[str, tuple[str, ...]]) -> Duty:
    """Return a recorded duty with its members by name, unless they are the whole team as it is now."""
    members = duty.members or then.get(duty.team, ())
    members = () if members == crews.get(duty.team) else members
    return duty if members == duty.members else attrs.evolve(duty, members=members)


def _post_units(plan: Plan, record: RosterRecord) -> dict[str, str]:
    """Return the key of the unit of each post of a record and a plan."""
    return {post.key: post.unit for post in (*record.posts, *plan.posts)}


def continue_given(roster: Roster, plan: Plan, record: RosterRecord, now: datetime) -> Continuation:
    """Return a roster that was made elsewhere, with the recorded duties that have begun; ``now`` is in any zone."""
    past = Past(plan, record, now)
    duties: list[Duty] = []
    for step in past.steps((duty.identity, duty.span.start.astimezone(UTC), duty) for duty in roster):
        duty = past.decide(step.recorded, step.planned) if step.begun else step.planned
        if duty is not None:
            duties.append(duty)
    return past.continuation(Roster(tuple(duties), roster.plan))


def past_faults(
    plan: Plan, record: RosterRecord, differences: Iterable[DutyDifference], now: datetime
) -> Iterator[Fault]:
    """Yield a fault for each change that would change duties that have begun, and does not say that it corrects them.

    ``differences`` are those of the continuation of the record. A change that the record contains is none. Other
    partners are a change too, though the duty is the same.
    """
    team_of, units = {member.key: member.team for member in plan.members}, _post_units(plan, record)
    changed = [[duty for duty in (pair.before, pair.after) if duty is not None] for pair in differences]
    for path, change in plan_changes(plan):
        if is_correction(change):
            continue
        digest = change_digest(change)
        has_partners = isinstance(change, Amendment) and change.partners is not None
        begun_duties = [[duty] for duty in record.duties if duty.span.start <= now] if has_partners else []
        named_duties = [
            duties[0]
            for duties in begun_duties or changed
            if not record.contains(digest, units[duties[0].post])
            and any(names_duty(change, duty, team_of) for duty in duties)
        ]
        if named_duties:
            yield _past_fault(path, named_duties)


def _past_fault(path: str, duties: list[Duty]) -> Fault:
    names = ", ".join(f"{duty.post} {duty.day} {duty.shift}" for duty in duties[:DUTIES_SHOWN])
    more = phrase(" and {count} more", count=len(duties) - DUTIES_SHOWN) if len(duties) > DUTIES_SHOWN else ""
    return Fault(
        path,
        phrase("a change of duties that have begun: {names}{more}", names=names, more=more),
        phrase("a change of duties that have not begun, or one with 'corrects = true'"),
    )
