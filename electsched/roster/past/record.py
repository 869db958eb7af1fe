"""The record of a roster: its duties as they were published, with all that is needed to show them later.

A plan changes, and may no longer have a post, a team or a shift of a duty that has begun: the record has them as they
were. It names members by key.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

import attrs

from electsched.operation.operation import Post, Unit
from electsched.operation.plan import Plan
from electsched.operation.shifts import Pattern, Shift
from electsched.operation.teams import Team
from electsched.roster.duty import Duty, Roster
from electsched.roster.parts.partition import seen_by_partners
from electsched.roster.past.concerns import change_digest, plan_changes

__all__ = [
    "PAST",
    "RosterRecord",
    "begun_part",
    "listed_members",
    "merged_record",
    "part_for_partners",
    "plan_with_past",
    "record_of",
    "shift_of",
]

PAST = "past-"
"""The start of the key of a pattern that has the shifts of a post as they were recorded; see `plan_with_past`."""
_Keyed = TypeVar("_Keyed", Unit, Post, Team)


@attrs.frozen(kw_only=True, repr=False)
class RosterRecord:
    """A roster as it was published.

    Attributes:
        plan: The id of the plan.
        duties: The duties, in order of their start. A duty without members was done by its whole team, see ``crews``.
        units: The units of the posts.
        posts: The posts of the duties, without their windows and teams.
        teams: The teams of the duties.
        shifts: The shifts of each post that its duties name, by the key of the post.
        crews: The keys of the members of each team that had a list of members, by the key of the team.
        changes: The digests of the changes that the roster contains, see `change_digest`.
        unit_changes: Those that the duties at the posts of each unit contain, if it is a record of several units. They
            differ if a publication was stopped between the records of two units.
        lacks_members: Whether it was read without its members, which are in a file of their own.
    """

    plan: str
    duties: tuple[Duty, ...]
    units: tuple[Unit, ...] = ()
    posts: tuple[Post, ...] = ()
    teams: tuple[Team, ...] = ()
    shifts: Mapping[str, tuple[Shift, ...]] = attrs.field(factory=dict)
    crews: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict)
    changes: frozenset[str] = frozenset()
    unit_changes: Mapping[str, frozenset[str]] = attrs.field(factory=dict)
    lacks_members: bool = False

    @property
    def names_members(self) -> bool:
        """Whether it has the members of a team or of a duty."""
        return bool(self.crews) or any(duty.members for duty in self.duties)

    def contains(self, digest: str, unit: str) -> bool:
        """Return whether the duties at the posts of a unit contain a change."""
        return digest in (self.unit_changes.get(unit, ()) if self.unit_changes else self.changes)

    def __repr__(self) -> str:
        """Return its plan and the number of duties."""
        return f"RosterRecord({self.plan!r}, {len(self.duties):,} duties)"


def listed_members(plan: Plan) -> dict[str, tuple[str, ...]]:
    """Return the keys of the members of each team that has a list of them, by the key of the team."""
    crews: dict[str, tuple[str, ...]] = {}
    for member in plan.members:
        crews[member.team] = (*crews.get(member.team, ()), member.key)
    return crews


def record_of(roster: Roster, plan: Plan, *, unit: str | None = None) -> RosterRecord:
    """Return the record of a roster, or of the duties at the posts of one unit.

    ``plan`` has every post and team of the duties, see `plan_with_past`.

    Raises:
        UnknownNameError: It has not.
    """
    duties = [duty for duty in roster if unit is None or plan.post(duty.post).unit == unit]
    posts = {key: plan.post(key) for key in dict.fromkeys(duty.post for duty in duties)}
    teams = {key: plan.team(key) for key in dict.fromkeys(duty.team for duty in duties)}
    units = [*(post.unit for post in posts.values()), *(team.unit for team in teams.values())]
    listed = listed_members(plan)
    shifts: dict[str, dict[str, Shift]] = {key: {} for key in posts}
    for duty in duties:
        if duty.shift not in shifts[duty.post] and (shift := shift_of(plan, duty)) is not None:
            shifts[duty.post][duty.shift] = shift
    return RosterRecord(
        plan=plan.id,
        duties=tuple(duties),
        units=tuple(_recorded_unit(plan, key) for key in dict.fromkeys(units) if key in plan.zones),
        posts=tuple(map(_recorded_post, posts.values())),
        teams=tuple(map(_recorded_team, teams.values())),
        shifts={post: tuple(of_post.values()) for post, of_post in shifts.items()},
        crews={team: listed[team] for team in teams if team in listed},
        changes=frozenset(change_digest(change) for _, change in plan_changes(plan)),
    )


# Only the fields that calendars and pages show: readers of the internal part read the record.


def _recorded_unit(plan: Plan, key: str) -> Unit:
    unit = plan.unit(key)
    return Unit(key=key, name=unit.name, level=unit.level, zone=plan.zones[key])


def _recorded_post(post: Post) -> Post:
    return Post(
        key=post.key,
        name=post.name,
        unit=post.unit,
        kind=post.kind,
        windows=(),
        pattern=f"{PAST}{post.key}",
        teams=(),
        place=attrs.evolve(post.place, note=""),
        bring=post.bring,
        contact=post.contact,
        alarm=post.alarm,
    )


def _recorded_team(team: Team) -> Team:
    return Team(key=team.key, name=team.name, unit=team.unit, people=team.people, short=team.short)


def merged_record(records: Mapping[str, RosterRecord]) -> RosterRecord | None:
    """Return the records of several units of a plan, by the key of the unit, as one; None if there are none."""
    parts = tuple(records.values())
    if not parts:
        return None
    shifts: dict[str, dict[str, Shift]] = {}
    for part in parts:
        for post, of_post in part.shifts.items():  # a post that went to another unit is in the records of both
            shifts.setdefault(post, {}).update({shift.key: shift for shift in of_post})
    duties = sorted((duty for part in parts for duty in part.duties), key=lambda duty: duty.span.start.astimezone(UTC))
    return RosterRecord(
        plan=parts[0].plan,
        duties=tuple({duty.identity: duty for duty in duties}.values()),
        units=_first_of(unit for part in parts for unit in part.units),
        posts=_first_of(post for part in parts for post in part.posts),
        teams=_first_of(team for part in parts for team in part.teams),
        shifts={post: tuple(of_post.values()) for post, of_post in shifts.items()},
        crews={team: crew for part in parts for team, crew in part.crews.items()},
        changes=frozenset[str]().union(*(part.changes for part in parts)),
        unit_changes={unit: part.changes for unit, part in records.items()},
    )


def _first_of(entries: Iterable[_Keyed]) -> tuple[_Keyed, ...]:
    by_key: dict[str, _Keyed] = {}
    for entry in entries:
        by_key.setdefault(entry.key, entry)
    return tuple(by_key.values())


def plan_with_past(plan: Plan, record: RosterRecord | None, duties: Iterable[Duty]) -> Plan:
    """Return the plan with each unit, post, team and shift of these duties that only the record has.

    A post that only the record has is manned on no day. The result shows duties; no roster is built from it.
    """
    if record is None:
        return plan
    shown_duties = tuple(duties)
    duty_posts, duty_teams = {duty.post for duty in shown_duties}, {duty.team for duty in shown_duties}
    posts = _missing(plan.posts, (post for post in record.posts if post.key in duty_posts))
    teams = _missing(plan.teams, (team for team in record.teams if team.key in duty_teams))
    owners = {post.unit for post in posts} | {team.unit for team in teams}
    extended = _extended(
        plan,
        units=_missing(plan.units, (unit for unit in record.units if unit.key in owners)),
        posts=posts,
        teams=teams,
        patterns=tuple(_pattern(post.key, record.shifts[post.key]) for post in posts),
    )
    shifts = {(pattern.key, shift.key) for pattern in extended.patterns for shift in pattern.shift}
    # The pattern of any other post is the same on all days.
    varying = {amendment.changed_post for amendment in extended.amendments}
    varying |= {post.key for post in extended.posts if post.pattern_by_posture}
    distinct = {(duty.post, duty.shift, duty.day if duty.post in varying else None): duty for duty in shown_duties}
    changed = {duty.post for duty in distinct.values() if not _has_shift(extended, duty, shifts)} & record.shifts.keys()
    return _extended(extended, patterns=tuple(_pattern(post, record.shifts[post]) for post in sorted(changed)))


def _extended(plan: Plan, **fields: tuple[Any, ...]) -> Plan:
    if not any(fields.values()):
        return plan
    lists: dict[str, Any] = {name: (*getattr(plan, name), *added) for name, added in fields.items()}
    return attrs.evolve(plan, **lists)


def _missing(entries: Iterable[_Keyed], recorded: Iterable[_Keyed]) -> tuple[_Keyed, ...]:
    present = {entry.key for entry in entries}
    return tuple(entry for entry in recorded if entry.key not in present)


def _has_shift(plan: Plan, duty: Duty, shifts: Container[tuple[str, str]]) -> bool:
    return any((key, duty.shift) in shifts for key in _pattern_keys(plan, duty))


def _pattern_keys(plan: Plan, duty: Duty) -> tuple[str, str]:
    """Return the keys of the pattern of the day of a duty, and of the pattern with the recorded shifts of its post."""
    post = plan.post_on(duty.post, duty.day)
    pattern = post.pattern_under(plan.postures.get(duty.day)) if post.pattern_by_posture else post.pattern
    return pattern, f"{PAST}{duty.post}"


def shift_of(plan: Plan, duty: Duty) -> Shift | None:
    """Return the shift of a duty: of the pattern of its day, else as it was recorded; None if there is none."""
    patterns = (entry for key in _pattern_keys(plan, duty) for entry in plan.patterns if entry.key == key)
    return next((shift for entry in patterns for shift in entry.shift if shift.key == duty.shift), None)


def begun_part(record: RosterRecord, now: datetime) -> RosterRecord:
    """Return the record of the duties that have begun; ``now`` is in any zone."""
    return attrs.evolve(record, duties=tuple(duty for duty in record.duties if duty.span.start <= now))


def part_for_partners(record: RosterRecord) -> RosterRecord:
    """Return the record without all that no partner sees: teams, members, and changes."""
    duties = seen_by_partners(record.duties)
    partner_record = attrs.evolve(record, duties=duties, teams=(), crews={}, changes=frozenset(), unit_changes={})
    return attrs.evolve(partner_record, lacks_members=False)


def _pattern(post: str, shifts: tuple[Shift, ...]) -> Pattern:
    return Pattern(key=f"{PAST}{post}", name=shifts[0].name, shift=shifts, line=())
