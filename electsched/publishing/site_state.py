"""The state of a site before it is published again, and after.

The state file holds, for each file, its version in the store and its SHA-256 when it was written. A file whose version
is still the same is not read. Without the state file, or if the version is another one, the file is read and compared
with the manifest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from itertools import chain, islice
from operator import attrgetter
from typing import Literal

import attrs

from electsched.calendars.content_lines import is_whole
from electsched.calendars.event import PRODID
from electsched.calendars.published_event import damage
from electsched.errors import Fault, InputError, PublishError, raise_faults
from electsched.operation.plan import Plan
from electsched.phrases import phrase
from electsched.publishing.executors import Workers
from electsched.publishing.fingerprint import fingerprint
from electsched.publishing.layout import (
    INTERNAL,
    LEGAL_PATH,
    MANIFEST,
    PUBLIC,
    STATE,
    group_key,
    is_calendar,
    is_record,
    recorded_units,
    section_folder,
)
from electsched.publishing.lease import Lease
from electsched.publishing.manifest import DAMAGED, UNKNOWN_VERSION, read_manifest
from electsched.publishing.site_writer import UNREADABLE_BYTES, PublishedFile
from electsched.roster.past.data import record_value
from electsched.stores.base import (
    SECRET,
    DamagedError,
    Store,
    read_file,
    read_sealed,
    read_value,
    redacted,
    store_errors,
)

__all__ = ["FORMAT", "PartitionRecord", "SiteState", "StateFile", "read_state", "read_state_file"]

FORMAT: Literal[3] = 3
"""The format of the state file."""
GENERATORS = {
    "ics": f"\r\nPRODID:{PRODID}\r\n".encode(),
    "html": b'<meta name="generator" content="electsched">',
}
"""The lines near the start of our calendars and pages, which the files of others do not have."""
GENERATOR_BYTES = 1000
FILES_PER_CHECK = 500
"""The number of published files that one job checks."""


@attrs.frozen
class PartitionRecord:
    """The state of a partition after a publication."""

    names: tuple[str, ...]
    fingerprint: str
    settled: bool  #: whether the same plan needs nothing done: no event is to be retired, no shift is unfilled
    files: str  #: fingerprint of the paths and bytes of its files, those of its private links included
    scope: tuple[str, ...] = ()  #: units, posts and teams of its groups; see `Partition`
    for_partners: str = ""  #: fingerprint of all that partners may see of its duties


@attrs.frozen(kw_only=True)
class StateFile:
    """The content of the state file: the site after the last publication that was finished."""

    format: Literal[3]
    files: tuple[PublishedFile, ...] = ()  #: files of the parts
    partitions: tuple[PartitionRecord, ...] = ()
    retired: Mapping[str, int] = attrs.field(factory=dict)  #: last SEQUENCE of each retired event, by UID
    sequence: int = 0  #: highest SEQUENCE that was ever published at a private link
    moment: datetime | None = None  #: latest moment of a publication, in UTC; None if none was finished


@attrs.frozen(kw_only=True)
class SiteState:
    """The state of a site before a publication.

    ``files`` are those in the store, by path, with their recorded values if their bytes are still the same; the size of
    a damaged calendar that is made anew is `UNREADABLE_BYTES`.
    """

    last: StateFile = attrs.field(repr=False)
    files: Mapping[str, PublishedFile] = attrs.field(factory=dict, repr=False)
    partitions: Mapping[tuple[str, ...], PartitionRecord] = attrs.field(factory=dict, repr=False)  #: by their names
    checked: frozenset[str] = attrs.field(default=frozenset(), repr=False)  #: files that were read
    differing: frozenset[str] = attrs.field(default=frozenset(), repr=False)  #: without the bytes that were recorded
    resumed: bool = False  #: whether a publication was stopped since the last one that was finished

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

    def record(self, names: tuple[str, ...], files: Iterable[str]) -> PartitionRecord | None:
        """Return the state of a partition; None if it is unknown, or if one of its ``files`` changed since."""
        return self.partitions.get(names) if self.differing.isdisjoint(files) else None

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the state of all partitions."""
        return fingerprint(*self.partitions.values())

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


def read_state(  # noqa: PLR0913  # the site, and what is known of it
    store: Store,
    plan: Plan,
    stopped: Lease | None,
    private_files: Iterable[tuple[PublishedFile, str]],
    workers: Workers,
    *,
    rebuild: bool,
) -> SiteState:
    """Return the state of a site.

    ``stopped`` is the lease of a publication that was stopped, and ``private_files`` are the record and the reader of
    each file of a private link that works. With ``rebuild`` damaged calendars are no error.

    Raises:
        PublishError: A manifest is damaged, the site is that of another plan, or calendars are damaged or missing.
    """
    last, files, resumed = read_state_file(store), dict[str, PublishedFile](), stopped is not None
    for part in (PUBLIC, INTERNAL, SECRET):
        with store_errors(store, part):
            files |= {path: PublishedFile(path, *stat) for path, stat in store.list(part).items()}
    records = _listed_files(store, plan, last, stopped, files)
    records |= {file.path: _with_values(records[file.path], file) for file in last.files if file.path in records}
    checks: dict[str, tuple[str, str]] = {}
    for record, reader in chain(((record, "") for record in records.values()), private_files):
        path, file = record.path, files.get(record.path)
        is_same = file is not None and (file.size, file.version) == (record.size, record.version)
        # Without versions only the size is compared, and a publication that was stopped may have kept that.
        if file is None or not is_same or (resumed and not record.version):
            checks[path] = record.sha256, reader
        else:
            files[path] = attrs.evolve(file, sha256=record.sha256) if reader else record
    faults, differing = set(), set()
    # A publication that was stopped may have written records that the manifest does not list yet.
    for path, outcome in _checked(store, checks, workers, may_differ=resumed):
        if outcome != checks[path][0]:
            differing.add(path)
        record = records.get(path, PublishedFile(path))
        if isinstance(outcome, str) and path in files:
            files[path] = _with_values(attrs.evolve(files[path], sha256=outcome), record)
        elif isinstance(outcome, Fault) and rebuild and outcome.hint == DAMAGED:
            listed = files.get(path, PublishedFile(path))
            files[path] = attrs.evolve(listed, size=UNREADABLE_BYTES, sequence=record.sequence)
        elif isinstance(outcome, Fault):
            faults.add(outcome)
    raise_faults(sorted(faults, key=attrgetter("path")), source=store.name, kind=PublishError)
    state = SiteState(
        last=last,
        files=files,
        partitions={record.names: record for record in last.partitions},
        checked=frozenset(checks),
        differing=frozenset(differing),
        resumed=resumed,
    )
    # A publication that was stopped recorded neither its changes of duties as an edition nor its disclosures.
    return state.to_be_made() if resumed else state


def read_state_file(store: Store) -> StateFile:
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


def _listed_files(
    store: Store, plan: Plan, last: StateFile, stopped: Lease | None, paths: Iterable[str]
) -> dict[str, PublishedFile]:
    """Return the files of the manifests, and those of a stopped publication, for somebody may have read them."""
    ids = {PUBLIC: plan.timeline.id, INTERNAL: plan.id}
    manifests = {part: read_manifest(store, part, name) for part, name in ids.items()}
    published = {section_folder(file.path) for file in last.files} if last.moment else set()
    lost = [f"{part}/{MANIFEST}" for part, manifest in manifests.items() if manifest is None and part in published]
    expected = phrase("the manifest that `publish` wrote")
    faults = [Fault(path, phrase("no such file"), expected, hint=DAMAGED) for path in lost]
    raise_faults(faults, source=store.name, kind=PublishError)
    records = {file.path: file for manifest in manifests.values() for file in manifest or ()}
    if stopped is None or (stopped.plan != plan.id and manifests[INTERNAL] is not None):
        return records
    unlisted = [path for path in sorted(paths) if path not in records and _is_ours(store, path)]
    if unlisted and stopped.plan != plan.id:
        found = phrase("a file of {plan!r}, whose first publication was stopped", plan=stopped.plan)
        hint = phrase("Publish {plan!r} again to its end, or choose another folder.", plan=stopped.plan)
        fault = Fault(unlisted[-1], found, phrase("a site of {id!r}, or an empty folder", id=plan.id), hint=hint)
        raise PublishError(fault, source=store.name)
    return {path: PublishedFile(path) for path in unlisted} | records


def _is_ours(store: Store, path: str) -> bool:
    part, _, name = path.partition("/")
    generator = GENERATORS.get(path.rpartition(".")[2])
    if part == SECRET or generator is None or not LEGAL_PATH.fullmatch(name):
        return False
    return generator in (read_file(store, path) or b"")[:GENERATOR_BYTES]


def _with_values(file: PublishedFile, record: PublishedFile) -> PublishedFile:
    """Return a file with the values of its record: of other bytes only the SEQUENCE holds."""
    if file.sha256 != record.sha256:
        return attrs.evolve(file, sequence=record.sequence)
    return attrs.evolve(record, version=record.version if file.version == UNKNOWN_VERSION else file.version)


def _checked(
    store: Store, checks: Mapping[str, tuple[str, str]], workers: Workers, *, may_differ: bool
) -> Iterator[tuple[str, str | Fault]]:
    """Yield the path of each file to be checked, with the outcome of `check_files`."""
    remaining = iter(checks.items())
    chunks = iter(lambda: dict(islice(remaining, FILES_PER_CHECK)), {})
    jobs = ((redacted(next(iter(chunk))), chunk) for chunk in chunks)  # the first file names a job in errors
    for _, outcomes in workers.run(check_files, (store, may_differ), jobs):
        yield from outcomes.items()


def check_files(shared: tuple[Store, bool], checks: Mapping[str, tuple[str, str]]) -> dict[str, str | Fault]:
    """Read published files, and return the SHA-256 of each one that can be published over, or its fault.

    ``shared`` is the store, and whether records may differ from the manifest. A check is the recorded SHA-256, empty if
    no manifest lists the file, and the reader of a private link. A calendar may differ from its record, for instance
    after a stop, as long as its events can be read. The SHA-256 of a file that may be missing is empty.
    """
    return {path: _check_file(*shared, path, *check) for path, check in checks.items()}


def _check_file(store: Store, may_differ: bool, path: str, recorded: str, reader: str) -> str | Fault:  # noqa: FBT001  # one of many
    try:
        data = read_file(store, path, reader)
    except PublishError as error:
        return error.faults[0]
    kind = phrase("calendar") if is_calendar(path) else phrase("record") if is_record(path) else None
    listed = phrase("the {kind} that the manifest lists", kind=kind or "")
    if data is None:
        is_optional = kind is None or reader or not recorded
        return "" if is_optional else Fault(redacted(path), phrase("no such file"), listed, hint=DAMAGED)
    digest = sha256(data).hexdigest()
    # A calendar that no manifest lists may have been cut off while it was written for the first time.
    if digest == recorded or kind is None or (is_calendar(path) and not (recorded or is_whole(data))):
        return digest
    faults: Iterable[Fault] = ()
    if is_calendar(path):
        expected, label = phrase("the calendar that `publish` wrote"), f" ({reader})" if reader else ""
        faults = (Fault(redacted(path) + label, text, expected, hint=DAMAGED) for text in damage(data))
    elif recorded and not may_differ:
        faults = [Fault(path, phrase("a record that was edited by hand"), listed, hint=DAMAGED)]
    try:
        if is_record(path):
            record_value(data, "", path=path)
    except InputError as error:
        faults = [attrs.evolve(fault, hint=DAMAGED) for fault in error.faults]
    return next(iter(faults), digest)
