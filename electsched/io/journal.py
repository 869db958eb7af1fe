"""What a publication has done so far, kept in the site until it is done: one that is stopped goes on where it was.

It holds digests and the entries of the manifest to come, and no secret address.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import attrs

from electsched.errors import Fault, PublishError
from electsched.io.sinks import LOCK, WORK, Sink

__all__ = ["Claim", "Entry", "Journal", "Made", "still_ours"]

Entry = dict[str, Any]
"""What a manifest says of a file: path, bytes, sha256, how many events, and what it was made from."""
CLAIM = f"{WORK}/claim.json"
DONE = f"{WORK}/done"
FORMAT = 1


@attrs.frozen(kw_only=True)
class Made:
    """What some units have had made for them.

    Attributes:
        names: The units, or ``partner`` and the key of one.
        origin: What it was made from, as a digest.
        cancelled: How many events in it are cancelled and will be retired some day.
        secret: One digest of all that stands at its secret addresses; it tells none of them.
        entries: What the manifest is to say of its files.
    """

    names: tuple[str, ...]
    origin: str
    cancelled: int
    secret: str = ""
    entries: tuple[Entry, ...] = attrs.field(default=(), repr=False)


@attrs.frozen(kw_only=True)
class Claim:
    """Who publishes the site now.

    Attributes:
        of: The id of the plan.
        origin: What is published, as a digest.
        stamp: The stamp of what changed.
        token: Tells one publication from another.
    """

    of: str
    origin: str
    stamp: datetime
    token: str = attrs.field(factory=lambda: secrets.token_hex(16), repr=False)


class Journal:
    """The claim of this publication on the site, and what it or a stopped one before it has done."""

    def __init__(self, sink: Sink) -> None:
        """Read what a publication that was stopped has left, if one was."""
        self._sink = sink
        self.before = _claim(sink)

    def stamp(self, origin: str) -> datetime | None:
        """Return the stamp of a stopped publication of just this, None where there was none."""
        return self.before.stamp if self.before and self.before.origin == origin else None

    def done(self, of: str) -> tuple[Made, ...]:
        """Return what a stopped publication of this plan had done."""
        if self.before is None or self.before.of != of:
            return ()
        found = (_read(self._sink, path) for path in self._sink.names(DONE))
        return tuple(_made(each) for listed in found if isinstance(listed, list) for each in listed)

    def begin(self, claim: Claim) -> None:
        """Say that this publication is at work."""
        said = {**attrs.asdict(claim), "format": FORMAT, "stamp": claim.stamp.isoformat()}
        self._sink.write(CLAIM, (_text(said),))

    def note(self, made: Iterable[Made]) -> None:
        """Keep what is done now."""
        listed = [attrs.asdict(each, recurse=False) for each in made]
        names = "\0".join(name for each in listed for name in each["names"])
        place = hashlib.sha256(names.encode()).hexdigest()[:24]
        self._sink.write(f"{DONE}/{place}.json", (_text(listed),))

    def end(self) -> None:
        """Take away all that was kept, the claim last."""
        kept = [path for path in self._sink.names(WORK) if path not in {CLAIM, LOCK}]
        for path in (*self._sink.names(DONE), *kept, CLAIM):
            self._sink.remove(path)


def still_ours(sink: Sink, token: str, path: str) -> None:
    """Return if the publication with that token is still the one at work.

    Raises:
        PublishError: Another took over, before the file at ``path`` was written.
    """
    now = _claim(sink)
    if now is None or now.token != token:
        found, expected = "another publication that took over the site", "one at a time; nothing published is lost"
        raise PublishError(Fault(path, found, expected), source=sink.place)


def _claim(sink: Sink) -> Claim | None:
    said = _read(sink, CLAIM)
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        return None
    try:
        stamp = datetime.fromisoformat(said["stamp"])
        return Claim(of=str(said["of"]), origin=str(said["origin"]), stamp=stamp, token=str(said["token"]))
    except (KeyError, TypeError, ValueError):
        return None


def _read(sink: Sink, path: str) -> object:
    """Return what a file of the journal says, None where it is not to be trusted: then its work is done again."""
    data = sink.read(path)
    try:
        return json.loads(data) if data is not None else None
    except ValueError:
        return None


def _made(said: Mapping[str, Any]) -> Made:
    return Made(
        names=tuple(said["names"]),
        origin=str(said["origin"]),
        cancelled=int(said["cancelled"]),
        secret=str(said["secret"]),
        entries=tuple(said["entries"]),
    )


def _text(value: object) -> bytes:
    return json.dumps(value).encode()
