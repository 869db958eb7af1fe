"""Which calendars there are, at which addresses, and what stands in each.

The layout of the addresses is fixed: people have subscribed to them.

    public/stages.<language>.ics
    internal/units/<key>.<language>.ics
    internal/posts/<key>.<language>.ics
    internal/teams/<key>.<language>.ics

What only some may see stands below addresses that nobody can guess, each for one unit, partner or person:

    secret/<token>/duties.<language>.ics
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, time, timedelta
from functools import cached_property, partial
from typing import Literal

import attrs
import icalendar

from electsched.errors import Fault, UnknownNameError
from electsched.feeds.audience import Audience
from electsched.feeds.components import Header, Revision, calendar_component, event_component
from electsched.feeds.duties import DutyTexts, muster_event
from electsched.feeds.events import Event, stage_events
from electsched.feeds.origins import Origins, digest
from electsched.feeds.words import WORDS
from electsched.plan import Plan
from electsched.roster.duties import Duty, Member, Roster
from electsched.text import Text
from electsched.timeline.stage import Timeline

__all__ = [
    "Feed",
    "Kind",
    "OfficerDuties",
    "calendar_of",
    "duty_calendar",
    "duty_feed",
    "duty_feeds",
    "header_of",
    "partner_feeds",
    "stage_calendar",
    "stage_feed",
]

Kind = Literal["stages", "unit", "post", "team", "partner", "officer"]
FOLDERS: dict[Kind, str] = {"unit": "units", "post": "posts", "team": "teams"}
COLORS: dict[Kind, tuple[str, str]] = {
    "stages": ("steelblue", "#4682B4"),
    "unit": ("darkslategray", "#2F4F4F"),
    "post": ("sienna", "#A0522D"),
    "team": ("seagreen", "#2E8B57"),
    "partner": ("darkslateblue", "#483D8B"),
    "officer": ("seagreen", "#2E8B57"),
}


@attrs.frozen(kw_only=True)
class Feed:
    """A calendar to be published.

    Attributes:
        owner: The id of the plan, or of the election where it holds its stages.
        kind: What it is of.
        key: The key of the unit, post, team or partner; ``stages`` for those, and nothing for an officer's own.
        language: Its language.
        path: Its address below the part of the site in which it stands.
        name: What it is called.
        description: What it holds.
        base: The address of that part of the site; empty where it is not published.
        zone: The zone of its local times; empty where all its events last whole days.
        refresh: After how long clients should ask again.
        source: Gives what stands in it, in order of time; it is asked once, and only if it must be.
        count: How many events stand in it.
        origin: What decides every byte of it but its stamps, as a digest; empty where that is not known.
    """

    owner: str
    kind: Kind
    key: str
    language: str
    path: str
    name: str
    description: str
    base: str
    zone: str
    refresh: timedelta
    source: Callable[[], tuple[Event, ...]] = attrs.field(repr=False, eq=False)
    count: int
    origin: str = attrs.field(default="", repr=False)

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """What stands in it, in order of time."""
        return self.source()

    @property
    def address(self) -> str:
        """The address at which it is subscribed to; empty where it is not published."""
        return f"{self.base}/{self.path}" if self.base else ""


def stage_feed(
    timeline: Timeline,
    *,
    language: str,
    base: str = "",
    refresh: timedelta = timedelta(hours=12),
    origin: str = "",
) -> Feed:
    """Return the calendar of the election's stages; ``origin`` is what else than the language decides its bytes."""
    return Feed(
        owner=timeline.id,
        kind="stages",
        key="stages",
        language=language,
        path=f"stages.{language}.ics",
        name=f"{WORDS['stages'][language]}: {timeline.name[language]}",
        description="\n".join(_link_lines(timeline, language)),
        base=base,
        zone="",
        refresh=refresh,
        source=lambda: tuple(stage_events(timeline, language=language)),
        count=sum(len(stage.occurrences) or 1 for stage in timeline.dated),
        origin=digest([origin, language, base, str(refresh)]) if origin else "",
    )


def _link_lines(timeline: Timeline, language: str) -> Iterator[str]:
    for link in timeline.links:
        by = f" ({link.by})" if link.by else ""
        yield f"{WORDS[link.relation][language]}: {link.election}{by}"


def duty_feeds(
    plan: Plan, roster: Roster, *, language: str, audience: Audience = "unit", origins: Origins | None = None
) -> Iterator[Feed]:
    """Yield a calendar for each unit, post and team of the plan, in its order.

    A unit's calendar holds the duties of its own posts. Musters stand in the calendars of the units that take part
    and of their teams. With ``origins`` each says what its bytes are made from.
    """
    duties = _Duties(plan, roster, language, audience)
    known = origins or Origins()
    for unit in plan.units:
        yield _duty_feed(plan, "unit", unit.key, unit.name, duties, known, musters=unit.key)
    for post in plan.posts:
        yield _duty_feed(plan, "post", post.key, post.name, duties, known)
    for team in plan.teams:
        yield _duty_feed(plan, "team", team.key, team.name, duties, known, musters=team.unit)


def partner_feeds(plan: Plan, roster: Roster, *, language: str) -> Iterator[Feed]:
    """Yield a calendar for each partner of the plan: when how many stand at the posts at which it takes part.

    It has no address: where a partner finds it is for the ledger to say.
    """
    duties = _Duties(plan, roster, language, "partner")
    for partner in plan.partners:
        posts = [post.key for post in plan.posts if partner.key in post.partners]
        events = [event for key in posts for event in duties.of("post", key)]
        yield _own_feed(plan, "partner", partner.key, partner.name, language, events)


class OfficerDuties:
    """The calendars of officers: of each, the own duties and musters and nothing else."""

    def __init__(self, plan: Plan, roster: Roster) -> None:
        """Look up who does what; the texts of a language are made when they are first asked for."""
        self._plan, self._roster = plan, roster
        self._duties: dict[str, _Duties] = {}
        self._units = {team.key: team.unit for team in plan.teams}
        self._own = _own(roster.duties)

    def feed(self, member: Member, language: str) -> Feed:
        """Return the calendar of the person; it bears no name and no number, and has no address yet."""
        if language not in self._duties:
            self._duties[language] = _Duties(self._plan, self._roster, language, "personal")
        duties = self._duties[language]
        events = [
            *duties.musters(self._units[member.team]),
            *(duties.event(duty) for duty in self._own[0].get(member.team, ()) if not duty.members),
            *(duties.event(duty) for duty in self._own[1].get(member.key, ())),
        ]
        return _own_feed(self._plan, "officer", "", self._plan.operation.name, language, events)


def _own(duties: Iterable[Duty]) -> tuple[dict[str, list[Duty]], dict[str, list[Duty]]]:
    """Return the duties of each team, and those that name a person."""
    teams: dict[str, list[Duty]] = {}
    persons: dict[str, list[Duty]] = {}
    for duty in duties:
        teams.setdefault(duty.team, []).append(duty)
        for key in duty.members:
            persons.setdefault(key, []).append(duty)
    return teams, persons


class _Duties:
    """The events of a roster, each made once when it is first asked for, looked up by unit, post and team."""

    def __init__(self, plan: Plan, roster: Roster, language: str, audience: Audience) -> None:
        self.language = language
        self._texts = DutyTexts(plan, language=language, audience=audience, roster=roster.duties)
        units = {post.key: post.unit for post in plan.posts}
        self._by: dict[tuple[str, str], list[Duty]] = {}
        self._events: dict[int, Event] = {}
        for duty in roster.duties:
            for key in (("unit", units[duty.post]), ("post", duty.post), ("team", duty.team)):
                self._by.setdefault(key, []).append(duty)
        self._musters = [(muster.units, muster_event(plan, muster, language=language)) for muster in plan.musters]

    def event(self, duty: Duty) -> Event:
        """Return the event of a duty of the roster, which lives as long as this does."""
        event = self._events.get(id(duty))
        if event is None:
            event = self._events[id(duty)] = self._texts.event(duty)
        return event

    def count(self, kind: Kind, key: str) -> int:
        return len(self._by.get((kind, key), ()))

    def of(self, kind: Kind, key: str) -> list[Event]:
        return [self.event(duty) for duty in self._by.get((kind, key), ())]

    def musters(self, unit: str) -> Iterator[Event]:
        for units, event in self._musters:
            if not units or unit in units:
                yield event


def _duty_feed(  # noqa: PLR0913, PLR0917  # one door for units, posts and teams
    plan: Plan, kind: Kind, key: str, name: Text, duties: _Duties, origins: Origins, *, musters: str | None = None
) -> Feed:
    stand = tuple(duties.musters(musters)) if musters is not None else ()

    def source() -> tuple[Event, ...]:
        return tuple(sorted([*stand, *duties.of(kind, key)], key=_when))

    language = duties.language
    feed = _bare(plan, kind, key, name, language, source, len(stand) + duties.count(kind, key))
    return attrs.evolve(
        feed,
        path=f"{FOLDERS[kind]}/{key}.{language}.ics",
        base=plan.site.internal_url,
        origin=origins.of(kind, key, language),
    )


def _own_feed(  # noqa: PLR0913, PLR0917  # one door for partners and officers
    plan: Plan, kind: Kind, key: str, name: Text, language: str, events: Iterable[Event]
) -> Feed:
    """Return a calendar without an address: the ledger knows where it will stand."""
    found = tuple(sorted(events, key=_when))
    return _bare(plan, kind, key, name, language, partial(tuple, found), len(found))


def _bare(  # noqa: PLR0913, PLR0917  # what all calendars of duties share
    plan: Plan,
    kind: Kind,
    key: str,
    name: Text,
    language: str,
    source: Callable[[], tuple[Event, ...]],
    count: int,
) -> Feed:
    return Feed(
        owner=plan.id,
        kind=kind,
        key=key,
        language=language,
        path="",
        name=f"{WORDS['duties'][language]}: {name[language]}",
        description=plan.title[language],
        base="",
        zone=plan.zone,
        refresh=timedelta(hours=plan.site.refresh_hours),
        source=source,
        count=count,
    )


def _when(event: Event) -> tuple[float, str]:
    start = event.start if isinstance(event.start, datetime) else datetime.combine(event.start, time(), UTC)
    return start.timestamp(), event.uid


def header_of(feed: Feed, stamp: datetime) -> Header:
    """Return what the calendar says of itself; ``stamp`` is when any of it last changed, in UTC."""
    years = [value.year for event in feed.events for value in (event.start, event.end)]
    return Header(
        name=feed.name,
        description=feed.description,
        source=feed.address,
        url=f"{feed.base}/" if feed.base else "",
        color=COLORS[feed.kind],
        refresh=feed.refresh,
        zone=feed.zone,
        years=(min(years), max(years)) if years else (1970, 1970),
        stamp=stamp,
    )


# --- calendars as values of icalendar -----------------------------------------------------------------------------


def stage_calendar(timeline: Timeline, *, language: str = "id", stamp: datetime | None = None) -> icalendar.Calendar:
    """Return the calendar of the election's stages, each an all-day event.

    ``stamp`` is when it was made, in UTC; without one it is the start of its first day, for nothing here reads a
    clock.
    """
    return calendar_of(stage_feed(timeline, language=language), stamp)


def duty_calendar(  # noqa: PLR0913  # one of five keywords says whose duties
    plan: Plan,
    roster: Roster,
    *,
    unit: str | None = None,
    post: str | None = None,
    team: str | None = None,
    partner: str | None = None,
    officer: str | None = None,
    audience: Audience = "unit",
    language: str = "id",
    stamp: datetime | None = None,
) -> icalendar.Calendar:
    """Return the calendar of one unit's, post's, team's, partner's or officer's duties, with its musters.

    A partner sees what partners may, and an officer what concerns the officer alone, whatever ``audience`` says.
    ``stamp`` is when it was made, in UTC; without one the plan's, or the start of its first day.

    Raises:
        UnknownNameError: The plan has no such unit, post, team, partner or member, or not exactly one was named.
    """
    wanted = {"unit": unit, "post": post, "team": team, "partner": partner, "officer": officer}
    return calendar_of(duty_feed(plan, roster, wanted, audience=audience, language=language), stamp or plan.issued)


def duty_feed(
    plan: Plan, roster: Roster, wanted: Mapping[str, str | None], *, audience: Audience = "unit", language: str = "id"
) -> Feed:
    """Return the same as a feed; ``wanted`` has the key of one of unit, post, team, partner or officer.

    Raises:
        UnknownNameError: As `duty_calendar`.
    """
    named = [(kind, key) for kind, key in wanted.items() if key is not None]
    if len(named) != 1:
        found = ", ".join(kind for kind, _ in named) or "none of them"
        raise UnknownNameError(Fault("", found, "exactly one of " + ", ".join(wanted)))
    kind, key = named[0]
    for feed in _wanted(plan, roster, kind, key, language, audience):
        return feed
    raise UnknownNameError(Fault(kind, repr(key), f"the key of a {kind} of the plan {plan.id!r}"))


def _wanted(  # noqa: PLR0913, PLR0917  # the one door for all kinds
    plan: Plan, roster: Roster, kind: str, key: str, language: str, audience: Audience
) -> Iterator[Feed]:
    if kind == "officer":
        own = OfficerDuties(plan, roster)
        yield from (own.feed(member, language) for member in plan.members if member.key == key)
        return
    feeds = (
        partner_feeds(plan, roster, language=language)
        if kind == "partner"
        else duty_feeds(plan, roster, language=language, audience=audience)
    )
    yield from (feed for feed in feeds if (feed.kind, feed.key) == (kind, key))


def calendar_of(feed: Feed, stamp: datetime | None) -> icalendar.Calendar:
    """Return the feed as a calendar; without a ``stamp`` that of its first day."""
    made = (stamp or _first_day(feed)).astimezone(UTC)
    calendar = calendar_component(header_of(feed, made))
    for event in feed.events:
        calendar.add_component(event_component(event, Revision(made)))
    return calendar


def _first_day(feed: Feed) -> datetime:
    if not feed.events:
        return datetime(1970, 1, 1, tzinfo=UTC)
    first = feed.events[0].start
    return datetime(first.year, first.month, first.day, tzinfo=UTC)
