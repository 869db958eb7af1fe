"""The page at a person's secret address: the next duty first, the weeks and months, with no name on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, time

import attrs
from markupsafe import escape

from electsched.calendars.event import Event
from electsched.calendars.feed import Feed
from electsched.i18n.languages import words
from electsched.operation.operation import Muster
from electsched.operation.teams import Member
from electsched.pages.parts.changed_days import change_kind, changed_days
from electsched.pages.parts.day_names import names_for_scripts, weekday_and_day
from electsched.pages.parts.duty_months import days_ahead, duty_months, duty_weeks, turn_line
from electsched.pages.parts.places import PlaceView, muster_place, post_place
from electsched.pages.parts.recent import RecentChange
from electsched.pages.parts.turns import Turn, TurnDay, Turns, mark_texts
from electsched.pages.renderer import PageContext, Renderer
from electsched.pages.subscribe import NOTHING_SPLIT, Split, SubscribeLink, links_of, quoted, refresh_hours
from electsched.roster.index import RosterIndex
from electsched.timespan import zone_named
from electsched.values import value_text

__all__ = ["PersonPages"]

_HTTPS, _WEBCAL, _QR = "electsched:mark:https", "electsched:mark:webcal", "electsched:mark:qr"
"""Placeholders for the addresses and the QR code in a page that is shared by several people. As the value of a query
they have another form."""
WEEKS = 2
"""The weeks whose days are listed; all days are in the months."""
SHOWN_CHANGES = 6
"""The days with changes that are listed; those after them are folded."""


@attrs.frozen
class _SharedPage:
    """The page of all people of a team with the same duties, with placeholders for the addresses."""

    team: str
    events: tuple[Event, ...]
    context: PageContext
    page: bytes

    __repr__ = value_text


class PersonPages:
    """Renders the pages of the people of one roster.

    The page of the last person is kept: the next person of the same team has the same duties, and only the addresses
    differ.
    """

    def __init__(self, renderer: Renderer, index: RosterIndex) -> None:
        """Take the templates, and the roster with its plan."""
        self._renderer, self._index = renderer, index
        self._turns: dict[str, Turns] = {}
        self._shared: _SharedPage | None = None

    def page(self, member: Member, feed: Feed, context: PageContext, *, split: Split = NOTHING_SPLIT) -> bytes:
        """Return the page of a member whose calendar is ``feed``; ``split`` has its months if it is too large."""
        months = split.get(feed.path, {})
        if months:
            return self._page(member, feed, list(links_of(feed, months)), context)
        (link,) = links_of(feed, {})
        page = self._shared_page(member, feed, link, context)
        for placeholder, value in (
            (quoted(_HTTPS), quoted(link.https)),
            (quoted(_WEBCAL), quoted(link.webcal)),
            (_HTTPS, escape(link.https)),
            (_WEBCAL, escape(link.webcal)),
            (_QR, link.qr),
        ):
            page = page.replace(placeholder.encode(), value.encode())
        return page

    def _shared_page(self, member: Member, feed: Feed, link: SubscribeLink, context: PageContext) -> bytes:
        shared = self._shared
        of_whom = (member.team, context)
        if shared is None or shared.events is not feed.events or (shared.team, shared.context) != of_whom:
            marked = attrs.evolve(link, https=_HTTPS, webcal=_WEBCAL, qr=_QR)
            page = self._page(member, feed, [marked], context)
            shared = self._shared = _SharedPage(member.team, feed.events, context, page)
        return shared.page

    def _page(self, member: Member, feed: Feed, links: list[SubscribeLink], context: PageContext) -> bytes:
        plan, language = self._index.plan, context.language
        team = plan.team(member.team)
        musters = self._index.musters_of_member(member)
        days = self._days(member, musters, language)
        today = context.stamp.astimezone(zone_named(feed.zone)).date()
        following = next((entry for entry in days if _end(entry) > context.stamp.timestamp()), None)
        recent = _recent(context.recent, days)
        days = days_ahead(days, today)
        changed = {change.key: change_kind([change], language) for change in recent if change.after}
        turns = list(dict.fromkeys(entry.turn for entry in days))
        places = self._places(turns, musters, language)
        return self._renderer.render(
            "person.html",
            context,
            title=words(language)["page.my_duties"],
            is_provisional=any(event.body.status == "TENTATIVE" for event in feed.events),
            operation=plan.operation.name[language],
            zone=feed.zone,
            team=team.name[language],
            unit=plan.unit(team.unit).name[language],
            names=names_for_scripts(language),
            hero=_hero(following, places, language, changed) if following else None,
            weeks=list(duty_weeks(days, following.day, WEEKS, language, changed=changed)) if following else [],
            months=list(duty_months(days, language, changed=changed)),
            key=mark_texts(turns, language),
            turns=turns,
            recent=list(changed_days(recent, days, language)),
            shown_changes=SHOWN_CHANGES,
            places=list(places.values()),
            links=links,
            split=bool(links[0].month),
            refresh=refresh_hours([feed]),
            conduct=plan.operation.conduct[language] if plan.operation.conduct else "",
        )

    def _places(self, turns: Sequence[Turn], musters: Iterable[Muster], language: str) -> dict[str, PlaceView]:
        """Return the places of the person's posts in the order of the plan, and of the musters."""
        turn_posts = {turn.place for turn in turns if turn.shift}
        posts = [post.key for post in self._index.plan.posts if post.key in turn_posts]
        places = {key: post_place(self._index.plan, key, language) for key in posts}
        stops = (muster_place(muster, language) for muster in musters)
        return places | {stop.key: stop for stop in stops if any(turn.place == stop.key for turn in turns)}

    def _days(self, member: Member, musters: Iterable[Muster], language: str) -> tuple[TurnDay, ...]:
        if language not in self._turns:
            self._turns[language] = Turns(self._index, language=language, audience="personal")
        return self._turns[language].days(self._index.duties_of_member(member), musters)


def _end(entry: TurnDay) -> float:
    midnight = datetime.combine(entry.day, time(), UTC).timestamp()
    return midnight + entry.turn.last_minute * 60


def _hero(
    entry: TurnDay, places: Mapping[str, PlaceView], language: str, changed: Mapping[str, str]
) -> Mapping[str, object]:
    """Return the first duty after the page was made, which a script replaces by that after the reader's now."""
    day, line = weekday_and_day(entry.day, language), turn_line(entry, language, changed)
    return {"day": day, "line": line, "place": places[entry.turn.place]}


def _recent(changes: Sequence[RecentChange], days: Iterable[TurnDay]) -> Sequence[RecentChange]:
    """Return the latest changes; none if they are the first duties of a person, past ones included."""
    new = {change.key for change in changes if change.kind == "new"}
    is_newcomer = len(new) == len(changes) and all(entry.key in new for entry in days)
    return () if is_newcomer else changes
