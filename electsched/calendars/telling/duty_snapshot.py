"""The duties of a unit, their partners, and the presence of its teams at musters, as they were published.

The duties are those of the published record; only the partners and the presence at musters are kept besides. Two
snapshots of a unit show the duties that changed between two publications, and for whom.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import attrs

from electsched.i18n.text import Text
from electsched.operation.operation import Post
from electsched.operation.plan import Plan
from electsched.roster.duty import Duty
from electsched.roster.index import RosterIndex
from electsched.roster.past.record import RosterRecord, record_of
from electsched.timespan import zone_named
from electsched.values import value_text

__all__ = [
    "DutySnapshot",
    "DutyVersion",
    "duty_key",
    "duty_snapshot",
    "is_muster",
    "kept_snapshot",
    "post_of",
    "presence_key",
    "shift_of",
    "with_duties",
]

SnapshotRow = list[Any]
"""A duty: the key of its team, how many people, its start and its end as Unix times in seconds, and the keys of its
members, or None if the whole team does it. JSON has no type that is smaller."""
MUSTER = "muster"


@attrs.frozen(kw_only=True)
class DutyVersion:
    """A duty as it was published, or the presence of a team at a muster.

    Attributes:
        team: The key of the team.
        team_name: Its name.
        team_unit: The key of its unit.
        people: How many people do it.
        start: Its start.
        end: Its end, exclusive.
        place: The place in words; empty if unknown.
        members: The keys of the members who do it; empty if they are not known.
        partners: The keys of the partners at its post on its day.
    """

    team: str
    team_name: Text
    team_unit: str
    people: int
    start: datetime
    end: datetime
    place: str = ""
    members: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()

    __repr__ = value_text

    def same_for_all(self, other: DutyVersion) -> bool:
        """Return whether nothing differs for those who do it and their partners, see `same_for_people`."""
        return set(self.partners) == set(other.partners) and self.same_for_people(other)

    def same_for_people(self, other: DutyVersion) -> bool:
        """Return whether nothing differs for those who do it: team, time, place, and members if both are known.

        If the members are not known, their number counts.
        """
        if (self.team, self.start, self.end, self.place) != (other.team, other.start, other.end, other.place):
            return False
        if self.members and other.members:
            return set(self.members) == set(other.members)
        return bool(self.members or other.members) or self.people == other.people


@attrs.frozen(kw_only=True)
class DutySnapshot:
    """The duties of a unit, their partners, and the presence of its teams at musters.

    Attributes:
        zone: The IANA zone of the clock of the unit.
        names: The names of posts, of shifts at them, of musters and of teams, by kind and key, such as ``post kpu``.
        places: The places of posts and musters in words, by the same keys.
        units: The key of the unit of each team.
        members: The keys of the members of each team, as far as they are known.
        duties: Each duty, by its key: post, line, planned day and shift.
        partners: The partners of each post that has any, by the same keys as its place: a row for each day from which
            they are others, in order, with the day and their keys.
    """

    zone: str
    names: dict[str, dict[str, str]] = attrs.field(factory=dict, repr=False)
    places: dict[str, str] = attrs.field(factory=dict, repr=False)
    units: dict[str, str] = attrs.field(factory=dict, repr=False)
    members: dict[str, list[str]] = attrs.field(factory=dict, repr=False)
    duties: dict[str, Any] = attrs.field(factory=dict, repr=False)
    partners: dict[str, Any] = attrs.field(factory=dict, repr=False)

    __repr__ = value_text

    def version(self, duty: str) -> DutyVersion | None:
        """Return the duty with that key; None if there is none."""
        row: SnapshotRow | None = self.duties.get(duty)
        if row is None:
            return None
        team, people, start, end, named_members = row
        zone = zone_named(self.zone)
        return DutyVersion(
            team=team,
            team_name=self.name("team", team),
            team_unit=self.units.get(team, ""),
            people=people,
            start=datetime.fromtimestamp(start, zone),
            end=datetime.fromtimestamp(end, zone),
            place=self.places.get(_subject(duty), ""),
            members=tuple(self.members.get(team, ()) if named_members is None else named_members),
            partners=self._partners(duty),
        )

    def _partners(self, duty: str) -> tuple[str, ...]:
        """Return the keys of the partners of a duty: those of the last row that is not after its day."""
        rows = self.partners.get(_subject(duty), ())
        return next((tuple(keys) for first, keys in reversed(rows) if first <= _day_of(duty)), ())

    def name(self, kind: str, key: str) -> Text:
        """Return the name of a post, shift, muster or team; the key itself if it has none."""
        return Text(self.names.get(f"{kind} {key}") or {"": key})

    def title(self, duty: str) -> Text:
        """Return the title of a duty, the post and the shift, or the name of a muster."""
        kind, _, subject = _subject(duty).partition(" ")
        if kind == MUSTER:
            return self.name(MUSTER, subject)
        shift = self.names.get(f"shift {subject}/{shift_of(duty)}", {})
        post = self.name("post", subject)
        return Text({language: f"{post[language]}: {name}" for language, name in shift.items()}) if shift else post

    def differing(self, other: DutySnapshot) -> Iterator[str]:
        """Yield the key of each duty that may differ in the other snapshot, in the order of this one, then the other.

        Whether it differs for people is told by their versions.
        """
        pairs = ((self.places, other.places), (self.partners, other.partners))
        moved = {key for old, new in pairs for key in (*old, *new) if old.get(key) != new.get(key)}
        teams = {team for team in self.members if other.members.get(team, self.members[team]) != self.members[team]}
        for duty in dict.fromkeys((*self.duties, *other.duties)):
            row, present = self.duties.get(duty), other.duties.get(duty)
            is_of_team = row is not None and row[4] is None and row[0] in teams
            if row != present or _subject(duty) in moved or is_of_team:
                yield duty


def _subject(duty: str) -> str:
    """Return the kind and the key of the post or the muster of a duty."""
    first, second, *_ = duty.split("/")
    return f"{MUSTER} {second}" if is_muster(duty) else f"post {first}"


def is_muster(duty: str) -> bool:
    """Return whether a key is that of the presence of a team at a muster: with three parts; a post may be 'muster'."""
    return duty.startswith(f"{MUSTER}/") and duty.count("/") == 2  # noqa: PLR2004  # between muster, key and team


def post_of(duty: str) -> str:
    """Return the key of the post of a duty; empty for a muster."""
    return "" if is_muster(duty) else duty.partition("/")[0]


def _day_of(duty: str) -> str:
    """Return the planned day of a duty at a post."""
    return duty.split("/")[2]


def shift_of(duty: str) -> str:
    """Return the key of the shift of a duty; of a muster the key of the muster."""
    parts = duty.split("/")
    return parts[1] if is_muster(duty) else parts[3]


# --- from a roster ------------------------------------------------------------------------------------------------


def duty_snapshot(index: RosterIndex, unit: str) -> DutySnapshot:
    """Return the duties at the posts of a unit with their partners, and the presence of its teams at musters."""
    return with_duties(kept_snapshot(index, unit), record_of(index.roster, index.plan, unit=unit))


def with_duties(snapshot: DutySnapshot, record: RosterRecord | None) -> DutySnapshot:
    """Return a snapshot of a unit with the duties of its record as well."""
    if record is None:
        return snapshot
    names = {f"post {post.key}": dict(post.name.words) for post in record.posts}
    for post, shifts in record.shifts.items():
        names |= {f"shift {post}/{shift.key}": dict(shift.name.words) for shift in shifts}
    names |= {f"team {team.key}": dict(team.name.words) for team in record.teams}
    places = {f"post {post.key}": post.place.address for post in record.posts if post.place.address}
    return DutySnapshot(
        zone=snapshot.zone,
        names=names | snapshot.names,
        places=places | snapshot.places,
        units={team.key: team.unit for team in record.teams} | snapshot.units,
        members={team: list(crew) for team, crew in record.crews.items()} | snapshot.members,
        duties=dict(map(_row, record.duties)) | snapshot.duties,
        partners=snapshot.partners,
    )


def duty_key(duty: Duty) -> str:
    """Return the key of a duty: post, line, planned day and shift."""
    return f"{duty.post}/{duty.line}/{duty.day}/{duty.shift}{'/relief' if duty.relief else ''}"


def presence_key(muster: str, team: str) -> str:
    """Return the key of the presence of a team at a muster."""
    return f"{MUSTER}/{muster}/{team}"


def _row(duty: Duty) -> tuple[str, SnapshotRow]:
    start, end = int(duty.span.start.timestamp()), int(duty.span.end.timestamp())
    return duty_key(duty), [duty.team, duty.people, start, end, list(duty.members) or None]


def kept_snapshot(index: RosterIndex, unit: str) -> DutySnapshot:
    """Return all of a unit that its record does not have: the presence of its teams at musters, and the partners."""
    plan = index.plan
    posts = (post for post in plan.posts if post.unit == unit and plan.partners_of(post))
    partners = {f"post {post.key}": list(_partner_rows(plan, post)) for post in posts}
    snapshot = DutySnapshot(zone=plan.zones.get(unit, plan.zone), partners=partners)
    _add_musters(snapshot, index, unit)
    called = {row[0] for row in snapshot.duties.values()}
    for team in plan.teams:
        if team.key in called:
            snapshot.names[f"team {team.key}"] = dict(team.name.words)
            snapshot.units[team.key] = team.unit
            if members := index.members_by_team.get(team.key):
                snapshot.members[team.key] = [member.key for member in members]
    return snapshot


def _partner_rows(plan: Plan, post: Post) -> Iterator[list[Any]]:
    """Yield the first day of each set of partners of a post, and their keys."""
    starts = {amendment.start for amendment in plan.amendments if amendment.post == post.key}
    for first in sorted({date.min, *starts}):
        yield [first.isoformat(), list(plan.post_on(post.key, first).partners)]


def _add_musters(snapshot: DutySnapshot, index: RosterIndex, unit: str) -> None:
    """Add the presence of each team of the unit at each muster, without those whom a duty excuses."""
    plan = index.plan
    teams = [team for team in plan.teams if team.unit == unit]
    for muster in plan.musters if teams else ():
        if muster.units and unit not in muster.units:
            continue
        span, subject = plan.muster_span(muster), f"{MUSTER} {muster.key}"
        snapshot.names[subject] = dict(muster.name.words)
        if muster.place.address:
            snapshot.places[subject] = muster.place.address
        start, end = int(span.start.timestamp()), int(span.end.timestamp())
        for team in teams:
            if not index.is_excused(muster, team.key):
                members = [member.key for member in index.members_by_team.get(team.key, ())]
                called = [member for member in members if not index.is_excused(muster, team.key, member)]
                named_members = called if called != members else None
                snapshot.duties[presence_key(muster.key, team.key)] = [team.key, team.people, start, end, named_members]
