"""The registry of a site's private links: the reader of each link, its files, and the members whom calendars named.

The registry is a SQLite file outside the site. No lock is held between two calls, so that a link can be revoked while a
publication runs; the publication decides on announcements in its last transaction, with the revocations of that moment.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, suppress
from datetime import UTC, datetime
from functools import lru_cache
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import Any, Self

from electsched.errors import Fault, InputError, PublishError, noun, unknown_name
from electsched.operation.plan import Plan
from electsched.phrases import phrase
from electsched.publishing.layout import is_whole_calendar
from electsched.publishing.private import statements as sql
from electsched.publishing.private.database import Database, create_database, open_database, refusal
from electsched.publishing.private.links import Audience, Disclosure, LinkAction, LinkChange, PrivateLink
from electsched.publishing.site_writer import PublishedFile
from electsched.stores.base import SECRET

__all__ = ["LinkRegistry"]

LINKS_PER_READ = 1000
TOKEN_BYTES = 24
"""192 bits; RFC 4086 asks for 128 where guesses cost nothing."""


class _TrialError(Exception):
    """Ends the transaction of a trial, so that nothing of it is kept."""


def _new_token() -> str:
    return secrets.token_urlsafe(TOKEN_BYTES)


def _seconds(moment: datetime) -> int:
    """Return the Unix time of a zoned moment, rounded down to a second."""
    return int(moment.timestamp() // 1)


@lru_cache(maxsize=1024)  # the links of a nation share a few moments
def _moment(seconds: int | None) -> Any:  # noqa: ANN401  # as the column: a moment, or None if it may be NULL
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _link(row: tuple[Any, ...]) -> PrivateLink:
    _, token, audience, key, *moments, silent, base = row
    issued, expires, revoked, announced = map(_moment, moments)
    return PrivateLink(token, audience, key, issued, expires, revoked, announced, base, bool(silent))


def _issue(
    connection: sqlite3.Connection,
    readers: Iterable[tuple[str, str]],
    values: Mapping[str, int],
    token: Callable[[], str] = _new_token,
) -> int:
    """Issue a link to each reader without a working or withheld link; return the number of new links."""
    connection.create_function("new_token", 0, token)
    connection.execute("DELETE FROM reader")
    connection.executemany("INSERT INTO reader VALUES (?, ?)", readers)
    return connection.execute(sql.ISSUE, values).rowcount


class LinkRegistry(AbstractContextManager["LinkRegistry"]):
    """The private links of one site; use it as a context manager, or `close` it.

    All methods raise `InputError` if the file is damaged, locked by another command or cannot be written; `change` also
    if the reader has no link to change, and `UnknownNameError` if it never had one.
    """

    def __init__(self, database: Database) -> None:
        """Take a checked database; `create` and `open` return registries."""
        self._database = database

    @classmethod
    def create(cls, path: str | Path, plan: Plan) -> Self:
        """Write an empty registry of the plan's site, and return it.

        Raises:
            InputError: The file exists, or it cannot be written.
        """
        create_database(Path(path), {"plan": plan.id, "site": plan.site.url, "secret_url": plan.site.secret_url})
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
            raise PublishError(
                Fault("", phrase("a link registry inside the site"), phrase("a file outside it")), source=str(path)
            )
        meta = {"plan": plan.id, "site": plan.site.url} if isinstance(plan, Plan) else {"plan": plan} if plan else {}
        return cls(open_database(Path(path), wait_seconds, meta))

    def close(self) -> None:
        """Close the file."""
        self._database.connection.close()

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self.close()

    # --- links ------------------------------------------------------------------------------------------------------

    def issue(self, plan: Plan, now: datetime, token: Callable[[], str] = _new_token) -> int:
        """Issue a link to each unit, partner and member of the plan that has none; return the number of new links.

        Readers that left the plan lose their link; the publication removes the files. A reader whose link was revoked
        gets none before a grant. After the last day of access none is issued. ``token`` returns a new token.

        Raises:
            InputError: The plan has no members, but some have a link: the list of members was not given.
        """
        groups = (("unit", plan.units), ("partner", plan.partners), ("personal", plan.members))
        readers = ((audience, reader.key) for audience, group in groups for reader in group)
        values = {"now": _seconds(now), "expires": _seconds(plan.access_ends)}
        with self._database.transaction() as connection:
            if not plan.members and (personal := self.count(now, "personal")):
                expected = phrase("the list of the members, of whom {count} have a link (--members)", count=personal)
                raise InputError(Fault("member", phrase("no members"), expected))
            issued = _issue(connection, readers, values, token)
            connection.execute(sql.REVOKE_OTHERS, values)
            # If nothing changes, nothing is written and no device is waited for.
            connection.execute(sql.MOVE, (plan.site.secret_url,))
            connection.execute(sql.RECORD_VALUE, ("grace_days", str(plan.site.grace_days)))
        return issued

    def links(self, audience: Audience | None = None, key: str | None = None) -> Iterator[PrivateLink]:
        """Yield each link that was ever issued, in the order of issue; of one audience or key if one is given."""
        conditions = "coalesce(audience = ?2, 1) AND coalesce(key = ?3, 1)"
        statement = f"{sql.LINK} WHERE id > ?1 AND {conditions} ORDER BY id LIMIT 1000"
        last = 0
        while rows := self._database.rows(statement, (last, audience, key)):
            yield from map(_link, rows)
            last = rows[-1][0]

    def links_of(self, readers: Iterable[tuple[str, str]], now: datetime) -> tuple[PrivateLink, ...]:
        """Return the working links of these readers, each named by audience and key, in that order."""
        rows = self._database.rows(sql.LINKS_OF, {"readers": json.dumps(list(readers)), "now": _seconds(now)})
        return tuple(map(_link, rows))

    @property
    def grace_days(self) -> int:
        """The days for which an address that ended serves its last word."""
        return int(self._database.value(sql.GRACE))

    def ended_links(self, now: datetime) -> tuple[PrivateLink, ...]:
        """Return the links that work no longer and whose addresses still serve a last word."""
        rows = self._database.rows(sql.ENDED, {"now": _seconds(now), "grace_days": self.grace_days})
        return tuple(map(_link, rows))

    def has_replaced(self, links: Iterable[PrivateLink]) -> bool:
        """Return whether the reader of any of these links had another one before, which a publication announced."""
        return bool(self._database.value(sql.REPLACED, (json.dumps([link.token for link in links]),)))

    def count(self, now: datetime, audience: Audience | None = None) -> int:
        """Return the number of working links, of one audience if one is given."""
        return int(self._database.value(sql.COUNT, {"now": _seconds(now), "audience": audience}))

    def change(  # noqa: PLR0913  # the change, and the two ways of it
        self,
        action: LinkAction,
        audience: Audience,
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
        reader = [(audience, key)]
        with suppress(_TrialError), self._database.transaction():
            before = self.links_of(reader, now)
            self._apply(action, audience, key, now, at_once=at_once)
            after = self.links_of(reader, now)
            lost = next((link for link in before if link not in after), None)
            files = self.files([lost])[lost.token] if lost else ()
            calendars = sum(is_whole_calendar(file.path) for file in files)
            effect = LinkChange(lost, calendars, next((link for link in after if link not in before), None))
            if is_trial:
                raise _TrialError
        return effect

    def _apply(self, action: LinkAction, audience: Audience, key: str, now: datetime, *, at_once: bool) -> None:
        """Run the statements of an action on the links of a reader; the first must change a link."""
        statements, issues = sql.ACTIONS[action]
        if at_once and action == "revoke":  # also one that is revoked already
            statements = (sql.SILENCE, sql.REVOKE)
        connection = self._database.connection
        expires = self._database.value(sql.EXPIRES, (audience, key))
        if expires is None:
            # Only some keys of a similar length: a nation has too many to compare with each.
            keys = self._database.rows(sql.SIMILAR_KEYS, (audience, len(key)))
            raise unknown_name(audience, key, (similar for (similar,) in keys))
        values = {"audience": audience, "key": key, "now": _seconds(now), "expires": expires}
        values["silent"] = int(at_once)
        changed = [connection.execute(statement, values).rowcount for statement in statements]
        if not changed[0]:
            hint = phrase("`electsched links grant` gives a reader a link again.")
            event = phrase("{audience} {key!r} has no working link.", audience=noun(audience), key=key)
            raise refusal(self._database.path, event, hint=hint)
        if issues and expires <= values["now"]:
            event = phrase(
                "The access of {audience} {key!r} ended on {moment:%Y-%m-%d}.",
                audience=noun(audience),
                key=key,
                moment=_moment(expires),
            )
            raise refusal(self._database.path, event)
        if issues:
            _issue(connection, [(audience, key)], values)

    # --- telling people ---------------------------------------------------------------------------------------------

    def published_links(self, audience: Audience, now: datetime, *, untold: bool = False) -> tuple[PrivateLink, ...]:
        """Return the working links of an audience that have files; with ``untold`` those whose reader was not told."""
        condition = "AND id NOT IN (SELECT link FROM told)" if untold else ""
        values = {"now": _seconds(now), "audience": audience}
        rows = self._database.rows(f"{sql.LINK} WHERE {sql.PUBLISHED} {condition} ORDER BY id", values)
        return tuple(map(_link, rows))

    def mark_told(self, links: Iterable[PrivateLink], now: datetime) -> None:
        """Record that the reader of each of these links was told its address."""
        tokens = json.dumps([link.token for link in links])
        with self._database.transaction() as connection:
            connection.execute(sql.MARK_TOLD, {"tokens": tokens, "now": _seconds(now)})

    # --- a publication ----------------------------------------------------------------------------------------------

    def files(self, links: Iterable[PrivateLink]) -> dict[str, tuple[PublishedFile, ...]]:
        """Return the files that the last publication left at each link, sorted by path; keys are tokens."""
        files: dict[str, tuple[PublishedFile, ...]] = {link.token: () for link in links}
        rows = self._database.rows(sql.FILES, (json.dumps(list(files)),))
        for token, of_link in groupby(rows, key=itemgetter(0)):
            files[token] = tuple(PublishedFile(*row[1:]) for row in of_link)
        return files

    def published_files(self, now: datetime) -> Iterator[tuple[str, PublishedFile, str]]:
        """Yield each published file of a working link, with its path in the site and its reader."""
        links = (link for link in self.links() if link.works(now))
        while page := tuple(islice(links, LINKS_PER_READ)):
            files = self.files(page)
            for link in page:
                for file in files[link.token]:
                    yield f"{link.folder}/{file.path}", file, f"{link.audience} {link.key}"

    def stale_files(
        self, published: Iterable[str], current: Collection[str], now: datetime, last_words: Collection[str] = ()
    ) -> list[tuple[str, str]]:
        """Return the path of each stale file below ``secret/``, with its reader for errors.

        ``published`` are the paths in the site, ``current`` those that the publication made. Files are stale if they
        are not current, or at links that do not work or are unknown, as after an older registry was put back;
        ``last_words`` are the calendars of links that ended.
        """
        working = {token for (token,) in self._database.rows(sql.TOKENS, {"now": _seconds(now)})}
        stale: list[tuple[str, str]] = []
        paths = {*published, *current}.difference(last_words)
        for path in sorted(path for path in paths if path.startswith(f"{SECRET}/")):
            token = path.split("/")[1]
            if token not in working or path not in current:
                readers = self._database.rows("SELECT audience || ' ' || key FROM link WHERE token = ?", (token,))
                stale.append((path, readers[0][0] if readers else "unknown link"))
        return stale

    @property
    def recorded(self) -> str:
        """The fingerprint of the partitions of the last publication that was recorded here; empty if none was."""
        return str(self._database.value("SELECT coalesce(max(value), '') FROM meta WHERE name = 'partitions'"))

    def finish(
        self,
        now: datetime,
        files: Mapping[str, Iterable[PublishedFile]],
        disclosures: Mapping[str, Iterable[str] | None],
        partitions: str = "",
    ) -> tuple[PrivateLink, ...]:
        """Record a publication in one transaction, and return the links to announce.

        These work, have files, and were announced by no publication. Revocations made meanwhile are respected.
        ``files`` are all files of each link whose files changed, by its token. ``disclosures`` are the members that
        each calendar names, by the name of the calendar as a `Disclosure` has it; None if they are those of before.
        ``partitions`` is the fingerprint of the partitions.
        """
        values = {"now": _seconds(now)}
        with self._database.transaction() as connection:
            connection.executemany(sql.DELETE_FILES, ((token,) for token in files))
            rows = (
                (token, file.path, file.size, file.version, bytes.fromhex(file.sha256))
                for token in files
                for file in files[token]
            )
            connection.executemany(sql.INSERT_FILE, rows)
            connection.execute("DELETE FROM named")
            named = ((calendar, member) for calendar in disclosures for member in disclosures[calendar] or ())
            connection.executemany("INSERT OR IGNORE INTO named VALUES (?, ?)", named)
            still_named = ((name,) for name, members in disclosures.items() if members is None)
            connection.executemany(sql.STILL_NAMED, still_named)
            connection.execute(sql.RECORD_VALUE, ("partitions", partitions))
            for statement in sql.RECORD:
                connection.execute(statement, values)
            # Row by row: the first publication of a nation has 434,000.
            links = tuple(map(_link, connection.execute(sql.UNANNOUNCED, values)))
            connection.execute(sql.ANNOUNCE, values)
        return links

    def disclosures(self) -> Iterator[Disclosure]:
        """Yield each period in which a calendar named a member, calendar by calendar."""
        statement = "SELECT calendar, member, since, until FROM disclosure ORDER BY calendar, member, since"
        for calendar, member, since, until in self._database.rows(statement):
            yield Disclosure(calendar, member, _moment(since), _moment(until))
