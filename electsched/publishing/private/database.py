"""The file of a link registry: one SQLite database for its owner alone, checked before use."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from electsched.errors import Fault, InputError, os_cause, raise_faults

__all__ = ["LINK_NUMBERS", "Database", "create_database", "open_database"]

Values = Sequence[object] | Mapping[str, object]
APPLICATION_ID = 0x45534C4B  # "ESLK", in the header of the file: see https://www.sqlite.org/fileformat.html
FORMAT = 1
OTHERS = stat.S_IRWXG | stat.S_IRWXO
PRIMARY_CODE = 0xFF
"""The bits of an extended result code of SQLite that hold the primary code."""
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
  announced INTEGER CHECK (typeof(announced) IN ('integer', 'null'))
)""",
    "CREATE INDEX link_by_key ON link (audience, key)",
    """CREATE TABLE withheld (
  audience TEXT NOT NULL, key TEXT NOT NULL, since INTEGER NOT NULL, PRIMARY KEY (audience, key)
) WITHOUT ROWID""",
    """CREATE TABLE file (
  link INTEGER NOT NULL REFERENCES link (id),
  name TEXT NOT NULL CHECK (name GLOB '[a-z0-9]*' AND name NOT GLOB '*[^a-z0-9./-]*' AND name NOT GLOB '*..*'),
  size INTEGER NOT NULL CHECK (typeof(size) = 'integer'),
  version TEXT NOT NULL,
  sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
  PRIMARY KEY (link, name)
) WITHOUT ROWID""",
    """CREATE TABLE disclosure (
  calendar TEXT NOT NULL,
  member TEXT NOT NULL,
  since INTEGER NOT NULL CHECK (typeof(since) = 'integer'),
  until INTEGER CHECK (typeof(until) IN ('integer', 'null')),
  PRIMARY KEY (calendar, member, since)
) WITHOUT ROWID""",
)
STAGING = (  # temporary tables: in a file of their own that vanishes with the process
    "CREATE TEMP TABLE wanted (position INTEGER PRIMARY KEY, audience TEXT, key TEXT, UNIQUE (audience, key))",
    """CREATE TEMP TABLE staged_file (
  link INTEGER, name TEXT, size INTEGER, version TEXT, sha256 BLOB, PRIMARY KEY (link, name)
) WITHOUT ROWID""",
    "CREATE TEMP TABLE staged_disclosure (calendar TEXT, member TEXT, PRIMARY KEY (calendar, member)) WITHOUT ROWID",
)
LINK_NUMBERS = "SELECT token, id FROM link WHERE token IN (SELECT value FROM json_each(?))"


class Database:
    """A connection to the file. Results are read whole and at once: an open query would lock the file for others."""

    def __init__(self, path: Path, connection: sqlite3.Connection, wait_seconds: float) -> None:
        """Take a connection, and the seconds for which it awaits a lock of another command."""
        self.path, self.connection, self._wait_seconds = path, connection, wait_seconds

    def rows(self, statement: str, values: Values = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        with self.relabel():
            return self.connection.execute(statement, values).fetchall()

    def value(self, statement: str, values: Values = ()) -> Any:  # noqa: ANN401  # the type of the column
        """Return the first column of the first row of a query; None if there is no row."""
        rows = self.rows(statement, values)
        return rows[0][0] if rows else None

    def change(self, statement: str, values: Values = ()) -> int:
        """Run a statement, and return the number of rows that it changed."""
        with self.relabel():
            return self.connection.execute(statement, values).rowcount

    def change_each(self, statement: str, rows: Iterable[tuple[object, ...]]) -> None:
        """Run a statement for each row of values."""
        with self.relabel():
            self.connection.executemany(statement, rows)

    @contextmanager
    def transaction(self, *, write: bool = True) -> Iterator[None]:
        """Run statements as one transaction; with ``write``, others are kept from changing the file meanwhile."""
        self.change("BEGIN IMMEDIATE" if write else "BEGIN")
        try:
            yield
            self.change("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):
                self.connection.execute("ROLLBACK")
            raise

    @contextmanager
    def relabel(self) -> Iterator[None]:
        """Raise the errors of SQLite as `InputError`, without values of the database."""
        try:
            yield
        except sqlite3.Error as error:
            code = getattr(error, "sqlite_errorcode", 0) & PRIMARY_CODE
            if code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
                raise _damaged(self.path) from error
            if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
                event = f"Another command has locked the link registry for {self._wait_seconds:g} seconds."
                hint = "Wait for that command to finish, then run again."
            elif code not in {0, sqlite3.SQLITE_ERROR, sqlite3.SQLITE_MISUSE}:
                event = f"The link registry cannot be read or written ({error.sqlite_errorname})."
                hint = "Check the file, its folder and the space on its device."
            else:
                raise  # a fault of this package
            raise InputError(Fault("", event, hint=hint), source=str(self.path)) from error


def _damaged(path: Path) -> InputError:
    """Return the error for a file that no version of this package has left so."""
    return InputError(Fault("", "The link registry is damaged.", hint="Put it back from a copy."), source=str(path))


def create_database(path: Path, meta: Mapping[str, str]) -> None:
    """Write a new database with these entries of ``meta``, of mode 0600.

    Raises:
        InputError: The file exists, or it cannot be written.
    """
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError as error:
        expected = "a new file" if isinstance(error, FileExistsError) else "a file that can be written"
        raise InputError(Fault("", os_cause(error), expected), source=str(path)) from error
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            database = Database(path, connection, 0)
            database.change(f"PRAGMA application_id = {APPLICATION_ID}")
            database.change(f"PRAGMA user_version = {FORMAT}")
            with database.transaction():
                for statement in SCHEMA:
                    database.change(statement)
                database.change_each("INSERT INTO meta VALUES (?, ?)", meta.items())
    except BaseException:
        with suppress(OSError):
            path.unlink()
        raise


def open_database(path: Path, wait_seconds: float, meta: Mapping[str, str]) -> Database:
    """Return a connection to a database that was checked, also for these entries of ``meta``.

    Raises:
        InputError: The file is missing, not of mode 0600, damaged, of another format, or its ``meta`` differs.
    """
    _check_mode(path)
    address = f"{path.resolve().as_uri()}?mode=rw"
    connection = sqlite3.connect(address, uri=True, timeout=wait_seconds, isolation_level=None)
    database = Database(path, connection, wait_seconds)
    try:
        _check_content(database, meta)
        # A write-ahead log would be a second file with tokens. EXTRA also keeps a commit if the power fails.
        for statement in ("PRAGMA journal_mode = DELETE", "PRAGMA synchronous = EXTRA", "PRAGMA foreign_keys = ON"):
            database.rows(statement)
        for statement in STAGING:
            database.change(statement)
    except BaseException:
        connection.close()
        raise
    return database


def _check_mode(path: Path) -> None:
    try:
        mode = path.stat().st_mode
    except OSError as error:
        fault = Fault("", os_cause(error), "a link registry", hint="`electsched links new` writes one.")
        raise InputError(fault, source=str(path)) from error
    if not stat.S_ISREG(mode):
        raise InputError(Fault("", "no regular file", "a link registry"), source=str(path))
    if os.name == "posix" and mode & OTHERS:
        fault = Fault("", f"a file of mode {stat.S_IMODE(mode):04o}", "0600, for its owner alone")
        raise InputError(fault, source=str(path))


def _check_content(database: Database, meta: Mapping[str, str]) -> None:
    faults = []
    if database.value("PRAGMA application_id") != APPLICATION_ID:
        faults = [Fault("", "another kind of file", "a file from `electsched links new`")]
    elif (version := database.value("PRAGMA user_version")) != FORMAT:
        faults = [Fault("format", str(version), f"{FORMAT}, which this version reads")]
    else:
        tables = {statement for (statement,) in database.rows("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")}
        if tables != set(SCHEMA) or database.value("PRAGMA quick_check(1)") != "ok":
            raise _damaged(database.path)
        entries = dict(database.rows("SELECT name, value FROM meta"))
        differing = [name for name in meta if entries.get(name) != meta[name]]
        faults = [Fault(name, repr(entries.get(name)), repr(meta[name])) for name in differing]
    raise_faults(faults, source=str(database.path))
