"""The registry of a site's private links: the reader of each link, its files, and the members whom calendars named.

The registry is a SQLite file outside the site. No lock is held between two calls, so that a link can be revoked while a
publication runs; the publication decides on announcements in its last transaction, with the revocations of that moment.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, Self

from electsched.calendars.duty_feeds import roster_paths
from electsched.errors import Fault, InputError, PublishError, unknown_name
from electsched.operation.plan import Plan
from electsched.publishing.layout import INTERNAL
from electsched.publishing.private.database import Database, create_database, open_database
from electsched.publishing.private.links import Audience, Disclosure, PrivateLink
from electsched.publishing.site_writer import PublishedFile
from electsched.stores.base import SECRET

__all__ = ["LinkRegistry"]

TOKEN_BYTES = 24
"""192 bits; RFC 4086 asks for 128 where guesses cost nothing."""
# ruff: noqa: S608  # the statements are made of constants; all values are parameters
_WORKS = "revoked IS NULL AND expires > :now"
_LINK = """SELECT link.id, token, audience, link.key, issued, expires, revoked, announced,
  (SELECT value FROM meta WHERE name = 'secret_url') FROM link"""
_LINKS_OF = f"""{_LINK} JOIN json_each(:readers) reader
  ON audience = json_extract(reader.value, '$[0]') AND link.key = json_extract(reader.value, '$[1]')
  WHERE {_WORKS} ORDER BY reader.key"""
_ISSUE = f"""INSERT INTO link (token, audience, key, issued, expires)
  SELECT new_token(), audience, key, :now, :expires FROM reader WHERE :now < :expires
  AND (audience, key) NOT IN (SELECT audience, key FROM link WHERE withheld OR {_WORKS}) ORDER BY rowid"""
_REVOKE = f"UPDATE link SET revoked = :now WHERE (audience, key) = (:audience, :key) AND {_WORKS}"
_WITHHOLD = "UPDATE link SET withheld = :withheld WHERE (audience, key) = (:audience, :key)"
_REVOKE_OTHERS = f"UPDATE link SET revoked = :now WHERE (audience, key) NOT IN (SELECT * FROM reader) AND {_WORKS}"
_FILES = """SELECT token, name, size, version, lower(hex(sha256)) FROM link JOIN file ON file.link = link.id
  WHERE token IN (SELECT value FROM json_each(?)) ORDER BY link.id, name"""
# The token of a link is in one table alone; elsewhere a link goes by its number.
_REPLACE_FILES = (
    "DELETE FROM file WHERE link = (SELECT id FROM link WHERE token = ?1)",
    "INSERT INTO file VALUES ((SELECT id FROM link WHERE token = ?1), ?, ?, ?, ?)",
)
_CALENDAR = (
    f"coalesce((SELECT '{SECRET}/' || id FROM link WHERE token = substr(:calendar, {len(SECRET) + 2})), :calendar)"
)
_REPLACE_MEMBERS = (
    f"""UPDATE disclosure SET until = :now WHERE calendar = {_CALENDAR} AND until IS NULL
  AND member NOT IN (SELECT value FROM json_each(:members))""",
    # A member that comes back within a second has the same `since` as before.
    f"""INSERT OR REPLACE INTO disclosure SELECT {_CALENDAR}, value, :now, NULL FROM json_each(:members)
  WHERE value NOT IN (SELECT member FROM disclosure WHERE calendar = {_CALENDAR} AND until IS NULL)""",
)
_REMOVE_ENDED = (
    f"DELETE FROM file WHERE link IN (SELECT id FROM link WHERE NOT ({_WORKS}))",
    f"""UPDATE disclosure SET until = :now WHERE until IS NULL AND calendar NOT IN (
    SELECT value FROM json_each(:calendars) UNION ALL SELECT '{SECRET}/' || id FROM link WHERE {_WORKS})""",
)
_STALE_FILES = f"""SELECT token, name, audience, key FROM listed_file LEFT JOIN link USING (token)
  WHERE NOT current OR id IS NULL OR NOT ({_WORKS}) ORDER BY token, name"""
_UNANNOUNCED = f"announced IS NULL AND {_WORKS} AND id IN (SELECT link FROM file)"
_DISCLOSURES = f"""SELECT d.calendar, member, since, until, coalesce('{SECRET}/' || audience || '/' || key, d.calendar)
  FROM disclosure d LEFT JOIN link ON link.id = substr(d.calendar, {len(SECRET) + 2}) AND d.calendar LIKE '{SECRET}/%'
  WHERE (d.calendar, member, since) > (?, ?, ?) ORDER BY d.calendar, member, since LIMIT 1000"""


def _new_token() -> str:
    return secrets.token_urlsafe(TOKEN_BYTES)


def _seconds(moment: datetime) -> int:
    """Return the Unix time of a zoned moment, rounded down to a second."""
    return int(moment.timestamp() // 1)


@lru_cache(maxsize=1024)  # the links of a nation share a few moments
def _moment(seconds: int | None) -> Any:  # noqa: ANN401  # as the column: a moment, or None if it may be NULL
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _link(row: tuple[Any, ...]) -> PrivateLink:
    _, token, audience, key, *moments, base = row
    issued, expires, revoked, announced = map(_moment, moments)
    return PrivateLink(token, audience, key, issued, expires, revoked, announced, base)


class LinkRegistry(AbstractContextManager["LinkRegistry"]):
    """The private links of one site; use it as a context manager, or `close` it.

    All methods raise `InputError` if the file is damaged, locked by another command or cannot be written; `revoke`,
    `grant` and `rotate` also if the reader has no link to change, and `UnknownNameError` if it never had one.
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
        cls, path: str | Path, plan: Plan | None = None, *, site: Path | None = None, wait_seconds: float = 60
    ) -> Self:
        """Return the registry of a file, for this plan if one is given.

        ``site`` is the folder of the site, if it is a local one. ``wait_seconds`` is the time to wait for a command
        that is changing the registry.

        Raises:
            InputError: The file is missing, damaged, readable by others, or of another plan, site or format.
            PublishError: The file lies inside the site.
        """
        if site is not None and Path(path).resolve().is_relative_to(site.resolve()):
            raise PublishError(Fault("", "a link registry inside the site", "a file outside it"), source=str(path))
        return cls(open_database(Path(path), wait_seconds, {"plan": plan.id, "site": plan.site.url} if plan else {}))

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
        gets none before `grant`. After the last day of access none is issued. ``token`` returns a new token.

        Raises:
            InputError: The plan has no members, but some have a link: the list of members was not given.
        """
        groups = (("unit", plan.units), ("partner", plan.partners), ("personal", plan.members))
        readers = ((audience, reader.key) for audience, group in groups for reader in group)
        with self._database.transaction() as connection:
            if not plan.members and (personal := self.count(now, "personal")):
                expected = f"the list of the members, of whom {personal} have a link (--members)"
                raise InputError(Fault("member", "no members", expected))
            issued = self._issue(readers, now, _seconds(plan.access_ends), token)
            connection.execute(_REVOKE_OTHERS, {"now": _seconds(now)})
            # If nothing changes, nothing is written and no device is waited for.
            statement = "UPDATE meta SET value = ?1 WHERE name = 'secret_url' AND value != ?1"
            connection.execute(statement, (plan.site.secret_url,))
        return issued

    def _issue(
        self, readers: Iterable[tuple[str, str]], now: datetime, expires: int, token: Callable[[], str] = _new_token
    ) -> int:
        """Issue a link to each reader without a working or withheld link; return the number of new links."""
        connection = self._database.connection
        connection.create_function("new_token", 0, token)
        connection.execute("DELETE FROM reader")
        connection.executemany("INSERT INTO reader VALUES (?, ?)", readers)
        return connection.execute(_ISSUE, {"now": _seconds(now), "expires": expires}).rowcount

    def links(self, audience: Audience | None = None, key: str | None = None) -> Iterator[PrivateLink]:
        """Yield each link that was ever issued, in the order of issue; of one audience or key if one is given."""
        conditions = "coalesce(audience = ?2, 1) AND coalesce(key = ?3, 1)"
        statement = f"{_LINK} WHERE id > ?1 AND {conditions} ORDER BY id LIMIT 1000"
        return map(_link, self._database.pages(statement, (0,), audience, key))

    def links_of(self, readers: Iterable[tuple[str, str]], now: datetime) -> tuple[PrivateLink, ...]:
        """Return the working links of these readers, each named by audience and key, in that order."""
        rows = self._database.rows(_LINKS_OF, {"readers": json.dumps(list(readers)), "now": _seconds(now)})
        return tuple(map(_link, rows))

    def count(self, now: datetime, audience: Audience | None = None) -> int:
        """Return the number of working links, of one audience if one is given."""
        statement = f"SELECT count(*) FROM link WHERE {_WORKS} AND coalesce(audience = :audience, 1)"
        return int(self._database.value(statement, {"now": _seconds(now), "audience": audience}))

    def revoke(self, audience: Audience, key: str, now: datetime) -> None:
        """Revoke the link of a reader, and issue none to that reader before `grant`."""
        with self._database.transaction() as connection:
            self._last_expiry(audience, key)
            values = {"audience": audience, "key": key, "now": _seconds(now)}
            if not connection.execute(f"{_WITHHOLD} AND NOT withheld", {**values, "withheld": 1}).rowcount:
                raise self._without_link(audience, key)
            connection.execute(_REVOKE, values)

    def grant(self, audience: Audience, key: str, now: datetime) -> None:
        """Issue a link to a reader whose link was revoked, up to the end of access; a working link stays."""
        with self._database.transaction() as connection:
            expires = self._last_expiry(audience, key)
            if expires <= _seconds(now):
                event = f"The access of {audience} {key!r} ended on {_moment(expires):%Y-%m-%d}."
                raise InputError(Fault("", event), source=str(self._database.path))
            connection.execute(_WITHHOLD, {"audience": audience, "key": key, "withheld": 0})
            self._issue([(audience, key)], now, expires)

    def rotate(self, audience: Audience, key: str, now: datetime) -> None:
        """Replace the working link of a reader by a new one, which expires at the same moment."""
        with self._database.transaction() as connection:
            expires = self._last_expiry(audience, key)
            if not connection.execute(_REVOKE, {"audience": audience, "key": key, "now": _seconds(now)}).rowcount:
                raise self._without_link(audience, key)
            self._issue([(audience, key)], now, expires)

    def _last_expiry(self, audience: Audience, key: str) -> int:
        """Return the Unix time at which the access of a reader ends; an unknown reader is an error."""
        statement = "SELECT max(expires) FROM link WHERE audience = ? AND key = ?"
        expires = self._database.value(statement, (audience, key))
        if expires is None:
            # Only some keys of a similar length: a nation has too many to compare with each.
            statement = "SELECT DISTINCT key FROM link WHERE audience = ? AND abs(length(key) - ?) < 2 LIMIT 2000"
            keys = self._database.rows(statement, (audience, len(key)))
            raise unknown_name(audience, key, (similar for (similar,) in keys))
        return int(expires)

    def _without_link(self, audience: Audience, key: str) -> InputError:
        event = f"{audience} {key!r} has no working link."
        fault = Fault("", event, hint="`electsched links grant` gives a reader a link again.")
        return InputError(fault, source=str(self._database.path))

    # --- a publication ----------------------------------------------------------------------------------------------

    def files(self, links: Iterable[PrivateLink]) -> dict[str, tuple[PublishedFile, ...]]:
        """Return the files that the last publication left at each link, sorted by name; keys are tokens."""
        files: dict[str, tuple[PublishedFile, ...]] = {link.token: () for link in links}
        rows = self._database.rows(_FILES, (json.dumps(list(files)),))
        for token, records in groupby(rows, key=itemgetter(0)):
            files[token] = tuple(PublishedFile(*record) for _, *record in records)
        return files

    def stale_files(self, published: Iterable[str], current: Collection[str], now: datetime) -> list[tuple[str, str]]:
        """Return the path of each stale file below ``secret/``, with a label for errors, which has no token.

        ``published`` are the paths in the site, ``current`` those that the publication made. Files are stale if they
        are not current, or at links that do not work or are unknown, as after an older registry was put back.
        """
        paths = (path for path in {*published, *current} if path.startswith(f"{SECRET}/"))
        files = ((*path.removeprefix(f"{SECRET}/").partition("/"), path in current) for path in paths)
        with self._database.transaction("BEGIN") as connection:
            connection.execute("DELETE FROM listed_file")
            connection.executemany("INSERT INTO listed_file VALUES (?1, ?3, ?4)", files)
        rows = self._database.rows(_STALE_FILES, {"now": _seconds(now)})
        return [
            (f"{SECRET}/{token}/{name}".rstrip("/"), f"{SECRET}/.../{name} ({audience or 'unknown'} {key or 'link'})")
            for token, name, audience, key in rows
        ]

    def finish(
        self,
        plan: Plan,
        now: datetime,
        files: Iterable[tuple[str, Iterable[PublishedFile]]] = (),
        disclosures: Iterable[tuple[str, Iterable[str]]] = (),
    ) -> tuple[PrivateLink, ...]:
        """Record a publication in one transaction, and return the links to announce.

        These work, have files, and were announced by no publication. Revocations made meanwhile are respected.
        ``files`` has the token of each link whose files changed, with all its files. ``disclosures`` has each calendar,
        with all members that it names: its path without language, such as ``internal/units/polsek-ngoro``, or the
        folder of its link.
        """
        calendars = [f"{INTERNAL}/{path.partition('.')[0]}" for path, _ in roster_paths(plan)]
        values = {"now": _seconds(now), "calendars": json.dumps(calendars)}
        delete, insert = _REPLACE_FILES
        with self._database.transaction() as connection:
            for token, records in files:
                connection.execute(delete, (token,))
                rows = ((token, path, size, version, bytes.fromhex(digest)) for path, size, version, digest in records)
                connection.executemany(insert, rows)
            for calendar, members in disclosures:
                named = {"calendar": calendar, "members": json.dumps(list(members)), "now": values["now"]}
                for statement in _REPLACE_MEMBERS:
                    connection.execute(statement, named)
            for statement in _REMOVE_ENDED:
                connection.execute(statement, values)
            # Row by row: the first publication of a nation has 434,000.
            links = tuple(map(_link, connection.execute(f"{_LINK} WHERE {_UNANNOUNCED} ORDER BY id", values)))
            connection.execute(f"UPDATE link SET announced = :now WHERE {_UNANNOUNCED}", values)
        return links

    def disclosures(self) -> Iterator[Disclosure]:
        """Yield each period in which a calendar named a member, calendar by calendar."""
        for _, member, since, until, calendar in self._database.pages(_DISCLOSURES, ("", "", 0)):
            yield Disclosure(calendar, member, _moment(since), _moment(until))
