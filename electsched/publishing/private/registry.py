"""The registry of a site's private links: the reader of each link, and the files that were published there.

The registry is a SQLite file outside the site. No lock is held between two calls, so that a link can be revoked while a
publication runs; the publication decides on announcements in its last transaction, with the revocations of that moment.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from itertools import chain, groupby, islice
from pathlib import Path
from typing import Any, Self

from electsched.errors import Fault, InputError, PublishError, unknown_name
from electsched.operation.plan import Plan
from electsched.publishing.private.database import LINK_NUMBERS, Database, create_database, open_database
from electsched.publishing.private.disclosures import read_disclosures, record_disclosures, stage_disclosures
from electsched.publishing.private.links import (
    Audience,
    Disclosure,
    FileRecord,
    PrivateLink,
    from_seconds,
    new_token,
    to_seconds,
)
from electsched.stores.base import SECRET

__all__ = ["LinkRegistry", "stale_secret_files"]

LOCK_WAIT_SECONDS = 60.0
ROWS_PER_READ = 1000
SIMILAR_KEYS = 2000
"""How many keys an error compares with an unknown one."""
_LINK = "SELECT token, audience, key, issued, expires, revoked, announced, id FROM link"
_LINKS_BY_TOKEN = f"{_LINK} WHERE token IN (SELECT value FROM json_each(?))"  # noqa: S608  # constants, here and below
_WORKING_LINKS = (
    f"{_LINK} WHERE audience = ? AND key IN (SELECT value FROM json_each(?)) "  # noqa: S608
    "AND revoked IS NULL AND expires > ?"
)
_NEW_LINKS = """INSERT INTO link (token, audience, key, issued, expires)
  SELECT new_token(), audience, key, :now, :expires FROM wanted w WHERE :now < :expires
  AND NOT EXISTS (SELECT 1 FROM withheld o WHERE o.audience = w.audience AND o.key = w.key)
  AND NOT EXISTS (SELECT 1 FROM link l
    WHERE l.audience = w.audience AND l.key = w.key AND l.revoked IS NULL AND l.expires > :now) ORDER BY position"""
_OBSOLETE_LINKS = """UPDATE link SET revoked = :now WHERE revoked IS NULL AND expires > :now
  AND NOT EXISTS (SELECT 1 FROM wanted w WHERE w.audience = link.audience AND w.key = link.key)"""
_FILES = """SELECT l.token, f.name, f.size, f.version, f.sha256 FROM link l JOIN file f ON f.link = l.id
  WHERE l.token IN (SELECT value FROM json_each(?)) ORDER BY f.link, f.name"""
_FILE_NAMES = """SELECT l.id, f.name FROM link l JOIN file f ON f.link = l.id
    WHERE l.id IN (SELECT value FROM json_each(?1)) AND l.id NOT IN (SELECT link FROM staged_file)
  UNION ALL SELECT link, name FROM staged_file WHERE link IN (SELECT value FROM json_each(?1))"""
_REPLACE_FILES = (
    "DELETE FROM file WHERE link IN (SELECT link FROM staged_file)",
    "INSERT INTO file SELECT link, name, size, version, sha256 FROM staged_file",
    "DELETE FROM file WHERE link IN (SELECT id FROM link WHERE NOT (revoked IS NULL AND expires > :now))",
)
_UNANNOUNCED = "announced IS NULL AND revoked IS NULL AND expires > :now AND id IN (SELECT link FROM file)"


class LinkRegistry(AbstractContextManager["LinkRegistry"]):
    """The private links of one site; use it as a context manager, or `close` it."""

    def __init__(self, database: Database) -> None:
        """Take a checked database; `create` and `open` return registries."""
        self._database = database
        self._meta = dict(database.rows("SELECT name, value FROM meta"))

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
        cls,
        path: str | Path,
        plan: Plan | None = None,
        *,
        site: Path | None = None,
        wait_seconds: float = LOCK_WAIT_SECONDS,
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
        meta = {} if plan is None else {"plan": plan.id, "site": plan.site.url}
        return cls(open_database(Path(path), wait_seconds, meta))

    def close(self) -> None:
        """Close the file."""
        self._database.connection.close()

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self.close()

    def __repr__(self) -> str:
        """Return the path of the file."""
        return f"LinkRegistry({str(self._database.path)!r})"

    # --- links ------------------------------------------------------------------------------------------------------

    def issue(self, plan: Plan, now: datetime, token: Callable[[], str] = new_token) -> int:
        """Issue a link to each unit, partner and member of the plan that has none; return the number of new links.

        Readers who left the plan lose their link; the publication removes the files. A reader whose link was revoked
        gets none before `grant`. After the last day of access none is issued.

        Raises:
            InputError: The plan has no members, but some have a link: the list of members was not given.
        """
        readers = chain(
            (("unit", unit.key) for unit in plan.units),
            (("partner", partner.key) for partner in plan.partners),
            (("personal", member.key) for member in plan.members),
        )
        times = {"now": to_seconds(now), "expires": to_seconds(plan.access_ends)}
        database = self._database
        database.connection.create_function("new_token", 0, token)
        with database.transaction():
            personal = 0 if plan.members else self.count(now, "personal")
            if personal:
                expected = f"the list of the members, of whom {personal} have a link (--members)"
                raise InputError(Fault("member", "no members", expected))
            database.change("DELETE FROM wanted")
            database.change_each("INSERT INTO wanted (audience, key) VALUES (?, ?)", readers)
            database.change(_OBSOLETE_LINKS, times)
            issued = database.change(_NEW_LINKS, times)
            database.change("UPDATE meta SET value = ? WHERE name = 'secret_url'", (plan.site.secret_url,))
        self._meta["secret_url"] = plan.site.secret_url
        return issued

    def links(self, audience: Audience | None = None, key: str | None = None) -> Iterator[PrivateLink]:
        """Yield each link that was ever issued, in the order of issue; of one audience or key if one is given."""
        statement = (
            f"{_LINK} WHERE id > ?1 AND (?2 IS NULL OR audience = ?2) AND (?3 IS NULL OR key = ?3) ORDER BY id LIMIT ?4"
        )
        rows: list[tuple[Any, ...]] = [(0,)]
        while rows:
            rows = self._database.rows(statement, (rows[-1][-1], audience, key, ROWS_PER_READ))
            yield from map(self._link, rows)

    def links_of(self, readers: Iterable[tuple[str, str]], now: datetime) -> tuple[PrivateLink, ...]:
        """Return the working links of these readers, each named by audience and key, in that order."""
        listed = tuple(readers)
        keys: dict[str, list[str]] = {}
        for audience, key in listed:
            keys.setdefault(audience, []).append(key)
        links: dict[tuple[str, str], PrivateLink] = {}
        for audience, of_audience in keys.items():
            rows = self._database.rows(_WORKING_LINKS, (audience, json.dumps(of_audience), to_seconds(now)))
            links |= {(link.audience, link.key): link for link in map(self._link, rows)}
        return tuple(links[reader] for reader in listed if reader in links)

    def count(self, now: datetime, audience: Audience | None = None) -> int:
        """Return the number of working links, of one audience if one is given."""
        statement = "SELECT count(*) FROM link WHERE revoked IS NULL AND expires > ?1 AND (?2 IS NULL OR audience = ?2)"
        return int(self._database.value(statement, (to_seconds(now), audience)))

    def revoke(self, audience: Audience, key: str, now: datetime) -> None:
        """Revoke the link of a reader, and issue none to that reader before `grant`.

        Raises:
            UnknownNameError: The reader never had a link.
            InputError: The link is revoked already.
        """
        with self._database.transaction():
            self._last_expiry(audience, key)
            row = (audience, key, to_seconds(now))
            if not self._database.change("INSERT OR IGNORE INTO withheld VALUES (?, ?, ?)", row):
                raise self._without_link(audience, key)
            self._revoke(audience, key, now)

    def grant(self, audience: Audience, key: str, now: datetime) -> None:
        """Issue a link to a reader whose link was revoked; a working one stays.

        Raises:
            UnknownNameError: The reader never had a link.
            InputError: The access of the reader ended with the operation.
        """
        with self._database.transaction():
            expires = self._last_expiry(audience, key)
            if expires <= to_seconds(now):
                event = f"The access of {audience} {key!r} ended on {from_seconds(expires):%Y-%m-%d}."
                raise InputError(Fault("", event), source=str(self._database.path))
            self._database.change("DELETE FROM withheld WHERE audience = ? AND key = ?", (audience, key))
            if not self.links_of([(audience, key)], now):
                self._insert(audience, key, now, expires)

    def rotate(self, audience: Audience, key: str, now: datetime) -> None:
        """Replace the link of a reader by a new one.

        Raises:
            UnknownNameError: The reader never had a link.
            InputError: The reader has no working link.
        """
        with self._database.transaction():
            expires = self._last_expiry(audience, key)
            if not self.links_of([(audience, key)], now):
                raise self._without_link(audience, key)
            self._revoke(audience, key, now)
            self._insert(audience, key, now, expires)

    # --- a publication ----------------------------------------------------------------------------------------------

    def files(self, links: Iterable[PrivateLink]) -> dict[str, tuple[FileRecord, ...]]:
        """Return the files that the last publication left at each link, sorted by name; keys are tokens."""
        tokens = [link.token for link in links]
        files: dict[str, list[FileRecord]] = {token: [] for token in tokens}
        for token, name, size, version, digest in self._database.rows(_FILES, (json.dumps(tokens),)):
            files[token].append(FileRecord(name, size, version, digest.hex()))
        return {token: tuple(records) for token, records in files.items()}

    def known_files(self, tokens: Collection[str]) -> dict[str, tuple[PrivateLink, frozenset[str]]]:
        """Return the link of each token that has one, with the names of its files: staged, else recorded ones."""
        names: dict[int, set[str]] = {}
        links = self._database.rows(_LINKS_BY_TOKEN, (json.dumps(list(tokens)),))
        for number, name in self._database.rows(_FILE_NAMES, (json.dumps([row[-1] for row in links]),)):
            names.setdefault(number, set()).add(name)
        return {row[0]: (self._link(row), frozenset(names.get(row[-1], ()))) for row in links}

    def stage(self, files: Mapping[str, Iterable[FileRecord]], disclosures: Mapping[str, Iterable[str]]) -> None:
        """Keep the result of a partition for `finish`, outside the registry: it is lost if the process ends.

        ``files`` has all files of each link by its token; ``disclosures`` has all members that each calendar names, by
        its path without language, such as ``internal/units/polsek-ngoro``, or by the folder of its link. What is not
        staged stays as it is.
        """
        database = self._database
        with database.transaction(write=False):
            numbers = dict(database.rows(LINK_NUMBERS, (json.dumps(list(files)),)))
            database.change_each("DELETE FROM staged_file WHERE link = ?", ((number,) for number in numbers.values()))
            rows = (
                (numbers[token], name, size, version, bytes.fromhex(digest))
                for token, records in files.items()
                for name, size, version, digest in records
            )
            database.change_each("INSERT INTO staged_file VALUES (?, ?, ?, ?, ?)", rows)
            stage_disclosures(database, disclosures)

    def finish(self, plan: Plan, now: datetime) -> tuple[PrivateLink, ...]:
        """Record the staged results of a publication in one transaction, and return the links to announce.

        These work, have files, and were announced by no publication. Revocations made meanwhile are respected.
        """
        database, times = self._database, {"now": to_seconds(now)}
        with database.transaction():
            for statement in _REPLACE_FILES:
                database.change(statement, times)
            record_disclosures(database, plan, to_seconds(now))
            with database.relabel():  # row by row: the first publication of a nation has 434,000
                rows = database.connection.execute(f"{_LINK} WHERE {_UNANNOUNCED} ORDER BY id", times)
                links = tuple(map(self._link, rows))
            database.change(f"UPDATE link SET announced = :now WHERE {_UNANNOUNCED}", times)  # noqa: S608
        database.change("DELETE FROM staged_file")
        database.change("DELETE FROM staged_disclosure")
        return links

    def disclosures(self) -> Iterator[Disclosure]:
        """Return each period in which a calendar named a member, calendar by calendar."""
        return read_disclosures(self._database)

    # --- inside -----------------------------------------------------------------------------------------------------

    def _link(self, row: tuple[Any, ...]) -> PrivateLink:
        token, audience, key, *seconds, _ = row
        issued, expires, revoked, announced = (None if value is None else from_seconds(value) for value in seconds)
        base = self._meta.get("secret_url", "")
        return PrivateLink(token, audience, key, issued, expires, revoked, announced, base)  # type: ignore[arg-type]  # by schema

    def _last_expiry(self, audience: Audience, key: str) -> int:
        """Return the Unix time at which the access of a reader ends.

        Raises:
            UnknownNameError: The reader never had a link.
        """
        values = (audience, key)
        expires = self._database.value("SELECT max(expires) FROM link WHERE audience = ? AND key = ?", values)
        if expires is None:
            statement = "SELECT DISTINCT key FROM link WHERE audience = ? AND abs(length(key) - ?) < 2 LIMIT ?"
            keys = self._database.rows(statement, (audience, len(key), SIMILAR_KEYS))
            raise unknown_name(audience, key, (similar for (similar,) in keys))
        return int(expires)

    def _without_link(self, audience: Audience, key: str) -> InputError:
        event = f"{audience} {key!r} has no working link."
        fault = Fault("", event, hint="`electsched links grant` gives a reader a link again.")
        return InputError(fault, source=str(self._database.path))

    def _revoke(self, audience: Audience, key: str, now: datetime) -> None:
        statement = "UPDATE link SET revoked = ?1 WHERE audience = ?2 AND key = ?3 AND revoked IS NULL AND expires > ?1"
        self._database.change(statement, (to_seconds(now), audience, key))

    def _insert(self, audience: Audience, key: str, now: datetime, expires: int) -> None:
        statement = "INSERT INTO link (token, audience, key, issued, expires) VALUES (?, ?, ?, ?, ?)"
        self._database.change(statement, (new_token(), audience, key, to_seconds(now), expires))


def stale_secret_files(listing: Iterable[str], registry: LinkRegistry, now: datetime) -> Iterator[tuple[str, str]]:
    """Yield the path and the label of each published file that belongs to no working link.

    ``listing`` has the paths below ``secret/``. Stale are files at links that were revoked or expired, files at links
    unknown to the registry, for instance because an older copy of it was put back, and files that a stopped publication
    left at a link. The label names the file in errors, without the token.
    """
    folders = groupby(sorted(listing), key=lambda path: path.split("/")[1])
    paths_by_token = ((token, tuple(paths)) for token, paths in folders)
    while page := dict(islice(paths_by_token, ROWS_PER_READ)):
        links = registry.known_files(page)
        for token, paths in page.items():
            link, names = links.get(token, (None, frozenset[str]()))
            reader = f"{link.audience} {link.key}" if link else "unknown link"
            for path in paths:
                name = path.removeprefix(f"{SECRET}/{token}").removeprefix("/")
                if link is None or not link.works(now) or (names and name not in names):
                    yield path, f"{SECRET}/.../{name} ({reader})"
