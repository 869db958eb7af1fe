"""The registry of private links as a publication uses it: the files at each link, and the members in calendars."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import attrs

from electsched.calendars.content_lines import is_whole
from electsched.calendars.revision import RevisionRules
from electsched.calendars.telling.last_word import LastWord
from electsched.operation.plan import Plan
from electsched.publishing.layout import is_calendar, section_folder
from electsched.publishing.private.registry import PUBLISHED, SET_VALUE, WORKS, LinkRegistry, PrivateLink, seconds
from electsched.publishing.site_writer import PublishedFile, SiteWriter
from electsched.stores.base import SECRET

__all__ = ["PublishedLinks", "end_links"]

FILES_PER_READ = 1000

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

    def published_files(self, now: datetime) -> Iterator[tuple[str, PublishedFile, str]]:
        """Yield each published file of a working link, with its path in the site and its reader."""
        query = f"""SELECT link, path, size, version, lower(hex(sha256)), '{SECRET}/' || token || '/' || path,
  audience || ' ' || key FROM file JOIN link ON id = link WHERE {WORKS} AND (link, path) > (:link, :path)
  ORDER BY link, path LIMIT {FILES_PER_READ}"""
        values: dict[str, object] = {"now": seconds(now), "link": 0, "path": ""}
        while rows := self._database.rows(query, values):
            yield from ((row[5], PublishedFile(*row[1:5]), row[6]) for row in rows)
            values |= {"link": rows[-1][0], "path": rows[-1][1]}

    def stale_files(
        self, published: Iterable[str], current: Collection[str], now: datetime, last_words: Collection[str] = ()
    ) -> list[tuple[str, str]]:
        """Return the path of each stale file below ``secret/``, with its reader for errors.

        It is at a link that does not work, or is unknown as after an older registry was put back, or it is none of the
        ``current`` files, which the publication made. The calendars of ``last_words`` are not stale.
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
        """Record a publication in one transaction, and return the links to announce: no publication did, and they work.

        ``files`` are all files of each link whose files changed, by its token. ``disclosures`` are the members that
        each calendar names, by the name of the calendar as a `Disclosure` has it; None if they are those of before.
        ``partitions`` is the fingerprint of the partitions.
        """
        values, new = {"now": seconds(now)}, f"announced IS NULL AND {PUBLISHED}"
        with self._database.transaction() as connection:
            link = "(SELECT id FROM link WHERE token = ?)"
            connection.executemany(f"DELETE FROM file WHERE link = {link}", ((token,) for token in files))
            of_links = ((token, file) for token in files for file in files[token])
            rows = ((token, file.path, file.size, file.version, bytes.fromhex(file.sha256)) for token, file in of_links)
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
            links = self._select(new, now=seconds(now))
            connection.execute(f"UPDATE link SET announced = :now WHERE {new}", values)
        return links


def end_links(  # noqa: PLR0913, PLR0917  # the steps of a publication
    plan: Plan,
    registry: PublishedLinks,
    writer: SiteWriter,
    rules: RevisionRules,
    files: tuple[Mapping[str, PublishedFile], Mapping[str, PublishedFile]],
    now: datetime,
) -> None:
    """Write the last words of the links that ended, and remove all other files that no working link has.

    ``files`` are those that the site had and those that the publication made, by path.
    """
    published, current = files
    known, days = {**published, **current}, registry.grace_days
    links = {link.folder: link for link in registry.ended_links(now)}
    calendars = {path: file for path, file in known.items() if is_calendar(path) and section_folder(path) in links}
    readers = {folder: f"{link.audience} {link.key}" for folder, link in links.items()}
    words = attrs.evolve(writer, files=calendars, readers=readers)
    for path in sorted(calendars):
        data, link = words.read(path), links[section_folder(path)]
        if data is not None and is_whole(data):
            reason: Literal["expired", "revoked"] = "expired" if link.revoked is None else "revoked"
            first = link.ends.astimezone(ZoneInfo(plan.zone)).date()
            until = first + timedelta(days=max(days, 1))
            word = LastWord(reason=reason, plan=plan.id, title=plan.title, first=first, until=until, stamp=rules.stamp)
            words.write(path, word.calendar(data, rules.language_of(path)))
    writer.written.extend(words.written)
    writer.unchanged.extend(words.unchanged)
    for path, reader in registry.stale_files(known, current, now, {*words.written, *words.unchanged}):
        writer.remove(path, reader)
