"""The truth of a site: however its plan changes, its calendars tell the readers of several of them the same.

Two parsers read every calendar, and the calendars of a publication are compared with each other and with those of all
publications before.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import attrs
import icalendar
import vobject

from electsched.calendars.content_lines import published_events
from electsched.calendars.event import live_uid, reassigned_uid
from electsched.i18n.languages import words
from electsched.publishing.private.registry import LinkRegistry, PrivateLink

__all__ = ["ReadEvent", "SiteTruth"]


@attrs.frozen
class ReadEvent:
    """An event as a parser reads it."""

    uid: str
    start: str
    end: str
    summary: str
    description: str
    status: str
    sequence: int
    transparency: str

    @property
    def is_live(self) -> bool:
        """Whether it is not cancelled."""
        return self.status != "CANCELLED"


@attrs.frozen
class ReadCalendar:
    """A calendar of the site: its reader, which keeps its name at another address, and its events."""

    reader: str
    path: str
    data: bytes = attrs.field(repr=False)
    events: tuple[ReadEvent, ...] = attrs.field(repr=False)

    @property
    def language(self) -> str:
        """Its language."""
        return self.path.split(".")[-2]

    def uids(self, *, live: bool) -> set[str]:
        """Return the UIDs of its live or of its cancelled events."""
        return {event.uid for event in self.events if event.is_live == live}


@lru_cache(1024)  # most calendars are the same bytes as at the publication before
def _by_icalendar(data: bytes) -> tuple[ReadEvent, ...]:
    calendar = icalendar.Calendar.from_ical(data)
    assert calendar.errors == []
    return tuple(
        ReadEvent(
            str(event["UID"]),
            event.start.isoformat(),
            event.end.isoformat(),
            str(event["SUMMARY"]),
            str(event.get("DESCRIPTION", "")),
            str(event.get("STATUS", "CONFIRMED")),
            int(str(event.get("SEQUENCE", 0))),
            str(event.get("TRANSP", "OPAQUE")),
        )
        for event in calendar.events
    )


@lru_cache(1024)
def _by_vobject(data: bytes) -> tuple[ReadEvent, ...]:
    calendar = vobject.readOne(data.decode())
    return tuple(
        ReadEvent(
            event.uid.value,
            event.dtstart.value.isoformat(),
            event.dtend.value.isoformat(),
            event.summary.value,
            event.description.value if hasattr(event, "description") else "",
            event.getChildValue("status", "CONFIRMED"),
            int(event.getChildValue("sequence", 0)),
            event.getChildValue("transp", "OPAQUE"),
        )
        for event in calendar.contents.get("vevent", [])
    )


class SiteTruth:
    """All publications of a site so far, and the faults of the present one."""

    def __init__(self, site: Path, links: Path | None = None, *, musters: Collection[str] = ()) -> None:
        """Begin before the first publication; ``links`` is the link registry, and ``musters`` are UIDs of musters."""
        self._site, self._links_file, self._musters = site, links, musters
        self._previous: dict[str, ReadCalendar] = {}
        self._sequences: dict[tuple[str, str, str], int] = {}
        self._blocks: dict[tuple[str, str, str, int], bytes] = {}

    def faults(self, now: datetime) -> list[str]:
        """Return the faults of the site as it was published at that moment."""
        links = self._links()
        calendars = list(self._calendars(links, now))
        current = {f"{calendar.reader} {Path(calendar.path).name}": calendar for calendar in calendars}
        faults = [fault for calendar in calendars for fault in self._faults_alone(calendar, links)]
        faults += _faults_together(calendars)
        faults += self._faults_after(current)
        self._previous = current
        return faults

    def forget(self, path: str) -> None:
        """Expect no word about the events of a calendar that was damaged: it is made anew without its past."""
        self._previous = {name: calendar for name, calendar in self._previous.items() if calendar.path != path}

    def _links(self) -> tuple[PrivateLink, ...]:
        if self._links_file is None:
            return ()
        with LinkRegistry.open(self._links_file) as registry:
            return tuple(registry.links())

    def _calendars(self, links: tuple[PrivateLink, ...], now: datetime) -> Iterator[ReadCalendar]:
        readers = {link.folder: f"{link.audience} {link.key}" for link in links if link.works(now)}
        for place in sorted(self._site.rglob("*.ics")):
            path = place.relative_to(self._site).as_posix()
            folder = "/".join(path.split("/")[:2])
            # The address of a link that ended is of no reader: it shows no live event.
            reader = readers.get(folder, "ended") if path.startswith("secret/") else path.rpartition("/")[0]
            data = place.read_bytes()
            yield ReadCalendar(reader, path, data, _by_icalendar(data))

    def _faults_alone(self, calendar: ReadCalendar, links: tuple[PrivateLink, ...]) -> Iterator[str]:
        """Yield the faults that a reader of this calendar alone can see."""
        name = f"{calendar.reader} {Path(calendar.path).name}"
        if _by_vobject(calendar.data) != calendar.events:
            yield f"{name}: two parsers read different events"
        if b"\r\nMETHOD:" in calendar.data:
            yield f"{name}: a feed is no message"
        if calendar.path.startswith("secret/"):
            head = calendar.data.partition(b"BEGIN:VEVENT")[0]
            tokens = [link for link in links if link.token.encode() in calendar.data.replace(b"\r\n ", b"")]
            if tokens or b"\r\nSOURCE" in head or b"\r\nURL" in head:
                yield f"{name}: a secret address is in the calendar"
        for event in calendar.events:
            yield from (f"{name} {event.summary}: {fault}" for fault in _event_faults(event, calendar))
            if calendar.reader == "ended":
                continue
            # A note belongs to one calendar, for each that an event leaves has its own. A muster is revised by each
            # partition of the site that has it.
            is_single = live_uid(event.uid) or event.uid in self._musters
            key = (name if is_single else _audience(calendar), calendar.language, event.uid)
            if event.sequence < self._sequences.get(key, 0):
                yield f"{name} {event.summary}: SEQUENCE fell to {event.sequence} from {self._sequences[key]}"
            self._sequences[key] = max(event.sequence, self._sequences.get(key, 0))
            if event.is_live:
                block = published_events(calendar.data)[event.uid]
                if self._blocks.setdefault((*key, event.sequence), block) != block:
                    yield f"{name} {event.summary}: the event changed and its SEQUENCE did not"

    def _faults_after(self, current: dict[str, ReadCalendar]) -> Iterator[str]:
        """Yield the events that left a calendar without a word, or with a wrong one."""
        live = {uid for calendar in current.values() for uid in calendar.uids(live=True)}
        for name, previous in self._previous.items():
            if previous.reader == "ended":
                continue
            if name not in current:
                # The address of a revoked link may end at once; a calendar of the operation may not.
                if previous.uids(live=True) and not previous.path.startswith("secret/"):
                    yield f"{name}: a calendar with live events was removed"
                continue
            calendar = current[name]
            for uid in previous.uids(live=True) - calendar.uids(live=True):
                shown = reassigned_uid(uid) if uid in live else uid
                moved = previous.path != calendar.path  # a new address owes nothing to its reader
                if shown not in calendar.uids(live=False) and not moved:
                    yield f"{name}: {uid} left without a word ({'live elsewhere' if uid in live else 'cancelled'})"


def _audience(calendar: ReadCalendar) -> str:
    """Return the calendars that share the revision of an event: of units and posts, of teams, or of one reader."""
    if not calendar.reader.startswith(("internal", "unit ")):
        return calendar.reader
    return "team" if "/teams/" in calendar.path else "unit"


def _faults_together(calendars: list[ReadCalendar]) -> Iterator[str]:
    """Yield the UIDs that are live in one calendar and cancelled in another."""
    live = {uid: calendar for calendar in calendars for uid in calendar.uids(live=True)}
    for calendar in calendars:
        for uid in calendar.uids(live=False) & live.keys():
            yield f"{uid}: cancelled in {calendar.reader} {calendar.path}, live in {live[uid].path}"
    yield from (f"{uid}: the UID of a note is live" for uid in live if live_uid(uid))


def _event_faults(event: ReadEvent, calendar: ReadCalendar) -> Iterator[str]:
    phrases = words(calendar.language)
    if calendar.reader == "ended":
        return
    reason = "reassigned" if live_uid(event.uid) else "cancelled"
    title, text = f"{phrases[f'withdrawn.{reason}']}: ", phrases[f"withdrawn.{reason}_reason"]
    if not event.is_live and not event.summary.startswith(title):
        yield "cancelled, and the title does not say so"
    if not event.is_live and event.description.splitlines()[0] != text:
        yield "cancelled, and the first line of the text does not say so"
    if not event.is_live and event.transparency != "TRANSPARENT":
        yield "cancelled, and takes up time"
    if event.is_live and any(event.summary.startswith(f"{phrases[f'withdrawn.{word}']}: ") for word in _REASONS):
        yield "live, and the title says that it is cancelled"


_REASONS = ("cancelled", "reassigned")
