"""The state of a site before it is published again, and after.

The state file holds, for each file, its version in the store and its SHA-256 when it was written. A file whose version
is still the same is not read. Without the state file, or if the version is another one, the file is read and compared
with the manifest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from functools import cached_property, partial
from hashlib import sha256
from itertools import chain, islice
from operator import attrgetter
from typing import Literal

import attrs

from electsched.calendars.content_lines import is_whole
from electsched.calendars.event import PRODID
from electsched.calendars.published_event import damage
from electsched.errors import Fault, PublishError, raise_faults
from electsched.operation.plan import Plan
from electsched.phrases import phrase
from electsched.publishing.change_log import log_readers
from electsched.publishing.fingerprint import fingerprint
from electsched.publishing.layout import (
    INTERNAL,
    LEGAL_PATH,
    MEMBERS,
    PUBLIC,
    STATE,
    group_key,
    is_calendar,
    is_record,
    recorded_units,
    section_folder,
)
from electsched.publishing.lease import Lease
from electsched.publishing.manifest import DAMAGED, read_manifest
from electsched.publishing.records import UNKNOWN_MEMBERS, present_units, read_records, unit_records
from electsched.publishing.site_writer import PublishedFile
from electsched.stores.base import (
    SECRET,
    DamagedError,
    FileStat,
    Store,
    read_file,
    read_sealed,
    read_value,
    redacted,
    store_errors,
)

__all__ = ["FORMAT", "PartitionRecord", "SiteState", "StateFile", "read_state"]

FORMAT: Literal[3] = 3
"""The format of the state file."""
GENERATORS = {
    "ics": f"\r\nPRODID:{PRODID}\r\n".encode(),
    "html": b'<meta name="generator" content="electsched">',
}
"""The lines near the start of our calendars and pages, which the files of others do not have."""
GENERATOR_BYTES = 1000
LOST_SEQUENCE = 999
"""The SEQUENCE that is taken for the highest one of a site whose state file is lost too."""
WRITTEN_CALENDAR = phrase("the calendar that `publish` wrote")
READERS = 32
"""The number of files that are read at a time."""
FILES_PER_BATCH = 1000
"""The number of files that are given out to be read: a nation has too many for one list."""


@attrs.frozen
class PartitionRecord:
    """The state of a partition after a publication."""

    names: tuple[str, ...]
    fingerprint: str  #: of its content and its files; empty if the same plan needs something done
    scope: tuple[str, ...] = ()  #: units, posts and teams of its groups; see `Partition`
    for_partners: str = ""  #: fingerprint of all that partners may see of its duties


@attrs.frozen(kw_only=True)
class StateFile:
    """The content of the state file: the site after the last publication that was finished."""

    format: Literal[3]
    files: tuple[PublishedFile, ...] = ()  #: files of the parts
    partitions: tuple[PartitionRecord, ...] = ()
    retired: Mapping[str, int] = attrs.field(factory=dict)  #: last SEQUENCE of each retired event, by UID
    sequence: int = 0  #: highest SEQUENCE that was ever published
    moment: datetime | None = None  #: latest moment of a publication, in UTC; None if none was finished


@attrs.frozen(kw_only=True)
class SiteState:
    """The state of a site before a publication.

    ``files`` are those in the store, by path, with their recorded values if their bytes are still the same, and those
    that are lost and made anew.
    """

    last: StateFile = attrs.field(repr=False)
    files: Mapping[str, PublishedFile] = attrs.field(factory=dict, repr=False)
    partitions: Mapping[tuple[str, ...], PartitionRecord] = attrs.field(factory=dict, repr=False)  #: by their names
    checked: frozenset[str] = attrs.field(default=frozenset(), repr=False)  #: files that were read
    resumed: bool = False  #: whether a publication was stopped since the last one that was finished
    is_edited: bool = False  #: whether any calendar has other events than were published

    @cached_property
    def groups(self) -> Mapping[str, Mapping[str, PublishedFile]]:
        """The files by `group_key` and path."""
        groups: dict[str, dict[str, PublishedFile]] = {}
        for path, file in self.files.items():
            groups.setdefault(group_key(path), {})[path] = file
        return groups

    def of_groups(self, groups: Iterable[str]) -> dict[str, PublishedFile]:
        """Return the files of some groups, by path."""
        return {path: file for group in groups for path, file in self.groups.get(group, {}).items()}

    @cached_property
    def first_sequence(self) -> int:
        """The SEQUENCE of new events: beyond any that was published, if events are lost with a file or in one."""
        if not self.is_edited and not any(file.is_lost for file in self.files.values()):
            return 0
        if self.last.moment is None:
            return 1 + LOST_SEQUENCE
        return 1 + max([self.last.sequence, *(file.sequence or 0 for file in self.last.files)])

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the state of all partitions."""
        return fingerprint(*self.partitions.values())

    @property
    def has_links(self) -> bool:
        """Whether there are files of private links."""
        return any(path.startswith(f"{SECRET}/") for path in self.files)

    @property
    def scopes(self) -> dict[tuple[str, ...], tuple[str, ...]]:
        """The scope of each partition, by its names."""
        return {names: record.scope for names, record in self.partitions.items() if record.scope}

    @property
    def recorded_units(self) -> list[str]:
        """The keys of the units that have a record of duties, in order."""
        return recorded_units(self.files)

    def to_be_made(self) -> SiteState:
        """Return the state in which no partition counts as unchanged, though units that were together stay so."""
        records = {names: attrs.evolve(record, fingerprint="") for names, record in self.partitions.items()}
        return attrs.evolve(self, partitions=records)


# --- reading ------------------------------------------------------------------------------------------------------


def read_state(
    store: Store,
    plan: Plan,
    stopped: Lease | None,
    private_files: Iterable[tuple[PublishedFile, str]],
    *,
    rebuild: bool,
) -> SiteState:
    """Return the state of a site.

    ``stopped`` is the lease of a publication that was stopped, and ``private_files`` are the record and the reader of
    each file of a private link that works. With ``rebuild`` damaged and missing files are lost: records and
    lists among them are deleted, and of a manifest the copy in the state file is taken.

    Raises:
        PublishError: A file is damaged, missing or edited by hand, or the site is that of another plan or format.
    """
    last, stats = _state_file(store), dict[str, FileStat]()
    manifests = _manifests(store, plan, last, rebuild=rebuild)
    if rebuild:
        _delete_damaged(store, plan)
    for part in (PUBLIC, INTERNAL, SECRET):
        with store_errors(store, part):
            stats |= store.list(part)
    records = {file.path: file for manifest in manifests.values() for file in manifest or ()}
    records |= {file.path: file for file in last.files if file.path in records}
    if stopped is not None and (stopped.plan == plan.id or manifests[INTERNAL] is None):
        records |= _unlisted_files(store, plan, stopped, stats.keys() - records.keys())
    files = {path: PublishedFile(path, *stat) for path, stat in stats.items()}
    checks: dict[str, tuple[PublishedFile, str]] = {}
    for record, reader in chain(((record, "") for record in records.values()), private_files):
        # Without versions only the size is compared, and a publication that was stopped may have kept that.
        has_version = record.version or stopped is None
        if has_version and stats.get(record.path) == (record.size, record.version):
            files[record.path] = record
        else:
            checks[record.path] = record, reader
    faults, is_edited = set[Fault](), False
    for path, outcome in _outcomes(store, checks, may_differ=stopped is not None):
        file, (record, _) = files.get(path, PublishedFile(path)), checks[path]
        if rebuild and isinstance(outcome, DamagedError):
            files[path] = attrs.evolve(file, is_lost=True)
        elif isinstance(outcome, PublishError):
            faults.update(outcome.faults)
        elif outcome:
            is_same = outcome == record.sha256
            is_edited |= not is_same and is_calendar(path) and bool(record.sha256) and stopped is None
            values = record if is_same else file
            files[path] = attrs.evolve(values, version=file.version, sha256=outcome)
    raise_faults(sorted(faults, key=attrgetter("path")), source=store.name, kind=PublishError)
    state = SiteState(
        last=last,
        files=files,
        partitions={record.names: record for record in last.partitions},
        checked=frozenset(checks),
        resumed=stopped is not None,
        is_edited=is_edited,
    )
    # A publication that was stopped recorded neither its changes of duties as an edition nor its disclosures.
    return state.to_be_made() if stopped or rebuild else state


def _state_file(store: Store) -> StateFile:
    """Return the content of the state file; one that is lost, damaged or edited by hand only saved time.

    Raises:
        PublishError: It is in another format: a version that knows it has to publish to this site.
    """
    with suppress(DamagedError):
        return read_sealed(store, STATE, StateFile) or StateFile(format=FORMAT)
    number = (read_value(store, STATE, dict) or {}).get("format")
    if isinstance(number, int) and number != FORMAT:
        found = phrase("format {number}", number=number)
        expected = phrase("format {number}, which this version of electsched writes", number=FORMAT)
        raise PublishError(Fault(STATE, found, expected), source=store.name)
    return StateFile(format=FORMAT)


def _manifests(
    store: Store, plan: Plan, last: StateFile, *, rebuild: bool
) -> dict[str, tuple[PublishedFile, ...] | None]:
    """Return the files that the manifest of each part lists; None if the part was not published."""
    manifests: dict[str, tuple[PublishedFile, ...] | None] = {}
    for part, name in ((PUBLIC, plan.timeline.id), (INTERNAL, plan.id)):
        recorded = tuple(file for file in last.files if section_folder(file.path) == part)
        try:
            manifests[part] = read_manifest(store, part, name, is_published=bool(recorded))
        except DamagedError:
            if not (rebuild and recorded):  # nobody knows which calendars there were
                raise
            manifests[part] = recorded
    return manifests


def _delete_damaged(store: Store, plan: Plan) -> None:
    """Delete the records and lists that are damaged; of members that cannot be read, nobody knows them."""
    readers: list[Callable[[], object]] = [
        partial(read_records, store, plan.id, [unit]) for unit in present_units(store)
    ]
    for read in (*readers, *log_readers(store)):
        try:
            read()
        except DamagedError as error:
            for path in (fault.path for fault in error.faults):
                with store_errors(store, path):
                    if path.startswith(f"{MEMBERS}/"):
                        store.write(path, UNKNOWN_MEMBERS)
                    else:
                        store.delete(path)


def _unlisted_files(store: Store, plan: Plan, stopped: Lease, paths: Iterable[str]) -> dict[str, PublishedFile]:
    """Return the files of a stopped publication that no manifest lists, for somebody may have read them."""
    files = {path: PublishedFile(path) for path in sorted(paths) if _is_ours(store, path)}
    if files and stopped.plan != plan.id:
        found = phrase("a file of {plan!r}, whose first publication was stopped", plan=stopped.plan)
        hint = phrase("Publish {plan!r} again to its end, or choose another folder.", plan=stopped.plan)
        fault = Fault(max(files), found, phrase("a site of {id!r}, or an empty folder", id=plan.id), hint=hint)
        raise PublishError(fault, source=store.name)
    return files


def _is_ours(store: Store, path: str) -> bool:
    generator = GENERATORS.get(path.rpartition(".")[2])
    if generator is None or not LEGAL_PATH.fullmatch(path.partition("/")[2]):
        return False
    return generator in (read_file(store, path) or b"")[:GENERATOR_BYTES]


def _outcomes(
    store: Store, checks: Mapping[str, tuple[PublishedFile, str]], *, may_differ: bool
) -> Iterator[tuple[str, str | PublishError]]:
    """Yield the path of each file to be checked, with its SHA-256 if it can be published over, else its error.

    A check is the record of a file, and its reader at a private link.
    """

    def outcome(path: str) -> str | PublishError:
        try:
            return _checked_digest(store, *checks[path], may_differ=may_differ)
        except PublishError as error:
            return error

    paths = iter(checks)
    with ThreadPoolExecutor(READERS) as pool:
        while batch := [*islice(paths, FILES_PER_BATCH)]:
            yield from zip(batch, pool.map(outcome, batch), strict=True)


def _checked_digest(store: Store, record: PublishedFile, reader: str, *, may_differ: bool) -> str:
    """Return the SHA-256 of a file that can be published over, empty if there is none and there need not be one.

    Records ``may_differ`` from the manifest, for a publication that was stopped may have written them.
    """
    path, data = record.path, read_file(store, record.path, reader)
    digest = "" if data is None else sha256(data).hexdigest()
    if digest == record.sha256 or not (is_calendar(path) or is_record(path)) or (data is None and reader):
        return digest
    kind = phrase("calendar") if is_calendar(path) else phrase("record")
    listed = phrase("the {kind} that the manifest lists", kind=kind)
    faults: Iterable[Fault] = ()
    if data is None:
        faults = [Fault(path, phrase("no such file"), listed, hint=DAMAGED)]
    elif is_record(path):
        unit_records(store, "", recorded_units([path]), read=lambda _: data, is_named=False)
        faults = [] if may_differ else [Fault(path, phrase("a record that was edited by hand"), listed, hint=DAMAGED)]
    # A calendar that no manifest lists may have been cut off while it was written for the first time.
    elif record.sha256 or is_whole(data):
        place = f"{redacted(path)} ({reader})" if reader else path
        faults = (Fault(place, text, WRITTEN_CALENDAR, hint=DAMAGED) for text in damage(data))
    raise_faults(islice(faults, 1), source=store.name, kind=DamagedError)
    return digest
