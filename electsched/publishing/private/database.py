"""The file of a link registry: one SQLite database for its owner alone, checked before use."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from electsched.errors import Fault, InputError, cause

__all__ = ["LINK_NUMBERS", "connect", "create_file", "relabel_sqlite", "transaction"]

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
    "CREATE TABLE calendar (id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, link INTEGER REFERENCES link (id))",
    """CREATE TABLE disclosure (
  calendar INTEGER NOT NULL REFERENCES calendar (id),
  member TEXT NOT NULL,
  since INTEGER NOT NULL CHECK (typeof(since) = 'integer'),
  until INTEGER CHECK (typeof(until) IN ('integer', 'null')),
  PRIMARY KEY (calendar, member, since)
) WITHOUT ROWID""",
)
STAGING = (  # temporary tables: in a file of their own that vanishes with the process
    "CREATE TEMP TABLE wanted (position INTEGER PRIMARY KEY, audience TEXT, key TEXT, UNIQUE (audience, key))",
    "CREATE TEMP TABLE staged_link (link INTEGER PRIMARY KEY)",
    """CREATE TEMP TABLE staged_file (
  link INTEGER, name TEXT, size INTEGER, version TEXT, sha256 BLOB, PRIMARY KEY (link, name)
) WITHOUT ROWID""",
    "CREATE TEMP TABLE staged_calendar (id INTEGER PRIMARY KEY, path TEXT UNIQUE, link INTEGER)",
    """CREATE TEMP TABLE staged_disclosure (
  calendar INTEGER, member TEXT, PRIMARY KEY (calendar, member)
) WITHOUT ROWID""",
    "CREATE TEMP TABLE current_calendar (path TEXT PRIMARY KEY) WITHOUT ROWID",
)
LINK_NUMBERS = "SELECT token, id FROM link WHERE token IN (SELECT value FROM json_each(?))"


def create_file(path: Path, meta: dict[str, str]) -> None:
    """Write a new database with these entries of ``meta``, of mode 0600.

    Raises:
        InputError: The file exists, or it cannot be written.
    """
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError as error:
        raise InputError(Fault("", "a file that exists", "a new file"), source=str(path)) from error
    except OSError as error:
        raise InputError(Fault("", cause(error), "a file that can be written"), source=str(path)) from error
    try:
        with relabel_sqlite(path):
            database = sqlite3.connect(path, isolation_level=None)
            try:
                for statement in (f"PRAGMA application_id = {APPLICATION_ID}", f"PRAGMA user_version = {FORMAT}"):
                    database.execute(statement)
                with transaction(database):
                    for statement in SCHEMA:
                        database.execute(statement)
                    database.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())
            finally:
                database.close()
    except BaseException:
        with suppress(OSError):
            path.unlink()
        raise


def connect(path: Path, wait_seconds: float) -> sqlite3.Connection:
    """Return a connection to a database that was checked; a lock of another command is awaited for so long.

    Raises:
        InputError: The file is missing, not of mode 0600, damaged, or no link registry of this format.
    """
    _check_mode(path)
    with relabel_sqlite(path):
        database = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode=rw", uri=True, timeout=wait_seconds, isolation_level=None
        )
        try:
            _check_content(database, str(path))
            # A write-ahead log would be a second file with tokens. EXTRA also keeps a commit if the power fails.
            for statement in ("PRAGMA journal_mode = DELETE", "PRAGMA synchronous = EXTRA", "PRAGMA foreign_keys = ON"):
                database.execute(statement)
            for statement in STAGING:
                database.execute(statement)
        except BaseException:
            database.close()
            raise
    return database


def _check_mode(path: Path) -> None:
    try:
        mode = path.stat().st_mode
    except OSError as error:
        expected = "a links file; `electsched links new` writes one"
        raise InputError(Fault("", cause(error), expected), source=str(path)) from error
    if not stat.S_ISREG(mode):
        raise InputError(Fault("", "no regular file", "a links file"), source=str(path))
    if os.name == "posix" and mode & OTHERS:
        fault = Fault("", f"a file of mode {stat.S_IMODE(mode):04o}", "0600, its owner's alone")
        raise InputError(fault, source=str(path))


def _check_content(database: sqlite3.Connection, source: str) -> None:
    if _number(database, "PRAGMA application_id") != APPLICATION_ID:
        raise InputError(Fault("", "another kind of file", "a file from `electsched links new`"), source=source)
    version = _number(database, "PRAGMA user_version")
    if version != FORMAT:
        raise InputError(Fault("format", str(version), f"{FORMAT}, which this version reads"), source=source)
    tables = {row[0] for row in database.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")}
    problems = [str(row[0]).partition(" in ")[0] for row in database.execute("PRAGMA quick_check(1)")]
    if tables != set(SCHEMA) or problems != ["ok"]:
        raise _damaged(source)


def _number(database: sqlite3.Connection, statement: str) -> int:
    return int(database.execute(statement).fetchone()[0])


def _damaged(source: str) -> InputError:
    return InputError(Fault("", "a damaged links file", "a whole one: put it back from a copy"), source=source)


@contextmanager
def relabel_sqlite(path: Path, wait_seconds: float = 0) -> Iterator[None]:
    """Raise the errors of SQLite as `InputError`, without values of the database.

    Raises:
        InputError: The database is locked, damaged, or cannot be read or written.
    """
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0) & PRIMARY_CODE
        if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            found = f"a links file that another command has locked for {wait_seconds:g} seconds"
            expected = "a free one: wait for that command to finish, then run again"
            raise InputError(Fault("", found, expected), source=str(path)) from error
        if code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
            raise _damaged(str(path)) from error
        if code:
            expected = "a links file that can be read and written, in a folder that can be written"
            raise InputError(Fault("", error.sqlite_errorname, expected), source=str(path)) from error
        raise  # a fault of this package


@contextmanager
def transaction(database: sqlite3.Connection, *, write: bool = True) -> Iterator[None]:
    """Run statements as one transaction; with ``write``, others are kept from changing the file meanwhile."""
    database.execute("BEGIN IMMEDIATE" if write else "BEGIN")
    try:
        yield
        database.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            database.execute("ROLLBACK")
        raise
