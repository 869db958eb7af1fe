"""Count the events that a publication adds, changes and withdraws, each once although many calendars show it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

import attrs

from electsched.calendars.event import identity
from electsched.calendars.feed import Revisions
from electsched.calendars.revision import edition_uids
from electsched.operation.plan import Plan
from electsched.values import value_text

__all__ = ["EventCounts", "gone_counts", "partition_counts", "stage_counts", "total_counts"]

NO_UIDS: frozenset[str] = frozenset()


@attrs.frozen(kw_only=True)
class EventCounts:
    """The numbers of events that the calendars of a partition gained and lost.

    Attributes:
        added: The number of new duties.
        changed: The number of changed duties.
        withdrawn: The number of cancelled duties.
        shared_added: The UIDs of new events that may be in several partitions.
        shared_changed: The UIDs of changed events that may be in several partitions.
        left: The UIDs of duties that are no longer in a calendar of this partition, at posts of other partitions.
        arrived: The UIDs of duties that another partition had: they are not withdrawn there.
    """

    added: int = 0
    changed: int = 0
    withdrawn: int = 0
    shared_added: frozenset[str] = attrs.field(default=NO_UIDS, repr=False)
    shared_changed: frozenset[str] = attrs.field(default=NO_UIDS, repr=False)
    left: frozenset[str] = attrs.field(default=NO_UIDS, repr=False)
    arrived: frozenset[str] = attrs.field(default=NO_UIDS, repr=False)

    __repr__ = value_text


def partition_counts(plan: Plan, folder: str, revisions: Revisions) -> EventCounts:
    """Return the changes of a partition, from the revisions of its calendars in a folder of the site."""
    calendars = {calendar.path: calendar for calendar in revisions.calendars if calendar.folder == folder}
    units = [calendar for path, calendar in calendars.items() if path.startswith("units/")]
    published_units = {uid for calendar in units for uid in calendar.events}
    posts = {
        uid
        for path, calendar in calendars.items()
        if path.startswith("posts/")
        for uid in chain(calendar.events, calendar.edition.written)
    }
    musters = {identity("muster", plan.id, muster.key) for muster in plan.musters}
    # A duty is in calendars of a unit, a post and a team, and may leave or reach those of one audience alone.
    editions = revisions.of_audiences("unit", "team")
    added, changed, withdrawn = edition_uids(editions)
    added -= {uid for calendar in calendars.values() for uid in calendar.events}
    withdrawn -= {uid for edition in editions for uid in edition.revisions}
    return EventCounts(
        added=len(added - musters),
        changed=len(changed - musters),
        withdrawn=len(withdrawn & posts),
        shared_added=frozenset(added & musters),
        shared_changed=frozenset(changed & musters),
        # A duty of a team at a post of another partition counts there.
        left=frozenset((withdrawn - posts) & published_units),
        arrived=frozenset({uid for calendar in units for uid in calendar.edition.written} - published_units - added),
    )


def stage_counts(revisions: Revisions) -> EventCounts:
    """Return the changes of the stages, from the revisions of their calendars; their variants do not count."""
    calendars = [calendar for calendar in revisions.calendars if calendar.feed and calendar.feed.key == "stages"]
    added, changed, withdrawn = map(len, edition_uids(calendar.edition for calendar in calendars))
    return EventCounts(added=added, changed=changed, withdrawn=withdrawn)


def gone_counts(revisions: Revisions) -> EventCounts:
    """Return the changes of posts that the plan no longer has, from the revisions of their calendars."""
    posts = (calendar for calendar in revisions.calendars if calendar.path.startswith("posts/"))
    return EventCounts(left=frozenset(uid for calendar in posts for uid in calendar.edition.withdrawn))


def total_counts(counts: Iterable[EventCounts]) -> dict[str, int]:
    """Return the numbers of added, changed and withdrawn events of all partitions, by these names."""
    parts = tuple(counts)
    added, changed, left, arrived = (
        NO_UIDS.union(*(getattr(part, name) for part in parts))
        for name in ("shared_added", "shared_changed", "left", "arrived")
    )
    return {
        "added": sum(part.added for part in parts) + len(added),
        "changed": sum(part.changed for part in parts) + len(changed),
        "withdrawn": sum(part.withdrawn for part in parts) + len(left - arrived),
    }
