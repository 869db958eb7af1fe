"""The manifest of a part of a site: its files, what each was made from, and what all were made with."""

from __future__ import annotations

import hashlib
import json
import zoneinfo
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import cache
from importlib import resources
from importlib.metadata import version
from importlib.resources.abc import Traversable
from itertools import compress
from pathlib import Path

from electsched.publishing.journal import Entry
from electsched.publishing.published import FORMAT, MANIFEST, seal
from electsched.stores.base import Site

__all__ = ["code_digest", "iso", "manifest_text", "write_manifest"]

LIBRARIES = ("electsched", "holidays", "icalendar", "jinja2", "pendulum", "segno", "tzdata")
"""What decides the bytes of a site, named in its manifests with their versions; the time zones are too."""
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
        "made_with": {name: _version(name) for name in LIBRARIES} | {"time_zones": _zones_version()},
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


@cache
def code_digest() -> str:
    """Return the digest of all that makes the bytes of a site from its values: our own code, libraries, zones."""
    found = hashlib.sha256()
    for path, data in sorted(_sources(resources.files("electsched"))):
        found.update(path.encode())
        found.update(data)
    for name in LIBRARIES:
        found.update(_version(name).encode())
    found.update(_zones_version().encode())
    return found.hexdigest()


def _sources(folder: Traversable, path: str = "") -> Iterator[tuple[str, bytes]]:
    """Yield the path and the bytes of each source file and template of the package."""
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _sources(entry, f"{path}{entry.name}/")
        elif entry.name.endswith((".py", ".html", ".css", ".js")):
            yield f"{path}{entry.name}", entry.read_bytes()


@cache
def _version(name: str) -> str:
    """Return the version of a library, which is looked up in the files of its installation."""
    return version(name)


def _zones_version() -> str:
    """Return which time zones Python reads: those of the system where it has any, else those of ``tzdata``."""
    for folder in (Path(path) for path in zoneinfo.TZPATH):
        if (folder / "UTC").exists():
            listing = folder / "tzdata.zi"
            return "system " + (_first_line(listing) if listing.exists() else "version unknown")
    return "tzdata " + version("tzdata")


def _first_line(listing: Path) -> str:
    """Return the version that the list of a system's time zones begins with; the rest of it is long."""
    with listing.open(encoding="utf-8") as file:
        return file.readline().rstrip("\n").removeprefix("# version ")
