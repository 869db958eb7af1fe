"""An object store, or any other file system that `fsspec` reaches, for a site (extra ``remote``)."""

from __future__ import annotations

import mimetypes
import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

import attrs

from electsched.errors import Fault, PublishError
from electsched.io.causes import cause
from electsched.io.sinks import SECRET, WORK, told

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

__all__ = ["Store"]

OBJECTS = ("s3", "s3a", "gs", "gcs", "abfs", "az", "memory")
"""The protocols under which one call puts a file in its place whole."""
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
        why = cause(error) if isinstance(error, OSError) and error.errno else WORDS.get(name, name)
        expected = "a store that answers and can be written; every file published before is whole"
        return PublishError(Fault(told(path), why, expected), source=self.place)

    def _reached(self) -> tuple[AbstractFileSystem, str]:
        """Return the file system, which `fsspec` keeps for each process, and the place in it."""
        try:
            import fsspec  # noqa: PLC0415  # optional, and heavy
        except ModuleNotFoundError as error:
            expected = "the extra `remote`: pip install 'electsched[remote]'"
            raise PublishError(Fault("", "no fsspec", expected), source=self.place) from error
        # A listing that is kept would hide what another publication wrote meanwhile.
        options = {**self.options, "use_listings_cache": False}
        try:
            system, root = fsspec.core.url_to_fs(self.url, **options)
        except (ImportError, ValueError) as error:
            expected = "an address that fsspec reaches, such as s3://bucket/folder (with s3fs installed)"
            raise PublishError(Fault("", _quoted(self.url), expected), source=self.place) from error
        except Exception as error:
            raise self._error("", error) from error
        return system, str(root).rstrip("/")

    def read(self, path: str) -> bytes | None:
        """Return the file, None where there is none.

        Raises:
            PublishError: It cannot be read.
        """
        system, root = self._reached()
        try:
            return bytes(system.cat_file(f"{root}/{path}"))
        except FileNotFoundError:
            return None
        except Exception as error:
            raise self._error(path, error) from error

    def same(self, path: str, chunks: Sequence[bytes]) -> bool:
        """Return whether the file stands there with just these bytes.

        Raises:
            PublishError: It cannot be read.
        """
        system, root = self._reached()
        try:
            if system.info(f"{root}/{path}")["size"] != sum(map(len, chunks)):
                return False
        except FileNotFoundError:
            return False
        except Exception as error:
            raise self._error(path, error) from error
        return self.read(path) == b"".join(chunks)

    def write(self, path: str, chunks: Sequence[bytes]) -> None:
        """Put the file in its place, with its type and how long it may be kept where the store takes these.

        Object stores put a file whole; elsewhere it is written beside its place and moved there.

        Raises:
            PublishError: It cannot be written; what stood there before is whole.
        """
        system, root = self._reached()
        place, data = f"{root}/{path}", b"".join(chunks)
        try:
            if self._protocol in OBJECTS:
                system.pipe_file(place, data, **self._headers(path))
                return
            # Two processes never write one file, and none that is cut off stands where files are served.
            beside = f"{root}/{WORK}/{secrets.token_hex(8)}-{PurePosixPath(path).name}"
            for file in (beside, place):
                system.makedirs(str(PurePosixPath(file).parent), exist_ok=True)
            system.pipe_file(beside, data)
            system.mv(beside, place)
        except Exception as error:
            raise self._error(path, error) from error

    def _headers(self, path: str) -> dict[str, Any]:
        protocol = self._protocol
        kind = TYPES.get(PurePosixPath(path).suffix) or mimetypes.guess_type(path)[0] or "application/octet-stream"
        # Whoever keeps a copy asks each time whether it still holds, as behind nginx.
        keep = "private, no-cache" if path.startswith(f"{SECRET}/") else "no-cache"
        if protocol in {"s3", "s3a"}:
            return {"ContentType": kind, "CacheControl": keep}
        if protocol in {"gs", "gcs"}:
            return {"content_type": kind, "fixed_key_metadata": {"cache_control": keep}}
        return {}

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

    def exists(self, path: str) -> bool:
        """Return whether the file stands there.

        Raises:
            PublishError: The store does not answer.
        """
        system, root = self._reached()
        try:
            return bool(system.exists(f"{root}/{path}"))
        except Exception as error:
            raise self._error(path, error) from error

    def names(self, folder: str) -> tuple[str, ...]:
        """Return the paths of the files that stand right in a folder.

        Raises:
            PublishError: The store does not answer.
        """
        return tuple(path for path in self.sizes(folder) if "/" not in path.removeprefix(f"{folder}/"))

    def sizes(self, folder: str) -> Mapping[str, int]:
        """Return the size of each file below the folder: one question for a thousand files.

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
        return {str(name).removeprefix(f"{root}/"): int(said["size"]) for name, said in sorted(found.items())}

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Keep nobody away: a store has no lock; of two publications the one that began last goes on."""
        yield


def _clear(system: AbstractFileSystem, root: str, path: str) -> None:
    """Take away each folder above the file that is empty; some file systems would take what stands in one too."""
    with suppress(Exception):  # an empty folder that stays harms nobody
        for folder in PurePosixPath(path).parents[:-1]:
            if system.ls(f"{root}/{folder}", detail=False):
                return
            system.rmdir(f"{root}/{folder}")
