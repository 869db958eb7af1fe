"""The protocol of a store of files, the state of a file in it, and the errors that name a file of it."""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import date, datetime
from hashlib import sha256
from pathlib import PurePosixPath
from typing import NamedTuple, Protocol, TypeVar

import attrs
from cattrs import BaseValidationError
from cattrs.preconf.json import make_converter

from electsched.errors import ElectschedError, Fault, PublishError, redacted_reason
from electsched.phrases import NOTHING, Phrase, joined, phrase

__all__ = [
    "LEASE",
    "LOCK",
    "MEDIA_TYPES",
    "SECRET",
    "WORK",
    "DamagedError",
    "FileStat",
    "OvertakenError",
    "Store",
    "media_type",
    "read_file",
    "read_sealed",
    "read_value",
    "redacted",
    "sealed_bytes",
    "store_errors",
    "value_bytes",
]

SECRET = "secret"  # noqa: S105  # the name of a folder
"""The part of a site in which each private link has a folder with a name that cannot be guessed."""
WORK = ".publishing"
"""The folder of a site for the state of the site, and for the lease and the journal of a running publication."""
LEASE = f"{WORK}/lease.json"
"""The file that says which publication may write; it stays if the publication is stopped."""
LOCK = f"{WORK}/lock"
"""The file whose lock holds a local folder for one publication."""
MEDIA_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".ics": "text/calendar; charset=utf-8",
    ".json": "application/json; charset=utf-8",
}
CAUSES = {
    "EndpointConnectionError": phrase("a store that does not answer"),
    "FileNotFoundError": phrase("no such bucket or folder"),
    "NoCredentialsError": phrase("no keys for the store"),
    "PermissionError": phrase("keys that the store does not take"),
}
"""Causes of errors of optional packages, and of errors of the system without a number, by the name of their class."""
_converter = make_converter(omit_if_default=True)
# A value that is a day or a moment is declared as a day.
_converter.register_structure_hook(
    date, lambda text, _: datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
)
_encode = json.JSONEncoder(ensure_ascii=False).encode
_T = TypeVar("_T")


class FileStat(NamedTuple):
    """The state of a file in a store."""

    size: int  #: in bytes
    version: str = ""  #: opaque text that changes whenever the file is written; empty if the store has none


class OvertakenError(PublishError):
    """Another publication wrote the file since its version was read; the file of that publication is whole."""


class DamagedError(PublishError):
    """A file of a site is damaged, missing, or was edited by hand; the hint says how it is put back or made anew."""


class Store(Protocol):
    """A place for the files of a site; it can be pickled and used by other processes.

    Paths are relative to the site, with slashes. `publish` turns any exception of a method into a `PublishError` that
    names the file. A store whose files survive a loss of power only after a call has a method ``sync()`` as well, which
    returns when every file written so far is durable.
    """

    @property
    def name(self) -> str:
        """The name of the store in messages, without passwords."""

    def read(self, path: str) -> bytes | None:
        """Return the bytes of a file; None if there is none."""

    def write(self, path: str, data: bytes, replaces: str | None = None) -> FileStat | None:
        """Write a whole file, and return its state if the store reports one.

        A reader gets the previous file or the new one, at every moment. ``replaces`` is the version that the writer
        read, empty if there was no file; a store that can compare raises `OvertakenError` if there is another one now.
        With None, or in a store that cannot compare, the file is written in any case.
        """

    def delete(self, path: str) -> None:
        """Delete a file, if it exists, and each folder above it that is empty then."""

    def list(self, folder: str) -> Mapping[str, FileStat]:
        """Return the state of each file below a folder, by its path in the site."""

    def lock(self) -> AbstractContextManager[bool]:
        """Lock the site for one publication; the value is False if the store cannot lock."""


def media_type(path: str) -> str:
    """Return the media type of a file, by the ending of its path."""
    return MEDIA_TYPES.get(PurePosixPath(path).suffix) or mimetypes.guess_type(path)[0] or "application/octet-stream"


def redacted(path: str) -> str:
    """Return a path for messages: the token of a private link is replaced by dots."""
    part, _, rest = path.partition("/")
    return f"{SECRET}/.../{rest.partition('/')[2]}" if part == SECRET else path


@contextmanager
def store_errors(store: Store, path: str, reader: str = "") -> Iterator[None]:
    """Turn any exception that a store raises in the block into a `PublishError` that names the file.

    The text of the exception is left out, for it may hold keys of the store or the token of a private link; ``reader``
    is that of the link.
    """
    label = f" ({reader})" if reader else ""
    try:
        yield
    except ElectschedError as error:
        faults = [attrs.evolve(fault, path=joined((fault.path, label), "")) for fault in error.faults]
        raise type(error)(*faults, source=error.source) from error
    except Exception as error:
        is_numbered = isinstance(error, OSError) and error.errno is not None
        cause = (not is_numbered and CAUSES.get(type(error).__name__)) or redacted_reason(error)
        expected = phrase("a store that can be read and written")
        hint = phrase("Correct this, then publish again.")
        raise PublishError(Fault(redacted(path) + label, cause, expected, hint=hint), source=store.name) from error


def read_file(store: Store, path: str, reader: str = "") -> bytes | None:
    """Return the bytes of a file, None if there is none; any exception of the store is a `PublishError`."""
    with store_errors(store, path, reader):
        return store.read(path)


def read_value(store: Store, path: str, kind: type[_T]) -> _T | None:
    """Return the value of a class in a JSON file; None if there is no such file, or if it is damaged."""
    return _value(read_file(store, path) or b"", kind)


def _value(data: bytes, kind: type[_T]) -> _T | None:
    try:
        return _converter.structure(json.loads(data), kind)
    except (BaseValidationError, TypeError, ValueError):
        return None


def read_sealed(
    store: Store, path: str, kind: type[_T], hint: Phrase = NOTHING, *, is_needed: bool = False
) -> _T | None:
    """Return the value of a class in a file of `sealed_bytes`; None if there is no such file.

    Raises:
        DamagedError: The file is damaged, was edited by hand, or is missing though ``is_needed``; it has this hint.
    """
    data = read_file(store, path)
    if data is None and not is_needed:
        return None
    value = _value(data or b"", kind)
    if data is None:
        event = phrase("no such file")
    elif value is None:
        event = phrase("a damaged file")
    elif data != _sealed(data.split(b"\n", 2)[-1]):
        event = phrase("a file that was edited by hand")
    else:
        return value
    raise DamagedError(Fault(path, event, phrase("the file that `publish` wrote"), hint=hint), source=store.name)


def sealed_bytes(value: object) -> bytes:
    """Return a value as `value_bytes`, with a seal as first line: the SHA-256 of the lines that follow."""
    return _sealed(value_bytes(value).removeprefix(b"{\n"))


def _sealed(lines: bytes) -> bytes:
    return b'{\n"seal": "%b",\n%b' % (sha256(lines).hexdigest().encode(), lines)


def value_bytes(value: object) -> bytes:
    """Return a value as the JSON from which `read_value` returns it, without fields that have their default.

    Each field has a line, and so has each value in a list or object.
    """
    return f"{_lines(_converter.unstructure(value), 2)}\n".encode()


def _lines(value: object, depth: int) -> str:
    if not (value and depth):
        return _encode(value)
    if isinstance(value, dict):
        rows = [f"{_encode(name)}: {_lines(entry, depth - 1)}" for name, entry in value.items()]
        return "{\n" + ",\n".join(rows) + "\n}"
    if isinstance(value, list | tuple):
        return "[\n" + ",\n".join(_lines(entry, depth - 1) for entry in value) + "\n]"
    return _encode(value)
