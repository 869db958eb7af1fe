"""The calendars of an operation as a tree: each unit with its posts, each post with its teams."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import attrs

from electsched.calendars.feed import Feed, Kind
from electsched.i18n.languages import words
from electsched.operation.plan import Plan
from electsched.pages.qr import qr_picture
from electsched.pages.subscribe import Split, SubscribeLink, google_address, links_of
from electsched.values import value_text

__all__ = ["CalendarBranch", "CalendarLink", "calendar_tree"]


@attrs.frozen(kw_only=True)
class CalendarLink:
    """A calendar in the tree.

    Attributes:
        name: Its name.
        href: Its address with webcal, which a phone opens in its calendar app; its path if the site has no address.
        path: Its path in the section of the site.
        file: Its path, relative to the page.
        month: Whether it is one month of a calendar that is too large for apps.
    """

    name: str
    href: str
    path: str
    file: str
    month: bool = False

    __repr__ = value_text

    @property
    def google(self) -> str:
        """The address at which Google Calendar asks whether to add it; empty if the site has no address."""
        return google_address(self.href) if self.href != self.file else ""

    @property
    def picture(self) -> str:
        """The address as a QR code, as the data of a picture; empty if the site has no address."""
        return qr_picture(self.href if self.href != self.file else "")


@attrs.frozen(kw_only=True)
class CalendarBranch:
    """A unit with its calendars.

    Attributes:
        name: The name of the unit.
        counts: The number of its posts and teams, in words.
        whole: The calendar of the unit, or its months.
        posts: The calendar of each post, or its months, with those of its teams.
    """

    name: str
    counts: str
    whole: tuple[CalendarLink, ...]
    posts: tuple[tuple[tuple[CalendarLink, ...], tuple[CalendarLink, ...]], ...]

    __repr__ = value_text


def calendar_tree(
    plan: Plan, feeds: Iterable[Feed], language: str, split: Split, *, root: str = ""
) -> Iterator[CalendarBranch]:
    """Yield each unit of the plan that has a calendar among the feeds, with its posts and their teams.

    ``root`` is the path from the page to the section of the site, such as ``../``.

    A team that is at several posts is listed at the first one; teams without a post are listed after the posts.
    """
    links = _Links(feeds, language, split, root)
    places = _places(plan)
    for unit in plan.units:
        posts = [(links.of("post", post), links.of_all("team", teams)) for post, teams in places[unit.key].items()]
        posts = [entry for entry in posts if any(entry)]
        whole = links.of("unit", unit.key)
        if whole or posts:
            yield CalendarBranch(
                name=unit.name[language],
                counts=_counts(places[unit.key], language),
                whole=whole,
                posts=tuple(posts),
            )


def _places(plan: Plan) -> Mapping[str, dict[str, list[str]]]:
    """Return the posts of each unit with the teams that are listed there; an empty post has the others of the unit."""
    places: dict[str, dict[str, list[str]]] = {unit.key: {} for unit in plan.units}
    listed: set[str] = set()
    for post in plan.posts:
        teams = [team for line in post.teams for team in dict.fromkeys(line) if team not in listed]
        listed.update(teams)
        places.setdefault(post.unit, {})[post.key] = list(dict.fromkeys(teams))
    for team in plan.teams:
        if team.key not in listed:
            places.setdefault(team.unit, {}).setdefault("", []).append(team.key)
    return places


def _counts(posts: Mapping[str, list[str]], language: str) -> str:
    phrases = words(language)
    post_count, team_count = len([post for post in posts if post]), sum(map(len, posts.values()))
    post, team = phrases["calendar.post"], phrases["calendar.team"]
    counts = [(post_count, post if post_count == 1 else phrases["page.posts"])]
    counts.append((team_count, team if team_count == 1 else phrases["page.teams"]))
    return ", ".join(f"{count}\u00a0{word.lower()}" for count, word in counts if count)


class _Links:
    """The links of the calendars of a plan, by owner."""

    def __init__(self, feeds: Iterable[Feed], language: str, split: Split, root: str) -> None:
        self._feeds: Mapping[tuple[Kind, str], Feed] = {(feed.kind, feed.key): feed for feed in feeds}
        self._split, self._root = split, root
        self._whole_unit = words(language)["page.whole_unit"]

    def of(self, kind: Kind, key: str) -> tuple[CalendarLink, ...]:
        """Return the link of a calendar, or those of its months; none if it is not among the feeds."""
        feed = self._feeds.get((kind, key))
        if feed is None:
            return ()
        links = links_of(feed, self._split.get(feed.path, {}), has_code=False)
        return tuple(
            self._link(link, self._whole_unit if kind == "unit" and not link.month else link.name) for link in links
        )

    def of_all(self, kind: Kind, keys: Iterable[str]) -> tuple[CalendarLink, ...]:
        """Return the links of several calendars."""
        return tuple(link for key in keys for link in self.of(kind, key))

    def _link(self, link: SubscribeLink, name: str) -> CalendarLink:
        file = self._root + link.file
        return CalendarLink(
            name=name,
            href=link.webcal or file,
            path=link.file,
            file=file,
            month=bool(link.month),
        )
