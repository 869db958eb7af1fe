"""Where a site is written: what every place for files must be able to do, and how an error names a file of it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import NamedTuple, Protocol

import attrs

from electsched.errors import ElectschedError, Fault, PublishError, os_cause, redacted_reason

__all__ = [
    "BELOW",
    "LOCK",
    "SEALED",
    "SECRET",
    "WORK",
    "Foreign",
    "Found",
    "Listing",
    "OvertakenError",
    "Sink",
    "Site",
    "naming",
    "sha256",
    "standing_files",
    "told",
    "write_error",
]

SECRET = "secret"  # noqa: S105  # the name of a folder
"""The part of a site whose addresses nobody is to guess, or to read in an error or a log."""
BELOW = ("units", "posts", "teams")
"""The folders that may lie below a part, or below the secret address of a unit."""
WORK = ".publishing"
"""The folder of a site in which a publication keeps what it needs until it is done."""
SEALED = 12
"""How many digits of a digest decide the mark that a file bears."""
LOCK = f"{WORK}/lock"
"""What holds a folder for one publication."""


def told(path: str) -> str:
    """Return the path as an error may name it: without the secret part of the address."""
    part, _, rest = path.partition("/")
    return f"{SECRET}/.../{rest.partition('/')[2]}" if part == SECRET else path


def write_error(path: str, error: Exception, place: str) -> PublishError:
    """Return the error that names the file which could not be read, written or removed."""
    why = os_cause(error) if isinstance(error, OSError) else type(error).__name__
    expected = "a folder that can be written; every file published before is whole"
    return PublishError(Fault(told(path), why, expected), source=place)


@contextmanager
def naming(change: Callable[[str], str]) -> Iterator[None]:
    """Name files in the errors that are raised meanwhile as ``change`` has it."""
    try:
        yield
    except ElectschedError as error:
        faults = [attrs.evolve(fault, path=change(fault.path)) for fault in error.faults]
        raise type(error)(*faults, source=error.source) from error


class OvertakenError(PublishError):
    """A file was written by another publication since it was looked at; what that one wrote is whole."""


class Found(NamedTuple):
    """What a listing says of a file.

    Attributes:
        size: How many bytes it has.
        mark: What tells these bytes from any other at that address; empty where the place has nothing of the kind.
    """

    size: int
    mark: str = ""


class Listing:
    """The files that stand in some parts of a site, as one question for many of them tells; small enough to be sent."""

    def __init__(self, found: Mapping[str, Found]) -> None:
        """Take what stands there, by paths below the site."""
        self._of: dict[str, dict[str, Found]] = {}
        for path, each in found.items():
            self._of.setdefault(_stem(path), {})[path] = each

    def get(self, path: str) -> Found | None:
        """Return what is said of a file, None where there is none."""
        return self._of.get(_stem(path), {}).get(path)

    def __iter__(self) -> Iterator[str]:
        """Yield the path of each file."""
        for files in self._of.values():
            yield from files

    def below(self, paths: Iterable[str]) -> Listing:
        """Return what of it has to do with these files: their months, their pages, all of their secret addresses."""
        part = Listing({})
        part._of = {stem: self._of[stem] for stem in dict.fromkeys(map(_stem, paths)) if stem in self._of}
        return part

    def names(self, folder: str) -> tuple[str, ...]:
        """Return the paths of the files that stand right in a folder of a secret address."""
        found = self._of.get(_stem(folder), ())
        return tuple(path for path in found if path.rpartition("/")[0] == folder)


def _stem(path: str) -> str:
    """Return what the address of a file shares with those that go with it."""
    part, _, rest = path.partition("/")
    return f"{SECRET}/{rest.partition('/')[0]}" if part == SECRET else path.partition(".")[0]


class Sink(Protocol):
    """A place for the files of a site; it can be sent to another process.

    Paths are relative, with slashes. What goes wrong is a `PublishError` that names the file.
    """

    @property
    def place(self) -> str:
        """What the place is called in messages."""

    def read(self, path: str) -> bytes | None:
        """Return the file, None where there is none."""

    def same(self, path: str, chunks: Sequence[bytes]) -> bool:
        """Return whether the file stands there with just these bytes."""

    def write(self, path: str, chunks: Sequence[bytes], over: str | None = None) -> None:
        """Put the file in its place whole: who reads it meets the old one or the new one, and nothing between.

        ``over`` is the mark of what stands there by the listing, empty where nothing does. A place that can tell
        refuses with an `OvertakenError` to write over anything else.
        """

    def mark(self, path: str, digest: str) -> None:
        """Note beside a file that has the SHA-256 ``digest`` that nobody changed it, where the place can."""

    def bears(self, path: str, size: int, digest: str) -> bool:
        """Return whether the file has that size and the mark of that digest: nobody wrote it since it was marked."""

    def remove(self, path: str) -> None:
        """Take the file away, and each folder that is empty then; it need not be there."""

    def names(self, folder: str) -> tuple[str, ...]:
        """Return the paths of the files that stand right in a folder."""

    def listing(self, folder: str) -> Mapping[str, Found] | None:
        """Return the files below the folder where one question tells many of them; None where none does."""

    def hold(self) -> AbstractContextManager[bool]:
        """Keep other publications away as long as it is open, and return whether the place can do so."""


@attrs.frozen
class Foreign:
    """A place that others have written: whatever it raises is told as our own places tell it, with the file.

    Attributes:
        inner: The place.
    """

    inner: Sink

    @contextmanager
    def _naming(self, path: str) -> Iterator[None]:
        try:
            yield
        except ElectschedError:
            raise
        except Exception as error:
            expected = "a place that can be read and written; every file published before is whole"
            raise PublishError(Fault(told(path), redacted_reason(error), expected), source=self.place) from error

    @property
    def place(self) -> str:
        """What the place is called in messages."""
        return self.inner.place

    def read(self, path: str) -> bytes | None:
        """As the place."""
        with self._naming(path):
            return self.inner.read(path)

    def same(self, path: str, chunks: Sequence[bytes]) -> bool:
        """As the place."""
        with self._naming(path):
            return self.inner.same(path, chunks)

    def write(self, path: str, chunks: Sequence[bytes], over: str | None = None) -> None:
        """As the place."""
        with self._naming(path):
            self.inner.write(path, chunks, over)

    def mark(self, path: str, digest: str) -> None:
        """As the place."""
        with self._naming(path):
            self.inner.mark(path, digest)

    def bears(self, path: str, size: int, digest: str) -> bool:
        """As the place."""
        with self._naming(path):
            return self.inner.bears(path, size, digest)

    def remove(self, path: str) -> None:
        """As the place."""
        with self._naming(path):
            self.inner.remove(path)

    def names(self, folder: str) -> tuple[str, ...]:
        """As the place."""
        with self._naming(folder):
            return self.inner.names(folder)

    def listing(self, folder: str) -> Mapping[str, Found] | None:
        """As the place."""
        with self._naming(folder):
            return self.inner.listing(folder)

    @contextmanager
    def hold(self) -> Iterator[bool]:
        """As the place."""
        with ExitStack() as held:
            with self._naming(""):
                alone = held.enter_context(self.inner.hold())
            yield alone


def sha256(chunks: Iterable[bytes]) -> str:
    """Return the digest of a file that comes in pieces."""
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
    return digest.hexdigest()


def standing_files(sink: Sink, folder: str, below: Iterable[str] = BELOW) -> tuple[str, ...]:
    """Return the files of a part of a site that stand there, right in its folder and in those that may lie below."""
    folders = (folder, *(f"{folder}/{name}" for name in below))
    return tuple(path.removeprefix(f"{folder}/") for each in folders for path in sink.names(each))


class Site:
    """A place for the files of a site, and what was done to it."""

    def __init__(self, sink: Sink) -> None:
        """Take the place; nothing need be there yet."""
        self.sink = sink
        self.written: list[str] = []
        self.unchanged: list[str] = []
        self.removed: list[str] = []

    def read(self, path: str) -> bytes | None:
        """Return a published file, None where there is none.

        Raises:
            PublishError: Something stands there that cannot be read.
        """
        return self.sink.read(path)

    def write(self, path: str, chunks: Iterable[bytes]) -> str:
        """Put the file in its place whole, unless the same bytes stand there already; return their SHA-256.

        Raises:
            PublishError: It cannot be written; what stood there before is whole.
        """
        pieces = tuple(chunks)
        digest = sha256(pieces)
        if self.sink.same(path, pieces):
            self.unchanged.append(path)
        else:
            self.sink.write(path, pieces)
            self.sink.mark(path, digest)
            self.written.append(path)
        return digest

    def remove(self, path: str) -> None:
        """Take the file away.

        Raises:
            PublishError: It cannot be removed.
        """
        self.sink.remove(path)
        self.removed.append(path)
