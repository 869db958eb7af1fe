"""The manifest of a part of a site: its files, what each was made from, and what all were made with."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import compress

from electsched.publishing.fingerprint import library_versions
from electsched.publishing.journal import Entry
from electsched.publishing.published import FORMAT, MANIFEST, seal
from electsched.stores.base import Site

__all__ = ["iso", "manifest_text", "write_manifest"]

_FLAT = json.JSONEncoder(ensure_ascii=False, separators=(",\n   ", ": "))
_NESTED = frozenset({dict, list, tuple})


def iso(stamp: datetime) -> str:
    """Return a moment of UTC as manifests tell it."""
    return f"{stamp:%Y-%m-%dT%H:%M:%SZ}"


def write_manifest(site: Site, part: str, of: str, entries: Iterable[Entry], changed: datetime, **more: object) -> None:
    """Write the list of a part's files."""
    manifest: dict[str, object] = {
        "format": FORMAT,
        "of": of,
        "changed": iso(changed),
        "made_with": library_versions(),
        "files": sorted(entries, key=lambda entry: str(entry["path"])),
        **more,
    }
    manifest["seal"] = seal(manifest)
    site.write(f"{part}/{MANIFEST}", (manifest_text(manifest).encode(),))


def manifest_text(manifest: Mapping[str, object]) -> str:
    """Return the manifest as ``json.dumps`` with ``indent=1`` gives it, but for the thousands of files in less time."""
    known = {key: _indented(value) for key, value in manifest.items()}
    return "{\n " + ",\n ".join(f"{json.dumps(key)}: {text}" for key, text in known.items()) + "\n}\n"


def _indented(value: object) -> str:
    """Return a value of a manifest: with an indent `json` writes in Python, without one in C."""
    if not isinstance(value, list) or not value:
        return json.dumps(value, indent=1, ensure_ascii=False).replace("\n", "\n ")
    flat = [_is_flat(entry) for entry in value]
    # Those that are flat all at once: no text in them has a new line of its own, so where one ends is found again.
    texts = iter(_FLAT.encode([*compress(value, flat)])[2:-2].split("},\n   {"))
    return (
        "[\n  "
        + ",\n  ".join(
            f"{{\n   {next(texts)}\n  }}"
            if is_flat
            else json.dumps(entry, indent=1, ensure_ascii=False).replace("\n", "\n  ")
            for entry, is_flat in zip(value, flat, strict=True)
        )
        + "\n ]"
    )


def _is_flat(entry: object) -> bool:
    """Return whether it is an entry without a list or another within."""
    return isinstance(entry, dict) and bool(entry) and _NESTED.isdisjoint(map(type, entry.values()))
