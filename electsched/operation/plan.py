"""A plan: everything needed to go from an election to calendars, as one value with cached look-ups."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Protocol, TypeVar

import attrs

from electsched.errors import Fault, InputError, unknown_name
from electsched.i18n.languages import LANGUAGES
from electsched.i18n.text import Text
from electsched.operation.changes import (
    Absence,
    Addition,
    Amendment,
    Cancellation,
    Substitution,
    Swap,
    amended_post,
    amended_team,
)
from electsched.operation.findings import Finding
from electsched.operation.operation import Muster, Operation, Partner, Post, Unit, unit_zones
from electsched.operation.resources import (
    ForceRatio,
    Posture,
    Reinforcement,
    Resource,
    RiskTier,
    StationGuard,
    Stations,
    Strength,
)
from electsched.operation.shifts import Pattern
from electsched.operation.site import LOCAL_URL, Site
from electsched.operation.teams import Ending, Member, Team
from electsched.operation.windows import Window, days_of, operation_findings, operation_windows, posture_on
from electsched.operation.work_rules import NoticeTier, Waiver, WorkRule
from electsched.phrases import NOTHING, Phrase, phrase
from electsched.timeline.timeline import Timeline
from electsched.timespan import Span, aware, checked_day, local_moment


class _Keyed(Protocol):
    @property
    def key(self) -> str: ...


__all__ = ["Plan"]
_K = TypeVar("_K", bound=_Keyed)


@attrs.frozen(kw_only=True, repr=False)
class Plan:
    """The plan of an operation.

    Attributes:
        id: Its id, which never changes; part of the identity of every duty.
        title: Its name for people.
        zone: The IANA zone of its clock; a unit may have another.
        languages: The languages in which calendars are made; the first is the default.
        timeline: The resolved election.
        operation: The operation.
        site: The addresses of the published site.
        issued: The time of issue, which is the stamp of events that changed; None for the time of publication.
        units: The units of the police.
        partners: The organisations that take part.
        posts: The posts.
        patterns: The patterns of duty.
        teams: The teams.
        members: The people of the teams, if they are known.
        musters: The parades at which readiness is inspected.
        tiers: The risk tiers.
        ratios: The police and linmas for polling stations, by tier.
        stations: The number of polling stations of each unit.
        station_guard: The windows in which polling stations are guarded; None if the plan has no polling stations.
        resources: The vehicles, radios and kit that duties need.
        strengths: The real strength of each unit.
        reinforcements: The people that units send to each other.
        rules: The working-time rules.
        waivers: The exceptions from working-time rules.
        notices: The classes of changes by the length of their notice.
        absences: The absences of members and of people of the teams.
        substitutions: The members who stand in for others.
        swaps: The duties that teams or members exchange.
        amendments: The changes of posts and teams from a day on; `posts` has the new posts too.
        additions: The single duties that no pattern has.
        cancellations: The single duties that do not take place.
        endings: The actual ends of duties that end with an event.
        roster_file: The file of the roster that holds, beside the plan; empty if the teams take turns.
    """

    id: str
    title: Text
    zone: str
    languages: tuple[str, ...] = LANGUAGES
    timeline: Timeline
    operation: Operation
    site: Site
    issued: datetime | None = attrs.field(default=None, validator=aware)
    units: tuple[Unit, ...] = attrs.field(default=(), metadata={"toml": "unit"})
    partners: tuple[Partner, ...] = attrs.field(default=(), metadata={"toml": "partner"})
    posts: tuple[Post, ...] = attrs.field(default=(), metadata={"toml": "post"})
    patterns: tuple[Pattern, ...] = attrs.field(default=(), metadata={"toml": "pattern"})
    teams: tuple[Team, ...] = attrs.field(default=(), metadata={"toml": "team"})
    members: tuple[Member, ...] = attrs.field(default=(), metadata={"toml": "member"})
    musters: tuple[Muster, ...] = attrs.field(default=(), metadata={"toml": "muster"})
    tiers: tuple[RiskTier, ...] = attrs.field(default=(), metadata={"toml": "tier"})
    ratios: tuple[ForceRatio, ...] = attrs.field(default=(), metadata={"toml": "ratio"})
    stations: tuple[Stations, ...] = ()
    station_guard: StationGuard | None = None
    resources: tuple[Resource, ...] = attrs.field(default=(), metadata={"toml": "resource"})
    strengths: tuple[Strength, ...] = attrs.field(default=(), metadata={"toml": "strength"})
    reinforcements: tuple[Reinforcement, ...] = attrs.field(default=(), metadata={"toml": "reinforcement"})
    rules: tuple[WorkRule, ...] = attrs.field(default=(), metadata={"toml": "rule"})
    waivers: tuple[Waiver, ...] = attrs.field(default=(), metadata={"toml": "waiver"})
    notices: tuple[NoticeTier, ...] = attrs.field(default=(), metadata={"toml": "notice"})
    absences: tuple[Absence, ...] = attrs.field(default=(), metadata={"toml": "absence"})
    substitutions: tuple[Substitution, ...] = attrs.field(default=(), metadata={"toml": "substitution"})
    swaps: tuple[Swap, ...] = attrs.field(default=(), metadata={"toml": "swap"})
    amendments: tuple[Amendment, ...] = attrs.field(default=(), metadata={"toml": "amendment"})
    additions: tuple[Addition, ...] = attrs.field(default=(), metadata={"toml": "addition"})
    cancellations: tuple[Cancellation, ...] = attrs.field(default=(), metadata={"toml": "cancellation"})
    endings: tuple[Ending, ...] = attrs.field(default=(), metadata={"toml": "ending"})
    roster_file: str = attrs.field(default="", metadata={"toml": "roster"})

    def __repr__(self) -> str:
        """Return its id, and the number of its units, posts and teams."""
        counts = f"{len(self.units):,} units, {len(self.posts):,} posts, {len(self.teams):,} teams"
        return f"Plan({self.id!r}, {counts})"

    @classmethod
    def of_timeline(cls, timeline: Timeline, *, url: str = LOCAL_URL) -> Plan:
        """Return the plan of a timeline alone: it has no operation, and its site has the stages alone.

        ``url`` is the address at which the site is published.

        Raises:
            InputError: No stage of the timeline has a date.
        """
        if not timeline.dated:
            raise InputError(Fault("", phrase("no date"), phrase("a stage with a date")), source=timeline.id)
        first, last = min(stage.start for stage in timeline.dated), max(stage.end for stage in timeline.dated)
        operation = Operation(key="", name=timeline.name, start=first, end=last, window=())
        site = Site(url=url)
        return cls(
            id=timeline.id, title=timeline.name, zone=timeline.zone, timeline=timeline, operation=operation, site=site
        )

    @property
    def has_operation(self) -> bool:
        """Whether it plans an operation; the plan of an election alone has one without a key, and only its stages."""
        return bool(self.operation.key)

    @property
    def has_changes(self) -> bool:
        """Whether it has records of changes, other than the ends of duties."""
        single = self.additions or self.cancellations
        return bool(self.absences or self.substitutions or self.swaps or self.amendments or single)

    @cached_property
    def names(self) -> Mapping[str, Text]:
        """The names of windows, units, posts and resources, by key."""
        groups = (self.operation.window, self.units, self.posts, self.resources)
        return {entry.key: entry.name for group in groups for entry in group}

    @cached_property
    def windows(self) -> tuple[Window, ...]:
        """Every window of the operation, computed from the stages.

        Raises:
            UndatedError: A stage has no date.
            InputError: A window ends before it begins.
        """
        return operation_windows(self.operation, self.timeline, zone=self.zone)

    @cached_property
    def postures(self) -> Mapping[date, Posture]:
        """The posture in force on each day of a phase; if phases overlap, the one with the highest rank."""
        phases, postures = self.operation.phase, _by_key(self.operation.posture)
        days = days_of(self.window(phase.window) for phase in phases)
        in_force = ((day, posture_on(day, phases, self._windows, postures)) for day in days)
        return {day: posture for day, posture in in_force if posture is not None}

    @cached_property
    def zones(self) -> Mapping[str, str]:
        """The IANA zone of each unit's clock, by the key of the unit."""
        return unit_zones(self.units, self.zone)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """The disagreements between the declared days, the windows and the official dates."""
        return operation_findings(self.operation, self.timeline, self.windows)

    def post_on(self, key: str, day: date) -> Post:
        """Return the post with that key as it is on a day, with the amendments in force.

        Raises:
            UnknownNameError: The plan has no such post.
        """
        post = self.post(key)
        amendments = self._amendments.get(("post", key))
        return amended_post(post, amendments, checked_day("day", day))[0] if amendments else post

    def team_on(self, key: str, day: date) -> Team:
        """Return the team with that key as it is on a day, with the amendments in force.

        Raises:
            UnknownNameError: The plan has no such team.
        """
        amendments = self._amendments.get(("team", key))
        return amended_team(self.team(key), amendments, checked_day("day", day)) if amendments else self.team(key)

    def partners_of(self, post: Post) -> tuple[str, ...]:
        """Return the keys of the partners that a post ever has: its own, and those of its amendments."""
        later = (key for amendment in self._amendments.get(("post", post.key), ()) for key in amendment.partners or ())
        return tuple(dict.fromkeys((*post.partners, *later)))

    def manned_days(self, post: Post) -> Iterator[tuple[date, Post, date | None]]:
        """Yield each day on which a post is manned, the post as it is on that day, and when its cycle began anew."""
        amendments = self._amendments.get(("post", post.key), ())
        if not amendments:
            days = days_of(map(self.window, post.windows))
            yield from ((day, post, None) for day in days if post.start is None or post.start <= day)
            return
        windows = dict.fromkeys((*post.windows, *(key for amendment in amendments for key in amendment.windows or ())))
        for day in days_of(map(self.window, windows)):
            on_day, began = amended_post(post, amendments, day)
            is_open = post.start is None or post.start <= day
            if is_open and any(window.start <= day <= window.end for window in map(self.window, on_day.windows)):
                yield day, on_day, began

    def muster_span(self, muster: Muster) -> Span:
        """Return the time of a muster, by the clock that its units share; if they share none, by that of the plan."""
        zones = {self.zones.get(unit, self.zone) for unit in muster.units}
        zone = zones.pop() if len(zones) == 1 else self.zone
        start = local_moment(muster.start.day, muster.start.minutes, zone)
        end = start.astimezone(UTC) + timedelta(minutes=muster.minutes)
        return Span(start, end.astimezone(start.tzinfo))

    def window(self, key: str) -> Window:
        """Return the window with that key.

        Raises:
            UnknownNameError: The plan has no such window.
        """
        return _look_up("window", key, self._windows)

    def unit(self, key: str) -> Unit:
        """Return the unit with that key.

        Raises:
            UnknownNameError: The plan has no such unit.
        """
        return _look_up("unit", key, self._units)

    def partner(self, key: str) -> Partner:
        """Return the partner with that key.

        Raises:
            UnknownNameError: The plan has no such partner.
        """
        return _look_up("partner", key, self._partners)

    def post(self, key: str) -> Post:
        """Return the post with that key.

        Raises:
            UnknownNameError: The plan has no such post.
        """
        return _look_up("post", key, self._posts)

    def pattern(self, key: str) -> Pattern:
        """Return the pattern with that key.

        Raises:
            UnknownNameError: The plan has no such pattern.
        """
        return _look_up("pattern", key, self._patterns)

    def team(self, key: str) -> Team:
        """Return the team with that key.

        Raises:
            UnknownNameError: The plan has no such team.
        """
        return _look_up("team", key, self._teams)

    def member(self, key: str) -> Member:
        """Return the member with that key.

        Raises:
            UnknownNameError: The plan has no such member.
        """
        return _look_up("member", key, self._members, if_none=phrase("Give the list of the members with --members."))

    @cached_property
    def _amendments(self) -> Mapping[tuple[str, str], tuple[Amendment, ...]]:
        """The amendments by the kind and the key of their subject."""
        amendments: dict[tuple[str, str], tuple[Amendment, ...]] = {}
        for amendment in self.amendments:
            subject = ("post", amendment.post) if amendment.post else ("team", amendment.team)
            amendments[subject] = (*amendments.get(subject, ()), amendment)
        return amendments

    @cached_property
    def _windows(self) -> Mapping[str, Window]:
        return _by_key(self.windows)

    @cached_property
    def _units(self) -> Mapping[str, Unit]:
        return _by_key(self.units)

    @cached_property
    def _partners(self) -> Mapping[str, Partner]:
        return _by_key(self.partners)

    @cached_property
    def _posts(self) -> Mapping[str, Post]:
        return _by_key(self.posts)

    @cached_property
    def _patterns(self) -> Mapping[str, Pattern]:
        return _by_key(self.patterns)

    @cached_property
    def _teams(self) -> Mapping[str, Team]:
        return _by_key(self.teams)

    @cached_property
    def _members(self) -> Mapping[str, Member]:
        return _by_key(self.members)

    @property
    def access_ends(self) -> datetime:
        """The moment from which secret addresses no longer work: a midnight in UTC."""
        return datetime.combine(self.operation.end + timedelta(days=1 + self.site.access_days), time(), UTC)


def _by_key(entries: Iterable[_K]) -> Mapping[str, _K]:
    return {entry.key: entry for entry in entries}


def _look_up(kind: str, key: str, entries: Mapping[str, _K], *, if_none: Phrase = NOTHING) -> _K:
    if key not in entries:
        raise unknown_name(kind, key, entries, hint=NOTHING if entries else if_none)
    return entries[key]
