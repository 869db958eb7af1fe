"""A plan: all that is needed to go from an election to calendars, as values, with the calculations over it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Protocol, TypeVar

import attrs

from electsched.errors import Fault, unknown_name
from electsched.i18n.text import LANGUAGES, Text
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
from electsched.operation.shifts import OFF, Pattern, check_pattern
from electsched.operation.teams import Ending, Leave, Member, Team
from electsched.operation.windows import Finding, Window, days_of, operation_findings, operation_windows, posture_on
from electsched.operation.work_rules import NoticeTier, Waiver, WorkRule
from electsched.timeline.timeline import Timeline

_T = TypeVar("_T")


class _Keyed(Protocol):
    @property
    def key(self) -> str: ...


_K = TypeVar("_K", bound=_Keyed)

__all__ = [
    "Plan",
    "Site",
    "check_plan",
    "check_rotation",
]


def _without_slash(url: str) -> str:
    return url.rstrip("/")


def _internal_url(site: Site) -> str:
    return f"{site.url}/internal"


def _secret_url(site: Site) -> str:
    return f"{site.url}/secret"


@attrs.frozen(kw_only=True)
class Site:
    """The addresses of the published site, and how long events and secret addresses last.

    Attributes:
        url: The address at which the site is published; a slash at its end is removed.
        internal_url: The address of its internal part; ``internal`` below ``url`` by default.
        refresh_hours: Hours after which calendar apps should ask again.
        secret_url: The address of its secret part; ``secret`` below ``url`` by default.
        retire_days: Days for which a cancelled event is still published.
        access_days: Days after the last day of the operation for which a secret address works.
    """

    url: str = attrs.field(converter=_without_slash)
    internal_url: str = attrs.field(default=attrs.Factory(_internal_url, takes_self=True), converter=_without_slash)
    refresh_hours: int = 12
    secret_url: str = attrs.field(default=attrs.Factory(_secret_url, takes_self=True), converter=_without_slash)
    retire_days: int = 14
    access_days: int = 7

    @property
    def public_url(self) -> str:
        """The address of the public part, without a slash at its end."""
        return f"{self.url}/public"


@attrs.frozen(kw_only=True)
class Plan:
    """An operation planned.

    Attributes:
        id: Its name for good; part of the identity of every duty.
        title: Its name for people.
        zone: The IANA zone of its clock; a unit may have another.
        languages: The languages in which calendars are made; the first leads.
        timeline: The election, resolved.
        operation: The operation.
        site: Where the calendars will be reached.
        issued: When the plan was issued; the stamp of what changed. None leaves it to who publishes.
        units: The units.
        partners: Who the operation works with.
        posts: The posts.
        patterns: The patterns of duty.
        teams: The teams.
        members: The people of the teams, where they are known.
        musters: The parades.
        tiers: The risk tiers, which are the unit's own.
        ratios: The force at polling stations, by tier.
        stations: How many polling stations each unit has.
        station_guard: When polling stations are guarded; None where the plan has none.
        resources: What duty needs besides people.
        strengths: The real strength of each unit.
        reinforcements: Whom units send each other.
        rules: The rules of working time.
        waivers: Which of them need not be kept, for whom, and who granted it.
        notices: How changes count that come at short notice.
        leave: Which people of the teams are away, and when.
        endings: When the duties that end with an event did end.
    """

    id: str
    title: Text
    zone: str
    languages: tuple[str, ...] = LANGUAGES
    timeline: Timeline = attrs.field(repr=False)
    operation: Operation = attrs.field(repr=False)
    site: Site
    issued: datetime | None = None
    units: tuple[Unit, ...] = attrs.field(default=(), repr=False, metadata={"toml": "unit"})
    partners: tuple[Partner, ...] = attrs.field(default=(), repr=False, metadata={"toml": "partner"})
    posts: tuple[Post, ...] = attrs.field(default=(), repr=False, metadata={"toml": "post"})
    patterns: tuple[Pattern, ...] = attrs.field(default=(), repr=False, metadata={"toml": "pattern"})
    teams: tuple[Team, ...] = attrs.field(default=(), repr=False, metadata={"toml": "team"})
    members: tuple[Member, ...] = attrs.field(default=(), repr=False, metadata={"toml": "member"})
    musters: tuple[Muster, ...] = attrs.field(default=(), repr=False, metadata={"toml": "muster"})
    tiers: tuple[RiskTier, ...] = attrs.field(default=(), repr=False, metadata={"toml": "tier"})
    ratios: tuple[ForceRatio, ...] = attrs.field(default=(), repr=False, metadata={"toml": "ratio"})
    stations: tuple[Stations, ...] = attrs.field(default=(), repr=False)
    station_guard: StationGuard | None = attrs.field(default=None, repr=False)
    resources: tuple[Resource, ...] = attrs.field(default=(), repr=False, metadata={"toml": "resource"})
    strengths: tuple[Strength, ...] = attrs.field(default=(), repr=False, metadata={"toml": "strength"})
    reinforcements: tuple[Reinforcement, ...] = attrs.field(default=(), repr=False, metadata={"toml": "reinforcement"})
    rules: tuple[WorkRule, ...] = attrs.field(default=(), repr=False, metadata={"toml": "rule"})
    waivers: tuple[Waiver, ...] = attrs.field(default=(), repr=False, metadata={"toml": "waiver"})
    notices: tuple[NoticeTier, ...] = attrs.field(default=(), repr=False, metadata={"toml": "notice"})
    leave: tuple[Leave, ...] = attrs.field(default=(), repr=False)
    endings: tuple[Ending, ...] = attrs.field(default=(), repr=False, metadata={"toml": "ending"})

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
        """The posture of each day that lies in a phase; the strictest, if phases meet."""
        windows = {window.key: window for window in self.windows}
        postures = {posture.key: posture for posture in self.operation.posture}
        days = days_of(windows[phase.window] for phase in self.operation.phase)
        in_force = ((day, posture_on(day, self.operation.phase, windows, postures)) for day in days)
        return {day: posture for day, posture in in_force if posture is not None}

    @cached_property
    def zones(self) -> Mapping[str, str]:
        """The IANA zone of each unit's clock, by the key of the unit."""
        return unit_zones(self.units, self.zone)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """The disagreements between the declared days, the windows and the official dates."""
        return operation_findings(self.operation, self.timeline, self.windows)

    def window(self, key: str) -> Window:
        """Return the window with that key.

        Raises:
            UnknownNameError: The plan has no such window.
        """
        return self._entry("window", key, self._windows)

    def unit(self, key: str) -> Unit:
        """Return the unit with that key.

        Raises:
            UnknownNameError: The plan has no such unit.
        """
        return self._entry("unit", key, self._units)

    def partner(self, key: str) -> Partner:
        """Return the partner with that key.

        Raises:
            UnknownNameError: The plan has no such partner.
        """
        return self._entry("partner", key, self._partners)

    def post(self, key: str) -> Post:
        """Return the post with that key.

        Raises:
            UnknownNameError: The plan has no such post.
        """
        return self._entry("post", key, self._posts)

    def pattern(self, key: str) -> Pattern:
        """Return the pattern with that key.

        Raises:
            UnknownNameError: The plan has no such pattern.
        """
        return self._entry("pattern", key, self._patterns)

    def team(self, key: str) -> Team:
        """Return the team with that key.

        Raises:
            UnknownNameError: The plan has no such team.
        """
        return self._entry("team", key, self._teams)

    def member(self, key: str) -> Member:
        """Return the member with that key.

        Raises:
            UnknownNameError: The plan has no such member.
        """
        return self._entry("member", key, self._members)

    def _entry(self, kind: str, key: str, entries: Mapping[str, _T]) -> _T:
        if key not in entries:
            raise unknown_name(kind, key, entries)
        return entries[key]

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
        """When secret addresses work no longer: midnight UTC after the days of access that follow the operation."""
        return datetime.combine(self.operation.end + timedelta(days=1 + self.site.access_days), time(), UTC)


def _by_key(entries: Iterable[_K]) -> Mapping[str, _K]:
    return {entry.key: entry for entry in entries}


# --- the plan as a whole ------------------------------------------------------------------------------------------


def check_plan(plan: Plan) -> tuple[Fault, ...]:
    """Return every fault of the patterns, and of the teams that each post gives to their lines."""
    return check_rotation(dict(enumerate(plan.posts)), dict(enumerate(plan.patterns)))


def check_rotation(posts: Mapping[int, Post], patterns: Mapping[int, Pattern]) -> tuple[Fault, ...]:
    """Return the same for posts and patterns by their index in the file, where some of them could not be read."""
    faults = [fault for index, pattern in patterns.items() for fault in check_pattern(pattern, f"pattern[{index}]")]
    known = {pattern.key: pattern for pattern in patterns.values()}
    for index, post in posts.items():
        for key in dict.fromkeys((post.pattern, *post.raised.values())):
            if key in known:
                faults += _lines(post, known[key], f"post[{index}].teams")
    return tuple(faults)


def _lines(post: Post, pattern: Pattern, path: str) -> Iterator[Fault]:
    lines = pattern.line
    if len(post.teams) != len(lines):
        found = f"{len(post.teams)} lists of teams"
        yield Fault(path, found, f"{len(lines)}, one for each line of the pattern {pattern.key!r}")
        return
    for number, (line, keys) in enumerate(zip(lines, post.teams, strict=True)):
        clash = line.clash(len(keys)) if line.cycle and line.step > 0 else None
        if clash is not None:
            pair = " and ".join(repr(keys[place]) for place in clash)
            found = f"{pair}, which would take one shift on the same day"
            expected = f"fewer teams, or a cycle with more {OFF!r}, in line {line.key!r}"
            yield Fault(f"{path}[{number}]", found, expected)
