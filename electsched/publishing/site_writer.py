"""Write the files of a site: only those whose bytes differ, only under the lease, and each one counted."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import attrs

from electsched.publishing.lease import check_lease
from electsched.stores.base import FileStat, OvertakenError, Store, read_file, sha256, store_errors

__all__ = ["PublishedFile", "SiteFiles", "SiteWriter"]


class PublishedFile(NamedTuple):
    """A file of a site.

    Attributes:
        path: Its path in the site; of a file at a private link the path below the folder of the link.
        size: Its size in bytes.
        version: Its version in the store, see `FileStat`; empty if unknown.
        sha256: The SHA-256 of its bytes, in hexadecimal.
    """

    path: str
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


@attrs.define(eq=False)
class SiteWriter:
    """The files of a site, as one publication reads and writes them.

    Attributes:
        store: The store of the site.
        token: The token of the lease.
        recheck_seconds: The time after which the lease is checked again before a write.
        files: The files of which the state is known; None if each is read before it is written over any other.
        written: The files that were new or changed.
        unchanged: The files that had their bytes already.
        removed: The files that were deleted.
    """

    store: Store
    token: str = attrs.field(repr=False)
    recheck_seconds: float = attrs.field(default=0.0, kw_only=True)
    files: SiteFiles | None = attrs.field(default=None, kw_only=True)
    written: list[str] = attrs.field(factory=list, init=False)
    unchanged: list[str] = attrs.field(factory=list, init=False)
    removed: list[str] = attrs.field(factory=list, init=False)
    _checked: float = attrs.field(default=float("-inf"), init=False)
    _read: dict[str, bytes] = attrs.field(factory=dict, init=False, repr=False)

    def check(self, path: str) -> None:
        """Return if the lease still holds, as far as it was read lately.

        Raises:
            PublishError: Another publication took over, before the file at ``path`` was written.
        """
        now = time.monotonic()
        if now - self._checked >= self.recheck_seconds:
            check_lease(self.store, self.token, path)
            self._checked = now

    def read(self, path: str) -> bytes | None:
        """Return the bytes of a file; None if there is none, or if it is damaged and is made anew.

        Raises:
            PublishError: The file cannot be read.
        """
        files = self.files
        if files is not None and (path not in files.states or path in files.damaged):
            return None
        data = read_file(self.store, path)
        if data is not None and files is not None and path not in files.digests:
            self._read[path] = data
        return data

    def write(self, path: str, chunks: Sequence[bytes]) -> PublishedFile:
        """Write a file unless it has these bytes, and return it.

        Raises:
            OvertakenError: Another publication wrote the file since this one began.
            PublishError: The file cannot be written, or another publication took over.
        """
        size, digest = sum(map(len, chunks)), sha256(chunks)
        state = self.files.states.get(path) if self.files else None
        if self.files and (state is None or state.size != size):
            is_same = False
        elif self.files and path in self.files.digests:
            is_same = self.files.digests[path] == digest
        else:
            data = self._read.get(path)
            is_same = (read_file(self.store, path) if data is None else data) == b"".join(chunks)
        if is_same:
            self.unchanged.append(path)
        else:
            state = self._write(path, chunks, state)
            self.written.append(path)
        self._read.pop(path, None)
        return PublishedFile(path, size, state.version if state else "", digest)

    def _write(self, path: str, chunks: Sequence[bytes], state: FileStat | None) -> FileStat | None:
        self.check(path)
        replaces = None
        if self.files is not None:
            replaces = state.version or None if state else ""
        try:
            with store_errors(self.store, path):
                return self.store.write(path, chunks, replaces)
        except OvertakenError:
            check_lease(self.store, self.token, path)
            # A worker that was lost wrote it, or the answer of the store to our own write was lost.
            if read_file(self.store, path) != b"".join(chunks):
                raise
            return None

    def note(self, path: str, data: bytes) -> None:
        """Write a file of the working folder; it is not counted."""
        self.check(path)
        with store_errors(self.store, path):
            self.store.write(path, (data,))

    def is_known(self, path: str, digest: str) -> bool:
        """Return whether a file is known to have the bytes with this SHA-256."""
        return self.files is not None and self.files.digests.get(path) == digest

    def keep(self, path: str) -> PublishedFile:
        """Count a file whose bytes are known as unchanged, and return it.

        Raises:
            LookupError: The bytes are not known.
        """
        files = self.files or SiteFiles()
        size, version = files.states[path]
        self.unchanged.append(path)
        return PublishedFile(path, size, version, files.digests[path])

    def remove(self, path: str) -> None:
        """Delete a file.

        Raises:
            PublishError: The file cannot be deleted, or another publication took over.
        """
        self.check(path)
        with store_errors(self.store, path):
            self.store.delete(path)
        self.removed.append(path)
