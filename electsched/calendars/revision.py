"""Compare new events with the published ones and decide the revision of each.

Unchanged events keep their bytes. Changed ones take the next SEQUENCE (RFC 5545, 3.8.7.4). Removed ones are published
as cancelled, and retired after a while. There are three steps: `revise` decides the revision of every event of an
audience and writes it in that revision, `select` takes from these the events of one calendar, and the calendar is
written from its selection. The decisions can be kept, so that a publication that is repeated takes the same ones.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import cached_property

import attrs

from electsched.calendars.event import Event, Revision, live_uid, reassigned_uid
from electsched.calendars.published_event import cancelled_event, event_start, is_cancelled, revision_of, stamp_of
from electsched.calendars.writer import EventWriter
from electsched.i18n.languages import LANGUAGES
from electsched.values import value_text

__all__ = [
    "Edition",
    "RevisionRules",
    "edition_uids",
    "highest_sequences",
    "latest",
    "revise",
    "select",
    "withdraw",
]

RETIRE = timedelta(days=14)
"""The default time for which a cancelled event is published."""
_NO_DECISIONS: Mapping[str, Revision] = {}


@attrs.frozen(kw_only=True)
class RevisionRules:
    """The rules by which a publication decides revisions.

    Attributes:
        stamp: The stamp of a new or changed event, in UTC.
        retire: The time for which a cancelled event is published.
        first_sequence: The SEQUENCE of an event that was never published. If published calendars were lost, it is
            greater than every SEQUENCE in them.
        retired: The last SEQUENCE of each retired event, by UID.
        began: The moment up to which events that have begun keep their published bytes, in UTC; None if none does.
        corrected: The UIDs of events that may change though they have begun.
        live: The UIDs of events in any calendar of the site, as far as the calendars to be revised had them.
        language: The language of the words that say why an event is cancelled.
        languages: The languages of the site; some may bring their own words.
    """

    stamp: datetime
    retire: timedelta = RETIRE
    first_sequence: int = 0
    language: str = LANGUAGES[0]
    languages: tuple[str, ...] = LANGUAGES
    retired: Mapping[str, int] = attrs.field(factory=dict, repr=False)
    began: datetime | None = None
    corrected: frozenset[str] = attrs.field(default=frozenset(), repr=False)
    live: Container[str] = attrs.field(default=frozenset(), repr=False)

    __repr__ = value_text

    def language_of(self, path: str) -> str:
        """Return the language of a calendar by its address, with its words.

        The site may have calendars in a language that it had before; if nothing has its words, it is the first one.
        """
        code = path.rsplit(".", 2)[1]
        return next((language for language in (*self.languages, *LANGUAGES) if language == code), self.languages[0])

    def first(self, uid: str) -> Revision:
        """Return the revision of an event that is not published: after its last one if it was retired."""
        last = self.retired.get(uid)
        return self._first if last is None else Revision(self.stamp, max(self.first_sequence, last + 1))

    # Made once: a first publication asks for it with each event.
    @cached_property
    def _first(self) -> Revision:
        return Revision(self.stamp, self.first_sequence)

    def keeps(self, uid: str, block: bytes, start: date | None = None) -> bool:
        """Return whether a published event stays as it is, for it has begun; its ``start`` is read if it is None."""
        if self.began is None or uid in self.corrected or is_cancelled(block):
            return False
        first = event_start(block) if start is None else start
        return isinstance(first, datetime) and first <= self.began

    def following(self, last: Revision) -> Revision:
        """Return the revision after this one; a stamp never falls, for clients keep the newest."""
        return Revision(max(self.stamp, last.stamp), last.sequence + 1)


@attrs.frozen
class Edition:
    """The events of an audience, or of one calendar, to be published.

    Attributes:
        written: The lines of each event, by UID.
        revisions: The revision of each event, by UID.
        added: The UIDs that were not published.
        changed: The UIDs whose event changed.
        withdrawn: The UIDs that are cancelled by this edition.
        cancelled: The lines of each event that is cancelled and not yet retired, by UID.
        retired: The last SEQUENCE of each event that is retired by this edition, by the UID that it has when live.
        decisions: The revision of each changed or withdrawn event, and of each added one that does not begin at
            SEQUENCE 0, by UID.
    """

    written: Mapping[str, bytes] = attrs.field(repr=False)
    revisions: Mapping[str, Revision] = attrs.field(repr=False)
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    cancelled: Mapping[str, bytes] = attrs.field(factory=dict, repr=False)
    retired: Mapping[str, int] = attrs.field(factory=dict)
    decisions: Mapping[str, Revision] = attrs.field(factory=dict, repr=False)

    __repr__ = value_text

    @property
    def last(self) -> datetime | None:
        """The stamp of the latest change, in UTC; None if there are no events."""
        stamps = {revision.stamp for revision in self.revisions.values()}
        return max(stamps | {*map(stamp_of, self.cancelled.values())}, default=None)

    @property
    def highest_sequence(self) -> int:
        """The highest SEQUENCE of its events; 0 if there are none."""
        cancelled = filter(None, map(revision_of, self.cancelled.values()))
        return max((revision.sequence for revision in (*self.revisions.values(), *cancelled)), default=0)


def edition_uids(editions: Iterable[Edition]) -> tuple[set[str], set[str], set[str]]:
    """Return the UIDs that are added, changed and withdrawn in any of these editions."""
    added: set[str] = set()
    changed: set[str] = set()
    withdrawn: set[str] = set()
    for edition in editions:
        added.update(edition.added)
        changed.update(edition.changed)
        withdrawn.update(edition.withdrawn)
    return added, changed, withdrawn


def highest_sequences(retired: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Return the highest SEQUENCE of each event that was retired from several calendars, by UID."""
    sequences: dict[str, int] = {}
    for of_calendar in retired:
        for uid, sequence in of_calendar.items():
            sequences[uid] = max(sequence, sequences.get(uid, 0))
    return sequences


def latest(calendars: Iterable[Mapping[str, bytes]]) -> dict[str, bytes]:
    """Return the published events of several calendars, each in the revision that holds, by UID.

    A revision that is not cancelled holds before one that is, and then the one with the greater SEQUENCE.
    """
    events: dict[str, bytes] = {}
    for calendar in calendars:
        for uid, block in calendar.items():
            published = events.setdefault(uid, block)
            if block != published and _rank(block) > _rank(published):
                events[uid] = block
    return events


def _rank(block: bytes) -> tuple[bool, int]:
    revision = revision_of(block)
    return not is_cancelled(block), revision.sequence if revision else 0


# --- all events of an audience ------------------------------------------------------------------------------------


def revise(
    previous: Mapping[str, bytes],
    events: Iterable[Event],
    rules: RevisionRules,
    *,
    writer: EventWriter | None = None,
    decided: Mapping[str, Revision] = _NO_DECISIONS,
) -> Edition:
    """Return the events in the revisions in which they are to be published.

    ``previous`` are the published events by UID, and ``decided`` are the decisions of an earlier run of the same
    publication: an event for which one exists takes that revision. Of two events with one UID the first counts.
    """
    write = (EventWriter() if writer is None else writer).write
    written: dict[str, bytes] = {}
    revisions: dict[str, Revision] = {}
    for event in events:
        uid = event.uid
        if uid in written:
            continue
        revision = decided.get(uid)
        if revision is None:
            block = previous.get(uid)
            last = revision_of(block) if block is not None else None
            revision = last or _returning(uid, previous, rules) or rules.first(uid)
            data = write(event, revision)
            if last is not None and block is not None and data != block:
                if rules.keeps(uid, block, event.start):
                    data = block
                else:
                    revision = rules.following(last)
                    data = write(event, revision)
        else:
            data = write(event, revision)
        written[uid], revisions[uid] = data, revision
    edition = _edition(previous, written, rules, Edition(written, revisions, decisions=decided))
    decisions = {uid: revisions[uid] for uid in edition.changed}
    decisions |= {uid: revisions[uid] for uid in edition.added if revisions[uid].sequence}
    decisions |= {uid: revision for uid in edition.withdrawn if (revision := revision_of(edition.cancelled[uid]))}
    return attrs.evolve(edition, decisions={**decisions, **decided})


def _returning(uid: str, previous: Mapping[str, bytes], rules: RevisionRules) -> Revision | None:
    """Return the next revision of an event that left all calendars of this audience and is shown there as left."""
    left = previous.get(reassigned_uid(uid)) if previous else None
    last = revision_of(left) if left is not None else None
    return rules.following(last) if last else None


# --- the events of one calendar -----------------------------------------------------------------------------------


def select(
    edition: Edition,
    previous: Mapping[str, bytes],
    uids: Iterable[str],
    rules: RevisionRules,
    *,
    live: Container[str] = (),
) -> Edition:
    """Return the part of an edition that belongs in one calendar, after the events that were published in it.

    An event that left this calendar and is live elsewhere is shown here as cancelled under its `reassigned_uid`: no UID
    is live in one calendar and cancelled in another. ``live`` are the UIDs that calendars of other audiences have.
    """
    written = {uid: edition.written[uid] for uid in dict.fromkeys(uids)}
    return _edition(previous, written, rules, edition, live)


def withdraw(previous: Mapping[str, bytes], rules: RevisionRules, *, live: Container[str] = ()) -> Edition:
    """Return the events of a calendar that is no longer made, as cancelled; ``live`` are UIDs in other calendars."""
    return _edition(previous, {}, rules, Edition({}, {}), live)


def _edition(
    previous: Mapping[str, bytes],
    written: Mapping[str, bytes],
    rules: RevisionRules,
    audience: Edition,
    live: Container[str] = (),
) -> Edition:
    """Return the edition of a calendar with the written events; ``audience`` has the revisions of all its events."""
    revisions = {uid: audience.revisions[uid] for uid in written}
    if not previous:  # a first publication has many events
        return Edition(written, revisions, added=tuple(written))
    removed = {uid: block for uid, block in previous.items() if uid not in written}
    kept_events = {uid: block for uid, block in removed.items() if rules.keeps(uid, block)}
    if kept_events:
        removed = {uid: block for uid, block in removed.items() if uid not in kept_events}
        written = {**kept_events, **written}
        revisions = {
            **{uid: revision for uid in kept_events if (revision := revision_of(kept_events[uid]))},
            **revisions,
        }
    withdrawn = tuple(uid for uid, block in removed.items() if not is_cancelled(block))
    cancelled: dict[str, bytes] = {}
    retired: dict[str, int] = {}
    for uid, block in removed.items():
        if is_cancelled(block) and stamp_of(block) + rules.retire <= rules.stamp:
            last, original_uid = revision_of(block), live_uid(uid) or uid
            if last and original_uid not in audience.revisions:
                retired[original_uid] = max(last.sequence, retired.get(original_uid, 0))
        # An event that has come back replaces the note that it had left.
        elif live_uid(uid) not in written:
            is_live = uid in audience.revisions or uid in live
            shown_uid = reassigned_uid(uid) if is_live else uid
            cancelled[shown_uid] = _cancelled(uid, block, rules, audience, shown_uid)
    # Only an event whose bytes differ needs its revision read.
    differing = [uid for uid, block in written.items() if previous.get(uid) != block]
    readable = {uid for uid in differing if uid in previous and revision_of(previous[uid]) is not None}
    added = tuple(uid for uid in differing if uid not in readable)
    changed = tuple(uid for uid in differing if uid in readable)
    return Edition(
        written,
        revisions,
        added=added,
        changed=changed,
        withdrawn=withdrawn,
        cancelled=cancelled,
        retired=retired,
    )


def _cancelled(uid: str, block: bytes, rules: RevisionRules, audience: Edition, shown_uid: str) -> bytes:
    """Return a removed event as cancelled, with the UID under which it is shown."""
    last, is_left = revision_of(block), shown_uid != uid
    if is_cancelled(block) and not (is_left and last):
        return block
    revision = last or rules.first(uid)
    if not is_cancelled(block):
        following = rules.following(last) if last else revision
        # The note that an event has left does not fall behind the event.
        decided = audience.revisions.get(uid) if is_left else audience.decisions.get(uid)
        sequence = max(following.sequence, decided.sequence) if is_left and decided else (decided or following).sequence
        revision = Revision(max(following.stamp, rules.stamp), sequence)
    return cancelled_event(block, revision, language=rules.language, uid=shown_uid if is_left else "")
