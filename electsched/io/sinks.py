"""Where a site is written: what every place for files must be able to do, and how an error names a file of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from electsched.errors import Fault, PublishError
from electsched.io.causes import cause

__all__ = ["LOCK", "SECRET", "WORK", "Sink", "Site", "standing_files", "told", "write_error"]

SECRET = "secret"  # noqa: S105  # the name of a folder
"""The part of a site whose addresses nobody is to guess, or to read in an error or a log."""
WORK = ".publishing"
"""The folder of a site in which a publication keeps what it needs until it is done."""
LOCK = f"{WORK}/lock"
"""What holds a folder for one publication."""


def told(path: str) -> str:
    """Return the path as an error may name it: without the secret part of the address."""
    part, _, rest = path.partition("/")
    return f"{SECRET}/.../{rest.partition('/')[2]}" if part == SECRET else path


def write_error(path: str, error: Exception, place: str) -> PublishError:
    """Return the error that names the file which could not be read, written or removed."""
    why = cause(error) if isinstance(error, OSError) else type(error).__name__
    expected = "a folder that can be written; every file published before is whole"
    return PublishError(Fault(told(path), why, expected), source=place)


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

    def write(self, path: str, chunks: Sequence[bytes]) -> None:
        """Put the file in its place whole: who reads it meets the old one or the new one, and nothing between."""

    def remove(self, path: str) -> None:
        """Take the file away, and each folder that is empty then; it need not be there."""

    def exists(self, path: str) -> bool:
        """Return whether the file stands there."""

    def names(self, folder: str) -> tuple[str, ...]:
        """Return the paths of the files that stand right in a folder."""

    def sizes(self, folder: str) -> Mapping[str, int] | None:
        """Return the size of each file below the folder where one question tells all of them; None where none does."""

    def hold(self) -> AbstractContextManager[None]:
        """Keep other publications away as long as it is open, where the place can do so."""


def standing_files(sink: Sink, folder: str) -> tuple[str, ...]:
    """Return the files of a part of a site that stand there, below its folder."""
    folders = (folder, *(f"{folder}/{name}" for name in ("units", "posts", "teams")))
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

    def write(self, path: str, chunks: Iterable[bytes]) -> None:
        """Put the file in its place whole, unless the same bytes stand there already.

        Raises:
            PublishError: It cannot be written; what stood there before is whole.
        """
        pieces = tuple(chunks)
        if self.sink.same(path, pieces):
            self.unchanged.append(path)
            return
        self.sink.write(path, pieces)
        self.written.append(path)

    def remove(self, path: str) -> None:
        """Take the file away.

        Raises:
            PublishError: It cannot be removed.
        """
        self.sink.remove(path)
        self.removed.append(path)
