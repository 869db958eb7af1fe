"""The registry of private links as a publication uses it: the files at each link, and the members in calendars.

No lock is held between two calls, so that a link can be revoked while a publication runs; the publication decides on
announcements in its last transaction, with the revocations of that moment.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import groupby, islice
from operator import itemgetter

from electsched.publishing.private.links import PrivateLink
from electsched.publishing.private.registry import LINKS_PER_READ, PUBLISHED, SET_VALUE, WORKS, LinkRegistry, seconds
from electsched.publishing.site_writer import PublishedFile
from electsched.stores.base import SECRET

__all__ = ["PublishedLinks"]

# ruff: noqa: S608  # the statements are made of constants; all values are parameters
RECORD = (
    f"DELETE FROM file WHERE link IN (SELECT id FROM link WHERE NOT ({WORKS}))",
    f"""DELETE FROM named WHERE calendar LIKE '{SECRET}/%'
  AND calendar NOT IN (SELECT '{SECRET}/' || audience || '/' || key FROM link WHERE {WORKS})""",
    "UPDATE disclosure SET until = :now WHERE until IS NULL AND (calendar, member) NOT IN (SELECT * FROM named)",
    # A member that comes back within a second has the same `since` as before.
    """INSERT OR REPLACE INTO disclosure SELECT calendar, member, :now, NULL FROM named
  WHERE (calendar, member) NOT IN (SELECT calendar, member FROM disclosure WHERE until IS NULL)""",
)
"""The statements that record a publication, after its files and the table ``named`` of the members in its calendars."""


class PublishedLinks(LinkRegistry):
    """The private links of a site with their files, as one publication reads and writes them."""

    def ended_links(self, now: datetime) -> tuple[PrivateLink, ...]:
        """Return the links that work no longer and whose addresses still serve a last word."""
        ended, grace = self._select(f"NOT ({WORKS})", now=seconds(now)), timedelta(days=self.grace_days)
        return tuple(link for link in ended if link.has_last_word(now, grace))

    def has_replaced(self, links: Iterable[PrivateLink]) -> bool:
        """Return whether the reader of any of these links had another one before, which a publication announced."""
        statement = """SELECT EXISTS (SELECT * FROM link JOIN link AS old USING (audience, key)
  WHERE old.id < link.id AND old.announced IS NOT NULL AND link.token IN (SELECT value FROM json_each(?)))"""
        return bool(self._database.value(statement, (json.dumps([link.token for link in links]),)))

    def files(self, links: Iterable[PrivateLink]) -> dict[str, tuple[PublishedFile, ...]]:
        """Return the files that the last publication left at each link, sorted by path; keys are tokens."""
        files: dict[str, tuple[PublishedFile, ...]] = {link.token: () for link in links}
        statement = """SELECT token, path, size, version, lower(hex(sha256)) FROM link JOIN file ON file.link = link.id
  WHERE token IN (SELECT value FROM json_each(?)) ORDER BY link.id, path"""
        rows = self._database.rows(statement, (json.dumps(list(files)),))
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
        tokens = self._database.rows(f"SELECT token FROM link WHERE {WORKS}", {"now": seconds(now)})
        working = {token for (token,) in tokens}
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
        return self._entry("partitions")

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
        values = {"now": seconds(now)}
        with self._database.transaction() as connection:
            link = "(SELECT id FROM link WHERE token = ?)"
            connection.executemany(f"DELETE FROM file WHERE link = {link}", ((token,) for token in files))
            rows = (
                (token, file.path, file.size, file.version, bytes.fromhex(file.sha256))
                for token in files
                for file in files[token]
            )
            connection.executemany(f"INSERT INTO file VALUES ({link}, ?, ?, ?, ?)", rows)
            connection.execute("DELETE FROM named")
            named = ((calendar, member) for calendar in disclosures for member in disclosures[calendar] or ())
            connection.executemany("INSERT OR IGNORE INTO named VALUES (?, ?)", named)
            still_named = ((name,) for name, members in disclosures.items() if members is None)
            before = "SELECT calendar, member FROM disclosure WHERE calendar = ? AND until IS NULL"
            connection.executemany(f"INSERT INTO named {before}", still_named)
            connection.execute(SET_VALUE, ("partitions", partitions))
            for statement in RECORD:
                connection.execute(statement, values)
            new = f"announced IS NULL AND {PUBLISHED}"
            links = self._select(new, **values)
            connection.execute(f"UPDATE link SET announced = :now WHERE {new}", values)
        return links
