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

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Literal

import attrs
import icalendar

from electsched.errors import Fault, UnknownNameError
from electsched.feeds.audience import Audience
from electsched.feeds.components import Header, Revision, calendar_component, event_component
from electsched.feeds.duties import DutyTexts, muster_event
from electsched.feeds.events import Event, stage_events
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
        events: What stands in it, in order of time.
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
    events: tuple[Event, ...] = attrs.field(repr=False)

    @property
    def address(self) -> str:
        """The address at which it is subscribed to; empty where it is not published."""
        return f"{self.base}/{self.path}" if self.base else ""


def stage_feed(timeline: Timeline, *, language: str, base: str = "", refresh: timedelta = timedelta(hours=12)) -> Feed:
    """Return the calendar of the election's stages."""
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
        events=tuple(stage_events(timeline, language=language)),
    )


def _link_lines(timeline: Timeline, language: str) -> Iterator[str]:
    for link in timeline.links:
        by = f" ({link.by})" if link.by else ""
        yield f"{WORDS[link.relation][language]}: {link.election}{by}"


def duty_feeds(plan: Plan, roster: Roster, *, language: str, audience: Audience = "unit") -> Iterator[Feed]:
    """Yield a calendar for each unit, post and team of the plan, in its order.

    A unit's calendar holds the duties of its own posts. Musters stand in the calendars of the units that take part
    and of their teams.
    """
    duties = _Duties(plan, roster, language, audience)
    for unit in plan.units:
        events = [*duties.musters(unit.key), *duties.of("unit", unit.key)]
        yield _duty_feed(plan, "unit", unit.key, unit.name, language, events)
    for post in plan.posts:
        yield _duty_feed(plan, "post", post.key, post.name, language, duties.of("post", post.key))
    for team in plan.teams:
        events = [*duties.musters(team.unit), *duties.of("team", team.key)]
        yield _duty_feed(plan, "team", team.key, team.name, language, events)


def partner_feeds(plan: Plan, roster: Roster, *, language: str) -> Iterator[Feed]:
    """Yield a calendar for each partner of the plan: when how many stand at the posts at which it takes part.

    It has no address: where a partner finds it is for the ledger to say.
    """
    duties = _Duties(plan, roster, language, "partner")
    for partner in plan.partners:
        posts = [post.key for post in plan.posts if partner.key in post.partners]
        events = [event for key in posts for event in duties.of("post", key)]
        feed = _duty_feed(plan, "partner", partner.key, partner.name, language, events)
        yield attrs.evolve(feed, path="", base="")


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
            *(
                event
                for event, duty in zip(duties.of("team", member.team), self._own[0].get(member.team, ()), strict=True)
                if not duty.members
            ),
            *(duties.event(duty) for duty in self._own[1].get(member.key, ())),
        ]
        feed = _duty_feed(self._plan, "officer", "", self._plan.operation.name, language, events)
        return attrs.evolve(feed, path="", base="")


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
    """The events of a roster, each made once and looked up by unit, post and team."""

    def __init__(self, plan: Plan, roster: Roster, language: str, audience: Audience) -> None:
        self._texts = DutyTexts(plan, language=language, audience=audience, roster=roster.duties)
        units = {post.key: post.unit for post in plan.posts}
        self._by: dict[tuple[str, str], list[Event]] = {}
        for duty in roster.duties:
            event = self._texts.event(duty)
            for key in (("unit", units[duty.post]), ("post", duty.post), ("team", duty.team)):
                self._by.setdefault(key, []).append(event)
        self._musters = [(muster.units, muster_event(plan, muster, language=language)) for muster in plan.musters]

    def event(self, duty: Duty) -> Event:
        return self._texts.event(duty)

    def of(self, kind: Kind, key: str) -> list[Event]:
        return self._by.get((kind, key), [])

    def musters(self, unit: str) -> Iterator[Event]:
        for units, event in self._musters:
            if not units or unit in units:
                yield event


def _duty_feed(plan: Plan, kind: Kind, key: str, name: Text, language: str, events: Iterable[Event]) -> Feed:  # noqa: PLR0913, PLR0917  # one door for all kinds
    return Feed(
        owner=plan.id,
        kind=kind,
        key=key,
        language=language,
        path=f"{FOLDERS[kind]}/{key}.{language}.ics" if kind in FOLDERS else "",
        name=f"{WORDS['duties'][language]}: {name[language]}",
        description=plan.title[language],
        base=plan.site.internal_url,
        zone=plan.zone,
        refresh=timedelta(hours=plan.site.refresh_hours),
        events=tuple(sorted(events, key=_when)),
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
    wanted: dict[Kind, str | None] = {"unit": unit, "post": post, "team": team, "partner": partner, "officer": officer}
    named = [(kind, key) for kind, key in wanted.items() if key is not None]
    if len(named) != 1:
        found = ", ".join(kind for kind, _ in named) or "none of them"
        raise UnknownNameError(Fault("", found, "exactly one of " + ", ".join(wanted)))
    kind, key = named[0]
    for feed in _wanted(plan, roster, kind, key, language, audience):
        return calendar_of(feed, stamp or plan.issued)
    raise UnknownNameError(Fault(kind, repr(key), f"the key of a {kind} of the plan {plan.id!r}"))


def _wanted(  # noqa: PLR0913, PLR0917  # the one door for all kinds
    plan: Plan, roster: Roster, kind: Kind, key: str, language: str, audience: Audience
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
