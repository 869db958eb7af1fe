"""Write the files of a site: only those whose bytes differ, only under the lease, and each one counted."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from functools import cached_property
from hashlib import sha256

import attrs

from electsched.publishing.layout import LEGAL_PATH, is_whole_calendar, section_folder
from electsched.publishing.lease import check_lease
from electsched.stores.base import SECRET, OvertakenError, Store, read_file, store_errors

__all__ = ["PublishedFile", "SiteWriter", "iso", "last_change"]


@attrs.frozen
class PublishedFile:
    """A file of a site, with the values that its manifest or the state of the site has of it."""

    path: str  #: path in the site
    size: int = 0  #: size in bytes
    version: str = ""  #: version in the store, see `FileStat`; empty if unknown
    sha256: str = ""  #: SHA-256 of its bytes, in hexadecimal; empty if unknown
    events: int | None = None  #: number of events of a calendar, without the cancelled ones
    cancelled: int | None = None  #: number of its cancelled events
    changed: str | None = None  #: last change, as manifests hold it
    months: Mapping[str, int] | None = None  #: number of events in each of its months, if it is split
    sequence: int | None = None  #: highest SEQUENCE of its events
    fingerprint: str = ""  #: fingerprint of the content of a page; empty if it is always rendered
    is_lost: bool = False  #: whether it is damaged or missing, and is made anew

    @property
    def is_ours(self) -> bool:
        """Whether `publish` wrote it, as far as is known: all below a private link, else each that was listed."""
        if self.path.startswith(f"{SECRET}/"):
            return LEGAL_PATH.fullmatch(self.path.removeprefix(f"{section_folder(self.path)}/")) is not None
        return bool(self.sha256) or self.is_lost


def iso(stamp: datetime) -> str:
    """Return a moment in UTC as manifests hold it."""
    return f"{stamp:%Y-%m-%dT%H:%M:%SZ}"


def last_change(files: Iterable[PublishedFile], default: datetime) -> datetime:
    """Return the last change of the calendars of these files, in UTC; the default if there are none."""
    stamps = (file.changed for file in files if file.changed)
    return datetime.fromisoformat(max(stamps, default=iso(default)))


@attrs.define(eq=False)
class SiteWriter:
    """The files of a site, as one publication reads and writes them.

    Its methods raise `PublishError` if the store fails, or if another publication took over before a file was written.
    """

    store: Store
    token: str = attrs.field(repr=False)  #: of the lease
    recheck_seconds: float = attrs.field(default=0.0, kw_only=True)  #: until the lease is read again
    files: dict[str, PublishedFile] = attrs.field(factory=dict, kw_only=True, repr=False)  #: as they were
    outdated: bool = attrs.field(default=False, kw_only=True)  #: whether they changed since, and are read again
    readers: Mapping[str, str] = attrs.field(factory=dict, kw_only=True, repr=False)  #: of private links, by folder
    written: list[str] = attrs.field(factory=list, init=False)  #: files that were new or had other bytes
    unchanged: list[str] = attrs.field(factory=list, init=False)  #: files that had their bytes already
    removed: list[str] = attrs.field(factory=list, init=False)
    _checked: float = attrs.field(default=float("-inf"), init=False)

    @cached_property
    def calendars(self) -> Mapping[str, list[str]]:
        """The paths of the calendars that were published in each section, by its folder: they are below it, sorted."""
        calendars = defaultdict[str, list[str]](list)
        for path in sorted(path for path, file in self.files.items() if is_whole_calendar(path) and file.is_ours):
            folder = section_folder(path)
            calendars[folder].append(path.removeprefix(f"{folder}/"))
        return calendars

    def _errors(self, path: str) -> AbstractContextManager[None]:
        return store_errors(self.store, path, self.readers.get(section_folder(path), ""))

    def check(self, path: str) -> None:
        """Return if the lease, as far as it was read lately, still allows to write the file at ``path``."""
        now = time.monotonic()
        if now - self._checked >= self.recheck_seconds:
            with self._errors(path):
                check_lease(self.store, self.token, path)
            self._checked = now

    def read(self, path: str) -> bytes | None:
        """Return the bytes of a file; None if there is none, or if it is lost."""
        file = self.files.get(path)
        if not self.outdated and (file is None or file.is_lost):
            return None
        with self._errors(path):
            data = self.store.read(path)
        if file is not None and data is not None and not file.sha256:
            self.files[path] = attrs.evolve(file, sha256=sha256(data).hexdigest())
        return data

    def write(self, path: str, data: bytes) -> PublishedFile:
        """Write a file unless it has these bytes, and return it.

        Raises:
            OvertakenError: Another publication wrote the file since this one began.
        """
        new = PublishedFile(path, len(data), "", sha256(data).hexdigest())
        old = None if self.outdated else self.files.get(path)
        if self.outdated or (old is not None and not old.sha256):
            is_same = self.read(path) == data
        else:
            is_same = old is not None and old.sha256 == new.sha256
        if is_same:
            self.unchanged.append(path)
            return attrs.evolve(new, version=old.version if old else "")
        self.check(path)
        # An empty version has no condition: the store has no versions, or an unknown file may be there.
        replaces, state = None if self.outdated else old.version or None if old else "", None
        try:
            with self._errors(path):
                state = self.store.write(path, data, replaces)
        except OvertakenError:
            check_lease(self.store, self.token, path)
            # A worker that was lost wrote it, or the answer of the store to our own write was lost.
            if read_file(self.store, path) != data:
                raise
        self.written.append(path)
        return attrs.evolve(new, version=state.version if state else "")

    def note(self, path: str, data: bytes, concerning: str = "") -> None:
        """Write a file of the working folder, or delete it if it is empty.

        It is not counted, and errors name the file that it is ``concerning``.
        """
        self.check(concerning or path)
        with self._errors(concerning or path):
            if data:
                self.store.write(path, data)
            else:
                self.store.delete(path)

    def update_note(self, path: str, data: bytes) -> None:
        """Write a file of the working folder if it has other bytes, or delete it if it is empty."""
        if read_file(self.store, path) != (data or None):
            self.note(path, data)

    def keep(self, path: str, fingerprint: str) -> PublishedFile | None:
        """Count a page as unchanged and return it, if it is known to have the content with this fingerprint."""
        file = self.files.get(path)
        if self.outdated or file is None or not fingerprint or file.fingerprint != fingerprint:
            return None
        self.unchanged.append(path)
        return file

    def remove(self, path: str) -> None:
        """Delete a file."""
        self.check(path)
        with self._errors(path):
            self.store.delete(path)
        self.removed.append(path)
