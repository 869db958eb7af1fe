"""A site in an object store, or in any other file system that `fsspec` reaches (extra ``remote``)."""

from __future__ import annotations

import errno
import os
import re
import secrets
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext, suppress
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import attrs

from electsched.errors import Fault, PublishError, noun
from electsched.phrases import Phrase, phrase, quoted
from electsched.stores.base import SECRET, WORK, FileStat, OvertakenError, Store, media_type, redacted
from electsched.stores.local import LocalStore

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

__all__ = ["ObjectStore", "open_store"]

S3 = ("s3", "s3a")
GOOGLE = ("gs", "gcs")
WHOLE_WRITES = (*S3, *GOOGLE, "abfs", "az", "memory")
"""The protocols with which one request writes a whole object."""
CACHES = {"blockcache", "cached", "filecache", "simplecache"}
"""Layers of `fsspec` that keep copies of files, and so hide the files of another publication."""
CONDITION_FAILED = {"PreconditionFailed", "412", "ConditionalRequestConflict", "409", "NoSuchKey"}
CONDITION_UNKNOWN = {"NotImplemented", "501"}
"""Answers of S3 and of stores like it to a conditional write."""
PASSWORD = re.compile(r"(?<=://)[^/@]*@")


@attrs.frozen
class ObjectStore:
    """A store by its address, such as ``s3://bucket/operation``."""

    url: str = attrs.field(repr=partial(PASSWORD.sub, ""))
    # Arguments of the file system of `fsspec`, such as keys; they are in no message.
    options: Mapping[str, Any] = attrs.field(factory=dict, repr=False, hash=False)

    @property
    def name(self) -> str:
        """The address, without a password."""
        return PASSWORD.sub("", self.url)

    @property
    def _protocol(self) -> str:
        return self.url.partition(":")[0]

    def _connect(self) -> tuple[AbstractFileSystem, str]:
        """Return the file system, of which `fsspec` keeps one for each process, and the path of the site in it."""
        try:
            import fsspec  # noqa: PLC0415  # optional, and heavy
        except ModuleNotFoundError as error:
            expected = phrase("the extra `remote`: pip install 'electsched[remote]'")
            raise self._refusal(phrase("no fsspec"), expected) from error
        if any(layer.partition(":")[0] in CACHES for layer in self.url.split("::")):
            expected = phrase("the address of the store itself: a cache would hide the files of another publication")
            raise self._refusal(quoted(self.name), expected)
        # A listing in a cache would hide them too.
        options = {**self.options, "use_listings_cache": False}
        try:
            system, root = fsspec.core.url_to_fs(self.url, **options)
        except (ImportError, ValueError) as error:
            expected = phrase("an address that fsspec reaches, such as s3://bucket/folder (with s3fs installed)")
            raise self._refusal(quoted(self.name), expected) from error
        return system, str(root).rstrip("/")

    def _refusal(self, found: Phrase, expected: Phrase) -> PublishError:
        return PublishError(Fault("", found, expected), source=self.name)

    def read(self, path: str) -> bytes | None:
        """Return the bytes of a file; None if there is none."""
        system, root = self._connect()
        # With one connection s3fs reads in one request; else it would ask for the size first.
        options = {"max_concurrency": 1} if self._protocol in S3 else {}
        with suppress(FileNotFoundError):
            return bytes(system.cat_file(f"{root}/{path}", **options))
        return None

    def write(self, path: str, data: bytes, replaces: str | None = None) -> FileStat | None:
        """Write a whole file, with its media type and caching rule if the store has these.

        Object stores replace a file at once; elsewhere a temporary file is filled and then moved to the path. Only S3
        compares the version that is replaced.
        """
        system, root = self._connect()
        target = f"{root}/{path}"
        if self._protocol not in WHOLE_WRITES:
            temporary = f"{root}/{WORK}/{secrets.token_hex(12)}.tmp"
            for file in (temporary, target):
                system.makedirs(str(PurePosixPath(file).parent), exist_ok=True)
            if system.isdir(target):  # some file systems would move the file into it
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
            system.pipe_file(temporary, data)
            system.mv(temporary, target)
            return FileStat(len(data))
        condition = {}
        if self._protocol in S3 and replaces is not None:
            condition = {"IfMatch": replaces} if replaces else {"IfNoneMatch": "*"}
        put = partial(system.pipe_file, target, data, **self._headers(path))
        try:
            answer = put(**condition)
        except Exception as error:
            code = str(getattr(error.__cause__, "response", {}).get("Error", {}).get("Code"))
            if condition and code in CONDITION_FAILED:
                found = phrase("a file that another publication wrote meanwhile")
                hint = phrase("Publish again.")
                fault = Fault(redacted(path), found, phrase("one publication at a time"), hint=hint)
                raise OvertakenError(fault, source=self.name) from error
            if not condition or code not in CONDITION_UNKNOWN:
                raise
            answer = put()
        return FileStat(len(data), str(answer.get("ETag", "")) if isinstance(answer, dict) else "")

    def _headers(self, path: str) -> dict[str, Any]:
        kind = media_type(path)
        # Every cache asks again each time, as nginx is configured too; shared caches keep no private link.
        caching = "private, no-cache" if path.startswith(f"{SECRET}/") else "no-cache"
        if self._protocol in S3:
            return {"ContentType": kind, "CacheControl": caching}
        if self._protocol in GOOGLE:
            return {"content_type": kind, "fixed_key_metadata": {"cache_control": caching}}
        return {}

    def delete(self, path: str) -> None:
        """Delete a file, if it exists, and each folder above it that is empty then."""
        system, root = self._connect()
        with suppress(FileNotFoundError):
            system.rm_file(f"{root}/{path}")
        if self._protocol in WHOLE_WRITES:
            return
        with suppress(Exception):  # an empty folder that stays is harmless
            for folder in PurePosixPath(path).parents[:-1]:
                # Asked first: some file systems would remove a folder with its files.
                if system.ls(f"{root}/{folder}", detail=False):
                    return
                system.rmdir(f"{root}/{folder}")

    def list(self, folder: str) -> Mapping[str, FileStat]:
        """Return the state of each file below a folder; its version is the ETag, if the store has one."""
        system, root = self._connect()
        with suppress(FileNotFoundError):
            return {
                str(name).removeprefix(f"{root}/"): FileStat(int(info["size"]), str(info.get("ETag", "")))
                for name, info in system.find(f"{root}/{folder}", detail=True).items()
            }
        return {}

    def lock(self) -> AbstractContextManager[bool]:
        """Lock nothing: of two publications in a store the one that began last goes on, see `Lease`."""
        return nullcontext(enter_result=False)


def open_store(target: str | Path | Store) -> Store:
    """Return the store of a site: a folder by its path, any other by its address, or the store itself.

    Raises:
        PublishError: The text is empty, and would mean the current folder.
    """
    if isinstance(target, str):
        if not target.strip():
            expected = phrase("a folder, or an address such as s3://bucket/folder")
            raise PublishError(Fault(noun("target"), quoted(target), expected))
        return ObjectStore(target) if "://" in target else LocalStore(Path(target))
    return LocalStore(target) if isinstance(target, Path) else target
