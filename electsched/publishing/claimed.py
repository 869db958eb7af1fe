"""A site as the publication sees it that has claimed it: it asks little, and stops once another took over.

A store has no lock. Who publishes writes a claim there, and whoever writes another takes over: the first one asks for
the claim again before it writes, once every `ASKED` seconds, and the second waits for longer than that before it looks
at what stands. S3 besides refuses to write over anything else than what was seen.

A folder is locked by who publishes, but not by the workers that it gave work to, and these may live on when it is
killed. There each worker asks before every file, which costs the reading of a small one; so who goes on after a stop,
mostly with no such worker left, need not wait for seconds.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager

from electsched.publishing.journal import still_ours
from electsched.stores.base import WORK, Found, Listing, OvertakenError, Sink

__all__ = ["Claimed"]

ASKED = 1.0
"""For how many seconds a claim is taken to hold once it was read."""


class Claimed:
    """A sink behind the claim of one publication.

    What the listing does not name is not asked for, and is written as new.
    """

    def __init__(self, sink: Sink, token: str, there: Listing | None = None, *, closely: bool = False) -> None:
        """Take the place, the claim on it, what stands there where that is known, and whether to ask each time."""
        self._sink, self._token, self._there, self._closely = sink, token, there, closely
        self._asked = -ASKED
        self._seen: dict[str, bytes] = {}
        self._written: set[str] = set()

    @property
    def place(self) -> str:
        """What the place is called in messages."""
        return self._sink.place

    def _known(self, path: str) -> Found | None:
        """Return what is known of a file; what we wrote ourselves is not in the listing."""
        return self._there.get(path) if self._there is not None and self._is_listed(path) else None

    def _is_missing(self, path: str) -> bool:
        return self._there is not None and self._is_listed(path) and self._there.get(path) is None

    def _is_listed(self, path: str) -> bool:
        return path not in self._written and not path.startswith(f"{WORK}/")

    def ours(self, path: str) -> None:
        """Return if the site is still ours, as far as we read that lately.

        Raises:
            PublishError: Another publication took over, before the file at ``path`` was written.
        """
        now = time.monotonic()
        if self._closely or now - self._asked >= ASKED:
            still_ours(self._sink, self._token, path)
            self._asked = now

    def read(self, path: str) -> bytes | None:
        """Return the file, None where there is none."""
        if self._is_missing(path):
            return None
        data = self._sink.read(path)
        if data is not None and self._known(path):
            self._seen[path] = data
        return data

    def same(self, path: str, chunks: Sequence[bytes]) -> bool:
        """Return whether the file stands there with just these bytes; it is read once."""
        known = self._known(path)
        if self._is_missing(path) or (known and known.size != sum(map(len, chunks))):
            return False
        seen = self._seen.pop(path, None)
        return self._sink.same(path, chunks) if seen is None else seen == b"".join(chunks)

    def write(self, path: str, chunks: Sequence[bytes], over: str | None = None) -> None:
        """Put the file in its place, over what was seen there.

        Raises:
            OvertakenError: Something else stands there now.
        """
        self.ours(path)
        known = self._known(path)
        if over is None:
            over = "" if self._is_missing(path) else (known and known.mark) or None
        try:
            if over is None:
                self._sink.write(path, chunks)
            else:
                self._sink.write(path, chunks, over)
        except OvertakenError as error:
            still_ours(self._sink, self._token, path)
            # A worker that was lost wrote it, or the store did so and its answer was lost.
            if not self._sink.same(path, chunks):
                raise OvertakenError(*error.faults, source=error.source) from error
        self._seen.pop(path, None)
        self._written.add(path)

    def mark(self, path: str, digest: str) -> None:
        """As the place behind it."""
        self._sink.mark(path, digest)

    def bears(self, path: str, size: int, digest: str) -> bool:
        """As the place behind it."""
        return self._sink.bears(path, size, digest)

    def remove(self, path: str) -> None:
        """Take the file away."""
        self.ours(path)
        self._sink.remove(path)
        self._seen.pop(path, None)
        self._written.add(path)

    def names(self, folder: str) -> tuple[str, ...]:
        """Return the paths of the files that stand right in a folder of a secret address."""
        return self._sink.names(folder) if self._there is None else self._there.names(folder)

    def listing(self, folder: str) -> Mapping[str, Found] | None:
        """As the place behind it."""
        return self._sink.listing(folder)

    def hold(self) -> AbstractContextManager[bool]:
        """As the place behind it."""
        return self._sink.hold()
