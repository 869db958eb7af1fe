"""The report of a publication: its files, the number of its changes, and the changes for the people concerned."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any

import attrs

from electsched.calendars.changes import ChangeNotice
from electsched.calendars.event import identity
from electsched.calendars.feed import Revisions
from electsched.calendars.months import is_month
from electsched.calendars.revision import edition_uids
from electsched.operation.plan import Plan
from electsched.publishing.layout import INTERNAL
from electsched.publishing.private.links import PrivateLink
from electsched.roster.difference import DutyDifference
from electsched.roster.duty import Shortfall
from electsched.stores.base import redacted

__all__ = ["Published", "Report", "gone_report", "partition_report", "split_calendars", "stage_report", "totals"]

NO_UIDS: frozenset[str] = frozenset()


@attrs.frozen(kw_only=True)
class Published:
    """The result of a publication.

    Attributes:
        target: The folder of the site, or its address.
        written: The files that are new or changed, by their paths in the site.
        unchanged: The files that were left as they were.
        removed: The files that were deleted: delete them in copies of the site too.
        added: The number of new events.
        changed: The number of changed events.
        withdrawn: The number of events that this publication cancelled.
        split: The calendars that are too large for apps, each with the months by which it was split.
        too_large: The calendars of a single month that are too large for apps.
        changes: The changes of duties that have not ended, for the members of each team.
        announce: The private links to be sent to their readers for the first time.
        shortfalls: The shifts that no team can fill; empty if a roster was given.
        differences: The duties that have begun and that the plan says otherwise: they stay as they were published,
            which is ``before``.
        set_back: The moment of the last publication, if it was later than this one; else None.
    """

    target: Path | str
    written: tuple[str, ...] = attrs.field(repr=False)
    unchanged: tuple[str, ...] = attrs.field(repr=False)
    removed: tuple[str, ...] = attrs.field(repr=False)
    added: int
    changed: int
    withdrawn: int
    split: tuple[tuple[str, tuple[str, ...]], ...] = attrs.field(default=(), repr=False)
    too_large: tuple[str, ...] = attrs.field(default=(), repr=False)
    changes: tuple[ChangeNotice, ...] = attrs.field(default=(), repr=False)
    announce: tuple[PrivateLink, ...] = attrs.field(default=(), repr=False)
    shortfalls: tuple[Shortfall, ...] = ()
    differences: tuple[DutyDifference, ...] = attrs.field(default=(), repr=False)
    set_back: datetime | None = None


@attrs.frozen(kw_only=True)
class Report:
    """The changes in a partition since the last publication that was finished.

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


def partition_report(plan: Plan, revisions: Revisions) -> Report:
    """Return the changes of a partition, from the revisions of its calendars."""
    calendars = {calendar.path: calendar for calendar in revisions.calendars if calendar.folder == INTERNAL}
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
    return Report(
        added=len(added - musters),
        changed=len(changed - musters),
        withdrawn=len(withdrawn & posts),
        shared_added=frozenset(added & musters),
        shared_changed=frozenset(changed & musters),
        # A duty of a team at a post of another partition counts there.
        left=frozenset((withdrawn - posts) & published_units),
        arrived=frozenset({uid for calendar in units for uid in calendar.edition.written} - published_units - added),
    )


def stage_report(revisions: Revisions) -> Report:
    """Return the changes of the stages, from the revisions of their calendars; their variants do not count."""
    calendars = [calendar for calendar in revisions.calendars if calendar.feed and calendar.feed.key == "stages"]
    added, changed, withdrawn = map(len, edition_uids(calendar.edition for calendar in calendars))
    return Report(added=added, changed=changed, withdrawn=withdrawn)


def gone_report(revisions: Revisions) -> Report:
    """Return the changes of posts that the plan no longer has, from the revisions of their calendars."""
    posts = (calendar for calendar in revisions.calendars if calendar.path.startswith("posts/"))
    return Report(left=frozenset(uid for calendar in posts for uid in calendar.edition.withdrawn))


def split_calendars(paths: Iterable[str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the calendars that are split by month, each with its months, from the paths of all files of a site."""
    months: dict[str, list[str]] = {}
    for path in sorted(filter(is_month, paths)):
        stem, month, language, ending = path.rsplit(".", 3)
        months.setdefault(f"{stem}.{language}.{ending}", []).append(month)
    return tuple((redacted(path), tuple(of_calendar)) for path, of_calendar in months.items())


def totals(partitions: Iterable[tuple[Report, Iterable[Shortfall]]], plan: Plan) -> dict[str, Any]:
    """Return the numbers of events and the shortfalls of all partitions, as fields of `Published`."""
    reports, shortfalls = zip(*partitions, strict=True)
    added, changed, left, arrived = (
        frozenset[str]().union(*(getattr(report, name) for report in reports))
        for name in ("shared_added", "shared_changed", "left", "arrived")
    )
    numbers = {post.key: number for number, post in enumerate(plan.posts)}
    return {
        "added": sum(report.added for report in reports) + len(added),
        "changed": sum(report.changed for report in reports) + len(changed),
        "withdrawn": sum(report.withdrawn for report in reports) + len(left - arrived),
        "shortfalls": tuple(
            sorted(chain.from_iterable(shortfalls), key=lambda short: (short.span.start, numbers[short.post]))
        ),
    }
