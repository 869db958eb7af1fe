"""The manifest of a part of a site: its files with size and SHA-256, and the versions that they were made with."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NoReturn

from electsched.errors import Fault, PublishError
from electsched.publishing.fingerprint import library_versions
from electsched.publishing.layout import LEGAL_PATH, MANIFEST
from electsched.publishing.sections import Entry, iso
from electsched.stores.base import Store, read_file

__all__ = ["FORMAT", "json_lines", "read_manifest", "seal", "written_manifest"]

FORMAT = 2
FIELDS = ("path", "bytes", "sha256", "months", "events", "cancelled", "changed")
"""The values of an entry that a manifest holds; the others are those of the site's state."""
_encode = json.JSONEncoder(ensure_ascii=False).encode


def read_manifest(store: Store, part: str, plan: str) -> dict[str, Entry] | None:
    """Return the files that the manifest of a part lists, by path; None if there is no manifest.

    Raises:
        PublishError: The manifest is damaged, edited, of another plan or format, or lists a path that leads out.
    """
    path = f"{part}/{MANIFEST}"
    data = read_file(store, path)
    if data is None:
        return None
    try:
        manifest = json.loads(data)
    except ValueError as error:
        _refuse(store, path, f"no JSON: {error}")
    if not isinstance(manifest, dict) or not isinstance(manifest.get("format"), int):
        _refuse(store, path, "no manifest")
    if manifest["format"] != FORMAT:
        expected = f"format {FORMAT}, which this version of electsched writes"
        raise PublishError(Fault(path, f"format {manifest['format']}", expected), source=store.name)
    if manifest.get("of") != plan:
        found = f"a site of {manifest.get('of')!r}"
        raise PublishError(Fault(path, found, f"a site of {plan!r}, or an empty folder"), source=store.name)
    if manifest.get("seal") != seal(manifest):
        _refuse(store, path, "a manifest that was edited by hand")
    files = manifest.get("files")
    if not isinstance(files, list) or not all(isinstance(entry, dict) and "path" in entry for entry in files):
        _refuse(store, path, "a manifest without its files")
    for index, entry in enumerate(files):
        if not LEGAL_PATH.fullmatch(str(entry["path"])):
            _refuse(store, f"{path} files[{index}].path", f"{entry['path']!r}, which leads out of the site")
    return {str(entry["path"]): entry for entry in files}


def _refuse(store: Store, path: str, found: str) -> NoReturn:
    expected = "the manifest that `publish` wrote"
    hint = "Put it back from a copy, or publish to an empty folder."
    raise PublishError(Fault(path, found, expected, hint=hint), source=store.name)


def seal(manifest: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a manifest without its seal, which shows that it was edited."""
    unsealed = {key: value for key, value in manifest.items() if key != "seal"}
    return hashlib.sha256(json.dumps(unsealed, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def written_manifest(plan: str, entries: Iterable[Entry], changed: datetime) -> bytes:
    """Return the manifest of a part; ``changed`` is the last change of its files."""
    files = [{name: entry[name] for name in FIELDS if name in entry} for entry in entries]
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "of": plan,
        "changed": iso(changed),
        "made_with": library_versions(),
        "files": sorted(files, key=lambda entry: str(entry["path"])),
    }
    return json_lines({**manifest, "seal": seal(manifest)})


def json_lines(values: Mapping[str, Any]) -> bytes:
    """Return JSON with a line for each value, and for each value in a list or object."""
    return (
        "{\n" + ",\n".join(f"{_encode(name)}: {_lines(value)}" for name, value in values.items()) + "\n}\n"
    ).encode()


def _lines(value: object) -> str:
    if isinstance(value, list) and value:
        return "[\n" + ",\n".join(map(_encode, value)) + "\n]"
    if isinstance(value, dict) and value:
        return "{\n" + ",\n".join(f"{_encode(name)}: {_encode(entry)}" for name, entry in value.items()) + "\n}"
    return _encode(value)
