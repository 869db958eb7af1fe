"""The values that are sent to a worker and back: jobs, the settings that all of them share, and results."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING

import attrs

from electsched.calendars.telling.event_counts import EventCounts
from electsched.errors import Fault, PublishError
from electsched.phrases import phrase
from electsched.publishing.fingerprint import fingerprint
from electsched.publishing.layout import INTERNAL, section_folder
from electsched.publishing.site_state import PartitionRecord
from electsched.roster.parts.partition import Partition
from electsched.stores.base import SECRET, Store, redacted

if TYPE_CHECKING:
    from electsched.calendars.changes import DutyChange
    from electsched.operation.plan import Plan
    from electsched.publishing.private.links import PrivateLink
    from electsched.publishing.sections import BuildContext
    from electsched.publishing.site_writer import PublishedFile
    from electsched.roster.difference import DutyDifference
    from electsched.roster.duty import Shortfall

__all__ = [
    "Job",
    "JobResult",
    "JobSettings",
    "first_calendar",
    "listed_files",
    "partition_record",
    "unchanged_result",
    "unreached",
]


@attrs.frozen(kw_only=True)
class JobSettings:
    """The values that all jobs of a publication share."""

    context: BuildContext
    plan: Plan = attrs.field(repr=False)  #: without the lists of its partitions, see `shared_plan`
    fingerprint: str  #: of that plan
    paged: bool  #: whether each unit has pages
    disclosed: bool  #: whether the members whom each calendar names are recorded
    # The UIDs of events in calendars that the plan no longer has.
    withdrawn: frozenset[str] = attrs.field(default=frozenset(), repr=False)
    # The shifts that no team can fill, if the roster was built for all partitions; else None.
    shortfalls: tuple[Shortfall, ...] | None = attrs.field(default=None, repr=False)
    edition: int = 1  #: the one that this publication makes


@attrs.frozen(kw_only=True)
class Job:
    """A partition to be published."""

    partition: Partition
    path: str  #: of its first calendar, which names it in errors
    links: tuple[PrivateLink, ...] = attrs.field(repr=False)  #: of its units, members or partner
    files: dict[str, PublishedFile] = attrs.field(repr=False)  #: in the store, by path
    record: PartitionRecord | None  #: of the last publication; None if unknown, or if files changed since
    first_sequence: int  #: SEQUENCE of new events: greater than 0 if calendars were lost
    # Of a partner: `PartitionRecord.for_partners` by unit, and the UIDs of all events that the units decided.
    seen: Mapping[str, str] = attrs.field(factory=dict, repr=False)
    decided: frozenset[str] = attrs.field(default=frozenset(), repr=False)


@attrs.frozen(kw_only=True)
class JobResult:
    """The files of a partition, or of the site that belong to no partition, after they were published."""

    files: tuple[PublishedFile, ...] = attrs.field(repr=False)
    written: frozenset[str] = attrs.field(default=frozenset(), repr=False)  #: paths of those that are new or changed
    is_made: bool = True  #: whether calendars and pages were made; if not, the files are those of the last publication
    counts: EventCounts = attrs.field(factory=EventCounts, repr=False)  #: numbers of its events that changed
    record: PartitionRecord | None = None  #: None if it is no partition
    # The members whom each calendar names, by its name in a `Disclosure`; None if those of before.
    disclosures: Mapping[str, tuple[str, ...] | None] = attrs.field(factory=dict, repr=False)
    live: frozenset[str] = attrs.field(default=frozenset(), repr=False)  #: withdrawn UIDs that its calendars have
    decided: frozenset[str] = attrs.field(default=frozenset(), repr=False)  #: UIDs of events with another revision
    retired: Mapping[str, int] = attrs.field(factory=dict, repr=False)  #: last SEQUENCE, by UID
    shortfalls: tuple[Shortfall, ...] = attrs.field(default=(), repr=False)
    changes: tuple[DutyChange, ...] = attrs.field(default=(), repr=False)  #: since the last one that was finished
    differences: tuple[DutyDifference, ...] = attrs.field(default=(), repr=False)  #: see `Published`
    # The digests of the changes of the plan that its duties contained before, see `change_digest`.
    published_changes: frozenset[str] = attrs.field(default=frozenset(), repr=False)


def partition_record(
    names: tuple[str, ...],
    content: str,
    files: Sequence[PublishedFile],
    *,
    is_settled: bool = True,
) -> PartitionRecord:
    """Return the state of a partition, or of a part of the site, with the fingerprint of its content."""
    return PartitionRecord(
        names=names,
        fingerprint=content,
        settled=is_settled and not any(file.cancelled for file in files),
        files=_files_fingerprint(files),
    )


def unchanged_result(
    record: PartitionRecord | None, content: str, files: Mapping[str, PublishedFile]
) -> JobResult | None:
    """Return the result of a partition that would be made as it was; None if it must be made.

    All its files are as they were recorded, and no event is to be retired.
    """
    ours = tuple(file for file in files.values() if file.is_ours)
    if record and record.settled and record.fingerprint == content and record.files == _files_fingerprint(ours):
        return JobResult(files=ours, is_made=False, record=record)
    return None


def _files_fingerprint(files: Iterable[PublishedFile]) -> str:
    return fingerprint(sorted((file.path, file.sha256) for file in files))


def listed_files(results: Iterable[JobResult]) -> dict[str, list[PublishedFile]]:
    """Return the files of each part of the site that has a manifest."""
    files: dict[str, list[PublishedFile]] = {}
    for file in chain.from_iterable(result.files for result in results):
        part = section_folder(file.path)
        if part != SECRET and not part.startswith(f"{SECRET}/"):
            files.setdefault(part, []).append(file)
    return files


def unreached(store: Store, path: str) -> PublishError:
    """Return the error for a worker whose store is another one than that of the publication."""
    expected = phrase("a place that every worker reaches, such as a folder that they share or an object store")
    fault = Fault(redacted(path), phrase("a place that the worker does not reach"), expected)
    return PublishError(fault, source=store.name)


def first_calendar(part: Partition, language: str) -> str:
    """Return the path of the first calendar of a partition for messages, without the token of a private link."""
    if part.partner:
        return f"{SECRET}/.../duties.{language}.ics (partner {part.partner})"
    return f"{INTERNAL}/{part.scope[0]}.{language}.ics"
