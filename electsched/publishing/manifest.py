"""The manifest of a part of a site: its files with size and SHA-256, and the versions that they were made with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any

from electsched.publishing.fingerprint import library_versions
from electsched.publishing.site_writer import PublishedFile, iso, last_change
from electsched.stores.base import Store, value_bytes
from electsched.stores.manifests import FORMAT, manifest_entries, seal

__all__ = ["UNKNOWN_VERSION", "read_manifest", "written_manifest"]

FIELDS = ("sha256", "months", "events", "cancelled", "changed")
"""The fields of a file that a manifest holds, besides its path and size; the others are those of the site's state."""
UNKNOWN_VERSION = "?"
"""A version that no file in a store has, so that each file is read if only the manifest tells of it."""


def read_manifest(store: Store, part: str, plan: str) -> tuple[PublishedFile, ...] | None:
    """Return the files that the manifest of a part lists; None if there is no manifest.

    Raises:
        PublishError: The manifest is damaged, edited, of another plan or format, or lists a path that leads out.
    """
    entries = manifest_entries(store, part, plan)
    if entries is None:
        return None
    return tuple(_published_file(part, entry) for entry in entries)


def _published_file(part: str, entry: Mapping[str, Any]) -> PublishedFile:
    values: dict[str, Any] = {name: entry.get(name) for name in FIELDS}
    return PublishedFile(f"{part}/{entry['path']}", entry["bytes"], UNKNOWN_VERSION, **values)


def written_manifest(plan: str, files: Sequence[PublishedFile], stamp: datetime) -> bytes:
    """Return the manifest of a part; ``stamp`` is taken for its last change if it has no calendars."""
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "of": plan,
        "changed": iso(last_change(files, stamp)),
        "made_with": library_versions(),
        "files": [_entry(file) for file in sorted(files, key=attrgetter("path"))],
    }
    return value_bytes({**manifest, "seal": seal(manifest)})


def _entry(file: PublishedFile) -> dict[str, Any]:
    values = {"path": file.path.partition("/")[2], "bytes": file.size}
    values |= {name: getattr(file, name) for name in FIELDS if getattr(file, name) is not None}
    return values
