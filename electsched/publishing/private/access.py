"""What is published at secret addresses: for each unit, partner and member a page and calendars of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

import attrs

from electsched.calendars.duty_feeds import OfficerDuties, partner_feeds, roster_paths
from electsched.calendars.event import Event
from electsched.calendars.feed import Feed
from electsched.operation.plan import Plan
from electsched.pages.board import board_page
from electsched.pages.person import PersonPages
from electsched.pages.renderer import PageContext, Renderer, page_path
from electsched.pages.unit import partner_page, private_unit_page
from electsched.publishing.parts import Page, Part, Press
from electsched.publishing.private.ledger import Grant
from electsched.roster.index import RosterIndex
from electsched.stores.base import BELOW, SECRET, naming, standing_files

__all__ = ["Announced", "held_by", "of_grant", "planned_files", "secret_parts", "whose"]


@attrs.frozen(kw_only=True)
class Announced:
    """A secret address that is new.

    Attributes:
        audience: Who may see what stands there: ``unit``, ``partner`` or ``personal``.
        key: The key of the unit, the partner or the member.
        url: The page to be told to that audience, and to nobody else.
    """

    audience: str
    key: str
    url: str = attrs.field(repr=False)


def whose(audience: str, key: str) -> Callable[[str], str]:
    """Return what says of a file at a secret address whose it is, for the address itself is not to be told."""
    owner = f" ({audience} {key})"
    return lambda path: path + owner if path.startswith(f"{SECRET}/") and not path.endswith(")") else path


def of_grant(grant: Grant) -> Callable[[str], str]:
    """Return the same of an address."""
    return whose(grant.audience, grant.key)


def _unused(page: bytes, _context: PageContext) -> bytes:
    """Return the page: at secret addresses all is made anew, for no manifest says what it was made from."""
    return page


# --- what will stand there ------------------------------------------------------------------------------------------


def planned_files(plan: Plan, grants: Iterable[Grant]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each address, by its secret part, with every file that stands or is about to stand there."""
    members = {member.key: member for member in plan.members}
    of_unit: dict[str, list[str]] = {}
    for path, unit in roster_paths(plan):
        of_unit.setdefault(unit, []).append(path)
    own = {
        language: (f"duties.{language}.ics", page_path(language, (language,)))
        for language in {*plan.languages, *(member.language for member in plan.members if member.language)}
    }
    shared = (
        *(f"duties.{language}.ics" for language in plan.languages),
        *(page_path(language, plan.languages) for language in plan.languages),
    )
    pages = [page_path(language, plan.languages) for language in plan.languages]
    boards = [page_path(language, plan.languages, "board") for language in plan.languages]
    alike: dict[tuple[str, ...], tuple[str, ...]] = {}
    files: tuple[str, ...]
    for grant in grants:
        if grant.audience == "personal":
            files = own[members[grant.key].language or plan.languages[0]]
        elif grant.audience == "partner":
            files = shared
        else:
            files = (*of_unit.get(grant.key, ()), *pages, *boards)
        found = tuple(dict.fromkeys((*grant.files, *files)))
        yield grant.token, alike.setdefault(found, found)  # most have the files of many others


# --- the parts ------------------------------------------------------------------------------------------------------


def secret_parts(
    index: RosterIndex, press: Press, renderer: Renderer, grants: Iterable[Grant], feeds: Mapping[str, tuple[Feed, ...]]
) -> Iterator[tuple[Grant, Part]]:
    """Yield what stands at each of these addresses; ``feeds`` are the calendars of the units, by language."""
    made, persons = _Feeds(index, feeds), PersonPages(renderer, index.plan)
    for grant in grants:
        with naming(of_grant(grant)):
            part = _part(index, press, renderer, persons, grant, made)
        yield grant, part


def _part(  # noqa: PLR0913, PLR0917  # all that the part is made of
    index: RosterIndex, press: Press, renderer: Renderer, persons: PersonPages, grant: Grant, made: _Feeds
) -> Part:
    plan, languages = index.plan, made.languages(grant)
    feeds = {language: tuple(made.of(grant, language)) for language in languages}

    def page(context: PageContext) -> bytes:
        calendars = feeds[context.language]
        if grant.audience == "personal":
            return persons.page(calendars[0], context, split=part.months)
        page_of = private_unit_page if grant.audience == "unit" else partner_page
        return page_of(renderer, plan, calendars, context, split=part.months)

    def board(context: PageContext) -> bytes:
        return board_page(renderer, index, [post.key for post in plan.posts if post.unit == grant.key], context)

    own_clocks = (feed.zone for feed in feeds[languages[0]] if feed.kind in {"unit", "partner", "officer"})
    zone = next(own_clocks, plan.zone)
    name = f"{SECRET}/{grant.token}"
    making = {"index": page, "board": board} if grant.audience == "unit" else {"index": page}
    # What a stopped publication wrote is there too, though the ledger may not know how it was split.
    below = BELOW if grant.audience == "unit" else ()
    there = standing_files(press.site.sink, name, below) if grant.files else ()
    part = Part(
        press,
        name=name,
        feeds=feeds,
        listed={path: {"path": path} for path in there},
        pages={key: Page(make=make, restamp=_unused, zone=zone) for key, make in making.items()},
    )
    return part


class _Feeds:
    """The calendars of each address, made once for all that share them."""

    def __init__(self, index: RosterIndex, feeds: Mapping[str, tuple[Feed, ...]]) -> None:
        plan = self._plan = index.plan
        self._index = index
        self._officers = OfficerDuties(index)
        self._members = {member.key: member for member in plan.members}
        self._units: dict[tuple[str, str], list[Feed]] = {}
        self._partners: dict[tuple[str, str], Feed] = {}
        unit_of = {("unit", unit.key): unit.key for unit in plan.units}
        unit_of |= {("post", post.key): post.unit for post in plan.posts}
        unit_of |= {("team", team.key): team.unit for team in plan.teams}
        for language, found in feeds.items():
            for feed in found:
                self._units.setdefault((unit_of[feed.kind, feed.key], language), []).append(feed)

    def languages(self, grant: Grant) -> tuple[str, ...]:
        """Return the languages of an address: a person has one."""
        if grant.audience == "personal":
            return (self._members[grant.key].language or self._plan.languages[0],)
        return self._plan.languages

    def of(self, grant: Grant, language: str) -> Iterator[Feed]:
        """Yield the calendars of an address."""
        base = f"{self._plan.site.secret_url}/{grant.token}"
        if grant.audience == "unit":
            for feed in self._units.get((grant.key, language), ()):
                yield attrs.evolve(feed, base=base, source=_events_of(feed))
            return
        if grant.audience == "partner":
            feed = self._partner(grant.key, language)
        else:
            feed = self._officers.feed(self._members[grant.key], language)
        yield attrs.evolve(feed, base=base, path=f"duties.{language}.ics")

    def _partner(self, key: str, language: str) -> Feed:
        if (key, language) not in self._partners:
            for feed in partner_feeds(self._index, language=language):
                self._partners[feed.key, language] = feed
        return self._partners[key, language]


def _events_of(feed: Feed) -> Callable[[], tuple[Event, ...]]:
    return lambda: feed.events


# --- whom they name -------------------------------------------------------------------------------------------------


def held_by(index: RosterIndex, grants: Iterable[Grant], units: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the members whom each calendar of these units and of these addresses names, by its address."""
    plan = index.plan
    own = frozenset(units)
    named: dict[str, tuple[str, ...]] = {}
    listed = list(grants)
    secret = {grant.key: grant.token for grant in listed if grant.audience == "unit"}
    for folder, kind, keys in (
        ("units", "unit", [unit.key for unit in plan.units if unit.key in own]),
        ("posts", "post", [post.key for post in plan.posts]),
        ("teams", "team", [team.key for team in plan.teams]),
    ):
        for key in keys:
            members = dict.fromkeys(
                member.key for duty in index.duties_of(kind, key) for member in index.members_of(duty)
            )
            named[f"internal/{folder}/{key}"] = tuple(members)
            if kind == "unit" and key in secret:
                named[f"{SECRET}/{secret[key]}"] = tuple(members)
    named |= {f"{SECRET}/{grant.token}": (grant.key,) for grant in listed if grant.audience == "personal"}
    return named
