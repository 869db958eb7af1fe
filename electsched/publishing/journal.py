"""What a publication has done so far, kept in the site until it is done: one that is stopped goes on where it was.

It holds digests and the entries of the manifest to come, and no secret address.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any

import attrs

from electsched.errors import ElectschedError, Fault, PublishError
from electsched.stores.base import LOCK, WORK, OvertakenError, Sink, told

__all__ = [
    "BEGUN",
    "Claim",
    "Entry",
    "Journal",
    "Made",
    "note_path",
    "read_note",
    "still_ours",
    "write_note",
]

Entry = dict[str, Any]
"""What a manifest says of a file: path, bytes, sha256, how many events, and what it was made from."""
CLAIM = f"{WORK}/claim.json"
DONE = f"{WORK}/done"
BEGUN = f"{WORK}/begun"
"""What pieces that were begun were to tell; see `electsched.publishing.report`."""
WAIT = 5.0
"""For how many seconds whoever takes a site over waits, until the other has noticed."""
MOMENT = 0.2
"""For how many seconds who takes a folder over waits: what a worker without a master was just writing is there then."""
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
        return tuple(made for path in self._sink.names(DONE) for made in _noted(read_note(self._sink, path)))

    @contextmanager
    def begin(self, claim: Claim, *, alone: bool) -> Iterator[None]:
        """Say that this publication is at work; take that back if it gets no further than what is done under this.

        Where nobody is kept away, whoever was at work is given the time to notice. Where others are, a worker may live
        on that has lost its master: it asks before each file, see `Claimed`, and stops at the next.
        """
        if alone or self.before is not None:
            self._claim(claim)
        else:
            self._claim_first(claim)
        try:
            if self.before is not None:
                time.sleep(MOMENT if alone else WAIT)
            yield
        except BaseException:  # Ctrl-C too: whose the notes are is still as it was
            with suppress(ElectschedError):  # what was found first is told
                still_ours(self._sink, claim.token, CLAIM)
                if self.before is None:
                    self._sink.remove(CLAIM)
                else:
                    self._claim(self.before)
            raise

    def _claim_first(self, claim: Claim) -> None:
        """Claim the site over no other claim; if one came since we looked, what its owner wrote is in doubt."""
        try:
            self._sink.write(CLAIM, _said(claim), over="")
        except OvertakenError:
            self.before = _claim(self._sink)
            self._claim(claim)

    def _claim(self, claim: Claim) -> None:
        self._sink.write(CLAIM, _said(claim))

    def note(self, made: Iterable[Made], sink: Sink) -> None:
        """Keep what is done now, through the sink that asks whether the site is still ours."""
        listed = [attrs.asdict(each, recurse=False) for each in made]
        said = {"format": FORMAT, "done": listed}
        write_note(sink, note_path(DONE, (name for each in listed for name in each["names"])), said)

    def end(self, token: str) -> None:
        """Take away all that was kept, the claim last; nothing, if another publication took over when all was done."""
        now = _claim(self._sink)
        if now is not None and now.token != token:
            return
        kept = [path for path in self._sink.names(WORK) if path not in {CLAIM, LOCK}]
        for path in (*self._sink.names(DONE), *self._sink.names(BEGUN), *kept, CLAIM):
            self._sink.remove(path)


def _said(claim: Claim) -> tuple[bytes]:
    return _bytes({**attrs.asdict(claim), "format": FORMAT, "stamp": claim.stamp.isoformat()})


def still_ours(sink: Sink, token: str, path: str) -> None:
    """Return if the publication with that token is still the one at work.

    Raises:
        PublishError: Another took over, before the file at ``path`` was written.
    """
    now = _claim(sink)
    if now is None or now.token != token:
        found, expected = "another publication that took over the site", "one at a time; nothing published is lost"
        raise PublishError(Fault(told(path), found, expected), source=sink.place)


def _claim(sink: Sink) -> Claim | None:
    said = read_note(sink, CLAIM)
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        return None
    try:
        stamp = datetime.fromisoformat(said["stamp"])
        return Claim(of=str(said["of"]), origin=str(said["origin"]), stamp=stamp, token=str(said["token"]))
    except (KeyError, TypeError, ValueError):
        return None


def read_note(sink: Sink, path: str) -> object:
    """Return what a file of the journal says, None where it is not to be trusted: then its work is done again."""
    data = sink.read(path)
    try:
        return json.loads(data) if data is not None else None
    except ValueError:
        return None


def _noted(said: object) -> tuple[Made, ...]:
    """Return what a note says was done; nothing where it is damaged or of another version: that is done again."""
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        return ()
    try:
        return tuple(_made(each) for each in said["done"])
    except (AttributeError, KeyError, TypeError, ValueError):
        return ()


def _made(said: Mapping[str, Any]) -> Made:
    return Made(
        names=tuple(map(str, said["names"])),
        origin=str(said["origin"]),
        cancelled=int(said["cancelled"]),
        secret=str(said["secret"]),
        entries=tuple(_entry(each) for each in said["entries"]),
    )


def _entry(said: Entry) -> Entry:
    """Return what a manifest is to say of a file, if it is that."""
    kinds = {"path": str, "bytes": int, "sha256": str}
    if not all(isinstance(said[name], kind) for name, kind in kinds.items()):
        raise TypeError
    if not isinstance(said.get("months", {}), dict):
        raise TypeError
    if "changed" in said:
        datetime.fromisoformat(said["changed"])
    return said


def note_path(folder: str, names: Iterable[str]) -> str:
    """Return where something is kept of what goes by these names."""
    return f"{folder}/{hashlib.sha256(chr(0).join(names).encode()).hexdigest()[:24]}.json"


def write_note(sink: Sink, path: str, value: object) -> None:
    """Keep a file of the journal."""
    sink.write(path, _bytes(value))


def _bytes(value: object) -> tuple[bytes]:
    return (json.dumps(value).encode(),)
