"""The end of a publication: the manifests, the removals, the state and the links, and the result for the caller.

A file is durable before another one names it; files that are no longer listed are removed after that, and links are
announced last.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path
from zoneinfo import ZoneInfo

import attrs

from electsched.calendars.changes import ChangeNotice
from electsched.calendars.content_lines import is_whole
from electsched.calendars.months import MOST_BYTES, is_month
from electsched.calendars.revision import highest_sequences
from electsched.calendars.telling.editions import SiteEdition, edition_changes
from electsched.calendars.telling.event_counts import total_counts
from electsched.calendars.telling.last_word import LastWord
from electsched.publishing.change_log import record_edition
from electsched.publishing.fingerprint import fingerprint
from electsched.publishing.layout import EDITIONS, INTERNAL, MANIFEST, PUBLIC, STATE, is_calendar, section_folder
from electsched.publishing.manifest import written_manifest
from electsched.publishing.private.published import PublishedLinks
from electsched.publishing.private.registry import PrivateLink
from electsched.publishing.publication import Publication
from electsched.publishing.sections import JobResult
from electsched.publishing.site_state import FORMAT, StateFile
from electsched.publishing.site_writer import PublishedFile
from electsched.roster.difference import DutyDifference
from electsched.roster.duty import Shortfall
from electsched.roster.past.concerns import change_digest, plan_changes
from electsched.stores.base import SECRET, redacted, sealed_bytes, store_errors
from electsched.values import value_text

__all__ = ["Published", "complete"]


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
    #: Whether the last publication was recorded in another registry: links that were revoked there may work again.
    other_registry: bool = False

    __repr__ = value_text


def complete(publication: Publication, results: Sequence[JobResult]) -> Published:
    """Write all that names the files of a publication, and return its result; ``results`` are those of all sections."""
    plan, state, writer, now = publication.plan, publication.state, publication.writer, publication.now
    registry, files = publication.registry, {file.path: file for result in results for file in result.files}
    writer.written.extend(chain.from_iterable(result.written for result in results))
    _make_durable(publication)
    for part, name in ((PUBLIC, plan.timeline.id), (INTERNAL, plan.id)):
        if of_part := [file for path, file in files.items() if path.startswith(f"{part}/")]:
            writer.write(f"{part}/{MANIFEST}", written_manifest(name, of_part, publication.lease.stamp))
    _make_durable(publication)
    for path, file in sorted(state.files.items()):
        is_secret = path.startswith(f"{SECRET}/")
        # Without a registry the caller ends the private links, if there are any.
        if (is_secret and registry is None) or (not is_secret and file.is_ours and path not in files):
            writer.remove(path)
    if registry is not None:
        _end_links(publication, registry, files)
    if plan.has_operation:
        writer.check(EDITIONS)
        edition = SiteEdition(publication.settings.edition, now)
        record_edition(publication.store, plan, edition, is_changed=_is_changed(publication))
    records = tuple(result.record for result in results if result.record)
    state_file = StateFile(
        format=FORMAT,
        files=tuple(files[path] for path in sorted(files) if not path.startswith(f"{SECRET}/")),
        partitions=records,
        retired=highest_sequences([state.last.retired, *(result.retired for result in results)]),
        sequence=max([state.last.sequence, *(file.sequence or 0 for file in files.values())]),
        moment=publication.began or publication.lease.now,
    )
    writer.update_note(STATE, sealed_bytes(state_file))
    _make_durable(publication)
    announce: tuple[PrivateLink, ...] = ()
    if registry is not None:
        checked = state.checked  # their versions in the store are other ones than the registry has
        renewed = (result for result in results if result.is_made or any(file.path in checked for file in result.files))
        of_links = tuple(file for result in renewed for file in result.files if file.path.startswith(f"{SECRET}/"))
        disclosures = {path: members for result in results for path, members in result.disclosures.items()}
        announce = registry.finish(now, of_links, disclosures, fingerprint(*records))
    return attrs.evolve(_report(publication, results, files), announce=announce)


def _is_changed(publication: Publication) -> bool:
    """Return whether this publication, or one that was stopped, has written or removed any file."""
    return bool(publication.state.resumed or publication.writer.written or publication.writer.removed)


def _make_durable(publication: Publication) -> None:
    if _is_changed(publication):
        with store_errors(publication.store, ""):
            getattr(publication.store, "sync", lambda: None)()


def _end_links(publication: Publication, registry: PublishedLinks, current: Mapping[str, PublishedFile]) -> None:
    """Write the last words of the links that ended, and remove all other files that no working link has.

    ``current`` are the files that the publication made, by path.
    """
    plan, writer, rules, now = publication.plan, publication.writer, publication.settings.rules, publication.now
    grace = timedelta(days=registry.grace_days)
    files = {**publication.state.files, **current}
    stale = registry.stale_files(files, current, now)
    writer.files.update((path, files[path]) for path in stale)
    writer.readers = {
        section_folder(path): f"{link.audience} {link.key}" if link else "unknown link" for path, link in stale.items()
    }
    for path, link in stale.items():
        is_served = link is not None and is_calendar(path) and link.has_last_word(now, grace)
        data = writer.read(path) if is_served else None
        if link is None or data is None or not is_whole(data):
            writer.remove(path)
            continue
        first = link.ends.astimezone(ZoneInfo(plan.zone)).date()
        word = LastWord(
            reason="revoked" if link.revoked else "expired",
            plan=plan.id,
            title=plan.title,
            first=first,
            until=first + grace,
            stamp=rules.stamp,
        )
        writer.write(path, word.calendar(data, rules.language_of(path)))


def _report(publication: Publication, results: Sequence[JobResult], files: Mapping[str, PublishedFile]) -> Published:
    store, plan, writer, leased = publication.store, publication.plan, publication.writer, publication.lease.now
    edition = SiteEdition(publication.settings.edition, publication.now)
    numbers = {post.key: number for number, post in enumerate(plan.posts)}
    shortfalls = chain.from_iterable(result.shortfalls for result in results)
    months: dict[str, list[str]] = {}  # of each calendar that is split
    for path in sorted(filter(is_month, files)):
        stem, month, language, ending = path.rsplit(".", 3)
        months.setdefault(f"{stem}.{language}.{ending}", []).append(month)
    large = (path for path, file in files.items() if is_calendar(path) and file.size > MOST_BYTES)
    published = frozenset[str]().union(*(result.published_changes for result in results))
    taken_back = published.difference(change_digest(change) for _, change in plan_changes(plan)) if published else ()
    counts = total_counts(result.counts for result in results)
    return Published(
        target=getattr(store, "root", store.name),
        written=tuple(sorted({*writer.written})),
        unchanged=tuple(sorted({*files, *writer.unchanged}.difference(writer.written))),
        removed=tuple(writer.removed),
        split=tuple((redacted(path), tuple(of_calendar)) for path, of_calendar in months.items()),
        too_large=tuple(map(redacted, sorted(large))),
        changes=edition_changes(plan, edition, chain.from_iterable(result.changes for result in results)),
        shortfalls=tuple(sorted(shortfalls, key=lambda short: (short.span.start, numbers[short.post]))),
        differences=tuple(chain.from_iterable(result.differences for result in results)),
        taken_back=len(taken_back),
        set_back=publication.began if (publication.began or leased) > leased else None,
        added=counts["added"],
        changed=counts["changed"],
        withdrawn=counts["withdrawn"],
    )
