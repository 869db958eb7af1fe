"""What is published at secret addresses: for each unit, partner and member a page and calendars of its own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import attrs

from electsched.feeds.calendars import Feed
from electsched.feeds.index import RosterIndex
from electsched.feeds.pages import Pages, page_path
from electsched.feeds.rosters import OfficerDuties, duty_feeds, partner_feeds
from electsched.io.folder import SECRET
from electsched.io.ledger import Grant, Ledger, save_ledger, with_held
from electsched.io.parts import Page, Part, Press

__all__ = ["Announced", "SecretParts"]


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


def _unused(page: bytes, _language: str, _stamp: datetime) -> bytes:
    """Return the page: at secret addresses all is made anew, for no manifest says what it was made from."""
    return page


class SecretParts:
    """The parts of a site that only those find who were told where."""

    def __init__(  # noqa: PLR0913, PLR0917  # all that the parts are made of
        self,
        index: RosterIndex,
        press: Press,
        pages: Pages,
        ledger: Ledger,
        new: tuple[Grant, ...],
        now: datetime,
    ) -> None:
        """Read what stands at the addresses; nothing is written yet."""
        self._index, self._plan, self._press, self._pages, self._now = index, index.plan, press, pages, now
        self._ledger, self._new = ledger, new
        self._path: str | Path = ""
        self._feeds = _Feeds(index)
        self._working = [grant for grant in ledger.grants if grant.works(now)]
        self._parts = {grant.token: self._part(grant) for grant in self._working}

    def _part(self, grant: Grant) -> Part:
        plan = self._plan
        languages = self._feeds.languages(grant)
        feeds = {language: tuple(self._feeds.of(grant, language)) for language in languages}

        def page(language: str, stamp: datetime) -> bytes:
            return self._pages.secret(
                plan,
                feeds[language],
                audience=grant.audience,
                language=language,
                languages=languages,
                stamp=stamp,
                split=part.months,
            )

        def board(language: str, stamp: datetime) -> bytes:
            posts = [post.key for post in plan.posts if post.unit == grant.key]
            return self._pages.board(self._index, posts, language=language, languages=languages, stamp=stamp)

        name = f"{SECRET}/{grant.token}"
        there = {path: {"path": path} for path in grant.files if self._press.site.read(f"{name}/{path}") is not None}
        made = {"index": page, "board": board} if grant.audience == "unit" else {"index": page}
        pages = {key: Page(make=make, restamp=_unused) for key, make in made.items()}
        part = Part(self._press, name=name, of=plan.id, feeds=feeds, listed=there, pages=pages)
        return part

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts, one for each address that works."""
        return tuple(self._parts.values())

    def keeping(self, path: str | Path) -> SecretParts:
        """Say where the ledger is kept."""
        self._path = path
        return self

    def planned(self) -> Ledger:
        """Return the ledger with every file that is about to be written, so that none is ever forgotten."""
        return self._with_files({grant.token: self._planned(grant) for grant in self._working})

    def _planned(self, grant: Grant) -> tuple[str, ...]:
        part = self._parts[grant.token]
        pages = [page_path(language, tuple(part.feeds)) for language in part.feeds]
        pages += [path.replace("index", "board", 1) for path in pages if grant.audience == "unit"]
        feeds = [feed.path for found in part.feeds.values() for feed in found]
        return tuple(dict.fromkeys([*grant.files, *feeds, *part.foreseen(), *pages]))

    def _with_files(self, files: dict[str, tuple[str, ...]]) -> Ledger:
        grants = tuple(
            attrs.evolve(grant, files=files[grant.token]) if grant.token in files else grant
            for grant in self._ledger.grants
        )
        return attrs.evolve(self._ledger, grants=grants)

    def finish(self) -> tuple[Announced, ...]:
        """Remove what stands at addresses that no longer work, write the ledger, and return the new addresses."""
        files = {grant.token: self._parts[grant.token].files for grant in self._working}
        for grant in self._ledger.grants:
            if grant.token not in files and grant.files:
                for path in grant.files:
                    self._press.site.remove(f"{SECRET}/{grant.token}/{path}")
                files[grant.token] = ()
        ledger = with_held(self._with_files(files), self._named(), self._now)
        save_ledger(self._path, ledger)
        base = self._plan.site.secret_url
        return tuple(
            Announced(audience=grant.audience, key=grant.key, url=f"{base}/{grant.token}/") for grant in self._new
        )

    def _named(self) -> dict[str, tuple[str, ...]]:
        """Return the members whom each calendar of the site names, by its address."""
        plan, index = self._plan, self._index
        named: dict[str, tuple[str, ...]] = {}
        secret = {grant.key: grant.token for grant in self._working if grant.audience == "unit"}
        for folder, kind, keys in (
            ("units", "unit", [unit.key for unit in plan.units]),
            ("posts", "post", [post.key for post in plan.posts]),
            ("teams", "team", [team.key for team in plan.teams]),
        ):
            for key in keys:
                members = dict.fromkeys(member.key for duty in index.of(kind, key) for member in index.who(duty))
                named[f"internal/{folder}/{key}"] = tuple(members)
                if kind == "unit" and key in secret:
                    named[f"{SECRET}/{secret[key]}"] = tuple(members)
        named |= {f"{SECRET}/{grant.token}": (grant.key,) for grant in self._working if grant.audience == "personal"}
        return named


class _Feeds:
    """The calendars of each address, made once for all that share them."""

    def __init__(self, index: RosterIndex) -> None:
        plan = self._plan = index.plan
        self._officers = OfficerDuties(index)
        self._members = {member.key: member for member in plan.members}
        self._units: dict[tuple[str, str], list[Feed]] = {}
        self._partners: dict[tuple[str, str], Feed] = {}
        unit_of = {("unit", unit.key): unit.key for unit in plan.units}
        unit_of |= {("post", post.key): post.unit for post in plan.posts}
        unit_of |= {("team", team.key): team.unit for team in plan.teams}
        for language in plan.languages:
            for feed in duty_feeds(index, language=language):
                self._units.setdefault((unit_of[feed.kind, feed.key], language), []).append(feed)
            for feed in partner_feeds(index, language=language):
                self._partners[feed.key, language] = feed

    def languages(self, grant: Grant) -> tuple[str, ...]:
        """Return the languages of an address: a person has one."""
        if grant.audience == "personal":
            return (self._members[grant.key].language or self._plan.languages[0],)
        return self._plan.languages

    def of(self, grant: Grant, language: str) -> Iterator[Feed]:
        """Yield the calendars of an address."""
        base = f"{self._plan.site.secret_url}/{grant.token}"
        if grant.audience == "unit":
            for feed in self._units[grant.key, language]:
                yield attrs.evolve(feed, base=base)
            return
        if grant.audience == "partner":
            feed = self._partners[grant.key, language]
        else:
            feed = self._officers.feed(self._members[grant.key], language)
        yield attrs.evolve(feed, base=base, path=f"duties.{language}.ics")
