"""An object store, or any other file system that `fsspec` reaches, for a site (extra ``remote``)."""

from __future__ import annotations

import errno
import mimetypes
import os
import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

import attrs

from electsched.errors import Fault, PublishError, os_cause
from electsched.stores.base import SECRET, WORK, Found, OvertakenError, told

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

__all__ = ["Store"]

OBJECTS = ("s3", "s3a", "gs", "gcs", "abfs", "az", "memory")
"""The protocols under which one call puts a file in its place whole."""
S3 = ("s3", "s3a")
TYPES = {
    ".ics": "text/calendar; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".json": "application/json; charset=utf-8",
}
WORDS = {
    "EndpointConnectionError": "a store that does not answer",
    "FileNotFoundError": "no such bucket or folder",
    "NoCredentialsError": "no keys for the store",
    "PermissionError": "keys that the store does not take",
}
"""What stores say, by the name of the error: each has classes of its own."""
CACHES = {"blockcache", "cached", "filecache", "simplecache"}
"""What keeps copies of files between `fsspec` and a store: of what another process wrote it would tell nothing."""
OTHER = {"PreconditionFailed", "412", "ConditionalRequestConflict", "409", "NoSuchKey"}
"""What S3 answers to who would write over something else than he saw."""
UNKNOWN = {"NotImplemented", "501"}
"""What a store answers that knows no conditions."""
PASSWORD = re.compile(r"(?<=://)[^/@]*@")


def _shown(url: str) -> str:
    """Return the address as a message may name it: without the name and password that may stand in it."""
    return PASSWORD.sub("", url)


def _quoted(url: str) -> str:
    return repr(_shown(url))


@attrs.frozen
class Store:
    """A place for files by its address, such as ``s3://bucket/operation``.

    Attributes:
        url: The address.
        options: What `fsspec` needs besides, such as keys; it stands in no message.
    """

    url: str = attrs.field(repr=_quoted)
    options: Mapping[str, Any] = attrs.field(factory=dict, repr=False, hash=False)

    @property
    def place(self) -> str:
        """Its address, without the password that may stand in it."""
        return _shown(self.url)

    @property
    def _protocol(self) -> str:
        return self.url.partition(":")[0]

    def _error(self, path: str, error: Exception) -> PublishError:
        """Return the error that names the file at which the store failed; what it says itself may hold secrets."""
        name = type(error).__name__
        why = os_cause(error) if isinstance(error, OSError) and error.errno else WORDS.get(name, name)
        expected = "a store that answers and can be written; every file published before is whole"
        return PublishError(Fault(told(path), why, expected), source=self.place)

    def _reached(self) -> tuple[AbstractFileSystem, str]:
        """Return the file system, which `fsspec` keeps for each process, and the place in it."""
        try:
            import fsspec  # noqa: PLC0415  # optional, and heavy
        except ModuleNotFoundError as error:
            expected = "the extra `remote`: pip install 'electsched[remote]'"
            raise PublishError(Fault("", "no fsspec", expected), source=self.place) from error
        if any(layer.partition(":")[0] in CACHES for layer in self.url.split("::")):
            expected = "the address of the store itself: a cache would hide what another publication wrote"
            raise PublishError(Fault("", _quoted(self.url), expected), source=self.place)
        # A listing that is kept would hide it too.
        options = {**self.options, "use_listings_cache": False}
        try:
            system, root = fsspec.core.url_to_fs(self.url, **options)
        except (ImportError, ValueError) as error:
            expected = "an address that fsspec reaches, such as s3://bucket/folder (with s3fs installed)"
            raise PublishError(Fault("", _quoted(self.url), expected), source=self.place) from error
        except Exception as error:
            raise self._error("", error) from error
        return system, str(root).rstrip("/")

    @property
    def _at_once(self) -> dict[str, Any]:
        """How a file is asked for in one request: s3fs would ask for its size first, to read it in several."""
        return {"max_concurrency": 1} if self._protocol in S3 else {}

    def read(self, path: str) -> bytes | None:
        """Return the file, None where there is none.

        Raises:
            PublishError: It cannot be read.
        """
        system, root = self._reached()
        try:
            return bytes(system.cat_file(f"{root}/{path}", **self._at_once))
        except FileNotFoundError:
            return None
        except Exception as error:
            raise self._error(path, error) from error

    def same(self, path: str, chunks: Sequence[bytes]) -> bool:
        """Return whether the file stands there with just these bytes.

        Raises:
            PublishError: It cannot be read.
        """
        return self.read(path) == b"".join(chunks)

    def write(self, path: str, chunks: Sequence[bytes], over: str | None = None) -> None:
        """Put the file in its place, with its type and how long it may be kept where the store takes these.

        Object stores put a file whole; elsewhere it is written beside its place and moved there. S3 alone is told over
        what it is to be put.

        Raises:
            OvertakenError: Something else stands there than what ``over`` marks.
            PublishError: It cannot be written; what stood there before is whole.
        """
        system, root = self._reached()
        place, data = f"{root}/{path}", b"".join(chunks)
        if over is not None and self._protocol in S3 and self._put_over(system, place, data, path, over):
            return
        try:
            if self._protocol in OBJECTS:
                system.pipe_file(place, data, **self._headers(path))
                return
            # Two processes never write one file, and none that is cut off stands where files are served.
            beside = f"{root}/{WORK}/{secrets.token_hex(8)}-{PurePosixPath(path).name}"
            for file in (beside, place):
                system.makedirs(str(PurePosixPath(file).parent), exist_ok=True)
            _free(system, place)
            system.pipe_file(beside, data)
            system.mv(beside, place)
        except Exception as error:
            raise self._error(path, error) from error

    def _put_over(self, system: AbstractFileSystem, place: str, data: bytes, path: str, over: str) -> bool:
        """Put the object over nothing or over what bears the mark; return False where the store knows no conditions."""
        condition = {"IfMatch": over} if over else {"IfNoneMatch": "*"}
        try:
            system.pipe_file(place, data, **self._headers(path), **condition)
        except Exception as error:
            answer = getattr(error.__cause__, "response", {}).get("Error", {}).get("Code")
            if answer in UNKNOWN:
                return False
            if answer in OTHER:
                found, expected = "what another publication wrote meanwhile", "one at a time; publish again"
                raise OvertakenError(Fault(told(path), found, expected), source=self.place) from error
            raise self._error(path, error) from error
        return True

    def _headers(self, path: str) -> dict[str, Any]:
        protocol = self._protocol
        kind = TYPES.get(PurePosixPath(path).suffix) or mimetypes.guess_type(path)[0] or "application/octet-stream"
        # Whoever keeps a copy asks each time whether it still holds, as behind nginx.
        keep = "private, no-cache" if path.startswith(f"{SECRET}/") else "no-cache"
        if protocol in S3:
            return {"ContentType": kind, "CacheControl": keep}
        if protocol in {"gs", "gcs"}:
            return {"content_type": kind, "fixed_key_metadata": {"cache_control": keep}}
        return {}

    def mark(self, path: str, digest: str) -> None:
        """Do nothing: a listing tells the sizes of all files, which are taken for the files."""

    def bears(self, path: str, size: int, digest: str) -> bool:  # noqa: ARG002  # as every place for a site
        """Return False: nothing is marked here."""
        return False

    def remove(self, path: str) -> None:
        """Take the file away, and each folder that is empty then; it need not be there.

        Raises:
            PublishError: It cannot be removed.
        """
        system, root = self._reached()
        try:
            system.rm_file(f"{root}/{path}")
        except FileNotFoundError:
            return
        except Exception as error:
            raise self._error(path, error) from error
        if self._protocol not in OBJECTS:
            _clear(system, root, path)

    def names(self, folder: str) -> tuple[str, ...]:
        """Return the paths of the files that stand right in a folder.

        Raises:
            PublishError: The store does not answer.
        """
        return tuple(path for path in self.listing(folder) if "/" not in path.removeprefix(f"{folder}/"))

    def listing(self, folder: str) -> Mapping[str, Found]:
        """Return the files below the folder, with size and, where there is one, ETag: one question for a thousand.

        Raises:
            PublishError: The store does not answer.
        """
        system, root = self._reached()
        try:
            found = system.find(f"{root}/{folder}", detail=True)
        except FileNotFoundError:
            return {}
        except Exception as error:
            raise self._error(folder, error) from error
        return {
            str(name).removeprefix(f"{root}/"): Found(int(said["size"]), str(said.get("ETag", "")))
            for name, said in sorted(found.items())
        }

    @contextmanager
    def hold(self) -> Iterator[bool]:
        """Keep nobody away: a store has no lock; of two publications the one that began last goes on."""
        yield False


def _free(system: AbstractFileSystem, place: str) -> None:
    """Return where no folder stands in the place of a file: some file systems would move the file into it."""
    if system.isdir(place):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))


def _clear(system: AbstractFileSystem, root: str, path: str) -> None:
    """Take away each folder above the file that is empty; some file systems would take what stands in one too."""
    with suppress(Exception):  # an empty folder that stays harms nobody
        for folder in PurePosixPath(path).parents[:-1]:
            if system.ls(f"{root}/{folder}", detail=False):
                return
            system.rmdir(f"{root}/{folder}")
