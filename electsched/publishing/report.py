"""The result of a publication: its files, the number of its changes, and the changes for the people concerned."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from electsched.calendars.changes import ChangeNotice
from electsched.calendars.months import MOST_BYTES, is_month
from electsched.calendars.telling.editions import SiteEdition, edition_changes
from electsched.calendars.telling.event_counts import total_counts
from electsched.publishing.layout import is_calendar
from electsched.publishing.private.links import PrivateLink
from electsched.roster.difference import DutyDifference
from electsched.roster.duty import Shortfall
from electsched.roster.past.concerns import change_digest, plan_changes
from electsched.stores.base import redacted

if TYPE_CHECKING:
    from electsched.publishing.partitions.jobs import JobResult
    from electsched.publishing.publication import Publication

__all__ = ["Published", "report"]


@attrs.frozen(kw_only=True)
class Published:
    """The result of a publication."""

    target: Path | str  #: folder of the site, or its address
    written: tuple[str, ...] = attrs.field(repr=False)  #: files that are new or changed, by their paths in the site
    unchanged: tuple[str, ...] = attrs.field(repr=False)  #: files that were left as they were
    removed: tuple[str, ...] = attrs.field(repr=False)  #: files that were deleted: delete them in copies too
    added: int  #: number of new events
    changed: int  #: number of changed events
    withdrawn: int  #: number of events that this publication cancelled
    #: Calendars that are too large for apps, each with the months by which it was split.
    split: tuple[tuple[str, tuple[str, ...]], ...] = attrs.field(default=(), repr=False)
    too_large: tuple[str, ...] = attrs.field(default=(), repr=False)  #: calendars of one month that are too large
    #: Changes of duties that have not ended, for the members of each team.
    changes: tuple[ChangeNotice, ...] = attrs.field(default=(), repr=False)
    #: Private links to be sent to their readers for the first time.
    announce: tuple[PrivateLink, ...] = attrs.field(default=(), repr=False)
    shortfalls: tuple[Shortfall, ...] = ()  #: shifts that no team can fill; empty if a roster was given
    #: Duties that have begun and that the plan says otherwise: they stay as published, which is ``before``.
    differences: tuple[DutyDifference, ...] = attrs.field(default=(), repr=False)
    taken_back: int = 0  #: number of changes that were published, and that the plan no longer has
    set_back: datetime | None = None  #: moment of the last publication, if it was later than this one; else None


def report(publication: Publication, results: Sequence[JobResult]) -> Published:
    """Return the result of a publication, without links to announce."""
    store, plan, writer, leased = publication.store, publication.plan, publication.context.writer, publication.lease.now
    written = [*writer.written, *chain.from_iterable(result.written for result in results)]
    sizes = {file.path: file.size for result in results for file in result.files}
    edition = SiteEdition(publication.settings.edition, publication.now)
    numbers = {post.key: number for number, post in enumerate(plan.posts)}
    shortfalls = chain.from_iterable(result.shortfalls for result in results)
    months: dict[str, list[str]] = {}  # of each calendar that is split
    for path in sorted(filter(is_month, sizes)):
        stem, month, language, ending = path.rsplit(".", 3)
        months.setdefault(f"{stem}.{language}.{ending}", []).append(month)
    published = frozenset[str]().union(*(result.published_changes for result in results))
    taken_back = published.difference(change_digest(change) for _, change in plan_changes(plan)) if published else ()
    counts = total_counts(result.counts for result in results)
    return Published(
        target=getattr(store, "root", store.name),
        written=tuple(sorted(written)),
        unchanged=tuple(sorted({*sizes, *writer.unchanged}.difference(written))),
        removed=tuple(writer.removed),
        split=tuple((redacted(path), tuple(of_calendar)) for path, of_calendar in months.items()),
        too_large=tuple(redacted(path) for path in sorted(sizes) if is_calendar(path) and sizes[path] > MOST_BYTES),
        changes=edition_changes(plan, edition, chain.from_iterable(result.changes for result in results)),
        shortfalls=tuple(sorted(shortfalls, key=lambda short: (short.span.start, numbers[short.post]))),
        differences=tuple(chain.from_iterable(result.differences for result in results)),
        taken_back=len(taken_back),
        set_back=publication.began if (publication.began or leased) > leased else None,
        added=counts["added"],
        changed=counts["changed"],
        withdrawn=counts["withdrawn"],
    )
