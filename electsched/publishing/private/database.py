"""The file of a link registry: one SQLite database for its owner alone, checked before use."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from electsched.errors import Fault, InputError, os_cause, raise_faults
from electsched.phrases import NOTHING, Phrase, phrase, quoted, verbatim

__all__ = ["Database", "create_database", "open_database", "refusal"]

APPLICATION_ID = 0x45534C4B  # "ESLK", in the header of the file: see https://www.sqlite.org/fileformat.html
FORMAT = 2
DAMAGED = Fault("", phrase("The link registry is damaged."), hint=phrase("Put it back from a copy."))
PAGE_ROWS = 1000
"""The number of rows that are read at a time; a nation has 434,000 links."""
SCHEMA = (
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    """CREATE TABLE link (
  id INTEGER PRIMARY KEY,
  token TEXT NOT NULL UNIQUE CHECK (length(token) >= 22 AND token NOT GLOB '*[^A-Za-z0-9_-]*'),
  audience TEXT NOT NULL CHECK (audience IN ('unit', 'partner', 'personal')),
  key TEXT NOT NULL,
  issued INTEGER NOT NULL CHECK (typeof(issued) = 'integer'),
  expires INTEGER NOT NULL CHECK (typeof(expires) = 'integer'),
  revoked INTEGER CHECK (typeof(revoked) IN ('integer', 'null')),
  announced INTEGER CHECK (typeof(announced) IN ('integer', 'null')),
  withheld INTEGER NOT NULL DEFAULT 0 CHECK (withheld IN (0, 1)),
  silent INTEGER NOT NULL DEFAULT 0 CHECK (silent IN (0, 1))
)""",
    "CREATE INDEX link_by_key ON link (audience, key)",
    """CREATE TABLE file (
  link INTEGER NOT NULL REFERENCES link (id),
  path TEXT NOT NULL CHECK (path GLOB '[a-z0-9]*' AND path NOT GLOB '*[^a-z0-9./-]*' AND path NOT GLOB '*..*'),
  size INTEGER NOT NULL CHECK (typeof(size) = 'integer'),
  version TEXT NOT NULL,
  sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
  PRIMARY KEY (link, path)
) WITHOUT ROWID""",
    """CREATE TABLE told (
  link INTEGER PRIMARY KEY REFERENCES link (id),
  at INTEGER NOT NULL CHECK (typeof(at) = 'integer')
) WITHOUT ROWID""",
    """CREATE TABLE disclosure (
  calendar TEXT NOT NULL,
  member TEXT NOT NULL,
  since INTEGER NOT NULL CHECK (typeof(since) = 'integer'),
  until INTEGER CHECK (typeof(until) IN ('integer', 'null')),
  PRIMARY KEY (calendar, member, since)
) WITHOUT ROWID""",
)
OPENING = (
    # A write-ahead log would be a second file with tokens. EXTRA also keeps a commit if the power fails.
    "PRAGMA journal_mode = DELETE",
    "PRAGMA synchronous = EXTRA",
    # Temporary tables are in a file of their own that vanishes with the process.
    "CREATE TEMP TABLE reader (audience TEXT, key TEXT, UNIQUE (audience, key))",
    "CREATE TEMP TABLE named (calendar TEXT, member TEXT, PRIMARY KEY (calendar, member)) WITHOUT ROWID",
)


def refusal(path: Path, event: Phrase, expected: Phrase = NOTHING, hint: Phrase = NOTHING) -> InputError:
    """Return the error with which a registry, or a change of it, is refused."""
    return InputError(Fault("", event, expected, hint=hint), source=str(path))


class Database:
    """A connection to the file. No query stays open, for it would lock the file for others."""

    def __init__(self, path: Path, wait_seconds: float) -> None:
        """Connect to a file that exists; ``wait_seconds`` is the time to wait for a lock of another command."""
        self.path, self._wait_seconds = path, wait_seconds
        with self.errors():
            address = f"{path.resolve().as_uri()}?mode=rw"  # one that has gone is not made anew
            self.connection = sqlite3.connect(address, uri=True, timeout=wait_seconds, isolation_level=None)

    def rows(self, statement: str, values: Mapping[str, object] | tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        """Run a statement, and return its rows."""
        with self.errors():
            return self.connection.execute(statement, values).fetchall()

    def value(self, statement: str, values: Mapping[str, object] | tuple[object, ...] = ()) -> Any:  # noqa: ANN401
        """Return the first column of the first row of a query."""
        return self.rows(statement, values)[0][0]

    def pages(self, statement: str, last: Mapping[str, object], **values: object) -> Iterator[tuple[Any, ...]]:
        """Run a query by pages, and yield its rows; it is to begin after the row that has the values ``last``.

        They are parameters of the statement, its first columns, and its order.
        """
        while page := self.rows(f"{statement} LIMIT {PAGE_ROWS}", {**last, **values}):
            yield from page
            last = dict(zip(last, page[-1], strict=False))

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Run the statements of the block as one transaction; no other process writes meanwhile."""
        with self.errors(), self.connection:  # commits, or rolls back after an error
            self.connection.execute("BEGIN IMMEDIATE")
            yield self.connection

    @contextmanager
    def errors(self) -> Iterator[None]:
        """Raise the errors of SQLite as `InputError`, without values of the database."""
        try:
            yield
        except UnicodeEncodeError as error:  # an argument of a command may have any bytes
            raise InputError(Fault("", phrase("bytes that are not UTF-8"), phrase("UTF-8 text"))) from error
        except sqlite3.Error as error:
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the primary code, without its extension
            if code in {0, sqlite3.SQLITE_ERROR, sqlite3.SQLITE_MISUSE}:
                raise  # a fault of this package
            if code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
                raise InputError(DAMAGED, source=str(self.path)) from error
            if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
                event = phrase(
                    "Another command has locked the link registry for {seconds:g} {seconds:second|seconds}.",
                    seconds=self._wait_seconds,
                )
                hint = phrase("Wait for that command to finish, then run again.")
            else:
                event = phrase("The link registry cannot be read or written ({name}).", name=error.sqlite_errorname)
                hint = phrase("Check the file, its folder and the space on its device.")
            raise refusal(self.path, event, hint=hint) from error


def create_database(path: Path, meta: Mapping[str, str]) -> None:
    """Write a new database of mode 0600 with these entries of ``meta``; see `LinkRegistry.create` for errors."""
    try:
        path.touch(mode=0o600, exist_ok=False)
    except OSError as error:
        expected = phrase("a new file") if isinstance(error, FileExistsError) else phrase("a file that can be written")
        raise refusal(path, os_cause(error), expected) from error
    try:
        database = Database(path, wait_seconds=0)
        with closing(database.connection), database.transaction() as connection:
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {FORMAT}")
            for statement in SCHEMA:
                connection.execute(statement)
            connection.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def open_database(path: Path, wait_seconds: float, meta: Mapping[str, str]) -> Database:
    """Return a connection to a database with these entries of ``meta``; see `LinkRegistry.open` for errors."""
    try:
        mode = path.stat().st_mode
    except OSError as error:
        hint = phrase("`electsched links new` writes one.")
        raise refusal(path, os_cause(error), phrase("a link registry"), hint) from error
    if not stat.S_ISREG(mode):
        raise refusal(path, phrase("no regular file"), phrase("a link registry"))
    if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
        event = phrase("a file of mode {mode:04o}", mode=stat.S_IMODE(mode))
        raise refusal(path, event, phrase("0600, for its owner alone"))
    database = Database(path, wait_seconds)
    try:
        raise_faults(_faults(database, meta), source=str(path))
        for statement in OPENING:
            database.rows(statement)
    except BaseException:
        database.connection.close()
        raise
    return database


def _faults(database: Database, meta: Mapping[str, str]) -> Iterator[Fault]:
    """Yield the differences from a registry of this format and with these entries of ``meta``."""
    if database.value("PRAGMA application_id") != APPLICATION_ID:
        yield Fault("", phrase("another kind of file"), phrase("a file from `electsched links new`"))
    elif (version := database.value("PRAGMA user_version")) != FORMAT:
        yield Fault("format", verbatim(version), phrase("{number}, which this version reads", number=FORMAT))
    elif {sql for (sql,) in database.rows("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")} != set(SCHEMA) or (
        database.value("PRAGMA quick_check(1)") != "ok"
    ):
        yield DAMAGED
    else:
        entries = dict(database.rows("SELECT name, value FROM meta"))
        differing = (name for name in meta if entries.get(name) != meta[name])
        yield from (Fault(name, quoted(entries.get(name)), quoted(meta[name])) for name in differing)
