"""A folder for a site: its files are whole at every moment, and one publication at a time writes them."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import attrs

from electsched.errors import Fault, PublishError
from electsched.stores.base import LOCK, SEALED, WORK, Found, told, write_error

if sys.platform != "win32":  # there two publications at once are told apart by their claims alone
    import fcntl

__all__ = ["Folder"]

KNOWN = 10_000
"""How many folders are remembered to be none that lead out of the site."""
SECOND = 10**9
MARKS = SECOND // 100 - 1
"""How many marks there are: a file that was changed and has the same size bears the right one once in so many."""


@attrs.frozen
class Folder:
    """A folder of this machine, or one that several machines share.

    Attributes:
        root: The folder; it need not be there yet, and may be a link.
    """

    root: Path
    _known: set[str] = attrs.field(factory=set, init=False, repr=False, eq=False)

    def __reduce__(self) -> tuple[type[Folder], tuple[Path]]:
        """What goes to another process is where it is, whatever folder that process is in."""
        return Folder, (self.root.absolute(),)

    @property
    def place(self) -> str:
        """Its path."""
        return str(self.root)

    def _of(self, path: str) -> Path:
        """Return where the file is.

        Raises:
            PublishError: A folder of the site above it is a link that leads out of it.
        """
        self._refuse_links(path)
        return self.root / path

    def _refuse_links(self, path: str) -> None:
        """Look at each folder above the file, once, whether it is a link that leads out of the site.

        A link in the place of a file is read through, and replaced when it is written.
        """
        folder = path.rpartition("/")[0]
        if not folder or folder in self._known:
            return
        self._refuse_links(folder)
        place = f"{self.root}/{folder}"
        # Asked of every folder of a site, as is all below that is done with texts: taking a path apart takes longer.
        if os.path.islink(place) and not Path(place).resolve().is_relative_to(self.root.resolve()):  # noqa: PTH114
            found, expected = "a link that leads out of the site", "a folder of the site itself"
            raise PublishError(Fault(told(folder), found, expected), source=self.place)
        if len(self._known) >= KNOWN:
            self._known.clear()
        self._known.add(folder)

    def read(self, path: str) -> bytes | None:
        """Return the file, None where there is none.

        Raises:
            PublishError: Something stands there that cannot be read.
        """
        self._refuse_links(path)
        try:
            # All of it at once: a buffer only costs.
            with open(f"{self.root}/{path}", "rb", buffering=0) as file:  # noqa: PTH123
                return file.read()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise write_error(path, error, self.place) from error

    def same(self, path: str, chunks: Sequence[bytes]) -> bool:
        """Return whether the file stands there with just these bytes.

        Raises:
            PublishError: Something stands there that cannot be read.
        """
        self._refuse_links(path)
        try:
            with open(f"{self.root}/{path}", "rb") as file:  # noqa: PTH123  # as in `read`
                if os.fstat(file.fileno()).st_size != sum(map(len, chunks)):
                    return False
                return all(file.read(len(chunk)) == chunk for chunk in chunks)
        except FileNotFoundError:
            return False
        except OSError as error:
            raise write_error(path, error, self.place) from error

    def write(self, path: str, chunks: Sequence[bytes], over: str | None = None) -> None:  # noqa: ARG002  # it is held
        """Put the file in its place whole: it is written in the working folder and moved from there.

        Raises:
            PublishError: It cannot be written; what stood there before is whole.
        """
        self._refuse_links(path)
        self._refuse_links(LOCK)
        # Two processes never write one file, whatever machines they run on.
        beside = f"{self.root}/{WORK}/{secrets.token_hex(8)}-{path.rpartition('/')[2]}"
        try:
            try:
                _put(beside, chunks)
                _move(beside, f"{self.root}/{path}")
            except OSError:
                Path(beside).unlink(missing_ok=True)
                raise
        except OSError as error:
            raise write_error(path, error, self.place) from error

    def mark(self, path: str, digest: str) -> None:
        """Put a mark of the digest in place of the fraction of the second in which the file was changed.

        Whoever writes it takes the mark away; who copies a site with the times of its files keeps it. Where a file
        system has no such fractions, files are read as if none had a mark.
        """
        self._refuse_links(path)
        place = f"{self.root}/{path}"
        with suppress(OSError):
            found = os.stat(place)  # noqa: PTH116  # as in `bears`
            marked = found.st_mtime_ns // SECOND * SECOND + _fraction(digest)
            if found.st_mtime_ns != marked:
                os.utime(place, ns=(found.st_atime_ns, marked))

    def bears(self, path: str, size: int, digest: str) -> bool:
        """Return whether the file has that size and the mark of that digest, without reading it."""
        self._refuse_links(path)
        try:
            found = os.stat(f"{self.root}/{path}")  # noqa: PTH116
        except OSError:
            return False
        return found.st_size == size and found.st_mtime_ns % SECOND == _fraction(digest)

    def remove(self, path: str) -> None:
        """Take the file away, and each folder that is empty then.

        Raises:
            PublishError: It cannot be removed.
        """
        place = self._of(path)
        try:
            place.unlink(missing_ok=True)
            for folder in place.parents:
                if folder == self.root or folder.is_symlink() or not folder.is_dir() or any(folder.iterdir()):
                    break
                folder.rmdir()
        except OSError as error:
            raise write_error(path, error, self.place) from error

    def names(self, folder: str) -> tuple[str, ...]:
        """Return the paths of the files that stand right in a folder.

        Raises:
            PublishError: The folder cannot be read.
        """
        self._refuse_links(f"{folder}/")
        try:
            with os.scandir(f"{self.root}/{folder}") as entries:
                return tuple(sorted(f"{folder}/{entry.name}" for entry in entries if entry.is_file()))
        except (FileNotFoundError, NotADirectoryError):
            return ()
        except OSError as error:
            raise write_error(folder, error, self.place) from error

    def listing(self, folder: str) -> Mapping[str, Found] | None:  # noqa: ARG002  # as every place for a site
        """Return None: here a file is read about as fast as its size is."""
        return None

    @contextmanager
    def hold(self) -> Iterator[bool]:
        """Keep other publications away from the folder as long as it is open; the system lets go when we end.

        Windows has no such lock: there it returns False.

        Raises:
            PublishError: Another publication is at work here, or the folder cannot be written.
        """
        new = not self.root.exists()
        try:
            file = self._locked()
        except BlockingIOError as error:
            found, expected = "another publication at work on this site", "one at a time: run this one when it is done"
            raise PublishError(Fault("", found, expected), source=self.place) from error
        except OSError as error:
            raise write_error(LOCK, error, self.place) from error
        with file:
            try:
                yield sys.platform != "win32"
            finally:
                self._let_go(new)

    def _let_go(self, new: bool) -> None:  # noqa: FBT001  # of `hold` alone
        """Take the lock away while it is still held, and what was made for it where nothing else came of it."""
        with suppress(OSError):  # notes of a publication that was stopped stay, and a lock that stays holds nobody
            (self.root / LOCK).unlink(missing_ok=True)
            (self.root / WORK).rmdir()
            if new:
                self.root.rmdir()

    def _locked(self) -> IO[bytes]:
        """Return the file that is held; one that was taken away while we waited for it holds nobody."""
        place = self._of(LOCK)
        while True:
            place.parent.mkdir(parents=True, exist_ok=True)
            file = place.open("ab")
            if sys.platform == "win32":
                return file
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if place.exists() and os.fstat(file.fileno()).st_ino == place.stat().st_ino:
                    return file
            except BaseException:
                file.close()
                raise
            file.close()


def _fraction(digest: str) -> int:
    """Return the nanoseconds that stand for a digest; never none, and of hundreds, which all file systems keep."""
    return (int(digest[:SEALED], 16) % MARKS + 1) * 100


def _put(place: str, chunks: Sequence[bytes]) -> None:
    try:
        file = open(place, "xb")  # noqa: PTH123, SIM115  # as in `read`; it is closed below
    except FileNotFoundError:
        Path(place).parent.mkdir(parents=True, exist_ok=True)
        file = open(place, "xb")  # noqa: PTH123, SIM115
    with file:
        file.writelines(chunks)


def _move(beside: str, place: str) -> None:
    try:
        os.replace(beside, place)  # noqa: PTH105  # as in `read`
    except FileNotFoundError:
        Path(place).parent.mkdir(parents=True, exist_ok=True)
        os.replace(beside, place)  # noqa: PTH105
