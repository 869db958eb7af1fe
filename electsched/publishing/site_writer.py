"""Write the files of a site: only those whose bytes differ, only under the lease, and each one counted."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import attrs

from electsched.publishing.lease import check_lease
from electsched.stores.base import FileStat, OvertakenError, Store, sha256, store_errors

__all__ = ["PublishedFile", "SiteFiles", "SiteWriter"]


class PublishedFile(NamedTuple):
    """A file of a site.

    Attributes:
        size: Its size in bytes.
        version: Its version in the store, see `FileStat`; empty if unknown.
        sha256: The SHA-256 of its bytes, in hexadecimal.
    """

    size: int
    version: str
    sha256: str


@attrs.frozen
class SiteFiles:
    """The files of a site, or of a part of it, when a publication began.

    Attributes:
        states: The state of each file, by path: a path that is not in it had no file.
        digests: The SHA-256 of each file whose bytes are known without reading it, by path.
        damaged: The calendars that cannot be read: they are made anew, as if there were none.
    """

    states: Mapping[str, FileStat] = attrs.field(factory=dict, repr=False)
    digests: Mapping[str, str] = attrs.field(factory=dict, repr=False)
    damaged: frozenset[str] = frozenset()


class SiteWriter:
    """The files of a site, as one publication reads and writes them."""

    def __init__(
        self, store: Store, token: str, *, recheck_seconds: float = 0.0, files: SiteFiles | None = None
    ) -> None:
        """Take the store, the token of the lease, and the files that are known.

        The lease is checked before a write if ``recheck_seconds`` passed since the last check. Without ``files`` each
        file is read before it is written, and written over any other.
        """
        self.store = store
        self.written: list[str] = []
        self.unchanged: list[str] = []
        self.removed: list[str] = []
        self._token, self._recheck_seconds, self._checked = token, recheck_seconds, float("-inf")
        self._known = files
        self._read: dict[str, bytes] = {}

    def check(self, path: str) -> None:
        """Return if the lease still holds, as far as it was read lately.

        Raises:
            PublishError: Another publication took over, before the file at ``path`` was written.
        """
        now = time.monotonic()
        if now - self._checked >= self._recheck_seconds:
            check_lease(self.store, self._token, path)
            self._checked = now

    def state(self, path: str) -> FileStat | None:
        """Return the state of a file when the publication began; None if there was none, or nothing is known."""
        return self._known.states.get(path) if self._known else None

    def read(self, path: str) -> bytes | None:
        """Return the bytes of a file; None if there is none.

        Raises:
            PublishError: The file cannot be read.
        """
        if self._known is not None and (path not in self._known.states or path in self._known.damaged):
            return None
        with store_errors(self.store, path):
            data = self.store.read(path)
        if data is not None and self._known is not None and path not in self._known.digests:
            self._read[path] = data
        return data

    def write(self, path: str, chunks: Sequence[bytes]) -> PublishedFile:
        """Write a file unless it has these bytes, and return it.

        Raises:
            OvertakenError: Another publication wrote the file since this one began.
            PublishError: The file cannot be written, or another publication took over.
        """
        size, digest = sum(map(len, chunks)), sha256(chunks)
        state = self.state(path)
        if self._has(path, chunks, size, digest):
            self.unchanged.append(path)
        else:
            state = self._write(path, chunks, state)
            self.written.append(path)
        self._read.pop(path, None)
        return PublishedFile(size, state.version if state else "", digest)

    def _has(self, path: str, chunks: Sequence[bytes], size: int, digest: str) -> bool:
        """Return whether the file has these bytes; it is read only if that is not known."""
        if self._known is not None:
            state, known = self._known.states.get(path), self._known.digests.get(path)
            if state is None or state.size != size:
                return False
            if known is not None:
                return known == digest
        data = self._read.get(path)
        if data is None:
            with store_errors(self.store, path):
                data = self.store.read(path)
        return data == b"".join(chunks)

    def _write(self, path: str, chunks: Sequence[bytes], state: FileStat | None) -> FileStat | None:
        self.check(path)
        replaces = None
        if self._known is not None:
            replaces = state.version or None if state else ""
        try:
            with store_errors(self.store, path):
                return self.store.write(path, chunks, replaces)
        except OvertakenError as error:
            check_lease(self.store, self._token, path)
            # A worker that was lost wrote it, or the answer of the store to our own write was lost.
            if self.store.read(path) != b"".join(chunks):
                raise OvertakenError(*error.faults, source=error.source) from error
            return None

    def note(self, path: str, data: bytes) -> None:
        """Write a file of the working folder; it is not counted."""
        self.check(path)
        with store_errors(self.store, path):
            self.store.write(path, (data,))

    def is_known(self, path: str, digest: str) -> bool:
        """Return whether a file is known to have the bytes with this SHA-256."""
        return self._known is not None and self._known.digests.get(path) == digest

    def keep(self, path: str) -> PublishedFile:
        """Count a file whose bytes are known as unchanged, and return it.

        Raises:
            LookupError: The bytes are not known.
        """
        if self._known is None:
            raise LookupError(path)
        size, version = self._known.states[path]
        self.unchanged.append(path)
        return PublishedFile(size, version, self._known.digests[path])

    def remove(self, path: str) -> None:
        """Delete a file.

        Raises:
            PublishError: The file cannot be deleted, or another publication took over.
        """
        self.check(path)
        with store_errors(self.store, path):
            self.store.delete(path)
        self.removed.append(path)
