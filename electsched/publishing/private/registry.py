"""The private links of a site, and their registry: their readers and files, and the members whom calendars named.

The registry is a SQLite file outside the site. No lock is held between two calls, so that a link can be revoked while a
publication runs; the publication decides on announcements in its last transaction, with the revocations of that moment.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from secrets import token_urlsafe
from typing import Any, Literal, Self, get_args

import attrs

from electsched.errors import Fault, InputError, PublishError, UnknownNameError, checked_choice, noun, unknown_name
from electsched.operation.plan import Plan
from electsched.phrases import phrase, quoted
from electsched.publishing.layout import is_whole_calendar
from electsched.publishing.private.database import Database, create_database, open_database, refusal
from electsched.stores.base import SECRET
from electsched.timespan import checked_moment
from electsched.values import value_text

__all__ = ["Disclosure", "LinkAction", "LinkAudience", "LinkChange", "LinkRegistry", "PrivateLink"]

LinkAudience = Literal["unit", "partner", "personal"]
LinkAction = Literal["revoke", "grant", "rotate"]

NEW_TOKEN = partial(token_urlsafe, 24)
"""Return a token of 192 bits; RFC 4086 asks for 128 where guesses cost nothing."""


@attrs.frozen
class PrivateLink:
    """An address that cannot be guessed, for one unit, partner or member."""

    token: str = attrs.field(repr=False)  #: unguessable part of the address
    audience: LinkAudience  #: kind of reader
    key: str  #: key of the unit, the partner or the member
    issued: datetime  #: moment of creation
    expires: datetime  #: first moment at which the link no longer works
    revoked: datetime | None = None  #: moment of revocation; None if it was not revoked
    announced: datetime | None = None  #: end of the publication that announced the link; None if none did
    base: str = attrs.field(default="", repr=False)  #: address of the private part of the site
    silent: bool = False  #: whether the address ends without a last word
    replaces: bool = False  #: whether the reader had another link before, which a publication announced

    __repr__ = value_text

    @property
    def ends(self) -> datetime:
        """First moment at which the link does not work: its revocation, or its expiry."""
        return self.revoked or self.expires

    def has_last_word(self, now: datetime, grace: timedelta) -> bool:
        """Return whether the link ended, and its address says so at that moment, for the time of ``grace``."""
        return not (self.silent or self.works(now)) and now < self.ends + grace

    @property
    def url(self) -> str:
        """Address to hand to this reader and to nobody else."""
        return f"{self.base}/{self.token}/"

    @property
    def folder(self) -> str:
        """Folder of the link, below the site."""
        return f"{SECRET}/{self.token}"

    def works(self, now: datetime) -> bool:
        """Return whether files are published at the link at that moment."""
        return self.revoked is None and now < self.expires


@attrs.frozen
class LinkChange:
    """The effect of a change of the links of one reader."""

    lost: PrivateLink | None  #: link that works no longer; None if there was none
    calendars: int  #: number of calendars that were published at the link that is lost
    gained: PrivateLink | None  #: new link; None if there is none

    __repr__ = value_text


@attrs.frozen
class Disclosure:
    """A period in which a calendar named a member, as a report on a leak of data needs it."""

    # Such as `internal/units/polsek-ngoro`; one at a private link by its reader, such as `secret/unit/polsek-ngoro`.
    calendar: str  #: path of the calendar without its language
    member: str
    since: datetime  #: end of the first publication with the name
    until: datetime | None = None  #: end of the first publication without it; None while the calendar names the member

    __repr__ = value_text


# --- the database -------------------------------------------------------------------------------------------------

# Parameters with a name are ``now`` in Unix time, and the audience and the key of a reader.
# ruff: noqa: S608  # the statements are made of constants; all values are parameters
WORKS = "revoked IS NULL AND expires > :now"
OF_AUDIENCE = "coalesce(audience = :audience, 1)"  # keeps to the order of issue, without the index
PUBLISHED = f"{WORKS} AND EXISTS (SELECT * FROM file WHERE link = id)"
LINK = """SELECT link.id, token, audience, link.key, issued, expires, revoked, announced,
  (SELECT value FROM meta WHERE name = 'secret_url'), silent,
  EXISTS (SELECT * FROM link AS old WHERE (old.audience, old.key) = (link.audience, link.key)
    AND old.id < link.id AND old.announced IS NOT NULL) FROM link"""
READER = "(audience, key) = (:audience, :key)"
ISSUE = f"""INSERT INTO link (token, audience, key, issued, expires)
  SELECT new_token(), audience, key, :now, :expires FROM reader WHERE :now < :expires
  AND (audience, key) NOT IN (SELECT audience, key FROM link WHERE withheld OR {WORKS}) ORDER BY rowid"""
ISSUE_AGAIN = f"""INSERT INTO link (token, audience, key, issued, expires)
  SELECT :token, audience, key, :now, max(expires) FROM link WHERE {READER}
  GROUP BY audience, key HAVING NOT max({WORKS})"""
REVOKE = f"UPDATE link SET revoked = :now, silent = :silent WHERE {READER} AND {WORKS}"
WITHHOLD = f"""UPDATE link SET withheld = 1, silent = max(silent, :silent) WHERE {READER}
  AND NOT (withheld AND silent >= :silent)"""
ACTIONS: Mapping[LinkAction, tuple[str, str]] = {
    "revoke": (WITHHOLD, REVOKE),
    "grant": (f"UPDATE link SET withheld = 0 WHERE {READER}", ISSUE_AGAIN),
    "rotate": (REVOKE, ISSUE_AGAIN),
}
"""The statements of each action; the first must change a link."""
SET_VALUE = """INSERT INTO meta VALUES (?1, ?2)
  ON CONFLICT (name) DO UPDATE SET value = ?2 WHERE value != ?2"""


def seconds(moment: datetime) -> int:
    """Return the Unix time of a zoned moment, rounded down to a second; raise `InputError` if it has no zone."""
    return int(checked_moment("now", moment).timestamp() // 1)


def _moment(unix_time: int | None) -> Any:  # noqa: ANN401  # as the column: a moment, or None if it may be NULL
    return None if unix_time is None else datetime.fromtimestamp(unix_time, UTC)


def _checked(audience: LinkAudience | None) -> LinkAudience | None:
    return audience and checked_choice("audience", audience, get_args(LinkAudience))


def _link(row: tuple[Any, ...]) -> PrivateLink:
    _, token, audience, key, *moments, base, silent, replaces = row
    fields = {"base": base, "silent": bool(silent), "replaces": bool(replaces)}
    return PrivateLink(token, audience, key, *map(_moment, moments), **fields)


class LinkRegistry:
    """The private links of one site; use it as a context manager, or `close` it.

    All methods raise `InputError` if the file is damaged, locked by another command or cannot be written; `change` also
    if the reader has no link to change, and `UnknownNameError` if it never had one.
    """

    def __init__(self, database: Database) -> None:
        """Take a checked database; `create` and `open` return registries."""
        self._database = database

    def __repr__(self) -> str:
        """Return the name of the file; its links are secret."""
        return f"<LinkRegistry {Path(self._database.path).name}>"

    @classmethod
    def create(cls, path: str | Path, plan: Plan) -> Self:
        """Write an empty registry of the plan's site, and return it.

        Raises:
            InputError: The file exists, or it cannot be written.
        """
        create_database(Path(path), {"plan": plan.id, "site": plan.site.url})
        return cls.open(path, plan)

    @classmethod
    def open(
        cls, path: str | Path, plan: Plan | str | None = None, *, site: Path | None = None, wait_seconds: float = 60
    ) -> Self:
        """Return the registry of a file, for this plan if one is given, or the id of one.

        ``site`` is the folder of the site, if it is a local one. ``wait_seconds`` is the time to wait for a command
        that is changing the registry.

        Raises:
            InputError: The file is missing, damaged, readable by others, or of another plan, site or format.
            PublishError: The file lies inside the site.
        """
        if site is not None and Path(path).resolve().is_relative_to(site.resolve()):
            fault = Fault("", phrase("a link registry inside the site"), phrase("a file outside it"))
            raise PublishError(fault, source=str(path))
        meta = {"plan": plan.id, "site": plan.site.url} if isinstance(plan, Plan) else {"plan": plan} if plan else {}
        return cls(open_database(Path(path), wait_seconds, meta))

    def __enter__(self) -> Self:
        """Return the registry."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._database.connection.close()

    # --- links ------------------------------------------------------------------------------------------------------

    def issue(self, plan: Plan, now: datetime, token: Callable[[], str] = NEW_TOKEN) -> int:
        """Issue a link to each unit, partner and member of the plan that has none; return the number of new links.

        Readers that left the plan lose their link; the publication removes the files. A reader whose link was revoked
        gets none before a grant. After the last day of access none is issued. ``token`` returns a new token.

        Raises:
            InputError: The plan has no members, but some have a link: the list of members was not given.
        """
        groups = (("unit", plan.units), ("partner", plan.partners), ("personal", plan.members))
        readers = ((audience, reader.key) for audience, group in groups for reader in group)
        values = {"now": seconds(now), "expires": seconds(plan.access_ends)}
        with self._database.transaction() as connection:
            if not plan.members and (personal := self.count(now, "personal")):
                expected = phrase(
                    "the list of the members, of whom {count} {count:has|have} a link (--members)", count=personal
                )
                raise InputError(Fault(noun("member"), phrase("no members"), expected))
            connection.create_function("new_token", 0, token)
            connection.execute("DELETE FROM reader")
            connection.executemany("INSERT INTO reader VALUES (?, ?)", readers)
            issued = connection.execute(ISSUE, values).rowcount
            left = f"{WORKS} AND (audience, key) NOT IN (SELECT * FROM reader)"
            connection.execute(f"UPDATE link SET revoked = :now WHERE {left}", values)
            # If nothing changes, nothing is written and no device is waited for.
            entries = {"secret_url": plan.site.secret_url, "grace_days": str(plan.site.grace_days)}
            connection.executemany(SET_VALUE, entries.items())
        return issued

    def _pages(self, condition: str, **values: object) -> Iterator[PrivateLink]:
        """Yield the links that meet a condition, in the order of issue."""
        statement = f"{LINK} WHERE id > :id AND {condition} ORDER BY id"
        return map(_link, self._database.pages(statement, {"id": 0}, **values))

    def _links(self, clauses: str, **values: object) -> tuple[PrivateLink, ...]:
        return tuple(map(_link, self._database.rows(f"{LINK} {clauses}", values)))

    def _entry(self, name: str) -> str:
        return str(self._database.value("SELECT coalesce(max(value), '') FROM meta WHERE name = ?", (name,)))

    def links(self, audience: LinkAudience | None = None, key: str | None = None) -> Iterator[PrivateLink]:
        """Yield each link that was ever issued, in the order of issue; of one audience or key if one is given.

        They are read by pages; links that are changed meanwhile may be yielded as they were or as they are.
        """
        return self._pages(f"{OF_AUDIENCE} AND coalesce(key = :key, 1)", audience=_checked(audience), key=key)

    def links_of(self, readers: Iterable[tuple[str, str]], now: datetime) -> tuple[PrivateLink, ...]:
        """Return the working links of these readers, each named by audience and key, in that order."""
        clauses = f"""JOIN json_each(:readers) AS reader ON audience = json_extract(reader.value, '$[0]')
  AND link.key = json_extract(reader.value, '$[1]') WHERE {WORKS} ORDER BY reader.key"""
        return self._links(clauses, readers=json.dumps([*readers]), now=seconds(now))

    @property
    def grace_days(self) -> int:
        """The days for which an address that ended serves its last word."""
        return int(self._entry("grace_days") or 0)

    def count(self, now: datetime, audience: LinkAudience | None = None) -> int:
        """Return the number of working links, of one audience if one is given."""
        statement = f"SELECT count(*) FROM link WHERE {WORKS} AND {OF_AUDIENCE}"
        return int(self._database.value(statement, {"now": seconds(now), "audience": _checked(audience)}))

    def change(  # noqa: PLR0913  # the change, and the two ways of it
        self,
        action: LinkAction,
        audience: LinkAudience,
        key: str,
        now: datetime,
        *,
        at_once: bool = False,
        is_trial: bool = False,
    ) -> LinkChange:
        """Change the link of a reader, and return the effect; a trial changes nothing.

        To revoke it is to issue none to that reader before it is granted again, up to the end of access. To rotate it
        is to replace a working link by a new one, which expires at the same moment.

        Until the time of grace is over, the address that is lost serves a last word, unless it ends ``at_once``.
        The token of a link that a trial would issue is another one than that of the change.
        """
        action = checked_choice("action", action, ACTIONS)
        database, reader = self._database, {"audience": _checked(audience), "key": key}
        with database.transaction() as connection:
            expires = database.value(f"SELECT max(expires) FROM link WHERE {READER}", reader)
            if expires is None:
                raise self._unknown_reader(audience, key)
            owner = {"audience": noun(audience), "key": key}
            if action != "revoke" and expires <= seconds(now):
                end = _moment(expires)
                event = phrase("The access of {audience} {key!r} ended on {moment:%Y-%m-%d}.", **owner, moment=end)
                raise refusal(database.path, event)
            lost = next(iter(self.links_of([(audience, key)], now)), None)
            values = {**reader, "now": seconds(now), "silent": at_once, "token": NEW_TOKEN()}
            changed = [connection.execute(statement, values).rowcount for statement in ACTIONS[action]]
            if not changed[0]:
                hint = phrase("`electsched links grant` gives a reader a link again.")
                event = phrase("{audience} {key!r} has no working link.", **owner)
                raise refusal(database.path, event, hint=hint)
            gained = next(iter(self.links_of([(audience, key)], now)), None)
            if lost == gained:
                lost = gained = None
            paths = "SELECT path FROM file JOIN link ON id = link WHERE token = ?"
            files = database.rows(paths, (lost.token,)) if lost else ()
            if is_trial:
                connection.rollback()
        return LinkChange(lost, sum(is_whole_calendar(path) for (path,) in files), gained)

    def _unknown_reader(self, audience: LinkAudience, key: str) -> UnknownNameError:
        # Only some keys of a similar length: a nation has too many to compare with each.
        statement = "SELECT DISTINCT key FROM link WHERE audience = ? AND abs(length(key) - ?) < 2 LIMIT 2000"
        keys = [similar for (similar,) in self._database.rows(statement, (audience, len(key)))]
        if keys:
            return unknown_name(audience, key, keys)
        return UnknownNameError(Fault(noun(audience), quoted(key), phrase("one that has had a link")))

    # --- telling people ---------------------------------------------------------------------------------------------

    def published_links(
        self, audience: LinkAudience, now: datetime, *, untold: bool = False
    ) -> tuple[PrivateLink, ...]:
        """Return the working links of an audience that have files; with ``untold`` those whose reader was not told."""
        condition = f"{PUBLISHED} AND {OF_AUDIENCE} AND NOT (:untold AND id IN (SELECT link FROM told))"
        return tuple(self._pages(condition, now=seconds(now), audience=_checked(audience), untold=untold))

    def mark_told(self, links: Iterable[PrivateLink], now: datetime) -> None:
        """Record that the reader of each of these links was told its address."""
        rows = [(seconds(now), link.token) for link in links]
        with self._database.transaction() as connection:
            connection.executemany("INSERT OR REPLACE INTO told SELECT id, ? FROM link WHERE token = ?", rows)

    def disclosures(self) -> Iterator[Disclosure]:
        """Yield each period in which a calendar named a member, calendar by calendar."""
        statement = """SELECT calendar, member, since, until FROM disclosure
  WHERE (calendar, member, since) > (:calendar, :member, :since) ORDER BY calendar, member, since"""
        for calendar, member, *period in self._database.pages(statement, {"calendar": "", "member": "", "since": 0}):
            yield Disclosure(calendar, member, *map(_moment, period))
