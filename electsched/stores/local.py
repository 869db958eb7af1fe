"""A site in a local folder: each file is replaced whole, and one publication at a time has the lock."""

from __future__ import annotations

import ctypes
import os
import secrets
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache, partial
from pathlib import Path

import attrs

from electsched.errors import Fault, PublishError
from electsched.phrases import phrase
from electsched.stores.base import LOCK, SECRET, WORK, FileStat, redacted, store_errors

if sys.platform != "win32":  # without locks, publications on Windows rely on the lease alone
    import fcntl

__all__ = ["LocalStore"]

CLOSED_MODE = 0o711
"""Other accounts, such as that of the web server, can open a file in secret/ and in the working folder if they know its
name, but cannot list these folders."""
SYNCFS = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None) if sys.platform == "linux" else None
"""The system call that makes a whole file system durable; None if the system has none."""


@attrs.frozen
class LocalStore:
    """A folder of this machine, or one that several machines share.

    A path behind a link that leads out of the site is refused.
    """

    root: Path  #: created when needed; it may be a symbolic link

    def __reduce__(self) -> tuple[type[LocalStore], tuple[Path]]:
        """Pickle the absolute path: another process may have another current folder."""
        return LocalStore, (self.root.absolute(),)

    @property
    def name(self) -> str:
        """The path of the folder."""
        return str(self.root)

    def _full_path(self, path: str) -> str:
        """Return the path of a file in the file system, unless it is below a link that leads out of the site.

        A link in place of the file itself is followed by `read` and replaced by `write`.
        """
        folder = path.rpartition("/")[0]
        if folder and self._leads_out(self._full_path(folder)):
            found, expected = phrase("a link that leads out of the site"), phrase("a folder of the site itself")
            raise PublishError(Fault(redacted(folder), found, expected), source=self.name)
        return f"{self.root}/{path}"

    def _leads_out(self, folder: str) -> bool:
        # `os` and texts here and below: these run for every file of a site, and pathlib takes several times as long.
        return os.path.islink(folder) and not Path(folder).resolve().is_relative_to(self.root.resolve())  # noqa: PTH114

    def read(self, path: str) -> bytes | None:
        """Return the bytes of a file; None if there is none."""
        with suppress(FileNotFoundError), open(self._full_path(path), "rb", buffering=0) as file:  # noqa: PTH123
            return file.read()
        return None

    def write(self, path: str, data: bytes, replaces: str | None = None) -> FileStat | None:  # noqa: ARG002  # the site is locked
        """Write a whole file: a temporary file that only its owner can read is filled, and then moved to the path."""
        # The name is random, so that workers on several machines never share a temporary file.
        temporary, target = self._full_path(f"{WORK}/{secrets.token_hex(12)}.tmp"), self._full_path(path)
        for folder in (WORK, path.rpartition("/")[0]):
            self._make_folder(folder)
        try:
            with open(temporary, "xb", opener=partial(os.open, mode=0o600)) as file:
                file.write(data)
                file.flush()
                if SYNCFS is None:
                    os.fsync(file.fileno())
                state = _state(os.fstat(file.fileno()))
            if not path.startswith(f"{WORK}/"):  # the working folder names members by key
                Path(temporary).chmod(_default_mode())
            os.replace(temporary, target)  # noqa: PTH105
        except OSError:  # such as a full device
            Path(temporary).unlink(missing_ok=True)
            raise
        if SYNCFS is None and sys.platform != "win32":  # where a folder is no file that could be synced
            for parent in Path(path).parents:
                _sync(self.root / parent)
        return state

    def _make_folder(self, folder: str) -> None:
        if not os.path.isdir(f"{self.root}/{folder}"):  # noqa: PTH112
            part = folder.partition("/")[0]
            mode = CLOSED_MODE if part in {SECRET, WORK} else 0o777
            (self.root / part).mkdir(mode, parents=True, exist_ok=True)
            (self.root / folder).mkdir(parents=True, exist_ok=True)

    def delete(self, path: str) -> None:
        """Delete a file, if it exists, and each folder above it that is empty then."""
        Path(self._full_path(path)).unlink(missing_ok=True)
        with suppress(OSError):  # the folder is not empty, or a link
            for parent in Path(path).parents[:-1]:
                (self.root / parent).rmdir()

    def list(self, folder: str) -> Mapping[str, FileStat]:
        """Return the state of each file below a folder; its version is the time of its last change.

        A link that leads out of the site, or nowhere, and a pipe or device are files of size 0, which `delete` removes.
        """
        listing: dict[str, FileStat] = {}
        with (
            store_errors(self, folder),
            suppress(FileNotFoundError, NotADirectoryError),
            os.scandir(self._full_path(f"{folder}/")) as entries,
        ):
            for entry in entries:
                path = f"{folder}/{entry.name}"
                if entry.is_file():
                    listing[path] = _state(entry.stat())
                elif entry.is_dir() and not self._leads_out(entry.path):
                    listing |= self.list(path)
                else:
                    listing[path] = FileStat(0)
        return listing

    def sync(self) -> None:
        """Return when every file written so far is durable: on Linux with one call, elsewhere `write` did it."""
        if SYNCFS is not None:
            _sync(self.root)

    @contextmanager
    def lock(self) -> Iterator[bool]:
        """Lock the folder for one publication; the system releases the lock when the process ends.

        Windows has no such lock: there the value is False.
        """
        is_new, file = not self.root.exists(), Path(self._full_path(LOCK))
        self._make_folder(WORK)
        with file.open("ab") as opened:
            if not _is_locked(file, opened.fileno()):
                sentence = phrase("Another publish is running on this site.")
                hint = phrase("Wait for it to finish, then run again.")
                raise PublishError(Fault("", sentence, hint=hint), source=self.name)
            try:
                for folder in (self.root / SECRET, self.root / WORK):
                    with suppress(OSError):  # there is no such folder, or it belongs to another account
                        folder.chmod(folder.stat().st_mode & CLOSED_MODE)
                yield sys.platform != "win32"
            finally:
                # The lock file goes while it is locked, and then the folders that were created for nothing else.
                with suppress(OSError):  # the folder is not empty; a lock file without a lock blocks nobody
                    self.delete(LOCK)
                    if is_new:
                        self.root.rmdir()


def _is_locked(file: Path, descriptor: int) -> bool:
    """Lock a file, and return whether it could be locked; one that was removed since it was opened locks nothing."""
    if sys.platform == "win32":
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return os.path.samestat(os.fstat(descriptor), file.stat())
    except (BlockingIOError, FileNotFoundError):
        return False


def _state(result: os.stat_result) -> FileStat:
    return FileStat(result.st_size, str(result.st_mtime_ns))


@cache
def _default_mode() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return 0o666 & ~mask


def _sync(folder: Path) -> None:
    """Return when a folder is durable, with its whole file system if the system can do that."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        if SYNCFS is None:
            os.fsync(descriptor)
        elif SYNCFS(descriptor) != 0:
            raise OSError(ctypes.get_errno(), "syncfs")
    finally:
        os.close(descriptor)
