"""A site in a local folder: each file is replaced whole, and one publication at a time has the lock."""

from __future__ import annotations

import ctypes
import os
import secrets
import stat
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import IO, Any, TypeVar

import attrs

from electsched.errors import Fault, PublishError
from electsched.stores.base import LOCK, SECRET, WORK, FileStat, redacted, store_errors

if sys.platform != "win32":  # without locks, publications on Windows rely on the lease alone
    import fcntl

__all__ = ["LocalStore"]

CHECKED_FOLDERS = 10_000
"""Number of folders of which is remembered that they are no links out of the site."""
SECRET_MODE = 0o711
"""Other accounts, such as that of the web server, can open a file in secret/ but cannot list its folders."""
_R = TypeVar("_R")


@attrs.frozen
class LocalStore:
    """A folder of this machine, or one that several machines share.

    Its methods raise `PublishError` also for a path behind a link that leads out of the site.

    Attributes:
        root: The folder; it is created when needed, and may be a symbolic link.
    """

    root: Path
    _checked: set[str] = attrs.field(factory=set, init=False, repr=False, eq=False)
    _written: set[str] = attrs.field(factory=set, init=False, repr=False, eq=False)

    def __reduce__(self) -> tuple[type[LocalStore], tuple[Path]]:
        """Pickle the absolute path: another process may have another current folder."""
        return LocalStore, (self.root.absolute(),)

    @property
    def name(self) -> str:
        """The path of the folder."""
        return str(self.root)

    def _errors(self, path: str) -> AbstractContextManager[None]:
        return store_errors(self, path, "a folder that can be written")

    def _refuse_links(self, path: str) -> None:
        """Refuse a path below a symbolic link that leads out of the site; each folder is checked once.

        A link in place of the file itself is followed by `read` and replaced by `write`.
        """
        folder = path.rpartition("/")[0]
        if not folder or folder in self._checked:
            return
        self._refuse_links(folder)
        if self._leads_out(f"{self.root}/{folder}"):
            fault = Fault(redacted(folder), "a link that leads out of the site", "a folder of the site itself")
            raise PublishError(fault, source=self.name)
        if len(self._checked) >= CHECKED_FOLDERS:
            self._checked.clear()
        self._checked.add(folder)

    def _leads_out(self, folder: str) -> bool:
        # `os` and texts here and below: these run for every file of a site, and pathlib takes several times as long.
        return os.path.islink(folder) and not Path(folder).resolve().is_relative_to(self.root.resolve())  # noqa: PTH114

    def read(self, path: str) -> bytes | None:
        """Return the bytes of a file; None if there is none."""
        self._refuse_links(path)
        with (
            self._errors(path),
            suppress(FileNotFoundError),
            open(f"{self.root}/{path}", "rb", buffering=0) as file,  # noqa: PTH123
        ):
            return file.read()
        return None

    def write(self, path: str, chunks: Sequence[bytes], replaces: str | None = None) -> FileStat | None:  # noqa: ARG002  # the site is locked
        """Write a whole file: a temporary file, for its owner alone, is filled and then moved to the path."""
        self._refuse_links(path)
        self._refuse_links(LOCK)
        # The name is random, so that workers on several machines never share a temporary file.
        temporary, target = f"{self.root}/{WORK}/{secrets.token_hex(12)}.tmp", f"{self.root}/{path}"
        with self._errors(path):
            try:
                state = _fill(self.root, temporary, chunks)
                _in_folder(self.root, target, lambda: os.replace(temporary, target))  # noqa: PTH105
            except OSError:
                Path(temporary).unlink(missing_ok=True)
                raise
        if _syncfs() is None:
            self._written.add(path.rpartition("/")[0])
        return state

    def delete(self, path: str) -> None:
        """Delete a file, if it exists, and each folder above it that is empty then."""
        self._refuse_links(path)
        file = self.root / path
        with self._errors(path):
            file.unlink(missing_ok=True)
            for parent in file.relative_to(self.root).parents[:-1]:
                folder = self.root / parent
                if folder.is_symlink() or not folder.is_dir() or any(folder.iterdir()):
                    break
                folder.rmdir()

    def list(self, folder: str) -> Mapping[str, FileStat]:
        """Return the state of each file below a folder; its version is the time of its last change.

        Folders behind a link that leads out of the site are left out.
        """
        self._refuse_links(f"{folder}/")
        listing: dict[str, FileStat] = {}
        pending = [folder]
        while pending:
            current = pending.pop()
            with (
                self._errors(current),
                suppress(FileNotFoundError, NotADirectoryError),
                os.scandir(f"{self.root}/{current}") as entries,
            ):
                for entry in entries:
                    path = f"{current}/{entry.name}"
                    if entry.is_dir():
                        if not (entry.is_symlink() and self._leads_out(entry.path)):
                            pending.append(path)
                    elif entry.is_file():
                        listing[path] = _state(entry.stat())
        return listing

    def sync(self) -> None:
        """Return when every file written so far is durable: on Linux with one call for the whole file system."""
        syncfs = _syncfs()
        folders = {""} if syncfs else {"", *self._written, *(path.partition("/")[0] for path in self._written)}
        with self._errors(""):
            for folder in folders if sys.platform != "win32" and self.root.is_dir() else ():
                descriptor = os.open(self.root / folder, os.O_RDONLY)
                try:
                    if syncfs is None:
                        os.fsync(descriptor)
                    elif syncfs(descriptor) != 0:
                        raise OSError(ctypes.get_errno(), "syncfs")
                finally:
                    os.close(descriptor)
        self._written.clear()

    @contextmanager
    def lock(self) -> Iterator[bool]:
        """Lock the folder for one publication; the system releases the lock when the process ends.

        Windows has no such lock: there the value is False.
        """
        is_new = not self.root.exists()
        with self._errors(LOCK):
            try:
                file = self._locked_file()
            except BlockingIOError as error:
                sentence, hint = "Another publish is running on this site.", "Wait for it to finish, then run again."
                raise PublishError(Fault("", sentence, hint=hint), source=self.name) from error
        with file:
            try:
                with suppress(OSError):  # there is no such folder, or it belongs to another account
                    if stat.S_IMODE((self.root / SECRET).stat().st_mode) & ~SECRET_MODE:
                        (self.root / SECRET).chmod(SECRET_MODE)
                yield sys.platform != "win32"
            finally:
                # The lock file goes while it is locked, and then the folders that were created for nothing else.
                with suppress(OSError):  # the state of the site stays; a lock file without a lock blocks nobody
                    (self.root / LOCK).unlink(missing_ok=True)
                    (self.root / WORK).rmdir()
                    if is_new:
                        self.root.rmdir()

    def _locked_file(self) -> IO[bytes]:
        """Return the lock file, locked; a file that was removed while its lock was awaited locks nothing."""
        self._refuse_links(LOCK)
        path = self.root / LOCK
        while True:
            path.parent.mkdir(parents=True, exist_ok=True)
            file = path.open("ab")
            if sys.platform == "win32":
                return file
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if path.exists() and os.fstat(file.fileno()).st_ino == path.stat().st_ino:
                    return file
            except BaseException:
                file.close()
                raise
            file.close()


def _state(result: os.stat_result) -> FileStat:
    return FileStat(result.st_size, str(result.st_mtime_ns))


def _fill(root: Path, temporary: str, chunks: Sequence[bytes]) -> FileStat:
    """Write a temporary file that only its owner can read, and give it the mode of any new file at the end."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    descriptor = _in_folder(root, temporary, lambda: os.open(temporary, flags, 0o600))
    with open(descriptor, "wb") as file:  # noqa: PTH123
        file.writelines(chunks)
        file.flush()
        if _syncfs() is None:
            os.fsync(descriptor)
        if sys.platform != "win32":
            os.fchmod(descriptor, _default_mode())
        return _state(os.fstat(descriptor))


def _in_folder(root: Path, path: str, action: Callable[[], _R]) -> _R:
    """Return the result of an action on a file, for which its folder is created if it is missing."""
    try:
        return action()
    except FileNotFoundError:
        folder = Path(path).parent
        if folder.is_relative_to(root / SECRET):
            root.mkdir(parents=True, exist_ok=True)
            (root / SECRET).mkdir(mode=SECRET_MODE, exist_ok=True)
        folder.mkdir(parents=True, exist_ok=True)
        return action()


@cache
def _default_mode() -> int:
    """Return the mode of a new file of this process."""
    mask = os.umask(0o077)
    os.umask(mask)
    return 0o666 & ~mask


@cache
def _syncfs() -> Any | None:  # noqa: ANN401  # a function of the C library
    """Return the system call that makes a whole file system durable; None if the system has none."""
    try:
        return ctypes.CDLL(None, use_errno=True).syncfs if sys.platform == "linux" else None
    except (AttributeError, OSError):
        return None
