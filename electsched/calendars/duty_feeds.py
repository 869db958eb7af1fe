"""The calendars of a roster: of units, posts and teams, of partners, and of members."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from operator import itemgetter
from typing import TYPE_CHECKING

import attrs

from electsched.calendars.audience import Audience, allowed_fields
from electsched.calendars.duty_events import DutyTexts, RosterFacts, muster_event
from electsched.calendars.event import Event
from electsched.calendars.feed import Feed, Kind, calendar_of
from electsched.errors import Fault, UnknownNameError, checked_choice
from electsched.i18n.languages import words
from electsched.i18n.text import Text
from electsched.operation.operation import Post
from electsched.operation.plan import Plan
from electsched.operation.teams import Member
from electsched.phrases import phrase, verbatim
from electsched.roster.duty import Duty, Roster
from electsched.roster.index import RosterIndex
from electsched.values import checked_type

if TYPE_CHECKING:
    import icalendar

__all__ = ["MemberFeeds", "audience_of", "duty_calendar", "duty_feed", "duty_feeds", "partner_feeds", "roster_paths"]

FOLDERS: dict[Kind, str] = {"unit": "units", "post": "posts", "team": "teams"}
OWNERS: tuple[Kind, ...] = ("unit", "post", "team", "partner", "member")
"""The kinds of owners of a calendar of duties."""


def duty_feeds(
    index: RosterIndex,
    *,
    language: str,
    audience: Audience = "unit",
    facts: RosterFacts | None = None,
) -> Iterator[Feed]:
    """Yield a calendar for each unit, post and team of the plan, in its order.

    A unit's calendar contains the duties of its posts. Musters are in the calendars of the units that take part and of
    their teams. ``facts`` are those of the roster, if they are also needed in other languages.
    """
    facts = facts or RosterFacts(index)
    plan, events = index.plan, _RosterEvents(index, language, audience, facts)
    for unit in plan.units:
        yield events.owner_feed("unit", unit.key, unit.name, unit.key)
    for post in plan.posts:
        yield events.owner_feed("post", post.key, post.name, post.unit)
    if audience == "unit":
        events = _RosterEvents(index, language, "team", facts)
    for team in plan.teams:
        yield events.owner_feed("team", team.key, team.name, team.unit)


def audience_of(path: str, audience: str) -> str:
    """Return the audience of a calendar at this path, below the folder of a unit or of another ``audience``."""
    return "team" if audience == "unit" and path.startswith(f"{FOLDERS['team']}/") else audience


def roster_paths(plan: Plan) -> Iterator[tuple[str, str]]:
    """Yield the path of each calendar of `duty_feeds` in every language, with the key of its unit."""
    for language in plan.languages:
        yield from ((f"units/{unit.key}.{language}.ics", unit.key) for unit in plan.units)
        yield from ((f"posts/{post.key}.{language}.ics", post.unit) for post in plan.posts)
        yield from ((f"teams/{team.key}.{language}.ics", team.unit) for team in plan.teams)


def partner_feeds(index: RosterIndex, *, language: str) -> Iterator[Feed]:
    """Yield a calendar for each partner of the plan: the times and the numbers of people at the partner's posts.

    It has no path: its address is a private link. If amendments change the partners of a post, a partner has the
    duties of the days on which it is one.
    """
    plan, events = index.plan, _RosterEvents(index, language, "partner")
    posts: dict[str, list[Post]] = {partner.key: [] for partner in plan.partners}
    for post in plan.posts:
        for key in plan.partners_of(post):
            posts[key].append(post)
    for partner in plan.partners:
        zones = {events.zone(post.unit) for post in posts[partner.key]}
        zone = zones.pop() if len(zones) == 1 else plan.zone
        duties = [duty for post in posts[partner.key] for duty in _duties_of_partner(index, post, partner.key)]
        feed = attrs.evolve(events.template, kind="partner", key=partner.key, zone=zone)
        yield events.filled(feed, partner.name, duties)


def _duties_of_partner(index: RosterIndex, post: Post, partner: str) -> Iterable[Duty]:
    duties = index.duties_of("post", post.key)
    if not index.plan.amendments:
        return duties
    return [duty for duty in duties if partner in index.plan.post_on(post.key, duty.day).partners]


class MemberFeeds:
    """The calendars of members: for each, the member's duties and musters and nothing else."""

    def __init__(self, index: RosterIndex) -> None:
        """Look up the duties; the events of a language are made when they are first requested."""
        self._index = index
        self._events: dict[str, _RosterEvents] = {}
        self._of_teams: dict[tuple[str, str, tuple[str, ...]], tuple[Event, ...]] = {}

    def feed(self, member: Member, language: str) -> Feed:
        """Return the calendar of a member; it has no name and no number of the member, and no path yet."""
        plan = self._index.plan
        if language not in self._events:
            self._events[language] = _RosterEvents(self._index, language, "personal")
        events = self._events[language]
        musters = tuple(events.musters(plan.team(member.team).unit, member.team, member.key))
        contents = self._of_team(member.team, language, musters)
        if member_duties := self._index.duties_naming(member.key):
            contents = events.in_order(contents, member_duties)
        feed = attrs.evolve(events.template, kind="member", zone=events.zone(plan.team(member.team).unit))
        return attrs.evolve(feed, name=events.title(plan.operation.name), source=lambda: contents, count=len(contents))

    def _of_team(self, team: str, language: str, musters: tuple[Event, ...]) -> tuple[Event, ...]:
        """Return the events of all members of a team who must come to the same musters, in order; made once."""
        key = (team, language, tuple(event.uid for event in musters))
        if key not in self._of_teams:
            events = self._events[language]
            duties = (duty for duty in self._index.duties_of("team", team) if not duty.members)
            self._of_teams[key] = events.in_order(musters, duties)
        return self._of_teams[key]


class _RosterEvents:
    """The events of a roster for one audience in one language, each made once."""

    def __init__(self, index: RosterIndex, language: str, audience: Audience, facts: RosterFacts | None = None) -> None:
        plan = self._plan = index.plan
        self._index, self._facts = index, facts or RosterFacts(index)
        self._language = language
        self._texts = DutyTexts(plan, language=language, audience=audience, index=index, facts=self._facts)
        self._conduct = plan.operation.conduct if "conduct" in allowed_fields(audience) else None
        # By identity: the duties of the roster live as long as these events.
        self._events: dict[int, tuple[float, str, Event]] = {}
        self._musters = [
            (muster, frozenset(muster.units), muster_event(plan, muster, language=language)) for muster in plan.musters
        ]
        self.template = Feed(
            owner=plan.id,
            kind="unit",
            key="",
            language=language,
            path="",
            name="",
            description=self._description(),
            base="",
            zone=plan.zone,
            refresh=timedelta(hours=plan.site.refresh_hours),
            source=tuple,
            count=0,
        )

    def _description(self, unit: Text | None = None) -> str:
        """Return the lines that hold for all events of a calendar: the plan, the unit and the rules of conduct."""
        return "\n".join(text[self._language] for text in (self._plan.title, unit, self._conduct) if text)

    def in_order(self, events: Iterable[Event], duties: Iterable[Duty]) -> tuple[Event, ...]:
        """Return some events and those of some duties in order of their start, then of their UID."""
        placed = [(_seconds(event.start), event.uid, event) for event in events]
        placed += [self._events.get(id(duty)) or self._placed(duty) for duty in duties]
        placed.sort(key=itemgetter(0, 1))
        return tuple([event for _, _, event in placed])

    def _placed(self, duty: Duty) -> tuple[float, str, Event]:
        """Return the start of a duty in seconds since 1970, its UID, and its event."""
        facts = self._facts.of(duty)
        placed = self._events[id(duty)] = facts.seconds, facts.uid, self._texts.event(duty)
        return placed

    def zone(self, unit: str) -> str:
        return self._plan.zones.get(unit, self._plan.zone)

    def musters(self, unit: str, team: str = "", member: str = "") -> Iterator[Event]:
        """Yield the musters of a unit; those from which a team or a member of it is excused are left out."""
        for muster, units, event in self._musters:
            is_called = not units or unit in units
            if is_called and not (team and self._index.is_excused(muster, team, member)):
                yield event

    def title(self, name: Text) -> str:
        return f"{words(self._language)['calendar.duties']}: {name[self._language]}"

    def owner_feed(self, kind: Kind, key: str, name: Text, unit: str) -> Feed:
        """Return the calendar of a unit, post or team; it goes by the clock of its unit and names it."""
        feed = attrs.evolve(
            self.template,
            kind=kind,
            key=key,
            description=self._description(self._plan.unit(unit).name),
            path=f"{FOLDERS[kind]}/{key}.{self._language}.ics",
            base=self._plan.site.internal_url,
            zone=self.zone(unit),
        )
        musters = tuple(self.musters(unit, key if kind == "team" else "")) if kind != "post" else ()
        return self.filled(feed, name, self._index.duties_of(kind, key), musters)

    def filled(self, feed: Feed, name: Text, duties: Sequence[Duty], musters: tuple[Event, ...] = ()) -> Feed:
        """Return the calendar with its title and these duties and musters, which are made when they are requested."""

        def source() -> tuple[Event, ...]:
            return self.in_order(musters, duties)

        return attrs.evolve(feed, name=self.title(name), source=source, count=len(musters) + len(duties))


def _seconds(start: date) -> float:
    moment = start if isinstance(start, datetime) else datetime.combine(start, time(), UTC)
    return moment.timestamp()


# --- one calendar -------------------------------------------------------------------------------------------------


def duty_calendar(
    plan: Plan,
    roster: Roster,
    /,
    *,
    audience: Audience = "unit",
    language: str = "id",
    stamp: datetime | None = None,
    **owner: str,
) -> icalendar.Calendar:
    """Return the calendar of the duties and musters of one unit, post, team, partner or member.

    Args:
        plan: The plan.
        roster: Its roster.
        audience: The audience of the calendar of a unit, post or team. Those of partners and members have their own.
        language: The language of the texts.
        stamp: The moment at which it was made, with its zone; by default that of the plan, or the start of its
            first day.
        owner: One of ``unit=``, ``post=``, ``team=``, ``partner=`` and ``member=``, with a key of the plan.

    Raises:
        UnknownNameError: The plan has no such key, the language or the audience does not exist, or not exactly one
            owner was named.
        InputError: The stamp has no zone, or the roster is none.
    """
    feed = duty_feed(plan, roster, owner, audience=audience, language=language)
    return calendar_of(feed, stamp or plan.issued)


def duty_feed(
    plan: Plan, roster: Roster, owner: Mapping[str, str | None], *, audience: Audience = "unit", language: str = "id"
) -> Feed:
    """Return the same as a feed; ``owner`` has the kind and the key, and a key that is None does not count.

    Raises:
        UnknownNameError: As `duty_calendar`.
    """
    for kind in owner:
        checked_choice("owner", kind, OWNERS)
    owners = {kind: key for kind, key in owner.items() if key is not None}
    if len(owners) != 1:
        raise UnknownNameError(
            Fault(
                "",
                verbatim(", ".join(owners)) or phrase("none of them"),
                phrase("exactly one of {names}", names=", ".join(OWNERS)),
            )
        )
    index = RosterIndex(plan, checked_type("roster", roster, Roster))
    ((kind, key),) = owners.items()
    if kind == "member":
        return MemberFeeds(index).feed(plan.member(key), language)
    if kind == "partner":
        plan.partner(key)
        feeds = partner_feeds(index, language=language)
    else:
        {"unit": plan.unit, "post": plan.post, "team": plan.team}[kind](key)
        feeds = duty_feeds(index, language=language, audience=audience)
    return next(feed for feed in feeds if (feed.kind, feed.key) == (kind, key))
