"""The calendars of a roster: of units, posts and teams, of partners, and of officers."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from datetime import UTC, datetime, time, timedelta
from functools import partial

import attrs
import icalendar

from electsched.calendars.audience import Audience
from electsched.calendars.duty_events import DutyTexts, muster_event
from electsched.calendars.event import Event
from electsched.calendars.feed import Feed, Kind, calendar_of
from electsched.calendars.fingerprint import Origins
from electsched.errors import Fault, UnknownNameError
from electsched.i18n.languages import words
from electsched.i18n.text import Text
from electsched.operation.operation import Post
from electsched.operation.plan import Plan
from electsched.operation.teams import Member
from electsched.roster.duty import Duty, Roster
from electsched.roster.index import RosterIndex

__all__ = ["OfficerDuties", "duty_calendar", "duty_feed", "duty_feeds", "partner_feeds", "roster_paths"]

FOLDERS: dict[Kind, str] = {"unit": "units", "post": "posts", "team": "teams"}


def duty_feeds(
    index: RosterIndex,
    *,
    language: str,
    audience: Audience = "unit",
    origins: Origins | None = None,
    units: Container[str] | None = None,
) -> Iterator[Feed]:
    """Yield a calendar for each unit, post and team of the plan, in its order.

    A unit's calendar holds the duties of its own posts. Musters stand in the calendars of the units that take part
    and of their teams. With ``origins`` each says what its bytes are made from; with ``units`` only these have one.
    """
    plan, duties = index.plan, _Duties(index, language, audience)
    known = origins or Origins()
    for unit in plan.units if units is None else [unit for unit in plan.units if unit.key in units]:
        yield _duty_feed(plan, "unit", unit.key, unit.name, duties, known, of=unit.key)
    for post in plan.posts:
        yield _duty_feed(plan, "post", post.key, post.name, duties, known, of=post.unit)
    for team in plan.teams:
        yield _duty_feed(plan, "team", team.key, team.name, duties, known, of=team.unit)


def roster_paths(plan: Plan) -> Iterator[tuple[str, str]]:
    """Yield the address of each calendar that `duty_feeds` makes, in all languages, with the unit whose it is."""
    for language in plan.languages:
        yield from ((f"units/{unit.key}.{language}.ics", unit.key) for unit in plan.units)
        yield from ((f"posts/{post.key}.{language}.ics", post.unit) for post in plan.posts)
        yield from ((f"teams/{team.key}.{language}.ics", team.unit) for team in plan.teams)


def partner_feeds(index: RosterIndex, *, language: str) -> Iterator[Feed]:
    """Yield a calendar for each partner of the plan: when how many stand at the posts at which it takes part.

    It has no address: where a partner finds it is for the ledger to say.
    """
    plan, duties = index.plan, _Duties(index, language, "partner")
    posts: dict[str, list[Post]] = {}
    for post in plan.posts:
        for key in dict.fromkeys(post.partners):
            posts.setdefault(key, []).append(post)
    for partner in plan.partners:
        own = posts.get(partner.key, [])
        clocks = {duties.zone(post.unit) for post in own}
        zone = clocks.pop() if len(clocks) == 1 else plan.zone
        events = sorted((event for post in own for event in duties.of("post", post.key)), key=_when)
        yield _own_feed(plan, "partner", partner.key, partner.name, language, zone, tuple(events))


class OfficerDuties:
    """The calendars of officers: of each, the own duties and musters and nothing else."""

    def __init__(self, index: RosterIndex) -> None:
        """Look up who does what; the texts of a language are made when they are first asked for."""
        self._index, self._plan = index, index.plan
        self._duties: dict[str, _Duties] = {}
        self._units = {team.key: team.unit for team in index.plan.teams}
        self._shared: dict[tuple[str, str], tuple[Event, ...]] = {}

    def feed(self, member: Member, language: str) -> Feed:
        """Return the calendar of the person; it bears no name and no number, and has no address yet."""
        if language not in self._duties:
            self._duties[language] = _Duties(self._index, language, "personal")
        duties, unit = self._duties[language], self._units[member.team]
        events = self._of_team(member.team, duties)
        named = self._index.duties_naming(member.key)
        if named:
            events = tuple(sorted([*events, *map(duties.event, named)], key=_when))
        return _own_feed(self._plan, "officer", "", self._plan.operation.name, language, duties.zone(unit), events)

    def _of_team(self, team: str, duties: _Duties) -> tuple[Event, ...]:
        """Return what stands in the calendars of all of the team, in order of time; it is made once for them."""
        key = (team, duties.language)
        if key not in self._shared:
            whole = (duty for duty in self._index.duties_of("team", team) if not duty.members)
            found = [*duties.musters(self._units[team]), *map(duties.event, whole)]
            self._shared[key] = tuple(sorted(found, key=_when))
        return self._shared[key]


class _Duties:
    """The events of a roster, each made once when it is first asked for, looked up by unit, post and team."""

    def __init__(self, index: RosterIndex, language: str, audience: Audience) -> None:
        plan = index.plan
        self.language = language
        self._index = index
        self._texts = DutyTexts(plan, language=language, audience=audience, index=index)
        self._events: dict[int, Event] = {}
        self._musters = [
            (frozenset(muster.units), muster_event(plan, muster, language=language)) for muster in plan.musters
        ]
        self._zones, self._zone = plan.zones, plan.zone

    def event(self, duty: Duty) -> Event:
        """Return the event of a duty of the roster, which lives as long as this does."""
        event = self._events.get(id(duty))
        if event is None:
            event = self._events[id(duty)] = self._texts.event(duty)
        return event

    def count(self, kind: Kind, key: str) -> int:
        return len(self._index.duties_of(kind, key))

    def of(self, kind: Kind, key: str) -> list[Event]:
        return [self.event(duty) for duty in self._index.duties_of(kind, key)]

    def zone(self, unit: str) -> str:
        return self._zones.get(unit, self._zone)

    def musters(self, unit: str) -> Iterator[Event]:
        for units, event in self._musters:
            if not units or unit in units:
                yield event


def _duty_feed(  # noqa: PLR0913, PLR0917  # one door for units, posts and teams
    plan: Plan, kind: Kind, key: str, name: Text, duties: _Duties, origins: Origins, *, of: str
) -> Feed:
    """Return the calendar; ``of`` is the unit by whose clock it goes; its musters stand in all but those of posts."""
    stand = tuple(duties.musters(of)) if kind != "post" else ()

    def source() -> tuple[Event, ...]:
        return tuple(sorted([*stand, *duties.of(kind, key)], key=_when))

    language = duties.language
    feed = _bare(plan, kind, key, name, language, duties.zone(of), source, len(stand) + duties.count(kind, key))
    return attrs.evolve(
        feed,
        path=f"{FOLDERS[kind]}/{key}.{language}.ics",
        base=plan.site.internal_url,
        origin=origins.of(kind, key, language),
    )


def _own_feed(  # noqa: PLR0913, PLR0917  # one door for partners and officers
    plan: Plan, kind: Kind, key: str, name: Text, language: str, zone: str, events: tuple[Event, ...]
) -> Feed:
    """Return a calendar without an address: the ledger knows where it will stand."""
    return _bare(plan, kind, key, name, language, zone, partial(tuple, events), len(events))


def _bare(  # noqa: PLR0913, PLR0917  # what all calendars of duties share
    plan: Plan,
    kind: Kind,
    key: str,
    name: Text,
    language: str,
    zone: str,
    source: Callable[[], tuple[Event, ...]],
    count: int,
) -> Feed:
    return Feed(
        owner=plan.id,
        kind=kind,
        key=key,
        language=language,
        path="",
        name=f"{words(language)['calendar.duties']}: {name[language]}",
        description=plan.title[language],
        base="",
        zone=zone,
        refresh=timedelta(hours=plan.site.refresh_hours),
        source=source,
        count=count,
    )


def _when(event: Event) -> tuple[float, str]:
    start = event.start if isinstance(event.start, datetime) else datetime.combine(event.start, time(), UTC)
    return start.timestamp(), event.uid


# --- one of them, by name -----------------------------------------------------------------------------------------


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
    index = RosterIndex(plan, roster)
    if kind == "officer":
        own = OfficerDuties(index)
        yield from (own.feed(member, language) for member in plan.members if member.key == key)
        return
    feeds = (
        partner_feeds(index, language=language)
        if kind == "partner"
        else duty_feeds(index, language=language, audience=audience)
    )
    yield from (feed for feed in feeds if (feed.kind, feed.key) == (kind, key))
