"""The registry of private links as a publication uses it: the files at each link, and the members in calendars."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime

from electsched.publishing.layout import section_folder
from electsched.publishing.private.registry import PUBLISHED, SET_VALUE, WORKS, LinkRegistry, PrivateLink, seconds
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

    def published_files(self, now: datetime) -> Iterator[tuple[PublishedFile, str]]:
        """Yield each published file of a working link, with its reader."""
        statement = f"""SELECT link, path, '{SECRET}/' || token || '/' || path, size, version, lower(hex(sha256)),
  audience || ' ' || key FROM file JOIN link ON id = link WHERE {WORKS} AND (link, path) > (:link, :path)
  ORDER BY link, path"""
        for _, _, *file, reader in self._database.pages(statement, {"link": 0, "path": ""}, now=seconds(now)):
            yield PublishedFile(*file), reader

    def stale_files(
        self, files: Iterable[str], current: Collection[str], now: datetime
    ) -> dict[str, PrivateLink | None]:
        """Return the stale files below ``secret/`` by path, in order, with their links; None for an unknown link.

        A file is stale if its link does not work, or is unknown as after an older registry was put back, or if it is
        none of the ``current`` files, which the publication made.
        """
        working = self._database.rows(f"SELECT token FROM link WHERE {WORKS}", {"now": seconds(now)})
        folders = {f"{SECRET}/{token}" for (token,) in working}
        secret = (path for path in files if path.startswith(f"{SECRET}/"))
        stale = sorted(path for path in secret if path not in current or section_folder(path) not in folders)
        tokens = json.dumps([path.split("/")[1] for path in stale])
        links = self._links("WHERE token IN (SELECT value FROM json_each(:tokens))", tokens=tokens)
        by_folder = {link.folder: link for link in links}
        return {path: by_folder.get(section_folder(path)) for path in stale}

    @property
    def recorded(self) -> str:
        """The fingerprint of the partitions of the last publication that was recorded here; empty if none was."""
        return self._entry("partitions")

    def finish(
        self,
        now: datetime,
        files: Collection[PublishedFile],
        disclosures: Mapping[str, Iterable[str] | None],
        partitions: str = "",
    ) -> tuple[PrivateLink, ...]:
        """Record a publication in one transaction, and return the links to announce: no publication did, and they work.

        ``files`` are all files of each link whose files changed. ``disclosures`` are the members that each calendar
        names, by the name of the calendar as a `Disclosure` has it; None if they are those of before. ``partitions`` is
        the fingerprint of the partitions.
        """
        values, new = {"now": seconds(now)}, f"announced IS NULL AND {PUBLISHED}"
        tokens = {(file.path.split("/")[1],) for file in files}
        rows = ((*file.path.split("/", 2)[1:], file.size, file.version, bytes.fromhex(file.sha256)) for file in files)
        named = ((calendar, member) for calendar, members in disclosures.items() for member in members or ())
        still_named = ((calendar,) for calendar, members in disclosures.items() if members is None)
        with self._database.transaction() as connection:
            link = "(SELECT id FROM link WHERE token = ?)"
            connection.executemany(f"DELETE FROM file WHERE link = {link}", tokens)
            connection.executemany(f"INSERT INTO file VALUES ({link}, ?, ?, ?, ?)", rows)
            connection.execute("DELETE FROM named")
            connection.executemany("INSERT OR IGNORE INTO named VALUES (?, ?)", named)
            before = "SELECT calendar, member FROM disclosure WHERE calendar = ? AND until IS NULL"
            connection.executemany(f"INSERT INTO named {before}", still_named)
            connection.execute(SET_VALUE, ("partitions", partitions))
            for statement in RECORD:
                connection.execute(statement, values)
            links = tuple(self._pages(new, now=seconds(now)))
            connection.execute(f"UPDATE link SET announced = :now WHERE {new}", values)
        return links
