"""What stands in a published site: its manifests and calendars, read again and refused where they are damaged."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

import attrs

from electsched.calendars.content_lines import event_count, is_whole, published_events
from electsched.calendars.months import is_month
from electsched.calendars.published_event import unreadable_events
from electsched.errors import Fault, PublishError
from electsched.operation.plan import Plan
from electsched.publishing.journal import Entry, Made
from electsched.stores.base import Sink, sha256, told

__all__ = [
    "FORMAT",
    "LISTED",
    "MANIFEST",
    "calendar_faults",
    "examine",
    "key_faults",
    "listed_files",
    "made_before",
    "seal",
]

MANIFEST = "manifest.json"
FORMAT = 2
OLDEST = 1
LISTED = re.compile(r"((units|posts|teams)/)?[a-z0-9][a-z0-9.-]*\.(ics|html|json|csv)")


def seal(manifest: dict[str, Any]) -> str:
    """Return the digest of a manifest without its seal; it shows whether the file was edited by hand."""
    bare = {key: value for key, value in manifest.items() if key != "seal"}
    return hashlib.sha256(json.dumps(bare, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def key_faults(plan: Plan) -> Iterator[Fault]:
    """Yield each key of the plan of which no manifest may name a file: it would be refused when it is read again."""
    expected = "a key of lower-case letters, digits and hyphens"
    keys = {
        "units": [unit.key for unit in plan.units],
        "posts": [post.key for post in plan.posts],
        "teams": [team.key for team in plan.teams],
    }
    for name, found in keys.items():
        for number, key in enumerate(found):
            paths = [f"{name}/{key}.{language}.ics" for language in plan.languages]
            if not all(LISTED.fullmatch(path) and not is_month(path) for path in paths):
                yield Fault(f"{name}[{number}].key", repr(key), expected)


def listed_files(sink: Sink, part: str, of: str) -> tuple[dict[str, Entry], dict[str, Any]]:
    """Return the files that the manifest of a part names, with what it says of them, and all that it says besides.

    Nothing is said where there is no manifest.

    Raises:
        PublishError: The manifest is damaged, edited by hand, of another plan, of a newer format, or leads out of its
            part; nothing was changed.
    """
    path = f"{part}/{MANIFEST}"
    data = sink.read(path)
    if data is None:
        return {}, {}
    try:
        manifest = json.loads(data)
    except ValueError as error:
        _refuse(sink, path, f"no JSON: {error}")
    if not isinstance(manifest, dict) or not isinstance(manifest.get("format"), int):
        _refuse(sink, path, "no manifest")
    if manifest["format"] > FORMAT:
        found = f"format {manifest['format']}"
        raise PublishError(Fault(path, found, f"at most {FORMAT}: a newer version wrote it"), source=sink.place)
    if manifest.get("of") != of:
        found = f"a site of {manifest.get('of')!r}"
        raise PublishError(Fault(path, found, f"a site of {of!r}, or an empty folder"), source=sink.place)
    if manifest["format"] > OLDEST and manifest.get("seal") != seal(manifest):
        _refuse(sink, path, "a manifest that was edited by hand")
    files = manifest.get("files")
    if not isinstance(files, list) or not all(isinstance(each, dict) and "path" in each for each in files):
        _refuse(sink, path, "a manifest without its files")
    paths = tuple(str(each["path"]) for each in files)
    for index, listed in enumerate(paths):
        if not LISTED.fullmatch(listed):
            _refuse(sink, f"{path} files[{index}].path", f"{listed!r}, which leads out of the site")
    return dict(zip(paths, files, strict=True)), manifest


def _refuse(sink: Sink, path: str, found: str) -> NoReturn:
    expected = "the manifest that `publish` wrote: put it back from a copy, or publish to an empty folder"
    raise PublishError(Fault(path, found, expected), source=sink.place)


def calendar_faults(path: str, data: bytes) -> Iterator[Fault]:
    """Yield what is wrong with a calendar that was published: cut off, identities lost or there twice, unreadable."""
    expected = "the calendar that `publish` wrote: put it back from a copy, or remove it"
    if not is_whole(data):
        yield Fault(path, "a calendar that is cut off", expected)
        return
    if event_count(data) != len(published_events(data)):
        yield Fault(path, "an event whose identity is lost, or there twice", expected)
    for uid in unreadable_events(data):
        yield Fault(path, f"an event that cannot be read, {uid}", expected)


def made_before(manifest: Mapping[str, Any]) -> dict[tuple[str, ...], Made]:
    """Return what a manifest says that each piece of the plan was made from, by the names of the pieces."""
    return {
        tuple(each["names"]): Made(
            names=tuple(each["names"]), origin=each["origin"], cancelled=each["cancelled"], secret=each["secret"]
        )
        for each in manifest.get("pieces", ())
    }


def examine(sink: Sink, expected: Mapping[str, Entry]) -> tuple[tuple[Fault, ...], frozenset[str]]:
    """Return what is wrong with these published files, by their paths, and which are not as their entries say.

    A calendar may be other than its entry says, if a publication was stopped, as long as it is whole. A file whose
    entry says nothing need not be there. What is ``loose``, in no manifest, may be gone or cut off: it is made again.
    What bears the mark of its digest is not read. An entry of a file at a secret address says ``of`` whom it is; such
    a file may be gone.
    """
    faults: list[Fault] = []
    touched: set[str] = set()
    for path, entry in expected.items():
        known: str = entry.get("sha256") or ""
        owner = f" ({entry['of']})" if "of" in entry else ""
        name = told(path) + owner
        try:
            if known and sink.bears(path, entry["bytes"], known):
                continue
            data = sink.read(path)
        except PublishError as error:
            faults += (attrs.evolve(each, path=each.path + owner) for each in error.faults)
            continue
        digest = sha256((data,)) if data is not None else ""
        is_known = bool(known) and digest == known
        if data is None or (known and not is_known):
            touched.add(path)
        found = () if is_known else tuple(_wrong(sink, path, name, data, digest, entry))
        if data is not None and (is_known or not known) and not found:
            sink.mark(path, digest)
        faults += found
    return tuple(faults), frozenset(touched)


def _wrong(  # noqa: PLR0913, PLR0917  # all that is known of a file
    sink: Sink, path: str, name: str, data: bytes | None, digest: str, entry: Entry
) -> Iterator[Fault]:
    """Yield what is wrong with a file that is not as its entry says, or of which it says nothing."""
    known, loose = "sha256" in entry and "of" not in entry, "loose" in entry
    if not path.endswith(".ics") or (loose and (data is None or not is_whole(data))):
        return
    if data is None:
        if known:
            yield Fault(name, "no such file", "the calendar that the manifest names: put it back from a copy")
    elif not sink.bears(path, len(data), digest):  # what does is as we wrote it, though its entry may not know
        yield from calendar_faults(name, data)
