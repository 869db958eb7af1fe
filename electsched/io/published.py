"""What stands in a published site: its manifests and calendars, read again and refused where they are damaged."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

from electsched.errors import Fault, PublishError, raise_faults
from electsched.feeds.revision import published_events
from electsched.io.folder import SiteFolder, told

__all__ = ["FORMAT", "MANIFEST", "Entry", "calendar_faults", "listed_files", "read_calendars", "seal"]

Entry = dict[str, Any]
"""What a manifest says of a file: path, bytes, sha256, how many events, and what it was made from."""
MANIFEST = "manifest.json"
FORMAT = 2
OLDEST = 1
LISTED = re.compile(r"((units|posts|teams)/)?[a-z0-9][a-z0-9.-]*\.(ics|html|json|csv)")
END = b"END:VCALENDAR\r\n"


def seal(manifest: dict[str, Any]) -> str:
    """Return the digest of a manifest without its seal; it shows whether the file was edited by hand."""
    bare = {key: value for key, value in manifest.items() if key != "seal"}
    return hashlib.sha256(json.dumps(bare, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def listed_files(site: SiteFolder, part: str, of: str) -> dict[str, Entry]:
    """Return the files that the manifest of a part names, with what it says of them; none where there is no manifest.

    Raises:
        PublishError: The manifest is damaged, edited by hand, of another plan, of a newer format, or leads out of its
            part; nothing was changed.
    """
    path = f"{part}/{MANIFEST}"
    data = site.read(path)
    if data is None:
        return {}
    try:
        manifest = json.loads(data)
    except ValueError as error:
        _refuse(site, path, f"no JSON: {error}")
    if not isinstance(manifest, dict) or not isinstance(manifest.get("format"), int):
        _refuse(site, path, "no manifest")
    if manifest["format"] > FORMAT:
        found = f"format {manifest['format']}"
        raise PublishError(Fault(path, found, f"at most {FORMAT}: a newer version wrote it"), source=str(site.root))
    if manifest.get("of") != of:
        found = f"a site of {manifest.get('of')!r}"
        raise PublishError(Fault(path, found, f"a site of {of!r}, or an empty folder"), source=str(site.root))
    if manifest["format"] > OLDEST and manifest.get("seal") != seal(manifest):
        _refuse(site, path, "a manifest that was edited by hand")
    files = manifest.get("files")
    if not isinstance(files, list) or not all(isinstance(each, dict) and "path" in each for each in files):
        _refuse(site, path, "a manifest without its files")
    paths = tuple(str(each["path"]) for each in files)
    for index, listed in enumerate(paths):
        if not LISTED.fullmatch(listed):
            _refuse(site, f"{path} files[{index}].path", f"{listed!r}, which leads out of the site")
    return dict(zip(paths, files, strict=True))


def _refuse(site: SiteFolder, path: str, found: str) -> NoReturn:
    expected = "the manifest that `publish` wrote: put it back from a copy, or publish to an empty folder"
    raise PublishError(Fault(path, found, expected), source=str(site.root))


def calendar_faults(path: str, data: bytes) -> Iterator[Fault]:
    """Yield what is wrong with a calendar that was published: cut off, or an identity that is lost or there twice."""
    expected = "the calendar that `publish` wrote: put it back from a copy, or remove it"
    if not data.startswith(b"BEGIN:VCALENDAR\r\n") or not data.endswith(END):
        yield Fault(path, "a calendar that is cut off", expected)
        return
    events = data.count(b"BEGIN:VEVENT\r\n")
    if events != len(published_events(data)):
        yield Fault(path, "an event whose identity is lost, or there twice", expected)


def read_calendars(site: SiteFolder, part: str, listed: Mapping[str, Entry]) -> tuple[dict[str, bytes], frozenset[str]]:
    """Return the bytes of each calendar among these files, and which are as the manifest says: these are sound.

    Raises:
        PublishError: Some are damaged or not there; every one is named, and nothing was changed.
    """
    found: dict[str, bytes] = {}
    untouched: set[str] = set()
    faults: list[Fault] = []
    for path, entry in listed.items():
        if not path.endswith(".ics"):
            continue
        data = site.read(f"{part}/{path}")
        if data is None:
            expected = "the calendar that the manifest names: put it back from a copy"
            faults.append(Fault(told(f"{part}/{path}"), "no such file", expected))
            continue
        found[path] = data
        if hashlib.sha256(data).hexdigest() == entry.get("sha256"):
            untouched.add(path)
        else:
            faults += calendar_faults(told(f"{part}/{path}"), data)
    raise_faults(faults, source=str(site.root), kind=PublishError)
    return found, frozenset(untouched)
