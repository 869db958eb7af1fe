"""The manifest of a part of a site, as it is read: its files with size and SHA-256."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from functools import partial
from itertools import islice
from typing import Any

from electsched.errors import Fault, PublishError, raise_faults
from electsched.i18n.faults.parser_causes import parser_cause
from electsched.phrases import phrase
from electsched.stores.base import Store, read_file

__all__ = ["DAMAGED", "FORMAT", "LEGAL_PATH", "MANIFEST", "manifest_entries", "seal"]

MANIFEST = "manifest.json"
"""The list of the files of a part, in its folder."""
LEGAL_PATH = re.compile(r"((units|posts|teams)/)?[a-z0-9][a-z0-9.-]*\.(ics|html|json|csv)")
"""The paths below a part, or below the folder of a private link: none of them leads out of it."""
FORMAT = 2
EXPECTED = phrase("the manifest that `publish` wrote")
DAMAGED = phrase("Put it back from a copy, or publish with --rebuild to make it anew.")


def manifest_entries(store: Store, part: str, plan: str) -> list[dict[str, Any]] | None:
    """Return the files that the manifest of a part lists, as it has them; None if there is no manifest.

    ``plan`` is the id of its plan or election, empty for any.

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
        fault = Fault(path, phrase("no JSON: {error}", error=parser_cause(error)), EXPECTED, hint=DAMAGED)
        raise PublishError(fault, source=store.name) from error
    raise_faults(islice(_faults(path, manifest, plan), 1), source=store.name, kind=PublishError)
    entries: list[dict[str, Any]] = manifest["files"]
    return entries


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


def seal(manifest: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a manifest without its seal, which shows that it was edited."""
    unsealed = {key: value for key, value in manifest.items() if key != "seal"}
    return hashlib.sha256(json.dumps(unsealed, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
