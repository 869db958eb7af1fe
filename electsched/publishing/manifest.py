"""The manifest of a part of a site: its files with size and SHA-256, and the versions that they were made with."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from hashlib import sha256
from operator import attrgetter
from typing import Any

from electsched.errors import Fault, PublishError
from electsched.i18n.parser_causes import parser_cause
from electsched.phrases import phrase
from electsched.publishing.fingerprint import library_versions
from electsched.publishing.layout import LEGAL_PATH, MANIFEST
from electsched.publishing.site_writer import PublishedFile, iso, last_change
from electsched.stores.base import DamagedError, Store, read_file, value_bytes

__all__ = ["DAMAGED", "UNKNOWN_VERSION", "read_manifest", "seal", "written_manifest"]

FORMAT = 2
FIELDS = ("sha256", "months", "events", "cancelled", "changed")
"""The fields of a file that a manifest holds, besides its path and size; the others are those of the site's state."""
UNKNOWN_VERSION = "?"
"""A version that no file in a store has, so that each file is read if only the manifest tells of it."""
EXPECTED = phrase("the manifest that `publish` wrote")
DAMAGED = phrase("Put it back from a copy, or publish with --rebuild to make it anew.")


def read_manifest(
    store: Store, part: str, plan: str, *, is_published: bool = False
) -> tuple[PublishedFile, ...] | None:
    """Return the files that the manifest of a part lists; None if there is no manifest.

    ``plan`` is the id of its plan or election, empty for any. A part that ``is_published`` has a manifest.

    Raises:
        DamagedError: The manifest is damaged, was edited by hand, lists a path that leads out of the site, or is lost.
        PublishError: It is of another plan or format.
    """
    path = f"{part}/{MANIFEST}"
    data = read_file(store, path)
    if data is None:
        if is_published:
            raise DamagedError(Fault(path, phrase("no such file"), EXPECTED, hint=DAMAGED), source=store.name)
        return None
    try:
        manifest = json.loads(data)
    except ValueError as error:
        fault = Fault(path, phrase("no JSON: {error}", error=parser_cause(error)), EXPECTED, hint=DAMAGED)
        raise DamagedError(fault, source=store.name) from error
    for fault in _faults(path, manifest, plan):
        raise (DamagedError if fault.hint else PublishError)(fault, source=store.name)
    return tuple(_published_file(part, entry) for entry in manifest["files"])


def _faults(path: str, manifest: Any, plan: str) -> Iterator[Fault]:  # noqa: ANN401  # any JSON
    """Yield the faults of a manifest; those after the first one mean nothing."""
    damaged = partial(Fault, expected=EXPECTED, hint=DAMAGED)
    if not isinstance(manifest, dict) or not isinstance(manifest.get("format"), int):
        yield damaged(path, phrase("no manifest"))
    if manifest["format"] != FORMAT:
        expected = phrase("format {number}, which this version of electsched writes", number=FORMAT)
        yield Fault(path, phrase("format {number}", number=manifest["format"]), expected)
    if manifest.get("of") != (plan or manifest.get("of")):
        expected = phrase("a site of {id!r}, or an empty folder", id=plan)
        yield Fault(path, phrase("a site of {id!r}", id=manifest.get("of")), expected)
    if manifest.get("seal") != seal(manifest):
        yield damaged(path, phrase("a manifest that was edited by hand"))
    files = manifest.get("files")
    if not isinstance(files, list) or not all(isinstance(entry, dict) and "path" in entry for entry in files):
        yield damaged(path, phrase("a manifest without its files"))
    for number, entry in enumerate(files):
        if not LEGAL_PATH.fullmatch(str(entry["path"])):
            sentence = phrase("{path!r}, which leads out of the site", path=entry["path"])
            yield damaged(f"{path} files[{number}].path", sentence)


def written_manifest(plan: str, files: Sequence[PublishedFile], stamp: datetime) -> bytes:
    """Return the manifest of a part; ``stamp`` is taken for its last change if it has no calendars."""
    manifest = {
        "format": FORMAT,
        "of": plan,
        "changed": iso(last_change(files, stamp)),
        "made_with": library_versions(),
        "files": [_entry(file) for file in sorted(files, key=attrgetter("path"))],
    }
    return value_bytes({**manifest, "seal": seal(manifest)})


def _entry(file: PublishedFile) -> dict[str, Any]:
    values = {name: getattr(file, name) for name in FIELDS if getattr(file, name) is not None}
    return {"path": file.path.partition("/")[2], "bytes": file.size, **values}


def _published_file(part: str, entry: Mapping[str, Any]) -> PublishedFile:
    values: dict[str, Any] = {name: entry.get(name) for name in FIELDS}
    return PublishedFile(f"{part}/{entry['path']}", entry["bytes"], UNKNOWN_VERSION, **values)


def seal(manifest: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a manifest without its seal, which shows that it was edited."""
    unsealed = {key: value for key, value in manifest.items() if key != "seal"}
    return sha256(json.dumps(unsealed, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
