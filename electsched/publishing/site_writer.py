"""Write the files of a site: only those whose bytes differ, only under the lease, and each one counted."""

from __future__ import annotations

import time
from hashlib import sha256
from typing import NamedTuple

import attrs

from electsched.publishing.lease import check_lease
from electsched.stores.base import OvertakenError, Store, read_file, store_errors

__all__ = ["UNREADABLE_BYTES", "PublishedFile", "SiteWriter"]

UNREADABLE_BYTES = -1
"""The size of a damaged calendar, which is made anew and written over in any case."""


class PublishedFile(NamedTuple):
    """A file of a site.

    Attributes:
        path: Its path in the site; of a file at a private link the path below the folder of the link.
        size: Its size in bytes, or `UNREADABLE_BYTES`.
        version: Its version in the store, see `FileStat`; empty if unknown.
        sha256: The SHA-256 of its bytes, in hexadecimal; empty if unknown.
    """

    path: str
    size: int
    version: str
    sha256: str


@attrs.define(eq=False)
class SiteWriter:
    """The files of a site, as one publication reads and writes them.

    Its methods raise `PublishError` if the store fails, or if another publication took over before a file was written.

    Attributes:
        store: The store of the site.
        token: The token of the lease.
        recheck_seconds: The time after which the lease is checked again before a write.
        files: The files that the site had, by path; None if they are unknown, and each is read before it is replaced.
        written: The files that were new or changed.
        unchanged: The files that had their bytes already.
        removed: The files that were deleted.
    """

    store: Store
    token: str = attrs.field(repr=False)
    recheck_seconds: float = attrs.field(default=0.0, kw_only=True)
    files: dict[str, PublishedFile] | None = attrs.field(default=None, kw_only=True, repr=False)
    written: list[str] = attrs.field(factory=list, init=False)
    unchanged: list[str] = attrs.field(factory=list, init=False)
    removed: list[str] = attrs.field(factory=list, init=False)
    _checked: float = attrs.field(default=float("-inf"), init=False)

    def check(self, path: str) -> None:
        """Return if the lease, as far as it was read lately, still allows to write the file at ``path``."""
        now = time.monotonic()
        if now - self._checked >= self.recheck_seconds:
            check_lease(self.store, self.token, path)
            self._checked = now

    def read(self, path: str) -> bytes | None:
        """Return the bytes of a file; None if there is none, or if it is damaged and is made anew."""
        if self.files is None:
            return read_file(self.store, path)
        file = self.files.get(path)
        if file is None or file.size == UNREADABLE_BYTES:
            return None
        data = read_file(self.store, path)
        if data is not None and not file.sha256:
            self.files[path] = file._replace(sha256=sha256(data).hexdigest())
        return data

    def write(self, path: str, data: bytes) -> PublishedFile:
        """Write a file unless it has these bytes, and return it.

        Raises:
            OvertakenError: Another publication wrote the file since this one began.
        """
        new = PublishedFile(path, len(data), "", sha256(data).hexdigest())
        old = self.files.get(path) if self.files is not None else None
        if self.files is None or (old is not None and not old.sha256 and old.size == new.size):
            is_same = read_file(self.store, path) == data
        else:
            is_same = old is not None and old.sha256 == new.sha256
        if is_same:
            self.unchanged.append(path)
            return new._replace(version=old.version if old else "")
        self.check(path)
        # An empty version has no condition: the store has no versions, or an unknown file may be there.
        replaces = None if self.files is None else old.version or None if old else ""
        version = ""
        try:
            with store_errors(self.store, path):
                state = self.store.write(path, data, replaces)
            version = state.version if state else ""
        except OvertakenError:
            check_lease(self.store, self.token, path)
            # A worker that was lost wrote it, or the answer of the store to our own write was lost.
            if read_file(self.store, path) != data:
                raise
        self.written.append(path)
        return new._replace(version=version)

    def note(self, path: str, data: bytes) -> None:
        """Write a file of the working folder; it is not counted."""
        self.check(path)
        with store_errors(self.store, path):
            self.store.write(path, data)

    def keep(self, path: str, digest: str) -> PublishedFile | None:
        """Count a file as unchanged and return it, if it is known to have the bytes with this SHA-256."""
        file = self.files.get(path) if self.files is not None else None
        if file is None or not digest or file.sha256 != digest:
            return None
        self.unchanged.append(path)
        return file

    def remove(self, path: str, label: str = "") -> None:
        """Delete a file; ``label`` names it in errors."""
        self.check(label or path)
        with store_errors(self.store, label or path):
            self.store.delete(path)
        self.removed.append(path)
